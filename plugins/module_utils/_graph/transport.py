# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One HTTP request and its answer, with retries and tokens (private to this collection). No policy."""

from __future__ import annotations

import base64
import copy
import json
import re
import time
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from .._progress import Progress
from . import failures
from .answer import Answer, is_success
from .errors import EntraError, GraphError, UnexpectedAnswer
from .origin import without_userinfo
from .reader import LARGEST, TooMuch, Unreadable, content_of, value_of
from .retry import RETRIED, RetryPolicy, reason_to_wait
from .session import new_session

if TYPE_CHECKING:
    import requests

    from .tokens import Tokens

#: The name of the service that transports send to, for people.
GRAPH = "Microsoft Graph"

_SHOWN = 200


class Transport:
    """Sends requests to one host, over connections that are kept open. Several threads may use it at the same time."""

    def __init__(
        self,
        origin: str,
        token: Tokens,
        ca_path: str | None,
        timeout: float,
        policy: RetryPolicy,
        user_agent: str,
        progress: Progress | None = None,
    ) -> None:
        """``token`` returns the tokens for ``origin``. They are sent to no other host. Waits go to ``progress``."""
        self.origin = origin
        self.policy = policy
        self.progress = progress or Progress()
        self._token = token
        #: Whether Graph has refused a request because of its token, or of the permissions in the token.
        self.refused = False
        #: The header Date of the newest answer: the time by Graph's clock.
        self.date: str | None = None
        self._session = new_session(origin, ca_path, timeout)
        self._session.auth = _Bearer(token)
        self._session.headers.update({"Accept": "application/json", "User-Agent": user_agent})

    def send(self, method: str, url: str, body: Any = None, once: bool = False) -> Answer:
        """Send one request, with retries. ``url`` is absolute and below ``origin``; ``once``: see ``Request``.

        Raises GraphError, NoAnswer, UnexpectedAnswer, AuthenticationError.
        """
        options = {"json": body, "headers": {"client-request-id": str(uuid.uuid4())}, "once": once}
        reply, replayed = self._exchange(method, url, options)
        if reply.status == 401 and self._renew_token(reply):
            reply, replayed_again = self._exchange(method, url, options)
            replayed = replayed or replayed_again
        self.date = reply.headers.get("Date")
        self.note(reply.status)
        return _answer(f"{method} {url}", reply, replayed)

    def without_retries(self) -> Transport:
        """The same connection and identity, for code that has to see every answer, such as 429."""
        other = copy.copy(self)
        other.policy = self.policy._replace(budget=0.0)
        return other

    def note(self, status: int) -> None:
        """Remember a refusal. A batch calls this for each of its answers."""
        self.refused = self.refused or status in (401, 403)

    def _exchange(self, method: str, url: str, options: dict[str, Any]) -> tuple[Reply, bool]:
        return exchange(self._session, self.policy, self.progress, GRAPH, method, url, **options)

    def log_in(self) -> str:
        """A valid token. Nothing is sent to ``origin``. Raises the errors of Tokens."""
        return self._token()

    @property
    def token_in_use(self) -> str | None:
        return self._token.current

    def renew_token(self, refused: str | None, headers: Mapping[str, str]) -> bool:
        """Whether there is another token than ``refused``, after an answer 401 with these headers."""
        return self._token.renew(refused, _claims(headers.get("WWW-Authenticate") or ""))

    def _renew_token(self, reply: Reply) -> bool:
        return self.renew_token(reply.sent["Authorization"].partition(" ")[2], reply.headers)


