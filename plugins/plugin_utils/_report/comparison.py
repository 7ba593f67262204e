# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two reports → findings that are new, fixed, unknown (private to this collection). Pure.

If the later report cannot know about a finding, the finding is unknown and not fixed. There are three reasons: its
partner can no longer be read, the run did not see its partner's part of the inventory, or its check was not run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Optional

from .severity import COMPLIANT, UNREADABLE
from .shape import CheckEntry, Comparison, FindingEntry, PartnerEntry, Report, StoredReport

#: The key that identifies a finding in two reports. It consists of the tenant ID, or else the host; the kind; and the
#: subject.
_Key = tuple[Optional[str], str, str]


def compared(earlier: StoredReport, later: Report) -> Comparison:
    """``earlier`` is a report, or empty if there is none yet."""
    old = _findings(earlier.get("partners") or (), earlier.get("tenant_checks") or ())
    new = _findings(later["partners"], later["tenant_checks"])
    gone = [finding for key, finding in old.items() if key not in new]
    unknown = _unknown(later)
    return {
        "with": earlier.get("generated"),
        "new": [finding for key, finding in new.items() if key not in old],
        "fixed": [finding for finding in gone if not unknown(finding)],
        "unknown": [finding for finding in gone if unknown(finding)],
        "remaining": sum(key in new for key in old),
    }


def _findings(partners: Iterable[PartnerEntry], tenant_checks: Iterable[CheckEntry]) -> dict[_Key, FindingEntry]:
    """The findings of a report by their keys."""
    findings: dict[_Key, FindingEntry] = {}

    def add(owner: PartnerEntry | None, kind: str, what: str, severity: str | None) -> None:
        finding: FindingEntry = {
            "tenant_id": owner.get("tenant_id") if owner else None,
            "host": owner.get("host") if owner else None,
            "name": owner.get("name") if owner else None,
            "kind": kind,
            "what": what,
            "severity": severity,
        }
        # A host may be renamed. A tenant keeps its ID.
        findings[finding["tenant_id"] or finding["host"], kind, what] = finding

    for partner in partners:
        if partner["status"] != COMPLIANT:
            add(partner, "status", partner["status"], partner["severity"])
        for drift in partner["drift"]:
            add(partner, "drift", drift["setting"], drift["severity"])
        for check in partner["checks"]:
            add(partner, "check", check["id"], check["severity"])
    for check in tenant_checks:
        add(None, "check", check["id"], check["severity"])
    return findings


def _unknown(later: Report) -> Callable[[FindingEntry], bool]:
    """A function that says whether ``later`` cannot know about a finding that it does not contain."""
    status = {partner["tenant_id"] or partner["host"]: partner["status"] for partner in later["partners"]}
    not_run = {check["id"] for check in later["checks_not_run"]}
    complete = later["scope"]["complete"]

    def unknown(finding: FindingEntry) -> bool:
        owner = finding["tenant_id"] or finding["host"]
        if finding["kind"] == "check" and finding["what"] in not_run:
            return True
        if owner is None:
            return False
        return not complete if owner not in status else status[owner] == UNREADABLE

    return unknown
