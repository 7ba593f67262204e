# SPDX-License-Identifier: GPL-3.0-or-later
"""The execution environment of extensions/execution-environment, tested without a container engine."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from ansible_collections.entra.cross_tenant.tests.static import source_tree

pytestmark = pytest.mark.gate

DEFINITION = source_tree.CHECKOUT / "extensions/execution-environment/execution-environment.yml"
DEPENDENCIES = yaml.safe_load(DEFINITION.read_text(encoding="utf-8"))["dependencies"]
TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"


@pytest.fixture(scope="module")
def collections(run, artifact: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of collections in which this collection is installed."""
    folder = tmp_path_factory.mktemp("collections")
    # The PYTHONPATH of the tests contains the checkout, and Ansible searches it too.
    environment = {"ANSIBLE_COLLECTIONS_PATH": str(folder), "ANSIBLE_HOME": str(folder / "home"), "PYTHONPATH": ""}
    arguments = ("--offline", artifact, "--collections-path", folder)
    run("ansible-galaxy", "collection", "install", *arguments, env=environment)
    return folder


@pytest.fixture(scope="module")
def requirements(run, collections: Path) -> list[str]:
    """The Python requirements that ansible-builder finds in the collections, without their origin."""
    found = yaml.safe_load(run("ansible-builder", "introspect", "--sanitize", collections))
    return [line.partition("#")[0].strip() for line in found["python"]]


def test_requirements_are_found(requirements: list[str]) -> None:
    lines = (source_tree.CHECKOUT / "meta/ee-requirements.txt").read_text(encoding="utf-8").splitlines()
    ours = {re.sub(r"\s", "", line) for line in lines if line and line[0] != "#"}
    assert {re.sub(r"\s", "", line) for line in requirements} == ours


def test_definition(run, tmp_path: Path) -> None:
    shutil.copy(DEFINITION, tmp_path)
    said = run("ansible-builder", "create", cwd=tmp_path)
    assert "WARN" not in said
    context = tmp_path / "context"
    galaxy = yaml.safe_load((context / "_build" / "requirements.yml").read_text(encoding="utf-8"))
    assert galaxy == DEPENDENCIES["galaxy"]
    (recipe,) = (path for path in context.iterdir() if path.is_file())
    assert " ".join(DEPENDENCIES[name]["package_pip"] for name in ("ansible_core", "ansible_runner")) in (
        recipe.read_text(encoding="utf-8")
    )


@pytest.mark.long
def test_a_job_with_nothing_else_installed(
    run, collections: Path, requirements: list[str], simulator, tmp_path: Path
) -> None:
    """An onboarding in check mode, with the Python that the image would contain."""
    python = tmp_path / "venv" / "bin" / "python"
    # The ansible-core of the image needs Python 3.11. An older Python gets the newest that it can.
    core = DEPENDENCIES["ansible_core"]["package_pip"] if sys.version_info >= (3, 11) else "ansible-core"
    packages = [*requirements, core, DEPENDENCIES["ansible_runner"]["package_pip"]]
    # The cache and the settings of pip are in the home directory.
    home = {"HOME": os.environ["HOME"], "PYTHONPATH": ""}
    run(sys.executable, "-m", "venv", tmp_path / "venv", env=home)
    run(python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *packages, env=home)
    run(python, "-m", "pip", "check", env=home)

    inventory = tmp_path / "hosts.json"
    host = {"partner_onboarding_partner": {"tenant": TENANT, "identity_sync": {"user_sync_allowed": True}}}
    inventory.write_text(json.dumps({"partners": {"hosts": {"fabrikam": host}}}), encoding="utf-8")
    environment = {
        **simulator.environment(),
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_HOME": str(tmp_path / "home"),
        "PYTHONPATH": "",
        "PATH": os.pathsep.join([str(python.parent), os.defpath]),
    }
    name = f"{source_tree.FULL_NAME}.onboard"
    said = run("ansible-playbook", "-i", inventory, name, "--check", cwd=tmp_path, env=environment)
    assert re.search(r"fabrikam +: ok=\d+ +changed=1 ", said)
    assert simulator.log.reads() and not simulator.log.writes()
