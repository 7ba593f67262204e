# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cycles, provisioning on demand, quarantine, accidental deletions and the provisioning log."""

from __future__ import annotations

import json

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator.source.default_schema import clause

TARGET = "22222222-2222-4222-8222-222222222222"
LOG = "auditLogs/provisioning"


@pytest.fixture
def source(simulator):
    return simulator.directory.source


@pytest.fixture
def job(graph, made):
    """A job that is on, and that nobody is assigned to yet."""
    path = f"servicePrincipals/{made.service_principal_id}/synchronization/jobs/{made.job_id}"
    assert graph("POST", f"{path}/start").status_code == 204
    return path


@pytest.fixture
def people(source, made):
    """Ada and Bob are assigned, Eve is a member of an assigned group, and Max is not assigned."""
    ids = {
        name: source.add_user(name, name.capitalize(), department="Sales")["id"]
        for name in ("ada", "bob", "eve", "max")
    }
    for principal in (ids["ada"], ids["bob"], source.add_group("Some", (ids["eve"],))["id"]):
        source.assign(made.service_principal_id, principal)
    return ids


def names(source, deleted=False):
    rows = source.target(TARGET).objects.values()
    return sorted(row["attributes"]["displayName"] for row in rows if row["softDeleted"] is deleted)


def notify(source, made, **settings):
    source.set_secrets(made.service_principal_id, SyncNotificationSettings=json.dumps(settings))


def schema_of(graph, job):
    """The schema of a job, as a client sends it back."""
    schema = graph("GET", f"{job}/schema").json()
    del schema["@odata.context"]
    return schema


def status(graph, job):
    return graph("GET", job).json()["status"]


def test_the_first_cycle_and_the_second(simulator, source, graph, job, made, people):
    first = simulator.cycles.run(made.job_id)
    assert (first["state"], first["countImported"], first["countEntitled"], first["countExported"]) == (
        "Succeeded",
        4,
        3,
        3,
    )
    assert names(source) == ["Ada", "Bob", "Eve"]
    shown = status(graph, job)
    assert shown["code"] == "Active" and shown["lastExecution"] == first == shown["lastSuccessfulExecutionWithExports"]
    assert shown["steadyStateFirstAchievedTime"] > "2026"
    assert shown["synchronizedEntryCountByType"] == [{"key": "User", "value": 3}]
    assert graph("GET", job).json()["schedule"]["state"] == "Active"
    source.change_user(people["ada"], displayName="Ada L.")
    second = simulator.cycles.run(made.job_id)
    assert (second["countImported"], second["countImportedDeltas"], second["countExported"]) == (0, 1, 1)
    assert names(source) == ["Ada L.", "Bob", "Eve"]
    third = simulator.cycles.run(made.job_id)
    assert (third["countImportedDeltas"], third["countExported"]) == (0, 0)
    assert status(graph, job)["lastSuccessfulExecutionWithExports"] == second
    assert source.full_evaluations(made.job_id) == 1


def test_a_job_that_is_not_on_does_nothing(simulator, graph, job, made, people):
    graph("POST", f"{job}/pause")
    assert simulator.cycles.run(made.job_id) is None and simulator.cycles.run("x") is None
    assert simulator.cycles.advance(days=1) == 0


def test_who_leaves_the_scope_is_soft_deleted(simulator, source, job, made, people):
    simulator.cycles.run(made.job_id)
    source.unassign(made.service_principal_id, people["ada"])
    source.remove_user(people["bob"])
    source.change_user(people["eve"], accountEnabled=False)
    assert simulator.cycles.run(made.job_id)["countExported"] == 3
    assert names(source) == ["Eve"] and names(source, deleted=True) == ["Ada", "Bob"]
    source.set_members(source.add_group("Some")["id"])
    simulator.cycles.run(made.job_id)
    assert names(source) == ["Eve"]  # a disabled user who then leaves the group is not deleted
    source.assign(made.service_principal_id, people["ada"])
    simulator.cycles.run(made.job_id)
    assert names(source) == ["Ada", "Eve"]


