#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sync_configuration
short_description: Manage the configuration that synchronizes users of this tenant to another tenant
version_added: 1.0.0
description:
  - Creates, updates or deletes one cross-tenant synchronization configuration in the home tenant, which is the source
    of the synchronization. Application, job, credentials, mappings, scope and assignments are one object for this
    module.
  - The module finds the configuration by its target tenant, whatever its name is. A configuration that is only half
    made is completed. A second configuration for the same target tenant is never created.
  - A setting that is left out is not managed and stays as it is.
  - The target tenant must allow the synchronization with M(entra.cross_tenant.partner_identity_sync), and both tenants
    must suppress the consent prompt with M(entra.cross_tenant.partner).
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.wait
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.write
  - entra.cross_tenant.attributes.action_group
options:
  target_tenant:
    description:
      - The target tenant, by its tenant ID or by one of its verified domains.
      - A domain needs the permission C(CrossTenantInformation.ReadBasic.All).
    type: str
    required: true
  state:
    description:
      - Whether the tenant must have the configuration.
      - With V(absent), job, application and service principal are deleted. All options except O(name) and
        O(leave_users) are ignored.
      - With V(retired), the synchronization ends in Microsoft's order, so that nobody is left behind. First nobody is
        in scope any more. After a cycle, which deletes the accounts from the target tenant, job, application and
        service principal are deleted. Each task does the steps that are possible, and RV(left) shows the steps that
        remain. With O(wait_cycle), the task waits for the cycle.
      - V(retired) switches on a job that is off, because such a job has no cycle. Only O(name), O(leave_users) and,
        if Microsoft Graph masks the credentials, O(notification_email) and O(deletion_threshold) count.
      - V(retired) refuses a configuration whose mappings let no cycle delete users, because O(target_actions) lacks
        V(delete). Let them be deleted first, or set O(leave_users).
    type: str
    choices: [present, absent, retired]
    default: present
  # begin options of sync_configuration
  name:
    description:
      - The name of the configuration. If not given, an existing configuration keeps its name, and a new one is named
        C(Synchronization to) and the ID of the target tenant.
      - Decides which configuration is meant if several synchronize to the target tenant. The Microsoft 365 admin center
        makes configurations whose names begin with C(MTO_Sync_). The module manages them only if their name is given
        here.
    type: str
  # end options of sync_configuration
  # begin options of sync_job
  enabled:
    description: Whether the job is switched on. A new job is off.
    type: bool
  # end options of sync_job
  # begin options of sync_credentials
  scope:
    description:
      - Whether only assigned users are synchronized, or all users. A job that is switched on is restarted if the scope
        changes from V(all) to V(assigned), because users leave the scope only then. If the job is off, a warning says
        that it has to be restarted later.
    type: str
    choices: [assigned, all]
  notification_email:
    description: The mail address for notifications about problems. An empty text switches them off.
    type: str
  deletion_threshold:
    description:
      - The number of deletions in one cycle that stops the job until somebody approves the deletions. V(0) switches the
        threshold off. At most 1,000,000,000.
    type: int
  # end options of sync_credentials
  # begin options of sync_schema
  target_actions:
    description:
      - The operations on users of the target tenant. Without V(delete), users who leave the scope keep their accounts.
    type: list
    elements: str
    choices: [create, update, delete]
  user_type:
    description: Whether users become members or guests of the target tenant.
    type: str
    choices: [member, guest]
  user_type_of_existing:
    description:
      - Whether O(user_type) is also written to users that exist already in the target tenant. If not, it is written
        only when a user is created.
    type: bool
  attribute_mappings:
    description:
      - Where attributes of users in the target tenant come from. All mappings that are not listed stay as they are, so
        one attribute can be managed by itself.
      - Each mapping needs exactly one of C(source), C(constant) and C(expression). The mapping of
        C(alternativeSecurityIds) cannot be changed. For C(userType), the constants C(Member) and C(Guest) are the same
        as O(user_type).
    type: list
    elements: dict
    suboptions:
      target:
        description:
          - The attribute of the user in the target tenant, as Microsoft names it, for example V(department). Upper case
            does not count if there is a mapping of the attribute already.
        type: str
        required: true
      source:
        description: The attribute of the user in the home tenant that the value comes from.
        type: str
      constant:
        description: A value for all users.
        type: str
      expression:
        description:
          - A function in Microsoft's language for attribute mappings. Microsoft Graph parses it first, and expressions
            are compared in the form in which Graph writes them.
        type: str
      apply:
        description:
          - Whether the attribute is always written, or only when a user is created. If not given, an existing mapping
            stays as it is, and a new one is always written.
        type: str
        choices: [always, creation]
  scoping_filters:
    description:
      - Which users are synchronized at all. The list contains alternatives, and a user is in scope if one of them
        matches. An alternative is a list of clauses that must all match.
      - A clause is a dictionary of C(attribute), C(operator) and C(values), a list of texts. Operators are for example
        V(EQUALS), V(NOT EQUALS), V(REGEX MATCH), V(IS NULL) and V(IS NOT NULL). The last two have no values.
      - The list replaces all filters that were made before. The empty list removes them. Microsoft's own filters stay.
    type: list
    elements: list
  # end options of sync_schema
  assignments:
    description:
      - Users and groups that are assigned to the configuration. With O(scope=assigned), they are synchronized.
      - Each item contains O(assignments[].user) or O(assignments[].group).
    type: list
    elements: dict
    suboptions:
      user:
        description:
          - A user, by object ID, user principal name or display name. A name needs the permission
            C(User.ReadBasic.All), and must be the name of exactly one user.
        type: str
      group:
        description:
          - A group, by object ID or display name. A name needs the permission C(GroupMember.Read.All), and must be the
            name of exactly one group.
        type: str
  assignments_exclusive:
    description:
      - Whether all users and groups that O(assignments) does not list are unassigned. If not, they stay assigned.
      - In the next cycle, the accounts of unassigned users are deleted from the target tenant.
    type: bool
    default: false
  leave_users:
    description:
      - Whether O(state=absent) may delete a configuration while users are in its scope. Their accounts stay in the
        target tenant, and nobody updates or deletes them any more.
      - Without this option the module refuses to do so, and also while a retirement waits for its cycle. Use
        O(state=retired), or let nobody be in scope and wait for a cycle.
      - With O(state=retired), the configuration is deleted at once. Use it if no cycle is possible any more, for
        example because the target tenant does not agree any more.
    type: bool
    default: false
  wait_cycle:
    description:
      - Whether to wait for a cycle of the job. Microsoft Graph begins one about every 40 minutes.
      - With O(state=present) and O(enabled=true), the task waits until the first cycle of the job has ended. It does
        not wait if the job has had a cycle already.
      - With O(state=retired), the task waits until a successful cycle has begun after nobody was in scope any more.
        Then it deletes the configuration.
      - A quarantine ends the wait, and the task fails with its reason. Check mode does not wait, and predicts the
        changes after the cycle as well.
    type: bool
    default: false
  wait_cycle_timeout:
    description:
      - For how many seconds to wait with O(wait_cycle). More than 0 and at most 1,000,000.
    type: float
    default: 7200
