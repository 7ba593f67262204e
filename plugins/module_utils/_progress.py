# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How far a long task is, and the reason why it waits (private to this collection).

Code that works or waits reports this to a :class:`Progress`. A thread turns these reports into lines of text and passes
them on, since the task itself cannot do so while it waits for an answer. The thread ends with the task.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

#: Takes one line of text, for people.
Tell = Callable[[str], None]

# Seconds. The thread only has to end. A daemon thread that is stuck in ``tell`` must not hold up the result.
_LONGEST_END = 5.0


class Pace(NamedTuple):
    """Seconds from the beginning of a task to its first line, and between two lines.

    A task that ends before ``first`` prints no line. A line names a request that has waited for its answer for at least
    ``first`` seconds.
    """

    first: float = 5.0
    between: float = 10.0


USUAL = Pace()


class Step:
    """One part of the work of a task. Several threads may count at the same time.

    ``what`` is the text after the numbers, as in "3 of 20 partners read". ``total`` is None if it is not known. Without
    ``counted`` the step has no numbers. With ``failures_apart`` failures have their own number. ``longest``: seconds
    after which the task gives up the step.
    """

    def __init__(
        self,
        what: str,
        began: float,
        total: int | None = None,
        counted: bool = True,
        failures_apart: bool = False,
        longest: float | None = None,
    ) -> None:
        self._what = what
        self._began = began
        self._total = total
        self._counted = counted
        self._failures_apart = failures_apart
        self._longest = longest
        self._made = 0
        self._failed = 0
        self._lock = threading.Lock()

    def made(self, number: int = 1) -> None:
        """Count finished items."""
        with self._lock:
            self._made += number

    def answered(self, success: bool) -> None:
        """Count one answer."""
        with self._lock:
            if success or not self._failures_apart:
                self._made += 1
            else:
                self._failed += 1

    def stands_at(self, made: int, failed: int, total: int) -> None:
        """Correct the numbers. A failed change may be tried again, or may also prevent the changes that follow it."""
        with self._lock:
            self._made, self._failed, self._total = made, failed, total

    def text(self) -> str:
        with self._lock:
            made, total, failed = self._made, self._total, self._failed
        if not self._counted:
            return self._what
        number = f"{made:,}" if total is None else f"{made:,} of {total:,}"
        return f"{number} {self._what}" + (f", {failed:,} without success" if failed else "")

    def left(self, now: float, at_least: float) -> str:
        """An estimate of the time that the step still takes, in words; empty if there is no estimate.

        ``now`` is a time of the clock. ``at_least`` is the rest of the present wait, in seconds.
        """
        if self._longest is not None:
            return f", at most {duration(max(self._began + self._longest - now, 0.0))} more"
        with self._lock:
            made, total, failed = self._made, self._total, self._failed
        remaining = 0 if total is None else total - made - failed
        if not self._counted or not made or remaining <= 0:
            return ""
        return f", about {duration(max(remaining * (now - self._began) / made, at_least))} left"


class _Wait(NamedTuple):
    """A pause before a request is sent again. ``until`` is a time of the clock."""

    reason: str
    seconds: float
    until: float


class _Asked(NamedTuple):
    """A request without an answer, and the time when it was sent."""

    whom: str
    since: float


