# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a trial: asks, takes everything back, compares the tenant with the beginning (private to this collection)."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from .._graph.errors import EntraError
from .._graph.request import Request
from .._model.desired import BadInput
from . import requests as ask
from .kind import CONFIGURATION, JOIN, OWNED, PARTNER, TEMPLATE
from .objects import KINDS, set_up
from .objects_partners import same_template
from .row import Row
from .trial import CannotTry, Hands, Said, Stopped, Trial

# An answer may be lost while something is taken back, too.
_ATTEMPTS = 3
# The last requests of a question are those that answer it.
_LAST = 3
_ENDING = (signal.SIGINT, signal.SIGTERM)


class Found(NamedTuple):
    """The answer to a question. ``answered`` is false if it stays open; then ``remark`` is the reason."""

    name: str
    question: str
    answered: bool
    value: Any
    remark: str
    request_ids: list[str]


class Outcome(NamedTuple):
    """``left`` says what could not be taken back, and ``different`` what is not as it was at the beginning.

    ``stopped`` is the reason why the trial ended early, or None.
    """

    found: list[Found]
    left: list[str]
    different: list[str]
    stopped: str | None


class _Look(NamedTuple):
    """Something that has to be at the end as it was at the beginning."""

    title: str
    hands: Hands
    request: Request


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


def run(trial: Trial, rows: Sequence[Row]) -> Outcome:
    """Ask all questions, and take everything back. Whatever happens in between, the second half is done.

    Raises EntraError if the tenant cannot be read at the beginning. Then nothing was changed.
    """
    looks = _looks(trial, kinds_of(rows))
    before = [_seen(look) for look in looks]
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
        except Stopped as reason:
            stopped, understood = str(reason), True
        finally:
            # Also after an exception that nobody expects: the tenant comes first.
            left = _taken_back(trial)
            different = _different(trial, looks, before)
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
    except (CannotTry, EntraError) as error:
        return Found(row.name, row.question, False, None, str(error), trial.request_ids[-_LAST:])
    return Found(row.name, row.question, True, answer.value, answer.remark, trial.request_ids[-_LAST:])


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
    except (CannotTry, EntraError) as error:
        return [f"{kind} could not be taken back: {error}"]


# The comparison with the beginning.


def _looks(trial: Trial, kinds: Sequence[str]) -> list[_Look]:
    """What the trial reads before and after: everything that it may change."""
    v1, beta, partner = trial.v1, trial.beta, trial.partner
    looks = [_Look("the partner", v1, ask.partner(partner))]
    if PARTNER in kinds:
        looks.append(_Look("the deleted partner", beta, ask.deleted(ask.DELETED_PARTNERS, partner)))
        looks.append(_Look("the deleted policy of the partner", beta, ask.deleted(ask.DELETED_SYNCS, partner)))
    if TEMPLATE in kinds:
        looks.append(_Look("the template of the multitenant organization", v1, ask.template()))
    if JOIN in kinds:
        looks.append(_Look("the request to join a multitenant organization", v1, ask.join_request()))
    if CONFIGURATION in kinds or OWNED in kinds:
        looks.append(_Look("the list of synchronization configurations", v1, ask.configurations()))
    return looks


def _seen(look: _Look) -> Said:
    return look.hands.ask(look.request)


def _different(trial: Trial, looks: Sequence[_Look], before: Sequence[Said]) -> list[str]:
    different = []
    for look, said in zip(looks, before):
        try:
            now = trial.settled(look.hands, look.request, lambda now, said=said: _same(said, now))  # type: ignore[misc]
        except EntraError as error:
            different.append(f"{look.title} could not be compared: {error}")
            continue
        if not _same(said, now):
            different.append(f"{look.title} is not as it was at the beginning")
    return different


def _same(before: Said, now: Said) -> bool:
    if (before.status, before.code) != (now.status, now.code):
        return False
    one, other = (_plain(said.body) for said in (before, now))
    if isinstance(one, dict) and isinstance(other, dict) and "templateApplicationLevel" in one:
        return same_template(one, other)
    return bool(one == other)


def _plain(body: Any) -> Any:
    """A body without annotations. The order of a list does not count."""
    if isinstance(body, dict):
        return {name: _plain(value) for name, value in body.items() if not name.startswith("@")}
    return sorted(map(_plain, body), key=repr) if isinstance(body, list) else body
