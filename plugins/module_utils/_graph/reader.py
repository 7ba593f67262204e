# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The only reader of answers: bytes → JSON values, within limits (private to this collection).

An answer that is larger, deeper or stranger than any answer of Microsoft is refused as a whole. docs/security.md lists
the limits.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    import requests

#: Bytes of one answer after decompression. 5,000 partners take about 10 MB.
LARGEST = 64 * 1024 * 1024
#: The same for answers of a login endpoint or a managed identity. Such an answer takes a few kilobytes.
LARGEST_OF_LOGIN = 1024 * 1024
#: Levels of lists and objects. Answers of Graph have about ten levels.
DEEPEST = 100
#: Values in an answer. 5,000 partners with all their settings contain a fifth of this number.
MOST_VALUES = 2_000_000

# Compressed bytes for one step of gzip. Decompressed, they are at most a thousand times as many.
_STEP = 16 * 1024
_ENCODINGS = ("", "identity", "gzip", "x-gzip", "deflate")
# The digits of an Int64, which are at most 19, and a sign.
_LONGEST_INTEGER = 20
_OTHERS = bytes(set(range(256)) - set(b"[]{}"))
_ALL_SQUARE = bytes.maketrans(b"{}", b"[]")
_ESCAPED_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_HALF = re.compile("[\ud800-\udfff]")


class TooMuch(Exception):
    """An answer has more bytes than ``bound``."""

    def __init__(self, bound: int):
        super().__init__(f"more than {bound // 1024 / 1024:g} MiB")


class Unreadable(ValueError):
    """The content is no JSON, or JSON that is refused. The message gives the reason."""


def content_of(response: requests.Response, bound: int) -> bytes:
    """The body of an answer whose body was not read before. Raises TooMuch, Unreadable, and the errors of requests."""
    try:
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        if encoding not in _ENCODINGS:
            raise Unreadable(f"compressed as {encoding[:40]!r}, which was not asked for")
        parts, size = [], 0
        for part in response.iter_content(_STEP):
            size += len(part)
            if size > bound:
                raise TooMuch(bound)
            parts.append(part)
        return b"".join(parts)
    finally:
        # If the answer was not read to its end, this does not wait for the rest.
        response.close()


def value_of(content: bytes) -> Any:
    """The JSON value in the bytes; None if there are no bytes. Raises Unreadable."""
    if not content:
        return None
    if content.count(b",") + content.count(b"[") + content.count(b"{") > MOST_VALUES:
        # A value of two bytes takes a hundred times as much memory.
        raise Unreadable(f"more than {MOST_VALUES:,} values")
    if _is_too_deep(content):
        raise Unreadable(f"nested deeper than {DEEPEST} levels, or not closed")
    try:
        text = content.decode("utf-8-sig")
        value = _DECODER.decode(text)
        # A single surrogate such as "\ud800" is half a character. It cannot be written to a file or to a console.
        return _whole(value) if _ESCAPED_HALF.search(text) else value
    except UnicodeDecodeError:
        raise Unreadable("not UTF-8") from None
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable("no JSON") from None


def _is_too_deep(content: bytes) -> bool:
    """Whether there are too many levels, or brackets that are not closed.

    This check runs before the parser. The parser needs a level of its stack for each level of the value. Each round of
    this check removes the innermost level.
    """
    if content.count(b"[") + content.count(b"{") <= DEEPEST:
        return False
    outside_of_texts = b"".join(content.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')[::2])
    brackets = outside_of_texts.translate(_ALL_SQUARE, _OTHERS)
    for _level in range(DEEPEST):
        brackets = brackets.replace(b"[]", b"")
    return bool(brackets)


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if isinstance(value, dict):
        return _object([(_whole(name), _whole(each)) for name, each in value.items()])
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        # Readers disagree about which of the two values counts.
        raise Unreadable("an object has one name twice")
    return value


def _integer(text: str) -> int:
    if len(text) > _LONGEST_INTEGER:
        raise Unreadable("a number is too big")
    return int(text)


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise Unreadable("a number is too big")
    return value


def _no_number(text: str) -> NoReturn:
    raise Unreadable(f"{text} is not in JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_no_number
)
