# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Warnings about the state after a run: deleted policies, and harmful conditions (private to this collection)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from .._directory import read_deleted
from .._graph.errors import EntraError
from .._model.kinds import GraphObject
from .._model.observed import Observed, deleted_date_time, partner_row
from .._model.operations import CREATE, RESTORE
from .._model.resources import IDENTITY_SYNC, PARTNER
from .._model.retention import in_words
from .._plan.goal import Goal
from .._plan.partner import PartnerGoal
from .account import kept
from .execution import Execution

if TYPE_CHECKING:
    from .._graph.client import GraphClient

_MODULE = "entra.cross_tenant.deleted_partner_identity_sync"
_SHOWN = 10


def on_deleted(client: GraphClient, everything: Sequence[Execution[Goal]]) -> list[str]:
    """Sentences about restored objects, and about deleted policies of partners for which the run creates a policy.

    In check mode the sentences are about the predicted changes. To find deleted policies, one more request to the beta
    version is needed. An error of this request is ignored, because these sentences are optional. For example, Graph may
    not allow any application to read deleted items.
    """
    notes: list[str] = []
    with _kept(everything):
        notes += _on_deleted(client, everything)
    return notes


def _on_deleted(client: GraphClient, everything: Sequence[Execution[Goal]]) -> list[str]:
    notes: list[str] = []
    partners = _tenants(everything, RESTORE, PARTNER.name)
    if partners:
        notes.append(
            "Graph did not create a partner, because a deleted partner of the same tenant exists. The deleted partner "
            f"was restored: {_listed(partners)}. Settings that the task does not set are as before the deletion"
        )
    restored = _tenants(everything, RESTORE)
    if restored:
        notes.append(
            "Graph did not create a policy, because a deleted policy of the same tenant exists. The deleted policy was "
            f"restored: {_listed(restored)}. Settings that the task does not set are as before the deletion"
        )
    created = _tenants(everything, CREATE) if client.api_version == "beta" else []
    beside = _deleted_of(client, created) if created else {}
    if beside:
        partners = [f"{tenant_id} ({in_words(deleted_date_time(sync))})" for tenant_id, sync in beside.items()]
        notes.append(
            f"a deleted identity synchronization policy exists in addition to the new policy of {_listed(partners)}; "
            f"{_MODULE} restores a deleted policy if there is no other policy, or removes it for good"
        )
    return notes


def on_unclear(unclear: dict[str, list[str]]) -> list[str]:
    """A sentence about partners that were not pruned because their flags are not clear; no sentence without them.

    ``unclear`` maps tenant IDs to Graph's names of the flags that are neither true nor false.
    """
    if not unclear:
        return []
    names = sorted({name for names in unclear.values() for name in names})
    return [
        f"Not pruned: {_listed(sorted(unclear))}. Service providers and members of the multitenant organization must "
        f"stay, and Graph does not say whether these are such partners ({' and '.join(names)} neither true nor false). "
        "To remove such a partner, list it with state absent"
    ]


class FiredCheck(TypedDict):
    """A health check that fires because of the changes of a partner. ``seen`` is the condition in a few words."""

    id: str
    severity: str
    tenant_id: str
    seen: str


class Conditions(NamedTuple):
    """Conditions that the changes create: sentences for people, and the health checks for programs."""

    sentences: list[str]
    fired: list[FiredCheck]


def on_conditions(cloud: str, everything: Sequence[Execution[PartnerGoal]]) -> Conditions:
    """The conditions that the changes create, or that the predicted changes would create.

    Only reports show conditions that existed before.
    """
    with _kept(everything):
        return _on_conditions(cloud, everything)
    return Conditions([], [])


def _on_conditions(cloud: str, everything: Sequence[Execution[PartnerGoal]]) -> Conditions:
    # If an earlier task has only predicted a partner, its settings are unknown.
    changed = [each for each in everything if each.changes and not each.error and not each.lacks_partner]
    if not changed:
        return Conditions([], [])
    # Imported here since most runs change nothing.
    from .._health import checks
    from .._health.check import AFTER, ERROR, WARNING, Partner, known_of

    known = known_of({}, cloud, earlier_report=False)
    partners = [
        Partner(each.goal.tenant_id, partner_row(each.after), partner_row(each.before), known) for each in changed
    ]
    fired: list[FiredCheck] = [
        {
            "id": finding.check.id,
            "severity": finding.check.severity,
            "tenant_id": finding.tenant_id,
            "seen": finding.seen,
        }
        for finding in checks.findings(partners, known)
        if finding.tenant_id is not None and finding.when == AFTER and finding.check.severity in (ERROR, WARNING)
    ]
    return Conditions(checks.warnings(partners), fired)


def _kept(everything: Sequence[Execution[Goal]]) -> AbstractContextManager[None]:
    """A block for optional reads after the writes. An error in it must not lose the account of the writes."""
    return kept(everything, (execution for execution in everything if execution.attempted))


def _tenants(everything: Sequence[Execution[Goal]], operation: str, resource: str = IDENTITY_SYNC.name) -> list[str]:
    """The tenant IDs of all changes with this operation and this resource."""
    return [
        change.tenant_id
        for execution in everything
        for change in execution.changes
        if (change.operation, change.resource) == (operation, resource) and change.tenant_id is not None
    ]


def _deleted_of(client: GraphClient, tenant_ids: list[str]) -> dict[str, GraphObject]:
    """The deleted policies of these tenants, by tenant ID. Empty if Graph does not show deleted policies."""
    observed: Mapping[str, Observed | EntraError]
    try:
        several = len(tenant_ids) > 1
        observed = read_deleted.all_deleted(client) if several else read_deleted.some_deleted(client, tenant_ids)
    except EntraError:
        return {}
    states = {tenant_id: observed.get(tenant_id) for tenant_id in tenant_ids}
    return {
        tenant_id: state.deleted_sync
        for tenant_id, state in states.items()
        if isinstance(state, Observed) and state.deleted_sync is not None
    }


def _listed(partners: list[str]) -> str:
    shown = partners[:_SHOWN]
    if len(partners) > len(shown):
        shown.append(f"and {len(partners) - len(shown)} more")
    return ("partner " if len(partners) == 1 else "partners ") + ", ".join(shown)
