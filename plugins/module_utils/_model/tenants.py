# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tenants, as Microsoft's directory describes them (private to this collection). Pure.

``_names`` contains the grammar of their names.
"""

from __future__ import annotations

from typing import NamedTuple, TypedDict

from .._names import tenant_key
from .kinds import GraphObject, Text, UnexpectedValue

_TEXT = Text()


class _TenantRow(TypedDict):
    tenant_id: str
    display_name: str | None
    default_domain: str | None


class TenantRow(_TenantRow, total=False):
    """A tenant in the words of the module ``tenant_info``. ``federation_brand_name`` is missing if there is none."""

    federation_brand_name: str


class Tenant(NamedTuple):
    """The public facts about a tenant in the directory. Source: the resource tenantInformation of Microsoft Graph."""

    tenant_id: str
    display_name: str | None
    default_domain: str | None
    federation_brand_name: str | None = None

    def row(self) -> TenantRow:
        """The tenant in the words of the module ``tenant_info``."""
        row: TenantRow = {
            "tenant_id": self.tenant_id,
            "display_name": self.display_name,
            "default_domain": self.default_domain,
        }
        if self.federation_brand_name is not None:
            row["federation_brand_name"] = self.federation_brand_name
        return row


def tenant_in(graph: object, name: str) -> Tenant:
    """The tenant in Graph's answer to the look-up of ``name``, a tenant ID or a domain. Raises UnexpectedValue."""
    tenant: GraphObject = graph if isinstance(graph, dict) else {}
    tenant_id = tenant_key(tenant.get("tenantId"))
    if tenant_id is None:
        raise UnexpectedValue("a tenant without a valid tenantId")
    if tenant_key(name) not in (None, tenant_id):
        raise UnexpectedValue(f"the answer is about another tenant, {tenant_id}")
    return Tenant(
        tenant_id,
        _text(tenant, "displayName"),
        _text(tenant, "defaultDomainName"),
        _text(tenant, "federationBrandName"),
    )


def _text(graph: GraphObject, property_: str) -> str | None:
    try:
        return _TEXT.read(graph.get(property_))
    except UnexpectedValue as error:
        raise UnexpectedValue(f"{property_}: {error}") from error
