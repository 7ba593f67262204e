# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook for people with a test tenant: it asks before it changes anything, and leaves a report."""

from __future__ import annotations

import os
import pty
import select
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import SECRET_MARKER, TOKEN_MARKER, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import Play

TRIAL = "entra.cross_tenant.try_unknowns"
NOBODY: dict[str, Any] = {}
PARTNER = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
QUESTIONS = ("inherited", "page_size")


@pytest.fixture
def arguments(simulator: GraphSimulator, tmp_path: Path) -> list[str]:
    simulator.directory.add_tenant(PARTNER, "Fabrikam", "fabrikam.example")
    values = {
        "home_tenant": simulator.tenant_id,
        "partner_tenant": PARTNER,
        "questions": ",".join(QUESTIONS),
        "report": str(tmp_path / "report.md"),
    }
    return [f"-e try_unknowns_{name}={value}" for name, value in values.items()]


def test_without_a_terminal_nothing_is_changed(play: Play, simulator: GraphSimulator, arguments: list[str]) -> None:
    run = play(TRIAL, NOBODY, " ".join(arguments))
    assert run.rc == 2 and "nobody typed yes" in run.output
    assert "It adds the partner without any settings, and deletes it." in run.output
    assert not simulator.log.writes()


def test_a_confirmed_trial_leaves_a_report(
    play: Play, simulator: GraphSimulator, arguments: list[str], tmp_path: Path
) -> None:
    before = simulator.directory.snapshot()
    run = play(TRIAL, NOBODY, " ".join([*arguments, "-e try_unknowns_confirmed=yes"]))
    assert run.rc == 0, run.output
    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "| `inherited` | Is a setting that a partner inherits always shown as null? | `null` |" in report
    assert "could not be tried | all 1 partners came in one page" in report
    assert all(line in run.output for line in report.splitlines())
    for secret in (SECRET_MARKER, TOKEN_MARKER, PARTNER, simulator.tenant_id, simulator.client_id):
        assert secret not in report
    assert simulator.directory.snapshot() == before and simulator.log.writes()


def test_the_person_at_the_keyboard_is_asked(simulator: GraphSimulator, arguments: list[str]) -> None:
    """The same playbook at a terminal. Its question changes nothing."""

    def begun() -> bool:
        return any("findTenantInformation" in each.path and PARTNER not in each.path for each in simulator.log)

    master, slave = pty.openpty()
    arguments = [*arguments, "-e try_unknowns_questions=unknown_tenant"]
    given = [word for argument in arguments for word in argument.split(" ", 1)]
    process = subprocess.Popen(
        ["ansible-playbook", "-i", "localhost,", TRIAL, *given],
        env={**os.environ, **simulator.environment()},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)),
    )
    os.close(slave)
    output = b""
    while b"Type yes to begin" not in output:
        output += os.read(master, 65536)
    assert not begun()
    while True:
        # Ansible throws away what was typed before its prompt is ready, which is after it is shown: answer again.
        if not begun() and not select.select([master], [], [], 1)[0]:
            os.write(master, b"yes\r")
            continue
        try:
            output += os.read(master, 65536)
        except OSError:
            break
    os.close(master)
    assert process.wait(60) == 0, output.decode()
    assert b"1 of 1 questions answered" in output and begun()
