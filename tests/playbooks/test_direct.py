# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's features around a module, for modules that run inside ansible-playbook; and which modules run so."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._direct import FORCED
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.action_plugins.watched import PROCESSES
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import PASSWORD, Play, Run
from ansible_collections.entra.cross_tenant.tests.playbooks.forms import (
    VAULT_PASSWORD,
    Vaulted,
    inventory_text,
)
from ansible_collections.entra.cross_tenant.tests.playbooks.test_both_ways import (
    EACH,
    beside_test_plugins,
    comparable,
    differences,
    patient,
)

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
ELSEWHERE_TENANT = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
TEMPLATE = "{{ 6 * 7 }} Fabrikam"
HERE, ELSEWHERE = "runs inside ansible-playbook", "runs as an ordinary module: "
# Modules get another Python than ansible-playbook, with other libraries.
OTHER_PYTHON = '#!/bin/sh\nunset PYTHONPATH\nexec {python} "$@"\n'

KEYWORDS = """
- hosts: localhost
  gather_facts: false
  become: true
  module_defaults:
    group/entra.cross_tenant.graph:
      tenant: "{{ base.tenant }}"
      client_id: "{{ base.client_id }}"
      ca_path: ../../project/ca.pem
      retry_time: 0
  environment:
    ENTRA_GRAPH_URL: "{{ base.graph_url }}"
    ENTRA_AUTHORITY_URL: "{{ base.authority_url }}"
  tasks:
    - name: Environment, defaults of the play, a relative path
      entra.cross_tenant.tenant_info:
        lookup_tenant: "{{ tenant }}"
      register: info
      become: false
    - name: Registered
      ansible.builtin.debug:
        msg: "{{ info.tenant_info.display_name }} {{ info.tenant_info | type_debug }}"
    - name: Encrypted
      entra.cross_tenant.tenant_info:
        lookup_tenant: "{{ vaulted_tenant }}"
        client_secret: "{{ vaulted_secret }}"
      environment: {ENTRA_CLIENT_SECRET: nonsense}
      become: false
    - name: In check mode
      entra.cross_tenant.partner: {partner_tenant: "{{ tenant }}", inbound_trust: {mfa_accepted: true}}
      check_mode: true
      diff: true
      become: false
    - name: Without diff
      entra.cross_tenant.partner: {partner_tenant: "{{ tenant }}", inbound_trust: {mfa_accepted: true}}
      diff: false
      become: false
    - name: Until
      entra.cross_tenant.partner_info: {}
      register: again
      until: again is success
      retries: 3
      delay: 0
      become: false
    - name: Hidden
      entra.cross_tenant.partner_info: {}
      no_log: true
      become: false
    - name: Loop
      entra.cross_tenant.tenant_info:
        lookup_tenant: "{{ item }}"
      loop: [nonsense!, "{{ tenant }}"]
      ignore_errors: true
      become: false
    - name: Condition, delegated
      entra.cross_tenant.partner_info: {}
      delegate_to: beside
      register: never
      changed_when: never.partners | length == 1
      failed_when: never.partners | length == 1
      ignore_errors: true
      become: false
    - name: Too long
      entra.cross_tenant.access_policy_info: {}
      timeout: 2
      ignore_errors: true
      become: false
    - name: Options
      every_option: "{{ options[item] }}"
      loop: "{{ range(options | length) | list }}"
      environment: &more {ENTRA_TENANT: "{{ base.tenant }}", ENTRA_CLIENT_ID: "{{ base.client_id }}"}
      ignore_errors: true
      become: false
    - name: Options in check mode
      every_option: {other: name}
      environment: *more
      check_mode: true
      diff: true
      become: false
"""
OPTIONS = [
    {"former": "a name", "number": "12"},
    {"old": "an option", "inner": '{"pass": "%s-inner", "size": 3}' % PASSWORD, "path": "~/x"},
    {"many": [{"password": f"{PASSWORD}-first"}, {"password": f"{PASSWORD}-second"}], "name": f"{PASSWORD}-second"},
    {"inner": {"password": f"{PASSWORD}-inner", "size": "three"}},
    {"inner": {"password": f"{PASSWORD}-inner", "sise": 3}, "former": "a name"},
    {"number": "1_2"},
    {"name": "one", "other": "two"},
    {"name": "unnamed", "many": []},
]


