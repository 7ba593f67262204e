# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks of the synchronization out of the home tenant, one row each (private to this collection). Pure.

A finding belongs to the partner that a configuration synchronizes to. If the report has no such partner, or if the
target tenant is not known, the finding belongs to the home tenant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from .._model.b2b import everybody_blocked
from .._model.retention import moment_in
from .._model.synchronization.credentials import ALL
from .._model.synchronization.overview import (
    QUARANTINE,
    TOO_MANY_DELETIONS,
    OverviewRow,
    QuarantineRow,
    StatusRow,
    not_shown,
    state_of,
)
from .check import (
    ACCESS_OVERVIEW,
    CONFIGURE,
    CONFIGURE_GRAPH,
    ERROR,
    INFO,
    MTO_KNOWN_ISSUES,
    PROVISIONING_LOGS,
    REDEMPTION,
    SYNC_OVERVIEW,
    WARNING,
    Check,
    Known,
    Partner,
    entra,
    graph,
    in_words,
)

#: A job runs every 40 minutes: synchronizationschedule, whose interval the product fixes.
CYCLE = timedelta(minutes=40)
#: A last success that is older than this number of cycles deserves a warning.
STALE_CYCLES = 6

_QUARANTINE_PAGE = entra("identity/app-provisioning/application-provisioning-quarantine-status")
_DELETIONS_PAGE = entra("identity/app-provisioning/accidental-deletions")
_STATUS_PAGE = graph("resources/synchronization-synchronizationstatus")
_SYNC_PERMISSIONS = graph("synchronization-synchronizationjob-get")
# Without these facts, a check is silent.
_NEEDS = ("sync_configurations",)
_SHOWN = 10

# synchronizationquarantine: the reasons in which single users or groups are at fault.
_TOO_MANY_ERRORS = {
    "EncounteredBaseEscrowThreshold": "more users or groups fail than Microsoft Entra allows for a job of this size",
    "EncounteredTotalEscrowThreshold": "more users or groups fail in all than Microsoft Entra allows",
    "EncounteredEscrowProportionThreshold": "too large a part of the users and groups fails",
}
_OTHER_REASONS = {
    "EncounteredQuarantineException": "the target tenant refuses the job, or cannot be reached",
    "QuarantinedOnDemand": "somebody put it there",
    "IngestionInterrupted": "users could not be read to the end",
}

_NOTHING: QuarantineRow = {"reason": None, "since": None, "next_attempt": None, "message": None}

_Condition = Callable[[OverviewRow, Known], "str | None"]
_Texts = tuple[str, ...]


def _targets(tenant: Known) -> dict[str | None, list[OverviewRow]]:
    return tenant.get("sync_configurations") or {}


def _out(partner: Partner) -> list[OverviewRow]:
    """The configurations that synchronize to a partner."""
    return _targets(partner.tenant).get(partner.tenant_id) or []


def _elsewhere(tenant: Known, partners: list[Partner]) -> dict[str | None, list[OverviewRow]]:
    """The configurations that synchronize to none of these partners."""
    known = {partner.tenant_id for partner in partners}
    return {target: rows for target, rows in _targets(tenant).items() if target not in known}


def _named(row: OverviewRow) -> str:
    return f"configuration {row['name'] or row['service_principal_id']!r}"


def _joined(sentences: Iterable[str]) -> str | None:
    shown = list(sentences)
    more = [f"and {len(shown) - _SHOWN} more"] if len(shown) > _SHOWN else []
    return "; ".join([*shown[:_SHOWN], *more]) or None


