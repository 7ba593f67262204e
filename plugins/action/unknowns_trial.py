# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the module inside ansible-playbook. Documented in plugins/modules/unknowns_trial.py."""

from __future__ import annotations

from typing import Any

from ansible_collections.entra.cross_tenant.plugins.modules import unknowns_trial
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._console import show
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._direct import DirectAction

# The playbook try_unknowns sets this variable to true.
_SHOWN = "__trial_shown"


class ActionModule(DirectAction):
    """The module of the same name. In the playbook try_unknowns, it also shows the plan or the report as lines."""

    module = unknowns_trial

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result = super().run(tmp, task_vars)
        if (task_vars or {}).get(_SHOWN) is True and "plan" in result:
            # The report says more than an error: it is shown after a failure, too.
            lines = str(result["report"]).splitlines() if result.get("confirmed") else result["plan"]
            show(self._display, self._task, [str(line) for line in lines])
        return result
