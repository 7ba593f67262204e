#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Documentation of the action plugin in plugins/action/partner_batch.py.

from __future__ import annotations

DOCUMENTATION = r"""
---
module: partner_batch
short_description: Put the partners of many hosts into one list
version_added: 1.0.0
description:
  - A building block of the roles P(entra.cross_tenant.partner_onboarding#role) and
    P(entra.cross_tenant.partner_synchronization#role).
  - Collects the partners that M(entra.cross_tenant.partner_desired) returned for each host into one list, so that one
    task can converge them all. Also returns which partners belong to which host, so that
    M(entra.cross_tenant.partner_outcome) can give each host its own result.
  - Use it with C(run_once). The module fails with the strategies V(free) and V(host_pinned), because they cannot run a
    task once for all hosts.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.block
attributes:
  check_mode:
    details: Works in the same way in check mode, because the module changes nothing.
  diff_mode:
    support: N/A
options:
  desired:
    description:
      - The registered result of M(entra.cross_tenant.partner_desired) of each host, by the name of the host.
      - If a host skipped or failed the task, its result contains no partners.
      - This option or O(registered) is required.
    type: dict
  registered:
    description: The name of the variable in which each host of the batch has registered its result.
    type: str
  variables:
    description:
      - The beginning of the names of the variables that control the task for all hosts. With V(my), these are
        C(my_prune_limit), C(my_removal_limit), C(my_batch_size), C(my_wait), C(my_wait_timeout),
        C(my_backup_directory), C(my_expected_plan) and C(my_expected_revision).
      - The module checks these variables and converts text. Only the variables of the host that runs the task are used.
    type: str
  module:
    description:
      - The module that converges the list. V(sync_configurations) has neither C(my_prune_limit) nor
        C(my_backup_directory).
    type: str
    choices: [partners, sync_configurations]
    default: partners
seealso:
  - module: entra.cross_tenant.partner_desired
  - module: entra.cross_tenant.partner_outcome
"""

EXAMPLES = r"""
---
- name: Collect the partners of all hosts
  entra.cross_tenant.partner_batch:
    registered: desired
    variables: my
  run_once: true
  register: batch
"""

RETURN = r"""
---
partners:
  description: The partners of all hosts, for O(entra.cross_tenant.partners#module:partners).
  returned: success
  type: list
  elements: dict
hosts:
  description: >-
    For each host, the index of its first partner in RV(partners), from zero, and the number of its partners. If the
    host contributes no partners because of an error, only the C(error).
  returned: success
  type: dict
  sample:
    fabrikam: {first: 0, count: 1}
    wingtip: {first: 1, count: 1}
ready:
  description: The number of hosts without an error.
  returned: success
  type: int
  sample: 2
any_ready:
  description: Whether RV(ready) is more than zero.
  returned: success
  type: bool
  sample: true
prune:
  description:
    - Whether a later task removes all other partners. True only if there is exactly one host, this host has no error,
      and RV(entra.cross_tenant.partner_desired#module:prune) of this host is true.
  returned: success
  type: bool
  sample: false
prune_all:
  description: >-
    Whether pruning may remove all partners in Microsoft Graph, see
    O(entra.cross_tenant.partner_desired#module:prune_all).
  returned: success
  type: bool
  sample: false
home_tenant:
  description: >-
    The home tenant that the hosts name. Null if no host names one. The module fails if hosts name different home
    tenants.
  returned: success
  type: str
options:
  description: The checked values of the variables that O(variables) names, by the rest of their names.
  returned: if O(variables) is given
  type: dict
  sample:
    batch_size: 20
    prune_limit: 10
    removal_limit: 10
    wait: true
    wait_timeout: 60.0
removed_before:
  description:
    - How many partners this run of ansible-playbook has removed or switched off so far, as
      O(entra.cross_tenant.partners#module:removal_limit) counts them. In check mode, how many a real run would have
      removed or switched off.
  returned: success
  type: int
  sample: 0
"""
