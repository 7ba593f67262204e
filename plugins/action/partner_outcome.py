# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_outcome.py."""

from __future__ import annotations

from typing import Any

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.diff import diff
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._building_block import BuildingBlock
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import called_once, serial
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._kinds import kind_of
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._one_task import (
    DID_NOT_RUN,
    TARGET_SIDE,
    Batch,
    Item,
    before,
    failure_of,
    items_of,
    module_of,
    no_place,
    no_run,
    tenants_of,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import revision_of

_SAME = "The same error as for the host"
_LEFT = "__partner_onboarding_plan_left"


class ActionModule(BuildingBlock):
    """Makes a host's own result from the result of the task that handled all hosts."""

    options = {"batch": {"type": "str"}, "result": {"type": "str", "required": True}}
    # This action runs on each host. To look for secrets would take half of its time.
    masked_before = True

    def work(self, options: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        if called_once(self):
            raise BadInput(["run_once leaves out all hosts but the first, and this task is for each of them"])
        # The variables are read without templating. Otherwise each host would template the results of all hosts, in
        # quadratic time.
        batch: Any = task_vars.get(options["batch"] or options["result"])
        run: Any = task_vars.get(options["result"])
        host: str = task_vars["inventory_hostname"]
        reason = no_place(batch, host) or no_run(run, batch, batch["hosts"][host])
        partners: list[Item] = (
            [] if reason else items_of(run["partners"], tenants_of(batch) or [], batch["hosts"][host])
        )
        changed = [partner for partner in partners if partner["changed"]]
        result: dict[str, Any] = {
            "changed": bool(changed),
            "changes": [change for partner in partners for change in partner["changes"]],
            "partners": partners,
        }
        if self._task.diff:
            thing = kind_of(module_of(batch)).thing
            result["diff"] = [
                diff(f"{host} ({_titled(partner, thing)})", before(partner), partner.get("after"))
                for partner in changed
            ]
        if not reason:
            result.update(_about_the_run(batch, run, self._task, task_vars))
        waiting = [partner["left"]["reason"] for partner in partners if partner.get("left")]
        if waiting:
            result["msg"] = f"The retirement is not complete: {'; '.join(waiting)}. Run again"
        same_as = _same_as(batch, host)
        if same_as:
            result["partners"] = [_pointing(partner, same_as) for partner in partners]
        reason = reason or _failure(run, result["partners"])
        return dict(result, failed=True, msg=_told(reason, batch, run, host)) if reason else result


def _whole(batch: Batch, run: dict[str, Any]) -> bool:
    """Whether the plan covers all partners. A plan that lacks a partner must not be offered for approval."""
    without_place = any("error" in place for place in batch["hosts"].values())
    return not without_place and not any("error" in item for item in run["partners"])


def _about_the_run(batch: Batch, run: dict[str, Any], task: Any, task_vars: dict[str, Any]) -> dict[str, Any]:
    """The folder of the backup. In check mode also the plan and the revision of the project, for workflows of AWX.

    The plan names all partners of the run. So only the host for which ``partners_of_hosts`` ran returns it.
    """
    result: dict[str, Any] = {"backup": run["backup"]} if run.get("backup") else {}
    if batch.get("first_host") not in (None, task_vars["inventory_hostname"]):
        return result
    # A playbook sets this variable to false if nobody is going to apply its check run.
    left = task_vars.get(_LEFT) is not False
    # The hosts may show their outcomes in a later play, which has one batch.
    batches = batch.get("batches") or serial(task)
    if task.check_mode and left and isinstance(run.get("plan"), dict) and not batches and _whole(batch, run):
        role = kind_of(module_of(batch)).role
        stats, revision = {f"{role}_plan": run["plan"]}, revision_of(task_vars)
        if revision:
            stats[f"{role}_revision"] = revision
        result["ansible_stats"] = {"data": stats, "per_host": False, "aggregate": False}
    return result


def _failure(run: dict[str, Any], partners: list[Item]) -> str | None:
    """The reason why the host has failed; None if it has not failed."""
    failure = failure_of(run)
    if failure:
        return failure
    failed = [_named(partner["error"], partner.get("tenant_id")) for partner in partners if "error" in partner]
    if len(partners) > 1 and failed:
        return f"{len(failed)} of {len(partners)} partners failed: {'; '.join(failed)}"
    return failed[0] if failed else None


def _told(reason: str, batch: Any, run: Any, host: str) -> str:
    """The message of a host that failed for a reason. What concerns several hosts, only one of them tells in full."""
    first = batch.get("first_host") if isinstance(batch, dict) else None
    if first is None or reason == DID_NOT_RUN:
        return reason
    failure, place = failure_of(run), (batch.get("hosts") or {}).get(host) or {}
    if "error" in place:
        own = f"{_SAME} {place['same_as']}" if "same_as" in place else reason
        return f"{own}. The task for all hosts failed as well: {failure}" if failure and host == first else own
    if failure and host != first:
        return f"The task for all hosts failed. The host {first} shows the reason"
    return reason


def _same_as(batch: Any, host: str) -> str | None:
    """The first host with the same error as this host; None if there is none."""
    place = (batch.get("hosts") or {}).get(host) if isinstance(batch, dict) else None
    return place.get("same_as") if isinstance(place, dict) else None


def _pointing(partner: Item, same_as: str) -> Item:
    """The item of a partner, whose error points to the host that shows the same error."""
    if not isinstance(partner.get("error"), dict):
        return partner
    error = {name: value for name, value in partner["error"].items() if name != "message"}
    return {**partner, "error": {**error, "msg": f"{_SAME} {same_as}"}}


def _titled(partner: Item, thing: str) -> str:
    """An item in the header of a diff."""
    if partner.get("side") == TARGET_SIDE:
        return f"partner {partner['tenant_id']} in the target tenant {partner['in_tenant']}"
    return f"{thing} {partner['tenant_id']}"


def _named(error: Any, tenant_id: str | None) -> str:
    """The error of a partner, with its name. A pointer to another host has no name, so that Ansible shows it once."""
    message = str((error.get("msg") if isinstance(error, dict) else None) or "an error without a message")
    pointer = message.startswith(_SAME)
    return message if pointer or not tenant_id or tenant_id in message else f"partner {tenant_id}: {message}"
