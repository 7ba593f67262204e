# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run leaves to be known: deleted policies, and conditions that hurt (private to this collection)."""

from __future__ import annotations

from .._directory import read
from .._graph.client import GraphClient
from .._graph.errors import EntraError
from .._health import checks
from .._health.check import Partner, known_of
from .._model.observed import Observed, deleted_date_time, partner_row
from .._model.operations import CREATE, RESTORE
from .._model.retention import in_words
from .._model.settings import IDENTITY_SYNC, PARTNER
from .account import kept
from .execution import Execution

_MODULE = "entra.cross_tenant.deleted_partner_identity_sync"
_SHOWN = 10


def on_deleted(client: GraphClient, everything: list[Execution]) -> list[str]:
    """Sentences about deleted policies beside those that were, or would be, created, and about restored ones.

    The first take one request more, and the beta version. They are a courtesy: whatever goes wrong with that request,
    such as that Graph opens deleted items to nobody, does not matter.
    """
    notes = []
    with _kept(everything):
        notes += _on_deleted(client, everything)
    return notes


def _on_deleted(client, everything):
    notes = []
    partners = _tenants(everything, RESTORE, PARTNER.name)
    if partners:
        notes.append(
            f"Graph did not create a partner where a deleted one lies, so that the deleted one was restored: "
            f"{_listed(partners)}. What the task does not set is as it was before the partner was deleted"
        )
    restored = _tenants(everything, RESTORE)
    if restored:
        notes.append(
            f"Graph did not create a policy where a deleted one lies, so that the deleted one was restored: "
            f"{_listed(restored)}. What the task does not set is as it was before the policy was deleted"
        )
    created = _tenants(everything, CREATE) if client.api_version == "beta" else []
    beside = _deleted_of(client, created) if created else {}
    if beside:
        partners = [f"{tenant_id} ({in_words(deleted_date_time(sync))})" for tenant_id, sync in beside.items()]
        notes.append(
            f"a deleted identity synchronization policy lies beside the new one of {_listed(partners)}; "
            f"{_MODULE} restores a deleted policy where there is no other, or removes it for good"
        )
    return notes


def on_unclear(unclear: dict[str, list[str]]) -> list[str]:
    """A sentence about partners that were to be pruned and were not; ``unclear`` is what Graph does not say of them."""
    if not unclear:
        return []
    names = sorted({name for names in unclear.values() for name in names})
    return [
        f"Not pruned: {_listed(sorted(unclear))}. Graph does not say whether they are service providers or members of "
        f"the multitenant organization, which must stay ({' and '.join(names)} neither true nor false). To remove such "
        "a partner, list it with state absent"
    ]


def on_conditions(cloud: str, everything: list[Execution]) -> list[str]:
    """Sentences about conditions that the changes bring about, or would: those that were so before are for reports."""
    notes = []
    with _kept(everything):
        known = known_of({}, cloud, earlier_report=False)
        partners = [
            Partner(execution.goal.tenant_id, partner_row(execution.after), partner_row(execution.before), known)
            for execution in everything
            # Of a partner that an earlier task only predicted, nobody knows the settings.
            if execution.changes and not execution.error and not execution.lacks_partner
        ]
        notes += checks.warnings(partners)
    return notes


def _kept(everything):
    """A courtesy comes after the writes, and must not lose the account of them."""
    return kept(everything, (execution for execution in everything if execution.attempted))


def _tenants(everything, operation, resource=IDENTITY_SYNC.name):
    return [
        change.tenant_id
        for execution in everything
        for change in execution.changes
        if (change.operation, change.resource) == (operation, resource)
    ]


def _deleted_of(client, tenant_ids):
    try:
        observed = read.some_deleted(client, tenant_ids) if len(tenant_ids) == 1 else read.all_deleted(client)
    except EntraError:
        return {}
    states = {tenant_id: observed.get(tenant_id) for tenant_id in tenant_ids}
    return {
        tenant_id: state.deleted_sync
        for tenant_id, state in states.items()
        if isinstance(state, Observed) and state.deleted_sync is not None
    }


def _listed(partners):
    shown = partners[:_SHOWN]
    if len(partners) > len(shown):
        shown.append(f"and {len(partners) - len(shown)} more")
    return ("partner " if len(partners) == 1 else "partners ") + ", ".join(shown)
