# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the collection reads Graph's objects: there are four outcomes, and no value is invented."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.kinds import UnexpectedValue
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import (
    Observed,
    deleted_row,
    observed_in,
    partner_row,
    sync_row,
)

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"


def test_every_part_of_a_row_comes_from_graph():
    observed = observed_in(
        {
            "@odata.context": "x",
            "tenantId": TENANT.upper(),
            "isServiceProvider": True,
            "isInMultiTenantOrganization": False,
            "inboundTrust": {"isMfaAccepted": True, "isCompliantDeviceAccepted": None},
            "automaticUserConsentSettings": None,
            "protectedContentSharing": {"x": 1},
            "tenantRestrictions": None,
            "b2bCollaborationInbound": {
                "usersAndGroups": {
                    "accessType": "allowed",
                    "targets": [
                        {"target": "B7", "targetType": "user"},
                        {"target": "a6", "targetType": "group", "newIn2027": 1},
                    ],
                },
                "applications": None,
            },
            "b2bDirectConnectInbound": {"usersAndGroups": None, "applications": None},
            "identitySynchronization": {
                "tenantId": TENANT,
                "displayName": None,
                "userSyncInbound": {"isSyncAllowed": False},
                "newIn2027": "y",
            },
        }
    )
    assert partner_row(observed) == {
        "tenant_id": TENANT,
        "inbound_trust": {"mfa_accepted": True},
        "b2b_collaboration_inbound": {
            "users_and_groups": {
                "access_type": "allowed",
                "targets": [{"target": "a6", "target_type": "group"}, {"target": "B7", "target_type": "user"}],
            }
        },
        # A setting that only some clouds have is not listed if Graph does not send it. Here it is null.
        "inherit": [
            "automatic_user_consent",
            "b2b_collaboration_outbound",
            "b2b_direct_connect_inbound",
            "b2b_direct_connect_outbound",
            "tenant_restrictions",
        ],
        "service_provider": True,
        "identity_sync": {"display_name": None, "user_sync_allowed": False},
        "read_only": {"in_multi_tenant_organization": False},
        "unknown_settings": {"protectedContentSharing": {"x": 1}, "identitySynchronization": {"newIn2027": "y"}},
    }


@pytest.mark.parametrize("sync", [{}, {"identitySynchronization": None}])
def test_no_policy_and_a_null_policy_are_the_same(sync):
    assert observed_in({"tenantId": TENANT, **sync}).sync is None


@pytest.mark.parametrize(
    "broken",
    [
        {"identitySynchronization": "x"},
        {"inboundTrust": []},
        {"inboundTrust": {"isMfaAccepted": "yes"}},
        {"identitySynchronization": {"userSyncInbound": {"isSyncAllowed": 1}}},
        {"identitySynchronization": {"displayName": {}}},
        {"tenantId": "someone"},
    ],
)
def test_what_cannot_be_understood_is_an_error_and_not_a_value(broken):
    with pytest.raises(UnexpectedValue):
        observed_in({"tenantId": TENANT, **broken})


def test_nothing_is_shown_as_nothing():
    assert partner_row(Observed()) is None
    assert sync_row(TENANT, None) is None
    assert deleted_row(TENANT, None) is None
    assert sync_row(TENANT, {}) == {"tenant_id": TENANT, "display_name": None, "user_sync_allowed": None}
