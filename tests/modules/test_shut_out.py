# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A change that newly blocks everybody of a partner counts as a removal, even through the inherited default."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import one_in
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

IDS = [f"90e29127-71ad-49c7-9ce8-0000000000{number:02}" for number in range(12)]
PARTNERS = "/policies/crossTenantAccessPolicy/partners"
USERS, APPLICATIONS = ("AllUsers", "user"), ("AllApplications", "application")


def side(access_type, *targets):
    return {
        "access_type": access_type,
        "targets": [{"target": target, "target_type": target_type} for target, target_type in targets],
    }


def both(access_type):
    return {"users_and_groups": side(access_type, USERS), "applications": side(access_type, APPLICATIONS)}


def graph_both(access_type):
    return {
        "usersAndGroups": {"accessType": access_type, "targets": [{"target": "AllUsers", "targetType": "user"}]},
        "applications": {
            "accessType": access_type,
            "targets": [{"target": "AllApplications", "targetType": "application"}],
        },
    }


BLOCKED, ALLOWED = both("blocked"), both("allowed")
NOBODY = {"users_and_groups": side("allowed"), "applications": side("allowed", APPLICATIONS)}
SOME = {
    "users_and_groups": side("blocked", ("0be493dc-cb56-4a53-936f-aaaaaaaaaaaa", "user")),
    "applications": side("allowed", APPLICATIONS),
}


def fleet(simulator, **settings):
    for tenant in IDS:
        simulator.directory.add_partner(tenant, **settings)


def partners(**settings):
    return [{"tenant": tenant, **settings} for tenant in IDS]


def refused(result, number=12, limit=10):
    assert result["failed"] is True, result
    assert f"would remove or switch off {number} partners" in result["msg"], result["msg"]
    assert f"removal_limit is {limit}" in result["msg"]


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(
    "settings",
    [
        {"b2b_collaboration_inbound": BLOCKED},
        {"b2b_collaboration_outbound": BLOCKED},
        {"b2b_collaboration_inbound": NOBODY},
        {"m365_collaboration_inbound": {"users": side("blocked", USERS)}},
        {"app_service_connect_inbound": {"applications": side("blocked", APPLICATIONS)}},
    ],
)
def test_blocking_everybody_counts(simulator, run_module, settings, check):
    fleet(simulator)
    refused(run_module("partners", check=check, partners=partners(**settings), removal_limit=10))
    assert not simulator.log.writes()
    assert run_module("partners", check=check, partners=partners(**settings), removal_limit=12)["changed"] is True


@pytest.mark.parametrize(
    "settings",
    [
        # Microsoft's default blocks direct connect already.
        {"b2b_direct_connect_inbound": BLOCKED, "b2b_direct_connect_outbound": BLOCKED},
        {"b2b_collaboration_inbound": SOME},
        {"b2b_collaboration_inbound": ALLOWED},
        {"inherit": ["b2b_collaboration_inbound"]},
        {"inbound_trust": {"mfa_accepted": False}},
    ],
)
def test_what_shuts_out_nobody_new_does_not_count(simulator, run_module, settings):
    fleet(simulator, b2bCollaborationOutbound=graph_both("blocked"))
    result = run_module("partners", partners=partners(**settings), removal_limit=0)
    assert not result.get("failed"), result["msg"]
    # A direction that is blocked already does not count either.
    again = {**settings, "b2b_collaboration_outbound": BLOCKED}
    assert not run_module("partners", partners=partners(**again), removal_limit=0).get("failed")


def test_direct_connect_that_was_open_counts(simulator, run_module):
    fleet(simulator, b2bDirectConnectInbound=graph_both("allowed"))
    refused(run_module("partners", partners=partners(b2b_direct_connect_inbound=BLOCKED), removal_limit=0), limit=0)
    # The default blocks it, so inheriting the default has the same effect.
    refused(run_module("partners", partners=partners(inherit=["b2b_direct_connect_inbound"]), removal_limit=0), limit=0)


def test_new_partners_that_are_blocked_came_in_by_the_default_before(simulator, run_module):
    wanted = partners(b2b_collaboration_inbound=BLOCKED)
    refused(run_module("partners", partners=wanted, removal_limit=10))
    simulator.directory.set_default(b2bCollaborationInbound=graph_both("blocked"))
    assert run_module("partners", partners=wanted, removal_limit=0)["changed"] is True


