# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A report → its numbers, and the health checks that fired by name, for the console (private to this collection). Pure.

The console and the report must not say different things about the same run. So the numbers are those of the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict, cast

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import SEVERITIES
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.shape import PartnerEntry, Report
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.summary import counts

from .heading import audited, many

_HOME = "the home tenant"
#: The largest number of names of a health check, and of health checks with lines of their own.
_MOST_NAMES = 10
_MOST_SHOWN = 3
_MOST_CHECKS = 6
#: The largest number of unmanaged partners with the names of their tenants.
_MOST_NAMED = 20


class FiredCheck(TypedDict):
    """A health check that fired. ``count``: how often. ``names``: the first partners for people, or the home tenant."""

    id: str
    severity: str
    count: int
    names: list[str]


class ReportTold(TypedDict):
    """What the console says about a report. ``counts`` are those of the report.

    ``not_run`` is the number of health checks that were not run. ``incomplete`` is the reason if the run did not know
    all partners, otherwise None. ``place`` is the folder of the report, with remarks; None if no file was written.
    ``names`` maps the IDs of unmanaged partners to the names of their tenants, as far as they were looked up.
    """

    counts: dict[str, int]
    health_checks: list[FiredCheck]
    not_run: int
    incomplete: str | None
    place: str | None
    names: dict[str, str]


def told_of(report: Report, place: str | None) -> ReportTold:
    """What the console says about a report. ``place`` is the folder of the report, with remarks, or None."""
    scope = report["scope"]
    unmanaged = [partner for partner in report["partners"] if partner["status"] == "unmanaged"]
    named = {partner["tenant_id"] or "": partner["tenant_name"] for partner in unmanaged if partner["tenant_name"]}
    return {
        "counts": counts(report),
        "health_checks": fired_checks(report),
        "not_run": len(report["checks_not_run"]),
        "incomplete": None if scope["complete"] else scope["reason"],
        "place": place,
        # More of them have no line.
        "names": {key: name for key, name in list(named.items())[:_MOST_NAMED] if name},
    }


def told_in(registered: Any) -> ReportTold | None:
    """What the console says about the report in a registered result of any shape; None without a report."""
    told = registered.get("told") if isinstance(registered, dict) and not registered.get("failed") else None
    return cast(ReportTold, told) if isinstance(told, dict) else None


def fired_checks(report: Report) -> list[FiredCheck]:
    """The health checks that fired, the worst first. A check with an accepted exception counts by itself."""
    names: dict[tuple[str, str], list[str]] = {}
    for partner in report["partners"]:
        for check in partner["checks"]:
            names.setdefault((check["severity"], check["id"]), []).append(_name(partner))
    for check in report["tenant_checks"]:
        names.setdefault((check["severity"], check["id"]), []).append(_HOME)
    ordered = sorted(names.items(), key=lambda each: (SEVERITIES.index(each[0][0]), -len(each[1]), each[0][1]))
    return [
        {"id": check, "severity": severity, "count": len(found), "names": found[:_MOST_NAMES]}
        for (severity, check), found in ordered
    ]


def in_words(told: ReportTold) -> str:
    """The report in one line."""
    sentences = [f"Partners: {audited(told['counts'])}", _checks_in_words(told)]
    if told["incomplete"]:
        sentences.append(f"Incomplete: {told['incomplete']}")
    return f"{'. '.join(sentences)}."


def lines_of_report(told: ReportTold) -> list[tuple[str, tuple[str, ...], str]]:
    """The last lines of a summary, each with a label, names and a text: health checks, limits, the folder."""
    checks = told["health_checks"]
    shown = checks if len(checks) <= _MOST_CHECKS else checks[: _MOST_CHECKS - 1]
    result: list[tuple[str, tuple[str, ...], str]] = [
        (check["severity"], (f"health check {check['id']}",), _names(check)) for check in shown
    ]
    rest = checks[len(shown) :]
    if rest:
        by_severity = {severity: sum(check["severity"] == severity for check in rest) for severity in SEVERITIES}
        numbers = ", ".join(f"{number} {severity}" for severity, number in by_severity.items() if number)
        result.append(("", (), f"and {len(rest)} more health checks: {numbers}"))
    if told["not_run"]:
        text = f"{many(told['not_run'], 'health check')}. The report gives the reasons"
        result.append(("not run", (), text))
    if told["incomplete"]:
        result.append(("incomplete", (), told["incomplete"]))
    if told["place"]:
        result.append(("report", (), told["place"]))
    return result


def _checks_in_words(told: ReportTold) -> str:
    found = [f"{check['id']} ({check['severity']}, {_counted(check)})" for check in told["health_checks"]]
    fired = f"Health checks that fired: {', '.join(found)}" if found else "No health check fired"
    return fired + (f". {told['not_run']} were not run" if told["not_run"] else "")


def _counted(check: Mapping[str, Any]) -> str:
    return _HOME if check["names"] == [_HOME] else many(check["count"], "partner")


def _names(check: FiredCheck) -> str:
    more = check["count"] - _MOST_SHOWN
    return ", ".join(check["names"][:_MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _name(partner: PartnerEntry) -> str:
    """The name of a partner. A tenant chooses its own name, which may be that of a host, so its ID comes first."""
    if partner["host"]:
        return partner["host"]
    name = partner["tenant_name"] or partner["name"]
    return f"{partner['tenant_id']} ({name})" if name else str(partner["tenant_id"])
