# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the domain means → requests to Graph (private to this collection).

Tenant IDs and domains get into a path only after they were checked (``tenants.tenant_key``, ``tenants.domain_key``).
"""

from __future__ import annotations

from urllib.parse import quote

from .._graph.request import Request
from .._policy.plan import Change

_POLICY = "/policies/crossTenantAccessPolicy"
_PARTNERS = _POLICY + "/partners"
_DEFAULT = _POLICY + "/default"
_EXPANDED = (("$expand", "identitySynchronization"),)
#: Beta only. Every request below it takes a permission that Microsoft's pages contradict each other about.
DELETED_ITEMS = "/policies/deletedItems/"
_DELETED_SYNCS = DELETED_ITEMS + "crossTenantSyncPolicyPartners"
_SYNC_TEMPLATE = _POLICY + "/templates/multiTenantOrganizationIdentitySynchronization"
_PARTNER_TEMPLATE = _POLICY + "/templates/multiTenantOrganizationPartnerConfiguration"
_ORGANIZATION = "/tenantRelationships/multiTenantOrganization"

# (operation, resource) → method and path. PUT creates a policy and never updates one, PATCH the other way round:
# crosstenantaccesspolicyconfigurationpartner-put-identitysynchronization, crosstenantidentitysyncpolicypartner-update.
_WRITES = {
    ("create", "partner"): ("POST", _PARTNERS),
    ("update", "partner"): ("PATCH", _PARTNERS + "/%s"),
    ("delete", "partner"): ("DELETE", _PARTNERS + "/%s"),
    ("create", "identity_sync"): ("PUT", _PARTNERS + "/%s/identitySynchronization"),
    ("update", "identity_sync"): ("PATCH", _PARTNERS + "/%s/identitySynchronization"),
    ("delete", "identity_sync"): ("DELETE", _PARTNERS + "/%s/identitySynchronization"),
    # The page about deleting for good prints the path of deleted partners for policies too, by mistake as it seems:
    # Microsoft's own beta SDK has this one.
    ("restore", "identity_sync"): ("POST", _DELETED_SYNCS + "/%s/restore"),
    ("purge", "identity_sync"): ("DELETE", _DELETED_SYNCS + "/%s"),
    ("update", "mto_sync_template"): ("PATCH", _SYNC_TEMPLATE),
    ("reset", "mto_sync_template"): ("POST", _SYNC_TEMPLATE + "/resetToDefaultSettings"),
    ("update", "mto_partner_template"): ("PATCH", _PARTNER_TEMPLATE),
    ("reset", "mto_partner_template"): ("POST", _PARTNER_TEMPLATE + "/resetToDefaultSettings"),
    ("update", "default_settings"): ("PATCH", _DEFAULT),
    ("reset", "default_settings"): ("POST", _DEFAULT + "/resetToSystemDefault"),
    # Here too PUT only creates: tenantrelationship-put-multitenantorganization, multitenantorganization-update.
    ("create", "mto"): ("PUT", _ORGANIZATION),
    ("update", "mto"): ("PATCH", _ORGANIZATION),
    ("create", "mto_tenant"): ("POST", _ORGANIZATION + "/tenants"),
    ("update", "mto_tenant"): ("PATCH", _ORGANIZATION + "/tenants/%s"),
    ("delete", "mto_tenant"): ("DELETE", _ORGANIZATION + "/tenants/%s"),
    # The record is always there; joining and resetting differ in its body only.
    ("update", "mto_join_request"): ("PATCH", _ORGANIZATION + "/joinRequest"),
    ("reset", "mto_join_request"): ("PATCH", _ORGANIZATION + "/joinRequest"),
}

_FIND_TENANT = "/tenantRelationships/findTenantInformationBy"

_TEMPLATES = {
    "mto_sync_template": _SYNC_TEMPLATE,
    "mto_partner_template": _PARTNER_TEMPLATE,
    "default_settings": _DEFAULT,
}


def list_partners() -> Request:
    return Request("GET", _PARTNERS, query=_EXPANDED)


def list_identity_syncs() -> Request:
    return Request("GET", _PARTNERS, query=(("$select", "tenantId"),) + _EXPANDED)


def list_deleted_identity_syncs() -> Request:
    return Request("GET", _DELETED_SYNCS)


def read_deleted_identity_sync(tenant_id: str) -> Request:
    return Request("GET", f"{_DELETED_SYNCS}/{tenant_id}")


def read_partner(tenant_id: str) -> Request:
    return Request("GET", f"{_PARTNERS}/{tenant_id}", query=_EXPANDED)


def read_template(name: str) -> Request:
    return Request("GET", _TEMPLATES[name])


def is_about_identity_sync(request: str) -> bool:
    """Whether a request, as an error names it, is about the policy of a partner."""
    return "/identitySynchronization" in request


def find_tenant_by_id(tenant_id: str) -> Request:
    return Request("GET", f"{_FIND_TENANT}TenantId(tenantId={_literal(tenant_id)})")


def find_tenant_by_domain(domain: str) -> Request:
    return Request("GET", f"{_FIND_TENANT}DomainName(domainName={_literal(domain)})")


def _literal(text):
    """A string as OData has it in a URL, where a quotation mark inside is written twice."""
    return "'{}'".format(quote(text.replace("'", "''"), safe=""))


def read_mto() -> Request:
    return Request("GET", _ORGANIZATION)


def list_mto_tenants() -> Request:
    return Request("GET", _ORGANIZATION + "/tenants")


def read_mto_tenant(tenant_id: str) -> Request:
    return Request("GET", f"{_ORGANIZATION}/tenants/{tenant_id}")


def read_mto_join_request() -> Request:
    return Request("GET", _ORGANIZATION + "/joinRequest")


def read_policy() -> Request:
    return Request("GET", _POLICY)


def read_authorization_policy() -> Request:
    return Request("GET", "/policies/authorizationPolicy")


def read_external_identities_policy() -> Request:
    return Request("GET", "/policies/externalIdentitiesPolicy")


def list_conditional_access_policies() -> Request:
    return Request("GET", "/identity/conditionalAccess/policies")


def list_subscribed_skus() -> Request:
    return Request("GET", "/subscribedSkus")


def list_organizations() -> Request:
    return Request("GET", "/organization")


def list_custom_roles() -> Request:
    return Request("GET", "/roleManagement/directory/roleDefinitions", query=(("$filter", "isBuiltIn eq false"),))


def write(change: Change) -> Request:
    method, path = _WRITES[change.operation, change.resource]
    return Request(method, path % change.tenant_id if "%s" in path else path, change.body)
