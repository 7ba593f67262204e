# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The goal of a synchronization configuration, with its job, schema and assignments (private to this collection). Pure.

A configuration is made of several objects. Only Graph knows their IDs, and an object can be made only after the object
above it: application and service principal → job → credentials → schema → assignments → start. A run that was cut
leaves a half-made configuration, which the next run completes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .._model.desired import ABSENT
from .._model.kinds import GraphObject, Row, Settings
from .._model.operations import CREATE, DELETE, RESET, RESTART, UPDATE
from .._model.resource import Resource
from .._model.synchronization import credentials, schema
from .._model.synchronization.actions import PAUSE, START, USUAL, flags_of
from .._model.synchronization.configuration import (
    ADMIN_CENTER,
    Configuration,
    SourceSide,
    Unread,
    application_in,
    assignable_role,
    enabled_in,
    has_run,
    job_in,
    service_principal_in,
    stranded,
)
from .._model.synchronization.desired import DesiredConfiguration
from .._model.synchronization.filters import narrows
from .._model.synchronization.mappings import functions_in, mapping_of, matching_targets, with_parsed
from .._model.synchronization.recognition import match, usual_name
from .._model.synchronization.resources import (
    JOB_TEMPLATE,
    SYNC_APPLICATION,
    SYNC_ASSIGNMENT,
    SYNC_CONFIGURATION,
    SYNC_CREDENTIALS,
    SYNC_JOB,
    SYNC_SCHEMA,
)
from .._model.synchronization.rows import configuration_row
from .change import Change, NoWay
from .synchronized import applied, found

_FORGET = {"criteria": {"resetScope": flags_of(USUAL)}}
# The name of the tenant in changes. It is no setting: it is what a configuration is known by.
_TARGET = "target_tenant"


