# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks of the partners themselves, one row each (private to this collection). Pure."""

from __future__ import annotations

from .._model.b2b import conflict, everybody_blocked, lets_somebody
from .._model.tenant_facts import LookedUpRow
from .check import (
    ACCESS_OVERVIEW,
    ACCESS_POLICY,
    CONFIGURE,
    CONFIGURE_GRAPH,
    ERROR,
    INFO,
    MTO_KNOWN_ISSUES,
    MTO_TEMPLATES,
    PROVISIONING_LOGS,
    REDEMPTION,
    SYNC_OVERVIEW,
    WARNING,
    Check,
    Known,
    Partner,
    counted,
    graph,
    in_words,
)

#: The ID of the check that needs an earlier report: it fires for partners that were members.
LEFT_ORGANIZATION = "left-mto-settings-remain"

_B2B = (
    "b2b_collaboration_inbound",
    "b2b_collaboration_outbound",
    "b2b_direct_connect_inbound",
    "b2b_direct_connect_outbound",
    "tenant_restrictions",
)
_DIRECT_CONNECT = ("b2b_direct_connect_inbound", "b2b_direct_connect_outbound")


def _users(partner: Partner) -> bool:
    return partner.sync.get("user_sync_allowed") is True


def _groups(partner: Partner) -> bool:
    return partner.sync.get("group_sync_allowed") is True


def _in_another_cloud(partner: Partner) -> bool:
    # Graph has no property for the cloud of a partner. The only sign is this property, which names an application "in
    # another cloud".
    return bool(partner.sync.get("external_cloud_application_id"))


def _no_inbound_redemption(partner: Partner) -> str | None:
    inbound = partner.consent.get("inbound_allowed")
    if _users(partner) and inbound is not True:
        return f"users may be synchronized in, but automatic_user_consent.inbound_allowed is {in_words(inbound)}"
    return None


def _redemption_outbound_only(partner: Partner) -> str | None:
    if _no_inbound_redemption(partner) and partner.consent.get("outbound_allowed") is True:
        return "users may be synchronized in, but automatic_user_consent is true only for outbound_allowed"
    return None


def _user_sync_undecided(partner: Partner) -> str | None:
    if partner.sync and partner.sync.get("user_sync_allowed") is None and partner.consent.get("inbound_allowed"):
        return "consent and a synchronization policy exist, but user_sync_allowed was never set"
    return None


def _member_unconfigured(partner: Partner) -> str | None:
    if partner.member and partner.sync.get("user_sync_allowed") is None and not partner.consent:
        return "a member of the multitenant organization has neither user_sync_allowed nor automatic_user_consent"
    return None


def _left_organization(partner: Partner) -> str | None:
    open_ = [
        name
        for name in ("automatic_user_consent", "inbound_trust")
        if any(value is True for value in partner.own(name).values())
    ]
    open_ += ["user_sync_allowed"] if _users(partner) else []
    if partner.was_member and not partner.member and open_:
        return (
            f"the partner has left the multitenant organization since the earlier report and keeps {', '.join(open_)}"
        )
    return None


def _role_groups_without_groups(partner: Partner) -> str | None:
    if partner.sync.get("role_enabled_group_sync_allowed") is True and not _groups(partner):
        observed = in_words(partner.sync.get("group_sync_allowed"))
        return f"role_enabled_group_sync_allowed is true, but group_sync_allowed is {observed}"
    return None


def _groups_across_clouds(partner: Partner) -> str | None:
    if _in_another_cloud(partner) and _groups(partner):
        return "group_sync_allowed is true for a partner with an external_cloud_application_id"
    return None


def _other_cloud_closed(partner: Partner) -> str | None:
    if _in_another_cloud(partner) and partner.tenant.get("allowed_cloud_endpoints") == []:
        return "the partner has an external_cloud_application_id, but the home tenant allows no other cloud"
    return None


