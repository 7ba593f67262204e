# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which partners nobody may remove only because nobody lists them (private to this collection).

Service providers and members of the multitenant organization are partners for reasons of their own. A partner is
pruned only where Graph says that it is neither; what Graph does not say is never taken for no.
"""

from __future__ import annotations

from typing import NamedTuple

from .._model.observed import Observed

_PROVIDER = "isServiceProvider"
_MEMBER = "isInMultiTenantOrganization"


class Pruning(NamedTuple):
    """How flags are to be read. ``organizations``: whether this cloud has multitenant organizations at all.

    ``null_is_no``: whether null is how Graph says that a partner is no service provider. Microsoft's samples of
    ordinary partners have null there (cross-tenant-synchronization-configure-graph, policydeletableitem-list), so
    that nothing could ever be pruned if it meant nothing. Where the same list has false as well, null is something
    else, and nobody knows what.
    """

    organizations: bool
    null_is_no: bool

    def known_no(self, observed: Observed) -> bool:
        """Whether Graph says that the partner is neither a service provider nor a member."""
        return not self.protected(observed) and not self.unknown(observed)

    def protected(self, observed: Observed) -> bool:
        partner = observed.partner or {}
        return partner.get(_PROVIDER) is True or partner.get(_MEMBER) is True

    def unknown(self, observed: Observed) -> list[str]:
        """The properties by which Graph should say so, and does not."""
        partner = observed.partner or {}
        names = []
        said = partner.get(_PROVIDER, "") is None if self.null_is_no else False
        if not said and not isinstance(partner.get(_PROVIDER), bool):
            names.append(_PROVIDER)
        # National clouds have no such organizations, and no such property (CSDL of Fairfax and Mooncake).
        absent = not self.organizations and _MEMBER not in partner
        if not absent and not isinstance(partner.get(_MEMBER), bool):
            names.append(_MEMBER)
        return names


def pruning(everything: list[Observed], organizations: bool) -> Pruning:
    """How to read the flags of the partners in a list."""
    some_false = any((observed.partner or {}).get(_PROVIDER) is False for observed in everything)
    return Pruning(organizations, null_is_no=not some_false)
