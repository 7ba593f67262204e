# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Partner configurations and their synchronization policies."""

from __future__ import annotations

import pytest

PARTNERS = "policies/crossTenantAccessPolicy/partners"
TRUST = {"isMfaAccepted": True, "isCompliantDeviceAccepted": None, "isHybridAzureADJoinedDeviceAccepted": None}


def test_life_of_a_partner(simulator, graph, partner_id, partner_path, code):
    created = graph("POST", PARTNERS, {"tenantId": partner_id.upper(), "inboundTrust": {"isMfaAccepted": True}})
    assert created.status_code == 201
    assert created.json()["@odata.context"].endswith(
        "/v1.0/$metadata#policies/crossTenantAccessPolicy/partners/$entity"
    )
    assert created.json()["tenantId"] == partner_id
    assert created.json()["inboundTrust"] == TRUST
    assert created.json()["b2bCollaborationInbound"] is None
    assert "identitySynchronization" not in created.json()

    changed = graph("PATCH", partner_path, {"automaticUserConsentSettings": {"inboundAllowed": True}})
    assert (changed.status_code, changed.text) == (204, "")
    shown = graph("GET", partner_path).json()
    assert shown["inboundTrust"] == TRUST
    assert shown["automaticUserConsentSettings"] == {"inboundAllowed": True, "outboundAllowed": None}

    assert graph("PATCH", partner_path, {"inboundTrust": None}).status_code == 204
    assert simulator.directory.partner(partner_id)["inboundTrust"] is None

    assert graph("DELETE", partner_path).status_code == 204
    assert code(graph("GET", partner_path)) == (404, "Directory_ObjectNotFound")
    assert code(graph("DELETE", partner_path)) == (404, "Directory_ObjectNotFound")
    assert code(graph("PATCH", partner_path, {"inboundTrust": None})) == (404, "Directory_ObjectNotFound")


def test_all_properties_are_returned(graph, partner_id):
    created = graph("POST", PARTNERS, {"tenantId": partner_id}).json()
    settings = {name for name in created if not name.startswith("@")}
    assert {
        "tenantRestrictions",
        "isServiceProvider",
        "isInMultiTenantOrganization",
        "m365CollaborationInbound",
    } < settings
    assert {name for name in settings if created[name] is not None} == {"tenantId", "isInMultiTenantOrganization"}


def test_create_twice(graph, partner_id, code):
    assert graph("POST", PARTNERS, {"tenantId": partner_id}).status_code == 201
    again = graph("POST", PARTNERS, {"tenantId": partner_id})
    assert code(again) == (409, "Request_MultipleObjectsWithSameKeyValue")
    assert again.json()["error"]["message"] == (
        "Another object with the same value for property tenantId already exists."
    )


def test_tenant_id_of_a_new_partner(simulator, graph, code):
    for body in ({}, {"tenantId": "home.example"}, {"tenantId": None}, {"tenantId": simulator.tenant_id}):
        assert code(graph("POST", PARTNERS, body)) == (400, "Request_BadRequest")


def test_malformed_key(graph, code):
    assert code(graph("GET", f"{PARTNERS}/home.example")) == (400, "Request_BadRequest")


def test_life_of_a_policy(simulator, graph, partner_id, sync_path, partner_path, code):
    simulator.directory.add_partner(partner_id)
    assert code(graph("GET", sync_path)) == (404, "Directory_ObjectNotFound")
    absent = graph("PATCH", sync_path, {"displayName": "x"})
    assert code(absent) == (404, "Directory_ObjectNotFound")
    assert absent.json()["error"]["message"] == "Unable to read the company information from the directory."

    created = graph("PUT", sync_path, {"displayName": "Fabrikam", "userSyncInbound": {"isSyncAllowed": True}})
    assert (created.status_code, created.text) == (204, "")
    shown = graph("GET", sync_path).json()
    assert shown.pop("@odata.context").endswith(f"partners('{partner_id}')/identitySynchronization/$entity")
    assert shown == {
        "tenantId": partner_id,
        "displayName": "Fabrikam",
        "userSyncInbound": {"isSyncAllowed": True},
    }

    again = graph("PUT", sync_path, {"displayName": "Other"})
    assert code(again) == (409, "Request_MultipleObjectsWithSameKeyValue")
    assert again.json()["error"]["details"][0]["code"] == "ConflictingObjects"

    assert graph("PATCH", sync_path, {"userSyncInbound": {"isSyncAllowed": False}}).status_code == 204
    assert simulator.directory.identity_sync(partner_id) == {
        "tenantId": partner_id,
        "displayName": "Fabrikam",
        "userSyncInbound": {"isSyncAllowed": False},
    }

    assert code(graph("DELETE", partner_path)) == (400, "Request_BadRequest")
    assert graph("DELETE", sync_path).status_code == 204
    assert code(graph("DELETE", sync_path)) == (404, "Directory_ObjectNotFound")
    assert graph("DELETE", partner_path).status_code == 204


