# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Made-up compliance reports of any size, the same at each call."""

from __future__ import annotations

import copy
import random
import uuid
from collections import Counter
from datetime import date, timedelta
from typing import Any

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.agreement import agreement_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import known_of
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.access import SETTINGS
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.history import point
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.openness import DIRECTIONS, OPEN
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.reason import reason
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.report import Head, Run, Scope, report
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.severity import Severities

SCHEMA = "urn:ansible-collection:entra.cross_tenant:compliance_report:1"
HOME = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
STATUSES = ("compliant", "drifted", "missing", "unmanaged", "unreadable")
SEVERITIES = ("error", "warning", "info")
#: The states of configurations that synchronize out of the home tenant.
STATES = ("running", "quarantined", "off", "unknown", "half_made")
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
    "VanArsdel", "Proseware", "Fourth Coffee", "Graphic Design Institute", "Trey Research", "Margie's Travel",
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


# Setting, wanted, found, severity, direction.
DRIFTS = (
    ("identity_sync.user_sync_allowed", False, True, "error", "more_open"),
    ("identity_sync.user_sync_allowed", True, None, "warning", "more_closed"),
    ("identity_sync.user_sync_allowed", False, None, "info", "neither"),
    ("inbound_trust.mfa_accepted", False, True, "error", "more_open"),
    ("inbound_trust.compliant_device_accepted", True, False, "warning", "more_closed"),
    ("automatic_user_consent.inbound_allowed", True, False, "warning", "more_closed"),
    ("inbound_trust", None, {"mfa_accepted": True, "compliant_device_accepted": False}, "error",
     "possibly_more_open"),
    ("identity_sync.display_name", "yes", "", "info", "neither"),
    ("b2b_collaboration_inbound.users_and_groups", _targets("allowed", "7f0c0a52-5d4c-4c1e-8a55-3f0b7d2b9d10"),
     _targets("allowed", "7f0c0a52-5d4c-4c1e-8a55-3f0b7d2b9d10", "0b1d2c3e-4f50-4a61-b7c2-d8e9fa0b1c2d"), "error",
     "more_open"),
    ("tenant_restrictions.applications", [], _targets("blocked", "AllApplications"), "warning", "both"),
)  # fmt: skip


NOW = "2026-11-21T02:00:07Z"
SINCE = "2026-11-09T02:00:11Z"


def _worst(severities: list[str]) -> str | None:
    return min(severities, key=SEVERITIES.index) if severities else None


def _check(name: str, when: str = "now") -> dict[str, str]:
    return {
        "id": name,
        "severity": CATALOG[name]["severity"],
        "when": when,
        "seen": SEEN[name],
        "exception": None,
        "since": SINCE,
    }


def _access(found: list[str], doors: list[str], chance: random.Random) -> dict[str, str]:
    words = {setting: chance.choice(["yes", "no", "no", "some"]) for setting in SETTINGS if chance.random() < 0.4}
    words.update({f"identity_sync.{kind[:-1]}_sync_allowed": "yes" for kind in found})
    return {**words, **{door: "yes" for door in doors if door in SETTINGS}}


def _agreement(status: str, chance: random.Random) -> dict[str, Any] | None:
    """An agreement, for most partners that the inventory contains."""
    if status == "unmanaged" or chance.random() < 0.2:
        return None
    ends, state = "2027-06-30", "current"
    if chance.random() < 0.1:
        ends, state = chance.choice([("2026-12-01", "ends_soon"), ("2026-10-31", "ended")])
    exceptions = []
    if chance.random() < 0.1:
        exceptions = [
            {
                "finding": "inbound_trust.mfa_accepted",
                "reason": "The partner replaces its MFA until the end of the year.",
                "ends": "2026-11-20",
                "ticket": "RISK-12",
                "state": "ended",
                "used": True,
            }
        ]
    owner = chance.choice(["Identity team", "Procurement", "Legal"])
    ticket = f"CHG-{chance.randint(1000, 9999)}"
    return {"owner": owner, "ticket": ticket, "ends": ends, "state": state, "exceptions": exceptions}


