# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of values of settings, in Graph and in the collection's words (private to this collection). Pure.

Every kind has the same four methods, see :class:`Kind`. So plans, results and argument specs need no special cases.

``None`` is never a desired value: a setting without an option is not managed. ``INHERIT`` stands for Graph's null.
"""

from __future__ import annotations

import reprlib
from typing import Any, NamedTuple, Protocol

#: An object as Graph sends and accepts it: Graph's property names → JSON values.
GraphObject = dict[str, Any]

#: Settings in the collection's words: name → value, desired or observed.
Settings = dict[str, Any]

#: Everything that a result shows of one object: settings and other values, in the collection's words.
Row = dict[str, Any]

#: The options of a task, or of one item of a list option, as Ansible has converted them. An option that was not given
#: is missing or None.
Options = dict[str, Any]

#: One entry of an argument spec.
Option = dict[str, Any]

#: The desired value of a setting that has to inherit the tenant's default. In Graph it is null.
INHERIT = "inherit"


# The size of Graph's answers is not limited, but the size of results is: AWX drops a result of more than 700,000
# characters.
_BRIEF = reprlib.Repr()
_BRIEF.maxstring = _BRIEF.maxother = _BRIEF.maxlong = 120
_BRIEF.maxlist = _BRIEF.maxdict = 4


def brief(value: Any) -> str:
    """A value for an error message, as Python writes it; long values are shortened."""
    return _BRIEF.repr(value)


class UnexpectedValue(ValueError):
    """The shape of a value in Graph differs from Graph's documentation. The message names the property."""


class Kind(Protocol):
    """A kind of values. It defines how a value is given as an option, read, written and compared."""

    def option(self) -> Option:
        """The argument spec of a value of this kind."""

    def read(self, graph: Any) -> Any:
        """Graph's JSON value in the collection's words. Raises UnexpectedValue for a value of another shape."""

    def write(self, desired: Any, current: Any) -> Any:
        """The JSON value to send. ``current`` is the JSON value in Graph before the write."""

    def same(self, desired: Any, observed: Any) -> bool:
        """Whether the value ``observed``, which ``read`` returned, equals ``desired``."""


class Boolean(NamedTuple):
    """True, false or null. ``unset`` is the value that null stands for, if Microsoft documents one fixed value.

    ``unset`` is None if null stands for no fixed value.
    """

    unset: bool | None = None

    def option(self) -> Option:
        return {"type": "bool"}

    def read(self, graph: Any) -> bool | None:
        if graph is None or isinstance(graph, bool):
            return graph
        raise UnexpectedValue(f"{brief(graph)} is not a boolean")

    def write(self, desired: bool, current: Any) -> bool:
        return desired

    def same(self, desired: bool, observed: bool | None) -> bool:
        return desired == (self.unset if observed is None else observed)


class Text(NamedTuple):
    """A string. The empty string and null are one value. ``read`` returns None for it."""

    def option(self) -> Option:
        return {"type": "str"}

    def read(self, graph: Any) -> str | None:
        if graph is None or isinstance(graph, str):
            return graph or None
        raise UnexpectedValue(f"{brief(graph)} is not a string")

    def write(self, desired: str, current: Any) -> str | None:
        return desired or None

    def same(self, desired: str, observed: str | None) -> bool:
        return (desired or None) == observed


class RequiredText(Text):
    """A string that is never missing in Graph, and never empty."""

    def read(self, graph: Any) -> str:
        text = super().read(graph)
        if text is None:
            raise UnexpectedValue("there is none")
        return text


class Texts(NamedTuple):
    """A list of strings that are not empty. Order does not count."""

    def option(self) -> Option:
        return {"type": "list", "elements": "str"}

    def read(self, graph: Any) -> list[str] | None:
        if graph is None:
            return None
        if not isinstance(graph, list):
            raise UnexpectedValue(f"{brief(graph)} is not a list")
        return sorted(RequiredText().read(text) for text in graph)

    def write(self, desired: list[str], current: Any) -> list[str]:
        return desired

    def same(self, desired: list[str], observed: list[str] | None) -> bool:
        return set(desired) == set(observed or ())


class Choice(NamedTuple):
    """One word out of several. Graph and Ansible spell it in the same way."""

    words: tuple[str, ...]

    def option(self) -> Option:
        return {"type": "str", "choices": list(self.words)}

    def read(self, graph: Any) -> str | None:
        # Results show a word that is new in Graph. It differs from every word that can be desired.
        if graph is None or isinstance(graph, str):
            return graph
        raise UnexpectedValue(f"{brief(graph)} is not a word")

    def write(self, desired: str, current: Any) -> str:
        return desired

    def same(self, desired: str, observed: str | None) -> bool:
        return desired == observed


