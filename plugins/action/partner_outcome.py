# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_outcome.py."""

from __future__ import annotations

from ansible.plugins.action import ActionBase

from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.diff import diff

_OPTIONS = {"batch": {"type": "str", "required": True}, "result": {"type": "str", "required": True}}


class ActionModule(ActionBase):
    """Makes a host's own result out of the result of the task that worked for all hosts."""

    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        options = self.validate_argument_spec(_OPTIONS)[1]
        # Read as they were registered: templating the results of all hosts once for each host would be quadratic.
        batch, run = task_vars.get(options["batch"]) or {}, task_vars.get(options["result"]) or {}
        place = batch.get("hosts", {}).get(task_vars["inventory_hostname"])
        partners = _own(run.get("partners") or [], place, batch) if place and "count" in place else []
        changed = [partner for partner in partners if partner.get("changed")]
        result.update(
            changed=bool(changed),
            changes=[change for partner in partners for change in partner.get("changes") or ()],
            partners=partners,
        )
        if self._task.diff:
            result["diff"] = [
                diff(f"partner {partner['tenant_id']}", partner.get("before"), partner.get("after"))
                for partner in changed
            ]
        message = _failure(run, place, partners)
        if message:
            result.update(failed=True, msg=message)
        return result


def _own(results, place, batch):
    """The results of one host's partners: results are in the order of the list that the task was given."""
    if place["count"] == len(batch["partners"]):
        # What was pruned comes after that, and belongs to the one host that knew all partners.
        return results
    return results[place["first"] : place["first"] + place["count"]]


def _failure(run, place, partners):
    """Why the host has failed, or None."""
    if place and "error" in place:
        return place["error"]
    if not run or run.get("skipped") or place is None:
        return (
            "The task that works for all hosts did not run for this one. Where a condition decides about the role, "
            "give it to include_role: import_role and roles pass it on to every task, and a task that runs once asks "
            "the first host only."
        )
    if run.get("failed"):
        return run.get("msg") or "The task that works for all hosts failed"
    failed = [_named(partner["error"]["msg"], partner.get("tenant_id")) for partner in partners if partner.get("error")]
    if len(partners) > 1 and failed:
        return f"{len(failed)} of {len(partners)} partners failed: {'; '.join(failed)}"
    return failed[0] if failed else None


def _named(message, tenant_id):
    return message if not tenant_id or tenant_id in message else f"partner {tenant_id}: {message}"
