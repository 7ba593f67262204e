# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How errors describe a value of the wrong form (private to this collection). Pure.

A user may put a secret into the wrong place: a key in place of its path, or a password in place of a tenant. Errors
describe such a value by its kind and its length, and never show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from .._names import NOBODY, guid_key, name_key, remark_on

_KINDS = {bool: "true or false", dict: "a dictionary", list: "a list", tuple: "a list", type(None): "nothing"}
# A word such as "globl" or "contoso". A generated secret is longer, and contains more kinds of characters.
_WORD = re.compile(r"[A-Za-z]{1,12}(?:[_-][A-Za-z]{1,12})?")
_LONGEST_WORD = 18
# For example "b2b_collaboration_inbond". Text in base64 does not match, since it has capital letters and digits.
_OPTION = re.compile(r"(?:b2b|m365|[a-z]+)(?:_[a-z]+)*")
_LONGEST_OPTION = 48
# A Git commit: shortened, or whole in one of Git's two formats.
_COMMIT = re.compile(r"[0-9a-f]{4,12}|[0-9a-f]{40}|[0-9a-f]{64}")
# Values that look like a misspelled tenant. They are shown. Otherwise the user could not find the wrong value among a
# thousand values.
_DASH = r"[-\u2010-\u2015 ]{1,2}"
# An ID with one digit too many or too few, or with a wrong digit, with other dashes, and with brackets around it.
_LIKE_AN_ID = re.compile(
    rf"\s*[{{(]?[0-9A-Za-z]{{7,9}}(?:{_DASH}[0-9A-Za-z]{{3,5}}){{3}}{_DASH}[0-9A-Za-z]{{10,14}}[)}}]?\s*"
)
_HEX = frozenset("0123456789abcdefABCDEF")
# A generated secret in the form of an ID has more letters that are no hexadecimal digits.
_MOST_WRONG_DIGITS = 8
_LIKE_A_TENANT = [
    # A domain: labels and dots.
    re.compile(r"\s*(?:https?:/*)?[\w -]{0,40}(?:[.,]+[\w -]{1,40}){0,3}[.,]+-?[^\W\d_]{2,12}[\s./-]*"),
    re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}"),
    # A name of one or two words, in letters of any language.
    re.compile(r"(?:[^\W\d_]{1,16}(?:[ /-][^\W\d_]{1,12})?)?"),
]
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITS_IN_A_WORD = re.compile(r"[^\W\d_][0-9]+[^\W\d_]")
_LONGEST_TENANT = 80


def is_token(value: Any) -> bool:
    """Whether a text begins like a token. A short token of three parts with dots has the form of a domain."""
    return isinstance(value, str) and value.strip().startswith("eyJ") and value.count(".") >= 2


def home_name(value: Any) -> str | None:
    """The tenant ID or the domain of a home tenant, in the form in which names are compared; None for other values."""
    return None if is_token(value) else name_key(value)


def no_home(option: str, value: Any) -> str:
    """The error for an option that does not name the home tenant but has to."""
    return f"{option} is {shown_name(value)}, which is neither a tenant ID nor a domain{remark_on(value)}"


def form_of(value: Any) -> str:
    """A description of a value. It contains no character of the value."""
    if not isinstance(value, str):
        return next((words for kind, words in _KINDS.items() if isinstance(value, kind)), "a number")
    kind = "PEM text" if "-----BEGIN" in value else "text"
    return f"{kind} of {len(value)} character{'' if len(value) == 1 else 's'}"


def is_option_name(value: str) -> bool:
    """Whether a text has the form of the name of an option: words in lower case with underscores between."""
    return len(value) <= _LONGEST_OPTION and bool(_OPTION.fullmatch(value))


def shown_option(value: str, choices: Iterable[str] = ()) -> str:
    """The name of an unknown option, unchanged if it cannot be a secret."""
    return value if is_option_name(value) else shown_name(value, choices)


def shown_revision(value: str) -> str:
    """A revision of a project: a commit, a branch or a tag. It is unchanged if it cannot be a secret."""
    return value if _COMMIT.fullmatch(value) else shown_name(value)


def shown_tenant(value: Any) -> str:
    """A value that should be a tenant ID or a domain; unchanged only if it is clearly a misspelt ID or domain."""
    if value is None or (isinstance(value, str) and _is_like_a_tenant(value)):
        return repr(value)
    return shown_name(value)


def shown_id(value: Any, words: Iterable[str] = ()) -> str:
    """A value that should be the ID of an object or one of ``words``; unchanged if it cannot be a secret."""
    return repr(value) if isinstance(value, str) and _is_like_an_id(value) else shown_name(value, words)


def _is_like_an_id(value: str) -> bool:
    wrong = sum(letter.isalnum() and letter not in _HEX for letter in value)
    return bool(_LIKE_AN_ID.fullmatch(value)) and wrong <= _MOST_WRONG_DIGITS


def _is_like_a_tenant(value: str) -> bool:
    if is_token(value) or len(value) > _LONGEST_TENANT:
        return False
    if _is_like_an_id(value):
        return True
    # Generated secrets mix capital and small letters, and contain digits between letters.
    words = _LETTERS.findall(value)
    return (
        any(form.fullmatch(value) for form in _LIKE_A_TENANT)
        and not _DIGITS_IN_A_WORD.search(value)
        and all(word.islower() or word.isupper() or word.istitle() or word == word.casefold() for word in words)
    )


def no_name(tenant: Any) -> str:
    """The error for a value that is neither a tenant ID nor a domain."""
    example = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
    words = f"{shown_tenant(tenant)} is not a tenant ID, a GUID such as {example}, and not a domain"
    return words + remark_on(tenant)


def no_tenant_id(tenant: Any) -> str:
    """The error for a value that is no tenant ID. In a message it follows the name of the option and "is"."""
    return f"{shown_tenant(tenant)}, which is not a tenant ID" + remark_on(tenant)


def shown_name(value: Any, choices: Iterable[str] = ()) -> str:
    """An unknown name for an error: unchanged if it cannot be a secret, otherwise a description of its form.

    A user who sees "globl" sees the mistake at once. Short words of letters, IDs, and names that resemble one of
    ``choices`` are shown unchanged.
    """
    if isinstance(value, str):
        word = len(value) <= _LONGEST_WORD and _WORD.fullmatch(value)
        known = guid_key(value) or value.strip() == NOBODY
        if word or known or get_close_matches(value, list(choices), n=1, cutoff=0.75):
            return repr(value)
    return form_of(value)
