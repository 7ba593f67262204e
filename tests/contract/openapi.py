# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks requests and answers against Microsoft's OpenAPI of cross-tenant access.

The source side of synchronization and the logs are described in files of their own, which were made from Microsoft's
metadata, permission file and pages. All files are read in place, never copied, and are not part of a checkout:
``Contract.load()`` returns None if they are missing, and a test then skips with ``MISSING`` as its reason. Known errors
in them, according to their own description, are corrected while the schemas are compiled.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Protocol
from xml.etree import ElementTree

from jsonschema import Draft202012Validator

from ansible_collections.entra.cross_tenant.tests.contract.beside import Beside, beside
from ansible_collections.entra.cross_tenant.tests.contract.csdl import NAMESPACE
from ansible_collections.entra.cross_tenant.tests.contract.source import contract_folder, source_side_folder

_Schema = dict[str, Any]
_PREFIX = "#/components/schemas/"
#: Known from Microsoft365DSC (AADCrossTenantIdentitySyncPolicyPartner).
NEWER_THAN_THE_CONTRACT = ("roleEnabledGroupSyncInbound",)
#: v1.0 contains these since August 2026, but the OpenAPI of v1.0 is older. The OpenAPI of beta describes them for both.
_DESCRIBED_IN_BETA = re.compile(
    r"/policies/crossTenantAccessPolicy/((partners/[^/]+|default)/m365Capabilities(/[^/]+)?"
    r"|partners/[^/]+/serviceProviderConstraints)"
)
#: What is described in files of their own, v1.0 and beta alike.
_SOURCE_SIDE = re.compile(r"/(applicationTemplates|servicePrincipals)(/.*)?")
_LOGS = re.compile(r"/auditLogs/.*")
_EDM = {"Edm.Boolean": "boolean", "Edm.String": "string", "Edm.Guid": "string", "Edm.DateTimeOffset": "string"}


class Exchange(Protocol):
    """The exchanges that are checked: those of the simulator's log, or similar objects."""

    kind: str
    method: str
    version: str
    path: str
    query: dict[str, str]
    body: Any
    status: int | None
    response_body: Any
    faulted: bool


class Contract:
    """The OpenAPI documents of both versions."""

    def __init__(self, folder: Path) -> None:
        self._documents = {version: _augmented(folder, version) for version in ("v1.0", "beta")}
        beside = source_side_folder()
        self._others = {
            pattern: _Document(beside / name) if beside else None
            for pattern, name in (
                (_SOURCE_SIDE, "sync-source-side-v1.0-openapi.json"),
                (_LOGS, "audit-logs-v1.0-openapi.json"),
            )
        }

    @classmethod
    def load(cls) -> Contract | None:
        """The contract in the folder that the environment names, else beside the repository. None if neither exists."""
        folder = contract_folder()
        return None if folder is None else cls(folder)

    def properties(self, version: str, type_name: str) -> set[str]:
        """The names of the properties of a type."""
        return self._documents[version].properties(f"microsoft.graph.{type_name}")

    def operation(self, method: str, version: str, path: str) -> bool:
        """Whether there is such an operation."""
        document = self._document(version, path)
        return document is not None and document.operation(method, path) is not None

    def check(self, exchange: Exchange) -> list[str]:
        """The violations in an exchange with Graph."""
        return self.check_request(exchange) + self.check_response(exchange)

    def check_request(self, exchange: Exchange) -> list[str]:
        """Path, method, query options, and the body with the name of every property."""
        if self._is_beside_the_contract(exchange):
            return []
        operation = self._operation(exchange) or beside(exchange.method, exchange.version, exchange.path)
        if operation is None:
            return [f"{_title(exchange)}: not in Microsoft's OpenAPI"]
        found = [f"unknown query option {name}" for name in exchange.query if name not in operation.query]
        if exchange.body is not None:
            if isinstance(operation, _Operation) and operation.request is not None:
                found += _errors(operation.request, exchange.body)
            elif isinstance(operation, Beside) and operation.takes_body:
                pass
            elif exchange.body != {}:  # an action without parameters may come with an empty object
                found.append("a body where there is none")
        return [f"{_title(exchange)}: {text}" for text in found]

    def check_response(self, exchange: Exchange) -> list[str]:
        """Status and body of an answer, unless a fault or a broken connection made it."""
        if self._is_beside_the_contract(exchange) or exchange.faulted or exchange.status is None:
            return []
        if exchange.status >= 400:
            found = _errors(self._documents[exchange.version].error, exchange.response_body)
        elif beside(exchange.method, exchange.version, exchange.path):
            found = []
        else:
            operation = self._operation(exchange)
            found = ["an answer to something unknown"] if operation is None else operation.check_success(exchange)
        return [f"{_title(exchange)} answered {exchange.status}: {text}" for text in found]

    def _operation(self, exchange: Exchange) -> _Operation | None:
        document = self._document(exchange.version, exchange.path)
        return document.operation(exchange.method, exchange.path) if document else None

    def _document(self, version: str, path: str) -> _Document | None:
        for pattern, document in self._others.items():
            if pattern.fullmatch(path):
                return document
        return self._documents["beta" if _DESCRIBED_IN_BETA.fullmatch(path) else version]

    def _is_beside_the_contract(self, exchange: Exchange) -> bool:
        """A login; a $batch, whose requests are checked one by one; what is described in a file that is not at hand."""
        if exchange.kind == "login" or exchange.path == "/$batch":
            return True
        return self._document(exchange.version, exchange.path) is None


