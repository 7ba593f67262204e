# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The entity types of cross-tenant access, property by property (Microsoft Graph metadata, v1.0 and beta).

A new property of Graph is one row here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from . import errors
from .kinds import (
    BOOLEAN,
    GUID,
    TEXT,
    Api,
    Collection,
    Complex,
    Enumeration,
    Flags,
    GuidOrWord,
    Property,
    without_annotations,
)


@dataclass(frozen=True, eq=False)
class EntityType:
    """An entity type: its properties, and those navigation properties that can be expanded.

    Compared by identity, so that it can be the key of a cache.
    """

    name: str
    properties: tuple[Property, ...]
    expandable: tuple[str, ...] = ()

    def visible(self, api: Api) -> dict[str, Property]:
        """The properties that exist in a version and cloud, by name."""
        return _visible(self, api)

    def accept(self, body: Any, api: Api, stored: dict[str, Any], key_in_body: bool) -> dict[str, Any]:
        """The validated properties of a request body.

        ``key_in_body``: whether the key may be given; it must then equal the stored one, if there is one.
        """
        if not isinstance(body, dict):
            raise errors.bad_request("A JSON object is expected as the request body.", "BadRequest")
        accepted = {}
        visible = self.visible(api)
        for name, value in without_annotations(body, self.name).items():
            item = visible.get(name)
            if item is None:
                raise errors.invalid_property(name)
            accepted[name] = item.accept(value, stored.get(name))
            if item.key and (not key_in_body or stored.get(name, accepted[name]) != accepted[name]):
                raise errors.read_only(name)
        return accepted

    def applied(self, changes: dict[str, Any], stored: dict[str, Any], replace: bool) -> dict[str, Any]:
        """The object after a write; the stored one is left as it is."""
        by_name = {item.name: item for item in self.properties}
        result = dict(stored)
        for name, value in changes.items():
            result[name] = by_name[name].applied(value, stored.get(name), replace)
        return result

    def complete(self, seeded: dict[str, Any]) -> dict[str, Any]:
        """A seeded object with every member of its complex values; properties we do not know stay as they are."""
        result = dict(seeded)
        for item in self.properties:
            if result.get(item.name) is not None:
                result[item.name] = item.kind.complete(result[item.name])
        return result

    def render(self, stored: dict[str, Any], api: Api) -> dict[str, Any]:
        """The object as Graph returns it: all properties of this API, and whatever else the object carries."""
        shown = {name: stored.get(name) for name in self.visible(api)}
        if not stored.keys() <= shown.keys():
            known = {item.name for item in self.properties}
            shown.update((name, value) for name, value in stored.items() if name not in known)
        return shown


@cache
def _visible(kind: EntityType, api: Api) -> dict[str, Property]:
    return {item.name: item for item in kind.properties if item.exists(api)}


def _beta(api: Api) -> bool:
    return api.version == "beta"


def _global_cloud(api: Api) -> bool:
    """The metadata of US Government and China lacks these properties in v1.0; assumed: in beta too."""
    return api.cloud == "global"


def _constraints_inside(api: Api) -> bool:
    return _global_cloud(api) and api.service_provider_constraints


def _group_sync(api: Api) -> bool:
    return api.version == "beta" and api.group_sync


def _template_group_sync(api: Api) -> bool:
    return api.version == "beta" and api.template_group_sync


def _role_enabled_group_sync(api: Api) -> bool:
    return api.version == "beta" and api.role_enabled_group_sync


