# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets in every form in which a text may repeat them (private to this collection). Pure.

The collection sends a secret in the body of a form, in a header, or in a signed text. A service, a proxy or a library
may repeat it unchanged, in the encoding of its own answer, or in part. Ansible masks a value only in the form in which
the value was given.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .forms import SHORTEST, forms_of, in_base64
from .undisguised import CHARACTERS, LETTERS, Reading, readings

# Ansible puts the first mask in place of a whole text, and the second in place of a part. masked.py recognizes both.
_WHOLE, _PART = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "********"

# Services cut and wrap their answers. So the search also finds parts of long forms: it looks up pieces of this length.
# Only a part of at least _SHORTEST_PART characters counts, since a passphrase contains words that many texts contain.
_PIECE = 8
_LONG = 2 * _PIECE - 1
_SHORTEST_PART = 12
_LONGEST = 32 * 1024
# An answer may be cut to this length. If too few of these characters are letters and digits, other characters count as
# well.
_LEFT = 15
# Every part that counts contains one of any five pieces in a row. So a search looks up each fifth piece of a text among
# all pieces of the forms, or all pieces of a text among each fifth piece of the forms.
_STEP = _SHORTEST_PART - _PIECE + 1
# The first way is the faster one for more characters than this, since the set of all pieces takes time to prepare.
_FEW_CHARACTERS = 100_000
# Both alphabets of base64 are treated as one.
_ALPHABETS = str.maketrans("-_", "+/")
# Names of properties in this form are not masked: they are names of this collection, and a password may equal such a
# name.
_NAME = re.compile(r"[a-z_]+")
# Lines of keys. The encoded forms of these lines are parts of the encoded forms of the key.
_IN_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{%d,}" % _LONG)


class Secrets:
    """All secrets that are known so far. Several threads may use it at the same time."""

    def __init__(self, values: Iterable[Any] = ()):
        self._lock = threading.Lock()
        self._known: set[str] = set()
        self._literals: set[str] = set()
        self._pieces = _Pieces()
        # Pieces of folded secrets: of their letters and digits, and of all their visible characters.
        self._letters = _Pieces()
        self._characters = _Pieces()
        self._new: list[str] = []
        self._follower: Secrets | None = None
        self.add(*values)

    def __repr__(self) -> str:
        # A traceback or a debugger must not print them.
        return f"Secrets({len(self._known)})"

    def add(self, *values: Any) -> None:
        """Add secrets. None, empty values and booleans are no secrets."""
        with self._lock:
            for value in values:
                # Ansible converts a list or a dictionary to one text if the option is a text.
                as_text = [] if value is None or isinstance(value, (str, bool)) else [str(value)]
                for text in filter(None, [*_texts(value), *as_text]):
                    if text not in self._known:
                        self._known.add(text)
                        self._new.append(text)
            follower = self._follower
        if follower is not None:
            follower.add(*values)

    def hand_on_to(self, follower: Secrets) -> None:
        """Add all secrets to ``follower``, also those that are added later. There is one follower at a time."""
        with self._lock:
            self._follower = follower
            known = list(self._known)
        follower.add(*known)

    def for_ansible(self) -> set[str]:
        """The secrets that Ansible can mask in every text without harm."""
        return {text for text in self._known if len(text) >= SHORTEST and text not in ("True", "False", "None")}

    def found_in(self, value: Any) -> bool:
        """Whether a text in a value is a secret or contains a secret."""
        texts = set(_texts(value))
        if not self._known.isdisjoint(texts):
            return True
        # A search in all texts at once takes a tenth of the time. But a match may begin in one text and end in another.
        # So after a match each text is searched by itself.
        return self._suspicious("\0".join(texts)) and any(map(self._suspicious, texts))

    def masked(self, value: Any) -> Any:
        """The value with masks in place of secrets, also in names of properties. Booleans stay as they are."""
        if not self.found_in(value):
            return value
        known: dict[str, str] = {}

        def masked(text: str) -> str:
            if text not in known:
                known[text] = self._masked_text(text)
            return known[text]

        return _changed(value, masked)

    def _suspicious(self, text: str) -> bool:
        self._prepare()
        if len(text) < SHORTEST:
            return False
        if any(literal in text for literal in self._literals):
            return True
        if self._pieces.found_in(text.translate(_ALPHABETS)):
            return True
        return len(text) >= _SHORTEST_PART and any(True for _place in self._undisguised(text, traced=False))

    def _undisguised(self, text: str, traced: bool) -> Iterator[tuple[int, int]]:
        """The places of secrets that are written in another way, or with other characters between their letters.

        Without ``traced`` these are places in the folded text. They show only that there is a secret.
        """
        if not self._letters and not self._characters:
            return
        for reading in readings(text, traced):
            for pieces, folding in ((self._letters, LETTERS), (self._characters, CHARACTERS)):
                if pieces:
                    folded = reading.folded(folding)
                    for start, stop in pieces.runs(folded.text):
                        if folding is LETTERS and not _tells(folded.text[start:stop]):
                            continue
                        yield folded.place(start, stop) if traced else (start, stop)

    def _masked_text(self, text: str) -> str:
        if text in self._known:
            return _WHOLE
        if not self._suspicious(text):
            return text
        spans = [match.span() for match in self._found_literals(text)]
        spans += [*self._pieces.runs(text.translate(_ALPHABETS)), *self._undisguised(text, traced=True)]
        masked = _without(text, spans)
        return _WHOLE if masked == _PART else masked

    def _found_literals(self, text: str) -> Iterable[re.Match[str]]:
        present = sorted((literal for literal in self._literals if literal in text), key=len, reverse=True)
        return re.finditer("|".join(map(re.escape, present)), text) if present else ()

    def _prepare(self) -> None:
        with self._lock:
            # A key comes before its lines, since the lines are parts of it.
            new, self._new = sorted(self._new, key=len, reverse=True), []
            for secret in new:
                if len(secret) < SHORTEST:
                    continue
                if len(secret) > _LONGEST:
                    # No key and no token is so long. All its forms would take minutes to compute.
                    self._literals.add(secret)
                    self._add_undisguised([secret])
                    continue
                if _IN_BASE64.fullmatch(secret) and self._pieces.has_all_of(secret.translate(_ALPHABETS)):
                    continue
                for form in forms_of(secret):
                    if len(form) < _LONG:
                        self._literals.add(form)
                    else:
                        self._pieces.add(form.translate(_ALPHABETS))
                hexadecimal = secret.encode("utf-8", "replace").hex()
                self._add_undisguised([secret, hexadecimal, *in_base64(secret), *in_base64(secret, "utf-16-le")])

    def _add_undisguised(self, forms: list[str]) -> None:
        for letters in {Reading(form).folded(LETTERS).text for form in forms}:
            if len(letters) >= _SHORTEST_PART:
                self._letters.add(letters)
        characters = Reading(forms[0]).folded(CHARACTERS).text
        if len(characters) >= _SHORTEST_PART and _is_poor(characters):
            self._characters.add(characters)


