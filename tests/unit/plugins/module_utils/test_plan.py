# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that apply to every plan, for any desired and any observed state."""

from __future__ import annotations

import random
from functools import reduce

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import desired_partner, desired_partners
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import Observed, partner_row
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import MTO_SYNC_TEMPLATE, PARTNER
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.change import updated
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.diff import diff
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.partner import PartnerGoal, applied, plan
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.singleton import TemplateGoal

from .strategies import (
    RESOURCES,
    TENANT,
    existing_partners,
    graph_objects,
    option_values,
    partners_desired,
    partners_observed,
    settings_desired,
)


def after(observed, changes):
    return reduce(applied, changes, observed)


@given(partners_desired(), partners_observed())
def test_applying_a_plan_leaves_nothing_to_plan(desired, observed):
    assert plan(desired, after(observed, plan(desired, observed))) == ()


@given(partners_desired(), partners_observed())
def test_the_diff_is_empty_exactly_when_nothing_changes(desired, observed):
    changes = plan(desired, observed)
    shown = diff("partner", partner_row(observed), partner_row(after(observed, changes)))
    # No change is invisible in the diff.
    assert (shown["before"] == shown["after"]) == (not changes)


@given(partners_desired(), existing_partners())
def test_unknown_properties_are_kept(desired, observed):
    result = after(observed, plan(desired._replace(partner_state="present"), observed)).partner
    known = {setting.property for setting in PARTNER.settings}
    for name, value in observed.partner.items():
        if name not in known:
            assert result[name] == value
        elif isinstance(value, dict) and result[name] is not None:
            members = {field.property for field in next(s for s in PARTNER.settings if s.property == name).kind.fields}
            assert {k: v for k, v in value.items() if k not in members} == {
                k: v for k, v in result[name].items() if k not in members
            }


@given(partners_desired(), partners_observed())
def test_what_is_not_wanted_is_not_written(desired, observed):
    for change in plan(desired, observed):
        if change.operation == "update":
            table = next(resource for resource in RESOURCES if resource.name == change.resource)
            asked = desired.partner if change.resource == "partner" else desired.sync
            assert set(change.settings) <= set(asked)
            assert set(change.body) == {table.setting(name).property for name in change.settings}


@given(partners_desired(), partners_observed())
def test_partner_comes_before_its_policy_and_goes_after_it(desired, observed):
    order = [(change.operation, change.resource) for change in plan(desired, observed)]
    for first, second in (
        (("create", "partner"), ("create", "identity_sync")),
        (("create", "partner"), ("restore", "identity_sync")),
        (("restore", "identity_sync"), ("update", "identity_sync")),
        (("create", "identity_sync"), ("update", "identity_sync")),
        (("delete", "identity_sync"), ("delete", "partner")),
    ):
        if first in order and second in order:
            assert order.index(first) < order.index(second)
    if desired.partner_state == "absent":
        assert after(observed, plan(desired, observed)) == Observed(deleted_sync=observed.deleted_sync)


@given(partners_observed())
def test_a_row_is_valid_input_that_changes_nothing(observed):
    row = partner_row(observed)
    assume(row is not None)
    (desired,) = desired_partners([dict(row, tenant=row["tenant_id"])], desired_partner, "beta", "global", None)
    assert plan(desired, observed) == ()


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
@given(data=st.data())
def test_updating_keeps_what_is_there_and_is_done_at_once(resource, data):
    graph = data.draw(graph_objects(resource))
    desired = data.draw(settings_desired(resource))
    changes = updated(resource, TENANT, desired, graph)
    for change in changes:
        graph = {**graph, **change.body}
    assert not updated(resource, TENANT, desired, graph)
    # More than one write is needed only for settings that Graph does not accept in one write.
    assert len(changes) <= 1 or [change.settings for change in changes[1:]] == [("role_enabled_group_sync_allowed",)]


@given(
    option_values(MTO_SYNC_TEMPLATE.setting("application_level").kind), graph_objects(MTO_SYNC_TEMPLATE), st.randoms()
)
def test_order_and_spaces_of_flags_do_not_count(level, graph, rng: random.Random):
    goal = TemplateGoal(MTO_SYNC_TEMPLATE, {"application_level": level})
    (changed, same) = (list(level), ["new_partners", "existing_partners"])
    rng.shuffle(changed)
    rng.shuffle(same)
    assert goal.plan(graph) == TemplateGoal(MTO_SYNC_TEMPLATE, {"application_level": changed}).plan(graph)
    for spelling in ("newPartners,existingPartners", "existingPartners, newPartners", " newPartners ,existingPartners"):
        held = {**graph, "templateApplicationLevel": spelling}
        assert TemplateGoal(MTO_SYNC_TEMPLATE, {"application_level": same}).plan(held) == ()


@pytest.mark.parametrize("off", [None, "", "none"])
def test_three_ways_to_switch_a_template_off_are_one(off):
    graph = {"templateApplicationLevel": off, "userSyncInbound": None}
    assert TemplateGoal(MTO_SYNC_TEMPLATE, {"application_level": []}).plan(graph) == ()
    (change,) = TemplateGoal(MTO_SYNC_TEMPLATE, {"application_level": ["new_partners"]}).plan(graph)
    assert change.body == {"templateApplicationLevel": "newPartners"}


def test_a_flag_that_only_graph_knows_is_kept_and_its_sentinel_is_not():
    graph = {"templateApplicationLevel": "newPartners,newerFlag,unknownFutureValue"}
    (change,) = TemplateGoal(MTO_SYNC_TEMPLATE, {"application_level": ["existing_partners"]}).plan(graph)
    assert change.body == {"templateApplicationLevel": "existingPartners,newerFlag"}


def test_consent_that_is_off_is_consent_that_inherits_since_its_default_never_varies():
    desired = {"automatic_user_consent": {"inbound_allowed": False}}
    assert updated(PARTNER, TENANT, desired, {"automaticUserConsentSettings": None}) == ()


def test_trust_that_is_off_is_not_trust_that_inherits():
    (change,) = updated(PARTNER, TENANT, {"inbound_trust": {"mfa_accepted": False}}, {"inboundTrust": None})
    assert change.body == {"inboundTrust": {"isMfaAccepted": False}}


def test_a_complex_property_is_sent_whole():
    graph = {"inboundTrust": {"isMfaAccepted": False, "isCompliantDeviceAccepted": True, "newIn2027": 1}}
    (change,) = updated(PARTNER, TENANT, {"inbound_trust": {"mfa_accepted": True}}, graph)
    assert change.body == {"inboundTrust": {"isMfaAccepted": True, "isCompliantDeviceAccepted": True, "newIn2027": 1}}


@given(partners_observed())
def test_only_a_read_that_shows_an_own_change_undone_contradicts_it(observed):
    (gone,) = desired_partners([{"tenant": TENANT, "state": "absent"}], desired_partner, "v1.0", "global", None)
    goal = PartnerGoal(gone)
    for change in goal.plan(observed):
        assert goal.contradicts(observed, change)
        assert not goal.contradicts(after(observed, goal.plan(observed)), change)
