#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: partner_identity_sync
short_description: Manage the identity synchronization policy of a partner tenant
version_added: 1.0.0
description:
  - Creates, updates or deletes the cross-tenant identity synchronization policy of one partner. The policy decides
    whether the partner may synchronize its users into the home tenant.
  - The policy belongs to the partner configuration, which must exist. See M(entra.cross_tenant.partner).
    M(entra.cross_tenant.partners) is faster if you manage many partners, or both configurations and policies.
  - If you switch synchronization off or delete the policy, synchronization stops. Users that were synchronized before
    are not removed.
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
    description:
      - The partner, by its tenant ID or by one of its verified domains.
      - A domain needs the permission C(CrossTenantInformation.ReadBasic.All).
    type: str
    required: true
  state:
    description: Whether the partner must have a policy.
    type: str
    choices: [present, absent]
    default: present
  # begin options of identity_sync
  display_name:
    description:
      - The name of the policy. Microsoft recommends the name of the partner.
      - The empty string removes the name. If not given, the name stays as it is.
    type: str
  user_sync_allowed:
    description:
      - Whether users of the partner may be synchronized into the home tenant.
      - If not given, the setting stays as it is. In a new policy it is then not configured.
    type: bool
  group_sync_allowed:
    description:
      - Whether groups of the partner may be synchronized into the home tenant.
      - Needs O(api_version=beta). Even then, Microsoft Graph may lack this setting.
    type: bool
  role_enabled_group_sync_allowed:
    description:
      - Whether role-assignable groups of the partner may be synchronized into the home tenant.
      - Microsoft Graph allows this only if O(group_sync_allowed) is already true. If you switch on both, the module
        writes O(group_sync_allowed) first.
      - Needs O(api_version=beta). Even then, Microsoft Graph may lack this setting.
    type: bool
  external_cloud_application_id:
    description:
      - The ID of the application in another Microsoft cloud that is authorized for this policy. Microsoft gives no
        further description.
      - The empty string removes the ID. If not given, the ID stays as it is.
      - Needs O(api_version=beta). Even then, Microsoft Graph may lack this setting.
    type: str
  # end options of identity_sync
  # begin option display_name_from_directory
  display_name_from_directory:
    description:
      - Give the policy the display name that the partner tenant has in its directory at the time of the run. If the
        tenant is renamed, the next run renames the policy. If the tenant has no display name, the name of the policy
        stays as it is.
      - Cannot be given together with O(display_name).
      - Needs the permission C(CrossTenantInformation.ReadBasic.All).
    type: bool
    default: false
  # end option display_name_from_directory
notes:
  - Needs the application permission C(Policy.ReadWrite.CrossTenantAccess). In check mode, C(Policy.Read.All) is enough.
  - Microsoft keeps a deleted policy for 30 days. It is not documented whether Microsoft Graph allows a new policy to be
    created in that time. With O(api_version=beta), the module looks for a deleted policy before it creates one, and
    warns if there is one. If Graph refuses to create the policy, the module restores the deleted policy and then
    updates it. RV(changes) shows both. Between the two, the policy applies as it was before it was deleted. Settings
    that the task does not set keep these old values. Check mode cannot know whether Graph will refuse, and predicts
    V(create).
  - O(api_version=v1.0) does not support deleted policies. There, the module fails after O(wait_timeout) if Graph
    refuses to create the policy.
  - Warns if a change causes a condition that Microsoft's guides warn about. There is a
    L(list of these conditions,https://github.com/entra-collections/entra.cross_tenant/blob/main/docs/checks.md).
seealso:
  - module: entra.cross_tenant.partner_identity_sync_info
  - module: entra.cross_tenant.deleted_partner_identity_sync
  - module: entra.cross_tenant.partner
  - module: entra.cross_tenant.partners
  - name: Create identitySynchronization
    description: The reference page of Microsoft Graph.
    link: https://learn.microsoft.com/graph/api/crosstenantaccesspolicyconfigurationpartner-put-identitysynchronization
"""

EXAMPLES = r"""
---
- name: Let a partner synchronize its users into this tenant
  entra.cross_tenant.partner_identity_sync:
    partner_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    display_name: Fabrikam
    user_sync_allowed: true

- name: The same for a partner whose domain is known, with the name that it gives itself
  entra.cross_tenant.partner_identity_sync:
    partner_tenant: fabrikam.example
    display_name_from_directory: true
    user_sync_allowed: true

- name: Stop it again, and leave the users that are there
  entra.cross_tenant.partner_identity_sync:
    partner_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    user_sync_allowed: false

- name: Delete the policy
  entra.cross_tenant.partner_identity_sync:
    partner_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    state: absent
"""

RETURN = r"""
---
partner_identity_sync:
  description: The policy after the task, or as it would be after a real run. Null if there is none.
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
  description: The operations that were done, or that a real run would do, in their order.
  returned: always
  type: list
  elements: dict
  sample:
    - operation: update
      resource: identity_sync
      tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      settings: [user_sync_allowed]
  contains:
    operation:
      description: V(create), V(update), V(delete) or V(restore).
      type: str
    resource:
      description: The kind of the changed object, V(identity_sync).
      type: str
    tenant_id:
      description: The partner tenant.
      type: str
    settings:
      description: The names of the settings that were written.
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._checked_options import checked_items
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge import warnings
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge.converge import converge_one
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import (
    SYNC_OPTIONS,
    desired_identity_sync,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import sync_row
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import writing
from ansible_collections.entra.cross_tenant.plugins.module_utils._results import change_result, on_missing_partner
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = writing(
    partner_tenant={"type": "str", "required": True},
    state={"type": "str", "choices": ["present", "absent"], "default": "present"},
    **dict(SYNC_OPTIONS, display_name_from_directory={"type": "bool", "default": False}),
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    options = dict(task.params, tenant=task.params["partner_tenant"])
    desired = checked_items([options], desired_identity_sync, connection)[0]
    execution = converge_one(connection.client, desired, task.manner)
    task.warn(*on_missing_partner(execution))
    task.warn(*warnings.on_deleted(connection.client, [execution]))
    task.warn(*warnings.on_conditions(connection.cloud.name, [execution]).sentences)
    return change_result(
        execution,
        f"identity synchronization of partner {desired.tenant_id}",
        row=lambda observed: sync_row(desired.tenant_id, observed.sync),
        name="partner_identity_sync",
        diff_mode=task.diff_mode,
    )


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
