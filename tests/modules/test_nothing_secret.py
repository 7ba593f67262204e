# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets in wrong places, and services and proxies that repeat what they were sent: all output is searched."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path

import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import one_in
from ansible_collections.entra.cross_tenant.tests.graph_simulator import DISGUISES, ENCODINGS, Fault
from ansible_collections.entra.cross_tenant.tests.leaks import leaks

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
# A client secret as Entra ID makes it, and one as a person makes it.
SECRET = "9kQ8Q~tZ1vB.w_Y-x7Lm4nP0rS3uD6eF2gHjKaBc"
ODD = "p/W#8?x@Z:%2f&\"q'<é>\\ +=tail"


@pytest.fixture
def proof():
    """The tests of this file are about logins."""
    return "client_secret"


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch):
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def nothing_of(result, *secrets):
    text = json.dumps(result, ensure_ascii=False)
    assert not leaks(text, *secrets), text
    return result


# Secrets in wrong places.


@pytest.fixture(scope="module")
def pem(graph_server):
    return Path(graph_server.certificate_path).read_text(encoding="ascii")


@pytest.fixture(scope="module")
def key(pem):
    """The secret part of the file."""
    lines = pem[pem.index("PRIVATE KEY-----") : pem.index("-----END")].split()
    return "".join(lines[2:])


def wrong_forms(simulator, pem):
    """Secrets in the form in which they end up in place of a path or an ID."""
    body = "".join(line for line in pem.splitlines() if "-----" not in line)
    return {
        "pem": pem,
        "crlf": pem.replace("\n", "\r\n"),
        "escaped": pem.replace("\n", "\\n"),
        "one line": pem.replace("\n", " "),
        "without its end": pem[:900],
        "without its beginning": pem[60:900],
        "body": body,
        "a part of the body": f"/{body[:90]}",
        "pfx": base64.b64encode(Path(simulator.pfx("pfx-pass")).read_bytes()).decode("ascii"),
    }


FORMS = [
    *("pem", "crlf", "escaped", "one line", "without its end", "without its beginning", "body", "a part of the body"),
    "pfx",
]
PLACES = {
    "tenant": "ENTRA_TENANT AZURE_TENANT_ID AZURE_TENANT",
    "home_tenant": "",
    "client_id": "ENTRA_CLIENT_ID AZURE_CLIENT_ID",
    "certificate_path": "ENTRA_CERTIFICATE_PATH AZURE_CLIENT_CERTIFICATE_PATH AZURE_X509_CERTIFICATE_PATH",
    "federated_token_file": "AZURE_FEDERATED_TOKEN_FILE",
    "ca_path": "ENTRA_CA_PATH REQUESTS_CA_BUNDLE CURL_CA_BUNDLE",
    "graph_url": "ENTRA_GRAPH_URL",
    "authority_url": "ENTRA_AUTHORITY_URL",
    "auth_method": "ENTRA_AUTH_METHOD",
    "cloud": "AZURE_CLOUD_ENVIRONMENT",
}
_PROOFS = ("certificate_path", "federated_token_file")


@pytest.mark.parametrize(("name", "form"), one_in(3, PLACES, FORMS))
def test_a_key_in_the_place_of_something_else_is_not_repeated(simulator, run_module, monkeypatch, pem, key, name, form):
    value = wrong_forms(simulator, pem)[form]
    secret = value if form == "pfx" else key
    others = {"client_secret": None} if name in _PROOFS else {}
    result = nothing_of(run_module("partner_info", **others, **{name: value}), secret)
    assert result["failed"] is True and name in result["msg"]
    for variable in PLACES[name].split():
        monkeypatch.setenv(variable, value)
        result = nothing_of(run_module("partner_info", **others, **{name: None}), secret)
        assert result["failed"] is True and (name in result["msg"] or variable in result["msg"])
        monkeypatch.delenv(variable)
    # By then, the discovery request has been sent to the authority.
    assert not [exchange for exchange in simulator.log if exchange.method != "GET"]


