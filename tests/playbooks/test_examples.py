# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of the documentation run: tasks of modules, rehearsed and for real; files of the inventory plugin."""

from __future__ import annotations

import ast
import json
import subprocess
from pathlib import Path

import pytest
import yaml

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
MODULES = PLUGINS / "modules"
TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OWNER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
# They have no use outside the roles, whose tests run them.
PARTS_OF_THE_ROLE = {"partner_desired", "partner_batch", "partner_outcome", "partner_compliance"}


def examples(path: Path) -> str:
    """The EXAMPLES of a module or plugin."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "EXAMPLES":
            return node.value.value
    raise AssertionError(f"{path} has no examples")


@pytest.mark.parametrize("module", sorted({path.stem for path in MODULES.glob("*.py")} - PARTS_OF_THE_ROLE))
def test_examples_run(play, simulator, module):
    simulator.directory.add_partner(
        TENANT, identity_sync={"displayName": "Fabrikam", "userSyncInbound": {"isSyncAllowed": True}}
    )
    # Who has added this tenant to an organization, in which it may then add others.
    simulator.directory.invite(OWNER, role="owner")
    # What the examples take for granted.
    simulator.directory.add_tenant(TENANT, "Fabrikam", "fabrikam.example")
    simulator.directory.add_tenant("3d0f5dec-5d3d-455c-8016-e2af1ae4d31a", "Wingtip Toys", "wingtiptoys.example")
    tasks = [{"hosts": "localhost", "gather_facts": False, "vars": {"my_partners": [{"tenant": TENANT}]}}]
    tasks[0]["tasks"] = yaml.safe_load(examples(MODULES / f"{module}.py"))
    playbook = yaml.safe_dump(tasks, sort_keys=False)
    inventory = {"all": {}}
    rehearsal = play(playbook, inventory, "--check --diff")
    assert rehearsal.rc == 0, rehearsal.output
    assert not simulator.log.writes()
    run = play(playbook, inventory, "--diff")
    assert run.rc == 0, run.output
    used = {key for task in tasks[0]["tasks"] for key in task if "." in key}
    assert f"entra.cross_tenant.{module}" in used


SOURCES = list(yaml.safe_load_all(examples(PLUGINS / "inventory" / "partners.py")))


@pytest.mark.parametrize("number", range(len(SOURCES)))
def test_examples_of_the_inventory_plugin_run(ansible, simulator, tmp_path, number):
    simulator.directory.add_partner(TENANT, identity_sync={"displayName": "Fabrikam"})
    path = tmp_path / "my.entra_partners.yml"
    path.write_text(yaml.safe_dump(SOURCES[number]), encoding="utf-8")
    done = subprocess.run(
        ["ansible-inventory", "-i", str(path), "--list"],
        env={**ansible, **simulator.environment(), "ANSIBLE_VERBOSITY": "0", "HOME": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    (host,) = json.loads(done.stdout)["_meta"]["hostvars"]
    assert host == (TENANT if SOURCES[number].get("hostname") == "tenant_id" else "fabrikam")
    assert not done.stderr
