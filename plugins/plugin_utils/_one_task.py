# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check that the one task for all hosts returned an outcome for each partner (private to this collection). Pure.

Only a result with an item for each partner is a success. Any other result is a failure with a reason: it may be
missing, unreachable, skipped or of another shape.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from ansible_collections.entra.cross_tenant.plugins.module_utils._names import label_of, shortened

if TYPE_CHECKING:
    from ansible_collections.entra.cross_tenant.plugins.module_utils._health.agreement import Agreement

DID_NOT_RUN = (
    "The task for all hosts did not run for this host. If the role has a condition, use include_role with this "
    "condition. import_role and roles add the condition to every task, and a task that runs once evaluates it for the "
    "first host only."
)
_WORDS = re.compile(r"[\w.-]+")
_NAMES_OF_REQUESTS = ("request_id", "client_request_id", "correlation_id", "date")


#: The names of the modules that may be the one task.
PARTNERS, SYNC_CONFIGURATIONS = "partners", "sync_configurations"
#: The ``side`` of an item that is about the target tenant of a synchronization.
TARGET_SIDE = "target"


class PartnersOfHost(TypedDict, total=False):
    """The positions of one host's partners in the list of all hosts, or the ``error`` if the host has no partners."""

    #: The index of its first partner, from zero, and the number of its partners.
    first: int
    count: int
    error: str
    #: The first host with the same error. Only that host shows the error in full.
    same_as: str
    #: Whether the host has a target tenant with credentials of its own. Then it has one configuration.
    both_sides: bool
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
    #: The module that converged them: PARTNERS, or SYNC_CONFIGURATIONS. PARTNERS if it is missing.
    module: str
    #: The names of the same partners, in the same order.
    tenants: list[str | None]
    #: The host for which ``partners_of_hosts`` ran. Of an error that concerns all hosts, only this host shows the text.
    first_host: str
    #: Which hosts show an outcome, see _outcomes.
    outcomes: str
    #: Whether the play has, or may have, several batches of hosts.
    batches: bool
    #: The reason if ``partners_of_hosts`` failed. The role registers the result as that of a task that did not fail.
    failure: str
    #: Sentences about variables that have no effect.
    warnings: list[str]
    #: The values of RUN_OPTIONS.
    options: dict[str, Any]
    #: The number of partners that this run of ansible-playbook has removed or switched off so far.
    removed_before: int


class _ChangedItem(TypedDict):
    tenant_id: str
    changed: bool
    changes: list[dict[str, Any]]


class Item(_ChangedItem, total=False):
    """The result for one partner. ``before`` and ``after`` are rows, or None if there is no partner.

    The row of a partner is its configuration in ``partners``, or its synchronization in ``sync_configurations``.

    ``before`` is missing if it would equal ``after``.
    """

    before: dict[str, Any] | None
    after: dict[str, Any] | None
    read_only: dict[str, Any]
    #: The desired settings of a synchronization that Graph does not show.
    masked: list[str]
    error: dict[str, Any]
    #: TARGET_SIDE for the home tenant as a partner in the target tenant ``in_tenant``. Then the row is that of a
    #: partner.
    side: str
    in_tenant: str
    #: The steps of a retirement that remain, and the reason.
    left: dict[str, Any]
    #: The other configurations of a target tenant whose configuration ends.
    others: list[str]


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


def module_of(batch: Any) -> str:
    """The module that converged the partners in ``batch``, which may have any shape."""
    module = batch.get("module") if isinstance(batch, dict) else None
    return SYNC_CONFIGURATIONS if module == SYNC_CONFIGURATIONS else PARTNERS


def failure_of(result: Any) -> str | None:
    """The reason why a task for all hosts failed, from its result of any shape; None if it did not fail."""
    if not isinstance(result, dict):
        return None
    if isinstance(result.get("failure"), str):
        return str(result["failure"])
    failed = result.get("failed") or result.get("unreachable")
    return str(result.get("msg") or "The task for all hosts failed, and gave no reason") if failed else None


def point_to_first(hosts: dict[str, PartnersOfHost], items: Sequence[Any] = ()) -> None:
    """Set ``same_as`` of each host whose error is that of an earlier host.

    ``items`` are the results of all partners. Their errors are the same if their texts are the same without the names
    of the partner and of the request. Only hosts with one partner are compared in this way.
    """
    first: dict[str, str] = {}
    for host, place in hosts.items():
        text = place.get("error")
        if text is None and place["count"] == 1 and place["first"] < len(items):
            text = _anonymous(items[place["first"]])
        if text and first.setdefault(text, host) != host:
            place["same_as"] = first[text]


def _anonymous(item: Any) -> str | None:
    """The text of an item's error, without the names of the partner and of the request; None without an error."""
    error = item.get("error") if isinstance(item, dict) else None
    if not isinstance(error, dict) or not isinstance(error.get("msg"), str):
        return None
    text: str = error["msg"]
    for name in (item.get("tenant_id"), *(error.get(key) for key in _NAMES_OF_REQUESTS)):
        if isinstance(name, str) and name:
            text = text.replace(name, "")
    return text


def hosts_in(message: str, hosts: dict[str, PartnersOfHost], tenants: list[str | None]) -> str:
    """A sentence with the hosts of the partners that a message names, to follow the message; empty if there is none.

    ``tenants`` are the names of the partners of all hosts.
    """
    words = {word.strip(".") for word in _WORDS.findall(message)}
    named = [
        host
        for host, place in hosts.items()
        if "error" not in place
        and any(tenant in words for tenant in tenants[place["first"] : place["first"] + place["count"]])
    ]
    return f". In the inventory: {shortened(named)}" if named else ""


def no_place(batch: Any, host: str) -> str | None:
    """The reason why ``batch``, registered from ``partner_batch``, does not contain a host. None if it does."""
    if not isinstance(batch, dict) or batch.get("skipped"):
        return DID_NOT_RUN
    hosts = batch.get("hosts")
    # The result of partners_of_hosts contains the hosts even if Graph has refused all changes.
    failure = failure_of(batch)
    if not isinstance(hosts, dict) and failure:
        return f"The partners of all hosts could not be collected: {failure}"
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
