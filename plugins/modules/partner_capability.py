#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: partner_capability
short_description: Manage a Microsoft 365 capability of a partner tenant, or of all partners
version_added: 1.0.0
description:
  - Creates, updates or deletes one Microsoft 365 capability of a partner, such as mail tips or the sharing of free/busy
    times. A capability says whether users of the partner may use that part of Microsoft 365 in the home tenant.
  - With O(default=true) it does the same for the default settings, which hold for every partner that has no capability
    of that name of its own.
  - Capabilities exist in the global cloud only.
  - Needs the permission C(Policy.ReadWrite.CrossTenantCapability), which no other module needs. In check mode,
    C(Policy.Read.All) is enough.
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
      - The partner, by its tenant ID or by one of its verified domains. Either this or O(default) has to be given.
      - To find the tenant of a domain takes the permission C(CrossTenantInformation.ReadBasic.All).
    type: str
  default:
    description: Manage the capability of the default settings, and not that of one partner.
    type: bool
    default: false
  name:
    description:
      - Microsoft's name of the capability.
      - V(crossTenantMigration) exists for partners only, the three that begin with C(anonymous) exist for the default
        settings only.
    type: str
    required: true
    choices:
      - anonymousCalendarSharingFreeBusyDetail
      - anonymousCalendarSharingFreeBusyReviewer
      - anonymousCalendarSharingFreeBusySimple
      - crossTenantCalendarAvailabilityBasic
      - crossTenantCalendarAvailabilityLimitedDetails
      - crossTenantCalendarSharingFreeBusyDetail
      - crossTenantCalendarSharingFreeBusyReviewer
      - crossTenantCalendarSharingFreeBusySimple
      - crossTenantLabelSync
      - crossTenantMailTipsAll
      - crossTenantMailTipsLimited
      - crossTenantMigration
      - crossTenantOpenProfileCard
      - crossTenantPlacesDeskBooking
      - crossTenantPlacesRoomBooking
  state:
    description:
      - Whether the capability has to be configured. V(absent) does not block it, but leaves it to the default settings.
      - V(absent) cannot be given with O(default=true), since Microsoft Graph does not delete those capabilities. Set
        O(inbound_access.allowed) to V(false) instead.
    type: str
    choices: [present, absent]
    default: present
  # begin options of partner_capability
  inbound_access:
    description:
      - Whether users of the partner may use the capability, and for which users and groups of the home tenant.
      - C(allowed) is needed to create a capability. Fields that are not given stay as they are.
    type: dict
    suboptions:
      allowed:
        description: Whether the capability is allowed (true) or blocked (false).
        type: bool
      resource_scopes:
        description: The users and groups of the home tenant that the capability applies to.
        type: dict
        suboptions:
          included:
            description: Users and groups that are included, in any order. The list replaces the one in Microsoft Graph.
            type: list
            elements: dict
            suboptions:
              resource_id:
                description:
                  - The ID of a user or group, or V(All) for all users or all groups.
                  - The module fails before any request if the value is anything else.
                type: str
                required: true
              resource_type:
                description: Whether the ID is that of a user or of a group.
                type: str
                required: true
                choices: [user, group]
          excluded:
            description:
              - Users and groups that are excluded, in any order. The list replaces the one in Microsoft Graph.
              - An entry that is both included and excluded is excluded.
            type: list
            elements: dict
            suboptions:
              resource_id:
                description:
                  - The ID of a user or group, or V(All) for all users or all groups.
                  - The module fails before any request if the value is anything else.
                type: str
                required: true
              resource_type:
                description: Whether the ID is that of a user or of a group.
                type: str
                required: true
                choices: [user, group]
  # end options of partner_capability
seealso:
  - module: entra.cross_tenant.partner_capability_info
  - module: entra.cross_tenant.partner
  - name: The resource type m365CapabilityBase
    description: The reference page of Microsoft Graph.
    link: https://learn.microsoft.com/graph/api/resources/m365capabilitybase
