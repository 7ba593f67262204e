# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Valid access tokens (private to this collection)."""

from __future__ import annotations

import re
import threading
from typing import Callable

from .._progress import Progress
from .._secrecy.secrets import Secrets
from .azure_cli import AzureCli
from .claims import payload_of
from .clouds import Cloud
from .confidential_client import ConfidentialClient
from .credentials import Credentials
from .errors import AuthenticationError
from .login import LoginSession
from .managed_identity import ManagedIdentity
from .origin import origin_of
from .retry import RetryPolicy

_TOKEN = re.compile(r"[!-~]+")


class Tokens:
    """A source of tokens. A call returns a valid token. ``issued`` contains all tokens that were returned.

    ``fetch`` requests a token, or returns the last token as long as it is valid. Its argument is the claims that Graph
    demands, or None. ``forget``, if it is not None, makes the next ``fetch`` request a new token in any case.
    """

    def __init__(self, fetch: Callable[[str | None], str], forget: Callable[[], None] | None, secrets: Secrets):
        self._secrets = secrets
        self._fetch = fetch
        self._forget = forget
        self._lock = threading.Lock()
        self._current: str | None = None
        self._refused: set[str | None] = set()
        self._checked: set[str] = set()
        self.issued: set[str] = set()
        #: Called with each new token before the token is used. If it raises, the token is not used.
        self.check: Callable[[str], None] = lambda token: None

    @property
    def current(self) -> str | None:
        """The token that was returned last."""
        return self._current

    def __call__(self) -> str:
        """A valid token. Raises AuthenticationError, NoAnswer, UnexpectedAnswer and ConfigurationError."""
        with self._lock:
            return self._take(None)

    def renew(self, refused: str | None, claims: str | None) -> bool:
        """Whether there is another token than the one that Graph refused. At most one new token is requested.

        ``claims`` are the claims in a challenge of continuous access evaluation
        (https://learn.microsoft.com/entra/identity-platform/claims-challenge). Raises the same errors as a call.
        """
        with self._lock:
            if refused != self._current or self._forget is None:
                # Another thread was faster, or there is no way to get another token.
                return refused != self._current
            if refused in self._refused:
                return False
            self._refused.add(refused)
            self._forget()
            return self._take(claims) != refused

    def _take(self, claims: str | None) -> str:
        token = self._fetch(claims)
        self._secrets.add(token)
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            # The HTTP library would refuse such a header with an error that repeats the token.
            raise AuthenticationError(
                "the access token has characters that no token has, such as a line break at its end"
            )
        # The token counts as issued even if the check fails.
        self.issued.add(token)
        if token not in self._checked:
            self.check(token)
            self._checked.add(token)
        self._current = token
        return token


def token_source(
    credentials: Credentials,
    cloud: Cloud,
    ca_path: str | None,
    timeout: float,
    policy: RetryPolicy,
    secrets: Secrets,
    progress: Progress,
) -> Tokens:
    """Tokens for the credentials. Nothing is requested before the first call. Raises MissingLibrary."""
    if credentials.method == "access_token":
        return Tokens(lambda claims: credentials.access_token or "", None, secrets)
    source: AzureCli | ManagedIdentity | ConfidentialClient
    if credentials.method == "azure_cli":
        source = AzureCli(credentials, cloud, timeout, progress)
    elif credentials.method == "managed_identity":
        login = LoginSession(None, ca_path, timeout, policy, secrets, progress)
        source = ManagedIdentity(credentials, cloud, login)
    else:
        login = LoginSession(origin_of(cloud.authority), ca_path, timeout, policy, secrets, progress)
        source = ConfidentialClient(credentials, cloud, login)
    return Tokens(source.fetch, source.forget, secrets)


def tenant_of(token: str) -> str | None:
    """The tenant that a token was issued for, or None if the token does not name its tenant.

    Clients should not read the content of tokens, since tokens may be opaque. So the tenant is used only to refuse
    something: the home tenant as its own partner, and tokens for the wrong tenant.
    """
    tenant = (payload_of(token) or {}).get("tid")
    return tenant if isinstance(tenant, str) else None
