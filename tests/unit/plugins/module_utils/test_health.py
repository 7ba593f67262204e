# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text and the severity of each health check, and the facts that it needs. test_checks.py tests when they fire."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._health import checks
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import (
    PARTS,
    SEVERITIES,
    Check,
    Finding,
    Partner,
    counted,
    in_words,
    known_of,
)

from .strategies import TENANT
from .test_checks import (
    ACTIONS,
    ACTIVE,
    BOTH,
    CHECKS,
    CONSENT,
    EXISTING,
    INACTIVE,
    MEMBER,
    NEW,
    OF_PARTNER,
    OPEN,
    OTHER_CLOUD,
    PENDING,
    SHUT,
    USERS,
    b2b,
    directory,
    partner,
    policy,
    row,
    sync,
    templates,
)

TEMPLATES = ("mto_sync_template", "mto_partner_template")
DEFAULT = ("default_settings",)
SOURCE = ("sync_configurations",)

# In the order of the table: the severity, and the facts that have to be known. Without them, silence means nothing.
ROWS = {
    "sync-allowed-no-inbound-redemption": ("error", ()),
    "redemption-wrong-direction": ("warning", ()),
    "job-before-inbound-allowed": ("error", ()),
    "sync-policy-without-partner-consent-in-mto": ("warning", ()),
    "left-mto-settings-remain": ("warning", ("earlier_report",)),
    "role-group-sync-needs-group-sync": ("error", ()),
    "cross-cloud-group-sync": ("warning", ()),
    "cross-cloud-not-enabled": ("error", ("allowed_cloud_endpoints",)),
    "cross-cloud-direct-connect": ("warning", ()),
    "china-sync-unsupported": ("error", ()),
    "b2b-inbound-blocked": ("warning", DEFAULT),
    "users-apps-conflict": ("error", DEFAULT),
    "rms-app-blocked": ("warning", DEFAULT),
    "direct-connect-needs-mfa-trust": ("warning", ("conditional_access_policies", *DEFAULT)),
    "service-provider-or-unreadable-partner": ("info", ()),
    "partner-display-name-mismatch": ("warning", ("tenants",)),
    "partner-tenant-unknown": ("error", ("tenants",)),
    "sync-disabled-too-early": ("warning", ()),
    "sync-disable-stops-running-sync": ("warning", ()),
    "unmanaged-partner-synchronizes": ("error", ()),
    "agreement-ended": ("error", ()),
    "agreement-ends-soon": ("info", ()),
    "exception-ended": ("warning", ()),
    "removal-limit-off": ("warning", ()),
    "reading-credentials-can-write": ("warning", ("credentials",)),
    "credentials-can-do-more": ("warning", ("credentials",)),
    "template-level-none": ("warning", TEMPLATES),
    "template-excludes-existing": ("info", TEMPLATES),
    "template-change-not-retroactive": ("info", TEMPLATES),
    "template-null-has-no-effect": ("info", ("mto_sync_template",)),
    "template-not-set-before-mto": ("info", ("mto", *TEMPLATES)),
    "tenant-not-in-mto": ("info", ("mto", *TEMPLATES)),
    "mto-member-pending": ("info", ("mto",)),
    "mto-join-failed": ("error", ("mto",)),
    "reenable-blocked-users": ("info", ()),
    "soft-delete-window": ("info", ("deleted_identity_syncs",)),
    "guest-invite-most-restrictive": ("error", ("allow_invites_from",)),
    "leave-setting": ("info", ("allow_external_identities_to_leave",)),
    "redemption-licence": ("warning", ("service_plans",)),
    "b2c-or-external-tenant": ("error", ("tenant_type",)),
    "custom-role-cannot-delete-sync": ("info", ("custom_roles",)),
    "source-job-quarantined": ("warning", SOURCE),
    "source-job-too-many-errors": ("warning", SOURCE),
    "source-deletions-pending": ("warning", SOURCE),
    "source-job-stale": ("warning", SOURCE),
    "source-job-never-succeeded": ("info", SOURCE),
    "source-job-disabled": ("warning", SOURCE),
    "source-configuration-half-made": ("warning", SOURCE),
    "source-users-failing": ("warning", (*SOURCE, "sync_errors")),
    "two-jobs-one-pair": ("warning", SOURCE),
    "source-configuration-unreadable": ("warning", SOURCE),
    "source-outbound-redemption-off": ("error", SOURCE),
    "b2b-outbound-blocked-source": ("warning", (*SOURCE, *DEFAULT)),
    "source-licence-users": ("warning", (*SOURCE, "service_plans")),
}


