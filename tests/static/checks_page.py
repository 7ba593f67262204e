# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes docs/checks.md from the table of health checks: ``make checks``.

This file also lists conditions that no check reports, with the reasons, since only the page shows them.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from ansible_collections.entra.cross_tenant.plugins.module_utils._directory.tenant_facts import OF_REPORTS
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import PARTS, SEVERITIES, Check
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.checks import CHECKS
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.synchronization_checks import (
    CYCLE,
    STALE_CYCLES,
)

PAGE = Path("docs", "checks.md")

_SOURCE_TENANT = "Only the tenant that sends the users shows it, and this run has no credentials for that tenant."

#: Conditions that the collection prevents: it refuses them, or avoids them by itself.
PREVENTED = {
    "default-redemption-not-possible": "`default_settings` has no such option, so that Ansible refuses it by name.",
    "group-sync-not-in-v1": "The task fails before the first request and names the partner, option and version.",
    "mto-unsupported-cloud": "The modules of the organization and its templates fail before any request.",
    "delete-partner-before-sync": "Removing a partner removes its policy first. The diff shows both.",
    "already-exists-use-patch": "An object that exists is updated, even if another writer created it a moment ago.",
    "absent-use-put": "An object that does not exist is created, even if another writer deleted it a moment ago.",
    "insufficient-privileges": (
        "The error names the permission and the role that are missing. `connection_info` and the playbook `preflight` "
        "show it before anything is tried."
    ),
    "storage-migration-window": "Graph's refusal is retried like any other. Graph does not name this reason for it.",
}

#: Conditions that a run cannot detect.
UNTOLD = {
    "both-directions-sync-allowed": _SOURCE_TENANT,
    "direct-connect-one-sided": "Only the partner's tenant shows its side, and this run has no credentials for it.",
    "group-sync-licence": _SOURCE_TENANT,
    "group-sync-scope": (
        "Only the target tenant shows whether it admits groups, and this run has no credentials for that tenant."
    ),
    "mto-admin-center-job-renamed": (
        "The name is the only sign that the Microsoft 365 admin center made a configuration, and a new name hides it."
    ),
    "source-job-missing-or-disabled": _SOURCE_TENANT,
    "trust-mfa-with-registration-policy": "The registration policy of Identity Protection is not in Graph's v1.0.",
    "protected-action": (
        "A Conditional Access policy shows an authentication context, but not the actions of this API that it protects."
    ),
}


_INTRODUCTION = """\
<!-- Made by `make checks` from the table of health checks. -->

# Health checks

A partner can match the inventory exactly and still not work. Health checks look for the conditions that
Microsoft's guides warn of and that a run can detect. The [compliance report][compliance] lists the partners that
have such a condition now, and those that will have it after the next onboarding run. The modules `partners`, `partner`
and `partner_identity_sync` warn when a task is about to cause a condition that is an error or a warning.

Some checks tell how to make access work that was agreed on. In a report they say nothing about a partner that the
inventory does not contain.

If a run cannot read what a check needs, the report lists the check among those that were not run."""

_ASKED = """\
These checks need more than the permission `Policy.Read.All`. To turn on a check, add its part to
`compliance_report_gather_more`. `ansible-doc entra.cross_tenant.access_policy_info` lists the permission of each
part.

The checks with the part `sync_configurations` are about the synchronization of users of the home tenant to other
tenants. `source-job-stale` warns if the last success of a job is older than {cycles} cycles of {minutes} minutes."""


_LINKS = "[compliance]: https://github.com/entra-collections/entra.cross_tenant/blob/main/docs/compliance.md"


def main() -> None:
    PAGE.write_text(text(), encoding="utf-8")


def text() -> str:
    """The whole page."""
    always = [check for check in CHECKS if not _opt_in(check)]
    asked = [check for check in CHECKS if _opt_in(check)]
    parts = [
        _INTRODUCTION,
        "## Checks of every compliance run",
        _table(always),
        "## Checks you can turn on",
        _ASKED.format(cycles=STALE_CYCLES, minutes=CYCLE // timedelta(minutes=1)),
        _table(asked, parts=True),
        "## Prevented by the collection",
        "The collection refuses these conditions, or sets them right by itself.",
        _reasons(PREVENTED),
        "## Not detectable from this tenant",
        _reasons(UNTOLD),
    ]
    return "\n\n".join([*parts, _LINKS]) + "\n"


def _opt_in(check: Check) -> list[str]:
    """The parts of the home tenant that a check needs and that are not read by default."""
    return [part for part in dict.fromkeys(PARTS.get(name) for name in check.needs) if part and part not in OF_REPORTS]


def _table(checks: list[Check], parts: bool = False) -> str:
    head = ["check", "severity", "symptom", "advice", "source"]
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
