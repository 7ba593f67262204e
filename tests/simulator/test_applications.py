# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applications, service principals, users and groups of the source side."""

from __future__ import annotations

import pytest

GALLERY = "518e5f48-1fc8-4c48-9387-9fdf28b0dfe7"
INSTANTIATE = f"applicationTemplates/{GALLERY}/instantiate"
PRINCIPALS = "servicePrincipals"
BY_TEMPLATE = f"{PRINCIPALS}?$filter=applicationTemplateId eq '{GALLERY}'"
TARGET = "22222222-2222-4222-8222-222222222222"
ABSENT = "12121212-1212-4212-8212-121212121212"


def names(answer):
    return [row["displayName"] for row in answer.json()["value"]]


def test_an_instance_is_an_application_and_a_service_principal(graph):
    made = graph("POST", INSTANTIATE, {"displayName": "Fabrikam"})
    assert made.status_code == 201
    application, principal = made.json()["application"], made.json()["servicePrincipal"]
    assert application["appId"] == principal["appId"] and application["id"] != principal["id"]
    assert principal["applicationTemplateId"] == GALLERY and principal["appRoleAssignmentRequired"] is True
    assert principal["tags"] == ["WindowsAzureActiveDirectoryIntegratedApp"]
    assert "metadata=aad2aadsync|ISV9.1|primary|z" in principal["homepage"]
    (role,) = principal["appRoles"]
    assert (role["displayName"], role["allowedMemberTypes"]) == ("msiam_access", ["User"])
    assert names(graph("GET", BY_TEMPLATE)) == ["Fabrikam"]
    assert graph("GET", f"{PRINCIPALS}/{principal['id']}?$select=id").json()["id"] == principal["id"]
    found = graph("GET", f"applications?$filter=appId eq '{application['appId']}'&$select=id,displayName").json()
    assert found["value"] == [{"id": application["id"], "displayName": "Fabrikam"}]


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        (f"applicationTemplates/{ABSENT}/instantiate", {"displayName": "x"}, (404, "Request_ResourceNotFound")),
        (INSTANTIATE, {}, (400, "Request_BadRequest")),
        (INSTANTIATE, {"displayName": "x", "name": "y"}, (400, "Request_BadRequest")),
        (INSTANTIATE, None, (400, "BadRequest")),
    ],
)
def test_refused_instances(graph, code, path, body, expected):
    assert code(graph("POST", path, body)) == expected


def test_pages_have_a_hundred_service_principals(simulator, graph):
    for number in range(101):
        simulator.directory.source.add_configuration(display_name=f"Number {number}", job=False)
    simulator.behaviour.page_size = 999
    first = graph("GET", f"{BY_TEMPLATE}&$select=displayName&$top=999").json()
    assert len(first["value"]) == 100
    assert names(graph("GET", first["@odata.nextLink"])) == ["Number 100"]


@pytest.mark.parametrize(
    "text",
    [
        "applicationTemplateId ne 'x'",
        "startswith(displayName, 'x')",
        "displayName eq 'x' or appId eq 'y'",
        "homepage eq 'x'",
        "displayName eq 'x",
        "",
    ],
)
def test_other_filters_are_refused(graph, code, text):
    assert code(graph("GET", f"{PRINCIPALS}?$filter={text}")) == (400, "Request_UnsupportedQuery")


def test_change_and_delete(simulator, graph, code):
    source = simulator.directory.source
    made = source.add_configuration(display_name="Old")
    path = f"{PRINCIPALS}/{made.service_principal_id}"
    assert graph("PATCH", path, {"displayName": "New", "notes": "x"}).status_code == 204
    assert names(graph("GET", f"{PRINCIPALS}?$filter=displayName eq 'new'")) == ["New"]
    for body in ({"appId": ABSENT}, {"appRoles": []}, {"appRoleAssignmentRequired": None}, {"invented": 1}):
        assert code(graph("PATCH", path, body)) == (400, "Request_BadRequest")
    assert graph("DELETE", path).status_code == 204
    assert code(graph("GET", path)) == code(graph("DELETE", path)) == (404, "Request_ResourceNotFound")
    assert source.deleted.get(made.service_principal_id)["deletedDateTime"]
    assert len(graph("GET", "applications").json()["value"]) == 1  # it has to be deleted separately
    assert graph("DELETE", f"applications/{made.application_id}").status_code == 204
    assert graph("GET", "applications").json()["value"] == []


