# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What came of plans → return values of modules (private to this collection). Pure.

``diff_mode`` is whether somebody looks at the diff, which is a good part of a large result.
"""

from __future__ import annotations

from ._converge.converge import Fleet
from ._converge.execution import Execution
from ._gates.review import OtherPlan
from ._graph.errors import EntraError
from ._model.observed import read_only_of
from ._plan.diff import diff
from ._plan.plan_id import PlanID


def change_result(execution: Execution, title: str, row, name: str, diff_mode: bool) -> dict:
    """The result of a module that takes care of one thing: ``row`` shows it, ``name`` is the return value it gets."""
    before, after = execution.shown(row, "before", "after")
    result = {"changed": bool(execution.changes), "changes": _reports(execution)}
    if diff_mode:
        result["diff"] = diff(title, before, after)
    if execution.error:
        return dict(result, failed=True, msg=str(execution.error), error=execution.error.report())
    return dict(result, **{name: after})


def mto_result(execution: Execution, diff_mode: bool) -> dict:
    """The result of a module of the multitenant organization, which shows how far Graph has come with what it does."""
    goal = execution.goal
    (latest,) = execution.shown(goal.row, "latest")
    result = change_result(execution, goal.title, row=goal.row, name=goal.name, diff_mode=diff_mode)
    if not execution.error:
        result[goal.name] = latest
    return result


def on_missing_organization(execution: Execution) -> list[str]:
    """What to say of a tenant for which there is no organization yet."""
    if not execution.lacks_partner:
        return []
    return [
        f"{execution.goal.title}: there is no multitenant organization yet. That is fine if an earlier task creates "
        "it; otherwise a real run fails"
    ]


def on_missing_partner(execution: Execution) -> list[str]:
    """What to say of an object for which there is no partner yet."""
    if not execution.lacks_partner:
        return []
    return [
        f"partner {execution.goal.tenant_id} has no partner configuration yet; the change is predicted as if an "
        "earlier task had created it"
    ]


def other_plan_result(error: OtherPlan) -> dict:
    """The result of a task that was to do what was reviewed, and would have done something else."""
    message = f"Nothing was changed: {error}"
    return {"failed": True, "changed": False, "changes": [], "msg": message, "plan": error.plan.report()}


def fleet_result(
    fleet: Fleet,
    plan: PlanID,
    backup: str | None,
    home_tenant_id: str | None,
    continue_on_error: bool,
    diff_mode: bool,
) -> dict:
    """The result of a module that takes care of many partners. ``backup`` is the folder that has what was before."""
    items = [_item(execution, fleet.executions) for execution in fleet.executions]
    # What cannot be shown fails as well, so that this comes after the items.
    failed = [execution for execution in fleet.executions if execution.error]
    result = {
        "changed": any(item["changed"] for item in items),
        "changes": [change for item in items for change in item["changes"]],
        "partners": items,
        "unmanaged_partners": fleet.unmanaged,
        "plan": plan.report(),
        "backup": backup,
        "home_tenant_id": home_tenant_id,
    }
    if diff_mode:
        result["diff"] = [
            diff(execution.goal.title, item["before"], item["after"])
            for execution, item in zip(fleet.executions, items)
            if item["changed"]
        ]
    if failed and not continue_on_error:
        result.update(failed=True, msg=_summary(failed, len(items)))
    return result


def _item(execution, everything):
    moments = ["before", *(["after"] if execution.changes else [])]
    before, *after = execution.shown(execution.goal.row, *moments, of=everything)
    item = {
        "tenant_id": execution.goal.tenant_id,
        "changed": bool(execution.changes),
        "changes": _reports(execution),
        "before": before,
        "after": after[0] if after else before,
        "read_only": None if isinstance(execution.before, EntraError) else read_only_of(execution.before),
    }
    if execution.error:
        item["error"] = execution.error.report()
    return item


def _reports(execution):
    return [change.report() for change in execution.changes]


def _summary(failed, total):
    """A few errors in full: a thousand partners mostly fail for one reason."""
    shown = [str(execution.error) for execution in failed[:3]]
    if len(failed) > len(shown):
        shown.append(f"and {len(failed) - len(shown)} more, see the items of partners")
    return f"{len(failed)} of {total} partners failed. {'. '.join(shown)}"
