# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-lint. It has a file of its own because it takes long, and pytest runs files in parallel."""

from __future__ import annotations

import pytest
import yaml

from ansible_collections.entra.cross_tenant.tests.static import source_tree

pytestmark = pytest.mark.gate


def test_ansible_lint(run, tmp_path) -> None:
    # Otherwise ansible-lint would make its scratch folder in the checkout.
    run("ansible-lint", "--offline", "--nocolor", env={"ANSIBLE_HOME": str(tmp_path)})


def test_ansible_lint_may_install_the_collection() -> None:
    """The checks for certification run the oldest ansible-lint of tests/static/requirements.txt, without an option.

    With ``offline`` in the settings, it does not install the collection, and knows none of its modules.
    """
    settings = yaml.safe_load((source_tree.CHECKOUT / ".ansible-lint").read_text(encoding="utf-8"))
    assert settings["profile"] == "production"
    assert "offline" not in settings
