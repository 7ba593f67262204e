# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report → a table for a spreadsheet (private to this collection). Pure."""

from __future__ import annotations

import csv
import io
import json
import re

from .severity import COMPLIANT
from .visible import visible

COLUMNS = ("tenant_id", "name", "host", "status", "kind", "what", "severity", "wanted", "found", "seen", "advice")

# A spreadsheet takes what begins so for a formula, and who may name a policy must not run one:
# https://owasp.org/www-community/attacks/CSV_Injection. Full-width and small forms count as well in East Asia.
_SIGN = "[-=+@＝＋－＠﹢﹣﹦﹫−]"
# Spreadsheets skip blanks and quotation marks before it. Blanks that no keyboard has are shown by their number.
_AT_START = re.compile(rf"[\t\r\n]|[ \t\r\n\"']*{_SIGN}")
# Where the separator of lists is a semicolon or whatever else somebody chooses, a cell begins in the middle of ours,
# and our quotation marks hold no lines together. Any sign can be chosen.
_INSIDE = re.compile(rf"(?<=[^\w \"'=+@-])([ \t\r\n\"']*)(?={_SIGN})|(?<=[ \"])(?={_SIGN}\S)")


def table(report: dict) -> str:
    """One line for each partner, and one for each of its drifted settings and health checks."""
    text = io.StringIO()
    # Line ends as RFC 4180 has them.
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for line in _lines(report):
        writer.writerow({name: _cell(value) for name, value in line.items()})
    return text.getvalue()


def _lines(report):
    for partner in report["partners"]:
        owner = {name: partner[name] for name in ("tenant_id", "name", "host", "status")}
        seen = (partner["error"] or {}).get("message")
        what = "" if partner["status"] == COMPLIANT else partner["status"]
        yield dict(owner, kind="status", what=what, severity=partner["severity"], seen=seen)
        for drift in partner["drift"]:
            values = {name: json.dumps(drift[name], ensure_ascii=False) for name in ("wanted", "found")}
            yield dict(owner, kind="drift", what=drift["setting"], severity=drift["severity"], **values)
        for check in partner["checks"]:
            yield dict(owner, **_check(report, check))
    for check in report["tenant_checks"]:
        yield _check(report, check)


def _check(report, check):
    advice = report["check_catalog"][check["id"]]["advice"]
    return {
        "kind": "check",
        "what": check["id"],
        "severity": check["severity"],
        "seen": check["seen"],
        "advice": advice,
    }


def _cell(value):
    """A text that is no formula, whatever the separator is: an apostrophe goes before the sign."""
    text = visible("" if value is None else str(value))
    begins = "'" if _AT_START.match(text) else ""
    return begins + _INSIDE.sub(lambda found: f"{found.group(1) or ''}'", text)
