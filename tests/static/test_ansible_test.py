# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-test of the installed ansible-core, in a virtual environment of its own."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from ansible_collections.entra.cross_tenant.tests.static import ansible_test_bootstrap, source_tree

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

pytestmark = [
    pytest.mark.gate,
    # The caches are empty at first: each test installs its tools.
    pytest.mark.timeout(900),
]


@pytest.fixture(scope="module")
def home() -> Mapping[str, str]:
    return ansible_test_bootstrap.prepare(source_tree.BUILD / "home")


@pytest.fixture(scope="module")
def copy(run) -> Path:
    """A copy that is a git repository below …/ansible_collections/: ansible-test accepts no link, and asks git."""
    copy = source_tree.copy_to(source_tree.BUILD / "ansible-test")
    run("git", "init", "--quiet", cwd=copy)
    return copy


def ansible_test(*arguments: str) -> list[str]:
    return ["ansible-test", *arguments, "--venv", "--python", PYTHON, "--color", "no"]


def test_sanity(run, copy: Path, home: Mapping[str, str]) -> None:
    run(*ansible_test("sanity", "--skip-test", "pylint"), cwd=copy, env=home)


def test_pylint(run, copy: Path, home: Mapping[str, str]) -> None:
    """In a test of its own, since it takes as long as all others together."""
    run(*ansible_test("sanity", "--test", "pylint"), cwd=copy, env=home)


@pytest.mark.long  # the same tests run without ansible-test as well
def test_units(run, copy: Path, home: Mapping[str, str]) -> None:
    assert " passed" in run(*ansible_test("units", "--num-workers", "1"), cwd=copy, env=home)
