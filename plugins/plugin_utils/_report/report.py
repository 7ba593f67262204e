# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a check run found → the report (private to this collection). Pure.

The shape is published: ``roles/compliance_report/files/compliance_report.schema.json``.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._health import checks
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import (
    PARTS,
    SEVERITIES,
    Finding,
    Partner,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.partner_checks import LEFT_ORGANIZATION
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.settings import IDENTITY_SYNC
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import tenant_key

from .comparison import compared
from .drift import drift
from .severity import COMPLIANT, DRIFTED, MISSING, STATUSES, UNMANAGED, UNREADABLE, Severities, worst

SCHEMA = "urn:ansible-collection:entra.cross_tenant:compliance_report:1"

# What is another one each time, and would make two reports about the same tenant differ.
_TRACES = re.compile(r" \((?:request-id|date) [^)]*\)")

# A setting that admits somebody → whom.
_ADMITTED = {name: name.replace("_sync_allowed", "s") for name in IDENTITY_SYNC.admitting()}


class Run(NamedTuple):
    """What a check run left.

    ``hosts`` has, for each host, where its partners begin in ``wanted`` and ``items``, and how many they are; or the
    ``error`` because of which it has none. ``wanted`` is what the task for all hosts was given and ``items`` what it
    returned, in the same order. ``unmanaged`` has rows of ``partner_info``. ``failure`` is the error of that task as a
    whole.
    """

    hosts: dict
    wanted: list
    items: list
    unmanaged: list
    failure: dict | None = None


class Scope(NamedTuple):
    """How much a run knew. ``unmanaged_told``: whether it had the whole inventory; ``tenant``: see ``known_of``;
    ``reasons``: why a part of the tenant could not be read, by ``gather_subset``, under None for all parts."""

    unmanaged_told: bool
    tenant: dict
    reasons: dict
    home_tenant: str | None


class Entry(NamedTuple):
    """One partner of the report, before the health checks are in."""

    tenant_id: str | None
    host: str | None
    status: str
    found: dict | None = None
    wanted: dict | None = None
    read_only: dict = {}
    error: dict | None = None


def report(run: Run, scope: Scope, severities: Severities, earlier: dict | None, generated: str, title: str) -> dict:
    """The report. ``earlier`` is an older one to compare it with: an empty dict if there is none yet, None for not at
    all. ``generated`` is the time, as it has to be shown."""
    entries = sorted(_entries(run, scope), key=_place)
    findings = _health(entries, scope.tenant, earlier)
    partners = [_partner(entry, findings.get(entry.tenant_id, []), severities) for entry in entries]
    of_tenant = findings.get(None, [])
    fired = {finding.check.id: finding.check for group in findings.values() for finding in group}
    reason = _incomplete(run, scope)
    result = {
        "schema": SCHEMA,
        "generated": generated,
        "title": title,
        "home_tenant": scope.home_tenant,
        "scope": {"complete": reason is None, "reason": reason},
        "totals": _totals(partners, [finding for group in findings.values() for finding in group]),
        "partners": partners,
        "tenant_checks": [_check(finding) for finding in of_tenant],
        "deleted_policies": _deleted(scope.tenant.get("deleted_identity_syncs")),
        "check_catalog": {key: _described(fired[key]) for key in sorted(fired)},
        "checks_not_run": [
            {"id": check.id, "reason": _why_not(names, scope)} for check, names in checks.not_told(scope.tenant)
        ],
    }
    return _plain(dict(result, comparison=None if earlier is None else compared(earlier, result)))


def _plain(value):
    """The same without what JSON can carry and no file: half of a pair of surrogates, in a name for example."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _place(entry):
    return entry.tenant_id is None, entry.tenant_id or "", entry.host or ""


def _entries(run, scope):
    for host, place in run.hosts.items():
        if place.get("error"):
            yield Entry(None, host, UNREADABLE, error={"msg": place["error"]})
            continue
        first = place["first"]
        for position in range(first, first + place["count"]):
            yield _listed(run, host, position)
    # What a run with prune would remove is what nobody lists.
    for item in run.items[len(run.wanted) :]:
        yield Entry(item["tenant_id"], None, UNMANAGED, item["before"], item["after"], item.get("read_only") or {})
    for row in run.unmanaged if scope.unmanaged_told and not _faulty(run) else ():
        if row.get("error"):
            yield Entry(row["tenant_id"], None, UNREADABLE, error=row["error"])
        else:
            yield Entry(row["tenant_id"], None, UNMANAGED, row, row, row.get("read_only") or {})


def _faulty(run):
    """The hosts whose variables do not tell who their partners are."""
    return [host for host, place in run.hosts.items() if place.get("error")]


def _listed(run, host, position):
    if position >= len(run.items):
        tenant = run.wanted[position].get("tenant") or run.wanted[position].get("tenant_id")
        return Entry(tenant_key(tenant), host, UNREADABLE, error=run.failure)
    item = run.items[position]
    if item.get("error"):
        return Entry(item["tenant_id"], host, UNREADABLE, error=item["error"])
    found, wanted = item["before"], item["after"]
    status = COMPLIANT
    if item["changed"]:
        status = MISSING if found is None else DRIFTED
    return Entry(item["tenant_id"], host, status, found, wanted, item.get("read_only") or {})


def _incomplete(run, scope):
    if run.failure:
        return f"the partners could not be read: {_message(run.failure)}"
    if _faulty(run):
        return f"variables are wrong, so that nobody knows whom they are about: {', '.join(_faulty(run))}"
    if not scope.unmanaged_told:
        return "this run saw a part of the inventory, so that it cannot tell which partners nobody lists"
    return None


def _health(entries, tenant, earlier) -> dict[str | None, list[Finding]]:
    """What fired, by tenant ID, None for the home tenant."""
    members = {partner["tenant_id"] for partner in (earlier or {}).get("partners") or () if _was_member(partner)}
    partners = [
        Partner(
            entry.tenant_id,
            _with_read_only(entry.wanted, entry),
            _with_read_only(entry.found, entry),
            tenant,
            entry.status == UNREADABLE,
            entry.tenant_id in members,
        )
        for entry in entries
        if entry.tenant_id
    ]
    result: dict[str | None, list[Finding]] = {}
    for finding in checks.findings(partners, tenant):
        result.setdefault(finding.tenant_id, []).append(finding)
    return result


def _was_member(partner):
    """Whether an earlier report knew it as a member, or remembered it: else what remains would look fixed overnight."""
    return "mto_member" in partner["flags"] or any(check["id"] == LEFT_ORGANIZATION for check in partner["checks"])


def _with_read_only(row, entry):
    return None if row is None else dict(row, read_only=entry.read_only)


def _partner(entry, findings, severities):
    differing = []
    if entry.status in (DRIFTED, MISSING):
        differing = [
            dict(each._asdict(), severity=severities.of(each.setting)) for each in drift(entry.found, entry.wanted)
        ]
    severity = None
    if entry.status == DRIFTED:
        # Text that is cleared where there is none is the one change that no row shows.
        severity = worst(each["severity"] for each in differing) or severities.of(DRIFTED)
    elif entry.status != COMPLIANT:
        severity = severities.of(entry.status)
    return {
        "tenant_id": entry.tenant_id,
        "host": entry.host,
        "name": _name(entry.found) or _name(entry.wanted),
        "status": entry.status,
        "severity": severity,
        "inflow": _inflow(entry),
        "syncs_in": _syncs_in(entry),
        "flags": _flags(entry),
        "drift": differing,
        "checks": [_check(finding) for finding in findings],
        "error": _error(entry.error),
    }


def _name(row):
    return ((row or {}).get("identity_sync") or {}).get("display_name")


def _admitted(row):
    sync = (row or {}).get("identity_sync") or {}
    return [whom for name, whom in _ADMITTED.items() if sync.get(name) is True]


def _syncs_in(entry):
    if entry.status == UNREADABLE:
        return {"found": None, "wanted": None}
    return {"found": _admitted(entry.found), "wanted": None if entry.status == UNMANAGED else _admitted(entry.wanted)}


def _inflow(entry):
    if entry.status == UNREADABLE:
        return "unknown"
    found = set(_admitted(entry.found))
    wanted = set() if entry.status == UNMANAGED else set(_admitted(entry.wanted))
    if found - wanted:
        return "unwanted"
    if wanted - found:
        return "awaited"
    return "agreed" if found else "none"


def _flags(entry):
    flags = {
        "service_provider": (entry.found or {}).get("service_provider") is True,
        "mto_member": entry.read_only.get("in_multi_tenant_organization") is True,
    }
    return [name for name, given in flags.items() if given]


def _error(error):
    if error is None:
        return None
    return {"message": _message(error), "status": error.get("status"), "code": error.get("code")}


def _message(error):
    return _TRACES.sub("", error.get("msg") or "") or "the task gave no reason"


def _check(finding):
    return {"id": finding.check.id, "severity": finding.check.severity, "when": finding.when, "seen": finding.seen}


def _described(check):
    return {
        "severity": check.severity,
        "symptom": check.symptom,
        "advice": check.advice,
        "source": list(check.source),
    }


def _why_not(names, scope):
    parts = [PARTS.get(name) for name in names]
    told = [
        "there is no earlier report"
        if part is None
        else scope.reasons.get(part) or scope.reasons.get(None) or f"{part} is not in gather_subset"
        for part in parts
    ]
    return "; ".join(_TRACES.sub("", each) for each in dict.fromkeys(told))


def _deleted(rows):
    if rows is None:
        return None
    return [
        {
            "tenant_id": row["tenant_id"],
            "name": row.get("display_name"),
            "deleted_date_time": row.get("deleted_date_time"),
            "restorable_until": row.get("restorable_until"),
        }
        for row in rows
    ]


def _totals(partners, findings):
    severities = [partner["severity"] for partner in partners]
    fired = [finding.check.severity for finding in findings]
    return {
        "partners": len(partners),
        "status": {status: sum(partner["status"] == status for partner in partners) for status in STATUSES},
        "findings": {severity: severities.count(severity) for severity in SEVERITIES},
        "checks": {severity: fired.count(severity) for severity in SEVERITIES},
    }
