# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a tenant can be named, before the name becomes part of a URL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.kinds import UnexpectedValue
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.tenants import Tenant, tenant_in
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import (
    described,
    domain_key,
    name_key,
    tenant_key,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.wrong_form import no_name

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "7a9b1f64-2d0b-4f11-a2c4-1c2b8f4d5e6f"
LABEL = "a" * 63


@pytest.mark.parametrize("spelling", [TENANT, TENANT.upper(), f" {TENANT}\n", f"\t{TENANT.title()} "])
def test_a_tenant_id_in_any_spelling(spelling):
    assert tenant_key(spelling) == name_key(spelling) == TENANT
    assert domain_key(spelling) is None


@pytest.mark.parametrize(
    "name",
    [
        None,
        "",
        1,
        [],
        "x",
        TENANT[:-1],
        f"{TENANT}0",
        f"x{TENANT}",
        f"{TENANT}/x",
        f"{TENANT}\n{TENANT}",
        f"{{{TENANT}}}",
        TENANT.replace("-", ""),
        TENANT.replace("9", "g"),
    ],
)
def test_what_is_no_tenant_id(name):
    assert tenant_key(name) is None


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        ("Contoso.Example", "contoso.example"),
        (" contoso.example ", "contoso.example"),
        ("a.b", "a.b"),
        ("a-b.c-d.ef", "a-b.c-d.ef"),
        ("1.2.x3", "1.2.x3"),
        ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ("example.xn--p1ai", "example.xn--p1ai"),
        (f"{LABEL}.{LABEL}", f"{LABEL}.{LABEL}"),
        # 253 characters are the maximum.
        (f"{LABEL}.{LABEL}.{LABEL}.{'a' * 61}", f"{LABEL}.{LABEL}.{LABEL}.{'a' * 61}"),
    ],
)
def test_domains(spelling, key):
    assert domain_key(spelling) == name_key(spelling) == key
    assert tenant_key(spelling) is None


@pytest.mark.parametrize(
    "name",
    [
        None,
        "",
        1.5,
        "localhost",
        ".example",
        "a.",
        "a..b",
        "-a.example",
        "a-.example",
        "a.-b",
        "a.b-",
        "a_b.example",
        "a b.example",
        "a.example/x",
        "a.example\nb.example",
        "10.0.0.1",
        "a.1",
        "a.1-2",
        f"a{LABEL}.example",
        f"a.a{LABEL}",
        f"{LABEL}.{LABEL}.{LABEL}.{'a' * 62}",
        "münchen.example",
        # lower() turns the Kelvin sign into an ASCII letter.
        "\u212aontoso.example",
    ],
)
def test_what_is_no_domain(name):
    assert domain_key(name) is None
    assert name_key(name) is None


@given(st.text() | st.from_regex(r"[a-zA-Z0-9.-]{1,20}", fullmatch=True))
def test_a_key_is_its_own_key_and_needs_no_quoting(name):
    key = name_key(name)
    if key is not None:
        assert name_key(key) == key == key.lower()
        assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")


def test_what_is_wrong_with_a_name():
    plain = "'x' is not a tenant ID, a GUID such as 90e29127-71ad-49c7-9ce8-db3f41ea06f1, and not a domain"
    assert no_name("x") == plain
    assert no_name("ü") == (
        plain.replace("'x'", "'ü'") + "; an international domain is given in its ASCII form, which begins with xn--"
    )
    assert no_name(None) == plain.replace("'x'", "None")


def test_names_in_words():
    assert described(TENANT) == f"the ID {TENANT}"
    assert described("contoso.example") == "the domain contoso.example"


GRAPH = {"tenantId": TENANT.upper(), "displayName": "Fabrikam", "defaultDomainName": "fabrikam.example"}


def test_what_a_directory_says():
    found = tenant_in({**GRAPH, "federationBrandName": "F"}, TENANT)
    assert found == Tenant(TENANT, "Fabrikam", "fabrikam.example", "F")
    row = {"tenant_id": TENANT, "display_name": "Fabrikam", "default_domain": "fabrikam.example"}
    assert found.row() == {**row, "federation_brand_name": "F"}
    assert tenant_in(GRAPH, "fabrikam.example").row() == row
    assert tenant_in({"tenantId": TENANT, "displayName": ""}, TENANT.upper()) == Tenant(TENANT, None, None)


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (None, "a tenant without a valid tenantId"),
        ([], "a tenant without a valid tenantId"),
        ({}, "a tenant without a valid tenantId"),
        ({"tenantId": "x"}, "a tenant without a valid tenantId"),
        ({"tenantId": OTHER}, f"the answer is about another tenant, {OTHER}"),
        ({**GRAPH, "displayName": 1}, "displayName: 1 is not a string"),
        ({**GRAPH, "defaultDomainName": 1}, "defaultDomainName: 1 is not a string"),
        ({**GRAPH, "federationBrandName": 1}, "federationBrandName: 1 is not a string"),
    ],
)
def test_an_answer_that_is_none(graph, message):
    with pytest.raises(UnexpectedValue) as caught:
        tenant_in(graph, TENANT)
    assert str(caught.value) == message
