# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Applies the plans of any number of goals at once (private to this collection).

The engine waits until Graph shows the changes. Only this file decides which steps check mode leaves out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from .._directory import read_deleted, requests
from .._graph.answer import Answer
from .._graph.errors import EntraError
from .._model.kinds import GraphObject
from .._model.observed import Observed
from .._model.resources import IDENTITY_SYNC, PARTNER
from .._plan.goal import Goal, SlowGoal
from .._progress import Progress, Step
from .account import kept
from .backoff import BackOff, Patience
from .execution import Execution
from .gates import Gate, passing

if TYPE_CHECKING:
    from .._graph.client import GraphClient

G = TypeVar("G", bound=Goal)
S = TypeVar("S", bound=SlowGoal)

#: Reads the objects of some goals. Returns an observed state or an EntraError for each goal, in the order of the goals.
Look = Callable[[list[G]], list[Any]]


class Manner(NamedTuple):
    """How plans are applied. ``wait``: return only after Graph shows the changes; ``wait_timeout`` is in seconds.

    ``cycle_timeout``: for how many seconds to wait for cycles of synchronization jobs; None does not wait for them.
    """

    check_mode: bool
    wait: bool
    wait_timeout: float
    backoff: BackOff = BackOff()
    cycle_timeout: float | None = None

    def patience(self, looks: int = 0, started: float | None = None, for_hours: bool = False) -> Patience:
        """The patience for one thing. It ends after ``wait_timeout`` seconds."""
        return Patience(self.backoff, self.wait_timeout, looks, started, for_hours)


def wait_until_completed(execution: Execution[S], look: Look[S], patience: Patience, progress: Progress) -> None:
    """Look until Graph's asynchronous work for a goal has ended. If it does not end in time, the goal gets an error."""
    with progress.step("waiting until Microsoft Graph has finished its work", counted=False, longest=patience.left):
        while not execution.completed(look([execution.goal])[0]):
            pause = patience.pause()
            if pause is None:
                execution.not_completed(patience.waited)
                return
            time.sleep(pause)


def carry_out(
    client: GraphClient,
    everything: Sequence[Execution[G]],
    look: Look[G],
    manner: Manner,
    gates: Sequence[Gate[G]] = (),
) -> None:
    """Apply the plans and wait until Graph shows the changes.

    Before the first change is sent, this function raises exceptions. After that it always returns, and exceptions
    become errors of the executions.
    """
    if manner.check_mode:
        return
    # An execution without a remaining change is at its end if the run does not wait.
    unfinished = (execution for execution in everything if execution.todo or (execution.attempted and manner.wait))
    with kept(everything, unfinished), client.progress.step("changes written", failures_apart=True) as step:
        # Partners that the options do not list are removed last. Each is read again right before its removal.
        for unlisted in (False, True):
            some = [execution for execution in everything if execution.goal.listed != unlisted]
            _apply(client, some, everything, look, gates, step)
    _await_work(client, everything, look, manner, gates)
    if manner.wait:
        # This includes executions without a change: Graph's answer said that an object was already gone, and no look
        # has confirmed it.
        waiting = [execution for execution in everything if execution.attempted and not execution.error]
        patience = manner.patience(looks=1)
        seen = client.progress.step("changed objects visible in Microsoft Graph", len(waiting), longest=patience.left)
        with kept(everything, waiting), seen as step:
            _wait(everything, waiting, look, patience, step)


def _apply(
    client: GraphClient,
    some: Sequence[Execution[G]],
    everything: Sequence[Execution[G]],
    look: Look[G],
    gates: Sequence[Gate[G]],
    step: Step,
) -> None:
    """Make the changes of ``some`` executions; ``everything`` contains all executions of the run.

    Each round makes one change of each execution. So all partners exist before the first policy is created.
    """
    for execution in some:
        execution.start()
    while True:
        active = [execution for execution in some if execution.active]
        if not active:
            return
        now = time.monotonic()
        due = [execution for execution in active if execution.due <= now]
        if not due:
            pause = min(execution.due for execution in active) - now
            client.progress.waits("Microsoft Graph may not show the newest state yet", pause)
            time.sleep(pause)
            continue
        looking = [execution for execution in due if execution.look_first]
        if looking:
            observed = look([execution.goal for execution in looking])
            for execution, state in zip(looking, _with_what_is_in_the_way(client, looking, observed)):
                with _alone(everything, execution):
                    execution.look(state)
            continue
        due = passing(gates, everything, due)
        if due:
            _send(client, everything, due, step)


def _await_work(
    client: GraphClient,
    everything: Sequence[Execution[G]],
    look: Look[G],
    manner: Manner,
    gates: Sequence[Gate[G]],
) -> None:
    """Wait for work that Graph does by itself, and make the changes that were held until then.

    The run waits only if its options say so. A change that is held is never sent before.
    """
    waiting: list[Execution[G]] = []
    with kept(everything, everything):
        waiting += [
            execution
            for execution in everything
            if execution.held or (manner.cycle_timeout is not None and execution.awaited)
        ]
    if not waiting:
        return
    patience = Patience(manner.backoff, manner.cycle_timeout or 0.0, for_hours=True)
    title = "cycles of synchronization jobs seen that this run waits for"
    seen = client.progress.step(title, len(waiting), longest=patience.left)
    with kept(everything, waiting), seen as step:
        while waiting:
            over: list[Execution[G]] = []
            for execution, state in zip(waiting, look([execution.goal for execution in waiting])):
                with _alone(everything, execution):
                    if execution.watched(state):
                        over.append(execution)
            waiting[:] = [execution for execution in waiting if execution not in over and not execution.error]
            step.made(len(over))
            _apply(client, [execution for execution in over if execution.active], everything, look, gates, step)
            pause = patience.pause() if waiting else None
            if pause is None:
                break
            time.sleep(pause)
        for execution in waiting:
            with _alone(everything, execution):
                execution.not_completed(patience.waited)


