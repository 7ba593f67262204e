# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A door that opens must never be shown as one that closes, and what is not known must never be shown as harmless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.b2b import is_access
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.kinds import Boolean, Record, Text, Wrapped
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import settings_row
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import (
    DEFAULT_SETTINGS,
    IDENTITY_SYNC,
    PARTNER,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.direction import (
    NEITHER,
    Direction,
    combined,
    direction_of,
    moves,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.removal import closes, is_removal

from .strategies import TENANT, partners_observed

SHIPPED = DEFAULT_SETTINGS.read(DEFAULT_SETTINGS.reset_state)
OPENS, CLOSES, BOTH = Direction(opens=True), Direction(closes=True), Direction(True, True)


def partner(**settings):
    return {"tenant_id": TENANT, "inherit": [], **settings}


def b2b(users, applications="AllApplications", access_type="allowed"):
    return {
        "users_and_groups": {
            "access_type": access_type,
            "targets": [{"target": name, "target_type": "group"} for name in users],
        },
        "applications": {
            "access_type": "allowed",
            "targets": [{"target": applications, "target_type": "application"}],
        },
    }


def of(before, after, default=None):
    return {move.setting: move.direction for move in moves(before, after, default)}


EVERYBODY, NOBODY = b2b(["AllUsers"]), b2b(["AllUsers"], access_type="blocked")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (
            "inbound_trust.mfa_accepted",
            {"inbound_trust": {"mfa_accepted": False}},
            {"inbound_trust": {"mfa_accepted": True}},
        ),
        (
            "automatic_user_consent.inbound_allowed",
            {"automatic_user_consent": {"inbound_allowed": False}},
            {"automatic_user_consent": {"inbound_allowed": True}},
        ),
        # Microsoft fixes this default at false.
        ("automatic_user_consent.inbound_allowed", {}, {"automatic_user_consent": {"inbound_allowed": True}}),
        ("service_provider", {"service_provider": False}, {"service_provider": True}),
        (
            "block_service_provider_outbound_access",
            {"block_service_provider_outbound_access": True},
            {"block_service_provider_outbound_access": False},
        ),
        (
            "identity_sync.user_sync_allowed",
            {"identity_sync": {"user_sync_allowed": None}},
            {"identity_sync": {"user_sync_allowed": True}},
        ),
        (
            "identity_sync.external_cloud_application_id",
            {"identity_sync": {"external_cloud_application_id": None}},
            {"identity_sync": {"external_cloud_application_id": "a"}},
        ),
        *(
            ("b2b_collaboration_inbound", {"b2b_collaboration_inbound": less}, {"b2b_collaboration_inbound": more})
            for less, more in [
                (NOBODY, EVERYBODY),
                (b2b([]), b2b(["a"])),
                (b2b(["a"]), b2b(["A", "b"])),
                (b2b(["a"]), EVERYBODY),
                (b2b(["a", "b"], access_type="blocked"), b2b(["a"], access_type="blocked")),
                (b2b(["a"]), b2b(["b"], access_type="blocked")),
                (b2b(["a"], "Office365"), b2b(["a"])),
                (b2b(["a"], "Office365"), EVERYBODY),
            ]
        ),
    ],
)
def test_a_change_and_the_way_back_have_opposite_directions(name, before, after):
    assert of(partner(**before), partner(**after)) == {name: OPENS}
    assert of(partner(**after), partner(**before)) == {name: CLOSES}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b2b(["a"]), b2b(["b"])),
        (b2b(["a"]), b2b(["a"], access_type="blocked")),
        (b2b(["a"]), b2b(["a", "b"], "Office365")),
    ],
)
def test_a_change_may_open_and_close(before, after):
    assert of(partner(tenant_restrictions=before), partner(tenant_restrictions=after)) == {"tenant_restrictions": BOTH}


def test_a_side_decides_nothing_while_the_other_side_is_shut():
    shut = {"applications": {"access_type": "blocked", "targets": [{"target": "AllApplications"}]}}
    before = partner(b2b_direct_connect_inbound={**b2b(["a"]), **shut})
    after = partner(b2b_direct_connect_inbound={**EVERYBODY, **shut})
    assert of(before, after) == {"b2b_direct_connect_inbound": NEITHER}


def test_a_name_for_people_opens_nothing():
    before, after = (partner(identity_sync={"display_name": name}) for name in ("a", "b"))
    assert of(before, after) == {"identity_sync.display_name": NEITHER}


