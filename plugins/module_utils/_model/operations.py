# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The operations on an object in Graph, and their requests (private to this collection)."""

from __future__ import annotations

from typing import NamedTuple

from .._access import Access

CREATE = "create"
UPDATE = "update"
DELETE = "delete"
RESET = "reset"
RESTORE = "restore"
PURGE = "purge"
RESTART = "restart"
PROVISION = "provision"

#: Operations that no later read shows. If an answer is lost, nobody can find out whether Graph acted.
WITHOUT_TRACE = (RESTART, PROVISION)


class Operation(NamedTuple):
    """One kind of write. ``path`` contains the placeholders ``{tenant_id}`` and ``{name}`` for the object's key.

    ``once``: whether a second request would make a second object, or do something a second time.
    """

    method: str
    path: str
    access: Access
    once: bool = False
