# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of tenants → what their directories say about them (private to this collection).

Sources: tenantrelationship-findtenantinformationbytenantid, tenantrelationship-findtenantinformationbydomainname.
"""

from __future__ import annotations

from .._graph.answer import Answer, outcome
from .._graph.client import GraphClient
from .._graph.errors import EntraError, GraphError, UnexpectedAnswer
from .._graph.request import Request
from .._model.desired import BadInput
from .._model.kinds import UnexpectedValue
from .._model.tenants import Tenant, tenant_in
from .._names import tenant_key
from . import requests
from .errors import Failure, UnknownTenant


def tenants(client: GraphClient, names: list[str]) -> dict[str, Tenant]:
    """The tenants with these IDs and domains, which have to be checked ones and each there once.

    Raises BadInput with all the names that no tenant has, and Failure where it is not known whether one does.
    """
    answers = client.send_all([request(name) for name in names])
    found = {name: observed_in(name, answer) for name, answer in zip(names, answers)}
    unknown = []
    for answer in found.values():
        if isinstance(answer, UnknownTenant):
            unknown.append(str(answer))
        elif isinstance(answer, EntraError):
            raise answer
    if unknown:
        raise BadInput(unknown)
    return found


def tenant(client: GraphClient, name: str) -> Tenant:
    """The tenant with a checked ID or domain. Raises Failure, also where there is no such tenant."""
    found = observed_in(name, client.send_all([request(name)])[0])
    if isinstance(found, UnknownTenant):
        raise Failure(_doing(name), found, request(name))
    if isinstance(found, EntraError):
        raise found
    return found


def request(name: str) -> Request:
    """The look-up of a checked ID or domain, for those who send it together with others."""
    return requests.find_tenant_by_id(name) if tenant_key(name) else requests.find_tenant_by_domain(name)


def observed_in(name: str, answer: Answer | EntraError) -> Tenant | EntraError:
    """What the answer to ``request`` says: a tenant, UnknownTenant where there is none, or Failure."""
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


def _says_unknown(error):
    """What Graph answers for a tenant that does not exist is documented nowhere, so that 400 and 404 will both do.

    Without a code it is not Graph's answer but that of something in between; and a batch that was refused as a whole
    says nothing about any tenant.
    """
    return error.status in (400, 404) and bool(error.code) and not error.of_batch


def _doing(name):
    return f"look up the tenant {name}"
