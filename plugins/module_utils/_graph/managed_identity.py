# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tokens of the Azure resource that the task runs on (private to this collection)."""

from __future__ import annotations

from typing import Any

from .clouds import Cloud
from .credentials import Credentials
from .errors import AuthenticationError
from .login import LoginSession, import_msal, understood


class ManagedIdentity:
    """The identity of a virtual machine, an App Service and so on. msal knows the request for each kind of resource.

    With a client ID it is a user-assigned identity, otherwise the system-assigned one. Raises MissingLibrary.
    """

    def __init__(self, credentials: Credentials, cloud: Cloud, login: LoginSession):
        self._msal = import_msal()
        self._client_id = credentials.client_id
        self._cloud = cloud
        self._login = login
        self._client: Any = None

    def forget(self) -> None:
        self._client = None

    def fetch(self, claims: str | None) -> str:
        """A token. Raises AuthenticationError, NoAnswer, UnexpectedAnswer."""
        if self._client is None:
            identity = (
                self._msal.UserAssignedManagedIdentity(client_id=self._client_id)
                if self._client_id
                else self._msal.SystemAssignedManagedIdentity()
            )
            self._client = self._msal.ManagedIdentityClient(identity, http_client=self._login)
        with understood("the managed identity endpoint"):
            result = self._client.acquire_token_for_client(resource=self._cloud.resource, claims_challenge=claims)
        if "access_token" not in result:
            who = f"user-assigned managed identity {self._client_id}" if self._client_id else "managed identity"
            said = " ".join(str(result.get("error_description") or "no reason given").split())
            raise AuthenticationError(
                f"the {who} of this machine gave no token: {result.get('error')}: {said}", code=result.get("error")
            )
        token: str = result["access_token"]
        return token