def _title(exchange: Exchange) -> str:
    return f"{exchange.method} /{exchange.version}{exchange.path}"


# Long bodies differ by identifiers and versions only. A text of the same shape is as valid as they are.
_DIFFERS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|v1\.\d+")
_LONG = 10_000  # characters
_known_good: set[tuple[int, int]] = set()


def _errors(validator: Draft202012Validator, value: Any) -> list[str]:
    text = json.dumps(value)
    shape = (id(validator), hash(_DIFFERS.sub("", text))) if len(text) > _LONG else None
    if shape in _known_good:
        return []
    found = [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]
    if shape is not None and not found:
        _known_good.add(shape)
    return found


@dataclass(frozen=True)
class _Operation:
    query: frozenset[str]
    request: Draft202012Validator | None
    response: Draft202012Validator | None
    succeeds: bool
    counts: bool

    def check_success(self, exchange: Exchange) -> list[str]:
        # Microsoft's conversion shows a body for every write. The reference pages say 204. Beta lost its statuses.
        if not self.succeeds:
            return ["no success is described"]
        if exchange.response_body is None:
            return [] if exchange.status == 204 and exchange.method != "GET" else ["no body"]
        if exchange.status == 204:
            return ["a body with status 204"]
        if self.counts:
            return [] if str(exchange.response_body).isdecimal() else ["not a number"]
        return (
            ["a body where none is described"]
            if self.response is None
            else _errors(self.response, exchange.response_body)
        )


def _augmented(folder: Path, version: str) -> _Document:
    """Cross-tenant access in one version."""
    path = folder / f"graph-{version}-openapi-augmented.json"
    if version == "v1.0":
        # The OpenAPI of v1.0 is older than the metadata. If they differ, the metadata is right.
        return _Document(path, partial(_add_from_metadata, path=folder / "csdl-v1.0-Prod-subset.xml"))
    return _Document(path, _add_what_is_newer, nullable=True)


