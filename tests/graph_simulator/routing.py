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
from .source.permissions import SOURCE_PERMISSIONS, source_allowed

if TYPE_CHECKING:
    from .behaviour import Behaviour
    from .request import Request

VERSIONS = ("v1.0", "beta")

# Permissions by purpose; ``allowed`` has those that depend on the behaviour.
READ = "read"
WRITE = "write"
TENANT = "tenant"
DELETED = "deleted"
TEMPLATE_READ = "template_read"
TEMPLATE_WRITE = "template_write"
CAPABILITY_READ = "capability_read"
CAPABILITY_WRITE = "capability_write"
MTO_READ = "mto_read"
MTO_TENANT_READ = "mto_tenant_read"
MTO_WRITE = "mto_write"
AUTHORIZATION = "authorization"
EXTERNAL_IDENTITIES = "external_identities"
CONDITIONAL_ACCESS = "conditional_access"
SUBSCRIPTIONS = "subscriptions"
ORGANIZATION = "organization"
ROLES = "roles"

# What allows to read the whole directory.
_DIRECTORY = {"Directory.Read.All", "Directory.ReadWrite.All"}

PERMISSIONS: dict[str, frozenset[str | None]] = {
    READ: frozenset({"Policy.Read.All", "Policy.ReadWrite.CrossTenantAccess"}),
    WRITE: frozenset({"Policy.ReadWrite.CrossTenantAccess"}),
    TENANT: frozenset({"CrossTenantInformation.ReadBasic.All"}),
    # Microsoft's permission file, and the pages such as crosstenantaccesspolicyconfigurationpartner-update-
    # m365capabilities. Permission to write cross-tenant access does not even allow to read them.
    CAPABILITY_READ: frozenset({"Policy.Read.All", "Policy.ReadWrite.CrossTenantCapability"}),
    CAPABILITY_WRITE: frozenset({"Policy.ReadWrite.CrossTenantCapability"}),
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
    **SOURCE_PERMISSIONS,
}


def allowed(permission: str, behaviour: Behaviour) -> frozenset[str | None]:
    """The permissions of which one is enough; None is a permission that nobody has."""
    write_organization = PERMISSIONS[MTO_WRITE]
    if permission == DELETED:
        return frozenset({behaviour.deleted_items_permission})
    if permission == MTO_READ:
        return write_organization | {behaviour.mto_read_permission}
    if permission == MTO_TENANT_READ:
        file = behaviour.mto_tenant_permission == "file"
        return write_organization if file else allowed(MTO_READ, behaviour)
    if permission in (TEMPLATE_READ, TEMPLATE_WRITE):
        reads = permission == TEMPLATE_READ
        if behaviour.template_permission == "pages":
            return PERMISSIONS[READ if reads else WRITE]
        return write_organization | {"MultiTenantOrganization.Read.All"} if reads else write_organization
    return source_allowed(permission, behaviour) or PERMISSIONS[permission]


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
    also: str | None = None  # a second permission that is needed
    owned: bool = False  # Application.ReadWrite.OwnedBy counts for objects of the application only
    exists: Callable[[Behaviour], bool] = lambda _behaviour: True
    denied: Callable[[Behaviour], errors.GraphError] = lambda _behaviour: errors.forbidden()


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

    def find(self, method: str, segments: tuple[str, ...]) -> tuple[Route, tuple[str, ...]]:
        """The route of a request, and the keys in its path."""
        node = self._root
        keys: list[str] = []
        for segment in segments:
            called = _FUNCTION.fullmatch(segment)
            name = f"{called['name']}({called['parameter']}={{key}})" if called else segment
            if name in node.children:
                node = node.children[name]
                keys += [called["value"].replace("''", "'")] if called else []
            elif node.any_key is not None:
                node = node.any_key
                keys.append(segment)
            else:
                raise errors.unknown_segment(segment)
        if not node.routes:
            raise errors.unknown_segment(segments[-1] if segments else "")
        if method not in node.routes:
            raise errors.method_not_allowed()
        return node.routes[method], tuple(keys)
