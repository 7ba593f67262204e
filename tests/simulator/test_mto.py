# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The multitenant organization, its tenants, the request to join one; and the policy itself."""

from __future__ import annotations

import time

import pytest

MTO = "tenantRelationships/multiTenantOrganization"
TENANTS = f"{MTO}/tenants"
JOIN = f"{MTO}/joinRequest"
POLICY = "policies/crossTenantAccessPolicy"
OTHER = "22222222-2222-4222-8222-222222222222"
THIRD = "33333333-3333-4333-8333-333333333333"
NOBODY = "00000000-0000-0000-0000-000000000000"
NEW = {"tenantId": OTHER, "displayName": "Fabrikam"}


@pytest.fixture
def organized(simulator):
    simulator.directory.set_mto(displayName="Contoso organization")


def shown(answer, *names):
    document = answer.json()
    return {name: document[name] for name in names}


@pytest.mark.parametrize("version", ["v1.0", "beta"])
def test_without_an_organization(graph, version):
    answer = graph("GET", MTO, version=version)
    assert answer.status_code == 200
    document = answer.json()
    assert document.pop("@odata.context")
    assert document == {"createdDateTime": None, "displayName": None, "description": None, "state": "inactive"}
    assert graph("GET", TENANTS, version=version).json()["value"] == []


def test_creating_and_changing(simulator, graph, code):
    body = {"displayName": "Contoso organization", "description": "All of us"}
    created = graph("PUT", MTO, body)
    assert created.status_code == 201
    assert shown(created, "state", *body) == {"state": "active", **body}
    home = graph("GET", f"{TENANTS}/{simulator.tenant_id}")
    assert shown(home, "role", "state") == {"role": "owner", "state": "active"}
    again = graph("PUT", MTO, body)
    assert code(again) == (400, "Request_BadRequest")
    assert again.json()["error"]["message"] == "Method not supported for update operation."
    assert graph("PATCH", MTO, {"description": None}).status_code == 204
    assert shown(graph("GET", MTO), *body) == {**body, "description": None}


@pytest.mark.parametrize("body", [{}, {"displayName": None}, {"displayName": "x", "state": "active"}, {"name": "x"}])
def test_creating_with_a_wrong_body(simulator, graph, body):
    assert graph("PUT", MTO, body).status_code == 400
    assert simulator.directory.mto is None


@pytest.mark.usefixtures("organized")
def test_adding_a_tenant(simulator, graph, code):
    answer = graph("POST", TENANTS, NEW)
    assert answer.status_code == 201
    expected = {"role": "member", "state": "pending", "joinedDateTime": None, "transitionDetails": None}
    assert shown(answer, *expected) == expected
    assert answer.json()["addedByTenantId"] == simulator.tenant_id
    again = graph("POST", TENANTS, NEW)
    assert code(again) == (400, "Request_BadRequest")
    assert again.json()["error"]["message"] == "Tenant is already being added in Multi-Tenant Organization."
    assert [row["tenantId"] for row in graph("GET", TENANTS).json()["value"]] == [simulator.tenant_id, OTHER]


@pytest.mark.usefixtures("organized")
@pytest.mark.parametrize(
    "body",
    [
        {"tenantId": OTHER},
        {"displayName": "Fabrikam"},
        {**NEW, "role": "unknownFutureValue"},
        {**NEW, "role": None},
        {**NEW, "state": "active"},
        {**NEW, "tenantId": "fabrikam.example"},
    ],
)
def test_adding_with_a_wrong_body(graph, body):
    assert graph("POST", TENANTS, body).status_code == 400


@pytest.mark.usefixtures("organized")
def test_pages_of_tenants(simulator, graph):
    simulator.behaviour.page_size = 1
    simulator.directory.add_mto_tenant(OTHER)
    first = graph("GET", f"{TENANTS}?$select=tenantId").json()
    assert first["value"] == [{"tenantId": simulator.tenant_id}]
    assert graph("GET", first["@odata.nextLink"]).json()["value"] == [{"tenantId": OTHER}]


@pytest.mark.usefixtures("organized")
def test_changing_a_role(simulator, graph):
    simulator.directory.add_mto_tenant(OTHER, state="active")
    simulator.behaviour.mto_processing = 0.2
    assert graph("PATCH", f"{TENANTS}/{OTHER}", {"role": "owner"}).status_code == 204
    row = graph("GET", f"{TENANTS}/{OTHER}").json()
    assert row["role"] == "member"
    transition = {"desiredRole": "owner", "desiredState": "active", "status": "notStarted", "details": None}
    assert row["transitionDetails"] == transition
    time.sleep(0.25)
    row = graph("GET", f"{TENANTS}/{OTHER}").json()
    assert (row["role"], row["transitionDetails"]) == ("owner", None)


@pytest.mark.usefixtures("organized")
def test_the_name_of_a_tenant_cannot_be_changed(simulator, graph):
    simulator.directory.add_mto_tenant(OTHER)
    answer = graph("PATCH", f"{TENANTS}/{OTHER}", {"displayName": "Fabrikam AG"})
    assert "read-only" in answer.json()["error"]["message"]


