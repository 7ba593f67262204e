# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The use of AnsibleModule (private to this collection).

This is the only shared file that knows AnsibleModule. Only tasks that run as ordinary modules, in a process of their
own, use this file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ._arguments import meant, misshapen, refused_partners
from ._graph.connect import Connection
from ._graph.errors import MissingLibrary
from ._invocation import hidden, invocation, secrets_of
from ._ledger import CONTENT, RETURNED, Ledger, UnreadableLedger
from ._model.kinds import Option, Options
from ._task import Result, Task, outcome


class Module(AnsibleModule):
    """AnsibleModule with errors that name the partners with wrong options: an inventory may contain thousands."""

    params: Options
    _ready = False
    _misshapen: Sequence[str] = ()

    def __init__(self, argument_spec: dict[str, Option]) -> None:
        super().__init__(argument_spec=argument_spec, supports_check_mode=True)
        if self._misshapen:
            self.fail_json("")
        self._ready = True

    def _load_params(self) -> None:
        super()._load_params()
        # ansible-core collects secrets while it validates options. If the validation fails half-way, ansible-core shows
        # the secrets that it has not collected yet. So this code collects all secrets before the validation.
        self.secrets = secrets_of(self.argument_spec, self.params, os.environ)
        self.no_log_values.update(self.secrets.for_ansible())
        self._misshapen = misshapen(self.argument_spec, self.params)
        if self._misshapen:
            # Without these options ansible-core cannot fail with a traceback. Its error about missing options is
            # replaced by the one in fail_json.
            self.params = {name: value for name, value in self.params.items() if name.startswith("_ansible_")}

    @property
    def diff_mode(self) -> bool:
        return bool(self._diff)

    def log(self, msg: str, log_args: dict[str, Any] | None = None) -> None:
        """Log without characters that syslog refuses: NUL and single surrogates, on which newer ansible-core fails."""
        super().log(msg.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0"), log_args)

    def fail_json(self, msg: str, **kwargs: Any) -> None:
        """Exit with an error."""
        if self._misshapen:
            msg = f"Nothing was changed: {'; '.join(self._misshapen)}"
        refused = [] if self._ready else refused_partners(self.argument_spec, self.params)
        if not self._ready:
            msg += meant(self.argument_spec, self.params)
            # A refused option may have a misspelt name and a secret as its value.
            kwargs["invocation"] = {}
        super().fail_json(self.secrets.masked(f"{msg} (partners: {', '.join(refused)})" if refused else msg), **kwargs)


def main(options: dict[str, Option], work: Callable[[Task, Connection], Result]) -> None:
    """Run the function ``work`` of a module with the options as AnsibleModule converts them, and exit."""
    module = Module(options)
    try:
        ledger = Ledger.of(os.environ)
    except UnreadableLedger as error:
        module.fail_json(f"Nothing was changed: {error}")
    task = Task(module.params, module.check_mode, module.diff_mode, os.environ, ledger)
    secrets = module.secrets
    secrets.add(*hidden(options, module.params))
    try:
        result = outcome(task, work, secrets)
    except MissingLibrary as error:
        module.fail_json(msg=missing_required_lib(error.library) + error.advice, exception=error.trace)
    for warning in task.warnings:
        module.warn(warning)
    called = invocation(module.params, result, secrets)
    # AnsibleModule would mask a password of one letter in all words and numbers of the result.
    module.no_log_values = secrets.for_ansible()
    if os.environ.get(CONTENT):
        result[RETURNED] = task.ledger.accounts()
    exit_with = module.fail_json if result.get("failed") else module.exit_json
    exit_with(**result, invocation=called)
