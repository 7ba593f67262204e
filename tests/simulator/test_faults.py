# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of single requests."""

from __future__ import annotations

import threading
import time

import pytest
import requests

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

PARTNERS = "policies/crossTenantAccessPolicy/partners"


def test_error_answers(simulator, graph, code):
    fault = simulator.faults.add(Fault(status=429, code="TooManyRequests", headers={"Retry-After": "3"}))
    answer = graph("GET", PARTNERS)
    assert code(answer) == (429, "TooManyRequests")
    assert answer.headers["Retry-After"] == "3"
    assert answer.json()["error"]["innerError"]["request-id"] == answer.headers["request-id"]
    assert graph("GET", PARTNERS).status_code == 200
    assert fault.hits == 1
    assert [exchange.faulted for exchange in simulator.log] == [True, False]


def test_skip_times_method_path_and_version(simulator, graph):
    fault = simulator.faults.add(Fault(method="GET", path=r"/partners$", version="beta", skip=1, times=2, status=503))
    assert [graph("GET", PARTNERS, version="beta").status_code for _number in range(4)] == [200, 503, 503, 200]
    assert graph("GET", PARTNERS).status_code == 200
    assert graph("GET", f"{PARTNERS}/$count", version="beta").status_code == 200
    assert (fault.hits, fault.seen) == (2, 4)


def test_for_ever(simulator, graph):
    fault = simulator.faults.add(Fault(status=500, times=None))
    assert [graph("GET", PARTNERS).status_code for _number in range(3)] == [500] * 3
    simulator.faults.clear()
    assert graph("GET", PARTNERS).status_code == 200
    assert fault.hits == 3


def test_error_after_acting(simulator, graph, partner_id):
    simulator.faults.add(Fault(method="POST", status=504, action="answer_after"))
    assert graph("POST", PARTNERS, {"tenantId": partner_id}).status_code == 504
    assert simulator.directory.partner(partner_id) is not None


@pytest.mark.parametrize(("action", "acts"), [("reset_before", False), ("reset_after", True)])
def test_broken_connections(simulator, graph, partner_id, action, acts):
    simulator.faults.add(Fault(method="POST", action=action))
    with pytest.raises(requests.ConnectionError):
        graph("POST", PARTNERS, {"tenantId": partner_id})
    assert (simulator.directory.partner(partner_id) is not None) == acts
    assert simulator.log[-1].status is None
    assert simulator.log[-1].faulted


def test_hanging(simulator, graph, partner_id):
    simulator.faults.add(Fault(action="hang", seconds=0.2))
    start = time.monotonic()
    with pytest.raises(requests.ConnectionError):
        graph("POST", PARTNERS, {"tenantId": partner_id})
    assert time.monotonic() - start >= 0.2
    assert simulator.directory.partner(partner_id) is None


def test_raw_bodies(simulator, graph):
    simulator.faults.add(Fault(status=502, body="<html>Bad gateway</html>", content_type="text/html"))
    simulator.faults.add(Fault(body='{"value": ['))
    page = graph("GET", PARTNERS)
    assert (page.status_code, page.headers["Content-Type"], page.text) == (502, "text/html", "<html>Bad gateway</html>")
    malformed = graph("GET", PARTNERS)
    assert malformed.status_code == 200
    with pytest.raises(requests.exceptions.JSONDecodeError):
        malformed.json()


def test_truncated_bodies(simulator, graph):
    simulator.faults.add(Fault(action="truncate"))
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        graph("GET", PARTNERS)
    assert graph("GET", PARTNERS).status_code == 200


def test_redirects(simulator, graph):
    simulator.faults.add(Fault(url="https://elsewhere.example/", status=307))
    answer = graph("GET", PARTNERS, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (307, "https://elsewhere.example/")


def test_another_writer(simulator, graph, partner_id, sync_path):
    """Between the read of a client and its write, somebody else creates the policy."""
    simulator.directory.add_partner(partner_id)
    simulator.faults.add(
        Fault(method="PUT", before=lambda other: other.directory.set_identity_sync(partner_id, {"displayName": "x"}))
    )
    assert graph("GET", sync_path).status_code == 404
    assert graph("PUT", sync_path, {}).status_code == 409


def test_another_writer_over_http(simulator, graph, partner_id):
    simulator.faults.add(Fault(method="POST", before=lambda _other: graph("POST", PARTNERS, {"tenantId": partner_id})))
    assert graph("POST", PARTNERS, {"tenantId": partner_id}).status_code == 409


def test_login(simulator):
    simulator.faults.add(Fault(where="login", path="/token$", status=503))
    url = f"{simulator.authority_url}/{simulator.tenant_id}/oauth2/v2.0/token"
    with requests.Session() as session:
        session.trust_env = False
        form = {"client_id": simulator.client_id, "client_secret": "x"}
        assert session.post(url, data=form, verify=simulator.ca_path, timeout=10).status_code == 503
    assert simulator.log[-1].faulted


def test_latency_of_concurrent_requests_overlaps(simulator, graph):
    simulator.behaviour.latency = 0.2
    threads = [threading.Thread(target=graph, args=("GET", PARTNERS)) for _number in range(8)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0.2 <= time.monotonic() - start < 0.8
    assert simulator.log.number_of("graph") == 8


@pytest.mark.parametrize("wrong", [{"action": "explode"}, {"where": "nowhere", "status": 500}])
def test_misspelt_faults_are_refused(wrong):
    with pytest.raises(ValueError, match="unknown"):
        Fault(**wrong)
