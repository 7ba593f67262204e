# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks of agreements with partners, and of what nobody agreed on, one row each (private to this collection). Pure."""

from __future__ import annotations

from .._model.resources import IDENTITY_SYNC
from .agreement import ENDED, ENDS_SOON, Agreement, state_of
from .check import (
    ACCESS_OVERVIEW,
    ERROR,
    INFO,
    SYNC_OVERVIEW,
    WARNING,
    Check,
    Known,
    Partner,
    counted,
    entra,
    in_words,
)

_REVIEWS = entra("id-governance/access-reviews-overview")
_AUDIT_LOG = entra("identity/monitoring-health/concept-audit-logs")
_KINDS = {
    "user_sync_allowed": "users",
    "group_sync_allowed": "groups",
    "role_enabled_group_sync_allowed": "groups that can hold roles",
}
# A smaller limit is a limit, even in a tenant with fewer partners.
_SOME_LIMIT = 1_000


def _synchronizes_unmanaged(partner: Partner) -> str | None:
    admitted = [name for name in IDENTITY_SYNC.admitting() if partner.sync.get(name) is True]
    if partner.managed is not False or not admitted:
        return None
    kinds = " and ".join(_KINDS.get(name, name) for name in admitted)
    seen = f"the inventory does not contain the partner, and {kinds} may be synchronized in"
    inbound = partner.consent.get("inbound_allowed")
    if partner.sync.get("user_sync_allowed") is True and inbound is not True:
        seen += (
            ". Users probably do not arrive yet, because automatic redemption is off "
            f"(automatic_user_consent.inbound_allowed is {in_words(inbound)})"
        )
    return seen


def _agreement_ended(partner: Partner) -> str | None:
    ends = partner.agreement["ends"] if partner.agreement else None
    if partner.row is not None and partner.today and state_of(ends, partner.today) == ENDED:
        return f"the agreement with the partner ended on {ends}"
    return None


def _agreement_ends_soon(partner: Partner) -> str | None:
    ends = partner.agreement["ends"] if partner.agreement else None
    if partner.row is not None and partner.today and state_of(ends, partner.today) == ENDS_SOON:
        return f"the agreement with the partner ends on {ends}"
    return None


def _exception_ended(partner: Partner) -> str | None:
    return _ended(partner.agreement, partner.today)


def _exception_of_tenant_ended(tenant: Known, partners: list[Partner]) -> str | None:
    return _ended(tenant.get("agreement"), tenant.get("today"))


def _ended(agreement: Agreement | None, today: str | None) -> str | None:
    if not agreement or not today:
        return None
    ended = [
        f"{exception['finding']} ({exception['ends']})"
        for exception in agreement["exceptions"]
        if state_of(exception["ends"], today) == ENDED
    ]
    return f"accepted exceptions have ended: {', '.join(ended)}" if ended else None


def _no_removal_limit(tenant: Known, partners: list[Partner]) -> str | None:
    limit = tenant.get("removal_limit")
    if limit is not None and limit >= max(_SOME_LIMIT, len(partners)):
        return f"partner_onboarding_removal_limit is {limit}, and the tenant has {counted(len(partners))}"
    return None


AGREEMENT_CHECKS = (
    Check(
        id="unmanaged-partner-synchronizes",
        severity=ERROR,
        symptom="A tenant that nobody agreed on may synchronize into the home tenant.",
        advice=(
            "Switch off its synchronization and its trusts first. Look in the audit log who added the partner, and "
            "look for users that it has created. Then delete the partner in Graph. This deletes no user, and the "
            "default settings apply afterwards. Add the partner to the inventory only if somebody answers for it."
        ),
        source=(SYNC_OVERVIEW, ACCESS_OVERVIEW, _AUDIT_LOG),
        of_partner=_synchronizes_unmanaged,
    ),
    Check(
        id="agreement-ended",
        severity=ERROR,
        symptom="A partner keeps its access although the agreement with it has ended.",
        advice="Renew the agreement and its end in the inventory, or offboard the partner.",
        source=(_REVIEWS,),
        of_partner=_agreement_ended,
    ),
    Check(
        id="agreement-ends-soon",
        severity=INFO,
        symptom="The agreement with a partner ends within 31 days.",
        advice="Ask the owner whether to renew the agreement or to offboard the partner.",
        source=(_REVIEWS,),
        of_partner=_agreement_ends_soon,
    ),
    Check(
        id="exception-ended",
        severity=WARNING,
        symptom="A finding that was accepted for some time counts again.",
        advice="Correct the setting and remove the exception, or renew it with a new end and a reason.",
        source=(_REVIEWS,),
        of_partner=_exception_ended,
        of_tenant=_exception_of_tenant_ended,
    ),
    Check(
        id="removal-limit-off",
        severity=WARNING,
        symptom="A mistake in the inventory can take the access of all partners away in one run.",
        advice="Set partner_onboarding_removal_limit to the number of partners that one run may take access from.",
        source=(SYNC_OVERVIEW,),
        of_tenant=_no_removal_limit,
    ),
)
