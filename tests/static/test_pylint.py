# SPDX-License-Identifier: GPL-3.0-or-later
"""pylint, as ansible-test runs it. It takes as long as all its other tests together, and runs beside them."""

from __future__ import annotations

import pytest

pytestmark = [
    pytest.mark.gate,
    # The caches are empty at first: each test installs its tools.
    pytest.mark.timeout(900),
]


def test_pylint(ansible_test) -> None:
    ansible_test("sanity", "--test", "pylint")
