# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The goal of a policy that lies among the deleted ones (private to this collection)."""

from __future__ import annotations

from typing import NamedTuple

from .._model.observed import Observed, deleted_row, sync_row
from .._model.operations import PURGE, RESTORE
from .._model.settings import IDENTITY_SYNC
from .change import Change, NoWay
from .partner import applied

RESTORED = "restored"
PURGED = "purged"


class DeletedGoal(NamedTuple):
    """A synchronization policy that was deleted, and is to be there again (restored) or gone for good (purged)."""

    tenant_id: str
    state: str
    listed = True
    singly = False

    @property
    def title(self) -> str:
        return f"the deleted identity synchronization policy of partner {self.tenant_id}"

    def plan(self, observed: Observed) -> tuple[Change, ...]:
        """Raises NoWay where there is nothing to restore, or no room for it."""
        if self.state == RESTORED and observed.sync is None and observed.deleted_sync is None:
            raise NoWay(
                [
                    f"partner {self.tenant_id} has no identity synchronization policy, and no deleted one that could "
                    "be restored: Microsoft removes deleted policies for good after 30 days"
                ]
            )
        if self.state == RESTORED and observed.sync is not None and observed.deleted_sync is not None:
            # What Graph does then is documented nowhere, and to overwrite the policy that counts would be the worst.
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

    def row(self, observed: Observed) -> dict | None:
        """The policy after a restore, or before it was removed for good."""
        if self.state == RESTORED:
            return sync_row(self.tenant_id, observed.sync)
        return deleted_row(self.tenant_id, observed.deleted_sync)

    def unseen(self, observed: Observed) -> tuple[Change, ...]:
        return self._left_to_do(observed)

    def lacks_partner(self, observed: Observed) -> bool:
        return self.state == RESTORED and observed.partner is None and observed.deleted_sync is not None

    def contradicts(self, observed: Observed, change: Change) -> bool:
        return observed.sync is None if change.operation == RESTORE else observed.deleted_sync is not None

    def _left_to_do(self, observed):
        operation = RESTORE if self.state == RESTORED else PURGE
        done = observed.deleted_sync is None and (operation == PURGE or observed.sync is not None)
        return () if done else (Change(operation, IDENTITY_SYNC.name, self.tenant_id),)
