# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the credentials in hand can do (private to this collection): log in, read one object, describe the token.

A feature is judged by the permissions in the token. So nothing is tried that could change something.
"""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Any, NamedTuple, TypedDict

from .._graph import clock
from .._graph.answer import object_in
from .._graph.claims import Claims, claims_of
from .._graph.client import GraphClient
from .._graph.connect import Connection
from .._graph.errors import EntraError, GraphError, MissingLibrary
from .._names import tenant_key
from . import lookup, requests
from .errors import Failure
from .features import FEATURES, Held, judged
from .held import for_another_service, held_in, permission_type

UNKNOWN = "unknown"


class FeatureRow(TypedDict):
    """One feature in the words of ``connection_info``. ``available`` is True, False or UNKNOWN."""

    name: str
    title: str
    available: bool | str
    missing: list[str]
    reason: str | None


class ConnectionRow(TypedDict):
    """What the credentials are and can do, in the words of ``connection_info``. None stands for what is unknown."""

    cloud: str
    api_version: str
    tenant_id: str | None
    tenant_display_name: str | None
    client_id: str | None
    auth_method: str
    permission_type: str | None
    permissions: list[str] | None
    token_expires: str | None
    clock_skew: int | None
    features: list[FeatureRow]


class _Probe(NamedTuple):
    """The outcome of the one read. ``refused`` is Graph's refusal, if there was one. ``skew`` is in seconds."""

    refused: GraphError | None
    skew: int | None


def inspect(connection: Connection) -> tuple[ConnectionRow, list[str]]:
    """The description of the credentials, and warnings. Sends reads only.

    Raises Failure if the login fails, or if Graph cannot be reached, does not accept the token, or does not answer.
    A missing permission raises nothing. Raises MissingLibrary.
    """
    client, cloud = connection.client, connection.cloud
    token = _log_in(client)
    probe = _probe(connection, token)
    # Graph may have refused the first token. Then there is a newer one.
    claims = claims_of(client.transport.token_in_use or token)
    held = _held(claims, probe, cloud.resource)
    read = claims or Claims()
    tenant_id = read.tenant_id or tenant_key(connection.credentials.tenant)
    row: ConnectionRow = {
        "cloud": cloud.name,
        "api_version": connection.api_version,
        "tenant_id": tenant_id,
        "tenant_display_name": _display_name(client, tenant_id, held),
        "client_id": read.application_id or connection.credentials.client_id,
        "auth_method": connection.credentials.method,
        "permission_type": permission_type(held),
        "permissions": None if held.permissions is None else sorted(held.permissions),
        "token_expires": _date(read.expires),
        "clock_skew": probe.skew,
        "features": _features(held, cloud.name, connection.api_version),
    }
    warnings = [*held.refused.values(), clock.remark(probe.skew, "Microsoft Graph")]
    return row, [warning for warning in warnings if warning]


def _log_in(client: GraphClient) -> str:
    """A token. Raises Failure and MissingLibrary."""
    try:
        return client.transport.log_in()
    except MissingLibrary:
        raise
    except EntraError as error:
        raise Failure("log in", error) from error


def _features(held: Held, cloud: str, api_version: str) -> list[FeatureRow]:
    rows: list[FeatureRow] = []
    for feature in FEATURES:
        verdict = judged(feature, held, cloud, api_version)
        available = UNKNOWN if verdict.available is None else verdict.available
        rows.append(
            {
                "name": feature.name,
                "title": feature.title,
                "available": available,
                "missing": list(verdict.missing),
                "reason": verdict.reason,
            }
        )
    return rows


def _probe(connection: Connection, token: str) -> _Probe:
    """Read the cross-tenant access policy: a small object. A refusal for a missing permission is an answer as well.

    Raises Failure.
    """
    request = requests.read_policy()
    doing = "read the cross-tenant access policy"
    try:
        answer = connection.client.send(request)
        object_in(request.address, answer)
        return _Probe(None, clock.skew(answer.headers.get("Date")))
    except GraphError as error:
        skew = clock.skew(error.answered)
        # A refusal without a code does not come from Graph, but from a proxy.
        if error.status == 403 and error.code:
            return _Probe(error, skew)
        if error.status == 401:
            raise Failure(doing, error, hint=_why_not_accepted(token, connection, skew)) from error
        raise Failure(doing, error, request) from error
    except EntraError as error:
        raise Failure(doing, error, request) from error


def _why_not_accepted(token: str, connection: Connection, skew: int | None) -> str:
    """Reasons why Graph did not accept a token, as far as the token and the clock show them."""
    claims = claims_of(token)
    if claims is None:
        return ". The token is opaque, so it does not say more"
    now = time.time() - (skew or 0)
    reasons = []
    if claims.expires is not None and claims.expires <= now:
        reasons.append(f"it expired at {_date(claims.expires)}")
    if claims.not_before is not None and claims.not_before > now:
        reasons.append(f"it is not valid before {_date(claims.not_before)}")
    if not claims.is_for(connection.cloud.resource):
        reasons.append(for_another_service(claims, connection.cloud.resource))
    said = f". The token says: {'; '.join(reasons)}" if reasons else ""
    wrong = clock.remark(skew, "Microsoft Graph")
    return said + (f". {wrong}" if wrong else "")


def _held(claims: Claims | None, probe: _Probe, resource: str) -> Held:
    """The permissions in a token, and whether Graph has refused one of them."""
    held = held_in(claims, resource)
    access = requests.read_policy().access
    if held.permissions is None or probe.refused is None or access is None or not access.enough & held.permissions:
        return held
    contained = " and ".join(sorted(access.enough & held.permissions))
    said = f"the token contains {contained}, but Graph refused: {probe.refused}"
    return held._replace(refused={access.permission: said})


def _display_name(client: GraphClient, tenant_id: str | None, held: Held) -> str | None:
    """The name of the home tenant, if it may be read. A name is only a help for readers, so no error matters."""
    if tenant_id is None:
        return None
    for read in (_name_by_look_up, _name_by_organization):
        name = read(client, tenant_id, held.permissions)
        if name:
            return name
    return None


def _may(permissions: frozenset[str] | None, access: Any) -> bool:
    return permissions is None or bool(access and access.enough & permissions)


def _name_by_look_up(client: GraphClient, tenant_id: str, permissions: frozenset[str] | None) -> str | None:
    if not _may(permissions, lookup.request(tenant_id).access):
        return None
    try:
        return lookup.tenant(client, tenant_id).display_name
    except EntraError:
        return None


def _name_by_organization(client: GraphClient, tenant_id: str, permissions: frozenset[str] | None) -> str | None:
    request = requests.list_organizations()
    if not _may(permissions, request.access):
        return None
    try:
        rows = [row for page in client.pages(request) for row in page if isinstance(row, dict)]
    except EntraError:
        return None
    names = [row.get("displayName") for row in rows if tenant_key(row.get("id")) == tenant_id]
    return names[0] if len(names) == 1 and isinstance(names[0], str) else None


def _date(seconds: float | None) -> str | None:
    """A time in seconds since 1970 as text, in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