def test_empty_policy_is_unconfigured(simulator, graph, partner_id, sync_path):
    simulator.directory.add_partner(partner_id)
    assert graph("PUT", sync_path, {}).status_code == 204
    assert graph("GET", sync_path).json()["userSyncInbound"] is None


def test_policy_without_partner(graph, sync_path, code):
    assert code(graph("PUT", sync_path, {})) == (404, "Directory_ObjectNotFound")
    assert code(graph("GET", sync_path)) == (404, "Directory_ObjectNotFound")


def test_expand_and_select(simulator, graph, partner_id, partner_path):
    simulator.directory.add_partner(partner_id, {"displayName": "Fabrikam"})
    shown = graph("GET", f"{partner_path}?$select=tenantId&$expand=identitySynchronization").json()
    assert shown["identitySynchronization"]["displayName"] == "Fabrikam"
    assert shown.keys() == {
        "@odata.context",
        "tenantId",
        "identitySynchronization",
        "identitySynchronization@odata.context",
    }
    simulator.behaviour.expand_annotations = False
    assert (
        "identitySynchronization@odata.context"
        not in graph("GET", f"{partner_path}?$expand=identitySynchronization").json()
    )
    simulator.directory.set_identity_sync(partner_id, None)
    assert graph("GET", f"{partner_path}?$expand=identitySynchronization").json()["identitySynchronization"] is None
    assert "identitySynchronization" not in graph("GET", partner_path).json()


@pytest.mark.parametrize("mode", ["merge", "replace"])
def test_members_that_a_patch_leaves_out(simulator, graph, partner_id, partner_path, mode):
    simulator.behaviour.complex_patch = mode
    setting = {
        "usersAndGroups": {"accessType": "blocked", "targets": [{"target": "AllUsers", "targetType": "user"}]},
        "applications": {"accessType": "blocked", "targets": []},
    }
    simulator.directory.add_partner(
        partner_id, inboundTrust={"isMfaAccepted": True, "isNewlyInvented": 7}, b2bDirectConnectInbound=setting
    )
    changes = {
        "inboundTrust": {"isCompliantDeviceAccepted": True},
        "b2bDirectConnectInbound": {"usersAndGroups": {"targets": []}},
    }
    assert graph("PATCH", partner_path, changes).status_code == 204
    partner = simulator.directory.partner(partner_id)
    kept = mode == "merge"
    assert partner["inboundTrust"] == {
        "isMfaAccepted": True if kept else None,
        "isCompliantDeviceAccepted": True,
        "isHybridAzureADJoinedDeviceAccepted": None,
        "isNewlyInvented": 7 if kept else None,
    }
    assert partner["b2bDirectConnectInbound"] == {
        "usersAndGroups": {"accessType": "blocked" if kept else None, "targets": []},
        "applications": setting["applications"] if kept else None,
    }


@pytest.mark.parametrize(
    ("users", "applications", "status"),
    [
        ("blocked", "allowed", 400),
        ("allowed", "blocked", 400),
        ("allowed", "allowed", 204),
        ("blocked", "blocked", 204),
    ],
)
def test_conflicting_b2b_settings(simulator, graph, partner_id, partner_path, users, applications, status):
    simulator.directory.add_partner(partner_id)
    setting = {
        "usersAndGroups": {"accessType": users, "targets": [{"target": "AllUsers", "targetType": "user"}]},
        "applications": {
            "accessType": applications,
            "targets": [{"target": "AllApplications", "targetType": "application"}],
        },
    }
    assert graph("PATCH", partner_path, {"b2bCollaborationInbound": setting}).status_code == status


def test_switches_for_the_unknown(simulator, graph, partner_id, partner_path, sync_path, code):
    behaviour = simulator.behaviour
    behaviour.absent_code = "Request_ResourceNotFound"
    behaviour.put_without_partner = (400, "Request_BadRequest")
    behaviour.delete_partner_with_policy = (409, "Conflict")
    assert code(graph("GET", sync_path)) == (404, "Request_ResourceNotFound")
    assert code(graph("PUT", sync_path, {})) == (400, "Request_BadRequest")
    simulator.directory.add_partner(partner_id, {})
    assert code(graph("DELETE", partner_path)) == (409, "Conflict")
    behaviour.service_provider_write = "refuse"
    assert code(graph("PATCH", partner_path, {"isServiceProvider": False})) == (403, "Authorization_RequestDenied")
    behaviour.delete_partner_with_policy = behaviour.put_without_partner = None
    assert graph("DELETE", partner_path).status_code == 204
    assert graph("PUT", sync_path, {}).status_code == 204
    assert graph("DELETE", sync_path).status_code == 204
    behaviour.absent_policy_code = "NotFound"
    assert code(graph("GET", sync_path)) == (404, "NotFound")


