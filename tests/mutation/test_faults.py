# SPDX-License-Identifier: GPL-3.0-or-later
"""The faults that ``make mutants`` puts into code: each changes the code, all differ, and none changes only words."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from ansible_collections.entra.cross_tenant.tests.mutation import changes

CHECKOUT = Path(__file__).resolve().parents[2]


def faults(source: str) -> set[str]:
    return {ast.unparse(changes.mutant(source, number).tree) for number in range(changes.count(source))}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x < y", {"x <= y", "x >= y", "pass"}),
        ("x = y is None", {"x = y is not None"}),
        ("x = a and b", {"x = a or b", "x = a", "x = b"}),
        ("x = not a", {"x = a"}),
        ("x = 1", {"x = 2", "x = 0"}),
        ("x = True", {"x = False"}),
        ("x = 'a'", {"x = 'aX'"}),
        ("x = 'a b'", set()),
        ("x = f'a{1}b'", {"x = f'a{2}b'", "x = f'a{0}b'"}),
        ("x = a if b else c", {"x = a if not b else c", "x = a", "x = c"}),
        ("x = f(a, b)", {"x = f(b, a)"}),
        ("x = f(a, a)", set()),
        ("x = f(a, key=b)", {"x = f(a)"}),
        ("x = any(a)", {"x = all(a)"}),
        ("x = a.lower()", {"x = a"}),
        ("x = a + b", {"x = b + a"}),
        ("x = [a for a in b if c]", {"x = [a for a in b]"}),
        ("x = (a, b)", {"x = (a,)", "x = (b,)"}),
        ("x = {a: b}", {"x = {}"}),
        ("x.y = a", {"pass"}),
        ("if a:\n    b = c", {"if not a:\n    b = c", "pass"}),
        ("def f(a: 'b') -> 'c':\n    '''d'''\n    return a", {"def f(a: 'b') -> 'c':\n    '''d'''\n    return None"}),
        ("raise E(f'{1}', 'a')", {"pass"}),
        ("x = C(symptom=1, advice='a', source=('b', 'c'))", set()),
    ],
)
def test_what_is_put_in(source, expected):
    normal = {ast.unparse(ast.parse(each)) for each in expected}
    assert faults(source) == normal


def test_where_a_fault_is_told():
    source = "a = b\n\n@c\ndef f(x=1):\n    def g():\n        return x\n    return g\n"
    known = [changes.mutant(source, number) for number in range(changes.count(source))]
    # A default is evaluated at the definition of the function. A function with a decorator begins at the decorator.
    assert [(each.line, each.scope, each.change) for each in known] == [
        (4, None, "1  →  2"),
        (4, None, "1  →  0"),
        (6, 5, "return x  →  return None"),
        (7, 3, "return g  →  return None"),
    ]


@pytest.mark.parametrize("room", ["module_utils/_plan", "module_utils/_secrecy", "plugin_utils/_report"])
def test_each_fault_in_a_room_changes_it_and_is_python(room):
    paths = sorted((CHECKOUT / "plugins" / room).glob("*.py"))
    assert len(paths) > 1
    for path in paths:
        source = path.read_text(encoding="utf-8")
        # Only some of the faults, since each needs two passes over the file.
        for number in range(0, changes.count(source), 101):
            tree = changes.mutant(source, number).tree
            compile(tree, str(path), "exec")
            assert ast.dump(tree) != ast.dump(ast.parse(source))
