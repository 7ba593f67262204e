# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory of an earlier export, and that of this export → what happened in between (private). Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.direction import moves
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.export_configurations import LeftOut
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.tiers import merged

from .entries import AS_WANTED, CHANGED, Entry, totals
from .heading import Manner, directions
from .lines import MOST_LINES, Line, body

#: The largest number of lines about what is not exported.
_MOST_LEFT_OUT = 8

_DEFAULTS, _PARTNER = "partner_onboarding_defaults", "partner_onboarding_partner"


class Exported(NamedTuple):
    """An exported inventory: the name of the host of each partner, and the settings of each partner, by tenant ID."""

    hosts: dict[str, str]
    rows: dict[str, dict[str, Any]]


def exported(group: str, hosts_file: Any, defaults_file: Any) -> Exported | None:
    """The inventory in the values of the two files of an export; None if an export has never written such values."""
    try:
        defaults = defaults_file[_DEFAULTS]
        hosts = {variables[_PARTNER]["tenant"]: name for name, variables in hosts_file[group]["hosts"].items()}
        layers = {tenant: hosts_file[group]["hosts"][name][_PARTNER] for tenant, name in hosts.items()}
        return Exported(hosts, {tenant: merged(defaults, layer) for tenant, layer in layers.items()})
    except (AttributeError, KeyError, TypeError):
        return None


def export_lines(
    earlier: Exported | None,
    present: Exported,
    written: list[str],
    configurations: tuple[int, list[LeftOut]] | None = None,
) -> list[str]:
    """At most twenty lines about an export. ``written`` are the names of the files that are written or removed.

    ``configurations``: how many synchronization configurations are exported, and what is not; None if none were read.
    """
    known = [] if earlier is None else _entries(earlier, present)
    numbers = totals(known)
    count = f"{len(present.rows)} exported"
    if earlier is not None:
        count += f", {numbers['changed']} changed since the last export{directions(numbers)}"
    # The same words in check mode, because the prediction of a task has to equal its result.
    files = f"Changed files: {', '.join(written)}." if written else "No file changed."
    first = [f"Partners: {count}. {files}"]
    if configurations is None:
        return [*first, *body(known, Manner())]
    number, left_out = configurations
    first.append(f"Synchronization configurations: {number} exported, {_whole(left_out)} not.")
    return [*first, *body(known, Manner(), MOST_LINES - len(first), _left_out(left_out))]


def _whole(left_out: list[LeftOut]) -> int:
    return sum(each["setting"] is None for each in left_out)


def _left_out(left_out: list[LeftOut]) -> list[Line]:
    """A line for each configuration that is not exported, and for each setting; few of them."""
    lines = [
        Line("not exported", (" ".join(filter(None, (_called(each), each["setting"]))),), each["reason"])
        for each in left_out[:_MOST_LEFT_OUT]
    ]
    more = len(left_out) - _MOST_LEFT_OUT
    return [*lines, Line("", (), f"and {more} more, see not_exported in the result")] if more > 0 else lines


def _called(each: LeftOut) -> str:
    name = each["name"] or "a configuration without a name"
    return f"{name} ({each['target_tenant_id']})" if each["target_tenant_id"] else name


def _entries(earlier: Exported, present: Exported) -> list[Entry]:
    result = []
    for tenant in {**present.rows, **earlier.rows}:
        name = present.hosts.get(tenant) or earlier.hosts[tenant]
        found = tuple(moves(earlier.rows.get(tenant), present.rows.get(tenant)))
        result.append(Entry(name, name, tenant, CHANGED if found else AS_WANTED, found))
    return result
