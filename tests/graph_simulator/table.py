# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A table of objects that remembers for a while what it contained, so that reads can lag behind writes.

Objects are never changed in place: a write puts a new one. That makes a version as cheap as a reference, so the short
history is kept always, and the lag may be raised in the middle of a test.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

HISTORY = 120.0  # seconds; a replication lag beyond this cannot be simulated

Row = dict[str, Any]


class _Timeline:
    """The versions of one object, oldest first; None stands for absent."""

    __slots__ = ("order", "versions")

    def __init__(self, order: int) -> None:
        self.order = order
        self.versions: list[tuple[float, Row | None]] = []

    @property
    def current(self) -> Row | None:
        return self.versions[-1][1]

    def at(self, moment: float) -> Row | None:
        for since, row in reversed(self.versions):
            if since <= moment:
                return row
        return None

    def append(self, now: float, row: Row | None) -> None:
        versions = self.versions
        versions.append((now, row))
        # The newest version before the horizon is what the horizon still shows: it stays.
        while len(versions) > 1 and versions[1][0] < now - HISTORY:
            del versions[0]

    def created(self) -> float:
        """When the object that is there now came into being."""
        since = math.inf
        for moment, row in reversed(self.versions):
            if row is None:
                break
            since = moment
        return since


class Table:
    """Objects by key, in the order of their first creation."""

    def __init__(self) -> None:
        self._timelines: dict[str, _Timeline] = {}
        self._due: list[tuple[float, str, Callable[[Row], Row | None]]] = []

    def get(self, key: str) -> Row | None:
        """The true present object."""
        timeline = self._timelines.get(key)
        return timeline.current if timeline else None

    def at(self, key: str, moment: float) -> Row | None:
        """The object as it was at a moment."""
        timeline = self._timelines.get(key)
        return timeline.at(moment) if timeline else None

    def put(self, key: str, row: Row) -> None:
        """Create or replace an object, now."""
        self._timeline(key).append(time.monotonic(), row)

    def remove(self, key: str) -> None:
        """Remove an object, now."""
        if self.get(key) is not None:
            self._timelines[key].append(time.monotonic(), None)

    def later(self, key: str, seconds: float, change: Callable[[Row], Row | None]) -> None:
        """The service changes the object by itself after a while. If ``change`` returns None, the object is removed."""
        self._due.append((time.monotonic() + seconds, key, change))

    def catch_up(self) -> None:
        """Do what has become due, in its order; an object that is gone has nothing to expect."""
        now = time.monotonic()
        for _when, key, change in sorted((item for item in self._due if item[0] <= now), key=lambda item: item[0]):
            row = self.get(key)
            if row is not None:
                self._timelines[key].append(now, change(row))
        self._due = [item for item in self._due if item[0] > now]

    def settle(self, key: str, row: Row | None) -> None:
        """Make the object look as if it had always been like this: a state that a test arranges never lags."""
        self._timeline(key).versions[:] = [(-math.inf, row)]

    def order(self, key: str) -> int:
        """The place of an object in the list, which it keeps."""
        return self._timelines[key].order

    def ever_had(self, key: str) -> bool:
        """Whether there was such an object at any time."""
        return key in self._timelines

    def age(self, key: str) -> float:
        """Seconds since the object was created; infinite for a settled or absent one."""
        if self.get(key) is None:
            return math.inf
        return time.monotonic() - self._timelines[key].created()

    def rows(self, moment: float = math.inf) -> Iterator[tuple[str, Row]]:
        """The objects that there were at a moment, now by default."""
        for key, timeline in self._timelines.items():
            row = timeline.at(moment)
            if row is not None:
                yield key, row

    def _timeline(self, key: str) -> _Timeline:
        if key not in self._timelines:
            self._timelines[key] = _Timeline(len(self._timelines))
        return self._timelines[key]

    def clear(self) -> None:
        """Forget everything, history too."""
        self._timelines.clear()
        self._due.clear()
