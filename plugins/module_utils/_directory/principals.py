# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of users and groups → their object IDs (private to this collection)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .._graph.errors import EntraError
from .._model.desired import BadInput
from .._model.synchronization.configuration import GROUP
from .._model.synchronization.desired import Principal
from .._names import guid_key
from . import requests
from .errors import Failure

if TYPE_CHECKING:
    from .._graph.client import GraphClient


def principals(client: GraphClient, named: Sequence[Principal]) -> dict[Principal, str]:
    """The object IDs of users and groups that are given by name, all looked up together.

    Raises BadInput with all names that nobody has, or that more than one has. Raises Failure if a look-up fails.
    """
    asked = [requests.find_groups(one.name) if one.kind == GROUP else requests.find_users(one.name) for one in named]
    with client.progress.step("users and groups looked up", len(asked)) as step:
        answers = client.send_all(asked, step)
    problems: list[str] = []
    result: dict[Principal, str] = {}
    for one, request, answer in zip(named, asked, answers):
        doing = f"look up the {one.kind} {one.name!r}"
        try:
            if isinstance(answer, EntraError):
                raise answer
            # A second one of that name may be on the next page.
            found = [graph for page in client.pages(request, first=answer) for graph in page]
        except EntraError as error:
            raise Failure(doing, error, request) from error
        ids = _ids(found)
        if ids is None:
            problems.append(f"Graph's answer about the {one.kind} {one.name!r} cannot be understood")
        elif len(ids) != 1:
            number = f"{len(ids)} {one.kind}s have" if ids else f"no {one.kind} has"
            advice = ": give the object ID" if ids else ""
            problems.append(f"{number} the name {one.name!r}{advice}")
        else:
            result[one] = ids[0]
    if problems:
        raise BadInput(problems)
    return result


def _ids(found: list[Any]) -> list[str] | None:
    """The object IDs in a list that Graph sent, each once; None if one of them cannot be understood."""
    ids = {guid_key(graph.get("id")) if isinstance(graph, dict) else None: None for graph in found}
    return [identifier for identifier in ids if identifier] if all(ids) else None
