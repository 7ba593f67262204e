# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Graph → what is there, for each partner (private to this collection).

A read has four outcomes that must never be mixed up: present, absent, forbidden and unknown. The first two are a
``Observed``; the other two are the error itself, in its place. An error is never taken for absence.
"""

from __future__ import annotations

from datetime import datetime

from .._graph.client import GraphClient, object_in
from .._graph.errors import EntraError, GraphError, UnexpectedAnswer
from .._model.kinds import UnexpectedValue, without_annotations
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
from .._model.settings import IDENTITY_SYNC, MTO, MTO_JOIN_REQUEST, MTO_TENANT, PARTNER
from .._plan.named import Named
from . import requests
from .errors import Failure


def all_partners(client: GraphClient) -> dict[str, Observed | EntraError]:
    """Every partner of the tenant by its ID; a tenant that is not in it is no partner.

    A partner whose content cannot be understood is an error in its place, and so is one of which the list says two
    things. Raises Failure if the list cannot be read.
    """
    return _by_tenant(_listed(client, requests.every(PARTNER), "list the partners"))


def some_partners(client: GraphClient, tenant_ids: list[str]) -> dict[str, Observed | EntraError]:
    """Single partners by their IDs."""
    answers = client.send_all([requests.one(PARTNER, tenant_id) for tenant_id in tenant_ids])
    return {tenant_id: _one(tenant_id, answer) for tenant_id, answer in zip(tenant_ids, answers)}


def partners(client: GraphClient, tenant_id: str | None) -> list[dict]:
    """One partner or all of them, as rows sorted by tenant. Raises Failure."""
    observed = some_partners(client, [tenant_id]) if tenant_id else all_partners(client)
    rows = [partner_row(_readable(observed[key])) for key in sorted(observed)]
    return [row for row in rows if row is not None]


def all_rows(client: GraphClient) -> list[dict]:
    """All partners as rows, sorted by tenant; of one that cannot be understood, ID and ``error``. Raises Failure."""
    observed = all_partners(client)
    return [row_or_error(key, observed[key]) for key in sorted(observed)]


def row_or_error(tenant_id: str, observed: Observed | EntraError) -> dict | None:
    """What is there as a row, or why that cannot be told."""
    if isinstance(observed, EntraError):
        return {"tenant_id": tenant_id, "error": observed.report()}
    return partner_row(observed)


def identity_syncs(client: GraphClient, tenant_id: str | None) -> list[dict]:
    """The synchronization policies of one partner or of all, as rows sorted by tenant. Raises Failure."""
    doing = "list the identity synchronization policies"
    observed = (
        some_partners(client, [tenant_id])
        if tenant_id
        else _by_tenant(_listed(client, requests.list_identity_syncs(), doing))
    )
    rows = [sync_row(key, _readable(observed[key]).sync) for key in sorted(observed)]
    return [row for row in rows if row is not None]


def deleted_identity_syncs(client: GraphClient, tenant_id: str | None, now: datetime) -> list[dict]:
    """The same of those that were deleted and can still be restored, with the days that are left for that.

    Needs the beta version. Raises Failure.
    """
    observed = some_deleted(client, [tenant_id]) if tenant_id else all_deleted(client)
    rows = [deleted_row(key, _readable(observed[key]).deleted_sync) for key in sorted(observed)]
    return [dict(row, days_left=days_left(row["deleted_date_time"], now)) for row in rows if row is not None]


def all_deleted(client: GraphClient) -> dict[str, Observed]:
    """Every deleted synchronization policy by its tenant. Raises Failure."""
    doing = "list the deleted identity synchronization policies"
    values = _values(client, requests.every_deleted(IDENTITY_SYNC), doing)
    observed = _by_tenant(_understood(_deleted, doing, graph) for graph in values)
    return {tenant_id: _readable(each) for tenant_id, each in observed.items()}


def some_deleted(client: GraphClient, tenant_ids: list[str]) -> dict[str, Observed | EntraError]:
    """Single deleted policies by their tenants; of a ``Observed``, only that part is filled."""
    answers = client.send_all([requests.one_deleted(IDENTITY_SYNC, tenant_id) for tenant_id in tenant_ids])
    return {tenant_id: _one_deleted(tenant_id, answer) for tenant_id, answer in zip(tenant_ids, answers)}


def template(client: GraphClient, resource: Resource) -> dict:
    """A template, which always exists. Raises Failure."""
    doing = f"read {resource.title}"
    request = requests.one(resource)
    try:
        graph = client.get(request)
    except EntraError as error:
        raise Failure(doing, error, request) from error
    _understood(resource.read, doing, graph)
    return graph


def named(client: GraphClient, resource: Resource, tenant_id: str | None, name: str) -> Named:
    """One object of those that have names. Raises Failure.

    It is looked up in the list: that says that an object is absent, where an error about a single one would not say
    whether the object or what it lies under is meant.
    """
    listed = all_named(client, resource, tenant_id)
    if listed is None:
        return Named(None, has_parent=False)
    return Named(next((graph for graph in listed if graph["name"] == name), None))


def all_named(client: GraphClient, resource: Resource, tenant_id: str | None) -> list[dict] | None:
    """All objects with names of one partner, or of the default settings, sorted by name.

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
    graphs = [_understood(lambda each: _named(resource, each), doing, graph) for graph in listed]
    if len({graph["name"] for graph in graphs}) < len(graphs):
        raise Failure(doing, UnexpectedAnswer("Graph's list has one name more than once: run again"))
    return sorted(graphs, key=lambda graph: graph["name"])


