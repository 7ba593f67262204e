# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets in texts: complete or cut, in every form that docs/security.md promises; and the time of the search."""

from __future__ import annotations

import base64
import os
import string
import threading
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy import secrets as search
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.secrets import Secrets
from ansible_collections.entra.cross_tenant.tests.everyday import WHOLE
from ansible_collections.entra.cross_tenant.tests.graph_simulator import DISGUISES, ENCODINGS
from ansible_collections.entra.cross_tenant.tests.leaks import leaks

SECRET = "9kQ8Q~tZ1vB.w_Y-x7Lm4nP0rS3uD6eF2gHjKaBc"
LETTERS = string.ascii_letters + string.digits
# Here a cut secret is called "half".
FORMS = {name: form for name, form in {**ENCODINGS, **DISGUISES}.items() if name not in ("half", "lines")}


# There are many forms. So each has few examples every day, and all examples in make test-long.
EXAMPLES = WHOLE if settings.default.max_examples == WHOLE else 10


@st.composite
def cut_secrets(draw):
    """A secret of the form that Entra ID makes, and a part of it. The collection promises to find it in every form."""
    secret = draw(st.text(LETTERS + LETTERS + "~._-", min_size=16, max_size=80))
    start = draw(st.integers(0, len(secret) - 15))
    part = secret[start : draw(st.integers(start + 15, len(secret)))]
    letters = [each for each in part[:15] if each.isalnum()]
    enough = 12 if any(map(str.isdigit, letters)) else 15
    return (secret, part) if len(letters) >= enough else (SECRET, SECRET[: len(part)])


@pytest.mark.parametrize("form", FORMS)
@settings(deadline=None, max_examples=EXAMPLES)
@given(cut_secrets())
@example((SECRET, SECRET[:15]))
@example((SECRET, SECRET[-15:]))
@example((SECRET[:20], SECRET[1:20]))
def test_no_part_of_a_secret_is_found_in_a_masked_text(form, case):
    secret, part = case
    shown = FORMS[form](part)
    text = f"The header was {shown} and so on"
    masked = Secrets([secret]).masked({"a": text})["a"]
    assert not leaks(masked, part)
    assert shown not in masked and "********" in masked


@pytest.mark.parametrize("form", FORMS)
def test_what_the_tests_look_for_is_seen_where_nothing_is_masked(form):
    assert leaks(FORMS[form](SECRET), SECRET)


@pytest.mark.parametrize(
    "layer", ["numbers of html", "json, every character", "url, every character", "hexadecimal with blanks"]
)
def test_what_is_encoded_once_more_is_found(layer):
    for outer in ("url, every character", "numbers of html"):
        text = DISGUISES[outer](DISGUISES[layer](SECRET))
        assert leaks(text, SECRET)
        masked = Secrets([SECRET]).masked(text)
        assert len(masked) < 80 and not leaks(masked, SECRET)


CODES = ["numbers of html", "hexadecimal numbers of html", "json, every character", "octal", "javascript"]
CODES += ["python, every character", "python, every byte", "url, every character", "quoted-printable"]


@pytest.mark.parametrize("form", CODES)
def test_some_characters_are_written_as_codes(form):
    """As quoted-printable does it: most characters stay, and few of them in a row are too short to be found."""
    shown = "".join(DISGUISES[form](each) if at % 4 else each for at, each in enumerate(SECRET))
    few = "".join(each if at % 4 else DISGUISES[form](each) for at, each in enumerate(SECRET))
    for text in (shown, few):
        assert leaks(text, SECRET)
        masked = Secrets([SECRET]).masked(f"was {text} and so on")
        assert masked == "was ******** and so on"


FEW = ["numbers of html", "json, every character", "soft hyphens", "octal", "hexadecimal numbers", "numbers of bytes"]


@pytest.mark.parametrize("form", FEW)
def test_a_secret_of_few_letters_is_found_as_well(form):
    secret = "!#$%^*()_+{}|:?-=;,./~`@[]"
    assert "********" in Secrets([secret]).masked(f"was {DISGUISES[form](secret[3:18])} and so on")


