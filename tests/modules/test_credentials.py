# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authentication: every way to do it, over HTTPS against the login endpoint. No secret is ever in a result."""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph import session
from ansible_collections.entra.cross_tenant.tests.graph_simulator import TOKEN_MARKER, Fault

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"


@pytest.fixture
def proof():
    """The tests of this file are about logins."""
    return "client_secret"


def posts(simulator):
    return [exchange for exchange in simulator.log if exchange.kind == "login" and exchange.method == "POST"]


@pytest.fixture
def environment(simulator, monkeypatch):
    """The environment contains only the variables that a test sets, and always the addresses."""
    monkeypatch.setenv("ENTRA_GRAPH_URL", simulator.graph_url)
    monkeypatch.setenv("ENTRA_AUTHORITY_URL", simulator.authority_url)
    monkeypatch.setenv("ENTRA_CA_PATH", simulator.ca_path)
    return monkeypatch.setenv


@pytest.mark.parametrize(
    "names",
    [
        ("ENTRA_TENANT", "ENTRA_CLIENT_ID", "ENTRA_CLIENT_SECRET"),
        ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"),
        # The variables that AWX's built-in Azure credential injects.
        ("AZURE_TENANT", "AZURE_CLIENT_ID", "AZURE_SECRET"),
    ],
)
def test_secret_from_the_environment(simulator, run_module, environment, names):
    for name, value in zip(names, (simulator.tenant_id, simulator.client_id, simulator.client_secret)):
        environment(name, value)
    result = run_module("partner_info", credentials=False)
    assert result["partners"] == []
    assert simulator.client_secret not in json.dumps(result)


@pytest.mark.parametrize(
    "name", ["ENTRA_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_X509_CERTIFICATE_PATH"]
)
def test_certificate_from_the_environment(simulator, run_module, environment, name):
    environment("AZURE_TENANT_ID", simulator.tenant_id)
    environment("AZURE_CLIENT_ID", simulator.client_id)
    environment(name, simulator.certificate_path)
    assert run_module("partner_info", credentials=False)["partners"] == []
    assert len(posts(simulator)) == 1


@pytest.mark.parametrize("password", [None, "a-long-password"])
def test_certificate_as_pfx(simulator, run_module, password):
    options = {"client_secret": None, "certificate_path": simulator.pfx(password), "certificate_password": password}
    result = run_module("partner_info", **options)
    assert result["partners"] == []
    assert "a-long-password" not in json.dumps(result)


@pytest.mark.parametrize("password", [None, "a-long-password"])
@pytest.mark.parametrize("kind", ["pem", "pfx"])
def test_certificate_whose_subject_and_issuer_are_trusted(simulator, run_module, kind, password):
    """The whole chain is sent. A renewed certificate works without registering it anywhere."""
    for _renewal in range(2):
        path = simulator.issued_certificate(kind, password)
        options = {"client_secret": None, "certificate_path": path, "certificate_password": password}
        result = run_module("partner_info", **options)
        assert result.get("failed") is None, result["msg"]
        assert "a-long-password" not in json.dumps(result)


