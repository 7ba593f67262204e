#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mto_partner_template_info
short_description: Read the partner configuration template of a multitenant organization
version_added: 1.0.0
description:
  - Returns the template for the cross-tenant access configurations of partners in the multitenant organization of the
    home tenant. The template always exists, but in the global cloud only.
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
  - module: entra.cross_tenant.mto_partner_template
"""

EXAMPLES = r"""
---
- name: Read the template
  entra.cross_tenant.mto_partner_template_info:
"""

RETURN = r"""
---
mto_partner_template:
  description: The template.
  returned: success
  type: dict
  sample:
    automatic_user_consent: null
    inbound_trust:
      mfa_accepted: true
    b2b_collaboration_inbound: null
    b2b_collaboration_outbound: null
    b2b_direct_connect_inbound: null
    b2b_direct_connect_outbound: null
    application_level: [new_partners, existing_partners]
  contains:
    # begin values of mto_partner_template
    automatic_user_consent:
      description: Which consent prompts are suppressed. Null if not configured.
      type: dict
      contains:
        inbound_allowed:
          description: Whether the consent prompt is suppressed for users of the partner who access the home tenant.
          type: bool
        outbound_allowed:
          description: Whether the consent prompt is suppressed for users of the home tenant who access the partner.
          type: bool
    inbound_trust:
      description: Which claims of the partner are trusted. Null if not configured.
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
      description: Guests from the partner in the home tenant. Null if not configured.
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
      description: Users of the home tenant who are guests of the partner. Null if not configured.
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
    application_level:
      description: The kinds of partners that the template is applied to. Empty if the template is switched off.
      type: list
      elements: str
    # end values of mto_partner_template
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import MTO_PARTNER_TEMPLATE
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import reading
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = reading()


def run(task: Task, connection: Connection) -> dict[str, Any]:
    checked_settings(MTO_PARTNER_TEMPLATE, {}, connection)
    observed = read.template(connection.client, MTO_PARTNER_TEMPLATE)
    return {"changed": False, "mto_partner_template": MTO_PARTNER_TEMPLATE.read(observed)}


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
