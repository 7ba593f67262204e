# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two reports → findings that are new, fixed, unknown (private to this collection). Pure.

If the later report cannot know about a finding, the finding is unknown and not fixed. There are three reasons: its
partner can no longer be read, the run did not see its partner's part of the inventory, or its check was not run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Optional

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import SEVERITIES

from .openness import DIRECTIONS
from .severity import COMPLIANT, CONFIGURATION, UNREADABLE
from .shape import (
    CheckEntry,
    Comparison,
    ConfigurationEntry,
    FindingEntry,
    PartnerEntry,
    Report,
    StoredReport,
)

#: The key that identifies a finding in two reports. It consists of the tenant ID, or else the host; the kind; and the
#: subject.
FindingKey = tuple[Optional[str], str, str]

#: The kind of a finding that is the status of a synchronization configuration.
CONFIGURATION_KIND = "configuration"
_STATUS_KINDS = ("status", CONFIGURATION_KIND)


def compared(earlier: StoredReport, later: Report) -> Comparison:
    """``earlier`` is a report, or empty if there is none yet. The worst findings come first."""
    old = findings_in(earlier)
    new = findings_in({**later})
    gone = [finding for key, finding in old.items() if key not in new]
    unknown = unknown_to(later)
    statuses, now = _statuses(earlier), _statuses({**later})
    return {
        "with": earlier.get("generated"),
        "new": _worst_first(_with_earlier(new[key], statuses) for key in new if key not in old),
        "fixed": _worst_first(_with_later(finding, now) for finding in gone if not unknown(finding)),
        "unknown": _worst_first(finding for finding in gone if unknown(finding)),
        "remaining": sum(key in new for key in old),
    }


def findings_in(report: StoredReport) -> dict[FindingKey, FindingEntry]:
    """The findings of a report by their keys. The report may have been made by an earlier version."""
    partners: Iterable[PartnerEntry] = report.get("partners") or ()
    tenant_checks: Iterable[CheckEntry] = report.get("tenant_checks") or ()
    findings: dict[FindingKey, FindingEntry] = {}

    def add(
        owner: PartnerEntry | ConfigurationEntry | None, kind: str, what: str, entry: Mapping[str, Any], to: object
    ) -> None:
        finding: FindingEntry = {
            "tenant_id": owner.get("tenant_id") if owner else None,
            "host": owner.get("host") if owner else None,
            "name": owner.get("name") if owner else None,
            "kind": kind,
            "what": what,
            "severity": entry["severity"],
            "direction": entry.get("direction"),
            "since": entry.get("since"),
            "from": entry.get("wanted"),
            "to": to,
        }
        # A host may be renamed. A tenant keeps its ID.
        findings[finding["tenant_id"] or finding["host"], kind, what] = finding

    for partner in partners:
        if partner["status"] != COMPLIANT:
            add(partner, "status", partner["status"], partner, partner["status"])
        for drift in partner["drift"]:
            add(partner, "drift", drift["setting"], drift, drift["found"])
        for check in partner["checks"]:
            add(partner, "check", check["id"], check, check["seen"])
    for check in tenant_checks:
        add(None, "check", check["id"], check, check["seen"])
    for each in configurations_in(report):
        if each["severity"]:
            add(each, CONFIGURATION_KIND, each["status"], each, each["status"])
        for drift in each["drift"]:
            add(each, "drift", drift["setting"], drift, drift["found"])
    return findings


def configurations_in(report: StoredReport) -> list[ConfigurationEntry]:
    """The synchronization configurations that a report compares. Reports of earlier versions compare none."""
    part = report.get("sync_drift") or {}
    return list(part.get("configurations") or ())


def owner_of(entry: PartnerEntry | ConfigurationEntry) -> str | None:
    """The first part of the keys of an entry's findings."""
    return entry["tenant_id"] or entry["host"]


def _statuses(report: StoredReport) -> dict[tuple[str | None, str], str]:
    """The status of each partner and of each configuration, by owner and kind of finding."""
    result = {(owner_of(each), "status"): each["status"] for each in report.get("partners") or ()}
    result.update({(owner_of(each), CONFIGURATION_KIND): each["status"] for each in configurations_in(report)})
    return result


def _with_earlier(finding: FindingEntry, statuses: dict[tuple[str | None, str], str]) -> FindingEntry:
    """A new finding. A status comes from the status in the earlier report, and a setting from its agreed value."""
    if finding["kind"] not in _STATUS_KINDS:
        return finding
    return {**finding, "from": statuses.get((finding["tenant_id"] or finding["host"], finding["kind"]))}


def _with_later(finding: FindingEntry, statuses: dict[tuple[str | None, str], str]) -> FindingEntry:
    """A fixed finding. It leads from what the earlier report found to what the later report found."""
    if finding["kind"] in _STATUS_KINDS:
        now = statuses.get((finding["tenant_id"] or finding["host"], finding["kind"]))
        return {**finding, "from": finding["what"], "to": now}
    return {**finding, "from": finding["to"], "to": finding["from"]}


def _worst_first(findings: Iterable[FindingEntry]) -> list[FindingEntry]:
    """The findings by severity and direction. Among equals the order stays."""

    def place(finding: FindingEntry) -> tuple[int, int]:
        severity, direction = finding["severity"], finding["direction"]
        return (
            len(SEVERITIES) if severity is None else SEVERITIES.index(severity),
            DIRECTIONS.index(direction) if direction in DIRECTIONS else len(DIRECTIONS),
        )

    return sorted(findings, key=place)


def unknown_to(later: Report) -> Callable[[FindingEntry], bool]:
    """A function that says whether ``later`` cannot know about a finding that it does not contain."""
    status = {partner["tenant_id"] or partner["host"]: partner["status"] for partner in later["partners"]}
    not_run = {check["id"] for check in later["checks_not_run"]}
    complete = later["scope"]["complete"]
    of_configurations = later["sync_drift"]
    unreadable = {owner_of(each) for each in configurations_in({**later}) if each["status"] == UNREADABLE}

    def unknown(finding: FindingEntry) -> bool:
        owner = finding["tenant_id"] or finding["host"]
        if finding["kind"] == CONFIGURATION_KIND or finding["what"].startswith(f"{CONFIGURATION}."):
            return of_configurations is None or bool(of_configurations["reason"]) or owner in unreadable
        if finding["kind"] == "check" and finding["what"] in not_run:
            return True
        if owner is None:
            return False
        return not complete if owner not in status else status[owner] == UNREADABLE

    return unknown
