# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans and executions of synchronization configurations and of their jobs → return values of modules.

Private to this collection. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ._converge.account import kept
from ._converge.execution import Execution
from ._converge.sync_job import not_provisioned
from ._directory.errors import Failure
from ._graph.errors import EntraError, GraphError
from ._model.operations import RESTART
from ._model.synchronization.actions import START
from ._model.synchronization.provisioning import SKIPPED, SUCCESS, WARNING
from ._model.synchronization.resources import SYNC_JOB
from ._names import shortened
from ._plan.change import Change
from ._plan.diff import diff
from ._plan.goal import Goal
from ._plan.plan_id import PlanID
from ._plan.sync_job import JobState, SyncJobGoal
from ._plan.synchronization import SyncConfigurationGoal
from ._results import change_result, reports, summary
from ._task import Result


def configuration_result(execution: Execution[SyncConfigurationGoal], diff_mode: bool) -> Result:
    """The result of a module that manages one synchronization configuration. It shows the status that was seen last."""
    goal = execution.goal
    (latest,) = execution.shown(goal.row, "latest")
    left = _left(execution)
    result = change_result(execution, goal.title, row=goal.row, name="sync_configuration", diff_mode=diff_mode)
    if not execution.error:
        result.update(sync_configuration=latest, left=left)
    return result


def _left(execution: Execution[SyncConfigurationGoal]) -> dict[str, Any] | None:
    """The steps of a retirement that are left, as results show them; None if there are none."""
    with kept([execution], [execution]):
        after = execution.after
        found = None if isinstance(after, EntraError) else execution.goal.left(after)
        return found and {"steps": found[0], "reason": found[1]}
    return None


def job_result(execution: Execution[SyncJobGoal], diff_mode: bool) -> Result:
    """The result of an action of a synchronization job. A provisioning counts only if Graph says that it succeeded."""
    goal = execution.goal
    before, after = execution.shown(goal.state, "before", "latest")
    result = change_result(execution, goal.title, row=goal.row, name="sync_job", diff_mode=diff_mode)
    state = execution.current
    if not isinstance(state, JobState):
        return result
    held_back = state.held_back
    provisioned = state.provisioned
    row = {
        **goal.identity(state),
        "before": before,
        "after": after,
        "held_back_deletions": None if held_back is None else len(held_back),
        "provisioning": provisioned.row() if provisioned else None,
    }
    if not execution.error:
        result["sync_job"] = row
    if provisioned is None or provisioned.status in (SUCCESS, WARNING):
        return result
    # Graph has answered, and nothing was provisioned.
    result.update(changed=False, changes=[])
    if diff_mode:
        result["diff"] = diff(goal.title, None, None)
    if provisioned.status != SKIPPED and not execution.error:
        error = not_provisioned(goal, provisioned)
        result.update(failed=True, msg=str(error), error=error.report(), sync_job=row)
    return result


def on_job(execution: Execution[SyncJobGoal]) -> list[str]:
    """Warnings about an action of a job: a configuration that does not exist yet, a provisioning with a warning."""
    notes = []
    if execution.lacks_partner:
        notes.append(
            f"{execution.goal.title}: {SYNC_JOB.parent_missing}. That is fine if an earlier task does so; otherwise a "
            "real run fails"
        )
    state = execution.current
    provisioned = state.provisioned if isinstance(state, JobState) else None
    if provisioned and provisioned.status == WARNING:
        notes.append(f"{execution.goal.title}: Graph has provisioned with a warning: {provisioned.told}")
    return notes


def configurations_result(
    executions: Sequence[Execution[SyncConfigurationGoal]], plan: PlanID, continue_on_error: bool, diff_mode: bool
) -> Result:
    """The result of a module that manages many synchronization configurations."""
    items = [_configuration_item(execution, executions) for execution in executions]
    failed = [execution for execution in executions if execution.error]
    result: Result = {
        "changed": any(item["changed"] for item in items),
        "changes": [change for item in items for change in item["changes"]],
        "sync_configurations": items,
        "plan": plan.report(),
    }
    if diff_mode:
        result["diff"] = [
            diff(execution.goal.title, item.get("before", item["after"]), item["after"])
            for execution, item in zip(executions, items)
            if item["changed"]
        ]
    if failed and not continue_on_error:
        result.update(failed=True, msg=summary(failed, len(items), "synchronization configurations"))
    return result


