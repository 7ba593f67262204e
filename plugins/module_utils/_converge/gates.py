# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands between a plan and its first write (private to this collection).

Every gate is asked twice: about the plans of all goals before anything is sent, and again, right before a write, about
each plan that was made anew after a surprise. What is checked is what is then sent. Surprises are counted as well: too
many of them end the run.
"""

from __future__ import annotations

from typing import Protocol

from .execution import Execution

#: So many partners may turn out to be there, or not to be there, against what was read at first.
MOST_CONTRADICTIONS = 5


class Gate(Protocol):
    """One condition."""

    #: Whether it writes down what is there, which has to be true of what another gate refuses as well.
    records: bool

    def before_all(self, everything: list[Execution], pruned: list[str]) -> None:
        """Raises BadInput or EntraError, and then nothing is sent at all. ``pruned`` are tenants that nobody lists."""

    def before_next(self, anew: list[Execution]) -> None:
        """About plans that were made anew. Refuses those of them that must not go on."""


def passing(gates: list[Gate], everything: list[Execution], due: list[Execution]) -> list[Execution]:
    """Those of ``due`` that may go on; ``everything`` is what the run is about."""
    anew = [execution for execution in due if execution.planned_anew]
    for execution in anew:
        execution.planned_anew = False
    _ask(gates, anew, records=True)
    _trust(everything)
    _ask(gates, anew, records=False)
    return [execution for execution in due if not execution.error]


def _ask(gates, anew, records):
    for gate in gates if anew else ():
        if gate.records == records:
            gate.before_next([execution for execution in anew if not execution.error])


def _trust(everything):
    """End the run where Graph itself has contradicted too much of what its list of partners said.

    One other writer makes a few such contradictions. A list that lacks half of the partners makes as many as there are,
    and whatever is planned from it is planned from nothing.
    """
    wrong = [execution.goal.tenant_id for execution in everything if execution.contradicted]
    if len(wrong) <= MOST_CONTRADICTIONS:
        return
    shown = ", ".join(wrong[:MOST_CONTRADICTIONS]) + f" and {len(wrong) - MOST_CONTRADICTIONS} more"
    for execution in everything:
        if execution.todo and not execution.error:
            execution.refuse(
                f"what Graph listed cannot be trusted, and nothing more is sent: Graph's own answers contradict it for "
                f"{len(wrong)} partners ({shown}), which were there or not there against the list. Either the list "
                "lacks partners, or another run is changing the same ones: see that no other runs, and run again"
            )
