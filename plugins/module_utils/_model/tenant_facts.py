# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Facts about the home tenant that health checks need beside the partners (private to this collection). Pure.

The collection only reads these facts. The argument of each function is an object that Graph sent, or a whole list. The
function raises UnexpectedValue if it cannot understand the argument.
"""

from __future__ import annotations

from typing import Any, TypedDict

from .kinds import (
    Boolean,
    Field,
    Flags,
    GraphObject,
    Items,
    Record,
    RequiredText,
    Row,
    Settings,
    Text,
    Texts,
    UnexpectedValue,
    Wrapped,
    without_annotations,
)
from .observed import deleted_row, tenant_id_of
from .organization import whole_tenant_row
from .retention import restorable_until_text
from .tenants import Tenant

_ENDPOINTS = Wrapped("allowedCloudEndpoints", Texts())
_INVITES = Wrapped("allowInvitesFrom", Text())
_LEAVE = Wrapped("allowExternalIdentitiesToLeave", Boolean())

_ORGANIZATIONS = Items((Field("type", "tenantType", Text()),))

# Resources conditionalAccessPolicy, conditionalAccessGrantControls, conditionalAccessUsers and
# conditionalAccessGuestsOrExternalUsers.
_GRANT = Record(
    (
        Field("controls", "builtInControls", Texts()),
        Field("strength", "authenticationStrength", Record((Field("id", "id", RequiredText()),))),
    )
)
_USERS = Record(
    (
        Field("users", "includeUsers", Texts()),
        Field("guests", "includeGuestsOrExternalUsers", Wrapped("guestOrExternalUserTypes", Flags({}))),
    )
)
_CONDITIONAL_ACCESS = Items(
    (
        Field("display_name", "displayName", Text()),
        Field("id", "id", RequiredText()),
        Field("state", "state", RequiredText()),
        Field("grant", "grantControls", _GRANT),
        Field("users", "conditions", Wrapped("users", _USERS)),
    )
)
_EVERY_GUEST = {"All", "GuestsOrExternalUsers"}

_SKUS = Items(
    (
        Field("status", "capabilityStatus", RequiredText()),
        Field(
            "plans",
            "servicePlans",
            Items(
                (
                    Field("name", "servicePlanName", RequiredText()),
                    Field("status", "provisioningStatus", RequiredText()),
                ),
            ),
        ),
    )
)
# "Warning" is the grace period of an expired subscription, in which everything still works: licenseUnitsDetail.
_USABLE = {"Enabled", "Warning"}

_ROLES = Items(
    (
        Field("display_name", "displayName", Text()),
        Field("id", "id", RequiredText()),
        Field("permissions", "rolePermissions", Items((Field("actions", "allowedResourceActions", Texts()),))),
    )
)
# Compared in lower case.
_ABOUT_THE_POLICY = "microsoft.directory/crosstenantaccesspolicy/"


class ConditionalAccessRow(TypedDict):
    """The parts of a Conditional Access policy that matter to guests. ``state`` is a word of Graph: ``enabled`` etc."""

    id: str
    display_name: str | None
    state: str
    requires_mfa: bool
    includes_guests: bool


class CustomRoleRow(TypedDict):
    """A custom role, and its actions on the cross-tenant access policy, sorted."""

    id: str
    display_name: str | None
    actions: list[str]


class LookedUpRow(TypedDict):
    """The result of the look-up of a tenant. ``known``: whether the directory has a tenant with this ID."""

    tenant_id: str
    display_name: str | None
    known: bool


class CredentialsRow(TypedDict):
    """The permissions of the credentials, as the access token shows them. All are None if they are unknown.

    ``permission_type`` is ``application`` or ``delegated``. The lists are sorted. ``permissions_to_write`` are enough
    to change an object that the collection manages. ``permissions_unneeded`` are permissions without which the
    collection can still read and write everything. ``reason`` says why the permissions are unknown.
    """

    permission_type: str | None
    permissions: list[str] | None
    permissions_to_write: list[str] | None
    permissions_unneeded: list[str] | None
    reason: str | None


def allowed_cloud_endpoints(graph: GraphObject) -> list[str] | None:
    """The other clouds in which partners may be, sorted; None if Graph does not say.

    The CSDL of US Government and China lacks the property.
    """
    endpoints: list[str] | None = _ENDPOINTS.read(graph)
    return endpoints


def deleted_rows(items: list[GraphObject]) -> list[Row]:
    """The deleted synchronization policies, sorted by tenant, each with the time until which it can be restored."""
    rows = [deleted_row(tenant_id_of(graph), without_annotations(graph)) for graph in items]
    dated = [dict(row, restorable_until=restorable_until_text(row["deleted_date_time"])) for row in rows]
    return sorted(dated, key=lambda row: row["tenant_id"])


def mto_tenant_rows(items: list[GraphObject]) -> list[Row]:
    """The tenants of the multitenant organization, sorted by tenant ID."""
    return sorted((whole_tenant_row(graph) for graph in items), key=lambda row: row["tenant_id"])


def allow_invites_from(graph: GraphObject) -> str | None:
    """The users who may invite guests, in Graph's word: allowInvitesFrom of authorizationPolicy."""
    invites: str | None = _INVITES.read(_only(graph))
    return invites


