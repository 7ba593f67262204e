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
  - Creates, updates or deletes the configuration of one partner tenant in the home tenant. The identity synchronization
    policy of the partner belongs to this configuration. See M(entra.cross_tenant.partner_identity_sync).
  - M(entra.cross_tenant.partners) is faster if you manage many partners, or both configurations and policies.
  - If the module deletes a partner, it deletes the synchronization policy first, as Microsoft Graph requires. The diff
    shows both.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.access
  - entra.cross_tenant.access.more
  - entra.cross_tenant.graph
  - entra.cross_tenant.wait
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.write
  - entra.cross_tenant.attributes.action_group
options:
  partner_tenant:
    description:
      - The partner, by its tenant ID or by one of its verified domains.
      - A domain needs the permission C(CrossTenantInformation.ReadBasic.All).
    type: str
    required: true
  state:
    description: Whether the partner must have a configuration.
    type: str
    choices: [present, absent]
    default: present
  # begin options of partner
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
  service_provider:
    description:
      - Whether the partner is a cloud service provider of the home tenant.
      - Written only if it has to change, because Microsoft Graph may not let applications write it.
    type: bool
  # end options of partner
  # begin option inherit
  inherit:
    description:
      - Settings that are reset, so that the default of the home tenant applies to the partner. Microsoft Graph stores
        them as null.
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
      - tenant_restrictions
      - m365_collaboration_inbound
      - m365_collaboration_outbound
      - app_service_connect_inbound
  # end option inherit
notes:
  - Needs the application permission C(Policy.ReadWrite.CrossTenantAccess). In check mode, C(Policy.Read.All) is enough.
  - Warns if a change causes a condition that Microsoft's guides warn about. There is a
    L(list of these conditions,https://github.com/entra-collections/entra.cross_tenant/blob/main/docs/checks.md).
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

- name: Inherit the tenant's default trust again, for a partner whose domain is known
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
  description: The partner after the task, or as it would be after a real run. Null if there is none.
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
      description: Which consent prompts are suppressed. Missing if the partner has no value of its own.
      type: dict
      contains:
        inbound_allowed:
          description: Whether the consent prompt is suppressed for users of the partner who access the home tenant.
          type: bool
        outbound_allowed:
          description: Whether the consent prompt is suppressed for users of the home tenant who access the partner.
          type: bool
    inbound_trust:
      description: Which claims of the partner are trusted. Missing if the partner has no value of its own.
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
      description: Guests from the partner in the home tenant. Missing if the partner has no value of its own.
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
      description:
        - Users of the home tenant who are guests of the partner. Missing if the partner has no value of its own.
      type: dict
      contains: *b2b_collaboration_inbound
    b2b_direct_connect_inbound:
      description: Inbound access without a guest account. Missing if the partner has no value of its own.
      type: dict
      contains: *b2b_collaboration_inbound
    b2b_direct_connect_outbound:
      description: Outbound access without a guest account. Missing if the partner has no value of its own.
      type: dict
      contains: *b2b_collaboration_inbound
    tenant_restrictions:
      description:
        - Accounts of the partner on devices and networks of the home tenant. Missing if the partner has no value of its
          own.
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
      description: Inbound collaboration in Microsoft 365. Missing if the partner has no value of its own.
      type: dict
      contains:
        users:
          description: The users that the setting applies to.
          type: dict
          contains: *users_and_groups
    m365_collaboration_outbound:
      description: Outbound collaboration in Microsoft 365. Missing if the partner has no value of its own.
      type: dict
      contains:
        users_and_groups:
          description: The users and groups that the setting applies to.
          type: dict
          contains: *users_and_groups
    app_service_connect_inbound:
      description: Applications that may connect. Missing if the partner has no value of its own.
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
    service_provider:
      description:
        - Whether the partner is a cloud service provider of the home tenant. Missing if Microsoft Graph does not say.
      type: bool
    inherit:
      description: The settings that the partner inherits from the default of the home tenant.
      type: list
      elements: str
    identity_sync:
      description: The identity synchronization policy. Missing if the partner has none.
      type: dict
      contains:
        display_name:
          description: The name of the policy, or null.
          type: str
        user_sync_allowed:
          description: Whether users may be synchronized into the home tenant. Null if this was never configured.
          type: bool
        group_sync_allowed:
          description: Whether groups may be synchronized. Missing if Microsoft Graph does not have this setting.
          type: bool
        role_enabled_group_sync_allowed:
          description:
            - Whether role-assignable groups may be synchronized. Missing if Microsoft Graph does not have this setting.
          type: bool
        external_cloud_application_id:
          description:
            - The authorized application in another cloud, or null. Missing if Microsoft Graph does not have this
              setting.
          type: str
    read_only:
      description: Properties of the partner that this collection does not manage.
      type: dict
      contains:
        in_multi_tenant_organization:
          description: Whether the partner is in the multitenant organization of the home tenant.
          type: bool
        service_provider_constraints:
          description:
            - The constraints for the partner as a service provider. Missing if Microsoft Graph does not show them. With
              O(entra.cross_tenant.partner_info#module:service_provider_constraints=true) the field is always there, and
              null if there are no constraints.
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
              description: When the constraints were last changed.
              type: str
    unknown_settings:
      description:
        - Properties that this collection does not know and never changes. The names are those of Microsoft Graph.
      type: dict
    # end row of partner
# begin changes
changes:
  description: The operations that were done, or that a real run would do, in their order.
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
      description: The kind of the changed object, V(partner) or V(identity_sync).
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
    task.warn(*warnings.on_conditions(connection.cloud.name, [execution]).sentences)
    return change_result(
        execution, f"partner {desired.tenant_id}", row=partner_row, name="partner", diff_mode=task.diff_mode
    )


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
