# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job that AWX splits into slices. A slice does not know the other slices."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import Play
from ansible_collections.entra.cross_tenant.tests.playbooks.fleets import (
    FLEET,
    SYNCED,
    arrange,
    fleet,
    partners_of,
    tenant,
)

ONBOARD = "entra.cross_tenant.onboard"


def sliced(inventory: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """The inventories of the slices. Like AWX, slice k of n gets every n-th host by name, with its groups."""
    names = sorted(name for group in inventory.values() for name in group.get("hosts", {}))
    slices = []
    for first in range(number):
        mine = set(names[first::number])
        slices.append(
            {
                group: {**content, "hosts": {name: of for name, of in content["hosts"].items() if name in mine}}
                for group, content in inventory.items()
            }
        )
    return slices


def slice_variables(number: int) -> str:
    """The variables that AWX gives to each slice. The workflow job of all slices has the name of the job template."""
    return f"-e awx_job_id={number} -e awx_job_template_name=Onboard -e awx_workflow_job_name=Onboard"


@pytest.mark.parametrize("number", [2, *(pytest.param(number, marks=pytest.mark.long) for number in (1, 3, 7))])
def test_slices_leave_what_one_job_leaves(play: Play, simulator: GraphSimulator, number: int) -> None:
    inventory = fleet()
    arrange(simulator)
    simulator.directory.add_partner(tenant(FLEET + 1), SYNCED)
    simulator.faults.add(Fault(path=f"{tenant(0)}.*ynchronization", method="PUT", status=403, times=None))
    whole = play(ONBOARD, inventory, "--diff")
    wanted = partners_of(simulator)
    assert whole.hosts("failures") == {"host00"}

    arrange(simulator)
    simulator.directory.add_partner(tenant(FLEET + 1), SYNCED)
    simulator.faults.add(Fault(path=f"{tenant(0)}.*ynchronization", method="PUT", status=403, times=None))
    outcome: dict[str, Any] = {}
    for position, part in enumerate(sliced(inventory, number)):
        run = play(ONBOARD, part, f"--diff {slice_variables(position)}")
        assert set(run.outcome) == set(part["partners"]["hosts"]), "each slice does its own hosts"
        outcome.update(run.outcome)
    assert partners_of(simulator) == wanted
    assert tenant(FLEET + 1) in wanted["partners"]
    assert set(outcome) == set(whole.outcome)
    for host, result in whole.outcome.items():
        for name in ("changed", "changes", "diff"):
            assert outcome[host].get(name) == result.get(name), (host, name)

    again = play(ONBOARD, inventory)
    assert again.hosts("failures") == whole.hosts("failures")
    assert not again.hosts("changed")


@pytest.mark.parametrize("number", [2, *(pytest.param(number, marks=pytest.mark.long) for number in (1, 3))])
def test_nothing_is_pruned_in_a_slice(play: Play, simulator: GraphSimulator, number: int) -> None:
    """This also applies to a slice with one host, which looks like an inventory with only one host."""
    lists = {f"list{number}": {"partner_onboarding_partners": [{"tenant": tenant(number)}]} for number in range(3)}
    inventory = {"partners": {"hosts": lists, "vars": {"partner_onboarding_prune": True}}}
    for each in range(4):
        simulator.directory.add_partner(tenant(each))
    for position, part in enumerate(sliced(inventory, number)):
        run = play(ONBOARD, part, slice_variables(position))
        assert run.hosts("failures") == set(part["partners"]["hosts"])
        first, *others = sorted(part["partners"]["hosts"])
        reason = run.outcome[first]["msg"]
        assert "partner_onboarding_prune is refused: " in reason and "slice" in reason
        assert ("hosts and not one" in reason) is bool(others)
        assert {run.outcome[host]["msg"] for host in others} <= {f"The same error as for the host {first}"}
    assert not simulator.log.number_of()
    assert set(simulator.directory.partners) == {tenant(each) for each in range(4)}


def test_pruning_in_a_workflow_is_no_slice(play: Play, simulator: GraphSimulator) -> None:
    simulator.directory.add_partner(tenant(1))
    alone = {
        "partner_onboarding_partners": [{"tenant": tenant(0)}],
        "partner_onboarding_prune": True,
        "partner_onboarding_expected_partners": 1,
    }
    arguments = "-e awx_job_template_name=Onboard -e awx_workflow_job_name=Nightly"
    run = play(ONBOARD, {"partners": {"hosts": {"all": alone}}}, arguments)
    assert run.status == "successful"
    assert set(simulator.directory.partners) == {tenant(0)}


# The variables of runs that lack hosts: a slice of a template that was renamed meanwhile, a relaunched slice, a job
# whose other hosts are disabled, and a run with a part of the inventory's files.
SILENT = {
    "renamed": "-e awx_job_id=7 -e awx_job_template_name=Onboard -e awx_workflow_job_name=Onboarding",
    "relaunched": "-e awx_job_id=7 -e awx_job_launch_type=relaunch -e awx_job_template_name=Onboard",
    "disabled": "-e tower_job_id=7 -e tower_job_launch_type=manual -e tower_job_template_name=Onboard",
    "command line": "",
}


@pytest.mark.parametrize("job", rest_long(SILENT, "relaunched", "command line"))
def test_a_part_of_the_list_does_not_prune(play: Play, simulator: GraphSimulator, job: str) -> None:
    """The number of partners in the inventory is the proof of the whole list. So no job needs to know its slice."""
    for each in range(3):
        simulator.directory.add_partner(tenant(each))
    # The inventory has two hosts, and the job sees one of them.
    seen = {"list0": {"partner_onboarding_partners": [{"tenant": tenant(0)}]}}
    variables = {"partner_onboarding_prune": True, "partner_onboarding_expected_partners": 2}
    for mode in ("", "--check"):
        run = play(ONBOARD, {"partners": {"hosts": seen, "vars": variables}}, f"{mode} {SILENT[job]}")
        assert run.hosts("failures") == {"list0"}
        message = run.outcome["list0"]["msg"]
        assert "the host has 1 partners, and partner_onboarding_expected_partners is 2" in message
        assert ("relaunched" in message) is (job == "relaunched")
        assert run.artifacts == {}, "no plan for an approval"
    assert not simulator.log.number_of()
    assert len(simulator.directory.partners) == 3


@pytest.mark.parametrize("expected", rest_long([None, "", "1"], "", "1"))
def test_pruning_in_a_job_needs_the_number_of_partners(
    play: Play, simulator: GraphSimulator, expected: str | None
) -> None:
    for each in range(2):
        simulator.directory.add_partner(tenant(each))
    whole = {"partner_onboarding_partners": [{"tenant": tenant(0)}], "partner_onboarding_prune": True}
    given = "" if expected is None else f"-e partner_onboarding_expected_partners={expected}"
    arguments = f"-e awx_job_id=7 -e awx_job_launch_type=manual -e awx_job_template_name=Onboard {given}"
    run = play(ONBOARD, {"partners": {"hosts": {"all": whole}}}, arguments)
    if expected:
        assert run.status == "successful"
        assert set(simulator.directory.partners) == {tenant(0)}
    else:
        assert "partner_onboarding_expected_partners is not set. In a job of AWX" in run.outcome["all"]["msg"]
        assert not simulator.log.number_of()


def test_the_number_of_partners_matters_only_for_pruning(play: Play, simulator: GraphSimulator) -> None:
    """A group has this variable also for hosts that stand for one partner each, and for limited runs."""
    hosts = {f"host{each}": {"partner_onboarding_partner": {"tenant": tenant(each)}} for each in range(2)}
    inventory = {"partners": {"hosts": hosts, "vars": {"partner_onboarding_expected_partners": 9}}}
    assert play(ONBOARD, inventory, f"--limit host0 {SILENT['disabled']}").status == "successful"
    assert set(simulator.directory.partners) == {tenant(0)}