def test_scope_filters_actions_and_user_types(simulator, source, graph, job, made, people):
    source.change_user(people["ada"], department="Marketing")
    for name, properties in (("guest", {"userType": "Guest"}), ("external", {"externalUserState": "Accepted"})):
        source.assign(made.service_principal_id, source.add_user(name, **properties)["id"])
    schema = schema_of(graph, job)
    mapping = schema["synchronizationRules"][0]["objectMappings"][0]
    mapping["scope"]["groups"] = [{"name": "Sales", "clauses": [clause("department", "EQUALS", "Sales", "sales")]}]
    mapping["flowTypes"] = "Add"
    assert graph("PUT", f"{job}/schema", schema).status_code == 204
    simulator.cycles.run(made.job_id)
    assert names(source) == ["Bob", "Eve"]
    source.unassign(made.service_principal_id, people["bob"])
    source.change_user(people["eve"], displayName="Eva")
    assert simulator.cycles.run(made.job_id)["countExported"] == 0
    assert names(source) == ["Bob", "Eve"]
    # Each written schema makes the service evaluate everybody anew.
    mapping["flowTypes"] = "Add,Update,Delete"
    graph("PUT", f"{job}/schema", schema)
    assert simulator.cycles.run(made.job_id)["countExported"] == 2
    assert names(source) == ["Eva"] and source.full_evaluations(made.job_id) == 2


def test_user_type_is_set_once_unless_it_is_always(simulator, source, graph, job, made, people):
    simulator.cycles.run(made.job_id)
    target = source.target(TARGET)
    (row,) = target.of(people["ada"])
    assert row["attributes"]["userType"] == "Member" and row["attributes"]["showInAddressList"] == "true"
    target.change(row, attributes={**row["attributes"], "userType": "Guest"})
    source.change_user(people["ada"], city="Ulm")
    simulator.cycles.run(made.job_id)
    (row,) = target.of(people["ada"])
    assert (row["attributes"]["userType"], row["attributes"]["city"]) == ("Guest", "Ulm")
    schema = schema_of(graph, job)
    mappings = schema["synchronizationRules"][0]["objectMappings"][0]["attributeMappings"]
    next(item for item in mappings if item["targetAttributeName"] == "userType")["flowType"] = "Always"
    graph("PUT", f"{job}/schema", schema)
    simulator.cycles.run(made.job_id)
    assert target.of(people["ada"])[0]["attributes"]["userType"] == "Member"


def test_all_users_and_back_takes_a_restart(simulator, source, graph, job, made, people):
    source.set_secrets(made.service_principal_id, SyncAll="true")
    simulator.cycles.run(made.job_id)
    assert names(source) == ["Ada", "Bob", "Eve", "Max"]
    source.set_secrets(made.service_principal_id, SyncAll="false")
    source.change_user(people["max"], city="Ulm")
    simulator.cycles.run(made.job_id)
    assert "Max" in names(source)
    graph("POST", f"{job}/restart", {"criteria": {"resetScope": "Watermark"}})
    simulator.cycles.run(made.job_id)
    assert names(source) == ["Ada", "Bob", "Eve"]


def test_an_assignment_counts_after_a_while(simulator, graph, job, made, source):
    user = source.add_user("new")["id"]
    body = {"principalId": user, "resourceId": made.service_principal_id, "appRoleId": made.app_role_id}
    simulator.behaviour.assignment_delay = 60
    graph("POST", f"servicePrincipals/{made.service_principal_id}/appRoleAssignedTo", body)
    assert simulator.cycles.run(made.job_id)["countEntitled"] == 0
    simulator.behaviour.assignment_delay = 0
    assert simulator.cycles.run(made.job_id)["countEntitled"] == 1


def test_a_deleted_job_strands_its_users(simulator, source, graph, job, made, people):
    simulator.cycles.run(made.job_id)
    assert graph("DELETE", job).status_code == 204
    assert names(source) == ["Ada", "Bob", "Eve"]
    again = graph("POST", job.rpartition("/")[0], {"templateId": "Azure2Azure"}).json()["id"]
    graph("POST", f"{job.rpartition('/')[0]}/{again}/start")
    source.unassign(made.service_principal_id, people["ada"])
    simulator.cycles.run(again)
    # Those in scope are matched and taken over; the new job knows nothing of the others.
    assert names(source) == ["Ada", "Bob", "Eve"] and len(source.target(TARGET).objects) == 3
    source.unassign(made.service_principal_id, people["bob"])
    simulator.cycles.run(again)
    assert names(source) == ["Ada", "Eve"]


def test_a_cycle_that_runs_is_finished_first(simulator, source, graph, job, made, people):
    simulator.cycles.begin(made.job_id)
    shown = status(graph, job)
    assert shown["code"] == "Active" and shown["progress"][0]["totalUnits"] == 4
    graph("POST", f"{job}/pause")
    assert names(source) == [] and simulator.cycles.finish(made.job_id)["countExported"] == 3
    shown = status(graph, job)
    assert (shown["code"], shown["progress"], len(names(source))) == ("Paused", [], 3)
    simulator.cycles.begin(made.job_id)
    graph("DELETE", job)
    assert simulator.cycles.finish(made.job_id) is None


