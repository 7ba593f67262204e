# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenant settings that affect partners: read together, told apart, never taken for absent if they cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._directory.held import READING, WRITING
from ansible_collections.entra.cross_tenant.plugins.module_utils._directory.tenant_facts import CHOICES, DEFAULTS
from ansible_collections.entra.cross_tenant.tests.everyday import examples, one_in
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.modules.fuzz import ANYTHING, MUTATIONS
from ansible_collections.entra.cross_tenant.tests.modules.test_fault_matrix import FAULTS as EVERY_FAULT

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
NOBODY = "b6a53db2-4e56-4e5f-8e4e-9a2f1f9c3a11"
READER = "00000000-0000-4000-8000-0000000000c9"

POLICY = "/policies/crossTenantAccessPolicy"
ORGANIZATION = "/tenantRelationships/multiTenantOrganization"
# Each choice: the requests that are sent, and the values that are returned.
PARTS = {
    "default_settings": ([f"{POLICY}/default"], ["default_settings"]),
    "allowed_cloud_endpoints": ([POLICY], ["allowed_cloud_endpoints"]),
    "mto_templates": (
        [
            f"{POLICY}/templates/multiTenantOrganizationIdentitySynchronization",
            f"{POLICY}/templates/multiTenantOrganizationPartnerConfiguration",
        ],
        ["mto_sync_template", "mto_partner_template"],
    ),
    "deleted_identity_syncs": (["/policies/deletedItems/crossTenantSyncPolicyPartners"], ["deleted_identity_syncs"]),
    "mto": (
        [ORGANIZATION, f"{ORGANIZATION}/tenants", f"{ORGANIZATION}/joinRequest"],
        ["mto", "mto_tenants", "mto_join_request"],
    ),
    "guest_invitations": (["/policies/authorizationPolicy"], ["allow_invites_from"]),
    "leave_setting": (["/policies/externalIdentitiesPolicy"], ["allow_external_identities_to_leave"]),
    "conditional_access": (["/identity/conditionalAccess/policies"], ["conditional_access_policies"]),
    "licenses": (["/subscribedSkus"], ["service_plans"]),
    "tenant_type": (["/organization"], ["tenant_type"]),
    "custom_roles": (["/roleManagement/directory/roleDefinitions"], ["custom_roles"]),
    "tenants": ([f"/tenantRelationships/findTenantInformationByTenantId(tenantId='{TENANT}')"], ["tenants"]),
}
EVERYTHING = {"gather_subset": list(PARTS), "tenants": [TENANT], "api_version": "beta"}
GLOBAL_ONLY = {"mto_templates", "mto"}
BETA_ONLY = {"deleted_identity_syncs", "leave_setting"}
PERMISSIONS = {
    "default_settings": "Policy.Read.All",
    "allowed_cloud_endpoints": "Policy.Read.All",
    "mto_templates": "Policy.Read.All",
    "deleted_identity_syncs": "Policy.ReadWrite.CrossTenantAccess",
    "mto": "MultiTenantOrganization.Read.All",
    "guest_invitations": "Policy.Read.All",
    "leave_setting": "Policy.Read.All",
    "conditional_access": "Policy.Read.All",
    "licenses": "LicenseAssignment.Read.All",
    "tenant_type": "Organization.Read.All",
    "custom_roles": "RoleManagement.Read.Directory",
    "tenants": "CrossTenantInformation.ReadBasic.All",
}
SETTINGS = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@pytest.fixture
def read(run_module):
    """The return values of the module. The module must have succeeded."""

    def read(*names, **options):
        subset = {"gather_subset": list(names)} if names else {}
        result = run_module("access_policy_info", **subset, **options)
        assert result.get("failed") is None, result["msg"]
        assert result["changed"] is False
        return result

    return read


