# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module does the same inside ansible-playbook as in a process of its own, with the same result."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import SECRET_MARKER, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.modules.jobs import JOBS, ONE, TENANT, Job, full, nothing
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import CHECKOUT, PASSWORD, Play, Run

MODULES = "ansible_collections.entra.cross_tenant.plugins.modules"
PARTS = 24
# This part contains all kinds of refusals, and jobs that read and write.
EVERYDAY = 20
DIRECT, MODULE = "true", "false"
WRONG_SECRET = f"{SECRET_MARKER}-but-not-the-right-one"
REFUSED = {"path": ".", "status": 403, "times": None}


def found(directory: Any) -> None:
    """A partner that tenants can look up."""
    full(directory)
    directory.add_tenant(TENANT, "{{ 6 * 7 }} Fabrikam", "fabrikam.example")


# The options of the modules that only read.
READS = {
    "access_policy_info": {},
    "connection_info": {},
    "default_settings_info": {},
    "mto_info": {},
    "mto_partner_template_info": {},
    "mto_sync_template_info": {},
    "partner_capability_info": ONE,
    "partner_identity_sync_info": ONE,
    "partner_info": {},
    "sync_configuration_info": {},
    "tenant_info": {"lookup_tenant": TENANT},
}


def agreed(directory: Any) -> None:
    """Both tenants agree on the synchronization of users."""
    directory.add_partner(TENANT, automaticUserConsentSettings={"outboundAllowed": True})
    directory.source.allow(TENANT)


# The campaigns of other modules know partners. So the job of synchronization is here.
SYNCHRONIZED = Job("sync_configuration", agreed, {"target_tenant": TENANT, "user_type": "guest", "enabled": True})
USER = "5f3c1c50-4a5c-4b0e-9a5e-2c7d6f0b1e11"
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def synchronizing(directory: Any) -> None:
    """A configuration whose job is switched off, with one assigned user."""
    agreed(directory)
    directory.source.add_user("ada", "{{ 6 * 7 }} Ada", id=USER)
    directory.source.add_configuration(TENANT, "Fabrikam", assigned=(USER,))


def acting(action: str, **options: Any) -> Job:
    return Job("sync_job", synchronizing, {"target_tenant": TENANT, "action": action, **options})


SYNCHRONIZED_ALL = Job("sync_configurations", agreed, {"sync_configurations": [SYNCHRONIZED.options]})
EACH = {
    **JOBS,
    "synchronization": SYNCHRONIZED,
    "synchronizations": SYNCHRONIZED_ALL,
    "job, restarted": acting("restart"),
    "user, provisioned": acting("provision", user=USER),
    **{module: Job(module, found, options) for module, options in READS.items()},
}
NAMES = sorted({job.module for job in EACH.values()})


@dataclass
class Scenario:
    """One task. Without a ``state``, it starts from the state that the task before it left."""

    module: str
    what: str
    options: dict[str, Any]
    state: dict[str, Any] | None = None
    check: bool = False
    fault: dict[str, Any] | None = None
    refused: bool = False


def with_suboption(module: str, options: dict[str, Any]) -> dict[str, Any]:
    """The options of a module with an unknown suboption, if it has an option with suboptions."""
    spec = importlib.import_module(f"{MODULES}.{module}").OPTIONS
    name = next((name for name, option in spec.items() if option.get("options")), None)
    unknown = {"colour": "blue"}
    return {**options, name: [unknown] if spec[name]["type"] == "list" else unknown} if name else {}


def refusals(module: str, options: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any] | None]]:
    """Tasks that Ansible, the module or Graph refuses: a name, the options, a fault."""
    spec = importlib.import_module(f"{MODULES}.{module}").OPTIONS
    required = [name for name, option in spec.items() if option.get("required")]
    yield "a wrong type", {**options, "timeout": "soon"}, None
    yield "no text", {**options, "client_id": ["a list"]}, None
    yield "an unknown option", {**options, "colour": "blue"}, None
    if required:
        yield "no required option", {name: value for name, value in options.items() if name not in required}, None
    yield "an unknown suboption", with_suboption(module, options), None
    yield "no choice", {**options, "cloud": "of dust"}, None
    yield "out of range", {**options, "retry_time": -1}, None
    yield "two secrets", {**options, "access_token": PASSWORD}, None
    yield "a secret as a tenant", {**options, "tenant": PASSWORD}, None
    yield "a secret under a wrong name", {**options, "client_secrt": PASSWORD}, None
    yield "a secret as an address", {**options, "authority_url": f"https://birch:{PASSWORD}@login.example"}, None
    yield "no login", {**options, "client_secret": WRONG_SECRET}, None
    if module != "connection_info":
        # A missing permission is no failure of this module, but its answer.
        yield "no permission", options, REFUSED


