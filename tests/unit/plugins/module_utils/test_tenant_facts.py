# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenant settings that affect partners. Each answer of Graph is understood, or gives an error that names the place."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._model import desired, tenant_facts
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.kinds import UnexpectedValue
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.tenants import Tenant

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
EARLIER = "7a9b1f64-2d0b-4f11-a2c4-1c2b8f4d5e6f"
ABOUT = "microsoft.directory/crossTenantAccessPolicy"


@pytest.mark.parametrize(
    ("graph", "clouds"),
    [
        ({"allowedCloudEndpoints": ["b.example", "a.example"]}, ["a.example", "b.example"]),
        ({"allowedCloudEndpoints": []}, []),
        ({"allowedCloudEndpoints": None}, None),
        ({}, None),
    ],
)
def test_other_clouds(graph, clouds):
    assert tenant_facts.allowed_cloud_endpoints(graph) == clouds


@pytest.mark.parametrize(
    ("value", "message"),
    [("x", "'x' is not a list"), ([1], "1 is not a string"), ([None], "there is none"), ([""], "there is none")],
)
def test_other_clouds_that_cannot_be_understood(value, message):
    with pytest.raises(UnexpectedValue) as caught:
        tenant_facts.allowed_cloud_endpoints({"allowedCloudEndpoints": value})
    assert str(caught.value) == f"allowedCloudEndpoints: {message}"


def test_deleted_policies_and_until_when_they_can_be_restored():
    rows = tenant_facts.deleted_rows(
        [
            {
                "tenantId": TENANT.upper(),
                "displayName": "Fabrikam",
                "userSyncInbound": {"isSyncAllowed": True},
                "deletedDateTime": "2026-11-01T08:00:00Z",
                "@odata.type": "#x",
            },
            {"tenantId": EARLIER},
        ]
    )
    assert rows == [
        {
            "tenant_id": EARLIER,
            "display_name": None,
            "user_sync_allowed": None,
            "deleted_date_time": None,
            "restorable_until": None,
        },
        {
            "tenant_id": TENANT,
            "display_name": "Fabrikam",
            "user_sync_allowed": True,
            "deleted_date_time": "2026-11-01T08:00:00Z",
            "restorable_until": "2026-12-01T08:00:00Z",
        },
    ]


def test_tenants_of_the_organization_are_sorted():
    rows = tenant_facts.mto_tenant_rows([{"tenantId": TENANT, "joinedDateTime": "x"}, {"tenantId": EARLIER}])
    assert [row["tenant_id"] for row in rows] == [EARLIER, TENANT]
    assert [row["joined_date_time"] for row in rows] == [None, "x"]


# Beta returns the policy as a list of one. A documentation page shows it inside "value".
@pytest.mark.parametrize(
    "wrapped", [lambda graph: graph, lambda graph: {"value": graph}, lambda graph: {"value": [graph]}]
)
def test_policies_of_which_there_is_one(wrapped):
    assert tenant_facts.allow_invites_from(wrapped({"allowInvitesFrom": "none"})) == "none"
    assert tenant_facts.allow_invites_from(wrapped({})) is None
    leave = tenant_facts.allow_external_identities_to_leave
    assert leave(wrapped({"allowExternalIdentitiesToLeave": False})) is False
    assert leave(wrapped({"allowExternalIdentitiesToLeave": True})) is True
    assert leave(wrapped({})) is None
    with pytest.raises(UnexpectedValue, match=r"^allowInvitesFrom: "):
        tenant_facts.allow_invites_from(wrapped({"allowInvitesFrom": 1}))
    with pytest.raises(UnexpectedValue, match=r"^allowExternalIdentitiesToLeave: "):
        leave(wrapped({"allowExternalIdentitiesToLeave": "yes"}))


@pytest.mark.parametrize("number", [0, 2])
def test_policies_of_which_there_is_not_one(number):
    with pytest.raises(UnexpectedValue, match=f"^{number} policies, where there is one$"):
        tenant_facts.allow_invites_from({"value": [{}] * number})


def policy(**more):
    return {"id": "1", "displayName": "MFA", "state": "enabled", **more}


def access(**more):
    (row,) = tenant_facts.conditional_access_rows([policy(**more)])
    return row


def test_conditional_access():
    assert access() == {
        "id": "1",
        "display_name": "MFA",
        "state": "enabled",
        "requires_mfa": False,
        "includes_guests": False,
    }
    names = ("b", None, "A")
    rows = tenant_facts.conditional_access_rows([policy(displayName=name) for name in names])
    assert [row["display_name"] for row in rows] == [None, "A", "b"]


@pytest.mark.parametrize(
    ("grant", "requires"),
    [
        (None, False),
        ({}, False),
        ({"builtInControls": []}, False),
        ({"builtInControls": ["block", "compliantDevice"]}, False),
        ({"builtInControls": ["block", "mfa"]}, True),
        ({"builtInControls": None, "authenticationStrength": {"id": "2"}}, True),
        ({"builtInControls": ["block"], "authenticationStrength": {"id": "2"}}, True),
        ({"builtInControls": ["mfa"], "authenticationStrength": None}, True),
    ],
)
def test_whether_conditional_access_wants_mfa(grant, requires):
    assert access(grantControls=grant)["requires_mfa"] is requires


