# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Synchronization configurations for tests of health checks and reports, and cases of the checks about them."""

from __future__ import annotations

from types import MappingProxyType

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import Partner, known_of

from .strategies import TENANT

ELSEWHERE = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
NOW = "2026-11-21T14:00:00Z"
LATELY, LONG_AGO = "2026-11-21T10:00:00Z", "2026-11-21T09:59:59Z"
BLOCKED = {
    "users_and_groups": {"access_type": "blocked", "targets": [{"target": "AllUsers", "target_type": "user"}]},
    "applications": {"access_type": "allowed", "targets": []},
}
OUT = MappingProxyType({"automatic_user_consent": {"outbound_allowed": True}})


def status(code="Active", success=LATELY, run=LATELY, **quarantine):
    reasons = {"reason": None, "since": None, "next_attempt": None, "message": None}
    return {
        "code": code,
        "last_run": run,
        "last_success": success,
        "quarantine": {**reasons, **quarantine} if quarantine else None,
        "counts": {},
    }


def quarantine(reason, **more):
    return status("Quarantine", reason=reason, **more)


def overview(**values):
    """A configuration that is complete and runs, unless ``values`` say otherwise."""
    return {
        "target_tenant_id": TENANT,
        "name": "Fabrikam",
        "enabled": True,
        "scope": "assigned",
        "deletion_threshold": 500,
        "assigned": None,
        "status": status(),
        "missing": [],
        "problem": None,
        "masked": [],
        "unread": {},
        "by_admin_center": False,
        "service_principal_id": "00000000-0000-4000-8000-0000000000b1",
        "job_id": "Azure2Azure.x.y",
        **values,
    }


HALF = {"enabled": None, "status": None, "job_id": None, "missing": ["job", "credentials"]}
MASKED = {"target_tenant_id": None, "masked": ["CompanyId"]}


def known(*configurations, **facts):
    return known_of({"sync_configurations": list(configurations), **facts}, "global", False, now=NOW)


def to(*configurations, row=OUT, unreadable=False, **facts):
    """A partner in a tenant with these configurations."""
    whole = None if row is None else {"tenant_id": TENANT, "inherit": [], **row}
    return Partner(TENANT, whole, whole, known(*configurations, **facts), unreadable)


def _single(fires, silent):
    """Cases of a check that judges single configurations: at a partner, and without the partner."""
    # A configuration whose target tenant is not known belongs to no partner.
    there = [each for each in fires if each["target_tenant_id"]]
    elsewhere = [{**each, "target_tenant_id": ELSEWHERE} for each in there]
    return (
        ([to(each) for each in there], [to(each) for each in [*silent, *elsewhere]]),
        (
            [(known(each), []) for each in fires],
            [(known(each), []) for each in silent] + [(known(each), [to(each)]) for each in there],
        ),
    )


