# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The execution of one plan (private to this collection). It decides each next step, and sends nothing itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from .._directory import requests
from .._directory.errors import Failure
from .._graph.answer import Answer, outcome
from .._graph.errors import EntraError, GraphError
from .._model.kinds import Row
from .._model.observed import differ
from .._model.operations import CREATE, DELETE, PROVISION, PURGE, UPDATE, WITHOUT_TRACE
from .._plan.change import Change
from .._plan.goal import Goal, LearningGoal, SlowGoal, WaitingGoal
from .._plan.plan import Plan
from .account import error_for, kept
from .backoff import Patience
from .errors import (
    DOUBTFUL,
    IN_DOUBT,
    Impossible,
    NotCompleted,
    NotShown,
    NotVisible,
    doing,
    doubt,
    hint_on_settings,
    may_have_acted,
    missing,
)

# Graph may delete the second object together with the first one. No page of Microsoft says whether it does.
_TOGETHER = {("sync_application", "sync_configuration")}

# Graph answers 404 to the creation of an object whose parent is not replicated yet. If another writer has created the
# object, the answer is 409 instead.
_LATE = (CREATE, 404)

#: The kind of goal that an execution is about.
AnyGoal_co = TypeVar("AnyGoal_co", bound=Goal, covariant=True)


class Execution(Generic[AnyGoal_co]):
    """One goal, its state before the run, the changes that were made, and the changes that remain.

    Graph's answer may contradict a read: another writer came in between, the read was stale, or a new object is not
    replicated yet. The reaction to such a surprise does not depend on its cause: look again, plan again, go on.
    ``patience`` is called at the first of several surprises in a row::

                 start           send            take: a success, or gone already
        (plan) ────────► ready ────────► sent ──────────────────────────────────► ready, the next change is first
                           ▲  ▲           │
                      look │  └───────────┤ take: a new object is not replicated yet; the same change again, later
                           │              │
                        looking ◄─────────┤ take: another surprise. Patience that is over: failed
                                          │
                                          └ take: any other error: failed

        ready without a change ──► seen, not_seen ──► completed, not_completed

    ``refuse``, ``stop`` and reads that fail lead to *failed* from every state. In the account of the run, a change is

    - *pending* as long as it is in ``plan``;
    - *done* after Graph has confirmed it, or after an attempt of this run and a look that shows it;
    - *presumed* if Graph answers a deletion with "not found" after an attempt of this run: it counts as done, unless
      the last look shows the contrary;
    - *uncertain* if the answer was lost, or if Graph refused the change but may have made it nevertheless: the next
      look decides.
    """

    def __init__(self, goal: AnyGoal_co, observed: Any, patience: Callable[[], Patience]) -> None:
        """``observed`` is the result of the first read: the observed state or an EntraError. Raises NoWay."""
        self.goal = goal
        #: The observed state before the run, or the error of that read.
        self.before = observed
        self.error: EntraError | None = observed if isinstance(observed, EntraError) else None
        self.plan = Plan(goal, observed, ()) if self.error else Plan.of(goal, observed)
        #: The earliest time for the next change, as a time of ``time.monotonic``.
        self.due = 0.0
        #: Whether another look is necessary before the next change.
        self.look_first = False
        #: Whether anything was sent.
        self.attempted = False
        #: Whether a surprise led to a new plan that no gate has judged yet.
        self.planned_anew = False
        #: Whether Graph contradicted the first read before this run changed anything.
        self.contradicted = False
        #: The resource that Graph refused to create, in its last answer, because the object already exists.
        self.said_to_exist: str | None = None
        self._new_patience = patience
        #: The patience that is left, or None if there was no surprise since the last success.
        self._patience: Patience | None = None
        #: Whether Graph has given a surprising answer since the last success.
        self._surprised_by_graph = False
        self._done: list[Change] = []
        self._presumed: list[Change] = []
        self._uncertain: Change | None = None
        #: Whether the change is uncertain because the answer to an attempt was lost. If only Graph's answer makes the
        #: change uncertain, the reason is weaker.
        self._doubted = False
        self._under_way = False
        self._unseen: tuple[Change, ...] = ()
        self._last_seen: Any = None
        self._last_look: Any = None

    @property
    def todo(self) -> tuple[Change, ...]:
        """The changes that remain."""
        return self.plan.changes

    @property
    def active(self) -> bool:
        """Whether there is something left to send, or to look at before it is known whether there is."""
        return not self.error and bool(self.todo or self.look_first) and not self.held

    @property
    def held(self) -> bool:
        """Whether the next change has to wait for work that Graph does by itself."""
        goal = self.goal
        if self.error or self.look_first or not self.todo or not isinstance(goal, WaitingGoal):
            return False
        return goal.holds(self.current, self.todo[0])

    @property
    def awaited(self) -> bool:
        """Whether Graph still has to do work that a run waits for. Raises UnexpectedValue."""
        return not self.error and isinstance(self.goal, WaitingGoal) and not self.goal.completed(self.current)

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes that were made. If the goal has not failed, also the changes that remain.

        Before the first change is made, these are the predicted changes.
        """
        return tuple(self._done) if self.error else (*self._done, *self.todo)

    @property
    def current(self) -> Any:
        """The present state in Graph: the last look, together with the changes that Graph has accepted since."""
        return self.plan.observed

    @property
    def after(self) -> Any:
        """The state in Graph after all ``changes``."""
        return self.current if self.error else self.plan.after

    @property
    def latest(self) -> Any:
        """The state that Graph showed last. The same as ``after`` if the run neither wrote nor waited."""
        return self.after if self._last_seen is None else self._last_seen

    @property
    def lacks_partner(self) -> bool:
        """Whether a predicted change needs a partner that does not exist yet. A real run never ends like this."""
        with kept([self], [self]):
            return self._lacks_partner()
        return False

    def start(self) -> None:
        """Decide whether a look is necessary before the first change."""
        if self._lacks_partner():
            # An earlier task may have created the partner a moment ago.
            self._surprised(missing(self.todo[0]))
        elif self.todo and self.goal.singly:
            # A list is not reliable enough here: the object itself is read right before the write.
            self.look_first = True

    def send(self) -> Change:
        """The first change in ``todo``, which counts as sent from now on."""
        self.attempted = True
        self._under_way = True
        return self.todo[0]

    def take(self, received: object) -> None:
        """Go on after the answer to the change that ``send`` returned.

        ``received`` is an Answer or an EntraError. Any other value counts as an answer that cannot be understood.
        """
        self._under_way = False
        self.said_to_exist = None
        change = self.todo[0]
        request = requests.write(change)
        answer = outcome(f"{request.method} {request.path}", received)
        if not isinstance(answer, EntraError):
            self._made(change, answer=answer)
        elif change.operation in (DELETE, PURGE) and isinstance(answer, GraphError) and answer.not_found:
            # The object is already gone. Either an earlier attempt of this run or another writer has deleted it. If it
            # was another writer, this run has changed nothing.
            self.contradicted = self.contradicted or not (answer.replayed or self._done)
            together = any((done.resource, change.resource) in _TOGETHER for done in self._done)
            self._made(change, ours=answer.replayed or together)
            self._presumed.append(change)
        elif isinstance(answer, GraphError) and self._may_be_a_race(change, answer):
            if answer.replayed or change.operation in (UPDATE, DELETE) or (change.operation, answer.status) == _LATE:
                # This attempt, or an earlier attempt whose answer was lost, may have made the change in spite of the
                # answer: the next look decides. If the answer to a creation says that the object already exists,
                # another writer has made it.
                self._uncertain = change
                self._doubted = answer.replayed
            if change.operation == CREATE and answer.status == 409 and not answer.of_batch:
                self.said_to_exist = change.resource
            self._surprised(answer)
        elif request.once and may_have_acted(answer) and change.operation not in WITHOUT_TRACE:
            # Only a look can show whether there is an object now. The same change is never sent again.
            self._uncertain = change
            self._doubted = True
            self._surprised(answer)
        else:
            unclear = doubt(change) if may_have_acted(answer) else ""
            self.error = Failure(doing(change), answer, request, hint_on_settings(change, answer) + unclear)

    def refuse(self, reason: str) -> None:
        """End the goal with an error before its next change is sent."""
        self.error = Failure(doing(self.todo[0]), Impossible(reason))

    def look(self, observed: Any) -> None:
        """Go on after another read. ``observed`` is the state that it returned, or an EntraError. Raises NoWay."""
        self.look_first = False
        if isinstance(observed, EntraError):
            self.error = observed
            return
        self._last_look = observed
        if not any(self.goal.contradicts(observed, change) for change in self._done):
            # This comes before the next plan, which may raise NoWay.
            self.plan = self.plan._replace(observed=observed)
            self.planned_anew = True
            if not self._done and not self._in_doubt:
                self.contradicted = self.contradicted or differ(self.before, observed)
                self.before = observed
            # Only an answer is a reason to make a change again. Otherwise a value that Graph shows late, or in another
            # form than it was sent, would be sent without end.
            self.plan = Plan.after_look(self.goal, observed, () if self._surprised_by_graph else self._done)
            uncertain = self._uncertain
            if uncertain and self._shows(observed, uncertain):
                self._done.append(uncertain)
                self._uncertain = None
        if self._lacks_partner():
            self._surprised(missing(self.todo[0]))
        elif self._may_exist_already():
            self._surprised(NotShown("the object that may have been created"))
        elif self._needs_look():
            self._surprised(NotShown("the state that the next change needs"))

    def seen(self, observed: Any) -> bool:
        """Whether a read shows the whole desired state. A read that failed ends the goal with the error."""
        if isinstance(observed, EntraError):
            self.error = observed
            return True
        self._last_seen = observed
        # A deletion that this run has not made may have become possible only now. It is left for the next run.
        unseen = self.goal.unseen(observed)
        if isinstance(self.goal, WaitingGoal):
            deleted = {change.resource for change in self._done if change.operation == DELETE}
            unseen = tuple(one for one in unseen if one.operation != DELETE or one.resource in deleted)
        self._unseen = unseen
        return not self._unseen

    def completed(self: Execution[SlowGoal], observed: Any) -> bool:
        """Whether Graph's asynchronous work for the goal has ended. A failure ends the goal with an error."""
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

    def watched(self: Execution[Any], observed: Any) -> bool:
        """Whether the work that ``awaited`` is about has ended. A change that was held is the next one then."""
        if not self.held:
            return self.completed(observed)
        self.look(observed)
        return bool(self.error) or not self.held or self.completed(observed)

    def not_completed(self: Execution[Any], seconds: float) -> None:
        """End the goal with an error: Graph's asynchronous work has not ended after ``seconds`` seconds."""
        words = f"after {seconds:.0f} s {self.goal.under_way(self._last_seen)}"
        self.error = Failure(f"see the end of the changes of {self.goal.title}", NotCompleted(words))

    def not_seen(self, seconds: float) -> None:
        """End the goal with an error: for ``seconds`` seconds no read has shown the whole desired state."""
        self._withdraw()
        self.error = Failure(f"see the changes of {self.goal.title}", NotVisible(seconds, self._unseen))

    def _withdraw(self) -> bool:
        """Take back the presumed changes that the last look contradicts. Returns whether there was such a change."""
        shown = self._last_look if self._last_seen is None else self._last_seen
        denied = [change for change in self._presumed if shown is not None and self.goal.contradicts(shown, change)]
        if denied:
            # Graph said that the object was already gone, but still shows it. So this run has not deleted it.
            self._done = [change for change in self._done if change not in denied]
            self.plan = self.plan._replace(observed=shown)
        return bool(denied)

    def stop(self, error: BaseException) -> None:
        """End the goal because of an exception that is not an answer to a change."""
        if self.error:
            return
        if isinstance(error, Failure):
            self.error = error
            return
        what = doing(self.todo[0]) if self.todo else f"see the changes of {self.goal.title}"
        unclear = doubt(*self.todo[:1]) if self._under_way or self._in_doubt else ""
        self.error = Failure(what, error_for(error), hint=unclear)

    def shown(
        self, row: Callable[[Any], Row | None], *moments: str, of: Iterable[Execution[Goal]] = ()
    ) -> list[Row | None]:
        """The rows of the states at these ``moments``: "before", "after", "latest"; None for a state that was not read.

        ``row`` may raise UnexpectedValue. If a change was sent, for this goal or for another goal in ``of``, the
        exception becomes the error of this goal, and the row is None. If nothing was sent, this function raises the
        exception.
        """
        rows: dict[str, Row | None] = dict.fromkeys(moments)
        with kept(of or [self], [self]):
            for moment in moments:
                observed = getattr(self, moment)
                rows[moment] = None if isinstance(observed, EntraError) else row(observed)
        return list(rows.values())

    @property
    def _in_doubt(self) -> bool:
        """Whether an attempt of this run may have made a change that no answer and no look has confirmed."""
        return bool(self._uncertain) and self._doubted

    def _lacks_partner(self) -> bool:
        return not self.error and self.goal.lacks_partner(self.current)

    def _needs_look(self) -> bool:
        goal = self.goal
        following = next(iter(self.todo), None)
        return not self.error and isinstance(goal, LearningGoal) and goal.needs_look(self.current, following)

    def _may_exist_already(self) -> bool:
        """Whether the next change would make a second object if the answer to its first attempt was only lost."""
        uncertain = self._uncertain
        return bool(uncertain and self.plan.has_of(uncertain) and self._doubted and requests.write(uncertain).once)

    def _made(self, change: Change, ours: bool = True, answer: Answer | None = None) -> None:
        """Go on after a change was made. ``ours``: whether this run has made it. ``answer`` is Graph's answer."""
        again = change.repeats(self._done)
        self._surprised_by_graph = False
        self._patience = self._patience if again else None
        if ours:
            # This is the first step, so that the account of the change cannot be lost.
            self._done.append(change)
        goal, learned = self.goal, None
        if isinstance(goal, LearningGoal) and change.operation in (CREATE, PROVISION) and answer is not None:
            learned = goal.learned(self.current, change, answer.body if isinstance(answer.body, dict) else {})
        self.plan = self.plan.with_first_made() if learned is None else Plan.of(self.goal, learned)
        self._uncertain = None
        # The partner may have become protected while its policy was deleted.
        self.look_first = (bool(self.todo) and self.goal.singly) or self._needs_look()
        if again:
            # A change that this run has made before is no progress. The same patience goes on, and has an end.
            self._surprised(NotShown("a change that it has accepted"))

    def _shows(self, observed: Any, change: Change) -> bool:
        """Whether a look shows that ``change`` was made. A look that requires another change instead does not."""
        if self.plan.has_of(change) or self.goal.contradicts(observed, change):
            return False
        # If the object has to be created now, another writer has removed it. Then the look shows no change of this run.
        return not any(step.operation == CREATE and step.resource == change.resource for step in self.todo)

    def _may_be_a_race(self, change: Change, error: GraphError) -> bool:
        """Whether another writer, or replication, may be the reason why Graph refused a change."""
        if change.operation == PROVISION:
            # "Not found" is about the user: the job has just been read.
            return False
        if error.not_found or error.status == 409:
            return True
        # 400 means that the request is wrong if both conditions hold: a look has found no other reason, and this run
        # has made no change that may not be replicated yet.
        refused = (change.operation, change.resource) in DOUBTFUL and error.status == 400
        return refused and bool(self._done or not self._patience)

    def _surprised(self, error: EntraError) -> None:
        """Look again after a pause, or end the goal with ``error`` if no time is left."""
        self._patience = self._patience or self._new_patience()
        self._surprised_by_graph |= not isinstance(error, NotShown)
        pause = self._patience.pause()
        if pause is None:
            hint = IN_DOUBT if self._in_doubt or self._withdraw() else ""
            change = self.todo[0] if self.todo else self._done[-1]
            self.error = Failure(doing(change), error, requests.write(change), hint)
        else:
            self.due = time.monotonic() + pause
        # After a creation by this run, "not found" means replication lag: the change is sent again without a look.
        self.look_first = not (self._done and isinstance(error, GraphError) and error.not_found)
