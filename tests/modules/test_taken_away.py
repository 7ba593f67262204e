# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits apply to the writes that are sent, whatever Graph's list of partners says, and whatever the plan becomes."""

from __future__ import annotations

import os

import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import one_in
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

PARTNERS = "/policies/crossTenantAccessPolicy/partners"
IDS = [f"90e29127-71ad-49c7-9ce8-0000000000{number:02}" for number in range(40)]
NEW = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
ON = {"displayName": "Partner", "userSyncInbound": {"isSyncAllowed": True}}
OFF = {"identity_sync": {"user_sync_allowed": False}}
QUICK = {"wait_timeout": 0.2}


def listing(change, times=1, skip=0):
    """A list whose rows are changed by ``change``."""
    return Fault(
        method="GET",
        path=f"{PARTNERS}$",
        times=times,
        skip=skip,
        change=lambda body: {**body, "value": change(body["value"])},
    )


def fleet(simulator, count=40, synchronized=True):
    for tenant in IDS[:count]:
        simulator.directory.add_partner(tenant, ON if synchronized else None)
    return IDS[:count]


def synchronizing(simulator):
    syncs = simulator.directory.identity_syncs.values()
    return sum((sync.get("userSyncInbound") or {}).get("isSyncAllowed") is True for sync in syncs)


def without_sync(rows):
    return [{name: value for name, value in row.items() if "identitySynchronization" not in name} for row in rows]


def with_null_flags(rows):
    return [
        {**row, "identitySynchronization": {**row["identitySynchronization"], "userSyncInbound": None}} for row in rows
    ]


LISTS = {
    "empty": lambda rows: [],
    "half": lambda rows: rows[:20],
    "without policies": without_sync,
    "policies null": lambda rows: [{**row, "identitySynchronization": None} for row in rows],
    "flags null": with_null_flags,
    "twice": lambda rows: rows + rows,
    "twice, one of them off": lambda rows: with_null_flags(rows) + rows,
}


@pytest.mark.parametrize(("name", "wanted", "batch_size"), one_in(2, LISTS, ["off", "absent"], [20, 1]))
def test_no_list_lets_more_go_than_the_limit(simulator, run_module, name, wanted, batch_size):
    """The first list is wrong. When the truth is known, a new plan is made and counted like any other plan."""
    fleet(simulator)
    simulator.faults.add(listing(LISTS[name]))
    options = OFF if wanted == "off" else {"state": "absent"}
    partners = [{"tenant": tenant, **options} for tenant in IDS]
    result = run_module("partners", partners=partners, removal_limit=10, batch_size=batch_size, **QUICK)
    assert synchronizing(simulator) >= 30 and len(simulator.directory.partners) >= 30
    assert result.get("failed") is True or wanted == "absent"
    # All changes that were made are reported.
    gone = {change["tenant_id"] for change in result.get("changes", [])}
    assert {tenant for tenant in IDS if tenant not in simulator.directory.partners} <= gone
    simulator.log.clear()


@pytest.mark.parametrize("name", ["empty", "half"])
def test_a_list_that_graph_contradicts_ends_the_run(simulator, run_module, name):
    fleet(simulator)
    simulator.faults.add(listing(LISTS[name]))
    partners = [{"tenant": NEW}, *({"tenant": tenant, "inbound_trust": {"mfa_accepted": True}} for tenant in IDS)]
    result = run_module("partners", partners=partners)
    assert result["failed"] is True
    for word in ("cannot be trusted", "40 partners" if name == "empty" else "20 partners", "run again"):
        assert word in result["msg"]
    done = {item["tenant_id"] for item in result["partners"] if item["changed"]}
    trusted = {
        tenant
        for tenant, partner in simulator.directory.partners.items()
        if (partner.get("inboundTrust") or {}).get("isMfaAccepted") is True
    }
    # The earlier writes are reported, and no other writes exist.
    assert done == trusted | {NEW}
    assert result["changes"][0]["tenant_id"] == NEW
    assert run_module("partners", partners=partners)["changed"] is True


def test_a_few_contradictions_are_races(simulator, run_module):
    fleet(simulator)
    simulator.faults.add(listing(lambda rows: rows[5:]))
    partners = [{"tenant": tenant, "inbound_trust": {"mfa_accepted": True}} for tenant in IDS]
    result = run_module("partners", partners=partners)
    assert result["changed"] is True and not result.get("failed")
    assert {change["operation"] for change in result["changes"]} == {"update"}


def test_partners_that_graph_says_are_gone_contradict_the_list_as_well(simulator, run_module):
    simulator.directory.add_partner(IDS[7], ON)
    gone = [{"tenantId": tenant, "isInMultiTenantOrganization": False} for tenant in IDS[:7]]
    simulator.faults.add(listing(lambda rows: rows + gone))
    result = run_module("partners", partners=[{"tenant": tenant, "state": "absent"} for tenant in IDS[:8]], **QUICK)
    assert result["failed"] is True and "cannot be trusted" in result["msg"]
    simulator.log.clear()


