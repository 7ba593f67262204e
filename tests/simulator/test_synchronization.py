# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs, their actions, and secrets."""

from __future__ import annotations

import json

import pytest

TARGET = "22222222-2222-4222-8222-222222222222"
NOBODY = "33333333-3333-4333-8333-333333333333"
SECRETS = [
    {"key": "AuthenticationType", "value": "SyncPolicy"},
    {"key": "CompanyId", "value": TARGET},
    {"key": "SyncNotificationSettings", "value": "{}"},
    {"key": "SyncAll", "value": "false"},
]
CREDENTIALS = {"useSavedCredentials": False, "templateId": "Azure2Azure", "credentials": SECRETS[:2]}


@pytest.fixture
def path(made):
    return f"servicePrincipals/{made.service_principal_id}/synchronization"


@pytest.fixture
def job(made, path):
    return f"{path}/jobs/{made.job_id}"


@pytest.fixture
def bare(simulator):
    """A service principal with nothing below it."""
    made = simulator.directory.source.add_configuration(job=False)
    return f"servicePrincipals/{made.service_principal_id}/synchronization"


def state_of(answer):
    row = answer.json()
    return row["schedule"]["state"], row["status"]["code"]


# Jobs.


def test_a_new_job(simulator, graph, bare):
    made = graph("POST", f"{bare}/jobs", {"templateId": "Azure2Azure"})
    assert made.status_code == 201
    row = made.json()
    assert row["id"].startswith(f"Azure2Azure.{simulator.tenant_id.replace('-', '')}.")
    assert state_of(made) == ("Disabled", "Paused") and row["schedule"]["interval"] == "PT40M"
    settings = {item["name"]: item["value"] for item in row["synchronizationJobSettings"]}
    assert settings == {"AzureIngestionAttributeOptimization": "False", "LookaheadQueryEnabled": "False"}
    assert [item["id"] for item in graph("GET", f"{bare}/jobs").json()["value"]] == [row["id"]]
    assert graph("GET", f"{bare}/jobs/{row['id']}/schema").json()["id"] == row["id"]
    assert graph("GET", f"{bare}/templates").json()["value"][0]["id"] == "Azure2Azure"
    assert graph("GET", f"{bare}/templates/Azure2Azure").json()["factoryTag"] == "Azure2Azure"


def test_another_template(simulator, graph, bare):
    simulator.behaviour.job_templates = ("Azure2Azure", "Azure2AzureCrossCloud")
    made = graph("POST", f"{bare}/jobs", {"templateId": "Azure2AzureCrossCloud"}).json()
    assert made["templateId"] == "Azure2AzureCrossCloud" and made["id"].startswith("Azure2AzureCrossCloud.")
    assert len(graph("GET", f"{bare}/templates").json()["value"]) == 2


@pytest.mark.parametrize("body", [{}, {"templateId": "azure2azure"}, {"templateId": "Azure2Azure", "id": "x"}])
def test_refused_jobs(graph, bare, code, body):
    assert code(graph("POST", f"{bare}/jobs", body)) == (400, "Request_BadRequest")


def test_what_is_absent(graph, path, code):
    for method, what, body in (
        ("GET", "jobs/x", None),
        ("POST", "jobs/x/start", None),
        ("PUT", "jobs/x/schema", {}),
        ("DELETE", "jobs/x", None),
        ("GET", "templates/x", None),
    ):
        assert code(graph(method, f"{path}/{what}", body)) == (404, "ResourceNotFound")
    for what in ("jobs", "secrets", "templates", "jobs/x/schema"):
        assert code(graph("GET", f"servicePrincipals/{NOBODY}/synchronization/{what}")) == (
            404,
            "Request_ResourceNotFound",
        )
    assert graph("GET", f"{path}/jobs/validateCredentials").status_code == 405


def test_a_second_job(simulator, graph, path, code):
    assert graph("POST", f"{path}/jobs", {"templateId": "Azure2Azure"}).status_code == 201
    assert len(graph("GET", f"{path}/jobs").json()["value"]) == 2
    simulator.behaviour.second_job = (409, "Conflict")
    assert code(graph("POST", f"{path}/jobs", {"templateId": "Azure2Azure"})) == (409, "Conflict")


def test_start_and_pause(simulator, graph, job, code):
    assert graph("POST", f"{job}/start").status_code == 204
    started = graph("GET", job)
    assert state_of(started) == ("Active", "NotRun")
    assert started.json()["status"]["lastExecution"]["error"]["code"] == "None"
    assert graph("POST", f"{job}/start").status_code == 204
    simulator.behaviour.start_again = (400, "BadRequest")
    assert code(graph("POST", f"{job}/start")) == (400, "BadRequest")
    assert graph("POST", f"{job}/pause").status_code == 204
    assert state_of(graph("GET", job)) == ("Paused", "Paused")
    simulator.behaviour.paused_state = "Disabled"
    graph("POST", f"{job}/pause")
    assert state_of(graph("GET", job)) == ("Disabled", "Paused")