def _partner(number: int, status: str, chance: random.Random, name: str | None) -> dict[str, Any]:
    drift: list[dict[str, Any]] = []
    checks: list[dict[str, str]] = []
    error = None
    wanted: list[str] | None = chance.choice([["users"], ["users"], ["users"], ["users", "groups"], None])
    found: list[str] | None = wanted or []
    if status == "drifted":
        chosen = {setting: row for setting, *row in chance.sample(DRIFTS, chance.randint(1, 4))}
        drift = [
            {
                "setting": setting,
                "wanted": row[0],
                "found": row[1],
                "severity": row[2],
                "direction": row[3],
                "exception": None,
                "since": SINCE if chance.random() < 0.5 else NOW,
            }
            for setting, row in sorted(chosen.items())
        ]
        if "identity_sync.user_sync_allowed" in chosen:
            row = chosen["identity_sync.user_sync_allowed"]
            wanted, found = (["users"] if row[0] else []), (["users"] if row[1] else [])
        checks = [_check(check, chance.choice(["now", "after"])) for check in chance.sample(sorted(SEEN), 2)]
    elif status == "missing":
        wanted, found = ["users"], []
        drift = [
            {
                "setting": "state",
                "wanted": "present",
                "found": "absent",
                "severity": "warning",
                "direction": "more_closed",
                "exception": None,
                "since": NOW,
            }
        ]
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
    severities = {"unmanaged": "error" if found else "warning", "unreadable": "error"}
    doors = [row["setting"] for row in drift if row["direction"] in OPEN]
    if status == "unmanaged":
        doors = ["inbound_trust.mfa_accepted", "identity_sync.user_sync_allowed"] if found else []
    direction = min((row["direction"] for row in drift), key=DIRECTIONS.index, default=None)
    if status == "unmanaged":
        direction = "more_open" if doors else "neither"
    return {
        "tenant_id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        "host": None if status == "unmanaged" else f"partner-{number:04}",
        "name": None if status == "missing" else name,
        "tenant_name": None,
        "tenant_name_reason": "the tenant was not looked up" if status == "unmanaged" else None,
        "status": status,
        "direction": direction,
        "reason": reason(status, direction, doors, drift, checks, error["message"] if error else None),
        "open_doors": doors,
        "access": None if status == "unreadable" else _access(found or [], doors, chance),
        "agreement": _agreement(status, chance),
        "exception": None,
        "since": NOW if status == "unmanaged" else SINCE,
        "severity": severities.get(status, _worst([row["severity"] for row in drift])),
        "inflow": inflow,
        "syncs_in": {"found": found, "wanted": wanted},
        "flags": [flag for flag in ("service_provider", "mto_member") if chance.random() < 0.05],
        "drift": drift,
        "open_settings": [
            {"setting": door, "found": True, "severity": "error", "direction": "more_open"}
            for door in doors
            if status == "unmanaged"
        ],
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
        "directions": {
            "more_open": sum(row["direction"] in OPEN for row in partners),
            "more_closed": sum(row["direction"] == "more_closed" for row in partners),
        },
        "checks": {name: checks[name] for name in SEVERITIES},
    }
    report["check_catalog"] = {name: CATALOG[name] for name in sorted({check["id"] for check in fired})}
    return report


def _reference(
    row: dict[str, Any], kind: str, what: str, severity: str, direction: str | None = None, **values: Any
) -> dict[str, Any]:
    return {
        **{key: row[key] for key in ("tenant_id", "host", "name")},
        "kind": kind,
        "what": what,
        "severity": severity,
        "direction": direction,
        "since": NOW,
        "from": values.get("wanted"),
        "to": values.get("found"),
    }


def _values(drift: dict[str, Any]) -> dict[str, Any]:
    return {"wanted": drift["wanted"], "found": drift["found"]}


