# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenant look-up (Graph reference: tenantrelationship-findtenantinformationbytenantid, …bydomainname)."""

from __future__ import annotations

from .. import errors
from ..messages import Answer
from ..request import Request
from ..routing import TENANT, Route
from ..table import Row


def find_by_id(request: Request) -> Answer:
    """The tenant with an id."""
    return _found(request, request.directory.tenant(request.tenant_key()))


def find_by_domain(request: Request) -> Answer:
    """The tenant that has a domain, whether it is its default domain or not."""
    return _found(request, request.directory.tenant_by_domain(request.key))


def _found(request: Request, tenant: Row | None) -> Answer:
    if tenant is None:
        status, code = request.behaviour.unknown_tenant
        raise errors.absent(code, request.key, status)
    names = ("tenantId", "displayName", "defaultDomainName", "federationBrandName")
    body = {"@odata.context": request.context("microsoft.graph.tenantInformation")}
    return Answer(200, body | {name: tenant[name] for name in names})


ROUTES = (
    Route("GET", "/tenantRelationships/findTenantInformationByTenantId(tenantId={key})", find_by_id, TENANT),
    Route("GET", "/tenantRelationships/findTenantInformationByDomainName(domainName={key})", find_by_domain, TENANT),
)
