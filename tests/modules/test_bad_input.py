# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of wrong input: each gets an error that a person can act on, before any write."""

from __future__ import annotations

import json

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resource import Setting
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import PARTNER
from ansible_collections.entra.cross_tenant.tests.contract.facts import facts
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
THIRD = "b6a53db2-4e56-4e5f-8e4e-9a2f1f9c3a11"
NOBODY = "00000000-0000-0000-0000-000000000000"
PARTNERS = "/policies/crossTenantAccessPolicy/partners"


def failed(result, *words):
    assert result["failed"] is True
    for word in words:
        assert word in result["msg"]
    return result


@pytest.mark.parametrize(
    ("partners", "words"),
    [
        ([{"tenant": "contoso"}], ["'contoso'", "not a tenant ID", "not a domain"]),
        ([{"tenant": TENANT}, {"tenant": TENANT.upper()}], [TENANT, "more than once"]),
        ([{"tenant": TENANT, "identity_sync": {"group_sync_allowed": True}}], [TENANT, "group_sync_allowed", "beta"]),
        ([{"tenant": "00000000-0000-4000-8000-0000000000AA"}], ["home tenant"]),
        ([{"tenant": TENANT}, {"tenant": OTHER, "inbound_trust": {"mfa": True}}], ["inbound_trust.mfa", OTHER]),
        ([{"tenant": TENANT, "colour": "blue"}], ["colour", TENANT]),
        ([{"tenant": TENANT, "inherit": ["everything"]}], ["inherit", "everything", TENANT]),
        ([{"tenant": TENANT, "identity_sync": {"user_sync_allowed": "perhaps"}}], ["user_sync_allowed", TENANT]),
        ([{"tenant": TENANT}, {"state": "present"}], ["tenant", "number 2"]),
        (
            [{"tenant": TENANT, "b2b_collaboration_inbound": {"users_and_groups": {"targets": [{"target": THIRD}]}}}],
            ["target_type", TENANT],
        ),
        ([{"tenant": TENANT, "service_provider": True, "inherit": ["service_provider"]}], ["inherit", TENANT]),
    ],
)
def test_options_are_refused_before_anything_is_sent(simulator, run_module, partners, words):
    for check in (True, False):
        failed(run_module("partners", partners=partners, check=check), *words)
    assert len(simulator.log) == 0


def b2b(target, target_type="group", side="users_and_groups"):
    return {side: {"access_type": "allowed", "targets": [{"target": target, "target_type": target_type}]}}


# The first looks like an ID. It comes from a sample of Microsoft's.
@pytest.mark.parametrize("target", ["br366b82-4a3b-4a3b-8a3b-0000000tywhc", "Finance", NOBODY, "Office365"])
@pytest.mark.parametrize(
    ("module", "options", "name"),
    [
        ("partner", {"partner_tenant": TENANT}, "b2b_collaboration_inbound"),
        ("partner", {"partner_tenant": TENANT}, "tenant_restrictions"),
        ("default_settings", {}, "b2b_direct_connect_outbound"),
        ("default_settings", {}, "tenant_restrictions"),
        ("mto_partner_template", {}, "b2b_collaboration_outbound"),
    ],
)
def test_a_target_that_can_be_none(simulator, run_module, module, options, name, target):
    for check in (True, False):
        result = run_module(module, check=check, **options, **{name: b2b(target)})
        failed(result, f"{name}.users_and_groups.targets[1] has {target!r}", "(a GUID)", "AllUsers", "group")
        assert (f"partner {TENANT}: " in result["msg"]) == (module == "partner")
    assert len(simulator.log) == 0


def test_targets_that_can_be_none_are_all_told_with_their_partners(simulator, run_module):
    wanted = [
        {"tenant": TENANT, "m365_collaboration_outbound": b2b("x")},
        {"tenant": OTHER, "b2b_direct_connect_inbound": b2b("AllUsers", "application", "applications")},
    ]
    result = run_module("partners", partners=wanted, api_version="beta")
    failed(result, f"partner {TENANT}: m365_collaboration_outbound.users_and_groups.targets[1] has 'x'")
    failed(result, f"partner {OTHER}: b2b_direct_connect_inbound.applications.targets", "AllApplications or Office365")
    assert len(simulator.log) == 0


