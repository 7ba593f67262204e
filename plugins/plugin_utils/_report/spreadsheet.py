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

from .advice import configuration_todo, todo
from .comparison import CONFIGURATION_KIND, configurations_in
from .severity import COMPLIANT
from .shape import AcceptedEntry, CheckEntry, DriftEntry, ExceptionEntry, OpenEntry, Report
from .visible import visible

#: The columns of all versions, and the columns that were added later. Programs may know a column by its place.
FIRST_COLUMNS = ("tenant_id", "name", "host", "status", "kind", "what", "severity", "wanted", "found", "seen", "advice")
_LATER_COLUMNS = ("direction", "since", "accepted_until", "owner", "ticket", "reason")
COLUMNS = (
    *FIRST_COLUMNS,
    *_LATER_COLUMNS,
    "tenant_name",
    "agreement_ends",
    "exceptions",
    "home_tenant",
    "generated",
)

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
    """CSV text. It contains a line for each partner, each of its drifted settings, and each health check that fired.

    A partner that the inventory does not contain has no drifted settings, but a line for each setting that is open.

    The same for synchronization configurations, if the report compares them with the inventory.
    """
    text = io.StringIO()
    # RFC 4180 requires these line ends.
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for line in _lines(report):
        writer.writerow({name: _cell(value) for name, value in line.items()})
    return text.getvalue()


def _lines(report: Report) -> Iterator[dict[str, Any]]:
    """Cells by their columns; empty cells may be missing."""
    # Each line says on its own what it is about, so that people can filter the lines and join several tables.
    made = {
        "home_tenant": report["run"]["home_tenant"]["id"] or report["home_tenant"],
        "generated": report["generated"],
    }
    for partner in report["partners"]:
        agreement = partner["agreement"]
        owner = {
            **made,
            "tenant_id": partner["tenant_id"],
            "name": partner["name"],
            "host": partner["host"],
            "status": partner["status"],
            "tenant_name": partner["tenant_name"],
            "owner": agreement["owner"] if agreement else None,
            "ticket": agreement["ticket"] if agreement else None,
            "agreement_ends": agreement["ends"] if agreement else None,
            "exceptions": "; ".join(map(_exception, agreement["exceptions"])) if agreement else None,
        }
        seen = partner["error"]["message"] if partner["error"] else None
        what = "" if partner["status"] == COMPLIANT else partner["status"]
        yield {
            **owner,
            **_common(partner["severity"], partner["since"], partner["exception"]),
            "kind": "status",
            "what": what,
            "seen": seen,
            "advice": todo(partner, report["check_catalog"]),
            "direction": partner["direction"],
            "reason": partner["reason"],
        }
        for drift in partner["drift"]:
            yield {**owner, **_drift(drift)}
        for opened in partner["open_settings"]:
            yield {**owner, **_opened(opened)}
        for check in partner["checks"]:
            yield {**owner, **_check(report, check)}
    for check in report["tenant_checks"]:
        yield {**made, **_check(report, check)}
    for each in configurations_in({**report}):
        owner = {**made, **{name: each[name] for name in ("tenant_id", "name", "host", "status", "tenant_name")}}
        yield {
            **owner,
            **_common(each["severity"], each["since"], each["exception"]),
            "kind": CONFIGURATION_KIND,
            "what": "" if each["status"] == COMPLIANT else each["status"],
            "seen": each["error"]["message"] if each["error"] else None,
            "advice": configuration_todo(each),
            "direction": each["direction"],
            "reason": each["reason"],
        }
        for drift in each["drift"]:
            yield {**owner, **_drift(drift)}


def _drift(drift: DriftEntry) -> dict[str, Any]:
    wanted, found = (json.dumps(value, ensure_ascii=False) for value in (drift["wanted"], drift["found"]))
    return {
        **_common(drift["severity"], drift["since"], drift["exception"]),
        "kind": "drift",
        "what": drift["setting"],
        "direction": drift["direction"],
        "wanted": wanted,
        "found": found,
    }


def _opened(opened: OpenEntry) -> dict[str, Any]:
    return {
        **_common(opened["severity"], None, None),
        "kind": "open",
        "what": opened["setting"],
        "direction": opened["direction"],
        "found": json.dumps(opened["found"], ensure_ascii=False),
    }


def _exception(exception: ExceptionEntry) -> str:
    """An exception in words: the finding, the last day, the ticket and the reason."""
    ticket = f", {exception['ticket']}" if exception["ticket"] else ""
    return f"{exception['finding']} until {exception['ends']}{ticket}: {exception['reason']}"


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
