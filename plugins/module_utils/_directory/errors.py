# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors of requests, with advice for the person who reads them (private to this collection)."""

from __future__ import annotations

from typing import Any

from .._access import Access
from .._graph.errors import AuthenticationError, EntraError, GraphError
from .._graph.request import Request
from .._names import described, tenant_key

_SEE = ". ansible-playbook entra.cross_tenant.preflight shows what the credentials can do"
# What helps against a refused login, by a sign in the text of the refusal. A longer number stands before its beginning.
# Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
_LOGIN = {
    "AADSTS7000222": (
        "The client secret has expired. Create a new one in the Entra admin center (App registrations, the "
        "application, Certificates & secrets), and put its value where the old one is: client_secret, "
        "ENTRA_CLIENT_SECRET or AZURE_CLIENT_SECRET"
    ),
    "AADSTS7000215": (
        "The client secret is wrong. Give the value of the secret and not its ID, and check that it belongs to this "
        "client_id"
    ),
    "AADSTS700016": "Check tenant and client_id: the application does not exist in that tenant",
    "AADSTS700027": (
        "Check that the certificate has not expired, and that the same certificate is uploaded to the application "
        "(App registrations, the application, Certificates & secrets)"
    ),
    "AADSTS700024": (
        "The signed assertion or the federated token is not valid now. Check the clock of this machine; a federated "
        "token may have expired, and its file may not have been renewed"
    ),
    "AADSTS7000112": (
        "The application is disabled in this tenant. An administrator can enable it (Enterprise applications, the "
        "application, Properties)"
    ),
    # Also 700211, 700212 and 700213, for a wrong issuer, audience and subject.
    "AADSTS70021": (
        "No federated credential of the application fits the token. Its issuer, subject and audience must be exactly "
        "those of the token (App registrations, the application, Certificates & secrets, Federated credentials)"
    ),
    "AADSTS53003": (
        "A Conditional Access policy blocks the login. The sign-in logs in the Entra admin center name the policy"
    ),
    "AADSTS90002": "Check tenant and cloud: there is no such tenant in this cloud",
    "does not know this tenant": "Check tenant and cloud: there is no such tenant in this cloud",
}
_ANY_LOGIN = "Check tenant, client_id and the credentials, and that the application exists in that tenant"


class UnknownTenant(EntraError):
    """Graph says that no tenant has the ID or the domain ``name``. ``error`` is Graph's answer."""

    def __init__(self, name: str, error: GraphError) -> None:
        advice = "Check the ID" if tenant_key(name) else "Check the domain, or give the ID of the tenant"
        super().__init__(f"no tenant has {described(name)} ({error.status} {error.code}). {advice}")
        self.error = error

    def report(self) -> dict[str, Any]:
        return dict(self.error.report(), msg=str(self))


class Failure(EntraError):
    """An error together with the action that failed, its partner, and advice.

    ``doing`` is the action, in words that follow "Failed to". ``hint`` is the last sentence. ``request`` is the request
    that Graph refused, sent by itself or in a batch; it is None if the error is not an answer of Graph. The request
    knows the permission that it needs. The text of Graph's error does not name this permission.
    """

    def __init__(self, doing: str, error: EntraError, request: Request | None = None, hint: str = "") -> None:
        super().__init__(f"Failed to {doing}: {error}{advice(error, request)}{hint}")
        self.error = error

    def report(self) -> dict[str, Any]:
        return dict(self.error.report(), msg=str(self))


def advice(error: EntraError, request: Request | None = None) -> str:
    """Advice to the person who reads the error; empty if the text of the error already contains it."""
    if isinstance(error, AuthenticationError):
        return f". {next((words for sign, words in _LOGIN.items() if sign in str(error)), _ANY_LOGIN)}"
    if not isinstance(error, GraphError):
        return ""
    if error.status == 401:
        remark = request.access.remarks.get(401) if request and request.access else None
        more = f". {remark}" if remark else ""
        see = _SEE if request else ""
        return f". Graph does not accept the token: it may have expired, or be of another cloud or tenant{more}{see}"
    access = request.access if request else None
    if access is None or (error.of_batch and error.status != 403):
        # Any other refusal of a whole batch says nothing about the requests in that batch.
        return ""
    needed = _needed(access) if error.status == 403 else ""
    remark = access.remarks.get(error.status)
    return needed + (f". {remark}" if remark else "")


def _needed(access: Access) -> str:
    text = f". The application needs the Microsoft Graph permission {access.permission} with admin consent"
    return text + (f"; a signed-in user also needs the role {access.role}" if access.role else "") + _SEE
