# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shared code for reads: lists, and answers that cannot be understood (private to this collection)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from .._graph.errors import EntraError, UnexpectedAnswer
from .._graph.request import Request
from .._model.kinds import UnexpectedValue
from .._model.observed import Observed
from .._progress import Step
from .errors import Failure

if TYPE_CHECKING:
    from .._graph.client import GraphClient

T = TypeVar("T")


def entries(client: GraphClient, request: Request, doing: str, step: Step | None = None) -> Iterator[Any]:
    """The entries of a list, not checked. ``step`` counts them. Raises Failure."""
    try:
        for page in client.pages(request, step=step):
            yield from page
    except EntraError as error:
        raise Failure(doing, error, request) from error


def by_tenant(listed: Iterable[tuple[str, Observed | EntraError]]) -> dict[str, Observed | EntraError]:
    """The entries of a list by tenant ID. If two entries for one tenant differ, an error stands in their place.

    Pages are read one after the other. So a tenant may be on two pages. Usually both entries are the same.
    """
    result: dict[str, Observed | EntraError] = {}
    for tenant_id, observed in listed:
        known = result.setdefault(tenant_id, observed)
        if known != observed and not isinstance(known, EntraError):
            wrong = UnexpectedAnswer("Graph lists the partner more than once, with different content: run again")
            result[tenant_id] = Failure(f"read partner {tenant_id}", wrong)
    return result


def readable(observed: Observed | EntraError) -> Observed:
    """The observed state. If an error stands in its place, raises this error."""
    if isinstance(observed, EntraError):
        raise observed
    return observed


def understood(function: Callable[[Any], T], doing: str, graph: Any) -> T:
    """The result of ``function`` for an object of Graph. Raises Failure if ``function`` raises UnexpectedValue."""
    try:
        return function(graph)
    except UnexpectedValue as error:
        raise Failure(doing, UnexpectedAnswer(f"Graph's answer cannot be understood: {error}")) from error
