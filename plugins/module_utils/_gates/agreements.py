# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The agreements to synchronizations that a run writes, or only predicts (private to this collection).

A job may synchronize only if both tenants agree (cross-tenant-synchronization-configure). A rehearsal only predicts
that, and Graph's answer about the job is then about the state before. After a real change in the receiving tenant, the
sending tenant may need some time to know it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .._converge.execution import Execution
from .._ledger import Ledger, UnreadableLedger
from .._model.kinds import Row
from .._names import name_key
from .._plan.partner import PartnerGoal

_KEY = "agreements"
_INBOUND = (("automatic_user_consent", "inbound_allowed"), ("identity_sync", "user_sync_allowed"))
_OUTBOUND = (("automatic_user_consent", "outbound_allowed"),)


class Agreements:
    """Records in the ledger of the run which tenants it lets agree. A gate that refuses nothing."""

    records = False

    def __init__(self, ledger: Ledger, home_tenant: Callable[[], str | None], check_mode: bool) -> None:
        self._ledger = ledger
        self._home_tenant = home_tenant
        self._check_mode = check_mode

    def before_all(self, everything: Sequence[Execution[PartnerGoal]], pruned: list[str]) -> None:
        """Raises UnreadableLedger."""
        home = name_key(self._home_tenant()) or ""
        changing = [execution for execution in everything if execution.todo]
        new = [pair for execution in changing for pair in _agreeing(execution, home, self._check_mode)]
        if new:
            with self._ledger.account(_account(self._check_mode)) as account:
                account[_KEY] = list(dict.fromkeys([*account.get(_KEY, ()), *new]))

    def before_next(self, anew: Sequence[Execution[PartnerGoal]]) -> None:
        """A later plan leads to the same agreement as the first one."""


def changed_agreements(ledger: Ledger, home_tenant: str | None, check_mode: bool) -> frozenset[str]:
    """The IDs of the tenants that agree to a synchronization from the home tenant only since this run, or after it.

    Empty if the ledger cannot be read: then Graph's answers are taken as they are.
    """
    try:
        pairs = ledger.accounts().get(_account(check_mode), {}).get(_KEY, ())
    except UnreadableLedger:
        return frozenset()
    start = f"{name_key(home_tenant)} "
    return frozenset(pair[len(start) :] for pair in pairs if pair.startswith(start))


def _account(check_mode: bool) -> str:
    return f"{_KEY} {'predicted' if check_mode else 'written'}"


def _agreeing(execution: Execution[PartnerGoal], home: str, predicted: bool) -> Iterator[str]:
    """The pairs of a sending and a receiving tenant, for which the plan of a partner lets one of them agree.

    What a sending tenant has written, it knows itself. So only a prediction of that matters.
    """
    partner, row = execution.goal.tenant_id, execution.goal.row
    before, after = row(execution.current), row(execution.after)
    if _is_new(before, after, *_INBOUND):
        yield f"{partner} {home}"
    if predicted and _is_new(before, after, *_OUTBOUND):
        yield f"{home} {partner}"


def _is_new(before: Row | None, after: Row | None, *settings: tuple[str, str]) -> bool:
    return any(_is_on(after, *setting) and not _is_on(before, *setting) for setting in settings)


def _is_on(row: Row | None, name: str, member: str) -> bool:
    value = (row or {}).get(name)
    return isinstance(value, dict) and value.get(member) is True
