# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet of partners: the state in Graph, and the state that the inventory desires."""

from __future__ import annotations

from typing import Any

from ansible_collections.entra.cross_tenant.tests.graph_simulator import GraphSimulator

SYNCED = {"displayName": "Partner", "userSyncInbound": {"isSyncAllowed": True}}
TRUST = {"isMfaAccepted": True, "isCompliantDeviceAccepted": None, "isHybridAzureADJoinedDeviceAccepted": None}


def tenant(number: int) -> str:
    return f"90e29127-71ad-49c7-9ce8-00000000{number:04}"


def partner(number: int, **settings: Any) -> dict[str, Any]:
    return {"partner_onboarding_partner": {"tenant": tenant(number), **settings}}


def partners_of(simulator: GraphSimulator) -> dict[str, Any]:
    """The partners and policies in Graph, without the times that Graph records."""
    return {
        "partners": dict(simulator.directory.partners),
        "policies": dict(simulator.directory.identity_syncs),
    }


FLEET = 24


def fleet() -> dict[str, Any]:
    """An inventory: a quarter of the hosts is created, a quarter changed, a quarter switched on, a quarter removed."""
    hosts = {}
    for number in range(FLEET):
        settings: dict[str, Any] = {"inbound_trust": {"mfa_accepted": True}}
        if number % 4 == 3:
            settings = {"state": "absent"}
        else:
            settings["identity_sync"] = {"display_name": f"Partner {number}", "user_sync_allowed": True}
        hosts[f"host{number:02}"] = partner(number, **settings)
    return {"partners": {"hosts": hosts}}


def arrange(simulator: GraphSimulator) -> None:
    simulator.reset()
    for number in range(FLEET):
        if number % 4 == 1:
            simulator.directory.add_partner(tenant(number))
        elif number % 4 > 1:
            simulator.directory.add_partner(tenant(number), SYNCED)