def certificate_file(simulator, tmp_path, kind):
    """Files that do not contain a certificate with its key, each for a different reason."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    pem = Path(simulator.certificate_path).read_text(encoding="ascii")
    key, certificate = pem[: pem.index("-----BEGIN CERT")], pem[pem.index("-----BEGIN CERT") :]
    other = Path(simulator.issued_certificate("pem")).read_text(encoding="ascii")
    curve = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    content = {
        "only a key": key,
        "only a certificate": certificate,
        "another certificate": key + other[: other.index("-----BEGIN PRIVATE KEY")],
        "elliptic key": curve.decode("ascii") + certificate,
        "broken": key.replace("A", "B") + certificate,
        "neither PEM nor PFX": "certificate",
        "empty": "",
    }[kind]
    path = tmp_path / "certificate"
    path.write_text(content, encoding="ascii")
    return str(path)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("only a key", "has no certificate for its private key"),
        ("only a certificate", "could not be read"),
        ("another certificate", "has no certificate for its private key"),
        ("elliptic key", "has no RSA private key"),
        ("broken", "could not be read"),
        ("neither PEM nor PFX", "could not be read"),
        ("empty", "could not be read"),
    ],
)
def test_certificate_files_that_cannot_be_used(simulator, run_module, tmp_path, kind, words):
    path = certificate_file(simulator, tmp_path, kind)
    result = run_module("partner_info", client_secret=None, certificate_path=path)
    assert result["failed"] is True
    assert f"certificate_path {path} {words}" in result["msg"]
    assert "PRIVATE KEY-" not in json.dumps(result)
    assert not len(simulator.log)


@pytest.mark.parametrize("option", ["certificate_path", "federated_token_file"])
@pytest.mark.parametrize("kind", ["a pipe", "a device", "a folder", "too long", "a name that no file has"])
def test_what_is_no_file_of_a_key_is_not_waited_for(simulator, run_module, tmp_path, option, kind):
    path = tmp_path / "proof.pem"
    if kind == "a pipe":
        os.mkfifo(path)
    if kind == "a folder":
        path.mkdir()
    if kind == "too long":
        path.write_bytes(b"x" * (256 * 1024 + 1))
    name = {"a device": "/dev/zero", "a name that no file has": "/a\0b.pem"}.get(kind, str(path))
    result = run_module("partner_info", client_secret=None, **{option: name})
    assert result["failed"] is True and option in result["msg"] and not simulator.log.reads(), result


def test_certificate_with_a_password_that_it_does_not_have(simulator, run_module):
    options = {"client_secret": None, "certificate_path": simulator.certificate_path, "certificate_password": "none-5f"}
    result = run_module("partner_info", **options)
    assert result["failed"] is True and "certificate_password" in result["msg"] and "none-5f" not in json.dumps(result)


@pytest.mark.parametrize("form", ["option", "file", "environment"])
def test_workload_identity(simulator, run_module, environment, tmp_path, form):
    token = simulator.federated_token("federated-5f2c")
    file = tmp_path / "token"
    file.write_text(f"{token}\n", encoding="utf-8")
    options = {"client_secret": None}
    if form == "option":
        options["federated_token"] = token
    elif form == "file":
        options["federated_token_file"] = str(file)
    else:
        environment("AZURE_FEDERATED_TOKEN_FILE", str(file))
    result = run_module("partner_info", **options)
    assert result["partners"] == []
    assert token not in json.dumps(result)


def test_federated_token_is_read_again_when_it_is_needed_again(simulator, run_module, tmp_path):
    simulator.federated_token("federated-second")
    file = tmp_path / "token"
    file.write_text(simulator.federated_token("federated-first"), encoding="utf-8")

    def time_passes(simulator):
        """The token expires at Graph. The platform has put a new one into the file."""
        simulator.revoke_tokens()
        file.write_text("federated-second", encoding="utf-8")
        simulator.directory.applications[simulator.client_id]["federatedTokens"].remove("federated-first")

    simulator.faults.add(Fault(method="POST", path="/partners$", before=time_passes))
    options = {"client_secret": None, "federated_token_file": str(file)}
    result = run_module("partner", partner_tenant=TENANT, **options)
    assert result["changed"] is True, result
    assert len(posts(simulator)) == 2


def test_federated_token_file_that_is_not_there(simulator, run_module):
    result = run_module("partner_info", client_secret=None, federated_token_file="/nowhere/token")
    assert result["failed"] is True and "federated_token_file /nowhere/token cannot be read" in result["msg"]


def test_federated_token_that_nobody_trusts(simulator, run_module):
    result = run_module("partner_info", client_secret=None, federated_token="federated-unknown")
    assert result["failed"] is True and "workload_identity was refused" in result["msg"]
    assert "federated-unknown" not in json.dumps(result)


@pytest.mark.parametrize("user_assigned", [False, True])
@pytest.mark.parametrize("kind", ["app_service", "machine"])
def test_managed_identity(simulator, run_module, environment, kind, user_assigned):
    for name, value in simulator.managed_identity(kind).items():
        environment(name, value)
    if user_assigned:
        environment("AZURE_CLIENT_ID", simulator.client_id)
    result = run_module("partner_info", credentials=False, auth_method="managed_identity")
    assert result["partners"] == [], result
    (login,) = [exchange for exchange in simulator.log if exchange.kind == "login"]
    assert login.query.get("client_id") == (simulator.client_id if user_assigned else None)


@pytest.mark.parametrize("kind", ["app_service", "machine"])
def test_managed_identity_that_does_not_exist(simulator, run_module, environment, kind):
    for name, value in simulator.managed_identity(kind).items():
        environment(name, value)
    options = {"auth_method": "managed_identity", "client_id": "00000000-0000-4000-8000-00000000ffff"}
    result = run_module("partner_info", credentials=False, **options)
    assert result["failed"] is True
    assert "00000000-0000-4000-8000-00000000ffff" in result["msg"] and "Identity not found" in result["msg"]


def test_managed_identity_is_never_asked_for_through_a_proxy(simulator, run_module, environment, monkeypatch):
    for name, value in simulator.managed_identity("app_service").items():
        environment(name, value)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    environment("HTTPS_PROXY", "http://127.0.0.1:1")
    options = {"auth_method": "managed_identity", "graph_url": "https://graph.microsoft.com"}
    result = run_module("partner_info", credentials=False, retry_time=0, **options)
    # Graph is asked through the proxy, as the user wishes.
    assert result["failed"] is True and "/policies/crossTenantAccessPolicy/partners" in result["msg"]
    assert [exchange.kind for exchange in simulator.log] == ["login"]


@pytest.fixture
def az(tmp_path, monkeypatch):
    """Put a command ``az`` in front of all others. It notes how it was called."""

    def install(script):
        command = tmp_path / "az"
        command.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/calls\n{script}\n', encoding="utf-8")
        command.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
        return tmp_path / "calls"

    return install


def test_azure_cli(simulator, run_module, environment, az):
    token = simulator.issue_token()
    calls = az(f"""echo '{{"accessToken": "{token}", "tokenType": "Bearer"}}'""")
    options = {"auth_method": "azure_cli", "tenant": simulator.tenant_id}
    result = run_module("partner_info", credentials=False, **options)
    assert result["partners"] == [] and token not in json.dumps(result)
    wanted = "account get-access-token --output json --resource https://graph.microsoft.com --tenant"
    assert calls.read_text(encoding="utf-8") == f"{wanted} {simulator.tenant_id}\n"


@pytest.mark.parametrize(
    ("script", "words"),
    [("echo 'ERROR: Please run az login' >&2; exit 1", "Please run az login"), ("echo nothing", "printed no token")],
)
def test_azure_cli_without_a_token(simulator, run_module, environment, az, script, words):
    az(script)
    result = run_module("partner_info", credentials=False, auth_method="azure_cli")
    assert result["failed"] is True and words in result["msg"]


def test_azure_cli_that_is_not_installed(simulator, run_module, environment, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    result = run_module("partner_info", credentials=False, auth_method="azure_cli")
    assert result["failed"] is True and "az is not installed" in result["msg"]


def test_azure_cli_that_hangs(simulator, run_module, environment, az):
    az("exec sleep 5")
    result = run_module("partner_info", credentials=False, auth_method="azure_cli", timeout=0.2)
    assert result["failed"] is True and "did not answer" in result["msg"]


@pytest.mark.parametrize("refusals", [1, 2])
def test_azure_cli_is_asked_once_and_again_when_its_token_is_refused(simulator, run_module, environment, az, refusals):
    token = simulator.issue_token()
    calls = az(f"""echo '{{"accessToken": "{token}"}}'""")
    simulator.faults.add(Fault(method="POST", status=401, times=refusals))
    options = {"partners": [{"tenant": TENANT}, {"tenant": OTHER}], "batch_size": 1, "auth_method": "azure_cli"}
    result = run_module("partners", credentials=False, **options)
    # The Azure CLI has no other token. One more call is enough to know that.
    assert [item["error"]["status"] for item in result["partners"] if "error" in item] == [401] * refusals
    assert len(calls.read_text(encoding="utf-8").splitlines()) == 2


def test_azure_cli_cannot_answer_a_challenge(simulator, run_module, environment, az):
    az(f"""echo '{{"accessToken": "{simulator.issue_token()}"}}'""")
    simulator.faults.add(Fault(method="GET", status=401, headers={"WWW-Authenticate": CHALLENGE}))
    result = run_module("partner_info", credentials=False, auth_method="azure_cli")
    assert result["failed"] is True and "run az login again" in result["msg"]


@pytest.mark.parametrize("kind", ["app_service", "machine"])
def test_managed_identity_is_asked_again_when_its_token_is_refused(simulator, run_module, environment, kind):
    for name, value in simulator.managed_identity(kind).items():
        environment(name, value)
    simulator.faults.add(Fault(method="POST", before=lambda simulator: simulator.revoke_tokens()))
    result = run_module("partner", credentials=False, partner_tenant=TENANT, auth_method="managed_identity")
    assert result["changed"] is True, result
    assert len([exchange for exchange in simulator.log if exchange.kind == "login"]) == 2


@pytest.mark.parametrize("body", ['{"access_token": "x", "expires_in": "soon"}', "[]", '{"expires_in": 1}', "7"])
def test_managed_identity_that_answers_nonsense(simulator, run_module, environment, body):
    for name, value in simulator.managed_identity("app_service").items():
        environment(name, value)
    simulator.faults.add(Fault(where="login", body=body, times=None))
    result = run_module("partner_info", credentials=False, auth_method="managed_identity")
    assert result["failed"] is True
    assert "managed identity" in result["msg"] or "without an object" in result["msg"], result["msg"]


@pytest.mark.parametrize(
    "body", ['{"access_token": "x", "expires_in": "soon"}', '{"access_token": 5}', '{"access_token": "x", "scope": 1}']
)
def test_login_that_answers_nonsense(simulator, run_module, body):
    simulator.faults.add(Fault(where="login", method="POST", body=body, times=None))
    result = run_module("partner_info")
    assert result["failed"] is True
    # If a text is not a token, Graph finds that out at the latest.
    assert any(words in result["msg"] for words in ("cannot be understood", "no token has", "401")), result["msg"]


@pytest.mark.parametrize("status", [201, 400, 401, 403])
@pytest.mark.parametrize("method", ["client_secret", "managed_identity"])
def test_a_token_beside_an_error_is_not_used(simulator, run_module, environment, method, status):
    token = {"access_token": simulator.issue_token(), "token_type": "Bearer", "expires_in": 3600}
    for name, value in simulator.managed_identity("app_service").items():
        environment(name, value)
    route = "POST" if method == "client_secret" else "GET"
    simulator.faults.add(Fault(where="login", method=route, path="token", body=json.dumps(token), status=status))
    result = run_module("partner_info", credentials=method == "client_secret", auth_method=method)
    assert result["failed"] is True and f"answered {status} with a token" in result["msg"], result["msg"]
    assert not simulator.log.reads()
    simulator.log.clear()


def test_auth_method_of_the_environment_that_nobody_knows(simulator, run_module, environment):
    environment("ENTRA_AUTH_METHOD", "password")
    result = run_module("partner_info")
    assert result["failed"] is True and "auth_method is 'password', which is not one of auto" in result["msg"]
    assert not len(simulator.log)


# Inside ansible-playbook, the module then runs as an ordinary module.
@pytest.mark.parametrize("way", ["module"])
@pytest.mark.parametrize("library", ["requests", "msal"])
def test_a_library_that_is_missing_is_named_with_the_python_that_misses_it(simulator, run_module, monkeypatch, library):
    monkeypatch.setitem(sys.modules, library, None)
    # The module's process imports it. Here that is the process of the test.
    importlib.reload(session)
    try:
        result = run_module("partner_info")
    finally:
        monkeypatch.undo()
        importlib.reload(session)
    assert result["failed"] is True
    assert f"{sys.executable} -m pip install {library}" in result["msg"]
    assert not len(simulator.log)


def test_login_that_fails_while_a_batch_needs_another_token(simulator, run_module):
    simulator.faults.add(Fault(method="POST", status=401, where="inner", times=None))
    simulator.faults.add(Fault(method="POST", status=400, where="login", code="invalid_client", skip=1, times=None))
    result = run_module("partners", partners=[{"tenant": TENANT}, {"tenant": OTHER}])
    assert [item["error"]["status"] for item in result["partners"]] == [401, 401]


CHALLENGE = (
    'Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7InZhbHVlIjoiMTcifX19"'
)


# Base64 of bytes that are not text.
UNREADABLE = 'Bearer error="insufficient_claims", claims="_____w"'


@pytest.mark.parametrize("challenge", [None, CHALLENGE, UNREADABLE])
@pytest.mark.parametrize("where", ["outer", "inner"])
def test_a_token_that_is_refused_is_renewed_once(simulator, run_module, where, challenge):
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    fault = simulator.faults.add(Fault(method="POST", status=401, where=where, headers=headers))
    wanted = [{"tenant": TENANT}, {"tenant": OTHER}]
    result = run_module("partners", partners=wanted)
    assert len(result["changes"]) == 2 and fault.hits == 1
    first, second = posts(simulator)
    assert "nbf" not in first.body.get("claims", "")
    # Clients that can answer challenges say so: https://learn.microsoft.com/entra/identity-platform/claims-challenge
    assert "CP1" in first.body["claims"]
    assert ("nbf" in second.body["claims"]) == (challenge == CHALLENGE)


@pytest.mark.parametrize("where", ["outer", "inner"])
def test_a_token_that_is_refused_again_is_an_error(simulator, run_module, where):
    simulator.faults.add(Fault(method="POST", status=401, where=where, times=None))
    result = run_module("partners", partners=[{"tenant": TENANT}, {"tenant": OTHER}])
    assert result["failed"] is True and "401 InvalidAuthenticationToken" in result["msg"]
    assert len(posts(simulator)) == 2
    assert result["changes"] == []


def test_a_token_that_expires_in_the_middle_of_a_run(simulator, run_module):
    simulator.faults.add(Fault(path="/$batch", before=lambda simulator: simulator.revoke_tokens()))
    result = run_module("partners", partners=[{"tenant": TENANT}, {"tenant": OTHER, "identity_sync": {}}])
    assert len(result["changes"]) == 3
    assert len(posts(simulator)) == 2


def test_two_proofs_of_one_kind(simulator, run_module):
    options = {"client_secret": None, "federated_token": "x", "federated_token_file": "/x"}
    result = run_module("partner_info", **options)
    assert "federated_token and federated_token_file are both given" in result["msg"]


def test_a_proof_of_the_task_beats_all_proofs_of_the_environment(simulator, run_module, environment):
    environment("ENTRA_ACCESS_TOKEN", "not.a.token")
    environment("ENTRA_CLIENT_SECRET", "not-the-secret")
    options = {"client_secret": None, "certificate_path": simulator.certificate_path}
    assert run_module("partner_info", **options)["partners"] == []


def test_identifiers_may_come_from_the_environment_and_the_proof_from_the_task(simulator, run_module, environment):
    environment("AZURE_TENANT_ID", simulator.tenant_id)
    environment("AZURE_CLIENT_ID", simulator.client_id)
    result = run_module("partner_info", credentials=False, client_secret=simulator.client_secret)
    assert result["partners"] == []


def test_auth_method_decides_between_two_proofs(simulator, run_module):
    options = {"access_token": "not.a.token", "auth_method": "client_secret"}
    assert run_module("partner_info", **options)["partners"] == []


def test_token_that_was_obtained_elsewhere(simulator, run_module):
    token = simulator.issue_token()
    options = {"graph_url": simulator.graph_url, "ca_path": simulator.ca_path, "access_token": token}
    result = run_module("partner_info", credentials=False, **options)
    assert result["partners"] == []
    assert token not in json.dumps(result)
    assert not posts(simulator)


@pytest.mark.parametrize("given", [True, False])
def test_a_proxy_that_repeats_the_token_does_not_bring_it_into_the_result(simulator, run_module, given):
    fault = simulator.faults.add(Fault(method="GET", action="echo", status=400, where="outer", times=None))
    token = {"access_token": simulator.issue_token(), "client_secret": None} if given else {}
    result = run_module("partner_info", **token)
    assert result["failed"] is True and "This was refused" in result["msg"] and fault.hits == 1
    assert "Bearer ***" in result["msg"]
    assert TOKEN_MARKER not in json.dumps(result)


def test_token_that_graph_does_not_accept(simulator, run_module):
    token = simulator.issue_token()
    simulator.revoke_tokens()
    options = {"graph_url": simulator.graph_url, "ca_path": simulator.ca_path, "access_token": token}
    result = run_module("partner_info", credentials=False, **options)
    assert result["failed"] is True and "401 InvalidAuthenticationToken" in result["msg"]
    assert token not in json.dumps(result)


@pytest.mark.parametrize("token", ["abc.def\n", " abc.def", "abc def", "abc\u2028def", "abc.d\u00e9f"])
@pytest.mark.parametrize("source", ["option", "az"])
def test_what_cannot_be_a_token_is_not_sent_and_not_repeated(simulator, run_module, environment, az, token, source):
    """requests would refuse such a header after retries, with an error that shows the token."""
    if source == "az":
        az(f"printf %s '{json.dumps({'accessToken': token})}'")
        result = run_module("partner_info", credentials=False, auth_method="azure_cli")
    else:
        place = {"graph_url": simulator.graph_url, "ca_path": simulator.ca_path}
        result = run_module("partner_info", credentials=False, access_token=token, **place)
    assert result["failed"] is True and "characters that no token has" in result["msg"]
    assert "abc" not in json.dumps(result) and not len(simulator.log)


def test_ca_path_wins_over_the_environment_of_requests(simulator, run_module, monkeypatch, tmp_path):
    """The attribute "verify" of a session does not win by itself: https://github.com/psf/requests/issues/3829."""
    other = tmp_path / "other-ca.pem"
    import trustme

    trustme.CA().cert_pem.write_to_path(str(other))
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(other))
    assert run_module("partner_info")["partners"] == []
    # Without ca_path, that environment is used. So the test proves something.
    assert run_module("partner_info", ca_path=None)["failed"] is True
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", simulator.ca_path)
    assert run_module("partner_info", ca_path=None)["partners"] == []


def test_netrc_never_takes_the_place_of_the_token(simulator, run_module, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    assert run_module("partner_info")["partners"] == []
