# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The progress lines of a long task and their times, by a clock that the test sets."""

from __future__ import annotations

import threading

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._progress import USUAL, Pace, Progress, duration


class Clock:
    def __init__(self):
        # Like time.monotonic, it does not begin at 0.
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def progress(clock):
    progress = Progress(clock)
    progress.start(USUAL)
    return progress


def lines_until(progress, clock, end):
    """The lines until ``end``, with the second after the start at which each of them came."""
    lines = {}
    while clock.now < 1000.0 + end:
        clock.now += 0.5
        line = progress.line_if_due()
        if line is not None:
            lines[clock.now - 1000.0] = line
    return lines


def test_nothing_is_told_before_five_seconds_and_then_every_ten(progress, clock):
    assert lines_until(progress, clock, 4.5) == {}
    assert list(lines_until(progress, clock, 40)) == [5.0, 15.0, 25.0, 35.0]


def test_nothing_is_told_outside_of_a_task(clock):
    progress = Progress(clock)
    progress.waits("Microsoft Graph asks to wait 43 s", 43)
    assert lines_until(progress, clock, 60) == {}


def test_five_seconds_begin_anew_with_each_task(progress, clock):
    lines_until(progress, clock, 100)
    progress.start(USUAL)
    assert list(lines_until(progress, clock, 112)) == [105.0]


def test_step_without_numbers_of_a_task_without_steps(progress, clock):
    assert lines_until(progress, clock, 5) == {5.0: "5 s so far"}


def test_list_of_unknown_length(progress, clock):
    with progress.step("partners read") as step:
        step.made(400)
        step.made(1000)
        assert lines_until(progress, clock, 5) == {5.0: "1,400 partners read, 5 s so far"}


def test_time_left_follows_the_rate_of_the_step_and_not_of_the_task(progress, clock):
    clock.now += 4
    with progress.step("changes written", 1000) as step:
        step.made(240)
        clock.now += 8
        assert progress.line_if_due() == "240 of 1,000 changes written, 12 s so far, about 25 s left"
        clock.now += 10
        step.made(750)
        assert progress.line_if_due() == "990 of 1,000 changes written, 22 s so far, about 0 s left"
        clock.now += 10
        step.made(10)
        assert progress.line_if_due() == "1,000 of 1,000 changes written, 32 s so far"


def test_time_left_is_not_told_before_anything_is_done(progress, clock):
    with progress.step("changes written", 1000):
        assert lines_until(progress, clock, 5) == {5.0: "0 of 1,000 changes written, 5 s so far"}


def test_failures_apart(progress, clock):
    with progress.step("changes written", failures_apart=True) as step:
        step.stands_at(0, 0, 10)
        for success in (True, True, False, True):
            step.answered(success)
        clock.now += 6
        assert progress.line_if_due() == "3 of 10 changes written, 1 without success, 6 s so far, about 12 s left"
        # A refused request is tried again.
        step.stands_at(3, 0, 10)
        clock.now += 10
        assert progress.line_if_due() == "3 of 10 changes written, 16 s so far, about 37 s left"


def test_an_answer_to_a_read_counts_whatever_it_says(progress, clock):
    with progress.step("partners read", 2) as step:
        step.answered(True)
        step.answered(False)
        assert lines_until(progress, clock, 5) == {5.0: "2 of 2 partners read, 5 s so far"}


def test_the_outer_step_is_told_and_then_the_next(progress, clock):
    with progress.step("changes written", 10), progress.step("partners read", 20):
        clock.now += 5
        assert progress.line_if_due() == "0 of 10 changes written, 5 s so far"
    with progress.step("partners read", 20):
        clock.now += 10
        assert progress.line_if_due() == "0 of 20 partners read, 15 s so far"
    clock.now += 10
    assert progress.line_if_due() == "25 s so far"


def test_step_that_is_given_up_in_the_end(progress, clock):
    with progress.step("changed objects visible in Microsoft Graph", 8, longest=60) as step:
        step.made(5)
        clock.now += 15
        words = "5 of 8 changed objects visible in Microsoft Graph, 15 s so far, at most 45 s more"
        assert progress.line_if_due() == words
        clock.now += 50
        assert progress.line_if_due().endswith("65 s so far, at most 0 s more")


def test_step_without_numbers(progress, clock):
    words = "waiting until Microsoft Graph has finished its work"
    with progress.step(words, counted=False, longest=7200):
        clock.now += 10
        assert progress.line_if_due() == f"{words}, 10 s so far, at most 1 h 59 min more"


ASKS = "Microsoft Graph asks to wait 43 s"


