# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The schema of a job: read, written as a whole, set back, and the parser and operators that it offers.

Graph reference: synchronization-synchronizationschema-get, -update, -parseexpression, -filteroperators, -functions.
"""

from __future__ import annotations

import uuid
from typing import Any

from .. import errors
from ..messages import Answer, no_content
from ..request import Request
from ..routing import Route
from ..source import permissions as needs
from ..source.default_schema import default_schema
from ..source.expressions import FUNCTIONS, ExpressionError, attributes, evaluated, parsed
from ..source.filters import BINARY, NOT_IN_FILTERS, UNARY, operators
from ..source.schema_types import PARSE, SCHEMA, returned
from ..table import Row
from .synchronization import ONE_JOB, path_of, refused, route, true_job, visible_job


def _path(request: Request) -> str:
    return path_of(request, f"jobs('{request.keys[1]}')/schema")


def get_schema(request: Request) -> Answer:
    """GET. Versions change by themselves."""
    job = visible_job(request)
    source = request.directory.source
    row = source.schemas.at(job["id"], request.moment)
    if row is None:
        raise refused(request.behaviour.job_absent, f"The job '{job['id']}' has no schema.")
    if request.behaviour.schema_versions == "read":
        row = _renewed(row, source.next_version())
    return request.entity(SCHEMA, row, _path(request))


def _renewed(row: Row, version: str) -> Row:
    directories = [{**item, "id": item["id"] or item["name"], "version": version} for item in row["directories"]]
    return {**row, "version": version, "directories": directories}


def put_schema(request: Request) -> Answer:
    """PUT: what the body leaves out is gone. Each one makes the service evaluate everybody anew."""
    source = request.directory.source
    _table, job = true_job(request)
    # unknown: a job without a schema; assumed: it gets that of the template.
    stored = source.schemas.get(job["id"]) or default_schema(job["id"], str(uuid.uuid4()))
    new = _accepted(request, stored)
    _check(request, new, stored)
    source.schemas.put(job["id"], {**_renewed(new, source.next_version()), "id": job["id"]})
    source.memory(job["id"]).update(full=True, due=None)
    return no_content()


def _accepted(request: Request, stored: Row) -> Row:
    """The schema in the body. What Graph returned may be sent back, names that the simulator does not know too."""
    if not isinstance(request.body, dict):
        raise errors.bad_request("A JSON object is expected as the request body.", "BadRequest")
    # The whole answer to GET may be pasted (export-import-provisioning-configuration).
    body = {name: value for name, value in request.body.items() if name != "@odata.context"}
    known = {item.name for item in SCHEMA.properties}
    kept = {name: value for name, value in body.items() if name in stored and name not in known}
    rest = {name: value for name, value in body.items() if name not in kept}
    names = returned(stored)
    given = SCHEMA.accept(rest, request.api, dict.fromkeys(known, names), key_in_body=False)
    return {**SCHEMA.applied(given, {}, replace=False), **kept}


def _check(request: Request, new: Row, stored: Row) -> None:
    """What makes a schema invalid. Everything here but the matching attribute is assumed."""

    def invalid(text: str) -> errors.GraphError:
        return refused(request.behaviour.schema_refused, text)

    if new.get("id") not in (None, stored["id"]):
        raise invalid("The schema belongs to another job.")
    for name in ("synchronizationRules", "directories"):
        if not new.get(name):
            raise invalid(f"The schema has no {name}.")
    if [rule["id"] for rule in new["synchronizationRules"]] != [rule["id"] for rule in stored["synchronizationRules"]]:
        raise invalid("Rules cannot be added, removed or renamed.")
    definitions = {
        (directory["name"], definition["name"]): {attribute["name"] for attribute in definition["attributes"]}
        for directory in new["directories"]
        for definition in directory["objects"]
    }
    for rule, before in zip(new["synchronizationRules"], stored["synchronizationRules"]):
        was = {item["targetObjectName"]: item for item in before["objectMappings"]}
        if not was.keys() <= {item["targetObjectName"] for item in rule["objectMappings"]}:
            raise invalid("Object mappings cannot be removed.")
        for item in rule["objectMappings"]:
            source = definitions.get((rule["sourceDirectoryName"], item["sourceObjectName"]))
            target = definitions.get((rule["targetDirectoryName"], item["targetObjectName"]))
            if target is None or (source is None and item["enabled"]):
                raise invalid(f"The object '{item['targetObjectName']}' is not defined.")
            if _matching(item) != _matching(was.get(item["targetObjectName"], item)):
                raise invalid("The matching attribute cannot be changed.")
            _check_mapping(request, item, source, target, invalid)


def _matching(item: Row) -> list[Any]:
    return [mapping for mapping in item["attributeMappings"] if mapping["matchingPriority"]]


def _check_mapping(request: Request, item: Row, source: set[str] | None, target: set[str], invalid: Any) -> None:
    seen = set()
    for mapping in item["attributeMappings"]:
        name = mapping["targetAttributeName"]
        if name not in target or name in seen:
            raise invalid(f"The target attribute '{name}' is not defined, or is mapped twice.")
        seen.add(name)
        try:
            parts = parsed((mapping["source"] or {}).get("expression") or "")
        except ExpressionError as error:
            raise invalid(f"The expression of '{name}' is invalid. {error}") from error
        if source is not None and not attributes(parts) <= source:
            raise invalid(f"The expression of '{name}' uses an attribute that is not defined.")
        if request.behaviour.expressions_stored == "normal":
            mapping["source"].update(expression=parts["expression"])
    for kind in ("categoryFilterGroups", "inputFilterGroups", "groups"):
        for group in (item["scope"] or {}).get(kind) or ():
            for clause in group["clauses"]:
                attribute, operator = clause["sourceOperandName"], clause["operatorName"]
                if kind == "groups" and attribute in NOT_IN_FILTERS:
                    raise invalid(f"The attribute '{attribute}' cannot be used in a filter.")
                if operator not in BINARY and operator not in UNARY:
                    raise invalid(f"The operator '{operator}' does not exist.")
                if source is not None and attribute not in source:
                    raise invalid(f"The attribute '{attribute}' is not defined.")


def delete_schema(request: Request) -> Answer:
    """DELETE: back to the schema of the template. unknown: whether the rule keeps its id; assumed: yes."""
    source = request.directory.source
    _table, job = true_job(request)
    stored = source.schemas.get(job["id"])
    rule_id = stored["synchronizationRules"][0]["id"] if stored else str(uuid.uuid4())
    source.schemas.put(job["id"], default_schema(job["id"], rule_id))
    source.memory(job["id"]).update(full=True, due=None)
    return no_content()


def list_operators(request: Request) -> Answer:
    """GET filterOperators()."""
    return _list(request, "filterOperators", operators())


def list_functions(request: Request) -> Answer:
    """GET functions()."""
    rows = [
        {
            "id": name,
            "parameters": [
                {
                    "name": parameter,
                    "required": number < function.needed,
                    "allowMultipleOccurrences": function.repeats and number == len(function.parameters) - 1,
                    "type": "String",
                }
                for number, parameter in enumerate(function.parameters)
            ],
        }
        for name, function in FUNCTIONS.items()
    ]
    return _list(request, "functions", rows)


def _list(request: Request, what: str, rows: list[Row]) -> Answer:
    visible_job(request)
    if request.behaviour.operator_names == "name":
        rows = [{"name": row["id"], **{name: value for name, value in row.items() if name != "id"}} for row in rows]
    return Answer(200, {"@odata.context": request.context(what), "value": rows})


def parse_expression(request: Request) -> Answer:
    """POST parseExpression."""
    visible_job(request)
    given = PARSE.accept(_without_values(request.body), request.api, {}, key_in_body=False)
    text = given.get("expression")
    if text is None:
        raise errors.bad_request("A value is required for property 'expression'.")
    answer: Row = {"error": None, "evaluationSucceeded": False, "evaluationResult": [], "parsedExpression": None}
    try:
        answer["parsedExpression"] = parsed(text)
        if given.get("testInputObject"):
            pairs = request.body["testInputObject"]["properties"]
            values = {pair.get("key"): pair.get("value") for pair in pairs if isinstance(pair.get("value"), str)}
            result = evaluated(answer["parsedExpression"], values)
            answer.update(evaluationSucceeded=True, evaluationResult=[result] if result is not None else [])
    except ExpressionError as error:
        inner = {"code": "ExpressionInvalid", "message": str(error), "details": [], "target": None}
        answer["error"] = {**inner, "innerError": None}
    context = request.context("microsoft.graph.parseExpressionResponse")
    parsed_well = answer["parsedExpression"] is not None
    return Answer(200, {"@odata.context": context, **answer, "parsingSucceeded": parsed_well})


def _without_values(body: Any) -> Any:
    """The body without the values of its test object, which may be of any type."""
    tested = body.get("testInputObject") if isinstance(body, dict) else None
    pairs = tested.get("properties") if isinstance(tested, dict) else None
    if not isinstance(pairs, list) or not all(isinstance(pair, dict) for pair in pairs):
        return body
    bare = [{key: text for key, text in pair.items() if key not in ("value", "value@odata.type")} for pair in pairs]
    return {**body, "testInputObject": {**tested, "properties": bare}}


_SCHEMA = f"{ONE_JOB}/schema"


def _function(name: str, endpoint: Any) -> tuple[Route, ...]:
    """A function without parameters, with and without parentheses."""
    return tuple(route("GET", f"{_SCHEMA}/{name}{end}", endpoint, needs.SYNC_WRITE) for end in ("", "()"))


ROUTES = (
    route("GET", _SCHEMA, get_schema, needs.SYNC_READ, frozenset({"$select"})),
    route("PUT", _SCHEMA, put_schema, needs.SYNC_WRITE, takes_body=True),
    route("DELETE", _SCHEMA, delete_schema, needs.SYNC_WRITE),
    route("POST", f"{_SCHEMA}/parseExpression", parse_expression, needs.SYNC_WRITE, takes_body=True),
    *_function("filterOperators", list_operators),
    *_function("functions", list_functions),
)
