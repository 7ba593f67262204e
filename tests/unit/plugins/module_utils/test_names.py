# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One grammar of names: a name that is valid for a partner is valid for the home tenant, and the reverse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils import _names
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.credentials import (
    VARIABLES,
    resolve_credentials,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.errors import ConfigurationError
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import (
    BadInput,
    checked_name,
    checked_tenants,
    desired_partner,
    desired_partners,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.organization import member_goal

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
NOBODY = "00000000-0000-0000-0000-000000000000"

BLANKS = st.text(" \t\r\n\f\v\u00a0\u2003", max_size=3)
CASES = st.sampled_from([str.lower, str.upper, str.title])
GOOD = st.one_of(
    st.uuids().map(str).filter(lambda text: text != NOBODY),
    st.sampled_from(
        ["contoso.com", "a.example", "x1.y2.z3a", "contoso.3com", "contoso.xn--p1ai", "a-b.c-d", "1.2.3.c4", "a.b-1"]
    ),
)
BAD = st.sampled_from(
    [
        "",
        "contoso",
        "contoso.com.",
        ".com",
        "-a.com",
        "a-.com",
        "a..com",
        "127.0.0.1",
        "a.123",
        "a.1-2",
        "a b.com",
        "a\n.com",
        "a.com/x",
        "a.com?x",
        "ex\u00e4mple.com",
        "\u212aelvin.com",
        "contoso.c\u0660m",
        f"{{{TENANT}}}",
        TENANT[:-1],
        TENANT + "0",
        TENANT.replace("-", ""),
        TENANT.replace("9", "\u0669"),
        NOBODY,
        "a." * 127 + "com",
        "x" * 64 + ".com",
    ]
)


def home(name, variable=None):
    """The home tenant as the credentials read its name, given as an option or by the environment."""
    options = {"client_id": TENANT, "client_secret": "s"}
    environ = {}
    if variable:
        environ[variable] = name
    else:
        options["tenant"] = name
    try:
        return resolve_credentials(options, environ).tenant
    except ConfigurationError:
        return None


def partner(name):
    try:
        (desired,) = desired_partners([{"tenant": name}], desired_partner, "v1.0", "global", None)
    except BadInput:
        return None
    return desired.tenant_id


@given(GOOD, BLANKS, BLANKS, CASES)
def test_a_name_is_the_same_wherever_it_is_given(name, before, after, case):
    given_name = before + case(name) + after
    assert _names.name_key(given_name) == name
    assert partner(given_name) == checked_name(given_name) == name
    assert [home(given_name, variable) for variable in (None, *VARIABLES["tenant"])] == [name] * 4


@given(BAD, BLANKS, BLANKS)
def test_what_is_no_name_is_none_anywhere(name, before, after):
    given_name = before + name + after
    assert _names.name_key(given_name) is None
    assert partner(given_name) is None
    assert [home(given_name, variable) for variable in (None, *VARIABLES["tenant"])] == [None] * 4


@given(st.one_of(st.text(), st.text("abz019.-_ \n", max_size=40), st.text("0123456789abcdefABCDEF-", max_size=40)))
def test_credentials_and_partners_agree_about_any_text(name):
    key = _names.name_key(name)
    assert partner(name) == home(name) == home(name, "AZURE_TENANT_ID") == key
    if key is not None:
        assert _names.name_key(key) == key == key.strip().lower() and key.isascii()
        assert (_names.tenant_key(name) is None) != (_names.domain_key(name) is None)


@given(st.uuids().map(str).filter(lambda text: text != NOBODY), BLANKS, CASES)
def test_application_ids_are_read_as_tenant_ids_are(key, around, case):
    given_key = around + case(key) + around
    for options, environ in (({"client_id": given_key}, {}), ({}, {"AZURE_CLIENT_ID": given_key})):
        options.update(tenant="a.example", client_secret="s")
        assert resolve_credentials(options, environ).client_id == key


@given(BLANKS.filter(bool))
def test_a_blank_variable_is_no_name(blank):
    environ = {"ENTRA_TENANT": blank, "AZURE_TENANT_ID": "a.example", "AZURE_CLIENT_ID": TENANT}
    assert resolve_credentials({"client_secret": "s"}, environ).tenant == "a.example"


@given(BLANKS, CASES)
def test_the_way_to_authenticate_is_a_name_too(blanks, case):
    environ = {"ENTRA_AUTH_METHOD": blanks + case("azure_cli") + blanks}
    assert resolve_credentials({}, environ).method == "azure_cli"


def test_secrets_are_taken_as_they_are():
    options = {"tenant": "a.example", "client_id": TENANT}
    assert resolve_credentials(options, {"AZURE_SECRET": " x\n"}).client_secret == " x\n"


@pytest.mark.parametrize("nobody", [NOBODY, f" {NOBODY}\n"])
def test_the_id_of_zeros_is_refused_with_the_reason(nobody):
    member = {"state": "present", "member_tenant": nobody, "added_by_tenant": None, "wait": True}
    member.update(wait_completed=False, display_name=None, role=None)
    joined = dict(member, state="joined", member_tenant=None, added_by_tenant=nobody)
    for refuse in (
        lambda: checked_name(nobody),
        lambda: desired_partners([{"tenant": nobody}], desired_partner, "v1.0", "global", None),
        lambda: checked_tenants([TENANT, nobody]),
        lambda: member_goal(member, "v1.0", "global", None),
        lambda: member_goal(joined, "v1.0", "global", None),
        lambda: resolve_credentials({"tenant": nobody, "client_id": TENANT, "client_secret": "s"}, {}),
    ):
        with pytest.raises((BadInput, ConfigurationError), match="the ID of zeros stands for no tenant"):
            refuse()
