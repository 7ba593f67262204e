# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names for the hosts of partners: they are plain and unique, and no other host has them."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._host_names import host_names

TENANTS = [str(uuid.UUID(int=(0x90E29127 << 96) + count)) for count in range(6)]


def row(tenant, **settings):
    return {"tenant_id": tenant, "inherit": [], "read_only": {}, "unknown_settings": {}, **settings}


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
    # An ID in a name, alone or at the end, is kept for the tenant of that ID, even if no partner has it.
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
