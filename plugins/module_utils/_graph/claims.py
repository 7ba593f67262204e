# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an access token says about itself (private to this collection).

Clients should not rely on the content of tokens, since tokens may be opaque, and a client cannot verify them. So the
content is used to refuse tokens and to describe them, and never to allow anything.

Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
"""

from __future__ import annotations

import base64
import re
from typing import Any, NamedTuple

from .._names import guid_key
from .origin import origin_of
from .reader import value_of

#: The application ID of Microsoft Graph. In some tokens it stands in place of Graph's address.
GRAPH_APPLICATION = "00000003-0000-0000-c000-000000000000"

_PERMISSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
# The end of the year 9999, in seconds.
_LATEST = 253402300799


class Claims(NamedTuple):
    """The readable claims of a token. None stands for a claim that is missing or has another form.

    ``audience`` is the service that the token is for: an address or an application ID. ``permissions`` are sorted.
    ``delegated``: whether a user signed in. ``expires`` and ``not_before`` are in seconds since 1970.
    """

    audience: str | None = None
    tenant_id: str | None = None
    application_id: str | None = None
    permissions: tuple[str, ...] | None = None
    delegated: bool | None = None
    expires: float | None = None
    not_before: float | None = None

    def is_for(self, resource: str) -> bool:
        """Whether the token is for Graph, whose address in the cloud is ``resource``."""
        return self.audience in (resource, GRAPH_APPLICATION)


def claims_of(token: str) -> Claims | None:
    """The claims of a token, or None if the token is opaque."""
    payload = payload_of(token)
    if payload is None:
        return None
    delegated = _delegated(payload)
    return Claims(
        _audience(payload.get("aud")),
        guid_key(payload.get("tid")),
        guid_key(payload.get("appid")) or guid_key(payload.get("azp")),
        _permissions(payload, delegated),
        delegated,
        _seconds(payload.get("exp")),
        _seconds(payload.get("nbf")),
    )


def payload_of(token: str) -> dict[str, Any] | None:
    """The content of a token, or None if it cannot be read."""
    try:
        payload = token.split(".")[1]
        claims = value_of(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (AttributeError, IndexError, ValueError):
        return None
    return claims if isinstance(claims, dict) else None


def _delegated(payload: dict[str, Any]) -> bool | None:
    """Only tokens of users contain "scp". A token of an application without any permission contains no "roles"."""
    if "scp" in payload:
        return True
    return False if "roles" in payload or payload.get("idtyp") == "app" else None


def _permissions(payload: dict[str, Any], delegated: bool | None) -> tuple[str, ...] | None:
    if delegated is None:
        return None
    names = payload.get("scp") if delegated else payload.get("roles", [])
    if delegated and isinstance(names, str):
        names = names.split()
    if not isinstance(names, list) or not all(isinstance(name, str) and _PERMISSION.fullmatch(name) for name in names):
        return None
    return tuple(sorted(set(names)))


def _audience(value: object) -> str | None:
    if guid_key(value):
        return guid_key(value)
    return origin_of(value.rstrip("/")) if isinstance(value, str) else None


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < _LATEST:
        return None
    return float(value)