@pytest.mark.parametrize(
    ("before", "after", "default", "expected"),
    [
        ({}, {"b2b_direct_connect_inbound": EVERYBODY}, SHIPPED, OPENS),
        ({}, {"b2b_direct_connect_inbound": NOBODY}, SHIPPED, None),
        ({"b2b_direct_connect_inbound": EVERYBODY}, {}, SHIPPED, CLOSES),
        ({}, {"b2b_collaboration_inbound": b2b(["a"])}, SHIPPED, CLOSES),
        # An explicit permission counts as an open door. A block closes something only if the default allowed it.
        ({}, {"b2b_direct_connect_inbound": EVERYBODY}, None, OPENS),
        ({}, {"b2b_direct_connect_inbound": NOBODY}, None, Direction(closes=None)),
        ({"b2b_direct_connect_inbound": NOBODY}, {}, None, Direction(opens=None)),
        ({}, {"b2b_collaboration_inbound": b2b(["a"])}, None, Direction(None, None)),
        ({"b2b_collaboration_inbound": b2b(["a"])}, {}, None, Direction(None, None)),
    ],
)
def test_a_setting_without_a_value_has_the_reach_of_the_default(before, after, default, expected):
    (direction,) = of(partner(**before), partner(**after), default).values()
    assert direction == (expected or NEITHER)


def test_a_partner_without_trust_has_the_trust_of_the_default():
    trusted = {"inbound_trust": {"mfa_accepted": True}}
    assert of(partner(), partner(**trusted), SHIPPED)["inbound_trust.mfa_accepted"] == OPENS
    assert of(partner(), partner(**trusted), {**SHIPPED, **trusted})["inbound_trust.mfa_accepted"] == NEITHER
    assert of(partner(**trusted), partner())["inbound_trust.mfa_accepted"] == Direction(closes=None)


def test_a_partner_that_comes_or_goes_has_the_direction_of_its_settings():
    row = partner(inbound_trust={"mfa_accepted": True}, identity_sync={"user_sync_allowed": True})
    came = of(None, row, SHIPPED)
    assert came["state"] == came["identity_sync.state"] == came["identity_sync.user_sync_allowed"] == OPENS
    assert of(None, partner(), SHIPPED) == {"state": NEITHER}
    # A partner that goes counts for the limits. So its direction is never "neither".
    assert of(partner(), None, SHIPPED) == {"state": CLOSES}
    assert of(row, None, SHIPPED)["state"] == CLOSES
    # Without the partner its block is gone, and the default may admit everybody.
    assert of(partner(b2b_collaboration_inbound=NOBODY), None, SHIPPED)["state"] == BOTH


def test_the_directions_of_several_changes_add_up():
    assert combined([]) == NEITHER
    assert combined([OPENS, Direction(closes=None)]) == Direction(True, None)
    assert combined([Direction(None, False), OPENS, CLOSES]) == BOTH


def test_a_member_has_the_direction_of_its_setting():
    found = moves(partner(b2b_collaboration_inbound=b2b(["a"])), partner(b2b_collaboration_inbound=EVERYBODY))
    assert direction_of("b2b_collaboration_inbound.users_and_groups.targets", found) == OPENS
    assert direction_of("b2b_collaboration_inbound", found) == OPENS
    assert direction_of("b2b_collaboration_outbound", found) == NEITHER


@pytest.mark.parametrize(
    ("direction", "words"),
    [
        (NEITHER, None),
        (OPENS, "opens"),
        (CLOSES, "closes"),
        (BOTH, "opens, closes"),
        (Direction(None, False), "may open"),
        (Direction(None, None), "may open or close"),
        (Direction(True, None), "opens, may close"),
    ],
)
def test_the_words_say_what_is_known(direction, words):
    assert direction.words == words
    assert direction.could_open is bool(words and "open" in words)
    assert direction.could_close is bool(words and "close" in words)


def test_what_has_an_unknown_shape_is_not_called_harmless():
    before = partner(tenant_restrictions={**EVERYBODY, "devices": {"mode": "allowed", "rule": "a"}})
    after = partner(tenant_restrictions={**EVERYBODY, "devices": {"mode": "blocked", "rule": "a"}})
    assert of(before, after) == {"tenant_restrictions": Direction(None, None)}
    before, after = (
        partner(b2b_collaboration_inbound={"users_and_groups": {"access_type": word, "targets": []}})
        for word in ("allowed", "newIn2027")
    )
    assert of(before, after)["b2b_collaboration_inbound"].could_open


def known_kind(kind):
    if isinstance(kind, Record):
        return is_access(dict.fromkeys(field.name for field in kind.fields)) or all(
            known_kind(field.kind) for field in kind.fields
        )
    return known_kind(kind.kind) if isinstance(kind, Wrapped) else isinstance(kind, (Boolean, Text))


def test_the_direction_of_each_setting_is_known():
    """A new row of the tables with another kind of value needs a reach."""
    assert [row.name for row in (*PARTNER.settings, *IDENTITY_SYNC.settings) if not known_kind(row.kind)] == []


@given(partners_observed(), partners_observed(), st.sampled_from([None, SHIPPED]))
def test_limits_and_directions_agree(first, second, default):
    one, other = settings_row(first), settings_row(second)
    found = moves(one, other, default)
    assert [move.setting for move in moves(one, one, default)] == []
    if is_removal(one, other) or closes(one, other, default):
        assert combined(move.direction for move in found).could_close
    for there, back in zip(found, moves(other, one, default)):
        assert there.setting == back.setting
        if not there.setting.endswith("state") and None not in (*there.direction, *back.direction):
            assert tuple(there.direction) == tuple(back.direction)[::-1]
