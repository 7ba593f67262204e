# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs with the wrong home tenant or without any partner, and the one account of all removals of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import BATCH, Play

ONBOARD = "entra.cross_tenant.onboard"
ALDER, BIRCH, CEDAR, DOGWOOD, ELM = (f"{number}" * 8 + "-1111-4111-8111-111111111111" for number in range(1, 6))
ELSEWHERE = "99999999-2222-4333-8444-555555555555"


def hosts(variables: dict[str, Any] | None = None, **each: dict[str, Any]) -> dict[str, Any]:
    return {"partners": {"hosts": each, "vars": variables or {}}}


def of(tenant: str, **variables: Any) -> dict[str, Any]:
    return {"partner_onboarding_partner": {"tenant": tenant, "state": "absent"}, **variables}


def test_the_inventory_says_which_home_tenant_it_is_for(play: Play, simulator: GraphSimulator) -> None:
    for tenant in (ALDER, BIRCH):
        simulator.directory.add_partner(tenant)
    run = play(ONBOARD, hosts({"partner_onboarding_home_tenant": ELSEWHERE}, alder=of(ALDER), birch=of(BIRCH)))
    assert run.hosts("failures") == {"alder", "birch"}
    assert simulator.tenant_id in run.told and ELSEWHERE in run.told
    assert all(exchange.kind == "login" for exchange in simulator.log)
    assert {ALDER, BIRCH} <= set(simulator.directory.partners)


def test_hosts_of_different_home_tenants_are_no_batch(play: Play, simulator: GraphSimulator) -> None:
    simulator.directory.add_partner(ALDER)
    own = {"partner_onboarding_home_tenant": f" {simulator.tenant_id.upper()}"}
    other = {"partner_onboarding_home_tenant": ELSEWHERE}
    run = play(ONBOARD, hosts(alder=of(ALDER, **own), birch=of(BIRCH, **other), cedar=of(CEDAR)))
    (refused,) = run.results(BATCH)
    assert run.rc == 2 and len(simulator.log) == 0
    assert f"{simulator.tenant_id} (alder), {ELSEWHERE} (birch)" in refused["msg"]
    # A host that names no home tenant uses the one of the other hosts.
    run = play(ONBOARD, hosts(alder=of(ALDER, **own), cedar=of(CEDAR)))
    assert run.rc == 0 and ALDER not in simulator.directory.partners


PRUNING = """
- hosts: all
  gather_facts: false
  tasks:
    - name: Put together
      entra.cross_tenant.partner_desired:
        partners: "{{ item.list }}"
        partner: "{{ item.one | default(omit) }}"
        prune: true
        prune_all: "{{ item.all | default(omit) }}"
      loop: "{{ lists }}"
      ignore_errors: true
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
      vars: {partner_onboarding_partners: [], partner_onboarding_prune: true}
"""
ABSENT = {"tenant": ALDER, "state": "absent"}
LISTS: list[dict[str, Any]] = [
    {"list": []},
    {"list": "[]"},
    {"list": [ABSENT]},
    {"list": [], "one": {"tenant": ALDER}},
    {"list": [], "all": "no"},
    {"list": "null"},
    {"list": "null", "all": True},
    {"list": "", "all": True},
    # An explicit prune_all, and a list that keeps one partner.
    {"list": [], "all": "yes"},
    {"list": [ABSENT, {"tenant": BIRCH}]},
]


def test_an_empty_list_prunes_nobody(play: Play, simulator: GraphSimulator) -> None:
    simulator.directory.add_partner(ALDER)
    run = play(PRUNING, {"all": {"hosts": {"list": {}}, "vars": {"lists": LISTS}}})
    rounds = run.by_host("Put together")["list"]["results"]
    # If errors are ignored, ansible-core 2.21 and later do not mark a round of a loop as failed.
    assert ["partners" not in each for each in rounds] == [True] * (len(LISTS) - 2) + [False] * 2
    assert all("partner_onboarding_prune_all" in each["msg"] for each in rounds[:5])
    assert run.rc == 2 and len(simulator.log) == 0
    (refused,) = run.results("Compute the desired partners of this host")
    assert "partner_onboarding_prune_all" in refused["msg"]


