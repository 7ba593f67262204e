# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which path and method leads to which endpoint, in which version and cloud."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import errors
from .messages import Answer

if TYPE_CHECKING:
    from .request import Request

VERSIONS = ("v1.0", "beta")

# Permissions by purpose; those of deleted items, and to read multitenant organizations, depend on the behaviour.
READ = "read"
WRITE = "write"
TENANT = "tenant"
DELETED = "deleted"
MTO_READ = "mto_read"
MTO_WRITE = "mto_write"
AUTHORIZATION = "authorization"
EXTERNAL_IDENTITIES = "external_identities"
CONDITIONAL_ACCESS = "conditional_access"
SUBSCRIPTIONS = "subscriptions"
ORGANIZATION = "organization"
ROLES = "roles"

# What allows to read the whole directory.
_DIRECTORY = {"Directory.Read.All", "Directory.ReadWrite.All"}

PERMISSIONS = {
    READ: frozenset({"Policy.Read.All", "Policy.ReadWrite.CrossTenantAccess"}),
    WRITE: frozenset({"Policy.ReadWrite.CrossTenantAccess"}),
    TENANT: frozenset({"CrossTenantInformation.ReadBasic.All"}),
    MTO_WRITE: frozenset({"MultiTenantOrganization.ReadWrite.All"}),
    # Graph reference: authorizationpolicy-get, externalidentitiespolicy-get, conditionalaccessroot-list-policies,
    # subscribedsku-list, rbacapplication-list-roledefinitions. Permission to write cross-tenant access is not enough.
    AUTHORIZATION: frozenset({"Policy.Read.All", "Policy.ReadWrite.Authorization"}),
    EXTERNAL_IDENTITIES: frozenset({"Policy.Read.All", "Policy.ReadWrite.ExternalIdentities"}),
    CONDITIONAL_ACCESS: frozenset({"Policy.Read.All"}),
    SUBSCRIPTIONS: frozenset(
        {"LicenseAssignment.Read.All", "Organization.Read.All", "Organization.ReadWrite.All", *_DIRECTORY}
    ),
    # organization-list of 2023 has those of the directory only; assumed: the narrower ones do, whose description is
    # "read the organization and related resources" (permissions-reference).
    ORGANIZATION: frozenset({"Organization.Read.All", "Organization.ReadWrite.All", *_DIRECTORY}),
    ROLES: frozenset({"RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory", *_DIRECTORY}),
}

_FUNCTION = re.compile(r"(?P<name>\w+)\((?P<parameter>\w+)='(?P<value>(?:[^']|'')*)'\)")


@dataclass(frozen=True)
class Route:
    """One operation. In the path, ``{key}`` stands for any segment and ``name(parameter={key})`` for a function."""

    method: str
    path: str
    endpoint: Callable[[Request], Answer]
    permission: str
    query: frozenset[str] = frozenset()
    takes_body: bool = False
    versions: tuple[str, ...] = VERSIONS
    clouds: tuple[str, ...] | None = None  # None: all


@dataclass
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    any_key: _Node | None = None
    routes: dict[str, Route] = field(default_factory=dict)


class Router:
    """The routes of one version and cloud, as a tree of segments."""

    def __init__(self, routes: Iterable[Route], version: str, cloud: str) -> None:
        self._root = _Node()
        for route in routes:
            if version in route.versions and (route.clouds is None or cloud in route.clouds):
                self._add(route)

    def _add(self, route: Route) -> None:
        node = self._root
        for segment in route.path.strip("/").split("/"):
            if segment == "{key}":
                node.any_key = node.any_key or _Node()
                node = node.any_key
            else:
                node = node.children.setdefault(segment, _Node())
        node.routes[route.method] = route

    def find(self, method: str, segments: tuple[str, ...]) -> tuple[Route, str]:
        """The route of a request, and the key in its path ("" if it has none)."""
        node = self._root
        key = ""
        for segment in segments:
            called = _FUNCTION.fullmatch(segment)
            name = f"{called['name']}({called['parameter']}={{key}})" if called else segment
            if name in node.children:
                node = node.children[name]
                key = called["value"].replace("''", "'") if called else key
            elif node.any_key is not None:
                node, key = node.any_key, segment
            else:
                raise errors.unknown_segment(segment)
        if not node.routes:
            raise errors.unknown_segment(segments[-1] if segments else "")
        if method not in node.routes:
            raise errors.method_not_allowed()
        return node.routes[method], key
