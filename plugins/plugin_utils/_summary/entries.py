# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The result of the task for all hosts → what happened to whom (private to this collection). Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypedDict

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.agreement import Agreement
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import ABSENT
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import IDENTITY_SYNC
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import domain_key
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.direction import (
    NEITHER,
    STATE,
    SYNC_STATE,
    Direction,
    Move,
    combined,
    moves,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._one_task import (
    SYNC_CONFIGURATIONS,
    TARGET_SIDE,
    Item,
    before,
    module_of,
    no_run,
    tenants_of,
)

CHANGED = "changed"
AS_WANTED = "as_wanted"
FAILED = "failed"
UNMANAGED = "unmanaged"
#: A retirement of which a part is left, in a run that changed nothing.
WAITING = "waiting"
#: A partner that was not found in an audit, although the inventory contains it. In ``Totals`` it counts as changed.
MISSING = "missing"


#: Two rows → their differences.
_Moves = Callable[[Any, Any], "list[Move]"]


class Difference(TypedDict):
    """One setting of a partner. ``direction`` are the words of ``Direction``. None is Graph's null, or no value."""

    setting: str
    before: Any
    after: Any
    direction: str | None


class PartnerSummary(TypedDict):
    """A partner that changed, failed or is unmanaged. ``host`` is None for a partner of no host."""

    host: str | None
    tenant_id: str | None
    status: str
    direction: str | None
    differences: list[Difference]
    error: str | None


class Totals(TypedDict):
    """Numbers of partners. A host whose partners are not known counts as one failed partner.

    ``opens`` and ``closes`` are the partners among ``changed`` whose change opens or closes access, or may do so. A
    partner may count for both. ``unmanaged`` is 0 unless the run is an audit. ``not_in_run`` are the partners in
    Microsoft Graph that took no part in the run; None if this is not known.
    """

    changed: int
    opens: int
    closes: int
    as_wanted: int
    failed: int
    unmanaged: int
    waiting: int
    not_in_run: int | None


class Entry(NamedTuple):
    """What happened to one partner, or to a host whose partners are not known.

    ``name`` is the name for people. ``moves`` are the differences: from the state before to the state after the run. In
    an audit they lead from the agreed state to the observed state. ``remarks`` are about health checks that fire
    because of the change, each with the ID of the check first. ``left`` is the reason why a retirement is not complete.
    """

    name: str
    host: str | None
    tenant_id: str | None
    status: str
    moves: tuple[Move, ...] = ()
    error: str | None = None
    agreement: Agreement | None = None
    remarks: tuple[str, ...] = ()
    left: str | None = None

    @property
    def direction(self) -> Direction:
        """The direction of all differences together."""
        return combined(move.direction for move in self.moves)

    @property
    def gone(self) -> bool:
        """Whether the partner does not exist after the change, or was not found in the audit."""
        return any(move.setting == STATE and move.after == ABSENT for move in self.moves)

    @property
    def settings(self) -> list[Move]:
        """The differences that say something about settings, and not only that a partner or a policy comes or goes."""
        without_policy = any(move.setting == SYNC_STATE and move.after == ABSENT for move in self.moves)
        # The settings of an object that is gone say nothing more. Of a new partner, names for people say nothing.
        new = any(move.setting == STATE for move in self.moves)
        return [
            move
            for move in self.moves
            if not self.gone
            and move.setting not in (STATE, SYNC_STATE)
            and not (without_policy and move.setting.startswith(f"{IDENTITY_SYNC.name}."))
            and not (new and move.direction == NEITHER)
        ]


class Others(NamedTuple):
    """The partners in Microsoft Graph that took no part in the run.

    ``unmanaged``: whether they are certainly not in the inventory, because all of its hosts took part.
    """

    partners: tuple[Entry, ...]
    unmanaged: bool


def entries(run: Any, batch: Any, audit: bool, failed_before: Mapping[str, str] | None = None) -> list[Entry]:
    """One entry for each partner and for each host without partners, in the order of the inventory.

    ``run`` and ``batch`` are registered results of ``partners`` and ``partner_batch``, or both are the result of
    ``partners_of_hosts``. They may have any shape: what contains no outcome is a failure. With ``audit``, the entries
    also contain the unmanaged partners. ``failed_before`` maps hosts that failed before that task to their errors.
    """
    before_task = failed_before or {}
    failed = [Entry(host, host, None, FAILED, error=error) for host, error in before_task.items()]
    reason = no_run(run, batch)
    hosts = _hosts_of(batch) or {}
    # If all hosts failed before the task, there is at most the result of an earlier task.
    if failed and all(host in before_task for host in hosts):
        return failed
    return failed + _of_task(run, batch, hosts, reason, audit)


def _of_task(run: Any, batch: Any, hosts: dict[str, Any], reason: str | None, audit: bool) -> list[Entry]:
    """The entries of the task itself. ``reason``: why the task has no outcome for each partner, or None."""
    if reason:
        faults = {host: place["error"] for host, place in hosts.items() if "error" in place}
        known = [Entry(host, host, None, FAILED, error=str(faults.get(host, reason))) for host in hosts]
        return known or [Entry("all hosts", None, None, FAILED, error=reason)]
    result: list[Entry] = []
    names = tenants_of(batch) or []
    remarks = _remarks(run)
    between = _moves_of(batch)
    for host, place in hosts.items():
        if "error" in place:
            result.append(Entry(host, host, None, FAILED, error=str(place["error"])))
            continue
        for number in range(place["first"], place["first"] + place["count"]):
            item = run["partners"][number]
            label = _name_of(host, place, names[number], item)
            entry = _entry(label, host, item, audit, remarks, between)
            result.append(entry._replace(agreement=place.get("agreement")))
    result += [
        _entry(_label(None, item), None, item, audit, remarks, between) for item in run["partners"][len(names) :]
    ]
    if audit:
        result += [_unmanaged(row) for row in run.get("unmanaged_partners") or []]
    # A task that failed as a whole may have changed partners before it failed.
    failure = _failure(run)
    return [Entry("all hosts", None, None, FAILED, error=failure), *result] if failure else result


def _name_of(host: str, place: Any, name: str | None, item: Any) -> str:
    """The name of an item of a host for people."""
    if item.get("side") == TARGET_SIDE:
        return f"{host} (target tenant)"
    # A host with a target side has one configuration.
    return host if place["count"] == 1 or place.get("both_sides") else _label(name, item)


def _hosts_of(batch: Any) -> dict[str, Any] | None:
    """The hosts in a registered result of any shape; None if it does not contain them."""
    hosts = batch.get("hosts") if isinstance(batch, dict) else None
    return hosts if isinstance(hosts, dict) else None


def _failure(run: dict[str, Any]) -> str | None:
    """The reason why a task failed as a whole. With ``failed_when: false`` only ``failure`` says so."""
    failed = run.get("failure") or run.get("failed")
    return str(run.get("failure") or run.get("msg") or "no reason is known") if failed else None


def others(runs: Iterable[tuple[Any, Any]], inventory: Iterable[str]) -> Others | None:
    """The partners in Microsoft Graph that took no part in a run; None if they are not known.

    ``runs`` are the pairs that ``entries`` gets, one for each batch of hosts. ``inventory`` are the names of all hosts.
    """
    pairs = list(runs)
    if any(no_run(run, batch) or not isinstance(run.get("unmanaged_partners"), list) for run, batch in pairs):
        return None
    places = [_hosts_of(batch) for _run, batch in pairs]
    if None in places:
        return None
    ids = {item.get("tenant_id") for run, _batch in pairs for item in run["partners"]}
    rows = {row["tenant_id"]: row for run, _batch in pairs for row in run["unmanaged_partners"]}
    hosts = {host: place for some in places for host, place in (some or {}).items()}
    # The partner of a host that was left out by a condition, or that has an error in its variables, may be one of them.
    # So may a partner whose domain no tenant has: in check mode its host fails, and the others go on.
    whole = set(inventory) <= hosts.keys() and all(place.get("count") for place in hosts.values())
    whole = whole and not any(domain_key(name) for name in ids)
    return Others(tuple(_unmanaged(row) for key, row in rows.items() if key not in ids), whole)


def totals(known: Iterable[Entry], left_out: Others | None = None) -> Totals:
    """The numbers of partners in a result of ``entries``, and in a result of ``others``."""
    everything = list(known)
    status = [entry.status for entry in everything]
    changed = [entry.direction for entry in everything if entry.status == CHANGED]
    return {
        "changed": len(changed),
        "opens": sum(direction.could_open for direction in changed),
        "closes": sum(direction.could_close for direction in changed),
        "as_wanted": status.count(AS_WANTED),
        "failed": status.count(FAILED),
        "unmanaged": status.count(UNMANAGED),
        "waiting": sum(entry.left is not None for entry in everything),
        "not_in_run": None if left_out is None else len(left_out.partners),
    }


def rank(entry: Entry) -> tuple[int, int]:
    """The place of an entry: what failed comes first, then what opens, then what closes."""
    status = [FAILED, UNMANAGED, CHANGED, WAITING, AS_WANTED].index(entry.status)
    return (status if entry.status != CHANGED else 2), urgency(entry.direction)


def urgency(direction: Direction) -> int:
    """The place of a direction: certain ones before possible ones, and open doors before closed doors."""
    answers = (direction.opens, direction.closes)
    order = [answers[0] is True, answers[0] is None, answers[1] is True, answers[1] is None]
    return order.index(True) if True in order else len(order)


def for_programs(known: Iterable[Entry]) -> list[PartnerSummary]:
    """The entries as a result contains them, without partners that are as wanted; the worst first."""
    return [
        {
            "host": entry.host,
            "tenant_id": entry.tenant_id,
            "status": entry.status,
            "direction": entry.direction.words,
            "differences": [
                {
                    "setting": move.setting,
                    "before": move.before,
                    "after": move.after,
                    "direction": move.direction.words,
                }
                for move in entry.moves
            ],
            "error": entry.error,
        }
        for entry in sorted(known, key=rank)
        if entry.status != AS_WANTED
    ]


def _moves_of(batch: Any) -> _Moves:
    """The function that compares the rows of the items in a run."""
    if module_of(batch) != SYNC_CONFIGURATIONS:
        return moves
    # Imported here since most runs do not synchronize.
    from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.synchronization_direction import (
        configuration_moves,
    )

    return configuration_moves


def _remarks(run: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Tenant ID → the remarks on health checks in a result."""
    result: dict[str, tuple[str, ...]] = {}
    for check in run.get("health_checks") or ():
        remark = f"{check['id']}: {check['seen']}"
        result[check["tenant_id"]] = (*result.get(check["tenant_id"], ()), remark)
    return result


def _entry(
    name: str,
    host: str | None,
    item: Item,
    audit: bool,
    known: Mapping[str, tuple[str, ...]] | None = None,
    between: _Moves = moves,
) -> Entry:
    told: Mapping[str, tuple[str, ...]] = {} if audit or not known else known
    if item.get("side") == TARGET_SIDE:
        between = moves
    old, new = before(item), item.get("after")
    found = tuple(between(new, old) if audit else between(old, new)) if item["changed"] else ()
    error = item.get("error")
    if error is not None:
        message = (error.get("msg") if isinstance(error, dict) else None) or "an error without a message"
        return Entry(name, host, item.get("tenant_id"), FAILED, found, str(message))
    left = (item.get("left") or {}).get("reason")
    status = CHANGED if item["changed"] else WAITING if left else AS_WANTED
    remarks = told.get(item.get("tenant_id") or "", ())
    return Entry(name, host, item.get("tenant_id"), status, found, remarks=remarks, left=left)


def _unmanaged(row: dict[str, Any]) -> Entry:
    """A partner that nobody has agreed on. An unreadable one is no less unmanaged."""
    error = row.get("error")
    found = () if error else tuple(move for move in moves(None, row) if move.direction != NEITHER)
    message = error.get("msg") if isinstance(error, dict) else None
    return Entry(_label(None, row), None, row.get("tenant_id"), UNMANAGED, found, message and str(message))


def _label(name: str | None, thing: Any) -> str:
    """The name of a partner that is not the only partner of its host: in the inventory, or its ID; and of its policy.

    ``thing`` is an item or a row.
    """
    rows = [thing, thing.get("after"), thing.get("before")]
    policies = [row.get(IDENTITY_SYNC.name) for row in rows if isinstance(row, dict)]
    titles = [policy.get("display_name") for policy in policies if isinstance(policy, dict)]
    title = next((str(title) for title in titles if title), None)
    label = name or str(thing.get("tenant_id") or "a partner without an ID")
    return f"{label} ({title})" if title else label
