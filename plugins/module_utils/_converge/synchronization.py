# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Synchronization configurations: read, plan, apply, wait (private to this collection).

The same engine as for partners. Only the looks are new: the parts of a configuration are many objects, and a list may
not show an object that this run has just made.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from .._directory import read_synchronization as read
from .._graph.clock import moment
from .._graph.errors import EntraError, UnexpectedAnswer
from .._model.desired import ABSENT
from .._model.kinds import GraphObject
from .._model.synchronization.configuration import Configuration, SourceSide
from .._model.synchronization.desired import RETIRED, DesiredConfiguration
from .._plan.change import NoWay
from .._plan.synchronization import SyncConfigurationGoal
from .._plan.synchronized import needs_restart
from .engine import Manner, carry_out
from .errors import Impossible
from .execution import Execution
from .gates import Gate

if TYPE_CHECKING:
    from .._graph.client import GraphClient


class _Way(NamedTuple):
    """How Graph is read. The fields are arguments of ``converge_configurations``."""

    client: GraphClient
    manner: Manner
    alone: bool
    only_compare: bool
    changed_agreements: Callable[[], frozenset[str]]


def converge_configurations(
    client: GraphClient,
    desired: Sequence[DesiredConfiguration],
    manner: Manner,
    gates: Sequence[Gate[SyncConfigurationGoal]] = (),
    alone: bool = False,
    only_compare: bool = False,
    changed_agreements: Callable[[], frozenset[str]] = frozenset,
) -> list[Execution[SyncConfigurationGoal]]:
    """Bring configurations into the desired state.

    A desired state that cannot be reached is an error of its own execution. If it is the only one (``alone``), NoWay is
    raised. The errors of gates are raised before any write.

    With ``only_compare``, which is for check mode, all requests are plain reads. Graph is not asked whether target
    tenants agree, nor how it reads expressions.

    ``changed_agreements`` returns the target tenants that agree only since an earlier task of this run, or that would
    agree after it in check mode. Graph's refusal of their jobs may be about the state before: a real run asks again,
    and a rehearsal goes on.
    """
    client = client.of_version(read.VERSION)
    if only_compare:
        # Nothing is deleted, so nobody is left behind. That a configuration exists is what the comparison has to find.
        desired = [item._replace(leave_users=True) if item.state == ABSENT else item for item in desired]
    way = _Way(client, manner, alone, only_compare, changed_agreements)
    executions: list[Execution[SyncConfigurationGoal]] = []

    def look(goals: list[SyncConfigurationGoal]) -> list[SourceSide | EntraError]:
        return _looked(way, goals, executions)

    goals = [SyncConfigurationGoal(item, waits=manner.cycle_timeout is not None) for item in desired]
    executions += [Execution(goal, state, manner.patience) for goal, state in zip(goals, look(goals))]
    for gate in gates:
        gate.before_all(executions, [])
    carry_out(client, executions, look, manner, gates)
    return executions


def _looked(
    way: _Way, goals: Sequence[SyncConfigurationGoal], executions: Sequence[Execution[SyncConfigurationGoal]]
) -> list[SourceSide | EntraError]:
    """What Graph holds for each goal, or an error in its place."""
    client = way.client
    try:
        known = _known(executions)
        found = read.configurations(client, known)
        found += read.some_by_id(client, _not_listed(found, goals, executions), known or frozenset())
        wanted = _wanted(found, goals)
        detailed = {one.id: one for one in read.with_details(client, list(wanted.values()), known)}
    except EntraError as error:
        return [error] * len(goals)
    everything = tuple(detailed.get(one.id, one) for one in found)
    side = SourceSide(everything, now=moment(client.transport.date))
    if way.only_compare:
        return [_planned(goal, side, way.alone) for goal in goals]
    if side.now is None and any(goal.desired.state == RETIRED for goal in goals):
        timeless = UnexpectedAnswer("Graph's answers have no Date. Without it nobody knows which cycle counts")
        return [timeless] * len(goals)
    parsed = _parsed(client, goals, side)
    asked = _validated(way, goals, side)
    earlier = {execution.goal.tenant_id: execution.current for execution in executions}
    refused = {tenant_id: error for tenant_id, error in asked.items() if not isinstance(error, _Deferred)}
    return [
        refused.get(goal.tenant_id)
        or _state(goal, _remembering(side, earlier.get(goal.tenant_id)), parsed, asked, way.alone)
        for goal in goals
    ]


