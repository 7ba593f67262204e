# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reviewed runs, and runs that are undone: the commands of docs/review-and-undo.md, and generated tenants."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import IDENTITY_SYNC, PARTNER
from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import CHECKOUT, Play

ONBOARD = "entra.cross_tenant.onboard"
PAGE = CHECKOUT / "docs" / "review-and-undo.md"
TENANTS = [f"{number}" * 8 + "-1111-4111-8111-111111111111" for number in range(1, 7)]
ALDER, BIRCH, CEDAR = TENANTS[:3]
ON = {"displayName": "Birch", "userSyncInbound": {"isSyncAllowed": True}}


def hosts(items: list[dict[str, Any]], **variables: Any) -> dict[str, Any]:
    """An inventory with a host for each partner."""
    named = {f"host{number}": {"partner_onboarding_partner": item} for number, item in enumerate(items)}
    return {"partners": {"hosts": named, "vars": variables}}


def state(simulator: GraphSimulator) -> dict[str, Any]:
    """The state in Graph, as the collection shows it: null and a missing value are the same.

    Consent is false in the default, always. So null, a missing member and false are the same in it, and a backup says
    false: a request cannot remove a member.
    """
    found = {}
    for tenant in simulator.directory.partners:
        partner = PARTNER.read(simulator.directory.partner(tenant))
        consent = {"inbound_allowed": False, "outbound_allowed": False, **(partner["automatic_user_consent"] or {})}
        sync = simulator.directory.identity_sync(tenant)
        found[tenant] = {
            "partner": {**partner, "automatic_user_consent": consent},
            "sync": sync and IDENTITY_SYNC.read(sync),
        }
    return found


def test_commands_of_the_page(simulator: GraphSimulator, ansible: dict[str, str], tmp_path: Path) -> None:
    """The commands run one after the other in one shell, as a user would type them."""
    simulator.directory.add_partner(BIRCH, ON, inboundTrust={"isMfaAccepted": True})
    simulator.directory.add_partner(CEDAR)
    before = state(simulator)
    inventory = tmp_path / "inventory"
    inventory.mkdir()
    wanted = [{"tenant": ALDER}, {"tenant": BIRCH, "state": "absent"}]
    wanted.append({"tenant": CEDAR, "inbound_trust": {"mfa_accepted": True}})
    (inventory / "hosts.json").write_text(json.dumps(hosts(wanted)), encoding="utf-8")

    page = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"^```shell\n(.*?)^```", page, re.S | re.M)
    assert len(blocks) == 4
    rehearse, apply_it, with_backup, take_back = blocks
    # The reviewed plan is applied once, with a backup.
    apply_it = apply_it.rstrip("\n") + " " + with_backup.split("onboard ")[1]
    environment = {**ansible, **simulator.environment(), "ANSIBLE_VERBOSITY": "0", "HOME": str(tmp_path)}

    def shell(text: str) -> subprocess.CompletedProcess[str]:
        command = ["bash", "-euo", "pipefail", "-c", text]
        return subprocess.run(command, cwd=tmp_path, env=environment, check=False, capture_output=True, text=True)

    done = shell(rehearse + apply_it)
    assert done.returncode == 0, done.stdout + done.stderr
    assert BIRCH not in simulator.directory.partners and ALDER in simulator.directory.partners
    # The page shows the beginning of the statistics. Its plan only updates.
    (shown,) = re.findall(r"^```\n(CUSTOM STATS.*?)…\n```", page, re.S | re.M)
    said = re.sub(r'"(create|delete)": \d+,  ', "", done.stdout)
    assert re.sub("[0-9a-f]{64}", "ID", shown).strip() in re.sub("[0-9a-f]{64}", "ID", said), done.stdout
    # The reviewed plan was applied. Now there is nothing to change, and that is another plan.
    assert shell(apply_it).returncode == 2
    back = shell(take_back)
    assert back.returncode == 0, back.stdout + back.stderr
    assert state(simulator) == before


