# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings that belong to one side of a synchronization."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import IDENTITY_SYNC, PARTNER
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.direction import (
    DIRECTIONS,
    PARTS,
    needed,
    own_part,
)

CONSENT = {"inbound_allowed": True, "outbound_allowed": True}
PARTNER_OPTIONS = {
    "tenant": "contoso.example",
    "automatic_user_consent": CONSENT,
    "inbound_trust": {"mfa_accepted": True},
    "identity_sync": {"user_sync_allowed": True},
    "b2b_collaboration_outbound": {},
    "service_provider": False,
    "inherit": ["b2b_collaboration_inbound", "b2b_direct_connect_outbound", "tenant_restrictions"],
}


def test_every_setting_with_a_side_in_its_name_is_in_the_table():
    sides = {part[0] if isinstance(part, tuple) else part for parts in PARTS.values() for part in parts}
    named = {setting.name for setting in PARTNER.settings if "inbound" in setting.name or "outbound" in setting.name}
    # This setting has no direction: it is about users of this tenant who are delegated administrators elsewhere.
    named.remove("block_service_provider_outbound_access")
    assert named | {"automatic_user_consent", IDENTITY_SYNC.name} == sides


@pytest.mark.parametrize(
    ("direction", "names", "consent", "inherit"),
    [
        (
            "inbound",
            {"inbound_trust", "identity_sync"},
            {"inbound_allowed": True},
            ["b2b_collaboration_inbound", "tenant_restrictions"],
        ),
        (
            "outbound",
            {"b2b_collaboration_outbound"},
            {"outbound_allowed": True},
            ["b2b_direct_connect_outbound", "tenant_restrictions"],
        ),
    ],
)
def test_what_is_the_other_sides_part_is_left_out(direction, names, consent, inherit):
    result = own_part(PARTNER_OPTIONS, direction)
    assert set(result) - names == {"tenant", "automatic_user_consent", "service_provider", "inherit"}
    assert result["automatic_user_consent"] == consent
    assert result["inherit"] == inherit


@pytest.mark.parametrize("direction", ["both", None])
def test_nothing_is_left_out(direction):
    assert own_part(PARTNER_OPTIONS, direction) == PARTNER_OPTIONS


def test_what_it_takes():
    assert needed(None) == {}
    assert needed("outbound") == {"automatic_user_consent": {"outbound_allowed": True}}
    assert needed("both")["automatic_user_consent"] == CONSENT
    for direction in ("inbound", "outbound", "both"):
        assert own_part(needed(direction), direction) == needed(direction)


def test_what_it_takes_on_each_side():
    users = {"user_sync_allowed": True}
    assert needed("inbound") == {"automatic_user_consent": {"inbound_allowed": True}, "identity_sync": users}
    assert needed("both") == {"automatic_user_consent": CONSENT, "identity_sync": users}
    assert needed("sideways") == {}
    assert DIRECTIONS == ("inbound", "outbound", "both")
    assert all(needed(direction) for direction in DIRECTIONS)


def test_the_part_of_each_side_is_written_down():
    """This repeats the table. The test fails if a setting is lost from the table."""
    inbound = {
        "inbound_trust",
        "b2b_collaboration_inbound",
        "b2b_direct_connect_inbound",
        "m365_collaboration_inbound",
        "app_service_connect_inbound",
        "identity_sync",
    }
    outbound = {"b2b_collaboration_outbound", "b2b_direct_connect_outbound", "m365_collaboration_outbound"}
    everything = dict.fromkeys([*inbound, *outbound, "tenant", "tenant_restrictions", "state"], "x")
    assert set(own_part(everything, "inbound")) == set(everything) - outbound
    assert set(own_part(everything, "outbound")) == set(everything) - inbound


def test_what_is_empty_or_no_dictionary_stays_as_it_is():
    for consent in ({}, None, "inbound_allowed=true"):
        partner = {"automatic_user_consent": consent, "inherit": []}
        assert own_part(partner, "inbound") == own_part(partner, "outbound") == partner
    assert own_part({"inherit": None}, "inbound") == {"inherit": None}
    before = {"automatic_user_consent": dict(CONSENT), "inherit": ["inbound_trust"]}
    assert own_part(before, "outbound") == {"automatic_user_consent": {"outbound_allowed": True}, "inherit": []}
    assert before == {"automatic_user_consent": CONSENT, "inherit": ["inbound_trust"]}
