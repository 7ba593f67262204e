# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How bad it is that something is not as wanted (private to this collection). Pure."""

from __future__ import annotations

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import ERROR, INFO, SEVERITIES, WARNING
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.settings import IDENTITY_SYNC, PARTNER

from .drift import STATE

COMPLIANT = "compliant"
DRIFTED = "drifted"
MISSING = "missing"
UNMANAGED = "unmanaged"
UNREADABLE = "unreadable"
STATUSES = (COMPLIANT, DRIFTED, MISSING, UNMANAGED, UNREADABLE)

#: What has no row of its own here has that of the longest name before a point that does, or else a warning.
_DEFAULTS = {
    MISSING: ERROR,
    UNMANAGED: WARNING,
    UNREADABLE: ERROR,
    STATE: ERROR,
    "inbound_trust": ERROR,
    "identity_sync.state": ERROR,
    "identity_sync.display_name": INFO,
    **{f"identity_sync.{name}": ERROR for name in IDENTITY_SYNC.admitting()},
}


class Severities:
    """``own`` maps statuses and settings, as reports name them, to severities, and beats what is built in."""

    def __init__(self, own: dict):
        self._own = own

    def of(self, name: str) -> str:
        parts = name.split(".")
        names = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
        tables = (self._own, _DEFAULTS)
        return next((table[each] for table in tables for each in names if each in table), WARNING)


def problems(own: dict) -> list[str]:
    """What is wrong with severities as somebody gave them."""
    known = {MISSING, UNMANAGED, UNREADABLE, STATE, IDENTITY_SYNC.name, "identity_sync.state"}
    known.update(setting.name for setting in PARTNER.settings)
    known.update(f"{IDENTITY_SYNC.name}.{setting.name}" for setting in IDENTITY_SYNC.settings)
    unknown = [name for name in own if not any(name == each or name.startswith(f"{each}.") for each in known)]
    wrong = [name for name, severity in own.items() if severity not in SEVERITIES]
    return [f"{name} is neither a setting nor a status" for name in unknown] + [
        f"the severity of {name} is none of {', '.join(SEVERITIES)}" for name in wrong
    ]


def worst(severities) -> str | None:
    """The first of them in the order of SEVERITIES; None if there are none."""
    return min(severities, key=SEVERITIES.index, default=None)
