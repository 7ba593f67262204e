# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in, through msal and by hand."""

from __future__ import annotations

import time
import uuid
from pathlib import Path

import jwt
import msal
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from ansible_collections.entra.cross_tenant.tests.graph_simulator import SECRET_MARKER, TOKEN_MARKER

SCOPE = "https://graph.microsoft.com/.default"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
def http(simulator):
    session = requests.Session()
    session.trust_env = False
    session.verify = simulator.ca_path
    return session


@pytest.fixture
def acquire(simulator, http):
    def acquire(credential, *, tenant=None, client_id=None, scope=SCOPE):
        application = msal.ConfidentialClientApplication(
            client_id or simulator.client_id,
            client_credential=credential,
            authority=f"{simulator.authority_url}/{tenant or simulator.tenant_id}",
            instance_discovery=False,
            http_client=http,
        )
        return application.acquire_token_for_client([scope])

    return acquire


@pytest.fixture
def post_token(simulator, http):
    def post(**form):
        defaults = {"grant_type": "client_credentials", "client_id": simulator.client_id, "scope": SCOPE}
        fields = {name: value for name, value in {**defaults, **form}.items() if value is not None}
        url = f"{simulator.authority_url}/{simulator.tenant_id}/oauth2/v2.0/token"
        return http.post(url, data=fields, timeout=10)

    return post


@pytest.mark.parametrize("tenant", [None, "home.example"])
def test_secret(simulator, acquire, graph, tenant):
    result = acquire(simulator.client_secret, tenant=tenant)
    token = result["access_token"]
    assert TOKEN_MARKER in token
    assert int(result["expires_in"]) == 3600
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["tid"] == simulator.tenant_id
    assert claims["appid"] == simulator.client_id
    assert "Policy.ReadWrite.CrossTenantAccess" in claims["roles"]
    graph.headers["Authorization"] = f"Bearer {token}"
    assert graph("GET", "policies/crossTenantAccessPolicy/partners").status_code == 200


def test_own_url_as_resource(simulator, acquire):
    assert "access_token" in acquire(simulator.client_secret, scope=f"{simulator.graph_url}/.default")


def test_instance_discovery_names_the_tenant(simulator, http):
    asked = {"authorization_endpoint": f"{simulator.authority_url}/home.example/oauth2/v2.0/authorize"}
    answer = http.get(f"{simulator.authority_url}/common/discovery/instance", params=asked, timeout=10)
    configuration = http.get(answer.json()["tenant_discovery_endpoint"], timeout=10).json()
    assert simulator.tenant_id in configuration["token_endpoint"]


def test_wrong_secret(acquire):
    result = acquire(SECRET_MARKER + "wrong")
    assert result["error"] == "invalid_client"
    assert result["error_codes"] == [7000215]
    assert result["error_description"].startswith("AADSTS7000215: Invalid client secret provided.")


@pytest.mark.parametrize(
    ("form", "status", "error", "number"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({}, 401, "invalid_client", 7000218),
        ({"client_id": str(uuid.UUID(int=1)), "client_secret": "x"}, 400, "unauthorized_client", 700016),
        ({"scope": "https://graph.microsoft.com/Policy.Read.All", "client_secret": "x"}, 400, "invalid_scope", 1002012),
        ({"scope": "https://management.azure.com/.default", "client_secret": "x"}, 400, "invalid_resource", 500011),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
        ({"grant_type": None}, 400, "invalid_request", 900144),
        ({"client_assertion": "x", "client_assertion_type": ASSERTION_TYPE}, 401, "invalid_client", 50027),
    ],
)
def test_refusals(post_token, form, status, error, number):
    answer = post_token(**form)
    assert (answer.status_code, answer.json()["error"], answer.json()["error_codes"]) == (status, error, [number])
    assert f"AADSTS{number}" in answer.json()["error_description"]


def test_unknown_tenant(simulator, http):
    for method, path in (("GET", "v2.0/.well-known/openid-configuration"), ("POST", "oauth2/v2.0/token")):
        answer = http.request(method, f"{simulator.authority_url}/nowhere.example/{path}", timeout=10)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_tenant")
        assert "AADSTS90002" in answer.json()["error_description"]


def test_application_exists_only_in_the_home_tenant(simulator, acquire):
    simulator.directory.add_tenant("22222222-2222-4222-8222-222222222222", "Other", "other.example")
    assert acquire(simulator.client_secret, tenant="other.example")["error_codes"] == [700016]


def test_certificate(simulator, acquire):
    pem = Path(simulator.certificate_path).read_text(encoding="utf-8")
    certificate = x509.load_pem_x509_certificate(pem.encode())
    assert "access_token" in acquire({"private_key": pem, "public_certificate": pem})
    thumbprint = certificate.fingerprint(hashes.SHA1()).hex()
    assert "access_token" in acquire({"private_key": pem, "thumbprint": thumbprint})


