# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gates: conditions that a plan has to meet before a write (private to this collection).

A gate judges the plans of all goals before anything is sent. It also judges each new plan after a surprise, right
before its next write. No change is sent that the gates have not judged. Surprises are counted as well: too many
surprises end the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from .._plan.goal import Goal
from .execution import Execution

#: The largest number of partners whose existence may contradict the first read.
MOST_CONTRADICTIONS = 5

G = TypeVar("G", bound=Goal)
#: The kind of goals that a gate can judge.
JudgedGoal_contra = TypeVar("JudgedGoal_contra", bound=Goal, contravariant=True)


class Gate(Protocol[JudgedGoal_contra]):
    """One condition."""

    #: Whether the gate records the observed state. Such a gate also gets the plans that another gate refuses.
    records: bool

    def before_all(self, everything: Sequence[Execution[JudgedGoal_contra]], pruned: list[str]) -> None:
        """Judge the first plans of all goals. ``pruned`` contains the tenant IDs of the partners to be pruned.

        Raises BadInput or EntraError; then nothing is sent.
        """

    def before_next(self, anew: Sequence[Execution[JudgedGoal_contra]]) -> None:
        """Judge new plans after surprises. Refuses the executions that must not go on."""


def passing(
    gates: Sequence[Gate[G]], everything: Sequence[Execution[G]], due: Sequence[Execution[G]]
) -> list[Execution[G]]:
    """The executions in ``due`` that may go on; ``everything`` contains all executions of the run."""
    anew = [execution for execution in due if execution.planned_anew]
    for execution in anew:
        execution.planned_anew = False
    _ask(gates, anew, records=True)
    _trust(everything)
    _ask(gates, anew, records=False)
    return [execution for execution in due if not execution.error]


def _ask(gates: Sequence[Gate[G]], anew: Sequence[Execution[G]], records: bool) -> None:
    for gate in gates if anew else ():
        if gate.records == records:
            gate.before_next([execution for execution in anew if not execution.error])


def _trust(everything: Sequence[Execution[Goal]]) -> None:
    """End the run if Graph's answers contradict Graph's list for too many partners.

    Another writer causes a few such contradictions. A list that lacks half of the partners causes one contradiction for
    each missing partner. Plans from such a list are worthless.
    """
    wrong = [str(execution.goal.tenant_id) for execution in everything if execution.contradicted]
    if len(wrong) <= MOST_CONTRADICTIONS:
        return
    shown = ", ".join(wrong[:MOST_CONTRADICTIONS]) + f" and {len(wrong) - MOST_CONTRADICTIONS} more"
    for execution in everything:
        if execution.todo and not execution.error:
            execution.refuse(
                f"Graph's list of partners cannot be trusted, and nothing more is sent. Graph's answers contradict the "
                f"list about whether {len(wrong)} partners exist ({shown}). Either the list lacks partners, or another "
                "run is changing the same partners. Make sure that there is no other run, and run again"
            )
