# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault at every kind of request, singly and mixed: a run converges or fails clearly, and its report is true."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.tests.everyday import examples, one_in
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.modules import jobs
from ansible_collections.entra.cross_tenant.tests.modules.effects import assert_told_as_accepted, effects, reported

NEW, OLD, GONE, OTHER = (f"90e29127-71ad-49c7-9ce8-00000000000{number}" for number in range(4))
BUDGET = 3.0

PARTNERS = "/policies/crossTenantAccessPolicy/partners"
KINDS = {
    "discovery": {"method": "GET", "where": "login"},
    "token": {"method": "POST", "where": "login"},
    "list": {"method": "GET", "path": f"{PARTNERS}$"},
    "look": {"method": "GET", "path": f"{PARTNERS}/"},
    "create partner": {"method": "POST", "path": f"{PARTNERS}$"},
    "update partner": {"method": "PATCH", "path": f"{PARTNERS}/[^/]+$"},
    "delete partner": {"method": "DELETE", "path": f"{PARTNERS}/[^/]+$"},
    "create policy": {"method": "PUT"},
    "update policy": {"method": "PATCH", "path": "identitySynchronization$"},
    "delete policy": {"method": "DELETE", "path": "identitySynchronization$"},
    "batch": {"method": "POST", "path": r"/\$batch", "where": "outer"},
}
# A deleted policy is in the way.
ON_DELETED = {
    "look among the deleted": {"method": "GET", "path": "deletedItems"},
    "restore": {"method": "POST", "path": "restore$"},
}
FAULTS = {
    "429": {"status": 429},
    "429, Retry-After 0": {"status": 429, "headers": {"Retry-After": "0"}},
    "429, Retry-After seconds": {"status": 429, "headers": {"Retry-After": "0.1"}},
    "429, Retry-After date": {"status": 429, "headers": {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}},
    "503": {"status": 503},
    "503 after acting": {"status": 503, "action": "answer_after"},
    "504 after acting": {"status": 504, "action": "answer_after"},
    "500": {"status": 500},
    "500 after acting": {"status": 500, "action": "answer_after"},
    "404 of replication": {"status": 404, "code": "Directory_ObjectNotFound"},
    "409 of concurrency": {"status": 409, "code": "Directory_ConcurrencyViolation"},
    "409 of what exists": {"status": 409, "code": "Request_MultipleObjectsWithSameKeyValue"},
    "401": {"status": 401},
    "403": {"status": 403},
    "reset before acting": {"action": "reset_before"},
    "reset after acting": {"action": "reset_after"},
    "hang": {"action": "hang", "seconds": 1.0},
    "truncated": {"action": "truncate"},
    "malformed": {"body": '{"value": ['},
    "empty object": {"body": "{}"},
    "HTML": {"body": "<html>no</html>", "content_type": "text/html"},
    "HTML 404": {"body": "<html>no</html>", "content_type": "text/html", "status": 404},
    "redirect": {"url": "https://elsewhere.example/"},
    "nextLink to another host": {"change": lambda body: linked(body, "https://elsewhere.example")},
    "nextLink in a loop": {"change": lambda body: linked(body, None), "times": None},
    "no answer in the batch": {"action": "drop", "where": "inner"},
    "two answers in the batch": {"action": "duplicate", "where": "inner"},
}


def linked(body, host):
    """A page that claims not to be the last one."""
    if not isinstance(body, dict) or "value" not in body:
        return body
    base, _mark, _rest = body["@odata.context"].partition("/$metadata")
    return {**body, "@odata.nextLink": f"{host or base}{PARTNERS}?$skiptoken=x"}


WANTED = [
    {
        "tenant": NEW,
        "inbound_trust": {"mfa_accepted": True},
        "identity_sync": {"display_name": "New", "user_sync_allowed": True},
    },
    {
        "tenant": OLD,
        "inbound_trust": {"mfa_accepted": True},
        "identity_sync": {"user_sync_allowed": True},
    },
    {"tenant": GONE, "state": "absent"},
]


def arrange(directory):
    sync = {"displayName": "Old", "userSyncInbound": {"isSyncAllowed": False}}
    for tenant in (OLD, GONE):
        directory.add_partner(tenant, identity_sync=sync)
    # The task does not mention this partner, so it must be unchanged in the end.
    directory.add_partner(OTHER, identity_sync=sync)


