# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenant look-up, and the permission that each resource needs."""

from __future__ import annotations

import pytest

PARTNERS = "policies/crossTenantAccessPolicy/partners"
BY_ID = "tenantRelationships/findTenantInformationByTenantId(tenantId='{}')"
BY_DOMAIN = "tenantRelationships/findTenantInformationByDomainName(domainName='{}')"
OTHER = "22222222-2222-4222-8222-222222222222"


@pytest.fixture
def _other(simulator):
    simulator.directory.add_tenant(OTHER, "Fabrikam", "fabrikam.example", domains=("fabrikam.example.net",))


@pytest.mark.usefixtures("_other")
@pytest.mark.parametrize(
    "path", [BY_ID.format(OTHER), BY_DOMAIN.format("fabrikam.example"), BY_DOMAIN.format("Fabrikam.Example.net")]
)
@pytest.mark.parametrize("version", ["v1.0", "beta"])
def test_lookup(graph, path, version):
    found = graph("GET", path, version=version).json()
    assert found.pop("@odata.context").endswith(f"/{version}/$metadata#microsoft.graph.tenantInformation")
    assert found == {
        "tenantId": OTHER,
        "displayName": "Fabrikam",
        "defaultDomainName": "fabrikam.example",
        "federationBrandName": None,
    }


def test_home_tenant_is_found(simulator, graph):
    assert graph("GET", BY_DOMAIN.format("home.example")).json()["tenantId"] == simulator.tenant_id


def test_unknown_tenants(simulator, graph, code):
    for path in (BY_ID.format(OTHER), BY_DOMAIN.format("nobody''s.example")):
        assert code(graph("GET", path)) == (404, "Directory_ObjectNotFound")
    simulator.behaviour.unknown_tenant = (400, "Request_BadRequest")
    assert code(graph("GET", BY_ID.format(OTHER))) == (400, "Request_BadRequest")
    assert graph("GET", BY_ID.format("not-an-id")).status_code == 400


@pytest.mark.parametrize(
    ("role", "read", "write", "lookup"),
    [
        ("Policy.Read.All", 200, 403, 403),
        ("Policy.ReadWrite.CrossTenantAccess", 200, 201, 403),
        ("CrossTenantInformation.ReadBasic.All", 403, 403, 200),
        ("Directory.Read.All", 403, 403, 403),
    ],
)
@pytest.mark.usefixtures("_other")
def test_permissions(client_with, partner_id, role, read, write, lookup):
    client = client_with(role)
    assert client("GET", PARTNERS).status_code == read
    assert client("POST", PARTNERS, {"tenantId": partner_id}).status_code == write
    assert client("GET", BY_ID.format(OTHER)).status_code == lookup


def test_forbidden(client_with, code):
    answer = client_with()("GET", PARTNERS)
    assert code(answer) == (403, "Authorization_RequestDenied")
    assert answer.json()["error"]["message"] == "Insufficient privileges to complete the operation."
