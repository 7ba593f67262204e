# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Limits on what a run takes away (private to this collection)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .._converge.execution import Execution
from .._directory import read
from .._graph.client import GraphClient
from .._graph.errors import EntraError
from .._ledger import Ledger
from .._model.desired import BadInput
from .._model.observed import settings_row
from .._plan.removal import closed, inheriting, takes_away


class Limits(NamedTuple):
    """What a run may take away: ``prune`` is how many partners that are not listed, None to leave them alone;
    ``removal`` how many partners may be removed or switched off in all, None for any number."""

    prune: int | None
    removal: int | None


class Guard:
    """The limits of one task, and what the run has taken away from the same home tenant before.

    A gate. A rehearsal counts what it predicts, apart from what real tasks of the same run do.
    """

    records = False

    def __init__(self, limits: Limits, ledger: Ledger, home_tenant: Callable[[], str | None], check_mode: bool):
        self.limits = limits
        self._ledger = ledger
        self._home_tenant = home_tenant
        self._check_mode = check_mode

    def before_all(self, everything: list[Execution], pruned: list[str]) -> None:
        self.count([execution.goal.tenant_id for execution in everything if _removes(execution)], pruned)

    def before_next(self, anew: list[Execution]) -> None:
        removing = [execution for execution in anew if _removes(execution)]
        try:
            self.count([execution.goal.tenant_id for execution in removing], [])
        except (BadInput, EntraError) as error:
            for execution in removing:
                execution.refuse(str(error))

    def count(self, removed: list[str], pruned: list[str]) -> None:
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


class DefaultGuard:
    """The same limit for the default settings, by which whoever inherits them comes in. A gate.

    Partners count if they have no value of their own for a setting by which nobody gets through any more. Tenants that
    are no partners are shut out as well, and nobody knows how many of them there are.
    """

    records = False

    def __init__(self, guard: Guard, client: GraphClient):
        self._guard = guard
        self._client = client

    def before_all(self, everything: list[Execution], pruned: list[str]) -> None:
        for execution in everything:
            self._count(execution)

    def before_next(self, anew: list[Execution]) -> None:
        for execution in anew:
            try:
                self._count(execution)
            except (BadInput, EntraError) as error:
                execution.refuse(str(error))

    def _count(self, execution):
        if not execution.todo or execution.error:
            return
        row = execution.goal.row
        before, after = row(execution.current), row(execution.after)
        names = closed(before, after)
        if not names:
            return
        try:
            # Twice: nothing else would contradict a list that is not complete.
            lists = [read.all_partners(self._client), read.all_partners(self._client)]
        except EntraError as error:
            raise NotCounted(names, error) from error
        # Of a partner that cannot be read nobody knows that it has values of its own.
        self._guard.count(
            sorted(
                {
                    tenant_id
                    for everyone in lists
                    for tenant_id, observed in everyone.items()
                    if isinstance(observed, EntraError) or inheriting(settings_row(observed) or {}, names, before)
                }
            ),
            [],
        )


class NotCounted(EntraError):
    """Nobody knows how many partners a change of the default settings shuts out."""

    def __init__(self, names: list[str], error: EntraError):
        super().__init__(
            f"Nothing was changed: {', '.join(names)} of the default settings would shut out everybody, and the "
            f"partners that inherit that cannot be counted. {error}. Let the application list the partners (permission "
            "Policy.Read.All or Policy.ReadWrite.CrossTenantAccess), or run again"
        )
        self.error = error

    def report(self) -> dict:
        return dict(self.error.report(), msg=str(self))


def _removes(execution):
    return not execution.error and takes_away(execution.plan, execution.before)


def _count(account, kind, tenant_ids, limit, doing, option):
    before = account.get(kind, [])
    new = [tenant_id for tenant_id in tenant_ids if tenant_id not in before]
    # What takes nothing more away passes, however much of the limit is used up.
    if limit is not None and new and len(before) + len(new) > limit:
        earlier = f" ({len(before)} more were before, in this run)" if before else ""
        raise BadInput([f"{doing} {len(new)} partners{earlier}, and {option} is {limit}: {', '.join(tenant_ids)}"])
    account[kind] = before + new
