# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Synchronization configurations → rows in the words of the options (private to this collection). Pure."""

from __future__ import annotations

from typing import Any

from ..kinds import GraphObject, Row, Settings, Text, UnexpectedValue, brief
from . import credentials, schema
from .configuration import Configuration, Unread, enabled_in
from .credentials import MASKED
from .mappings import USER_TYPE
from .resources import SYNC_CREDENTIALS, SYNC_SCHEMA

_NEVER = "0001-01-01"


def settings_row(configuration: Configuration) -> Row:
    """The settings of a configuration that Graph shows. Raises UnexpectedValue.

    The row is valid input, and leads to no change. A value that Graph does not show, or that no option can have, is
    missing.
    """
    row: Row = {"name": configuration.name or None}
    if configuration.job:
        row["enabled"] = enabled_in(configuration.job)
    if not isinstance(configuration.credentials, Unread):
        row.update(SYNC_CREDENTIALS.read(credentials.viewed(configuration.credentials)))
    if configuration.job and isinstance(configuration.schema, dict) and not configuration.lacks_schema:
        row.update(_of_schema(SYNC_SCHEMA.read(schema.viewed(configuration.schema))))
    if not isinstance(configuration.assignments, Unread):
        principals = sorted(configuration.assigned.items(), key=lambda principal: (principal[1], principal[0]))
        row["assignments"] = [{kind: identifier} for identifier, kind in principals]
    return {name: value for name, value in row.items() if value is not None and value != MASKED}


def configuration_row(configuration: Configuration) -> Row:
    """Everything that results show of a configuration. Raises UnexpectedValue."""
    known = configuration.target != MASKED
    row: Row = {"target_tenant_id": configuration.target if known else None, **settings_row(configuration)}
    row["missing"] = configuration.missing
    row["service_principal_id"] = configuration.id
    application = configuration.application
    row["application_id"] = application.get("id") if isinstance(application, dict) else None
    row["job_id"] = configuration.job_id
    row["status"] = status_of(configuration.job) if configuration.job else None
    row["read_only"] = _read_only(configuration)
    return row


def status_of(job: GraphObject) -> Row | None:
    """The status of a job; None if Graph shows none. Times are as Graph writes them. Raises UnexpectedValue."""
    status = job.get("status")
    if not isinstance(status, dict):
        return None
    return {
        "code": Text().read(status.get("code")),
        "last_run": _ended(status.get("lastExecution")),
        "last_success": _ended(status.get("lastSuccessfulExecution")),
        "quarantine": _quarantine(status.get("quarantine")),
        "counts": _counts(status.get("synchronizedEntryCountByType")),
    }


def _of_schema(row: Settings) -> Settings:
    """The settings of a schema. A mapping of userType that two options cannot describe is a mapping like others."""
    if any(mapping["target"] == USER_TYPE for mapping in row["attribute_mappings"] or ()):
        return {name: value for name, value in row.items() if not name.startswith("user_type")}
    return row


def _read_only(configuration: Configuration) -> Row:
    facts: Row = {
        "by_admin_center": configuration.by_admin_center or None,
        "problem": configuration.problem,
        "unread": configuration.unread or None,
    }
    if not isinstance(configuration.credentials, Unread):
        facts["masked"] = credentials.hidden_keys(configuration.credentials) or None
    return {name: value for name, value in facts.items() if value is not None}


def _quarantine(graph: Any) -> Row | None:
    if graph is None:
        return None
    # Only an answer without a quarantine says that there is none.
    if not isinstance(graph, dict):
        raise UnexpectedValue(f"quarantine: {brief(graph)} is not an object")
    error = graph.get("error")
    return {
        "reason": Text().read(graph.get("reason")),
        "since": _time(graph.get("currentBegan")),
        "next_attempt": _time(graph.get("nextAttempt")),
        "message": Text().read(error.get("message")) if isinstance(error, dict) else None,
    }


def _counts(graph: Any) -> dict[str, int]:
    entries = [entry for entry in graph if isinstance(entry, dict)] if isinstance(graph, list) else []
    # For Python, true is a number.
    return {
        str(entry.get("key")): entry["value"]
        for entry in entries
        if isinstance(entry.get("value"), int) and not isinstance(entry["value"], bool)
    }


def _ended(graph: Any) -> str | None:
    return _time(graph.get("timeEnded") or graph.get("timeBegan")) if isinstance(graph, dict) else None


def _time(graph: Any) -> str | None:
    text = Text().read(graph)
    return None if text is None or text.startswith(_NEVER) else text
