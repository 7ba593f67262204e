# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What two states of the simulator differ in, in the form in which modules report changes."""

from __future__ import annotations


def effects(before: dict, after: dict) -> set[tuple[str, str, str]]:
    """Operation, resource and tenant of everything that came, went or changed between two snapshots."""
    found = set()
    for resource, objects in (("partner", _partners), ("identity_sync", _policies)):
        old, new = objects(before), objects(after)
        for tenant in set(old) | set(new):
            if old.get(tenant) != new.get(tenant):
                operation = "create" if tenant not in old else "delete" if tenant not in new else "update"
                found.add((operation, resource, tenant))
    return _with_restored(found, before, after)


def _with_restored(found, before, after):
    """What came from among the deleted policies was restored, and updated as well if it is another than it was."""
    old, new = _deleted(before), _deleted(after)
    for tenant in set(old) - set(new):
        if ("create", "identity_sync", tenant) in found:
            found.remove(("create", "identity_sync", tenant))
            found.add(("restore", "identity_sync", tenant))
            if old[tenant] != _policies(after)[tenant]:
                found.add(("update", "identity_sync", tenant))
        else:
            found.add(("purge", "identity_sync", tenant))
    return found


def reported(result: dict) -> set[tuple[str, str, str]]:
    """The same of what a module says that it did."""
    return {(change["operation"], change["resource"], change["tenant_id"]) for change in result["changes"]}


def _partners(state):
    return {
        row["tenantId"]: {name: value for name, value in row.items() if name != "identitySynchronization"}
        for row in state["partners"]
    }


def _deleted(state):
    return {
        row["tenantId"]: {name: value for name, value in row.items() if name != "deletedDateTime"}
        for row in state["deletedItems"]["crossTenantSyncPolicyPartners"]
    }


def _policies(state):
    return {
        row["tenantId"]: row["identitySynchronization"]
        for row in state["partners"]
        if row.get("identitySynchronization") is not None
    }
