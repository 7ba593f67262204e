# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong with a change, in words (private to this collection)."""

from __future__ import annotations

from .._graph.errors import EntraError, GraphError
from .._model.resource import BETA
from .._model.settings import RESOURCES
from .._plan.change import Change

_VERBS = {
    "create": "create",
    "update": "update",
    "delete": "delete",
    "reset": "reset",
    "restore": "restore",
    "purge": "remove for good",
}


class MissingParent(EntraError):
    """Something is desired under an object that does not exist, such as a policy without its partner."""


class Impossible(EntraError):
    """What a look in the middle of a run showed leaves no way to what is wanted."""


class NotCompleted(EntraError):
    """Graph shows the changes, and what it does because of them has not ended, or ended badly."""


class NotVisible(EntraError):
    """Graph took the changes and does not show them."""

    def __init__(self, seconds: float, changes):
        self.changes = changes
        missing = "; ".join(
            f"{', '.join(change.settings) or change.operation} of {_title(change)}" for change in changes
        )
        super().__init__(
            f"Graph accepted the changes, but after {seconds:.0f} s it still does not show: {missing}. Either "
            "replication takes longer (raise wait_timeout), or somebody else is changing the same settings"
        )


def doing(change: Change) -> str:
    """A change in words, to come after "Failed to"."""
    tenant = RESOURCES[change.resource].tenant
    words = f"{_VERBS[change.operation]} {_title(change)}"
    return words + (f" of {tenant} {change.tenant_id}" if change.tenant_id else "")


def _title(change: Change) -> str:
    return RESOURCES[change.resource].title.format(name=change.name)


def missing(change: Change) -> EntraError:
    """What to say if that is not there which ``change`` takes for granted."""
    return MissingParent(RESOURCES[change.resource].parent_missing)


def hint_on_settings(change: Change, error: EntraError) -> str:
    """What may be wrong with the settings of a change that Graph refused; empty where nothing is known."""
    if not isinstance(error, GraphError) or error.status != 400:
        return ""
    written = [setting for setting in RESOURCES[change.resource].settings if setting.name in change.settings]
    hints = [f"Graph allows {each.name} only where {each.needs} is true already" for each in written if each.needs]
    beta = [setting.name for setting in written if setting.versions == BETA]
    if beta:
        hints.append("not every cloud and tenant has {} in Graph's beta version".format(", ".join(beta)))
    return f". {'; '.join(hints)}" if hints else ""
