# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations that Microsoft describes on its reference pages, but not in the part of its OpenAPI that is at hand.

That part is about cross-tenant access. Requests of modules for other settings are checked against these rows only:
method, path, version, query options.
"""

from __future__ import annotations

from typing import NamedTuple

_BOTH = ("v1.0", "beta")
_PAGED = frozenset({"$skiptoken"})


class Beside(NamedTuple):
    """An operation, and the page on learn.microsoft.com/graph/api that describes it."""

    page: str
    path: str
    versions: tuple[str, ...] = _BOTH
    query: frozenset[str] = frozenset()


_OPERATIONS = (
    Beside("authorizationpolicy-get", "/policies/authorizationPolicy"),
    Beside("externalidentitiespolicy-get", "/policies/externalIdentitiesPolicy", ("beta",)),
    Beside("conditionalaccessroot-list-policies", "/identity/conditionalAccess/policies", query=_PAGED),
    Beside("subscribedsku-list", "/subscribedSkus", query=_PAGED),
    Beside("organization-list", "/organization"),
    Beside(
        "rbacapplication-list-roledefinitions",
        "/roleManagement/directory/roleDefinitions",
        query=_PAGED | {"$filter"},
    ),
)


def beside(method: str, version: str, path: str) -> Beside | None:
    """The row of an operation, None if it is not among them."""
    rows = (row for row in _OPERATIONS if row.path == path and version in row.versions)
    return next(rows, None) if method == "GET" else None
