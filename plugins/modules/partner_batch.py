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
  - A building block of the role P(entra.cross_tenant.partner_onboarding#role), which you probably want to use instead.
  - Collects what M(entra.cross_tenant.partner_desired) returned for each host into one list, so that one task can
    converge them all, and remembers whose partners are whose, so that M(entra.cross_tenant.partner_outcome) can give
    each host its own result.
  - Meant for C(run_once). So it fails with the strategies V(free) and V(host_pinned), which know no such thing.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.attributes
attributes:
  check_mode:
    details: Does the same in check mode, since it changes nothing.
  diff_mode:
    support: N/A
options:
  desired:
    description:
      - The registered result of M(entra.cross_tenant.partner_desired) of each host, by the name of the host.
      - The result of a host that skipped it has no partners, and one that failed has none either.
      - This option or O(registered) is required.
    type: dict
  registered:
    description: The name of the variable in which each host of the batch has registered its result.
    type: str
  variables:
    description:
      - How the names of the variables begin that say how to go about the task for all hosts. With V(my), these are
        C(my_prune_limit), C(my_removal_limit), C(my_batch_size), C(my_wait), C(my_wait_timeout),
        C(my_backup_directory), C(my_expected_plan) and C(my_expected_revision).
      - They are checked here, and converted where they are text. Those of the host that runs the task count.
    type: str
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
  description: Which of them belong to which host, or the C(error) because of which it has none.
  returned: success
  type: dict
  sample:
    fabrikam: {first: 0, count: 1}
    wingtip: {first: 1, count: 1}
ready:
  description: How many of the hosts have no error.
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
    - Whether all other partners are to be removed. Only where there is one host, which has no error, and whose
      M(entra.cross_tenant.partner_desired) says so.
  returned: success
  type: bool
  sample: false
prune_all:
  description: Whether these may be all partners there are, as the same module of the same host says.
  returned: success
  type: bool
  sample: false
home_tenant:
  description: The home tenant that the hosts are for, as far as they say. The module fails if they name different ones.
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
    - How many partners this run of ansible-playbook has removed or switched off by now, as
      O(entra.cross_tenant.partners#module:removal_limit) counts them; in check mode, how many it would have.
  returned: success
  type: int
  sample: 0
"""
