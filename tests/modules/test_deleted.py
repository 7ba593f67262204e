# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deleted policies: restored, removed for good, and in the way of new ones, whatever Graph does in that case."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
PARTNER = f"/policies/crossTenantAccessPolicy/partners/{TENANT}"
POLICY = f"{PARTNER}/identitySynchronization"
ALL_DELETED = "/policies/deletedItems/crossTenantSyncPolicyPartners"
DELETED = f"{ALL_DELETED}/{TENANT}"
SYNC = {"displayName": "Fabrikam", "userSyncInbound": {"isSyncAllowed": True}}
ROW = {
    "tenant_id": TENANT,
    "display_name": "Fabrikam",
    "user_sync_allowed": True,
    "group_sync_allowed": None,
    "role_enabled_group_sync_allowed": None,
    "external_cloud_application_id": None,
}
BETA = {"api_version": "beta"}
RESTORED = {"partner_tenant": TENANT, "state": "restored", **BETA}
PURGED = {"partner_tenant": TENANT, "state": "purged", **BETA}
WANTED = {"partner_tenant": TENANT, "user_sync_allowed": False}


def operations(result):
    return [(change["operation"], change["resource"]) for change in result["changes"]]


def arrange(simulator, partner=True, policy=None, deleted=None):
    if partner:
        simulator.directory.add_partner(TENANT, identity_sync=policy)
    simulator.directory.add_deleted_identity_sync(TENANT, **(deleted or SYNC))


# Restoring and removing for good.


def test_restore(simulator, run_module):
    arrange(simulator)
    predicted = run_module("deleted_partner_identity_sync", check=True, **RESTORED)
    assert simulator.log.calls() == [("GET", PARTNER), ("GET", DELETED)]
    simulator.log.clear()
    result = run_module("deleted_partner_identity_sync", **RESTORED)
    reads = [("GET", PARTNER), ("GET", DELETED)]
    assert simulator.log.calls() == [*reads, ("POST", f"{DELETED}/restore"), *reads]
    (write,) = simulator.log.writes()
    # The answer to a restore contains the date of the deletion. A policy in force does not have this date.
    assert write.body is None and write.response_body["deletedDateTime"]
    assert result["partner_identity_sync"] == predicted["partner_identity_sync"] == ROW
    change = {"operation": "restore", "resource": "identity_sync", "tenant_id": TENANT, "settings": []}
    assert result["changes"] == predicted["changes"] == [change]
    assert result["diff"] == predicted["diff"]
    assert (result["diff"]["before"], result["diff"]["after"]["user_sync_allowed"]) == ({}, True)
    assert simulator.directory.identity_sync(TENANT)["userSyncInbound"] == {"isSyncAllowed": True}

    simulator.log.clear()
    again = run_module("deleted_partner_identity_sync", **RESTORED)
    assert (again["changed"], again["changes"], again["partner_identity_sync"]) == (False, [], ROW)
    assert not simulator.log.writes()


@pytest.mark.parametrize("policy", [None, {"displayName": "In force"}])
def test_purge(simulator, run_module, policy):
    arrange(simulator, policy=policy)
    predicted = run_module("deleted_partner_identity_sync", check=True, **PURGED)
    assert simulator.log.calls() == [("GET", DELETED)]
    simulator.log.clear()
    result = run_module("deleted_partner_identity_sync", **PURGED)
    assert simulator.log.calls() == [("GET", DELETED), ("DELETE", DELETED), ("GET", DELETED)]
    assert operations(result) == operations(predicted) == [("purge", "identity_sync")]
    assert result["partner_identity_sync"] is None and predicted["partner_identity_sync"] is None
    assert result["diff"] == predicted["diff"]
    assert result["diff"]["before"]["display_name"] == "Fabrikam" and result["diff"]["after"] == {}
    assert simulator.directory.deleted_identity_sync(TENANT) is None
    assert (simulator.directory.identity_sync(TENANT) or {}).get("displayName") == (policy or {}).get("displayName")

    simulator.log.clear()
    assert run_module("deleted_partner_identity_sync", **PURGED)["changed"] is False
    assert not simulator.log.writes()


@pytest.mark.parametrize("check", [True, False])
def test_nothing_to_restore(simulator, run_module, check):
    simulator.directory.add_partner(TENANT)
    result = run_module("deleted_partner_identity_sync", check=check, **RESTORED)
    assert result["failed"] is True and TENANT in result["msg"]
    assert "no deleted policy that could be restored" in result["msg"] and "after 30 days" in result["msg"]
    assert not simulator.log.writes()


