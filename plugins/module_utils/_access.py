# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What it takes to be allowed to do something in Graph (private to this collection)."""

from __future__ import annotations

from typing import NamedTuple


class Access(NamedTuple):
    """What a request needs, for the person to whom Graph refuses it.

    ``permission`` names a permission of Microsoft Graph, or several of which one is enough. ``role`` is the Entra role
    that a signed-in user needs besides. ``remarks`` maps the HTTP status of an answer to what else is known about it.
    """

    permission: str
    role: str | None = None
    remarks: dict[int, str] = {}
