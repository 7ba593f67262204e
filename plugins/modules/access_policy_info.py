#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: access_policy_info
short_description: Read tenant settings that affect partners
version_added: 1.0.0
description:
  - Returns the tenant settings that affect partners, such as the default settings, Conditional Access and licenses. The
    module sends as few requests as possible, mostly one.
  - RV(unavailable) lists the parts that do not exist in the cloud or in the version of Microsoft Graph.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.read
  - entra.cross_tenant.attributes.action_group
options:
  gather_subset:
    description:
      - The settings to read. Unless noted below, a choice exists in all clouds and API versions and needs the
        permission C(Policy.Read.All).
      - V(default_settings) returns RV(access_policy.default_settings).
      - V(allowed_cloud_endpoints) returns RV(access_policy.allowed_cloud_endpoints).
      - V(mto_templates) returns RV(access_policy.mto_sync_template) and RV(access_policy.mto_partner_template), in the
        global cloud only.
      - V(deleted_identity_syncs) returns RV(access_policy.deleted_identity_syncs), with O(api_version=beta) only.
        Microsoft's pages disagree about the required permission, so C(Policy.Read.All) may not be enough.
      - V(mto) returns RV(access_policy.mto), RV(access_policy.mto_tenants) and RV(access_policy.mto_join_request), in
        the global cloud only. It needs C(MultiTenantOrganization.Read.All).
      - V(guest_invitations) returns RV(access_policy.allow_invites_from).
      - V(leave_setting) returns RV(access_policy.allow_external_identities_to_leave), with O(api_version=beta) only.
      - V(conditional_access) returns RV(access_policy.conditional_access_policies).
      - V(licenses) returns RV(access_policy.service_plans). It needs C(LicenseAssignment.Read.All) or
        C(Organization.Read.All).
      - V(tenant_type) returns RV(access_policy.tenant_type). It needs C(Organization.Read.All).
      - V(custom_roles) returns RV(access_policy.custom_roles). It needs C(RoleManagement.Read.Directory).
      - V(tenants) returns RV(access_policy.tenants). It needs C(CrossTenantInformation.ReadBasic.All).
      - V(sync_configurations) returns RV(access_policy.sync_configurations), except in Microsoft Azure operated by
        21Vianet, and always from version V(v1.0). It needs C(Application.Read.All) and C(Synchronization.Read.All), and
        sends one request for the list and two for each configuration, in batches.
      - V(sync_errors) returns RV(access_policy.sync_errors), the failures of the last 24 hours in the provisioning log.
        It needs the permissions of V(sync_configurations), and C(ProvisioningLog.Read.All) or C(AuditLog.Read.All). It
        sends the same requests, and one or a few for each job.
    type: list
    elements: str
    choices:
      - default_settings
      - allowed_cloud_endpoints
      - mto_templates
      - deleted_identity_syncs
      - mto
      - guest_invitations
      - leave_setting
      - conditional_access
      - licenses
      - tenant_type
      - custom_roles
      - tenants
      - sync_configurations
      - sync_errors
    default: [default_settings, allowed_cloud_endpoints, mto_templates, deleted_identity_syncs]
  tenants:
    description:
      - The IDs of the tenants to look up. Used only if O(gather_subset) contains V(tenants).
    type: list
    elements: str
    default: []
  continue_on_error:
    description:
      - Whether the module succeeds even if something could not be read. RV(unreadable) then contains the errors.
      - With either value, the module tries to read everything.
    type: bool
    default: false
notes:
  - For delegated access, the signed-in user needs the role Global Reader, or Cloud Application Administrator for
    V(sync_configurations), and Reports Reader in addition for V(sync_errors).
seealso:
  - module: entra.cross_tenant.partner_info
  - module: entra.cross_tenant.default_settings_info
  - module: entra.cross_tenant.mto_info
  - module: entra.cross_tenant.sync_configuration_info
  - module: entra.cross_tenant.tenant_info
