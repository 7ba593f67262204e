# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role and its playbooks."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import BATCH, Play

ONBOARD = "entra.cross_tenant.onboard"
OFFBOARD = "entra.cross_tenant.offboard"

ALDER, BIRCH, CEDAR, DOGWOOD = (f"00000000-0000-4000-8000-00000000000{number}" for number in range(1, 5))

# Variables that nothing may use: this host, user, Python and sudo do not exist.
HOSTILE = {
    "ansible_connection": "ssh",
    "ansible_host": "nowhere.invalid",
    "ansible_user": "nobody",
    "ansible_python_interpreter": "/nonexistent/python",
    "ansible_become": True,
    "ansible_become_exe": "/nonexistent/sudo",
}


def partner(tenant: str, **settings: Any) -> dict[str, Any]:
    """The variables of a host that represents a partner."""
    return {"partner_onboarding_partner": {"tenant": tenant, **settings}}


def partners(**hosts: dict[str, Any]) -> dict[str, Any]:
    """An inventory with the group partners."""
    return {"partners": {"hosts": hosts}}


def tokens(simulator: GraphSimulator) -> int:
    """How many tokens were requested."""
    return sum(exchange.kind == "login" and exchange.method == "POST" for exchange in simulator.log)


FLEET = partners(alder=partner(ALDER), birch=partner(BIRCH), cedar=partner(CEDAR))
TRUSTING = {"partner_onboarding_defaults": {"inbound_trust": {"mfa_accepted": True}}}


def test_one_host_per_partner(play: Play, simulator: GraphSimulator) -> None:
    """Rehearsal, real run, second run; tiers; hosts that nobody can connect to."""
    inventory = {
        "all": {
            "vars": {
                "partner_onboarding_defaults": {
                    "inbound_trust": {"mfa_accepted": True},
                    "identity_sync": {"display_name": "Partner {{ inventory_hostname }}", "user_sync_allowed": False},
                }
            }
        },
        "partners": {
            "vars": HOSTILE,
            "hosts": {
                "alder": partner(ALDER, inbound_trust={"compliant_device_accepted": True}),
                "birch": partner(BIRCH, identity_sync={"display_name": "Birch"}),
                "cedar": partner(CEDAR),
                "dogwood": partner(DOGWOOD, state="absent"),
            },
        },
        # The name of this tier comes later, so the tier wins, although the group "partners" comes after "gold".
        "gold": {
            "hosts": {"alder": {}, "birch": {}},
            "vars": {"partner_onboarding_defaults_50_gold": {"identity_sync": {"user_sync_allowed": True}}},
        },
    }
    simulator.directory.add_partner(CEDAR, {"displayName": "Partner cedar", "userSyncInbound": {"isSyncAllowed": True}})
    simulator.directory.add_partner(DOGWOOD, {"displayName": "Dogwood"})
    state = simulator.directory.snapshot()

    rehearsal = play(ONBOARD, inventory, "--check --diff")
    assert rehearsal.rc == 0
    assert simulator.log.reads() and not simulator.log.writes()
    assert simulator.directory.snapshot() == state
    # Two partners, each with a policy.
    assert rehearsal.artifacts["partner_onboarding_plan"]["create"] == 4
    assert len([host for host, result in rehearsal.outcome.items() if "ansible_stats" in result]) == 1

    real = play(ONBOARD, inventory, "--diff")
    assert real.rc == 0
    assert real.hosts("changed") == rehearsal.hosts("changed") == {"alder", "birch", "cedar", "dogwood"}
    for host, outcome in real.outcome.items():
        assert outcome["changes"], host
        assert outcome["diff"][0]["before"] != outcome["diff"][0]["after"]
        for name in ("changed", "changes", "diff", "partners"):
            assert outcome[name] == rehearsal.outcome[host][name], (host, name)
    assert [change["operation"] for change in real.outcome["dogwood"]["changes"]] == ["delete", "delete"]
    assert tokens(simulator) == 2, "one for each run"

    shown = {host: real.outcome[host]["partners"][0]["after"] for host in ("alder", "birch", "cedar")}
    assert shown["alder"]["inbound_trust"] == {"mfa_accepted": True, "compliant_device_accepted": True}
    assert shown["birch"]["identity_sync"] == {"display_name": "Birch", "user_sync_allowed": True}
    assert shown["cedar"]["identity_sync"] == {"display_name": "Partner cedar", "user_sync_allowed": False}
    assert simulator.directory.partner(DOGWOOD) is None
    assert simulator.directory.identity_sync(BIRCH)["userSyncInbound"]["isSyncAllowed"] is True

    simulator.log.clear()
    again = play(ONBOARD, inventory, "--diff")
    assert again.rc == 0
    assert not again.hosts("changed")
    assert not simulator.log.writes()
    assert all(outcome["diff"] == outcome["changes"] == [] for outcome in again.outcome.values())


