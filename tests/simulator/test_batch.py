# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""$batch."""

from __future__ import annotations

import time

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

PARTNERS = "/policies/crossTenantAccessPolicy/partners"
JSON = {"Content-Type": "application/json"}


def _id(number):
    return f"{number:08d}-0000-4000-8000-000000000000"


def _create(number, **changes):
    return {"method": "POST", "url": PARTNERS, "body": {"tenantId": _id(number)}, **changes}


def _statuses(answer):
    assert answer.status_code == 200
    return {item["id"]: item["status"] for item in answer.json()["responses"]}


@pytest.mark.parametrize("version", ["v1.0", "beta"])
def test_requests_are_answered_one_by_one(simulator, graph, version):
    simulator.directory.add_partner(_id(2))
    answer = graph.batch(
        _create(1),
        _create(2),
        {"url": f"{PARTNERS[1:]}?$top=1&$select=tenantId"},
        {"method": "PATCH", "url": f"{PARTNERS}/{_id(2)}", "body": {"isServiceProvider": True}},
        version=version,
        headers={"client-request-id": "mine"},
    )
    assert _statuses(answer) == {"1": 201, "2": 409, "3": 200, "4": 204}
    created, conflict, page, changed = answer.json()["responses"]
    assert created["body"]["tenantId"] == _id(1)
    assert created["headers"]["Content-Type"].startswith("application/json")
    assert created["headers"]["request-id"] != answer.headers["request-id"]
    assert conflict["headers"]["client-request-id"] == "mine"
    assert conflict["body"]["error"]["innerError"]["client-request-id"] == "mine"
    assert page["body"]["@odata.nextLink"].startswith(f"{simulator.graph_url}/{version}{PARTNERS}?")
    assert "body" not in changed


def test_number_of_requests(graph):
    assert set(_statuses(graph.batch(*(_create(number) for number in range(20)))).values()) == {201}
    too_many = graph.batch(*(_create(number) for number in range(21)))
    assert too_many.status_code == 400
    assert "maximum value of 20" in too_many.json()["error"]["message"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"requests": []},
        {"requests": ["x"]},
        {"requests": [{"id": "1", "method": "GET"}]},
        {"requests": [{"id": 1, "method": "GET", "url": PARTNERS}]},
        {"requests": [{"id": "a", "method": "GET", "url": PARTNERS}, {"id": "A", "method": "GET", "url": PARTNERS}]},
        {"requests": [{"id": "1", "method": "GET", "url": f"https://127.0.0.1/v1.0{PARTNERS}"}]},
        {"requests": [{"id": "1", "method": "GET", "url": PARTNERS, "dependsOn": ["2"]}]},
        {"requests": [{"id": "1", "method": "GET", "url": PARTNERS, "dependsOn": ["1"]}]},
    ],
)
def test_malformed_batches(graph, body):
    assert graph("POST", "$batch", body).status_code == 400


@pytest.mark.parametrize(
    ("step", "status"),
    [
        (_create(1, headers={}), 400),
        (_create(1, headers={"content-type": "application/json"}), 201),
        ({"method": "POST", "url": "/policies/crossTenantAccessPolicy/default/resetToSystemDefault"}, 400),
        ({"method": "POST", "url": "/policies/crossTenantAccessPolicy/default/resetToSystemDefault", "body": {}}, 204),
        ({"method": "POST", "url": "/$batch", "body": {}}, 400),
        ({"url": f"/v1.0{PARTNERS}"}, 400),
    ],
)
def test_headers_and_urls_inside(graph, step, status):
    assert _statuses(graph.batch(step)) == {"1": status}


def test_dependencies(graph):
    steps = (
        _create(1),
        _create(1, dependsOn=["1"]),
        _create(2, dependsOn=["2"]),
        _create(3, dependsOn=["3"]),
    )
    assert _statuses(graph.batch(*steps)) == {"1": 201, "2": 409, "3": 424, "4": 424}