def named_rows(client: GraphClient, resource: Resource, tenant_id: str | None) -> list[dict]:
    """The same as rows, empty where there is no such partner. Raises Failure."""
    graphs = all_named(client, resource, tenant_id) or []
    return [{"tenant_id": tenant_id, "name": graph["name"], **resource.row(graph)} for graph in graphs]


def _named(resource, graph):
    name = graph.get("name") if isinstance(graph, dict) else None
    if not isinstance(name, str) or not name:
        raise UnexpectedValue("an object without a name")
    resource.row(graph)
    return without_annotations(graph)


def deleted_partner_rows(client: GraphClient, tenant_id: str | None, now: datetime) -> list[dict]:
    """The partners that were deleted and can still be restored, with the days that are left for that.

    One of them, or all, sorted by tenant. Needs the beta version. Raises Failure.
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


def _partner(graph):
    partner = observed_in(graph).partner
    deleted_partner_row(partner)
    return partner


def mto(client: GraphClient) -> dict:
    """The multitenant organization, which Graph shows as inactive where there is none. Raises Failure."""
    return _singleton(client, requests.one(MTO), organization_row, "read the multitenant organization")


def everything_of_mto(client: GraphClient) -> dict:
    """The organization, its tenants, and the request to join one, as rows. Raises Failure."""
    graph = mto(client)
    return {
        "mto": whole_organization_row(graph),
        # What the list answers where there is no organization is documented nowhere.
        "mto_tenants": mto_tenants(client) if graph["state"] == ACTIVE else [],
        "mto_join_request": join_request_row(mto_join_request(client)),
    }


def mto_tenant(client: GraphClient, tenant_id: str) -> Membership:
    """One tenant of the multitenant organization. Raises Failure."""
    doing = f"read tenant {tenant_id} of the multitenant organization"
    graph = _singleton(client, requests.one(MTO_TENANT, tenant_id), tenant_row, doing, absent=True)
    if graph is None:
        # Absent from an organization, or there is none: the same answer. Only the organization itself tells.
        return Membership(None, organized=mto(client)["state"] == ACTIVE)
    if tenant_id_of(graph) != tenant_id:
        raise Failure(doing, UnexpectedAnswer(f"the answer is about another tenant, {tenant_id_of(graph)}"))
    return Membership(graph)


def mto_tenants(client: GraphClient) -> list[dict]:
    """The tenants of the multitenant organization, as rows sorted by tenant. Raises Failure."""
    doing = "list the tenants of the multitenant organization"
    rows = [_understood(whole_tenant_row, doing, graph) for graph in _values(client, requests.every(MTO_TENANT), doing)]
    return sorted(rows, key=lambda row: row["tenant_id"])


def mto_join_request(client: GraphClient) -> dict | None:
    """The record of the home tenant's request to join, None if there is none. Raises Failure."""
    doing = "read the request to join a multitenant organization"
    return _singleton(client, requests.one(MTO_JOIN_REQUEST), join_request_row, doing, absent=True)