def arrange(directory):
    directory.set_default(inboundTrust={"isMfaAccepted": True})
    directory.set_mto(displayName="Contoso organization")
    directory.add_mto_tenant(TENANT)
    directory.add_tenant(TENANT, "Fabrikam", "fabrikam.example")
    directory.add_deleted_identity_sync(TENANT, deleted="2026-11-01T08:00:00Z", displayName="Fabrikam")
    directory.add_deleted_identity_sync(OTHER, deleted="2026-11-02T08:00:00Z")
    around = directory.surroundings
    around.set_authorization_policy(allowInvitesFrom="adminsAndGuestInviters")
    around.add_conditional_access_policy("MFA", grantControls={"operator": "OR", "builtInControls": ["mfa"]})
    around.add_conditional_access_policy("Block", grantControls={"operator": "OR", "builtInControls": ["block"]})
    around.add_subscription("AAD_PREMIUM", "EXCHANGE_S_ENTERPRISE")
    around.add_role("Partners", f"microsoft.directory{POLICY.removeprefix('/policies')}/partners/create")


def paths_of(names):
    return [path for name in names for path in PARTS[name][0]]


def test_the_table_is_complete():
    # test_access_policy_synchronization.py is about the last choices, which have no fixed number of requests.
    assert [*PARTS, "sync_configurations", "sync_errors"] == CHOICES


def test_what_is_read_unless_it_is_said_otherwise(simulator, run_module, read):
    simulator.behaviour.deleted_items_permission = "Policy.Read.All"
    simulator.directory.add_application(READER, roles=("Policy.Read.All",), secret="s3cret")
    reader = {"client_id": READER, "client_secret": "s3cret"}
    found = read(**reader, api_version="beta")
    assert set(found["access_policy"]) == {name for part in DEFAULTS for name in PARTS[part][1]}
    assert found["unavailable"] == found["unreadable"] == {}
    assert found["home_tenant"] == simulator.tenant_id
    found = read(**reader)
    assert found["unavailable"] == {
        "deleted_identity_syncs": "exists in Graph's beta version only, and api_version is v1.0"
    }


READ, WRITE = "Policy.Read.All", "Policy.ReadWrite.CrossTenantAccess"


def test_what_the_collection_needs():
    # Broad permissions to read, such as Directory.Read.All, are not needed. Broad permissions to write can write.
    assert sorted(READING) == [
        "Application.Read.All",
        "AuditLog.Read.All",
        "CrossTenantInformation.ReadBasic.All",
        "GroupMember.Read.All",
        "LicenseAssignment.Read.All",
        "MultiTenantOrganization.Read.All",
        "Organization.Read.All",
        READ,
        "ProvisioningLog.Read.All",
        "RoleManagement.Read.Directory",
        "Synchronization.Read.All",
        "User.ReadBasic.All",
    ]
    assert sorted(WRITING) == [
        "AppRoleAssignment.ReadWrite.All",
        "Application.ReadWrite.All",
        "Application.ReadWrite.OwnedBy",
        "Directory.ReadWrite.All",
        "MultiTenantOrganization.ReadWrite.All",
        WRITE,
        "Policy.ReadWrite.CrossTenantCapability",
        "Synchronization.ReadWrite.All",
    ]


@pytest.mark.parametrize(
    ("roles", "token", "kind", "write", "unneeded"),
    [
        ([READ], {}, "application", [], []),
        ([], {}, "application", [], []),
        ([READ, WRITE], {}, "application", [WRITE], []),
        (
            [READ, "Organization.ReadWrite.All", "Directory.Read.All"],
            {},
            "application",
            [],
            ["Directory.Read.All", "Organization.ReadWrite.All"],
        ),
        # A permission to sign in means nothing for a user, and an application has no use for it.
        ([], {"scopes": [READ, WRITE, "User.Read", "openid"]}, "delegated", [WRITE], []),
        ([READ, "User.Read"], {}, "application", [], ["User.Read"]),
    ],
)
def test_permissions_of_the_credentials(simulator, run_module, roles, token, kind, write, unneeded):
    given = simulator.issue_token(roles, **token)
    result = run_module("access_policy_info", client_secret=None, access_token=given, continue_on_error=True)
    row = result["credentials"]
    assert (row["permission_type"], row["permissions"]) == (kind, sorted(token.get("scopes", roles)))
    assert (row["permissions_to_write"], row["permissions_unneeded"], row["reason"]) == (write, unneeded, None)
    # The token, too, was only read: no request is needed for this.
    assert all(exchange.method == "POST" and exchange.path == "/$batch" for exchange in simulator.log.graph())


