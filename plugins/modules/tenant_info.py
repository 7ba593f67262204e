#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: tenant_info
short_description: Look up a tenant by its ID or by a domain
version_added: 1.0.0
description:
  - Returns the tenant ID, the display name and the default domain of any tenant in the same cloud, as that tenant
    publishes them. The tenant does not have to be a partner.
  - The module fails if there is no such tenant.
  - The module needs only the permission C(CrossTenantInformation.ReadBasic.All).
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.read
  - entra.cross_tenant.attributes.action_group
options:
  lookup_tenant:
    description:
      - A tenant ID, or a domain that the tenant has verified, in upper or lower case.
      - Give an international domain in its ASCII form, which begins with C(xn--).
    type: str
    required: true
seealso:
  - module: entra.cross_tenant.partners
  - name: findTenantInformationByDomainName
    description: The reference page of Microsoft Graph.
    link: https://learn.microsoft.com/graph/api/tenantrelationship-findtenantinformationbydomainname
"""

EXAMPLES = r"""
---
- name: Whose domain is this?
  entra.cross_tenant.tenant_info:
    lookup_tenant: fabrikam.example
  register: fabrikam

- name: Show the ID, which stays when domains come and go
  ansible.builtin.debug:
    msg: "{{ fabrikam.tenant_info.display_name }} is {{ fabrikam.tenant_info.tenant_id }}"

- name: Who is this tenant?
  entra.cross_tenant.tenant_info:
    lookup_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
"""

RETURN = r"""
---
tenant_info:
  description: The information that the tenant publishes about itself.
  returned: success
  type: dict
  sample:
    tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    display_name: Fabrikam
    default_domain: fabrikam.example
  contains:
    tenant_id:
      description: The tenant ID.
      type: str
    display_name:
      description: The display name of the tenant, or null.
      type: str
    default_domain:
      description: The primary domain of the tenant, or null.
      type: str
    federation_brand_name:
      description: The name shown to users who sign in to the tenant. Missing if the tenant has none.
      type: str
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._directory import lookup
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import checked_name
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import reading
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = reading(lookup_tenant={"type": "str", "required": True})


def run(task: Task, connection: Connection) -> dict[str, Any]:
    tenant = lookup.tenant(connection.client, checked_name(task.params["lookup_tenant"]))
    return {"changed": False, "tenant_info": tenant.row()}


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