def test_start_without_credentials(simulator, graph, bare, code):
    job = graph("POST", f"{bare}/jobs", {"templateId": "Azure2Azure"}).json()["id"]
    simulator.behaviour.start_without_secrets = (400, "BadRequest")
    assert code(graph("POST", f"{bare}/jobs/{job}/start")) == (400, "BadRequest")
    simulator.behaviour.start_without_secrets = None
    assert graph("POST", f"{bare}/jobs/{job}/start").status_code == 204
    assert simulator.cycles.run(job)["state"] == "Failed"


@pytest.mark.parametrize(("switch", "state"), [("starts", "Active"), ("stays", "Disabled")])
def test_a_restart(simulator, graph, job, switch, state):
    simulator.behaviour.restart_of_paused = switch
    body = {"criteria": {"resetScope": "Watermark, Escrows,QuarantineState"}}
    assert graph("POST", f"{job}/restart", body).status_code == 204
    assert graph("GET", job).json()["schedule"]["state"] == state
    for scope in ("Everything", "watermark", "Watermark;Escrows"):
        assert graph("POST", f"{job}/restart", {"criteria": {"resetScope": scope}}).status_code == 400


def test_patch_of_a_job(simulator, graph, job):
    body = {"synchronizationJobSettings": [{"name": "LookaheadQueryEnabled", "value": "True"}]}
    assert graph("PATCH", job, body).status_code == 405
    simulator.behaviour.job_patch = "accept"
    assert graph("PATCH", job, body).status_code == 204
    assert graph("PATCH", job, {"schedule": {"state": "Active"}}).status_code == 400
    assert graph("GET", job).json()["synchronizationJobSettings"] == body["synchronizationJobSettings"]


@pytest.mark.parametrize(("switch", "left"), [("kept", 4), ("removed", 0)])
def test_a_deleted_job(simulator, graph, path, job, switch, left):
    simulator.behaviour.secrets_after_job = switch
    assert graph("DELETE", job).status_code == 204
    assert graph("GET", f"{path}/jobs").json()["value"] == []
    assert graph("GET", f"{job}/schema").status_code == 404
    assert len(graph("GET", f"{path}/secrets").json()["value"]) == left


def test_expanded_schema(simulator, graph, path, job):
    assert graph("GET", f"{path}/jobs?$expand=schema").status_code == 400
    simulator.behaviour.expand_schema = "accept"
    (row,) = graph("GET", f"{path}/jobs?$expand=schema").json()["value"]
    assert row["schema"]["synchronizationRules"][0]["name"] == "USER_INBOUND_USER"
    assert graph("GET", f"{job}?$expand=schema").json()["schema"]["id"] == row["id"]


def test_selected_properties(graph, path):
    (row,) = graph("GET", f"{path}/jobs?$select=id,templateId").json()["value"]
    assert set(row) == {"id", "templateId"}
    assert graph("GET", f"{path}/jobs?$filter=templateId eq 'Azure2Azure'").status_code == 400


@pytest.mark.parametrize("switch", ["absent", "empty"])
def test_a_new_configuration_shows_late(simulator, graph, code, switch):
    simulator.behaviour.replication_lag, simulator.behaviour.new_configuration = 60, switch
    path = "applicationTemplates/518e5f48-1fc8-4c48-9387-9fdf28b0dfe7/instantiate"
    made = graph("POST", path, {"displayName": "Fabrikam"}).json()["servicePrincipal"]["id"]
    jobs = f"servicePrincipals/{made}/synchronization/jobs"
    shown = graph("GET", jobs)
    assert shown.json()["value"] == [] if switch == "empty" else shown.status_code == 404
    assert code(graph("POST", jobs, {"templateId": "Azure2Azure"})) == (404, "Request_ResourceNotFound")
    simulator.behaviour.replication_lag = 0
    job = graph("POST", jobs, {"templateId": "Azure2Azure"}).json()["id"]
    simulator.behaviour.replication_lag = 60
    simulator.directory.source.principals.settle(made, simulator.directory.source.principals.get(made))
    assert graph("GET", jobs).json()["value"] == []
    assert code(graph("POST", f"{jobs}/{job}/start")) == (404, "ResourceNotFound")
    simulator.behaviour.replication_lag = 0
    assert graph("POST", f"{jobs}/{job}/start").status_code == 204
    assert state_of(graph("GET", f"{jobs}/{job}")) == ("Active", "NotRun")


def test_a_read_after_a_write_may_be_stale(simulator, graph, job):
    assert graph("POST", f"{job}/start").status_code == 204
    simulator.behaviour.replication_lag = 60
    assert state_of(graph("GET", job)) == ("Disabled", "Paused")


