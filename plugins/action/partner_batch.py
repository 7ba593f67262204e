# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_batch.py."""

from __future__ import annotations

import os

from ansible import constants as C

from ansible_collections.entra.cross_tenant.plugins.module_utils._ledger import Ledger
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.wrong_form import shown_revision
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._building_block import BuildingBlock
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import of_this_host, serial, strategy
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import (
    RUN_OPTIONS,
    options_of,
    revision_of,
)

# They run a task on each host at its own time, run_once or not.
_UNORDERED = ("free", "host_pinned")


class ActionModule(BuildingBlock):
    """Puts the partners of several hosts into one list, and remembers whose is whose."""

    options = {
        "desired": {"type": "dict"},
        "registered": {"type": "str"},
        "variables": {"type": "str"},
    }

    def work(self, options, task_vars):
        if strategy(self._task) in _UNORDERED:
            raise BadInput([f"One task for all hosts needs the strategy linear, not {strategy(self._task)}"])
        result = _collected(_desired(options, task_vars))
        if options["variables"]:
            result["options"] = self._checked(options["variables"], task_vars)
        result["removed_before"] = _removed_before(self._task.check_mode)
        return result

    def _checked(self, prefix, task_vars):
        """How to go about the task for all hosts. Raises BadInput."""
        options = options_of(of_this_host(self, task_vars), prefix, RUN_OPTIONS)
        if options["backup_directory"]:
            # Relative paths begin where Ansible was started.
            options["backup_directory"] = os.path.abspath(options["backup_directory"])
        if options["expected_plan"] and serial(self._task):
            reason = "what was reviewed is one plan, and each batch of hosts has a plan of its own"
            raise BadInput([f"{prefix}_expected_plan is refused with serial: {reason}"])
        expected, revision = options["expected_revision"], revision_of(task_vars)
        if expected and revision != expected:
            raise BadInput(
                [
                    f"{prefix}_expected_revision is {shown_revision(expected)}, and the revision of the project of "
                    f"this job is {revision or 'not known'}: what was reviewed is another state of the project"
                ]
            )
        return options


def _desired(options, task_vars):
    if (options["desired"] is None) == (options["registered"] is None):
        raise BadInput(["either desired or registered has to be given"])
    if options["desired"] is not None:
        return options["desired"]
    # A host without the variable has never come to the task that registers it.
    hosts, hostvars = task_vars["ansible_play_batch"], task_vars["hostvars"]
    return {host: hostvars[host].get(options["registered"]) for host in hosts}


def _collected(desired):
    partners, hosts, pruning, pruning_all, homes = [], {}, [], [], {}
    for host, found in desired.items():
        error = _error(found)
        if error:
            hosts[host] = {"error": error}
            continue
        own = found.get("partners", [])
        hosts[host] = {"first": len(partners), "count": len(own)}
        partners += own
        if found.get("home_tenant"):
            homes.setdefault(found["home_tenant"], host)
        pruning.append(found.get("prune") is True)
        pruning_all.append(found.get("prune_all") is True)
    if len(homes) > 1:
        named = ", ".join(f"{name} ({host})" for name, host in homes.items())
        raise BadInput(
            [
                f"The hosts of this batch are for different home tenants: {named}. One task works for one home tenant: "
                "limit the run to the hosts of one of them, and give each tenant one name"
            ]
        )
    ready = len(pruning)
    return {
        "partners": partners,
        "hosts": hosts,
        "ready": ready,
        "any_ready": ready > 0,
        "home_tenant": next(iter(homes), None),
        # Only where the list is certain to be everything, and never while it lacks somebody because of an error.
        "prune": len(hosts) == 1 and pruning == [True],
        "prune_all": len(hosts) == 1 and pruning_all == [True],
    }


def _error(found):
    """Why a host has no partners; None if what it registered is a result, of a task that it may have skipped."""
    if not isinstance(found, dict):
        return "Nothing is known of the partners of this host: the task that puts them together did not run for it"
    if found.get("failed") or found.get("unreachable"):
        return str(found.get("msg") or "the task that puts together the partners of this host failed")
    if found.get("skipped"):
        return None
    partners = found.get("partners")
    if not isinstance(found.get("prune", False), bool):
        return "The task that puts together the partners of this host returned a prune that is neither true nor false"
    if not isinstance(found.get("home_tenant"), (str, type(None))):
        return "The task that puts together the partners of this host returned a home_tenant that is no text"
    if not isinstance(partners, list) or not all(isinstance(partner, dict) for partner in partners):
        return "The task that puts together the partners of this host returned no list of them"
    return None


def _removed_before(check_mode):
    """How many partners this run has removed or switched off by now, or would have."""
    kind = " rehearsed" if check_mode else " sent"
    accounts = Ledger.in_folder(C.DEFAULT_LOCAL_TMP).accounts()
    return sum(len(account.get("removed", ())) for name, account in accounts.items() if name.endswith(kind))
