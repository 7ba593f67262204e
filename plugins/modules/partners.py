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
    identity synchronization policy. It reads all partners once, writes only what differs, and sends many requests
    together, so that a thousand partners take seconds.
  - Every partner is attempted. If some of them fail, the others are done all the same, and the task fails at the end.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.wait
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.write
  - entra.cross_tenant.attributes.graph
options:
  partners:
    description:
      - The partners. A setting that is left out is not managed and stays as it is.
      - All of them are checked before anything is sent to Microsoft Graph, but for what only the look-up of a domain
        tells.
    type: list
    elements: dict
    required: true
    suboptions:
      tenant:
        description:
          - The partner, by its tenant ID or by one of its verified domains.
          - All domains are looked up before anything else is done, twenty in one request. The task fails, and nothing
            is written, if there is one that no tenant has. To look them up takes the permission
            C(CrossTenantInformation.ReadBasic.All); IDs alone do not.
        type: str
        required: true
        aliases: [tenant_id]
      state:
        description:
          - Whether there has to be a configuration; V(present) if not given.
          - All other options of a partner that is absent are ignored.
        type: str
        choices: [present, absent]
      # begin options of partner at partners[]
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
      inbound_trust:
        description: Which claims about users of the partner are trusted.
        type: dict
        suboptions:
          mfa_accepted:
            description: Whether multifactor authentication in the partner's tenant counts.
            type: bool
          compliant_device_accepted:
            description: Whether a device that is compliant in the partner's tenant counts as compliant.
            type: bool
          hybrid_joined_device_accepted:
            description: Whether a device that is hybrid joined in the partner's tenant counts as such.
            type: bool
      b2b_collaboration_inbound:
        description: Who of the partner may come in as a guest, and where to (B2B collaboration).
        type: dict
        suboptions: &b2b_collaboration_inbound
          users_and_groups:
            description: The users and groups that it is about.
            type: dict
            suboptions: &users_and_groups
              access_type:
                description: Whether the targets are allowed or blocked; all others are the opposite.
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
                      - Anything else is refused before any request.
                    type: str
                    required: true
                  target_type:
                    description: What the target is. V(AllUsers) is a user.
                    type: str
                    required: true
                    choices: [user, group, application]
          applications:
            description: The applications that it is about.
            type: dict
            suboptions: *users_and_groups
      b2b_collaboration_outbound:
        description: Who of the home tenant may be a guest of the partner, and where (B2B collaboration).
        type: dict
        suboptions: *b2b_collaboration_inbound
      b2b_direct_connect_inbound:
        description: Who of the partner may get in without a guest account, as shared channels do (B2B direct connect).
        type: dict
        suboptions: *b2b_collaboration_inbound
      b2b_direct_connect_outbound:
        description: Who of the home tenant may get into the partner's without a guest account (B2B direct connect).
        type: dict
        suboptions: *b2b_collaboration_inbound
      tenant_restrictions:
        description:
          - Which accounts of the partner may be used on devices and networks of the home tenant.
          - Exists in the global cloud only.
        type: dict
        suboptions:
          users_and_groups:
            description: The users and groups that it is about.
            type: dict
            suboptions: *users_and_groups
          applications:
            description: The applications that it is about.
            type: dict
            suboptions: *users_and_groups
          devices:
            description: On which devices. Microsoft Graph has it, and Microsoft says that it is of no effect yet.
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
          - Which users of the partner may take part in Microsoft 365 here.
          - Exists in the global cloud only.
        type: dict
        suboptions:
          users:
            description: The users that it is about.
            type: dict
            suboptions: *users_and_groups
      m365_collaboration_outbound:
        description:
          - Which users of the home tenant may take part in Microsoft 365 at the partner.
          - Exists in the global cloud only.
        type: dict
        suboptions:
          users_and_groups:
            description: The users and groups that it is about.
            type: dict
            suboptions: *users_and_groups
      app_service_connect_inbound:
        description:
          - Which applications may connect from the partner's tenant to the home tenant.
          - Exists in the global cloud only.
        type: dict
        suboptions:
          applications:
            description: The applications that it is about.
            type: dict
            suboptions: *users_and_groups
      block_service_provider_outbound_access:
        description:
          - Whether users of the home tenant may not get in elsewhere by delegated admin privileges.
          - Needs O(api_version=beta), and a service that has that setting.
        type: bool
      service_provider:
        description:
          - Whether the partner is a cloud service provider of the home tenant.
          - Written only where it has to change, since Microsoft Graph may refuse to let applications write it.
        type: bool
      # end options of partner at partners[]
      # begin option inherit at partners[]
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
      # end option inherit at partners[]
      identity_sync:
        description:
          - The identity synchronization policy of the partner. It is left alone if this is not given.
        type: dict
        suboptions:
          state:
            description: Whether there has to be a policy; V(present) if not given.
            type: str
            choices: [present, absent]
          # begin options of identity_sync at partners[].identity_sync
          display_name:
            description:
              - The name of the policy. Microsoft recommends the name of the partner.
              - The empty string removes it; if not given, it stays as it is.
            type: str
          user_sync_allowed:
            description:
              - Whether users of the partner may be synchronized into the home tenant.
              - If not given, it stays as it is, which in a new policy is "not configured".
            type: bool
          group_sync_allowed:
            description:
              - Whether groups of the partner may be synchronized into the home tenant.
              - Needs O(api_version=beta), and a service that has that setting.
            type: bool
          role_enabled_group_sync_allowed:
            description:
              - Whether groups of the partner that can be given Microsoft Entra roles may be synchronized into the home
                tenant.
              - Microsoft Graph allows that only where O(partners[].identity_sync.group_sync_allowed) is true already.
                If both are switched on, this one is written after the other.
              - Needs O(api_version=beta), and a service that has that setting.
            type: bool
          external_cloud_application_id:
            description:
              - The ID of the application in another Microsoft cloud that is authorized for this policy. Microsoft does
                not describe it any further.
              - The empty string removes it; if not given, it stays as it is.
              - Needs O(api_version=beta), and a service that has that setting.
            type: str
          # end options of identity_sync at partners[].identity_sync
          # begin option display_name_from_directory at partners[].identity_sync
          display_name_from_directory:
            description:
              - Give the policy the display name of the partner tenant, as its directory has it at the time of the run.
                If that changes, so does the name of the policy. If the tenant has none, the name of the policy stays as
                it is.
              - Cannot be given together with O(partners[].identity_sync.display_name).
              - Needs the permission C(CrossTenantInformation.ReadBasic.All).
            type: bool
          # end option display_name_from_directory at partners[].identity_sync
      read_only:
        description: Ignored. What M(entra.cross_tenant.partner_info) returns may be given back whole.
        type: dict
      unknown_settings:
        description: Ignored, like O(partners[].read_only).
        type: dict
  prune:
    description:
      - Remove all partners that are not in O(partners), with their synchronization policies. Service providers and
        members of the multitenant organization always stay.
      - A partner goes only if Microsoft Graph says that it is neither, in the list of all partners and once more right
        before it is deleted. A warning names those of which Graph does not say so. To remove such a partner, list it
        with O(partners[].state=absent).
      - Meant for lists that are the whole truth. A part of an inventory, such as a slice of a job, must not prune.
    type: bool
    default: false
  prune_all:
    description:
      - Let O(prune) remove all partners there are, where O(partners) is empty or all of its items have
        O(partners[].state=absent). Without it, that is refused before any request.
      - Has no effect where O(partners) leaves somebody, nor without O(prune).
    type: bool
    default: false
  prune_limit:
    description:
      - The task fails before it writes anything if O(prune) would remove more partners than this. At least 0.
      - Partners that earlier tasks of the same run of ansible-playbook have pruned count as well.
    type: int
    default: 10
  removal_limit:
    description:
      - The task fails before it writes anything if it would remove or switch off more partners than this. Not limited
        if not given.
      - It counts each partner of which the configuration or the synchronization policy would be deleted, pruned ones
        included, or whose users or groups are allowed to be synchronized and would be so no longer. At least 0.
      - It counts as well each partner with an access setting, such as O(partners[].b2b_collaboration_inbound), by which
        nobody would get through any more, since all users or all applications are blocked, or none is allowed. What
        the partner inherited before, or is to inherit, is looked up in the default settings.
      - The limit is for one home tenant and one run of ansible-playbook. What earlier tasks of this module have taken
        away counts, in whatever batch, round of a loop or play they ran, and whatever became of them.
      - It is asked again before each write. If somebody else changes partners meanwhile, and the task would take away
        more than the limit because of that, these partners fail.
      - If Microsoft Graph contradicts its own list of the partners in more than five cases, the task sends nothing
        more, and fails.
    type: int
  continue_on_error:
    description: Do not fail the task if partners failed; their items in RV(partners) say why.
    type: bool
    default: false
  batch_size:
    description: How many requests to send to Microsoft Graph in one, from 1 to 20. V(1) sends each by itself.
    type: int
    default: 20
  expected_plan:
    description:
      - RV(plan) of a check run that somebody has reviewed, or its C(id) alone. The task fails before it writes anything
        if its own plan is another one, and says what differs. That takes RV(plan) as a whole; an ID shows only that
        something does.
      - If somebody else changes a partner after that, and other changes were needed, the partner fails.
    type: raw
  backup_directory:
    description:
      - A folder in which the task writes down everything that it is about to change or remove, before it writes to
        Microsoft Graph. If that cannot be written, nothing is changed.
      - Each run of ansible-playbook has a folder of its own in there, which is an inventory for the playbook
        C(entra.cross_tenant.onboard). Partners that the task creates have O(partners[].state=absent) in it.
      - Only the user can read the files. In check mode nothing is written.
    type: path