def _direct_connect_across_clouds(partner: Partner) -> str | None:
    open_ = [name for name in _DIRECT_CONNECT if lets_somebody(partner.own(name))]
    if _in_another_cloud(partner) and open_:
        return f"{' and '.join(open_)} allow something to a partner with an external_cloud_application_id"
    return None


def _sync_in_china(partner: Partner) -> str | None:
    if partner.tenant.get("cloud") == "china" and (_users(partner) or _groups(partner)):
        return "synchronization is allowed in the cloud operated by 21Vianet"
    return None


def _collaboration_blocked(partner: Partner) -> str | None:
    blocked = everybody_blocked(partner.effective("b2b_collaboration_inbound"))
    if _users(partner) and blocked:
        whose = "" if partner.own("b2b_collaboration_inbound") else " (inherited from the default)"
        return f"users may be synchronized in, but b2b_collaboration_inbound blocks all {' and '.join(blocked)}{whose}"
    return None


def _conflict(partner: Partner) -> str | None:
    faults = [f"{name}: {conflict(partner.own(name))}" for name in _B2B if conflict(partner.own(name))]
    return "; ".join(faults) or None


def _default_conflict(tenant: Known, partners: list[Partner]) -> str | None:
    default = tenant.get("default_settings") or {}
    faults = [f"the default's {name}: {conflict(default.get(name))}" for name in _B2B if conflict(default.get(name))]
    return "; ".join(faults) or None


def _all_applications_blocked(partner: Partner) -> str | None:
    if "applications" in everybody_blocked(partner.own("b2b_collaboration_outbound")):
        return "b2b_collaboration_outbound blocks all applications, including the one that decrypts mail"
    return None


def _default_blocks_applications(tenant: Known, partners: list[Partner]) -> str | None:
    default = (tenant.get("default_settings") or {}).get("b2b_collaboration_outbound") or {}
    if "applications" not in everybody_blocked(default):
        return None
    number = sum(partner.row is not None and not partner.own("b2b_collaboration_outbound") for partner in partners)
    return f"the default's b2b_collaboration_outbound blocks all applications; {counted(number)} inherit it"


def _no_mfa_trust(partner: Partner) -> str | None:
    demanding = [
        policy["display_name"] or policy["id"]
        for policy in partner.tenant.get("conditional_access_policies") or ()
        if policy["state"] == "enabled" and policy["requires_mfa"] and policy["includes_guests"]
    ]
    trusted = partner.effective("inbound_trust").get("mfa_accepted")
    if demanding and lets_somebody(partner.effective("b2b_direct_connect_inbound")) and trusted is not True:
        return (
            f"b2b_direct_connect_inbound allows somebody, inbound_trust.mfa_accepted is {in_words(trusted)}, and "
            f"Conditional Access wants MFA of guests ({', '.join(demanding[:3])})"
        )
    return None


def _unreadable_or_provider(partner: Partner) -> str | None:
    if partner.unreadable:
        return "Graph's answer about the partner cannot be read"
    return "the partner is a service provider" if (partner.row or {}).get("service_provider") is True else None


def _other_name(partner: Partner) -> str | None:
    looked_up = _in_directory(partner)
    name = partner.sync.get("display_name")
    if name and looked_up and looked_up["display_name"] and _plain(name) != _plain(looked_up["display_name"]):
        return f"the policy is named {name!r}, but the tenant is named {looked_up['display_name']!r}"
    return None


def _no_such_tenant(partner: Partner) -> str | None:
    looked_up = _in_directory(partner)
    return "Graph finds no tenant with this ID" if looked_up and not looked_up["known"] else None


def _in_directory(partner: Partner) -> LookedUpRow | None:
    """The result of the look-up of a partner that exists; None if it was not looked up."""
    return None if partner.row is None else (partner.tenant.get("tenants") or {}).get(partner.tenant_id)


def _plain(name: str) -> str:
    """A display name in the form in which display names are compared."""
    return " ".join(name.split()).casefold()


# Checks of a change: the condition held before, and does not hold after it.


