# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-lint, which has a file of its own because it takes long: files run side by side."""

from __future__ import annotations


def test_ansible_lint(run, tmp_path) -> None:
    # Its scratch folder would otherwise be made in the checkout.
    run("ansible-lint", "--offline", "--nocolor", env={"ANSIBLE_HOME": str(tmp_path)})
