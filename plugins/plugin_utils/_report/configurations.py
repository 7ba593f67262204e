# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A comparison of synchronization configurations with the inventory → its part of the report (private). Pure.

The comparison is a check run of ``sync_configurations``. Nothing is compared a second time here: a configuration
differs if the run would change it, and the differences are those between its rows before and after the change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import INFO, SEVERITIES
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.overview import OverviewRow
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import tenant_key
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.direction import STATE, Move
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.synchronization_direction import (
    configuration_moves,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._one_task import Item, PartnersOfHost, before

from .accepted import Accepted
from .openness import MORE_CLOSED, NEITHER, OPEN, POSSIBLY_MORE_OPEN, Deviation
from .partner import error_entry
from .reason import configuration_reason
from .severity import COMPLIANT, CONFIGURATION, DRIFTED, MISSING, UNMANAGED, UNREADABLE, Severities, worst
from .shape import ConfigurationEntry, ConfigurationTotals, DriftEntry, SyncDrift

#: The status of a configuration that the Microsoft 365 admin center made. The inventory need not contain it.
ADMIN_CENTER = "admin_center"
CONFIGURATION_STATUSES = (COMPLIANT, DRIFTED, MISSING, UNMANAGED, UNREADABLE, ADMIN_CENTER)

_PARTS, _MAPPINGS, _ASSIGNMENTS = "parts", "attribute_mappings", "assignments"
# The settings that a job without a schema cannot have.
_OF_SCHEMA = ("target_actions", "user_type", "user_type_of_existing", _MAPPINGS, "scoping_filters")


class Compared(NamedTuple):
    """The result of the comparison. ``hosts``, ``desired`` and ``items`` are as in ``Run``.

    ``failure`` is the reason if nothing was compared. ``complete``: whether the run had the whole inventory, so that it
    knows which configurations no host wants.
    """

    hosts: dict[str, PartnersOfHost]
    desired: list[str | None]
    items: list[Item]
    failure: str | None
    complete: bool


class _Found(NamedTuple):
    """One configuration of the report, before its settings are judged. ``agreed`` and ``observed`` are rows."""

    status: str
    tenant_id: str | None
    host: str | None = None
    agreed: dict[str, Any] | None = None
    observed: dict[str, Any] | None = None
    unknown: tuple[str, ...] = ()
    error: dict[str, Any] | None = None


def sync_drift(
    compared: Compared | None,
    overviews: list[OverviewRow] | None,
    accepted: Callable[[str | None], Accepted],
    severities: Severities,
    names: dict[str, str | None],
) -> SyncDrift | None:
    """The configurations compared with the inventory; None if nobody asked for that.

    ``overviews`` are all configurations in Graph, or None if they are not known. ``accepted`` returns the exceptions
    for a target tenant. ``names`` maps tenant IDs to the names of their tenants.
    """
    if compared is None:
        return None
    if compared.failure:
        return _result(False, compared.failure, [])
    found = [*_listed(compared), *(_unmanaged(compared, overviews) if compared.complete else ())]
    entries = [_entry(one, accepted(one.tenant_id), severities, names.get(one.tenant_id or "")) for one in found]
    entries.sort(key=lambda each: (each["tenant_id"] is None, each["tenant_id"] or "", each["name"] or ""))
    return _result(True, _incomplete(compared, overviews), entries)


def _result(compared: bool, reason: str | None, entries: list[ConfigurationEntry]) -> SyncDrift:
    statuses, directions = ([entry[name] for entry in entries] for name in ("status", "direction"))
    totals: ConfigurationTotals = {
        "configurations": len(entries),
        "status": {status: statuses.count(status) for status in CONFIGURATION_STATUSES},
        "findings": {severity: sum(entry["severity"] == severity for entry in entries) for severity in SEVERITIES},
        "directions": {
            "more_open": sum(direction in OPEN for direction in directions),
            "more_closed": directions.count(MORE_CLOSED),
        },
    }
    return {"compared": compared, "reason": reason, "totals": totals, "configurations": entries}


def _incomplete(compared: Compared, overviews: list[OverviewRow] | None) -> str | None:
    """The reason why the result lacks configurations; None if it contains all."""
    faulty = {host: str(place["error"]) for host, place in compared.hosts.items() if place.get("error")}
    if faulty:
        told = "; ".join(f"{host}: {error}" for host, error in faulty.items())
        return f"the configurations that these hosts want are unknown: {told}"
    if not compared.complete:
        return "this run saw only a part of the inventory, so it cannot know which configurations no host wants"
    if overviews is None:
        return "the configurations in Graph could not be listed, so it is not known which of them no host wants"
    return None


def _listed(compared: Compared) -> Iterator[_Found]:
    """The configurations that hosts want."""
    for host, place in compared.hosts.items():
        if place.get("error"):
            continue
        for position in range(place["first"], place["first"] + place["count"]):
            item = compared.items[position]
            agreed, observed = item.get("after"), before(item)
            tenant_id = tenant_key(item["tenant_id"])
            unknown = tuple(item.get("masked") or ())
            if item.get("error"):
                yield _Found(UNREADABLE, tenant_id, host, error=item["error"])
            elif item["changed"]:
                yield _Found(MISSING if observed is None else DRIFTED, tenant_id, host, agreed, observed, unknown)
            else:
                # A value that Graph does not show is not as agreed: nobody knows.
                yield _Found(UNREADABLE if unknown else COMPLIANT, tenant_id, host, agreed, observed, unknown)


def _unmanaged(compared: Compared, overviews: list[OverviewRow] | None) -> Iterator[_Found]:
    """The configurations in Graph that no host wants."""
    if any(place.get("error") for place in compared.hosts.values()):
        return
    wanted = {row["service_principal_id"] for item in compared.items for row in [before(item)] if row}
    # Which configuration an item with an error is about is not known.
    failed = {tenant_key(item["tenant_id"]) for item in compared.items if item.get("error")}
    for row in overviews or ():
        target = row["target_tenant_id"]
        if row["service_principal_id"] in wanted or target in failed or (target is None and failed):
            continue
        yield _Found(ADMIN_CENTER if row["by_admin_center"] else UNMANAGED, target, observed={**row})


def _entry(found: _Found, accepted: Accepted, severities: Severities, tenant_name: str | None) -> ConfigurationEntry:
    own = accepted.exception(f"{CONFIGURATION}.{found.status}") if found.status in (MISSING, UNMANAGED) else None
    deviation = Deviation.of_moves(_moves(found))
    differing = _drift(found, deviation, severities, accepted)
    if own:
        differing = [{**difference, "severity": INFO, "exception": own} for difference in differing]
    direction = _direction(found, deviation.without(lambda name: own or accepted.exception(f"{CONFIGURATION}.{name}")))
    error = error_entry(found.error)
    severity = INFO if own else _severity(found.status, direction, differing, severities)
    row = found.observed or found.agreed or {}
    why = configuration_reason(found.status, direction, differing, found.unknown, error)
    return {
        "tenant_id": found.tenant_id,
        "tenant_name": tenant_name,
        "host": found.host,
        "name": row.get("name"),
        "service_principal_id": row.get("service_principal_id"),
        "status": found.status,
        "severity": severity,
        "direction": direction,
        "reason": f"Accepted until {own['ends']}: {own['reason']}" if own else why,
        "unknown": [f"{CONFIGURATION}.{name}" for name in found.unknown],
        "exception": own,
        "since": None,
        "drift": differing,
        "error": error,
    }


def _moves(found: _Found) -> list[Move]:
    """The differences on the way from the agreed configuration to the observed one."""
    if found.status in (DRIFTED, MISSING):
        # A write of other settings also writes those that Graph does not show. Nobody knows whether these differ.
        moves = configuration_moves(found.agreed, found.observed)
        return [move for move in moves if move.setting not in found.unknown]
    if found.status == UNMANAGED and found.observed:
        # Nobody agreed on it. So it is compared with a configuration that does not exist.
        shown = {name: found.observed.get(name) for name in ("enabled", "scope")}
        return configuration_moves(None, shown)
    return []


def _direction(found: _Found, deviation: Deviation) -> str | None:
    if found.status not in (DRIFTED, MISSING, UNMANAGED):
        return None
    observed = found.observed or {}
    if found.status == UNMANAGED and observed.get("enabled") is None and "jobs" in (observed.get("unread") or ()):
        return POSSIBLY_MORE_OPEN
    return deviation.whole


def _severity(status: str, direction: str | None, differing: list[DriftEntry], severities: Severities) -> str | None:
    if status in (COMPLIANT, ADMIN_CENTER):
        return None
    name = f"{CONFIGURATION}.{status}"
    if status == DRIFTED:
        return worst(each["severity"] for each in differing) or severities.of(name)
    return severities.of(name, direction or NEITHER)


def _drift(found: _Found, deviation: Deviation, severities: Severities, accepted: Accepted) -> list[DriftEntry]:
    """The settings that differ. If only one side exists, its settings say nothing more."""
    if found.status not in (DRIFTED, MISSING):
        return []
    moves = {move.setting: move for move in _moves(found)}
    result = []
    for setting, wanted, actual in _differences(found, moves):
        direction = deviation.of(setting.partition(".")[0])
        name = f"{CONFIGURATION}.{setting}"
        exception = accepted.exception(name)
        entry: DriftEntry = {
            "setting": name,
            "wanted": wanted,
            "found": actual,
            "severity": INFO if exception else severities.of(name, direction),
            "direction": direction,
            "exception": exception,
            "since": None,
        }
        result.append(entry)
    return result


def _differences(found: _Found, moves: dict[str, Move]) -> Iterator[tuple[str, Any, Any]]:
    """A setting, its agreed value and its observed value. Of long lists, only the items that differ."""
    if STATE in moves:
        yield STATE, moves[STATE].before, moves[STATE].after
        return
    missing = (found.observed or {}).get("missing") or []
    if missing:
        yield _PARTS, "complete", f"without {' and '.join(missing)}"
    for name, move in moves.items():
        if name == "missing" or (missing and name in _OF_SCHEMA and move.after is None):
            continue
        if name == _MAPPINGS:
            yield from _mappings(move.before or [], move.after or [])
        elif name == _ASSIGNMENTS:
            wanted, actual = move.before or [], move.after or []
            yield name, [one for one in wanted if one not in actual], [one for one in actual if one not in wanted]
        else:
            yield name, move.before, move.after


def _mappings(wanted: list[dict[str, Any]], actual: list[dict[str, Any]]) -> Iterator[tuple[str, Any, Any]]:
    """The mappings that differ, by their target attributes."""
    sides = [{str(mapping.get("target")): _source(mapping) for mapping in side} for side in (wanted, actual)]
    for target in dict.fromkeys([*sides[0], *sides[1]]):
        agreed, observed = (side.get(target) for side in sides)
        if agreed != observed:
            yield f"{_MAPPINGS}.{target}", agreed, observed


def _source(mapping: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if name != "target" and value is not None}