def _switched_off(partner: Partner) -> str | None:
    before = partner._replace(row=partner.before)
    ended = [name for name, is_on in (("users", _users), ("groups", _groups)) if is_on(before) and not is_on(partner)]
    if ended:
        return f"synchronization of {' and '.join(ended)} ends, but the objects that were synchronized stay"
    return None


def _stopped_at_once(partner: Partner) -> str | None:
    before = partner._replace(row=partner.before)
    if _users(before) and partner.sync.get("user_sync_allowed") is False:
        return "user_sync_allowed goes from true to false"
    return None


PARTNER_CHECKS = (
    Check(
        id="sync-allowed-no-inbound-redemption",
        severity=ERROR,
        symptom=(
            "Users are not provisioned; the source tenant's connection test fails with "
            "AzureDirectoryB2BManagementPolicyCheckFailure."
        ),
        advice="Set automatic_user_consent.inbound_allowed to true: automatic redemption is off by default.",
        source=(CONFIGURE, REDEMPTION, PROVISIONING_LOGS),
        of_partner=_no_inbound_redemption,
    ),
    Check(
        id="redemption-wrong-direction",
        severity=WARNING,
        symptom="Users of the partner still see the consent prompt.",
        advice="outbound_allowed is for the tenant that sends users. To receive users, set inbound_allowed to true.",
        source=(REDEMPTION,),
        of_partner=_redemption_outbound_only,
    ),
    Check(
        id="job-before-inbound-allowed",
        severity=ERROR,
        symptom="The source tenant cannot create its synchronization job.",
        advice="Set user_sync_allowed to true before the source tenant creates its job, or set it to false.",
        source=(MTO_KNOWN_ISSUES,),
        of_partner=_user_sync_undecided,
    ),
    Check(
        id="sync-policy-without-partner-consent-in-mto",
        severity=WARNING,
        symptom=(
            "After a tenant has joined the organization, nothing works: the partner that Graph created is not "
            "configured."
        ),
        advice="Configure the partner, or configure both templates of the organization before tenants join.",
        source=(MTO_TEMPLATES, MTO_KNOWN_ISSUES),
        of_partner=_member_unconfigured,
    ),
    Check(
        id=LEFT_ORGANIZATION,
        severity=WARNING,
        symptom="Trust and synchronization stay open for a tenant that has left the organization.",
        advice="Graph undoes nothing when a tenant leaves: review the partner, and consider resetting both templates.",
        source=(MTO_TEMPLATES,),
        of_partner=_left_organization,
        needs=("earlier_report",),
    ),
    Check(
        id="role-group-sync-needs-group-sync",
        severity=ERROR,
        symptom="Graph refuses role_enabled_group_sync_allowed.",
        advice="Set group_sync_allowed to true as well.",
        source=("https://github.com/microsoft/Microsoft365DSC",),
        of_partner=_role_groups_without_groups,
    ),
    Check(
        id="cross-cloud-group-sync",
        severity=WARNING,
        symptom="Groups are not synchronized from another Microsoft cloud.",
        advice="Groups are not synchronized across clouds: set group_sync_allowed to false.",
        source=(SYNC_OVERVIEW,),
        of_partner=_groups_across_clouds,
    ),
    Check(
        id="cross-cloud-not-enabled",
        severity=ERROR,
        symptom="B2B collaboration with a partner in another Microsoft cloud is blocked.",
        advice="Both tenants have to enable the cloud of the other tenant. Then each adds the other by tenant ID.",
        source=(ACCESS_OVERVIEW,),
        of_partner=_other_cloud_closed,
        needs=("allowed_cloud_endpoints",),
    ),
    Check(
        id="cross-cloud-direct-connect",
        severity=WARNING,
        symptom="Shared channels do not work with a partner in another Microsoft cloud.",
        advice="B2B direct connect is not supported across clouds: leave it blocked.",
        source=(ACCESS_OVERVIEW,),
        of_partner=_direct_connect_across_clouds,
    ),
    Check(
        id="china-sync-unsupported",
        severity=ERROR,
        symptom="Nothing is synchronized between tenants in the cloud operated by 21Vianet.",
        advice="That cloud has the API, but not the service. Do not rely on synchronization there.",
        source=(SYNC_OVERVIEW,),
        of_partner=_sync_in_china,
    ),
    Check(
        id="b2b-inbound-blocked",
        severity=WARNING,
        symptom="Synchronized users cannot use any application.",
        advice=(
            "Allow the synchronized users, and the applications they need, in b2b_collaboration_inbound, because they "
            "are B2B users. If they are not meant to work here, switch the synchronization off."
        ),
        source=(ACCESS_OVERVIEW, ACCESS_POLICY),
        of_partner=_collaboration_blocked,
        needs=("default_settings",),
    ),
    Check(
        id="users-apps-conflict",
        severity=ERROR,
        symptom="Graph refuses the setting, or the setting allows users but no application, or the reverse.",
        advice="Block all users and all applications, or allow something on both sides.",
        source=(ACCESS_OVERVIEW, ACCESS_POLICY),
        of_partner=_conflict,
        of_tenant=_default_conflict,
        needs=("default_settings",),
    ),
    Check(
        id="rms-app-blocked",
        severity=WARNING,
        symptom="Users cannot read encrypted mail from the partner.",
        advice="Allow the application 00000012-0000-0000-c000-000000000000 (Rights Management) outbound.",
        source=(ACCESS_OVERVIEW,),
        of_partner=_all_applications_blocked,
        of_tenant=_default_blocks_applications,
        needs=("default_settings",),
    ),
    Check(
        id="direct-connect-needs-mfa-trust",
        severity=WARNING,
        symptom="Users of the partner cannot open shared channels, because they cannot do MFA in this tenant.",
        advice="Trust the MFA of the partner: set inbound_trust.mfa_accepted to true.",
        source=(ACCESS_OVERVIEW,),
        of_partner=_no_mfa_trust,
        needs=("conditional_access_policies", "default_settings"),
    ),
    Check(
        id="service-provider-or-unreadable-partner",
        severity=INFO,
        symptom="There is a partner that is a service provider, or that cannot be read.",
        advice="Find out who the partner is; some are Microsoft's own. A partner that cannot be read is not changed.",
        source=("https://github.com/microsoft/Microsoft365DSC/issues/6843",),
        of_partner=_unreadable_or_provider,
    ),
    Check(
        id="partner-display-name-mismatch",
        severity=WARNING,
        symptom="The policy has the name of another tenant: perhaps the wrong tenant may synchronize users in.",
        advice="Check the tenant ID. Then correct the name, or use display_name_from_directory.",
        source=(graph("tenantrelationship-findtenantinformationbytenantid"),),
        of_partner=_other_name,
        needs=("tenants",),
    ),
    Check(
        id="partner-tenant-unknown",
        severity=ERROR,
        symptom="No tenant has this tenant ID.",
        advice="Find out whether the ID is mistyped, the tenant was deleted, or the tenant is in another cloud.",
        source=(graph("tenantrelationship-findtenantinformationbytenantid"),),
        of_partner=_no_such_tenant,
        needs=("tenants",),
    ),
    Check(
        id="sync-disabled-too-early",
        severity=WARNING,
        symptom="Synchronized users stay in the home tenant forever.",
        advice=(
            "To remove the users, let the source tenant unassign them while synchronization is still on. Switch it off "
            "only when the users are gone."
        ),
        source=(SYNC_OVERVIEW,),
        of_partner=_switched_off,
    ),
    Check(
        id="sync-disable-stops-running-sync",
        severity=WARNING,
        symptom="Synchronization that is running stops at once.",
        advice="Make sure that this is intended; removal_limit prevents switching off many partners by mistake.",
        source=(graph("crosstenantidentitysyncpolicypartner-update"), CONFIGURE_GRAPH),
        of_partner=_stopped_at_once,
    ),
)