LIST = """
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
    - name: Use
      ansible.builtin.debug:
        msg: "{{ partner_onboarding_result }}"
"""


def test_list_on_one_host(play: Play, simulator: GraphSimulator) -> None:
    """A list of partners on localhost with pruning. The Python of localhost lacks all needed libraries."""
    variables = {
        "ansible_connection": "local",
        "ansible_python_interpreter": "/nonexistent/python",
        "partner_onboarding_partners": [{"tenant": BIRCH}, {"tenant_id": ALDER, "inbound_trust": None}],
        **partner(CEDAR),
        **TRUSTING,
    }
    inventory = {"all": {"hosts": {"localhost": variables}}}
    simulator.directory.add_partner(ALDER)
    simulator.directory.add_partner(DOGWOOD)

    first = play(LIST, inventory, "--diff")
    assert first.rc == 0
    outcome = first.outcome["localhost"]
    assert [(item["tenant_id"], item["changed"]) for item in outcome["partners"]] == [
        (CEDAR, True),
        (BIRCH, True),
        (ALDER, False),
    ]
    assert [diff["after"]["tenant_id"] for diff in outcome["diff"]] == [CEDAR, BIRCH]
    assert first.by_host("Use")["localhost"]["msg"]["changes"] == outcome["changes"]
    assert simulator.directory.partner(ALDER).get("inboundTrust") is None

    variables["partner_onboarding_prune"] = True
    simulator.faults.add(Fault(path=CEDAR, method="PATCH", status=403, times=None))
    simulator.directory.change_partner(CEDAR, inboundTrust=None)
    second = play(LIST, inventory)
    assert second.rc == 2
    outcome = second.outcome["localhost"]
    assert [(item["tenant_id"], item["changed"]) for item in outcome["partners"]][2:] == [
        (ALDER, False),
        (DOGWOOD, True),
    ]
    assert outcome["msg"].startswith("1 of 4 partners failed: ") and CEDAR in outcome["msg"]
    assert [(change["operation"], change["tenant_id"]) for change in outcome["changes"]] == [("delete", DOGWOOD)]
    assert outcome["changed"] and "diff" not in outcome


RESCUED = """
- hosts: partners
  gather_facts: false
  roles:
    - entra.cross_tenant.partner_onboarding
  tasks:
    - name: Go on
      ansible.builtin.debug:
        msg: "{{ partner_onboarding_result.changed }}"
"""


def test_one_partner_fails(play: Play, simulator: GraphSimulator) -> None:
    """The host of this partner fails with Graph's message. The other hosts continue."""
    simulator.faults.add(Fault(path=BIRCH, method="PATCH", status=403, times=None))
    simulator.directory.add_partner(BIRCH)
    fleet = {**FLEET, "all": {"vars": TRUSTING}}
    run = play(RESCUED, fleet, "--diff")
    assert run.rc == 2
    assert run.hosts("failures") == {"birch"}
    assert run.hosts("changed") == {"alder", "cedar"}
    assert run.by_host("Go on") == {host: {**run.by_host("Go on")[host], "msg": True} for host in ("alder", "cedar")}
    error = run.outcome["birch"]["partners"][0]["error"]
    assert error["status"] == 403
    for part in (BIRCH, error["code"], error["request_id"]):
        assert part in run.outcome["birch"]["msg"]
    assert simulator.directory.partner(CEDAR)


