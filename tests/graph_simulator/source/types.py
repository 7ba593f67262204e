# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The entity types of the source side, with the properties that synchronization needs (metadata, v1.0)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..kinds import BOOLEAN, GUID, TEXT, Collection, Complex, Enumeration, Kind, Property
from ..model import EntityType

ZERO_TIME = "0001-01-01T00:00:00Z"  # never

_ID = Property("id", TEXT, read_only=True)
_DELETED = Property("deletedDateTime", TEXT, read_only=True)
_NAME = Property("displayName", TEXT)
_TEXTS = Collection(TEXT)

APP_ROLE = Complex(
    "appRole",
    (
        Property("allowedMemberTypes", _TEXTS),
        Property("description", TEXT),
        _NAME,
        Property("id", GUID),
        Property("isEnabled", BOOLEAN),
        Property("origin", TEXT),
        Property("value", TEXT),
    ),
)
_APP_ROLES = Property("appRoles", Collection(APP_ROLE), read_only=True)

#: What a new instance of an application template is made of (applicationtemplate-instantiate).
INSTANCE = EntityType(
    "applicationServicePrincipal",
    (Property("displayName", TEXT, nullable=False), Property("serviceManagementReference", TEXT)),
)
APPLICATION = EntityType(
    "application",
    (
        _ID,
        _DELETED,
        Property("appId", TEXT, read_only=True),
        Property("applicationTemplateId", TEXT, read_only=True),
        _APP_ROLES,
        Property("createdDateTime", TEXT, read_only=True),
        _NAME,
        Property("notes", TEXT),
        Property("serviceManagementReference", TEXT),
        Property("signInAudience", TEXT),
        Property("tags", _TEXTS),
    ),
)
SERVICE_PRINCIPAL = EntityType(
    "servicePrincipal",
    (
        _ID,
        _DELETED,
        Property("accountEnabled", BOOLEAN),
        Property("appDisplayName", TEXT, read_only=True),
        Property("appId", TEXT, read_only=True),
        Property("applicationTemplateId", TEXT, read_only=True),
        Property("appOwnerOrganizationId", TEXT, read_only=True),
        Property("appRoleAssignmentRequired", BOOLEAN, nullable=False),
        # They belong to the application, which is in the same tenant.
        _APP_ROLES,
        _NAME,
        Property("homepage", TEXT),
        Property("notes", TEXT),
        Property("notificationEmailAddresses", _TEXTS),
        Property("servicePrincipalNames", _TEXTS),
        Property("servicePrincipalType", TEXT, read_only=True),
        Property("tags", _TEXTS),
    ),
)
ASSIGNMENT = EntityType(
    "appRoleAssignment",
    (
        _ID,
        _DELETED,
        Property("appRoleId", GUID, nullable=False),
        Property("createdDateTime", TEXT, read_only=True),
        Property("principalDisplayName", TEXT, read_only=True),
        Property("principalId", GUID, nullable=False),
        Property("principalType", TEXT, read_only=True),
        Property("resourceDisplayName", TEXT, read_only=True),
        Property("resourceId", GUID, nullable=False),
    ),
)

#: Without $select, Graph returns a part of a user (user-get: "a default set of properties").
USER_DEFAULT = (
    "displayName",
    "givenName",
    "jobTitle",
    "mail",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
    "id",
)
USER = EntityType(
    "user",
    (
        *(Property(name, TEXT, read_only=True) for name in USER_DEFAULT),
        Property("accountEnabled", BOOLEAN, read_only=True),
        Property("externalUserState", TEXT, read_only=True),
        *(
            Property(name, TEXT, read_only=True)
            for name in ("city", "country", "department", "employeeId", "mailNickname", "state", "userType")
        ),
    ),
)
GROUP = EntityType(
    "group",
    (
        _ID,
        _DELETED,
        _NAME,
        Property("description", TEXT),
        Property("groupTypes", _TEXTS),
        Property("isAssignableToRole", BOOLEAN),
        Property("mail", TEXT),
        Property("mailEnabled", BOOLEAN),
        Property("mailNickname", TEXT),
        Property("securityEnabled", BOOLEAN),
    ),
)
#: The types by their names, in the order in which getByIds looks.
DIRECTORY_TYPES = {"user": USER, "group": GROUP, "servicePrincipal": SERVICE_PRINCIPAL, "application": APPLICATION}

BY_IDS = EntityType("getByIds", (Property("ids", Collection(GUID), nullable=False), Property("types", _TEXTS)))

