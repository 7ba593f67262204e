# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A report → what the template of the page shows besides the report itself (private to this collection). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import SEVERITIES

from .access import NO, SETTINGS
from .advice import advice_of, configuration_todo, todo
from .comparison import configurations_in
from .openness import DIRECTIONS, MORE_CLOSED, NEITHER
from .ranking import drift_rank, rank
from .severity import COMPLIANT
from .shape import CheckEntry, ConfigurationEntry, FindingEntry, OpenEntry, PartnerEntry, Report, TrendEntry

#: The number of partners under "Do first".
FIRST = 5
# The number of synchronization configurations in the same place, after the partners.
_FIRST_OUT = 3
#: The parts of the trend that are drawn, from the worst.
DRAWN = ("more_open", "more_closed", "unreadable")
# The three hosts are those of https://learn.microsoft.com/entra/fundamentals/faq. All US Government clouds share one
# portal: https://learn.microsoft.com/graph/deployments.
_PORTALS = {
    "global": "https://entra.microsoft.com",
    "usgov": "https://entra.microsoft.us",
    "usgov_dod": "https://entra.microsoft.us",
    "china": "https://entra.microsoftonline.cn",
}
_WIDTH, _HEIGHT = 600, 120
#: The word for what a setting allows if nobody knows it.
UNKNOWN = "unknown"
_WITHOUT_DEFAULT = ("identity_sync.", "automatic_user_consent.")


class Row(NamedTuple):
    """A partner. ``number`` is its place in the report, from one; its element has the ID "p" and this number.

    ``severities`` are all severities of its findings, from the worst. ``age`` is the number of days since when it has
    its status, or None if that is not known.
    """

    number: int
    partner: PartnerEntry
    severities: list[str]
    age: int | None
    portal: str | None


class Bar(NamedTuple):
    """One report of the trend.

    ``parts`` are the top and the height of each part of DRAWN, in units of the picture.
    """

    point: TrendEntry
    x: float
    width: float
    parts: dict[str, tuple[float, float]]


class Task(NamedTuple):
    """Something to do first, about one of three: ``row`` is a partner, ``check`` a health check of the home tenant."""

    todo: str | None
    severity: str
    row: Row | None
    check: CheckEntry | None
    configuration: ConfigurationEntry | None = None


class View(NamedTuple):
    """``rows`` are all partners, the worst first. ``columns`` are the settings of the matrix.

    ``fired`` are the health checks that found something, by severity, each with the partners about which it did; None
    is the home tenant. ``not_printed`` is the number of partners that need nothing, which paper does not show.
    ``not_run`` maps each reason to the health checks that were not run for it. ``allowed`` maps a setting to the number
    of partners that have something of it, with the default, or to None if the default decides and was not read.
    """

    rows: list[Row]
    first: list[Task]
    fired: dict[str, dict[str, list[Row | None]]]
    not_printed: int
    not_run: dict[str, list[str]]
    #: The synchronization configurations that are not as agreed, the worst first.
    configurations: list[ConfigurationEntry]
    columns: tuple[str, ...]
    allowed: dict[str, int | None]
    bars: list[Bar]
    highest: int
    width: int
    height: int


def view(report: Report) -> View:
    """What the template shows of a report."""
    cloud, home = report["run"]["cloud"], report["run"]["home_tenant"]["id"]
    rows = [
        Row(
            number,
            partner,
            _severities(partner),
            days(partner["since"], report["generated"]),
            portal(cloud, home, partner["tenant_id"]),
        )
        for number, partner in enumerate(report["partners"], start=1)
    ]
    rows.sort(key=lambda row: rank(row.partner))
    bad = [row for row in rows if row.severities and row.severities[0] != SEVERITIES[-1]]
    first = [Task(todo(row.partner, report["check_catalog"]), row.severities[0], row, None) for row in bad[:FIRST]]
    bars, highest = _bars(report["trend"] or [])
    configurations = _configurations(report)
    return View(
        rows,
        [*first, *_of_configurations(configurations), *_of_home(report)],
        _fired(report, rows),
        sum(not _printed(row) for row in rows),
        _not_run(report),
        configurations,
        SETTINGS,
        _allowed(report),
        bars,
        highest,
        _WIDTH,
        _HEIGHT,
    )


def days(since: str | None, now: str) -> int | None:
    """The number of days between two times such as 2026-01-31T12:00:00Z; None if it is not known."""
    if since is None:
        return None
    try:
        return (date.fromisoformat(now[:10]) - date.fromisoformat(since[:10])).days
    except ValueError:
        return None


def numbers(rows: Sequence[Row]) -> dict[str | None, int]:
    """Tenant ID, or else host → the number of the partner."""
    return {row.partner["tenant_id"] or row.partner["host"]: row.number for row in rows}


def place_of(finding: FindingEntry, places: dict[str | None, int]) -> int | None:
    """The number of the partner of a finding; None if the report does not contain it."""
    owner = finding["tenant_id"] or finding["host"]
    return places.get(owner) if owner else None


