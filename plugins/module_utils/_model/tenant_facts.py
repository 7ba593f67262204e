# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Graph says about a tenant around its partners, in words that a check can use (private to this collection). Pure.

All of it is only ever read. Every function takes an object of Graph, or a whole list, and raises UnexpectedValue where
that cannot be understood.
"""

from __future__ import annotations

from typing import NamedTuple

from .kinds import Boolean, Field, Flags, Items, Record, Text, UnexpectedValue, Wrapped, brief, without_annotations
from .observed import deleted_row, tenant_id_of
from .organization import whole_tenant_row
from .retention import restorable_until_text
from .tenants import Tenant


class _Required(NamedTuple):
    """A string that is never missing."""

    def read(self, graph):
        text = Text().read(graph)
        if text is None:
            raise UnexpectedValue("there is none")
        return text


class _Texts(NamedTuple):
    """A list of strings, sorted."""

    def read(self, graph):
        if graph is None:
            return None
        if not isinstance(graph, list):
            raise UnexpectedValue(f"{brief(graph)} is not a list")
        return sorted(_Required().read(text) for text in graph)


_ENDPOINTS = Wrapped("allowedCloudEndpoints", _Texts())
_INVITES = Wrapped("allowInvitesFrom", Text())
_LEAVE = Wrapped("allowExternalIdentitiesToLeave", Boolean())

_ORGANIZATIONS = Items((Field("type", "tenantType", Text()),))

# Resources conditionalAccessPolicy, conditionalAccessGrantControls, conditionalAccessUsers and
# conditionalAccessGuestsOrExternalUsers.
_GRANT = Record(
    (
        Field("controls", "builtInControls", _Texts()),
        Field("strength", "authenticationStrength", Record((Field("id", "id", _Required()),))),
    )
)
_USERS = Record(
    (
        Field("users", "includeUsers", _Texts()),
        Field("guests", "includeGuestsOrExternalUsers", Wrapped("guestOrExternalUserTypes", Flags({}))),
    )
)
_CONDITIONAL_ACCESS = Items(
    (
        Field("display_name", "displayName", Text()),
        Field("id", "id", _Required()),
        Field("state", "state", _Required()),
        Field("grant", "grantControls", _GRANT),
        Field("users", "conditions", Wrapped("users", _USERS)),
    )
)
_EVERY_GUEST = {"All", "GuestsOrExternalUsers"}

_SKUS = Items(
    (
        Field("status", "capabilityStatus", _Required()),
        Field(
            "plans",
            "servicePlans",
            Items(
                (Field("name", "servicePlanName", _Required()), Field("status", "provisioningStatus", _Required())),
            ),
        ),
    )
)
# Warning is the time of grace of an expired subscription, in which all still works: licenseUnitsDetail.
_USABLE = {"Enabled", "Warning"}

_ROLES = Items(
    (
        Field("display_name", "displayName", Text()),
        Field("id", "id", _Required()),
        Field("permissions", "rolePermissions", Items((Field("actions", "allowedResourceActions", _Texts()),))),
    )
)
_ABOUT_THE_POLICY = "microsoft.directory/crosstenantaccesspolicy/"


def allowed_cloud_endpoints(graph: dict) -> list[str] | None:
    """The other clouds in which partners may be; None where Graph does not say.

    The CSDL of US Government and China lacks the property.
    """
    return _ENDPOINTS.read(graph)


def deleted_rows(items: list) -> list[dict]:
    """The deleted synchronization policies, sorted by tenant, and until when each can be restored."""
    rows = [deleted_row(tenant_id_of(graph), without_annotations(graph)) for graph in items]
    dated = [dict(row, restorable_until=restorable_until_text(row["deleted_date_time"])) for row in rows]
    return sorted(dated, key=lambda row: row["tenant_id"])


def mto_tenant_rows(items: list) -> list[dict]:
    """The tenants of the multitenant organization, sorted."""
    return sorted((whole_tenant_row(graph) for graph in items), key=lambda row: row["tenant_id"])


def allow_invites_from(graph: dict) -> str | None:
    return _INVITES.read(_only(graph))


def allow_external_identities_to_leave(graph: dict) -> bool | None:
    return _LEAVE.read(_only(graph))


def conditional_access_rows(items: list) -> list[dict]:
    """Conditional Access policies by name, as far as they matter to guests."""
    return [
        {
            "id": observed["id"],
            "display_name": observed["display_name"],
            "state": observed["state"],
            "requires_mfa": _requires_mfa(observed["grant"] or {}),
            "includes_guests": _includes_guests(observed["users"] or {}),
        }
        for observed in _CONDITIONAL_ACCESS.read(items)
    ]


def _requires_mfa(grant):
    return "mfa" in grant.get("controls", ()) or "strength" in grant


def _includes_guests(users):
    everybody = _EVERY_GUEST.intersection(users.get("users", ()))
    return bool(everybody) or "b2bDirectConnectUser" in users.get("guests", ())


def service_plans(items: list) -> list[str]:
    """The names of the service plans that the tenant has subscribed to and can use."""
    usable = [sku for sku in _SKUS.read(items) if sku["status"] in _USABLE]
    return sorted({plan["name"] for sku in usable for plan in sku["plans"] or () if plan["status"] == "Success"})


def tenant_type(items: list) -> str | None:
    observed = _ORGANIZATIONS.read(items)
    if len(observed) != 1:
        raise UnexpectedValue(f"{len(observed)} organizations, where a tenant is one")
    return observed[0]["type"]


def custom_role_rows(items: list) -> list[dict]:
    """Custom roles by name, with those of their actions that are about cross-tenant access."""
    return [
        {"id": observed["id"], "display_name": observed["display_name"], "actions": _actions(observed["permissions"])}
        for observed in _ROLES.read(items)
    ]


def _actions(permissions):
    actions = {action for each in permissions or () for action in each["actions"] or ()}
    return sorted(action for action in actions if action.lower().startswith(_ABOUT_THE_POLICY))


def looked_up_row(tenant_id: str, tenant: Tenant | None) -> dict:
    """What a look-up says about a tenant; None where there is no such tenant."""
    return {
        "tenant_id": tenant_id,
        "display_name": tenant.display_name if tenant else None,
        "known": tenant is not None,
    }


def _only(graph):
    """A policy of which there is one.

    The page externalidentitiespolicy-get shows the object inside ``value``. Beta has authorizationPolicy as a list,
    whose one entry the page authorizationpolicy-get once named by its ID, and v1.0 as an object.
    """
    value = graph.get("value", graph)
    if not isinstance(value, list):
        return value
    if len(value) != 1:
        raise UnexpectedValue(f"{len(value)} policies, where there is one")
    return value[0]
