# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of partners → hosts of an inventory, and which of them other sources of it have (private to this collection)."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._host_names import host_names
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput, checked_name, listed
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import name_key, tenant_key
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.wrong_form import shown_name

#: The variable that has the row of the partner.
VARIABLE = "entra_partner"
#: How the names of the role's variables begin, and those that say which partners a host stands for.
ROLE = "partner_onboarding"
PARTNER = f"{ROLE}_partner"
PARTNERS = f"{ROLE}_partners"

_MANAGED = "managed"
_UNMANAGED = "unmanaged"
_UNREADABLE = "unreadable"
_KINDS = {
    "user_sync": lambda row: (row.get("identity_sync") or {}).get("user_sync_allowed"),
    "service_provider": lambda row: row.get("service_provider"),
    "mto_member": lambda row: (row.get("read_only") or {}).get("in_multi_tenant_organization"),
    _UNREADABLE: lambda row: "error" in row,
}

# Groups that mean something to ansible-core, or that the playbooks of the collection act on.
_NOT_OURS = ("all", "ungrouped", "partners", "offboarding")


class Claim(NamedTuple):
    """That a partner is managed: its tenant by ID or domain, None where that cannot be told.

    ``stands`` says whether ``host`` is the host of this partner, and not one that has a list of partners.
    """

    tenant: str | None
    host: str | None = None
    stands: bool = False


class Host(NamedTuple):
    name: str
    groups: list[str]
    variables: dict


def claims_of(host: str, variables: dict, resolve) -> list[Claim]:
    """The partners that the variables of a host name for the role. ``resolve`` gives the value of a text that may be a
    template, None if there is none.
    """
    partner = variables.get(PARTNER)
    claims = []
    # What this plugin itself gave to a host, for another home tenant, is nobody's wish.
    if partner is not None and partner != variables.get(VARIABLE):
        claims.append(Claim(_tenant(partner, resolve), host, True))
    if variables.get(PARTNERS) is not None:
        value = _value(variables[PARTNERS], resolve)
        partners = None if value is None else listed(value)
        # Whoever cannot be understood may mean any partner.
        claims += [Claim(_tenant(each, resolve), host) for each in ([None] if partners is None else partners)]
    return claims


def given_claims(tenants: list) -> list[Claim]:
    """The same for tenants that somebody lists. Raises BadInput."""
    return [Claim(checked_name(tenant)) for tenant in tenants]


def domains(claims: list[Claim]) -> list[str]:
    """The domains among them, each once."""
    return list(dict.fromkeys(claim.tenant for claim in claims if claim.tenant and not tenant_key(claim.tenant)))


def resolved(claims: list[Claim], tenant_ids: dict[str, str]) -> list[Claim]:
    """``claims`` with an ID in place of each domain whose ID is known."""
    return [claim._replace(tenant=tenant_ids.get(claim.tenant, claim.tenant)) for claim in claims]


def warnings(rows: list[dict], claims: list[Claim], group: str) -> list[str]:
    """What is not known: partners that could not be read, and names that cannot be compared with those of Graph."""
    errors = [row["error"]["msg"] for row in rows if "error" in row]
    result = [f"{error}. It is in the group {group}_{_UNREADABLE}" for error in errors]
    names = _unclear(claims)
    if names:
        result.append(
            f"Who is unmanaged cannot be told, so that {group}_{_UNMANAGED} is empty. Partners of these are named by "
            f"domains, which look_up_domains would find, or by what has no value yet: {', '.join(names[:10])}"
        )
    return result


def groups_of(parent: str) -> list[str]:
    """The groups below ``parent``, with or without hosts. Raises BadInput."""
    if parent in _NOT_OURS:
        raise BadInput([f"group cannot be {parent}: nobody is acted upon for being found in Graph"])
    if not (parent.isascii() and parent.isidentifier()):
        raise BadInput([f"group is {shown_name(parent)}, which is not made of letters, digits and underscores"])
    return [f"{parent}_{kind}" for kind in (*_KINDS, _MANAGED, _UNMANAGED)]


def hosts(
    rows: list[dict], claims: list[Claim], taken: set[str], group: str, by_name: bool, for_role: bool
) -> list[Host]:
    """A host for each partner: that of another source which stands for it, or else a new one with a name not ``taken``.

    ``for_role`` gives the variable of the role as well to those that nobody manages and that could be read.
    """
    standing = defaultdict(set)
    for claim in claims:
        standing[claim.tenant].update([claim.host] if claim.stands else [])
    names = host_names(rows, taken) if by_name else {row["tenant_id"]: row["tenant_id"] for row in rows}
    names.update({tenant_id: next(iter(of)) for tenant_id, of in standing.items() if len(of) == 1})
    certain = not _unclear(claims)
    result = []
    for row in rows:
        kinds = [kind for kind, applies in _KINDS.items() if applies(row)]
        if row["tenant_id"] in standing:
            kinds.append(_MANAGED)
        elif certain:
            kinds.append(_UNMANAGED)
        variables = {VARIABLE: row}
        if for_role and _UNMANAGED in kinds and _UNREADABLE not in kinds:
            variables[PARTNER] = row
        result.append(Host(names[row["tenant_id"]], [group, *(f"{group}_{kind}" for kind in kinds)], variables))
    return result


def _unclear(claims):
    """Who names partners that may be any. As long as there are such, nobody is known to be unmanaged."""
    return list(dict.fromkeys(claim.host or claim.tenant for claim in claims if not tenant_key(claim.tenant)))


def _tenant(partner, resolve):
    partner = _value(partner, resolve)
    if not isinstance(partner, dict):
        return None
    return name_key(_value(partner.get("tenant") or partner.get("tenant_id"), resolve))


def _value(value, resolve):
    return resolve(value) if isinstance(value, str) else value