def test_permissions_that_are_unknown(simulator, run_module):
    def row(**options):
        options.update(tenant=None, client_id=None, client_secret=None, continue_on_error=True)
        row = run_module("access_policy_info", **options)["credentials"]
        assert {value for name, value in row.items() if name != "reason"} == {None}
        return row["reason"]

    assert row(access_token=simulator.issue_token(readable=False)).startswith("the token is opaque")
    elsewhere = simulator.issue_token(audience="https://management.azure.com")
    assert "for https://management.azure.com" in row(access_token=elsewhere)
    result = run_module("access_policy_info", gather_subset=[])
    assert result["credentials"]["reason"] == "no token was obtained"


def test_all_in_one_request(simulator, read):
    arrange(simulator.directory)
    found = read(*PARTS, tenants=[TENANT], api_version="beta")
    (batch,) = simulator.log.graph()
    assert (batch.method, batch.path) == ("POST", "/$batch")
    assert simulator.log.calls() == [("GET", path) for path in paths_of(PARTS)]
    assert set(found["access_policy"]) == {name for _paths, names in PARTS.values() for name in names}
    queries = {exchange.path: exchange.query for exchange in simulator.log.effective() if exchange.query}
    assert queries == {"/roleManagement/directory/roleDefinitions": {"$filter": "isBuiltIn eq false"}}


@pytest.mark.parametrize("name", PARTS)
def test_one_part(simulator, read, name):
    arrange(simulator.directory)
    found = read(name, tenants=[TENANT], api_version="beta")
    paths, names = PARTS[name]
    assert simulator.log.calls() == [("GET", path) for path in paths]
    # A single request is not sent as a batch.
    assert len(simulator.log.graph()) == 1
    assert simulator.log.graph()[0].method == ("GET" if len(paths) == 1 else "POST")
    assert list(found["access_policy"]) == names


def test_nothing_at_all(simulator, run_module):
    result = run_module("access_policy_info", gather_subset=[])
    assert result["access_policy"] == {} and len(simulator.log) == 0


def test_the_same_rows_as_those_of_other_modules(simulator, run_module, read):
    arrange(simulator.directory)
    simulator.directory.set_template(userSyncInbound={"isSyncAllowed": True})
    found = read(*PARTS, tenants=[TENANT], api_version="beta")["access_policy"]
    for module in ("default_settings_info", "mto_sync_template_info", "mto_partner_template_info", "mto_info"):
        result = run_module(module, api_version="beta")
        names = [name for name in found if name in result]
        assert names and {name: result[name] for name in names} == {name: found[name] for name in names}
    deleted = run_module("partner_identity_sync_info", deleted=True, api_version="beta")["partner_identity_syncs"]
    for row, other in zip(found["deleted_identity_syncs"], deleted):
        assert other.pop("days_left") is not None and row.pop("restorable_until")
        assert row == other
    assert len(deleted) == 2


def test_check_mode_changes_nothing_about_it(simulator, read):
    arrange(simulator.directory)
    assert read(**EVERYTHING) == read(**EVERYTHING, check=True)


@pytest.mark.parametrize(
    ("deleted", "until"),
    [
        ("2026-11-01T08:00:00Z", "2026-12-01T08:00:00Z"),
        ("2026-11-01T08:00:00.1234567+02:00", "2026-12-01T06:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-31T00:00:00Z"),
        ("lately", None),
        (None, None),
    ],
)
def test_until_when_a_deleted_policy_can_be_restored(simulator, read, deleted, until):
    simulator.directory.add_deleted_identity_sync(TENANT, deleted=deleted)
    (row,) = read("deleted_identity_syncs", api_version="beta")["access_policy"]["deleted_identity_syncs"]
    assert row["restorable_until"] == until and row["deleted_date_time"] == deleted


def test_other_clouds(simulator, read):
    def endpoints():
        return read("allowed_cloud_endpoints")["access_policy"]["allowed_cloud_endpoints"]

    assert endpoints() == []
    state = simulator.directory.snapshot()
    state["policy"]["allowedCloudEndpoints"] = ["partner.microsoftonline.cn", "microsoftonline.us"]
    simulator.load(state)
    assert endpoints() == ["microsoftonline.us", "partner.microsoftonline.cn"]
    # The metadata of US Government and China shows the policy like this.
    without = {"displayName": "CrossTenantAccessPolicy"}
    simulator.faults.add(Fault(path=POLICY, change=lambda body: without))
    assert endpoints() is None


