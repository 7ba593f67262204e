# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of a request that a proxy or a service repeats, in the encodings of logs, pages and headers."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus

#: Encodings in which a text may be repeated, by name.
ENCODINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "url": lambda text: quote(text, safe=""),
    "form": quote_plus,
    "url in lower case": lambda text: quote(text, safe="").replace("%2B", "%2b").replace("%2F", "%2f"),
    "url, twice": lambda text: quote(quote(text, safe=""), safe=""),
    "json": json.dumps,
    "json, twice": lambda text: json.dumps(json.dumps(text)),
    "html": html.escape,
    "python": repr,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "base64 after one character": lambda text: base64.b64encode(b"x" + text.encode()).decode(),
    "base64 after two characters": lambda text: base64.b64encode(b"xy" + text.encode()).decode(),
    "base64 in a url": lambda text: quote(base64.b64encode(text.encode()).decode(), safe=""),
    "hexadecimal": lambda text: text.encode().hex(),
    "half": lambda text: text[: len(text) // 2],
    "lines": lambda text: "\n".join(text[at : at + 64] for at in range(0, len(text), 64)),
}

#: Encodings that nobody uses except to hide something, or on an odd machine.
DISGUISES: dict[str, Callable[[str], str]] = {
    "numbers of html": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "hexadecimal numbers of html": lambda text: "".join(f"&#x{ord(each):x};" for each in text),
    "json, every character": lambda text: "".join(f"\\u{ord(each):04x}" for each in text),
    "utf-16": lambda text: text.encode("utf-16-le").decode("latin-1"),
    "base64 of utf-16": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    "base64, twice": lambda text: base64.b64encode(base64.b64encode(text.encode())).decode(),
    "capital letters": str.upper,
    "soft hyphens": "\u00ad".join,
    "bits of words": lambda text: " ".join(text[at : at + 7] for at in range(0, len(text), 7)),
    "hexadecimal with blanks": lambda text: text.encode().hex(" "),
    "hexadecimal with colons": lambda text: text.encode().hex(":"),
    "hexadecimal numbers": lambda text: ", ".join(f"0x{byte:02x}" for byte in text.encode()),
    "numbers of bytes": lambda text: str(list(text.encode())),
    "list of characters": lambda text: str(list(text)),
    "octal": lambda text: "".join(f"\\{byte:03o}" for byte in text.encode()),
    "javascript": lambda text: "".join(f"\\u{{{ord(each):x}}}" for each in text),
    "python, every character": lambda text: "".join(f"\\U{ord(each):08x}" for each in text),
    "python, every byte": lambda text: "".join(f"\\x{byte:02x}" for byte in text.encode()),
    "url, every character": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "quoted-printable": lambda text: "".join(f"={byte:02X}" for byte in text.encode()),
    "base64 in short lines": lambda text: "\n".join(_bits(base64.b64encode(text.encode()).decode(), 8)),
    "small letters": str.lower,
    "wide letters": lambda text: "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text),
    "dashes": "-".join,
    "dots": ".".join,
    "tags": "<b>".join,
    "long tags": '<span class="hl-token-character">'.join,
    "variation selectors": "\ufe0f".join,
    "fillers": "\u3164".join,
    "blanks of braille": "\u2800".join,
    "directions": "\u2069".join,
    "selectors of another plane": "\U000e0100".join,
    "accents": "\u0301".join,
}


def _bits(text: str, length: int) -> list[str]:
    return [text[at : at + length] for at in range(0, len(text), length)]


#: Places in an answer where the text may stand.
PLACES = ("message", "code", "header", "page", "body")


def sent(headers: dict[str, str], content: bytes | str) -> list[str]:
    """The values of a request: those of its headers, those of the fields of its form, and its body as it is."""
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    fields = [value for _name, value in parse_qsl(text)] if "=" in text else []
    return [*headers.values(), *fields, text]


def repeated(headers: dict[str, str], content: bytes | str, encoding: str) -> str:
    """The values of a request, each by itself, in one of the encodings."""
    encode = {**ENCODINGS, **DISGUISES}[encoding]
    return " ".join([*map(encode, sent(headers, content)), encode(str(headers))])


def with_text(body: Any, text: str) -> Any:
    """A body in which every object contains a text: as an added property, and as its name if it has a name."""
    if isinstance(body, list):
        return [with_text(member, text) for member in body]
    if not isinstance(body, dict):
        return body
    named = {"displayName": text} if "displayName" in body else {}
    return {**{name: with_text(member, text) for name, member in body.items()}, **named, "echo": text, text[:200]: 1}
