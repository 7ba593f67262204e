# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that users install: the built collection, and the part of it that an execution environment keeps."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from ansible_collections.entra.cross_tenant.tests.static import source_tree

# Galaxy and Automation Hub guarantee only these folders at run time.
RUN_TIME = ("meta", "plugins", "roles", "playbooks")
CONTENT = {
    kind: sorted(path.stem for path in (source_tree.CHECKOUT / "plugins" / folder).glob("[!_]*.py"))
    for kind, folder in {"module": "modules", "inventory": "inventory", "callback": "callback"}.items()
}
ROLES = sorted(path.name for path in (source_tree.CHECKOUT / "roles").glob("*/"))
PLAYBOOKS = sorted((source_tree.CHECKOUT / "playbooks").glob("*.yml"))


def in_collections(folder: Path) -> Mapping[str, str]:
    """Variables for an environment in which Ansible finds collections only in `folder`."""
    # The PYTHONPATH of the tests contains the checkout, and Ansible searches it too.
    return {"ANSIBLE_COLLECTIONS_PATH": str(folder), "ANSIBLE_HOME": str(folder / "home"), "PYTHONPATH": ""}


@pytest.fixture(scope="module")
def tarball(run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    run("ansible-galaxy", "collection", "build", source_tree.CHECKOUT, "--output-path", folder)
    return next(folder.glob("entra-cross_tenant-*.tar.gz"))


@pytest.fixture(scope="module", params=["installed", "run time only"])
def collections(request, run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of collections: with the installed tarball, or only with the folders that exist at run time."""
    folder = tmp_path_factory.mktemp("collections")
    if request.param == "installed":
        tarball = request.getfixturevalue("tarball")
        arguments = ("--offline", tarball, "--collections-path", folder)
        run("ansible-galaxy", "collection", "install", *arguments, env=in_collections(folder))
    else:
        source_tree.copy_to(folder, only=RUN_TIME)
    return folder


def test_nothing_local_is_packed(tarball: Path) -> None:
    """build_ignore in galaxy.yml excludes the same files as .gitignore."""
    with tarfile.open(tarball) as archive:
        packed = {Path(member.name) for member in archive if not member.isdir()}
    assert packed - set(source_tree.files()) <= {Path("MANIFEST.json"), Path("FILES.json")}


def test_everything_is_packed_that_runs(tarball: Path) -> None:
    with tarfile.open(tarball) as archive:
        packed = set(map(Path, archive.getnames()))
    assert {path for path in source_tree.files() if path.parts[0] in RUN_TIME} <= packed


@pytest.mark.parametrize("kind", [kind for kind, names in CONTENT.items() if names])
def test_plugins_are_documented(run, collections: Path, kind: str) -> None:
    names = [f"{source_tree.FULL_NAME}.{name}" for name in CONTENT[kind]]
    documented = json.loads(run("ansible-doc", "--json", "--type", kind, *names, env=in_collections(collections)))
    assert sorted(documented) == names
    for name, entry in documented.items():
        assert entry["doc"]["short_description"], name
        assert entry["examples"], name


@pytest.mark.skipif(not ROLES, reason="no role yet")
def test_roles_are_documented(run, collections: Path) -> None:
    names = [f"{source_tree.FULL_NAME}.{name}" for name in ROLES]
    documented = json.loads(run("ansible-doc", "--json", "--type", "role", *names, env=in_collections(collections)))
    assert sorted(documented) == names
    # galaxy-importer refuses a role without one.
    assert not [name for name in ROLES if not (source_tree.CHECKOUT / "roles" / name / "README.md").is_file()]


def test_playbooks_are_found_by_name(run, collections: Path) -> None:
    names = [f"{source_tree.FULL_NAME}.{playbook.stem}" for playbook in PLAYBOOKS]
    found = run(
        "ansible-playbook", "--syntax-check", "--inventory", "localhost,", *names, env=in_collections(collections)
    )
    assert found.count("playbook: ") == len(names) > 1
