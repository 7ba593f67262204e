# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenant settings that affect partners and are only read here: their types, their state, and how tests arrange them.

Of each type there are the properties that matter (Graph reference: authorizationPolicy, externalIdentitiesPolicy,
conditionalAccessPolicy, subscribedSku, unifiedRoleDefinition).
"""

from __future__ import annotations

import copy
import uuid
from typing import Any

from .kinds import BOOLEAN, TEXT, Collection, Complex, Enumeration, Property
from .model import EntityType
from .table import Row, Table

_ID = Property("id", TEXT)
_NAME = Property("displayName", TEXT)

AUTHORIZATION_POLICY = EntityType(
    "authorizationPolicy",
    (
        _ID,
        _NAME,
        Property(
            "allowInvitesFrom",
            Enumeration(("none", "adminsAndGuestInviters", "adminsGuestInvitersAndAllMembers", "everyone")),
        ),
    ),
)
EXTERNAL_IDENTITIES_POLICY = EntityType(
    "externalIdentitiesPolicy",
    (
        _ID,
        _NAME,
        Property("deletedDateTime", TEXT),
        Property("allowExternalIdentitiesToLeave", BOOLEAN),
        Property("allowDeletedIdentitiesDataRemoval", BOOLEAN),
    ),
)

_TEXTS = Collection(TEXT)
# guestOrExternalUserTypes is a comma-joined string: conditionalAccessGuestsOrExternalUsers.
_GUESTS = Complex("conditionalAccessGuestsOrExternalUsers", (Property("guestOrExternalUserTypes", TEXT),))
_USERS = Complex(
    "conditionalAccessUsers",
    (
        *(Property(f"{way}{what}", _TEXTS) for way in ("include", "exclude") for what in ("Users", "Groups", "Roles")),
        Property("includeGuestsOrExternalUsers", _GUESTS),
        Property("excludeGuestsOrExternalUsers", _GUESTS),
    ),
)
CONDITIONAL_ACCESS_POLICY = EntityType(
    "conditionalAccessPolicy",
    (
        _ID,
        _NAME,
        Property("state", Enumeration(("enabled", "disabled", "enabledForReportingButNotEnforced"))),
        Property("conditions", Complex("conditionalAccessConditionSet", (Property("users", _USERS),))),
        Property(
            "grantControls",
            Complex(
                "conditionalAccessGrantControls",
                (
                    Property("operator", TEXT),
                    Property("builtInControls", _TEXTS),
                    Property("customAuthenticationFactors", _TEXTS),
                    Property("termsOfUse", _TEXTS),
                    Property("authenticationStrength", Complex("authenticationStrengthPolicy", (_ID, _NAME))),
                ),
            ),
        ),
    ),
)
_PLAN = Complex(
    "servicePlanInfo",
    tuple(Property(name, TEXT) for name in ("servicePlanId", "servicePlanName", "provisioningStatus", "appliesTo")),
)
SUBSCRIBED_SKU = EntityType(
    "subscribedSku",
    (
        _ID,
        Property("capabilityStatus", TEXT),
        Property("skuPartNumber", TEXT),
        Property("servicePlans", Collection(_PLAN)),
    ),
)
ORGANIZATION = EntityType("organization", (_ID, _NAME, Property("tenantType", TEXT)))
ROLE_DEFINITION = EntityType(
    "unifiedRoleDefinition",
    (
        _ID,
        _NAME,
        Property("isBuiltIn", BOOLEAN),
        Property("isEnabled", BOOLEAN),
        Property(
            "rolePermissions",
            Collection(
                Complex(
                    "unifiedRolePermission", (Property("allowedResourceActions", _TEXTS), Property("condition", TEXT))
                )
            ),
        ),
    ),
)

_AUTHORIZATION, _EXTERNAL = "authorizationPolicy", "externalIdentitiesPolicy"
_ACCESS, _SKUS, _ROLES = "conditionalAccessPolicies", "subscribedSkus", "roleDefinitions"

# The settings of a new tenant. "everyone" is the default outside US Government.
_SINGLES = {
    _AUTHORIZATION: (
        AUTHORIZATION_POLICY,
        {"id": _AUTHORIZATION, "displayName": "Authorization Policy", "allowInvitesFrom": "everyone"},
    ),
    _EXTERNAL: (
        EXTERNAL_IDENTITIES_POLICY,
        {
            "id": "externalIdentityPolicy",
            "displayName": "External Identities Policy",
            "allowExternalIdentitiesToLeave": True,
            "allowDeletedIdentitiesDataRemoval": False,
        },
    ),
}
_LISTS = {_ACCESS: CONDITIONAL_ACCESS_POLICY, _SKUS: SUBSCRIBED_SKU, _ROLES: ROLE_DEFINITION}
_BUILT_IN_ROLE = {
    "id": "194ae4cb-b126-40b2-bd5b-6091b380977d",
    "displayName": "Security Administrator",
    "isBuiltIn": True,
    "isEnabled": True,
    "rolePermissions": [
        {"allowedResourceActions": ["microsoft.directory/crossTenantAccessPolicy/standard/read"], "condition": None}
    ],
}


class Surroundings:
    """The state. What a test arranges is seen at once."""

    def __init__(self) -> None:
        self._tables = {name: Table() for name in (*_SINGLES, *_LISTS)}

    # For the endpoints.

    @property
    def authorization_policy(self) -> Row:
        return self._tables[_AUTHORIZATION].get(_AUTHORIZATION)

    @property
    def external_identities_policy(self) -> Row:
        return self._tables[_EXTERNAL].get(_EXTERNAL)

    @property
    def conditional_access_rows(self) -> Table:
        return self._tables[_ACCESS]

    @property
    def sku_rows(self) -> Table:
        return self._tables[_SKUS]

    @property
    def role_rows(self) -> Table:
        return self._tables[_ROLES]

    # Arranging, for tests; names as in Graph.

    def set_authorization_policy(self, **graph_properties: Any) -> None:
        """Set properties of the authorization policy."""
        self._set(_AUTHORIZATION, graph_properties)

    def set_external_identities_policy(self, **graph_properties: Any) -> None:
        """Set properties of the external identities policy."""
        self._set(_EXTERNAL, graph_properties)

    def add_conditional_access_policy(self, name: str, **graph_properties: Any) -> Row:
        """Add a Conditional Access policy; it is on unless it is said otherwise."""
        return self._add(_ACCESS, {"displayName": name, "state": "enabled", **graph_properties})

    def add_subscription(self, *plans: str, status: str = "Enabled", provisioning: str = "Success") -> Row:
        """Add a subscription with service plans of these names."""
        rows = [{"servicePlanName": plan, "provisioningStatus": provisioning, "appliesTo": "User"} for plan in plans]
        return self._add(_SKUS, {"capabilityStatus": status, "servicePlans": rows})

    def add_role(self, name: str, *actions: str) -> Row:
        """Add a custom role that allows these actions."""
        permissions = [{"allowedResourceActions": list(actions), "condition": None}]
        role = {"displayName": name, "isBuiltIn": False, "isEnabled": True, "rolePermissions": permissions}
        return self._add(_ROLES, role)

    def _set(self, name: str, properties: Row) -> None:
        kind, fresh = _SINGLES[name]
        row = {**fresh, **(self._tables[name].get(name) or {}), **properties}
        self._tables[name].settle(name, kind.complete(row))

    def _add(self, name: str, properties: Row) -> Row:
        table = self._tables[name]
        number = sum(1 for _row in table.rows())
        # The same in every run.
        row = {"id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"graph-simulator/{name}/{number}")), **properties}
        table.settle(row["id"], _LISTS[name].complete(row))
        return copy.deepcopy(row)

    # The JSON form.

    def load(self, seed: dict[str, Any]) -> None:
        """Replace everything; what the seed leaves out is as in a fresh tenant."""
        for table in self._tables.values():
            table.clear()
        for name in _SINGLES:
            self._set(name, seed.get(name, {}))
        for name in _LISTS:
            for row in seed.get(name, [_BUILT_IN_ROLE] if name == _ROLES else ()):
                self._add(name, row)

    def snapshot(self) -> dict[str, Any]:
        """Everything, in the form that ``load`` takes."""
        singles = {name: self._tables[name].get(name) for name in _SINGLES}
        return {**singles, **{name: [row for _key, row in self._tables[name].rows()] for name in _LISTS}}
