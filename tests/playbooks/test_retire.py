# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One command writes both tenants of a synchronization, and another one ends it on both sides, like a user of AWX."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import Play, Run
from ansible_collections.entra.cross_tenant.tests.playbooks.fleets import tenant
from ansible_collections.entra.cross_tenant.tests.playbooks.test_partner_synchronization import (
    HOME,
    SYNCHRONIZE,
    TASK,
    host,
    inventory,
)

RETIRE = "entra.cross_tenant.retire"
# The consent of the home tenant is the work of the playbook onboard.
ONE_COMMAND = """
- ansible.builtin.import_playbook: entra.cross_tenant.onboard
- ansible.builtin.import_playbook: entra.cross_tenant.synchronize
"""


@contextlib.contextmanager
def targets(home: GraphSimulator, number: int) -> Iterator[list[GraphSimulator]]:
    """Target tenants with directories of their own."""
    with contextlib.ExitStack() as stack:
        graphs = [
            stack.enter_context(GraphSimulator({"home": {"tenantId": tenant(key)}})) for key in range(1, number + 1)
        ]
        for graph in graphs:
            home.directory.source.link(graph.directory)
        yield graphs


def both(graphs: list[GraphSimulator], **more: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """The inventory of both sides, and the environment with the secrets of the target tenants."""
    hosts, secrets = {}, {}
    for number, graph in enumerate(graphs, start=1):
        secrets[f"SECRET_{number}"] = graph.options()["client_secret"]
        secret = f"{{{{ lookup('ansible.builtin.env', 'SECRET_{number}') }}}}"
        connection = {**graph.options(), "client_secret": secret}
        hosts[f"host{number:02}"] = host(number, {}, partner_synchronization_target=connection)
    settings: dict[str, Any] = {
        "partner_onboarding_direction": "outbound",
        "partner_onboarding_home_tenant": HOME,
        "partner_synchronization_defaults": {"assignments": [{"group": "Sales"}], "enabled": True},
        **more,
    }
    return inventory(hosts, **settings), secrets


def with_users(home: GraphSimulator, number: int) -> None:
    """A group with users in the home tenant."""
    source = home.directory.source
    members = [source.add_user(f"user{key}", f"User {key}")["id"] for key in range(number)]
    source.set_members(source.add_group("Sales")["id"], *members)


def alive(home: GraphSimulator, graph: GraphSimulator) -> int:
    """How many synchronized users of a target tenant are not deleted."""
    objects = home.directory.source.target(graph.tenant_id).objects
    return sum(not row["softDeleted"] for row in objects.values())


def warned(run: Run) -> str:
    """The warnings of the task for all hosts. Older ansible-core breaks lines of the console within names."""
    return str([result.get("warnings") for result in run.results(TASK)])


def agrees(graph: GraphSimulator) -> tuple[Any, Any]:
    """Whether a target tenant consents, and has a policy."""
    partner = graph.directory.partner_rows.get(HOME)
    consent = partner and (partner["automaticUserConsentSettings"] or {}).get("inboundAllowed")
    return bool(consent), graph.directory.policy_rows.get(HOME) is not None


def test_partners_are_synchronized_on_both_sides_and_retired(simulator: GraphSimulator, play: Play) -> None:
    with_users(simulator, 3)
    source = simulator.directory.source
    with targets(simulator, 4) as graphs:
        hosts, secrets = both(graphs)
        environment = {**simulator.environment(), **secrets}
        # The rehearsal of this command: test_a_rehearsal_and_a_reviewed_plan_are_about_both_sides.
        run = play(ONE_COMMAND, hosts, "--diff", environment=environment)
        assert run.rc == 0 and len(run.hosts("changed")) == 4, run.output[-3000:]
        for name, outcome in run.outcome.items():
            target, configuration = outcome["partners"]
            assert (target["side"], target["tenant_id"]) == ("target", HOME) and target["changed"] is True
            assert configuration["after"]["enabled"] is True
            assert [diff["after_header"] for diff in outcome["diff"]] == [
                f"{name} (partner {HOME} in the target tenant {target['in_tenant']})",
                f"{name} (target tenant {configuration['target_tenant_id']})",
            ]
        assert "opens  host01 (target tenant): new" in run.output
        simulator.cycles.run_all()
        assert [alive(simulator, graph) for graph in graphs] == [3] * 4
        assert [agrees(graph) for graph in graphs] == [(True, True)] * 4

        for graph in [simulator, *graphs]:
            graph.log.clear()
        again = play(ONE_COMMAND, hosts, environment=environment)
        assert again.rc == 0 and not again.hosts("changed"), again.output[-3000:]
        assert not any(graph.log.writes() for graph in [simulator, *graphs])

        refused = play(RETIRE, hosts, environment=environment)
        assert refused.rc != 0 and "needs --limit with the name of each host" in refused.output
        some = "--limit host01,host02,host03 -e partner_synchronization_removal_limit="
        limited = play(RETIRE, hosts, some + "2", environment=environment)
        assert limited.rc == 2 and "removal_limit is 2" in limited.output
        assert not any(graph.log.writes() for graph in [simulator, *graphs])
        first = play(RETIRE, hosts, some + "3", environment=environment)
        assert first.rc == 0 and first.hosts("changed") == {"host01", "host02", "host03"}, first.output[-3000:]
        assert "waiting  host01, host02, host03: nobody is in its scope" in first.output
        assert "3 waiting" in first.output
        assert [agrees(graph) for graph in graphs] == [(True, True)] * 4

        simulator.cycles.advance(hours=1)
        assert [alive(simulator, graph) for graph in graphs] == [0] * 3 + [3]
        rehearsal = play(RETIRE, hosts, some + "3 --check --diff", environment=environment)
        last = play(RETIRE, hosts, some + "3 --diff", environment=environment)
        assert last.rc == rehearsal.rc == 0 and last.hosts("changed") == first.hosts("changed"), last.output[-3000:]
        assert {name: one["changes"] for name, one in last.outcome.items()} == {
            name: one["changes"] for name, one in rehearsal.outcome.items()
        }
        assert [agrees(graph) for graph in graphs] == [(False, False)] * 3 + [(True, True)]
        assert len(list(source.principals.rows())) == 1
        again = play(RETIRE, hosts, some + "3", environment=environment)
        assert again.rc == 0 and not again.hosts("changed") and "waiting  host" not in again.output


def test_hosts_whose_target_tenant_cannot_be_written_change_nothing_in_the_home_tenant(
    simulator: GraphSimulator, play: Play
) -> None:
    """Each by itself. Credentials are sent to no tenant but their own, and no message repeats them."""
    with_users(simulator, 1)
    with targets(simulator, 9) as graphs:
        hosts, secrets = both(graphs)
        of = hosts["partners"]["hosts"]
        for number in range(1, 10):
            simulator.directory.add_partner(tenant(number), automaticUserConsentSettings={"outboundAllowed": True})
        graphs[1].faults.add(Fault(method="POST|PATCH|PUT", status=403, times=None))
        # The credentials of the environment belong to the home tenant.
        connection = of["host03"]["partner_synchronization_target"]
        of["host03"]["partner_synchronization_target"] = {
            name: value for name, value in connection.items() if name != "client_secret"
        }
        of["host04"]["partner_synchronization_target"] = of["host01"]["partner_synchronization_target"]
        of["host05"]["partner_synchronization_target"]["client_secrets"] = "x"
        several = [{"target_tenant": tenant(key)} for key in (16, 17)]
        of["host06"]["partner_synchronization_configurations"] = several
        # AWX injects blank text for what its form does not contain.
        of["host07"]["partner_synchronization_target"].update(client_secret="", auth_method="auto")
        # What the environment says about the home tenant does not count: neither its method nor its tenant.
        connection = of["host08"]["partner_synchronization_target"]
        connection.update(client_secret="", tenant=" ", certificate_path=graphs[7].certificate_path)
        # It is not clear which of them is meant. So this target tenant is not opened.
        for name in ("one", "two"):
            simulator.directory.source.add_configuration(tenant(9), name)
        environment = {**simulator.environment(), **secrets, "ENTRA_AUTH_METHOD": "client_secret"}
        run = play(SYNCHRONIZE, hosts, environment=environment)
        assert run.rc == 2 and run.hosts("changed") >= {"host01", "host08"}, run.output[-3000:]
        words = {
            "host02": (f"In the target tenant {tenant(2)}", "403"),
            "host03": ("has no credentials of the target tenant", "managed_identity"),
            "host04": (f"In the target tenant {tenant(4)}", tenant(1)),
            "host05": ("client_secrets",),
            "host06": ("is for one target tenant, and the host has 3 configurations",),
            "host07": ("The same error as for the host host03",),
            "host09": ("one", "two"),
        }
        assert run.hosts("failures") == set(words)
        for name, parts in words.items():
            message = run.outcome[name]["msg"]
            assert all(part in message for part in parts), message
        assert len(list(simulator.directory.source.principals.rows())) == 2 + 2
        assert not any(graph.log.graph() for graph in graphs[2:7]) and not graphs[8].log.writes()
        assert all(not len(graph.log) for graph in (graphs[2], graphs[6])), "no secret is sent there"
        assert "4 changed" in run.output and "7 failed" in run.output


def test_nothing_is_written_in_any_tenant_if_the_run_cannot_work(simulator: GraphSimulator, play: Play) -> None:
    """The home tenant is the last to be written, and the first to be asked."""
    with_users(simulator, 1)
    with targets(simulator, 2) as graphs:
        hosts, secrets = both(graphs)
        of = hosts["partners"]["hosts"]
        wrong = {**simulator.environment(), **secrets, "ENTRA_CLIENT_SECRET": graphs[0].options()["client_secret"]}
        refused = play(SYNCHRONIZE, hosts, environment=wrong)
        assert refused.rc == 2 and "AADSTS" in refused.outcome["host01"]["msg"]
        assert not any(graph.log.writes() for graph in [simulator, *graphs])

        twins = {**of, "host01b": of["host01"]}
        refused = play(
            SYNCHRONIZE,
            {"partners": {**hosts["partners"], "hosts": twins}},
            environment={**wrong, **simulator.environment()},
        )
        assert (
            refused.rc == 2
            and f"target tenant {tenant(1)} is listed more than once" in refused.outcome["host01"]["msg"]
        )
        assert "In the inventory: host01, host01b" in refused.outcome["host01"]["msg"]
        assert not any(graph.log.writes() for graph in [simulator, *graphs])

        # A partner that sends users and gets none.
        environment = {**simulator.environment(), **secrets}
        inbound = "--limit host01 -e partner_onboarding_direction=inbound"
        nobody = play(SYNCHRONIZE, hosts, inbound, environment=environment)
        assert nobody.rc == 0 and "No host of this task has a configuration" in warned(nobody)
        refused = play(RETIRE, hosts, inbound, environment=environment)
        assert refused.rc == 2 and "nothing that this playbook could end" in refused.outcome["host01"]["msg"]


def test_a_target_tenant_keeps_a_consent_that_another_configuration_needs(
    simulator: GraphSimulator, play: Play
) -> None:
    with targets(simulator, 1) as graphs:
        hosts, secrets = both(graphs, partner_synchronization_configuration={"name": "Members"})
        del hosts["partners"]["hosts"]["host01"]["partner_synchronization_configuration"]
        consent = {"inboundAllowed": True}
        policy = {"userSyncInbound": {"isSyncAllowed": True}}
        graphs[0].directory.add_partner(HOME, policy, automaticUserConsentSettings=consent)
        for name in ("Members", "Guests"):
            simulator.directory.source.add_configuration(tenant(1), name)
        environment = {**simulator.environment(), **secrets}
        run = play(RETIRE, hosts, "--limit host01", environment=environment)
        assert run.rc == 0 and run.hosts("changed") == {"host01"}, run.output[-3000:]
        assert f"The target tenant {tenant(1)} keeps its consent and its policy" in warned(run)
        assert agrees(graphs[0]) == (True, True) and not graphs[0].log.graph()
        again = play(RETIRE, hosts, "--limit host01", environment=environment)
        assert again.rc == 2 and "'Guests'" in again.outcome["host01"]["msg"] and agrees(graphs[0]) == (True, True)


def test_a_rehearsal_and_a_reviewed_plan_are_about_both_sides(simulator: GraphSimulator, play: Play) -> None:
    with_users(simulator, 1)
    source = simulator.directory.source
    with targets(simulator, 3) as graphs:
        everybody = [simulator, *graphs]
        hosts, secrets = both(graphs)
        environment = {**simulator.environment(), **secrets}
        # Graph refuses these jobs until both tenants agree. The home tenant's consent is written by the same command.
        for number in (1, 2):
            source.add_configuration(tenant(number))
        rehearsal = play(ONE_COMMAND, hosts, "--check --diff", environment=environment)
        assert rehearsal.rc == 0 and rehearsal.hosts("changed") == set(rehearsal.outcome), rehearsal.output[-3000:]
        assert not any(graph.log.writes() for graph in everybody)
        said = warned(rehearsal)
        assert f"This applies to {tenant(1)}, {tenant(2)}. The answer now: Failed to validate" in said
        assert "only when there is a job. A real run asks after it has made the job." in said
        plan = rehearsal.artifacts["partner_synchronization_plan"]
        assert set(plan["partners"]) == {tenant(1), tenant(2), tenant(3)}

        whole = f"-e '{json.dumps({'partner_synchronization_expected_plan': plan})}'"
        graphs[1].directory.add_partner(HOME, automaticUserConsentSettings={"inboundAllowed": True})
        for check in ("--check ", ""):
            refused = play(SYNCHRONIZE, hosts, check + whole, environment=environment)
            told = refused.outcome["host01"]["msg"]
            assert refused.rc == 2 and f"reviewed, but with other changes now: {tenant(2)}" in told, told
            assert f"of {HOME} in the target tenant {tenant(2)}" in told and tenant(3) not in told
            assert not any(graph.log.writes() for graph in everybody)
        graphs[1].directory.remove_partner(HOME)

        # For some seconds, Graph does not know that the target tenants agree now: in the rehearsal of the run, after
        # the failure of the third one, and at the first question before the jobs are switched on.
        code = "AzureDirectoryB2BManagementPolicyCheckFailure"
        late = Fault(method="POST", path="/validateCredentials", status=400, code=code, times=6)
        simulator.faults.add(late)
        # A target tenant that cannot be written takes nothing away from the others.
        graphs[2].faults.add(Fault(method="POST|PATCH|PUT", status=403, times=None))
        run = play(ONE_COMMAND, hosts, whole, environment=environment)
        assert run.rc == 2 and run.hosts("failures") == {"host03"}, run.output[-3000:]
        assert "403" in run.outcome["host03"]["msg"] and late.hits == 6
        for name in ("host01", "host02"):
            assert run.outcome[name]["changes"] == rehearsal.outcome[name]["changes"]
        assert [agrees(graph) for graph in graphs] == [(True, True), (True, True), (False, False)]
        assert len(list(source.principals.rows())) == 2
        expected = f"-e partner_synchronization_expected_plan={plan['id']}"
        again = play(SYNCHRONIZE, hosts, expected, environment=environment)
        assert again.rc == 2 and "This is not the plan that was reviewed" in again.outcome["host01"]["msg"]


def test_one_run_waits_for_the_first_cycle_and_one_for_the_last(simulator: GraphSimulator, play: Play) -> None:
    with_users(simulator, 2)
    simulator.behaviour.cycle_seconds = 0.5
    simulator.directory.add_partner(tenant(1), automaticUserConsentSettings={"outboundAllowed": True})
    wait = "-e partner_synchronization_wait_cycle=true -e partner_synchronization_wait_cycle_timeout=60"
    with targets(simulator, 1) as graphs:
        hosts, secrets = both(graphs)
        environment = {**simulator.environment(), **secrets}
        first = play(SYNCHRONIZE, hosts, wait, environment=environment)
        assert first.rc == 0 and alive(simulator, graphs[0]) == 2, first.output[-3000:]
        # A target tenant with a multitenant organization manages the partner by its templates.
        graphs[0].directory.partner_rows.put(
            HOME, {**graphs[0].directory.partner_rows.get(HOME), "isInMultiTenantOrganization": True}
        )
        protected = play(RETIRE, hosts, f"--limit host01 {wait}", environment=environment)
        assert protected.rc == 2 and "is in the multitenant organization of the target tenant" in protected.output
        assert alive(simulator, graphs[0]) == 0 and not list(simulator.directory.source.principals.rows())
        graphs[0].directory.partner_rows.put(
            HOME, {**graphs[0].directory.partner_rows.get(HOME), "isInMultiTenantOrganization": False}
        )
        last = play(RETIRE, hosts, f"--limit host01 {wait}", environment=environment)
        assert last.rc == 0 and agrees(graphs[0]) == (False, False), last.output[-3000:]


def cut_off(graphs: list[GraphSimulator], cut: int) -> None:
    """Let no request to any tenant through after ``cut`` requests."""
    for graph in graphs:
        graph.faults.clear()
    left = [cut]

    def count(_simulator: GraphSimulator) -> None:
        left[0] -= 1
        if left[0] == 0:
            for graph in graphs:
                graph.faults.clear()
                graph.faults.add(Fault(action="reset_before", where="outer", times=None))

    for graph in graphs:
        graph.faults.add(Fault(action="pass", where="outer", times=None, before=count))


# Failed requests are not sent again, so that a run that is cut ends soon.
QUICK = """
- hosts: partners
  gather_facts: false
  module_defaults:
    group/entra.cross_tenant.graph:
      retry_time: 0
  vars:
    partner_synchronization_state: "{state}"
  roles:
    - entra.cross_tenant.partner_synchronization
"""
CUTS = range(1, 30)


@pytest.mark.parametrize("cut", rest_long(CUTS, 12))
def test_a_run_on_both_sides_that_is_cut_is_completed_by_the_next_run(
    simulator: GraphSimulator, play: Play, cut: int
) -> None:
    """Also at the end of a synchronization: nobody is left behind, and each side is done once."""
    with_users(simulator, 2)
    source = simulator.directory.source
    with targets(simulator, 1) as graphs:
        hosts, secrets = both(graphs)
        everybody = [simulator, *graphs]
        environment = {**simulator.environment(), **secrets}
        hosts["partners"]["hosts"]["host01"]["partner_synchronization_target"]["retry_time"] = 0
        simulator.directory.add_partner(tenant(1), automaticUserConsentSettings={"outboundAllowed": True})

        cut_off(everybody, cut)
        first = play(QUICK.format(state=""), hosts, environment=environment)
        for graph in everybody:
            graph.faults.clear()
        second = play(SYNCHRONIZE, hosts, environment=environment)
        assert second.rc == 0, second.output[-3000:]
        ((key, principal),) = source.principals.rows()
        assert len(source.jobs_of(key)) == len(source.assigned(key)) == len(list(source.applications.rows())) == 1
        simulator.cycles.run_all()
        assert alive(simulator, graphs[0]) == 2 and agrees(graphs[0]) == (True, True)

        cut_off(everybody, cut)
        ended = play(QUICK.format(state="retired"), hosts, environment=environment)
        for graph in everybody:
            graph.faults.clear()
        assert play(RETIRE, hosts, "--limit host01", environment=environment).rc == 0
        simulator.cycles.advance(hours=1)
        cut_off(everybody, cut)
        play(QUICK.format(state="retired"), hosts, environment=environment)
        for graph in everybody:
            graph.faults.clear()
        last = play(RETIRE, hosts, "--limit host01", environment=environment)
        assert last.rc == 0 and "waiting  host" not in last.output, last.output[-3000:]
        assert not list(source.principals.rows()) and not list(source.applications.rows()), (principal, first.rc)
        assert alive(simulator, graphs[0]) == 0 and agrees(graphs[0]) == (False, False), ended.rc