"""

EXAMPLES = r"""
---
- name: Read what belongs to the policy of cross-tenant access
  entra.cross_tenant.access_policy_info:
  register: found

- name: Show whether multifactor authentication of other tenants counts by default
  ansible.builtin.debug:
    msg: "{{ found.access_policy.default_settings.inbound_trust.mfa_accepted }}"

- name: Read who may invite guests, and what Conditional Access demands of them, as far as that may be read
  entra.cross_tenant.access_policy_info:
    gather_subset: [guest_invitations, conditional_access, leave_setting, licenses, tenant_type, custom_roles]
    api_version: beta
    continue_on_error: true
  register: around

- name: Name the policies that demand multifactor authentication of guests
  ansible.builtin.debug:
    msg: "{{ policies | selectattr('includes_guests') | selectattr('requires_mfa') | map(attribute='display_name') }}"
  vars:
    policies: "{{ around.access_policy.conditional_access_policies | default([]) }}"

- name: Ask whether these tenants exist
  entra.cross_tenant.access_policy_info:
    gather_subset: [tenants]
    tenants:
      - 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      - 8f1c3c1a-6a0e-4a63-9f0b-2f6f5c1d7e42
  register: looked_up

- name: Name those that do not
  ansible.builtin.debug:
    msg: "{{ looked_up.access_policy.tenants | rejectattr('known') | map(attribute='tenant_id') }}"
