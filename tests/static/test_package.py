# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that users install: the built collection, and the part of it that an execution environment keeps."""

from __future__ import annotations

import fnmatch
import json
import re
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.tests.static import packed, source_tree

# Galaxy and Automation Hub guarantee only these folders at run time.
RUN_TIME = ("meta", "plugins", "roles", "playbooks")
CONTENT = {
    kind: sorted(path.stem for path in (source_tree.CHECKOUT / "plugins" / folder).glob("[!_]*.py"))
    for kind, folder in {"module": "modules", "inventory": "inventory", "callback": "callback"}.items()
}
ROLES = sorted(path.name for path in (source_tree.CHECKOUT / "roles").glob("*/"))
PLAYBOOKS = sorted((source_tree.CHECKOUT / "playbooks").glob("*.yml"))
PATTERNS = yaml.safe_load(packed.GALAXY.read_text("utf-8"))["build_ignore"]
# As one, because this is faster.
IGNORED = re.compile("|".join(map(fnmatch.translate, PATTERNS)))
FOLDERS = tuple(name for name in packed.NAMES if name.endswith("/"))
ALLOWED = {
    path
    for path in source_tree.files()
    if str(path) in packed.NAMES or (str(path).startswith(FOLDERS) and not str(path).startswith(packed.EXCEPT))
}
# What people, editors and runs of this collection leave in a checkout.
LOCAL = (
    ".env",
    ".idea/workspace.xml",
    ".venv/lib/x.py",
    "compliance/compliance.html",
    "graph.pem",
    "inventory/hosts.yml",
    "node_modules/x/package.json",
    "notes.md",
    "plugin/modules/x.py",
    "secrets.yml",
    "changelogs/.plugin-cache.yaml",
    "docs/.DS_Store",
    "extensions/awx/project/.env",
    "plugins/modules/__pycache__/x.pyc",
    "plugins/modules/graph.pfx",
    "plugins/modules/partners.py~",
    "roles/partner_onboarding/tasks/main.yml.orig",
    "roles/partner_onboarding/files/graph.pem",
)


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


def contents(tarball: Path) -> set[Path]:
    with tarfile.open(tarball) as archive:
        return {Path(member.name) for member in archive if not member.isdir()}


def test_allow_list_is_up_to_date() -> None:
    """If this fails, run ``make build-ignore``."""
    assert packed.BLOCK.findall(packed.GALAXY.read_text(encoding="utf-8")) == [packed.block()]


def test_patterns_are_few() -> None:
    """Python 3.10 keeps 256 patterns in mind, 8 of which are ansible-core's. With more, a build takes half a minute."""
    assert len(PATTERNS) <= 256 - 8 - 4


def test_everything_is_packed_that_users_need(tarball: Path) -> None:
    """The files of the allow list that git tracks, and no others."""
    assert contents(tarball) - {Path("MANIFEST.json"), Path("FILES.json")} == ALLOWED
    assert {path for path in source_tree.files() if path.parts[0] in RUN_TIME} <= ALLOWED
    assert not {path for path in ALLOWED if path.parts[0] in ("tests", ".github", ".ci")}


def test_nothing_local_is_packed(run, tmp_path: Path) -> None:
    """Files that lie in a checkout, at the top or beside packed files, are not packed."""
    checkout = source_tree.copy_to(tmp_path)
    for name in LOCAL:
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_text("local", encoding="utf-8")
    run("ansible-galaxy", "collection", "build", "--output-path", tmp_path, cwd=checkout)
    assert contents(next(tmp_path.glob("*.tar.gz"))) - {Path("MANIFEST.json"), Path("FILES.json")} == ALLOWED


def ignored(path: str) -> bool:
    """Whether ansible-galaxy leaves out a path, or one of the folders that lead to it."""
    parts = path.split("/")
    steps = ["/".join(parts[: length + 1]) for length in range(len(parts))]
    return any(IGNORED.match(step) for step in steps)


BEGINNINGS = sorted({name[:length] for name in packed.NAMES for length in range(len(name))})


@given(st.sampled_from(BEGINNINGS), st.text("CHLRSacdegimnoprstuxy._~-", max_size=8))
def test_names_that_begin_like_an_allowed_one_are_ignored(beginning: str, rest: str) -> None:
    path = beginning + rest
    allowed = path in packed.NAMES or f"{path}/".startswith(FOLDERS)
    assert not path or ignored(path) or allowed


@given(st.sampled_from(packed.ENDINGS), st.integers(0, 10), st.text("aejmnpsty.~_", max_size=6))
def test_endings_that_begin_like_an_allowed_one_are_ignored(ending: str, length: int, rest: str) -> None:
    name = f"docs/page.{ending[:length]}{rest}"
    allowed = re.compile("|".join(map(fnmatch.translate, packed.ENDINGS)))
    assert ignored(name) == any(not allowed.match(part) for part in name.split(".")[1:])


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
