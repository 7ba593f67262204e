# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of synchronization configurations → defaults, and the options of each target tenant (private). Pure.

A run of the role partner_synchronization with the result changes nothing. So a configuration that such a run would
change, or could not find, is left out with a reason.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NamedTuple, TypedDict

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.desired import (
    CONFIGURATION_OPTIONS,
    desired_configuration,
)

# A new host must not send users because most hosts do. So these settings never become defaults, nor does a name.
_NEVER_SHARED = ("name", "enabled", "scope", "assignments")
_SETTINGS = tuple(
    name
    for name in CONFIGURATION_OPTIONS
    if name not in ("target_tenant", "state", "assignments_exclusive", "leave_users")
)


class LeftOut(TypedDict):
    """A configuration, or a setting of it, that is not exported. ``setting`` is None for the whole configuration."""

    target_tenant_id: str | None
    name: str | None
    setting: str | None
    reason: str


class ExportedConfigurations(NamedTuple):
    """``own`` maps target tenants to the options that override ``defaults``."""

    defaults: dict[str, Any]
    own: dict[str, dict[str, Any]]
    left_out: list[LeftOut]


def configuration_layers(rows: list[dict[str, Any]]) -> ExportedConfigurations:
    """The options of rows from sync_configuration_info. A setting that more than half share becomes a default."""
    number = Counter(row.get("target_tenant_id") for row in rows if not _by_admin_center(row))
    options: dict[str, dict[str, Any]] = {}
    left_out: list[LeftOut] = []
    for row in rows:
        target = row.get("target_tenant_id")
        reason = _unfit(row, number[target])
        if reason or target is None:
            left_out.append(_left_out(row, None, reason or ""))
            continue
        options[target], unusable = _usable(row, target)
        left_out += unusable
    common = Counter(
        (name, json.dumps(value, sort_keys=True))
        for given in options.values()
        for name, value in given.items()
        if name not in _NEVER_SHARED
    )
    defaults = {name: json.loads(text) for (name, text), times in sorted(common.items()) if 2 * times > len(options)}
    own = {
        target: {
            **{name: value for name, value in given.items() if name not in defaults or defaults[name] != value},
            # Null cancels a default.
            **dict.fromkeys(name for name in defaults if name not in given),
        }
        for target, given in options.items()
    }
    return ExportedConfigurations(defaults, own, left_out)


def _unfit(row: dict[str, Any], alike: int) -> str | None:
    """The reason why a configuration is not exported; None if it is. ``alike``: how many have its target tenant."""
    read_only, missing = row.get("read_only") or {}, row.get("missing") or []
    if _by_admin_center(row):
        return "the Microsoft 365 admin center made it and manages it"
    if read_only.get("problem"):
        return str(read_only["problem"])
    if row.get("target_tenant_id") is None and "credentials" not in missing:
        return "Microsoft Graph does not show its target tenant"
    if missing:
        return f"it is half made and lacks {' and '.join(missing)}, and the next run would complete it"
    if alike > 1:
        return f"{alike} configurations synchronize to this tenant, and an inventory can contain only one of them"
    return None


def _usable(row: dict[str, Any], target: str) -> tuple[dict[str, Any], list[LeftOut]]:
    """The options of a row, without settings that Microsoft Graph shows and that no option can have."""
    given = {name: row[name] for name in _SETTINGS if row.get(name) is not None}
    left_out = []
    for name in list(given):
        try:
            desired_configuration({"target_tenant": target, name: given[name]})
        except BadInput as error:
            del given[name]
            left_out.append(_left_out(row, name, "; ".join(error.problems)))
    return given, left_out


def _by_admin_center(row: dict[str, Any]) -> bool:
    return (row.get("read_only") or {}).get("by_admin_center") is True


def _left_out(row: dict[str, Any], setting: str | None, reason: str) -> LeftOut:
    return {
        "target_tenant_id": row.get("target_tenant_id"),
        "name": row.get("name"),
        "setting": setting,
        "reason": reason,
    }
