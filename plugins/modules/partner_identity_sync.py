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
  - Creates, updates or deletes the cross-tenant identity synchronization policy of one partner, which says whether the
    partner may synchronize its users into the home tenant.
  - The policy hangs under the partner configuration, which has to exist; see M(entra.cross_tenant.partner). For many
    partners, or for both at once, M(entra.cross_tenant.partners) is faster.
  - Switching synchronization off, or deleting the policy, stops synchronization. It does not remove users that have
    been synchronized before.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.wait
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.write
  - entra.cross_tenant.attributes.graph
options:
  partner_tenant:
    description:
      - The partner, by its tenant ID or by one of its verified domains.
      - To find the tenant of a domain takes the permission C(CrossTenantInformation.ReadBasic.All).
    type: str
    required: true
  state:
    description: Whether there has to be a policy.
    type: str
    choices: [present, absent]
    default: present
  # begin options of identity_sync
  display_name:
    description:
      - The name of the policy. Microsoft recommends the name of the partner.
      - The empty string removes it; if not given, it stays as it is.
    type: str
  user_sync_allowed:
    description:
      - Whether users of the partner may be synchronized into the home tenant.
      - If not given, it stays as it is, which in a new policy is "not configured".
    type: bool
  group_sync_allowed:
    description:
      - Whether groups of the partner may be synchronized into the home tenant.
      - Needs O(api_version=beta), and a service that has that setting.
    type: bool
  role_enabled_group_sync_allowed:
    description:
      - Whether groups of the partner that can be given Microsoft Entra roles may be synchronized into the home tenant.
      - Microsoft Graph allows that only where O(group_sync_allowed) is true already. If both are switched on, this one
        is written after the other.
      - Needs O(api_version=beta), and a service that has that setting.
    type: bool
  external_cloud_application_id:
    description:
      - The ID of the application in another Microsoft cloud that is authorized for this policy. Microsoft does not
        describe it any further.
      - The empty string removes it; if not given, it stays as it is.
      - Needs O(api_version=beta), and a service that has that setting.
    type: str
  # end options of identity_sync
  # begin option display_name_from_directory
  display_name_from_directory:
    description:
      - Give the policy the display name of the partner tenant, as its directory has it at the time of the run. If that
        changes, so does the name of the policy. If the tenant has none, the name of the policy stays as it is.
      - Cannot be given together with O(display_name).
      - Needs the permission C(CrossTenantInformation.ReadBasic.All).
    type: bool
    default: false
  # end option display_name_from_directory
notes:
  - Microsoft keeps a deleted policy for 30 days. Whether Microsoft Graph lets a new one be created in that time is
    documented nowhere. With O(api_version=beta), the module looks for a deleted policy when it creates one, and a
    warning says where one lies. If Graph refuses to create the policy, the deleted one is restored and then updated,
    which RV(changes) shows; between the two, the policy is in force as it was before it was deleted, and what the task
    does not set stays so. A run in check mode cannot know what Graph will do, and predicts V(create).
  - With O(api_version=v1.0), which has no deleted policies, such a refusal is an error after O(wait_timeout).
  - Warns where a change brings about a condition that Microsoft's guides warn of; see C(docs/checks.md).
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
  description: The policy after the task, or as it would be after a real run; null if there is none.
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
# begin changes
changes:
  description: Each operation that was done, or that a real run would do, in their order.
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
      description: What it was done to, V(identity_sync).
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

from ansible_collections.entra.cross_tenant.plugins.module_utils import _module
from ansible_collections.entra.cross_tenant.plugins.module_utils._checked_options import checked_items
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge import warnings
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge.converge import converge_one
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import (
    SYNC_OPTIONS,
    desired_identity_sync,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import sync_row
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import writing
from ansible_collections.entra.cross_tenant.plugins.module_utils._results import change_result, on_missing_partner

OPTIONS = writing(
    partner_tenant={"type": "str", "required": True},
    state={"type": "str", "choices": ["present", "absent"], "default": "present"},
    **dict(SYNC_OPTIONS, display_name_from_directory={"type": "bool", "default": False}),
)


def run(task, connection):
    options = dict(task.params, tenant=task.params["partner_tenant"])
    desired = checked_items([options], desired_identity_sync, connection)[0]
    execution = converge_one(connection.client, desired, task.manner)
    task.warn(*on_missing_partner(execution))
    task.warn(*warnings.on_deleted(connection.client, [execution]))
    task.warn(*warnings.on_conditions(connection.cloud.name, [execution]))
    return change_result(
        execution,
        f"identity synchronization of partner {desired.tenant_id}",
        row=lambda observed: sync_row(desired.tenant_id, observed.sync),
        name="partner_identity_sync",
        diff_mode=task.diff_mode,
    )


def main():
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