@pytest.mark.parametrize(("switch", "cycles"), [("ends_job", 0), ("leaves_job", 1)])
def test_a_job_may_outlive_its_service_principal(simulator, graph, made, job, switch, cycles):
    simulator.behaviour.principal_delete = switch
    graph("POST", f"{job}/start")
    assert graph("DELETE", f"servicePrincipals/{made.service_principal_id}").status_code == 204
    assert graph("GET", job).status_code == 404
    assert len(simulator.cycles.run_all()) == cycles


# Secrets.


def test_secrets_are_written_as_a_whole(simulator, graph, path):
    url = f"{path}/secrets"
    assert graph("PUT", url, {"value": SECRETS}).status_code == 204
    assert graph("GET", url).json()["value"] == SECRETS
    assert graph("PUT", url, {"value": SECRETS[:1]}).status_code == 204
    assert graph("GET", url).json()["value"] == SECRETS[:1]
    simulator.behaviour.secrets_put = "merge"
    assert graph("PUT", url, {"value": SECRETS[1:2]}).status_code == 204
    assert graph("GET", url).json()["value"] == SECRETS[:2]


def test_masked_values(simulator, graph, path, made):
    simulator.behaviour.masked_secrets = ("CompanyId",)
    graph("PUT", f"{path}/secrets", {"value": [*SECRETS, {"key": "SecretToken", "value": "x"}]})
    shown = {item["key"]: item["value"] for item in graph("GET", f"{path}/secrets").json()["value"]}
    assert (shown["CompanyId"], shown["SecretToken"], shown["SyncAll"]) == ("*", "*", "false")
    graph("PUT", f"{path}/secrets", {"value": [{"key": "CompanyId", "value": "*"}]})
    assert simulator.directory.source.secrets_of(made.service_principal_id) == {"CompanyId": "*"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"value": None},
        {"value": [{"key": "companyId", "value": "x"}]},
        {"value": [{"value": "x"}]},
        {"value": [{"key": "SyncAll", "value": True}]},
        {"value": [{"key": "SyncAll", "value": "a"}, {"key": "SyncAll", "value": "b"}]},
    ],
)
def test_refused_secrets(simulator, graph, path, made, code, body):
    assert code(graph("PUT", f"{path}/secrets", body)) == (400, "Request_BadRequest")
    assert len(simulator.directory.source.secrets_of(made.service_principal_id)) == 4


def test_secrets_before_a_job(simulator, graph, bare, code):
    assert graph("PUT", f"{bare}/secrets", {"value": SECRETS}).status_code == 204
    simulator.behaviour.secrets_without_job = (404, "ResourceNotFound")
    assert code(graph("PUT", f"{bare}/secrets", {"value": SECRETS})) == (404, "ResourceNotFound")


def test_government_clouds_have_little_room(simulator, graph, path):
    long = [*SECRETS[:2], {"key": "SyncNotificationSettings", "value": json.dumps({"Recipients": "a" * 1000})}]
    assert graph("PUT", f"{path}/secrets", {"value": long}).status_code == 204
    simulator.behaviour.cloud = "usgov"
    assert graph("PUT", f"{path}/secrets", {"value": long}).status_code == 400


def test_secrets_may_be_removed_from_a_version(simulator, graph, path, code):
    simulator.behaviour.secrets_versions = ("v1.0",)
    assert graph("GET", f"{path}/secrets").status_code == 200
    assert graph("GET", f"{path}/jobs", version="beta").status_code == 200
    for method, what, body in (
        ("GET", "secrets", None),
        ("PUT", "secrets", {"value": SECRETS}),
        ("POST", "jobs/validateCredentials", CREDENTIALS),
    ):
        assert code(graph(method, f"{path}/{what}", body, version="beta")) == (400, "BadRequest")


# Credentials are valid if both tenants agree.


def test_valid_credentials(simulator, graph, path, job):
    for url in (f"{path}/jobs/validateCredentials", f"{job}/validateCredentials"):
        assert graph("POST", url, CREDENTIALS).status_code == 204
        assert graph("POST", url, {"useSavedCredentials": True, "templateId": "Azure2Azure"}).status_code == 204
        assert graph("POST", url, {**CREDENTIALS, "templateId": "x"}).status_code == 400
    assert graph("POST", f"{path}/jobs/validateCredentials", {"credentials": SECRETS[:2]}).status_code == 400


def _outbound_off(simulator):
    simulator.directory.change_partner(TARGET, automaticUserConsentSettings={"outboundAllowed": False})


REASONS = {
    "no outbound redemption": _outbound_off,
    "no partner": lambda simulator: simulator.directory.remove_partner(TARGET),
    "no inbound redemption": lambda simulator: simulator.directory.source.allow(TARGET, inbound_redemption=False),
    "no inbound synchronization": lambda simulator: simulator.directory.source.allow(TARGET, inbound_sync=False),
}


