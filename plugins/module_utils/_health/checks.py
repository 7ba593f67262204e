# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All health checks, and the functions that run them (private to this collection). Pure.

A new check needs one row in one of the tables that are imported here, a test in which the check fires, and a test in
which it does not fire.
"""

from __future__ import annotations

from .agreement_checks import AGREEMENT_CHECKS
from .check import AFTER, ERROR, NOW, WARNING, Check, Finding, Known, Partner
from .credential_checks import CREDENTIAL_CHECKS
from .organization_checks import ORGANIZATION_CHECKS
from .partner_checks import PARTNER_CHECKS
from .synchronization_checks import SYNCHRONIZATION_CHECKS
from .tenant_checks import TENANT_CHECKS

CHECKS: tuple[Check, ...] = (
    PARTNER_CHECKS + AGREEMENT_CHECKS + CREDENTIAL_CHECKS + ORGANIZATION_CHECKS + TENANT_CHECKS + SYNCHRONIZATION_CHECKS
)

#: Checks of access that was agreed on and does not work. Their advice opens it. So they say nothing about a partner
#: that the inventory does not contain: nobody should help a tenant in that nobody agreed on.
OF_AGREED_ACCESS = frozenset(
    (
        "sync-allowed-no-inbound-redemption",
        "redemption-wrong-direction",
        "job-before-inbound-allowed",
        "role-group-sync-needs-group-sync",
        "cross-cloud-group-sync",
        "cross-cloud-not-enabled",
        "cross-cloud-direct-connect",
        "china-sync-unsupported",
        "b2b-inbound-blocked",
        "users-apps-conflict",
        "rms-app-blocked",
        "direct-connect-needs-mfa-trust",
    )
)

_SHOWN = 5


def findings(partners: list[Partner], tenant: Known) -> list[Finding]:
    """The checks that fire now, and the checks that would fire in addition after the changes of the partners.

    The findings of partners come first, in the order of ``partners``. The findings of the home tenant follow. The
    findings of one partner, and of the home tenant, are in the order of the table.
    """
    present = [partner._replace(row=partner.before) for partner in partners]
    result: list[Finding] = []
    for now, after in zip(present, partners):
        # Most partners of a large fleet stay as they are.
        stays = now.row == after.row
        for check in CHECKS:
            if check.of_partner and not (after.managed is False and check.id in OF_AGREED_ACCESS):
                seen = check.of_partner(now)
                result += _either(check, now.tenant_id, seen, seen if stays else check.of_partner(after))
    for check in CHECKS:
        if check.of_tenant:
            result += _either(check, None, check.of_tenant(tenant, present), check.of_tenant(tenant, partners))
    return result


def not_told(tenant: Known) -> list[tuple[Check, list[str]]]:
    """The checks that lack facts, each with the names of these facts. Such a check may be wrong if it does not fire."""
    lacking = [(check, [name for name in check.needs if tenant.get(name) is None]) for check in CHECKS]
    return [(check, names) for check, names in lacking if names]


def warnings(partners: list[Partner]) -> list[str]:
    """A warning for each condition that a task is about to create. It names the partners.

    Only findings of the severities ERROR and WARNING are returned. Findings of the severity INFO are for reports: in a
    task people would overlook the warnings among them.
    """
    sentences = []
    for check in CHECKS:
        if check.of_partner is None or check.severity not in (ERROR, WARNING):
            continue
        new = [
            f"{partner.tenant_id} ({seen})"
            for partner in partners
            if (seen := check.of_partner(partner)) and not check.of_partner(partner._replace(row=partner.before))
        ]
        if new:
            more = f" and {len(new) - _SHOWN} more" if len(new) > _SHOWN else ""
            which = "partner" if len(new) == 1 else "partners"
            sentences.append(f"{check.id}: {which} {', '.join(new[:_SHOWN])}{more}. {check.symptom} {check.advice}")
    return sentences


def _either(check: Check, tenant_id: str | None, seen_now: str | None, seen_after: str | None) -> list[Finding]:
    if seen_now:
        return [Finding(check, tenant_id, NOW, seen_now)]
    return [Finding(check, tenant_id, AFTER, seen_after)] if seen_after else []