def test_cycles_may_happen_by_themselves(simulator, graph, job, made, people):
    simulator.behaviour.cycle_seconds = 0.0
    assert status(graph, job)["code"] == "NotRun"  # it was started before
    graph("POST", f"{job}/restart", {"criteria": {"resetScope": "Watermark"}})
    first = status(graph, job)
    assert first["code"] == "Active" and first["lastExecution"]["countExported"] == 3
    assert status(graph, job)["lastExecution"]["activityIdentifier"] != first["lastExecution"]["activityIdentifier"]
    simulator.behaviour.cycle_seconds = 60.0
    assert status(graph, job) == status(graph, job)


# Accidental deletions.


def test_too_many_deletions_wait_for_permission(simulator, source, graph, job, made, people):
    notify(source, made, DeleteThresholdEnabled=True, DeleteThresholdValue=1)
    simulator.cycles.run(made.job_id)
    for name in ("ada", "bob"):
        source.unassign(made.service_principal_id, people[name])
    source.assign(made.service_principal_id, people["max"])
    assert simulator.cycles.run(made.job_id)["countExported"] == 1
    assert names(source) == ["Ada", "Bob", "Eve", "Max"]
    shown = status(graph, job)
    assert (shown["code"], shown["quarantine"]["reason"]) == ("Quarantine", "TooManyDeletes")
    assert graph("GET", job).json()["schedule"]["state"] == "Active"
    rows = graph("GET", f"{LOG}?$filter=provisioningAction eq 'stagedDelete'").json()["value"]
    assert {row["sourceIdentity"]["id"] for row in rows} == {people["ada"], people["bob"]}
    graph("POST", f"{job}/start")  # clears the quarantine, and lets nothing through
    simulator.cycles.run(made.job_id)
    assert status(graph, job)["code"] == "Quarantine" and len(names(source)) == 4
    assert graph("POST", f"{job}/restart", {"criteria": {"resetScope": "ForceDeletes"}}).status_code == 204
    assert status(graph, job)["quarantine"] is None
    simulator.cycles.run(made.job_id)
    assert names(source) == ["Eve", "Max"] and status(graph, job)["code"] == "Active"


def test_pending_deletions_end_when_the_users_come_back(simulator, source, graph, job, made, people):
    notify(source, made, DeleteThresholdEnabled=True, DeleteThresholdValue=1)
    simulator.cycles.run(made.job_id)
    for name in ("ada", "bob"):
        source.change_user(people[name], accountEnabled=False)
    simulator.cycles.run(made.job_id)
    assert status(graph, job)["quarantine"]["reason"] == "TooManyDeletes"  # to disable counts as well
    for name in ("ada", "bob"):
        source.change_user(people[name], accountEnabled=True)
    simulator.cycles.run(made.job_id)
    assert status(graph, job)["code"] == "Active" and names(source) == ["Ada", "Bob", "Eve"]


def test_up_to_the_threshold_and_without_one(simulator, source, graph, job, made, people):
    notify(source, made, DeleteThresholdEnabled=True, DeleteThresholdValue=2)
    simulator.cycles.run(made.job_id)
    for name in ("ada", "bob"):
        source.unassign(made.service_principal_id, people[name])
    simulator.cycles.run(made.job_id)
    assert names(source) == ["Eve"] and status(graph, job)["code"] == "Active"
    simulator.behaviour.delete_threshold_setting = True
    settings = {item["name"]: item["value"] for item in graph("GET", job).json()["synchronizationJobSettings"]}
    assert settings["QuarantineTooManyDeletesThreshold"] == "2"


# Quarantine.


def test_a_target_that_closes(simulator, source, graph, job, made, people):
    simulator.cycles.run(made.job_id)
    source.allow(TARGET, inbound_sync=False)
    source.unassign(made.service_principal_id, people["ada"])
    assert simulator.cycles.run(made.job_id)["state"] == "Failed"
    shown = status(graph, job)
    assert shown["quarantine"]["reason"] == "EncounteredQuarantineException"
    assert shown["quarantine"]["error"]["code"] == "AzureDirectoryB2BManagementPolicyCheckFailure"
    assert shown["countSuccessiveCompleteFailures"] == 1 and shown["lastSuccessfulExecution"]["state"] == "Succeeded"
    assert names(source) == ["Ada", "Bob", "Eve"]  # they stay where they are
    source.allow(TARGET)
    assert simulator.cycles.advance(hours=7) == 2  # after six hours, and forty minutes later
    assert status(graph, job)["code"] == "Active" and names(source) == ["Bob", "Eve"]


