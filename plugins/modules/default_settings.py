#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: default_settings
short_description: Manage the default cross-tenant access settings of the home tenant
version_added: 1.0.0
description:
  - Updates the default settings, or resets them to the values that Microsoft provides. Partners inherit each setting
    for which they have no value of their own. The default settings also apply to all tenants that are not partners.
  - Consent prompts cannot be suppressed by default. Microsoft fixes this setting to false.
  - There is only one such object in a tenant. Do not manage it in a play that runs once per host, or in a job slice.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.access
  - entra.cross_tenant.access.more
  - entra.cross_tenant.graph
  - entra.cross_tenant.wait
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.write
  - entra.cross_tenant.attributes.action_group
options:
  state:
    description:
      - V(reset) sets all settings back to the values that Microsoft provides, including settings that this collection
        does not know.
      - In check mode, the result contains the values that Microsoft documents.
    type: str
    choices: [present, reset]
    default: present
  removal_limit:
    description:
      - The task fails before it writes anything, also in check mode, if it would newly block all access for more
        partners than this. At least 0.
      - A setting blocks all access if all users or all applications are blocked, or none is allowed. A partner counts
        if it has no value of its own for a setting that newly blocks all access. If the partners cannot be read, the
        module refuses such a change.
      - The limit applies to one home tenant and one run of ansible-playbook. Partners that
        M(entra.cross_tenant.partners) counts for O(entra.cross_tenant.partners#module:removal_limit) also count.
      - Tenants that are not partners are blocked as well, but do not count.
    type: int
    default: 10
notes:
  - Needs the application permission C(Policy.ReadWrite.CrossTenantAccess). In check mode, C(Policy.Read.All) is enough.
seealso:
  - module: entra.cross_tenant.default_settings_info
  - module: entra.cross_tenant.partner
"""

EXAMPLES = r"""
---
- name: Block direct connect for everybody who is not mentioned
  entra.cross_tenant.default_settings:
    b2b_direct_connect_inbound: &nobody
      users_and_groups:
        access_type: blocked
        targets:
          - target: AllUsers
            target_type: user
      applications:
        access_type: blocked
        targets:
          - target: AllApplications
            target_type: application
    b2b_direct_connect_outbound: *nobody

- name: Go back to what Microsoft ships
  entra.cross_tenant.default_settings:
    state: reset
"""

RETURN = r"""
---
default_settings:
  description: The default settings after the task, or as they would be after a real run.
  returned: success
  type: dict
  sample:
    inbound_trust:
      mfa_accepted: true
      compliant_device_accepted: false
      hybrid_joined_device_accepted: false
    read_only:
      service_default: false
    unknown_settings: {}
  contains:
    # begin row of default_settings
    inbound_trust:
      description: Which claims are trusted. Null if not configured.
      type: dict
      contains:
        mfa_accepted:
          description: Whether multifactor authentication is accepted.
          type: bool
        compliant_device_accepted:
          description: Whether compliant devices are accepted.
          type: bool
        hybrid_joined_device_accepted:
          description: Whether hybrid joined devices are accepted.
          type: bool
    b2b_collaboration_inbound:
      description: Guests from other tenants in the home tenant. Null if not configured.
      type: dict
      contains: &b2b_collaboration_inbound
        users_and_groups:
          description: The users and groups that the setting applies to.
          type: dict
          contains: &users_and_groups
            access_type:
              description: V(allowed) or V(blocked).
              type: str
            targets:
              description: The targets, sorted.
              type: list
              elements: dict
              contains:
                target:
                  description: An ID, V(AllUsers), V(AllApplications) or V(Office365).
                  type: str
                target_type:
                  description: V(user), V(group) or V(application).
                  type: str
        applications:
          description: The applications that the setting applies to.
          type: dict
          contains: *users_and_groups
    b2b_collaboration_outbound:
      description: Users of the home tenant who are guests of other tenants. Null if not configured.
      type: dict
      contains: *b2b_collaboration_inbound
    b2b_direct_connect_inbound:
      description: Inbound access without a guest account. Null if not configured.
      type: dict
      contains: *b2b_collaboration_inbound
    b2b_direct_connect_outbound:
      description: Outbound access without a guest account. Null if not configured.
      type: dict
      contains: *b2b_collaboration_inbound
    tenant_restrictions:
      description:
        - Accounts of other tenants on devices and networks of the home tenant. Null if not configured. Missing if
          Microsoft Graph does not have this setting.
      type: dict
      contains:
        users_and_groups:
          description: The users and groups that the setting applies to.
          type: dict
          contains: *users_and_groups
        applications:
          description: The applications that the setting applies to.
          type: dict
          contains: *users_and_groups
        devices:
          description: The devices that the setting applies to.
          type: dict
          contains:
            mode:
              description: V(allowed) or V(blocked).
              type: str
            rule:
              description: The rule of a device filter.
              type: str
    m365_collaboration_inbound:
      description:
        - Inbound collaboration in Microsoft 365. Null if not configured. Missing if Microsoft Graph does not have this
          setting.
      type: dict
      contains:
        users:
          description: The users that the setting applies to.
          type: dict
          contains: *users_and_groups
    m365_collaboration_outbound:
      description:
        - Outbound collaboration in Microsoft 365. Null if not configured. Missing if Microsoft Graph does not have this
          setting.
      type: dict
      contains:
        users_and_groups:
          description: The users and groups that the setting applies to.
          type: dict
          contains: *users_and_groups
    app_service_connect_inbound:
      description:
        - Applications that may connect. Null if not configured. Missing if Microsoft Graph does not have this setting.
      type: dict
      contains:
        applications:
          description: The applications that the setting applies to.
          type: dict
          contains: *users_and_groups
    block_service_provider_outbound_access:
      description:
        - Whether access to other tenants by delegated admin privileges is blocked. Missing if Microsoft Graph does not
          have this setting.
      type: bool
    read_only:
      description: Properties of the default settings that cannot be set.
      type: dict
      contains:
        service_default:
          description: Whether the default settings are still those that Microsoft provides.
          type: bool
    unknown_settings:
      description:
        - Properties that this collection does not know and never changes. The names are those of Microsoft Graph.
      type: dict
    # end row of default_settings
# begin changes
changes:
  description: The operation that was done, or that a real run would do. Empty if there is nothing to do.
  returned: always
  type: list
  elements: dict
  sample:
    - operation: update
      resource: default_settings
      tenant_id: null
      settings: [inbound_trust]
  contains:
    operation:
      description: V(update) or V(reset).
      type: str
    resource:
      description: The kind of the changed object, V(default_settings).
      type: str
    tenant_id:
      description: Always null, because there is only one such object.
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._checked_options import checked_settings
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge.converge import converge_template
from ansible_collections.entra.cross_tenant.plugins.module_utils._gates.guard import DefaultGuard, Guard, Limits
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import DEFAULT_SETTINGS
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import writing
from ansible_collections.entra.cross_tenant.plugins.module_utils._results import change_result
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = writing(
    state={"type": "str", "choices": ["present", "reset"], "default": "present"},
    removal_limit={"type": "int", "default": 10},
    **DEFAULT_SETTINGS.options(),
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    desired = checked_settings(DEFAULT_SETTINGS, task.params, connection)
    limits = Limits(prune=None, removal=task.params["removal_limit"])
    guard = Guard(limits, task.ledger, lambda: connection.home_tenant, task.check_mode)
    gates = (DefaultGuard(guard, connection.client),)
    execution = converge_template(connection.client, DEFAULT_SETTINGS, desired, task.manner, gates)
    return change_result(
        execution, "default settings", row=DEFAULT_SETTINGS.row, name="default_settings", diff_mode=task.diff_mode
    )


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