def prepared(simulator: GraphSimulator) -> None:
    """The state before the run. One fault is for the task that tries again, one for the task that takes long."""
    simulator.reset()
    simulator.directory.add_partner(TENANT)
    simulator.directory.add_tenant(TENANT, TEMPLATE, "fabrikam.example")
    # Only the task that takes long reads this policy, and only the task "Until" reads all partners.
    simulator.faults.add(Fault(path="crossTenantAccessPolicy$", method="GET", delay=10, times=None))
    simulator.faults.add(Fault(path="partners$", method="GET", status=403))


def ran(run: Run) -> dict[str, list[dict[str, Any]]]:
    """The results of each task and of each item."""
    told: dict[str, list[dict[str, Any]]] = {}
    for event in run.events:
        data = event.get("event_data", {})
        if event["event"].startswith(("runner_on_", "runner_item_on_", "runner_retry")) and "res" in data:
            result = comparable(data["res"])
            # The duration of a task is different each time.
            result.pop("_timing", None)
            # ansible-core 2.18 tells the line of code at which the time was up, which is another one in each way.
            result.get("timedout", {}).pop("frame", None)
            told.setdefault(data["task"], []).append({**result, "event": event["event"]})
    return told


@pytest.fixture
def project(simulator: GraphSimulator, tmp_path: Path) -> Path:
    """A folder with a playbook and a certificate. Its path is relative to the folder in which Ansible is started."""
    folder = tmp_path / "project"
    beside_test_plugins(folder, KEYWORDS)
    shutil.copy(simulator.ca_path, folder / "ca.pem")
    (tmp_path / "vault-password").write_text(VAULT_PASSWORD, encoding="utf-8")
    return folder


def test_what_ansible_does_around_a_module_holds_in_both_ways(
    play: Play, simulator: GraphSimulator, project: Path, tmp_path: Path
) -> None:
    variables = {
        "ansible_connection": "local",
        "ansible_python_interpreter": sys.executable,
        "ansible_inject_invocation": True,
        "ansible_pipelining": True,
        "base": simulator.options(),
        "tenant": TENANT,
        "options": OPTIONS,
        "vaulted_tenant": Vaulted(TENANT),
        "vaulted_secret": Vaulted(simulator.client_secret),
    }
    inventory = tmp_path / "hosts.json"
    inventory.write_text(inventory_text({"all": {"vars": variables, "hosts": {"localhost": {}, "beside": {}}}}))
    # Not by the keyword: for a module in a process of its own, Ansible shows the command with the environment.
    environment = {"ENTRA_CLIENT_SECRET": simulator.client_secret}
    password = f"--vault-password-file {tmp_path / 'vault-password'}"
    told = {}
    for way in ("true", "false"):
        prepared(simulator)
        run = play(str(project / "play.yml"), inventory, f"{password} -e {FORCED}={way}", environment)
        assert run.rc == 0, run.output[-3000:]
        told[way] = ran(run)
        assert "a library that" not in run.output
        assert (HERE in run.output) == (way == "true") and (ELSEWHERE in run.output) == (way == "false")
    here, elsewhere = told["true"], told["false"]
    assert {task: len(each) for task, each in here.items()} == {task: len(each) for task, each in elsewhere.items()}
    pairs = [(task, pair) for task in here for pair in zip(here[task], elsewhere[task])]
    different = [f"{task}, {difference}" for task, pair in pairs for difference in differences(*pair)]
    assert not different, "\n".join(different)
    check(here)


