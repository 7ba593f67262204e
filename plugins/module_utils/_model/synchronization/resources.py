# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resources of the source side of cross-tenant synchronization, one entry each (private to this collection).

One configuration consists of several objects in Graph: an application with its service principal, a job, credentials, a
schema and assignments. Their IDs are placeholders of the paths; a ``Change`` contains the values.
"""

from __future__ import annotations

from ..access import (
    DELETE_APPLICATION,
    INSTANTIATE,
    PROVISION_ON_DEMAND,
    READ_APPLICATIONS,
    READ_SYNCHRONIZATION,
    WRITE_APPLICATIONS,
    WRITE_ASSIGNMENTS,
    WRITE_SYNCHRONIZATION,
)
from ..kinds import Boolean, Text
from ..operations import CREATE, DELETE, PROVISION, RESET, RESTART, UPDATE, Operation
from ..resource import Resource, Setting
from . import credentials, schema
from .filters import ScopingFilters
from .mappings import AttributeMappings, OfExisting, UserType

#: The application of Microsoft's gallery that all configurations are made from, and the template of their jobs.
GALLERY_TEMPLATE = "518e5f48-1fc8-4c48-9387-9fdf28b0dfe7"
JOB_TEMPLATE = "Azure2Azure"

_ONE = "/servicePrincipals/{service_principal_id}"
_SYNCHRONIZATION = f"{_ONE}/synchronization"
_JOBS = f"{_SYNCHRONIZATION}/jobs"
_JOB = f"{_JOBS}/{{job_id}}"
_SCHEMA = f"{_JOB}/schema"
_ASSIGNMENTS = f"{_ONE}/appRoleAssignedTo"

# "Not 21Vianet as a source": cross-tenant-synchronization-overview.
_CLOUDS = ("global", "usgov", "usgov_dod")
_TENANT = "target tenant"

SYNC_CONFIGURATION = Resource(
    name="sync_configuration",
    title="the synchronization configuration",
    path=_ONE,
    list_path="/servicePrincipals",
    reading=READ_APPLICATIONS,
    query=(("$select", "id,appId,displayName,appRoles,notes"),),
    operations={
        CREATE: Operation("POST", f"/applicationTemplates/{GALLERY_TEMPLATE}/instantiate", INSTANTIATE, once=True),
        UPDATE: Operation("PATCH", _ONE, WRITE_APPLICATIONS),
        DELETE: Operation("DELETE", _ONE, WRITE_APPLICATIONS),
    },
    settings=(Setting("name", "displayName", Text()),),
    clouds=_CLOUDS,
    tenant=_TENANT,
)

SYNC_APPLICATION = Resource(
    name="sync_application",
    title="the application of the synchronization configuration",
    path="/applications/{application_id}",
    list_path="/applications",
    reading=READ_APPLICATIONS,
    query=(("$select", "id,appId,displayName"),),
    operations={DELETE: Operation("DELETE", "/applications/{application_id}", DELETE_APPLICATION)},
    settings=(),
    clouds=_CLOUDS,
    tenant=_TENANT,
)

SYNC_JOB = Resource(
    name="sync_job",
    title="the synchronization job",
    path=_JOB,
    list_path=_JOBS,
    reading=READ_SYNCHRONIZATION,
    operations={
        CREATE: Operation("POST", _JOBS, WRITE_SYNCHRONIZATION, once=True),
        # The schedule of a job is read-only. An action, "start" or "pause", changes it.
        UPDATE: Operation("POST", f"{_JOB}/{{action}}", WRITE_SYNCHRONIZATION),
        DELETE: Operation("DELETE", _JOB, WRITE_SYNCHRONIZATION),
        RESTART: Operation("POST", f"{_JOB}/restart", WRITE_SYNCHRONIZATION, once=True),
        PROVISION: Operation("POST", f"{_JOB}/provisionOnDemand", PROVISION_ON_DEMAND, once=True),
    },
    settings=(Setting("enabled", "enabled", Boolean()),),
    clouds=_CLOUDS,
    tenant=_TENANT,
    parent_missing=(
        "no complete configuration synchronizes to this tenant. entra.cross_tenant.sync_configuration creates and "
        "completes configurations"
    ),
)

SYNC_CREDENTIALS = Resource(
    name="sync_credentials",
    title="the credentials of the synchronization configuration",
    path=f"{_SYNCHRONIZATION}/secrets",
    reading=READ_SYNCHRONIZATION,
    operations={UPDATE: Operation("PUT", f"{_SYNCHRONIZATION}/secrets", WRITE_SYNCHRONIZATION)},
    settings=(
        Setting("scope", credentials.SCOPE, credentials.Scope()),
        Setting("notification_email", credentials.MAIL, credentials.Mail()),
        Setting("deletion_threshold", credentials.DELETIONS, credentials.Threshold()),
    ),
    clouds=_CLOUDS,
    tenant=_TENANT,
)

SYNC_SCHEMA = Resource(
    name="sync_schema",
    title="the schema of the synchronization job",
    path=_SCHEMA,
    reading=READ_SYNCHRONIZATION,
    operations={
        UPDATE: Operation("PUT", _SCHEMA, WRITE_SYNCHRONIZATION),
        # In the permission file and in no page: the job gets the schema of its template again.
        RESET: Operation("DELETE", _SCHEMA, WRITE_SYNCHRONIZATION),
    },
    settings=(
        Setting(
            "target_actions", schema.ACTIONS, schema.Actions({"create": "Add", "update": "Update", "delete": "Delete"})
        ),
        Setting("user_type", schema.USER_TYPE_SOURCE, UserType()),
        Setting("user_type_of_existing", schema.USER_TYPE_FLOW, OfExisting()),
        Setting("attribute_mappings", schema.MAPPINGS, AttributeMappings()),
        Setting("scoping_filters", schema.FILTERS, ScopingFilters()),
    ),
    clouds=_CLOUDS,
    tenant=_TENANT,
)

SYNC_ASSIGNMENT = Resource(
    name="sync_assignment",
    title="the assignment of {name}",
    path="",
    list_path=_ASSIGNMENTS,
    reading=READ_APPLICATIONS,
    operations={
        CREATE: Operation("POST", _ASSIGNMENTS, WRITE_ASSIGNMENTS),
        DELETE: Operation("DELETE", f"{_ASSIGNMENTS}/{{assignment_id}}", WRITE_ASSIGNMENTS),
    },
    settings=(),
    clouds=_CLOUDS,
    tenant=_TENANT,
)

#: The entries in the order in which results and options list their settings.
RESOURCES = (SYNC_CONFIGURATION, SYNC_JOB, SYNC_CREDENTIALS, SYNC_SCHEMA, SYNC_ASSIGNMENT, SYNC_APPLICATION)
