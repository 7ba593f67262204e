# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of a host about its partners, converted and checked (private to this collection).

A host has partners of its own, and tiers of defaults for many partners. Each partner and each tier is converted by
itself. The variables about the synchronization to its partners have the same grammar; their names are in _kinds.py.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._literals import (
    NotThatShape,
    dictionary_in,
    list_in,
    stripped,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import label_of, name_key
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.masked import masked_problems
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.wrong_form import no_name
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import Unresolved, Variables
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._kinds import Kind, kind_of
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._one_task import PARTNERS
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import (
    BORROWED_OPTIONS,
    ONBOARDING,
    options_of,
)

_PARTNERS = kind_of(PARTNERS)


class Partners(NamedTuple):
    """The variables of a host about partners, converted.

    ``own`` are the options of its own partners. ``tiers`` maps the name of a tier's variable to its defaults.
    ``options`` are the values of the host options of its kind, and of BORROWED_OPTIONS.
    """

    own: list[dict[str, Any]]
    tiers: dict[str, dict[str, Any]]
    #: Whether the variables contain a list of partners, and whether that list is empty. Only a list can be complete.
    listed: bool
    empty: bool
    options: dict[str, Any]


def partners_of(
    variables: Variables, prefix: str, nobody: bool = False, kind: Kind = _PARTNERS, optional: bool = False
) -> Partners:
    """The variables ``PREFIX_…`` of a host about its partners, converted. Raises BadInput, which names all faults.

    With ``nobody``, the host has no partners, and its variables about them are ignored. The same is true if the kind is
    idle in the direction of the host. With ``optional``, a host without these variables has no partners. Otherwise that
    is a fault. Variables without a value are a fault in both cases.
    """
    problems: list[str] = []

    def given(name: str) -> Any:
        try:
            return variables.given(name)
        except Unresolved as error:
            problems.append(str(error))
            return None

    options: dict[str, Any] = {}
    for of, table in ((prefix, kind.host_options), *([(ONBOARDING, BORROWED_OPTIONS)] if kind.borrows else [])):
        try:
            options.update(options_of(variables, of, table))
        except BadInput as error:
            problems += error.problems
    state = given(f"{prefix}_state")
    if state not in (None, options.get("state", state)):
        problems.append(f"{prefix}_state is {state}, and the purpose of this playbook is {options['state']}")
    idle = options.get("direction") in kind.idle
    if idle and given(f"__{prefix}_state") is not None:
        # A person has named this host, to end something that does not exist. An ok would look as if it had ended.
        problems.append(
            f"{ONBOARDING}_direction is {options['direction']}: there is no {kind.one} to this {kind.thing}, and "
            f"nothing that this playbook could end"
        )
    nobody = nobody or idle
    one, many = (None, []) if nobody else (given(f"{prefix}_{kind.one}"), given(f"{prefix}_{kind.many}"))
    tiers = {name: given(name) for name in tier_names(variables, f"{prefix}_defaults")}
    if one is None and many is None and not problems:
        if optional and not _named(variables, prefix, kind):
            many = []
        else:
            problems.append(_nobody(variables, prefix, kind))
    try:
        own, converted_tiers = layers(one, many, tiers, prefix, kind, _borrowed(variables, kind))
    except BadInput as error:
        raise BadInput(problems + error.problems) from error
    if problems:
        raise BadInput(problems)
    return Partners(own, converted_tiers, many is not None, len(own) == (one is not None), options)


def _borrowed(variables: Variables, kind: Kind) -> str | None:
    """The tenant of the partner that the host stands for, if the kind takes it from there."""
    return label_of(claimed(variables, ONBOARDING).get(f"{ONBOARDING}_partner")) if kind.borrows else None


def _nobody(variables: Variables, prefix: str, kind: Kind) -> str:
    """The error for a host without partners."""
    empty = _named(variables, prefix, kind)
    if not empty:
        return f"The host has neither {prefix}_{kind.one} nor {prefix}_{kind.many}"
    # In YAML, lines without the right indentation do not belong to the variable.
    which = f"{' and '.join(empty)} of the host {'is' if len(empty) == 1 else 'are'} empty"
    return f"{which}. In YAML, indent the lines below the name, so that they become its value"


def _named(variables: Variables, prefix: str, kind: Kind) -> list[str]:
    """The names of the variables about a host's own partners that exist, with or without a value."""
    both = [f"{prefix}_{kind.one}", f"{prefix}_{kind.many}"]
    return [name for name in both if name in variables.names(name)]


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
    one: Any,
    many: Any,
    tiers: dict[str, Any],
    prefix: str = "",
    kind: Kind = _PARTNERS,
    tenant_of_one: str | None = None,
) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """A host's partners and its tiers, converted. Raises BadInput, which names all faults.

    ``one``, ``many`` and the values of ``tiers`` are values of variables: dictionaries, lists, or the text of them. If
    ``one`` names no tenant, its tenant is ``tenant_of_one``.
    """
    prefix = f"{prefix}_" if prefix else ""
    own, problems = _own(one, many, prefix, kind)
    converted_tiers = {}
    for name, tier in tiers.items():
        converted_tiers[name], faults = _tier(tier, kind.module)
        if converted_tiers[name].get(kind.tenant) is not None:
            faults = [f"a tier is for many partners and must not have a {kind.tenant}"]
        problems += [f"{name}: {fault}" for fault in faults]
    partners = []
    for number, (place, partner) in enumerate(own, start=1):
        converted_partner, faults = _layer(partner, kind)
        tenant = label_of(converted_partner) or label_of(partner)
        if place == kind.one and tenant_of_one and not tenant:
            tenant = tenant_of_one
            converted_partner = {**converted_partner, kind.tenant: tenant}
        name = f"{kind.thing} {tenant}" if tenant else f"{prefix}{place}"
        problems += [f"{name}: {fault}" for fault in faults]
        if not faults and not name_key(tenant):
            # Without this check the task for all hosts would refuse the partner, and fail for all hosts.
            missing = f"{kind.one} number {number} of the host has no {kind.tenant}"
            problems.append(no_name(tenant) if tenant else missing)
        partners.append(converted_partner)
    if problems:
        raise BadInput(problems)
    return partners, converted_tiers


