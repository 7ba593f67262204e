# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Scoping filters: which users are synchronized at all (private to this collection). Pure.

A user is in scope if one of the alternatives matches. An alternative matches if each of its clauses does. The service
has filters of its own beside these, such as the one that leaves out external users. They stay as they are.
Source: synchronization-filter; define-conditional-rules-for-provisioning-user-accounts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..kinds import GraphObject, Option, RequiredText, Settings, UnexpectedValue, brief

#: Operators without a value to compare with.
UNARY = ("IS TRUE", "IS FALSE", "IS NULL", "IS NOT NULL")
#: Operators with a value to compare with. A tenant may have more operators.
BINARY = (
    "EQUALS",
    "NOT EQUALS",
    "REGEX MATCH",
    "NOT REGEX MATCH",
    "ENDS_WITH",
    "Includes",
    "Greater_Than",
    "Greater_Than_OR_EQUALS",
    "&",
    "!&",
)
#: Attributes that filters cannot use: known-issues (app-provisioning). Dates cannot be used either, but an attribute
#: that holds a date has no special name.
UNUSABLE = ("appRoleAssignments", "manager", "userType")

MEMBERS = ("attribute", "operator", "values")


class ScopingFilters(NamedTuple):
    """A list of alternatives, each a list of clauses. The order of both does not count.

    The list is always replaced as a whole. An alternative that remains keeps its name and its unknown properties.
    """

    def option(self) -> Option:
        return {"type": "list", "elements": "list"}

    def read(self, graph: Any) -> list[list[Settings]]:
        return sorted((self._clauses(group) for group in _listed(graph)), key=_group_key)

    def write(self, desired: list[list[Settings]], current: list[GraphObject] | None) -> list[GraphObject]:
        wanted = {_group_key(clauses): clauses for clauses in desired}
        kept = {_group_key(self._clauses(group)): group for group in current or ()}
        stays = [group for key, group in kept.items() if key in wanted]
        names = {str(group.get("name")) for group in stays}
        new = [_group(clauses, names) for key, clauses in wanted.items() if key not in kept]
        return stays + new

    def same(self, desired: list[list[Settings]], observed: list[list[Settings]] | None) -> bool:
        return {_group_key(group) for group in desired} == {_group_key(group) for group in observed or ()}

    @staticmethod
    def _clauses(group: Any) -> list[Settings]:
        return sorted((_clause(clause) for clause in _listed(_object(group).get("clauses"))), key=_clause_key)


def operator_key(operator: object) -> str:
    """The name of an operator in the form in which operators are compared: upper case, with spaces."""
    return " ".join(str(operator).upper().replace("_", " ").split())


def is_unary(operator: object) -> bool:
    """Whether an operator has no value to compare with."""
    return operator_key(operator) in {operator_key(known) for known in UNARY}


def is_binary(operator: object) -> bool:
    """Whether an operator is known to need a value to compare with."""
    return operator_key(operator) in {operator_key(known) for known in BINARY}


def narrows(before: list[list[Settings]] | None, after: list[list[Settings]] | None) -> bool:
    """Whether users may leave the scope: an alternative is gone, or there are alternatives now and were none before."""
    old, new = ({_group_key(group) for group in groups or ()} for groups in (before, after))
    return bool(new) and not (old and old <= new)


def _clause(graph: Any) -> Settings:
    clause = _object(graph)
    operand = clause.get("targetOperand")
    values = [] if operand is None else _listed(_object(operand).get("values"))
    return {
        "attribute": _text(clause, "sourceOperandName"),
        "operator": _text(clause, "operatorName"),
        "values": [RequiredText().read(value) if value != "" else "" for value in values],
    }


def _group(clauses: list[Settings], names: set[str]) -> GraphObject:
    """A new alternative. The portal demands a name for each."""
    number = 1
    while f"Scoping filter {number}" in names:
        number += 1
    names.add(f"Scoping filter {number}")
    return {
        "name": f"Scoping filter {number}",
        "clauses": [
            {
                "operatorName": clause["operator"],
                "sourceOperandName": clause["attribute"],
                "targetOperand": {"values": list(clause.get("values") or ())},
            }
            for clause in clauses
        ],
    }


def _group_key(clauses: list[Settings]) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    return tuple(sorted({_clause_key(clause) for clause in clauses}))


def _clause_key(clause: Settings) -> tuple[str, str, tuple[str, ...]]:
    # Filters tell upper case from lower case in values.
    values = tuple(sorted(str(value) for value in clause.get("values") or ()))
    return str(clause["attribute"]), operator_key(clause["operator"]), values


def _listed(graph: Any) -> list[Any]:
    """A list that Graph sent; null is the empty list. Raises UnexpectedValue."""
    if graph is None:
        return []
    if not isinstance(graph, list):
        raise UnexpectedValue(f"{brief(graph)} is not a list")
    return graph


def _object(graph: Any) -> GraphObject:
    if not isinstance(graph, dict):
        raise UnexpectedValue(f"{brief(graph)} is not an object")
    return graph


def _text(graph: GraphObject, name: str) -> str:
    try:
        return RequiredText().read(graph.get(name))
    except UnexpectedValue as error:
        raise UnexpectedValue(f"{name}: {error}") from error
