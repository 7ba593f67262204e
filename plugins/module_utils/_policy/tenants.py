# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a tenant can be named, and what its directory says about it (private to this collection).

Names are checked here before they become part of a URL.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .kinds import Text, UnexpectedValue

_TENANT_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

# RFC 1035 and 1123: labels of letters, digits and inner hyphens; the last one has a letter, or it were an address.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?=[0-9-]*[a-z]){_LABEL}")
_LONGEST_DOMAIN = 253

_TEXT = Text()


class Tenant(NamedTuple):
    """What any tenant tells about itself. Source: the resource tenantInformation of Microsoft Graph."""

    tenant_id: str
    display_name: str | None
    default_domain: str | None
    federation_brand_name: str | None = None

    def row(self) -> dict:
        """In the words of the module ``tenant_info``."""
        row = self._asdict()
        if self.federation_brand_name is None:
            del row["federation_brand_name"]
        return row


def tenant_key(tenant) -> str | None:
    """A tenant ID in the form in which tenants are compared and put into URLs, or None if it is none."""
    key = str(tenant or "").strip().lower()
    return key if _TENANT_ID.fullmatch(key) else None


def domain_key(tenant) -> str | None:
    """A domain in the form in which domains are compared and put into URLs, or None if it is none.

    ASCII only: the standards disagree about which ASCII name some others stand for ("ß" is "ss" in the one and not in
    the other), and a partner must not be a matter of taste.
    """
    name = str(tenant or "").strip()
    # Before the case is changed: lower() makes an ASCII letter of the Kelvin sign.
    if not name.isascii() or len(name) > _LONGEST_DOMAIN:
        return None
    key = name.lower()
    return key if _DOMAIN.fullmatch(key) else None


def name_key(tenant) -> str | None:
    """A tenant ID or a domain, whichever it is, or None if it is neither."""
    return tenant_key(tenant) or domain_key(tenant)


def no_name(tenant) -> str:
    """What is wrong with a name that is none."""
    text = f"{tenant!r} is not a tenant ID, a GUID such as 90e29127-71ad-49c7-9ce8-db3f41ea06f1, and not a domain"
    if not str(tenant).isascii():
        text += "; an international domain is given in its ASCII form, which begins with xn--"
    return text


def described(name: str) -> str:
    """A name in words: what it is, and how it is spelled."""
    return f"the ID {name}" if tenant_key(name) else f"the domain {name}"


def tenant_in(graph, name: str) -> Tenant:
    """The answer of Graph to the look-up of a tenant ID or a domain. Raises UnexpectedValue."""
    tenant_id = tenant_key(graph.get("tenantId")) if isinstance(graph, dict) else None
    if tenant_id is None:
        raise UnexpectedValue("a tenant without a valid tenantId")
    if tenant_key(name) not in (None, tenant_id):
        raise UnexpectedValue(f"the answer is about another tenant, {tenant_id}")
    return Tenant(
        tenant_id,
        _text(graph, "displayName"),
        _text(graph, "defaultDomainName"),
        _text(graph, "federationBrandName"),
    )


def _text(graph, property_):
    try:
        return _TEXT.read(graph.get(property_))
    except UnexpectedValue as error:
        raise UnexpectedValue(f"{property_}: {error}") from error