# The names of the enumeration synchronizationSecret.
_SECRET_NAMES = (
    "None UserName Password SecretToken AppKey BaseAddress ClientIdentifier ClientSecret SingleSignOnType Sandbox Url "
    "Domain ConsumerKey ConsumerSecret TokenKey TokenExpiration Oauth2AccessToken Oauth2AccessTokenCreationTime "
    "Oauth2RefreshToken SyncAll InstanceName Oauth2ClientId Oauth2ClientSecret CompanyId UpdateKeyOnSoftDelete "
    "SynchronizationSchedule SystemOfRecord SandboxName EnforceDomain SyncNotificationSettings "
    "SkipOutOfScopeDeletions Oauth2AuthorizationCode Oauth2RedirectUri ApplicationTemplateIdentifier "
    "Oauth2TokenExchangeUri Oauth2AuthorizationUri AuthenticationType Server PerformInboundEntitlementGrants "
    "HardDeletesEnabled SyncAgentCompatibilityKey SyncAgentADContainer ValidateDomain TestReferences ConnectionString"
)
#: Values that come back as "*", whatever the behaviour.
TRUE_SECRETS = {
    "Password",
    "SecretToken",
    "AppKey",
    "ClientSecret",
    "ConsumerSecret",
    "TokenKey",
    "Oauth2AccessToken",
    "Oauth2RefreshToken",
    "Oauth2ClientSecret",
    "Oauth2AuthorizationCode",
    "ConnectionString",
}
_SECRET = Complex(
    "synchronizationSecretKeyStringValuePair",
    (Property("key", Enumeration(tuple(_SECRET_NAMES.split())), nullable=False), Property("value", TEXT)),
)
SECRETS = EntityType("synchronization", (Property("value", Collection(_SECRET), nullable=False),))
CREDENTIALS = EntityType(
    "validateCredentials",
    (
        Property("applicationIdentifier", TEXT),
        Property("templateId", TEXT),
        Property("useSavedCredentials", BOOLEAN),
        Property("credentials", Collection(_SECRET)),
    ),
)

_SETTINGS = Collection(Complex("keyValuePair", (Property("name", TEXT, nullable=False), Property("value", TEXT))))
_SCHEDULE = Complex(
    "synchronizationSchedule",
    (
        Property("expiration", TEXT),
        Property("interval", TEXT),
        Property("state", Enumeration(("Active", "Disabled", "Paused"))),
    ),
)


@dataclass(frozen=True)
class _Shown(Kind):
    """What Graph computes, and nobody sends."""

    def accept(self, value: Any, name: str, stored: Any = None) -> Any:
        raise AssertionError(name)


JOB = EntityType(
    "synchronizationJob",
    (
        _ID,
        Property("templateId", TEXT, read_only=True),
        Property("schedule", _SCHEDULE, read_only=True),
        Property("status", _Shown(), read_only=True),
        Property("synchronizationJobSettings", _SETTINGS),
    ),
    expandable=("schema",),
)
#: "Only templateId is required" (synchronization-synchronization-post-jobs); assumed: nothing else is taken.
NEW_JOB = EntityType("synchronizationJob", (Property("templateId", TEXT, nullable=False),))

TEMPLATE = EntityType(
    "synchronizationTemplate",
    (
        _ID,
        Property("applicationId", TEXT),
        Property("default", BOOLEAN),
        Property("description", TEXT),
        Property("discoverable", BOOLEAN),
        Property("factoryTag", TEXT),
        Property("metadata", Collection(_Shown())),
    ),
)

RESTART_SCOPES = {
    "None": 0,
    "ConnectorDataStore": 1,
    "Escrows": 2,
    "Watermark": 4,
    "QuarantineState": 8,
    "Full": 15,
    "ForceDeletes": 32,
}

_MEMBER = Complex("synchronizationJobSubject", (Property("objectId", TEXT), Property("objectTypeName", TEXT)))
RESTART = EntityType(
    "restart", (Property("criteria", Complex("synchronizationJobRestartCriteria", (Property("resetScope", TEXT),))),)
)
#: What a job that was just started shows as its last execution (configure-graph, step 13).
NO_EXECUTION = {
    "activityIdentifier": None,
    **dict.fromkeys(
        (
            "countEntitled",
            "countEntitledForProvisioning",
            "countEscrowed",
            "countEscrowedRaw",
            "countExported",
            "countExports",
            "countImported",
            "countImportedDeltas",
            "countImportedReferenceDeltas",
        ),
        0,
    ),
    "state": "Failed",
    "timeBegan": ZERO_TIME,
    "timeEnded": ZERO_TIME,
    "error": {"code": "None", "message": "", "tenantActionable": False},
}

_SUBJECT = Complex(
    "synchronizationJobSubject",
    (
        Property("objectId", TEXT, nullable=False),
        Property("objectTypeName", TEXT, nullable=False),
        # The members that are to be provisioned with a group.
        Property("links", Complex("synchronizationLinkedObjects", (Property("members", Collection(_MEMBER)),))),
    ),
)
ON_DEMAND = EntityType(
    "provisionOnDemand",
    (
        Property(
            "parameters",
            Collection(
                Complex(
                    "synchronizationJobApplicationParameters",
                    (Property("ruleId", TEXT, nullable=False), Property("subjects", Collection(_SUBJECT))),
                )
            ),
        ),
    ),
)
LOG_ROW = EntityType(
    "provisioningObjectSummary",
    tuple(
        Property(name, TEXT if name in ("id", "activityDateTime") else _Shown(), read_only=True)
        for name in (
            "id",
            "activityDateTime",
            "tenantId",
            "jobId",
            "cycleId",
            "changeId",
            "provisioningAction",
            "durationInMilliseconds",
            "provisioningStatusInfo",
            "provisioningSteps",
            "modifiedProperties",
            "servicePrincipal",
            "sourceSystem",
            "targetSystem",
            "initiatedBy",
            "sourceIdentity",
            "targetIdentity",
        )
    ),
)
