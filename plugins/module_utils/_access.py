# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The permission and the role that a request to Graph needs (private to this collection)."""

from __future__ import annotations

from typing import NamedTuple


class Access(NamedTuple):
    """The needs of a request. Errors show them if Graph refuses the request.

    ``permission`` names a permission of Microsoft Graph, or several permissions of which one is enough. ``role`` is the
    Entra role that a signed-in user needs in addition. ``remarks`` maps the HTTP status of an answer to further advice.
    """

    permission: str
    role: str | None = None
    remarks: dict[int, str] = {}
