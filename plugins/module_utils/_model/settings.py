# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The settings that the collection manages, one row each (private to this collection).

A new Graph property takes one row here, its description in ``tests/docs_blocks`` and a test value in ``tests/unit``.
Argument specs, reading, planning, diffs and writing follow from the row. ``make docs-blocks`` writes the documentation
of the modules from the row and its description.
"""

from __future__ import annotations

from .kinds import Boolean, Choice, Field, Flags, GraphObject, Items, Record, Text, Wrapped
from .resource import BETA, GLOBAL, Resource, Setting

# null inherits the tenant's default. Microsoft fixes this default at false, so that null and false mean the same in
# these two members, and in no other inherited setting. Source: crosstenantaccesspolicyconfigurationdefault.
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
_ACCESS = (
    Setting("inbound_trust", "inboundTrust", _TRUST, nullable=True),
    _b2b("b2b_collaboration_inbound", "b2bCollaborationInbound"),
    _b2b("b2b_collaboration_outbound", "b2bCollaborationOutbound"),
    _b2b("b2b_direct_connect_inbound", "b2bDirectConnectInbound"),
    _b2b("b2b_direct_connect_outbound", "b2bDirectConnectOutbound"),
)
_AUTOMATIC_USER_CONSENT = Setting(
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
# More settings of partners and of the default. The CSDL of US Government and China lacks those that are GLOBAL.
_MORE_ACCESS = (
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

PARTNER = Resource(
    name="partner",
    settings=(
        _AUTOMATIC_USER_CONSENT,
        *_ACCESS,
        *_MORE_ACCESS,
        # Sent only where it has to change: Graph may refuse this property to applications, whatever its value.
        Setting("service_provider", "isServiceProvider", Boolean(unset=False)),
    ),
    read_only={"isInMultiTenantOrganization": "in_multi_tenant_organization"},
    other=("tenantId", "identitySynchronization"),
)

IDENTITY_SYNC = Resource(
    name="identity_sync",
    settings=(
        Setting("display_name", "displayName", Text()),
        Setting("user_sync_allowed", "userSyncInbound", Wrapped("isSyncAllowed", Boolean()), admits=True),
        Setting(
            "group_sync_allowed", "groupSyncInbound", Wrapped("isSyncAllowed", Boolean()), versions=BETA, admits=True
        ),
        # No page of Microsoft describes the next two properties. Microsoft365DSC found that Graph takes the first only
        # where groups are already synchronized (AADCrossTenantIdentitySyncPolicyPartner).
        Setting(
            "role_enabled_group_sync_allowed",
            "roleEnabledGroupSyncInbound",
            Wrapped("isSyncAllowed", Boolean()),
            versions=BETA,
            admits=True,
            needs="group_sync_allowed",
        ),
        Setting("external_cloud_application_id", "externalCloudAuthorizedApplicationId", Text(), versions=BETA),
    ),
    # A restored policy may still have this property (crosstenantidentitysyncpolicypartner-restore). So results show it
    # for deleted policies only: deleted_row().
    read_only={"deletedDateTime": "deleted_date_time"},
    other=("tenantId",),
)

_APPLICATION_LEVEL = Setting(
    "application_level",
    "templateApplicationLevel",
    Flags({"new_partners": "newPartners", "existing_partners": "existingPartners"}),
)
_DEFAULT_LEVEL = "newPartners,existingPartners"

MTO_SYNC_TEMPLATE = Resource(
    name="mto_sync_template",
    settings=(
        Setting("user_sync_allowed", "userSyncInbound", Wrapped("isSyncAllowed", Boolean())),
        Setting("group_sync_allowed", "groupSyncInbound", Wrapped("isSyncAllowed", Boolean()), versions=BETA),
        _APPLICATION_LEVEL,
    ),
    # Templates exist in the global cloud only: the CSDL of the other clouds has none.
    clouds=GLOBAL,
    other=("id",),
    # "In its default and unconfigured state, where all template properties (other than templateApplicationLevel) are
    # null": multitenantorganizationidentitysyncpolicytemplate.
    reset_state={
        "userSyncInbound": None,
        "groupSyncInbound": None,
        "templateApplicationLevel": _DEFAULT_LEVEL,
    },
)

MTO_PARTNER_TEMPLATE = Resource(
    name="mto_partner_template",
    settings=(_AUTOMATIC_USER_CONSENT, *_ACCESS, _APPLICATION_LEVEL),
    clouds=GLOBAL,
    other=("id",),
    reset_state={
        **{setting.property: None for setting in (_AUTOMATIC_USER_CONSENT, *_ACCESS)},
        "templateApplicationLevel": _DEFAULT_LEVEL,
    },
)


def _everybody(access_type: str) -> GraphObject:
    """The value of a B2B setting that allows or blocks all users and all applications."""
    return {
        "usersAndGroups": {"accessType": access_type, "targets": [{"target": "AllUsers", "targetType": "user"}]},
        "applications": {
            "accessType": access_type,
            "targets": [{"target": "AllApplications", "targetType": "application"}],
        },
    }


DEFAULT_SETTINGS = Resource(
    name="default_settings",
    settings=tuple(setting._replace(nullable=False) for setting in (*_ACCESS, *_MORE_ACCESS)),
    read_only={"isServiceDefault": "service_default"},
    # automaticUserConsentSettings is "always false and read-only" in the default.
    other=("id", "automaticUserConsentSettings"),
    # The values that Microsoft ships: crosstenantaccesspolicyconfigurationdefault, cross-tenant-access-overview.
    reset_state={
        "inboundTrust": {
            "isMfaAccepted": False,
            "isCompliantDeviceAccepted": False,
            "isHybridAzureADJoinedDeviceAccepted": False,
        },
        "b2bCollaborationInbound": _everybody("allowed"),
        "b2bCollaborationOutbound": _everybody("allowed"),
        "b2bDirectConnectInbound": _everybody("blocked"),
        "b2bDirectConnectOutbound": _everybody("blocked"),
        "tenantRestrictions": _everybody("blocked"),
        "isServiceDefault": True,
    },
    reset_flag="isServiceDefault",
)

# The multitenant organization and its parts exist in the global cloud only, like the templates.

MTO = Resource(
    name="mto",
    settings=(Setting("display_name", "displayName", Text()), Setting("description", "description", Text())),
    clouds=GLOBAL,
    read_only={"id": "id", "createdDateTime": "created_date_time"},
    other=("state", "joinRequest", "tenants"),
)

MTO_TENANT = Resource(
    name="mto_tenant",
    settings=(
        Setting("display_name", "displayName", Text()),
        Setting("role", "role", Choice(("owner", "member"))),
    ),
    clouds=GLOBAL,
    read_only={
        "addedByTenantId": "added_by_tenant_id",
        "addedDateTime": "added_date_time",
        "joinedDateTime": "joined_date_time",
    },
    other=("tenantId", "state", "transitionDetails", "id", "deletedDateTime"),
)

MTO_JOIN_REQUEST = Resource(
    name="mto_join_request",
    settings=(Setting("added_by_tenant", "addedByTenantId", Text()),),
    clouds=GLOBAL,
    other=("id", "memberState", "role", "transitionDetails"),
)
