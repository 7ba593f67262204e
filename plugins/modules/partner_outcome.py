#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Documentation of the action plugin in plugins/action/partner_outcome.py.

from __future__ import annotations

DOCUMENTATION = r"""
---
module: partner_outcome
short_description: Give a host its own result of a task that worked for many hosts
version_added: 1.0.0
description:
  - A building block of the roles P(entra.cross_tenant.partner_onboarding#role) and
    P(entra.cross_tenant.partner_synchronization#role).
  - Takes the partners of this host from the result of one task that converged the partners of all hosts. The host is
    changed if one of its partners is changed. The host fails if one of its partners failed, and its message contains
    the error. Other hosts are not affected.
  - If the task failed as a whole, each of its hosts fails. The host for which the task ran shows the message, and the
    other hosts name this host. The result still contains the changes that were made before the failure.
  - If several hosts have the same error, only the first of them shows its text, and the others name this host.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.block
attributes:
  check_mode:
    details: Shows the changes that the task predicted, if the task ran in check mode too.
  diff_mode:
    support: full
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
      - A name, because Ansible would render the value, which contains all partners of all hosts, once for each host.
    type: str
    required: true
seealso:
  - module: entra.cross_tenant.partners
  - module: entra.cross_tenant.partner_batch
"""

EXAMPLES = r"""
---
- name: Converge the partners of all hosts
  entra.cross_tenant.partners_of_hosts:
    variables: my
  run_once: true
  register: run
  # The next task shows each host its own changes and errors.
  changed_when: false
  failed_when: false
  diff: false
  ignore_errors: true

- name: Show this host's outcome
  entra.cross_tenant.partner_outcome:
    result: run
"""

RETURN = r"""
---
partners:
  description:
    - The host's items of RV(entra.cross_tenant.partners_of_hosts#module:partners), in the order of its partners.
    - If all partners of the task belong to this host, the partners that were pruned follow.
  returned: always
  type: list
  elements: dict
  sample:
    - tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      changed: true
      changes:
        - operation: create
          resource: partner
          tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
          settings: [inbound_trust]
      before: null
      after:
        tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
        inbound_trust:
          mfa_accepted: true
        inherit: [automatic_user_consent]
      read_only: {}
  contains:
    # begin item of partners
    tenant_id:
      description: The partner tenant.
      type: str
    changed:
      description: Whether the partner was changed, or would be changed in a real run.
      type: bool
    changes:
      description: The same as RV(changes), for this partner only.
      type: list
      elements: dict
    before:
      description:
        - The partner before the task, as M(entra.cross_tenant.partner_info) returns it, but without C(read_only) and
          C(unknown_settings), which are not managed.
        - Null if the partner did not exist.
        - Missing if it would equal C(after), so that a result with thousands of partners stays small.
      type: dict
    after:
      description:
        - The partner after the task, or as it would be after a real run. Null if the partner does not exist then or
          could not be read.
        - Does not contain C(inherit) if nothing changed. Then all settings that are missing inherit the tenant's
          default.
      type: dict
    read_only:
      description:
        - Properties that Microsoft Graph computed for the partner before the task. Null if they could not be read.
      type: dict
      contains:
        in_multi_tenant_organization:
          description: Whether the partner is in the multitenant organization of the home tenant.
          type: bool
        service_provider_constraints:
          description:
            - The constraints for the partner as a service provider. Missing if Microsoft Graph does not show them. With
              O(entra.cross_tenant.partner_info#module:service_provider_constraints=true) the field is always there, and
              null if there are no constraints.
          type: dict
          contains:
            allowed_role_template_ids:
              description: The template IDs of the roles that the service provider may have, sorted.
              type: list
              elements: str
            created_date_time:
              description: When the constraints were created.
              type: str
            last_modified_date_time:
              description: When the constraints were last changed.
              type: str
    error:
      description:
        - The error. C(msg) describes it in words. Missing if the partner did not fail.
        - If Microsoft Graph answered with an error, it also contains the other fields of
          RV(entra.cross_tenant.partners#module:error).
      type: dict
    # end item of partners
    side:
      description:
        - V(target) for the target tenant of a synchronization, see
          O(entra.cross_tenant.partner_synchronization#role:main:partner_synchronization_target). Then C(tenant_id) is
          the home tenant, which is the partner there. Missing in all other items.
      type: str
    in_tenant:
      description: The target tenant that an item with C(side) is about.
      type: str
    left:
      description: >-
        The steps of a retirement that remain, as RV(entra.cross_tenant.sync_configuration#module:left). Missing if
        there are none.
      type: dict
    others:
      description: >-
        The other configurations of the same target tenant, as in
        RV(entra.cross_tenant.sync_configurations#module:sync_configurations). Missing if there are none.
      type: list
      elements: str
msg:
  description: The reason if the host failed, or if a retirement is not complete.
  returned: if the host failed, or if a retirement is not complete
  type: str
backup:
  description: The folder of the backup that the task for all hosts made before its first write.
  returned: if there is one
  type: str
changes:
  description: The operations that were done for the host, or that a real run would do, in their order.
  returned: always
  type: list
  elements: dict
  sample:
    - operation: create
      resource: partner
      tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      settings: [inbound_trust]
"""
