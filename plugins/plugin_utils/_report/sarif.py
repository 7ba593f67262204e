# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report → findings for pages that show the results of analysis tools (private to this collection). Pure.

The format is SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. GitHub needs a file for
each finding. A partner is in no file, so the inventory stands for all:
https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import ERROR, INFO, WARNING

from .comparison import CONFIGURATION_KIND, configurations_in
from .reason import effect
from .severity import COMPLIANT
from .shape import AcceptedEntry, CheckEntry, ConfigurationEntry, DriftEntry, PartnerEntry, Report
from .visible import visible

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
NAME = "entra.cross_tenant"

_LEVELS = {ERROR: "error", WARNING: "warning", INFO: "note"}
# GitHub sorts findings about security by this number, from 0 to 10.
_SCORES = {ERROR: "8.0", WARNING: "5.0", INFO: "2.0"}
_HOME = "https://github.com/entra-collections/entra.cross_tenant"


class _Result(NamedTuple):
    """A finding. ``owner`` is the partner, or the configuration; None for the home tenant as a whole."""

    rule: str
    owner: PartnerEntry | ConfigurationEntry | None
    severity: str
    text: str
    since: str | None
    exception: AcceptedEntry | None


def sarif(report: Report) -> str:
    """The findings of a report as JSON text."""
    results = list(_results(report))
    rules = sorted({result.rule for result in results})
    worst = {rule: max((r.severity for r in results if r.rule == rule), key=_SCORES.__getitem__) for rule in rules}
    run = {
        "tool": {
            "driver": {
                "name": NAME,
                "informationUri": _HOME,
                "version": report["run"]["collection_version"] or "0",
                "rules": [_rule(rule, worst[rule], report) for rule in rules],
            }
        },
        # Findings of another home tenant do not replace these.
        "automationDetails": {"id": f"{NAME}/{report['run']['home_tenant']['id'] or report['home_tenant'] or ''}/"},
        "invocations": [{"executionSuccessful": report["scope"]["complete"], "endTimeUtc": report["generated"]}],
        "columnKind": "unicodeCodePoints",
        "results": [_shown(result, rules.index(result.rule), report) for result in results],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _results(report: Report) -> Iterator[_Result]:
    for partner in report["partners"]:
        if partner["status"] != COMPLIANT:
            text, severity = partner["reason"] or partner["status"], partner["severity"] or WARNING
            yield _Result(
                f"status/{partner['status']}", partner, severity, text, partner["since"], partner["exception"]
            )
        yield from _of_drift(partner)
        for check in partner["checks"]:
            yield _of_check(check, partner)
    for check in report["tenant_checks"]:
        yield _of_check(check, None)
    for each in configurations_in({**report}):
        if each["severity"]:
            rule, text = f"{CONFIGURATION_KIND}/{each['status']}", each["reason"] or each["status"]
            yield _Result(rule, each, each["severity"], text, each["since"], each["exception"])
        yield from _of_drift(each)


def _of_drift(owner: PartnerEntry | ConfigurationEntry) -> Iterator[_Result]:
    for drift in owner["drift"]:
        text = f"{drift['setting']}: {in_words(drift)}"
        rule = f"drift/{drift['setting']}"
        yield _Result(rule, owner, drift["severity"], text, drift["since"], drift["exception"])


def in_words(drift: DriftEntry) -> str:
    """A drifted setting: its direction, its effect, and both values."""
    wanted, found = (json.dumps(drift[name], ensure_ascii=False) for name in ("wanted", "found"))
    parts = [drift["direction"].replace("_", " ") if drift["direction"] != "neither" else "", effect(drift) or ""]
    said = ": ".join(part for part in parts if part)
    return f"{said + '; ' if said else ''}the inventory says {wanted}, Graph says {found}"


def _of_check(check: CheckEntry, partner: PartnerEntry | None) -> _Result:
    when = "" if check["when"] == "now" else " (after the next onboarding run)"
    text = f"{check['seen']}{when}"
    return _Result(f"check/{check['id']}", partner, check["severity"], text, check["since"], check["exception"])


def _rule(rule: str, severity: str, report: Report) -> dict[str, Any]:
    kind, _slash, name = rule.partition("/")
    about = report["check_catalog"].get(name) if kind == "check" else None
    texts = {
        "status": f"A partner is {name}",
        CONFIGURATION_KIND: f"A synchronization configuration is {name}",
        "drift": f"{name} differs from the inventory",
        "check": about["symptom"] if about else name,
    }
    result: dict[str, Any] = {
        "id": rule,
        "shortDescription": {"text": texts[kind]},
        "help": {"text": about["advice"] if about else "Compare the inventory with Graph, and correct one of them."},
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": {"tags": ["security"], "security-severity": _SCORES[severity]},
    }
    if about and about["source"]:
        result["helpUri"] = about["source"][0]
    return result


def _shown(result: _Result, index: int, report: Report) -> dict[str, Any]:
    of = result.owner
    owner = (of["tenant_id"] or of["host"] or "") if of else "home tenant"
    name = (of["name"] or of["tenant_name"] or of["host"] or owner) if of else owner
    # Several configurations may synchronize to one tenant. Only those that no host wants can be several.
    which = f"\n{of.get('service_principal_id') or ''}" if of and "unknown" in of and not of["host"] else ""
    inventory = next(iter(report["run"]["inventory"]), "inventory")
    shown: dict[str, Any] = {
        "ruleId": result.rule,
        "ruleIndex": index,
        "level": _LEVELS[result.severity],
        "message": {"text": visible(f"{name}: {result.text}")},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(inventory)},
                    "region": {"startLine": 1},
                },
                "logicalLocations": [{"name": visible(name), "fullyQualifiedName": owner, "kind": "resource"}],
            }
        ],
        # Values may change while the finding stays the same.
        "partialFingerprints": {"finding/v1": _digest(f"{owner}\n{result.rule}{which}")},
    }
    if result.since:
        shown["baselineState"] = "new" if result.since == report["generated"] else "unchanged"
    if result.exception:
        reason = f"{result.exception['reason']} (until {result.exception['ends']})"
        shown["suppressions"] = [{"kind": "external", "status": "accepted", "justification": visible(reason)}]
    return shown


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _uri(name: str) -> str:
    """The relative address of a file: https://www.rfc-editor.org/rfc/rfc3986#section-2.1."""
    return re.sub(r"[^A-Za-z0-9._~-]", lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), name)
