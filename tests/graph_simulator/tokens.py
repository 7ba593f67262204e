# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access tokens: issued by the login endpoint or by a test, accepted by Graph until they expire."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Collection
from typing import Any

import jwt

from . import errors

# Stands in every token, so that a test can search output and files for leaked ones. It is at the head of what would
# be the signature, whose base64 stays readable because the length is a multiple of four.
TOKEN_MARKER = "simulated-graph-jwt-"

# Seconds that clocks may differ: "a skew of five minutes" (access-tokens: validate tokens).
TOLERANCE = 300


class Tokens:
    """The tokens of a simulator."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """``clock`` is the time of the service."""
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._issued: dict[str, dict[str, Any]] = {}

    def issue(
        self,
        tenant_id: str,
        client_id: str,
        roles: list[str],
        audience: str,
        lifetime: float,
        *,
        scopes: list[str] | None = None,
        readable: bool = True,
    ) -> str:
        """A new token, which looks like a JWT unless it is opaque. With ``scopes`` it is the token of a user."""
        now = self._clock()
        # An application without permissions gets a token without "roles" (access-token-claims-reference).
        permissions: dict[str, Any] = {"idtyp": "app", **({"roles": list(roles)} if roles else {})}
        if scopes is not None:
            permissions = {"idtyp": "user", "scp": " ".join(scopes)}
        claims = {
            "aud": audience,
            "iss": f"https://sts.windows.net/{tenant_id}/",
            "iat": int(now),
            "nbf": int(now),
            "exp": now + lifetime,
            "appid": client_id,
            **permissions,
            "tid": tenant_id,
            "uti": uuid.uuid4().hex,
            "ver": "1.0",
        }
        # Entra ID writes whole seconds. The simulator is more exact, since tests have short lifetimes.
        written = {**claims, "exp": int(now + lifetime)}
        head, payload, signature = jwt.encode(written, self._key, algorithm="HS256").split(".")
        token = f"{head}.{payload}.{TOKEN_MARKER}{signature}" if readable else f"{TOKEN_MARKER}{signature}"
        self._issued[token] = claims
        return token

    @property
    def issued(self) -> set[str]:
        """All of them that are not revoked."""
        return set(self._issued)

    def revoke_all(self) -> None:
        """Accept none of the tokens issued so far."""
        self._issued.clear()

    def claims(self, authorization: str | None, authority: str, audiences: Collection[str]) -> dict[str, Any]:
        """The claims of the token in an Authorization header, or 401. ``audiences`` are the addresses of Graph."""
        scheme, _space, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise errors.unauthenticated("Access token is empty.", authority)
        claims = self._issued.get(token)
        if claims is None:
            raise errors.unauthenticated("Access token validation failure. Invalid signature.", authority)
        if claims["nbf"] > self._clock() + TOLERANCE:
            raise errors.unauthenticated("Lifetime validation failed, the token is not valid yet.", authority)
        if claims["exp"] <= self._clock():
            raise errors.unauthenticated("Lifetime validation failed, the token is expired.", authority)
        if claims["aud"].rstrip("/") not in audiences:
            raise errors.unauthenticated("Access token validation failure. Invalid audience.", authority)
        return claims


def permissions(claims: dict[str, Any]) -> list[str]:
    """The permissions in a token: those of the application, or those that a user delegated to it."""
    return claims["scp"].split() if "scp" in claims else claims.get("roles", [])
