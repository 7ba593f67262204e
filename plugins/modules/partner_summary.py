#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Documentation of the action plugin in plugins/action/partner_summary.py.

from __future__ import annotations

DOCUMENTATION = r"""
---
module: partner_summary
short_description: Show in a few lines what a run changes
version_added: 1.0.0
description:
  - A building block of the roles P(entra.cross_tenant.partner_onboarding#role) and
    P(entra.cross_tenant.partner_synchronization#role).
  - Shows at most twenty lines about all hosts. The heading contains the numbers of partners, settings, requests and
    seconds, the home tenant, and the inventory with its revision. If something is not known, the heading says so.
  - The next lines name the partners that failed, and then the partners that changed, with each setting before and after
    the change. A change that opens access comes before a change that closes access. A line counts the partners that are
    not named.
  - A health check that fires because of a change stands under the change. If the host has an agreement, and if there is
    room for it, the line of a change ends with the ticket and the owner.
  - Partners in Microsoft Graph that took no part in the run are counted, and the first three are named. They are
    C(unmanaged) if all hosts of the inventory took part, and otherwise C(not in run).
  - A change of a synchronization opens access if more users may come into its scope. It closes access if users may
    leave the scope, or are no longer synchronized.
  - In check mode the lines show the changes that a real run would make, and the heading says that nothing was written.
  - The lines are plain text, with any callback plugin and also if the plugin hides results that are C(ok). They are
    written to standard output. If the callback plugin may write for programs, for example JSON, they are written to
    standard error.
  - Use it with C(run_once). In a play with C(serial) the lines are about one batch. In a later play they are about all
    batches.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.block
attributes:
  check_mode:
    details: Shows the changes that the task predicted, if the task ran in check mode too.
  diff_mode:
    support: none
options:
  batch:
    description:
      - The name of the variable with the registered result of M(entra.cross_tenant.partner_batch). Not needed if
        O(result) names a result of M(entra.cross_tenant.partners_of_hosts).
    type: str
  result:
    description:
      - The name of the variable with the registered result of M(entra.cross_tenant.partners_of_hosts) or
        M(entra.cross_tenant.partners).
    type: str
    required: true
  desired:
    description:
      - The name of the variable in which each host registered its result of M(entra.cross_tenant.partner_desired). A
        host that failed in that task then counts as failed.
    type: str
  audit:
    description:
      - Whether the lines compare Microsoft Graph with the inventory, in place of the changes that a run would make. A
        setting is then more open or more closed than agreed. Partners that nobody manages are named as well.
    type: bool
    default: false
  report:
    description:
      - The name of the variable with the registered result of M(entra.cross_tenant.partner_compliance). The numbers are
        then those of the report, and the last lines name the health checks that fired and the folder of the report.
      - Used with O(audit) only. If the variable does not exist, or if the report failed, the lines are those of a run
        without a report.
    type: str
seealso:
  - module: entra.cross_tenant.partners_of_hosts
  - module: entra.cross_tenant.partner_outcome
"""

EXAMPLES = r"""
---
- name: Converge the partners of all hosts
  entra.cross_tenant.partners_of_hosts:
    variables: my
  run_once: true
  register: run
  changed_when: false
  diff: false
  ignore_errors: true

- name: Show the summary
  entra.cross_tenant.partner_summary:
    result: run
  run_once: true
  register: summary
"""

RETURN = r"""
---
lines:
  description: The lines, as they were shown.
  returned: success
  type: list
  elements: str
  sample:
    - "Partners: 1 changed (1 opens access), 2 as wanted, 0 failed."
    - "  Settings: 1 opens access. 4 requests, 0.6 s."
    - "  Home tenant: 3d0f5dec-5d3d-455c-8016-e2af1ae4d31a (contoso.com). Inventory: hosts.yml, revision 8f3a91c2d4e7."
    - "  opens  fabrikam: inbound_trust.mfa_accepted false → true"
totals:
  description: Numbers of partners. A host whose partners are not known counts as one failed partner.
  returned: success
  type: dict
  sample: {changed: 1, opens: 1, closes: 0, as_wanted: 2, failed: 0, unmanaged: 0, waiting: 0, not_in_run: 0}
  contains:
    changed:
      description: Partners that were changed, or that a real run would change. With O(audit), partners that differ.
      type: int
    opens:
      description: How many of these changes open access, or may open access.
      type: int
    closes:
      description: >-
        How many of these changes close access, or may close access. A change that opens one setting and closes another
        counts twice.
      type: int
    as_wanted:
      description: Partners that are as the inventory describes them.
      type: int
    failed:
      description: Partners that failed.
      type: int
    unmanaged:
      description: Partners that are not in the inventory. Counted with O(audit) only.
      type: int
    waiting:
      description: Partners whose retirement is not complete, also among those that changed.
      type: int
    not_in_run:
      description: Partners in Microsoft Graph that took no part in the run. Null if they are not known.
      type: int
partners:
  description: All partners that changed, failed, wait or are unmanaged, the worst first.
  returned: success
  type: list
  elements: dict
  sample:
    - host: fabrikam
      tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      status: changed
      direction: opens
      differences:
        - setting: inbound_trust.mfa_accepted
          before: false
          after: true
          direction: opens
      error: null
  contains:
    host:
      description: The host. Null for a partner that is in the variables of no host.
      type: str
    tenant_id:
      description: The partner tenant. Null if the partners of the host are not known.
      type: str
    status:
      description: V(failed), V(changed), V(unmanaged), or V(waiting) for a retirement that is not complete.
      type: str
    direction:
      description: >-
        V(opens), V(closes), both, or V(may open) and V(may close) if the direction depends on unknown values, such as
        the default settings of the home tenant. Null if the partner neither opens nor closes access.
      type: str
    differences:
      description: >-
        The settings that differ. C(before) and C(after) are null for a setting that inherits or is not set. With
        O(audit), C(before) is the agreed value and C(after) is the value in Microsoft Graph.
      type: list
      elements: dict
      contains:
        setting:
          description: The setting, or C(state) and C(identity_sync.state) for an object that comes or goes.
          type: str
        before:
          description: The value before the change.
          type: raw
        after:
          description: The value after the change.
          type: raw
        direction:
          description: As for the whole partner.
          type: str
    error:
      description: The error. Null if there is none.
      type: str
requests:
  description: See RV(entra.cross_tenant.partners#module:requests). Null if the number is not known.
  returned: success
  type: int
  sample: 4
elapsed:
  description: See RV(entra.cross_tenant.partners_of_hosts#module:elapsed). Null if the time is not known.
  returned: success
  type: float
  sample: 0.6
home_tenant_id:
  description: The ID of the home tenant. Null if it is not known.
  returned: success
  type: str
  sample: 3d0f5dec-5d3d-455c-8016-e2af1ae4d31a
revision:
  description:
    - The revision of the inventory, as a report names it. This is the revision of the project in AWX, otherwise the
      commit that is checked out in the git repository of the inventory.
    - Null if it is not known.
  returned: success
  type: str
"""
