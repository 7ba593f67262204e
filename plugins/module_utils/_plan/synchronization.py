# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The goal of a synchronization configuration, with its job, schema and assignments (private to this collection). Pure.

A configuration is made of several objects. Only Graph knows their IDs, and an object can be made only after the object
above it: application and service principal → job → credentials → schema → assignments → start. A run that was cut
leaves a half-made configuration, which the next run completes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .._model.kinds import GraphObject, Row
from .._model.operations import DELETE
from .._model.synchronization import credentials, retirement, schema
from .._model.synchronization.configuration import (
    Configuration,
    SourceSide,
    Unread,
    application_in,
    enabled_in,
    job_in,
    service_principal_in,
)
from .._model.synchronization.desired import ENDING, RETIRED, DesiredConfiguration
from .._model.synchronization.filters import narrows
from .._model.synchronization.mappings import functions_in
from .._model.synchronization.overview import TOO_MANY_DELETIONS
from .._model.synchronization.recognition import Match, match, synchronizing_to
from .._model.synchronization.resources import (
    SYNC_APPLICATION,
    SYNC_ASSIGNMENT,
    SYNC_CONFIGURATION,
    SYNC_CREDENTIALS,
    SYNC_JOB,
    SYNC_SCHEMA,
)
from .._model.synchronization.rows import configuration_row
from .change import Change
from .synchronization_steps import EMPTY, NOTE, Steps, lacks_time
from .synchronized import applied


class SyncConfigurationGoal(NamedTuple):
    """One configuration that synchronizes users of the home tenant to a target tenant.

    ``waits``: whether the run waits for the cycle that the desired state needs.
    """

    desired: DesiredConfiguration
    waits: bool = False

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
        steps = Steps(self.desired, observed)
        if self.desired.state == RETIRED:
            steps.retire(with_cycle=self.waits)
        elif self.desired.state in ENDING:
            steps.remove()
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

    def needs_look(self, observed: SourceSide, following: Change | None) -> bool:
        # Graph makes the schema of a new job. And only Graph knows whether the target tenant agrees.
        one = self._configuration(observed)
        unread = bool(one and one.schema_predicted and one.job_id and self.desired.schema)
        # The time of a note is that of a read that shows the empty scope.
        timeless = following is not None and _notes_time(following) and lacks_time(following)
        return unread or timeless or self.to_validate(observed) is not None

    def to_validate(self, observed: SourceSide) -> Configuration | None:
        """The configuration whose job has to be validated before it is switched on; None if there is none."""
        one = self._configuration(observed)
        if one is None or one.job is None or one.job_id in (None, *observed.validated) or enabled_in(one.job):
            return None
        return one if self.desired.job.get("enabled") or self._needs_cycle(one) else None

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
        # Another configuration of the same target tenant says nothing about the one that was changed.
        identifier = change.key.get("service_principal_id")
        one = _by_id(observed, identifier) if identifier else self._configuration(observed)
        there = one is not None
        if one is not None and change.resource == SYNC_JOB.name:
            there = one.job is not None
        elif one is not None and change.resource == SYNC_APPLICATION.name:
            there = isinstance(one.application, dict)
        elif one is not None and change.resource == SYNC_ASSIGNMENT.name and not isinstance(one.assignments, Unread):
            there = change.name in one.principals
        elif one is not None and _notes_time(change):
            there = retirement.since_in(one) is not None
        return there == (change.operation == DELETE)

    def holds(self, observed: SourceSide, change: Change) -> bool:
        """Whether a change has to wait: nothing is deleted before the users are gone from the target tenant."""
        one = self._configuration(observed)
        return change.operation == DELETE and change.resource in _DELETED and one is not None and self._needs_cycle(one)

    def completed(self, observed: SourceSide) -> bool:
        """Whether the job has had the cycle that a run with ``waits`` waits for. Raises UnexpectedValue."""
        one = self._configuration(observed)
        if self.desired.state in ENDING:
            return one is None or not self._needs_cycle(one)
        if not self.desired.job.get("enabled"):
            return True
        return one is not None and one.job is not None and retirement.has_had_cycle(one.job)

    def failed(self, observed: SourceSide) -> str | None:
        """Why there will be no cycle for hours; None if nothing is known to prevent it. Raises UnexpectedValue."""
        one = self._configuration(observed)
        return retirement.quarantined(one.job) if one and one.job else None

    def under_way(self, observed: SourceSide) -> str:
        one = self._configuration(observed)
        if one is None or one.job is None:
            return "Graph shows no job"
        if self.desired.state == RETIRED:
            words = f"no successful cycle has begun since {retirement.since_in(one)}, when nobody was in its scope"
        else:
            words = "its job has had no cycle"
        return f"{words}, and {retirement.last_cycle(one.job)}"

    def left(self, observed: SourceSide) -> tuple[list[str], str] | None:
        """The steps of a retirement that are left, and the reason in words; None if it is complete, or is none.

        Raises UnexpectedValue.
        """
        one = self._configuration(observed)
        if self.desired.state != RETIRED or one is None:
            return None
        steps = [retirement.CYCLE] if self._needs_cycle(one) else []
        steps += [SYNC_JOB.name] if one.jobs else []
        steps += [SYNC_APPLICATION.name] if isinstance(one.application, dict) else []
        steps.append(SYNC_CONFIGURATION.name)
        reason = "it has to be deleted"
        if one.job and self._needs_cycle(one):
            reason = retirement.quarantined(one.job) or "nobody is in its scope, and a cycle has to take the users away"
        return steps, reason

    def owes_restart(self, observed: SourceSide) -> bool:
        """Whether this run has made the scope smaller and could not restart the job, because it is off."""
        one = self._configuration(observed)
        return one is not None and one.id in observed.to_restart and not (one.job and enabled_in(one.job))

    def meant(self, configurations: Sequence[Configuration]) -> Configuration | None:
        """The configuration that the goal is about; None if there is none, or if it cannot be told."""
        return self.recognized(configurations).configuration

    def recognized(self, configurations: Sequence[Configuration]) -> Match:
        """Which configuration the goal is about, or why this cannot be told."""
        return match(configurations, self.tenant_id, self.desired.name, self.desired.ends)

    def others(self, observed: SourceSide) -> list[str]:
        """The other configurations that may synchronize to the target tenant of a configuration that has to go."""
        if not self.desired.ends:
            return []
        one = self._configuration(observed)
        found = synchronizing_to(observed.configurations, self.tenant_id)
        return [other.described for other in found if one is None or other.id != one.id]

    def _needs_cycle(self, one: Configuration) -> bool:
        """Whether users would be left in the target tenant without another cycle."""
        if self.desired.state != RETIRED or self.desired.leave_users:
            return False
        return retirement.may_strand(one) and not retirement.cycle_seen(one)

    def _configuration(self, observed: SourceSide) -> Configuration | None:
        return self.meant(observed.configurations)


