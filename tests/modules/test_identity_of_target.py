# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The target of a task: the one partner that is named, in the one home tenant that is meant."""

from __future__ import annotations

import base64
import json

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._partner_variables import layers
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

A = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
B = "b6a53db2-4e56-4e5f-8e4e-9a2f1f9c3a11"
TWO_NAMES = "tenant and tenant_id are two names of one option"


@pytest.fixture
def proof():
    """The tests of this file are about logins."""
    return "client_secret"


@pytest.mark.parametrize("state", ["absent", "present"])
@pytest.mark.parametrize(
    ("tenant", "tenant_id"),
    [(A, B), (A, A), (A, A.upper()), (A, f" {A} "), ("fabrikam.example", B), (A, "fabrikam.example"), ("", B), (A, "")],
)
def test_a_partner_by_two_names_is_refused(simulator, run_module, tenant, tenant_id, state):
    for key in (A, B):
        simulator.directory.add_partner(key)
    both = {"tenant": tenant, "tenant_id": tenant_id, "state": state}
    for check in (True, False):
        for partners in ([both], [{"tenant": "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"}, both], str([both])):
            result = run_module("partners", check=check, partners=partners)
            assert result["failed"] is True
            assert TWO_NAMES in result["msg"] or isinstance(partners, str)
    assert len(simulator.log) == 0
    # The variables of the role are passed in a different way.
    for own in ((both, None), (None, [both])):
        with pytest.raises(BadInput, match=TWO_NAMES):
            layers(*own, {}, "partner_onboarding")


@pytest.mark.parametrize(
    "tier",
    [{"tenant": A}, {"tenant_id": A}, {"tenant": A, "tenant_id": A}, {"tenant": None, "tenant_id": A}, "tenant=x"],
)
def test_a_tier_names_no_partner(tier):
    with pytest.raises(BadInput, match=r"partner_onboarding_defaults: .*tenant"):
        layers({"tenant": B}, None, {"partner_onboarding_defaults": tier}, "partner_onboarding")


@pytest.mark.parametrize(("tenant", "tenant_id"), [(A, None), (None, A)])
def test_a_name_that_is_null_is_none(simulator, run_module, tenant, tenant_id):
    simulator.directory.add_partner(A)
    simulator.directory.add_partner(B)
    run_module("partners", partners=[{"tenant": tenant, "tenant_id": tenant_id, "state": "absent"}])
    assert B in simulator.directory.partners


# The home tenant

ELSEWHERE = "11111111-2222-4333-8444-555555555555"
PARTNERS = "/policies/crossTenantAccessPolicy/partners"
READING = [
    ("partner_info", {}),
    ("partner_identity_sync_info", {}),
    ("partner_capability_info", {"default": True}),
    ("default_settings_info", {}),
    ("access_policy_info", {}),
    ("mto_info", {}),
    ("mto_sync_template_info", {}),
    ("mto_partner_template_info", {}),
    ("tenant_info", {"lookup_tenant": "fabrikam.example"}),
    ("sync_configuration_info", {}),
]
WRITING = [
    ("partners", {"partners": [{"tenant": A, "state": "absent"}]}),
    ("partners", {"partners": [{"tenant": "fabrikam.example"}], "prune": True}),
    ("partner", {"partner_tenant": A, "state": "absent"}),
    ("partner_identity_sync", {"partner_tenant": A, "state": "absent"}),
    ("default_settings", {"state": "reset"}),
    ("mto", {"display_name": "Contoso"}),
    ("mto_tenant", {"member_tenant": A, "state": "absent"}),
    ("mto_sync_template", {"state": "reset"}),
    ("mto_partner_template", {"state": "reset"}),
    ("deleted_partner", {"partner_tenant": A, "state": "purged", "api_version": "beta"}),
    ("partner_capability", {"partner_tenant": A, "name": "crossTenantMailTipsAll", "state": "absent"}),
    ("deleted_partner_identity_sync", {"partner_tenant": A, "state": "purged", "api_version": "beta"}),
    ("sync_job", {"target_tenant": A, "action": "restart"}),
]


