# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Documentation that the plugins of this collection share. It is private to this collection, and may change at any time.

from __future__ import annotations


class ModuleDocFragment:
    # Attributes of all modules of the collection.
    DOCUMENTATION = r"""
options: {}
requirements:
  - python >= 3.9
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
    support: full
  diff_mode:
    description: Will return details on what has changed or, in C(check_mode), needs changing, when in diff mode.
  idempotent:
    description:
      - When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
    support: full
  action:
    description: Indicates this has a corresponding action plugin so some parts of the options can be executed on the
      controller.
    support: full
  async:
    description: Supports being used with the C(async) keyword.
  platform:
    description: Target OS/families that can be operated against.
    platforms: posix
    support: full
"""

    WRITE = r"""
options: {}
attributes:
  check_mode:
    details:
      - The run reads from Microsoft Graph and writes nothing. It predicts the changes that a real run would make.
  diff_mode:
    support: full
    details: Shows only managed settings that differ.
"""

    READ = r"""
options: {}
attributes:
  check_mode:
    details: This module never changes anything.
  diff_mode:
    support: N/A
"""

    # The building blocks of roles and playbooks. They use variables of the controller.
    BLOCK = r"""
options: {}
attributes:
  action:
    details: The module is an action plugin only. It never runs as an ordinary module.
  async:
    support: none
notes:
  - The module is internal to this collection. Use the roles and playbooks instead, because its options and results may
    change in any release.
"""

    # The action group, so that users can give credentials only once. The name of this part must not be the name of a
    # fragment: ansible-core would load that fragment in its place.
    ACTION_GROUP = r"""
options: {}
attributes:
  action:
    details: The task runs inside ansible-playbook, except in the cases that the notes name.
  async:
    support: full
    details: With C(async), the task runs as an ordinary module.
  action_group:
    description: Use C(group/entra.cross_tenant.graph) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - entra.cross_tenant.graph
notes:
  - The module runs inside ansible-playbook, without a process or a file of its own, if the connection of the task is
    V(local). Then shell, temporary folder, Python, user and C(become) of the host do not matter. With another
    connection, with C(async), on macOS, or if ansible-playbook's Python lacks a library, it runs as an ordinary module.
  - Options can be set once for all modules of the collection with C(module_defaults) and the action group
    C(group/entra.cross_tenant.graph).
"""