class _Pieces:
    """Long forms of secrets. The search finds every part of a form that is too long to be an accident."""

    def __init__(self) -> None:
        self._all = ""
        # Each fifth piece, and all pieces. Both are made when they are needed first.
        self._some: set[str] | None = None
        self._pieces: set[str] | None = None
        self._searched = 0
        # One thread may add a form while another makes a set. The set must not lack this form.
        self._lock = threading.Lock()

    def __bool__(self) -> bool:
        return bool(self._all)

    def add(self, form: str) -> None:
        with self._lock:
            # The separator is a character that no text contains.
            self._all += f"{form}\ud800"
            if self._some is not None:
                self._some.update(_pieces_of(form, _STEP))
            if self._pieces is not None:
                self._pieces.update(_pieces_of(form))

    def has_all_of(self, text: str) -> bool:
        return text in self._all

    def found_in(self, text: str) -> bool:
        return any(True for _run in self.runs(text))

    def runs(self, text: str) -> Iterator[tuple[int, int]]:
        """The places of the parts: start and end."""
        if not self._all:
            return
        known, step = self._known(len(text))
        has = self._all.__contains__ if self._pieces is None else self._pieces.__contains__
        last = len(text) - _PIECE
        at = done = 0
        while at <= last:
            if text[at : at + _PIECE] not in known:
                at += step
                continue
            start = stop = at
            while start > done and has(text[start - 1 : start - 1 + _PIECE]):
                start -= 1
            while stop < last and has(text[stop + 1 : stop + 1 + _PIECE]):
                stop += 1
            if stop + _PIECE - start >= _SHORTEST_PART:
                yield start, stop + _PIECE
            at = done = stop + 1

    def _known(self, length: int) -> tuple[set[str], int]:
        """The pieces to look for in a text of this length, and the step from one piece of the text to the next.

        The set of all pieces takes a fifth of a second for a long key, which is too long for a task with short texts.
        """
        with self._lock:
            self._searched += length
            if self._pieces is None and self._searched < _FEW_CHARACTERS:
                if self._some is None:
                    self._some = _pieces_of(self._all, _STEP)
                return self._some, 1
            if self._pieces is None:
                self._pieces = _pieces_of(self._all)
            return self._pieces, _STEP


def _pieces_of(form: str, step: int = 1) -> set[str]:
    return {form[at : at + _PIECE] for at in range(0, len(form) - _PIECE + 1, step)}


def _is_poor(characters: str) -> bool:
    """Whether a part of a secret may contain too few letters and digits for a search by these alone."""
    places = range(max(1, len(characters) - _LEFT + 1))
    return not all(_tells("".join(filter(str.isalnum, characters[at : at + _LEFT]))) for at in places)


def _tells(letters: str) -> bool:
    """Whether the letters and digits in a row are too many for an accident. For example, "client_secret" is common."""
    return len(letters) >= (_SHORTEST_PART if any(map(str.isdigit, letters)) else _LEFT)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """A text with masks in some places, which may overlap."""
    result: list[str] = []
    end = 0
    for start, stop in sorted(spans):
        if start > end or not result:
            result += [text[end:start], _PART]
        end = max(end, stop)
    return "".join(result) + text[end:]


def _texts(value: Any) -> Iterator[str]:
    """All texts in a value, with numbers as text."""
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
            # Python refuses to convert thousands of digits to text.
            yield str(each) if isinstance(each, float) or abs(each) < 10**30 else ""


def _may_be_secret(name: object) -> bool:
    return isinstance(name, str) and not _NAME.fullmatch(name)


def _changed(value: Any, function: Callable[[str], str]) -> Any:
    """A copy of a value, with ``function`` applied to all texts in it at every depth."""
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


def _copy(value: Any, function: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return function(value)
    if isinstance(value, dict):
        return {function(name) if _may_be_secret(name) else name: member for name, member in value.items()}
    if isinstance(value, (list, tuple, set)):
        return list(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value if function(str(value)) == str(value) else _WHOLE
    return value
