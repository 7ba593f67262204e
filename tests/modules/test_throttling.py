# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Far more partners than Graph's limits let through at once: a task takes as long as it must, and no partner fails."""

from __future__ import annotations

import time
import uuid

import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import rest_long

WRITES_IN_A_WINDOW, WINDOW = 3000, 150.0


def fleet(number):
    return [
        {
            "tenant": str(uuid.UUID(int=(0x90E29127 << 96) + (0x4 << 76) + (0x8 << 60) + count)),
            "inbound_trust": {"mfa_accepted": True},
            "identity_sync": {"display_name": f"Partner {count}", "user_sync_allowed": True},
        }
        for count in range(number)
    ]


def onboard(simulator, run_module, number, **options):
    """Make two writes for each partner. Returns how often Graph refused one."""
    result = run_module("partners", partners=fleet(number), **options)
    assert result.get("failed") is None, result["msg"]
    assert not [item for item in result["partners"] if "error" in item]
    assert len(result["changes"]) == 2 * number
    assert set(simulator.directory.identity_syncs) == {partner["tenant"] for partner in fleet(number)}
    refused = [exchange for exchange in simulator.log if exchange.status == 429]
    simulator.log.clear()
    return len(refused)


@pytest.fixture
def small_windows(simulator):
    """The window of the limit on writes is 5 s long and lets 200 writes through. A slow machine uses it up too."""
    simulator.behaviour.throttle_window_scale = 5 / WINDOW
    simulator.behaviour.throttle_amount_scale = 200 / WRITES_IN_A_WINDOW


def test_fleet_for_which_several_windows_are_needed(simulator, run_module, small_windows):
    refused = onboard(simulator, run_module, 230)
    # Two windows are used up. The few requests that are under way notice each of them. Then all requests wait.
    assert 0 < refused < 0.5 * 460


@pytest.mark.parametrize(
    ("behaviour", "options"),
    [
        ({"throttle_windows": "fixed"}, {}),
        ({"throttle_retry_after": False}, {}),
        ({"tenant_size": "small"}, {"batch_size": 7}),
        ({}, {"batch_size": 1}),
    ],
    ids=str,
)
def test_however_graph_throttles_and_however_it_is_asked(simulator, run_module, small_windows, behaviour, options):
    simulator.behaviour.update(behaviour)
    refused = onboard(simulator, run_module, 115, **options)
    # If Graph does not say how long to wait, several attempts are in vain.
    assert 0 < refused < 230


@pytest.mark.parametrize("batch_size", rest_long([20, 1], 20))
def test_what_must_not_be_made_twice_is_sent_again_after_a_refusal(simulator, run_module, batch_size):
    """Graph has not executed a request that it throttles. So there is one application and one job for each tenant."""
    simulator.behaviour.throttle_window_scale = 2 / WINDOW
    simulator.behaviour.throttle_amount_scale = 25 / WRITES_IN_A_WINDOW
    source = simulator.directory.source
    configurations = []
    for partner in fleet(12):
        simulator.directory.add_partner(partner["tenant"], automaticUserConsentSettings={"outboundAllowed": True})
        source.allow(partner["tenant"])
        configurations.append({"target_tenant": partner["tenant"], "enabled": True})
    result = run_module("sync_configurations", sync_configurations=configurations, batch_size=batch_size)
    assert result.get("failed") is None, result["msg"]
    assert len(result["changes"]) == 4 * 12
    assert [exchange for exchange in simulator.log.writes() if exchange.status == 429]
    principals = list(source.principals.rows())
    assert len(principals) == 12 and all(len(source.jobs_of(key)) == 1 for key, _principal in principals)
    simulator.log.clear()


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("windows", ["sliding", "fixed"])
def test_run_takes_as_long_as_the_limits_say_and_hardly_longer(simulator, run_module, windows):
    number = 5000
    simulator.behaviour.throttle_windows = windows
    started = time.monotonic()
    onboard(simulator, run_module, number)
    seconds = time.monotonic() - started
    least = (2 * number - 1) // WRITES_IN_A_WINDOW * WINDOW
    print(f"{seconds:.0f} s, {seconds / least:.2f} × what the limits allow")
    assert seconds <= 1.2 * least
