# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Assignments of users and groups to a configuration."""

from __future__ import annotations

import pytest

ABSENT = "12121212-1212-4212-8212-121212121212"
ZEROS = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def user(simulator):
    return simulator.directory.source.add_user("ada", "Ada")["id"]


@pytest.fixture
def path(made):
    return f"servicePrincipals/{made.service_principal_id}/appRoleAssignedTo"


def body(made, principal, **changes):
    resource = made.service_principal_id
    return {"principalId": principal, "resourceId": resource, "appRoleId": made.app_role_id, **changes}


def test_assign_and_take_away(simulator, graph, made, path, user, code):
    group = simulator.directory.source.add_group("All", (user,))["id"]
    answers = [graph("POST", path, body(made, principal)) for principal in (user, group)]
    assert [answer.status_code for answer in answers] == [201, 201]
    rows = graph("GET", path).json()["value"]
    assert [(row["principalType"], row["principalDisplayName"]) for row in rows] == [("User", "Ada"), ("Group", "All")]
    assert rows[0]["resourceDisplayName"] == "Fabrikam"
    assert graph("DELETE", f"{path}/{rows[0]['id']}").status_code == 204
    assert code(graph("DELETE", f"{path}/{rows[0]['id']}")) == (404, "Request_ResourceNotFound")
    assert simulator.directory.source.assigned(made.service_principal_id) == [group]


def test_one_is_assigned_once(graph, made, path, user):
    assert graph("POST", path, body(made, user)).status_code == 201
    again = graph("POST", path, body(made, user))
    assert (again.status_code, again.json()["error"]["code"]) == (400, "Request_BadRequest")
    assert again.json()["error"]["message"] == "Permission being assigned already exists on the object."


@pytest.mark.parametrize(
    ("changes", "expected", "message"),
    [
        ({"appRoleId": ABSENT}, (400, "Request_BadRequest"), "Permission being assigned was not found"),
        ({"appRoleId": ZEROS}, (400, "Request_BadRequest"), "Permission being assigned was not found"),
        ({"resourceId": ABSENT}, (400, "Request_BadRequest"), "Not a valid reference update."),
        ({"principalId": ABSENT}, (404, "Request_ResourceNotFound"), f"Resource '{ABSENT}' does not exist"),
        ({"principalId": "x"}, (400, "Request_BadRequest"), "Invalid value"),
        ({"principalDisplayName": "x"}, (400, "Request_BadRequest"), "Property 'principalDisplayName' is read-only"),
    ],
)
def test_refused(graph, made, path, user, code, changes, expected, message):
    answer = graph("POST", path, body(made, user, **changes))
    assert code(answer) == expected
    assert answer.json()["error"]["message"].startswith(message)


def test_an_application_is_no_user(graph, made, path, code):
    assert code(graph("POST", path, body(made, made.service_principal_id))) == (400, "Request_BadRequest")


def test_pages(simulator, graph, made, path):
    for number in range(3):
        user = simulator.directory.source.add_user(f"user{number}")["id"]
        simulator.directory.source.assign(made.service_principal_id, user)
    simulator.behaviour.page_size = 2
    first = graph("GET", f"{path}?$select=principalId").json()
    assert len(first["value"]) == 2
    assert len(graph("GET", first["@odata.nextLink"]).json()["value"]) == 1


@pytest.mark.parametrize(
    ("roles", "status"),
    [
        (("AppRoleAssignment.ReadWrite.All", "Application.Read.All"), 201),
        (("AppRoleAssignment.ReadWrite.All", "Directory.Read.All"), 201),
        (("Application.ReadWrite.All",), 201),
        (("AppRoleAssignment.ReadWrite.All",), 403),
        (("Directory.Read.All",), 403),
        (("Application.ReadWrite.OwnedBy",), 403),
    ],
)
def test_permissions(client_with, made, path, user, roles, status):
    assert client_with(*roles)("POST", path, body(made, user)).status_code == status


def test_permission_to_take_away(simulator, client_with, made, path, user):
    row = simulator.directory.source.assign(made.service_principal_id, user)
    assert client_with("Directory.Read.All")("DELETE", f"{path}/{row['id']}").status_code == 403
    assert client_with("AppRoleAssignment.ReadWrite.All")("DELETE", f"{path}/{row['id']}").status_code == 204


def test_a_removed_user_is_assigned_no_more(simulator, made, user):
    simulator.directory.source.assign(made.service_principal_id, user)
    simulator.directory.source.remove_user(user)
    assert simulator.directory.source.assigned(made.service_principal_id) == []
