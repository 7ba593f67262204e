# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first command of a new user: it shows what the credentials can do, and writes nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._direct import FORCED
from ansible_collections.entra.cross_tenant.tests.graph_simulator import SECRET_MARKER, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import CHECKOUT, Play, Run

PREFLIGHT = "entra.cross_tenant.preflight"
# The user has no inventory yet.
NOBODY: dict[str, Any] = {}


def shown(run: Run) -> list[str]:
    """The lines that the user sees."""
    output = re.sub(r"\x1b\[[0-9;]*m|\r", "", run.output)
    (text,) = re.findall(r"^\n(tenant: .*?)(?:^ok: |^$)", output, re.DOTALL | re.MULTILINE)
    lines: list[str] = text.splitlines()
    return lines


@pytest.mark.parametrize("direct", ["true", "false"])
def test_everything_may_be_done(play: Play, simulator: GraphSimulator, direct: str) -> None:
    run = play(PREFLIGHT, NOBODY, f"-e {FORCED}={direct} -e partner_onboarding_api_version=beta")
    assert run.rc == 0 and not run.hosts("changed"), run.output
    lines = shown(run)
    name = simulator.directory.home["displayName"]
    assert lines[0] == f"tenant: {name} ({simulator.tenant_id}), cloud global, Graph beta"
    assert lines[1] == f"application: {simulator.client_id}, logged in by client_secret"
    assert lines[2].startswith("token: valid until 20") and "Policy.Read.All" in lines[3]
    assert "yes     synchronize groups (write_group_sync)" in lines
    # Nothing is missing, so nothing has to be granted.
    assert not [line for line in lines if line.startswith(("no ", "to grant"))]
    assert not simulator.log.writes()


def test_a_missing_permission_is_shown_with_the_way_to_grant_it(play: Play, simulator: GraphSimulator) -> None:
    """The lines begin as docs/authentication.md shows them."""
    page = (CHECKOUT / "docs" / "authentication.md").read_text(encoding="utf-8")
    (beginning,) = re.findall(r"^```text\n(tenant: .*?)^…$", page, re.DOTALL | re.MULTILINE)
    (permissions,) = re.findall("application permissions: (.*)", beginning)
    simulator.directory.applications[simulator.client_id]["roles"] = permissions.split(", ")
    # docs/runs.md recommends a setting that hides results that are ok.
    environment = {
        **simulator.environment(),
        "ENTRA_CERTIFICATE_PATH": simulator.certificate_path,
        "ENTRA_AUTH_METHOD": "certificate",
        "ANSIBLE_DISPLAY_OK_HOSTS": "false",
    }
    run = play(PREFLIGHT, NOBODY, "--check --tags nothing", environment)
    assert run.rc == 0, run.output
    lines = shown(run)
    assert "yes     read partners (read_partners)" in lines
    writes = "no      create, change and delete partners (write_partners): needs Policy.ReadWrite.CrossTenantAccess"
    assert writes in lines
    name = simulator.directory.home["displayName"]
    beginning = re.sub(r"tenant: .* \([-0-9a-f]+\)", f"tenant: {name} ({simulator.tenant_id})", beginning)
    beginning = re.sub(r"application: [-0-9a-f]+", f"application: {simulator.client_id}", beginning)
    expected, seen = (re.sub(r"until \S+Z", "until …", text).splitlines() for text in (beginning, "\n".join(lines)))
    assert seen[: len(expected)] == expected
    assert f"App registrations, {simulator.client_id}, API permissions" in lines[-1]
    # It fits on a screen, except on the smallest ones.
    assert len(lines) <= 32


@pytest.mark.parametrize(
    ("environment", "arguments", "words"),
    [
        ({"ENTRA_CLIENT_SECRET": f"{SECRET_MARKER}-but-not-the-right-one"}, "", "AADSTS7000215"),
        ({"ENTRA_TENANT": "90e29127-71ad-49c7-9ce8-db3f41ea06f1"}, "", "does not know this tenant"),
        ({"ENTRA_GRAPH_URL": "https://127.0.0.1:9"}, "", "the connection failed"),
        ({}, "-e partner_onboarding_home_tenant=90e29127-71ad-49c7-9ce8-db3f41ea06f1", "home_tenant is"),
        ({}, "-e partner_onboarding_api_version=v2", "partner_onboarding_api_version is one of v1.0, beta"),
    ],
)
def test_it_fails_only_if_nobody_can_log_in(
    play: Play, simulator: GraphSimulator, environment: dict[str, str], arguments: str, words: str
) -> None:
    run = play(PREFLIGHT, NOBODY, arguments, {**simulator.environment(), **environment})
    assert run.rc != 0 and words in run.output, run.output
    assert "yes     " not in run.output


def test_no_file_is_written_before_the_login_is_known_to_work(
    play: Play, simulator: GraphSimulator, tmp_path: Path
) -> None:
    environment = {**simulator.environment(), "ENTRA_CLIENT_SECRET": f"{SECRET_MARKER}-but-not-the-right-one"}
    folder = tmp_path / "inventory"
    run = play("entra.cross_tenant.export", NOBODY, f"-e partner_export_directory={folder}", environment)
    assert run.rc != 0 and "AADSTS7000215" in run.output
    assert not folder.exists()
    # The test proves something: with the right secret, the files are written.
    assert play("entra.cross_tenant.export", NOBODY, f"-e partner_export_directory={folder}").rc == 0
    assert (folder / "hosts.yml").is_file()
