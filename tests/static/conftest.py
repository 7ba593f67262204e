# SPDX-License-Identifier: GPL-3.0-or-later
"""Running command-line tools: what they print is the message of the failing test."""

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
    """Run a command in the checkout and return its standard output; fail with all it said unless it exits with 0.

    `env` adds to the environment. Several of the tools write into the home directory, so it is not the user's.
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
