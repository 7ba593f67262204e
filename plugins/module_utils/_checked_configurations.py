# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of synchronization configurations → desired state, checked against the connection.

Private to this collection. As for partners, options that cannot be right are refused without a request to Graph if
possible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._directory import lookup
from ._directory.principals import principals
from ._model.kinds import Options
from ._model.synchronization.actions import WantedAction, wanted_action
from ._model.synchronization.desired import (
    DesiredConfiguration,
    desired_configurations,
    principals_to_look_up,
    resolved,
    tenants_to_look_up,
)

if TYPE_CHECKING:
    from ._graph.connect import Connection


def checked_targets(items: list[Options], connection: Connection) -> list[DesiredConfiguration]:
    """The desired state of each synchronization configuration, with IDs in place of domains and of names.

    Raises BadInput, if possible without a request to Graph. Raises Failure if a look-up fails.
    """
    desired = desired_configurations(items, connection.api_version, connection.cloud.name, connection.home_tenant)
    tenants = lookup.tenants(connection.client, tenants_to_look_up(desired))
    found = principals(connection.client, principals_to_look_up(desired))
    return resolved(desired, tenants, found, connection.home_tenant)


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
