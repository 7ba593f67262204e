# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a building block for each of many hosts in one process, with each host's own arguments and variables.

ansible-core takes 0.05 s for each task of each host, which is minutes for thousands of cases. This action saves only
that time: ansible-core itself still finalizes arguments and resolves variables.
"""

from __future__ import annotations

import importlib
import json
from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import of_hosts


class ActionModule(ActionBase):
    """``block`` runs for the hosts in ``cases``, each with a variable ``arguments``. ``file`` gets the results."""

    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result = super().run(tmp, task_vars)
        name, cases, results = (self._task.args[argument] for argument in ("block", "cases", "file"))
        block = importlib.import_module(f"ansible_collections.entra.cross_tenant.plugins.action.{name}").ActionModule
        found = {}
        for host, variables in of_hosts(self, cases, task_vars):
            try:
                found[host] = self._one(block, variables._raw)
            # The test looks for the exceptions that a block raises.
            except Exception as error:  # noqa: BLE001
                found[host] = {"raised": f"{type(error).__name__}: {error}"}
        # An event cannot contain thousands of results.
        with open(results, "w", encoding="utf-8") as file:
            json.dump(found, file, default=str)
        return {**result, "changed": False}

    def _one(self, block: type[ActionBase], raw: dict[str, Any]) -> dict[str, Any]:
        arguments = self._templar.template(raw["arguments"])
        # ansible-core removes omitted arguments before it calls an action. From 2.19 on, templates leave them out.
        omitted = raw.get("omit")
        self._task.args = {name: value for name, value in arguments.items() if omitted is None or value != omitted}
        action = block(
            task=self._task,
            connection=self._connection,
            play_context=self._play_context,
            loader=self._loader,
            templar=self._templar,
            shared_loader_obj=self._shared_loader_obj,
        )
        return action.run(task_vars=raw)
