# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The time during which a deleted policy can be restored (private to this collection). Pure.

Times of deletion are texts as Graph writes them, in the property ``deletedDateTime``.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

# "Within a 30-day window, after which they are automatically and permanently deleted": policydeletableitem.
_KEPT = timedelta(days=30)

# Graph's DateTimeOffset. Its fractions of a second may have more digits than Python accepts. They do not matter here.
_DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)")


def moment_in(text: str | None) -> datetime | None:
    """A time that Graph wrote, in UTC and without fractions of a second; None if it is missing or cannot be read."""
    match = _DATE_TIME.fullmatch(text or "")
    if match is None:
        return None
    moment, offset = match.groups()
    try:
        return datetime.fromisoformat(moment + ("+00:00" if offset == "Z" else offset)).astimezone(timezone.utc)
    except (OverflowError, ValueError):
        return None


def restorable_until(deleted: str | None) -> datetime | None:
    """The end of the 30 days, in UTC; None if the time of deletion is missing or cannot be read."""
    deleted_at = moment_in(deleted)
    try:
        return None if deleted_at is None else deleted_at + _KEPT
    except OverflowError:
        return None


def restorable_until_text(deleted: str | None) -> str | None:
    """The end of the 30 days, in UTC, as Graph writes times; None if it is not known."""
    until = restorable_until(deleted)
    return None if until is None else until.isoformat().replace("+00:00", "Z")


def days_left(deleted: str | None, now: datetime) -> int | None:
    """The number of the 30 days that are left, including the day that has begun; 0 if all days are over.

    None if the time of deletion is missing or cannot be read.
    """
    until = restorable_until(deleted)
    if until is None:
        return None
    begun = -((now - until) // timedelta(days=1))
    return min(max(begun, 0), _KEPT.days)


def in_words(deleted: str | None) -> str:
    """The time of deletion and the end of the 30 days, for a message."""
    until = restorable_until_text(deleted)
    if until is None:
        return "deleted at an unknown time"
    return f"deleted {deleted}, restorable until {until}"
