# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the credentials can do: with every way to authenticate, with few permissions, with tokens that show nothing."""

from __future__ import annotations

import itertools
import json
import ssl
import time
from datetime import datetime, timezone

import pytest
import trustme

from ansible_collections.entra.cross_tenant.plugins.module_utils._directory.features import FEATURES, Held, judged
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.graph_simulator.behaviour import Behaviour
from ansible_collections.entra.cross_tenant.tests.graph_simulator.endpoints import ROUTES
from ansible_collections.entra.cross_tenant.tests.graph_simulator.messages import split_path
from ansible_collections.entra.cross_tenant.tests.graph_simulator.routing import Router, allowed
from ansible_collections.entra.cross_tenant.tests.modules.listeners import Server

POLICY = "/policies/crossTenantAccessPolicy"
READ = "Policy.Read.All"
WRITE = "Policy.ReadWrite.CrossTenantAccess"
LOOK_UP = "CrossTenantInformation.ReadBasic.All"
TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"


@pytest.fixture
def proof():
    """The tests of this file are about logins."""
    return "client_secret"


def given(simulator, roles=None, **token):
    """Options with a token that was obtained elsewhere."""
    token = simulator.issue_token(roles, **token)
    return {"tenant": None, "client_id": None, "client_secret": None, "access_token": token}


def features(result):
    return {row["name"]: row for row in result["connection"]["features"]}


def available(result):
    return {name: row["available"] for name, row in features(result).items()}


# Every way to authenticate.


