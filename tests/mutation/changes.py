# SPDX-License-Identifier: GPL-3.0-or-later
"""Source text → the small faults that can be put into it, one at a time.

No faults are put into parts that tests of behaviour cannot or should not see: annotations, documentation, the words of
messages (everything inside a ``raise``, text with blanks, the text of an f-string), and the prose of the tables of
health checks.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import NamedTuple

#: Arguments that are prose, and functions that return the address of a page.
_PROSE = frozenset(("symptom", "advice", "source"))
_PAGES = frozenset(("entra", "graph"))

_COMPARISONS = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_FUNCTIONS = {"any": "all", "all": "any", "min": "max", "max": "min", "sorted": "list"}
_METHODS = {
    "startswith": "endswith",
    "endswith": "startswith",
    "union": "intersection",
    "intersection": "union",
    "difference": "union",
    "fullmatch": "match",
}
# Without arguments, these methods change the spelling of a text. The mutant uses the unchanged text.
_SPELLINGS = frozenset(("lower", "casefold", "strip"))


class Mutant(NamedTuple):
    """One fault. ``scope`` is the line on which the innermost function begins, None outside of all functions."""

    line: int
    scope: int | None
    change: str
    tree: ast.Module


class _Site(NamedTuple):
    parent: ast.AST
    field: str
    position: int | None
    node: ast.AST
    scope: int | None


def count(source: str) -> int:
    """The number of faults that ``mutant`` can put into this source."""
    return sum(len(list(_faults(site))) for site in _sites(ast.parse(source)))


def mutant(source: str, number: int) -> Mutant:
    """The mutant of the source with fault ``number``."""
    tree = ast.parse(source)
    faults = ((site, faulty) for site in _sites(tree) for faulty in _faults(site))
    site, faulty = next(pair for position, pair in enumerate(faults) if position == number)
    change = f"{_text(site.node)}  →  {_text(faulty)}"
    if site.position is None:
        setattr(site.parent, site.field, faulty)
    else:
        getattr(site.parent, site.field)[site.position] = faulty
    ast.copy_location(faulty, site.node)
    line = getattr(site.node, "lineno", None) or site.node.target.lineno
    return Mutant(line, site.scope, change, ast.fix_missing_locations(tree))


def _text(node) -> str:
    if isinstance(node, ast.comprehension):
        text = "for … in …" + "".join(f" if {ast.unparse(each)}" for each in node.ifs)
    elif isinstance(node, ast.If):
        text = f"if {ast.unparse(node.test)}: {ast.unparse(node.body)}"
    else:
        text = ast.unparse(node)
    text = " ".join(text.split())
    return text if len(text) <= 160 else f"{text[:80]} … {text[-76:]}"


def _sites(node: ast.AST, scope: int | None = None) -> Iterator[_Site]:
    """All possible places for a fault, from outside to inside."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "format_spec", "ctx") or isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        inner = scope
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and field == "body":
            inner = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        many = isinstance(value, list)
        for position, child in enumerate(value if many else [value]):
            if not isinstance(child, ast.AST) or _is_prose(node, field, position, child):
                continue
            yield _Site(node, field, position if many else None, child, inner)
            if not isinstance(child, ast.Raise):
                yield from _sites(child, inner)


def _is_prose(parent, field, position, child) -> bool:
    if isinstance(child, ast.keyword):
        return child.arg in _PROSE
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id in _PAGES:
        return True
    if isinstance(parent, ast.JoinedStr):
        return isinstance(child, ast.Constant)
    return isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)


def _faults(site: _Site) -> Iterator[ast.AST]:
    """The nodes that can replace a node."""
    find = getattr(_Faults, type(site.node).__name__, None)
    if find:
        yield from find(site.node, site)


def _changed(node, **fields):
    result = copy.copy(node)
    for name, value in fields.items():
        setattr(result, name, value)
    return result


def _without(items, position):
    return [*items[:position], *items[position + 1 :]]


def _negated(node):
    """Faults of a whole condition, without those that faults of its parts already cover."""
    if not isinstance(node.test, (ast.Compare, ast.UnaryOp)):
        yield _changed(node, test=ast.UnaryOp(ast.Not(), node.test))


