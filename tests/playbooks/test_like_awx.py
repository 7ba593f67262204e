# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs as AWX sees them: the events of every playbook, and a job that is cancelled."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import OUTCOME, Play, Run
from ansible_collections.entra.cross_tenant.tests.playbooks.fleets import (
    FLEET,
    SYNCED,
    TRUST,
    arrange,
    fleet,
    partner,
    partners_of,
    tenant,
)

ONBOARD, OFFBOARD, EXPORT, COMPLIANCE = (
    f"entra.cross_tenant.{name}" for name in ("onboard", "offboard", "export", "compliance")
)


# Job events.


@pytest.fixture
def mixed(simulator: GraphSimulator) -> dict[str, Any]:
    """One host of each kind: in line, to be changed, to be created, with a mistake, refused by Graph."""
    for number in (1, 2, 5, 9):
        simulator.directory.add_partner(tenant(number), SYNCED, inboundTrust=TRUST if number == 1 else None)
    simulator.faults.add(Fault(path=tenant(5), method="PATCH", status=403, times=None))
    hosts = {f"host{number}": partner(number, inbound_trust={"mfa_accepted": True}) for number in (1, 2, 3, 5)}
    hosts["host4"] = partner(4, colour="green")
    offboarding = {"gone": partner(9), "never": partner(8)}
    return {"partners": {"hosts": hosts}, "offboarding": {"hosts": offboarding}}


def per_host(run: Run, task: str) -> dict[str, tuple[str, bool]]:
    """The data that AWX shows for each host of a task: the name of its event, and whether it counts as changed."""
    found = {}
    for event in run.events:
        data = event.get("event_data", {})
        if data.get("task") == task and event["event"] in ("runner_on_ok", "runner_on_failed", "runner_on_skipped"):
            assert data["host"] not in found, "one event for each host"
            found[data["host"]] = (event["event"].rpartition("_")[2], bool(data["res"].get("changed")))
    return found


def shape(run: Run) -> None:
    """Check the events of a job. If they had another shape, AWX would lose data."""
    kinds = [event["event"] for event in run.events]
    assert kinds.count("playbook_on_start") == kinds.count("playbook_on_stats") == 1
    uuids = [event["uuid"] for event in run.events]
    assert len(set(uuids)) == len(uuids)
    for event in run.events:
        data = event.get("event_data", {})
        if "res" in data:
            # Ansible-runner empties longer results.
            assert 0 < len(str(data["res"])) < 700_000, data["task"]


# Other tests run each playbook in both modes. These tests check the events, every day of one playbook in both modes.
MODES = ["--check --diff", "--diff"]


@pytest.mark.parametrize("mode", MODES)
def test_events_of_onboard(play: Play, mixed: dict[str, Any], mode: str) -> None:
    run = play(ONBOARD, mixed, mode)
    shape(run)
    assert run.status == "failed"
    check = "--check" in mode
    assert per_host(run, OUTCOME) == {
        "host1": ("ok", False),
        "host2": ("ok", True),
        "host3": ("ok", True),
        "host4": ("failed", False),
        # A rehearsal cannot know what Graph will refuse.
        "host5": ("ok", True) if check else ("failed", False),
    }
    assert run.hosts("changed") == {"host2", "host3", *(["host5"] if check else [])}
    assert run.hosts("failures") == {"host4", *([] if check else ["host5"])}
    # "Show Changes": the settings, in the words of the inventory, under the name of the tenant.
    (diff,) = run.outcome["host2"]["diff"]
    assert tenant(2) in diff["before_header"]
    assert (diff["before"].get("inbound_trust"), diff["after"]["inbound_trust"]) == (None, {"mfa_accepted": True})
    assert run.outcome["host1"]["diff"] == []
    assert run.artifacts == {}


@pytest.mark.parametrize("mode", rest_long(MODES, MODES[1]))
def test_events_of_offboard(play: Play, mixed: dict[str, Any], mode: str) -> None:
    run = play(OFFBOARD, mixed, mode)
    shape(run)
    assert run.status == "successful"
    assert per_host(run, OUTCOME) == {"gone": ("ok", True), "never": ("ok", False)}
    (diff,) = run.outcome["gone"]["diff"]
    assert diff["before"]["identity_sync"] and not diff["after"]
    assert run.artifacts == {}