@pytest.mark.usefixtures("organized")
def test_removing_a_tenant(simulator, graph, code):
    simulator.directory.add_mto_tenant(OTHER, state="active")
    simulator.behaviour.mto_processing = 0.2
    assert graph("DELETE", f"{TENANTS}/{OTHER}").status_code == 204
    assert graph("GET", f"{TENANTS}/{OTHER}").json()["state"] == "removed"
    time.sleep(0.25)
    gone = graph("GET", f"{TENANTS}/{OTHER}")
    assert code(gone) == (404, "Directory_ObjectNotFound")
    assert gone.json()["error"]["message"] == "Unable to read the company information from the directory."
    assert code(graph("DELETE", f"{TENANTS}/{OTHER}")) == (404, "Request_ResourceNotFound")


@pytest.mark.usefixtures("organized")
def test_the_last_tenant_ends_the_organization(simulator, graph):
    simulator.directory.add_mto_tenant(OTHER, state="active")
    home = f"{TENANTS}/{simulator.tenant_id}"
    assert graph("DELETE", home).status_code == 400
    simulator.directory.remove_mto_tenant(OTHER)
    assert graph("DELETE", home).status_code == 204
    assert simulator.directory.mto is None and not simulator.directory.mto_tenants


@pytest.mark.usefixtures("organized")
def test_joining_of_others(simulator, graph):
    simulator.behaviour.mto_joining = 0.2
    graph("POST", TENANTS, NEW)
    assert graph("GET", f"{TENANTS}/{OTHER}").json()["state"] == "pending"
    time.sleep(0.25)
    row = graph("GET", f"{TENANTS}/{OTHER}").json()
    assert row["state"] == "active" and row["joinedDateTime"]


def test_joining(simulator, graph):
    simulator.directory.invite(OTHER)
    before = graph("GET", JOIN).json()
    assert (before["addedByTenantId"], before["memberState"], before["transitionDetails"]) == (NOBODY, None, None)
    simulator.behaviour.mto_processing = 0.2
    assert graph("PATCH", JOIN, {"addedByTenantId": OTHER}).status_code == 204
    row = graph("GET", JOIN).json()
    assert (row["addedByTenantId"], row["memberState"], row["role"]) == (OTHER, "pending", None)
    assert row["transitionDetails"] == {"desiredMemberState": "active", "status": "notStarted", "details": ""}
    assert graph("GET", MTO).json()["state"] == "inactive"
    time.sleep(0.25)
    row = graph("GET", JOIN).json()
    assert (row["memberState"], row["role"], row["transitionDetails"]) == ("active", "member", None)
    assert graph("GET", MTO).json()["state"] == "active"
    assert set(simulator.directory.mto_tenants) == {OTHER, simulator.tenant_id}


def test_joining_uninvited(simulator, graph, code):
    assert graph("PATCH", JOIN, {"addedByTenantId": OTHER}).status_code == 204
    row = graph("GET", JOIN).json()
    assert (row["memberState"], row["transitionDetails"]["status"]) == ("pending", "failed")
    assert graph("PATCH", JOIN, {"addedByTenantId": NOBODY}).status_code == 204
    assert graph("GET", JOIN).json()["memberState"] is None
    simulator.behaviour.mto_join_uninvited = (400, "Request_BadRequest")
    assert code(graph("PATCH", JOIN, {"addedByTenantId": OTHER})) == (400, "Request_BadRequest")
    assert graph("PATCH", JOIN, {}).status_code == 400
    assert graph("PATCH", JOIN, {"memberState": "active"}).status_code == 400


def test_what_is_unknown_without_an_organization(simulator, graph, code):
    simulator.behaviour.mto_absent = (400, "Request_BadRequest")
    simulator.behaviour.mto_tenants_without = "absent"
    simulator.behaviour.mto_join_request_without = "absent"
    assert code(graph("PATCH", MTO, {"displayName": "x"})) == (400, "Request_BadRequest")
    assert code(graph("POST", TENANTS, NEW)) == (400, "Request_BadRequest")
    for path in (TENANTS, JOIN):
        assert code(graph("GET", path)) == (404, "Directory_ObjectNotFound")
    simulator.behaviour.mto_absent = None
    assert code(graph("POST", TENANTS, NEW)) == (404, "Directory_ObjectNotFound")
    assert graph("PATCH", MTO, {"displayName": "x"}).status_code == 204
    assert graph("GET", MTO).json()["state"] == "active"


@pytest.mark.usefixtures("organized")
def test_only_owners_manage(simulator, graph, code):
    simulator.directory.add_mto_tenant(simulator.tenant_id, role="member", state="active")
    simulator.directory.add_mto_tenant(OTHER, role="owner", state="active")
    simulator.behaviour.mto_not_owner = (400, "Request_BadRequest")
    refusals = [
        graph("PATCH", MTO, {"displayName": "x"}),
        graph("POST", TENANTS, {**NEW, "tenantId": THIRD}),
        graph("PATCH", f"{TENANTS}/{OTHER}", {"role": "member"}),
        graph("DELETE", f"{TENANTS}/{OTHER}"),
    ]
    assert {code(answer) for answer in refusals} == {(400, "Request_BadRequest")}
    # The tenant may leave all the same.
    assert graph("DELETE", f"{TENANTS}/{simulator.tenant_id}").status_code == 204


