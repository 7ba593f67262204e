# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans, and two rows → whether somebody is removed, switched off or shut out (private to this collection). Pure.

What is taken away by mistake is worse than what is missing: users who are no longer synchronized lose access, and
switching synchronization off or deleting its policy does not take them away either, so that nobody notices at once
(cross-tenant-synchronization-overview). Hence limits count these changes, and no others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .._model.b2b import is_access, shuts_everybody_out
from .._model.settings import DEFAULT_SETTINGS, IDENTITY_SYNC
from .plan import Plan


def takes_away(plan: Plan, first: Any) -> bool:
    """Whether a plan for a partner removes it, switches it off, or shuts out everybody.

    Compared are what was there at ``first`` and what is there now, which somebody else may have made in between.
    """
    if not plan.changes:
        return False
    goal = plan.goal
    after = goal.row(plan.after)
    states = [first] if first is plan.observed else [first, plan.observed]
    return any(is_removal(goal.row(state), after) or goal.closes(goal.row(state), after) for state in states)


def is_removal(before: dict | None, after: dict | None) -> bool:
    """Whether a partner or its policy goes, or a setting that admits somebody was true and is so no longer."""
    if before is None:
        return False
    if after is None:
        return True
    old, new = before.get(IDENTITY_SYNC.name), after.get(IDENTITY_SYNC.name)
    if old is None or new is None:
        return new is None and old is not None
    return any(old.get(name) is True and new.get(name) is not True for name in IDENTITY_SYNC.admitting())


def closes(before: dict | None, after: dict | None, default: dict | None) -> bool:
    """Whether an access setting of a partner shuts out everybody and did not before.

    ``default`` has the default settings, which hold where a partner has no value of its own, and where there is no
    partner. Where nobody knows one of them, somebody may have come in by it, and nobody may from now on.
    """
    if after is None:
        return False
    inherited = default or {}
    for name, value in (before or {}).items():
        moves_to_unknown = after.get(name) is None and inherited.get(name) is None
        if moves_to_unknown and is_access(value) and not shuts_everybody_out(value):
            return True
    return bool(closed(_effective(before, inherited), _effective(after, inherited)))


def closed(before: dict, after: dict) -> list[str]:
    """The names of the access settings that shut out everybody and did not before."""
    return [
        setting.name
        for setting in DEFAULT_SETTINGS.settings
        if shuts_everybody_out(after.get(setting.name)) and not shuts_everybody_out(before.get(setting.name))
    ]


def may_close(desired: dict, before: dict | None) -> bool:
    """Whether it takes the default settings to know whether what is wanted of a partner ``closes`` anything."""
    names = [name for name, value in desired.items() if shuts_everybody_out(value)]
    return any((before or {}).get(name) is None for name in names)


def leans_on_what_is_shut(names: Iterable[str], before: dict, after: dict) -> bool:
    """Whether a write of these settings takes nobody's access only because of what is said to be there already.

    It is so for whatever shuts out everybody afterwards, or goes to the default, which may.
    """
    return any(
        shuts_everybody_out(after.get(name)) or (after.get(name) is None and is_access(before.get(name)))
        for name in names
    )


def plan_leans_on_what_is_shut(plan: Plan) -> bool:
    """Whether a plan takes nobody's access only because of what is said to be there already."""
    before = plan.goal.row(plan.observed)
    for change in plan.changes:
        after = plan.goal.row(plan.goal.applied(plan.observed, change))
        if before is not None and after is not None and leans_on_what_is_shut(change.settings, before, after):
            return True
    return False


def inheriting(row: dict, names: list[str], default: dict) -> bool:
    """Whether a partner has one of these settings from the default, which Graph may show in place of null."""
    return any(row.get(name) in (None, default.get(name)) for name in names)


def _effective(row, default):
    own = row or {}
    return {
        setting.name: default.get(setting.name) if own.get(setting.name) is None else own[setting.name]
        for setting in DEFAULT_SETTINGS.settings
    }
