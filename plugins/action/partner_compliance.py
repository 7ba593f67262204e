# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_compliance.py."""

from __future__ import annotations

import json
import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ansible.release import __version__ as ansible_version

from ansible_collections.entra.cross_tenant.plugins.module_utils._files import look, write_files
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.agreement import Agreement, agreement_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import AccessPolicy, known_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.tenant_facts import CredentialsRow
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import tenant_key
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.masked import masked_problems
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._building_block import BuildingBlock
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import serial
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory_source import inventory_source
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._one_task import (
    Item,
    PartnersOfHost,
    no_run,
    tenants_of,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.configurations import Compared
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.junit import junit
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.page import page
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.partner import message_of
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.recognized import is_report
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.report import Head, Run, Scope, report
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.sarif import sarif
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.severity import Severities, problems
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.shape import Report, RunFacts, StoredReport
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.spreadsheet import table
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.summary import (
    CHECKS,
    FINDINGS,
    acceptable,
    counts,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.tenants import tenants_page
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report_sources import (
    collection_version,
    earlier_report,
    job_of,
    latest_of_others,
    name_in_series,
    series_in,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report_variables import REPORT_OPTIONS
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import (
    SERVERS,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._summary.told import Rule, in_words, told_of

_SHARED = ("severities", "previous", "history", "agreements", "revision", "title", "fail_severity")
# Programs that read this format look for files with this ending.
_FILES = {"junit": "compliance.junit.xml", "tenants": "compliance.tenants.html"}
# The names of what makes findings and health checks count: the options of this module, and the variables of the role.
_RULE = {
    False: {FINDINGS: "fail_on: findings", CHECKS: "fail_on: checks"},
    True: {FINDINGS: "compliance_report_fail_on_drift", CHECKS: "compliance_report_fail_on_checks"},
}
_NOT_READ = "the tenant settings that affect partners were not read"


class ActionModule(BuildingBlock):
    """Makes the report of a check run, for all hosts at once."""

    options = {
        "desired": {"type": "str", "required": True},
        "batch": {"type": "str"},
        "result": {"type": "str", "required": True},
        "access_policy": {"type": "str", "required": True},
        "configurations": {"type": "str"},
        "checked": {"type": "str"},
        "unmanaged": {"type": "bool", "default": True},
        "directory": {"type": "path", "default": "."},
        "formats": dict(REPORT_OPTIONS["formats"], default=[]),
        "fail_on": {"type": "list", "elements": "str", "choices": [FINDINGS, CHECKS], "default": []},
        **{name: REPORT_OPTIONS[name] for name in _SHARED},
    }

    def work(self, options: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        if options["checked"]:
            # The task gives the name of a variable, because Ansible would turn a title that looks like a list into one.
            options.update(_checked(task_vars.get(options["checked"])))
        wrong = problems(options["severities"])
        if serial(self._task):
            wrong.append("serial: the report covers all hosts of a play, so all hosts must be in one batch")
        access = _access_of(task_vars.get(options["access_policy"]))
        earlier, series = None, None
        try:
            if options["history"]:
                found = series_in(Path(os.path.abspath(options["history"])), access.get("home_tenant"))
                series, earlier = found.numbers, found.latest
            if options["previous"]:
                earlier = earlier_report(Path(options["previous"]))
        except (OSError, ValueError) as error:
            wrong.append(f"{'previous' if options['previous'] else 'history'}: {error}")
        if "tenants" in options["formats"] and not options["history"]:
            wrong.append("formats: tenants needs history, the folder with the reports of the other home tenants")
        agreements = _agreements(options["agreements"], wrong)
        if wrong:
            raise BadInput(wrong)
        configurations = _compared(options, task_vars)
        run = _run(options, task_vars)._replace(agreements=agreements, configurations=configurations)
        generated = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        made = report(
            run,
            _scope(
                access, options["unmanaged"], earlier, _removal_limit(task_vars), bool(self._task.check_mode), generated
            ),
            Severities(options["severities"]),
            earlier,
            Head(generated, options["title"], _facts(options, access, task_vars)),
            series,
        )
        lines = table(made)
        # A relative path starts at the folder in which Ansible was started.
        directory = os.path.abspath(options["directory"])
        backups = self._write(directory, options["formats"], made, lines, options["history"])
        if options["history"] and options["formats"]:
            self._keep(os.path.abspath(options["history"]), made)
        sums = counts(made)
        unread = message_of(run.failure) if run.failure else None
        rule = Rule(options["fail_on"], options["fail_severity"], _RULE[bool(options["checked"])], unread)
        told = told_of(made, _place(directory if options["formats"] else None, backups), rule)
        summary = in_words(told)
        return {
            **_in_no_file(options["formats"], made, lines),
            "counts": sums,
            "stats": _stats(sums, task_vars),
            "summary": summary,
            "words": f"{summary} The run {told['verdict']}." + (f" Report: {told['place']}" if told["place"] else ""),
            "told": told,
            "run": made["run"],
            "directory": directory,
            "backup_files": backups,
            # A run that read no partner has not shown that any partner is as desired.
            "acceptable": run.failure is None and acceptable(made, options["fail_on"], options["fail_severity"]),
        }

    def _write(self, directory: str, formats: list[str], made: Report, lines: str, history: str | None) -> list[str]:
        """Write the report in some formats, in check mode as well, and return the paths of backups. Raises BadInput.

        ``history`` is the folder of reports.

        The report is the purpose of a check run. "changed" is about Graph and not about files on the controller.
        """
        if not formats:
            return []
        texts = {
            "html": lambda: page(made),
            "json": lambda: _as_json(made),
            "csv": lambda: lines,
            "sarif": lambda: sarif(made),
            "junit": lambda: junit(made),
            "tenants": lambda: _of_all_tenants(made, os.path.abspath(history or "")),
        }
        try:
            files = {_FILES.get(name, f"compliance.{name}"): name for name in formats}
            present = look(directory, list(files))
            # A report replaces an older report. Any other file of that name is kept as a backup.
            foreign = [name for name, content in present.items() if content and not is_report(files[name], content)]
            return write_files(directory, {name: texts[kind]() for name, kind in files.items()}, kept=foreign)
        except (OSError, ValueError) as error:
            raise BadInput([f"the report cannot be written: {error}"]) from error

    def _keep(self, folder: str, made: Report) -> None:
        """Add the report to a folder of reports. Raises BadInput."""
        try:
            write_files(folder, {name_in_series(made["generated"]): _as_json(made)})
        except OSError as error:
            raise BadInput([f"the report cannot be added to history: {error}"]) from error


def _in_no_file(formats: list[str], made: Report, lines: str) -> dict[str, Any]:
    """The return values that no file contains.

    ansible-core copies a result several times: for 1,000 partners, the report would take a second of the run. AWX drops
    a result of this size from its event.
    """
    return {
        name: value for name, kind, value in (("report", "json", made), ("table", "csv", lines)) if kind not in formats
    }


def _as_json(made: Report) -> str:
    return json.dumps(made, indent=2) + "\n"


def _of_all_tenants(made: Report, history: str) -> str:
    """The page about this report and the latest reports of other home tenants. Raises OSError and ValueError."""
    own: StoredReport = {**made}
    return tenants_page(own, latest_of_others(Path(history), own), made["title"])


def _agreements(given: dict[Any, Any], wrong: list[str]) -> dict[str, Agreement]:
    """The agreements by tenant ID. Faults are added to ``wrong``."""
    result = {}
    for number, (name, value) in enumerate(given.items(), start=1):
        key = tenant_key(name) if isinstance(name, str) else None
        if key is None:
            wrong.append(f"agreements: the key of entry {number} is not a tenant ID")
            continue
        try:
            result[key] = agreement_of(value, f"agreements[{key}]")
        except BadInput as error:
            wrong += error.problems
    return result


def _removal_limit(task_vars: dict[str, Any]) -> int | None:
    """The limit of an onboarding run, if a variable sets it. The role itself does not have to be in the play."""
    value = task_vars.get("partner_onboarding_removal_limit")
    try:
        return None if value is None else int(value)
    except (TypeError, ValueError):
        return None


def _facts(options: dict[str, Any], access: dict[str, Any], task_vars: dict[str, Any]) -> RunFacts:
    """Who looked, with what, and at what."""
    run = task_vars.get(options["result"])
    home = access.get("home_tenant")
    home_id = (run.get("home_tenant_id") if isinstance(run, dict) else None) or tenant_key(home)
    looked_up = {row["tenant_id"]: row for row in (access.get("access_policy") or {}).get("tenants") or ()}
    row = looked_up.get(home_id) or {}
    source = inventory_source(task_vars)
    return {
        "home_tenant": {
            "id": home_id,
            "name": row.get("display_name"),
            "domain": home if home and home != home_id else None,
        },
        "cloud": access.get("cloud"),
        "client_id": access.get("client_id"),
        "collection_version": collection_version(),
        "ansible_version": ansible_version,
        "revision": options["revision"] or source.revision,
        "job_id": job_of(task_vars, SERVERS),
        "inventory": source.names,
    }


def _place(directory: str | None, backups: list[str]) -> str | None:
    """The folder of the report, and the files that were kept; None if no file was written."""
    kept = f". Files that were not reports are kept: {', '.join(backups)}" if backups else ""
    return directory and directory + kept


def _checked(result: Any) -> dict[str, Any]:
    """The options in ``result``, registered from ``compliance_options``. Raises BadInput."""
    options = result.get("options") if isinstance(result, dict) else None
    if not isinstance(options, dict):
        raise BadInput(["the variables of the report were not checked"])
    masked = masked_problems(options)
    if masked:
        raise BadInput(masked)
    return {name: value for name, value in options.items() if name in ActionModule.options}


def _stats(sums: dict[str, int], task_vars: dict[str, Any]) -> dict[str, dict[str, int]]:
    """The statistics for workflows of AWX. The slices of a job overwrite the common name, but not that of a slice."""
    stats = {"compliance_report_counts": sums}
    if task_vars.get("awx_job_id") is not None:
        stats[f"compliance_report_counts_{task_vars['awx_job_id']}"] = sums
    return stats


def _run(options: dict[str, Any], task_vars: dict[str, Any]) -> Run:
    """The results of the check run, from the variables that the options name."""
    # The variables are read without templating. Templating would take seconds for the results of thousands of partners.
    batch, run = task_vars.get(options["batch"] or options["result"]), task_vars.get(options["result"])
    reason = no_run(run, batch)
    batch = batch if isinstance(batch, dict) else {}
    run = run if isinstance(run, dict) else {}
    hosts: dict[str, PartnersOfHost] = dict(batch.get("hosts") or {})
    active = set(task_vars["ansible_play_batch"])
    for host in task_vars["ansible_play_hosts_all"]:
        if host in active and host in hosts:
            continue
        # The host has failed. If its variables are wrong, the batch does not contain it. Otherwise Graph was the cause.
        desired = task_vars["hostvars"][host].get(options["desired"])
        desired = desired if isinstance(desired, dict) else {}
        if desired.get("failed") or host not in hosts:
            hosts[host] = {"error": desired.get("msg") or reason or "the partners of this host are unknown"}
    failure: dict[str, Any] | None = None
    if reason:
        error = run.get("error")
        error = error if isinstance(error, dict) else {}
        failure = dict(error, msg=error.get("msg") or reason)
    items: list[Item] = [] if reason else [_unmasked(item) for item in run["partners"]]
    unmanaged = [] if reason else [_unmasked(row) for row in run.get("unmanaged_partners") or []]
    return Run(hosts, tenants_of(batch) or [], items, unmanaged, failure)


def _compared(options: dict[str, Any], task_vars: dict[str, Any]) -> Compared | None:
    """The comparison of synchronization configurations; None if nobody asked for it."""
    name = options["configurations"]
    run = task_vars.get(name) if name else {"skipped": True}
    if isinstance(run, dict) and run.get("skipped"):
        return None
    if not isinstance(run, dict):
        return Compared({}, [], [], f"{name} is no result of partners_of_hosts", options["unmanaged"])
    hosts: dict[str, PartnersOfHost] = run["hosts"] if isinstance(run.get("hosts"), dict) else {}
    reason = no_run(run, run)
    if reason:
        faults = [f"{host}: {place['error']}" for host, place in hosts.items() if place.get("error")]
        reason = message_of({"msg": "; ".join([reason, *faults])})
    items: list[Item] = [] if reason else [_unmasked(item) for item in run["partners"]]
    return Compared(hosts, tenants_of(run) or [], items, reason, options["unmanaged"])


def _unmasked(row: Any) -> Any:
    """A row or an item. It gets an error if Ansible masked a text in it, because then it cannot be compared."""
    problems = [] if row.get("error") else masked_problems(row)
    return {**row, "error": {"msg": "; ".join(problems)}} if problems else row


def _access_of(registered: Any) -> dict[str, Any]:
    """The result of ``access_policy_info``; a failed result if it was not read."""
    return registered if isinstance(registered, dict) else {"failed": True, "msg": _NOT_READ}


def _scope(
    access: dict[str, Any],
    unmanaged: bool,
    earlier: StoredReport | None,
    removal_limit: int | None,
    check_mode: bool,
    now: str,
) -> Scope:
    """The knowledge of the run. ``access`` is registered from ``access_policy_info``."""
    unreadable = (access.get("unreadable") or {}).items()
    reasons: dict[str | None, str] = {name: error.get("msg") for name, error in unreadable}
    reasons.update({name: f"{name} {reason}" for name, reason in (access.get("unavailable") or {}).items()})
    if access.get("failed") or access.get("unreachable") or access.get("skipped"):
        reasons[None] = access.get("msg") or _NOT_READ
    access_policy: AccessPolicy = access.get("access_policy") or AccessPolicy()
    credentials: CredentialsRow | None = access.get("credentials")
    if credentials and credentials["permissions"] is None:
        reasons["credentials"] = credentials["reason"] or ""
        credentials = None
    if not check_mode:
        reasons["credentials"] = "the run is not in check mode, so its credentials have to be able to write"
        credentials = None
    tenant = known_of(access_policy, access.get("cloud") or "", bool(earlier), removal_limit, credentials, now)
    refused = (access.get("unreadable") or {}).get("tenants") or {}
    nameless = reasons.get("tenants") or reasons.get(None)
    if refused.get("status") == 403:
        nameless = "the credentials lack the permission CrossTenantInformation.ReadBasic.All"
    elif nameless:
        nameless = f"the look-up failed: {message_of({'msg': nameless})}"
    return Scope(unmanaged, tenant, reasons, access.get("home_tenant"), nameless)