def _send(
    client: GraphClient, everything: Sequence[Execution[Goal]], due: Sequence[Execution[Goal]], step: Step
) -> None:
    """Send the next change of each execution in ``due``, and take the answers. An interruption loses no answer."""
    answers: list[Answer | EntraError | None] = [None] * len(due)
    sent: list[Answer | EntraError] = []
    step.stands_at(*_standing(everything))

    def take(number: int) -> None:
        if sent or answers[number] is not None:
            with _alone(everything, due[number]):
                due[number].take(answers[number])

    # The stack calls all callbacks at the end, even after an exception in the block or in another callback.
    with ExitStack() as at_the_end:
        for number in reversed(range(len(due))):
            at_the_end.callback(take, number)
        sent = client.send_all([requests.write(execution.send()) for execution in due], step, answers)


def _standing(everything: Iterable[Execution[Goal]]) -> tuple[int, int, int]:
    """Three numbers: changes that were made, changes that an error prevents, and all changes."""
    made = failed = remaining = 0
    for execution in everything:
        todo = len(execution.todo)
        if execution.error:
            made, failed = made + len(execution.changes), failed + todo
        else:
            made, remaining = made + len(execution.changes) - todo, remaining + todo
    return made, failed, made + failed + remaining


def _alone(everything: Iterable[Execution[Goal]], execution: Execution[Goal]) -> AbstractContextManager[None]:
    """A block for one goal: an exception in it does not end the other goals. An interruption ends all goals."""
    return kept(everything, [execution], catches=Exception)


def _with_what_is_in_the_way(client: GraphClient, looking: Sequence[Execution[Goal]], observed: list[Any]) -> list[Any]:
    """``observed``, with a deleted partner or policy if Graph says that the object exists, but shows no such object.

    No page of Microsoft documents the effect of a POST or PUT for a tenant that has a deleted object. If Graph refuses
    the request, either the deleted object is the reason, or a read was stale. After a stale read Graph refuses the
    restore as well, and there is another look.
    """
    if client.api_version != "beta":
        return observed
    observed = _beside(looking, observed, PARTNER.name, lambda keys: read_deleted.deleted_partners(client, keys))
    return _beside(looking, observed, IDENTITY_SYNC.name, lambda keys: read_deleted.some_deleted(client, keys))


def _beside(
    looking: Sequence[Execution[Goal]],
    observed: list[Any],
    name: str,
    read_deleted: Callable[[list[str]], dict[str, Observed | EntraError]],
) -> list[Any]:
    """``observed``, with the deleted object of the resource ``name`` if Graph says that it exists and shows none."""
    keys = [execution.goal.tenant_id for execution in looking]
    hidden = [
        key
        for key, execution, state in zip(keys, looking, observed)
        if key is not None
        and execution.said_to_exist == name
        and isinstance(state, Observed)
        and _live(state, name) is None
    ]
    deleted = read_deleted(hidden) if hidden else {}
    return [
        state if key is None or key not in deleted else with_deleted(state, deleted[key])
        for key, state in zip(keys, observed)
    ]


def _live(state: Observed, name: str) -> GraphObject | None:
    return state.partner if name == PARTNER.name else state.sync


def with_deleted(state: Observed, deleted: Observed | EntraError) -> Observed:
    """The observed state of one partner, together with the deleted objects of the same tenant, if they were read."""
    # Without the permission to see deleted objects, the error of the task is the conflict, which is also true.
    if not isinstance(deleted, Observed):
        return state
    return state._replace(
        deleted_sync=deleted.deleted_sync or state.deleted_sync,
        deleted_partner=deleted.deleted_partner or state.deleted_partner,
    )


def _wait(
    everything: Sequence[Execution[G]], waiting: list[Execution[G]], look: Look[G], patience: Patience, step: Step
) -> None:
    """Look until Graph shows all changes. Otherwise a later task or run could read the old state.

    ``waiting`` contains the executions whose changes Graph does not show yet. This function removes an execution from
    the list as soon as Graph shows its changes.
    """
    while waiting:
        seen: set[Execution[G]] = set()
        try:
            for execution, state in zip(waiting, look([execution.goal for execution in waiting])):
                with _alone(everything, execution):
                    if execution.seen(state):
                        seen.add(execution)
        finally:
            waiting[:] = [execution for execution in waiting if execution not in seen and not execution.error]
            step.made(len(seen))
        pause = patience.pause()
        if pause is None:
            break
        if waiting:
            time.sleep(pause)
    for execution in waiting:
        with _alone(everything, execution):
            execution.not_seen(patience.waited)
