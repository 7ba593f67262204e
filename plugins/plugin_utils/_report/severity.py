# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The severity of a difference between observed and desired state of a partner (private to this collection). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import ERROR, INFO, SEVERITIES, WARNING
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import IDENTITY_SYNC, PARTNER
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.resources import (
    RESOURCES as SYNCHRONIZATION,
)

from .drift import STATE
from .openness import NEITHER, OPEN

COMPLIANT = "compliant"
DRIFTED = "drifted"
MISSING = "missing"
UNMANAGED = "unmanaged"
UNREADABLE = "unreadable"
STATUSES = (COMPLIANT, DRIFTED, MISSING, UNMANAGED, UNREADABLE)
#: The beginning of the names of settings and statuses of synchronization configurations.
CONFIGURATION = "sync_configuration"

# Setting → severity if it is more open than agreed. If a name is missing here, its last member is removed until the
# rest of the name is listed. The severity of the rest then applies. If no part is listed, the severity is "warning".
_MORE_OPEN = {
    STATE: ERROR,
    "inbound_trust": ERROR,
    "b2b_collaboration_inbound": ERROR,
    "b2b_direct_connect_inbound": ERROR,
    "m365_collaboration_inbound": ERROR,
    "app_service_connect_inbound": ERROR,
    "identity_sync.state": ERROR,
    "identity_sync.display_name": INFO,
    f"{CONFIGURATION}.name": INFO,
    **{f"identity_sync.{name}": ERROR for name in IDENTITY_SYNC.admitting()},
}
# The same for statuses, and for settings that are not more open.
_OTHERWISE = {
    MISSING: WARNING,
    UNMANAGED: WARNING,
    UNREADABLE: ERROR,
    "identity_sync.display_name": INFO,
    f"{CONFIGURATION}.name": INFO,
}
#: The settings that admit identities, as reports name them.
ADMITTING = [f"identity_sync.{name}" for name in IDENTITY_SYNC.admitting()]


class Severities:
    """``own`` maps statuses and settings, as reports name them, to severities. It overrides the built-in severities."""

    def __init__(self, own: dict[str, str]):
        self._own = own

    def of(self, name: str, direction: str = NEITHER) -> str:
        """The severity of a status, or of a setting with a direction."""
        if name in ADMITTING and direction in OPEN:
            # Identities that nobody agreed to admit are an error, whatever the severity of the setting is.
            return ERROR
        built_in = _MORE_OPEN if direction in OPEN else _OTHERWISE
        return self.own(name) or _longest(built_in, name) or WARNING

    def own(self, name: str) -> str | None:
        """The severity that the user has given to a status or a setting, or None."""
        return _longest(self._own, name)


def _longest(table: dict[str, str], name: str) -> str | None:
    """The value of the longest part of a name that a table contains, or None."""
    parts = name.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((table[known] for known in names if known in table), None)


def problems(own: dict[str, Any]) -> list[str]:
    """One sentence for each fault in severities that a user gives."""
    names = {MISSING, UNMANAGED, UNREADABLE, STATE, IDENTITY_SYNC.name, "identity_sync.state"}
    names.update(setting.name for setting in PARTNER.settings)
    names.update(f"{IDENTITY_SYNC.name}.{setting.name}" for setting in IDENTITY_SYNC.settings)
    names.update(f"{CONFIGURATION}.{name}" for name in _of_configurations())
    unknown = [
        name
        for name in own
        if name != CONFIGURATION and not any(name == known or name.startswith(f"{known}.") for known in names)
    ]
    wrong = [name for name, severity in own.items() if severity not in SEVERITIES]
    return [f"{name} is neither a setting nor a status" for name in unknown] + [
        f"the severity of {name} is none of {', '.join(SEVERITIES)}" for name in wrong
    ]


def _of_configurations() -> list[str]:
    """The settings and statuses of synchronization configurations."""
    settings = [setting.name for resource in SYNCHRONIZATION for setting in resource.settings]
    return [*settings, "assignments", "parts", STATE, DRIFTED, MISSING, UNMANAGED, UNREADABLE]


def worst(severities: Iterable[str]) -> str | None:
    """The worst of some severities; None if there are none."""
    return min(severities, key=SEVERITIES.index, default=None)
