# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading of synchronization configurations: whole ones, halves of them, and parts that Graph does not show."""

from __future__ import annotations

import json

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

TARGET = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
SYNCHRONIZATION = "Synchronization.Read.All"


def rows(run_module, **options):
    result = run_module("sync_configuration_info", **options)
    assert not result.get("failed"), result
    assert result["changed"] is False
    return result["sync_configurations"]


def test_a_whole_configuration(simulator, run_module):
    source = simulator.directory.source
    user, group = source.add_user("ada", "Ada")["id"], source.add_group("Sales")["id"]
    made = source.add_configuration(TARGET, "Fabrikam", assigned=(user, group))
    (row,) = rows(run_module)
    mappings = {mapping.pop("target"): mapping for mapping in row.pop("attribute_mappings")}
    assert row == {
        "target_tenant_id": TARGET,
        "name": "Fabrikam",
        "enabled": False,
        "scope": "assigned",
        "deletion_threshold": 0,
        "target_actions": ["create", "update", "delete"],
        "user_type": "member",
        "user_type_of_existing": False,
        "scoping_filters": [],
        "assignments": [{"group": group}, {"user": user}],
        "missing": [],
        "service_principal_id": made.service_principal_id,
        "application_id": made.application_id,
        "job_id": made.job_id,
        "status": {"code": "Paused", "last_run": None, "last_success": None, "quarantine": None, "counts": {}},
        "read_only": {},
    }
    assert mappings["mail"] == {"source": "mail", "apply": "always"}
    assert mappings["showInAddressList"] == {"constant": "true", "apply": "always"}
    assert not {"alternativeSecurityIds", "userType"} & set(mappings)


