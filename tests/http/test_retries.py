# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a request is sent again, and when the attempts end."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph import retry
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.errors import (
    GraphError,
    NoAnswer,
    UnexpectedAnswer,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.request import Request
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.retry import RetryPolicy
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
PARTNERS = "/policies/crossTenantAccessPolicy/partners"
LIST = Request("GET", PARTNERS)
CREATE = Request("POST", PARTNERS, {"tenantId": TENANT})


@pytest.mark.parametrize(
    "headers",
    [{}, {"Retry-After": "0"}, {"Retry-After": "0.05"}, {"Retry-After": "soon"}, {"Retry-After": formatdate(0)}],
)
@pytest.mark.parametrize("status", [429, 503, 504])
def test_not_now_is_asked_again(simulator, client, status, headers):
    fault = simulator.faults.add(Fault(path=PARTNERS, status=status, headers=headers, times=2))
    assert client.get(LIST)["value"] == []
    assert fault.hits == 2


@pytest.mark.parametrize("action", ["reset_before", "reset_after", "truncate"])
def test_a_broken_connection_is_tried_again(simulator, client, action):
    fault = simulator.faults.add(Fault(path=PARTNERS, action=action, times=2))
    assert client.get(LIST)["value"] == []
    assert fault.hits == 2


def test_a_request_that_hangs_is_tried_again(simulator, new_client):
    simulator.faults.add(Fault(path=PARTNERS, action="hang", seconds=3))
    started = time.monotonic()
    assert new_client(timeout=0.3).get(LIST)["value"] == []
    assert time.monotonic() - started < 2


ONCE = CREATE._replace(once=True)


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 504}, {"action": "reset_after"}, {"action": "hang"}])
@pytest.mark.parametrize("size", [1, 20])
def test_what_may_not_be_done_twice_is_not_sent_again(simulator, new_client, fault, size):
    """After such a failure, Graph may have executed the request."""
    where = {"where": "inner"} if size > 1 and "status" in fault else {}
    path = PARTNERS if size == 1 or where else "/$batch"
    broken = simulator.faults.add(Fault(method="POST", path=path, seconds=1, times=None, **fault, **where))
    other = Request("GET", "/policies/crossTenantAccessPolicy")
    client = new_client(timeout=0.3, batch_size=size)
    result, *others = client.send_all([ONCE] if size == 1 else [ONCE, other, other])
    assert isinstance(result, (GraphError, NoAnswer)) and result.replayed
    creations = [exchange for exchange in simulator.log.writes() if exchange.path == PARTNERS]
    assert len(creations) <= 1
    assert broken.hits >= 1
    if where:
        assert [answer.status for answer in others] == [200, 200]


def test_other_requests_of_a_batch_that_may_not_be_sent_again_go_on(simulator, client):
    simulator.faults.add(Fault(method="POST", path="/$batch", action="reset_after", times=1))
    other = Request("GET", "/policies/crossTenantAccessPolicy")
    result, *others = client.send_all([ONCE, other, other])
    assert isinstance(result, NoAnswer) and result.replayed and result.of_batch
    assert [answer.status for answer in others] == [200, 200]
    assert len([exchange for exchange in simulator.log.writes() if exchange.path == PARTNERS]) == 1


@pytest.mark.parametrize("size", [1, 20])
def test_what_was_throttled_is_sent_again_since_it_was_not_done(simulator, new_client, size):
    fault = simulator.faults.add(Fault(method="POST", path=PARTNERS, status=429, headers={"Retry-After": "0"}, times=2))
    answers = new_client(batch_size=size).send_all([ONCE, Request("GET", "/policies/crossTenantAccessPolicy")])
    assert [answer.status for answer in answers] == [201, 200]
    assert fault.hits == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 500, 502])
def test_other_errors_are_final(simulator, client, status):
    fault = simulator.faults.add(Fault(path=PARTNERS, status=status, times=None))
    with pytest.raises(GraphError) as caught:
        client.send(LIST)
    assert (caught.value.status, fault.hits) == (status, 1)


@pytest.mark.parametrize(
    "value", [lambda: "1", lambda: formatdate(time.time() + 2, usegmt=True)], ids=["seconds", "date"]
)
def test_retry_after_is_obeyed(simulator, new_client, value):
    # A date has no fractions of a second, so a date 2 seconds ahead is at least 1 second ahead.
    simulator.faults.add(Fault(path=PARTNERS, status=429, headers={"Retry-After": value()}))
    started = time.monotonic()
    new_client(policy=RetryPolicy(budget=10, floor=0.01)).send(LIST)
    assert 0.9 < time.monotonic() - started < 4


def test_the_budget_ends_the_retries_with_the_last_error(simulator, new_client):
    fault = simulator.faults.add(Fault(path=PARTNERS, status=503, times=None))
    started = time.monotonic()
    with pytest.raises(GraphError) as caught:
        new_client(policy=RetryPolicy(budget=0.5, floor=0.05, ceiling=0.1)).send(LIST)
    assert caught.value.status == 503 and "ServiceUnavailable" in str(caught.value)
    assert time.monotonic() - started < 1.5
    assert 3 <= fault.hits <= 12


