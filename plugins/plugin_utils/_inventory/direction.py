# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The side of a tenant in a synchronization → the options that this side sets (private to this collection).

Users enter another tenant without a prompt only if the receiving tenant allows it inbound and the sending tenant allows
it outbound (cross-tenant-synchronization-configure). Inventories describe both sides in one place.
"""

from __future__ import annotations

from typing import Any

INBOUND = "inbound"
OUTBOUND = "outbound"
BOTH = "both"
DIRECTIONS = (INBOUND, OUTBOUND, BOTH)

_CONSENT = "automatic_user_consent"

#: The options that only one side sets. If a setting is missing in both lists, both sides set it. A pair is a setting
#: and one of its members.
PARTS: dict[str, tuple[str | tuple[str, str], ...]] = {
    INBOUND: (
        (_CONSENT, "inbound_allowed"),
        "inbound_trust",
        "b2b_collaboration_inbound",
        "b2b_direct_connect_inbound",
        "m365_collaboration_inbound",
        "app_service_connect_inbound",
        "identity_sync",
    ),
    OUTBOUND: (
        (_CONSENT, "outbound_allowed"),
        "b2b_collaboration_outbound",
        "b2b_direct_connect_outbound",
        "m365_collaboration_outbound",
    ),
}

_NEEDED: dict[str, dict[str, Any]] = {
    INBOUND: {_CONSENT: {"inbound_allowed": True}, "identity_sync": {"user_sync_allowed": True}},
    OUTBOUND: {_CONSENT: {"outbound_allowed": True}},
    BOTH: {
        _CONSENT: {"inbound_allowed": True, "outbound_allowed": True},
        "identity_sync": {"user_sync_allowed": True},
    },
}


def needed(direction: str | None) -> dict[str, Any]:
    """The options that synchronize users in a direction, as the lowest tier of defaults; none without a direction."""
    return {} if direction is None else _NEEDED.get(direction, {})


def own_part(partner: dict[str, Any], direction: str | None) -> dict[str, Any]:
    """The options of a partner without the options that the other side sets. Without a direction, all options."""
    others = PARTS[OUTBOUND] if direction == INBOUND else PARTS[INBOUND] if direction == OUTBOUND else ()
    result = {name: value for name, value in partner.items() if name not in others}
    if result.get("inherit"):
        result["inherit"] = [name for name in result["inherit"] if name not in others]
    for name, member in (part for part in others if isinstance(part, tuple)):
        if isinstance(result.get(name), dict):
            result[name] = {key: value for key, value in result[name].items() if key != member}
    return result
