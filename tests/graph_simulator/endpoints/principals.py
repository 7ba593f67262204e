# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users and groups, to which configurations are assigned: by ID, by name, and many IDs at once.

Graph reference: user-list, user-get, group-list, group-get, directoryobject-getbyids. They are only read here.
"""

from __future__ import annotations

from functools import partial

from .. import errors
from ..kinds import is_guid
from ..messages import Answer
from ..model import EntityType
from ..queries import matcher
from ..request import Request
from ..routing import Route
from ..source import permissions as needs
from ..source.state import SourceSide
from ..source.types import BY_IDS, DIRECTORY_TYPES, GROUP, USER, USER_DEFAULT
from ..table import Row, Table

_MOST_IDS = 1000
# The tables of the types; those of users and groups have the names of the addresses.
_TABLES = {"user": "users", "group": "groups", "servicePrincipal": "principals", "application": "applications"}
_FILTERS = {
    USER.name: {"id": ("eq", "in"), "userPrincipalName": ("eq", "in"), "mail": ("eq",), "displayName": ("eq", "in")},
    GROUP.name: {"id": ("eq", "in"), "displayName": ("eq", "in"), "mailNickname": ("eq",)},
}


def _table(source: SourceSide, kind: EntityType) -> Table:
    return getattr(source, _TABLES[kind.name])


def _shown(request: Request, kind: EntityType, row: Row, selection: list[str] | None) -> Row:
    """An object with the selected properties; of a user there are few without $select."""
    if selection is None and kind is USER:
        selection = list(USER_DEFAULT)
    return request.rendered(kind, row, selection)


def list_objects(kind: EntityType, request: Request) -> Answer:
    """GET all that pass a filter."""
    selection = request.selection(kind)
    wanted = matcher(request.call.query.get("$filter"), _FILTERS[kind.name])
    rows, document = request.page(kind, _table(request.directory.source, kind), _TABLES[kind.name], wanted)
    return Answer(200, {**document, "value": [_shown(request, kind, row, selection) for _key, row in rows]})


def get_object(kind: EntityType, request: Request) -> Answer:
    """GET one; a user by userPrincipalName too."""
    table, key = _table(request.directory.source, kind), request.key.lower()
    if kind is USER and not is_guid(key):
        names = (row for _key, row in table.rows(request.moment) if row["userPrincipalName"].lower() == key)
        row = next(names, None)
    else:
        row = table.at(key, request.moment)
    if row is None:
        raise errors.object_absent(request.key)
    selection = request.selection(kind)
    suffix = f"({','.join(selection)})" if selection is not None else ""
    context = request.context(_TABLES[kind.name], f"{suffix}/$entity")
    return Answer(200, {"@odata.context": context, **_shown(request, kind, row, selection)})


def get_by_ids(request: Request) -> Answer:
    """POST getByIds; objects that are not there are left out. $select "is not available for this operation"."""
    given = request.accept(BY_IDS, {})
    ids = given.get("ids")
    if not ids or len(ids) > _MOST_IDS:
        raise errors.bad_request(f"The number of ids must be between 1 and {_MOST_IDS}.")
    types = {name.lower() for name in given.get("types") or ["directoryObject"]}
    kinds = {name: kind for name, kind in DIRECTORY_TYPES.items() if types & {name.lower(), "directoryobject"}}
    if not types <= {"directoryobject", *(name.lower() for name in DIRECTORY_TYPES)}:
        raise errors.invalid_value("types")
    value = []
    for key in dict.fromkeys(ids):
        for name, kind in kinds.items():
            row = _table(request.directory.source, kind).at(key, request.moment)
            if row is not None:
                shown = _shown(request, kind, row, None)
                if not needs.readable(name, request.held, request.behaviour):
                    shown = {"id": row["id"], **dict.fromkeys(prop for prop in shown if prop != "id")}
                value.append({"@odata.type": f"#microsoft.graph.{name}", **shown})
    return Answer(200, {"@odata.context": request.context("directoryObjects"), "value": value})


def _routes(kind: EntityType, permission: str) -> tuple[Route, ...]:
    path = f"/{_TABLES[kind.name]}"
    query = frozenset({"$select", "$filter", "$top", "$skiptoken"})
    return (
        Route("GET", path, partial(list_objects, kind), permission, query=query),
        Route("GET", f"{path}/{{key}}", partial(get_object, kind), permission, query=frozenset({"$select"})),
    )


ROUTES = (
    *_routes(USER, needs.USERS),
    *_routes(GROUP, needs.GROUPS),
    Route("POST", "/directoryObjects/getByIds", get_by_ids, needs.BY_IDS, takes_body=True),
)
