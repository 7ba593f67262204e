# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the domain means → requests to Graph (private to this collection).

Tenant IDs get into a path only after the domain has checked them (``desired.tenant_key``).
"""

from __future__ import annotations

from .._graph.request import Request
from .._policy.plan import Change

_POLICY = "/policies/crossTenantAccessPolicy"
_PARTNERS = _POLICY + "/partners"
_EXPANDED = (("$expand", "identitySynchronization"),)
#: Beta only. Every request below it takes a permission that Microsoft's pages contradict each other about.
DELETED_ITEMS = "/policies/deletedItems/"
_DELETED_SYNCS = DELETED_ITEMS + "crossTenantSyncPolicyPartners"
_SYNC_TEMPLATE = _POLICY + "/templates/multiTenantOrganizationIdentitySynchronization"

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
}

_TEMPLATES = {"mto_sync_template": _SYNC_TEMPLATE}


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


def write(change: Change) -> Request:
    method, path = _WRITES[change.operation, change.resource]
    return Request(method, path % change.tenant_id if "%s" in path else path, change.body)
