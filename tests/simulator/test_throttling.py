# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The published limits: the cost of a request, the requests that are refused, and the time until they are accepted."""

from __future__ import annotations

import time

import pytest

PARTNERS = "policies/crossTenantAccessPolicy/partners"


@pytest.mark.parametrize(
    ("query", "units"),
    [("", 1), ("?$expand=identitySynchronization", 2), ("?$select=tenantId", 1), ("?$top=19", 1), ("?$top=20", 1)]
    + [("?$select=tenantId&$expand=identitySynchronization", 1)],
)
def test_cost_of_a_read(graph, query, units):
    assert graph("GET", PARTNERS + query).headers["x-ms-resource-unit"] == str(units)


def test_cost_of_a_write_alone_and_in_a_batch(graph, partner_id, partner_path):
    assert graph("POST", PARTNERS, {"tenantId": partner_id}).headers["x-ms-resource-unit"] == "2"
    (answer,) = graph.batch({"method": "DELETE", "url": partner_path}).json()["responses"]
    assert answer["headers"]["x-ms-resource-unit"] == "2"


def delete_until(graph, number):
    """Send this many writes, which fail but count. Returns the status of the last batch's requests."""
    for _batch in range(number // 20):
        answer = graph.batch(*({"method": "DELETE", "url": f"{PARTNERS}/{_id(step)}"} for step in range(20)))
    return [item["status"] for item in answer.json()["responses"]], answer


def _id(number):
    return f"{number:08d}-0000-4000-8000-000000000000"


def a_tenth_in_three_seconds(behaviour):
    """300 writes in 3 s. Even a slow machine can send 300 writes in this time."""
    behaviour.throttle_window_scale, behaviour.throttle_amount_scale = 0.02, 0.1


@pytest.mark.parametrize("windows", ["sliding", "fixed"])
def test_writes_beyond_the_limit_are_refused_and_reads_are_not(simulator, graph, partner_path, windows):
    simulator.behaviour.throttle_windows = windows
    a_tenth_in_three_seconds(simulator.behaviour)
    statuses, answer = delete_until(graph, 240)
    assert set(statuses) == {404}
    statuses, answer = delete_until(graph, 60)
    assert set(statuses) == {404}
    assert float(answer.json()["responses"][-1]["headers"]["x-ms-throttle-limit-percentage"]) > 0.8
    refusal = graph("DELETE", partner_path)
    assert refusal.status_code == 429 and refusal.json()["error"]["code"] == "TooManyRequests"
    assert refusal.headers["x-ms-throttle-scope"] == "Application_Tenant/DELETE"
    assert graph("GET", PARTNERS).status_code == 200
    wait = int(refusal.headers["Retry-After"])
    assert 1 <= wait <= 3
    time.sleep(wait)
    assert graph("DELETE", partner_path).status_code == 404


def test_refused_requests_count_too(simulator, graph, partner_path):
    a_tenth_in_three_seconds(simulator.behaviour)
    started = time.monotonic()
    delete_until(graph, 300)
    first = time.monotonic() - started
    time.sleep(max(0.0, 1.5 - first))
    assert set(delete_until(graph, 240)[0]) == {429}
    # Now the first 300 are forgotten. The 240 that were refused are not forgotten.
    time.sleep(max(0.0, started + first + 3.0 - time.monotonic()))
    answer = graph("DELETE", partner_path)
    assert answer.status_code == 404
    assert 0.8 <= float(answer.headers["x-ms-throttle-limit-percentage"]) < 1


def test_resource_units_of_a_small_tenant(simulator, graph):
    simulator.behaviour.tenant_size = "small"
    # A tenth of 3,500 units.
    simulator.behaviour.throttle_amount_scale = 0.1
    url = f"{PARTNERS}?$expand=identitySynchronization"
    for _batch in range(160 // 20):
        answer = graph.batch(*({"url": url} for _step in range(20)))
    assert {item["status"] for item in answer.json()["responses"]} == {200}
    answer = graph.batch(*({"url": url} for _step in range(20)))
    assert [item["status"] for item in answer.json()["responses"]].count(429) == 5


def test_without_retry_after(simulator, graph, partner_path):
    simulator.behaviour.throttle_retry_after = False
    simulator.behaviour.throttle_amount_scale = 0.1
    delete_until(graph, 300)
    refusal = graph("DELETE", partner_path)
    assert refusal.status_code == 429 and "Retry-After" not in refusal.headers


def test_applications_have_their_own_limits_and_the_tenant_one_for_all(simulator, graph, client_with, partner_path):
    simulator.behaviour.throttle_amount_scale = 0.1
    delete_until(graph, 300)
    assert graph("DELETE", partner_path).status_code == 429
    other = "00000000-0000-4000-8000-0000000000c9"
    simulator.directory.add_application(other)
    graph.headers = {"Authorization": f"Bearer {simulator.issue_token(client_id=other)}"}
    assert graph("DELETE", partner_path).status_code == 404
