# SPDX-License-Identifier: GPL-3.0-or-later
"""What the plugins take and give is what they say it is. Rooms that are left out so far are in pyproject.toml."""

from __future__ import annotations


def test_mypy(run) -> None:
    run("mypy")