@pytest.mark.parametrize("inherited", ["null", "default"])
@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("name", ["b2b_collaboration_inbound", "b2b_collaboration_outbound"])
def test_a_default_that_blocks_counts_for_all_that_inherit_it(simulator, run_module, name, check, inherited):
    simulator.behaviour.inherited = inherited
    fleet(simulator)
    own = {
        "b2b_collaboration_inbound": "b2bCollaborationInbound",
        "b2b_collaboration_outbound": "b2bCollaborationOutbound",
    }
    refused(run_module("default_settings", check=check, **{name: BLOCKED}))
    refused(run_module("default_settings", check=check, removal_limit=11, **{name: NOBODY}), limit=11)
    assert not simulator.log.writes()
    # Partners that have a value of their own do not inherit.
    for tenant in IDS[:2]:
        some = {"usersAndGroups": {"accessType": "allowed", "targets": [{"target": IDS[0], "targetType": "group"}]}}
        simulator.directory.change_partner(tenant, **{own[name]: some})
    assert run_module("default_settings", check=check, **{name: BLOCKED})["changed"] is True


def test_a_reset_that_blocks_counts_as_well(simulator, run_module):
    fleet(simulator)
    simulator.directory.set_default(b2bDirectConnectInbound=graph_both("allowed"), isServiceDefault=False)
    refused(run_module("default_settings", state="reset"))
    assert run_module("default_settings", state="reset", removal_limit=12)["changed"] is True


def test_a_default_that_blocks_nobody_new_asks_for_no_partner(simulator, run_module):
    fleet(simulator)
    settings = {"b2b_direct_connect_inbound": BLOCKED, "inbound_trust": {"mfa_accepted": True}}
    assert run_module("default_settings", removal_limit=0, **settings)["changed"] is True
    assert not [call for call in simulator.log.calls() if call[1].startswith(PARTNERS)]


@pytest.mark.parametrize("skip", [0, 1])
def test_one_list_that_is_not_complete_lets_no_default_through(simulator, run_module, skip):
    fleet(simulator)
    nobody = Fault(method="GET", path=f"{PARTNERS}$", skip=skip, change=lambda body: {**body, "value": []})
    simulator.faults.add(nobody)
    refused(run_module("default_settings", b2b_collaboration_inbound=BLOCKED))
    assert not simulator.log.writes() and nobody.hits == 1


def test_what_a_surprise_shows_is_held_against_a_default_that_nobody_has_read(simulator, run_module):
    """The first list shows null, so the default is not read. The next read shows a value of the partner's own."""
    simulator.directory.set_default(b2bCollaborationInbound=graph_both("blocked"))
    policy = {"displayName": "Old", "userSyncInbound": {"isSyncAllowed": False}}
    for tenant in IDS:
        simulator.directory.add_partner(tenant, identity_sync=policy, b2bCollaborationInbound=graph_both("allowed"))
        simulator.faults.add(Fault(method="PATCH", path=f"{tenant}/identitySynchronization", status=404))
    simulator.faults.add(
        Fault(
            method="GET",
            path=f"{PARTNERS}$",
            change=lambda body: {**body, "value": [{**row, "b2bCollaborationInbound": None} for row in body["value"]]},
        )
    )
    wanted = partners(inherit=["b2b_collaboration_inbound"], identity_sync={"display_name": "New"})
    result = run_module("partners", partners=wanted, removal_limit=2, wait_timeout=5)
    shut = [tenant for tenant in IDS if simulator.directory.partner(tenant)["b2bCollaborationInbound"] is None]
    assert result["failed"] is True and len(shut) <= 2
    simulator.log.clear()


@pytest.mark.parametrize("check", [True, False])
def test_partners_that_cannot_be_counted_are_not_none(simulator, run_module, check):
    fleet(simulator)
    simulator.faults.add(Fault(method="GET", path=f"{PARTNERS}$", times=None, status=403))
    result = run_module("default_settings", check=check, b2b_collaboration_inbound=BLOCKED)
    assert result["failed"] is True and not simulator.log.writes()
    for words in ("Nothing was changed", "b2b_collaboration_inbound", "cannot be counted", "Policy.Read.All", "403"):
        assert words in result["msg"]


def test_a_partner_that_cannot_be_understood_counts(simulator, run_module):
    for number, tenant in enumerate(IDS):
        simulator.directory.add_partner(tenant, b2bCollaborationInbound=graph_both("allowed") if number else None)
    simulator.directory.set_default(b2bCollaborationInbound=graph_both("allowed") | {"applications": None})
    simulator.directory.change_partner(IDS[1], inboundTrust={"isMfaAccepted": "perhaps"})
    refused(run_module("default_settings", removal_limit=1, b2b_collaboration_inbound=BLOCKED), number=2, limit=1)
    simulator.log.clear()


def listed_as(change, times):
    """A list in which each partner has a setting that differs from the true one."""
    return Fault(
        method="GET",
        path=f"{PARTNERS}$",
        times=times,
        change=lambda body: {**body, "value": [change(dict(row)) for row in body["value"]]},
    )


