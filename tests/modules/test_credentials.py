# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who we are: every way to say so, over HTTPS against the login endpoint, and never in a result."""

from __future__ import annotations

import json

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import TOKEN_MARKER, Fault


def posts(simulator):
    return [exchange for exchange in simulator.log if exchange.kind == "login" and exchange.method == "POST"]


@pytest.fixture
def environment(simulator, monkeypatch):
    """Only what a test sets; addresses always."""
    monkeypatch.setenv("ENTRA_GRAPH_URL", simulator.graph_url)
    monkeypatch.setenv("ENTRA_AUTHORITY_URL", simulator.authority_url)
    monkeypatch.setenv("ENTRA_CA_PATH", simulator.ca_path)
    return monkeypatch.setenv


@pytest.mark.parametrize(
    "names",
    [
        ("ENTRA_TENANT", "ENTRA_CLIENT_ID", "ENTRA_CLIENT_SECRET"),
        ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"),
        # What AWX's built-in Azure credential injects.
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


def test_ca_path_wins_over_the_environment_of_requests(simulator, run_module, monkeypatch, tmp_path):
    """A session's own "verify" alone does not: https://github.com/psf/requests/issues/3829."""
    other = tmp_path / "other-ca.pem"
    import trustme

    trustme.CA().cert_pem.write_to_path(str(other))
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(other))
    assert run_module("partner_info")["partners"] == []
    # And without it that environment counts, so that the test proves something.
    assert run_module("partner_info", ca_path=None)["failed"] is True
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", simulator.ca_path)
    assert run_module("partner_info", ca_path=None)["partners"] == []


def test_netrc_never_takes_the_place_of_the_token(simulator, run_module, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    assert run_module("partner_info")["partners"] == []
