# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The multitenant organization, its tenants, and the request to join an organization, as Graph shows them.

Private to this collection. Pure. Graph makes most changes of these objects asynchronously, in minutes or hours. The
``state`` of an organization, a tenant or a request, and its ``transition``, show the progress.
"""

from __future__ import annotations

from typing import NamedTuple

from .._names import NOBODY, tenant_key
from .desired import ABSENT, PRESENT
from .kinds import Field, GraphObject, Record, Row, Settings, Text, UnexpectedValue
from .observed import tenant_id_of
from .resource import Resource
from .resources import MTO, MTO_JOIN_REQUEST, MTO_TENANT

JOINED = "joined"
STATES = (PRESENT, ABSENT, JOINED)

ACTIVE = "active"
INACTIVE = "inactive"
PENDING = "pending"
REMOVED = "removed"
FAILED = "failed"

_TRANSITION = Record(
    (
        Field("desired_state", "desiredState", Text()),
        Field("desired_role", "desiredRole", Text()),
        Field("status", "status", Text()),
        Field("details", "details", Text()),
    )
)
_JOIN_TRANSITION = Record(
    (
        Field("desired_state", "desiredMemberState", Text()),
        Field("status", "status", Text()),
        Field("details", "details", Text()),
    )
)


def organization_row(graph: GraphObject) -> Row:
    """The organization in the words of the options of ``mto``. Raises UnexpectedValue."""
    state = _text(graph, "state")
    if state is None:
        raise UnexpectedValue("an organization without a state")
    return {"state": state, **MTO.read(graph)}


def tenant_row(graph: GraphObject) -> Row:
    """A tenant of the organization in the words of the options of ``mto_tenant``. Raises UnexpectedValue."""
    row = {"tenant_id": tenant_id_of(graph), **MTO_TENANT.read(graph), "state": _text(graph, "state")}
    return dict(row, transition=_transition(_TRANSITION, graph))


def join_request_row(graph: GraphObject | None) -> Row | None:
    """The join request of the home tenant; None if the tenant never made one. Raises UnexpectedValue."""
    if graph is None:
        return None
    owner = MTO_JOIN_REQUEST.read(graph)["added_by_tenant"]
    row = {"state": _text(graph, "memberState"), "role": _text(graph, "role")}
    transition = _transition(_JOIN_TRANSITION, graph)
    # The record contains zeros and nulls for the founder of an organization, and for a tenant that made no request.
    if owner in (None, NOBODY):
        return None
    return dict(row, added_by_tenant=tenant_key(owner) or owner, transition=transition)


def whole_organization_row(graph: GraphObject) -> Row:
    """The organization with everything that Graph says about it. Raises UnexpectedValue."""
    return _with_read_only(MTO, organization_row(graph), graph)


def whole_tenant_row(graph: GraphObject) -> Row:
    """A tenant of the organization with everything that Graph says about it. Raises UnexpectedValue."""
    return _with_read_only(MTO_TENANT, tenant_row(graph), graph)


def _with_read_only(resource: Resource, row: Row, graph: GraphObject) -> Row:
    """A row together with the properties that only Graph can set. A property is None if Graph has not set it."""
    return {**row, **{name: graph.get(property_) for property_, name in resource.read_only.items()}}


def _transition(kind: Record, graph: GraphObject) -> Settings | None:
    try:
        return kind.read(graph.get("transitionDetails"))
    except UnexpectedValue as error:
        raise UnexpectedValue(f"transitionDetails: {error}") from error


def _text(graph: GraphObject, name: str) -> str | None:
    try:
        return Text().read(graph.get(name))
    except UnexpectedValue as error:
        raise UnexpectedValue(f"{name}: {error}") from error


class Membership(NamedTuple):
    """Whether and how a tenant belongs to the multitenant organization.

    ``tenant`` is the tenant as Graph shows it, or None if it is not in the organization. ``organized``: whether there
    is an organization.
    """

    tenant: GraphObject | None
    organized: bool = True
