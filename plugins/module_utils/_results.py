# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What came of plans → return values of modules (private to this collection). Pure.

``diff_mode`` is whether somebody looks at the diff, which is a good part of a large result.
"""

from __future__ import annotations

from ._converge.converge import Fleet
from ._converge.execution import Progress
from ._gates.review import OtherPlan
from ._graph.errors import EntraError
from ._model.observed import read_only_of
from ._plan.diff import diff
from ._plan.plan_id import PlanID


def change_result(progress: Progress, title: str, row, name: str, diff_mode: bool) -> dict:
    """The result of a module that takes care of one thing: ``row`` shows it, ``name`` is the return value it gets."""
    before, after = progress.shown(row, "before", "after")
    result = {"changed": bool(progress.changes), "changes": _reports(progress)}
    if diff_mode:
        result["diff"] = diff(title, before, after)
    if progress.error:
        return dict(result, failed=True, msg=str(progress.error), error=progress.error.report())
    return dict(result, **{name: after})


def mto_result(progress: Progress, diff_mode: bool) -> dict:
    """The result of a module of the multitenant organization, which shows how far Graph has come with what it does."""
    goal = progress.goal
    (latest,) = progress.shown(goal.row, "latest")
    result = change_result(progress, goal.title, row=goal.row, name=goal.name, diff_mode=diff_mode)
    if not progress.error:
        result[goal.name] = latest
    return result


def on_missing_organization(progress: Progress) -> list[str]:
    """What to say of a tenant for which there is no organization yet."""
    if not progress.lacks_partner:
        return []
    return [
        f"{progress.goal.title}: there is no multitenant organization yet. That is fine if an earlier task creates it; "
        "otherwise a real run fails"
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
    items = [_item(progress, fleet.progress) for progress in fleet.progress]
    # What cannot be shown fails as well, so that this comes after the items.
    failed = [progress for progress in fleet.progress if progress.error]
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
            diff(progress.goal.title, item["before"], item["after"])
            for progress, item in zip(fleet.progress, items)
            if item["changed"]
        ]
    if failed and not continue_on_error:
        result.update(failed=True, msg=_summary(failed, len(items)))
    return result


def _item(progress, everything):
    moments = ["before", *(["after"] if progress.changes else [])]
    before, *after = progress.shown(progress.goal.row, *moments, of=everything)
    item = {
        "tenant_id": progress.goal.tenant_id,
        "changed": bool(progress.changes),
        "changes": _reports(progress),
        "before": before,
        "after": after[0] if after else before,
        "read_only": None if isinstance(progress.before, EntraError) else read_only_of(progress.before),
    }
    if progress.error:
        item["error"] = progress.error.report()
    return item


def _reports(progress):
    return [change.report() for change in progress.changes]


def _summary(failed, total):
    """A few errors in full: a thousand partners mostly fail for one reason."""
    shown = [str(progress.error) for progress in failed[:3]]
    if len(failed) > len(shown):
        shown.append(f"and {len(failed) - len(shown)} more, see the items of partners")
    return f"{len(failed)} of {total} partners failed. {'. '.join(shown)}"
