# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a synchronization configuration does at the moment, without its mappings (private to this collection). Pure.

Reports and health checks need no more. So the schemas, which are large, do not have to be read.
"""

from __future__ import annotations

from typing import TypedDict, cast

from . import credentials
from .configuration import NOT_READ, Configuration, Unread
from .credentials import ALL, MASKED
from .rows import settings_row, status_of

#: The words of ``state_of``.
RUNNING = "running"
QUARANTINED = "quarantined"
OFF = "off"
HALF_MADE = "half_made"
UNKNOWN = "unknown"

#: The code of a job in quarantine.
QUARANTINE = "Quarantine"
#: The reason of a quarantine in which deletions wait for approval.
TOO_MANY_DELETIONS = "TooManyDeletes"

_FORBIDDEN = "forbidden"
# synchronizationstatus: the codes of a job that does its work. A job that was just started has not run.
_AT_WORK = ("Active", "NotRun")


class QuarantineRow(TypedDict):
    """Why a job is in quarantine. ``reason`` is a word of Graph, and times are as Graph writes them."""

    reason: str | None
    since: str | None
    next_attempt: str | None
    message: str | None


class StatusRow(TypedDict):
    """What a job does. ``code`` is a word of Graph. ``counts``: type of object → number of synchronized objects."""

    code: str | None
    last_run: str | None
    last_success: str | None
    quarantine: QuarantineRow | None
    counts: dict[str, int]


class OverviewRow(TypedDict):
    """One configuration. A value is None if Graph does not show it, or if there is none.

    ``assigned`` is the number of assigned users and groups. It is read only for a job that is switched off.
    ``missing`` are the parts that a half-made configuration lacks. ``problem``: why it cannot be managed.
    ``masked``: Microsoft's names of credentials that Graph does not show. ``unread``: part → "forbidden" or "unknown".
    """

    target_tenant_id: str | None
    name: str | None
    enabled: bool | None
    scope: str | None
    deletion_threshold: int | None
    assigned: int | None
    status: StatusRow | None
    missing: list[str]
    problem: str | None
    masked: list[str]
    unread: dict[str, str]
    by_admin_center: bool
    service_principal_id: str | None
    job_id: str | None


def overview_row(configuration: Configuration) -> OverviewRow:
    """What a report shows of a configuration. Raises UnexpectedValue."""
    settings = settings_row(configuration._replace(schema=NOT_READ, assignments=NOT_READ))
    secrets, assignments = configuration.credentials, configuration.assignments
    status = cast("StatusRow | None", status_of(configuration.job) if configuration.job else None)
    return {
        "target_tenant_id": None if configuration.target == MASKED else configuration.target,
        "name": configuration.name or None,
        "enabled": settings.get("enabled"),
        "scope": settings.get("scope"),
        "deletion_threshold": settings.get("deletion_threshold"),
        "assigned": None if isinstance(assignments, Unread) else len(assignments),
        "status": status,
        "missing": configuration.missing,
        "problem": None if isinstance(configuration.jobs, Unread) else configuration.problem,
        "masked": [] if isinstance(secrets, Unread) else credentials.hidden_keys(secrets),
        "unread": {name: _why(getattr(configuration, name)) for name in configuration.unread},
        "by_admin_center": configuration.by_admin_center,
        "service_principal_id": configuration.id,
        "job_id": configuration.job_id,
    }


def needs_assignments(configuration: Configuration) -> bool:
    """Whether only the assignments show if anybody waits for the job, because it is switched off."""
    settings = settings_row(configuration._replace(schema=NOT_READ, assignments=NOT_READ))
    return settings.get("enabled") is False and settings.get("scope") != ALL


def state_of(row: OverviewRow) -> str:
    """What a configuration does, in one word. It is RUNNING only if Graph says so."""
    status = row["status"]
    if row["missing"] or row["problem"]:
        return HALF_MADE
    if status and (status["quarantine"] or status["code"] == QUARANTINE):
        return QUARANTINED
    if row["enabled"] is False:
        return OFF
    return RUNNING if row["enabled"] and status and status["code"] in _AT_WORK else UNKNOWN


def not_shown(row: OverviewRow) -> list[str]:
    """What Graph does not show of a configuration, in words; empty if it shows everything that matters."""
    words = [
        f"its {part} may not be read" if why == _FORBIDDEN else f"its {part} could not be read"
        for part, why in row["unread"].items()
    ]
    if row["masked"]:
        words.append(f"Graph masks {', '.join(row['masked'])}")
    if not row["unread"] and state_of(row) == UNKNOWN:
        code = row["status"]["code"] if row["status"] else None
        on = {True: "is switched on", None: "may be switched on or off"}.get(row["enabled"])
        words.append(f"the job {on}, and its status is {code or 'not shown'}")
    return words


def _why(part: Unread) -> str:
    return _FORBIDDEN if part.forbidden else UNKNOWN