def patient(simulator: GraphSimulator, job: Job) -> dict[str, Any]:
    """The options of a job. If the job waits, it waits only for a short time."""
    wait = {"wait_timeout": 1} if "wait" in importlib.import_module(f"{MODULES}.{job.module}").OPTIONS else {}
    return {**simulator.options(), "retry_time": 1, **wait, **job.options}


def scenarios(simulator: GraphSimulator, part: int) -> Iterator[Scenario]:
    """One part of all scenarios: jobs of few modules, and about one refusal of each kind.

    Ansible packs each module once for a run. So a module of a part has up to seven kinds of refusals.
    """

    def state(job: Job) -> dict[str, Any]:
        simulator.reset()
        job.arrange(simulator.directory)
        return simulator.directory.snapshot()

    for number, job in enumerate(EACH.values()):
        options = patient(simulator, job)
        if number % PARTS == part:
            yield Scenario(job.module, "done", options, state(job))
            yield Scenario(job.module, "in line", options)
            yield Scenario(job.module, "in check mode", options, state(job), check=True)
            yield Scenario(job.module, "with nothing there", options, state(Job("", nothing, {})), check=True)
    # The first job of each module.
    first = {job.module: job for job in reversed(EACH.values())}
    for number, (module, job) in enumerate(sorted(first.items())):
        for kind, (what, options, fault) in enumerate(refusals(module, patient(simulator, job))):
            if options and (number + kind // 7) % PARTS == part:
                yield Scenario(module, what, options, state(job), fault=fault, refused=True)
    simulator.reset()


def playbook(cases: list[Scenario], file: Path, log: Path) -> str:
    """A task for each module, with a loop over its scenarios, since the start of a task takes most of its time."""
    tasks = []
    for module in NAMES:
        own = {number: case for number, case in enumerate(cases) if case.module == module}
        tasks.append(
            {
                "name": module,
                f"entra.cross_tenant.{module}": f"{{{{ {module}[item | string] }}}}",
                "loop": list(own),
                "when": f"lookup('arranged', item, '{file}', '{log}') is truthy",
                "check_mode": f"{{{{ item in {[number for number, case in own.items() if case.check]} }}}}",
                "ignore_errors": True,
            }
        )
    return yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}], sort_keys=False)


def beside_test_plugins(folder: Path, playbook: str) -> str:
    """Write a playbook beside the plugins of the tests, and return its path. The folder must not exist.

    Ansible finds the plugins there without settings. New settings would need new imports.
    """
    folder.mkdir()
    for kind in ("action_plugins", "library", "lookup_plugins"):
        (folder / kind).symlink_to(CHECKOUT / "tests" / "playbooks" / kind)
    (folder / "play.yml").write_text(playbook, encoding="utf-8")
    return str(folder / "play.yml")


def results(run: Run) -> dict[int, dict[str, Any]]:
    """The number of each scenario → the result that AWX would store."""
    events = [event for event in run.events if event["event"].startswith("runner_item_on_")]
    return {
        event["event_data"]["res"]["item"]: {**event["event_data"]["res"], "event": event["event"]} for event in events
    }


def comparable(result: dict[str, Any]) -> dict[str, Any]:
    """A result without what Ansible itself or chance puts into it.

    - The Python that ran the module, in ``ansible_facts``. Only a module in a process of its own returns it.
    - From ansible-core 2.19 on, the form of warnings. Only their text is compared.
    - From ansible-core 2.19 on, a text after failed attempts. It stands in place of a traceback that was not requested.
    - The number of requests with those of the login: in a loop, the next item can use the token of the item before.
      The requests to Graph are compared one by one.
    - The IDs and the time of requests, the end of a token, and the clock, which are different each time.
    """
    result = {name: value for name, value in result.items() if not name.startswith("_ansible_")}
    result.pop("ansible_facts", None)
    result.pop("requests", None)
    if result.get("exception") == "(traceback unavailable)":
        del result["exception"]
    result["warnings"] = [
        each if isinstance(each, str) else each["event"]["msg"] for each in result.get("warnings", ())
    ]
    text = json.dumps(result, sort_keys=True)
    for name in ("request_id", "client_request_id", "date", "correlation_id", "trace_id", "token_expires"):
        for value in set(re.findall(rf'"{name}": "([^"]*)"', text)):
            text = text.replace(value, f"<{name}>")
    text = re.sub(r'"clock_skew": -?[0-9]+', '"clock_skew": 0', text)
    return json.loads(re.sub(r"(Trace ID|Correlation ID|Timestamp): [-0-9a-f: ]+", r"\1", text))


