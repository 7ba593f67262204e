# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One entry of a check run → one partner of the report (private to this collection). Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.agreement import Agreement
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import (
    ERROR,
    INFO,
    SEVERITIES,
    Finding,
    Known,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import IDENTITY_SYNC
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.tenant_facts import LookedUpRow

from .accepted import Accepted
from .access import access
from .drift import drift
from .openness import Deviation
from .reason import reason
from .severity import ADMITTING, COMPLIANT, DRIFTED, MISSING, UNMANAGED, UNREADABLE, Severities, worst
from .shape import AcceptedEntry, CheckEntry, DriftEntry, ErrorEntry, OpenEntry, PartnerEntry, SyncsIn
from .without_traces import without_traces

#: The word of the schema for synchronization that nobody agreed on.
UNWANTED = "unwanted"

# A setting that admits a kind of objects → that kind.
_ADMITTED = {name: name.replace("_sync_allowed", "s") for name in IDENTITY_SYNC.admitting()}


class Entry(NamedTuple):
    """One partner of the report, before the health checks have run. ``observed`` and ``desired`` are rows."""

    tenant_id: str | None
    host: str | None
    status: str
    observed: dict[str, Any] | None = None
    desired: dict[str, Any] | None = None
    read_only: dict[str, Any] = {}
    error: dict[str, Any] | None = None
    agreement: Agreement | None = None


def partner(
    entry: Entry,
    findings: list[Finding],
    severities: Severities,
    known: Known,
    accepted: Accepted,
    nameless: str | None = None,
) -> PartnerEntry:
    """The partner as the report shows it.

    ``findings`` are the health checks that fired for the partner. ``known`` are the facts about the home tenant.
    ``accepted`` are the exceptions of the partner. ``nameless`` is the reason why no tenant could be looked up.
    """
    deviation = None
    if entry.status in (DRIFTED, MISSING, UNMANAGED):
        # Nobody agreed on an unmanaged partner. So it is compared with a partner that does not exist.
        agreed = None if entry.status == UNMANAGED else entry.desired
        deviation = Deviation(agreed, entry.observed, known.get("default_settings"))
    differing = _drift(entry, deviation, severities, accepted) if deviation and entry.status != UNMANAGED else []
    # An accepted status covers all settings of the partner.
    exception = accepted.exception(entry.status) if entry.status in (MISSING, UNMANAGED) else None
    if exception:
        differing = [{**difference, "severity": INFO, "exception": exception} for difference in differing]
    unmanaged = deviation if entry.status == UNMANAGED else None
    opened = _open_settings(unmanaged, severities, exception) if unmanaged else []
    counting = deviation.without(lambda name: exception or accepted.exception(name)) if deviation else None
    doors = counting.open_doors if counting else []
    direction = counting.whole if counting else None
    inflow = _inflow(entry)
    severity = _severity(entry.status, differing, counting, severities)
    if exception:
        severity = INFO
    elif inflow == UNWANTED and any(door in ADMITTING for door in doors):
        severity = ERROR
    fired = [check_entry(finding, accepted) for finding in findings]
    worst_first = sorted(fired, key=lambda check: SEVERITIES.index(check["severity"]))
    error = error_entry(entry.error)
    why = reason(entry.status, direction, doors, differing, worst_first, error["message"] if error else None)
    counted = [entry.status, *doors, *(row["setting"] for row in differing if not row["exception"])]
    if entry.status == COMPLIANT:
        # The reason is the first check of the worst severity.
        counted += [check["id"] for check in worst_first[:1] if not check["exception"]]
    ended = accepted.ended(counted)
    if why and ended:
        why += f" (the exception ended on {ended})"
    looked_up = (known.get("tenants") or {}).get(entry.tenant_id or "")
    return {
        "tenant_id": entry.tenant_id,
        "host": entry.host,
        "name": _name(entry.observed) or _name(entry.desired),
        "tenant_name": looked_up["display_name"] if looked_up else None,
        "tenant_name_reason": _nameless(looked_up, nameless) if entry.status == UNMANAGED else None,
        "status": entry.status,
        "severity": severity,
        "direction": direction,
        "reason": f"Accepted until {exception['ends']}: {exception['reason']}" if exception else why,
        "inflow": inflow,
        "syncs_in": _syncs_in(entry),
        "open_doors": doors,
        "access": None if entry.status == UNREADABLE else access(entry.observed),
        "exception": exception,
        "since": None,
        "flags": _flags(entry),
        "drift": differing,
        "open_settings": opened,
        "checks": fired,
        "error": error,
        "agreement": accepted.entry(),
    }


def _drift(entry: Entry, deviation: Deviation, severities: Severities, accepted: Accepted) -> list[DriftEntry]:
    result: list[DriftEntry] = []
    for difference in drift(entry.observed, entry.desired):
        direction = deviation.of(difference.setting)
        exception = accepted.exception(difference.setting)
        result.append(
            {
                "setting": difference.setting,
                "wanted": difference.desired,
                "found": difference.observed,
                "severity": INFO if exception else severities.of(difference.setting, direction),
                "direction": direction,
                "exception": exception,
                "since": None,
            }
        )
    return result


def _open_settings(deviation: Deviation, severities: Severities, exception: AcceptedEntry | None) -> list[OpenEntry]:
    """What is open at a partner that nobody agreed on. ``exception``: why somebody accepts the partner, or None."""
    return [
        {
            "setting": move.setting,
            "found": move.after,
            "severity": INFO if exception else severities.of(move.setting, deviation.of(move.setting)),
            "direction": deviation.of(move.setting),
        }
        for move in deviation.opened
    ]


def _severity(
    status: str, differing: list[DriftEntry], deviation: Deviation | None, severities: Severities
) -> str | None:
    """The severity of a partner with a status; None if it is compliant. Accepted settings are not in ``deviation``."""
    if deviation is None:
        return None if status == COMPLIANT else severities.of(status)
    settings = [difference["severity"] for difference in differing]
    if status == DRIFTED:
        # In a row, empty text and missing text look the same. So a change from one to the other has no setting here.
        return worst(settings) or severities.of(DRIFTED)
    settings += [severities.of(door, deviation.of(door)) for door in deviation.open_doors]
    return severities.own(status) or worst([severities.of(status), *settings])


def _name(row: dict[str, Any] | None) -> str | None:
    """The display name of a partner's policy."""
    name: str | None = _policy(row).get("display_name")
    return name


def _nameless(looked_up: LookedUpRow | None, failure: str | None) -> str | None:
    """The reason why the name of a tenant is not known; None if it is known."""
    if looked_up is None:
        return failure or "the tenant was not looked up"
    if not looked_up["known"]:
        return "no tenant in this cloud has this ID"
    return None if looked_up["display_name"] else "the tenant has no name"


def _policy(row: dict[str, Any] | None) -> dict[str, Any]:
    """The settings of a partner's policy. Empty if there is no policy."""
    policy: dict[str, Any] = (row or {}).get("identity_sync") or {}
    return policy


def _admitted(row: dict[str, Any] | None) -> list[str]:
    """The kinds of objects that a partner may synchronize into the home tenant."""
    policy = _policy(row)
    return [kind for name, kind in _ADMITTED.items() if policy.get(name) is True]


def _syncs_in(entry: Entry) -> SyncsIn:
    if entry.status == UNREADABLE:
        return {"found": None, "wanted": None}
    return {
        "found": _admitted(entry.observed),
        "wanted": None if entry.status == UNMANAGED else _admitted(entry.desired),
    }


def _inflow(entry: Entry) -> str:
    """A word of the schema that compares the observed and the desired synchronization into the home tenant."""
    if entry.status == UNREADABLE:
        return "unknown"
    observed = set(_admitted(entry.observed))
    desired = set() if entry.status == UNMANAGED else set(_admitted(entry.desired))
    if observed - desired:
        return UNWANTED
    if desired - observed:
        return "awaited"
    return "agreed" if observed else "none"


def _flags(entry: Entry) -> list[str]:
    flags = {
        "service_provider": (entry.observed or {}).get("service_provider") is True,
        "mto_member": entry.read_only.get("in_multi_tenant_organization") is True,
    }
    return [name for name, given in flags.items() if given]


def error_entry(error: dict[str, Any] | None) -> ErrorEntry | None:
    """An error of a result, as the report shows it."""
    if error is None:
        return None
    return {"message": message_of(error), "status": error.get("status"), "code": error.get("code")}


def message_of(error: dict[str, Any]) -> str:
    # With IDs and dates, two reports about the same state would differ.
    return without_traces(error.get("msg") or "") or "the task gave no reason"


def check_entry(finding: Finding, accepted: Accepted | None = None) -> CheckEntry:
    """A health check that fired, as the report shows it. ``accepted`` are the exceptions of its partner."""
    exception = accepted.exception(finding.check.id) if accepted else None
    return {
        "id": finding.check.id,
        "severity": INFO if exception else finding.check.severity,
        "when": finding.when,
        "seen": finding.seen,
        "exception": exception,
        "since": None,
    }
