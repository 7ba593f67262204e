#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mto_sync_template
short_description: Manage the identity synchronization template of a multitenant organization
version_added: 1.0.0
description:
  - Updates or resets the template for the identity synchronization policies of partners in the multitenant organization
    of the home tenant. Microsoft applies the template when tenants join. It does not change existing policies.
  - The template always exists, but in the global cloud only.
  - There is only one such object in a tenant. Do not manage it in a play that runs once per host, or in a job slice.
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
      - V(reset) sets the template back to its default, which configures nothing.
      - Microsoft's pages disagree whether settings are null or false after a reset. Therefore a template whose settings
        are all null or false is treated as reset already, and the module sends nothing.
    type: str
    choices: [present, reset]
    default: present
  # begin options of mto_sync_template
  user_sync_allowed:
    description:
      - Whether users of the members may be synchronized into the home tenant.
      - If not given, the setting stays as it is.
    type: bool
  group_sync_allowed:
    description:
      - Whether groups of the members may be synchronized into the home tenant.
      - Needs O(api_version=beta). Even then, Microsoft Graph may lack this setting.
    type: bool
  application_level:
    description:
      - The kinds of partners that the template is applied to. The empty list switches the template off.
      - If not given, the list stays as it is.
    type: list
    elements: str
    choices: [new_partners, existing_partners]
  # end options of mto_sync_template
notes:
  - Needs the application permission C(Policy.ReadWrite.CrossTenantAccess). In check mode, C(Policy.Read.All) is enough.
    Microsoft's pages disagree. If Microsoft Graph refuses, C(MultiTenantOrganization.ReadWrite.All) is needed instead.
seealso:
  - module: entra.cross_tenant.mto_sync_template_info
  - name: Update multiTenantOrganizationIdentitySyncPolicyTemplate
    description: The reference page of Microsoft Graph.
    link: https://learn.microsoft.com/graph/api/multitenantorganizationidentitysyncpolicytemplate-update
"""

EXAMPLES = r"""
---
- name: Let new members of the multitenant organization synchronize their users
  entra.cross_tenant.mto_sync_template:
    user_sync_allowed: true
    application_level: [new_partners]

- name: Switch the template off, and keep its settings
  entra.cross_tenant.mto_sync_template:
    application_level: []

- name: Put the template back to its default
  entra.cross_tenant.mto_sync_template:
    state: reset
"""

RETURN = r"""
---
mto_sync_template:
  description: The template after the task, or as it would be after a real run.
  returned: success
  type: dict
  sample:
    user_sync_allowed: true
    application_level: [new_partners, existing_partners]
  contains:
    # begin values of mto_sync_template
    user_sync_allowed:
      description: Whether users may be synchronized. Null if the template does not configure this.
      type: bool
    group_sync_allowed:
      description: Whether groups may be synchronized. Missing if Microsoft Graph does not have this setting.
      type: bool
    application_level:
      description: The kinds of partners that the template is applied to. Empty if the template is switched off.
      type: list
      elements: str
    # end values of mto_sync_template
# begin changes
changes:
  description: The operation that was done, or that a real run would do. Empty if there is nothing to do.
  returned: always
  type: list
  elements: dict
  sample:
    - operation: update
      resource: mto_sync_template
      tenant_id: null
      settings: [user_sync_allowed]
  contains:
    operation:
      description: V(update) or V(reset).
      type: str
    resource:
      description: The kind of the changed object, V(mto_sync_template).
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import MTO_SYNC_TEMPLATE
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import writing
from ansible_collections.entra.cross_tenant.plugins.module_utils._results import change_result
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = writing(
    state={"type": "str", "choices": ["present", "reset"], "default": "present"},
    **MTO_SYNC_TEMPLATE.options(),
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    desired = checked_settings(MTO_SYNC_TEMPLATE, task.params, connection)
    execution = converge_template(connection.client, MTO_SYNC_TEMPLATE, desired, task.manner)
    return change_result(
        execution,
        "multitenant organization template",
        row=MTO_SYNC_TEMPLATE.read,
        name="mto_sync_template",
        diff_mode=task.diff_mode,
    )


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
