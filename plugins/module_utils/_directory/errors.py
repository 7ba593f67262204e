# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong with a request, and what to do about it (private to this collection)."""

from __future__ import annotations

from .._graph.errors import AuthenticationError, EntraError, GraphError
from .._graph.request import Request
from .._names import described


class UnknownTenant(EntraError):
    """Graph says that no tenant has an ID or a domain."""

    def __init__(self, name: str, error: GraphError):
        super().__init__(f"no tenant has {described(name)} ({error.status} {error.code})")
        self.error = error

    def report(self) -> dict:
        return dict(self.error.report(), msg=str(self))


class Failure(EntraError):
    """An error together with what was being done, to which partner, and what to do next.

    ``request`` is what Graph was asked, by itself or in a batch: it knows what it takes, and the text of an error does
    not. It is None where the error is no answer of Graph.
    """

    def __init__(self, doing: str, error: EntraError, request: Request | None = None, hint: str = ""):
        super().__init__(f"Failed to {doing}: {error}{advice(error, request)}{hint}")
        self.error = error

    def report(self) -> dict:
        return dict(self.error.report(), msg=str(self))


def advice(error: EntraError, request: Request | None = None) -> str:
    """What the person who reads the error can do about it; empty where the error says it already."""
    if isinstance(error, AuthenticationError):
        return ". Check tenant, client_id and the credentials, and that the application exists in that tenant"
    if not isinstance(error, GraphError):
        return ""
    if error.status == 401:
        return ". Graph does not accept the token: it may have expired, or be of another cloud or tenant"
    access = request.access if request else None
    if access is None or (error.of_batch and error.status != 403):
        # Any other refusal of a whole batch says nothing about what is in it.
        return ""
    needed = _needed(access) if error.status == 403 else ""
    remark = access.remarks.get(error.status)
    return needed + (f". {remark}" if remark else "")


def _needed(access):
    text = f". The application needs the Microsoft Graph permission {access.permission} with admin consent"
    return text + (f"; a signed-in user also needs the role {access.role}" if access.role else "")
