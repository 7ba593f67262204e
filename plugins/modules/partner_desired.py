#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Documentation of the action plugin in plugins/action/partner_desired.py.

from __future__ import annotations

DOCUMENTATION = r"""
---
module: partner_desired
short_description: Compute the desired partners of one host
version_added: 1.0.0
description:
  - A building block of the roles P(entra.cross_tenant.partner_onboarding#role) and
    P(entra.cross_tenant.partner_synchronization#role).
  - Merges the tiers of defaults and the settings of the partner itself. Checks each of them separately, so that an
    error names the variable or the partner that has to be corrected. Sends nothing to Microsoft Graph.
  - Dictionaries are merged into one another, lists are replaced. V(null) cancels a setting of earlier tiers. A setting
    with a value and the same setting under C(inherit) replace each other. In the same way, C(display_name) and
    C(display_name_from_directory) of a policy replace each other.
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
  partner:
    description:
      - One partner, as an item of O(entra.cross_tenant.partners#module:partners), or as JSON text of such an item.
      - This option or O(partners) is required. Both can be given together.
    type: raw
  partners:
    description:
      - A list of such partners. In the result, they follow O(partner).
      - The list can also be JSON text, as a survey of AWX gives it.
    type: raw
  tiers:
    description:
      - The name of a variable that contains defaults for the partners. A variable whose name begins with this name and
        an underscore is a tier of defaults too.
      - Tiers are merged in the order of their names. The settings of the partner itself come last.
    type: str
  home_tenant:
    description:
      - The home tenant of the host, as tenant ID or domain. It becomes RV(home_tenant) and is not compared with the
        credentials here.
    type: str
  direction:
    description:
      - The side of the synchronization on which the home tenant is. V(inbound) receives users, V(outbound) sends them.
      - The settings that this side needs become the lowest tier of defaults. Settings of the other side are left out,
        such as C(identity_sync) and C(inbound_trust) with V(outbound).
      - If this option is not given, no settings are added and none are left out.
    type: str
    choices: [inbound, outbound, both]
  state:
    description: The state of all partners. Overrides the state that a partner or a tier gives.
    type: str
    choices: [present, absent]
  agreement:
    description:
      - The agreement with the partners of this host, for the compliance report. It changes nothing in Microsoft Graph.
      - O(entra.cross_tenant.partner_onboarding#role:main:partner_onboarding_agreement) describes its members.
    type: dict
  hosts:
    description:
      - The hosts of the play whose partners the task computes. Use it with C(run_once). One task for all hosts takes a
        fraction of the time.
      - O(variables) is then required. All other options come from variables of these hosts.
      - Only for plays in which all of these hosts take part.
    type: list
    elements: str
  variables:
    description:
      - The beginning of the names of the variables that contain the other options, for each of O(hosts), or for the
        host of the task. With V(my), these are C(my_partner), C(my_partners), C(my_defaults) for O(tiers),
        C(my_direction), C(my_home_tenant), C(my_state), C(my_agreement), C(my_prune), C(my_prune_all) and
        C(my_expected_partners).
      - Variables can be text, as C(-e), INI inventories and surveys of AWX give them. Empty text is the same as no
        variable.
      - With O(module=sync_configurations), these are only C(my_configuration), C(my_configurations), C(my_defaults) and
        C(my_state). The home tenant, the direction, and the tenant of a configuration without C(target_tenant) come
        from C(partner_onboarding_home_tenant), C(partner_onboarding_direction) and C(partner_onboarding_partner).
      - The module fails if any other option except O(hosts), O(module) and O(optional) is given as well.
    type: str
  module:
    description:
      - The module that converges the result. With V(sync_configurations), O(partner), O(partners), O(tiers) and
        the return value RV(partners) are about items of
        O(entra.cross_tenant.sync_configurations#module:sync_configurations).
    type: str
    choices: [partners, sync_configurations]
    default: partners
  optional:
    description:
      - Whether a host without the variables of its own partners has none. If not, the module fails for such a host.
      - Used with O(variables) only.
    type: bool
    default: false
  prune:
    description:
      - Whether a later task removes all partners that are not in RV(partners).
      - If this option is true, the module fails unless the play has exactly one host, C(--limit) is not used,
        O(partners) is given, and O(state) is not V(absent). It also fails in a job that AWX relaunched, and in a slice
        of a sliced job. In every job of AWX, O(expected_partners) is needed.
    type: bool
    default: false
  prune_all:
    description:
      - Whether O(prune) may remove all partners in Microsoft Graph. Needed if O(partners) is empty, or if all partners
        in the result must be absent. The module fails then if this option is false.
    type: bool
    default: false
  expected_partners:
    description:
      - The number of partners in the complete list. If the result has another number of partners, O(prune) is refused.
      - Required for O(prune) in a job of AWX. AWX leaves out the hosts of other slices and disabled hosts, and does not
        say so.
      - Has no effect without O(prune).
    type: int
seealso:
  - module: entra.cross_tenant.partners
  - module: entra.cross_tenant.partner_batch
  - module: entra.cross_tenant.partner_outcome
"""

EXAMPLES = r"""
---
- name: Compute the desired partner of this host
  entra.cross_tenant.partner_desired:
    partner:
      tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      inbound_trust:
        compliant_device_accepted: true
    tiers: my_defaults
  vars:
    my_defaults:
      inbound_trust:
        mfa_accepted: true
      identity_sync:
        user_sync_allowed: false
    my_defaults_50_gold:
      identity_sync:
        user_sync_allowed: true
  register: desired
"""

RETURN = r"""
---
hosts:
  description: >-
    For each host in O(hosts), the other return values. C(failed) and C(msg) instead if the variables of the host are
    wrong.
  returned: if O(hosts) is given
  type: dict
prune:
  description: Whether a later task removes all other partners. True only if the module allows it.
  returned: success, unless O(hosts) is given
  type: bool
home_tenant:
  description: The home tenant of the host. Null if the host names none.
  returned: success, unless O(hosts) is given
  type: str
agreement:
  description: O(agreement), with a value for each of its members.
  returned: success, if O(agreement) is given and O(hosts) is not
  type: dict
prune_all:
  description: Whether pruning may remove all partners in Microsoft Graph.
  returned: success, unless O(hosts) is given
  type: bool
unknown_variables:
  description:
    - A sentence for each variable of the host that looks like a variable of the role, and has no effect. If its name is
      almost the name of another variable, the module fails instead. Only with O(variables=partner_onboarding) or
      O(variables=partner_synchronization).
  returned: success, unless O(hosts) is given
  type: list
  elements: str
  sample: []
partners:
  description: The desired settings of each partner, as input for O(entra.cross_tenant.partners#module:partners).
  returned: success, unless O(hosts) is given
  type: list
  elements: dict
  sample:
    - tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      inbound_trust:
        mfa_accepted: true
        compliant_device_accepted: true
      identity_sync:
        user_sync_allowed: true
"""