def check(told: dict[str, list[dict[str, Any]]]) -> None:
    """Each feature had an effect. Otherwise equal results of the two ways would prove nothing."""
    assert told["Registered"][0]["msg"] == f"{TEMPLATE} dict"
    assert told["Encrypted"][0]["tenant_info"]["tenant_id"] == TENANT
    assert told["In check mode"][0]["changed"] and told["In check mode"][0]["diff"]
    assert told["Without diff"][0]["changed"] and "diff" not in told["Without diff"][0]
    assert told["Until"][-1]["attempts"] == 2
    assert "partners" not in told["Hidden"][0] and "censored" in told["Hidden"][0]
    assert [each["event"].rpartition("_")[2] for each in told["Loop"]][:2] == ["failed", "ok"]
    (condition,) = told["Condition, delegated"]
    assert condition["failed_when_result"] is True and condition["changed"]
    assert condition["partners"]
    assert re.search("expected time frame|[Tt]imed out", told["Too long"][0]["msg"])
    options = told["Options"]
    assert options[0]["told"]["name"] == "a name" and options[0]["told"]["number"] == 12
    assert "former" in json.dumps(options[0]["deprecations"]) and "old" in json.dumps(options[1]["deprecations"])
    assert options[1]["told"]["inner"]["size"] == 3 and "VALUE_SPECIFIED" in options[1]["told"]["inner"]["password"]
    assert "VALUE_SPECIFIED" in options[2]["told"]["name"] and "A warning of the module" in options[2]["warnings"]
    assert [result["event"].endswith("failed") for result in options[:8]] == [False] * 3 + [True] * 4 + [False]
    assert "former" in json.dumps(options[4]["deprecations"]) and "deprecations" not in options[7]
    assert told["Options in check mode"][0]["check"] and told["Options in check mode"][0]["diff_mode"]


# The choice between the two ways.

LIBRARIES = """
- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - name: On macOS
      entra.cross_tenant.partner_info: {}
    - name: Without the library
      entra.cross_tenant.partner_info: {}
      vars: {entra_cross_tenant_direct: true}
"""
ELSEWHERE_PLUGIN = """
from ansible.plugins.connection.local import DOCUMENTATION, Connection as Local


class Connection(Local):
    transport = "elsewhere"
"""
MACOS = """
import multiprocessing, platform, subprocess, sys, urllib.request
import multiprocessing.context
if "ansible-playbook" in " ".join(sys.orig_argv):
    sys.platform = "darwin"
"""


# The keywords of a task, the value of FORCED, and what is told.
WAYS: list[tuple[dict[str, Any], str | None, str]] = [
    ({}, None, HERE),
    ({}, "", HERE),
    ({}, "yes", HERE),
    ({}, "{{ 'no' }}", f"{ELSEWHERE}{FORCED} is false"),
    ({"async": 60, "poll": 3}, None, f"{ELSEWHERE}async"),
    ({"async": 60, "poll": 3}, "true", f"{ELSEWHERE}async"),
    ({"connection": "elsewhere"}, None, f"{ELSEWHERE}the connection is elsewhere"),
    ({"connection": "elsewhere"}, "true", HERE),
    ({"become": True, "become_user": "nobody-of-this-name"}, None, HERE),
]
UNCLEAR = f"{FORCED} has to be true or false"
# Tasks with partners: a tenant, and keywords.
FLEET: dict[str, tuple[str, dict[str, Any]]] = {
    "Done": (TENANT, {"check_mode": True}),
    "Failed": ("nonsense", {"check_mode": True, "ignore_errors": True}),
    "Again": (TENANT, {"register": "done", "until": "done.attempts == 2", "retries": 3, "delay": 0}),
}


