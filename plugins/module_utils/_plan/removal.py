# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes that take access away: remove, switch off or shut out (private to this collection). Pure.

Access that is taken away by mistake does more harm than access that is missing. Users who are no longer synchronized
lose access. If synchronization is switched off, or its policy is deleted, the users who were synchronized stay.
Therefore nobody notices the mistake at once (cross-tenant-synchronization-overview). So limits count the changes that
take access away, and no other changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .._model.b2b import is_access, shuts_everybody_out
from .._model.kinds import Row, Settings
from .._model.resources import DEFAULT_SETTINGS, IDENTITY_SYNC
from .goal import ClosingGoal
from .plan import Plan


def takes_away(plan: Plan, first: Any) -> bool:
    """Whether a plan for a partner removes it, switches its synchronization off, or shuts out everybody.

    ``first`` is the state that the first read of the run observed. The state after the plan is compared with ``first``
    and with ``plan.observed``, since another writer may have changed the partner in between.
    """
    if not plan.changes:
        return False
    goal = plan.goal
    after = goal.row(plan.after)
    before = [goal.row(first)] if first is plan.observed else [goal.row(first), goal.row(plan.observed)]
    return any(is_removal(row, after) or (isinstance(goal, ClosingGoal) and goal.closes(row, after)) for row in before)


def is_removal(before: Row | None, after: Row | None) -> bool:
    """Whether a partner or its policy is removed, or a setting that admits users is no longer true.

    ``before`` and ``after`` are rows of the partner, or None if there is no partner.
    """
    if before is None:
        return False
    if after is None:
        return True
    old, new = before.get(IDENTITY_SYNC.name), after.get(IDENTITY_SYNC.name)
    if old is None or new is None:
        return new is None and old is not None
    return any(old.get(name) is True and new.get(name) is not True for name in IDENTITY_SYNC.admitting())


def closes(before: Row | None, after: Row | None, default: Settings | None) -> bool:
    """Whether an access setting of a partner shuts out everybody and did not do so before.

    ``default`` are the default settings. They apply if a partner has no value of its own, or if there is no partner.
    None stands for unknown default settings. A setting that changes to an unknown default counts as closed: it may have
    admitted somebody, and the default may admit nobody.
    """
    if after is None:
        return False
    inherited = default or {}
    for name, value in (before or {}).items():
        moves_to_unknown = after.get(name) is None and inherited.get(name) is None
        if moves_to_unknown and is_access(value) and not shuts_everybody_out(value):
            return True
    return bool(closed(_effective(before, inherited), _effective(after, inherited)))


def closed(before: Settings, after: Settings) -> list[str]:
    """The names of the access settings that shut out everybody and did not do so before."""
    return [
        setting.name
        for setting in DEFAULT_SETTINGS.settings
        if shuts_everybody_out(after.get(setting.name)) and not shuts_everybody_out(before.get(setting.name))
    ]


def may_close(desired: Settings, before: Row | None) -> bool:
    """Whether ``closes`` needs the default settings to judge the desired settings."""
    names = [name for name, value in desired.items() if shuts_everybody_out(value)]
    return any((before or {}).get(name) is None for name in names)


def leans_on_what_is_shut(names: Iterable[str], before: Row, after: Row) -> bool:
    """Whether a write of these settings would take away access if the row ``before`` was read wrongly.

    This is true for a setting that shuts out everybody after the write. It is also true for a setting that changes to
    the default, because the default may shut out everybody.
    """
    return any(
        shuts_everybody_out(after.get(name)) or (after.get(name) is None and is_access(before.get(name)))
        for name in names
    )


def plan_leans_on_what_is_shut(plan: Plan) -> bool:
    """Whether a plan would take away access if its observed state was read wrongly."""
    before = plan.goal.row(plan.observed)
    for change in plan.changes:
        after = plan.goal.row(plan.goal.applied(plan.observed, change))
        if before is not None and after is not None and leans_on_what_is_shut(change.settings, before, after):
            return True
    return False


def inheriting(row: Row, names: list[str], default: Settings) -> bool:
    """Whether a partner inherits one of these settings. Graph may show the value of ``default`` in place of null."""
    return any(row.get(name) in (None, default.get(name)) for name in names)


def _effective(row: Row | None, default: Settings) -> Settings:
    own = row or {}
    return {
        setting.name: default.get(setting.name) if own.get(setting.name) is None else own[setting.name]
        for setting in DEFAULT_SETTINGS.settings
    }
