# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of the source side, with direct access for tests, and their JSON form.

As in the directory, what a test arranges here is settled: reads show it at once, whatever the replication lag.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

from ..kinds import is_guid
from ..table import Row, Table
from .default_schema import default_schema
from .shapes import (
    NO_NOTIFICATION,
    new_assignment,
    new_group,
    new_instance,
    new_job,
    new_memory,
    new_status,
    new_user,
    text_of,
)
from .targets import Target
from .types import NO_EXECUTION

if TYPE_CHECKING:
    from ..directory import Directory

_TABLES = ("users", "groups", "applications", "principals", "deleted", "schemas", "log")
_BELOW = ("assignments", "jobs")  # tables of which each service principal has its own


class Configuration(NamedTuple):
    """The identifiers of one configuration; ``job_id`` and ``rule_id`` are empty where there is no job."""

    service_principal_id: str
    application_id: str
    app_id: str
    app_role_id: str
    job_id: str
    rule_id: str


_COMPLETED = {"users": new_user, "groups": new_group}


class SourceSide:
    """The state of the source side."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self.users, self.groups, self.applications, self.principals = Table(), Table(), Table(), Table()
        self.deleted = Table()  # applications and service principals, soft-deleted
        self.schemas, self.secrets, self.log = Table(), Table(), Table()  # by job, by service principal, by row
        self.assignments: dict[str, Table] = {}  # by service principal
        self.jobs: dict[str, Table] = {}  # by service principal
        self.owners: dict[str, list[str]] = {}  # client IDs by service principal, and by application
        self.members: dict[str, list[str]] = {}  # principals by group
        self.memories: dict[str, Row] = {}  # by job
        self.failing: dict[str, str] = {}  # error codes by user
        self.targets: dict[str, Target] = {}
        self.ahead = timedelta()
        self._versions = 0

    # The time of the service, which a test may advance.

    def now(self) -> datetime:
        """The present time of the synchronization service."""
        return datetime.now(timezone.utc) + self.ahead

    def now_text(self) -> str:
        """The same as Graph writes it."""
        return text_of(self.now())

    def next_version(self) -> str:
        """A version that was never seen before."""
        self._versions += 1
        return f"v1.{self._versions}"

    # Arranging, for tests. Names of properties are those of Graph.

    def add_user(self, name: str, display_name: str | None = None, **properties: Any) -> Row:
        """An internal member, unless the properties say otherwise; ``name`` is the part before the domain, or a UPN."""
        upn = name if "@" in name else f"{name}@{self._directory.home['defaultDomainName']}"
        given = {"displayName": display_name or name, "userPrincipalName": upn, **properties}
        return self._put(self.users, new_user(given))

    def change_user(self, user_id: str, **properties: Any) -> Row:
        """Set properties of a user."""
        return self._put(self.users, {**self.users.get(user_id), **properties})

    def remove_user(self, user_id: str) -> None:
        """Delete a user, with the assignments and memberships."""
        with self._directory.lock:
            self.users.settle(user_id, None)
            for table in self.assignments.values():
                for key, row in list(table.rows()):
                    if row["principalId"] == user_id:
                        table.settle(key, None)
            for members in self.members.values():
                if user_id in members:
                    members.remove(user_id)

    def add_group(self, name: str, members: tuple[str, ...] = (), **properties: Any) -> Row:
        """A security group with members."""
        row = new_group({"displayName": name, **properties})
        self.members[row["id"]] = list(members)
        return self._put(self.groups, row)

    def set_members(self, group_id: str, *members: str) -> None:
        """Replace the members of a group."""
        with self._directory.lock:
            self.members[group_id] = list(members)

    def allow(self, tenant_id: str, *, inbound_sync: bool = True, inbound_redemption: bool = True) -> Target:
        """Say what a target tenant allows. The outbound half is a property of the partner in the directory."""
        with self._directory.lock:
            target = self.target(tenant_id)
            target.inbound_sync, target.inbound_redemption, target.directory = inbound_sync, inbound_redemption, None
            return target

    def link(self, directory: Directory) -> Target:
        """Read from the directory of another simulator what that tenant allows."""
        with self._directory.lock:
            target = self.target(directory.home["tenantId"])
            target.directory = directory
            return target

    def add_configuration(
        self,
        target_tenant_id: str | None = None,
        display_name: str = "Fabrikam",
        *,
        job: bool = True,
        credentials: Mapping[str, str] | None = None,
        state: str = "Disabled",
        assigned: tuple[str, ...] = (),
        owners: tuple[str, ...] = (),
    ) -> Configuration:
        """A configuration, or half of one. ``credentials`` replace the usual ones; an empty mapping is none.

        Without a target there are none either. ``state`` is that of the schedule; ``assigned`` are users and groups.
        """
        home = self._directory.home["tenantId"]
        application, principal = new_instance(display_name, home, "2026-01-01T00:00:00Z")
        key, role = principal["id"], principal["appRoles"][0]["id"]
        if credentials is None:
            usual = {"AuthenticationType": "SyncPolicy", "CompanyId": target_tenant_id or "", "SyncAll": "false"}
            credentials = {**usual, "SyncNotificationSettings": NO_NOTIFICATION} if target_tenant_id else {}
        with self._directory.lock:
            self.applications.settle(application["id"], application)
            self.principals.settle(key, principal)
            self.owners[key] = self.owners[application["id"]] = list(owners)
            if credentials:
                pairs = [{"key": name, "value": value} for name, value in credentials.items()]
                self.secrets.settle(key, {"value": pairs})
            job_id, rule_id = self._add_job(key, state) if job else ("", "")
            for one in assigned:
                self.assign(key, one)
        return Configuration(key, application["id"], application["appId"], role, job_id, rule_id)

    def _add_job(self, principal_id: str, state: str) -> tuple[str, str]:
        row, rule_id = new_job(self._directory.home["tenantId"]), str(uuid.uuid4())
        if state != "Disabled":
            row = {**row, "schedule": {**row["schedule"], "state": state}}
        if state == "Active":
            row = {**row, "status": {**new_status("NotRun"), "lastExecution": NO_EXECUTION}}
        self.job_table(principal_id).settle(row["id"], row)
        self.schemas.settle(row["id"], default_schema(row["id"], rule_id))
        self.memories[row["id"]] = new_memory()
        return row["id"], rule_id

    def assign(self, service_principal_id: str, principal_id: str) -> Row:
        """Assign a user or group to a configuration."""
        kind, principal = self.principal(principal_id)
        resource = self.principals.get(service_principal_id)
        role = resource["appRoles"][0]["id"]
        row = new_assignment(principal_id, kind, principal["displayName"], resource, role, "2026-01-01T00:00:00Z")
        return self._put(self.assignment_table(service_principal_id), row)

    def unassign(self, service_principal_id: str, principal_id: str) -> None:
        """Take the assignments of a user or group away."""
        with self._directory.lock:
            table = self.assignment_table(service_principal_id)
            for key, row in list(table.rows()):
                if row["principalId"] == principal_id:
                    table.settle(key, None)

    def set_secrets(self, service_principal_id: str, **credentials: str) -> None:
        """Set single credentials, by their keys."""
        with self._directory.lock:
            row = self.secrets.get(service_principal_id) or {"value": []}
            merged = {**{item["key"]: item["value"] for item in row["value"]}, **credentials}
            pairs = [{"key": name, "value": value} for name, value in merged.items()]
            self.secrets.settle(service_principal_id, {"value": pairs})

    def set_schema(self, job_id: str, schema: Row | None) -> None:
        """Replace the schema of a job, or take it away, without an effect on its next cycle. Nothing is checked."""
        with self._directory.lock:
            self.schemas.settle(job_id, copy.deepcopy(schema))

    def fail(self, user_id: str, code: str | None = "DuplicateTargetEntries") -> None:
        """Let each write of a user fail with an error of the provisioning log, or with None succeed again."""
        with self._directory.lock:
            self.failing.pop(user_id, None)
            if code is not None:
                self.failing[user_id] = code

    # Reading, for tests: copies.

    def job(self, job_id: str) -> Row | None:
        """A job as Graph keeps it."""
        found = self.find_job(job_id)
        return copy.deepcopy(found[1]) if found else None

    def jobs_of(self, service_principal_id: str) -> list[Row]:
        """The jobs of a service principal."""
        return copy.deepcopy([row for _key, row in self.job_table(service_principal_id).rows()])

    def schema(self, job_id: str) -> Row | None:
        """The schema of a job."""
        return copy.deepcopy(self.schemas.get(job_id))

    def secrets_of(self, service_principal_id: str) -> dict[str, str]:
        """The credentials of a service principal by key, unmasked."""
        row = self.secrets.get(service_principal_id) or {"value": []}
        return {item["key"]: item["value"] for item in row["value"]}

    def assigned(self, service_principal_id: str) -> list[str]:
        """The IDs of the users and groups that are assigned to a configuration."""
        return [row["principalId"] for _key, row in self.assignment_table(service_principal_id).rows()]

    def full_evaluations(self, job_id: str) -> int:
        """How often a job evaluated everybody: at its first cycle, after a restart, after each new schema."""
        return self.memory(job_id)["fullEvaluations"]

    # Look-ups that endpoints and cycles share.

    def memory(self, job_id: str) -> Row:
        """What the service remembers of a job, to be changed in place."""
        return self.memories.setdefault(job_id, new_memory())

    def assignment_table(self, service_principal_id: str) -> Table:
        """The assignments to a service principal."""
        return self.assignments.setdefault(service_principal_id, Table())

    def job_table(self, service_principal_id: str) -> Table:
        """The jobs of a service principal."""
        return self.jobs.setdefault(service_principal_id, Table())

    def find_job(self, job_id: str) -> tuple[str, Row] | None:
        """The service principal and the row of a job."""
        for key, table in self.jobs.items():
            row = table.get(job_id)
            if row is not None:
                return key, row
        return None

    def principal(self, object_id: str) -> tuple[str, Row]:
        """The type of a possible assignee and its row. Raises KeyError."""
        for kind, table in (("User", self.users), ("Group", self.groups), ("ServicePrincipal", self.principals)):
            row = table.get(object_id)
            if row is not None:
                return kind, row
        raise KeyError(object_id)

    def target(self, tenant_id: str) -> Target:
        """A target tenant. One that nobody mentioned allows nothing."""
        if not is_guid(tenant_id):
            raise ValueError(f"not a tenant id: {tenant_id!r}")
        return self.targets.setdefault(tenant_id.lower(), Target(tenant_id.lower()))

    def owns(self, client_id: str, object_id: str) -> bool:
        """Whether an application owns a service principal or an application."""
        return client_id in self.owners.get(object_id.lower(), ())

    def drop_job(self, service_principal_id: str, job_id: str) -> None:
        """A job is gone, with all that the service knows of it."""
        self.job_table(service_principal_id).remove(job_id)
        self.schemas.remove(job_id)
        self.memories.pop(job_id, None)

    def _put(self, table: Table, row: Row) -> Row:
        with self._directory.lock:
            table.settle(row["id"], row)
        return copy.deepcopy(row)

    # The JSON form.

    def load(self, seed: dict[str, Any]) -> None:
        """Replace everything by a seed, which has the form of a snapshot.

        Besides, ``configurations`` are arguments of ``add_configuration``.
        """
        for name in _TABLES:
            table = getattr(self, name)
            table.clear()
            complete = _COMPLETED.get(name, dict)
            for row in map(complete, seed.get(name, ())):
                table.settle(row["id"], row)
        self.secrets.clear()
        for row in seed.get("secrets", ()):
            self.secrets.settle(row["id"], {"value": row["value"]})
        for name in _BELOW:
            tables = getattr(self, name)
            tables.clear()
            for key, rows in seed.get(name, {}).items():
                tables[key] = Table()
                for row in rows:
                    tables[key].settle(row["id"], row)
        for name in ("owners", "members", "memories", "failing"):
            setattr(self, name, copy.deepcopy(seed.get(name, {})))
        self.memories = {key: {**new_memory(), **row} for key, row in self.memories.items()}
        self.targets = {}
        for row in seed.get("targets", ()):
            target = self.target(row["tenantId"])
            target.inbound_sync = row.get("inboundSync", True)
            target.inbound_redemption = row.get("inboundRedemption", True)
            target.objects = {item["id"]: item for item in copy.deepcopy(row.get("objects", []))}
        self.ahead = timedelta(seconds=seed.get("secondsAhead", 0))
        self._versions = 0
        for arguments in seed.get("configurations", ()):
            given = dict(arguments)
            given["assigned"] = tuple(given.get("assigned", ()))
            self.add_configuration(**given)

    def snapshot(self) -> dict[str, Any]:
        """Everything, in the form that ``load`` takes."""
        state: dict[str, Any] = {name: [row for _key, row in getattr(self, name).rows()] for name in _TABLES}
        state["secrets"] = [{"id": key, **row} for key, row in self.secrets.rows()]
        for name in _BELOW:
            tables = ((key, [row for _key, row in table.rows()]) for key, table in getattr(self, name).items())
            state[name] = {key: rows for key, rows in tables if rows}
        for name in ("owners", "members", "memories", "failing"):
            state[name] = getattr(self, name)
        state["targets"] = [target.snapshot() for target in self.targets.values()]
        state["secondsAhead"] = self.ahead.total_seconds()
        return state