def test_nothing_works(play: Play, simulator: GraphSimulator) -> None:
    """An error of the task for all hosts is an error of each host."""
    environment = {**simulator.environment(), "ENTRA_CLIENT_SECRET": "wrong-secret"}
    run = play(RESCUED, FLEET, environment=environment)
    assert run.rc == 2
    assert run.hosts("failures") == {"alder", "birch", "cedar"}
    assert "AADSTS" in run.told
    assert "wrong-secret" not in str(run.events)
    assert not run.results("Go on")


CONDITIONAL = """
- hosts: partners
  gather_facts: false
  tasks:
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
      when: inventory_hostname != 'alder'
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
      when: inventory_hostname == 'alder'
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
      vars:
        partner_onboarding_state: "{{ item }}"
      loop: [present, absent]
      when: inventory_hostname != 'birch'
"""


def test_conditions_and_repetition(play: Play, simulator: GraphSimulator) -> None:
    """Each time, exactly the hosts for which the role was included take part."""
    run = play(CONDITIONAL, FLEET)
    assert run.rc == 0
    counts = [
        {host: place["count"] for host, place in batch["hosts"].items() if place["count"]}
        for batch in run.results(BATCH)
    ]
    assert counts == [
        {"birch": 1, "cedar": 1},
        {"alder": 1},
        {"alder": 1, "cedar": 1},
        {"alder": 1, "cedar": 1},
    ]
    assert list(simulator.directory.partners) == [BIRCH]


WITHOUT_THE_FIRST = """
- hosts: partners
  gather_facts: false
  tasks:
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
      when: inventory_hostname != 'alder'
"""


# test_one_host_per_partner tests the plan of the playbook every day.
@pytest.mark.parametrize(
    ("playbook", "number"), rest_long([(WITHOUT_THE_FIRST, 2), (ONBOARD, 3)], (WITHOUT_THE_FIRST, 2))
)
def test_one_host_leaves_the_plan_for_all(play: Play, playbook: str, number: int) -> None:
    """The plan names all partners. It is left once, also if the first host of the play takes no part in the role."""
    run = play(playbook, FLEET, "--check")
    assert run.rc == 0
    assert run.artifacts["partner_onboarding_plan"]["create"] == number
    assert len([host for host, result in run.outcome.items() if "ansible_stats" in result]) == 1


STATIC_CONDITION = """
- hosts: partners
  gather_facts: false
  roles:
    - role: entra.cross_tenant.partner_onboarding
      when: inventory_hostname != 'alder'
"""

FREE = """
- hosts: partners
  gather_facts: false
  strategy: free
  roles:
    - entra.cross_tenant.partner_onboarding
"""


def test_what_run_once_cannot_do(play: Play, simulator: GraphSimulator) -> None:
    """The role fails. Otherwise a partner could be left out silently, or several runs could write it at once."""
    run = play(STATIC_CONDITION, FLEET)
    assert run.hosts("failures") == {"birch", "cedar"}
    assert "use include_role with this condition" in run.outcome["birch"]["msg"]
    simulator.log.clear()
    run = play(FREE, FLEET)
    assert run.rc == 2
    assert "strategy linear, not free" in run.output
    assert len(simulator.log) == 0
    assert not simulator.log.writes()


MODULE_DEFAULTS = """
- hosts: partners
  gather_facts: false
  module_defaults:
    group/entra.cross_tenant.graph: "{{ credentials }}"
  roles:
    - entra.cross_tenant.partner_onboarding
  tasks:
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
      vars:
        partner_onboarding_state: absent
"""


def test_module_defaults(play: Play, simulator: GraphSimulator) -> None:
    """Credentials in module_defaults of the play reach the role, in every way of calling it."""
    fleet = {**FLEET, "all": {"vars": {"credentials": simulator.options()}}}
    run = play(MODULE_DEFAULTS, fleet, "-vv", environment={})
    assert run.rc == 0
    assert [write.method for write in simulator.log.writes()] == ["POST"] * 3 + ["DELETE"] * 3


