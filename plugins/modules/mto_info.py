#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mto_info
short_description: Read the multitenant organization, its tenants and the request to join one
version_added: 1.0.0
description:
  - Returns the multitenant organization of the home tenant, its tenants, and the request of the home tenant to join an
    organization. Multitenant organizations exist in the global cloud only.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.read
  - entra.cross_tenant.attributes.action_group
notes:
  - Needs the application permission C(MultiTenantOrganization.Read.All).
seealso:
  - module: entra.cross_tenant.mto
  - module: entra.cross_tenant.mto_tenant
"""

EXAMPLES = r"""
---
- name: Read the multitenant organization
  entra.cross_tenant.mto_info:
  register: organization

- name: Show the tenants that have not joined yet
  ansible.builtin.debug:
    msg: "{{ organization.mto_tenants | selectattr('state', 'eq', 'pending') | map(attribute='display_name') | list }}"
"""

RETURN = r"""
---
mto:
  description: The organization.
  returned: success
  type: dict
  sample:
    state: active
    display_name: Contoso organization
    description: Contoso and Fabrikam
    id: 6d8b39e5-039a-4034-bf3a-e0b4f8cd60b6
    created_date_time: "2026-05-26T22:05:23Z"
  contains:
    state:
      description: >-
        V(active), or V(inactive) if the home tenant is in no organization. With V(inactive), all other fields are null.
      type: str
    # begin values of mto
    display_name:
      description: The name of the organization.
      type: str
    description:
      description: The purpose of the organization. Null if there is no description.
      type: str
    # end values of mto
    # begin computed of mto
    id:
      description: The ID of the organization in the home tenant. It is different in each tenant of the organization.
      type: str
    created_date_time:
      description: When the organization was created.
      type: str
    # end computed of mto
mto_tenants:
  description: The tenants of the organization, sorted by RV(mto_tenants[].tenant_id).
  returned: success
  type: list
  elements: dict
  sample:
    - tenant_id: 8f1c3c1a-6a0e-4a63-9f0b-2f6f5c1d7e42
      display_name: Fabrikam
      role: member
      state: pending
      transition: null
      added_by_tenant_id: 3d0f5dec-5d3d-455c-8016-e2af1ae4d31a
      added_date_time: "2026-05-27T19:24:29Z"
      joined_date_time: null
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
    # begin computed of mto_tenant
    added_by_tenant_id:
      description: The tenant that added this tenant.
      type: str
    added_date_time:
      description: When the tenant was added.
      type: str
    joined_date_time:
      description: When the tenant joined. Null if it has not joined.
      type: str
    # end computed of mto_tenant
mto_join_request:
  description:
    - The request of the home tenant to join the organization of another tenant. Null if there never was a request.
  returned: success
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._directory import read_organization
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import MTO
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import reading
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = reading()


def run(task: Task, connection: Connection) -> dict[str, Any]:
    checked_settings(MTO, {}, connection)
    return dict(read_organization.everything_of_mto(connection.client), changed=False)


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