def without_new_ids(value: Any, known: set[str]) -> Any:
    """A value without the IDs of objects that Graph makes in the scenario, which are different each time."""
    text = json.dumps(value, sort_keys=True)
    return json.loads(ID.sub(lambda found: found.group() if found.group() in known else "<new ID>", text))


def differences(here: dict[str, Any], elsewhere: dict[str, Any]) -> list[str]:
    """One line for each key of two results."""
    pairs = {key: (here.get(key, "missing"), elsewhere.get(key, "missing")) for key in {**here, **elsewhere}}
    return [f"{key}: {pair[0]!r} and {pair[1]!r}" for key, pair in pairs.items() if pair[0] != pair[1]]


def requests(exchanges: list[dict[str, Any]]) -> tuple[list[str], set[str]]:
    """The requests to Graph, and the different requests to the login endpoint.

    The order does not matter, since several requests may be in flight. The IDs of requests are left out, since they are
    different each time.
    """
    graph, login = [], set()
    for exchange in exchanges:
        headers = {
            name.lower(): value
            for name, value in exchange["request_headers"].items()
            if name.lower() not in ("client-request-id", "content-length")
        }
        asked = [exchange["kind"], exchange["method"], exchange["version"], exchange["path"], exchange["query"]]
        body = exchange["body"]
        if exchange["kind"] == "login":
            login.add(json.dumps([*asked, exchange["status"]]))
        else:
            graph.append(json.dumps([*asked, headers, body, exchange["status"]], sort_keys=True))
    return sorted(graph), login


# Each scenario also runs as a process of its own, so a busy machine needs minutes.
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", rest_long(range(PARTS), EVERYDAY))
def test_both_ways_are_one(
    play: Play, simulator: GraphSimulator, tmp_path_factory: pytest.TempPathFactory, part: int
) -> None:
    # The state of the simulator contains secrets, so this folder is not searched for secrets.
    folder = tmp_path_factory.mktemp("scenarios")
    cases = list(scenarios(simulator, part))
    variables: dict[str, Any] = {module: {} for module in NAMES}
    for number, case in enumerate(cases):
        variables[case.module][str(number)] = case.options
    there = {"url": simulator.graph_url, "ca_path": simulator.ca_path}
    file = folder / "scenarios.json"
    file.write_text(json.dumps([{**there, "state": case.state, "fault": case.fault} for case in cases]), "utf-8")
    variables.update(ansible_inject_invocation=True, ansible_pipelining=True)
    told, asked = {}, {}
    for way in (DIRECT, MODULE):
        log = folder / f"log-{way}"
        run = play(
            beside_test_plugins(folder / way, playbook(cases, file, log)),
            {"all": {"vars": variables}},
            f"--diff -e entra_cross_tenant_direct={way}",
            {"ANSIBLE_VERBOSITY": "0"},
        )
        assert run.rc == 0, run.output[-3000:]
        told[way] = results(run)
        order = [number for module in NAMES for number, case in enumerate(cases) if case.module == module]
        assert sorted(told[way]) == sorted(order)
        # The first line was logged before the first scenario.
        lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()[1:]]
        lines.append([exchange.as_dict() for exchange in simulator.log])
        asked[way] = dict(zip(order, map(requests, lines)))
        simulator.log.clear()
        simulator.faults.clear()
    different = []
    # The scenarios with a refusal were really refused. Otherwise equal results would prove nothing.
    refused = {number for number, case in enumerate(cases) if case.refused}
    assert {number for number in refused if told[DIRECT][number]["event"] == "runner_item_on_failed"} == refused
    for number, case in enumerate(cases):
        (here, asked_here), (elsewhere, asked_elsewhere) = (
            (comparable(told[way][number]), asked[way][number]) for way in (DIRECT, MODULE)
        )
        known = set(ID.findall(json.dumps([case.state, case.options])))
        here, elsewhere = without_new_ids(here, known), without_new_ids(elsewhere, known)
        graph_here, graph_elsewhere = (
            sorted(without_new_ids(each[0], known)) for each in (asked_here, asked_elsewhere)
        )
        name = f"{case.module}, {case.what}"
        different += [f"{name}, {difference}" for difference in differences(here, elsewhere)]
        # In a loop, the next item can use the token of the item before.
        if graph_here != graph_elsewhere or asked_here[1] - asked_elsewhere[1]:
            different.append(f"{name}: {asked_here} and {asked_elsewhere}")
    assert not different, "\n".join(different)
