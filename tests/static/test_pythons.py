# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-test compiles and imports the collection with each other Python that it and the collection support.

Controllers have the Pythons of ansible-core's support matrix, and hosts one more. ansible-test knows which files run
where. The Python of these tests is that of all other tests.
"""

from __future__ import annotations

import importlib
import os
import sys

import pytest

from ansible_collections.entra.cross_tenant.tests.matrix import SUPPORTED, find_python

pytestmark = [
    pytest.mark.gate,
    # The caches are empty at first: each test installs its tools.
    pytest.mark.timeout(900),
]

OLDEST = "3.9"
OWN = "%d.%d" % sys.version_info[:2]
OTHERS = sorted({OLDEST}.union(*SUPPORTED.values()) - {OWN}, key=lambda version: int(version.partition(".")[2]))


def known() -> tuple[str, ...]:
    """The Pythons that the installed ansible-test supports. It has no public interface for this."""
    return importlib.import_module("ansible_test._internal.constants").SUPPORTED_PYTHON_VERSIONS


@pytest.mark.parametrize("version", [version for version in OTHERS if version in known()])
def test_compile_and_import(ansible_test, version: str) -> None:
    if find_python(version) is None:
        missing = f"Python {version} is not on this machine: install it, or put it on PATH"
        # The others are the own Python of another job of CI.
        (pytest.fail if version == OLDEST and os.environ.get("CI") else pytest.skip)(missing)
    ansible_test("sanity", "--test", "compile", "--test", "import", python=version)
