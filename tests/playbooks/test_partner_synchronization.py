# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role partner_synchronization and the playbook synchronize: the source side, from the same inventory."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import CHECKOUT, Play
from ansible_collections.entra.cross_tenant.tests.playbooks.fleets import tenant

SYNCHRONIZE = "entra.cross_tenant.synchronize"
TASK = "Converge synchronization configurations in Microsoft Graph"
HOME = "00000000-0000-4000-8000-0000000000aa"


def consent(simulator: GraphSimulator, *numbers: int) -> str:
    """Make partners that agree to a synchronization, and a group of the home tenant. Returns the group's ID."""
    source = simulator.directory.source
    for number in numbers:
        simulator.directory.add_partner(tenant(number), automaticUserConsentSettings={"outboundAllowed": True})
        source.allow(tenant(number))
    return str(source.add_group("Sales")["id"])


def host(number: int, configuration: Any = None, **more: Any) -> dict[str, Any]:
    """A host as the inventory of an onboarding has it, with a configuration."""
    own = {} if configuration is None else {"partner_synchronization_configuration": configuration}
    return {"partner_onboarding_partner": {"tenant": tenant(number)}, **own, **more}


def inventory(hosts: dict[str, Any], **variables: Any) -> dict[str, Any]:
    return {"partners": {"hosts": hosts, "vars": variables}}


def test_one_run_synchronizes_to_all_partners_and_the_next_one_changes_nothing(
    simulator: GraphSimulator, play: Play
) -> None:
    group = consent(simulator, 1, 2)
    hosts = inventory(
        {
            "birch": host(1, {}),
            "cedar": host(2, {"user_type": "guest", "enabled": False}),
            "linde": host(3, {"enabled": True}, partner_onboarding_direction="inbound"),
        },
        partner_onboarding_direction="outbound",
        partner_onboarding_home_tenant=HOME,
        partner_synchronization_defaults={"assignments": [{"group": "Sales"}], "user_type": "member"},
        partner_synchronization_defaults_50_gold={"enabled": "yes"},
    )
    rehearsal = play(SYNCHRONIZE, hosts, "--check --diff")
    assert rehearsal.rc == 0 and simulator.log.writes() == [], rehearsal.output[-3000:]
    assert rehearsal.hosts("changed") == {"birch", "cedar"}
    assert set(rehearsal.artifacts) == {"partner_synchronization_plan"}
    birch, cedar = (rehearsal.outcome[name] for name in ("birch", "cedar"))
    assert birch["diff"][0]["before_header"] == f"birch (target tenant {tenant(1)})"
    assert birch["diff"][0]["after"]["enabled"] is True
    assert "Synchronization to partners in check mode: 2 would change (1 open" in rehearsal.output
    assert "opens  birch: new, enabled true" in rehearsal.output and "cedar: new" in rehearsal.output

    plan = rehearsal.artifacts["partner_synchronization_plan"]["id"]
    run = play(SYNCHRONIZE, hosts, f"-e partner_synchronization_expected_plan={plan}")
    assert run.rc == 0, run.output[-3000:]
    assert run.outcome["birch"]["changes"] == birch["changes"] and run.outcome["cedar"]["changes"] == cedar["changes"]
    assert run.outcome["linde"]["partners"] == []
    source = simulator.directory.source
    states = []
    for key, _principal in source.principals.rows():
        assert source.assigned(key) == [group]
        (job,) = source.jobs_of(key)
        states.append(job["schedule"]["state"])
    assert sorted(states) == ["Active", "Disabled"]

    simulator.log.clear()
    again = play(SYNCHRONIZE, hosts)
    assert again.rc == 0 and not again.hosts("changed") and simulator.log.writes() == []
    (done,) = again.results(TASK)
    assert done["tenants"] == [tenant(1), tenant(2)] and "sync_configurations" not in json.dumps(done["partners"])


def test_hosts_that_cannot_be_synchronized_fail_by_themselves(simulator: GraphSimulator, play: Play) -> None:
    consent(simulator, 1, 2)
    hosts = inventory(
        {
            "birch": host(1, {"enabled": True}),
            "cedar": host(2, {"colour": "green"}),
            "linde": host(3),
            "maple": {"partner_synchronization_configuration": {"enabled": True}},
            "rowan": host(5, {}, partner_synchronization_default={}),
            "willow": host(6, {"assignments_exclusive": True}),
        },
        partner_onboarding_direction="outbound",
    )
    run = play(SYNCHRONIZE, hosts)
    assert run.rc == 2 and run.hosts("ok") >= {"birch"}
    assert run.hosts("failures") == {"cedar", "linde", "maple", "rowan", "willow"}
    words = {
        "cedar": (f"target tenant {tenant(2)}", "colour"),
        "linde": ("neither partner_synchronization_configuration nor partner_synchronization_configurations",),
        "maple": ("configuration number 1 of the host has no target_tenant",),
        "rowan": ("Did you mean partner_synchronization_defaults?",),
        "willow": (f"target tenant {tenant(6)}", "assignments is not given"),
    }
    for name, parts in words.items():
        assert all(part in run.outcome[name]["msg"] for part in parts), run.outcome[name]["msg"]
    assert len(list(simulator.directory.source.principals.rows())) == 1


