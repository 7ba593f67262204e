# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests of a trial, with their permissions (private to this collection). Every ID in them is checked or made."""

from __future__ import annotations

import uuid
from typing import Any

from .._access import Access
from .._directory.requests import find_tenant_by_id
from .._graph.request import Request, get
from .._model.access import (
    DELETE_APPLICATION,
    DELETED,
    PROVISION_ON_DEMAND,
    READ_APPLICATIONS,
    READ_CAPABILITIES,
    READ_ONE_TENANT,
    READ_ORGANIZATION,
    READ_POLICY,
    READ_PROVISIONING_LOG,
    READ_SYNCHRONIZATION,
    READ_TEMPLATE,
    VALIDATE_SYNCHRONIZATION,
    WRITE_APPLICATIONS,
    WRITE_CAPABILITIES,
    WRITE_ORGANIZATION,
    WRITE_POLICY,
    WRITE_SYNC,
    WRITE_SYNCHRONIZATION,
    WRITE_TEMPLATE,
)
from .._model.synchronization import credentials
from .._model.synchronization.resources import GALLERY_TEMPLATE

Body = dict[str, Any]

_POLICY = "/policies/crossTenantAccessPolicy"
_PARTNERS = f"{_POLICY}/partners"
_DEFAULT = f"{_POLICY}/default"
_TEMPLATE = f"{_POLICY}/templates/multiTenantOrganizationIdentitySynchronization"
_ORGANIZATION = "/tenantRelationships/multiTenantOrganization"
_DELETED = "/policies/deletedItems"
# directory-deleteditems-delete, directory-deleteditems-restore
_PURGE = Access("Application.ReadWrite.All", "Cloud Application Administrator")
# authorizationpolicy-get; externalidentitiespolicy-get
_READ_POLICIES = Access("Policy.Read.All")
# directoryobject-getbyids
_BY_IDS = Access("Directory.Read.All")
_USERS = Access("User.ReadBasic.All", broader=("User.Read.All", "Directory.Read.All"))

#: The kinds of soft-deleted policies, with their places in Graph.
DELETED_PARTNERS = "crossTenantPartners"
DELETED_SYNCS = "crossTenantSyncPolicyPartners"

#: A capability that opens nothing as long as it is not allowed.
CAPABILITY = "crossTenantOpenProfileCard"
_TYPE = "@odata.type"


def nobody() -> str:
    """An ID that no object has."""
    return str(uuid.uuid4())


# Partners and their policies.


def partner(tenant: str, expand: bool = False) -> Request:
    query = (("$expand", "identitySynchronization"),) if expand else ()
    return get(f"{_PARTNERS}/{tenant}", READ_POLICY, query)


def partners(top: int | None = None) -> Request:
    return get(_PARTNERS, READ_POLICY, (("$top", str(top)),) if top else ())


def default() -> Request:
    return get(_DEFAULT, READ_POLICY)


def make_partner(tenant: str) -> Request:
    return Request("POST", _PARTNERS, {"tenantId": tenant}, access=WRITE_POLICY)


def change_partner(tenant: str, body: Body) -> Request:
    return Request("PATCH", f"{_PARTNERS}/{tenant}", body, access=WRITE_POLICY)


def delete_partner(tenant: str) -> Request:
    return Request("DELETE", f"{_PARTNERS}/{tenant}", access=WRITE_POLICY)


def constraints(tenant: str) -> Request:
    return get(f"{_PARTNERS}/{tenant}/serviceProviderConstraints", READ_POLICY)


def sync(tenant: str) -> Request:
    return get(f"{_PARTNERS}/{tenant}/identitySynchronization", READ_POLICY)


def make_sync(tenant: str, body: Body) -> Request:
    return Request("PUT", f"{_PARTNERS}/{tenant}/identitySynchronization", body, access=WRITE_SYNC)


def change_sync(tenant: str, body: Body) -> Request:
    return Request("PATCH", f"{_PARTNERS}/{tenant}/identitySynchronization", body, access=WRITE_SYNC)


def delete_sync(tenant: str) -> Request:
    return Request("DELETE", f"{_PARTNERS}/{tenant}/identitySynchronization", access=WRITE_SYNC)


def deleted(kind: str, tenant: str) -> Request:
    return get(f"{_DELETED}/{kind}/{tenant}", DELETED)


