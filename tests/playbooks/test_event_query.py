# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""extensions/audit/event_query.yml, applied to job events like in awx/main/tasks/host_indirect.py of ansible/awx."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import jq
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import CHECKOUT, Play, Run, search
from ansible_collections.entra.cross_tenant.tests.playbooks.fleets import SYNCED, partner, tenant

QUERIES = yaml.safe_load((CHECKOUT / "extensions/audit/event_query.yml").read_text(encoding="utf-8"))
PROGRAMS = [jq.compile(query) for query in sorted({each["query"] for each in QUERIES.values()})]
OWNER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"


def nodes_of(run: Run) -> dict[str, set[str]]:
    """The nodes that a job managed according to the query, with the modules that managed them."""
    found: dict[str, set[str]] = {}
    for event in run.events:
        data = event.get("event_data", {})
        query = QUERIES.get(data.get("resolved_action"))
        if query is None or "res" not in data:
            continue
        nodes = jq.compile(query["query"]).input_value(data["res"]).all()
        names = [node["name"] for node in nodes]
        assert len(set(names)) == len(names), "once in each event"
        for node in nodes:
            assert node == {
                "name": node["name"],
                "canonical_facts": {"entra_tenant_id": node["name"]},
                "facts": {
                    "infra_type": "PublicCloud",
                    "infra_bucket": "Governance & Operations",
                    "device_type": "PartnerTenant",
                },
            }
            # AWX counts two nodes as one if these values are equal. It leaves out a node with a null.
            found.setdefault(node["name"], set()).add(data["resolved_action"].rpartition(".")[2])
        search(json.dumps(nodes), "nodes")
    return found


def options_of(path: Path) -> dict[str, Any]:
    """The options that a module documents."""
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and statement.targets[0].id == "DOCUMENTATION":
            return yaml.safe_load(statement.value.value).get("options", {})
    raise AssertionError(path)


def numbered(*numbers: int) -> set[str]:
    return {tenant(number) for number in numbers}


def test_every_module_that_manages_partner_tenants_is_counted() -> None:
    """A module that writes takes a tenant by one of these options, or writes for all hosts of the role."""
    names = {"partners", "partner_tenant", "member_tenant", "target_tenant", "sync_configurations"}
    writing = {
        f"entra.cross_tenant.{path.stem}"
        for path in (CHECKOUT / "plugins/modules").glob("[!_]*.py")
        if "_info" not in path.stem and names & set(options_of(path))
    }
    helpers = {f"entra.cross_tenant.partner_{name}" for name in ("batch", "compliance", "desired", "export")}
    # A trial removes what it has made, so it manages nobody.
    helpers.add("entra.cross_tenant.unknowns_trial")
    assert set(QUERIES) == (writing - helpers) | {
        f"entra.cross_tenant.{name}" for name in ("partner_outcome", "partners_of_hosts")
    }
    for query in QUERIES.values():
        assert set(query) == {"query"}
        # A failed task, a loop, or a cut result contains nothing to count. AWX must not give up the job because of it.
        for result in ({}, {"failed": True, "msg": "no"}, {"results": [{"changed": True}]}, {"partners": None}):
            assert jq.compile(query["query"]).input_value(result).all() == []


# Results as other versions, cut events or other collections may have them, with the names that the queries use.
NAMES_IN_QUERIES = [
    *("partners", "partner", "changes", "mto_tenant", "before", "after", "error", "changed", "tenant_id"),
    *("sync_configurations", "sync_configuration", "sync_job", "target_tenant_id", "failed"),
]
LEAF = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "text", tenant(1)])
ANYTHING = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES_IN_QUERIES), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(ANYTHING)
@example({"partners": [1, "text", None, [], {}]})
@example({"partners": {"name": 1}})
@example({"partners": [{"tenant_id": None, "after": {}}]})
@example({"changes": [1, None, {"tenant_id": 5}]})
@example({"changes": "text"})
@example("text")
def test_no_result_makes_a_query_fail(result: Any) -> None:
    """AWX gives up the count of the whole job if a query fails, also for other collections."""
    for program in PROGRAMS:
        for node in program.input_value(result).all():
            assert isinstance(node["name"], str) and node["canonical_facts"] == {"entra_tenant_id": node["name"]}


@pytest.mark.parametrize(
    ("mode", "longest"),
    [
        ("--check", None),
        ("", 3000),
        *(pytest.param(*each, marks=pytest.mark.long) for each in [("", None), ("--check", 3000)]),
    ],
)
def test_hosts_of_the_role(play: Play, simulator: GraphSimulator, mode: str, longest: int | None) -> None:
    """Each partner counts once, even if the result of the task for all hosts is too long for an event."""
    for number in (1, 2, 3, 4, 9):
        simulator.directory.add_partner(tenant(number), SYNCED)
    hosts = {f"host{number}": partner(number, identity_sync={"display_name": "Other"}) for number in (1, 2, 5)}
    hosts["gone"] = partner(3, state="absent")
    hosts["never"] = partner(6, state="absent")
    hosts["refused"] = partner(4, inbound_trust={"mfa_accepted": True})
    hosts["wrong"] = partner(7, colour="green")
    simulator.faults.add(Fault(path=tenant(4), method="PATCH", status=403, times=None))
    environment = {**simulator.environment(), **({"MAX_EVENT_RES": str(longest)} if longest else {})}
    run = play("entra.cross_tenant.onboard", {"partners": {"hosts": hosts}}, mode, environment)
    whole = run.results("Converge partners in Microsoft Graph")[0]
    assert ("partners" in whole) is (longest is None)
    found = nodes_of(run)
    # A rehearsal cannot know what Graph will refuse.
    assert set(found) == numbered(1, 2, 3, 5, *([4] if mode else []))
    told = {"partner_outcome"} if longest else {"partner_outcome", "partners_of_hosts"}
    assert all(modules == told for modules in found.values())


