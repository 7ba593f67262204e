# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two rows of a partner → the settings in which observed and desired differ (private to this collection). Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import ABSENT, PRESENT
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import IDENTITY_SYNC, PARTNER

STATE = "state"

_ORDER = [setting.name for setting in PARTNER.settings]


class Drift(NamedTuple):
    """A setting and its two values. A point stands before the name of a member. None is Graph's null, or no value."""

    setting: str
    desired: object
    observed: object


def drift(observed: dict[str, Any] | None, desired: dict[str, Any] | None) -> list[Drift]:
    """The settings in which two rows of ``settings_row`` differ. A row is None if there is no partner."""
    result = _existence("", observed, desired)
    if desired is None:
        return result
    observed = observed or {}
    for name in _ORDER:
        result += _members(name, observed.get(name), desired.get(name))
    sync, desired_sync = observed.get(IDENTITY_SYNC.name), desired.get(IDENTITY_SYNC.name)
    result += _existence(f"{IDENTITY_SYNC.name}.", sync, desired_sync)
    if desired_sync is not None:
        result += _members(IDENTITY_SYNC.name, sync or {}, desired_sync)
    return result


def _existence(prefix: str, observed: object, desired: object) -> list[Drift]:
    """The setting ``state``, if only one of two objects exists."""
    states = [ABSENT if value is None else PRESENT for value in (desired, observed)]
    return [Drift(prefix + STATE, *states)] if states[0] != states[1] else []


def _members(name: str, observed: Any, desired: Any) -> list[Drift]:
    """A setting, or each of its members, if its two values differ."""
    if observed == desired:
        return []
    if not isinstance(desired, dict):
        return [Drift(name, desired, observed)]
    observed = observed if isinstance(observed, dict) else {}
    names = list(desired) + [member for member in observed if member not in desired]
    return [
        difference
        for member in names
        for difference in _members(f"{name}.{member}", observed.get(member), desired.get(member))
    ]
