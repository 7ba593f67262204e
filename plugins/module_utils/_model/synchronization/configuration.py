# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Observed synchronization configurations: objects of Graph that belong together (private to this collection). Pure.

A part of a configuration is present, absent, or could not be read. The last is never taken for absence: a configuration
whose target tenant is not known may be the one that is looked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from ..._names import guid_key
from ..kinds import GraphObject, RequiredText, Text, UnexpectedValue, brief, without_annotations
from . import credentials, schema
from .resources import JOB_TEMPLATE

#: The Microsoft 365 admin center gives this name, and the ID of a tenant after it, to the configurations that it makes.
#: They must not be renamed: multi-tenant-organization-known-issues.
ADMIN_CENTER = "MTO_Sync_"

USER = "user"
GROUP = "group"
_KINDS = {"User": USER, "Group": GROUP}
TYPES = {word: graph for graph, word in _KINDS.items()}

ACTIVE = "Active"
DISABLED = "Disabled"
PAUSED = "Paused"
# The states of a schedule. Any other word says neither that a job is on nor that it is off.
_ENABLED = {ACTIVE.lower(): True, DISABLED.lower(): False, PAUSED.lower(): False}
# synchronizationstatus: the codes that a job has which never ran. Any other code may be that of a job that has run.
_MAY_BE_NEW = ("NotConfigured", "NotRun", PAUSED)

# The role of an application without roles of its own: serviceprincipal-post-approleassignedto.
_NO_ROLE = "00000000-0000-0000-0000-000000000000"
_ROLE = "msiam_access"
_NEVER = "0001-01-01"

# IDs become part of a path. The ID of a job contains dots, and no page describes its parts.
_JOB_ID = re.compile(r"[A-Za-z0-9._-]{1,200}")
_ASSIGNMENT_ID = re.compile(r"[A-Za-z0-9_-]{1,200}")


@dataclass(frozen=True)
class Unread:
    """A part that could not be read: nobody knows whether it exists.

    ``forbidden``: whether Graph refused the read. ``error``: the error of the read.
    """

    reason: str
    forbidden: bool = False
    error: Exception | None = field(default=None, compare=False)


#: The part of a configuration that nobody has asked for.
NOT_READ = Unread("it was not read")


class _Parts(NamedTuple):
    service_principal: GraphObject
    #: All jobs of the service principal.
    jobs: tuple[GraphObject, ...] | Unread = NOT_READ
    #: By their keys; empty if there are none.
    credentials: dict[str, str] | Unread = NOT_READ
    #: The schema of the job, or None if there is none.
    schema: GraphObject | Unread | None = NOT_READ
    assignments: tuple[GraphObject, ...] | Unread = NOT_READ
    #: The application object, or None if it was deleted.
    application: GraphObject | Unread | None = NOT_READ
    #: Whether ``schema`` is the schema that a new job is expected to get, and not one that was read.
    schema_predicted: bool = False


