#!/usr/bin/python

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: partner_export
short_description: Turn partners into the files of an inventory
version_added: 1.0.0
description:
  - A building block of the playbook C(entra.cross_tenant.export), which you probably want to use instead.
  - Makes an inventory out of what M(entra.cross_tenant.partner_info) returned, with one host for each partner. What
    more than half of the partners have in common becomes variables of their group. Run by the role
    P(entra.cross_tenant.partner_onboarding#role), that inventory changes nothing.
  - Returns the files and writes none. Texts that look like templates are marked C(!unsafe).
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
  partners:
    description: What M(entra.cross_tenant.partner_info) returned under that name.
    type: list
    elements: dict
    required: true
  group:
    description: The group that the hosts are in.
    type: str
    default: partners
  directory:
    description: The folder for the files. A relative path begins where Ansible was started.
    type: path
    default: .
seealso:
  - module: entra.cross_tenant.partner_info
"""

EXAMPLES = r"""
---
- name: Read all partners
  entra.cross_tenant.partner_info:
  register: found

- name: Make an inventory of them
  entra.cross_tenant.partner_export:
    partners: "{{ found.partners }}"
  register: exported
"""

RETURN = r"""
---
directory:
  description: O(directory) as an absolute path.
  returned: success
  type: str
files:
  description: The text of each file by its path, C(hosts.yml) and that of the group in C(group_vars).
  returned: success
  type: dict
  sample:
    hosts.yml: "partners:\n  hosts: …"
    group_vars/partners.yml: "partner_onboarding_defaults: …"
"""
