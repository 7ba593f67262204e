#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: sync_configurations
short_description: Converge all configurations that synchronize users of this tenant in one task
version_added: 1.0.0
description:
  - Brings any number of cross-tenant synchronization configurations of the home tenant into the wanted state. The
    module reads all configurations once, writes only the differences, and sends many requests together.
  - Each configuration is what M(entra.cross_tenant.sync_configuration) manages. Configurations that are not listed stay
    as they are.
  - The module tries every configuration. If some fail, the others are still done, and the task fails at the end.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.wait
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.write
  - entra.cross_tenant.attributes.action_group
options:
  sync_configurations:
    description:
      - The configurations. A setting that is left out is not managed and stays as it is.
      - All configurations are validated before anything is sent to Microsoft Graph. Only checks that need an ID from
        the directory come later.
      - Items that M(entra.cross_tenant.sync_configuration_info) returned are valid, and lead to no change.
    type: list
    elements: dict
    required: true
    suboptions:
      target_tenant:
        description:
          - The target tenant, by its tenant ID or by one of its verified domains.
          - A domain needs the permission C(CrossTenantInformation.ReadBasic.All).
        type: str
        required: true
        aliases: [target_tenant_id]
      state:
        description:
          - Whether the tenant must have the configuration. V(present) if not given.
          - With V(absent), job, application and service principal are deleted. All other options of the configuration
            except the name and O(sync_configurations[].leave_users) are ignored.
          - With V(retired), the synchronization ends in Microsoft's order, see
            O(entra.cross_tenant.sync_configuration#module:state).
        type: str
        choices: [present, absent, retired]
      # begin options of sync_configuration at sync_configurations[]
      name:
        description:
          - The name of the configuration. If not given, an existing configuration keeps its name, and a new one is
            named C(Synchronization to) and the ID of the target tenant.
          - Decides which configuration is meant if several synchronize to the target tenant. The Microsoft 365 admin
            center makes configurations whose names begin with C(MTO_Sync_). The module manages them only if their name
            is given here.
        type: str
      # end options of sync_configuration at sync_configurations[]
      # begin options of sync_job at sync_configurations[]
      enabled:
        description: Whether the job is switched on. A new job is off.
        type: bool
      # end options of sync_job at sync_configurations[]
      # begin options of sync_credentials at sync_configurations[]
      scope:
        description:
          - Whether only assigned users are synchronized, or all users. A job that is switched on is restarted if the
            scope changes from V(all) to V(assigned), because users leave the scope only then. If the job is off, a
            warning says that it has to be restarted later.
        type: str
        choices: [assigned, all]
      notification_email:
        description: The mail address for notifications about problems. An empty text switches them off.
        type: str
      deletion_threshold:
        description:
          - The number of deletions in one cycle that stops the job until somebody approves the deletions. V(0) switches
            the threshold off. At most 1,000,000,000.
        type: int
      # end options of sync_credentials at sync_configurations[]
      # begin options of sync_schema at sync_configurations[]
      target_actions:
        description:
          - The operations on users of the target tenant. Without V(delete), users who leave the scope keep their
            accounts.
        type: list
        elements: str
        choices: [create, update, delete]
      user_type:
        description: Whether users become members or guests of the target tenant.
        type: str
        choices: [member, guest]
      user_type_of_existing:
        description:
          - Whether O(sync_configurations[].user_type) is also written to users that exist already in the target tenant.
            If not, it is written only when a user is created.
        type: bool
      attribute_mappings:
        description:
          - Where attributes of users in the target tenant come from. All mappings that are not listed stay as they are,
            so one attribute can be managed by itself.
          - Each mapping needs exactly one of C(source), C(constant) and C(expression). The mapping of
            C(alternativeSecurityIds) cannot be changed. For C(userType), the constants C(Member) and C(Guest) are the
            same as O(sync_configurations[].user_type).
        type: list
        elements: dict
        suboptions:
          target:
            description:
              - The attribute of the user in the target tenant, as Microsoft names it, for example V(department). Upper
                case does not count if there is a mapping of the attribute already.
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
              - A function in Microsoft's language for attribute mappings. Microsoft Graph parses it first, and
                expressions are compared in the form in which Graph writes them.
            type: str
          apply:
            description:
              - Whether the attribute is always written, or only when a user is created. If not given, an existing
                mapping stays as it is, and a new one is always written.
            type: str
            choices: [always, creation]
      scoping_filters:
        description:
          - Which users are synchronized at all. The list contains alternatives, and a user is in scope if one of them
            matches. An alternative is a list of clauses that must all match.
          - A clause is a dictionary of C(attribute), C(operator) and C(values), a list of texts. Operators are for
            example V(EQUALS), V(NOT EQUALS), V(REGEX MATCH), V(IS NULL) and V(IS NOT NULL). The last two have no
            values.
          - The list replaces all filters that were made before. The empty list removes them. Microsoft's own filters
            stay.
        type: list
        elements: list
      # end options of sync_schema at sync_configurations[]
      assignments:
        description:
          - Users and groups that are assigned to the configuration. With O(sync_configurations[].scope=assigned), they
            are synchronized.
          - Each item contains O(sync_configurations[].assignments[].user) or
            O(sync_configurations[].assignments[].group).
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
              - A group, by object ID or display name. A name needs the permission C(GroupMember.Read.All), and must be
                the name of exactly one group.
            type: str
      assignments_exclusive:
        description:
          - Whether all users and groups that O(sync_configurations[].assignments) does not list are unassigned. If not,
            they stay assigned.
          - In the next cycle, the accounts of unassigned users are deleted from the target tenant.
        type: bool
      leave_users:
        description:
          - Whether O(sync_configurations[].state=absent) may delete a configuration while users are in its scope. Their
            accounts stay in the target tenant, and nobody updates or deletes them any more.
          - Without this option the module refuses to do so, and also while a retirement waits for its cycle. Use
            O(sync_configurations[].state=retired), or let nobody be in scope and wait for a cycle.
          - With O(sync_configurations[].state=retired), the configuration is deleted at once.
        type: bool
      missing:
        description: Ignored. Accepted since M(entra.cross_tenant.sync_configuration_info) returns it.
        type: list
        elements: str
      service_principal_id:
        description: Ignored. Accepted since M(entra.cross_tenant.sync_configuration_info) returns it.
        type: str
      application_id:
        description: Ignored. Accepted since M(entra.cross_tenant.sync_configuration_info) returns it.
        type: str
      job_id:
        description: Ignored. Accepted since M(entra.cross_tenant.sync_configuration_info) returns it.
        type: str
      status:
        description: Ignored. Accepted since M(entra.cross_tenant.sync_configuration_info) returns it.
        type: dict
      read_only:
        description: Ignored. Accepted since M(entra.cross_tenant.sync_configuration_info) returns it.
        type: dict
      errors:
        description: Ignored. Accepted since M(entra.cross_tenant.sync_configuration_info) returns it.
        type: dict
  wait_cycle:
    description:
      - Whether to wait for a cycle of each job that needs one, see
        O(entra.cross_tenant.sync_configuration#module:wait_cycle). All jobs share the time.
    type: bool
    default: false
  wait_cycle_timeout:
    description:
      - For how many seconds to wait with O(wait_cycle). More than 0 and at most 1,000,000.
    type: float
    default: 7200
  removal_limit:
    description:
      - The task fails before it writes anything if it would take users away from more target tenants than this. At
        least 0. There is no limit if not given.
      - A target tenant counts if its configuration would be deleted or switched off, or if users may leave its scope
        because the scope becomes smaller, a filter is narrower or an assignment is removed. It also counts if deletions
        wait for approval there and another deletion threshold may let them through.
      - The limit applies to one home tenant and one run of ansible-playbook. Partners that
        M(entra.cross_tenant.partners) removed or switched off in the same home tenant count, too.
    type: int
  continue_on_error:
    description:
      - Do not fail the task if configurations failed. Their items in RV(sync_configurations) contain the errors.
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
        task fails before it writes anything.
      - If somebody else changes a configuration after this check, so that it needs other changes, the configuration
        fails.
    type: raw
  only_compare:
    description:
      - Whether the task only compares the configurations with Microsoft Graph, and sends only requests that read. Then
        the permissions to read configurations are enough. The task fails if it does not run in check mode.
      - Microsoft Graph is not asked whether a target tenant agrees before its job is switched on, and not how it reads
        an expression. An expression that Graph writes in another way counts as a difference.
    type: bool
    default: false
notes:
  - Needs the permissions of M(entra.cross_tenant.sync_configuration).
  - The requests always use version V(v1.0) of Microsoft Graph. O(api_version) applies to look-ups of names only.
  - See M(entra.cross_tenant.sync_configuration) for masked credentials and interrupted runs.
  - For configurations in line, the task reads one list of the service principals, in pages of 100. Then it reads the
    jobs and credentials of all configurations of the tenant, because only the credentials name the target tenant. Then
    it reads the schema, the assignments and the application of each configuration that it lists. It sends up to 20 of
    these reads in one request, so 200 configurations need 52 requests.
  - Does not work in Microsoft Azure operated by 21Vianet, which cannot be the source of a synchronization.
seealso:
  - module: entra.cross_tenant.sync_configuration
  - module: entra.cross_tenant.sync_configuration_info
  - module: entra.cross_tenant.partners
    description: The other side of the synchronization, in the target tenants.
"""

EXAMPLES = r"""
---
- name: Synchronize one group to each of two partners
  entra.cross_tenant.sync_configurations:
    sync_configurations:
      - target_tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
        name: Fabrikam
        assignments:
          - group: 0be493dc-cb56-4a53-936f-9cf64410b8b0
        enabled: true
      - target_tenant: 3d0f5dec-5d3d-455c-8016-e2af1ae4d31a
        name: Woodgrove
        assignments:
          - group: 0be493dc-cb56-4a53-936f-9cf64410b8b0
        enabled: true

- name: Switch one synchronization off, and fail if the task would take users away from more tenants
  entra.cross_tenant.sync_configurations:
    sync_configurations:
      - target_tenant: 3d0f5dec-5d3d-455c-8016-e2af1ae4d31a
        enabled: false
    removal_limit: 1
"""

RETURN = r"""
---
sync_configurations:
  description: One entry for each configuration, in the order of the input.
  returned: if the options were valid
  type: list
  elements: dict
  sample:
    - target_tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      changed: true
      changes:
        - operation: update
          resource: sync_job
          tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
          settings: [enabled]
  contains:
    target_tenant_id:
      description: The target tenant.
      type: str
    changed:
      description: Whether the configuration was changed, or would be changed in a real run.
      type: bool
    changes:
      description: The same as RV(changes), for this configuration only.
      type: list
      elements: dict
    before:
      description:
        - The configuration before the task, as M(entra.cross_tenant.sync_configuration_info) returns it. Missing if it
          would equal C(after).
      type: dict
    after:
      description:
        - The configuration after the task, or as it would be after a real run. Null if it does not exist then or could
          not be read.
      type: dict
    masked:
      description:
        - The given settings whose values Microsoft Graph does not show, so that nobody knows whether they differ.
          Missing if there are none.
      type: list
      elements: str
    left:
      description: >-
        The steps of a retirement that remain, as RV(entra.cross_tenant.sync_configuration#module:left). Missing if
        there are none.
      type: dict
    others:
      description:
        - If the configuration has to be absent or retired, the other configurations that synchronize to the same target
          tenant, or that may do so because Microsoft Graph does not show their target tenants. They stay. Missing if
          there are none.
      type: list
      elements: str
    error:
      description: The error. C(msg) describes it in words. Missing if the configuration did not fail.
      type: dict
plan:
  description:
    - A summary of the planned changes. The same changes in the same home tenant have the same C(id).
    - C(update) is the number of objects that are updated. It is missing if there are none. Write
      C(plan['update']), because C(plan.update) is a method in Jinja.
  returned: if the options were valid
  type: dict
  sample:
    id: 0f343b0931126a20f133d67c2b018a3b5b1d7cd0c9e1c8f2e7f8a4a7ad8a8e1e
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
    reset:
      description: How many schemas are reset. Missing if there are none.
      type: int
    partners:
      description: A digest of the changes for each target tenant with changes. The keys are tenant IDs.
      type: dict
requests:
  description: >-
    The number of HTTP requests that the task sent. Logins, and requests that were sent again, are included. A batch is
    one request.
  returned: if the configurations could be read, and if the plan differs from O(expected_plan)
  type: int
  sample: 4
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
  returned: if the configurations could not be read
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
    configurations_result,
    on_configuration,
    on_jobs_of_later,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge.synchronization import (
    converge_configurations,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._gates.agreements import changed_agreements
from ansible_collections.entra.cross_tenant.plugins.module_utils._gates.review import OtherPlan
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.desired import (
    CONFIGURATION_OPTIONS,
    IGNORED_OPTIONS,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import CYCLE_OPTIONS, FLEET_OPTIONS, writing
from ansible_collections.entra.cross_tenant.plugins.module_utils._partners_gates import review_and_guard
from ansible_collections.entra.cross_tenant.plugins.module_utils._results import other_plan_result
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task

_TARGET = dict(CONFIGURATION_OPTIONS["target_tenant"], required=True)
_ITEM = {**CONFIGURATION_OPTIONS, **IGNORED_OPTIONS, "target_tenant": _TARGET}
_OF_ALL = ("removal_limit", "continue_on_error", "batch_size", "expected_plan")
OPTIONS = writing(
    sync_configurations={"type": "list", "elements": "dict", "required": True, "options": _ITEM},
    only_compare={"type": "bool", "default": False},
    **{name: FLEET_OPTIONS[name] for name in _OF_ALL},
    **CYCLE_OPTIONS,
)


def run(task: Task, connection: Connection) -> dict[str, Any]:
    # The items of a loop share one connection.
    earlier = connection.progress.requests
    only_compare = task.params["only_compare"]
    if only_compare and not task.check_mode:
        raise BadInput(["only_compare is true, and the task does not run in check mode"])
    desired = checked_targets(task.params["sync_configurations"], connection)
    review, guard = review_and_guard(task, connection)
    try:
        executions = converge_configurations(
            connection.client,
            desired,
            task.manner,
            (review, guard),
            only_compare=only_compare,
            changed_agreements=lambda: changed_agreements(task.ledger, connection.home_tenant, task.check_mode),
        )
    except OtherPlan as error:
        return dict(other_plan_result(error), requests=connection.progress.requests - earlier)
    for execution in executions:
        task.warn(*on_configuration(execution))
    if task.check_mode and not only_compare:
        task.warn(*on_jobs_of_later(executions))
    result = configurations_result(executions, review.plan, task.params["continue_on_error"], task.diff_mode)
    return dict(result, requests=connection.progress.requests - earlier)


def main() -> None:
    _module.main(OPTIONS, run)


if __name__ == "__main__":
    main()
