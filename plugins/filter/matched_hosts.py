# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: matched_hosts
short_description: Refuse a pattern that matches no host
version_added: 1.0.0
description:
  - Ansible skips a play whose pattern matches no host, and succeeds. A run that looked at nobody must not succeed. That
    happens after a misspelled group, with a wrong C(-i), or if an inventory could not be parsed.
  - C(--list-hosts), C(--list-tasks), C(--list-tags) and C(--syntax-check) need no host, and are never refused.
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
    description:
      - The variable C(ansible_limit), if there is one, for runs that must not succeed if C(--limit) excludes all hosts.
    type: str
    default: ""
  skip_tags:
    description: The variable C(ansible_skip_tags), if there is one.
    type: list
    elements: str
    default: []
  allow_empty:
    description:
      - Whether no host has to match. An inventory without any host or group, a missing group whose name is similar to
        that of another group, and a O(limit) that excludes all hosts are refused nevertheless.
    type: bool
    default: false
  stand_in:
    description:
      - The pattern to return if no host matches and O(allow_empty) is true. Then the pattern has to be the name of a
        group of the inventory.
      - Without it, the pattern itself is returned, and Ansible skips the play.
    type: str
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
  description: The pattern, or the list, if a host matches it. With O(stand_in), this name if no host matches.
  type: raw
"""

from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import Any

from ansible import context
from ansible.errors import AnsibleFilterError

from ansible_collections.entra.cross_tenant.plugins.module_utils._names import shortened
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._matching import matching

_ON_PURPOSE = "If it is empty on purpose, add -e partner_onboarding_allow_empty=true"
_WITHOUT_HOSTS = ("syntax", "listhosts", "listtasks", "listtags")
# The groups that each inventory has.
_ALWAYS = ("all", "ungrouped")


def _filter(
    pattern: str | list[str],
    groups: Mapping[str, Collection[str]],
    limit: str = "",
    skip_tags: Collection[str] = (),
    allow_empty: bool = False,
    stand_in: str | None = None,
) -> str | list[str]:
    """The pattern, if a host matches it; ``stand_in`` if none has to match. Raises AnsibleFilterError."""
    if any(context.CLIARGS.get(option) for option in _WITHOUT_HOSTS):
        return pattern
    left_out = sorted({"always", "tagged"}.intersection(skip_tags))
    if left_out:
        raise AnsibleFilterError(
            f"--skip-tags {','.join(left_out)} skips all tasks, so that no partner is compared: run without the option"
        )
    if matching(pattern, groups, limit):
        return pattern
    reason = _reason(pattern, groups, limit, allow_empty, stand_in is not None)
    if reason:
        raise AnsibleFilterError(reason)
    return pattern if stand_in is None else stand_in


def _reason(
    pattern: str | list[str],
    groups: Mapping[str, Collection[str]],
    limit: str,
    allow_empty: bool,
    group_needed: bool,
) -> str | None:
    """The reason to refuse a pattern that no host matches; None if it is accepted."""
    shown = pattern if isinstance(pattern, str) else ",".join(pattern)
    own = sorted(set(groups).difference(_ALWAYS))
    alike = get_close_matches(shown, [group for group in own if groups[group]], n=1)
    start = f"No host matches the pattern {shown}"
    if limit:
        return f"{start} among those of --limit {limit}. A run without hosts does nothing: run without the option"
    if not own and not any(groups.values()):
        return (
            f"{start}, because the inventory has neither hosts nor groups. Check -i, and the warnings about sources "
            "that could not be parsed"
        )
    if shown in groups:
        return None if allow_empty else f"{start}: this group is empty. {_ON_PURPOSE}"
    if alike:
        return f"{start}: the inventory has no such group. Did you mean {alike[0]}?"
    if allow_empty and not group_needed:
        return None
    named = f"The groups of the inventory are {shortened(own)}" if own else "The inventory has no groups"
    return f"{start}. {named}. Check -i, the name of the group, and the warnings about sources that could not be parsed"


class FilterModule:
    """The filter of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"matched_hosts": _filter}
