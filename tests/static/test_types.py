# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters and results of the plugins have their annotated types. pyproject.toml lists the rooms left out so far."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.gate


def test_mypy(run) -> None:
    run("mypy")
