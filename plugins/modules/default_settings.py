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
  - Updates the default settings, which every partner inherits that has no setting of its own, and which hold for all
    tenants that are no partners at all; or resets them to those that Microsoft ships.
  - Consent prompts cannot be suppressed by default; Microsoft fixes that at false.
  - It is a singleton. A play that runs once per host, or a slice of a job, should not manage it.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.access
  - entra.cross_tenant.access.more
  - entra.cross_tenant.graph
  - entra.cross_tenant.wait
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.write
  - entra.cross_tenant.attributes.graph
options:
  state:
    description:
      - V(reset) puts all settings back to what Microsoft ships, those too that this collection does not know.
      - In check mode, the result is what Microsoft documents of them.
    type: str
    choices: [present, reset]
    default: present
  removal_limit:
    description:
      - The task fails before it writes anything, in check mode as well, if it would newly shut out everybody of more
        partners than this. At least 0.
      - It counts each partner that has no value of its own for a setting by which nobody gets through any more, since
        all users or all applications are blocked, or none is allowed. If the partners cannot be read, that is refused.
      - The limit is for one home tenant and one run of ansible-playbook, together with what
        M(entra.cross_tenant.partners) counts under O(entra.cross_tenant.partners#module:removal_limit).
      - Tenants that are no partners are shut out as well, and are not counted.
    type: int
    default: 10
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
      description: Which claims are trusted. Null where nothing is configured.
      type: dict
      contains:
        mfa_accepted:
          description: Multifactor authentication.
          type: bool
        compliant_device_accepted:
          description: Compliant devices.
          type: bool
        hybrid_joined_device_accepted:
          description: Hybrid joined devices.
          type: bool
    b2b_collaboration_inbound:
      description: Guests who come in. Null where nothing is configured.
      type: dict
      contains: &b2b_collaboration_inbound
        users_and_groups:
          description: The users and groups that it is about.
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
          description: The applications that it is about.
          type: dict
          contains: *users_and_groups
    b2b_collaboration_outbound:
      description: Guests who go out. Null where nothing is configured.
      type: dict
      contains: *b2b_collaboration_inbound
    b2b_direct_connect_inbound:
      description: Access without a guest account, inbound. Null where nothing is configured.
      type: dict
      contains: *b2b_collaboration_inbound
    b2b_direct_connect_outbound:
      description: Access without a guest account, outbound. Null where nothing is configured.
      type: dict
      contains: *b2b_collaboration_inbound
    tenant_restrictions:
      description:
        - Accounts of others on own devices. Null where nothing is configured. Only there where Graph has that setting.
      type: dict
      contains:
        users_and_groups:
          description: The users and groups that it is about.
          type: dict
          contains: *users_and_groups
        applications:
          description: The applications that it is about.
          type: dict
          contains: *users_and_groups
        devices:
          description: On which devices.
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
        - Users who come in by Microsoft 365. Null where nothing is configured. Only there where Graph has that setting.
      type: dict
      contains:
        users:
          description: The users that it is about.
          type: dict
          contains: *users_and_groups
    m365_collaboration_outbound:
      description:
        - Users who go out by Microsoft 365. Null where nothing is configured. Only there where Graph has that setting.
      type: dict
      contains:
        users_and_groups:
          description: The users and groups that it is about.
          type: dict
          contains: *users_and_groups
    app_service_connect_inbound:
      description:
        - Applications that may connect. Null where nothing is configured. Only there where Graph has that setting.
      type: dict
      contains:
        applications:
          description: The applications that it is about.
          type: dict
          contains: *users_and_groups
    block_service_provider_outbound_access:
      description: Whether delegated admin privileges are of no use elsewhere. Only there where Graph has that setting.
      type: bool
    read_only:
      description: What Microsoft Graph says about the default settings and nobody can set.
      type: dict
      contains:
        service_default:
          description: Whether they are as Microsoft ships them.
          type: bool
    unknown_settings:
      description: Properties that this collection does not know and never touches, in Microsoft Graph's own names.
      type: dict
    # end row of default_settings
# begin changes
changes:
  description: The operation that was done, or that a real run would do; empty if there is nothing to do.
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
      description: What it was done to, V(default_settings).
      type: str
    tenant_id:
      description: Always null, since there is only one.
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
