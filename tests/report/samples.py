# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Made-up compliance reports of any size, the same at each call."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from typing import Any

SCHEMA = "urn:ansible-collection:entra.cross_tenant:compliance_report:1"
STATUSES = ("compliant", "drifted", "missing", "unmanaged", "unreadable")
SEVERITIES = ("error", "warning", "info")
INFLOWS = ("agreed", "unwanted", "awaited", "unknown", "none")

# Attacks by a person who may name a tenant or a policy.
HOSTILE = (
    "<script>alert('script')</script>",
    '"><img src=x onerror=alert(1)>',
    "</script></style></title><svg onload=alert(2)>",
    "{{ 7*7 }} {% raw %} {# gone #} ${7*7}",
    "Contoso \u202eocsotnoC\u202c Ltd",
    "Fabri\u200bkam\x00\x07\x7f\x85",
    "Long" + "g" * 300,
    "two\nlines\tand a tab",
    "' onfocus=alert(3) autofocus x='",
    "<!-- --> &amp; &lt;b&gt; ]]>",
    "back\\slash \\u202e \\\\u0000 \u201cquotes\u201d",
    "株式会社例 · شركة المثال · Пример",
)

COMPANIES = (
    "Contoso", "Fabrikam", "Northwind Traders", "Adventure Works", "Tailspin Toys", "Wingtip Toys", "Litware",
    "Woodgrove Bank", "Proseware", "Fourth Coffee", "Graphic Design Institute", "Trey Research", "Margie's Travel",
    "Lucerne Publishing", "Coho Vineyard", "Alpine Ski House", "Blue Yonder Airlines", "City Power & Light",
)  # fmt: skip
UNITS = ("", " Europe", " Americas", " Asia Pacific", " Services", " Research", " Retail", " Holding")

DOCS = "https://learn.microsoft.com/en-us/entra/identity/multi-tenant-organizations/"
CATALOG = {
    "sync-allowed-no-inbound-redemption": {
        "severity": "error",
        "symptom": "Users are not provisioned; the test of the connection in the source tenant fails with "
        "AzureDirectoryB2BManagementPolicyCheckFailure.",
        "advice": "Set automatic_user_consent.inbound_allowed for that partner. Not set counts as off: the default "
        "is always off.",
        "source": [f"{DOCS}cross-tenant-synchronization-configure", "MicrosoftDocs/entra-docs: automatic-redemption"],
    },
    "b2b-inbound-blocked": {
        "severity": "warning",
        "symptom": "Synchronized users can sign in nowhere: B2B collaboration is blocked for the partner.",
        "advice": "Synchronized users are B2B users: allow what they need.",
        "source": ["https://learn.microsoft.com/en-us/entra/external-id/cross-tenant-access-overview"],
    },
    "sync-disable-stops-running-sync": {
        "severity": "warning",
        "symptom": "Switching synchronization off stops the running one at once.",
        "advice": "Make sure that the partner knows. Users that are there already stay.",
        "source": ["microsoftgraph/microsoft-graph-docs-contrib: crosstenantidentitysyncpolicypartner-update"],
    },
    "both-directions-sync-allowed": {
        "severity": "info",
        "symptom": "Two tenants each let the other synchronize in; usually a mesh, sometimes a mistake.",
        "advice": "Loops cannot happen, since only internal users are synchronized; confirm that it is meant so.",
        "source": [f"{DOCS}cross-tenant-synchronization-overview"],
    },
    "template-level-none": {
        "severity": "warning",
        "symptom": "A template of the multitenant organization is filled in but never applied.",
        "advice": "Set new_partners or existing_partners, or reset the template.",
        "source": [f"{DOCS}multi-tenant-organization-templates"],
    },
}
SEEN = {
    "sync-allowed-no-inbound-redemption": "identity_sync.user_sync_allowed is true, "
    "automatic_user_consent.inbound_allowed is not set.",
    "b2b-inbound-blocked": "b2b_collaboration_inbound blocks all users; user synchronization is on.",
    "sync-disable-stops-running-sync": "user_sync_allowed is true and becomes false.",
    "both-directions-sync-allowed": "Both tenants let users of the other in.",
    "template-level-none": "application_level is empty.",
}


def _targets(access: str, *targets: str) -> dict[str, Any]:
    return {"access_type": access, "targets": [{"target": name, "target_type": "group"} for name in targets]}