def test_four_weeks_in_quarantine_disable_a_job(simulator, source, graph, job, made):
    source.allow(TARGET, inbound_redemption=False)
    assert simulator.cycles.advance(days=2) == 4  # at once, after 6 and 12 hours, and a day later
    assert graph("GET", job).json()["schedule"]["state"] == "Active"
    quarantine = status(graph, job)["quarantine"]
    assert quarantine["seriesCount"] == 4 and quarantine["nextAttempt"] > quarantine["currentBegan"]
    simulator.cycles.advance(days=27)
    assert graph("GET", job).json()["schedule"]["state"] == "Disabled"
    assert status(graph, job)["code"] == "Quarantine"
    assert simulator.cycles.advance(days=1) == 0
    source.allow(TARGET)
    graph("POST", f"{job}/start")
    assert simulator.cycles.advance(hours=1) == 2 and status(graph, job)["code"] == "Active"


@pytest.mark.parametrize("reason", ["Unknown", "QuarantinedOnDemand", "IngestionInterrupted"])
def test_any_reason(simulator, graph, job, made, reason):
    simulator.cycles.quarantine(made.job_id, reason, "Code", "Message")
    shown = status(graph, job)
    assert (shown["code"], shown["quarantine"]["reason"]) == ("Quarantine", reason)
    assert shown["quarantine"]["error"] == {"code": "Code", "message": "Message", "tenantActionable": True}
    graph("POST", f"{job}/restart", {"criteria": {"resetScope": "QuarantineState"}})
    assert status(graph, job)["quarantine"] is None


def test_failures_of_single_users(simulator, source, graph, job, made, people):
    source.fail(people["ada"], "DuplicateTargetEntries")
    execution = simulator.cycles.run(made.job_id)
    assert (execution["state"], execution["countEscrowed"], execution["countExported"]) == ("EntryLevelErrors", 1, 2)
    assert status(graph, job)["code"] == "Active"
    (row,) = graph("GET", f"{LOG}?$filter=statusInfo/status eq 'failure'").json()["value"]
    assert row["provisioningStatusInfo"]["errorInformation"]["errorCode"] == "DuplicateTargetEntries"
    simulator.behaviour.escrow_base = 1  # in reality 5,000
    simulator.cycles.run(made.job_id)
    assert status(graph, job)["quarantine"]["reason"] == "EncounteredEscrowProportionThreshold"
    source.fail(people["ada"], None)
    simulator.cycles.run(made.job_id)
    assert status(graph, job)["code"] == "Active" and len(names(source)) == 3


def test_time_passes(simulator, source, graph, job, made, people):
    assert simulator.cycles.advance(hours=4) == 7
    shown = status(graph, job)
    assert shown["steadyStateFirstAchievedTime"] < shown["steadyStateLastAchievedTime"]


# Provisioning on demand.


def on_demand(graph, job, made, object_id, kind="User", rule_id=None):
    subject = {"objectId": object_id, "objectTypeName": kind}
    return graph(
        "POST",
        f"{job}/provisionOnDemand",
        {"parameters": [{"ruleId": rule_id or made.rule_id, "subjects": [subject]}]},
    )


def test_one_user_now(simulator, source, graph, job, made, people):
    answer = on_demand(graph, job, made, people["ada"])
    assert answer.status_code == 200
    assert answer.json()["key"].endswith("StatusInfo")
    (detail,) = json.loads(answer.json()["value"])
    assert (detail["action"], detail["statusInfo"]["status"]) == ("Create", "Success")
    assert [step["type"] for step in detail["provisioningSteps"]] == ["Import", "Scoping", "Matching", "Export"]
    assert names(source) == ["Ada"]
    simulator.behaviour.on_demand_answer = "object"
    again = on_demand(graph, job, made, people["ada"]).json()
    assert json.loads(again["key"])["details"]["errorCode"] == "RedundantExport"
    assert json.loads(again["value"])["statusInfo"]["status"] == "Skipped"
    out = json.loads(on_demand(graph, job, made, people["max"]).json()["value"])
    assert out["provisioningSteps"][-1]["details"] == {"SkipReason": "NotEffectivelyEntitled"}


def test_a_deleted_user_is_made_again_on_demand(simulator, source, graph, job, made, people):
    on_demand(graph, job, made, people["ada"])
    source.unassign(made.service_principal_id, people["ada"])
    simulator.cycles.run(made.job_id)
    source.assign(made.service_principal_id, people["ada"])
    on_demand(graph, job, made, people["ada"])
    assert len(source.target(TARGET).of(people["ada"])) == 2  # one is soft-deleted


