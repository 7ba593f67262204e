# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Expressions of attribute mappings: read, written in the form in which parseExpression answers, and evaluated.

The reference page synchronization-synchronizationschema-parseexpression shows that form; the names and parameters of
functions are on Microsoft Entra's page functions-for-customizing-application-data. Those functions that the tests use
are evaluated, the others are only known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
LONGEST = 10_000  # characters (Microsoft Entra: known issues of provisioning)


class ExpressionError(ValueError):
    """An expression that cannot be read, or cannot be evaluated."""


@dataclass(frozen=True)
class Function:
    """The parameters of a function by name; the last one may repeat, and those from ``needed`` on may be left out."""

    parameters: tuple[str, ...]
    needed: int
    repeats: bool = False


def _function(text: str, repeats: bool = False) -> Function:
    required, _bar, optional = text.partition("|")
    names = (*required.split(), *optional.split())
    return Function(names, len(required.split()), repeats)


FUNCTIONS = {
    "AltSecIdFromNetId": _function("source"),
    "Append": _function("source suffix"),
    "AppRoleAssignmentsComplex": _function("source"),
    "BitAnd": _function("value1 value2"),
    "CBool": _function("Expression"),
    "CDate": _function("expression"),
    "Coalesce": _function("source1 source2|defaultValue", repeats=True),
    "ConvertToBase64": _function("source"),
    "ConvertToUTF8Hex": _function("source"),
    "Count": _function("attribute"),
    "CStr": _function("value"),
    "DateAdd": _function("interval value dateTime"),
    "DateDiff": _function("interval date1 date2"),
    "DateFromNum": _function("value"),
    "FormatDateTime": _function("source inputFormat outputFormat"),
    "Guid": _function(""),
    "IgnoreFlowIfNullOrEmpty": _function("expression"),
    "IIF": _function("condition valueIfTrue valueIfFalse"),
    "InStr": _function("value1 value2|start compareType"),
    "IsNull": _function("Expression"),
    "IsNullOrEmpty": _function("Expression"),
    "IsPresent": _function("Expression"),
    "IsString": _function("Expression"),
    "Item": _function("attribute index"),
    "Join": _function("separator source1|source2", repeats=True),
    "Left": _function("String NumChars"),
    "Mid": _function("source start length"),
    "NormalizeDiacritics": _function("source"),
    "Not": _function("source"),
    "NumFromDate": _function("value"),
    "PCase": _function("source|wordSeparators"),
    "RandomString": _function("Length MinimumNumbers MinimumSpecialCharacters MinimumCapital MinimumLowerCase Avoid"),
    "Redact": _function(""),
    "RemoveDuplicates": _function("attribute"),
    "Replace": _function(
        "source|Find RegexPattern RegexGroupName Replacement ReplacementAttributeName Template",
    ),
    "SelectUniqueValue": _function("uniqueValueRule1|uniqueValueRule2", repeats=True),
    "SingleAppRoleAssignment": _function("appRoleAssignments"),
    "Split": _function("source delimiter"),
    "StripSpaces": _function("source"),
    "Switch": _function("source defaultValue key1 value1|key2 value2", repeats=True),
    "ToLower": _function("source|culture"),
    "ToUpper": _function("source|culture"),
    "Word": _function("String WordNumber Delimiters"),
}

_TOKEN = re.compile(r'\s*(?:(\[[^\]\[]+\])|("(?:[^"\\]|\\.)*")|([A-Za-z]\w*)\s*(?=\()|([(),]))')


def parsed(text: str) -> Row:
    """The attributeMappingSource of an expression. Raises ExpressionError."""
    if len(text) > LONGEST:
        raise ExpressionError(f"An expression has {LONGEST} characters at most.")
    tokens = _tokens(text)
    source = _source(tokens)
    if source is None or tokens:
        raise ExpressionError(f"The expression '{text}' cannot be parsed.")
    return source


def _tokens(text: str) -> list[str]:
    tokens, position, end = [], 0, len(text.rstrip())
    while position < end:
        found = _TOKEN.match(text, position)
        if found is None:
            raise ExpressionError(f"The expression cannot be parsed at position {position}.")
        tokens.append(found[0].strip())
        position = found.end()
    return tokens[::-1]  # the next one is the last one


