# SPDX-License-Identifier: GPL-3.0-or-later
"""galaxy-importer, which Galaxy and Automation Hub run on each collection that somebody publishes."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ansible_collections.entra.cross_tenant.tests.static import source_tree

pytestmark = pytest.mark.gate

# Automation Hub asks for more than Galaxy: a known tag, and a version that is not a preview.
AUTOMATION_HUB = {
    "CHECK_CHANGELOG": "true",
    "CHECK_REQUIRED_TAGS": "true",
    "REQUIRE_V1_OR_GREATER": "true",
    "RUN_ANSIBLE_DOC": "true",
    "RUN_ANSIBLE_TEST": "false",
}
LINTERS = ("RUN_ANSIBLE_LINT", "RUN_FLAKE8")
# The three rules of flake8 that contradict the formatter of ruff and of black. The importer accepts no configuration.
FORMATTER = re.compile(r"WARNING: plugins/\S+: (E203|E704|W503) ")
# The importer tells ansible-lint the folder ansible_collections, and ansible-lint looks for ansible_collections in it.
NOT_FOUND = re.compile(rf"WARNING: ERROR +Failed to find {re.escape(source_tree.FULL_NAME)}\.\w+ playbook\.")

Import = Callable[..., tuple[list[str], dict]]


@pytest.fixture
def imported(run, tmp_path: Path) -> Import:
    """Import an artifact. Returns the lines that are not just progress, and the result."""

    def imported(artifact: Path, **settings: str) -> tuple[list[str], dict]:
        settings = {**AUTOMATION_HUB, "ANSIBLE_LOCAL_TMP": str(tmp_path / "ansible"), **settings}
        environment = {f"GALAXY_IMPORTER_{name}": value for name, value in settings.items()}
        # ansible-doc and ansible-lint must find the artifact, and not the checkout.
        environment |= {"PYTHONPATH": "", "ANSIBLE_COLLECTIONS_PATH": str(tmp_path)}
        said = run(sys.executable, "-m", "galaxy_importer.main", artifact, cwd=tmp_path, env=environment)
        assert "Importer processing completed successfully" in said
        result = json.loads((tmp_path / "importer_result.json").read_text(encoding="utf-8"))
        return re.findall(r"^(?:WARNING|ERROR|CRITICAL).*", said, re.MULTILINE), result

    return imported


def test_automation_hub_accepts_the_artifact(imported: Import, artifact: Path) -> None:
    """Everything except the linters, which run on the checkout every day."""
    told, result = imported(artifact, **dict.fromkeys(LINTERS, "false"))
    assert told == []
    content = {(each["content_type"], each["name"]) for each in result["contents"]}
    assert {("module", "partners"), ("inventory", "partners"), ("role", "partner_onboarding")} <= content
    assert result["requires_ansible"]


@pytest.mark.long  # flake8 starts once for each file
@pytest.mark.timeout(900)
def test_automation_hub_and_its_linters_accept_the_artifact(imported: Import, artifact: Path) -> None:
    told, _result = imported(artifact, **dict.fromkeys(LINTERS, "true"))
    assert [line for line in told if not FORMATTER.match(line) and not NOT_FOUND.fullmatch(line)] == []


def test_automation_hub_refuses_what_it_refuses(imported: Import, commit, build, tmp_path: Path) -> None:
    """The importer really checks: it refuses an author with a name that is too long."""
    checkout = source_tree.copy_to(tmp_path)
    galaxy = checkout / "galaxy.yml"
    text = galaxy.read_text(encoding="utf-8")
    galaxy.write_text(text.replace("contributors", "contributors " * 4), encoding="utf-8")
    commit(checkout)
    artifact, _said = build(checkout)
    settings = dict.fromkeys((*LINTERS, "RUN_ANSIBLE_DOC"), "false")
    with pytest.raises(pytest.fail.Exception, match="authors"):
        imported(artifact, **settings)