def test_the_backup_of_a_run_on_a_wrong_list_deletes_nobody(simulator, run_module, tmp_path):
    """The worst result would be an inventory that says "absent" of 40 partners that existed all the time."""
    fleet(simulator)
    simulator.faults.add(listing(LISTS["empty"]))
    result = run_module(
        "partners", partners=[{"tenant": tenant, **OFF} for tenant in IDS], backup_directory=str(tmp_path), **QUICK
    )
    assert result["failed"] is True and synchronizing(simulator) == 40
    (folder,) = os.listdir(tmp_path)
    assert "state: absent" not in (tmp_path / folder / "hosts.yml").read_text(encoding="utf-8")


def test_a_flag_that_is_null_is_read_once_more_before_it_becomes_false(simulator, run_module):
    fleet(simulator, 3)
    simulator.faults.add(listing(with_null_flags))
    partners = [{"tenant": tenant, **OFF} for tenant in IDS[:3]]
    result = run_module("partners", partners=partners, removal_limit=2)
    assert result["failed"] is True and synchronizing(simulator) == 3
    # A flag that really is null is switched off without a limit, because it lets nobody in.
    for tenant in IDS[:3]:
        simulator.directory.set_identity_sync(tenant, {"userSyncInbound": {"isSyncAllowed": None}})
    assert run_module("partners", partners=partners, removal_limit=0)["changed"] is True


# One tenant twice in the list


@pytest.mark.parametrize("order", [1, -1])
def test_one_tenant_twice_with_other_flags_is_not_pruned(simulator, run_module, order):
    simulator.directory.add_partner(IDS[0])
    simulator.directory.add_partner(IDS[1], isServiceProvider=True)

    def plain(rows):
        return [{**row, "isServiceProvider": False} for row in rows if row["tenantId"] == IDS[1]]

    simulator.faults.add(listing(lambda rows: (rows + plain(rows))[::order], times=None))
    result = run_module("partners", partners=[{"tenant": IDS[0]}], prune=True)
    assert IDS[1] in simulator.directory.partners and result["changed"] is False
    (row,) = result["unmanaged_partners"]
    assert "more than once" in row["error"]["msg"]


def test_one_tenant_twice_the_same_is_one(simulator, run_module):
    fleet(simulator, 3)
    simulator.faults.add(listing(LISTS["twice"], times=None))
    assert len(run_module("partner_info")["partners"]) == 3
    assert run_module("partners", partners=[{"tenant": IDS[0]}], prune=True)["changed"] is True
    assert set(simulator.directory.partners) == {IDS[0]}


# A partner is pruned only if it is known not to be protected.

FLAGS = ("isServiceProvider", "isInMultiTenantOrganization")
MISSING = object()


def flagged(rows, name, value):
    rows = [dict(row) for row in rows]
    for row in rows:
        if row["tenantId"] == IDS[1]:
            row[name] = value
            if value is MISSING:
                del row[name]
    return rows


@pytest.mark.parametrize("value", [None, MISSING, "false", 0, "", []])
@pytest.mark.parametrize("name", FLAGS)
def test_what_graph_does_not_say_is_not_no(simulator, run_module, name, value):
    simulator.directory.add_partner(IDS[0], isServiceProvider=False)
    simulator.directory.add_partner(IDS[1], isServiceProvider=False)
    simulator.faults.add(listing(lambda rows: flagged(rows, name, value), times=None))
    for check in (True, False):
        result = run_module("partners", check=check, partners=[{"tenant": IDS[0]}], prune=True)
        assert result["changed"] is False and IDS[1] in simulator.directory.partners
        (row,) = result["unmanaged_partners"]
        told = " ".join(result["warnings"]) + str(row.get("error", ""))
        assert IDS[1] in told and name in told
    simulator.log.clear()


@pytest.mark.parametrize("name", FLAGS)
def test_a_provider_whose_flags_are_null_in_the_list_is_not_pruned(simulator, run_module, name):
    simulator.directory.add_partner(IDS[0])
    simulator.directory.add_partner(IDS[1], **{name: True})

    def hide(rows):
        return [{**row, **dict.fromkeys(FLAGS)} for row in rows]

    simulator.faults.add(listing(hide, times=None))
    result = run_module("partners", partners=[{"tenant": IDS[0]}], prune=True)
    assert result["changed"] is False and IDS[1] in simulator.directory.partners
    assert [row["tenant_id"] for row in result["unmanaged_partners"]] == [IDS[1]]


@pytest.mark.parametrize("name", FLAGS)
@pytest.mark.parametrize("lie", [False, None])
def test_it_is_read_anew_right_before_it_is_deleted(simulator, run_module, name, lie):
    """Between the list and the deletion the partner became a service provider, or the list was wrong."""
    simulator.directory.add_partner(IDS[0])
    simulator.directory.add_partner(IDS[1], ON, **{name: True})
    simulator.directory.add_partner(IDS[2], isServiceProvider=lie)
    lie = False if name == FLAGS[1] else lie
    simulator.faults.add(listing(lambda rows: [{**row, name: lie} for row in rows], times=None))
    result = run_module("partners", partners=[{"tenant": IDS[0]}], prune=True)
    assert set(simulator.directory.partners) == {IDS[0], IDS[1]} and synchronizing(simulator) == 1
    assert [row["tenant_id"] for row in result["unmanaged_partners"]] == [IDS[1]]
    assert [item["tenant_id"] for item in result["partners"]] == [IDS[0], IDS[2]]


