# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The hosts of an inventory that a pattern matches, before a play begins (private to this collection)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader


def matching(pattern: str | list[str], groups: Mapping[str, Collection[str]], limit: str = "") -> list[str]:
    """The hosts that match a pattern and ``--limit``. ``groups`` is Ansible's variable of that name."""
    # In most runs the pattern is a group, and there is no limit.
    if not limit and isinstance(pattern, str) and groups.get(pattern):
        return list(groups[pattern])
    inventory = InventoryManager(loader=DataLoader(), parse=False)
    for group, hosts in groups.items():
        inventory.add_group(group)
        for host in hosts:
            inventory.add_host(host, group=group)
    inventory.subset(limit or None)
    return [host.name for host in inventory.get_hosts(pattern)]
