# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The schema that a job of the template Azure2Azure starts with.

Names, flags and values of Microsoft's own default schema, as it was read from a job of June 2025. It is one object for
all jobs, since nothing is ever changed in place. The other object mappings are known by their matching attribute only.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from .expressions import parsed

Row = dict[str, Any]

RULE_NAME = "USER_INBOUND_USER"
SOURCE_DIRECTORY = "Microsoft Entra ID"
TARGET_DIRECTORY = "Microsoft Entra ID (target tenant)"
MATCHING = "alternativeSecurityIds"

_ALL_ACTIONS = "Add,Update,Delete"

# Attributes that have the same name on both sides, in Microsoft's order, with their default values.
_SAME: dict[str, str | None] = {
    "IsSoftDeleted": "False",
    "accountEnabled": "True",
    **dict.fromkeys(
        (
            "streetAddress",
            "city",
            "state",
            "postalCode",
            "country",
            "department",
            "employeeId",
            "displayName",
            "givenName",
            "jobTitle",
            "mailNickname",
            "manager",
            "physicalDeliveryOfficeName",
        )
    ),
    "preferredLanguage": "en-US",
    **dict.fromkeys(("surname", "telephoneNumber", "userPrincipalName")),
}

_USER = (
    *("objectId", "IsSoftDeleted", "accountEnabled", "streetAddress", "city", "state", "postalCode", "country"),
    *("companyName", "department", "employeeId", "employeeHireDate", "employeeLeaveDateTime", "employeeType"),
    *("employeeOrgData.costCenter", "employeeOrgData.division", "dirSyncEnabled", "displayName", "immutableId"),
)
_USER_END = (
    *(f"extensionAttribute{number}" for number in range(1, 16)),
    *("facsimileTelephoneNumber", "givenName", "jobTitle", "mailNickname", "manager", "mobile"),
    *("onPremisesSecurityIdentifier", "originalUserPrincipalName", "otherMails", "physicalDeliveryOfficeName"),
    *("preferredLanguage", "proxyAddresses", "surname", "telephoneNumber", "usageLocation", "userPrincipalName"),
    *("netId", "alternativeSecurityIds", "showInAddressList", "mail"),
)
_OTHERS = {
    "Group": ("objectId", "appRoleAssignments", "members"),
    "Application": (
        *("objectId", "appId", "appMetadata", "displayName", "appRoles", "homepage", "identifierUris", "replyUrls"),
    ),
    "AppRole": ("id", "allowedMemberTypes", "description", "displayName", "isEnabled", "origin", "value"),
    "AppRoleAssignment": (
        *("objectId", "id", "entitlement", "principalId", "principalType", "resourceId", "resourceDisplayName"),
        *("servicePrincipalApplicationIdentifier", "displayName", "value"),
    ),
    "ServicePrincipal": (
        *("objectId", "displayName", "appId", "appRoles", "microsoftFirstParty", "homepage", "appMetadata", "tags"),
        "applicationTemplateId",
    ),
}
_SOURCE_OBJECTS = {"User": (*_USER, "appRoleAssignments", *_USER_END, "userState", "userType"), **_OTHERS}
_TARGET_OBJECTS = {"User": (*_USER, *_USER_END, "userType", "source"), **_OTHERS}

# The disabled object mappings, with the attribute that each of them matches by.
_DISABLED = {
    "Group": "objectId",
    "Application": "appId",
    "AppRole": "displayName",
    "AppRoleAssignment": "id",
    "ServicePrincipal": "displayName",
}
_MULTIVALUED = {"otherMails", "proxyAddresses", "appRoleAssignments", "members", "appRoles", "tags", "replyUrls"}
_TYPES = {
    "employeeHireDate": "DateTime",
    "employeeLeaveDateTime": "DateTime",
    "manager": "Reference",
    "members": "Reference",
}


def default_schema(job_id: str, rule_id: str) -> Row:
    """The schema of a new job, whose id it has."""
    return {
        "id": job_id,
        "version": "v1.0",
        "synchronizationRules": [{**_rule(), "id": rule_id}],
        "directories": _directories(),
    }


