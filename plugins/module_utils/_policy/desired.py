# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options → what is wanted of each partner (private to this collection).

Everything that can be refused without asking Graph is refused here, all of it at once, so that nobody has to correct
an inventory of a thousand partners one error at a time.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .settings import IDENTITY_SYNC, PARTNER, Resource

PRESENT = "present"
ABSENT = "absent"

_TENANT_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


_STATE = {"type": "str", "choices": [PRESENT, ABSENT]}

#: The argument spec of one partner, as an item of ``partners`` and in the variables of the role. Left out, a state is
#: "present"; that is no default here, since a tier of defaults that does not mention it must not set it.
PARTNER_OPTIONS = {
    "tenant": {"type": "str", "aliases": ["tenant_id"]},
    "state": _STATE,
    "inherit": {"type": "list", "elements": "str", "choices": PARTNER.nullable()},
    "identity_sync": {"type": "dict", "options": {"state": _STATE, **IDENTITY_SYNC.options()}},
    "read_only": {"type": "dict"},
    "unknown_settings": {"type": "dict"},
    **PARTNER.options(),
}


class BadInput(ValueError):
    """What was asked for cannot be right. ``problems`` has one sentence for each fault."""

    def __init__(self, problems: list[str]):
        super().__init__("; ".join(problems))
        self.problems = problems


class Wanted(NamedTuple):
    """What is wanted of one partner tenant. A state of None leaves that object alone."""

    tenant_id: str
    partner_state: str | None = None
    partner: dict = {}
    sync_state: str | None = None
    sync: dict = {}


def wanted_partner(options: dict) -> Wanted:
    """The options of one partner, as the modules partner and partners take them. Raises BadInput.

    A partner that has to be absent ignores all other options: defaults that an inventory gives to every partner must
    not hinder anybody from switching one of them to absent.
    """
    if options.get("state") == ABSENT:
        return Wanted(options["tenant"], ABSENT)
    both = [name for name in options.get("inherit") or () if PARTNER.wanted({name: options.get(name)})]
    if both:
        raise BadInput([f"{name} is both given and listed under inherit" for name in both])
    sync = options.get("identity_sync")
    sync_part = {} if sync is None else _sync_part(sync)
    return Wanted(options["tenant"], PRESENT, PARTNER.wanted(options), **sync_part)


def wanted_identity_sync(options: dict) -> Wanted:
    """The options of one synchronization policy under a partner that somebody else takes care of."""
    return Wanted(options["tenant"], **_sync_part(options))


def desired(items: list[dict], as_wanted, api_version: str, home_tenant: str | None) -> list[Wanted]:
    """What the options in ``items`` ask for, each understood by ``as_wanted``, one of the functions above.

    Each of ``items`` has a ``tenant``. ``home_tenant`` is the tenant that the credentials belong to, if that is known.
    Raises BadInput with all the problems of all the items.
    """
    problems = []
    result = []
    seen = set()
    for options in items:
        tenant_id = tenant_key(options["tenant"])
        if tenant_id is None:
            problems.append(
                "{!r} is not a tenant ID, a GUID such as 90e29127-71ad-49c7-9ce8-db3f41ea06f1".format(options["tenant"])
            )
            continue
        if tenant_id in seen:
            problems.append(f"partner {tenant_id} is listed more than once")
        if tenant_id == tenant_key(home_tenant):
            problems.append(f"partner {tenant_id} is the home tenant itself, which cannot be its own partner")
        seen.add(tenant_id)
        try:
            wanted = as_wanted(dict(options, tenant=tenant_id))
        except BadInput as error:
            problems += [f"partner {tenant_id}: {problem}" for problem in error.problems]
            continue
        found = _problems(PARTNER, wanted.partner, api_version)
        found += [f"identity_sync: {problem}" for problem in _problems(IDENTITY_SYNC, wanted.sync, api_version)]
        problems += [f"partner {tenant_id}: {problem}" for problem in found]
        result.append(wanted)
    if problems:
        raise BadInput(problems)
    return result


def desired_settings(resource: Resource, options: dict, api_version: str, cloud: str) -> dict:
    """What the options ask for of a resource of which a tenant has only one. Raises BadInput."""
    wanted = resource.wanted(options)
    problems = _problems(resource, wanted, api_version)
    if cloud not in resource.clouds:
        problems.append(
            "{} exists in the {} cloud only, and cloud is {}".format(
                resource.name, " and ".join(resource.clouds), cloud
            )
        )
    if problems:
        raise BadInput(problems)
    return wanted


def tenant_key(tenant) -> str | None:
    """A tenant ID in the form in which tenants are compared and put into URLs, or None if it is none."""
    key = str(tenant or "").strip().lower()
    return key if _TENANT_ID.fullmatch(key) else None


def _sync_part(options: dict) -> dict:
    state = options.get("state") or PRESENT
    return {"sync_state": state, "sync": IDENTITY_SYNC.wanted(options) if state == PRESENT else {}}


def _problems(resource: Resource, wanted: dict, api_version: str) -> list[str]:
    contradictions = [
        f"{name} cannot be true while {needed} is false, since Graph allows the first only where it allows the second"
        for name, needed in resource.contradictions(wanted)
    ]
    return contradictions + [
        "{} exists in Graph's {} version only, and api_version is {}".format(
            setting.name, " and ".join(setting.versions), api_version
        )
        for setting in resource.settings
        if setting.name in wanted and api_version not in setting.versions
    ]
