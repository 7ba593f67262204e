# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets go only to their own hosts. Answers that are not valid: bounds on their bytes, depth, time and pages."""

from __future__ import annotations

import base64
import json
import re
import socket
import time

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph import reader
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.graph_simulator.hostile import (
    ENDLESS_LISTS,
    NO_ANSWERS,
    SLOW,
    deep,
    with_text,
)
from ansible_collections.entra.cross_tenant.tests.modules.effects import assert_told_as_accepted
from ansible_collections.entra.cross_tenant.tests.modules.listeners import Server
from ansible_collections.entra.cross_tenant.tests.modules.test_fault_matrix import (
    GONE,
    KINDS,
    NEW,
    OLD,
    WANTED,
    arrange,
)

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
PARTNERS = "/policies/crossTenantAccessPolicy/partners"
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture
def proof():
    """The tests of this file are about logins."""
    return "client_secret"


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch):
    for name in (*PROXIES, "NETRC"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def machine(simulator, monkeypatch):
    """Options of a managed identity."""
    for name, value in simulator.managed_identity("app_service").items():
        monkeypatch.setenv(name, value)
    return {"auth_method": "managed_identity", "graph_url": simulator.graph_url, "ca_path": simulator.ca_path}


def answering(body: str, status: str = "200 OK"):
    return lambda: [f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()]


# G1: the hosts that secrets are sent to.


ODD_ENDPOINTS = [
    "https://127.0.0.1:{other}\\@127.0.0.1:{port}/{tenant}/oauth2/v2.0/token",
    "https://127.0.0.1:{other}\\\\@127.0.0.1:{port}/{tenant}/oauth2/v2.0/token",
    "https://127.0.0.1:{other}#@127.0.0.1:{port}/{tenant}/oauth2/v2.0/token",
    "https://127.0.0.1:{other}/@127.0.0.1:{port}/{tenant}/oauth2/v2.0/token",
    "https://127.0.0.1:{port}@127.0.0.1:{other}/{tenant}/oauth2/v2.0/token",
    "https://birch:x@127.0.0.1:{port}/{tenant}/oauth2/v2.0/token",
    "https://127.0.0.1:{port} /{tenant}/oauth2/v2.0/token",
    "https://127.0.0.1:{port}\t/{tenant}/oauth2/v2.0/token",
    "https://127.1:{port}/{tenant}/oauth2/v2.0/token",
    "https://127.0.0.1:{other}/{tenant}/oauth2/v2.0/token",
    "http://127.0.0.1:{port}/{tenant}/oauth2/v2.0/token",
    "https:\\\\127.0.0.1:{other}\\{tenant}/oauth2/v2.0/token",
    "//127.0.0.1:{other}/{tenant}/oauth2/v2.0/token",
    "https://localhost:{port}/{tenant}/oauth2/v2.0/token",
    "https://\uff11\uff12\uff17.0.0.1:{port}/{tenant}/oauth2/v2.0/token",
]


@pytest.mark.parametrize(
    ("odd", "proof"),
    [
        *((odd, "client_secret") for odd in ODD_ENDPOINTS),
        (ODD_ENDPOINTS[0], "certificate_path"),
        (ODD_ENDPOINTS[0], "federated_token"),
    ],
)
def test_no_proof_goes_where_a_discovery_document_leads(simulator, run_module, odd, proof):
    value = {
        "client_secret": simulator.client_secret,
        "certificate_path": simulator.certificate_path,
        "federated_token": simulator.federated_token("a-federated-token-of-somebody"),
    }[proof]
    with Server(answering("{}")) as other:
        port = simulator.authority_url.rsplit(":", 1)[1]
        endpoint = odd.format(other=other.port, port=port, tenant=simulator.tenant_id)
        simulator.faults.add(
            Fault(where="login", method="GET", change=lambda body: {**body, "token_endpoint": endpoint}, times=None)
        )
        result = run_module("partner_info", **{"client_secret": None, proof: value}, retry_time=0)
        assert result["failed"] is True and other.heard == []
    assert "not followed" in result["msg"] or "cannot be understood" in result["msg"], result["msg"]
    assert "birch" not in result["msg"]
    assert not [exchange for exchange in simulator.log if exchange.method == "POST"]


@pytest.mark.parametrize(
    "odd",
    [
        "https://127.0.0.1:{other}\\@127.0.0.1:{port}",
        "https://127.0.0.1:{other}#@127.0.0.1:{port}",
        "https://birch:x@127.0.0.1:{port}",
        "https://127.0.0.1:{port}\\",
        "https://127.0.0.1:{port}\t",
        "https://127.1:{port}",
    ],
)
def test_no_token_goes_where_a_link_leads(simulator, run_module, odd):
    with Server(answering("{}")) as other:
        link = (
            odd.format(other=other.port, port=simulator.graph_url.rsplit(":", 1)[1]) + f"/v1.0{PARTNERS}?$skiptoken=x"
        )
        simulator.faults.add(Fault(path=f"{PARTNERS}$", change=lambda body: {**body, "@odata.nextLink": link}))
        result = run_module("partner_info", retry_time=0)
        assert result["failed"] is True and "continues on another host" in result["msg"] and other.heard == []
    assert len(simulator.log.reads()) == 1


@pytest.mark.parametrize("option", ["graph_url", "authority_url"])
@pytest.mark.parametrize(
    "url",
    [
        "https://graph.example\\@login.example",
        "https://graph.example\\",
        "https://graph.example:443 ",
        "https://graph.example:0",
        "https://graph%2eexample",
        "https://gr\u00e4ph.example",
        "https://127.1",
        "https://0x7f000001",
        "https://graph..example",
    ],
)
def test_addresses_that_are_not_plain_are_refused_before_any_request(simulator, run_module, option, url):
    result = run_module("partner_info", **{option: f"{url}x" if url.endswith(" ") else url})
    assert result["failed"] is True and option in result["msg"] and "scheme and host only" in result["msg"]
    assert not len(simulator.log)


@pytest.mark.parametrize("place", ["login", "graph", "machine"])
def test_no_redirect_is_followed(simulator, run_module, machine, place):
    with Server(answering("{}")) as other:
        where = {"path": f"{PARTNERS}$"} if place == "graph" else {"where": "login"}
        options = {"credentials": False, **machine} if place == "machine" else {}
        locations = (other.url, f"{simulator.graph_url}/v1.0{PARTNERS}", "https://[::1", "\\\\x", "/x")
        for location, status in zip(locations, (301, 302, 303, 307, 308)):
            simulator.faults.clear()
            simulator.faults.add(Fault(url=location, status=status, times=None, **where))
            result = run_module("partner_info", retry_time=0, **options)
            assert result["failed"] is True and "redirected" in result["msg"]
        assert other.heard == []
    assert not any(exchange.query.get("$skiptoken") for exchange in simulator.log.reads())
    simulator.log.clear()


# G4: ~/.netrc.


@pytest.mark.parametrize("entry", ["default", "machine 127.0.0.1", "machine 127.0.0.1:{port}"])
@pytest.mark.parametrize("place", ["NETRC", "~/.netrc", "~/_netrc"])
def test_netrc_adds_nothing_to_any_request(simulator, run_module, monkeypatch, tmp_path, machine, entry, place):
    path = tmp_path / (place.removeprefix("~/") if place != "NETRC" else "elsewhere")
    port = simulator.graph_url.rsplit(":", 1)[1]
    path.write_text(f"{entry.format(port=port)} login birch password hunter2\n", encoding="utf-8")
    path.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    if place == "NETRC":
        monkeypatch.setenv("NETRC", str(path))
    assert run_module("partner_info")["partners"] == []
    assert run_module("partner_info", credentials=False, **machine)["partners"] == []
    logins = [exchange for exchange in simulator.log if exchange.kind == "login"]
    assert len(logins) == 3 and not [each for each in logins if "authorization" in each.request_headers]


# G6: proxies.


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2"])
@pytest.mark.parametrize("no_proxy", [None, "elsewhere.example"])
def test_no_proxy_for_a_loopback_address_in_clear_text(simulator, run_module, monkeypatch, host, no_proxy):
    token = simulator.issue_token()
    with Server(answering('{"value": []}')) as graph, Server(answering('{"value": []}')) as proxy:
        if host == "127.0.0.2":
            monkeypatch.setattr(socket, "getaddrinfo", to_one_address(socket.getaddrinfo))
        for name in ("HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
            if no_proxy is not None:
                monkeypatch.setenv("NO_PROXY", no_proxy)
            result = run_module(
                "partner_info",
                credentials=False,
                access_token=token,
                graph_url=f"http://{host}:{graph.port}",
                retry_time=0,
            )
            assert result["partners"] == [], result
        assert proxy.heard == [] and len(graph.heard) == 2


def to_one_address(original):
    """All of 127.0.0.0/8 is this machine. The server listens at one address only."""
    return lambda host, *arguments, **options: original("127.0.0.1", *arguments, **options)


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "ALL_PROXY", "https_proxy", "all_proxy"])
def test_no_proxy_for_login_and_graph_on_loopback(simulator, run_module, monkeypatch, variable):
    with Server(answering("", "502 No")) as proxy:
        monkeypatch.setenv(variable, proxy.url)
        assert run_module("partner_info", retry_time=0)["partners"] == []
        assert proxy.heard == []
        # The proxy would be asked for any other host. So the test proves something.
        result = run_module("partner_info", retry_time=0, authority_url="https://login.example")
        assert result["failed"] is True and len(proxy.heard) == 1