notes:
  - Warns where a change brings about a condition that Microsoft's guides warn of, such as user synchronization without
    automatic redemption. The conditions are listed in C(docs/checks.md) of the collection.
  - Partners that another run creates, changes or deletes at the same moment are read and planned again.
  - If Microsoft Graph refuses to create a policy because a deleted one is in the way, the deleted one is restored and
    updated, with O(api_version=beta) only; see M(entra.cross_tenant.partner_identity_sync).
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
  description: One entry for each partner, in the order of the input; those that were pruned follow.
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
      description: Whether anything was, or would be, changed.
      type: bool
    changes:
      description: As RV(changes), for this partner.
      type: list
      elements: dict
    before:
      description:
        - The partner before the task, as M(entra.cross_tenant.partner_info) returns it but without what is not managed,
          C(read_only) and C(unknown_settings).
        - Null if there was none, or if it could not be read.
      type: dict
    after:
      description: The same after the task, or as it would be after a real run; null if there is none.
      type: dict
    read_only:
      description: What Microsoft Graph computed for the partner before the task; null if it could not be read.
      type: dict
      contains: &read_only
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
    error:
      description:
        - What went wrong. C(msg) says it in words. Only there if the partner failed.
        - If Microsoft Graph answered with an error, there are also the other fields of
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
      contains: *read_only
    unknown_settings:
      description: Properties that this collection does not know and never touches, in Microsoft Graph's own names.
      type: dict
    # end row of partner
    error:
      description: Why the partner could not be read. Then there is nothing else but C(tenant_id).
      type: dict