@pytest.mark.parametrize(("switch", "left"), [("with_principal", 0), ("alone", 1)])
def test_an_application_takes_its_service_principal_with_it(simulator, graph, switch, left):
    simulator.behaviour.application_delete = switch
    made = simulator.directory.source.add_configuration()
    assert graph("DELETE", f"applications/{made.application_id}").status_code == 204
    assert len(graph("GET", BY_TEMPLATE).json()["value"]) == left


def test_a_new_service_principal_shows_late(simulator, graph, code):
    simulator.behaviour.replication_lag = 60
    made = graph("POST", INSTANTIATE, {"displayName": "Fabrikam"}).json()["servicePrincipal"]
    path = f"{PRINCIPALS}/{made['id']}"
    assert graph("GET", BY_TEMPLATE).json()["value"] == []
    for method, body in (("GET", None), ("PATCH", {"notes": "x"}), ("DELETE", None)):
        assert code(graph(method, path, body)) == (404, "Request_ResourceNotFound")
    simulator.behaviour.replication_lag = 0
    assert names(graph("GET", BY_TEMPLATE)) == ["Fabrikam"]
    assert graph("PATCH", path, {"notes": "x"}).status_code == 204


@pytest.mark.parametrize(
    ("switch", "expected"),
    [
        ("no_template", (404, "Request_ResourceNotFound")),
        ("absent", (400, "BadRequest")),
        ("present", None),
    ],
)
def test_china(simulator, graph, code, switch, expected):
    simulator.behaviour.cloud, simulator.behaviour.source_side_in_china = "china", switch
    made = graph("POST", INSTANTIATE, {"displayName": "Fabrikam"})
    assert made.status_code == 201 if expected is None else code(made) == expected


# Who may do it.


def test_permissions(simulator, client_with):
    made = simulator.directory.source.add_configuration()
    one = f"{PRINCIPALS}/{made.service_principal_id}"
    requests = {
        "read": ("GET", one, None),
        "list": ("GET", BY_TEMPLATE, None),
        "applications": ("GET", "applications", None),
        "make": ("POST", INSTANTIATE, {"displayName": "x"}),
        "change": ("PATCH", one, {"notes": "x"}),
    }
    opens = {
        "Application.Read.All": {"read", "list", "applications"},
        "Directory.Read.All": {"read", "list", "applications"},
        "Application.ReadWrite.All": set(requests),
        "Application.ReadWrite.OwnedBy": set(requests) - {"change"},
        "Synchronization.ReadWrite.All": set(),
    }
    for role, expected in opens.items():
        client = client_with(role)
        opened = {name for name, request in requests.items() if client(*request).status_code < 300}
        assert opened == expected, role


@pytest.mark.parametrize(("switch", "status"), [("caller", 204), ("nobody", 403)])
def test_who_makes_an_instance_may_own_it(simulator, client_with, switch, status):
    simulator.behaviour.instantiate_owner = switch
    client = client_with("Application.ReadWrite.OwnedBy")
    made = client("POST", INSTANTIATE, {"displayName": "x"}).json()
    assert client("PATCH", f"{PRINCIPALS}/{made['servicePrincipal']['id']}", {"notes": "x"}).status_code == status
    assert client("DELETE", f"applications/{made['application']['id']}").status_code == status


def test_a_user_has_no_permission_of_an_application(simulator, client_with):
    client = client_with()
    token = simulator.issue_token(scopes=["Application.ReadWrite.OwnedBy"])
    assert client("GET", BY_TEMPLATE, headers={"Authorization": f"Bearer {token}"}).status_code == 403


# Users and groups.


