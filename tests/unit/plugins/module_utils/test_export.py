# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Partners taken apart into defaults and layers, which together are the partners again."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.actual import Found, partner_row
from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.desired import desired, wanted_partner
from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.export import host_names, layers
from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.plan import plan
from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.settings import PARTNER
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
