# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The multitenant organization, its tenants, and the request to join one; only the global cloud has them.

Graph reference: multitenantorganization, multitenantorganizationmember, multitenantorganizationjoinrequestrecord.
What the service does asynchronously takes as long as the behaviour says.
"""

from __future__ import annotations

from collections.abc import Callable

from .. import directory as state
from .. import errors
from ..messages import Answer, no_content
from ..model import MTO, MTO_JOIN_REQUEST, MTO_TENANT, NEW_MTO_TENANT
from ..request import Request
from ..routing import MTO_READ, MTO_TENANT_READ, MTO_WRITE, Route
from ..table import Row, Table
from .partners import now_text

_PATH = "tenantRelationships/multiTenantOrganization"


def _caught_up(endpoint: Callable[[Request], Answer]) -> Callable[[Request], Answer]:
    """The work that the service has been doing by itself is done before anybody reads."""

    def answer(request: Request) -> Answer:
        request.directory.mto_tenant_rows.catch_up()
        request.directory.mto_rows.catch_up()
        return endpoint(request)

    return answer


def _soon(request: Request, table: Table, key: str, change: Callable[[Row], Row | None]) -> None:
    """Asynchronous, however little time it takes."""
    table.later(key, request.behaviour.mto_processing, change)
    table.catch_up()


def _require_owner(request: Request) -> None:
    """Only owner tenants can manage an organization (tenantrelationship-put-multitenantorganization)."""
    if request.directory.mto_rows.get(state.MTO) is None:
        # Where PATCH makes an organization: the answer to everything else.
        status, code = request.behaviour.mto_absent or (404, "Directory_ObjectNotFound")
        raise errors.absent(code, state.MTO, status)
    if _home(request)["role"] != "owner":
        status, code = request.behaviour.mto_not_owner
        raise errors.GraphError(status, code, "Only an owner tenant can manage the Multi-Tenant Organization.")


def _home(request: Request) -> Row:
    return request.directory.mto_tenant_rows.get(request.directory.home["tenantId"])


# The organization.


def get_organization(request: Request) -> Answer:
    """GET: without an organization 200 with the state inactive and no id (multitenantorganization-get)."""
    row = request.directory.mto_rows.at(state.MTO, request.moment)
    if row is not None:
        return request.entity(MTO, row, _PATH)
    answer = request.entity(MTO, {"state": "inactive"}, _PATH)
    answer.body.pop("id", None)
    return answer


def create_organization(request: Request) -> Answer:
    """PUT only creates; the creator becomes an owner."""
    directory = request.directory
    given = request.accept(MTO, {})
    if given.get("displayName") is None:
        raise errors.bad_request("A value is required for property 'displayName' of the new resource.")
    if directory.mto_rows.get(state.MTO) is not None:
        raise errors.organization_exists()
    return request.entity(MTO, _created(request, given), _PATH, status=201)


def _created(request: Request, given: Row) -> Row:
    """A new organization, whose owner is this tenant."""
    row = state.new_organization(**{**given, "createdDateTime": now_text()})
    request.directory.mto_rows.put(state.MTO, row)
    home = request.directory.home
    _add(request, {"tenantId": home["tenantId"], "displayName": home["displayName"], "role": "owner"}, "active")
    return row


def update_organization(request: Request) -> Answer:
    """PATCH (multitenantorganization-update)."""
    if request.behaviour.mto_absent is None and request.directory.mto_rows.get(state.MTO) is None:
        _created(request, request.accept(MTO, {}))
        return no_content()
    _require_owner(request)
    row = request.true(request.directory.mto_rows, state.MTO)
    request.directory.mto_rows.put(state.MTO, MTO.applied(request.accept(MTO, row), row, request.replace))
    return no_content()


# Its tenants.


def list_tenants(request: Request) -> Answer:
    """GET all: pending, active and, while that takes its time, removed ones."""
    missing = request.directory.mto_rows.at(state.MTO, request.moment) is None
    if missing and request.behaviour.mto_tenants_without == "absent":
        raise request.absent(state.MTO)
    selection = request.selection(MTO_TENANT)
    rows, document = request.page(MTO_TENANT, request.directory.mto_tenant_rows, f"{_PATH}/tenants")
    return Answer(200, {**document, "value": [request.rendered(MTO_TENANT, row, selection) for _key, row in rows]})


def get_tenant(request: Request) -> Answer:
    """GET one; the error of an absent one is printed and expected: multi-tenant-organization-configure-graph."""
    row = request.directory.mto_tenant_rows.at(request.tenant_key(), request.moment)
    if row is None:
        raise errors.absent("Directory_ObjectNotFound", request.key)
    return request.entity(MTO_TENANT, row, f"{_PATH}/tenants")


def add_tenant(request: Request) -> Answer:
    """POST: the tenant is pending until its own administrator joins (multitenantorganization-post-tenants)."""
    given = NEW_MTO_TENANT.accept(request.body, request.api, {}, key_in_body=True)
    for name in ("tenantId", "displayName"):
        if given.get(name) is None:
            raise errors.bad_request(f"A value is required for property '{name}' of the new resource.")
    _require_owner(request)
    key = given["tenantId"]
    # unknown: adding a tenant again while it is being removed; assumed: refused as long as it is there.
    if request.directory.mto_tenant_rows.get(key) is not None:
        raise errors.tenant_added_already()
    row = _add(request, {"role": "member", **given}, "pending")
    if request.behaviour.mto_joining is not None:
        request.directory.mto_tenant_rows.later(key, request.behaviour.mto_joining, _joined)
    return request.entity(MTO_TENANT, row, f"{_PATH}/tenants", status=201)


def _joined(row: Row) -> Row:
    return {**row, "state": "active", "joinedDateTime": now_text()} if row["state"] == "pending" else row


def _add(request: Request, given: Row, member_state: str) -> Row:
    added = {
        "addedByTenantId": request.directory.home["tenantId"],
        "addedDateTime": now_text(),
        "joinedDateTime": None,
        "state": member_state,
        "transitionDetails": None,
    }
    row = {**given, **added}
    request.directory.mto_tenant_rows.put(given["tenantId"], row)
    return row


def update_tenant(request: Request) -> Answer:
    """PATCH of the role, which is a transition until it is done (multitenantorganizationmember-update, …-get)."""
    table = request.directory.mto_tenant_rows
    row = request.true(table, request.tenant_key())
    changes = request.accept(MTO_TENANT, row)
    _require_owner(request)
    if "role" in changes:
        transition = {"desiredRole": changes["role"], "desiredState": row["state"], "status": "notStarted"}
        table.put(row["tenantId"], {**row, "transitionDetails": {**transition, "details": None}})

        def arrived(row: Row) -> Row:
            return {**row, "role": changes["role"], "transitionDetails": None}

        _soon(request, table, row["tenantId"], arrived)
    return no_content()


def remove_tenant(request: Request) -> Answer:
    """DELETE, by an owner or by the tenant itself. If the last tenant leaves, the organization ends.

    Graph reference: multitenantorganization-delete-tenants. unknown: the error when the last owner leaves others.
    """
    table = request.directory.mto_tenant_rows
    key = request.tenant_key()
    row = table.get(key)
    if row is None:
        raise errors.absent("Request_ResourceNotFound", key)
    others = [other for _key, other in table.rows() if other["tenantId"] != key and other["state"] == "active"]
    leaving = key == request.directory.home["tenantId"]
    if not leaving:
        _require_owner(request)
    elif row["role"] == "owner" and others and all(other["role"] != "owner" for other in others):
        raise errors.bad_request("The last owner cannot leave the Multi-Tenant Organization.")
    transition = {"desiredRole": row["role"], "desiredState": "removed", "status": "notStarted", "details": None}
    table.put(key, {**row, "state": "removed", "transitionDetails": transition})

    def gone(_row: Row) -> None:
        if leaving:
            request.directory.mto_rows.remove(state.MTO)
            request.directory.mto_rows.put(state.JOIN_REQUEST, state.no_join_request())
            for other in [name for name, _other in table.rows()]:
                table.remove(other)

    _soon(request, table, key, gone)
    return no_content()


# The request of the home tenant to join the organization of another one.


def get_join_request(request: Request) -> Answer:
    """GET: the record is there before any request."""
    row = request.visible(request.directory.mto_rows, state.JOIN_REQUEST)
    none_made = row["addedByTenantId"] == state.NO_TENANT
    if none_made and request.behaviour.mto_join_request_without == "absent":
        raise request.absent(state.JOIN_REQUEST)
    return request.entity(MTO_JOIN_REQUEST, row, f"{_PATH}/joinRequest")


def update_join_request(request: Request) -> Answer:
    """PATCH: asynchronous; the GUID of zeros resets a request that has failed."""
    directory = request.directory
    row = directory.mto_rows.get(state.JOIN_REQUEST)
    owner = request.accept(MTO_JOIN_REQUEST, row).get("addedByTenantId")
    if owner is None:
        raise errors.bad_request("A value is required for property 'addedByTenantId'.")
    if owner == state.NO_TENANT:
        directory.mto_rows.put(state.JOIN_REQUEST, state.no_join_request())
        return no_content()
    invited = owner in directory.invitations and directory.mto_rows.get(state.MTO) is None
    if not invited and request.behaviour.mto_join_uninvited:
        status, code = request.behaviour.mto_join_uninvited
        raise errors.GraphError(status, code, "The tenant was not added to the Multi-Tenant Organization.")
    transition = {"desiredMemberState": "active", "status": "notStarted", "details": ""}
    pending = {"addedByTenantId": owner, "memberState": "pending", "role": None, "transitionDetails": transition}
    directory.mto_rows.put(state.JOIN_REQUEST, {**row, **pending})

    def joined(row: Row) -> Row:
        if not invited:
            return {**row, "transitionDetails": {**transition, "status": "failed", "details": "Not added by its owner"}}
        _enter(request, owner)
        role = directory.invitations[owner]
        return {**row, "memberState": "active", "role": role, "transitionDetails": None}

    _soon(request, directory.mto_rows, state.JOIN_REQUEST, joined)
    return no_content()


def _enter(request: Request, owner: str) -> None:
    """The organization of another tenant, as the home tenant sees it once it has joined."""
    directory = request.directory
    directory.mto_rows.put(state.MTO, state.new_organization())
    home = directory.home
    role = directory.invitations[owner]
    _add(request, {"tenantId": owner, "displayName": "Owner", "role": "owner"}, "active")
    _add(request, {"tenantId": home["tenantId"], "displayName": home["displayName"], "role": role}, "active")


_SELECT = frozenset({"$select"})


def _route(method: str, path: str, endpoint: Callable[[Request], Answer], query: frozenset[str] = frozenset()) -> Route:
    permission = MTO_WRITE
    if method == "GET":
        permission = MTO_TENANT_READ if path.endswith("{key}") else MTO_READ
    takes_body = method in ("PUT", "POST", "PATCH")
    place = f"/{_PATH}{path}"
    return Route(method, place, _caught_up(endpoint), permission, query, takes_body, clouds=("global",))


ROUTES = (
    _route("GET", "", get_organization, _SELECT),
    _route("PUT", "", create_organization),
    _route("PATCH", "", update_organization),
    _route("GET", "/tenants", list_tenants, _SELECT | {"$top", "$skiptoken"}),
    _route("POST", "/tenants", add_tenant),
    _route("GET", "/tenants/{key}", get_tenant, _SELECT),
    _route("PATCH", "/tenants/{key}", update_tenant),
    _route("DELETE", "/tenants/{key}", remove_tenant),
    _route("GET", "/joinRequest", get_join_request, _SELECT),
    _route("PATCH", "/joinRequest", update_join_request),
)
