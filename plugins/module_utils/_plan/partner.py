# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A partner and the policy under it: desired and observed → changes (private to this collection).

A goal knows, of one thing in Graph that is read and written as a whole, what remains to be done (``plan``), what Graph
holds after a change (``applied``), and how it is shown (``row``). All of it is pure: the same in check mode and in a
real run.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .._model.desired import ABSENT, PRESENT, Desired
from .._model.kinds import INHERIT
from .._model.observed import Observed, restored, restored_partner, settings_row
from .._model.operations import CREATE, DELETE, PURGE, RESTORE
from .._model.settings import DEFAULT_SETTINGS, IDENTITY_SYNC, PARTNER
from .change import Change, updated
from .plan import Plan
from .protection import Pruning
from .removal import closes, may_close, plan_leans_on_what_is_shut


class PartnerGoal(NamedTuple):
    """A partner and the synchronization policy under it. ``default`` is what it inherits, where that matters.

    ``null_shown``: whether this Graph is known to show what is inherited as null, so that a value that equals the
    default was set, and does not follow the default when that changes.
    ``pruning`` is there if nobody lists the partner: then it goes only as long as Graph says that it may.
    ``singly``: whether what a list says of it is to be read once more, by itself, before anything is sent.
    """

    desired: Desired
    default: dict | None = None
    null_shown: bool = False
    pruning: Pruning | None = None
    singly: bool = False

    @property
    def tenant_id(self) -> str:
        return self.desired.tenant_id

    @property
    def title(self) -> str:
        return f"partner {self.tenant_id}"

    @property
    def listed(self) -> bool:
        return self.pruning is None

    def needs_default(self, observed: Observed) -> bool:
        return needs_default(self.desired, observed)

    def plan(self, observed: Observed) -> tuple[Change, ...]:
        return self._plan(observed, None if self.null_shown else self.default)

    def closes(self, before: dict | None, after: dict | None) -> bool:
        """Whether nobody gets in, or out, any more where somebody did; rows."""
        return closes(before, after, DEFAULT_SETTINGS.read(self.default) if self.default else None)

    def may_close(self, observed: Observed) -> bool:
        """Whether only the default tells if the plan ``closes`` anything."""
        return may_close(self.desired.partner, self.row(observed))

    def doubtful(self, observed: Observed) -> bool:
        """Whether the plan takes nobody's access only if a list of all partners says the truth about this one.

        It would switch somebody off if null, which is not configured, stood for true, and shut somebody out if what is
        said to be shut were open.
        """
        switched_off = observed.sync is not None and any(
            self.desired.sync.get(name) is False and IDENTITY_SYNC.setting(name).read(observed.sync) is None
            for name in IDENTITY_SYNC.admitting()
        )
        return switched_off or plan_leans_on_what_is_shut(Plan.of(self, observed))

    def applied(self, observed: Observed, change: Change) -> Observed:
        return applied(observed, change)

    def row(self, observed: Observed) -> dict | None:
        return settings_row(observed)

    def unseen(self, observed: Observed) -> tuple[Change, ...]:
        """What a read after the writes does not show yet."""
        return self._plan(observed, self.default)

    def _plan(self, observed, default):
        if self.pruning and not self.pruning.known_no(observed):
            return ()
        return plan(self.desired, observed, default)

    def lacks_partner(self, observed: Observed) -> bool:
        return lacks_partner(self.desired, observed)

    def contradicts(self, observed: Observed, change: Change) -> bool:
        """Whether ``observed`` cannot have been read after ``change`` was made, so that it is a stale read."""
        return (self._object(observed, change) is None) != (self._object(applied(observed, change), change) is None)

    @staticmethod
    def _object(observed, change):
        return observed.partner if change.resource == "partner" else observed.sync


def plan(desired: Desired, observed: Observed, default: dict | None = None) -> tuple[Change, ...]:
    """The changes that turn ``observed`` into ``desired``, in the order in which Graph takes them.

    ``default`` is what partners inherit, as Graph holds it, where that is known. A policy is created after its partner
    and deleted before it: crosstenantaccesspolicyconfigurationpartner-delete.
    """
    sync = _plan_sync(desired, observed)
    if desired.partner_state == ABSENT:
        sync = _plan_object(IDENTITY_SYNC, desired.tenant_id, ABSENT, {}, observed.sync)
    partner = _plan_partner(desired, observed, default)
    return sync + partner if desired.partner_state == ABSENT else partner + sync


