# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The goal of a deleted synchronization policy: restored or purged (private to this collection). Pure."""

from __future__ import annotations

from typing import NamedTuple

from .._model.kinds import Row
from .._model.observed import Observed, deleted_row, sync_row
from .._model.settings import IDENTITY_SYNC
from .change import PURGE, RESTORE, Change, NoWay
from .partner import applied

RESTORED = "restored"
PURGED = "purged"


class DeletedGoal(NamedTuple):
    """A deleted synchronization policy that has to exist again (RESTORED) or to be gone for good (PURGED)."""

    tenant_id: str
    state: str

    @property
    def listed(self) -> bool:
        return True

    @property
    def singly(self) -> bool:
        return False

    @property
    def title(self) -> str:
        return f"the deleted identity synchronization policy of partner {self.tenant_id}"

    def plan(self, observed: Observed) -> tuple[Change, ...]:
        """Raises NoWay where there is no policy to restore, or where another policy is in its place."""
        if self.state == RESTORED and observed.sync is None and observed.deleted_sync is None:
            raise NoWay(
                [
                    f"partner {self.tenant_id} has no identity synchronization policy, and no deleted one that could "
                    "be restored: Microsoft removes deleted policies for good after 30 days"
                ]
            )
        if self.state == RESTORED and observed.sync is not None and observed.deleted_sync is not None:
            # Microsoft does not document what a restore does then. The worst result would be that the policy in use is
            # overwritten.
            raise NoWay(
                [
                    f"partner {self.tenant_id} has an identity synchronization policy beside the deleted one, which "
                    "therefore cannot be restored: change the policy with entra.cross_tenant.partner_identity_sync, "
                    "or remove the deleted one with state purged"
                ]
            )
        return self._left_to_do(observed)

    def applied(self, observed: Observed, change: Change) -> Observed:
        return applied(observed, change)

    def row(self, observed: Observed) -> Row | None:
        """The policy itself if it has to be restored, the deleted policy if it has to be purged."""
        if self.state == RESTORED:
            return sync_row(self.tenant_id, observed.sync)
        return deleted_row(self.tenant_id, observed.deleted_sync)

    def unseen(self, observed: Observed) -> tuple[Change, ...]:
        return self._left_to_do(observed)

    def lacks_partner(self, observed: Observed) -> bool:
        return self.state == RESTORED and observed.partner is None and observed.deleted_sync is not None

    def contradicts(self, observed: Observed, change: Change) -> bool:
        return observed.sync is None if change.operation == RESTORE else observed.deleted_sync is not None

    def _left_to_do(self, observed: Observed) -> tuple[Change, ...]:
        operation = RESTORE if self.state == RESTORED else PURGE
        done = observed.deleted_sync is None and (operation == PURGE or observed.sync is not None)
        return () if done else (Change(operation, IDENTITY_SYNC.name, self.tenant_id),)
