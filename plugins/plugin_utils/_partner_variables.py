# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the variables of a host say about its partners, converted and checked (private to this collection).

A host has partners of its own, and tiers of defaults for many; each of these is understood by itself.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._arguments import converted, label_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._literals import (
    NotThatShape,
    dictionary_in,
    list_in,
    stripped,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import PARTNER_OPTIONS, BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import name_key
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.masked import masked_problems
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.wrong_form import no_name
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import Unresolved, Variables
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import HOST_OPTIONS, options_of


class Partners(NamedTuple):
    """What the variables of a host say about partners: of its own, in tiers by their names, and for all of them."""

    own: list[dict]
    tiers: dict[str, dict]
    #: Whether the host has a list, which may be everything there is; and whether nobody is in it.
    listed: bool
    empty: bool
    options: dict[str, Any]


def partners_of(variables: Variables, prefix: str) -> Partners:
    """What a host's variables say about its partners, each layer by itself. Raises BadInput, which names all faults."""
    problems: list[str] = []

    def given(name):
        try:
            return variables.given(name)
        except Unresolved as error:
            problems.append(str(error))
            return None

    def attempt(function, *arguments, default):
        try:
            return function(*arguments)
        except BadInput as error:
            problems.extend(error.problems)
            return default

    options = attempt(options_of, variables, prefix, HOST_OPTIONS, default={})
    state = given(f"{prefix}_state")
    if state not in (None, options.get("state", state)):
        problems.append(f"{prefix}_state is {state}, and the purpose of this playbook is {options['state']}")
    one, many = given(f"{prefix}_partner"), given(f"{prefix}_partners")
    tiers = {name: given(name) for name in tier_names(variables, f"{prefix}_defaults")}
    if one is None and many is None and not problems:
        problems.append(f"The host has neither {prefix}_partner nor {prefix}_partners")
    result = attempt(layers, one, many, tiers, prefix, default=([], {}))
    if problems:
        raise BadInput(problems)
    own = result[0]
    return Partners(*result, many is not None, len(own) == (one is not None), options)


def tier_names(variables: Variables, name: str) -> list[str]:
    """The names of the variables that are tiers of defaults, in their order: ``name`` itself comes first."""
    return [key for key in variables.names(name) if key == name or key.startswith(f"{name}_")]


def claimed(variables: Variables, prefix: str) -> dict[str, Any]:
    """A host's variables about its own partners, as dictionaries and lists; empty text for what cannot be understood.

    For those who only want to know who is meant: nothing is refused. What is not given is not in the result.
    """
    result = {}
    for name, shape in ((f"{prefix}_partner", dictionary_in), (f"{prefix}_partners", list_in)):
        try:
            value = variables.given(name)
        except Unresolved:
            value = variables.as_far_as_known(name) or ""
        if isinstance(value, str):
            try:
                value = shape(value) if value.strip() else ""
            except NotThatShape:
                value = ""
        if value is not None:
            result[name] = [_one_claimed(item) for item in value] if isinstance(value, list) else value
    return result


def _one_claimed(item):
    try:
        return dictionary_in(item) if isinstance(item, str) else item
    except NotThatShape:
        return item


def layers(one: Any, many: Any, tiers: dict[str, Any], prefix: str = "") -> tuple[list[dict], dict[str, dict]]:
    """A host's partners and its tiers, converted. Raises BadInput, which names all faults."""
    prefix = f"{prefix}_" if prefix else ""
    own, problems = _own(one, many, prefix)
    result = {}
    for name, tier in tiers.items():
        result[name], found = _tier(tier)
        if result[name].get("tenant") is not None:
            found = ["a tier is for many partners, and has a tenant"]
        problems += [f"{name}: {problem}" for problem in found]
    partners = []
    for number, (place, partner) in enumerate(own, start=1):
        converted_partner, found = _layer(partner)
        tenant = label_of(converted_partner) or label_of(partner)
        name = f"partner {tenant}" if tenant else f"{prefix}{place}"
        problems += [f"{name}: {problem}" for problem in found]
        if not found and not name_key(tenant):
            # The task for all hosts would find out too, and fail for all of them.
            problems.append(no_name(tenant) if tenant else f"partner number {number} of the host has no tenant")
        partners.append(converted_partner)
    if problems:
        raise BadInput(problems)
    return partners, result


def _own(one, many, prefix):
    """The partners that a host has, of whatever shape each of them is, by their places in the variables; and what is
    wrong with these.
    """
    own, problems = [], []
    if isinstance(one, str):
        try:
            one = dictionary_in(one)
        except NotThatShape as error:
            problems.append(f"{prefix}partner has to be a dictionary and is text that is none: {error}")
            one = None
    if one is not None:
        own.append(("partner", one))
    if many is None:
        return own, problems
    reason = None
    if isinstance(many, str):
        try:
            # Partners are no words with commas between.
            many = list_in(many) if stripped(many).startswith(("[", "{")) else None
        except NotThatShape as error:
            many, reason = None, error
    if not isinstance(many, list):
        reason = f": {reason}" if reason else ""
        problems.append(f"{prefix}partners is neither a list nor JSON text of one{reason}")
        return own, problems
    return own + [(f"partners[{number}]", partner) for number, partner in enumerate(many, start=1)], problems


class _Tier(str):
    """The text of a tier, by which tiers are told apart, and the tier itself."""

    __slots__ = ("value",)


def _tier(value):
    # Thousands of hosts have the same few. In this text, unlike in JSON, the names 1 and "1" differ.
    tier = _Tier(repr(value))
    tier.value = {} if value is None else value
    return _known_tier(tier)


@lru_cache(maxsize=64)
def _known_tier(tier):
    return _layer(tier.value)


def _layer(value):
    """A tier, or what a partner has of its own, converted, and what is wrong with it."""
    if isinstance(value, str):
        try:
            value = dictionary_in(value)
        except NotThatShape as error:
            return {}, [f"not a dictionary, but text that is none: {error}"]
    if not isinstance(value, dict):
        return {}, ["not a dictionary"]
    masked = masked_problems(value)
    return ({}, masked) if masked else converted(PARTNER_OPTIONS, value)