@pytest.mark.parametrize("check", [True, False])
def test_a_policy_in_force_is_not_restored_over(simulator, run_module, check):
    arrange(simulator, policy={"displayName": "In force"})
    result = run_module("deleted_partner_identity_sync", check=check, **RESTORED)
    assert result["failed"] is True and "so the deleted policy cannot be" in result["msg"] and "purged" in result["msg"]
    assert not simulator.log.writes()


def test_a_policy_is_not_restored_without_its_partner(simulator, run_module):
    arrange(simulator, partner=False)
    result = run_module("deleted_partner_identity_sync", wait_timeout=0.2, **RESTORED)
    assert result["failed"] is True and "no partner configuration" in result["msg"]
    assert (result["changed"], result["changes"]) == (False, [])
    assert not simulator.log.writes()
    predicted = run_module("deleted_partner_identity_sync", check=True, **RESTORED)
    assert operations(predicted) == [("restore", "identity_sync")]
    assert "no partner configuration yet" in predicted["warnings"][0]


@pytest.mark.parametrize("state", ["restored", "purged"])
def test_v1_is_refused_before_anything_is_sent(simulator, run_module, state):
    result = run_module("deleted_partner_identity_sync", partner_tenant=TENANT, state=state)
    assert result["failed"] is True
    assert "deleted policies exist in Graph's beta version only, and api_version is v1.0" in result["msg"]
    assert len(simulator.log) == 0


@pytest.mark.parametrize("permission", [None, "Policy.Read.All"])
@pytest.mark.parametrize(
    ("module", "options"),
    [
        ("deleted_partner_identity_sync", RESTORED),
        ("deleted_partner_identity_sync", PURGED),
        ("partner_identity_sync_info", {"deleted": True, **BETA}),
        ("partner_identity_sync_info", {"deleted": True, "partner_tenant": TENANT, **BETA}),
    ],
)
def test_what_graph_opens_to_nobody(simulator, run_module, module, options, permission):
    arrange(simulator)
    simulator.behaviour.deleted_items_permission = permission
    simulator.directory.add_application(
        "00000000-0000-4000-8000-0000000000c9", roles=("Policy.ReadWrite.CrossTenantAccess",), secret="s3cret"
    )
    writer = {"client_id": "00000000-0000-4000-8000-0000000000c9", "client_secret": "s3cret"}
    result = run_module(module, **options, **writer)
    assert result["failed"] is True and result["error"]["status"] == 403
    for words in ("Policy.ReadWrite.CrossTenantAccess", "contradict each other", "not supported", "request-id"):
        assert words in result["msg"]
    assert not simulator.log.writes()


def test_a_cloud_without_deleted_items(simulator, run_module):
    arrange(simulator)
    message = "Resource not found for the segment 'deletedItems'."
    simulator.faults.add(Fault(path=ALL_DELETED, status=400, code="BadRequest", message=message, times=None))
    result = run_module("deleted_partner_identity_sync", **PURGED)
    assert (
        result["failed"] is True
        and message in result["msg"]
        and "contradict each other about the clouds" in result["msg"]
    )


def test_an_answer_about_somebody_else_is_no_answer(simulator, run_module):
    arrange(simulator)
    simulator.faults.add(Fault(path=DELETED, change=lambda body: {**body, "tenantId": OTHER}, times=None))
    result = run_module("deleted_partner_identity_sync", **RESTORED)
    assert result["failed"] is True and "about another tenant" in result["msg"]
    assert not simulator.log.writes()


def test_a_deleted_policy_that_cannot_be_understood_is_not_restored(simulator, run_module):
    arrange(simulator, deleted={"userSyncInbound": {"isSyncAllowed": "perhaps"}})
    result = run_module("deleted_partner_identity_sync", **RESTORED)
    assert result["failed"] is True and "isSyncAllowed" in result["msg"]
    assert not simulator.log.writes()
    simulator.log.clear()


# Races while policies are restored and removed for good.


@pytest.mark.parametrize(("options", "operation"), [(RESTORED, "restore"), (PURGED, "purge")])
@pytest.mark.parametrize("fault", [{"status": 503, "action": "answer_after"}, {"action": "reset_after"}])
def test_what_an_attempt_without_an_end_did_is_reported(simulator, run_module, options, operation, fault):
    arrange(simulator)
    simulator.behaviour.replication_lag = 0.3
    simulator.faults.add(Fault(method="POST" if operation == "restore" else "DELETE", path=DELETED, **fault))
    result = run_module("deleted_partner_identity_sync", **options)
    assert operations(result) == [(operation, "identity_sync")]
    assert run_module("deleted_partner_identity_sync", **options)["changed"] is False


