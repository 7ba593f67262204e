# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The forms in which a text may repeat a secret: encoded, escaped, quoted (private to this collection). Pure."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote, quote_plus, unquote

#: Characters. Nearly every ID and number would contain shorter secrets. A shorter secret is masked only if it is a
#: whole text, such as the value of an option.
SHORTEST = 4
# Many words contain shorter pieces of base64.
_SHORTEST_BASE64 = 5
_VERY_LONG = 200
# Unreserved and reserved characters, which libraries do not encode in URLs.
_AS_IN_URLS = "!#$%&'()*+,/:;=?@[]~"


# The items of a loop have the same secrets.
@lru_cache(maxsize=64)
def forms_of(secret: str) -> frozenset[str]:
    """The forms of a secret: in URLs, JSON, HTML, Python and base64, and in some combinations of these.

    Keys and tokens are too long for all combinations. The search finds them by their parts.
    """
    plain = {secret, secret.strip(), "".join(secret.split())}
    if len(secret) > _VERY_LONG:
        written = plain.union(*map(_json, plain), *map(_form_fields, plain))
        encoded = {text for form in written for text in in_base64(form)}
    else:
        plain.add(" ".join(secret.split()))
        written = plain.union(*map(_urls, plain), *map(_escaped, plain))
        written |= {text for form in written for text in _json(form)}
        encoded = {text for form in (secret, *_form_fields(secret), *_json(secret)) for text in in_base64(form)}
    # PowerShell encodes UTF-16. A header of Basic authorization may be in a dump that is itself in base64.
    encoded.update(in_base64(secret, "utf-16-le"), *map(in_base64, in_base64(secret)))
    encoded |= {each for text in encoded for each in (quote(text, safe=""), text.replace("/", "\\/"))}
    hexadecimal = secret.encode("utf-8", "replace").hex()
    encoded |= {hexadecimal, hexadecimal.upper()} | _lower_percent(encoded)
    long_enough = {text for text in encoded if len(text) >= _SHORTEST_BASE64}
    return frozenset({text for text in written if len(text) >= SHORTEST} | long_enough)


def login_forms(login: str) -> set[str]:
    """The secrets in ``NAME:PASSWORD`` of a URL: the whole text and the password, each also percent-decoded.

    If a password is not percent-encoded, parsers cut the URL in the wrong places. So parts of the password are secrets,
    too.
    """
    password = login.partition(":")[2] or login
    parts = [part for part in re.split(r"[:/?#@\[\]\s\\]", password) if len(part) >= SHORTEST]
    given = {login, password, *parts}
    return {text for text in given | {unquote(text) for text in given} if text}


def _urls(text: str) -> set[str]:
    """The forms of a text in URLs and in fields of HTML forms."""
    everything = "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "replace"))
    forms = {*_form_fields(text), _quoted(text, "/"), _quoted(text, _AS_IN_URLS), everything}
    twice = {quote(form, safe="") for form in forms if "%" in form}
    return forms | twice | _lower_percent(forms | twice)


def _form_fields(text: str) -> set[str]:
    forms = {_quoted(text, ""), quote_plus(text, errors="replace")}
    return forms | _lower_percent(forms)


def _quoted(text: str, safe: str) -> str:
    # A text that cannot be encoded cannot be sent either.
    return quote(text, safe=safe, errors="replace")


def _lower_percent(forms: set[str]) -> set[str]:
    return {re.sub(r"%[0-9A-F]{2}", lambda match: match.group().lower(), form) for form in forms if "%" in form}


def _json(text: str) -> Iterator[str]:
    for form in (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]):
        yield from (form, form.replace("/", "\\/"))


def _escaped(text: str) -> Iterator[str]:
    """The forms of a text in JSON, in HTML and in the output of Python."""
    yield from _json(text)
    # .NET writes characters that are special in HTML like this.
    yield re.sub(r"[&<>'\"+`]", lambda match: f"\\u{ord(match.group()):04X}", text)
    as_html = html.escape(text)
    yield from (as_html, html.escape(text, quote=False), as_html.replace("&#x27;", "&#39;").replace("&quot;", "&#34;"))
    yield repr(text)[1:-1]
    yield repr(text.encode("utf-8", "replace"))[2:-1]
    # Texts of errors have this form (_graph/errors.py).
    yield "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def in_base64(text: str, encoding: str = "utf-8") -> Iterator[str]:
    """The forms of a text in base64, for each position of the text in the encoded data, in both alphabets.

    The characters at both ends also depend on the data beside the text. The forms do not contain these characters.
    """
    content = text.encode(encoding, "replace")
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + content).decode("ascii").rstrip("=")
        first = -(-before * 8 // 6)
        last = (before + len(content)) * 8 // 6
        yield from (encoded[first:last], encoded[first:last].translate(str.maketrans("+/", "-_")))