def allow_external_identities_to_leave(graph: GraphObject) -> bool | None:
    """Whether guests may leave the tenant by themselves: externalIdentitiesPolicy."""
    leave: bool | None = _LEAVE.read(_only(graph))
    return leave


def conditional_access_rows(items: list[GraphObject]) -> list[ConditionalAccessRow]:
    """Conditional Access policies, sorted by name."""
    return [
        {
            "id": observed["id"],
            "display_name": observed["display_name"],
            "state": observed["state"],
            "requires_mfa": _requires_mfa(observed["grant"] or {}),
            "includes_guests": _includes_guests(observed["users"] or {}),
        }
        for observed in _CONDITIONAL_ACCESS.read(items) or ()
    ]


def _requires_mfa(grant: Settings) -> bool:
    return "mfa" in grant.get("controls", ()) or "strength" in grant


def _includes_guests(users: Settings) -> bool:
    everybody = _EVERY_GUEST.intersection(users.get("users", ()))
    return bool(everybody) or "b2bDirectConnectUser" in users.get("guests", ())


def service_plans(items: list[GraphObject]) -> list[str]:
    """The names of the service plans that the tenant has subscribed to and can use, sorted."""
    usable = [sku for sku in _SKUS.read(items) or () if sku["status"] in _USABLE]
    return sorted({plan["name"] for sku in usable for plan in sku["plans"] or () if plan["status"] == "Success"})


def tenant_type(items: list[GraphObject]) -> str | None:
    """The type of the home tenant in Graph's word: tenantType of organization, such as ``AAD``."""
    observed = _ORGANIZATIONS.read(items) or []
    if len(observed) != 1:
        raise UnexpectedValue(f"{len(observed)} organizations, where a tenant is one")
    type_: str | None = observed[0]["type"]
    return type_


def custom_role_rows(items: list[GraphObject]) -> list[CustomRoleRow]:
    """Custom roles, sorted by name."""
    return [
        {"id": observed["id"], "display_name": observed["display_name"], "actions": _actions(observed["permissions"])}
        for observed in _ROLES.read(items) or ()
    ]


def _actions(permissions: list[Settings] | None) -> list[str]:
    actions: set[str] = {action for permission in permissions or () for action in permission["actions"] or ()}
    return sorted(action for action in actions if action.lower().startswith(_ABOUT_THE_POLICY))


def looked_up_row(tenant_id: str, tenant: Tenant | None) -> LookedUpRow:
    """The result of the look-up of ``tenant_id``. ``tenant`` is None if there is no such tenant."""
    return {
        "tenant_id": tenant_id,
        "display_name": tenant.display_name if tenant else None,
        "known": tenant is not None,
    }


def _only(graph: GraphObject) -> Any:
    """The policy in an answer about a policy that exists once in a tenant.

    The page externalidentitiespolicy-get shows the object inside ``value``. authorizationPolicy is an object in v1.0
    and a list with one entry in beta; the page authorizationpolicy-get once named this entry by its ID.
    """
    value = graph.get("value", graph)
    if not isinstance(value, list):
        return value
    if len(value) != 1:
        raise UnexpectedValue(f"{len(value)} policies, where there is one")
    return value[0]
