# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credentials → access tokens, by Microsoft's own library (private to this collection)."""

from __future__ import annotations

import base64
import json
import threading
import traceback

from .clouds import Cloud
from .credentials import Credentials
from .errors import AuthenticationError, ConfigurationError, MissingLibrary
from .retry import RetryPolicy
from .transport import exchange, json_of, new_session


def token_source(credentials: Credentials, cloud: Cloud, ca_path: str | None, timeout: float, policy: RetryPolicy):
    """A callable that returns a valid access token; its ``issued`` has every token that it ever returned.

    Nothing is asked for before the first call. The call raises AuthenticationError, NoAnswer, UnexpectedAnswer,
    ConfigurationError (a certificate that cannot be read) and MissingLibrary.
    """
    if credentials.method == "access_token":
        return _GivenToken(credentials.access_token)
    return _ClientToken(credentials, cloud, ca_path, timeout, policy)


def tenant_of(token: str) -> str | None:
    """The tenant that a token was issued for, or None where it does not say so.

    Clients are not meant to look into tokens, which may be opaque, and nothing may depend on it: it is used to refuse
    the home tenant as its own partner a little earlier than Graph would.
    """
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return claims.get("tid")
    except (AttributeError, IndexError, ValueError):
        return None


class _GivenToken:
    """A token that was obtained elsewhere, and that nobody here can renew."""

    def __init__(self, token):
        self._token = token
        self.issued = {token}

    def __call__(self):
        return self._token


class _ClientToken:
    """The client credentials flow with a secret or a certificate; msal keeps the token in memory and renews it."""

    def __init__(self, credentials, cloud, ca_path, timeout, policy):
        self._credentials = credentials
        self._cloud = cloud
        self._login = _Login(new_session(ca_path, timeout), policy)
        self._application = None
        self.issued = set()
        self._lock = threading.Lock()

    def __call__(self):
        with self._lock:
            if self._application is None:
                self._application = self._new_application()
            result = self._application.acquire_token_for_client([f"{self._cloud.resource}/.default"])
        if "access_token" not in result:
            raise self._refused(result)
        self.issued.add(result["access_token"])
        return result["access_token"]

    def _new_application(self):
        # Imported here: it costs a tenth of a second, which a task that is given a token need not pay.
        try:
            import msal
        except ImportError as error:
            raise MissingLibrary("msal", traceback.format_exc()) from error
        authority = f"{self._cloud.authority}/{self._credentials.tenant}"
        try:
            return msal.ConfidentialClientApplication(
                self._credentials.client_id,
                client_credential=self._client_credential(),
                authority=authority,
                # The authority is ours or the user's own; asking Microsoft's global cloud about it would be a request
                # to another cloud, or one that a proxy does not let through.
                instance_discovery=False,
                http_client=self._login,
            )
        except (ValueError, TypeError) as error:
            # msal asks the authority first and reads the key afterwards.
            if self._login.refused:
                said = " ".join(str(error).split())
                raise AuthenticationError(f"the authority {authority} does not know this tenant: {said}") from None
            raise ConfigurationError(
                f"certificate_path {self._credentials.certificate_path} has no private key and certificate that could "
                f"be read; is certificate_password right? ({error})"
            ) from None

    def _client_credential(self):
        if self._credentials.method == "client_secret":
            return self._credentials.client_secret
        path, password = self._credentials.certificate_path, self._credentials.certificate_password
        try:
            with open(path, "rb") as stream:
                content = stream.read()
        except OSError as error:
            raise ConfigurationError(f"certificate_path {path} cannot be read: {error.strerror}") from None
        if b"-----BEGIN" not in content:
            return {"private_key_pfx_path": path, "passphrase": password, "public_certificate": True}
        text = content.decode("ascii", "replace")
        return {"private_key": text, "passphrase": password, "public_certificate": text}

    def _refused(self, result):
        code = result.get("error")
        said = " ".join(str(result.get("error_description") or "no reason given").split())
        return AuthenticationError(
            f"the login for application {self._credentials.client_id} in tenant {self._credentials.tenant} "
            f"by {self._credentials.method} was refused: {code}: {said}",
            code=code,
            correlation_id=result.get("correlation_id"),
        )


class _Login:
    """What msal sends its requests through: our session, with our retries. The interface is msal's ``http_client``."""

    def __init__(self, session, policy):
        self._session = session
        self._policy = policy
        self.refused = False

    def get(self, url, **options):
        return self._send("GET", url, options)

    def post(self, url, **options):
        return self._send("POST", url, options)

    def close(self):
        self._session.close()

    def _send(self, method, url, options):
        response, _replayed = exchange(self._session, self._policy, method, url, **options)
        self.refused = response.status_code >= 400
        # msal would fail on anything else with an error that says nothing.
        json_of(f"{method} {url}", response)
        return response