def test_how_bad_each_is_and_what_it_has_to_know():
    assert [(check.id, (check.severity, check.needs)) for check in checks.CHECKS] == list(ROWS.items())
    assert SEVERITIES == ("error", "warning", "info")


def test_each_names_pages_that_say_so():
    for check in checks.CHECKS:
        assert all(page.startswith(("https://learn.microsoft.com/", "https://github.com/")) for page in check.source)
        assert all(" " not in page for page in check.source)


def test_which_part_of_access_policy_info_reads_what():
    assert PARTS == {
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


ABROAD = {"external_cloud_application_id": OTHER_CLOUD}
NO_CONSENT = "users may be synchronized in, but automatic_user_consent.inbound_allowed is "
SAID_OF_PARTNERS = [
    ("sync-allowed-no-inbound-redemption", partner(USERS), f"{NO_CONSENT}not set"),
    (
        "sync-allowed-no-inbound-redemption",
        partner(USERS, automatic_user_consent={"inbound_allowed": False}),
        f"{NO_CONSENT}false",
    ),
    (
        "left-mto-settings-remain",
        partner(USERS, CONSENT, was_member=True, inbound_trust={"mfa_accepted": False, "x": True}),
        "the partner has left the multitenant organization since the earlier report and keeps automatic_user_consent, "
        "inbound_trust, user_sync_allowed",
    ),
    (
        "left-mto-settings-remain",
        partner(CONSENT, was_member=True, inbound_trust={"mfa_accepted": False}),
        "the partner has left the multitenant organization since the earlier report and keeps automatic_user_consent",
    ),
    (
        "role-group-sync-needs-group-sync",
        partner(sync(role_enabled_group_sync_allowed=True, group_sync_allowed=False)),
        "role_enabled_group_sync_allowed is true, but group_sync_allowed is false",
    ),
    (
        "role-group-sync-needs-group-sync",
        partner(sync(role_enabled_group_sync_allowed=True)),
        "role_enabled_group_sync_allowed is true, but group_sync_allowed is not set",
    ),
    (
        "cross-cloud-direct-connect",
        partner(sync(**ABROAD), b2b_direct_connect_inbound=OPEN, b2b_direct_connect_outbound=OPEN),
        "b2b_direct_connect_inbound and b2b_direct_connect_outbound allow something to a partner with an "
        "external_cloud_application_id",
    ),
    (
        "cross-cloud-direct-connect",
        partner(sync(**ABROAD), b2b_direct_connect_inbound=SHUT, b2b_direct_connect_outbound=OPEN),
        "b2b_direct_connect_outbound allow something to a partner with an external_cloud_application_id",
    ),
    (
        "b2b-inbound-blocked",
        partner(USERS, b2b_collaboration_inbound=SHUT),
        "users may be synchronized in, but b2b_collaboration_inbound blocks all users_and_groups and applications",
    ),
    (
        "b2b-inbound-blocked",
        partner(USERS, tenant={"default_settings": {"b2b_collaboration_inbound": b2b("allowed", "blocked")}}),
        "users may be synchronized in, but b2b_collaboration_inbound blocks all applications "
        "(inherited from the default)",
    ),
    *(
        (
            "users-apps-conflict",
            partner(**{name: b2b("blocked", "allowed")}),
            f"{name}: AllUsers cannot be blocked in users_and_groups while applications allows something: "
            "block both or none",
        )
        for name in (
            "b2b_collaboration_inbound",
            "b2b_collaboration_outbound",
            "b2b_direct_connect_inbound",
            "b2b_direct_connect_outbound",
            "tenant_restrictions",
        )
    ),
    (
        "users-apps-conflict",
        partner(b2b_collaboration_inbound=b2b("blocked", "allowed"), tenant_restrictions=b2b("allowed", "blocked")),
        "b2b_collaboration_inbound: AllUsers cannot be blocked in users_and_groups while applications allows "
        "something: block both or none; tenant_restrictions: AllApplications cannot be blocked in applications while "
        "users_and_groups allows something: block both or none",
    ),
    (
        "direct-connect-needs-mfa-trust",
        partner(b2b_direct_connect_inbound=OPEN, tenant=policy()),
        "b2b_direct_connect_inbound allows somebody, inbound_trust.mfa_accepted is not set, and Conditional Access "
        "wants MFA of guests (MFA for guests)",
    ),
    (
        "direct-connect-needs-mfa-trust",
        partner(
            inbound_trust={"mfa_accepted": False},
            tenant={
                "default_settings": {"b2b_direct_connect_inbound": OPEN},
                "conditional_access_policies": [
                    {**policy()["conditional_access_policies"][0], "id": number, "display_name": name}
                    for number, name in (("1", "a"), ("2", None), ("3", "c"), ("4", "d"))
                ],
            },
        ),
        "b2b_direct_connect_inbound allows somebody, inbound_trust.mfa_accepted is false, and Conditional Access "
        "wants MFA of guests (a, 2, c)",
    ),
    ("service-provider-or-unreadable-partner", partner(service_provider=True), "the partner is a service provider"),
    (
        "service-provider-or-unreadable-partner",
        Partner(TENANT, None, None, {}, unreadable=True),
        "Graph's answer about the partner cannot be read",
    ),
    (
        "partner-display-name-mismatch",
        partner(sync(display_name="Contoso"), tenant=directory()),
        "the policy is named 'Contoso', but the tenant is named 'Fabrikam'",
    ),
    (
        "sync-disabled-too-early",
        partner(sync(group_sync_allowed=False), before=row(sync(user_sync_allowed=True, group_sync_allowed=True))),
        "synchronization of users and groups ends, but the objects that were synchronized stay",
    ),
    (
        "sync-disabled-too-early",
        partner(USERS, before=row(sync(user_sync_allowed=True, group_sync_allowed=True))),
        "synchronization of groups ends, but the objects that were synchronized stay",
    ),
    (
        "template-excludes-existing",
        partner(MEMBER, automatic_user_consent={"inbound_allowed": True}, tenant=templates(NEW, consent=BOTH)),
        "the partner is a member, and differs from the templates in user_sync_allowed, automatic_user_consent",
    ),
    (
        "template-change-not-retroactive",
        partner(MEMBER, USERS, tenant=templates(["existing_partners"], consent=BOTH)),
        "the partner is a member, and differs from the templates in automatic_user_consent",
    ),
]


@pytest.mark.parametrize(("key", "case", "said"), SAID_OF_PARTNERS)
def test_what_is_said_of_a_partner(key, case, said):
    assert CHECKS[key].of_partner(case) == said


SILENT = [
    # A consent or a trust that is missing or off does not remain.
    ("left-mto-settings-remain", partner(was_member=True, inbound_trust={"mfa_accepted": False})),
    ("left-mto-settings-remain", partner(USERS, was_member=False)),
    # A member whose settings are equal to the template, or are not in the template.
    ("template-excludes-existing", partner(MEMBER, tenant=templates(None))),
    ("template-excludes-existing", partner(MEMBER, tenant={"mto_sync_template": None})),
    ("template-change-not-retroactive", partner(MEMBER, USERS, tenant=templates(["existing_partners"]))),
    ("template-change-not-retroactive", partner(MEMBER, tenant=templates([]))),
    ("template-excludes-existing", partner(MEMBER, tenant=templates([]))),
    ("template-excludes-existing", partner(MEMBER, tenant=templates(["existing_partners"]))),
    # No users were synchronized into the tenant before.
    ("sync-disabled-too-early", partner(before=row(sync(user_sync_allowed=None, group_sync_allowed=False)))),
    ("sync-disable-stops-running-sync", partner(sync(user_sync_allowed=None), before=row(USERS))),
    ("redemption-wrong-direction", partner(USERS, automatic_user_consent={"outbound_allowed": False})),
    ("sync-policy-without-partner-consent-in-mto", partner(MEMBER, sync(user_sync_allowed=False))),
    ("job-before-inbound-allowed", partner(sync(display_name="x"))),
    ("job-before-inbound-allowed", partner(sync(display_name="x"), automatic_user_consent={"outbound_allowed": True})),
    ("china-sync-unsupported", partner(sync(user_sync_allowed=False), tenant={"cloud": "china"})),
    ("cross-cloud-not-enabled", partner(sync(**ABROAD), tenant={"allowed_cloud_endpoints": None})),
    ("cross-cloud-direct-connect", partner(sync(**ABROAD), tenant={"default_settings": {}})),
    ("direct-connect-needs-mfa-trust", partner(b2b_direct_connect_inbound=OPEN, tenant=policy(requires_mfa=False))),
    ("direct-connect-needs-mfa-trust", partner(tenant=policy())),
    (
        "direct-connect-needs-mfa-trust",
        partner(
            b2b_direct_connect_inbound=OPEN,
            tenant={**policy(), "default_settings": {"inbound_trust": {"mfa_accepted": True}}},
        ),
    ),
    ("rms-app-blocked", partner(b2b_collaboration_outbound=b2b("blocked", "allowed"))),
    ("partner-display-name-mismatch", partner(sync(display_name="FABRIKAM  AG"), tenant=directory("Fabrikam AG "))),
    ("partner-display-name-mismatch", Partner(TENANT, None, None, directory())),
    ("partner-tenant-unknown", partner(tenant=known_of({"tenants": []}, "global", False))),
]


@pytest.mark.parametrize(("key", "case"), SILENT)
def test_more_about_which_nothing_is_said(key, case):
    assert CHECKS[key].of_partner(case) is None


@pytest.mark.parametrize("key", sorted(key for key, check in CHECKS.items() if check.of_partner))
def test_of_what_is_not_there_nothing_is_said(key):
    assert CHECKS[key].of_partner(Partner(TENANT, None, None, {})) is None


def default(**settings):
    return {"default_settings": settings}


UNPREPARED = "mto_sync_template.user_sync_allowed"
CONSENTS = (
    "mto_partner_template.automatic_user_consent.inbound_allowed, "
    "mto_partner_template.automatic_user_consent.outbound_allowed"
)
NO_ORGANIZATION = "before an organization is formed, these settings are not true: "
JOINING = "while tenants are about to join, these settings are not true: "
ROLE = {"id": "1", "display_name": "Sync"}


def deleted(number):
    rows = [{"tenant_id": f"t{n}", "display_name": None, "restorable_until": None} for n in range(number)]
    return {"deleted_identity_syncs": rows}


def waiting(number):
    return {"mto_tenants": [{"tenant_id": f"t{n}", "state": "pending"} for n in range(number)]}


SAID_OF_THE_TENANT = [
    (
        "users-apps-conflict",
        (
            default(b2b_collaboration_inbound=b2b("blocked", "allowed"), tenant_restrictions=b2b("blocked", "allowed")),
            [],
        ),
        "; ".join(
            f"the default's {name}: AllUsers cannot be blocked in users_and_groups while applications allows "
            "something: block both or none"
            for name in ("b2b_collaboration_inbound", "tenant_restrictions")
        ),
    ),
    (
        "rms-app-blocked",
        (
            default(b2b_collaboration_outbound=SHUT),
            [partner(), partner(b2b_collaboration_outbound=OPEN), Partner(TENANT, None, None, {}), partner(USERS)],
        ),
        "the default's b2b_collaboration_outbound blocks all applications; 2 partners inherit it",
    ),
    (
        "rms-app-blocked",
        (default(b2b_collaboration_outbound=SHUT), []),
        "the default's b2b_collaboration_outbound blocks all applications; 0 partners inherit it",
    ),
    ("reenable-blocked-users", ({}, [partner(USERS), partner()]), "1 partner may synchronize users in"),
    ("reenable-blocked-users", ({}, [partner(USERS), partner(USERS)]), "2 partners may synchronize users in"),
    ("reenable-blocked-users", ({}, [partner(sync(user_sync_allowed=False))]), None),
    (
        "guest-invite-most-restrictive",
        ({"allow_invites_from": "none"}, [partner(USERS)]),
        "nobody may invite guests (allowInvitesFrom none), but 1 partner may synchronize users in",
    ),
    (
        "leave-setting",
        ({"allow_external_identities_to_leave": True}, [partner(USERS)]),
        "external identities may leave (allowExternalIdentitiesToLeave true)",
    ),
    (
        "redemption-licence",
        ({"service_plans": []}, [partner(CONSENT), partner(inbound_trust={"mfa_accepted": False}), partner(USERS)]),
        "no service plan AAD_PREMIUM or AAD_PREMIUM_P2; 2 partners with consent or trust",
    ),
    ("b2c-or-external-tenant", ({"tenant_type": "CIAM"}, []), "the home tenant is of the type CIAM"),
    ("b2c-or-external-tenant", ({"tenant_type": None}, []), None),
    (
        "custom-role-cannot-delete-sync",
        (
            {
                "custom_roles": [
                    {**ROLE, "actions": [f"{ACTIONS}/create"]},
                    {"id": "2", "display_name": None, "actions": [f"{ACTIONS}/standard/read", f"{ACTIONS}/x/update"]},
                    {**ROLE, "display_name": "all", "actions": [f"{ACTIONS}/create", f"{ACTIONS}/allTasks"]},
                    {**ROLE, "display_name": "read", "actions": [f"{ACTIONS}/standard/read"]},
                    {**ROLE, "display_name": "other", "actions": ["microsoft.directory/users/create"]},
                ]
            },
            [],
        ),
        "custom roles that may write policies but not delete them: Sync, 2",
    ),
    ("custom-role-cannot-delete-sync", ({"custom_roles": []}, []), None),
    (
        "soft-delete-window",
        (
            {
                "deleted_identity_syncs": [
                    {"tenant_id": TENANT, "display_name": "Fabrikam", "restorable_until": "2026-12-01"},
                    {"tenant_id": TENANT, "display_name": "", "restorable_until": None},
                ]
            },
            [],
        ),
        f"deleted policies: Fabrikam (until 2026-12-01), {TENANT} (until an unknown date)",
    ),
    (
        "soft-delete-window",
        (deleted(10), []),
        "deleted policies: " + ", ".join(f"t{n} (until an unknown date)" for n in range(10)),
    ),
    (
        "soft-delete-window",
        (deleted(12), []),
        "deleted policies: " + ", ".join(f"t{n} (until an unknown date)" for n in range(10)) + " and 2 more",
    ),
    (
        "template-level-none",
        (templates([], consent=BOTH), []),
        "mto_sync_template and mto_partner_template: it has settings, but application_level is empty",
    ),
    (
        "template-level-none",
        (templates(None), []),
        "mto_sync_template: it has settings, but application_level is empty",
    ),
    ("template-level-none", (templates([], user_sync=None, consent=None), []), None),
    (
        "template-null-has-no-effect",
        ({"mto_sync_template": {}}, [partner(), partner(MEMBER)]),
        "mto_sync_template has no user_sync_allowed, so it does not change that setting of new members",
    ),
    (
        "template-null-has-no-effect",
        ({"mto_partner_template": {"automatic_user_consent": BOTH}}, [partner(MEMBER)]),
        None,
    ),
    ("template-null-has-no-effect", (templates(NEW, user_sync=None), []), None),
    (
        "template-not-set-before-mto",
        ({**templates(NEW, user_sync=None), **INACTIVE}, []),
        f"{NO_ORGANIZATION}{UNPREPARED}, {CONSENTS}",
    ),
    (
        "template-not-set-before-mto",
        ({**templates(NEW, True, {"inbound_allowed": True, "outbound_allowed": False}), **INACTIVE}, []),
        f"{NO_ORGANIZATION}mto_partner_template.automatic_user_consent.outbound_allowed",
    ),
    (
        "template-not-set-before-mto",
        ({"mto_sync_template": {"user_sync_allowed": False}, **ACTIVE, **PENDING}, []),
        f"{JOINING}{UNPREPARED}",
    ),
    (
        "template-not-set-before-mto",
        ({"mto_partner_template": {}, **INACTIVE, **PENDING}, []),
        f"{NO_ORGANIZATION}{CONSENTS}",
    ),
    (
        "tenant-not-in-mto",
        ({**templates(NEW, consent=BOTH), **INACTIVE}, []),
        "mto_sync_template and mto_partner_template have settings, but the tenant is not in a multitenant organization",
    ),
    ("mto-member-pending", (PENDING, []), f"1 partner pending: Fabrikam ({TENANT})"),
    (
        "mto-member-pending",
        (waiting(11), []),
        "11 partners pending: " + ", ".join(f"no name (t{n})" for n in range(10)),
    ),
    ("mto-member-pending", ({"mto_tenants": None}, []), None),
    (
        "mto-join-failed",
        ({"mto_join_request": {"transition": {"status": "failed", "details": "no"}}}, []),
        "the request to join has failed: no",
    ),
    (
        "mto-join-failed",
        ({"mto_join_request": {"transition": {"status": "failed"}}}, []),
        "the request to join has failed: Graph gives no reason",
    ),
    ("mto-join-failed", ({"mto_join_request": {"transition": None}}, []), None),
]


@pytest.mark.parametrize(("key", "case", "said"), SAID_OF_THE_TENANT)
def test_what_is_said_of_the_tenant(key, case, said):
    assert CHECKS[key].of_tenant(*case) == said


@pytest.mark.parametrize("key", sorted(key for key, check in CHECKS.items() if check.of_tenant))
def test_of_a_tenant_of_which_nothing_is_known_nothing_is_said(key):
    assert CHECKS[key].of_tenant({}, []) is None


# A partner in the form that checks get.


def test_what_a_partner_itself_has_and_what_it_inherits():
    tenant = default(inbound_trust={"mfa_accepted": True}, b2b_collaboration_inbound=SHUT)
    one = partner(CONSENT, USERS, MEMBER, b2b_collaboration_inbound=OPEN, tenant=tenant)
    assert one.sync == {"user_sync_allowed": True}
    assert one.consent == {"inbound_allowed": True}
    assert one.member is True
    assert one.own("inbound_trust") == {}
    assert one.effective("inbound_trust") == {"mfa_accepted": True}
    assert one.own("b2b_collaboration_inbound") == one.effective("b2b_collaboration_inbound") == OPEN
    assert one.effective("tenant_restrictions") == partner(tenant={"default_settings": None}).effective("x") == {}


def test_what_is_said_of_credentials():
    names = [f"Mail.{number:02}" for number in range(12)]
    row = {"permission_type": "delegated", "permissions_to_write": ["A", "B"], "permissions_unneeded": names}
    said = {check.id: check.of_tenant({"credentials": row}, []) for check in CHECKS.values() if "credent" in check.id}
    assert said == {
        "reading-credentials-can-write": "the token of a signed-in user contains A, B",
        "credentials-can-do-more": (
            "the token of a signed-in user contains permissions that the collection does not need: "
            f"{', '.join(names[:10])} and 2 more"
        ),
    }


@pytest.mark.parametrize(
    "nothing", [None, {}, {"identity_sync": None, "automatic_user_consent": None}, {"read_only": {}}]
)
def test_what_a_partner_does_not_have(nothing):
    one = Partner(TENANT, nothing, nothing, {})
    assert (one.sync, one.consent, one.member, one.own("inbound_trust"), one.unreadable) == ({}, {}, False, {}, False)
    assert Partner(TENANT, {"read_only": {"in_multi_tenant_organization": None}}, None, {}).member is False
    assert one.was_member is None


def test_what_is_known_of_the_tenant():
    observed = {"tenants": [{"tenant_id": "a", "known": True}, {"tenant_id": "b", "known": False}], "mto": None}
    known = known_of(observed, "china", True)
    assert known == {
        "tenants": {"a": {"tenant_id": "a", "known": True}, "b": {"tenant_id": "b", "known": False}},
        "mto": None,
        "cloud": "china",
        "earlier_report": True,
        "removal_limit": None,
        "credentials": None,
        "agreement": None,
        "today": None,
        "sync_configurations": None,
        "sync_errors": None,
        "now": None,
    }
    # A fact that is not known is None or missing. Both mean the same to checks.
    unknown = ("tenants", "earlier_report", "credentials", "agreement", "today", "now")
    nothing = dict.fromkeys((*unknown, "sync_configurations", "sync_errors"))
    assert known_of({}, "global", False, 5) == {"cloud": "global", **nothing, "removal_limit": 5}
    assert isinstance(observed["tenants"], list)


def test_words():
    assert [in_words(each) for each in (None, True, False)] == ["not set", "true", "false"]
    assert [counted(each) for each in (0, 1, 2)] == ["0 partners", "1 partner", "2 partners"]


# Running them.


def test_findings_are_in_the_order_of_the_table_for_each_partner_and_then_for_the_tenant():
    other = partner(sync(role_enabled_group_sync_allowed=True))._replace(tenant_id="other")
    told = checks.findings([partner(USERS, service_provider=True), other], {"tenant_type": "CIAM"})
    assert [(each.check.id, each.tenant_id, each.when) for each in told] == [
        ("sync-allowed-no-inbound-redemption", TENANT, "now"),
        ("service-provider-or-unreadable-partner", TENANT, "now"),
        ("role-group-sync-needs-group-sync", "other", "now"),
        ("reenable-blocked-users", None, "now"),
        ("b2c-or-external-tenant", None, "now"),
    ]
    assert isinstance(told[0], Finding)
    assert isinstance(told[0].check, Check)
    assert told[0].seen == f"{NO_CONSENT}not set"


def test_what_is_so_now_is_told_as_it_is_now():
    now = {"inbound_allowed": False}
    (finding, _tenant) = checks.findings([partner(USERS, before=row(USERS, automatic_user_consent=now))], {})
    assert (finding.when, finding.seen) == ("now", f"{NO_CONSENT}false")
    ended = checks.findings([partner(sync(user_sync_allowed=False), before=row(USERS, CONSENT))], {})
    assert [(each.check.id, each.when) for each in ended] == [
        ("sync-disabled-too-early", "after"),
        ("sync-disable-stops-running-sync", "after"),
        ("reenable-blocked-users", "now"),
    ]


@pytest.mark.parametrize(("number", "more"), [(5, ""), (6, " and 1 more")])
def test_a_warning_shows_five(number, more):
    partners = [partner(USERS, before=None)._replace(tenant_id=f"t{n}") for n in range(number)]
    (warning,) = checks.warnings(partners)
    shown = ", ".join(f"t{n} ({NO_CONSENT}not set)" for n in range(5))
    assert warning == (
        f"sync-allowed-no-inbound-redemption: partners {shown}{more}. Users are not provisioned; the source tenant's "
        "connection test fails with AzureDirectoryB2BManagementPolicyCheckFailure. Set "
        "automatic_user_consent.inbound_allowed to true: automatic redemption is off by default."
    )


def test_a_warning_about_one_partner_and_several_about_another():
    (one,) = checks.warnings([partner(USERS, before=None)])
    assert one.startswith(f"sync-allowed-no-inbound-redemption: partner {TENANT} (users ")
    several = checks.warnings([partner(sync(user_sync_allowed=False), before=row(USERS, CONSENT))])
    assert [warning.split(":")[0] for warning in several] == [
        "sync-disabled-too-early",
        "sync-disable-stops-running-sync",
    ]


def test_everything_that_is_not_known_is_told():
    untold = [(check.id, tuple(names)) for check, names in checks.not_told({})]
    assert untold == [(key, needs) for key, (_severity, needs) in ROWS.items() if needs]
    known = dict.fromkeys([*PARTS, "credentials", "earlier_report"], False)
    assert checks.not_told(known) == []
    lacking = [check.id for check, _names in checks.not_told({**known, "mto": None})]
    assert lacking == [key for key, (_severity, needs) in ROWS.items() if "mto" in needs]


def test_templates_that_exist_for_both_kinds():
    level = EXISTING
    both = templates(level, consent=BOTH)
    assert CHECKS["tenant-not-in-mto"].of_tenant({**both, **ACTIVE}, []) is None
    assert CHECKS["template-level-none"].of_tenant(both, []) is None


@pytest.mark.parametrize("check", sorted(checks.OF_AGREED_ACCESS))
def test_nobody_is_told_how_to_let_an_intruder_in(check):
    (row_of_table,) = [each for each in checks.CHECKS if each.id == check]
    for known in OF_PARTNER[check][0]:
        assert row_of_table.of_partner(known)
        assert check in [finding.check.id for finding in checks.findings([known], known.tenant)]
        unmanaged = known._replace(managed=False)
        assert check not in [finding.check.id for finding in checks.findings([unmanaged], unmanaged.tenant)]


@pytest.mark.parametrize(
    ("names", "consent", "seen"),
    [
        (
            ["user_sync_allowed"],
            {},
            "users may be synchronized in. Users probably do not arrive yet, because automatic redemption is off "
            "(automatic_user_consent.inbound_allowed is not set)",
        ),
        (["user_sync_allowed", "group_sync_allowed"], CONSENT, "users and groups may be synchronized in"),
        (["role_enabled_group_sync_allowed"], {}, "groups that can hold roles may be synchronized in"),
    ],
)
def test_what_an_intruder_may_do_is_one_statement(names, consent, seen):
    intruder = partner(sync(**dict.fromkeys(names, True)), consent)._replace(managed=False)
    (finding,) = [
        each for each in checks.findings([intruder], intruder.tenant) if each.check.id.startswith("unmanaged-partner")
    ]
    assert finding.seen == f"the inventory does not contain the partner, and {seen}"
