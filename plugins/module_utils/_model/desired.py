# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options → the desired state of each partner (private to this collection). Pure.

These functions refuse all options that can be refused without a request to Graph. One error names all problems at once.
Otherwise a user would have to correct an inventory of a thousand partners one error at a time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .._names import name_key, tenant_key
from .._secrecy.wrong_form import no_name, no_tenant_id
from .b2b import conflict, with_targets, wrong_targets
from .kinds import INHERIT, Option, Options, Settings
from .resource import Resource
from .resources import IDENTITY_SYNC, PARTNER
from .tenants import Tenant

PRESENT = "present"
ABSENT = "absent"

_STATE: Option = {"type": "str", "choices": [PRESENT, ABSENT]}

#: The argument spec of a synchronization policy: its settings, and the source of its display name.
SYNC_OPTIONS: dict[str, Option] = {**IDENTITY_SYNC.options(), "display_name_from_directory": {"type": "bool"}}

#: The argument spec of one partner, as an item of ``partners`` and in variables of the role. A missing ``state`` means
#: "present". The argument spec does not contain this default: a tier of variables without ``state`` must not set it.
PARTNER_OPTIONS: dict[str, Option] = {
    "tenant": {"type": "str", "aliases": ["tenant_id"]},
    "state": _STATE,
    "inherit": {"type": "list", "elements": "str", "choices": PARTNER.nullable()},
    "identity_sync": {"type": "dict", "options": {"state": _STATE, **SYNC_OPTIONS}},
    "read_only": {"type": "dict"},
    "unknown_settings": {"type": "dict"},
    **PARTNER.options(),
}


_SHOWN = 10


class BadInput(ValueError):
    """Options that cannot be right. ``problems`` contains one sentence for each fault. The text shows some of them."""

    def __init__(self, problems: list[str]):
        # A list of thousands of partners may have the same fault in each of them.
        more = [f"and {len(problems) - _SHOWN} more"] if len(problems) > _SHOWN else []
        super().__init__("; ".join(problems[:_SHOWN] + more))
        self.problems = problems


class Desired(NamedTuple):
    """The desired state of one partner tenant: state and settings of the partner, and of the policy under it.

    A state is PRESENT, ABSENT or None. With None the object is not changed. Before the call of ``resolved``,
    ``tenant_id`` may be a domain, and ``named_by_directory`` may be true. If it is true, the policy gets the display
    name of the tenant in the directory.
    """

    tenant_id: str
    partner_state: str | None = None
    partner: Settings = {}
    sync_state: str | None = None
    sync: Settings = {}
    named_by_directory: bool = False


def listed(partners: object) -> list[Any] | None:
    """A list of partners, or the JSON text of a list, as a new list; None for any other value."""
    if isinstance(partners, str):
        try:
            partners = json.loads(partners)
        except ValueError:
            return None
    if partners is None:
        return []
    return list(partners) if isinstance(partners, list) else None


def desired_partner(options: Options) -> Desired:
    """The desired state of one partner, from options of the modules partner and partners. Raises BadInput.

    If the partner has to be absent, all other options are ignored. So one partner of an inventory can be switched to
    absent, even if the inventory gives other options to all partners.
    """
    if options.get("state") == ABSENT:
        return Desired(options["tenant"], ABSENT)
    _check_inherit(PARTNER, options)
    desired = Desired(options["tenant"], PRESENT, with_targets(PARTNER.desired(options)))
    sync = options.get("identity_sync")
    return desired if sync is None else _with_sync(desired, sync, "identity_sync.")


def desired_identity_sync(options: Options) -> Desired:
    """The desired state of one synchronization policy. The partner itself is not changed. Raises BadInput."""
    return _with_sync(Desired(options["tenant"]), options)


def check_somebody_stays(states: Sequence[str | None], prune: str, prune_all: str) -> None:
    """Raises BadInput if pruning by a list of partners with these states would leave no partner at all.

    ``prune`` and ``prune_all`` are the names of the options for the message.
    """
    if all(state == ABSENT for state in states):
        raise BadInput(
            [
                f"{prune} would remove all partners there are, since the list has "
                f"{'only partners that have to be absent' if states else 'no partner'}: if that is meant, set "
                f"{prune_all} to true; an empty list is more often an inventory that was not read"
            ]
        )


def checked_name(tenant: object) -> str:
    """A tenant ID or a domain in the form in which names are compared. Raises BadInput."""
    name = name_key(tenant)
    if name is None:
        raise BadInput([no_name(tenant)])
    return name


def checked_tenants(tenants: list[str] | None) -> list[str]:
    """Tenant IDs, each once, in the form in which IDs are compared. Raises BadInput."""
    keys = {tenant: tenant_key(tenant) for tenant in tenants or ()}
    problems = [f"tenants has {no_tenant_id(tenant)}" for tenant, key in keys.items() if key is None]
    if problems:
        raise BadInput(problems)
    return list(dict.fromkeys(key for key in keys.values() if key is not None))


