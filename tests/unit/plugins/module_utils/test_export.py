# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Partners taken apart into defaults and layers, which together are the partners again."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import desired, wanted_partner
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import Found, partner_row
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.settings import PARTNER
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.partner import plan
from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.export import host_names, layers
from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.tiers import merged
from ansible_collections.entra.cross_tenant.tests.unit.plugins.module_utils.strategies import existing_partners

TENANTS = [str(uuid.UUID(int=(0x90E29127 << 96) + count)) for count in range(6)]


def tenants():
    """Some partners, several of which are alike."""
    few = st.lists(existing_partners(), min_size=1, max_size=3)
    picks = st.lists(st.integers(0, 2), min_size=1, max_size=len(TENANTS))
    return st.builds(
        lambda kinds, numbers: [
            Found({**kinds[number % len(kinds)].partner, "tenantId": tenant}, kinds[number % len(kinds)].sync)
            for number, tenant in zip(numbers, TENANTS)
        ],
        few,
        picks,
    )


@given(everything=tenants())
def test_what_is_exported_and_run_again_changes_nothing(everything):
    defaults, own = layers([partner_row(found) for found in everything])
    for found in everything:
        tenant = found.partner["tenantId"]
        options = merged(defaults, {"tenant": tenant, **own[tenant]})
        (wanted,) = desired([options], wanted_partner, "beta", "global", None)
        assert plan(wanted, found) == ()
        # Not by wanting nothing: all that Graph has is wanted.
        row = partner_row(found)
        given = {setting.name for setting in PARTNER.settings if setting.name in row}
        assert set(wanted.partner) >= given.union(row["inherit"])
        assert (wanted.sync_state == "present") == (found.sync is not None)


def row(tenant, **settings):
    return {"tenant_id": tenant, "inherit": [], "read_only": {}, "unknown_settings": {}, **settings}


def test_what_most_have_is_a_default_and_who_differs_says_so():
    trust = {"mfa_accepted": True, "compliant_device_accepted": False}
    rows = [row(tenant, inbound_trust=trust) for tenant in TENANTS[:3]]
    rows += [row(TENANTS[3], inbound_trust={"mfa_accepted": False}), row(TENANTS[4], inherit=["inbound_trust"])]
    defaults, own = layers(rows)
    assert defaults == {"inbound_trust": trust}
    assert [own[tenant] for tenant in TENANTS[:5]] == [
        {},
        {},
        {},
        {"inbound_trust": {"mfa_accepted": False, "compliant_device_accepted": None}},
        {"inherit": ["inbound_trust"]},
    ]


def test_hosts_are_called_by_what_people_call_them_as_long_as_that_is_clear():
    names = ["Fabrikam AG", "Wingtip", "wingtip", "", "{{ evil }}", "../../etc"]
    rows = [row(tenant, identity_sync={"display_name": name}) for tenant, name in zip(TENANTS, names)]
    assert host_names([*rows]) == dict(
        zip(
            TENANTS,
            ["fabrikam-ag", f"wingtip-{TENANTS[1]}", f"wingtip-{TENANTS[2]}", TENANTS[3], "evil", "etc"],
        )
    )
    assert host_names([row(TENANTS[0])]) == {TENANTS[0]: TENANTS[0]}


def test_no_name_takes_the_place_of_another_host_or_group():
    names = ["localhost", "All", "fabrikam", f"X {TENANTS[4]}", "x", "X"]
    rows = [row(tenant, identity_sync={"display_name": name}) for tenant, name in zip(TENANTS, names)]
    assert host_names(rows, taken=["fabrikam"]) == {
        TENANTS[0]: f"localhost-{TENANTS[0]}",
        TENANTS[1]: f"all-{TENANTS[1]}",
        TENANTS[2]: f"fabrikam-{TENANTS[2]}",
        TENANTS[3]: f"x-{TENANTS[4]}-{TENANTS[3]}",
        TENANTS[4]: f"x-{TENANTS[4]}",
        TENANTS[5]: f"x-{TENANTS[5]}",
    }


NAMES = st.sampled_from(["", "x", "X!", "localhost", *TENANTS, *(f"x {tenant}" for tenant in TENANTS)]) | st.text()


@given(names=st.lists(NAMES, min_size=1, max_size=len(TENANTS)), taken=st.lists(st.text(), max_size=3))
def test_no_two_hosts_have_one_name(names, taken):
    rows = [row(tenant, identity_sync={"display_name": name}) for tenant, name in zip(TENANTS, names)]
    result = host_names(rows, taken)
    assert len(set(result.values())) == len(rows)
    assert all(name not in ("localhost", "all") and name not in taken for name in result.values())