def _each(
    check_id: str, condition: _Condition, severity: str, symptom: str, advice: str, source: _Texts, needs: _Texts = ()
) -> Check:
    """A check that ``condition`` judges for single configurations. The other arguments are members of ``Check``."""

    def of_partner(partner: Partner) -> str | None:
        return _joined(f"{_named(row)}: {said}" for row in _out(partner) if (said := condition(row, partner.tenant)))

    def of_tenant(tenant: Known, partners: list[Partner]) -> str | None:
        return _joined(
            f"{_named(row)} to {target or 'an unknown tenant'}: {said}"
            for target, rows in _elsewhere(tenant, partners).items()
            for row in rows
            if (said := condition(row, tenant))
        )

    return Check(check_id, severity, symptom, advice, source, of_partner, of_tenant, (*_NEEDS, *needs))


def _in_quarantine(row: OverviewRow) -> bool:
    status = row["status"]
    return status is not None and (status["quarantine"] is not None or status["code"] == QUARANTINE)


def _quarantined(row: OverviewRow, reasons: dict[str, str], others: bool = False) -> str | None:
    """The quarantine in words, if its reason is one of ``reasons``; ``others``: or if no check knows the reason."""
    if row["status"] is None or not _in_quarantine(row):
        return None
    quarantine = row["status"]["quarantine"] or _NOTHING
    reason = quarantine["reason"]
    if reason not in reasons and (not others or reason in _TOO_MANY_ERRORS or reason == TOO_MANY_DELETIONS):
        return None
    words = reasons.get(reason or "", f"Graph gives the reason {reason}" if reason else "Graph gives no reason")
    parts = [f"in quarantine since {quarantine['since'] or 'an unknown time'}: {words}"]
    if quarantine["next_attempt"]:
        parts.append(f"the next attempt is at {quarantine['next_attempt']}")
    if quarantine["message"]:
        parts.append(f"Microsoft Entra says: {quarantine['message']}")
    return ", ".join(parts)


def _stopped(row: OverviewRow, tenant: Known) -> str | None:
    return _quarantined(row, _OTHER_REASONS, others=True)


def _failing(row: OverviewRow, tenant: Known) -> str | None:
    return _quarantined(row, _TOO_MANY_ERRORS)


def _deletions_wait(row: OverviewRow, tenant: Known) -> str | None:
    limit = row["deletion_threshold"]
    than = f"than the deletion_threshold of {limit}" if limit else "than its deletion_threshold"
    return _quarantined(row, {TOO_MANY_DELETIONS: f"a cycle would delete or disable more users {than}"})


def _stale(row: OverviewRow, tenant: Known) -> str | None:
    status, now = _at_work(row), moment_in(tenant.get("now"))
    if now is None or status is None or status["last_success"] is None:
        return None
    success = moment_in(status["last_success"])
    if success is None:
        return f"Graph shows the last success as {status['last_success']}, which is no time"
    if now - success <= STALE_CYCLES * CYCLE:
        return None
    hours = STALE_CYCLES * CYCLE // timedelta(hours=1)
    return f"the last success ended at {status['last_success']}, more than {STALE_CYCLES} cycles ({hours} hours) ago"


def _never(row: OverviewRow, tenant: Known) -> str | None:
    status = _at_work(row)
    if status is None or status["last_success"] is not None:
        return None
    last = f", and the last one ended at {status['last_run']}" if status["last_run"] else ""
    return f"the job is switched on, but no cycle has succeeded{last}"


def _at_work(row: OverviewRow) -> StatusRow | None:
    """The status of a job that should run; None for a job that is switched off or in quarantine."""
    return row["status"] if row["enabled"] and not _in_quarantine(row) else None


def _switched_off(row: OverviewRow, tenant: Known) -> str | None:
    if row["enabled"] is not False:
        return None
    if row["scope"] == ALL:
        return "the job is switched off, and all users are in its scope"
    number = row["assigned"]
    return f"the job is switched off, and {number} users and groups are assigned" if number else None


def _half_made(row: OverviewRow, tenant: Known) -> str | None:
    if row["problem"]:
        return row["problem"]
    return f"it lacks {' and '.join(row['missing'])}" if row["missing"] else None


def _not_shown(row: OverviewRow, tenant: Known) -> str | None:
    return _joined(not_shown(row))


