# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the retirement of a synchronization stands, as Graph shows it (private to this collection). Pure.

Users who have left the scope lose their accounts in the target tenant only in a cycle
(cross-tenant-synchronization-overview). Graph shows when a cycle began, and does not show since when nobody is in the
scope. So the run that has seen the empty scope writes the time into the notes of the service principal, a text that
administrators can read in the portal.
"""

from __future__ import annotations

import re
from typing import Any

from ..kinds import GraphObject, Row
from . import credentials
from .configuration import Configuration, Unread, has_run
from .rows import status_of

#: The parts of a retirement that remain, in Microsoft's order. ``CYCLE`` is Graph's work; the others are deletions.
CYCLE = "cycle"

_BEGUN = "entra.cross_tenant retires this configuration."
_RESTART = "Users leave its scope after a restart of its job."
_SINCE = "Nobody is in its scope since "
_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"
_NOTE = re.compile(
    rf"\s*{re.escape(_BEGUN)}(?: (?P<restart>{re.escape(_RESTART)})| {re.escape(_SINCE)}(?P<since>{_TIME}Z)\.)?"
)
# Graph writes times in UTC. A time with another zone, or with none, would sort wrongly.
_UTC = re.compile(rf"({_TIME})(?:\.\d+)?Z")
# The longest text that Graph accepts: serviceprincipal.
_LONGEST = 1024

#: The states of the last cycle: taskExecution. With EntryLevelErrors, the cycle ended, and single users failed.
_SUCCEEDED = "Succeeded"
_ENDED = (_SUCCEEDED, "EntryLevelErrors")


def since_in(one: Configuration) -> str | None:
    """Since when nobody is in the scope, by the note of a retirement; None if there is no such note."""
    found = _NOTE.search(_notes(one))
    return found.group("since") if found else None


def is_marked(one: Configuration) -> bool:
    """Whether a retirement has left a note of any kind."""
    return _NOTE.search(_notes(one)) is not None


def needs_restart(one: Configuration) -> bool:
    """Whether a retirement has made the scope smaller and not restarted the job since then."""
    found = _NOTE.search(_notes(one))
    return bool(found and found.group("restart"))


def with_note(one: Configuration, since: str | None = None, restart: bool = False) -> GraphObject | None:
    """The body that writes the note, beside the notes of other people. None if there is no room for it."""
    note = _BEGUN + (f" {_SINCE}{since}." if since else f" {_RESTART}" if restart else "")
    others = _NOTE.sub("", _notes(one)).rstrip()
    text = f"{others}\n{note}" if others else note
    return {"notes": text} if len(text) <= _LONGEST else None


def without_note(one: Configuration) -> GraphObject:
    """The body that removes the note, and nothing else."""
    return {"notes": _NOTE.sub("", _notes(one)).rstrip() or None}


def may_strand(one: Configuration) -> bool:
    """Whether the configuration may have synchronized users. Without a job that has run, nobody is left behind."""
    return isinstance(one.jobs, Unread) or any(has_run(job) for job in one.jobs)


def is_emptied(one: Configuration) -> bool:
    """Whether Graph shows that nobody is in the scope.

    A scope that Graph masks counts as small if the note says that a retirement has written it.
    """
    if isinstance(one.credentials, Unread) or isinstance(one.assignments, Unread) or one.assignments:
        return False
    scope = credentials.Scope().read(one.credentials.get(credentials.SCOPE))
    return scope == credentials.ASSIGNED or (scope == credentials.MASKED and is_marked(one))


def cycle_seen(one: Configuration) -> bool:
    """Whether a successful cycle has begun after Graph showed that nobody is in the scope."""
    since = since_in(one)
    job = one.job
    if since is None or job is None or not is_emptied(one) or _quarantine(job) is not None:
        return False
    return any(
        execution.get("state") == _SUCCEEDED and began(execution) > since[:19] and _did_everything(execution)
        for execution in _executions(job, "lastExecution", "lastSuccessfulExecution")
    )


def has_had_cycle(job: GraphObject) -> bool:
    """Whether a cycle of a job has come to its end. Single users may have failed in it."""
    return any(
        execution.get("state") in _ENDED and bool(began(execution, "timeEnded"))
        for execution in _executions(job, "lastExecution", "lastSuccessfulExecution")
    )


def quarantined(job: GraphObject) -> str | None:
    """Why a job is in quarantine, in words; None if it is not. Raises UnexpectedValue."""
    row = _quarantine(job)
    if row is None:
        return None
    told = f": {row['message']}" if row.get("message") else ""
    since = f" since {row['since']}" if row.get("since") else ""
    return f"its job is in quarantine{since}, with the reason {row.get('reason') or 'unknown'}{told}"


def last_cycle(job: GraphObject) -> str:
    """The last cycle of a job, in words."""
    for execution in _executions(job, "lastExecution"):
        time, state = began(execution), execution.get("state")
        if time:
            return f"its last cycle began at {time}Z, with the result {state or 'unknown'}"
    return "it has shown no cycle yet"


def _notes(one: Configuration) -> str:
    return str(one.service_principal.get("notes") or "")


def _quarantine(job: GraphObject) -> Row | None:
    status = status_of(job)
    # Graph may show the code and not the reason.
    if status and status["code"] == "Quarantine" and status["quarantine"] is None:
        return {}
    quarantine: Row | None = status["quarantine"] if status else None
    return quarantine


def _executions(job: GraphObject, *names: str) -> list[dict[str, Any]]:
    status = job.get("status")
    found = [status.get(name) for name in names] if isinstance(status, dict) else []
    return [execution for execution in found if isinstance(execution, dict)]


def _did_everything(execution: dict[str, Any]) -> bool:
    """Whether a cycle says that it has done everything that it had to do. Without its numbers, nobody knows.

    A cycle with more deletions than the threshold succeeds, and does not make them. A start ends the quarantine that
    shows this. So the numbers of the cycle have to be asked: taskExecution has the exports that were "expected", and
    those that were made. Both are there in every execution (CSDL: not nullable).
    """
    expected, made = execution.get("countExports"), execution.get("countExported")
    return expected.__class__ is int and made.__class__ is int and made >= expected


def began(execution: dict[str, Any], name: str = "timeBegan") -> str:
    """A time of an execution in UTC, without fractions of a second and without the Z; empty if it has none.

    Such texts sort by time. ``name`` is "timeBegan" or "timeEnded".
    """
    found = _UTC.fullmatch(str(execution.get(name) or ""))
    return "" if found is None or found.group().startswith("0001") else found.group(1)
