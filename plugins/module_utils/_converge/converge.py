# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read, plan, apply, wait: one function for each kind of object (private to this collection).

One partner and a thousand partners take the same path.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from .._directory import read, read_deleted
from .._graph.errors import EntraError
from .._model.desired import ABSENT, Desired
from .._model.kinds import Row, Settings
from .._model.observed import NOTHING, Observed
from .._model.resource import Resource
from .._model.resources import DEFAULT_SETTINGS, MTO, PARTNER
from .._plan.deleted import RESTORED, DeletedGoal
from .._plan.goal import Goal
from .._plan.partner import PartnerGoal, shows_null
from .._plan.protection import pruning
from .._plan.singleton import TemplateGoal
from .account import kept
from .engine import Look, Manner, carry_out, wait_until_completed, with_deleted
from .execution import Execution
from .gates import Gate

if TYPE_CHECKING:
    from .._graph.client import GraphClient
    from .._plan.named import NamedGoal
    from .._plan.organization import JoinGoal, OrganizationGoal, TenantGoal

T = TypeVar("T")
G = TypeVar("G", bound=Goal)
#: Goals whose objects are read again, each by itself, if one read is not enough.
Doubting = TypeVar("Doubting", PartnerGoal, TemplateGoal)


def converge_one(client: GraphClient, desired: Desired, manner: Manner) -> Execution[PartnerGoal]:
    """Bring one partner into the desired state."""
    goal = PartnerGoal(desired)
    observed = _some(client, [goal])
    (execution,) = _planned(client, _knowing_default(client, [goal], observed), observed, manner)
    carry_out(client, [execution], lambda goals: _some(client, goals), manner)
    return execution


class Fleet(NamedTuple):
    """The result for a set of partners.

    ``executions`` contains the desired partners in their order, and then the pruned partners. ``unmanaged`` contains
    the rows of all other partners. ``unclear`` maps the tenant ID of another partner to the flags that Graph does not
    show for it. Such a partner was not pruned for this reason.
    """

    executions: list[Execution[PartnerGoal]]
    unmanaged: list[Row]
    unclear: dict[str, list[str]]


