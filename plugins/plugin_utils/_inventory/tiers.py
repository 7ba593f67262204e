# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Defaults, and the options that override them → the options of one partner (private to this collection)."""

from __future__ import annotations

from typing import Any

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import IDENTITY_SYNC, PARTNER

_SYNC = IDENTITY_SYNC.name


def merged(lower: dict[str, Any], upper: dict[str, Any]) -> dict[str, Any]:
    """The options of both. Options of ``upper`` override options of ``lower``. Dictionaries merge, lists are replaced.

    A setting can have a value, or be listed under ``inherit``, but not both. So a value in ``upper`` removes the name
    under ``inherit`` in ``lower``, and the other way round. The two ways to name a policy are treated in the same way.
    """
    inherit = [name for name in lower.get("inherit") or () if upper.get(name) is None]
    lower = {name: value for name, value in lower.items() if name not in (upper.get("inherit") or ())}
    if "inherit" in lower:
        lower["inherit"] = inherit
    if isinstance(lower.get(_SYNC), dict) and isinstance(upper.get(_SYNC), dict):
        lower = {**lower, _SYNC: _without_other_name(lower[_SYNC], upper[_SYNC])}
    result = _merged(lower, upper)
    if lower.get("inherit") and upper.get("inherit"):
        result["inherit"] = [
            setting.name
            for setting in PARTNER.settings
            if setting.name in lower["inherit"] or setting.name in upper["inherit"]
        ]
    return result


def _without_other_name(lower: dict[str, Any], upper: dict[str, Any]) -> dict[str, Any]:
    """The policy of ``lower``, without its name if ``upper`` names it in the other way: by text or by directory."""
    replaced = set()
    if upper.get("display_name") is not None:
        replaced.add("display_name_from_directory")
    if upper.get("display_name_from_directory"):
        replaced.add("display_name")
    return {name: value for name, value in lower.items() if name not in replaced}


def _merged(lower: dict[str, Any], upper: dict[str, Any]) -> dict[str, Any]:
    result = dict(lower)
    for name, value in upper.items():
        if isinstance(value, dict) and isinstance(result.get(name), dict):
            value = _merged(result[name], value)
        result[name] = value
    return result