def lacks_partner(desired: Desired, observed: Observed) -> bool:
    """Whether a policy is wanted under a partner that does not exist and that this task does not create."""
    return observed.partner is None and desired.partner_state is None and desired.sync_state == PRESENT


def applied(observed: Observed, change: Change) -> Observed:
    """What Graph holds after ``change``."""
    if (change.operation, change.resource) == (PURGE, PARTNER.name):
        return observed._replace(deleted_partner=None)
    if change.operation == PURGE:
        return observed._replace(deleted_sync=None)
    if (change.operation, change.resource) == (RESTORE, PARTNER.name):
        return observed._replace(partner=restored_partner(observed), deleted_partner=None)
    if change.operation == RESTORE:
        return Observed(observed.partner or {"tenantId": change.tenant_id}, restored(observed))
    if change.resource == IDENTITY_SYNC.name:
        # A policy that is only predicted hangs under a partner that is only predicted as well.
        partner = observed.partner or {"tenantId": change.tenant_id}
        return observed._replace(partner=partner, sync=_applied_object(observed.sync, change))
    return observed._replace(partner=_applied_object(observed.partner, change))


def needs_default(desired: Desired, observed: Observed) -> bool:
    """Whether something has to inherit that Graph does not, or may soon not, show as null."""
    inherited = [name for name, value in desired.partner.items() if value is INHERIT]
    return any(
        observed.partner is None or PARTNER.setting(name).read(observed.partner) is not None for name in inherited
    )


def shows_null(observed: Iterable[Observed], default: dict) -> bool:
    """Whether Graph shows what partners inherit as null: one of them shows null where the default has a value.

    The reference pages show null and promise nothing: crosstenantaccesspolicyconfigurationpartner-get.
    """
    inheritable = [setting for setting in PARTNER.settings if setting.nullable and setting.read(default) is not None]
    return any(
        setting.property in each.partner and setting.read(each.partner) is None
        for each in observed
        if each.partner is not None
        for setting in inheritable
    )


def _plan_partner(desired, observed, default):
    if desired.partner_state == PRESENT and observed.partner is None and observed.deleted_partner is not None:
        # It was looked for because Graph refused to create a partner beside it.
        restore = Change(RESTORE, PARTNER.name, desired.tenant_id)
        return (restore,) + updated(PARTNER, desired.tenant_id, desired.partner, restored_partner(observed), default)
    return _plan_object(PARTNER, desired.tenant_id, desired.partner_state, desired.partner, observed.partner, default)


def _plan_sync(desired, observed):
    if desired.sync_state == PRESENT and observed.sync is None and observed.deleted_sync is not None:
        # It was looked for because Graph refused to create a policy beside it.
        restore = Change(RESTORE, IDENTITY_SYNC.name, desired.tenant_id)
        return (restore,) + updated(IDENTITY_SYNC, desired.tenant_id, desired.sync, restored(observed))
    return _plan_object(IDENTITY_SYNC, desired.tenant_id, desired.sync_state, desired.sync, observed.sync)


def _plan_object(resource, tenant_id, state, desired, graph, default=None):
    if state == PRESENT and graph is None:
        parts = resource.steps(desired, {}) or [{}]
        created = _created(resource, tenant_id, parts[0])
        return (created,) + updated(resource, tenant_id, desired, created.body)
    if state == PRESENT:
        return updated(resource, tenant_id, desired, graph, default)
    if state == ABSENT and graph is not None:
        return (Change(DELETE, resource.name, tenant_id),)
    return ()


def _created(resource, tenant_id, desired):
    # A new object has and inherits what an empty one does, so that none of that has to be sent.
    names = resource.differing(desired, {})
    body = resource.body(desired, names, {})
    body.update(resource.key_in_body(tenant_id))
    return Change(CREATE, resource.name, tenant_id, names, body)


def _applied_object(graph, change):
    if change.operation == DELETE:
        return None
    return {**(graph or {}), **change.body}