@pytest.mark.parametrize("password", [None, "simulated"])
def test_pfx(simulator, acquire, password):
    credential = {"private_key_pfx_path": simulator.pfx(password), "public_certificate": True}
    if password:
        credential["passphrase"] = password
    assert "access_token" in acquire(credential)


def test_certificate_survives_reset(simulator, acquire):
    pem = Path(simulator.certificate_path).read_text(encoding="utf-8")
    simulator.reset()
    assert "access_token" in acquire({"private_key": pem, "public_certificate": pem})


@pytest.fixture
def assertion(simulator):
    """Makes a client assertion with claims and a key that the test chooses."""
    pem = Path(simulator.certificate_path).read_bytes()
    digest = x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA256())

    def make(key=pem, headers=None, **claims):
        now = int(time.time())
        defaults = {
            "aud": f"{simulator.authority_url}/{simulator.tenant_id}/oauth2/v2.0/token",
            "iss": simulator.client_id,
            "sub": simulator.client_id,
            "jti": str(uuid.uuid4()),
            "nbf": now,
            "exp": now + 600,
        }
        headers = {"x5t#S256": jwt.utils.base64url_encode(digest).decode()} if headers is None else headers
        content = {name: value for name, value in {**defaults, **claims}.items() if value is not None}
        return jwt.encode(content, key, algorithm="PS256", headers=headers)

    return make


@pytest.fixture
def send_assertion(post_token):
    return lambda text: post_token(client_assertion=text, client_assertion_type=ASSERTION_TYPE)


@pytest.mark.parametrize(
    ("claims", "number"),
    [
        ({"aud": "https://elsewhere.example"}, 700023),
        ({"iss": "somebody"}, 700030),
        ({"sub": "somebody"}, 700021),
        ({"exp": 1000}, 700024),
        ({"nbf": 10**10}, 700024),
        ({"jti": None}, 50027),
    ],
)
def test_bad_claims(assertion, send_assertion, claims, number):
    answer = send_assertion(assertion(**claims))
    assert (answer.status_code, answer.json()["error_codes"]) == (401, [number])


def test_bad_signature(assertion, send_assertion):
    foreign = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert send_assertion(assertion(key=foreign)).json()["error_codes"] == [700027]


@pytest.mark.parametrize("headers", [{}, {"x5t#S256": "bm90IGl0"}])
def test_certificate_must_be_named_and_registered(assertion, send_assertion, headers):
    assert send_assertion(assertion(headers=headers)).json()["error_codes"] == [700027]


def test_replay(simulator, assertion, send_assertion):
    text = assertion()
    assert [send_assertion(text).status_code for _number in range(2)] == [200, 200]
    simulator.behaviour.replayed_assertion = "refuse"
    assert send_assertion(text).json()["error_codes"] == [50013]
    assert send_assertion(assertion()).status_code == 200


def test_federated_token(simulator, send_assertion):
    token = simulator.federated_token()
    assert send_assertion(token).status_code == 200
    assert send_assertion(token).status_code == 200  # a token in a file is read again and again


@pytest.mark.parametrize("authorization", ["", "Basic eA==", "Bearer", "Bearer made-up"])
def test_bad_tokens(graph, code, authorization):
    answer = graph("GET", "policies/crossTenantAccessPolicy/partners", headers={"Authorization": authorization})
    assert code(answer) == (401, "InvalidAuthenticationToken")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


def test_tokens_expire(simulator, graph, code):
    graph.headers["Authorization"] = f"Bearer {simulator.issue_token(lifetime=-1)}"
    assert code(graph("GET", "policies/crossTenantAccessPolicy/partners")) == (401, "InvalidAuthenticationToken")


def test_tokens_can_be_revoked(simulator, graph):
    simulator.revoke_tokens()
    assert graph("GET", "policies/crossTenantAccessPolicy/partners").status_code == 401


def test_log_holds_no_secret(simulator, acquire, assertion, send_assertion, graph):
    acquire(simulator.client_secret)
    sent = assertion()
    send_assertion(sent)
    graph("GET", "policies/crossTenantAccessPolicy/partners")
    text = repr(list(simulator.log))
    assert simulator.log.number_of("login") == 3  # discovery and two tokens
    for secret in (SECRET_MARKER, TOKEN_MARKER, sent):
        assert secret not in text


def test_only_https_with_the_right_ca(simulator):
    with requests.Session() as session:
        session.trust_env = False
        with pytest.raises(requests.exceptions.SSLError):
            session.get(simulator.graph_url, timeout=10)
        with pytest.raises(requests.exceptions.ConnectionError):
            session.get(simulator.graph_url.replace("https:", "http:"), timeout=10)