@pytest.mark.parametrize(
    "method", ["client_secret", "certificate", "workload_identity", "managed_identity", "azure_cli", "access_token"]
)
def test_every_way_to_authenticate(simulator, run_module, monkeypatch, tmp_path, method):
    options = {"client_secret": None, "auth_method": method}
    if method == "client_secret":
        options["client_secret"] = simulator.client_secret
    elif method == "certificate":
        options["certificate_path"] = simulator.certificate_path
    elif method == "workload_identity":
        options["federated_token"] = simulator.federated_token("federated-5f2c")
    elif method == "managed_identity":
        for name, value in simulator.managed_identity("app_service").items():
            monkeypatch.setenv(name, value)
    elif method == "azure_cli":
        (tmp_path / "az").write_text(f"""#!/bin/sh\necho '{{"accessToken": "{simulator.issue_token()}"}}'\n""")
        (tmp_path / "az").chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        options["client_id"] = None
    else:
        options.update(given(simulator))
    result = run_module("connection_info", **options)
    connection = result["connection"]
    assert not result.get("failed") and result["changed"] is False
    assert connection["auth_method"] == method and connection["cloud"] == "global"
    assert (connection["tenant_id"], connection["client_id"]) == (simulator.tenant_id, simulator.client_id)
    assert connection["permission_type"] == "application" and READ in connection["permissions"]
    expires = datetime.strptime(connection["token_expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    assert 0 < expires.timestamp() - time.time() <= 3600
    assert abs(connection["clock_skew"]) <= 2
    assert features(result)["write_partners"]["available"] is True
    assert result["warnings"] == []
    # It only reads: the policy, and the name of the tenant.
    assert {exchange.method for exchange in simulator.log.graph()} == {"GET"}
    assert len(simulator.log.graph()) == 2


# Permissions.


def test_a_missing_permission_is_told_and_is_no_failure(simulator, run_module):
    result = run_module("connection_info", **given(simulator, [READ]))
    rows = features(result)
    assert not result.get("failed") and result["warnings"] == []
    assert rows["read_partners"] == {
        "name": "read_partners",
        "title": "read partners",
        "available": True,
        "missing": [],
        "reason": None,
    }
    assert rows["write_partners"]["available"] is False
    assert rows["write_partners"]["missing"] == [WRITE] and rows["write_partners"]["reason"] == f"needs {WRITE}"
    assert rows["read_licenses"]["missing"] == ["LicenseAssignment.Read.All"]
    # Not even the name of the tenant may be read.
    assert result["connection"]["tenant_display_name"] is None
    assert simulator.log.calls() == [("GET", POLICY)]


@pytest.mark.parametrize(
    ("roles", "missing"),
    [
        (["Application.Read.All", "Synchronization.ReadWrite.All"], []),
        (["Application.ReadWrite.OwnedBy"], []),
        (["Application.Read.All", "Synchronization.Read.All"], ["Application.ReadWrite.OwnedBy"]),
    ],
)
def test_actions_of_jobs_need_less_than_configurations(simulator, run_module, roles, missing):
    result = run_module("connection_info", **given(simulator, roles))
    job = features(result)["run_sync_jobs"]
    assert (job["available"], job["missing"]) == (not missing, missing)
    assert features(result)["write_sync_configurations"]["available"] is False
    assert any(line.endswith("(run_sync_jobs)") == (not missing) for line in result["summary"] if "sync_jobs" in line)


def test_features_that_share_a_line_always_have_the_same_answer(simulator, run_module):
    by_name = {feature.name: feature for feature in FEATURES}
    summary = run_module("connection_info")["summary"]
    shared = [line[line.rindex("(") + 1 :].rstrip(")").split(", ") for line in summary if ", read_" in line]
    assert shared == [["read_default_settings", "read_allowed_cloud_endpoints"]]
    for first, second in shared:
        assert by_name[first][3:] == by_name[second][3:]
        assert {access.enough for access in by_name[first].accesses} == {
            access.enough for access in by_name[second].accesses
        }


def test_without_any_permission(simulator, run_module):
    """Graph refuses the one read. This is an answer as well."""
    result = run_module("connection_info", **given(simulator, []))
    assert not result.get("failed") and result["connection"]["permissions"] == []
    assert set(available(result).values()) == {False}
    # One permission is enough to read and to write.
    assert features(result)["write_partners"]["missing"] == [WRITE]
    assert "application permissions: none" in result["summary"]
    assert result["warnings"] == []


@pytest.mark.parametrize("permission", [LOOK_UP, "Organization.Read.All", "Directory.Read.All"])
def test_the_name_of_the_tenant(simulator, run_module, permission):
    result = run_module("connection_info", **given(simulator, [permission]))
    name = simulator.directory.home["displayName"]
    assert result["connection"]["tenant_display_name"] == name
    assert f"tenant: {name} ({simulator.tenant_id})" in result["summary"][0]


def test_what_the_version_and_the_cloud_lack(simulator, run_module):
    result = features(run_module("connection_info"))
    for name in ("write_group_sync", "read_deleted_partners", "read_leave_setting"):
        assert result[name]["available"] is False and "beta version only" in result[name]["reason"], name
    simulator.behaviour.cloud = "usgov"
    result = features(run_module("connection_info", cloud="usgov", api_version="beta"))
    assert result["write_group_sync"]["available"] is True
    for name in ("write_mto", "write_mto_templates", "write_partner_capabilities", "read_mto"):
        assert result[name]["available"] is False and "global cloud only" in result[name]["reason"], name


def test_where_microsofts_pages_contradict_each_other(simulator, run_module):
    result = features(run_module("connection_info", api_version="beta", **given(simulator, [READ, WRITE])))
    for name in ("read_deleted_partners", "restore_partners", "restore_identity_syncs", "write_mto_templates"):
        assert result[name]["available"] == "unknown" and result[name]["missing"] == [], name
        assert "contradict each other" in result[name]["reason"]
    both = [WRITE, "MultiTenantOrganization.ReadWrite.All", "MultiTenantOrganization.Read.All"]
    result = features(run_module("connection_info", **given(simulator, both)))
    assert result["write_mto_templates"]["available"] is True and result["write_mto"]["available"] is True


def held_by(route):
    """The permissions of which one is enough for a route, whatever page of Microsoft's is right."""
    return [
        {name for name in allowed(route.permission, behaviour) if name}
        for behaviour in (Behaviour(), Behaviour(template_permission="file", mto_tenant_permission="file"))
    ]


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_a_feature_is_available_exactly_if_graph_would_accept_its_requests(feature):
    """Every verdict is compared with the permissions that the simulator enforces."""
    routers = {version: Router(ROUTES, version, "global") for version in feature.versions}
    version = feature.versions[-1]
    enough = [
        held_by(routers[version].find(request.method, split_path(request.path))[0]) for request in feature.requests
    ]
    names = sorted({name for both in enough for each in both for name in each} | {READ, WRITE})
    for size in (0, 1, 2, len(names)):
        for held in itertools.combinations(names, size):
            verdict = judged(feature, Held(frozenset(held)), "global", version)
            possible = all(any(each & set(held) for each in both) for both in enough)
            # Where Microsoft's pages contradict each other, a feature is available only if all pages agree.
            assert (verdict.available is False) == (not possible), held
            if verdict.available is False:
                more = judged(feature, Held(frozenset(held) | set(verdict.missing)), "global", version)
                assert verdict.missing and more.available is not False
            if verdict.available is True:
                assert all(each & set(held) for both in enough for each in both), held


# Tokens that do not show what they can do.


def test_an_opaque_token(simulator, run_module):
    result = run_module("connection_info", **given(simulator, readable=False))
    connection = result["connection"]
    assert not result.get("failed") and set(available(result).values()) == {"unknown", False}
    assert all(row["reason"] for row in features(result).values())
    assert "the token is opaque" in features(result)["read_partners"]["reason"]
    # What the version of Graph lacks is lacking for any token.
    assert features(result)["write_group_sync"]["available"] is False
    for name in ("permissions", "permission_type", "token_expires", "client_id", "tenant_id"):
        assert connection[name] is None, name


def test_an_opaque_token_of_a_login(simulator, run_module):
    """The options say more than the token: the login endpoint has checked them."""
    simulator.behaviour.readable_tokens = False
    connection = run_module("connection_info")["connection"]
    assert (connection["tenant_id"], connection["client_id"]) == (simulator.tenant_id, simulator.client_id)
    # Without a readable token, nobody knows what may be read. So the name was tried.
    assert connection["tenant_display_name"] == simulator.directory.home["displayName"]
    assert connection["permissions"] is None


def test_the_token_of_a_user_needs_a_role_besides(simulator, run_module):
    result = run_module("connection_info", **given(simulator, scopes=[READ, LOOK_UP]))
    rows = features(result)
    assert result["connection"]["permission_type"] == "delegated"
    assert result["connection"]["permissions"] == sorted([READ, LOOK_UP])
    assert rows["read_partners"]["available"] == "unknown" and "role Global Reader" in rows["read_partners"]["reason"]
    # No role is needed for this.
    assert rows["look_up_tenants"]["available"] is True
    assert rows["write_partners"]["available"] is False and rows["write_partners"]["missing"] == [WRITE]
    rows = features(run_module("connection_info", **given(simulator, scopes=[WRITE])))
    assert "role Security Administrator, " in rows["write_partners"]["reason"]


@pytest.mark.parametrize("audience", ["https://management.azure.com", "00000002-0000-0000-c000-000000000000"])
def test_a_token_for_another_service(simulator, run_module, audience):
    result = run_module("connection_info", **given(simulator, audience=audience))
    assert result["failed"] is True and result["error"]["status"] == 401
    assert f"it is for {audience}, not for https://graph.microsoft.com" in result["msg"]
    assert "preflight" not in result["msg"]


def test_a_token_for_a_proxy_that_graph_accepts(simulator, run_module):
    result = run_module("connection_info", **given(simulator, audience=simulator.graph_url))
    assert available(result)["read_partners"] == "unknown" and result["connection"]["permissions"] is None
    assert f"it is for {simulator.graph_url}" in features(result)["read_partners"]["reason"]


def test_a_token_that_has_expired(simulator, run_module):
    result = run_module("connection_info", **given(simulator, lifetime=-60))
    assert result["failed"] is True and "The token says: it expired at 20" in result["msg"]


def test_a_permission_in_the_token_that_graph_does_not_honour(simulator, run_module):
    """For example because of Conditional Access for applications."""
    simulator.faults.add(Fault(path=f"{POLICY}$", status=403, code="AccessDenied", message="Blocked by policy"))
    result = run_module("connection_info")
    rows = features(result)
    assert not result.get("failed")
    for name in ("read_partners", "write_partners", "read_default_settings"):
        assert rows[name]["available"] == "unknown" and "Blocked by policy" in rows[name]["reason"]
    assert rows["look_up_tenants"]["available"] is True
    (warning,) = result["warnings"]
    assert READ in warning and "Blocked by policy" in warning


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 403, "body": "<html>Forbidden</html>", "content_type": "text/html"},
        {"status": 200, "body": "{}"},
        {"status": 200, "body": '{"error": {"code": "x"}}'},
        {"status": 500, "code": "x"},
    ],
)
def test_what_is_no_answer_of_graph_is_a_failure(simulator, run_module, fault):
    simulator.faults.add(Fault(path=f"{POLICY}$", times=None, **fault))
    result = run_module("connection_info", retry_time=0)
    assert result["failed"] is True and "connection" not in result


