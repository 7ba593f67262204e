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
    type: dict
    required: true
  batch:
    description:
      - The name of the variable that the result of this module is registered in, and with O(result) the name of the
        one that has the result of M(entra.cross_tenant.partners).
      - Given, they tell in a play with C(serial) what the batches of hosts before this one have taken away.
    type: str
  result:
    description: See O(batch).
    type: str
seealso:
  - module: entra.cross_tenant.partner_desired
  - module: entra.cross_tenant.partner_outcome
"""

EXAMPLES = r"""
---
- name: Collect the partners of all hosts
  entra.cross_tenant.partner_batch:
    desired: "{{ dict(ansible_play_batch | zip(ansible_play_batch | map('extract', hostvars, 'desired'))) }}"
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
removed_before:
  description:
    - How many partners the batches of hosts before this one have removed or switched off, as
      O(entra.cross_tenant.partners#module:removal_limit) counts them.
  returned: success
  type: int
  sample: 0
"""
