# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Findings that somebody has accepted for some time (private to this collection). Pure."""

from __future__ import annotations

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.agreement import (
    ENDED,
    AcceptedException,
    Agreement,
    state_of,
)

from .shape import AcceptedEntry, AgreementEntry, ExceptionEntry


class Accepted:
    """The exceptions of one partner that are in force on a day, such as 2026-01-31."""

    def __init__(self, agreement: Agreement | None, today: str):
        self._agreement = agreement
        self._today = today
        exceptions = agreement["exceptions"] if agreement else []
        self._in_force = [exception for exception in exceptions if state_of(exception["ends"], today) != ENDED]
        # The findings of ``exceptions`` for which somebody asked, whether or not the exception is still in force.
        self._asked: set[str] = set()

    def exception(self, name: str) -> AcceptedEntry | None:
        """The exception for a setting, a status or a check; None if it counts. An exception covers its members."""
        self._asked.add(name)
        found = next((each for each in self._in_force if covers(each, name)), None)
        return {"reason": found["reason"], "ends": found["ends"], "ticket": found["ticket"]} if found else None

    def ended(self, names: list[str]) -> str | None:
        """The day on which the last exception for one of some findings ended; None if there is no such exception."""
        exceptions = self._agreement["exceptions"] if self._agreement else []
        ends = [
            exception["ends"]
            for exception in exceptions
            if exception not in self._in_force and any(covers(exception, name) for name in names)
        ]
        return max(ends, default=None)

    def entry(self) -> AgreementEntry | None:
        """The agreement as the report shows it, after all findings were asked for."""
        if self._agreement is None:
            return None
        return {
            "owner": self._agreement["owner"],
            "ticket": self._agreement["ticket"],
            "ends": self._agreement["ends"],
            "state": state_of(self._agreement["ends"], self._today),
            "exceptions": [
                {
                    "finding": exception["finding"],
                    "reason": exception["reason"],
                    "ends": exception["ends"],
                    "ticket": exception["ticket"],
                    "state": state_of(exception["ends"], self._today),
                    "used": any(covers(exception, name) for name in self._asked),
                }
                for exception in self._agreement["exceptions"]
            ],
        }


def covers(exception: AcceptedException | ExceptionEntry, name: str) -> bool:
    """Whether an exception is about a setting, a status or a check. An exception covers the members of its setting."""
    return name == exception["finding"] or name.startswith(f"{exception['finding']}.")