def test_mixed_dependencies(simulator, graph):
    steps = (_create(1), _create(2), _create(3, dependsOn=["1"]))
    assert graph.batch(*steps).status_code == 400
    simulator.behaviour.mixed_dependencies = "accept"
    assert _statuses(graph.batch(*steps)) == {"1": 201, "2": 201, "3": 201}


def test_shuffled_answers(simulator, graph):
    simulator.behaviour.shuffle_batch = True
    answer = graph.batch(_create(1), _create(2), _create(3))
    assert [item["id"] for item in answer.json()["responses"]] == ["3", "2", "1"]


def test_permissions_inside(client_with):
    reader = client_with("Policy.Read.All")
    assert _statuses(reader.batch(_create(1), {"url": PARTNERS})) == {"1": 403, "2": 200}


def test_token_is_checked_outside(graph):
    graph.headers["Authorization"] = "Bearer x"
    assert graph.batch({"url": PARTNERS}).status_code == 401


def test_latency_counts_once(simulator, graph):
    simulator.behaviour.latency = 0.05
    start = time.monotonic()
    graph.batch(*(_create(number) for number in range(20)))
    assert 0.05 <= time.monotonic() - start < 0.5


def test_faults_inside(simulator, graph):
    throttle = simulator.faults.add(
        Fault(method="POST", path="/partners$", skip=1, times=2, status=429, headers={"Retry-After": "0"})
    )
    answer = graph.batch(_create(1), _create(2), _create(3), _create(4))
    assert _statuses(answer) == {"1": 201, "2": 429, "3": 429, "4": 201}
    assert answer.json()["responses"][1]["headers"]["Retry-After"] == "0"
    assert (throttle.hits, throttle.seen) == (2, 4)
    assert sorted(simulator.directory.partners) == [_id(1), _id(4)]


@pytest.mark.parametrize(
    ("where", "status"),
    [({"path": "/$batch"}, 503), ({"where": "outer"}, 503), ({"where": "inner"}, 200), ({"method": "POST"}, 200)],
)
def test_faults_hit_inside_or_outside(simulator, graph, where, status):
    fault = Fault(status=503, **where)
    simulator.faults.add(fault)
    assert graph.batch(_create(1)).status_code == status
    assert fault.hits == 1
    assert simulator.directory.partner(_id(1)) is None


def test_lost_and_doubled_answers(simulator, graph):
    simulator.faults.add(Fault(method="POST", path="/partners", action="drop"))
    simulator.faults.add(Fault(method="POST", path="/partners", action="duplicate"))
    answer = graph.batch(_create(1), _create(2), _create(3))
    assert [item["id"] for item in answer.json()["responses"]] == ["2", "2", "3"]
    assert len(simulator.directory.partners) == 3


def test_broken_connection_inside(simulator, graph):
    simulator.faults.add(Fault(method="POST", path="/partners", skip=1, action="reset_after"))
    with pytest.raises(OSError):
        graph.batch(_create(1), _create(2))
    assert len(simulator.directory.partners) == 2


def test_log_of_a_batch(simulator, graph):
    graph("GET", PARTNERS[1:])
    graph.batch(_create(1), {"url": PARTNERS})
    graph("GET", f"{PARTNERS[1:]}/$count")
    log = simulator.log
    assert [exchange.path for exchange in log.graph()] == [PARTNERS, "/$batch", f"{PARTNERS}/$count"]
    assert log.calls() == [
        ("GET", PARTNERS),
        ("POST", PARTNERS),
        ("GET", PARTNERS),
        ("GET", f"{PARTNERS}/$count"),
    ]
    assert (log.number_of("graph"), log.number_of("batch_item"), log.number_of()) == (3, 2, 5)
    assert [exchange.body for exchange in log.writes()] == [{"tenantId": _id(1)}]
    assert len(log.reads()) == 3
    assert log.graph()[1].request_headers["authorization"] == "REDACTED"
    assert log.writes()[0].status == 201
    log.clear()
    assert len(log) == 0