@pytest.mark.parametrize(
    ("module", "options"),
    [
        ("partners", {"partners": [{"tenant": NOBODY}]}),
        ("partners", {"partners": [{"tenant": NOBODY, "state": "absent"}]}),
        ("partner", {"partner_tenant": NOBODY}),
        ("partner_info", {"partner_tenant": NOBODY}),
        ("partner_identity_sync", {"partner_tenant": NOBODY}),
        ("partner_identity_sync_info", {"partner_tenant": NOBODY}),
        ("sync_configuration", {"target_tenant": NOBODY}),
        ("sync_configurations", {"sync_configurations": [{"target_tenant": NOBODY}]}),
        ("sync_configuration_info", {"target_tenant": NOBODY}),
        ("sync_job", {"target_tenant": NOBODY, "action": "start"}),
        ("deleted_partner", {"partner_tenant": NOBODY, "state": "purged", "api_version": "beta"}),
        ("partner_capability", {"partner_tenant": NOBODY, "name": "crossTenantMailTipsAll"}),
        ("partner_capability_info", {"partner_tenant": NOBODY}),
        ("deleted_partner_identity_sync", {"partner_tenant": NOBODY, "state": "purged", "api_version": "beta"}),
        ("tenant_info", {"lookup_tenant": NOBODY}),
        ("access_policy_info", {"gather_subset": ["tenants"], "tenants": [TENANT, NOBODY]}),
        ("mto_tenant", {"member_tenant": NOBODY}),
        ("mto_tenant", {"member_tenant": NOBODY, "state": "absent"}),
        ("mto_tenant", {"added_by_tenant": NOBODY, "state": "joined"}),
        ("partner_info", {"tenant": NOBODY}),
    ],
)
def test_the_tenant_of_zeros(simulator, run_module, module, options):
    failed(run_module(module, **options), NOBODY, "the ID of zeros stands for no tenant")
    assert len(simulator.log) == 0


def combinations(kind):
    """Microsoft's own pairs of users and applications, both documented and conflicting."""
    # In these pairs, a1 and g1 stand for IDs.
    text = json.dumps(facts()["b2b_settings"][kind]).replace('"a1"', f'"{OTHER}"').replace('"g1"', f'"{THIRD}"')
    return json.loads(text)


def named(setting):
    """Users and applications of a pair, such as "allowed user AllUsers, blocked application AllApplications"."""
    return ", ".join(
        f"{side['accessType']} {target['targetType']} {target['target']}"
        for side in (setting["usersAndGroups"], setting["applications"])
        for target in side["targets"]
    )


def in_words(setting):
    return Setting("x", "x", PARTNER.setting("b2b_collaboration_inbound").kind).read({"x": setting})


@pytest.mark.parametrize("setting", combinations("documented"), ids=named)
def test_users_and_applications_that_go_together(simulator, run_module, setting):
    result = run_module("partner", partner_tenant=TENANT, b2b_collaboration_inbound=in_words(setting))
    assert result["changed"] is True
    assert simulator.directory.partner(TENANT)["b2bCollaborationInbound"] == setting


@pytest.mark.parametrize("setting", combinations("conflicting"), ids=named)
def test_users_and_applications_that_conflict(simulator, run_module, setting):
    result = run_module("partner", partner_tenant=TENANT, b2b_direct_connect_outbound=in_words(setting))
    failed(result, TENANT, "b2b_direct_connect_outbound", "cannot be blocked")
    assert len(simulator.log) == 0


@pytest.mark.parametrize("cloud", ["usgov", "usgov_dod", "china"])
def test_a_setting_that_the_cloud_does_not_have(simulator, run_module, cloud):
    for wanted in ({"tenant_restrictions": {"devices": {"rule": "x"}}}, {"inherit": ["tenant_restrictions"]}):
        result = run_module("partners", cloud=cloud, partners=[{"tenant": TENANT, **wanted}])
        failed(result, TENANT, "tenant_restrictions exists in the global cloud only", f"cloud is {cloud}")
    assert len(simulator.log) == 0


