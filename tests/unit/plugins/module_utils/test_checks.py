# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each health check fires in the cases in which it should, and is silent in all others."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from hypothesis import given

from ansible_collections.entra.cross_tenant.plugins.module_utils._health import checks
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import (
    AFTER,
    INFO,
    NOW,
    PARTS,
    SEVERITIES,
    Partner,
    known_of,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import partner_row

from . import overviews
from .strategies import TENANT, partners_observed

CHECKS = {check.id: check for check in checks.CHECKS}

USERS = {"identity_sync": {"user_sync_allowed": True}}
CONSENT = {"automatic_user_consent": {"inbound_allowed": True}}
MEMBER = {"read_only": {"in_multi_tenant_organization": True}}
OTHER_CLOUD = "7bb0a2f2-3b0b-4c45-9d0e-0d4c4d7f5c11"


def side(access_type, target):
    kind = "application" if target == "AllApplications" else "user"
    return {"access_type": access_type, "targets": [{"target": target, "target_type": kind}]}


def b2b(users, applications):
    return {"users_and_groups": side(users, "AllUsers"), "applications": side(applications, "AllApplications")}


OPEN, SHUT = b2b("allowed", "allowed"), b2b("blocked", "blocked")


def row(*parts, **settings):
    result = {"tenant_id": TENANT, "inherit": []}
    for part in (*parts, settings):
        result.update(part)
    return result


def partner(*parts, tenant=None, before=(), unreadable=False, was_member=None, **settings):
    """One partner that does not change, unless ``before`` gives its earlier state."""
    now = row(*parts, **settings)
    return Partner(TENANT, now, now if before == () else before, tenant or {}, unreadable, was_member)


def sync(**settings):
    return {"identity_sync": settings}


def policy(**facts):
    known = {"id": "1", "display_name": "MFA for guests", "state": "enabled", "requires_mfa": True}
    return {"conditional_access_policies": [{**known, "includes_guests": True, **facts}]}


def directory(name="Fabrikam", known=True):
    return known_of({"tenants": [{"tenant_id": TENANT, "display_name": name, "known": known}]}, "global", False)


def templates(level, user_sync=True, consent=None):
    return {
        "mto_sync_template": {"user_sync_allowed": user_sync, "application_level": level},
        "mto_partner_template": {"automatic_user_consent": consent, "application_level": level},
    }


BOTH = {"inbound_allowed": True, "outbound_allowed": True}
NEW, EXISTING = ["new_partners"], ["new_partners", "existing_partners"]
ACTIONS = "microsoft.directory/crossTenantAccessPolicy/partners/identitySynchronization"

UNTIL = MappingProxyType({"ends": "2026-11-30", "owner": None, "ticket": None, "exceptions": []})
ACCEPTED = {"finding": "inbound_trust", "reason": "It is known", "ends": "2026-11-30", "ticket": None}


def on(today, agreement=UNTIL, exists=True, **more):
    """A partner on a day, with an agreement."""
    one = partner()
    return one._replace(today=today, agreement=agreement, row=one.row if exists else None, **more)


# Check → cases in which it fires, and similar cases in which it is silent.
OF_PARTNER = {
    **overviews.OF_PARTNER,
    "unmanaged-partner-synchronizes": (
        [
            partner(sync(**{name: True}))._replace(managed=False)
            for name in ("user_sync_allowed", "group_sync_allowed", "role_enabled_group_sync_allowed")
        ],
        [partner(USERS), partner(USERS)._replace(managed=True), partner()._replace(managed=False)],
    ),
    "agreement-ended": (
        [on("2026-12-01"), on("2030-01-01")],
        [on("2026-11-30"), on(None), on("2026-12-01", None), on("2026-12-01", exists=False)],
    ),
    "agreement-ends-soon": (
        [on("2026-10-30"), on("2026-11-30")],
        [on("2026-10-29"), on("2026-12-01"), on(None), on("2026-11-30", {**UNTIL, "ends": None})],
    ),
    "exception-ended": (
        [on("2026-12-01", {**UNTIL, "exceptions": [{**ACCEPTED, "ends": "2030-01-01"}, ACCEPTED]})],
        [on("2026-11-30", {**UNTIL, "exceptions": [ACCEPTED]}), on("2026-12-01"), on("2026-12-01", None)],
    ),
    "sync-allowed-no-inbound-redemption": (
        [partner(USERS), partner(USERS, automatic_user_consent={"inbound_allowed": False})],
        [partner(USERS, CONSENT), partner(sync(user_sync_allowed=False)), partner(sync(user_sync_allowed=None))],
    ),
    "redemption-wrong-direction": (
        [partner(USERS, automatic_user_consent={"outbound_allowed": True})],
        [partner(USERS), partner(USERS, automatic_user_consent=BOTH), partner(automatic_user_consent=BOTH)],
    ),
    "job-before-inbound-allowed": (
        [partner(CONSENT, sync(user_sync_allowed=None))],
        [partner(CONSENT), partner(CONSENT, sync(user_sync_allowed=False)), partner(CONSENT, USERS)],
    ),
    "sync-policy-without-partner-consent-in-mto": (
        [partner(MEMBER), partner(MEMBER, sync(user_sync_allowed=None))],
        [partner(), partner(MEMBER, USERS), partner(MEMBER, CONSENT)],
    ),
    "left-mto-settings-remain": (
        [partner(USERS, was_member=True), partner(CONSENT, was_member=True)],
        [partner(USERS), partner(was_member=True), partner(USERS, MEMBER, was_member=True)],
    ),
    "role-group-sync-needs-group-sync": (
        [partner(sync(role_enabled_group_sync_allowed=True, group_sync_allowed=None))],
        [partner(sync(role_enabled_group_sync_allowed=True, group_sync_allowed=True))],
    ),
    "cross-cloud-group-sync": (
        [partner(sync(group_sync_allowed=True, external_cloud_application_id=OTHER_CLOUD))],
        [partner(sync(group_sync_allowed=True)), partner(sync(external_cloud_application_id=OTHER_CLOUD))],
    ),
    "cross-cloud-not-enabled": (
        [partner(sync(external_cloud_application_id=OTHER_CLOUD), tenant={"allowed_cloud_endpoints": []})],
        [
            partner(sync(external_cloud_application_id=OTHER_CLOUD)),
            partner(tenant={"allowed_cloud_endpoints": []}),
            partner(
                sync(external_cloud_application_id=OTHER_CLOUD),
                tenant={"allowed_cloud_endpoints": ["microsoftonline.us"]},
            ),
        ],
    ),
    "cross-cloud-direct-connect": (
        [partner(sync(external_cloud_application_id=OTHER_CLOUD), b2b_direct_connect_inbound=OPEN)],
        [
            partner(sync(external_cloud_application_id=OTHER_CLOUD), b2b_direct_connect_inbound=SHUT),
            partner(b2b_direct_connect_inbound=OPEN),
        ],
    ),
    "china-sync-unsupported": (
        [partner(USERS, tenant={"cloud": "china"}), partner(sync(group_sync_allowed=True), tenant={"cloud": "china"})],
        [partner(USERS, tenant={"cloud": "usgov"}), partner(tenant={"cloud": "china"}), partner(USERS)],
    ),
    "b2b-inbound-blocked": (
        [
            partner(USERS, b2b_collaboration_inbound=SHUT),
            partner(USERS, tenant={"default_settings": {"b2b_collaboration_inbound": SHUT}}),
        ],
        [
            partner(USERS, b2b_collaboration_inbound=OPEN, tenant={"default_settings": {}}),
            partner(
                USERS,
                b2b_collaboration_inbound=OPEN,
                tenant={"default_settings": {"b2b_collaboration_inbound": SHUT}},
            ),
            partner(b2b_collaboration_inbound=SHUT),
            partner(USERS),
        ],
    ),
    "users-apps-conflict": (
        [partner(b2b_collaboration_inbound=b2b("blocked", "allowed"))],
        [partner(b2b_collaboration_inbound=SHUT), partner(b2b_direct_connect_inbound=OPEN)],
    ),
    "rms-app-blocked": (
        [partner(b2b_collaboration_outbound=SHUT)],
        [partner(b2b_collaboration_outbound=OPEN), partner(b2b_collaboration_inbound=SHUT)],
    ),
    "direct-connect-needs-mfa-trust": (
        [partner(b2b_direct_connect_inbound=OPEN, tenant=policy())],
        [
            partner(b2b_direct_connect_inbound=OPEN),
            partner(b2b_direct_connect_inbound=OPEN, tenant=policy(state="disabled")),
            partner(b2b_direct_connect_inbound=OPEN, tenant=policy(includes_guests=False)),
            partner(b2b_direct_connect_inbound=OPEN, inbound_trust={"mfa_accepted": True}, tenant=policy()),
            partner(b2b_direct_connect_inbound=SHUT, tenant=policy()),
        ],
    ),
    "service-provider-or-unreadable-partner": (
        [partner(service_provider=True), Partner(TENANT, None, None, {}, unreadable=True)],
        [partner(service_provider=False), partner()],
    ),
    "partner-display-name-mismatch": (
        [partner(sync(display_name="Contoso"), tenant=directory())],
        [
            partner(sync(display_name=" fabrikam"), tenant=directory()),
            partner(sync(display_name=None), tenant=directory()),
            partner(sync(display_name="Contoso"), tenant=directory(name=None)),
            partner(sync(display_name="Contoso")),
        ],
    ),
    "partner-tenant-unknown": (
        [partner(tenant=directory(name=None, known=False))],
        [partner(tenant=directory()), partner(), Partner(TENANT, None, None, directory(None, False))],
    ),
    "sync-disabled-too-early": (
        [
            partner(sync(user_sync_allowed=False), before=row(USERS)),
            partner(before=row(USERS)),
            Partner(TENANT, None, row(USERS), {}),
            partner(USERS, before=row(sync(user_sync_allowed=True, group_sync_allowed=True))),
        ],
        [partner(USERS, before=row(USERS)), partner(USERS, before=None), partner(sync(user_sync_allowed=False))],
    ),
    "sync-disable-stops-running-sync": (
        [partner(sync(user_sync_allowed=False), before=row(USERS))],
        [
            partner(sync(user_sync_allowed=False), before=row(sync(user_sync_allowed=None))),
            partner(before=row(USERS)),
            partner(USERS),
        ],
    ),
    "template-excludes-existing": (
        [partner(MEMBER, tenant=templates(NEW)), partner(MEMBER, USERS, tenant=templates(NEW, consent=BOTH))],
        [
            partner(tenant=templates(NEW)),
            partner(MEMBER, USERS, tenant=templates(NEW)),
            partner(MEMBER, tenant=templates(EXISTING)),
            partner(MEMBER, tenant=templates(NEW, user_sync=None)),
            partner(MEMBER),
        ],
    ),
    "template-change-not-retroactive": (
        [partner(MEMBER, tenant=templates(EXISTING))],
        [
            partner(tenant=templates(EXISTING)),
            partner(MEMBER, USERS, tenant=templates(EXISTING)),
            partner(MEMBER, tenant=templates(NEW)),
        ],
    ),
}

INACTIVE, ACTIVE = {"mto": {"state": "inactive"}}, {"mto": {"state": "active"}}
PENDING = {"mto_tenants": [{"tenant_id": TENANT, "display_name": "Fabrikam", "state": "pending"}]}
SETTLED = {"mto_tenants": [{"tenant_id": TENANT, "display_name": "Fabrikam", "state": "active"}]}
DELETED = {"deleted_identity_syncs": [{"tenant_id": TENANT, "display_name": None, "restorable_until": None}]}

ENDED = {"finding": "leave-setting", "reason": "known", "ends": "2026-11-20", "ticket": None}
EXCEPTIONS = {"agreement": {"owner": None, "ticket": None, "ends": None, "exceptions": [ENDED]}}


WRITE = "Policy.ReadWrite.CrossTenantAccess"


def credentials(kind="application", write=(), unneeded=()):
    return {
        "credentials": {
            "permission_type": kind,
            "permissions": ["Policy.Read.All", *write, *unneeded],
            "permissions_to_write": list(write),
            "permissions_unneeded": list(unneeded),
            "reason": None,
        }
    }


# The same for checks of the home tenant. Each case gives the facts about the home tenant and its partners.
OF_TENANT = {
    "exception-ended": (
        [({**EXCEPTIONS, "today": "2026-11-21"}, [])],
        [({**EXCEPTIONS, "today": "2026-11-20"}, []), ({"today": "2026-11-21"}, []), (EXCEPTIONS, [])],
    ),
    "reading-credentials-can-write": (
        [
            (credentials(write=(WRITE,)), []),
            (credentials("delegated", write=(WRITE,)), []),
        ],
        [(credentials(), []), (credentials(unneeded=("Mail.Read",)), []), ({"credentials": None}, []), ({}, [])],
    ),
    "credentials-can-do-more": (
        [(credentials(unneeded=("Mail.Read",)), [])],
        [(credentials(), []), (credentials(write=(WRITE,)), []), ({}, [])],
    ),
    **overviews.OF_TENANT,
    "removal-limit-off": (
        [({"removal_limit": 1000}, []), ({"removal_limit": 1000}, [partner()] * 1000)],
        [
            ({}, []),
            ({"removal_limit": None}, []),
            ({"removal_limit": 999}, []),
            ({"removal_limit": 1000}, [partner()] * 1001),
        ],
    ),
    "users-apps-conflict": (
        [({"default_settings": {"b2b_collaboration_inbound": b2b("allowed", "blocked")}}, [])],
        [({"default_settings": {"b2b_collaboration_inbound": OPEN}}, []), ({}, [])],
    ),
    "rms-app-blocked": (
        [({"default_settings": {"b2b_collaboration_outbound": SHUT}}, [partner()])],
        [({"default_settings": {"b2b_collaboration_outbound": OPEN}}, [partner()]), ({}, [])],
    ),
    "reenable-blocked-users": ([({}, [partner(USERS)])], [({}, [partner()]), ({}, [])]),
    "soft-delete-window": ([(DELETED, [])], [({"deleted_identity_syncs": []}, []), ({}, [])]),
    "guest-invite-most-restrictive": (
        [({"allow_invites_from": "none"}, [partner(USERS)])],
        [({"allow_invites_from": "none"}, [partner()]), ({"allow_invites_from": "everyone"}, [partner(USERS)])],
    ),
    "leave-setting": (
        [({"allow_external_identities_to_leave": True}, [partner(USERS)])],
        [
            ({"allow_external_identities_to_leave": False}, [partner(USERS)]),
            ({"allow_external_identities_to_leave": True}, [partner()]),
        ],
    ),
    "redemption-licence": (
        [({"service_plans": ["EXCHANGE_S_STANDARD"]}, [partner(CONSENT)])],
        [
            ({"service_plans": ["AAD_PREMIUM"]}, [partner(CONSENT)]),
            ({"service_plans": ["AAD_PREMIUM_P2"]}, [partner(CONSENT)]),
            ({"service_plans": []}, [partner()]),
            ({}, [partner(CONSENT)]),
        ],
    ),
    "b2c-or-external-tenant": ([({"tenant_type": "AAD B2C"}, [])], [({"tenant_type": "AAD"}, []), ({}, [])]),
    "custom-role-cannot-delete-sync": (
        [({"custom_roles": [{"id": "1", "display_name": "Sync", "actions": [f"{ACTIONS}/basic/update"]}]}, [])],
        [
            ({"custom_roles": [{"id": "1", "display_name": "Sync", "actions": [f"{ACTIONS}/standard/read"]}]}, []),
            (
                {
                    "custom_roles": [
                        {"id": "1", "display_name": None, "actions": [f"{ACTIONS}/create", f"{ACTIONS}/delete"]}
                    ]
                },
                [],
            ),
        ],
    ),
    "template-level-none": (
        [(templates([]), [])],
        [(templates(NEW), []), (templates([], user_sync=None), []), ({}, [])],
    ),
    "template-null-has-no-effect": (
        [(templates(NEW, user_sync=None), [partner(MEMBER)]), (templates(NEW, user_sync=None, consent=BOTH), [])],
        [(templates(NEW, user_sync=None), [partner()]), (templates(NEW, user_sync=False), [partner(MEMBER)])],
    ),
    "template-not-set-before-mto": (
        [({**templates(NEW), **INACTIVE}, []), ({**templates(NEW, False, BOTH), **ACTIVE, **PENDING}, [])],
        [
            ({**templates(NEW, True, BOTH), **INACTIVE}, []),
            ({**templates(NEW), **ACTIVE, **SETTLED}, []),
            (templates(NEW), []),
            (INACTIVE, []),
        ],
    ),
    "tenant-not-in-mto": (
        [({**templates(NEW), **INACTIVE}, [])],
        [
            ({**templates(NEW), **ACTIVE}, []),
            ({**templates(NEW, user_sync=None), **INACTIVE}, []),
            (templates(NEW), []),
        ],
    ),
    "mto-member-pending": ([({**ACTIVE, **PENDING}, [])], [({**ACTIVE, **SETTLED}, []), ({}, [])]),
    "mto-join-failed": (
        [({"mto_join_request": {"transition": {"status": "failed", "details": "no"}}}, [])],
        [({"mto_join_request": {"transition": {"status": "running"}}}, []), ({"mto_join_request": None}, []), ({}, [])],
    ),
}


def cases(table, position):
    return [(key, case) for key, sides in table.items() for case in sides[position]]


@pytest.mark.parametrize(("key", "case"), cases(OF_PARTNER, 0))
def test_fires_about_a_partner(key, case):
    assert CHECKS[key].of_partner(case)


@pytest.mark.parametrize(("key", "case"), cases(OF_PARTNER, 1))
def test_is_silent_about_a_partner(key, case):
    assert CHECKS[key].of_partner(case) is None


@pytest.mark.parametrize(("key", "case"), cases(OF_TENANT, 0))
def test_fires_about_the_tenant(key, case):
    assert CHECKS[key].of_tenant(*case)


@pytest.mark.parametrize(("key", "case"), cases(OF_TENANT, 1))
def test_is_silent_about_the_tenant(key, case):
    assert CHECKS[key].of_tenant(*case) is None


def test_each_check_has_both_tests():
    assert {key for key, check in CHECKS.items() if check.of_partner} == set(OF_PARTNER)
    assert {key for key, check in CHECKS.items() if check.of_tenant} == set(OF_TENANT)
    assert all(fires and silent for fires, silent in [*OF_PARTNER.values(), *OF_TENANT.values()])


def test_rows_are_whole():
    assert len(CHECKS) == len(checks.CHECKS)
    for check in checks.CHECKS:
        assert check.severity in SEVERITIES
        assert check.symptom.endswith(".")
        assert check.advice.endswith(".")
        assert check.source
        assert set(check.needs) <= {*PARTS, "credentials", "earlier_report"}


@given(partners_observed(), partners_observed())
def test_no_check_stumbles_over_what_graph_may_hold(before, after):
    one = Partner(TENANT, partner_row(after), partner_row(before), {"cloud": "china", **templates(EXISTING)})
    for finding in checks.findings([one], one.tenant):
        assert finding.seen
    assert all("\n" not in sentence for sentence in checks.warnings([one]))


def test_what_is_so_now_and_what_would_be_so():
    cured = partner(USERS, CONSENT, before=row(USERS))
    caused = partner(USERS, before=row(CONSENT))
    now = {(each.check.id, each.when) for each in checks.findings([cured], {})}
    after = {(each.check.id, each.when) for each in checks.findings([caused], {})}
    assert now == {("sync-allowed-no-inbound-redemption", NOW), ("reenable-blocked-users", NOW)}
    assert after == {("sync-allowed-no-inbound-redemption", AFTER), ("reenable-blocked-users", AFTER)}


def test_warnings_are_about_what_a_change_brings_about():
    assert checks.warnings([partner(USERS)]) == []
    assert checks.warnings([partner(USERS, CONSENT, before=row(USERS))]) == []
    (warning,) = checks.warnings([partner(USERS, before=None)] * 7)
    assert warning.startswith(f"sync-allowed-no-inbound-redemption: partners {TENANT} (users may be synchronized in")
    assert "and 2 more. Users are not provisioned" in warning
    assert "Set automatic_user_consent.inbound_allowed to true" in warning


def test_warnings_are_not_for_what_is_only_good_to_know():
    provider = partner(service_provider=True, before=None)
    assert CHECKS["service-provider-or-unreadable-partner"].severity == INFO
    assert checks.warnings([provider]) == []


def test_silence_that_means_nothing_is_told():
    untold = {check.id: names for check, names in checks.not_told({"default_settings": {}})}
    assert "b2b-inbound-blocked" not in untold
    assert "sync-allowed-no-inbound-redemption" not in untold
    assert untold["direct-connect-needs-mfa-trust"] == ["conditional_access_policies"]
    assert untold["left-mto-settings-remain"] == ["earlier_report"]
    # Some clouds do not have this setting.
    missing = checks.not_told({"allowed_cloud_endpoints": None})
    assert "cross-cloud-not-enabled" in {check.id for check, _names in missing}
