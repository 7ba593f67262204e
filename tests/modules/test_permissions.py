# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""If Graph refuses a request, the advice is about that very request: alone, in a batch, or in a batch refused whole."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._directory import requests
from ansible_collections.entra.cross_tenant.plugins.module_utils._directory.errors import Failure, advice
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.errors import GraphError
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.request import Request
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import RESOURCES
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.resources import (
    RESOURCES as SYNCHRONIZATION,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.change import Change
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.modules.jobs import JOBS
from ansible_collections.entra.cross_tenant.tests.modules.test_access_policy import EVERYTHING, PARTS, PERMISSIONS

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
DOMAINS = ["fabrikam.example", "wingtiptoys.example"]
BOTH = [{"tenant": TENANT}, {"tenant": OTHER}]
POLICIES = [{"tenant": tenant, "identity_sync": {"user_sync_allowed": True}} for tenant in (TENANT, OTHER)]
BETA = {"api_version": "beta"}

READ = "permission Policy.Read.All or Policy.ReadWrite.CrossTenantAccess with"
WRITE = "permission Policy.ReadWrite.CrossTenantAccess with"
LOOK_UP = "permission CrossTenantInformation.ReadBasic.All with"
ADMINISTRATOR = "role Security Administrator"


@pytest.fixture
def proof():
    """The tests of this file are about logins."""
    return "client_secret"


def refuse_batches(simulator, skip=0):
    return simulator.faults.add(Fault(path="/$batch", status=403, skip=skip, times=None))


# Whole batches.


def test_each_part_of_the_access_policy_names_its_own_permission(simulator, run_module):
    refuse_batches(simulator)
    result = run_module("access_policy_info", continue_on_error=True, **EVERYTHING)
    assert set(result["unreadable"]) == set(PARTS)
    for name, error in result["unreadable"].items():
        assert f"permission {PERMISSIONS[name]}" in error["msg"], name
        assert ("contradict each other" in error["msg"]) == (name == "deleted_identity_syncs")
        assert ("owner of the organization" in error["msg"]) is False
        if name != "deleted_identity_syncs":
            assert ADMINISTRATOR not in error["msg"]


def test_reads_of_partners_name_the_permission_to_read(simulator, run_module):
    for tenant in (TENANT, OTHER):
        simulator.directory.add_partner(tenant)
    # The list is read by itself. The results of the writes are then read in a batch.
    refused = refuse_batches(simulator, skip=1)
    wanted = [dict(item, inbound_trust={"mfa_accepted": True}) for item in BOTH]
    result = run_module("partners", partners=wanted)
    assert refused.hits and result["failed"] is True
    for item in result["partners"]:
        assert f"Failed to read partner {item['tenant_id']}" in item["error"]["msg"]
        assert READ in item["error"]["msg"] and "role Global Reader" in item["error"]["msg"]
        # The writes before the refusal are reported all the same.
        assert [change["operation"] for change in item["changes"]] == ["update"]


@pytest.mark.parametrize("partners", [BOTH, POLICIES])
def test_writes_of_partners_name_the_permission_to_write(simulator, run_module, partners):
    for tenant in (TENANT, OTHER) if partners is POLICIES else ():
        simulator.directory.add_partner(tenant)
    refuse_batches(simulator)
    result = run_module("partners", partners=partners)
    assert [item["changes"] for item in result["partners"]] == [[], []]
    for item in result["partners"]:
        assert WRITE in item["error"]["msg"] and ADMINISTRATOR in item["error"]["msg"], item["error"]["msg"]
        assert "Policy.Read.All" not in item["error"]["msg"]


def test_look_ups_name_the_permission_to_look_up(simulator, run_module):
    refuse_batches(simulator)
    result = run_module("partners", partners=[{"tenant": name} for name in DOMAINS])
    assert LOOK_UP in result["msg"] and "Policy." not in result["msg"] and "role" not in result["msg"]


@pytest.mark.parametrize("whole", [False, True])
def test_restored_policies_have_the_advice_about_deleted_items(simulator, run_module, whole):
    """Two policies with deleted ones in the way: they are read in a batch, then restored in a batch."""
    for tenant in (TENANT, OTHER):
        simulator.directory.add_partner(tenant)
        simulator.directory.add_deleted_identity_sync(tenant)
    simulator.behaviour.over_deleted = "conflict"
    if whole:
        # Create, read partners, read deleted policies, restore.
        fault = refuse_batches(simulator, skip=3)
    else:
        fault = simulator.faults.add(Fault(method="POST", path="/restore", status=403, times=None))
    result = run_module("partners", partners=POLICIES, **BETA)
    assert fault.hits
    for item in result["partners"]:
        assert "Failed to restore the identity synchronization policy" in item["error"]["msg"]
        for words in (WRITE, "contradict each other", "not supported", ADMINISTRATOR):
            assert words in item["error"]["msg"]


@pytest.mark.parametrize("status", [400, 404, 409])
def test_a_batch_refused_for_another_reason_says_nothing_about_what_is_in_it(simulator, run_module, status):
    simulator.faults.add(Fault(path="/$batch", status=status, times=None))
    result = run_module("partners", partners=BOTH, wait_timeout=0.2)
    assert result["failed"] is True
    for item in result["partners"]:
        assert not any(words in item["error"]["msg"] for words in ("permission", "A deleted", "If the object is new"))


# One request each, whatever its address looks like.


@pytest.mark.parametrize("address", ["GET /x", "POST /policies/deletedItems/x", "PATCH /identitySynchronization", ""])
def test_the_address_in_an_error_says_nothing(address):
    change = Change("update", "mto", None, (), {})
    for status in (400, 403, 404, 409):
        error = GraphError(address, status, {}, {"error": {"code": "x"}})
        assert advice(error) == "" and advice(error, Request("GET", "/x")) == ""
        expected = advice(GraphError("PATCH /y", status, {}, {"error": {"code": "x"}}), requests.write(change))
        assert advice(error, requests.write(change)) == expected
        text = str(Failure("x", error, requests.write(change)))
        assert ("MultiTenantOrganization.ReadWrite.All" in text) == (status == 403)


IDS = dict.fromkeys(("service_principal_id", "application_id", "job_id", "assignment_id", "action"), "x")


def kinds_of_writes():
    return [
        pytest.param(Change(operation, resource.name, TENANT, (), {}, key=IDS), id=f"{operation} {resource.name}")
        for resource in RESOURCES.values()
        for operation in resource.operations
    ]


# Nobody owns an application that does not exist yet.
NEW = ("create", "sync_configuration")


@pytest.mark.parametrize("change", kinds_of_writes())
def test_every_write_knows_what_it_takes(change):
    access = requests.write(change).access
    if change.resource in ("partner_capability", "default_capability"):
        expected = ("Policy.ReadWrite.CrossTenantCapability", "Global Administrator")
        assert (access.permission, access.role) == expected and 404 in access.remarks
        return
    if change.resource in {resource.name for resource in SYNCHRONIZATION}:
        expected = {"sync_assignment": "AppRoleAssignment.ReadWrite.All"}
        assert access.least == expected.get(change.resource, "Application.ReadWrite.OwnedBy")
        assert access.role == "Cloud Application Administrator" and 404 in access.remarks
        owned = change.resource != "sync_assignment" and (change.operation, change.resource) != NEW
        assert ("owner" in access.remarks.get(403, "")) == owned
        return
    organization = change.resource in ("mto", "mto_tenant", "mto_join_request")
    permission = "MultiTenantOrganization.ReadWrite.All" if organization else "Policy.ReadWrite.CrossTenantAccess"
    assert (access.permission, access.role) == (permission, "Security Administrator")
    assert ("owner" in access.remarks.get(403, "")) == organization
    assert ("contradict" in access.remarks.get(403, "")) == (change.operation in ("restore", "purge"))
    in_the_way = access.remarks[409]
    about_policies = change.resource == "identity_sync" and change.operation not in ("restore", "purge")
    assert ("deleted_partner_identity_sync" in in_the_way) == about_policies


# Every request of the source side, refused.

OWNED = "Application.ReadWrite.OwnedBy"
APPLICATIONS, SYNC_READ = f"Application.Read.All or {OWNED}", f"Synchronization.Read.All or {OWNED}"
SYNC_WRITE = f"{OWNED} or Synchronization.ReadWrite.All"
ASSIGN = "AppRoleAssignment.ReadWrite.All"
NEW_MAPPING = {"attribute_mappings": [{"target": "city", "expression": "Trim([city])"}]}
# What is refused (None, or the resource and the operation), the request, the job that sends it, its options, the
# permission that the error names.
SOURCE = [
    (None, "GET", "^/servicePrincipals$", "configuration, new", {}, APPLICATIONS),
    (None, "GET", "jobs$", "configuration, smaller", {}, SYNC_READ),
    (None, "GET", "secrets$", "configuration, smaller", {}, SYNC_READ),
    (None, "GET", "schema$", "configuration, smaller", {}, SYNC_READ),
    (None, "GET", "appRoleAssignedTo$", "configuration, smaller", {}, APPLICATIONS),
    (None, "GET", "/applications$", "configuration, absent", {}, APPLICATIONS),
    (None, "GET", "^/users$", "configuration, new", {"assignments": [{"user": "ada"}]}, "User.ReadBasic.All"),
    (None, "GET", "^/groups$", "configuration, new", {"assignments": [{"group": "x"}]}, "GroupMember.Read.All"),
    (None, "POST", "parseExpression$", "configuration, smaller", NEW_MAPPING, SYNC_WRITE),
    (None, "POST", "validateCredentials$", "job, started", {}, SYNC_WRITE),
    (NEW, "POST", "instantiate$", "configuration, new", {}, OWNED),
    (("update", "sync_configuration"), "PATCH", "servicePrincipals", "configuration, smaller", {}, OWNED),
    (("delete", "sync_configuration"), "DELETE", "servicePrincipals/[^/]+$", "configuration, absent", {}, OWNED),
    (("delete", "sync_application"), "DELETE", "^/applications/", "configuration, absent", {}, OWNED),
    (("create", "sync_job"), "POST", "jobs$", "configuration, new", {}, SYNC_WRITE),
    (("update", "sync_job"), "POST", "(start|pause)$", "job, paused", {}, SYNC_WRITE),
    (("delete", "sync_job"), "DELETE", "jobs/", "configuration, absent", {}, SYNC_WRITE),
    (("restart", "sync_job"), "POST", "restart$", "configuration, smaller", {}, SYNC_WRITE),
    (("provision", "sync_job"), "POST", "provisionOnDemand$", "job, provisioned", {}, SYNC_WRITE),
    (("update", "sync_credentials"), "PUT", "secrets$", "configuration, half", {}, SYNC_WRITE),
    (("update", "sync_schema"), "PUT", "schema$", "configuration, smaller", {}, SYNC_WRITE),
    (("reset", "sync_schema"), "DELETE", "schema$", "configuration, without a schema", {}, SYNC_WRITE),
    (("create", "sync_assignment"), "POST", "appRoleAssignedTo$", "configuration, new", {}, ASSIGN),
    (("delete", "sync_assignment"), "DELETE", "appRoleAssignedTo/", "configuration, smaller", {}, ASSIGN),
]


def test_every_write_of_the_source_side_is_refused_once():
    everything = {(name, resource.name) for resource in SYNCHRONIZATION for name in resource.operations}
    assert {what for what, *_rest in SOURCE} - {None} == everything


@pytest.mark.parametrize(
    ("what", "method", "path", "name", "options", "permission"),
    [pytest.param(*row, id=f"{row[1]} {row[2]}") for row in SOURCE],
)
def test_each_request_of_the_source_side_names_its_own_permission(
    simulator, run_module, what, method, path, name, options, permission
):
    job = JOBS[name]
    job.arrange(simulator.directory)
    if what == ("delete", "sync_configuration"):
        simulator.behaviour.application_delete = "alone"
    refused = simulator.faults.add(Fault(method=method, path=path, status=403, times=None))
    result = run_module(job.module, **{**job.options, **options})
    assert refused.hits and result["failed"] is True
    assert f"permission {permission} with" in result["msg"], result["msg"]
    assert ("owner of the service principal" in result["msg"]) == (OWNED in permission and what != NEW)
    assert "preflight shows what the credentials can do" in result["msg"]
    assert result["error"]["request_id"] and result["error"]["status"] == 403


@pytest.mark.parametrize(
    ("module", "switch", "options", "roles", "named"),
    [
        ("mto_sync_template_info", "template_permission", {}, "Policy.Read.All", "MultiTenantOrganization.Read.All"),
        ("mto_partner_template_info", "template_permission", {}, "Policy.Read.All", "MultiTenantOrganization.Read.All"),
        (
            "mto_sync_template",
            "template_permission",
            {"user_sync_allowed": True},
            "Policy.ReadWrite.CrossTenantAccess",
            "MultiTenantOrganization.ReadWrite.All",
        ),
        (
            "mto_tenant",
            "mto_tenant_permission",
            {"member_tenant": TENANT, "display_name": "Fabrikam"},
            "MultiTenantOrganization.Read.All",
            "MultiTenantOrganization.ReadWrite.All",
        ),
    ],
)
def test_where_the_pages_and_the_permission_file_disagree(simulator, run_module, module, switch, options, roles, named):
    """Graph may want either permission. An application with one of them gets an error that names the other one."""
    given = {"client_id": None, "client_secret": None, "access_token": simulator.issue_token([roles]), **options}
    assert not run_module(module, check=True, **given).get("failed")
    setattr(simulator.behaviour, switch, "file")
    result = run_module(module, check=True, **given)
    assert result["failed"] is True and named in result["msg"], result["msg"]


@pytest.mark.parametrize(
    ("module", "options", "words"),
    [
        ("partner_info", {}, [READ]),
        ("partner_identity_sync_info", {"partner_tenant": TENANT}, [READ]),
        ("partner_identity_sync_info", {"deleted": True, **BETA}, [WRITE, "contradict each other"]),
        ("default_settings_info", {}, [READ]),
        ("mto_sync_template_info", {}, [READ]),
        ("mto_info", {}, ["permission MultiTenantOrganization.Read.All or"]),
        ("tenant_info", {"lookup_tenant": TENANT}, [LOOK_UP]),
    ],
)
def test_modules_that_read(simulator, run_module, module, options, words):
    simulator.faults.add(Fault(method="GET", status=403, times=None))
    result = run_module(module, **options)
    assert result["failed"] is True
    assert all(word in result["msg"] for word in words), result["msg"]


@pytest.mark.parametrize(
    ("module", "options", "permission"),
    [
        ("partner", {"partner_tenant": TENANT}, "Policy.ReadWrite.CrossTenantAccess"),
        ("default_settings", {"inbound_trust": {"mfa_accepted": True}}, "Policy.ReadWrite.CrossTenantAccess"),
        ("mto_sync_template", {"user_sync_allowed": True}, "Policy.ReadWrite.CrossTenantAccess"),
        ("mto_partner_template", {"inbound_trust": {"mfa_accepted": True}}, "Policy.ReadWrite.CrossTenantAccess"),
        ("mto", {"display_name": "x"}, "MultiTenantOrganization.ReadWrite.All"),
    ],
)
def test_modules_that_write(simulator, run_module, module, options, permission):
    for each in ("POST", "PATCH", "PUT"):
        simulator.faults.add(Fault(method=each, status=403, times=None))
    result = run_module(module, **options)
    assert result["failed"] is True and f"permission {permission} with" in result["msg"], result["msg"]
    assert ADMINISTRATOR in result["msg"] and result["changes"] == []