def all_deleted(kind: str) -> Request:
    return get(f"{_DELETED}/{kind}", DELETED)


def purge(kind: str, tenant: str) -> Request:
    return Request("DELETE", f"{_DELETED}/{kind}/{tenant}", access=DELETED)


# Capabilities.


def _capabilities(tenant: str | None) -> str:
    return f"{_DEFAULT if tenant is None else f'{_PARTNERS}/{tenant}'}/m365Capabilities"


def capabilities(tenant: str | None) -> Request:
    return get(_capabilities(tenant), READ_CAPABILITIES)


def capability(tenant: str) -> Request:
    return get(f"{_capabilities(tenant)}/{CAPABILITY}", READ_CAPABILITIES)


def make_capability(tenant: str) -> Request:
    body = {_TYPE: f"#microsoft.graph.{CAPABILITY}", "inboundAccess": {"isAllowed": False}}
    return Request("POST", _capabilities(tenant), body, access=WRITE_CAPABILITIES)


def change_capability(tenant: str) -> Request:
    body = {_TYPE: f"#microsoft.graph.{CAPABILITY}", "inboundAccess": {"isAllowed": False}}
    return Request("PATCH", f"{_capabilities(tenant)}/{CAPABILITY}", body, access=WRITE_CAPABILITIES)


def delete_capability(tenant: str | None, name: str = CAPABILITY) -> Request:
    return Request("DELETE", f"{_capabilities(tenant)}/{name}", access=WRITE_CAPABILITIES)


# The template, the multitenant organization.


def template() -> Request:
    return get(_TEMPLATE, READ_TEMPLATE)


def change_template(body: Body) -> Request:
    return Request("PATCH", _TEMPLATE, body, access=WRITE_TEMPLATE)


def reset_template() -> Request:
    return Request("POST", f"{_TEMPLATE}/resetToDefaultSettings", access=WRITE_TEMPLATE)


def organization() -> Request:
    return get(_ORGANIZATION, READ_ORGANIZATION)


def change_organization(name: str) -> Request:
    return Request("PATCH", _ORGANIZATION, {"displayName": name}, access=WRITE_ORGANIZATION)


def members() -> Request:
    return get(f"{_ORGANIZATION}/tenants", READ_ORGANIZATION)


def member(tenant: str) -> Request:
    return get(f"{_ORGANIZATION}/tenants/{tenant}", READ_ONE_TENANT)


def leave_organization(tenant: str) -> Request:
    return Request("DELETE", f"{_ORGANIZATION}/tenants/{tenant}", access=WRITE_ORGANIZATION)


def join_request() -> Request:
    return get(f"{_ORGANIZATION}/joinRequest", READ_ORGANIZATION)


def join(owner: str) -> Request:
    return Request("PATCH", f"{_ORGANIZATION}/joinRequest", {"addedByTenantId": owner}, access=WRITE_ORGANIZATION)


# What is around.


def authorization_policy() -> Request:
    return get("/policies/authorizationPolicy", _READ_POLICIES)


def external_identities_policy() -> Request:
    return get("/policies/externalIdentitiesPolicy", _READ_POLICIES)


def tenant(tenant_id: str) -> Request:
    return find_tenant_by_id(tenant_id)


def log() -> Request:
    """A read of the provisioning log that finds nothing: no job has this ID."""
    return get("/auditLogs/provisioning", READ_PROVISIONING_LOG, (("$filter", f"jobId eq '{nobody()}'"),))


def by_ids() -> Request:
    body = {"ids": [nobody()], "types": ["user"]}
    return Request("POST", "/directoryObjects/getByIds", body, access=_BY_IDS)


def one_user() -> Request:
    return get("/users", _USERS, (("$select", "id"), ("$top", "1")))


def batch_with_dependency() -> Request:
    """Three reads in one batch. One of them depends on another one, and the third does not depend on any."""
    entries = [{"id": str(number), "method": "GET", "url": _DEFAULT} for number in (1, 2, 3)]
    entries[1]["dependsOn"] = ["1"]  # type: ignore[assignment]
    return Request("POST", "/$batch", {"requests": entries}, access=READ_POLICY)


# The source side.


def instantiate(name: str) -> Request:
    path = f"/applicationTemplates/{GALLERY_TEMPLATE}/instantiate"
    return Request("POST", path, {"displayName": name}, access=WRITE_APPLICATIONS, once=True)