@pytest.mark.parametrize("name", FLAGS)
def test_what_becomes_protected_while_its_policy_goes_stays(simulator, run_module, name):
    """The partner is read once more between the two deletions."""
    simulator.directory.add_partner(IDS[0])
    simulator.directory.add_partner(IDS[1], ON)

    def protect(simulator):
        simulator.directory.change_partner(IDS[1], **{name: True})

    simulator.faults.add(Fault(method="DELETE", path="identitySynchronization", before=protect))
    result = run_module("partners", partners=[{"tenant": IDS[0]}], prune=True)
    assert set(simulator.directory.partners) == {IDS[0], IDS[1]}
    assert [change["resource"] for change in result["changes"]] == ["identity_sync"]


def test_what_cannot_be_read_anew_is_not_deleted(simulator, run_module):
    simulator.directory.add_partner(IDS[0])
    simulator.directory.add_partner(IDS[1])
    simulator.faults.add(Fault(method="GET", path=f"{PARTNERS}/{IDS[1]}", times=None, status=403))
    result = run_module("partners", partners=[{"tenant": IDS[0]}], prune=True)
    assert result["failed"] is True and IDS[1] in simulator.directory.partners


def test_pruning_reads_once_more_and_not_more_often(simulator, run_module):
    fleet(simulator, 11, synchronized=False)
    result = run_module("partners", partners=[{"tenant": IDS[0]}], prune=True, wait=False)
    assert len(result["changes"]) == 10
    assert [call[0] for call in simulator.log.calls()].count("GET") == 1 + 10


@pytest.mark.parametrize("cloud", ["usgov", "china"])
def test_a_cloud_without_organizations_prunes(simulator, run_module, cloud):
    simulator.behaviour.cloud = cloud
    fleet(simulator, 2, synchronized=False)
    result = run_module("partners", partners=[{"tenant": IDS[0]}], prune=True, cloud=cloud)
    assert result["changed"] is True and set(simulator.directory.partners) == {IDS[0]}


# Synchronization configurations: what a run would take away after a surprise counts as well.


def hidden(body):
    """No job is switched on, and nobody is assigned."""
    for row in body["value"]:
        row.pop("principalId", None) if "schedule" not in row else row["schedule"].update(state="Paused")
    return {**body, "value": [row for row in body["value"] if "schedule" in row]}


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("jobs$", {"enabled": False, "user_type": "guest"}),
        ("appRoleAssignedTo$", {"assignments": [], "assignments_exclusive": True, "user_type": "guest"}),
    ],
)
def test_no_read_lets_more_configurations_go_than_the_limit(simulator, run_module, impatient, path, wanted):
    """The first read of each configuration is wrong. A conflict makes the run look again, and plan more than before."""
    source = simulator.directory.source
    user = source.add_user("ada", "Ada")["id"]
    made = [source.add_configuration(tenant, state="Active", assigned=(user,)) for tenant in IDS[:6]]
    simulator.faults.add(Fault(method="GET", path=path, change=hidden, times=6))
    simulator.faults.add(Fault(method="PUT", path="schema$", status=409, code="Conflict", times=6))
    configurations = [{"target_tenant": tenant, **wanted} for tenant in IDS[:6]]
    result = run_module("sync_configurations", sync_configurations=configurations, removal_limit=2)
    assert result["failed"] is True and "removal_limit is 2" in result["msg"]
    on = [source.job(each.job_id)["schedule"]["state"] == "Active" for each in made]
    assigned = [bool(source.assigned(each.service_principal_id)) for each in made]
    assert sum(on) >= 4 and sum(assigned) >= 4
    simulator.log.clear()


# "All of them" needs a word of its own.


@pytest.mark.parametrize(
    "partners", [[], [{"tenant": NEW, "state": "absent"}], [{"tenant": IDS[0], "state": "absent"}]]
)
def test_a_list_that_leaves_nobody_does_not_prune(simulator, run_module, partners):
    fleet(simulator, 3)
    for check in (True, False):
        result = run_module("partners", check=check, partners=partners, prune=True)
        assert result["failed"] is True
        assert "prune would remove all partners there are" in result["msg"] and "prune_all" in result["msg"]
    assert len(simulator.log) == 0
    # The word does not lift any limit.
    assert run_module("partners", partners=partners, prune=True, prune_all=True, prune_limit=1)["failed"] is True
    result = run_module("partners", partners=partners, prune=True, prune_all=True)
    assert not result.get("failed") and not simulator.directory.partners


@pytest.mark.parametrize("partners", ["null", "", "[]x", [None], None])
def test_what_is_no_list_prunes_nobody(simulator, run_module, partners):
    fleet(simulator, 3)
    assert run_module("partners", partners=partners, prune=True, prune_all=True)["failed"] is True
    assert len(simulator.directory.partners) == 3 and len(simulator.log) == 0
