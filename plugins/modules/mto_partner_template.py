#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mto_partner_template
short_description: Manage the partner configuration template of a multitenant organization
version_added: 1.0.0
description:
  - Updates or resets the template for the cross-tenant access configurations of partners in the multitenant
    organization of the home tenant. Microsoft applies the template when tenants join. Settings that the template
    configures overwrite the settings of these partners. Settings that it leaves unconfigured do not change them.
  - The template always exists, but in the global cloud only.
  - There is only one such object in a tenant. Do not manage it in a play that runs once per host, or in a job slice.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.access
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
  # begin options of mto_partner_template
  automatic_user_consent:
    description:
      - For which users the consent prompt is suppressed. The prompt disappears only if the receiving tenant allows this
        inbound and the sending tenant allows it outbound.
    type: dict
    suboptions:
      inbound_allowed:
        description:
          - Whether the consent prompt is suppressed for users of the partner who access the home tenant. Needed for
            user synchronization from the partner.
        type: bool
      outbound_allowed:
        description: Whether the consent prompt is suppressed for users of the home tenant who access the partner.
        type: bool
  application_level:
    description:
      - The kinds of partners that the template is applied to. The empty list switches the template off.
      - If not given, the list stays as it is.
    type: list
    elements: str
    choices: [new_partners, existing_partners]
  # end options of mto_partner_template
  # begin option inherit
  inherit:
    description:
      - Settings that the template leaves unconfigured. Microsoft Graph stores them as null.
      - A setting cannot be both given and listed here.
    type: list
    elements: str
    choices:
      - automatic_user_consent
      - inbound_trust
      - b2b_collaboration_inbound
      - b2b_collaboration_outbound
      - b2b_direct_connect_inbound
      - b2b_direct_connect_outbound
  # end option inherit
notes:
  - Needs the application permission C(Policy.ReadWrite.CrossTenantAccess). In check mode, C(Policy.Read.All) is enough.
    Microsoft's pages disagree. If Microsoft Graph refuses, C(MultiTenantOrganization.ReadWrite.All) is needed instead.
seealso:
  - module: entra.cross_tenant.mto_partner_template_info
  - module: entra.cross_tenant.mto_sync_template
  - name: Configure multitenant organization templates
    description: Microsoft's guide.
    link: https://learn.microsoft.com/entra/identity/multi-tenant-organizations/multi-tenant-organization-configure-templates
"""

EXAMPLES = r"""
---
- name: Spare users of new members the consent prompt, and trust their multifactor authentication
  entra.cross_tenant.mto_partner_template:
    automatic_user_consent:
      inbound_allowed: true
      outbound_allowed: true
    inbound_trust:
      mfa_accepted: true
    application_level: [new_partners]

- name: Leave trust to each partner again
  entra.cross_tenant.mto_partner_template:
    inherit: [inbound_trust]

- name: Put the template back to its default
  entra.cross_tenant.mto_partner_template:
    state: reset
"""

RETURN = r"""
---
mto_partner_template:
  description: The template after the task, or as it would be after a real run.
  returned: success
  type: dict
  sample:
    automatic_user_consent:
      inbound_allowed: true
      outbound_allowed: true
    inbound_trust: null
    b2b_collaboration_inbound: null
    b2b_collaboration_outbound: null
    b2b_direct_connect_inbound: null
    b2b_direct_connect_outbound: null
    application_level: [new_partners]
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
# begin changes
changes:
  description: The operation that was done, or that a real run would do. Empty if there is nothing to do.
  returned: always
  type: list
  elements: dict
  sample:
    - operation: update
      resource: mto_partner_template
      tenant_id: null
      settings: [inbound_trust]
  contains:
    operation:
      description: V(update) or V(reset).
      type: str
    resource:
      description: The kind of the changed object, V(mto_partner_template).
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import MTO_PARTNER_TEMPLATE
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import writing
from ansible_collections.entra.cross_tenant.plugins.module_utils._results import change_result
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = writing(
    state={"type": "str", "choices": ["present", "reset"], "default": "present"},
    inherit={"type": "list", "elements": "str", "choices": MTO_PARTNER_TEMPLATE.nullable()},
    **MTO_PARTNER_TEMPLATE.options(),
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    desired = checked_settings(MTO_PARTNER_TEMPLATE, task.params, connection)
    execution = converge_template(connection.client, MTO_PARTNER_TEMPLATE, desired, task.manner)
    return change_result(
        execution,
        "partner template",
        row=MTO_PARTNER_TEMPLATE.read,
        name="mto_partner_template",
        diff_mode=task.diff_mode,
    )


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
