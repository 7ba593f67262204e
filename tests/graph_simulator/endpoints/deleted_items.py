# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Soft-deleted partners and policies (Graph reference, beta: policydeletableitem); v1.0 does not have them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from .. import errors
from ..directory import Directory
from ..messages import Answer, no_content
from ..model import IDENTITY_SYNC, PARTNER, EntityType
from ..request import Request
from ..routing import DELETED, Route
from ..table import Table
from .identity_sync import require_partner


@dataclass(frozen=True)
class _Bin:
    """One kind of deleted items: its place in the path, its type, its tables."""

    name: str
    kind: EntityType
    deleted: Callable[[Directory], Table]
    live: Callable[[Directory], Table]

    @property
    def path(self) -> str:
        return f"policies/deletedItems/{self.name}"


_PARTNERS = _Bin("crossTenantPartners", PARTNER, lambda d: d.deleted_partner_rows, lambda d: d.partner_rows)
_POLICIES = _Bin(
    "crossTenantSyncPolicyPartners", IDENTITY_SYNC, lambda d: d.deleted_policy_rows, lambda d: d.policy_rows
)


def list_deleted(place: _Bin, request: Request) -> Answer:
    """GET all."""
    selection = request.selection(place.kind)
    rows, document = request.page(place.kind, place.deleted(request.directory), place.path)
    return Answer(200, {**document, "value": [request.rendered(place.kind, row, selection) for _key, row in rows]})


def get_deleted(place: _Bin, request: Request) -> Answer:
    """GET one."""
    row = request.visible(place.deleted(request.directory), request.tenant_key())
    return request.entity(place.kind, row, place.path)


def purge(place: _Bin, request: Request) -> Answer:
    """DELETE for good."""
    table = place.deleted(request.directory)
    key = request.tenant_key()
    request.true(table, key)
    table.remove(key)
    if place is _PARTNERS:
        request.directory.forget_capabilities(key)
    return no_content()


def restore(place: _Bin, request: Request) -> Answer:
    """POST restore. The answer still carries deletedDateTime.

    unknown: restoring over a live object, or a policy without its partner; assumed: as for creating it.
    unknown: whether the Microsoft 365 capabilities of a partner come back with it; assumed: yes.
    """
    directory = request.directory
    key = request.tenant_key()
    row = request.true(place.deleted(directory), key)
    if place is _POLICIES:
        require_partner(request, key)
    if place.live(directory).get(key) is not None:
        raise errors.policy_exists() if place is _POLICIES else errors.partner_exists()
    place.live(directory).put(key, {name: value for name, value in row.items() if name != "deletedDateTime"})
    place.deleted(directory).remove(key)
    if place is _PARTNERS:
        directory.bring_capabilities_back(key)
    return request.entity(place.kind, row, place.path)


def _routes(place: _Bin) -> tuple[Route, ...]:
    all_of_them, one = f"/{place.path}", f"/{place.path}/{{key}}"
    select = frozenset({"$select"})
    return tuple(
        Route(method, path, partial(endpoint, place), DELETED, query=query, versions=("beta",))
        for method, path, endpoint, query in (
            ("GET", all_of_them, list_deleted, select | {"$top", "$skiptoken"}),
            ("GET", one, get_deleted, select),
            ("DELETE", one, purge, frozenset()),
            ("POST", f"{one}/restore", restore, frozenset()),
        )
    )


ROUTES = _routes(_PARTNERS) + _routes(_POLICIES)