# Clock, DNS, proxy, TLS, credentials: told apart.


@pytest.mark.parametrize(("offset", "words"), [(7200, "2 hours behind"), (-1500, "25 minutes ahead of")])
def test_a_clock_that_is_wrong_is_a_warning(simulator, run_module, offset, words):
    simulator.behaviour.clock_offset = offset
    result = run_module("connection_info")
    assert not result.get("failed") and abs(result["connection"]["clock_skew"] + offset) <= 3
    (warning,) = result["warnings"]
    assert f"The clock of this machine is {words} the clock of Microsoft Graph" in warning


@pytest.mark.parametrize("module", ["connection_info", "partner_info"])
def test_a_certificate_and_a_clock_that_is_wrong(simulator, run_module, module):
    """The assertion was signed too early or too late. Without the remark, it would look like a wrong certificate."""
    simulator.behaviour.clock_offset = 3600
    result = run_module(module, client_secret=None, certificate_path=simulator.certificate_path)
    assert result["failed"] is True and "AADSTS700024" in result["msg"]
    assert "The clock of this machine is 60 minutes behind the clock of the login endpoint" in result["msg"]
    simulator.behaviour.clock_offset = 0
    result = run_module(module, client_secret="a-wrong-one")
    assert result["failed"] is True and "The clock" not in result["msg"]


