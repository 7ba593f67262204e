# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the way from one row of a synchronization configuration to another sends more or fewer users to the target.

Private to this collection. Pure. The same question as in ``direction.py``, whose words the answers have. A row is a
result of ``configuration_row``, or None if there is no configuration. A change opens access if more users may come into
the scope, and closes access if users may leave the scope or are no longer synchronized.
"""

from __future__ import annotations

from .._model.desired import ABSENT, PRESENT
from .._model.kinds import Row
from .._model.synchronization.credentials import ALL
from .diff import NOT_SETTINGS
from .direction import NEITHER, STATE, Direction, Move
from .synchronization import takes_users_away

# A row repeats the target tenant in each state.
_NO_MOVES = ("target_tenant_id", *NOT_SETTINGS)


def configuration_moves(before: Row | None, after: Row | None) -> list[Move]:
    """All differences between two rows of a configuration."""
    old, new = before or {}, after or {}
    names = [name for name in dict.fromkeys([*old, *new]) if name not in _NO_MOVES]
    # A new configuration sends nobody until its job is switched on.
    quiet = before is None and new.get("enabled") is not True
    settings = [
        Move(name, old.get(name), new.get(name), NEITHER if quiet else _direction(name, before, new))
        for name in names
        if after is not None and (old.get(name) or None) != (new.get(name) or None)
    ]
    if (before is None) == (after is None):
        return settings
    was, becomes = (ABSENT if row is None else PRESENT for row in (before, after))
    direction = Direction(closes=True) if after is None else Direction(opens=not quiet)
    return [Move(STATE, was, becomes, direction), *settings]


def _direction(name: str, before: Row | None, new: Row) -> Direction:
    """The direction of one setting."""
    old = before or {}
    if (
        name == "scope"
        and before is not None
        and old.get(name) is None
        and "credentials" not in (old.get("missing") or ())
    ):
        # Graph masks the scope. Nobody knows which way its change goes.
        return Direction(opens=None if new.get(name) == ALL else False, closes=None if new.get(name) != ALL else False)
    known = ("missing", "job_id")
    there, back = ({name: row.get(name), **{other: row.get(other) for other in known}} for row in (old, new))
    # The way back takes away the users that the way there lets in. Nobody leaves a configuration that is new.
    return Direction(opens=takes_users_away(back, there), closes=before is not None and takes_users_away(there, back))