@pytest.mark.parametrize(
    ("role", "read", "write"),
    [
        ("MultiTenantOrganization.Read.All", 200, 403),
        ("MultiTenantOrganization.ReadWrite.All", 200, 201),
        ("Policy.ReadWrite.CrossTenantAccess", 403, 403),
        ("Directory.Read.All", 403, 403),
    ],
)
def test_permissions(client_with, role, read, write):
    client = client_with(role)
    for path in (MTO, TENANTS, JOIN):
        assert client("GET", path).status_code == read
    assert client("PUT", MTO, {"displayName": "x"}).status_code == write


def test_the_permission_to_read_is_unknown(simulator, client_with):
    simulator.behaviour.mto_read_permission = "Directory.Read.All"
    assert client_with("Directory.Read.All")("GET", MTO).status_code == 200
    assert client_with("MultiTenantOrganization.Read.All")("GET", MTO).status_code == 403


@pytest.mark.usefixtures("organized")
@pytest.mark.parametrize(
    ("permission", "role", "one"),
    [
        ("pages", "MultiTenantOrganization.Read.All", 200),
        ("pages", "MultiTenantOrganization.ReadWrite.All", 200),
        ("file", "MultiTenantOrganization.Read.All", 403),
        ("file", "MultiTenantOrganization.ReadWrite.All", 200),
    ],
)
def test_the_permission_to_read_one_tenant_is_unknown(simulator, client_with, permission, role, one):
    simulator.behaviour.mto_tenant_permission = permission
    client = client_with(role)
    assert client("GET", f"{TENANTS}/{simulator.tenant_id}").status_code == one
    for path in (MTO, TENANTS, JOIN):
        assert client("GET", path).status_code == 200


@pytest.mark.parametrize("cloud", ["usgov", "usgov_dod", "china"])
def test_global_cloud_only(simulator, graph, code, cloud):
    simulator.behaviour.cloud = cloud
    for path in (MTO, TENANTS, JOIN):
        assert code(graph("GET", path)) == (400, "BadRequest")


def test_replication(simulator, graph):
    simulator.behaviour.replication_lag = 0.2
    graph("PUT", MTO, {"displayName": "x"})
    assert graph("GET", MTO).json()["state"] == "inactive"
    time.sleep(0.25)
    assert graph("GET", MTO).json()["state"] == "active"


def test_seed_and_snapshot(simulator, graph):
    seed = {
        "displayName": "Contoso organization",
        "tenants": [
            {"tenantId": OTHER, "displayName": "Fabrikam", "role": "owner", "state": "active"},
            {"tenantId": simulator.tenant_id, "displayName": "Home", "role": "member", "state": "active"},
        ],
        "joinRequest": {"addedByTenantId": OTHER, "memberState": "active", "role": "member"},
        "invitations": {OTHER: "member"},
    }
    simulator.load({"multiTenantOrganization": seed})
    state = simulator.directory.snapshot()
    assert [row["tenantId"] for row in state["multiTenantOrganization"]["tenants"]] == [OTHER, simulator.tenant_id]
    simulator.load(state)
    assert simulator.directory.snapshot() == state
    assert simulator.directory.mto["displayName"] == "Contoso organization"
    assert simulator.directory.mto_join_request["memberState"] == "active"
    simulator.load({"multiTenantOrganization": {"displayName": "Alone"}})
    assert simulator.directory.mto_tenants[simulator.tenant_id]["role"] == "owner"


@pytest.mark.parametrize("version", ["v1.0", "beta"])
def test_policy(simulator, graph, version):
    answer = graph("GET", POLICY, version=version)
    assert answer.json()["allowedCloudEndpoints"] == []
    clouds = ["microsoftonline.us", "partner.microsoftonline.cn"]
    assert graph("PATCH", POLICY, {"allowedCloudEndpoints": clouds}, version=version).status_code == 204
    assert graph("GET", f"{POLICY}?$select=allowedCloudEndpoints").json()["allowedCloudEndpoints"] == clouds
    assert simulator.directory.policy["allowedCloudEndpoints"] == clouds


@pytest.mark.parametrize("body", [{"allowedCloudEndpoints": ["x"]}, {"allowedCloudEndpoints": None}, {"partners": []}])
def test_wrong_policy(graph, body):
    assert graph("PATCH", POLICY, body).status_code == 400


def test_permissions_of_the_policy(client_with):
    reader = client_with("Policy.Read.All")
    assert reader("GET", POLICY).status_code == 200
    assert reader("PATCH", POLICY, {"allowedCloudEndpoints": []}).status_code == 403
