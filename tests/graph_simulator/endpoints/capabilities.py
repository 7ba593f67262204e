# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft 365 capabilities of partners and of the default settings; only the global cloud has them.

Graph reference: crosstenantaccesspolicyconfigurationpartner-post-m365capabilities, -list-m365capabilities,
-update-m365capabilities, -delete-m365capabilities, crosstenantaccesspolicyconfigurationdefault-update-m365capabilities,
m365capabilitybase, m365capabilityresourcescope. The pages disagree about clouds: those that list or create say global
only, those that update name no cloud. unknown: the answer to a name that is none; assumed: as for one that is absent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from functools import partial

from .. import errors
from ..directory import DEFAULT
from ..messages import Answer, no_content
from ..model import (
    CAPABILITY,
    DEFAULT_CAPABILITIES,
    PARTNER_CAPABILITIES,
    capability_type,
    refuse_incomplete_scopes,
)
from ..request import PARTNERS_PATH, Request
from ..routing import CAPABILITY_READ, CAPABILITY_WRITE, Route
from ..table import Row, Table

_DEFAULT_PATH = "policies/crossTenantAccessPolicy/default"
_TYPE = "@odata.type"
_PREFIX = "#microsoft.graph."


class _OfPartner:
    """Capabilities below a partner, which must be there."""

    names = PARTNER_CAPABILITIES

    def path(self, request: Request) -> str:
        return f"{PARTNERS_PATH}('{request.tenant_key()}')/m365Capabilities"

    def table_to_read(self, request: Request) -> Table:
        request.visible(request.directory.partner_rows, request.tenant_key())
        return request.directory.capability_table(request.tenant_key())

    def table_to_write(self, request: Request) -> Table:
        request.require_replicated_partner(request.tenant_key())
        request.true(request.directory.partner_rows, request.tenant_key())
        return request.directory.capability_table(request.tenant_key())

    def require_deletable(self, request: Request) -> None:
        """They all are."""


class _OfDefault:
    """Capabilities below the default settings, which are always there."""

    names = DEFAULT_CAPABILITIES

    def path(self, _request: Request) -> str:
        return f"{_DEFAULT_PATH}/m365Capabilities"

    def table_to_read(self, request: Request) -> Table:
        table = request.directory.capability_table(DEFAULT)
        if request.behaviour.default_capabilities == "all":
            for name in self.names:
                if not table.ever_had(name):
                    access = {"isAllowed": False, "resourceScopes": {"included": [], "excluded": []}}
                    table.settle(name, {"name": name, "lastModifiedDateTime": None, "inboundAccess": access})
        return table

    table_to_write = table_to_read

    def require_deletable(self, request: Request) -> None:
        if request.behaviour.default_capability_delete == "refuse":
            raise errors.method_not_allowed()


_Place = _OfPartner | _OfDefault


def list_capabilities(place: _Place, request: Request) -> Answer:
    """GET all. Their types differ, so that each says its own; $filter, $skip and $count are not simulated."""
    selection = request.selection(CAPABILITY)
    rows, document = request.page(CAPABILITY, place.table_to_read(request), place.path(request))
    value = []
    for name, row in rows:
        shown = request.rendered(CAPABILITY, _with_scopes(request, row), selection)
        value.append({_TYPE: f"{_PREFIX}{name}", **shown})
    return Answer(200, {**document, "value": value})


def get_capability(place: _Place, request: Request) -> Answer:
    """GET one."""
    return _entity(place, request, request.visible(place.table_to_read(request), request.key))


def create_capability(place: _Place, request: Request) -> Answer:
    """POST. The type in the body alone says which capability it is."""
    name = _type_in_body(place, request)
    given = request.accept(capability_type(name), {})
    access = given.get("inboundAccess")
    if access is None:
        raise errors.bad_request("A value is required for property 'inboundAccess' of the new resource.")
    if "isAllowed" not in access:
        raise errors.bad_request("A value is required for property 'isAllowed'.")
    refuse_incomplete_scopes(access)
    table = place.table_to_write(request)
    if table.get(name) is not None:
        raise errors.capability_exists(*request.behaviour.capability_exists)
    row = CAPABILITY.applied(given, {"name": name, "lastModifiedDateTime": _now()}, request.replace)
    table.put(name, row)
    return _entity(place, request, row, 201)


def update_capability(place: _Place, request: Request) -> Answer:
    """PATCH of the access."""
    table = place.table_to_write(request)
    row = request.true(table, request.key)
    has_type = isinstance(request.body, dict) and _TYPE in request.body
    if has_type and request.behaviour.capability_type_in_patch == "refuse":
        raise errors.bad_request(f"The annotation '{_TYPE}' was found. It cannot be updated.", "BadRequest")
    changes = request.accept(capability_type(request.key), row)
    refuse_incomplete_scopes(changes.get("inboundAccess"))
    changed = CAPABILITY.applied(changes, row, request.replace)
    table.put(request.key, {**changed, "lastModifiedDateTime": _now()})
    return no_content()


def delete_capability(place: _Place, request: Request) -> Answer:
    """DELETE, which leaves nothing behind."""
    place.require_deletable(request)
    table = place.table_to_write(request)
    request.true(table, request.key)
    table.remove(request.key)
    return no_content()


def _type_in_body(place: _Place, request: Request) -> str:
    """The name of the capability that is to be made: "The @odata.type property is required"."""
    text = request.body.get(_TYPE) if isinstance(request.body, dict) else None
    if not isinstance(text, str):
        raise errors.bad_request(f"A value is required for property '{_TYPE}' of the new resource.")
    name = text.removeprefix(_PREFIX)
    if name == text or name not in place.names:
        raise errors.bad_request(f"The type '{text}' is not valid here.")
    return name


def _entity(place: _Place, request: Request, row: Row, status: int = 200) -> Answer:
    name = row["name"]
    path = f"{place.path(request)}/microsoft.graph.{name}"
    answer = request.entity(CAPABILITY, _with_scopes(request, row), path, status)
    answer.body = {"@odata.context": answer.body.pop("@odata.context"), _TYPE: f"{_PREFIX}{name}", **answer.body}
    return answer


def _with_scopes(request: Request, row: Row) -> Row:
    """A capability as this Graph shows it if it was made without scopes."""
    access = row["inboundAccess"]
    if request.behaviour.capability_scopes_without == "null" or access.get("resourceScopes") is not None:
        return row
    return {**row, "inboundAccess": {**access, "resourceScopes": {"included": [], "excluded": []}}}


def _now() -> str:
    """The present time to seven digits, as the reference pages show it here."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


def _routes(place: _Place, path: str) -> tuple[Route, ...]:
    all_of_them, one = f"{path}/m365Capabilities", f"{path}/m365Capabilities/{{key}}"
    select = frozenset({"$select"})

    def route(
        method: str, where: str, endpoint: Callable[[_Place, Request], Answer], query: frozenset[str] = frozenset()
    ) -> Route:
        permission = CAPABILITY_READ if method == "GET" else CAPABILITY_WRITE
        takes_body = method in ("POST", "PATCH")
        return Route(method, where, partial(endpoint, place), permission, query, takes_body, clouds=("global",))

    return (
        route("GET", all_of_them, list_capabilities, select | {"$top", "$skiptoken"}),
        route("POST", all_of_them, create_capability),
        route("GET", one, get_capability, select),
        route("PATCH", one, update_capability),
        route("DELETE", one, delete_capability),
    )


ROUTES = _routes(_OfPartner(), f"/{PARTNERS_PATH}/{{key}}") + _routes(_OfDefault(), f"/{_DEFAULT_PATH}")
