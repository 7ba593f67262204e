# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks of the multitenant organization and its templates, one row each (private to this collection). Pure."""

from __future__ import annotations

from collections.abc import Callable

from .._model.kinds import Settings
from .._model.resources import IDENTITY_SYNC, PARTNER
from .check import (
    ERROR,
    INFO,
    MTO_CONFIGURE,
    MTO_KNOWN_ISSUES,
    MTO_TEMPLATES,
    WARNING,
    Check,
    Known,
    Partner,
    counted,
    graph,
)

_NEW = "new_partners"
_EXISTING = "existing_partners"
_TEMPLATES = ("mto_sync_template", "mto_partner_template")


def _templates(tenant: Known) -> list[tuple[str, Settings]]:
    """The names and the settings of the templates that are known."""
    templates = (tenant.get("mto_sync_template"), tenant.get("mto_partner_template"))
    return [(name, template) for name, template in zip(_TEMPLATES, templates) if template]


def _configured(template: Settings) -> list[str]:
    """The names of the settings that a template would set. A setting that is null changes no partner."""
    return sorted(name for name, value in template.items() if name != "application_level" and value is not None)


def _differing(partner: Partner, template_name: str, template: Settings) -> list[str]:
    """The names of the settings in which a partner differs from a template."""
    resource, row = (IDENTITY_SYNC, partner.sync) if template_name == _TEMPLATES[0] else (PARTNER, partner.row or {})
    return [name for name in _configured(template) if not resource.setting(name).same(template[name], row.get(name))]


def _differs_where(partner: Partner, applies: Callable[[list[str]], bool]) -> str | None:
    """The differences of a member from the templates whose application level ``applies``, in words; None if none."""
    if not partner.member:
        return None
    differing = [
        setting
        for name, template in _templates(partner.tenant)
        if applies(template.get("application_level") or [])
        for setting in _differing(partner, name, template)
    ]
    return f"the partner is a member, and differs from the templates in {', '.join(differing)}" if differing else None


def _existing_left_out(partner: Partner) -> str | None:
    return _differs_where(partner, lambda level: _NEW in level and _EXISTING not in level)


def _not_retroactive(partner: Partner) -> str | None:
    return _differs_where(partner, lambda level: _EXISTING in level)


def _never_applied(tenant: Known, partners: list[Partner]) -> str | None:
    idle = [
        name for name, template in _templates(tenant) if _configured(template) and not template.get("application_level")
    ]
    return f"{' and '.join(idle)}: it has settings, but application_level is empty" if idle else None


def _null_means_nothing(tenant: Known, partners: list[Partner]) -> str | None:
    template = tenant.get("mto_sync_template")
    in_use = any(partner.member for partner in partners) or bool(_configured(tenant.get("mto_partner_template") or {}))
    if template is not None and template.get("user_sync_allowed") is None and in_use:
        return "mto_sync_template has no user_sync_allowed, so it does not change that setting of new members"
    return None


def _unprepared(tenant: Known) -> list[str]:
    """The settings of the templates that should be true before a tenant joins, but are not true."""
    lacking = []
    if "mto_sync_template" in tenant and tenant["mto_sync_template"].get("user_sync_allowed") is not True:
        lacking.append("mto_sync_template.user_sync_allowed")
    if "mto_partner_template" in tenant:
        consent = tenant["mto_partner_template"].get("automatic_user_consent") or {}
        lacking += [
            f"mto_partner_template.automatic_user_consent.{name}"
            for name in ("inbound_allowed", "outbound_allowed")
            if consent.get(name) is not True
        ]
    return lacking


def _inactive(tenant: Known) -> bool:
    return (tenant.get("mto") or {}).get("state") == "inactive"


def _pending(tenant: Known) -> list[str]:
    """The tenants that were added and have not joined yet, in words."""
    waiting = [row for row in tenant.get("mto_tenants") or () if row.get("state") == "pending"]
    return [f"{row.get('display_name') or 'no name'} ({row['tenant_id']})" for row in waiting]


