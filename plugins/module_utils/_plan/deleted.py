# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The goal of a deleted policy or a deleted partner (private to this collection). Pure."""

from __future__ import annotations

from typing import NamedTuple

from .._model.kinds import GraphObject, Row
from .._model.observed import Observed, deleted_partner_row, deleted_row, partner_row, sync_row
from .._model.operations import PURGE, RESTORE
from .._model.resource import Resource
from .._model.resources import IDENTITY_SYNC, PARTNER
from .change import Change, NoWay
from .partner import applied

RESTORED = "restored"
PURGED = "purged"


class _Kind(NamedTuple):
    """One kind of deleted object, in words."""

    article: str
    noun: str
    plural: str
    short: str
    module: str


_KINDS = {
    IDENTITY_SYNC.name: _Kind(
        "an", "identity synchronization policy", "policies", "policy", "entra.cross_tenant.partner_identity_sync"
    ),
    PARTNER.name: _Kind("a", "configuration", "partners", "configuration", "entra.cross_tenant.partner"),
}


class DeletedGoal(NamedTuple):
    """A deleted policy or partner that must exist again (RESTORED) or must be removed for good (PURGED)."""

    tenant_id: str
    state: str
    resource: Resource = IDENTITY_SYNC

    @property
    def listed(self) -> bool:
        return True

    @property
    def singly(self) -> bool:
        return False

    @property
    def title(self) -> str:
        return f"the deleted {self._kind.noun} of partner {self.tenant_id}"

    def plan(self, observed: Observed) -> tuple[Change, ...]:
        """Raises NoWay if there is nothing to restore, or if another object is in its place."""
        live, deleted, kind = self._live(observed), self._deleted(observed), self._kind
        if self.state == RESTORED and live is None and deleted is None:
            raise NoWay(
                [
                    f"partner {self.tenant_id} has no {kind.noun}, and no deleted {kind.short} that could be restored. "
                    f"Microsoft removes deleted {kind.plural} for good after 30 days"
                ]
            )
        if self.state == RESTORED and live is not None and deleted is not None:
            # Microsoft does not document the effect of a restore in this case. The worst result would be that the
            # object in use is overwritten.
            raise NoWay(
                [
                    f"partner {self.tenant_id} has {kind.article} {kind.noun}, so the deleted {kind.short} cannot be "
                    f"restored. Change the {kind.short} with {kind.module}, or remove the deleted {kind.short} with "
                    "state purged"
                ]
            )
        return self._left_to_do(observed)

    def applied(self, observed: Observed, change: Change) -> Observed:
        return applied(observed, change)

    def row(self, observed: Observed) -> Row | None:
        """The object in use if the goal is RESTORED, the deleted object if it is PURGED. Raises UnexpectedValue."""
        if self.resource is PARTNER:
            return partner_row(observed) if self.state == RESTORED else deleted_partner_row(observed.deleted_partner)
        if self.state == RESTORED:
            return sync_row(self.tenant_id, observed.sync)
        return deleted_row(self.tenant_id, observed.deleted_sync)

    def unseen(self, observed: Observed) -> tuple[Change, ...]:
        return self._left_to_do(observed)

    def lacks_partner(self, observed: Observed) -> bool:
        under = self.resource is not PARTNER
        return under and self.state == RESTORED and observed.partner is None and observed.deleted_sync is not None

    def contradicts(self, observed: Observed, change: Change) -> bool:
        return self._live(observed) is None if change.operation == RESTORE else self._deleted(observed) is not None

    @property
    def _kind(self) -> _Kind:
        return _KINDS[self.resource.name]

    def _live(self, observed: Observed) -> GraphObject | None:
        return observed.partner if self.resource is PARTNER else observed.sync

    def _deleted(self, observed: Observed) -> GraphObject | None:
        return observed.deleted_partner if self.resource is PARTNER else observed.deleted_sync

    def _left_to_do(self, observed: Observed) -> tuple[Change, ...]:
        operation = RESTORE if self.state == RESTORED else PURGE
        done = self._deleted(observed) is None and (operation == PURGE or self._live(observed) is not None)
        return () if done else (Change(operation, self.resource.name, self.tenant_id),)
