#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mto
short_description: Manage the multitenant organization of the home tenant
version_added: 1.0.0
description:
  - Creates the multitenant organization of the home tenant, or changes its name and description. If it is created, the
    home tenant becomes its first owner.
  - A tenant can be part of only one multitenant organization. Multitenant organizations exist in the global cloud only.
  - No operation deletes an organization. It ends when its last tenant removes itself. To do this, use
    M(entra.cross_tenant.mto_tenant) with the home tenant and O(entra.cross_tenant.mto_tenant#module:state=absent).
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
  # begin options of mto
  display_name:
    description:
      - The name of the organization. Needed to create an organization.
      - If not given, the name stays as it is.
    type: str
  description:
    description:
      - The purpose of the organization. The empty string removes the description.
      - If not given, the description stays as it is.
    type: str
  # end options of mto
notes:
  - Needs the application permission C(MultiTenantOrganization.ReadWrite.All). In check mode,
    C(MultiTenantOrganization.Read.All) is enough.
  - Microsoft Graph can take some minutes to create an organization. Raise O(wait_timeout) if later tasks need it.
seealso:
  - module: entra.cross_tenant.mto_info
  - module: entra.cross_tenant.mto_tenant
  - name: Create multiTenantOrganization
    description: The reference page of Microsoft Graph.
    link: https://learn.microsoft.com/graph/api/tenantrelationship-put-multitenantorganization
"""

EXAMPLES = r"""
---
- name: Create a multitenant organization, or give it this name
  entra.cross_tenant.mto:
    display_name: Contoso organization
    description: Contoso, Fabrikam and Woodgrove Bank
    wait_timeout: 300

- name: Give it another description
  entra.cross_tenant.mto:
    display_name: Contoso organization
    description: Contoso and Fabrikam
"""

RETURN = r"""
---
mto:
  description: The organization as Microsoft Graph shows it after the task, or as it would be after a real run.
  returned: success
  type: dict
  sample:
    state: active
    display_name: Contoso organization
    description: Contoso and Fabrikam
  contains:
    state:
      description: V(active).
      type: str
    # begin values of mto
    display_name:
      description: The name of the organization.
      type: str
    description:
      description: The purpose of the organization. Null if there is no description.
      type: str
    # end values of mto
# begin changes
changes:
  description: The operations that were done, or that a real run would do, in their order.
  returned: always
  type: list
  elements: dict
  sample:
    - operation: create
      resource: mto
      tenant_id: null
      settings: [display_name, description]
  contains:
    operation:
      description: V(create) or V(update).
      type: str
    resource:
      description: The kind of the changed object, V(mto).
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge.converge import converge_mto
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import MTO
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import writing
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.organization import organization_goal
from ansible_collections.entra.cross_tenant.plugins.module_utils._results import mto_result, on_missing_organization
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = writing(**MTO.options())


def run(task: Task, connection: Connection) -> dict[str, Any]:
    desired = organization_goal(task.params, connection.api_version, connection.cloud.name)
    execution = converge_mto(connection.client, desired, task.manner)
    task.warn(*on_missing_organization(execution))
    return mto_result(execution, task.diff_mode)


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
