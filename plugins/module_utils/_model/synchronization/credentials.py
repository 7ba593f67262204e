# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The credentials of a configuration, which Graph calls secrets (private to this collection). Pure.

None of them is secret: they name the target tenant, and hold the scope and the settings of notifications. This file is
the only one that knows their form in Graph. Graph's beta version announces that another form replaces them.

Graph may mask a value by an asterisk. A masked value is unknown: it never differs from a desired value. A write sends
all values, since no page says whether Graph keeps a value that is missing. Source:
cross-tenant-synchronization-configure-graph; skip-out-of-scope-deletions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..._names import guid_key
from ..kinds import Boolean, Choice, GraphObject, Option, Text, UnexpectedValue, brief

TARGET = "CompanyId"
AUTHENTICATION = "AuthenticationType"
SCOPE = "SyncAll"
_NOTIFICATIONS = "SyncNotificationSettings"
#: Names of two parts of one value: the view of ``viewed`` contains a property for each.
MAIL = "SyncNotificationSettings.Recipients"
DELETIONS = "SyncNotificationSettings.DeleteThresholdValue"

_POLICY = "SyncPolicy"
_MASK = "*"
# Python refuses to convert thousands of digits.
_NUMBER = re.compile(r"[0-9]{1,12}")
_USUAL_THRESHOLD = 500
_NOBODY_IS_TOLD: GraphObject = {
    "Enabled": False,
    "DeleteThresholdEnabled": False,
    "HumanResourcesLookaheadQueryEnabled": False,
}

#: What ``read`` returns for a masked value. No option has this value.
MASKED = _MASK

ASSIGNED = "assigned"
ALL = "all"


class Scope(NamedTuple):
    """Whether all users are synchronized, or only those that are assigned. In Graph the text "true" or "false"."""

    def option(self) -> Option:
        return Choice((ASSIGNED, ALL)).option()

    def read(self, graph: Any) -> str | None:
        text = Text().read(graph)
        if text in (None, _MASK):
            return text
        word = {"true": ALL, "false": ASSIGNED}.get(str(text).strip().lower())
        if word is None:
            raise UnexpectedValue(f"{brief(graph)} is neither true nor false")
        return word

    def write(self, desired: str, current: Any) -> str:
        return "true" if desired == ALL else "false"

    def same(self, desired: str, observed: str | None) -> bool:
        return observed in (desired, MASKED)


class Mail(NamedTuple):
    """The mail address that is told about problems. The empty text switches notifications off."""

    def option(self) -> Option:
        return {"type": "str"}

    def read(self, graph: Any) -> str | None:
        if graph in (None, _MASK):
            return None if graph is None else MASKED
        return Text().read(graph.get("Recipients")) if _flag(graph, "Enabled") else None

    def write(self, desired: str, current: Any) -> GraphObject:
        return {"Enabled": True, "Recipients": desired} if desired else {"Enabled": False}

    def same(self, desired: str, observed: str | None) -> bool:
        return observed == MASKED or desired.lower() == (observed or "").lower()


class Threshold(NamedTuple):
    """The number of deletions in one cycle that stops a job. Zero switches the threshold off."""

    def option(self) -> Option:
        return {"type": "int"}

    def read(self, graph: Any) -> int | str | None:
        if graph in (None, _MASK):
            return None if graph is None else MASKED
        if not _flag(graph, "DeleteThresholdEnabled"):
            return 0
        # A threshold without a number has the number of the portal: accidental-deletions.
        value = graph.get("DeleteThresholdValue")
        if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
            value = int(value)
        if value is None:
            return _USUAL_THRESHOLD
        if isinstance(value, bool) or not isinstance(value, int):
            raise UnexpectedValue(f"DeleteThresholdValue: {brief(value)} is not a number")
        return value

    def write(self, desired: int, current: Any) -> GraphObject:
        if desired:
            return {"DeleteThresholdEnabled": True, "DeleteThresholdValue": desired}
        return {"DeleteThresholdEnabled": False}

    def same(self, desired: int, observed: int | str | None) -> bool:
        return observed == MASKED or desired == (observed or 0)


