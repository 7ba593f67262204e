# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Proxies of the environment: which proxy a request takes, and whether its URL is right (private to this collection).

If a password in a URL is not percent-encoded, libraries cut the URL in the wrong places. Then they take a part of the
password for a host, and their errors show this part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]  # typeshed does not know it

from .._secrecy.wrong_form import form_of
from .errors import ConfigurationError
from .origin import is_on_this_machine, origin_of

_LOGIN = r"[!$&'()*+,;=:A-Za-z0-9._~%-]*@"
_HOST = r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.%a-z]+\])"
_PROXY = re.compile(rf"(?:[A-Za-z][A-Za-z0-9+.-]*://)?(?:{_LOGIN})?{_HOST}(?::[0-9]*)?/?")


def is_plain(proxy: str) -> bool:
    """Whether all libraries find the same login and the same host in the URL of a proxy."""
    return bool(_PROXY.fullmatch(proxy))


def variable_for(url: str, environ: Mapping[str, str]) -> str | None:
    """The name of the variable that contains the proxy for a URL, in the order of urllib; None if there is none."""
    for wanted in (f"{urlsplit(url).scheme}_proxy", "all_proxy"):
        # If a name is set in two spellings, the one in lower case wins.
        names = [name for name in environ if name.lower() == wanted and environ[name]]
        if names:
            return wanted if wanted in names else names[-1]
    return None


def check_proxies(urls: Iterable[str], environ: Mapping[str, str]) -> None:
    """Raises ConfigurationError if the proxy for one of these URLs has a URL that the user cannot have meant."""
    exceptions = {"no": environ.get("no_proxy") or environ.get("NO_PROXY") or ""}
    for url in urls:
        parts = urlsplit(url)
        name = variable_for(url, environ)
        if name is None or is_on_this_machine(origin_of(url)) or proxy_bypass_environment(parts.netloc, exceptions):
            continue
        proxy = environ[name]
        if not is_plain(proxy) and ("@" in proxy or ":" in proxy.partition("://")[2]):
            raise ConfigurationError(
                f"{name} is {form_of(proxy)}, which is no usable URL of a proxy: it has to be "
                "scheme://name:password@host:port, with name and password percent-encoded if they contain other "
                "characters than letters and digits"
            )
