# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The protocol of goals: the questions that every goal answers (private to this collection). Pure."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from .._model.kinds import GraphObject, Row
from .change import Change


class Goal(Protocol):
    """The desired state of one thing in Graph. A thing is read and written as a whole.

    ``observed`` is the result of a read of that thing. Its type differs from goal to goal: the function that reads for
    a goal knows the type.
    """

    @property
    def tenant_id(self) -> str | None:
        """The partner, or the tenant of the organization; None for an object that exists once in the home tenant."""

    @property
    def title(self) -> str:
        """The thing that the goal is about, in words."""

    @property
    def listed(self) -> bool:
        """Whether the options name the thing. Changes of things that are not listed are made last."""

    @property
    def singly(self) -> bool:
        """Whether the thing is read by itself right before each write. A wrong list could do harm here."""

    def plan(self, observed: Any) -> tuple[Change, ...]:
        """The changes that remain to be made, in the order in which Graph accepts them. Raises NoWay."""

    def applied(self, observed: Any, change: Change) -> Any:
        """``observed`` as Graph holds it after a change."""

    def row(self, observed: Any) -> Row | None:
        """The thing as results show it, or None if it does not exist. Raises UnexpectedValue."""

    def unseen(self, observed: Any) -> tuple[Change, ...]:
        """The changes that a read after the writes does not show yet."""

    def lacks_partner(self, observed: Any) -> bool:
        """Whether the thing needs another object above it that does not exist and that this goal does not create."""

    def contradicts(self, observed: Any, change: Change) -> bool:
        """Whether ``observed`` is stale: after ``change`` was made, a read could not return it."""


@runtime_checkable
class ClosingGoal(Protocol):
    """A goal that can shut out everybody. Limits count such a change as access that is taken away."""

    def closes(self, before: Row | None, after: Row | None) -> bool:
        """Whether an access setting admits nobody in the row ``after``, and admitted somebody in the row ``before``."""


@runtime_checkable
class LearningGoal(Protocol):
    """A goal whose objects get IDs from Graph, and whose changes depend on objects that Graph makes on its own."""

    def learned(self, observed: Any, change: Change, answer: GraphObject) -> Any | None:
        """``observed`` after a creation, with the IDs in Graph's ``answer``. Raises UnexpectedValue.

        None if the answer tells nothing that later changes need.
        """

    def needs_look(self, observed: Any, following: Change | None) -> bool:
        """Whether the changes that remain depend on something that only another read shows.

        ``following`` is the next of these changes; None if none remains.
        """


@runtime_checkable
class WaitingGoal(Protocol):
    """A goal some of whose changes have to wait for work that Graph does by itself, for example a cycle."""

    def holds(self, observed: Any, change: Change) -> bool:
        """Whether ``change`` must not be sent yet."""

    def completed(self, observed: Any) -> bool:
        """Whether Graph has nothing left to do that the run waits for."""

    def failed(self, observed: Any) -> str | None:
        """As in ``SlowGoal``."""

    def under_way(self, observed: Any) -> str:
        """As in ``SlowGoal``."""


class SlowGoal(Goal, Protocol):
    """A goal that Graph completes by itself, minutes or hours after the last write."""

    def completed(self, observed: Any) -> bool:
        """Whether Graph has nothing left to complete."""

    def failed(self, observed: Any) -> str | None:
        """Graph's reason for giving up; None if it has not given up."""

    def under_way(self, observed: Any) -> str:
        """The part that is not completed yet, in words."""
