# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/getting-started.md: a new user runs its commands, one after the other, as they are on the page."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import CHECKOUT, search

PAGE = CHECKOUT / "docs" / "getting-started.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# The first line of a file that the page lets the user write.
FILE = re.compile(r"# (inventory/\w+\.yml)\n")
BIRCH, CEDAR = (f"{number}" * 8 + "-1111-4111-8111-111111111111" for number in (2, 3))
# What differs from the user's machine: the addresses, and a tenant that is simulated.
SURROUNDINGS = ("ENTRA_GRAPH_URL", "ENTRA_AUTHORITY_URL", "ENTRA_CA_PATH")


class Shell:
    """A shell that keeps its variables from one block of the page to the next."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder / "empty"
        self._folder.mkdir()
        self._kept = folder / "variables"
        self._environment = environment

    def run(self, text: str) -> str:
        before = f". {shlex.quote(str(self._kept))}\n" if self._kept.exists() else ""
        script = f"{before}{text}\nexport -p > {shlex.quote(str(self._kept))}"
        command = ["bash", "-euo", "pipefail", "-c", script]
        run = subprocess.run(
            command, cwd=self._folder, env=self._environment, check=False, capture_output=True, text=True
        )
        assert run.returncode == 0, f"{text}\n{run.stdout}\n{run.stderr}"
        said = run.stdout + run.stderr
        search(said, text)
        return said

    def write(self, name: str, content: str) -> None:
        (self._folder / name).write_text(content, encoding="utf-8")


# Ten runs of Ansible, which take long on a busy machine.
@pytest.mark.timeout(600)
def test_the_commands_of_the_page(simulator: GraphSimulator, ansible: dict[str, str], tmp_path: Path) -> None:
    simulator.directory.add_partner(BIRCH, {"displayName": "Birch"}, inboundTrust={"isMfaAccepted": True})
    simulator.directory.add_partner(CEDAR)
    (tmp_path / "bin").mkdir()
    az = tmp_path / "bin" / "az"
    program = [sys.executable, "-IS", str(Path(__file__).with_name("azure_cli.py"))]
    az.write_text(f'#!/bin/sh\nexec {shlex.join(program)} "$@"\n', encoding="utf-8")
    az.chmod(0o755)
    given = simulator.environment()
    environment = {
        **ansible,
        **{name: given[name] for name in SURROUNDINGS},
        "PATH": f"{az.parent}:{ansible['PATH']}",
        "HOME": str(tmp_path),
        "ANSIBLE_VERBOSITY": "0",
        # The libraries and the collection are installed already, and nothing is downloaded.
        "PIP_NO_INDEX": "1",
    }
    shell = Shell(tmp_path, environment)
    before = simulator.directory.snapshot()["partners"]
    said, states = "", []
    for kind, block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind == "shell":
            written = len(simulator.log.writes())
            said = shell.run(block)
            if len(simulator.log.writes()) > written:
                states.append(set(simulator.directory.partners))
        elif kind == "yaml":
            shell.write(FILE.match(block)[1], block)
        else:
            # What the page shows of the output.
            assert kind == "text" and block.strip() in said, f"{block}\n{said}"
    # One block has written the change, and another one has taken it back.
    (added,) = states[0] - {BIRCH, CEDAR}
    assert added in PAGE.read_text(encoding="utf-8")
    assert len(states) == 2 and simulator.directory.snapshot()["partners"] == before
    # Each of the two applications has one permission, and no client secret was needed.
    roles = [application["roles"] for application in list(simulator.directory.applications.values())[1:]]
    assert roles == [["Policy.Read.All"], ["Policy.ReadWrite.CrossTenantAccess"]]