def mapping(target: str, expression: str, flow: str = "Always", priority: int = 0, default: str | None = None) -> Row:
    """An attribute mapping."""
    return {
        "defaultValue": default,
        "exportMissingReferences": False,
        "flowBehavior": "FlowWhenChanged",
        "flowType": flow,
        "matchingPriority": priority,
        "targetAttributeName": target,
        "source": parsed(expression),
    }


@cache
def _rule() -> Row:
    others = [
        {
            "attributeMappings": [mapping(matching, f"[{matching}]", priority=1)],
            "enabled": False,
            "flowTypes": _ALL_ACTIONS,
            "metadata": [],
            "name": None,
            "scope": None,
            "sourceObjectName": "",
            "targetObjectName": name,
        }
        for name, matching in _DISABLED.items()
    ]
    return {
        "containerFilter": None,
        "editable": True,
        "groupFilter": None,
        "id": "",
        "metadata": [
            {"key": "defaultSourceObjectMappings", "value": "User"},
            {"key": "supportsProvisionOnDemand", "value": "True"},
        ],
        "name": RULE_NAME,
        "objectMappings": [_user_mapping(), *others],
        "priority": 0,
        "sourceDirectoryName": SOURCE_DIRECTORY,
        "targetDirectoryName": TARGET_DIRECTORY,
    }


def _user_mapping() -> Row:
    metadata = {
        "IsCustomerDefined": "false",
        "DisableMonitoringForChanges": "false",
        "Disposition": '"Normal"',
        "ExcludeFromReporting": "false",
        "EscrowBehavior": '"Default"',
        "Unsynchronized": "false",
        "OriginalJoiningProperty": MATCHING,
    }
    return {
        "attributeMappings": [
            *(mapping(name, f"[{name}]", default=default) for name, default in _SAME.items()),
            mapping(MATCHING, "AltSecIdFromNetId([netId])", "ObjectAddOnly", 1),
            mapping("showInAddressList", '"true"'),
            mapping("mail", "[mail]"),
            mapping("userType", '"Member"', "ObjectAddOnly"),
        ],
        "enabled": True,
        "flowTypes": _ALL_ACTIONS,
        "metadata": [{"key": key, "value": value} for key, value in metadata.items()],
        "name": "Provision Microsoft Entra ID Users",
        "scope": {
            "categoryFilterGroups": [],
            "groups": [],
            "inputFilterGroups": [
                {
                    "name": "Filter external users",
                    "clauses": [
                        clause(MATCHING, "EQUALS", "None"),
                        clause("userState", "NOT EQUALS", "PendingAcceptance"),
                    ],
                }
            ],
        },
        "sourceObjectName": "User",
        "targetObjectName": "User",
    }


def clause(attribute: str, operator: str, *values: str) -> Row:
    """A clause of a scoping filter."""
    return {"operatorName": operator, "sourceOperandName": attribute, "targetOperand": {"values": list(values)}}


@cache
def _directories() -> list[Row]:
    return [
        {
            "id": name,
            "discoverabilities": "AttributeNames,AttributeDataTypes",
            "discoveryDateTime": "2026-01-01T00:00:00Z",
            "name": name,
            "objects": [_object(*item) for item in objects.items()],
            "readOnly": True,
            "version": "v1.0",
        }
        for name, objects in ((SOURCE_DIRECTORY, _SOURCE_OBJECTS), (TARGET_DIRECTORY, _TARGET_OBJECTS))
    ]


def _object(name: str, attributes: tuple[str, ...]) -> Row:
    return {
        "attributes": [_attribute(attribute) for attribute in attributes],
        "metadata": [],
        "name": name,
        "supportedApis": [],
    }


def _attribute(name: str) -> Row:
    return {
        "anchor": name in ("objectId", "id"),
        "apiExpressions": [],
        "caseExact": False,
        "defaultValue": None,
        "flowNullValues": False,
        "metadata": [],
        "multivalued": name in _MULTIVALUED,
        "mutability": "ReadOnly" if name in ("objectId", "proxyAddresses") else "ReadWrite",
        "name": name,
        "referencedObjects": (
            [{"referencedObjectName": "User", "referencedProperty": "objectId"}] if name == "manager" else []
        ),
        "required": False,
        "type": _TYPES.get(name, "String"),
    }