def configurations() -> Request:
    wanted = (("$filter", f"applicationTemplateId eq '{GALLERY_TEMPLATE}'"), ("$select", "id,displayName"))
    return get("/servicePrincipals", READ_APPLICATIONS, wanted)


def named(place: str, name: str) -> Request:
    """The objects with a name. ``place`` is "applications" or "servicePrincipals"."""
    return get(f"/{place}", READ_APPLICATIONS, (("$filter", f"displayName eq '{name}'"), ("$select", "id,appId")))


def principal(object_id: str) -> Request:
    return get(f"/servicePrincipals/{object_id}", READ_APPLICATIONS, (("$select", "id"),))


def owners(object_id: str) -> Request:
    return get(f"/servicePrincipals/{object_id}/owners", READ_APPLICATIONS)


def delete(place: str, object_id: str) -> Request:
    access = DELETE_APPLICATION if place == "applications" else WRITE_APPLICATIONS
    return Request("DELETE", f"/{place}/{object_id}", access=access)


def purge_object(object_id: str) -> Request:
    return Request("DELETE", f"/directory/deletedItems/{object_id}", access=_PURGE)


def restore_object(object_id: str) -> Request:
    return Request("POST", f"/directory/deletedItems/{object_id}/restore", access=_PURGE)


def _below(principal: str, place: str) -> str:
    return f"/servicePrincipals/{principal}/synchronization/{place}"


def templates(principal: str) -> Request:
    return get(_below(principal, "templates"), READ_SYNCHRONIZATION)


def jobs(principal: str, expand: bool = False) -> Request:
    return get(_below(principal, "jobs"), READ_SYNCHRONIZATION, (("$expand", "schema"),) if expand else ())


def job(principal: str, job_id: str) -> Request:
    return get(_below(principal, f"jobs/{job_id}"), READ_SYNCHRONIZATION)


def make_job(principal: str, template_id: str) -> Request:
    body = {"templateId": template_id}
    return Request("POST", _below(principal, "jobs"), body, access=WRITE_SYNCHRONIZATION, once=True)


def change_job(principal: str, job_id: str, body: Body) -> Request:
    return Request("PATCH", _below(principal, f"jobs/{job_id}"), body, access=WRITE_SYNCHRONIZATION)


def delete_job(principal: str, job_id: str) -> Request:
    return Request("DELETE", _below(principal, f"jobs/{job_id}"), access=WRITE_SYNCHRONIZATION)


def act(principal: str, job_id: str, action: str) -> Request:
    """``action`` is start, pause or restart."""
    body = {"criteria": {"resetScope": "Watermark"}} if action == "restart" else None
    return Request("POST", _below(principal, f"jobs/{job_id}/{action}"), body, access=WRITE_SYNCHRONIZATION)


def secrets(principal: str) -> Request:
    return get(_below(principal, "secrets"), READ_SYNCHRONIZATION)


def put_secrets(principal: str, values: dict[str, str]) -> Request:
    return Request("PUT", _below(principal, "secrets"), credentials.written(values), access=WRITE_SYNCHRONIZATION)


def validate(principal: str, template_id: str, target: str) -> Request:
    pairs = credentials.written(credentials.of(target))["value"]
    body = {"templateId": template_id, "useSavedCredentials": False, "credentials": pairs}
    return Request("POST", _below(principal, "jobs/validateCredentials"), body, access=VALIDATE_SYNCHRONIZATION)


def schema(principal: str, job_id: str) -> Request:
    return get(_below(principal, f"jobs/{job_id}/schema"), READ_SYNCHRONIZATION)


def put_schema(principal: str, job_id: str, body: Body) -> Request:
    return Request("PUT", _below(principal, f"jobs/{job_id}/schema"), body, access=WRITE_SYNCHRONIZATION)


def operators(principal: str, job_id: str) -> Request:
    return get(_below(principal, f"jobs/{job_id}/schema/filterOperators()"), WRITE_SYNCHRONIZATION)


def on_demand(principal: str, job_id: str, rule: str, kind: str, object_id: str) -> Request:
    """``kind`` is User or Group."""
    subjects = [{"objectId": object_id, "objectTypeName": kind}]
    body = {"parameters": [{"ruleId": rule, "subjects": subjects}]}
    path = _below(principal, f"jobs/{job_id}/provisionOnDemand")
    return Request("POST", path, body, access=PROVISION_ON_DEMAND, once=True)
