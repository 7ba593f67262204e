# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the way from one row of a partner to another opens or closes access (private to this collection). Pure.

A row is a result of ``settings_row``, or None if there is no partner. For a change the two rows are the partner before
and after the change. For an audit they are the partner as agreed and the partner as observed.

The reach of a value is the set of identities or applications that it admits. A value opens access if its reach contains
something that the reach of the other value does not contain. A value that inherits has the reach of the default.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .._model.b2b import is_access
from .._model.desired import ABSENT, PRESENT
from .._model.kinds import Boolean, Kind, Record, Row, Settings, Text, Wrapped
from .._model.resource import Setting
from .._model.resources import IDENTITY_SYNC, PARTNER

STATE = "state"
SYNC_STATE = f"{IDENTITY_SYNC.name}.{STATE}"

# A name for people admits nobody.
_NEUTRAL = f"{IDENTITY_SYNC.name}.display_name"
# True blocks access in this setting, and allows access in all other settings.
_BLOCKS = "block_service_provider_outbound_access"
# Targets that stand for all users or applications: crosstenantaccesspolicytarget.
_EVERYTHING = {"allusers", "allapplications"}


class Direction(NamedTuple):
    """The direction of a change. A change may do both, for example if it replaces a group.

    Each of the two answers is True, False, or None if it depends on an unknown value, such as unknown default settings.
    """

    opens: bool | None = False
    closes: bool | None = False

    @property
    def could_open(self) -> bool:
        """Whether the change opens access, as far as is known."""
        return self.opens is not False

    @property
    def could_close(self) -> bool:
        """Whether the change closes access, as far as is known."""
        return self.closes is not False

    @property
    def words(self) -> str | None:
        """The direction for people, such as "opens" or "may close"; None if the change does neither for certain."""
        answers = (("open", self.opens), ("close", self.closes))
        certain = [f"{verb}s" for verb, answer in answers if answer]
        possible = [verb for verb, answer in answers if answer is None]
        return ", ".join([*certain, *([f"may {' or '.join(possible)}"] if possible else [])]) or None


NEITHER = Direction()


class Move(NamedTuple):
    """A setting with two different values. A point stands before the name of a member.

    ``setting`` is also "state" or "identity_sync.state", if only one of the two objects exists. Then the values are
    "present" and "absent". Otherwise None is Graph's null, or a missing object.
    """

    setting: str
    before: Any
    after: Any
    direction: Direction


def moves(before: Row | None, after: Row | None, default: Settings | None = None) -> list[Move]:
    """All differences between two rows of a partner.

    The members of an access setting form one move, because only together they say who gets access. ``default`` are the
    default settings in the collection's words, or None if they are not known. Without a partner, they apply.
    """
    settings = [move for setting in PARTNER.settings for move in _of_setting(setting, "", before, after, default)]
    old, new = (before or {}).get(IDENTITY_SYNC.name), (after or {}).get(IDENTITY_SYNC.name)
    prefix = f"{IDENTITY_SYNC.name}."
    # A policy without a value admits nobody, and there is no default for it.
    sync = [move for setting in IDENTITY_SYNC.settings for move in _of_setting(setting, prefix, old, new, {})]
    return [
        *_existence(STATE, before, after, settings + sync),
        *settings,
        *_existence(SYNC_STATE, old, new, sync),
        *sync,
    ]


def direction_of(setting: str, differences: Iterable[Move]) -> Direction:
    """The direction of a setting, or of the setting that contains it, in a result of ``moves``.

    ``setting`` is the name that reports use, such as "b2b_collaboration_inbound.applications.targets".
    """
    by_name = {move.setting: move.direction for move in differences}
    parts = setting.split(".")
    names = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return next((by_name[name] for name in names if name in by_name), NEITHER)


def combined(directions: Iterable[Direction]) -> Direction:
    """The direction of several changes together."""
    known = list(directions)
    return Direction(_any(one.opens for one in known), _any(one.closes for one in known))


def _any(answers: Iterable[bool | None]) -> bool | None:
    given = set(answers)
    return True if True in given else None if None in given else False


def _existence(name: str, old: object, new: object, inside: list[Move]) -> Iterator[Move]:
    """The move of an object that only one of two rows contains. ``inside`` are the moves of its settings.

    Whatever its settings are, an object that is removed counts as access that is taken away, as in ``removal.py``.
    """
    if (old is None) == (new is None):
        return
    before, after = (ABSENT if value is None else PRESENT for value in (old, new))
    removed = [Direction(closes=True)] if new is None else []
    yield Move(name, before, after, combined([*(move.direction for move in inside), *removed]))


