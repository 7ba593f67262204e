# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes of a run → the options that undo them (private to this collection). Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from .._model.desired import ABSENT, desired_partner
from .._model.kinds import Boolean, GraphObject, Items, Kind, Options, Record, Row, Settings, Wrapped
from .._model.observed import Observed, settings_row
from .._model.resource import Resource
from .._model.resources import IDENTITY_SYNC, PARTNER
from .partner import applied, plan
from .removal import is_removal

_SYNC = IDENTITY_SYNC.name


class WayBack(NamedTuple):
    """The way of one partner back to the state before the run.

    ``options`` is an item of the option ``partners``. ``lost`` are the names of settings that will not be as before:
    either Graph accepts no value that means "nothing" for this setting, or Graph computes the value. ``removes``:
    whether the way back takes access away, as limits count it.
    """

    options: Options
    lost: list[str]
    removes: bool


def way_back(tenant_id: str, before: Observed, after: Observed) -> WayBack:
    """The way back to ``before``. ``after`` is the state in Graph after the changes."""
    if before.partner is None:
        return WayBack({"tenant": tenant_id, "state": ABSENT}, [], is_removal(settings_row(after), None))
    options: Options = {"tenant": tenant_id, **_settings(PARTNER, before.partner, after.partner)}
    inherited = PARTNER.inherited(PARTNER.read(before.partner))
    if inherited:
        options["inherit"] = inherited
    if before.sync is not None:
        options[_SYNC] = _settings(IDENTITY_SYNC, before.sync, after.sync)
    elif after.sync is not None:
        options[_SYNC] = {"state": ABSENT}
    reached = after = after._replace(deleted_sync=None, deleted_partner=None)
    for change in plan(desired_partner(options), after):
        reached = applied(reached, change)
    lost = _differing(_meant(before), _meant(reached)) + _not_given_back(before, after)
    return WayBack(options, lost, is_removal(settings_row(after), settings_row(before)))


def _settings(resource: Resource, before: GraphObject, after: GraphObject | None) -> Settings:
    """The settings of ``before`` as options. A setting that only ``after`` contains gets a value that means nothing."""
    result: Settings = {}
    for setting in resource.settings:
        old, new = setting.read(before), setting.read(after or {})
        value = _value(setting.kind, old, new)
        if value is not None and not (old is None and setting.nullable):
            result[setting.name] = value
    return result


def _value(kind: Kind, old: Any, new: Any) -> Any:
    """The option that changes the value ``new`` back to ``old``; None if there is no such option."""
    if isinstance(kind, Record) and isinstance(old, dict):
        members = {
            field.name: _value(field.kind, old.get(field.name), (new or {}).get(field.name)) for field in kind.fields
        }
        return {name: member for name, member in members.items() if member is not None}
    if old is not None or new is None:
        return old
    # The value was not set before and is set now. The result is the nearest value that Graph accepts.
    inner = kind.kind if isinstance(kind, Wrapped) else kind
    if isinstance(inner, Boolean):
        return False
    return "" if isinstance(new, str) and _takes_nothing(inner) else None


def _takes_nothing(kind: Kind) -> bool:
    return kind.write("", None) is None


def _meant(observed: Observed) -> Row:
    """All settings of a partner. If Microsoft documents the meaning of null, the result contains that value instead."""
    partner = observed.partner or {}
    row: Row = {setting.name: _set(setting.kind, setting.read(partner)) for setting in PARTNER.settings}
    if observed.sync is not None:
        row[_SYNC] = {
            setting.name: _set(setting.kind, setting.read(observed.sync)) for setting in IDENTITY_SYNC.settings
        }
    return row


def _set(kind: Kind, value: Any) -> Any:
    if isinstance(kind, Record):
        members = {field.name: _set(field.kind, (value or {}).get(field.name)) for field in kind.fields}
        return {name: member for name, member in members.items() if member is not None} or None
    if isinstance(kind, Items) and value is not None:
        # Order, case and repetitions do not count.
        return sorted({tuple(str(item[field.name] or "").lower() for field in kind.fields) for item in value})
    return kind.unset if value is None and isinstance(kind, Boolean) else value


def _differing(before: Row, after: Row, prefix: str = "") -> list[str]:
    result: list[str] = []
    for name in sorted(set(before).union(after)):
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            result += _differing(old, new, f"{prefix}{name}.")
        elif old != new:
            result.append(f"{prefix}{name}")
    return result


def _not_given_back(before: Observed, after: Observed) -> list[str]:
    """The names of properties that are lost with a removed object and are no settings: unknown or computed ones."""
    lost: list[str] = []
    if before.partner is not None and after.partner is None:
        lost += [f"unknown_settings.{name}" for name in sorted(PARTNER.unknown(before.partner))]
        read_only = PARTNER.read_only_values(before.partner)
        lost += [f"read_only.{name}" for name, value in sorted(read_only.items()) if value]
    if before.sync is not None and after.sync is None:
        unknown = sorted(IDENTITY_SYNC.unknown(before.sync))
        lost += [f"unknown_settings.identitySynchronization.{name}" for name in unknown]
    return lost