def _users_fail(row: OverviewRow, tenant: Known) -> str | None:
    log = (tenant.get("sync_errors") or {}).get(row["service_principal_id"] or "")
    if not log or not log["failures"]:
        return None
    codes = _joined(f"{error['code'] or 'no code'} ({error['count']})" for error in log["errors"])
    least = "" if log["complete"] else "at least "
    return f"{least}{log['failures']} failures in the provisioning log since {log['since']}: {codes}"


def _several(rows: list[OverviewRow]) -> str | None:
    if len(rows) < 2:
        return None
    return f"{len(rows)} configurations synchronize to the same tenant: {_joined(_label(row) for row in rows)}"


def _label(row: OverviewRow) -> str:
    return f"{row['name'] or row['service_principal_id']!r} ({state_of(row).replace('_', ' ')})"


def _doubled(partner: Partner) -> str | None:
    return _several(_out(partner))


def _doubled_elsewhere(tenant: Known, partners: list[Partner]) -> str | None:
    targets = _elsewhere(tenant, partners)
    return _joined(f"{target}: {said}" for target, rows in targets.items() if target and (said := _several(rows)))


def _on(partner: Partner) -> bool:
    return any(row["enabled"] for row in _out(partner)) and not partner.unreadable


def _no_outbound_redemption(partner: Partner) -> str | None:
    allowed = partner.consent.get("outbound_allowed")
    if not _on(partner) or allowed is True:
        return None
    return f"users are synchronized out, but automatic_user_consent.outbound_allowed is {in_words(allowed)}"


def _outbound_blocked(partner: Partner) -> str | None:
    blocked = everybody_blocked(partner.effective("b2b_collaboration_outbound")) if _on(partner) else []
    if not blocked:
        return None
    return f"users are synchronized out, but b2b_collaboration_outbound blocks {' and '.join(blocked)}"


def _no_licence(tenant: Known, partners: list[Partner]) -> str | None:
    plans = tenant.get("service_plans")
    number = sum(bool(row["enabled"]) for rows in _targets(tenant).values() for row in rows)
    if plans is None or {"AAD_PREMIUM", "AAD_PREMIUM_P2"}.intersection(plans) or not number:
        return None
    return f"no service plan AAD_PREMIUM or AAD_PREMIUM_P2; configurations that are switched on: {number}"


