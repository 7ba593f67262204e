# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The multitenant organization, read from Graph (private to this collection)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypedDict

from .._graph.errors import EntraError, GraphError, UnexpectedAnswer
from .._graph.request import Request
from .._model.kinds import GraphObject, Row, without_annotations
from .._model.observed import (
    tenant_id_of,
)
from .._model.organization import (
    ACTIVE,
    Membership,
    join_request_row,
    organization_row,
    tenant_row,
    whole_organization_row,
    whole_tenant_row,
)
from .._model.resources import MTO, MTO_JOIN_REQUEST, MTO_TENANT
from . import requests
from .answers import entries, understood
from .errors import Failure

if TYPE_CHECKING:
    from .._graph.client import GraphClient


class OrganizationRows(TypedDict):
    """The multitenant organization as rows. ``mto_join_request`` is None if the home tenant never made a request."""

    mto: Row
    mto_tenants: list[Row]
    mto_join_request: Row | None


def mto(client: GraphClient) -> GraphObject:
    """The multitenant organization. If there is none, Graph shows an inactive organization. Raises Failure."""
    return _singleton(client, requests.one(MTO), organization_row, "read the multitenant organization")


def everything_of_mto(client: GraphClient) -> OrganizationRows:
    """The organization, its tenants, and the home tenant's request to join an organization, as rows. Raises Failure."""
    graph = mto(client)
    return {
        "mto": whole_organization_row(graph),
        # No page of Microsoft says how Graph answers a request for this list where there is no organization.
        "mto_tenants": mto_tenants(client) if graph["state"] == ACTIVE else [],
        "mto_join_request": join_request_row(mto_join_request(client)),
    }


def mto_tenant(client: GraphClient, tenant_id: str) -> Membership:
    """One tenant of the multitenant organization. Raises Failure."""
    doing = f"read tenant {tenant_id} of the multitenant organization"
    graph = _singleton_or_none(client, requests.one(MTO_TENANT, tenant_id), tenant_row, doing)
    if graph is None:
        # Either the tenant is not in the organization, or there is no organization. Graph's answer is the same. Only a
        # read of the organization shows the difference.
        return Membership(None, organized=mto(client)["state"] == ACTIVE)
    if tenant_id_of(graph) != tenant_id:
        raise Failure(doing, UnexpectedAnswer(f"the answer is about another tenant, {tenant_id_of(graph)}"))
    return Membership(graph)


def mto_tenants(client: GraphClient) -> list[Row]:
    """The tenants of the multitenant organization, as rows sorted by tenant ID. Raises Failure."""
    doing = "list the tenants of the multitenant organization"
    rows = [understood(whole_tenant_row, doing, graph) for graph in entries(client, requests.every(MTO_TENANT), doing)]
    return sorted(rows, key=lambda row: row["tenant_id"])


def mto_join_request(client: GraphClient) -> GraphObject | None:
    """The record of the home tenant's request to join, or None if there is none. Raises Failure."""
    doing = "read the request to join a multitenant organization"
    return _singleton_or_none(client, requests.one(MTO_JOIN_REQUEST), join_request_row, doing)


def _singleton(client: GraphClient, request: Request, row: Callable[[GraphObject], object], doing: str) -> GraphObject:
    """The object at one address of Graph. ``row`` raises UnexpectedValue if the object cannot be understood.

    Raises Failure.
    """
    try:
        graph = client.get(request)
    except EntraError as error:
        raise Failure(doing, error, request) from error
    understood(row, doing, graph)
    return without_annotations(graph)


def _singleton_or_none(
    client: GraphClient, request: Request, row: Callable[[GraphObject], object], doing: str
) -> GraphObject | None:
    """The same as ``_singleton``; None if Graph says that the object does not exist. Raises Failure."""
    try:
        return _singleton(client, request, row, doing)
    except Failure as failure:
        if isinstance(failure.error, GraphError) and failure.error.not_found:
            return None
        raise
