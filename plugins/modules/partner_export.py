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
  - A building block of the playbook C(entra.cross_tenant.export).
  - Makes an inventory of the partners that M(entra.cross_tenant.partner_info) returned, with one host for each partner.
    Settings that more than half of the partners share become variables of their group. A run of the role
    P(entra.cross_tenant.partner_onboarding#role) with this inventory changes nothing.
  - With O(configurations), the target tenants of synchronization configurations are hosts of a second group, whose name
    is that of O(group) with C(_synchronized) after it. A run of the role
    P(entra.cross_tenant.partner_synchronization#role) for this group changes nothing either. RV(not_exported) lists
    what such a run could not leave as it is.
  - Returns the files, and writes them only if O(write) is true. Texts that look like templates are marked C(!unsafe).
  - All files are written or none. Only the user and the group can read new files and folders, and the umask can
    restrict this further. Existing files keep their modes. Links are not followed. The old content of a file that is
    replaced or removed is kept in the same folder, under a name that ends in V(~). Files of an earlier export in
    C(group_vars) and C(host_vars) that are no longer needed are removed.
author:
  - entra.cross_tenant contributors (@entra-collections)
extends_documentation_fragment:
  - entra.cross_tenant.attributes
  - entra.cross_tenant.attributes.block
attributes:
  check_mode:
    details: Writes no file in check mode. Fails in the same cases as a real run.
  diff_mode:
    support: full
    details: Shows the files that are written or removed if O(write) is true.
options:
  partners:
    description: The partners as M(entra.cross_tenant.partner_info) returns them.
    type: list
    elements: dict
    required: true
  tenant_names:
    description: >-
      Names of partners without the name of a synchronization policy, by tenant ID, as
      RV(entra.cross_tenant.partner_info#module:tenant_names) contains them. Without a name, a host is named by its
      tenant ID.
    type: dict
    default: {}
  configurations:
    description:
      - The name of the variable with the registered result of M(entra.cross_tenant.sync_configuration_info). If that
        task was skipped, no synchronization configurations are exported.
      - Whether a job is switched on, who is in its scope and its name are never variables of the group. Otherwise a new
        host could send users because most hosts do.
      - A target tenant without a partner becomes a host of the second group only.
    type: str
  group:
    description: The group that the hosts are in.
    type: str
    default: partners
  directory:
    description: The folder for the files. A relative path starts at the folder in which Ansible was started.
    type: path
    default: .
  write:
    description: Whether to write the files into O(directory). The folder is created if it does not exist.
    type: bool
    default: false
  overwrite:
    description:
      - Whether to replace files that no export wrote, or that somebody changed after the export. If this option is
        false, the task fails before it writes anything if such a file would be replaced.
      - An export recognizes its own files by their first lines, which contain a hash of the other lines.
    type: bool
    default: false
  variables:
    description: >-
      The beginning of the names of the variables of the playbook, V(partner_export). The module warns about variables
      that begin like this and have no effect, and fails if the name is almost the name of another variable.
    type: str
seealso:
  - module: entra.cross_tenant.partner_info
  - module: entra.cross_tenant.sync_configuration_info
"""

EXAMPLES = r"""
---
- name: Read all partners
  entra.cross_tenant.partner_info:
  register: found

- name: Make an inventory of the partners
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
  description: >-
    The text of each file, by its path. The files are C(hosts.yml), and the file of each group in C(group_vars).
  returned: success
  type: dict
  sample:
    hosts.yml: "partners:\n  hosts: …"
    group_vars/partners.yml: "partner_onboarding_defaults: …"
not_exported:
  description:
    - What is not exported of the configurations in O(configurations), with reasons. These are configurations that are
      half made or that the Microsoft 365 admin center made, several with one target tenant, and settings that no option
      can have.
    - A setting that Microsoft Graph does not show is not managed, and not in this list.
  returned: O(configurations) names configurations that were read
  type: list
  elements: dict
  sample:
    - target_tenant_id: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
      name: MTO_Sync_90e29127-71ad-49c7-9ce8-db3f41ea06f1
      setting: null
      reason: the Microsoft 365 admin center made it and manages it
  contains:
    target_tenant_id:
      description: The target tenant. Null if it is not known.
      type: str
    name:
      description: The name of the configuration.
      type: str
    setting:
      description: The setting that is not exported. Null if the whole configuration is not exported.
      type: str
    reason:
      description: The reason, in words.
      type: str
lines:
  description: >-
    At most twenty lines, which were shown on the console: the numbers of partners and files, and the partners that
    changed since the last export into the same files, as M(entra.cross_tenant.partner_summary) shows them. If somebody
    has changed these files, only the numbers.
  returned: O(write) is true
  type: list
  elements: str
  sample:
    - "Partners: 50 exported, 1 changed since the last export (1 opens). Changed files: hosts.yml."
    - "  opens  fabrikam: inbound_trust.mfa_accepted false → true"
written:
  description: >-
    The names of the files that were written because they differed. In check mode, the files that a real run would
    write.
  returned: O(write) is true
  type: list
  elements: str
  sample: [hosts.yml]
replaced:
  description: The names of the existing files that were replaced or removed. Their old content is in RV(backup_files).
  returned: O(write) is true
  type: list
  elements: str
  sample: [hosts.yml]
removed:
  description: The names of the files of an earlier export that were removed because they are no longer needed.
  returned: O(write) is true
  type: list
  elements: str
  sample: [group_vars/others.yml]
backup_files:
  description: The paths of the kept copies of replaced and removed files.
  returned: O(write) is true and something was written
  type: list
  elements: str
  sample: ["/srv/inventory/hosts.yml.2026-11-26T201500Z~"]
"""
