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
  - A building block of the role P(entra.cross_tenant.partner_onboarding#role), which you probably want to use instead.
  - Merges what a partner has of its own over tiers of defaults, and checks each of them by itself, so that an error
    names the variable or the partner that has to be corrected. Says nothing to Microsoft Graph.
  - Dictionaries are merged into one another, lists are replaced. A setting that is V(null) is taken out of the tiers
    before. A setting that is given and the same setting under C(inherit) replace each other, and so do C(display_name)
    and C(display_name_from_directory) of a policy.
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
  partner:
    description:
      - A partner, one item of O(entra.cross_tenant.partners#module:partners), or JSON text of one.
      - The host has to have this option, O(partners), or both.
    type: raw
  partners:
    description:
      - A list of more such partners. They come after O(partner).
      - JSON text of such a list will do as well, since that is what a survey of AWX gives.
    type: raw
  tiers:
    description:
      - The name of a variable with defaults of the partners. All variables whose names begin with it and an underscore
        are tiers of defaults too.
      - Tiers are merged in the order of their names. What a partner has of its own comes last.
    type: str
  home_tenant:
    description:
      - The home tenant that the host is for, as tenant ID or domain. It is handed on.
    type: str
  direction:
    description:
      - Which side of a synchronization the home tenant is on. V(inbound) receives users, V(outbound) sends them.
      - What it takes for that is the lowest tier of defaults, and what is the other side's part is left out, such as
        C(identity_sync) and C(inbound_trust) with V(outbound).
      - Left out, nothing is added and nothing is left out.
    type: str
    choices: [inbound, outbound, both]
  state:
    description: The state of all partners, whatever they and the tiers say.
    type: str
    choices: [present, absent]
  hosts:
    description:
      - The hosts of the play whose partners are to be put together at once, with C(run_once), which takes a fraction of
        the time. All other options are variables of these hosts then, and O(variables) is required.
      - For plays in which all of these hosts take part.
    type: list
    elements: str
  variables:
    description:
      - How the names of the variables begin that give the other options, for each of O(hosts), or for the host of the
        task. With V(my), these are C(my_partner), C(my_partners), C(my_defaults) for O(tiers), C(my_direction),
        C(my_home_tenant),
        C(my_state), C(my_prune) and C(my_prune_all).
      - Variables may be given as text, as C(-e), INI inventories and surveys of AWX do. Empty text is the same as no
        variable.
      - Options that are given beside this one, other than O(hosts), are refused.
    type: str
  prune:
    description:
      - Whether all partners that are not in the result are going to be removed.
      - Fails unless the play has exactly one host, C(--limit) is not in force, O(partners) is given, and O(state) is
        not V(absent). In AWX, the job must be neither relaunched nor a slice of another.
    type: bool
    default: false
  prune_all:
    description:
      - Whether O(prune) may remove all partners there are, where the result has no partner, or only partners that have
        to be absent. Otherwise that is refused.
    type: bool
    default: false
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
  description: For each of O(hosts), its C(partners), or C(failed) and C(msg) if its variables are wrong.
  returned: if O(hosts) is given
  type: dict
prune:
  description: Whether all other partners are to be removed, and may be.
  returned: success, unless O(hosts) is given
  type: bool
home_tenant:
  description: The home tenant that the host is for; null if it does not say.
  returned: success, unless O(hosts) is given
  type: str
prune_all:
  description: Whether these may be all partners there are.
  returned: success, unless O(hosts) is given
  type: bool
partners:
  description: What is wanted of each partner, valid input of O(entra.cross_tenant.partners#module:partners).
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