def test_home_tenant_is_known_from_its_id_and_from_a_given_token(simulator, run_module):
    home = simulator.tenant_id
    failed(run_module("partner", partner_tenant=home), home, "home tenant")
    only = {"graph_url": simulator.graph_url, "ca_path": simulator.ca_path, "access_token": simulator.issue_token()}
    failed(run_module("partner", credentials=False, partner_tenant=home, **only), home, "home tenant")
    assert simulator.log.number_of("graph") == 0


@pytest.mark.parametrize("module", ["mto_sync_template", "mto_sync_template_info"])
def test_template_outside_the_global_cloud(simulator, run_module, module):
    failed(run_module(module, cloud="usgov"), "global cloud only", "usgov")
    assert len(simulator.log) == 0


def test_deleted_policies_need_beta(simulator, run_module):
    failed(run_module("partner_identity_sync_info", deleted=True), "beta")
    assert len(simulator.log) == 0


def test_template_setting_that_graph_does_not_have(simulator, run_module):
    failed(run_module("mto_sync_template", group_sync_allowed=True, api_version="beta"), "group_sync_allowed")
    assert not simulator.log.writes()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"client_secret": None}, ["no credentials", "ENTRA_CLIENT_SECRET"]),
        ({"client_id": None}, ["needs client_id", "ENTRA_CLIENT_ID"]),
        ({"tenant": None}, ["needs tenant", "ENTRA_TENANT"]),
        ({"tenant": "a/../b"}, ["tenant is text of 6 characters"]),
        ({"client_id": "x"}, ["client_id is 'x'"]),
        ({"access_token": "x.y.z"}, ["access_token and client_secret are both given", "auth_method"]),
        (
            {"access_token": "x.y.z", "client_secret": None, "certificate_password": "pw-31"},
            ["access_token", "certificate_password"],
        ),
        (
            {"client_secret": None, "federated_token": "x", "federated_token_file": "/x"},
            ["federated_token and federated_token_file are both given"],
        ),
        (
            {"auth_method": "workload_identity", "federated_token": "x", "federated_token_file": "/x"},
            ["federated_token and federated_token_file are both given"],
        ),
        ({"auth_method": "certificate"}, ["auth_method is certificate", "client_secret is given"]),
        ({"auth_method": "certificate", "client_secret": None}, ["needs certificate_path", "ENTRA_CERTIFICATE_PATH"]),
        ({"graph_url": "http://graph.example"}, ["graph_url", "https"]),
        ({"graph_url": "https://graph.example/v1.0"}, ["graph_url", "scheme and host only"]),
        ({"authority_url": "https://me@login.example"}, ["authority_url", "scheme and host only"]),
        ({"ca_path": "/nowhere/ca.pem"}, ["ca_path /nowhere/ca.pem does not exist"]),
        ({"client_secret": None, "certificate_path": "/nowhere/c.pem"}, ["certificate_path /nowhere/c.pem", "read"]),
    ],
)
def test_connection_options(simulator, run_module, options, words):
    failed(run_module("partner_info", **options), *words)
    assert simulator.log.number_of("graph") == 0


@pytest.mark.parametrize("name", ["AzureCloud", " azurecloud\n", "AZURECLOUD"])
def test_cloud_of_the_environment_in_any_case(simulator, run_module, monkeypatch, name):
    monkeypatch.setenv("AZURE_CLOUD_ENVIRONMENT", name)
    assert run_module("partner_info")["partners"] == []


def test_cloud_of_the_environment_that_nobody_knows(simulator, run_module, monkeypatch):
    monkeypatch.setenv("AZURE_CLOUD_ENVIRONMENT", "AzureGermanCloud")
    failed(run_module("partner_info"), "AZURE_CLOUD_ENVIRONMENT", "AzureGermanCloud")


