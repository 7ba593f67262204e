# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether somebody can recover a secret from the output of a run, in any encoding.

The collection looks for the encoded forms of a secret. These tests do the reverse: they decode the whole output, and
search it for the secret and for parts of the secret.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote_plus

# If a text contains so many characters of a long secret, that is not an accident.
_PART = 14
# A text is cut into blocks. Each part of a secret in the text then contains at least one whole block.
_BLOCK = _PART // 2
# A token contains this word, in the names of permissions, and so does each request, in the type of its content. Without
# upper and lower case, Base64 of both may be the same. The character after the word changes the last letter.
_WORD = b"Application."
_NO_SECRETS = [base64.b64encode(b"\0" * before + _WORD).decode().casefold() for before in range(3)]


def leaks(text: str, *secrets: str) -> list[str]:
    """The parts of secrets that somebody can read from a text. A short secret has only one part: the whole of it."""
    # Upper and lower case hide little of a text, and nothing of hexadecimal digits.
    readings, secrets = "\0".join(set(_readings(text))).casefold(), tuple({secret.casefold() for secret in secrets})
    blocks = {readings[at : at + _BLOCK] for at in range(0, len(readings), _BLOCK)}
    return [
        part
        for secret in secrets
        for part in _parts(secret, blocks) | {part for part in _parts(_letters(secret), blocks) if len(part) == _PART}
        if part in readings and not any(part in known for known in _NO_SECRETS)
    ]


def _parts(secret: str, blocks: set[str]) -> set[str]:
    """The whole of a short secret, or those parts of a long one that contain one of the blocks."""
    if len(secret) < _PART:
        return {secret}
    found = [at for at in range(len(secret) - _BLOCK + 1) if secret[at : at + _BLOCK] in blocks]
    starts = {start for at in found for start in range(max(0, at - _BLOCK + 1), min(at, len(secret) - _PART) + 1)}
    return {secret[at : at + _PART] for at in starts}


def _readings(text: str) -> Iterator[str]:
    known = {text}
    todo = [text]
    # A text that was encoded twice has to be decoded twice.
    for _depth in range(2):
        todo = list({each for reading in todo for each in _decoded(reading)} - known)
        known.update(todo)
    yield from known
    for reading in list(known):
        yield "".join(reading.split())
        yield re.sub(r"(\\+[nrt]|\s)+", "", reading)
        # Text in UTF-16 contains null characters, and soft hyphens are invisible.
        yield re.sub(r"(\\+x00|[\0\u00ad])+", "", reading)
        # Only letters and digits, of normal width and without accents. Characters between them do not hide a secret.
        yield _letters(re.sub(r"<[^<>]*>", "", reading))
        yield _letters(reading)


def _decoded(text: str) -> Iterator[str]:
    yield unquote_plus(text)
    yield html.unescape(text)
    yield re.sub(r"\\+(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))", _escape, text)
    yield "\n".join(_base64(text))
    yield re.sub(r"=([0-9A-F]{2})", lambda match: chr(int(match.group(1), 16)), text)
    yield re.sub(r"\\([0-3][0-7]{2})", lambda match: chr(int(match.group(1), 8)), text)
    yield re.sub(r"\\(?:u\{([0-9A-Fa-f]+)\}|U([0-9A-Fa-f]{8}))", _long_escape, text)
    yield "\n".join(map(_characters, re.findall(r"(?:\b\d{2,3}\b\W{1,3}){7,}\d{2,3}", text)))
    yield re.sub(r"0x([0-9A-Fa-f]{2})", lambda match: chr(int(match.group(1), 16)), text)
    for separated in (r"(?:[0-9A-Fa-f]{2}:)+[0-9A-Fa-f]{2}", r"(?:[\w+/=]{4,12}(?:\\n|\n))+[\w+/=]+"):
        yield "\n".join("\n".join(_base64(re.sub(r":|\\n|\n", "", run))) for run in re.findall(separated, text))


def _long_escape(match: re.Match[str]) -> str:
    return chr(min(int(match.group(1) or match.group(2), 16), 0x10FFFF))


def _characters(numbers: str) -> str:
    return "".join(chr(int(number)) for number in re.findall(r"\d+", numbers))


def _letters(text: str) -> str:
    # In Unicode, some filler characters count as letters.
    text = re.sub("[\u115f\u1160\u3164\uffa0]", "", text)
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text))


def _escape(match: re.Match[str]) -> str:
    code = match.group(1) or match.group(2)
    return chr(int(code, 16)) if code else {"n": "\n", "t": "\t", "r": "\r"}.get(match.group(3), match.group(3))


def _base64(text: str) -> Iterator[str]:
    text += "\n" + re.sub(r"(?<=[0-9A-Fa-f]{2}) (?=[0-9A-Fa-f]{2}\b)", "", text)
    for run in re.findall(r"[A-Za-z0-9+/_-]{6,}", text):
        run = run.replace("-", "+").replace("_", "/")
        for start in range(4):
            part = run[start : start + (len(run) - start) // 4 * 4]
            yield base64.b64decode(part).decode("latin-1")
        if re.fullmatch("[0-9A-Fa-f]{8,}", run):
            yield binascii.unhexlify(run[: len(run) // 2 * 2]).decode("latin-1")