@pytest.mark.parametrize(
    ("name", "secret"),
    one_in(
        2,
        [*PLACES, "api_version", "timeout", "retry_time", "client_secrt", "Client_Secret", "wait", "state"],
        [SECRET, ODD, "hunter2", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJlLW9mLXRva2Vu"],
    ),
)
def test_a_secret_in_the_place_of_something_else_is_not_repeated(simulator, run_module, name, secret):
    others = {"client_secret": None} if name in _PROOFS else {}
    module, more = ("partner", {"partner_tenant": TENANT}) if name in ("wait", "state") else ("partner_info", {})
    result = nothing_of(run_module(module, **more, **others, **{name: secret}), secret)
    assert result["failed"] is True and name in result["msg"], result
    assert not [exchange for exchange in simulator.log if exchange.method != "GET"]


@pytest.mark.parametrize("value", [[SECRET], {"value": SECRET}, [[{"a": SECRET}]]], ids=["list", "dictionary", "both"])
@pytest.mark.parametrize("name", ["client_secret", "access_token", "certificate_password", "client_id", "tenant"])
def test_a_secret_in_a_list_or_a_dictionary_is_one_as_well(simulator, run_module, name, value):
    result = nothing_of(run_module("partner_info", **{name: value}), SECRET)
    assert result.get("failed") or name == "certificate_password"


B64 = base64.b64encode(SECRET.encode() * 3).decode("ascii") + "=="


NO_VALUES = [
    ("access_policy_info", lambda secret: {"gather_subset": [secret]}),
    ("access_policy_info", lambda secret: {"gather_subset": f"mto,{secret}"}),
    ("access_policy_info", lambda secret: {"tenants": [secret]}),
    ("partner", lambda secret: {"inherit": [secret]}),
    ("partner", lambda secret: {"inherit": [[secret]]}),
    ("partner", lambda secret: {"inbound_trust": secret}),
    ("partner", lambda secret: {"inbound_trust": f"{secret}="}),
    ("partner", lambda secret: {"inbound_trust": {secret: True}}),
    ("partner", lambda secret: {"inbound_trust": f'{{"{secret}": 1, "{secret}": 2}}'}),
    ("partner", lambda secret: {"inbound_trust": {"mfa_accepted": secret}}),
    ("partner", lambda secret: {"partner_tenant": secret}),
    ("partner", lambda secret: {"state": [secret]}),
    ("partners", lambda secret: {"partners": [{"tenant": secret}]}),
    ("partners", lambda secret: {"partners": [{"tenant": TENANT, secret: 1}]}),
    ("partners", lambda secret: {"partners": [{"tenant": TENANT, "identity_sync": {secret: 1}}]}),
    ("partners", lambda secret: {"partners": [{"tenant": TENANT, "identity_sync": {"state": secret}}]}),
    ("partners", lambda secret: {"partners": [{"tenant": TENANT}], "removal_limit": {"x": secret}}),
    ("partners", lambda secret: {"partners": [{"tenant": TENANT}], "prune": [secret]}),
    ("partners", lambda secret: {"partners": [{"tenant": TENANT}], "expected_plan": secret}),
    ("mto_sync_template", lambda secret: {"application_level": [secret]}),
    ("tenant_info", lambda secret: {"lookup_tenant": secret}),
]


@pytest.mark.parametrize(("case", "secret"), one_in(3, NO_VALUES, [SECRET, ODD, B64]))
def test_what_is_no_value_of_an_option_is_not_repeated(simulator, run_module, case, secret):
    module, options = case
    given = options(secret)
    if module == "partner":
        given = {"partner_tenant": TENANT, **given}
    result = run_module(module, **given)
    assert result["failed"] is True
    nothing_of(result, secret)
    assert not simulator.log.writes()


def test_a_number_that_nobody_means_is_not_repeated(simulator, run_module):
    number = 8273645918273645
    result = run_module("partners", partners=[{"tenant": TENANT}], removal_limit=number)
    assert result["failed"] is True and str(number) not in result["msg"] and "removal_limit" in result["msg"]


@pytest.mark.parametrize("given", ["client_secret", "certificate_path", "access_token"])
def test_what_is_not_used_is_not_repeated_either(simulator, run_module, pem, key, given):
    """The run succeeds, since it does not need the secret. The options are part of the result."""
    options = {"certificate_path": pem, "auth_method": "client_secret"}
    if given == "certificate_path":
        proof = {"certificate_path": simulator.certificate_path, "client_secret": None}
        options = {"federated_token_file": pem, "auth_method": "certificate", **proof}
    elif given == "access_token":
        proof = {"access_token": simulator.issue_token(), "client_secret": None}
        options = {"certificate_path": pem, "auth_method": "access_token", **proof}
    result = nothing_of(run_module("partner_info", **options), key)
    assert result["partners"] == []


@pytest.mark.parametrize(
    "url",
    [
        *("https://birch:p4/ss#w0rd@graph.example", "https://birch:p4@ss?w0rd@graph.example"),
        *("https://birch:p4%2Fss%23w0rd@graph.example", "https://birch:p4'ss\"w0rd@graph.example"),
        *("https://birch:p4 ss w0rd@graph.example", "https://birch:{}@graph.example"),
        "https://{}@graph.example",
        "https://birch:{}@graph.example/v1.0",
        "https://birch:{}",
        "birch:{}@graph.example",
        "https://graph.example/{}",
        "https://graph.example?key={}",
        "https://graph.example#{}",
        "http://birch:{}@127.0.0.1:1",
        "https:\\\\birch:{}@graph.example",
        "https://birch:{}@[::1",
        "\thttps://birch:{}@graph.example",
    ],
)
@pytest.mark.parametrize("name", ["graph_url", "authority_url"])
def test_an_address_with_a_password(simulator, run_module, monkeypatch, url, name):
    url = url.format("p4ssw0rd")
    secrets = ["p4ssw0rd", "birch:", "ss#w0rd", "ss?w0rd", "ss%23w0rd", "ss#w0rd", 'ss"w0rd', "ss w0rd"]
    result = nothing_of(run_module("partner_info", **{name: url}), *secrets)
    assert result["failed"] is True and name in result["msg"]
    monkeypatch.setenv(f"ENTRA_{name.upper()}", url)
    result = nothing_of(run_module("partner_info", **{name: None}), *secrets)
    assert result["failed"] is True and name in result["msg"]
    assert not len(simulator.log)


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({"cloud": "globl"}, "'globl'"),
        ({"auth_method": "client-secret"}, "'client-secret'"),
        ({"tenant": "contoso"}, "'contoso'"),
        ({"api_version": "1.0"}, "'1.0'"),
        ({"graph_url": "https://graph.example/v1.0"}, "https://graph.example"),
        ({"graph_url": "http://graph.example"}, "'http://graph.example'"),
        ({"client_secret": None, "certificate_path": "/etc/no/such.pem"}, "/etc/no/such.pem"),
        ({"client_id": "3d0f5dec"}, "text of 8 characters"),
    ],
)
def test_a_mistake_that_can_be_no_secret_is_seen(simulator, run_module, options, shown):
    result = run_module("partner_info", **options)
    assert result["failed"] is True and shown in result["msg"], result["msg"]


