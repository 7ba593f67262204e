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
  - Returns the files, and writes them only if O(write) says so. Texts that look like templates are marked C(!unsafe).
  - Writing is all or nothing. Files and folders that are made are for the user and the group, or fewer by the umask;
    files that are there keep their modes. Links are not followed. What is replaced or removed stays beside, under a
    name that ends in V(~). An earlier export's files in C(group_vars) and C(host_vars) that are no longer needed are
    removed.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.attributes
attributes:
  check_mode:
    details: Writes no file in check mode, and refuses what it would refuse otherwise.
  diff_mode:
    support: full
    details: Shows the files that O(write) is about.
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
  write:
    description: Whether to write the files into O(directory), which is made if need be.
    type: bool
    default: false
  overwrite:
    description:
      - Whether to replace files that no export wrote, or that somebody has changed since.
      - An export knows its files by their first lines, which have a hash of the rest. By default the task fails before
        it writes anything if another file would be replaced.
    type: bool
    default: false
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
written:
  description: The names of those that were written, or would be in check mode, since they differ from what is there.
  returned: O(write) is true
  type: list
  elements: str
  sample: [hosts.yml]
replaced:
  description: The names of the files that are replaced or removed by this, and stay beside.
  returned: O(write) is true
  type: list
  elements: str
  sample: [hosts.yml]
removed:
  description: The names of files of an earlier export that are no longer needed, and are removed.
  returned: O(write) is true
  type: list
  elements: str
  sample: [group_vars/others.yml]
backup_files:
  description: Where the replaced and the removed files are now.
  returned: O(write) is true and something was written
  type: list
  elements: str
  sample: ["/srv/inventory/hosts.yml.2026-11-26T201500Z~"]
"""
