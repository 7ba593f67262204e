# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The four clouds under their own names: which hosts are asked, for which token, and what a cloud lacks.

A proxy leads requests for Microsoft's hosts to the simulator, whose certificate is valid for these hosts.
"""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.modules.listeners import ConnectProxy

TENANTS = [f"90e29127-71ad-49c7-9ce8-00000000000{number}" for number in range(3)]
# https://learn.microsoft.com/graph/deployments
HOSTS = {
    "global": ("graph.microsoft.com", "login.microsoftonline.com"),
    "usgov": ("graph.microsoft.us", "login.microsoftonline.us"),
    "usgov_dod": ("dod-graph.microsoft.us", "login.microsoftonline.us"),
    "china": ("microsoftgraph.chinacloudapi.cn", "login.chinacloudapi.cn"),
}
AZURE_NAMES = {"AzureCloud": "global", "AzureUSGovernment": "usgov", "AzureChinaCloud": "china"}


@pytest.fixture
def proof():
    """The tests of this file are about logins."""
    return "client_secret"


@pytest.fixture
def proxy(simulator, monkeypatch):
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    with ConnectProxy(simulator.graph_url) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        yield proxy


def named(simulator, method):
    """Credentials without any address."""
    options = {name: simulator.options()[name] for name in ("tenant", "client_id", "ca_path")}
    if method == "certificate":
        return {**options, "certificate_path": simulator.certificate_path}
    return {**options, "client_secret": simulator.client_secret}


def check(simulator, proxy, result, cloud):
    graph, login = HOSTS[cloud]
    assert result.get("failed") is None, result["msg"]
    assert set(proxy.asked) == {f"{graph}:443", f"{login}:443"}
    (token,) = [each for each in simulator.log if each.kind == "login" and each.method == "POST"]
    assert token.body["scope"] == f"https://{graph}/.default"
    assert token.request_headers["host"] == login
    assert {each.request_headers["host"] for each in simulator.log.graph()} == {graph}


@pytest.mark.parametrize("method", ["client_secret", "certificate"])
@pytest.mark.parametrize("cloud", HOSTS)
def test_each_cloud_by_its_own_names(simulator, run_module, proxy, cloud, method):
    simulator.behaviour.cloud = cloud
    # The links to pages come from Graph, and lead to the same host.
    simulator.behaviour.page_size = 2
    for tenant in TENANTS:
        simulator.directory.add_partner(tenant)
    wanted = [{"tenant": tenant, "identity_sync": {"user_sync_allowed": True}} for tenant in TENANTS]
    result = run_module("partners", credentials=False, cloud=cloud, partners=wanted, **named(simulator, method))
    assert len(result["changes"]) == 3
    check(simulator, proxy, result, cloud)


@pytest.mark.parametrize("name", AZURE_NAMES)
def test_cloud_of_the_environment(simulator, run_module, proxy, monkeypatch, name):
    cloud = simulator.behaviour.cloud = AZURE_NAMES[name]
    monkeypatch.setenv("AZURE_CLOUD_ENVIRONMENT", name)
    result = run_module("partner_info", credentials=False, **named(simulator, "client_secret"))
    check(simulator, proxy, result, cloud)
    # The cloud that the task names is used.
    simulator.log.clear()
    proxy.asked.clear()
    simulator.behaviour.cloud = "usgov_dod"
    result = run_module("partner_info", credentials=False, cloud="usgov_dod", **named(simulator, "client_secret"))
    check(simulator, proxy, result, "usgov_dod")


@pytest.mark.parametrize("kind", ["managed_identity", "azure_cli"])
@pytest.mark.parametrize("cloud", HOSTS)
def test_tokens_of_others_are_for_the_cloud_too(simulator, run_module, monkeypatch, tmp_path, cloud, kind):
    simulator.behaviour.cloud = cloud
    for name, value in simulator.managed_identity("app_service").items():
        monkeypatch.setenv(name, value)
    command = tmp_path / "az"
    command.write_text(
        f"""#!/bin/sh\necho '{{"accessToken": "{simulator.issue_token()}"}}'; echo "$@" >{tmp_path}/asked"""
    )
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    place = {"graph_url": simulator.graph_url, "ca_path": simulator.ca_path}
    result = run_module("partner_info", credentials=False, auth_method=kind, cloud=cloud, **place)
    assert result.get("failed") is None, result["msg"]
    resource = f"https://{HOSTS[cloud][0]}"
    if kind == "azure_cli":
        assert f"--resource {resource}\n" in (tmp_path / "asked").read_text()
    else:
        assert [each.query["resource"] for each in simulator.log if each.kind == "login"] == [resource]


@pytest.mark.parametrize("cloud", [cloud for cloud in HOSTS if cloud != "global"])
@pytest.mark.parametrize(
    "module", [f"mto_{kind}_template{info}" for kind in ("sync", "partner") for info in ("", "_info")]
)
def test_what_a_cloud_lacks_fails_before_any_request(simulator, run_module, proxy, module, cloud):
    result = run_module(module, credentials=False, cloud=cloud, **named(simulator, "client_secret"))
    assert result["failed"] is True and "exists in the global cloud only" in result["msg"] and cloud in result["msg"]
    assert not proxy.asked and not len(simulator.log)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"graph_url": "https://graph.microsoft.us"}, ["graph_url", "usgov", "cloud is global"]),
        ({"graph_url": "https://graph.microsoft.com:443", "cloud": "china"}, ["graph_url", "cloud is china"]),
        ({"authority_url": "https://login.microsoftonline.us"}, ["authority_url", "usgov or usgov_dod"]),
    ],
)
def test_addresses_of_another_cloud_contradict(simulator, run_module, proxy, options, words):
    result = run_module("partner_info", credentials=False, **named(simulator, "client_secret"), **options)
    assert result["failed"] is True
    assert all(word in result["msg"] for word in words), result["msg"]
    assert not proxy.asked


def test_a_login_endpoint_that_sends_us_to_another_one(simulator, run_module, proxy):
    """Microsoft's global endpoint does so for tenants of US Government. Secrets do not follow the redirect."""
    place = {"graph_url": simulator.graph_url, "authority_url": "https://login.microsoftonline.com"}
    endpoint = f"https://login.microsoftonline.us/{simulator.tenant_id}"
    configuration = f'{{"authorization_endpoint": "{endpoint}/authorize", "token_endpoint": "{endpoint}/token"}}'
    simulator.faults.add(Fault(where="login", method="GET", body=configuration))
    result = run_module("partner_info", credentials=False, **named(simulator, "client_secret"), **place)
    assert result["failed"] is True
    assert f"sends us to {endpoint}/token" in result["msg"] and "cloud" in result["msg"]
    assert proxy.asked == ["login.microsoftonline.com:443"]
