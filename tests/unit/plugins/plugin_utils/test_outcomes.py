# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which hosts show an outcome."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._outcomes import (
    all_failed,
    hosts_shown,
    may_start,
    outcomes_of,
)

FINE, CHANGED, FAILED, NO_PLACE = "fine", "changed", "failed", "no place"


def item(kind: str, tenant_id: str) -> dict[str, Any]:
    """The result for a partner."""
    error = {"error": {"msg": "refused"}} if kind == FAILED else {}
    return {"tenant_id": tenant_id, "changed": kind == CHANGED, "changes": [], "after": {}, **error}


def result(kinds: dict[str, str], **more: Any) -> dict[str, Any]:
    """The result of the task for all hosts: host → what became of its one partner."""
    placed = [host for host, kind in kinds.items() if kind != NO_PLACE]
    hosts: dict[str, Any] = {host: {"error": "no tenant"} for host in kinds}
    hosts.update({host: {"first": index, "count": 1} for index, host in enumerate(placed)})
    items = [item(kinds[host], host) for host in placed]
    first = {"first_host": next(iter(kinds)), "outcomes": "changed", "batches": False}
    return {"hosts": hosts, "tenants": placed, "partners": items, **first, **more}


batches = st.dictionaries(
    st.text("abc", min_size=1), st.sampled_from([FINE, CHANGED, FAILED, NO_PLACE]), min_size=1, max_size=9
)


@given(batches, st.sampled_from(["all", "changed"]))
def test_a_host_with_news_shows_it(kinds: dict[str, str], outcomes: str) -> None:
    run = result(kinds, outcomes=outcomes)
    shown = hosts_shown(kinds, lambda host: run)
    news = {host for host, kind in kinds.items() if kind != FINE}
    assert shown == [host for host in kinds if outcomes == "all" or host in news | {next(iter(kinds))}]
    assert all_failed(run) == all(kind in (FAILED, NO_PLACE) for kind in kinds.values())


@given(
    batches, st.sampled_from([None, "text", {}, [], {"hosts": {}}, {"hosts": None}, {"skipped": True}, {"hosts": 7}])
)
def test_without_a_result_all_hosts_show_that(kinds: dict[str, str], run: Any) -> None:
    assert hosts_shown(kinds, lambda host: run) == list(kinds)


@pytest.mark.parametrize(
    "broken",
    [
        {"partners": None},
        {"partners": []},
        {"tenants": None},
        {"failed": True},
        {"failure": "x"},
        {"partners": [{}, {}]},
    ],
)
def test_one_host_stands_for_a_batch_that_failed(broken: dict[str, Any]) -> None:
    kinds = {"alder": FINE, "birch": FINE}
    assert hosts_shown(kinds, lambda host: result(kinds, **broken)) == ["alder"]
    assert hosts_shown(kinds, lambda host: result(kinds, outcomes="all", **broken)) == ["alder", "birch"]
    # A host that stands for others must be one of them.
    assert hosts_shown(kinds, lambda host: result(kinds, first_host="other", **broken)) == ["alder", "birch"]


def test_what_was_changed_is_shown_even_if_the_task_failed() -> None:
    kinds = {"alder": FINE, "birch": CHANGED, "cedar": NO_PLACE, "dogwood": FINE}
    assert hosts_shown(kinds, lambda host: result(kinds, failure="cut off")) == ["alder", "birch"]
    many = {"alder": FINE, **{f"host{number}": CHANGED for number in range(150)}}
    assert hosts_shown(many, lambda host: result(many)) == list(many)


def test_batches() -> None:
    """Each batch has its own result. A host without one was in no batch, if the play had several."""
    first, second = result({"a": FINE, "b": FINE}, batches=True), result({"c": FAILED, "d": FINE}, batches=True)
    runs = {"a": first, "b": first, "c": second, "d": second}
    assert hosts_shown("abcde", runs.get) == ["a", "c"]
    alone = {"a": result({"a": FINE})}
    assert hosts_shown("ae", alone.get) == ["a", "e"], "a host that the only batch lacks has not succeeded"


def test_so_many_failures_are_shown() -> None:
    kinds = {f"host{number}": FAILED for number in range(300)}
    assert hosts_shown(kinds, lambda host: result(kinds)) == list(kinds)[:101]


@pytest.mark.parametrize(
    ("given_value", "hosts", "in_awx", "expected"),
    [
        (None, 50, False, "all"),
        (None, 51, False, "changed"),
        (None, 51, True, "all"),
        ("changed", 1, True, "changed"),
        ("all", 5000, False, "all"),
    ],
)
def test_default(given_value: str | None, hosts: int, in_awx: bool, expected: str) -> None:
    assert outcomes_of(given_value, hosts, in_awx) == expected


@pytest.mark.parametrize(
    ("before", "starts"),
    [
        ([], True),
        ([{"stop": False}], True),
        ([{"stop": True}], False),
        # The last batch decides, because a batch that was not started has a result as well.
        ([{"stop": True}, {"stop": False}], True),
        # A host that failed before the task registered nothing.
        ([{"stop": False}, None], True),
        # Nobody has shown that a further batch may start.
        ([None], False),
        ([{"failed": True, "msg": "Timed out"}], False),
        ([{"stop": "false"}], False),
        (["text"], False),
    ],
)
def test_a_batch_starts_only_after_a_result(before: list[Any], starts: bool) -> None:
    runs = {f"host{number}": run for number, run in enumerate(before)}
    # Results of later hosts are those of an earlier play.
    after = {"first": {"stop": True}, "second": {"stop": True}, "later": {"stop": True}}
    assert may_start([*runs, *after], ["first", "second"], {**runs, **after}.get) is starts
