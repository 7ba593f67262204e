# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_outcome.py."""

from __future__ import annotations

from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.diff import diff
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._building_block import BuildingBlock
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import called_once

_DID_NOT_RUN = (
    "The task that works for all hosts did not run for this one. Where a condition decides about the role, give it to "
    "include_role: import_role and roles pass it on to every task, and a task that runs once asks the first host only."
)


class ActionModule(BuildingBlock):
    """Makes a host's own result out of the result of the task that worked for all hosts."""

    options = {"batch": {"type": "str", "required": True}, "result": {"type": "str", "required": True}}

    def work(self, options, task_vars):
        if called_once(self):
            raise BadInput(["run_once leaves out all hosts but the first, and this task is for each of them"])
        # Read as they were registered: templating the results of all hosts once for each host would be quadratic.
        batch, run = task_vars.get(options["batch"]), task_vars.get(options["result"])
        reason = _no_place(batch, task_vars["inventory_hostname"]) or _no_run(run, batch)
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
        reason = reason or _failure(run, partners)
        return dict(result, failed=True, msg=reason) if reason else result


# Nothing but a result of the one task with an item for each of the host's partners is a success. What is missing,
# unreachable, skipped or of another shape is a failure, with its reason.


def _no_place(batch, host):
    """Why the host has no place among the partners of all hosts; None if it has one."""
    if not isinstance(batch, dict) or batch.get("skipped"):
        return _DID_NOT_RUN
    if batch.get("failed") or batch.get("unreachable"):
        return f"The partners of all hosts could not be collected: {batch.get('msg') or 'no reason is known'}"
    place = (batch.get("hosts") or {}).get(host)
    if not isinstance(place, dict):
        return _DID_NOT_RUN
    if "error" in place:
        return place["error"]
    if not all(isinstance(place.get(name), int) for name in ("first", "count")):
        return "It is not known which of the partners of all hosts are those of this one"
    return None


def _no_run(run, batch):
    """Why the run says nothing about any partner; None if it has an item for each of them."""
    if not isinstance(run, dict) or run.get("skipped"):
        return _DID_NOT_RUN
    if run.get("unreachable"):
        return f"The task that works for all hosts did not run: {run.get('msg') or 'its host is unreachable'}"
    items = run.get("partners")
    if not isinstance(items, list):
        return str(run.get("msg") or "The task that works for all hosts failed, and gave no reason")
    wanted = batch.get("partners")
    if not isinstance(wanted, list) or len(items) < len(wanted) or not all(map(_is_item, items)):
        return "The task that works for all hosts did not say what became of each partner"
    return None


def _is_item(item):
    return isinstance(item, dict) and isinstance(item.get("changed"), bool) and isinstance(item.get("changes"), list)


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
