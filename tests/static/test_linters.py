# SPDX-License-Identifier: GPL-3.0-or-later
"""Linters. Each has its own configuration in the root of the checkout."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.gate


def test_ruff(run) -> None:
    run("ruff", "check", "--no-cache", ".")
    run("ruff", "format", "--check", "--no-cache", ".")


def test_licences(run) -> None:
    """Every file has a copyright and a licence (REUSE)."""
    run("reuse", "lint", "--lines")


def test_changelog_fragments(run) -> None:
    run("antsibull-changelog", "lint")
