# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The types of a synchronization schema (metadata, v1.0), which is always written as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .. import errors
from ..kinds import BOOLEAN, TEXT, Collection, Complex, Enumeration, Flags, Kind, Property
from ..model import EntityType


@dataclass(frozen=True)
class _Integer(Kind):
    """A whole number; JSON's true and false are none."""

    def accept(self, value: Any, name: str, stored: Any = None) -> Any:
        if isinstance(value, bool) or not isinstance(value, int):
            raise errors.mistyped(name, "Edm.Int32")
        return value


@dataclass(frozen=True)
class _Defaulted(Kind):
    """A value that is never null: what a client leaves out has the default of its type."""

    kind: Kind
    default: Any

    def accept(self, value: Any, name: str, stored: Any = None) -> Any:
        return self.kind.accept(value, name, stored)

    def blank(self) -> Any:
        return self.default


def _flag(name: str) -> Property:
    return Property(name, _Defaulted(BOOLEAN, False), nullable=False)


def _number(name: str) -> Property:
    return Property(name, _Defaulted(_Integer(), 0), nullable=False)


def _one_of(name: str, *members: str) -> Property:
    return Property(name, _Defaulted(Enumeration(members), members[0]), nullable=False)


def _pairs(name: str, type_name: str, *keys: str) -> Property:
    key = Property("key", Enumeration(keys) if keys else TEXT)
    return Property(name, Collection(Complex(type_name, (key, Property("value", TEXT)))))


_NAME = Property("name", TEXT)
_TYPE = _one_of("type", "String", "Integer", "Reference", "Binary", "Boolean", "DateTime")


def _source(depth: int) -> Complex:
    """attributeMappingSource, which contains itself: the parameters of a function are sources too."""
    members = [
        Property("expression", TEXT),
        _NAME,
        _one_of("type", "Attribute", "Constant", "Function"),
    ]
    if depth:
        pair = Complex(
            "stringKeyAttributeMappingSourceValuePair", (Property("key", TEXT), Property("value", _source(depth - 1)))
        )
        members.append(Property("parameters", Collection(pair)))
    return Complex("attributeMappingSource", tuple(members))


ATTRIBUTE_MAPPING = Complex(
    "attributeMapping",
    (
        Property("defaultValue", TEXT),
        _flag("exportMissingReferences"),
        _one_of("flowBehavior", "FlowWhenChanged", "FlowAlways"),
        _one_of("flowType", "Always", "ObjectAddOnly", "MultiValueAddOnly", "ValueAddOnly", "AttributeAddOnly"),
        _number("matchingPriority"),
        Property("source", _source(8)),
        Property("targetAttributeName", TEXT, nullable=False),
    ),
)
_CLAUSE = Complex(
    "filterClause",
    (
        Property("operatorName", TEXT, nullable=False),
        Property("sourceOperandName", TEXT, nullable=False),
        Property("targetOperand", Complex("filterOperand", (Property("values", Collection(TEXT)),))),
    ),
)
_GROUPS = Collection(Complex("filterGroup", (_NAME, Property("clauses", Collection(_CLAUSE)))))
_SCOPE = Complex(
    "filter", tuple(Property(name, _GROUPS) for name in ("categoryFilterGroups", "groups", "inputFilterGroups"))
)
_OBJECT_MAPPING = Complex(
    "objectMapping",
    (
        Property("attributeMappings", Collection(ATTRIBUTE_MAPPING)),
        _flag("enabled"),
        Property("flowTypes", _Defaulted(Flags(("Add", "Update", "Delete"), none="None"), "None"), nullable=False),
        _pairs(
            "metadata",
            "objectMappingMetadataEntry",
            "EscrowBehavior",
            "DisableMonitoringForChanges",
            "OriginalJoiningProperty",
            "Disposition",
            "IsCustomerDefined",
            "ExcludeFromReporting",
            "Unsynchronized",
        ),
        _NAME,
        Property("scope", _SCOPE),
        Property("sourceObjectName", TEXT),
        Property("targetObjectName", TEXT),
    ),
)
_RULE = Complex(
    "synchronizationRule",
    (
        Property("containerFilter", Complex("containerFilter", (Property("includedContainers", Collection(TEXT)),))),
        _flag("editable"),
        Property("groupFilter", Complex("groupFilter", (Property("includedGroups", Collection(TEXT)),))),
        Property("id", TEXT),
        _pairs("metadata", "stringKeyStringValuePair"),
        _NAME,
        Property("objectMappings", Collection(_OBJECT_MAPPING)),
        _number("priority"),
        Property("sourceDirectoryName", TEXT),
        Property("targetDirectoryName", TEXT),
    ),
)
ATTRIBUTE_DEFINITION = Complex(
    "attributeDefinition",
    (
        _flag("anchor"),
        _pairs("apiExpressions", "stringKeyStringValuePair"),
        _flag("caseExact"),
        Property("defaultValue", TEXT),
        _flag("flowNullValues"),
        _pairs("metadata", "attributeDefinitionMetadataEntry"),
        _flag("multivalued"),
        _one_of("mutability", "ReadWrite", "ReadOnly", "Immutable", "WriteOnly"),
        _NAME,
        Property(
            "referencedObjects",
            Collection(
                Complex(
                    "referencedObject", (Property("referencedObjectName", TEXT), Property("referencedProperty", TEXT))
                )
            ),
        ),
        _flag("required"),
        _TYPE,
    ),
)
OBJECT_DEFINITION = Complex(
    "objectDefinition",
    (
        Property("attributes", Collection(ATTRIBUTE_DEFINITION)),
        _pairs("metadata", "objectDefinitionMetadataEntry"),
        _NAME,
        Property("supportedApis", Collection(TEXT)),
    ),
)
_DISCOVERABILITIES = Flags(("AttributeNames", "AttributeDataTypes", "AttributeReadOnly", "ReferenceAttributes"), "None")
_DIRECTORY = Complex(
    "directoryDefinition",
    (
        Property("id", TEXT),
        Property("discoverabilities", _Defaulted(_DISCOVERABILITIES, "None"), nullable=False),
        Property("discoveryDateTime", TEXT),
        _NAME,
        Property("objects", Collection(OBJECT_DEFINITION)),
        _flag("readOnly"),
        Property("version", TEXT),
    ),
)
#: The id of a schema is that of its job, and a client that sends back what it read sends it back as well.
SCHEMA = EntityType(
    "synchronizationSchema",
    (
        Property("id", TEXT),
        Property("version", TEXT),
        Property("synchronizationRules", Collection(_RULE)),
        Property("directories", Collection(_DIRECTORY)),
    ),
)
PARSE = EntityType(
    "parseExpression",
    (
        Property("expression", TEXT, nullable=False),
        Property(
            "testInputObject",
            Complex(
                "expressionInputObject",
                (
                    Property("definition", OBJECT_DEFINITION),
                    # The value is of any type, see below.
                    Property("properties", Collection(Complex("stringKeyObjectValuePair", (Property("key", TEXT),)))),
                ),
            ),
        ),
        Property("targetAttributeDefinition", ATTRIBUTE_DEFINITION),
    ),
)


class _EveryName(dict[str, Any]):
    """Stands for any stored object that has these names, at any depth: what Graph returned may be sent back."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__()
        self._names = names

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def get(self, _name: str, _default: Any = None) -> Any:
        return self

    def __bool__(self) -> bool:
        return True


def returned(stored: Any) -> dict[str, Any]:
    """What a client may send back of a stored document, for ``accept``."""
    return _EveryName(frozenset(_names(stored)))


def _names(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        yield from _names(item)
    if isinstance(value, dict):
        yield from value
