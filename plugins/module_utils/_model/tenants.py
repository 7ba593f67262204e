# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What its directory says about a tenant (private to this collection). How a tenant is named: ``_names``."""

from __future__ import annotations

from typing import NamedTuple

from .._names import tenant_key
from .kinds import Text, UnexpectedValue

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
