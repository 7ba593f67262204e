# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions of the source side: Microsoft's permission file (devx-content, permissions.json, 2026-08-07).

Application.ReadWrite.OwnedBy counts for what the application owns; for reads in the directory it is enough
(permissions-reference: with it, an application may list all applications and service principals).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..behaviour import Behaviour

OWNED = "Application.ReadWrite.OwnedBy"
SYNCHRONIZATION_WRITE = "Synchronization.ReadWrite.All"

INSTANTIATE = "instantiate"
PRINCIPAL_READ = "principal_read"
PRINCIPAL_WRITE = "principal_write"
APPLICATION_WRITE = "application_write"
DELETED_OBJECT = "deleted_object"
ASSIGN = "assign"
ASSIGN_READ = "assign_read"
UNASSIGN = "unassign"
SYNC_READ = "sync_read"
SYNC_WRITE = "sync_write"
JOB_PATCH = "job_patch"
SECRETS_READ = "secrets_read"
USERS = "users"
GROUPS = "groups"
BY_IDS = "by_ids"
PROVISIONING_LOG = "provisioning_log"

_DIRECTORY = {"Directory.Read.All", "Directory.ReadWrite.All"}
_APPLICATIONS = {"Application.ReadWrite.All", "Directory.ReadWrite.All"}
_USERS = {"User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All"}
_GROUPS = {"GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All"}

#: None of these is more than its rows in the permission file; those of users and groups are on the reference pages.
SOURCE_PERMISSIONS: dict[str, frozenset[str | None]] = {
    INSTANTIATE: frozenset({OWNED, *_APPLICATIONS}),
    PRINCIPAL_READ: frozenset({"Application.Read.All", OWNED, *_APPLICATIONS, *_DIRECTORY}),
    PRINCIPAL_WRITE: frozenset({OWNED, *_APPLICATIONS}),
    # application-delete has no permission of the directory.
    APPLICATION_WRITE: frozenset({OWNED, "Application.ReadWrite.All"}),
    # directory-deleteditems-delete and -restore name one permission for applications and service principals.
    DELETED_OBJECT: frozenset({"Application.ReadWrite.All"}),
    # A pair is needed, or the one permission that is in both sets.
    ASSIGN: frozenset({"AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All"}),
    ASSIGN_READ: frozenset({"Application.Read.All", "Directory.Read.All", "Application.ReadWrite.All"}),
    UNASSIGN: frozenset({"AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All"}),
    SYNC_READ: frozenset({"Synchronization.Read.All", SYNCHRONIZATION_WRITE, OWNED}),
    SYNC_WRITE: frozenset({SYNCHRONIZATION_WRITE, OWNED}),
    JOB_PATCH: frozenset({SYNCHRONIZATION_WRITE}),
    USERS: frozenset({*_USERS, *_DIRECTORY}),
    GROUPS: frozenset({*_GROUPS, *_DIRECTORY}),
    PROVISIONING_LOG: frozenset({"AuditLog.Read.All", "ProvisioningLog.Read.All", "Directory.Read.All"}),
}


def source_allowed(permission: str, behaviour: Behaviour) -> frozenset[str | None] | None:
    """The permissions of which one is enough, where that depends on the behaviour."""
    if permission == SECRETS_READ:
        return SOURCE_PERMISSIONS[SYNC_READ if behaviour.secrets_read == "read" else SYNC_WRITE]
    if permission == BY_IDS:
        narrow = {*_USERS, *_GROUPS, "Application.Read.All"} if behaviour.get_by_ids == "narrow" else set()
        return frozenset({"Directory.Read.All", *narrow})
    return None


def readable(type_name: str, held: frozenset[str], behaviour: Behaviour) -> bool:
    """Whether getByIds shows more of an object of a type than that it is there."""
    if behaviour.get_by_ids == "directory" or held & _DIRECTORY:
        return True
    narrow = {"user": _USERS, "group": _GROUPS}.get(type_name, {"Application.Read.All"})
    return bool(held & narrow)
