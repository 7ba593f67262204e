# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options → desired state, checked against the connection (private to this collection).

If possible, options that cannot be right are refused without a request to Graph.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ._directory import lookup
from ._directory.errors import UnknownTenant
from ._model.desired import (
    BadInput,
    Desired,
    desired_partner,
    desired_partners,
    desired_settings,
    resolved,
    to_look_up,
)
from ._model.kinds import Options, Settings
from ._model.resource import Resource

if TYPE_CHECKING:
    from ._graph.connect import Connection


def need_beta(connection: Connection, what: str) -> None:
    """Raises BadInput if the connection is not to Graph's beta version. Only beta has ``what``, a plural noun."""
    if connection.api_version != "beta":
        raise BadInput([f"{what} exist in Graph's beta version only, and api_version is {connection.api_version}"])


def checked_items(
    items: list[Options], as_desired: Callable[[Options], Desired], connection: Connection
) -> list[Desired]:
    """The desired state of each partner, with tenant IDs in place of domains; see desired_partners() and resolved().

    Raises BadInput, if possible without a request to Graph. Raises Failure if the look-up of a tenant fails.
    """
    desired = desired_partners(items, as_desired, connection.api_version, connection.cloud.name, connection.home_tenant)
    tenants = lookup.tenants(connection.client, to_look_up(desired))
    return resolved(desired, tenants, connection.home_tenant)


def known_items(
    items: list[Options], as_desired: Callable[[Options], Desired], connection: Connection
) -> tuple[list[Desired], dict[int, Desired], dict[str, UnknownTenant]]:
    """The same as ``checked_items``, without the items whose tenants do not exist.

    Also returns these items, by their positions, and Graph's answers, by the names of their tenants. For runs that
    write nothing: a run that writes refuses such a list as a whole.
    """
    desired = desired_partners(items, as_desired, connection.api_version, connection.cloud.name, connection.home_tenant)
    tenants, unknown = lookup.tenants_if_known(connection.client, to_look_up(desired))
    missing = {position: item for position, item in enumerate(desired) if item.tenant_id in unknown}
    known = [item for item in desired if item.tenant_id not in unknown]
    return resolved(known, tenants, connection.home_tenant), missing, unknown


def checked_settings(resource: Resource, options: Options, connection: Connection) -> Settings | None:
    """The desired settings of a resource that a tenant has exactly once; None for its reset state. Raises BadInput."""
    desired = desired_settings(resource, options, connection.api_version, connection.cloud.name)
    return None if options.get("state") == "reset" else desired


def checked_place(partner_tenant: str | None, default: bool, connection: Connection) -> str | None:
    """The tenant ID of a partner, or None for the default settings. Exactly one of the two options has to be given.

    Raises BadInput. Raises Failure if the look-up of a domain fails.
    """
    if default == (partner_tenant is not None):
        raise BadInput([f"{'both' if default else 'neither'} of partner_tenant and default given: give one of them"])
    if partner_tenant is None:
        return None
    return checked_items([{"tenant": partner_tenant}], desired_partner, connection)[0].tenant_id
