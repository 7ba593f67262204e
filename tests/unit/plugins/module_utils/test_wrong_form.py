# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What errors show of a value in the wrong place: what cannot be a secret, and otherwise only its kind and length."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._names import NOBODY
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy import wrong_form
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.forms import login_forms

ID = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("x", "text of 1 character"),
        ("", "text of 0 characters"),
        ("-----BEGIN PRIVATE KEY-----", "PEM text of 27 characters"),
        (True, "true or false"),
        (None, "nothing"),
        ({"a": 1}, "a dictionary"),
        ([1], "a list"),
        ((1,), "a list"),
        (12, "a number"),
        (1.5, "a number"),
    ],
)
def test_a_description_has_no_character_of_the_value(value, words):
    assert wrong_form.form_of(value) == words


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "fabrikam",
        "Fabrikam",
        "FABRIKAM",
        "fabrikam.example",
        "fabrikam..example",
        "fabrikam,example",
        "https://fabrikam.example/",
        "フランク",
        "Söhne Fabrikam",
        "192.0.2.7",
        ID,
        ID[:-1],
        f"{{{ID}}}",
        ID.replace("-", "\u2013"),
        ID.replace("f", "g"),
    ],
)
def test_a_misspelt_tenant_is_shown(value):
    assert wrong_form.shown_tenant(value) == repr(value)


@pytest.mark.parametrize(
    "value",
    [
        "fabRikamsTochter",
        "qWeRtZuIoPaSdFgH",
        "fabrikam.exAmple",
        "fab7rikam.example",
        "eyJhbGci.eyJhdWQi.abc",
        f"{'fabrikam-' * 9}.example",
        # An ID with more letters that are no hexadecimal digits than anybody types by mistake.
        "xyzxyzxy-z1ad-49c7-9ce8-db3f41ea06f1",
        "S3cret!word",
        True,
        12,
        ["fabrikam"],
    ],
)
def test_what_may_be_a_secret_is_described(value):
    assert wrong_form.shown_tenant(value) == wrong_form.form_of(value)


def test_letters_of_an_id_that_are_no_digits():
    """Eight may be a mistake, nine are not."""
    for letters, shown in (("g" * 8, True), ("g" * 9, False)):
        value = f"{letters[:8]}-{letters[8:]:1<4}-49c7-9ce8-db3f41ea06f1"
        assert (wrong_form.shown_id(value) == repr(value)) is shown
    assert wrong_form.shown_id("evrybody", ["everybody"]) == "'evrybody'"
    assert wrong_form.shown_id("S3cret!word", ["everybody"]) == "text of 11 characters"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("b2b_collaboration_inbond", True),
        ("m365_x", True),
        ("colour", True),
        ("c" * 48, True),
        ("c" * 49, False),
        ("colour_", False),
        ("S3cretWord1234", False),
        ("a1", False),
    ],
)
def test_names_of_options(value, shown):
    assert wrong_form.is_option_name(value) is shown
    assert (wrong_form.shown_option(value) == value) is shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0a1b", "0a1b"),
        ("0a1b2c3d4e5f", "0a1b2c3d4e5f"),
        ("0a1b2c3d4e5f6", "text of 13 characters"),
        ("a" * 40, "a" * 40),
        ("a" * 41, "text of 41 characters"),
        ("a" * 64, "a" * 64),
        ("main", "'main'"),
        ("0A1B", "text of 4 characters"),
    ],
)
def test_revisions(value, shown):
    assert wrong_form.shown_revision(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("globl", True),
        ("two-words", True),
        (f" {NOBODY} ", True),
        (f" {ID.upper()} ", True),
        ("abcdefghijklm", False),
        ("abcdefghijkl-abcdef", False),
        ("word1", False),
        ("us-government1", False),
    ],
)
def test_names(value, shown):
    assert (wrong_form.shown_name(value) == repr(value)) is shown


def test_a_name_that_resembles_a_choice_is_shown():
    assert wrong_form.shown_name("us_goverment_l4x", ["us_government_l4"]) == "'us_goverment_l4x'"
    assert wrong_form.shown_name("us_goverment_l4x", ["china"]) == "text of 16 characters"


@pytest.mark.parametrize("value", ["eyJ.a.b", "  eyJhbGciOiJub25lIn0.e30.", "eyJ.a.b.c.d"])
def test_a_token_is_no_tenant(value):
    assert wrong_form.is_token(value) and wrong_form.home_name(value) is None


@pytest.mark.parametrize("value", ["eyJ.example", "eY.a.b", None, 12, ["eyJ.a.b"]])
def test_a_domain_is_no_token(value):
    assert not wrong_form.is_token(value)


@pytest.mark.parametrize(
    ("login", "forms"),
    [
        ("birch:secret", {"birch:secret", "secret"}),
        # Without a colon, the whole text is the password.
        ("secret", {"secret"}),
        ("birch:", {"birch:", "birch"}),
        ("birch:se%40cret", {"birch:se%40cret", "birch:se@cret", "se%40cret", "se@cret"}),
        # If the password is not encoded, a parser cuts it. Parts of four characters or more are secrets.
        ("birch:word@more/abc", {"birch:word@more/abc", "word@more/abc", "word", "more"}),
        ("birch:one:more?here#there", {"birch:one:more?here#there", "one:more?here#there", "more", "here", "there"}),
    ],
)
def test_the_login_of_an_address(login, forms):
    assert login_forms(login) >= forms
    assert not {"abc", "one", ""} & login_forms(login)
