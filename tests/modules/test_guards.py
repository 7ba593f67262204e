# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Removals are always visible, and never more than a limit allows."""

from __future__ import annotations

import pytest

IDS = [f"90e29127-71ad-49c7-9ce8-00000000000{number}" for number in range(6)]
ON = {"displayName": "Partner", "userSyncInbound": {"isSyncAllowed": True}}


@pytest.fixture
def directory(simulator):
    for tenant in IDS:
        simulator.directory.add_partner(tenant, ON)
    return simulator.directory


SWITCHED_OFF = {"identity_sync": {"user_sync_allowed": False}}
POLICY_DELETED = {"identity_sync": {"state": "absent"}}
PARTNER_DELETED = {"state": "absent"}


@pytest.mark.parametrize(
    ("change", "changes", "before", "after"),
    [
        (
            SWITCHED_OFF,
            [("update", "identity_sync", ["user_sync_allowed"])],
            {"user_sync_allowed": True},
            {"user_sync_allowed": False},
        ),
        (
            POLICY_DELETED,
            [("delete", "identity_sync", [])],
            {"display_name": "Partner", "user_sync_allowed": True},
            None,
        ),
        (
            PARTNER_DELETED,
            [("delete", "identity_sync", []), ("delete", "partner", [])],
            {"display_name": "Partner", "user_sync_allowed": True},
            None,
        ),
    ],
)
@pytest.mark.parametrize("check", [True, False])
def test_what_is_taken_away_is_in_changes_and_diff(directory, run_module, change, changes, before, after, check):
    result = run_module("partners", check=check, partners=[{"tenant": IDS[0], **change}])
    done = [(entry["operation"], entry["resource"], entry["settings"]) for entry in result["changes"]]
    assert done == changes
    (diff,) = result["diff"]
    assert diff["before_header"] == f"partner {IDS[0]}"
    assert diff["before"]["identity_sync"] == before
    assert diff["after"].get("identity_sync") == after
    # The modules for a single object report the same.
    single, options = ("partner", change) if "state" in change else ("partner_identity_sync", change["identity_sync"])
    result = run_module(single, check=check, partner_tenant=IDS[1], **options)
    assert [(entry["operation"], entry["resource"], entry["settings"]) for entry in result["changes"]] == changes
    assert result["diff"]["before"] != result["diff"]["after"]


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(
    ("changes", "prune", "removed"),
    [
        ([SWITCHED_OFF, SWITCHED_OFF, SWITCHED_OFF], False, IDS[:3]),
        ([POLICY_DELETED, POLICY_DELETED, POLICY_DELETED], False, IDS[:3]),
        ([PARTNER_DELETED, POLICY_DELETED, SWITCHED_OFF], False, IDS[:3]),
        ([SWITCHED_OFF, {}, {}, {}], True, [IDS[0], *IDS[4:]]),
    ],
)
def test_more_than_the_limit_fails_before_any_write(simulator, directory, run_module, changes, prune, removed, check):
    wanted = [{"tenant": tenant, **change} for tenant, change in zip(IDS, changes)]
    wanted.append({"tenant": "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"})
    result = run_module("partners", check=check, partners=wanted, prune=prune, removal_limit=2)
    assert result["failed"] is True
    assert "would remove or switch off 3 partners, and removal_limit is 2" in result["msg"]
    assert result["msg"].endswith(", ".join(removed))
    assert not simulator.log.writes()
    assert run_module("partners", check=check, partners=wanted, prune=prune, removal_limit=3)["changed"] is True


def test_what_admits_or_changes_nothing_is_not_counted(simulator, directory, run_module):
    simulator.directory.set_identity_sync(IDS[1], {"userSyncInbound": {"isSyncAllowed": False}})
    simulator.directory.set_identity_sync(IDS[2], {"userSyncInbound": {"isSyncAllowed": None}})
    simulator.directory.set_identity_sync(IDS[3], None)
    wanted = [
        {"tenant": IDS[0], "identity_sync": {"display_name": "Other"}, "inbound_trust": {"mfa_accepted": False}},
        {"tenant": IDS[1], "identity_sync": {"user_sync_allowed": True}},
        {"tenant": IDS[2], "identity_sync": {"user_sync_allowed": False}},
        {"tenant": IDS[3], "identity_sync": {"user_sync_allowed": False}},
        {"tenant": "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a", "state": "absent"},
    ]
    result = run_module("partners", partners=wanted, removal_limit=0)
    assert [item["changed"] for item in result["partners"]] == [True, True, True, True, False]


def test_a_limit_that_is_used_up_lets_through_what_takes_nothing_away(simulator, directory, run_module):
    wanted = [{"tenant": IDS[0], "inbound_trust": {"mfa_accepted": True}}]
    assert run_module("partners", partners=wanted, removal_limit=0)["changed"] is True
    wanted = [{"tenant": IDS[0], "state": "absent"}]
    assert run_module("partners", partners=wanted, removal_limit=0)["failed"] is True


def test_groups_are_counted_like_users(simulator, directory, run_module):
    simulator.directory.set_identity_sync(IDS[0], {**ON, "groupSyncInbound": {"isSyncAllowed": True}})
    wanted = [{"tenant": IDS[0], "identity_sync": {"group_sync_allowed": False}}]
    result = run_module("partners", partners=wanted, removal_limit=0, api_version="beta")
    assert result["failed"] is True and "removal_limit is 0" in result["msg"]


def test_what_cannot_be_read_is_not_pruned(simulator, directory, run_module):
    """The partner may be a service provider. Nobody can tell."""
    directory.change_partner(IDS[1], inboundTrust={"isMfaAccepted": "perhaps"})
    result = run_module("partners", partners=[{"tenant": tenant} for tenant in (IDS[0], *IDS[2:])], prune=True)
    assert (result["changed"], IDS[1] in directory.partners) == (False, True)
    (row,) = result["unmanaged_partners"]
    assert row["tenant_id"] == IDS[1] and "isMfaAccepted" in row["error"]["msg"]
    simulator.log.clear()
