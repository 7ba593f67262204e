# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_summary.py."""

from __future__ import annotations

from typing import Any

from ansible import constants as C

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._building_block import BuildingBlock
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._summary.entries import entries, for_programs, totals
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._summary.lines import Manner, lines

#: The callback plugins that write text for people. Any other callback may write text for programs, such as JSON.
_FOR_PEOPLE = (
    "awx_display",
    "actionable",
    "counter_enabled",
    "debug",
    "default",
    "default_without_diff",
    "dense",
    "diy",
    "full_skip",
    "minimal",
    "oneline",
    "skippy",
    "unixy",
    "yaml",
)


# The playbook of the audit sets this variable to true.
_AUDIT = "__partner_onboarding_audit"


class ActionModule(BuildingBlock):
    """Shows in a few lines what a run did, or would do, for all hosts."""

    options = {
        "batch": {"type": "str"},
        "result": {"type": "str", "required": True},
        "desired": {"type": "str"},
        "audit": {"type": "bool", "default": False},
    }

    def work(self, options: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        # The variables are read without templating, which would take seconds for the results of thousands of partners.
        batch: Any = task_vars.get(options["batch"] or options["result"])
        run: Any = task_vars.get(options["result"])
        audit = options["audit"] or task_vars.get(_AUDIT) is True
        known = entries(run, batch, audit, _failed_before(options["desired"], task_vars))
        numbers = totals(known)
        effort = run if isinstance(run, dict) else {}
        requests, elapsed = effort.get("requests"), effort.get("elapsed")
        manner = Manner(bool(self._task.check_mode), audit)
        shown: list[str] = self.secrets.masked(lines(known, numbers, manner, requests, elapsed))
        if not self._task.no_log:
            self._show(shown)
        return {
            "lines": shown,
            "totals": numbers,
            "partners": for_programs(known),
            "requests": requests,
            "elapsed": elapsed,
        }

    def _show(self, shown: list[str]) -> None:
        """Show the lines as they are. Callback plugins would write a result as JSON, or would leave it out."""
        callback = str(C.DEFAULT_STDOUT_CALLBACK).rpartition(".")[2]
        self._display.display("\n".join(shown), stderr=callback not in _FOR_PEOPLE)


def _failed_before(registered: str | None, task_vars: dict[str, Any]) -> dict[str, str]:
    """The hosts of the play whose result in the variable ``registered`` is a failure, and the reasons."""
    if not registered:
        return {}
    # The batch of the play lacks hosts that have failed.
    active, hostvars = set(task_vars["ansible_play_batch"]), task_vars["hostvars"]
    failed = {}
    for host in task_vars["ansible_play_hosts_all"]:
        result = None if host in active else hostvars[host].get(registered)
        if isinstance(result, dict) and (result.get("failed") or result.get("unreachable")):
            failed[host] = str(result.get("msg") or "the partners of this host are unknown")
    return failed
