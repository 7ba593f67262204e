# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Health checks: the type of a check, and the facts that checks use (private to this collection). Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from .._model.kinds import Row, Settings

if TYPE_CHECKING:
    from .._model.synchronization.overview import OverviewRow
    from .._model.synchronization.provisioning import ErrorsRow
    from .._model.tenant_facts import ConditionalAccessRow, CredentialsRow, CustomRoleRow, LookedUpRow
    from .agreement import Agreement

ERROR = "error"
WARNING = "warning"
INFO = "info"
#: From the worst severity to the mildest.
SEVERITIES = (ERROR, WARNING, INFO)

#: The time at which a condition holds: in Graph's present state, or after the desired settings are applied.
NOW = "now"
AFTER = "after"

#: A fact about the home tenant that a check may need → the ``gather_subset`` of ``access_policy_info`` that reads it.
PARTS = {
    "default_settings": "default_settings",
    "allowed_cloud_endpoints": "allowed_cloud_endpoints",
    "mto_sync_template": "mto_templates",
    "mto_partner_template": "mto_templates",
    "deleted_identity_syncs": "deleted_identity_syncs",
    "mto": "mto",
    "allow_invites_from": "guest_invitations",
    "allow_external_identities_to_leave": "leave_setting",
    "conditional_access_policies": "conditional_access",
    "service_plans": "licenses",
    "tenant_type": "tenant_type",
    "custom_roles": "custom_roles",
    "tenants": "tenants",
    "sync_configurations": "sync_configurations",
    "sync_errors": "sync_errors",
}


class Facts(TypedDict, total=False):
    """Facts about the home tenant, as ``access_policy_info`` returns them. A fact that was not read is missing."""

    default_settings: Row
    allowed_cloud_endpoints: list[str] | None
    mto_sync_template: Settings
    mto_partner_template: Settings
    deleted_identity_syncs: list[Row]
    mto: Row
    mto_tenants: list[Row]
    mto_join_request: Row | None
    allow_invites_from: str | None
    allow_external_identities_to_leave: bool | None
    conditional_access_policies: list[ConditionalAccessRow]
    service_plans: list[str]
    tenant_type: str | None
    custom_roles: list[CustomRoleRow]


class AccessPolicy(Facts, total=False):
    """The value ``access_policy`` that ``access_policy_info`` returns."""

    tenants: list[LookedUpRow]
    sync_configurations: list[OverviewRow]
    sync_errors: list[ErrorsRow]


class Known(Facts, total=False):
    """The facts about the home tenant that checks may use, see ``known_of``."""

    #: Tenant ID of a partner → the result of its look-up; None if there were no look-ups.
    tenants: dict[str, LookedUpRow] | None
    #: Target tenant → the configurations that synchronize to it. Those whose target tenant is not known, or that have
    #: none, are under None. The whole is None if configurations were not read.
    sync_configurations: dict[str | None, list[OverviewRow]] | None
    #: The object ID of the service principal of a configuration → its errors. None if the log was not read.
    sync_errors: dict[str, ErrorsRow] | None
    #: The time of the report, such as 2026-01-31T12:00:00Z; None if it does not matter.
    now: str | None
    #: The cloud of the home tenant.
    cloud: str
    #: True if there is an earlier report, None if there is none.
    earlier_report: bool | None
    #: The limit of an onboarding run, as the inventory sets it; None if the inventory does not set it.
    removal_limit: int | None
    #: The permissions of the credentials of a run that only reads; None if they are unknown or if the run may write.
    credentials: CredentialsRow | None
    #: The agreement under the ID of the home tenant. Its exceptions are about the home tenant as a whole.
    agreement: Agreement | None
    #: The day of the report; None if the day does not matter.
    today: str | None


class Partner(NamedTuple):
    """One partner as checks see it. Rows come from ``partner_row``; a row is None if there is no partner.

    ``row``: the present state of the partner, or its state after the changes.
    ``before``: the partner before the changes; the same row if there is no change.
    ``tenant``: the known facts about the home tenant.
    ``unreadable``: whether Graph's answer about the partner could not be understood.
    ``was_member``: whether an earlier report says that the partner was in the multitenant organization; None if there
    is no earlier report.
    ``managed``: whether the inventory contains the partner; None if this is not known.
    ``agreement``: the agreement with the partner; None if the inventory describes none.
    ``today``: the day of the report, such as 2026-01-31; None if the day does not matter.
    """

    tenant_id: str
    row: Row | None
    before: Row | None
    tenant: Known
    unreadable: bool = False
    was_member: bool | None = None
    managed: bool | None = None
    agreement: Agreement | None = None
    today: str | None = None

    @property
    def sync(self) -> Settings:
        """The settings of the synchronization policy; empty if there is no policy."""
        return _part(self.row, "identity_sync")

    @property
    def consent(self) -> Settings:
        """The setting automatic_user_consent of the partner itself."""
        return _part(self.row, "automatic_user_consent")

    @property
    def member(self) -> bool:
        """Whether the partner is in the multitenant organization of the home tenant."""
        return _part(self.row, "read_only").get("in_multi_tenant_organization") is True

    def own(self, name: str) -> Settings:
        """A setting of the partner itself; empty if the partner inherits it."""
        return _part(self.row, name)

    def effective(self, name: str) -> Settings:
        """A setting of the partner itself, or else of the default; empty if the default is not known."""
        return self.own(name) or _part(self.tenant.get("default_settings"), name)


