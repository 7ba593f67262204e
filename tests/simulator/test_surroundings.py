# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenant settings that affect partners: permissions, shapes, and the requests that are refused."""

from __future__ import annotations

import pytest

AUTHORIZATION = "policies/authorizationPolicy"
EXTERNAL = "policies/externalIdentitiesPolicy"
ACCESS = "identity/conditionalAccess/policies"
ROLES = "roleManagement/directory/roleDefinitions"
ALL = (AUTHORIZATION, EXTERNAL, ACCESS, "subscribedSkus", "organization", ROLES)

# The pages of the Graph reference; organization-list is assumed (routing.py).
OPENS = {
    "Policy.Read.All": {AUTHORIZATION, EXTERNAL, ACCESS},
    "Policy.ReadWrite.CrossTenantAccess": set(),
    "Policy.ReadWrite.Authorization": {AUTHORIZATION},
    "Policy.ReadWrite.ExternalIdentities": {EXTERNAL},
    "LicenseAssignment.Read.All": {"subscribedSkus"},
    "Organization.Read.All": {"subscribedSkus", "organization"},
    "RoleManagement.Read.Directory": {ROLES},
    "Directory.Read.All": {"subscribedSkus", "organization", ROLES},
}


@pytest.mark.parametrize("role", OPENS)
def test_permissions(client_with, role):
    client = client_with(role)
    opened = {path for path in ALL if client("GET", path, version="beta").status_code == 200}
    assert opened == OPENS[role]


@pytest.mark.parametrize("path", ALL)
def test_they_are_only_read(graph, path):
    assert graph("PATCH", path, {}, version="beta").status_code == 405
    assert graph("GET", f"{path}?$select=id", version="beta").status_code == 400


def test_versions(graph):
    assert graph("GET", EXTERNAL).status_code == 400
    assert graph("GET", AUTHORIZATION).json()["allowInvitesFrom"] == "everyone"


def test_shapes_that_are_not_certain(simulator, graph):
    (policy,) = graph("GET", AUTHORIZATION, version="beta").json()["value"]
    assert policy["allowInvitesFrom"] == "everyone"
    assert graph("GET", EXTERNAL, version="beta").json()["value"]["allowExternalIdentitiesToLeave"] is True
    simulator.behaviour.authorization_policy_beta = simulator.behaviour.external_identities_policy = "object"
    assert graph("GET", AUTHORIZATION, version="beta").json()["allowInvitesFrom"] == "everyone"
    assert graph("GET", EXTERNAL, version="beta").json()["allowExternalIdentitiesToLeave"] is True


def test_roles(simulator, graph, code):
    simulator.directory.surroundings.add_role("Partners", "microsoft.directory/users/create")
    names = [row["displayName"] for row in graph("GET", ROLES).json()["value"]]
    assert names == ["Security Administrator", "Partners"]
    (custom,) = graph("GET", f"{ROLES}?$filter=isBuiltIn eq false").json()["value"]
    assert custom["displayName"] == "Partners" and custom["isBuiltIn"] is False
    for text in ("isBuiltIn eq true", "isBuiltIn eq 'false'", "isbuiltin eq false", ""):
        assert code(graph("GET", f"{ROLES}?$filter={text}")) == (400, "BadRequest")


def test_pages_of_what_is_filtered(simulator, graph):
    for name in "abc":
        simulator.directory.surroundings.add_role(name)
    simulator.behaviour.page_size = 2
    first = graph("GET", f"{ROLES}?$filter=isBuiltIn eq false").json()
    second = graph("GET", first["@odata.nextLink"]).json()
    assert [[row["displayName"] for row in page["value"]] for page in (first, second)] == [["a", "b"], ["c"]]
    assert "@odata.nextLink" not in second


def test_a_snapshot_is_a_seed(simulator, graph):
    around = simulator.directory.surroundings
    around.set_authorization_policy(allowInvitesFrom="none", invented=1)
    around.add_conditional_access_policy("MFA", conditions={"users": {"includeUsers": ["All"]}})
    around.add_subscription("AAD_PREMIUM")
    around.add_role("Partners")
    before = {path: graph("GET", path, version="beta").json() for path in ALL}
    snapshot = simulator.directory.snapshot()
    simulator.load({})
    assert simulator.directory.snapshot() != snapshot
    simulator.load(snapshot)
    assert {path: graph("GET", path, version="beta").json() for path in ALL} == before
    users = before[ACCESS]["value"][0]["conditions"]["users"]
    assert users["includeUsers"] == ["All"] and users["excludeRoles"] == []
