# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The shared code of the building blocks of roles (private to this collection).

A building block works with data of the controller: variables, and results of other tasks. It sends no request.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.exposed import secrets_around
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.secrets import Secrets
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.wrong_form import shown_option
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._console import show
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import HalfOmitted, is_empty, plain
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import checked


class BuildingBlock(ActionBase):
    """An action with a table of ``options``. The module of the same name documents it. Subclasses define ``work``."""

    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    options: dict[str, dict[str, Any]] = {}
    #: Whether all texts of the result come from results of other tasks, which are masked already.
    masked_before = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        result.setdefault("changed", False)
        try:
            result.update(self.work(self._options(), task_vars or {}))
        except BadInput as error:
            result.update(failed=True, msg=str(error))
        else:
            if self.masked_before:
                return result
        masked: dict[str, Any] = self.secrets.masked(result)
        return masked

    @cached_property
    def secrets(self) -> Secrets:
        """The secrets of this process. A value or a name in variables or results may equal one of them."""
        return Secrets(secrets_around({}, os.environ))

    def work(self, options: dict[str, Any], task_vars: dict[str, Any]) -> Mapping[str, Any]:
        """The result of the action. ``options`` are converted and checked, with defaults. Raises BadInput."""
        raise NotImplementedError

    def show(self, lines: list[str]) -> None:
        """Show lines for people, which must not contain secrets, unless the task has ``no_log``."""
        show(self._display, self._task, lines)

    def _options(self) -> dict[str, Any]:
        """The arguments of the task: converted, in their ranges, with defaults. Raises BadInput."""
        try:
            given = plain(dict(self._task.args))
        except HalfOmitted as error:
            raise BadInput([f"an option {error}"]) from error
        unknown = sorted(shown_option(str(name), self.options) for name in given if name not in self.options)
        if unknown:
            known = ", ".join(sorted(self.options))
            raise BadInput([f"unsupported options: {', '.join(unknown)}; there are {known}"])
        # Empty text means that the option is not given. The same is true for the variables of a role.
        given = {name: None if is_empty(value) else value for name, value in given.items()}
        options = checked(given, self.options)
        missing = [name for name, option in self.options.items() if option.get("required") and options[name] is None]
        if missing:
            raise BadInput([f"missing options: {', '.join(missing)}"])
        return options
