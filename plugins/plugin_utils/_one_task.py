# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check that the one task for all hosts returned an outcome for each partner (private to this collection). Pure.

Only a result with an item for each partner is a success. Any other result is a failure with a reason: it may be
missing, unreachable, skipped or of another shape.
"""

from __future__ import annotations

from typing import Any, TypedDict

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.agreement import Agreement
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import label_of

DID_NOT_RUN = (
    "The task for all hosts did not run for this host. If the role has a condition, use include_role with this "
    "condition. import_role and roles add the condition to every task, and a task that runs once evaluates it for the "
    "first host only."
)


class PartnersOfHost(TypedDict, total=False):
    """The positions of one host's partners in the list of all hosts, or the ``error`` if the host has no partners."""

    #: The index of its first partner, from zero, and the number of its partners.
    first: int
    count: int
    error: str
    #: The agreement about these partners; missing if the host describes none.
    agreement: Agreement


class _Collected(TypedDict):
    hosts: dict[str, PartnersOfHost]
    #: The number of hosts without an error, and whether there is one.
    ready: int
    any_ready: bool
    home_tenant: str | None
    prune: bool
    prune_all: bool


class Batch(_Collected, total=False):
    """The result of ``partner_batch``: the partners of all hosts in one list, and the positions of each host in it.

    The result of ``partners_of_hosts`` contains ``tenants`` in place of the list. In that result ``partners`` are the
    items.
    """

    #: The desired options of partners, in the form of the module ``partners``.
    partners: list[dict[str, Any]]
    #: The names of the same partners, in the same order.
    tenants: list[str | None]
    #: The host for which ``partners_of_hosts`` ran.
    first_host: str
    #: The values of RUN_OPTIONS.
    options: dict[str, Any]
    #: The number of partners that this run of ansible-playbook has removed or switched off so far.
    removed_before: int


class _ChangedItem(TypedDict):
    tenant_id: str
    changed: bool
    changes: list[dict[str, Any]]


class Item(_ChangedItem, total=False):
    """The result of ``partners`` for one partner. ``before`` and ``after`` are rows, or None if there is no partner.

    ``before`` is missing if it would equal ``after``.
    """

    before: dict[str, Any] | None
    after: dict[str, Any] | None
    read_only: dict[str, Any]
    error: dict[str, Any]


def before(item: Item) -> dict[str, Any] | None:
    """The row of a partner before the run."""
    return item["before"] if "before" in item else item.get("after")


def names_of(partners: list[Any]) -> list[str | None]:
    """The names of desired partners: tenant IDs, or domains."""
    return [label_of(partner) for partner in partners]


def tenants_of(batch: Any) -> list[str | None] | None:
    """The names of the desired partners of all hosts, in their order; None if ``batch`` does not contain them."""
    if not isinstance(batch, dict):
        return None
    if "tenants" in batch:
        return batch["tenants"] if isinstance(batch["tenants"], list) else None
    return names_of(batch["partners"]) if isinstance(batch.get("partners"), list) else None


def no_place(batch: Any, host: str) -> str | None:
    """The reason why ``batch``, registered from ``partner_batch``, does not contain a host. None if it does."""
    if not isinstance(batch, dict) or batch.get("skipped"):
        return DID_NOT_RUN
    hosts = batch.get("hosts")
    # The result of partners_of_hosts contains the hosts even if Graph has refused all changes.
    if not isinstance(hosts, dict) and (batch.get("failed") or batch.get("unreachable")):
        return f"The partners of all hosts could not be collected: {batch.get('msg') or 'no reason is known'}"
    place = hosts.get(host) if isinstance(hosts, dict) else None
    if not isinstance(place, dict):
        return DID_NOT_RUN
    if "error" in place:
        return str(place["error"])
    if not all(isinstance(place.get(name), int) for name in ("first", "count")):
        return "The result of the task for all hosts does not say which partners belong to this host"
    return None


def no_run(run: Any, batch: Any, place: PartnersOfHost | None = None) -> str | None:
    """The reason why ``run``, registered from ``partners``, lacks an ``Item`` for each partner. None if it has them.

    With ``place``, only the items of one host are checked. To check the items of all hosts for each host would take
    quadratic time.
    """
    if not isinstance(run, dict) or run.get("skipped"):
        return DID_NOT_RUN
    if run.get("unreachable"):
        return f"The task for all hosts did not run: {run.get('msg') or 'its host is unreachable'}"
    items = run.get("partners")
    if not isinstance(items, list):
        return str(run.get("msg") or "The task for all hosts failed, and gave no reason")
    desired = tenants_of(batch)
    own = items_of(items, desired or [], place)
    complete = desired is not None and len(items) >= len(desired) and (place is None or len(own) >= place["count"])
    if not complete or not all(map(_is_item, own)):
        return "The task for all hosts did not return an outcome for each partner"
    return None


def items_of(items: list[Any], desired: list[Any], place: PartnersOfHost | None) -> list[Any]:
    """The items of one host. ``items`` are in the order of ``desired``, the partners of all hosts."""
    if place is None or place["count"] == len(desired):
        # Pruned partners come after the list, and belong to the one host that has all partners.
        return items
    return items[place["first"] : place["first"] + place["count"]]


def _is_item(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("changed"), bool) and isinstance(item.get("changes"), list)
