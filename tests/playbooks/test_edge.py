# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The edge to Ansible: what a host's variables may decide, which hosts take part, and how much a run may remove."""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._ledger import RETURNED
from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import Play

ONBOARD = "entra.cross_tenant.onboard"
OFFBOARD = "entra.cross_tenant.offboard"

ALDER, BIRCH, CEDAR, DOGWOOD = TENANTS = [f"{number}" * 8 + "-1111-4111-8111-111111111111" for number in range(1, 5)]
NAMES = ("alder", "birch", "cedar", "dogwood")
ON = {"displayName": "Partner", "userSyncInbound": {"isSyncAllowed": True}}


def partner(tenant: str, **settings: Any) -> dict[str, Any]:
    return {"partner_onboarding_partner": {"tenant": tenant, **settings}}


def partners(variables: dict[str, Any] | None = None, **hosts: dict[str, Any]) -> dict[str, Any]:
    return {"partners": {"hosts": hosts, "vars": variables or {}}}


def fleet(**settings: Any) -> dict[str, dict[str, Any]]:
    return {name: partner(tenant, **settings) for name, tenant in zip(NAMES, TENANTS)}


@pytest.fixture
def everybody(simulator: GraphSimulator) -> GraphSimulator:
    for tenant in TENANTS:
        simulator.directory.add_partner(tenant, ON)
    return simulator


# The kind of A1: text in place of a Boolean is never true by accident.

FALSE = ["-e partner_onboarding_prune=false", "-e partner_onboarding_prune=0", "-e partner_onboarding_prune=no"]
FALSE += ["-e partner_onboarding_prune=", """-e '{"partner_onboarding_prune": "false"}'"""]


# Each way of running with one text, and each text in one way. test_every_variable shows that all texts mean the same.
WAYS = list(itertools.product(("one", "many"), ("--check", "", "--limit partners")))


@pytest.mark.parametrize(
    ("arguments", "hosts", "more"),
    rest_long(
        [*((FALSE[0], *way) for way in WAYS), *((text, *WAYS[1]) for text in FALSE[1:])],
        (FALSE[0], *WAYS[5]),
        (FALSE[-1], *WAYS[1]),
    ),
)
def test_what_is_false_prunes_nobody(
    play: Play, simulator: GraphSimulator, arguments: str, hosts: str, more: str
) -> None:
    simulator.directory.add_partner(BIRCH, ON)
    one = {"partners": {"hosts": {"list": {"partner_onboarding_partners": [{"tenant": ALDER}]}}}}
    many = partners(alder=partner(ALDER), cedar=partner(CEDAR))
    run = play(ONBOARD, one if hosts == "one" else many, f"{arguments} {more}")
    assert run.rc == 0
    assert not [
        change for outcome in run.outcome.values() for change in outcome["changes"] if change["tenant_id"] == BIRCH
    ]
    assert BIRCH in simulator.directory.partners


@pytest.mark.parametrize("text", rest_long(["true", "yes", "1"], "true", "1"))
def test_what_is_true_in_any_form_meets_the_guards(play: Play, simulator: GraphSimulator, text: str) -> None:
    """The guard and the action use the same value. Each guard is tested once: test_every_variable tests all forms."""
    simulator.directory.add_partner(BIRCH, ON)
    one = {"partners": {"hosts": {"list": {"partner_onboarding_partners": [{"tenant": ALDER}]}}}}
    arguments = f"-e partner_onboarding_prune={text}"
    guards = {
        "true": (one, "--limit list", "--limit is in force"),
        "yes": (one, "-e awx_job_launch_type=relaunch", "relaunched"),
        "1": (partners(alder=partner(ALDER), cedar=partner(CEDAR)), "", "2 hosts"),
    }
    inventory, more, reason = guards[text]
    run = play(ONBOARD, inventory, f"{arguments} {more}")
    assert run.rc == 2
    # Outcomes are keyed in the order in which the processes of the hosts ended: hosts are told apart by name.
    first = next(iter(inventory["partners"]["hosts"]))
    reasons = {host: outcome["msg"] for host, outcome in run.outcome.items()}
    assert reason in reasons.pop(first) and set(reasons.values()) <= {f"The same error as for the host {first}"}
    assert BIRCH in simulator.directory.partners and not simulator.log.writes()
    assert play(ONBOARD, one, arguments).rc == 0
    assert BIRCH not in simulator.directory.partners


