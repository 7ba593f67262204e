# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deleted partners: found, restored and removed for good. And the constraints of service providers."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
PARTNER = f"/policies/crossTenantAccessPolicy/partners/{TENANT}"
ALL_DELETED = "/policies/deletedItems/crossTenantPartners"
DELETED = f"{ALL_DELETED}/{TENANT}"
BETA = {"api_version": "beta"}
RESTORED = {"partner_tenant": TENANT, "state": "restored", **BETA}
PURGED = {"partner_tenant": TENANT, "state": "purged", **BETA}
TRUST = {"isMfaAccepted": True}
CONSTRAINTS = {
    "allowedRoleTemplateIds": ["f2ef992c-3afb-46b9-b7cf-a126ee74c451", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"],
    "createdDateTime": "2026-08-03T00:00:00Z",
    "lastModifiedDateTime": None,
}
IN_WORDS = {
    "allowed_role_template_ids": sorted(CONSTRAINTS["allowedRoleTemplateIds"]),
    "created_date_time": "2026-08-03T00:00:00Z",
    "last_modified_date_time": None,
}


def test_restore(simulator, run_module):
    simulator.directory.add_deleted_partner(TENANT, inboundTrust=TRUST)
    predicted = run_module("deleted_partner", check=True, **RESTORED)
    reads = [("GET", PARTNER), ("GET", DELETED)]
    assert simulator.log.calls() == reads
    simulator.log.clear()
    result = run_module("deleted_partner", **RESTORED)
    assert simulator.log.calls() == [*reads, ("POST", f"{DELETED}/restore"), *reads]
    change = {"operation": "restore", "resource": "partner", "tenant_id": TENANT, "settings": []}
    assert result["changes"] == predicted["changes"] == [change]
    assert result["partner"] == predicted["partner"] and result["diff"] == predicted["diff"]
    assert result["partner"]["inbound_trust"] == {"mfa_accepted": True}
    # The answer to a restore still contains it. It is not a setting.
    assert result["partner"]["unknown_settings"] == {}
    assert simulator.directory.partner(TENANT)["inboundTrust"]["isMfaAccepted"] is True
    simulator.log.clear()
    assert run_module("deleted_partner", **RESTORED)["changed"] is False and not simulator.log.writes()


@pytest.mark.parametrize("live", [False, True])
def test_purge(simulator, run_module, live):
    if live:
        simulator.directory.add_partner(TENANT)
    simulator.directory.add_deleted_partner(TENANT, inboundTrust=TRUST)
    predicted = run_module("deleted_partner", check=True, **PURGED)
    assert simulator.log.calls() == [("GET", DELETED)]
    simulator.log.clear()
    result = run_module("deleted_partner", **PURGED)
    assert simulator.log.calls() == [("GET", DELETED), ("DELETE", DELETED), ("GET", DELETED)]
    assert result["partner"] is None and predicted["partner"] is None and result["diff"] == predicted["diff"]
    assert result["diff"]["before"]["inbound_trust"] == {"mfa_accepted": True}
    assert (simulator.directory.partner(TENANT) is not None) == live
    simulator.log.clear()
    assert run_module("deleted_partner", **PURGED)["changed"] is False and not simulator.log.writes()


@pytest.mark.parametrize("check", [True, False])
def test_no_way(simulator, run_module, check):
    nothing = run_module("deleted_partner", check=check, **RESTORED)
    assert nothing["failed"] is True and "removes deleted partners for good after 30 days" in nothing["msg"]
    simulator.directory.add_partner(TENANT)
    simulator.directory.add_deleted_partner(TENANT)
    both = run_module("deleted_partner", check=check, **RESTORED)
    assert both["failed"] is True and "has a configuration, so the deleted configuration cannot" in both["msg"]
    assert not simulator.log.writes()


@pytest.mark.parametrize("module", ["deleted_partner", "partner_info"])
def test_needs_beta(simulator, run_module, module):
    options = {"deleted": True} if module == "partner_info" else {"partner_tenant": TENANT, "state": "purged"}
    result = run_module(module, **options)
    assert result["failed"] is True and "deleted partners exist in Graph's beta version only" in result["msg"]
    assert len(simulator.log) == 0


def test_a_refusal_names_what_the_pages_say(simulator, run_module):
    simulator.faults.add(Fault(path=ALL_DELETED, status=403, times=None))
    for module, options in (("deleted_partner", PURGED), ("partner_info", {"deleted": True, **BETA})):
        result = run_module(module, **options)
        assert result["failed"] is True and "contradict each other" in result["msg"]


def test_what_can_be_restored_is_listed(simulator, run_module):
    simulator.directory.add_partner("11111111-1111-4111-8111-111111111111")
    simulator.directory.add_deleted_partner(TENANT, deleted="2020-01-01T00:00:00Z", inboundTrust=TRUST)
    simulator.directory.add_deleted_partner(OTHER, deleted=None)
    simulator.behaviour.page_size = 1
    rows = run_module("partner_info", deleted=True, **BETA)["partners"]
    assert {call[1] for call in simulator.log.calls()} == {ALL_DELETED}
    assert [(row["tenant_id"], row["deleted_date_time"], row["days_left"]) for row in rows] == [
        (OTHER, None, None),
        (TENANT, "2020-01-01T00:00:00Z", 0),
    ]
    assert rows[1]["inbound_trust"] == {"mfa_accepted": True}
    (one,) = run_module("partner_info", deleted=True, partner_tenant=TENANT, **BETA)["partners"]
    assert one == rows[1]
    assert run_module("partner_info", deleted=True, partner_tenant=OTHER[:-1] + "b", **BETA)["partners"] == []


# Service providers


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("shown", ["property", "navigation"])
def test_constraints_of_service_providers(simulator, run_module, shown, asked):
    simulator.behaviour.service_provider_constraints = shown
    simulator.directory.add_partner(TENANT, isServiceProvider=True, serviceProviderConstraints=CONSTRAINTS)
    simulator.directory.add_partner(OTHER)
    rows = run_module("partner_info", service_provider_constraints=asked)["partners"]
    other, one = rows
    extra = [("GET", f"{PARTNER}/serviceProviderConstraints")] if asked and shown == "navigation" else []
    assert simulator.log.calls() == [("GET", "/policies/crossTenantAccessPolicy/partners"), *extra]
    seen = one["read_only"].get("service_provider_constraints", "not shown")
    assert seen == (IN_WORDS if asked or shown == "property" else "not shown")
    assert one["unknown_settings"] == {} and "service_provider_constraints" not in other["read_only"]
    # The options that were read can be used in a task, and change nothing.
    assert run_module("partners", partners=rows)["changed"] is False


@pytest.mark.parametrize("shown", ["property", "navigation"])
def test_no_constraints(simulator, run_module, shown):
    """Null in the answer about the partner says that there are none. No further request is needed."""
    simulator.behaviour.service_provider_constraints = shown
    simulator.directory.add_partner(TENANT, isServiceProvider=True)
    (row,) = run_module("partner_info", service_provider_constraints=True)["partners"]
    assert row["read_only"]["service_provider_constraints"] is None
    assert len(simulator.log.calls()) == (1 if shown == "property" else 2)


def test_no_constraints_and_a_refusal(simulator, run_module):
    simulator.behaviour.service_provider_constraints = "navigation"
    simulator.directory.add_partner(TENANT, isServiceProvider=True)
    (row,) = run_module("partner_info", service_provider_constraints=True)["partners"]
    assert row["read_only"]["service_provider_constraints"] is None
    simulator.faults.add(Fault(path=f"{PARTNER}/serviceProviderConstraints", status=403))
    result = run_module("partner_info", service_provider_constraints=True)
    assert result["failed"] is True and "read the service provider constraints of partner" in result["msg"]


def test_constraints_that_are_not_understood_hinder_nothing(simulator, run_module):
    """Constraints are only shown. If their shape changes one day, the partner is managed like any other."""
    simulator.directory.add_partner(TENANT, isServiceProvider=True)
    odd = {"allowedRoleTemplateIds": "all"}

    def changed(body):
        return {**body, "value": [{**row, "serviceProviderConstraints": odd} for row in body["value"]]}

    simulator.faults.add(Fault(method="GET", change=changed, times=None))
    (row,) = run_module("partner_info")["partners"]
    assert row["read_only"]["service_provider_constraints"] == odd
