# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access tokens: issued by the login endpoint or by a test, accepted by Graph until they expire."""

from __future__ import annotations

import secrets
import time
import uuid
from typing import Any

import jwt

from . import errors

# Stands in every token, so that a test can search output and files for leaked ones. It is at the head of what would
# be the signature, whose base64 stays readable because the length is a multiple of four.
TOKEN_MARKER = "simulated-graph-jwt-"


class Tokens:
    """The tokens of a simulator."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._issued: dict[str, dict[str, Any]] = {}

    def issue(self, tenant_id: str, client_id: str, roles: list[str], audience: str, lifetime: float) -> str:
        """A new token, which looks like a JWT."""
        now = time.time()
        claims = {
            "aud": audience,
            "iss": f"https://sts.windows.net/{tenant_id}/",
            "iat": int(now),
            "nbf": int(now),
            "exp": now + lifetime,
            "appid": client_id,
            "idtyp": "app",
            "roles": list(roles),
            "tid": tenant_id,
            "uti": uuid.uuid4().hex,
            "ver": "1.0",
        }
        head, payload, signature = jwt.encode(claims, self._key, algorithm="HS256").split(".")
        token = f"{head}.{payload}.{TOKEN_MARKER}{signature}"
        self._issued[token] = claims
        return token

    @property
    def issued(self) -> set[str]:
        """All of them that are not revoked."""
        return set(self._issued)

    def revoke_all(self) -> None:
        """Accept none of the tokens issued so far."""
        self._issued.clear()

    def claims(self, authorization: str | None, authority: str) -> dict[str, Any]:
        """The claims of the token in an Authorization header, or 401."""
        scheme, _space, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise errors.unauthenticated("Access token is empty.", authority)
        claims = self._issued.get(token)
        if claims is None:
            raise errors.unauthenticated("Access token validation failure. Invalid signature.", authority)
        if claims["exp"] <= time.time():
            raise errors.unauthenticated("Lifetime validation failed, the token is expired.", authority)
        return claims
