#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: partner_capability_info
short_description: Read the Microsoft 365 capabilities of a partner tenant, or of all partners
version_added: 1.0.0
description:
  - Returns the Microsoft 365 capabilities that are configured for one partner, or in the default settings.
  - Capabilities exist in the global cloud only.
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
      - The partner, by its tenant ID or by one of its verified domains. Either this or O(default) has to be given.
      - To find the tenant of a domain takes the permission C(CrossTenantInformation.ReadBasic.All).
    type: str
  default:
    description: Read the capabilities of the default settings, and not those of one partner.
    type: bool
    default: false
notes:
  - Needs the application permission C(Policy.Read.All).
seealso:
  - module: entra.cross_tenant.partner_capability
  - module: entra.cross_tenant.partner_info
"""

EXAMPLES = r"""
---
- name: Read the settings of one partner
  entra.cross_tenant.partner_capability_info:
    partner_tenant: fabrikam.example

- name: Read what holds for all other partners
  entra.cross_tenant.partner_capability_info:
    default: true
"""

RETURN = r"""
---
partner_capabilities:
  description:
    - The capabilities that are configured, sorted by name.
    - Empty if there are none, or if the tenant that was asked for is no partner.
  returned: success
  type: list
  elements: dict
  sample:
    - tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      name: crossTenantMailTipsLimited
      inbound_access:
        allowed: true
        resource_scopes:
          included:
            - resource_id: ad4fc698-74dc-4f62-9e71-ba9b591e8e74
              resource_type: group
          excluded: []
      read_only:
        last_modified_date_time: "2026-01-15T09:57:58.6364196Z"
      unknown_settings: {}
  contains:
    tenant_id:
      description: The partner; null for the default settings.
      type: str
    name:
      description: Microsoft's name of the capability, also where this collection does not know it yet.
      type: str
    # begin row of partner_capability
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
    read_only:
      description: Properties that Microsoft Graph computes for the capability.
      type: dict
      contains:
        last_modified_date_time:
          description: When the capability was last changed.
          type: str
    unknown_settings:
      description:
        - Properties that this collection does not know and never changes. The names are those of Microsoft Graph.
      type: dict
    # end row of partner_capability
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._checked_options import checked_place, checked_settings
from ansible_collections.entra.cross_tenant.plugins.module_utils._directory import read_named
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.capability import resource_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import reading
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = reading(
    partner_tenant={"type": "str"},
    default={"type": "bool", "default": False},
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    options = task.params
    resource = resource_of(options["default"])
    checked_settings(resource, {}, connection)
    tenant_id = checked_place(options["partner_tenant"], options["default"], connection)
    rows = read_named.named_rows(connection.client, resource, tenant_id)
    return {"changed": False, "partner_capabilities": rows}


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
