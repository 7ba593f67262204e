# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a person should do about a partner of the report, in a few words (private to this collection). Pure."""

from __future__ import annotations

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.agreement import ENDED
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import INFO, SEVERITIES

from .accepted import covers
from .openness import MORE_CLOSED, OPEN
from .severity import ADMITTING, DRIFTED, MISSING, UNMANAGED, UNREADABLE
from .shape import CatalogEntry, ConfigurationEntry, PartnerEntry


def todo(partner: PartnerEntry, catalog: dict[str, CatalogEntry]) -> str | None:
    """What to do first about a partner; None if nothing has to be done.

    Access that should not be open is closed first. ``catalog`` contains the advice of the health checks.
    """
    checks = sorted(partner["checks"], key=lambda check: SEVERITIES.index(check["severity"]))
    worst_check = checks[0] if checks and checks[0]["severity"] != INFO else None
    if partner["severity"] in (None, INFO):
        if worst_check is None:
            return None
        return _renewal(partner, [worst_check["id"]]) or advice_of(worst_check["id"], catalog)
    status, doors = partner["status"], partner["open_doors"]
    if status == UNREADABLE:
        return "Find out why it cannot be read"
    renewal = _renewal(partner, [status]) or _renewal(partner, doors or _counting(partner))
    if renewal:
        return renewal
    if status == UNMANAGED:
        return _unmanaged(doors)
    if status == MISSING:
        return "Close the defaults, or create the partner" if doors else "Create the partner"
    if any(entry["setting"] == "state" for entry in partner["drift"]):
        return "Delete the partner"
    if status == DRIFTED and partner["direction"] in OPEN:
        return "Switch off what nobody agreed on"
    return "Switch on again what was agreed on" if partner["direction"] == MORE_CLOSED else "Correct the settings"


def configuration_todo(entry: ConfigurationEntry) -> str | None:
    """What to do first about a synchronization configuration; None if nothing has to be done."""
    if entry["severity"] in (None, INFO):
        return None
    status = entry["status"]
    if status == UNREADABLE:
        return "Find out why it cannot be compared"
    if status == UNMANAGED:
        first = "Pause its job, and find" if entry["direction"] in OPEN else "Find"
        return f"{first} out who made it. Then add it to the inventory, or remove it"
    if any(each["setting"].endswith(".state") for each in entry["drift"]) and status == DRIFTED:
        return "Remove the configuration"
    return "Create the configuration" if status == MISSING else "Correct the configuration, or the inventory"


def advice_of(check: str, catalog: dict[str, CatalogEntry]) -> str | None:
    """The first sentence of the advice of a health check, without its point; None if it is not known."""
    if check not in catalog:
        return None
    return catalog[check]["advice"].partition(". ")[0].rstrip(".")


def _renewal(partner: PartnerEntry, findings: list[str]) -> str | None:
    """What to do about findings that were accepted until a day in the past; None if nobody has accepted all of them."""
    exceptions = partner["agreement"]["exceptions"] if partner["agreement"] else []
    ended = [
        [each["ends"] for each in exceptions if each["state"] == ENDED and covers(each, finding)]
        for finding in findings
    ]
    if not ended or not all(ended):
        return None
    return f"Exception ended {max(max(days) for days in ended)}: renew or correct"


def _counting(partner: PartnerEntry) -> list[str]:
    """The drifted settings that nobody accepts today and that have the worst severity."""
    counting = [entry for entry in partner["drift"] if not entry["exception"]]
    return [entry["setting"] for entry in counting if entry["severity"] == partner["severity"]]


def _unmanaged(doors: list[str]) -> str:
    """What to do about a partner that the inventory does not contain. ``doors`` are the settings that are open."""
    if not doors:
        return "Delete the partner, or add it to the inventory"
    closing = []
    if any(door in ADMITTING for door in doors):
        closing.append("synchronization")
    if any(door.startswith("inbound_trust") for door in doors):
        closing.append("trusts")
    return f"Switch off its {' and its '.join(closing)}" if closing else "Switch off its access"
