# SPDX-License-Identifier: GPL-3.0-or-later
"""The arrows between the rooms (docs/architecture.md) point down. The contracts are in pyproject.toml."""

from __future__ import annotations

from ansible_collections.entra.cross_tenant.tests.static import source_tree

LONGEST_UTILITY = 400  # lines


def test_imports_keep_the_contracts(run) -> None:
    run("lint-imports", "--no-cache")


def test_no_room_grows_too_long() -> None:
    lengths = {
        path.as_posix(): len((source_tree.CHECKOUT / path).read_text(encoding="utf-8").splitlines())
        for path in source_tree.files()
        if path.is_relative_to("plugins/module_utils") and path.suffix == ".py"
    }
    assert not {path: length for path, length in lengths.items() if length > LONGEST_UTILITY}
