# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The goal of an action of a synchronization job (private to this collection). Pure.

An action has no desired state that a read could show, except for the state of the schedule. So the observed state also
contains what this run has done.
"""

from __future__ import annotations

from typing import NamedTuple

from .._model.kinds import GraphObject, Row
from .._model.operations import PROVISION, RESTART, UPDATE
from .._model.synchronization import actions, credentials, schema
from .._model.synchronization.actions import WantedAction
from .._model.synchronization.configuration import ACTIVE, TYPES, Configuration, SourceSide, Unread, enabled_in, has_run
from .._model.synchronization.overview import QUARANTINE
from .._model.synchronization.provisioning import Provisioned, provisioned_in
from .._model.synchronization.recognition import match
from .._model.synchronization.resources import SYNC_CREDENTIALS, SYNC_JOB
from .._model.synchronization.rows import status_of
from .change import Change, NoWay

#: The reason of the quarantine that holds deletions back: accidental-deletions.
TOO_MANY_DELETES = "TooManyDeletes"
_THRESHOLD_SETTING = "QuarantineTooManyDeletesThreshold"
# Digits. No tenant has so many users.
_LONG = 12


class JobState(NamedTuple):
    """The observed state of a job, and what this run has done with it.

    ``since``: when the quarantine began that the first read showed; None if there was none. ``held_back``: the users
    whose deletion waits for approval; None if nobody asked. ``acted``: whether this run has done the action.
    """

    side: SourceSide
    since: str | None = None
    held_back: tuple[str, ...] | None = None
    acted: bool = False
    provisioned: Provisioned | None = None


class SyncJobGoal(NamedTuple):
    """One action of the job that synchronizes to a target tenant."""

    wanted: WantedAction

    @property
    def tenant_id(self) -> str:
        return self.wanted.tenant_id

    @property
    def title(self) -> str:
        return f"{SYNC_JOB.title} of {SYNC_JOB.tenant} {self.tenant_id}"

    @property
    def listed(self) -> bool:
        return True

    @property
    def singly(self) -> bool:
        return False

    def plan(self, observed: JobState) -> tuple[Change, ...]:
        """Raises NoWay if it is not clear which configuration is meant, or if the action is not safe."""
        action = self.wanted.action
        one = self._known(observed)
        enabled = enabled_in(one.job) if one and one.job else None
        if action == actions.START:
            return () if enabled and not _is_of_before(one, observed) else (self._switch(one, actions.START),)
        if action == actions.PAUSE:
            return () if enabled is False else (self._switch(one, actions.PAUSE),)
        if action == actions.PROVISION:
            return () if observed.acted else (self._provisioning(one),)
        # Graph's page is about stopped jobs, and does not say whether they are switched on. So a job that is off is
        # started, too. The start comes last: it ends a quarantine, and with it the deletions that wait.
        started = () if enabled else (self._switch(one, actions.START),)
        return started if observed.acted else (self._restart(one, observed), *started)

    def applied(self, observed: JobState, change: Change) -> JobState:
        def after(one: Configuration) -> Configuration:
            return _with_job(one, self._job_after(one.job, change)) if one.job and one.id == _id(change) else one

        side = observed.side
        side = side._replace(configurations=tuple(after(one) for one in side.configurations))
        return observed._replace(side=side, acted=True)

    def learned(self, observed: JobState, change: Change, answer: GraphObject) -> JobState:
        return self.applied(observed, change)._replace(provisioned=provisioned_in(answer))

    def needs_look(self, observed: JobState, following: Change | None) -> bool:
        return False

    def row(self, observed: JobState) -> Row | None:
        """The settings of the job that the action changes, and the action itself if it leaves no other trace."""
        state = self.state(observed)
        if state is None:
            return None
        job = self._job(observed)
        quarantine = quarantine_in(job) if job else None
        reason = None if quarantine is None else quarantine.get("reason") or "unknown"
        row: Row = {"enabled": state["enabled"], "quarantine": reason}
        if self.wanted.action == actions.RESTART:
            row["reset"] = list(self.wanted.reset) if observed.acted else []
        if self.wanted.subject:
            row["provisioned"] = [self.wanted.subject.name] if observed.acted else []
        return row

    def state(self, observed: JobState) -> Row | None:
        """The state of the job as results show it; None if there is no job. Raises UnexpectedValue."""
        job = self._job(observed)
        return None if job is None else {"enabled": enabled_in(job), "status": status_of(job)}

    def identity(self, observed: JobState) -> Row:
        """The names and IDs of the job as results show them."""
        one = self._configuration(observed)
        return {
            "target_tenant_id": self.tenant_id,
            "name": one.name if one else None,
            "service_principal_id": one.id if one else None,
            "job_id": one.job_id if one else None,
        }

    def unseen(self, observed: JobState) -> tuple[Change, ...]:
        if self.wanted.action == actions.RESTART and self.wanted.ends_quarantine:
            one = self._configuration(observed)
            if one is None or _is_of_before(one, observed):
                return self.plan(observed._replace(acted=False))
        return self.plan(observed)

    def lacks_partner(self, observed: JobState) -> bool:
        # An earlier task of a rehearsal may have only predicted the configuration.
        one = self._configuration(observed)
        needed = ("job",) if self.wanted.action == actions.PAUSE else ("job", "credentials", "schema")
        lacking = one is None or any(part in needed for part in one.missing)
        return lacking and bool(self.plan(observed))

    def contradicts(self, observed: JobState, change: Change) -> bool:
        return self._job(observed) is None

    def to_validate(self, observed: JobState) -> Configuration | None:
        """The configuration whose job has to be validated before it is switched on; None if there is none."""
        one = self._configuration(observed)
        if observed.acted or one is None or one.job_id is None or self.lacks_partner(observed):
            return None
        return one if any(change.key.get("action") == actions.START for change in self.plan(observed)) else None

    def to_count(self, observed: JobState) -> GraphObject | None:
        """The job whose waiting deletions have to be counted before they are let through; None if there is none."""
        job = self._job(observed)
        waits = job is not None and _reason(job) == TOO_MANY_DELETES
        return job if self.wanted.allow_deletions and waits and not observed.acted else None

    def _configuration(self, observed: JobState) -> Configuration | None:
        return match(observed.side.configurations, self.tenant_id, self.wanted.name).configuration

    def _job(self, observed: JobState) -> GraphObject | None:
        one = self._configuration(observed)
        return one.job if one else None

    def _known(self, observed: JobState) -> Configuration | None:
        """The configuration; None if there is none. Raises NoWay if it cannot be told, or cannot be managed."""
        result = match(observed.side.configurations, self.tenant_id, self.wanted.name)
        if result.problem:
            raise self._no_way(result.problem)
        one = result.configuration
        if one and one.problem:
            raise self._no_way(f"the synchronization configuration {one.described} cannot be managed: {one.problem}")
        return one

    def _switch(self, one: Configuration | None, action: str) -> Change:
        key = {**_key(one), "action": action}
        return Change(UPDATE, SYNC_JOB.name, self.tenant_id, ("enabled",), None, key=key)

    def _restart(self, one: Configuration | None, observed: JobState) -> Change:
        if self.wanted.allow_deletions:
            self._need_known_deletions(one, observed)
        body = {"criteria": {"resetScope": self.wanted.scope}}
        settings = ("reset", "allow_deletions") if self.wanted.allow_deletions else ("reset",)
        return Change(RESTART, SYNC_JOB.name, self.tenant_id, settings, body, key=_key(one))

    def _provisioning(self, one: Configuration | None) -> Change:
        subject = self.wanted.subject
        if subject is None:
            raise self._no_way("nobody to provision was given")
        rule = None
        if one and isinstance(one.schema, Unread):
            raise self._no_way(f"the schema of the job could not be read: {one.schema.reason}")
        if one and isinstance(one.schema, dict) and not one.lacks_schema:
            rule = schema.rule_id(one.schema)
            if rule is None:
                raise self._no_way("Graph does not show the ID of the rule for users in the schema of the job")
        subjects = [{"objectId": subject.name, "objectTypeName": TYPES[subject.kind]}]
        body = {"parameters": [{"ruleId": rule, "subjects": subjects}]}
        return Change(PROVISION, SYNC_JOB.name, self.tenant_id, (), body, subject.name, _key(one))

    def _need_known_deletions(self, one: Configuration | None, observed: JobState) -> None:
        """Raises NoWay unless it is known which deletions wait."""
        if one is None or one.job is None:
            raise self._no_way(SYNC_JOB.parent_missing)
        reason = _reason(one.job)
        if reason != TOO_MANY_DELETES:
            shown = reason or ("none" if quarantine_in(one.job) is None else "without a reason")
            raise self._no_way(
                f"no deletions wait for approval: the quarantine is {shown}, and not {TOO_MANY_DELETES}. "
                "With allow_deletions, the next cycle would delete any number of users. Leave out allow_deletions"
            )
        number, threshold = len(observed.held_back or ()), _threshold(one)
        if threshold is None:
            raise self._no_way(
                "it is not known how many deletions wait. Graph does not show the deletion threshold, or it was "
                f"switched off since. So it is not known whether the {number} deletions in the provisioning log are "
                "all. Allow them in the portal"
            )
        if number <= threshold:
            raise self._no_way(
                f"it is not known how many deletions wait. The provisioning log shows {number}, and the job stopped "
                f"because there are more than {threshold}. The log may be late: run again in some minutes"
            )

    def _job_after(self, job: GraphObject, change: Change) -> GraphObject:
        status = job.get("status") if isinstance(job.get("status"), dict) else None
        action = change.key.get("action")
        if status is not None and self.wanted.ends_quarantine and change.operation in (RESTART, UPDATE):
            status = {**status, "quarantine": None}
            if status.get("code") == QUARANTINE:
                status["code"] = ACTIVE if enabled_in(job) else "Paused"
        if action is None:
            return {**job, "status": status}
        if status is not None:
            running = ACTIVE if has_run(job) else "NotRun"
            status = {**status, "code": "Paused" if action == actions.PAUSE else running}
        state = "Paused" if action == actions.PAUSE else ACTIVE
        return {**job, "schedule": {**(job.get("schedule") or {}), "state": state}, "status": status}

    def _no_way(self, reason: str) -> NoWay:
        return NoWay([f"{self.title}: {reason}"])


def quarantine_in(job: GraphObject) -> GraphObject | None:
    """The quarantine of a job as Graph shows it; None if there is none. Empty if Graph shows only that there is one."""
    status = job.get("status")
    if not isinstance(status, dict):
        return None
    quarantine = status.get("quarantine")
    if isinstance(quarantine, dict):
        return quarantine
    return {} if status.get("code") == QUARANTINE else None


def _reason(job: GraphObject) -> str | None:
    reason = (quarantine_in(job) or {}).get("reason")
    return None if reason is None else str(reason)


def _is_of_before(one: Configuration | None, observed: JobState) -> bool:
    """Whether a job is in the quarantine that the first read has shown. A later one is no reason to act again."""
    quarantine = quarantine_in(one.job) if one and one.job else None
    return quarantine is not None and observed.since == str(quarantine.get("currentBegan"))


def _threshold(one: Configuration) -> int | None:
    """The number of deletions that does not stop the job; None if Graph does not show it.

    A threshold that is switched off is no number: the job has stopped because of an earlier one.
    """
    if not isinstance(one.credentials, Unread):
        value = SYNC_CREDENTIALS.read(credentials.viewed(one.credentials)).get("deletion_threshold")
        if isinstance(value, int) and value > 0:
            return value
    # A job may show the threshold, too: application-provisioning-configuration-api.
    settings = one.job.get("synchronizationJobSettings") if one.job else None
    for setting in settings if isinstance(settings, list) else ():
        if isinstance(setting, dict) and setting.get("name") == _THRESHOLD_SETTING:
            text = str(setting.get("value"))
            return (int(text) or None) if text.isdecimal() and len(text) < _LONG else None
    return None


def _key(one: Configuration | None) -> dict[str, str | None]:
    return {"service_principal_id": one.id if one else None, "job_id": one.job_id if one else None}


def _id(change: Change) -> str | None:
    return change.key.get("service_principal_id")


def _with_job(one: Configuration, job: GraphObject) -> Configuration:
    jobs = () if isinstance(one.jobs, Unread) else one.jobs
    return one._replace(jobs=tuple(job if each is one.job else each for each in jobs))
