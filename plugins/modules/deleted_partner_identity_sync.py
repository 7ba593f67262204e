#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: deleted_partner_identity_sync
short_description: Restore or purge the deleted identity synchronization policy of a partner tenant
version_added: 1.0.0
description:
  - Restores a cross-tenant identity synchronization policy that was deleted within the last 30 days, or permanently
    removes it before the 30 days end.
  - Deleted policies exist only in Microsoft Graph beta, so the module needs O(api_version=beta).
  - Microsoft's pages disagree about the permission, C(Policy.ReadWrite.CrossTenantAccess) or none at all, and about the
    clouds that support deleted policies. If Graph refuses, the error says so.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.wait
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.write
  - entra.cross_tenant.attributes.action_group
options:
  partner_tenant:
    description: The tenant ID of the partner.
    type: str
    required: true
  state:
    description:
      - V(restored) restores the policy as it was before it was deleted, which may allow user synchronization again. The
        partner configuration must exist. If there is a policy and no deleted one, nothing is done. If there is neither,
        or both, the module fails.
      - V(purged) permanently removes the deleted policy. If there is no deleted one, nothing is done. A policy that is
        not deleted is never changed.
    type: str
    choices: [restored, purged]
    required: true
seealso:
  - module: entra.cross_tenant.partner_identity_sync_info
  - module: entra.cross_tenant.partner_identity_sync
  - name: Restore a deleted crossTenantIdentitySyncPolicyPartner
    description: The reference page of Microsoft Graph.
    link: https://learn.microsoft.com/graph/api/crosstenantidentitysyncpolicypartner-restore?view=graph-rest-beta
"""

EXAMPLES = r"""
---
- name: See what can be restored
  entra.cross_tenant.partner_identity_sync_info:
    deleted: true
    api_version: beta

- name: Put a policy that was deleted by mistake back in force
  entra.cross_tenant.deleted_partner_identity_sync:
    partner_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    state: restored
    api_version: beta

- name: Remove a deleted policy for good
  entra.cross_tenant.deleted_partner_identity_sync:
    partner_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    state: purged
    api_version: beta
"""

RETURN = r"""
---
partner_identity_sync:
  description: The policy after the task, or as it would be after a real run. Null with O(state=purged).
  returned: success
  type: dict
  sample:
    tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    display_name: Fabrikam
    user_sync_allowed: true
  contains:
    # begin row of identity_sync
    tenant_id:
      description: The partner tenant.
      type: str
    display_name:
      description: The name of the policy, or null.
      type: str
    user_sync_allowed:
      description: Whether users may be synchronized into the home tenant. Null if this was never configured.
      type: bool
    group_sync_allowed:
      description: Whether groups may be synchronized. Missing if Microsoft Graph does not have this setting.
      type: bool
    role_enabled_group_sync_allowed:
      description:
        - Whether role-assignable groups may be synchronized. Missing if Microsoft Graph does not have this setting.
      type: bool
    external_cloud_application_id:
      description:
        - The authorized application in another cloud, or null. Missing if Microsoft Graph does not have this setting.
      type: str
    # end row of identity_sync
# begin changes
changes:
  description: The operation that was done, or that a real run would do. Empty if there is nothing to do.
  returned: always
  type: list
  elements: dict
  sample:
    - operation: restore
      resource: identity_sync
      tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      settings: []
  contains:
    operation:
      description: V(restore) or V(purge).
      type: str
    resource:
      description: The kind of the changed object, V(identity_sync).
      type: str
    tenant_id:
      description: The partner tenant.
      type: str
    settings:
      description: Always empty, because a policy is restored or removed as a whole.
      type: list
      elements: str
# end changes
# begin error
error:
  description:
    - The error, split into fields. RV(ignore:msg) describes the same error in words and tells you what to do.
    - Most fields after RV(error.msg) exist only if Microsoft Graph itself answered with an error. If the login failed,
      only RV(error.code) and RV(error.correlation_id) exist.
  returned: if the task failed after the options were validated
  type: dict
  contains:
    msg:
      description: The action that failed, and the answer to it.
      type: str
    status:
      description: The HTTP status.
      type: int
    code:
      description: The code of the error, from Microsoft Graph or the login endpoint.
      type: str
    message:
      description: Microsoft Graph's text.
      type: str
    request_id:
      description: The ID of the request that Microsoft support asks for.
      type: str
    client_request_id:
      description: The ID that this collection gave the request.
      type: str
    date:
      description: When Microsoft Graph answered.
      type: str
    correlation_id:
      description:
        - The ID of a failed login, which Microsoft support asks for. Null if the login endpoint did not return it.
      type: str
# end error
"""

from typing import Any

from ansible_collections.entra.cross_tenant.plugins.module_utils import _module
from ansible_collections.entra.cross_tenant.plugins.module_utils._checked_options import checked_items, need_beta
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge.converge import converge_deleted
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import desired_identity_sync
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import writing
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.deleted import PURGED, RESTORED, DeletedGoal
from ansible_collections.entra.cross_tenant.plugins.module_utils._results import change_result, on_missing_partner
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = writing(
    partner_tenant={"type": "str", "required": True},
    state={"type": "str", "choices": [RESTORED, PURGED], "required": True},
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    need_beta(connection, "deleted policies")
    item = {"tenant": task.params["partner_tenant"]}
    tenant_id = checked_items([item], desired_identity_sync, connection)[0].tenant_id
    goal = DeletedGoal(tenant_id, task.params["state"])
    execution = converge_deleted(connection.client, goal, task.manner)
    task.warn(*on_missing_partner(execution))
    return change_result(execution, goal.title, row=goal.row, name="partner_identity_sync", diff_mode=task.diff_mode)


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
