# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tokens of an application with a secret, a certificate or a federated token (private to this collection)."""

from __future__ import annotations

from typing import Any

from .certificate import client_certificate
from .clock import remark
from .clouds import Cloud
from .credentials import Credentials
from .errors import AuthenticationError, UnexpectedAnswer
from .files import content
from .login import MALFORMED, LoginSession, import_msal, understood


class ConfidentialClient:
    """The client credentials flow. msal keeps the token in memory and renews it. Raises MissingLibrary."""

    def __init__(self, credentials: Credentials, cloud: Cloud, login: LoginSession):
        self._msal = import_msal()
        self._credentials = credentials
        self._cloud = cloud
        self._login = login
        self._application: Any = None

    def forget(self) -> None:
        self._application = None

    def fetch(self, claims: str | None) -> str:
        """A token. Raises AuthenticationError, NoAnswer, UnexpectedAnswer, ConfigurationError."""
        if self._application is None:
            self._application = self._new_application()
        scopes = [f"{self._cloud.resource}/.default"]
        with understood(self._cloud.authority):
            result = self._application.acquire_token_for_client(scopes, claims_challenge=claims)
        if "access_token" not in result:
            raise self._refused(result)
        token: str = result["access_token"]
        return token

    def _new_application(self) -> Any:
        credential = self._client_credential()
        authority = f"{self._cloud.authority}/{self._credentials.tenant}"
        try:
            return self._msal.ConfidentialClientApplication(
                self._credentials.client_id,
                client_credential=credential,
                authority=authority,
                # The authority comes from the collection or from the user. With instance discovery, msal would ask
                # Microsoft's global cloud about it: another cloud, or a host that a proxy may not allow.
                instance_discovery=False,
                # Tells Microsoft that this client answers claims challenges.
                client_capabilities=["CP1"],
                http_client=self._login,
            )
        except MALFORMED as error:
            if isinstance(error, ValueError) and self._login.refused:
                # The text of msal does not contain the answer, and suggests other authorities.
                raise AuthenticationError(f"the authority {authority} does not know this tenant") from None
            missing = f": it names no {error.args[0]}" if isinstance(error, KeyError) else ""
            raise UnexpectedAnswer(
                f"the authority {authority} described itself in a way that cannot be understood{missing}"
            ) from None

    def _client_credential(self) -> Any:
        if self._credentials.method == "client_secret":
            return self._credentials.client_secret
        if self._credentials.method == "workload_identity":
            # msal calls it for each token: the platform replaces the content of the file before it expires.
            return {"client_assertion": self._federated_token}
        path = self._credentials.certificate_path or ""
        credential = client_certificate(path, content("certificate_path", path), self._credentials.certificate_password)
        self._login.secrets.add(credential["private_key"])
        return credential

    def _federated_token(self) -> str:
        if self._credentials.federated_token:
            return self._credentials.federated_token
        path = self._credentials.federated_token_file or ""
        token = content("federated_token_file", path).decode("ascii", "replace")
        self._login.secrets.add(token.strip())
        return token.strip()

    def _refused(self, result: dict[str, Any]) -> AuthenticationError:
        code = result.get("error")
        said = " ".join(str(result.get("error_description") or "no reason given").split())
        clock = remark(self._login.skew, "the login endpoint")
        return AuthenticationError(
            f"the login for application {self._credentials.client_id} in tenant {self._credentials.tenant} "
            f"by {self._credentials.method} was refused: {code}: {said}{f' {clock}' if clock else ''}",
            code=code,
            correlation_id=result.get("correlation_id"),
        )