_ACCESS_TYPE = Enumeration(("allowed", "blocked"))
_TARGET = Complex(
    "crossTenantAccessPolicyTarget",
    (Property("target", TEXT), Property("targetType", Enumeration(("user", "group", "application")))),
)
_TARGETS = Complex(
    "crossTenantAccessPolicyTargetConfiguration",
    (Property("accessType", _ACCESS_TYPE), Property("targets", Collection(_TARGET))),
)
_B2B_MEMBERS = (Property("applications", _TARGETS), Property("usersAndGroups", _TARGETS))
_B2B = Complex("crossTenantAccessPolicyB2BSetting", _B2B_MEMBERS)
_DEVICES = Complex("devicesFilter", (Property("mode", _ACCESS_TYPE), Property("rule", TEXT)))
_TENANT_RESTRICTIONS = Complex(
    "crossTenantAccessPolicyTenantRestrictions", (*_B2B_MEMBERS, Property("devices", _DEVICES))
)
_TRUST = Complex(
    "crossTenantAccessPolicyInboundTrust",
    tuple(
        Property(name, BOOLEAN)
        for name in ("isCompliantDeviceAccepted", "isHybridAzureADJoinedDeviceAccepted", "isMfaAccepted")
    ),
)
_CONSENT = Complex(
    "inboundOutboundPolicyConfiguration",
    (Property("inboundAllowed", BOOLEAN), Property("outboundAllowed", BOOLEAN)),
)
_APP_SERVICE = Complex("crossTenantAccessPolicyAppServiceConnectSetting", (Property("applications", _TARGETS),))
_M365_INBOUND = Complex("crossTenantAccessPolicyM365CollaborationInboundSetting", (Property("users", _TARGETS),))
_M365_OUTBOUND = Complex(
    "crossTenantAccessPolicyM365CollaborationOutboundSetting", (Property("usersAndGroups", _TARGETS),)
)
_USER_SYNC = Complex("crossTenantUserSyncInbound", (Property("isSyncAllowed", BOOLEAN),))
_GROUP_SYNC = Complex("crossTenantGroupSyncInbound", (Property("isSyncAllowed", BOOLEAN, nullable=False),))
# The name of the type is assumed; nothing public has it.
_ROLE_ENABLED_GROUP_SYNC = Complex(
    "crossTenantRoleEnabledGroupSyncInbound", (Property("isSyncAllowed", BOOLEAN, nullable=False),)
)
_IDENTITY_PROVIDER = Enumeration(
    (
        "azureActiveDirectory",
        "externalFederation",
        "socialIdentityProviders",
        "emailOneTimePasscode",
        "microsoftAccount",
        "defaultConfiguredIdp",
    )
)
_REDEMPTION = Complex(
    "defaultInvitationRedemptionIdentityProviderConfiguration",
    (
        Property("fallbackIdentityProvider", _IDENTITY_PROVIDER),
        Property("primaryIdentityProviderPrecedenceOrder", Collection(_IDENTITY_PROVIDER)),
    ),
)

B2B_SETTINGS = tuple(
    f"b2b{what}{direction}" for what in ("Collaboration", "DirectConnect") for direction in ("Inbound", "Outbound")
)
_B2B_PROPERTIES = tuple(Property(name, _B2B) for name in B2B_SETTINGS)
_GLOBAL_SETTINGS = (
    Property("appServiceConnectInbound", _APP_SERVICE, exists=_global_cloud),
    Property("m365CollaborationInbound", _M365_INBOUND, exists=_global_cloud),
    Property("m365CollaborationOutbound", _M365_OUTBOUND, exists=_global_cloud),
    Property("tenantRestrictions", _TENANT_RESTRICTIONS, exists=_global_cloud),
)
_PROVIDER_ACCESS = Property("blockServiceProviderOutboundAccess", BOOLEAN, exists=_beta)
_DELETED = Property("deletedDateTime", TEXT, read_only=True, exists=_beta)
_ID = Property("id", TEXT, nullable=False, read_only=True)
_KEY = Property("tenantId", GUID, nullable=False, key=True)

_TEXTS = Collection(TEXT)
# The metadata says of the property only that it is of the base type, which has none of these members.
SERVICE_PROVIDER_CONSTRAINTS = Complex(
    "delegatedAdminServiceProviderConstraints",
    (
        Property("allowedRoleTemplateIds", _TEXTS),
        Property("createdDateTime", TEXT),
        Property("lastModifiedDateTime", TEXT),
    ),
)

PARTNER = EntityType(
    "crossTenantAccessPolicyConfigurationPartner",
    (
        _KEY,
        Property("isServiceProvider", BOOLEAN),
        Property("isInMultiTenantOrganization", BOOLEAN, read_only=True, exists=_global_cloud),
        Property("inboundTrust", _TRUST),
        Property("automaticUserConsentSettings", _CONSENT),
        *_B2B_PROPERTIES,
        *_GLOBAL_SETTINGS,
        Property(
            "serviceProviderConstraints", SERVICE_PROVIDER_CONSTRAINTS, read_only=True, exists=_constraints_inside
        ),
        _PROVIDER_ACCESS,
        _DELETED,
    ),
    expandable=("identitySynchronization",),
)