notes:
  - Needs the application permission C(Application.Read.All), one of C(Application.ReadWrite.OwnedBy) and
    C(Application.ReadWrite.All), and C(Synchronization.ReadWrite.All). The last one is not needed for configurations
    that the application owns. Assignments need C(AppRoleAssignment.ReadWrite.All) as well.
  - In check mode, C(Application.Read.All) and C(Synchronization.Read.All) are enough. If a job would be switched on, or
    if the expression of a mapping is new, the module asks Microsoft Graph about it, and needs
    C(Synchronization.ReadWrite.All).
  - A retirement leaves a note in the notes of the service principal. It says since when nobody is in scope, so that a
    later task knows which cycle counts. O(state=present) removes the note.
  - The requests always use version V(v1.0) of Microsoft Graph. O(api_version) applies to look-ups of names only.
  - Microsoft Graph may mask a credential. The module cannot tell whether a masked value differs, and never writes
    because of it. It shows a warning.
  - Each write of mappings or filters makes the service evaluate all users anew. The module writes them only if they
    differ.
  - A restart is sent only once. If its answer is lost, the task fails, and the error says that it is not known whether
    Microsoft Graph acted.
  - If a run ends between a change of O(scope) and the restart that must follow, no later run makes up for the restart.
    A warning says so, unless the run was killed. Then use M(entra.cross_tenant.sync_job) with C(action=restart).
  - Does not work in Microsoft Azure operated by 21Vianet, which cannot be the source of a synchronization.
