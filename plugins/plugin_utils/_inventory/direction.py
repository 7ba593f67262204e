# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which side of a synchronization a tenant is on → the options that are its part of it (private to this collection).

Users get from one tenant into another without a prompt only where the one that receives them allows it inbound and the
one that sends them outbound (cross-tenant-synchronization-configure). Inventories describe both sides in one place.
"""

from __future__ import annotations

INBOUND = "inbound"
OUTBOUND = "outbound"
BOTH = "both"
DIRECTIONS = (INBOUND, OUTBOUND, BOTH)

_CONSENT = "automatic_user_consent"

#: What is the part of one side; a setting that is in neither row belongs to both. A pair is a member of a setting.
PARTS = {
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

_NEEDED = {
    INBOUND: {_CONSENT: {"inbound_allowed": True}, "identity_sync": {"user_sync_allowed": True}},
    OUTBOUND: {_CONSENT: {"outbound_allowed": True}},
    BOTH: {
        _CONSENT: {"inbound_allowed": True, "outbound_allowed": True},
        "identity_sync": {"user_sync_allowed": True},
    },
}


def needed(direction: str | None) -> dict:
    """What it takes to synchronize users that way, as the lowest tier of defaults."""
    return _NEEDED.get(direction, {})


def own_part(partner: dict, direction: str | None) -> dict:
    """The options of a partner without those that are the other side's part."""
    others = PARTS[OUTBOUND] if direction == INBOUND else PARTS[INBOUND] if direction == OUTBOUND else ()
    result = {name: value for name, value in partner.items() if name not in others}
    if result.get("inherit"):
        result["inherit"] = [name for name in result["inherit"] if name not in others]
    for name, member in (each for each in others if isinstance(each, tuple)):
        if isinstance(result.get(name), dict):
            result[name] = {key: value for key, value in result[name].items() if key != member}
    return result
