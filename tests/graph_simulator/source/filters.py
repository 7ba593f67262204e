# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scoping filters: the operators, and whether an object is in scope.

Microsoft Entra, define-conditional-rules-for-provisioning-user-accounts: groups are alternatives, all clauses of a
group must be true, upper and lower case differ, and a clause about an attribute without value is false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Row = dict[str, Any]
Values = Mapping[str, str | None]

# Not usable in filters (Microsoft Entra: known issues of provisioning).
NOT_IN_FILTERS = {"appRoleAssignments", "userType", "manager", "employeeHireDate", "employeeLeaveDateTime"}


def _ordered(text: str, operand: str) -> int:
    try:
        left, right = int(text), int(operand)
    except ValueError:
        return -1  # assumed: what is no number is not greater
    return (left > right) - (left < right)


def _bits(text: str, operand: str) -> bool:
    return text.isdecimal() and operand.isdecimal() and bool(int(text) & int(operand))


#: Each operator, with whether it takes values.
BINARY: dict[str, Callable[[str, str], bool]] = {
    "&": _bits,
    "!&": lambda text, operand: not _bits(text, operand),
    "ENDS_WITH": str.endswith,
    "EQUALS": lambda text, operand: text == operand,
    "NOT EQUALS": lambda text, operand: text != operand,
    "Greater_Than": lambda text, operand: _ordered(text, operand) > 0,
    "Greater_Than_OR_EQUALS": lambda text, operand: _ordered(text, operand) >= 0,
    "Includes": lambda text, operand: operand in text,
    "REGEX MATCH": lambda text, operand: re.fullmatch(operand, text) is not None,
    "NOT REGEX MATCH": lambda text, operand: re.fullmatch(operand, text) is None,
}
UNARY: dict[str, Callable[[str | None], bool]] = {
    "IS TRUE": lambda text: text == "True",
    "IS FALSE": lambda text: text == "False",
    "IS NULL": lambda text: not text,
    "IS NOT NULL": bool,
}
_NEGATIVE = {"NOT EQUALS", "NOT REGEX MATCH", "!&"}


def operators() -> list[Row]:
    """The operators as filterOperatorSchema; the page shows EQUALS, the types of the others are assumed."""
    rows = [{"id": name, "arity": "Binary", "supportedAttributeTypes": _types(name)} for name in BINARY]
    rows += [{"id": name, "arity": "Unary", "supportedAttributeTypes": ["String", "Boolean"]} for name in UNARY]
    return [{**row, "multivaluedComparisonType": "All"} for row in rows]


def _types(name: str) -> list[str]:
    return ["Integer"] if name in ("&", "!&", "Greater_Than", "Greater_Than_OR_EQUALS") else ["String", "Integer"]


def in_scope(scope: Row | None, values: Values) -> bool:
    """Whether an object with these values passes all the filters of an object mapping."""
    kinds = ("categoryFilterGroups", "inputFilterGroups", "groups")
    return all(_any_group((scope or {}).get(kind) or [], values) for kind in kinds)


def _any_group(groups: list[Row], values: Values) -> bool:
    return not groups or any(all(_true(clause, values) for clause in group["clauses"]) for group in groups)


def _true(clause: Row, values: Values) -> bool:
    name, text = clause["operatorName"], values.get(clause["sourceOperandName"])
    if name in UNARY:
        return UNARY[name](text)
    if text is None:
        return False
    # One value is enough; of a negative operator all have to be true.
    tests = (BINARY[name](text, operand) for operand in (clause["targetOperand"] or {}).get("values") or ())
    return all(tests) if name in _NEGATIVE else any(tests)
