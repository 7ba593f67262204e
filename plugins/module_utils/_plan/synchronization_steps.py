# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The changes that complete or end one synchronization configuration (private to this collection). Pure.

A plan in the making: each step is planned from the state after the steps before it.
"""

from __future__ import annotations

from collections.abc import Iterable

from .._model.kinds import GraphObject, Settings
from .._model.operations import CREATE, DELETE, RESET, RESTART, UPDATE
from .._model.resource import Resource
from .._model.synchronization import credentials, retirement, schema
from .._model.synchronization.actions import PAUSE, START, USUAL, flags_of
from .._model.synchronization.configuration import (
    ADMIN_CENTER,
    Configuration,
    SourceSide,
    Unread,
    assignable_role,
    enabled_in,
    has_run,
    stranded,
)
from .._model.synchronization.desired import DesiredConfiguration
from .._model.synchronization.mappings import mapping_of, matching_targets, target_key, with_parsed
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
from .change import Change, NoWay
from .synchronized import applied, found

_FORGET = {"criteria": {"resetScope": flags_of(USUAL)}}
# The name of the tenant in changes. It is no setting: it is what a configuration is known by.
_TARGET = "target_tenant"
#: The note in the service principal that shows where a retirement stands. It is no setting either.
NOTE = "retirement"
EMPTY = "nobody in scope"
_OR_LEAVE = "To delete it, and leave its users where they are, set leave_users to true"
# In a prediction: the time of a read that comes later. No cycle has begun after it.
_UNKNOWN_TIME = "9999-12-31T23:59:59Z"


def lacks_time(change: Change) -> bool:
    """Whether a change is a prediction whose body lacks a time that only a read shows."""
    return _UNKNOWN_TIME in str((change.body or {}).get("notes"))


class Steps:
    """A plan in the making: the changes so far, and the state after them."""

    def __init__(self, desired: DesiredConfiguration, observed: SourceSide) -> None:
        self.desired = desired
        self.observed = observed
        self.changes: list[Change] = []
        result = match(observed.configurations, desired.tenant_id, desired.name, desired.ends)
        self.configuration = result.configuration
        # Other configurations that remain after the end are nothing that this run is about.
        if result.problem and not observed.ended:
            raise self._no_way(result.problem)

    def complete(self) -> None:
        """Add the changes that make a configuration complete and give it the desired settings."""
        if self.configuration is None:
            self._create()
        elif self.configuration.problem:
            raise self._no_way(self.configuration.problem)
        # The note of a retirement that has made the scope smaller and was cut before it restarted the job.
        restart = retirement.needs_restart(self._one)
        if retirement.is_marked(self._one) and not restart:
            # Users come back into the scope. A later retirement must not take the old note for its own.
            self._end_note()
        if self._one.job is None:
            self._add(SYNC_JOB, CREATE, body={"templateId": JOB_TEMPLATE})
        job = {"enabled": enabled_in(self._one.job or {})}
        changed = SYNC_JOB.differing(self.desired.job, job)
        enabled = self.desired.job.get("enabled")
        if changed and not enabled:
            self._switch(PAUSE, changed, self.desired.job)
        self._rename()
        self._write_credentials()
        self._write_schema()
        self._assign()
        if changed and enabled:
            self._switch(START, changed, self.desired.job)
        wanted = self.desired.credentials.get("scope") == credentials.ASSIGNED
        due = (wanted and self._one.id in self.observed.to_restart) or (restart and self._one.scope != credentials.ALL)
        possible = enabled_in(self._one.job or {}) and has_run(self._one.job or {})
        if due and possible:
            # Whether a restart starts a paused job is not known. So it comes after the start.
            self._restart()
        if restart and (possible or not due):
            # The note stays as long as the job is off. The run that switches it on restarts it, too.
            self._end_note()

    def remove(self) -> None:
        """Add the changes that remove a configuration at once. Raises NoWay if users would be left behind."""
        one = self._readable()
        if one is None:
            return
        left = stranded(one)
        if left is None and retirement.is_marked(one) and retirement.may_strand(one) and not retirement.cycle_seen(one):
            left = "a retirement has begun, and no cycle has taken its users away yet"
        if left and not self.desired.leave_users:
            raise self._no_way(
                f"{left}. Without it nobody updates or removes their accounts in the target tenant. Let nobody be in "
                "its scope, and wait for a cycle, or set leave_users to true. The state retired does this in order"
            )
        self._delete(one)

    def retire(self, with_cycle: bool) -> None:
        """Add the changes that end a configuration in Microsoft's order, as far as they are possible now.

        ``with_cycle``: also add the changes after the cycle that takes the users away. The run waits for this cycle.
        """
        one = self._readable()
        if one is None:
            return
        if retirement.may_strand(one) and not self.desired.leave_users:
            self._need_deletions(one)
            if not retirement.cycle_seen(one):
                self._take_everybody_out(one)
                if not with_cycle:
                    return
        self._delete(self._one)

    def _readable(self) -> Configuration | None:
        """The configuration that has to go, if there is one. Raises NoWay if nobody knows all of its objects."""
        one = self.configuration
        if one is None:
            return None
        if isinstance(one.jobs, Unread):
            raise self._no_way(f"its jobs could not be read: {one.jobs.reason}")
        if isinstance(one.application, Unread):
            raise self._no_way(f"its application could not be read: {one.application.reason}")
        return one

    def _delete(self, one: Configuration) -> None:
        for job in () if isinstance(one.jobs, Unread) else one.jobs:
            self._add(SYNC_JOB, DELETE, key={"job_id": job.get("id")})
        # The service principal is found again if the run is cut before it is removed, and the application is not.
        if isinstance(one.application, dict):
            self._add(SYNC_APPLICATION, DELETE, key={"application_id": one.application.get("id")})
        self._add(SYNC_CONFIGURATION, DELETE)

    def _need_deletions(self, one: Configuration) -> None:
        """Raises NoWay unless a cycle deletes the users who have left the scope."""
        reason = None
        if isinstance(one.schema, Unread):
            reason = f"its schema could not be read: {one.schema.reason}"
        elif one.lacks_schema or not isinstance(one.schema, dict):
            reason = "Graph shows no schema of its job. Run again" if one.job else None
        elif not schema.lets_delete(one.schema):
            reason = (
                "its mappings do not let a cycle delete users (target_actions without delete), so their accounts would "
                "stay in the target tenant. Give target_actions delete first"
            )
        if reason:
            raise self._no_way(f"{reason}. {_OR_LEAVE}")

    def _take_everybody_out(self, one: Configuration) -> None:
        """Let nobody be in the scope, and note since when.

        A run that is cut finds by the note what the runs before it have done. The note of an earlier retirement that
        somebody has undone must not count: it goes before anything else is changed.
        """
        reason = one.problem
        if reason is None and isinstance(one.credentials, Unread):
            reason = f"its credentials could not be read: {one.credentials.reason}"
        if reason is None and isinstance(one.assignments, Unread):
            reason = f"its assignments could not be read: {one.assignments.reason}"
        if reason:
            raise self._no_way(f"{reason}. {_OR_LEAVE}")
        if not retirement.is_emptied(one):
            self._empty_scope(one)
        job = self._one.job or {}
        if not enabled_in(job):
            # Only a cycle removes the users, and a job that is off has none.
            self._switch(START, ("enabled",), {"enabled": True})
        if retirement.needs_restart(self._one):
            # Users who were not assigned leave the scope only after a restart: known-issues (app-provisioning).
            self._restart()
            self._note("restarted", retirement.with_note(self._one))
        if self.changes or retirement.since_in(one) is None:
            # The time is that of a read that shows the empty scope. After a change, another read comes first.
            self._note(EMPTY, retirement.with_note(self._one, since=self.observed.now or _UNKNOWN_TIME))

    def _empty_scope(self, one: Configuration) -> None:
        values = {} if isinstance(one.credentials, Unread) else one.credentials
        scope = credentials.Scope().read(values.get(credentials.SCOPE))
        masked = scope == credentials.MASKED
        known = scope == credentials.ASSIGNED or (masked and retirement.is_marked(one))
        if not known and not masked and not retirement.needs_restart(one):
            self._note("begun", retirement.with_note(one, restart=True))
        elif retirement.since_in(one) is not None:
            self._note("begun", retirement.with_note(one))
        if not known:
            self._narrow(values)
        if not known and masked:
            self._note("begun", retirement.with_note(self._one, restart=True))
        assignments = one.assignments
        for assignment in () if isinstance(assignments, Unread) else assignments:
            key = {"assignment_id": assignment.get("id")}
            self._add(SYNC_ASSIGNMENT, DELETE, ("assignments",), name=assignment["principalId"], key=key)

    def _narrow(self, values: dict[str, str]) -> None:
        """Let only assigned users be in the scope, whatever else the credentials contain."""
        view = credentials.viewed(values)
        wanted: Settings = {**self.desired.credentials, "scope": credentials.ASSIGNED}
        before = SYNC_CREDENTIALS.read(view)
        names = [name for name in wanted if name == "scope" or before.get(name) == credentials.MASKED]
        self._write_values(values, wanted, names, ("scope",))

    def _end_note(self) -> None:
        self._note("ended", retirement.without_note(self._one))

    def _note(self, what: str, body: GraphObject | None) -> None:
        if body is None:
            raise self._no_way("the notes of its service principal leave no room for the note of the retirement")
        self._add(SYNC_CONFIGURATION, UPDATE, (NOTE,), body, values={NOTE: what})

    @property
    def _one(self) -> Configuration:
        """The configuration after the changes so far."""
        configuration = self.configuration
        if configuration is None:
            raise self._no_way("it does not exist")
        return configuration

    def _create(self) -> None:
        name = self.desired.name or usual_name(self.desired.tenant_id)
        self._need_own_name(name)
        self._add(SYNC_CONFIGURATION, CREATE, ("name",), {"displayName": name}, values={"name": name})

    def _need_own_name(self, name: str) -> None:
        """Raises NoWay for a name that would make the configuration look like one of the admin center."""
        if name.startswith(ADMIN_CENTER):
            raise self._no_way(
                f"{name!r} does not exist, and only the Microsoft 365 admin center makes configurations of such names"
            )

    def _rename(self) -> None:
        wanted: Settings = {} if self.desired.name is None else {"name": self.desired.name}
        names = SYNC_CONFIGURATION.differing(wanted, self._one.service_principal)
        if names:
            self._need_own_name(str(self.desired.name))
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
        self._write_values(values, wanted, written, ((_TARGET,) if incomplete else ()) + names)

    def _write_values(
        self, values: dict[str, str], wanted: Settings, written: list[str], settings: tuple[str, ...]
    ) -> None:
        """Write credentials. ``written`` are the names of their settings, and ``settings`` those that results show."""
        changes = SYNC_CREDENTIALS.body(wanted, written, credentials.viewed(values))
        after, lost = credentials.with_changes(values, self.desired.tenant_id, changes)
        if lost:
            raise self._no_way(
                f"Graph masks {', '.join(lost)}, and a write has to contain all values. Give scope, notification_email "
                "and deletion_threshold"
            )
        new = {_TARGET: self.desired.tenant_id, **wanted}
        shown = {name: new[name] for name in settings}
        self._add(SYNC_CREDENTIALS, UPDATE, settings, credentials.written(after), values=shown)

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
            fixed = set(map(target_key, matching_targets(view[schema.MAPPINGS])))
            refused = [item["target"] for item in wanted["attribute_mappings"] if target_key(item["target"]) in fixed]
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
            # A type that is new in Graph does not say that somebody is not assigned.
            if principal.name not in self._one.principals:
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

    def _switch(self, action: str, settings: Iterable[str], values: Settings) -> None:
        self._add(SYNC_JOB, UPDATE, tuple(settings), key={"action": action}, values=values)

    def _restart(self) -> None:
        self._add(SYNC_JOB, RESTART, ("scope",), _FORGET, values={"scope": credentials.ASSIGNED})

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
        name = f" {self.configuration.described}" if self.configuration else ""
        of_target = f"of {SYNC_CONFIGURATION.tenant} {self.desired.tenant_id}"
        return NoWay([f"{SYNC_CONFIGURATION.title}{name} {of_target}: {reason}"])
