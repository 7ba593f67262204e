# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of partners → defaults for all partners, and the differences of each partner (private to this collection).

This is the inverse of ``tiers``: ``merged`` of these defaults and differences gives the rows again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import PARTNER

# The key, which differs for each partner, and two parts of a row that the collection does not manage.
_LEFT_OUT = ("tenant_id", "read_only", "unknown_settings")


def layers(rows: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Defaults for all partners, and a layer over them for each partner, by tenant ID. ``rows`` are from partner_info.

    A value that more than half of the partners share becomes a default. ``merged`` of the defaults and a layer contains
    exactly the settings of the row.
    """
    options = {row["tenant_id"]: _options(row) for row in rows}
    common = Counter(leaf for row in options.values() for leaf in _leaves(row))
    defaults: dict[str, Any] = {}
    for (path, value), number in sorted(common.items()):
        if 2 * number > len(rows):
            _put(defaults, path, json.loads(value))
    inherited = Counter(name for row in options.values() for name in row["inherit"])
    names = [name for name in PARTNER.nullable() if 2 * inherited[name] > len(rows)]
    if names:
        defaults["inherit"] = names
    return defaults, {tenant_id: _layer(defaults, row) for tenant_id, row in options.items()}


def _options(row: dict[str, Any]) -> dict[str, Any]:
    """The settings of a row with a value, and ``inherit``, which is never missing."""
    given = {name: _given(value) for name, value in row.items() if name not in _LEFT_OUT and value is not None}
    return {"inherit": [], **given}


def _given(value: Any) -> Any:
    """A value without its null members, which are not managed. A policy without settings stays as an empty policy."""
    if not isinstance(value, dict):
        return value
    return {name: _given(member) for name, member in value.items() if member is not None}


def _leaves(row: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each value of a row, except ``inherit``: its path, and the value as JSON text, since lists cannot be counted."""
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*path, name))
        elif (*path, name) != ("inherit",):
            yield (*path, name), json.dumps(value, sort_keys=True)


def _put(target: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        target = target.setdefault(name, {})
    target[path[-1]] = value


def _layer(defaults: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """The options that give the options of a row when they override ``defaults``."""
    inherit = [name for name in row["inherit"] if name not in defaults.get("inherit", ())]
    lower = {name: value for name, value in defaults.items() if name != "inherit" and name not in inherit}
    layer = _over(lower, {name: value for name, value in row.items() if name != "inherit"})
    return {**layer, "inherit": inherit} if inherit else layer


def _over(lower: dict[str, Any], upper: dict[str, Any]) -> dict[str, Any]:
    """The values that give ``upper`` when they override ``lower``; null removes a value."""
    layer: dict[str, Any] = dict.fromkeys(name for name in lower if name not in upper)
    for name, value in upper.items():
        if isinstance(value, dict) and isinstance(lower.get(name), dict):
            value = _over(lower[name], value)
            if value:
                layer[name] = value
        elif name not in lower or lower[name] != value:
            layer[name] = value
    return layer