def portal(cloud: str | None, home: str | None, tenant_id: str | None) -> str | None:
    """The address of a partner in the Entra admin center; None if the cloud has no address that is known."""
    if tenant_id is None or cloud not in _PORTALS:
        return None
    tenant = f"/{home}" if home else ""
    blade = "#view/Microsoft_AAD_IAM/InboundAccessSettings.ReactView/isDefault~/false/name//id"
    return f"{_PORTALS[cloud]}{tenant}/{blade}/{tenant_id}"


def worst_drift(partner: PartnerEntry | ConfigurationEntry) -> list[Any]:
    """The drifted settings of a partner, the worst first."""
    return sorted(partner["drift"], key=drift_rank)


def closed_doors(partner: PartnerEntry) -> set[str]:
    """The settings of the matrix that are more closed than agreed."""
    closed = [
        each["setting"] for each in partner["drift"] if each["direction"] == MORE_CLOSED and not each["exception"]
    ]
    return {name for name in SETTINGS for setting in closed if setting == name or setting.startswith(f"{name}.")}


def worst_open(partner: PartnerEntry) -> list[OpenEntry]:
    """The open settings of a partner that the inventory does not contain, the worst first."""
    return sorted(partner["open_settings"], key=drift_rank)


def _configurations(report: Report) -> list[ConfigurationEntry]:
    found = [each for each in configurations_in({**report}) if each["severity"]]
    return sorted(
        found,
        key=lambda each: (SEVERITIES.index(each["severity"] or ""), DIRECTIONS.index(each["direction"] or NEITHER)),
    )


def _of_configurations(configurations: list[ConfigurationEntry]) -> list[Task]:
    """The synchronization configurations that somebody has to act on."""
    bad = [each for each in configurations if each["severity"] != SEVERITIES[-1]]
    return [Task(configuration_todo(each), each["severity"] or "", None, None, each) for each in bad[:_FIRST_OUT]]


def _of_home(report: Report) -> list[Task]:
    """The findings about the home tenant that somebody has to act on, the worst first."""
    found = [check for check in report["tenant_checks"] if check["severity"] != SEVERITIES[-1]]
    found.sort(key=lambda check: SEVERITIES.index(check["severity"]))
    catalog = report["check_catalog"]
    return [Task(advice_of(check["id"], catalog), check["severity"], None, check) for check in found[:FIRST]]


def _fired(report: Report, rows: list[Row]) -> dict[str, dict[str, list[Row | None]]]:
    result: dict[str, dict[str, list[Row | None]]] = {severity: {} for severity in SEVERITIES}
    groups: list[tuple[Row | None, list[CheckEntry]]] = [(row, row.partner["checks"]) for row in rows]
    for row, checks in [(None, report["tenant_checks"]), *groups]:
        for check in checks:
            result[check["severity"]].setdefault(check["id"], []).append(row)
    return result


def _not_run(report: Report) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for check in report["checks_not_run"]:
        result.setdefault(check["reason"], []).append(check["id"])
    return result


def _printed(row: Row) -> bool:
    """Whether paper shows a partner. The style sheet decides in the same way."""
    return bool(row.severities) and not (row.partner["status"] == COMPLIANT and row.severities == [SEVERITIES[-1]])


def _severities(partner: PartnerEntry) -> list[str]:
    given = {partner["severity"], *(check["severity"] for check in partner["checks"])}
    return [severity for severity in SEVERITIES if severity in given]


def _allowed(report: Report) -> dict[str, int | None]:
    default = inherited(report)
    known = [partner["access"] for partner in report["partners"] if partner["access"] is not None]
    result: dict[str, int | None] = {}
    for setting in SETTINGS:
        words = [access.get(setting, default[setting]) for access in known]
        result[setting] = None if UNKNOWN in words else sum(word != NO for word in words)
    return result


def inherited(report: Report) -> dict[str, str]:
    """Setting → the word of a partner without a value of its own: YES, NO, SOME or UNKNOWN."""
    default = report.get("default_access") or {}
    return {
        # These settings have no default in Graph.
        setting: default.get(setting, NO if setting.startswith(_WITHOUT_DEFAULT) else UNKNOWN)
        for setting in SETTINGS
    }


def _bars(trend: list[TrendEntry]) -> tuple[list[Bar], int]:
    """The bars of the trend, and the number at the top of the picture."""
    if not trend:
        return [], 0
    highest = max([1, *(sum(_drawn(point).values()) for point in trend)])
    step = _WIDTH / max(len(trend), 10)
    bars = []
    for place, point in enumerate(trend):
        top, parts = 0.0, {}
        for name, number in _drawn(point).items():
            height = round(number * _HEIGHT / highest, 1)
            parts[name] = (round(_HEIGHT - top - height, 1), height)
            top += height
        bars.append(Bar(point, round(place * step, 1), round(step * 0.8, 1), parts))
    return bars, highest


def _drawn(point: TrendEntry) -> dict[str, int]:
    return {"more_open": point["more_open"], "more_closed": point["more_closed"], "unreadable": point["unreadable"]}
