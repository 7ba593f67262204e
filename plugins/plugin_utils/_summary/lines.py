# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happened to whom → a few lines for people (private to this collection). Pure.

A run with thousands of partners has as many lines as people read. The worst comes first, and the rest is counted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.b2b import is_access
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import ABSENT
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import IDENTITY_SYNC, PARTNER
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.direction import (
    STATE,
    SYNC_STATE,
    Direction,
    Move,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.visible import visible
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.without_traces import without_traces

from .entries import CHANGED, FAILED, UNMANAGED, WAITING, Entry, Others, Totals, rank, urgency
from .heading import About, Manner, audit_counts, heading, many
from .told import ReportTold, lines_of_report

#: The largest number of lines.
MOST_LINES = 20
#: The largest number of names of one line, and of targets of one value.
_MOST_NAMES = 10
_MOST_TARGETS = 3
#: The largest number of reasons why retirements wait.
_MOST_REASONS = 5
#: The largest number of characters of a message and of a value. Of a longer message, both ends are shown.
_LONGEST_MESSAGE = 600
_LONGEST_VALUE = 60
#: The largest number of characters of a line with a note. Without the note it may be longer.
_LONGEST_WITH_NOTE = 120

_INHERITING = PARTNER.nullable()
_SIDES = ("users_and_groups", "applications", "users", "devices")
#: The words for a partner that did not exist, or for which an absence was agreed.
_NEW = {False: "new", True: "exists, and should not"}


class Line(NamedTuple):
    """One line: a ``label`` such as "opens", ``names`` of partners, and what happened to them.

    The first of ``notes`` for which there is room follows. ``under`` are texts for lines of their own, under this line.
    """

    label: str
    names: tuple[str, ...]
    text: str
    notes: tuple[str, ...] = ()
    under: tuple[str, ...] = ()

    def shown(self, width: int) -> list[str]:
        names = ", ".join(self.names[:_MOST_NAMES])
        if len(self.names) > _MOST_NAMES:
            names += f" and {len(self.names) - _MOST_NAMES} more"
        start = f"  {self.label.ljust(width)}  "
        text = f"{names}: {self.text}" if names else self.text
        first = start + " ".join(text.split())
        for note in self.notes:
            with_note = f"{first} ({' '.join(note.split())})"
            if len(with_note) <= _LONGEST_WITH_NOTE:
                first = with_note
                break
        below = [f"  {' ' * width}    ! {' '.join(text.split())}" for text in self.under]
        # Nobody who names a partner can add a line, hide one, or send commands to a terminal.
        return [visible(line) for line in (first, *below)]


def lines(
    known: Iterable[Entry],
    numbers: Totals,
    manner: Manner,
    about: About,
    left_out: Others | None = None,
    told: ReportTold | None = None,
) -> list[str]:
    """At most ``MOST_LINES`` lines. ``left_out`` is a result of ``others``.

    ``told`` is what a report says about the same run. Then the numbers are those of the report.
    """
    names = told["names"] if told else {}
    everything = [
        entry._replace(name=f"{entry.tenant_id} ({names[entry.tenant_id]})")
        if entry.host is None and entry.tenant_id in names
        else entry
        for entry in known
    ]
    counts = (told["counts"] if told else audit_counts(everything)) if manner.audit else {}
    first = heading(everything, numbers, counts, left_out, manner, about)
    last = [] if manner.audit or left_out is None else _left_out(left_out)
    last += [Line(*line) for line in lines_of_report(told)] if told else []
    return [*first, *body(everything, manner, MOST_LINES - len(first), last)]


def body(known: Iterable[Entry], manner: Manner, room: int = MOST_LINES - 1, last: Sequence[Line] = ()) -> list[str]:
    """The lines after the heading, at most ``room`` lines. ``last`` are the last lines, which are never left out."""
    everybody = list(known)
    interesting = sorted((entry for entry in everybody if entry.status in (FAILED, UNMANAGED, CHANGED)), key=rank)
    failed = _failures([entry for entry in interesting if entry.status == FAILED], manner)
    others = [entry for entry in interesting if entry.status != FAILED]
    everything = failed + [line for entry in others for line in _of_partner(entry, manner)]
    last = [*_waiting(everybody), *last]
    left = room - len(last)
    if sum(1 + len(line.under) for line in everything) > left:
        everything = failed + [_in_one_line(entry, manner) for entry in others]
    shown = everything if len(everything) <= left else everything[: left - 1]
    width = max((len(line.label) for line in (*shown, *last)), default=0)
    result = [text for line in shown for text in line.shown(width)]
    if len(shown) < len(everything):
        result.append(_rest(everything[len(shown) :]))
    return [*result, *(text for line in last for text in line.shown(width))]


def _waiting(known: Iterable[Entry]) -> list[Line]:
    """One line for each reason why retirements are not complete."""
    by_reason: dict[str, list[str]] = {}
    for entry in known:
        if entry.left is not None:
            by_reason.setdefault(entry.left, []).append(entry.name)
    reasons = sorted(by_reason.items(), key=lambda item: -len(item[1]))
    lines = [
        Line(WAITING, tuple(names), f"{_clipped(reason, _LONGEST_MESSAGE)}. Run again")
        for reason, names in reasons[:_MOST_REASONS]
    ]
    rest = [name for _reason_of, names in reasons[_MOST_REASONS:] for name in names]
    return [*lines, *([Line(WAITING, tuple(rest), "for other reasons. Run again")] if rest else [])]


def _left_out(others: Others) -> list[Line]:
    """The lines about partners that took no part in a run. What stays open there has a line of its own."""
    if not others.partners:
        return []
    if not others.unmanaged:
        them = "them" if len(others.partners) > 1 else "it"
        text = f"in Microsoft Graph, but not in this run, which leaves {them} alone"
        return [_together("not in run", others.partners, text)]
    ordered = sorted(others.partners, key=lambda entry: (not entry.error, urgency(entry.direction)))
    found = [entry for entry in ordered if entry.error or entry.direction.could_open]
    shown = found[:_MOST_TARGETS]
    result = [Line(UNMANAGED, (entry.name,), _stays(entry)) for entry in shown]
    rest = [entry for entry in ordered if entry not in shown]
    if rest:
        more = len(found) - len(shown)
        still = f"; {more} of them {'stays' if more == 1 else 'stay'} open, or may do so" if more else ""
        text = f"not in the inventory, so this run leaves {'them' if len(rest) > 1 else 'it'} alone{still}"
        result.append(_together(UNMANAGED, rest, text))
    return result


def _stays(entry: Entry) -> str:
    """What a run leaves open at a partner that it leaves alone."""
    if entry.error:
        return _unmanaged(entry)
    verb = "stays" if entry.direction.opens else "may stay"
    return f"not in the inventory, so this run leaves it alone, and it {verb} open: {_open(entry)}"


def _together(label: str, partners: Sequence[Entry], text: str) -> Line:
    """One line about several partners, with the names of a few of them."""
    names = [entry.name for entry in partners[:_MOST_TARGETS]]
    more = len(partners) - len(names)
    return Line(label, (f"{', '.join(names)} and {more} more" if more else ", ".join(names),), text)


def _rest(hidden: Sequence[Line]) -> str:
    counts = Counter(line.label or "other" for line in hidden for _name in line.names)
    return f"  and {sum(counts.values())} more: " + ", ".join(f"{number} {label}" for label, number in counts.items())


def _failures(failed: Sequence[Entry], manner: Manner) -> list[Line]:
    """One line for each reason. A thousand partners usually fail for one reason."""
    # A message that is the same for several partners may contain the names of some of them.
    same = Counter(entry.error for entry in failed)
    by_reason: dict[str, list[Entry]] = {}
    for entry in failed:
        reason = str(entry.error) if same[entry.error] > 1 else _reason(entry)
        by_reason.setdefault(reason, []).append(entry)
    groups = sorted(by_reason.values(), key=len, reverse=True)
    label = "unreadable" if manner.audit else FAILED
    return [Line(label, tuple(entry.name for entry in group), _message(group)) for group in groups]


def _message(group: Sequence[Entry]) -> str:
    message = without_traces(group[0].error or "an error without a message")
    return _without_middle(message) + _made(group)


def _reason(entry: Entry) -> str:
    """The message of an error without the parts that differ from partner to partner."""
    message = without_traces(entry.error or "")
    for name in filter(None, (entry.tenant_id, entry.host)):
        message = message.replace(name, "")
    return message


def _made(group: Sequence[Entry]) -> str:
    """A remark on changes that were made before the failure."""
    partly = sum(bool(entry.moves) for entry in group)
    if not partly:
        return ""
    return " (some changes were made before)" if len(group) == 1 else f" (some changes were made for {partly} of them)"


def _of_partner(entry: Entry, manner: Manner) -> list[Line]:
    """One line for each setting of a partner that changed or is unmanaged, the worst first."""
    if entry.status == UNMANAGED:
        return [Line(UNMANAGED, (entry.name,), _unmanaged(entry))]
    states = {move.setting: move for move in entry.moves if move.setting in (STATE, SYNC_STATE)}
    label = _label(entry.direction, manner)
    notes = _agreed(entry)
    found = []
    if entry.gone:
        found.append(Line(label, (entry.name,), "missing" if manner.audit else "removed", notes))
    else:
        new = STATE in states
        told = entry.settings
        if SYNC_STATE in states and states[SYNC_STATE].after == ABSENT:
            told = [*told, states[SYNC_STATE]]
        for move in sorted(told, key=lambda move: urgency(move.direction)):
            found.append(Line(_label(move.direction, manner), (entry.name,), _text(move, manner, new), notes))
        if not found:
            # Something that no setting shows, such as a job that was restarted.
            rest = "a new identity_sync" if SYNC_STATE in states else "changed"
            found.append(Line(label, (entry.name,), _NEW[manner.audit] if new else rest, notes))
    return [*found[:-1], found[-1]._replace(under=entry.remarks)]


def _agreed(entry: Entry) -> tuple[str, ...]:
    """Ticket and owner of the agreement with a partner, and in a shorter form only one of them."""
    known = [text for text in (entry.agreement["ticket"], entry.agreement["owner"]) if text] if entry.agreement else []
    return (", ".join(known), known[0]) if known else ()


def _in_one_line(entry: Entry, manner: Manner) -> Line:
    first, *more = _of_partner(entry, manner)
    rest = f", and {len(more)} more settings" if len(more) > 1 else ", and 1 more setting" if more else ""
    # The names of the health checks suffice to find the warnings.
    checks = [remark.partition(":")[0] for remark in entry.remarks]
    rest += f" (see warning: {', '.join(checks)})" if checks else ""
    return first._replace(label=_label(entry.direction, manner), text=first.text + rest, under=())


def _unmanaged(entry: Entry) -> str:
    if entry.error:
        return f"not in the inventory, and unreadable: {_clipped(entry.error, _LONGEST_MESSAGE)}"
    opened = _open(entry)
    return "not in the inventory" + (f"; opens {opened}" if opened else "")


def _open(entry: Entry) -> str:
    """The open settings of a partner that nobody agreed on, with their values; empty if there are none."""
    open_ones = [
        f"{move.setting} {_value(move.setting, move.after)}"
        for move in entry.moves
        if move.direction.could_open and move.setting not in (STATE, SYNC_STATE)
    ]
    more = len(open_ones) - _MOST_TARGETS
    return ", ".join(open_ones[:_MOST_TARGETS]) + (f" and {many(more, 'more setting')}" if more > 0 else "")


def _label(direction: Direction, manner: Manner) -> str:
    if not manner.audit:
        return direction.words or ""
    answers = (("open", direction.opens), ("closed", direction.closes))
    certain = [f"more {word}" for word, answer in answers if answer]
    possible = [f"more {word}" for word, answer in answers if answer is None]
    return ", ".join([*certain, *([f"maybe {' or '.join(possible)}"] if possible else [])])


def _text(move: Move, manner: Manner, new: bool) -> str:
    if move.setting == SYNC_STATE:
        return f"{IDENTITY_SYNC.name} {'missing' if manner.audit else 'removed'}"
    old, later = move.before, move.after
    if new:
        return f"{_NEW[manner.audit]}, {move.setting} {_value(move.setting, later)}"
    if is_access(old) and is_access(later):
        # Only the sides that differ.
        names = [name for name in {**old, **later} if old.get(name) != later.get(name)]
        return ", ".join(_pair(f"{move.setting}.{name}", old.get(name), later.get(name), manner) for name in names)
    return _pair(move.setting, old, later, manner)


def _pair(setting: str, old: Any, later: Any, manner: Manner) -> str:
    was, became = _value(setting, old), _value(setting, later)
    return f"{setting} is {became}, agreed {was}" if manner.audit else f"{setting} {was} → {became}"


def _value(setting: str, value: Any) -> str:
    if value is None:
        return "inherited" if setting.partition(".")[0] in _INHERITING else "not set"
    if is_access(value):
        return " / ".join(_value(setting, value[name]) for name in _SIDES if value.get(name) is not None)
    if isinstance(value, dict) and isinstance(value.get("targets"), list):
        targets = [str(target.get("target")) for target in value["targets"] if isinstance(target, dict)]
        more = f" and {len(targets) - _MOST_TARGETS} more" if len(targets) > _MOST_TARGETS else ""
        return f"{value.get('access_type')} {', '.join(targets[:_MOST_TARGETS]) or 'nobody'}{more}"
    return _clipped(json.dumps(value, ensure_ascii=False, default=str), _LONGEST_VALUE)


def _without_middle(message: str) -> str:
    """A message of an error, with its beginning and its end: the end says what to do next."""
    line = " ".join(message.split())
    half = _LONGEST_MESSAGE // 2
    return line if len(line) <= _LONGEST_MESSAGE else f"{_clipped(line, half)} {line[-half:].partition(' ')[2]}"


def _clipped(text: str, longest: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[:longest].rpartition(' ')[0] or line[:longest]} …"
