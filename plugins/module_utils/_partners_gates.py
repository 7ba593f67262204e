# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of ``partners`` → the gates of its plan (private to this collection)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ._converge.gates import Gate
from ._gates.agreements import Agreements
from ._gates.guard import Guard, Limits
from ._gates.review import Review
from ._plan.partner import PartnerGoal
from ._plan.plan_id import Reviewed, expected_plan, reviewed
from ._task import Task

if TYPE_CHECKING:
    from ._gates.backup import Backup
    from ._graph.connect import Connection


class Gates(NamedTuple):
    """All gates in their order. The result of the task needs ``review`` and ``backup`` after the run.

    ``backup`` is None in check mode, or if the options demand no backup.
    """

    review: Review
    backup: Backup | None
    all: list[Gate[PartnerGoal]]


def gates_of(task: Task, connection: Connection) -> Gates:
    """The gates that the options of ``partners`` demand. Raises BadInput if ``expected_plan`` is no plan."""
    options = task.params

    def home_tenant() -> str | None:
        return connection.home_tenant

    limits = Limits(options["prune_limit"] if options["prune"] else None, options["removal_limit"])
    review = Review(_expected(options["expected_plan"]), home_tenant)
    guard = Guard(limits, task.ledger, home_tenant, task.check_mode)
    backup = None
    if options["backup_directory"] and not task.check_mode:
        # Imported here since most runs write no backup.
        from ._gates.backup import Backup

        backup = Backup(
            options["backup_directory"], task.ledger, home_tenant, connection.secrets, connection.api_version
        )
    gates: list[Gate[PartnerGoal]] = [review, guard]
    if backup:
        gates.append(backup)
    gates.append(Agreements(task.ledger, home_tenant, task.check_mode))
    return Gates(review, backup, gates)


def review_and_guard(task: Task, connection: Connection) -> tuple[Review, Guard]:
    """The gates that the options of ``sync_configurations`` demand. Raises BadInput as ``gates_of`` does."""
    limits = Limits(prune=None, removal=task.params["removal_limit"])
    review = Review(_expected(task.params["expected_plan"]), lambda: connection.home_tenant)
    return review, Guard(limits, task.ledger, lambda: connection.home_tenant, task.check_mode)


def _expected(value: object) -> Reviewed | None:
    plan = expected_plan(value)
    return None if plan is None else reviewed(plan)