@pytest.mark.parametrize("variable", [*PROXIES[:3], *(name.lower() for name in PROXIES[:3])])
def test_a_managed_identity_is_never_asked_for_through_a_proxy(simulator, run_module, monkeypatch, variable):
    """This is true for each address of it. The address of a virtual machine's service is not on loopback."""
    with Server(answering('{"access_token": "x"}')) as proxy:
        monkeypatch.setenv(variable, proxy.url)
        monkeypatch.setattr(socket, "getaddrinfo", nobody_there)
        options = {"auth_method": "managed_identity", "graph_url": simulator.graph_url, "ca_path": simulator.ca_path}
        result = run_module("partner_info", credentials=False, retry_time=0, timeout=2, **options)
        assert result["failed"] is True and "169.254.169.254" in result["msg"], result
        assert proxy.heard == []


def nobody_there(*_arguments, **_options):
    raise socket.gaierror(socket.EAI_NONAME, "not in a test")


# J: answers that are not valid.


@pytest.mark.parametrize("name", NO_ANSWERS)
def test_what_is_no_answer_is_an_error_like_any_other(simulator, run_module, impatient, name):
    """A traceback is not a SystemExit, so it fails the test."""
    for kind in ("discovery", "token", "list"):
        fault = simulator.faults.add(Fault(**{**NO_ANSWERS[name], **KINDS[kind], "times": None}))
        result = run_module("partner_info", timeout=20, retry_time=0.2)
        assert result["failed"] is True and result["msg"] and fault.hits, (kind, result)
        simulator.faults.clear()
    simulator.log.clear()


