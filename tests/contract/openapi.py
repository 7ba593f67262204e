# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks requests and answers against facts.json, which holds what Microsoft describes of cross-tenant access."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from jsonschema import Draft202012Validator

from ansible_collections.entra.cross_tenant.tests.contract.beside import Beside, beside
from ansible_collections.entra.cross_tenant.tests.contract.facts import PLAIN, facts

_Schema = dict[str, Any]
#: v1.0 contains these since August 2026, but the OpenAPI of v1.0 is older. The OpenAPI of beta describes them for both.
_DESCRIBED_IN_BETA = re.compile(
    r"/policies/crossTenantAccessPolicy/((partners/[^/]+|default)/m365Capabilities(/[^/]+)?"
    r"|partners/[^/]+/serviceProviderConstraints)"
)
#: What is described in documents of their own, v1.0 and beta alike.
_OF_THEIR_OWN = {
    "source_side": re.compile(r"/(applicationTemplates|servicePrincipals)(/.*)?"),
    "logs": re.compile(r"/auditLogs/.*"),
}
#: Beta lost what may be null, so that anything may be null.
_WITHOUT_NULLABILITY = "beta"


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
    """The documents of both versions."""

    def __init__(self) -> None:
        self._documents = {name: _Document(name) for name in facts()["documents"]}

    @classmethod
    def load(cls) -> Contract:
        """The contract. It needs nothing but the checkout."""
        return cls()

    def properties(self, version: str, type_name: str) -> set[str]:
        """The names of the properties of a type."""
        return set(facts()["documents"][version]["types"][type_name]["properties"])

    def operation(self, method: str, version: str, path: str) -> bool:
        """Whether there is such an operation."""
        return self._document(version, path).operation(method, path) is not None

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
        return self._document(exchange.version, exchange.path).operation(exchange.method, exchange.path)

    def _document(self, version: str, path: str) -> _Document:
        own = next((name for name, pattern in _OF_THEIR_OWN.items() if pattern.fullmatch(path)), None)
        return self._documents[own or ("beta" if _DESCRIBED_IN_BETA.fullmatch(path) else version)]

    @staticmethod
    def _is_beside_the_contract(exchange: Exchange) -> bool:
        """A login, or a $batch, whose requests are checked one by one."""
        return exchange.kind == "login" or exchange.path == "/$batch"


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
    counts: bool
    status: int | None

    def check_success(self, exchange: Exchange) -> list[str]:
        # Microsoft's conversion shows a body and any status for every write. The reference pages name one status.
        if self.status not in (None, exchange.status):
            return [f"the pages name the status {self.status}"]
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


class _Document:
    """One document: its operations, each compiled when it is first needed."""

    def __init__(self, name: str) -> None:
        self._paths = facts()["documents"][name]["paths"]
        types, nullable = facts()["documents"][name]["types"], name == _WITHOUT_NULLABILITY
        # Answers may contain more properties than the type names. In a request, an unknown name is a misspelt one.
        self._open = _Compiler(types, closed=False, nullable=nullable)
        self._closed = _Compiler(types, closed=True, nullable=nullable)
        self._statuses = {(row["method"], row["path"]): row.get("status") for row in facts()["operations"]}
        self._operations: dict[tuple[str, str], _Operation | None] = {}

    @cached_property
    def _templates(self) -> list[tuple[re.Pattern[str], str]]:
        """The paths as patterns. Those with the fewest parameters come first, so that $count is not taken for a key."""
        return [(_pattern(path), path) for path in sorted(self._paths, key=lambda path: path.count("{}"))]

    @cached_property
    def error(self) -> Draft202012Validator:
        return self._open.validator("ODataErrors.ODataError")

    def operation(self, method: str, path: str) -> _Operation | None:
        # A function without parameters may be written with and without parentheses.
        path = path.removesuffix("()")
        template = next((name for pattern, name in self._templates if pattern.fullmatch(path)), None)
        if template is None:
            return None
        key = (method, template)
        if key not in self._operations:
            self._operations[key] = self._compile(*key)
        return self._operations[key]

    def _compile(self, method: str, template: str) -> _Operation | None:
        known = self._paths[template].get(method)
        if known is None:
            return None
        # A $skiptoken is part of a nextLink, which clients follow as it is.
        paged = {"$skiptoken"} if "$top" in known["query"] else set()
        return _Operation(
            query=frozenset(known["query"]) | paged,
            request=self._closed.validator(known["takes"]) if "takes" in known else None,
            response=self._open.validator(known["answers"]) if "answers" in known else None,
            counts=template.endswith("/$count"),
            status=self._statuses.get((method, template)),
        )


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.escape(template).replace(r"\{\}", "[^/]+"))


class _Compiler:
    """Turns types of facts.json into JSON Schema without references. A type that contains itself is a cycle there."""

    def __init__(self, types: dict[str, Any], closed: bool, nullable: bool) -> None:
        self._types = types
        self._closed = closed
        self._nullable = nullable
        self._done: dict[str, _Schema] = {}

    def validator(self, type_: Any) -> Draft202012Validator:
        return Draft202012Validator(self._schema(type_))

    def _schema(self, type_: Any) -> _Schema:
        if isinstance(type_, dict):
            return self._defined(type_)
        if type_.endswith("?"):
            return _or_null(self._schema(type_[:-1]))
        if type_.endswith("[]"):
            return {"type": "array", "items": self._schema(type_[:-2])}
        if type_ in PLAIN:
            return {"type": type_}
        if type_ not in self._done:
            self._done[type_] = {}
            self._done[type_].update(self._defined(self._types[type_]))
        return self._done[type_]

    def _defined(self, type_: Any) -> _Schema:
        """A type that is written out, or another name of a type."""
        if isinstance(type_, str):
            return self._schema(type_)
        if "properties" in type_:
            return self._object(type_)
        if "items" in type_:
            return {"type": "array", "items": self._schema(type_["items"])}
        # The member unknownFutureValue is never on the wire.
        members = [name for name in type_.get("members") or type_["flags"] if name != "unknownFutureValue"]
        if "members" in type_:
            return {"enum": members}
        one = "|".join(members)
        some = f"(?:{one})(?:, ?(?:{one}))*"
        if type_.get("empty"):
            return {"type": ["string", "null"], "pattern": f"^({some})?$"}
        return {"type": "string", "pattern": f"^{some}$"}

    def _object(self, type_: dict[str, Any]) -> _Schema:
        properties = {name: self._schema(part) for name, part in type_["properties"].items()}
        if self._nullable:
            properties = {name: _or_null(part) for name, part in properties.items()}
        flat = {
            "type": "object",
            "properties": {**properties, "@odata.type": {"type": "string"}},
            "required": type_.get("required", []),
        }
        return flat | {"additionalProperties": False} if self._closed and not type_.get("open") else flat


def _or_null(schema: _Schema) -> _Schema:
    kind = schema.get("type")
    if "enum" in schema:
        return schema if None in schema["enum"] else {**schema, "enum": [*schema["enum"], None]}
    if isinstance(kind, str):
        return {**schema, "type": [kind, "null"]}
    if isinstance(kind, list):
        return schema
    # A type that is not complete yet, since it contains itself.
    return {"anyOf": [schema, {"type": "null"}]}
