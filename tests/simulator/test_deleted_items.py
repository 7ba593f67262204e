# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Soft-deleted partners and policies."""

from __future__ import annotations

import pytest

PARTNERS = "policies/crossTenantAccessPolicy/partners"
DELETED = "policies/deletedItems"
DELETED_POLICIES = f"{DELETED}/crossTenantSyncPolicyPartners"
DELETED_PARTNERS = f"{DELETED}/crossTenantPartners"


@pytest.fixture
def beta(graph):
    return lambda method, path, body=None: graph(method, path, body, version="beta")


def test_deleting_keeps_both_kinds(simulator, beta, partner_id, partner_path, sync_path):
    simulator.directory.add_partner(partner_id, {"displayName": "Fabrikam"}, isServiceProvider=True)
    assert beta("DELETE", sync_path).status_code == 204
    assert beta("DELETE", partner_path).status_code == 204
    for path, name in ((DELETED_POLICIES, "displayName"), (DELETED_PARTNERS, "isServiceProvider")):
        (listed,) = beta("GET", path).json()["value"]
        one = beta("GET", f"{path}/{partner_id}").json()
        assert one.pop("@odata.context").endswith(f"#{path}/$entity")
        assert listed == one
        assert one["deletedDateTime"]
        assert one[name] in ("Fabrikam", True)


def test_restore(simulator, beta, partner_id, partner_path, sync_path, code):
    simulator.directory.add_partner(partner_id, {"displayName": "Fabrikam"})
    beta("DELETE", sync_path)
    beta("DELETE", partner_path)
    assert code(beta("POST", f"{DELETED_POLICIES}/{partner_id}/restore")) == (404, "Directory_ObjectNotFound")
    for path in (DELETED_PARTNERS, DELETED_POLICIES):
        restored = beta("POST", f"{path}/{partner_id}/restore")
        assert restored.status_code == 200
        assert restored.json()["deletedDateTime"]  # the answer still contains it
        assert beta("GET", f"{path}/{partner_id}").status_code == 404
    assert beta("GET", sync_path).json()["deletedDateTime"] is None
    assert simulator.directory.identity_sync(partner_id) == {"tenantId": partner_id, "displayName": "Fabrikam"}


def test_purge(simulator, beta, partner_id):
    simulator.directory.add_deleted_identity_sync(partner_id, displayName="x")
    simulator.directory.add_deleted_partner(partner_id)
    for path in (DELETED_POLICIES, DELETED_PARTNERS):
        assert beta("DELETE", f"{path}/{partner_id}").status_code == 204
        assert beta("DELETE", f"{path}/{partner_id}").status_code == 404
        assert beta("GET", path).json()["value"] == []
    assert simulator.directory.deleted_partner(partner_id) is None


def test_restore_over_a_live_policy(simulator, beta, partner_id, code):
    simulator.directory.add_partner(partner_id, {})
    simulator.directory.add_deleted_identity_sync(partner_id)
    answer = beta("POST", f"{DELETED_POLICIES}/{partner_id}/restore")
    assert code(answer) == (409, "Request_MultipleObjectsWithSameKeyValue")


@pytest.mark.parametrize(("over_deleted", "statuses"), [("create", (201, 204)), ("conflict", (409, 409))])
def test_creating_over_deleted_objects(simulator, beta, partner_id, sync_path, over_deleted, statuses):
    simulator.behaviour.over_deleted = over_deleted
    simulator.directory.add_deleted_partner(partner_id)
    simulator.directory.add_deleted_identity_sync(partner_id)
    created = beta("POST", PARTNERS, {"tenantId": partner_id})
    simulator.directory.add_partner(partner_id)
    assert (created.status_code, beta("PUT", sync_path, {}).status_code) == statuses
    assert simulator.directory.deleted_identity_sync(partner_id) is not None


@pytest.mark.parametrize(
    ("permission", "status"), [("Policy.ReadWrite.CrossTenantAccess", 200), ("Policy.Read.All", 403), (None, 403)]
)
def test_permission_is_unknown(simulator, client_with, permission, status):
    simulator.behaviour.deleted_items_permission = permission
    client = client_with("Policy.ReadWrite.CrossTenantAccess")
    assert client("GET", DELETED_POLICIES, version="beta").status_code == status


@pytest.mark.parametrize("path", [DELETED_PARTNERS, DELETED_POLICIES])
@pytest.mark.parametrize("permission", ["Policy.ReadWrite.CrossTenantAccess", "Policy.Read.All", None])
def test_permission_of_every_operation(simulator, client_with, partner_id, path, permission):
    client = client_with("Policy.ReadWrite.CrossTenantAccess")
    one = f"{path}/{partner_id}"
    for method, place, status in (
        ("GET", path, 200),
        ("GET", one, 200),
        ("POST", f"{one}/restore", 200),
        ("DELETE", one, 204),
    ):
        simulator.directory.remove_partner(partner_id)
        if path == DELETED_POLICIES:
            simulator.directory.add_partner(partner_id)
        simulator.directory.add_deleted_partner(partner_id)
        simulator.directory.add_deleted_identity_sync(partner_id)
        simulator.behaviour.deleted_items_permission = permission
        expected = status if permission == "Policy.ReadWrite.CrossTenantAccess" else 403
        assert client(method, place, version="beta").status_code == expected
        assert client(method, place).status_code == 400  # v1.0 does not have them


def test_pages(simulator, beta):
    simulator.behaviour.page_size = 2
    for number in range(3):
        simulator.directory.add_deleted_identity_sync(f"{number:08d}-0000-4000-8000-000000000000")
    first = beta("GET", DELETED_POLICIES).json()
    assert len(first["value"]) == 2
    assert len(beta("GET", first["@odata.nextLink"]).json()["value"]) == 1
