# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all requests have in common holds on the source side too: batches, faults, limits, hostile answers, control."""

from __future__ import annotations

import json

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.graph_simulator.directory import ALL_ROLES
from ansible_collections.entra.cross_tenant.tests.graph_simulator.hostile import HOSTILE

TARGET = "22222222-2222-4222-8222-222222222222"
VALUE = {"value": [{"key": "CompanyId", "value": TARGET}]}


@pytest.fixture
def path(made):
    return f"servicePrincipals/{made.service_principal_id}"


def test_a_batch(simulator, graph, made, path):
    user = simulator.directory.source.add_user("ada")["id"]
    body = {"principalId": user, "resourceId": made.service_principal_id, "appRoleId": made.app_role_id}
    answers = graph.batch(
        {"url": f"/{path}/synchronization/jobs"},
        {"url": f"/{path}/synchronization/jobs/{made.job_id}/schema"},
        {"url": f"/{path}/appRoleAssignedTo", "method": "POST", "body": body},
        {"url": f"/{path}/synchronization/secrets", "method": "PUT", "body": VALUE},
        {
            "url": f"/{path}/synchronization/jobs/{made.job_id}/start",
            "method": "POST",
            "headers": {"Content-Type": "application/json"},
        },
        {"url": "/servicePrincipals?$filter=displayName eq 'Fabrikam'"},
    ).json()["responses"]
    assert [answer["status"] for answer in sorted(answers, key=lambda row: row["id"])] == [200, 200, 201, 204, 204, 200]
    assert simulator.directory.source.secrets_of(made.service_principal_id) == {"CompanyId": TARGET}
    assert simulator.directory.source.job(made.job_id)["schedule"]["state"] == "Active"


def test_a_batch_asks_for_each_permission(client_with, path):
    client = client_with("Application.Read.All")
    answers = client.batch({"url": f"/{path}"}, {"url": f"/{path}/synchronization/jobs"}).json()["responses"]
    assert [answer["status"] for answer in answers] == [200, 403]


def test_limits_count_in_a_batch(simulator, graph, made, path):
    user = simulator.directory.source.add_user("ada")["id"]
    subject = {"objectId": user, "objectTypeName": "User"}
    body = {"parameters": [{"ruleId": made.rule_id, "subjects": [subject]}]}
    step = {"url": f"/{path}/synchronization/jobs/{made.job_id}/provisionOnDemand", "method": "POST", "body": body}
    answers = graph.batch(*[step] * 7).json()["responses"]
    assert sorted(answer["status"] for answer in answers) == [200] * 5 + [429] * 2


@pytest.mark.parametrize(("action", "changed"), [("reset_before", False), ("reset_after", True)])
def test_a_connection_that_breaks(simulator, graph, made, path, action, changed):
    simulator.faults.add(Fault(method="PUT", path="synchronization/secrets", action=action))
    with pytest.raises(requests.ConnectionError):
        graph("PUT", f"{path}/synchronization/secrets", VALUE)
    assert (len(simulator.directory.source.secrets_of(made.service_principal_id)) == 1) is changed


def test_an_error_after_the_work_is_done(simulator, graph, code):
    simulator.faults.add(Fault(method="POST", path="instantiate", action="answer_after", status=504))
    answer = graph(
        "POST", "applicationTemplates/518e5f48-1fc8-4c48-9387-9fdf28b0dfe7/instantiate", {"displayName": "Fabrikam"}
    )
    assert code(answer) == (504, "GatewayTimeout")
    assert len(graph("GET", "servicePrincipals").json()["value"]) == 1


@pytest.mark.parametrize("where", ["synchronization/jobs", "appRoleAssignedTo"])
def test_lists_without_an_end(simulator, graph, path, made, where):
    simulator.directory.source.assign(made.service_principal_id, simulator.directory.source.add_user("ada")["id"])
    fault = simulator.faults.add(Fault(**HOSTILE["new rows for ever"], method="GET", path=where))
    first = graph("GET", f"{path}/{where}").json()
    second = graph("GET", first["@odata.nextLink"]).json()
    assert first["value"][0]["id"] != second["value"][0]["id"] and fault.hits == 2
    simulator.faults.clear()
    assert graph("GET", second["@odata.nextLink"]).status_code == 200


def test_an_answer_that_is_none(simulator, graph, path, made):
    url = f"{path}/synchronization/jobs/{made.job_id}/schema"
    simulator.faults.add(Fault(**HOSTILE["NaN"], path="/schema$"))
    assert graph("GET", url).text == '{"value": NaN}'
    assert graph("GET", url).json()["id"] == made.job_id


def test_no_body_of_a_schema_breaks_the_simulator(simulator, graph, path, made):
    url = f"{path}/synchronization/jobs/{made.job_id}/schema"
    before = simulator.directory.source.schema(made.job_id)
    rule = {"id": made.rule_id, "objectMappings": [{"targetObjectName": "User", "scope": None}]}
    for body in ([], {}, {"synchronizationRules": [{}]}, {"synchronizationRules": [None], "directories": [{}]}):
        assert graph("PUT", url, body).status_code == 400
    half = {"synchronizationRules": [rule], "directories": before["directories"]}
    assert graph("PUT", url, half).status_code == 400
    assert simulator.directory.source.schema(made.job_id) == before


