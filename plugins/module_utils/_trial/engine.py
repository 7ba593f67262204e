# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a trial: asks, takes everything back, compares the tenant with the beginning (private to this collection)."""

from __future__ import annotations

import operator
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

from .._graph.errors import AuthenticationError, EntraError, GraphError, NoAnswer
from .._graph.request import Request
from .._model.desired import BadInput
from . import requests as ask
from .kind import CONFIGURATION, JOIN, ORGANIZATION, OWNED, PARTNER, TEMPLATE, absent
from .objects import KINDS, set_up
from .objects_partners import is_organization, owner_asked, template_of
from .row import Row
from .trial import CannotTry, Hands, Said, Stopped, Trial

# An answer may be lost while something is taken back, too.
_ATTEMPTS = 3
# The last requests of a question are those that answer it.
_LAST = 3
# What an answer with values of other types than usual leads to. One of them must not end the trial.
_ODD = (AttributeError, LookupError, TypeError, ValueError)
TEMPLATE_TITLE = "the template of the multitenant organization"
# The last one comes if a terminal is closed, or a connection to it breaks.
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Found(NamedTuple):
    """The answer to a question. ``answered`` is false if it stays open; then ``remark`` is the reason.

    ``detail`` is the reason with texts of services, which may contain names. It is not for the public.
    """

    name: str
    question: str
    answered: bool
    value: Any
    remark: str
    request_ids: list[str]
    detail: str = ""


class Outcome(NamedTuple):
    """``left`` says what could not be taken back, and ``different`` what is not as it was at the beginning.

    ``stopped`` is the reason why the trial ended early, or None.
    """

    found: list[Found]
    left: list[str]
    different: list[str]
    stopped: str | None


class Look(NamedTuple):
    """Something that has to be at the end as it was at the beginning. ``state`` returns what is compared."""

    title: str
    state: Callable[[], Any]
    before: Any = None


def kinds_of(rows: Sequence[Row]) -> list[str]:
    """The kinds of objects that questions make or change, in the order of the table."""
    wanted: set[str] = set()

    def add(name: str) -> None:
        wanted.add(name)
        for need in KINDS[name].needs:
            add(need)

    for row in rows:
        for name in (*row.needs, *row.changes):
            add(name)
    return [name for name in KINDS if name in wanted]


def refuse(trial: Trial) -> None:
    """Refuse a partner that is more than a name. Raises BadInput, EntraError."""
    problems = []
    said = trial.v1.ask(ask.partner(trial.partner))
    if said.ok:
        problems.append(
            "partner_tenant is a partner already. The trial would delete its settings: it needs a tenant that is none"
        )
    elif said.status != 404 or not said.code:
        problems.append(f"whether partner_tenant is a partner could not be read: {said.odd()}")
    for kind in (ask.DELETED_PARTNERS, ask.DELETED_SYNCS):
        said = trial.beta.ask(ask.deleted(kind, trial.partner))
        if said.ok:
            problems.append(
                f"a deleted partner or policy of partner_tenant can be restored ({kind}). The trial would remove it "
                "for good"
            )
        elif not _refused(said):
            problems.append(f"whether {kind} of partner_tenant can be restored could not be read: {said.odd()}")
    if trial.cloud == "global":
        said = trial.v1.ask(ask.member(trial.partner))
        if said.ok:
            problems.append("partner_tenant belongs to the multitenant organization of this tenant")
        elif not _refused(said):
            problems.append(
                f"whether partner_tenant belongs to the multitenant organization could not be read: {said.odd()}"
            )
    if trial.v1.ask(ask.tenant(trial.partner)).status == 404:
        problems.append("partner_tenant is not the ID of a tenant")
    if problems:
        raise BadInput(problems)


def _refused(said: Said) -> bool:
    """Whether Graph has refused a read for good. A missing permission is such an answer: no write passes then, either.

    An overloaded or broken service has not answered.
    """
    return 400 <= said.status < 500 and said.status not in (401, 408, 429)


def beginning(trial: Trial, rows: Sequence[Row]) -> list[Look]:
    """What the trial may change, as it is before the trial. Raises BadInput and EntraError if it cannot be read."""
    looks, problems = [], []
    for look in _looks(trial, kinds_of(rows)):
        try:
            looks.append(look._replace(before=look.state()))
        except CannotTry as error:
            problems.append(f"{look.title} could not be read: {error}")
    if problems:
        raise BadInput(problems)
    return looks


def run(trial: Trial, rows: Sequence[Row], looks: Sequence[Look]) -> Outcome:
    """Ask all questions, and take everything back. Whatever happens in between, the second half is done.

    ``looks`` is what ``beginning`` returned.
    """
    found: list[Found] = []
    stopped: str | None = None
    understood = False
    with _signals(trial), trial.v1.progress.step("questions asked", len(rows)) as step:
        try:
            try:
                for row in rows:
                    found.append(_tried(trial, row))
                    step.made()
            finally:
                # If a signal arrives just here, it still counts as one that ends the questions.
                trial.end()
            understood = True
        except Stopped as signalled:
            stopped, understood = str(signalled), True
        finally:
            # Also after an exception that nobody expects: the tenant comes first.
            left = _taken_back(trial)
            different = _different(trial, looks)
            if not understood and (left or different):
                raise RuntimeError("; ".join([*left, *different]))
    return Outcome(found, left, different, stopped)


