# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a role manages for each host, as a table (private to this collection).

Both roles do the same things with different words: variables of hosts → tiers → one task → outcomes. All that differs
between them is in a ``Kind``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._arguments import Converter
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import PARTNER_OPTIONS, desired_partner
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.direction import (
    INBOUND,
    needed,
    own_part,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._one_task import PARTNERS, SYNC_CONFIGURATIONS
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import (
    HOST_OPTIONS,
    ONBOARDING,
    RUN_OPTIONS,
    SYNCHRONIZATION,
    SYNCHRONIZATION_HOST_OPTIONS,
    SYNCHRONIZATION_RUN_OPTIONS,
    OptionTable,
)

#: The names of the modules that converge the partners of all hosts.
MODULES = (PARTNERS, SYNC_CONFIGURATIONS)


class Kind(NamedTuple):
    """What a role manages for each host.

    ``module`` converges a list of ``one``, in the option ``module``, and returns the items under the same name. The
    variables of a host are PREFIX_``one`` and PREFIX_``many``. ``tenant`` is the option that names the tenant, and
    ``item_tenant`` is the same in an item of the result. Messages call the tenant ``thing``, and all of them
    ``title``. ``role`` is the usual PREFIX.
    """

    module: str
    role: str
    one: str
    many: str
    tenant: str
    item_tenant: str
    thing: str
    title: str
    #: Converts the options of one item.
    converter: Converter
    #: The variables that have a value for each host, and those for the one task for all hosts.
    host_options: OptionTable
    run_options: OptionTable
    #: Raises BadInput if the options of one item contradict each other.
    check: Callable[[dict[str, Any]], object]
    #: Direction → the lowest tier of defaults.
    lowest: Callable[[str | None], dict[str, Any]]
    #: The options of one item and the direction → the options that this side manages.
    own_part: Callable[[dict[str, Any], str | None], dict[str, Any]]
    #: The directions in which a host has nothing to manage.
    idle: tuple[str, ...] = ()

    @property
    def borrows(self) -> bool:
        """Whether home tenant, direction and tenant of a host come from its variables of partner_onboarding."""
        return self.role != ONBOARDING

    def names(self, role: str) -> tuple[str, ...]:
        """The beginnings of the names of variables that this kind reads. ``role`` is that of its own variables."""
        return (role, ONBOARDING) if self.borrows and role == self.role else (role,)


@cache
def kind_of(module: str) -> Kind:
    """What the role of a module of ``MODULES`` manages."""
    if module == PARTNERS:
        return Kind(
            module=PARTNERS,
            role=ONBOARDING,
            one="partner",
            many="partners",
            tenant="tenant",
            item_tenant="tenant_id",
            thing="partner",
            title="Partners",
            converter=Converter(PARTNER_OPTIONS),
            host_options=HOST_OPTIONS,
            run_options=RUN_OPTIONS,
            check=desired_partner,
            lowest=needed,
            own_part=own_part,
        )
    # Imported here since most runs do not synchronize.
    from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.desired import (
        CONFIGURATION_OPTIONS,
        IGNORED_OPTIONS,
        desired_configuration,
    )

    return Kind(
        module=SYNC_CONFIGURATIONS,
        role=SYNCHRONIZATION,
        one="configuration",
        many="configurations",
        tenant="target_tenant",
        item_tenant="target_tenant_id",
        thing="target tenant",
        title="Synchronization to partners",
        converter=Converter({**CONFIGURATION_OPTIONS, **IGNORED_OPTIONS}),
        host_options=SYNCHRONIZATION_HOST_OPTIONS,
        run_options=SYNCHRONIZATION_RUN_OPTIONS,
        check=desired_configuration,
        lowest=lambda _direction: {},
        own_part=lambda options, _direction: options,
        # The home tenant receives the users of this partner, and sends none.
        idle=(INBOUND,),
    )