@pytest.mark.parametrize("reason", REASONS)
def test_credentials_of_a_target_that_does_not_agree(simulator, graph, path, code, reason):
    REASONS[reason](simulator)
    answer = graph("POST", f"{path}/jobs/validateCredentials", CREDENTIALS)
    assert code(answer) == (400, "AzureDirectoryB2BManagementPolicyCheckFailure")


@pytest.mark.parametrize(
    "credentials", [[], SECRETS[:1], [SECRETS[0], {"key": "CompanyId", "value": "fabrikam"}], SECRETS[1:]]
)
def test_incomplete_credentials(graph, path, code, credentials):
    if credentials != SECRETS[1:]:
        answer = graph("POST", f"{path}/jobs/validateCredentials", {**CREDENTIALS, "credentials": credentials})
        assert code(answer) == (400, "AzureDirectoryB2BManagementPolicyCheckFailure")
    graph("PUT", f"{path}/secrets", {"value": credentials})
    saved = {"useSavedCredentials": True, "templateId": "Azure2Azure"}
    assert graph("POST", f"{path}/jobs/validateCredentials", saved).status_code == 400


def test_the_target_may_be_another_simulator(simulator, graph, path):
    # The same process has one directory here; a second one is enough for what a target says.
    other = type(simulator.directory)()
    other.load({"home": {"tenantId": TARGET}})
    simulator.directory.source.link(other)
    assert graph("POST", f"{path}/jobs/validateCredentials", CREDENTIALS).status_code == 400
    other.add_partner(
        simulator.tenant_id,
        {"userSyncInbound": {"isSyncAllowed": True}},
        automaticUserConsentSettings={"inboundAllowed": True},
    )
    assert graph("POST", f"{path}/jobs/validateCredentials", CREDENTIALS).status_code == 204


# Who may do it.


def test_permissions(client_with, path, job):
    requests = {
        "list": ("GET", f"{path}/jobs", None),
        "get": ("GET", job, None),
        "schema": ("GET", f"{job}/schema", None),
        "secrets": ("GET", f"{path}/secrets", None),
        "write secrets": ("PUT", f"{path}/secrets", {"value": SECRETS}),
        "validate": ("POST", f"{path}/jobs/validateCredentials", CREDENTIALS),
        "operators": ("GET", f"{job}/schema/filterOperators()", None),
        "start": ("POST", f"{job}/start", None),
        "pause": ("POST", f"{job}/pause", None),
    }
    reads = {"list", "get", "schema", "secrets"}
    opens = {
        "Synchronization.Read.All": reads,
        "Synchronization.ReadWrite.All": set(requests),
        "Application.ReadWrite.OwnedBy": set(),
        "Application.ReadWrite.All": set(),
        "Directory.Read.All": set(),
    }
    for role, expected in opens.items():
        client = client_with(role)
        assert {name for name, request in requests.items() if client(*request).status_code < 300} == expected, role


def test_what_an_application_owns(simulator, client_with, code):
    made = simulator.directory.source.add_configuration(TARGET, owners=(simulator.client_id,))
    job = f"servicePrincipals/{made.service_principal_id}/synchronization/jobs/{made.job_id}"
    client = client_with("Application.ReadWrite.OwnedBy")
    assert client("GET", f"{job}/schema").status_code == 200
    assert client("POST", f"{job}/start").status_code == 204
    body = {"criteria": {"resetScope": "Full"}}
    assert code(client("POST", f"{job}/restart", body)) == (401, "UnknownError")
    simulator.behaviour.restart_owned = "accept"
    assert client("POST", f"{job}/restart", body).status_code == 204
    assert client("PATCH", job, {}).status_code == 403  # only Synchronization.ReadWrite.All is enough for it


def test_what_a_refusal_looks_like(simulator, client_with, path, code):
    client = client_with("Policy.Read.All")
    assert code(client("GET", f"{path}/jobs")) == (403, "Authorization_RequestDenied")
    simulator.behaviour.synchronization_denied = (401, "UnknownError")
    assert code(client("GET", f"{path}/jobs")) == (401, "UnknownError")
    assert code(client("GET", "servicePrincipals")) == (403, "Authorization_RequestDenied")


def test_who_may_read_secrets(simulator, client_with, path):
    client = client_with("Synchronization.Read.All")
    assert client("GET", f"{path}/secrets").status_code == 200
    simulator.behaviour.secrets_read = "write"
    assert client("GET", f"{path}/secrets").status_code == 403


def test_china_may_lack_the_api(simulator, graph, path):
    simulator.behaviour.cloud = "china"
    assert graph("GET", f"{path}/jobs").status_code == 200
    simulator.behaviour.source_side_in_china = "absent"
    assert graph("GET", f"{path}/jobs").status_code == 400
