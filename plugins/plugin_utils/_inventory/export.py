# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of partners → what they have in common, and what each has of its own (private to this collection).

The way back of ``tiers``: what is taken apart here, ``merged`` puts together again.
"""

from __future__ import annotations

import json
from collections import Counter

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.settings import PARTNER

# What the collection does not manage, and the key, which every partner has of its own.
_LEFT_OUT = ("tenant_id", "read_only", "unknown_settings")


def layers(rows: list[dict]) -> tuple[dict, dict[str, dict]]:
    """Defaults for all partners, and over them a layer for each, by tenant ID. ``rows`` are those of partner_info.

    A value that more than half of the partners have becomes a default; ``merged`` of the defaults and a layer has
    exactly the settings of the row.
    """
    options = {row["tenant_id"]: _options(row) for row in rows}
    common = Counter(leaf for row in options.values() for leaf in _leaves(row))
    defaults: dict = {}
    for (path, value), number in sorted(common.items()):
        if 2 * number > len(rows):
            _put(defaults, path, json.loads(value))
    inherited = Counter(name for row in options.values() for name in row["inherit"])
    names = [name for name in PARTNER.nullable() if 2 * inherited[name] > len(rows)]
    if names:
        defaults["inherit"] = names
    return defaults, {tenant_id: _layer(defaults, row) for tenant_id, row in options.items()}


def _options(row):
    given = {name: _given(value) for name, value in row.items() if name not in _LEFT_OUT and value is not None}
    return {"inherit": [], **given}


def _given(value):
    """A value without what is null, which is not managed. A policy of which nothing is set is there all the same."""
    if not isinstance(value, dict):
        return value
    return {name: _given(member) for name, member in value.items() if member is not None}


def _leaves(row, path=()):
    """Where each value is, and the value as text, since lists cannot be counted."""
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*path, name))
        elif (*path, name) != ("inherit",):
            yield (*path, name), json.dumps(value, sort_keys=True)


def _put(target, path, value):
    for name in path[:-1]:
        target = target.setdefault(name, {})
    target[path[-1]] = value


def _layer(defaults, row):
    inherit = [name for name in row["inherit"] if name not in defaults.get("inherit", ())]
    lower = {name: value for name, value in defaults.items() if name != "inherit" and name not in inherit}
    layer = _over(lower, {name: value for name, value in row.items() if name != "inherit"})
    return {**layer, "inherit": inherit} if inherit else layer


def _over(lower, upper):
    """What has to be laid over ``lower`` to get ``upper``; null takes a value away."""
    layer = dict.fromkeys(name for name in lower if name not in upper)
    for name, value in upper.items():
        if isinstance(value, dict) and isinstance(lower.get(name), dict):
            value = _over(lower[name], value)
            if value:
                layer[name] = value
        elif name not in lower or lower[name] != value:
            layer[name] = value
    return layer
