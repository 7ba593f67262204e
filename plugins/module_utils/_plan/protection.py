# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Partners that are never pruned, even if the list does not name them (private to this collection). Pure.

Service providers and members of the multitenant organization became partners for other reasons than the list. A partner
is pruned only if Graph says that it is neither a service provider nor a member. A missing statement is not a no.
"""

from __future__ import annotations

from typing import NamedTuple

from .._model.observed import Observed

_PROVIDER = "isServiceProvider"
_MEMBER = "isInMultiTenantOrganization"


class Pruning(NamedTuple):
    """How to read the two flags of a partner. ``organizations``: whether this cloud has multitenant organizations.

    ``null_is_no``: whether null in isServiceProvider means that a partner is no service provider. Microsoft's samples
    of ordinary partners contain null there (cross-tenant-synchronization-configure-graph, policydeletableitem-list). If
    null did not mean no, no partner could ever be pruned. If the same list also contains false, null must mean
    something else. That meaning is not documented.
    """

    organizations: bool
    null_is_no: bool

    def known_no(self, observed: Observed) -> bool:
        """Whether Graph says that the partner is neither a service provider nor a member."""
        return not self.protected(observed) and not self.unknown(observed)

    def protected(self, observed: Observed) -> bool:
        """Whether Graph says that the partner is a service provider or a member."""
        partner = observed.partner or {}
        return partner.get(_PROVIDER) is True or partner.get(_MEMBER) is True

    def unknown(self, observed: Observed) -> list[str]:
        """Graph's names of the flags that should be true or false, and are neither."""
        partner = observed.partner or {}
        names = []
        said = partner.get(_PROVIDER, "") is None if self.null_is_no else False
        if not said and not isinstance(partner.get(_PROVIDER), bool):
            names.append(_PROVIDER)
        # National clouds have neither such organizations nor this property (CSDL of Fairfax and Mooncake).
        absent = not self.organizations and _MEMBER not in partner
        if not absent and not isinstance(partner.get(_MEMBER), bool):
            names.append(_MEMBER)
        return names


def pruning(everything: list[Observed], organizations: bool) -> Pruning:
    """How to read the flags of the partners; ``everything`` is the list of all partners that Graph holds."""
    some_false = any((observed.partner or {}).get(_PROVIDER) is False for observed in everything)
    return Pruning(organizations, null_is_no=not some_false)