def test_long_wait_is_told_at_once_and_repeated_every_ten_seconds(progress, clock):
    with progress.step("changes written", 1000) as step:
        step.made(240)
        lines = lines_until(progress, clock, 12)
        progress.waits(ASKS, 43)
        lines[clock.now - 1000] = progress.line_if_due()
        lines.update(lines_until(progress, clock, 60))
    assert list(lines) == [5.0, 12.0, 22.0, 32.0, 42.0, 52.0]
    numbers = "240 of 1,000 changes written"
    assert lines[12.0] == f"{numbers}, 12 s so far, about 43 s left. {ASKS}: next attempt in 43 s"
    assert lines[32.0] == f"{numbers}, 32 s so far, about 1 min 41 s left. {ASKS}: next attempt in 23 s"
    assert lines[52.0].endswith(f". {ASKS}: next attempt in 3 s")


def test_wait_that_goes_past_five_seconds_is_told_as_it_begins(progress, clock):
    clock.now += 1
    progress.waits("Microsoft Graph asks to wait 6 s", 6)
    assert progress.line_if_due() == "1 s so far. Microsoft Graph asks to wait 6 s: next attempt in 6 s"
    assert list(lines_until(progress, clock, 30)) == [11.0, 21.0]


def test_wait_that_ends_before_five_seconds_is_not_told(progress, clock):
    progress.waits("Microsoft Graph answered 503", 4)
    assert lines_until(progress, clock, 4.5) == {}
    assert lines_until(progress, clock, 5) == {5.0: "5 s so far"}


def test_many_threads_that_wait_tell_one_line(progress, clock):
    clock.now += 7
    assert progress.line_if_due()
    told = []
    for number in range(4):
        progress.waits(ASKS, 43 + number / 10)
        told.append(progress.line_if_due())
        clock.now += 0.1
    assert told == [f"7 s so far. {ASKS}: next attempt in 43 s", None, None, None]


def test_short_waits_after_the_first_line_tell_no_lines_of_their_own(progress, clock):
    lines = lines_until(progress, clock, 5)
    while clock.now < 1030:
        progress.waits("Microsoft Graph answered 503", 2)
        lines.update(lines_until(progress, clock, clock.now - 998))
    assert list(lines) == [5.0, 15.0, 25.0]


def test_the_longest_wait_is_the_one_that_is_told(progress, clock):
    progress.waits(ASKS, 43)
    progress.waits("Microsoft Graph answered 503", 2)
    assert progress.line_if_due() == f"0 s so far. {ASKS}: next attempt in 43 s"


def test_answer_that_does_not_come(progress, clock):
    with progress.asking("Microsoft Graph"):
        clock.now += 2
        with progress.asking("login.microsoftonline.com"):
            clock.now += 5
            # The login is part of the request to Graph.
            assert progress.line_if_due() == "7 s so far. No answer from login.microsoftonline.com for 5 s"
        clock.now += 10
        assert progress.line_if_due() == "17 s so far. No answer from Microsoft Graph for 17 s"
    clock.now += 10
    assert progress.line_if_due() == "27 s so far"


def test_answers_that_come_in_time_are_not_mentioned(progress, clock):
    clock.now += 3
    with progress.asking("Microsoft Graph"):
        assert lines_until(progress, clock, 5) == {5.0: "5 s so far"}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (0.4, "0 s"), (99.4, "99 s"), (99.6, "1 min 40 s"), (3599, "59 min 59 s"), (3660, "1 h 1 min")],
)
def test_duration(seconds, words):
    assert duration(seconds) == words


# The thread.


QUICK = Pace(0.05, 0.1)


def test_lines_come_while_the_task_is_busy_elsewhere_and_end_with_it():
    told = []
    enough = threading.Event()

    def tell(line):
        told.append(line)
        if len(told) == 3:
            enough.set()

    before = threading.active_count()
    progress = Progress()
    with progress.told(tell, QUICK), progress.step("partners read", 3):
        assert enough.wait(20)
    number = len(told)
    assert threading.active_count() == before
    assert not threading.Event().wait(0.3)
    assert len(told) == number
    assert all(line.startswith("0 of 3 partners read, 0 s so far") for line in told[:3])


def test_thread_ends_after_an_exception_as_well():
    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt), Progress().told(print, QUICK):
        assert threading.active_count() == before + 1
        raise KeyboardInterrupt
    assert threading.active_count() == before


def test_without_a_reader_there_is_no_thread():
    before = threading.active_count()
    with Progress().told(None, QUICK):
        assert threading.active_count() == before


def test_long_wait_is_told_by_the_thread_at_once():
    told = threading.Event()
    progress = Progress()
    with progress.told(lambda line: told.set(), Pace(600, 600)):
        assert not told.wait(0.2)
        progress.waits(ASKS, 700)
        assert told.wait(20)


def test_many_threads_count_every_answer():
    progress = Progress()
    with progress.step("partners read", 4000) as step:
        threads = [
            threading.Thread(target=lambda: [step.answered(True) for _count in range(1000)]) for _thread in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert step.text() == "4,000 of 4,000 partners read"
