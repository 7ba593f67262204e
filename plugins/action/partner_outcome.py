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
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._one_task import (
    Batch,
    Item,
    before,
    failure,
    items_of,
    no_place,
    no_run,
    tenants_of,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import revision_of

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
            result["diff"] = [
                diff(f"{host} (partner {partner['tenant_id']})", before(partner), partner.get("after"))
                for partner in changed
            ]
        if not reason:
            result.update(_about_the_run(batch, run, self._task, task_vars))
        reason = reason or failure(run, partners)
        return dict(result, failed=True, msg=reason) if reason else result


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
        stats, revision = {"partner_onboarding_plan": run["plan"]}, revision_of(task_vars)
        if revision:
            stats["partner_onboarding_revision"] = revision
        result["ansible_stats"] = {"data": stats, "per_host": False, "aggregate": False}
    return result