def _by_id(observed: SourceSide, identifier: str) -> Configuration | None:
    return next((one for one in observed.configurations if one.id == identifier), None)


def _notes_time(change: Change) -> bool:
    """Whether a change notes since when nobody is in the scope."""
    return change.resource == SYNC_CONFIGURATION.name and change.values == {NOTE: EMPTY}


# What is deleted at the end of a configuration.
_DELETED = (SYNC_JOB.name, SYNC_APPLICATION.name, SYNC_CONFIGURATION.name)


def takes_users_away(before: Row, after: Row) -> bool:
    """Whether a change of a configuration stops the synchronization of users, or lets users leave its scope.

    Also whether it lets deletions through that wait for approval.
    """
    # A job of which Graph does not say whether it is on may be on.
    runs = before.get("enabled") is True or (before.get("enabled") is None and before.get("job_id") is not None)
    stopped = runs and after.get("enabled") is not True and after.get("enabled") != before.get("enabled")
    # A scope that Graph masks may be "all". A configuration that lacks its credentials has no scope yet.
    hidden = before.get("scope") is None and "credentials" not in (before.get("missing") or ())
    wider = hidden or before.get("scope") not in (None, credentials.ASSIGNED)
    fewer = wider and after.get("scope") == credentials.ASSIGNED
    remaining = after.get("assignments") or []
    unassigned = any(principal not in remaining for principal in before.get("assignments") or [])
    narrower = narrows(before.get("scoping_filters"), after.get("scoping_filters"))
    return stopped or fewer or unassigned or narrower or _lets_deletions_through(before, after)


def _lets_deletions_through(before: Row, after: Row) -> bool:
    """Whether another threshold may let the next cycle make the deletions that the present one holds back."""
    quarantine = (before.get("status") or {}).get("quarantine") or {}
    was, becomes = before.get("deletion_threshold"), after.get("deletion_threshold")
    if quarantine.get("reason") != TOO_MANY_DELETIONS or was == becomes or becomes is None:
        return False
    return becomes == 0 or was is None or becomes > was
