# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_batch_result.py."""

from __future__ import annotations

from typing import Any

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._building_block import BuildingBlock
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import serial
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._outcomes import all_failed


class ActionModule(BuildingBlock):
    """Tells whether every host of a batch failed, so that no further batch may start."""

    options = {"result": {"type": "str", "required": True}}

    def work(self, options: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        # The variable is read without templating, which takes seconds for the results of thousands of partners.
        failed = all_failed(task_vars.get(options["result"]))
        return {"all_failed": failed, "stop": failed and serial(self._task)}
