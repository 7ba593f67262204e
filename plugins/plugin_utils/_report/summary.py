# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report in a few numbers and one sentence, for workflows and pipelines (private to this collection). Pure."""

from __future__ import annotations

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import SEVERITIES

#: What can make a run fail: partners that are not as wanted, and health checks.
FINDINGS = "findings"
CHECKS = "checks"


def counts(report: dict) -> dict:
    """Numbers that add up over the slices of a job."""
    totals = report["totals"]
    return {
        "partners": totals["partners"],
        **totals["status"],
        **{f"{kind}_{severity}": totals[kind][severity] for kind in (FINDINGS, CHECKS) for severity in SEVERITIES},
    }


def in_words(report: dict) -> str:
    status = ", ".join(f"{number} {name}" for name, number in report["totals"]["status"].items())
    fired = ", ".join(f"{severity}: {number}" for severity, number in report["totals"]["checks"].items())
    known = "" if report["scope"]["complete"] else f" Incomplete: {report['scope']['reason']}."
    return f"Partners: {report['totals']['partners']} ({status}). Health checks, {fired}.{known}"


def acceptable(report: dict, kinds: list[str], severity: str) -> bool:
    """Whether there is nothing of these kinds that is as bad as that, or worse."""
    bad = SEVERITIES[: SEVERITIES.index(severity) + 1]
    return not any(report["totals"][kind][each] for kind in kinds for each in bad)
