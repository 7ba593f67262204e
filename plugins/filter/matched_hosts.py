# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: matched_hosts
short_description: Refuse a pattern that matches no host
version_added: 1.0.0
description:
  - Ansible skips a play whose pattern matches no host, and succeeds. A run that compares partners with an inventory
    must not succeed because it looked at nobody. That happens after a misspelled group, or if an inventory could not be
    parsed.
author:
  - entra.cross_tenant contributors (@entra-collections)
positional: groups, limit, skip_tags
options:
  _input:
    description: A pattern of hosts, or a list of patterns.
    type: raw
    required: true
  groups:
    description: The variable C(groups).
    type: dict
    required: true
  limit:
    description: The variable C(ansible_limit), if there is one.
    type: str
    default: ""
  skip_tags:
    description: The variable C(ansible_skip_tags), if there is one.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
---
- name: Compare
  hosts: "{{ 'partners' | entra.cross_tenant.matched_hosts(groups, ansible_limit | default('')) }}"
  gather_facts: false
  tasks:
    - name: Say who takes part
      ansible.builtin.debug:
        var: ansible_play_hosts_all
"""

RETURN = r"""
_value:
  description: The pattern, or the list, if a host matches it.
  type: raw
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from ansible import context
from ansible.errors import AnsibleFilterError

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._matching import matching


def _filter(
    pattern: str | list[str],
    groups: Mapping[str, Collection[str]],
    limit: str = "",
    skip_tags: Collection[str] = (),
) -> str | list[str]:
    """The pattern, if a host matches it. Raises AnsibleFilterError."""
    if context.CLIARGS.get("syntax"):
        # A syntax check runs on no host, and needs no inventory.
        return pattern
    left_out = sorted({"always", "tagged"}.intersection(skip_tags))
    if left_out:
        raise AnsibleFilterError(
            f"--skip-tags {','.join(left_out)} skips all tasks, so that no partner is compared: run without the option"
        )
    if not matching(pattern, groups, limit):
        among = f" among those of --limit {limit}" if limit else ""
        raise AnsibleFilterError(
            f"No host matches the pattern {pattern}{among}. A run without hosts compares nothing: check the inventory, "
            "the name of the group, and warnings about sources that could not be parsed"
        )
    return pattern


class FilterModule:
    """The filter of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"matched_hosts": _filter}