class _Faults:
    """For each type of node, a method of the same name. It yields the nodes that can replace the node."""

    @staticmethod
    def Compare(node, site):
        for position, operator in enumerate(node.ops):
            for other in _COMPARISONS[type(operator)]:
                yield _changed(node, ops=[*node.ops[:position], other(), *node.ops[position + 1 :]])

    @staticmethod
    def BoolOp(node, site):
        yield _changed(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        for position in range(len(node.values)):
            rest = _without(node.values, position)
            yield rest[0] if len(rest) == 1 else _changed(node, values=rest)

    @staticmethod
    def UnaryOp(node, site):
        if isinstance(node.op, (ast.Not, ast.USub)):
            yield node.operand

    @staticmethod
    def BinOp(node, site):
        sides = (node.left, node.right)
        numeric = any(isinstance(each, ast.Constant) and isinstance(each.value, int) for each in sides)
        if isinstance(node.op, ast.Add):
            if numeric:
                yield _changed(node, op=ast.Sub())
            else:
                yield _changed(node, left=node.right, right=node.left)
        elif isinstance(node.op, ast.Sub):
            yield _changed(node, op=ast.Add()) if numeric else node.left
        elif isinstance(node.op, (ast.Mult, ast.FloorDiv)):
            yield _changed(node, op=ast.FloorDiv() if isinstance(node.op, ast.Mult) else ast.Mult())

    @staticmethod
    def If(node, site):
        yield from _negated(node)
        if not node.orelse:
            yield ast.Pass()

    @staticmethod
    def IfExp(node, site):
        yield from _negated(node)
        yield node.body
        yield node.orelse

    @staticmethod
    def comprehension(node, site):
        for position in range(len(node.ifs)):
            yield _changed(node, ifs=_without(node.ifs, position))

    @staticmethod
    def Constant(node, site):
        value = node.value
        if isinstance(value, bool):
            yield ast.Constant(not value)
        elif isinstance(value, int):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)
        elif isinstance(value, str) and " " not in value:
            yield ast.Constant(f"{value}X")

    @staticmethod
    def Return(node, site):
        if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield _changed(node, value=ast.Constant(None))

    @staticmethod
    def Expr(node, site):
        yield ast.Pass()

    AugAssign = Raise = Continue = Break = Expr

    @staticmethod
    def Assign(node, site):
        # A name without an assignment gives a NameError, which says nothing about the tests.
        if any(isinstance(target, (ast.Subscript, ast.Attribute)) for target in node.targets):
            yield ast.Pass()

    @staticmethod
    def Call(node, site):
        first = node.args[:2]
        if len({ast.dump(each) for each in first}) == 2 and not any(isinstance(each, ast.Starred) for each in first):
            yield _changed(node, args=[*first[::-1], *node.args[2:]])
        for position, keyword in enumerate(node.keywords):
            if keyword.arg is not None and keyword.arg not in _PROSE:
                yield _changed(node, keywords=_without(node.keywords, position))
        if isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS:
            other = ast.Name(_FUNCTIONS[node.func.id], ast.Load())
            yield _changed(node, func=other, keywords=[] if node.func.id == "sorted" else node.keywords)
        if isinstance(node.func, ast.Attribute):
            if node.func.attr in _METHODS:
                yield _changed(node, func=_changed(node.func, attr=_METHODS[node.func.attr]))
            if node.func.attr in _SPELLINGS and not node.args:
                yield node.func.value

    @staticmethod
    def List(node, site):
        if len(node.elts) > 1 and not isinstance(getattr(node, "ctx", None), ast.Store):
            for position in range(len(node.elts)):
                yield _changed(node, elts=_without(node.elts, position))

    Set = List

    @staticmethod
    def Tuple(node, site):
        # Inside functions, most tuples are unpacked again, so a tuple that is too short fails at once.
        member_of = isinstance(site.parent, ast.Compare) and site.field == "comparators"
        if isinstance(node.ctx, ast.Load) and len(node.elts) > 1 and (site.scope is None or member_of):
            for position in range(len(node.elts)):
                yield _changed(node, elts=_without(node.elts, position))

    @staticmethod
    def Dict(node, site):
        for position in range(len(node.keys)):
            yield _changed(node, keys=_without(node.keys, position), values=_without(node.values, position))
