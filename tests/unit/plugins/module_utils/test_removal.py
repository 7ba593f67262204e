# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits count users who were let in and are not let in any more. A guard has to be right in every case."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import settings_row
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.removal import is_removal

from .strategies import TENANT, partners_observed

# This repeats the table. The test fails if a setting is lost from the table.
ADMITTING = ("user_sync_allowed", "group_sync_allowed", "role_enabled_group_sync_allowed")
ALL_ON = dict.fromkeys(ADMITTING, True)


def partner(sync=None, **settings):
    row = {"tenant_id": TENANT, "inherit": [], **settings}
    return row if sync is None else {**row, "identity_sync": sync}


PARTNERS = st.one_of(
    st.none(),
    st.builds(
        partner,
        st.none() | st.fixed_dictionaries({}, optional=dict.fromkeys(ADMITTING, st.sampled_from([True, False, None]))),
        service_provider=st.booleans(),
    ),
)


def admitted(row):
    sync = (row or {}).get("identity_sync") or {}
    return {name for name in ADMITTING if sync.get(name) is True}


@pytest.mark.parametrize("after", [None, partner(), partner({}), partner(ALL_ON), partner(dict.fromkeys(ADMITTING))])
def test_where_there_was_nobody_nobody_is_shut_out(after):
    assert is_removal(None, after) is False


@pytest.mark.parametrize("before", [partner(), partner({}), partner(ALL_ON), partner({"user_sync_allowed": False})])
def test_a_partner_that_goes_is_a_removal_whatever_it_had(before):
    assert is_removal(before, None) is True


@pytest.mark.parametrize("sync", [{}, ALL_ON, dict.fromkeys(ADMITTING, False), {"display_name": "Fabrikam"}])
def test_a_policy_that_goes_is_a_removal_whatever_it_said(sync):
    assert is_removal(partner(sync), partner()) is True
    assert is_removal(partner(sync), partner(service_provider=True)) is True
    assert is_removal({**partner(), "identity_sync": sync}, {**partner(), "identity_sync": None}) is True


@pytest.mark.parametrize("after", [{}, ALL_ON, dict.fromkeys(ADMITTING, False)])
def test_a_policy_that_comes_is_none(after):
    assert is_removal(partner(), partner(after)) is False


def test_no_policy_before_and_after_is_none():
    assert is_removal(partner(), partner()) is False
    assert is_removal(partner(service_provider=True), partner(service_provider=False)) is False


@pytest.mark.parametrize("others", [{}, ALL_ON, dict.fromkeys(ADMITTING, False)], ids=["alone", "all-on", "all-off"])
@pytest.mark.parametrize("end", [{"to": False}, {"to": None}, {}], ids=["false", "null", "missing"])
@pytest.mark.parametrize("name", ADMITTING)
def test_each_setting_that_admits_somebody_counts_by_itself(name, end, others):
    before = {**others, name: True}
    after = {key: value for key, value in others.items() if key != name}
    if end:
        after[name] = end["to"]
    assert is_removal(partner(before), partner(after)) is True
    # The way back lets somebody in. It does not shut anybody out.
    assert is_removal(partner(after), partner(before)) is False


@pytest.mark.parametrize("name", ADMITTING)
@pytest.mark.parametrize(("was", "will_be"), [(False, None), (None, False), (False, False), (None, None), (True, True)])
def test_who_was_not_let_in_is_not_shut_out(name, was, will_be):
    assert is_removal(partner({name: was}), partner({name: will_be})) is False


@pytest.mark.parametrize("name", ADMITTING)
def test_text_is_not_true(name):
    """Only the Boolean true lets somebody in. A text "true" in its place does not let anybody in any more."""
    assert is_removal(partner({name: True}), partner({name: "true"})) is True
    assert is_removal(partner({name: "true"}), partner({name: False})) is False


@pytest.mark.parametrize(
    "change",
    [
        {"display_name": "Another"},
        {"display_name": None},
        {"external_cloud_application_id": "7bb0a2f2-3b0b-4c45-9d0e-0d4c4d7f5c11"},
    ],
)
def test_what_admits_nobody_does_not_count(change):
    named = {"display_name": "Fabrikam", "external_cloud_application_id": "x", **ALL_ON}
    assert is_removal(partner(named), partner({**named, **change})) is False


def test_trust_that_ends_is_not_counted():
    trusted = partner(ALL_ON, inbound_trust={"mfa_accepted": True})
    assert is_removal(trusted, partner(ALL_ON, inbound_trust={"mfa_accepted": False})) is False
    assert is_removal(trusted, partner(ALL_ON)) is False


@given(before=PARTNERS, after=PARTNERS)
def test_a_removal_is_exactly_what_takes_something_away(before, after):
    gone = before is not None and after is None
    policy_gone = "identity_sync" in (before or {}) and "identity_sync" not in (after or {})
    assert is_removal(before, after) is bool(gone or policy_gone or admitted(before) - admitted(after))


@given(row=PARTNERS)
def test_nothing_that_stays_as_it_is_is_a_removal(row):
    assert is_removal(row, row) is False


@given(before=PARTNERS, after=PARTNERS, more=st.sampled_from(ADMITTING))
def test_to_let_in_more_never_makes_a_removal(before, after, more):
    assume(after is not None and "identity_sync" in after)
    opened = {**after, "identity_sync": {**after["identity_sync"], more: True}}
    assert is_removal(before, after) or not is_removal(before, opened)


@given(before=PARTNERS, after=PARTNERS, less=st.sampled_from(ADMITTING))
def test_to_let_in_less_never_hides_a_removal(before, after, less):
    assume(after is not None and "identity_sync" in after)
    shut = {**after, "identity_sync": {**after["identity_sync"], less: False}}
    assert not is_removal(before, after) or is_removal(before, shut)


@given(before=PARTNERS, between=PARTNERS, after=PARTNERS)
def test_what_is_taken_away_on_the_whole_is_taken_away_in_one_of_two_steps(before, between, after):
    if is_removal(before, after):
        assert is_removal(before, between) or is_removal(between, after)


@given(before=partners_observed(), after=partners_observed())
def test_rows_as_they_come_from_graph(before, after):
    old, new = settings_row(before), settings_row(after)
    expected = (
        (before.partner is not None and after.partner is None)
        or (before.sync is not None and after.sync is None)
        or bool(admitted(old) - admitted(new))
    )
    assert is_removal(old, new) is expected