# Proxies.

PROXIES = [
    "http://birch:{}@127.0.0.1:1",
    "https://birch:{}@127.0.0.1:1",
    "birch:{}@127.0.0.1:1",
    "//birch:{}@127.0.0.1:1",
    "http://{}@127.0.0.1:1",
    "http://birch:{}",
    "socks5://birch:{}@127.0.0.1:1",
    "nonsense://birch:{}@127.0.0.1:1",
    "http://birch:{}@",
    "http://birch:{}@127.0.0.1:none",
]
VARIABLES = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "Https_Proxy"]
PASSWORDS = [
    "Pw7/x9Kl",
    "Pw7#x9Kl",
    "Pw7?x9Kl",
    "Pw7@x9Kl",
    "Pw7%2Fx9Kl",
    "Pw7 x9Kl",
    "Pw7:x9Kl",
    "Pw7\\x9Kl",
    "17/x9Kl",
]
ELSEWHERE = {"authority_url": "https://login.example", "graph_url": "https://graph.example"}


@pytest.mark.parametrize(
    ("variable", "password", "proxy"),
    [
        *((VARIABLES[at % 5], password, PROXIES[0]) for at, password in enumerate(PASSWORDS)),
        *((VARIABLES[at % 5], PASSWORDS[0], proxy) for at, proxy in enumerate(PROXIES[1:])),
        *((VARIABLES[at % 5], PASSWORDS[7], proxy) for at, proxy in enumerate(PROXIES[1:])),
        *((VARIABLES[at % 5], "Pw7x9Klm", proxy) for at, proxy in enumerate(PROXIES)),
    ],
)
def test_the_password_of_a_proxy_is_not_repeated(simulator, run_module, monkeypatch, variable, password, proxy):
    """Neither this collection repeats it, nor do requests, urllib3 and msal."""
    monkeypatch.setenv(variable, proxy.format(password))
    parts = [part for part in password.replace("%2F", "/").replace("/", " ").split() if len(part) > 3]
    for place in ({}, ELSEWHERE):
        started = time.monotonic()
        result = run_module("partner_info", retry_time=0, timeout=2, **place)
        nothing_of(result, password, password.replace("%2F", "/"), *parts)
        if place:
            assert result["failed"] is True
            # The error says which of all the proxy variables it is about.
            assert variable in result["msg"] or all(each not in password for each in "/#?@ \\"), result["msg"]
    assert time.monotonic() - started < 6 or all(each not in password for each in "/#?@ \\")


