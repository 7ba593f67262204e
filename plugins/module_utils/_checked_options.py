# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options → desired state, checked against the connection (private to this collection).

If possible, options that cannot be right are refused without a request to Graph.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ._directory import lookup
from ._directory.errors import UnknownTenant
from ._directory.principals import principals
from ._literals import NotThatShape, dictionary_in, stripped
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
from ._model.synchronization.actions import WantedAction, wanted_action
from ._model.synchronization.desired import (
    DesiredConfiguration,
    desired_configurations,
    principals_to_look_up,
    tenants_to_look_up,
)
from ._model.synchronization.desired import (
    resolved as resolved_configurations,
)
from ._plan.plan_id import reviewed

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


def checked_targets(items: list[Options], connection: Connection) -> list[DesiredConfiguration]:
    """The desired state of each synchronization configuration, with IDs in place of domains and of names.

    Raises BadInput, if possible without a request to Graph. Raises Failure if a look-up fails.
    """
    desired = desired_configurations(items, connection.api_version, connection.cloud.name, connection.home_tenant)
    tenants = lookup.tenants(connection.client, tenants_to_look_up(desired))
    found = principals(connection.client, principals_to_look_up(desired))
    return resolved_configurations(desired, tenants, found, connection.home_tenant)


def checked_target(target_tenant: str | None, connection: Connection) -> str | None:
    """The ID of the target tenant of synchronization configurations, or None for all. Raises the same errors.

    Also refuses clouds that cannot be the source of a synchronization.
    """
    items = [] if target_tenant is None else [{"target_tenant": target_tenant}]
    desired = checked_targets(items, connection)
    return desired[0].tenant_id if desired else None


def checked_action(options: Options, connection: Connection) -> WantedAction:
    """One action of a synchronization job, with IDs in place of a domain and of a name. Raises the same errors."""
    wanted = wanted_action(options)
    item: Options = {"target_tenant": wanted.tenant_id, "name": wanted.name}
    if wanted.subject:
        item["assignments"] = [{wanted.subject.kind: wanted.subject.name}]
    (target,) = checked_targets([item], connection)
    return wanted._replace(tenant_id=target.tenant_id, subject=target.assignments[0] if target.assignments else None)


def expected_plan(value: object) -> dict[str, Any] | str | None:
    """The option ``expected_plan``: the ID of a plan, or a plan, which may be JSON text; None if it is empty.

    Raises BadInput for any other value.
    """
    if isinstance(value, str):
        value = stripped(value) or None
    if isinstance(value, str) and value.startswith("{"):
        try:
            value = dictionary_in(value)
        except NotThatShape as error:
            raise BadInput([f"expected_plan is text that is no plan: {error}"]) from error
    if value is None:
        return None
    if not isinstance(value, (str, dict)):
        raise BadInput(["expected_plan is neither the ID of a plan nor a plan"])
    reviewed(value)
    return value
