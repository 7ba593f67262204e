# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fast start of Ansible in these tests: a run does the same as after a start of Python."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.entra.cross_tenant.tests.graph_simulator import GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import Play, Run
from ansible_collections.entra.cross_tenant.tests.playbooks.fleets import SYNCED, TRUST, partner, tenant

# With another value of this variable, ``warm.py`` starts Python for the command.
COLD = {"PYTHONHASHSEED": "0"}


def told(run: Run) -> list[str]:
    """The events of a run, without what is different each time."""
    events = []
    for event in run.events:
        data = event.get("event_data", {})
        result = data.get("res") or {}
        kept: dict[str, Any] = {name: result.get(name) for name in ("changed", "diff", "failed", "settings", "skipped")}
        events.append(json.dumps([event["event"], data.get("task"), data.get("host"), kept], sort_keys=True))
    # Processes of several hosts end in any order. The number of lines that -vvvv shows is that of imports.
    return sorted(event for event in events if '"verbose"' not in event)


def test_a_warm_start_is_like_a_cold_one(play: Play, simulator: GraphSimulator) -> None:
    simulator.directory.add_partner(tenant(1), SYNCED, inboundTrust=TRUST)
    simulator.directory.add_partner(tenant(2), SYNCED)
    hosts = {f"host{number}": partner(number, inbound_trust={"mfa_accepted": True}) for number in (1, 2, 3)}
    hosts["host4"] = partner(4, colour="green")
    # The first two runs with the same settings make the third one fast. The last one is the cold one.
    runs = [
        play("entra.cross_tenant.onboard", {"partners": {"hosts": hosts}}, "--check --diff", environment)
        for environment in (simulator.environment(),) * 3 + ({**simulator.environment(), **COLD},)
    ]
    assert {run.rc for run in runs} == {2}
    *warm, cold = ((told(run), run.stats, run.artifacts) for run in runs)
    assert "host2" in cold[1]["changed"]
    assert all(each == cold for each in warm)