TRUST = st.fixed_dictionaries(
    {}, optional={name: st.booleans() for name in ("isMfaAccepted", "isCompliantDeviceAccepted")}
)
# Valid pairs: Graph refuses a setting that blocks all users and allows an application, and the reverse.
PAIR = st.sampled_from(
    [
        {
            "usersAndGroups": {"accessType": access, "targets": [{"target": "AllUsers", "targetType": "user"}]},
            "applications": {
                "accessType": access,
                "targets": [{"target": "AllApplications", "targetType": "application"}],
            },
        }
        for access in ("allowed", "blocked")
    ]
)
HELD = st.fixed_dictionaries(
    {},
    optional={
        "inboundTrust": TRUST,
        "b2bCollaborationInbound": PAIR,
        "automaticUserConsentSettings": st.fixed_dictionaries({"inboundAllowed": st.booleans()}),
    },
)
POLICY = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "displayName": st.sampled_from(["Birch", "{{ 1 + 1 }}", "Ünïcode \u2028", "- x: y", "", "No"]),
            "userSyncInbound": st.fixed_dictionaries({"isSyncAllowed": st.booleans()}),
        }
    ),
)
WANTED = st.one_of(
    st.just({"state": "absent"}),
    st.fixed_dictionaries(
        {},
        optional={
            "inbound_trust": st.just({"mfa_accepted": True, "compliant_device_accepted": False}),
            "automatic_user_consent": st.just({"inbound_allowed": True, "outbound_allowed": True}),
            "inherit": st.just(["b2b_collaboration_inbound"]),
            "identity_sync": st.sampled_from([{"state": "absent"}, {"user_sync_allowed": True, "display_name": "New"}]),
        },
    ),
)


def generated(number: int, **more: Any) -> dict[str, Any]:
    """The observed and the desired state of each tenant, and whether Graph holds a deleted policy of it."""
    tenant = st.tuples(st.one_of(st.none(), st.tuples(HELD, POLICY)), WANTED, st.booleans())
    examples: list[dict[str, Any]] = []

    @given(st.fixed_dictionaries(dict.fromkeys(TENANTS, tenant)))
    @settings(max_examples=number + 1, phases=[Phase.generate], deadline=None, database=None, **more)
    def draw(example: dict[str, Any]) -> None:
        examples.append(example)

    draw()
    return examples[-1]


# Behaviour that Microsoft does not document, in several variants.
WORLDS = ({}, {"over_deleted": "conflict", "complex_patch": "replace"}, {"inherited": "default"})


@pytest.mark.parametrize(("version", "world"), rest_long([("v1.0", 0), ("beta", 1), ("beta", 2)], ("beta", 1)))
def test_any_run_can_be_taken_back(
    play: Play, simulator: GraphSimulator, tmp_path: Path, version: str, world: int
) -> None:
    """Generated tenants in batches of hosts; some have deleted policies. One backup restores all of them."""
    take_back(play, simulator, tmp_path, version, world, generated(20 + world, derandomize=True))


@pytest.mark.long
@pytest.mark.parametrize("world", range(len(WORLDS)))
@pytest.mark.parametrize("_number", range(8))
def test_more_runs_can_be_taken_back(
    play: Play, simulator: GraphSimulator, tmp_path: Path, _number: int, world: int
) -> None:
    """Each run generates other tenants."""
    take_back(play, simulator, tmp_path, "beta" if world else "v1.0", world, generated(20))


def take_back(
    play: Play, simulator: GraphSimulator, tmp_path: Path, version: str, world: int, tenants: dict[str, Any]
) -> None:
    for name, way in WORLDS[world].items():
        setattr(simulator.behaviour, name, way)
    for tenant, (held, _wanted, deleted) in tenants.items():
        if held:
            simulator.directory.add_partner(tenant, held[1], **held[0])
        if deleted and not (held and held[1]):
            simulator.directory.add_deleted_identity_sync(tenant, displayName="Old", deleted="2026-11-20T00:00:00Z")
    before = state(simulator)
    wanted = hosts([{"tenant": tenant, **item[1]} for tenant, item in tenants.items()])
    arguments = f"-e partner_onboarding_api_version={version} -e partner_onboarding_removal_limit=100"
    backups = tmp_path / "backups"
    run = play(
        ONBOARD, wanted, f"{arguments} -e partner_onboarding_backup_directory={backups} -e partner_onboarding_serial=4"
    )
    assert run.rc == 0, {host: outcome.get("msg") for host, outcome in run.outcome.items()}
    if not run.hosts("changed"):
        assert not backups.exists()
        return
    (backup,) = backups.iterdir()
    assert {outcome.get("backup") for outcome in run.outcome.values()} <= {str(backup), None}
    back = play(ONBOARD, backup)
    assert back.rc == 0, {host: outcome.get("msg") for host, outcome in back.outcome.items()}
    lost = (backup / "README.md").read_text(encoding="utf-8")
    after = state(simulator)
    assert set(after) == set(before)
    for tenant in before:
        if WORLDS[world].get("inherited") == "default":
            # Graph shows the default in place of null, so inherited values cannot be recognized.
            assert after[tenant]["sync"] == before[tenant]["sync"], lost
        elif "cannot be brought back" not in lost:
            assert after[tenant] == before[tenant], lost
    # The earlier state is restored: there is nothing more to do.
    assert not play(ONBOARD, backup).hosts("changed")