class Configuration(_Parts):
    """One service principal that was made from the gallery template, and everything that belongs to it.

    Nothing changes the objects. So what follows from them is found out only once.
    """

    @property
    def id(self) -> str | None:
        """The object ID of the service principal; None if it is predicted."""
        return self.service_principal.get("id")

    @property
    def name(self) -> str:
        return str(self.service_principal.get("displayName") or "")

    @property
    def by_admin_center(self) -> bool:
        """Whether the Microsoft 365 admin center made the configuration. Its name is the only sign."""
        return self.name.startswith(ADMIN_CENTER)

    @property
    def described(self) -> str:
        """The configuration in an error: its name and its ID."""
        return f"{self.name!r} (service principal {self.id})"

    @cached_property
    def target(self) -> str | None:
        """The target tenant; None if the configuration has none yet; MASKED if it is not known."""
        if isinstance(self.credentials, Unread):
            return credentials.MASKED
        return credentials.target_in(self.credentials)

    @cached_property
    def scope(self) -> str | None:
        """Whether all or only assigned users are synchronized; None if Graph shows no scope; MASKED if not known."""
        if isinstance(self.credentials, Unread):
            return credentials.MASKED
        return credentials.Scope().read(self.credentials.get(credentials.SCOPE))

    @cached_property
    def synchronizing(self) -> tuple[GraphObject, ...]:
        """The jobs that synchronize with another tenant. There should be one."""
        if isinstance(self.jobs, Unread):
            return ()
        return tuple(job for job in self.jobs if job.get("templateId") == JOB_TEMPLATE)

    @property
    def job(self) -> GraphObject | None:
        """The job that synchronizes; None if there is none."""
        return self.synchronizing[0] if self.synchronizing else None

    @property
    def job_id(self) -> str | None:
        """The ID of the job; None if there is no job, or if it is predicted."""
        return self.job.get("id") if self.job else None

    @property
    def problem(self) -> str | None:
        """Why the configuration cannot be managed; None if it can be."""
        if isinstance(self.jobs, Unread):
            return f"its jobs could not be read: {self.jobs.reason}"
        if len(self.synchronizing) > 1:
            return f"it has {len(self.synchronizing)} jobs that synchronize, and one is possible"
        if self.jobs and not self.synchronizing:
            return f"its job has another template than {JOB_TEMPLATE}"
        return None

    @cached_property
    def missing(self) -> list[str]:
        """The parts that a complete configuration has and this one does not have: it is half made."""
        missing = []
        if not isinstance(self.jobs, Unread) and not self.jobs:
            missing.append("job")
        if not isinstance(self.credentials, Unread) and credentials.is_incomplete(self.credentials):
            missing.append("credentials")
        if self.job and not isinstance(self.schema, Unread) and self.lacks_schema:
            missing.append("schema")
        return missing

    @property
    def lacks_schema(self) -> bool:
        """Whether a read has shown that the job has no schema."""
        return self.schema is None or (isinstance(self.schema, dict) and schema.is_empty(self.schema))

    @cached_property
    def unread(self) -> dict[str, str]:
        """The parts that were asked for and could not be read, with the reasons."""
        parts = {name: getattr(self, name) for name in self._fields}
        return {name: part.reason for name, part in parts.items() if isinstance(part, Unread) and part is not NOT_READ}

    @cached_property
    def principals(self) -> frozenset[str]:
        """The object IDs of everybody who is assigned, of whatever type. Empty if the assignments are not known."""
        assignments = () if isinstance(self.assignments, Unread) else self.assignments
        return frozenset(str(guid_key(assignment.get("principalId"))) for assignment in assignments)

    @cached_property
    def assigned(self) -> dict[str, str]:
        """The assigned users and groups: object ID → "user" or "group". Empty if the assignments are not known."""
        if isinstance(self.assignments, Unread):
            return {}
        return {
            str(guid_key(assignment.get("principalId"))): _KINDS[str(assignment.get("principalType"))]
            for assignment in self.assignments
            if assignment.get("principalType") in _KINDS
        }


class SourceSide(NamedTuple):
    """Everything that a read has found out about the synchronization from the home tenant to other tenants.

    ``parsed``: expressions of desired mappings, and how Graph reads them. ``validated``: the jobs that Graph says may
    synchronize to their target tenants. ``to_restart``: the configurations whose scope this run has made smaller, and
    whose jobs have to be restarted for this reason. No read shows that. Both are IDs.
    ``ended``: whether this run has deleted the configuration that the goal is about.
    ``deferred``: what Graph said about the job although an earlier task lets the target tenant agree; None if nothing.
    ``now`` is the time of the read by Graph's clock, such as 2026-11-27T18:00:00Z. It is None if nobody asked, and in a
    state that is predicted.
    """

    configurations: tuple[Configuration, ...]
    parsed: dict[str, GraphObject] = {}
    validated: frozenset[str] = frozenset()
    to_restart: frozenset[str] = frozenset()
    ended: bool = False
    deferred: str | None = None
    now: str | None = None


def service_principal_in(graph: Any) -> GraphObject:
    """A service principal that Graph sent. Raises UnexpectedValue."""
    result = _named(graph, "service principal")
    _text(result, "notes")
    # The application object is found by this ID.
    _guid(result, "appId", "service principal")
    return dict(result, id=_guid(result, "id", "service principal"))


def application_in(graph: Any) -> GraphObject:
    """An application that Graph sent. Raises UnexpectedValue."""
    return dict(_named(graph, "application"), id=_guid(graph, "id", "application"))


def job_in(graph: Any) -> GraphObject:
    """A job that Graph sent. Raises UnexpectedValue."""
    job = _object(graph, "job")
    identifier = job.get("id")
    if not isinstance(identifier, str) or not _JOB_ID.fullmatch(identifier):
        raise UnexpectedValue("a job without a valid ID")
    _text(job, "templateId")
    enabled_in(job)
    return job


def assignment_in(graph: Any) -> GraphObject:
    """An assignment that Graph sent. Raises UnexpectedValue."""
    assignment = _object(graph, "assignment")
    identifier = assignment.get("id")
    if not isinstance(identifier, str) or not _ASSIGNMENT_ID.fullmatch(identifier):
        raise UnexpectedValue("an assignment without a valid ID")
    # Without a type, nobody could tell a user whom the options do not name from an application, which stays.
    if _text(assignment, "principalType") is None:
        raise UnexpectedValue("an assignment without a principalType")
    return dict(assignment, principalId=_guid(assignment, "principalId", "assignment"))


