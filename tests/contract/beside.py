# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations that Microsoft describes on its reference pages, but not in the part of its OpenAPI that is at hand.

That part is about cross-tenant access and its synchronization. Requests of modules for other settings are checked
against these rows only: method, path, version, query options, and whether there is a body.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_BOTH = ("v1.0", "beta")
_PAGED = frozenset({"$skiptoken"})
_SELECTED = frozenset({"$select"})
_LISTED = _PAGED | _SELECTED | {"$filter", "$top"}


class Beside(NamedTuple):
    """An operation, and the page on learn.microsoft.com/graph/api that describes it. ``{id}`` is any segment."""

    page: str
    path: str
    versions: tuple[str, ...] = _BOTH
    query: frozenset[str] = frozenset()
    method: str = "GET"
    takes_body: bool = False

    def matches(self, method: str, version: str, path: str) -> bool:
        pattern = re.escape(self.path).replace(r"\{id\}", "[^/]+")
        return self.method == method and version in self.versions and re.fullmatch(pattern, path) is not None


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
    Beside("user-list", "/users", query=_LISTED),
    Beside("user-get", "/users/{id}", query=_SELECTED),
    Beside("group-list", "/groups", query=_LISTED),
    Beside("group-get", "/groups/{id}", query=_SELECTED),
    Beside("directoryobject-getbyids", "/directoryObjects/getByIds", method="POST", takes_body=True),
    Beside("application-list", "/applications", query=_LISTED),
    Beside("application-delete", "/applications/{id}", method="DELETE"),
    Beside("serviceprincipal-list-owners", "/servicePrincipals/{id}/owners"),
    Beside("directory-deleteditems-delete", "/directory/deletedItems/{id}", method="DELETE"),
    Beside("directory-deleteditems-restore", "/directory/deletedItems/{id}/restore", method="POST"),
)


def beside(method: str, version: str, path: str) -> Beside | None:
    """The row of an operation, None if it is not among them."""
    return next((row for row in _OPERATIONS if row.matches(method, version, path)), None)
