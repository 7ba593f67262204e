# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers about provisioning: on demand, and in the log (private to this collection). Pure.

Microsoft shows two forms of the answer to a provisioning on demand: cross-tenant-synchronization-configure-graph has a
list with one entry in ``value``; synchronization-synchronizationjob-provisionondemand has one object there, and a
result in ``key``. Both are JSON in a text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple, TypedDict

from ..kinds import Row, Text, UnexpectedValue

SUCCESS = "success"
WARNING = "warning"
SKIPPED = "skipped"
FAILURE = "failure"
_STATUSES = (SUCCESS, WARNING, SKIPPED, FAILURE)
_STAGED = "stageddelete"


class ExampleRow(TypedDict):
    """One failure, without anything about a person. ``change_id`` finds it in the log of the portal.

    ``time`` is as Graph writes it. ``object_type`` is the type of the object, such as ``User``.
    """

    time: str | None
    action: str | None
    object_type: str | None
    change_id: str | None


class ErrorRow(TypedDict):
    """The failures with one code and category. ``objects`` is the number of different users and groups."""

    code: str | None
    category: str | None
    count: int
    objects: int
    example: ExampleRow


class LogRow(TypedDict):
    """The failures of a job since a time. ``complete``: whether the whole log of that time was read."""

    since: str
    complete: bool
    failures: int
    errors: list[ErrorRow]


class ErrorsRow(LogRow):
    """The same with the configuration of the job. ``target_tenant_id`` is None if it is not known."""

    service_principal_id: str
    target_tenant_id: str | None
    name: str | None


class Provisioned(NamedTuple):
    """What a provisioning on demand did. ``status`` is None if Graph's answer does not say whether it succeeded."""

    status: str | None
    action: str | None = None
    error_code: str | None = None
    reason: str | None = None
    advice: str | None = None
    steps: tuple[Row, ...] = ()
    modified_properties: tuple[Row, ...] = ()

    @property
    def told(self) -> str:
        """Graph's reason, in its own words, or the code of the error if there is no reason."""
        said = [text for text in (self.error_code, self.reason, self.advice) if text]
        return ". ".join(text.strip().rstrip(".") for text in said) or "no reason given"

    def row(self) -> Row:
        """What results show."""
        return {
            "status": self.status,
            "action": self.action,
            "error_code": self.error_code,
            "reason": self.reason,
            "steps": list(self.steps),
            "modified_properties": list(self.modified_properties),
        }


def provisioned_in(answer: Any) -> Provisioned:
    """What the answer to a provisioning on demand says. Whatever cannot be understood is None or missing."""
    graph = answer if isinstance(answer, dict) else {}
    details = _json(graph.get("value"))
    if isinstance(details, list):
        details = details[0] if len(details) == 1 else None
    entry = _object(details)
    info, key = _object(entry.get("statusInfo")), _object(_json(graph.get("key")))
    of_key = _object(key.get("details"))
    steps = [_object(step) for step in _list(entry.get("provisioningSteps"))]
    skipped = [_text(_object(step.get("details")), "SkipReason") for step in steps]
    return Provisioned(
        _status(_text(info, "status"), _text(key, "result")),
        _lower(_text(entry, "action")),
        _first([_text(info, "errorCode"), *skipped, _text(of_key, "errorCode")]),
        _first([_text(info, "reason"), _text(of_key, "errorMessage")]),
        _text(info, "recommendedAction"),
        tuple(_step(step) for step in steps),
        tuple(
            {"name": _text(one, "displayName"), "before": _text(one, "oldValue"), "after": _text(one, "newValue")}
            for one in map(_object, _list(entry.get("modifiedProperties")))
        ),
    )


def held_back(log: Iterable[Any]) -> tuple[str, ...]:
    """The object IDs of the users whose deletion a log shows as held back, each once. Raises UnexpectedValue."""
    found: dict[str, None] = {}
    for entry in log:
        if not isinstance(entry, dict):
            raise UnexpectedValue("an entry of the provisioning log that is not an object")
        action = _text(entry, "provisioningAction")
        if action is None:
            raise UnexpectedValue("an entry of the provisioning log without an action, which may be a deletion")
        if action.lower() != _STAGED:
            continue
        source = _text(_object(entry.get("sourceIdentity")), "id")
        if not source:
            raise UnexpectedValue("a deletion in the provisioning log that does not name its user")
        found[source.lower()] = None
    return tuple(found)


def log_row(log: Iterable[Any], since: str, complete: bool) -> LogRow:
    """The failures in a log by code and category, the most frequent first. Raises UnexpectedValue."""
    groups: dict[tuple[str | None, str | None], list[Row]] = {}
    for entry in log:
        if not isinstance(entry, dict):
            raise UnexpectedValue("an entry of the provisioning log that is not an object")
        # provisioningobjectsummary; its page of the list calls the property statusInfo.
        info = _object(entry.get("provisioningStatusInfo") or entry.get("statusInfo"))
        status = (_text(info, "status") or "").lower()
        if status not in _STATUSES:
            raise UnexpectedValue("an entry of the provisioning log without a status that is known")
        if status == FAILURE:
            error = _object(info.get("errorInformation"))
            groups.setdefault((_text(error, "errorCode"), _text(error, "errorCategory")), []).append(entry)
    errors = [_error_row(code, category, entries) for (code, category), entries in groups.items()]
    errors.sort(key=lambda row: (-row["count"], row["code"] or "", row["category"] or ""))
    return {
        "since": since,
        "complete": complete,
        "failures": sum(row["count"] for row in errors),
        "errors": errors,
    }


def _error_row(code: str | None, category: str | None, entries: list[Row]) -> ErrorRow:
    sources = [_object(entry.get("sourceIdentity")) for entry in entries]
    latest = max(entries, key=lambda entry: _text(entry, "activityDateTime") or "")
    return {
        "code": code,
        "category": category,
        "count": len(entries),
        # A job tries again in each cycle, so one user fails many times.
        "objects": len({_text(source, "id") for source in sources}),
        "example": {
            "time": _text(latest, "activityDateTime"),
            "action": _lower(_text(latest, "provisioningAction")),
            "object_type": _text(_object(latest.get("sourceIdentity")), "identityType"),
            "change_id": _text(latest, "changeId"),
        },
    }


def _status(*texts: str | None) -> str | None:
    """The first text that is there, if it is a known status. Two texts that contradict each other say nothing."""
    said = {text.lower() for text in texts if text}
    return said.pop() if len(said) == 1 and said <= {*_STATUSES} else None


def _step(step: Row) -> Row:
    names = ("name", "type", "status", "description")
    row = {name: _text(step, name) for name in names}
    return dict(row, type=_lower(row["type"]), status=_lower(row["status"]))


def _json(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _object(graph: Any) -> Row:
    return graph if isinstance(graph, dict) else {}


def _list(graph: Any) -> list[Any]:
    return graph if isinstance(graph, list) else []


def _text(graph: Row, name: str) -> str | None:
    try:
        return Text().read(graph.get(name)) or None
    except UnexpectedValue:
        return None


def _lower(text: str | None) -> str | None:
    return text[:1].lower() + text[1:] if text else None


def _first(texts: Iterable[str | None]) -> str | None:
    return next((text for text in texts if text), None)
