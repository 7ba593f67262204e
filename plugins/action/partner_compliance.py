# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_compliance.py."""

from __future__ import annotations

import json
import os
from datetime import datetime, timezone
from pathlib import Path

from ansible.plugins.action import ActionBase

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import SEVERITIES, WARNING, known_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._report.report import SCHEMA, Run, Scope, report
from ansible_collections.entra.cross_tenant.plugins.module_utils._report.severity import Severities, problems
from ansible_collections.entra.cross_tenant.plugins.module_utils._report.spreadsheet import table
from ansible_collections.entra.cross_tenant.plugins.module_utils._report.summary import (
    CHECKS,
    FINDINGS,
    acceptable,
    counts,
    in_words,
)

_OPTIONS = {
    "desired": {"type": "str", "required": True},
    "batch": {"type": "str", "required": True},
    "result": {"type": "str", "required": True},
    "access_policy": {"type": "str", "required": True},
    "unmanaged": {"type": "bool", "default": True},
    "severities": {"type": "dict", "default": {}},
    "previous": {"type": "path"},
    "title": {"type": "str", "default": "Cross-tenant access"},
    "directory": {"type": "path", "default": "."},
    "fail_on": {"type": "list", "elements": "str", "choices": [FINDINGS, CHECKS], "default": []},
    "fail_severity": {"type": "str", "choices": list(SEVERITIES), "default": WARNING},
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
        # Each batch of hosts would overwrite the report of the one before.
        if self._task.get_play().serial not in ([], ["100%"]):
            wrong.append("serial: the report is about all hosts of a play, so that these have to be in one batch")
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
        result.update(
            report=made,
            table=table(made),
            counts=counts(made),
            summary=in_words(made),
            # Tasks that write take a relative path for one beside the playbook, which lies in the collection.
            directory=os.path.abspath(options["directory"]),
            acceptable=acceptable(made, options["fail_on"], options["fail_severity"]),
        )
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
    reasons.update({name: f"{name} {reason}" for name, reason in (access.get("unavailable") or {}).items()})
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
