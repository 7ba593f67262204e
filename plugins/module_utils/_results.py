# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans and executions → return values of modules (private to this collection). Pure.

``diff_mode``: whether the result contains a diff. A diff is a large part of a large result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from ._converge.converge import Fleet
from ._converge.execution import Execution
from ._gates.review import OtherPlan
from ._graph.errors import EntraError
from ._model.kinds import Row
from ._model.observed import read_only_of
from ._plan.diff import diff
from ._plan.goal import Goal
from ._plan.partner import PartnerGoal
from ._plan.plan_id import PlanID
from ._task import Result

if TYPE_CHECKING:
    from ._plan.organization import JoinGoal, OrganizationGoal, TenantGoal

#: One change in a result; see ``Change.report``.
ChangeReport = Mapping[str, object]


class _ItemInLine(TypedDict):
    tenant_id: str
    changed: bool
    changes: list[ChangeReport]
    after: Row | None
    read_only: Row | None


class Item(_ItemInLine, total=False):
    """One partner in the result of the module ``partners``.

    ``before`` exists only if it differs from ``after``. ``error`` exists only if the partner failed. If a partner has
    no changes, ``after`` does not contain ``inherit``, which is half of a row. AWX does not store a large result.
    """

    before: Row | None
    error: dict[str, Any]


def change_result(
    execution: Execution[Goal], title: str, row: Callable[[Any], Row | None], name: str, diff_mode: bool
) -> Result:
    """The result of a module that manages one object.

    ``row`` makes the row of the object, ``name`` is the name of its return value, and ``title`` is the header of the
    diff.
    """
    before, after = execution.shown(row, "before", "after")
    result: Result = {"changed": bool(execution.changes), "changes": reports(execution)}
    if diff_mode:
        result["diff"] = diff(title, before, after)
    if execution.error:
        return dict(result, failed=True, msg=str(execution.error), error=execution.error.report())
    return dict(result, **{name: after})


def mto_result(execution: Execution[OrganizationGoal | TenantGoal | JoinGoal], diff_mode: bool) -> Result:
    """The result of a module of the multitenant organization. It shows the progress of Graph's asynchronous work."""
    goal = execution.goal
    (latest,) = execution.shown(goal.row, "latest")
    result = change_result(execution, goal.title, row=goal.row, name=goal.name, diff_mode=diff_mode)
    if not execution.error:
        result[goal.name] = latest
    return result


def on_missing_organization(execution: Execution[Goal]) -> list[str]:
    """A warning in check mode if the desired tenant needs an organization that does not exist yet."""
    if not execution.lacks_partner:
        return []
    return [
        f"{execution.goal.title}: there is no multitenant organization yet. That is fine if an earlier task creates "
        "it; otherwise a real run fails"
    ]


def on_missing_partner(execution: Execution[Goal]) -> list[str]:
    """A warning in check mode if the desired object needs a partner that does not exist yet."""
    if not execution.lacks_partner:
        return []
    return [
        f"partner {execution.goal.tenant_id} has no partner configuration yet; the change is predicted as if an "
        "earlier task had created it"
    ]


def other_plan_result(error: OtherPlan) -> Result:
    """The result of a task whose plan differs from the reviewed plan."""
    message = f"Nothing was changed: {error}"
    return {"failed": True, "changed": False, "changes": [], "msg": message, "plan": error.plan.report()}


def fleet_result(
    fleet: Fleet,
    plan: PlanID,
    backup: str | None,
    home_tenant_id: str | None,
    continue_on_error: bool,
    diff_mode: bool,
) -> Result:
    """The result of a module that manages many partners. ``backup`` is the path of the backup's folder."""
    items = [_item(execution, fleet.executions) for execution in fleet.executions]
    # If the row of a partner cannot be made, the partner gets an error. So this line comes after the items.
    failed = [execution for execution in fleet.executions if execution.error]
    result: Result = {
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
            diff(execution.goal.title, item.get("before", item["after"]), item["after"])
            for execution, item in zip(fleet.executions, items)
            if item["changed"]
        ]
    if failed and not continue_on_error:
        result.update(failed=True, msg=summary(failed, len(items)))
    return result


def item_of_nobody(name: str, error: EntraError) -> Item:
    """The item of a partner that names no tenant, in check mode. ``name`` is the ID or domain that it gives."""
    words = f"{error}. Only check mode goes on with the other partners: a real run would change nothing"
    report = dict(error.report(), msg=words)
    return {"tenant_id": name, "changed": False, "changes": [], "after": None, "read_only": None, "error": report}


def _item(execution: Execution[PartnerGoal], everything: Iterable[Execution[Goal]]) -> Item:
    moments = ["before", *(["after"] if execution.changes else [])]
    before, *after = execution.shown(execution.goal.row, *moments, of=everything)
    item: Item = {
        "tenant_id": execution.goal.tenant_id,
        "changed": bool(execution.changes),
        "changes": reports(execution),
        "after": after[0] if after else before,
        "read_only": None if isinstance(execution.before, EntraError) else read_only_of(execution.before),
    }
    if item["after"] != before:
        item["before"] = before
    elif before is not None:
        item["after"] = {name: value for name, value in before.items() if name != "inherit"}
    if execution.error:
        item["error"] = execution.error.report()
    return item


def reports(execution: Execution[Goal]) -> list[ChangeReport]:
    """The changes of an execution in a result."""
    return [change.report() for change in execution.changes]


def summary(failed: Sequence[Execution[Goal]], total: int, things: str = "partners") -> str:
    """The message if some of ``total`` things failed: the first errors in full, since many usually have one reason."""
    shown = [str(execution.error) for execution in failed[:3]]
    if len(failed) > len(shown):
        shown.append(f"and {len(failed) - len(shown)} more, see the items of the result")
    return f"{len(failed)} of {total} {things} failed. {'. '.join(shown)}"