IDENTITY_SYNC = EntityType(
    "crossTenantIdentitySyncPolicyPartner",
    (
        _KEY,
        Property("displayName", TEXT),
        Property("userSyncInbound", _USER_SYNC),
        Property("groupSyncInbound", _GROUP_SYNC, exists=_group_sync),
        Property("roleEnabledGroupSyncInbound", _ROLE_ENABLED_GROUP_SYNC, exists=_role_enabled_group_sync),
        # The beta page shows this property and describes it nowhere; assumed: an ordinary nullable string.
        Property("externalCloudAuthorizedApplicationId", TEXT, exists=_beta),
        _DELETED,
    ),
)

_LEVEL = Property("templateApplicationLevel", Flags(("newPartners", "existingPartners")), nullable=False)

IDENTITY_SYNC_TEMPLATE = EntityType(
    "multiTenantOrganizationIdentitySyncPolicyTemplate",
    (
        _ID,
        _LEVEL,
        Property("userSyncInbound", _USER_SYNC),
        Property("groupSyncInbound", _GROUP_SYNC, exists=_template_group_sync),
    ),
)

PARTNER_TEMPLATE = EntityType(
    "multiTenantOrganizationPartnerConfigurationTemplate",
    (
        _ID,
        _LEVEL,
        Property("automaticUserConsentSettings", _CONSENT),
        Property("inboundTrust", _TRUST),
        *_B2B_PROPERTIES,
    ),
)

DEFAULT = EntityType(
    "crossTenantAccessPolicyConfigurationDefault",
    (
        _ID,
        Property("isServiceDefault", BOOLEAN, read_only=True),
        Property("inboundTrust", _TRUST),
        # "always false and read-only" in the default (text of the beta SDK).
        Property("automaticUserConsentSettings", _CONSENT, read_only=True),
        *_B2B_PROPERTIES,
        *_GLOBAL_SETTINGS,
        Property("invitationRedemptionIdentityProviderConfiguration", _REDEMPTION),
        _PROVIDER_ACCESS,
    ),
)

# The settings that a partner shares with the default. If a setting is null, the partner inherits the default's value.
INHERITED = tuple(item.name for item in PARTNER.properties if item.name in {other.name for other in DEFAULT.properties})

# Microsoft 365 capabilities (Graph reference: m365capabilitybase, m365capabilityresourcescope). The enumeration of
# resource types has "none" too, "no resource type is selected"; assumed: it is refused in a scope.
_RESOURCE_SCOPE = Complex(
    "m365CapabilityResourceScope",
    (
        Property("resourceId", GuidOrWord("All"), nullable=False),
        Property("resourceType", Enumeration(("group", "user")), nullable=False),
    ),
)
_RESOURCE_SCOPES = Complex(
    "m365CapabilityResourceScopes",
    (Property("included", Collection(_RESOURCE_SCOPE)), Property("excluded", Collection(_RESOURCE_SCOPE))),
)
_INBOUND_ACCESS = Complex(
    "m365CapabilityInboundAccess",
    (Property("isAllowed", BOOLEAN, nullable=False), Property("resourceScopes", _RESOURCE_SCOPES)),
)
_CAPABILITY_PROPERTIES = (
    Property("name", TEXT, nullable=False, read_only=True),
    Property("lastModifiedDateTime", TEXT, read_only=True),
    Property("inboundAccess", _INBOUND_ACCESS, nullable=False),
)
CAPABILITY = EntityType("m365CapabilityBase", _CAPABILITY_PROPERTIES)

_CAPABILITIES_OF_BOTH = (
    "crossTenantCalendarAvailabilityBasic",
    "crossTenantCalendarAvailabilityLimitedDetails",
    "crossTenantCalendarSharingFreeBusyDetail",
    "crossTenantCalendarSharingFreeBusyReviewer",
    "crossTenantCalendarSharingFreeBusySimple",
    "crossTenantLabelSync",
    "crossTenantMailTipsAll",
    "crossTenantMailTipsLimited",
    "crossTenantOpenProfileCard",
    "crossTenantPlacesDeskBooking",
    "crossTenantPlacesRoomBooking",
)
# Which are where: Microsoft's permission file. The page crosstenantaccesspolicyconfigurationdefault-list-
# m365capabilities shows crossTenantMigration in its example all the same; the overview says "partner policy only".
PARTNER_CAPABILITIES = (*_CAPABILITIES_OF_BOTH, "crossTenantMigration")
DEFAULT_CAPABILITIES = (
    *_CAPABILITIES_OF_BOTH,
    "anonymousCalendarSharingFreeBusyDetail",
    "anonymousCalendarSharingFreeBusyReviewer",
    "anonymousCalendarSharingFreeBusySimple",
)