def _tried(trial: Trial, row: Row) -> Found:
    trial.request_ids = []
    try:
        for need in row.needs:
            set_up(trial, need)
        trial.request_ids = []
        answer = row.find(trial)
    except (CannotTry, EntraError, *_ODD) as error:
        ids = trial.request_ids[-_LAST:]
        return Found(row.name, row.question, False, None, reason(trial, error), ids, str(error))
    return Found(row.name, row.question, True, answer.value, answer.remark, trial.request_ids[-_LAST:])


def reason(trial: Trial, error: Exception) -> str:
    """Why there is no answer, for a public report: the texts of services may contain names of tenants and users."""
    if isinstance(error, CannotTry):
        return str(error)
    what = "the answer was none of Graph's, or it was not complete"
    if isinstance(error, _ODD):
        what = f"the answer has a form that the trial does not expect, {error.__class__.__name__}"
    elif isinstance(error, AuthenticationError):
        what = "the login was refused"
    elif isinstance(error, NoAnswer):
        what = "Graph did not answer"
    elif isinstance(error, GraphError):
        what = f"Graph answered {error.status}"
    return f"{what} ({trial.asked})"


@contextmanager
def _signals(trial: Trial) -> Iterator[None]:
    """Within the block, a signal ends the questions, and does not end the taking back."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, _frame: Any) -> None:
        trial.stop(signal.Signals(number).name)

    previous = {number: signal.signal(number, stop) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _taken_back(trial: Trial) -> list[str]:
    """Take back everything, the last change first. Returns a sentence for everything that remains."""
    left = []
    for kind in reversed(list(trial.touched)):
        remains: list[str] = []
        for _attempt in range(_ATTEMPTS):
            remains = _taken_back_once(trial, kind)
            if not remains:
                break
            trial.sleep(trial.pace.pause)
        left += remains
    return left


def _taken_back_once(trial: Trial, kind: str) -> list[str]:
    try:
        return KINDS[kind].take_back(trial)
    except (CannotTry, EntraError, *_ODD) as error:
        return [f"{kind} could not be taken back: {reason(trial, error)}"]


# The comparison with the beginning.


def _looks(trial: Trial, kinds: Sequence[str]) -> list[Look]:
    """What the trial reads before and after: everything that it may change."""
    v1, beta, partner = trial.v1, trial.beta, trial.partner
    looks = [_look("the partner", v1, ask.partner(partner))]
    if PARTNER in kinds:
        looks.append(_look("the deleted partner", beta, ask.deleted(ask.DELETED_PARTNERS, partner)))
        looks.append(_look("the deleted policy of the partner", beta, ask.deleted(ask.DELETED_SYNCS, partner)))
    if TEMPLATE in kinds:
        looks.append(_look(TEMPLATE_TITLE, v1, ask.template(), template_of))
    if JOIN in kinds:
        # A request that was withdrawn leaves a record of zeros. It means the same as no record.
        title = "the request to join a multitenant organization"
        looks.append(_look(title, v1, ask.join_request(), owner_asked))
    if ORGANIZATION in kinds:
        looks.append(_look("the multitenant organization", v1, ask.organization(), is_organization))
    if CONFIGURATION in kinds or OWNED in kinds:
        looks.append(Look("the list of synchronization configurations", partial(_names, v1)))
    return looks


def _look(title: str, hands: Hands, request: Request, view: Callable[[Said], Any] | None = None) -> Look:
    """``view`` returns what counts of a success or of an absence; without it, it is everything but annotations."""

    def state() -> Any:
        said = hands.ask(request)
        if said.down:
            raise said.odd()
        if view and (said.ok or absent(said)):
            try:
                return view(said)
            except CannotTry:
                pass  # It has another form, which has to stay, too.
        return said.status, said.code, _plain(said.body)

    return Look(title, state)


def _names(hands: Hands) -> Any:
    """The IDs and names of all synchronization configurations."""
    try:
        rows = hands.pages(ask.configurations())
    except GraphError as error:
        if error.status >= 500 or error.status in (401, 408, 429):
            raise CannotTry(f"Graph answered {error.status}") from error
        return error.status, error.code
    return {str(row.get("id")): row.get("displayName") for row in rows if isinstance(row, dict)}


def _different(trial: Trial, looks: Sequence[Look]) -> list[str]:
    def differences() -> list[str]:
        return list(filter(None, (_difference(trial, look) for look in looks)))

    return trial.seen(differences, operator.not_)


def _difference(trial: Trial, look: Look) -> str | None:
    try:
        return None if look.state() == look.before else f"{look.title} is not as it was at the beginning"
    except (CannotTry, EntraError, *_ODD) as error:
        return f"{look.title} could not be compared: {reason(trial, error)}"


def _plain(body: Any) -> Any:
    """A body without annotations. The order of a list does not count."""
    if isinstance(body, dict):
        return {name: _plain(value) for name, value in body.items() if "@" not in name}
    return sorted(map(_plain, body), key=repr) if isinstance(body, list) else body