def _configuration_item(execution: Execution[SyncConfigurationGoal], everything: Iterable[Execution[Goal]]) -> Result:
    before, after = execution.shown(execution.goal.row, "before", "after", of=everything)
    left = _left(execution)
    item: Result = {
        "target_tenant_id": execution.goal.tenant_id,
        "changed": bool(execution.changes),
        "changes": reports(execution),
        "after": after,
    }
    if after != before:
        item["before"] = before
    masked = _masked(execution)
    if masked:
        item["masked"] = masked
    if left:
        item["left"] = left
    others = [] if isinstance(execution.after, EntraError) else execution.goal.others(execution.after)
    if others:
        item["others"] = others
    if execution.error:
        item["error"] = execution.error.report()
    return item


def on_configuration(execution: Execution[SyncConfigurationGoal]) -> list[str]:
    """Warnings about a synchronization configuration: values that Graph does not show, a restart that was not made."""
    notes = _on_masked(execution)
    if execution.attempted and execution.error and _owes_restart(execution.todo, execution.error):
        notes.append(
            f"{execution.goal.title}: the scope is smaller, or may be, and its job was not restarted, or this is not "
            "known. Until a restart, users who are not assigned keep their accounts in the target tenant. No later run "
            "of this module makes up for it: use entra.cross_tenant.sync_job with action restart"
        )
    elif not execution.error and execution.goal.owes_restart(execution.after):
        notes.append(
            f"{execution.goal.title}: only assigned users are in its scope now, and its job is off. A start alone does "
            "not take the other users out of the target tenant. To switch the job on again, use "
            "entra.cross_tenant.sync_job with action restart, which also starts it"
        )
    return notes


def on_jobs_of_later(executions: Iterable[Execution[SyncConfigurationGoal]]) -> list[str]:
    """Warnings in check mode about jobs of which Graph can say only later whether they may synchronize."""
    new: list[str] = []
    deferred: dict[str, str] = {}
    for execution in executions:
        for change in () if execution.error else execution.changes:
            if change.resource != SYNC_JOB.name or change.key.get("action") != START:
                continue
            if change.key.get("job_id") is None:
                new.append(execution.goal.tenant_id)
            elif execution.current.deferred is not None:
                deferred[execution.goal.tenant_id] = execution.current.deferred
    notes = []
    if new:
        notes.append(
            "Microsoft Graph says whether a target tenant agrees only when there is a job. A real run asks after it "
            "has made the job. If the target tenant does not agree, the job stays off, and the run fails. This applies "
            f"to {shortened(new)}"
        )
    if deferred:
        notes.append(
            "An earlier task of a real run writes an agreement to a synchronization. Until then Microsoft Graph "
            "refuses the job. A real run asks again after that task. If Graph still refuses, the job stays off, and "
            f"the run fails. This applies to {shortened(list(deferred))}. The answer now: "
            + next(iter(deferred.values()))
        )
    return notes


def _owes_restart(todo: Sequence[Change], error: EntraError) -> bool:
    """Whether a restart remains to be made after ``error``, and Graph may have made the scope smaller before."""
    places = [place for place, change in enumerate(todo) if "scope" in (change.values or {})]
    if not any(change.operation == RESTART for change in todo):
        return False
    # The first place is that of the write of the scope, or that of the restart if the scope is written already.
    pending = todo[places[0]].operation != RESTART
    reason = error.error if isinstance(error, Failure) else error
    refused = isinstance(reason, GraphError) and reason.status < 500
    return not pending or (places[0] == 0 and not refused)


def _masked(execution: Execution[SyncConfigurationGoal]) -> list[str]:
    """The desired settings whose values Graph does not show."""
    return [] if isinstance(execution.before, EntraError) else execution.goal.masked(execution.before)


def _on_masked(execution: Execution[SyncConfigurationGoal]) -> list[str]:
    names = _masked(execution)
    if not names:
        return []
    return [
        f"{execution.goal.title}: Graph does not show the value of {', '.join(names)}. It is not known whether it "
        "differs, and it was not written"
    ]
