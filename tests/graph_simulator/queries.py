# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""$filter, as far as it is used: comparisons joined by "and". Which of them an operation takes, the operation says.

Anything else is refused, also what Graph would understand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from . import errors

Row = dict[str, Any]

_VALUE = r"'(?:[^']|'')*'|[\w:.\-+]+"
_COMPARISON = re.compile(rf"\s*([\w/]+) (eq|gt|lt) ({_VALUE})\s*")
_CONTAINS = re.compile(rf"\s*contains\((?:tolower\(([\w/]+)\)|([\w/]+)), ?({_VALUE})\)\s*")
_IN = re.compile(rf"\s*([\w/]+) in \(((?:{_VALUE})(?:, ?(?:{_VALUE}))*)\)\s*")
_AND = re.compile(r"and(?=\s)", re.IGNORECASE)
_ONE = re.compile(_VALUE)

_MOST_VALUES = 15  # of "in", which the directory takes for as many comparisons with "or" between them

# What a filter may ask of a property.
Operators = Mapping[str, Iterable[str]]


def matcher(text: str | None, allowed: Operators, exact: bool = False) -> Callable[[Row], bool]:
    """Whether a row passes a filter; ``allowed`` are the operators by property, whose members are after a slash.

    The directory compares texts without regard to case, the logs are ``exact``.
    """
    if text is None:
        return lambda row: True
    tests, position = [], 0
    while True:
        test, position = _test(text, position, allowed, exact)
        tests.append(test)
        if position == len(text):
            return lambda row: all(test(row) for test in tests)
        joined = _AND.match(text, position)
        if joined is None:
            raise errors.invalid_filter()
        position = joined.end()


def _test(text: str, position: int, allowed: Operators, exact: bool) -> tuple[Callable[[Row], bool], int]:
    found = _COMPARISON.match(text, position)
    if found:
        name, operator, value = found[1], found[2], _plain(found[3])
        compare = {
            "eq": lambda own: own == value if exact else own.lower() == value.lower(),
            "gt": lambda own: own > value,
            "lt": lambda own: own < value,
        }[operator]
        return _check(name, operator, compare, allowed), found.end()
    found = _CONTAINS.match(text, position)
    if found:
        name, value, lower = found[1] or found[2], _plain(found[3]), found[1] is not None
        return _check(name, "contains", lambda own: value in (own.lower() if lower else own), allowed), found.end()
    found = _IN.match(text, position)
    if found:
        wanted = {_plain(item).lower() for item in _ONE.findall(found[2])}
        if len(wanted) > _MOST_VALUES:
            raise errors.too_many_clauses(len(wanted), _MOST_VALUES)
        return _check(found[1], "in", lambda own: own.lower() in wanted, allowed), found.end()
    raise errors.invalid_filter()


def _check(name: str, operator: str, compare: Callable[[str], bool], allowed: Operators) -> Callable[[Row], bool]:
    if operator not in allowed.get(name, ()):
        raise errors.invalid_filter()

    def test(row: Row) -> bool:
        value: Any = row
        for part in name.split("/"):
            value = (value or {}).get(part)
        return isinstance(value, str) and compare(value)

    return test


def _plain(value: str) -> str:
    return value[1:-1].replace("''", "'") if value.startswith("'") else value
