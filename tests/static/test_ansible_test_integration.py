# SPDX-License-Identifier: GPL-3.0-or-later
"""The integration target, as ansible-test runs it."""

from __future__ import annotations

import pytest

pytestmark = [
    pytest.mark.gate,
    # The caches are empty at first: the test installs its tools.
    pytest.mark.timeout(900),
]


def test_integration(ansible_test) -> None:
    said = ansible_test("integration")
    # It ran to the end of its tasks.
    assert "TASK [partners : Stop the simulator]" in said, said