@cache
def capability_type(name: str) -> EntityType:
    """The type of one capability, which is all that its ``@odata.type`` may say."""
    return EntityType(name, _CAPABILITY_PROPERTIES)


def refuse_incomplete_scopes(access: dict[str, Any] | None) -> None:
    """A resource is an identifier and a type. unknown: the message for one that lacks either."""
    scopes = (access or {}).get("resourceScopes") or {}
    for resource in (*scopes.get("included", ()), *scopes.get("excluded", ())):
        for name in ("resourceId", "resourceType"):
            if name not in resource:
                raise errors.bad_request(f"A value is required for property '{name}'.")


# The page crosstenantaccesspolicy-update lists allowedCloudEndpoints only; assumed: other properties are read-only.
POLICY = EntityType(
    "crossTenantAccessPolicy",
    (
        _ID,
        Property("displayName", TEXT, read_only=True),
        Property("description", TEXT, read_only=True),
        Property(
            "allowedCloudEndpoints",
            Collection(Enumeration(("microsoftonline.com", "microsoftonline.us", "partner.microsoftonline.cn"))),
            nullable=False,
        ),
    ),
)

_ROLE = Enumeration(("owner", "member"))
_MEMBER_STATE = Enumeration(("pending", "active", "removed"))
_PROCESSING = Enumeration(("notStarted", "running", "succeeded", "failed"))
_MEMBER_TRANSITION = Complex(
    "multiTenantOrganizationMemberTransitionDetails",
    (
        Property("desiredRole", _ROLE),
        Property("desiredState", _MEMBER_STATE),
        Property("status", _PROCESSING),
        Property("details", TEXT),
    ),
)
_JOIN_TRANSITION = Complex(
    "multiTenantOrganizationJoinRequestTransitionDetails",
    (Property("desiredMemberState", _MEMBER_STATE), Property("status", _PROCESSING), Property("details", TEXT)),
)

MTO = EntityType(
    "multiTenantOrganization",
    (
        _ID,
        Property("createdDateTime", TEXT, read_only=True),
        Property("displayName", TEXT, nullable=False),
        Property("description", TEXT),
        Property("state", Enumeration(("active", "inactive")), read_only=True),
    ),
)

# "displayName … Currently, can't be changed once set": multitenantorganization-post-tenants. So there are two types,
# what can be given when a tenant is added, and what can be changed of it (multitenantorganizationmember-update).
_MEMBER_PROPERTIES = (
    _KEY,
    Property("role", _ROLE, nullable=False),
    Property("addedByTenantId", GUID, read_only=True),
    Property("addedDateTime", TEXT, read_only=True),
    Property("joinedDateTime", TEXT, read_only=True),
    Property("state", _MEMBER_STATE, read_only=True),
    Property("transitionDetails", _MEMBER_TRANSITION, read_only=True),
)
NEW_MTO_TENANT = EntityType(
    "multiTenantOrganizationMember", (*_MEMBER_PROPERTIES, Property("displayName", TEXT, nullable=False))
)
MTO_TENANT = EntityType(
    "multiTenantOrganizationMember", (*_MEMBER_PROPERTIES, Property("displayName", TEXT, read_only=True))
)

MTO_JOIN_REQUEST = EntityType(
    "multiTenantOrganizationJoinRequestRecord",
    (
        _ID,
        Property("addedByTenantId", GUID, nullable=False),
        Property("memberState", _MEMBER_STATE, read_only=True),
        Property("role", _ROLE, read_only=True),
        Property("transitionDetails", _JOIN_TRANSITION, read_only=True),
    ),
)


def refuse_conflicting_b2b(settings: dict[str, Any]) -> None:
    """All users blocked with some application allowed, or the reverse, is refused.

    Graph reference: crosstenantaccesspolicy-overview. unknown: the message; everything else may differ freely.
    """
    for name in B2B_SETTINGS:
        setting = settings.get(name) or {}
        users, applications = setting.get("usersAndGroups") or {}, setting.get("applications") or {}
        access = (users.get("accessType"), applications.get("accessType"))
        all_users = any(item.get("target") == "AllUsers" for item in users.get("targets") or ())
        all_applications = any(item.get("target") == "AllApplications" for item in applications.get("targets") or ())
        if (access == ("blocked", "allowed") and all_users) or (
            access == ("allowed", "blocked") and all_users and all_applications
        ):
            raise errors.bad_request(f"The usersAndGroups and applications of '{name}' conflict with each other.")
