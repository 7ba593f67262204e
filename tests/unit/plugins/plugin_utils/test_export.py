# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An export splits partners into defaults and layers. Merged again, they give the same partners."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import desired_partner, desired_partners
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import Observed, partner_row
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import PARTNER
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.partner import plan
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.export import layers
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.tiers import merged
from ansible_collections.entra.cross_tenant.tests.unit.plugins.module_utils.strategies import existing_partners

TENANTS = [str(uuid.UUID(int=(0x90E29127 << 96) + count)) for count in range(6)]


def tenants():
    """Some partners, several of which are alike."""
    few = st.lists(existing_partners(), min_size=1, max_size=3)
    picks = st.lists(st.integers(0, 2), min_size=1, max_size=len(TENANTS))
    return st.builds(
        lambda kinds, numbers: [
            Observed({**kinds[number % len(kinds)].partner, "tenantId": tenant}, kinds[number % len(kinds)].sync)
            for number, tenant in zip(numbers, TENANTS)
        ],
        few,
        picks,
    )


@given(everything=tenants())
def test_what_is_exported_and_run_again_changes_nothing(everything):
    defaults, own = layers([partner_row(observed) for observed in everything])
    for observed in everything:
        tenant = observed.partner["tenantId"]
        options = merged(defaults, {"tenant": tenant, **own[tenant]})
        (desired,) = desired_partners([options], desired_partner, "beta", "global", None)
        assert plan(desired, observed) == ()
        # The plan is not empty because nothing is desired: every setting that Graph holds is desired.
        row = partner_row(observed)
        given = {setting.name for setting in PARTNER.settings if setting.name in row}
        assert set(desired.partner) >= given.union(row["inherit"])
        assert (desired.sync_state == "present") == (observed.sync is not None)


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
    # A policy without any setting is still a policy.
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
    # A row may contain null for a setting.
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
