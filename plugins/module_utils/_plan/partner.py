# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The goal of a partner and the synchronization policy under it (private to this collection). Pure.

One read of Graph returns a partner together with its policy. Therefore one goal covers both.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .._model.desired import ABSENT, PRESENT, Desired
from .._model.kinds import INHERIT, GraphObject, Row, Settings
from .._model.observed import Observed, restored, restored_partner, settings_row
from .._model.operations import CREATE, DELETE, PURGE, RESTORE
from .._model.resource import Resource
from .._model.resources import DEFAULT_SETTINGS, IDENTITY_SYNC, PARTNER
from .change import Change, updated, written
from .plan import Plan
from .protection import Pruning
from .removal import closes, may_close, plan_leans_on_what_is_shut


class PartnerGoal(NamedTuple):
    """A partner and the synchronization policy under it.

    ``default``: the object that the partner inherits from, as Graph holds it; None if the plan does not need it.
    ``null_shown``: whether Graph is known to show inherited settings as null. If so, a value that equals the default
    was set explicitly, and does not follow the default when the default changes.
    ``pruning``: given if the partner is not listed. The partner is removed only if Graph says that it is not protected.
    ``singly``: whether the partner is read once more, by itself and not in a list, before anything is sent.
    """

    desired: Desired
    default: GraphObject | None = None
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
        """Whether ``default`` is necessary for the plan."""
        return needs_default(self.desired, observed)

    def plan(self, observed: Observed) -> tuple[Change, ...]:
        return self._plan(observed, None if self.null_shown else self.default)

    def closes(self, before: Row | None, after: Row | None) -> bool:
        """Whether an access setting admits nobody in the row ``after``, and admitted somebody in the row ``before``."""
        return closes(before, after, DEFAULT_SETTINGS.read(self.default) if self.default else None)

    def may_close(self, observed: Observed) -> bool:
        """Whether ``closes`` needs ``default`` to judge the plan."""
        return may_close(self.desired.partner, self.row(observed))

    def doubtful(self, observed: Observed) -> bool:
        """Whether the plan would take away access if a list of all partners was wrong about this partner.

        A wrong list may show null ("not configured") for a setting that is true. Then the plan would switch the setting
        off. A wrong list may also show an open access setting as shut. Then the plan would shut the setting.
        """
        switched_off = observed.sync is not None and any(
            self.desired.sync.get(name) is False and IDENTITY_SYNC.setting(name).read(observed.sync) is None
            for name in IDENTITY_SYNC.admitting()
        )
        return switched_off or plan_leans_on_what_is_shut(Plan.of(self, observed))

    def applied(self, observed: Observed, change: Change) -> Observed:
        return applied(observed, change)

    def row(self, observed: Observed) -> Row | None:
        return settings_row(observed)

    def unseen(self, observed: Observed) -> tuple[Change, ...]:
        """The changes that a read does not show yet. A value that equals the default may have become null."""
        return self._plan(observed, self.default)

    def _plan(self, observed: Observed, default: GraphObject | None) -> tuple[Change, ...]:
        if self.pruning and not self.pruning.known_no(observed):
            return ()
        return plan(self.desired, observed, default)

    def lacks_partner(self, observed: Observed) -> bool:
        return lacks_partner(self.desired, observed)

    def contradicts(self, observed: Observed, change: Change) -> bool:
        """Whether ``observed`` shows an object that ``change`` removes, or lacks an object that ``change`` creates."""
        return (self._object(observed, change) is None) != (self._object(applied(observed, change), change) is None)

    @staticmethod
    def _object(observed: Observed, change: Change) -> GraphObject | None:
        return observed.partner if change.resource == "partner" else observed.sync


def plan(desired: Desired, observed: Observed, default: GraphObject | None = None) -> tuple[Change, ...]:
    """The changes that turn ``observed`` into ``desired``, in the order in which Graph accepts them.

    ``default`` is the object that partners inherit from, as Graph holds it, or None if it is not known. A policy is
    created after its partner and deleted before its partner: crosstenantaccesspolicyconfigurationpartner-delete.
    """
    sync = _plan_sync(desired, observed)
    if desired.partner_state == ABSENT:
        sync = _plan_object(IDENTITY_SYNC, desired.tenant_id, ABSENT, {}, observed.sync)
    partner = _plan_partner(desired, observed, default)
    return sync + partner if desired.partner_state == ABSENT else partner + sync