@pytest.fixture
def told(play: Play, simulator: GraphSimulator, tmp_path: Path) -> tuple[Run, dict[str, str]]:
    """One run of all tasks, since a start takes longer than they do, and the output of each task."""
    tasks: list[dict[str, Any]] = []
    for number, (keywords, forced, _told) in enumerate(WAYS):
        variables = {} if forced is None else {FORCED: forced}
        tasks.append({"name": f"Way {number}", "entra.cross_tenant.partner_info": {}, "vars": variables, **keywords})
    options = {"tenant": ELSEWHERE_TENANT}
    unclear = {"entra.cross_tenant.partner_info": options, "vars": {FORCED: "perhaps"}, "ignore_errors": True}
    tasks.append({"name": "Unclear", **unclear})
    for name, (tenant, keywords) in FLEET.items():
        module = {"entra.cross_tenant.partners": {"partners": "{{ fleet }}", "wait_timeout": 77}}
        tasks.append({"name": name, **module, "vars": {"fleet": [{"tenant": tenant}]}, **keywords})
    folder = tmp_path / "project"
    (folder / "connection_plugins").mkdir(parents=True)
    (folder / "connection_plugins" / "elsewhere.py").write_text(ELSEWHERE_PLUGIN, encoding="utf-8")
    one_play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}
    (folder / "play.yml").write_text(yaml.safe_dump([one_play], sort_keys=False), encoding="utf-8")
    host = {"ansible_python_interpreter": sys.executable, "ansible_async_dir": str(tmp_path / "async")}
    # With this setting, AWX stores the arguments of tasks.
    environment = {**simulator.environment(), "ANSIBLE_DISPLAY_ARGS_TO_STDOUT": "1"}
    run = play(str(folder / "play.yml"), {"all": {"hosts": {"localhost": host}}}, environment=environment)
    assert run.rc == 0, run.output[-3000:]
    _start, *parts = re.split(r"TASK \[([A-Z]\w+(?: \d+)?)", run.output)
    outputs = dict(zip(parts[::2], parts[1::2]))
    assert list(outputs) == [task["name"] for task in tasks]
    return run, outputs


def test_the_way_and_the_arguments_of_a_task_are_told(
    told: tuple[Run, dict[str, str]], simulator: GraphSimulator
) -> None:
    run, outputs = told
    for number, (keywords, forced, way) in enumerate(WAYS):
        output = outputs[f"Way {number}"]
        case = f"{keywords}, {forced!r}: {output}"
        assert way in output, case
        assert (HERE in output) == (way == HERE) and (ELSEWHERE in output) == (way != HERE), case
        assert run.by_host(f"Way {number}")["localhost"]["partners"] == [], case

    # What is neither true nor false forces nothing.
    unclear = run.by_host("Unclear")["localhost"]
    assert UNCLEAR in unclear["msg"] and "partners" not in unclear
    assert not [exchange for exchange in simulator.log if ELSEWHERE_TENANT in exchange.path]

    results, arguments = {}, {}
    for event in run.events:
        name = event.get("event_data", {}).get("task")
        if name in FLEET and event["event"] in ("runner_on_ok", "runner_on_failed"):
            results[name], arguments[name] = event["event_data"]["res"], event["event_data"]["task_args"]
    # The arguments do not come back with the result, except those of a failed task.
    assert results["Done"]["partners"][0]["tenant_id"] == TENANT
    assert TENANT not in arguments["Done"] and "wait_timeout=77" in arguments["Done"]
    assert "nonsense" in arguments["Failed"]
    # The next attempt has the arguments.
    assert results["Again"]["attempts"] == 2 and results["Again"]["partners"][0]["changed"] is False


