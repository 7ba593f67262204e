# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""New objects of the source side, with all the properties that they have from the start."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime

from ..table import Row
from .types import ZERO_TIME

GALLERY_TEMPLATE_ID = "518e5f48-1fc8-4c48-9387-9fdf28b0dfe7"
JOB_TEMPLATE = "Azure2Azure"
HOMEPAGE = (
    "https://account.activedirectory.windowsazure.com:444/applications/default.aspx"
    "?metadata=aad2aadsync|ISV9.1|primary|z"
)
NO_NOTIFICATION = '{"Enabled":false,"DeleteThresholdEnabled":false,"HumanResourcesLookaheadQueryEnabled":false}'


def text_of(moment: datetime) -> str:
    """A time as Graph writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def new_instance(name: str, home_tenant_id: str, now: str) -> tuple[Row, Row]:
    """The application and the service principal of a new instance (configure-graph, step 6)."""
    app_id, role = (
        str(uuid.uuid4()),
        {
            "allowedMemberTypes": ["User"],
            "displayName": "msiam_access",
            "id": str(uuid.uuid4()),
            "isEnabled": True,
            "description": "msiam_access",
            "value": None,
            "origin": "Application",
        },
    )
    application = {
        "id": str(uuid.uuid4()),
        "deletedDateTime": None,
        "appId": app_id,
        "applicationTemplateId": GALLERY_TEMPLATE_ID,
        "appRoles": [role],
        "createdDateTime": now,
        "displayName": name,
        "notes": None,
        "serviceManagementReference": None,
        "signInAudience": "AzureADMyOrg",
        "tags": [],
    }
    principal = {
        "id": str(uuid.uuid4()),
        "deletedDateTime": None,
        "accountEnabled": True,
        "appDisplayName": name,
        "appId": app_id,
        "applicationTemplateId": GALLERY_TEMPLATE_ID,
        "appOwnerOrganizationId": home_tenant_id,
        "appRoleAssignmentRequired": True,
        "appRoles": [role],
        "displayName": name,
        "homepage": HOMEPAGE,
        "notes": None,
        "notificationEmailAddresses": [],
        "servicePrincipalNames": [app_id],
        "servicePrincipalType": "Application",
        "tags": ["WindowsAzureActiveDirectoryIntegratedApp"],
    }
    return application, principal


def new_assignment(principal_id: str, kind: str, name: str | None, resource: Row, app_role_id: str, now: str) -> Row:
    """An assignment to a service principal (configure-graph, step 10)."""
    return {
        "id": secrets.token_urlsafe(32),
        "deletedDateTime": None,
        "appRoleId": app_role_id,
        "createdDateTime": now,
        "principalDisplayName": name,
        "principalId": principal_id,
        "principalType": kind,
        "resourceDisplayName": resource["displayName"],
        "resourceId": resource["id"],
    }


def new_status(code: str) -> Row:
    """The status of a job that has not run yet."""
    return {
        "countSuccessiveCompleteFailures": 0,
        "escrowsPruned": False,
        "code": code,
        "lastExecution": None,
        "lastSuccessfulExecution": None,
        "lastSuccessfulExecutionWithExports": None,
        "quarantine": None,
        "steadyStateFirstAchievedTime": ZERO_TIME,
        "steadyStateLastAchievedTime": ZERO_TIME,
        "troubleshootingUrl": None,
        "progress": [],
        "synchronizedEntryCountByType": [],
    }


def new_job(home_tenant_id: str, template: str = JOB_TEMPLATE) -> Row:
    """A job of a template (configure-graph, step 8)."""
    return {
        "id": f"{template}.{home_tenant_id.replace('-', '')}.{uuid.uuid4()}",
        "templateId": template,
        "schedule": {"expiration": None, "interval": "PT40M", "state": "Disabled"},
        "status": new_status("Paused"),
        "synchronizationJobSettings": [
            {"name": "AzureIngestionAttributeOptimization", "value": "False"},
            {"name": "LookaheadQueryEnabled", "value": "False"},
        ],
    }


def new_memory() -> Row:
    """What the service remembers of a job and Graph does not show.

    ``full``: the next cycle evaluates everybody. ``seen``: what was imported last of each source object. ``syncAll``:
    the scope of the last full evaluation. ``due``: when the next cycle is. ``running``: a cycle has begun,
    at the time ``began``.
    ``ranAt``: when the job was started or ran last, in seconds since 1970, where cycles happen by themselves.
    """
    return {
        "full": True,
        "forceDeletes": False,
        "seen": {},
        "syncAll": None,
        "fullEvaluations": 0,
        "cycles": 0,
        "due": None,
        "running": False,
        "began": None,
        "ranAt": None,
    }


def new_user(given: Row) -> Row:
    """A user with at least the properties that provisioning needs; one of a name is the same in every run."""
    upn = given["userPrincipalName"]
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"graph-simulator/user/{upn}")),
        "displayName": upn,
        "mail": upn,
        "mailNickname": upn.partition("@")[0],
        "accountEnabled": True,
        "userType": "Member",
        "externalUserState": None,
        **given,
    }


def new_group(given: Row) -> Row:
    """A group; two of one name differ by their description."""
    name = given["displayName"]
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"graph-simulator/group/{name}/{given.get('description')}")),
        "deletedDateTime": None,
        "description": None,
        "groupTypes": [],
        "isAssignableToRole": None,
        "mail": None,
        "mailEnabled": False,
        "mailNickname": name,
        "securityEnabled": True,
        **given,
    }
