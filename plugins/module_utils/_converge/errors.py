# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong between reading and having converged, and what to do about it (private to this collection)."""

from __future__ import annotations

from .._graph.errors import AuthenticationError, EntraError, GraphError
from .._policy.plan import Change
from .._policy.resource import BETA
from .._policy.settings import IDENTITY_SYNC
from .._policy.tenants import described
from . import paths

_VERBS = {
    "create": "create",
    "update": "update",
    "delete": "delete",
    "reset": "reset",
    "restore": "restore",
    "purge": "remove for good",
}
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
_WITH_BETA_SETTINGS = (IDENTITY_SYNC,)
_ADVICE_ON_DELETED_ITEMS = {
    400: (
        ". Graph may not have deleted items in this cloud or tenant: Microsoft's pages contradict each other about the "
        "clouds that do"
    ),
    # The include file of crosstenantidentitysyncpolicypartner-restore against the rendered pages of
    # policydeletableitem-get and -delete.
    403: (
        ". Either the application lacks the Microsoft Graph permission Policy.ReadWrite.CrossTenantAccess with admin "
        "consent, or Graph opens deleted items to no application at all: Microsoft's pages contradict each other, some "
        "naming this permission and some saying 'not supported'. A signed-in user also needs the role Security "
        "Administrator"
    ),
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


class Impossible(EntraError):
    """What a look in the middle of a run showed leaves no way to what is wanted."""


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

    def __init__(self, doing: str, error: EntraError, permission: str | None = None, hint: str = ""):
        super().__init__(f"Failed to {doing}: {error}{advice(error, permission)}{hint}")
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
    if paths.DELETED_ITEMS in error.request and error.status in (400, 403):
        return _ADVICE_ON_DELETED_ITEMS[error.status]
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
    if error.status == 409 and paths.is_about_identity_sync(error.request):
        return (
            ". Graph says that the policy exists, but reads do not show it: a deleted one may be in the way. With "
            "api_version beta it is restored and updated, if Graph lets the application see deleted items, and "
            "entra.cross_tenant.deleted_partner_identity_sync removes it for good"
        )
    if error.status == 409:
        return (
            ". Graph says that the object exists, but reads do not show it: a deleted object of this tenant may "
            "still be restorable and in the way"
        )
    return ""


def hint_on_settings(change: Change, error: EntraError) -> str:
    """What may be wrong with the settings of a change that Graph refused; empty where nothing is known."""
    if not isinstance(error, GraphError) or error.status != 400:
        return ""
    resource = next((each for each in _WITH_BETA_SETTINGS if each.name == change.resource), None)
    written = [setting for setting in (resource.settings if resource else ()) if setting.name in change.settings]
    hints = [f"Graph allows {each.name} only where {each.needs} is true already" for each in written if each.needs]
    beta = [setting.name for setting in written if setting.versions == BETA]
    if beta:
        hints.append("not every cloud and tenant has {} in Graph's beta version".format(", ".join(beta)))
    return f". {'; '.join(hints)}" if hints else ""
