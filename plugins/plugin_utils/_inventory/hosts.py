# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of partners → hosts of an inventory, managed by its other sources or unmanaged (private to this collection)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._host_names import host_names
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput, checked_name, listed
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import name_key, tenant_key
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.wrong_form import shown_name

#: The variable with the row of the partner.
VARIABLE = "entra_partner"
#: The prefix of the role's variables, and the two variables that name the partners of a host.
ROLE = "partner_onboarding"
PARTNER = f"{ROLE}_partner"
PARTNERS = f"{ROLE}_partners"

_MANAGED = "managed"
_UNMANAGED = "unmanaged"
_UNREADABLE = "unreadable"
# The end of a group's name → whether the partner with a row belongs to the group.
_KINDS: dict[str, Callable[[dict[str, Any]], object]] = {
    "user_sync": lambda row: (row.get("identity_sync") or {}).get("user_sync_allowed"),
    "service_provider": lambda row: row.get("service_provider"),
    "mto_member": lambda row: (row.get("read_only") or {}).get("in_multi_tenant_organization"),
    _UNREADABLE: lambda row: "error" in row,
}

# Groups with a meaning for ansible-core, and groups on which the playbooks of the collection act.
_NOT_OURS = ("all", "ungrouped", "partners", "offboarding")


class Claim(NamedTuple):
    """A source says that it manages a partner. ``tenant`` is an ID or a domain, or None if the tenant is unknown.

    ``stands``: whether ``host`` is the host of only this partner. A host may also have a list of partners.
    """

    tenant: str | None
    host: str | None = None
    stands: bool = False


class Host(NamedTuple):
    """A host to add to the inventory, or to extend."""

    name: str
    groups: list[str]
    variables: dict[str, Any]


def claims_of(host: str, variables: dict[str, Any], resolve: Callable[[str], Any]) -> list[Claim]:
    """The partners that the variables of a host name for the role.

    ``resolve`` returns the value of a text that may be a template, or None if the template has no value.
    """
    partner = variables.get(PARTNER)
    claims = []
    # A row that this plugin itself gave to a host, for another home tenant, is no claim of another source.
    if partner is not None and partner != variables.get(VARIABLE):
        claims.append(Claim(_tenant(partner, resolve), host, True))
    if variables.get(PARTNERS) is not None:
        value = _value(variables[PARTNERS], resolve)
        partners = None if value is None else listed(value)
        # A list that cannot be understood may name any partner.
        claims += [Claim(_tenant(item, resolve), host) for item in ([None] if partners is None else partners)]
    return claims


def given_claims(tenants: list[Any]) -> list[Claim]:
    """The claims of the option ``managed_tenants``. Raises BadInput."""
    return [Claim(checked_name(tenant)) for tenant in tenants]


def domains(claims: list[Claim]) -> list[str]:
    """The domains by which claims name their tenants, each once."""
    return list(dict.fromkeys(claim.tenant for claim in claims if claim.tenant and not tenant_key(claim.tenant)))


def resolved(claims: list[Claim], tenant_ids: dict[str, str]) -> list[Claim]:
    """``claims`` with an ID in place of a domain, if the ID is known."""
    return [
        claim._replace(tenant=tenant_ids.get(claim.tenant, claim.tenant)) if claim.tenant is not None else claim
        for claim in claims
    ]


def warnings(rows: list[dict[str, Any]], claims: list[Claim], group: str) -> list[str]:
    """One sentence for each gap: partners that could not be read, names that cannot be compared with Graph's IDs."""
    errors = [row["error"]["msg"] for row in rows if "error" in row]
    result = [f"{error}. The partner is in the group {group}_{_UNREADABLE}" for error in errors]
    names = _unclear(claims)
    if names:
        result.append(
            f"It is unknown which partners are unmanaged, so {group}_{_UNMANAGED} is empty. The plugin cannot compare "
            "domains (set look_up_domains), or templates without a value yet: "
            f"{', '.join(names[:10])}"
        )
    return result


def groups_of(parent: str) -> list[str]:
    """The groups below ``parent``, with or without hosts. Raises BadInput."""
    if parent in _NOT_OURS:
        raise BadInput(
            [
                f"group cannot be {parent}, because ansible-core or the playbooks of this collection use that name. No "
                "playbook may act on a partner only because the partner exists in Microsoft Graph"
            ]
        )
    if not (parent.isascii() and parent.isidentifier()):
        raise BadInput([f"group is {shown_name(parent)}, which is not made of letters, digits and underscores"])
    return [f"{parent}_{kind}" for kind in (*_KINDS, _MANAGED, _UNMANAGED)]


def hosts(
    rows: list[dict[str, Any]],
    claims: list[Claim],
    taken: set[str],
    group: str,
    by_name: bool,
    for_role: bool,
    directory: Mapping[str, str | None] | None = None,
) -> list[Host]:
    """A host for each partner: the host of another source for this partner, or a new host with a name not in ``taken``.

    With ``by_name``, the names of new hosts are made from the display names of policies, or else from the names that
    ``directory`` gives to the tenant IDs. Otherwise they are tenant IDs. With ``for_role``, partners that are unmanaged
    and could be read also get the role's variable.
    """
    # Tenant → the hosts that stand for it.
    standing: dict[str | None, set[str]] = defaultdict(set)
    for claim in claims:
        standing[claim.tenant].update([claim.host] if claim.stands and claim.host is not None else [])
    names = host_names(rows, taken, directory) if by_name else {row["tenant_id"]: row["tenant_id"] for row in rows}
    names.update({tenant: next(iter(own)) for tenant, own in standing.items() if tenant is not None and len(own) == 1})
    certain = not _unclear(claims)
    result = []
    for row in rows:
        kinds = [kind for kind, applies in _KINDS.items() if applies(row)]
        if row["tenant_id"] in standing:
            kinds.append(_MANAGED)
        elif certain:
            kinds.append(_UNMANAGED)
        variables: dict[str, Any] = {VARIABLE: row}
        if for_role and _UNMANAGED in kinds and _UNREADABLE not in kinds:
            variables[PARTNER] = row
        result.append(Host(names[row["tenant_id"]], [group, *(f"{group}_{kind}" for kind in kinds)], variables))
    return result


def _unclear(claims: list[Claim]) -> list[str]:
    """The hosts, or else the domains, of claims that may be about any partner.

    If there is such a claim, it is not known which partners are unmanaged.
    """
    return list(dict.fromkeys(claim.host or str(claim.tenant) for claim in claims if not tenant_key(claim.tenant)))


def _tenant(partner: Any, resolve: Callable[[str], Any]) -> str | None:
    """The tenant of one partner of a host, as an ID or a domain; None if it is unknown."""
    partner = _value(partner, resolve)
    if not isinstance(partner, dict):
        return None
    return name_key(_value(partner.get("tenant") or partner.get("tenant_id"), resolve))


def _value(value: Any, resolve: Callable[[str], Any]) -> Any:
    return resolve(value) if isinstance(value, str) else value
