# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_outcome.py."""

from __future__ import annotations

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.diff import diff
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._building_block import BuildingBlock
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import called_once, serial
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._one_task import no_place, no_run
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import revision_of

_LEFT = "__partner_onboarding_plan_left"


class ActionModule(BuildingBlock):
    """Makes a host's own result out of the result of the task that worked for all hosts."""

    options = {"batch": {"type": "str", "required": True}, "result": {"type": "str", "required": True}}

    def work(self, options, task_vars):
        if called_once(self):
            raise BadInput(["run_once leaves out all hosts but the first, and this task is for each of them"])
        # Read as they were registered: templating the results of all hosts once for each host would be quadratic.
        batch, run = task_vars.get(options["batch"]), task_vars.get(options["result"])
        reason = no_place(batch, task_vars["inventory_hostname"]) or no_run(run, batch)
        partners = [] if reason else _own(run, batch, task_vars["inventory_hostname"])
        changed = [partner for partner in partners if partner["changed"]]
        result = {
            "changed": bool(changed),
            "changes": [change for partner in partners for change in partner["changes"]],
            "partners": partners,
        }
        if self._task.diff:
            result["diff"] = [
                diff(f"partner {partner['tenant_id']}", partner.get("before"), partner.get("after"))
                for partner in changed
            ]
        if not reason:
            result.update(_about_the_run(batch, run, self._task, task_vars))
        reason = reason or _failure(run, partners)
        return dict(result, failed=True, msg=reason) if reason else result


def _whole(batch, run):
    """Whether the plan is about everybody: nobody is to approve what some partner is missing from."""
    return not any("error" in each for each in (*batch["hosts"].values(), *run["partners"]))


def _about_the_run(batch, run, task, task_vars):
    """Where the backup is. In a rehearsal, what workflows of AWX get: the plan, and what it was made from."""
    result = {"backup": run["backup"]} if run.get("backup") else {}
    # Playbooks whose rehearsal nobody is going to apply say so.
    left = task_vars.get(_LEFT) is not False
    if task.check_mode and left and isinstance(run.get("plan"), dict) and not serial(task) and _whole(batch, run):
        stats, revision = {"partner_onboarding_plan": run["plan"]}, revision_of(task_vars)
        if revision:
            stats["partner_onboarding_revision"] = revision
        result["ansible_stats"] = {"data": stats, "per_host": False, "aggregate": False}
    return result


def _own(run, batch, host):
    """The results of one host's partners: results are in the order of the list that the task was given."""
    place = batch["hosts"][host]
    if place["count"] == len(batch["partners"]):
        # What was pruned comes after that, and belongs to the one host that knew all partners.
        return run["partners"]
    return run["partners"][place["first"] : place["first"] + place["count"]]


def _failure(run, partners):
    """Why the host has failed, or None."""
    if run.get("failed"):
        return run.get("msg") or "The task that works for all hosts failed"
    failed = [_named(partner["error"], partner.get("tenant_id")) for partner in partners if "error" in partner]
    if len(partners) > 1 and failed:
        return f"{len(failed)} of {len(partners)} partners failed: {'; '.join(failed)}"
    return failed[0] if failed else None


def _named(error, tenant_id):
    message = str((error.get("msg") if isinstance(error, dict) else None) or "an error without a message")
    return message if not tenant_id or tenant_id in message else f"partner {tenant_id}: {message}"