@pytest.mark.parametrize(
    ("inventory", "arguments", "reason"),
    [
        # test_edge runs the first two every day too.
        pytest.param(FLEET, "", "the play has 3 hosts", marks=pytest.mark.long),
        pytest.param(
            partners(alder={"partner_onboarding_partners": [{"tenant": ALDER}]}),
            "--limit alder",
            "--limit",
            marks=pytest.mark.long,
        ),
        (partners(alder=partner(ALDER)), "", "partner_onboarding_partners is not set"),
        (
            partners(alder={"partner_onboarding_partners": [{"tenant": ALDER}]}),
            "-e partner_onboarding_state=absent",
            "partner_onboarding_state is absent",
        ),
    ],
    ids=["many hosts", "limit", "host form", "absent"],
)
def test_prune_is_refused(
    play: Play, simulator: GraphSimulator, inventory: dict[str, Any], arguments: str, reason: str
) -> None:
    simulator.directory.add_partner(DOGWOOD)
    run = play(ONBOARD, inventory, f"-e partner_onboarding_prune=true {arguments}")
    assert run.rc == 2
    assert reason in run.outcome["alder"]["msg"]
    assert not simulator.log.number_of()


def test_offboard(play: Play, simulator: GraphSimulator) -> None:
    """The playbook removes exactly the partners of the group, for any values of their variables."""
    inventory = {**FLEET, "offboarding": {"hosts": {"alder": {}, "birch": {}}}}
    inventory["offboarding"]["vars"] = {"partner_onboarding_prune": True}
    for tenant in (ALDER, CEDAR, DOGWOOD):
        simulator.directory.add_partner(tenant, {"displayName": "Somebody"})
    rehearsal = play(OFFBOARD, inventory, "--check")
    assert not simulator.log.writes()
    run = play(OFFBOARD, inventory)
    assert run.rc == 0
    assert run.hosts("changed") == rehearsal.hosts("changed") == {"alder"}
    assert run.outcome["alder"]["partners"][0]["after"] is None
    assert set(simulator.directory.partners) == {CEDAR, DOGWOOD}


def many(number: int) -> dict[str, Any]:
    ids = [f"90e29127-71ad-49c7-9ce8-0000000000{count:02}" for count in range(number)]
    return partners(**{f"host{count:02}": partner(tenant) for count, tenant in enumerate(ids)})


@pytest.mark.parametrize("mode", [pytest.param("--check", marks=pytest.mark.long), ""])
def test_one_run_shuts_out_ten_partners_at_most(play: Play, simulator: GraphSimulator, mode: str) -> None:
    inventory = many(11)
    inventory["offboarding"] = inventory.pop("partners")
    tenants = [host["partner_onboarding_partner"]["tenant"] for host in inventory["offboarding"]["hosts"].values()]
    for tenant in tenants:
        simulator.directory.add_partner(tenant)
    run = play(OFFBOARD, inventory, mode)
    assert run.rc == 2
    assert len(run.hosts("failures")) == 11
    assert "would remove or switch off 11 partners, and removal_limit is 10" in run.told
    assert all(tenant in run.told for tenant in tenants[:10]) and f"{tenants[9]} and 1 more" in run.told
    assert run.told.endswith(f"In the inventory: {', '.join(list(inventory['offboarding']['hosts'])[:10])}")
    assert not simulator.log.writes()
    assert play(OFFBOARD, inventory, f"{mode} -e partner_onboarding_removal_limit=11").rc == 0


# What concerns everybody is told once.