def check(simulator, run_module, faults, batch_size, deleted=None, **behaviour):
    """One run with faults, one without, and the conditions for both. ``deleted``: a deleted policy of NEW."""
    simulator.reset()
    arrange(simulator.directory)
    if deleted is not None:
        simulator.directory.add_deleted_identity_sync(NEW, **deleted)
    others = simulator.directory.partner(OTHER), simulator.directory.identity_sync(OTHER)
    for fault in faults:
        simulator.faults.add(fault)
    # Two pages, so that a fault can hit between them.
    simulator.behaviour.update({"page_size": 2, **behaviour})
    before = simulator.directory.snapshot()
    options = {"partners": WANTED, "batch_size": batch_size, "timeout": 0.4, "retry_time": BUDGET, "wait_timeout": 1.0}
    if deleted is not None:
        options["api_version"] = "beta"
    started = time.monotonic()
    result = run_module("partners", **options)
    assert time.monotonic() - started < 20
    done = effects(before, simulator.directory.snapshot())
    said = reported({"changes": result.get("changes", [])})
    assert_told_as_accepted(simulator.log, result)
    # Only a read can tell a true answer "done" from an untrue one. If the answer was untrue, the run has failed.
    lies = [fault for fault in faults if fault.body == "{}" and fault.hits]
    assert said <= done or (lies and result["failed"]), f"changes that were not made: {said - done}"
    if result.get("failed"):
        assert result["msg"] and (result.get("error") or any("error" in item for item in result["partners"]))
    else:
        assert said == done
        assert set(simulator.directory.partners) == {NEW, OLD, OTHER}

    simulator.faults.clear()
    # The next run starts when reads show what the first one did. Before that, nobody could tell.
    time.sleep(simulator.behaviour.replication_lag)
    before = simulator.directory.snapshot()
    simulator.log.clear()
    again = run_module("partners", **{**options, "timeout": 10})
    assert_told_as_accepted(simulator.log, again)
    assert again.get("failed") is None, again["msg"]
    assert reported(again) == effects(before, simulator.directory.snapshot())
    if not result.get("failed"):
        assert again["changed"] is False
    assert set(simulator.directory.partners) == {NEW, OLD, OTHER}
    assert simulator.directory.identity_sync(OLD)["userSyncInbound"] == {"isSyncAllowed": True}
    assert (simulator.directory.partner(OTHER), simulator.directory.identity_sync(OTHER)) == others


def fault_of(kind, fault, **more):
    return Fault(**{**{**KINDS, **ON_DELETED}[kind], **FAULTS[fault], **more})


def possible(kind, fault, batch_size):
    """With ``batch_size`` 1 there is no batch, and some faults happen in a batch only."""
    if FAULTS[fault].get("where") == "inner":
        return batch_size > 1 and kind not in ("discovery", "token", "list", "batch")
    return batch_size > 1 or kind != "batch"


SINGLE = [each for each in one_in(10, KINDS, FAULTS, (1, 20)) if possible(*each.values)]


@pytest.mark.parametrize(("kind", "fault", "batch_size"), SINGLE)
def test_one_fault(simulator, run_module, impatient, kind, fault, batch_size):
    check(simulator, run_module, [fault_of(kind, fault)], batch_size)
    simulator.log.clear()


def mixed(kinds):
    return st.lists(
        st.builds(
            fault_of,
            st.sampled_from(list(kinds)),
            st.sampled_from([name for name in FAULTS if name != "hang" and FAULTS[name].get("where") != "inner"]),
            skip=st.integers(0, 2),
            times=st.integers(1, 3),
        ),
        min_size=2,
        max_size=6,
    )


MIXED = mixed(KINDS)


# Answers in another order, reads that lag behind writes, and behaviour that Microsoft does not document.
BEHAVIOUR = {
    "shuffle_batch": st.booleans(),
    "replication_lag": st.sampled_from([0.0, 0.0, 0.1]),
    "complex_patch": st.sampled_from(["merge", "replace"]),
    "absent_code": st.sampled_from(["Directory_ObjectNotFound", "Request_ResourceNotFound", "NotFound"]),
    "absent_policy_code": st.sampled_from(["Directory_ObjectNotFound", "Request_ResourceNotFound", "NotFound"]),
    "delete_partner_with_policy": st.sampled_from([(400, "Request_BadRequest"), (409, "Conflict")]),
}


@settings(deadline=None, max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=MIXED, batch_size=st.sampled_from([1, 2, 20]), **BEHAVIOUR)
def test_mixed_faults(simulator, run_module, impatient, faults, batch_size, **behaviour):
    check(simulator, run_module, faults, batch_size, **behaviour)
    simulator.log.clear()


DELETED = {
    "as wanted": {"displayName": "New", "userSyncInbound": {"isSyncAllowed": True}},
    "another": {"displayName": "Older", "userSyncInbound": {"isSyncAllowed": None}},
}


