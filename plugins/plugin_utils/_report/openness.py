# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The direction of a finding: more open or more closed than agreed (private to this collection). Pure.

A door that is more open than agreed lets people in, and nobody complains. A door that is more closed than agreed keeps
people out, and they complain. So the first one is worse, and a report shows it first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.direction import (
    STATE,
    SYNC_STATE,
    Direction,
    Move,
    combined,
    direction_of,
    moves,
)

MORE_OPEN = "more_open"
#: More closed in at least one respect, certainly or possibly.
MORE_CLOSED = "more_closed"
#: More open in one respect and more closed in another, for example because one group replaces another group.
BOTH = "both"
#: Possibly more open: the direction depends on default settings that were not read.
POSSIBLY_MORE_OPEN = "possibly_more_open"
NEITHER = "neither"
#: From the worst direction to the mildest.
DIRECTIONS = (MORE_OPEN, BOTH, POSSIBLY_MORE_OPEN, MORE_CLOSED, NEITHER)
#: The directions that count as a door which should not be open. Unknown is not fine, so a possible direction counts.
OPEN = (MORE_OPEN, BOTH, POSSIBLY_MORE_OPEN)


class Deviation:
    """The way from the agreed row of a partner to its observed row. A row is None if there is no partner.

    ``default`` are the default settings of the home tenant, or None if they were not read.
    """

    def __init__(self, agreed: dict[str, Any] | None, observed: dict[str, Any] | None, default: dict[str, Any] | None):
        self._moves: list[Move] = moves(agreed, observed, default)

    @classmethod
    def of_moves(cls, known: list[Move]) -> Deviation:
        """The way that consists of some moves."""
        result = cls(None, None, None)
        result._moves = known
        return result

    def without(self, accepted: Callable[[str], object]) -> Deviation:
        """The same deviation without the settings for which ``accepted`` is true."""
        return self.of_moves([move for move in self._moves if not accepted(move.setting)])

    def of(self, setting: str) -> str:
        """The direction of a setting, or of its member, as reports name them."""
        members = [move.direction for move in self._moves if move.setting.startswith(f"{setting}.")]
        return _word(combined(members) if members else direction_of(setting, self._moves))

    @property
    def whole(self) -> str:
        """The direction of all settings together."""
        # Whatever an existing object opens, its settings open. So an accepted setting opens nothing.
        existence = (STATE, SYNC_STATE)
        directions = [
            Direction(False, move.direction.closes) if move.setting in existence else move.direction
            for move in self._moves
        ]
        return _word(combined(directions))

    @property
    def open_doors(self) -> list[str]:
        """The names of the settings that are more open than agreed, or possibly are.

        The existence of a partner or a policy is not one of them, because its settings tell the same in more detail.
        """
        return [move.setting for move in self.opened]

    @property
    def opened(self) -> list[Move]:
        """The moves of ``open_doors``, each from the agreed to the observed value."""
        return [
            move for move in self._moves if _word(move.direction) in OPEN and move.setting not in (STATE, SYNC_STATE)
        ]


def _word(direction: Direction) -> str:
    if direction.opens:
        return BOTH if direction.closes else MORE_OPEN
    if direction.could_open:
        return POSSIBLY_MORE_OPEN
    return MORE_CLOSED if direction.could_close else NEITHER