def _of_setting(
    setting: Setting, prefix: str, old: Row | None, new: Row | None, default: Settings | None
) -> Iterator[Move]:
    name = prefix + setting.name
    before, after = (old or {}).get(setting.name), (new or {}).get(setting.name)
    inherited = None if default is None else default.get(setting.name)
    # The partner follows the default where it has no value. The default of a boolean may be fixed by Microsoft.
    known = default is not None and (bool(prefix) or inherited is not None)
    yield from _of_value(name, setting.kind, before, after, inherited, known)


def _of_value(name: str, kind: Kind, before: Any, after: Any, default: Any, known: bool) -> Iterator[Move]:
    """The moves of a value. ``known``: whether ``default`` is the value that None stands for."""
    if before == after:
        return
    if isinstance(kind, Record) and not is_access(dict.fromkeys(field.name for field in kind.fields)):
        for field in kind.fields:
            old, new, inherited = (_member(value, field.name) for value in (before, after, default))
            yield from _of_value(f"{name}.{field.name}", field.kind, old, new, inherited, known)
        return
    reach, later = (_reach(name, kind, default if value is None and known else value) for value in (before, after))
    yield Move(name, before, after, NEITHER if name == _NEUTRAL else _compared(reach, later))


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


class _Set(NamedTuple):
    """A set of names: ``names``, or everything but ``names`` if ``complement``."""

    complement: bool
    names: frozenset[str] = frozenset()

    @property
    def empty(self) -> bool:
        return not self.complement and not self.names


_ALL = _Set(True)
_NONE = _Set(False)
#: The parts of a reach: name → set. Something is admitted if all parts admit it. A part is None if it is not known, and
#: any other value if it can only be compared for equality.
_Reach = Mapping[str, Any]


def _reach(name: str, kind: Kind, value: Any) -> _Reach:
    """The reach of a value. It has one part, or one part for each side of an access setting."""
    if isinstance(kind, Record):
        return {field.name: None if value is None else _side(_member(value, field.name)) for field in kind.fields}
    if isinstance(kind, Wrapped):
        return _reach(name, kind.kind, value)
    if isinstance(kind, Boolean):
        # A policy whose value is null does not allow the synchronization, like a policy that does not exist.
        unset = False if name.startswith(f"{IDENTITY_SYNC.name}.") else kind.unset
        allows = unset if value is None else value
        return {"": None if allows is None else _ALL if allows is not (name == _BLOCKS) else _NONE}
    if isinstance(kind, Text):
        return {"": _Set(False, frozenset([value] if value else []))}
    return {"": None}


def _side(value: Any) -> Any:
    """The set of a side of an access setting. Any other part of the setting stays as it is; "missing" for None."""
    targets = _member(value, "targets")
    access_type = _member(value, "access_type")
    if access_type not in ("allowed", "blocked") or not isinstance(targets, list):
        return "missing" if value is None else value
    names = frozenset(str(_member(target, "target") or "").lower() for target in targets)
    everything = bool(names & _EVERYTHING)
    if access_type == "allowed":
        return _ALL if everything else _Set(False, names)
    return _NONE if everything else _Set(True, names)


def _compared(before: _Reach, after: _Reach) -> Direction:
    if any(before[name] == after[name] == _NONE for name in before):
        return NEITHER
    # Parts that are equal decide nothing.
    different = [name for name in before if before[name] is None or before[name] != after[name]]
    old = [before[name] if isinstance(before[name], _Set) else None for name in different]
    new = [after[name] if isinstance(after[name], _Set) else None for name in different]
    opens, closes = _exceeds(new, old), _exceeds(old, new)
    if opens is None and closes is False and None not in new:
        # An unknown value becomes an explicit permission. People have to see this as an open door.
        opens = True
    return Direction(opens, closes)


def _exceeds(these: list[_Set | None], those: list[_Set | None]) -> bool | None:
    """Whether one reach contains something that another reach does not contain; None if this is not known."""
    if any(part is not None and part.empty for part in these):
        return False
    inside = [_contained(part, other) for part, other in zip(these, those)]
    if all(inside):
        return False
    return True if False in inside and None not in these else None


def _contained(part: _Set | None, other: _Set | None) -> bool | None:
    if other == _ALL:
        return True
    if part is None or other is None:
        return None
    if part.complement:
        return other.complement and other.names <= part.names
    return not part.names & other.names if other.complement else part.names <= other.names
