# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Limits on the partners that a run takes away (private to this collection)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .._converge.execution import Execution
from .._directory import read
from .._graph.errors import EntraError
from .._ledger import Ledger
from .._model.desired import BadInput
from .._model.observed import settings_row
from .._names import shortened
from .._plan.goal import Goal
from .._plan.removal import closed, inheriting, takes_away
from .._plan.singleton import TemplateGoal

if TYPE_CHECKING:
    from .._graph.client import GraphClient


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
        # By now there is a token, which contains the ID of its tenant. So the account of a tenant is the same, whether
        # options name the tenant by its ID or by a domain.
        name = f"{self._home_tenant()} {'rehearsed' if self._check_mode else 'sent'}"
        with self._ledger.account(name) as account:
            _count(account, "pruned", pruned, self.limits.prune, "prune would remove", "prune_limit")
            doing = "the task would remove or switch off"
            _count(account, "removed", removed, self.limits.removal, doing, "removal_limit")


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


def _removes(execution: Execution[Goal]) -> bool:
    return not execution.error and takes_away(execution.plan, execution.before)


def _count(
    account: dict[str, Any], kind: str, tenant_ids: list[str], limit: int | None, doing: str, option: str
) -> None:
    """Record partners in an account, in the list ``kind``. ``option`` is the name of the limit. Raises BadInput."""
    before: list[str] = account.get(kind, [])
    new = [tenant_id for tenant_id in tenant_ids if tenant_id not in before]
    # A partner that is already in the account may be changed again, even if the limit is reached.
    if limit is not None and new and len(before) + len(new) > limit:
        earlier = f" ({len(before)} more were removed or switched off earlier in this run)" if before else ""
        raise BadInput([f"{doing} {len(new)} partners{earlier}, and {option} is {limit}: {shortened(tenant_ids)}"])
    account[kind] = before + new
