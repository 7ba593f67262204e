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
from .._model.access import (
    READ_POLICY,
    READ_PROVISIONING_LOG,
    READER,
    VALIDATE_SYNCHRONIZATION,
    WRITE_SYNCHRONIZATION,
)
from .._model.resource import Resource
from .._model.resources import PARTNER, POLICY, RESOURCES
from .._model.synchronization import credentials
from .._model.synchronization.resources import (
    GALLERY_TEMPLATE,
    JOB_TEMPLATE,
    SYNC_APPLICATION,
    SYNC_ASSIGNMENT,
    SYNC_CONFIGURATION,
    SYNC_CREDENTIALS,
    SYNC_JOB,
    SYNC_SCHEMA,
)
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


# user-list, group-list
_READ_USERS = Access("User.ReadBasic.All", READER, broader=("User.Read.All", "User.ReadWrite.All", *_DIRECTORY))
_READ_GROUPS = Access("GroupMember.Read.All", READER, broader=("Group.Read.All", "Group.ReadWrite.All", *_DIRECTORY))


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


def list_sync_configurations() -> Request:
    """The service principals of all synchronization configurations. Whatever their names are: the template counts."""
    wanted = (("$filter", f"applicationTemplateId eq '{GALLERY_TEMPLATE}'"),)
    return get(SYNC_CONFIGURATION.list_path, SYNC_CONFIGURATION.reading, wanted + SYNC_CONFIGURATION.query)


def sync_configuration(service_principal_id: str) -> Request:
    return _below(SYNC_CONFIGURATION, SYNC_CONFIGURATION.path, service_principal_id)


def list_sync_jobs(service_principal_id: str) -> Request:
    return _below(SYNC_JOB, SYNC_JOB.list_path, service_principal_id)


def sync_credentials(service_principal_id: str) -> Request:
    return _below(SYNC_CREDENTIALS, SYNC_CREDENTIALS.path, service_principal_id)


def sync_schema(service_principal_id: str, job_id: str) -> Request:
    return _below(SYNC_SCHEMA, SYNC_SCHEMA.path, service_principal_id, job_id)


def list_sync_assignments(service_principal_id: str) -> Request:
    return _below(SYNC_ASSIGNMENT, SYNC_ASSIGNMENT.list_path, service_principal_id)


def sync_applications(app_id: str) -> Request:
    """The application objects of one application. ``app_id`` is its client ID."""
    wanted = (("$filter", f"appId eq '{app_id}'"),)
    return get(SYNC_APPLICATION.list_path, SYNC_APPLICATION.reading, wanted + SYNC_APPLICATION.query)


def parse_expression(service_principal_id: str, job_id: str, expression: str) -> Request:
    """Ask Graph how it reads an expression. Nothing is changed."""
    path = SYNC_SCHEMA.path.format(service_principal_id=service_principal_id, job_id=job_id)
    return Request("POST", f"{path}/parseExpression", {"expression": expression}, access=WRITE_SYNCHRONIZATION)


def validate_sync_credentials(service_principal_id: str, job_id: str, target_tenant: str) -> Request:
    """Ask Graph whether a job may synchronize to a target tenant. Nothing is changed."""
    path = SYNC_JOB.path.format(service_principal_id=service_principal_id, job_id=job_id)
    pairs = credentials.written(credentials.of(target_tenant))["value"]
    body = {"templateId": JOB_TEMPLATE, "useSavedCredentials": False, "credentials": pairs}
    return Request("POST", f"{path}/validateCredentials", body, access=VALIDATE_SYNCHRONIZATION)


def provisioning_log(job_id: str, since: str, failures: bool = False) -> Request:
    """The log of what a job did after a moment, or only of its failures.

    ``since`` is in the form of Graph, 2026-11-27T10:00:00Z.
    """
    # The page of the list calls this property statusInfo: provisioningobjectsummary-list.
    only = " and statusInfo/status eq 'failure'" if failures else ""
    wanted = (("$filter", f"jobId eq '{job_id}' and activityDateTime gt {since}{only}"),)
    return get("/auditLogs/provisioning", READ_PROVISIONING_LOG, wanted)


def find_users(name: str) -> Request:
    """The users with a user principal name, or with a display name."""
    return get("/users", _READ_USERS, _named("userPrincipalName" if "@" in name else "displayName", name))


def find_groups(name: str) -> Request:
    """The groups with a display name."""
    return get("/groups", _READ_GROUPS, _named("displayName", name))


def _named(property_: str, name: str) -> tuple[tuple[str, str], ...]:
    """A query for the IDs of objects by a name. A quotation mark inside the name is written twice."""
    text = name.replace("'", "''")
    return (("$filter", f"{property_} eq '{text}'"), ("$select", "id,displayName"))


def _below(resource: Resource, path: str, service_principal_id: str, job_id: str = "") -> Request:
    address = path.format(service_principal_id=service_principal_id, job_id=job_id)
    return get(address, resource.reading, resource.query)


def write(change: Change) -> Request:
    """The request that makes a change."""
    operation = RESOURCES[change.resource].operations[change.operation]
    path = operation.path.format(tenant_id=change.tenant_id, name=change.name, **change.key)
    return Request(operation.method, path, change.body, access=operation.access, once=operation.once)
