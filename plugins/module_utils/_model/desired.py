# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options → what is wanted of each partner (private to this collection).

Everything that can be refused without asking Graph is refused here, all of it at once, so that nobody has to correct
an inventory of a thousand partners one error at a time.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from .._names import name_key, tenant_key
from .._secrecy.wrong_form import no_name, no_tenant_id
from .b2b import conflict, with_targets, wrong_targets
from .kinds import (
    INHERIT,
)
from .resource import Resource
from .settings import IDENTITY_SYNC, PARTNER
from .tenants import Tenant

PRESENT = "present"
ABSENT = "absent"

_STATE = {"type": "str", "choices": [PRESENT, ABSENT]}

#: The argument spec of what a synchronization policy can be given: its settings, and where its name comes from.
SYNC_OPTIONS = {**IDENTITY_SYNC.options(), "display_name_from_directory": {"type": "bool"}}

#: The argument spec of one partner, as an item of ``partners`` and in the variables of the role. Left out, a state is
#: "present"; that is no default here, since a tier of defaults that does not mention it must not set it.
PARTNER_OPTIONS = {
    "tenant": {"type": "str", "aliases": ["tenant_id"]},
    "state": _STATE,
    "inherit": {"type": "list", "elements": "str", "choices": PARTNER.nullable()},
    "identity_sync": {"type": "dict", "options": {"state": _STATE, **SYNC_OPTIONS}},
    "read_only": {"type": "dict"},
    "unknown_settings": {"type": "dict"},
    **PARTNER.options(),
}


class BadInput(ValueError):
    """What was asked for cannot be right. ``problems`` has one sentence for each fault."""

    def __init__(self, problems: list[str]):
        super().__init__("; ".join(problems))
        self.problems = problems


class Desired(NamedTuple):
    """What is wanted of one partner tenant. A state of None leaves that object alone.

    Until ``resolved`` the ``tenant_id`` may be a domain, and ``named_by_directory`` says that the policy is to have the
    display name of the tenant.
    """

    tenant_id: str
    partner_state: str | None = None
    partner: dict = {}
    sync_state: str | None = None
    sync: dict = {}
    named_by_directory: bool = False


def listed(partners) -> list | None:
    """A list of partners, or JSON text of one, as a new list; None if it is neither."""
    if isinstance(partners, str):
        try:
            partners = json.loads(partners)
        except ValueError:
            return None
    return list(partners or []) if partners is None or isinstance(partners, list) else None


def desired_partner(options: dict) -> Desired:
    """The options of one partner, as the modules partner and partners take them. Raises BadInput.

    A partner that has to be absent ignores all other options: defaults that an inventory gives to every partner must
    not hinder anybody from switching one of them to absent.
    """
    if options.get("state") == ABSENT:
        return Desired(options["tenant"], ABSENT)
    _check_inherit(PARTNER, options)
    sync = options.get("identity_sync")
    sync_part = {} if sync is None else _sync_part(sync, "identity_sync.")
    return Desired(options["tenant"], PRESENT, with_targets(PARTNER.desired(options)), **sync_part)


def desired_identity_sync(options: dict) -> Desired:
    """The options of one synchronization policy under a partner that somebody else takes care of."""
    return Desired(options["tenant"], **_sync_part(options))


def check_somebody_stays(states: list[str | None], prune: str, prune_all: str) -> None:
    """Raises BadInput if pruning by a list of partners with these states would leave no partner at all."""
    if all(state == ABSENT for state in states):
        raise BadInput(
            [
                f"{prune} would remove all partners there are, since the list has "
                f"{'only partners that have to be absent' if states else 'no partner'}: if that is meant, set "
                f"{prune_all} to true; an empty list is more often an inventory that was not read"
            ]
        )


def checked_name(tenant) -> str:
    """A tenant ID or a domain, ready to be looked up. Raises BadInput."""
    name = name_key(tenant)
    if name is None:
        raise BadInput([no_name(tenant)])
    return name


def checked_tenants(tenants: list | None) -> list[str]:
    """Tenant IDs, each once, ready to be looked up. Raises BadInput."""
    keys = {tenant: tenant_key(tenant) for tenant in tenants or ()}
    problems = [f"tenants has {no_tenant_id(tenant)}" for tenant, key in keys.items() if key is None]
    if problems:
        raise BadInput(problems)
    return list(dict.fromkeys(keys.values()))


def desired_partners(
    items: list[dict], as_desired, api_version: str, cloud: str, home_tenant: str | None
) -> list[Desired]:
    """What the options in ``items`` ask for, each understood by ``as_desired``, one of the functions above.

    Each of ``items`` has a ``tenant``, an ID or a domain. ``home_tenant`` is the tenant that the credentials belong to,
    if that is known. Raises BadInput with all the problems of all the items. The result has to be ``resolved`` with
    what the directory says about the tenants that ``to_look_up`` names.
    """
    problems = []
    result = []
    seen = set()
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
        observed = _problems(PARTNER, desired.partner, api_version, cloud)
        in_sync = _problems(IDENTITY_SYNC, desired.sync, api_version, cloud)
        observed += [f"identity_sync: {problem}" for problem in in_sync]
        problems += [f"partner {tenant}: {problem}" for problem in observed]
        result.append(desired)
    if problems:
        raise BadInput(problems)
    return result


def to_look_up(desired: list[Desired]) -> list[str]:
    """The tenants about which the directory has to be asked, by ID or domain, each once."""
    return list(dict.fromkeys(item.tenant_id for item in desired if item.named_by_directory or not _has_id(item)))


def resolved(desired: list[Desired], tenants: dict[str, Tenant], home_tenant: str | None) -> list[Desired]:
    """``desired`` with an ID for each domain, and with the names that the directory gives.

    ``tenants`` has what ``to_look_up`` asks for. Raises BadInput if that shows that one tenant goes by two names.
    """
    result = [_resolved(item, tenants.get(item.tenant_id)) for item in desired]
    spellings = {}
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


def desired_settings(resource: Resource, options: dict, api_version: str, cloud: str) -> dict:
    """What the options ask for of a resource of which a tenant has only one. Raises BadInput."""
    _check_inherit(resource, options)
    desired = with_targets(resource.desired(options))
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


def _has_id(item):
    return tenant_key(item.tenant_id) is not None


def _check_inherit(resource: Resource, options: dict) -> None:
    both = [name for name in options.get("inherit") or () if resource.desired({name: options.get(name)})]
    if both:
        raise BadInput([f"{name} is both given and listed under inherit" for name in both])


def _resolved(item, tenant):
    if tenant is None:
        return item
    item = item._replace(tenant_id=tenant.tenant_id)
    # A tenant without a name has none to give, and "no name" is not what was asked for.
    if item.named_by_directory and tenant.display_name:
        item = item._replace(sync=dict(item.sync, display_name=tenant.display_name))
    return item._replace(named_by_directory=False)


def _is_home(name):
    return f"partner {name} is the home tenant itself, which cannot be its own partner"


def _sync_part(options: dict, prefix: str = "") -> dict:
    """As with a partner, what has to be absent ignores all other options."""
    if options.get("state") == ABSENT:
        return {"sync_state": ABSENT}
    named_by_directory = bool(options.get("display_name_from_directory"))
    if named_by_directory and options.get("display_name") is not None:
        raise BadInput([f"{prefix}display_name and {prefix}display_name_from_directory are both given"])
    return {
        "sync_state": PRESENT,
        "sync": IDENTITY_SYNC.desired(options),
        "named_by_directory": named_by_directory,
    }


def _problems(resource: Resource, desired: dict, api_version: str, cloud: str) -> list[str]:
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
