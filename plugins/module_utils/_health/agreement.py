# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The agreement with a partner: owner, ticket, end, accepted exceptions (private to this collection). Pure.

Nobody looks at an exception again if it has no end. So an accepted exception needs a reason and an end. After its end
the finding counts again.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from .._model.desired import BadInput
from .._secrecy.wrong_form import shown_option

#: The time at which an agreement or an exception ends, seen from the day of a report. An end belongs to the period.
CURRENT = "current"
ENDS_SOON = "ends_soon"
ENDED = "ended"
#: An agreement ends soon if it ends within this number of days.
SOON = 31

_TEXTS = ("owner", "ticket", "ends")
_OF_AGREEMENT = (*_TEXTS, "exceptions")
_OF_EXCEPTION = ("finding", "reason", "ends", "ticket")
_REQUIRED = ("finding", "reason", "ends")


class AcceptedException(TypedDict):
    """A finding that somebody has accepted: the name of a setting, "missing", "unmanaged" or the ID of a check."""

    finding: str
    reason: str
    ends: str
    ticket: str | None


class Agreement(TypedDict):
    """The agreement with a partner, as the inventory describes it. Dates are texts such as 2027-01-31."""

    owner: str | None
    ticket: str | None
    ends: str | None
    exceptions: list[AcceptedException]


def agreement_of(value: Any, place: str) -> Agreement:
    """The agreement in a variable. ``place`` is the name of the variable. Raises BadInput, which names all faults."""
    problems: list[str] = []
    if not isinstance(value, dict):
        raise BadInput([f"{place} has to be a dictionary with {', '.join(_OF_AGREEMENT)}"])
    problems += _unknown(value, _OF_AGREEMENT, place)
    texts = {name: _text(value.get(name), f"{place}.{name}", problems) for name in _TEXTS}
    _check_date(texts["ends"], f"{place}.ends", problems)
    exceptions: list[AcceptedException] = []
    given = value.get("exceptions")
    if not isinstance(given, (list, type(None))):
        problems.append(f"{place}.exceptions has to be a list")
    for number, exception in enumerate(given if isinstance(given, list) else [], start=1):
        here = f"{place}.exceptions[{number}]"
        if not isinstance(exception, dict):
            problems.append(f"{here} has to be a dictionary with {', '.join(_OF_EXCEPTION)}")
            continue
        problems += _unknown(exception, _OF_EXCEPTION, here)
        members = {name: _text(exception.get(name), f"{here}.{name}", problems) for name in _OF_EXCEPTION}
        problems += [f"{here} needs {name}" for name in _REQUIRED if not members[name]]
        _check_date(members["ends"], f"{here}.ends", problems)
        exceptions.append(
            {
                "finding": members["finding"] or "",
                "reason": members["reason"] or "",
                "ends": members["ends"] or "",
                "ticket": members["ticket"],
            }
        )
    if problems:
        raise BadInput(problems)
    return {"owner": texts["owner"], "ticket": texts["ticket"], "ends": texts["ends"], "exceptions": exceptions}


def state_of(ends: str | None, today: str) -> str:
    """CURRENT, ENDS_SOON or ENDED on a day. Something without an end is CURRENT."""
    if ends is None:
        return CURRENT
    left = (date.fromisoformat(ends) - date.fromisoformat(today)).days
    return ENDED if left < 0 else ENDS_SOON if left <= SOON else CURRENT


def _unknown(value: dict[Any, Any], known: tuple[str, ...], place: str) -> list[str]:
    names = sorted(shown_option(str(name), known) for name in value if name not in known)
    return [f"{place} has unknown members: {', '.join(names)}; known are {', '.join(known)}"] if names else []


def _text(value: Any, place: str, problems: list[str]) -> str | None:
    """The text of a member, or None for blank text. Numbers, such as the number of a ticket, become text."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int, date)):
        problems.append(f"{place} has to be text")
        return None
    return str(value).strip() or None


def _check_date(text: str | None, place: str, problems: list[str]) -> None:
    if text is None:
        return
    try:
        valid = date.fromisoformat(text).isoformat() == text
    except ValueError:
        valid = False
    if not valid:
        problems.append(f"{place} has to be a date such as 2027-01-31")
