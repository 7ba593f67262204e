# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The HTTP client for msal (private to this collection): the session and the retries of this collection."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from .._progress import Progress
from .._secrecy.secrets import Secrets
from .._secrecy.wrong_form import form_of
from .clock import skew
from .errors import MissingLibrary, NoAnswer, UnexpectedAnswer
from .origin import origin_of, without_userinfo
from .reader import LARGEST_OF_LOGIN
from .retry import RetryPolicy
from .session import new_session
from .transport import exchange, json_of, refuse_redirect, start_of

#: The exceptions of msal for JSON of an unexpected shape, and for a missing file that an answer names.
MALFORMED = (ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)
_SECRET_FIELDS = ("client_secret", "client_assertion")
_TOKEN_FIELDS = ("access_token", "id_token", "refresh_token")


class ReadAnswer(NamedTuple):
    """An answer for msal. ``text`` is made from the value that reader.py has read. So msal reads the same value."""

    status_code: int
    headers: Mapping[str, str]
    text: str


class LoginSession:
    """The interface that msal calls ``http_client``. ``refused``: whether the last answer was an error.

    Requests go to ``origin`` only. ``origin`` is None for a managed identity: msal knows its address, which belongs to
    the machine, and which no proxy can reach. Each assertion that is sent, and each token that is received, is added to
    ``secrets`` before an error can repeat it.
    """

    def __init__(
        self,
        origin: str | None,
        ca_path: str | None,
        timeout: float,
        policy: RetryPolicy,
        secrets: Secrets,
        progress: Progress,
    ):
        self._origin = origin
        self._progress = progress
        self.secrets = secrets
        self._session = new_session(origin, ca_path, timeout, proxies=origin is not None)
        self._policy = policy
        self.refused = False
        #: By how many seconds the clock of this machine was ahead of the last answer (clock.py), or None.
        self.skew: int | None = None

    def get(self, url: str, **options: Any) -> ReadAnswer:
        return self._send("GET", url, options)

    def post(self, url: str, **options: Any) -> ReadAnswer:
        return self._send("POST", url, options)

    def _send(self, method: str, url: str, options: dict[str, Any]) -> ReadAnswer:
        # The address for a managed identity may have a key in its path or query.
        name = f"{method} {str(url).partition('?')[0] if self._origin else origin_of(url) or form_of(url)}"
        if self._origin and origin_of(url) != self._origin:
            # If the tenant belongs to another cloud, an answer names the login endpoint of that cloud. Secrets are not
            # sent there.
            place = without_userinfo(str(url))
            raise UnexpectedAnswer(
                f"{self._origin} sends us to {place} to log in: not followed. Is cloud the tenant's?"
            )
        form = options.get("data")
        self.secrets.add(*(form.get(name) for name in _SECRET_FIELDS) if isinstance(form, dict) else ())
        whom = self._origin.partition("://")[2] if self._origin else "the managed identity"
        reply, _replayed = exchange(
            self._session, self._policy, self._progress, whom, method, url, LARGEST_OF_LOGIN, name, **options
        )
        self.skew = skew(reply.headers.get("Date"))
        # Without the following checks, msal would fail with errors that say nothing.
        refuse_redirect(name, reply)
        body = json_of(name, reply)
        if not isinstance(body, dict):
            raise UnexpectedAnswer(f"{name} answered {reply.status} without an object")
        self.secrets.add(*(body.get(field) for field in _TOKEN_FIELDS))
        if reply.status >= 500:
            raise NoAnswer(f"{name}: the login endpoint failed with {reply.status}: {start_of(reply)}")
        self.refused = reply.status >= 400
        if reply.status != 200 and any(body.get(field) for field in _TOKEN_FIELDS):
            # msal looks for a token and ignores the status.
            raise UnexpectedAnswer(f"{name} answered {reply.status} with a token")
        return ReadAnswer(reply.status, reply.headers, json.dumps(body))


@contextmanager
def understood(place: str) -> Iterator[None]:
    """A block for calls of msal. Exceptions of msal about the shape of an answer become an UnexpectedAnswer.

    The text of such an exception is not repeated, since the answer may contain a token.
    """
    try:
        yield
    except MALFORMED:
        raise UnexpectedAnswer(f"{place} answered in a way that cannot be understood") from None


def import_msal() -> Any:
    """Microsoft's library. Its import takes time. Therefore it is imported only if it is needed.

    Raises MissingLibrary.
    """
    try:
        import msal
    except ImportError as error:
        raise MissingLibrary("msal", traceback.format_exc()) from error
    return msal