def schema_in(graph: Any) -> GraphObject:
    """A schema that Graph sent. Raises UnexpectedValue."""
    result = _object(graph, "schema")
    if "synchronizationRules" not in result:
        raise UnexpectedValue("a schema that does not mention its rules")
    if not schema.is_empty(result):
        schema.viewed(result)
    return result


def enabled_in(job: GraphObject) -> bool | None:
    """Whether a job is switched on; None if Graph does not say, or says it in an unknown word. Raises UnexpectedValue.

    The schedule decides. The status shows what a job does at the moment: a job in quarantine is switched on.
    """
    schedule = job.get("schedule")
    if schedule is None:
        return None
    state = _text(_object(schedule, "schedule"), "state")
    return None if state is None else _ENABLED.get(state.lower())


def has_run(job: GraphObject) -> bool:
    """Whether a job may have synchronized anybody. A job may have, unless its status says that it is new."""
    status = job.get("status")
    if not isinstance(status, dict) or status.get("code") not in _MAY_BE_NEW:
        return True
    runs = ("lastExecution", "lastSuccessfulExecution", "lastSuccessfulExecutionWithExports")
    return any(_is_run(status.get(name)) for name in runs) or _is_time(status.get("steadyStateFirstAchievedTime"))


def _is_run(execution: Any) -> bool:
    """Whether an execution took place. A job that was just started shows one without times."""
    if not isinstance(execution, dict):
        return execution is not None
    times = (execution.get("timeBegan"), execution.get("timeEnded"))
    return execution.get("activityIdentifier") is not None or any(_is_time(time) for time in times)


def _is_time(graph: Any) -> bool:
    return graph is not None and not str(graph).startswith(_NEVER)


def assignable_role(service_principal: GraphObject) -> str:
    """The ID of the role that assigned users and groups get. Raises UnexpectedValue."""
    roles = [] if service_principal.get("appRoles") is None else service_principal["appRoles"]
    if not isinstance(roles, list) or not all(isinstance(role, dict) for role in roles):
        raise UnexpectedValue(f"appRoles: {brief(roles)} is not a list of roles")
    usable = [role for role in roles if role.get("isEnabled") is not False and _is_for_users(role)]
    chosen = sorted(usable, key=lambda role: role.get("displayName") != _ROLE)
    return _guid(chosen[0], "id", "role") if chosen else _NO_ROLE


def stranded(configuration: Configuration) -> str | None:
    """Which users nobody would update or remove any more if the configuration were deleted now; None if there are none.

    A deletion leaves all synchronized users in the target tenant: synchronization-synchronizationjob-delete.
    """
    if not isinstance(configuration.jobs, Unread) and not any(has_run(job) for job in configuration.jobs):
        return None
    if isinstance(configuration.credentials, Unread):
        return f"its scope is not known, since its credentials could not be read: {configuration.credentials.reason}"
    if configuration.scope == credentials.MASKED:
        return "its scope is not known, since Graph masks it"
    if configuration.scope is None:
        return "its scope is not known, since Graph shows none"
    if configuration.scope == credentials.ALL:
        return "all users of this tenant are in its scope"
    if isinstance(configuration.assignments, Unread):
        return f"its assignments could not be read: {configuration.assignments.reason}"
    number = len(configuration.assignments)
    return f"users and groups are assigned to it ({number})" if number else None


def _is_for_users(role: GraphObject) -> bool:
    kinds = role.get("allowedMemberTypes")
    return isinstance(kinds, list) and "User" in kinds


def _named(graph: Any, what: str) -> GraphObject:
    result = _object(graph, what)
    _text(result, "displayName")
    return result


def _object(graph: Any, what: str) -> GraphObject:
    if not isinstance(graph, dict):
        raise UnexpectedValue(f"{what}: {brief(graph)} is not an object")
    return without_annotations(graph)


def _text(graph: GraphObject, name: str) -> str | None:
    try:
        return Text().read(graph.get(name))
    except UnexpectedValue as error:
        raise UnexpectedValue(f"{name}: {error}") from error


def _guid(graph: GraphObject, name: str, what: str) -> str:
    try:
        key = guid_key(RequiredText().read(graph.get(name)))
    except UnexpectedValue as error:
        raise UnexpectedValue(f"{what} without {name}: {error}") from error
    if key is None:
        raise UnexpectedValue(f"{what}: {name} is {brief(graph.get(name))}, which is no object ID")
    return key