def other_writer(simulator, method, path, act):
    simulator.faults.add(Fault(method=method, path=path, before=lambda simulator: act(simulator.directory)))


def restored_by_another(directory):
    directory.deleted_policy_rows.settle(TENANT, None)
    directory.set_identity_sync(TENANT, SYNC)


def test_somebody_else_restores_first(simulator, run_module):
    arrange(simulator)
    other_writer(simulator, "POST", DELETED, restored_by_another)
    result = run_module("deleted_partner_identity_sync", **RESTORED)
    assert (result["changed"], result["partner_identity_sync"]) == (False, ROW)


def test_somebody_else_purges_first(simulator, run_module):
    arrange(simulator)
    other_writer(simulator, "DELETE", DELETED, lambda directory: directory.deleted_policy_rows.settle(TENANT, None))
    assert run_module("deleted_partner_identity_sync", **PURGED)["changed"] is False
    arrange(simulator)
    other_writer(simulator, "POST", DELETED, lambda directory: directory.deleted_policy_rows.settle(TENANT, None))
    result = run_module("deleted_partner_identity_sync", **RESTORED)
    assert result["failed"] is True and "no deleted policy that could be restored" in result["msg"]
    assert (result["changed"], result["changes"]) == (False, [])


def test_somebody_else_creates_a_policy_before_the_restore(simulator, run_module):
    arrange(simulator)
    other_writer(simulator, "POST", DELETED, lambda directory: directory.set_identity_sync(TENANT, {}))
    result = run_module("deleted_partner_identity_sync", **RESTORED)
    assert result["failed"] is True and "so the deleted policy cannot be" in result["msg"]
    assert (result["changed"], result["changes"]) == (False, [])


@pytest.mark.parametrize("options", [RESTORED, PURGED])
def test_stale_reads_after_a_run_that_did_not_wait(simulator, run_module, options):
    arrange(simulator)
    simulator.behaviour.replication_lag = 0.6
    assert run_module("deleted_partner_identity_sync", wait=False, **options)["changed"] is True
    assert run_module("deleted_partner_identity_sync", **options)["changed"] is False


# A new policy for a partner that has a deleted one.


@pytest.mark.parametrize("check", [True, False])
def test_a_new_policy_beside_a_deleted_one_says_so(simulator, run_module, check):
    arrange(simulator)
    result = run_module("partner_identity_sync", check=check, **WANTED, **BETA)
    assert operations(result) == [("create", "identity_sync")]
    (warning,) = result["warnings"]
    assert f"partner {TENANT} (deleted 2026-01-01T00:00:00Z, restorable until 2026-01-31T00:00:00Z)" in warning
    assert "deleted_partner_identity_sync" in warning
    writes = [] if check else [("PUT", POLICY), ("GET", PARTNER)]
    assert simulator.log.calls() == [("GET", PARTNER), *writes, ("GET", DELETED)]
    assert simulator.directory.deleted_identity_sync(TENANT) is not None


def test_a_new_policy_in_v1_asks_for_nothing_more(simulator, run_module):
    arrange(simulator)
    result = run_module("partner_identity_sync", **WANTED)
    assert operations(result) == [("create", "identity_sync")] and result["warnings"] == []
    assert simulator.log.calls() == [("GET", PARTNER), ("PUT", POLICY), ("GET", PARTNER)]


def test_nothing_more_is_asked_where_nothing_is_created(simulator, run_module):
    arrange(simulator, policy=SYNC)
    for options in (WANTED, WANTED, {"partner_tenant": TENANT, "state": "absent"}):
        result = run_module("partner_identity_sync", **options, **BETA)
        assert not [warning for warning in result["warnings"] if "deleted_partner_identity_sync" in warning]
    assert not [call for call in simulator.log.calls() if "deletedItems" in call[1]]


@pytest.mark.parametrize("fault", [{"status": 403}, {"status": 400}, {"body": "<html>"}, {"body": "[]"}])
def test_a_courtesy_that_fails_does_not_matter(simulator, run_module, fault):
    arrange(simulator)
    simulator.faults.add(Fault(path=ALL_DELETED, times=None, **fault))
    result = run_module("partner_identity_sync", **WANTED, **BETA)
    assert operations(result) == [("create", "identity_sync")] and result["warnings"] == []
    simulator.log.clear()