seealso:
  - module: entra.cross_tenant.sync_configuration_info
  - module: entra.cross_tenant.partner_identity_sync
    description: The other side of the synchronization, in the target tenant.
"""

EXAMPLES = r"""
---
- name: Synchronize the members of one group to a partner, and switch the job on
  entra.cross_tenant.sync_configuration:
    target_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    name: Fabrikam
    scope: assigned
    assignments:
      - group: 0be493dc-cb56-4a53-936f-9cf64410b8b0
    notification_email: identity@contoso.example
    deletion_threshold: 100
    enabled: true

- name: Manage two mappings and the scope, and leave all other mappings alone
  entra.cross_tenant.sync_configuration:
    target_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    attribute_mappings:
      - target: companyName
        constant: Contoso
      - target: displayName
        expression: Join(" ", [displayName], "(Contoso)")
    scoping_filters:
      - - attribute: department
          operator: EQUALS
          values: [Sales]
      - - attribute: extensionAttribute1
          operator: IS NOT NULL

- name: Pause the synchronization
  entra.cross_tenant.sync_configuration:
    target_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    enabled: false

- name: End the synchronization, wait for the cycle that deletes the accounts, and remove the configuration
  entra.cross_tenant.sync_configuration:
    target_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    state: retired
    wait_cycle: true
"""

RETURN = r"""
---
sync_configuration:
  description:
    - The configuration after the task, or as it would be after a real run. Null if there is none.
    - In check mode the IDs of new objects are null.
  returned: success
  type: dict
  sample:
    target_tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    name: Fabrikam
    enabled: true
    scope: assigned
    missing: []
  contains:
    # begin configuration
    target_tenant_id:
      description: The target tenant. Null if the configuration has none yet, or if Microsoft Graph does not show it.
      type: str
    name:
      description: The name of the configuration.
      type: str
    enabled:
      description:
        - Whether the job is switched on. A job in quarantine is switched on. Missing if the configuration has no job.
      type: bool
    scope:
      description: V(assigned) or V(all). Missing if Microsoft Graph does not show it.
      type: str
    notification_email:
      description: The mail address for notifications. Missing if notifications are off.
      type: str
    deletion_threshold:
      description: The number of deletions in one cycle that stops the job. V(0) means no threshold.
      type: int
    target_actions:
      description: The operations on users of the target tenant, V(create), V(update) and V(delete).
      type: list
      elements: str
    user_type:
      description: V(member) or V(guest). Missing if a mapping with a function decides.
      type: str
    user_type_of_existing:
      description: Whether the user type is also written to users that exist already.
      type: bool
    attribute_mappings:
      description:
        - The mappings, sorted by target. The mapping by which users are matched is not in the list. The mapping of
          C(userType) is in the list only if C(user_type) cannot describe it.
      type: list
      elements: dict
      contains:
        target:
          description: The attribute of the user in the target tenant.
          type: str
        source:
          description: The attribute of the user in the home tenant that the value comes from.
          type: str
        constant:
          description: The value for all users.
          type: str
        expression:
          description: The function that computes the value.
          type: str
        apply:
          description: V(always) or V(creation). Missing if Microsoft Graph has another word.
          type: str
    scoping_filters:
      description:
        - The alternatives, each a list of clauses. A clause contains C(attribute), C(operator) and C(values). Empty if
          no filter limits the scope.
      type: list
      elements: list
    assignments:
      description: The assigned users and groups. Each item contains one of the two fields.
      type: list
      elements: dict
      contains:
        user:
          description: The object ID of a user.
          type: str
        group:
          description: The object ID of a group.
          type: str
    missing:
      description:
        - The parts that the configuration lacks, V(job), V(credentials) or V(schema). Empty if the configuration is
          complete.
      type: list
      elements: str
    service_principal_id:
      description: The object ID of the service principal.
      type: str
    application_id:
      description: The object ID of the application. Null if the application was deleted.
      type: str
    job_id:
      description: The ID of the job. Null if there is none.
      type: str
    status:
      description: What the job does. Null if there is no job.
      type: dict
      contains:
        code:
          description: V(NotConfigured), V(NotRun), V(Active), V(Paused) or V(Quarantine).
          type: str
        last_run:
          description: When the last cycle ended. Null if the job never ran.
          type: str
        last_success:
          description: When the last successful cycle ended. Null if there was none.
          type: str
        quarantine:
          description: Why the job is in quarantine. Null if it is not.
          type: dict
          contains:
            reason:
              description: The reason, in Microsoft's word. V(TooManyDeletes) means that deletions wait for approval.
              type: str
            since:
              description: When the quarantine began.
              type: str
            next_attempt:
              description: When the job tries again.
              type: str
            message:
              description: Microsoft Graph's description of the error.
              type: str
        counts:
          description: How many objects are synchronized. The keys are types, such as V(User).
          type: dict
    read_only:
      description: What is known about the configuration and cannot be set.
      type: dict
      contains:
        by_admin_center:
          description:
            - Whether the Microsoft 365 admin center made the configuration, according to its name. Missing if not.
          type: bool
        problem:
          description: Why the configuration cannot be managed. Missing if it can.
          type: str
        masked:
          description:
            - Microsoft's names of the credentials whose values Microsoft Graph does not show. Missing if it shows all.
          type: list
          elements: str
    # end configuration
