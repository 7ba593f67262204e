# SPDX-License-Identifier: GPL-3.0-or-later
"""The unit tests as ansible-test runs them: with the requirements that they name, and nothing else."""

from __future__ import annotations

import pytest

pytestmark = [
    pytest.mark.gate,
    # The caches are empty at first: each test installs its tools.
    pytest.mark.timeout(900),
]


def test_units(ansible_test) -> None:
    assert " passed" in ansible_test("units", "--num-workers", "1")