@pytest.mark.parametrize(("accepted", "status"), [("refuse", 400), ("accept", 204)])
def test_key_in_a_body(simulator, graph, partner_id, partner_path, sync_path, accepted, status):
    simulator.behaviour.key_in_body = accepted
    simulator.directory.add_partner(partner_id)
    assert graph("PUT", sync_path, {"tenantId": partner_id}).status_code == status
    assert graph("PATCH", partner_path, {"tenantId": partner_id}).status_code == status
    assert graph("PATCH", partner_path, {"tenantId": simulator.tenant_id}).status_code == 400


CONSTRAINTS = {
    "allowedRoleTemplateIds": ["729827e3-9c14-49f7-bb1b-9608f156bbb8"],
    "createdDateTime": "2026-08-01T00:00:00Z",
    "lastModifiedDateTime": None,
}


@pytest.mark.parametrize("version", ["v1.0", "beta"])
def test_service_provider_constraints(simulator, graph, partner_id, partner_path, code, version):
    simulator.directory.add_partner(partner_id)
    assert graph("GET", partner_path, version=version).json()["serviceProviderConstraints"] is None
    given = {name: value for name, value in CONSTRAINTS.items() if value is not None}
    simulator.directory.change_partner(partner_id, serviceProviderConstraints=given)
    for path in (partner_path, f"{partner_path}?$select=serviceProviderConstraints"):
        assert graph("GET", path, version=version).json()["serviceProviderConstraints"] == CONSTRAINTS
    (listed,) = graph("GET", PARTNERS, version=version).json()["value"]
    assert listed["serviceProviderConstraints"] == CONSTRAINTS
    for value in (None, {"allowedRoleTemplateIds": []}):
        answer = graph("PATCH", partner_path, {"serviceProviderConstraints": value}, version=version)
        assert answer.status_code == 400
        assert "is read-only" in answer.json()["error"]["message"]
    assert code(graph("GET", f"{partner_path}/serviceProviderConstraints")) == (400, "BadRequest")
    assert simulator.directory.partner(partner_id)["serviceProviderConstraints"] == CONSTRAINTS


@pytest.mark.parametrize("version", ["v1.0", "beta"])
def test_service_provider_constraints_at_their_own_address(
    simulator, graph, client_with, partner_id, partner_path, code, version
):
    simulator.behaviour.service_provider_constraints = "navigation"
    path = f"{partner_path}/serviceProviderConstraints"
    assert code(graph("GET", path, version=version)) == (404, "Directory_ObjectNotFound")
    simulator.directory.add_partner(partner_id)
    assert code(graph("GET", path, version=version)) == (404, "Directory_ObjectNotFound")
    simulator.directory.change_partner(partner_id, serviceProviderConstraints=CONSTRAINTS)
    shown = graph("GET", path, version=version).json()
    assert shown.pop("@odata.context").endswith("/microsoft.graph.delegatedAdminServiceProviderConstraints/$entity")
    assert shown.pop("@odata.type") == "#microsoft.graph.delegatedAdminServiceProviderConstraints"
    assert shown == CONSTRAINTS
    assert "serviceProviderConstraints" not in graph("GET", partner_path, version=version).json()
    assert graph("GET", f"{partner_path}?$select=serviceProviderConstraints", version=version).status_code == 400
    answer = graph("PATCH", partner_path, {"serviceProviderConstraints": None}, version=version)
    assert answer.json()["error"]["message"] == "Invalid property 'serviceProviderConstraints'."
    assert code(graph("PATCH", path, {}, version=version))[0] == 405
    assert client_with("Directory.Read.All")("GET", path).status_code == 403
    simulator.behaviour.cloud = "usgov"
    assert code(graph("GET", path, version=version)) == (400, "BadRequest")


def test_misspelt_switches_are_refused(simulator):
    with pytest.raises(AttributeError):
        simulator.behaviour.page_sise = 1
    with pytest.raises(ValueError, match="complex_patch"):
        simulator.behaviour.complex_patch = "mrge"
    with pytest.raises(ValueError, match="page_size"):
        simulator.behaviour.page_size = 0
