# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a plan is the one that was reviewed (private to this collection)."""

from __future__ import annotations

from collections.abc import Callable

from .._converge.execution import Execution
from .._model.desired import BadInput
from .._plan.plan_id import PlanID, Reviewed, difference, plan_id


class OtherPlan(BadInput):
    """The plan is not the one that was reviewed."""

    def __init__(self, reason: str, plan: PlanID):
        super().__init__([reason])
        self.plan = plan


class Review:
    """Knows the ID of the plan, and refuses any other than the ``expected`` one. A gate."""

    records = False

    def __init__(self, expected: Reviewed | None, home_tenant: Callable[[], str | None]):
        self._expected = expected
        self._home_tenant = home_tenant
        self._reviewed: dict[str, tuple] = {}
        #: The plan, once it is there.
        self.plan: PlanID | None = None

    def before_all(self, everything: list[Execution], pruned: list[str]) -> None:
        changes = [change for execution in everything for change in execution.changes]
        self.plan = plan_id(self._home_tenant(), changes)
        reason = self._expected and difference(self._expected, self.plan, changes)
        if reason:
            raise OtherPlan(reason, self.plan)
        self._reviewed = {execution.goal.tenant_id: execution.changes for execution in everything}

    def before_next(self, anew: list[Execution]) -> None:
        """After a surprise, only what was reviewed may still be sent."""
        for execution in anew if self._expected else ():
            reviewed = self._reviewed[execution.goal.tenant_id]
            others = [f"{change.operation} {change.resource}" for change in execution.todo if change not in reviewed]
            if others:
                execution.refuse(f"the partner has changed since the review, which was not about {', '.join(others)}")
