# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes and reads → requests to Graph, with the permissions that they need (private to this collection).

Tenant IDs and domains get into a path only after they were checked (``_names.tenant_key``, ``_names.domain_key``).
"""

from __future__ import annotations

from urllib.parse import quote

from .._graph.request import Access, Request, get
from .._plan.change import Change

_POLICY = "/policies/crossTenantAccessPolicy"
_PARTNERS = _POLICY + "/partners"
_DEFAULT = _POLICY + "/default"
_EXPANDED = (("$expand", "identitySynchronization"),)
#: Beta only.
DELETED_ITEMS = "/policies/deletedItems/"
_DELETED_SYNCS = DELETED_ITEMS + "crossTenantSyncPolicyPartners"
_DELETED_PARTNERS = DELETED_ITEMS + "crossTenantPartners"
_SYNC_TEMPLATE = _POLICY + "/templates/multiTenantOrganizationIdentitySynchronization"
_PARTNER_TEMPLATE = _POLICY + "/templates/multiTenantOrganizationPartnerConfiguration"
_ORGANIZATION = "/tenantRelationships/multiTenantOrganization"
_FIND_TENANT = "/tenantRelationships/findTenantInformationBy"

_READER, _ADMINISTRATOR = "Global Reader", "Security Administrator"
_FRESH = {404: "If it was created a moment ago it may not be everywhere yet: run again, or raise wait_timeout"}
_IN_THE_WAY = {
    **_FRESH,
    409: (
        "Graph says that the object exists, but reads do not show it: a deleted object of this tenant may still be "
        "restorable and in the way. With api_version beta a deleted partner is restored and updated, if Graph lets the "
        "application see deleted items"
    ),
}
_SYNC_IN_THE_WAY = {
    **_FRESH,
    409: (
        "Graph says that the policy exists, but reads do not show it: a deleted one may be in the way. With "
        "api_version beta it is restored and updated, if Graph lets the application see deleted items, and "
        "entra.cross_tenant.deleted_partner_identity_sync removes it for good"
    ),
}
_DISPUTED = {
    **_IN_THE_WAY,
    400: (
        "Graph may not have deleted items in this cloud or tenant: Microsoft's pages contradict each other about the "
        "clouds that do"
    ),
    # The include file of crosstenantidentitysyncpolicypartner-restore against the rendered pages of
    # policydeletableitem-get and -delete.
    403: (
        "Or Graph opens deleted items to no application at all: Microsoft's pages contradict each other, some naming "
        "this permission and some saying 'not supported'"
    ),
}
_OF_OWNERS = {**_IN_THE_WAY, 403: "Only a tenant that is an owner of the organization can change it"}

# The permissions and roles that reads and writes need, by the object that they are about. The permissions come from the
# Graph pages that are named here, the roles from docs/security.md.
_READ_POLICY = Access("Policy.Read.All or Policy.ReadWrite.CrossTenantAccess", _READER, _IN_THE_WAY)
_WRITE_POLICY = Access("Policy.ReadWrite.CrossTenantAccess", _ADMINISTRATOR, _IN_THE_WAY)
_WRITE_SYNC = Access("Policy.ReadWrite.CrossTenantAccess", _ADMINISTRATOR, _SYNC_IN_THE_WAY)
_DELETED = Access("Policy.ReadWrite.CrossTenantAccess", _ADMINISTRATOR, _DISPUTED)
# multitenantorganization-get, multitenantorganizationjoinrequestrecord-update
_READ_ORGANIZATION = Access(
    "MultiTenantOrganization.Read.All or MultiTenantOrganization.ReadWrite.All", _READER, _IN_THE_WAY
)
_WRITE_ORGANIZATION = Access("MultiTenantOrganization.ReadWrite.All", _ADMINISTRATOR, _OF_OWNERS)
# tenantrelationship-findtenantinformationbytenantid
_FIND = Access("CrossTenantInformation.ReadBasic.All")
# authorizationpolicy-get, externalidentitiespolicy-get, conditionalaccessroot-list-policies
_READ_OTHER_POLICIES = Access("Policy.Read.All", _READER)
# subscribedsku-list
_READ_LICENSES = Access("LicenseAssignment.Read.All or Organization.Read.All", _READER)
# organization-list
_READ_DIRECTORY = Access("Organization.Read.All", _READER)
# rbacapplication-list-roledefinitions
_READ_ROLES = Access("RoleManagement.Read.Directory", _READER)

# (operation, resource) → method, path, and the permission and role that the request needs. PUT creates a policy and
# never updates one; PATCH updates a policy and never creates one:
# crosstenantaccesspolicyconfigurationpartner-put-identitysynchronization, crosstenantidentitysyncpolicypartner-update.
_WRITES = {
    ("create", "partner"): ("POST", _PARTNERS, _WRITE_POLICY),
    ("update", "partner"): ("PATCH", _PARTNERS + "/%s", _WRITE_POLICY),
    ("delete", "partner"): ("DELETE", _PARTNERS + "/%s", _WRITE_POLICY),
    ("create", "identity_sync"): ("PUT", _PARTNERS + "/%s/identitySynchronization", _WRITE_SYNC),
    ("update", "identity_sync"): ("PATCH", _PARTNERS + "/%s/identitySynchronization", _WRITE_SYNC),
    ("delete", "identity_sync"): ("DELETE", _PARTNERS + "/%s/identitySynchronization", _WRITE_SYNC),
    # The page about permanent deletion shows the path of deleted partners for policies as well. That seems to be a
    # mistake: Microsoft's own beta SDK has this path.
    ("restore", "identity_sync"): ("POST", _DELETED_SYNCS + "/%s/restore", _DELETED),
    ("restore", "partner"): ("POST", _DELETED_PARTNERS + "/%s/restore", _DELETED),
    ("purge", "identity_sync"): ("DELETE", _DELETED_SYNCS + "/%s", _DELETED),
    ("update", "mto_sync_template"): ("PATCH", _SYNC_TEMPLATE, _WRITE_POLICY),
    ("reset", "mto_sync_template"): ("POST", _SYNC_TEMPLATE + "/resetToDefaultSettings", _WRITE_POLICY),
    ("update", "mto_partner_template"): ("PATCH", _PARTNER_TEMPLATE, _WRITE_POLICY),
    ("reset", "mto_partner_template"): ("POST", _PARTNER_TEMPLATE + "/resetToDefaultSettings", _WRITE_POLICY),
    ("update", "default_settings"): ("PATCH", _DEFAULT, _WRITE_POLICY),
    ("reset", "default_settings"): ("POST", _DEFAULT + "/resetToSystemDefault", _WRITE_POLICY),
    # PUT only creates an organization, too: tenantrelationship-put-multitenantorganization,
    # multitenantorganization-update.
    ("create", "mto"): ("PUT", _ORGANIZATION, _WRITE_ORGANIZATION),
    ("update", "mto"): ("PATCH", _ORGANIZATION, _WRITE_ORGANIZATION),
    ("create", "mto_tenant"): ("POST", _ORGANIZATION + "/tenants", _WRITE_ORGANIZATION),
    ("update", "mto_tenant"): ("PATCH", _ORGANIZATION + "/tenants/%s", _WRITE_ORGANIZATION),
    ("delete", "mto_tenant"): ("DELETE", _ORGANIZATION + "/tenants/%s", _WRITE_ORGANIZATION),
    # The record always exists. A request that joins and a request that resets differ only in the body.
    ("update", "mto_join_request"): ("PATCH", _ORGANIZATION + "/joinRequest", _WRITE_ORGANIZATION),
    ("reset", "mto_join_request"): ("PATCH", _ORGANIZATION + "/joinRequest", _WRITE_ORGANIZATION),
}

_TEMPLATES = {
    "mto_sync_template": _SYNC_TEMPLATE,
    "mto_partner_template": _PARTNER_TEMPLATE,
    "default_settings": _DEFAULT,
}


def list_partners() -> Request:
    return get(_PARTNERS, _READ_POLICY, _EXPANDED)


def list_identity_syncs() -> Request:
    """The list of partners, with no property but the tenant ID and the policy: there is no list of policies."""
    return get(_PARTNERS, _READ_POLICY, (("$select", "tenantId"),) + _EXPANDED)


def list_deleted_identity_syncs() -> Request:
    return get(_DELETED_SYNCS, _DELETED)


def read_deleted_partner(tenant_id: str) -> Request:
    return get(f"{_DELETED_PARTNERS}/{tenant_id}", _DELETED)


def read_deleted_identity_sync(tenant_id: str) -> Request:
    return get(f"{_DELETED_SYNCS}/{tenant_id}", _DELETED)


def read_partner(tenant_id: str) -> Request:
    return get(f"{_PARTNERS}/{tenant_id}", _READ_POLICY, _EXPANDED)


def read_template(name: str) -> Request:
    """The read of a resource that a tenant always has exactly once; ``name`` is a key of ``_TEMPLATES``."""
    return get(_TEMPLATES[name], _READ_POLICY)


def find_tenant_by_id(tenant_id: str) -> Request:
    return get(f"{_FIND_TENANT}TenantId(tenantId={_literal(tenant_id)})", _FIND)


def find_tenant_by_domain(domain: str) -> Request:
    return get(f"{_FIND_TENANT}DomainName(domainName={_literal(domain)})", _FIND)


def _literal(text: str) -> str:
    """A string literal of OData for a URL. A quotation mark inside the string is written twice."""
    return "'{}'".format(quote(text.replace("'", "''"), safe=""))


def read_mto() -> Request:
    return get(_ORGANIZATION, _READ_ORGANIZATION)


def list_mto_tenants() -> Request:
    return get(_ORGANIZATION + "/tenants", _READ_ORGANIZATION)


def read_mto_tenant(tenant_id: str) -> Request:
    return get(f"{_ORGANIZATION}/tenants/{tenant_id}", _READ_ORGANIZATION)


def read_mto_join_request() -> Request:
    return get(_ORGANIZATION + "/joinRequest", _READ_ORGANIZATION)


def read_policy() -> Request:
    return get(_POLICY, _READ_POLICY)


def read_authorization_policy() -> Request:
    return get("/policies/authorizationPolicy", _READ_OTHER_POLICIES)


def read_external_identities_policy() -> Request:
    return get("/policies/externalIdentitiesPolicy", _READ_OTHER_POLICIES)


def list_conditional_access_policies() -> Request:
    return get("/identity/conditionalAccess/policies", _READ_OTHER_POLICIES)


def list_subscribed_skus() -> Request:
    return get("/subscribedSkus", _READ_LICENSES)


def list_organizations() -> Request:
    return get("/organization", _READ_DIRECTORY)


def list_custom_roles() -> Request:
    return get("/roleManagement/directory/roleDefinitions", _READ_ROLES, (("$filter", "isBuiltIn eq false"),))


def write(change: Change) -> Request:
    """The request that makes a change."""
    method, path, access = _WRITES[change.operation, change.resource]
    return Request(method, path % change.tenant_id if "%s" in path else path, change.body, access=access)
