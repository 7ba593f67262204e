# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Synchronization policies (Graph reference: crosstenantidentitysyncpolicypartner)."""

from __future__ import annotations

from .. import errors
from ..messages import Answer, no_content
from ..model import IDENTITY_SYNC, PARTNER
from ..request import PARTNERS_PATH, Request
from ..routing import READ, WRITE, Route
from ..table import Row
from .partners import now_text

# Where only a PUT makes the partner: the answer to everything else.
_NO_PARTNER = (404, "Directory_ObjectNotFound")


def get_policy(request: Request) -> Answer:
    """GET: 404 when the partner or its policy is absent."""
    key = request.tenant_key()
    request.visible(request.directory.partner_rows, key)
    row = request.directory.policy_rows.at(key, request.moment)
    if row is None:
        raise errors.absent(request.behaviour.absent_policy_code, key)
    return request.entity(IDENTITY_SYNC, row, f"{PARTNERS_PATH}('{key}')/identitySynchronization")


def require_partner(request: Request, key: str) -> None:
    """The partner that a policy hangs under must be there."""
    if request.directory.partner_rows.get(key) is None:
        status, code = request.behaviour.put_without_partner or _NO_PARTNER
        raise errors.absent(code, key, status)


def require_groups(request: Request, changes: Row, row: Row) -> None:
    """Groups must be synchronized before role-enabled ones can be (Microsoft365DSC)."""
    if not (changes.get("roleEnabledGroupSyncInbound") or {}).get("isSyncAllowed"):
        return
    together = request.behaviour.role_enabled_together == "accept" and "groupSyncInbound" in changes
    groups = (changes if together else row).get("groupSyncInbound")
    if not (groups or {}).get("isSyncAllowed"):
        raise errors.role_enabled_without_groups()


def create_policy(request: Request) -> Answer:
    """PUT only creates.

    Graph reference: crosstenantaccesspolicyconfigurationpartner-put-identitysynchronization.
    """
    key = request.tenant_key()
    request.require_replicated_partner(key)
    directory = request.directory
    given = request.accept(IDENTITY_SYNC, {"tenantId": key})
    require_groups(request, given, {})
    if request.behaviour.put_without_partner is None and directory.partner_rows.get(key) is None:
        row = PARTNER.applied({"tenantId": key}, {"isInMultiTenantOrganization": False}, request.replace)
        directory.partner_rows.put(key, row)
    require_partner(request, key)
    if directory.policy_rows.get(key) is not None:
        raise errors.policy_exists()
    if request.behaviour.over_deleted == "conflict" and directory.deleted_policy_rows.get(key) is not None:
        raise errors.policy_exists()
    directory.policy_rows.put(key, IDENTITY_SYNC.applied(given, {"tenantId": key}, request.replace))
    return no_content()


def update_policy(request: Request) -> Answer:
    """PATCH: refused when there is no policy (Graph reference: crosstenantidentitysyncpolicypartner-update)."""
    key = request.tenant_key()
    request.require_replicated_partner(key)
    row = request.directory.policy_rows.get(key)
    changes = request.accept(IDENTITY_SYNC, row or {"tenantId": key})
    if row is None:
        raise errors.policy_absent()
    require_groups(request, changes, row)
    request.directory.policy_rows.put(key, IDENTITY_SYNC.applied(changes, row, request.replace))
    return no_content()


def delete_policy(request: Request) -> Answer:
    """DELETE, which leaves a soft-deleted policy."""
    key = request.tenant_key()
    request.require_replicated_partner(key)
    directory = request.directory
    row = request.true(directory.policy_rows, key)
    directory.policy_rows.remove(key)
    directory.deleted_policy_rows.put(key, {**row, "deletedDateTime": now_text()})
    return no_content()


_PATH = f"/{PARTNERS_PATH}/{{key}}/identitySynchronization"

ROUTES = (
    Route("GET", _PATH, get_policy, READ, query=frozenset({"$select"})),
    Route("PUT", _PATH, create_policy, WRITE, takes_body=True),
    Route("PATCH", _PATH, update_policy, WRITE, takes_body=True),
    Route("DELETE", _PATH, delete_policy, WRITE),
)
