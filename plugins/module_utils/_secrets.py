# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets, in every form in which somebody may repeat them (private to this collection). Pure.

A secret leaves us in the body of a form, in a header, or in a signed text, and a service, a proxy or a library may
repeat what it was sent as it came, in the encoding of its own answer, or a part of it. Ansible masks a value only in
the form in which it was given.
"""

from __future__ import annotations

import base64
import html
import json
import re
import threading
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from ._undisguised import place_of, undisguised

# What Ansible puts in place of a whole text and of a part of one. _masked.py knows them by sight.
_WHOLE, _PART = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "********"

# What is shorter is part of nearly every ID and number. It is masked where it is a whole text, as an option is.
_SHORTEST = 4
# Fewer characters of base64 are a part of many words.
_SHORTEST_BASE64 = 5
# Answers are cut and wrapped. Of forms that are long, each part of that length is found as well, and of those that are
# found all that is no accident: a passphrase has words that everybody uses.
_PIECE = 8
_LONG = 2 * _PIECE - 1
_SHORTEST_PART = 12
_VERY_LONG = 200
_LONGEST = 32 * 1024
# In texts without blanks shorter ones are a part of words.
_SHORTEST_UNDISGUISED = 12
_CHUNK = 16
# Both alphabets of base64 are one.
_ALPHABETS = str.maketrans("-_", "+/")
# Names of our own, of which a password may well be one.
_NAME = re.compile(r"[a-z_]+")
# Unreserved and reserved characters, which libraries leave as they are in URLs.
_AS_IN_URLS = "!#$%&'()*+,/:;=?@[]~"


class Secrets:
    """What must not be seen, as far as it is known by now. Safe to be used by several threads."""

    def __init__(self, values: Iterable[Any] = ()):
        self._lock = threading.Lock()
        self._known: set[str] = set()
        self._literals: set[str] = set()
        self._pieces: set[str] = set()
        self._undisguised: set[str] = set()
        self._new: list[str] = []
        self.add(*values)

    def __repr__(self):
        # A traceback or a debugger must not print them.
        return f"Secrets({len(self._known)})"

    def add(self, *values: Any) -> None:
        """More of them. What is nothing, empty or a boolean is no secret."""
        with self._lock:
            for value in values:
                # Ansible makes one text of a list or a dictionary where an option is a text.
                as_text = [] if value is None or isinstance(value, (str, bool)) else [str(value)]
                for text in filter(None, [*_texts(value), *as_text]):
                    if text not in self._known:
                        self._known.add(text)
                        self._new.append(text)

    def for_ansible(self) -> set[str]:
        """Those that Ansible can be told to mask in every text."""
        return {text for text in self._known if len(text) >= _SHORTEST and text not in ("True", "False", "None")}

    def found_in(self, value: Any) -> bool:
        """Whether a value, or something in it, is or has a secret."""
        texts = list(_texts(value))
        return any(text in self._known for text in texts) or self._suspicious("\0".join(texts))

    def _has_undisguised(self, text):
        return any(secret in text for secret in self._undisguised)

    def masked(self, value: Any) -> Any:
        """The same without secrets. Names of properties are looked at as well, booleans are left alone."""
        if not self.found_in(value):
            return value
        return _changed(value, self._masked_text)

    def _suspicious(self, text):
        self._prepare()
        if any(literal in text for literal in self._literals):
            return True
        pieces = text.translate(_ALPHABETS)
        if any(pieces[at : at + _PIECE] in self._pieces for at in range(0, len(pieces), _PIECE)):
            return True
        return self._has_undisguised(undisguised(text))

    def _masked_text(self, text):
        if text in self._known:
            return _WHOLE
        if not self._suspicious(text):
            return text
        spans = [match.span() for match in self._found_literals(text)] + list(self._found_pieces(text))
        masked = _without(text, spans)
        # What is still there is written otherwise, or has something between its letters.
        masked = _without(masked, place_of(masked, self._has_undisguised))
        return _WHOLE if masked == _PART else masked

    def _found_literals(self, text):
        present = sorted((literal for literal in self._literals if literal in text), key=len, reverse=True)
        return re.finditer("|".join(map(re.escape, present)), text) if present else ()

    def _found_pieces(self, text):
        """The places of all parts of long forms that are long enough to be no accident."""
        text = text.translate(_ALPHABETS)
        at = 0
        while at <= len(text) - _PIECE:
            if text[at : at + _PIECE] not in self._pieces:
                at += 1
                continue
            start = at
            while text[at : at + _PIECE] in self._pieces:
                at += 1
            at += _PIECE - 1
            if at - start >= _SHORTEST_PART:
                yield start, at

    def _prepare(self):
        with self._lock:
            new, self._new = self._new, []
            for secret in new:
                if len(secret) < _SHORTEST:
                    continue
                self._undisguised.update(_chunks(undisguised(secret)))
                if len(secret) > _LONGEST:
                    # No key and no token is as long. To know all its parts would take minutes.
                    self._literals.add(secret)
                    continue
                self._undisguised.update(_chunks(secret.encode("utf-8", "replace").hex()))
                for form in forms_of(secret):
                    if len(form) < _LONG:
                        self._literals.add(form)
                    else:
                        text = form.translate(_ALPHABETS)
                        self._pieces.update(text[at : at + _PIECE] for at in range(len(text) - _PIECE + 1))


def _without(text, spans):
    """A text that is masked in some places, which may overlap."""
    result, end = [], 0
    for start, stop in sorted(spans):
        if start > end or not result:
            result += [text[end:start], _PART]
        end = max(end, stop)
    return "".join(result) + text[end:]


def _chunks(text):
    """Parts of a secret to look for, or all of it; nothing of what is so short that it is a part of words.

    Answers are cut: of whatever is as long as two parts, one is there as a whole.
    """
    if len(text) >= 2 * _CHUNK:
        return {text[at : at + _CHUNK] for at in (*range(0, len(text) - _CHUNK + 1, _CHUNK), len(text) - _CHUNK)}
    return {text} if len(text) >= _SHORTEST_UNDISGUISED else set()


def forms_of(secret: str) -> set[str]:
    """The ways in which a secret can be written: in URLs, JSON, HTML, Python, base64, and some of them in each other.

    Keys and tokens are too long for all of them, and are found by their parts.
    """
    plain = {secret, secret.strip(), "".join(secret.split())}
    if len(secret) > _VERY_LONG:
        written = plain.union(*map(_json, plain), *map(_form_fields, plain))
        encoded = {text for form in written for text in _base64(form)}
    else:
        plain.add(" ".join(secret.split()))
        written = plain.union(*map(_urls, plain), *map(_escaped, plain))
        written |= {text for form in written for text in _json(form)}
        encoded = {text for form in (secret, *_form_fields(secret), *_json(secret)) for text in _base64(form)}
    # What PowerShell makes of it, and a header of Basic authorization in a dump that is encoded itself.
    encoded.update(_base64(secret, "utf-16-le"), *map(_base64, _base64(secret)))
    encoded |= {each for text in encoded for each in (quote(text, safe=""), text.replace("/", "\\/"))}
    hexadecimal = secret.encode("utf-8", "replace").hex()
    encoded |= {hexadecimal, hexadecimal.upper()} | _lower_percent(encoded)
    long_enough = {text for text in encoded if len(text) >= _SHORTEST_BASE64}
    return {text for text in written if len(text) >= _SHORTEST} | long_enough


def login_forms(login: str) -> set[str]:
    """What is secret of ``NAME:PASSWORD`` as it stands in a URL: both together and the password, encoded or not.

    Who did not encode a password gives a URL that parsers cut in other places, so that its parts are secret too.
    """
    password = login.partition(":")[2] or login
    parts = [part for part in re.split(r"[:/?#@\[\]\s\\]", password) if len(part) >= _SHORTEST]
    given = {login, password, *parts}
    return {text for text in given | {unquote(text) for text in given} if text}


def _urls(text):
    """A text as it stands in URLs and in forms."""
    everything = "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "replace"))
    forms = {*_form_fields(text), _quoted(text, "/"), _quoted(text, _AS_IN_URLS), everything}
    twice = {quote(form, safe="") for form in forms if "%" in form}
    return forms | twice | _lower_percent(forms | twice)


def _form_fields(text):
    forms = {_quoted(text, ""), quote_plus(text, errors="replace")}
    return forms | _lower_percent(forms)


def _quoted(text, safe):
    # What is no text at all cannot be sent either.
    return quote(text, safe=safe, errors="replace")


def _lower_percent(forms):
    return {re.sub(r"%[0-9A-F]{2}", lambda match: match.group().lower(), form) for form in forms if "%" in form}


def _json(text):
    for form in (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]):
        yield from (form, form.replace("/", "\\/"))


def _escaped(text):
    """A text as it stands in JSON, in HTML and in what Python shows."""
    yield from _json(text)
    # .NET's own, for what is special in HTML.
    yield re.sub(r"[&<>'\"+`]", lambda match: f"\\u{ord(match.group()):04X}", text)
    as_html = html.escape(text)
    yield from (as_html, html.escape(text, quote=False), as_html.replace("&#x27;", "&#39;").replace("&quot;", "&#34;"))
    yield repr(text)[1:-1]
    yield repr(text.encode("utf-8", "replace"))[2:-1]
    # The text of errors (_graph/errors.py).
    yield "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def _base64(text, encoding="utf-8"):
    """The characters that stand for a text wherever it stands in what was encoded, in both alphabets.

    Those at the ends depend on what stands beside it, and are left out.
    """
    content = text.encode(encoding, "replace")
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + content).decode("ascii").rstrip("=")
        first = -(-before * 8 // 6)
        last = (before + len(content)) * 8 // 6
        yield from (encoded[first:last], encoded[first:last].translate(str.maketrans("+/", "-_")))


def _texts(value: Any) -> Iterator[str]:
    """All texts in a value; numbers as they are written."""
    todo = [value]
    while todo:
        each = todo.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            todo += [*filter(_may_be_secret, each), *each.values()]
        elif isinstance(each, (list, tuple, set)):
            todo += each
        elif isinstance(each, (int, float)) and not isinstance(each, bool):
            # Python refuses to write out thousands of digits.
            yield str(each) if isinstance(each, float) or abs(each) < 10**30 else ""


def _may_be_secret(name):
    return isinstance(name, str) and not _NAME.fullmatch(name)


def _changed(value, function):
    """A copy of a value with ``function`` of all texts in it, however deep they are."""
    holder: list[Any] = [value]
    todo: list[Any] = [holder]
    while todo:
        container = todo.pop()
        for place in list(container) if isinstance(container, dict) else range(len(container)):
            member = _copy(container[place], function)
            container[place] = member
            if isinstance(member, (dict, list)):
                todo.append(member)
    return holder[0]


def _copy(value, function):
    if isinstance(value, str):
        return function(value)
    if isinstance(value, dict):
        return {function(name) if _may_be_secret(name) else name: member for name, member in value.items()}
    if isinstance(value, (list, tuple, set)):
        return list(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value if function(str(value)) == str(value) else _WHOLE
    return value