# Setting, wanted, found, severity.
DRIFTS = (
    ("identity_sync.user_sync_allowed", False, True, "error"),
    ("identity_sync.user_sync_allowed", True, None, "warning"),
    ("identity_sync.user_sync_allowed", False, None, "info"),
    ("inbound_trust.mfa_accepted", False, True, "error"),
    ("inbound_trust.compliant_device_accepted", True, False, "warning"),
    ("automatic_user_consent.inbound_allowed", True, False, "warning"),
    ("inbound_trust", None, {"mfa_accepted": True, "compliant_device_accepted": False}, "warning"),
    ("identity_sync.display_name", "yes", "", "info"),
    ("b2b_collaboration_inbound.users_and_groups", _targets("allowed", "7f0c0a52-5d4c-4c1e-8a55-3f0b7d2b9d10"),
     _targets("allowed", "7f0c0a52-5d4c-4c1e-8a55-3f0b7d2b9d10", "0b1d2c3e-4f50-4a61-b7c2-d8e9fa0b1c2d"), "error"),
    ("tenant_restrictions.applications", [], _targets("blocked", "AllApplications"), "warning"),
)  # fmt: skip


def _worst(severities: list[str]) -> str | None:
    return min(severities, key=SEVERITIES.index) if severities else None


def _check(name: str, when: str = "now") -> dict[str, str]:
    return {"id": name, "severity": CATALOG[name]["severity"], "when": when, "seen": SEEN[name]}


def _partner(number: int, status: str, chance: random.Random, name: str | None) -> dict[str, Any]:
    drift: list[dict[str, Any]] = []
    checks: list[dict[str, str]] = []
    error = None
    wanted: list[str] | None = chance.choice([["users"], ["users"], ["users"], ["users", "groups"], None])
    found: list[str] | None = wanted or []
    if status == "drifted":
        chosen = {setting: row for setting, *row in chance.sample(DRIFTS, chance.randint(1, 4))}
        drift = [
            {"setting": setting, "wanted": row[0], "found": row[1], "severity": row[2]}
            for setting, row in sorted(chosen.items())
        ]
        if "identity_sync.user_sync_allowed" in chosen:
            row = chosen["identity_sync.user_sync_allowed"]
            wanted, found = (["users"] if row[0] else []), (["users"] if row[1] else [])
        checks = [_check(check, chance.choice(["now", "after"])) for check in chance.sample(sorted(SEEN), 2)]
    elif status == "missing":
        wanted, found = ["users"], []
        drift = [{"setting": "state", "wanted": "present", "found": "absent", "severity": "warning"}]
    elif status == "unmanaged":
        wanted, found = None, chance.choice([["users"], ["users", "role_enabled_groups"], []])
    elif status == "unreadable":
        found = None
        error = {
            "message": "Failed to read the partner: Insufficient privileges to complete the operation.",
            "status": chance.choice([403, 503, None]),
            "code": chance.choice(["Authorization_RequestDenied", None]),
        }
    elif chance.random() < 0.06:
        checks = [_check("both-directions-sync-allowed")]
    if status == "unreadable":
        inflow = "unknown"
    elif set(found or []) - set(wanted or []):
        inflow = "unwanted"
    elif set(wanted or []) - set(found or []):
        inflow = "awaited"
    else:
        inflow = "agreed" if found else "none"
    severities = {"unmanaged": "warning", "unreadable": "error"}
    return {
        "tenant_id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        "host": None if status == "unmanaged" else f"partner-{number:04}",
        "name": None if status == "missing" else name,
        "status": status,
        "severity": severities.get(status, _worst([row["severity"] for row in drift])),
        "inflow": inflow,
        "syncs_in": {"found": found, "wanted": wanted},
        "flags": [flag for flag in ("service_provider", "mto_member") if chance.random() < 0.05],
        "drift": drift,
        "checks": checks,
        "error": error,
    }


def counted(report: dict[str, Any]) -> dict[str, Any]:
    """The report with totals that match its partners, in the order of the schema."""
    partners = report["partners"]
    partners.sort(key=lambda row: (row["tenant_id"] is None, row["tenant_id"] or row["host"]))
    status = Counter(row["status"] for row in partners)
    findings = Counter(row["severity"] for row in partners)
    fired = report["tenant_checks"] + [check for row in partners for check in row["checks"]]
    checks = Counter(check["severity"] for check in fired)
    report["totals"] = {
        "partners": len(partners),
        "status": {name: status[name] for name in STATUSES},
        "findings": {name: findings[name] for name in SEVERITIES},
        "checks": {name: checks[name] for name in SEVERITIES},
    }
    report["check_catalog"] = {name: CATALOG[name] for name in sorted({check["id"] for check in fired})}
    return report


