# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Limits on the partners that a run takes away (private to this collection)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, NamedTuple

from .._converge.execution import Execution
from .._directory import read
from .._graph.errors import EntraError
from .._ledger import Ledger
from .._model.desired import BadInput
from .._model.observed import settings_row
from .._model.operations import RESTART
from .._names import shortened
from .._plan.goal import Goal
from .._plan.removal import closed, inheriting, takes_away

if TYPE_CHECKING:
    from .._graph.client import GraphClient
    from .._plan.singleton import TemplateGoal
    from .._plan.sync_job import SyncJobGoal


class Limits(NamedTuple):
    """The largest numbers of partners that a run may take away.

    ``prune`` is the limit for partners that are not listed, or None if the run does not prune. ``removal`` is the limit
    for all partners that are removed or switched off, or None if there is no limit.
    """

    prune: int | None
    removal: int | None


class Guard:
    """The limits of one task, together with the partners that the run has already taken away in the same home tenant.

    A gate. In check mode the predicted removals count. Their account is separate from the account of removals by real
    tasks of the same run.
    """

    records = False

    def __init__(self, limits: Limits, ledger: Ledger, home_tenant: Callable[[], str | None], check_mode: bool) -> None:
        self.limits = limits
        self._ledger = ledger
        self._home_tenant = home_tenant
        self._check_mode = check_mode

    def before_all(self, everything: Sequence[Execution[Goal]], pruned: list[str]) -> None:
        """Raises the errors of ``count``."""
        self.count([str(execution.goal.tenant_id) for execution in everything if _removes(execution)], pruned)

    def before_next(self, anew: Sequence[Execution[Goal]]) -> None:
        """Refuses all removals in ``anew`` if they exceed a limit."""
        removing = [execution for execution in anew if _removes(execution)]
        try:
            self.count([str(execution.goal.tenant_id) for execution in removing], [])
        except (BadInput, EntraError) as error:
            for execution in removing:
                execution.refuse(str(error))

    def count(self, removed: list[str], pruned: list[str]) -> None:
        """Record in the ledger that these partners are about to be removed or switched off, and to be pruned.

        Raises BadInput if a limit allows fewer, and UnreadableLedger if the earlier removals of the run are not known.
        Then nothing is recorded.
        """
        if not removed and not pruned:
            return
        with self._account() as account:
            _count(account, "pruned", pruned, self.limits.prune, "prune would remove", "prune_limit", _PARTNERS)
            doing = "the task would remove or switch off"
            _count(account, "removed", removed, self.limits.removal, doing, "removal_limit", _PARTNERS)

    def count_users(self, users: list[str]) -> None:
        """Record in the ledger that the deletion of these users is about to be allowed; the same errors as ``count``.

        Users are counted by themselves: a partner is more than a user.
        """
        with self._account() as account:
            doing = "the task would let through the deletion of"
            _count(account, "deleted_users", users, self.limits.removal, doing, "removal_limit", _USERS)

    def _account(self) -> AbstractContextManager[dict[str, Any]]:
        # By now there is a token, which contains the ID of its tenant. So the account of a tenant is the same, whether
        # options name the tenant by its ID or by a domain.
        return self._ledger.account(f"{self._home_tenant()} {'rehearsed' if self._check_mode else 'sent'}")


class DefaultGuard:
    """The removal limit for changes of the default settings, which partners inherit. A gate.

    A partner counts if it inherits a setting that shuts out everybody after the change. Tenants that are no partners
    are shut out as well, but their number is not known.
    """

    records = False

    def __init__(self, guard: Guard, client: GraphClient) -> None:
        self._guard = guard
        self._client = client

    def before_all(self, everything: Sequence[Execution[TemplateGoal]], pruned: list[str]) -> None:
        """Raises the errors of ``Guard.count``, and NotCounted."""
        for execution in everything:
            self._count(execution)

    def before_next(self, anew: Sequence[Execution[TemplateGoal]]) -> None:
        """Refuses the changes that ``before_all`` would refuse."""
        for execution in anew:
            try:
                self._count(execution)
            except (BadInput, EntraError) as error:
                execution.refuse(str(error))

    def _count(self, execution: Execution[TemplateGoal]) -> None:
        if not execution.todo or execution.error:
            return
        row = execution.goal.row
        before, after = row(execution.current), row(execution.after)
        names = closed(before, after)
        if not names:
            return
        try:
            # The list is read twice: only a second list can contradict a list that lacks partners.
            lists = [read.all_partners(self._client), read.all_partners(self._client)]
        except EntraError as error:
            raise NotCounted(names, error) from error
        # A partner that cannot be read counts, since it may inherit the setting.
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
    """The partners that a change of the default settings shuts out cannot be counted, since they cannot be listed."""

    def __init__(self, names: list[str], error: EntraError) -> None:
        super().__init__(
            f"Nothing was changed: {', '.join(names)} of the default settings would shut out everybody, and the "
            f"partners that inherit these settings cannot be counted. {error}. Let the application list the "
            "partners (permission Policy.Read.All or Policy.ReadWrite.CrossTenantAccess), or run again"
        )
        self.error = error

    def report(self) -> dict[str, Any]:
        return dict(self.error.report(), msg=str(self))


class JobGuard:
    """The removal limit for deletions of users that a restart lets through. A gate."""

    records = False

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    def before_all(self, everything: Sequence[Execution[SyncJobGoal]], pruned: list[str]) -> None:
        """Raises the errors of ``Guard.count``."""
        for execution in everything:
            self._count(execution)

    def before_next(self, anew: Sequence[Execution[SyncJobGoal]]) -> None:
        """Refuses a restart that ``before_all`` would refuse."""
        for execution in anew:
            try:
                self._count(execution)
            except (BadInput, EntraError) as error:
                execution.refuse(str(error))

    def _count(self, execution: Execution[SyncJobGoal]) -> None:
        if execution.error or not any(change.operation == RESTART for change in execution.todo):
            return
        # A user may be synchronized to several tenants, and lose an account in each of them.
        users = execution.current.held_back or ()
        if users:
            self._guard.count_users([f"{user} in {execution.goal.tenant_id}" for user in users])


class _Counted(NamedTuple):
    """What a limit counts, in words."""

    plural: str
    done: str


_PARTNERS = _Counted("partners", "removed or switched off")
_USERS = _Counted("users", "deleted")


def _removes(execution: Execution[Goal]) -> bool:
    return not execution.error and takes_away(execution.plan, execution.before)


def _count(
    account: dict[str, Any], kind: str, ids: list[str], limit: int | None, doing: str, option: str, what: _Counted
) -> None:
    """Record partners or users in an account, in the list ``kind``. ``option`` is the limit. Raises BadInput."""
    before: list[str] = account.get(kind, [])
    new = [each for each in ids if each not in before]
    # What is already in the account may be changed again, even if the limit is reached.
    if limit is not None and new and len(before) + len(new) > limit:
        earlier = f" ({len(before)} more were {what.done} earlier in this run)" if before else ""
        raise BadInput([f"{doing} {len(new)} {what.plural}{earlier}, and {option} is {limit}: {shortened(ids)}"])
    account[kind] = before + new