def _source(tokens: list[str]) -> Row | None:
    """The source at the head of the tokens, None for a parameter that is left out."""
    if not tokens or tokens[-1] in (",", ")"):
        return None
    token = tokens.pop()
    if token.startswith("["):
        return {"expression": token, "name": token[1:-1], "type": "Attribute", "parameters": []}
    if token.startswith('"'):
        return {"expression": token, "name": _unquoted(token), "type": "Constant", "parameters": []}
    if token == "(" or not tokens or tokens.pop() != "(":
        raise ExpressionError(f"'{token}' is not expected here.")
    return _call(token, tokens)


def _call(name: str, tokens: list[str]) -> Row:
    function = FUNCTIONS.get(name)
    if function is None:
        raise ExpressionError(f"The function '{name}' does not exist.")
    given: list[Row | None] = []
    if not (tokens and tokens[-1] == ")" and not function.parameters):
        given.append(_source(tokens))
        while tokens and tokens[-1] == ",":
            tokens.pop()
            given.append(_source(tokens))
    if not tokens or tokens.pop() != ")":
        raise ExpressionError(f"The parameters of '{name}' do not end.")
    many = len(given) > len(function.parameters) and not function.repeats
    if many or any(item is None for item in (given + [None] * function.needed)[: function.needed]):
        raise ExpressionError(f"The function '{name}' does not have these parameters.")
    names = [*function.parameters, *(f"parameter{number}" for number in range(len(function.parameters), len(given)))]
    return {
        "expression": f"{name}({', '.join(item['expression'] if item else '' for item in given)})",
        "name": name,
        "type": "Function",
        "parameters": [{"key": key, "value": item} for key, item in zip(names, given) if item],
    }


def _unquoted(token: str) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1])


def attributes(source: Row) -> set[str]:
    """The names of the source attributes in an expression."""
    if source["type"] == "Attribute":
        return {source["name"]}
    return {name for item in source["parameters"] for name in attributes(item["value"])}


def evaluated(source: Row, values: Mapping[str, str | None]) -> str | None:
    """The value of an expression. Raises ExpressionError for a function that is not simulated."""
    if source["type"] == "Attribute":
        return values.get(source["name"])
    if source["type"] == "Constant":
        return source["name"]
    given = {item["key"]: evaluated(item["value"], values) for item in source["parameters"]}
    compute = _COMPUTED.get(source["name"])
    if compute is None:
        raise ExpressionError(f"The simulator does not evaluate the function '{source['name']}'.")
    return compute(given)


def _replaced(given: dict[str, str | None]) -> str | None:
    text, replacement = given["source"], given.get("Replacement") or ""
    if text is None or not (given.get("Find") or given.get("RegexPattern")):
        return text
    if given.get("Find"):
        return text.replace(given["Find"] or "", replacement)
    return re.sub(given["RegexPattern"] or "", replacement, text)


def _joined(given: dict[str, str | None]) -> str | None:
    separator, *parts = given.values()
    return (separator or "").join(part for part in parts if part)


def _mapped(given: dict[str, str | None]) -> str | None:
    source, default, *pairs = given.values()
    return dict(zip(pairs[::2], pairs[1::2])).get(source, default)


_COMPUTED: dict[str, Callable[[dict[str, str | None]], str | None]] = {
    # An internal user has a netId; what the target keeps of it is not public.
    "AltSecIdFromNetId": lambda given: f"5:{given['source']}" if given["source"] else None,
    "Append": lambda given: f"{given['source'] or ''}{given['suffix'] or ''}",
    "Coalesce": lambda given: next((value for value in given.values() if value), None),
    "Join": _joined,
    "Left": lambda given: (given["String"] or "")[: int(given["NumChars"] or 0)],
    "Replace": _replaced,
    "StripSpaces": lambda given: (given["source"] or "").replace(" ", ""),
    "Switch": _mapped,
    "ToLower": lambda given: (given["source"] or "").lower(),
    "ToUpper": lambda given: (given["source"] or "").upper(),
}
