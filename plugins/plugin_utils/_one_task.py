# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the one task for all hosts says what became of each partner (private to this collection). Pure.

Nothing but a result with an item for each partner is a success. What is missing, unreachable, skipped or of another
shape is a failure, with its reason.
"""

from __future__ import annotations

from typing import Any

DID_NOT_RUN = (
    "The task that works for all hosts did not run for this one. Where a condition decides about the role, give it to "
    "include_role: import_role and roles pass it on to every task, and a task that runs once asks the first host only."
)


def no_place(batch: Any, host: str) -> str | None:
    """Why a host has no place among the partners of all hosts; None if it has one."""
    if not isinstance(batch, dict) or batch.get("skipped"):
        return DID_NOT_RUN
    if batch.get("failed") or batch.get("unreachable"):
        return f"The partners of all hosts could not be collected: {batch.get('msg') or 'no reason is known'}"
    hosts = batch.get("hosts")
    place = hosts.get(host) if isinstance(hosts, dict) else None
    if not isinstance(place, dict):
        return DID_NOT_RUN
    if "error" in place:
        return str(place["error"])
    if not all(isinstance(place.get(name), int) for name in ("first", "count")):
        return "It is not known which of the partners of all hosts are those of this one"
    return None


def no_run(run: Any, batch: Any) -> str | None:
    """Why a run says nothing about partners; None if it has an item for each of them."""
    if not isinstance(run, dict) or run.get("skipped"):
        return DID_NOT_RUN
    if run.get("unreachable"):
        return f"The task that works for all hosts did not run: {run.get('msg') or 'its host is unreachable'}"
    items = run.get("partners")
    if not isinstance(items, list):
        return str(run.get("msg") or "The task that works for all hosts failed, and gave no reason")
    wanted = batch.get("partners") if isinstance(batch, dict) else None
    if not isinstance(wanted, list) or len(items) < len(wanted) or not all(map(_is_item, items)):
        return "The task that works for all hosts did not say what became of each partner"
    return None


def _is_item(item):
    return isinstance(item, dict) and isinstance(item.get("changed"), bool) and isinstance(item.get("changes"), list)
