# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which hosts of a large play show an outcome of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import BATCH, Play

ONBOARD = "entra.cross_tenant.onboard"
COMPLIANCE = "entra.cross_tenant.compliance"
TENANTS = [f"90e29127-71ad-49c7-9ce8-0000000000{number:02}" for number in range(51)]
HOSTS = [f"host{number:02}" for number in range(51)]
FIRST = HOSTS[0]
TRUSTING = {"partner_onboarding_defaults": {"inbound_trust": {"mfa_accepted": True}}}


def fleet(hosts: list[str] = HOSTS, **variables: Any) -> dict[str, Any]:
    """Hosts for the first tenants, which trust MFA."""
    of_hosts = {
        host: {"partner_onboarding_partner": {"tenant": tenant}} for host, tenant in zip(hosts, TENANTS, strict=False)
    }
    return {"all": {"vars": {**TRUSTING, **variables}}, "partners": {"hosts": of_hosts}}


@pytest.fixture
def directory(simulator: GraphSimulator) -> Any:
    """A directory in which number 7 trusts nobody and 9 is missing. All others are as desired."""
    for number, tenant in enumerate(TENANTS):
        trusting = {"isMfaAccepted": number != 7, "isCompliantDeviceAccepted": False}
        if number != 9:
            simulator.directory.add_partner(tenant)
            simulator.directory.change_partner(
                tenant, inboundTrust={**trusting, "isHybridAzureADJoinedDeviceAccepted": False}
            )
    return simulator.directory


def test_changes_only(play: Play, simulator: GraphSimulator, directory: Any) -> None:
    """The recap contains the first host and those that changed, in a rehearsal, a real run and a second run."""
    rehearsal = play(ONBOARD, fleet(), "--check --diff")
    assert rehearsal.rc == 0
    assert set(rehearsal.outcome) == {FIRST, "host07", "host09"} == rehearsal.hosts("ok")
    assert rehearsal.hosts("changed") == {"host07", "host09"}
    # Workflows of AWX get the plan for all partners.
    assert set(rehearsal.artifacts["partner_onboarding_plan"]["partners"]) == {TENANTS[7], TENANTS[9]}

    simulator.faults.add(Fault(path=TENANTS[7], method="PATCH", status=403, times=None))
    run = play(ONBOARD, fleet())
    assert run.rc == 2
    assert run.hosts("failures") == {"host07"} and run.hosts("changed") == {"host09"}
    assert set(run.outcome) == {FIRST, "host07", "host09"}
    assert run.outcome["host07"]["partners"][0]["error"]["status"] == 403

    simulator.faults.clear()
    directory.change_partner(TENANTS[7], inboundTrust=directory.partner(TENANTS[1])["inboundTrust"])
    second = play(ONBOARD, fleet())
    assert second.rc == 0 and set(second.outcome) == {FIRST} and not second.hosts("changed")
    # The result of the task for all hosts still contains each host.
    (run_of_all,) = second.results(BATCH)
    assert sorted(run_of_all["hosts"]) == HOSTS and len(run_of_all["partners"]) == len(HOSTS)


@pytest.mark.parametrize(
    ("inventory", "arguments"),
    [
        pytest.param(fleet(), "-e partner_onboarding_outcomes=all", marks=pytest.mark.long),
        # AWX counts and lists the hosts that ran a task.
        pytest.param(fleet(), "-e awx_job_id=7", marks=pytest.mark.long),
        pytest.param(fleet(HOSTS[:50]), "", marks=pytest.mark.long),
        # As a pattern, this name would leave a host out.
        (fleet([*HOSTS[:9], "!host07", *HOSTS[10:]]), ""),
    ],
)
def test_all(play: Play, directory: Any, inventory: dict[str, Any], arguments: str) -> None:
    run = play(ONBOARD, inventory, f"--check {arguments}")
    assert run.rc == 0
    assert set(run.outcome) == set(inventory["partners"]["hosts"]) == run.hosts("ok")
    assert len(run.hosts("changed")) == 2


