# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two rows → their differences, in the form that Ansible prints (private to this collection). Pure."""

from __future__ import annotations

from typing import Any, TypedDict

from .._model.kinds import Row

#: The members of rows that a diff does not show. "inherit" only repeats that a setting became null. The collection does
#: not manage the others.
NOT_SETTINGS = (
    "inherit",
    "read_only",
    "unknown_settings",
    "transition",
    # IDs and the status of a synchronization configuration. Only Graph knows them in advance.
    "service_principal_id",
    "application_id",
    "job_id",
    "status",
)


class Diff(TypedDict):
    """A diff as Ansible prints it. ``before`` and ``after`` contain only the settings that differ."""

    before_header: str
    after_header: str
    before: Row
    after: Row


def diff(title: str, before: Row | None, after: Row | None) -> Diff:
    """Ansible's diff of two rows; None stands for an object that does not exist.

    Both sides are empty if nothing differs. Otherwise at least one side is not empty.
    """
    return {
        "before_header": title,
        "after_header": title,
        "before": _only_differing(_settings(before), _settings(after)),
        "after": _only_differing(_settings(after), _settings(before)),
    }


def _settings(row: Row | None) -> Row:
    return {name: value for name, value in (row or {}).items() if name not in NOT_SETTINGS}


def _only_differing(side: Row, other: Row) -> Row:
    result: Row = {}
    for name in sorted(set(side).union(other)):
        mine, theirs = side.get(name), other.get(name)
        if mine == theirs or (name not in side and not side):
            continue
        if isinstance(mine, dict) and isinstance(theirs, dict):
            result[name] = _only_differing(mine, theirs)
        else:
            result[name] = _with_values(mine)
    return result


def _with_values(value: Any) -> Any:
    """A value that only one side has, without the members for which Graph has no value: nothing changes there."""
    if not isinstance(value, dict):
        return value
    return {name: _with_values(member) for name, member in value.items() if member is not None}
