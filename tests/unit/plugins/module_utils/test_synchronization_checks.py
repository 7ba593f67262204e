# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sentences of the health checks about synchronization out of the home tenant. overviews.py has their cases."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._health import checks
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import known_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.overview import state_of

from .overviews import (
    BLOCKED,
    ELSEWHERE,
    GOOD,
    HALF,
    LATELY,
    LONG_AGO,
    MASKED,
    failing,
    known,
    overview,
    quarantine,
    status,
    to,
)
from .strategies import TENANT

CHECKS = {check.id: check for check in checks.CHECKS}
ONE = "configuration 'Fabrikam': "
ID = "00000000-0000-4000-8000-0000000000b1"

SAID_OF_PARTNERS = [
    (
        "source-job-quarantined",
        to(overview(status=quarantine("EncounteredQuarantineException", since=LATELY, next_attempt="x", message="No"))),
        f"{ONE}in quarantine since {LATELY}: the target tenant refuses the job, or cannot be reached, the next attempt "
        "is at x, Microsoft Entra says: No",
    ),
    (
        "source-job-quarantined",
        to(overview(status=quarantine("SomethingNew")), overview(name=None, status=status("Quarantine"))),
        f"{ONE}in quarantine since an unknown time: Graph gives the reason SomethingNew; "
        f"configuration '{ID}': in quarantine since an unknown time: Graph gives no reason",
    ),
    (
        "source-job-too-many-errors",
        to(overview(status=quarantine("EncounteredEscrowProportionThreshold", since=LATELY))),
        f"{ONE}in quarantine since {LATELY}: too large a part of the users and groups fails",
    ),
    (
        "source-deletions-pending",
        to(overview(status=quarantine("TooManyDeletes", since=LATELY))),
        f"{ONE}in quarantine since {LATELY}: a cycle would delete or disable more users than the deletion_threshold of "
        "500",
    ),
    (
        "source-job-stale",
        to(overview(status=status(success=LONG_AGO))),
        f"{ONE}the last success ended at {LONG_AGO}, more than 6 cycles (4 hours) ago",
    ),
    (
        "source-job-stale",
        to(overview(status=status(success="lately"))),
        f"{ONE}Graph shows the last success as lately, which is no time",
    ),
    (
        "source-job-never-succeeded",
        to(overview(status=status(success=None))),
        f"{ONE}the job is switched on, but no cycle has succeeded, and the last one ended at {LATELY}",
    ),
    (
        "source-job-never-succeeded",
        to(overview(status=status("NotRun", None, None))),
        f"{ONE}the job is switched on, but no cycle has succeeded",
    ),
    (
        "source-job-disabled",
        to(overview(enabled=False, assigned=2)),
        f"{ONE}the job is switched off, and 2 users and groups are assigned",
    ),
    (
        "source-job-disabled",
        to(overview(enabled=False, scope="all")),
        f"{ONE}the job is switched off, and all users are in its scope",
    ),
    ("source-configuration-half-made", to(overview(**HALF)), f"{ONE}it lacks job and credentials"),
    ("source-configuration-half-made", to(overview(problem="it has 2 jobs")), f"{ONE}it has 2 jobs"),
    (
        "source-configuration-unreadable",
        to(overview(unread={"jobs": "forbidden", "credentials": "unknown"}, masked=["SyncAll"])),
        f"{ONE}its jobs may not be read; its credentials could not be read; Graph masks SyncAll",
    ),
    (
        "source-configuration-unreadable",
        to(overview(enabled=None)),
        f"{ONE}the job may be switched on or off, and its status is Active",
    ),
    (
        "source-configuration-unreadable",
        to(overview(status=None)),
        f"{ONE}the job is switched on, and its status is not shown",
    ),
    (
        "two-jobs-one-pair",
        to(GOOD, overview(name="Guests", enabled=False)),
        "2 configurations synchronize to the same tenant: 'Fabrikam' (running); 'Guests' (off)",
    ),
    (
        "source-outbound-redemption-off",
        to(GOOD, row={}),
        "users are synchronized out, but automatic_user_consent.outbound_allowed is not set",
    ),
    (
        "b2b-outbound-blocked-source",
        to(GOOD, row={"b2b_collaboration_outbound": BLOCKED}),
        "users are synchronized out, but b2b_collaboration_outbound blocks users_and_groups",
    ),
]


