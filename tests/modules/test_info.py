# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The return values of the info modules."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

DELETED = "/policies/deletedItems/crossTenantSyncPolicyPartners"
TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
SYNC = {"displayName": "Fabrikam", "userSyncInbound": {"isSyncAllowed": True}}
ROW = {"tenant_id": TENANT, "display_name": "Fabrikam", "user_sync_allowed": True}


def test_policies_of_all_partners_that_have_one(simulator, run_module):
    simulator.directory.add_partner(OTHER)
    simulator.directory.add_partner(TENANT, identity_sync=SYNC)
    assert run_module("partner_identity_sync_info")["partner_identity_syncs"] == [ROW]
    (listing,) = simulator.log.graph()
    assert listing.query == {"$select": "tenantId", "$expand": "identitySynchronization"}


def test_policy_of_one_partner(simulator, run_module):
    simulator.directory.add_partner(OTHER)
    simulator.directory.add_partner(TENANT, identity_sync=SYNC)
    found = {
        tenant: run_module("partner_identity_sync_info", partner_tenant=tenant)["partner_identity_syncs"]
        for tenant in (TENANT, OTHER, "b6a53db2-4e56-4e5f-8e4e-9a2f1f9c3a11")
    }
    assert list(found.values()) == [[ROW], [], []]


def test_deleted_policies(simulator, run_module):
    for tenant in (TENANT, OTHER):
        simulator.directory.add_deleted_identity_sync(tenant, deleted="2026-11-01T08:00:00Z", **SYNC)
    options = {"deleted": True, "api_version": "beta"}
    found = run_module("partner_identity_sync_info", **options)["partner_identity_syncs"]
    assert [row["tenant_id"] for row in found] == [OTHER, TENANT]
    assert found[1]["deleted_date_time"] == "2026-11-01T08:00:00Z"
    assert simulator.log.calls() == [("GET", DELETED)]
    simulator.log.clear()
    only = run_module("partner_identity_sync_info", partner_tenant=TENANT, **options)["partner_identity_syncs"]
    assert only == found[1:]
    assert simulator.log.calls() == [("GET", f"{DELETED}/{TENANT}")]
    nobody = "b6a53db2-4e56-4e5f-8e4e-9a2f1f9c3a11"
    assert run_module("partner_identity_sync_info", partner_tenant=nobody, **options)["partner_identity_syncs"] == []


def test_days_that_are_left_for_a_restore(simulator, run_module):
    now = datetime.now(timezone.utc)
    ages = {0: 30, 10: 20, 29: 1, 31: 0}
    for number, age in enumerate(ages):
        deleted = now - timedelta(days=age, minutes=-5 if age == 31 else 5)
        tenant = f"{number:08d}-0000-4000-8000-000000000000"
        simulator.directory.add_deleted_identity_sync(tenant, deleted=deleted.strftime("%Y-%m-%dT%H:%M:%SZ"))
    simulator.directory.add_deleted_identity_sync(TENANT, deleted=None)
    found = run_module("partner_identity_sync_info", deleted=True, api_version="beta")["partner_identity_syncs"]
    assert [row["days_left"] for row in found] == [*ages.values(), None]
    assert found[-1]["deleted_date_time"] is None


def test_a_policy_in_force_has_no_date_of_its_deletion(simulator, run_module):
    """Graph may still show the date after a restore, so the date would prove nothing."""
    simulator.directory.add_partner(TENANT, identity_sync=SYNC)
    dated = {"identitySynchronization": {**SYNC, "deletedDateTime": "2026-11-01T08:00:00Z"}}
    simulator.faults.add(Fault(path=TENANT, change=lambda body: {**body, **dated}, times=None))
    options = {"partner_tenant": TENANT, "api_version": "beta"}
    (row,) = run_module("partner_identity_sync_info", **options)["partner_identity_syncs"]
    assert row == ROW
    (partner,) = run_module("partner_info", **options)["partners"]
    assert partner["unknown_settings"] == {}


def test_one_partner_and_none(simulator, run_module):
    simulator.directory.add_partner(TENANT, isServiceProvider=True)
    (row,) = run_module("partner_info", partner_tenant=TENANT)["partners"]
    assert row["read_only"] == {"in_multi_tenant_organization": False} and row["service_provider"] is True
    assert run_module("partner_info", partner_tenant=OTHER)["partners"] == []


def test_template(simulator, run_module):
    assert run_module("mto_sync_template_info")["mto_sync_template"] == {
        "user_sync_allowed": None,
        "application_level": ["new_partners", "existing_partners"],
    }


def test_info_modules_work_with_permission_to_read(simulator, run_module):
    simulator.directory.add_application(
        "00000000-0000-4000-8000-0000000000c9", roles=("Policy.Read.All",), secret="s3cret"
    )
    reader = {"client_id": "00000000-0000-4000-8000-0000000000c9", "client_secret": "s3cret"}
    for module in ("partner_info", "partner_identity_sync_info", "mto_sync_template_info", "default_settings_info"):
        assert run_module(module, **reader)["changed"] is False
