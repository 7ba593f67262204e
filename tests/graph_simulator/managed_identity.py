# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an Azure resource asks for tokens of its managed identity: App Service and the metadata service of a machine.

Sources: https://learn.microsoft.com/azure/app-service/overview-managed-identity and
https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token. The resource's own
identity is the first application of the directory; every application can also be asked for as a user-assigned one.
"""

from __future__ import annotations

import time
from typing import Any

from .login import Login, LoginError
from .messages import Answer
from .world import World

APP_SERVICE = ("msi", "token")
MACHINE = ("metadata", "identity", "oauth2", "token")
# App Service gives this to a process together with the address, so that nobody else can ask.
IDENTITY_HEADER = "simulated-identity-header"


class ManagedIdentities:
    """Answers what msal's managed identity client asks."""

    def __init__(self, world: World, login: Login) -> None:
        self._world = world
        self._login = login

    def answer(self, segments: tuple[str, ...], query: dict[str, str], headers: dict[str, str]) -> Answer:
        """The answer to one request."""
        try:
            if segments == MACHINE and headers.get("metadata") != "true":
                return _machine_error(400, "invalid_request", "Required metadata header not specified")
            if segments == APP_SERVICE and headers.get("x-identity-header") != IDENTITY_HEADER:
                return _app_service_error(401, "Identity header is missing or wrong")
            return Answer(200, self._token(query))
        except LoginError as error:
            if segments == MACHINE:
                return _machine_error(400, error.error, str(error))
            return _app_service_error(400, str(error))

    def _token(self, query: dict[str, str]) -> dict[str, Any]:
        applications = self._world.directory.applications
        client_id = query.get("client_id") or next(iter(applications))
        if client_id not in applications:
            raise LoginError(400, "invalid_request", 50034, "Identity not found")
        audience = self._login.audience(f"{query.get('resource', '')}/.default")
        lifetime = self._world.behaviour.token_lifetime
        home = self._world.directory.home["tenantId"]
        token = self._world.tokens.issue(home, client_id, applications[client_id]["roles"], audience, lifetime)
        return {
            "access_token": token,
            "client_id": client_id,
            "expires_in": str(lifetime),
            "expires_on": str(int(time.time()) + lifetime),
            "resource": query["resource"],
            "token_type": "Bearer",
        }


def _machine_error(status: int, error: str, text: str) -> Answer:
    return Answer(status, {"error": error, "error_description": text})


def _app_service_error(status: int, text: str) -> Answer:
    return Answer(status, {"statusCode": status, "message": text})
