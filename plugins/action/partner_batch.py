# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_batch.py."""

from __future__ import annotations

from ansible.plugins.action import ActionBase

from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.removal import is_removal

_OPTIONS = {
    "desired": {"type": "dict", "required": True},
    "batch": {"type": "str"},
    "result": {"type": "str"},
}

# They run a task on each host at its own time, run_once or not.
_UNORDERED = ("free", "host_pinned")


class ActionModule(ActionBase):
    """Puts the partners of several hosts into one list, and remembers whose is whose."""

    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        options = self.validate_argument_spec(_OPTIONS)[1]
        strategy = self._task.get_play().strategy
        if strategy.rpartition(".")[2] in _UNORDERED:
            result.update(failed=True, msg=f"One task for all hosts needs the strategy linear, not {strategy}")
            return result
        partners = []
        hosts = {}
        for host, desired in options["desired"].items():
            if desired.get("failed"):
                hosts[host] = {"error": desired["msg"]}
                continue
            # A host that was skipped has none.
            own = desired.get("partners") or []
            hosts[host] = {"first": len(partners), "count": len(own)}
            partners += own
        result.update(
            partners=partners,
            hosts=hosts,
            ready=sum("error" not in place for place in hosts.values()),
            removed_before=_removed_before(options, task_vars),
        )
        return result


def _removed_before(options, task_vars):
    """How many partners the batches of hosts before this one, which "serial" makes, have removed or switched off."""
    everybody = list(task_vars["ansible_play_hosts_all"])
    first = min(everybody.index(host) for host in task_vars["ansible_play_batch"])
    if first == 0 or not (options["batch"] and options["result"]):
        return 0
    # What is registered by a task that runs once, all hosts of its batch have.
    previous = task_vars["hostvars"][everybody[first - 1]]
    batch, run = previous.get(options["batch"]) or {}, previous.get(options["result"]) or {}
    removed = [item for item in run.get("partners") or [] if is_removal(item.get("before"), item.get("after"))]
    return batch.get("removed_before", 0) + len(removed)
