#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: connection_info
short_description: Show what the credentials can do
version_added: 1.0.0
description:
  - Logs in, reads one small object from Microsoft Graph, and returns the tenant, the application, the permissions in
    the access token, and the features of the collection that these permissions open.
  - The module fails if the login fails, or if Microsoft Graph cannot be reached or does not accept the token. The error
    tells problems of DNS, proxy, TLS, clock and credentials apart. A missing permission is no failure.
  - The module only reads. It needs no permission, and never shows the token.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.read
  - entra.cross_tenant.attributes.action_group
notes:
  - The playbook C(entra.cross_tenant.preflight) runs this module and shows RV(summary).
  - An access token is issued for its receiver, so no client can verify its content. A permission in the token does not
    prove that Microsoft Graph accepts a request.
seealso:
  - module: entra.cross_tenant.access_policy_info
  - module: entra.cross_tenant.tenant_info
  - name: Access token claims reference
    description: The meaning of the claims in an access token.
    link: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
"""

EXAMPLES = r"""
---
- name: Log in, and read what the credentials can do
  entra.cross_tenant.connection_info:
  register: preflight

- name: Show it
  ansible.builtin.debug:
    msg: "{{ preflight.summary }}"

- name: Stop here unless the credentials can change partners and their policies
  ansible.builtin.assert:
    that: (preflight.connection.features | selectattr('name', 'eq', item) | first).available is true
    fail_msg: "The credentials lack a permission for {{ item }}"
  loop: [write_partners, write_identity_syncs]

- name: List the permissions that would open the other features
  ansible.builtin.debug:
    msg: "{{ preflight.connection.features | map(attribute='missing') | flatten | unique | sort }}"
"""

RETURN = r"""
---
connection:
  description: The credentials, and what they can do.
  returned: success
  type: dict
  sample:
    cloud: global
    api_version: v1.0
    tenant_id: 3d0f5dec-5d3d-455c-8016-e2af1ae4d31a
    tenant_display_name: Contoso
    client_id: 6c4a2d0e-8a55-4f58-9a0c-5d1a5c0a7b11
    auth_method: certificate
    permission_type: application
    permissions: [Policy.Read.All]
    token_expires: "2026-11-27T14:05:00Z"
    clock_skew: 0
    features:
      - name: read_partners
        title: read partners
        available: true
        missing: []
        reason: null
      - name: write_partners
        title: create, change and delete partners
        available: false
        missing: [Policy.ReadWrite.CrossTenantAccess]
        reason: needs Policy.ReadWrite.CrossTenantAccess
  contains:
    cloud:
      description: The cloud, as a choice of O(cloud).
      type: str
    api_version:
      description: The version of Microsoft Graph, as a choice of O(api_version). Some features exist in one only.
      type: str
    tenant_id:
      description: The ID of the home tenant. Null if neither the token nor the options contain it.
      type: str
    tenant_display_name:
      description:
        - The name of the home tenant. Null if the credentials may not read it, for which
          C(CrossTenantInformation.ReadBasic.All) or C(Organization.Read.All) is enough.
      type: str
    client_id:
      description: The ID of the application. Null if neither the token nor the options contain it.
      type: str
    auth_method:
      description: The way to authenticate that was used, as a choice of O(auth_method) except V(auto).
      type: str
    permission_type:
      description: V(application), or V(delegated) if a user signed in. Null if the token does not show it.
      type: str
    permissions:
      description:
        - The permissions of Microsoft Graph in the token, sorted. Empty if the application has none.
        - Null if the token does not show them, because it is opaque or because it is for another service.
      type: list
      elements: str
    token_expires:
      description: When the token expires (UTC). Null if the token does not show it.
      type: str
    clock_skew:
      description:
        - By how many seconds the clock of this machine is ahead of the clock of Microsoft Graph. Negative if it is
          behind. Null if Microsoft Graph did not say.
        - A login with a certificate fails if the difference is some minutes. The module warns from two minutes on.
      type: int
    features:
      description:
        - What the collection can do, in a fixed order. The features whose names begin with C(read_), from
          C(read_default_settings) on, are the choices of O(entra.cross_tenant.access_policy_info#module:gather_subset).
      type: list
      elements: dict
      contains:
        name:
          description: The name of the feature.
          type: str
        title:
          description: The feature in words.
          type: str
        available:
          description:
            - True if the token contains all permissions of the feature, and false if it lacks one, or if the cloud or
              the version of Microsoft Graph lacks the feature.
            - The text V(unknown) in all other cases. The token may not show its permissions, or the signed-in user may
              need an Entra role. Microsoft's pages may contradict each other. Microsoft Graph may have refused a read
              although the token contains the permission. RV(connection.features[].reason) says which case it is.
            - In a condition write C(available is true). Without C(is true), V(unknown) would count as true.
          type: raw
        missing:
          description:
            - The permissions to add, sorted. If one of several permissions is enough, the one that allows least.
            - Empty if nothing is missing or if the permissions of the token are unknown.
          type: list
          elements: str
        reason:
          description: Why the feature is not available or why this is unknown. Null if the feature is available.
          type: str
summary:
  description: RV(connection) in lines for people, with the way to grant what is missing.
  returned: success
  type: list
  elements: str
  sample:
    - "tenant: Contoso (3d0f5dec-5d3d-455c-8016-e2af1ae4d31a), cloud global, Graph v1.0"
    - "application: 6c4a2d0e-8a55-4f58-9a0c-5d1a5c0a7b11, logged in by certificate"
    - "token: valid until 2026-11-27T14:05:00Z"
    - "application permissions: Policy.Read.All"
    - "yes     read partners (read_partners)"
    - "no      create, change and delete partners (write_partners): needs Policy.ReadWrite.CrossTenantAccess"
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._directory import preflight, preflight_text
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import reading
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = reading()


def run(task: Task, connection: Connection) -> dict[str, Any]:
    row, warnings = preflight.inspect(connection)
    task.warn(*warnings)
    return {"changed": False, "connection": row, "summary": preflight_text.lines(row)}


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
