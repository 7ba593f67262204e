# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The permissions of the credentials, as their access token shows them (private to this collection). Pure."""

from __future__ import annotations

from .._graph.claims import Claims, claims_of
from .._model.tenant_facts import CredentialsRow
from .features import FEATURES, OPTIONAL_READS, Held

# Permissions with which a user signs in, and which allow nothing else:
# https://learn.microsoft.com/entra/identity-platform/scopes-oidc and the page permissions-reference of Graph.
_SIGN_IN = frozenset(("openid", "profile", "email", "offline_access", "User.Read"))

_READS = [
    request.access
    for requests in (*(feature.requests for feature in FEATURES), OPTIONAL_READS)
    for request in requests
    if request.method == "GET"
]
#: The permissions of which one is enough to change something that the collection manages.
WRITING: frozenset[str] = frozenset(
    name
    for feature in FEATURES
    for request in feature.requests
    if request.method != "GET" and request.access
    for name in request.access.enough | request.access.enough_elsewhere
)
#: The permissions that allow little more than the collection reads. Broader permissions do not belong to them.
READING: frozenset[str] = (
    frozenset(name for access in _READS if access for name in access.named | access.enough_elsewhere) - WRITING
)


def held_in(claims: Claims | None, resource: str) -> Held:
    """The permissions in a token. They are unknown unless the token is readable and is for ``resource``, Graph."""
    if claims is None:
        return Held(None, "the token is opaque: it does not show its permissions")
    if not claims.is_for(resource):
        return Held(None, f"the token shows no permissions of Graph: {for_another_service(claims, resource)}")
    if claims.permissions is None:
        return Held(None, "the token does not show its permissions")
    return Held(frozenset(claims.permissions), delegated=bool(claims.delegated))


def for_another_service(claims: Claims, resource: str) -> str:
    """The service that a token is for, in words that follow "the token"."""
    if claims.audience is None:
        return f"it does not name {resource} as the service that it is for"
    return f"it is for {claims.audience}, not for {resource}"


def permission_type(held: Held) -> str | None:
    """``application``, or ``delegated`` if a user signed in; None if the permissions are unknown."""
    if held.permissions is None:
        return None
    return "delegated" if held.delegated else "application"


def credentials_row(token: str | None, resource: str) -> CredentialsRow:
    """The permissions of the token that a run uses; ``token`` is None if it has not obtained one."""
    held = held_in(claims_of(token), resource) if token else Held(None, "no token was obtained")
    if held.permissions is None:
        return {
            "permission_type": None,
            "permissions": None,
            "permissions_to_write": None,
            "permissions_unneeded": None,
            "reason": held.unknown,
        }
    unneeded = held.permissions - WRITING - READING - (_SIGN_IN if held.delegated else frozenset())
    return {
        "permission_type": permission_type(held),
        "permissions": sorted(held.permissions),
        "permissions_to_write": sorted(held.permissions & WRITING),
        "permissions_unneeded": sorted(unneeded),
        "reason": None,
    }