def values_in(graph: Any) -> dict[str, str]:
    """The credentials in Graph's answer, by their keys; empty if there are none. Raises UnexpectedValue."""
    entries = graph.get("value") if isinstance(graph, dict) else None
    if not isinstance(entries, list):
        # The answer is not shown: other applications have credentials that are secret.
        raise UnexpectedValue("an answer that is no list of credentials")
    if graph.get("@odata.nextLink") is not None:
        raise UnexpectedValue("a list of credentials that goes on elsewhere")
    values: dict[str, str] = {}
    for entry in entries:
        key = entry.get("key") if isinstance(entry, dict) else None
        if not isinstance(key, str) or not key:
            raise UnexpectedValue("a credential without a key")
        # An empty value is no value: clients clear a credential in this way. A target tenant that is null was not
        # cleared. If it were none, there could be a second configuration for one tenant.
        value = _read(key, _MASK if key == TARGET and entry.get("value") is None else entry.get("value"))
        if value is not None and values.get(key, value) != value:
            raise UnexpectedValue(f"{key}: two different values")
        if value is not None:
            values[key] = value
    return values


def of(target: str) -> dict[str, str]:
    """The credentials that name a target tenant, without settings."""
    return {TARGET: target, AUTHENTICATION: _POLICY}


def target_in(values: dict[str, str]) -> str | None:
    """The ID of the target tenant; None if there is none; MASKED if Graph masks it, or it is no tenant ID."""
    target = values.get(TARGET)
    return None if target is None else guid_key(target) or MASKED


def is_incomplete(values: dict[str, str]) -> bool:
    """Whether the target tenant or the way to authenticate is missing."""
    authentication = values.get(AUTHENTICATION, "").strip().lower()
    return target_in(values) is None or authentication not in (_POLICY.lower(), _MASK)


def viewed(values: dict[str, str]) -> GraphObject:
    """The credentials as an object on which rows of settings work. Raises UnexpectedValue."""
    told = _notifications(values)
    return {SCOPE: values.get(SCOPE), MAIL: told, DELETIONS: told}


def hidden_keys(values: dict[str, str]) -> list[str]:
    """The keys whose values Graph masks."""
    return [key for key, value in values.items() if value == _MASK]


def with_changes(values: dict[str, str], target: str, changes: GraphObject) -> tuple[dict[str, str], list[str]]:
    """All credentials for a write, and the keys of those that the write would lose.

    ``changes`` are properties of the view with new values. A value that Graph masks is lost unless ``changes``, or the
    target tenant, replace it.
    """
    told = _notifications(values)
    parts = [changes[name] for name in (MAIL, DELETIONS) if name in changes]
    if told == _MASK:
        # Only both parts together replace a value that is not known.
        told = {} if len(parts) == 2 else _MASK
    notifications = values.get(_NOTIFICATIONS)
    if told != _MASK and (parts or notifications is None):
        notifications = json.dumps(_joined(told or _NOBODY_IS_TOLD, parts), separators=(",", ":"))
    result = {
        **values,
        **of(target),
        _NOTIFICATIONS: notifications or _MASK,
        SCOPE: changes.get(SCOPE, values.get(SCOPE, "false")),
    }
    return result, hidden_keys(result)


def written(values: dict[str, str]) -> GraphObject:
    """The body that replaces all credentials."""
    return {"value": [{"key": key, "value": value} for key, value in values.items()]}


def _notifications(values: dict[str, str]) -> Any:
    text = values.get(_NOTIFICATIONS)
    if text in (None, _MASK):
        return text
    try:
        told = json.loads(str(text))
    except (ValueError, RecursionError) as error:
        raise UnexpectedValue(f"{_NOTIFICATIONS}: a text that is no JSON") from error
    if not isinstance(told, dict):
        raise UnexpectedValue(f"{_NOTIFICATIONS}: a text that is no object in JSON")
    return told


def _joined(first: GraphObject, others: Iterable[GraphObject]) -> GraphObject:
    result = dict(first)
    for other in others:
        result.update(other)
    return result


def _flag(graph: GraphObject, name: str) -> bool:
    value = graph.get(name)
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    try:
        return bool(Boolean().read(value))
    except UnexpectedValue as error:
        raise UnexpectedValue(f"{name}: {error}") from error


def _read(key: str, value: Any) -> str | None:
    try:
        return Text().read(value)
    except UnexpectedValue as error:
        raise UnexpectedValue(f"{key}: a value that is not a string") from error
