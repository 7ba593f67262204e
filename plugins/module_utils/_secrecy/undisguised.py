# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A text without the disguises that hide a secret from a search (private to this collection). Pure.

A program that repeats a secret may write each character as a number of HTML or JSON, in other letters, or with other
characters between them. There are too many such ways to list them all as forms of a secret (secrets.py). This file
removes the disguises. Only one form remains.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from .hidden import HIDDEN

# One character as it is written in HTML; in Python, JavaScript, JSON and C; in URLs; in quoted-printable; and in a list
# of bytes. The pattern begins with one backslash. Double encoding adds more backslashes, which are removed later.
_CODE = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});?"
    r"|\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|([0-3][0-7]{2})|[abefnrtv0])"
    r"|%[0-7][0-9A-Fa-f]|(?:%[89A-Fa-f][0-9A-Fa-f])+"
    r"|=([0-9A-Fa-f]{2})|\b0x([0-9A-Fa-f]{2})\b(?:[\s,;]{1,20}(?=0x))?"
)
_BEGINS_CODE = re.compile(r"[&\\%=]|0x")
_OCTAL = 5
# A list of bytes in decimal digits. A shorter list may be a date or a version.
_NUMBERS = re.compile(r"(?<![0-9])[0-9]{2,3}(?:[\s,;]{1,20}[0-9]{2,3}){11,}(?![0-9])")
# Tags such as <wbr>, colours of terminals, and numbers of characters as plugin_utils/_report/visible.py writes them.
_MARK = re.compile(r"<[^<>\0]{0,200}>|\x1b\[[0-9;]{0,20}[A-Za-z]|\u27e8U\+[0-9a-f]{4,6}\u27e9")
# The number of times that a text is decoded. Each further encoding comes from another program: a proxy, a log, a web
# page.
_LAYERS = 3
# The size of a table of characters. A hostile answer may contain all characters that exist.
_MOST_KNOWN = 1 << 16

_FIRST_HIDDEN = [first for first, _last in HIDDEN]


class _Trace(NamedTuple):
    """The places in the original text at which each character of a reading begins and ends."""

    starts: Sequence[int]
    ends: Sequence[int]


class Reading:
    """A text after some decoding. A ``traced`` reading knows the place of each character in the original text."""

    def __init__(self, text: str, trace: _Trace | None = None):
        self.text = text
        self._trace = trace

    @classmethod
    def traced(cls, text: str) -> Reading:
        return cls(text, _Trace(range(len(text)), range(1, len(text) + 1)))

    def place(self, start: int, stop: int) -> tuple[int, int]:
        """The start and the end of a part in the original text. If the reading is not traced, they are in this text."""
        return (self._trace.starts[start], self._trace.ends[stop - 1]) if self._trace else (start, stop)

    def replaced(self, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> Reading:
        if self._trace is None:
            return Reading(pattern.sub(new, self.text))
        old = self._trace
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for match in pattern.finditer(self.text):
            text = new(match)
            parts += [self.text[done : match.start()], text]
            starts += [*old.starts[done : match.start()], *[old.starts[match.start()]] * len(text)]
            ends += [*old.ends[done : match.start()], *[old.ends[match.end() - 1]] * len(text)]
            done = match.end()
        trace = _Trace([*starts, *old.starts[done:]], [*ends, *old.ends[done:]])
        return Reading("".join(parts) + self.text[done:], trace)

    def folded(self, folding: _Folding) -> Reading:
        if self._trace is None:
            return Reading(self.text.translate(folding))
        parts = [folding[ord(each)] for each in self.text]
        starts = [start for part, start in zip(parts, self._trace.starts) for _each in part]
        ends = [end for part, end in zip(parts, self._trace.ends) for _each in part]
        return Reading("".join(parts), _Trace(starts, ends))


class _Folding(dict[int, str]):
    """A table for str.translate. It converts letters to small letters without accents and of plain width.

    It keeps another character only if ``keeps`` is true for it.
    """

    def __init__(self, keeps: Callable[[str], bool]):
        super().__init__()
        self._keeps = keeps

    def __missing__(self, code: int) -> str:
        folded = _decomposed(_decomposed(chr(code)).casefold()) if not _is_hidden(code) else ""
        result = "".join(each for each in folded if not _is_hidden(ord(each)) and self._keeps(each))
        if len(self) < _MOST_KNOWN:
            self[code] = result
        return result


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFKD", text)


def _is_hidden(code: int) -> bool:
    at = bisect_right(_FIRST_HIDDEN, code) - 1
    return at >= 0 and code <= HIDDEN[at][1]


def _is_seen(character: str) -> bool:
    # The number of backslashes depends on the number of encodings. U+FFFD stands for bytes that could not be decoded.
    return unicodedata.category(character)[0] not in "CMZ" and character not in "\\\ufffd"


#: Keeps only letters and digits. So it does not matter if other characters are between them or if they are spelled in
#: another way.
LETTERS = _Folding(str.isalnum)
#: Keeps all visible characters.
CHARACTERS = _Folding(_is_seen)


def readings(text: str, traced: bool = False) -> Iterator[Reading]:
    """The text unchanged, decoded once, decoded twice and so on; each also without tags and similar marks."""
    reading = Reading.traced(text) if traced else Reading(text)
    yield from _with_bare(reading)
    for _layer in range(_LAYERS):
        before = reading.text
        # The patterns are applied one after the other, with a reading after each: hexadecimal bytes may look like
        # decimal bytes. Then the text without the second decoding may be the right one.
        for begins, pattern, new in ((_BEGINS_CODE, _CODE, _decoded), (_NUMBERS, _NUMBERS, _characters)):
            if begins.search(reading.text):
                decoded = reading.replaced(pattern, new)
                if decoded.text != reading.text:
                    reading = decoded
                    yield from _with_bare(reading)
        if reading.text == before:
            return


def _with_bare(reading: Reading) -> Iterator[Reading]:
    yield reading
    if _MARK.search(reading.text):
        yield reading.replaced(_MARK, lambda match: "")


def _decoded(match: re.Match[str]) -> str:
    text = match.group()
    if text[0] == "&":
        return html.unescape(text)
    if text[0] == "%":
        return unquote(text)
    if match.lastindex is None:
        # An escape such as \n.
        return ""
    code = int(match.group(match.lastindex), 8 if match.lastindex == _OCTAL else 16)
    return chr(code) if code <= 0x10FFFF else ""


def _characters(match: re.Match[str]) -> str:
    return "".join(map(chr, map(int, re.findall("[0-9]+", match.group()))))
