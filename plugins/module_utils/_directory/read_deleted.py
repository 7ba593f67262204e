# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Deleted partners and policies, read from Graph (private to this collection). They need Graph's beta version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from .._graph.answer import Answer, object_in
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
from .._model.resource import Resource
from .._model.resources import IDENTITY_SYNC, PARTNER
from .._model.retention import days_left
from . import requests
from .answers import by_tenant, entries, readable, understood
from .errors import Failure

if TYPE_CHECKING:
    from .._graph.client import GraphClient


def deleted_identity_syncs(client: GraphClient, tenant_id: str | None, now: datetime) -> list[Row]:
    """The deleted synchronization policies of one partner, or of all partners if ``tenant_id`` is None.

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
    observed = _every(client, IDENTITY_SYNC, _policy, "list the deleted identity synchronization policies")
    return {tenant_id: readable(state) for tenant_id, state in observed.items()}


def some_deleted(client: GraphClient, tenant_ids: list[str]) -> dict[str, Observed | EntraError]:
    """Single deleted policies by tenant ID, each as an ``Observed`` with ``deleted_sync`` only.

    An error stands in the place of a policy that cannot be read. Needs the beta version.
    """
    return _some(client, IDENTITY_SYNC, _policy, "identity synchronization policy of partner", tenant_ids)


def deleted_partners(client: GraphClient, tenant_ids: list[str]) -> dict[str, Observed | EntraError]:
    """Single deleted partners by tenant ID, each as an ``Observed`` with ``deleted_partner`` only.

    An error stands in the place of a partner that cannot be read. Needs the beta version.
    """
    return _some(client, PARTNER, _partner, "partner", tenant_ids)


def deleted_partner_rows(client: GraphClient, tenant_id: str | None, now: datetime) -> list[Row]:
    """One deleted partner, or all deleted partners if ``tenant_id`` is None, as rows sorted by tenant ID.

    ``days_left`` is the number of days during which Graph can still restore the partner, counted from ``now``. Needs
    the beta version. Raises Failure.
    """
    if tenant_id:
        observed = deleted_partners(client, [tenant_id])
    else:
        observed = _every(client, PARTNER, _partner, "list the deleted partners")
    rows = [deleted_partner_row(readable(observed[key]).deleted_partner) for key in sorted(observed)]
    return [dict(row, days_left=days_left(row["deleted_date_time"], now)) for row in rows if row is not None]


def _some(
    client: GraphClient,
    resource: Resource,
    observed: Callable[[GraphObject], Observed],
    noun: str,
    tenant_ids: list[str],
) -> dict[str, Observed | EntraError]:
    """Single deleted objects by tenant ID. ``observed`` converts one of Graph's objects."""
    asked = [requests.one_deleted(resource, tenant_id) for tenant_id in tenant_ids]
    with client.progress.step("deleted objects read", len(asked)) as step:
        answers = client.send_all(asked, step)
    return {
        tenant_id: _one(tenant_id, request, answer, observed, f"read the deleted {noun} {tenant_id}")
        for tenant_id, request, answer in zip(tenant_ids, asked, answers)
    }


def _one(
    tenant_id: str,
    request: Request,
    answer: Answer | EntraError,
    observed: Callable[[GraphObject], Observed],
    doing: str,
) -> Observed | EntraError:
    if isinstance(answer, GraphError) and answer.not_found:
        return NOTHING
    try:
        graph = object_in(request.address, answer)
        if tenant_id_of(graph) != tenant_id:
            raise UnexpectedAnswer(f"the answer is about another tenant, {tenant_id_of(graph)}")
        return observed(graph)
    except UnexpectedValue as error:
        return Failure(doing, UnexpectedAnswer(f"Graph's answer cannot be understood: {error}"), request)
    except EntraError as error:
        return Failure(doing, error, request)


# A value that cannot be understood has to be an error at the read, and not in the middle of a restore. So each of these
# functions also makes the row of the object.


def _policy(graph: GraphObject) -> Observed:
    """A deleted policy. Raises UnexpectedValue."""
    observed = Observed(deleted_sync=without_annotations(graph))
    deleted_row(tenant_id_of(graph), observed.deleted_sync)
    return observed


def _partner(graph: GraphObject) -> Observed:
    """A deleted partner. Raises UnexpectedValue."""
    partner = observed_in(graph).partner
    deleted_partner_row(partner)
    return Observed(deleted_partner=partner)


def _every(
    client: GraphClient, resource: Resource, observed: Callable[[GraphObject], Observed], doing: str
) -> dict[str, Observed | EntraError]:
    """All deleted objects by tenant ID. Raises Failure."""
    with client.progress.step("deleted objects read") as step:
        return by_tenant(
            (understood(tenant_id_of, doing, graph), understood(observed, doing, graph))
            for graph in entries(client, requests.every_deleted(resource), doing, step)
        )