def lacks_partner(desired: Desired, observed: Observed) -> bool:
    """Whether a policy is desired under a partner that does not exist and that this task does not create."""
    return observed.partner is None and desired.partner_state is None and desired.sync_state == PRESENT


def applied(observed: Observed, change: Change) -> Observed:
    """``observed`` as Graph holds it after ``change``."""
    if (change.operation, change.resource) == (PURGE, PARTNER.name):
        return observed._replace(deleted_partner=None)
    if change.operation == PURGE:
        return observed._replace(deleted_sync=None)
    if (change.operation, change.resource) == (RESTORE, PARTNER.name):
        return observed._replace(partner=restored_partner(observed), deleted_partner=None)
    if change.operation == RESTORE:
        return Observed(observed.partner or {"tenantId": change.tenant_id}, restored(observed))
    if change.resource == IDENTITY_SYNC.name:
        # In check mode both the policy and its partner may be predictions.
        partner = observed.partner or {"tenantId": change.tenant_id}
        return observed._replace(partner=partner, sync=_applied_object(observed.sync, change))
    return observed._replace(partner=_applied_object(observed.partner, change))


def needs_default(desired: Desired, observed: Observed) -> bool:
    """Whether a setting has to inherit and Graph does not show it as null, for example because the partner is new.

    Graph may show the value of the default in place of null, now or after the change.
    """
    inherited = [name for name, value in desired.partner.items() if value is INHERIT]
    return any(
        observed.partner is None or PARTNER.setting(name).read(observed.partner) is not None for name in inherited
    )


def shows_null(observed: Iterable[Observed], default: GraphObject) -> bool:
    """Whether Graph shows inherited settings as null: one partner has null in a setting that has a value by default.

    The examples of the reference pages show null. The pages promise nothing:
    crosstenantaccesspolicyconfigurationpartner-get.
    """
    # A value that cannot be read is a value, too.
    inheritable = [setting for setting in PARTNER.settings if setting.nullable and default.get(setting.property)]
    return any(
        # An object whose members are null is not null: Graph may show the default in place of other settings.
        setting.property in state.partner and state.partner[setting.property] is None
        for state in observed
        if state.partner is not None
        for setting in inheritable
    )


def _plan_partner(desired: Desired, observed: Observed, default: GraphObject | None) -> tuple[Change, ...]:
    if desired.partner_state == PRESENT and observed.partner is None and observed.deleted_partner is not None:
        # The run has read the deleted partner because Graph refused to create another partner for the tenant.
        restore = Change(RESTORE, PARTNER.name, desired.tenant_id)
        return (restore,) + updated(PARTNER, desired.tenant_id, desired.partner, restored_partner(observed), default)
    return _plan_object(PARTNER, desired.tenant_id, desired.partner_state, desired.partner, observed.partner, default)


def _plan_sync(desired: Desired, observed: Observed) -> tuple[Change, ...]:
    if desired.sync_state == PRESENT and observed.sync is None and observed.deleted_sync is not None:
        # The run has read the deleted policy because Graph refused to create another policy for the tenant.
        restore = Change(RESTORE, IDENTITY_SYNC.name, desired.tenant_id)
        return (restore,) + updated(IDENTITY_SYNC, desired.tenant_id, desired.sync, restored(observed))
    return _plan_object(IDENTITY_SYNC, desired.tenant_id, desired.sync_state, desired.sync, observed.sync)


def _plan_object(
    resource: Resource,
    tenant_id: str,
    state: str | None,
    desired: Settings,
    graph: GraphObject | None,
    default: GraphObject | None = None,
) -> tuple[Change, ...]:
    if state == PRESENT:
        if graph is not None:
            return updated(resource, tenant_id, desired, graph, default)
        parts = resource.steps(desired, {}) or [{}]
        created = _created(resource, tenant_id, parts[0])
        return (created,) + updated(resource, tenant_id, desired, written(None, created))
    if state == ABSENT and graph is not None:
        return (Change(DELETE, resource.name, tenant_id),)
    return ()


def _created(resource: Resource, tenant_id: str, desired: Settings) -> Change:
    # A new object has the values of an empty object. Desired values that equal these values are not sent.
    names = resource.differing(desired, {})
    body = resource.body(desired, names, {})
    body.update(resource.key_in_body(tenant_id))
    return Change(CREATE, resource.name, tenant_id, names, body)


def _applied_object(graph: GraphObject | None, change: Change) -> GraphObject | None:
    return None if change.operation == DELETE else written(graph, change)
