# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that are sent, the answers that are understood, and the answers that are refused."""

from __future__ import annotations

import json
import time

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.credentials import Credentials
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.errors import GraphError, UnexpectedAnswer
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.origin import origin_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.request import Request
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.retry import RetryPolicy
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.tokens import tenant_of
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.modules.listeners import Listener

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
PARTNERS = "/policies/crossTenantAccessPolicy/partners"
LIST = Request("GET", PARTNERS, query=(("$expand", "identitySynchronization"),))


def ids(number):
    return [f"90e29127-71ad-49c7-9ce8-{count:012d}" for count in range(number)]


@pytest.mark.parametrize("number", [0, 1, 99, 100, 101, 250])
def test_all_pages_of_a_list_are_read(simulator, client, number):
    for tenant in ids(number):
        simulator.directory.add_partner(tenant)
    pages = list(client.pages(LIST))
    assert [partner["tenantId"] for page in pages for partner in page] == ids(number)
    assert len(pages) == max(1, -(-number // 100))


@pytest.mark.parametrize(
    "link",
    ["https://elsewhere.example/v1.0/x", "https://127.0.0.1/v1.0/x", "http://127.0.0.1:{port}/x", "/v1.0/x"]
    + ["", " ", 5, 0, False, True, [], {}],
)
def test_a_next_link_to_another_host_is_not_followed(simulator, client, link):
    port = simulator.graph_url.rsplit(":", 1)[1]
    link = link.format(port=port) if isinstance(link, str) else link
    body = json.dumps({"value": [], "@odata.nextLink": link})
    simulator.faults.add(Fault(path=PARTNERS, body=body, status=200))
    with pytest.raises(UnexpectedAnswer, match="continues on another host"):
        list(client.pages(LIST))
    assert len(simulator.log.graph()) == 1


def test_the_next_page_is_requested_while_the_caller_processes_a_page(simulator, client):
    for tenant in ids(250):
        simulator.directory.add_partner(tenant)
    pages = client.pages(LIST)
    for number in (2, 3, 3):
        next(pages)
        end = time.monotonic() + 10
        while len(simulator.log.graph()) < number and time.monotonic() < end:
            time.sleep(0.01)
        assert len(simulator.log.graph()) == number
    assert next(pages, None) is None


def test_an_error_of_a_page_is_raised_after_the_page_before_it(simulator, client):
    for tenant in ids(101):
        simulator.directory.add_partner(tenant)
    simulator.faults.add(Fault(path=f"{PARTNERS}$", skip=1, status=403))
    pages = client.pages(LIST)
    assert len(next(pages)) == 100
    with pytest.raises(GraphError):
        next(pages)


def test_a_caller_that_stops_does_not_wait_for_the_next_page(simulator, client):
    for tenant in ids(101):
        simulator.directory.add_partner(tenant)
    late = simulator.faults.add(Fault(path=f"{PARTNERS}$", skip=1, delay=5))
    pages = client.pages(LIST)
    next(pages)
    # The request for the next page is under way. If it came later, it would meet the faults of the next test.
    end = time.monotonic() + 10
    while not late.hits and time.monotonic() < end:
        time.sleep(0.01)
    assert late.hits
    started = time.monotonic()
    pages.close()
    assert time.monotonic() - started < 2


def test_5000_partners_of_3_kilobytes_in_one_page(simulator, client):
    targets = [{"target": TENANT, "targetType": "user"}] * 40
    row = {"b2bCollaborationInbound": {"usersAndGroups": {"accessType": "allowed", "targets": targets}}}
    name = "[\U0001f984{" * 20
    rows = [{"tenantId": tenant, **row, "identitySynchronization": {"displayName": name}} for tenant in ids(5000)]
    simulator.faults.add(Fault(path=PARTNERS, body=json.dumps({"value": rows})))
    assert list(client.pages(LIST)) == [rows]
    simulator.log.clear()


def test_a_list_that_goes_round_in_circles_ends(simulator, client):
    link = f"{simulator.graph_url}/v1.0{PARTNERS}?$skiptoken=x"
    simulator.faults.add(
        Fault(path=PARTNERS, body='{"value": [], "@odata.nextLink": "%s"}' % link, status=200, times=None)
    )
    with pytest.raises(UnexpectedAnswer, match="links back"):
        list(client.pages(LIST))
    assert len(simulator.log.graph()) == 2
    simulator.log.clear()


def test_the_token_goes_to_its_host_only(simulator, client):
    with pytest.raises(UnexpectedAnswer, match="refused to send a request"):
        client.transport.send("GET", simulator.graph_url.replace("127.0.0.1", "localhost"))
    assert len(simulator.log) == 0


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Graph.Microsoft.com/v1.0", "https://graph.microsoft.com"),
        ("https://graph.microsoft.com:443/v1.0", "https://graph.microsoft.com"),
        ("https://graph.microsoft.com@elsewhere.example/v1.0", None),
        ("https://graph.microsoft.com:8443/v1.0", "https://graph.microsoft.com:8443"),
        ("https://[::1]:8443/v1.0", "https://[::1]:8443"),
        ("https://graph.microsoft.com:x/v1.0", None),
        ("https:///v1.0", None),
        ("/v1.0", None),
    ],
)
def test_an_origin_is_a_host_and_nothing_that_looks_like_one(url, origin):
    assert origin_of(url) == origin


