# SPDX-License-Identifier: GPL-3.0-or-later
"""The sanity tests of ansible-test, except for pylint, which has a file of its own."""

from __future__ import annotations

import pytest

pytestmark = [
    pytest.mark.gate,
    # The caches are empty at first: each test installs its tools.
    pytest.mark.timeout(900),
]


def test_sanity(ansible_test) -> None:
    ansible_test("sanity", "--skip-test", "pylint")
