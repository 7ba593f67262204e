# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applications and service principals, as far as synchronization needs them.

Graph reference: applicationtemplate-instantiate, serviceprincipal-list, -get, -update, -delete, application-list,
-delete. Of the query options there are those that are used.
"""

from __future__ import annotations

from .. import errors
from ..behaviour import Behaviour
from ..messages import Answer, no_content
from ..queries import matcher
from ..request import Request
from ..routing import Route
from ..source import permissions as needs
from ..source import shapes
from ..source.types import APPLICATION, INSTANCE, SERVICE_PRINCIPAL
from ..table import Row, Table

PATH = "servicePrincipals"
ONE = f"/{PATH}/{{key}}"
_MOST = 100  # objects in a page since September 2025 (changelog of Microsoft.DirectoryServices, 2025-09-04)
_FILTER = {"id": ("in", "eq"), "appId": ("eq", "in"), "applicationTemplateId": ("eq",), "displayName": ("eq",)}


def source_side(behaviour: Behaviour) -> bool:
    """Whether the cloud has the synchronization API."""
    return behaviour.cloud != "china" or behaviour.source_side_in_china != "absent"


def instantiate(request: Request) -> Answer:
    """POST instantiate. Of the gallery there is the template of cross-tenant synchronization only."""
    behaviour, source = request.behaviour, request.directory.source
    offered = behaviour.cloud != "china" or behaviour.source_side_in_china == "present"
    if request.key.lower() != shapes.GALLERY_TEMPLATE_ID or not offered:
        raise errors.object_absent(request.key)
    given = request.accept(INSTANCE, {})
    if not given.get("displayName"):
        raise errors.bad_request("A value is required for property 'displayName' of the new resource.")
    home = request.directory.home["tenantId"]
    application, principal = shapes.new_instance(given["displayName"], home, source.now_text())
    application["serviceManagementReference"] = given.get("serviceManagementReference")
    source.applications.put(application["id"], application)
    source.principals.put(principal["id"], principal)
    # A user becomes the owner of what he makes, which gives his application nothing.
    if behaviour.instantiate_owner == "caller" and "scp" not in request.claims:
        source.owners[application["id"]] = source.owners[principal["id"]] = [request.claims["appid"]]
    body = {
        "@odata.context": request.context("microsoft.graph.applicationServicePrincipal"),
        "application": APPLICATION.render(application, request.api),
        "servicePrincipal": SERVICE_PRINCIPAL.render(principal, request.api),
    }
    return Answer(201, body)


def list_principals(request: Request) -> Answer:
    """GET all that pass a filter."""
    selection = request.selection(SERVICE_PRINCIPAL)
    wanted = matcher(request.call.query.get("$filter"), _FILTER)
    rows, document = request.page(SERVICE_PRINCIPAL, request.directory.source.principals, PATH, wanted, _MOST)
    value = [request.rendered(SERVICE_PRINCIPAL, row, selection) for _key, row in rows]
    return Answer(200, {**document, "value": value})


def get_principal(request: Request) -> Answer:
    """GET one."""
    return request.entity(SERVICE_PRINCIPAL, visible_principal(request), PATH)


def update_principal(request: Request) -> Answer:
    """PATCH. unknown: whether the application follows a new name; assumed: no."""
    row = true_principal(request)
    changed = SERVICE_PRINCIPAL.applied(request.accept(SERVICE_PRINCIPAL, row), row, request.replace)
    request.directory.source.principals.put(row["id"], changed)
    return no_content()


def delete_principal(request: Request) -> Answer:
    """DELETE, which leaves a soft-deleted one, and the application."""
    _delete_principal(request, true_principal(request))
    return no_content()


def list_owners(request: Request) -> Answer:
    """GET the owners, of which only applications are simulated (serviceprincipal-list-owners)."""
    key = visible_principal(request)["id"]
    value = [
        {"@odata.type": "#microsoft.graph.servicePrincipal", "appId": client_id}
        for client_id in request.directory.source.owners.get(key, ())
    ]
    return Answer(200, {"@odata.context": request.context("directoryObjects"), "value": value})


def restore_object(request: Request) -> Answer:
    """POST restore of a deleted application or service principal (directory-deleteditems-restore)."""
    source = request.directory.source
    row = _deleted(request)
    source.deleted.remove(row["id"])
    shown = {**row, "deletedDateTime": None}
    is_principal = "servicePrincipalType" in row
    (source.principals if is_principal else source.applications).put(row["id"], shown)
    kind = SERVICE_PRINCIPAL if is_principal else APPLICATION
    context = request.context("directoryObjects", "/$entity")
    return Answer(200, {"@odata.context": context, **kind.render(shown, request.api)})


def purge_object(request: Request) -> Answer:
    """DELETE a deleted application or service principal for good (directory-deleteditems-delete)."""
    source, key = request.directory.source, _deleted(request)["id"]
    source.deleted.remove(key)
    source.secrets.remove(key)
    source.owners.pop(key, None)
    return no_content()


def _deleted(request: Request) -> Row:
    row = request.directory.source.deleted.get(request.keys[0].lower())
    if row is None:
        raise errors.object_absent(request.keys[0])
    return row


def list_applications(request: Request) -> Answer:
    """GET all that pass a filter."""
    selection = request.selection(APPLICATION)
    wanted = matcher(request.call.query.get("$filter"), _FILTER)
    rows, document = request.page(APPLICATION, request.directory.source.applications, "applications", wanted, _MOST)
    return Answer(200, {**document, "value": [request.rendered(APPLICATION, row, selection) for _key, row in rows]})


def delete_application(request: Request) -> Answer:
    """DELETE: "moved to a temporary container", from which they can be restored within 30 days."""
    source = request.directory.source
    row = _true(request, source.applications)
    _bury(request, source.applications, row)
    if request.behaviour.application_delete == "with_principal":
        for _key, principal in list(source.principals.rows()):
            if principal["appId"] == row["appId"]:
                _delete_principal(request, principal)
    return no_content()


def visible_principal(request: Request) -> Row:
    """The service principal in the path as a read shows it, or 404."""
    row = request.directory.source.principals.at(request.keys[0].lower(), request.moment)
    if row is None:
        raise errors.object_absent(request.keys[0])
    return row


def true_principal(request: Request) -> Row:
    """The service principal in the path that a write acts on, or 404, also while it is too new."""
    return _true(request, request.directory.source.principals)


def _true(request: Request, table: Table) -> Row:
    key = request.keys[0].lower()
    row = table.get(key)
    if row is None:
        raise errors.object_absent(request.keys[0])
    request.require_replicated(table, key)
    return row


def _bury(request: Request, table: Table, row: Row) -> None:
    source = request.directory.source
    table.remove(row["id"])
    source.deleted.put(row["id"], {**row, "deletedDateTime": source.now_text()})


def _delete_principal(request: Request, row: Row) -> None:
    source = request.directory.source
    _bury(request, source.principals, row)
    assignments = source.assignment_table(row["id"])
    for key, _row in list(assignments.rows()):
        assignments.remove(key)
    if request.behaviour.principal_delete == "ends_job":
        for key, _row in list(source.job_table(row["id"]).rows()):
            source.drop_job(row["id"], key)


_LIST = frozenset({"$select", "$filter", "$top", "$skiptoken"})
_SELECT = frozenset({"$select"})

ROUTES = (
    Route(
        "POST",
        "/applicationTemplates/{key}/instantiate",
        instantiate,
        needs.INSTANTIATE,
        takes_body=True,
        exists=source_side,
    ),
    Route("GET", f"/{PATH}", list_principals, needs.PRINCIPAL_READ, query=_LIST),
    Route("GET", ONE, get_principal, needs.PRINCIPAL_READ, query=_SELECT),
    Route("PATCH", ONE, update_principal, needs.PRINCIPAL_WRITE, takes_body=True, owned=True),
    Route("DELETE", ONE, delete_principal, needs.PRINCIPAL_WRITE, owned=True),
    Route("GET", f"{ONE}/owners", list_owners, needs.PRINCIPAL_READ),
    Route("POST", "/directory/deletedItems/{key}/restore", restore_object, needs.DELETED_OBJECT),
    Route("DELETE", "/directory/deletedItems/{key}", purge_object, needs.DELETED_OBJECT),
    Route("GET", "/applications", list_applications, needs.PRINCIPAL_READ, query=_LIST),
    Route("DELETE", "/applications/{key}", delete_application, needs.APPLICATION_WRITE, owned=True),
)
