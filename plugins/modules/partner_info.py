#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: partner_info
short_description: Read partner tenants and their identity synchronization policies
version_added: 1.0.0
description:
  - Returns the cross-tenant access configuration of one partner or of all partners, with their identity synchronization
    policies.
  - The result is valid input for M(entra.cross_tenant.partners), which then finds nothing to change.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.read
  - entra.cross_tenant.attributes.action_group
options:
  partner_tenant:
    description:
      - One partner, by its tenant ID or by one of its verified domains. If not given, all partners are returned.
      - A domain needs the permission C(CrossTenantInformation.ReadBasic.All).
    type: str
  deleted:
    description:
      - Return the deleted partners instead. Microsoft keeps them for 30 days.
      - Needs O(api_version=beta). Microsoft's pages disagree about the required permission and about the clouds that
        support this.
    type: bool
    default: false
  service_provider_constraints:
    description:
      - Read the constraints of each partner that is a service provider. This takes one request for each of them.
      - Microsoft does not document the permission for this, or whether Microsoft Graph also returns the constraints
        without this option. If Microsoft Graph refuses, the module fails.
    type: bool
    default: false
  tenant_names:
    description:
      - Ask the directory for the names of partners without the name of a synchronization policy. Needs the permission
        C(CrossTenantInformation.ReadBasic.All), and one request for twenty of these partners.
    type: bool
    default: false
notes:
  - Needs the application permission C(Policy.Read.All).
seealso:
  - module: entra.cross_tenant.partner
  - module: entra.cross_tenant.partners
  - module: entra.cross_tenant.partner_identity_sync_info
"""

EXAMPLES = r"""
---
- name: Read all partners
  entra.cross_tenant.partner_info:
  register: found

- name: Run with the partners that were read, which changes nothing
  entra.cross_tenant.partners:
    partners: "{{ found.partners }}"

- name: Read which roles service providers may have
  entra.cross_tenant.partner_info:
    service_provider_constraints: true

- name: See which deleted partners can be restored
  entra.cross_tenant.partner_info:
    deleted: true
    api_version: beta

- name: Read one partner
  entra.cross_tenant.partner_info:
    partner_tenant: fabrikam.example
"""

RETURN = r"""
---
partners:
  description: The partners, sorted by tenant ID. Empty if O(partner_tenant) is not a partner.
  returned: success
  type: list
  elements: dict
  sample:
    - tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      inbound_trust:
        mfa_accepted: true
      inherit: [automatic_user_consent]
      identity_sync:
        display_name: Fabrikam
        user_sync_allowed: true
      read_only:
        in_multi_tenant_organization: false
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
    deleted_date_time:
      description: When the partner was deleted. Returned only with O(deleted=true).
      type: str
    days_left:
      description:
        - How many of the 30 days for restoring the deleted partner are left, including the current day. V(0) after
          the 30 days. Null if Microsoft Graph does not say when the partner was deleted.
        - Calculated with the clock of the host on which the module runs. Returned only with O(deleted=true).
      type: int
tenant_names:
  description: >-
    With O(tenant_names=true), the names in the directory by tenant ID, for each partner without the name of a
    synchronization policy. Null if the directory has no such tenant. Otherwise empty.
  returned: success
  type: dict
  sample:
    90e29127-71ad-49c7-9ce8-db3f41ea06f1: Contoso
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

from datetime import datetime, timezone
from typing import Any

from ansible_collections.entra.cross_tenant.plugins.module_utils import _module
from ansible_collections.entra.cross_tenant.plugins.module_utils._checked_options import checked_items, need_beta
from ansible_collections.entra.cross_tenant.plugins.module_utils._directory import lookup, read, read_deleted
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import desired_partner
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import reading
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = reading(
    partner_tenant={"type": "str"},
    deleted={"type": "bool", "default": False},
    service_provider_constraints={"type": "bool", "default": False},
    tenant_names={"type": "bool", "default": False},
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    if task.params["deleted"]:
        need_beta(connection, "deleted partners")
    tenant_id = None
    if task.params["partner_tenant"] is not None:
        item = {"tenant": task.params["partner_tenant"]}
        tenant_id = checked_items([item], desired_partner, connection)[0].tenant_id
    if task.params["deleted"]:
        rows = read_deleted.deleted_partner_rows(connection.client, tenant_id, datetime.now(timezone.utc))
    else:
        rows = read.partners(connection.client, tenant_id, task.params["service_provider_constraints"])
    names = lookup.display_names(connection.client, rows) if task.params["tenant_names"] else {}
    return {"changed": False, "partners": rows, "tenant_names": names}


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