# The kind of B1: a host represents a partner. Its variables about the connection to a host do not matter.

NO_MATTER = {
    "ansible_shell_type": "powershell",
    "ansible_shell_executable": "/nonexistent/shell",
    "ansible_remote_tmp": "/proc/nope",
    "ansible_pipelining": True,
    "ansible_connection": "winrm",
    "ansible_python_interpreter": "/nonexistent/python",
    "ansible_become": True,
    "ansible_become_exe": "/nonexistent/sudo",
    "ansible_user": "nobody",
    "ansible_async_dir": "/proc/nope",
}
CREDENTIALS = """
- hosts: partners
  gather_facts: false
  module_defaults:
    group/entra.cross_tenant.graph: "{{ credentials }}"
  tasks:
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
"""


# The variable that is set alone, or None for all together. A batch runs for the first host of a play.
ALONE = (None, *list(NO_MATTER)[:4])


@pytest.mark.parametrize("alone", [ALONE[:1], pytest.param(ALONE[1:], marks=pytest.mark.long)], ids=["all", "each"])
@pytest.mark.parametrize("playbook", [ONBOARD, CREDENTIALS], ids=["onboard", "role"])
def test_nothing_of_the_host_matters(
    play: Play,
    simulator: GraphSimulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    playbook: str,
    alone: tuple[str | None, ...],
) -> None:
    """Each variable alone and all together. No file is left, and no file contains the secret (``play`` searches)."""
    monkeypatch.chdir(tmp_path)
    credentials = {"credentials": simulator.options()}
    for name in alone:
        variables = {name: NO_MATTER[name]} if name else NO_MATTER
        environment = None if playbook == ONBOARD else {"ANSIBLE_KEEP_REMOTE_FILES": "1"}
        run = play(playbook, partners({**variables, **credentials}, **fleet()), environment=environment)
        assert run.rc == 0, variables
        assert not run.hosts("failures") and not run.hosts("dark")
    assert set(simulator.directory.partners) == set(TENANTS)
    left = [path for path in tmp_path.rglob("*AnsiballZ*") if path.is_file()]
    assert not left


# The kind of B2: the outcome of each host is a failure unless the run reports another outcome for it.

OUTCOMES = """
- hosts: partners
  gather_facts: false
  ignore_unreachable: true
  tasks:
    - name: Outcome
      entra.cross_tenant.partner_outcome:
        batch: batch
        result: run
"""
ITEM = {"tenant_id": ALDER, "changed": False, "changes": [], "before": None, "after": None}
BATCH = {"hosts": {"alder": {"first": 0, "count": 1}}, "partners": [{"tenant": ALDER}]}
NO_RESULT: list[tuple[Any, Any]] = [
    (BATCH, {"unreachable": True, "msg": "Failed to create temporary directory", "changed": False}),
    (BATCH, {"unreachable": True, "partners": [ITEM]}),
    (BATCH, {"skipped": True, "changed": False}),
    (BATCH, {"failed": True, "msg": "no token"}),
    (BATCH, {"failed": True, "msg": "half", "partners": [ITEM]}),
    (BATCH, {"changed": False}),
    (BATCH, {"partners": None}),
    (BATCH, {"partners": []}),
    (BATCH, {"partners": {"alder": ITEM}}),
    (BATCH, {"partners": ["ok"]}),
    (BATCH, {"partners": [{"tenant_id": ALDER}]}),
    (BATCH, {"partners": [dict(ITEM, changed="no")]}),
    (BATCH, {"partners": [dict(ITEM, error=None)]}),
    (BATCH, {"partners": [dict(ITEM, error={})]}),
    (BATCH, "ok"),
    (BATCH, []),
    ("ok", {"partners": [ITEM]}),
    ({"failed": True, "msg": "why"}, {"partners": [ITEM]}),
    ({"unreachable": True}, {"partners": [ITEM]}),
    ({"skipped": True}, {"partners": [ITEM]}),
    ({"hosts": {}, "partners": []}, {"partners": []}),
    ({"hosts": {"alder": None}, "partners": []}, {"partners": []}),
    ({"hosts": {"alder": {"first": 0}}, "partners": [{}]}, {"partners": [ITEM]}),
    ({"hosts": {"alder": {"first": "0", "count": 1}}, "partners": [{}]}, {"partners": [ITEM]}),
    (dict(BATCH, partners=None), {"partners": [ITEM]}),
]


