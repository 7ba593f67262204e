# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The schema of a job, which contains all mappings and filters (private to this collection). Pure.

Graph accepts only the whole schema, and evaluates all users anew after each write. So a write contains the schema that
was read, with other values in the places that the options manage. These places are in one mapping, from users to users.
Versions in the schema change without a write: only settings are compared, and never whole schemas. Source:
synchronization-synchronizationschema-update; customize-application-attributes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..kinds import Flags, GraphObject, UnexpectedValue, brief, without_annotations
from .mappings import ALWAYS, CREATION, USER_TYPE, mapping_of, with_mapping

#: Properties of the view of ``viewed``.
ACTIONS = "flowTypes"
MAPPINGS = "attributeMappings"
FILTERS = "scope.groups"
USER_TYPE_SOURCE = "userType.source"
USER_TYPE_FLOW = "userType.flowType"

# Names of directories differ: older schemas have "Azure Active Directory". So the rule is found by its own name.
_RULE = "USER_INBOUND_USER"
_USER = "User"


class Actions(Flags):
    """The operations on users of the target tenant. Graph's word for the empty set begins with a capital letter."""

    __slots__ = ()

    def write(self, desired: list[str], current: str | None) -> str:
        text = super().write(desired, self._known(current))
        return "None" if text == "none" else text

    def read(self, graph: Any) -> list[str]:
        return super().read(self._known(graph))

    @staticmethod
    def _known(graph: Any) -> Any:
        return "none" if isinstance(graph, str) and graph.strip().lower() == "none" else graph


class _Place(NamedTuple):
    """The place of the mapping from users to users: positions of the rule and of the mapping in it."""

    rule: int
    mapping: int


def viewed(schema: GraphObject) -> GraphObject:
    """The schema as an object on which rows of settings work. Raises UnexpectedValue."""
    mapping = _mapping(schema, _place(schema))
    user_type = mapping_of(_list(mapping, MAPPINGS), USER_TYPE) or {}
    return {
        ACTIONS: mapping.get(ACTIONS),
        MAPPINGS: mapping.get(MAPPINGS),
        FILTERS: _scope(mapping).get("groups"),
        USER_TYPE_SOURCE: user_type.get("source"),
        USER_TYPE_FLOW: user_type.get("flowType"),
    }


def with_changes(schema: GraphObject, changes: GraphObject) -> GraphObject:
    """The schema with other values in its places. ``changes`` are properties of the view. Nothing else differs."""
    place = _place(schema)
    mapping = dict(_mapping(schema, place))
    if ACTIONS in changes:
        mapping[ACTIONS] = changes[ACTIONS]
    if MAPPINGS in changes:
        mapping[MAPPINGS] = changes[MAPPINGS]
    user_type = {
        member: changes[name]
        for name, member in ((USER_TYPE_SOURCE, "source"), (USER_TYPE_FLOW, "flowType"))
        if name in changes
    }
    if user_type:
        mapping[MAPPINGS] = with_mapping(_list(mapping, MAPPINGS), USER_TYPE, **user_type)
    if FILTERS in changes:
        mapping["scope"] = {**_scope(mapping), "groups": changes[FILTERS]}
    rules = list(_list(schema, "synchronizationRules"))
    mappings = list(_list(rules[place.rule], "objectMappings"))
    mappings[place.mapping] = mapping
    rules[place.rule] = {**rules[place.rule], "objectMappings": mappings}
    # An annotation at the top describes the answer, and is no part of the schema.
    return without_annotations({**schema, "synchronizationRules": rules})


def is_empty(schema: GraphObject) -> bool:
    """Whether a schema has no rule at all, as before the service has filled in a new schema."""
    return schema.get("synchronizationRules") in (None, [])


def lets_delete(schema: GraphObject) -> bool:
    """Whether a cycle deletes users who have left the scope. Raises UnexpectedValue."""
    mapping = _mapping(schema, _place(schema))
    actions = Actions({"delete": "Delete"}).read(mapping.get(ACTIONS))
    return "delete" in actions and mapping.get("enabled") is not False


def rule_id(schema: GraphObject) -> str | None:
    """The ID of the rule for users, which provisioning on demand needs. Raises UnexpectedValue."""
    rule = _list(schema, "synchronizationRules")[_place(schema).rule]
    return str(rule["id"]) if rule.get("id") else None


def _place(schema: GraphObject) -> _Place:
    rules = [_object(rule) for rule in _list(schema, "synchronizationRules")]
    places = [
        _Place(number, position)
        for number, rule in enumerate(rules)
        for position, mapping in enumerate(_list(rule, "objectMappings"))
        if (_object(mapping).get("sourceObjectName"), mapping.get("targetObjectName")) == (_USER, _USER)
    ]
    named = [place for place in places if rules[place.rule].get("name") == _RULE]
    if len(named or places) != 1:
        raise UnexpectedValue(f"the schema has {len(named or places)} mappings from users to users, and not one")
    return (named or places)[0]


def _mapping(schema: GraphObject, place: _Place) -> GraphObject:
    rule = _list(schema, "synchronizationRules")[place.rule]
    return _object(_list(rule, "objectMappings")[place.mapping])


def _scope(mapping: GraphObject) -> GraphObject:
    scope = mapping.get("scope")
    return {} if scope is None else _object(scope)


def _list(graph: GraphObject, name: str) -> list[Any]:
    value = graph.get(name)
    if not isinstance(value, list):
        raise UnexpectedValue(f"{name}: {brief(value)} is not a list")
    return value


def _object(graph: Any) -> GraphObject:
    if not isinstance(graph, dict):
        raise UnexpectedValue(f"{brief(graph)} is not an object")
    return graph


# The mappings of the schema that Microsoft gives a new job, from a job of June 2025. The schema of a new job is
# predicted from them, and read before anything is written into it.
_PLAIN = (
    "IsSoftDeleted",
    "accountEnabled",
    "streetAddress",
    "city",
    "state",
    "postalCode",
    "country",
    "department",
    "employeeId",
    "displayName",
    "givenName",
    "jobTitle",
    "mailNickname",
    "manager",
    "physicalDeliveryOfficeName",
    "preferredLanguage",
    "surname",
    "telephoneNumber",
    "userPrincipalName",
    "mail",
)


def _default_mapping(target: str, kind: str, expression: str, flow: str, priority: int = 0) -> GraphObject:
    return {
        "targetAttributeName": target,
        "flowType": flow,
        "matchingPriority": priority,
        "source": {"type": kind, "expression": expression},
    }


PREDICTED: GraphObject = {
    "synchronizationRules": [
        {
            "name": _RULE,
            "objectMappings": [
                {
                    "sourceObjectName": _USER,
                    "targetObjectName": _USER,
                    ACTIONS: "Add,Update,Delete",
                    "scope": {"groups": []},
                    MAPPINGS: [
                        *(_default_mapping(name, "Attribute", f"[{name}]", ALWAYS) for name in _PLAIN),
                        _default_mapping(
                            "alternativeSecurityIds", "Function", "AltSecIdFromNetId([netId])", CREATION, 1
                        ),
                        _default_mapping("showInAddressList", "Constant", '"true"', ALWAYS),
                        _default_mapping(USER_TYPE, "Constant", '"Member"', CREATION),
                    ],
                }
            ],
        }
    ]
}