@pytest.mark.parametrize(
    "name", ["deep lists of a batch", "no UTF-8", "an integer of 400 digits", "gzip bomb", "endless"]
)
def test_what_is_no_answer_to_a_write_loses_no_account(simulator, run_module, impatient, name):
    """The module reads whether the write was done, and reports it. The next run has nothing to repair."""
    for kind, batch_size in (("create policy", 1), ("batch", 20)):
        simulator.reset()
        arrange(simulator.directory)
        fault = simulator.faults.add(Fault(**{**NO_ANSWERS[name], **KINDS[kind], "skip": kind == "batch"}))
        options = {"batch_size": batch_size, "timeout": 20, "retry_time": 0.2, "wait_timeout": 5}
        result = run_module("partners", partners=WANTED, **options)
        assert fault.hits and "should not have happened" not in json.dumps(result), (kind, result)
        assert_told_as_accepted(simulator.log, result)
        assert "failed" not in run_module("partners", partners=WANTED, **options)
        assert GONE not in simulator.directory.partners and simulator.directory.identity_sync(NEW)
        simulator.log.clear()


@pytest.mark.parametrize("name", NO_ANSWERS)
def test_no_answer_of_a_managed_identity(simulator, run_module, machine, name):
    simulator.faults.add(Fault(**{**NO_ANSWERS[name], "where": "login", "times": None}))
    result = run_module("partner_info", credentials=False, retry_time=0, **machine)
    assert result["failed"] is True and result["msg"]
    simulator.log.clear()