def _templates_not_ready(tenant: Known, partners: list[Partner]) -> str | None:
    lacking = _unprepared(tenant)
    if lacking and (_inactive(tenant) or _pending(tenant)):
        when = "before an organization is formed" if _inactive(tenant) else "while tenants are about to join"
        return f"{when}, these settings are not true: {', '.join(lacking)}"
    return None


def _templates_without_organization(tenant: Known, partners: list[Partner]) -> str | None:
    configured = [name for name, template in _templates(tenant) if _configured(template)]
    if _inactive(tenant) and configured:
        return f"{' and '.join(configured)} have settings, but the tenant is not in a multitenant organization"
    return None


def _members_pending(tenant: Known, partners: list[Partner]) -> str | None:
    waiting = _pending(tenant)
    return f"{counted(len(waiting))} pending: {', '.join(waiting[:10])}" if waiting else None


def _join_failed(tenant: Known, partners: list[Partner]) -> str | None:
    transition = (tenant.get("mto_join_request") or {}).get("transition") or {}
    if transition.get("status") == "failed":
        return f"the request to join has failed: {transition.get('details') or 'Graph gives no reason'}"
    return None


ORGANIZATION_CHECKS = (
    Check(
        id="template-level-none",
        severity=WARNING,
        symptom="A template is configured and never applied.",
        advice="Set application_level to new_partners, existing_partners or both, or reset the template.",
        source=(MTO_TEMPLATES, graph("multitenantorganizationidentitysyncpolicytemplate-update")),
        of_tenant=_never_applied,
        needs=_TEMPLATES,
    ),
    Check(
        id="template-excludes-existing",
        severity=INFO,
        symptom="Partners that were configured before they joined keep their old values.",
        advice="Add existing_partners before the next join, or change the settings of these partners themselves.",
        source=(MTO_TEMPLATES,),
        of_partner=_existing_left_out,
        needs=_TEMPLATES,
    ),
    Check(
        id="template-change-not-retroactive",
        severity=INFO,
        symptom="A template was changed after tenants had joined, and the partners of these tenants stay as before.",
        advice="Graph applies templates only when a tenant joins. Change the settings of the partners themselves.",
        source=(MTO_TEMPLATES,),
        of_partner=_not_retroactive,
        needs=_TEMPLATES,
    ),
    Check(
        id="template-null-has-no-effect",
        severity=INFO,
        symptom="A template without a value is expected to switch synchronization off.",
        advice="A setting without a value changes no partner. Set user_sync_allowed to false.",
        source=(MTO_TEMPLATES,),
        of_tenant=_null_means_nothing,
        needs=("mto_sync_template",),
    ),
    Check(
        id="template-not-set-before-mto",
        severity=INFO,
        symptom="An organization is formed, and its new partners stay unconfigured.",
        advice="Set user synchronization and both consents in the templates before tenants join.",
        source=(MTO_KNOWN_ISSUES,),
        of_tenant=_templates_not_ready,
        needs=("mto", *_TEMPLATES),
    ),
    Check(
        id="tenant-not-in-mto",
        severity=INFO,
        symptom="Templates are configured in a tenant that is not in a multitenant organization.",
        advice="This is harmless. The templates have no effect until the tenant forms or joins an organization.",
        source=(graph("multitenantorganization-get"),),
        of_tenant=_templates_without_organization,
        needs=("mto", *_TEMPLATES),
    ),
    Check(
        id="mto-member-pending",
        severity=INFO,
        symptom="A tenant that should be in the organization is not in it yet.",
        advice=(
            "The administrator of that tenant has to ask to join, at the earliest two hours after the tenant was "
            "added. Joining takes up to four hours."
        ),
        source=(MTO_CONFIGURE,),
        of_tenant=_members_pending,
        needs=("mto",),
    ),
    Check(
        id="mto-join-failed",
        severity=ERROR,
        symptom="Joining the organization never completes.",
        advice=(
            "Ask again with mto_tenant. Check that an owner has added this tenant, that this tenant is not in another "
            "organization, and that the limits on users and tenants are not exceeded."
        ),
        source=(graph("multitenantorganizationjoinrequestrecord-update"), MTO_KNOWN_ISSUES),
        of_tenant=_join_failed,
        needs=("mto",),
    ),
)
