# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Actions of synchronization jobs: read, plan, act, wait (private to this collection).

The same engine as for partners. An action that leaves no trace is sent only once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .._directory import read_synchronization as read
from .._directory.errors import Failure
from .._graph.errors import EntraError, UnexpectedAnswer
from .._model.synchronization.actions import PROVISION, WantedAction
from .._model.synchronization.configuration import Configuration, SourceSide
from .._model.synchronization.provisioning import FAILURE, Provisioned
from .._model.synchronization.recognition import match
from .._plan.change import NoWay
from .._plan.sync_job import JobState, SyncJobGoal, quarantine_in
from .engine import Manner, carry_out
from .execution import Execution
from .gates import Gate

if TYPE_CHECKING:
    from .._graph.client import GraphClient


class Unsuccessful(EntraError):
    """Graph has accepted a provisioning on demand, and it failed."""

    def __init__(self, told: str) -> None:
        super().__init__(f"the provisioning failed: {told}")


def act(
    client: GraphClient, wanted: WantedAction, manner: Manner, gates: Sequence[Gate[SyncJobGoal]] = ()
) -> Execution[SyncJobGoal]:
    """Do one action of a job. Raises NoWay, and the errors of gates, before anything is sent."""
    client = client.of_version(read.VERSION)
    goal = SyncJobGoal(wanted)
    executions: list[Execution[SyncJobGoal]] = []

    def look(goals: list[SyncJobGoal]) -> list[JobState | EntraError]:
        earlier = executions[0].current if executions else None
        return [_looked(client, goal, earlier if isinstance(earlier, JobState) else None)]

    executions.append(Execution(goal, look([goal])[0], manner.patience))
    for gate in gates:
        gate.before_all(executions, [])
    carry_out(client, executions, look, manner, gates)
    return executions[0]


def not_provisioned(goal: SyncJobGoal, provisioned: Provisioned) -> Failure:
    """The error for a provisioning that did not succeed, or of which this is not known."""
    subject = goal.wanted.subject
    doing = f"provision the {subject.kind if subject else 'object'} {subject.name if subject else ''} on demand"
    if provisioned.status == FAILURE:
        return Failure(f"{doing} to target tenant {goal.tenant_id}", Unsuccessful(provisioned.told))
    return Failure(
        f"{doing} to target tenant {goal.tenant_id}",
        UnexpectedAnswer(
            "Graph's answer does not say whether it succeeded. The user or group may have been provisioned: see the "
            "provisioning log before you run again"
        ),
    )


def _looked(client: GraphClient, goal: SyncJobGoal, earlier: JobState | None) -> JobState | EntraError:
    """What Graph holds, or an error in its place. ``earlier`` is the state so far; None at the first look."""
    try:
        found = read.configurations(client)
        meant = match(found, goal.tenant_id, goal.wanted.name).configuration
        if meant and goal.wanted.action == PROVISION and not (earlier and earlier.acted):
            (detailed,) = read.with_schema(client, [meant])
            found = [detailed if one is meant else one for one in found]
            meant = detailed
        side = SourceSide(tuple(found))
        state = earlier._replace(side=side) if earlier else JobState(side, since=_since(meant))
        job = goal.to_count(state)
        if job is not None:
            state = state._replace(held_back=read.held_back(client, job))
    except EntraError as error:
        return error
    try:
        goal.plan(state)
        one = goal.to_validate(state)
    except NoWay as no_way:
        errors = match(found, goal.tenant_id, goal.wanted.name).behind(str(no_way))
        return next((error for error in errors if isinstance(error, EntraError)), state)
    refused = read.validated(client, {goal.tenant_id: one}) if one else {}
    return refused.get(goal.tenant_id) or state


def _since(one: Configuration | None) -> str | None:
    """When the quarantine of a job began."""
    quarantine = quarantine_in(one.job) if one and one.job else None
    return None if quarantine is None else str(quarantine.get("currentBegan"))
