# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When to try again, and when to stop (private to this collection).

The well-kept retry of urllib3 knows neither a budget of time nor a floor under Retry-After, and cannot serve the single
requests inside a $batch, which need the very same policy. Source: Microsoft's SDK design, middleware/RetryHandler.md.
"""

from __future__ import annotations

import math
import random
import time
from typing import NamedTuple

RETRIED = (429, 503, 504)


class RetryPolicy(NamedTuple):
    """All in seconds. ``budget`` is what the retries of one request may take together."""

    budget: float = 180.0
    floor: float = 1.0
    ceiling: float = 60.0

    def start(self) -> Patience:
        return Patience(self)


class Patience:
    """The retries of one request."""

    def __init__(self, policy: RetryPolicy):
        self._policy = policy
        self._deadline = time.monotonic() + policy.budget
        self.attempts = 1

    def next_delay(self, retry_after: str | None = None) -> float | None:
        """Seconds to wait before the next attempt, or None when that would go beyond the budget.

        Services send "Retry-After: 0" and go on refusing, or no Retry-After at all: then the floor, doubled for each
        attempt, keeps us from hammering. Jitter keeps many runs from knocking at the same moment; where the service
        said when, it is a second at most, as in Microsoft's own clients.
        """
        asked = _seconds(retry_after)
        remaining = self._deadline - time.monotonic()
        if asked:
            delay = max(asked, self._policy.floor)
            delay += min(delay * 0.25, 1.0) * random.random()
        else:
            delay = min(self._policy.floor * 2 ** (self.attempts - 1), self._policy.ceiling)
            delay *= 1 + random.random() * 0.25
            # Doubling leaves much of the budget unused: the last attempt is at its end.
            delay = max(min(delay, remaining), self._policy.floor)
        if delay > remaining:
            return None
        self.attempts += 1
        return delay


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After, in (also fractional) seconds or as an HTTP date, as seconds from now; None if it says nothing."""
    if not retry_after:
        return None
    try:
        seconds = float(retry_after)
    except ValueError:
        pass
    else:
        # "nan" is a number too.
        return max(seconds, 0.0) if math.isfinite(seconds) else None
    # Imported here since nearly no run ever gets a date.
    from email.utils import parsedate_to_datetime

    try:
        return max(parsedate_to_datetime(retry_after).timestamp() - time.time(), 0.0)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
