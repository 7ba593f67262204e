# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The 30 days in which a deleted policy can be restored."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.retention import (
    days_left,
    in_words,
    restorable_until,
    restorable_until_text,
)

DELETED = "2026-11-01T08:00:00Z"
MOMENT = datetime(2026, 11, 1, 8, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("age", "left"),
    [
        (timedelta(0), 30),
        (timedelta(seconds=1), 30),
        (timedelta(days=1), 29),
        (timedelta(days=29), 1),
        (timedelta(days=30, seconds=-1), 1),
        (timedelta(days=30), 0),
        (timedelta(days=400), 0),
        # The clock of this machine is behind the clock of Graph.
        (timedelta(hours=-3), 30),
        (timedelta(days=-3), 30),
    ],
)
def test_days_that_are_left(age, left):
    assert days_left(DELETED, MOMENT + age) == left


@pytest.mark.parametrize(
    "spelling",
    [
        "2026-11-01T08:00:00Z",
        "2026-11-01T08:00:00.1234567Z",
        "2026-11-01T08:00:00.1+00:00",
        "2026-11-01T10:00:00+02:00",
    ],
)
def test_the_same_time_in_graphs_spellings(spelling):
    assert restorable_until(spelling) == MOMENT + timedelta(days=30)
    assert in_words(spelling) == f"deleted {spelling}, restorable until 2026-12-01T08:00:00Z"


@pytest.mark.parametrize(
    "text",
    [None, "", "yesterday", "2026-11-01", "2026-11-01T08:00:00", "2026-13-01T08:00:00Z", "9999-12-31T23:59:59-12:00"],
)
def test_no_time_is_no_number_of_days(text):
    assert days_left(text, MOMENT) is None
    assert in_words(text) == "deleted at an unknown time"


@given(st.text(), st.datetimes(timezones=st.just(timezone.utc)))
def test_whatever_graph_says_there_is_an_answer(text, now):
    assert days_left(text, now) in (None, *range(31))
    assert 0 <= days_left(DELETED, now) <= 30


@given(st.datetimes(min_value=datetime(1, 2, 1), max_value=datetime(9998, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_the_end_is_thirty_days_later_in_every_time_zone(moment, minutes):
    moment = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    assert restorable_until(moment.isoformat()) == moment + timedelta(days=30)
    assert restorable_until(moment.isoformat()).utcoffset() == timedelta(0)


@given(st.timedeltas(timedelta(-40), timedelta(80)), st.timedeltas(timedelta(0), timedelta(40)))
def test_days_only_become_fewer_and_a_policy_is_restorable_as_long_as_one_is_left(age, later):
    left = days_left(DELETED, MOMENT + age)
    assert left >= days_left(DELETED, MOMENT + age + later)
    assert (left > 0) == (MOMENT + age < restorable_until(DELETED))


def test_dates_as_graph_writes_them():
    assert restorable_until_text(DELETED) == "2026-12-01T08:00:00Z"
    assert restorable_until_text("2026-11-01T10:00:00+02:00") == "2026-12-01T08:00:00Z"
    assert restorable_until_text(None) is None
