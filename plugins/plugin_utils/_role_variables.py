# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of roles and playbooks, converted and checked (private to this collection).

No other code uses a variable of a role before this file has converted it. So a guard checks the same value that the
role uses later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.entra.cross_tenant.plugins.module_utils._arguments import converted
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import PARTNER_OPTIONS, BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import (
    CYCLE_OPTIONS,
    FLEET_OPTIONS,
    GRAPH_OPTIONS,
    WAIT_OPTIONS,
    out_of_range,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.plan_id import expected_plan
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import Unresolved, Variables
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.direction import DIRECTIONS
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._outcomes import OUTCOMES

OptionTable = dict[str, dict[str, Any]]
#: The beginnings of the names of the variables of the roles for partners.
ONBOARDING, SYNCHRONIZATION = "partner_onboarding", "partner_synchronization"
#: The variables of the role that have a value for each host. Its partners are in _partner_variables.py.
HOST_OPTIONS: OptionTable = {
    "home_tenant": GRAPH_OPTIONS["home_tenant"],
    "direction": {"type": "str", "choices": list(DIRECTIONS)},
    "state": PARTNER_OPTIONS["state"],
    # Its members are in module_utils/_health/agreement.py.
    "agreement": {"type": "dict"},
    "prune": FLEET_OPTIONS["prune"],
    "prune_all": FLEET_OPTIONS["prune_all"],
    "expected_partners": {"type": "int"},
}
#: The variables of the role for the one task that handles all hosts.
RUN_OPTIONS: OptionTable = {
    "prune_limit": FLEET_OPTIONS["prune_limit"],
    "removal_limit": dict(FLEET_OPTIONS["removal_limit"], default=10),
    "batch_size": FLEET_OPTIONS["batch_size"],
    **WAIT_OPTIONS,
    "backup_directory": FLEET_OPTIONS["backup_directory"],
    "expected_plan": FLEET_OPTIONS["expected_plan"],
    "expected_revision": {"type": "str"},
    "outcomes": {"type": "str", "choices": list(OUTCOMES)},
}
#: The same two tables for the role partner_synchronization. Home tenant and direction of a host are facts about the
#: partner, and so both roles read the same variables.
SYNCHRONIZATION_HOST_OPTIONS: OptionTable = {"state": {"type": "str", "choices": ["present", "absent", "retired"]}}
SYNCHRONIZATION_RUN_OPTIONS: OptionTable = {
    **{
        name: RUN_OPTIONS[name]
        for name in (
            "removal_limit",
            "batch_size",
            *WAIT_OPTIONS,
            "expected_plan",
            "expected_revision",
            "outcomes",
        )
    },
    **CYCLE_OPTIONS,
}
BORROWED_OPTIONS: OptionTable = {name: HOST_OPTIONS[name] for name in ("home_tenant", "direction")}
#: The prefixes of the variables in which AWX, and Tower before it, describe the job.
SERVERS = ("awx", "tower")


def options_of(variables: Variables, prefix: str, table: OptionTable) -> dict[str, Any]:
    """The variables ``PREFIX_NAME`` for each name in a table: converted, with defaults. Raises BadInput.

    If the purpose of a playbook fixes the value of a variable, the playbook sets ``__PREFIX_NAME``. This variable
    overrides ``PREFIX_NAME``. The playbook cannot set ``PREFIX_NAME`` itself: ``-e`` overrides the variables that a
    playbook gives to a role, and AWX passes a blank field of a survey as ``-e`` as well.
    """
    values, problems = {}, []
    for name in table:
        try:
            fixed = variables.given(f"__{prefix}_{name}")
            values[name] = variables.given(f"{prefix}_{name}") if fixed is None else fixed
        except Unresolved as error:
            problems.append(str(error))
    return checked(values, table, f"{prefix}_", problems)


def checked(
    values: Mapping[str, Any],
    table: OptionTable,
    prefix: str = "",
    problems: list[str] | None = None,
) -> dict[str, Any]:
    """Values of a table's options: converted, in their ranges, with defaults.

    In messages ``prefix`` stands before the names of options. ``problems`` are faults that the caller has already
    found. Raises BadInput with all faults.
    """
    problems = list(problems or ())
    result = {}
    for name, option in table.items():
        value = values.get(name)
        if value is None:
            result[name] = option.get("default")
            continue
        # Each option is converted by itself, under the name of its variable. Messages show this name.
        given, faults = converted({f"{prefix}{name}": option}, {f"{prefix}{name}": value})
        result[name] = given.get(f"{prefix}{name}")
        problems += faults or [f"{prefix}{fault}" for fault in out_of_range({name: result[name]})]
        if name == "expected_plan":
            try:
                result[name] = expected_plan(value)
            except BadInput as error:
                problems += [f"{prefix}{fault}" for fault in error.problems]
    if problems:
        raise BadInput(problems)
    return result


def in_awx(task_vars: Mapping[str, Any]) -> bool:
    """Whether AWX, or Tower before it, has started this run."""
    return any(task_vars.get(f"{server}_job_id") is not None for server in SERVERS)


def revision_of(task_vars: Mapping[str, Any]) -> str | None:
    """The revision of the project of the job, according to AWX; None if AWX gives none."""
    revisions = [task_vars.get(f"{server}_project_revision") for server in SERVERS]
    return next((str(revision) for revision in revisions if revision), None)


def relaunched(task_vars: Mapping[str, Any]) -> bool:
    """Whether AWX says that somebody relaunched the job."""
    return any(task_vars.get(f"{server}_job_launch_type") == "relaunch" for server in SERVERS)
