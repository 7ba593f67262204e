# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Graph → what is observed: partners, policies, templates, the organization (private to this collection).

A read has four outcomes that must never be mixed up: present, absent, forbidden and unknown. Present and absent are an
``Observed``; forbidden and unknown are the error itself, in place of the ``Observed``. An error is never taken for
absence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, TypedDict, TypeVar

from .._graph.answer import Answer
from .._graph.client import GraphClient, object_in
from .._graph.errors import EntraError, GraphError, UnexpectedAnswer
from .._graph.request import Request
from .._model.kinds import GraphObject, Row, UnexpectedValue, without_annotations
from .._model.observed import (
    NOTHING,
    Observed,
    deleted_partner_row,
    deleted_row,
    observed_in,
    partner_row,
    sync_row,
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
from .._model.resource import Resource
from .._model.retention import days_left
from .._model.settings import IDENTITY_SYNC, MTO, MTO_JOIN_REQUEST, MTO_TENANT, PARTNER, SERVICE_PROVIDER_CONSTRAINTS
from .._plan.named import Named
from . import requests
from .errors import Failure

T = TypeVar("T")


class OrganizationRows(TypedDict):
    """The multitenant organization as rows. ``mto_join_request`` is None where the home tenant never made one."""

    mto: Row
    mto_tenants: list[Row]
    mto_join_request: Row | None


def all_partners(client: GraphClient) -> dict[str, Observed | EntraError]:
    """All partners by their tenant IDs. A tenant whose ID is missing is no partner.

    An error stands in the place of a partner if its content cannot be understood, or if Graph lists the partner twice
    with different content. Raises Failure if the list cannot be read. Source:
    crosstenantaccesspolicy-list-partners.
    """
    return _by_tenant(_listed(client, requests.every(PARTNER), "list the partners"))


def some_partners(client: GraphClient, tenant_ids: list[str]) -> dict[str, Observed | EntraError]:
    """Single partners by their tenant IDs; an error stands in the place of a partner that cannot be read."""
    answers = client.send_all([requests.one(PARTNER, tenant_id) for tenant_id in tenant_ids])
    return {tenant_id: _one(tenant_id, answer) for tenant_id, answer in zip(tenant_ids, answers)}


def partners(client: GraphClient, tenant_id: str | None) -> list[Row]:
    """One partner, or all partners where ``tenant_id`` is None, as rows sorted by tenant ID. Raises Failure."""
    observed = some_partners(client, [tenant_id]) if tenant_id else all_partners(client)
    rows = [partner_row(_readable(observed[key])) for key in sorted(observed)]
    return [row for row in rows if row is not None]


def with_constraints(client: GraphClient, rows: list[Row]) -> list[Row]:
    """``rows`` of partners, those of service providers with their constraints, None where there are none.

    Raises Failure.
    """
    asked = [row["tenant_id"] for row in rows if _may_be_constrained(row)]
    requests_ = [requests.one(SERVICE_PROVIDER_CONSTRAINTS, tenant_id) for tenant_id in asked]
    answers = zip(asked, requests_, client.send_all(requests_))
    observed = {tenant_id: _constraints(tenant_id, request, answer) for tenant_id, request, answer in answers}
    name = SERVICE_PROVIDER_CONSTRAINTS.name
    return [
        dict(row, read_only={**row["read_only"], name: observed[row["tenant_id"]]})
        if row["tenant_id"] in observed
        else row
        for row in rows
    ]


def _may_be_constrained(row: Row) -> bool:
    """Whether a partner is a service provider, and what constrains it was not in the answer about it."""
    return row.get("service_provider") is True and SERVICE_PROVIDER_CONSTRAINTS.name not in row["read_only"]


def _constraints(tenant_id: str, request: Request, answer: Answer | EntraError) -> Row | None:
    if isinstance(answer, GraphError) and answer.not_found:
        return None
    doing = f"read {SERVICE_PROVIDER_CONSTRAINTS.title} of partner {tenant_id}"
    try:
        graph = object_in(request.address, answer)
    except EntraError as error:
        raise Failure(doing, error, request) from error
    return _understood(SERVICE_PROVIDER_CONSTRAINTS.read, doing, graph)


def all_rows(client: GraphClient) -> list[Row]:
    """All partners as rows, sorted by tenant ID. Raises Failure.

    The row of a partner that cannot be understood has only ``tenant_id`` and ``error``.
    """
    observed = all_partners(client)
    rows = [row_or_error(key, observed[key]) for key in sorted(observed)]
    return [row for row in rows if row is not None]


def row_or_error(tenant_id: str, observed: Observed | EntraError) -> Row | None:
    """The row of a partner; None where there is no partner; ``tenant_id`` and ``error`` where a read has failed."""
    if isinstance(observed, EntraError):
        return {"tenant_id": tenant_id, "error": observed.report()}
    return partner_row(observed)


def identity_syncs(client: GraphClient, tenant_id: str | None) -> list[Row]:
    """The synchronization policies of one partner, or of all partners where ``tenant_id`` is None. Raises Failure.

    The result is rows, sorted by tenant ID.
    """
    doing = "list the identity synchronization policies"
    observed = (
        some_partners(client, [tenant_id])
        if tenant_id
        else _by_tenant(_listed(client, requests.list_identity_syncs(), doing))
    )
    rows = [sync_row(key, _readable(observed[key]).sync) for key in sorted(observed)]
    return [row for row in rows if row is not None]


def deleted_identity_syncs(client: GraphClient, tenant_id: str | None, now: datetime) -> list[Row]:
    """The deleted synchronization policies of one partner, or of all partners where ``tenant_id`` is None.

    The result is rows, sorted by tenant ID. ``days_left`` is the number of days during which Graph can still restore
    the policy, counted from ``now``. Needs the beta version. Raises Failure.
    """
    observed = some_deleted(client, [tenant_id]) if tenant_id else all_deleted(client)
    rows = [deleted_row(key, _readable(observed[key]).deleted_sync) for key in sorted(observed)]
    return [dict(row, days_left=days_left(row["deleted_date_time"], now)) for row in rows if row is not None]


def all_deleted(client: GraphClient) -> dict[str, Observed]:
    """All deleted synchronization policies by tenant ID, each as an ``Observed`` with ``deleted_sync`` only.

    Needs the beta version. Raises Failure.
    """
    doing = "list the deleted identity synchronization policies"
    values = _values(client, requests.every_deleted(IDENTITY_SYNC), doing)
    observed = _by_tenant(_understood(_deleted, doing, graph) for graph in values)
    return {tenant_id: _readable(state) for tenant_id, state in observed.items()}


def some_deleted(client: GraphClient, tenant_ids: list[str]) -> dict[str, Observed | EntraError]:
    """Single deleted policies by tenant ID, each as an ``Observed`` with ``deleted_sync`` only.

    An error stands in the place of a policy that cannot be read. Needs the beta version.
    """
    answers = client.send_all([requests.one_deleted(IDENTITY_SYNC, tenant_id) for tenant_id in tenant_ids])
    return {tenant_id: _one_deleted(tenant_id, answer) for tenant_id, answer in zip(tenant_ids, answers)}


def template(client: GraphClient, resource: Resource) -> GraphObject:
    """The object of a resource that a tenant always has exactly once, such as a template. Raises Failure."""
    doing = f"read {resource.title}"
    request = requests.one(resource)
    try:
        graph = client.get(request)
    except EntraError as error:
        raise Failure(doing, error, request) from error
    _understood(resource.read, doing, graph)
    return graph


def named(client: GraphClient, resource: Resource, tenant_id: str | None, name: str) -> Named:
    """One object that has a name. Raises Failure.

    The object is looked up in the list of all objects. An error about a single object would not tell whether the object
    or its parent object is missing.
    """
    listed = all_named(client, resource, tenant_id)
    if listed is None:
        return Named(None, has_parent=False)
    return Named(next((graph for graph in listed if graph["name"] == name), None))


def all_named(client: GraphClient, resource: Resource, tenant_id: str | None) -> list[GraphObject] | None:
    """All objects with names of one partner, or of the default settings where ``tenant_id`` is None, sorted by name.

    None if there is no such partner. Raises Failure.
    """
    doing = f"list {resource.plural}" + (f" of {resource.tenant} {tenant_id}" if tenant_id else "")
    request = requests.every(resource, tenant_id)
    try:
        listed = [graph for page in client.pages(request) for graph in page]
    except EntraError as error:
        if tenant_id and isinstance(error, GraphError) and error.not_found:
            return None
        raise Failure(doing, error, request) from error
    graphs = [_understood(lambda graph: _named(resource, graph), doing, graph) for graph in listed]
    if len({graph["name"] for graph in graphs}) < len(graphs):
        raise Failure(doing, UnexpectedAnswer("Graph's list has one name more than once: run again"))
    return sorted(graphs, key=lambda graph: graph["name"])


def named_rows(client: GraphClient, resource: Resource, tenant_id: str | None) -> list[Row]:
    """The same as rows; no rows if there is no such partner. Raises Failure."""
    graphs = all_named(client, resource, tenant_id) or []
    return [{"tenant_id": tenant_id, "name": graph["name"], **resource.row(graph)} for graph in graphs]


def _named(resource: Resource, graph: object) -> GraphObject:
    """An object that has a name. Raises UnexpectedValue."""
    name = graph.get("name") if isinstance(graph, dict) else None
    if not isinstance(graph, dict) or not isinstance(name, str) or not name:
        raise UnexpectedValue("an object without a name")
    resource.row(graph)
    return without_annotations(graph)


def deleted_partner_rows(client: GraphClient, tenant_id: str | None, now: datetime) -> list[Row]:
    """One deleted partner, or all deleted partners where ``tenant_id`` is None, as rows sorted by tenant ID.

    ``days_left`` is the number of days during which Graph can still restore the partner, counted from ``now``. Needs
    the beta version. Raises Failure.
    """
    if tenant_id:
        observed = deleted_partners(client, [tenant_id])
    else:
        doing, request = "list the deleted partners", requests.every_deleted(PARTNER)
        observed = _by_tenant(
            (_understood(tenant_id_of, doing, graph), Observed(deleted_partner=_understood(_partner, doing, graph)))
            for graph in _values(client, request, doing)
        )
    rows = [deleted_partner_row(_readable(observed[key]).deleted_partner) for key in sorted(observed)]
    return [dict(row, days_left=days_left(row["deleted_date_time"], now)) for row in rows if row is not None]


def _partner(graph: GraphObject) -> GraphObject | None:
    """A deleted partner. Raises UnexpectedValue."""
    partner = observed_in(graph).partner
    deleted_partner_row(partner)
    return partner


def mto(client: GraphClient) -> GraphObject:
    """The multitenant organization; where there is none, Graph shows one that is inactive. Raises Failure."""
    return _singleton(client, requests.one(MTO), organization_row, "read the multitenant organization")


def everything_of_mto(client: GraphClient) -> OrganizationRows:
    """The organization, its tenants, and the home tenant's request to join one, as rows. Raises Failure."""
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
        # Either the tenant is not in the organization, or there is no organization: Graph answers both alike. Only a
        # read of the organization tells one from the other.
        return Membership(None, organized=mto(client)["state"] == ACTIVE)
    if tenant_id_of(graph) != tenant_id:
        raise Failure(doing, UnexpectedAnswer(f"the answer is about another tenant, {tenant_id_of(graph)}"))
    return Membership(graph)


def mto_tenants(client: GraphClient) -> list[Row]:
    """The tenants of the multitenant organization, as rows sorted by tenant ID. Raises Failure."""
    doing = "list the tenants of the multitenant organization"
    rows = [_understood(whole_tenant_row, doing, graph) for graph in _values(client, requests.every(MTO_TENANT), doing)]
    return sorted(rows, key=lambda row: row["tenant_id"])


def mto_join_request(client: GraphClient) -> GraphObject | None:
    """The record of the home tenant's request to join, None if there is none. Raises Failure."""
    doing = "read the request to join a multitenant organization"
    return _singleton_or_none(client, requests.one(MTO_JOIN_REQUEST), join_request_row, doing)


def _singleton(client: GraphClient, request: Request, row: Callable[[GraphObject], object], doing: str) -> GraphObject:
    """The object that Graph has at one address. ``row`` raises UnexpectedValue for what cannot be understood.

    Raises Failure.
    """
    try:
        graph = client.get(request)
    except EntraError as error:
        raise Failure(doing, error, request) from error
    _understood(row, doing, graph)
    return without_annotations(graph)


def _singleton_or_none(
    client: GraphClient, request: Request, row: Callable[[GraphObject], object], doing: str
) -> GraphObject | None:
    """The same; None where Graph says that the object does not exist. Raises Failure."""
    try:
        return _singleton(client, request, row, doing)
    except Failure as failure:
        if isinstance(failure.error, GraphError) and failure.error.not_found:
            return None
        raise


def _values(client: GraphClient, request: Request, doing: str) -> Iterator[Any]:
    """The entries of a list, whatever they are. Raises Failure."""
    try:
        for page in client.pages(request):
            yield from page
    except EntraError as error:
        raise Failure(doing, error, request) from error


def _listed(client: GraphClient, request: Request, doing: str) -> Iterator[tuple[str, Observed | EntraError]]:
    """The tenant ID and the content of each partner in a list. Raises Failure."""
    for graph in _values(client, request, doing):
        # Nobody can tell which partner an entry without a tenant ID is about. To leave the entry out would make that
        # partner look absent.
        tenant_id = _understood(tenant_id_of, doing, graph)
        yield tenant_id, _observed(tenant_id, graph)


def _by_tenant(listed: Iterable[tuple[str, Observed | EntraError]]) -> dict[str, Observed | EntraError]:
    """The entries of a list by tenant ID. Two different entries for one tenant are an error in its place.

    Pages are read one after the other, so that a tenant may be on two pages. As a rule both entries are the same.
    """
    result: dict[str, Observed | EntraError] = {}
    for tenant_id, observed in listed:
        known = result.setdefault(tenant_id, observed)
        if known != observed and not isinstance(known, EntraError):
            wrong = UnexpectedAnswer("Graph's list has it more than once, and not the same each time: run again")
            result[tenant_id] = Failure(f"read partner {tenant_id}", wrong)
    return result


def _one(tenant_id: str, answer: Answer | EntraError) -> Observed | EntraError:
    if isinstance(answer, GraphError) and answer.not_found:
        return NOTHING
    request = requests.one(PARTNER, tenant_id)
    try:
        return _observed(tenant_id, object_in(request.address, answer))
    except EntraError as error:
        return Failure(f"read partner {tenant_id}", error, request)


def _readable(observed: Observed | EntraError) -> Observed:
    if isinstance(observed, EntraError):
        raise observed
    return observed


def _observed(tenant_id: str, graph: GraphObject) -> Observed | EntraError:
    try:
        if tenant_id_of(graph) != tenant_id:
            raise UnexpectedValue(f"the answer is about another tenant, {tenant_id_of(graph)}")
        return observed_in(graph)
    except UnexpectedValue as error:
        return Failure(f"read partner {tenant_id}", UnexpectedAnswer(f"Graph's answer cannot be understood: {error}"))


def _one_deleted(tenant_id: str, answer: Answer | EntraError) -> Observed | EntraError:
    if isinstance(answer, GraphError) and answer.not_found:
        return NOTHING
    doing = f"read the deleted identity synchronization policy of partner {tenant_id}"
    request = requests.one_deleted(IDENTITY_SYNC, tenant_id)
    try:
        key, observed = _deleted(object_in(request.address, answer))
        if key != tenant_id:
            raise UnexpectedAnswer(f"the answer is about another tenant, {key}")
    except UnexpectedValue as error:
        return Failure(doing, UnexpectedAnswer(f"Graph's answer cannot be understood: {error}"), request)
    except EntraError as error:
        return Failure(doing, error, request)
    return observed


def deleted_partners(client: GraphClient, tenant_ids: list[str]) -> dict[str, Observed | EntraError]:
    """Single deleted partners by tenant ID, each as an ``Observed`` with ``deleted_partner`` only.

    An error stands in the place of a partner that cannot be read. Needs the beta version.
    """
    asked = [requests.one_deleted(PARTNER, tenant_id) for tenant_id in tenant_ids]
    answers = zip(tenant_ids, asked, client.send_all(asked))
    return {tenant_id: _one_deleted_partner(tenant_id, request, answer) for tenant_id, request, answer in answers}


def _one_deleted_partner(tenant_id: str, request: Request, answer: Answer | EntraError) -> Observed | EntraError:
    if isinstance(answer, GraphError) and answer.not_found:
        return NOTHING
    doing = f"read the deleted partner {tenant_id}"
    try:
        graph = object_in(request.address, answer)
        if tenant_id_of(graph) != tenant_id:
            raise UnexpectedAnswer(f"the answer is about another tenant, {tenant_id_of(graph)}")
        return Observed(deleted_partner=observed_in(graph).partner)
    except UnexpectedValue as error:
        return Failure(doing, UnexpectedAnswer(f"Graph's answer cannot be understood: {error}"), request)
    except EntraError as error:
        return Failure(doing, error, request)


def _deleted(graph: GraphObject) -> tuple[str, Observed]:
    """The tenant ID and the content of a deleted policy. Raises UnexpectedValue."""
    tenant_id = tenant_id_of(graph)
    observed = Observed(deleted_sync=without_annotations(graph))
    # A value that cannot be understood is an error at this read, and not in the middle of a restore.
    deleted_row(tenant_id, observed.deleted_sync)
    return tenant_id, observed


def _understood(function: Callable[[GraphObject], T], doing: str, graph: GraphObject) -> T:
    """``function`` of an object of Graph. Raises Failure where ``function`` raises UnexpectedValue."""
    try:
        return function(graph)
    except UnexpectedValue as error:
        raise Failure(doing, UnexpectedAnswer(f"Graph's answer cannot be understood: {error}")) from error