def test_no_multitenant_organization(simulator, read):
    for switch in ("empty", "absent"):
        simulator.behaviour.mto_tenants_without = switch
        simulator.behaviour.mto_join_request_without = "absent" if switch == "absent" else "record"
        found = read("mto")["access_policy"]
        assert found["mto"]["state"] == "inactive"
        assert (found["mto_tenants"], found["mto_join_request"]) == ([], None)


@pytest.mark.parametrize("api_version", ["v1.0", "beta"])
@pytest.mark.parametrize("shape", ["list", "object"])
def test_who_may_invite(simulator, read, api_version, shape):
    simulator.behaviour.authorization_policy_beta = shape
    simulator.directory.surroundings.set_authorization_policy(allowInvitesFrom="none")
    found = read("guest_invitations", api_version=api_version)["access_policy"]
    assert found == {"allow_invites_from": "none"}


@pytest.mark.parametrize("shape", ["value", "object"])
@pytest.mark.parametrize("allowed", [True, False, None])
def test_whether_guests_may_leave(simulator, read, shape, allowed):
    simulator.behaviour.external_identities_policy = shape
    simulator.directory.surroundings.set_external_identities_policy(allowExternalIdentitiesToLeave=allowed)
    found = read("leave_setting", api_version="beta")["access_policy"]
    assert found == {"allow_external_identities_to_leave": allowed}