def test_a_fleet_takes_one_request_for_its_notes(simulator, run_module):
    tenants = [f"{number:08d}-0000-4000-8000-000000000000" for number in range(14)]
    for tenant in tenants:
        simulator.directory.add_partner(tenant)
        simulator.directory.add_deleted_identity_sync(
            tenant, deleted=None if tenant == tenants[0] else "2026-11-01T08:00:00Z"
        )
    wanted = [{"tenant": tenant, "identity_sync": {}} for tenant in tenants]
    result = run_module("partners", partners=wanted, **BETA)
    (warning,) = result["warnings"]
    assert f"partners {tenants[0]} (deleted at an unknown time), {tenants[1]} (deleted 2026-11-01" in warning
    assert "and 4 more" in warning
    assert [call for call in simulator.log.calls() if "deletedItems" in call[1]] == [("GET", ALL_DELETED)]


def test_a_deleted_policy_in_the_way_is_restored_and_updated(simulator, run_module):
    arrange(simulator)
    simulator.behaviour.over_deleted = "conflict"
    predicted = run_module("partner_identity_sync", check=True, **WANTED, **BETA)
    assert operations(predicted) == [("create", "identity_sync")]
    assert "restorable until" in predicted["warnings"][0]
    simulator.log.clear()
    result = run_module("partner_identity_sync", **WANTED, **BETA)
    assert operations(result) == [("restore", "identity_sync"), ("update", "identity_sync")]
    assert result["changes"][1]["settings"] == ["user_sync_allowed"]
    assert simulator.log.calls() == [
        ("GET", PARTNER),
        ("PUT", POLICY),
        ("GET", PARTNER),
        ("GET", DELETED),
        ("POST", f"{DELETED}/restore"),
        ("PATCH", POLICY),
        ("GET", PARTNER),
    ]
    # Settings that the task did not ask for are as they were.
    assert result["partner_identity_sync"] == {**ROW, "user_sync_allowed": False}
    assert result["diff"]["before"] == {} and result["diff"]["after"]["display_name"] == "Fabrikam"
    (warning,) = result["warnings"]
    assert f"The deleted policy was restored: partner {TENANT}" in warning
    assert simulator.directory.identity_sync(TENANT)["userSyncInbound"] == {"isSyncAllowed": False}
    simulator.log.clear()
    assert run_module("partner_identity_sync", **WANTED, **BETA)["changed"] is False
    assert not simulator.log.writes()


def test_a_deleted_policy_that_is_as_wanted_is_restored_only(simulator, run_module):
    arrange(simulator)
    simulator.behaviour.over_deleted = "conflict"
    simulator.behaviour.replication_lag = 0.3
    result = run_module("partner_identity_sync", partner_tenant=TENANT, user_sync_allowed=True, **BETA)
    assert operations(result) == [("restore", "identity_sync")]


def test_a_fleet_with_deleted_policies_in_the_way(simulator, run_module):
    tenants = [f"{number:08d}-0000-4000-8000-000000000000" for number in range(5)]
    for tenant in tenants[:3]:
        simulator.directory.add_deleted_identity_sync(tenant, **SYNC)
    simulator.behaviour.over_deleted = "conflict"
    wanted = [{"tenant": tenant, "identity_sync": {"user_sync_allowed": False}} for tenant in tenants]
    result = run_module("partners", partners=wanted, **BETA)
    assert result.get("failed") is None, result["msg"]
    created, restored = ["create", "create"], ["create", "restore", "update"]
    done = [[change["operation"] for change in item["changes"]] for item in result["partners"]]
    assert done == [restored, restored, restored, created, created]
    assert {row["userSyncInbound"]["isSyncAllowed"] for row in simulator.directory.identity_syncs.values()} == {False}
    assert run_module("partners", partners=wanted, **BETA)["changed"] is False


def test_v1_says_what_may_be_in_the_way(simulator, run_module):
    arrange(simulator)
    simulator.behaviour.over_deleted = "conflict"
    result = run_module("partner_identity_sync", wait_timeout=0.2, **WANTED)
    assert result["failed"] is True and result["error"]["status"] == 409
    assert "api_version beta" in result["msg"] and "deleted_partner_identity_sync" in result["msg"]
    assert (result["changed"], result["changes"]) == (False, [])
    assert simulator.directory.identity_sync(TENANT) is None