class _Document:
    """One document: its operations, each compiled when it is first needed.

    ``add`` adds to its schemas what it lacks. If ``nullable``, anything may be null, since the document lost it.
    """

    def __init__(self, path: Path, add: Callable[[dict[str, _Schema]], None] | None = None, nullable: bool = False):
        self._path = path
        self._add = add
        self._nullable = nullable
        self._operations: dict[tuple[str, str], _Operation | None] = {}

    @cached_property
    def _content(self) -> dict[str, Any]:
        content = json.loads(self._path.read_text(encoding="utf-8"))
        if self._add is not None:
            self._add(content["components"]["schemas"])
        return content

    @cached_property
    def _templates(self) -> list[tuple[re.Pattern[str], str]]:
        """The paths as patterns. Those with the fewest parameters come first, so that $count is not taken for a key."""
        paths = sorted(self._content["paths"], key=lambda path: path.count("{"))
        return [(re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path))), path) for path in paths]

    @cached_property
    def _open(self) -> _Compiler:
        """Answers may contain more properties than the schema names."""
        return _Compiler(self._content["components"], closed=False, nullable=self._nullable)

    @cached_property
    def _closed(self) -> _Compiler:
        """Requests may not contain more properties than the schema names: an unknown name is a misspelt one."""
        return _Compiler(self._content["components"], closed=True, nullable=self._nullable)

    @cached_property
    def error(self) -> Draft202012Validator:
        return self._open.validator({"$ref": f"{_PREFIX}microsoft.graph.ODataErrors.ODataError"})

    def properties(self, name: str) -> set[str]:
        schema = self._content["components"]["schemas"][name]
        return {name for part in (schema, *schema.get("allOf", ())) for name in part.get("properties", ())}

    def operation(self, method: str, path: str) -> _Operation | None:
        # A function without parameters may be written with and without parentheses.
        path = path.removesuffix("()")
        template = next((name for pattern, name in self._templates if pattern.fullmatch(path)), None)
        if template is None:
            return None
        key = (method.lower(), template)
        if key not in self._operations:
            self._operations[key] = self._compile(*key)
        return self._operations[key]

    def _compile(self, method: str, template: str) -> _Operation | None:
        item = self._content["paths"][template]
        raw = item.get(method)
        if raw is None:
            return None
        parameters = [self._resolved(entry) for entry in (*item.get("parameters", ()), *raw.get("parameters", ()))]
        names = {entry["name"] for entry in parameters if entry["in"] == "query"}
        if "$top" in names:
            names.add("$skiptoken")  # part of a nextLink, which clients follow as it is
        successes = [self._resolved(raw["responses"][name]) for name in raw["responses"] if name.startswith("2")]
        described = [schema for entry in successes for schema in _schemas(entry)]
        requested = list(_schemas(self._resolved(raw.get("requestBody", {}))))
        return _Operation(
            query=frozenset(names),
            request=self._closed.validator(requested[0]) if requested else None,
            response=self._open.validator(described[0]) if described else None,
            succeeds=bool(successes),
            counts=template.endswith("/$count"),
        )

    def _resolved(self, entry: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in entry:
            return entry
        _hash, _components, group, name = entry["$ref"].split("/")
        return self._content["components"][group][name]


def _schemas(entry: dict[str, Any]) -> Iterator[_Schema]:
    for media in entry.get("content", {}).values():
        yield media["schema"]


@dataclass
class _Compiler:
    """Turns schemas into plain, flat JSON Schema: no references, no allOf, and without the known artefacts."""

    components: dict[str, Any]
    closed: bool
    nullable: bool  # nullability is lost in beta: anything may be null
    _done: dict[str, _Schema] = field(default_factory=dict)

    def validator(self, schema: _Schema) -> Draft202012Validator:
        return Draft202012Validator(self._flat(schema))

    def _flat(self, schema: _Schema) -> _Schema:
        if "$ref" in schema:
            name = schema["$ref"].removeprefix(_PREFIX)
            if name not in self._done:
                self._done[name] = {}  # a type that contains itself is not followed
                self._done[name] = self._flat(self.components["schemas"][name])
            return self._done[name]
        if "allOf" in schema:
            parts = [*schema["allOf"], {name: value for name, value in schema.items() if name != "allOf"}]
            return self._merged([self._flat(part) for part in parts if part])
        if "anyOf" in schema:
            joined = self._any_of(schema["anyOf"])
            return _or_null(joined) if schema.get("nullable") else joined
        flat = self._object(schema) if "properties" in schema else self._plain(schema)
        return _or_null(flat) if schema.get("nullable") else flat

    def _any_of(self, alternatives: list[_Schema]) -> _Schema:
        """The conversion writes "or null" as "or any object, which may be null". That would allow anything."""
        real = [part for part in alternatives if part != {"type": "object", "nullable": True}]
        flat = [self._flat(part) for part in real]
        joined = flat[0] if len(flat) == 1 else {"anyOf": flat}
        return joined if len(real) == len(alternatives) else _or_null(joined)

    def _object(self, schema: _Schema) -> _Schema:
        properties = {name: self._flat(part) for name, part in schema["properties"].items()}
        if self.nullable:
            properties = {name: _or_null(part) for name, part in properties.items()}
        required = [name for name in schema.get("required", ()) if name != "@odata.type"]  # an artefact
        flat = {"type": "object", "properties": {**properties, "@odata.type": {"type": "string"}}, "required": required}
        open_type = not self.closed or schema.get("additionalProperties") is True
        return flat if open_type else flat | {"additionalProperties": False}

    def _plain(self, schema: _Schema) -> _Schema:
        members = [name for name in schema.get("enum", ()) if name != "unknownFutureValue"]  # never on the wire
        if schema.get("x-flags"):
            one = "|".join(members)
            return {"type": "string", "pattern": f"^(?:{one})(?:, ?(?:{one}))*$"}
        if set(members) == {"none", "newPartners", "existingPartners"}:
            # Flags are written as one comma-joined string. Microsoft's how-to switches them off with "" or null.
            one = "|".join(members)
            return {"type": ["string", "null"], "pattern": f"^((?:{one})(?:, ?(?:{one}))*)?$"}
        if members:
            return {"enum": members}
        flat = {name: schema[name] for name in ("type",) if name in schema}
        if "items" in schema:
            flat["items"] = self._flat(schema["items"])
        return flat

    @staticmethod
    def _merged(parts: list[_Schema]) -> _Schema:
        if len(parts) == 1:
            return parts[0]
        merged: _Schema = {}
        for part in parts:
            properties = {**merged.get("properties", {}), **part.get("properties", {})}
            required = [*merged.get("required", ()), *part.get("required", ())]
            merged = {**merged, **part}
            if properties:
                merged |= {"properties": properties, "required": required}
        return merged


def _or_null(schema: _Schema) -> _Schema:
    kind = schema.get("type")
    if "enum" in schema:
        return schema if None in schema["enum"] else {**schema, "enum": [*schema["enum"], None]}
    if isinstance(kind, str):
        return {**schema, "type": [kind, "null"]}
    return {"anyOf": [schema, {"type": "null"}]} if "anyOf" in schema else schema


def _add_what_is_newer(schemas: dict[str, _Schema]) -> None:
    """Add the property that none of Microsoft's files contains yet. Its type is like that of its neighbour."""
    policy = schemas["microsoft.graph.crossTenantIdentitySyncPolicyPartner"]
    properties = next((part for part in policy.get("allOf", ()) if "properties" in part), policy)["properties"]
    for name in NEWER_THAN_THE_CONTRACT:
        properties.setdefault(name, properties["groupSyncInbound"])


def _add_from_metadata(schemas: dict[str, _Schema], path: Path) -> None:
    """Add the types and properties that only the metadata (CSDL) contains."""
    root = ElementTree.parse(path).getroot()
    types = [*root.iter(f"{NAMESPACE}EntityType"), *root.iter(f"{NAMESPACE}ComplexType")]
    for element in types:
        schema = schemas.setdefault(f"microsoft.graph.{element.get('Name')}", {"type": "object", "properties": {}})
        properties = next((part for part in schema.get("allOf", ()) if "properties" in part), schema)["properties"]
        for item in element.iter(f"{NAMESPACE}Property"):
            properties.setdefault(item.get("Name"), _from_metadata(item.get("Type"), item.get("Nullable") != "false"))


def _from_metadata(kind: str, nullable: bool) -> _Schema:
    item = re.fullmatch(r"Collection\((.*)\)", kind)
    if item:
        return {"type": "array", "items": _from_metadata(item[1], nullable=False)}
    if kind in _EDM:
        return {"type": _EDM[kind], "nullable": nullable}
    reference = {"$ref": f"{_PREFIX}microsoft.{kind}"}
    return {"anyOf": [reference, {"type": "object", "nullable": True}]} if nullable else reference
