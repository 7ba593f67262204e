# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ages of findings, and the series of reports (private to this collection). Pure."""

from __future__ import annotations

import json
import re
from typing import Any, TypedDict

from .comparison import CONFIGURATION_KIND, FindingKey, configurations_in, findings_in, owner_of
from .shape import Report, StoredReport, TrendEntry


class ReportHead(TypedDict):
    """The first members of a stored report. They suffice for a series, and the rest may be megabytes."""

    generated: str
    home_tenant: str | None
    totals: dict[str, Any]


# In a report each member of the first level begins a line with two blanks, and no text contains a line end.
_MEMBER = re.compile(r'^  "(generated|home_tenant|totals)": ', re.M)


def head_of(text: str) -> ReportHead | None:
    """The head of a report. ``text`` is the beginning of its file. None if the text does not contain the whole head."""
    found = {}
    for member in _MEMBER.finditer(text):
        try:
            found[member[1]], _end = json.JSONDecoder().raw_decode(text, member.end())
        except ValueError:
            return None
    if len(found) < 3 or not isinstance(found["generated"], str) or not isinstance(found["totals"], dict):
        return None
    return {"generated": found["generated"], "home_tenant": found["home_tenant"], "totals": found["totals"]}


def point(head: ReportHead | Report) -> TrendEntry:
    """The numbers of a report. Reports of earlier versions lack some of them, and such a number is 0."""
    totals = head["totals"]
    directions = totals.get("directions") or {}
    return {
        "generated": head["generated"],
        "partners": totals["partners"],
        "compliant": totals["status"]["compliant"],
        "more_open": directions.get("more_open", 0),
        "more_closed": directions.get("more_closed", 0),
        "unreadable": totals["status"]["unreadable"],
        "errors": totals["findings"]["error"],
        "warnings": totals["findings"]["warning"],
    }


def date_findings(later: Report, earlier: StoredReport) -> None:
    """Write into each finding of ``later`` since when it exists. ``earlier`` is empty if there is no earlier report."""
    old = findings_in(earlier)
    made = earlier.get("generated")
    known = {key: finding["since"] or made for key, finding in old.items()}
    # A finding that the earlier report could not check may have existed all the time.
    for finding in (earlier.get("comparison") or {}).get("unknown") or ():
        known[finding["tenant_id"] or finding["host"], finding["kind"], finding["what"]] = finding.get("since")

    def since(key: FindingKey) -> str:
        return known.get(key) or later["generated"]

    for partner in later["partners"]:
        owner = partner["tenant_id"] or partner["host"]
        partner["since"] = since((owner, "status", partner["status"]))
        for drift in partner["drift"]:
            drift["since"] = since((owner, "drift", drift["setting"]))
        for check in partner["checks"]:
            check["since"] = since((owner, "check", check["id"]))
    for check in later["tenant_checks"]:
        check["since"] = since((None, "check", check["id"]))
    for each in configurations_in({**later}):
        each["since"] = since((owner_of(each), CONFIGURATION_KIND, each["status"])) if each["severity"] else None
        for drift in each["drift"]:
            drift["since"] = since((owner_of(each), "drift", drift["setting"]))
