# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is assigned to a configuration (Graph reference: serviceprincipal-list-approleassignedto, -post-, -delete-)."""

from __future__ import annotations

from .. import errors
from ..messages import Answer, no_content
from ..request import Request
from ..routing import Route
from ..source import permissions as needs
from ..source.shapes import new_assignment
from ..source.types import ASSIGNMENT
from .applications import ONE, true_principal, visible_principal


def list_assignments(request: Request) -> Answer:
    """GET all."""
    principal = visible_principal(request)
    selection = request.selection(ASSIGNMENT)
    table = request.directory.source.assignment_table(principal["id"])
    path = f"servicePrincipals('{principal['id']}')/appRoleAssignedTo"
    rows, document = request.page(ASSIGNMENT, table, path)
    return Answer(200, {**document, "value": [request.rendered(ASSIGNMENT, row, selection) for _key, row in rows]})


def assign(request: Request) -> Answer:
    """POST. Codes and messages are those that scripts of others look for ("already exists on the object")."""
    source, principal = request.directory.source, true_principal(request)
    given = request.accept(ASSIGNMENT, {})
    for name in ("appRoleId", "principalId", "resourceId"):
        if name not in given:
            raise errors.bad_request(f"A value is required for property '{name}' of the new resource.")
    if given["resourceId"] != principal["id"]:
        raise errors.bad_request("Not a valid reference update.")
    try:
        kind, assignee = source.principal(given["principalId"])
    except KeyError:
        raise errors.object_absent(given["principalId"]) from None
    role = next((role for role in principal["appRoles"] if role["id"] == given["appRoleId"]), None)
    allowed = "Application" if kind == "ServicePrincipal" else "User"
    # The role of zeros is for applications that have no roles (serviceprincipal-post-approleassignedto).
    if role is None or allowed not in role["allowedMemberTypes"]:
        raise errors.bad_request("Permission being assigned was not found on application.")
    table = source.assignment_table(principal["id"])
    for _key, row in table.rows():
        if (row["principalId"], row["appRoleId"]) == (given["principalId"], given["appRoleId"]):
            raise errors.bad_request("Permission being assigned already exists on the object.")
    name = assignee["displayName"]
    row = new_assignment(given["principalId"], kind, name, principal, given["appRoleId"], source.now_text())
    table.put(row["id"], row)
    path = f"servicePrincipals('{principal['id']}')/appRoleAssignedTo"
    return request.entity(ASSIGNMENT, row, path, 201)


def unassign(request: Request) -> Answer:
    """DELETE."""
    table = request.directory.source.assignment_table(true_principal(request)["id"])
    if table.get(request.key) is None:
        raise errors.object_absent(request.key)
    table.remove(request.key)
    return no_content()


_ALL = f"{ONE}/appRoleAssignedTo"

ROUTES = (
    Route("GET", _ALL, list_assignments, needs.PRINCIPAL_READ, query=frozenset({"$select", "$top", "$skiptoken"})),
    Route("POST", _ALL, assign, needs.ASSIGN, takes_body=True, also=needs.ASSIGN_READ),
    Route("DELETE", f"{_ALL}/{{key}}", unassign, needs.UNASSIGN),
)
