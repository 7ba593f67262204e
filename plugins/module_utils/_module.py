# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AnsibleModule, and nothing else (private to this collection).

The only shared file that knows it: tasks that run where ansible-playbook does not come through here.
"""

from __future__ import annotations

import os
from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ._arguments import misshapen, refused_partners
from ._graph.errors import MissingLibrary
from ._invocation import invocation, secrets_of
from ._ledger import CONTENT, RETURNED, Ledger, UnreadableLedger
from ._task import Task, outcome


class Module(AnsibleModule):
    """AnsibleModule, which names the partners whose options it refuses: an inventory may have a thousand of them."""

    _ready = False
    _misshapen = ()

    def __init__(self, argument_spec):
        super().__init__(argument_spec=argument_spec, supports_check_mode=True)
        if self._misshapen:
            self.fail_json("")
        self._ready = True

    def _load_params(self):
        super()._load_params()
        # ansible-core collects these while it validates, and where that fails half-way it shows what it has not got to.
        self.secrets = secrets_of(self.argument_spec, self.params, os.environ)
        self.no_log_values.update(self.secrets.for_ansible())
        self._misshapen = misshapen(self.argument_spec, self.params)
        if self._misshapen:
            # Nothing is left that ansible-core could stumble over; what it says then about missing options is not used.
            self.params = {name: value for name, value in self.params.items() if name.startswith("_ansible_")}

    def log(self, msg: str, log_args: dict[str, Any] | None = None) -> None:
        """Newer versions of ansible-core fail where syslog takes a text not: one with NUL, or with half a character."""
        super().log(msg.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0"), log_args)

    def fail_json(self, msg, **kwargs):
        if self._misshapen:
            msg = f"Nothing was changed: {'; '.join(self._misshapen)}"
        refused = [] if self._ready else refused_partners(self.argument_spec, self.params)
        if not self._ready:
            # Among the options that were refused may be one whose name was misspelt and whose value is a secret.
            kwargs["invocation"] = {}
        super().fail_json(self.secrets.masked(f"{msg} (partners: {', '.join(refused)})" if refused else msg), **kwargs)


def main(options: dict, work) -> None:
    """Run the function of a module with what AnsibleModule makes of its options, and exit."""
    module = Module(options)
    try:
        ledger = Ledger.of(os.environ)
    except UnreadableLedger as error:
        module.fail_json(f"Nothing was changed: {error}")
    task = Task(module.params, module.check_mode, module._diff, os.environ, ledger)
    secrets = module.secrets
    try:
        result = outcome(task, work, secrets)
    except MissingLibrary as error:
        module.fail_json(msg=missing_required_lib(error.library), exception=error.trace)
    for warning in task.warnings:
        module.warn(warning)
    called = invocation(module.params, result, secrets)
    # AnsibleModule would mask a password of one letter in every word and every number.
    module.no_log_values = secrets.for_ansible()
    if os.environ.get(CONTENT):
        result[RETURNED] = task.ledger.accounts()
    exit_with = module.fail_json if result.get("failed") else module.exit_json
    exit_with(**result, invocation=called)
