#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mto_tenant
short_description: Manage a tenant of the multitenant organization
version_added: 1.0.0
description:
  - Adds a tenant to the multitenant organization of the home tenant, changes its role, or removes it. The home tenant
    must be an owner of the organization, unless it removes itself.
  - A tenant that was added is V(pending) until its own administrator joins. To join, use O(state=joined) with the
    credentials of that tenant.
  - Microsoft Graph takes up to four hours to complete a join. Changing a role and removing a tenant may take as long.
    The task waits for this only with O(wait_completed=true). RV(mto_tenant) and RV(mto_join_request) show the progress.
    A change that is already in progress is not requested again.
  - When a tenant joins, Microsoft Graph creates the partner configurations of all tenants of the organization. These
    configurations stay when a tenant is removed.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.wait
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.write
  - entra.cross_tenant.attributes.action_group
options:
  state:
    description:
      - With V(present), O(member_tenant) is in the organization, either pending or active.
      - With V(absent), O(member_tenant) is not in the organization, or is being removed. A tenant may remove itself.
        The last owner may do so only if it is the last tenant. This ends the organization.
      - With V(joined), the home tenant asks to join the organization to which O(added_by_tenant) has added it. A failed
        request is reset and sent again.
    type: str
    choices: [present, absent, joined]
    default: present
  member_tenant:
    description:
      - The ID of the tenant to add, change or remove.
      - Needed with O(state=present) and O(state=absent).
    type: str
  # begin options of mto_tenant
  display_name:
    description:
      - The name of the tenant in the organization. Needed to add a tenant.
      - Microsoft Graph accepts a name only when the tenant is added. If the tenant is already in the organization under
        a different name, the module fails, because the name cannot be changed.
    type: str
  role:
    description:
      - Whether the tenant can manage the organization (V(owner)) or only takes part (V(member)).
      - If not given, the role stays as it is. A tenant that is added becomes V(member).
    type: str
    choices: [owner, member]
  # end options of mto_tenant
  # begin options of mto_join_request
  added_by_tenant:
    description:
      - The ID of the owner tenant that added the home tenant to its organization.
      - Needed with O(state=joined).
    type: str
  # end options of mto_join_request
  wait_completed:
    description:
      - Also wait until Microsoft Graph has completed the change, so that the tenant is active and has its O(role), or
        is removed. The task fails if Microsoft Graph gives up or O(wait_timeout) ends first.
      - This usually takes hours. Set O(wait_timeout) to several hours as well, or check later with
        M(entra.cross_tenant.mto_info).
    type: bool
    default: false
notes:
  - Needs the application permission C(MultiTenantOrganization.ReadWrite.All). Microsoft's pages disagree whether
    C(MultiTenantOrganization.Read.All) is enough in check mode.
seealso:
  - module: entra.cross_tenant.mto
  - module: entra.cross_tenant.mto_info
  - name: Add multiTenantOrganizationMember
    description: The reference page of Microsoft Graph.
    link: https://learn.microsoft.com/graph/api/multitenantorganization-post-tenants
  - name: Update multiTenantOrganizationJoinRequestRecord
    description: The reference page of Microsoft Graph about joining.
    link: https://learn.microsoft.com/graph/api/multitenantorganizationjoinrequestrecord-update
"""

EXAMPLES = r"""
---
# With the credentials of a tenant that was added.
- name: Join the organization to which Contoso has added this tenant
  entra.cross_tenant.mto_tenant:
    added_by_tenant: 3d0f5dec-5d3d-455c-8016-e2af1ae4d31a
    state: joined

- name: Join, and return when that has come to its end
  entra.cross_tenant.mto_tenant:
    added_by_tenant: 3d0f5dec-5d3d-455c-8016-e2af1ae4d31a
    state: joined
    wait_completed: true
    wait_timeout: 14400

# With the credentials of a tenant that is an owner.
- name: Add Fabrikam, which is pending until its own administrator joins
  entra.cross_tenant.mto_tenant:
    member_tenant: 8f1c3c1a-6a0e-4a63-9f0b-2f6f5c1d7e42
    display_name: Fabrikam

- name: Let Fabrikam manage the organization as well
  entra.cross_tenant.mto_tenant:
    member_tenant: 8f1c3c1a-6a0e-4a63-9f0b-2f6f5c1d7e42
    display_name: Fabrikam
    role: owner

