# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A few numbers about a report, for workflows and pipelines (private to this collection). Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import SEVERITIES

if TYPE_CHECKING:
    from .shape import Report

#: The two reasons for which a run can fail: partners that differ from the inventory, and health checks.
FINDINGS = "findings"
CHECKS = "checks"


def counts(report: Report) -> dict[str, int]:
    """Numbers that can be added up over the slices of a job: partners by status and direction, findings by severity."""
    numbers = _by_kind(report)
    return {
        "partners": report["totals"]["partners"],
        **report["totals"]["status"],
        **report["totals"]["directions"],
        **{f"{kind}_{severity}": numbers[kind][severity] for kind in (FINDINGS, CHECKS) for severity in SEVERITIES},
        **_of_configurations(report),
    }


def _of_configurations(report: Report) -> dict[str, int]:
    """The same about synchronization configurations; empty if the report does not compare them."""
    part = report["sync_drift"]
    if part is None or not part["compared"]:
        return {}
    totals = part["totals"]
    groups = (totals["status"], totals["directions"], {f"findings_{name}": n for name, n in totals["findings"].items()})
    return {
        "configurations": totals["configurations"],
        **{f"configurations_{name}": number for group in groups for name, number in group.items()},
    }


def acceptable(report: Report, kinds: list[str], severity: str) -> bool:
    """Whether the report contains no entry of these kinds (FINDINGS, CHECKS) with this severity or a worse one.

    Configurations that differ from the inventory are findings. If they should have been compared and were not, nobody
    knows whether they differ.
    """
    found, part = severe(report, severity), report["sync_drift"]
    if FINDINGS in kinds and part and not part["compared"]:
        return False
    return not any(found[kind] for kind in kinds)


def severe(report: Report, severity: str) -> dict[str, int]:
    """The number of entries with this severity or a worse one, by kind (FINDINGS, CHECKS)."""
    numbers, part = _by_kind(report), report["sync_drift"]
    bad = SEVERITIES[: SEVERITIES.index(severity) + 1]
    found = {kind: sum(numbers[kind][worse] for worse in bad) for kind in (FINDINGS, CHECKS)}
    if part:
        found[FINDINGS] += sum(part["totals"]["findings"][worse] for worse in bad)
    return found


def _by_kind(report: Report) -> dict[str, dict[str, int]]:
    """Kind → severity → number."""
    return {FINDINGS: report["totals"]["findings"], CHECKS: report["totals"]["checks"]}
