# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report → a table for a spreadsheet (private to this collection). Pure."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from .severity import COMPLIANT
from .shape import AcceptedEntry, CheckEntry, Report
from .visible import visible

#: The columns of all versions, and the columns that were added later. Programs may know a column by its place.
FIRST_COLUMNS = ("tenant_id", "name", "host", "status", "kind", "what", "severity", "wanted", "found", "seen", "advice")
COLUMNS = (*FIRST_COLUMNS, "direction", "since", "accepted_until", "owner", "ticket", "reason")

# A spreadsheet treats text that begins with one of these signs as a formula. A person who names a policy must not be
# able to run a formula: https://owasp.org/www-community/attacks/CSV_Injection. In East Asia full-width and small forms
# of the signs count as well.
_SIGN = "[-=+@＝＋－＠﹢﹣﹦﹫−]"
# Spreadsheets skip blanks and quotation marks before the sign. Unusual blanks are shown by their number.
_AT_START = re.compile(rf"[\t\r\n]|[ \t\r\n\"']*{_SIGN}")
# A spreadsheet may separate cells by a semicolon, or by any other sign that its user has chosen. Then a cell of the
# spreadsheet may begin in the middle of a cell of this table. The quotation marks of this table then do not keep a text
# with line ends in one cell.
_INSIDE = re.compile(rf"(?<=[^\w \"'=+@-])([ \t\r\n\"']*)(?={_SIGN})|(?<=[ \"])(?={_SIGN}\S)")


def table(report: Report) -> str:
    """CSV text. It contains a line for each partner, each of its drifted settings, and each health check that fired."""
    text = io.StringIO()
    # RFC 4180 requires these line ends.
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for line in _lines(report):
        writer.writerow({name: _cell(value) for name, value in line.items()})
    return text.getvalue()


def _lines(report: Report) -> Iterator[dict[str, Any]]:
    """Cells by their columns; empty cells may be missing."""
    for partner in report["partners"]:
        owner = {
            "tenant_id": partner["tenant_id"],
            "name": partner["name"],
            "host": partner["host"],
            "status": partner["status"],
        }
        seen = partner["error"]["message"] if partner["error"] else None
        what = "" if partner["status"] == COMPLIANT else partner["status"]
        agreement = partner["agreement"]
        yield {
            **owner,
            **_common(partner["severity"], partner["since"], partner["exception"]),
            "kind": "status",
            "what": what,
            "seen": seen,
            "direction": partner["direction"],
            "owner": agreement["owner"] if agreement else None,
            "ticket": agreement["ticket"] if agreement else None,
            "reason": partner["reason"],
        }
        for drift in partner["drift"]:
            wanted, found = (json.dumps(value, ensure_ascii=False) for value in (drift["wanted"], drift["found"]))
            values = {"wanted": wanted, "found": found}
            common = _common(drift["severity"], drift["since"], drift["exception"])
            own = {"kind": "drift", "what": drift["setting"], "direction": drift["direction"]}
            yield {**owner, **common, **own, **values}
        for check in partner["checks"]:
            yield {**owner, **_check(report, check)}
    for check in report["tenant_checks"]:
        yield _check(report, check)


def _common(severity: str | None, since: str | None, exception: AcceptedEntry | None) -> dict[str, Any]:
    """The cells that every finding has."""
    return {"severity": severity, "since": since, "accepted_until": exception["ends"] if exception else None}


def _check(report: Report, check: CheckEntry) -> dict[str, Any]:
    advice = report["check_catalog"][check["id"]]["advice"]
    return {
        **_common(check["severity"], check["since"], check["exception"]),
        "kind": "check",
        "what": check["id"],
        "seen": check["seen"],
        "advice": advice,
    }


def _cell(value: object) -> str:
    """A text that is not a formula, with any separator: an apostrophe stands before the sign."""
    text = visible("" if value is None else str(value))
    begins = "'" if _AT_START.match(text) else ""
    return begins + _INSIDE.sub(lambda sign: f"{sign.group(1) or ''}'", text)
