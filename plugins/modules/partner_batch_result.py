#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Documentation of the action plugin in plugins/action/partner_batch_result.py.

from __future__ import annotations

DOCUMENTATION = r"""
---
module: partner_batch_result
short_description: Tell whether every host of a batch failed
version_added: 1.0.0
description:
  - A building block of the role P(entra.cross_tenant.partner_onboarding#role), which you probably want to use instead.
  - With C(serial), Ansible starts no further batch if all hosts of a batch have failed. If the hosts show their
    outcomes in a later play, no host has failed before that play. So this module says when the first play must end.
  - Use it with C(run_once).
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.attributes
attributes:
  check_mode:
    details: Works in the same way in check mode, because the module changes nothing.
  diff_mode:
    support: N/A
options:
  result:
    description: The name of the variable with the registered result of M(entra.cross_tenant.partners_of_hosts).
    type: str
    required: true
seealso:
  - module: entra.cross_tenant.partners_of_hosts
  - module: entra.cross_tenant.partner_outcome
"""

EXAMPLES = r"""
---
- name: Check whether every host of the batch failed
  entra.cross_tenant.partner_batch_result:
    result: run
  run_once: true
  register: batch

- name: End the play
  ansible.builtin.meta: end_play
  when: batch.stop
"""

RETURN = r"""
---
all_failed:
  description: Whether every host of the batch failed, or the task for all hosts failed as a whole.
  returned: success
  type: bool
  sample: false
stop:
  description: The same as RV(all_failed) in a play with C(serial). Otherwise false.
  returned: success
  type: bool
  sample: false
"""
