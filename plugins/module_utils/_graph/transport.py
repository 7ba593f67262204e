# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One HTTP request and its answer: TLS, time-outs, retries (private to this collection). Knows no policy."""

from __future__ import annotations

import base64
import re
import time
import traceback
import uuid

from . import failures
from .answer import Answer, is_success
from .errors import GraphError, MissingLibrary, UnexpectedAnswer
from .origin import origin_of, without_userinfo
from .retry import RETRIED, RetryPolicy

try:
    import requests
except ImportError:
    requests = None
    REQUESTS_IMPORT_ERROR = traceback.format_exc()
else:
    REQUESTS_IMPORT_ERROR = None


_SHOWN = 200


class Transport:
    """Sends requests to one host, over connections that are kept open. Safe to be used by several threads."""

    def __init__(self, origin: str, token, ca_path: str | None, timeout: float, policy: RetryPolicy, user_agent: str):
        """``token`` is a Tokens for ``origin``; what it returns goes nowhere else."""
        self.origin = origin
        self.policy = policy
        self._token = token
        self._session = new_session(ca_path, timeout)
        self._session.auth = _Bearer(origin, token)
        self._session.headers.update({"Accept": "application/json", "User-Agent": user_agent})

    def send(self, method: str, url: str, body=None) -> Answer:
        """Send one request, again if need be. ``url`` is absolute and below ``origin``.

        Raises GraphError, NoAnswer, UnexpectedAnswer, AuthenticationError.
        """
        options = {"json": body, "headers": {"client-request-id": str(uuid.uuid4())}}
        response, replayed = exchange(self._session, self.policy, method, url, **options)
        if response.status_code == 401 and self._renew_token(response):
            response, replayed_again = exchange(self._session, self.policy, method, url, **options)
            replayed = replayed or replayed_again
        return _answer(f"{method} {url}", response, replayed)

    @property
    def token_in_use(self) -> str | None:
        return self._token.current

    def renew_token(self, refused: str | None, headers) -> bool:
        """Whether there is another token than ``refused``, after an answer 401 with these headers."""
        return self._token.renew(refused, _claims(headers.get("WWW-Authenticate") or ""))

    def _renew_token(self, response):
        return self.renew_token(response.request.headers["Authorization"].partition(" ")[2], response.headers)


def exchange(session, policy: RetryPolicy, method: str, url: str, **options):
    """Send one request until there is an answer other than "not now"; the answer, and whether an earlier try may count.

    Raises NoAnswer where nothing answers, GraphError or UnexpectedAnswer where "not now" stays the answer.
    """
    name = f"{method} {url}"
    patience = policy.start()
    replayed = False
    while True:
        try:
            response = session.request(method, url, allow_redirects=False, **options)
        except failures.KINDS as error:
            replayed = replayed or not failures.never_sent(error)
            failure, retry_after = failures.no_answer(name, error), None
            if not failures.may_get_better(error):
                failure.replayed = replayed
                raise failure from error
        else:
            if response.status_code not in RETRIED:
                return response, replayed
            # A gateway that gave up waiting, or a server that broke down, may have done the work all the same.
            replayed = replayed or response.status_code != 429
            failure, retry_after = _error(name, response), response.headers.get("Retry-After")
            if response.status_code == 503:
                # "Use a new connection": https://learn.microsoft.com/graph/best-practices-concept
                session.close()
        failure.replayed = replayed
        delay = patience.next_delay(retry_after)
        if delay is None:
            raise failure
        time.sleep(delay)


def new_session(ca_path: str | None, timeout: float):
    """A session of requests that always verifies TLS and always has a time-out.

    Raises MissingLibrary.
    """
    if requests is None:
        raise MissingLibrary("requests", REQUESTS_IMPORT_ERROR)

    class Session(requests.Session):
        def request(self, method, url, **options):
            options.setdefault("timeout", timeout)
            if ca_path:
                # Given with each request: REQUESTS_CA_BUNDLE would win over the session's own "verify"
                # (https://github.com/psf/requests/issues/3829).
                options["verify"] = ca_path
            return super().request(method, url, **options)

    return Session()


def json_of(name, response):
    """The parsed body of an answer of requests, None for an empty one. Raises UnexpectedAnswer."""
    if not response.content:
        return None
    try:
        return response.json()
    except (ValueError, RecursionError) as error:
        raise UnexpectedAnswer(
            f"{name} answered {response.status_code} with {_what_it_is(response)} instead of JSON: "
            "is there a proxy in between?"
        ) from error


def refuse_redirect(name, response) -> None:
    """Neither Graph nor the login endpoint redirects, and what is sent to them is for nobody else.

    Raises UnexpectedAnswer.
    """
    if 300 <= response.status_code < 400:
        target = without_userinfo(response.headers.get("Location", "nowhere"))
        raise UnexpectedAnswer(f"{name} was redirected to {target}, which Microsoft never does: is there a proxy?")


class _Bearer:
    """Puts the token on requests to its host only; as the session's auth it also keeps ~/.netrc out of its place."""

    def __init__(self, origin, token):
        self._origin = origin
        self._token = token

    def __call__(self, request):
        if origin_of(request.url) != self._origin:
            raise UnexpectedAnswer(f"refused to send the token of {self._origin} to {origin_of(request.url)}")
        request.headers["Authorization"] = f"Bearer {self._token()}"
        return request


def _claims(challenge):
    """The claims that a challenge insists on, as JSON text, or None: Bearer …, error="…", claims="<base64>"."""
    found = re.search(r'claims="([A-Za-z0-9+/_=-]+)"', challenge)
    if not found:
        return None
    encoded = found.group(1).replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4)).decode("utf-8")
    except ValueError:
        return None


def _answer(name, response, replayed):
    refuse_redirect(name, response)
    status = response.status_code
    if status >= 400:
        error = _error(name, response)
        error.replayed = replayed
        raise error
    if not is_success(status):
        error = UnexpectedAnswer(f"{name} answered {status}, which is neither a success nor an error")
        error.replayed = True
        raise error
    return Answer(status, response.headers, json_of(name, response), replayed)


def _error(name, response):
    try:
        return GraphError(name, response.status_code, response.headers, json_of(name, response))
    except UnexpectedAnswer as error:
        return error


def _what_it_is(response):
    start = beginning(response.text) or "empty"
    return "{} ({})".format(response.headers.get("Content-Type", "no content type"), start)


def beginning(text: str) -> str:
    """The first words of an answer. None is cut in two: half of a secret is not known for one."""
    shown = text[:_SHOWN]
    if len(text) > _SHOWN and not text[_SHOWN].isspace():
        shown = shown[: shown.rfind(" ") + 1]
    return " ".join(shown.split())
