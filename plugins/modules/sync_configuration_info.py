#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sync_configuration_info
short_description: Read the configurations that synchronize users of this tenant to other tenants
version_added: 1.0.0
description:
  - Returns the cross-tenant synchronization configurations of the home tenant, which is the source of the
    synchronization. Each configuration is one object in the result, with its job, its scope, its mappings and its
    assignments.
  - Configurations are found by the gallery application that they are made from, whatever their names are.
  - Configurations that are only half made are in the result, too. See RV(sync_configurations[].missing).
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.read
  - entra.cross_tenant.attributes.action_group
options:
  target_tenant:
    description:
      - One target tenant, by its tenant ID or by one of its verified domains. If not given, all configurations are
        read.
      - A domain needs the permission C(CrossTenantInformation.ReadBasic.All).
    type: str
  error_hours:
    description:
      - For how many hours to look back for failures in the provisioning log, from 1 to 720. Not given means that the
        log is not read. Microsoft keeps it for 30 days, or for 7 days without a license.
      - The log needs the permission C(ProvisioningLog.Read.All) or C(AuditLog.Read.All). For delegated access, the
        signed-in user needs the role Reports Reader, too. Each configuration takes one request or a few, and Microsoft
        answers only five such requests in ten seconds.
    type: int
notes:
  - Needs the application permissions C(Application.Read.All) and C(Synchronization.Read.All).
    C(Application.ReadWrite.OwnedBy) alone is enough for configurations whose service principal the application owns.
  - The requests always use version V(v1.0) of Microsoft Graph. O(api_version) applies to the look-up of a domain only.
  - Does not work in Microsoft Azure operated by 21Vianet, which cannot be the source of a synchronization.
seealso:
  - module: entra.cross_tenant.partner_identity_sync_info
    description: The other side of the synchronization, in the target tenant.
"""

EXAMPLES = r"""
---
- name: Read all synchronization configurations
  entra.cross_tenant.sync_configuration_info:
  register: found

- name: Name the configurations that are in quarantine
  ansible.builtin.debug:
    msg: "{{ with_job | selectattr('status.quarantine') | map(attribute='name') }}"
  vars:
    with_job: "{{ found.sync_configurations | selectattr('status') }}"

- name: Count the failures of the last week by their codes
  entra.cross_tenant.sync_configuration_info:
    error_hours: 168
  register: failures

- name: Read the configuration that synchronizes to one tenant
  entra.cross_tenant.sync_configuration_info:
    target_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
"""

RETURN = r"""
---
sync_configurations:
  description: The configurations, sorted by target tenant and name.
  returned: success
  type: list
  elements: dict
  sample:
    - target_tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      name: Fabrikam
      enabled: true
      scope: assigned
      target_actions: [create, update, delete]
      user_type: member
      user_type_of_existing: false
      scoping_filters: []
      assignments:
        - group: 0be493dc-cb56-4a53-936f-9cf64410b8b0
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
    errors:
      description:
        - What has failed in the last O(error_hours), without anything about a person. Null if the configuration has no
          job.
      returned: O(error_hours) is given
      type: dict
      contains:
        since:
          description: The beginning of the time that was looked at.
          type: str
        complete:
          description: Whether the whole log of that time was read. If not, the numbers are too small.
          type: bool
        failures:
          description: The number of failures. A job tries again in each cycle, so one user may fail many times.
          type: int
        errors:
          description: The failures by code and category, the most frequent first.
          type: list
          elements: dict
          contains:
            code:
              description: Microsoft's code of the error. Null if the log gives none.
              type: str
            category:
              description: Microsoft's category of the error, such as V(nonServiceFailure).
              type: str
            count:
              description: The number of failures.
              type: int
            objects:
              description: The number of different users and groups that failed.
              type: int
            example:
              description: The latest of these failures.
              type: dict
              contains:
                time:
                  description: When it failed.
                  type: str
                action:
                  description: The action that failed, such as V(create) or V(update).
                  type: str
                object_type:
                  description: The type of the object, V(User) or V(Group).
                  type: str
                change_id:
                  description: The ID by which the provisioning log in the portal finds the failure.
                  type: str
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
from ansible_collections.entra.cross_tenant.plugins.module_utils._checked_configurations import checked_target
from ansible_collections.entra.cross_tenant.plugins.module_utils._directory import (
    read_provisioning,
    read_synchronization,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import shortened
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import reading
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

OPTIONS = reading(target_tenant={"type": "str"}, error_hours={"type": "int"})


def run(task: Task, connection: Connection) -> dict[str, Any]:
    tenant_id = checked_target(task.params["target_tenant"], connection)
    client = connection.client.of_version(read_synchronization.VERSION)
    rows, hidden = read_synchronization.rows(client, tenant_id)
    if tenant_id and hidden:
        task.warn(
            f"Microsoft Graph does not show the target tenant of {shortened(hidden)}. A configuration that "
            f"synchronizes to {tenant_id} may be among them"
        )
    hours = task.params["error_hours"]
    if hours is not None:
        jobs = {row["job_id"]: row.get("name") or row["service_principal_id"] for row in rows if row["job_id"]}
        logs = read_provisioning.failures_of_jobs(client, jobs, hours)
        rows = [{**row, "errors": logs.get(row["job_id"])} for row in rows]
    return {"changed": False, "sync_configurations": rows}


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