def test_limits_and_other_tenants_are_refused_before_anything_is_sent(simulator: GraphSimulator, play: Play) -> None:
    source = simulator.directory.source
    for number in (1, 2):
        source.add_configuration(tenant(number), state="Active")
    several = [{"target_tenant": tenant(number), "enabled": False} for number in (1, 2)]
    text = {"partner_synchronization_configurations": json.dumps(several)}
    run = play(SYNCHRONIZE, inventory({"list": text}), "-e partner_synchronization_removal_limit=1")
    assert run.rc == 2 and "removal_limit is 1" in run.outcome["list"]["msg"] and simulator.log.writes() == []

    other = inventory({"birch": host(1, {"enabled": True}, partner_onboarding_home_tenant=tenant(9))})
    refused = play(SYNCHRONIZE, other)
    assert refused.rc == 2 and tenant(9) in refused.outcome["birch"]["msg"] and simulator.log.writes() == []

    nobody = play(SYNCHRONIZE, {"partners": {"hosts": {}}, "others": {"hosts": {"x": {}}}})
    assert nobody.rc != 0 and "-e partner_synchronization_allow_empty=true" in nobody.output


def of_both(name: str) -> str:
    """A block of the README about both tenants in one run."""
    text = (CHECKOUT / "roles" / "partner_synchronization" / "README.md").read_text(encoding="utf-8")
    (block,) = [block for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL) if name in block]
    return str(block)


def test_both_tenants_in_one_run_as_the_readme_shows(simulator: GraphSimulator, play: Play, tmp_path: Path) -> None:
    home, target = "6c4a2d0e-8a55-4f58-9a0c-5d1a5c0a7b11", "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
    (tmp_path / "both.yml").write_text(of_both("# two_plays.yml").replace(home, simulator.tenant_id), encoding="utf-8")
    with GraphSimulator({"home": {"tenantId": target}}) as other:
        text = of_both("any_errors_fatal")
        environment = {}
        for side, graph in sides(simulator, other):
            more = {name: graph.options()[name] for name in ("graph_url", "authority_url", "ca_path")}
            addresses = "".join(f"      {name}: {value}\n" for name, value in more.items())
            secret = f'      client_secret: "{{{{ {side}_client_secret }}}}"\n'
            assert secret in text
            text = text.replace(secret, secret + addresses)
            environment[f"{side.upper()}_SECRET"] = graph.options()["client_secret"]
            look_up = f"lookup('ansible.builtin.env', '{side.upper()}_SECRET')"
            text = text.replace(f"{side}_client_secret", look_up).replace(
                f'"{{{{ {side}_client_id }}}}"', graph.options()["client_id"]
            )
        text = text.replace(home, simulator.tenant_id)
        simulator.directory.source.link(other.directory)

        # The home tenant alone cannot switch the job on, because the target tenant does not agree.
        alone = play(text, tmp_path / "both.yml", "--limit sending", environment=environment)
        assert alone.rc == 2 and alone.hosts("failures") == {"larkspur"}, alone.output[-3000:]
        ((key, _principal),) = simulator.directory.source.principals.rows()
        assert simulator.directory.source.jobs_of(key)[0]["schedule"]["state"] == "Disabled"

        both = play(text, tmp_path / "both.yml", environment=environment)
        assert both.rc == 0 and both.hosts("changed") == {"larkspur", "we_at_larkspur"}, both.output[-3000:]
        assert simulator.directory.source.jobs_of(key)[0]["schedule"]["state"] == "Active"
        again = play(text, tmp_path / "both.yml", environment=environment)
        assert again.rc == 0 and not again.hosts("changed")


def sides(home: GraphSimulator, target: GraphSimulator) -> tuple[tuple[str, GraphSimulator], ...]:
    return ("target", target), ("home", home)


ROLE = """
- hosts: partners
  gather_facts: false
  {serial}
  tasks:
    - name: Synchronize
      ansible.builtin.include_role:
        name: entra.cross_tenant.partner_synchronization
      when: selected | default(true)
"""


@pytest.mark.parametrize("serial", rest_long(["", "serial: 1"], "serial: 1"))
def test_the_role_works_for_selected_hosts_and_in_batches(simulator: GraphSimulator, play: Play, serial: str) -> None:
    consent(simulator, 1, 2)
    simulator.faults.add(Fault(method="POST", path="instantiate", status=403))
    hosts = inventory(
        {"birch": host(1, {}), "cedar": host(2, {}), "linde": host(3, {}, selected=False)},
        partner_synchronization_defaults={"enabled": True},
    )
    run = play(ROLE.format(serial=serial), hosts)
    assert run.rc == 2 and len(run.hosts("failures")) == 1 and "linde" not in run.hosts("failures")
    (failed,) = run.hosts("failures")
    assert "Application" in run.outcome[failed]["msg"]
    again = play(ROLE.format(serial=serial), hosts, "--limit birch,cedar")
    assert again.rc == 0 and again.hosts("changed") >= {failed}
    assert len(list(simulator.directory.source.principals.rows())) == 2
