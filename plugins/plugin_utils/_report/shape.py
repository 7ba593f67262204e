# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The shape of a report (private to this collection). Pure.

The shape is public: ``roles/compliance_report/files/compliance_report.schema.json`` describes each member.
"""

from __future__ import annotations

from typing import Any, Optional, TypedDict

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.overview import QuarantineRow
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.provisioning import LogRow

#: A report that was read from a file; empty if there is no earlier report yet. Only its schema is known.
StoredReport = dict[str, Any]


class AcceptedEntry(TypedDict):
    """Why a finding does not count until the end of a day. A date is a text such as 2026-01-31."""

    reason: str
    ends: str
    ticket: str | None


class ExceptionEntry(AcceptedEntry):
    """An exception of an agreement. ``used``: whether the partner has the finding."""

    finding: str
    state: str
    used: bool


class AgreementEntry(TypedDict):
    """The agreement with a partner. ``state`` is a word of ``_health/agreement.py``."""

    owner: str | None
    ticket: str | None
    ends: str | None
    state: str
    exceptions: list[ExceptionEntry]


class DriftEntry(TypedDict):
    """A setting whose observed value differs from its desired value. The names of the two values are public."""

    setting: str
    wanted: object
    found: object
    severity: str
    #: One of the DIRECTIONS in openness.py.
    direction: str
    exception: AcceptedEntry | None
    #: The time of the first report of an unbroken series that contains the finding; None without an earlier report.
    since: str | None


class OpenEntry(TypedDict):
    """A setting that is open at a partner that the inventory does not contain, and its observed value."""

    setting: str
    found: object
    severity: str
    #: One of the DIRECTIONS in openness.py.
    direction: str


class CheckEntry(TypedDict):
    """A health check that fired."""

    id: str
    severity: str
    when: str
    seen: str
    exception: AcceptedEntry | None
    since: str | None


class SyncsIn(TypedDict):
    """The kinds of objects that may be synchronized into the home tenant: observed, and desired."""

    found: list[str] | None
    wanted: list[str] | None


class ErrorEntry(TypedDict):
    """The reason why a partner is unreadable."""

    message: str
    status: int | None
    code: str | None


class PartnerEntry(TypedDict):
    """One partner of the report. ``since`` and ``exception`` are about the status."""

    tenant_id: str | None
    host: str | None
    name: str | None
    #: The name of the tenant in Microsoft's directory; None if it was not looked up.
    tenant_name: str | None
    #: Why the name of a partner that the inventory does not contain is not known; None if it is known, or managed.
    tenant_name_reason: str | None
    status: str
    severity: str | None
    #: The direction of all settings together. None if the partner is compliant or unreadable.
    direction: str | None
    reason: str | None
    inflow: str
    syncs_in: SyncsIn
    open_doors: list[str]
    #: What the partner may do in Graph now: a setting of ``access.py`` → its word. None if the partner is unreadable.
    access: dict[str, str] | None
    agreement: AgreementEntry | None
    exception: AcceptedEntry | None
    since: str | None
    flags: list[str]
    drift: list[DriftEntry]
    #: The open settings of an unmanaged partner. Empty for all others, whose ``drift`` contains them.
    open_settings: list[OpenEntry]
    checks: list[CheckEntry]
    error: ErrorEntry | None


class Completeness(TypedDict):
    """Whether the run knew all partners, and the reason if it did not."""

    complete: bool
    reason: str | None


class Totals(TypedDict):
    """The number of partners, and numbers by status, severity and direction of partners, and by severity of checks."""

    partners: int
    status: dict[str, int]
    findings: dict[str, int]
    directions: dict[str, int]
    checks: dict[str, int]


class DeletedPolicy(TypedDict):
    """A deleted synchronization policy that can still be restored."""

    tenant_id: str
    name: str | None
    deleted_date_time: str | None
    restorable_until: str | None


class OutEntry(TypedDict):
    """A configuration that synchronizes users out of the home tenant. A value is None if Graph does not show it.

    ``tenant_id`` is the target tenant. ``state`` is a word of ``state_of``. ``not_shown``: what is unknown, in words.
    """

    tenant_id: str | None
    tenant_name: str | None
    name: str | None
    state: str
    enabled: bool | None
    scope: str | None
    last_run: str | None
    last_success: str | None
    quarantine: QuarantineRow | None
    counts: dict[str, int]
    missing: list[str]
    problem: str | None
    not_shown: list[str]
    by_admin_center: bool
    service_principal_id: str | None
    job_id: str | None
    #: The failures in the provisioning log; None if nobody asked for them, or if they are not known.
    errors: LogRow | None


class SyncOut(TypedDict):
    """The synchronization out of the home tenant. ``reason``: why the run did not look; None if it did."""

    looked: bool
    reason: str | None
    configurations: list[OutEntry]


class ConfigurationEntry(TypedDict):
    """A synchronization configuration compared with the inventory. ``since`` and ``exception`` are about the status.

    ``tenant_id`` is the target tenant. ``unknown`` are agreed settings that Graph does not show.
    """

    tenant_id: str | None
    tenant_name: str | None
    host: str | None
    name: str | None
    service_principal_id: str | None
    status: str
    severity: str | None
    direction: str | None
    reason: str | None
    unknown: list[str]
    exception: AcceptedEntry | None
    since: str | None
    drift: list[DriftEntry]
    error: ErrorEntry | None


class ConfigurationTotals(TypedDict):
    """The number of configurations, and numbers by status, severity and direction."""

    configurations: int
    status: dict[str, int]
    findings: dict[str, int]
    directions: dict[str, int]


class SyncDrift(TypedDict):
    """The synchronization configurations compared with the inventory.

    ``compared``: whether the run compared them. ``reason``: why it did not, or which of them are not in the list; None
    if the list is complete.
    """

    compared: bool
    reason: str | None
    totals: ConfigurationTotals
    configurations: list[ConfigurationEntry]


class CatalogEntry(TypedDict):
    """The parts of a check that are the same for each partner about which it fires."""

    severity: str
    symptom: str
    advice: str
    source: list[str]


class NotRun(TypedDict):
    """A check that was not run."""

    id: str
    reason: str


#: A finding in words that are the same in each report, so that two reports can be compared. "from" and "to" are the
#: agreed and the observed value of a setting, the status in both reports, or the observation of a check.
FindingEntry = TypedDict(
    "FindingEntry",
    {
        "tenant_id": Optional[str],
        "host": Optional[str],
        "name": Optional[str],
        "kind": str,
        "what": str,
        "severity": Optional[str],
        "direction": Optional[str],
        "since": Optional[str],
        "from": object,
        "to": object,
    },
)


#: The changes since an earlier report. "with" is the time at which that report was made.
Comparison = TypedDict(
    "Comparison",
    {
        "with": Optional[str],
        "new": list[FindingEntry],
        "fixed": list[FindingEntry],
        "unknown": list[FindingEntry],
        "remaining": int,
    },
)


class TenantEntry(TypedDict):
    """The home tenant. Members that are not known are None."""

    id: str | None
    name: str | None
    domain: str | None


class RunFacts(TypedDict):
    """Who looked, with what, and at what. Members that are not known are None."""

    home_tenant: TenantEntry
    cloud: str | None
    client_id: str | None
    collection_version: str | None
    ansible_version: str
    revision: str | None
    job_id: str | None
    inventory: list[str]


class RunEntry(RunFacts):
    """The same, and the IDs of the health checks that were run."""

    checks_run: list[str]


class TrendEntry(TypedDict):
    """The numbers of one report of a series."""

    generated: str
    partners: int
    compliant: int
    more_open: int
    more_closed: int
    unreadable: int
    errors: int
    warnings: int


class Report(TypedDict):
    """The whole report. ``generated`` is a time in UTC, such as 2026-01-31T12:00:00Z."""

    schema: str
    generated: str
    title: str
    home_tenant: str | None
    scope: Completeness
    run: RunEntry
    totals: Totals
    partners: list[PartnerEntry]
    tenant_checks: list[CheckEntry]
    deleted_policies: list[DeletedPolicy] | None
    sync_out: SyncOut
    #: None if nobody asked for the configurations.
    sync_drift: SyncDrift | None
    check_catalog: dict[str, CatalogEntry]
    checks_not_run: list[NotRun]
    #: What the default settings of the home tenant allow, like ``access`` of a partner. None if they were not read.
    default_access: dict[str, str] | None
    comparison: Comparison | None
    #: The series of reports up to this one, the oldest first; None if there is no folder of reports.
    trend: list[TrendEntry] | None