MODULES = """
- hosts: localhost
  gather_facts: false
  module_defaults:
    group/entra.cross_tenant.graph: {api_version: beta}
  tasks:
    - entra.cross_tenant.partners:
        partners:
          - {tenant: "%(one)s"}
          - {tenant: "%(missing)s", state: absent}
        prune: true
    - entra.cross_tenant.partner: {partner_tenant: "%(two)s"}
    - entra.cross_tenant.partner: {partner_tenant: "%(missing)s", state: absent}
    - entra.cross_tenant.partner: {partner_tenant: "%(two)s", state: absent}
    - entra.cross_tenant.partner:
        partner_tenant: "{{ item }}"
      loop: ["%(three)s", "%(four)s"]
    - entra.cross_tenant.deleted_partner: {partner_tenant: "%(two)s", state: restored}
    - entra.cross_tenant.partner_capability:
        partner_tenant: "%(four)s"
        name: crossTenantMailTipsAll
        inbound_access: {allowed: true}
    - entra.cross_tenant.partner_capability:
        default: true
        name: crossTenantMailTipsAll
        inbound_access: {allowed: true}
    - entra.cross_tenant.partner_identity_sync: {partner_tenant: "%(three)s", user_sync_allowed: true}
    - entra.cross_tenant.partner_identity_sync: {partner_tenant: "%(three)s", state: absent}
    - entra.cross_tenant.deleted_partner_identity_sync: {partner_tenant: "%(three)s", state: restored}
    - entra.cross_tenant.mto_tenant: {member_tenant: "%(five)s", display_name: Five}
    - entra.cross_tenant.mto_tenant: {member_tenant: "%(gone)s", state: absent}
    - entra.cross_tenant.mto_tenant: {member_tenant: "%(missing)s", state: absent}
    - entra.cross_tenant.partner_info:
    - entra.cross_tenant.partner_identity_sync_info:
    - entra.cross_tenant.access_policy_info:
    - entra.cross_tenant.mto_info:
    - entra.cross_tenant.partner: {partner_tenant: "%(six)s"}
      register: refused
      failed_when: refused is not failed
    - entra.cross_tenant.partner: {partner_tenant: "%(eight)s", automatic_user_consent: {outbound_allowed: true}}
    - entra.cross_tenant.sync_configuration: {target_tenant: "%(seven)s"}
    - entra.cross_tenant.sync_configurations:
        sync_configurations:
          - {target_tenant: "%(eight)s", enabled: true}
          - {target_tenant: "%(missing)s", state: absent}
    - entra.cross_tenant.sync_job: {target_tenant: "%(eight)s", action: pause}
    - entra.cross_tenant.sync_configuration: {target_tenant: "%(seven)s", state: absent}
    - entra.cross_tenant.sync_configuration_info:
    - entra.cross_tenant.sync_job: {target_tenant: "%(nine)s", action: start, wait_timeout: 1}
      register: refused
      failed_when: refused is not failed
"""


def test_modules(play: Play, simulator: GraphSimulator) -> None:
    names = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "gone": 10, "six": 6, "missing": 7}
    names.update(seven=17, eight=18, nine=19)
    directory = simulator.directory
    directory.add_partner(tenant(1))
    directory.add_partner(tenant(8), SYNCED)
    directory.set_mto(displayName="Contoso organization")
    directory.add_mto_tenant(tenant(10), "Gone", role="member", state="active")
    directory.source.allow(tenant(18))
    playbook = MODULES % {name: tenant(number) for name, number in names.items()}
    simulator.faults.add(Fault(path=tenant(6), status=403, times=None))
    run = play(playbook, {"all": {}})
    assert run.status == "successful", run.output
    assert nodes_of(run) == {
        tenant(1): {"partners"},
        tenant(8): {"partners"},  # pruned
        tenant(17): {"sync_configuration"},
        tenant(18): {"partner", "sync_configurations", "sync_job"},
        tenant(2): {"partner", "deleted_partner"},
        tenant(3): {"partner", "partner_identity_sync", "deleted_partner_identity_sync"},
        tenant(4): {"partner", "partner_capability"},
        tenant(5): {"mto_tenant"},
        tenant(10): {"mto_tenant"},
    }


JOIN = """
- hosts: localhost
  gather_facts: false
  tasks:
    - entra.cross_tenant.mto_tenant: {added_by_tenant: "%s", state: joined}
"""


def test_joining_manages_nobody_else(play: Play, simulator: GraphSimulator) -> None:
    simulator.directory.invite(OWNER)
    run = play(JOIN % OWNER, {"all": {}})
    assert run.status == "successful", run.output
    assert run.stats["changed"]
    assert nodes_of(run) == {}
