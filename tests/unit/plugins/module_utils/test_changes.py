# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Single plans and goals: each change with its body. test_plan.py tests the rules that apply to all plans."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import Desired
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.kinds import INHERIT, UnexpectedValue
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import (
    NOTHING,
    Observed,
    deleted_date_time,
    deleted_row,
    observed_in,
    partner_row,
    read_only_of,
    restored,
    settings_row,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.operations import CREATE, DELETE, UPDATE
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import (
    DEFAULT_SETTINGS,
    MTO_PARTNER_TEMPLATE,
    MTO_SYNC_TEMPLATE,
    PARTNER,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.change import Change, NoWay, updated
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.diff import diff
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.partner import (
    PartnerGoal,
    applied,
    lacks_partner,
    needs_default,
    plan,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.singleton import TemplateGoal

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
BARE = {"tenantId": TENANT}
ON = {"userSyncInbound": {"isSyncAllowed": True}}
OFF = {"userSyncInbound": {"isSyncAllowed": False}}
TRUST = {"inbound_trust": {"mfa_accepted": True}}
GRAPH_TRUST = {"inboundTrust": {"isMfaAccepted": True}}

CREATE_PARTNER = Change("create", "partner", TENANT, (), BARE)
CREATE_SYNC = Change("create", "identity_sync", TENANT, ("user_sync_allowed",), ON)
UPDATE_SYNC = CREATE_SYNC._replace(operation="update")
DELETE_PARTNER = Change("delete", "partner", TENANT)
DELETE_SYNC = Change("delete", "identity_sync", TENANT)
RESTORE = Change("restore", "identity_sync", TENANT)
PURGE = Change("purge", "identity_sync", TENANT)

USERS = {"user_sync_allowed": True}
PRESENT = Desired(TENANT, "present", {}, "present", USERS)


@pytest.mark.parametrize(
    ("desired", "observed", "changes"),
    [
        (PRESENT, NOTHING, [CREATE_PARTNER, CREATE_SYNC]),
        (PRESENT, Observed(BARE), [CREATE_SYNC]),
        (PRESENT, Observed(BARE, OFF), [UPDATE_SYNC]),
        (PRESENT, Observed(BARE, ON), []),
        (PRESENT, Observed(BARE, ON, OFF), []),
        # A deleted policy is in the way of a new one.
        (PRESENT, Observed(BARE, None, ON), [RESTORE]),
        (PRESENT, Observed(BARE, None, OFF), [RESTORE, UPDATE_SYNC]),
        (PRESENT._replace(partner=TRUST), Observed({**BARE, **GRAPH_TRUST}, ON), []),
        (
            PRESENT._replace(partner=TRUST),
            NOTHING,
            [Change("create", "partner", TENANT, ("inbound_trust",), {**GRAPH_TRUST, **BARE}), CREATE_SYNC],
        ),
        # A new partner inherits by itself, so nothing has to be sent for a setting that inherits.
        (Desired(TENANT, "present", {"inbound_trust": INHERIT}), NOTHING, [CREATE_PARTNER]),
        (
            Desired(TENANT, "present", {"inbound_trust": INHERIT}),
            Observed({**BARE, **GRAPH_TRUST}),
            [Change("update", "partner", TENANT, ("inbound_trust",), {"inboundTrust": None})],
        ),
        (Desired(TENANT, "present"), Observed(BARE, ON), []),
        (Desired(TENANT), Observed(BARE, ON), []),
        (Desired(TENANT), NOTHING, []),
        (Desired(TENANT, "absent"), Observed(BARE, ON), [DELETE_SYNC, DELETE_PARTNER]),
        (Desired(TENANT, "absent", {}, "present", USERS), Observed(BARE, OFF, ON), [DELETE_SYNC, DELETE_PARTNER]),
        (Desired(TENANT, "absent", {}, "present", USERS), Observed(BARE, None, ON), [DELETE_PARTNER]),
        (Desired(TENANT, "absent"), Observed(BARE), [DELETE_PARTNER]),
        (Desired(TENANT, "absent"), NOTHING, []),
        (Desired(TENANT, sync_state="absent"), Observed(BARE, ON), [DELETE_SYNC]),
        (Desired(TENANT, sync_state="absent"), Observed(BARE, None, ON), []),
        (Desired(TENANT, sync_state="present", sync=USERS), Observed(BARE, OFF), [UPDATE_SYNC]),
        (
            Desired(TENANT, sync_state="present"),
            Observed(BARE),
            [Change("create", "identity_sync", TENANT, (), {})],
        ),
    ],
)
def test_each_plan(desired, observed, changes):
    assert list(plan(desired, observed)) == changes
    goal = PartnerGoal(desired)
    assert list(goal.plan(observed)) == list(goal.unseen(observed)) == changes


def test_groups_with_roles_take_a_second_write():
    groups, roles = "group_sync_allowed", "role_enabled_group_sync_allowed"
    desired = Desired(TENANT, sync_state="present", sync={**USERS, groups: True, roles: True})
    first, second = plan(desired, Observed(BARE))
    allowed = {"isSyncAllowed": True}
    assert first == Change(
        "create", "identity_sync", TENANT, ("user_sync_allowed", groups), {**ON, "groupSyncInbound": allowed}
    )
    assert second == Change("update", "identity_sync", TENANT, (roles,), {"roleEnabledGroupSyncInbound": allowed})
    assert [change.operation for change in plan(desired, Observed(BARE, ON))] == ["update", "update"]
    assert plan(desired, Observed(BARE, {**ON, **first.body})) == (second,)


def test_what_a_change_reports():
    assert CREATE_SYNC.report() == {
        "operation": "create",
        "resource": "identity_sync",
        "tenant_id": TENANT,
        "settings": ["user_sync_allowed"],
    }


@pytest.mark.parametrize(
    ("observed", "change", "after"),
    [
        (NOTHING, CREATE_PARTNER, Observed(BARE)),
        (Observed(None, None, ON), CREATE_PARTNER, Observed(BARE, None, ON)),
        (Observed(BARE), CREATE_SYNC, Observed(BARE, ON)),
        # A predicted policy implies a predicted partner.
        (NOTHING, CREATE_SYNC, Observed(BARE, ON)),
        (Observed(GRAPH_TRUST, {"displayName": "x"}), UPDATE_SYNC, Observed(GRAPH_TRUST, {"displayName": "x", **ON})),
        (Observed(BARE, ON, OFF), DELETE_SYNC, Observed(BARE, None, OFF)),
        (Observed(BARE, None, OFF), DELETE_PARTNER, Observed(None, None, OFF)),
        (Observed(BARE, ON, OFF), PURGE, Observed(BARE, ON)),
        (Observed(GRAPH_TRUST, None, {**ON, "deletedDateTime": "x"}), RESTORE, Observed(GRAPH_TRUST, ON)),
        (Observed(None, None, ON), RESTORE, Observed(BARE, ON)),
        (
            Observed(BARE),
            Change("update", "partner", TENANT, ("inbound_trust",), GRAPH_TRUST),
            Observed({**BARE, **GRAPH_TRUST}),
        ),
    ],
)
def test_what_graph_holds_after_a_change(observed, change, after):
    assert applied(observed, change) == PartnerGoal(Desired(TENANT)).applied(observed, change) == after


@pytest.mark.parametrize(
    ("desired", "observed", "lacks"),
    [
        (Desired(TENANT, sync_state="present"), NOTHING, True),
        (Desired(TENANT, sync_state="present"), Observed(BARE), False),
        (Desired(TENANT, "present", sync_state="present"), NOTHING, False),
        (Desired(TENANT, sync_state="absent"), NOTHING, False),
        (Desired(TENANT), NOTHING, False),
    ],
)
def test_who_lacks_a_partner(desired, observed, lacks):
    assert lacks_partner(desired, observed) is lacks
    assert PartnerGoal(desired).lacks_partner(observed) is lacks


@pytest.mark.parametrize(
    ("partner", "observed", "needs"),
    [
        ({"inbound_trust": INHERIT}, Observed({**BARE, **GRAPH_TRUST}), True),
        ({"inbound_trust": INHERIT}, NOTHING, True),
        ({"inbound_trust": INHERIT}, Observed({**BARE, "inboundTrust": None}), False),
        ({"inbound_trust": INHERIT, "b2b_collaboration_inbound": INHERIT}, Observed({**BARE, **GRAPH_TRUST}), True),
        (TRUST, Observed({**BARE, **GRAPH_TRUST}), False),
        (TRUST, NOTHING, False),
        ({}, NOTHING, False),
    ],
)
def test_whose_default_has_to_be_read(partner, observed, needs):
    assert needs_default(Desired(TENANT, "present", partner), observed) is needs
    assert PartnerGoal(Desired(TENANT, "present", partner)).needs_default(observed) is needs


def test_a_default_that_is_shown_in_place_of_null():
    desired = Desired(TENANT, "present", {"inbound_trust": INHERIT})
    observed = Observed({**BARE, **GRAPH_TRUST})
    assert plan(desired, observed, GRAPH_TRUST) == PartnerGoal(desired, GRAPH_TRUST).plan(observed) == ()
    assert len(plan(desired, observed, {"inboundTrust": {"isMfaAccepted": False}})) == 1
    assert updated(PARTNER, TENANT, desired.partner, observed.partner, GRAPH_TRUST) == ()


def test_the_goal_of_a_partner():
    goal = PartnerGoal(PRESENT)
    assert (goal.tenant_id, goal.title, goal.default) == (TENANT, f"partner {TENANT}", None)
    assert goal.row(Observed(BARE, ON)) == settings_row(Observed(BARE, ON))


@pytest.mark.parametrize(
    ("observed", "change", "contradicts"),
    [
        (NOTHING, CREATE_PARTNER, True),
        (Observed(BARE), CREATE_PARTNER, False),
        (Observed(BARE), CREATE_SYNC, True),
        (Observed(BARE, OFF), CREATE_SYNC, False),
        (Observed(BARE, OFF), UPDATE_SYNC, False),
        (Observed(BARE, ON), DELETE_SYNC, True),
        (Observed(BARE), DELETE_SYNC, False),
        (Observed(BARE), DELETE_PARTNER, True),
        (NOTHING, DELETE_PARTNER, False),
        (Observed(BARE, None, ON), RESTORE, True),
        (Observed(BARE, ON), RESTORE, False),
    ],
)
def test_what_a_stale_read_shows(observed, change, contradicts):
    assert PartnerGoal(Desired(TENANT)).contradicts(observed, change) is contradicts


# Templates and the default

UNSET = {"userSyncInbound": None, "templateApplicationLevel": "newPartners,existingPartners"}
SET = {"userSyncInbound": {"isSyncAllowed": True}, "templateApplicationLevel": ""}
DECLINED = {"userSyncInbound": {"isSyncAllowed": False}, "templateApplicationLevel": UNSET["templateApplicationLevel"]}
RESET = TemplateGoal(MTO_SYNC_TEMPLATE, None)


def test_a_template_is_updated():
    goal = TemplateGoal(MTO_SYNC_TEMPLATE, USERS)
    change = Change("update", "mto_sync_template", None, ("user_sync_allowed",), ON)
    assert goal.title == "the identity synchronization template of the multitenant organization"
    assert goal.tenant_id is None
    assert goal.plan(UNSET) == goal.unseen(UNSET) == goal.plan(DECLINED) == goal.unseen(DECLINED) == (change,)
    assert goal.applied(UNSET, change) == {**UNSET, **ON}
    assert goal.plan(SET) == goal.unseen(SET) == ()
    assert goal.row(SET) == {"user_sync_allowed": True, "application_level": []}
    assert goal.lacks_partner(SET) is goal.contradicts(SET, change) is False


def test_a_setting_that_graphs_template_does_not_have():
    goal = TemplateGoal(MTO_SYNC_TEMPLATE, {**USERS, "group_sync_allowed": True})
    with pytest.raises(NoWay) as caught:
        goal.plan(UNSET)
    assert caught.value.problems == ["the template in Microsoft Graph does not contain group_sync_allowed"]
    (change,) = goal.plan({**UNSET, "groupSyncInbound": None})
    assert change.settings == ("user_sync_allowed", "group_sync_allowed")
    # A setting that every version has may be missing. Missing then means null.
    assert TemplateGoal(MTO_SYNC_TEMPLATE, USERS).plan({})[0].settings == ("user_sync_allowed",)


def test_a_template_is_reset():
    change = Change("reset", "mto_sync_template", None, ("user_sync_allowed", "application_level"))
    assert RESET.plan(SET) == (change,)
    # A reset changes only properties that the object contains.
    assert RESET.applied(SET, change) == UNSET
    assert RESET.applied({**SET, "id": "1"}, change) == {**UNSET, "id": "1"}
    assert RESET.plan(UNSET) == ()
    assert RESET.plan({**UNSET, "groupSyncInbound": {"isSyncAllowed": True}})[0].settings == ("group_sync_allowed",)


def test_what_a_reset_leaves_is_told_in_two_ways():
    assert RESET.plan(DECLINED) == RESET.plan(UNSET) == ()
    assert RESET.unseen(DECLINED) == RESET.unseen(UNSET) == ()
    assert RESET.unseen(SET)
    # Every member has to be declined or unset.
    template = TemplateGoal(MTO_PARTNER_TEMPLATE, None)
    for consent, is_reset in (
        ({"inboundAllowed": False, "outboundAllowed": False}, True),
        ({"inboundAllowed": False, "outboundAllowed": True}, False),
        ({"inboundAllowed": False, "outboundAllowed": None}, True),
        ({}, True),
    ):
        assert (template.unseen({"automaticUserConsentSettings": consent}) == ()) is is_reset
    with pytest.raises(UnexpectedValue):
        template.unseen({"automaticUserConsentSettings": {"inboundAllowed": 0}})


def test_the_default_says_itself_whether_it_was_changed():
    goal = TemplateGoal(DEFAULT_SETTINGS, None)
    changed = {"isServiceDefault": False, **GRAPH_TRUST}
    (change,) = goal.plan(changed)
    assert change == Change("reset", "default_settings", None, ("inbound_trust",))
    after = goal.applied(changed, change)
    assert after["isServiceDefault"] is True
    assert goal.plan(after) == goal.plan({**changed, "isServiceDefault": True}) == ()
    # Only the value true means "as it was shipped".
    assert goal.plan({**changed, "isServiceDefault": "true"})


# Rows


def test_a_partner_that_cannot_be_read():
    for graph in ({**BARE, "identitySynchronization": []}, {"tenantId": "x"}, {**BARE, "inboundTrust": 1}):
        with pytest.raises(UnexpectedValue):
            observed_in(graph)
    with pytest.raises(UnexpectedValue, match=r"^identitySynchronization: 'x' is not an object$"):
        observed_in({**BARE, "identitySynchronization": "x"})


def test_what_is_found():
    sent = {**BARE, "identitySynchronization": {**ON, "@odata.type": "#x"}, "@odata.context": "y"}
    assert observed_in(sent) == Observed(BARE, ON)
    assert "identitySynchronization" in sent


def test_rows_leave_out_what_there_is_not():
    inherit = PARTNER.inherited(PARTNER.read(BARE))
    assert settings_row(Observed(BARE)) == {"tenant_id": TENANT, "inherit": inherit}
    assert settings_row(NOTHING) is None
    assert partner_row(Observed(BARE)) == {**settings_row(Observed(BARE)), "read_only": {}, "unknown_settings": {}}
    assert partner_row(Observed(BARE, ON))["unknown_settings"] == {}
    member = Observed({**BARE, "isInMultiTenantOrganization": True})
    assert read_only_of(member) == {"in_multi_tenant_organization": True}
    assert read_only_of(NOTHING) == {}
    service = settings_row(Observed({**BARE, "isServiceProvider": False}))
    assert service["service_provider"] is False


def test_deleted_policies():
    deleted = {**ON, "deletedDateTime": "2026-11-01T08:00:00Z"}
    assert deleted_row(TENANT, deleted) == {
        "tenant_id": TENANT,
        "display_name": None,
        "user_sync_allowed": True,
        "deleted_date_time": "2026-11-01T08:00:00Z",
    }
    assert deleted_date_time(deleted) == "2026-11-01T08:00:00Z"
    assert deleted_date_time({}) is None
    with pytest.raises(UnexpectedValue):
        deleted_date_time({"deletedDateTime": 1})
    assert restored(Observed(BARE, OFF, deleted)) == ON
    assert restored(Observed(BARE, OFF)) == OFF
    assert restored(NOTHING) == {}


# Diffs


def shown(before, after):
    result = diff("title", before, after)
    assert (result["before_header"], result["after_header"]) == ("title", "title")
    return result["before"], result["after"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, None, ({}, {})),
        ({"b": 1}, {"b": 1}, ({}, {})),
        ({"b": 1, "a": 1}, {"b": 2, "a": 1}, ({"b": 1}, {"b": 2})),
        (None, {"a": 1, "b": {"c": 2}}, ({}, {"a": 1, "b": {"c": 2}})),
        ({"a": 1, "b": {"c": 2}}, None, ({"a": 1, "b": {"c": 2}}, {})),
        ({"x": 1}, {"x": 1, "a": 2}, ({"a": None}, {"a": 2})),
        ({"x": 1, "a": 2}, {"x": 1}, ({"a": 2}, {"a": None})),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, ({"a": {"c": 2}}, {"a": {"c": 3}})),
        ({"a": {"b": 1}}, {"a": 1}, ({"a": {"b": 1}}, {"a": 1})),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}, ({"a": {"c": None}}, {"a": {"c": 2}})),
        # A null beside a missing key is not shown.
        ({"x": 1}, {"x": 1, "a": None}, ({}, {})),
        (None, {"a": {"b": 1, "c": None}, "d": {"e": None}}, ({}, {"a": {"b": 1}, "d": {}})),
        ({"x": 1, "a": {"b": 1, "c": None}}, {"x": 1}, ({"a": {"b": 1}}, {"a": None})),
    ],
)
def test_what_a_diff_shows(before, after, expected):
    assert shown(before, after) == expected


