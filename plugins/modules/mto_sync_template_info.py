#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mto_sync_template_info
short_description: Read the identity synchronization template of a multitenant organization
version_added: 1.0.0
description:
  - Returns the template for the identity synchronization policies of partners in the multitenant organization of the
    home tenant. The template exists in the global cloud only.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.read
  - entra.cross_tenant.attributes.action_group
notes:
  - Needs the application permission C(Policy.Read.All). Microsoft's pages disagree. If Microsoft Graph refuses,
    C(MultiTenantOrganization.Read.All) is needed instead.
seealso:
  - module: entra.cross_tenant.mto_sync_template
"""

EXAMPLES = r"""
---
- name: Read the template
  entra.cross_tenant.mto_sync_template_info:
"""

RETURN = r"""
---
mto_sync_template:
  description: The template.
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import MTO_SYNC_TEMPLATE
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import reading
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = reading()


def run(task: Task, connection: Connection) -> dict[str, Any]:
    checked_settings(MTO_SYNC_TEMPLATE, {}, connection)
    template = read.template(connection.client, MTO_SYNC_TEMPLATE)
    return {"changed": False, "mto_sync_template": MTO_SYNC_TEMPLATE.read(template)}


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
