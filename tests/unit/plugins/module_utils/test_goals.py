# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Goals: states from which no change leads to the goal, and resets, in both readings of Microsoft's pages."""

from __future__ import annotations

import itertools

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import Observed
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.organization import Membership
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import (
    DEFAULT_SETTINGS,
    MTO_PARTNER_TEMPLATE,
    MTO_SYNC_TEMPLATE,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.change import NoWay
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.deleted import PURGED, RESTORED, DeletedGoal
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.organization import (
    JoinGoal,
    OrganizationGoal,
    TenantGoal,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.singleton import TemplateGoal

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
MEMBER = {"tenantId": TENANT, "displayName": "Fabrikam, Inc.", "role": "member", "state": "active"}

WITHOUT_A_WAY = {
    "an organization without a name": (OrganizationGoal({}), {"state": "inactive"}, "takes a display_name"),
    "a tenant without a name": (TenantGoal(TENANT, {}), Membership(None), "takes a display_name"),
    "a tenant under another name": (
        TenantGoal(TENANT, {"display_name": "Fabrikam"}),
        Membership(MEMBER),
        "as 'Fabrikam, Inc.', which cannot be changed to 'Fabrikam'",
    ),
    "a tenant of another organization": (
        JoinGoal(TENANT),
        {"addedByTenantId": OTHER, "memberState": "active"},
        f"in the organization of {OTHER} already",
    ),
    "nothing to restore": (DeletedGoal(TENANT, RESTORED), Observed({"tenantId": TENANT}), "no deleted policy"),
    "no room to restore": (
        DeletedGoal(TENANT, RESTORED),
        Observed({"tenantId": TENANT}, {"displayName": "x"}, {"tenantId": TENANT}),
        "cannot be restored",
    ),
    "a setting that Graph does not have": (
        TemplateGoal(MTO_SYNC_TEMPLATE, {"group_sync_allowed": True}),
        {"userSyncInbound": None},
        "does not contain group_sync_allowed",
    ),
}


@pytest.mark.parametrize("name", WITHOUT_A_WAY)
def test_no_way(name):
    goal, observed, words = WITHOUT_A_WAY[name]
    with pytest.raises(NoWay) as caught:
        goal.plan(observed)
    assert words in str(caught.value) and words in caught.value.problems[0]
    # BadInput says that nothing was changed. NoWay cannot say so: it does not know.
    assert not isinstance(caught.value, BadInput) and not issubclass(BadInput, NoWay)


def test_what_is_in_the_way_of_a_restore_is_none_of_a_purge():
    there = Observed({"tenantId": TENANT}, {"displayName": "x"}, {"tenantId": TENANT})
    assert [change.operation for change in DeletedGoal(TENANT, PURGED).plan(there)] == ["purge"]


TRUST = ("isMfaAccepted", "isCompliantDeviceAccepted", "isHybridAzureADJoinedDeviceAccepted")
CONSENT = ("inboundAllowed", "outboundAllowed")
SIDE = {"accessType": "blocked", "targets": [{"target": "AllUsers", "targetType": "user"}]}
LEVEL = "newPartners,existingPartners"
# Property → values that it may have after a reset, and values that it may not have.
NOTHING_OR_NO = {
    "userSyncInbound": (
        [None, {"isSyncAllowed": None}, {"isSyncAllowed": False}],
        [{"isSyncAllowed": True}],
    ),
    "inboundTrust": (
        [None, dict.fromkeys(TRUST), dict.fromkeys(TRUST, False), {"isMfaAccepted": False}],
        [dict.fromkeys(TRUST, True), {"isMfaAccepted": True}, {**dict.fromkeys(TRUST, False), "isMfaAccepted": True}],
    ),
    "automaticUserConsentSettings": (
        [None, dict.fromkeys(CONSENT, False), {"inboundAllowed": False, "outboundAllowed": None}],
        [{"inboundAllowed": False, "outboundAllowed": True}],
    ),
    "b2bCollaborationInbound": ([None], [{"usersAndGroups": SIDE, "applications": None}]),
    "templateApplicationLevel": (
        [LEVEL, "existingPartners, newPartners"],
        ["none", None, "", "newPartners", f"{LEVEL},someFuturePartners"],
    ),
}
TEMPLATES = (
    (MTO_SYNC_TEMPLATE, ("userSyncInbound", "templateApplicationLevel")),
    (
        MTO_PARTNER_TEMPLATE,
        ("inboundTrust", "automaticUserConsentSettings", "b2bCollaborationInbound", "templateApplicationLevel"),
    ),
)
STATES = [
    (resource, dict(zip(names, (value for value, _reset in values))), all(reset for _value, reset in values))
    for resource, names in TEMPLATES
    for values in itertools.product(
        *(
            [(value, True) for value in NOTHING_OR_NO[name][0]] + [(value, False) for value in NOTHING_OR_NO[name][1]]
            for name in names
        )
    )
]


def test_reset_is_what_a_reset_may_leave_and_nothing_else():
    assert len(STATES) > 400
    for resource, observed, is_reset in STATES:
        goal = TemplateGoal(resource, None)
        changes = goal.plan(observed)
        assert bool(changes) is not is_reset, observed
        assert goal.unseen(observed) == changes
        for change in changes:
            assert (change.operation, change.resource) == ("reset", resource.name)
            # By the reference pages, nothing is left to do afterwards, and the change names every setting that differs.
            after = goal.applied(observed, change)
            assert not goal.plan(after)
            different = [each.name for each in resource.settings if each.read(after) != each.read(observed)]
            assert list(change.settings) == different


@pytest.mark.parametrize("value", [None, False, True])
def test_what_graph_says_about_the_default_counts(value):
    """If Graph does not say whether the default was changed, the values of the default decide."""
    shipped = {**DEFAULT_SETTINGS.reset_state, "isServiceDefault": value}
    goal = TemplateGoal(DEFAULT_SETTINGS, None)
    assert bool(goal.plan(shipped)) is (value is False)
    trusting = {**shipped, "inboundTrust": dict.fromkeys(TRUST, True)}
    assert bool(goal.plan(trusting)) is (value is not True)
    assert not goal.plan({**shipped, "inboundTrust": None, "isServiceDefault": None})