"""

RETURN = r"""
---
access_policy:
  description: >-
    The settings chosen in O(gather_subset). Settings that do not exist here or could not be read are missing.
  returned: always after the options were validated
  type: dict
  sample:
    allowed_cloud_endpoints: [microsoftonline.us]
    allow_invites_from: adminsAndGuestInviters
  contains:
    default_settings:
      description: The default settings, as M(entra.cross_tenant.default_settings_info) returns them.
      type: dict
    allowed_cloud_endpoints:
      description:
        - The other Microsoft clouds in which partners may be, sorted.
        - Null if Microsoft Graph does not return them, which may happen outside the global cloud.
      type: list
      elements: str
    mto_sync_template:
      description: The template, as M(entra.cross_tenant.mto_sync_template_info) returns it.
      type: dict
    mto_partner_template:
      description: The template, as M(entra.cross_tenant.mto_partner_template_info) returns it.
      type: dict
    deleted_identity_syncs:
      description:
        - The deleted synchronization policies, sorted by tenant ID. M(entra.cross_tenant.partner_identity_sync_info)
          returns them in the same form, but with C(days_left) instead of C(restorable_until).
      type: list
      elements: dict
      contains:
        # begin row of identity_sync
        tenant_id:
          description: The partner tenant.
          type: str
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
        # end row of identity_sync
        deleted_date_time:
          description: When the policy was deleted. Null if Microsoft Graph does not say.
          type: str
        restorable_until:
          description: >-
            Until when the policy can be restored (UTC), which is 30 days after it was deleted. Null if unknown.
          type: str
    mto:
      description: The multitenant organization, as M(entra.cross_tenant.mto_info) returns it.
      type: dict
    mto_tenants:
      description: The tenants of the organization, as M(entra.cross_tenant.mto_info) returns them.
      type: list
      elements: dict
    mto_join_request:
      description: >-
        The request of the home tenant to join an organization, as M(entra.cross_tenant.mto_info) returns it.
      type: dict
    allow_invites_from:
      description:
        - The users who may invite guests. V(none), V(adminsAndGuestInviters), V(adminsGuestInvitersAndAllMembers) or
          V(everyone).
      type: str
    allow_external_identities_to_leave:
      description: Whether guests may leave the home tenant by themselves.
      type: bool
    conditional_access_policies:
      description: The Conditional Access policies, sorted by name.
      type: list
      elements: dict
      contains:
        id:
          description: The ID of the policy.
          type: str
        display_name:
          description: The name of the policy.
          type: str
        state:
          description: V(enabled), V(disabled) or V(enabledForReportingButNotEnforced).
          type: str
        requires_mfa:
          description:
            - Whether the policy requires multifactor authentication or an authentication strength. True also if this is
              only one of several controls of which one is enough.
          type: bool
        includes_guests:
          description:
            - Whether the policy applies to all users, to all guests, or to users of B2B direct connect. True also if it
              applies only to those of some tenants. Exclusions are not considered.
          type: bool
    service_plans:
      description: The names of the service plans in usable subscriptions of the home tenant, sorted.
      type: list
      elements: str
    tenant_type:
      description: The type of the home tenant, V(AAD), V(AAD B2C) or V(CIAM).
      type: str
    custom_roles:
      description: The custom roles of the directory, sorted by name.
      type: list
      elements: dict
      contains:
        id:
          description: The ID of the role.
          type: str
        display_name:
          description: The name of the role.
          type: str
        actions:
          description: The actions on the cross-tenant access policy that the role allows, sorted. Empty for most roles.
          type: list
          elements: str
    tenants:
      description: The tenants of O(tenants), in the same order and without duplicates.
      type: list
      elements: dict
      contains:
        tenant_id:
          description: The tenant ID.
          type: str
        display_name:
          description: The display name of the tenant, or null.
          type: str
        known:
          description: Whether the tenant exists in the same cloud.
          type: bool
    sync_configurations:
      description:
        - What the synchronization configurations of the home tenant do at the moment, sorted by target tenant and name.
          M(entra.cross_tenant.sync_configuration_info) returns their mappings and assignments as well.
        - A value is null if Microsoft Graph does not show it.
      type: list
      elements: dict
      contains:
        target_tenant_id:
          description: The target tenant. Null if there is none yet, or if Microsoft Graph does not show it.
          type: str
        name:
          description: The name of the configuration.
          type: str
        enabled:
          description: Whether the job is switched on. Null if there is no job.
          type: bool
        scope:
          description: V(assigned) or V(all).
          type: str
        deletion_threshold:
          description: The number of deletions in one cycle from which on the job stops, or V(0).
          type: int
        assigned:
          description: The number of assigned users and groups. Read only for jobs that are switched off.
          type: int
        status:
          description: >-
            What the job does, as in RV(entra.cross_tenant.sync_configuration_info#module:sync_configurations[].status).
          type: dict
        missing:
          description: The parts that a half-made configuration lacks, V(job) or V(credentials).
          type: list
          elements: str
        problem:
          description: Why the configuration cannot be managed. Null if it can.
          type: str
        masked:
          description: Microsoft's names of the credentials whose values Microsoft Graph does not show.
          type: list
          elements: str
        unread:
          description: >-
            The parts that could not be read. The keys are V(jobs), V(credentials) and V(assignments), the values
            V(forbidden) or V(unknown).
          type: dict
        by_admin_center:
          description: Whether the Microsoft 365 admin center made the configuration, according to its name.
          type: bool
        service_principal_id:
          description: The object ID of the service principal.
          type: str
        job_id:
          description: The ID of the job, or null.
          type: str
    sync_errors:
      description:
        - The failures of the last 24 hours in the provisioning log, for each synchronization configuration with a job.
        - In addition to the fields below, each item has the fields of
          RV(entra.cross_tenant.sync_configuration_info#module:sync_configurations[].errors).
      type: list
      elements: dict
      contains:
        service_principal_id:
          description: The object ID of the service principal of the configuration.
          type: str
        target_tenant_id:
          description: The target tenant. Null if there is none yet, or if Microsoft Graph does not show it.
          type: str
        name:
          description: The name of the configuration.
          type: str
unreadable:
  description:
    - The errors for settings that could not be read. The keys are choices of O(gather_subset). Each error has the
      fields of RV(error).
    - If a choice returns several values, RV(access_policy) still contains those that could be read.
  returned: always after the options were validated
  type: dict
  sample: {}
unavailable:
  description: Why a setting does not exist here. The keys are choices of O(gather_subset).
  returned: always after the options were validated
  type: dict
  sample:
    leave_setting: exists in Graph's beta version only, and api_version is v1.0
home_tenant:
  description: The home tenant, usually its ID. It may be a domain or null if the credentials do not contain the ID.
  returned: always after the options were validated
  type: str
  sample: 3d0f5dec-5d3d-455c-8016-e2af1ae4d31a
client_id:
  description: The ID of the application that read the settings. Null if the credentials do not name it.
  returned: always after the options were validated
  type: str
  sample: 7c6f8f1c-2b9f-4f2a-9d8b-3f6f2f1f0c5e
credentials:
  description:
    - The permissions of the credentials, as the access token shows them. All values but RV(credentials.reason) are null
      if the permissions are unknown.
    - No client can verify a token. A permission in the token does not prove that Microsoft Graph accepts a request.
  returned: always after the options were validated
  type: dict
  sample:
    permission_type: application
    permissions: [Policy.Read.All, Policy.ReadWrite.CrossTenantAccess]
    permissions_to_write: [Policy.ReadWrite.CrossTenantAccess]
    permissions_unneeded: []
    reason: null
  contains:
    permission_type:
      description: V(application), or V(delegated) if a user signed in.
      type: str
    permissions:
      description: The permissions of Microsoft Graph in the token, sorted.
      type: list
      elements: str
    permissions_to_write:
      description: Those that are enough to change something that this collection manages.
      type: list
      elements: str
    permissions_unneeded:
      description:
        - Those without which this collection can still read and write everything, such as C(Directory.Read.All).
          Permissions of signed-in users that only serve to sign in, such as C(openid), do not belong to them.
      type: list
      elements: str
    reason:
      description: Why the permissions are unknown. Null if they are known.
      type: str
cloud:
  description: The cloud that was read, as a choice of O(cloud).
  returned: always after the options were validated
  type: str
  sample: global
# begin error
error:
  description:
    - The error, split into fields. RV(ignore:msg) describes the same error in words and tells you what to do.
    - Most fields after RV(error.msg) exist only if Microsoft Graph itself answered with an error. If the login failed,
      only RV(error.code) and RV(error.correlation_id) exist.
    - If RV(unreadable) contains several errors, this is the first one.
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._directory import held, tenant_facts
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import checked_tenants
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import reading
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = reading(
    gather_subset={
        "type": "list",
        "elements": "str",
        "choices": tenant_facts.CHOICES,
        "default": tenant_facts.DEFAULTS,
    },
    tenants={"type": "list", "elements": "str", "default": []},
    continue_on_error={"type": "bool", "default": False},
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    options = task.params
    gathered = tenant_facts.gather(
        connection.client, options["gather_subset"], checked_tenants(options["tenants"]), connection.cloud.name
    )
    return _result(gathered, connection, options["continue_on_error"])


def main() -> None:
    _module.main(OPTIONS, run)


def _result(gathered: tenant_facts.Gathered, connection: Connection, continue_on_error: bool) -> dict[str, Any]:
    result: dict[str, Any] = {
        "changed": False,
        "access_policy": gathered.observed,
        "unreadable": {name: error.report() for name, error in gathered.errors.items()},
        "unavailable": gathered.unavailable,
        "home_tenant": connection.home_tenant,
        "client_id": connection.credentials.client_id,
        "credentials": held.credentials_row(connection.client.transport.token_in_use, connection.cloud.resource),
        "cloud": connection.cloud.name,
    }
    if gathered.errors and not continue_on_error:
        first, *others = gathered.errors.values()
        more = f". {len(others)} more could not be read, see unreadable" if others else ""
        result.update(failed=True, msg=f"{first}{more}", error=first.report())
    return result


if __name__ == "__main__":
    main()
