# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that users install: the built collection, and the part of it that an execution environment keeps."""

from __future__ import annotations

import fnmatch
import json
import re
import shutil
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from ansible_collections.entra.cross_tenant.tests.static import source_tree

pytestmark = pytest.mark.gate

# Galaxy and Automation Hub guarantee only these folders at run time.
RUN_TIME = ("meta", "plugins", "roles", "playbooks")
CONTENT = {
    kind: sorted(path.stem for path in (source_tree.CHECKOUT / "plugins" / folder).glob("[!_]*.py"))
    for kind, folder in {"module": "modules", "inventory": "inventory", "callback": "callback"}.items()
}
ROLES = sorted(path.name for path in (source_tree.CHECKOUT / "roles").glob("*/"))
PLAYBOOKS = sorted((source_tree.CHECKOUT / "playbooks").glob("*.yml"))
# What git tracks and users do not need. A folder stands for everything in it.
NOT_PACKED = (
    ".ci",
    ".github",
    ".gitignore",
    ".yamllint",
    "CHANGELOG.rst",
    "CODE_OF_CONDUCT.md",
    "CONTRIBUTING.md",
    # The licence of facts that tests use.
    "LICENSES/MIT.txt",
    "Makefile",
    "REUSE.toml",
    "SECURITY.md",
    "changelogs/config.yaml",
    "changelogs/fragments",
    "docs/pictures",
    # Its content is in MANIFEST.json.
    "galaxy.yml",
    "pyproject.toml",
    "tests",
)
# What is packed nevertheless: ansible-test reads it, and Automation Hub runs ansible-test.
PACKED = {Path("tests/config.yml")}
# What ansible-galaxy adds.
ADDED = {Path("MANIFEST.json"), Path("FILES.json")}
# What people, editors and runs of this collection leave in a checkout.
LOCAL = (
    ".ansible/tmp/x.json",
    ".azure/msal_token_cache.json",
    ".env",
    ".idea/workspace.xml",
    ".venv/lib/x.py",
    "ansible.log",
    "backups/fabrikam.yml",
    "collections/x.txt",
    "compliance/compliance.html",
    "entra-cross_tenant-0.9.0.tar.gz",
    "extensions/awx/project.tar.gz",
    "graph.key",
    "graph.p12",
    "graph.pem",
    "inventory/hosts.yml",
    "node_modules/x/package.json",
    "notes.md",
    "plugin/modules/x.py",
    "secrets.yml",
    "venv/pyvenv.cfg",
    "changelogs/.plugin-cache.yaml",
    "docs/.DS_Store",
    "extensions/awx/project/.env",
    "plugins/modules/__pycache__/x.pyc",
    "plugins/modules/graph.pfx",
    "plugins/modules/partners.py~",
    "roles/partner_onboarding/tasks/main.yml.orig",
    "roles/partner_onboarding/files/graph.pem",
)
# Names that tell nothing. Only git knows that these files are not part of the collection.
UNKNOWN = {Path("notes.md"), Path("plugin/modules/x.py"), Path("secrets.yml")}


def in_collections(folder: Path) -> Mapping[str, str]:
    """Variables for an environment in which Ansible finds collections only in `folder`."""
    # The PYTHONPATH of the tests contains the checkout, and Ansible searches it too.
    return {"ANSIBLE_COLLECTIONS_PATH": str(folder), "ANSIBLE_HOME": str(folder / "home"), "PYTHONPATH": ""}