def _out(partners: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A configuration for each fifth partner, in each state, and one whose target tenant nobody knows."""
    if len(partners) < 5:
        return []
    result = []
    for number, row in enumerate([*partners[::5], {"tenant_id": None, "tenant_name": None, "name": None}]):
        state = ("running", *STATES)[number % 6]
        stopped = {"reason": "TooManyDeletes", "since": SINCE, "next_attempt": NOW, "message": HOSTILE[1]}
        result.append(
            {
                "tenant_id": row["tenant_id"],
                "tenant_name": row["tenant_name"],
                "name": row["name"],
                "state": state,
                "enabled": {"off": False, "half_made": None}.get(state, True),
                "scope": (None, "assigned", "all")[number % 3],
                "last_run": NOW if number % 4 else None,
                "last_success": SINCE if number % 4 else None,
                "quarantine": stopped if state == "quarantined" else None,
                "counts": {"User": 40 * number, "Group": number} if number % 2 else {},
                "missing": ["job"] if state == "half_made" else [],
                "problem": None,
                "not_shown": ["Graph masks CompanyId"] if state == "unknown" else [],
                "by_admin_center": number == 1,
                "service_principal_id": str(uuid.UUID(int=number, version=4)),
                "job_id": None if state == "half_made" else f"Azure2Azure.{number}",
            }
        )
    return result


def _compared(out: list[dict[str, Any]]) -> dict[str, Any]:
    """The same configurations compared with the inventory, and one that is missing in Graph."""
    statuses = ("compliant", "drifted", "unmanaged", "unreadable")
    entries = []
    for number, each in enumerate([*out, {"tenant_id": None, "name": HOSTILE[0], "by_admin_center": False}]):
        status = statuses[number % 4] if "state" in each else "missing"
        status = "admin_center" if each["by_admin_center"] else status
        bad = status not in ("compliant", "admin_center")
        direction = {"drifted": "more_open", "unmanaged": "more_open", "missing": "more_closed"}.get(status)
        drift = {"setting": "sync_configuration.scope", "wanted": "assigned", "found": "all", "severity": "warning"}
        entries.append(
            {
                "tenant_id": each["tenant_id"],
                "tenant_name": each.get("tenant_name"),
                "host": None if status in ("unmanaged", "admin_center") else HOSTILE[number % len(HOSTILE)],
                "name": each["name"],
                "service_principal_id": each.get("service_principal_id"),
                "status": status,
                "severity": "warning" if bad else None,
                "direction": direction,
                "reason": HOSTILE[2] if bad else None,
                "unknown": ["sync_configuration.scope"] if status == "unreadable" else [],
                "exception": None,
                "since": SINCE if bad else None,
                "drift": [{**drift, "direction": "more_open", "exception": None, "since": SINCE}]
                * (status == "drifted"),
                "error": None,
            }
        )
    found = [each["status"] for each in entries]
    names = (*STATUSES, "admin_center")
    totals = {
        "configurations": len(entries),
        "status": {name: found.count(name) for name in names},
        "findings": {"error": 0, "warning": sum(bool(each["severity"]) for each in entries), "info": 0},
        "directions": {
            "more_open": found.count("drifted") + found.count("unmanaged"),
            "more_closed": found.count("missing"),
        },
    }
    return {"compared": True, "reason": None, "totals": totals, "configurations": entries}


def _trend(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Thirty reports, in which everything becomes worse."""
    totals = report["totals"]
    whole = {
        "compliant": totals["status"]["compliant"],
        "unreadable": totals["status"]["unreadable"],
        "more_open": totals["directions"]["more_open"],
        "more_closed": totals["directions"]["more_closed"],
        "errors": totals["findings"]["error"],
        "warnings": totals["findings"]["warning"],
    }
    return [
        {
            "generated": f"{date(2026, 11, 21) - timedelta(days=30 - day)}T02:00:07Z",
            "partners": totals["partners"],
            **{name: number * day // 30 for name, number in whole.items()},
        }
        for day in range(1, 31)
    ]


def empty() -> dict[str, Any]:
    """A report without partners."""
    report = {
        "schema": SCHEMA,
        "generated": NOW,
        "title": "Cross-tenant compliance",
        "home_tenant": "woodgrove.onmicrosoft.com",
        "scope": {"complete": True, "reason": None},
        "run": {
            "home_tenant": {"id": HOME, "name": "Woodgrove Bank", "domain": "woodgrove.onmicrosoft.com"},
            "cloud": "global",
            "client_id": "0b9f6c1e-52a8-4c55-9a35-6d1a0f3c8e21",
            "collection_version": "1.0.0",
            "ansible_version": "2.19.4",
            "revision": "9f2c41d07be35a8861f0c2d4e7a90b13c5d6e8f1",
            "job_id": "1204",
            "inventory": ["inventory"],
            "checks_run": sorted(CATALOG),
        },
        "partners": [],
        "tenant_checks": [],
        "deleted_policies": [],
        "sync_out": {
            "looked": False,
            "reason": "nobody asked for it: add sync_configurations to compliance_report_gather_more",
            "configurations": [],
        },
        "sync_drift": None,
        "checks_not_run": [],
        "default_access": {
            setting: "yes" if setting == "b2b_collaboration_inbound" else "no"
            for setting in SETTINGS
            if not setting.startswith("identity_sync.")
        },
        "comparison": None,
        "trend": None,
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
            drift = {"setting": "display_name", "wanted": "as agreed", "found": text, "severity": "info"}
            row["drift"].append({**drift, "direction": "neither", "exception": None, "since": NOW})
            row["reason"] = text
            row["agreement"] = {"owner": text, "ticket": text, "ends": None, "state": "current", "exceptions": []}
            row["severity"] = row["severity"] or "info"
        report["home_tenant"] = HOSTILE[1]
        report["run"]["home_tenant"].update(name=HOSTILE[0], domain=HOSTILE[1])
        report["run"].update(revision=HOSTILE[2], inventory=[HOSTILE[4]])
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
    report["sync_out"] = {"looked": True, "reason": None, "configurations": _out(partners)}
    report["sync_drift"] = _compared(report["sync_out"]["configurations"])
    report["checks_not_run"] = [
        {"id": "source-outbound-redemption-off", "reason": "It needs credentials of the partner's tenant."},
        {"id": "source-licence-users", "reason": "It needs the permission Organization.Read.All."},
    ]
    findings = [
        _reference(row, "drift", drift["setting"], drift["severity"], drift["direction"], **_values(drift))
        for row in partners
        for drift in row["drift"]
    ]
    good = [row for row in partners if row["status"] == "compliant"][:3]
    fixed = [
        {**_reference(row, "status", "drifted", "warning", "more_open"), "from": "drifted", "to": "compliant"}
        for row in good
    ]
    checks = [_reference(row, "check", check["id"], check["severity"]) for row in partners for check in row["checks"]]
    report["trend"] = _trend(counted(report))
    report["comparison"] = {
        "with": "2026-11-20T02:00:05Z",
        "new": findings[:4] + checks[:2],
        "fixed": fixed,
        "unknown": checks[2:3],
        "remaining": len(findings) + len(checks) - len(findings[:4]) - len(checks[:2]),
    }
    return counted(report)


# A report as an organization gets it, made by the collection itself.

_BLOCKED = {"access_type": "blocked"}
_ALL_USERS = [{"target": "AllUsers", "target_type": "user"}]
_ALL_APPLICATIONS = [{"target": "AllApplications", "target_type": "application"}]
_SHUT = {
    "users_and_groups": {**_BLOCKED, "targets": _ALL_USERS},
    "applications": {**_BLOCKED, "targets": _ALL_APPLICATIONS},
}
_OPEN = {name: {**side, "access_type": "allowed"} for name, side in _SHUT.items()}
_DEFAULT = {
    "inbound_trust": {
        "mfa_accepted": False,
        "compliant_device_accepted": False,
        "hybrid_joined_device_accepted": False,
    },
    "b2b_collaboration_inbound": _OPEN,
    "b2b_collaboration_outbound": _OPEN,
    "b2b_direct_connect_inbound": _SHUT,
    "b2b_direct_connect_outbound": _SHUT,
}
_OWNERS = ("Identity team", "Procurement", "Legal", "Mergers and acquisitions")


def _agreed(number: int, name: str) -> dict[str, Any]:
    """The row of a partner as the inventory describes it."""
    subsidiary = number % 3 == 0
    result: dict[str, Any] = {
        "tenant_id": str(uuid.UUID(int=random.Random(name).getrandbits(128), version=4)),
        "automatic_user_consent": {"inbound_allowed": subsidiary, "outbound_allowed": subsidiary},
        "inbound_trust": {
            "mfa_accepted": number % 2 == 0,
            "compliant_device_accepted": subsidiary,
            "hybrid_joined_device_accepted": False,
        },
        "inherit": [],
    }
    if subsidiary:
        result["identity_sync"] = {"display_name": name, "user_sync_allowed": True, "group_sync_allowed": False}
    return result


def realistic(count: int = 50, day: str = NOW, earlier: dict[str, Any] | None = None) -> dict[str, Any]:
    """A report with one intruder, one door that was closed by mistake, and one exception past its end.

    The first report of a series has no ``earlier`` report. On the first days less is wrong.
    """
    names = [company + unit for unit in UNITS for company in COMPANIES][:count]
    agreed = [_agreed(number, name) for number, name in enumerate(names)]
    observed: list[dict[str, Any] | None] = [copy.deepcopy(row) for row in agreed]
    late = day >= "2026-11-15"

    def change(number: int, setting: str, **members: Any) -> None:
        row = observed[number]
        if row is not None:
            row[setting] = {**row.get(setting, {}), **members}

    change(4, "inbound_trust", compliant_device_accepted=True)
    change(12, "identity_sync", user_sync_allowed=False)
    change(21, "identity_sync", display_name="Tailspin (old)")
    if late:
        change(7, "inbound_trust", mfa_accepted=True)
        observed[31] = None
    hosts: dict[str, Any] = {}
    for number, name in enumerate(names):
        hosts[name.lower().replace(" ", "-").replace("'", "").replace("&", "and")] = {"first": number, "count": 1}
    for number, place in enumerate(hosts.values()):
        exceptions = []
        if number == 4:
            why = "The partner replaces its device management"
            exceptions = [{"finding": "inbound_trust", "reason": why, "ends": "2026-10-31", "ticket": "RISK-12"}]
        ends = "2026-12-05" if number == 9 else "2027-06-30"
        given = {"owner": _OWNERS[number % 4], "ticket": f"CHG-{4000 + number}", "ends": ends, "exceptions": exceptions}
        place["agreement"] = agreement_of(given, "agreement")
    items = [
        {
            "tenant_id": wanted["tenant_id"],
            "changed": found != wanted,
            "before": found,
            "after": wanted,
            "read_only": {},
        }
        for found, wanted in zip(observed, agreed)
    ]
    intruder = {
        "tenant_id": "5e7b0f3a-2c1d-4f6e-9a8b-7c6d5e4f3a2b",
        "automatic_user_consent": {"inbound_allowed": True, "outbound_allowed": False},
        "inbound_trust": {"mfa_accepted": True, "compliant_device_accepted": True},
        "inherit": [],
        "identity_sync": {"display_name": "Humongous Insurance", "user_sync_allowed": True},
    }
    run = Run(hosts, [row["tenant_id"] for row in agreed], items, [intruder] if late else [])
    facts = dict(empty()["run"])
    del facts["checks_run"]
    looked_up = [
        {"tenant_id": row["tenant_id"], "display_name": name, "known": True} for row, name in zip(agreed, names)
    ]
    observed_around = {"default_settings": _DEFAULT, "allowed_cloud_endpoints": [], "tenants": looked_up}
    known = known_of(observed_around, "global", bool(earlier))
    series = None if earlier is None else earlier.get("trend") or []
    return report(
        run,
        Scope(True, known, {}, HOME),
        Severities({}),
        earlier,
        Head(day, "Cross-tenant access", facts),
        [*series, *([] if series or not earlier else [point(earlier)])] if series is not None else None,
    )


def nightly(count: int = 50, nights: int = 14) -> dict[str, Any]:
    """The last of a series of reports, one for each night."""
    made: dict[str, Any] = {}
    for night in range(nights):
        made = realistic(count, f"{date(2026, 11, 21) - timedelta(days=nights - 1 - night)}T02:00:07Z", made)
    return made


def several() -> list[dict[str, Any]]:
    """The reports of three home tenants. The second is the worst, and the third was made long ago."""
    reports = [green(5), sample(50), green(3)]
    for number, (each, name) in enumerate(zip(reports, ("Contoso", "Fabrikam", "Litware")), start=1):
        key = f"7c1d2e30-5a4b-4c6d-8e7f-00000000000{number}"
        each["home_tenant"], each["run"]["home_tenant"] = key, {"id": key, "name": name, "domain": None}
    reports[2]["generated"] = "2026-10-01T02:00:00Z"
    return reports