def place(simulator):
    options = simulator.options()
    return {name: options[name] for name in ("graph_url", "authority_url", "ca_path")}


def token_given(simulator):
    return {**place(simulator), "access_token": simulator.issue_token()}


def token_of(tenant_id):
    """A token that no login endpoint issued."""
    claims = base64.urlsafe_b64encode(json.dumps({"tid": tenant_id}).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJub25lIn0.{claims}.c2ln"


def asked_graph(simulator):
    return [exchange for exchange in simulator.log if exchange.kind != "login"]


def refused(result, *words):
    assert result["failed"] is True
    for word in words:
        assert word in result["msg"], result["msg"]


@pytest.mark.parametrize("option", ["tenant", "home_tenant"])
@pytest.mark.parametrize(("module", "options"), READING + WRITING)
def test_a_token_for_another_tenant_goes_nowhere(simulator, run_module, module, options, option):
    simulator.directory.add_partner(A)
    for check in (True, False):
        given = {**token_given(simulator), **options, option: ELSEWHERE}
        result = run_module(module, credentials=False, check=check, **given)
        refused(result, simulator.tenant_id, ELSEWHERE, f"{option} is {ELSEWHERE}", "Nothing was sent to Graph")
    assert len(simulator.log) == 0 and A in simulator.directory.partners


@pytest.mark.parametrize("variable", ["ENTRA_TENANT", "AZURE_TENANT_ID", "AZURE_TENANT"])
def test_the_environment_names_the_tenant_as_well(simulator, run_module, monkeypatch, variable):
    monkeypatch.setenv(variable, ELSEWHERE.upper())
    refused(run_module("partner_info", credentials=False, **token_given(simulator)), ELSEWHERE, simulator.tenant_id)
    assert len(simulator.log) == 0
    monkeypatch.setenv(variable, f" {simulator.tenant_id.upper()} ")
    assert run_module("partner_info", credentials=False, **token_given(simulator))["partners"] == []


def proofs(simulator, monkeypatch, tmp_path, method):
    """The options of one way to authenticate, with everything around it that this way needs."""
    options = simulator.options()
    if method == "access_token":
        return token_given(simulator)
    if method == "client_secret":
        return options
    if method == "certificate":
        return {**options, "client_secret": None, "certificate_path": simulator.certificate_path}
    if method == "workload_identity":
        return {**options, "client_secret": None, "federated_token": simulator.federated_token()}
    if method == "azure_cli":
        script = tmp_path / "az"
        script.write_text(
            f"#!/bin/sh\nprintf '{{\"accessToken\": \"%s\"}}' '{simulator.issue_token()}'\n", encoding="ascii"
        )
        script.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        return {**place(simulator), "auth_method": "azure_cli"}
    for name, value in simulator.managed_identity("app_service").items():
        monkeypatch.setenv(name, value)
    return {**place(simulator), "auth_method": "managed_identity"}


METHODS = ["access_token", "client_secret", "certificate", "workload_identity", "azure_cli", "managed_identity"]


@pytest.mark.parametrize("name", ["id", "domain"])
@pytest.mark.parametrize("method", METHODS)
def test_each_way_to_authenticate_is_held_against_the_home_tenant(
    simulator, run_module, monkeypatch, tmp_path, method, name
):
    simulator.directory.add_tenant(ELSEWHERE, "Elsewhere", "elsewhere.example")
    options = proofs(simulator, monkeypatch, tmp_path, method)
    other, own = ELSEWHERE, simulator.tenant_id
    if name == "domain":
        other, own = "elsewhere.example", simulator.directory.home["domains"][0]
    refused(run_module("partner_info", credentials=False, **{**options, "home_tenant": other}), ELSEWHERE, other)
    assert asked_graph(simulator) == []
    result = run_module("partner_info", credentials=False, **{**options, "home_tenant": f" {own.upper()}"})
    assert result["partners"] == []


@pytest.mark.parametrize(
    "tenant", ["organizations", "common", "consumers", "contoso", "00000000-0000-0000-0000-000000000000"]
)
@pytest.mark.parametrize("option", ["tenant", "home_tenant"])
def test_what_stands_for_many_tenants_is_none(simulator, run_module, tenant, option):
    refused(run_module("partner_info", credentials=False, **token_given(simulator), **{option: tenant}), option)
    assert len(simulator.log) == 0


BODIES = {
    "no tenant": '{"issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"}',
    "two tenants": f'{{"issuer": "https://x/{A}/v2.0", "token_endpoint": "https://x/{B}/oauth2/v2.0/token"}}',
    "no issuer": "{}",
    "numbers": '{"issuer": 1, "token_endpoint": 2}',
    "no object": "[]",
    "no JSON": "<html>",
}


@pytest.mark.parametrize("body", BODIES)
def test_a_domain_that_nobody_knows_is_not_the_right_one(simulator, run_module, body):
    own = simulator.directory.home["domains"][0]
    simulator.faults.add(Fault(where="login", path="openid-configuration", body=BODIES[body], times=None))
    result = run_module("partner_info", credentials=False, **token_given(simulator), home_tenant=own)
    refused(result, own, "could not be found", "Give the tenant ID")
    assert asked_graph(simulator) == []


def test_a_domain_that_no_tenant_has(simulator, run_module):
    result = run_module("partner_info", credentials=False, **token_given(simulator), home_tenant="nobody.example")
    refused(result, "nobody.example", "could not be found")
    assert asked_graph(simulator) == []


OPAQUE = ["opaque", "a.b.c", "eyJhbGciOiJub25lIn0.eyJ0aWQiOjd9.x", "eyJhbGciOiJub25lIn0.eyJ0aWQiOiJjb250b3NvIn0.x"]


@pytest.mark.parametrize("token", OPAQUE)
@pytest.mark.parametrize("option", ["tenant", "home_tenant"])
def test_a_token_that_says_nothing_is_not_for_the_right_tenant(simulator, run_module, token, option):
    given = {**place(simulator), "access_token": token, option: simulator.tenant_id}
    refused(run_module("partner_info", credentials=False, **given), "does not name its tenant", option)
    assert len(simulator.log) == 0


def test_a_token_that_says_nothing_is_of_the_tenant_that_issued_it(simulator, run_module):
    """Graph's tokens may be opaque; the login endpoint of a tenant issues them for this tenant only."""
    answer = '{"access_token": "opaque", "token_type": "Bearer", "expires_in": 3600}'
    simulator.faults.add(Fault(where="login", method="POST", body=answer, times=None))
    refused(run_module("partner_info"), "401")
    refused(run_module("partner_info", home_tenant=ELSEWHERE), ELSEWHERE, simulator.tenant_id)


def test_a_renewed_token_is_for_the_same_tenant(simulator, run_module, monkeypatch, tmp_path):
    """If a person logs in to another tenant during a run, the run does not switch to that tenant."""
    tokens = [simulator.issue_token(), token_of(ELSEWHERE)]
    (tmp_path / "tokens").write_text("\n".join(tokens) + "\n", encoding="ascii")
    script = tmp_path / "az"
    lines = f'cd {tmp_path}; printf \'{{"accessToken": "%s"}}\' "$(head -1 tokens)"; sed -i 1d tokens'
    script.write_text(f"#!/bin/sh\n{lines}\n", encoding="ascii")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    simulator.faults.add(Fault(method="GET", path=PARTNERS, status=401, code="InvalidAuthenticationToken"))
    result = run_module("partner_info", credentials=False, **place(simulator), auth_method="azure_cli")
    refused(result, ELSEWHERE, simulator.tenant_id)
    assert len(asked_graph(simulator)) == 1


def test_partners_returns_the_home_tenant(simulator, run_module):
    domain = simulator.directory.home["domains"][0]
    for tenant in (simulator.tenant_id, domain):
        result = run_module("partners", partners=[], tenant=tenant)
        assert result["home_tenant_id"] == simulator.tenant_id
