# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors as Graph words them, and the ODataError body that carries them.

Codes and messages that a source prints are quoted from it. The others are the usual words of Graph in such a case.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any


class GraphError(Exception):
    """A refusal by Graph."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        details: list[dict[str, str]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.headers = headers or {}


def error_body(error: GraphError, request_id: str, client_request_id: str) -> dict[str, Any]:
    """The ODataError document of an error."""
    content: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.details:
        content["details"] = error.details
    content["innerError"] = {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S"),
        "request-id": request_id,
        "client-request-id": client_request_id,
    }
    return {"error": content}


def bad_request(message: str, code: str = "Request_BadRequest") -> GraphError:
    """400 of the directory behind Graph. Graph's gateway (URLs, bodies that cannot be read) says BadRequest instead."""
    return GraphError(400, code, message)


def invalid_property(name: str) -> GraphError:
    """Microsoft365DSC issues 6065 and 7272 show this message."""
    return bad_request(f"Invalid property '{name}'.")


def read_only(name: str) -> GraphError:
    """A computed or key property in a body."""
    return bad_request(f"Property '{name}' is read-only and cannot be set.")


def invalid_value(name: str) -> GraphError:
    """A value outside an enumeration, or null where there must be a value."""
    return bad_request(f"Invalid value specified for property '{name}'.")


def mistyped(name: str, expected: str) -> GraphError:
    """A value of another JSON type."""
    return bad_request(f"Cannot convert the value of property '{name}' to the expected type '{expected}'.")


def unknown_segment(segment: str) -> GraphError:
    """A path that this version or cloud does not have."""
    return bad_request(f"Resource not found for the segment '{segment}'.", "BadRequest")


def method_not_allowed() -> GraphError:
    """Graph concepts: json-batching prints this answer."""
    return GraphError(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")


def too_many_requests(headers: dict[str, str]) -> GraphError:
    """429: a limit was reached."""
    return GraphError(429, "TooManyRequests", "Too many requests.", headers=headers)


def forbidden() -> GraphError:
    """Graph concepts: json-batching and Microsoft Entra's configuration guide print this answer."""
    return GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")


_ABSENT_MESSAGES = {
    "Directory_ObjectNotFound": "Unable to read the company information from the directory.",
    "Request_ResourceNotFound": "Resource '{key}' does not exist or one of its queried reference-property objects "
    "are not present.",
}


def absent(code: str, key: str, status: int = 404) -> GraphError:
    """An object that is not there, with the error code that the simulator is set to."""
    return GraphError(status, code, _ABSENT_MESSAGES.get(code, "Resource not found.").format(key=key))


def object_absent(key: str) -> GraphError:
    """An object of the directory, such as a user or a service principal, that is not there."""
    return absent("Request_ResourceNotFound", key)


def invalid_filter() -> GraphError:
    """A filter that the operation does not support."""
    return GraphError(400, "Request_UnsupportedQuery", "Unsupported or invalid query filter clause specified.")


def too_many_clauses(number: int, most: int) -> GraphError:
    """A filter with more alternatives than the directory takes; code and message are printed in public code."""
    message = f"Too many child clauses specified in search filter expression containing 'OR' operators: {number}. "
    return GraphError(400, "Request_UnsupportedQuery", f"{message}Max allowed: {most}.")


def policy_absent() -> GraphError:
    """PATCH of an absent policy (Microsoft Entra guide, cross-tenant synchronization, troubleshooting)."""
    return absent("Directory_ObjectNotFound", "")


def role_enabled_without_groups() -> GraphError:
    """roleEnabledGroupSyncInbound where groups are not synchronized. unknown: code and message."""
    return bad_request("Role-enabled group synchronization requires group synchronization to be enabled.")


def policy_exists() -> GraphError:
    """PUT over an existing policy (the same guide prints code, message and the code of the detail)."""
    message = "A conflicting object with one or more of the specified property values is present in the directory."
    return GraphError(
        409,
        "Request_MultipleObjectsWithSameKeyValue",
        message,
        details=[{"code": "ConflictingObjects", "message": message, "target": "tenantId"}],
    )


def partner_exists() -> GraphError:
    """POST of an existing partner: code and message are printed, the status 409 is inferred."""
    return GraphError(
        409,
        "Request_MultipleObjectsWithSameKeyValue",
        "Another object with the same value for property tenantId already exists.",
    )


def capability_exists(status: int, code: str) -> GraphError:
    """POST of a Microsoft 365 capability that exists. unknown: everything about the error; worded as for a partner."""
    return GraphError(status, code, "Another object with the same value for property name already exists.")


def organization_exists() -> GraphError:
    """PUT over an existing multitenant organization (seen by the authors of the CLI for Microsoft 365)."""
    return bad_request("Method not supported for update operation.")


def tenant_added_already() -> GraphError:
    """POST of a pending or active tenant (Graph reference: multitenantorganization-post-tenants)."""
    return bad_request("Tenant is already being added in Multi-Tenant Organization.")


def unauthenticated(message: str, authority: str) -> GraphError:
    """401 with the challenge that Graph sends."""
    challenge = f'Bearer realm="", authorization_uri="{authority}/common/oauth2/authorize", error="invalid_token"'
    return GraphError(401, "InvalidAuthenticationToken", message, headers={"WWW-Authenticate": challenge})
