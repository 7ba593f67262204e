# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one place that sends (private to this collection): where requests may go, and how long an answer may take.

Graph, login and managed identity all send through a session of here. It is one of the library requests, without what
that does unasked: no redirect is followed, ~/.netrc is not read, and no proxy is asked for a loopback address.
"""

from __future__ import annotations

import io
import socket
import time
import traceback
from functools import cache
from http.client import HTTPResponse
from typing import Any, TypeVar

from .._secrecy.wrong_form import form_of
from .errors import MissingLibrary, UnexpectedAnswer
from .origin import is_on_this_machine, origin_of
from .reader import LARGEST, TooMuch

REQUESTS_IMPORT_ERROR: str | None = None
try:
    import requests
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()

T = TypeVar("T")

# What an answer may have besides its body: headers, sizes of chunks.
_OVERHEAD = 4 * 1024 * 1024


def new_session(origin: str | None, ca_path: str | None, timeout: float, proxies: bool = True) -> requests.Session:
    """A session of requests that always verifies TLS, and is done with each answer in time.

    It sends to ``origin`` only; with None, to whatever is plainly a URL. ``timeout`` is that of the doc fragment
    ``graph``. ``proxies`` is whether those of the environment are used. Raises MissingLibrary.
    """
    if REQUESTS_IMPORT_ERROR is not None:
        raise MissingLibrary("requests", REQUESTS_IMPORT_ERROR)

    class Adapter(requests.adapters.HTTPAdapter):
        def init_poolmanager(self, *args: Any, **options: Any) -> None:
            super().init_poolmanager(*args, **options)
            _limit(self.poolmanager)

        def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
            manager = super().proxy_manager_for(*args, **options)
            _limit(manager)
            return manager

        # requests itself gives all options by their names.
        def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
            # Here a URL has the form in which it is sent.
            place = judged(request.url, origin)
            if not proxies or is_on_this_machine(place):
                options["proxies"] = {}
            return super().send(request, **options)

    class Session(requests.Session):
        def __init__(self) -> None:
            super().__init__()
            # As long as there is something that authenticates, ~/.netrc is not asked.
            self.auth = _as_it_is
            # What urllib3 decodes without other libraries, and in steps of a known size.
            self.headers["Accept-Encoding"] = "gzip"
            for scheme in list(self.adapters):
                self.mount(scheme, Adapter())

        # Nobody else calls it, and all give options by their names.
        def request(self, method: Any, url: Any, **options: Any) -> requests.Response:  # type: ignore[override]
            options.setdefault("timeout", timeout)
            if ca_path:
                # Given with each request: REQUESTS_CA_BUNDLE would win over the session's own "verify"
                # (https://github.com/psf/requests/issues/3829).
                options["verify"] = ca_path
            return super().request(method, url, allow_redirects=False, stream=True, **options)

        def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
            # Before anything is made of it, such as a token; and what was made of it leads to the same place.
            place = judged(request.url, origin)
            prepared = super().prepare_request(request)
            judged(prepared.url, place)
            return prepared

        def get_redirect_target(self, resp: requests.Response) -> None:
            # Otherwise requests prepares the next request, and reads the whole answer for that.
            return None

    return Session()


def judged(url: object, origin: str | None) -> str:
    """The origin of a URL. Raises UnexpectedAnswer if it is not ``origin``; None stands for any."""
    place = origin_of(url)
    if place is None or (origin is not None and place != origin):
        # Whoever gives an endpoint may give anything, and its path may have a key in it.
        shown = place or form_of(url)
        raise UnexpectedAnswer(f"refused to send anything to {shown}, which is not plainly at {origin or 'one host'}")
    return place


class LimitedResponse(HTTPResponse):
    """An answer that has to be complete, from the sending of its request on, in the time-out of its connection.

    The time-out of a socket is for each of its bytes: who sends one of them now and then would never be done. This goes
    for the answer of a proxy, for headers and for bodies alike.
    """

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_Limited(self.fp.detach(), sock))

    def begin(self) -> None:
        super().begin()
        if self.status < 200:
            # "103 Early Hints", for example, which http.client takes for the answer. The true one is still to come, and
            # the next request on this connection would be given it.
            self.will_close = True


class _Limited(io.RawIOBase):
    """What comes from a socket, until the time is over or there was too much of it."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw = raw
        self._sock = sock
        # Who has no end is given no time.
        self._timeout = sock.gettimeout() or 0.0
        self._end = time.monotonic() + self._timeout
        self._left = LARGEST + _OVERHEAD

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        remaining = self._end - time.monotonic()
        if remaining <= 0:
            # What a socket raises; before Python 3.10 it was no TimeoutError.
            raise socket.timeout("timed out")
        self._sock.settimeout(remaining)
        try:
            size = self._raw.readinto(buffer)
        finally:
            self._sock.settimeout(self._timeout)
        self._left -= size or 0
        if self._left < 0:
            raise TooMuch(LARGEST)
        return size

    def close(self) -> None:
        self._raw.close()
        super().close()


def _limit(manager: Any) -> None:
    """Make a manager of urllib3 read answers as a LimitedResponse, on whatever kind of connection it has."""
    manager.pool_classes_by_scheme = {
        scheme: _limited_pool(pool) for scheme, pool in manager.pool_classes_by_scheme.items()
    }


@cache
def _limited_pool(pool: Any) -> Any:
    if getattr(pool.ConnectionCls, "response_class", None) is LimitedResponse:
        return pool
    connection = type(pool.ConnectionCls.__name__, (pool.ConnectionCls,), {"response_class": LimitedResponse})
    return type(pool.__name__, (pool,), {"ConnectionCls": connection})


def _as_it_is(request: T) -> T:
    return request
