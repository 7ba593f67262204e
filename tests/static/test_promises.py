# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/security.md: each promise names tests, and each of these tests exists."""

from __future__ import annotations

import ast
import re

import pytest

from ansible_collections.entra.cross_tenant.tests.static import source_tree

ROWS = [
    f"{letter}{number}" for letter, last in {"G": 7, "H": 9, "I": 5, "J": 3}.items() for number in range(1, last + 1)
]
TEST = re.compile(r"`([^`:]+)::([^`]+)`")


def promises() -> list[tuple[str, str, str]]:
    """Row, promise and tests of each line of the table."""
    text = (source_tree.CHECKOUT / "docs" / "security.md").read_text(encoding="utf-8")
    table = text.partition("\n| row | promise | test |\n|---|---|---|\n")[2].partition("\n\n")[0]
    found = []
    for line in table.splitlines():
        row, promise, tests = (cell.strip() for cell in line.strip("|").split("|"))
        found.append((row, promise, tests))
    return found


PROMISES = promises()


@pytest.mark.parametrize(
    ("file", "name"), sorted({test for _row, _promise, tests in PROMISES for test in TEST.findall(tests)})
)
def test_the_tests_that_are_named_are_there(file: str, name: str) -> None:
    path = source_tree.CHECKOUT / file
    assert file.startswith("tests/") and path.name.startswith("test_") and name.startswith("test_")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    assert len(functions) == 1
    # A test that never runs proves nothing.
    marks = " ".join(ast.unparse(mark) for mark in functions[0].decorator_list)
    assert "xfail" not in marks and "mark.skip(" not in marks


def test_each_promise_is_a_sentence_of_a_known_row() -> None:
    assert PROMISES
    assert {row for row, _promise, _tests in PROMISES} - {*ROWS, "K", "held"} == set()
    assert set(ROWS) <= {row for row, _promise, _tests in PROMISES}
    assert not [promise for _row, promise, _tests in PROMISES if not promise.endswith(".")]


def test_each_promise_has_a_test() -> None:
    assert [row for row, _promise, tests in PROMISES if not TEST.search(tests)] == []