class SyncConfigurationGoal(NamedTuple):
    """One configuration that synchronizes users of the home tenant to a target tenant."""

    desired: DesiredConfiguration

    @property
    def tenant_id(self) -> str:
        return self.desired.tenant_id

    @property
    def title(self) -> str:
        return f"{SYNC_CONFIGURATION.title} of {SYNC_CONFIGURATION.tenant} {self.tenant_id}"

    @property
    def listed(self) -> bool:
        return True

    @property
    def singly(self) -> bool:
        return False

    def plan(self, observed: SourceSide) -> tuple[Change, ...]:
        """Raises NoWay if it is not clear which configuration is meant, or if users would be left behind."""
        steps = _Steps(self.desired, observed)
        if self.desired.state == ABSENT:
            steps.retire()
        else:
            steps.complete()
        return tuple(steps.changes)

    def applied(self, observed: SourceSide, change: Change) -> SourceSide:
        return applied(observed, change)

    def learned(self, observed: SourceSide, change: Change, answer: GraphObject) -> SourceSide | None:
        after = applied(observed, change)
        if change.resource == SYNC_CONFIGURATION.name:
            new = after.configurations[-1]._replace(
                service_principal=service_principal_in(answer.get("servicePrincipal")),
                application=application_in(answer.get("application")),
            )
            return after._replace(configurations=(*after.configurations[:-1], new))
        if change.resource == SYNC_JOB.name:
            job = job_in(answer)
            configurations = tuple(
                one._replace(jobs=(job,)) if one.id == change.key["service_principal_id"] else one
                for one in after.configurations
            )
            return after._replace(configurations=configurations)
        return None

    def needs_look(self, observed: SourceSide) -> bool:
        # Graph makes the schema of a new job. And only Graph knows whether the target tenant agrees.
        one = self._configuration(observed)
        unread = bool(one and one.schema_predicted and one.job_id and self.desired.schema)
        return unread or self.to_validate(observed) is not None

    def to_validate(self, observed: SourceSide) -> Configuration | None:
        """The configuration whose job has to be validated before it is switched on; None if there is none."""
        one = self._configuration(observed)
        if one is None or one.job is None or one.job_id in (None, *observed.validated):
            return None
        return one if self.desired.job.get("enabled") and not enabled_in(one.job) else None

    def masked(self, observed: SourceSide) -> list[str]:
        """The names of desired settings whose values Graph masks. Nobody knows whether they differ."""
        one = self._configuration(observed)
        if one is None or isinstance(one.credentials, Unread):
            return []
        row = SYNC_CREDENTIALS.read(credentials.viewed(one.credentials))
        return [name for name in self.desired.credentials if row.get(name) == credentials.MASKED]

    def to_parse(self, observed: SourceSide) -> list[str]:
        """The expressions of desired mappings that Graph has to parse before they can be written."""
        one = self._configuration(observed)
        wanted = self.desired.schema.get("attribute_mappings") or []
        if one is None or not isinstance(one.schema, dict) or one.lacks_schema:
            return []
        known = SYNC_SCHEMA.setting("attribute_mappings").read(schema.viewed(one.schema))
        return [expression for expression in functions_in(wanted, known) if expression not in observed.parsed]

    def closes(self, before: Row | None, after: Row | None) -> bool:
        """Whether users may leave the scope, and lose their accounts in the target tenant, or are no longer updated."""
        return before is not None and after is not None and takes_users_away(before, after)

    def row(self, observed: SourceSide) -> Row | None:
        one = self._configuration(observed)
        return None if one is None else configuration_row(one)

    def unseen(self, observed: SourceSide) -> tuple[Change, ...]:
        return self.plan(observed)

    def lacks_partner(self, observed: SourceSide) -> bool:
        return False

    def contradicts(self, observed: SourceSide, change: Change) -> bool:
        one = self._configuration(observed)
        there = one is not None
        if one is not None and change.resource == SYNC_JOB.name:
            there = one.job is not None
        elif one is not None and change.resource == SYNC_APPLICATION.name:
            there = isinstance(one.application, dict)
        elif one is not None and change.resource == SYNC_ASSIGNMENT.name and not isinstance(one.assignments, Unread):
            there = change.name in one.assigned
        return there == (change.operation == DELETE)

    def _configuration(self, observed: SourceSide) -> Configuration | None:
        return match(observed.configurations, self.tenant_id, self.desired.name).configuration


def takes_users_away(before: Row, after: Row) -> bool:
    """Whether a change of a configuration stops the synchronization of users, or lets users leave its scope."""
    stopped = before.get("enabled") is True and after.get("enabled") is not True
    # A scope that Graph masks may be "all". A configuration that lacks its credentials has no scope yet.
    incomplete = "credentials" in (before.get("missing") or ())
    wider = before.get("scope") != credentials.ASSIGNED and not incomplete
    fewer = wider and after.get("scope") == credentials.ASSIGNED
    remaining = after.get("assignments") or []
    unassigned = any(principal not in remaining for principal in before.get("assignments") or [])
    return stopped or fewer or unassigned or narrows(before.get("scoping_filters"), after.get("scoping_filters"))


