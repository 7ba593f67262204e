# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tables of settings: a resource, and the functions that use its table (private to this collection). Pure."""

from __future__ import annotations

import builtins
from collections.abc import Container
from typing import Any, NamedTuple

from .._access import Access
from .kinds import (
    INHERIT,
    GraphObject,
    Kind,
    Option,
    Options,
    Row,
    Settings,
    UnexpectedValue,
    without_annotations,
)
from .operations import Operation

V1_AND_BETA = ("v1.0", "beta")
BETA = ("beta",)
ALL_CLOUDS = ("global", "usgov", "usgov_dod", "china")
GLOBAL = ("global",)


def reason_unavailable(clouds: tuple[str, ...], versions: tuple[str, ...], cloud: str, api_version: str) -> str | None:
    """Why a cloud or a version of Graph lacks what exists in ``clouds`` and ``versions`` only; None if it exists."""
    if cloud not in clouds:
        return f"exists in the {' and '.join(clouds)} cloud only, and cloud is {cloud}"
    if api_version not in versions:
        return f"exists in Graph's {' and '.join(versions)} version only, and api_version is {api_version}"
    return None


class Setting(NamedTuple):
    """One property of a resource. ``property`` is Graph's name, whose case counts.

    ``versions`` and ``clouds``: the versions of Graph and the clouds that have the property.
    ``nullable``: whether null makes the setting inherit the tenant's default.
    ``admits``: whether true admits identities of the partner. If so, limits count the change from true to any other
    value (``removal``).
    ``needs``: the name of another setting. Graph accepts true for this setting only if the other is already true.
    """

    name: str
    property: str
    kind: Kind
    versions: tuple[str, ...] = V1_AND_BETA
    clouds: tuple[str, ...] = ALL_CLOUDS
    nullable: bool = False
    admits: bool = False
    needs: str | None = None

    @builtins.property
    def everywhere(self) -> bool:
        """Whether Graph has the property in every version and in every cloud."""
        return self.versions == V1_AND_BETA and self.clouds == ALL_CLOUDS

    def read(self, graph: GraphObject) -> Any:
        """The value in ``graph`` in the collection's words. Raises UnexpectedValue."""
        try:
            return self.kind.read(graph.get(self.property))
        except UnexpectedValue as error:
            raise UnexpectedValue(f"{self.property}: {error}") from error

    def same(self, desired: Any, observed: Any, default: Any = None) -> bool:
        """Whether the value ``observed`` equals ``desired``.

        Graph may show a setting that inherits as null, or with the value ``default`` of the tenant's default.
        """
        return observed in (None, default) if desired is INHERIT else self.kind.same(desired, observed)

    def agrees(self, desired: Any, graph: GraphObject, default: GraphObject) -> bool:
        """Whether the value in ``graph`` equals ``desired``; see ``same``. Raises UnexpectedValue."""
        # Only a setting that has to inherit is compared with the default.
        return self.same(desired, self.read(graph), self.read(default) if desired is INHERIT else None)

    def write(self, desired: Any, graph: GraphObject) -> Any:
        """The value to send. ``graph`` is the object as Graph holds it now."""
        return None if desired is INHERIT else self.kind.write(desired, graph.get(self.property))


