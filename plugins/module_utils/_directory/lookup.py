# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""IDs and domains of tenants → these tenants, as the directory describes them (private to this collection).

Sources: tenantrelationship-findtenantinformationbytenantid, tenantrelationship-findtenantinformationbydomainname.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._graph.answer import Answer, outcome
from .._graph.errors import EntraError, GraphError, UnexpectedAnswer
from .._graph.request import Request
from .._model.desired import BadInput
from .._model.kinds import UnexpectedValue
from .._model.tenants import Tenant, tenant_in
from .._names import tenant_key
from . import requests
from .errors import Failure, UnknownTenant

if TYPE_CHECKING:
    from .._graph.client import GraphClient


def tenants(client: GraphClient, names: list[str]) -> dict[str, Tenant]:
    """The tenants with these IDs and domains, by the name that was looked up.

    All ``names`` have to be checked before, and have to be different. Raises BadInput with all names that no tenant
    has. Raises Failure if a look-up fails: then it is not known whether there is such a tenant.
    """
    observed, unknown = tenants_if_known(client, names)
    if unknown:
        raise BadInput([str(error) for error in unknown.values()])
    return observed


def tenants_if_known(client: GraphClient, names: list[str]) -> tuple[dict[str, Tenant], dict[str, UnknownTenant]]:
    """The same as ``tenants``, but the names that no tenant has are returned as well, with Graph's answers."""
    with client.progress.step("tenants looked up", len(names)) as step:
        answers = client.send_all([request(name) for name in names], step)
    observed: dict[str, Tenant] = {}
    unknown: dict[str, UnknownTenant] = {}
    for name, answer in zip(names, answers):
        result = found_in(name, answer)
        if isinstance(result, UnknownTenant):
            unknown[name] = result
        elif isinstance(result, EntraError):
            raise result
        else:
            observed[name] = result
    return observed, unknown


def display_names(client: GraphClient, rows: list[dict[str, Any]]) -> dict[str, str | None]:
    """The display names, in the directory, of partners that have no policy with a display name: tenant ID → name.

    ``rows`` are those of ``read.partners``. The name is None if no tenant has the ID, or if the tenant has no name.
    Raises Failure.
    """
    asked = [row["tenant_id"] for row in rows if not (row.get("identity_sync") or {}).get("display_name")]
    observed, _unknown = tenants_if_known(client, asked) if asked else ({}, {})
    return {tenant_id: observed[tenant_id].display_name if tenant_id in observed else None for tenant_id in asked}


def tenant(client: GraphClient, name: str) -> Tenant:
    """The tenant with a checked ID or domain. Raises Failure, also if there is no such tenant."""
    observed = found_in(name, client.send_all([request(name)])[0])
    if isinstance(observed, UnknownTenant):
        raise Failure(_doing(name), observed, request(name))
    if isinstance(observed, EntraError):
        raise observed
    return observed


def request(name: str) -> Request:
    """The request that looks up a checked ID or domain, for callers that send several requests at once."""
    return requests.find_tenant_by_id(name) if tenant_key(name) else requests.find_tenant_by_domain(name)


def found_in(name: str, answer: Answer | EntraError) -> Tenant | EntraError:
    """The tenant in the answer to ``request(name)``; an UnknownTenant if no tenant has the name; else a Failure."""
    if isinstance(answer, GraphError) and _says_unknown(answer):
        return UnknownTenant(name, answer)
    asked = request(name)
    answer = outcome(asked.address, answer)
    if isinstance(answer, EntraError):
        return Failure(_doing(name), answer, asked)
    try:
        return tenant_in(answer.body, name)
    except UnexpectedValue as error:
        return Failure(_doing(name), UnexpectedAnswer(f"Graph's answer cannot be understood: {error}"), asked)


def _says_unknown(error: GraphError) -> bool:
    """Whether Graph says that the tenant does not exist.

    No page of Microsoft documents this answer. So both 400 and 404 count. An answer without a code does not come from
    Graph, but from a proxy. If Graph refuses a whole batch, the answer says nothing about any tenant.
    """
    return error.status in (400, 404) and bool(error.code) and not error.of_batch


def _doing(name: str) -> str:
    return f"look up the tenant {name}"