def test_more_than_half_make_a_default_and_half_do_not():
    on, off = {"user_sync_allowed": True}, {"user_sync_allowed": False}
    half = [row(TENANTS[0], identity_sync=on), row(TENANTS[1], identity_sync=off)]
    assert layers(half) == (
        {},
        {TENANTS[0]: {"identity_sync": on}, TENANTS[1]: {"identity_sync": off}},
    )
    more = [*half, row(TENANTS[2], identity_sync=on)]
    defaults, own = layers(more)
    assert defaults == {"identity_sync": on}
    assert own == {TENANTS[0]: {}, TENANTS[1]: {"identity_sync": off}, TENANTS[2]: {}}
    assert layers([]) == ({}, {})


def test_what_most_inherit_is_a_default():
    rows = [row(tenant, inherit=["inbound_trust", "automatic_user_consent"]) for tenant in TENANTS[:2]]
    rows += [row(TENANTS[2], inherit=["inbound_trust"]), row(TENANTS[3], inbound_trust={"mfa_accepted": True})]
    defaults, own = layers(rows)
    assert defaults == {"inherit": ["inbound_trust"]}
    assert own == {
        TENANTS[0]: {"inherit": ["automatic_user_consent"]},
        TENANTS[1]: {"inherit": ["automatic_user_consent"]},
        TENANTS[2]: {},
        TENANTS[3]: {"inbound_trust": {"mfa_accepted": True}},
    }


def test_lists_and_false_can_be_defaults_and_null_is_none():
    targets = [{"target": "x", "target_type": "user"}]
    side = {"users_and_groups": {"access_type": "allowed", "targets": targets}}
    rows = [
        row(tenant, b2b_collaboration_inbound=side, service_provider=False, identity_sync={"display_name": None})
        for tenant in TENANTS[:3]
    ]
    rows[2]["b2b_collaboration_inbound"] = {"users_and_groups": {"access_type": "allowed", "targets": []}}
    defaults, own = layers(rows)
    assert defaults == {"b2b_collaboration_inbound": side, "service_provider": False}
    # A policy of which nothing is set is there all the same.
    assert own[TENANTS[0]] == own[TENANTS[1]] == {"identity_sync": {}}
    assert own[TENANTS[2]] == {
        "identity_sync": {},
        "b2b_collaboration_inbound": {"users_and_groups": {"targets": []}},
    }


def test_who_lacks_what_most_have_says_null():
    on = {"user_sync_allowed": True, "display_name": "x"}
    rows = [row(tenant, identity_sync=on) for tenant in TENANTS[:2]]
    rows += [
        row(TENANTS[2]),
        row(TENANTS[3], identity_sync={"user_sync_allowed": True}),
        row(TENANTS[4], identity_sync=on),
    ]
    # As a row that says null of a setting.
    rows[0]["inbound_trust"] = None
    defaults, own = layers(rows)
    assert defaults == {"identity_sync": on}
    assert own[TENANTS[0]] == {}
    assert own[TENANTS[2]] == {"identity_sync": None}
    assert own[TENANTS[3]] == {"identity_sync": {"display_name": None}}
    assert not any(name in layer for layer in own.values() for name in ("tenant_id", "read_only", "unknown_settings"))


def test_who_inherits_what_most_have_does_not_say_it_twice():
    rows = [row(tenant, inbound_trust={"mfa_accepted": True}) for tenant in TENANTS[:3]]
    rows.append(row(TENANTS[3], inherit=["inbound_trust"]))
    _defaults, own = layers(rows)
    assert own[TENANTS[3]] == {"inherit": ["inbound_trust"]}


def names_of(*names, taken=()):
    rows = [row(tenant, identity_sync={"display_name": name}) for tenant, name in zip(TENANTS, names)]
    return list(host_names(rows, taken).values())


def test_names_are_short_and_plain():
    assert names_of("A" * 70) == ["a" * 63]
    assert names_of("a" * 62 + "--b") == ["a" * 62]
    assert names_of("  Müller & Söhne (DE) ") == ["m-ller-s-hne-de"]
    assert names_of("---", None, "\U0001f600") == TENANTS[:3]


def test_names_that_mean_something_else():
    for name in ("localhost", "all", "ungrouped", "partners", "offboarding"):
        assert names_of(name.upper()) == [f"{name}-{TENANTS[0]}"]
    assert names_of("x", taken={"x"}) == [f"x-{TENANTS[0]}"]
    assert names_of("x", "y", taken=["z"]) == ["x", "y"]
    # Even the ID of nobody, alone or at the end, is kept for whom it belongs to.
    nobody = "00000000-0000-4000-8000-000000000000"
    assert names_of(nobody, f"x {nobody}", f"{nobody} x") == [
        f"{nobody}-{TENANTS[0]}",
        f"x-{nobody}-{TENANTS[1]}",
        f"{nobody}-x",
    ]


@given(names=st.lists(NAMES, min_size=1, max_size=len(TENANTS)), taken=st.lists(st.text(max_size=5), max_size=3))
def test_a_name_is_that_of_the_policy_or_ends_with_the_id(names, taken):
    for tenant, name in zip(TENANTS, names_of(*names, taken=taken)):
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert name not in taken or name == tenant
        assert name.endswith(tenant) or len(name) <= 63