@pytest.mark.parametrize("mode", rest_long(MODES, MODES[1]))
def test_events_of_export(play: Play, mixed: dict[str, Any], tmp_path: Path, mode: str) -> None:
    folder = tmp_path / "exported"
    run = play(EXPORT, {"all": {}}, f"{mode} -e partner_export_directory={folder}")
    shape(run)
    # In check mode the folder for the files does not exist. That is not an error.
    assert run.status == "successful"
    assert per_host(run, "Read all partners") == {"localhost": ("ok", False)}
    written = per_host(run, "Write the files of the inventory")
    assert written == {"localhost": ("ok", True)}
    assert folder.exists() is ("--check" not in mode)
    if folder.exists():
        hosts = yaml.safe_load((folder / "hosts.yml").read_text(encoding="utf-8"))["partners"]["hosts"]
        assert len(hosts) == 4
    assert run.artifacts == {}


@pytest.mark.parametrize("mode", rest_long(MODES, MODES[0]))
def test_events_of_compliance(
    play: Play, mixed: dict[str, Any], simulator: GraphSimulator, tmp_path: Path, mode: str
) -> None:
    arguments = f"{mode} -e awx_job_id=7 -e compliance_report_directory={tmp_path}/compliance"
    run = play(COMPLIANCE, mixed, arguments)
    shape(run)
    assert not simulator.log.writes()
    assert run.status == "failed"
    assert per_host(run, OUTCOME) == {
        "host1": ("ok", False),
        "host2": ("ok", True),
        "host3": ("ok", True),
        "host4": ("failed", False),
        "host5": ("ok", True),
    }
    assert run.hosts("failures") == {"host4"}
    assert set(run.artifacts) == {"compliance_report_counts", "compliance_report_counts_7"}
    counts = run.artifacts["compliance_report_counts"]
    assert counts == run.artifacts["compliance_report_counts_7"]
    # While the partner of host4 is not known, no other partner is called unmanaged.
    expected = {"partners": 5, "compliant": 1, "drifted": 2, "missing": 1, "unmanaged": 0, "unreadable": 1}
    assert {name: counts[name] for name in expected} == expected


# Cancelling.


def quiet(simulator: GraphSimulator) -> None:
    """Wait until no request is in flight."""
    deadline = time.monotonic() + 20
    while any(exchange.status is None and exchange.kind == "batch_item" for exchange in simulator.log):
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    time.sleep(0.5)


@pytest.mark.parametrize("part", [pytest.param(0.1, marks=pytest.mark.long), 0.8])
def test_a_cancelled_job_is_completed_by_the_next(play: Play, simulator: GraphSimulator, part: float) -> None:
    arrange(simulator)
    arguments = "-e partner_onboarding_removal_limit=100 -e partner_onboarding_batch_size=2"
    assert play(ONBOARD, fleet(), arguments).status == "successful"
    wanted = partners_of(simulator)
    enough = part * len(simulator.log.writes())

    arrange(simulator)
    begin = partners_of(simulator)
    slow = simulator.faults.add(Fault(path="/partners/", where="inner", delay=0.2, times=None))
    cancelled = play(ONBOARD, fleet(), arguments, cancel=lambda: len(simulator.log.writes()) >= enough)
    assert cancelled.status == "canceled"
    assert slow.hits
    quiet(simulator)
    midway = partners_of(simulator)
    assert midway not in (begin, wanted)
    time.sleep(1)
    assert partners_of(simulator) == midway, "somebody goes on"
    # A host without an outcome is not shown as done.
    assert not cancelled.outcome

    simulator.faults.clear()
    simulator.log.clear()
    rehearsal = play(ONBOARD, fleet(), f"{arguments} --check")
    assert not simulator.log.writes()
    completed = play(ONBOARD, fleet(), arguments)
    assert completed.status == "successful"
    assert partners_of(simulator) == wanted
    assert completed.hosts("changed")
    if part > 0.5:
        assert len(completed.hosts("changed")) < FLEET, "what was done is not done again"
    assert completed.hosts("changed") == rehearsal.hosts("changed")

    simulator.log.clear()
    third = play(ONBOARD, fleet(), arguments)
    assert third.status == "successful"
    assert not third.hosts("changed")
    assert not simulator.log.writes()