class Resource(NamedTuple):
    """A kind of Graph object. Requests, errors, results, options and documentation follow from this one entry.

    Paths contain the placeholder ``{tenant_id}``. They also contain ``{name}`` if one tenant can have several objects
    of the kind.
    """

    name: str
    #: The name in words, with its article. It may contain the placeholder ``{name}``.
    title: str
    settings: tuple[Setting, ...]
    #: The address of one object. Empty if the object is read as a part of another object, or from the list.
    path: str
    #: The permission and the role that a read needs.
    reading: Access
    #: Writes, by the constants in ``operations.py``.
    operations: dict[str, Operation]
    #: The query of every read.
    query: tuple[tuple[str, str], ...] = ()
    #: The address of the list of all objects. Empty if Graph has no such list.
    list_path: str = ""
    #: The permission and the role that a read of the list needs, if ``reading`` is not about the list.
    listing: Access | None = None
    #: The address of the list of deleted objects. The address of one deleted object is this address and its tenant ID.
    deleted_path: str = ""
    reading_deleted: Access | None = None
    #: The plural of the title. It is needed if one tenant can have several objects.
    plural: str = ""
    clouds: tuple[str, ...] = ALL_CLOUDS
    #: Properties that Graph computes: Graph's name → the collection's name.
    read_only: dict[str, str] = {}
    #: Objects that Graph computes and that are resources themselves: Graph's name → that resource.
    computed: dict[str, Resource] = {}
    #: Graph's names of keys and links. Results show them in other places.
    other: tuple[str, ...] = ()
    #: Members that the body of a create needs besides the settings. Their values contain the placeholders of paths.
    new: dict[str, str] = {}
    #: The word for the tenant that the object belongs to.
    tenant: str = "partner"
    #: The error if the parent object, such as the partner, is absent. Empty if the object has no parent.
    parent_missing: str = ""
    #: The object in Graph after a reset.
    reset_state: GraphObject = {}
    #: Graph's name of a property that is true if nothing was changed since the last reset; None if there is none.
    reset_flag: str | None = None

    def options(self) -> dict[str, Option]:
        """The argument spec of the settings."""
        return {setting.name: setting.kind.option() for setting in self.settings}

    def nullable(self) -> list[str]:
        """The names of the settings that can inherit the tenant's default."""
        return [setting.name for setting in self.settings if setting.nullable]

    def admitting(self) -> list[str]:
        """The names of the settings that admit identities of the partner."""
        return [setting.name for setting in self.settings if setting.admits]

    def setting(self, name: str) -> Setting:
        """The setting with this name, which has to exist."""
        return next(setting for setting in self.settings if setting.name == name)

    def desired(self, options: Options) -> Settings:
        """The desired settings in ``options``: settings with a value, and INHERIT for the names under ``inherit``."""
        names = [setting.name for setting in self.settings if options.get(setting.name) is not None]
        given = {name: _given(options[name]) for name in names}
        given.update(dict.fromkeys(options.get("inherit") or (), INHERIT))
        return {name: value for name, value in given.items() if value is not None}

    def key_in_body(self, tenant_id: str | None, name: str | None = None) -> dict[str, str]:
        """The members of the body of a create besides the settings."""
        return {property_: text.format(tenant_id=tenant_id, name=name) for property_, text in self.new.items()}

    def read(self, graph: GraphObject) -> Settings:
        """Every setting of a Graph object in the collection's words. None stands for null or a missing property.

        If a setting does not exist in all versions and clouds, it is in the result only if Graph sent it.
        Raises UnexpectedValue.
        """
        return {
            setting.name: setting.read(graph)
            for setting in self.settings
            if setting.everywhere or setting.property in graph
        }

    def inherited(self, row: Settings) -> list[str]:
        """The names of the settings that inherit the tenant's default. ``row`` is a result of ``read``."""
        return [name for name in self.nullable() if name in row and row[name] is None]

    def row(self, graph: GraphObject) -> Row:
        """The result of ``read``, and everything else that Graph sent. Raises UnexpectedValue."""
        return {
            **self.read(graph),
            "read_only": self.read_only_values(graph),
            "unknown_settings": self.unknown(graph),
        }

    def read_only_values(self, graph: GraphObject) -> Row:
        """The values that Graph computed and sent. An object that cannot be understood stays as Graph sent it."""
        values = {name: graph[property_] for property_, name in self.read_only.items() if property_ in graph}
        for property_, resource in self.computed.items():
            value = graph.get(property_)
            try:
                values[resource.name] = resource.read(value) if isinstance(value, dict) else value
            except UnexpectedValue:
                values[resource.name] = value
        return {name: value for name, value in values.items() if value is not None}

    def unknown(self, graph: GraphObject) -> GraphObject:
        """The properties that are not in this table, in Graph's names; nulls are left out."""
        known = {setting.property for setting in self.settings}.union(self.read_only, self.computed, self.other)
        values = without_annotations(graph)
        return {name: value for name, value in values.items() if name not in known and value is not None}

    def steps(self, desired: Settings, graph: GraphObject) -> list[Settings]:
        """``desired`` in parts, in the order in which Graph accepts them. Each part is one write."""
        late = {
            setting.name
            for setting in self.settings
            if setting.needs and desired.get(setting.name) is True and desired.get(setting.needs) is True
            if self.setting(setting.needs).read(graph) is not True
        }
        if not late:
            return [desired] if desired else []
        parts = ({name: value for name, value in desired.items() if (name in late) is later} for later in (False, True))
        return [part for part in parts if part]

    def contradictions(self, desired: Settings) -> list[tuple[str, str]]:
        """Pairs of names: a setting that has to be true, and a setting that it needs but that has to be false."""
        return [
            (setting.name, setting.needs)
            for setting in self.settings
            if setting.needs and desired.get(setting.name) is True and desired.get(setting.needs) is False
        ]

    def differing(self, desired: Settings, graph: GraphObject, default: GraphObject | None = None) -> tuple[str, ...]:
        """The names of the settings whose value in ``graph`` differs from the desired value, in the table's order.

        ``default`` is the object that the settings inherit from, as Graph holds it, or None if it is not known.
        """
        return tuple(
            setting.name
            for setting in self.settings
            if setting.name in desired and not setting.agrees(desired[setting.name], graph, default or {})
        )

    def body(self, desired: Settings, names: Container[str], graph: GraphObject) -> GraphObject:
        """The JSON that sets the settings in ``names``. ``graph`` is the object as Graph holds it now."""
        return {
            setting.property: setting.write(desired[setting.name], graph)
            for setting in self.settings
            if setting.name in names
        }


def _given(value: Any) -> Any:
    """An option without the members that are None; None if no member is left. Other values stay as they are."""
    if not isinstance(value, dict):
        return value
    members = {name: _given(member) for name, member in value.items()}
    return {name: member for name, member in members.items() if member is not None} or None
