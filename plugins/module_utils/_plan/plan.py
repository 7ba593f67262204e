# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plan: desired and observed → changes (private to this collection). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from .change import Change
from .goal import Goal


class Plan(NamedTuple):
    """The changes that remain to be made for one goal: ``changes`` of ``observed``, in the order that Graph demands.

    A plan never changes. Each change that is made, and each new read, leads to a new plan.
    """

    goal: Goal
    observed: Any
    changes: tuple[Change, ...]

    @classmethod
    def of(cls, goal: Goal, observed: Any) -> Plan:
        """The plan for ``goal``, given what was observed. Raises NoWay."""
        return cls(goal, observed, goal.plan(observed))

    @classmethod
    def after_look(cls, goal: Goal, observed: Any, accepted: Iterable[Change]) -> Plan:
        """The plan after a look that may not show changes which Graph has ``accepted`` before. Raises NoWay."""
        plan = cls.of(goal, observed)
        unseen = [change for change in accepted if plan.has_of(change)]
        for change in unseen:
            observed = goal.applied(observed, change)
        return cls.of(goal, observed) if unseen else plan

    @property
    def after(self) -> Any:
        """``observed`` as Graph holds it after all changes."""
        observed = self.observed
        for change in self.changes:
            observed = self.goal.applied(observed, change)
        return observed

    def has_of(self, change: Change) -> bool:
        """Whether a change, or a part of it, remains to be made."""
        return any(map(change.overlaps, self.changes))

    def with_first_made(self) -> Plan:
        """The plan after its first change was made."""
        first, *rest = self.changes
        return Plan(self.goal, self.goal.applied(self.observed, first), tuple(rest))