@pytest.mark.parametrize("name", ["inherit", "read_only", "unknown_settings", "transition"])
def test_what_is_no_setting_is_no_difference(name):
    assert shown({"a": 1, name: 1}, {"a": 1, name: 2}) == ({}, {})
    assert shown(None, {"a": 1, name: 2}) == ({}, {"a": 1})


def test_a_diff_is_sorted():
    before, after = shown({"b": 1, "a": 1}, {"b": 2, "a": 2})
    assert list(before) == list(after) == ["a", "b"]


WHOLE = Change(UPDATE, "partner", TENANT, ("trust", "consent"), {"trust": None, "consent": {"inbound": True}})
PART = Change(UPDATE, "partner", TENANT, ("consent",), {"consent": {"inbound": True}})


@pytest.mark.parametrize(
    ("change", "overlaps"),
    [
        (WHOLE, True),
        (PART, True),
        # Beside the desired members, a body contains those that Graph showed.
        (PART._replace(body={"consent": {"inbound": True, "outbound": True}}), True),
        (PART._replace(settings=("direct",)), False),
        (PART._replace(settings=()), False),
        (PART._replace(operation=CREATE), False),
        (PART._replace(resource="identity_sync"), False),
        (PART._replace(tenant_id=None), False),
        (PART._replace(name="birch"), False),
        (PART._replace(key={"id": "1"}), False),
    ],
)
def test_whether_two_changes_overlap(change, overlaps):
    assert change.overlaps(WHOLE) is WHOLE.overlaps(change) is overlaps
    assert change.repeats([WHOLE]) is overlaps
    assert not change.repeats([])


def test_a_change_repeats_several_others_together():
    trust = PART._replace(settings=("trust",))
    assert WHOLE.overlaps(PART) and not WHOLE.repeats([PART])
    assert WHOLE.repeats([PART, trust]) and not WHOLE.repeats([PART, trust._replace(tenant_id=None)])


def test_changes_without_settings_overlap():
    gone = Change(DELETE, "partner", TENANT)
    assert gone.overlaps(gone) and gone.repeats([gone])
    assert not gone.overlaps(gone._replace(operation=CREATE))


def test_a_change_with_values_is_compared_by_them():
    """The bodies contain Graph's own object, here in two versions."""
    one = Change(UPDATE, "sync_schema", TENANT, ("user_type",), {"version": "1"}, values={"user_type": "guest"})
    two = one._replace(body={"version": "2"})
    other = two._replace(values={"user_type": "member"})
    assert one.overlaps(two) and one.repeats([two])
    assert not one.overlaps(other) and not one.repeats([other])