def _singleton(client, request, row, doing, absent=False):
    """An object that ``row`` understands; with ``absent``, None where Graph says that it is not there."""
    try:
        graph = client.get(request)
    except EntraError as error:
        if absent and isinstance(error, GraphError) and error.not_found:
            return None
        raise Failure(doing, error, request) from error
    _understood(row, doing, graph)
    return without_annotations(graph)


def _values(client, request, doing):
    try:
        for page in client.pages(request):
            yield from page
    except EntraError as error:
        raise Failure(doing, error, request) from error


def _listed(client, request, doing):
    for graph in _values(client, request, doing):
        # Without its key nobody can tell whose entry it is, and leaving it out would make that partner look absent.
        tenant_id = _understood(tenant_id_of, doing, graph)
        yield tenant_id, _found(tenant_id, graph)


def _by_tenant(listed):
    """What a list has of each tenant. Where it has two things, nobody knows which of them is so.

    Pages are read one after the other, so that a tenant may be on two of them, and as a rule is the same on both.
    """
    result: dict = {}
    for tenant_id, observed in listed:
        known = result.setdefault(tenant_id, observed)
        if known != observed and not isinstance(known, EntraError):
            wrong = UnexpectedAnswer("Graph's list has it more than once, and not the same each time: run again")
            result[tenant_id] = Failure(f"read partner {tenant_id}", wrong)
    return result


def _one(tenant_id, answer):
    if isinstance(answer, GraphError) and answer.not_found:
        return NOTHING
    request = requests.one(PARTNER, tenant_id)
    try:
        return _found(tenant_id, object_in(request.address, answer))
    except EntraError as error:
        return Failure(f"read partner {tenant_id}", error, request)


def _readable(observed):
    if isinstance(observed, EntraError):
        raise observed
    return observed


def _found(tenant_id, graph):
    try:
        if tenant_id_of(graph) != tenant_id:
            raise UnexpectedValue(f"the answer is about another tenant, {tenant_id_of(graph)}")
        return observed_in(graph)
    except UnexpectedValue as error:
        return Failure(f"read partner {tenant_id}", UnexpectedAnswer(f"Graph's answer cannot be understood: {error}"))


def _one_deleted(tenant_id, answer):
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
    """Single deleted partners by their tenants; of a ``Observed``, only that part is filled."""
    asked = [requests.one_deleted(PARTNER, tenant_id) for tenant_id in tenant_ids]
    answers = zip(tenant_ids, asked, client.send_all(asked))
    return {tenant_id: _one_deleted_partner(tenant_id, request, answer) for tenant_id, request, answer in answers}


def _one_deleted_partner(tenant_id, request, answer):
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


def _deleted(graph):
    tenant_id = tenant_id_of(graph)
    observed = Observed(deleted_sync=without_annotations(graph))
    # What cannot be understood is an error here, and not in the middle of a restore.
    deleted_row(tenant_id, observed.deleted_sync)
    return tenant_id, observed


def _understood(function, doing, graph):
    try:
        return function(graph)
    except UnexpectedValue as error:
        raise Failure(doing, UnexpectedAnswer(f"Graph's answer cannot be understood: {error}")) from error