# The same as a single result, that of partners_of_hosts.
WHOLE = {"hosts": BATCH["hosts"], "tenants": [ALDER], "changed": False}
NO_RESULT += [
    (whole, whole)
    for whole in (
        WHOLE,
        dict(WHOLE, partners=[]),
        dict(WHOLE, failed=True, msg="no token"),
        dict(WHOLE, skipped=True, partners=[ITEM]),
        dict(WHOLE, unreachable=True, partners=[ITEM]),
        dict(WHOLE, failed=True, msg="half", partners=[ITEM]),
        dict(WHOLE, tenants=None, partners=[ITEM]),
        dict(WHOLE, tenants=[ALDER, ALDER], partners=[ITEM]),
        dict(WHOLE, hosts={}, partners=[ITEM]),
        dict(WHOLE, hosts=None, partners=[ITEM]),
        dict(WHOLE, hosts={"alder": {"first": 1, "count": 2}}, tenants=[ALDER] * 3, partners=[ITEM, ITEM]),
        dict(WHOLE, hosts={"alder": {"first": 2, "count": 2}}, tenants=[ALDER] * 3, partners=[ITEM] * 3),
        dict(WHOLE, hosts={"alder": {"first": 1, "count": 1}}, tenants=[ALDER] * 2, partners=[ITEM, "ok"]),
        {"failed": True, "msg": "variables"},
    )
]


def test_only_a_result_is_a_success(play: Play) -> None:
    hosts = {
        f"host{number:02}": {"batch": renamed(batch, number), "run": run}
        for number, (batch, run) in enumerate(NO_RESULT)
    }
    hosts["missing"] = {}
    hosts["fine"] = {
        "batch": json.loads(json.dumps(BATCH).replace("alder", "fine")),
        "run": {"partners": [ITEM]},
    }
    run = play(OUTCOMES, partners(**hosts))
    outcomes = run.by_host("Outcome")
    assert set(outcomes) == set(hosts)
    assert run.hosts("failures") == set(hosts) - {"fine"}
    assert all(outcome["msg"] for host, outcome in outcomes.items() if host != "fine")
    assert "temporary directory" in outcomes["host00"]["msg"] and outcomes["host03"]["msg"] == "no token"


TIERS = f"""
- hosts: partners
  gather_facts: false
  tasks:
    - name: Put together
      entra.cross_tenant.partner_desired:
        partner: {{tenant: {ALDER}}}
        tiers: some_defaults
"""


def test_a_tier_whose_template_has_no_value_is_an_error_with_its_name(play: Play) -> None:
    run = play(TIERS, partners(alder={"some_defaults": "{{ nowhere }}"}))
    outcome = run.by_host("Put together")["alder"]
    assert run.hosts("failures") == {"alder"}
    assert outcome["msg"].startswith("some_defaults has no value: ")


def renamed(batch: Any, number: int) -> Any:
    return json.loads(json.dumps(batch).replace("alder", f"host{number:02}"))


@pytest.mark.parametrize("ignored", rest_long(["", "ignore_unreachable: true"], ""))
def test_where_no_file_can_be_written(play: Play, simulator: GraphSimulator, ignored: str) -> None:
    environment = {**simulator.environment(), "ANSIBLE_REMOTE_TMP": "/proc/nope", "ANSIBLE_REMOTE_TEMP": "/proc/nope"}
    run = play(
        CREDENTIALS.replace("gather_facts: false", f"gather_facts: false\n  {ignored}").replace(
            '"{{ credentials }}"', "{}"
        ),
        partners(**fleet()),
        environment=environment,
    )
    assert run.rc == 0 and run.hosts("changed") == set(NAMES)
    assert set(simulator.directory.partners) == set(TENANTS)


