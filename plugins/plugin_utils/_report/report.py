# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The results of a check run → the report (private to this collection). Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._health import checks
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.agreement import Agreement
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import (
    PARTS,
    SEVERITIES,
    Check,
    Finding,
    Known,
    Partner,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.partner_checks import LEFT_ORGANIZATION
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import tenant_key
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._one_task import Item, PartnersOfHost, before

from .accepted import Accepted
from .access import access
from .comparison import compared
from .configurations import Compared, sync_drift
from .history import date_findings, point
from .openness import MORE_CLOSED, OPEN
from .outflow import FACT, sync_out
from .partner import Entry, check_entry, message_of, partner
from .severity import COMPLIANT, DRIFTED, MISSING, STATUSES, UNMANAGED, UNREADABLE, Severities
from .shape import (
    CatalogEntry,
    CheckEntry,
    DeletedPolicy,
    PartnerEntry,
    Report,
    RunFacts,
    StoredReport,
    SyncDrift,
    Totals,
    TrendEntry,
)
from .without_traces import without_traces

# Facts that are not a part of gather_subset, and why they are not known if nobody says why.
_WITHOUT_A_PART = {
    "earlier_report": "there is no earlier report",
    "credentials": "the permissions of the credentials are not known",
}

SCHEMA = "urn:ansible-collection:entra.cross_tenant:compliance_report:1"


class Run(NamedTuple):
    """The results of a check run.

    ``hosts`` contains the positions of each host's partners in ``desired`` and ``items``. ``desired`` are the names of
    the partners in the options of the task for all hosts. ``items`` is the list that this task returned, in the same
    order. Partners that pruning would remove are at its end. ``unmanaged`` are rows of ``partner_info``, or contain an
    ``error``. ``failure`` is the error of that task as a whole.
    ``agreements`` are agreements by tenant ID, which override those of the hosts. The exceptions under the ID of the
    home tenant are about the checks of the home tenant.
    ``configurations``: the comparison of synchronization configurations, or None if nobody asked for it.
    """

    hosts: dict[str, PartnersOfHost]
    desired: list[str | None]
    items: list[Item]
    unmanaged: list[dict[str, Any]]
    failure: dict[str, Any] | None = None
    agreements: Mapping[str, Agreement] = MappingProxyType({})
    configurations: Compared | None = None


class Head(NamedTuple):
    """The head of a report. ``generated`` is a time in UTC, as the report shows it."""

    generated: str
    title: str
    run: RunFacts


class Scope(NamedTuple):
    """The knowledge of a run.

    ``unmanaged_told``: whether the run had the whole inventory. Only then it knows which partners are unmanaged.
    ``tenant`` is a result of ``known_of``. ``reasons`` maps the ``gather_subset`` of a part of the home tenant to the
    reason why it could not be read. The key None stands for all parts, and "credentials" for the permissions.
    ``nameless`` is the reason why the names of tenants are not known; None if none was looked up, or if all are known.
    """

    unmanaged_told: bool
    tenant: Known
    reasons: dict[str | None, str]
    home_tenant: str | None
    nameless: str | None = None


def report(
    run: Run,
    scope: Scope,
    severities: Severities,
    earlier: StoredReport | None,
    head: Head,
    series: list[TrendEntry] | None = None,
) -> Report:
    """The report.

    ``earlier`` is an older report to compare with: an empty dict if there is none yet, None for no comparison.
    ``series`` are the numbers of older reports, the oldest first, or None if there is no folder of reports.
    """
    generated = head.generated
    today = generated[:10]
    entries = [_with_agreement(entry, run) for entry in sorted(_entries(run, scope), key=_place)]
    of_home = run.agreements.get(head.run["home_tenant"]["id"] or "")
    tenant: Known = {**_complete(scope.tenant, entries), "agreement": of_home, "today": today}
    findings = _health(entries, tenant, earlier, today)
    exceptions = [Accepted(entry.agreement, today) for entry in entries]
    # These come before the partners: an exception for a configuration is used, too.
    configurations = _configurations(run, scope, severities, entries, exceptions, today)
    partners = [
        partner(entry, findings.get(entry.tenant_id, []), severities, scope.tenant, accepted, scope.nameless)
        for entry, accepted in zip(entries, exceptions)
    ]
    accepted = Accepted(of_home, today)
    tenant_checks = [check_entry(finding, accepted) for finding in findings.get(None, [])]
    not_told = checks.not_told(tenant)
    not_run = [check for check, _names in not_told]
    fired = {finding.check.id: finding.check for group in findings.values() for finding in group}
    reason = _incomplete(run, scope)
    result: Report = {
        "schema": SCHEMA,
        "generated": generated,
        "title": head.title,
        "home_tenant": scope.home_tenant,
        "scope": {"complete": reason is None, "reason": reason},
        "totals": _totals(partners, tenant_checks),
        "run": {**head.run, "checks_run": sorted(check.id for check in checks.CHECKS if check not in not_run)},
        "partners": partners,
        "tenant_checks": tenant_checks,
        "deleted_policies": _deleted(scope.tenant.get("deleted_identity_syncs")),
        "sync_out": sync_out(scope.tenant, _why_not([FACT], scope)),
        "sync_drift": configurations,
        "check_catalog": {check_id: _described(fired[check_id]) for check_id in sorted(fired)},
        "checks_not_run": [{"id": check.id, "reason": _why_not(names, scope)} for check, names in not_told],
        "default_access": _default_access(scope.tenant),
        "comparison": None,
        "trend": None,
    }
    if earlier is not None:
        date_findings(result, earlier)
        result["comparison"] = compared(earlier, result)
    if series is not None:
        result["trend"] = [*series, point(result)]
    return _plain(result)


def _configurations(
    run: Run, scope: Scope, severities: Severities, entries: list[Entry], exceptions: list[Accepted], today: str
) -> SyncDrift | None:
    """The synchronization configurations compared with the inventory. ``exceptions`` are those of ``entries``."""
    by_tenant = {entry.tenant_id: accepted for entry, accepted in zip(entries, exceptions)}

    def accepted(tenant_id: str | None) -> Accepted:
        known = by_tenant.get(tenant_id) if tenant_id else None
        return known or Accepted(run.agreements.get(tenant_id or ""), today)

    by_target = scope.tenant.get("sync_configurations")
    overviews = None if by_target is None else [row for rows in by_target.values() for row in rows]
    names = {tenant_id: row["display_name"] for tenant_id, row in (scope.tenant.get("tenants") or {}).items()}
    return sync_drift(run.configurations, overviews, accepted, severities, names)


def _default_access(tenant: Known) -> dict[str, str] | None:
    """What the default settings allow, in the words of the matrix; None if they were not read."""
    default = tenant.get("default_settings")
    return None if default is None else access(default)


def _complete(tenant: Known, entries: list[Entry]) -> Known:
    """The facts without the look-ups of tenants, if some partners were not looked up.

    A check that knows only some partners must not count as a check that was run.
    """
    looked_up = tenant.get("tenants")
    if looked_up is None or all(entry.tenant_id is None or entry.tenant_id in looked_up for entry in entries):
        return tenant
    return {**tenant, "tenants": None}


def _plain(report: Report) -> Report:
    """The report without text that cannot be written to a file, for example half of a surrogate pair in a name."""
    plain: Report = json.loads(json.dumps(report, ensure_ascii=False).encode("utf-8", "replace"))
    return plain


def _place(entry: Entry) -> tuple[bool, str, str]:
    """The sort key: tenant ID, and then the host. Entries without a tenant ID are at the end."""
    return entry.tenant_id is None, entry.tenant_id or "", entry.host or ""


def _entries(run: Run, scope: Scope) -> Iterator[Entry]:
    for host, place in run.hosts.items():
        if place.get("error"):
            yield Entry(None, host, UNREADABLE, error={"msg": place["error"]})
            continue
        first = place["first"]
        for position in range(first, first + place["count"]):
            yield _listed(run, host, position)
    # A run with prune would remove exactly the partners that no host lists.
    for item in run.items[len(run.desired) :]:
        yield Entry(item["tenant_id"], None, UNMANAGED, before(item), item["after"], item.get("read_only") or {})
    for row in run.unmanaged if scope.unmanaged_told and not _faulty(run) and not _unresolved(run) else ():
        if row.get("error"):
            yield Entry(row["tenant_id"], None, UNREADABLE, error=row["error"])
        else:
            yield Entry(row["tenant_id"], None, UNMANAGED, row, row, row.get("read_only") or {})


def _with_agreement(entry: Entry, run: Run) -> Entry:
    """The entry with the agreement about its tenant, or else with the agreement of its host."""
    of_host = run.hosts[entry.host].get("agreement") if entry.host in run.hosts else None
    return entry._replace(agreement=run.agreements.get(entry.tenant_id or "") or of_host)


def _faulty(run: Run) -> list[str]:
    """The hosts whose partners are unknown, because their variables are wrong."""
    return [host for host, place in run.hosts.items() if place.get("error")]


def _unresolved(run: Run) -> list[str]:
    """The hosts whose partners are unknown, because no tenant was found for a domain."""
    return [
        host
        for host, place in run.hosts.items()
        if not place.get("error")
        and not all(tenant_key(item["tenant_id"]) for item in run.items[place["first"] :][: place["count"]])
    ]


def _listed(run: Run, host: str, position: int) -> Entry:
    """The entry of the partner at a position of ``run.desired``."""
    if position >= len(run.items):
        return Entry(tenant_key(run.desired[position]), host, UNREADABLE, error=run.failure)
    item = run.items[position]
    if item.get("error"):
        # A domain that belongs to no tenant stands in place of an ID.
        return Entry(tenant_key(item["tenant_id"]), host, UNREADABLE, error=item["error"])
    observed, desired = before(item), item["after"]
    status = COMPLIANT
    if item["changed"]:
        status = MISSING if observed is None else DRIFTED
    return Entry(item["tenant_id"], host, status, observed, desired, item.get("read_only") or {})


def _incomplete(run: Run, scope: Scope) -> str | None:
    """The reason why the report does not contain all partners; None if it contains all."""
    if run.failure:
        return f"the partners could not be read: {message_of(run.failure)}"
    if _faulty(run):
        return f"the variables of these hosts are wrong, so their partners are unknown: {', '.join(_faulty(run))}"
    if _unresolved(run):
        return f"no tenant was found for a domain of these hosts: {', '.join(_unresolved(run))}"
    if not scope.unmanaged_told:
        return "this run saw only a part of the inventory, so it cannot know which partners are unmanaged"
    return None


def _health(
    entries: list[Entry], tenant: Known, earlier: StoredReport | None, today: str
) -> dict[str | None, list[Finding]]:
    """The findings of the health checks by tenant ID, under None for the home tenant."""
    members = {partner["tenant_id"] for partner in (earlier or {}).get("partners") or () if _was_member(partner)}
    partners = [
        Partner(
            entry.tenant_id,
            _with_read_only(entry.desired, entry),
            _with_read_only(entry.observed, entry),
            tenant,
            entry.status == UNREADABLE,
            entry.tenant_id in members,
            # Somebody who lists a partner knows it, also if it cannot be read.
            entry.host is not None,
            entry.agreement,
            today,
        )
        for entry in entries
        if entry.tenant_id
    ]
    result: dict[str | None, list[Finding]] = {}
    for finding in checks.findings(partners, tenant):
        result.setdefault(finding.tenant_id, []).append(finding)
    return result


def _was_member(partner: PartnerEntry) -> bool:
    """Whether an earlier report lists a partner as a member or a former member of the multitenant organization.

    Settings can remain after a membership. Without the former members, they would look fixed in the report after next.
    """
    return "mto_member" in partner["flags"] or any(check["id"] == LEFT_ORGANIZATION for check in partner["checks"])


def _with_read_only(row: dict[str, Any] | None, entry: Entry) -> dict[str, Any] | None:
    return None if row is None else dict(row, read_only=entry.read_only)


def _described(check: Check) -> CatalogEntry:
    return {
        "severity": check.severity,
        "symptom": check.symptom,
        "advice": check.advice,
        "source": list(check.source),
    }


def _why_not(names: list[str], scope: Scope) -> str:
    """The reason why a check was not run: why the parts of the home tenant with these names are not known."""
    reasons, parts = [], []
    for name in names:
        part = PARTS.get(name, name)
        told = None if name == "earlier_report" else scope.reasons.get(part) or scope.reasons.get(None)
        told = told or _WITHOUT_A_PART.get(name)
        if told:
            reasons.append(told)
        else:
            parts.append(part)
    if parts:
        asked = " and ".join(dict.fromkeys(parts))
        reasons.append(f"nobody asked for it: add {asked} to compliance_report_gather_more")
    return "; ".join(without_traces(reason) for reason in dict.fromkeys(reasons))


def _deleted(rows: list[dict[str, Any]] | None) -> list[DeletedPolicy] | None:
    """The deleted policies; None if they are not known."""
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


def _totals(partners: list[PartnerEntry], tenant_checks: list[CheckEntry]) -> Totals:
    statuses = [partner["status"] for partner in partners]
    severities = [partner["severity"] for partner in partners]
    fired = [check["severity"] for partner in partners for check in partner["checks"]]
    fired += [check["severity"] for check in tenant_checks]
    return {
        "partners": len(statuses),
        "status": {status: statuses.count(status) for status in STATUSES},
        "findings": {severity: severities.count(severity) for severity in SEVERITIES},
        "directions": {
            "more_open": sum(partner["direction"] in OPEN for partner in partners),
            "more_closed": sum(partner["direction"] == MORE_CLOSED for partner in partners),
        },
        "checks": {severity: fired.count(severity) for severity in SEVERITIES},
    }
