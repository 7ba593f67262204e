# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_summary.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._building_block import BuildingBlock
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import serial
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory_source import inventory_source
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._kinds import kind_of
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._one_task import module_of
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._summary.entries import (
    entries,
    for_programs,
    others,
    totals,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._summary.heading import About, Manner
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._summary.lines import lines
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._summary.told import told_in

# The playbook of the audit sets this variable to true.
_AUDIT = "__partner_onboarding_audit"


class ActionModule(BuildingBlock):
    """Shows in a few lines what a run did, or would do, for all hosts."""

    options = {
        "batch": {"type": "str"},
        "result": {"type": "str", "required": True},
        "desired": {"type": "str"},
        "audit": {"type": "bool", "default": False},
        "report": {"type": "str"},
    }

    def work(self, options: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        audit = options["audit"] or task_vars.get(_AUDIT) is True
        failed = _failed_before(options["desired"], task_vars)
        runs = self._runs(options, failed, task_vars)
        known = [entry for run, batch in runs[1:] for entry in entries(run, batch, audit)]
        known = entries(*runs[0], audit, failed) + known
        left_out = others(runs, task_vars["groups"]["all"])
        numbers = totals(known, left_out)
        manner = Manner(bool(self._task.check_mode), audit, kind_of(module_of(runs[0][1])).title)
        report = task_vars.get(options["report"]) if audit and options["report"] else None
        about = _about(runs, report, task_vars)
        shown: list[str] = self.secrets.masked(lines(known, numbers, manner, about, left_out, told_in(report)))
        self.show(shown)
        return {
            "lines": shown,
            "totals": numbers,
            "partners": for_programs(known),
            "requests": about.requests,
            "elapsed": about.elapsed,
            "home_tenant_id": about.home_tenant,
            "revision": about.revision,
        }

    def _runs(
        self, options: dict[str, Any], failed: Mapping[str, str], task_vars: dict[str, Any]
    ) -> list[tuple[Any, Any]]:
        """The results of the task for all hosts, each with its batch: of this host, and of hosts in other batches.

        A play with several batches runs the task once for each batch, and a later play may sum up. The batches of one
        run have no host in common. So the result of an earlier run does not count.
        """
        names = options["result"], options["batch"] or options["result"]
        run, batch = (task_vars.get(name) for name in names)
        # Ansible would render the values, which contain all partners. That takes seconds for thousands of partners.
        raw = getattr(task_vars["hostvars"], "raw_get", None)
        seen = set(_hosts(batch))
        result = [(run, batch)]
        if not seen or raw is None or serial(self._task):
            return result
        for host in task_vars["ansible_play_hosts_all"]:
            if host in seen or host in failed:
                continue
            variables = raw(host) or {}
            run, batch = (variables.get(name) for name in names)
            others = _hosts(batch)
            if host in others and seen.isdisjoint(others):
                result.append((run, batch))
                seen.update(others)
        return result


def _about(runs: list[tuple[Any, Any]], report: Any, task_vars: Mapping[str, Any]) -> About:
    """What the summary says about the run as a whole. ``report`` is registered from ``partner_compliance``, or None."""
    source = inventory_source(dict(task_vars))
    results = [run for run, _batch in runs if isinstance(run, dict)]
    # The report knows more: it looks up the home tenant, and a variable gives it the revision.
    facts = report.get("run") if isinstance(report, dict) else None
    facts = facts if isinstance(facts, dict) else {}
    home = facts.get("home_tenant") or {}
    ids = {run.get("home_tenant_id") for run in results}
    domains = {run.get("home_tenant") for run in results}
    return About(
        _sum(runs, "requests"),
        _sum(runs, "elapsed"),
        home.get("id") or (ids.pop() if len(ids) == 1 else None),
        home.get("name") or home.get("domain") or (domains.pop() if len(domains) == 1 else None),
        tuple(source.names),
        facts.get("revision") or source.revision,
        all(isinstance(run, dict) and run.get("check_mode") is True for run, _batch in runs),
    )


def _hosts(batch: Any) -> dict[str, Any]:
    """The hosts in a registered result of any shape."""
    hosts = batch.get("hosts") if isinstance(batch, dict) else None
    return hosts if isinstance(hosts, dict) else {}


def _sum(runs: list[tuple[Any, Any]], name: str) -> Any:
    """The sum of a number of all runs; None if one of them lacks it."""
    numbers = [run.get(name) if isinstance(run, dict) else None for run, _batch in runs]
    return None if None in numbers else sum(numbers)


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
