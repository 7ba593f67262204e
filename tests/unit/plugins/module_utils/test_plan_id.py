# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ID of a plan: the same writes to the same tenant give the same ID, and other writes give another one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.change import Change
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.plan_id import (
    Reviewed,
    difference,
    plan_id,
    plan_of_both,
    reviewed,
)

HOME, OTHER = "00000000-0000-4000-8000-0000000000aa", "00000000-0000-4000-8000-0000000000bb"
BODIES = st.one_of(st.none(), st.dictionaries(st.sampled_from("abc"), st.one_of(st.booleans(), st.text(max_size=3))))
CHANGES = st.lists(
    st.builds(
        Change,
        st.sampled_from(["create", "update", "delete"]),
        st.sampled_from(["partner", "identity_sync"]),
        st.sampled_from(["1", "2", "3", None]),
        st.sampled_from([(), ("a",), ("a", "b")]),
        BODIES,
        st.sampled_from([None, "n", "m"]),
        st.just({}),
        st.sampled_from([None, {}, {"a": True}]),
    ),
    max_size=5,
)


def by_partner(changes):
    """The changes as writes, in order for each partner. The order of the partners does not matter."""
    return {
        str(key): [
            (c.operation, c.resource, c.settings, c.body if c.values is None else c.values, c.name)
            for c in changes
            if c.tenant_id == key
        ]
        for key in {c.tenant_id for c in changes}
    }


@given(CHANGES, CHANGES)
def test_an_id_is_that_of_the_writes(one, other):
    same = by_partner(one) == by_partner(other)
    assert (plan_id(HOME, one).id == plan_id(HOME, other).id) == same
    assert plan_id(HOME, one).id != plan_id(OTHER, one).id
    assert plan_id(HOME, one) == plan_id(HOME.upper(), sorted(one, key=lambda change: str(change.tenant_id)))


@given(CHANGES, CHANGES, st.booleans())
def test_whatever_differs_is_refused_and_named(expected, actual, whole):
    theirs, ours = plan_id(HOME, expected), plan_id(HOME, actual)
    words = difference(reviewed(theirs.report() if whole else theirs.id), ours, actual)
    assert (words is None) == (by_partner(expected) == by_partner(actual))
    if words:
        assert theirs.id in words and ours.id in words
        differing = {
            key
            for key in {**theirs.partners, **ours.partners}
            if by_partner(expected).get(key) != by_partner(actual).get(key)
        }
        assert not whole or all(f" {key}" in words for key in differing)


@given(CHANGES, CHANGES, CHANGES, CHANGES)
def test_the_plan_of_both_sides_is_that_of_all_writes(home, there, other_home, other_there):
    def both(of_home, of_target):
        return plan_of_both(plan_id(HOME, of_home).report(), {"1": plan_id(OTHER, of_target).report()})

    same = by_partner(home) == by_partner(other_home) and by_partner(there) == by_partner(other_there)
    one, other = both(home, there), both(other_home, other_there)
    assert (one.id == other.id) == same == (difference(reviewed(one.report()), other, []) is None)
    assert sum(one.counts.values()) == len(home) + len(there)
    assert set(one.partners) == {*by_partner(home), *(["1"] if there else [])}
    # A target tenant without changes does not matter.
    assert both(home, []) == plan_id(HOME, home)


def test_targets_are_a_set():
    def of(*targets):
        users = {"accessType": "allowed", "targets": [{"target": name, "targetType": "user"} for name in targets]}
        body = {"b2bCollaborationInbound": {"usersAndGroups": users}}
        return plan_id(HOME, [Change("update", "partner", "1", ("b2b_collaboration_inbound",), body)]).id

    assert of("a", "b", "c") == of("c", "a", "b") != of("a", "b") != of("b")


def test_counts_and_partners():
    update = Change("update", "partner", "1", ("inbound_trust",), {"inboundTrust": None})
    plan = plan_id(HOME, [update, update._replace(tenant_id="2"), Change("delete", "identity_sync", "1")])
    report = plan.report()
    assert (report["update"], report["delete"], set(report["partners"])) == (2, 1, {"1", "2"})
    assert "create" not in report
    assert difference(Reviewed(plan_id(HOME, []).id, {}), plan, [update]).endswith(
        "not reviewed: 1, 2; the task would update partner of 1 (inbound_trust)"
    )
    nothing = plan_id(HOME, [])
    assert "reviewed, but without changes now: 1, 2" in difference(reviewed(report), nothing, [])
    assert difference(Reviewed(plan.id), nothing, []).endswith("there is nothing to change")
    assert "home tenant is a different one" in difference(
        reviewed(plan_id(OTHER, [update]).report()), plan_id(HOME, [update]), []
    )


def test_many_are_not_all_named():
    changes = [Change("delete", "partner", f"{number:03}") for number in range(50)]
    words = difference(reviewed(plan_id(HOME, []).report()), plan_id(HOME, changes), changes)
    assert "and 40 more" in words and len(words) < 900


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yes",
        "0" * 63,
        "g" * 64,
        {"id": None},
        {},
        {"id": "0" * 64, "partners": ["1"]},
        {"id": "0" * 64, "partners": {"1": "x"}},
    ],
)
def test_what_is_no_plan_is_refused(value):
    with pytest.raises(BadInput, match="expected_plan"):
        reviewed(value)


def test_an_id_may_be_written_otherwise():
    assert reviewed(f" {'AB' * 32}\n") == Reviewed("ab" * 32)
