# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which hosts of a play show an outcome of their own (private to this collection). Pure.

Ansible spends about 40 ms on a task of a host, whatever the task does, and a line of the recap. For thousands of hosts
without a change, that takes longer than all requests to Microsoft Graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._one_task import (
    failure_of,
    items_of,
    no_place,
    no_run,
    tenants_of,
)

ALL, CHANGED = "all", "changed"
OUTCOMES = (ALL, CHANGED)
#: The largest number of hosts that all show an outcome by default.
FEW = 50
# The messages of so many failed hosts fit on a console. The run fails with one failed host as well.
_MOST_FAILED = 100


def outcomes_of(given: str | None, hosts: int, in_awx: bool) -> str:
    """Which hosts of a play show an outcome. ``given`` is the value of the variable, or None.

    AWX lists the hosts that ran a task, counts them, and can start a job again for those that failed. So a job shows
    all hosts unless the variable says otherwise.
    """
    return given or (ALL if in_awx or hosts <= FEW else CHANGED)


def hosts_shown(hosts: Iterable[str], run_of: Callable[[str], Any]) -> list[str]:
    """The hosts that show an outcome, in the order of ``hosts``.

    ``run_of`` returns the variable of a host in which ``partners_of_hosts`` was registered, of any shape. The hosts of
    one batch have the same result in it. A host shows an outcome unless such a result says that the host has neither
    changed nor failed, or that the play ended before the batch of this host. If the task failed as a whole, one host
    stands for all hosts of its batch that did not change.
    """
    quiet: set[str] = set()
    seen: set[str] = set()
    unknown: set[str] = set()
    in_batches = False
    hosts = list(hosts)
    for host in hosts:
        if host in seen:
            continue
        run = run_of(host)
        batch = _batch(run)
        if host not in batch:
            unknown.add(host)
            continue
        quiet |= _quiet(run, batch)
        seen |= batch.keys()
        in_batches = in_batches or run.get("batches") is True
    return [host for host in hosts if host not in quiet and not (in_batches and host in unknown)]


def _batch(run: Any) -> dict[str, Any]:
    """The hosts of the batch in the result of ``partners_of_hosts``, with their places. Empty if that is unknown."""
    if not isinstance(run, dict):
        return {}
    hosts = run.get("hosts") or run.get("batch")
    return dict(hosts) if isinstance(hosts, dict) else dict.fromkeys(hosts) if isinstance(hosts, list) else {}


def _quiet(run: dict[str, Any], batch: dict[str, Any]) -> set[str]:
    """The hosts of a batch without an outcome of their own."""
    if run.get("outcomes") != CHANGED or run.get("first_host") not in batch:
        return set()
    others = [host for host in batch if host != run["first_host"]]
    if no_run(run, run):
        return set(others)
    # A task that failed as a whole may have changed partners before it failed.
    changed = {host for host in others if _has_changed(run, host)}
    failed = [] if failure_of(run) else [host for host in others if host not in changed and _has_failed(run, host)]
    return set(others) - changed - set(failed[:_MOST_FAILED])


def all_failed(run: Any) -> bool:
    """Whether every host failed in a result of ``partners_of_hosts``, which may have any shape."""
    return bool(no_run(run, run) or failure_of(run)) or all(_has_failed(run, host) for host in run["hosts"])


def may_start(play: Sequence[str], batch: Sequence[str], run_of: Callable[[str], Any]) -> bool:
    """Whether the earlier batches of a play have shown that the next batch may start.

    ``play`` are all hosts of the play in its order, and ``batch`` those of the next batch. ``run_of`` returns the
    variable of a host in which ``partners_of_hosts`` was registered, of any shape. A batch that was not started has
    such a result, too, so the last one decides for all. A task that ended without a result, for example after a
    timeout, has not shown anything.
    """
    earlier = list(play[: play.index(batch[0])]) if batch and batch[0] in play else []
    # A host that failed before the task registered nothing.
    run = next((found for found in map(run_of, reversed(earlier)) if found is not None), None)
    return not earlier or (isinstance(run, dict) and run.get("stop") is False)


def _has_failed(run: dict[str, Any], host: str) -> bool:
    return bool(no_place(run, host)) or any("error" in item for item in _items(run, host))


def _has_changed(run: dict[str, Any], host: str) -> bool:
    return not no_place(run, host) and any(item["changed"] for item in _items(run, host))


def _items(run: dict[str, Any], host: str) -> list[Any]:
    """The results of a host's partners. ``run`` is complete, and the host has a place in it without an error."""
    return items_of(run["partners"], tenants_of(run) or [], run["hosts"][host])