@pytest.mark.parametrize("library", ["msal", "requests"])
def test_where_it_cannot_run_inside_it_runs_in_the_python_of_the_host(
    play: Play, simulator: GraphSimulator, tmp_path: Path, library: str
) -> None:
    """On macOS, and without a library. On macOS, FORCED leads to the library."""
    libraries = tmp_path / "libraries"
    libraries.mkdir()
    (libraries / f"{library}.py").write_text(f"raise ImportError('{library} is not here')", encoding="utf-8")
    (libraries / "sitecustomize.py").write_text(MACOS, encoding="utf-8")
    python = tmp_path / "python"
    python.write_text(OTHER_PYTHON.format(python=sys.executable), encoding="utf-8")
    python.chmod(0o755)
    host = {"all": {"hosts": {"localhost": {"ansible_python_interpreter": str(python)}}}}
    run = play(LIBRARIES, host, "", {**simulator.environment(), "PYTHONPATH": str(libraries)})
    assert run.rc == 0
    _start, on_macos, without = re.split(r"TASK \[(?:On macOS|Without the library)", run.output)
    assert f"{ELSEWHERE}a forked process must not ask macOS for its proxies" in on_macos
    assert f"{ELSEWHERE}the Python of ansible-playbook lacks {library}" in without
    for name in ("On macOS", "Without the library"):
        assert run.by_host(name)["localhost"]["partners"] == []


# A module writes no file and starts no process.

WATCHED = """
- hosts: localhost
  gather_facts: false
  tasks:
    - name: Watched
      watched:
        module: "{{ tasks[item].module }}"
        options: "{{ tasks[item].options }}"
      loop: "{{ range(tasks | length) | list }}"
      when: lookup('arranged', item, scenarios, log) is truthy
      register: all
"""


def test_no_file_is_written_and_no_process_started(
    play: Play, simulator: GraphSimulator, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("watched")
    backup = tmp_path / "backup"
    backup.mkdir()
    tasks, states = [], []
    for job in EACH.values():
        simulator.reset()
        job.arrange(simulator.directory)
        state = {"url": simulator.graph_url, "ca_path": simulator.ca_path, "fault": None}
        states.append({**state, "state": simulator.directory.snapshot()})
        tasks.append({"module": job.module, "options": patient(simulator, job)})
    fleet = next(number for number, task in enumerate(tasks) if task["module"] == "partners")
    for more in ({"removal_limit": 5}, {"backup_directory": str(backup)}):
        states.append(states[fleet])
        tasks.append({"module": "partners", "options": {**tasks[fleet]["options"], **more}})
    (folder / "scenarios.json").write_text(json.dumps(states), encoding="utf-8")
    variables = {"tasks": tasks, "scenarios": str(folder / "scenarios.json"), "log": str(folder / "log")}
    # Python itself writes bytecode, and the bytecode exists after the first run.
    environment = {"PYTHONDONTWRITEBYTECODE": "1", "ANSIBLE_VERBOSITY": "0"}
    playbook = beside_test_plugins(tmp_path / "project", WATCHED)
    run = play(playbook, {"all": {"vars": variables}}, "", environment)
    assert run.rc == 0, run.output[-3000:]
    events = [event["event_data"]["res"] for event in run.events if event["event"] == "runner_item_on_ok"]
    assert [event["item"] for event in events] == list(range(len(tasks)))
    served = {url.rpartition(":")[2] for url in (simulator.graph_url, simulator.authority_url)}
    connected: set[str] = set()
    for event, task in zip(events, tasks):
        assert not event["result"].get("failed"), event["result"]
        seen = [tuple(each) for each in event["seen"]]
        asked = {what for kind, what in seen if kind == "socket.connect"}
        # Some items use the connection of the item before.
        connected |= asked
        assert all("127.0.0.1" in what and any(port in what for port in served) for what in asked), asked
        other = {(kind, what) for kind, what in seen if not kind.startswith("socket.")}
        # The account of the removals of the run. Later tasks of the run need it.
        ledger = {(kind, what) for kind, what in other if what.endswith("/entra.cross_tenant.json")}
        assert task["module"] in ("partners", "sync_configurations") or not ledger
        if "backup_directory" in task["options"]:
            assert not [kind for kind, _what in other if kind in PROCESSES]
        else:
            assert other == ledger, (task["module"], other)
    assert connected
    # The hook works: it saw the files that these tasks really use.
    assert events[-2]["seen"] and any("entra.cross_tenant.json" in what for _kind, what in events[-2]["seen"])
    assert any(kind == "os.mkdir" for kind, _what in events[-1]["seen"])
