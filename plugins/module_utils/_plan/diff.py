# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two rows → what differs, in the form that Ansible prints (private to this collection)."""

from __future__ import annotations

# "inherit" repeats, in its own way, that a setting became null; the others are not managed.
_NOT_SETTINGS = ("inherit", "read_only", "unknown_settings", "transition")


def diff(title: str, before: dict | None, after: dict | None) -> dict:
    """Ansible's diff of two rows, which have only what differs; both sides are empty exactly when nothing does."""
    return {
        "before_header": title,
        "after_header": title,
        "before": _only_differing(_settings(before), _settings(after)),
        "after": _only_differing(_settings(after), _settings(before)),
    }


def _settings(row):
    return {name: value for name, value in (row or {}).items() if name not in _NOT_SETTINGS}


def _only_differing(side, other):
    result = {}
    for name in sorted(set(side).union(other)):
        mine, theirs = side.get(name), other.get(name)
        if mine == theirs or (name not in side and not side):
            continue
        if isinstance(mine, dict) and isinstance(theirs, dict):
            result[name] = _only_differing(mine, theirs)
        else:
            result[name] = mine
    return result