@pytest.mark.parametrize("name", SLOW)
@pytest.mark.parametrize("kind", ["discovery", "token", "list", "batch", "machine"])
def test_drips_end_with_the_timeout(simulator, run_module, machine, impatient, name, kind):
    where = {"where": "login"} if kind == "machine" else KINDS[kind]
    arrange(simulator.directory)
    simulator.faults.add(Fault(**{**SLOW[name], **where, "times": None}))
    options = {"credentials": False, **machine} if kind == "machine" else {}
    started = time.monotonic()
    result = run_module(
        "partners", partners=WANTED, timeout=0.5, retry_time=0, wait_timeout=0.1, batch_size=20, **options
    )
    assert time.monotonic() - started < 5
    assert result["failed"] is True and "no answer in time" in json.dumps(result), result
    simulator.log.clear()


def test_an_answer_that_takes_less_than_the_timeout_is_taken_however_it_comes(simulator, run_module):
    simulator.faults.add(Fault(path=f"{PARTNERS}$", action="drip", pace=0.002))
    assert run_module("partner_info", timeout=5, retry_time=0)["partners"] == []


TALK = {
    "bytes of a status line": (lambda: endless(b"HTTP/1.1 200 OK", b"x"), 0.05),
    "a chunk every now and then": (
        lambda: endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        0.05,
    ),
    "a size of a chunk without an end": (
        lambda: endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x" * 65536),
        0.0,
    ),
    "chunks without an end": (
        lambda: endless(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b" " * 65536 + b"\r\n"
        ),
        0.0,
    ),
    "a body without an end": (lambda: endless(b"HTTP/1.1 200 OK\r\n\r\n", b" " * 65536), 0.0),
    "100 Continue, for ever": (lambda: endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), 0.001),
    "headers without an end": (lambda: endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), 0.0),
    "more than it promises": (lambda: [b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{}" + b"x" * 9999], 0.0),
    "less than it promises": (lambda: [b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999\r\n\r\n{}"], 0.0),
    "chunks of no size": (lambda: [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nxx\r\n"], 0.0),
}


def endless(start, part):
    yield start
    while True:
        yield part


class Listing(Server):
    """Graph with one partner and its policy. It does what it is asked, and answers writes with what ``talk`` yields."""

    def __init__(self, talk):
        super().__init__(talk)
        self.name = "Old"

    def serve(self, client):
        with client.makefile("rb") as stream:
            while True:
                head = b""
                # At the end of the connection, readline returns nothing for ever.
                while (line := stream.readline()) not in (b"\r\n", b""):
                    head += line
                if not line:
                    return
                length = re.search(rb"(?i)content-length: *([0-9]+)", head)
                body = stream.read(int(length.group(1))) if length else b""
                if head.startswith(b"GET"):
                    policy = {"displayName": self.name, "userSyncInbound": {"isSyncAllowed": False}}
                    row = {"tenantId": TENANT, "identitySynchronization": policy}
                    answer = json.dumps(row if TENANT.encode() in head else {"value": [row]})
                    client.sendall(b"".join(answering(answer)()).replace(b"Connection: close\r\n", b""))
                    continue
                self.name = json.loads(body)["displayName"]
                for part in self.talk():
                    client.sendall(part)
                return


@pytest.mark.parametrize(
    "answer",
    [
        "HTTP/1.1 204 No Content\r\nContent-Length: 5, 6\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nabc",
        "HTTP/1.1 99 X\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\n",
        "nothing like it\r\n\r\n",
        "",
    ],
)
def test_a_write_whose_answer_is_no_http_may_have_been_done(simulator, run_module, impatient, answer):
    wanted = [{"tenant": TENANT, "identity_sync": {"display_name": "New"}}]
    with Listing(lambda: [answer.encode()]) as server:
        options = {"access_token": simulator.issue_token(), "graph_url": server.url, "timeout": 1, "retry_time": 0}
        result = run_module("partners", credentials=False, partners=wanted, wait_timeout=1, **options)
    assert server.name == "New"
    told = [change["operation"] for change in result["changes"]] == ["update"]
    assert told or (result["failed"] is True and "not known" in json.dumps(result)), result


@pytest.mark.parametrize("name", TALK)
def test_whatever_a_server_says_has_an_end(simulator, run_module, name):
    talk, pause = TALK[name]
    token = simulator.issue_token()
    with Server(talk, pause) as server:
        started = time.monotonic()
        result = run_module(
            "partner_info", credentials=False, access_token=token, graph_url=server.url, timeout=1.5, retry_time=0
        )
    assert result["failed"] is True and result["msg"]
    assert time.monotonic() - started < 6


def test_a_proxy_that_drips_ends_with_the_timeout(simulator, run_module, monkeypatch):
    with Server(lambda: endless(b"HTTP/1.1 200 Conn", b"x"), 0.05) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        started = time.monotonic()
        result = run_module("partner_info", authority_url="https://login.example", timeout=0.5, retry_time=0)
    assert result["failed"] is True and time.monotonic() - started < 3


@pytest.mark.parametrize("name", ENDLESS_LISTS)
@pytest.mark.parametrize("rows", [0, 3])
def test_a_list_without_an_end_ends(simulator, run_module, monkeypatch, name, rows):
    monkeypatch.setattr("ansible_collections.entra.cross_tenant.plugins.module_utils._graph.client.MOST_PAGES", 50)
    for number in range(rows):
        simulator.directory.add_partner(f"90e29127-71ad-49c7-9ce8-{number:012}")
    simulator.faults.add(Fault(path=f"{PARTNERS}$", **ENDLESS_LISTS[name]))
    result = run_module("partner_info")
    assert result["failed"] is True and "has no end" in result["msg"], result
    assert not simulator.log.writes() and len(simulator.log.reads()) <= 52
    simulator.log.clear()


@pytest.mark.parametrize("page_size", [10, 100])
def test_a_list_of_too_many_rows_ends(simulator, run_module, monkeypatch, page_size):
    monkeypatch.setattr("ansible_collections.entra.cross_tenant.plugins.module_utils._graph.client.MOST_ROWS", 50)
    simulator.behaviour.page_size = page_size
    for number in range(60):
        simulator.directory.add_partner(f"90e29127-71ad-49c7-9ce8-{number:012}")
    result = run_module("partner_info")
    assert result["failed"] is True and "has no end: more than 50 rows" in result["msg"], result
    monkeypatch.undo()
    assert len(run_module("partner_info")["partners"]) == 60


def test_a_list_whose_pages_take_their_time_ends(simulator, run_module, monkeypatch):
    monkeypatch.setattr("ansible_collections.entra.cross_tenant.plugins.module_utils._graph.client.LONGEST_LIST", 0.5)
    simulator.directory.add_partner(TENANT)
    simulator.behaviour.latency = 0.1
    simulator.faults.add(Fault(path=f"{PARTNERS}$", action="pages", rows="new", times=None))
    started = time.monotonic()
    result = run_module("partner_info")
    assert result["failed"] is True and "has no end" in result["msg"] and time.monotonic() - started < 5
    simulator.log.clear()


@pytest.mark.parametrize("empty", [0, 1, 10])
def test_a_few_empty_pages_are_no_end(simulator, run_module, empty):
    simulator.directory.add_partner(NEW)
    simulator.faults.add(Fault(path=f"{PARTNERS}$", **{**ENDLESS_LISTS["empty pages for ever"], "times": empty}))
    assert [row["tenant_id"] for row in run_module("partner_info")["partners"]] == [NEW]
    simulator.log.clear()


# Big answers that are valid.


def test_a_batch_of_20_big_answers(simulator, run_module):
    names = {f"90e29127-71ad-49c7-9ce8-{number:012}": f"{number} " + "x" * 500_000 for number in range(20)}
    for tenant, name in names.items():
        simulator.directory.add_partner(tenant, {"displayName": name})
    partners = [{"tenant": tenant, "inbound_trust": {"mfa_accepted": True}} for tenant in names]
    result = run_module("partners", partners=partners)
    assert "failed" not in result and len(result["changes"]) == 20


# J1: claims.


@pytest.mark.parametrize(
    "claims",
    [
        deep(),
        deep(opening='{"a":', closing="}", inside="1"),
        '{"tid": %s}' % deep(),
        '{"tid": NaN}',
        "[]",
        '"x"',
        "\ud800",
    ],
    ids=["lists", "objects", "inside", "NaN", "list", "text", "surrogate"],
)
@pytest.mark.parametrize("where", ["token", "challenge"])
def test_claims_that_nobody_can_read(simulator, run_module, claims, where):
    encoded = base64.urlsafe_b64encode(claims.encode("utf-8", "surrogatepass")).decode("ascii").rstrip("=")
    if where == "token":
        place = {"graph_url": simulator.graph_url, "ca_path": simulator.ca_path}
        with Server(answering('{"value": []}')) as graph:
            options = {**place, "graph_url": graph.url, "access_token": f"head.{encoded}.signature"}
            result = run_module("partner_info", credentials=False, **options)
        assert result.get("partners") == [] or result["failed"] is True
        return
    headers = {"WWW-Authenticate": f'Bearer error="insufficient_claims", claims="{encoded[:3000]}"'}
    simulator.faults.add(Fault(method="GET", status=401, headers=headers))
    assert run_module("partner_info")["partners"] == []


@pytest.mark.parametrize("body", [deep(), '{"accessToken": NaN}', '{"accessToken": %s}' % deep()])
def test_an_azure_cli_that_prints_no_answer(simulator, run_module, monkeypatch, tmp_path, body):
    (tmp_path / "answer").write_text(body, encoding="utf-8")
    (tmp_path / "az").write_text(f"#!/bin/sh\ncat {tmp_path}/answer\n", encoding="utf-8")
    (tmp_path / "az").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    result = run_module("partner_info", credentials=False, auth_method="azure_cli", graph_url=simulator.graph_url)
    assert result["failed"] is True and "printed no token" in result["msg"]


# J2: half a character.


@pytest.mark.parametrize("half", ["\ud800", "x\udfffy", "\udc00\ud800", "\ud83d\ud83e\udd84"])
def test_half_a_character_is_replaced_where_it_is(simulator, run_module, half):
    """The broken name belongs to a partner that nobody manages. Only this name changes. Everything else is reported."""
    arrange(simulator.directory)
    other = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
    simulator.directory.add_partner(other, {"displayName": half, "userSyncInbound": {"isSyncAllowed": True}})
    for batch_size in (20, 1):
        result = run_module("partners", partners=WANTED, batch_size=batch_size)
        assert "failed" not in result
        json.dumps(result, ensure_ascii=False).encode("utf-8")
    rows = {row["tenant_id"]: row for row in run_module("partner_info")["partners"]}
    shown = rows[other]["identity_sync"]
    assert shown["user_sync_allowed"] is True and "\ufffd" in shown["display_name"]
    assert rows[OLD]["identity_sync"]["display_name"] == "Old"
    assert simulator.directory.identity_sync(other)["displayName"] == half
    simulator.log.clear()


@pytest.mark.parametrize(
    "module", ["mto_sync_template_info", "default_settings_info", "access_policy_info", "mto_info"]
)
def test_half_a_character_anywhere_else(simulator, run_module, module):
    simulator.faults.add(Fault(change=with_text("\ud800"), times=None))
    json.dumps(run_module(module), ensure_ascii=False).encode("utf-8")
    simulator.log.clear()


def test_half_a_character_of_a_login(simulator, run_module):
    simulator.faults.add(
        Fault(where="login", method="POST", body='{"error": "x\\ud800", "error_description": "\\udfff"}', status=400)
    )
    result = run_module("partner_info")
    assert result["failed"] is True
    json.dumps(result, ensure_ascii=False).encode("utf-8")


# The reader by itself.


@pytest.mark.parametrize(
    "text", ['{"a": "\\\\ud800"}', '{"a": "\\ud83e\\udd84"}', '{"a": "[[[{{{\\"]"}', "[[], {}, 5]"]
)
def test_the_reader_reads_what_json_reads(text):
    assert reader.value_of(text.encode("utf-8")) == json.loads(text)


@pytest.mark.parametrize("depth", [99, 100, 101, 150])
@pytest.mark.parametrize("kind", [("[", "]"), ('{"[":', "}")])
def test_the_depth_is_bounded_exactly(depth, kind):
    text = deep(depth - 1, *kind, "[]" if kind[0] == "[" else "{}").encode("ascii")
    text = b'[%s, "]]]", [], {}]' % text if depth < 100 else text
    if depth > 100:
        with pytest.raises(reader.Unreadable, match="nested deeper"):
            reader.value_of(text)
    else:
        assert reader.value_of(text) == json.loads(text)