@pytest.fixture
def people(simulator):
    source = simulator.directory.source
    ada, bob = source.add_user("ada", "Ada"), source.add_user("bob", "O'Bob", department="Sales")
    return ada, bob, source.add_group("Twin", description="1"), source.add_group("Twin", description="2")


def test_users_and_groups_by_name(graph, people, code):
    ada, bob, one, two = people
    shown = graph("GET", f"users/{ada['userPrincipalName'].upper()}").json()
    assert shown["id"] == ada["id"] and "accountEnabled" not in shown
    assert graph("GET", f"users/{bob['id']}?$select=department,accountEnabled").json()["department"] == "Sales"
    assert names(graph("GET", "users?$filter=displayName eq 'o''bob'")) == ["O'Bob"]
    assert names(graph("GET", f"users?$filter=userPrincipalName eq '{ada['userPrincipalName']}'")) == ["Ada"]
    found = graph("GET", f"groups?$filter=displayName eq 'Twin' and id in ('{one['id']}','{two['id']}')").json()
    assert {row["id"] for row in found["value"]} == {one["id"], two["id"]}
    many = "','".join(f"{number:08}-0000-4000-8000-000000000000" for number in range(16))
    assert code(graph("GET", f"users?$filter=id in ('{many}')")) == (400, "Request_UnsupportedQuery")
    assert graph("GET", f"groups/{one['id']}").json()["description"] == "1"
    for path in (f"users/{one['id']}", f"groups/{ada['id']}", "users/nobody@home.example"):
        assert code(graph("GET", path)) == (404, "Request_ResourceNotFound")


def test_many_ids_at_once(client_with, people, code):
    graph = client_with("Directory.Read.All")
    ids = [row["id"] for row in people]
    found = graph("POST", "directoryObjects/getByIds", {"ids": [*ids, ABSENT, ids[0]]}).json()["value"]
    assert [row["id"] for row in found] == ids
    assert [row["@odata.type"] for row in found[1:3]] == ["#microsoft.graph.user", "#microsoft.graph.group"]
    some = graph("POST", "directoryObjects/getByIds", {"ids": ids, "types": ["Group"]}).json()["value"]
    assert [row["id"] for row in some] == ids[2:]
    for body in ({"ids": []}, {"ids": ["x"]}, {"ids": ids, "types": ["house"]}, {"ids": [ABSENT] * 1001}, {}):
        assert code(graph("POST", "directoryObjects/getByIds", body)) == (400, "Request_BadRequest")


def test_ids_without_the_right_to_read_them(simulator, client_with, people):
    body = {"ids": [people[0]["id"], people[2]["id"]]}
    client = client_with("User.ReadBasic.All")
    assert client("POST", "directoryObjects/getByIds", body).status_code == 403
    simulator.behaviour.get_by_ids = "narrow"
    user, group = client("POST", "directoryObjects/getByIds", body).json()["value"]
    assert (user["displayName"], group["id"], group["displayName"]) == ("Ada", people[2]["id"], None)
    assert client("GET", "groups").status_code == 403


def test_snapshot(simulator, people):
    simulator.directory.source.add_configuration(ABSENT, assigned=(people[0]["id"], people[2]["id"]))
    simulator.directory.source.allow(ABSENT)
    state = simulator.directory.snapshot()
    simulator.load(state)
    assert simulator.directory.snapshot() == state


def test_a_seed(simulator):
    """Written by hand, it has what matters only."""
    user = {"id": ABSENT, "userPrincipalName": "ada@home.example"}
    made = {"target_tenant_id": TARGET, "display_name": "x", "state": "Active", "assigned": [ABSENT]}
    partner = {"tenantId": TARGET, "automaticUserConsentSettings": {"outboundAllowed": True}}
    source = {"users": [user], "targets": [{"tenantId": TARGET}], "configurations": [made]}
    simulator.load({"partners": [partner], "source": source})
    (execution,) = simulator.cycles.run_all().values()
    assert (execution["state"], execution["countExported"]) == ("Succeeded", 1)
