# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The settings that several resources share, one row each (private to this collection).

A new Graph property needs one row, here or in its resource, a description in ``tests/docs_blocks`` and a test value in
``tests/unit``. Argument specs, reading, planning, diffs and writing follow from the row. ``make docs-blocks`` writes
the documentation of the modules from the row and its description.
"""

from __future__ import annotations

from .kinds import Boolean, Choice, Field, Items, Record, Text
from .resource import BETA, GLOBAL, Setting

# null inherits the tenant's default. Microsoft fixes this default at false. So null and false mean the same in these
# two members, and in no other inherited setting. Source: crosstenantaccesspolicyconfigurationdefault.
_CONSENT = Boolean(unset=False)

_ACCESS_TYPE = Choice(("allowed", "blocked"))
_TARGETS = Record(
    (
        Field("access_type", "accessType", _ACCESS_TYPE),
        Field(
            "targets",
            "targets",
            Items(
                (
                    # The ID of an object, or AllUsers, AllApplications, Office365: crosstenantaccesspolicytarget.
                    Field("target", "target", Text()),
                    Field("target_type", "targetType", Choice(("user", "group", "application"))),
                )
            ),
        ),
    )
)
_B2B_FIELDS = (Field("users_and_groups", "usersAndGroups", _TARGETS), Field("applications", "applications", _TARGETS))
_DEVICES = Record((Field("mode", "mode", _ACCESS_TYPE), Field("rule", "rule", Text())))
_TRUST = Record(
    (
        Field("mfa_accepted", "isMfaAccepted", Boolean()),
        Field("compliant_device_accepted", "isCompliantDeviceAccepted", Boolean()),
        # "AD" and not "Ad": M365DSC issue 6065 is about the wrong case of this name.
        Field("hybrid_joined_device_accepted", "isHybridAzureADJoinedDeviceAccepted", Boolean()),
    )
)


def _b2b(name: str, property_: str) -> Setting:
    return Setting(name, property_, Record(_B2B_FIELDS), nullable=True)


# Settings of partners, of the tenant's default and of the template of the multitenant organization.
ACCESS = (
    Setting("inbound_trust", "inboundTrust", _TRUST, nullable=True),
    _b2b("b2b_collaboration_inbound", "b2bCollaborationInbound"),
    _b2b("b2b_collaboration_outbound", "b2bCollaborationOutbound"),
    _b2b("b2b_direct_connect_inbound", "b2bDirectConnectInbound"),
    _b2b("b2b_direct_connect_outbound", "b2bDirectConnectOutbound"),
)
AUTOMATIC_USER_CONSENT = Setting(
    "automatic_user_consent",
    "automaticUserConsentSettings",
    Record(
        (
            Field("inbound_allowed", "inboundAllowed", _CONSENT),
            Field("outbound_allowed", "outboundAllowed", _CONSENT),
        )
    ),
    nullable=True,
)
# More settings of partners and of the default. The CSDL of US Government and China lacks the settings marked GLOBAL.
MORE_ACCESS = (
    Setting(
        "tenant_restrictions",
        "tenantRestrictions",
        Record((*_B2B_FIELDS, Field("devices", "devices", _DEVICES))),
        clouds=GLOBAL,
        nullable=True,
    ),
    Setting(
        "m365_collaboration_inbound",
        "m365CollaborationInbound",
        Record((Field("users", "users", _TARGETS),)),
        clouds=GLOBAL,
        nullable=True,
    ),
    Setting(
        "m365_collaboration_outbound",
        "m365CollaborationOutbound",
        Record((Field("users_and_groups", "usersAndGroups", _TARGETS),)),
        clouds=GLOBAL,
        nullable=True,
    ),
    Setting(
        "app_service_connect_inbound",
        "appServiceConnectInbound",
        Record((Field("applications", "applications", _TARGETS),)),
        clouds=GLOBAL,
        nullable=True,
    ),
    Setting(
        "block_service_provider_outbound_access",
        "blockServiceProviderOutboundAccess",
        # "Default value is false": the OpenAPI of beta.
        Boolean(unset=False),
        versions=BETA,
    ),
)
