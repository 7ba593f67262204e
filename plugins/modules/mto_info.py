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
  - Returns the multitenant organization that the home tenant is in, with its tenants, and how far the home tenant has
    come with joining one. It exists in the global cloud only.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.read
  - entra.cross_tenant.attributes.graph
notes:
  - Needs the permission C(MultiTenantOrganization.Read.All) instead of those above.
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
      description: V(active), or V(inactive) if the home tenant is in none; all else is null then.
      type: str
    # begin values of mto
    display_name:
      description: The name of the organization.
      type: str
    description:
      description: What it is for; null if nothing is said.
      type: str
    # end values of mto
    # begin computed of mto
    id:
      description: Its ID in the home tenant; other tenants of the organization have another one.
      type: str
    created_date_time:
      description: When it was created.
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
      description: The name under which it was added.
      type: str
    role:
      description: V(owner) or V(member).
      type: str
    # end values of mto_tenant
    state:
      description:
        - V(pending) until it has joined, then V(active); V(removed) while it is being removed.
      type: str
    # begin transition of mto_tenant
    transition:
      description: What Microsoft Graph is doing about the tenant, or has failed to do; null if nothing.
      type: dict
      contains:
        desired_state:
          description: The state that it is to get.
          type: str
        desired_role:
          description: The role that it is to get.
          type: str
        status:
          description: V(notStarted), V(running), V(succeeded) or V(failed).
          type: str
        details:
          description: What Microsoft Graph says about it.
          type: str
    # end transition of mto_tenant
    # begin computed of mto_tenant
    added_by_tenant_id:
      description: The tenant that has added it.
      type: str
    added_date_time:
      description: When it was added.
      type: str
    joined_date_time:
      description: When it joined; null if it has not.
      type: str
    # end computed of mto_tenant
mto_join_request:
  description:
    - How far the home tenant has come with joining the organization of another tenant; null if it never asked to.
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
      description: The owner tenant whose organization is to be joined.
      type: str
    # end values of mto_join_request
    state:
      description: V(pending) until Microsoft Graph is done, then V(active); V(removed) while it is being removed.
      type: str
    role:
      description: The role of the home tenant, V(owner) or V(member); null until it has joined.
      type: str
    # begin transition of mto_join_request
    transition:
      description: What Microsoft Graph is doing about the request, or has failed to do; null if nothing.
      type: dict
      contains:
        desired_state:
          description: The state that it is to get.
          type: str
        status:
          description: V(notStarted), V(running), V(succeeded) or V(failed).
          type: str
        details:
          description: What Microsoft Graph says about it.
          type: str
    # end transition of mto_join_request
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
