# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Facts for a report from files of the controller: earlier reports, versions (private to this collection)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.history import ReportHead, head_of, point
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.recognized import is_report
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.report import SCHEMA
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.shape import StoredReport, TrendEntry
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.tenants import home_of

_COLLECTION = Path(__file__).parents[2]
# The head of a report contains no partners. Only a long title or reason makes it longer.
_HEAD = 64_000
#: The number of reports in a trend.
LONGEST = 100


class Series(NamedTuple):
    """The reports in a folder: their numbers, the oldest first, and the latest report; empty if there is none."""

    numbers: list[TrendEntry]
    latest: StoredReport


def earlier_report(path: Path) -> StoredReport:
    """An earlier report; empty if there is none yet. Raises OSError, and ValueError for any other file."""
    if not path.exists():
        return {}
    stored = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(stored, dict) or stored.get("schema") != SCHEMA:
        raise ValueError(f"{path} is not a compliance report of this collection")
    return stored


def series_in(folder: Path, home_tenant: str | None) -> Series:
    """The latest reports in a folder about one home tenant. Raises OSError, and ValueError for a damaged report.

    Files that are not reports, and reports about other home tenants, do not belong to the series.
    """
    found: list[tuple[str, ReportHead, Path]] = []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        head = _head_in(path)
        if head is not None and (home_tenant is None or head["home_tenant"] in (None, home_tenant)):
            found.append((head["generated"], head, path))
    found.sort(key=lambda each: each[0])
    latest = earlier_report(found[-1][2]) if found else {}
    try:
        return Series([point(head) for _generated, head, _path in found[-LONGEST:]], latest)
    except (KeyError, TypeError) as error:
        raise ValueError(f"a report in {folder} is damaged: its totals lack {error}") from error


def latest_of_others(folder: Path, own: StoredReport) -> list[StoredReport]:
    """The latest report of each other home tenant in a folder. Raises OSError, and ValueError for a damaged report."""
    latest: dict[str, tuple[str, Path]] = {}
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        head = _head_in(path)
        # A report about an unknown home tenant may be about any of them.
        if head is not None and head["home_tenant"] is not None:
            newest = latest.get(head["home_tenant"])
            if newest is None or newest[0] < head["generated"]:
                latest[head["home_tenant"]] = head["generated"], path
    # A home tenant may have been named by a domain once, and by its ID at another time.
    result: dict[str | None, StoredReport] = {}
    for _generated, path in sorted(latest.values(), key=lambda each: each[0]):
        report = earlier_report(path)
        if home_of(report) not in (home_of(own), own["home_tenant"]):
            result[home_of(report)] = report
    return list(result.values())


def name_in_series(generated: str) -> str:
    """The name of the file of a report that was made at a time such as 2026-01-31T12:00:00Z."""
    return f"compliance-{generated.replace(':', '').replace('-', '')}.json"


def collection_version() -> str | None:
    """The version of this collection; None if no file names it."""
    try:
        manifest = json.loads((_COLLECTION / "MANIFEST.json").read_text(encoding="utf-8"))
        return str(manifest["collection_info"]["version"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    try:
        found = re.search(r"^version:\s*(\S+)", (_COLLECTION / "galaxy.yml").read_text(encoding="utf-8"), re.M)
    except OSError:
        return None
    return found[1] if found else None


def _head_in(path: Path) -> ReportHead | None:
    """The head of the report in a file; None if the file is not a report. Raises OSError and ValueError."""
    with path.open("rb") as file:
        start = file.read(_HEAD)
        if not is_report("json", start):
            return None
        head = head_of(start.decode("utf-8", "ignore")) or head_of((start + file.read()).decode("utf-8"))
    if head is None:
        raise ValueError(f"{path} is damaged")
    return head


def job_of(task_vars: dict[str, Any], servers: tuple[str, ...]) -> str | None:
    """The number of the job of AWX, or None outside of AWX."""
    numbers = (task_vars.get(f"{server}_job_id") for server in servers)
    return next((str(number) for number in numbers if number is not None), None)