def test_wrong_secret(simulator, run_module):
    result = failed(run_module("partner_info", client_secret="not-the-secret"), "AADSTS7000215", simulator.client_id)
    assert result["error"]["code"] == "invalid_client"
    assert "not-the-secret" not in str(result)


REFUSALS = {
    "AADSTS7000222": ("Create a new one", "ENTRA_CLIENT_SECRET"),
    "AADSTS700024": ("Check the clock of this machine", "may have expired"),
    "AADSTS7000112": ("is disabled in this tenant", "Enterprise applications"),
    "AADSTS70021": ("issuer, subject and audience", "Federated credentials"),
    "AADSTS700213": ("issuer, subject and audience", "Federated credentials"),
    "AADSTS53003": ("Conditional Access policy", "sign-in logs"),
}


@pytest.mark.parametrize(("code", "advice"), REFUSALS.items(), ids=REFUSALS)
def test_refused_login_says_what_helps(simulator, run_module, code, advice):
    said = f"{code}: The login endpoint says something in its own words."
    simulator.faults.add(Fault(method="POST", where="login", status=401, code="invalid_client", message=said))
    failed(run_module("partner_info"), code, *advice)


def test_tenant_that_nobody_knows(simulator, run_module):
    result = run_module("partner_info", tenant="nobody.example")
    failed(result, "nobody.example does not know this tenant. Check tenant and cloud: there is no such tenant")
    # The text of msal suggests authorities of other products.
    assert "ciamlogin" not in result["msg"]


def test_certificate_with_the_wrong_password(simulator, run_module):
    options = {"client_secret": None, "certificate_path": simulator.pfx("the-right-password")}
    failed(run_module("partner_info", certificate_password="the-wrong-one", **options), "certificate_password")


def test_certificate_that_nobody_can_verify(simulator, run_module, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    failed(run_module("partner_info", ca_path=None), "TLS certificate could not be verified", "ca_path")


def test_missing_permission(simulator, run_module):
    simulator.directory.add_application(
        "00000000-0000-4000-8000-0000000000c9", roles=("Policy.Read.All",), secret="s3cret"
    )
    reader = {"client_id": "00000000-0000-4000-8000-0000000000c9", "client_secret": "s3cret"}
    result = failed(
        run_module("partner", partner_tenant=TENANT, **reader),
        f"create the partner configuration of partner {TENANT}",
        "403 Authorization_RequestDenied",
        "Policy.ReadWrite.CrossTenantAccess",
        "request-id",
    )
    assert (result["error"]["status"], result["error"]["code"]) == (403, "Authorization_RequestDenied")
    assert result["error"]["request_id"] == simulator.log.graph()[-1].response_headers["request-id"]
    assert (result["changed"], result["changes"]) == (False, [])


def test_forbidden_is_not_absent(simulator, run_module):
    simulator.directory.add_partner(TENANT)
    simulator.faults.add(Fault(method="GET", path=f"{PARTNERS}/{TENANT}", status=403, times=None))
    for options in ({"state": "absent"}, {}):
        failed(run_module("partner", partner_tenant=TENANT, **options), f"read partner {TENANT}", "403")
    failed(run_module("partner_info", partner_tenant=TENANT), f"read partner {TENANT}", "403")
    assert not simulator.log.writes()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            Fault(body="<html><h1>Blocked</h1></html>", status=200, content_type="text/html"),
            ["text/html", "Blocked", "proxy"],
        ),
        (Fault(body="<html>no</html>", status=404, content_type="text/html"), ["404", "text/html", "proxy"]),
        (Fault(body='{"value": [', status=200), ["instead of JSON"]),
        (Fault(body='{"value": {}}', status=200), ["without a list"]),
        (Fault(body='["x"]', status=200), ["without an object"]),
        (Fault(body='{"value": [{"x": 1}]}', status=200), ["without a valid tenantId"]),
        (Fault(url="https://elsewhere.example/"), ["redirected to https://elsewhere.example/"]),
        (Fault(status=500), ["500 InternalServerError", "request-id"]),
    ],
)
def test_answers_that_are_none_stop_the_run_before_any_write(simulator, run_module, fault, words):
    fault.path, fault.times = PARTNERS, None
    simulator.faults.add(fault)
    failed(run_module("partners", partners=[{"tenant": TENANT}, {"tenant": OTHER, "state": "absent"}]), *words)
    assert not simulator.log.writes()
    simulator.log.clear()