def _reference(row: dict[str, Any], kind: str, what: str, severity: str) -> dict[str, Any]:
    return {
        **{key: row[key] for key in ("tenant_id", "host", "name")},
        "kind": kind,
        "what": what,
        "severity": severity,
    }


def empty() -> dict[str, Any]:
    """A report without partners."""
    report = {
        "schema": SCHEMA,
        "generated": "2026-11-21T02:00:07Z",
        "title": "Cross-tenant compliance",
        "home_tenant": "woodgrove.onmicrosoft.com",
        "scope": {"complete": True, "reason": None},
        "partners": [],
        "tenant_checks": [],
        "deleted_policies": [],
        "checks_not_run": [],
        "comparison": None,
    }
    return counted(report)


def green(count: int = 3) -> dict[str, Any]:
    """A report in which nothing is wrong or unknown."""
    chance = random.Random(count)
    report = empty()
    report["partners"] = [
        {**_partner(number, "compliant", chance, name), "checks": []}
        for number, name in zip(range(1, count + 1), COMPANIES)
    ]
    return counted(report)


def sample(count: int) -> dict[str, Any]:
    """A report of `count` partners. If there are enough partners, it contains everything that a report can contain."""
    chance = random.Random(count)
    statuses: list[str] = ["compliant", "drifted", "missing"]
    if count > len(statuses):
        statuses = [*STATUSES[1:]] * (1 + count // 80) + ["drifted"] * (count // 20)
        statuses += ["compliant"] * (count - len(statuses))
    names: list[str | None] = [company + unit for unit in UNITS for company in COMPANIES]
    chance.shuffle(names)
    if count > len(COMPANIES):
        # The hostile names are spread over all statuses.
        names[0 : len(HOSTILE)] = HOSTILE
        names[20] = None
    partners = []
    for number, status in enumerate(statuses[:count], start=1):
        row = _partner(number, status, chance, names[(number - 1) % len(names)])
        if status == "missing" and count > len(COMPANIES) and not any(p["tenant_id"] is None for p in partners):
            row["tenant_id"] = None
        partners.append(row)
    report = empty()
    report["partners"] = partners
    if count > len(COMPANIES):
        for row, text in zip(partners, HOSTILE):
            # Names are not the only text from other people.
            row["status"] = row["status"].replace("compliant", "drifted")
            row["checks"] = [{**_check("b2b-inbound-blocked"), "seen": text}]
            row["drift"].append({"setting": "display_name", "wanted": "as agreed", "found": text, "severity": "info"})
            row["severity"] = row["severity"] or "info"
        report["home_tenant"] = HOSTILE[1]
        report["scope"] = {"complete": False, "reason": "The play was limited to the group europe <b>only</b>."}
    report["tenant_checks"] = [_check("template-level-none", "after")] if count > 3 else []
    report["deleted_policies"] = [
        {
            "tenant_id": row["tenant_id"],
            "name": row["name"],
            "deleted_date_time": "2026-11-02T09:15:00Z",
            "restorable_until": "2026-12-02T09:15:00Z",
        }
        for row in partners
        if row["status"] == "missing" and row["tenant_id"]
    ]
    report["checks_not_run"] = [
        {"id": "source-outbound-redemption-off", "reason": "It needs credentials of the partner's tenant."},
        {"id": "source-licence-users", "reason": "It needs the permission Organization.Read.All."},
    ]
    findings = [
        _reference(row, "drift", drift["setting"], drift["severity"]) for row in partners for drift in row["drift"]
    ]
    fixed = [_reference(row, "status", "drifted", "warning") for row in partners if row["status"] == "compliant"][:3]
    checks = [_reference(row, "check", check["id"], check["severity"]) for row in partners for check in row["checks"]]
    report["comparison"] = {
        "with": "2026-11-20T02:00:05Z",
        "new": findings[:4] + checks[:2],
        "fixed": fixed,
        "unknown": checks[2:3],
        "remaining": len(findings) + len(checks) - len(findings[:4]) - len(checks[:2]),
    }
    return counted(report)
