# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the module inside ansible-playbook. Documented in plugins/modules/connection_info.py."""

from __future__ import annotations

from typing import Any

from ansible_collections.entra.cross_tenant.plugins.modules import connection_info
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._console import show
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._direct import DirectAction

# The playbook preflight sets this variable to true.
_SHOWN = "__preflight_shown"


class ActionModule(DirectAction):
    """The module of the same name. In the playbook preflight, it also shows the summary as lines."""

    module = connection_info

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result = super().run(tmp, task_vars)
        # Ansible may leave out results that are ok.
        if (task_vars or {}).get(_SHOWN) is True and not result.get("failed") and "summary" in result:
            show(self._display, self._task, [str(line) for line in result["summary"]])
        return result
