# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong with a change, in words (private to this collection)."""

from __future__ import annotations

from .._graph.errors import EntraError, GraphError
from .._model.resource import BETA
from .._model.settings import IDENTITY_SYNC
from .._plan.change import Change

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


def doing(change: Change) -> str:
    """A change in words, to come after "Failed to"."""
    words = f"{_VERBS[change.operation]} {_NOUNS[change.resource]}"
    who = "tenant" if change.resource == "mto_tenant" else "partner"
    return words + (f" of {who} {change.tenant_id}" if change.tenant_id else "")


def missing(change: Change) -> EntraError:
    """What to say if that is not there which ``change`` takes for granted."""
    return MissingOrganization() if change.resource == "mto_tenant" else MissingPartner()


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