def test_the_requests_for_many_configurations(simulator, run_module):
    """One list in pages, then everything else in batches."""
    for number in range(103):
        simulator.directory.source.add_configuration(f"00000000-0000-4000-8000-000000001{number:03}", f"N {number}")
    assert len(rows(run_module)) == 103
    outer = simulator.log.graph()
    lists = [exchange for exchange in outer if exchange.path == "/servicePrincipals"]
    assert len(lists) == 2
    assert lists[0].query["$filter"] == "applicationTemplateId eq '518e5f48-1fc8-4c48-9387-9fdf28b0dfe7'"
    batches = [exchange for exchange in outer if exchange.path == "/$batch"]
    # Jobs and credentials, then schemas, assignments and applications, twenty in each batch.
    assert len(batches) == -(-103 * 2 // 20) + -(-103 * 3 // 20)
    assert len(outer) == len(lists) + len(batches)


def test_one_target_tenant(simulator, run_module):
    source = simulator.directory.source
    simulator.directory.add_tenant(TARGET, "Fabrikam", "fabrikam.example")
    source.add_configuration(OTHER, "B")
    source.add_configuration(TARGET, "A")
    for name in (TARGET, TARGET.upper(), "fabrikam.example"):
        assert [row["name"] for row in rows(run_module, target_tenant=name)] == ["A"]
    assert [row["name"] for row in rows(run_module)] == ["B", "A"]
    simulator.log.clear()
    assert rows(run_module, target_tenant="22222222-2222-4222-8222-222222222222") == []
    # Only jobs and credentials of the other configurations are read.
    assert len(simulator.log.calls()) == 1 + 2 * 2


def test_the_requests_use_the_version_that_keeps_credentials(simulator, run_module):
    simulator.directory.source.add_configuration(TARGET)
    assert len(rows(run_module, api_version="beta")) == 1
    assert {exchange.version for exchange in simulator.log.graph()} == {"v1.0"}


def test_halves_of_configurations(simulator, run_module):
    source = simulator.directory.source
    source.add_configuration(display_name="A", job=False)
    source.add_configuration(TARGET, "B", job=False)
    source.add_configuration(display_name="C", credentials={"SyncAll": "true"})
    without_schema = source.add_configuration(TARGET, "D")
    source.set_schema(without_schema.job_id, None)
    found = {row["name"]: row for row in rows(run_module)}
    assert {name: row["missing"] for name, row in found.items()} == {
        "A": ["job", "credentials"],
        "B": ["job"],
        "C": ["credentials"],
        "D": ["schema"],
    }
    assert [found[name]["target_tenant_id"] for name in "ABCD"] == [None, TARGET, None, TARGET]
    assert (found["A"]["job_id"], found["A"]["status"]) == (None, None)
    assert "enabled" not in found["A"] and "attribute_mappings" not in found["D"]
    assert found["C"]["scope"] == "all"


def test_credentials_that_graph_masks(simulator, run_module):
    simulator.directory.source.add_configuration(TARGET, "A")
    simulator.behaviour.masked_secrets = ("CompanyId", "SyncAll")
    (row,) = rows(run_module)
    assert row["target_tenant_id"] is None and "scope" not in row
    assert row["read_only"]["masked"] == ["CompanyId", "SyncAll"]
    result = run_module("sync_configuration_info", target_tenant=TARGET)
    assert result["sync_configurations"] == []
    (warning,) = result["warnings"]
    assert "does not show the target tenant of 'A'" in warning and TARGET in warning


def test_a_configuration_of_the_admin_center_and_a_quarantine(simulator, run_module):
    source = simulator.directory.source
    made = source.add_configuration(TARGET, f"MTO_Sync_{TARGET}", state="Active")
    simulator.cycles.quarantine(made.job_id, "EncounteredQuarantineException", "Code", "The message")
    (row,) = rows(run_module)
    assert row["read_only"] == {"by_admin_center": True}
    assert row["enabled"] is True and row["status"]["code"] == "Quarantine"
    quarantine = row["status"]["quarantine"]
    assert (quarantine["reason"], quarantine["message"]) == ("EncounteredQuarantineException", "The message")
    assert quarantine["since"]


def test_notifications_in_words(simulator, run_module):
    told = {"Enabled": True, "Recipients": "ops@contoso.example", "DeleteThresholdEnabled": True}
    made = simulator.directory.source.add_configuration(TARGET)
    simulator.directory.source.set_secrets(
        made.service_principal_id, SyncNotificationSettings=json.dumps({**told, "DeleteThresholdValue": 250})
    )
    (row,) = rows(run_module)
    assert (row["notification_email"], row["deletion_threshold"]) == ("ops@contoso.example", 250)


def token(simulator, *roles):
    return {"client_id": None, "client_secret": None, "access_token": simulator.issue_token(list(roles))}


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        (["Policy.Read.All"], ["list the synchronization configurations", "permission Application.Read.All or"]),
        (["Application.Read.All"], ["read the jobs of the synchronization configuration 'A'", SYNCHRONIZATION]),
        ([SYNCHRONIZATION], ["list the synchronization configurations", "Application.ReadWrite.OwnedBy"]),
        (["Application.ReadWrite.OwnedBy"], ["owner of the service principal"]),
    ],
)
def test_a_permission_that_is_missing_is_named(simulator, run_module, roles, words):
    simulator.directory.source.add_configuration(TARGET, "A")
    result = run_module("sync_configuration_info", **token(simulator, *roles))
    assert result["failed"] is True
    assert all(word in result["msg"] for word in words), result["msg"]
    assert result["error"]["status"] == 403


def test_the_permissions_that_the_documentation_names_are_enough(simulator, run_module):
    source = simulator.directory.source
    source.add_configuration(TARGET, "A", assigned=(source.add_user("ada", "Ada")["id"],))
    assert len(rows(run_module, **token(simulator, "Application.Read.All", SYNCHRONIZATION))) == 1


@pytest.mark.parametrize("part", ["jobs", "secrets", "schema", "appRoleAssignedTo", "applications"])
@pytest.mark.parametrize(
    "fault",
    [
        {"status": 403},
        {"status": 500},
        {"body": {"value": "x"}},
        {"body": {}},
        {"body": {"value": [{"id": "../x", "appId": 1, "key": 1, "principalId": "x"}]}},
    ],
    ids=["forbidden", "broken", "no list", "nothing", "no objects"],
)
def test_a_part_that_cannot_be_read_is_an_error_and_never_an_absent_part(simulator, run_module, part, fault):
    simulator.directory.source.add_configuration(TARGET, "A")
    simulator.faults.add(Fault(method="GET", path=part, times=None, **fault))
    result = run_module("sync_configuration_info", retry_time=0)
    assert result["failed"] is True, result
    assert "synchronization configuration 'A'" in result["msg"]


