# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partners_of_hosts.py."""

from __future__ import annotations

import time
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import GRAPH_OPTIONS
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.wrong_form import shown_option
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import Hidden, of_hosts, serial
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._kinds import MODULES, Kind, kind_of
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._one_task import (
    PARTNERS,
    SYNC_CONFIGURATIONS,
    PartnersOfHost,
    failure_of,
    hosts_in,
    names_of,
    point_to_first,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._outcomes import all_failed, may_start, outcomes_of
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import ONBOARDING, in_awx

_NOT_STARTED = "This batch of hosts was not started, because every host of an earlier batch failed"
_COLLECTION = "entra.cross_tenant"
#: The options of this action itself. All other options are about the connection, and belong to the module.
_OWN = ("variables", "registered", "result", "module", "audit")
# partner_batch has already checked these options. They are not options of the modules.
_NOT_OF_MODULES = ("expected_revision", "outcomes")


class ActionModule(ActionBase):
    """Runs ``partner_desired``, ``partner_batch`` and the module that converges, for all hosts, in one task.

    ansible-core starts a process for each task, and keeps the registered result of each task. So one task costs a third
    of the time and of the memory of three tasks.
    """

    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        variables = task_vars or {}
        started = time.monotonic()
        result.update(
            self._work(variables) if self._may_start(variables) else {"failed": True, "msg": _NOT_STARTED},
            changed=False,
            first_host=variables["inventory_hostname"],
            batches=serial(self._task),
            check_mode=bool(self._task.check_mode),
            elapsed=round(time.monotonic() - started, 2),
        )
        failure = failure_of(result)
        if failure:
            result["failure"] = failure
        result["stop"] = result["batches"] and all_failed(result)
        return result

    def _may_start(self, variables: dict[str, Any]) -> bool:
        """Whether this batch of hosts may start. Ansible itself stops a play only if the hosts fail in this play."""
        name = self._task.args.get("result")
        if not name or not serial(self._task):
            return True
        # Where Ansible can only give rendered values, they take longer, since they contain all partners of a batch.
        variables_of = getattr(variables["hostvars"], "raw_get", None) or variables["hostvars"].get
        hosts, batch = variables["ansible_play_hosts_all"], variables["ansible_play_batch"]
        return may_start(hosts, batch, lambda host: (variables_of(host) or {}).get(name))

    def _work(self, variables: dict[str, Any]) -> dict[str, Any]:
        known = (*_OWN, *GRAPH_OPTIONS)
        unknown = sorted(shown_option(str(name), known) for name in self._task.args if name not in known)
        if unknown:
            return {"failed": True, "msg": f"unsupported options: {', '.join(unknown)}"}
        prefix, registered = (self._task.args.get(name) for name in ("variables", "registered"))
        if not isinstance(prefix, str) or not prefix:
            return {"failed": True, "msg": "missing options: variables"}
        module = self._task.args.get("module") or PARTNERS
        if module not in MODULES:
            return {"failed": True, "msg": f"module is one of {', '.join(MODULES)}"}
        try:
            audit = boolean(self._task.args.get("audit") or False)
        except TypeError:
            return {"failed": True, "msg": "audit has to be true or false"}
        if audit and (module == PARTNERS or registered):
            return {"failed": True, "msg": f"audit is for module={SYNC_CONFIGURATIONS}, without registered"}
        kind = kind_of(module)
        # A host whose partner could not be read has failed by now. Its configurations can be compared nevertheless.
        hosts = list(variables["ansible_play_hosts_all" if audit else "ansible_play_batch"])
        batch = self._batch(prefix, registered, kind, hosts, audit, variables)
        outcomes = outcomes_of(batch.get("options", {}).get("outcomes"), len(hosts), in_awx(variables))
        if batch.get("failed"):
            return {"failed": True, "msg": batch.get("msg"), "batch": hosts, "outcomes": outcomes}
        partners = batch.pop("partners")
        batch.update(tenants=names_of(partners), outcomes=outcomes, module=module)
        if not batch["any_ready"]:
            point_to_first(batch["hosts"])
            return dict(batch, msg="No host has partners that can be converged")
        if audit and not partners:
            return dict(batch, partners=[])
        if not partners and kind.idle:
            nobody = (
                f"No host of this task has a {kind.one}: {ONBOARDING}_direction is {' or '.join(kind.idle)}, or "
                f"{prefix}_{kind.many} is empty"
            )
            batch["warnings"] = [*batch.get("warnings", ()), nobody]
        connection = {name: value for name, value in self._task.args.items() if name not in _OWN}
        targets = {} if audit else self._targets(prefix, kind, batch, variables)
        if targets:
            converged = self._on_both_sides(targets, prefix, partners, batch, connection, kind, variables)
        else:
            converged = self._converged(partners, batch, connection, kind, audit, variables)
        # The module knows tenants and no hosts.
        of_partners = [
            self._with_hosts(warning, batch["hosts"], batch["tenants"]) for warning in converged.get("warnings", ())
        ]
        warnings = [*batch.get("warnings", ()), *of_partners]
        result = {**batch, **converged, **({"warnings": warnings} if warnings else {})}
        items = result.get("partners")
        if result.get("failed") and not items and isinstance(result.get("msg"), str):
            result["msg"] = self._with_hosts(result["msg"], result["hosts"], result["tenants"])
        point_to_first(result["hosts"], items if isinstance(items, list) else ())
        return result

    @staticmethod
    def _with_hosts(text: Any, hosts: dict[str, PartnersOfHost], tenants: list[str | None]) -> Any:
        """A text, followed by the hosts of the partners that it names. Newer ansible-core has warnings without text."""
        named = hosts_in(text, hosts, tenants) if isinstance(text, str) else ""
        return text.rstrip(".") + named if named else text

    def _batch(
        self,
        prefix: str,
        registered: str | None,
        kind: Kind,
        hosts: list[str],
        optional: bool,
        task_vars: dict[str, Any],
    ) -> dict[str, Any]:
        """The result of ``partner_batch``."""
        names = {"variables": prefix, "module": kind.module}
        if registered:
            return self._result_of("partner_batch", {"registered": registered, **names}, task_vars)
        desired = self._result_of("partner_desired", {"hosts": hosts, "optional": optional, **names}, task_vars)
        if desired.get("failed"):
            return desired
        return self._result_of("partner_batch", {"desired": desired["hosts"], **names}, task_vars)

    def _targets(
        self, prefix: str, kind: Kind, batch: dict[str, Any], variables: dict[str, Any]
    ) -> dict[str, dict[str, Any] | str]:
        """Host → the connection to its target tenant, or the reason why there is none. Empty if no host has one."""
        if kind.module == PARTNERS:
            return {}
        # Imported here, as below, since most runs do not synchronize.
        from ansible_collections.entra.cross_tenant.plugins.plugin_utils._both_sides import TARGET, target_of

        found: dict[str, dict[str, Any] | str] = {}
        hosts = [host for host, place in batch["hosts"].items() if "error" not in place]
        try:
            for host, own in of_hosts(self, hosts, variables):
                try:
                    target = target_of(own, prefix)
                except BadInput as error:
                    found[host] = str(error)
                    continue
                if target is not None:
                    found[host] = target
        except Hidden as error:
            # A host without such a variable needs no more than the tasks before this one.
            public = variables["hostvars"]
            return {host: str(error) for host in hosts if f"{prefix}_{TARGET}" in public[host]}
        return found

    def _on_both_sides(
        self,
        targets: dict[str, dict[str, Any] | str],
        prefix: str,
        partners: list[Any],
        batch: dict[str, Any],
        connection: dict[str, Any],
        kind: Kind,
        task_vars: dict[str, Any],
    ) -> dict[str, Any]:
        """The result of ``_converged``, together with the target tenants for which hosts have credentials."""
        from ansible_collections.entra.cross_tenant.plugins.plugin_utils._both_sides import Work, on_both_sides

        def run(name: str, arguments: dict[str, Any], rehearse: bool) -> dict[str, Any]:
            return self._result_of(name, arguments, task_vars, rehearse)

        def converge(some: list[Any], plan: str | None, rehearse: bool) -> dict[str, Any]:
            options = {**batch["options"], "expected_plan": plan}
            return self._converged(some, {**batch, "options": options}, connection, kind, False, task_vars, rehearse)

        work = Work(batch, partners, targets, prefix, run, converge)
        return on_both_sides(work, bool(self._task.check_mode))

    def _converged(
        self,
        partners: list[Any],
        batch: dict[str, Any],
        connection: dict[str, Any],
        kind: Kind,
        audit: bool,
        task_vars: dict[str, Any],
        rehearse: bool = False,
    ) -> dict[str, Any]:
        """The result of the module that converges, with the items under ``partners``."""
        options = {name: batch["options"][name] for name in kind.run_options if name not in _NOT_OF_MODULES}
        if audit:
            # All other options are about changes, which an audit neither makes nor limits.
            options = {"batch_size": options["batch_size"], "only_compare": True}
        arguments = {
            **connection,
            **options,
            kind.module: partners,
            **({"prune": batch["prune"], "prune_all": batch["prune_all"]} if "prune_limit" in options else {}),
            # Each host has a result of its own, see partner_outcome.
            "continue_on_error": True,
        }
        if batch["home_tenant"] is not None:
            arguments["home_tenant"] = batch["home_tenant"]
        result = self._result_of(kind.module, arguments, task_vars, rehearse)
        if kind.module in result and kind.module != PARTNERS:
            result[PARTNERS] = [{"tenant_id": item.get(kind.item_tenant), **item} for item in result.pop(kind.module)]
        return result

    def _result_of(
        self, name: str, arguments: dict[str, Any], task_vars: dict[str, Any], rehearse: bool = False
    ) -> dict[str, Any]:
        """The result of an action of this collection with some arguments, in the place of this task.

        ``rehearse``: in check mode, whatever the mode of this task is.
        """
        task = self._task.copy()
        task.check_mode = bool(task.check_mode) or rehearse
        task.action = f"{_COLLECTION}.{name}"
        task.args = {name: value for name, value in arguments.items() if value is not None}
        action = self._shared_loader_obj.action_loader.get(
            task.action,
            task=task,
            connection=self._connection,
            play_context=self._play_context,
            loader=self._loader,
            templar=self._templar,
            shared_loader_obj=self._shared_loader_obj,
        )
        result: dict[str, Any] = action.run(task_vars=task_vars)
        return result
