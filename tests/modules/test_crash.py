# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that is cut off at any of its requests: the next run completes it, and reports truthfully what it did."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import subprocess
import sys
import time
from functools import partial

import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import one_in, rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.modules import jobs
from ansible_collections.entra.cross_tenant.tests.modules.effects import (
    assert_told_as_accepted,
    effects,
    reported,
    touched,
)

A, B, C = (f"90e29127-71ad-49c7-9ce8-00000000000{number}" for number in range(3))
ALLOWED = {"displayName": "Partner", "userSyncInbound": {"isSyncAllowed": True}}
TRUST = {"isMfaAccepted": True, "isCompliantDeviceAccepted": None, "isHybridAzureADJoinedDeviceAccepted": None}


def wanted(tenant):
    return {
        "tenant": tenant,
        "inbound_trust": {"mfa_accepted": True},
        "identity_sync": {"display_name": "Partner", "user_sync_allowed": True},
    }


def nothing(directory):
    """An empty tenant."""


def drifted(directory):
    directory.add_partner(A, identity_sync={"displayName": "Partner", "userSyncInbound": {"isSyncAllowed": False}})
    directory.add_partner(B, inboundTrust=TRUST)
    directory.add_partner(C, inboundTrust=TRUST, identity_sync=ALLOWED)


JOBS = {
    # name: what Graph holds, the options, the partners that must be there in the end
    "onboarding": (nothing, {"partners": [wanted(A), wanted(B)]}, {A, B}),
    "update": (drifted, {"partners": [wanted(A), wanted(B)]}, {A, B, C}),
    "prune": (drifted, {"partners": [wanted(B)], "prune": True}, {B}),
    "offboarding": (drifted, {"partners": [{"tenant": A, "state": "absent"}, {"tenant": C, "state": "absent"}]}, {B}),
}


def complete(simulator, run_module, job):
    """The second run, and the conditions that it must fulfil."""
    _arrange, options, expected = JOBS[job]
    simulator.faults.clear()
    before = simulator.directory.snapshot()
    result = run_module("partners", **options)
    after = simulator.directory.snapshot()
    assert result.get("failed") is None, result["msg"]
    assert reported(result) == effects(before, after)
    assert result["changed"] == bool(effects(before, after))
    assert set(simulator.directory.partners) == expected
    for item in options["partners"]:
        if "state" not in item:
            assert simulator.directory.partner(item["tenant"])["inboundTrust"] == TRUST
            assert simulator.directory.identity_sync(item["tenant"])["userSyncInbound"] == {"isSyncAllowed": True}
    assert run_module("partners", **options)["changed"] is False


def requests_of(simulator, run_module, job, batch_size):
    """How many requests the job sends if nothing goes wrong."""
    JOBS[job][0](simulator.directory)
    run_module("partners", batch_size=batch_size, **JOBS[job][1])
    number = len(simulator.log.graph())
    simulator.reset()
    return number


@pytest.mark.parametrize(("job", "action", "batch_size"), one_in(3, JOBS, ["reset_before", "reset_after"], [1, 20]))
def test_the_network_goes_away_at_any_request(simulator, run_module, job, action, batch_size):
    arrange, options, _expected = JOBS[job]
    for cut in range(requests_of(simulator, run_module, job, batch_size)):
        simulator.reset()
        arrange(simulator.directory)
        before = simulator.directory.snapshot()
        # This request still arrives if the action says so. No later request arrives.
        simulator.faults.add(Fault(action=action, where="outer", skip=cut))
        simulator.faults.add(Fault(action="reset_before", where="outer", skip=cut, times=None))
        result = run_module("partners", retry_time=0, batch_size=batch_size, **options)
        assert result["failed"] is True
        assert_told_as_accepted(simulator.log, result)
        done = effects(before, simulator.directory.snapshot())
        if action == "reset_before":
            assert reported({"changes": result.get("changes", [])}) == done
        else:
            # Nobody can know what the last request did before its answer was lost.
            assert reported({"changes": result.get("changes", [])}) <= done
        complete(simulator, run_module, job)


