# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a setting's value looks like, in Graph and in Ansible's words (private to this collection).

Every kind answers the same four questions, so that planning, printing and argument specs need no special cases:

* ``option()``: the argument spec of a value of this kind
* ``read(graph)``: Graph's JSON in the collection's words; raises :class:`UnexpectedValue` for any other shape
* ``write(wanted, current)``: the JSON to send, given what Graph holds now
* ``same(wanted, found)``: whether ``desired`` is already there

``None`` is never a wanted value: an option that was left out is not managed. ``INHERIT`` stands for Graph's null.
"""

from __future__ import annotations

import reprlib
from typing import Any, NamedTuple

#: An object as Graph sends it and takes it: Graph's property names → JSON values.
GraphObject = dict[str, Any]

#: Settings in the collection's words: name → value, desired or observed.
Settings = dict[str, Any]

#: Settings and whatever else a result shows of one object, in the collection's words.
Row = dict[str, Any]

#: The options of a task, or of one item of a list option, as Ansible has converted them; an option left out is missing
#: or None.
Options = dict[str, Any]

#: One entry of an argument spec.
Option = dict[str, Any]

#: The wanted value of a setting that has to go back to the tenant's default, which is null in Graph.
INHERIT = "inherit"


# An answer may be as long as it likes, and a result may not: AWX drops one of more than 700,000 characters.
_BRIEF = reprlib.Repr()
_BRIEF.maxstring = _BRIEF.maxother = _BRIEF.maxlong = 120
_BRIEF.maxlist = _BRIEF.maxdict = 4


def brief(value: Any) -> str:
    """A value in an error, as Python writes it; of a long one, some."""
    return _BRIEF.repr(value)


class UnexpectedValue(ValueError):
    """Graph holds a value of another shape than its documentation says; the message names the property."""


class Boolean(NamedTuple):
    """True, false or null. ``unset`` is what null stands for, where Microsoft documents that it never varies."""

    unset: bool | None = None

    def option(self):
        return {"type": "bool"}

    def read(self, graph):
        if graph is None or isinstance(graph, bool):
            return graph
        raise UnexpectedValue(f"{brief(graph)} is not a boolean")

    def write(self, desired, current):
        return desired

    def same(self, desired, observed):
        return desired == (self.unset if observed is None else observed)


class Text(NamedTuple):
    """A string. The empty string and null are one value: nothing."""

    def option(self):
        return {"type": "str"}

    def read(self, graph):
        if graph is None or isinstance(graph, str):
            return graph or None
        raise UnexpectedValue(f"{brief(graph)} is not a string")

    def write(self, desired, current):
        return desired or None

    def same(self, desired, observed):
        return (desired or None) == observed


class Choice(NamedTuple):
    """One word out of several, which Graph and Ansible spell alike."""

    words: tuple[str, ...]

    def option(self):
        return {"type": "str", "choices": list(self.words)}

    def read(self, graph):
        # Words that are new in Graph are shown, and differ from all that can be wanted.
        if graph is None or isinstance(graph, str):
            return graph
        raise UnexpectedValue(f"{brief(graph)} is not a word")

    def write(self, desired, current):
        return desired

    def same(self, desired, observed):
        return desired == observed


class Flags(NamedTuple):
    """A set of flags: one comma-joined string in Graph, a list in Ansible, where order does not count.

    ``members`` maps the collection's word for a flag to Graph's. Graph switches all of them off in three ways,
    ``none``, the empty string and null, which all read as the empty list; ``none`` is what the reference page writes.
    Source: multitenantorganizationidentitysyncpolicytemplate-update; multi-tenant-organization-configure-templates.
    """

    members: dict[str, str]

    def option(self):
        return {"type": "list", "elements": "str", "choices": list(self.members)}

    def read(self, graph):
        if graph is not None and not isinstance(graph, str):
            raise UnexpectedValue(f"{brief(graph)} is not a string of flags")
        words = {property_: word for word, property_ in self.members.items()}
        flags = self._split(graph)
        known = [word for word, property_ in self.members.items() if property_ in flags]
        return known + sorted(flags.difference(words))

    def write(self, desired, current):
        # A flag that Graph knows and we do not is kept; the sentinel of an unnamed one must never be sent back.
        unknown = self._split(current).difference(self.members.values()) - {"unknownFutureValue"}
        flags = [property_ for word, property_ in self.members.items() if word in desired] + sorted(unknown)
        return ",".join(flags) or "none"

    def same(self, desired, observed):
        return set(desired) == set(self.members).intersection(observed or ())

    @staticmethod
    def _split(graph):
        return {flag.strip() for flag in (graph or "").split(",")} - {"", "none"}


class Field(NamedTuple):
    """One value inside a :class:`Record`."""

    name: str
    property: str
    kind: Any


class Record(NamedTuple):
    """A complex property: a dict on both sides, of which any part may be left out.

    Whether a PATCH keeps the members that its body leaves out is stated nowhere for these resources. So the whole
    value is always sent, with what Graph holds now for all that is not wanted otherwise, unknown members included.
    """

    fields: tuple[Field, ...]

    def option(self):
        return {"type": "dict", "options": {field.name: field.kind.option() for field in self.fields}}

    def read(self, graph):
        if graph is None:
            return None
        members = _object(graph)
        observed = {field.name: _read(field, members) for field in self.fields}
        # A record of nothing but nulls inherits as the null record does: crosstenantaccesspolicyconfigurationpartner.
        return {name: value for name, value in observed.items() if value is not None} or None

    def write(self, desired, current):
        body = without_annotations(current or {})
        for field in self.fields:
            if field.name in desired:
                body[field.property] = field.kind.write(desired[field.name], body.get(field.property))
        return body

    def same(self, desired, observed):
        return all(
            field.kind.same(desired[field.name], (observed or {}).get(field.name))
            for field in self.fields
            if field.name in desired
        )


class Items(NamedTuple):
    """A list of records, of which every part has to be given, and in which order and upper case do not count.

    A list is always replaced as a whole; an item that stays keeps the members that we do not know.
    """

    fields: tuple[Field, ...]

    def option(self):
        options = {field.name: dict(field.kind.option(), required=True) for field in self.fields}
        return {"type": "list", "elements": "dict", "options": options}

    def read(self, graph):
        if graph is None:
            return None
        if not isinstance(graph, list):
            raise UnexpectedValue(f"{brief(graph)} is not a list")
        observed = [{field.name: _read(field, _object(item)) for field in self.fields} for item in graph]
        return sorted(observed, key=self._key)

    def write(self, desired, current):
        known = {self._key(self.read([item])[0]): item for item in current or ()}
        items = {self._key(item): item for item in desired}
        return [
            without_annotations(known[key])
            if key in known
            else {field.property: field.kind.write(item[field.name], None) for field in self.fields}
            for key, item in items.items()
        ]

    def same(self, desired, observed):
        return {self._key(item) for item in desired} == {self._key(item) for item in observed or ()}

    def _key(self, item):
        return tuple(str(item[field.name] or "").lower() for field in self.fields)


class Wrapped(NamedTuple):
    """A complex property with one member that matters, which is one plain value in Ansible."""

    property: str
    kind: Any

    def option(self):
        return self.kind.option()

    def read(self, graph):
        return None if graph is None else _read(self, _object(graph))

    def write(self, desired, current):
        body = without_annotations(current or {})
        body[self.property] = self.kind.write(desired, body.get(self.property))
        return body

    def same(self, desired, observed):
        return self.kind.same(desired, observed)


def without_annotations(graph: dict) -> dict:
    """A Graph object without ``@odata.context`` and its like, which describe an answer and not the value."""
    return {name: value for name, value in graph.items() if "@" not in name}


def _object(graph):
    if not isinstance(graph, dict):
        raise UnexpectedValue(f"{brief(graph)} is not an object")
    return graph


def _read(field, members):
    try:
        return field.kind.read(members.get(field.property))
    except UnexpectedValue as error:
        raise UnexpectedValue(f"{field.property}: {error}") from error