def test_a_cloud_without_a_source_side(simulator, run_module):
    result = run_module("sync_configuration_info", cloud="china")
    assert result["failed"] is True and "cloud is china" in result["msg"]
    assert len(simulator.log) == 0


def test_the_home_tenant_is_no_target(simulator, run_module):
    result = run_module("sync_configuration_info", target_tenant=simulator.tenant_id)
    assert result["failed"] is True and "cannot synchronize to itself" in result["msg"]


def failing(simulator, number):
    """A configuration whose users fail, each with one of two errors. Returns its IDs, and the users."""
    source = simulator.directory.source
    simulator.directory.add_partner(TARGET, automaticUserConsentSettings={"outboundAllowed": True})
    source.allow(TARGET)
    users = [source.add_user(f"user{each}", f"Person {each}")["id"] for each in range(number)]
    made = source.add_configuration(TARGET, "Fabrikam", state="Active", assigned=tuple(users))
    for each, user in enumerate(users):
        source.fail(user, "InvalidAnchor" if each == 0 else "DuplicateTargetEntries")
    return made, users


def test_failures_are_counted_without_anything_about_people(simulator, run_module):
    made, users = failing(simulator, 3)
    source = simulator.directory.source
    source.add_configuration(OTHER, "Half", job=False)
    simulator.cycles.run(made.job_id)
    simulator.cycles.run(made.job_id)
    half, row = rows(run_module, error_hours=24)
    assert half["errors"] is None
    log = row["errors"]
    assert log["complete"] is True and log["failures"] == 6
    assert [(each["code"], each["category"], each["count"], each["objects"]) for each in log["errors"]] == [
        ("DuplicateTargetEntries", "nonServiceFailure", 4, 2),
        ("InvalidAnchor", "nonServiceFailure", 2, 1),
    ]
    example = log["errors"][0]["example"]
    assert example.pop("change_id") in {entry["changeId"] for _key, entry in source.log.rows()}
    assert example.pop("time").endswith("Z") and example == {"action": "create", "object_type": "User"}
    text = json.dumps(log)
    assert not any(user in text for user in users) and "Person" not in text and "user0" not in text
    # One request for the job, which asks for failures only. The row is still valid input.
    (asked,) = [exchange for exchange in simulator.log.effective() if exchange.path == "/auditLogs/provisioning"]
    assert asked.query["$filter"].endswith(" and statusInfo/status eq 'failure'")
    result = run_module("sync_configurations", sync_configurations=[row], check_mode=True)
    assert result["changed"] is False, result
    simulator.log.clear()
    assert "errors" not in rows(run_module, target_tenant=TARGET)[0]
    assert not [path for _method, path in simulator.log.calls() if "auditLogs" in path]


def test_few_pages_of_the_log_are_read(simulator, run_module):
    made, _users = failing(simulator, 7)
    simulator.cycles.run(made.job_id)
    simulator.behaviour.page_size = 1
    (row,) = rows(run_module, error_hours=1)
    assert row["errors"]["complete"] is False and row["errors"]["failures"] == 5
    assert len([path for _method, path in simulator.log.calls() if "auditLogs" in path]) == 5


def test_a_log_that_may_not_be_read_or_understood_is_not_empty(simulator, run_module):
    failing(simulator, 1)
    assert "error_hours" in run_module("sync_configuration_info", error_hours=0)["msg"]
    simulator.faults.add(Fault(path="auditLogs", change=lambda _body: {"value": [{"provisioningStatusInfo": None}]}))
    assert "without a status" in run_module("sync_configuration_info", error_hours=1)["msg"]
    simulator.faults.add(Fault(path="auditLogs", status=403, code="Authorization_RequestDenied"))
    result = run_module("sync_configuration_info", error_hours=1)
    assert result["failed"] is True and "ProvisioningLog.Read.All" in result["msg"]
    simulator.faults.add(Fault(path="auditLogs", status=403, code="Authorization_RequestDenied"))
    result = run_module("access_policy_info", gather_subset=["sync_errors"], continue_on_error=True)
    assert result["access_policy"] == {} and "'Fabrikam'" in result["unreadable"]["sync_errors"]["msg"]