def test_an_error_has_all_that_support_asks_for(simulator, client):
    with pytest.raises(GraphError) as caught:
        client.send(Request("GET", f"{PARTNERS}/{TENANT}"))
    (exchange,) = simulator.log.graph()
    report = caught.value.report()
    assert report["status"] == 404 and report["code"] == "Directory_ObjectNotFound"
    assert report["message"] in report["msg"] and PARTNERS in report["msg"]
    assert report["request_id"] == exchange.response_headers["request-id"]
    assert report["client_request_id"] == exchange.request_headers["client-request-id"]
    assert report["date"]


@pytest.mark.parametrize("inner", ["innerError", "innererror"])
def test_both_spellings_of_an_inner_error_are_read(inner):
    body = {"error": {"code": "c", "message": "m", inner: {"request-id": "r", "client-request-id": "k", "date": "d"}}}
    error = GraphError("GET /x", 400, {}, body)
    assert (error.request_id, error.client_request_id, error.date) == ("r", "k", "d")


@pytest.mark.parametrize("body", [None, [], "x", {}, {"error": "x"}, {"error": {"innerError": "x"}}])
def test_an_error_without_a_usable_body_is_still_an_error(body):
    error = GraphError("GET /x", 404, {}, body)
    assert error.status == 404 and not error.not_found and "404" in str(error)


def test_what_a_terminal_would_obey_is_not_in_an_error(simulator, client):
    simulator.faults.add(Fault(status=400, message="\x1b[31mred\u202eder\r\n", path=PARTNERS))
    with pytest.raises(GraphError) as caught:
        client.get(LIST)
    assert "\\x1b[31mred\\u202eder\\r\\n" in str(caught.value)
    assert str(caught.value).isprintable() and caught.value.report()["msg"].isprintable()


def test_credentials_do_not_show_their_secrets():
    credentials = Credentials("certificate", "t", "c", "s3cret", "path", "p4ssword", "f3derated", "file", "t0ken")
    shown = f"{credentials} {credentials!r} {[credentials]}"
    assert not [secret for secret in ("s3cret", "p4ssword", "f3derated", "t0ken") if secret in shown]


@pytest.mark.parametrize("batch_size", [1, 7, 20])
def test_many_requests_come_back_in_their_order(simulator, new_client, batch_size):
    simulator.behaviour.shuffle_batch = True
    simulator.directory.add_partner(ids(50)[17])
    answers = new_client(batch_size=batch_size).send_all([Request("GET", f"{PARTNERS}/{tenant}") for tenant in ids(50)])
    assert [not isinstance(answer, GraphError) for answer in answers] == [number == 17 for number in range(50)]
    assert answers[17].body["tenantId"] == ids(50)[17]
    assert answers[3].request_id
    assert len(simulator.log.graph()) == -(-50 // batch_size)


def test_answers_in_a_batch_that_are_none_are_asked_for_again(simulator, new_client):
    body = '{"responses": [5, {"id": "0"}, {"id": "1", "status": "200"}, {"id": "2", "status": 404, "headers": 7}]}'
    simulator.faults.add(Fault(path="/$batch", body=body, status=200))
    answers = new_client().send_all([Request("GET", f"{PARTNERS}/{tenant}") for tenant in ids(3)])
    assert [answer.status for answer in answers] == [404, 404, 404]
    # The last request got an answer, although a poor one.
    assert [bool(answer.code) for answer in answers] == [True, True, False]
    simulator.log.clear()


@pytest.mark.parametrize("body", ['{"responses": {}}', "[]", '{"error": 1}'])
def test_a_batch_answered_with_something_else_is_an_error_for_each_request(simulator, client, body):
    simulator.faults.add(Fault(path="/$batch", body=body, status=200, times=None))
    answers = client.send_all([Request("GET", f"{PARTNERS}/{tenant}") for tenant in ids(3)])
    assert all(isinstance(answer, UnexpectedAnswer) for answer in answers)


def test_no_requests_are_no_requests(simulator, client):
    assert client.send_all([]) == []
    assert len(simulator.log) == 0


def test_the_tenant_of_a_token(simulator):
    assert tenant_of(simulator.issue_token()) == simulator.tenant_id
    for opaque in ("", "x", "a.b.c", "a.W10.c", "a.e30.c", None):
        assert tenant_of(opaque) is None


class Hinting(Listener):
    """Answers the first request with what looks like an answer but is none. The real answer comes a moment later."""

    def __init__(self, status):
        super().__init__()
        self._status = status
        self._hinted = False

    def serve(self, client):
        while client.recv(65536):
            if self._hinted:
                client.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                continue
            self._hinted = True
            client.sendall(f"HTTP/1.1 {self._status} Wait\r\n\r\n".encode())
            time.sleep(0.2)
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")


@pytest.mark.parametrize("status", [101, 102, 103, 199])
def test_a_late_answer_is_not_taken_for_that_to_the_next_request(new_client, status):
    """An answer that is not final ends its connection: https://www.rfc-editor.org/rfc/rfc9110#section-15.2"""
    with Hinting(status) as server:
        client = new_client(origin=server.url, policy=RetryPolicy(budget=0.0))
        with pytest.raises(UnexpectedAnswer, match=f"answered {status}"):
            client.get(Request("GET", PARTNERS))
        time.sleep(0.4)
        with pytest.raises(GraphError, match="400"):
            client.get(Request("GET", PARTNERS))
