# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Partners as hosts: one host for each partner, for any name and any host that claims it."""

from __future__ import annotations

import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import Observed, partner_row
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.hosts import (
    Claim,
    claims_of,
    domains,
    given_claims,
    groups_of,
    hosts,
    resolved,
    warnings,
)
from ansible_collections.entra.cross_tenant.tests.unit.plugins.module_utils.strategies import existing_partners

TENANTS = [str(uuid.UUID(int=(0x90E29127 << 96) + count)) for count in range(4)]
NAMES = st.sampled_from(["", "x", "X!", "all", *TENANTS, *(f"x {tenant}" for tenant in TENANTS)]) | st.text(max_size=5)
CLAIMS = st.lists(
    st.builds(
        lambda tenant, host: Claim(tenant, host, host not in (None, "lists")),
        st.sampled_from([*TENANTS, "fabrikam.example", None]),
        # A host represents only one partner.
        st.sampled_from(["lists", "first", "second"]),
    ),
    max_size=4,
    unique_by=lambda claim: claim.host,
)


def row(found, tenant, name):
    sync = None if found.sync is None else {**found.sync, "displayName": name}
    return partner_row(Observed({**found.partner, "tenantId": tenant}, sync))


ROWS = st.lists(st.tuples(existing_partners(), NAMES), min_size=1, max_size=len(TENANTS)).map(
    lambda some: [row(found, tenant, name) for tenant, (found, name) in zip(TENANTS, some)]
)


@given(rows=ROWS, claims=CLAIMS, by_name=st.booleans(), for_role=st.booleans(), broken=st.integers(0, 3))
def test_one_host_for_each_partner(rows, claims, by_name, for_role, broken):
    rows = [{"tenant_id": r["tenant_id"], "error": {"msg": "?"}} if n == broken else r for n, r in enumerate(rows)]
    taken = {"first", "second", "lists", "x"}
    result = hosts(rows, claims, taken, "found", by_name, for_role)
    assert [host.variables["entra_partner"] for host in result] == rows
    assert len({host.name for host in result}) == len(rows)
    certain = all(claim.tenant in TENANTS for claim in claims)
    for host, partner in zip(result, rows):
        mine = [claim for claim in claims if claim.tenant == partner["tenant_id"]]
        standing = [claim.host for claim in mine if claim.stands]
        assert (host.name in taken) == (len(standing) == 1)
        assert host.name == standing[0] if len(standing) == 1 else True
        assert ("found_managed" in host.groups) == bool(mine)
        assert ("found_unmanaged" in host.groups) == (certain and not mine)
        assert ("found_unreadable" in host.groups) == ("error" in partner)
        assert set(host.groups) <= {"found", *groups_of("found")}
        wanted = host.variables.get("partner_onboarding_partner")
        assert wanted == (partner if for_role and certain and not mine and "error" not in partner else None)
    assert len(warnings(rows, claims, "found")) == (broken < len(rows)) + (not certain)


def claimed(variables):
    return claims_of(
        "host", variables, lambda text: {"{{ mine }}": TENANTS[0]}.get(text, None if "{{" in text else text)
    )


