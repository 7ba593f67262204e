# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A report → its numbers, and the health checks that fired by name, for the console (private to this collection). Pure.

The console and the report must not say different things about the same run. So the numbers are those of the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, cast

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import SEVERITIES
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.openness import OPEN
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.summary import (
    CHECKS,
    FINDINGS,
    counts,
    severe,
)

from .heading import audited, many

if TYPE_CHECKING:
    from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.shape import (
        ConfigurationEntry,
        PartnerEntry,
        Report,
        SyncDrift,
    )

_HOME = "the home tenant"
#: The words for the two reasons for which a run can fail.
_KINDS = {FINDINGS: "finding", CHECKS: "health check"}
#: The largest number of names of a health check, and of health checks with lines of their own.
_MOST_NAMES = 10
_MOST_SHOWN = 3
_MOST_CHECKS = 6
#: The largest number of unmanaged partners with the names of their tenants.
_MOST_NAMED = 20
#: Statuses of configurations that are told even if there are none, and the words for those that are not plain.
_ALWAYS = ("compliant", "drifted", "missing", "unmanaged")
_STATUS_WORDS = {"unreadable": "not comparable", "admin_center": "of the admin center"}


class FiredCheck(TypedDict):
    """A health check that fired. ``count``: how often. ``names``: the first partners for people, or the home tenant."""

    id: str
    severity: str
    count: int
    names: list[str]


class DriftTold(TypedDict):
    """A configuration that is not as agreed. ``name`` is the host for people, or the target tenant and its name."""

    name: str
    severity: str
    reason: str


class ConfigurationsTold(TypedDict):
    """What the console says about synchronization configurations. ``text``: the numbers. ``drifted``: the worst ones.

    ``count`` is the number of all that are not as agreed.
    """

    text: str
    drifted: list[DriftTold]
    count: int


class ReportTold(TypedDict):
    """What the console says about a report. ``counts`` are those of the report.

    ``not_run`` is the number of health checks that were not run. ``incomplete`` is the reason if the run did not know
    all partners, otherwise None. ``place`` is the folder of the report, with remarks; None if no file was written.
    ``names`` maps the IDs of unmanaged partners to the names of their tenants, as far as they were looked up.
    ``configurations`` is None if nobody asked for them. ``verdict`` says whether the run fails because of the report.
    """

    counts: dict[str, int]
    health_checks: list[FiredCheck]
    not_run: int
    incomplete: str | None
    place: str | None
    names: dict[str, str]
    configurations: ConfigurationsTold | None
    verdict: str


class Rule(NamedTuple):
    """When a run fails because of its report: if an entry of ``kinds`` has the ``severity``, or a worse one.

    ``options`` maps each kind (FINDINGS, CHECKS) to the name of the option or variable that makes it count.
    ``unread`` is the reason if the run read no partner: then it fails in any case.
    """

    kinds: list[str]
    severity: str
    options: Mapping[str, str]
    unread: str | None = None


def told_of(report: Report, place: str | None, rule: Rule) -> ReportTold:
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
        "configurations": _configurations(report["sync_drift"]) if report["sync_drift"] else None,
        "verdict": _verdict(report, rule),
    }


def _verdict(report: Report, rule: Rule) -> str:
    """Whether the run fails because of the report, and why, in words that follow "the run"."""
    if rule.unread:
        return f"fails: no partner could be read ({rule.unread})"
    bad = SEVERITIES[: SEVERITIES.index(rule.severity) + 1]
    found = severe(report, rule.severity)
    counts = {kind: many(number, _KINDS[kind]) for kind, number in found.items() if number}
    level = f"with the severity {rule.severity}{' or worse' if len(bad) > 1 else ''}"
    failing = [f"{words} {level} ({rule.options[kind]} is set)" for kind, words in counts.items() if kind in rule.kinds]
    part = report["sync_drift"]
    if FINDINGS in rule.kinds and part and not part["compared"]:
        failing.append(f"the synchronization configurations were not compared ({rule.options[FINDINGS]} is set)")
    if failing:
        return f"fails: {'; '.join(failing)}"
    off = [f"{words} ({rule.options[kind]} is not set)" for kind, words in counts.items()]
    return f"does not fail: {' and '.join(off) or 'nothing'} {level}"


def _configurations(part: SyncDrift) -> ConfigurationsTold:
    found = [each for each in part["configurations"] if each["severity"]]
    found.sort(key=lambda each: (SEVERITIES.index(each["severity"] or ""), each["direction"] not in OPEN))
    return {
        "text": _numbers(part),
        "drifted": [
            {"name": _label(each), "severity": each["severity"] or "", "reason": each["reason"] or each["status"]}
            for each in found[:_MOST_SHOWN]
        ],
        "count": len(found),
    }


def _numbers(part: SyncDrift) -> str:
    """The numbers of configurations in words."""
    if not part["compared"]:
        return f"not compared: {part['reason']}"
    totals = part["totals"]
    status = ", ".join(
        f"{number} {_STATUS_WORDS.get(name, name)}"
        for name, number in totals["status"].items()
        if number or name in _ALWAYS
    )
    directions = totals["directions"]
    more = f"{directions['more_open']} more open than agreed, {directions['more_closed']} more closed"
    return f"{totals['configurations']} ({status}), {more}" + (
        f". Incomplete: {part['reason']}" if part["reason"] else ""
    )


def _label(each: ConfigurationEntry) -> str:
    if each["host"]:
        return each["host"]
    name = each["tenant_name"] or each["name"]
    owner = each["tenant_id"] or each["service_principal_id"]
    return f"{owner} ({name})" if name else str(owner)


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
    sentences = [f"Partners: {audited(told['counts'])}"]
    if told["configurations"]:
        sentences.append(f"Synchronization configurations: {told['configurations']['text']}")
    sentences.append(_checks_in_words(told))
    if told["incomplete"]:
        sentences.append(f"Incomplete: {told['incomplete']}")
    return f"{'. '.join(sentences)}."


def lines_of_report(told: ReportTold) -> list[tuple[str, tuple[str, ...], str]]:
    """The last lines of a summary, each with a label, names and a text: health checks, limits, the folder."""
    checks = told["health_checks"]
    shown = checks if len(checks) <= _MOST_CHECKS else checks[: _MOST_CHECKS - 1]
    result: list[tuple[str, tuple[str, ...], str]] = [
        *_lines_of_configurations(told["configurations"]),
        *((check["severity"], (f"health check {check['id']}",), _names(check)) for check in shown),
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
    result.append(("verdict", (), f"the run {told['verdict']}"))
    if told["place"]:
        result.append(("report", (), told["place"]))
    return result


def _lines_of_configurations(told: ConfigurationsTold | None) -> list[tuple[str, tuple[str, ...], str]]:
    if told is None:
        return []
    lines: list[tuple[str, tuple[str, ...], str]] = [("configurations", (), told["text"])]
    lines += [(each["severity"], (f"configuration of {each['name']}",), each["reason"]) for each in told["drifted"]]
    more = told["count"] - len(told["drifted"])
    return [*lines, ("", (), f"and {many(more, 'more configuration')}")] if more else lines


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