def test_as_modules_where_no_file_can_be_written(play: Play, simulator: GraphSimulator) -> None:
    """Ordinary modules need a folder. Each host for which nothing was done gets an error that says so."""
    folder = {"ansible_remote_tmp": "/proc/nope"}
    run = play(ONBOARD, partners(folder, **fleet()), "-e entra_cross_tenant_direct=false")
    assert run.rc != 0 and not simulator.directory.partners
    assert run.hosts("failures") | run.hosts("dark") == set(NAMES)


# The kind of C1: each home tenant has one total for a run. The total only grows.

SERIAL = """
- hosts: partners
  gather_facts: false
  serial: {serial}
  order: {order}
  roles:
    - entra.cross_tenant.partner_onboarding
"""
LOOP = """
- hosts: partners
  gather_facts: false
  tasks:
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
      loop: [alder, birch, cedar, dogwood]
      vars:
        partner_onboarding_state: "{{ 'absent' if item == inventory_hostname else 'present' }}"
"""
TWICE = """
- hosts: partners
  gather_facts: false
  order: shuffle
  tasks:
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
      when: inventory_hostname == item
      loop: [cedar, alder]
    - ansible.builtin.meta: clear_facts
    - ansible.builtin.meta: end_host
      when: inventory_hostname in ['cedar', 'alder']
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
- hosts: partners
  gather_facts: false
  roles:
    - entra.cross_tenant.partner_onboarding
"""


def gone(simulator: GraphSimulator) -> int:
    return sum(tenant not in simulator.directory.partners for tenant in TENANTS)


@pytest.mark.parametrize(
    ("playbook", "limit"),
    rest_long(
        [
            *(
                (SERIAL.format(serial=serial, order=order), limit)
                for serial, limits in ((1, (1, 2, 1, 2)), ("[1, 2]", (2, 1, 2, 1)))
                for order, limit in zip(("reverse_inventory", "sorted", "shuffle", "reverse_sorted"), limits)
            ),
            (TWICE, 1),
            (TWICE, 2),
        ],
        (SERIAL.format(serial=1, order="reverse_inventory"), 1),
        (SERIAL.format(serial="[1, 2]", order="shuffle"), 2),
        (TWICE, 2),
    ),
)
def test_no_more_than_the_limit_goes_in_one_run(
    play: Play, everybody: GraphSimulator, playbook: str, limit: int
) -> None:
    run = play(playbook, partners({"partner_onboarding_removal_limit": limit}, **fleet(state="absent")))
    assert run.rc == 2
    assert gone(everybody) <= limit


def test_a_rehearsal_refuses_what_a_run_refuses(play: Play, everybody: GraphSimulator) -> None:
    playbook = SERIAL.format(serial=1, order="reverse_inventory")
    run = play(playbook, partners({"partner_onboarding_removal_limit": 2}, **fleet(state="absent")), "--check")
    assert run.hosts("changed") == {"dogwood", "cedar"} and "birch" in run.hosts("failures")
    assert not everybody.log.writes()


def test_rounds_of_a_loop_share_the_limit(play: Play, everybody: GraphSimulator) -> None:
    run = play(LOOP, partners({"partner_onboarding_removal_limit": 2}, **fleet()))
    deleted = {
        write.path.split("/partners/")[1].split("/")[0] for write in everybody.log.writes() if write.method == "DELETE"
    }
    assert run.rc == 2 and deleted == {ALDER, BIRCH}


ELSEWHERE = """
from ansible.plugins.connection.local import DOCUMENTATION, Connection as Local


class Connection(Local):
    transport = "elsewhere"
"""
AWAY = """
- hosts: localhost
  connection: elsewhere
  gather_facts: false
  tasks:
    - entra.cross_tenant.partners:
        partners: [{{tenant: "{{{{ item }}}}", state: absent}}]
        removal_limit: 2
      loop: {tenants}
      {keyword}
    - entra.cross_tenant.partners:
        partners: [{{tenant: {last}, state: absent}}]
        removal_limit: 2
"""


