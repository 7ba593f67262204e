# SPDX-License-Identifier: GPL-3.0-or-later
"""Run command-line tools. If a test fails, its message is the output of the tool."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ansible_collections.entra.cross_tenant.tests.static import source_tree

Run = Callable[..., str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with ansible-test, which takes longest, so that no worker waits for it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("ansible_test") is None)


@pytest.fixture(scope="session")
def run() -> Run:
    """Run a command in the checkout and return its standard output. Unless it exits with 0, fail with all its output.

    `env` adds to the environment. Several tools write into the home directory, so they get another one than the user's.
    """
    home = source_tree.BUILD / "home"
    home.mkdir(parents=True, exist_ok=True)

    def run(*command: str | Path, cwd: Path = source_tree.CHECKOUT, env: Mapping[str, str] | None = None) -> str:
        done = subprocess.run(
            list(map(str, command)),
            cwd=cwd,
            env={**os.environ, "HOME": str(home), **(env or {})},
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
