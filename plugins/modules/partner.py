#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: partner
short_description: Manage the cross-tenant access configuration of a partner tenant
version_added: 1.0.0
description:
  - Creates, updates or deletes the configuration that the home tenant keeps of one partner tenant. The identity
    synchronization policy of the partner hangs under it; see M(entra.cross_tenant.partner_identity_sync).
  - For many partners, or for both at once, M(entra.cross_tenant.partners) is faster.
  - Deleting a partner deletes its synchronization policy first, as Microsoft Graph demands, and the diff shows both.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.access
  - entra.cross_tenant.access.more
  - entra.cross_tenant.graph
  - entra.cross_tenant.wait
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.write
  - entra.cross_tenant.attributes.graph
options:
  partner_tenant:
    description:
      - The partner, by its tenant ID or by one of its verified domains.
      - To find the tenant of a domain takes the permission C(CrossTenantInformation.ReadBasic.All).
    type: str
    required: true
  state:
    description: Whether there has to be a configuration.
    type: str
    choices: [present, absent]
    default: present
  # begin options of partner
  automatic_user_consent:
    description:
      - For which users the consent prompt is suppressed. Prompts vanish only when the receiving tenant allows it
        inbound and the sending tenant outbound.
    type: dict
    suboptions:
      inbound_allowed:
        description: For users of the partner who come in. Needed for user synchronization from the partner.
        type: bool
      outbound_allowed:
        description: For users of the home tenant who go out to the partner.
        type: bool
  service_provider:
    description:
      - Whether the partner is a cloud service provider of the home tenant.
      - Written only where it has to change, since Microsoft Graph may refuse to let applications write it.
    type: bool
  # end options of partner
  # begin option inherit
  inherit:
    description:
      - Settings that have to go back to the home tenant's default, which is null in Microsoft Graph.
      - A setting cannot be given and be listed here as well.
    type: list
    elements: str
    choices:
      - automatic_user_consent
      - inbound_trust
      - b2b_collaboration_inbound
      - b2b_collaboration_outbound
      - b2b_direct_connect_inbound
      - b2b_direct_connect_outbound
      - tenant_restrictions
      - m365_collaboration_inbound
      - m365_collaboration_outbound
      - app_service_connect_inbound
  # end option inherit
notes:
  - Warns where a change brings about a condition that Microsoft's guides warn of; see C(docs/checks.md).
seealso:
  - module: entra.cross_tenant.partner_info
  - module: entra.cross_tenant.partners
  - module: entra.cross_tenant.partner_identity_sync
"""

EXAMPLES = r"""
---
- name: Trust the multifactor authentication of a partner, and spare its users the consent prompt
  entra.cross_tenant.partner:
    partner_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    automatic_user_consent:
      inbound_allowed: true
    inbound_trust:
      mfa_accepted: true

- name: Go back to the tenant's default for what is trusted, of a partner whose domain is known
  entra.cross_tenant.partner:
    partner_tenant: fabrikam.example
    inherit: [inbound_trust]

- name: Let only one group of the partner in as guests, to Microsoft 365 only
  entra.cross_tenant.partner:
    partner_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    b2b_collaboration_inbound:
      users_and_groups:
        access_type: allowed
        targets:
          - target: 0be493dc-cb56-4a53-936f-9cf64410b8b0
            target_type: group
      applications:
        access_type: allowed
        targets:
          - target: Office365
            target_type: application

- name: Remove the partner, and its synchronization policy with it
  entra.cross_tenant.partner:
    partner_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    state: absent
