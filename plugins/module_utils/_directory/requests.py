# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes and reads → requests to Graph, with the permissions that they need (private to this collection).

Tenant IDs and domains are checked before they become part of a path (``_names.tenant_key``, ``_names.domain_key``).
"""

from __future__ import annotations

from urllib.parse import quote

from .._access import Access
from .._graph.request import Request, get
from .._model.access import READ_POLICY, READER
from .._model.resource import Resource
from .._model.resources import PARTNER, POLICY, RESOURCES
from .._plan.change import Change

_FIND_TENANT = "/tenantRelationships/findTenantInformationBy"

# tenantrelationship-findtenantinformationbytenantid
_FIND = Access("CrossTenantInformation.ReadBasic.All")
_DIRECTORY = ("Directory.Read.All", "Directory.ReadWrite.All")
_ORGANIZATION = ("Organization.ReadWrite.All", *_DIRECTORY)
# authorizationpolicy-get
_READ_AUTHORIZATION = Access("Policy.Read.All", READER, broader=("Policy.ReadWrite.Authorization",))
# externalidentitiespolicy-get
_READ_EXTERNAL_IDENTITIES = Access("Policy.Read.All", READER, broader=("Policy.ReadWrite.ExternalIdentities",))
# conditionalaccessroot-list-policies
_READ_CONDITIONAL_ACCESS = Access("Policy.Read.All", READER)
# subscribedsku-list
_READ_LICENSES = Access("LicenseAssignment.Read.All or Organization.Read.All", READER, broader=_ORGANIZATION)
# organization-list
_READ_DIRECTORY = Access("Organization.Read.All", READER, broader=_ORGANIZATION)
# rbacapplication-list-roledefinitions
_READ_ROLES = Access(
    "RoleManagement.Read.Directory", READER, broader=("RoleManagement.ReadWrite.Directory", *_DIRECTORY)
)


def one(resource: Resource, tenant_id: str | None = None) -> Request:
    """Read one object. ``tenant_id`` is its key or a part of its key; None if the home tenant has only one object."""
    return get(resource.path.format(tenant_id=tenant_id), resource.reading, resource.query)


def every(resource: Resource, tenant_id: str | None = None) -> Request:
    """List all objects of a resource. If they belong to partners, all objects of one partner. The list has pages."""
    access = resource.listing or resource.reading
    return get(resource.list_path.format(tenant_id=tenant_id), access, resource.query)


def list_identity_syncs() -> Request:
    """The list of partners, with the tenant ID and the policy only: Graph has no list of policies."""
    return get(PARTNER.list_path, PARTNER.reading, (("$select", "tenantId"),) + PARTNER.query)


def one_deleted(resource: Resource, tenant_id: str) -> Request:
    return get(f"{resource.deleted_path}/{tenant_id}", resource.reading_deleted)


def every_deleted(resource: Resource) -> Request:
    return get(resource.deleted_path, resource.reading_deleted)


def find_tenant_by_id(tenant_id: str) -> Request:
    return get(f"{_FIND_TENANT}TenantId(tenantId={_literal(tenant_id)})", _FIND)


def find_tenant_by_domain(domain: str) -> Request:
    return get(f"{_FIND_TENANT}DomainName(domainName={_literal(domain)})", _FIND)


def _literal(text: str) -> str:
    """A string literal of OData for a URL. A quotation mark inside the string is written twice."""
    return "'{}'".format(quote(text.replace("'", "''"), safe=""))


def read_policy() -> Request:
    return get(POLICY, READ_POLICY)


def read_authorization_policy() -> Request:
    return get("/policies/authorizationPolicy", _READ_AUTHORIZATION)


def read_external_identities_policy() -> Request:
    return get("/policies/externalIdentitiesPolicy", _READ_EXTERNAL_IDENTITIES)


def list_conditional_access_policies() -> Request:
    return get("/identity/conditionalAccess/policies", _READ_CONDITIONAL_ACCESS)


def list_subscribed_skus() -> Request:
    return get("/subscribedSkus", _READ_LICENSES)


def list_organizations() -> Request:
    return get("/organization", _READ_DIRECTORY)


def list_custom_roles() -> Request:
    return get("/roleManagement/directory/roleDefinitions", _READ_ROLES, (("$filter", "isBuiltIn eq false"),))


def write(change: Change) -> Request:
    """The request that makes a change."""
    operation = RESOURCES[change.resource].operations[change.operation]
    path = operation.path.format(tenant_id=change.tenant_id, name=change.name, **change.key)
    return Request(operation.method, path, change.body, access=operation.access)
