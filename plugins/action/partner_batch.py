# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_batch.py."""

from __future__ import annotations

import os
from typing import Any

from ansible import constants as C

from ansible_collections.entra.cross_tenant.plugins.module_utils._ledger import Ledger
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import shortened
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.wrong_form import shown_revision
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._building_block import BuildingBlock
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import of_this_host, serial, strategy
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._kinds import MODULES, kind_of
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._one_task import PARTNERS, Batch, PartnersOfHost
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import (
    OptionTable,
    options_of,
    revision_of,
)

# With these strategies each host runs a task at its own time, even with run_once.
_UNORDERED = ("free", "host_pinned")


class ActionModule(BuildingBlock):
    """Puts the partners of several hosts into one list, and returns the place of each host in it."""

    options = {
        "desired": {"type": "dict"},
        "registered": {"type": "str"},
        "variables": {"type": "str"},
        "module": {"type": "str", "choices": list(MODULES), "default": PARTNERS},
    }

    def work(self, options: dict[str, Any], task_vars: dict[str, Any]) -> Batch:
        if strategy(self._task) in _UNORDERED:
            raise BadInput([f"The task for all hosts needs the strategy linear, not {strategy(self._task)}"])
        desired = _desired(options, task_vars)
        result = _collected(desired)
        unknown = _unknown(desired)
        if unknown:
            result["warnings"] = unknown
        if options["variables"]:
            result["options"] = self._checked(options["variables"], kind_of(options["module"]).run_options, task_vars)
        result["removed_before"] = _removed_before(self._task.check_mode)
        return result

    def _checked(self, prefix: str, table: OptionTable, task_vars: dict[str, Any]) -> dict[str, Any]:
        """The values of the run options for the task that handles all hosts. Raises BadInput."""
        options = options_of(of_this_host(self, task_vars), prefix, table)
        if options.get("backup_directory"):
            # A relative path starts at the folder in which Ansible was started.
            options["backup_directory"] = os.path.abspath(options["backup_directory"])
        if options["expected_plan"] and serial(self._task):
            reason = "the reviewed plan is for all hosts, and each batch of hosts has a plan of its own"
            raise BadInput([f"{prefix}_expected_plan is refused with serial: {reason}"])
        expected, revision = options["expected_revision"], revision_of(task_vars)
        if expected and revision != expected:
            raise BadInput(
                [
                    f"{prefix}_expected_revision is {shown_revision(expected)}, but the revision of the project of "
                    f"this job is {revision or 'not known'}. Another state of the project was reviewed"
                ]
            )
        return options


def _desired(options: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
    """Host → the result that it registered from ``partner_desired``, which may have any shape. Raises BadInput."""
    if (options["desired"] is None) == (options["registered"] is None):
        raise BadInput(["give either desired or registered"])
    if options["desired"] is not None:
        desired: dict[str, Any] = options["desired"]
        return desired
    # If a host lacks the variable, it never reached the task that registers it.
    hosts, hostvars = task_vars["ansible_play_batch"], task_vars["hostvars"]
    return {host: hostvars[host].get(options["registered"]) for host in hosts}


def _collected(desired: dict[str, Any]) -> Batch:
    """The list of all partners, from the result of ``_desired``. Raises BadInput."""
    partners: list[dict[str, Any]] = []
    hosts: dict[str, PartnersOfHost] = {}
    pruning: list[bool] = []
    pruning_all: list[bool] = []
    # Home tenant → the first host that names it.
    homes: dict[str, str] = {}
    for host, result in desired.items():
        error = _error(result)
        if error:
            hosts[host] = {"error": error}
            continue
        own = result.get("partners", [])
        hosts[host] = {"first": len(partners), "count": len(own)}
        if result.get("agreement"):
            hosts[host]["agreement"] = result["agreement"]
        partners += own
        if result.get("home_tenant"):
            homes.setdefault(result["home_tenant"], host)
        pruning.append(result.get("prune") is True)
        pruning_all.append(result.get("prune_all") is True)
    if len(homes) > 1:
        named = ", ".join(f"{name} ({host})" for name, host in homes.items())
        raise BadInput(
            [
                f"The hosts of this batch name different home tenants: {named}. One task works for one home tenant. "
                "Limit the run to the hosts of one home tenant, and use one name for each tenant"
            ]
        )
    ready = len(pruning)
    return {
        "partners": partners,
        "hosts": hosts,
        "ready": ready,
        "any_ready": ready > 0,
        "home_tenant": next(iter(homes), None),
        # Pruning is possible only if the list is certainly complete. With an error, a partner may be missing in it.
        "prune": len(hosts) == 1 and pruning == [True],
        "prune_all": len(hosts) == 1 and pruning_all == [True],
    }


def _unknown(desired: dict[str, Any]) -> list[str]:
    """Warnings about unknown variables, one for each variable, with the hosts that have it."""
    hosts: dict[str, list[str]] = {}
    for host, result in desired.items():
        sentences = result.get("unknown_variables") if isinstance(result, dict) else None
        for sentence in sentences if isinstance(sentences, list) else ():
            hosts.setdefault(str(sentence), []).append(host)
    return [f"{sentence} (hosts: {shortened(names)})" for sentence, names in hosts.items()]


def _error(result: Any) -> str | None:
    """The reason why a host's partners are unknown; None if ``partner_desired`` returned ``result`` or was skipped."""
    if not isinstance(result, dict):
        return "The partners of this host are unknown, because the task that computes them did not run for this host"
    if result.get("failed") or result.get("unreachable"):
        return str(result.get("msg") or "the task that computes the partners of this host failed")
    if result.get("skipped"):
        return None
    partners = result.get("partners")
    if not isinstance(result.get("prune", False), bool):
        return "The task that computes the partners of this host returned a prune that is neither true nor false"
    if not isinstance(result.get("home_tenant"), (str, type(None))):
        return "The task that computes the partners of this host returned a home_tenant that is not text"
    if not isinstance(partners, list) or not all(isinstance(partner, dict) for partner in partners):
        return "The task that computes the partners of this host did not return a list of partners"
    return None


def _removed_before(check_mode: bool) -> int:
    """The number of partners that this run has removed or switched off so far. In check mode the predicted number."""
    kind = " rehearsed" if check_mode else " sent"
    accounts = Ledger.in_folder(C.DEFAULT_LOCAL_TMP).accounts()
    return sum(len(account.get("removed", ())) for name, account in accounts.items() if name.endswith(kind))
