# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Expressions: where the value of an attribute comes from (private to this collection). Pure.

Graph has three kinds of sources: an attribute of the source user, a constant, and a function of both. Each of them also
has the form of an expression: ``[city]``, ``"Member"``, ``Join(" ", [givenName], [surname])``. Sources are compared in
this form. Source: synchronization-attributemappingsource.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ..kinds import GraphObject, RequiredText, UnexpectedValue, brief

ATTRIBUTE = "Attribute"
CONSTANT = "Constant"
FUNCTION = "Function"

#: The words for the three kinds of sources, as options and results have them.
SOURCE = "source"
CONSTANT_WORD = "constant"
EXPRESSION = "expression"
WORDS = (SOURCE, CONSTANT_WORD, EXPRESSION)

#: Graph accepts no longer expression: known-issues (app-provisioning).
LONGEST = 10_000

# A constant in quotation marks, the name of an attribute in brackets, and everything else.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\[[^\[\]]*\]|\s+|[^\s"\[\]]', re.DOTALL)
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_REFERENCE = re.compile(r"\[([^\[\]]+)\]")
_ESCAPED = re.compile(r'\\(["\\])')
_FUNCTION = re.compile(r"\s*([A-Za-z]\w*)\s*\(")


class Source(NamedTuple):
    """A source in the collection's words: ``word`` is one of WORDS, ``value`` is what follows it."""

    word: str
    value: str

    @property
    def expression(self) -> str:
        """The source as an expression."""
        if self.word == SOURCE:
            return f"[{self.value}]"
        if self.word == EXPRESSION:
            return self.value
        return '"{}"'.format(re.sub(r'(["\\])', r"\\\1", self.value))


def source_of(expression: str) -> Source:
    """The source that an expression describes. A single attribute and a single constant are not functions."""
    text = expression.strip()
    reference, literal = _REFERENCE.fullmatch(text), _LITERAL.fullmatch(text)
    if reference:
        return Source(SOURCE, reference[1].strip())
    return Source(CONSTANT_WORD, _ESCAPED.sub(r"\1", literal[1])) if literal else Source(EXPRESSION, text)


def read_source(graph: Any) -> Source:
    """The source in a mapping that Graph sent. Raises UnexpectedValue."""
    if not isinstance(graph, dict):
        raise UnexpectedValue(f"source: {brief(graph)} is not an object")
    try:
        return source_of(RequiredText().read(graph.get("expression")))
    except UnexpectedValue as error:
        raise UnexpectedValue(f"source.expression: {error}") from error


def written_source(source: Source, parsed: GraphObject | None) -> GraphObject:
    """The source as Graph accepts it. ``parsed`` is Graph's own reading of a function, or None if it was not asked."""
    if source.word == EXPRESSION:
        function = _FUNCTION.match(source.value)
        return parsed or _source(source.expression, function[1] if function else "", FUNCTION)
    return _source(source.expression, source.value, ATTRIBUTE if source.word == SOURCE else CONSTANT)


def _source(expression: str, name: str, kind: str) -> GraphObject:
    return {"expression": expression, "name": name, "type": kind, "parameters": []}


def key(expression: str) -> str:
    """An expression in the form in which expressions are compared: without white space around its parts.

    Graph writes an expression in its own way. White space inside of constants counts.
    """
    return "".join(token if token[0] == '"' else token.strip() for token in _TOKEN.findall(expression))


def malformed(expression: str) -> str | None:
    """The reason why a text cannot be an expression, or None. Only Graph knows functions and attributes."""
    if not expression.strip():
        return "is empty"
    if len(expression) > LONGEST:
        return f"is longer than the {LONGEST:,} characters that Graph accepts"
    if "".join(_TOKEN.findall(expression)) != expression:
        return "has a quotation mark or a bracket that is not closed"
    outside = "".join(token for token in _TOKEN.findall(expression) if token[0] not in '"[')
    depth = 0
    for character in outside:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0:
            break
    return "has a parenthesis that is not closed, or one too many" if depth else None
