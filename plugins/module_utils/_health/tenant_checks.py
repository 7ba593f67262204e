# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks of the home tenant as a whole, one row each (private to this collection). Pure."""

from __future__ import annotations

from .check import (
    ACCESS_OVERVIEW,
    CONFIGURE,
    ERROR,
    INFO,
    PROVISIONING_ISSUES,
    PROVISIONING_LOGS,
    SYNC_OVERVIEW,
    WARNING,
    Check,
    Known,
    Partner,
    counted,
    graph,
)

_SHOWN = 10
_POLICY_ACTIONS = "microsoft.directory/crossTenantAccessPolicy/partners/identitySynchronization/"


def _with_user_sync(partners: list[Partner]) -> int:
    """The number of partners whose users may be synchronized in."""
    return sum(partner.sync.get("user_sync_allowed") is True for partner in partners)


def _come_back_enabled(tenant: Known, partners: list[Partner]) -> str | None:
    number = _with_user_sync(partners)
    return f"{counted(number)} may synchronize users in" if number else None


def _guests_refused(tenant: Known, partners: list[Partner]) -> str | None:
    number = _with_user_sync(partners)
    if tenant.get("allow_invites_from") == "none" and number:
        return f"nobody may invite guests (allowInvitesFrom none), but {counted(number)} may synchronize users in"
    return None


def _may_leave(tenant: Known, partners: list[Partner]) -> str | None:
    if tenant.get("allow_external_identities_to_leave") is True and _with_user_sync(partners):
        return "external identities may leave (allowExternalIdentitiesToLeave true)"
    return None


def _no_licence(tenant: Known, partners: list[Partner]) -> str | None:
    plans = tenant.get("service_plans")
    if plans is None or {"AAD_PREMIUM", "AAD_PREMIUM_P2"}.intersection(plans):
        return None
    number = sum(bool(partner.consent or partner.own("inbound_trust")) for partner in partners)
    return f"no service plan AAD_PREMIUM or AAD_PREMIUM_P2; {counted(number)} with consent or trust" if number else None


def _kind_of_tenant(tenant: Known, partners: list[Partner]) -> str | None:
    kind = tenant.get("tenant_type")
    return f"the home tenant is of the type {kind}" if kind and kind != "AAD" else None


def _cannot_delete(tenant: Known, partners: list[Partner]) -> str | None:
    lacking = [
        role["display_name"] or role["id"]
        for role in tenant.get("custom_roles") or ()
        if any(action.startswith(_POLICY_ACTIONS) and not action.endswith("/read") for action in role["actions"])
        and not any(action == f"{_POLICY_ACTIONS}delete" or action.endswith("/allTasks") for action in role["actions"])
    ]
    return f"custom roles that may write policies but not delete them: {', '.join(lacking)}" if lacking else None


def _restorable(tenant: Known, partners: list[Partner]) -> str | None:
    deleted = tenant.get("deleted_identity_syncs") or ()
    names = [
        f"{row.get('display_name') or row['tenant_id']} (until {row.get('restorable_until') or 'an unknown date'})"
        for row in deleted
    ]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"deleted policies: {', '.join(names[:_SHOWN])}{more}" if names else None


TENANT_CHECKS = (
    Check(
        id="reenable-blocked-users",
        severity=INFO,
        symptom="Users who were blocked by hand in the home tenant come back enabled.",
        advice="Block these users in the source tenant, or remove them from the scope of its synchronization job.",
        source=(SYNC_OVERVIEW,),
        of_tenant=_come_back_enabled,
    ),
    Check(
        id="soft-delete-window",
        severity=INFO,
        symptom="A policy was deleted by mistake.",
        advice="deleted_partner_identity_sync can restore the policy within 30 days.",
        source=(graph("resources/policydeletableitem?view=graph-rest-beta"),),
        of_tenant=_restorable,
        needs=("deleted_identity_syncs",),
    ),
    Check(
        id="guest-invite-most-restrictive",
        severity=ERROR,
        symptom="Provisioning fails with AzureActiveDirectoryForbidden: guest invitations are not allowed.",
        advice="Loosen the guest invite settings of the home tenant.",
        source=(CONFIGURE, PROVISIONING_LOGS),
        of_tenant=_guests_refused,
        needs=("allow_invites_from",),
    ),
    Check(
        id="leave-setting",
        severity=INFO,
        symptom="Synchronized users remove themselves from the tenant, and the next synchronization adds them again.",
        advice="If this is not wanted, do not allow external identities to leave the tenant.",
        source=(CONFIGURE,),
        of_tenant=_may_leave,
        needs=("allow_external_identities_to_leave",),
    ),
    Check(
        id="redemption-licence",
        severity=WARNING,
        symptom="Automatic redemption and trust cannot be set.",
        advice="Trust settings need Microsoft Entra ID P1 or P2 in the tenant that sets them.",
        source=(CONFIGURE, ACCESS_OVERVIEW),
        of_tenant=_no_licence,
        needs=("service_plans",),
    ),
    Check(
        id="b2c-or-external-tenant",
        severity=ERROR,
        symptom="Nothing is provisioned.",
        advice="Azure AD B2C and External ID tenants take no part in cross-tenant synchronization.",
        source=(PROVISIONING_ISSUES,),
        of_tenant=_kind_of_tenant,
        needs=("tenant_type",),
    ),
    Check(
        id="custom-role-cannot-delete-sync",
        severity=INFO,
        symptom="The custom role that Microsoft recommends may not allow removing a policy.",
        advice="Test the role before you need it, or remove policies as Security Administrator.",
        source=(ACCESS_OVERVIEW,),
        of_tenant=_cannot_delete,
        needs=("custom_roles",),
    ),
)
