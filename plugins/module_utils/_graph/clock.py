# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The clock of this machine, compared with the clock of a service (private to this collection).

Microsoft refuses a signed assertion from the future or from the past. A clock that is wrong by some minutes looks like
wrong credentials.
"""

from __future__ import annotations

import time

#: The largest difference that nobody needs to hear about, in seconds. A date has no fractions of a second, and an
#: answer takes time.
UNIMPORTANT = 120.0


def skew(date: str | None) -> int | None:
    """By how many seconds the clock of this machine is ahead of a service's clock, or behind it if negative.

    ``date`` is the header Date of an answer that has just arrived. None if there is none, or if it is not a date.
    """
    if not date:
        return None
    # Imported here since most tasks never ask.
    from email.utils import parsedate_to_datetime

    try:
        return round(time.time() - parsedate_to_datetime(date).timestamp())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def moment(date: str | None) -> str | None:
    """A header Date as a time in Graph's form, such as 2026-11-27T18:00:00Z; None if it is not a date."""
    # Imported here since most tasks never ask.
    from email.utils import parsedate_to_datetime

    try:
        return None if not date else parsedate_to_datetime(date).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def remark(seconds: int | None, whose: str) -> str:
    """A sentence about a clock that is wrong. Empty if the clock is right, or if nothing is known about it.

    ``seconds`` is a result of ``skew``. ``whose`` is the name of the service.
    """
    if seconds is None or abs(seconds) <= UNIMPORTANT:
        return ""
    minutes = round(abs(seconds) / 60)
    amount = f"{minutes:,} minutes" if minutes < 120 else f"{round(minutes / 60):,} hours"
    direction = "ahead of" if seconds > 0 else "behind"
    return f"The clock of this machine is {amount} {direction} the clock of {whose}. Set the clock"