def _own(one: Any, many: Any, prefix: str, kind: Kind) -> tuple[list[tuple[str, Any]], list[str]]:
    """The partners of a host, not converted, each with its place in the variables; and one sentence for each fault."""
    own: list[tuple[str, Any]] = []
    problems: list[str] = []
    if isinstance(one, str):
        try:
            one = dictionary_in(one)
        except NotThatShape as error:
            problems.append(f"{prefix}{kind.one} has to be a dictionary and is text that is not one: {error}")
            one = None
    if one is not None:
        own.append((kind.one, one))
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
        problems.append(f"{prefix}{kind.many} is neither a list nor JSON text of one{reason}")
        return own, problems
    return own + [(f"{kind.many}[{number}]", partner) for number, partner in enumerate(many, start=1)], problems


class _Tier(str):
    """The text of a tier, with the tier itself in ``value``. The text is the key of the cache."""

    __slots__ = ("value",)

    value: Any


def _tier(value: Any, module: str) -> tuple[dict[str, Any], list[str]]:
    """A tier, converted, and one sentence for each fault."""
    # Thousands of hosts share a few tiers. In the text of repr() the names 1 and "1" differ. In JSON they are equal.
    tier = _Tier(repr(value))
    tier.value = {} if value is None else value
    return _known_tier(tier, module)


@lru_cache(maxsize=64)
def _known_tier(tier: _Tier, module: str) -> tuple[dict[str, Any], list[str]]:
    return _layer(tier.value, kind_of(module))


def _layer(value: Any, kind: Kind) -> tuple[dict[str, Any], list[str]]:
    """A tier, or a partner's own options, converted, and one sentence for each fault."""
    if isinstance(value, str):
        try:
            value = dictionary_in(value)
        except NotThatShape as error:
            return {}, [f"is text that is not a dictionary: {error}"]
    if not isinstance(value, dict):
        return {}, ["is not a dictionary"]
    masked = masked_problems(value)
    return ({}, masked) if masked else kind.converter.converted(value)
