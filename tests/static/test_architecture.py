# SPDX-License-Identifier: GPL-3.0-or-later
"""The arrows between the rooms (docs/architecture.md) point down. The contracts are in pyproject.toml."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

from ansible_collections.entra.cross_tenant.tests.static import source_tree

LONGEST_UTILITY = 400  # lines
DRAWING = "docs/architecture.md"
UTILITIES = [
    path
    for path in source_tree.files()
    if path.is_relative_to("plugins/module_utils") or path.is_relative_to("plugins/plugin_utils")
    if path.suffix == ".py"
]
# A path as in the drawing. It starts in the folder of the collection, in plugins/, or in one of the folders of
# utilities.
PATH = re.compile(r"`([\w./-]*/[\w./-]*|_\w+\.py)`")
PLACES = ("", "plugins", "plugins/module_utils", "plugins/plugin_utils")


def text(path: Path | str) -> str:
    return (source_tree.CHECKOUT / path).read_text(encoding="utf-8")


def test_imports_keep_the_contracts(run) -> None:
    run("lint-imports", "--no-cache")


def test_building_blocks_load_no_http(run) -> None:
    """ansible-core loads them in its main process, and forks this process for each host of an inventory."""
    blocks = [
        path.stem
        for path in source_tree.files()
        if path.is_relative_to("plugins/action") and "DirectAction" not in text(path)
    ]
    assert len(blocks) > 5
    imports = "".join(f"import ansible_collections.entra.cross_tenant.plugins.action.{name}\n" for name in blocks)
    run(sys.executable, "-c", f"import sys\n{imports}assert not {{'requests', 'msal'}} & sys.modules.keys()")


def test_no_room_grows_too_long() -> None:
    lengths = {path.as_posix(): len(text(path).splitlines()) for path in UTILITIES}
    assert not {path: length for path, length in lengths.items() if length > LONGEST_UTILITY}


def test_one_file_knows_ansible_module() -> None:
    """Import-linter cannot test this: it knows only the top-level name of an external package."""
    knowing = {
        path.as_posix()
        for path in source_tree.files()
        if path.is_relative_to("plugins") and path.suffix == ".py"
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, (ast.Name, ast.alias))
        if "AnsibleModule" in (getattr(node, "id", None), getattr(node, "name", None))
    }
    assert knowing == {"plugins/module_utils/_module.py"}


def test_every_path_of_the_drawing_exists() -> None:
    named = set(PATH.findall(text(DRAWING)))
    assert len(named) > 50
    assert not [
        name for name in sorted(named) if not any((source_tree.CHECKOUT / place / name).exists() for place in PLACES)
    ]


def test_every_room_is_in_the_drawing() -> None:
    drawing = text(DRAWING)
    rooms = {path.parts[2] for path in UTILITIES if path.parts[2] != "__init__.py"}
    missing = [name for name in sorted(rooms) if not re.search(rf"(?<!\w){re.escape(name)}", drawing)]
    assert not missing
