# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Graph → the failures of synchronization jobs, by the provisioning log (private to this collection).

Graph keeps the log for 30 days, or for 7 days without a license: reference-reports-data-retention. It answers few
requests for logs: five in ten seconds. So each job is one list with few pages, and its rows are only counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import TYPE_CHECKING

from .._graph.errors import EntraError
from .._model.synchronization.overview import OverviewRow
from .._model.synchronization.provisioning import ErrorsRow, LogRow, log_row
from . import requests
from .answers import understood
from .errors import Failure

if TYPE_CHECKING:
    from .._graph.client import GraphClient

#: The number of pages of the log that are read for one job.
MOST_PAGES = 5
#: The hours that reports look back.
USUAL_HOURS = 24


def failures_of_jobs(client: GraphClient, jobs: dict[str, str], hours: int) -> dict[str, LogRow]:
    """The failures of the last hours. ``jobs`` maps the IDs of jobs to the names of their configurations.

    Raises Failure if the log cannot be read or understood.
    """
    since = (datetime.now(timezone.utc) - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
    result = {}
    with client.progress.step("failures in the provisioning log read") as step:
        for job_id, described in jobs.items():
            doing = f"read the failures of the synchronization configuration {described!r} in the provisioning log"
            request = requests.provisioning_log(job_id, since, failures=True)
            try:
                rows, complete = client.first_rows(request, MOST_PAGES, step)
            except EntraError as error:
                raise Failure(doing, error, request) from error
            result[job_id] = understood(partial(log_row, since=since, complete=complete), doing, rows)
    return result


def failures_of(client: GraphClient, overviews: Iterable[OverviewRow]) -> list[ErrorsRow]:
    """The failures of each configuration with a job, in the order of ``overviews``. Raises Failure."""
    with_job = [row for row in overviews if row["job_id"] and row["service_principal_id"]]
    jobs = {str(row["job_id"]): row["name"] or str(row["service_principal_id"]) for row in with_job}
    logs = failures_of_jobs(client, jobs, USUAL_HOURS)
    return [
        {
            "service_principal_id": str(row["service_principal_id"]),
            "target_tenant_id": row["target_tenant_id"],
            "name": row["name"],
            **logs[str(row["job_id"])],
        }
        for row in with_job
    ]
