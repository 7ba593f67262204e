# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two rows → whether somebody is shut out (private to this collection).

What is taken away by mistake is worse than what is missing: users who are no longer synchronized lose access, and
switching synchronization off or deleting its policy does not take them away either, so that nobody notices at once
(cross-tenant-synchronization-overview). Hence limits count these changes, and no others.
"""

from __future__ import annotations

from .settings import IDENTITY_SYNC


def is_removal(before: dict | None, after: dict | None) -> bool:
    """Whether a partner or its policy goes, or a setting that admits somebody was true and is so no longer."""
    if before is None:
        return False
    if after is None:
        return True
    old, new = before.get(IDENTITY_SYNC.name), after.get(IDENTITY_SYNC.name)
    if old is None or new is None:
        return new is None and old is not None
    return any(old.get(name) is True and new.get(name) is not True for name in IDENTITY_SYNC.admitting())
