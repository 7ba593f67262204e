# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Graph → observed state of partners, policies and templates (private to this collection).

A read has four outcomes that must never be confused: present, absent, forbidden and unknown. For present and absent the
result is an ``Observed``. For forbidden and unknown the result is the error itself, in place of the ``Observed``. An
error never counts as absence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .._graph.answer import Answer, object_in
from .._graph.errors import EntraError, GraphError, UnexpectedAnswer
from .._graph.request import Request
from .._model.kinds import GraphObject, Row, UnexpectedValue
from .._model.observed import (
    NOTHING,
    Observed,
    observed_in,
    partner_row,
    sync_row,
    tenant_id_of,
)
from .._model.resource import Resource
from .._model.resources import PARTNER, SERVICE_PROVIDER_CONSTRAINTS
from .._progress import Step
from . import requests
from .answers import by_tenant, entries, readable, understood
from .errors import Failure

if TYPE_CHECKING:
    from .._graph.client import GraphClient


def all_partners(client: GraphClient) -> dict[str, Observed | EntraError]:
    """All partners by their tenant IDs. A tenant that is missing in the result is not a partner.

    An error stands in the place of a partner if its content cannot be understood, or if Graph lists the partner twice
    with different content. Raises Failure if the list cannot be read. Source:
    crosstenantaccesspolicy-list-partners.
    """
    with client.progress.step("partners read") as step:
        return by_tenant(_listed(client, requests.every(PARTNER), "list the partners", step))


def some_partners(client: GraphClient, tenant_ids: list[str]) -> dict[str, Observed | EntraError]:
    """Single partners by their tenant IDs; an error stands in the place of a partner that cannot be read."""
    with client.progress.step("partners read", len(tenant_ids)) as step:
        answers = client.send_all([requests.one(PARTNER, tenant_id) for tenant_id in tenant_ids], step)
    return {tenant_id: _one(tenant_id, answer) for tenant_id, answer in zip(tenant_ids, answers)}


def partners(client: GraphClient, tenant_id: str | None, constraints: bool = False) -> list[Row]:
    """One partner, or all partners if ``tenant_id`` is None, as rows sorted by tenant ID. Raises Failure.

    With ``constraints``, the rows of service providers contain their constraints, or None if there are none.
    """
    states = some_partners(client, [tenant_id]) if tenant_id else all_partners(client)
    present = [state for state in (readable(states[key]) for key in sorted(states)) if state.partner is not None]
    rows = [row for row in map(partner_row, present) if row is not None]
    return _with_constraints(client, present, rows) if constraints else rows


def _with_constraints(client: GraphClient, present: list[Observed], rows: list[Row]) -> list[Row]:
    """``rows`` of partners. The rows of service providers contain their constraints.

    A request is sent only if Graph's answer about the partner does not mention constraints. If it contains null, there
    are no constraints.
    """
    name = SERVICE_PROVIDER_CONSTRAINTS.name
    (property_,) = (theirs for theirs, resource in PARTNER.computed.items() if resource is SERVICE_PROVIDER_CONSTRAINTS)
    providers = {
        row["tenant_id"]: state.partner or {}
        for row, state in zip(rows, present)
        if row.get("service_provider") is True
    }
    asked = [tenant_id for tenant_id, partner in providers.items() if property_ not in partner]
    reads = [requests.one(SERVICE_PROVIDER_CONSTRAINTS, tenant_id) for tenant_id in asked]
    with client.progress.step("constraints read", len(reads)) as step:
        answers = zip(asked, reads, client.send_all(reads, step))
    told = {tenant_id: _constraints(tenant_id, request, answer) for tenant_id, request, answer in answers}
    return [
        dict(row, read_only={name: told.get(row["tenant_id"]), **row["read_only"]})
        if row["tenant_id"] in providers
        else row
        for row in rows
    ]


def _constraints(tenant_id: str, request: Request, answer: Answer | EntraError) -> Row | None:
    if isinstance(answer, GraphError) and answer.not_found:
        return None
    doing = f"read {SERVICE_PROVIDER_CONSTRAINTS.title} of partner {tenant_id}"
    try:
        graph = object_in(request.address, answer)
    except EntraError as error:
        raise Failure(doing, error, request) from error
    return understood(SERVICE_PROVIDER_CONSTRAINTS.read, doing, graph)


def all_rows(client: GraphClient) -> list[Row]:
    """All partners as rows, sorted by tenant ID. Raises Failure.

    The row of a partner that cannot be understood contains only ``tenant_id`` and ``error``.
    """
    observed = all_partners(client)
    rows = [row_or_error(key, observed[key]) for key in sorted(observed)]
    return [row for row in rows if row is not None]


def row_or_error(tenant_id: str, observed: Observed | EntraError) -> Row | None:
    """The row of a partner; None if there is no partner; only ``tenant_id`` and ``error`` if a read has failed."""
    if isinstance(observed, EntraError):
        return {"tenant_id": tenant_id, "error": observed.report()}
    return partner_row(observed)


def identity_syncs(client: GraphClient, tenant_id: str | None) -> list[Row]:
    """The synchronization policies of one partner, or of all partners if ``tenant_id`` is None. Raises Failure.

    The result is rows, sorted by tenant ID.
    """
    if tenant_id:
        observed = some_partners(client, [tenant_id])
    else:
        doing = "list the identity synchronization policies"
        with client.progress.step("partners read") as step:
            observed = by_tenant(_listed(client, requests.list_identity_syncs(), doing, step))
    rows = [sync_row(key, readable(observed[key]).sync) for key in sorted(observed)]
    return [row for row in rows if row is not None]


def template(client: GraphClient, resource: Resource) -> GraphObject:
    """The object of a resource that a tenant always has exactly once, such as a template. Raises Failure."""
    doing = f"read {resource.title}"
    request = requests.one(resource)
    try:
        graph = client.get(request)
    except EntraError as error:
        raise Failure(doing, error, request) from error
    understood(resource.read, doing, graph)
    return graph


def _listed(
    client: GraphClient, request: Request, doing: str, step: Step
) -> Iterator[tuple[str, Observed | EntraError]]:
    """The tenant ID and the content of each partner in a list. Raises Failure."""
    for graph in entries(client, request, doing, step):
        # The partner of an entry without a tenant ID is not known. Without this entry the partner would look absent. So
        # such an entry is an error.
        tenant_id = understood(tenant_id_of, doing, graph)
        yield tenant_id, _observed(tenant_id, graph)


def _one(tenant_id: str, answer: Answer | EntraError) -> Observed | EntraError:
    if isinstance(answer, GraphError) and answer.not_found:
        return NOTHING
    request = requests.one(PARTNER, tenant_id)
    try:
        return _observed(tenant_id, object_in(request.address, answer))
    except EntraError as error:
        return Failure(f"read partner {tenant_id}", error, request)


def _observed(tenant_id: str, graph: GraphObject) -> Observed | EntraError:
    try:
        if tenant_id_of(graph) != tenant_id:
            raise UnexpectedValue(f"the answer is about another tenant, {tenant_id_of(graph)}")
        return observed_in(graph)
    except UnexpectedValue as error:
        return Failure(f"read partner {tenant_id}", UnexpectedAnswer(f"Graph's answer cannot be understood: {error}"))