@pytest.mark.parametrize(("key", "case", "said"), SAID_OF_PARTNERS)
def test_what_is_said_of_a_partner(key, case, said):
    assert CHECKS[key].of_partner(case) == said


SAID_OF_THE_TENANT = [
    (
        "source-users-failing",
        (known(GOOD, **failing(False, InvalidAnchor=7, Forbidden=2)), []),
        f"configuration 'Fabrikam' to {TENANT}: at least 9 failures in the provisioning log since {LATELY}: "
        "InvalidAnchor (7); Forbidden (2)",
    ),
    (
        "source-configuration-unreadable",
        (known(overview(**MASKED)), []),
        "configuration 'Fabrikam' to an unknown tenant: Graph masks CompanyId",
    ),
    (
        "source-job-disabled",
        (known(*[overview(enabled=False, scope="all", name=str(number)) for number in range(12)]), []),
        "; ".join(
            f"configuration '{number}' to {TENANT}: the job is switched off, and all users are in its scope"
            for number in range(10)
        )
        + "; and 2 more",
    ),
    (
        "two-jobs-one-pair",
        (known(GOOD, GOOD, overview(target_tenant_id=ELSEWHERE)), []),
        f"{TENANT}: 2 configurations synchronize to the same tenant: 'Fabrikam' (running); 'Fabrikam' (running)",
    ),
    (
        "source-licence-users",
        (known(GOOD, overview(enabled=False), service_plans=[]), []),
        "no service plan AAD_PREMIUM or AAD_PREMIUM_P2; configurations that are switched on: 1",
    ),
]


@pytest.mark.parametrize(("key", "case", "said"), SAID_OF_THE_TENANT)
def test_what_is_said_of_the_tenant(key, case, said):
    assert CHECKS[key].of_tenant(*case) == said


def test_each_finding_is_told_once():
    broken = [overview(**HALF), overview(**HALF, target_tenant_id=ELSEWHERE), overview(**HALF, target_tenant_id=None)]
    one = to(*broken)
    found = [each for each in checks.findings([one], one.tenant) if each.check.id == "source-configuration-half-made"]
    assert [(each.tenant_id, each.seen.count("it lacks")) for each in found] == [(TENANT, 1), (None, 2)]


def test_without_the_time_nothing_is_stale():
    tenant = known_of({"sync_configurations": [overview(status=status(success=LONG_AGO))]}, "global", False)
    assert CHECKS["source-job-stale"].of_tenant(tenant, []) is None


def test_configurations_that_were_not_read_are_not_looked_at():
    lacking = {check.id: names for check, names in checks.not_told(known_of({}, "global", False))}
    assert all("sync_configurations" in lacking[key] for key, *_rest in SAID_OF_PARTNERS)
    assert not any("sync_configurations" in names for _check, names in checks.not_told(known()))


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (GOOD, "running"),
        (overview(status=status("NotRun", None, None)), "running"),
        (overview(enabled=False), "off"),
        (overview(enabled=False, status=None), "off"),
        (overview(status=quarantine("Unknown"), enabled=False), "quarantined"),
        (overview(status=status("Quarantine")), "quarantined"),
        (overview(**HALF), "half_made"),
        (overview(problem="x"), "half_made"),
        # Only what Graph says counts as running.
        (overview(enabled=None), "unknown"),
        (overview(status=None), "unknown"),
        (overview(status=status("Paused")), "unknown"),
        (overview(unread={"jobs": "forbidden"}, enabled=None, status=None), "unknown"),
    ],
)
def test_states(row, state):
    assert state_of(row) == state
