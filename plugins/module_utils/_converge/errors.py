# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors of changes, and changes in words (private to this collection)."""

from __future__ import annotations

from collections.abc import Sequence

from .._graph.errors import EntraError, GraphError, UnexpectedAnswer
from .._model.operations import CREATE, DELETE, UPDATE, WITHOUT_TRACE
from .._model.resource import BETA
from .._model.resources import RESOURCES
from .._plan.change import Change

# After an answer that was lost or cannot be understood, it is not known whether Graph made the change.
IN_DOUBT = (
    ". It is not known whether Graph made the change, and changes does not list it: run again; each run looks first"
)
_IN_DOUBT_FOREVER = (
    ". It is not known whether Graph did it, and changes does not list it. No read shows it: see the provisioning log "
    "before you run again"
)

# Changes that Graph may refuse with 400 because another writer was faster. No page of Microsoft documents the answer to
# the deletion of a partner that still has a policy. Source for the creation of an organization that exists, and for the
# addition of a tenant that is already in it: multitenantorganization-post-tenants.
# serviceprincipal-post-approleassignedto does not document the answer for a user who is assigned already, and
# synchronization-synchronizationjob-start does not document the answer for a job that runs already.
DOUBTFUL = {
    (DELETE, "partner"),
    (CREATE, "mto"),
    (CREATE, "mto_tenant"),
    (CREATE, "sync_assignment"),
    (UPDATE, "sync_job"),
}

_VERBS = {
    "create": "create",
    "update": "update",
    "delete": "delete",
    "reset": "reset",
    "restore": "restore",
    "purge": "remove for good",
    "restart": "restart",
    "provision": "provision {name} on demand with",
}


class MissingParent(EntraError):
    """An object is desired under another object that does not exist, such as a policy without its partner."""


class Impossible(EntraError):
    """No changes lead to the desired state from the state that a look in the middle of a run showed."""


class NotCompleted(EntraError):
    """Graph shows the changes, but Graph's asynchronous work after the changes has not ended, or has failed."""


class NotShown(EntraError):
    """A change was sent, and a look does not show ``what`` later changes depend on."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Graph does not show {what}. Replication may take longer (raise wait_timeout)")


class NotVisible(EntraError):
    """Graph accepted the changes, but after ``seconds`` seconds it still does not show them."""

    def __init__(self, seconds: float, changes: Sequence[Change]) -> None:
        self.changes = changes
        missing = "; ".join(
            f"{', '.join(change.settings) or change.operation} of {_title(change)}" for change in changes
        )
        super().__init__(
            f"Graph accepted the changes, but after {seconds:.0f} s it still does not show: {missing}. Either "
            "replication takes longer (raise wait_timeout), or somebody else is changing the same settings"
        )


def doing(change: Change) -> str:
    """A change in words, to follow "Failed to"."""
    tenant = RESOURCES[change.resource].tenant
    # An action of a job has a name of its own, such as "start".
    verb = change.key.get("action") or _VERBS[change.operation]
    words = f"{verb.format(name=change.name)} {_title(change)}"
    return words + (f" of {tenant} {change.tenant_id}" if change.tenant_id else "")


def _title(change: Change) -> str:
    return RESOURCES[change.resource].title.format(name=change.name)


def missing(change: Change) -> EntraError:
    """The error for a change whose parent object, such as a partner or an organization, does not exist."""
    return MissingParent(RESOURCES[change.resource].parent_missing)


def hint_on_settings(change: Change, error: EntraError) -> str:
    """Possible faults in the settings of a change that Graph refused; empty if the collection knows no such fault."""
    if not isinstance(error, GraphError) or error.status != 400:
        return ""
    written = [setting for setting in RESOURCES[change.resource].settings if setting.name in change.settings]
    needing = [setting for setting in written if setting.needs]
    hints = [f"Graph allows {setting.name} only where {setting.needs} is true already" for setting in needing]
    beta = [setting.name for setting in written if setting.versions == BETA]
    if beta:
        hints.append("not every cloud and tenant has {} in Graph's beta version".format(", ".join(beta)))
    return f". {'; '.join(hints)}" if hints else ""


def doubt(change: Change | None = None) -> str:
    """What is not known after an answer that was lost or cannot be understood."""
    return _IN_DOUBT_FOREVER if change and change.operation in WITHOUT_TRACE else IN_DOUBT


def may_have_acted(error: EntraError) -> bool:
    """Whether Graph may have made a change in spite of this error.

    This is true if the answer to an attempt was lost or cannot be understood, or if Graph broke down (5xx).
    """
    broke_down = isinstance(error, GraphError) and error.status >= 500
    return error.replayed or broke_down or isinstance(error, UnexpectedAnswer)