left:
  description:
    - The steps of a retirement that remain after the task. Null if there are none, or with another O(state).
  returned: success
  type: dict
  sample:
    steps: [cycle, sync_job, sync_application, sync_configuration]
    reason: nobody is in its scope, and a cycle has to take the users away
  contains:
    steps:
      description: >-
        V(cycle) is the cycle that deletes the accounts from the target tenant. The others are kinds of objects that
        have to be deleted.
      type: list
      elements: str
    reason:
      description: Why the task has not done these steps, in words.
      type: str
# begin changes
changes:
  description: The operations that were done, or that a real run would do, in their order.
  returned: always
  type: list
  elements: dict
  sample:
    - operation: update
      resource: sync_job
      tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      settings: [enabled]
      name: null
  contains:
    operation:
      description: V(create), V(update), V(delete), V(reset) or V(restart).
      type: str
    resource:
      description:
        - The kind of the changed object, V(sync_configuration), V(sync_job), V(sync_credentials), V(sync_schema),
          V(sync_assignment) or V(sync_application).
      type: str
    tenant_id:
      description: The target tenant.
      type: str
    settings:
      description: The names of the settings that were written.
      type: list
      elements: str
    name:
      description: The object ID of the user or group. Only in changes of V(sync_assignment).
      type: str
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._checked_configurations import checked_targets
from ansible_collections.entra.cross_tenant.plugins.module_utils._configuration_results import (
    configuration_result,
    on_configuration,
    on_jobs_of_later,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge.synchronization import (
    converge_configurations,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._gates.agreements import changed_agreements
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.desired import (
    CONFIGURATION_OPTIONS,
    STATES,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import CYCLE_OPTIONS, writing
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = writing(
    **{
        **CONFIGURATION_OPTIONS,
        **CYCLE_OPTIONS,
        "target_tenant": {"type": "str", "required": True},
        "state": {"type": "str", "choices": list(STATES), "default": "present"},
        "assignments_exclusive": {"type": "bool", "default": False},
        "leave_users": {"type": "bool", "default": False},
    }
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    desired = checked_targets([task.params], connection)
    (execution,) = converge_configurations(
        connection.client,
        desired,
        task.manner,
        alone=True,
        changed_agreements=lambda: changed_agreements(task.ledger, connection.home_tenant, task.check_mode),
    )
    task.warn(*on_configuration(execution))
    if task.check_mode:
        task.warn(*on_jobs_of_later([execution]))
    return configuration_result(execution, task.diff_mode)


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
