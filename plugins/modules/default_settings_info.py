#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: default_settings_info
short_description: Read the default cross-tenant access settings of the home tenant
version_added: 1.0.0
description:
  - Returns the default settings. Partners inherit each setting for which they have no value of their own.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.read
  - entra.cross_tenant.attributes.action_group
notes:
  - Needs the application permission C(Policy.Read.All).
seealso:
  - module: entra.cross_tenant.default_settings
"""

EXAMPLES = r"""
---
- name: Read the default settings
  entra.cross_tenant.default_settings_info:
"""

RETURN = r"""
---
default_settings:
  description: The default settings.
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._directory import read
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import DEFAULT_SETTINGS
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import reading
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = reading()


def run(task: Task, connection: Connection) -> dict[str, Any]:
    checked_settings(DEFAULT_SETTINGS, {}, connection)
    observed = read.template(connection.client, DEFAULT_SETTINGS)
    return {"changed": False, "default_settings": DEFAULT_SETTINGS.row(observed)}


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