@pytest.mark.parametrize(
    ("kind", "fault", "deleted"),
    one_in(
        5,
        [*ON_DELETED, "create policy", "update policy"],
        [name for name in FAULTS if not name.startswith(("429,", "nextLink", "hang"))],
        DELETED,
    ),
)
def test_one_fault_where_a_deleted_policy_is_in_the_way(simulator, run_module, impatient, kind, fault, deleted):
    batch_size = 20 if FAULTS[fault].get("where") == "inner" else 1
    check(simulator, run_module, [fault_of(kind, fault)], batch_size, DELETED[deleted], over_deleted="conflict")
    simulator.log.clear()


@settings(deadline=None, max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    faults=mixed([*KINDS, *ON_DELETED, *ON_DELETED]),
    batch_size=st.sampled_from([1, 20]),
    deleted=st.sampled_from(list(DELETED.values())),
    over_deleted=st.sampled_from(["create", "conflict", "conflict"]),
    **BEHAVIOUR,
)
def test_mixed_faults_over_a_deleted_policy(simulator, run_module, impatient, faults, batch_size, deleted, **behaviour):
    check(simulator, run_module, faults, batch_size, deleted, **behaviour)
    simulator.log.clear()


# The source side. Its writes have all answers in test_told.py; here are its reads, its questions and its batches.

SOURCE_KINDS = {
    "list": {"method": "GET", "path": "^/servicePrincipals$"},
    "jobs": {"method": "GET", "path": "jobs$"},
    "credentials": {"method": "GET", "path": "secrets$"},
    "schema": {"method": "GET", "path": "schema$"},
    "assignments": {"method": "GET", "path": "appRoleAssignedTo$"},
    "applications": {"method": "GET", "path": "^/applications$"},
    "validate": {"method": "POST", "path": "validateCredentials$"},
    "batch": KINDS["batch"],
}
SOURCE_FAULTS = [
    *("429, Retry-After seconds", "503 after acting", "500", "404 of replication", "409 of concurrency", "403"),
    *("reset after acting", "truncated", "empty object", "HTML", "nextLink in a loop", "no answer in the batch"),
]


def source_is_as_wanted(simulator):
    """One configuration for each tenant that shall have one, with one job, and as the task says."""
    source = simulator.directory.source
    names = sorted(principal["displayName"] for _key, principal in source.principals.rows())
    assert names == sorted([f"Synchronization to {jobs.OTHER}", f"Fabrikam {jobs.TENANT}"])
    for key, _principal in source.principals.rows():
        (job,) = source.jobs_of(key)
        assert job["schedule"]["state"] == "Active" and source.secrets_of(key)["SyncAll"] == "false"
        (assigned,) = source.assigned(key)
        assert assigned in (jobs.ADA, jobs.BOB)
    assert len(list(source.applications.rows())) == 2


@pytest.mark.parametrize(("kind", "fault", "skip"), one_in(8, SOURCE_KINDS, SOURCE_FAULTS, (0, 1)))
def test_one_fault_of_the_source_side(simulator, run_module, impatient, kind, fault, skip):
    """Whatever a read answers, no second application, job or assignment is made, and nobody is left out."""
    job = jobs.JOBS["configurations"]
    job.arrange(simulator.directory)
    where = FAULTS[fault].get("where", SOURCE_KINDS[kind].get("where", "any"))
    simulator.faults.add(Fault(**{**SOURCE_KINDS[kind], **FAULTS[fault], "where": where, "skip": 3 * skip}))
    options = {**job.options, "timeout": 10, "retry_time": BUDGET, "wait_timeout": 1.0}
    result = run_module(job.module, **options)
    assert_told_as_accepted(simulator.log, result)
    if not result.get("failed"):
        source_is_as_wanted(simulator)
    simulator.faults.clear()
    simulator.log.clear()
    again = run_module(job.module, **options)
    assert again.get("failed") is None, again["msg"]
    assert_told_as_accepted(simulator.log, again)
    assert result.get("failed") or again["changed"] is False
    source_is_as_wanted(simulator)
    simulator.log.clear()


def test_an_answer_that_comes_too_late(simulator, run_module, impatient):
    """The client has sent the request again, and Graph has accepted it twice."""
    late = Fault(**KINDS["update policy"], delay=0.6, times=2)
    check(simulator, run_module, [late], batch_size=1)
    assert late.hits == 2


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=MIXED, batch_size=st.sampled_from([1, 2, 20]), **BEHAVIOUR)
def test_mixed_faults_for_long(simulator, run_module, impatient, faults, batch_size, **behaviour):
    check(simulator, run_module, faults, batch_size, **behaviour)
    simulator.log.clear()
