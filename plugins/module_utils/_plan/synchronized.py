# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A change of a synchronization configuration → the state in Graph after it (private to this collection). Pure."""

from __future__ import annotations

from .._model.kinds import GraphObject
from .._model.operations import CREATE, DELETE, RESET, RESTART
from .._model.synchronization import credentials, schema
from .._model.synchronization.configuration import (
    ACTIVE,
    DISABLED,
    PAUSED,
    TYPES,
    Configuration,
    SourceSide,
    Unread,
    has_run,
)
from .._model.synchronization.resources import (
    JOB_TEMPLATE,
    SYNC_APPLICATION,
    SYNC_ASSIGNMENT,
    SYNC_CONFIGURATION,
    SYNC_CREDENTIALS,
    SYNC_SCHEMA,
)
from .change import Change

# The object ID is a key of each change except the creation of a configuration, whose ID is not known yet.
_ID = "service_principal_id"

# A new job never ran. "NotConfigured" is the status before the credentials are written.
_NEW_JOB: GraphObject = {"templateId": JOB_TEMPLATE, "schedule": {"state": DISABLED}, "status": {"code": "NotRun"}}


def applied(observed: SourceSide, change: Change) -> SourceSide:
    """``observed`` as Graph holds it after ``change``. A state that is predicted has no time."""
    observed = observed._replace(now=None)
    if (change.operation, change.resource) == (CREATE, SYNC_CONFIGURATION.name):
        new = Configuration(
            dict(change.body or {}), jobs=(), credentials={}, schema=None, assignments=(), application={}
        )
        return observed._replace(configurations=(*observed.configurations, new))
    if (change.operation, change.resource) == (DELETE, SYNC_CONFIGURATION.name):
        others = tuple(one for one in observed.configurations if one.id != change.key[_ID])
        return observed._replace(configurations=others, ended=True)
    identifier = change.key[_ID]
    due = observed.to_restart
    if change.operation == RESTART:
        return observed._replace(to_restart=due - {identifier})
    configurations = []
    for one in observed.configurations:
        if one.id == identifier:
            one, before = _changed(one, change), one
            if one.id and needs_restart(before, one):
                due |= {one.id}
        configurations.append(one)
    return observed._replace(configurations=tuple(configurations), to_restart=due)


def needs_restart(before: Configuration, after: Configuration) -> bool:
    """Whether a job has to be restarted because only assigned users are in its scope now.

    Other users leave the scope only after a restart: known-issues (app-provisioning). A scope that Graph masks may have
    been "all".
    """
    smaller = before.scope != credentials.ASSIGNED and after.scope == credentials.ASSIGNED
    return smaller and any(has_run(job) for job in before.synchronizing)


def found(observed: SourceSide, change: Change) -> Configuration | None:
    """The configuration that ``change`` was about, in the state after it; None if there is none."""
    some = [one for one in observed.configurations if one.id == change.key.get(_ID)]
    return some[-1] if some else None


def _changed(one: Configuration, change: Change) -> Configuration:
    body = change.body or {}
    if change.resource == SYNC_CONFIGURATION.name:
        return one._replace(service_principal={**one.service_principal, **body})
    if change.resource == SYNC_APPLICATION.name:
        return one._replace(application=None)
    if change.resource == SYNC_CREDENTIALS.name:
        return one._replace(credentials=credentials.values_in(body))
    if change.resource == SYNC_ASSIGNMENT.name:
        return _assigned(one, change)
    if change.resource == SYNC_SCHEMA.name:
        return _with_schema(one, change)
    return _with_job(one, change)


def _with_job(one: Configuration, change: Change) -> Configuration:
    jobs = () if isinstance(one.jobs, Unread) else one.jobs
    if change.operation == CREATE:
        return one._replace(jobs=(*jobs, _NEW_JOB), schema=schema.PREDICTED, schema_predicted=True)
    if change.operation == DELETE:
        jobs = tuple(job for job in jobs if job.get("id") != change.key["job_id"])
        return one._replace(jobs=jobs, schema=None if not jobs else one.schema)
    state = PAUSED if change.key["action"] == "pause" else ACTIVE
    return one._replace(
        jobs=tuple(
            {**job, "schedule": {**(job.get("schedule") or {}), "state": state}} if job is one.job else job
            for job in jobs
        )
    )


def _with_schema(one: Configuration, change: Change) -> Configuration:
    if change.operation == RESET:
        return one._replace(schema=schema.PREDICTED, schema_predicted=True)
    if change.body is not None:
        return one._replace(schema=change.body, schema_predicted=False)
    if not isinstance(one.schema, dict):
        return one
    wanted = SYNC_SCHEMA.body(change.values or {}, change.settings, schema.viewed(one.schema))
    return one._replace(schema=schema.with_changes(one.schema, wanted))


def _assigned(one: Configuration, change: Change) -> Configuration:
    assignments = () if isinstance(one.assignments, Unread) else one.assignments
    if change.operation == DELETE:
        gone = change.key["assignment_id"]
        return one._replace(assignments=tuple(each for each in assignments if each.get("id") != gone))
    (kind,) = change.values or ("",)
    new = {"principalType": TYPES.get(kind), **(change.body or {})}
    return one._replace(assignments=(*assignments, new))