@pytest.mark.parametrize(
    ("variables", "claims"),
    [
        ({}, []),
        ({"partner_onboarding_partner": {"tenant": TENANTS[0].upper()}}, [Claim(TENANTS[0], "host", True)]),
        ({"partner_onboarding_partner": {"tenant_id": "{{ mine }}"}}, [Claim(TENANTS[0], "host", True)]),
        ({"partner_onboarding_partner": {"tenant": "Fabrikam.example"}}, [Claim("fabrikam.example", "host", True)]),
        ({"partner_onboarding_partner": {"tenant": "{{ other }}"}}, [Claim(None, "host", True)]),
        ({"partner_onboarding_partner": "{{ other }}"}, [Claim(None, "host", True)]),
        ({"partner_onboarding_partner": [1]}, [Claim(None, "host", True)]),
        (
            {"partner_onboarding_partners": [{"tenant": TENANTS[0]}, 1]},
            [Claim(TENANTS[0], "host"), Claim(None, "host")],
        ),
        ({"partner_onboarding_partners": json.dumps([{"tenant": TENANTS[1]}])}, [Claim(TENANTS[1], "host")]),
        ({"partner_onboarding_partners": []}, []),
        ({"partner_onboarding_partners": "no JSON"}, [Claim(None, "host")]),
        ({"partner_onboarding_partners": "{{ other }}"}, [Claim(None, "host")]),
        ({"partner_onboarding_partners": {"tenant": TENANTS[0]}}, [Claim(None, "host")]),
        # The variable that the plugin itself set.
        ({"partner_onboarding_partner": {"tenant_id": TENANTS[0]}, "entra_partner": {"tenant_id": TENANTS[0]}}, []),
    ],
)
def test_claims(variables, claims):
    assert claimed(variables) == claims


def test_given_claims_and_domains():
    claims = given_claims([TENANTS[0].upper(), "Fabrikam.example", "fabrikam.example"])
    assert domains(claims) == ["fabrikam.example"]
    assert {claim.tenant for claim in resolved(claims, {"fabrikam.example": TENANTS[1]})} == set(TENANTS[:2])
    with pytest.raises(BadInput):
        given_claims(["Fabrikam AG"])


@pytest.mark.parametrize("name", ["all", "ungrouped", "partners", "offboarding", "", "a b", "1a", "ä", "a\n"])
def test_names_that_are_none_for_a_group(name):
    with pytest.raises(BadInput):
        groups_of(name)


def plain(tenant, **more):
    return {"tenant_id": tenant, **more}


def test_the_groups():
    kinds = ["user_sync", "service_provider", "mto_member", "unreadable", "managed", "unmanaged"]
    assert groups_of("found") == [f"found_{kind}" for kind in kinds]
    assert groups_of("_x1") == [f"_x1_{kind}" for kind in kinds]
    with pytest.raises(BadInput) as caught:
        groups_of("all")
    assert caught.value.problems == [
        "group cannot be all, because ansible-core or the playbooks of this collection use that name. No "
        "playbook may act on a partner only because the partner exists in Microsoft Graph"
    ]
    with pytest.raises(BadInput) as caught:
        groups_of("a b")
    assert caught.value.problems == [
        "group is text of 3 characters, which is not made of letters, digits and underscores"
    ]


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        ({}, []),
        ({"identity_sync": {"user_sync_allowed": True}}, ["user_sync"]),
        ({"identity_sync": {"user_sync_allowed": False}}, []),
        ({"identity_sync": None, "read_only": None, "service_provider": False}, []),
        ({"service_provider": True}, ["service_provider"]),
        ({"read_only": {"in_multi_tenant_organization": True}}, ["mto_member"]),
        ({"read_only": {"in_multi_tenant_organization": False}}, []),
        ({"error": {"msg": "x"}}, ["unreadable"]),
    ],
)
def test_the_groups_of_a_host(more, kinds):
    (host,) = hosts([plain(TENANTS[0], **more)], [], set(), "found", False, False)
    assert host.name == TENANTS[0]
    assert host.groups == ["found", *(f"found_{kind}" for kind in [*kinds, "unmanaged"])]
    assert host.variables == {"entra_partner": plain(TENANTS[0], **more)}


def test_who_is_acted_upon():
    row_ = plain(TENANTS[0])
    (host,) = hosts([row_], [], set(), "found", False, True)
    assert host.variables == {"entra_partner": row_, "partner_onboarding_partner": row_}
    (managed,) = hosts([row_], [Claim(TENANTS[0], "list")], set(), "found", False, True)
    assert managed.variables == {"entra_partner": row_}
    assert managed.groups == ["found", "found_managed"]
    (uncertain,) = hosts([row_], [Claim(None, "x")], set(), "found", False, True)
    assert uncertain == uncertain._replace(groups=["found"], variables={"entra_partner": row_})