def _part(row: Row | None, name: str) -> Settings:
    """The value of a setting that is a dictionary; empty if the row does not contain it."""
    part: Settings = (row or {}).get(name) or {}
    return part


class Check(NamedTuple):
    """One condition that does harm now, or will do harm later.

    ``of_partner`` and ``of_tenant`` return a sentence about the observed state, or None if the condition does not hold.
    ``of_partner`` is called for each partner. ``of_tenant`` is called for the home tenant and all its partners. A check
    has one of these functions or both. They also return None if a fact is not known. ``needs`` contains the names of
    the necessary facts. Only if all these facts are known, None means that the condition does not hold.
    ``symptom`` is the effect that people notice. ``advice`` is the remedy. ``source`` contains the addresses of pages
    that document both.
    """

    id: str
    severity: str
    symptom: str
    advice: str
    source: tuple[str, ...]
    of_partner: Callable[[Partner], str | None] | None = None
    of_tenant: Callable[[Known, list[Partner]], str | None] | None = None
    needs: tuple[str, ...] = ()


def known_of(
    access_policy: AccessPolicy,
    cloud: str,
    earlier_report: bool,
    removal_limit: int | None = None,
    credentials: CredentialsRow | None = None,
    now: str | None = None,
) -> Known:
    """The facts about the home tenant that checks may use.

    ``access_policy`` comes from a result of ``access_policy_info``. ``cloud`` is the cloud of the home tenant.
    ``earlier_report``: whether there is an earlier report. ``removal_limit``, ``credentials``, ``now``: see ``Known``.
    """
    facts: Facts = access_policy
    tenants, failing = access_policy.get("tenants"), access_policy.get("sync_errors")
    return {
        **facts,
        "cloud": cloud,
        "now": now,
        "sync_configurations": _by_target(access_policy.get("sync_configurations")),
        "sync_errors": None if failing is None else {row["service_principal_id"]: row for row in failing},
        "tenants": None if tenants is None else {row["tenant_id"]: row for row in tenants},
        "earlier_report": earlier_report or None,
        "removal_limit": removal_limit,
        "credentials": credentials,
        "agreement": None,
        "today": None,
    }


def _by_target(rows: list[OverviewRow] | None) -> dict[str | None, list[OverviewRow]] | None:
    if rows is None:
        return None
    result: dict[str | None, list[OverviewRow]] = {}
    for row in rows:
        result.setdefault(row["target_tenant_id"], []).append(row)
    return result


class Finding(NamedTuple):
    """A check that fired. ``seen`` is its sentence about the observed state. ``when`` is NOW or AFTER.

    ``tenant_id`` is the partner, or None for the home tenant as a whole.
    """

    check: Check
    tenant_id: str | None
    when: str
    seen: str


def entra(page: str) -> str:
    """The address of a page of Microsoft's Entra documentation."""
    return f"https://learn.microsoft.com/entra/{page}"


def graph(page: str) -> str:
    """The address of a page of Microsoft's Graph reference."""
    return f"https://learn.microsoft.com/graph/api/{page}"


CONFIGURE = entra("identity/multi-tenant-organizations/cross-tenant-synchronization-configure")
CONFIGURE_GRAPH = entra("identity/multi-tenant-organizations/cross-tenant-synchronization-configure-graph")
SYNC_OVERVIEW = entra("identity/multi-tenant-organizations/cross-tenant-synchronization-overview")
ACCESS_OVERVIEW = entra("external-id/cross-tenant-access-overview")
ACCESS_POLICY = graph("resources/crosstenantaccesspolicy-overview")
MTO_TEMPLATES = entra("identity/multi-tenant-organizations/multi-tenant-organization-templates")
MTO_KNOWN_ISSUES = entra("identity/multi-tenant-organizations/multi-tenant-organization-known-issues")
MTO_CONFIGURE = entra("identity/multi-tenant-organizations/multi-tenant-organization-configure-graph")
PROVISIONING_LOGS = entra("identity/monitoring-health/howto-analyze-provisioning-logs")
PROVISIONING_ISSUES = entra("identity/app-provisioning/known-issues")
REDEMPTION = entra("external-id/cross-tenant-access-settings-b2b-collaboration#configure-automatic-redemption")


def in_words(value: object) -> str:
    """True, false or None in the words of an inventory."""
    return "not set" if value is None else str(value).lower()


def counted(number: int) -> str:
    """A number of partners, in words."""
    return "1 partner" if number == 1 else f"{number} partners"
