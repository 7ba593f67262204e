#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: partner_identity_sync_info
short_description: Read identity synchronization policies of partner tenants
version_added: 1.0.0
description:
  - Returns the identity synchronization policy of one partner, the policies of all partners, or the deleted policies
    that can still be restored.
  - Partners without a policy are not in the result.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.read
  - entra.cross_tenant.attributes.action_group
options:
  partner_tenant:
    description:
      - One partner, by its tenant ID or by one of its verified domains. If not given, all partners are read.
      - A domain needs the permission C(CrossTenantInformation.ReadBasic.All).
    type: str
  deleted:
    description:
      - Return the deleted policies instead. Microsoft keeps them for 30 days.
      - Needs O(api_version=beta). Microsoft's pages disagree about the required permission and about the clouds that
        support this.
    type: bool
    default: false
notes:
  - Needs the application permission C(Policy.Read.All).
seealso:
  - module: entra.cross_tenant.partner_identity_sync
  - module: entra.cross_tenant.deleted_partner_identity_sync
  - module: entra.cross_tenant.partner_info
"""

EXAMPLES = r"""
---
- name: Read the policies of all partners
  entra.cross_tenant.partner_identity_sync_info:
  register: policies

- name: Name the partners that may synchronize users into this tenant
  ansible.builtin.debug:
    msg: "{{ policies.partner_identity_syncs | selectattr('user_sync_allowed') | map(attribute='tenant_id') }}"

- name: Read the policy of one partner
  entra.cross_tenant.partner_identity_sync_info:
    partner_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1

- name: Read the policies that can still be restored
  entra.cross_tenant.partner_identity_sync_info:
    deleted: true
    api_version: beta
  register: deleted

- name: Name the partners whose policy is about to be gone for good
  ansible.builtin.debug:
    msg: "{{ dated | selectattr('days_left', 'lt', 3) | map(attribute='tenant_id') }}"
  vars:
    dated: "{{ deleted.partner_identity_syncs | rejectattr('days_left', 'none') }}"
"""

RETURN = r"""
---
partner_identity_syncs:
  description: The policies, sorted by tenant ID.
  returned: success
  type: list
  elements: dict
  sample:
    - tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
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
    deleted_date_time:
      description: When the policy was deleted. Returned only with O(deleted=true).
      type: str
    days_left:
      description:
        - How many of the 30 days for restoring the deleted policy are left, including the current day. V(0) after the
          30 days. Null if Microsoft Graph does not say when the policy was deleted.
        - Calculated with the clock of the host on which the module runs. Returned only with O(deleted=true).
      type: int
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

from datetime import datetime, timezone
from typing import Any

from ansible_collections.entra.cross_tenant.plugins.module_utils import _module
from ansible_collections.entra.cross_tenant.plugins.module_utils._checked_options import checked_items, need_beta
from ansible_collections.entra.cross_tenant.plugins.module_utils._directory import read, read_deleted
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import desired_identity_sync
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import reading
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = reading(
    partner_tenant={"type": "str"},
    deleted={"type": "bool", "default": False},
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    options = task.params
    if options["deleted"]:
        need_beta(connection, "deleted policies")
    tenant_id = None
    if options["partner_tenant"] is not None:
        item = {"tenant": options["partner_tenant"]}
        tenant_id = checked_items([item], desired_identity_sync, connection)[0].tenant_id
    if options["deleted"]:
        rows = read_deleted.deleted_identity_syncs(connection.client, tenant_id, datetime.now(timezone.utc))
    else:
        rows = read.identity_syncs(connection.client, tenant_id)
    return {"changed": False, "partner_identity_syncs": rows}


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
