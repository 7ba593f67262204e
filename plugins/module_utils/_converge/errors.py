# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong between reading and having converged, and what to do about it (private to this collection)."""

from __future__ import annotations

from .._graph.errors import AuthenticationError, EntraError, GraphError
from .._policy.plan import Change
from .._policy.tenants import described

_VERBS = {"create": "create", "update": "update", "delete": "delete", "reset": "reset"}
_NOUNS = {
    "partner": "the partner configuration",
    "identity_sync": "the identity synchronization policy",
    "mto_sync_template": "the identity synchronization template of the multitenant organization",
    "mto_partner_template": "the partner template of the multitenant organization",
    "default_settings": "the default settings",
    "mto": "the multitenant organization",
    "mto_tenant": "the membership in the multitenant organization",
    "mto_join_request": "the request to join a multitenant organization",
}

# What stands in an address → the permissions to read and to write there; the first that fits counts.
_PERMISSIONS = (
    (
        "/tenantRelationships/multiTenantOrganization",
        "MultiTenantOrganization.Read.All or MultiTenantOrganization.ReadWrite.All",
        "MultiTenantOrganization.ReadWrite.All",
        "; only a tenant that is an owner of the organization can change it",
    ),
    ("", "Policy.Read.All or Policy.ReadWrite.CrossTenantAccess", "Policy.ReadWrite.CrossTenantAccess", ""),
)


class MissingPartner(EntraError):
    """A policy is wanted under a partner that does not exist."""

    def __init__(self):
        super().__init__(
            "there is no partner configuration for this tenant, under which a synchronization policy hangs: create it "
            "first, with entra.cross_tenant.partner, or both at once with entra.cross_tenant.partners"
        )


class MissingOrganization(EntraError):
    """A tenant is wanted in an organization that does not exist."""

    def __init__(self):
        super().__init__(
            "the home tenant is in no multitenant organization to which a tenant could be added: create one first, "
            "with entra.cross_tenant.mto"
        )


class NotCompleted(EntraError):
    """Graph shows the changes, and what it does because of them has not ended, or ended badly."""


class NotVisible(EntraError):
    """Graph took the changes and does not show them."""

    def __init__(self, seconds: float, changes):
        self.changes = changes
        missing = "; ".join(
            f"{', '.join(change.settings) or change.operation} of {_NOUNS[change.resource]}" for change in changes
        )
        super().__init__(
            f"Graph accepted the changes, but after {seconds:.0f} s it still does not show: {missing}. Either "
            "replication takes longer (raise wait_timeout), or somebody else is changing the same settings"
        )


class UnknownTenant(EntraError):
    """Graph says that no tenant has an ID or a domain."""

    def __init__(self, name: str, error: GraphError):
        super().__init__(f"no tenant has {described(name)} ({error.status} {error.code})")
        self.error = error

    def report(self) -> dict:
        return dict(self.error.report(), msg=str(self))


class Failure(EntraError):
    """An error together with what was being done, to which partner, and what to do next.

    ``permission`` is the one that it takes, where that is not one of those for partners and templates.
    """

    def __init__(self, doing: str, error: EntraError, permission: str | None = None):
        super().__init__(f"Failed to {doing}: {error}{advice(error, permission)}")
        self.error = error

    def report(self) -> dict:
        return dict(self.error.report(), msg=str(self))


def doing(change: Change) -> str:
    """A change in words, to come after "Failed to"."""
    words = f"{_VERBS[change.operation]} {_NOUNS[change.resource]}"
    who = "tenant" if change.resource == "mto_tenant" else "partner"
    return words + (f" of {who} {change.tenant_id}" if change.tenant_id else "")


def missing(change: Change) -> EntraError:
    """What to say if that is not there which ``change`` takes for granted."""
    return MissingOrganization() if change.resource == "mto_tenant" else MissingPartner()


def advice(error: EntraError, permission: str | None = None) -> str:
    """What the person who reads the error can do about it; empty where the error says it already."""
    if isinstance(error, AuthenticationError):
        return ". Check tenant, client_id and the credentials, and that the application exists in that tenant"
    if not isinstance(error, GraphError):
        return ""
    if error.status == 401:
        return ". Graph does not accept the token: it may have expired, or be of another cloud or tenant"
    if permission:
        needed = f". The application needs the Microsoft Graph permission {permission} with admin consent"
        return needed if error.status == 403 else ""
    if error.status == 403:
        read, write, more = next(row[1:] for row in _PERMISSIONS if row[0] in error.request)
        reading = error.request.startswith("GET")
        return (
            f". The application needs the Microsoft Graph permission {read if reading else write} with admin consent; "
            "a signed-in user also needs the role Security Administrator (Global Reader to read)"
            f"{'' if reading else more}"
        )
    if error.status == 404:
        return ". If it was created a moment ago it may not be everywhere yet: run again, or raise wait_timeout"
    if error.status == 409:
        return (
            ". Graph says that the object exists, but reads do not show it: a deleted object of this tenant may "
            "still be restorable and in the way"
        )
    return ""
