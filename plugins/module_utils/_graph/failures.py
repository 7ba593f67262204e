# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Exceptions of the library requests: their meaning, and whether a retry may help (private to this collection).

requests is built on urllib3, http.client, ssl and idna, and passes on some of their exceptions unchanged.
"""

from __future__ import annotations

import os
import re
import socket
import ssl
from collections.abc import Iterable, Iterator
from http.client import HTTPException
from urllib.parse import unquote
from urllib.request import getproxies

from .errors import NoAnswer
from .origin import without_userinfo
from .proxies import is_plain, variable_for

try:
    from requests import exceptions as of_requests
    from urllib3 import exceptions as of_urllib3
except ImportError:
    # new_session() raises MissingLibrary.
    KINDS: tuple[type[Exception], ...] = ()
else:
    #: All kinds of exceptions that requests may raise. Errors of this collection's code, such as a TypeError, are not
    #: among them.
    KINDS = (OSError, ValueError, ArithmeticError, LookupError, HTTPException, of_urllib3.HTTPError)

# Errors of TLS connections that broke. Other errors of TLS come from the configuration of a side: a retry cannot help.
_BROKEN_TLS = (
    "UNEXPECTED_EOF_WHILE_READING",
    "BAD_RECORD_MAC",
    "DECRYPTION_FAILED_OR_BAD_RECORD_MAC",
    "SSLV3_ALERT_BAD_RECORD_MAC",
    "TLSV1_ALERT_INTERNAL_ERROR",
    "SSL/TLS_ALERT_BAD_RECORD_MAC",
    "SSL/TLS_ALERT_INTERNAL_ERROR",
)
# Codes of OpenSSL (X509_V_ERR_…): a certificate is not valid yet, or has expired; it is for another name or address.
_WRONG_TIME = (9, 10)
_WRONG_HOST = (62, 64)
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")


def may_get_better(error: BaseException) -> bool:
    """Whether a retry may help: the connection was refused or broke, or no answer came in time."""
    causes = list(_causes(error))
    tls = _tls_error(causes)
    if tls is not None:
        halfway = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
        return isinstance(tls, halfway) or getattr(tls, "reason", None) in _BROKEN_TLS
    if any(isinstance(cause, (ValueError, of_requests.SSLError)) for cause in causes):
        # A wrong address or a wrong header, for example from a proxy; a certificate that urllib3 itself refuses.
        return False
    refused = _refused_by_proxy(causes)
    if refused is not None:
        return refused == 429 or refused >= 500
    lost = (
        ConnectionError,
        TimeoutError,
        of_requests.ConnectionError,
        of_requests.Timeout,
        of_requests.ChunkedEncodingError,
        of_requests.ContentDecodingError,
        of_urllib3.ProtocolError,
        of_urllib3.TimeoutError,
        of_urllib3.NewConnectionError,
    )
    return isinstance(error, lost)


def never_sent(error: BaseException) -> bool:
    """Whether there was no connection for the request. Then no service can have received it."""
    before = (
        of_requests.InvalidURL,
        of_requests.InvalidSchema,
        of_requests.MissingSchema,
        UnicodeError,
        of_urllib3.LocationValueError,
        of_urllib3.NewConnectionError,
        of_urllib3.ConnectTimeoutError,
        of_urllib3.ProxyError,
        ssl.SSLCertVerificationError,
    )
    # Every other ValueError may come from the answer, for example from a Content-Length that is no number.
    causes = [cause for cause in _causes(error) if not isinstance(cause, UnicodeDecodeError)]
    return any(isinstance(cause, before) for cause in causes)


def no_answer(name: str, error: BaseException) -> NoAnswer:
    """The exception as an error with a text for people. ``name`` is the name of the request."""
    causes = list(_causes(error))
    refused = _refused_by_proxy(causes)
    variable = variable_for(name.partition(" ")[2], os.environ) or "HTTPS_PROXY"
    if _untrusted(causes):
        text = f"the server's TLS certificate could not be verified{_reason_for_distrust(causes)}"
    elif refused == 407:
        text = f"the proxy needs a name and a password, or does not accept those in {variable}"
    elif refused is not None:
        text = f"the proxy refused the connection: check {variable} and NO_PROXY"
    elif may_get_better(error) and any(isinstance(cause, of_urllib3.ProxyError) for cause in causes):
        text = f"the connection failed: the proxy in {variable} cannot be reached"
    elif any(isinstance(cause, (TimeoutError, of_requests.Timeout, of_urllib3.ReadTimeoutError)) for cause in causes):
        text = "no answer in time"
    elif any(isinstance(cause, (socket.gaierror, of_urllib3.NameResolutionError)) for cause in causes):
        text = "the connection failed: DNS does not know the host, or cannot be reached; is a proxy needed here?"
    elif may_get_better(error):
        text = "the connection failed"
    elif isinstance(error, of_requests.SSLError):
        text = "the TLS handshake failed, and another try would not help; does the server use https at this address?"
    elif not never_sent(error) and isinstance(error, (ValueError, HTTPException)):
        text = "the answer is not valid HTTP, and another try would not help"
    else:
        text = (
            f"the request cannot be sent, and another try would not help; check the address, {variable}, NO_PROXY, "
            "ca_path and timeout"
        )
    return NoAnswer(f"{name}: {text} ({_said(error)})")


def _causes(error: BaseException, seen: tuple[BaseException, ...] = ()) -> Iterator[BaseException]:
    """An exception and its causes, which requests and urllib3 keep in various places."""
    yield error
    for inner in (*error.args, getattr(error, "reason", None), error.__cause__):
        if isinstance(inner, BaseException) and inner not in seen and inner is not error:
            yield from _causes(inner, (*seen, error))


def _tls_error(causes: Iterable[BaseException]) -> ssl.SSLError | None:
    return next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)


def _untrusted(causes: Iterable[BaseException]) -> bool:
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return True
    # urllib3 itself compares host names where ssl does not.
    return any("certificate verify failed" in str(cause).lower() for cause in causes)


def _reason_for_distrust(causes: Iterable[BaseException]) -> str:
    """The reason why a certificate was refused, and a remedy, in words."""
    tls = _tls_error(causes)
    code = getattr(tls, "verify_code", None)
    if code in _WRONG_TIME:
        return ": it has expired, or is not valid yet. Is the clock of this machine right?"
    if code in _WRONG_HOST:
        return ": it is for another host. Is there a proxy in between, or is the address wrong?"
    return "; ca_path takes the CA bundle of a proxy"


def _refused_by_proxy(causes: Iterable[BaseException]) -> int | None:
    """The HTTP status with which a proxy refused to connect to a host; None if no proxy refused."""
    found = next(filter(None, (_TUNNEL.search(str(cause)) for cause in causes)), None)
    return int(found.group(1)) if found else None


def _said(error: BaseException) -> str:
    """The text of an exception, without names and passwords. The exception may quote the address of a proxy."""
    text = str(error) or type(error).__name__
    # "no" contains the hosts for which no proxy is used.
    proxies = [proxy for scheme, proxy in getproxies().items() if proxy and scheme != "no"]
    if not all(map(is_plain, proxies)):
        # The library takes parts of the password for a host. These parts may be anywhere in the text.
        return f"{type(error).__name__}; in the URL of a proxy, name and password have to be percent-encoded"
    rests = [proxy.partition("://")[2] or proxy for proxy in proxies]
    logins = [rest.rpartition("@")[0] for rest in rests if "@" in rest]
    for login in logins:
        text = text.replace(f"{login}@", "***@").replace(f"{unquote(login)}@", "***@")
    return without_userinfo(text)
