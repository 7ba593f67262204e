# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The first lines of a summary: numbers, and what the run is about (private to this collection). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._names import guid_key
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.direction import (
    STATE,
    SYNC_STATE,
    Direction,
    combined,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._progress import duration
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.visible import visible

from .entries import AS_WANTED, CHANGED, FAILED, MISSING, UNMANAGED, Entry, Others, Totals

_NOT_KNOWN = "not known"
_COMMITS = re.compile("[0-9a-f]{40}([0-9a-f]{24})?")
_COMMIT = 12
#: The statuses of a report, with their words, in its order.
_STATUSES = ("compliant", "drifted", MISSING, UNMANAGED, "unreadable")


class Manner(NamedTuple):
    """The kind of the run. In check mode nothing was changed. An audit compares Graph with what was agreed.

    ``title`` says what the run is about.
    """

    check_mode: bool = False
    audit: bool = False
    title: str = "Partners"


class About(NamedTuple):
    """What a summary says about the run as a whole. None means that something is not known.

    ``elapsed`` are seconds. ``home_name`` is what the inventory calls the home tenant: its name, its domain or its ID.
    ``inventory`` are the names of the sources of the inventory. ``wrote_nothing``: whether the run certainly wrote
    nothing to Microsoft Graph.
    """

    requests: int | None = None
    elapsed: float | None = None
    home_tenant: str | None = None
    home_name: str | None = None
    inventory: tuple[str, ...] = ()
    revision: str | None = None
    wrote_nothing: bool = False


def many(number: int, noun: str) -> str:
    """A number with its noun, such as "1 partner" and "2 partners"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def heading(
    known: Iterable[Entry],
    numbers: Totals,
    counts: Mapping[str, int],
    left_out: Others | None,
    manner: Manner,
    about: About,
) -> list[str]:
    """The first lines. ``counts`` are the numbers of an audit, see ``audit_counts``."""
    if manner.audit:
        first = f"Partners: {audited(counts)}."
    else:
        title = f"{manner.title} in check mode" if manner.check_mode else manner.title
        first = f"{title}: {', '.join(_parts(numbers, left_out, manner))}."
    sentences = ["Nothing was written to Microsoft Graph."] if about.wrote_nothing else []
    sentences += [] if manner.audit else _settings(known)
    effort = [many(about.requests, "request")] if about.requests is not None else []
    effort += [_seconds(about.elapsed)] if about.elapsed is not None else []
    sentences += [f"{', '.join(effort)}."] if effort else []
    second = [f"  {' '.join(sentences)}"] if sentences else []
    return [first, *second, _place(about)]


def _place(about: About) -> str:
    """The home tenant, and the inventory with its revision."""
    name = " ".join((about.home_name or "").split())
    given = guid_key(name)
    tenant, name = (about.home_tenant or given, "") if given else (about.home_tenant, name)
    home = _NOT_KNOWN
    if tenant:
        home = f"{tenant} ({name or 'name ' + _NOT_KNOWN})"
    elif name:
        home = f"{name} (ID {_NOT_KNOWN})"
    # The beginning of a commit suffices for git, and leaves room in the line.
    revision = " ".join((about.revision or _NOT_KNOWN).split())
    revision = revision[:_COMMIT] if _COMMITS.fullmatch(revision) else revision
    inventory = f"{' '.join(', '.join(about.inventory).split()) or _NOT_KNOWN}, revision {revision}"
    # Nobody who names a tenant can add a line, hide one, or send commands to a terminal.
    return visible(f"  Home tenant: {home}. Inventory: {inventory}.")


def audit_counts(known: Iterable[Entry]) -> dict[str, int]:
    """Numbers of partners by status and by direction, in the words of a report, and all partners in ``partners``."""
    everything = list(known)
    status = {
        CHANGED: ["missing" if entry.gone else "drifted" for entry in everything if entry.status == CHANGED],
        AS_WANTED: ["compliant" for entry in everything if entry.status == AS_WANTED],
        FAILED: ["unreadable" for entry in everything if entry.status == FAILED],
        UNMANAGED: ["unmanaged" for entry in everything if entry.status == UNMANAGED],
    }
    words = [word for found in status.values() for word in found]
    directions = [_openness(entry) for entry in everything if entry.status in (CHANGED, UNMANAGED)]
    return {
        "partners": len(words),
        **{name: words.count(name) for name in _STATUSES},
        "more_open": sum(direction.could_open for direction in directions),
        "more_closed": sum(direction.could_close and not direction.could_open for direction in directions),
    }


def audited(counts: Mapping[str, int]) -> str:
    """The numbers of an audit in words. ``counts`` has the keys of ``audit_counts``."""
    status = ", ".join(f"{counts[name]} {name}" for name in _STATUSES)
    directions = f"{counts['more_open']} more open than agreed, {counts['more_closed']} more closed"
    return f"{counts['partners']} ({status}), {directions}"


def directions(numbers: Totals) -> str:
    """In brackets, the partners that open and close access; empty if there are none."""
    found = _with_verbs(numbers["opens"], numbers["closes"])
    return f" ({', '.join(found)})" if found else ""


def _settings(known: Iterable[Entry]) -> list[str]:
    """A sentence about the settings that open and close access; none if there are none.

    Several settings of a partner may have one line each, so there may be more lines than partners.
    """
    moved = [move.direction for entry in known if entry.status == CHANGED for move in entry.settings]
    found = _with_verbs(sum(one.could_open for one in moved), sum(one.could_close for one in moved))
    return [f"Settings: {', '.join(found)}."] if found else []


def _with_verbs(opening: int, closing: int) -> list[str]:
    pairs = ((opening, "open"), (closing, "close"))
    return [f"{number} {verb}{'s' if number == 1 else ''} access" for number, verb in pairs if number]


def _parts(numbers: Totals, left_out: Others | None, manner: Manner) -> list[str]:
    parts = [
        f"{numbers['changed']} {'would change' if manner.check_mode else 'changed'}{directions(numbers)}",
        f"{numbers['as_wanted']} as wanted",
        f"{numbers['failed']} failed",
    ]
    if numbers.get("waiting"):
        parts.append(f"{numbers['waiting']} waiting")
    if left_out is not None and left_out.partners:
        parts.append(f"{len(left_out.partners)} {'unmanaged' if left_out.unmanaged else 'not in this run'}")
    return parts


def _openness(entry: Entry) -> Direction:
    # As in a report: whatever an existing object opens, its settings open.
    return combined(
        Direction(False, move.direction.closes) if move.setting in (STATE, SYNC_STATE) else move.direction
        for move in entry.moves
    )


def _seconds(elapsed: float) -> str:
    return f"{elapsed:.1f} s" if elapsed < 10 else duration(elapsed)