# Answers that repeat the request.


def credentials(simulator, kind, tmp_path):
    """The options, and the secrets that must not be seen: from the options, and made from the options."""
    nothing = {"client_secret": None}
    if kind == "secret":
        return {}, [simulator.client_secret]
    if kind == "odd secret":
        simulator.directory.applications[simulator.client_id]["clientSecret"] = ODD
        return {"client_secret": ODD}, [ODD]
    if kind == "wrong secret":
        return {"client_secret": SECRET}, [SECRET]
    if kind == "certificate":
        return {**nothing, "certificate_path": simulator.certificate_path}, []
    if kind == "token":
        token = simulator.issue_token()
        return {**nothing, "access_token": token}, [token]
    token = simulator.federated_token("eyJhbGciOiJSUzI1NiJ9.ZmVkZXJhdGVkLXRva2VuLXBheWxvYWQ.c2lnbmF0dXJlLW9mLWl0")
    if kind == "federated":
        return {**nothing, "federated_token": token}, [token]
    (tmp_path / "token").write_text(f"{token}\n", encoding="ascii")
    return {**nothing, "federated_token_file": str(tmp_path / "token")}, [token]


KINDS = ["secret", "odd secret", "wrong secret", "certificate", "federated", "file"]


@pytest.fixture
def sent(monkeypatch):
    """All assertions and tokens that were sent, in the form in which they were sent."""
    import requests

    original = requests.adapters.HTTPAdapter.send
    found = []

    def send(self, request, **options):
        found.append((request.headers.get("Authorization") or "").partition(" ")[2])
        for field in str(request.body or "").split("&"):
            if field.startswith("client_assertion="):
                found.append(field.partition("=")[2])
        return original(self, request, **options)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    return found


INTO = ["message", "code", "header", "page"]
STATUSES = [400, 401, 500]


@pytest.mark.parametrize(
    ("kind", "encoding", "into", "status"),
    [
        pytest.param(
            kind,
            encoding,
            INTO[(one + other) % 4],
            STATUSES[other % 3],
            id=f"{kind}-{encoding}",
            # As one_in(3, …) does it.
            marks=[pytest.mark.long] if (one + other) % 3 else [],
        )
        for one, kind in enumerate(KINDS)
        for other, encoding in enumerate(ENCODINGS)
    ]
    + one_in(3, ["secret", "file"], ["plain"], INTO, STATUSES)
    + one_in(2, ["secret", "file"], DISGUISES, ["message"], [400]),
)
def test_a_login_that_repeats_what_it_was_sent(simulator, run_module, sent, tmp_path, kind, encoding, into, status):
    options, secrets = credentials(simulator, kind, tmp_path)
    fault = Fault(where="login", method="POST", action="echo", status=status, encoding=encoding, into=into)
    simulator.faults.add(fault)
    result = run_module("partner_info", retry_time=0, **options)
    assert result["failed"] is True and fault.hits
    nothing_of(result, *secrets, *filter(None, sent))
    assert kind != "certificate" or any(sent)


