# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Deleted partners and policies, read from Graph (private to this collection). They need Graph's beta version."""

from __future__ import annotations

from datetime import datetime

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
    tenant_id_of,
)
from .._model.resources import IDENTITY_SYNC, PARTNER
from .._model.retention import days_left
from . import requests
from .answers import by_tenant, entries, readable, understood
from .errors import Failure


def deleted_identity_syncs(client: GraphClient, tenant_id: str | None, now: datetime) -> list[Row]:
    """The deleted synchronization policies of one partner, or of all partners where ``tenant_id`` is None.

    The result is rows, sorted by tenant ID. ``days_left`` is the number of days during which Graph can still restore
    the policy, counted from ``now``. Needs the beta version. Raises Failure.
    """
    observed = some_deleted(client, [tenant_id]) if tenant_id else all_deleted(client)
    rows = [deleted_row(key, readable(observed[key]).deleted_sync) for key in sorted(observed)]
    return [dict(row, days_left=days_left(row["deleted_date_time"], now)) for row in rows if row is not None]


def all_deleted(client: GraphClient) -> dict[str, Observed]:
    """All deleted synchronization policies by tenant ID, each as an ``Observed`` with ``deleted_sync`` only.

    Needs the beta version. Raises Failure.
    """
    doing = "list the deleted identity synchronization policies"
    values = entries(client, requests.every_deleted(IDENTITY_SYNC), doing)
    observed = by_tenant(understood(_deleted, doing, graph) for graph in values)
    return {tenant_id: readable(state) for tenant_id, state in observed.items()}


def some_deleted(client: GraphClient, tenant_ids: list[str]) -> dict[str, Observed | EntraError]:
    """Single deleted policies by tenant ID, each as an ``Observed`` with ``deleted_sync`` only.

    An error stands in the place of a policy that cannot be read. Needs the beta version.
    """
    answers = client.send_all([requests.one_deleted(IDENTITY_SYNC, tenant_id) for tenant_id in tenant_ids])
    return {tenant_id: _one_deleted(tenant_id, answer) for tenant_id, answer in zip(tenant_ids, answers)}


def deleted_partner_rows(client: GraphClient, tenant_id: str | None, now: datetime) -> list[Row]:
    """One deleted partner, or all deleted partners where ``tenant_id`` is None, as rows sorted by tenant ID.

    ``days_left`` is the number of days during which Graph can still restore the partner, counted from ``now``. Needs
    the beta version. Raises Failure.
    """
    if tenant_id:
        observed = deleted_partners(client, [tenant_id])
    else:
        doing, request = "list the deleted partners", requests.every_deleted(PARTNER)
        observed = by_tenant(
            (understood(tenant_id_of, doing, graph), Observed(deleted_partner=understood(_partner, doing, graph)))
            for graph in entries(client, request, doing)
        )
    rows = [deleted_partner_row(readable(observed[key]).deleted_partner) for key in sorted(observed)]
    return [dict(row, days_left=days_left(row["deleted_date_time"], now)) for row in rows if row is not None]


def _partner(graph: GraphObject) -> GraphObject | None:
    """A deleted partner. Raises UnexpectedValue."""
    partner = observed_in(graph).partner
    deleted_partner_row(partner)
    return partner


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
