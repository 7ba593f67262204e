# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-lint. It has a file of its own because it takes long, and pytest runs files in parallel."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.gate


def test_ansible_lint(run, tmp_path) -> None:
    # Otherwise ansible-lint would make its scratch folder in the checkout.
    run("ansible-lint", "--offline", "--nocolor", env={"ANSIBLE_HOME": str(tmp_path)})
