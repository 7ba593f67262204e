# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wanted and found → changes (private to this collection). Pure: the same in check mode and in a real run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .._model.desired import ABSENT, PRESENT, Wanted
from .._model.kinds import INHERIT
from .._model.observed import Found, restored, restored_partner
from .._model.resource import Resource
from .._model.settings import IDENTITY_SYNC, PARTNER

CREATE = "create"
UPDATE = "update"
DELETE = "delete"
RESET = "reset"
RESTORE = "restore"
PURGE = "purge"


class NoWay(ValueError):
    """Nothing leads from what was observed to what is desired. ``problems`` says why, a sentence each.

    It is no fault of the options, which may have been right a moment ago, and it says nothing about what was written
    before: whoever catches it has to know that. What refuses options is ``desired.BadInput``.
    """

    def __init__(self, problems: list[str]):
        super().__init__("; ".join(problems))
        self.problems = problems


class Change(NamedTuple):
    """One write. ``body`` is the JSON that Graph gets, ``settings`` the names of what it sets."""

    operation: str
    resource: str
    tenant_id: str | None
    settings: tuple[str, ...] = ()
    body: dict | None = None

    def report(self) -> dict:
        """What the modules return of it."""
        return {
            "operation": self.operation,
            "resource": self.resource,
            "tenant_id": self.tenant_id,
            "settings": list(self.settings),
        }


def plan(wanted: Wanted, found: Found, default: dict | None = None) -> tuple[Change, ...]:
    """The changes that turn ``found`` into ``wanted``, in the order in which Graph takes them.

    ``default`` is what partners inherit, as Graph holds it, where that is known. A policy is created after its partner
    and deleted before it: crosstenantaccesspolicyconfigurationpartner-delete.
    """
    sync = _plan_sync(wanted, found)
    if wanted.partner_state == ABSENT:
        sync = _plan_object(IDENTITY_SYNC, wanted.tenant_id, ABSENT, {}, found.sync)
    partner = _plan_partner(wanted, found, default)
    return sync + partner if wanted.partner_state == ABSENT else partner + sync


def lacks_partner(wanted: Wanted, found: Found) -> bool:
    """Whether a policy is wanted under a partner that does not exist and that this task does not create."""
    return found.partner is None and wanted.partner_state is None and wanted.sync_state == PRESENT


def applied(found: Found, change: Change) -> Found:
    """What Graph holds after ``change``."""
    if change.operation == PURGE:
        return found._replace(deleted_sync=None)
    if (change.operation, change.resource) == (RESTORE, PARTNER.name):
        return found._replace(partner=restored_partner(found), deleted_partner=None)
    if change.operation == RESTORE:
        return Found(found.partner or {"tenantId": change.tenant_id}, restored(found))
    if change.resource == IDENTITY_SYNC.name:
        # A policy that is only predicted hangs under a partner that is only predicted as well.
        partner = found.partner or {"tenantId": change.tenant_id}
        return found._replace(partner=partner, sync=_applied_object(found.sync, change))
    return found._replace(partner=_applied_object(found.partner, change))


def needs_default(wanted: Wanted, found: Found) -> bool:
    """Whether something has to inherit that Graph does not, or may soon not, show as null."""
    inherited = [name for name, value in wanted.partner.items() if value is INHERIT]
    return any(found.partner is None or PARTNER.setting(name).read(found.partner) is not None for name in inherited)


def shows_null(found: Iterable[Found], default: dict) -> bool:
    """Whether Graph shows what partners inherit as null: one of them shows null where the default has a value.

    The reference pages show null and promise nothing: crosstenantaccesspolicyconfigurationpartner-get.
    """
    inheritable = [setting for setting in PARTNER.settings if setting.nullable and setting.read(default) is not None]
    return any(
        setting.property in each.partner and setting.read(each.partner) is None
        for each in found
        if each.partner is not None
        for setting in inheritable
    )


def updated(
    resource: Resource, tenant_id: str | None, wanted: dict, graph: dict, default: dict | None = None
) -> tuple[Change, ...]:
    """The changes, as a rule one or none, that bring the wanted settings into an object that exists."""
    changes = []
    for part in resource.steps(wanted, graph):
        names = resource.differing(part, graph, default)
        if names:
            body = resource.body(part, names, graph)
            changes.append(Change(UPDATE, resource.name, tenant_id, names, body))
            graph = {**graph, **body}
    return tuple(changes)


def _plan_partner(wanted, found, default):
    if wanted.partner_state == PRESENT and found.partner is None and found.deleted_partner is not None:
        # It was looked for because Graph refused to create a partner beside it.
        restore = Change(RESTORE, PARTNER.name, wanted.tenant_id)
        return (restore,) + updated(PARTNER, wanted.tenant_id, wanted.partner, restored_partner(found), default)
    return _plan_object(PARTNER, wanted.tenant_id, wanted.partner_state, wanted.partner, found.partner, default)


def _plan_sync(wanted, found):
    if wanted.sync_state == PRESENT and found.sync is None and found.deleted_sync is not None:
        # It was looked for because Graph refused to create a policy beside it.
        restore = Change(RESTORE, IDENTITY_SYNC.name, wanted.tenant_id)
        return (restore,) + updated(IDENTITY_SYNC, wanted.tenant_id, wanted.sync, restored(found))
    return _plan_object(IDENTITY_SYNC, wanted.tenant_id, wanted.sync_state, wanted.sync, found.sync)


def _plan_object(resource, tenant_id, state, wanted, graph, default=None):
    if state == PRESENT and graph is None:
        parts = resource.steps(wanted, {}) or [{}]
        created = _created(resource, tenant_id, parts[0])
        return (created,) + updated(resource, tenant_id, wanted, created.body)
    if state == PRESENT:
        return updated(resource, tenant_id, wanted, graph, default)
    if state == ABSENT and graph is not None:
        return (Change(DELETE, resource.name, tenant_id),)
    return ()


def _created(resource, tenant_id, wanted):
    # A new object has and inherits what an empty one does, so that none of that has to be sent.
    names = resource.differing(wanted, {})
    body = resource.body(wanted, names, {})
    if resource is PARTNER:
        # The key of a policy is in its URL and not in its body: put-identitysynchronization.
        body["tenantId"] = tenant_id
    return Change(CREATE, resource.name, tenant_id, names, body)


def _applied_object(graph, change):
    if change.operation == DELETE:
        return None
    return {**(graph or {}), **change.body}