TASKS = f"""
- hosts: localhost
  gather_facts: false
  tasks:
    - name: As a process of its own
      entra.cross_tenant.partners:
        partners: [{{tenant: {ALDER}, state: absent}}]
        removal_limit: 2
      vars:
        entra_cross_tenant_direct: false
        ansible_python_interpreter: "{{{{ ansible_playbook_python }}}}"
    - name: In a loop
      entra.cross_tenant.partners:
        partners: [{{tenant: "{{{{ item }}}}", state: absent}}]
        removal_limit: 2
      loop: [{BIRCH}, {CEDAR}]
      ignore_errors: true
    - name: By the default
      entra.cross_tenant.default_settings:
        b2b_collaboration_inbound:
          users_and_groups: {{access_type: blocked, targets: [{{target: AllUsers, target_type: user}}]}}
          applications: {{access_type: blocked, targets: [{{target: AllApplications, target_type: application}}]}}
        removal_limit: "{{{{ 2 }}}}"
      ignore_errors: true
"""


def test_there_is_one_account_of_what_a_run_takes_away(play: Play, simulator: GraphSimulator) -> None:
    """It counts tasks in this process and in their own processes, rounds of a loop, and the default settings."""
    for tenant in (ALDER, BIRCH, CEDAR, DOGWOOD, ELM):
        simulator.directory.add_partner(tenant)
    run = play(TASKS, {"all": {"hosts": {"localhost": {"ansible_connection": "local"}}}})
    assert {CEDAR, DOGWOOD, ELM} == set(simulator.directory.partners)
    last = run.by_host("By the default")["localhost"]
    assert "3 partners (2 more were removed or switched off earlier in this run), and removal_limit is 2" in last["msg"]
    assert simulator.directory.default["b2bCollaborationInbound"]["usersAndGroups"]["accessType"] == "allowed"


# A misspelled variable is not ignored.


def test_a_misspelled_variable_fails_its_hosts_once(play: Play, simulator: GraphSimulator) -> None:
    inventory = hosts({"partner_onboarding_removal_limt": 0}, alder=of(ALDER), birch=of(BIRCH))
    run = play(ONBOARD, inventory, environment={**simulator.environment(), "ANSIBLE_VERBOSITY": "0"})
    assert run.hosts("failures") == {"alder", "birch"} and not simulator.log.number_of()
    assert "Did you mean partner_onboarding_removal_limit?" in run.outcome["alder"]["msg"]
    assert run.outcome["birch"]["msg"] == "The same error as for the host alder"
    # Another host goes on.
    simulator.directory.add_partner(BIRCH)
    run = play(ONBOARD, hosts(alder=of(ALDER, partner_onboarding_default={}), birch=of(BIRCH)))
    assert run.hosts("failures") == {"alder"} and run.hosts("changed") == {"birch"}
    assert "Did you mean partner_onboarding_defaults?" in run.outcome["alder"]["msg"]


ROLE = """
- hosts: partners
  gather_facts: false
  tasks:
    - ansible.builtin.debug:
        msg: registered
      register: partner_onboarding_prun
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
"""


@pytest.mark.parametrize("playbook", rest_long([ONBOARD, ROLE], ONBOARD))
def test_a_variable_without_effect_is_told_once(play: Play, simulator: GraphSimulator, playbook: str) -> None:
    inventory = hosts({"partner_onboarding_contact": "Ada"}, alder=of(ALDER), birch=of(BIRCH))
    # Older ansible-core breaks the lines of warnings, and colours each line.
    environment = {**simulator.environment(), "ANSIBLE_VERBOSITY": "0", "ANSIBLE_NOCOLOR": "1"}
    run = play(playbook, inventory, "-e partner_onboarding_ticket=7", environment=environment)
    assert run.rc == 0
    for name in ("contact", "ticket"):
        words = f"partner_onboarding_{name} is no variable of this collection, and has no effect (hosts: alder, birch)"
        assert " ".join(run.output.split()).count(words) == 1, run.output


def test_misspelled_variables_of_reports_and_exports(play: Play, simulator: GraphSimulator, tmp_path: Path) -> None:
    reports = f"-e compliance_report_directory={tmp_path / 'reports'}"
    run = play(
        "entra.cross_tenant.compliance", hosts(alder=of(ALDER)), f"{reports} -e compliance_report_fail_on_drif=yes"
    )
    assert run.rc == 2 and "Did you mean compliance_report_fail_on_drift?" in run.output
    export = f"-e partner_export_directory={tmp_path / 'inventory'}"
    run = play("entra.cross_tenant.export", {}, f"{export} -e partner_export_grup=gold")
    assert run.rc == 2 and "Did you mean partner_export_group?" in run.output
    assert not (tmp_path / "inventory").exists()