"""

RETURN = r"""
---
partner:
  description: The partner after the task, or as it would be after a real run; null if there is none.
  returned: success
  type: dict
  sample:
    tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    automatic_user_consent:
      inbound_allowed: true
    inbound_trust:
      mfa_accepted: true
    inherit: []
    read_only: {}
    unknown_settings: {}
  contains:
    # begin row of partner
    tenant_id:
      description: The partner tenant.
      type: str
    automatic_user_consent:
      description: Which consent prompts are suppressed. Only there where the partner has a value of its own.
      type: dict
      contains:
        inbound_allowed:
          description: For users of the partner who come in.
          type: bool
        outbound_allowed:
          description: For users of the home tenant who go out to the partner.
          type: bool
    inbound_trust:
      description: Which claims of the partner are trusted. Only there where the partner has a value of its own.
      type: dict
      contains:
        mfa_accepted:
          description: Multifactor authentication.
          type: bool
        compliant_device_accepted:
          description: Compliant devices.
          type: bool
        hybrid_joined_device_accepted:
          description: Hybrid joined devices.
          type: bool
    b2b_collaboration_inbound:
      description: Guests who come in. Only there where the partner has a value of its own.
      type: dict
      contains: &b2b_collaboration_inbound
        users_and_groups:
          description: The users and groups that it is about.
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
          description: The applications that it is about.
          type: dict
          contains: *users_and_groups
    b2b_collaboration_outbound:
      description: Guests who go out. Only there where the partner has a value of its own.
      type: dict
      contains: *b2b_collaboration_inbound
    b2b_direct_connect_inbound:
      description: Access without a guest account, inbound. Only there where the partner has a value of its own.
      type: dict
      contains: *b2b_collaboration_inbound
    b2b_direct_connect_outbound:
      description: Access without a guest account, outbound. Only there where the partner has a value of its own.
      type: dict
      contains: *b2b_collaboration_inbound
    tenant_restrictions:
      description: Accounts of the partner on own devices. Only there where the partner has a value of its own.
      type: dict
      contains:
        users_and_groups:
          description: The users and groups that it is about.
          type: dict
          contains: *users_and_groups
        applications:
          description: The applications that it is about.
          type: dict
          contains: *users_and_groups
        devices:
          description: On which devices.
          type: dict
          contains:
            mode:
              description: V(allowed) or V(blocked).
              type: str
            rule:
              description: The rule of a device filter.
              type: str
    m365_collaboration_inbound:
      description: Users who come in by Microsoft 365. Only there where the partner has a value of its own.
      type: dict
      contains:
        users:
          description: The users that it is about.
          type: dict
          contains: *users_and_groups
    m365_collaboration_outbound:
      description: Users who go out by Microsoft 365. Only there where the partner has a value of its own.
      type: dict
      contains:
        users_and_groups:
          description: The users and groups that it is about.
          type: dict
          contains: *users_and_groups
    app_service_connect_inbound:
      description: Applications that may connect. Only there where the partner has a value of its own.
      type: dict
      contains:
        applications:
          description: The applications that it is about.
          type: dict
          contains: *users_and_groups
    block_service_provider_outbound_access:
      description: Whether delegated admin privileges are of no use elsewhere. Only there where Graph has that setting.
      type: bool
    service_provider:
      description: Whether the partner is a cloud service provider of the home tenant, where Microsoft Graph says so.
      type: bool
    inherit:
      description: The settings that the partner takes from the home tenant's default.
      type: list
      elements: str
    identity_sync:
      description: The identity synchronization policy. Only there if there is one.
      type: dict
      contains:
        display_name:
          description: The name of the policy, or null.
          type: str
        user_sync_allowed:
          description: Whether users may be synchronized into the home tenant; null where that was never configured.
          type: bool
        group_sync_allowed:
          description: Whether groups may be synchronized. Only there where Graph has that setting.
          type: bool
        role_enabled_group_sync_allowed:
          description:
            - Whether groups that can be given roles may be synchronized. Only there where Graph has that setting.
          type: bool
        external_cloud_application_id:
          description: The authorized application in another cloud, or null. Only there where Graph has that setting.
          type: str
    read_only:
      description: What Microsoft Graph says about the partner and this collection does not manage.
      type: dict
      contains:
        in_multi_tenant_organization:
          description: Whether the partner is in the multitenant organization of the home tenant.
          type: bool
        service_provider_constraints:
          description:
            - What constrains the partner as a service provider. Only there where Microsoft Graph shows it, or with
              O(entra.cross_tenant.partner_info#module:service_provider_constraints=true), then null where nothing does.
          type: dict
          contains:
            allowed_role_template_ids:
              description: The template IDs of the roles that the service provider may have, sorted.
              type: list
              elements: str
            created_date_time:
              description: When the constraints were created.
              type: str
            last_modified_date_time:
              description: When the constraints were changed last.
              type: str
    unknown_settings:
      description: Properties that this collection does not know and never touches, in Microsoft Graph's own names.
      type: dict
    # end row of partner
# begin changes
changes:
  description: Each operation that was done, or that a real run would do, in their order.
  returned: always
  type: list
  elements: dict
  sample:
    - operation: update
      resource: partner
      tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      settings: [inbound_trust]
  contains:
    operation:
      description: V(create), V(update) or V(delete).
      type: str
    resource:
      description: What it was done to, V(partner) or V(identity_sync).
      type: str
    tenant_id:
      description: The partner tenant.
      type: str
    settings:
      description: The names of the settings that were written.
      type: list
      elements: str
# end changes
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._checked_options import checked_items
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge import warnings
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge.converge import converge_one
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import desired_partner
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import partner_row
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import PARTNER
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import writing
from ansible_collections.entra.cross_tenant.plugins.module_utils._results import change_result
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = writing(
    partner_tenant={"type": "str", "required": True},
    state={"type": "str", "choices": ["present", "absent"], "default": "present"},
    inherit={"type": "list", "elements": "str", "choices": PARTNER.nullable()},
    **PARTNER.options(),
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    options = dict(task.params, tenant=task.params["partner_tenant"])
    desired = checked_items([options], desired_partner, connection)[0]
    execution = converge_one(connection.client, desired, task.manner)
    task.warn(*warnings.on_conditions(connection.cloud.name, [execution]))
    return change_result(
        execution, f"partner {desired.tenant_id}", row=partner_row, name="partner", diff_mode=task.diff_mode
    )


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