class Reply(NamedTuple):
    """A complete answer. ``sent`` contains the headers of its request."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    sent: Mapping[str, str]


def exchange(
    session: requests.Session,
    policy: RetryPolicy,
    progress: Progress,
    whom: str,
    method: str,
    url: str,
    bound: int = LARGEST,
    named: str | None = None,
    once: bool = False,
    **options: Any,
) -> tuple[Reply, bool]:
    """Send one request until there is an answer other than "not now" (429, 503, 504).

    Returns the answer, and whether an earlier attempt may have taken effect. ``bound`` is the largest number of bytes
    of an answer. ``named`` is the name of the request in errors. ``whom`` is the name of the service in lines about the
    progress. With ``once``, there is no further attempt after one that may have taken effect. Raises NoAnswer if no
    attempt gets an answer, GraphError or UnexpectedAnswer if every answer is "not now", and UnexpectedAnswer if the
    answer is refused.
    """
    name = f"{method} {url}" if named is None else named
    patience = policy.start()
    replayed = False
    failure: EntraError
    while True:
        status = None
        try:
            with progress.asking(whom):
                response = session.request(method, url, **options)
                content = content_of(response, bound)
        except (TooMuch, Unreadable) as error:
            # The service may have executed the request nevertheless.
            failure = UnexpectedAnswer(f"{name}: the answer is refused, it is {error}")
            failure.replayed = True
            raise failure from None
        except failures.KINDS as error:
            replayed = replayed or not failures.never_sent(error)
            failure, retry_after = failures.no_answer(name, error), None
            if not failures.may_get_better(error):
                failure.replayed = replayed
                raise failure from error
        else:
            reply = Reply(response.status_code, response.headers, content, response.request.headers)
            if reply.status not in RETRIED:
                return reply, replayed
            # After a timeout in a gateway or a breakdown of a server, the service may have executed the request.
            status = reply.status
            replayed = replayed or status != 429
            failure, retry_after = _error(name, reply), reply.headers.get("Retry-After")
            if status == 503:
                # "Use a new connection": https://learn.microsoft.com/graph/best-practices-concept
                session.close()
        failure.replayed = replayed
        delay = None if once and replayed else patience.next_delay(retry_after)
        if delay is None:
            raise failure
        progress.waits(reason_to_wait(whom, status, retry_after), delay)
        time.sleep(delay)


def json_of(name: str, reply: Reply) -> Any:
    """The JSON value of an answer, or None for an empty answer. Raises UnexpectedAnswer."""
    try:
        return value_of(reply.content)
    except Unreadable as error:
        raise UnexpectedAnswer(
            f"{name} answered {reply.status} with {_what_it_is(reply)} instead of JSON: {error}; "
            "is there a proxy in between?"
        ) from None


def refuse_redirect(name: str, reply: Reply) -> None:
    """Refuse an answer that is a redirect. Neither Graph nor the login endpoint redirects.

    Requests must not reach other hosts. Raises UnexpectedAnswer.
    """
    if 300 <= reply.status < 400:
        target = without_userinfo(reply.headers.get("Location", "nowhere"))
        raise UnexpectedAnswer(f"{name} was redirected to {target}, which Microsoft never does: is there a proxy?")


class _Bearer:
    """Adds the token to the requests of a session."""

    def __init__(self, token: Tokens) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token()}"
        return request


def _claims(challenge: str) -> str | None:
    """The claims in a challenge, as JSON text, or None. The challenge is: Bearer …, error="…", claims="<base64>"."""
    found = re.search(r'claims="([A-Za-z0-9+/_=-]+)"', challenge)
    if not found:
        return None
    encoded = found.group(1).replace("-", "+").replace("_", "/")
    try:
        claims = value_of(base64.b64decode(encoded + "=" * (-len(encoded) % 4)))
    except ValueError:
        return None
    # msal needs an object.
    return json.dumps(claims) if isinstance(claims, dict) else None


def _answer(name: str, reply: Reply, replayed: bool) -> Answer:
    refuse_redirect(name, reply)
    status = reply.status
    if status >= 400:
        error = _error(name, reply)
        error.replayed = replayed
        raise error
    if not is_success(status):
        error = UnexpectedAnswer(f"{name} answered {status}, which is neither a success nor an error")
        error.replayed = True
        raise error
    return Answer(status, reply.headers, json_of(name, reply), replayed, len(reply.content))


def _error(name: str, reply: Reply) -> GraphError | UnexpectedAnswer:
    try:
        return GraphError(name, reply.status, reply.headers, json_of(name, reply))
    except UnexpectedAnswer as error:
        return error


def _what_it_is(reply: Reply) -> str:
    return "{} ({})".format(reply.headers.get("Content-Type", "no content type"), start_of(reply) or "empty")


def start_of(reply: Reply) -> str:
    """The first words of an answer. No word is cut in two: half of a secret would not be recognized and masked."""
    text = reply.content[: 4 * _SHOWN + 4].decode("utf-8", "replace")
    shown = text[:_SHOWN]
    if len(text) > _SHOWN and not text[_SHOWN].isspace():
        shown = shown[: shown.rfind(" ") + 1]
    return " ".join(shown.split())
