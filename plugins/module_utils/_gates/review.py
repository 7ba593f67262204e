# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The comparison of a plan with the reviewed plan (private to this collection)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .._converge.execution import Execution
from .._model.desired import BadInput
from .._plan.goal import Goal
from .._plan.plan_id import PlanID, Reviewed, difference, meaning, plan_id


class OtherPlan(BadInput):
    """The plan differs from the reviewed plan. ``plan`` is the plan of this run."""

    def __init__(self, reason: str, plan: PlanID) -> None:
        super().__init__([reason])
        self.plan = plan


class Review:
    """Computes the ID of the plan, and refuses a plan that differs from the ``expected`` plan. A gate.

    If ``expected`` is None, every plan passes.
    """

    records = False

    def __init__(self, expected: Reviewed | None, home_tenant: Callable[[], str | None]) -> None:
        self._expected = expected
        self._home_tenant = home_tenant
        self._reviewed: dict[str, list[Any]] = {}
        self._plan: PlanID | None = None

    @property
    def plan(self) -> PlanID:
        """The plan of the run. It exists after the call of ``before_all``. Before, raises RuntimeError."""
        if self._plan is None:
            raise RuntimeError("there is no plan yet")
        return self._plan

    def before_all(self, everything: Sequence[Execution[Goal]], pruned: list[str]) -> None:
        """Raises OtherPlan."""
        changes = [change for execution in everything for change in execution.changes]
        self._plan = plan_id(self._home_tenant(), changes)
        reason = self._expected and difference(self._expected, self._plan, changes)
        if reason:
            raise OtherPlan(reason, self._plan)
        for execution in everything if self._expected else ():
            self._reviewed[str(execution.goal.tenant_id)] = [meaning(change) for change in execution.changes]

    def before_next(self, anew: Sequence[Execution[Goal]]) -> None:
        """Refuse changes that were not reviewed: after a surprise, a new plan may contain other changes."""
        for execution in anew if self._expected else ():
            reviewed = self._reviewed[str(execution.goal.tenant_id)]
            todo = execution.todo
            others = [f"{change.operation} {change.resource}" for change in todo if meaning(change) not in reviewed]
            if others:
                words = "was" if len(others) == 1 else "were"
                execution.refuse(
                    f"the partner has changed since the review, and {', '.join(others)} {words} not reviewed"
                )
