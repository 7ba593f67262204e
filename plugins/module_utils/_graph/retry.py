# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Retries: when to try again, and when to stop (private to this collection).

The retry of urllib3 is well maintained, but it has no budget of time and no minimum for Retry-After. It also cannot
retry single requests inside a $batch, which need the same policy. Source: Microsoft's SDK design,
middleware/RetryHandler.md.
"""

from __future__ import annotations

import math
import random
import time
from typing import NamedTuple

RETRIED = (429, 503, 504)


class RetryPolicy(NamedTuple):
    """Times in seconds. ``budget`` is the time for all retries of one request."""

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
        """Seconds until the next attempt, or None if it would be after the end of the budget.

        Some services send "Retry-After: 0" and then refuse the next attempt, or send no Retry-After. Then the delay is
        ``floor``, doubled for each attempt, so that the service is not flooded. A random part prevents that many runs
        try at the same moment. If the service gave a time, the random part is at most a second, as in Microsoft's own
        clients.
        """
        asked = _seconds(retry_after)
        remaining = self._deadline - time.monotonic()
        if asked:
            delay = max(asked, self._policy.floor)
            delay += min(delay * 0.25, 1.0) * random.random()
        else:
            delay = min(self._policy.floor * 2 ** (self.attempts - 1), self._policy.ceiling)
            delay *= 1 + random.random() * 0.25
            # With doubling alone, much of the budget would stay unused. So the last attempt is at the end of the
            # budget.
            delay = max(min(delay, remaining), self._policy.floor)
        if delay > remaining:
            return None
        self.attempts += 1
        return delay


def reason_to_wait(whom: str, status: int | None, retry_after: str | None) -> str:
    """The reason for the wait before a request is sent again, in words. ``status`` is None if there was no answer."""
    asked = _seconds(retry_after)
    if asked:
        return f"{whom} asks to wait {math.ceil(asked)} s"
    return f"{whom} gave no answer" if status is None else f"{whom} answered {status}"


def _seconds(retry_after: str | None) -> float | None:
    """A Retry-After as seconds from now. It contains seconds, also with fractions, or an HTTP date; else None."""
    if not retry_after:
        return None
    try:
        seconds = float(retry_after)
    except ValueError:
        pass
    else:
        # float() accepts "nan".
        return max(seconds, 0.0) if math.isfinite(seconds) else None
    # Imported here since few runs ever get a date.
    from email.utils import parsedate_to_datetime

    try:
        return max(parsedate_to_datetime(retry_after).timestamp() - time.time(), 0.0)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