class Progress:
    """The progress of one task, or of several tasks one after the other. Lines are printed only inside ``told``."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # Only the thread waits for a change.
        self._changed = threading.Condition()
        self._pace = USUAL
        self._over = True
        self._started = 0.0
        self._due = 0.0
        self._spoken = False
        self._steps: list[Step] = []
        self._asked: list[_Asked] = []
        self._wait: _Wait | None = None
        #: The number of requests that were sent. It only grows.
        self.requests = 0

    @contextmanager
    def told(self, tell: Tell | None, pace: Pace = USUAL) -> Iterator[None]:
        """A block that passes lines about its progress to ``tell`` if it takes long; no lines if ``tell`` is None.

        The thread ends with the block.
        """
        if tell is None:
            yield
            return
        self.start(pace)
        thread = threading.Thread(target=self._speak, args=(tell,), daemon=True)
        try:
            thread.start()
            yield
        finally:
            with self._changed:
                self._over = True
                self._changed.notify_all()
            # The timeout of a task may interrupt even the start.
            if thread.ident is not None:
                thread.join(_LONGEST_END)

    @contextmanager
    def step(
        self,
        what: str,
        total: int | None = None,
        counted: bool = True,
        failures_apart: bool = False,
        longest: float | None = None,
    ) -> Iterator[Step]:
        """A block that is one step, see Step. A line is about the outermost step only."""
        step = Step(what, self._clock(), total, counted, failures_apart, longest)
        with self._changed:
            self._steps.append(step)
        try:
            yield step
        finally:
            with self._changed:
                self._steps.remove(step)

    @contextmanager
    def asking(self, whom: str) -> Iterator[None]:
        """A block that sends a request to the service ``whom`` and waits for the answer."""
        asked = _Asked(whom, self._clock())
        with self._changed:
            self.requests += 1
            self._asked.append(asked)
        try:
            yield
        finally:
            with self._changed:
                self._asked.remove(asked)

    def waits(self, reason: str, seconds: float) -> None:
        """Report a wait that begins now.

        A long wait leads to a line at once, unless another long wait is under way: several threads may have to wait for
        the same reason. If no line was printed yet, a shorter wait also leads to a line at once, as soon as it makes
        the task last longer than the ``first`` seconds of its pace.
        """
        with self._changed:
            now = self._clock()
            before = self._current_wait(now)
            if before is None or now + seconds > before.until:
                self._wait = _Wait(reason, seconds, now + seconds)
            long_before = before is not None and before.seconds >= self._pace.between
            worth_it = seconds >= self._pace.between or not self._spoken
            if worth_it and not long_before and now + seconds >= self._started + self._pace.first:
                self._due = min(self._due, now)
                self._changed.notify_all()

    def start(self, pace: Pace) -> None:
        """Begin a task. This discards the state of the previous task."""
        with self._changed:
            self._pace = pace
            self._over = False
            self._started = self._clock()
            self._due = self._started + pace.first
            self._spoken = False
            self._wait = None

    def line_if_due(self) -> str | None:
        """The next line, or None as long as it is not due. Each line is returned only once."""
        with self._changed:
            now = self._clock()
            if self._over or now < self._due:
                return None
            self._due = now + self._pace.between
            self._spoken = True
            return self._line(now)

    def _speak(self, tell: Tell) -> None:
        while not self._over:
            with self._changed:
                line = self.line_if_due()
                if line is None and not self._over:
                    self._changed.wait(max(self._due - self._clock(), 0.0))
            if line is not None:
                # This is outside of the lock, since ``tell`` may take long.
                tell(line)

    def _line(self, now: float) -> str:
        wait = self._current_wait(now)
        rest = wait.until - now if wait else 0.0
        step = self._steps[0] if self._steps else None
        so_far = f"{duration(now - self._started)} so far"
        line = f"{step.text()}, {so_far}{step.left(now, rest)}" if step else so_far
        if wait:
            return f"{line}. {wait.reason}: next attempt in {duration(rest)}"
        # A login, for example, takes place within another request. So the task waits for the newest request.
        unanswered = [asked for asked in self._asked if now - asked.since >= self._pace.first]
        if unanswered:
            return f"{line}. No answer from {unanswered[-1].whom} for {duration(now - unanswered[-1].since)}"
        return line

    def _current_wait(self, now: float) -> _Wait | None:
        return self._wait if self._wait and now < self._wait.until else None


def duration(seconds: float) -> str:
    """A number of seconds in words for people, for example "2 min 5 s"."""
    whole = math.ceil(seconds - 0.5)
    if whole < 100:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
