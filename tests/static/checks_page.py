# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes docs/checks.md out of the table of health checks: ``make checks``.

What no check tells has its reason here, since only the page shows it.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from ansible_collections.entra.cross_tenant.plugins.module_utils._directory.tenant_facts import DEFAULTS
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import PARTS, SEVERITIES, Check
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.checks import CHECKS

PAGE = Path("docs", "checks.md")

_SOURCE_TENANT = "Only the tenant that sends the users shows it, and this run has no credentials for that one."

#: Conditions that never get so far, because the collection refuses them or does the right thing by itself.
PREVENTED = {
    "default-redemption-not-possible": "`default_settings` has no such option, so that Ansible refuses it by name.",
    "group-sync-not-in-v1": "Refused before the first request, with the partner, the option and the version.",
    "mto-unsupported-cloud": "Modules of the organization and its templates fail before any request and name it.",
    "delete-partner-before-sync": "Removing a partner removes its policy first; the diff shows both.",
    "already-exists-use-patch": "What is there is updated, also where somebody else created it a moment ago.",
    "absent-use-put": "What is not there is created, also where somebody else deleted it a moment ago.",
    "insufficient-privileges": (
        "The error names the permission and the role that are missing. Tokens are not decoded: for a client they are "
        "opaque, as Microsoft says."
    ),
    "storage-migration-window": "Such a refusal is retried like any other; Graph does not say that it is this one.",
}

#: Conditions that nothing which a run can read tells.
UNTOLD = {
    "source-outbound-redemption-off": _SOURCE_TENANT,
    "both-directions-sync-allowed": _SOURCE_TENANT,
    "b2b-outbound-blocked-source": _SOURCE_TENANT,
    "direct-connect-one-sided": "Only the partner's tenant shows its side, and this run has no credentials for it.",
    "source-licence-users": _SOURCE_TENANT,
    "group-sync-licence": _SOURCE_TENANT,
    "group-sync-scope": _SOURCE_TENANT,
    "mto-admin-center-job-renamed": _SOURCE_TENANT,
    "source-job-quarantined": _SOURCE_TENANT,
    "source-job-missing-or-disabled": _SOURCE_TENANT,
    "two-jobs-one-pair": _SOURCE_TENANT,
    "trust-mfa-with-registration-policy": "The registration policy of Identity Protection is not in Graph's v1.0.",
    "protected-action": (
        "A Conditional Access policy shows an authentication context, and not which actions of this API it protects."
    ),
}


_INTRODUCTION = """\
<!-- Made by `make checks` from the table of health checks. -->

# Health checks

A partner can be exactly as the inventory has it and still not work. These are the conditions that Microsoft's guides
warn of and that a run can tell. The [compliance report](compliance.md) lists where they are so now, and where they
would be once the inventory is applied; the modules `partners`, `partner` and `partner_identity_sync` warn when a task
is about to bring about one that is an error or a warning.

Where a check cannot know, it is silent, and the report lists it among the checks that were not run."""

_ASKED = """\
These take more than the permission to read partners. Name their part of the home tenant in
`compliance_report_gather_subset`; `ansible-doc entra.cross_tenant.access_policy_info` has the permission of each."""


def main() -> None:
    PAGE.write_text(text(), encoding="utf-8")


def text() -> str:
    """The whole page."""
    always = [check for check in CHECKS if not _opt_in(check)]
    asked = [check for check in CHECKS if _opt_in(check)]
    parts = [
        _INTRODUCTION,
        "## Told by every compliance run",
        _table(always),
        "## Told if you ask for it",
        _ASKED,
        _table(asked, parts=True),
        "## Never gets so far",
        "What the collection refuses, or does right by itself.",
        _reasons(PREVENTED),
        "## Cannot be told",
        _reasons(UNTOLD),
    ]
    return "\n\n".join(parts) + "\n"


def _opt_in(check: Check) -> list[str]:
    """The parts of the home tenant that a check needs and that are not read by default."""
    return [part for part in dict.fromkeys(PARTS.get(name) for name in check.needs) if part and part not in DEFAULTS]


def _table(checks: list[Check], parts: bool = False) -> str:
    head = ["check", "severity", "what people notice", "what to do", "says who"]
    rows = []
    for check in sorted(checks, key=lambda each: (SEVERITIES.index(each.severity), each.id)):
        row = [f"`{check.id}`", check.severity, check.symptom, check.advice, _links(check.source)]
        if parts:
            row.insert(2, ", ".join(f"`{part}`" for part in _opt_in(check)))
        rows.append(row)
    if parts:
        head.insert(2, "part")
    return _lines(head, rows)


def _reasons(reasons: dict[str, str]) -> str:
    return _lines(["condition", "why"], [[f"`{key}`", reason] for key, reason in sorted(reasons.items())])


def _lines(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join(_line(cells) for cells in (head, ["---"] * len(head), *rows))


def _line(cells: list[str]) -> str:
    return "| {} |".format(" | ".join(cell.replace("|", "\\|") for cell in cells))


def _links(source: tuple[str, ...]) -> str:
    return ", ".join(f"[{urlsplit(address).path.rstrip('/').rpartition('/')[2]}]({address})" for address in source)


if __name__ == "__main__":
    main()