def test_any_fleet_can_show_changes_only(play: Play, directory: Any) -> None:
    """The variable decides for any number of hosts, also in AWX; --limit keeps its meaning."""
    inventory = fleet(HOSTS[:10], partner_onboarding_outcomes="{{ 'changed' }}", awx_job_id=7)
    run = play(ONBOARD, inventory, "--check --limit host05,host06,host07,host09")
    assert run.rc == 0
    assert set(run.outcome) == {"host05", "host07", "host09"}
    assert run.hosts("changed") == {"host07", "host09"}


@pytest.mark.parametrize(
    ("fault", "variables"),
    [
        pytest.param(Fault(where="login", method="POST", status=401, times=None), {}, marks=pytest.mark.long),
        (Fault(path="crossTenantAccessPolicy/partners", status=403, times=None), {}),
        pytest.param(
            None,
            {"partner_onboarding_removal_limit": "many", "partner_onboarding_outcomes": "changed"},
            marks=pytest.mark.long,
        ),
        (None, {"partner_onboarding_outcomes": "few"}),
    ],
)
def test_one_host_says_what_concerns_all(
    play: Play, simulator: GraphSimulator, directory: Any, fault: Fault | None, variables: dict[str, Any]
) -> None:
    if fault:
        simulator.faults.add(fault)
    run = play(ONBOARD, fleet(**variables))
    assert run.rc == 2
    assert run.hosts("failures") == {FIRST} and set(run.outcome) == {FIRST}
    assert run.outcome[FIRST]["msg"]


def test_no_batch_starts_after_one_that_failed(play: Play, simulator: GraphSimulator, directory: Any) -> None:
    """Hosts of earlier batches show their outcomes. Hosts of later batches were not touched, and show none."""
    for tenant in (TENANTS[3], TENANTS[4], TENANTS[5]):
        directory.change_partner(tenant, inboundTrust=None)
        simulator.faults.add(Fault(path=tenant, method="PATCH", status=403, times=None))
    inventory = fleet(HOSTS[:10], partner_onboarding_outcomes="changed")
    run = play(ONBOARD, inventory, "-e partner_onboarding_serial=3")
    assert run.rc == 2
    assert [result["stop"] for result in run.results(BATCH)] == [False, True, True, True]
    assert [len(result.get("hosts", ())) for result in run.results(BATCH)] == [3, 3, 0, 0]
    # Nothing on the console says that a batch was not stopped.
    assert "skipping" not in run.output
    assert run.hosts("failures") == {"host03", "host04", "host05"}
    assert set(run.outcome) == {FIRST, "host03", "host04", "host05"}
    assert directory.partner(TENANTS[9]) is None


def test_no_batch_starts_after_one_without_a_result(play: Play, simulator: GraphSimulator, directory: Any) -> None:
    """A task that Ansible cut off has not shown that a further batch may start. Without batches, the report follows."""
    simulator.faults.add(Fault(path="crossTenantAccessPolicy/partners", delay=20, times=None))
    environment = {**simulator.environment(), "ANSIBLE_TASK_TIMEOUT": "3"}
    run = play(ONBOARD, fleet(HOSTS[:4]), "-e partner_onboarding_serial=2", environment=environment)
    assert run.rc == 2
    timed_out, not_started = run.results(BATCH)
    assert "stop" not in timed_out and not_started["stop"] is True
    assert "was not started" in run.outcome["host02"]["msg"]
    assert not simulator.log.writes() and run.hosts("failures") == set(HOSTS[:4])


def test_compliance(play: Play, directory: Any, tmp_path: Path) -> None:
    """The report is about all hosts, and judges all of them."""
    arguments = f"-e compliance_report_directory={tmp_path / 'report'} -e compliance_report_fail_on_drift=true"
    run = play(COMPLIANCE, fleet(), arguments)
    assert run.rc == 2
    assert set(run.outcome) == {FIRST, "host07", "host09"}
    report = json.loads((tmp_path / "report" / "compliance.json").read_text(encoding="utf-8"))
    assert len(report["partners"]) == len(HOSTS)
    (verdict,) = run.results("Judge the report")
    assert verdict["msg"].startswith("Partners: 51 (49 compliant, 1 drifted, 1 missing")