def test_what_stands_around_a_secret_stays():
    text = f"before {DISGUISES['numbers of html'](SECRET[5:25])} after"
    assert Secrets([SECRET]).masked(text) == "before ******** after"


@pytest.mark.parametrize(
    "text",
    [
        "90e29127-71ad-49c7-9ce8-db3f41ea06f1",
        "2026-11-26T23:50:52Z",
        "Fabrikam & Söhne <b>GmbH</b> 100%",
        "10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130",
        base64.b64encode(b"Nothing that anybody has to hide from anybody else").decode(),
        "https://graph.microsoft.com/v1.0/policies/crossTenantAccessPolicy/partners?$select=tenantId&$top=5",
    ],
)
def test_ordinary_texts_stay(text):
    secrets = Secrets([SECRET, "9f86d081884c7d659a2feaa0c55ad015", "correct horse battery staple"])
    value = {"a": [text, {text: text}], "n": 12, "b": True}
    assert secrets.masked(value) == value and not secrets.found_in(value)


def test_what_is_empty_or_true_or_false_is_no_secret():
    secrets = Secrets([None, "", True, False])
    value = {"a": ["None", "True", "False", "", None, True]}
    assert secrets.masked(value) == value and not secrets.found_in(value)


def test_a_number_and_a_list_are_secrets_as_ansible_writes_them():
    secrets = Secrets([123456, ["a-word", "b-word"], 0])
    assert secrets.masked({"a": 123456, "b": "123456", "c": "['a-word', 'b-word']", "d": 12}) == {
        "a": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER",
        "b": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER",
        "c": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER",
        "d": 12,
    }


def test_words_that_are_written_otherwise_are_no_secret():
    secrets = Secrets(["not-the-client-secret-of-anybody"])
    assert secrets.masked("Client_Secret and client_secret") == "Client_Secret and client_secret"
    assert "anybody" not in secrets.masked("not.the.client.secret.of.anybody")


def test_letters_of_two_texts_are_no_secret():
    value = [SECRET[:10], SECRET[10:20]]
    assert Secrets([SECRET]).masked(value) == value


LONG = 1 << 18


@pytest.mark.parametrize(
    "bit",
    ["lorem ipsum dolor, ", "\\", "&", "<", "<a", "5", "57, ", "%25", "\\u0041", "\u27e8U+", "\x1b[", "\u200b", SECRET],
    ids=ascii,
)
def test_a_long_text_takes_seconds_at_most(bit):
    secrets = Secrets([SECRET])
    text = (bit * LONG)[:LONG]
    started = time.process_time()
    assert (secrets.masked(text) == text) is (bit != SECRET)
    # It takes a small part of a second. If the time grew with the square of the length, it would take minutes.
    assert time.process_time() - started < 10


@pytest.mark.parametrize("length", [2000, 250_000])
def test_a_long_secret_is_known_at_once(length):
    secret = base64.urlsafe_b64encode(os.urandom(length)).decode()[:length]
    started = time.process_time()
    secrets = Secrets([secret])
    assert secrets.masked("nothing of it") == "nothing of it"
    assert SECRET not in secrets.masked(secret[100:130]) and secrets.found_in(secret[100:130])
    assert time.process_time() - started < 2


@pytest.mark.parametrize("characters", [100, 200_000])
def test_a_form_that_comes_while_a_set_is_made_is_in_the_set(monkeypatch, characters):
    """Few characters are looked up in another set than many."""
    pieces = search._Pieces()
    pieces.add("the-form-of-a-secret-that-is-known")
    late = "the-form-of-a-token-that-comes-later"
    make, adding = search._pieces_of, []

    def make_and_add(*arguments):
        made = make(*arguments)
        if not adding:
            adding.append(threading.Thread(target=pieces.add, args=(late,)))
            adding[0].start()
            adding[0].join(0.3)
        return made

    monkeypatch.setattr(search, "_pieces_of", make_and_add)
    assert not pieces.found_in("." * characters)
    adding[0].join()
    assert pieces.found_in(late[12:])