class Flags(NamedTuple):
    """A set of flags: one comma-joined string in Graph, a list in Ansible. The order of the list does not count.

    ``members`` maps the collection's word for a flag to Graph's word. Graph writes the empty set in three ways:
    ``none``, the empty string and null. ``read`` returns the empty list for all three. ``write`` returns ``none``, as
    on the reference page.
    Source: multitenantorganizationidentitysyncpolicytemplate-update; multi-tenant-organization-configure-templates.
    """

    members: dict[str, str]

    def option(self) -> Option:
        return {"type": "list", "elements": "str", "choices": list(self.members)}

    def read(self, graph: Any) -> list[str]:
        if graph is not None and not isinstance(graph, str):
            raise UnexpectedValue(f"{brief(graph)} is not a string of flags")
        words = {property_: word for word, property_ in self.members.items()}
        flags = self._split(graph)
        known = [word for word, property_ in self.members.items() if property_ in flags]
        return known + sorted(flags.difference(words))

    def write(self, desired: list[str], current: str | None) -> str:
        # Flags that the collection does not know are kept. The sentinel is not kept: Graph sends it in place of a flag
        # without a name, and does not accept it.
        unknown = self._split(current).difference(self.members.values()) - {"unknownFutureValue"}
        flags = [property_ for word, property_ in self.members.items() if word in desired] + sorted(unknown)
        return ",".join(flags) or "none"

    def same(self, desired: list[str], observed: list[str] | None) -> bool:
        return set(desired) == set(self.members).intersection(observed or ())

    @staticmethod
    def _split(graph: str | None) -> set[str]:
        return {flag.strip() for flag in (graph or "").split(",")} - {"", "none"}


class Field(NamedTuple):
    """One member of a record. ``property`` is Graph's name, whose case counts."""

    name: str
    property: str
    kind: Kind


class Record(NamedTuple):
    """A complex property: a dictionary in Graph and in Ansible. Any member may be left out.

    Microsoft does not document for these resources whether a PATCH keeps the members that are missing in its body. So
    the whole value is always sent: the desired members, and the current values of all other members, also of unknown
    ones.
    """

    fields: tuple[Field, ...]

    def option(self) -> Option:
        return {"type": "dict", "options": {field.name: field.kind.option() for field in self.fields}}

    def read(self, graph: Any) -> Settings | None:
        if graph is None:
            return None
        members = _object(graph)
        observed = {field.name: _read(field.kind, field.property, members) for field in self.fields}
        # A record whose members are all null inherits like a null record: crosstenantaccesspolicyconfigurationpartner.
        return {name: value for name, value in observed.items() if value is not None} or None

    def write(self, desired: Settings, current: GraphObject | None) -> GraphObject:
        body = without_annotations(current or {})
        for field in self.fields:
            if field.name in desired:
                body[field.property] = field.kind.write(desired[field.name], body.get(field.property))
        return body

    def same(self, desired: Settings, observed: Settings | None) -> bool:
        return all(
            field.kind.same(desired[field.name], (observed or {}).get(field.name))
            for field in self.fields
            if field.name in desired
        )


class Items(NamedTuple):
    """A list of records. All members of an item have to be given. The order of the items and upper case do not count.

    A list is always replaced as a whole. An item that remains keeps the members that the collection does not know.
    """

    fields: tuple[Field, ...]

    def option(self) -> Option:
        options = {field.name: dict(field.kind.option(), required=True) for field in self.fields}
        return {"type": "list", "elements": "dict", "options": options}

    def read(self, graph: Any) -> list[Settings] | None:
        return None if graph is None else self._read(graph)

    def write(self, desired: list[Settings], current: list[GraphObject] | None) -> list[GraphObject]:
        known = {self._key(self._read([item])[0]): item for item in current or ()}
        items = {self._key(item): item for item in desired}
        return [
            without_annotations(known[key])
            if key in known
            else {field.property: field.kind.write(item[field.name], None) for field in self.fields}
            for key, item in items.items()
        ]

    def same(self, desired: list[Settings], observed: list[Settings] | None) -> bool:
        return {self._key(item) for item in desired} == {self._key(item) for item in observed or ()}

    def _read(self, graph: Any) -> list[Settings]:
        if not isinstance(graph, list):
            raise UnexpectedValue(f"{brief(graph)} is not a list")
        observed = [
            {field.name: _read(field.kind, field.property, _object(item)) for field in self.fields} for item in graph
        ]
        return sorted(observed, key=self._key)

    def _key(self, item: Settings) -> tuple[str, ...]:
        return tuple(str(item[field.name] or "").lower() for field in self.fields)


class Wrapped(NamedTuple):
    """A complex property with one member that matters. In Ansible it is the plain value of this member."""

    property: str
    kind: Kind

    def option(self) -> Option:
        return self.kind.option()

    def read(self, graph: Any) -> Any:
        return None if graph is None else _read(self.kind, self.property, _object(graph))

    def write(self, desired: Any, current: GraphObject | None) -> GraphObject:
        body = without_annotations(current or {})
        body[self.property] = self.kind.write(desired, body.get(self.property))
        return body

    def same(self, desired: Any, observed: Any) -> bool:
        return self.kind.same(desired, observed)


def without_annotations(graph: GraphObject) -> GraphObject:
    """A Graph object without annotations such as ``@odata.context``. They describe the answer, not the object."""
    return {name: value for name, value in graph.items() if "@" not in name}


def _object(graph: Any) -> GraphObject:
    if not isinstance(graph, dict):
        raise UnexpectedValue(f"{brief(graph)} is not an object")
    return graph


def _read(kind: Kind, property_: str, members: GraphObject) -> Any:
    try:
        return kind.read(members.get(property_))
    except UnexpectedValue as error:
        raise UnexpectedValue(f"{property_}: {error}") from error
