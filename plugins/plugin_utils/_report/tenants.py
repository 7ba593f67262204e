# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reports of several home tenants → one page with a selector (private to this collection).

Each report is complete, as on its own page. The page shows one of them at a time, also without scripts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from jinja2 import Environment, UndefinedError
from markupsafe import Markup

from .page import environment, hash_of, ids, inline, part
from .shape import Report, StoredReport
from .view import days
from .visible import visible

# What happens to a report that has another shape.
_OF_ANOTHER_SHAPE = (AttributeError, KeyError, TypeError, UndefinedError, ValueError)


class Tenant(NamedTuple):
    """A home tenant. ``days`` is the age of its report, and ``off`` the number of partners that are not as agreed.

    ``place`` is the ID of its element, and ``at`` the prefix of the IDs of its report. ``report`` is None if the page
    cannot show the report; ``at`` is then empty.
    """

    name: str
    id: str | None
    generated: str
    days: int | None
    partners: int
    more_open: int
    off: int
    unreadable: int
    errors: int
    place: str
    at: str
    report: Markup | None


def tenants_page(own: StoredReport, others: Sequence[StoredReport], title: str) -> str:
    """The page about the home tenant of ``own`` and those of ``others``, the worst first. Raises OSError."""
    templates = environment()
    reports = [own, *others]
    rows = [_tenant(report, own["generated"], number, templates) for number, report in enumerate(reports, 1)]
    rows.sort(key=lambda row: (-row.more_open, -row.errors, -row.unreadable, -row.off, row.name.casefold()))
    script = inline("report.js")
    style = Markup("\n").join([_of_several(inline("report.css")), inline("tenants.css")])
    return templates.get_template("tenants.html.j2").render(
        tenants=rows,
        title=visible(title),
        style=style,
        script=script,
        style_hash=hash_of(style),
        script_hash=hash_of(script),
    )


def home_of(report: StoredReport) -> str | None:
    """The home tenant of a report: its ID, or else the name in its credentials; None if it is not known."""
    run = report.get("run")
    home = run.get("home_tenant") if isinstance(run, dict) else None
    known = (home.get("id") if isinstance(home, dict) else None) or report.get("home_tenant")
    return known if isinstance(known, str) else None


def _tenant(report: StoredReport, now: str, number: int, templates: Environment) -> Tenant:
    # Only the head of a stored report is known to be complete.
    totals: dict[str, Any] = report["totals"]
    status = totals["status"]
    known = home_of(report)
    # The address of the page contains this name, and stays the same if there are more home tenants.
    place = "t-" + re.sub("[^a-z0-9]+", "-", known.lower() if known else f"unknown {number}")
    at = f"{place}_"
    shown: Markup | None
    try:
        shown = Markup(part(cast(Report, report), templates, at))
    except _OF_ANOTHER_SHAPE:
        shown = None
    return Tenant(
        visible(_name(report) or known or "The tenant of the credentials"),
        known,
        report["generated"],
        days(report["generated"], now),
        totals["partners"],
        (totals.get("directions") or {}).get("more_open", 0),
        status["drifted"] + status["missing"] + status["unmanaged"],
        status["unreadable"],
        totals["checks"]["error"],
        place,
        at if shown is not None else "",
        shown,
    )


def _name(report: StoredReport) -> str | None:
    try:
        home = report["run"]["home_tenant"]
        return str(home["name"] or home["domain"] or "") or None
    except _OF_ANOTHER_SHAPE:
        return None


def _of_several(style: str) -> Markup:
    """The style of a report for IDs with any prefix. The weight of the selectors stays the same."""
    return Markup(re.sub(rf"#({'|'.join(map(re.escape, ids()))})(?![\w-])", r':is(#\1, [id$="_\1"])', str(style)))