def desired_partners(
    items: Sequence[Options],
    as_desired: Callable[[Options], Desired],
    api_version: str,
    cloud: str,
    home_tenant: str | None,
) -> list[Desired]:
    """The desired states of the partners, from the options in ``items``.

    ``as_desired`` converts the options of one item: ``desired_partner`` or ``desired_identity_sync``. Each item
    contains a ``tenant``, an ID or a domain. ``home_tenant`` is the tenant that the credentials belong to, or None if
    it is not known. The caller looks up the tenants in ``to_look_up``, and then calls ``resolved``. Raises BadInput
    with all problems of all items.
    """
    problems: list[str] = []
    result: list[Desired] = []
    seen: set[str] = set()
    for options in items:
        tenant = name_key(options["tenant"])
        if tenant is None:
            problems.append(no_name(options["tenant"]))
            continue
        if tenant in seen:
            problems.append(f"partner {tenant} is listed more than once")
        if tenant == name_key(home_tenant):
            problems.append(_is_home(tenant))
        seen.add(tenant)
        try:
            desired = as_desired(dict(options, tenant=tenant))
        except BadInput as error:
            problems += [f"partner {tenant}: {problem}" for problem in error.problems]
            continue
        of_item = _problems(PARTNER, desired.partner, api_version, cloud)
        of_sync = _problems(IDENTITY_SYNC, desired.sync, api_version, cloud)
        of_item += [f"identity_sync: {problem}" for problem in of_sync]
        problems += [f"partner {tenant}: {problem}" for problem in of_item]
        result.append(desired)
    if problems:
        raise BadInput(problems)
    return result


def to_look_up(desired: list[Desired]) -> list[str]:
    """The tenants that have to be looked up in the directory, by ID or domain, each once."""
    return list(dict.fromkeys(item.tenant_id for item in desired if item.named_by_directory or not _has_id(item)))


def resolved(desired: list[Desired], tenants: dict[str, Tenant], home_tenant: str | None) -> list[Desired]:
    """``desired`` with an ID in place of each domain, and with the display names from the directory.

    ``tenants`` maps each name in ``to_look_up`` to its tenant. Raises BadInput if two items name the same tenant, or if
    an item names the home tenant.
    """
    result = [_resolved(item, tenants.get(item.tenant_id)) for item in desired]
    spellings: dict[str, list[str]] = {}
    for before, after in zip(desired, result):
        spellings.setdefault(after.tenant_id, []).append(before.tenant_id)
    problems = []
    for tenant_id, names in spellings.items():
        if len(names) > 1:
            problems.append("partner {} is listed more than once, as {}".format(tenant_id, " and ".join(names)))
        if tenant_id == tenant_key(home_tenant):
            problems += [_is_home(name) for name in names]
    if problems:
        raise BadInput(problems)
    return result


def desired_settings(resource: Resource, options: Options, api_version: str, cloud: str) -> Settings:
    """The desired settings of a resource that exists once in a tenant, from its options. Raises BadInput."""
    _check_inherit(resource, options)
    desired: Settings = with_targets(resource.desired(options))
    problems = _problems(resource, desired, api_version, cloud)
    if cloud not in resource.clouds:
        problems.append(
            "{} exists in the {} cloud only, and cloud is {}".format(
                resource.name, " and ".join(resource.clouds), cloud
            )
        )
    if problems:
        raise BadInput(problems)
    return desired


def _has_id(item: Desired) -> bool:
    return tenant_key(item.tenant_id) is not None


def _check_inherit(resource: Resource, options: Options) -> None:
    both = [name for name in options.get("inherit") or () if resource.desired({name: options.get(name)})]
    if both:
        raise BadInput([f"{name} is both given and listed under inherit" for name in both])


def _resolved(item: Desired, tenant: Tenant | None) -> Desired:
    if tenant is None:
        return item
    item = item._replace(tenant_id=tenant.tenant_id)
    # The directory may have no display name for a tenant. Then the run does not change the name of the policy.
    if item.named_by_directory and tenant.display_name:
        item = item._replace(sync=dict(item.sync, display_name=tenant.display_name))
    return item._replace(named_by_directory=False)


def _is_home(name: str) -> str:
    return f"partner {name} is the home tenant itself, which cannot be its own partner"


def _with_sync(desired: Desired, options: Options, prefix: str = "") -> Desired:
    """``desired`` with the desired state of the policy. In messages ``prefix`` stands before the names of options.

    As with a partner: if the policy has to be absent, all other options are ignored.
    """
    if options.get("state") == ABSENT:
        return desired._replace(sync_state=ABSENT)
    named_by_directory = bool(options.get("display_name_from_directory"))
    if named_by_directory and options.get("display_name") is not None:
        raise BadInput([f"{prefix}display_name and {prefix}display_name_from_directory are both given"])
    return desired._replace(
        sync_state=PRESENT, sync=IDENTITY_SYNC.desired(options), named_by_directory=named_by_directory
    )


def _problems(resource: Resource, desired: Settings, api_version: str, cloud: str) -> list[str]:
    problems = [
        f"{name} cannot be true while {needed} is false, since Graph allows the first only where it allows the second"
        for name, needed in resource.contradictions(desired)
    ]
    for setting in resource.settings:
        value = desired.get(setting.name)
        if value is None:
            continue
        if api_version not in setting.versions:
            versions = " and ".join(setting.versions)
            problems.append(
                f"{setting.name} exists in Graph's {versions} version only, and api_version is {api_version}"
            )
        if cloud not in setting.clouds:
            clouds = " and ".join(setting.clouds)
            problems.append(f"{setting.name} exists in the {clouds} cloud only, and cloud is {cloud}")
        if value is not INHERIT:
            problems += wrong_targets(value, setting.name)
            if conflict(value):
                problems.append(f"{setting.name}: {conflict(value)}")
    return problems
