# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The permissions and roles that resources need, and advice about refusals (private to this collection).

The permissions come from the pages of Graph that comments name. The roles come from docs/security.md.
"""

from __future__ import annotations

from .._access import Access

READER = "Global Reader"
_READ_MTO = "MultiTenantOrganization.Read.All or MultiTenantOrganization.ReadWrite.All"
_ADMINISTRATOR = "Security Administrator"
_FRESH = {404: "If the object is new, not all of Graph may show it yet. Run again, or raise wait_timeout"}
_IN_THE_WAY = {
    **_FRESH,
    409: (
        "Graph says that the object exists, but reads do not show it. A deleted object of this tenant may still be "
        "restorable, and may prevent a new one. With api_version beta a deleted partner is restored and updated, if "
        "Graph lets the application see deleted items"
    ),
}
_SYNC_IN_THE_WAY = {
    **_FRESH,
    409: (
        "Graph says that the policy exists, but reads do not show it. A deleted policy may prevent a new one. With "
        "api_version beta the deleted policy is restored and updated, if Graph lets the application see deleted items. "
        "entra.cross_tenant.deleted_partner_identity_sync removes it for good"
    ),
}
_DISPUTED = {
    **_IN_THE_WAY,
    400: (
        "This cloud or tenant may not support deleted items. Microsoft's pages contradict each other about the clouds "
        "that do"
    ),
    # The include file of crosstenantidentitysyncpolicypartner-restore against the rendered pages of
    # policydeletableitem-get and -delete.
    403: (
        "Or Graph does not allow any application to read deleted items. Microsoft's pages contradict each other: some "
        "name this permission, and some say 'not supported'"
    ),
}
_OF_OWNERS = {**_IN_THE_WAY, 403: "Only a tenant that is an owner of the organization can change it"}

# The pages of templates name the permissions of the policy: multitenantorganizationidentitysyncpolicytemplate-get.
# Microsoft's permission file names the permissions of the organization: microsoft-graph-devx-content permissions.json.
_OF_TEMPLATES = {
    **_IN_THE_WAY,
    403: (
        "Or Graph requires other permissions. Microsoft's permission file names MultiTenantOrganization.Read.All to "
        "read templates and MultiTenantOrganization.ReadWrite.All to write templates"
    ),
}
# multitenantorganization-list-tenants, multitenantorganizationmember-get and the permission file.
_OF_ONE_TENANT = {
    **_IN_THE_WAY,
    403: (
        "Or Graph requires MultiTenantOrganization.ReadWrite.All, even to read. Microsoft's permission file names only "
        "this permission for a single tenant"
    ),
}

READ_POLICY = Access("Policy.Read.All or Policy.ReadWrite.CrossTenantAccess", READER, _IN_THE_WAY)
WRITE_POLICY = Access("Policy.ReadWrite.CrossTenantAccess", _ADMINISTRATOR, _IN_THE_WAY)
WRITE_SYNC = Access("Policy.ReadWrite.CrossTenantAccess", _ADMINISTRATOR, _SYNC_IN_THE_WAY)
DELETED = Access("Policy.ReadWrite.CrossTenantAccess", _ADMINISTRATOR, _DISPUTED, disputed="")
# crosstenantaccesspolicyconfigurationpartner-list-m365capabilities. Exchange Administrator is enough for mail tips and
# calendars. For all other capabilities the pages name no role with fewer rights than Global Administrator.
READ_CAPABILITIES = Access("Policy.Read.All or Policy.ReadWrite.CrossTenantCapability", READER, _FRESH)
WRITE_CAPABILITIES = Access("Policy.ReadWrite.CrossTenantCapability", "Global Administrator", _FRESH)
READ_TEMPLATE = READ_POLICY._replace(remarks=_OF_TEMPLATES, disputed=_READ_MTO)
WRITE_TEMPLATE = WRITE_POLICY._replace(remarks=_OF_TEMPLATES, disputed="MultiTenantOrganization.ReadWrite.All")
# multitenantorganization-get, multitenantorganizationjoinrequestrecord-update
READ_ORGANIZATION = Access(_READ_MTO, READER, _IN_THE_WAY)
READ_ONE_TENANT = READ_ORGANIZATION._replace(remarks=_OF_ONE_TENANT, disputed="MultiTenantOrganization.ReadWrite.All")
WRITE_ORGANIZATION = Access("MultiTenantOrganization.ReadWrite.All", _ADMINISTRATOR, _OF_OWNERS)

# The permission file, and the pages of the endpoints. Application.ReadWrite.OwnedBy is enough only for configurations
# whose service principal the application owns: microsoft-graph-docs-contrib issue 1102.
_APPLICATION_ADMINISTRATOR = "Cloud Application Administrator"
_OWNED = {
    **_FRESH,
    403: (
        "Application.ReadWrite.OwnedBy is enough only if the application is an owner of the service principal of this "
        "configuration. Owning the app registration is not enough"
    ),
    # terraform-provider-azuread issue 1628; microsoft-graph-docs-contrib issue 8800
    401: (
        "Or a permission is missing: for synchronization, Graph may answer 401 in that case, too. To restart a job, "
        "Application.ReadWrite.OwnedBy may not be enough, and Synchronization.ReadWrite.All is"
    ),
}
_APPLICATIONS = ("Application.ReadWrite.All", "Directory.ReadWrite.All")
READ_APPLICATIONS = Access(
    "Application.Read.All or Application.ReadWrite.OwnedBy",
    _APPLICATION_ADMINISTRATOR,
    _OWNED,
    broader=("Directory.Read.All", *_APPLICATIONS),
)
WRITE_APPLICATIONS = Access("Application.ReadWrite.OwnedBy", _APPLICATION_ADMINISTRATOR, _OWNED, broader=_APPLICATIONS)
# Nobody owns an application before it exists.
INSTANTIATE = WRITE_APPLICATIONS._replace(remarks=_FRESH)
# application-delete names no permission of the directory.
DELETE_APPLICATION = WRITE_APPLICATIONS._replace(broader=("Application.ReadWrite.All",))
# A custom role with microsoft.directory/applications/synchronization/standard/read is enough to read, and Global Reader
# is not: known-issues (app-provisioning).
READ_SYNCHRONIZATION = Access(
    "Synchronization.Read.All or Application.ReadWrite.OwnedBy",
    _APPLICATION_ADMINISTRATOR,
    _OWNED,
    broader=("Synchronization.ReadWrite.All",),
)
WRITE_SYNCHRONIZATION = Access(
    "Application.ReadWrite.OwnedBy or Synchronization.ReadWrite.All", _APPLICATION_ADMINISTRATOR, _OWNED
)
# serviceprincipal-post-approleassignedto. The request needs Application.Read.All, too, which every read needs anyway.
WRITE_ASSIGNMENTS = Access(
    "AppRoleAssignment.ReadWrite.All", _APPLICATION_ADMINISTRATOR, _FRESH, broader=("Application.ReadWrite.All",)
)
# synchronization-synchronizationjob-validatecredentials; howto-analyze-provisioning-logs
VALIDATE_SYNCHRONIZATION = WRITE_SYNCHRONIZATION._replace(
    remarks={
        **_OWNED,
        400: (
            "Before the job can be switched on, the target tenant has to allow the synchronization "
            "(partner_identity_sync: user_sync_allowed) and to suppress the consent prompt inbound. This tenant has to "
            "suppress the prompt outbound (partner: automatic_user_consent)"
        ),
    }
)
# synchronization-synchronizationjob-provisionondemand; provision-on-demand
PROVISION_ON_DEMAND = WRITE_SYNCHRONIZATION._replace(
    remarks={
        **_OWNED,
        400: (
            "The target tenant has to allow the synchronization and to suppress the consent prompt inbound, and this "
            "tenant has to suppress it outbound. Not every tenant can provision a group on demand"
        ),
        404: (
            "Check the ID of the user or group: it has to be an object of this tenant. If it is new, not all of Graph "
            "may show it yet"
        ),
    }
)
# provisioningobjectsummary-list
READ_PROVISIONING_LOG = Access(
    "ProvisioningLog.Read.All or AuditLog.Read.All", "Reports Reader", broader=("Directory.Read.All",)
)
