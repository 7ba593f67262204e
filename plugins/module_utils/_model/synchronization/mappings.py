# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Attribute mappings: where the attributes of users of the target tenant come from (private to this collection). Pure.

A configuration has a mapping for each attribute. The mappings that the options name are managed. All other mappings,
their order and their unknown properties stay as they are.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..kinds import Choice, GraphObject, Option, RequiredText, Settings, UnexpectedValue, brief
from .expressions import CONSTANT_WORD, EXPRESSION, SOURCE, WORDS, Source, key, read_source, source_of, written_source

#: The mapping that two options of their own manage, ``user_type`` and ``user_type_of_existing``.
USER_TYPE = "userType"
#: The attribute that users of both tenants are matched by. Graph does not let its mapping be changed.
MATCHING = "alternativeSecurityIds"

#: When an attribute is written: the collection's word → Graph's word. Source: synchronization-attributemapping.
ALWAYS = "Always"
CREATION = "ObjectAddOnly"
APPLY_ALWAYS = "always"
APPLY = {APPLY_ALWAYS: ALWAYS, "creation": CREATION}
_APPLY_WORDS = {graph: word for word, graph in APPLY.items()}

_USER_TYPES = {"member": "Member", "guest": "Guest"}

# Graph's reading of a function, which a desired mapping has beside its expression. It is no option.
_PARSED = "parsed"


class AttributeMappings(NamedTuple):
    """A list of mappings, by the name of the target attribute. Mappings that are not desired stay as they are.

    Upper case does not count in the name: a second mapping of one attribute would never be right.

    A word for "when" other than those in APPLY is not shown: no option has it, and the mapping keeps it.
    """

    def option(self) -> Option:
        return {
            "type": "list",
            "elements": "dict",
            "options": {
                "target": {"type": "str", "required": True},
                **{word: {"type": "str"} for word in WORDS},
                "apply": {"type": "str", "choices": list(APPLY)},
            },
        }

    def read(self, graph: Any) -> list[Settings] | None:
        if graph is None:
            return None
        if not isinstance(graph, list):
            raise UnexpectedValue(f"{brief(graph)} is not a list")
        mappings = [self._read(mapping) for mapping in graph if not _is_matching(mapping)]
        return sorted(
            (words for words in mappings if not _is_plain_user_type(words)), key=lambda words: words["target"]
        )

    def write(self, desired: list[Settings], current: list[GraphObject] | None) -> list[GraphObject]:
        wanted = {target_key(item["target"]): item for item in desired}
        kept = [_merged(mapping, wanted.pop(target_key(_target(mapping)), None)) for mapping in current or ()]
        return kept + [_merged(_new(item["target"]), item) for item in wanted.values()]

    def same(self, desired: list[Settings], observed: list[Settings] | None) -> bool:
        known = _by_target(observed)
        pairs = ((item, known.get(target_key(item["target"]))) for item in desired)
        return all(words is not None and _agrees(item, words) for item, words in pairs)

    @staticmethod
    def _read(mapping: Any) -> Settings:
        target = RequiredText().read(_target(mapping))
        source = read_source(mapping.get("source"))
        words: Settings = {"target": target, source.word: source.value}
        flow = mapping.get("flowType")
        return dict(words, apply=_APPLY_WORDS[flow]) if flow in _APPLY_WORDS else words


class UserType(NamedTuple):
    """Whether users become members or guests: the constant in the mapping of userType. A function is no such word."""

    def option(self) -> Option:
        return Choice(tuple(_USER_TYPES)).option()

    def read(self, graph: Any) -> str | None:
        source = None if graph is None else read_source(graph)
        return None if source is None or source.word != CONSTANT_WORD else _user_type(source.value)

    def write(self, desired: str, current: Any) -> GraphObject:
        return written_source(Source(CONSTANT_WORD, _USER_TYPES[desired]), None)

    def same(self, desired: str, observed: str | None) -> bool:
        return desired == observed


class OfExisting(NamedTuple):
    """Whether a mapping also applies to users who exist already. Graph's other words are neither true nor false."""

    def option(self) -> Option:
        return {"type": "bool"}

    def read(self, graph: Any) -> bool | None:
        return {ALWAYS: True, CREATION: False}.get(graph)

    def write(self, desired: bool, current: Any) -> str:
        return ALWAYS if desired else CREATION

    def same(self, desired: bool, observed: bool | None) -> bool:
        return desired == observed


def target_key(target: object) -> str:
    """The name of an attribute in the form in which names are compared."""
    return str(target).strip().lower()


def source_in(item: Settings) -> Source:
    """The source of a desired mapping, which has exactly one."""
    (word,) = (word for word in WORDS if item.get(word) is not None)
    if word == EXPRESSION:
        return source_of(item[word])
    return Source(word, item[word].strip() if word == SOURCE else item[word])