class _Steps:
    """A plan in the making: the changes so far, and the state after them."""

    def __init__(self, desired: DesiredConfiguration, observed: SourceSide) -> None:
        self.desired = desired
        self.observed = observed
        self.changes: list[Change] = []
        result = match(observed.configurations, desired.tenant_id, desired.name)
        if result.problem:
            raise NoWay([result.problem])
        self.configuration = result.configuration

    def complete(self) -> None:
        """Add the changes that make a configuration complete and give it the desired settings."""
        if self.configuration is None:
            self._create()
        elif self.configuration.problem:
            raise self._no_way(self.configuration.problem)
        if self._one.job is None:
            self._add(SYNC_JOB, CREATE, body={"templateId": JOB_TEMPLATE})
        job = {"enabled": enabled_in(self._one.job or {})}
        changed = SYNC_JOB.differing(self.desired.job, job)
        enabled = self.desired.job.get("enabled")
        if changed and not enabled:
            self._switch(PAUSE, changed)
        self._rename()
        self._write_credentials()
        self._write_schema()
        self._assign()
        if changed and enabled:
            self._switch(START, changed)
        wanted = self.desired.credentials.get("scope") == credentials.ASSIGNED
        due = wanted and self._one.id in self.observed.to_restart
        if due and enabled_in(self._one.job or {}) and has_run(self._one.job or {}):
            # Whether a restart starts a paused job is not known. So it comes after the start.
            self._add(SYNC_JOB, RESTART, ("scope",), _FORGET, values={"scope": credentials.ASSIGNED})

    def retire(self) -> None:
        """Add the changes that remove a configuration."""
        one = self.configuration
        if one is None:
            return
        if isinstance(one.jobs, Unread):
            raise self._no_way(f"its jobs could not be read: {one.jobs.reason}")
        if isinstance(one.application, Unread):
            raise self._no_way(f"its application could not be read: {one.application.reason}")
        left = None if self.desired.leave_users else stranded(one)
        if left:
            raise self._no_way(
                f"{left}. Without it nobody updates or removes their accounts in the target tenant. Let nobody be in "
                "its scope, and wait for a cycle, or set leave_users to true"
            )
        for job in one.jobs:
            self._add(SYNC_JOB, DELETE, key={"job_id": job.get("id")})
        # The service principal is found again if the run is cut before it is removed, and the application is not.
        if one.application is not None:
            self._add(SYNC_APPLICATION, DELETE, key={"application_id": one.application.get("id")})
        self._add(SYNC_CONFIGURATION, DELETE)

    @property
    def _one(self) -> Configuration:
        """The configuration after the changes so far."""
        configuration = self.configuration
        if configuration is None:
            raise self._no_way("it does not exist")
        return configuration

    def _create(self) -> None:
        name = self.desired.name or usual_name(self.desired.tenant_id)
        if name.startswith(ADMIN_CENTER):
            raise NoWay(
                [f"{name!r} does not exist, and only the Microsoft 365 admin center makes configurations of such names"]
            )
        self._add(SYNC_CONFIGURATION, CREATE, ("name",), {"displayName": name}, values={"name": name})

    def _rename(self) -> None:
        wanted: Settings = {} if self.desired.name is None else {"name": self.desired.name}
        names = SYNC_CONFIGURATION.differing(wanted, self._one.service_principal)
        if names:
            body = SYNC_CONFIGURATION.body(wanted, names, self._one.service_principal)
            self._add(SYNC_CONFIGURATION, UPDATE, names, body, values=wanted)

    def _write_credentials(self) -> None:
        values = self._one.credentials
        if isinstance(values, Unread):
            raise self._no_way(f"its credentials could not be read: {values.reason}")
        wanted, view = self.desired.credentials, credentials.viewed(values)
        names = SYNC_CREDENTIALS.differing(wanted, view)
        incomplete = credentials.is_incomplete(values)
        if not names and not incomplete:
            return
        # A masked value does not differ. It is written if all values have to be written.
        before = SYNC_CREDENTIALS.read(view)
        written = [name for name in wanted if name in names or before.get(name) == credentials.MASKED]
        changes = SYNC_CREDENTIALS.body(wanted, written, view)
        after, lost = credentials.with_changes(values, self.desired.tenant_id, changes)
        if lost:
            raise self._no_way(
                f"Graph masks {', '.join(lost)}, and a write has to contain all values. Give scope, notification_email "
                "and deletion_threshold"
            )
        settings = ((_TARGET,) if incomplete else ()) + names
        new = {_TARGET: self.desired.tenant_id, **wanted}
        self._add(
            SYNC_CREDENTIALS,
            UPDATE,
            settings,
            credentials.written(after),
            values={name: new[name] for name in settings},
        )

    def _write_schema(self) -> None:
        if isinstance(self._one.schema, Unread):
            # Without a schema a configuration is half made. Only if Graph refuses the read, nobody can find that out.
            if self.desired.schema or not self._one.schema.forbidden:
                raise self._no_way(f"its schema could not be read: {self._one.schema.reason}")
            return
        if self._one.lacks_schema:
            if any(has_run(job) for job in self._one.synchronizing):
                # A new schema would lose all mappings, and the answer may be wrong.
                raise self._no_way("Graph shows no schema of its job, although the job has run. Run again")
            self._add(SYNC_SCHEMA, RESET)
        graph = self._one.schema
        if not isinstance(graph, dict):
            return
        view = schema.viewed(graph)
        wanted = self._mapped(view)
        names = SYNC_SCHEMA.differing(wanted, view)
        if names:
            # The schema of a job that does not exist yet is a prediction. It is read before it is written.
            predicted = self._one.schema_predicted
            body = None if predicted else schema.with_changes(graph, SYNC_SCHEMA.body(wanted, names, view))
            values = {name: self.desired.schema[name] for name in names}
            self._add(SYNC_SCHEMA, UPDATE, names, body, values=values)

    def _mapped(self, view: GraphObject) -> Settings:
        """The desired settings of the schema, with Graph's reading of expressions. Raises NoWay."""
        wanted = dict(self.desired.schema)
        if wanted.get("attribute_mappings"):
            fixed = set(matching_targets(view[schema.MAPPINGS]))
            refused = [item["target"] for item in wanted["attribute_mappings"] if item["target"] in fixed]
            if refused:
                raise self._no_way(f"Graph does not let mappings be changed that match users: {', '.join(refused)}")
            wanted["attribute_mappings"] = with_parsed(wanted["attribute_mappings"], self.observed.parsed)
        alone = "user_type_of_existing" in wanted and "user_type" not in wanted
        if alone and mapping_of(view[schema.MAPPINGS], "userType") is None:
            raise self._no_way("it has no mapping of userType, so user_type_of_existing needs user_type")
        return wanted

    def _assign(self) -> None:
        if self.desired.assignments is None:
            return
        assignments = self._one.assignments
        if isinstance(assignments, Unread):
            raise self._no_way(f"its assignments could not be read: {assignments.reason}")
        known = self._one.assigned
        wanted = {principal.name for principal in self.desired.assignments}
        for principal in self.desired.assignments:
            if principal.name not in known:
                body = {
                    "principalId": principal.name,
                    "resourceId": self._one.id,
                    "appRoleId": assignable_role(self._one.service_principal),
                }
                values = {principal.kind: principal.name}
                self._add(SYNC_ASSIGNMENT, CREATE, ("assignments",), body, principal.name, values=values)
        for assignment in assignments if self.desired.exclusive else ():
            principal_id = assignment["principalId"]
            if principal_id in known and principal_id not in wanted:
                key = {"assignment_id": assignment.get("id")}
                self._add(SYNC_ASSIGNMENT, DELETE, ("assignments",), name=principal_id, key=key)

    def _switch(self, action: str, settings: Iterable[str]) -> None:
        self._add(SYNC_JOB, UPDATE, tuple(settings), key={"action": action}, values=self.desired.job)

    def _add(
        self,
        resource: Resource,
        operation: str,
        settings: tuple[str, ...] = (),
        body: GraphObject | None = None,
        name: str | None = None,
        key: dict[str, str | None] | None = None,
        values: Settings | None = None,
    ) -> None:
        one = self.configuration
        ids: dict[str, str | None] = {"service_principal_id": one.id} if one else {}
        if one and "{job_id}" in resource.operations[operation].path:
            ids["job_id"] = one.job_id
        ids.update(key or {})
        change = Change(operation, resource.name, self.desired.tenant_id, settings, body, name, ids, values)
        self.changes.append(change)
        self.observed = applied(self.observed, change)
        self.configuration = found(self.observed, change)

    def _no_way(self, reason: str) -> NoWay:
        name = self.configuration.described if self.configuration else self.desired.tenant_id
        return NoWay([f"{SYNC_CONFIGURATION.title} {name}: {reason}"])
