# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The grammar of tenant IDs, domains and other IDs (private to this collection). Pure.

All names of tenants have one grammar: names of partners and of the home tenant, in options, in variables and in the
environment. These functions check names before the names become part of a URL.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

#: The ID that stands for no tenant and for no other object.
NOBODY = "00000000-0000-0000-0000-000000000000"

_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

# RFC 1035 and 1123: labels of letters, digits and inner hyphens. The last label contains a letter. Otherwise the name
# would be an IP address.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?=[0-9-]*[a-z]){_LABEL}")
_LONGEST_DOMAIN = 253
# The options that name the tenant of a partner or of a synchronization configuration.
_TENANT_OPTIONS = ("tenant", "tenant_id", "target_tenant", "target_tenant_id")
# A message about thousands of partners shows some of their names.
_SHOWN = 10


def guid_key(text: object) -> str | None:
    """The ID of an object (a GUID) in the form in which IDs are compared, or None if the text is no such ID.

    The result for the ID of zeros is None: this ID stands for no object in Graph.
    """
    key = str(text or "").strip().lower()
    return key if _GUID.fullmatch(key) and key != NOBODY else None


def tenant_key(tenant: object) -> str | None:
    """A tenant ID in the form in which tenants are compared and put into URLs, or None if it is no tenant ID."""
    return guid_key(tenant)


def domain_key(tenant: object) -> str | None:
    """A domain in the form in which domains are compared and put into URLs, or None if it is no domain.

    Domains have to be ASCII. Standards convert some international names to different ASCII names: one standard makes
    "ss" of "ß", and another does not. So the name could mean two different partners.
    """
    name = str(tenant or "").strip()
    # This check comes before lower(), which makes an ASCII letter of the Kelvin sign.
    if not name.isascii() or len(name) > _LONGEST_DOMAIN:
        return None
    key = name.lower()
    return key if _DOMAIN.fullmatch(key) else None


def name_key(tenant: object) -> str | None:
    """A tenant ID or a domain in the form in which names are compared, or None if the name is neither."""
    return tenant_key(tenant) or domain_key(tenant)


def shortened(names: Sequence[str]) -> str:
    """Names for a message: at most ten of them, and the number of the others."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def described(name: str) -> str:
    """A name in words, with its kind: "the ID …" or "the domain …"."""
    return f"the ID {name}" if tenant_key(name) else f"the domain {name}"


def remark_on(tenant: object) -> str:
    """A hint to follow the error for a name that is neither a tenant ID nor a domain. It is empty for most names."""
    if str(tenant).strip() == NOBODY:
        return "; the ID of zeros stands for no tenant"
    if not str(tenant).isascii():
        return "; an international domain is given in its ASCII form, which begins with xn--"
    return ""


def label_of(item: Any) -> str | None:
    """The name of a partner in a list of partners or of configurations: its tenant ID or domain; None without one."""
    names = [item.get(option) for option in _TENANT_OPTIONS] if isinstance(item, dict) else []
    return next((str(name) for name in names if name), None)
