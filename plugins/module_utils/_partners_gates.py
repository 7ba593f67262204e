# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of ``partners`` → the gates of its plan (private to this collection)."""

from __future__ import annotations

from typing import NamedTuple

from ._converge.gates import Gate
from ._gates.backup import Backup
from ._gates.guard import Guard, Limits
from ._gates.review import Review
from ._graph.connect import Connection
from ._literals import NotThatShape, dictionary_in, stripped
from ._model.desired import BadInput
from ._plan.plan_id import Reviewed, reviewed
from ._task import Task


class Gates(NamedTuple):
    """All gates in their order; ``review`` and ``backup`` have something to tell afterwards."""

    review: Review
    backup: Backup | None
    all: list[Gate]


def gates_of(task: Task, connection: Connection) -> Gates:
    """Raises BadInput for an expected plan that is none."""
    options = task.params

    def home_tenant():
        return connection.home_tenant

    limits = Limits(options["prune_limit"] if options["prune"] else None, options["removal_limit"])
    review = Review(_expected(options["expected_plan"]), home_tenant)
    guard = Guard(limits, task.ledger, home_tenant, task.check_mode)
    backup = None
    if options["backup_directory"] and not task.check_mode:
        backup = Backup(
            options["backup_directory"], task.ledger, home_tenant, connection.secrets, connection.api_version
        )
    return Gates(review, backup, [review, guard, *([backup] if backup else [])])


def _expected(value) -> Reviewed | None:
    value = expected_plan(value)
    return None if value is None else reviewed(value)


def expected_plan(value) -> dict | str | None:
    """The ID of a plan, or a plan, which may be JSON text; None if there is none. Raises BadInput for all else."""
    if isinstance(value, str):
        value = stripped(value) or None
    if isinstance(value, str) and value.startswith("{"):
        try:
            value = dictionary_in(value)
        except NotThatShape as error:
            raise BadInput([f"expected_plan is text that is no plan: {error}"]) from error
    if value is None:
        return None
    if not isinstance(value, (str, dict)):
        raise BadInput(["expected_plan is neither the ID of a plan nor a plan"])
    reviewed(value)
    return value
