# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the module inside ansible-playbook. Documented in plugins/modules/unknowns_trial.py."""

from __future__ import annotations

from typing import Any

from ansible.errors import AnsibleError

from ansible_collections.entra.cross_tenant.plugins.modules import unknowns_trial
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._console import show
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._direct import DirectAction

# The playbook try_unknowns sets this variable to true.
_SHOWN = "__trial_shown"
_ASK = "ask"
_QUESTION = "\nType yes to begin. Anything else ends the run without a change: "


class ActionModule(DirectAction):
    """The module of the same name. It can also ask the person at the keyboard for the confirmation.

    In the playbook try_unknowns, it shows the plan and the report as lines.
    """

    module = unknowns_trial

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        if self._task.args.get("confirmed") != _ASK:
            return self._shown(super().run(tmp, task_vars), task_vars)
        self._task.args["confirmed"] = "no"
        plan = self._shown(super().run(tmp, task_vars), task_vars)
        if plan.get("failed") or self._task.check_mode:
            return plan
        lines = [] if _is_shown(task_vars) else plan["plan"]
        try:
            answer = self._display.prompt_until("\n".join([*lines, _QUESTION]))
        except AnsibleError:
            # There is no terminal, as in AWX, or it was interrupted.
            answer = b""
        text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
        if text.strip().lower() != "yes":
            msg = "Nothing was changed, because nobody typed yes. Without a terminal, set confirmed to yes"
            return {**plan, "failed": True, "msg": msg}
        self._task.args["confirmed"] = "yes"
        return self._shown(super().run(tmp, task_vars), task_vars)

    def _shown(self, result: dict[str, Any], task_vars: dict[str, Any] | None) -> dict[str, Any]:
        if _is_shown(task_vars) and "plan" in result:
            # The report says more than an error: it is shown after a failure, too.
            lines = str(result["report"]).splitlines() if result.get("confirmed") else result["plan"]
            show(self._display, self._task, [str(line) for line in lines])
        return result


def _is_shown(task_vars: dict[str, Any] | None) -> bool:
    return (task_vars or {}).get(_SHOWN) is True