def converge_fleet(
    client: GraphClient,
    desired: list[Desired],
    manner: Manner,
    prune: bool,
    gates: Sequence[Gate[PartnerGoal]],
    cloud: str = "global",
) -> Fleet:
    """Bring a set of partners into the desired state. With ``prune``, remove the partners that are not in the set.

    Raises Failure if the partners cannot be listed. Also raises the errors of gates, before any write.
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

    def look(goals: list[PartnerGoal]) -> list[Observed | EntraError]:
        # A few partners are read one by one. Many partners are read from the list: its pages are larger than a batch.
        singly = [goal for goal in goals if goal.singly]
        many = [goal for goal in goals if not goal.singly]
        if len(goals) <= client.batch_size or not many:
            return _some(client, goals)
        states = dict(zip(map(id, singly), _some(client, singly)))
        states.update(zip(map(id, many), _in_place(many, lambda: _picked(read.all_partners(client), many))))
        return [states[id(goal)] for goal in goals]

    goals = _knowing_default(client, goals, observed, everything.values(), closing=True)
    executions = _planned(client, goals, observed, manner)
    for gate in gates:
        gate.before_all(executions, pruned)
    carry_out(client, executions, look, manner, gates)
    # The last look before a removal may show that the partner is protected. Such a partner does not count as pruned.
    spared = {execution.goal.tenant_id: execution.before for execution in executions if _is_spared(execution)}
    executions = [execution for execution in executions if execution.goal.tenant_id not in spared]
    left = {key: spared.get(key, everything[key]) for key in others if key in spared or key not in pruned}
    unclear = {
        key: rule.unknown(state)
        for key, state in left.items()
        if prune and isinstance(state, Observed) and not rule.protected(state)
    }
    rows = [read.row_or_error(key, state) for key, state in left.items()]
    return Fleet(executions, [row for row in rows if row is not None], unclear)


def _is_spared(execution: Execution[PartnerGoal]) -> bool:
    """Whether a partner was chosen for pruning, but stays: it is protected, or its flags are not clear."""
    goal, before = execution.goal, execution.before
    if goal.pruning is None or execution.attempted or execution.error or not isinstance(before, Observed):
        return False
    return before.partner is not None and not goal.pruning.known_no(before)


def converge_template(
    client: GraphClient,
    resource: Resource,
    desired: Settings | None,
    manner: Manner,
    gates: Sequence[Gate[TemplateGoal]] = (),
) -> Execution[TemplateGoal]:
    """Bring a template into the desired state, or reset it if ``desired`` is None.

    Raises Failure if the template cannot be read, and NoWay. Also raises the errors of gates, before any write.
    """

    def look(goals: Sequence[Goal]) -> list[Any]:
        return _in_place(goals, lambda: [read.template(client, resource)])

    goals = [TemplateGoal(resource, desired)]
    observed = look(goals)
    return _converged(client, _read_again_where_in_doubt(goals, observed), observed, look, manner, gates)


def converge_deleted(client: GraphClient, goal: DeletedGoal, manner: Manner) -> Execution[DeletedGoal]:
    """Restore a deleted policy or partner, or remove it for good. Needs the beta version. Raises NoWay."""
    deleted_ones = read_deleted.deleted_partners if goal.resource is PARTNER else read_deleted.some_deleted

    def look(goals: list[DeletedGoal]) -> list[Observed | EntraError]:
        live: Observed | EntraError
        (live,) = _some(client, goals) if goal.state == RESTORED else [NOTHING]
        deleted = deleted_ones(client, [goal.tenant_id])[goal.tenant_id]
        if isinstance(live, EntraError):
            return [live]
        if isinstance(deleted, EntraError):
            return [deleted]
        return [with_deleted(live, deleted)]

    return _converge(client, goal, look, manner)


def converge_named(client: GraphClient, goal: NamedGoal, manner: Manner) -> Execution[NamedGoal]:
    """Bring one object that has a name, such as a capability, into the desired state. Raises NoWay."""
    # Imported here, as below, since most runs are about partners only.
    from .._directory import read_named

    look = _one(lambda: read_named.named(client, goal.resource, goal.tenant_id, goal.name))
    return _converge(client, goal, look, manner)


def _knowing_default(
    client: GraphClient,
    goals: list[PartnerGoal],
    observed: Sequence[Observed | EntraError],
    everything: Collection[Observed | EntraError] = (),
    closing: bool = False,
) -> list[PartnerGoal]:
    """The goals, with the tenant's default if a setting has to inherit it.

    The default is necessary since Graph may show its value in place of null. ``closing``: the goals also get the
    default if it is necessary to judge whether a change shuts out users whom the default admits. ``everything``
    contains all partners that Graph lists. Raises Failure if the default cannot be read.
    """

    def needs(goal: PartnerGoal, state: Observed) -> bool:
        return goal.needs_default(state) or (closing and goal.may_close(state))

    if any(not isinstance(state, EntraError) and needs(goal, state) for goal, state in zip(goals, observed)):
        default = read.template(client, DEFAULT_SETTINGS)
        known = [state for state in [*observed, *everything] if not isinstance(state, EntraError)]
        null_shown = shows_null(known, default)
        return [goal._replace(default=default, null_shown=null_shown) for goal in goals]
    return goals


def converge_mto(client: GraphClient, desired: OrganizationGoal, manner: Manner) -> Execution[OrganizationGoal]:
    """Bring the multitenant organization into the desired state. Raises NoWay."""
    from .._directory import read_organization

    return _converge(client, desired, _one(lambda: read_organization.mto(client)), manner)


def converge_mto_tenant(
    client: GraphClient, desired: TenantGoal | JoinGoal, manner: Manner, wait_completed: bool
) -> Execution[TenantGoal | JoinGoal]:
    """Bring one tenant, or the home tenant's own request to join, into the desired state. Raises NoWay.

    With ``wait_completed``, also wait until Graph's asynchronous work has ended, which can take hours.
    """
    from .._directory import read_organization
    from .._plan.organization import JoinGoal

    look: Callable[[Sequence[Goal]], list[Any]]
    if isinstance(desired, JoinGoal):
        look = _one(lambda: read_organization.mto_join_request(client))
    else:
        look = _one(lambda: read_organization.mto_tenant(client, desired.tenant_id))
    started = time.monotonic()
    execution: Execution[TenantGoal | JoinGoal] = _converge(client, desired, look, manner)
    if wait_completed and not manner.check_mode and not execution.error:
        with kept([execution], [execution]):
            patience = manner.patience(looks=1, started=started, for_hours=True)
            wait_until_completed(execution, look, patience, client.progress)
    return execution


def _one(read_it: Callable[[], object]) -> Callable[[Sequence[Goal]], list[Any]]:
    """A look at an object that exists only once. ``read_it`` reads it and raises EntraError."""
    return lambda goals: _in_place(goals, lambda: [read_it()])


def _converge(client: GraphClient, goal: G, look: Look[G], manner: Manner) -> Execution[G]:
    return _converged(client, [goal], look([goal]), look, manner)


def _converged(
    client: GraphClient,
    goals: list[G],
    observed: Sequence[Any],
    look: Look[G],
    manner: Manner,
    gates: Sequence[Gate[G]] = (),
) -> Execution[G]:
    """Bring the one goal in ``goals`` into the desired state."""
    (execution,) = _planned(client, goals, observed, manner)
    for gate in gates:
        gate.before_all([execution], [])
    carry_out(client, [execution], look, manner, gates)
    return execution


def _read_again_where_in_doubt(goals: list[Doubting], observed: Sequence[Any]) -> list[Doubting]:
    """The goals, with ``singly`` set if a wrong read could do harm. Such a goal is read again before a write."""
    return [
        goal._replace(singly=True) if not isinstance(state, EntraError) and goal.doubtful(state) else goal
        for goal, state in zip(goals, observed)
    ]


def _planned(client: GraphClient, goals: list[G], observed: Sequence[Any], manner: Manner) -> list[Execution[G]]:
    """An execution for each goal. Raises NoWay."""
    executions = []
    with client.progress.step("plans made", len(goals)) as step:
        for goal, state in zip(goals, observed):
            executions.append(Execution(goal, state, manner.patience))
            step.made()
    return executions


def _in_place(goals: Sequence[Goal], look: Callable[[], Sequence[T]]) -> list[T | EntraError]:
    """The observed states that ``look`` returns. If the read fails, the error stands in the place of each state.

    The error is not raised, since the result still has to list the changes that were made before.
    """
    try:
        return list(look())
    except EntraError as error:
        return [error] * len(goals)


def _some(client: GraphClient, goals: Sequence[PartnerGoal] | Sequence[DeletedGoal]) -> list[Observed | EntraError]:
    observed = read.some_partners(client, [goal.tenant_id for goal in goals])
    return [observed[goal.tenant_id] for goal in goals]


def _picked(
    everything: Mapping[str, Observed | EntraError], goals: Sequence[PartnerGoal]
) -> list[Observed | EntraError]:
    return [everything.get(goal.tenant_id, NOTHING) for goal in goals]
