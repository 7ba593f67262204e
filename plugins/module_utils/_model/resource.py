# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a table of settings is, and what follows from it (private to this collection)."""

from __future__ import annotations

from typing import Any, NamedTuple

from .._access import Access
from .kinds import INHERIT, UnexpectedValue, without_annotations
from .operations import Operation

V1_AND_BETA = ("v1.0", "beta")
BETA = ("beta",)
ALL_CLOUDS = ("global", "usgov", "usgov_dod", "china")
GLOBAL = ("global",)


class Setting(NamedTuple):
    """One property of a resource. ``property`` is Graph's name, whose case counts.

    ``admits``: whether true lets identities of the partner come in, so that limits count its end (``removal``).
    ``needs``: the name of a setting that has to be true already for Graph to take true for this one.
    """

    name: str
    property: str
    kind: Any
    versions: tuple[str, ...] = V1_AND_BETA
    clouds: tuple[str, ...] = ALL_CLOUDS
    nullable: bool = False
    admits: bool = False
    needs: str | None = None

    @property
    def everywhere(self) -> bool:
        """Whether each version in each cloud has it."""
        return self.versions == V1_AND_BETA and self.clouds == ALL_CLOUDS

    def read(self, graph: dict):
        """The value in ``graph`` in the collection's words; raises :class:`UnexpectedValue`."""
        try:
            return self.kind.read(graph.get(self.property))
        except UnexpectedValue as error:
            raise UnexpectedValue(f"{self.property}: {error}") from error

    def same(self, desired, observed, default=None) -> bool:
        """Whether ``observed`` is as wanted. A setting that inherits may be shown as null, or as ``default`` is."""
        return observed in (None, default) if desired is INHERIT else self.kind.same(desired, observed)

    def write(self, desired, graph: dict):
        """The value to send, given the object as Graph holds it now."""
        return None if desired is INHERIT else self.kind.write(desired, graph.get(self.property))


class Resource(NamedTuple):
    """A kind of Graph object. Requests, errors, results, options and documentation follow from this one entry.

    Paths have the places ``{tenant_id}``, and ``{name}`` where one tenant has several objects of the kind.
    """

    name: str
    #: The name in words, with its article. It may have the place ``{name}``.
    title: str
    settings: tuple[Setting, ...]
    #: The address of one object, empty where it is only read as a part of another; what a read takes, and its query.
    path: str
    reading: Access
    #: By the words of ``operations``.
    operations: dict[str, Operation]
    query: tuple[tuple[str, str], ...] = ()
    #: The address of the list of all objects, where Graph has one.
    list_path: str = ""
    #: The same of the deleted objects, under which lie those of single tenants.
    deleted_path: str = ""
    reading_deleted: Access | None = None
    #: All of them in words, where one tenant has several.
    plural: str = ""
    clouds: tuple[str, ...] = ALL_CLOUDS
    #: Graph's name → our name of what Graph computes.
    read_only: dict[str, str] = {}
    #: Keys and links, shown elsewhere.
    other: tuple[str, ...] = ()
    #: What the body of a create has besides the settings, with the places of paths.
    new: dict[str, str] = {}
    #: What the tenant is for which there is one of these.
    tenant: str = "partner"
    #: Why there is none, where that what it lies under is absent; empty for what lies under nothing.
    parent_missing: str = ""
    #: What Graph holds after a reset, in Graph's own words.
    reset_state: dict[str, Any] = {}
    #: The property, if there is one, by which Graph itself says that nothing was changed since.
    reset_flag: str | None = None

    def options(self) -> dict[str, dict]:
        """The argument spec of the settings."""
        return {setting.name: setting.kind.option() for setting in self.settings}

    def nullable(self) -> list[str]:
        """The names of the settings that can inherit the tenant's default."""
        return [setting.name for setting in self.settings if setting.nullable]

    def admitting(self) -> list[str]:
        """The names of the settings that let identities of the partner come in."""
        return [setting.name for setting in self.settings if setting.admits]

    def setting(self, name: str) -> Setting:
        return next(setting for setting in self.settings if setting.name == name)

    def desired(self, options: dict) -> dict:
        """The settings that ``options`` asks for: what was given, and the names under ``inherit``."""
        given = {setting.name: _given(options.get(setting.name)) for setting in self.settings}
        given.update(dict.fromkeys(options.get("inherit") or (), INHERIT))
        return {name: value for name, value in given.items() if value is not None}

    def key_in_body(self, tenant_id: str | None, name: str | None = None) -> dict[str, str]:
        """What the body of a create has besides the settings."""
        return {property_: text.format(tenant_id=tenant_id, name=name) for property_, text in self.new.items()}

    def read(self, graph: dict) -> dict:
        """Every setting of a Graph object in the collection's words, None where Graph has null or nothing.

        A setting that not all of Graph has is in the result only if Graph sent it.
        Raises UnexpectedValue.
        """
        return {
            setting.name: setting.read(graph)
            for setting in self.settings
            if setting.everywhere or setting.property in graph
        }

    def inherited(self, row: dict) -> list[str]:
        """The names of the settings in ``row``, which ``read`` returned, that inherit the tenant's default."""
        return [name for name in self.nullable() if name in row and row[name] is None]

    def row(self, graph: dict) -> dict:
        """What ``read`` returns, and everything else that Graph sent."""
        return {
            **self.read(graph),
            "read_only": self.read_only_values(graph),
            "unknown_settings": self.unknown(graph),
        }

    def read_only_values(self, graph: dict) -> dict:
        return {
            name: graph[property_] for property_, name in self.read_only.items() if graph.get(property_) is not None
        }

    def unknown(self, graph: dict) -> dict:
        """What Graph has and this table does not, in Graph's own names; nulls are left out."""
        known = {setting.property for setting in self.settings}.union(self.read_only, self.other)
        values = without_annotations(graph)
        return {name: value for name, value in values.items() if name not in known and value is not None}

    def steps(self, desired: dict, graph: dict) -> list[dict]:
        """``desired`` in the order in which Graph takes it, each part for a write of its own."""
        late = {
            setting.name
            for setting in self.settings
            if setting.needs and desired.get(setting.name) is True and desired.get(setting.needs) is True
            if self.setting(setting.needs).read(graph) is not True
        }
        parts = ({name: value for name, value in desired.items() if (name in late) is later} for later in (False, True))
        return [part for part in parts if part]

    def contradictions(self, desired: dict) -> list[tuple[str, str]]:
        """What is wanted to be true, and the setting that it needs and that is wanted to be false."""
        return [
            (setting.name, setting.needs)
            for setting in self.settings
            if setting.needs and desired.get(setting.name) is True and desired.get(setting.needs) is False
        ]

    def differing(self, desired: dict, graph: dict, default: dict | None = None) -> tuple[str, ...]:
        """The names of the wanted settings that Graph does not hold as wanted, in the order of the table.

        ``default`` is what the settings inherit from, as Graph holds it, where that is known.
        """
        return tuple(
            setting.name
            for setting in self.settings
            if setting.name in desired
            and not setting.same(desired[setting.name], setting.read(graph), setting.read(default or {}))
        )

    def body(self, desired: dict, names, graph: dict) -> dict:
        """The JSON that sets the settings in ``names``, given the object as Graph holds it now."""
        return {
            setting.property: setting.write(desired[setting.name], graph)
            for setting in self.settings
            if setting.name in names
        }


def _given(value):
    """An option as it was given; a dict without its empty places, and None if nothing is left."""
    if not isinstance(value, dict):
        return value
    members = {name: _given(member) for name, member in value.items()}
    return {name: member for name, member in members.items() if member is not None} or None
