# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Limits on what a run takes away (private to this collection)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .._graph.errors import EntraError
from .._ledger import Ledger
from .._policy.desired import BadInput
from .._policy.removal import is_removal
from .progress import Progress


class Limits(NamedTuple):
    """What a run may take away: ``prune`` is how many partners that are not listed, None to leave them alone;
    ``removal`` how many partners may be removed or switched off in all, None for any number."""

    prune: int | None
    removal: int | None


class Guard:
    """The limits of one task, and what the run has taken away from the same home tenant before.

    A gate. A rehearsal counts what it predicts, apart from what real tasks of the same run do.
    """

    def __init__(self, limits: Limits, ledger: Ledger, home_tenant: Callable[[], str | None], check_mode: bool):
        self.limits = limits
        self._ledger = ledger
        self._home_tenant = home_tenant
        self._check_mode = check_mode

    def before_all(self, everything: list[Progress], pruned: list[str]) -> None:
        self._ask([progress.goal.tenant_id for progress in everything if _removes(progress)], pruned)

    def before_next(self, anew: list[Progress]) -> None:
        removing = [progress for progress in anew if _removes(progress)]
        try:
            self._ask([progress.goal.tenant_id for progress in removing], [])
        except (BadInput, EntraError) as error:
            for progress in removing:
                progress.refuse(str(error))

    def _ask(self, removed, pruned):
        """Take down that these partners are about to be removed or switched off, and pruned.

        Raises BadInput, and takes down nothing, if that is more than a limit allows; UnreadableLedger if nobody knows.
        """
        if not removed and not pruned:
            return
        # A token says which tenant it is for, so that a domain and an ID are one account; that is known by now.
        name = f"{self._home_tenant()} {'rehearsed' if self._check_mode else 'sent'}"
        with self._ledger.account(name) as account:
            _count(account, "pruned", pruned, self.limits.prune, "prune would remove", "prune_limit")
            doing = "the task would remove or switch off"
            _count(account, "removed", removed, self.limits.removal, doing, "removal_limit")


def _removes(progress):
    """Whether what remains to be done removes a partner or switches it off.

    Compared are what was there in the beginning, and what is there now, which somebody else may have made in between.
    """
    if not progress.todo or progress.error:
        return False
    row = progress.goal.row
    states = [progress.before] if progress.before is progress.current else [progress.before, progress.current]
    return any(is_removal(row(state), row(progress.after)) for state in states)


def _count(account, kind, tenant_ids, limit, doing, option):
    before = account.get(kind, [])
    new = [tenant_id for tenant_id in tenant_ids if tenant_id not in before]
    # What takes nothing more away passes, however much of the limit is used up.
    if limit is not None and new and len(before) + len(new) > limit:
        earlier = f" ({len(before)} more were before, in this run)" if before else ""
        raise BadInput([f"{doing} {len(new)} partners{earlier}, and {option} is {limit}: {', '.join(tenant_ids)}"])
    account[kind] = before + new