def test_what_is_in_the_way_may_not_be_seen(simulator, run_module):
    arrange(simulator)
    simulator.behaviour.update({"over_deleted": "conflict", "deleted_items_permission": None})
    result = run_module("partner_identity_sync", wait_timeout=0.2, **WANTED, **BETA)
    assert result["failed"] is True and result["error"]["status"] == 409
    assert "if Graph lets the application see deleted items" in result["msg"]
    assert result["changes"] == []


def test_what_is_in_the_way_may_be_seen_and_not_restored(simulator, run_module):
    arrange(simulator)
    simulator.behaviour.over_deleted = "conflict"
    simulator.faults.add(Fault(method="POST", path=DELETED, status=403, times=None))
    result = run_module("partner_identity_sync", **WANTED, **BETA)
    assert result["failed"] is True and "Failed to restore the identity synchronization policy" in result["msg"]
    assert "contradict each other" in result["msg"] and result["changes"] == []


def test_an_attempt_to_create_that_was_refused_is_not_taken_for_one_that_worked(simulator, run_module):
    """The first answer, 503, does not tell whether a policy was created. The deleted one explains the second, 409."""
    arrange(simulator)
    simulator.behaviour.over_deleted = "conflict"
    simulator.faults.add(Fault(method="PUT", path=POLICY, status=503))
    result = run_module("partner_identity_sync", **WANTED, **BETA)
    assert operations(result) == [("restore", "identity_sync"), ("update", "identity_sync")]


@pytest.mark.parametrize("over_deleted", ["create", "conflict"])
def test_a_conflict_with_what_reads_do_not_show_yet_restores_nothing(simulator, run_module, over_deleted):
    """Another run has just created the policy. Graph does not restore over it. A read at the end shows the policy."""
    arrange(simulator)
    assert run_module("partner_identity_sync", partner_tenant=TENANT, user_sync_allowed=False)["changed"] is True
    simulator.directory.set_identity_sync(TENANT, None)
    simulator.behaviour.update({"replication_lag": 0.8, "over_deleted": over_deleted})
    simulator.directory.policy_rows.put(TENANT, {"tenantId": TENANT, "displayName": "Theirs"})
    result = run_module("partner_identity_sync", **WANTED, **BETA)
    assert operations(result) == [("update", "identity_sync")]
    assert simulator.directory.identity_sync(TENANT)["displayName"] == "Theirs"
    assert simulator.directory.deleted_identity_sync(TENANT) is not None


@pytest.mark.parametrize("batch_size", [1, 20])
@pytest.mark.parametrize("refuse", [False, True])
def test_a_deleted_partner_in_the_way_is_restored_and_updated(simulator, run_module, refuse, batch_size):
    """Microsoft does not document whether Graph creates a partner if a deleted one with the same tenant exists."""
    simulator.behaviour.over_deleted = "conflict" if refuse else "create"
    others = [TENANT[:-1] + digit for digit in "23"]
    for tenant in (TENANT, *others):
        simulator.directory.add_partner(tenant, {"displayName": "Old"}, inboundTrust={"isMfaAccepted": True})
    absent = [{"tenant": tenant, "state": "absent"} for tenant in (TENANT, *others)]
    wanted = [{"tenant": TENANT, "inbound_trust": {"compliant_device_accepted": True}, "identity_sync": {}}]
    wanted += [{"tenant": tenant} for tenant in others]
    run_module("partners", partners=absent, api_version="beta")
    result = run_module("partners", partners=wanted, api_version="beta", batch_size=batch_size)
    assert not result.get("failed"), result.get("msg")
    operations = [(change["operation"], change["resource"]) for change in result["partners"][0]["changes"]]
    trust = simulator.directory.partner(TENANT)["inboundTrust"]
    assert trust["isCompliantDeviceAccepted"] is True
    if refuse:
        assert operations[0] == ("restore", "partner") and ("update", "partner") in operations
        assert trust["isMfaAccepted"] is True
        assert any(
            "The deleted partner was restored" in warning and TENANT in warning for warning in result["warnings"]
        )
    else:
        assert operations[0] == ("create", "partner") and not trust.get("isMfaAccepted")
    assert run_module("partners", partners=wanted, api_version="beta")["changed"] is False


def test_a_deleted_partner_in_the_way_that_nobody_can_see(simulator, run_module):
    """Without beta, deleted partners cannot be read. The error says what may be in the way."""
    simulator.behaviour.over_deleted = "conflict"
    simulator.directory.add_deleted_partner(TENANT)
    result = run_module("partners", partners=[{"tenant": TENANT}], wait_timeout=0.2)
    assert result["failed"] is True and "api_version beta" in result["msg"]