@pytest.mark.parametrize("way", rest_long(["limit", "login", "variables", "refused"], "limit", "refused"))
def test_an_error_of_all_hosts_is_told_once(play: Play, simulator: GraphSimulator, way: str) -> None:
    number = 16
    inventory, arguments = many(number), ""
    environment = {**simulator.environment(), "ANSIBLE_VERBOSITY": "0"}
    if way == "limit":
        for host in inventory["partners"]["hosts"].values():
            simulator.directory.add_partner(host["partner_onboarding_partner"]["tenant"])
        arguments, words = "-e partner_onboarding_state=absent", f"would remove or switch off {number} partners"
    elif way == "login":
        environment["ENTRA_CLIENT_SECRET"], words = "wrong-secret", "Invalid client secret provided"
    elif way == "variables":
        inventory["partners"]["vars"] = {"partner_onboarding_defaults": {"b2b_collaboration": 1}}
        words = "unsupported: b2b_collaboration."
    else:
        simulator.faults.add(Fault(path="/partners", method="POST", status=403, times=None))
        words = "The application needs"
    run = play(ONBOARD, inventory, arguments, environment=environment)
    assert len(run.hosts("failures")) == number and not [each for each in simulator.log.writes() if each.status < 400]
    # From ansible-core 2.19 on, the message is shown above the result as well. A refused item and the summary
    # contain it as well.
    assert 1 <= run.output.count(words) <= 4
    pointing = [outcome for outcome in run.outcome.values() if "host00" in outcome["msg"] and len(outcome["msg"]) < 80]
    assert len(pointing) == number - 1
    assert len(run.output) < number * (900 if way == "refused" else 400) + 5_000, len(run.output)


def test_batches_of_hosts_share_the_limit(play: Play, simulator: GraphSimulator) -> None:
    """Each batch is a task of its own, with one token."""
    inventory = many(9)
    for number, host in enumerate(inventory["partners"]["hosts"].values()):
        tenant = host["partner_onboarding_partner"]["tenant"]
        simulator.directory.add_partner(tenant, {"userSyncInbound": {"isSyncAllowed": True}})
        # Two of every three hosts.
        if number % 3:
            host["partner_onboarding_partner"]["identity_sync"] = {"user_sync_allowed": False}
    run = play(ONBOARD, inventory, "-e partner_onboarding_serial=3 -e partner_onboarding_removal_limit=5")
    assert run.rc == 2
    batches = run.results(BATCH)
    names = sorted(inventory["partners"]["hosts"])
    assert [sorted(batch["hosts"]) for batch in batches[:2]] == [names[:3], names[3:6]]
    assert [batch["removed_before"] for batch in batches] == [0, 2, 4]
    assert tokens(simulator) == len(batches)
    assert run.hosts("changed") == {"host01", "host02", "host04", "host05"}
    assert run.hosts("failures") == {"host06", "host07", "host08"}
    assert len(simulator.log.writes()) == 4


def test_partners_by_domain(play: Play, simulator: GraphSimulator) -> None:
    """One request looks up all domains. A tier sets names from the directory, unless a partner has its own name."""
    simulator.directory.add_tenant(ALDER, "Alder Ltd", "alder.example")
    simulator.directory.add_tenant(BIRCH, "Birch Ltd", "birch.example")
    simulator.directory.add_tenant(CEDAR, "Cedar Ltd", "cedar.example")
    inventory = partners(
        alder=partner("alder.example"),
        birch=partner("Birch.Example", identity_sync={"display_name": "Our Birch"}),
        cedar=partner(CEDAR, identity_sync={"display_name_from_directory": "no"}),
        dogwood=partner("dogwood", inbound_trust={"mfa_accepted": True}),
        elder=partner(DOGWOOD, identity_sync={"display_name": "x", "display_name_from_directory": True}),
    )
    tier = {"identity_sync": {"user_sync_allowed": True, "display_name_from_directory": "yes"}}
    inventory["all"] = {"vars": {"partner_onboarding_defaults": tier}}
    rehearsal = play(ONBOARD, inventory, "--check --diff")
    assert not simulator.log.writes()
    simulator.log.clear()
    run = play(ONBOARD, inventory, "--diff")
    assert {host: result["partners"] for host, result in run.outcome.items()} == {
        host: result["partners"] for host, result in rehearsal.outcome.items()
    }
    after = {host: result["partners"][0]["after"] for host, result in run.outcome.items() if result["partners"]}
    names = {host: row["identity_sync"].get("display_name") for host, row in after.items()}
    assert names == {"alder": "Alder Ltd", "birch": "Our Birch", "cedar": None}
    assert {host: row["tenant_id"] for host, row in after.items()} == {"alder": ALDER, "birch": BIRCH, "cedar": CEDAR}
    assert sum("findTenantInformation" in path for _method, path in simulator.log.calls()) == 2
    assert simulator.log.graph()[0].is_batch
    # A mistake that is visible without Graph is an error of its host.
    assert run.hosts("failures") == {"dogwood", "elder"}
    mistakes = run.outcome
    assert "'dogwood' is not a tenant ID" in mistakes["dogwood"]["msg"]
    assert mistakes["elder"]["msg"].startswith(f"partner {DOGWOOD}: identity_sync.display_name and")


