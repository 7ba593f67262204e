# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects with names, of which one tenant may have several, read from Graph (private to this collection)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._graph.errors import EntraError, GraphError, UnexpectedAnswer
from .._model.kinds import GraphObject, Row, UnexpectedValue, without_annotations
from .._model.resource import Resource
from .._plan.named import Named
from . import requests
from .answers import readable, understood
from .errors import Failure
from .read import some_partners

if TYPE_CHECKING:
    from .._graph.client import GraphClient


def named(client: GraphClient, resource: Resource, tenant_id: str | None, name: str) -> Named:
    """One object that has a name. Raises Failure.

    The object is looked up in the list of all objects. An error about a single object would not say whether the object
    or its parent object is missing.
    """
    listed = all_named(client, resource, tenant_id)
    if listed is None:
        return Named(None, has_parent=False)
    return Named(next((graph for graph in listed if graph["name"] == name), None))


def all_named(client: GraphClient, resource: Resource, tenant_id: str | None) -> list[GraphObject] | None:
    """All objects with names of one partner, or of the default settings if ``tenant_id`` is None, sorted by name.

    None if there is no such partner. Raises Failure.
    """
    doing = f"list {resource.plural}" + (f" of {resource.tenant} {tenant_id}" if tenant_id else "")
    request = requests.every(resource, tenant_id)
    try:
        listed = [graph for page in client.pages(request) for graph in page]
    except EntraError as error:
        # "Not found" alone does not say which object was not found.
        if tenant_id and isinstance(error, GraphError) and error.not_found and _is_no_partner(client, tenant_id):
            return None
        raise Failure(doing, error, request) from error
    graphs = [understood(lambda graph: _named(resource, graph), doing, graph) for graph in listed]
    if len({graph["name"] for graph in graphs}) < len(graphs):
        raise Failure(doing, UnexpectedAnswer("Graph's list has one name more than once: run again"))
    return sorted(graphs, key=lambda graph: graph["name"])


def _is_no_partner(client: GraphClient, tenant_id: str) -> bool:
    """Whether Graph says that a tenant is not a partner. Raises Failure."""
    return readable(some_partners(client, [tenant_id])[tenant_id]).partner is None


def named_rows(client: GraphClient, resource: Resource, tenant_id: str | None) -> list[Row]:
    """The objects of ``all_named`` as rows; no rows if there is no such partner. Raises Failure."""
    graphs = all_named(client, resource, tenant_id) or []
    return [{"tenant_id": tenant_id, "name": graph["name"], **resource.row(graph)} for graph in graphs]


def _named(resource: Resource, graph: object) -> GraphObject:
    """An object that has a name. Raises UnexpectedValue."""
    name = graph.get("name") if isinstance(graph, dict) else None
    if not isinstance(graph, dict) or not isinstance(name, str) or not name:
        raise UnexpectedValue("an object without a name")
    resource.row(graph)
    return without_annotations(graph)
