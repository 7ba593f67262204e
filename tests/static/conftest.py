# SPDX-License-Identifier: GPL-3.0-or-later
"""Run command-line tools. If a test fails, its message is the output of the tool."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ansible_collections.entra.cross_tenant.tests.matrix import find_python
from ansible_collections.entra.cross_tenant.tests.static import ansible_test_bootstrap, source_tree

Run = Callable[..., str]
# Variables that make, or git in a hook, sets for the commands that it starts. They must not reach another make or
# another repository.
OUTER = ("GIT_", "MAKE", "MFLAGS")
# Files that take a minute or more, the slowest first.
SLOW = ("test_pythons", "test_ansible_test", "test_pylint", "test_ansible_test_units", "test_oldest_libraries")
AUTHOR = ("-c", "user.name=tests", "-c", "user.email=tests@example.com")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with the files that take longest, so that no worker waits for one of them at the end."""
    items.sort(key=lambda item: SLOW.index(item.path.stem) if item.path.stem in SLOW else len(SLOW))


@pytest.fixture(scope="session")
def run() -> Run:
    """Run a command in the checkout and return its standard output. Unless it exits with 0, fail with all its output.

    `env` adds to the environment. Several tools write into the home directory, so they get another one than the user's.
    """
    home = source_tree.BUILD / "home"
    home.mkdir(parents=True, exist_ok=True)
    outer = {name: value for name, value in os.environ.items() if not name.startswith(OUTER)}

    def run(*command: str | Path, cwd: Path = source_tree.CHECKOUT, env: Mapping[str, str] | None = None) -> str:
        done = subprocess.run(
            list(map(str, command)),
            cwd=cwd,
            env={**outer, "HOME": str(home), **(env or {})},
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            said = f"{done.stdout}\n{done.stderr}"
            pytest.fail(f"{' '.join(map(str, command))}: exit {done.returncode}\n{said}", pytrace=False)
        return done.stdout

    return run


@pytest.fixture(scope="module")
def ansible_test(run: Run, request: pytest.FixtureRequest) -> Run:
    """Run ansible-test of the installed ansible-core, in virtual environments of its own.

    It accepts no link, and asks git. So it runs in a copy below …/ansible_collections/ that is a git repository. Each
    file of tests has its own copy and home directory, because files run at the same time.
    """
    file = request.path.stem
    home = ansible_test_bootstrap.prepare(source_tree.BUILD / f"home-{file}")
    copy = source_tree.copy_to(source_tree.BUILD / f"copy-{file}")
    run("git", "init", "--quiet", cwd=copy)
    own = f"{sys.version_info.major}.{sys.version_info.minor}"

    def ansible_test(*arguments: str, python: str = own) -> str:
        """`python` is the version of a Python that is on this machine."""
        found = find_python(python)
        assert found
        # The virtual environment of the tests comes first, because ansible-test belongs to it.
        path = os.pathsep.join([str(Path(sys.executable).parent), str(Path(found).parent), os.environ["PATH"]])
        options = ["--venv", "--python", python, "--color", "no"]
        return run("ansible-test", *arguments, *options, cwd=copy, env={**home, "PATH": path})

    return ansible_test


@pytest.fixture(scope="session")
def commit(run: Run) -> Callable[[Path], None]:
    """Commit all files of a copy of the checkout, in a git repository of its own."""

    def commit(copy: Path) -> None:
        run("git", "init", "--quiet", cwd=copy)
        run("git", "add", "--all", "--force", cwd=copy)
        run("git", *AUTHOR, "commit", "--quiet", "--message", "All files", cwd=copy)

    return commit


@pytest.fixture(scope="session")
def build(run: Run) -> Callable[[Path], tuple[Path, str]]:
    """Run ``make build`` in a committed copy of the checkout. Returns the artifact, and what make says."""

    def build(copy: Path) -> tuple[Path, str]:
        # With the ansible-core of the tests, and without installing anything.
        said = run("make", "build", f"VENV={sys.prefix}", f"--old-file={sys.prefix}/demo.stamp", cwd=copy)
        (artifact,) = (copy / ".build" / "release").glob("*.tar.gz")
        return artifact, said

    return build


@pytest.fixture(scope="session")
def artifact(commit, build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built collection, with the changes and the new files that are not committed yet."""
    copy = source_tree.copy_to(tmp_path_factory.mktemp("artifact"))
    commit(copy)
    return build(copy)[0]