# The tenant of a second partner, the reason why Graph or the plan refuses it, and the hosts that the message names.
DOMAINS = [
    ("nobody.example", "no tenant has the domain nobody.example", "birch"),
    (ALDER, f"partner {ALDER} is listed more than once, as alder.example and {ALDER}", "alder, birch"),
    ("home.example", "partner home.example is the home tenant itself", "birch"),
]


# test_mistakes_are_named lists a partner more than once every day.
@pytest.mark.parametrize(("other", "reason", "hosts"), rest_long(DOMAINS, DOMAINS[0]))
def test_domains_that_only_graph_can_judge(
    play: Play, simulator: GraphSimulator, other: str, reason: str, hosts: str
) -> None:
    simulator.directory.add_tenant(ALDER, "Alder Ltd", "alder.example")
    run = play(ONBOARD, partners(alder=partner("alder.example"), birch=partner(other)))
    assert run.hosts("failures") == {"alder", "birch"}
    assert reason in run.told and run.told.endswith(f"In the inventory: {hosts}")
    assert not simulator.log.writes()


def test_in_check_mode_a_domain_of_nobody_is_an_error_of_its_host(play: Play, simulator: GraphSimulator) -> None:
    simulator.directory.add_tenant(ALDER, "Alder Ltd", "alder.example")
    inventory = partners(alder=partner("alder.example"), birch=partner("nobody.example"), cedar=partner(CEDAR))
    run = play(ONBOARD, inventory, "--check")
    assert run.hosts("failures") == {"birch"} and run.hosts("changed") == {"alder", "cedar"}
    said = run.outcome["birch"]["msg"]
    assert "no tenant has the domain nobody.example" in said and "Check the domain, or give the ID" in said
    assert [item["tenant_id"] for item in run.outcome["cedar"]["partners"]] == [CEDAR]
    # A plan that lacks a partner is not offered for approval.
    assert "partner_onboarding_plan" not in run.artifacts
    # A look-up that failed says nothing about the domain.
    simulator.faults.add(Fault(path="tenantRelationships", status=403, times=None))
    run = play(ONBOARD, inventory, "--check")
    assert run.hosts("failures") == {"alder", "birch", "cedar"}


def test_mistakes_are_named(play: Play, simulator: GraphSimulator) -> None:
    """A mistake of one host is an error of that host. A mistake of all hosts together is an error of all hosts."""
    inventory = partners(
        alder=partner(ALDER, inbound_trust={"mfa": True}),
        birch={"partner_onboarding_defaults_9": {"inherit": ["everything"]}, **partner(BIRCH)},
        cedar={"partner_onboarding_partners": [{"tenant": CEDAR}, {"inbound_trust": {}}]},
        dogwood={},
        fir={"partner_onboarding_partner": None, "tenant": DOGWOOD},
        elder=partner(DOGWOOD),
    )
    run = play(ONBOARD, inventory)
    messages = {host: result.get("msg", "") for host, result in run.outcome.items()}
    assert f"partner {ALDER}: unsupported: inbound_trust.mfa" in messages["alder"]
    assert messages["birch"].startswith("partner_onboarding_defaults_9: inherit takes ")
    assert messages["cedar"] == "partner number 2 of the host has no tenant"
    assert "neither partner_onboarding_partner nor partner_onboarding_partners" in messages["dogwood"]
    assert messages["fir"].startswith("partner_onboarding_partner of the host is empty. In YAML, indent")
    assert run.hosts("changed") == {"elder"}

    simulator.log.clear()
    run = play(ONBOARD, partners(alder=partner(ALDER), birch=partner(ALDER)))
    assert run.hosts("failures") == {"alder", "birch"}
    assert run.told.endswith(f"partner {ALDER} is listed more than once. In the inventory: alder, birch")
    assert not simulator.log.number_of("graph")
