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
  run_tags:
    description:
      - The variable C(ansible_run_tags), if the tasks of the playbook have no tags. Then C(--tags) or C(--skip-tags)
        that leave out tasks without tags are refused if the playbook is named on the command line, because the run
        would do nothing and succeed. The same applies to a file that only imports the playbook.
      - A wider playbook that imports it decides with its own tags whether the tasks run. There nothing is refused.
      - Give it by name, together with O(playbook).
    type: list
    elements: str
    default: []
  run_limit:
    description:
      - The variable C(ansible_limit), if there is one. If it excludes all hosts that match, a run is refused if
        the playbook is named on the command line. The same applies to a file that only imports the playbook.
      - In a wider playbook that imports it, the limit may be about other plays. There nothing is refused.
      - Give it by name, together with O(playbook).
    type: str
    default: ""
  playbook:
    description: The name of the playbook on the command line, such as C(entra.cross_tenant.onboard).
    type: str
    default: ""
  allow_empty:
    description:
      - Whether no host has to match. An inventory without any host or group, a missing group whose name is similar to
        that of another group, and a O(limit) that excludes all hosts are refused nevertheless.
    type: bool
    default: false
  role:
    description: The beginning of the name of the variable for O(allow_empty), for messages.
    type: str
    default: partner_onboarding
  named:
    description:
      - Whether O(limit) has to name each host, and may name no host that does not match the pattern. For runs that take
        something away.
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

import os
import re
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import Any

from ansible import context
from ansible.errors import AnsibleFilterError
from ansible.parsing.dataloader import DataLoader

from ansible_collections.entra.cross_tenant.plugins.module_utils._names import shortened
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._matching import matching

_ON_PURPOSE = "If it is empty on purpose, add -e {role}_allow_empty=true"
_UNTAGGED = ("all", "untagged")
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
    run_tags: Collection[str] = (),
    run_limit: str = "",
    playbook: str = "",
    role: str = "partner_onboarding",
    named: bool = False,
) -> str | list[str]:
    """The pattern, if a host matches it; ``stand_in`` if none has to match. Raises AnsibleFilterError."""
    if any(context.CLIARGS.get(option) for option in _WITHOUT_HOSTS):
        return pattern
    refused = _without_tasks(run_tags, skip_tags, playbook) if playbook else _without_always(skip_tags)
    if not refused and named:
        refused = _without_names(limit, groups, playbook) or _without_some(pattern, limit, groups)
    if refused:
        raise AnsibleFilterError(refused)
    if matching(pattern, groups, limit):
        if run_limit and _is_meant(playbook) and not matching(pattern, groups, run_limit):
            raise AnsibleFilterError(_excluded(pattern, run_limit))
        return pattern
    reason = _reason(pattern, groups, limit, allow_empty, stand_in is not None, role)
    if reason:
        raise AnsibleFilterError(reason)
    return pattern if stand_in is None else stand_in


def _without_names(limit: str, groups: Mapping[str, Collection[str]], playbook: str) -> str | None:
    """The reason to refuse a limit that does not name each host; None if it does."""
    names = _names(limit)
    wrong = [name for name in names if name not in groups.get("all", ())]
    if not wrong:
        return None
    said = f", and {shortened(wrong)} is no name of a host" if limit else ""
    return (
        f"{playbook} takes away what a partner has, so it needs --limit with the name of each host{said}. For example "
        "--limit larkspur,bramble"
    )


def _without_some(pattern: str | list[str], limit: str, groups: Mapping[str, Collection[str]]) -> str | None:
    """The reason to refuse a limit that names other hosts as well; None if there are none.

    If nobody matches, another message says why.
    """
    matched = matching(pattern, groups)
    left_out = [name for name in _names(limit) if name not in matched]
    if not left_out or len(left_out) == len(_names(limit)):
        return None
    return (
        f"--limit names hosts that do not match the pattern {_shown(pattern)}: {shortened(left_out)}. Ansible would "
        "leave them out without a word. Check their groups, or leave them out of the limit"
    )


def _names(limit: str) -> list[str]:
    return [name.strip() for name in re.split("[,;]", limit or "")]


def _without_always(skip_tags: Collection[str]) -> str | None:
    """The reason to refuse tags for tasks with the tag always; None if the tasks run."""
    left_out = sorted({"always", "tagged"}.intersection(skip_tags))
    if left_out:
        return (
            f"--skip-tags {','.join(left_out)} skips all tasks, so that no partner is compared: run without the option"
        )
    return None


def _without_tasks(run_tags: Collection[str], skip_tags: Collection[str], playbook: str) -> str | None:
    """The reason to refuse tags for tasks without a tag; None if the tasks run, or if another playbook imports them.

    A wider playbook may leave the tasks out on purpose, or may give them its own tags.
    """
    if not _is_meant(playbook):
        return None
    left_out = sorted(set(_UNTAGGED).intersection(skip_tags))
    if left_out:
        option = f"--skip-tags {','.join(left_out)}"
    elif run_tags and not set(_UNTAGGED).intersection(run_tags):
        option = f"--tags {','.join(sorted(run_tags))}"
    else:
        return None
    return f"{option} leaves out all tasks of {playbook}, so that the run would do nothing: run without the option"


def _is_meant(playbook: str) -> bool:
    """Whether the command line names the playbook, or a file that only imports it."""
    return any(name == playbook or _only_imports(name, playbook) for name in context.CLIARGS.get("args", ()))


def _only_imports(name: str, playbook: str) -> bool:
    """Whether a file on the command line only imports a playbook. AWX knows playbooks as files only."""
    if not os.path.isfile(name):
        return False
    plays = DataLoader().load_from_file(name)
    if not isinstance(plays, list) or len(plays) != 1 or not isinstance(plays[0], dict):
        return False
    keywords = {keyword.rpartition(".")[2]: value for keyword, value in plays[0].items()}
    return keywords.get("import_playbook") == playbook and "tags" not in keywords


def _reason(
    pattern: str | list[str],
    groups: Mapping[str, Collection[str]],
    limit: str,
    allow_empty: bool,
    group_needed: bool,
    role: str,
) -> str | None:
    """The reason to refuse a pattern that no host matches; None if it is accepted."""
    shown = _shown(pattern)
    own = sorted(set(groups).difference(_ALWAYS))
    alike = get_close_matches(shown, [group for group in own if groups[group]], n=1)
    start = f"No host matches the pattern {shown}"
    if limit:
        return _excluded(pattern, limit)
    if not own and not any(groups.values()):
        return (
            f"{start}, because the inventory has neither hosts nor groups. Check -i, and the warnings about sources "
            "that could not be parsed"
        )
    if shown in groups:
        return None if allow_empty else f"{start}: this group is empty. {_ON_PURPOSE.format(role=role)}"
    if alike:
        return f"{start}: the inventory has no such group. Did you mean {alike[0]}?"
    if allow_empty and not group_needed:
        return None
    named = f"The groups of the inventory are {shortened(own)}" if own else "The inventory has no groups"
    return f"{start}. {named}. Check -i, the name of the group, and the warnings about sources that could not be parsed"


def _excluded(pattern: str | list[str], limit: str) -> str:
    """The reason to refuse a limit that excludes all hosts."""
    return (
        f"No host matches the pattern {_shown(pattern)} among those of --limit {limit}. A run without hosts does "
        "nothing: run without the option"
    )


def _shown(pattern: str | list[str]) -> str:
    return pattern if isinstance(pattern, str) else ",".join(pattern)


class FilterModule:
    """The filter of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"matched_hosts": _filter}
