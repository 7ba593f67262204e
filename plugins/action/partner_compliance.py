# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_compliance.py."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

from ansible.plugins.action import ActionBase

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import known_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._report.report import SCHEMA, Run, Scope, report
from ansible_collections.entra.cross_tenant.plugins.module_utils._report.severity import Severities, problems
from ansible_collections.entra.cross_tenant.plugins.module_utils._report.spreadsheet import table

_OPTIONS = {
    "desired": {"type": "str", "required": True},
    "batch": {"type": "str", "required": True},
    "result": {"type": "str", "required": True},
    "access_policy": {"type": "str", "required": True},
    "unmanaged": {"type": "bool", "default": True},
    "severities": {"type": "dict", "default": {}},
    "previous": {"type": "path"},
    "title": {"type": "str", "default": "Cross-tenant access"},
}


class ActionModule(ActionBase):
    """Makes the report of a check run, for all hosts at once."""

    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        options = self.validate_argument_spec(_OPTIONS)[1]
        wrong = problems(options["severities"])
        earlier = None
        if options["previous"]:
            try:
                earlier = _earlier(Path(options["previous"]))
            except (OSError, ValueError) as error:
                wrong.append(f"previous: {error}")
        if wrong:
            result.update(failed=True, msg="; ".join(wrong))
            return result
        # Read as they were registered: templating the results of thousands of partners takes seconds.
        access = task_vars.get(options["access_policy"]) or {}
        made = report(
            _run(options, task_vars),
            _scope(access, options["unmanaged"], earlier),
            Severities(options["severities"]),
            earlier,
            datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            options["title"],
        )
        result.update(report=made, table=table(made), counts=_counts(made["totals"]))
        return result


def _run(options, task_vars):
    batch, run = task_vars.get(options["batch"]) or {}, task_vars.get(options["result"]) or {}
    hosts = dict(batch.get("hosts") or {})
    active = set(task_vars["ansible_play_batch"])
    for host in task_vars["ansible_play_hosts_all"]:
        if host in active:
            continue
        # It has failed: because of its variables, and then the batch does not know it, or because of what Graph said.
        desired = task_vars["hostvars"][host].get(options["desired"]) or {}
        if desired.get("failed") or host not in hosts:
            hosts[host] = {"error": desired.get("msg") or "nothing is known of the partners of this host"}
    failure = None
    if run.get("failed") and "partners" not in run:
        failure = dict(run.get("error") or {}, msg=(run.get("error") or {}).get("msg") or run.get("msg"))
    elif "partners" not in run:
        failure = {"msg": "the task that reads the partners of all hosts did not run"}
    return Run(
        hosts, batch.get("partners") or [], run.get("partners") or [], run.get("unmanaged_partners") or [], failure
    )


def _scope(access, unmanaged, earlier):
    reasons = {name: error.get("msg") for name, error in (access.get("unreadable") or {}).items()}
    reasons.update(access.get("unavailable") or {})
    if access.get("failed"):
        reasons[None] = access.get("msg")
    tenant = known_of(access.get("access_policy") or {}, access.get("cloud"), bool(earlier))
    return Scope(unmanaged, tenant, reasons, access.get("home_tenant"))


def _earlier(path):
    """An earlier report; empty if there is none yet. Raises OSError, and ValueError for any other file."""
    if not path.exists():
        return {}
    read = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(read, dict) or read.get("schema") != SCHEMA:
        raise ValueError(f"{path} is no report of this kind")
    return read


def _counts(totals):
    """What workflows get: numbers that add up over the slices of a job."""
    return {
        "partners": totals["partners"],
        **totals["status"],
        **{f"findings_{severity}": number for severity, number in totals["findings"].items()},
        **{f"checks_{severity}": number for severity, number in totals["checks"].items()},
    }
