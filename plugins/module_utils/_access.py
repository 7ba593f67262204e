# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The permission and the role that a request to Graph needs (private to this collection)."""

from __future__ import annotations

from typing import NamedTuple

# Between permissions of which one is enough. The permission that allows least is the first one.
_OR = " or "


class Access(NamedTuple):
    """The needs of a request. Errors show them if Graph refuses the request.

    ``permission`` names a permission of Microsoft Graph, or several permissions of which one is enough. ``role`` is the
    Entra role that a signed-in user needs in addition. ``remarks`` maps the HTTP status of an answer to further advice.
    """

    permission: str
    role: str | None = None
    remarks: dict[int, str] = {}
    #: Permissions that are enough as well. No error names them, because they allow far more than the request needs.
    broader: tuple[str, ...] = ()
    #: None if Microsoft's pages agree about the permission. Otherwise what another page says, in the same form as
    #: ``permission``; empty if it says that no permission is enough.
    disputed: str | None = None

    @property
    def least(self) -> str:
        """The permission that allows least, of those that are enough."""
        return self.permission.split(_OR)[0]

    @property
    def named(self) -> frozenset[str]:
        """The permissions that errors name, of which one is enough. They allow little more than the request needs."""
        return frozenset(self.permission.split(_OR))

    @property
    def enough(self) -> frozenset[str]:
        """All permissions of which one is enough."""
        return self.named.union(self.broader)

    @property
    def enough_elsewhere(self) -> frozenset[str]:
        """The permissions of which one is enough if another page of Microsoft is right."""
        return frozenset((self.disputed or "").split(_OR)) - {""}
