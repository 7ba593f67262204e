# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Documentation of the action plugin in plugins/action/partners_of_hosts.py.

from __future__ import annotations

DOCUMENTATION = r"""
---
module: partners_of_hosts
short_description: Converge the partners of all hosts in one task
version_added: 1.0.0
description:
  - A building block of the roles P(entra.cross_tenant.partner_onboarding#role) and
    P(entra.cross_tenant.partner_synchronization#role).
  - Does the work of M(entra.cross_tenant.partner_desired), M(entra.cross_tenant.partner_batch) and
    M(entra.cross_tenant.partners), or M(entra.cross_tenant.sync_configurations), in one task. Ansible starts one
    process only, and stores the partners of all hosts only once.
  - Use it with C(run_once). M(entra.cross_tenant.partner_outcome) then gives each host its own result.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.graph
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.action_group
  - entra.cross_tenant.attributes.block
attributes:
  async:
    support: none
    details: The module is an action plugin only. It never runs as an ordinary module.
  check_mode:
    details: Predicts the changes that a real run would make, and writes nothing.
  diff_mode:
    support: full
options:
  variables:
    description:
      - The beginning of the names of the variables that describe the partners of a host and the work on them. With
        V(my), these are C(my_partner), C(my_partners), C(my_prune_limit), C(my_removal_limit) and so on, for each
        variable of the role P(entra.cross_tenant.partner_onboarding#role).
      - With O(module=sync_configurations), these are the variables of the role
        P(entra.cross_tenant.partner_synchronization#role) in the same way, such as C(my_configuration). With
        C(my_target), the task also works in the target tenant of the host, with the credentials in this variable.
    type: str
    required: true
  module:
    description:
      - The module that converges the partners. V(partners) manages the configurations of partners,
        V(sync_configurations) the synchronization of users to partners.
    type: str
    choices: [partners, sync_configurations]
    default: partners
  registered:
    description:
      - The name of the variable in which each host registered its result of M(entra.cross_tenant.partner_desired).
      - If this option is not given, the task itself computes the partners of all hosts in the batch of the play.
    type: str
  result:
    description:
      - The name of the variable in which this task is registered. With it, a play with C(serial) starts no further
        batch of hosts after a batch in which every host failed, or in which the task ended without a result. The task
        then fails for each later batch, and sends nothing.
    type: str
  audit:
    description:
      - Whether the task only compares, for a report. Then all hosts of the play take part. A host without variables of
        its own configurations has none, and limits and reviewed plans do not count.
      - Needs O(module=sync_configurations) and check mode, see
        O(entra.cross_tenant.sync_configurations#module:only_compare).
    type: bool
    default: false
notes:
  - Needs the permissions of M(entra.cross_tenant.partners), or those of M(entra.cross_tenant.sync_configurations) with
    O(module=sync_configurations).
  - The module is internal to this collection. Use the roles and playbooks instead, because its options and results may
    change in any release.
seealso:
  - module: entra.cross_tenant.partners
  - module: entra.cross_tenant.sync_configurations
  - module: entra.cross_tenant.partner_outcome
"""

EXAMPLES = r"""
---
- name: Converge the partners of all hosts in Microsoft Graph
  entra.cross_tenant.partners_of_hosts:
    variables: my
    result: run
  run_once: true
  register: run
  # The next task shows each host its own changes and errors.
  changed_when: false
  failed_when: false
  diff: false
  ignore_errors: true

- name: Show the outcome of this host
  entra.cross_tenant.partner_outcome:
    result: run
"""

RETURN = r"""
---
partners:
  description:
    - One entry for each partner of all hosts, as in RV(entra.cross_tenant.partners#module:partners). All other return
      values of that module are returned, too.
    - With O(module=sync_configurations), one entry for each configuration of all hosts, as in
      RV(entra.cross_tenant.sync_configurations#module:sync_configurations). In addition, C(tenant_id) is the target
      tenant.
    - A host whose variables contain the credentials of its target tenant also has an entry for this tenant. Its C(side)
      is V(target), C(in_tenant) is the target tenant, and the rest is as in
      RV(entra.cross_tenant.partners#module:partners).
  returned: if the partners could be read
  type: list
  elements: dict
hosts:
  description:
    - For each host, the index of its first partner in RV(tenants), from zero, and the number of its partners. If the
      host contributes no partners because of an error, only the C(error).
    - If an earlier host has the same error, its name is C(same_as). M(entra.cross_tenant.partner_outcome) shows the
      text of such an error only once.
  returned: if the variables of the hosts could be collected
  type: dict
  sample:
    fabrikam: {first: 0, count: 1}
    wingtip: {first: 1, count: 1}
module:
  description: O(module).
  returned: if the variables of the hosts could be collected
  type: str
  sample: partners
tenants:
  description: The partners of all hosts as the inventory names them, by tenant ID or domain, in the same order.
  returned: if the variables of the hosts could be collected
  type: list
  elements: str
  sample: [90e29127-71ad-49c7-9ce8-db3f41ea06f1, wingtip.example]
first_host:
  description:
    - The host for which this task ran. M(entra.cross_tenant.partner_outcome) leaves the plan for workflows of AWX only
      for this host, because the plan names all partners. Of an error that concerns all hosts, only this host shows the
      text.
  returned: always
  type: str
  sample: fabrikam
failure:
  description: The reason why the task failed for all hosts. It is the same as the message of the failure.
  returned: if the task failed
  type: str
outcomes:
  description: >-
    Which hosts show an outcome, V(all) or V(changed), see
    O(entra.cross_tenant.partner_onboarding#role:main:partner_onboarding_outcomes).
  returned: always
  type: str
  sample: all
batches:
  description: Whether the play has, or may have, several batches of hosts.
  returned: always
  type: bool
  sample: false
check_mode:
  description: Whether the task ran in check mode, so that it certainly wrote nothing to Microsoft Graph.
  returned: always
  type: bool
  sample: false
stop:
  description: >-
    Whether every host of this batch failed, or this batch was not started, and the play has, or may have, several
    batches. Then no further batch may start, see O(result).
  returned: always
  type: bool
  sample: false
batch:
  description: The hosts of the batch.
  returned: if the variables of the hosts could not be collected
  type: list
  elements: str
ready:
  description: The number of hosts without an error.
  returned: if the variables of the hosts could be collected
  type: int
  sample: 2
any_ready:
  description: Whether RV(ready) is more than zero.
  returned: if the variables of the hosts could be collected
  type: bool
  sample: true
prune:
  description: Whether all other partners are removed, see RV(entra.cross_tenant.partner_batch#module:prune).
  returned: if the variables of the hosts could be collected
  type: bool
  sample: false
prune_all:
  description: Whether all existing partners may be removed, see RV(entra.cross_tenant.partner_batch#module:prune_all).
  returned: if the variables of the hosts could be collected
  type: bool
  sample: false
home_tenant:
  description: The home tenant that the hosts name. Null if no host names one.
  returned: if the variables of the hosts could be collected
  type: str
options:
  description: The checked values of the variables for the whole run, by the rest of their names.
  returned: if the variables of the hosts could be collected
  type: dict
  sample:
    batch_size: 20
    prune_limit: 10
    removal_limit: 10
    wait: true
    wait_timeout: 60.0
elapsed:
  description: The seconds that the task took.
  returned: if the variables of the hosts could be collected
  type: float
  sample: 1.2
removed_before:
  description: >-
    How many partners this run of ansible-playbook had removed or switched off before this task, see
    RV(entra.cross_tenant.partner_batch#module:removed_before).
  returned: if the variables of the hosts could be collected
  type: int
  sample: 0
"""
