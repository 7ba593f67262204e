# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two reports → what is new, and what is fixed (private to this collection). Pure.

What the later one does not know is not fixed: a partner that cannot be read any more, one that a part of the inventory
does not show, a check that was not run.
"""

from __future__ import annotations

from .severity import COMPLIANT, UNREADABLE


def compared(earlier: dict, later: dict) -> dict:
    """``earlier`` is a report, or empty if there is none yet."""
    old, new = _findings(earlier), _findings(later)
    gone = [finding for key, finding in old.items() if key not in new]
    unknown = _unknown(later)
    return {
        "with": earlier.get("generated"),
        "new": [finding for key, finding in new.items() if key not in old],
        "fixed": [finding for finding in gone if not unknown(finding)],
        "unknown": [finding for finding in gone if unknown(finding)],
        "remaining": sum(key in new for key in old),
    }


def _findings(report):
    """Each finding by what makes it the same one in another report."""
    found = {}

    def add(owner, kind, what, severity):
        about = {name: owner.get(name) for name in ("tenant_id", "host", "name")}
        # A host may be renamed, and a tenant is what it is.
        key = (about["tenant_id"] or about["host"], kind, what)
        found[key] = dict(about, kind=kind, what=what, severity=severity)

    for partner in report.get("partners") or ():
        if partner["status"] != COMPLIANT:
            add(partner, "status", partner["status"], partner["severity"])
        for drift in partner["drift"]:
            add(partner, "drift", drift["setting"], drift["severity"])
        for check in partner["checks"]:
            add(partner, "check", check["id"], check["severity"])
    for check in report.get("tenant_checks") or ():
        add({}, "check", check["id"], check["severity"])
    return found


def _unknown(later):
    """Whether a report has nothing to say about a finding that it does not have."""
    status = {partner["tenant_id"] or partner["host"]: partner["status"] for partner in later["partners"]}
    not_run = {check["id"] for check in later["checks_not_run"]}
    complete = later["scope"]["complete"]

    def unknown(finding):
        owner = finding["tenant_id"] or finding["host"]
        if finding["kind"] == "check" and finding["what"] in not_run:
            return True
        if owner is None:
            return False
        return not complete if owner not in status else status[owner] == UNREADABLE

    return unknown
