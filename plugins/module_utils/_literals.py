# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text → the dictionary or the list that the text stands for (private to this collection). Pure."""

from __future__ import annotations

import ast
import json
import shlex
from typing import Any, NoReturn

from ._secrecy.wrong_form import shown_option

# PowerShell writes this mark at the beginning of files, and Ansible's lookup of a file keeps it.
_BYTE_ORDER_MARK = "\ufeff"


class NotThatShape(ValueError):
    """The text is not the text of a dictionary, or of a list. The message gives the reason, and repeats no text."""


def dictionary_in(text: str) -> dict[str, Any]:
    """The dictionary in a text that is JSON, a literal of Python, or ``key=value``. Raises NotThatShape."""
    text = stripped(text)
    if text.startswith(("{", "[")):
        value = _literal(text)
        if not isinstance(value, dict):
            raise NotThatShape("it is a list")
        return value
    return _pairs(text)


def stripped(text: str) -> str:
    """The text without blanks at its ends, and without a byte order mark at its beginning."""
    return text.strip().lstrip(_BYTE_ORDER_MARK).strip()


def list_in(text: str) -> list[Any]:
    """The list in a text that is JSON, a literal of Python, or values separated by commas. Raises NotThatShape."""
    text = stripped(text)
    if not text.startswith(("{", "[")):
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if not parts:
            # The empty list is written as []. An empty text is more often a missing value.
            raise NotThatShape("it has no values")
        return parts
    value = _literal(text)
    if not isinstance(value, list):
        raise NotThatShape("it is a dictionary")
    return value


def _pairs(text: str) -> dict[str, Any]:
    """The dictionary in ``key=value`` pairs. Blanks or commas separate pairs; quotes keep them in a value.

    Raises NotThatShape.
    """
    words = shlex.shlex(text, posix=True)
    words.whitespace += ","
    words.whitespace_split = True
    words.commenters = ""
    try:
        parts = [word.partition("=") for word in words]
    except ValueError:
        raise NotThatShape("it has a quotation mark without its pair") from None
    if not parts or not all(name and equals for name, equals, _value in parts):
        raise NotThatShape("it is neither JSON nor made of key=value")
    return _unique([(name, value) for name, _equals, value in parts])


def _literal(text: str) -> Any:
    """The dictionary or the list in JSON, or in a literal of Python. Raises NotThatShape."""
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except NotThatShape:
        raise
    except RecursionError:
        raise NotThatShape("it is nested too deeply") from None
    except ValueError as error:
        reason = str(error)
    try:
        # Ansible writes a literal of Python if a list or a dictionary becomes part of a longer text.
        value = _value_of(ast.parse(text, mode="eval").body)
    except NotThatShape:
        raise
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        value = None
    if not isinstance(value, (dict, list)):
        raise NotThatShape(f"broken JSON, {reason}")
    return value


def _value_of(node: ast.expr | None) -> Any:
    """The value of a Python expression. Raises ValueError if JSON has no such value, and NotThatShape."""
    if isinstance(node, ast.Dict):
        return _unique([(_value_of(key), _value_of(value)) for key, value in zip(node.keys, node.values)])
    if isinstance(node, (ast.List, ast.Tuple)):
        return [_value_of(item) for item in node.elts]
    if node is None:
        # In "{**x}" the key is None.
        raise ValueError("no value of JSON")
    value = ast.literal_eval(node)
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    raise ValueError("no value of JSON")


def _unique(pairs: list[tuple[Any, Any]]) -> dict[str, Any]:
    names = [name for name, _value in pairs]
    if not all(isinstance(name, str) for name in names):
        raise NotThatShape("it has a name that is no text")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise NotThatShape(f"it has {', '.join(map(shown_option, twice))} more than once")
    return dict(pairs)


def _no_number(name: str) -> NoReturn:
    raise NotThatShape(f"it has {name}, which is no number of JSON")