_NAMES = st.sampled_from(
    ["value", "key", "criteria", "resetScope", "parameters", "subjects", "ruleId", "objectId", "ids", "templateId"]
    + ["credentials", "displayName", "principalId", "expression", "testInputObject", "properties", "objectTypeName"]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["Azure2Azure", "Watermark", "CompanyId", "User", ""]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=6,
)
_WRITES = (
    ("POST", "applicationTemplates/518e5f48-1fc8-4c48-9387-9fdf28b0dfe7/instantiate"),
    ("POST", "directoryObjects/getByIds"),
    ("PATCH", "{path}"),
    ("POST", "{path}/appRoleAssignedTo"),
    ("POST", "{path}/synchronization/jobs"),
    ("POST", "{path}/synchronization/jobs/validateCredentials"),
    ("PUT", "{path}/synchronization/secrets"),
    ("POST", "{path}/synchronization/jobs/{job}/restart"),
    ("POST", "{path}/synchronization/jobs/{job}/provisionOnDemand"),
    ("POST", "{path}/synchronization/jobs/{job}/schema/parseExpression"),
    ("PUT", "{path}/synchronization/jobs/{job}/schema"),
)


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(write=st.sampled_from(_WRITES), body=st.dictionaries(_NAMES, _JSON, max_size=3) | _JSON)
def test_any_body_is_taken_or_refused(simulator, client_with, path, made, write, body):
    graph = client_with(*ALL_ROLES, "Directory.Read.All")
    simulator.behaviour.throttle_window_scale = 0.0001
    method, url = write
    answer = graph(method, url.format(path=path, job=made.job_id), body)
    assert answer.status_code in (200, 201, 204, 400, 404, 429), answer.text
    simulator.log.clear()


@settings(max_examples=40, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.sampled_from("idcontains eq(',)' and"), max_size=30))
def test_any_filter_is_taken_or_refused(graph, text):
    assert graph("GET", "servicePrincipals", params={"$filter": text}).status_code in (200, 400)


def test_other_refusals(simulator, graph, path, made, code):
    behaviour, synchronization = simulator.behaviour, f"{path}/synchronization"
    behaviour.job_absent, behaviour.credentials_refused, behaviour.schema_refused = (400, "A"), (401, "B"), (422, "C")
    assert code(graph("GET", f"{synchronization}/jobs/x")) == (400, "A")
    body = {"templateId": "Azure2Azure", "credentials": []}
    assert code(graph("POST", f"{synchronization}/jobs/validateCredentials", body)) == (401, "B")
    assert code(graph("PUT", f"{synchronization}/jobs/{made.job_id}/schema", {})) == (422, "C")


def test_the_control_interface_runs_cycles(simulator, made):
    simulator.directory.source.add_configuration(TARGET, state="Active")
    url = f"{simulator.graph_url}/simulator"

    def call(method, what, body=None):
        return requests.request(method, f"{url}/{what}", json=body, verify=simulator.ca_path, timeout=10)

    (execution,) = call("POST", "cycles").json()["executions"].values()
    assert execution["state"] == "Succeeded"
    assert call("POST", "cycles", {"jobId": made.job_id}).json() == {"executions": {made.job_id: None}}
    assert call("POST", "cycles", {"hours": 2}).json() == {"cycles": 3}
    assert call("PUT", "targets", {"targets": [{"tenantId": TARGET, "inboundSync": False}]}).status_code == 204
    (target,) = call("GET", "targets").json()["targets"]
    assert (target["inboundSync"], target["inboundRedemption"]) == (False, True)
    (execution,) = call("POST", "cycles", {}).json()["executions"].values()
    assert execution["error"]["code"] == "AzureDirectoryB2BManagementPolicyCheckFailure"
    assert json.loads(json.dumps(call("GET", "state").json()["source"]["targets"])) == [target]


def test_to_ask_changes_nothing(simulator, graph, made, path):
    before = simulator.directory.snapshot()
    credentials = [{"key": "CompanyId", "value": "44444444-4444-4444-8444-444444444444"}]
    body = {
        "templateId": "Azure2Azure",
        "credentials": [*credentials, {"key": "AuthenticationType", "value": "SyncPolicy"}],
    }
    assert graph("POST", f"{path}/synchronization/jobs/validateCredentials", body).status_code == 400
    for what in ("jobs", f"jobs/{made.job_id}", f"jobs/{made.job_id}/schema", "secrets", "templates"):
        assert graph("GET", f"{path}/synchronization/{what}").status_code == 200
    assert simulator.directory.snapshot() == before


def test_a_job_without_a_schema(simulator, graph, made, path):
    source = simulator.directory.source
    schema = source.schema(made.job_id)
    source.set_schema(made.job_id, None)
    url = f"{path}/synchronization/jobs/{made.job_id}"
    assert graph("GET", f"{url}/schema").status_code == 404
    graph("POST", f"{url}/start")
    assert simulator.cycles.run(made.job_id)["state"] == "Failed"
    assert graph("DELETE", f"{url}/schema").status_code == 204
    after = graph("GET", f"{url}/schema").json()
    assert after["directories"][0]["objects"] == schema["directories"][0]["objects"]
