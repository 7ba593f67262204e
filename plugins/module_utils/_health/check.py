# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a health check is, and what it looks at (private to this collection). Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

ERROR = "error"
WARNING = "warning"
INFO = "info"
#: The worst first.
SEVERITIES = (ERROR, WARNING, INFO)

#: When something is so: in Graph, or once what is wanted is applied.
NOW = "now"
AFTER = "after"

#: What a check may need to know of the home tenant → the ``gather_subset`` of ``access_policy_info`` that reads it.
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
}


class Partner(NamedTuple):
    """One partner as checks see it: rows as ``partner_row`` makes them, None where there is no partner.

    ``row`` is what it is, or would be, and ``before`` what it was until then: the same row where nothing changes.
    ``tenant`` is what is known of the home tenant, see ``known_of``. ``was_member`` is what an earlier report says of
    the multitenant organization.
    """

    tenant_id: str
    row: dict | None
    before: dict | None
    tenant: dict
    unreadable: bool = False
    was_member: bool | None = None

    @property
    def sync(self) -> dict:
        return (self.row or {}).get("identity_sync") or {}

    @property
    def consent(self) -> dict:
        return (self.row or {}).get("automatic_user_consent") or {}

    @property
    def member(self) -> bool:
        """Whether it is in the multitenant organization of the home tenant."""
        return ((self.row or {}).get("read_only") or {}).get("in_multi_tenant_organization") is True

    def own(self, name: str) -> dict:
        """A setting of the partner itself; empty where it inherits."""
        return (self.row or {}).get(name) or {}

    def effective(self, name: str) -> dict:
        """The same, or the default that it inherits; empty where nobody has read that."""
        return self.own(name) or (self.tenant.get("default_settings") or {}).get(name) or {}


class Check(NamedTuple):
    """One condition that hurts, or will.

    ``of_partner`` and ``of_tenant`` say in a sentence what they saw, or None. The first is asked about each partner,
    the second about the home tenant and all of its partners, and a check has one of them or both. Where something that
    they look at is not known they say nothing; ``needs`` names what has to be known for that silence to mean anything.
    ``symptom`` is what people notice, ``advice`` what to do about it, ``source`` the pages that say so.
    """

    id: str
    severity: str
    symptom: str
    advice: str
    source: tuple[str, ...]
    of_partner: Callable[[Partner], str | None] | None = None
    of_tenant: Callable[[dict, list[Partner]], str | None] | None = None
    needs: tuple[str, ...] = ()


def known_of(access_policy: dict, cloud: str, earlier_report: bool) -> dict:
    """What checks may look at in the home tenant: what ``access_policy_info`` returns, and a bit more.

    What nobody has read is not in it. The tenants of the directory are by their IDs, since each partner looks its own
    up.
    """
    known = dict(access_policy, cloud=cloud)
    if "tenants" in known:
        known["tenants"] = {each["tenant_id"]: each for each in known["tenants"]}
    if earlier_report:
        known["earlier_report"] = True
    return known


class Finding(NamedTuple):
    """A check that fired. ``seen`` is what it saw, ``when`` is NOW or AFTER; no tenant: the home tenant as a whole."""

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


def in_words(value) -> str:
    """A boolean in the words of an inventory."""
    return "not set" if value is None else str(value).lower()


def counted(number: int) -> str:
    return "1 partner" if number == 1 else f"{number} partners"
