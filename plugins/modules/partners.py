#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: partners
short_description: Converge a whole set of partner tenants in one task
version_added: 1.0.0
description:
  - Brings any number of partner tenants into the wanted state, each with its cross-tenant access configuration and its
    identity synchronization policy. The module reads all partners once, writes only the differences, and sends many
    requests together. A thousand partners take seconds.
  - The module tries every partner. If some partners fail, the others are still done, and the task fails at the end.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.wait
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.write
  - entra.cross_tenant.attributes.action_group
options:
  partners:
    description:
      - The partners. A setting that is left out is not managed and stays as it is.
      - All partners are validated before anything is sent to Microsoft Graph. Only checks that need the tenant ID of a
        domain come later.
    type: list
    elements: dict
    required: true
    suboptions:
      tenant:
        description:
          - The partner, by its tenant ID or by one of its verified domains.
          - All domains are looked up first, twenty in one request. If a domain belongs to no tenant, the task fails and
            writes nothing. Domains need the permission C(CrossTenantInformation.ReadBasic.All). Tenant IDs do not.
        type: str
        required: true
        aliases: [tenant_id]
      state:
        description:
          - Whether the partner must have a configuration. V(present) if not given.
          - With V(absent), all other options of the partner are ignored.
        type: str
        choices: [present, absent]
      # begin options of partner at partners[]
      automatic_user_consent:
        description:
          - For which users the consent prompt is suppressed. The prompt disappears only if the receiving tenant allows
            this inbound and the sending tenant allows it outbound.
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
      inbound_trust:
        description: Which claims about users of the partner are trusted.
        type: dict
        suboptions:
          mfa_accepted:
            description: Whether multifactor authentication in the partner's tenant is accepted.
            type: bool
          compliant_device_accepted:
            description: Whether a device that is compliant in the partner's tenant is accepted as compliant.
            type: bool
          hybrid_joined_device_accepted:
            description: Whether a device that is hybrid joined in the partner's tenant is accepted as hybrid joined.
            type: bool
      b2b_collaboration_inbound:
        description:
          - Which users of the partner may access the home tenant as guests, and which applications they may use (B2B
            collaboration).
        type: dict
        suboptions: &b2b_collaboration_inbound
          users_and_groups:
            description: The users and groups that the setting applies to.
            type: dict
            suboptions: &users_and_groups
              access_type:
                description: Whether the targets are allowed or blocked. The opposite applies to all others.
                type: str
                choices: [allowed, blocked]
              targets:
                description: The targets, in any order. The list replaces the one in Microsoft Graph.
                type: list
                elements: dict
                suboptions:
                  target:
                    description:
                      - The ID of a user, group or application.
                      - Or V(AllUsers) for users and groups, V(AllApplications) or V(Office365) for applications.
                      - The module fails before any request if the value is anything else.
                    type: str
                    required: true
                  target_type:
                    description: The type of the target. Use V(user) for V(AllUsers).
                    type: str
                    required: true
                    choices: [user, group, application]
          applications:
            description: The applications that the setting applies to.
            type: dict
            suboptions: *users_and_groups
      b2b_collaboration_outbound:
        description:
          - Which users of the home tenant may be guests of the partner, and which applications they may use (B2B
            collaboration).
        type: dict
        suboptions: *b2b_collaboration_inbound
      b2b_direct_connect_inbound:
        description:
          - Which users of the partner may access the home tenant without a guest account, for example in shared
            channels (B2B direct connect).
        type: dict
        suboptions: *b2b_collaboration_inbound
      b2b_direct_connect_outbound:
        description:
          - Which users of the home tenant may access the partner's tenant without a guest account (B2B direct connect).
        type: dict
        suboptions: *b2b_collaboration_inbound
      tenant_restrictions:
        description:
          - Which accounts of the partner may be used on devices and networks of the home tenant.
          - Exists in the global cloud only.
        type: dict
        suboptions:
          users_and_groups:
            description: The users and groups that the setting applies to.
            type: dict
            suboptions: *users_and_groups
          applications:
            description: The applications that the setting applies to.
            type: dict
            suboptions: *users_and_groups
          devices:
            description: The devices that the setting applies to. Microsoft documents that this has no effect yet.
            type: dict
            suboptions:
              mode:
                description: Whether devices that match the rule are allowed or blocked.
                type: str
                choices: [allowed, blocked]
              rule:
                description: The rule of a device filter.
                type: str
      m365_collaboration_inbound:
        description:
          - Which users of the partner may collaborate in Microsoft 365 of the home tenant.
          - Exists in the global cloud only.
        type: dict
        suboptions:
          users:
            description: The users that the setting applies to.
            type: dict
            suboptions: *users_and_groups
      m365_collaboration_outbound:
        description:
          - Which users of the home tenant may collaborate in Microsoft 365 of the partner.
          - Exists in the global cloud only.
        type: dict
        suboptions:
          users_and_groups:
            description: The users and groups that the setting applies to.
            type: dict
            suboptions: *users_and_groups
      app_service_connect_inbound:
        description:
          - Which applications may connect from the partner's tenant to the home tenant.
          - Exists in the global cloud only.
        type: dict
        suboptions:
          applications:
            description: The applications that the setting applies to.
            type: dict
            suboptions: *users_and_groups
      block_service_provider_outbound_access:
        description:
          - Whether users of the home tenant are blocked from other tenants if they use delegated admin privileges.
          - Needs O(api_version=beta). Even then, Microsoft Graph may lack this setting.
        type: bool
      service_provider:
        description:
          - Whether the partner is a cloud service provider of the home tenant.
          - Written only if it has to change, because Microsoft Graph may not let applications write it.
        type: bool
      # end options of partner at partners[]
      # begin option inherit at partners[]
      inherit:
        description:
          - Settings that are reset, so that the default of the home tenant applies to the partner. Microsoft Graph
            stores them as null.
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
      # end option inherit at partners[]
      identity_sync:
        description:
          - The identity synchronization policy of the partner. If not given, the policy stays as it is.
        type: dict
        suboptions:
          state:
            description: Whether the partner must have a policy. V(present) if not given.
            type: str
            choices: [present, absent]
          # begin options of identity_sync at partners[].identity_sync
          display_name:
            description:
              - The name of the policy. Microsoft recommends the name of the partner.
              - The empty string removes the name. If not given, the name stays as it is.
            type: str
          user_sync_allowed:
            description:
              - Whether users of the partner may be synchronized into the home tenant.
              - If not given, the setting stays as it is. In a new policy it is then not configured.
            type: bool
          group_sync_allowed:
            description:
              - Whether groups of the partner may be synchronized into the home tenant.
              - Needs O(api_version=beta). Even then, Microsoft Graph may lack this setting.
            type: bool
          role_enabled_group_sync_allowed:
            description:
              - Whether role-assignable groups of the partner may be synchronized into the home tenant.
              - Microsoft Graph allows this only if O(partners[].identity_sync.group_sync_allowed) is already true. If
                you switch on both, the module writes O(partners[].identity_sync.group_sync_allowed) first.
              - Needs O(api_version=beta). Even then, Microsoft Graph may lack this setting.
            type: bool
          external_cloud_application_id:
            description:
              - The ID of the application in another Microsoft cloud that is authorized for this policy. Microsoft gives
                no further description.
              - The empty string removes the ID. If not given, the ID stays as it is.
              - Needs O(api_version=beta). Even then, Microsoft Graph may lack this setting.
            type: str
          # end options of identity_sync at partners[].identity_sync
          # begin option display_name_from_directory at partners[].identity_sync
          display_name_from_directory:
            description:
              - Give the policy the display name that the partner tenant has in its directory at the time of the run. If
                the tenant is renamed, the next run renames the policy. If the tenant has no display name, the name of
                the policy stays as it is.
              - Cannot be given together with O(partners[].identity_sync.display_name).
              - Needs the permission C(CrossTenantInformation.ReadBasic.All).
            type: bool
          # end option display_name_from_directory at partners[].identity_sync
      read_only:
        description: Ignored. It is accepted so that the result of M(entra.cross_tenant.partner_info) is valid input.
        type: dict
      unknown_settings:
        description: Ignored, like O(partners[].read_only).
        type: dict
  prune:
    description:
      - Remove all partners that are not in O(partners), with their synchronization policies. Service providers and
        members of the multitenant organization always stay.
      - A partner is removed only if Microsoft Graph says that it is neither of these, both in the list of all partners
        and again right before the partner is deleted. A warning names the partners for which Graph does not say so. To
        remove such a partner, list it with O(partners[].state=absent).
      - Use this only if the list is complete. Do not prune with a part of an inventory, such as a slice of a job.
    type: bool
    default: false
  prune_all:
    description:
      - Allow O(prune) to remove all existing partners if O(partners) is empty or all of its items have
        O(partners[].state=absent). Without this option, the task fails before any request in this case.
      - Has no effect without O(prune), or if O(partners) contains a partner that is not absent.
    type: bool
    default: false
  prune_limit:
    description:
      - The task fails before it writes anything if O(prune) would remove more partners than this. At least 0.
      - Partners that earlier tasks pruned in the same run of ansible-playbook also count.
    type: int
    default: 10
  removal_limit:
    description:
      - The task fails before it writes anything if it would remove or switch off more partners than this. At least 0.
        There is no limit if not given.
      - A partner counts if its configuration or its synchronization policy would be deleted. Pruned partners count too.
      - A partner counts if its users or groups may be synchronized now and could not be synchronized after the task.
      - A partner counts if an access setting, such as O(partners[].b2b_collaboration_inbound), would newly let nobody
        through, because all users or all applications are blocked, or none is allowed. The values that the partner
        inherits, before and after the task, are looked up in the default settings.
      - The limit applies to one home tenant and one run of ansible-playbook. Partners that earlier tasks of this module
        removed or switched off also count, in any batch, loop or play, whether these tasks succeeded or failed.
      - The limit is checked again before each write. If somebody else changes partners meanwhile, and the task would
        exceed the limit because of that, these partners fail.
      - If Microsoft Graph contradicts its own list of partners in more than five cases, the task stops sending requests
        and fails.
    type: int
  continue_on_error:
    description:
      - Do not fail the task if partners failed. Their items in RV(partners) contain the errors.
      - In check mode, a partner whose domain belongs to no tenant is then an item with an error as well, and the task
        goes on with the other partners. A real run refuses the whole list. The same is true in check mode with O(prune)
        or O(expected_plan).
    type: bool
    default: false
  batch_size:
    description: >-
      How many requests to combine in one batch request to Microsoft Graph, from 1 to 20. V(1) sends each request
      separately.
    type: int
    default: 20
  expected_plan:
    description:
      - RV(plan) of a check run that somebody has reviewed, or only its C(id). If the plan of the task is different, the
        task fails before it writes anything. If you give the whole RV(plan), the error names the differences. With only
        the ID, the error just says that the plans differ.
      - If somebody else changes a partner after this check, so that the partner needs other changes, the partner fails.
    type: raw
  backup_directory:
    description:
      - A folder for backups. Before the task writes to Microsoft Graph, it saves everything that it will change or
        remove. If the backup cannot be written, nothing is changed.
      - Each run of ansible-playbook gets a subfolder, which is an inventory for the playbook
        C(entra.cross_tenant.onboard). Partners that the task creates have O(partners[].state=absent) in it.
      - Only the current user can read the files. In check mode no backup is written.
    type: path
