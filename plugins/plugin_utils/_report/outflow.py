# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The synchronization out of the home tenant, in a report (private to this collection). Pure."""

from __future__ import annotations

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import Known
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.overview import (
    OverviewRow,
    not_shown,
    state_of,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.provisioning import (
    ErrorsRow,
    LogRow,
)

from .shape import OutEntry, SyncOut

#: The fact about the home tenant that this part of a report needs.
FACT = "sync_configurations"


def sync_out(tenant: Known, reason: str) -> SyncOut:
    """The configurations, sorted by target tenant. ``reason``: why they were not read, if they were not."""
    found = tenant.get("sync_configurations")
    if found is None:
        return {"looked": False, "reason": reason, "configurations": []}
    logs = tenant.get("sync_errors") or {}
    names = {tenant_id: row["display_name"] for tenant_id, row in (tenant.get("tenants") or {}).items()}
    return {
        "looked": True,
        "reason": None,
        "configurations": [
            _entry(row, names.get(target or ""), logs.get(row["service_principal_id"] or ""))
            for target in sorted(found, key=_place)
            for row in found[target]
        ],
    }


def _place(target: str | None) -> tuple[bool, str]:
    return target is None, target or ""


def _entry(row: OverviewRow, tenant_name: str | None, log: ErrorsRow | None) -> OutEntry:
    status = row["status"]
    return {
        "tenant_id": row["target_tenant_id"],
        "tenant_name": tenant_name,
        "name": row["name"],
        "state": state_of(row),
        "enabled": row["enabled"],
        "scope": row["scope"],
        "last_run": status["last_run"] if status else None,
        "last_success": status["last_success"] if status else None,
        "quarantine": status["quarantine"] if status else None,
        "counts": status["counts"] if status else {},
        "missing": row["missing"],
        "problem": row["problem"],
        "not_shown": not_shown(row),
        "by_admin_center": row["by_admin_center"],
        "service_principal_id": row["service_principal_id"],
        "job_id": row["job_id"],
        "errors": log
        and LogRow(since=log["since"], complete=log["complete"], failures=log["failures"], errors=log["errors"]),
    }