- name: Remove Fabrikam
  entra.cross_tenant.mto_tenant:
    member_tenant: 8f1c3c1a-6a0e-4a63-9f0b-2f6f5c1d7e42
    state: absent
"""

RETURN = r"""
---
mto_tenant:
  description:
    - The tenant as Microsoft Graph last showed it, or as it would be right after a real run.
    - Null if the tenant is not in the organization.
  returned: success, unless O(state=joined)
  type: dict
  sample:
    tenant_id: 8f1c3c1a-6a0e-4a63-9f0b-2f6f5c1d7e42
    display_name: Fabrikam
    role: member
    state: pending
    transition: null
  contains:
    tenant_id:
      description: The ID of the tenant.
      type: str
    # begin values of mto_tenant
    display_name:
      description: The name of the tenant in the organization.
      type: str
    role:
      description: V(owner) or V(member).
      type: str
    # end values of mto_tenant
    state:
      description:
        - V(pending) until the tenant has joined, then V(active). V(removed) while the tenant is being removed.
      type: str
    # begin transition of mto_tenant
    transition:
      description: The change of the tenant that is in progress in Microsoft Graph or has failed. Null if there is none.
      type: dict
      contains:
        desired_state:
          description: The state after the change.
          type: str
        desired_role:
          description: The role after the change.
          type: str
        status:
          description: V(notStarted), V(running), V(succeeded) or V(failed).
          type: str
        details:
          description: The details that Microsoft Graph gives about the change.
          type: str
    # end transition of mto_tenant
mto_join_request:
  description:
    - The request to join as Microsoft Graph last showed it, or as it would be right after a real run.
  returned: success, with O(state=joined)
  type: dict
  sample:
    added_by_tenant: 3d0f5dec-5d3d-455c-8016-e2af1ae4d31a
    state: pending
    role: null
    transition:
      desired_state: active
      status: notStarted
  contains:
    # begin values of mto_join_request
    added_by_tenant:
      description: The owner tenant of the organization to join.
      type: str
    # end values of mto_join_request
    state:
      description: >-
        V(pending) until Microsoft Graph has completed the request, then V(active). V(removed) while the home tenant is
        being removed.
      type: str
    role:
      description: The role of the home tenant, V(owner) or V(member). Null until it has joined.
      type: str
    # begin transition of mto_join_request
    transition:
      description:
        - The change of the request that is in progress in Microsoft Graph or has failed. Null if there is none.
      type: dict
      contains:
        desired_state:
          description: The state after the change.
          type: str
        status:
          description: V(notStarted), V(running), V(succeeded) or V(failed).
          type: str
        details:
          description: The details that Microsoft Graph gives about the change.
          type: str
    # end transition of mto_join_request
# begin changes
changes:
  description: The operations that were done, or that a real run would do, in their order.
  returned: always
  type: list
  elements: dict
  sample:
    - operation: create
      resource: mto_tenant
      tenant_id: 8f1c3c1a-6a0e-4a63-9f0b-2f6f5c1d7e42
      settings: [display_name]
  contains:
    operation:
      description: V(create), V(update), V(delete) or V(reset).
      type: str
    resource:
      description: The kind of the changed object, V(mto_tenant) or V(mto_join_request).
      type: str
    tenant_id:
      description: The tenant. Null for V(mto_join_request), which concerns the home tenant.
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge.converge import converge_mto_tenant
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model import organization
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import MTO_TENANT
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import writing
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.organization import member_goal
from ansible_collections.entra.cross_tenant.plugins.module_utils._results import mto_result, on_missing_organization
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = writing(
    state={"type": "str", "choices": list(organization.STATES), "default": "present"},
    member_tenant={"type": "str"},
    added_by_tenant={"type": "str"},
    wait_completed={"type": "bool", "default": False},
    **MTO_TENANT.options(),
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    options = task.params
    desired = member_goal(options, connection.api_version, connection.cloud.name, connection.home_tenant)
    execution = converge_mto_tenant(connection.client, desired, task.manner, options["wait_completed"])
    task.warn(*on_missing_organization(execution))
    return mto_result(execution, task.diff_mode)


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
