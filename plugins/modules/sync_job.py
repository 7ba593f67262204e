#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sync_job
short_description: Start, pause or restart the job that synchronizes users to another tenant, or provision one user
version_added: 1.0.0
description:
  - Does one action with the job of a cross-tenant synchronization configuration in the home tenant, which is the source
    of the synchronization.
  - An action is done once. To keep a job switched on or off in every run, use the option
    O(entra.cross_tenant.sync_configuration#module:enabled) instead.
  - The module finds the configuration by its target tenant, whatever its name is. It never creates or completes a
    configuration.
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
  name:
    description:
      - The name of the configuration. It decides which configuration is meant if several synchronize to the target
        tenant. A configuration of the Microsoft 365 admin center, whose name begins with C(MTO_Sync_), is meant only if
        its name is given here.
    type: str
  action:
    description:
      - V(start) switches the job on, and ends a quarantine. Nothing is changed if the job is switched on and not in
        quarantine. Before a job is switched on, Microsoft Graph is asked whether the target tenant agrees.
      - V(pause) switches the job off. A cycle that has begun comes to its end. Nothing is changed if the job is
        switched off.
      - V(restart) makes the job forget what O(reset) names, and is done in every run. With the default of O(reset), the
        job evaluates all users anew. A job that is switched off is also switched on.
      - V(provision) synchronizes one user or group now, and is done in every run. The job need not be switched on. If
        Microsoft Graph skips the user or group, nothing is changed.
    type: str
    choices: [start, pause, restart, provision]
    required: true
  reset:
    description:
      - What a restart forgets. If not given, the same as with C(Restart provisioning) in the portal, V(escrows),
        V(watermark) and V(quarantine_state).
      - V(escrows) are the users who failed. V(watermark) is the point up to which changes were processed; without it,
        the job evaluates all users. V(quarantine_state) is the quarantine. V(full) is everything, including the links
        between users of both tenants.
      - Only for O(action=restart).
    type: list
    elements: str
    choices: [escrows, watermark, quarantine_state, full]
  allow_deletions:
    description:
      - Whether a restart lets the deletions through that wait for approval. A job stops with the quarantine
        V(TooManyDeletes) if one cycle would delete more users of the target tenant than the deletion threshold allows.
      - The deletions are counted in the provisioning log first, which needs the permission
        C(ProvisioningLog.Read.All) or C(AuditLog.Read.All). The module refuses the restart if no deletions wait, if it
        is not known how many wait, or if O(removal_limit) allows fewer.
      - The next cycle may also delete users who left the scope after the count.
      - Only for O(action=restart).
    type: bool
    default: false
  removal_limit:
    description:
      - The largest number of users whose deletion all tasks of one run may let through with O(allow_deletions). With
        more, the task fails and nothing is changed.
      - Users are counted by themselves. Partners that other modules remove do not count.
    type: int
    default: 10
  user:
    description:
      - The user to provision, by object ID, user principal name or display name. A name needs the permission
        C(User.ReadBasic.All), and must be the name of exactly one user.
      - With O(action=provision), exactly one of O(user) and O(group) is required.
    type: str
  group:
    description:
      - The group to provision, by object ID or display name. A name needs the permission C(GroupMember.Read.All), and
        must be the name of exactly one group. Not every tenant can provision groups on demand.
    type: str
notes:
  - Needs the application permissions C(Application.Read.All), C(Synchronization.Read.All) and
    C(Synchronization.ReadWrite.All). In check mode, the first two are enough, unless a job would be switched on.
    C(Application.ReadWrite.OwnedBy) alone is enough for configurations whose service principal the application owns.
  - The requests always use version V(v1.0) of Microsoft Graph. O(api_version) applies to look-ups of names only.
  - Check mode only reads. It cannot tell whether Microsoft Graph will skip or refuse a user.
  - A restart and a provisioning are sent only once. If the answer is lost, the task fails, and the error says that it
    is not known whether Microsoft Graph acted.
  - Microsoft Graph accepts five provisionings on demand in ten seconds. The module waits as long as Microsoft Graph
    asks, for at most O(retry_time) seconds.
  - A user who was assigned a moment ago may be skipped for some minutes. A user who was deleted in the target tenant
    and can still be restored there is not restored. A second user is created instead.
  - With the permission C(Application.ReadWrite.OwnedBy), Microsoft Graph may refuse a restart with the status 401. Use
    C(Synchronization.ReadWrite.All) instead.
  - Does not work in Microsoft Azure operated by 21Vianet, which cannot be the source of a synchronization.
seealso:
  - module: entra.cross_tenant.sync_configuration
  - module: entra.cross_tenant.sync_configuration_info
"""

EXAMPLES = r"""
---
- name: Switch the synchronization to a partner on
  entra.cross_tenant.sync_job:
    target_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    action: start

- name: Synchronize one user now
  entra.cross_tenant.sync_job:
    target_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    action: provision
    user: 5f3c1c50-4a5c-4b0e-9a5e-2c7d6f0b1e11
  register: one_user

- name: Show the steps
  ansible.builtin.debug:
    var: one_user.sync_job.provisioning

- name: Evaluate all users anew, and keep the list of users who failed
  entra.cross_tenant.sync_job:
    target_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    action: restart
    reset: [watermark, quarantine_state]

- name: Let the deletions through that wait for approval, if they are at most 25
  entra.cross_tenant.sync_job:
    target_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    action: restart
    allow_deletions: true
    removal_limit: 25
  when: deletions_are_approved | default(false) | bool

- name: Switch the synchronization off
  entra.cross_tenant.sync_job:
    target_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    action: pause
"""

RETURN = r"""
---
sync_job:
  description:
    - The job before and after the task. Also returned if a provisioning on demand failed.
  returned: success
  type: dict
  sample:
    target_tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
    name: Fabrikam
    before:
      enabled: false
    after:
      enabled: true
    held_back_deletions: null
    provisioning: null
  contains:
    target_tenant_id:
      description: The target tenant.
      type: str
    name:
      description: The name of the configuration. Null if an earlier task has only predicted it.
      type: str
    service_principal_id:
      description: The object ID of the service principal.
      type: str
    job_id:
      description: The ID of the job.
      type: str
    before:
      description: The job before the task. Null if an earlier task has only predicted it.
      type: dict
      contains:
        # begin job
        enabled:
          description:
            - Whether the job is switched on. A job in quarantine is switched on. Missing if the configuration has no
              job.
          type: bool
        status:
          description: What the job does. Null if there is no job.
          type: dict
          contains: &status
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
                  description:
                    - The reason, in Microsoft's word. V(TooManyDeletes) means that deletions wait for approval.
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
        # end job
    after:
      description:
        - The job after the task. In check mode, and without O(wait), whether the job is switched on, its code and its
          quarantine are predicted.
      type: dict
      contains:
        # begin job
        enabled:
          description:
            - Whether the job is switched on. A job in quarantine is switched on. Missing if the configuration has no
              job.
          type: bool
        status:
          description: What the job does. Null if there is no job.
          type: dict
          contains: *status
        # end job
    held_back_deletions:
      description:
        - The number of deletions that waited for approval. Null if they were not counted, because O(allow_deletions) is
          not set.
      type: int
    provisioning:
      description: What a provisioning on demand did. Null in check mode and for other actions.
      type: dict
      contains:
        status:
          description: V(success), V(warning), V(skipped) or V(failure).
          type: str
        action:
          description: The action in the target tenant, for example V(create), V(update), V(delete) or V(other).
          type: str
        error_code:
          description: Microsoft's code for the reason of a failure, or of a skipped user. Null if there is none.
          type: str
        reason:
          description: The reason in Microsoft's words. Null if there is none.
          type: str
        steps:
          description: The steps, in their order.
          type: list
          elements: dict
          contains:
            name:
              description: Microsoft's name of the step.
              type: str
            type:
              description: V(import), V(scoping), V(matching), V(export) or another type.
              type: str
            status:
              description: The status of the step, in the words of the status of the whole.
              type: str
            description:
              description: What the step did, in Microsoft's words.
              type: str
        modified_properties:
          description: The attributes that were written in the target tenant.
          type: list
          elements: dict
          contains:
            name:
              description: The name of the attribute.
              type: str
            before:
              description: The earlier value. Null if there was none.
              type: str
            after:
              description: The new value.
              type: str
# begin changes
changes:
  description: The operations that were done, or that a real run would do, in their order.
  returned: always
  type: list
  elements: dict
  sample:
    - operation: restart
      resource: sync_job
      tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      settings: [reset]
      name: null
  contains:
    operation:
      description: V(update), V(restart) or V(provision).
      type: str
    resource:
      description: The kind of the changed object, V(sync_job).
      type: str
    tenant_id:
      description: The target tenant.
      type: str
    settings:
      description:
        - V(enabled) if the job is switched on or off. V(reset), and perhaps V(allow_deletions), if it is restarted.
      type: list
      elements: str
    name:
      description: The object ID of the user or group that is provisioned. Only in changes with V(provision).
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._checked_configurations import checked_action
from ansible_collections.entra.cross_tenant.plugins.module_utils._configuration_results import job_result, on_job
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge.sync_job import act
from ansible_collections.entra.cross_tenant.plugins.module_utils._gates.guard import Guard, JobGuard, Limits
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.actions import ACTION_OPTIONS
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import writing
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = writing(**ACTION_OPTIONS)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    wanted = checked_action(task.params, connection)
    limits = Limits(prune=None, removal=task.params["removal_limit"])
    guard = JobGuard(Guard(limits, task.ledger, lambda: connection.home_tenant, task.check_mode))
    execution = act(connection.client, wanted, task.manner, (guard,))
    task.warn(*on_job(execution))
    return job_result(execution, task.diff_mode)


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