"""

EXAMPLES = r"""
---
- name: Show limited mail tips to one group of a partner
  entra.cross_tenant.partner_capability:
    partner_tenant: fabrikam.example
    name: crossTenantMailTipsLimited
    inbound_access:
      allowed: true
      resource_scopes:
        included:
          - resource_id: ad4fc698-74dc-4f62-9e71-ba9b591e8e74
            resource_type: group

- name: Show the profile card to no partner that has no setting of its own
  entra.cross_tenant.partner_capability:
    default: true
    name: crossTenantOpenProfileCard
    inbound_access:
      allowed: false

- name: Leave room booking to the default settings
  entra.cross_tenant.partner_capability:
    partner_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    name: crossTenantPlacesRoomBooking
    state: absent
"""

RETURN = r"""
---
partner_capability:
  description: The capability after the task, or as it would be after a real run; null if there is none.
  returned: success
  type: dict
  sample:
    tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    name: crossTenantMailTipsLimited
    inbound_access:
      allowed: true
      resource_scopes:
        included:
          - resource_id: ad4fc698-74dc-4f62-9e71-ba9b591e8e74
            resource_type: group
        excluded: []
  contains:
    tenant_id:
      description: The partner; null for the default settings.
      type: str
    name:
      description: Microsoft's name of the capability.
      type: str
    # begin values of partner_capability
    inbound_access:
      description:
        - Whether users of the partner may use the capability, and for which users and groups of the home tenant. Null
          if not configured.
      type: dict
      contains:
        allowed:
          description: Whether the capability is allowed.
          type: bool
        resource_scopes:
          description: The users and groups of the home tenant that the capability applies to.
          type: dict
          contains:
            included:
              description: Users and groups that are included, sorted.
              type: list
              elements: dict
              contains:
                resource_id:
                  description: The ID of a user or group, or V(All).
                  type: str
                resource_type:
                  description: V(user) or V(group).
                  type: str
            excluded:
              description: Users and groups that are excluded, sorted.
              type: list
              elements: dict
              contains:
                resource_id:
                  description: The ID of a user or group, or V(All).
                  type: str
                resource_type:
                  description: V(user) or V(group).
                  type: str
    # end values of partner_capability
# begin changes
changes:
  description: The operation that was done, or that a real run would do. Empty if there is nothing to do.
  returned: always
  type: list
  elements: dict
  sample:
    - operation: create
      resource: partner_capability
      tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      settings: [inbound_access]
      name: crossTenantMailTipsLimited
  contains:
    operation:
      description: V(create), V(update) or V(delete).
      type: str
    resource:
      description: The kind of the changed object, V(partner_capability) or V(default_capability).
      type: str
    tenant_id:
      description: The partner. Null for V(default_capability).
      type: str
    settings:
      description: The names of the settings that were written.
      type: list
      elements: str
    name:
      description: Microsoft's name of the capability.
      type: str
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._checked_options import checked_place
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge.converge import converge_named
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.capability import (
    CAPABILITIES,
    NEEDED,
    desired_capability,
    resource_of,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import PARTNER_CAPABILITY
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import writing
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.named import NamedGoal
from ansible_collections.entra.cross_tenant.plugins.module_utils._results import change_result, on_missing_partner
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = writing(
    partner_tenant={"type": "str"},
    default={"type": "bool", "default": False},
    name={"type": "str", "required": True, "choices": CAPABILITIES},
    state={"type": "str", "choices": ["present", "absent"], "default": "present"},
    **PARTNER_CAPABILITY.options(),
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    options = task.params
    desired = desired_capability(options, connection.api_version, connection.cloud.name)
    tenant_id = checked_place(options["partner_tenant"], options["default"], connection)
    goal = NamedGoal(resource_of(options["default"]), tenant_id, options["name"], desired, NEEDED)
    execution = converge_named(connection.client, goal, task.manner)
    task.warn(*on_missing_partner(execution))
    return change_result(execution, goal.title, row=goal.row, name="partner_capability", diff_mode=task.diff_mode)


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