def test_a_host_stands_for_one_partner():
    rows = [plain(tenant, identity_sync={"display_name": "Fabrikam"}) for tenant in TENANTS[:2]]
    one = hosts(rows, [Claim(TENANTS[0], "mine", True)], {"mine"}, "found", True, False)
    assert [host.name for host in one] == ["mine", f"fabrikam-{TENANTS[1]}"]
    two = hosts(rows, [Claim(TENANTS[0], "a", True), Claim(TENANTS[0], "b", True)], {"a", "b"}, "found", False, False)
    assert [host.name for host in two] == TENANTS[:2]
    both = hosts(rows, [Claim(TENANTS[0], "a", True), Claim(TENANTS[0], "lists")], {"a"}, "found", False, False)
    assert both[0].name == "a"
    taken = hosts(rows[:1], [], {"fabrikam"}, "found", True, False)
    assert taken[0].name == f"fabrikam-{TENANTS[0]}"


def test_what_is_warned_of():
    broken = [plain(TENANTS[0], error={"msg": "Cannot read it"}), plain(TENANTS[1])]
    assert warnings(broken, [], "found") == ["Cannot read it. The partner is in the group found_unreadable"]
    claims = [Claim("fabrikam.example"), Claim(None, "host"), Claim("x.example", "host"), Claim(TENANTS[0], "other")]
    text = (
        "It is unknown which partners are unmanaged, so found_unmanaged is empty. The plugin cannot compare "
        "domains (set look_up_domains), or templates without a value yet: "
    )
    assert warnings([], claims, "found") == [f"{text}fabrikam.example, host"]
    many = [Claim(f"{number}.example") for number in range(10, 22)]
    assert warnings([], many, "found") == [text + ", ".join(f"{number}.example" for number in range(10, 20))]
    assert warnings([plain(TENANTS[0])], [Claim(TENANTS[0])], "found") == []


def test_domains_are_found_once_and_ids_not_at_all():
    claims = [
        Claim("b.example"),
        Claim(None, "host"),
        Claim("a.example", "host"),
        Claim(TENANTS[0]),
        Claim("b.example"),
    ]
    assert domains(claims) == ["b.example", "a.example"]
    assert resolved(claims, {"a.example": TENANTS[1]}) == [
        Claim("b.example"),
        Claim(None, "host"),
        Claim(TENANTS[1], "host"),
        Claim(TENANTS[0]),
        Claim("b.example"),
    ]
    assert given_claims([TENANTS[0].upper(), "B.example"]) == [Claim(TENANTS[0]), Claim("b.example")]
    assert (Claim(None).host, Claim(None).stands) == (None, False)


@pytest.mark.parametrize(
    ("variables", "claims"),
    [
        ({"partner_onboarding_partner": None, "partner_onboarding_partners": None}, []),
        # A desired partner counts more than the variable of the plugin, which names another partner.
        (
            {"partner_onboarding_partner": {"tenant": TENANTS[0]}, "entra_partner": {"tenant_id": TENANTS[0]}},
            [Claim(TENANTS[0], "host", True)],
        ),
        (
            {
                "partner_onboarding_partner": {"tenant": TENANTS[0]},
                "partner_onboarding_partners": [{"tenant_id": TENANTS[1]}, "{{ mine }}", {"tenant": "Fabrikam AG"}],
            },
            [
                Claim(TENANTS[0], "host", True),
                Claim(TENANTS[1], "host"),
                Claim(None, "host"),
                Claim(None, "host"),
            ],
        ),
        ({"partner_onboarding_partner": {"tenant": None, "tenant_id": TENANTS[1]}}, [Claim(TENANTS[1], "host", True)]),
        (
            {"partner_onboarding_partner": {"tenant": TENANTS[0], "tenant_id": TENANTS[1]}},
            [Claim(TENANTS[0], "host", True)],
        ),
        ({"partner_onboarding_partners": "null"}, []),
    ],
)
def test_more_claims(variables, claims):
    assert claimed(variables) == claims