@pytest.fixture(scope="module")
def installed(run, artifact: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of collections that was empty before the built collection was installed there."""
    folder = tmp_path_factory.mktemp("collections")
    arguments = ("--offline", artifact, "--collections-path", folder)
    run("ansible-galaxy", "collection", "install", *arguments, env=in_collections(folder))
    return folder


@pytest.fixture(scope="module", params=["installed", "run time only"])
def collections(request, installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of collections: as installed, or only with the folders that exist at run time."""
    if request.param == "installed":
        return installed
    folder = tmp_path_factory.mktemp("run_time")
    place = Path("ansible_collections", source_tree.NAMESPACE, source_tree.NAME)
    for name in RUN_TIME:
        shutil.copytree(installed / place / name, folder / place / name)
    return folder


def contents(artifact: Path) -> set[Path]:
    with tarfile.open(artifact) as archive:
        packed = {Path(member.name) for member in archive if not member.isdir()}
    assert packed > ADDED
    return packed - ADDED


def test_everything_is_packed_that_users_need(artifact: Path) -> None:
    """All files that git tracks except NOT_PACKED. CI tests it with every ansible-core, so all build the same."""
    needed = PACKED | {
        path for path in source_tree.files("--cached") if not any(path.is_relative_to(each) for each in NOT_PACKED)
    }
    # New files that a contributor has not added to git yet are in the artifact, and in no commit.
    assert contents(artifact) - set(source_tree.files("--others")) == needed
    # AWX reads the settings of a project from this file.
    assert {Path("extensions/awx/project/ansible.cfg"), Path(".ansible-lint"), Path("README.md")} <= needed
    assert {path.parts[0] for path in needed} >= set(RUN_TIME)


def test_what_is_not_packed_exists() -> None:
    assert not [name for name in NOT_PACKED if not (source_tree.CHECKOUT / name).exists()]


def test_each_pattern_leaves_something_out() -> None:
    patterns = yaml.safe_load((source_tree.CHECKOUT / "galaxy.yml").read_text(encoding="utf-8"))["build_ignore"]
    paths = [*source_tree.files("--cached"), *map(Path, LOCAL)]
    names = {str(each) for path in paths for each in (path, *path.parents)}
    assert [pattern for pattern in patterns if not fnmatch.filter(names, pattern)] == []


def test_nothing_local_is_packed(run, commit, build, artifact: Path, tmp_path: Path) -> None:
    """Files that lie in a checkout, at the top or beside packed files, are not packed."""
    checkout = source_tree.copy_to(tmp_path)
    commit(checkout)
    for name in LOCAL:
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_text("local", encoding="utf-8")
    (checkout / "LICENSE").write_text("local", encoding="utf-8")
    built, said = build(checkout)
    assert contents(built) == contents(artifact)
    with tarfile.open(built) as archive:
        assert archive.extractfile("LICENSE").read() == (source_tree.CHECKOUT / "LICENSE").read_bytes()
    # A contributor learns why the built collection lacks a change or a file.
    assert "Not committed, so not in the built collection:\n M LICENSE\n" in said and "?? notes.md\n" in said
    # Without make, the patterns of galaxy.yml leave out those that have a usual name.
    run("ansible-galaxy", "collection", "build", "--output-path", tmp_path, cwd=checkout)
    assert contents(next(tmp_path.glob("*.tar.gz"))) == contents(artifact) | UNKNOWN


@pytest.mark.parametrize("kind", [kind for kind, names in CONTENT.items() if names])
def test_plugins_are_documented(run, collections: Path, kind: str) -> None:
    names = [f"{source_tree.FULL_NAME}.{name}" for name in CONTENT[kind]]
    documented = json.loads(run("ansible-doc", "--json", "--type", kind, *names, env=in_collections(collections)))
    assert sorted(documented) == names
    for name, entry in documented.items():
        assert entry["doc"]["short_description"], name
        assert entry["examples"], name
        attributes = entry["doc"].get("attributes", {})
        # ansible-core has found all parts of the fragments.
        assert not [attribute for attribute in attributes.values() if "support" not in attribute], name
        if kind == "module" and "client_secret" in entry["doc"]["options"]:
            assert attributes["action_group"]["membership"] == [f"{source_tree.FULL_NAME}.graph"], name


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


@pytest.mark.parametrize("collections", ["run time only"], indirect=True)
def test_what_exists_at_run_time_is_enough(run, collections: Path, simulator, tmp_path: Path) -> None:
    """An onboarding: a playbook, a role, action plugins and modules at work."""
    inventory = tmp_path / "hosts.json"
    host = {"partner_onboarding_partner": {"tenant": "90e29127-71ad-49c7-9ce8-db3f41ea06f1"}}
    inventory.write_text(json.dumps({"partners": {"hosts": {"fabrikam": host}}}), encoding="utf-8")
    environment = {**simulator.environment(), **in_collections(collections)}
    name = f"{source_tree.FULL_NAME}.onboard"
    said = run("ansible-playbook", "--inventory", inventory, name, cwd=tmp_path, env=environment)
    assert re.search(r"fabrikam +: ok=\d+ +changed=1 ", said)
    assert [exchange.method for exchange in simulator.log.writes()] == ["POST"]
