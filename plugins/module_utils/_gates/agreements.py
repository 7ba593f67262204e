# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The agreements to synchronizations that a run writes, or only predicts (private to this collection).

A job may synchronize only if both tenants agree (cross-tenant-synchronization-configure). A rehearsal only predicts
that, and Graph's answer about the job is then about the state before. After a real change, Graph may need some time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .._converge.execution import Execution
from .._ledger import Ledger, UnreadableLedger
from .._model.kinds import Row
from .._names import name_key
from .._plan.partner import PartnerGoal

_KEY = "agreements"


class Agreements:
    """Records in the ledger of the run which tenants it lets agree. A gate that refuses nothing."""

    records = False

    def __init__(self, ledger: Ledger, home_tenant: Callable[[], str | None], check_mode: bool) -> None:
        self._ledger = ledger
        self._home_tenant = home_tenant
        self._name = _account(check_mode)

    def before_all(self, everything: Sequence[Execution[PartnerGoal]], pruned: list[str]) -> None:
        """Raises UnreadableLedger."""
        home = name_key(self._home_tenant()) or ""
        new = [pair for execution in everything if execution.todo for pair in _agreeing(execution, home)]
        if new:
            with self._ledger.account(self._name) as account:
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


def _agreeing(execution: Execution[PartnerGoal], home: str) -> Iterator[str]:
    """The pairs of a sending and a receiving tenant, for which the plan of a partner lets one of them agree."""
    partner, row = execution.goal.tenant_id, execution.goal.row
    before, after = row(execution.current), row(execution.after)
    for sender, receiver, settings in (
        (partner, home, (("automatic_user_consent", "inbound_allowed"), ("identity_sync", "user_sync_allowed"))),
        (home, partner, (("automatic_user_consent", "outbound_allowed"),)),
    ):
        if any(_is_on(after, *setting) and not _is_on(before, *setting) for setting in settings):
            yield f"{sender} {receiver}"


def _is_on(row: Row | None, name: str, member: str) -> bool:
    value = (row or {}).get(name)
    return isinstance(value, dict) and value.get(member) is True
