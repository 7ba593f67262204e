# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/checks.md agrees with the table of health checks, and lists every known condition."""

from __future__ import annotations

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.checks import CHECKS
from ansible_collections.entra.cross_tenant.tests.contract.facts import facts
from ansible_collections.entra.cross_tenant.tests.static import checks_page, source_tree


def test_the_page_is_up_to_date() -> None:
    page = (source_tree.CHECKOUT / checks_page.PAGE).read_text(encoding="utf-8")
    assert page == checks_page.text(), "make checks"


# Conditions that follow from variables of the roles or from the token of the run, and not from settings in Graph.
OF_RUNS = {
    "agreement-ended",
    "agreement-ends-soon",
    "credentials-can-do-more",
    "exception-ended",
    "reading-credentials-can-write",
    "removal-limit-off",
    "unmanaged-partner-synchronizes",
}

# Conditions of jobs and configurations, from the same pages as those that are known.
OF_THE_SOURCE = {
    "source-configuration-half-made",
    "source-configuration-unreadable",
    "source-deletions-pending",
    "source-job-disabled",
    "source-job-never-succeeded",
    "source-job-stale",
    "source-job-too-many-errors",
    "source-users-failing",
}
# Microsoft's pages contradict each other about it, but two jobs may undo what the other one wrote.
MORE_SEVERE = {"two-jobs-one-pair": "warning"}


def test_every_known_condition_is_accounted_for() -> None:
    known = facts()["conditions"]
    told = {check.id: check for check in CHECKS}
    tables = [set(told), set(checks_page.PREVENTED), set(checks_page.UNTOLD)]
    assert sum(map(len, tables)) == len(set().union(*tables))
    assert set().union(*tables) == {*known, *OF_RUNS, *OF_THE_SOURCE}
    severities = {key: check.severity for key, check in told.items() if key in known}
    assert severities == {**{key: known[key] for key in severities}, **MORE_SEVERE}