def test_a_bare_404_of_a_proxy_is_not_absence(simulator, run_module):
    simulator.faults.add(Fault(path=f"{PARTNERS}/{TENANT}", body='{"detail": "Not found"}', status=404, times=None))
    failed(run_module("partner", partner_tenant=TENANT, state="absent"), f"read partner {TENANT}", "404")
    assert not simulator.log.writes()
    simulator.log.clear()


def test_an_answer_about_somebody_else_is_no_answer(simulator, run_module):
    simulator.directory.add_partner(TENANT)
    simulator.faults.add(Fault(path=TENANT, change=lambda body: {**body, "tenantId": OTHER}, times=None))
    failed(run_module("partner", partner_tenant=TENANT, state="absent"), "about another tenant", OTHER)
    assert not simulator.log.writes()


def test_a_look_that_is_refused_ends_what_took_a_look(simulator, run_module):
    simulator.directory.add_partner(TENANT)
    simulator.faults.add(Fault(method="PUT", status=409, code="Request_MultipleObjectsWithSameKeyValue"))
    simulator.faults.add(Fault(method="GET", path=TENANT, status=403, skip=1, times=None))
    result = run_module("partner_identity_sync", partner_tenant=TENANT)
    failed(result, f"read partner {TENANT}", "403")
    assert result["changes"] == []


def test_an_unreadable_partner_among_readable_ones(simulator, run_module):
    simulator.directory.add_partner(TENANT, inboundTrust={"isMfaAccepted": "perhaps"})
    simulator.directory.add_partner(THIRD)
    wanted = [
        {"tenant": OTHER},
        {"tenant": TENANT, "inbound_trust": {"mfa_accepted": True}},
        {"tenant": THIRD, "identity_sync": {}},
    ]
    result = failed(run_module("partners", partners=wanted), "1 of 3 partners failed", TENANT, "isMfaAccepted")
    assert [item["changed"] for item in result["partners"]] == [True, False, True]
    assert ["error" in item for item in result["partners"]] == [False, True, False]
    assert len(result["changes"]) == 2
    assert not [call for call in simulator.log.calls() if call[0] != "GET" and TENANT in call[1]]
    assert run_module("partners", partners=wanted, continue_on_error=True)["changed"] is False
    simulator.log.clear()


def test_one_partner_that_may_not_be_written(simulator, run_module):
    for tenant in (TENANT, OTHER, THIRD):
        simulator.directory.add_partner(tenant)
    simulator.faults.add(Fault(method="PATCH", path=f"{PARTNERS}/{OTHER}$", status=403, times=None))
    wanted = [{"tenant": tenant, "inbound_trust": {"mfa_accepted": True}} for tenant in (TENANT, OTHER, THIRD)]
    result = failed(run_module("partners", partners=wanted), "1 of 3", OTHER, "Policy.ReadWrite.CrossTenantAccess")
    assert [change["tenant_id"] for change in result["changes"]] == [TENANT, THIRD]
    assert result["partners"][1]["error"]["status"] == 403
    assert result["partners"][1]["after"] == {"tenant_id": OTHER} and "before" not in result["partners"][1]
    assert len(result["diff"]) == 2


def test_more_to_prune_than_is_allowed(simulator, run_module):
    for tenant in (TENANT, OTHER, THIRD):
        simulator.directory.add_partner(tenant)
    for check in (True, False):
        result = run_module("partners", check=check, partners=[{"tenant": TENANT}], prune=True, prune_limit=1)
        failed(result, "prune would remove 2 partners", OTHER, THIRD)
    assert not simulator.log.writes()
