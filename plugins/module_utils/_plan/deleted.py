# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The goal of a policy that lies among the deleted ones (private to this collection)."""

from __future__ import annotations

from typing import NamedTuple

from .._model.observed import Found, deleted_row, sync_row
from .._model.settings import IDENTITY_SYNC
from .change import PURGE, RESTORE, Change, NoWay
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

    def plan(self, found: Found) -> tuple[Change, ...]:
        """Raises NoWay where there is nothing to restore, or no room for it."""
        if self.state == RESTORED and found.sync is None and found.deleted_sync is None:
            raise NoWay(
                [
                    f"partner {self.tenant_id} has no identity synchronization policy, and no deleted one that could "
                    "be restored: Microsoft removes deleted policies for good after 30 days"
                ]
            )
        if self.state == RESTORED and found.sync is not None and found.deleted_sync is not None:
            # What Graph does then is documented nowhere, and to overwrite the policy that counts would be the worst.
            raise NoWay(
                [
                    f"partner {self.tenant_id} has an identity synchronization policy beside the deleted one, which "
                    "therefore cannot be restored: change the policy with entra.cross_tenant.partner_identity_sync, "
                    "or remove the deleted one with state purged"
                ]
            )
        return self._left_to_do(found)

    def applied(self, found: Found, change: Change) -> Found:
        return applied(found, change)

    def row(self, found: Found) -> dict | None:
        """The policy after a restore, or before it was removed for good."""
        if self.state == RESTORED:
            return sync_row(self.tenant_id, found.sync)
        return deleted_row(self.tenant_id, found.deleted_sync)

    def unseen(self, found: Found) -> tuple[Change, ...]:
        return self._left_to_do(found)

    def lacks_partner(self, found: Found) -> bool:
        return self.state == RESTORED and found.partner is None and found.deleted_sync is not None

    def contradicts(self, found: Found, change: Change) -> bool:
        return found.sync is None if change.operation == RESTORE else found.deleted_sync is not None

    def _left_to_do(self, found):
        operation = RESTORE if self.state == RESTORED else PURGE
        done = found.deleted_sync is None and (operation == PURGE or found.sync is not None)
        return () if done else (Change(operation, IDENTITY_SYNC.name, self.tenant_id),)
