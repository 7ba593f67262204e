# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The only code that sends requests. It limits hosts, and the time for an answer (private to this collection).

All requests to Graph, login endpoints and managed identities use a session from here. It is a session of the library
requests without some of its defaults: it follows no redirect, does not read ~/.netrc, and uses no proxy for a loopback
address.
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

# The largest number of bytes of an answer besides its body: headers, sizes of chunks.
_OVERHEAD = 4 * 1024 * 1024


def new_session(origin: str | None, ca_path: str | None, timeout: float, proxies: bool = True) -> requests.Session:
    """A session of the library requests that always verifies TLS, and refuses an answer that takes too long.

    It sends to ``origin`` only. If ``origin`` is None, it sends to every URL of the plain form (origin.py). ``timeout``
    is the option of the doc fragment ``graph``, in seconds. ``proxies``: whether the proxies of the environment are
    used. Raises MissingLibrary.
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

        # requests itself passes all options by name.
        def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
            # Here the URL has its final form.
            place = judged(request.url, origin)
            if not proxies or is_on_this_machine(place):
                options["proxies"] = {}
            return super().send(request, **options)

    class Session(requests.Session):
        def __init__(self) -> None:
            super().__init__()
            # requests reads ~/.netrc only if there is no authentication.
            self.auth = _as_it_is
            # urllib3 decodes gzip without other libraries, and in steps of a known size.
            self.headers["Accept-Encoding"] = "gzip"
            for scheme in list(self.adapters):
                self.mount(scheme, Adapter())

        # Only this collection calls it, and passes options by name.
        def request(self, method: Any, url: Any, **options: Any) -> requests.Response:  # type: ignore[override]
            options.setdefault("timeout", timeout)
            if ca_path:
                # The path is given with each request: REQUESTS_CA_BUNDLE would win over the session's own "verify"
                # (https://github.com/psf/requests/issues/3829).
                options["verify"] = ca_path
            return super().request(method, url, allow_redirects=False, stream=True, **options)

        def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
            # The first check runs before the preparation adds the token. The prepared URL must have the same origin.
            place = judged(request.url, origin)
            prepared = super().prepare_request(request)
            judged(prepared.url, place)
            return prepared

        def get_redirect_target(self, resp: requests.Response) -> None:
            # Otherwise requests would prepare the next request, and would read the whole answer before that.
            return None

    return Session()


def judged(url: object, origin: str | None) -> str:
    """The origin of a URL. Raises UnexpectedAnswer if it is not ``origin``. None allows every origin."""
    place = origin_of(url)
    if place is None or (origin is not None and place != origin):
        # The address may come from anywhere, and its path may contain a key.
        shown = place or form_of(url)
        raise UnexpectedAnswer(
            f"refused to send a request to {shown}: only {origin or 'the URL of one host'} is allowed"
        )
    return place


class LimitedResponse(HTTPResponse):
    """An answer that has to be complete within the timeout of its connection, counted from the sending of the request.

    The timeout of a socket applies to each read. If a service sends one byte now and then, its answer would never end.
    The limit here applies to the answer of a proxy, to headers and to bodies.
    """

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_Limited(self.fp.detach(), sock))

    def begin(self) -> None:
        super().begin()
        if self.status < 200:
            # For example "103 Early Hints": http.client takes it for the answer. The real answer arrives later, and the
            # next request on this connection would get it.
            self.will_close = True


class _Limited(io.RawIOBase):
    """The bytes from a socket, until the time is over or there are too many bytes."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw = raw
        self._sock = sock
        # A socket without a timeout gets no time at all.
        self._timeout = sock.gettimeout() or 0.0
        self._end = time.monotonic() + self._timeout
        self._left = LARGEST + _OVERHEAD

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        remaining = self._end - time.monotonic()
        if remaining <= 0:
            # A socket raises this exception. Before Python 3.10 it was no TimeoutError.
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
    """Make a manager of urllib3 read answers as a LimitedResponse, on every kind of connection."""
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
