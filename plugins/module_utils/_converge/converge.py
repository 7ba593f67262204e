# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read, plan, apply, wait: one function for each kind of object (private to this collection).

One partner and a thousand take this same path.
"""

from __future__ import annotations

import time
from typing import NamedTuple

from .._directory import read
from .._graph.client import GraphClient
from .._graph.errors import EntraError
from .._model.desired import ABSENT, Desired
from .._model.observed import NOTHING, Observed
from .._model.resource import Resource
from .._model.settings import DEFAULT_SETTINGS, MTO, PARTNER
from .._plan.deleted import RESTORED, DeletedGoal
from .._plan.named import NamedGoal
from .._plan.organization import JoinGoal, OrganizationGoal, TenantGoal
from .._plan.partner import PartnerGoal, shows_null
from .._plan.protection import pruning
from .._plan.singleton import TemplateGoal
from .account import kept
from .engine import Manner, carry_out, wait_until_completed, with_deleted
from .execution import Execution
from .gates import Gate


def converge_one(client: GraphClient, desired: Desired, manner: Manner) -> Execution:
    """Bring one partner into the wanted state."""
    goal = PartnerGoal(desired)
    observed = _some(client, [goal])
    (execution,) = _planned(_knowing_default(client, [goal], observed), observed, manner)
    carry_out(client, [execution], lambda goals: _some(client, goals), manner)
    return execution


class Fleet(NamedTuple):
    """What came of a whole set: the wanted partners in their order, then the pruned ones, and rows of all others.

    ``unclear`` has, by tenant, what Graph does not say of those others, which were to be pruned and for that reason
    were not.
    """

    executions: list[Execution]
    unmanaged: list[dict]
    unclear: dict[str, list[str]]


def converge_fleet(
    client: GraphClient, desired: list[Desired], manner: Manner, prune: bool, gates: list[Gate], cloud: str = "global"
) -> Fleet:
    """Bring a set of partners into the wanted state, and remove those that are not in it if ``prune`` says so.

    Raises Failure if the partners cannot be listed, and before any write what a gate raises.
    """
    everything = read.all_partners(client)
    listed = {item.tenant_id for item in desired}
    others = sorted(tenant_id for tenant_id in everything if tenant_id not in listed)
    readable = {key: observed for key, observed in everything.items() if isinstance(observed, Observed)}
    rule = pruning(list(readable.values()), organizations=cloud in MTO.clouds)
    pruned = [key for key in others if prune and key in readable and rule.known_no(readable[key])]
    goals = [PartnerGoal(item) for item in desired]
    goals += [PartnerGoal(Desired(key, ABSENT), pruning=rule, singly=True) for key in pruned]
    observed = _picked(everything, goals)
    goals = _read_again_where_in_doubt(goals, observed)

    def look(goals):
        # A few partners are read by themselves, many by the list, whose pages are larger than a batch.
        singly = [goal for goal in goals if goal.singly]
        many = [goal for goal in goals if not goal.singly]
        if len(goals) <= client.batch_size or not many:
            return _some(client, goals)
        states = dict(zip(map(id, singly), _some(client, singly)))
        states.update(zip(map(id, many), _in_place(many, lambda: _picked(read.all_partners(client), many))))
        return [states[id(goal)] for goal in goals]

    executions = _planned(
        _knowing_default(client, goals, observed, everything.values(), closing=True), observed, manner
    )
    for gate in gates:
        gate.before_all(executions, pruned)
    carry_out(client, executions, look, manner, gates)
    # What the last look before the deletion protects was never to go.
    spared = {each.goal.tenant_id: each.before for each in executions if _is_spared(each)}
    executions = [each for each in executions if each.goal.tenant_id not in spared]
    left = {key: spared.get(key, everything[key]) for key in others if key in spared or key not in pruned}
    unclear = {
        key: rule.unknown(each)
        for key, each in left.items()
        if prune and isinstance(each, Observed) and not rule.protected(each)
    }
    rows = {key: read.row_or_error(key, each) for key, each in left.items()}
    return Fleet(executions, [row for row in rows.values() if row is not None], unclear)


def _is_spared(execution):
    goal, before = execution.goal, execution.before
    if goal.pruning is None or execution.attempted or execution.error or not isinstance(before, Observed):
        return False
    return before.partner is not None and not goal.pruning.known_no(before)


def converge_template(
    client: GraphClient, resource: Resource, desired: dict | None, manner: Manner, gates: tuple[Gate, ...] = ()
) -> Execution:
    """Bring a template into the wanted state, or reset it where ``desired`` is None.

    Raises NoWay, and before any write what a gate raises.
    """

    def look(goals):
        return _in_place(goals, lambda: [read.template(client, resource)])

    goals = [TemplateGoal(resource, desired)]
    observed = look(goals)
    return _converged(client, _read_again_where_in_doubt(goals, observed), observed, look, manner, gates)


def converge_deleted(client: GraphClient, goal: DeletedGoal, manner: Manner) -> Execution:
    """Restore a deleted policy or partner, or remove it for good; needs the beta version. Raises NoWay."""
    read_deleted = read.deleted_partners if goal.resource is PARTNER else read.some_deleted

    def look(goals):
        (live,) = _some(client, goals) if goal.state == RESTORED else [NOTHING]
        deleted = read_deleted(client, [goal.tenant_id])[goal.tenant_id]
        if isinstance(live, EntraError) or isinstance(deleted, EntraError):
            return [live if isinstance(live, EntraError) else deleted]
        return [with_deleted(live, deleted)]

    return _converge(client, goal, look, manner)


def converge_named(client: GraphClient, goal: NamedGoal, manner: Manner) -> Execution:
    """Bring one object that has a name, such as a capability, into the desired state. Raises NoWay."""
    return _converge(client, goal, _one(lambda: read.named(client, goal.resource, goal.tenant_id, goal.name)), manner)


def _knowing_default(client, goals, observed, everything=(), closing=False):
    """The goals, with the tenant's default where something has to inherit it: Graph may show it in place of null.

    ``closing``: also where only the default tells whether a change shuts out those who come in by it.
    """

    def needs(goal, state):
        return goal.needs_default(state) or (closing and goal.may_close(state))

    if any(not isinstance(state, EntraError) and needs(goal, state) for goal, state in zip(goals, observed)):
        default = read.template(client, DEFAULT_SETTINGS)
        known = [state for state in [*observed, *everything] if not isinstance(state, EntraError)]
        null_shown = shows_null(known, default)
        return [goal._replace(default=default, null_shown=null_shown) for goal in goals]
    return goals


def converge_mto(client: GraphClient, desired: OrganizationGoal, manner: Manner) -> Execution:
    """Bring the multitenant organization into the wanted state. Raises NoWay."""
    return _converge(client, desired, _one(lambda: read.mto(client)), manner)


def converge_mto_tenant(
    client: GraphClient, desired: TenantGoal | JoinGoal, manner: Manner, wait_completed: bool
) -> Execution:
    """Bring one tenant, or the home tenant's own request to join, into the wanted state. Raises NoWay.

    With ``wait_completed``, also wait for what Graph then does by itself, which can take hours.
    """
    if isinstance(desired, JoinGoal):
        look = _one(lambda: read.mto_join_request(client))
    else:
        look = _one(lambda: read.mto_tenant(client, desired.tenant_id))
    started = time.monotonic()
    execution = _converge(client, desired, look, manner)
    if wait_completed and not manner.check_mode and not execution.error:
        with kept([execution], [execution]):
            wait_until_completed(execution, look, manner.patience(looks=1, started=started, for_hours=True))
    return execution


def _one(read_it):
    """A look at something of which there is one."""
    return lambda goals: _in_place(goals, lambda: [read_it()])


def _converge(client, goal, look, manner) -> Execution:
    return _converged(client, [goal], look([goal]), look, manner)


def _converged(client, goals, observed, look, manner, gates=()) -> Execution:
    (execution,) = _planned(goals, observed, manner)
    for gate in gates:
        gate.before_all([execution], [])
    carry_out(client, [execution], look, manner, gates)
    return execution


def _read_again_where_in_doubt(goals, observed):
    """The goals, each to be read by itself right before it is written if a read that is wrong could do harm."""
    return [
        goal._replace(singly=True) if not isinstance(state, EntraError) and goal.doubtful(state) else goal
        for goal, state in zip(goals, observed)
    ]


def _planned(goals, observed, manner) -> list[Execution]:
    return [Execution(goal, state, manner.patience) for goal, state in zip(goals, observed)]


def _in_place(goals, look):
    """An error of a read stands in the place of what was to be read: what was applied before it must still be told."""
    try:
        return look()
    except EntraError as error:
        return [error] * len(goals)


def _some(client, goals):
    observed = read.some_partners(client, [goal.tenant_id for goal in goals])
    return [observed[goal.tenant_id] for goal in goals]


def _picked(everything, goals):
    return [everything.get(goal.tenant_id, NOTHING) for goal in goals]