@pytest.mark.parametrize(
    ("users", "included"),
    [
        ({"includeUsers": ["All"]}, True),
        ({"includeUsers": ["GuestsOrExternalUsers"]}, True),
        ({"includeUsers": ["None"]}, False),
        ({"includeUsers": [TENANT]}, False),
        ({"includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "b2bDirectConnectUser"}}, True),
        ({"includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "internalGuest, b2bDirectConnectUser"}}, True),
        (
            {"includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "b2bCollaborationGuest,serviceProvider"}},
            False,
        ),
        ({"includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": None}}, False),
        ({"excludeUsers": ["GuestsOrExternalUsers"]}, False),
        ({}, False),
        (None, False),
    ],
)
def test_policies_that_are_about_guests(simulator, read, users, included):
    simulator.directory.surroundings.add_conditional_access_policy("P", conditions={"users": users})
    (row,) = read("conditional_access")["access_policy"]["conditional_access_policies"]
    assert row["includes_guests"] is included


@pytest.mark.parametrize(
    ("controls", "required"),
    [
        ({"builtInControls": ["compliantDevice", "mfa"]}, True),
        ({"authenticationStrength": {"id": "00000000-0000-0000-0000-000000000002", "displayName": "MFA"}}, True),
        ({"builtInControls": ["block"]}, False),
        ({"builtInControls": []}, False),
        (None, False),
    ],
)
def test_policies_that_demand_mfa(simulator, read, controls, required):
    around = simulator.directory.surroundings
    around.add_conditional_access_policy("B", state="enabledForReportingButNotEnforced", grantControls=controls)
    added = around.add_conditional_access_policy("a", state="disabled")
    first, second = read("conditional_access")["access_policy"]["conditional_access_policies"]
    assert first == {
        "id": added["id"],
        "display_name": "a",
        "state": "disabled",
        "requires_mfa": False,
        "includes_guests": False,
    }
    assert second["requires_mfa"] is required and second["state"] == "enabledForReportingButNotEnforced"


def test_service_plans_that_can_be_used(simulator, read):
    around = simulator.directory.surroundings
    around.add_subscription("AAD_PREMIUM_P2", "AAD_PREMIUM")
    around.add_subscription("AAD_PREMIUM", "Entra_Identity_Governance", status="Warning")
    for status in ("Suspended", "Deleted", "LockedOut"):
        around.add_subscription(f"OF_{status}", status=status)
    for provisioning in ("Disabled", "Error", "PendingInput", "PendingActivation", "PendingProvisioning"):
        around.add_subscription(f"IN_{provisioning}", provisioning=provisioning)
    found = read("licenses")["access_policy"]
    assert found == {"service_plans": ["AAD_PREMIUM", "AAD_PREMIUM_P2", "Entra_Identity_Governance"]}


@pytest.mark.parametrize("kind", ["AAD", "AAD B2C", "CIAM"])
def test_type_of_the_tenant(simulator, read, kind):
    simulator.load({"home": {"tenantType": kind}})
    assert read("tenant_type")["access_policy"] == {"tenant_type": kind}


def test_custom_roles(simulator, read):
    about = "microsoft.directory/crossTenantAccessPolicy/partners/identitySynchronization/basic/update"
    around = simulator.directory.surroundings
    around.add_role("Sync", "microsoft.directory/users/create", about, "microsoft.directory/crossTenantAccessPolicy/x")
    around.add_role("Other", "microsoft.directory/crossTenantUserProfileSharing/allProperties/read")
    found = read("custom_roles")["access_policy"]["custom_roles"]
    assert [(row["display_name"], row["actions"]) for row in found] == [
        ("Other", []),
        ("Sync", [about, "microsoft.directory/crossTenantAccessPolicy/x"]),
    ]


def test_tenants(simulator, read):
    simulator.directory.add_tenant(TENANT, "Fabrikam", "fabrikam.example")
    for simulator.behaviour.unknown_tenant in ((404, "Directory_ObjectNotFound"), (400, "Request_BadRequest")):
        found = read("tenants", tenants=[NOBODY, TENANT.upper(), TENANT])["access_policy"]["tenants"]
        assert found == [
            {"tenant_id": NOBODY, "display_name": None, "known": False},
            {"tenant_id": TENANT, "display_name": "Fabrikam", "known": True},
        ]
    assert read("tenants")["access_policy"] == {"tenants": []}


def test_more_tenants_than_fit_into_one_request(simulator, read):
    ids = [f"90e29127-71ad-49c7-9ce8-{number:012}" for number in range(45)]
    found = read("default_settings", "tenants", tenants=ids)["access_policy"]
    assert [row["tenant_id"] for row in found["tenants"]] == ids
    assert [exchange.path for exchange in simulator.log.graph()] == ["/$batch"] * 3
    assert sorted(len(exchange.body["requests"]) for exchange in simulator.log.graph()) == [6, 20, 20]


def test_tenants_are_checked_before_any_request(simulator, run_module):
    result = run_module("access_policy_info", gather_subset=["tenants"], tenants=[TENANT, "fabrikam.example", "x/y"])
    assert result["failed"] is True and len(result["problems"]) == 2
    assert "'fabrikam.example', which is not a tenant ID" in result["msg"] and "'x/y'" in result["msg"]
    assert len(simulator.log) == 0


def test_pages(simulator, read):
    """The first page of each list comes with everything else. The other pages are read after it."""
    arrange(simulator.directory)
    expected = read(**EVERYTHING)["access_policy"]
    around = simulator.directory.surroundings
    simulator.log.clear()
    simulator.behaviour.page_size = 1
    around.add_role("Another")
    around.add_subscription("INTUNE_A")
    found = read(**EVERYTHING)["access_policy"]
    assert [row["display_name"] for row in found["custom_roles"]] == ["Another", "Partners"]
    assert found["service_plans"] == ["AAD_PREMIUM", "EXCHANGE_S_ENTERPRISE", "INTUNE_A"]
    same = ("conditional_access_policies", "deleted_identity_syncs", "mto_tenants")
    assert {name: found[name] for name in same} == {name: expected[name] for name in same}
    batch, *pages = simulator.log.graph()
    assert batch.path == "/$batch" and len(pages) == 5
    assert all("$skiptoken" in page.query for page in pages)


# Which settings exist in which cloud.


@pytest.mark.parametrize("api_version", ["v1.0", "beta"])
@pytest.mark.parametrize("cloud", ["global", "usgov", "usgov_dod", "china"])
def test_what_a_place_lacks_is_not_asked_for(simulator, read, cloud, api_version):
    simulator.behaviour.cloud = cloud
    found = read(*PARTS, tenants=[TENANT], cloud=cloud, api_version=api_version)
    lacking = (GLOBAL_ONLY if cloud != "global" else set()) | (BETA_ONLY if api_version != "beta" else set())
    assert set(found["unavailable"]) == lacking
    assert found["unreadable"] == {}
    rest = [name for name in PARTS if name not in lacking]
    assert list(found["access_policy"]) == [name for part in rest for name in PARTS[part][1]]
    assert simulator.log.calls() == [("GET", path) for path in paths_of(rest)]
    for name, reason in found["unavailable"].items():
        assert cloud in reason if name in GLOBAL_ONLY else "beta" in reason


# Settings that cannot be read.


@pytest.mark.parametrize("name", PARTS)
def test_the_missing_permission_is_named(simulator, run_module, name):
    simulator.directory.add_application(READER, roles=("Mail.Read",), secret="s3cret")
    result = run_module(
        "access_policy_info", **{**EVERYTHING, "gather_subset": [name]}, client_id=READER, client_secret="s3cret"
    )
    assert result["failed"] is True
    assert f"permission {PERMISSIONS[name]}" in result["msg"], result["msg"]
    assert list(result["unreadable"]) == [name]
    assert result["error"] == result["unreadable"][name] and result["error"]["status"] == 403
    assert result["access_policy"] == {}


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("continue_on_error", [False, True])
def test_one_part_that_cannot_be_read(simulator, run_module, name, continue_on_error):
    arrange(simulator.directory)
    paths, names = PARTS[name]
    broken = f"^{paths[0].replace('(', '[(]').replace(')', '[)]')}$"
    simulator.faults.add(Fault(path=broken, status=403, times=None))
    result = run_module("access_policy_info", continue_on_error=continue_on_error, **EVERYTHING)
    assert list(result["unreadable"]) == [name]
    assert result["unreadable"][name]["status"] == 403
    # Everything else is there, from the same part too.
    read = {each for _paths, names in PARTS.values() for each in names} - {names[0]}
    assert set(result["access_policy"]) == read
    assert result.get("failed") == (None if continue_on_error else True)
    if not continue_on_error:
        assert result["msg"] == result["unreadable"][name]["msg"]


def test_many_parts_that_cannot_be_read(simulator, run_module):
    simulator.directory.add_application(READER, roles=("Policy.Read.All",), secret="s3cret")
    reader = {"client_id": READER, "client_secret": "s3cret"}
    result = run_module("access_policy_info", **{**EVERYTHING, **reader})
    unreadable = ["deleted_identity_syncs", "mto", "licenses", "tenant_type", "custom_roles", "tenants"]
    assert list(result["unreadable"]) == unreadable
    assert result["failed"] is True and "5 more could not be read, see unreadable" in result["msg"]
    again = run_module("access_policy_info", continue_on_error=True, **{**EVERYTHING, **reader})
    assert again.get("failed") is None and again["unreadable"].keys() == result["unreadable"].keys()


def test_a_login_that_fails(simulator, run_module):
    result = run_module("access_policy_info", client_secret="not-the-secret", gather_subset=["tenant_type"])
    assert result["failed"] is True and "AADSTS7000215" in result["msg"]
    assert result["access_policy"] == {} and list(result["unreadable"]) == ["tenant_type"]


def test_an_error_is_no_unknown_tenant(simulator, run_module):
    for fault in ({"status": 403}, {"status": 404, "body": "<html>no</html>", "content_type": "text/html"}):
        simulator.faults.clear()
        simulator.faults.add(Fault(path="findTenantInformation", times=None, **fault))
        result = run_module("access_policy_info", gather_subset=["tenants"], tenants=[TENANT, OTHER])
        assert result["failed"] is True and f"look up the tenant {TENANT}" in result["msg"]
        assert result["access_policy"] == {}


WRONG = [
    ("default_settings", {"inboundTrust": 5}, "inboundTrust"),
    ("allowed_cloud_endpoints", {"allowedCloudEndpoints": "microsoftonline.us"}, "allowedCloudEndpoints"),
    ("allowed_cloud_endpoints", {"allowedCloudEndpoints": [None]}, "allowedCloudEndpoints"),
    ("mto_templates", {"templateApplicationLevel": 1}, "templateApplicationLevel"),
    ("deleted_identity_syncs", {"value": [{"displayName": "x"}]}, "tenantId"),
    ("deleted_identity_syncs", {"value": [{"tenantId": TENANT, "deletedDateTime": 5}]}, "5"),
    ("mto", {"displayName": "x"}, "state"),
    ("guest_invitations", {"allowInvitesFrom": True}, "allowInvitesFrom"),
    ("guest_invitations", {"value": []}, "0 policies"),
    ("guest_invitations", {"value": [{}, {}]}, "2 policies"),
    ("guest_invitations", {"value": ["x"]}, "'x' is not an object"),
    ("leave_setting", {"value": {"allowExternalIdentitiesToLeave": "yes"}}, "allowExternalIdentitiesToLeave"),
    ("conditional_access", {"value": ["x"]}, "'x' is not an object"),
    ("conditional_access", {"value": [{"state": "enabled"}]}, "id"),
    ("conditional_access", {"value": [{"id": "x"}]}, "state"),
    (
        "conditional_access",
        {"value": [{"id": "x", "state": "y", "conditions": {"users": {"includeUsers": "All"}}}]},
        "conditions: users: includeUsers",
    ),
    (
        "conditional_access",
        {"value": [{"id": "x", "state": "y", "grantControls": {"builtInControls": [1]}}]},
        "grantControls: builtInControls",
    ),
    ("conditional_access", {"values": []}, "without a list"),
    ("licenses", {"value": [{}]}, "capabilityStatus"),
    ("licenses", {"value": [{"capabilityStatus": "Enabled", "servicePlans": [{}]}]}, "servicePlanName"),
    ("tenant_type", {"value": []}, "0 organizations"),
    ("tenant_type", {"value": [{"tenantType": 5}]}, "tenantType"),
    ("custom_roles", {"value": [{"id": "x", "rolePermissions": "all"}]}, "rolePermissions"),
    ("tenants", {"tenantId": "x"}, "valid tenantId"),
    ("tenants", {"tenantId": OTHER}, "another tenant"),
    ("default_settings", [], "without an object"),
    ("mto", [], "without an object"),
]


@pytest.mark.parametrize(("name", "body", "words"), WRONG, ids=[f"{name}-{words}" for name, _body, words in WRONG])
def test_an_answer_of_the_wrong_shape(simulator, run_module, name, body, words):
    arrange(simulator.directory)
    simulator.faults.add(Fault(path=f"^{PARTS[name][0][0].split('(')[0]}", change=lambda _body: body, times=None))
    result = run_module("access_policy_info", **{**EVERYTHING, "gather_subset": [name]})
    assert result["failed"] is True
    assert result["msg"].startswith("Failed to ") and words in result["msg"], result["msg"]
    assert PARTS[name][1][0] not in result["access_policy"]


@pytest.mark.parametrize(
    ("name", "fault"),
    one_in(2, ["custom_roles", "mto"], [name for name in EVERY_FAULT if not name.startswith("nextLink")]),
)
def test_every_fault(simulator, run_module, impatient, name, fault):
    """The module overcomes the fault, or it fails with an error. It never returns a different answer."""
    arrange(simulator.directory)
    options = {**EVERYTHING, "gather_subset": ["default_settings", name], "timeout": 0.4, "retry_time": 1.0}
    expected = run_module("access_policy_info", **options)["access_policy"]
    simulator.faults.add(Fault(path=PARTS[name][0][-1], method="GET", **EVERY_FAULT[fault]))
    result = run_module("access_policy_info", **options)
    assert result["access_policy"]["default_settings"] == expected["default_settings"]
    if result.get("failed"):
        assert list(result["unreadable"]) == [name]
        expected.pop(PARTS[name][1][-1])
    elif fault in ("404 of replication", "empty object"):
        # What Graph returns for a join request if none was ever made.
        expected["mto_join_request"] = None
    assert result["access_policy"] == expected


@settings(max_examples=examples(100), **SETTINGS)
@given(
    name=st.sampled_from(list(PARTS)),
    change=st.one_of(MUTATIONS, ANYTHING.map(lambda value: lambda body: value)),
)
def test_any_answer_is_understood_or_reported(simulator, run_module, impatient, name, change):
    simulator.reset()
    arrange(simulator.directory)
    simulator.faults.add(Fault(path=PARTS[name][0][-1].split("(")[0], change=change, times=None))
    # A traceback is not a SystemExit, so it fails the test.
    result = run_module("access_policy_info", timeout=0.4, retry_time=0.3, **EVERYTHING)
    assert bool(result.get("failed")) == bool(result.get("msg")) == bool(result["unreadable"])
    simulator.log.clear()
