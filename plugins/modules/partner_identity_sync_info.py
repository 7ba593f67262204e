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
  - Returns the identity synchronization policy of one partner, those of all partners, or those that were deleted and
    can still be restored.
  - A partner without a policy is not in the result.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.read
  - entra.cross_tenant.attributes.graph
options:
  partner_tenant:
    description:
      - One partner, by its tenant ID or by one of its verified domains; all partners if not given.
      - To find the tenant of a domain takes the permission C(CrossTenantInformation.ReadBasic.All).
    type: str
  deleted:
    description:
      - Return the deleted policies instead, which Microsoft keeps for 30 days.
      - Needs O(api_version=beta). Microsoft's pages disagree about the permission that it takes, and about the clouds
        that have it.
    type: bool
    default: false
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
    msg: "{{ deleted.partner_identity_syncs | selectattr('days_left', 'lt', 3) | map(attribute='tenant_id') }}"
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
      description: Whether users may be synchronized into the home tenant; null where that was never configured.
      type: bool
    group_sync_allowed:
      description: Whether groups may be synchronized. Only there where Graph has that setting.
      type: bool
    role_enabled_group_sync_allowed:
      description: Whether groups that can be given roles may be synchronized. Only there where Graph has that setting.
      type: bool
    external_cloud_application_id:
      description: The authorized application in another cloud, or null. Only there where Graph has that setting.
      type: str
    # end row of identity_sync
    deleted_date_time:
      description: When the policy was deleted. Only there with O(deleted=true).
      type: str
    days_left:
      description:
        - How many of the 30 days are left in which a deleted policy can be restored, the day that has begun included.
          V(0) when they are over, null if Microsoft Graph does not say when it was deleted.
        - By the clock of the host on which the module runs. Only there with O(deleted=true).
      type: int
# begin error
error:
  description:
    - What went wrong, in fields. RV(ignore:msg) says the same in words and what to do about it.
    - Those that follow are there if Microsoft Graph itself answered with an error.
  returned: failure after the options were found to be right
  type: dict
  contains:
    msg:
      description: What was being done, and what was answered.
      type: str
    status:
      description: The HTTP status.
      type: int
    code:
      description: Microsoft Graph's code of the error.
      type: str
    message:
      description: Microsoft Graph's text.
      type: str
    request_id:
      description: What Microsoft's support asks for.
      type: str
    client_request_id:
      description: The ID that this collection gave to the request.
      type: str
    date:
      description: When Microsoft Graph answered.
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
