# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way back: a backup restores the earlier state, and names the values that it cannot restore."""

from __future__ import annotations

from hypothesis import given

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import desired_partner
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import Observed, settings_row
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.partner import applied, plan
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.removal import is_removal
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.way_back import way_back
from ansible_collections.entra.cross_tenant.tests.unit.plugins.module_utils.strategies import (
    TENANT,
    partners_desired,
    partners_observed,
)

EVERYBODY = {"accessType": "allowed", "targets": [{"target": "AllUsers", "targetType": "user"}]}
ON = {"displayName": "Birch", "userSyncInbound": {"isSyncAllowed": True}}


# Microsoft says that null means false for these settings.
FALSE_BY_DEFAULT = {
    "automatic_user_consent.inbound_allowed",
    "automatic_user_consent.outbound_allowed",
    "block_service_provider_outbound_access",
    "service_provider",
}


def carried_out(desired, observed):
    for change in plan(desired, observed):
        observed = applied(observed, change)
    return observed


def value(row, path):
    for name in path.split("."):
        row = row.get(name) if isinstance(row, dict) else None
    return row


def alike(then, now):
    """Compare targets. Their order, their case and repetitions do not matter."""
    if not (isinstance(then, list) and isinstance(now, list)):
        return then == now
    return {str(item).lower() for item in then} == {str(item).lower() for item in now}


def leaves(row, path=""):
    for name, member in (row or {}).items():
        here = f"{path}.{name}" if path else name
        if isinstance(member, dict):
            yield from leaves(member, here)
        elif name != "inherit":
            yield here


@given(desired=partners_desired(), observed=partners_observed())
def test_the_way_back_leads_back(desired, observed):
    # The collection looks for deleted policies only after Graph refuses something.
    observed = observed._replace(deleted_sync=None)
    after = carried_out(desired, observed)
    back = way_back(TENANT, observed, after)
    reached = settings_row(carried_out(desired_partner(back.options), after))
    before = settings_row(observed)
    assert (reached is None) == (before is None)
    for path in {*leaves(before), *leaves(reached)}:
        if not any(path == lost or path.startswith(f"{lost}.") for lost in back.lost):
            then, now = value(before, path), value(reached, path)
            assert alike(then, now) or (path in FALSE_BY_DEFAULT and not then and not now), path
    # A lost value was not set before, or is not a setting.
    settings = [path for path in back.lost if not path.startswith(("unknown_settings.", "read_only."))]
    assert not [path for path in settings if isinstance(value(before, path), (str, bool, list))]
    assert back.removes == is_removal(settings_row(after), before)


def back_from(before, desired):
    observed = Observed(before.get("partner"), before.get("sync"))
    after = carried_out(desired_partner({"tenant": TENANT, **desired}), observed)
    return way_back(TENANT, observed, after)


def test_a_partner_that_is_created_is_absent_again():
    back = back_from({}, {"identity_sync": {"user_sync_allowed": True}})
    assert back == ({"tenant": TENANT, "state": "absent"}, [], True)


def test_a_partner_that_is_removed_is_there_again_with_all_settings():
    partner = {
        "tenantId": TENANT,
        "inboundTrust": {"isMfaAccepted": True, "isCompliantDeviceAccepted": False},
        "b2bCollaborationInbound": {"usersAndGroups": EVERYBODY},
        "isInMultiTenantOrganization": True,
        "newIn2027": {"x": 1},
    }
    back = back_from({"partner": partner, "sync": ON}, {"state": "absent"})
    assert back.options["inbound_trust"] == {"mfa_accepted": True, "compliant_device_accepted": False}
    assert back.options["identity_sync"] == {"display_name": "Birch", "user_sync_allowed": True}
    assert "automatic_user_consent" in back.options["inherit"]
    assert back.lost == ["unknown_settings.newIn2027", "read_only.in_multi_tenant_organization"]
    assert not back.removes


def test_a_policy_that_is_created_is_absent_again():
    back = back_from({"partner": {"tenantId": TENANT}}, {"identity_sync": {"user_sync_allowed": True}})
    assert back.options["identity_sync"] == {"state": "absent"} and back.removes and not back.lost


def test_what_was_not_set_becomes_the_nearest_that_graph_takes():
    before = {"partner": {"tenantId": TENANT, "inboundTrust": {"isMfaAccepted": True}}, "sync": {"displayName": None}}
    desired = {
        "inbound_trust": {"compliant_device_accepted": True},
        "service_provider": True,
        "identity_sync": {"display_name": "Birch", "user_sync_allowed": True},
    }
    back = back_from(before, desired)
    assert back.options["inbound_trust"] == {"mfa_accepted": True, "compliant_device_accepted": False}
    assert back.options["service_provider"] is False
    assert back.options["identity_sync"] == {"display_name": "", "user_sync_allowed": False}
    assert sorted(back.lost) == ["identity_sync.user_sync_allowed", "inbound_trust.compliant_device_accepted"]


def test_what_was_inherited_is_inherited_again():
    desired = {"inbound_trust": {"mfa_accepted": True}, "automatic_user_consent": {"inbound_allowed": True}}
    back = back_from({"partner": {"tenantId": TENANT}}, desired)
    assert {"inbound_trust", "automatic_user_consent"} <= set(back.options["inherit"]) and not back.lost
