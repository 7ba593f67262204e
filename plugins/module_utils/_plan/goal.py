# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every goal answers, whichever kind of object it is about (private to this collection). Pure."""

from __future__ import annotations

from typing import Any, Protocol

from .change import Change


class Goal(Protocol):
    """What is desired of one thing in Graph that is read and written as a whole.

    ``observed`` is what a read of that thing returns; its type is a matter of the goal and of who reads for it.
    """

    @property
    def tenant_id(self) -> str | None:
        """The partner, or the tenant of the organization; None for what the home tenant has one of."""

    @property
    def title(self) -> str:
        """What it is about, in words."""

    @property
    def listed(self) -> bool:
        """Whether somebody asked for it by name. What nobody lists goes last, if it goes at all."""

    @property
    def singly(self) -> bool:
        """Whether it is read by itself right before each write, since a list that is wrong could do harm."""

    def plan(self, observed: Any) -> tuple[Change, ...]:
        """What remains to be done, in the order in which Graph takes it. Raises NoWay."""

    def applied(self, observed: Any, change: Change) -> Any:
        """What Graph holds after a change."""

    def row(self, observed: Any) -> dict[str, Any] | None:
        """How it is shown, None where it is absent. Raises UnexpectedValue."""

    def unseen(self, observed: Any) -> tuple[Change, ...]:
        """What a read after the writes does not show yet."""

    def lacks_partner(self, observed: Any) -> bool:
        """Whether what it hangs under does not exist and is not created by this goal."""

    def contradicts(self, observed: Any, change: Change) -> bool:
        """Whether ``observed`` cannot have been read after ``change`` was made, so that it is a stale read."""


class SlowGoal(Goal, Protocol):
    """One of which Graph does a part by itself, in minutes or hours after the last write."""

    def completed(self, observed: Any) -> bool:
        """Whether nothing is under way any more."""

    def failed(self, observed: Any) -> str | None:
        """What Graph says about why it gave up what was under way."""

    def under_way(self, observed: Any) -> str:
        """What is not completed yet, in words."""
