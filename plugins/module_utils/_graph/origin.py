# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The host of a URL: only this file decides it (private to this collection).

Parsers of URLs disagree about unusual URLs. One parser reads the host b in ``https://a\\@b/``, and another parser reads
the host a. So only URLs of the plain form below are accepted: all parsers read them in the same way. Every other URL is
refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ipaddress

# ASCII only. The pattern allows few characters in the authority: no "@" after a name and a password, no backslash, no
# blank, no percent-encoding. The text after the authority cannot change the host. Blanks and control characters are not
# allowed there, since some parsers remove them.
_URL = re.compile(
    r"(https?)://([a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?(?:[/?#][!-~]*)?",
    re.ASCII | re.IGNORECASE,
)
# Some parsers take a name that ends in a number for an IPv4 address, even in unusual forms: 127.1, 0x7f.1.
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)", re.ASCII)
_LONGEST_NAME, _LONGEST_LABEL = 253, 63
# The pattern reaches to the last "@", since a password may contain characters that should have been quoted.
_USERINFO = re.compile(r"//[^\s'\"]*@")
_DEFAULT_PORTS = {"https": 443, "http": 80}


def origin_of(url: object) -> str | None:
    """Scheme, host and port of a URL, in a form that can be compared; None if the URL does not have the plain form."""
    found = _URL.fullmatch(url) if isinstance(url, str) else None
    if not found:
        return None
    scheme, host = found.group(1).lower(), found.group(2).lower()
    port = int(found.group(3) or _DEFAULT_PORTS[scheme])
    if not 0 < port <= 65535 or not _is_host(host):
        return None
    return f"{scheme}://{host}" + ("" if port == _DEFAULT_PORTS[scheme] else f":{port}")


def is_on_this_machine(origin: str | None) -> bool:
    """Whether an origin is on the loopback interface, for which no proxy is used. None is not on this machine."""
    found = _URL.fullmatch(origin or "")
    host = found.group(2).lower() if found else ""
    if host == "localhost":
        return True
    address = _address(host)
    return address is not None and (getattr(address, "ipv4_mapped", None) or address).is_loopback


def without_userinfo(text: str) -> str:
    """A text without the names and passwords of the URLs in it."""
    return _USERINFO.sub("//***@", text)


def _is_host(host: str) -> bool:
    if host.startswith("[") or _NUMBER.fullmatch(host):
        address = _address(host)
        return address is not None and (address.version == 6 or str(address) == host)
    return len(host) <= _LONGEST_NAME and all(len(label) <= _LONGEST_LABEL for label in host.split("."))


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The IP address if the host is an address; None if the host is a name."""
    # Imported here since most hosts are names.
    import ipaddress

    try:
        return ipaddress.IPv6Address(host[1:-1]) if host.startswith("[") else ipaddress.IPv4Address(host)
    except ValueError:
        return None