def test_what_is_refused_on_demand(simulator, source, graph, job, made, people, code):
    nobody = "12121212-1212-4212-8212-121212121212"
    assert code(on_demand(graph, job, made, nobody)) == (404, "Request_ResourceNotFound")
    assert code(on_demand(graph, job, made, people["ada"], rule_id=nobody)) == (400, "Request_BadRequest")
    assert graph("POST", f"{job}/provisionOnDemand", {"parameters": []}).status_code == 400
    source.allow(TARGET, inbound_sync=False)
    expected = (400, "AzureDirectoryB2BManagementPolicyCheckFailure")
    assert code(on_demand(graph, job, made, people["ada"])) == expected


def test_a_group_on_demand(simulator, source, graph, job, made, people):
    group = source.add_group("Some", (people["eve"],))["id"]
    assert on_demand(graph, job, made, group, "Group").status_code == 400
    simulator.behaviour.group_on_demand = "accept"
    (detail,) = json.loads(on_demand(graph, job, made, group, "Group").json()["value"])
    assert detail["provisioningSteps"][-1]["details"] == {"SkipReason": "NotEffectivelyEntitled"}  # its mapping is off
    schema = schema_of(graph, job)
    schema["synchronizationRules"][0]["objectMappings"][1].update(enabled=True, sourceObjectName="Group")
    assert graph("PUT", f"{job}/schema", schema).status_code == 204
    (detail,) = json.loads(on_demand(graph, job, made, group, "Group").json()["value"])
    assert detail["action"] == "Create" and names(source) == ["Some"]
    assert simulator.cycles.run(made.job_id)["countExported"] == 3 and "Some" in names(source)


def test_five_on_demand_in_ten_seconds(graph, job, made, people, code):
    answers = [on_demand(graph, job, made, people["ada"]) for _number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) <= 10


# The provisioning log.


def test_the_log(simulator, source, graph, job, made, people, code):
    simulator.cycles.run(made.job_id)
    source.ahead += source.ahead.resolution * 2_000_000
    source.change_user(people["ada"], city="Ulm")
    simulator.cycles.run(made.job_id)
    rows = graph("GET", f"{LOG}?$filter=jobId eq '{made.job_id}'").json()["value"]
    assert [row["provisioningAction"] for row in rows] == ["update", "create", "create", "create"]
    first = rows[0]
    assert (first["tenantId"], first["servicePrincipal"]["id"]) == (TARGET, made.service_principal_id)
    assert {"displayName": "city", "oldValue": None, "newValue": "Ulm"} in first["modifiedProperties"]
    principal = f"contains(tolower(servicePrincipal/id), '{made.service_principal_id}')"
    later = f"{principal} and activityDateTime gt {rows[1]['activityDateTime']}"
    page = graph("GET", f"{LOG}?$filter={later}&$orderby=activityDateTime asc&$top=1").json()
    assert [row["id"] for row in page["value"]] == [first["id"]] and "@odata.nextLink" not in page
    page = graph("GET", f"{LOG}?$filter=sourceIdentity/id eq '{people['ada']}'&$top=1").json()
    assert len(graph("GET", page["@odata.nextLink"]).json()["value"]) == 1


@pytest.mark.parametrize(
    "query", ["$filter=tenantId eq 'x'", "$filter=jobId ne 'x'", "$orderby=jobId", "$select=id", "$filter=JobId eq 'x'"]
)
def test_queries_that_the_log_refuses(graph, query):
    assert graph("GET", f"{LOG}?{query}").status_code == 400


@pytest.mark.parametrize(
    ("role", "status"), [("ProvisioningLog.Read.All", 200), ("AuditLog.Read.All", 200), ("Policy.Read.All", 403)]
)
def test_who_may_read_the_log(client_with, role, status):
    assert client_with(role)("GET", LOG).status_code == status


def test_five_reads_of_the_log_in_ten_seconds(graph):
    assert [graph("GET", LOG).status_code for _number in range(6)] == [200] * 5 + [429]


def test_the_state_survives(simulator, source, job, made, people):
    simulator.cycles.run(made.job_id)
    source.fail(people["bob"])
    state = simulator.directory.snapshot()
    assert json.loads(json.dumps(state)) == state
    simulator.load(state)
    assert simulator.directory.snapshot() == state
    assert simulator.cycles.run(made.job_id)["countImportedDeltas"] == 0