@pytest.mark.parametrize(
    ("users", "includes"),
    [
        (None, False),
        ({}, False),
        ({"includeUsers": ["None", "b7"]}, False),
        ({"includeUsers": ["b7", "All"]}, True),
        ({"includeUsers": ["GuestsOrExternalUsers"]}, True),
        ({"includeUsers": None, "includeGuestsOrExternalUsers": None}, False),
        ({"includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "b2bCollaborationGuest"}}, False),
        ({"includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "internalGuest,b2bDirectConnectUser"}}, True),
        (
            {
                "includeUsers": ["b7"],
                "includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "b2bDirectConnectUser"},
            },
            True,
        ),
    ],
)
def test_whether_conditional_access_is_about_guests(users, includes):
    assert access(conditions={"users": users})["includes_guests"] is includes
    assert access(conditions=None)["includes_guests"] is False


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ({"id": None}, "id: there is none"),
        ({"state": ""}, "state: there is none"),
        ({"state": 1}, "state: 1 is not a string"),
        ({"displayName": 1}, "displayName: 1 is not a string"),
        ({"grantControls": {"builtInControls": "mfa"}}, "grantControls: builtInControls: 'mfa' is not a list"),
        (
            {"grantControls": {"authenticationStrength": {"id": None}}},
            "grantControls: authenticationStrength: id: there is none",
        ),
        ({"conditions": {"users": {"includeUsers": 1}}}, "conditions: users: includeUsers: 1 is not a list"),
        (
            {"conditions": {"users": {"includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": 1}}}},
            "conditions: users: includeGuestsOrExternalUsers: guestOrExternalUserTypes: 1 is not a string of flags",
        ),
    ],
)
def test_conditional_access_that_cannot_be_understood(broken, message):
    with pytest.raises(UnexpectedValue) as caught:
        access(**broken)
    assert str(caught.value) == message


def sku(status="Enabled", *plans):
    names = [{"servicePlanName": name, "provisioningStatus": state} for name, state in plans]
    return {"capabilityStatus": status, "servicePlans": names}


def test_service_plans_that_can_be_used():
    plans = tenant_facts.service_plans(
        [
            sku("Enabled", ("B", "Success"), ("A", "Success"), ("OFF", "Disabled"), ("LATER", "PendingActivation")),
            # The grace period of an expired subscription.
            sku("Warning", ("C", "Success"), ("A", "Success")),
            sku("Suspended", ("X", "Success")),
            sku("Deleted", ("Y", "Success")),
            {"capabilityStatus": "Enabled", "servicePlans": None},
        ]
    )
    assert plans == ["A", "B", "C"]
    assert tenant_facts.service_plans([]) == []


@pytest.mark.parametrize("broken", [{}, sku(""), sku("Enabled", (None, "Success")), sku("Enabled", ("A", None)), 1])
def test_service_plans_that_cannot_be_understood(broken):
    with pytest.raises(UnexpectedValue):
        tenant_facts.service_plans([broken])


def test_the_type_of_the_tenant():
    assert tenant_facts.tenant_type([{"tenantType": "AAD"}]) == "AAD"
    assert tenant_facts.tenant_type([{}]) is None
    for number in (0, 2):
        with pytest.raises(UnexpectedValue, match=f"^{number} organizations, where a tenant is one$"):
            tenant_facts.tenant_type([{"tenantType": "AAD"}] * number)
    with pytest.raises(UnexpectedValue, match=r"^tenantType: "):
        tenant_facts.tenant_type([{"tenantType": 1}])


def test_custom_roles_and_what_they_may_do_here():
    actions = [f"{ABOUT}/partners/delete", "microsoft.directory/users/delete", f"{ABOUT.upper()}/basic/update"]
    rows = tenant_facts.custom_role_rows(
        [
            {
                "id": "2",
                "displayName": "Sync",
                "rolePermissions": [
                    {"allowedResourceActions": actions},
                    {"allowedResourceActions": [actions[0], f"{ABOUT}/allTasks"]},
                    {"allowedResourceActions": None},
                ],
            },
            {"id": "1", "displayName": None, "rolePermissions": None},
        ]
    )
    assert rows == [
        {"id": "1", "display_name": None, "actions": []},
        {"id": "2", "display_name": "Sync", "actions": sorted({actions[0], actions[2], f"{ABOUT}/allTasks"})},
    ]
    for broken in ({"displayName": "x"}, {"id": "1", "rolePermissions": [{"allowedResourceActions": "x"}]}):
        with pytest.raises(UnexpectedValue):
            tenant_facts.custom_role_rows([broken])


def test_what_a_look_up_says():
    assert tenant_facts.looked_up_row(TENANT, Tenant(TENANT, "Fabrikam", None)) == {
        "tenant_id": TENANT,
        "display_name": "Fabrikam",
        "known": True,
    }
    assert tenant_facts.looked_up_row(TENANT, Tenant(TENANT, None, None))["known"] is True
    assert tenant_facts.looked_up_row(TENANT, None) == {"tenant_id": TENANT, "display_name": None, "known": False}


def test_tenants_to_look_up():
    assert desired.checked_tenants(None) == desired.checked_tenants([]) == []
    assert desired.checked_tenants([TENANT.upper(), EARLIER, TENANT]) == [TENANT, EARLIER]
    with pytest.raises(BadInput) as caught:
        desired.checked_tenants(["x.example", TENANT, ""])
    assert caught.value.problems == [
        "tenants has 'x.example', which is not a tenant ID",
        "tenants has '', which is not a tenant ID",
    ]