home_tenant_id:
  description: The tenant whose partners they are; null where neither the access token nor O(tenant) has its ID.
  returned: if the partners could be read
  type: str
plan:
  description:
    - What the task was, or is, to write, in short. The same writes to the same home tenant have the same C(id), in
      whatever order O(partners) are.
  returned: success, and if the plan is not O(expected_plan)
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
      description: How many objects are created, if there are any.
      type: int
    update:
      description: How many updates there are, if there are any.
      type: int
    delete:
      description: How many objects are deleted, if there are any.
      type: int
    restore:
      description: How many deleted objects are restored, if there are any.
      type: int
    partners:
      description: A digest of the changes of each partner that has any, by its tenant ID.
      type: dict
backup:
  description: The folder that has what was before, null if there is none.
  returned: success
  type: str
  sample: /var/backups/partners/2026-11-26T172332Z
# begin changes
changes:
  description: Each operation that was done, or that a real run would do, in their order.
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
  returned: failure to read the partners
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge.converge import converge_fleet
from ansible_collections.entra.cross_tenant.plugins.module_utils._gates.review import OtherPlan
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import (
    PARTNER_OPTIONS,
    check_somebody_stays,
    desired_partner,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import tenant_key
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import FLEET_OPTIONS, writing
from ansible_collections.entra.cross_tenant.plugins.module_utils._partners_gates import gates_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._results import fleet_result, other_plan_result
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

_ITEM = dict(PARTNER_OPTIONS, tenant=dict(PARTNER_OPTIONS["tenant"], required=True))
OPTIONS = writing(
    partners={"type": "list", "elements": "dict", "required": True, "options": _ITEM},
    **FLEET_OPTIONS,
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    options = task.params
    if options["prune"] and not options["prune_all"]:
        check_somebody_stays([item.get("state") for item in options["partners"]], "prune", "prune_all")
    desired = checked_items(options["partners"], desired_partner, connection)
    review, backup, gates = gates_of(task, connection)
    try:
        fleet = converge_fleet(connection.client, desired, task.manner, options["prune"], gates, connection.cloud.name)
    except OtherPlan as error:
        return other_plan_result(error)
    task.warn(*warnings.on_unclear(fleet.unclear))
    task.warn(*warnings.on_deleted(connection.client, fleet.executions))
    task.warn(*warnings.on_conditions(connection.cloud.name, fleet.executions))
    folder = backup.folder if backup else None
    home_tenant_id = tenant_key(connection.home_tenant)
    return fleet_result(fleet, review.plan, folder, home_tenant_id, options["continue_on_error"], task.diff_mode)


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