def test_a_token_that_is_not_valid_yet(simulator, run_module):
    simulator.behaviour.clock_offset = 7200
    options = given(simulator)
    simulator.behaviour.clock_offset = 0
    result = run_module("connection_info", **options)
    assert result["failed"] is True and "The token says: it is not valid before 20" in result["msg"]
    assert "The clock" not in result["msg"]
    # The same token, at the right time for Graph: it is the clock of this machine that is wrong.
    simulator.behaviour.clock_offset = 7200
    assert not run_module("connection_info", **options).get("failed")


def test_a_token_that_is_refused_and_a_clock_that_is_wrong(simulator, run_module):
    simulator.behaviour.clock_offset = 3 * 86400
    result = run_module("connection_info", **given(simulator, lifetime=-60))
    assert result["failed"] is True and "it expired at 20" in result["msg"]
    assert "The clock of this machine is 72 hours behind the clock of Microsoft Graph" in result["msg"]


def test_wrong_credentials(simulator, run_module):
    result = run_module("connection_info", client_secret="a-wrong-one")
    assert result["failed"] is True and result["msg"].startswith("Failed to log in: ")
    assert "AADSTS7000215" in result["msg"] and result["error"]["code"] == "invalid_client"
    assert "The client secret is wrong" in result["msg"]
    assert not simulator.log.graph()


def test_a_token_of_another_tenant(simulator, run_module):
    result = run_module("connection_info", **{**given(simulator), "tenant": TENANT})
    assert result["failed"] is True and f"the access token is for the tenant {simulator.tenant_id}" in result["msg"]
    assert not simulator.log.graph()


def test_a_name_that_dns_does_not_know(simulator, run_module):
    result = run_module("connection_info", authority_url="https://login.invalid", retry_time=0)
    assert result["failed"] is True and "DNS does not know the host" in result["msg"]


@pytest.fixture
def proxied(simulator, monkeypatch):
    """The login endpoint has a name that only a proxy can reach."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("https_proxy", raising=False)
    return {"authority_url": "https://login.microsoftonline.com", "retry_time": 0}


def test_a_proxy_that_cannot_be_reached(simulator, run_module, proxied):
    result = run_module("connection_info", **proxied)
    assert result["failed"] is True and "the proxy in HTTPS_PROXY cannot be reached" in result["msg"]


def test_a_server_that_nobody_vouches_for(simulator, run_module, tmp_path):
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    result = run_module("connection_info", ca_path=str(tmp_path / "other.pem"))
    assert "TLS certificate could not be verified; ca_path" in result["msg"]


class OverTls(Server):
    """A server that shows a certificate before it answers."""

    def __init__(self, context):
        super().__init__(lambda: [b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"])
        self._context = context

    def serve(self, client):
        with self._context.wrap_socket(client, server_side=True) as secure:
            super().serve(secure)


@pytest.mark.parametrize(
    ("name", "year", "words"),
    [
        ("127.0.0.1", 2020, "it has expired, or is not valid yet. Is the clock of this machine right?"),
        ("127.0.0.1", 2100, "it has expired, or is not valid yet"),
        ("login.example", 0, "it is for another host"),
    ],
)
def test_a_certificate_of_another_time_or_host(simulator, run_module, tmp_path, name, year, words):
    authority = trustme.CA()
    times = {"not_before": datetime(year, 1, 1), "not_after": datetime(year, 2, 1)} if year else {}
    certificate = authority.issue_cert(name, **times)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    with OverTls(context) as server:
        url = f"https://127.0.0.1:{server.port}"
        result = run_module("connection_info", authority_url=url, ca_path=str(tmp_path / "ca.pem"), retry_time=0)
    assert result["failed"] is True
    assert f"TLS certificate could not be verified: {words}" in result["msg"]


def test_no_listener(simulator, run_module):
    result = run_module("connection_info", authority_url="https://127.0.0.1:9", retry_time=0)
    assert result["failed"] is True and "the connection failed (" in result["msg"]


# Errors elsewhere.


def test_an_error_about_a_permission_points_to_the_playbook(simulator, run_module):
    result = run_module("partner_info", **given(simulator, [LOOK_UP]))
    assert result["failed"] is True
    assert "ansible-playbook entra.cross_tenant.preflight shows what the credentials can do" in result["msg"]


def test_the_token_is_in_no_result(simulator, run_module):
    for options in (given(simulator), given(simulator, readable=False), given(simulator, audience="https://x.example")):
        assert options["access_token"] not in json.dumps(run_module("connection_info", **options))
