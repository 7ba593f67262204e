# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that is cut off at any of its requests: the next one completes it, and tells the truth about it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.modules.effects import effects, reported

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
    """The second run, and what must be true of it."""
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
    """How many requests the job takes when nothing happens."""
    JOBS[job][0](simulator.directory)
    run_module("partners", batch_size=batch_size, **JOBS[job][1])
    number = len(simulator.log.graph())
    simulator.reset()
    return number


@pytest.mark.parametrize("batch_size", [1, 20])
@pytest.mark.parametrize("action", ["reset_before", "reset_after"])
@pytest.mark.parametrize("job", JOBS)
def test_the_network_goes_away_at_any_request(simulator, run_module, job, action, batch_size):
    arrange, options, _expected = JOBS[job]
    for cut in range(requests_of(simulator, run_module, job, batch_size)):
        simulator.reset()
        arrange(simulator.directory)
        before = simulator.directory.snapshot()
        # This request still arrives where the action says so; from then on nothing does.
        simulator.faults.add(Fault(action=action, where="outer", skip=cut))
        simulator.faults.add(Fault(action="reset_before", where="outer", skip=cut, times=None))
        result = run_module("partners", retry_time=0, batch_size=batch_size, **options)
        assert result["failed"] is True
        done = effects(before, simulator.directory.snapshot())
        if action == "reset_before":
            assert reported({"changes": result.get("changes", [])}) == done
        else:
            # What the last request did before its answer was lost, nobody can know.
            assert reported({"changes": result.get("changes", [])}) <= done
        complete(simulator, run_module, job)


def kill(process, _simulator):
    os.kill(process[0].pid, signal.SIGKILL)
    process[0].wait()


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("job", JOBS)
def test_the_process_is_killed_at_any_request(simulator, run_module, job, after):
    arrange, options, _expected = JOBS[job]
    script = "import ansible_collections.entra.cross_tenant.plugins.modules.partners as module; module.main()"
    arguments = json.dumps({"ANSIBLE_MODULE_ARGS": {**simulator.options(), **options}})
    for cut in range(requests_of(simulator, run_module, job, 20)):
        simulator.reset()
        arrange(simulator.directory)
        process = []

        action = "pass" if after else "reset_before"
        simulator.faults.add(Fault(before=partial(kill, process), where="outer", skip=cut, action=action))
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
        assert process[0].wait(timeout=30) == -signal.SIGKILL
        # What Graph was asked at last it may still be doing; the next run is not of the same instant.
        patience = time.monotonic() + 0.5
        while simulator.log[-1].status is None and time.monotonic() < patience:
            time.sleep(0.01)
        complete(simulator, run_module, job)