SYNCHRONIZATION_CHECKS = (
    _each(
        "source-job-quarantined",
        _stopped,
        severity=WARNING,
        symptom="Nobody is synchronized: the job is in quarantine, and tries again once a day at most.",
        advice=(
            "Correct the cause, then restart the job. If the target tenant refuses it, its inbound synchronization and "
            "the automatic redemption of both tenants have to be on. After four weeks the job is switched off."
        ),
        source=(_QUARANTINE_PAGE, _STATUS_PAGE, CONFIGURE),
    ),
    _each(
        "source-job-too-many-errors",
        _failing,
        severity=WARNING,
        symptom="So many users or groups fail that the job is in quarantine, and tries again once a day at most.",
        advice=(
            "Look in the provisioning log for the error that most of them have, and correct it. Then restart the job. "
            "After four weeks in quarantine it is switched off."
        ),
        source=(_QUARANTINE_PAGE, PROVISIONING_LOGS),
    ),
    _each(
        "source-deletions-pending",
        _deletions_wait,
        severity=WARNING,
        symptom="Deletions wait for a decision, and nobody is synchronized until then.",
        advice=(
            "Find out why so many users leave the scope. If this is a mistake, bring them back into scope and restart "
            "the job. If it is intended, let the deletions through: sync_job, action restart, allow_deletions."
        ),
        source=(_DELETIONS_PAGE,),
    ),
    _each(
        "source-job-stale",
        _stale,
        severity=WARNING,
        symptom="New users do not arrive in the target tenant, and users who left keep their access there.",
        advice="Read the provisioning log of the job. A job that has stood still for long may need a restart.",
        source=(_STATUS_PAGE, PROVISIONING_LOGS),
    ),
    _each(
        "source-job-never-succeeded",
        _never,
        severity=INFO,
        symptom="Nobody has been synchronized yet.",
        advice="The first cycle may take hours. If this finding stays longer, read the provisioning log of the job.",
        source=(_STATUS_PAGE, PROVISIONING_LOGS),
    ),
    _each(
        "source-job-disabled",
        _switched_off,
        severity=WARNING,
        symptom="People who should be synchronized are not, because the job is switched off.",
        advice=(
            "Switch the job on with enabled. If the synchronization has to end, remove the assignments while the job "
            "is on, so that the users are removed from the target tenant."
        ),
        source=(CONFIGURE, _QUARANTINE_PAGE),
    ),
    _each(
        "source-configuration-half-made",
        _half_made,
        severity=WARNING,
        symptom="A synchronization configuration does nothing, because parts of it are missing or wrong.",
        advice=(
            "Run sync_configuration with the target tenant and the name: it completes the configuration. If nobody "
            "needs the configuration, remove it."
        ),
        source=(CONFIGURE_GRAPH,),
    ),
    _each(
        "source-users-failing",
        _users_fail,
        severity=WARNING,
        symptom="Single users or groups are not synchronized, although the job is at work.",
        advice=(
            "Look up the code of the error on Microsoft's page, and the failures in the provisioning log, which "
            "names the users. Most codes need a correction in the target tenant or of the user."
        ),
        source=(PROVISIONING_LOGS,),
        needs=("sync_errors",),
    ),
    Check(
        id="two-jobs-one-pair",
        severity=WARNING,
        symptom="Two configurations write the same users of one target tenant, and may undo what the other one wrote.",
        advice=(
            "Keep one configuration. Two are useful only if their scopes have no user in common, such as one for "
            "guests and one for members. Microsoft's pages contradict each other about this."
        ),
        source=(SYNC_OVERVIEW, MTO_KNOWN_ISSUES),
        of_partner=_doubled,
        of_tenant=_doubled_elsewhere,
        needs=_NEEDS,
    ),
    _each(
        "source-configuration-unreadable",
        _not_shown,
        severity=WARNING,
        symptom="Nobody knows whether a synchronization configuration works, or where it synchronizes to.",
        advice=(
            "Give the application Synchronization.Read.All and Application.Read.All. With "
            "Application.ReadWrite.OwnedBy, it has to own the service principal. sync_configuration_info shows the "
            "request that was refused."
        ),
        source=(_SYNC_PERMISSIONS,),
    ),
    Check(
        id="source-outbound-redemption-off",
        severity=ERROR,
        symptom=(
            "Users are not synchronized to the partner; its connection test fails with "
            "AzureDirectoryB2BManagementPolicyCheckFailure."
        ),
        advice="Set automatic_user_consent.outbound_allowed to true. The partner has to allow it inbound.",
        source=(CONFIGURE, REDEMPTION, PROVISIONING_LOGS),
        of_partner=_no_outbound_redemption,
        needs=_NEEDS,
    ),
    Check(
        id="b2b-outbound-blocked-source",
        severity=WARNING,
        symptom="Users who are synchronized to the partner cannot use any application there.",
        advice=(
            "Allow the synchronized users, and the applications, in b2b_collaboration_outbound, because they are B2B "
            "users there. If they are not meant to work there, switch the synchronization off."
        ),
        source=(ACCESS_OVERVIEW,),
        of_partner=_outbound_blocked,
        needs=(*_NEEDS, "default_settings"),
    ),
    Check(
        id="source-licence-users",
        severity=WARNING,
        symptom="Synchronization to other tenants has no license.",
        advice="Each synchronized user needs Microsoft Entra ID P1 in this tenant.",
        source=(SYNC_OVERVIEW,),
        of_tenant=_no_licence,
        needs=(*_NEEDS, "service_plans"),
    ),
)
