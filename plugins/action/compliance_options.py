# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/compliance_options.py."""

from __future__ import annotations

from typing import Any

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import IDENTITY_SYNC
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import tenant_key
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._building_block import BuildingBlock
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import of_this_host, serial
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.severity import problems
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.summary import CHECKS, FINDINGS
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report_variables import REPORT_OPTIONS
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import (
    options_of,
    relaunched,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._unknown_variables import unknown_variables

# The part of gather_subset that looks up tenants.
_NAMES = "tenants"
# The part of gather_subset that reads the synchronization out of the home tenant. It is also compared.
_CONFIGURATIONS = "sync_configurations"
_ERRORS = "sync_errors"
# Each look-up is a request.
_LOOKED_UP = 20


class ActionModule(BuildingBlock):
    """Converts and checks the variables of a report."""

    options = {"variables": {"type": "str", "required": True}, "result": {"type": "str", "required": True}}

    def work(self, options: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        variables = of_this_host(self, task_vars)
        values = options_of(variables, options["variables"], REPORT_OPTIONS)
        unknown = unknown_variables(variables, options["variables"])
        wrong = problems(values["severities"]) + [one.sentence for one in unknown if one.sure]
        # Each batch of hosts would overwrite the report of the previous batch.
        if serial(self._task):
            wrong.append("serial: the report is about all hosts of a play, so all hosts have to be in one batch")
        if wrong:
            raise BadInput(wrong)
        if values["unmanaged"] is None:
            # A part of the inventory does not show which partners are unmanaged.
            values["unmanaged"] = "ansible_limit" not in task_vars
        subset = [*values["gather_subset"], *values.pop("gather_more")]
        # Errors are shown with the configurations.
        subset += [_CONFIGURATIONS] if _ERRORS in subset else []
        values["gather_subset"] = list(dict.fromkeys(subset))
        flags = {FINDINGS: values.pop("fail_on_drift"), CHECKS: values.pop("fail_on_checks")}
        values["fail_on"] = [name for name, given in flags.items() if given]
        incomplete = _incomplete(values, task_vars, options["result"]) if values["fail_on"] else None
        if incomplete:
            raise BadInput([incomplete])
        run, subset = task_vars.get(options["result"]), values["gather_subset"]
        if _NAMES in subset:
            tenants = _tenants(run)
        else:
            # A person has to know who it is that nobody agreed on. An ID does not tell.
            tenants = _worst_unmanaged(run) if values["unmanaged"] else []
            subset = [*subset, _NAMES] if tenants else subset
        result: dict[str, Any] = {
            "options": values,
            "gather_subset": subset,
            "tenants": tenants,
            "configurations": _CONFIGURATIONS in subset,
        }
        return dict(result, warnings=[one.sentence for one in unknown]) if unknown else result


def _incomplete(values: dict[str, Any], task_vars: dict[str, Any], result: str) -> str | None:
    """The reason why a run that should fail for findings cannot have found them; None if it can have."""
    if relaunched(task_vars) and "ansible_limit" in task_vars:
        # AWX relaunches a job on its failed hosts. The other hosts may differ as well, and a finding may have no host.
        return (
            f"This relaunched job compares only a part of the partners (--limit {task_vars['ansible_limit']}), so it "
            "must not succeed in place of the job. Launch the job template instead"
        )
    run = task_vars.get(result)
    run = run if isinstance(run, dict) else {"failed": True}
    nobody = not run.get("failed") and run.get("partners") == []
    if nobody and not values["unmanaged"] and not any("error" in host for host in (run.get("hosts") or {}).values()):
        return "No partner is compared: the hosts have no partners, and unmanaged partners are not reported"
    return None


def _tenants(run: Any) -> list[str]:
    """The IDs of all partners in ``run``, registered from ``partners``, each once; empty if ``run`` is no result."""
    result = run if isinstance(run, dict) else {}
    rows = [*(result.get("partners") or ()), *(result.get("unmanaged_partners") or ())]
    # The report names the home tenant as well.
    rows.append({"tenant_id": result.get("home_tenant_id")})
    return _keys(rows)


def _worst_unmanaged(run: Any) -> list[str]:
    """The IDs of partners that the inventory does not contain; those that may synchronize come first."""
    found = run.get("unmanaged_partners") if isinstance(run, dict) else None
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    return _keys(sorted(rows, key=lambda row: not _admits(row)))[:_LOOKED_UP]


def _admits(row: dict[str, Any]) -> bool:
    policy = row.get("identity_sync")
    return isinstance(policy, dict) and any(policy.get(name) is True for name in IDENTITY_SYNC.admitting())


def _keys(rows: list[Any]) -> list[str]:
    """The tenant IDs in some rows, each once."""
    keys = [tenant_key(row.get("tenant_id")) for row in rows if isinstance(row, dict)]
    return list(dict.fromkeys(key for key in keys if key))