notes:
  - Warns if a change causes a condition that Microsoft's guides warn about, such as user synchronization without
    automatic redemption. There is a
    L(list of these conditions,https://github.com/entra-collections/entra.cross_tenant/blob/main/docs/checks.md).
  - If another run creates, changes or deletes a partner at the same moment, the module reads and plans the partner
    again.
  - With O(api_version=beta), if Microsoft Graph refuses to create a policy because there is a deleted one, the module
    restores and updates the deleted policy. See M(entra.cross_tenant.partner_identity_sync).
seealso:
  - module: entra.cross_tenant.partner_info
  - module: entra.cross_tenant.partner
"""

EXAMPLES = r"""
---
- name: Onboard two partners and offboard a third
  entra.cross_tenant.partners:
    partners:
      - tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
        automatic_user_consent:
          inbound_allowed: true
        inbound_trust:
          mfa_accepted: true
        identity_sync:
          display_name: Fabrikam
          user_sync_allowed: true
      - tenant: wingtiptoys.example
        identity_sync:
          display_name_from_directory: true
          user_sync_allowed: false
      - tenant: b6a53db2-4e56-4e5f-8e4e-9a2f1f9c3a11
        state: absent

- name: Find out who is not in the list, without changing anything
  entra.cross_tenant.partners:
    partners: "{{ my_partners }}"
  check_mode: true
  register: rehearsal

- name: Show them
  ansible.builtin.debug:
    msg: "{{ rehearsal.unmanaged_partners | map(attribute='tenant_id') }}"

- name: Remove all others, but never more than three of them
  entra.cross_tenant.partners:
    partners: "{{ my_partners }}"
    prune: true
    prune_limit: 3

- name: Bring all into line, unless that would shut out more than five of them
  entra.cross_tenant.partners:
    partners: "{{ my_partners }}"
    removal_limit: 5
"""

RETURN = r"""
---
partners:
  description: One entry for each partner, in the order of the input. Pruned partners follow at the end.
  returned: if the partners could be read
  type: list
  elements: dict
  sample:
    - tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      changed: true
      changes:
        - operation: create
          resource: partner
          tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
          settings: [inbound_trust]
      before: null
      after:
        tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
        inbound_trust:
          mfa_accepted: true
        inherit: [automatic_user_consent]
  contains:
    # begin item of partners
    tenant_id:
      description: The partner tenant.
      type: str
    changed:
      description: Whether the partner was changed, or would be changed in a real run.
      type: bool
    changes:
      description: The same as RV(changes), for this partner only.
      type: list
      elements: dict
    before:
      description:
        - The partner before the task, as M(entra.cross_tenant.partner_info) returns it, but without C(read_only) and
          C(unknown_settings), which are not managed.
        - Null if the partner did not exist.
        - Missing if it would equal C(after), so that a result with thousands of partners stays small.
      type: dict
    after:
      description:
        - The partner after the task, or as it would be after a real run. Null if the partner does not exist then or
          could not be read.
        - Does not contain C(inherit) if nothing changed. Then all settings that are missing inherit the tenant's
          default.
      type: dict
    read_only:
      description:
        - Properties that Microsoft Graph computed for the partner before the task. Null if they could not be read.
      type: dict
      contains: &read_only
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
    error:
      description:
        - The error. C(msg) describes it in words. Missing if the partner did not fail.
        - If Microsoft Graph answered with an error, it also contains the other fields of
          RV(entra.cross_tenant.partners#module:error).
      type: dict
    # end item of partners
unmanaged_partners:
  description: The partners that exist and are neither in O(partners) nor pruned, sorted by tenant ID.
  returned: if the partners could be read
  type: list
  elements: dict
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
      contains: *read_only
    unknown_settings:
      description:
        - Properties that this collection does not know and never changes. The names are those of Microsoft Graph.
      type: dict
    # end row of partner
    error:
      description: Why the partner could not be read. In this case C(tenant_id) is the only other field.
      type: dict
home_tenant_id:
  description: The ID of the home tenant. Null if neither the access token nor O(tenant) contains it.
  returned: if the partners could be read
  type: str
plan:
  description:
    - A summary of the planned changes. The same changes to the same home tenant have the same C(id). The order of
      O(partners) does not matter.
    - C(update) is the number of objects that are updated. It is missing if there are none. Write
      C(plan['update']), because C(plan.update) is a method in Jinja.
  returned: success, and if the plan differs from O(expected_plan)
  type: dict
  sample:
    id: 0f343b0931126a20f133d67c2b018a3b5b1d7cd0c9e1c8f2e7f8a4a7ad8a8e1e
    create: 1
    update: 2
    partners:
      90e29127-71ad-49c7-9ce8-db3f41ea06f1: 2c26b46b68ff
  contains:
    id:
      description: The ID of the plan, for O(expected_plan).
      type: str
    create:
      description: How many objects are created. Missing if there are none.
      type: int
    delete:
      description: How many objects are deleted. Missing if there are none.
      type: int
    restore:
      description: How many deleted objects are restored. Missing if there are none.
      type: int
    partners:
      description: A digest of the changes for each partner with changes. The keys are tenant IDs.
      type: dict
health_checks:
  description:
    - The health checks that fire because of the changes. A warning says the same in sentences, with advice. In check
      mode they are about the predicted changes.
  returned: if there are any
  type: list
  elements: dict
  sample:
    - id: sync-disabled-too-early
      severity: warning
      tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      seen: synchronization of users ends, but the objects that were synchronized stay
  contains:
    id:
      description: The name of the check.
      type: str
    severity:
      description: V(error) or V(warning). Checks with the severity V(info) are for reports only.
      type: str
    tenant_id:
      description: The partner tenant.
      type: str
    seen:
      description: The condition in a few words.
      type: str
requests:
  description: >-
    The number of HTTP requests that the task sent. Logins, and requests that were sent again, are included. A batch is
    one request.
  returned: success, and if the plan differs from O(expected_plan)
  type: int
  sample: 4
backup:
  description: The folder of the backup. Null if there is no backup.
  returned: success
  type: str
  sample: /var/backups/partners/2026-11-26T172332Z
# begin changes
changes:
  description: The operations that were done, or that a real run would do, in their order.
  returned: always
  type: list
  elements: dict
  sample:
    - operation: update
      resource: identity_sync
      tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      settings: [user_sync_allowed]
  contains:
    operation:
      description: V(create), V(update), V(delete) or V(restore).
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
  returned: if the partners could not be read
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._checked_options import checked_items, known_items
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge import warnings
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge.converge import converge_fleet
from ansible_collections.entra.cross_tenant.plugins.module_utils._gates.review import OtherPlan
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import (
    PARTNER_OPTIONS,
    Desired,
    check_somebody_stays,
    desired_partner,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import tenant_key
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import FLEET_OPTIONS, writing
from ansible_collections.entra.cross_tenant.plugins.module_utils._partners_gates import gates_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._results import (
    Item,
    fleet_result,
    item_of_nobody,
    other_plan_result,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

_ITEM = dict(PARTNER_OPTIONS, tenant=dict(PARTNER_OPTIONS["tenant"], required=True))
OPTIONS = writing(
    partners={"type": "list", "elements": "dict", "required": True, "options": _ITEM},
    **FLEET_OPTIONS,
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    options = task.params
    # The items of a loop share one connection.
    earlier = connection.progress.requests
    if options["prune"] and not options["prune_all"]:
        check_somebody_stays([item.get("state") for item in options["partners"]], "prune", "prune_all")
    # A rehearsal shows all other partners as well. Pruning and a review need all partners.
    alone = task.check_mode and options["continue_on_error"] and not options["prune"] and not options["expected_plan"]
    # The desired states replace the items, which need much memory if there are thousands.
    desired, nobody = (_known if alone else _all)(options.pop("partners"), connection)
    review, backup, gates = gates_of(task, connection)
    try:
        fleet = converge_fleet(connection.client, desired, task.manner, options["prune"], gates, connection.cloud.name)
    except OtherPlan as error:
        return dict(other_plan_result(error), requests=connection.progress.requests - earlier)
    task.warn(*warnings.on_unclear(fleet.unclear))
    task.warn(*warnings.on_deleted(connection.client, fleet.executions))
    conditions = warnings.on_conditions(connection.cloud.name, fleet.executions)
    task.warn(*conditions.sentences)
    folder = backup.folder if backup else None
    home_tenant_id = tenant_key(connection.home_tenant)
    result = fleet_result(fleet, review.plan, folder, home_tenant_id, options["continue_on_error"], task.diff_mode)
    for position, item in sorted(nobody.items()):
        result["partners"].insert(position, item)
    if conditions.fired:
        result["health_checks"] = conditions.fired
    return dict(result, requests=connection.progress.requests - earlier)


def _all(partners: list[dict[str, Any]], connection: Connection) -> tuple[list[Desired], dict[int, Item]]:
    return checked_items(partners, desired_partner, connection), {}


def _known(partners: list[dict[str, Any]], connection: Connection) -> tuple[list[Desired], dict[int, Item]]:
    """The partners whose tenants exist, and the items of all others, by their positions."""
    desired, missing, unknown = known_items(partners, desired_partner, connection)
    names = {position: one.tenant_id for position, one in missing.items()}
    return desired, {position: item_of_nobody(name, unknown[name]) for position, name in names.items()}


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
