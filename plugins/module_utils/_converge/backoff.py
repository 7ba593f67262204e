# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long to wait between two looks at Graph, and for how long in all (private to this collection)."""

from __future__ import annotations

import random
import time
from typing import NamedTuple

# What is not there by then takes hours, and need not be asked for every few seconds.
_SOON = 60.0


class BackOff(NamedTuple):
    """Seconds between looks: ``pauses`` are the first ones, ``longest`` all others.

    Replication takes seconds as a rule (Designing for eventual consistency for Microsoft Entra). After a surprise the
    first look is at once, since another writer is the other reason for it, and what that one did is usually there to
    be seen. ``rare`` is between looks at what takes hours.
    """

    pauses: tuple[float, ...] = (0.0, 0.5, 1.0, 2.0, 4.0)
    longest: float = 5.0
    rare: float = 30.0

    def after(self, looks: int) -> float:
        """Seconds until the next look, after as many in vain. Those who wait for the same thing do not ask at once."""
        pause = self.pauses[looks] if looks < len(self.pauses) else self.longest
        return pause * (1 + random.random() * 0.25)


class Patience:
    """Waits for one thing, for ``seconds`` in all from the beginning, which is now or ``started``.

    ``looks`` is how many were in vain already, and ``for_hours`` whether it may take so long.
    """

    def __init__(
        self,
        backoff: BackOff,
        seconds: float,
        looks: int = 0,
        started: float | None = None,
        for_hours: bool = False,
    ):
        self._backoff = backoff
        self._started = time.monotonic() if started is None else started
        self._end = self._started + seconds
        self._looks = looks
        self._for_hours = for_hours

    @property
    def waited(self) -> float:
        """For how many seconds by now."""
        return time.monotonic() - self._started

    def pause(self) -> float | None:
        """Seconds until the next look; None if that would be too late."""
        pause = self._backoff.after(self._looks)
        if self._for_hours and self.waited >= _SOON:
            pause = self._backoff.rare
        self._looks += 1
        return pause if time.monotonic() + pause <= self._end else None
