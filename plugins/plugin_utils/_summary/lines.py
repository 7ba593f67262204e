# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happened to whom → a few lines for people (private to this collection). Pure.

A run with thousands of partners has as many lines as people read. The worst comes first, and the rest is counted.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.b2b import is_access
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import ABSENT
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import IDENTITY_SYNC, PARTNER
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.direction import (
    NEITHER,
    STATE,
    SYNC_STATE,
    Direction,
    Move,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._progress import duration
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.visible import visible

from .entries import CHANGED, FAILED, UNMANAGED, Entry, Totals, rank, urgency

#: The largest number of lines.
MOST_LINES = 20
#: The largest number of names of one line, and of targets of one value.
_MOST_NAMES = 10
_MOST_TARGETS = 3
#: The largest number of characters of a message and of a value.
_LONGEST_MESSAGE = 300
_LONGEST_VALUE = 60

# Parts of messages that differ in each request. The error of the host contains them.
_TRACES = re.compile(r" \((?:request-id|date) [^)]*\)")
_INHERITING = PARTNER.nullable()
_SIDES = ("users_and_groups", "applications", "users", "devices")
#: The words for a partner that did not exist, or for which an absence was agreed.
_NEW = {False: "new", True: "exists, and should not"}


class Line(NamedTuple):
    """One line: a ``label`` such as "opens", ``names`` of partners, and what happened to them."""

    label: str
    names: tuple[str, ...]
    text: str

    def shown(self, width: int) -> str:
        names = ", ".join(self.names[:_MOST_NAMES])
        if len(self.names) > _MOST_NAMES:
            names += f" and {len(self.names) - _MOST_NAMES} more"
        # Nobody who names a partner can add a line, hide one, or send commands to a terminal.
        return visible(f"  {self.label.ljust(width)}  {' '.join(f'{names}: {self.text}'.split())}")


class Manner(NamedTuple):
    """The kind of the run. In check mode nothing was changed. An audit compares Graph with what was agreed.

    ``title`` says what the run is about.
    """

    check_mode: bool = False
    audit: bool = False
    title: str = "Partners"


def lines(
    known: Iterable[Entry], numbers: Totals, manner: Manner, requests: int | None, elapsed: float | None
) -> list[str]:
    """At most ``MOST_LINES`` lines. ``requests`` and ``elapsed`` (seconds) are None if they are not known."""
    return [_heading(numbers, manner, requests, elapsed), *body(known, manner)]


def body(known: Iterable[Entry], manner: Manner) -> list[str]:
    """The lines after the heading. There are fewer than ``MOST_LINES``."""
    interesting = sorted((entry for entry in known if entry.status in (FAILED, UNMANAGED, CHANGED)), key=rank)
    failed = _failures([entry for entry in interesting if entry.status == FAILED])
    others = [entry for entry in interesting if entry.status != FAILED]
    everything = failed + [line for entry in others for line in _of_partner(entry, manner)]
    if len(everything) >= MOST_LINES:
        everything = failed + [_in_one_line(entry, manner) for entry in others]
    shown = everything if len(everything) < MOST_LINES else everything[: MOST_LINES - 2]
    width = max((len(line.label) for line in shown), default=0)
    result = [line.shown(width) for line in shown]
    return result if len(shown) == len(everything) else [*result, _rest(everything[len(shown) :])]


def _heading(numbers: Totals, manner: Manner, requests: int | None, elapsed: float | None) -> str:
    opens, closes = ("more open", "more closed") if manner.audit else ("opens", "closes")
    directions = [f"{numbers['opens']} {opens}"] if numbers["opens"] else []
    directions += [f"{numbers['closes']} {closes}"] if numbers["closes"] else []
    verb = "different" if manner.audit else "would change" if manner.check_mode else "changed"
    parts = [
        f"{numbers['changed']} {verb}" + (f" ({', '.join(directions)})" if directions else ""),
        f"{numbers['as_wanted']} {'as agreed' if manner.audit else 'as wanted'}",
        f"{numbers['failed']} {'unreadable' if manner.audit else 'failed'}",
    ]
    if manner.audit:
        parts.append(f"{numbers['unmanaged']} unmanaged")
    effort = [f"{requests} requests"] if requests is not None else []
    effort += [_seconds(elapsed)] if elapsed is not None else []
    title = f"{manner.title} in check mode" if manner.check_mode and not manner.audit else manner.title
    return f"{title}: {', '.join(parts)}." + (f" {', '.join(effort)}." if effort else "")


def _seconds(elapsed: float) -> str:
    return f"{elapsed:.1f} s" if elapsed < 10 else duration(elapsed)


def _rest(hidden: Sequence[Line]) -> str:
    counts = Counter(line.label or "other" for line in hidden for _name in line.names)
    return f"  and {sum(counts.values())} more: " + ", ".join(f"{number} {label}" for label, number in counts.items())


def _failures(failed: Sequence[Entry]) -> list[Line]:
    """One line for each reason. A thousand partners usually fail for one reason."""
    # A message that is the same for several partners may contain the names of some of them.
    same = Counter(entry.error for entry in failed)
    by_reason: dict[str, list[Entry]] = {}
    for entry in failed:
        reason = str(entry.error) if same[entry.error] > 1 else _reason(entry)
        by_reason.setdefault(reason, []).append(entry)
    groups = sorted(by_reason.values(), key=len, reverse=True)
    return [Line(FAILED, tuple(entry.name for entry in group), _message(group)) for group in groups]


def _message(group: Sequence[Entry]) -> str:
    message = _TRACES.sub("", group[0].error or "an error without a message")
    return _clipped(message, _LONGEST_MESSAGE) + _made(group)


def _reason(entry: Entry) -> str:
    """The message of an error without the parts that differ from partner to partner."""
    message = _TRACES.sub("", entry.error or "")
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
    states = {move.setting: move.after for move in entry.moves if move.setting in (STATE, SYNC_STATE)}
    label = _label(entry.direction, manner)
    if states.get(STATE) == ABSENT:
        return [Line(label, (entry.name,), "missing" if manner.audit else "removed")]
    new = STATE in states
    gone = states.get(SYNC_STATE) == ABSENT
    found = []
    for move in sorted(entry.moves, key=lambda move: urgency(move.direction)):
        of_policy = move.setting.startswith(f"{IDENTITY_SYNC.name}.")
        # The settings of a policy that is gone say nothing more. Of a new partner, names for people say nothing.
        if move.setting == STATE or (gone and of_policy) != (gone and move.setting == SYNC_STATE):
            continue
        if not (move.setting == SYNC_STATE and not gone) and not (new and move.direction == NEITHER):
            found.append(Line(_label(move.direction, manner), (entry.name,), _text(move, manner, new)))
    # Something that no setting shows, such as a job that was restarted.
    rest = "a new identity_sync" if SYNC_STATE in states else "changed"
    return found or [Line(label, (entry.name,), _NEW[manner.audit] if new else rest)]


def _in_one_line(entry: Entry, manner: Manner) -> Line:
    first, *more = _of_partner(entry, manner)
    rest = f", and {len(more)} more settings" if len(more) > 1 else ", and 1 more setting" if more else ""
    return first._replace(label=_label(entry.direction, manner), text=first.text + rest)


def _unmanaged(entry: Entry) -> str:
    if entry.error:
        return f"not in the inventory, and unreadable: {_clipped(entry.error, _LONGEST_MESSAGE)}"
    open_ones = [
        f"{move.setting} {_value(move.setting, move.after)}"
        for move in entry.moves
        if move.direction.could_open and move.setting not in (STATE, SYNC_STATE)
    ]
    more = f" and {len(open_ones) - _MOST_TARGETS} more settings" if len(open_ones) > _MOST_TARGETS else ""
    return "not in the inventory" + (f"; opens {', '.join(open_ones[:_MOST_TARGETS])}{more}" if open_ones else "")


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


def _clipped(text: str, longest: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[:longest].rpartition(' ')[0] or line[:longest]} …"
