# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Applies the plans of any number of goals at once (private to this collection).

It waits until Graph shows what was written. Check mode is decided here and nowhere else.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import NamedTuple

from .._directory import read, requests
from .._model.observed import Observed
from .._model.settings import IDENTITY_SYNC, PARTNER
from .account import kept
from .backoff import BackOff, Patience
from .gates import passing


class Manner(NamedTuple):
    """How to go about it. ``wait``: return once Graph shows what was written; ``wait_timeout`` is in seconds."""

    check_mode: bool
    wait: bool
    wait_timeout: float
    backoff: BackOff = BackOff()

    def patience(self, **options) -> Patience:
        """For anything that may take as long as ``wait_timeout``."""
        return Patience(self.backoff, self.wait_timeout, **options)


def wait_until_completed(execution, look, patience: Patience):
    while not execution.completed(look([execution.goal])[0]):
        pause = patience.pause()
        if pause is None:
            execution.not_completed(patience.waited)
            return
        time.sleep(pause)


def carry_out(client, everything, look, manner, gates=()):
    """Apply and wait. Once something was sent, this always returns, and what went wrong is the error of its goals."""
    if manner.check_mode:
        return
    # A goal that has no change left is at its end if nobody waits for it.
    unfinished = (each for each in everything if each.todo or (each.attempted and manner.wait))
    with kept(everything, unfinished):
        # What nobody lists goes last, each right after it was read once more.
        for unlisted in (False, True):
            _apply(client, [each for each in everything if _is_unlisted(each) == unlisted], everything, look, gates)
    if manner.wait:
        # Also where nothing was done in the end: that something is gone already, only Graph's word says so far.
        waiting = [execution for execution in everything if execution.attempted and not execution.error]
        with kept(everything, waiting):
            _wait(everything, waiting, look, manner.patience(looks=1))


def _is_unlisted(execution):
    return not execution.goal.listed


def _apply(client, some, everything, look, gates):
    """Make the changes of ``some`` goals, one of each at a time, so that all partners exist before the first policy is
    created.
    """
    for execution in some:
        execution.start()
    while True:
        active = [execution for execution in some if execution.todo and not execution.error]
        if not active:
            return
        now = time.monotonic()
        due = [execution for execution in active if execution.due <= now]
        if not due:
            time.sleep(min(execution.due for execution in active) - now)
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
            _send(client, everything, due)


def _send(client, everything, due):
    """Send the next change of each goal in ``due``, and take the answers, also those before an interruption."""
    answers = [None] * len(due)
    sent = []

    def take(number):
        if sent or answers[number] is not None:
            with _alone(everything, due[number]):
                due[number].take(answers[number])

    # All of its callbacks are called at the end, whatever happens before, and whatever happens in one of them.
    with ExitStack() as at_the_end:
        for number in reversed(range(len(due))):
            at_the_end.callback(take, number)
        sent = client.send_all([requests.write(execution.send()) for execution in due], answers)


def _alone(everything, execution):
    """A block that is about one goal: what goes wrong with that one does not end the others. Interruptions do."""
    return kept(everything, [execution], catches=Exception)


def _with_what_is_in_the_way(client, looking, observed):
    """``observed``, with the deleted partner or policy wherever Graph says that one exists and does not show it.

    What Graph does with a POST or PUT where a deleted object lies is documented nowhere. If it refuses, the deleted
    one is what it means, unless reads lag. Then Graph will not restore over what is there either, and there is another
    look.
    """
    if client.api_version != "beta":
        return observed
    observed = _beside(looking, observed, PARTNER.name, lambda keys: read.deleted_partners(client, keys))
    return _beside(looking, observed, IDENTITY_SYNC.name, lambda keys: read.some_deleted(client, keys))


def _beside(looking, observed, name, read_deleted):
    """``observed`` with deleted objects of one kind where such an object is said to exist, and there is none."""
    hidden = [
        execution.goal.tenant_id
        for execution, state in zip(looking, observed)
        if execution.said_to_exist == name and isinstance(state, Observed) and _live(state, name) is None
    ]
    deleted = read_deleted(hidden) if hidden else {}
    return [with_deleted(state, deleted.get(execution.goal.tenant_id)) for execution, state in zip(looking, observed)]


def _live(state, name):
    return state.partner if name == PARTNER.name else state.sync


def with_deleted(state, deleted):
    # Who may not see deleted objects is told that there is a conflict, which is true all the same.
    if not isinstance(deleted, Observed):
        return state
    return state._replace(
        deleted_sync=deleted.deleted_sync or state.deleted_sync,
        deleted_partner=deleted.deleted_partner or state.deleted_partner,
    )


def _wait(everything, waiting, look, patience: Patience):
    """Look until everything that was done can be seen, so that no later task or run reads old state.

    ``waiting`` is the list of those goals of which something cannot be seen yet; it gets shorter.
    """
    while waiting:
        seen = set()
        try:
            for execution, state in zip(waiting, look([execution.goal for execution in waiting])):
                with _alone(everything, execution):
                    if execution.seen(state):
                        seen.add(execution)
        finally:
            waiting[:] = [execution for execution in waiting if execution not in seen and not execution.error]
        pause = patience.pause()
        if pause is None:
            break
        if waiting:
            time.sleep(pause)
    for execution in waiting:
        with _alone(everything, execution):
            execution.not_seen(patience.waited)