MIXED = {**graph_both("blocked"), "applications": graph_both("allowed")["applications"]}
LIES = {
    "null": lambda row: {**row, "b2bCollaborationInbound": None},
    "not there": lambda row: {name: value for name, value in row.items() if name != "b2bCollaborationInbound"},
    "half of it blocked": lambda row: {**row, "b2bCollaborationInbound": MIXED},
    "blocked": lambda row: {**row, "b2bCollaborationInbound": graph_both("blocked")},
}
WANTED = {
    "blocked": {"b2b_collaboration_inbound": BLOCKED},
    "some": {"b2b_collaboration_inbound": SOME},
    "inherit": {"inherit": ["b2b_collaboration_inbound"]},
}


@pytest.mark.parametrize(
    ("wanted", "default", "name", "times"),
    one_in(3, WANTED, ["allowed", "blocked"], LIES, [1, None]),
)
def test_what_a_list_says_to_be_shut_already_is_read_once_more(simulator, run_module, name, times, default, wanted):
    """All partners were open. The list must not decide how the partners are counted, or which settings are kept."""
    simulator.directory.set_default(b2bCollaborationInbound=graph_both(default))
    fleet(simulator, b2bCollaborationInbound=graph_both("allowed"))
    simulator.faults.add(listed_as(LIES[name], times))
    result = run_module("partners", partners=partners(**WANTED[wanted]), removal_limit=0, wait=False)
    open_still = [
        row["b2bCollaborationInbound"] != graph_both("blocked")
        and (row["b2bCollaborationInbound"] is not None or default == "allowed")
        for row in simulator.directory.partners.values()
    ]
    assert all(open_still), result
    simulator.log.clear()


def test_members_that_nobody_asks_for_are_not_taken_from_a_list(simulator, run_module):
    fleet(simulator, b2bCollaborationInbound=graph_both("allowed"))
    simulator.faults.add(listed_as(LIES["blocked"], 1))
    wanted = {"users_and_groups": SOME["users_and_groups"]}
    result = run_module("partners", partners=partners(b2b_collaboration_inbound=wanted), removal_limit=0)
    assert "failed" not in result and len(result["changes"]) == len(IDS)
    for row in simulator.directory.partners.values():
        assert row["b2bCollaborationInbound"]["applications"] == graph_both("allowed")["applications"]


PARTIAL = {
    "null": {"b2bCollaborationInbound": None},
    "empty": {"b2bCollaborationInbound": {}},
    "members null": {"b2bCollaborationInbound": {"usersAndGroups": None, "applications": None}},
    "nothing": None,
}


@pytest.mark.parametrize("name", PARTIAL)
def test_a_default_that_is_not_told_may_block(simulator, run_module, name):
    simulator.directory.set_default(b2bCollaborationInbound=graph_both("blocked"))
    fleet(simulator, b2bCollaborationInbound=graph_both("allowed"))
    lie = PARTIAL[name]
    simulator.faults.add(
        Fault(
            method="GET",
            path="/policies/crossTenantAccessPolicy/default$",
            times=None,
            change=lambda body: {"isServiceDefault": False} if lie is None else {**body, **lie},
        )
    )
    result = run_module("partners", partners=partners(inherit=["b2b_collaboration_inbound"]), removal_limit=0)
    assert result["failed"] is True and not simulator.log.writes()
    simulator.log.clear()


def test_a_default_that_is_said_to_block_already_is_read_once_more(simulator, run_module):
    fleet(simulator)
    simulator.directory.set_default(b2bCollaborationInbound=graph_both("allowed"))
    simulator.faults.add(
        Fault(
            method="GET",
            path="/policies/crossTenantAccessPolicy/default$",
            change=lambda body: {**body, "b2bCollaborationInbound": MIXED},
        )
    )
    result = run_module("default_settings", b2b_collaboration_inbound=BLOCKED, removal_limit=10)
    assert result["failed"] is True and "removal_limit is 10" in result["msg"] and not simulator.log.writes()


def test_partners_moved_to_a_default_that_blocks_count(simulator, run_module):
    fleet(simulator, b2bCollaborationInbound=graph_both("allowed"))
    simulator.directory.set_default(b2bCollaborationInbound=graph_both("blocked"))
    refused(run_module("partners", partners=partners(inherit=["b2b_collaboration_inbound"]), removal_limit=10))
    assert not simulator.log.writes()


@pytest.mark.parametrize("limit", [-1, 1_000_000_001])
def test_the_limit_has_a_range(simulator, run_module, limit):
    result = run_module("default_settings", removal_limit=limit, inbound_trust={"mfa_accepted": True})
    assert result["failed"] is True and "removal_limit has to be at least 0" in result["msg"]
    assert len(simulator.log) == 0
