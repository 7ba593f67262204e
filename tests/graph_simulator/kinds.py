# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of values: what a request body may contain, and how a PATCH changes a stored value.

Every kind answers three questions. ``accept``: is this value, sent by a client, valid? ``applied``: what is stored
after it was sent? ``complete``: what is stored for a value that a seed gives, with the members that it leaves out?
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import errors

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_guid(text: Any) -> bool:
    """Whether a value is a GUID in its usual form."""
    return isinstance(text, str) and _GUID.fullmatch(text) is not None


class Kind:
    """A kind of value. Scalars have no parts, so the stored value does not matter to them."""

    def accept(self, value: Any, name: str, stored: Any = None) -> Any:
        """The value in canonical form, or an error that names the property."""
        raise NotImplementedError

    def applied(self, value: Any, stored: Any, replace: bool) -> Any:
        """What is stored once ``value`` was sent over ``stored``."""
        return value

    def complete(self, value: Any) -> Any:
        """A seeded value with everything that Graph would return."""
        return value

    def blank(self) -> Any:
        """The value of a property that was never set."""
        return None


@dataclass(frozen=True)
class Scalar(Kind):
    """A boolean or string."""

    python_type: type
    edm: str

    def accept(self, value: Any, name: str, stored: Any = None) -> Any:
        if not isinstance(value, self.python_type):  # pylint: disable=isinstance-second-argument-not-valid-type
            raise errors.mistyped(name, self.edm)
        return value


@dataclass(frozen=True)
class Guid(Kind):
    """A GUID, kept in lower case."""

    def accept(self, value: Any, name: str, stored: Any = None) -> Any:
        if not isinstance(value, str):
            raise errors.mistyped(name, "Edm.String")
        if not is_guid(value):
            raise errors.invalid_value(name)
        return value.lower()


@dataclass(frozen=True)
class GuidOrWord(Kind):
    """A GUID, kept in lower case, or one word in its place, to the letter."""

    word: str

    def accept(self, value: Any, name: str, stored: Any = None) -> Any:
        return value if value == self.word else GUID.accept(value, name)


@dataclass(frozen=True)
class Enumeration(Kind):
    """One name out of several; never ``unknownFutureValue`` (Graph concepts: best-practices-concept)."""

    members: tuple[str, ...]

    def accept(self, value: Any, name: str, stored: Any = None) -> Any:
        if not isinstance(value, str):
            raise errors.mistyped(name, "Edm.String")
        if value not in self.members:
            raise errors.invalid_value(name)
        return value


@dataclass(frozen=True)
class Flags(Kind):
    """A set of names, one comma-joined string on the wire; kept in the order of the members."""

    members: tuple[str, ...]
    none: str = "none"

    def accept(self, value: Any, name: str, stored: Any = None) -> Any:
        if value in (None, "", self.none):
            return self.none
        if not isinstance(value, str):
            raise errors.mistyped(name, "Edm.String")
        given = [part.strip() for part in value.split(",")]
        if not set(given) <= set(self.members):
            raise errors.invalid_value(name)
        return ",".join(member for member in self.members if member in given)


@dataclass(frozen=True)
class Collection(Kind):
    """A list, always replaced as a whole. A collection is empty, never null (OData)."""

    item: Kind

    def accept(self, value: Any, name: str, stored: Any = None) -> Any:
        if not isinstance(value, list):
            raise errors.mistyped(name, "Collection")
        # Members that Graph knows and we do not are recognised in whichever item holds them. What is stored may be one
        # object that stands for every item.
        known: dict[str, Any] = stored if isinstance(stored, dict) else {}
        for item in () if isinstance(stored, dict) else stored or ():
            if isinstance(item, dict):
                known.update(item)
        return [self.item.accept(item, name, known) for item in value]

    def applied(self, value: Any, stored: Any, replace: bool) -> Any:
        return [self.item.applied(item, None, replace) for item in value]

    def complete(self, value: Any) -> Any:
        return [self.item.complete(item) for item in value]

    def blank(self) -> Any:
        return []


@dataclass(frozen=True)
class Api:
    """What decides which properties exist: version, cloud, and what the behaviour says of single ones."""

    version: str
    cloud: str
    group_sync: bool
    template_group_sync: bool
    role_enabled_group_sync: bool
    service_provider_constraints: bool


def everywhere(_api: Api) -> bool:
    """A property that every version and cloud has."""
    return True


@dataclass(frozen=True)
class Property:
    """A property of an entity or complex type."""

    name: str
    kind: Kind
    nullable: bool = True
    read_only: bool = False
    key: bool = False
    exists: Callable[[Api], bool] = everywhere

    def accept(self, value: Any, stored: Any) -> Any:
        """The value in canonical form, or an error."""
        if self.read_only:
            raise errors.read_only(self.name)
        if value is None and not isinstance(self.kind, Flags):
            if not self.nullable or isinstance(self.kind, Collection):
                raise errors.invalid_value(self.name)
            return None
        return self.kind.accept(value, self.name, stored)

    def applied(self, value: Any, stored: Any, replace: bool) -> Any:
        """What is stored once ``value`` was sent over ``stored``."""
        return None if value is None else self.kind.applied(value, stored, replace)


@dataclass(frozen=True)
class Complex(Kind):
    """A structured value without identity."""

    name: str
    properties: tuple[Property, ...]
    by_name: dict[str, Property] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {item.name: item for item in self.properties})

    def accept(self, value: Any, name: str, stored: Any = None) -> Any:
        if not isinstance(value, dict):
            raise errors.mistyped(name, f"microsoft.graph.{self.name}")
        before = stored if isinstance(stored, dict) else {}
        accepted = {}
        for member, content in without_annotations(value, self.name).items():
            if member in self.by_name:
                accepted[member] = self.by_name[member].accept(content, before.get(member))
            elif member in before:  # a member that Graph returned: a client that merges sends it back
                accepted[member] = content
            else:
                raise errors.invalid_property(member)
        return accepted

    def applied(self, value: Any, stored: Any, replace: bool) -> Any:
        before = stored if isinstance(stored, dict) else {}
        blank = self._blank_members()
        result = {**dict.fromkeys(before), **blank} if replace else {**blank, **before}
        for member, content in value.items():
            known = self.by_name.get(member)
            result[member] = known.applied(content, before.get(member), replace) if known else content
        return result

    def complete(self, value: Any) -> Any:
        if value is None:
            return None
        result = {**self._blank_members(), **value}
        for member, known in self.by_name.items():
            if result[member] is not None:
                result[member] = known.kind.complete(result[member])
        return result

    def _blank_members(self) -> dict[str, Any]:
        return {item.name: item.kind.blank() for item in self.properties}


def without_annotations(value: dict[str, Any], type_name: str) -> dict[str, Any]:
    """The members of an object; of OData's annotations only its own ``@odata.type`` may stand in a body."""
    members = {}
    for name, content in value.items():
        if "@" not in name:
            members[name] = content
        elif name != "@odata.type" or content != f"#microsoft.graph.{type_name}":
            raise errors.bad_request(
                f"The annotation '{name}' was found. This annotation is either not recognized or not expected at the "
                "current position.",
                "BadRequest",
            )
    return members


BOOLEAN = Scalar(bool, "Edm.Boolean")
TEXT = Scalar(str, "Edm.String")
GUID = Guid()