CUTS = [("reset_before", True), ("reset_after", True), ("reset_before", False), ("reset_after", False)]
# Every day, each job is cut at every second request: at the odd ones or at the even ones.
EACH = [(name, *CUTS[number // 2 % len(CUTS)], number % 2, 2) for number, name in enumerate(jobs.JOBS)]


@pytest.mark.parametrize(
    ("name", "action", "wait", "first", "step"),
    rest_long([*EACH, *((name, *cut, 0, 1) for name in jobs.JOBS for cut in CUTS)], *EACH),
)
def test_the_network_goes_away_at_any_request_of_any_module(simulator, run_module, name, action, wait, first, step):
    """Reported changes are those that were accepted. The next run completes the job, however far the first one got."""
    job = jobs.JOBS[name]
    options = dict(job.options, wait=wait or "wait_completed" in job.options)
    for cut in range(first, 100, step):
        simulator.reset()
        job.arrange(simulator.directory)
        before = simulator.directory.snapshot()
        last = simulator.faults.add(Fault(action=action, where="outer", skip=cut))
        simulator.faults.add(Fault(action="reset_before", where="outer", skip=cut, times=None))
        result = run_module(job.module, retry_time=0, **options)
        assert_told_as_accepted(simulator.log, result)
        if not last.hits:
            break
        if not result.get("failed"):
            # Deleted policies beside new ones are mentioned only for convenience. The run need not find them out. The
            # application of a configuration is needed only for its removal.
            assert re.search("deletedItems|/applications$", simulator.log.graph()[cut].path)
        again(simulator, run_module, job, options)
        told = {(change["resource"], change["tenant_id"]) for change in result.get("changes", [])}
        assert told <= touched(before, simulator.directory.snapshot())
    assert cut >= 2, "a read and a write at least are cut off"


def again(simulator, run_module, job, options):
    """The second run, which completes the work, and the third run, which finds nothing to do."""
    simulator.faults.clear()
    simulator.log.clear()
    result = run_module(job.module, **options)
    assert result.get("failed") is None, result["msg"]
    assert_told_as_accepted(simulator.log, result)
    source = simulator.directory.source
    principals = dict(source.principals.rows())
    names = [principal["displayName"] for principal in principals.values()]
    assert len(set(names)) == len(names) and all(len(source.jobs_of(key)) == 1 for key in principals)
    assert all(len(set(source.assigned(key))) == len(source.assigned(key)) for key in principals)
    if job.always:
        return
    simulator.log.clear()
    result = run_module(job.module, **options)
    assert (result.get("failed"), result["changed"]) == (None, False)
    assert not simulator.log.writes()


def kill(process, _simulator):
    os.kill(process[0].pid, signal.SIGKILL)
    process[0].wait()


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("name", [name for name in jobs.JOBS if not name.startswith("fleet")])
def test_the_process_of_any_module_is_killed_at_any_request(simulator, run_module, name, after):
    job = jobs.JOBS[name]
    for cut in range(100):
        simulator.reset()
        job.arrange(simulator.directory)
        process = []
        action = "pass" if after else "reset_before"
        fault = simulator.faults.add(Fault(before=partial(kill, process), where="outer", skip=cut, action=action))
        code = run_in_a_process(simulator, process, job.module, job.options)
        if not fault.hits:
            assert code == 0
            break
        assert code == -signal.SIGKILL
        settle(simulator)
        again(simulator, run_module, job, job.options)
    assert cut >= 2


@pytest.mark.parametrize(
    ("job", "after"), rest_long(itertools.product(JOBS, [False, True]), ("onboarding", True), ("prune", False))
)
def test_the_process_is_killed_at_any_request(simulator, run_module, job, after):
    arrange, options, _expected = JOBS[job]
    for cut in range(requests_of(simulator, run_module, job, 20)):
        simulator.reset()
        arrange(simulator.directory)
        process = []

        action = "pass" if after else "reset_before"
        simulator.faults.add(Fault(before=partial(kill, process), where="outer", skip=cut, action=action))
        assert run_in_a_process(simulator, process, "partners", options) == -signal.SIGKILL
        settle(simulator)
        complete(simulator, run_module, job)


def run_in_a_process(simulator, process, module, options):
    """Run a module in a process, which is put into the list ``process``. Returns how the process ended.

    It gets a token, since a login is a large part of such a process, and no process is killed at a login.
    """
    script = f"import ansible_collections.entra.cross_tenant.plugins.modules.{module} as module; module.main()"
    arguments = json.dumps({"ANSIBLE_MODULE_ARGS": {**simulator.options_with_token(), **options}})
    process.append(
        subprocess.Popen(
            [sys.executable, "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
    )
    process[0].stdin.write(arguments.encode())
    process[0].stdin.close()
    return process[0].wait(timeout=30)


def settle(simulator):
    """Graph may still be working on the last request. The next run does not start in the same instant."""
    patience = time.monotonic() + 0.5
    while simulator.log[-1].status is None and time.monotonic() < patience:
        time.sleep(0.01)