def _remembering(side: SourceSide, earlier: object) -> SourceSide:
    """``side`` with what this run has done so far for the same goal, whose state so far is ``earlier``.

    These are the jobs that it still has to restart, and the end of the configuration. Graph may have made a scope
    smaller in spite of an answer that said something else. The two states show that.
    """
    if not isinstance(earlier, SourceSide):
        return side
    before = {one.id: one for one in earlier.configurations if one.id}
    due = {one.id for one in side.configurations if one.id in before and needs_restart(before[one.id], one)}
    return side._replace(to_restart=earlier.to_restart.union(filter(None, due)), ended=earlier.ended)


def _known(executions: Sequence[Execution[SyncConfigurationGoal]]) -> frozenset[str] | None:
    """The IDs of the configurations that the first read has shown; None if there was no read yet."""
    before = [execution.before for execution in executions]
    states = [state for state in before if isinstance(state, SourceSide)]
    ids = (one.id for state in states for one in state.configurations)
    return frozenset(filter(None, ids)) if states else None


def _not_listed(
    found: Sequence[Configuration],
    goals: Sequence[SyncConfigurationGoal],
    executions: Sequence[Execution[SyncConfigurationGoal]],
) -> list[str]:
    """The IDs of configurations that this run has made and that the list does not show yet."""
    listed = {one.id for one in found}
    made = {
        one.id
        for execution in executions
        if execution.goal in goals and isinstance(execution.current, SourceSide)
        for one in execution.current.configurations
    }
    return sorted(identifier for identifier in made - listed if identifier)


def _wanted(found: Sequence[Configuration], goals: Sequence[SyncConfigurationGoal]) -> dict[str | None, Configuration]:
    """The configurations that the goals are about."""
    matches = (goal.meant(found) for goal in goals)
    return {one.id: one for one in matches if one is not None}


def _parsed(
    client: GraphClient, goals: Sequence[SyncConfigurationGoal], side: SourceSide
) -> dict[str, GraphObject | EntraError]:
    """The expressions that have to be written, and how Graph reads them."""
    asked: dict[str, Configuration] = {}
    for goal in goals:
        one = goal.meant(side.configurations)
        if one is not None:
            asked.update(dict.fromkeys(goal.to_parse(side), one))
    return read.parsed(client, asked)


class _Deferred(EntraError):
    """Graph refuses a job, and the tenants agree only after a change that a rehearsal has predicted."""


def _validated(way: _Way, goals: Sequence[SyncConfigurationGoal], side: SourceSide) -> dict[str, EntraError | None]:
    """The target tenants to which jobs are about to be switched on: None, or the reason why this cannot work."""
    wanted = {goal.tenant_id: goal.to_validate(side) for goal in goals}
    asked = {tenant_id: one for tenant_id, one in wanted.items() if one is not None}
    answers = read.validated(way.client, asked)
    patience = way.manner.patience()
    while True:
        refused = {
            tenant_id: error for tenant_id, error in answers.items() if error is not None and read.says_no(error)
        }
        early = way.changed_agreements().intersection(refused) if refused else frozenset()
        if way.manner.check_mode:
            return {**answers, **{tenant_id: _Deferred(str(refused[tenant_id])) for tenant_id in early}}
        # The other tenant may not know yet what this run has written a moment ago.
        pause = patience.pause() if early and way.manner.wait else None
        if pause is None:
            return answers
        way.client.progress.waits("a target tenant agrees, and its job does not know it yet", pause)
        time.sleep(pause)
        answers.update(read.validated(way.client, {tenant_id: asked[tenant_id] for tenant_id in early}))


def _state(
    goal: SyncConfigurationGoal,
    side: SourceSide,
    parsed: dict[str, GraphObject | EntraError],
    validated: dict[str, EntraError | None],
    alone: bool,
) -> SourceSide | EntraError:
    """The observed state for one goal. An error of a read that prevents the plan stands in its place."""
    for expression in goal.to_parse(side):
        result = parsed[expression]
        if isinstance(result, EntraError):
            return result
    known = {expression: graph for expression, graph in parsed.items() if not isinstance(graph, EntraError)}
    if goal.tenant_id not in validated:
        return _planned(goal, side._replace(parsed=known), alone)
    answer = validated[goal.tenant_id]
    if answer is not None:
        return _planned(goal, side._replace(parsed=known, deferred=str(answer)), alone)
    one = goal.to_validate(side)
    jobs = frozenset(filter(None, [one.job_id])) if one else frozenset()
    return _planned(goal, side._replace(parsed=known, validated=jobs), alone)


def _planned(goal: SyncConfigurationGoal, side: SourceSide, alone: bool) -> SourceSide | EntraError:
    """The observed state, or an error in its place if there is no plan for one goal."""
    try:
        goal.plan(side)
    except NoWay as no_way:
        for error in goal.recognized(side.configurations).behind(str(no_way)):
            if isinstance(error, EntraError):
                return error
        if not alone:
            return Impossible(str(no_way))
    return side