@pytest.mark.parametrize(
    ("keyword", "removed", "words"),
    [
        ("ignore_errors: true", 2, "2 more were removed or switched off earlier in this run"),
        (
            "ignore_errors: true\n      vars: {ansible_python_interpreter: /nonexistent}",
            0,
            "it is not known how many more",
        ),
        ("async: 60\n      poll: 3", 1, "it is not known how many more"),
    ],
    ids=["told", "never came back", "async"],
)
def test_tasks_on_another_machine_share_the_limit(
    play: Play, everybody: GraphSimulator, tmp_path: Path, keyword: str, removed: int, words: str
) -> None:
    """Such tasks cannot reach the account of the run. A missing result of a task does not count as no removal."""
    # Ansible finds the plugin beside the playbook, without a setting. New settings would need new imports.
    folder = tmp_path / "project"
    (folder / "connection_plugins").mkdir(parents=True)
    (folder / "connection_plugins" / "elsewhere.py").write_text(ELSEWHERE, encoding="utf-8")
    tenants = json.dumps(TENANTS[:2])
    (folder / "play.yml").write_text(AWAY.format(tenants=tenants, last=CEDAR, keyword=keyword), encoding="utf-8")
    host = {"all": {"hosts": {"localhost": {"ansible_python_interpreter": sys.executable}}}}
    run = play(str(folder / "play.yml"), host)
    assert run.rc == 2 and gone(everybody) == removed and words in run.output
    assert "async" in keyword or RETURNED not in run.output


def test_a_batch_that_died_has_used_up_what_it_was_about_to_take(play: Play, everybody: GraphSimulator) -> None:
    """The result of the batch is unknown. Unknown does not count as no removal."""
    everybody.faults.add(Fault(path=ALDER, method="DELETE", status=503, times=None))
    playbook = SERIAL.format(serial=1, order="inventory").replace("roles:", "timeout: 3\n  roles:")
    inventory = partners({"partner_onboarding_removal_limit": 1}, **fleet(state="absent"))
    # The run continues with the next batches although the first one failed.
    run = play(playbook.replace("  serial: 1", "  serial: 1\n  max_fail_percentage: 100"), inventory)
    assert run.rc == 2 and gone(everybody) == 0


# The kind of B4: the role was called in a way that leaves out hosts. It fails before anything is written.

ONCE = {
    "play": "  run_once: true\n  roles: [entra.cross_tenant.partner_onboarding]",
    "role": "  roles: [{role: entra.cross_tenant.partner_onboarding, run_once: true}]",
    "import": "  tasks: [{import_role: {name: entra.cross_tenant.partner_onboarding}, run_once: true}]",
    "apply": "  tasks: [{include_role: {name: entra.cross_tenant.partner_onboarding, apply: {run_once: true}}}]",
    "block": "  tasks: [{block: [{include_role: {name: entra.cross_tenant.partner_onboarding}}], run_once: 'yes'}]",
    "all_hosts": """  run_once: true
  tasks: [{import_role: {name: entra.cross_tenant.partner_onboarding, tasks_from: all_hosts}}]""",
}


@pytest.mark.parametrize("way", rest_long(ONCE, "play", "role", "all_hosts"))
def test_a_role_for_the_first_host_only_is_refused(play: Play, simulator: GraphSimulator, way: str) -> None:
    """The role also refuses this if the first host is the only one, since the next inventory may contain more."""
    run = play(f"- hosts: partners\n  gather_facts: false\n{ONCE[way]}\n", partners(alder=partner(ALDER)))
    assert run.rc == 2 and "run_once" in run.output
    assert not simulator.log.number_of()


# The kind of B5: a comparison that read no partner fails.

NOBODY = [
    ("-e partner_onboarding_hosts=nobody", "nobody"),
    ("""-e partner_onboarding_hosts='["nobody", "silver"]'""", "nobody"),
    ("--skip-tags always", "--skip-tags always"),
    ("--skip-tags tagged,nightly", "--skip-tags tagged"),
    ("--start-at-task 'Check the variables of the report'", "did not run"),
]


@pytest.mark.parametrize(("arguments", "reason"), rest_long(NOBODY, *NOBODY[1:3], NOBODY[4]))
def test_a_comparison_with_nobody_is_red(
    play: Play, simulator: GraphSimulator, tmp_path: Path, arguments: str, reason: str
) -> None:
    run = play(
        "entra.cross_tenant.compliance",
        partners(alder=partner(ALDER)),
        f"-e compliance_report_directory={tmp_path / 'reports'} {arguments}",
    )
    assert run.rc != 0 and reason in run.output
