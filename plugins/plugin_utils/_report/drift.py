# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two rows of a partner → how it differs from what is wanted, setting by setting (private to this collection). Pure."""

from __future__ import annotations

from typing import NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import ABSENT, PRESENT
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.settings import IDENTITY_SYNC, PARTNER

STATE = "state"

_ORDER = [setting.name for setting in PARTNER.settings]


class Drift(NamedTuple):
    """A setting, with a point before a member, and its two values; None is Graph's null, or nothing at all."""

    setting: str
    wanted: object
    found: object


def drift(found: dict | None, wanted: dict | None) -> list[Drift]:
    """What a partner has and what it would have, as ``settings_row`` shows both, None where there is no partner."""
    result = _existence("", found, wanted)
    if wanted is None:
        return result
    found = found or {}
    for name in _ORDER:
        result += _members(name, found.get(name), wanted.get(name))
    sync, desired_sync = found.get(IDENTITY_SYNC.name), wanted.get(IDENTITY_SYNC.name)
    result += _existence(f"{IDENTITY_SYNC.name}.", sync, desired_sync)
    if desired_sync is not None:
        result += _members(IDENTITY_SYNC.name, sync or {}, desired_sync)
    return result


def _existence(prefix, found, wanted):
    states = [ABSENT if each is None else PRESENT for each in (wanted, found)]
    return [Drift(prefix + STATE, *states)] if states[0] != states[1] else []


def _members(name, found, wanted):
    if found == wanted:
        return []
    if not isinstance(wanted, dict):
        return [Drift(name, wanted, found)]
    found = found if isinstance(found, dict) else {}
    names = list(wanted) + [member for member in found if member not in wanted]
    return [each for member in names for each in _members(f"{name}.{member}", found.get(member), wanted.get(member))]
