# SPDX-License-Identifier: GPL-3.0-or-later
"""The oldest requests and msal that modules accept. All other tests have the newest."""

from __future__ import annotations

import re

import pytest

pytestmark = [
    pytest.mark.gate,
    # It makes a virtual environment.
    pytest.mark.timeout(900),
]


def test_oldest_libraries(run) -> None:
    # Some of these tests wait for time to pass, and other gates run beside them: so no further workers.
    said = run("make", "test-oldest", "ARGS=", "JOBS=1")
    assert re.search(r"\b[1-9]\d* passed", said), said