def test_the_budget_of_a_request_in_a_batch(simulator, new_client):
    fault = simulator.faults.add(Fault(path=f"{PARTNERS}/{TENANT}", status=503, where="inner", times=None))
    policy = RetryPolicy(budget=0.3, floor=0.02, ceiling=0.1)
    answers = new_client(policy).send_all([Request("GET", f"{PARTNERS}/{TENANT}"), LIST])
    assert isinstance(answers[0], GraphError) and answers[0].status == 503
    assert answers[1].body["value"] == []
    assert 3 <= fault.hits <= 12


def test_the_last_attempt_is_at_the_end_of_the_budget(simulator, new_client):
    """Doubling alone would give up after 0.7 s, although there are 1.2 s."""
    simulator.faults.add(Fault(path=PARTNERS, status=503, times=4))
    assert new_client(RetryPolicy(budget=1.3, floor=0.1, ceiling=10)).get(LIST)["value"] == []


def test_a_request_that_is_throttled_holds_back_the_others(simulator, new_client):
    """If the others were sent before Graph allows it, they would also be refused, and count against the limits."""
    simulator.faults.add(Fault(path=PARTNERS, where="inner", status=429, headers={"Retry-After": "1"}, skip=3))
    requests = [Request("GET", PARTNERS) for _number in range(40)]
    started = time.time()
    answers = new_client(RetryPolicy(budget=5, floor=0.01), batch_size=2).send_all(requests)
    assert all(answer.status == 200 for answer in answers)
    assert time.time() - started >= 1
    # Requests that were under way came through, and the others waited.
    refused = [exchange.number for exchange in simulator.log if exchange.status == 429]
    early = [exchange for exchange in simulator.log if exchange.kind == "graph" and exchange.time < started + 0.9]
    assert len(refused) == 1 and len(early) <= 2 * 4


def test_a_retry_after_beyond_the_budget_is_not_waited_for(simulator, client):
    simulator.faults.add(Fault(path=PARTNERS, status=429, headers={"Retry-After": "3600"}, times=None))
    started = time.monotonic()
    with pytest.raises(GraphError):
        client.send(LIST)
    assert time.monotonic() - started < 1


def test_an_overloaded_proxy_that_speaks_html_is_asked_again_and_named_in_the_end(simulator, new_client):
    simulator.faults.add(
        Fault(path=PARTNERS, status=503, body="<html>busy</html>", content_type="text/html", times=None)
    )
    with pytest.raises(UnexpectedAnswer, match="503 with text/html"):
        new_client(policy=RetryPolicy(budget=0.1, floor=0.05)).send(LIST)


def test_nobody_there(new_client):
    with pytest.raises(NoAnswer) as caught:
        new_client(policy=RetryPolicy(budget=0.1, floor=0.05), origin="https://127.0.0.1:1").send(LIST)
    assert not caught.value.replayed


@pytest.mark.parametrize(
    ("fault", "replayed"),
    [
        (Fault(status=429), False),
        (Fault(status=503), True),
        (Fault(status=504), True),
        (Fault(action="reset_before"), True),
        (Fault(action="reset_after"), True),
    ],
)
def test_an_attempt_that_may_have_acted_is_remembered(simulator, client, fault, replayed):
    fault.method = "POST"
    simulator.faults.add(fault)
    if fault.action == "reset_after":
        with pytest.raises(GraphError) as caught:
            client.send(CREATE)
        assert (caught.value.status, caught.value.replayed) == (409, True)
    else:
        assert client.send(CREATE).replayed is replayed


def test_the_same_request_has_the_same_id(simulator, client):
    simulator.faults.add(Fault(path=PARTNERS, status=503))
    client.send(LIST)
    client.send(LIST)
    ids = [exchange.request_headers["client-request-id"] for exchange in simulator.log.graph()]
    assert ids[0] == ids[1] != ids[2]


@given(
    floor=st.floats(0.01, 5),
    asked=st.one_of(
        st.none(), st.floats(0, 100).map(str), st.just("Wed, 21 Oct 2015 07:28:00 GMT"), st.text(max_size=5)
    ),
    attempts=st.integers(1, 12),
)
def test_delays_have_a_floor_a_ceiling_and_an_end(floor, asked, attempts):
    patience = RetryPolicy(budget=1e6, floor=floor, ceiling=60).start()
    for _attempt in range(attempts):
        delay = patience.next_delay(asked)
        assert delay >= floor
        assert delay <= max(60, floor, 100) * 1.25
    assert RetryPolicy(budget=floor / 2, floor=floor).start().next_delay(asked) is None


@given(st.text())
def test_any_retry_after_can_be_read(value):
    assert (retry._seconds(value) or 0.0) >= 0.0
