# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A text without what can hide a secret in it from a search (private to this collection). Pure.

Whoever repeats what was sent may write every character as a number of HTML or JSON, in other letters, or with marks
between that nobody sees. There are too many such ways for each to be a form of a secret (_secrets.py); taken off, they
are all one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import unquote

_ESCAPED = re.compile(r"\\+(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))")
# Blanks, NUL bytes of UTF-16, soft hyphens, marks of no width, and tags such as <wbr>.
_BETWEEN = re.compile(r"[\s\0\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffd]+|<[^<>]{0,20}>|\\+[nrt0]")
_ROUNDS = 2
# Words. Of a secret that is found by its parts, some letters stand before the first and after the last of them.
_AROUND = 3


def undisguised(text: str) -> str:
    """The text in small letters, without blanks, and with all characters as themselves."""
    for _round in range(_ROUNDS):
        text = html.unescape(text) if "&" in text else text
        text = _ESCAPED.sub(lambda match: chr(int(match.group(1) or match.group(2), 16)), text)
        text = unquote(text) if "%" in text else text
    return _BETWEEN.sub("", text).casefold()


def place_of(text: str, has_secret: Callable[[str], bool]) -> list[tuple[int, int]]:
    """From where to where words have a secret, undisguised, for which ``has_secret`` is asked; empty if none has.

    All that lies between the first and the last of them belongs to the place, and a few words around it.
    """
    words = [match.span() for match in re.finditer(r"\S+", text)]

    def has(first, last):
        return has_secret(undisguised(text[words[first][0] : words[last][1]]))

    end = len(words) - 1
    if not words or not has(0, end):
        return []
    # The more words there are, the more there is of a secret, so that halves can be left out.
    first_end = _least(0, end, lambda number: has(0, number))
    first = -_least(-first_end, 0, lambda number: has(-number, first_end))
    last = -_least(-end, 0, lambda number: has(-number, end))
    last_end = _least(last, end, lambda number: has(last, number))
    return [(words[max(0, first - _AROUND)][0], words[min(end, last_end + _AROUND)][1])]


def _least(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The least number for which something holds that holds for all greater ones, ``high`` among them."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
