# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which host a URL leads to (private to this collection)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# Up to the last "@", since a password may have any character that should have been quoted.
_USERINFO = re.compile(r"//[^\s'\"]*@")
_DEFAULT_PORTS = {"https": 443, "http": 80}


def origin_of(url: str) -> str | None:
    """Scheme, host and port, in the one way in which they are compared; None where there is no host to be found."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except (ValueError, AttributeError):
        return None
    if not host:
        return None
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" + ("" if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{port}")


def without_userinfo(text: str) -> str:
    """A text without the names and passwords of the URLs in it."""
    return _USERINFO.sub("//***@", text)