@pytest.mark.parametrize(
    ("kind", "encoding", "into"),
    one_in(2, ["secret"], ENCODINGS, ["message", "body"])
    + [("token", "plain", into) for into in (*INTO, "body")]
    # Every day, a login repeats a secret in each of these forms.
    + [pytest.param("token", encoding, "message", marks=pytest.mark.long) for encoding in DISGUISES],
)
def test_graph_that_repeats_what_it_was_sent(simulator, run_module, sent, tmp_path, kind, encoding, into):
    options, secrets = credentials(simulator, kind, tmp_path)
    simulator.directory.add_partner(TENANT, {"displayName": "Fabrikam"})
    simulator.directory.add_partner(OTHER)
    for method in ("GET", "POST|PATCH|PUT|DELETE"):
        simulator.faults.clear()
        fault = simulator.faults.add(
            Fault(where="outer", method=method, action="echo", status=403, encoding=encoding, into=into, times=None)
        )
        wanted = [{"tenant": OTHER, "inbound_trust": {"mfa_accepted": True}}, {"tenant": TENANT, "state": "absent"}]
        options["backup_directory"] = str(tmp_path / "backup")
        result = run_module("partners", partners=wanted, wait_timeout=0.2, retry_time=0, **options)
        nothing_of(result, *secrets, *filter(None, sent))
        assert fault.hits
    for path in tmp_path.rglob("*"):
        if path.is_file():
            nothing_of(path.read_text(encoding="utf-8"), *secrets, *filter(None, sent))
    assert any(sent)


@pytest.mark.parametrize("password", ["a", "1", "ab", "90e", "-71"])
def test_a_password_of_one_letter_leaves_the_result_whole(simulator, run_module, password):
    simulator.directory.add_partner(TENANT, {"displayName": "Fabrikam"})
    options = {"client_secret": None, "certificate_path": simulator.pfx(password), "certificate_password": password}
    result = run_module("partner_info", **options)
    assert [row["tenant_id"] for row in result["partners"]] == [TENANT]
    assert result["partners"][0]["identity_sync"]["display_name"] == "Fabrikam"
    # From 2.21 on, ansible-core asks for the invocation only if the user wants to see it.
    if "invocation" in result:
        assert result["invocation"]["module_args"]["certificate_password"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


@pytest.mark.parametrize("name", ["changed", "partners", "tenant_id", "true", "msg", "identity_sync", "name"])
def test_a_password_that_is_a_word_of_the_result(simulator, run_module, name):
    simulator.directory.add_partner(TENANT, {"displayName": "Fabrikam"})
    options = {"client_secret": None, "certificate_path": simulator.pfx(name), "certificate_password": name}
    result = run_module("partner_info", **options)
    assert result["changed"] is False and result["partners"][0]["tenant_id"] == TENANT


@pytest.mark.parametrize(
    "hosts", ["127.0.0.1,localhost", "localhost,127.0.0.1,::1,graph.microsoft.com,contoso.example"]
)
def test_hosts_without_a_proxy_are_no_secrets(simulator, run_module, monkeypatch, hosts):
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, hosts)
    simulator.directory.add_partner(TENANT, {"displayName": "contoso.example at graph.microsoft.com"})
    (partner,) = run_module("partner_info")["partners"]
    assert partner["identity_sync"]["display_name"] == "contoso.example at graph.microsoft.com"
    nowhere = run_module("partner_info", graph_url="https://127.0.0.1:9", timeout=1, retry_time=0)
    assert "the connection failed" in nowhere["msg"] and "percent-encoded" not in nowhere["msg"]
