# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The time between two looks at Graph, and the time for all looks (private to this collection)."""

from __future__ import annotations

import random
import time
from typing import NamedTuple

# Seconds. A change that Graph does not show after this time may take hours. From then on, a look every few seconds is
# not necessary.
_SOON = 60.0


class BackOff(NamedTuple):
    """Seconds between looks: ``pauses`` are the first pauses, ``longest`` is each later pause.

    Replication usually takes seconds (Designing for eventual consistency for Microsoft Entra). The first look after a
    surprise is immediate: the surprise may come from another writer, and Graph usually shows that writer's change
    already. ``rare`` is the pause between looks at a change that takes hours.
    """

    pauses: tuple[float, ...] = (0.0, 0.5, 1.0, 2.0, 4.0)
    longest: float = 5.0
    rare: float = 30.0

    def after(self, looks: int) -> float:
        """Seconds until the next look, after ``looks`` looks in vain.

        Several runs may wait for the same change. A random part prevents that they all look at the same moment.
        """
        pause = self.pauses[looks] if looks < len(self.pauses) else self.longest
        return pause * (1 + random.random() * 0.25)


class Patience:
    """Waits for one thing, for at most ``seconds``.

    The time counts from ``started``, a time of ``time.monotonic``. With None it counts from now. ``looks`` is the
    number of looks in vain so far. ``for_hours``: whether the thing may take hours.
    """

    def __init__(
        self,
        backoff: BackOff,
        seconds: float,
        looks: int = 0,
        started: float | None = None,
        for_hours: bool = False,
    ) -> None:
        self._backoff = backoff
        self._started = time.monotonic() if started is None else started
        self._end = self._started + seconds
        self._looks = looks
        self._for_hours = for_hours

    @property
    def waited(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._started

    @property
    def left(self) -> float:
        """Seconds until the end."""
        return self._end - time.monotonic()

    def pause(self) -> float | None:
        """Seconds until the next look; None if the next look would be too late."""
        pause = self._backoff.after(self._looks)
        if self._for_hours and self.waited >= _SOON:
            pause = self._backoff.rare
        self._looks += 1
        return pause if time.monotonic() + pause <= self._end else None
