#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: deleted_partner
short_description: Restore or purge the deleted configuration of a partner tenant
version_added: 1.0.0
description:
  - Restores a partner configuration that was deleted within the last 30 days, or removes it for good before they are
    over.
  - Microsoft Graph has deleted partners in its beta version only, so that the module needs O(api_version=beta).
  - Microsoft's pages contradict each other about the permission, C(Policy.ReadWrite.CrossTenantAccess) or none at all,
    and about the clouds that have deleted partners. Where Graph refuses, the error says so.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.wait
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.write
  - entra.cross_tenant.attributes.graph
options:
  partner_tenant:
    description: The tenant ID of the partner.
    type: str
    required: true
  state:
    description:
      - V(restored) puts the configuration back in force as it was before it was deleted, which may open access to the
        partner again. Nothing is done where there is a configuration and no deleted one. It is an error if there is
        neither, or both.
      - V(purged) removes the deleted configuration for good. Nothing is done where there is no deleted one. A
        configuration in force is never touched.
    type: str
    choices: [restored, purged]
    required: true
notes:
  - A deleted identity synchronization policy of the partner is an object of its own, which this module does not
    restore. Use M(entra.cross_tenant.deleted_partner_identity_sync) once the partner exists again.
seealso:
  - module: entra.cross_tenant.partner_info
  - module: entra.cross_tenant.partner
  - module: entra.cross_tenant.deleted_partner_identity_sync
  - name: Restore a deleted crossTenantAccessPolicyConfigurationPartner
    description: The reference page of Microsoft Graph.
    link: https://learn.microsoft.com/graph/api/crosstenantaccesspolicyconfigurationpartner-restore?view=graph-rest-beta
"""

EXAMPLES = r"""
---
- name: See which partners can be restored
  entra.cross_tenant.partner_info:
    deleted: true
    api_version: beta

- name: Put a partner that was deleted by mistake back in force
  entra.cross_tenant.deleted_partner:
    partner_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    state: restored
    api_version: beta

- name: Remove a deleted partner for good
  entra.cross_tenant.deleted_partner:
    partner_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    state: purged
    api_version: beta
"""

RETURN = r"""
---
partner:
  description: The partner after the task, or as it would be after a real run; null with O(state=purged).
  returned: success
  type: dict
  sample:
    tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    inbound_trust:
      mfa_accepted: true
    inherit: [automatic_user_consent]
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
  description: The operation that was done, or that a real run would do; empty if there is nothing to do.
  returned: always
  type: list
  elements: dict
  sample:
    - operation: restore
      resource: partner
      tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      settings: []
  contains:
    operation:
      description: V(restore) or V(purge).
      type: str
    resource:
      description: What it was done to, V(partner).
      type: str
    tenant_id:
      description: The partner tenant.
      type: str
    settings:
      description: Always empty, since a partner is restored and removed as a whole.
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._checked_options import checked_items, need_beta
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge.converge import converge_deleted
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import desired_partner
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import PARTNER
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import writing
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.deleted import PURGED, RESTORED, DeletedGoal
from ansible_collections.entra.cross_tenant.plugins.module_utils._results import change_result
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = writing(
    partner_tenant={"type": "str", "required": True},
    state={"type": "str", "choices": [RESTORED, PURGED], "required": True},
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    need_beta(connection, "deleted partners")
    item = {"tenant": task.params["partner_tenant"]}
    tenant_id = checked_items([item], desired_partner, connection)[0].tenant_id
    goal = DeletedGoal(tenant_id, task.params["state"], PARTNER)
    execution = converge_deleted(connection.client, goal, task.manner)
    return change_result(execution, goal.title, row=goal.row, name="partner", diff_mode=task.diff_mode)


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
