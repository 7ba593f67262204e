# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of a host about its partners, converted and checked (private to this collection).

A host has partners of its own, and tiers of defaults for many partners. Each partner and each tier is converted by
itself.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._arguments import Converter
from ansible_collections.entra.cross_tenant.plugins.module_utils._literals import (
    NotThatShape,
    dictionary_in,
    list_in,
    stripped,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import PARTNER_OPTIONS, BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import label_of, name_key
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.masked import masked_problems
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.wrong_form import no_name
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import Unresolved, Variables
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import HOST_OPTIONS, options_of

_PARTNER = Converter(PARTNER_OPTIONS)


class Partners(NamedTuple):
    """The variables of a host about partners, converted.

    ``own`` are the options of its own partners. ``tiers`` maps the name of a tier's variable to its defaults.
    ``options`` are the values of HOST_OPTIONS.
    """

    own: list[dict[str, Any]]
    tiers: dict[str, dict[str, Any]]
    #: Whether the variables contain a list of partners, and whether that list is empty. Only a list can be complete.
    listed: bool
    empty: bool
    options: dict[str, Any]


def partners_of(variables: Variables, prefix: str, nobody: bool = False) -> Partners:
    """The variables ``PREFIX_…`` of a host about its partners, converted. Raises BadInput, which names all faults.

    With ``nobody``, the host has no partners, and its variables about them are ignored.
    """
    problems: list[str] = []

    def given(name: str) -> Any:
        try:
            return variables.given(name)
        except Unresolved as error:
            problems.append(str(error))
            return None

    options: dict[str, Any] = {}
    try:
        options = options_of(variables, prefix, HOST_OPTIONS)
    except BadInput as error:
        problems += error.problems
    state = given(f"{prefix}_state")
    if state not in (None, options.get("state", state)):
        problems.append(f"{prefix}_state is {state}, and the purpose of this playbook is {options['state']}")
    one, many = (None, []) if nobody else (given(f"{prefix}_partner"), given(f"{prefix}_partners"))
    tiers = {name: given(name) for name in tier_names(variables, f"{prefix}_defaults")}
    if one is None and many is None and not problems:
        problems.append(_nobody(variables, prefix))
    try:
        own, converted_tiers = layers(one, many, tiers, prefix)
    except BadInput as error:
        raise BadInput(problems + error.problems) from error
    if problems:
        raise BadInput(problems)
    return Partners(own, converted_tiers, many is not None, len(own) == (one is not None), options)


def _nobody(variables: Variables, prefix: str) -> str:
    """The error for a host without partners."""
    empty = [name for name in (f"{prefix}_partner", f"{prefix}_partners") if name in variables.names(name)]
    if not empty:
        return f"The host has neither {prefix}_partner nor {prefix}_partners"
    # In YAML, lines without the right indentation do not belong to the variable.
    which = f"{' and '.join(empty)} of the host {'is' if len(empty) == 1 else 'are'} empty"
    return f"{which}. In YAML, indent the lines below the name, so that they become its value"


def tier_names(variables: Variables, name: str) -> list[str]:
    """The names of the variables that are tiers of defaults, in their order. ``name`` itself comes first."""
    return [tier for tier in variables.names(name) if tier == name or tier.startswith(f"{name}_")]


def claimed(variables: Variables, prefix: str) -> dict[str, Any]:
    """A host's variables about its own partners, by their names, as dictionaries and lists.

    This is for callers that need only the names of the partners. So nothing is refused. A value that cannot be
    understood is empty text in the result. A variable that is not given is not in the result.
    """
    result: dict[str, Any] = {}
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


def _one_claimed(item: Any) -> Any:
    try:
        return dictionary_in(item) if isinstance(item, str) else item
    except NotThatShape:
        return item


def layers(
    one: Any, many: Any, tiers: dict[str, Any], prefix: str = ""
) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """A host's partners and its tiers, converted. Raises BadInput, which names all faults.

    ``one``, ``many`` and the values of ``tiers`` are values of variables: dictionaries, lists, or the text of them.
    """
    prefix = f"{prefix}_" if prefix else ""
    own, problems = _own(one, many, prefix)
    converted_tiers = {}
    for name, tier in tiers.items():
        converted_tiers[name], faults = _tier(tier)
        if converted_tiers[name].get("tenant") is not None:
            faults = ["a tier is for many partners and must not have a tenant"]
        problems += [f"{name}: {fault}" for fault in faults]
    partners = []
    for number, (place, partner) in enumerate(own, start=1):
        converted_partner, faults = _layer(partner)
        tenant = label_of(converted_partner) or label_of(partner)
        name = f"partner {tenant}" if tenant else f"{prefix}{place}"
        problems += [f"{name}: {fault}" for fault in faults]
        if not faults and not name_key(tenant):
            # Without this check the task for all hosts would refuse the partner, and fail for all hosts.
            problems.append(no_name(tenant) if tenant else f"partner number {number} of the host has no tenant")
        partners.append(converted_partner)
    if problems:
        raise BadInput(problems)
    return partners, converted_tiers


def _own(one: Any, many: Any, prefix: str) -> tuple[list[tuple[str, Any]], list[str]]:
    """The partners of a host, not converted, each with its place in the variables; and one sentence for each fault."""
    own: list[tuple[str, Any]] = []
    problems: list[str] = []
    if isinstance(one, str):
        try:
            one = dictionary_in(one)
        except NotThatShape as error:
            problems.append(f"{prefix}partner has to be a dictionary and is text that is not one: {error}")
            one = None
    if one is not None:
        own.append(("partner", one))
    if many is None:
        return own, problems
    reason = ""
    if isinstance(many, str):
        try:
            # A list of partners is not a list of words with commas between them.
            many = list_in(many) if stripped(many).startswith(("[", "{")) else None
        except NotThatShape as error:
            many, reason = None, f": {error}"
    if not isinstance(many, list):
        problems.append(f"{prefix}partners is neither a list nor JSON text of one{reason}")
        return own, problems
    return own + [(f"partners[{number}]", partner) for number, partner in enumerate(many, start=1)], problems


class _Tier(str):
    """The text of a tier, with the tier itself in ``value``. The text is the key of the cache."""

    __slots__ = ("value",)

    value: Any


def _tier(value: Any) -> tuple[dict[str, Any], list[str]]:
    """A tier, converted, and one sentence for each fault."""
    # Thousands of hosts share a few tiers. In the text of repr() the names 1 and "1" differ. In JSON they are equal.
    tier = _Tier(repr(value))
    tier.value = {} if value is None else value
    return _known_tier(tier)


@lru_cache(maxsize=64)
def _known_tier(tier: _Tier) -> tuple[dict[str, Any], list[str]]:
    return _layer(tier.value)


def _layer(value: Any) -> tuple[dict[str, Any], list[str]]:
    """A tier, or a partner's own options, converted, and one sentence for each fault."""
    if isinstance(value, str):
        try:
            value = dictionary_in(value)
        except NotThatShape as error:
            return {}, [f"is text that is not a dictionary: {error}"]
    if not isinstance(value, dict):
        return {}, ["is not a dictionary"]
    masked = masked_problems(value)
    return ({}, masked) if masked else _PARTNER.converted(value)
