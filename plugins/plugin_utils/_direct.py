# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a module's function inside ansible-playbook (private to this collection).

A partner is not a machine on which tasks can run. An ordinary task would start a process with the shell, the temporary
folder, the Python and the user that the inventory gives to its host. It would pass all options, with their secrets, in
a file. The code in this file ignores these properties of the host: it starts no process and writes no file.

If a task has to run elsewhere, or cannot run here, the same function runs as an ordinary module.
"""

from __future__ import annotations

import os
import sys
from typing import Any, Protocol

from ansible import constants as C
from ansible.errors import AnsibleActionFail
from ansible.module_utils.common.arg_spec import ModuleArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action.normal import ActionModule as OrdinaryModule

from ansible_collections.entra.cross_tenant.plugins.module_utils._arguments import (
    meant,
    misshapen,
    refused_partners,
    set_apart,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.connect import Connection
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.errors import MissingLibrary
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.kept_connection import KeptConnection
from ansible_collections.entra.cross_tenant.plugins.module_utils._invocation import (
    LARGE_OPTIONS,
    hidden,
    invocation,
    secrets_of,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._ledger import (
    CONTENT,
    RETURNED,
    VARIABLE,
    Ledger,
    UnreadableLedger,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._progress import Tell
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task, outcome
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import of_template
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._like_a_process import (
    Messages,
    alone,
    from_file,
    shows_invocation,
)

#: A variable for tests and troubleshooting. If true, tasks run inside ansible-playbook. If false, they run as modules.
FORCED = "entra_cross_tenant_direct"


class _Module(Protocol):
    """The names that a file of ``plugins/modules`` has to define. Then its function can run here as well."""

    OPTIONS: dict[str, Any]

    def run(self, task: Task, connection: Connection) -> dict[str, Any]:
        """The result of the task. Raises BadInput, NoWay and EntraError. The caller turns them into failures."""


class DirectAction(OrdinaryModule):
    """The action of a module of the same name. Subclasses set ``module``."""

    module: _Module
    #: The connection of the previous item. A worker is a process that runs one task. It begins with a copy of the
    #: memory of ansible-playbook, which contains no connection.
    kept = KeptConnection()

    @classmethod
    def finalize_task_arg(cls, name: str, value: Any, templar: Any, *_context: Any) -> Any:
        """The value of an argument of the task. ansible-core 2.19 and later calls this method for each of them."""
        if name in LARGE_OPTIONS and isinstance(value, str):
            return of_template(templar, value)
        return templar.template(value)

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        variables = task_vars or {}
        reason = self._elsewhere(variables)
        if reason is None:
            try:
                result = self._run_here()
                if not shows_invocation(variables):
                    result.pop("invocation", None)
                return result
            except MissingLibrary as error:
                reason = f"the Python of ansible-playbook lacks {error.library}"
        self._display.vvv(f"{self._task.action} runs as an ordinary module: {reason}")
        return self._run_as_module(tmp, task_vars)

    def _elsewhere(self, task_vars: dict[str, Any]) -> str | None:
        """The reason why the task does not run here; None if it runs here. Raises AnsibleActionFail."""
        if self._task.async_val:
            # ansible-core waits for the process, even if FORCED is set.
            return "async starts a process"
        forced = self._templar.template(task_vars.get(FORCED))
        if forced is not None and forced != "":
            try:
                return None if boolean(forced) else f"{FORCED} is false"
            except TypeError as error:
                raise AnsibleActionFail(f"{FORCED} has to be true or false") from error
        transport = getattr(self._connection, "transport", None)
        if transport != "local":
            return f"the connection is {transport}"
        if sys.platform == "darwin":
            return "a forked process must not ask macOS for its proxies"
        return None

    def _run_as_module(self, tmp: str | None, task_vars: dict[str, Any] | None) -> dict[str, Any]:
        ledger = Ledger.in_folder(C.DEFAULT_LOCAL_TMP)
        if getattr(self._connection, "transport", None) == "local":
            return self._run_on_this_machine(ledger, tmp, task_vars)
        if "removal_limit" in self.module.OPTIONS:
            return self._run_on_another_machine(ledger, tmp, task_vars)
        result: dict[str, Any] = super().run(tmp, task_vars)
        return result

    def _run_on_this_machine(self, ledger: Ledger, tmp: str | None, task_vars: dict[str, Any] | None) -> dict[str, Any]:
        """Run a module that reads the account of the run itself, in the folder in which Ansible was started.

        ansible-core would start the module in the folder of the playbook. Playbooks of a collection are in the folder
        of the collection, which contains no files of users. So relative paths in options and in environment variables
        start at the same folder in a module and inside ansible-playbook.
        """
        self._add_to_environment(VARIABLE, ledger.path)
        folder = self._loader.get_basedir()
        self._loader.set_basedir(os.getcwd())
        try:
            result: dict[str, Any] = super().run(tmp, task_vars)
            return result
        finally:
            self._loader.set_basedir(folder)

    def _run_on_another_machine(
        self, ledger: Ledger, tmp: str | None, task_vars: dict[str, Any] | None
    ) -> dict[str, Any]:
        """Run a task with limits on a machine that cannot reach the account of the run."""
        try:
            with ledger.handed_over() as handed:
                self._add_to_environment(CONTENT, handed.text)
                result: dict[str, Any] = super().run(tmp, task_vars)
                if RETURNED in result:
                    handed.take(result.pop(RETURNED))
                return result
        except UnreadableLedger as error:
            return {"failed": True, "changed": False, "msg": f"Nothing was changed: {error}"}

    def _add_to_environment(self, name: str, value: str | None) -> None:
        self._task.environment = [*(self._task.environment or []), {name: value}]

    def _run_here(self) -> dict[str, Any]:
        """The result of the module's function, called in this process. Raises MissingLibrary."""
        self._display.vvv(f"{self._task.action} runs inside ansible-playbook")
        messages = Messages()
        with alone(self._environment()):
            arguments = from_file(self._task.args)
            for name in LARGE_OPTIONS:
                if name in arguments:
                    # Values with the tags of ansible-core need twice the memory of plain values.
                    self._task.args[name] = arguments[name]
            secrets = secrets_of(self.module.OPTIONS, arguments, os.environ)
            try:
                params = self._params(arguments)
            except AnsibleActionFail as error:
                failure = {"failed": True, "msg": str(error), "changed": False, "invocation": {}, **messages.new()}
                masked: dict[str, Any] = secrets.masked(failure)
                return masked
            secrets.add(*hidden(self.module.OPTIONS, params))
            ledger = Ledger.in_folder(C.DEFAULT_LOCAL_TMP)
            modes = bool(self._task.check_mode), bool(self._task.diff)
            task = Task(params, *modes, os.environ, ledger, self.kept, self._tell())
            result = outcome(task, self.module.run, secrets)
        result["invocation"] = invocation(params, result, secrets)
        result.setdefault("changed", False)
        result.update(messages.new(task.warnings))
        self._forget_large_options(result)
        return result

    def _forget_large_options(self, result: dict[str, Any]) -> None:
        """After a success, remove the large options from the arguments of the task.

        ansible-core sends these arguments to its main process, together with the result, for callback plugins. For
        10,000 partners this takes two seconds and 40 MB. The items of the result are about the same partners.
        """
        # With "until", the next attempt needs the arguments again, even after a success.
        if not result.get("failed") and not self._task.until:
            for name in LARGE_OPTIONS:
                self._task.args.pop(name, None)

    def _tell(self) -> Tell | None:
        """A function that shows lines about the progress of a long task; None if the task must not show any."""
        if self._task.no_log:
            return None
        name = self._task.action.rpartition(".")[2]
        # Standard output belongs to the callback plugin, which may write JSON. AWX shows both.
        return lambda line: self._display.display(f"{name}: {line}", stderr=True)

    def _params(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The options as AnsibleModule would give them to the module. Raises AnsibleActionFail."""
        spec = self.module.OPTIONS
        lists, others = set_apart(spec, arguments, LARGE_OPTIONS)
        problems = misshapen(spec, others)
        if problems:
            raise AnsibleActionFail(f"Nothing was changed: {'; '.join(problems)}")
        checked = ModuleArgumentSpecValidator(spec).validate(others)
        if not checked.error_messages:
            return {**checked.validated_parameters, **lists}
        message = checked.errors.msg
        if isinstance(checked.errors[0], UnsupportedError):
            message = f"Unsupported parameters for ({self._task.action}) module: {message}"
        message += meant(spec, arguments)
        refused = refused_partners(spec, arguments)
        raise AnsibleActionFail(f"{message} (partners: {', '.join(refused)})" if refused else message)

    def _environment(self) -> dict[str, str]:
        """The variables that the keyword ``environment`` adds to the environment. Raises AnsibleActionFail."""
        result: dict[str, str] = {}
        for layer in self._task.environment or []:
            layer = self._templar.template(layer) or {}
            if not isinstance(layer, dict):
                raise AnsibleActionFail("environment has to be a dictionary")
            result.update((str(name), str(value)) for name, value in layer.items())
        return result
