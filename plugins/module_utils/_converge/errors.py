# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors of changes, and changes in words (private to this collection)."""

from __future__ import annotations

from collections.abc import Sequence

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
    """A policy is desired under a partner that does not exist."""

    def __init__(self) -> None:
        super().__init__(
            "there is no partner configuration for this tenant, under which a synchronization policy hangs: create it "
            "first, with entra.cross_tenant.partner, or both at once with entra.cross_tenant.partners"
        )


class Impossible(EntraError):
    """No changes lead from what a look in the middle of a run showed to what is desired."""


class MissingOrganization(EntraError):
    """A tenant is desired in an organization that does not exist."""

    def __init__(self) -> None:
        super().__init__(
            "the home tenant is in no multitenant organization to which a tenant could be added: create one first, "
            "with entra.cross_tenant.mto"
        )


class NotCompleted(EntraError):
    """Graph shows the changes, but what Graph does afterwards by itself has not ended, or has failed."""


class NotVisible(EntraError):
    """Graph accepted the changes and does not show them after ``seconds``."""

    def __init__(self, seconds: float, changes: Sequence[Change]) -> None:
        self.changes = changes
        missing = "; ".join(
            f"{', '.join(change.settings) or change.operation} of {_NOUNS[change.resource]}" for change in changes
        )
        super().__init__(
            f"Graph accepted the changes, but after {seconds:.0f} s it still does not show: {missing}. Either "
            "replication takes longer (raise wait_timeout), or somebody else is changing the same settings"
        )


def doing(change: Change) -> str:
    """A change in words that come after "Failed to"."""
    words = f"{_VERBS[change.operation]} {_NOUNS[change.resource]}"
    who = "tenant" if change.resource == "mto_tenant" else "partner"
    return words + (f" of {who} {change.tenant_id}" if change.tenant_id else "")


def missing(change: Change) -> EntraError:
    """The error for a change whose parent object, a partner or an organization, does not exist."""
    return MissingOrganization() if change.resource == "mto_tenant" else MissingPartner()


def hint_on_settings(change: Change, error: EntraError) -> str:
    """What may be wrong with the settings of a change that Graph refused; empty where the collection knows nothing."""
    if not isinstance(error, GraphError) or error.status != 400:
        return ""
    resource = next((known for known in _WITH_BETA_SETTINGS if known.name == change.resource), None)
    written = [setting for setting in (resource.settings if resource else ()) if setting.name in change.settings]
    needing = [setting for setting in written if setting.needs]
    hints = [f"Graph allows {setting.name} only where {setting.needs} is true already" for setting in needing]
    beta = [setting.name for setting in written if setting.versions == BETA]
    if beta:
        hints.append("not every cloud and tenant has {} in Graph's beta version".format(", ".join(beta)))
    return f". {'; '.join(hints)}" if hints else ""
