# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of the documentation run: tasks of modules (check mode, real) and files of the inventory plugin."""

from __future__ import annotations

import ast
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.entra.cross_tenant.tests.everyday import rest_long

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
MODULES = PLUGINS / "modules"
TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OWNER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
USER, GROUP = "5f3c1c50-4a5c-4b0e-9a5e-2c7d6f0b1e11", "0be493dc-cb56-4a53-936f-9cf64410b8b0"
# These modules are useful only inside the roles, and the tests of the roles run them.
PARTS_OF_THE_ROLE = {"partner_desired", "partner_batch", "partner_outcome", "partner_compliance"}


def examples(path: Path) -> str:
    """The EXAMPLES of a module or plugin."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "EXAMPLES":
            return node.value.value
    raise AssertionError(f"{path} has no examples")


NAMES = sorted({path.stem for path in MODULES.glob("*.py")} - PARTS_OF_THE_ROLE)
# These modules only read, so none of them finds changes of another one.
READERS = [name for name in NAMES if name.endswith("_info")]


def tasks_of(module: str) -> list[dict[str, Any]]:
    return yaml.safe_load(examples(MODULES / f"{module}.py"))


def playbook_of(modules: list[str]) -> str:
    """A play for the examples of each module. So no example can use a variable that another module registered."""
    variables = {"my_partners": [{"tenant": TENANT}]}
    plays = [
        {"name": module, "hosts": module, "gather_facts": False, "vars": variables, "tasks": tasks_of(module)}
        for module in modules
    ]
    return yaml.safe_dump(plays, sort_keys=False)


def inventory_of(modules: list[str]) -> dict[str, Any]:
    """A host for each play. Like localhost, each host is this machine."""
    own = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    return {"all": {"hosts": dict.fromkeys(modules, own)}}


@pytest.fixture
def tenant(simulator):
    consent = {"inboundAllowed": False, "outboundAllowed": True}
    simulator.directory.add_partner(
        TENANT,
        identity_sync={"displayName": "Fabrikam", "userSyncInbound": {"isSyncAllowed": True}},
        automaticUserConsentSettings=consent,
    )
    simulator.directory.add_partner(OWNER, automaticUserConsentSettings=consent)
    # What the other sides of synchronizations allow, and who is synchronized.
    source = simulator.directory.source
    for target in (TENANT, OWNER):
        source.allow(target)
    source.add_user("ada", "Ada", id=USER)
    source.add_group("Sales", id=GROUP)
    source.add_configuration(TENANT, "Fabrikam")
    # Values that are null: the status without a job, and the days without a date.
    source.add_configuration(display_name="Half made", job=False)
    simulator.directory.add_deleted_identity_sync("6f1d2c0e-7d0b-4f4e-8b5a-1f2e3d4c5b6a", deleted=None)
    # The owner that added this tenant to an organization. This tenant may then add others.
    simulator.directory.invite(OWNER, role="owner")
    # Tenants that the examples expect.
    simulator.directory.add_tenant(TENANT, "Fabrikam", "fabrikam.example")
    simulator.directory.add_tenant(OWNER, "Wingtip Toys", "wingtiptoys.example")
    simulator.directory.add_tenant("4b2a1b3c-0000-4000-8000-00000000abcd", "Litware", "litware.example")
    return simulator


@pytest.mark.parametrize("module", NAMES)
def test_examples_are_of_the_module(module):
    assert f"entra.cross_tenant.{module}" in {key for task in tasks_of(module) for key in task}


def ran(run, modules: list[str]) -> None:
    assert run.rc == 0, run.output
    # If a play ended early, a host would be missing here.
    assert set(run.stats["ok"]) == set(modules) and not run.hosts("failures") and not run.hosts("dark")


def test_examples_are_rehearsed(play, tenant):
    """All examples are in one run, since in check mode none of them changes the state for the next one."""
    ran(play(playbook_of(NAMES), inventory_of(NAMES), "--check --diff"), NAMES)
    assert not tenant.log.writes()


# Every day all examples run in check mode, and some of those that write run for real.
WRITERS = [[name] for name in NAMES if name not in READERS]


@pytest.mark.parametrize("modules", rest_long([READERS, *WRITERS], *WRITERS[::3]), ids=lambda modules: modules[0])
def test_examples_run(play, tenant, modules):
    ran(play(playbook_of(modules), inventory_of(modules), "--diff"), modules)


SOURCES = list(yaml.safe_load_all(examples(PLUGINS / "inventory" / "partners.py")))


@pytest.mark.parametrize("number", range(len(SOURCES)))
def test_examples_of_the_inventory_plugin_run(ansible, simulator, home, tmp_path, number):
    simulator.directory.add_partner(TENANT, identity_sync={"displayName": "Fabrikam"})
    path = tmp_path / "my.entra_partners.yml"
    path.write_text(yaml.safe_dump(SOURCES[number]), encoding="utf-8")
    done = subprocess.run(
        ["ansible-inventory", "-i", str(path), "--list"],
        env={**ansible, **simulator.environment(), "ANSIBLE_VERBOSITY": "0", "HOME": str(home)},
        check=True,
        capture_output=True,
        text=True,
    )
    (host,) = json.loads(done.stdout)["_meta"]["hostvars"]
    assert host == (TENANT if SOURCES[number].get("hostname") == "tenant_id" else "fabrikam")
    assert not done.stderr
