# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which users and applications a B2B setting lets in, and which values Graph refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.b2b import (
    conflict,
    everybody_blocked,
    lets_somebody,
)

USERS, APPLICATIONS = "users_and_groups", "applications"
EVERYTHING = {USERS: "AllUsers", APPLICATIONS: "AllApplications"}
BOTH_WAYS = pytest.mark.parametrize(("this", "that"), [(USERS, APPLICATIONS), (APPLICATIONS, USERS)])


def side(access_type, *targets):
    return {"access_type": access_type, "targets": [{"target": target, "target_type": "user"} for target in targets]}


@BOTH_WAYS
def test_all_of_one_side_is_not_blocked_while_something_of_the_other_is_allowed(this, that):
    for targets in (("one",), ("one", "two"), (EVERYTHING[that],)):
        said = conflict({this: side("blocked", EVERYTHING[this]), that: side("allowed", *targets)})
        assert said == (
            f"{EVERYTHING[this]} cannot be blocked in {this} while {that} allows something: block both or none"
        )


@BOTH_WAYS
@pytest.mark.parametrize("spelling", [str.lower, str.upper])
def test_upper_and_lower_case_do_not_count(this, that, spelling):
    setting = {this: side("blocked", "one", spelling(EVERYTHING[this])), that: side("allowed", "x")}
    assert conflict(setting)
    assert everybody_blocked(setting) == [this]


@BOTH_WAYS
def test_what_goes_together(this, that):
    everything, of_that = EVERYTHING[this], EVERYTHING[that]
    for setting in (
        {},
        {this: None, that: None},
        {this: side("blocked", everything)},
        {this: side("blocked", everything), that: None},
        {this: side("blocked", everything), that: side("blocked", of_that)},
        {this: side("blocked", everything), that: side("blocked", "one")},
        # If no target is named, nothing is allowed.
        {this: side("blocked", everything), that: side("allowed")},
        {this: side("blocked", everything), that: {"access_type": "allowed", "targets": None}},
        {this: side("blocked", everything), that: {"access_type": "allowed"}},
        {this: side("blocked", everything), that: {"targets": [{"target": "one", "target_type": "user"}]}},
        # Some targets are blocked, but not all of them.
        {this: side("blocked", "one"), that: side("allowed", of_that)},
        {this: side("blocked"), that: side("allowed", of_that)},
        {this: {"access_type": "blocked"}, that: side("allowed", of_that)},
        {this: {"access_type": "blocked", "targets": None}, that: side("allowed", of_that)},
        # The word of the other side has no meaning on this side.
        {this: side("blocked", of_that), that: side("allowed", "one")},
        {this: side("allowed", everything), that: side("allowed", of_that)},
        {this: {"targets": side("blocked", everything)["targets"]}, that: side("allowed", of_that)},
        # Graph may hold a target without a name.
        {this: side("blocked", None), that: side("allowed", of_that)},
    ):
        assert conflict(setting) is None, setting


@pytest.mark.parametrize("value", [None, True, "AllUsers", ["AllUsers"], 1])
def test_what_is_no_such_setting_has_no_conflict(value):
    assert conflict(value) is None


@BOTH_WAYS
def test_who_is_blocked_altogether(this, that):
    shut, open_ = side("blocked", EVERYTHING[this]), side("allowed", EVERYTHING[that])
    assert everybody_blocked({this: shut, that: open_}) == [this]
    assert everybody_blocked({this: shut}) == everybody_blocked({this: shut, that: None}) == [this]
    assert everybody_blocked({this: side("blocked", "one"), that: open_}) == []
    assert everybody_blocked({this: side("allowed", EVERYTHING[this])}) == []
    assert everybody_blocked({this: {"targets": shut["targets"]}}) == []
    assert everybody_blocked({}) == []


def test_both_sides_are_told_in_one_order():
    setting = {APPLICATIONS: side("blocked", "AllApplications"), USERS: side("blocked", "AllUsers")}
    assert everybody_blocked(setting) == [USERS, APPLICATIONS]


@BOTH_WAYS
def test_who_lets_somebody_in(this, that):
    assert lets_somebody({this: side("allowed", "one")}) is True
    assert lets_somebody({this: side("allowed", "one"), that: None}) is True
    assert lets_somebody({this: side("allowed", "one"), that: side("blocked", "one")}) is True
    assert lets_somebody({this: side("allowed", "one"), that: side("blocked", EVERYTHING[that])}) is False
    assert lets_somebody({this: side("blocked", "one"), that: side("blocked", "one")}) is False
    assert lets_somebody({this: {"targets": []}}) is False
    assert lets_somebody({}) is False


NAMES = st.sampled_from(["one", "AllUsers", "allusers", "AllApplications", "ALLAPPLICATIONS", "", None])
SIDES = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "access_type": st.sampled_from(["allowed", "blocked", None]),
        "targets": st.none() | st.lists(st.fixed_dictionaries({"target": NAMES}), max_size=2),
    },
)


@given(users=SIDES, applications=SIDES)
def test_a_conflict_is_about_exactly_one_blocked_side(users, applications):
    setting = {USERS: users, APPLICATIONS: applications}
    blocked = everybody_blocked(setting)
    said = conflict(setting)
    if said:
        (which,) = blocked
        assert said.startswith(f"{EVERYTHING[which]} ")
        assert not lets_somebody(setting)
    elif len(blocked) == 1:
        (other,) = {USERS, APPLICATIONS}.difference(blocked)
        there = setting[other] or {}
        assert there.get("access_type") != "allowed" or not there.get("targets")
