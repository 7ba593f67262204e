# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resources of Graph that the collection knows, one entry each (private to this collection).

Requests, errors, results, options and documentation follow from the entry. A new resource needs an entry here and a
module. The simulator and the test data need to know it, too.
"""

from __future__ import annotations

from .access import (
    DELETED,
    READ_CAPABILITIES,
    READ_ONE_TENANT,
    READ_ORGANIZATION,
    READ_POLICY,
    READ_TEMPLATE,
    WRITE_CAPABILITIES,
    WRITE_ORGANIZATION,
    WRITE_POLICY,
    WRITE_SYNC,
    WRITE_TEMPLATE,
)
from .kinds import Boolean, Choice, Field, Flags, GraphObject, Items, Record, Text, Texts, Wrapped
from .operations import CREATE, DELETE, PURGE, RESET, RESTORE, UPDATE, Operation
from .resource import BETA, GLOBAL, Resource, Setting
from .settings import ACCESS, AUTOMATIC_USER_CONSENT, MORE_ACCESS
from .synchronization import resources as synchronization

POLICY = "/policies/crossTenantAccessPolicy"
_PARTNERS = f"{POLICY}/partners"
_ONE_PARTNER = f"{_PARTNERS}/{{tenant_id}}"
_SYNC = f"{_ONE_PARTNER}/identitySynchronization"
# Beta only.
_DELETED_PARTNERS = "/policies/deletedItems/crossTenantPartners"
_DELETED_SYNCS = "/policies/deletedItems/crossTenantSyncPolicyPartners"
_CAPABILITIES = f"{_ONE_PARTNER}/m365Capabilities"
_DEFAULT = f"{POLICY}/default"
_DEFAULT_CAPABILITIES = f"{_DEFAULT}/m365Capabilities"
_SYNC_TEMPLATE = f"{POLICY}/templates/multiTenantOrganizationIdentitySynchronization"
_PARTNER_TEMPLATE = f"{POLICY}/templates/multiTenantOrganizationPartnerConfiguration"
_ORGANIZATION = "/tenantRelationships/multiTenantOrganization"
_ONE_TENANT = f"{_ORGANIZATION}/tenants/{{tenant_id}}"
_JOIN_REQUEST = f"{_ORGANIZATION}/joinRequest"

# The roles that a service provider may have. In Graph's metadata the constraints are an object below the partner. No
# page says whether the answer about the partner contains them. The collection reads them there, and partner_info can
# request them.
SERVICE_PROVIDER_CONSTRAINTS = Resource(
    name="service_provider_constraints",
    title="the service provider constraints",
    path=f"{_ONE_PARTNER}/serviceProviderConstraints",
    reading=READ_POLICY,
    operations={},
    settings=(
        Setting("allowed_role_template_ids", "allowedRoleTemplateIds", Texts()),
        Setting("created_date_time", "createdDateTime", Text()),
        Setting("last_modified_date_time", "lastModifiedDateTime", Text()),
    ),
    clouds=GLOBAL,
    other=("id",),
)

PARTNER = Resource(
    name="partner",
    title="the partner configuration",
    path=_ONE_PARTNER,
    list_path=_PARTNERS,
    deleted_path=_DELETED_PARTNERS,
    reading=READ_POLICY,
    reading_deleted=DELETED,
    query=(("$expand", "identitySynchronization"),),
    operations={
        CREATE: Operation("POST", _PARTNERS, WRITE_POLICY),
        UPDATE: Operation("PATCH", _ONE_PARTNER, WRITE_POLICY),
        DELETE: Operation("DELETE", _ONE_PARTNER, WRITE_POLICY),
        RESTORE: Operation("POST", f"{_DELETED_PARTNERS}/{{tenant_id}}/restore", DELETED),
        PURGE: Operation("DELETE", f"{_DELETED_PARTNERS}/{{tenant_id}}", DELETED),
    },
    new={"tenantId": "{tenant_id}"},
    settings=(
        AUTOMATIC_USER_CONSENT,
        *ACCESS,
        *MORE_ACCESS,
        # This property is sent only if it has to change: Graph may refuse any value of it from applications.
        Setting("service_provider", "isServiceProvider", Boolean(unset=False)),
    ),
    read_only={"isInMultiTenantOrganization": "in_multi_tenant_organization"},
    computed={"serviceProviderConstraints": SERVICE_PROVIDER_CONSTRAINTS},
    # A restored partner may still contain deletedDateTime.
    other=("tenantId", "identitySynchronization", "deletedDateTime"),
)

IDENTITY_SYNC = Resource(
    name="identity_sync",
    title="the identity synchronization policy",
    # A policy is read together with its partner.
    path="",
    deleted_path=_DELETED_SYNCS,
    reading=READ_POLICY,
    reading_deleted=DELETED,
    # PUT never updates a policy: crosstenantaccesspolicyconfigurationpartner-put-identitysynchronization.
    # PATCH updates a policy and never creates one: crosstenantidentitysyncpolicypartner-update.
    # The key of a policy is in its URL and not in its body.
    operations={
        CREATE: Operation("PUT", _SYNC, WRITE_SYNC),
        UPDATE: Operation("PATCH", _SYNC, WRITE_SYNC),
        DELETE: Operation("DELETE", _SYNC, WRITE_SYNC),
        RESTORE: Operation("POST", f"{_DELETED_SYNCS}/{{tenant_id}}/restore", DELETED),
        # The page about permanent deletion prints the path of deleted partners for policies too. This seems to be a
        # mistake, because Microsoft's own beta SDK contains the path below.
        PURGE: Operation("DELETE", f"{_DELETED_SYNCS}/{{tenant_id}}", DELETED),
    },
    parent_missing=(
        "there is no partner configuration for this tenant, and a synchronization policy needs one. Create it first, "
        "with entra.cross_tenant.partner, or create both at once with entra.cross_tenant.partners"
    ),
    settings=(
        Setting("display_name", "displayName", Text()),
        Setting("user_sync_allowed", "userSyncInbound", Wrapped("isSyncAllowed", Boolean()), admits=True),
        Setting(
            "group_sync_allowed", "groupSyncInbound", Wrapped("isSyncAllowed", Boolean()), versions=BETA, admits=True
        ),
        # No page of Microsoft describes the next two properties. Microsoft365DSC found that Graph accepts the first
        # only if groups are already synchronized (AADCrossTenantIdentitySyncPolicyPartner).
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
    title="the identity synchronization template of the multitenant organization",
    path=_SYNC_TEMPLATE,
    reading=READ_TEMPLATE,
    operations={
        UPDATE: Operation("PATCH", _SYNC_TEMPLATE, WRITE_TEMPLATE),
        RESET: Operation("POST", f"{_SYNC_TEMPLATE}/resetToDefaultSettings", WRITE_TEMPLATE),
    },
    settings=(
        Setting("user_sync_allowed", "userSyncInbound", Wrapped("isSyncAllowed", Boolean())),
        Setting("group_sync_allowed", "groupSyncInbound", Wrapped("isSyncAllowed", Boolean()), versions=BETA),
        _APPLICATION_LEVEL,
    ),
    # Templates exist in the global cloud only: the CSDL of the other clouds contains none.
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
    title="the partner template of the multitenant organization",
    path=_PARTNER_TEMPLATE,
    reading=READ_TEMPLATE,
    operations={
        UPDATE: Operation("PATCH", _PARTNER_TEMPLATE, WRITE_TEMPLATE),
        RESET: Operation("POST", f"{_PARTNER_TEMPLATE}/resetToDefaultSettings", WRITE_TEMPLATE),
    },
    settings=(AUTOMATIC_USER_CONSENT, *ACCESS, _APPLICATION_LEVEL),
    clouds=GLOBAL,
    other=("id",),
    reset_state={
        **{setting.property: None for setting in (AUTOMATIC_USER_CONSENT, *ACCESS)},
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
    title="the default settings",
    path=_DEFAULT,
    reading=READ_POLICY,
    operations={
        UPDATE: Operation("PATCH", _DEFAULT, WRITE_POLICY),
        RESET: Operation("POST", f"{_DEFAULT}/resetToSystemDefault", WRITE_POLICY),
    },
    settings=tuple(setting._replace(nullable=False) for setting in (*ACCESS, *MORE_ACCESS)),
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

_SCOPE = Items(
    (
        Field("resource_id", "resourceId", Text()),
        Field("resource_type", "resourceType", Choice(("user", "group"))),
    )
)
# Microsoft says that a PATCH keeps inboundAccess if the body lacks it. Microsoft does not say so for members of
# inboundAccess. So a Record sends all members: crosstenantaccesspolicyconfigurationdefault-update-m365capabilities.
_INBOUND_ACCESS = Setting(
    "inbound_access",
    "inboundAccess",
    Record(
        (
            Field("allowed", "isAllowed", Boolean()),
            Field(
                "resource_scopes",
                "resourceScopes",
                Record((Field("included", "included", _SCOPE), Field("excluded", "excluded", _SCOPE))),
            ),
        )
    ),
)

PARTNER_CAPABILITY = Resource(
    name="partner_capability",
    title="the Microsoft 365 capability {name}",
    plural="the Microsoft 365 capabilities",
    # A capability is looked up in the list.
    path="",
    list_path=_CAPABILITIES,
    reading=READ_CAPABILITIES,
    operations={
        CREATE: Operation("POST", _CAPABILITIES, WRITE_CAPABILITIES),
        UPDATE: Operation("PATCH", f"{_CAPABILITIES}/{{name}}", WRITE_CAPABILITIES),
        DELETE: Operation("DELETE", f"{_CAPABILITIES}/{{name}}", WRITE_CAPABILITIES),
    },
    settings=(_INBOUND_ACCESS,),
    # The pages of v1.0 name the global cloud only.
    clouds=GLOBAL,
    read_only={"lastModifiedDateTime": "last_modified_date_time"},
    other=("name",),
    new={"@odata.type": "#microsoft.graph.{name}"},
    parent_missing=(
        "there is no partner configuration for this tenant, and a capability needs one. Create it first, with "
        "entra.cross_tenant.partner"
    ),
)

# It is not known whether Graph deletes a capability of the default. The OpenAPI of beta contains that operation, but
# Microsoft's permission file does not. So there is no DELETE here.
DEFAULT_CAPABILITY = PARTNER_CAPABILITY._replace(
    name="default_capability",
    title="the Microsoft 365 capability {name} of the default settings",
    plural="the Microsoft 365 capabilities of the default settings",
    list_path=_DEFAULT_CAPABILITIES,
    operations={
        CREATE: Operation("POST", _DEFAULT_CAPABILITIES, WRITE_CAPABILITIES),
        UPDATE: Operation("PATCH", f"{_DEFAULT_CAPABILITIES}/{{name}}", WRITE_CAPABILITIES),
    },
    parent_missing="",
)

# The multitenant organization and its parts exist in the global cloud only, like the templates.

MTO = Resource(
    name="mto",
    title="the multitenant organization",
    path=_ORGANIZATION,
    reading=READ_ORGANIZATION,
    # PUT only creates, as for policies: tenantrelationship-put-multitenantorganization, multitenantorganization-update.
    operations={
        CREATE: Operation("PUT", _ORGANIZATION, WRITE_ORGANIZATION),
        UPDATE: Operation("PATCH", _ORGANIZATION, WRITE_ORGANIZATION),
    },
    settings=(Setting("display_name", "displayName", Text()), Setting("description", "description", Text())),
    clouds=GLOBAL,
    read_only={"id": "id", "createdDateTime": "created_date_time"},
    other=("state", "joinRequest", "tenants"),
)

MTO_TENANT = Resource(
    name="mto_tenant",
    title="the membership in the multitenant organization",
    path=_ONE_TENANT,
    list_path=f"{_ORGANIZATION}/tenants",
    listing=READ_ORGANIZATION,
    reading=READ_ONE_TENANT,
    operations={
        CREATE: Operation("POST", f"{_ORGANIZATION}/tenants", WRITE_ORGANIZATION),
        UPDATE: Operation("PATCH", _ONE_TENANT, WRITE_ORGANIZATION),
        DELETE: Operation("DELETE", _ONE_TENANT, WRITE_ORGANIZATION),
    },
    new={"tenantId": "{tenant_id}"},
    tenant="tenant",
    parent_missing=(
        "the home tenant is not in a multitenant organization, so no tenant can be added. Create an organization "
        "first, with entra.cross_tenant.mto"
    ),
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
    title="the request to join a multitenant organization",
    path=_JOIN_REQUEST,
    reading=READ_ORGANIZATION,
    # The record always exists. Only the body tells a request to join from a reset.
    operations={
        UPDATE: Operation("PATCH", _JOIN_REQUEST, WRITE_ORGANIZATION),
        RESET: Operation("PATCH", _JOIN_REQUEST, WRITE_ORGANIZATION),
    },
    settings=(Setting("added_by_tenant", "addedByTenantId", Text()),),
    clouds=GLOBAL,
    other=("id", "memberState", "role", "transitionDetails"),
)

#: Every resource by its name.
RESOURCES = {
    resource.name: resource
    for resource in (
        PARTNER,
        SERVICE_PROVIDER_CONSTRAINTS,
        IDENTITY_SYNC,
        DEFAULT_SETTINGS,
        PARTNER_CAPABILITY,
        DEFAULT_CAPABILITY,
        MTO_SYNC_TEMPLATE,
        MTO_PARTNER_TEMPLATE,
        MTO,
        MTO_TENANT,
        MTO_JOIN_REQUEST,
        *synchronization.RESOURCES,
    )
}