def with_user_type(schema: Settings) -> Settings:
    """The desired settings of a schema, with a constant user type among the mappings in its own two settings.

    Graph has one mapping for both. A result shows such a constant in ``user_type`` only.
    """
    mappings = schema.get("attribute_mappings") or []
    for item in mappings:
        source = source_in(item)
        word = _user_type(source.value) if source.word == CONSTANT_WORD else None
        if word is not None and target_key(item["target"]) == target_key(USER_TYPE):
            others: Settings = {"attribute_mappings": [other for other in mappings if other is not item]}
            if item.get("apply") is not None:
                others["user_type_of_existing"] = item["apply"] == APPLY_ALWAYS
            return {**schema, "user_type": word, **others}
    return schema


def functions_in(desired: list[Settings], observed: list[Settings] | None) -> list[str]:
    """The expressions that Graph has to parse before they can be written: functions that Graph does not have yet."""
    known = _by_target(observed)
    functions = [
        (item, known.get(target_key(item["target"])))
        for item in desired
        if item.get(EXPRESSION) is not None and source_in(item).word == EXPRESSION
    ]
    return [item[EXPRESSION] for item, words in functions if words is None or not _same_source(item, words)]


def with_parsed(desired: list[Settings], parsed: dict[str, GraphObject]) -> list[Settings]:
    """Desired mappings, with Graph's reading of the functions that it has parsed."""
    return [
        dict(item, **{_PARSED: parsed[item[EXPRESSION]]}) if item.get(EXPRESSION) in parsed else item
        for item in desired
    ]


def mapping_of(mappings: Any, target: str) -> GraphObject | None:
    """The mapping of one target attribute; None if there is none."""
    found = [mapping for mapping in mappings or () if _target(mapping) == target]
    return found[0] if found else None


def with_mapping(mappings: list[GraphObject], target: str, **members: Any) -> list[GraphObject]:
    """The mappings with other ``members`` in the mapping of one target attribute, which may be new."""
    if mapping_of(mappings, target) is None:
        return [*mappings, {**_new(target), **members}]
    return [{**mapping, **members} if _target(mapping) == target else mapping for mapping in mappings]


def matching_targets(mappings: Any) -> list[str]:
    """The attributes that match users of both tenants. Graph does not let them be changed."""
    return [str(_target(mapping)) for mapping in mappings or () if _is_matching(mapping)]


def _merged(mapping: GraphObject, item: Settings | None) -> GraphObject:
    if item is None:
        return mapping
    merged = dict(mapping)
    current = merged.get("source")
    if not (isinstance(current, dict) and current.get("expression") and _same_source(item, _words(current))):
        merged["source"] = written_source(source_in(item), item.get(_PARSED))
    if item.get("apply") is not None:
        merged["flowType"] = APPLY[item["apply"]]
    return merged


def _new(target: str) -> GraphObject:
    """A mapping as the portal makes it, without its source. Source: synchronization-attributemapping."""
    return {
        "defaultValue": None,
        "exportMissingReferences": False,
        "flowBehavior": "FlowWhenChanged",
        "flowType": ALWAYS,
        "matchingPriority": 0,
        "targetAttributeName": target,
        "source": None,
    }


def _by_target(observed: list[Settings] | None) -> dict[str, Settings]:
    return {target_key(words["target"]): words for words in observed or ()}


def _agrees(item: Settings, words: Settings) -> bool:
    return _same_source(item, words) and item.get("apply") in (None, words.get("apply"))


def _same_source(item: Settings, words: Settings) -> bool:
    mine = {key(source_in(item).expression)}
    parsed = item.get(_PARSED)
    if parsed is not None:
        mine.add(key(str(parsed.get("expression"))))
    return key(source_in(words).expression) in mine


def _words(source: GraphObject) -> Settings:
    found = read_source(source)
    return {found.word: found.value}


def _target(mapping: Any) -> Any:
    if not isinstance(mapping, dict):
        raise UnexpectedValue(f"{brief(mapping)} is not an object")
    return mapping.get("targetAttributeName")


def _is_matching(mapping: Any) -> bool:
    target = _target(mapping)
    priority = mapping.get("matchingPriority")
    return target == MATCHING or (isinstance(priority, int) and priority > 0)


def _is_plain_user_type(words: Settings) -> bool:
    """Whether ``user_type`` shows where the value of a mapping comes from."""
    return words["target"] == USER_TYPE and _user_type(words.get(CONSTANT_WORD)) is not None


def _user_type(constant: str | None) -> str | None:
    return next((word for word, graph in _USER_TYPES.items() if graph == constant), None)
