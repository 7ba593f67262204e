# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant written into an inventory, which is then found to be in line with it."""

from __future__ import annotations

import json
import os
import subprocess
import uuid
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.settings import IDENTITY_SYNC, PARTNER
from ansible_collections.entra.cross_tenant.tests.graph_simulator import GraphSimulator
from ansible_collections.entra.cross_tenant.tests.modules.fuzz import HOSTILE_TEXTS
from ansible_collections.entra.cross_tenant.tests.modules.samples import sample
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import Play

EXPORT = "entra.cross_tenant.export"
ONBOARD = "entra.cross_tenant.onboard"


def graph_objects(resource):
    """Any of the settings that v1.0 has, each null or with one of two values, in Graph's words."""
    values = {
        setting.property: st.sampled_from(
            [None, *(setting.write(sample(setting.kind, number), {}) for number in (0, 1))]
        )
        for setting in resource.settings
        if "v1.0" in setting.versions
    }
    return st.fixed_dictionaries({}, optional=values)


PARTNERS = st.lists(
    st.tuples(graph_objects(PARTNER), st.none() | graph_objects(IDENTITY_SYNC), st.sampled_from(HOSTILE_TEXTS)),
    min_size=5,
    max_size=40,
)


def exported_and_run(play: Play, tmp_path: Path):
    directory = tmp_path / f"inventory-{uuid.uuid4()}"
    export = play(EXPORT, {}, f"-e partner_export_directory={directory}")
    assert export.rc == 0
    run = play(ONBOARD, directory, "--check --diff")
    assert run.rc == 0, run.output[-3000:]
    return directory, run


@settings(
    max_examples=4, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(everything=PARTNERS)
def test_round_trip(play: Play, simulator: GraphSimulator, tmp_path: Path, everything) -> None:
    simulator.reset()
    for number, (partner, policy, name) in enumerate(everything):
        tenant = str(uuid.UUID(int=(0x90E29127 << 96) + number))
        simulator.directory.add_partner(tenant, None if policy is None else {**policy, "displayName": name}, **partner)
    _directory, run = exported_and_run(play, tmp_path)
    assert len(run.outcome) == len(everything)
    assert not run.hosts("changed")
    assert "jinja/was/run" not in json.dumps(run.events)
    simulator.log.clear()


@pytest.fixture
def tenant(simulator: GraphSimulator) -> GraphSimulator:
    for number in range(4):
        simulator.directory.add_partner(
            f"90e29127-71ad-49c7-9ce8-00000000000{number}",
            {"displayName": f"Fabrikam {number}", "userSyncInbound": {"isSyncAllowed": number > 0}},
            inboundTrust={"isMfaAccepted": True},
        )
    return simulator


def test_what_people_read(play: Play, tenant: GraphSimulator, tmp_path: Path) -> None:
    directory, _run = exported_and_run(play, tmp_path)
    hosts = yaml.safe_load((directory / "hosts.yml").read_text(encoding="utf-8"))["partners"]["hosts"]
    assert list(hosts) == [f"fabrikam-{number}" for number in range(4)]
    assert hosts["fabrikam-0"]["partner_onboarding_partner"] == {
        "tenant": "90e29127-71ad-49c7-9ce8-000000000000",
        "identity_sync": {"display_name": "Fabrikam 0", "user_sync_allowed": False},
    }
    assert hosts["fabrikam-1"]["partner_onboarding_partner"]["identity_sync"] == {"display_name": "Fabrikam 1"}
    common = yaml.safe_load((directory / "group_vars" / "partners.yml").read_text(encoding="utf-8"))
    assert common["partner_onboarding_defaults"]["inbound_trust"] == {"mfa_accepted": True}
    assert common["partner_onboarding_defaults"]["identity_sync"] == {"user_sync_allowed": True}


def test_again_and_rehearsed(play: Play, tenant: GraphSimulator, tmp_path: Path) -> None:
    arguments = f"-e partner_export_directory={tmp_path / 'inventory'} --diff"
    assert play(EXPORT, {}, f"{arguments} --check").hosts("changed")
    assert not (tmp_path / "inventory").exists()
    assert play(EXPORT, {}, arguments).hosts("changed")
    assert not play(EXPORT, {}, arguments).hosts("changed")
    assert not tenant.log.writes()
    run = play(EXPORT, {})
    assert run.rc == 2 and "partner_export_directory" in run.output


def test_from_where_somebody_works(simulator: GraphSimulator, ansible: dict[str, str], tmp_path: Path) -> None:
    """A relative folder begins there, and not beside the playbook, which lies in the collection."""
    simulator.directory.add_partner("00000000-0000-4000-8000-000000000001", {"displayName": "Alder"})
    environment = {**os.environ, **ansible, **simulator.environment(), "ANSIBLE_VERBOSITY": "0"}
    for command in (
        [EXPORT, "-e", "partner_export_directory=inventory"],
        ["-i", "inventory", "entra.cross_tenant.compliance"],
        ["-i", "inventory", "entra.cross_tenant.compliance", "-e", "compliance_report_directory=reports/today"],
    ):
        done = subprocess.run(
            ["ansible-playbook", *command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout
    assert (tmp_path / "inventory" / "hosts.yml").exists()
    assert (tmp_path / "compliance" / "compliance.html").exists()
    assert (
        json.loads((tmp_path / "reports/today/compliance.json").read_text(encoding="utf-8"))["totals"]["partners"] == 1
    )
