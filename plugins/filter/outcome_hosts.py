# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: outcome_hosts
short_description: Choose the hosts that show an outcome
version_added: 1.0.0
description:
  - A building block of the playbooks of this collection. It is internal, and may change in any release.
  - One play converges the partners of all hosts in one task. A
    second play shows the outcomes, and this filter chooses its hosts.
  - With many hosts, a host without a change shows no outcome, see
    O(entra.cross_tenant.partner_onboarding#role:main:partner_onboarding_outcomes).
author:
  - entra.cross_tenant contributors (@entra-collections)
positional: hostvars, groups, result, limit
options:
  _input:
    description: The pattern of hosts, or the list of patterns, of the first play.
    type: raw
    required: true
  hostvars:
    description: The variable C(hostvars), if there is one. A syntax check has none.
    type: dict
    required: true
  groups:
    description: The variable C(groups).
    type: dict
    required: true
  result:
    description: The name of the variable with the registered result of M(entra.cross_tenant.partners_of_hosts).
    type: str
    required: true
  limit:
    description: The variable C(ansible_limit), if there is one.
    type: str
    default: ""
"""

EXAMPLES = r"""
---
- name: Show the outcomes of the hosts that changed or failed
  hosts: "{{ 'partners' | entra.cross_tenant.outcome_hosts(hostvars | default({}), groups, 'run') }}"
  gather_facts: false
  tasks:
    - name: Show this host's outcome
      entra.cross_tenant.partner_outcome:
        result: run
"""

RETURN = r"""
_value:
  description: >-
    The names of the hosts that show an outcome. If all hosts do, the pattern, or the list, itself.
  type: raw
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._matching import matching
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._outcomes import hosts_shown

# As a pattern, such a name matches this host, and a group of that name.
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


def _filter(
    pattern: str | list[str],
    hostvars: Any,
    groups: Mapping[str, Collection[str]],
    result: str,
    limit: str = "",
) -> str | list[str]:
    """The pattern for the play that shows the outcomes."""
    # A syntax check has no hosts. Without raw values, Ansible would render all partners for each host.
    raw = getattr(hostvars, "raw_get", None)
    if raw is None:
        return pattern
    hosts = matching(pattern, groups, limit)
    shown = hosts_shown(hosts, lambda host: (raw(host) or {}).get(result))
    plain = all(_PLAIN.fullmatch(host) for host in shown)
    return shown if plain and shown and len(shown) < len(hosts) else pattern


class FilterModule:
    """The filter of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"outcome_hosts": _filter}