GOOD = overview()
_SINGLE = {
    "source-job-quarantined": _single(
        [
            overview(status=quarantine("EncounteredQuarantineException")),
            overview(status=quarantine("Unknown")),
            overview(status=quarantine(None, since=LATELY)),
            overview(status=status("Quarantine")),
            overview(status=status("Active", reason="QuarantinedOnDemand")),
            # Four weeks later.
            overview(status=quarantine("Unknown"), enabled=False),
        ],
        [
            GOOD,
            overview(status=quarantine("TooManyDeletes")),
            overview(status=quarantine("EncounteredTotalEscrowThreshold")),
            overview(**HALF),
        ],
    ),
    "source-job-too-many-errors": _single(
        [
            overview(status=quarantine(f"Encountered{name}Threshold"))
            for name in ("BaseEscrow", "TotalEscrow", "EscrowProportion")
        ],
        [GOOD, overview(status=quarantine("TooManyDeletes")), overview(status=quarantine("Unknown"))],
    ),
    "source-deletions-pending": _single(
        [
            overview(status=quarantine("TooManyDeletes")),
            overview(status=quarantine("TooManyDeletes"), deletion_threshold=None),
        ],
        [GOOD, overview(status=quarantine("Unknown")), overview(status=status("Quarantine"))],
    ),
    "source-job-stale": _single(
        [overview(status=status(success=LONG_AGO)), overview(status=status(success="lately"))],
        [
            GOOD,
            overview(status=status(success=LONG_AGO), enabled=False),
            overview(status=status(success=None)),
            overview(status=quarantine("Unknown", success=LONG_AGO)),
        ],
    ),
    "source-job-never-succeeded": _single(
        [overview(status=status("NotRun", None, None)), overview(status=status("Active", None))],
        [
            GOOD,
            overview(status=status("Paused", None, None), enabled=False),
            overview(status=quarantine("Unknown", success=None)),
        ],
    ),
    "source-job-disabled": _single(
        [overview(enabled=False, assigned=1), overview(enabled=False, scope="all")],
        [
            GOOD,
            overview(assigned=5),
            overview(enabled=False, assigned=0),
            overview(enabled=False),
            overview(enabled=None, scope="all"),
        ],
    ),
    "source-configuration-half-made": _single(
        [overview(**HALF), overview(missing=["credentials"], target_tenant_id=None), overview(problem="it has 2 jobs")],
        [GOOD, overview(enabled=False)],
    ),
    "source-configuration-unreadable": _single(
        [
            overview(**MASKED),
            overview(unread={"credentials": "forbidden"}, target_tenant_id=None),
            overview(unread={"jobs": "unknown"}, enabled=None, status=None),
            overview(enabled=None),
            overview(status=None),
            overview(status=status(None)),
            overview(status=status("Something")),
        ],
        [GOOD, overview(**HALF), overview(enabled=False, status=None), overview(status=status("NotRun"))],
    ),
}


def failing(complete=True, **codes):
    """The facts about the errors of GOOD: code → number of failures."""
    errors = [{"code": code, "category": None, "count": number, "objects": 1} for code, number in codes.items()]
    log = {"since": LATELY, "complete": complete, "failures": sum(codes.values()), "errors": errors}
    return {"sync_errors": [{**log, "service_principal_id": GOOD["service_principal_id"]}]}


OF_PARTNER = {key: of_partner for key, (of_partner, _of_tenant) in _SINGLE.items()} | {
    "source-users-failing": (
        [to(GOOD, **failing(InvalidAnchor=1))],
        [to(GOOD), to(GOOD, **failing()), to(**failing(InvalidAnchor=1)), to(GOOD, sync_errors=[])],
    ),
    "two-jobs-one-pair": ([to(GOOD, GOOD), to(GOOD, overview(enabled=False))], [to(GOOD), to()]),
    "source-outbound-redemption-off": (
        [to(GOOD, row={}), to(GOOD, row={"automatic_user_consent": {"outbound_allowed": False}}), to(GOOD, row=None)],
        [to(GOOD), to(row={}), to(overview(enabled=False), row={}), to(GOOD, row=None, unreadable=True)],
    ),
    "b2b-outbound-blocked-source": (
        [
            to(GOOD, row={"b2b_collaboration_outbound": BLOCKED}),
            to(GOOD, default_settings={"b2b_collaboration_outbound": BLOCKED}),
        ],
        [
            to(GOOD),
            to(row={"b2b_collaboration_outbound": BLOCKED}),
            to(GOOD, row={"b2b_collaboration_inbound": BLOCKED}),
        ],
    ),
}
OF_TENANT = {key: of_tenant for key, (_of_partner, of_tenant) in _SINGLE.items()} | {
    "source-users-failing": (
        [(known(GOOD, **failing(InvalidAnchor=1)), [])],
        [(known(GOOD, **failing(InvalidAnchor=1)), [to(GOOD)]), (known(GOOD), []), (known(GOOD, **failing()), [])],
    ),
    "two-jobs-one-pair": (
        [(known(GOOD, GOOD), [])],
        [(known(GOOD, GOOD), [to()]), (known(overview(**MASKED), overview(**MASKED)), []), ({}, [])],
    ),
    "source-licence-users": (
        [(known(GOOD, service_plans=["EXCHANGE_S_STANDARD"]), [])],
        [
            (known(GOOD, service_plans=["AAD_PREMIUM"]), []),
            (known(GOOD), []),
            (known(overview(enabled=False), service_plans=[]), []),
            (known(service_plans=[]), []),
        ],
    ),
}
