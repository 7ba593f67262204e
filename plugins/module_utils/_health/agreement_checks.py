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
)

_REVIEWS = entra("id-governance/access-reviews-overview")
# A smaller limit is a limit, even in a tenant with fewer partners.
_SOME_LIMIT = 1_000


def _synchronizes_unmanaged(partner: Partner) -> str | None:
    admitted = [name for name in IDENTITY_SYNC.admitting() if partner.sync.get(name) is True]
    if partner.managed is False and admitted:
        return f"the inventory does not contain the partner, and {', '.join(admitted)} is true"
    return None


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
        symptom="A tenant on which nobody agreed can create users or groups in the home tenant.",
        advice="Find out who allowed it. Add the partner to the inventory, or remove it from Graph.",
        source=(SYNC_OVERVIEW, ACCESS_OVERVIEW),
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
