# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The execution of one plan (private to this collection). Decides what follows from each answer; sends nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from .._directory import requests
from .._directory.errors import Failure
from .._graph.answer import outcome
from .._graph.errors import EntraError, GraphError, UnexpectedAnswer
from .._model.observed import Observed
from .._model.operations import CREATE, DELETE, PURGE, UPDATE
from .._plan.change import Change
from .._plan.goal import Goal
from .._plan.plan import Plan
from .account import error_for, kept
from .backoff import Patience
from .errors import Impossible, NotCompleted, NotVisible, doing, hint_on_settings, missing

# An answer that was lost, or that says nothing, belongs to a request that may have been obeyed.
_IN_DOUBT = ". Whether Graph did it is not known, and changes do not have it: run again, which looks first"

# What Graph refuses with 400 where another writer was faster. Deleting a partner that still has a policy: the answer is
# documented nowhere. Creating an organization that exists, or adding a tenant that was added:
# multitenantorganization-post-tenants.
_DOUBTFUL = {(DELETE, "partner"), (CREATE, "mto"), (CREATE, "mto_tenant")}

# What somebody else made would be answered with 409.
_LATE = (CREATE, 404)


class Execution:
    """One goal, what Graph held, what was done about it, and what remains.

    Graph may contradict what was read: another writer came in between, a read was stale, or what was just created is
    not everywhere yet. There is one answer to all of them, which needs no case distinction by race: look again, plan
    again, go on. ``patience`` is asked for at the first surprise in a row::

                 start           send            take: a success, or gone already
        (plan) ────────► ready ────────► sent ──────────────────────────────────► ready, the next change is first
                           ▲  ▲           │
                      look │  └───────────┤ take: what was created is not everywhere yet; the same change, later
                           │              │
                        looking ◄─────────┤ take: another surprise. Patience that is over: failed
                                          │
                                          └ take: any other error: failed

        ready without a change ──► seen, not_seen ──► completed, not_completed

    ``refuse``, ``stop`` and reads that fail lead to *failed* from anywhere. A change is, for the account of the run,

    - *pending* as long as it is in ``plan``;
    - *done* once Graph said so, or a look shows it after an attempt of ours;
    - *presumed* where Graph says to a deletion that the thing is gone already, after an attempt of ours: done, unless
      the last look shows the contrary;
    - *uncertain* where the answer was lost, or denies what may have been done all the same: the next look tells.
    """

    def __init__(self, goal: Goal, observed: Any, patience: Callable[[], Patience]):
        self.goal = goal
        #: What Graph held in the beginning, or the error of that read.
        self.before = observed
        self.error = observed if isinstance(observed, EntraError) else None
        self.plan = Plan(goal, observed, ()) if self.error else Plan.of(goal, observed)
        #: When the next change may be sent, and whether it takes another look first.
        self.due = 0.0
        self.look_first = False
        #: Whether anything was sent.
        self.attempted = False
        #: Whether there is a plan that no gate was asked about yet: another one than the first.
        self.planned_anew = False
        #: Whether, before this run changed anything, Graph itself contradicted what was read at first.
        self.contradicted = False
        #: The kind of object that Graph, by its last answer, did not create because there is one already.
        self.said_to_exist: str | None = None
        self._new_patience = patience
        #: What is left of it; None as long as nothing surprised.
        self._patience: Patience | None = None
        self._done: list[Change] = []
        self._presumed: list[Change] = []
        self._uncertain: Change | None = None
        #: Whether there is more reason for the uncertainty than that Graph might not tell the truth.
        self._doubted = False
        self._under_way = False
        self._unseen: tuple[Change, ...] = ()
        self._last_seen = None
        self._last_look = None

    @property
    def todo(self) -> tuple[Change, ...]:
        """What remains to be done."""
        return self.plan.changes

    @property
    def changes(self) -> tuple[Change, ...]:
        """What was done and, until it fails, what remains to be done: the prediction, before anything was done."""
        return tuple(self._done) if self.error else (*self._done, *self.todo)

    @property
    def current(self) -> Any:
        """What Graph holds now, by what it showed and what it accepted since."""
        return self.plan.observed

    @property
    def after(self) -> Any:
        """What Graph holds once ``changes`` are made."""
        return self.current if self.error else self.plan.after

    @property
    def latest(self):
        """What Graph showed last; where nothing was written or waited for, the same as ``after``."""
        return self.after if self._last_seen is None else self._last_seen

    @property
    def lacks_partner(self) -> bool:
        """Whether a change is predicted that takes a partner which is not there yet; a real run never ends so."""
        with kept([self], [self]):
            return self._lacks_partner()
        return False

    def start(self) -> None:
        if self._lacks_partner():
            # An earlier task may have created the partner a moment ago.
            self._surprised(missing(self.todo[0]))
        elif self.todo and self.goal.singly:
            # A list tells too little to act on: the thing itself is read, right before it is written.
            self.look_first = True

    def send(self) -> Change:
        """The first change of ``todo``, which is on its way from now on."""
        self.attempted = True
        self._under_way = True
        return self.todo[0]

    def take(self, answer) -> None:
        """Go on after the answer to what ``send`` returned."""
        self._under_way = False
        self.said_to_exist = None
        change = self.todo[0]
        request = requests.write(change)
        answer = outcome(f"{request.method} {request.path}", answer)
        if not isinstance(answer, EntraError):
            self._made(change)
        elif change.operation in (DELETE, PURGE) and isinstance(answer, GraphError) and answer.not_found:
            # Gone already: by our own earlier attempt, or by somebody else, which is then no change of ours.
            self.contradicted = self.contradicted or not (answer.replayed or self._done)
            self._made(change, ours=answer.replayed)
            self._presumed.append(change)
        elif isinstance(answer, GraphError) and self._may_be_a_race(change, answer):
            if answer.replayed or change.operation in (UPDATE, DELETE) or (change.operation, answer.status) == _LATE:
                # An attempt of ours whose end we did not see may have made it, or this one, whatever its answer says:
                # the next look tells. What there is already, by the answer to a create, is somebody else's.
                self._uncertain = change
                self._doubted = answer.replayed
            if change.operation == CREATE and answer.status == 409 and not answer.of_batch:
                self.said_to_exist = change.resource
            self._surprised(answer)
        else:
            doubt = _IN_DOUBT if _may_have_acted(answer) else ""
            self.error = Failure(doing(change), answer, request, hint_on_settings(change, answer) + doubt)

    def refuse(self, reason: str) -> None:
        """End the goal before its next change is sent."""
        self.error = Failure(doing(self.todo[0]), Impossible(reason))

    def look(self, observed) -> None:
        """Go on after another read."""
        self.look_first = False
        if isinstance(observed, EntraError):
            self.error = observed
            return
        self._last_look = observed
        if not any(self.goal.contradicts(observed, change) for change in self._done):
            # Before there is another plan, since nothing may lead from here to what is desired.
            self.plan = self.plan._replace(observed=observed)
            self.planned_anew = True
            if not self._done and not self._in_doubt:
                self.contradicted = self.contradicted or _differ(self.before, observed)
                self.before = observed
            self.plan = Plan.of(self.goal, observed)
            if self._shows(observed, self._uncertain):
                self._done.append(self._uncertain)
                self._uncertain = None
        if self._lacks_partner():
            self._surprised(missing(self.todo[0]))

    def seen(self, observed) -> bool:
        """Whether a read shows all that is wanted. An unreadable one ends the goal with its error."""
        if isinstance(observed, EntraError):
            self.error = observed
            return True
        self._last_seen = observed
        self._unseen = self.goal.unseen(observed)
        return not self._unseen

    def completed(self, observed) -> bool:
        """Whether what Graph does asynchronously has come to its end. A failure ends the goal with an error."""
        if isinstance(observed, EntraError):
            self.error = observed
            return True
        self._last_seen = observed
        if self.goal.completed(observed):
            return True
        said = self.goal.failed(observed)
        if said:
            self.error = Failure(f"complete the changes of {self.goal.title}", NotCompleted(f"Graph gave up: {said}"))
        return bool(said)

    def not_completed(self, seconds: float) -> None:
        """End the goal: what Graph does asynchronously takes longer."""
        words = f"after {seconds:.0f} s {self.goal.under_way(self._last_seen)}"
        self.error = Failure(f"see the end of the changes of {self.goal.title}", NotCompleted(words))

    def not_seen(self, seconds: float) -> None:
        """End the goal: nothing showed what is wanted, for so many seconds."""
        self._withdraw()
        self.error = Failure(f"see the changes of {self.goal.title}", NotVisible(seconds, self._unseen))

    def _withdraw(self):
        """Take back what was presumed, where the last look shows the contrary. Returns whether there was any."""
        shown = self._last_look if self._last_seen is None else self._last_seen
        denied = [change for change in self._presumed if shown is not None and self.goal.contradicts(shown, change)]
        if denied:
            # Graph said that it was gone already, and shows it all the same: so it is no change of ours.
            self._done = [change for change in self._done if change not in denied]
            self.plan = self.plan._replace(observed=shown)
        return bool(denied)

    def stop(self, error: BaseException) -> None:
        """End the goal, whatever it was about to do, because of something that is no answer to a change."""
        if self.error:
            return
        if isinstance(error, Failure):
            self.error = error
            return
        what = doing(self.todo[0]) if self.todo else f"see the changes of {self.goal.title}"
        self.error = Failure(what, error_for(error), hint=_IN_DOUBT if self._under_way or self._in_doubt else "")

    def shown(self, row, *moments: str, of: Iterable[Execution] = ()) -> list:
        """What Graph held ``before``, ``after`` or at the ``latest``, as ``row`` puts it; None for what was not read.

        A row that cannot be made is an error of the goal, once something was sent, for this goal or for another ``of``
        the run, and is None then.
        """
        rows = dict.fromkeys(moments)
        with kept(of or [self], [self]):
            for moment in moments:
                observed = getattr(self, moment)
                rows[moment] = None if isinstance(observed, EntraError) else row(observed)
        return list(rows.values())

    @property
    def _in_doubt(self):
        return bool(self._uncertain) and self._doubted

    def _lacks_partner(self):
        return not self.error and self.goal.lacks_partner(self.current)

    def _made(self, change, ours=True):
        if change not in self._done:
            # What was made before, and has to be made once more, is no progress: patience goes on.
            self._patience = None
        if ours:
            # Before anything else is asked, since this is what must not be lost.
            self._done.append(change)
        self.plan = self.plan.with_first_made()
        self._uncertain = None
        # What protects a partner may have come about while its policy went.
        self.look_first = bool(self.todo) and self.goal.singly

    def _shows(self, observed, change):
        """Whether ``change`` need not be made any more, and not because something else has to be done instead."""
        if not change or change in self.todo or self.goal.contradicts(observed, change):
            return False
        # What has to be created now was removed by somebody else: nothing of ours is to be seen.
        return not any(step.operation == CREATE and step.resource == change.resource for step in self.todo)

    def _may_be_a_race(self, change, error):
        if error.not_found or error.status == 409:
            return True
        # If nothing of that kind is to be seen, and nothing of ours that may still linger, 400 means what it says.
        refused = (change.operation, change.resource) in _DOUBTFUL and error.status == 400
        return refused and bool(self._done or not self._patience)

    def _surprised(self, error):
        self._patience = self._patience or self._new_patience()
        pause = self._patience.pause()
        if pause is None:
            hint = _IN_DOUBT if self._in_doubt or self._withdraw() else ""
            self.error = Failure(doing(self.todo[0]), error, requests.write(self.todo[0]), hint)
        else:
            self.due = time.monotonic() + pause
        # What this run created itself need not be looked for: it is on its way.
        self.look_first = not (self._done and isinstance(error, GraphError) and error.not_found)


def _differ(before, after):
    """Whether of two looks at a partner only one shows it, or its policy."""
    if not (isinstance(before, Observed) and isinstance(after, Observed)):
        return False
    return any((one is None) != (other is None) for one, other in zip(before[:2], after[:2]))


def _may_have_acted(error):
    """Whether Graph may have done what was answered so: the end of an attempt was not seen, or is not understood."""
    broke_down = isinstance(error, GraphError) and error.status >= 500
    return error.replayed or broke_down or isinstance(error, UnexpectedAnswer)
