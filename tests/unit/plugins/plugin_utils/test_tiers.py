# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiers of defaults. A later tier overrides an earlier one, and the partner's own values override all tiers."""

from __future__ import annotations

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.tiers import merged


def test_dicts_merge_and_the_upper_value_wins():
    lower = {"identity_sync": {"user_sync_allowed": True, "display_name": "x"}, "state": "present"}
    upper = {"tenant": "t", "identity_sync": {"user_sync_allowed": False}}
    assert merged(lower, upper) == {
        "tenant": "t",
        "state": "present",
        "identity_sync": {"user_sync_allowed": False, "display_name": "x"},
    }
    assert lower["identity_sync"]["user_sync_allowed"] is True


def test_inheriting_takes_a_setting_away_that_a_lower_tier_gives():
    assert merged({"inbound_trust": {"mfa_accepted": True}}, {"inherit": ["inbound_trust"]}) == {
        "inherit": ["inbound_trust"]
    }


def test_a_setting_takes_inheriting_away_that_a_lower_tier_asks_for():
    lower = {"inherit": ["inbound_trust", "automatic_user_consent"]}
    assert merged(lower, {"inbound_trust": {"mfa_accepted": True}}) == {
        "inbound_trust": {"mfa_accepted": True},
        "inherit": ["automatic_user_consent"],
    }


def test_a_name_and_the_wish_for_that_of_the_directory_replace_each_other():
    def result(lower, upper):
        return merged({"identity_sync": {"user_sync_allowed": True, **lower}}, {"identity_sync": upper})

    named, asked = {"display_name": "x"}, {"display_name_from_directory": True}
    assert result(named, asked)["identity_sync"] == {"user_sync_allowed": True, **asked}
    assert result(asked, named)["identity_sync"] == {"user_sync_allowed": True, **named}
    assert result(asked, {"display_name": ""})["identity_sync"] == {"user_sync_allowed": True, "display_name": ""}
    # An option that asks for nothing does not replace anything.
    off = {"display_name_from_directory": False}
    assert result(named, off)["identity_sync"] == {"user_sync_allowed": True, **named, **off}
    assert result(asked, {"display_name": None})["identity_sync"]["display_name_from_directory"] is True


def test_what_two_tiers_inherit_adds_up():
    result = merged({"inherit": ["inbound_trust"]}, {"inherit": ["automatic_user_consent"]})
    assert sorted(result["inherit"]) == ["automatic_user_consent", "inbound_trust"]


def test_what_two_tiers_inherit_is_told_once_and_in_the_order_of_the_table():
    lower = {"inherit": ["tenant_restrictions", "inbound_trust"]}
    upper = {"inherit": ["automatic_user_consent", "inbound_trust"]}
    assert merged(lower, upper)["inherit"] == ["automatic_user_consent", "inbound_trust", "tenant_restrictions"]
    one, other = upper, lower
    assert merged(one, other) == merged(other, one)


def test_lists_are_replaced_and_nothing_is_added_to_what_a_tier_does_not_mention():
    assert merged({"a": [1]}, {"a": [2]}) == {"a": [2]}
    assert merged({"a": [1], "inherit": ["inbound_trust"]}, {}) == {"a": [1], "inherit": ["inbound_trust"]}
    assert merged({}, {"inherit": ["inbound_trust"], "a": {"b": 1}}) == {"inherit": ["inbound_trust"], "a": {"b": 1}}
    assert merged({"inherit": []}, {"inherit": []}) == {"inherit": []}
    assert merged({"inherit": None}, {"a": 1}) == {"inherit": [], "a": 1}
    assert merged({}, {}) == {}


def test_null_takes_a_value_away_and_inheriting_stays():
    assert merged({"a": {"b": 1, "c": 2}}, {"a": {"b": None}}) == {"a": {"b": None, "c": 2}}
    assert merged({"a": {"b": 1}}, {"a": None}) == {"a": None}
    assert merged({"a": None}, {"a": {"b": 1}}) == {"a": {"b": 1}}
    assert merged({"a": {"b": {"c": 1, "d": 2}}}, {"a": {"b": {"c": 3}}}) == {"a": {"b": {"c": 3, "d": 2}}}
    # A setting without a value does not stop inheritance. The value false does.
    assert merged({"inherit": ["inbound_trust"]}, {"inbound_trust": None})["inherit"] == ["inbound_trust"]
    assert merged({"inherit": ["inbound_trust"]}, {"inbound_trust": False})["inherit"] == []


def test_no_tier_is_changed():
    lower = {"identity_sync": {"display_name": "x"}, "inherit": ["inbound_trust"], "a": {"b": 1}}
    upper = {"identity_sync": {"display_name_from_directory": True}, "inbound_trust": {}, "a": {"c": 1}}
    merged(lower, upper)
    assert lower == {"identity_sync": {"display_name": "x"}, "inherit": ["inbound_trust"], "a": {"b": 1}}
    assert upper == {"identity_sync": {"display_name_from_directory": True}, "inbound_trust": {}, "a": {"c": 1}}


def test_a_policy_that_only_one_tier_mentions():
    policy = {"identity_sync": {"display_name": "x", "display_name_from_directory": True}}
    assert merged(policy, {}) == merged({}, policy) == policy
    assert merged(policy, {"identity_sync": None}) == {"identity_sync": None}
