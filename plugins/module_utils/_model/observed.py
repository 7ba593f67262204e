# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Observed partners: Graph's objects for one partner, and their rows in results (private to this collection). Pure."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple, overload

from .._names import tenant_key
from .kinds import GraphObject, Row, Text, UnexpectedValue, brief, without_annotations
from .resources import IDENTITY_SYNC, PARTNER

_NAVIGATION = "identitySynchronization"


class _Objects(NamedTuple):
    partner: GraphObject | None = None
    #: The synchronization policy under the partner.
    sync: GraphObject | None = None
    #: The policy of this partner among the deleted policies. It is also None if the deleted policies were not read.
    deleted_sync: GraphObject | None = None
    #: This partner among the deleted partners. It is also None if the deleted partners were not read.
    deleted_partner: GraphObject | None = None


class Observed(_Objects):
    """Graph's objects for one partner, with their unknown properties; None if Graph has no such object.

    Nothing changes the objects. So the settings in them are read only once, although plans, limits and results of a
    thousand partners ask for them several times.
    """

    @cached_property
    def settings(self) -> Row | None:
        """The row that ``settings_row`` returns. Raises UnexpectedValue."""
        if self.partner is None:
            return None
        settings = PARTNER.read(self.partner)
        row: Row = {"tenant_id": tenant_id_of(self.partner)}
        row.update({name: value for name, value in settings.items() if value is not None})
        row["inherit"] = PARTNER.inherited(settings)
        if self.sync is not None:
            row["identity_sync"] = IDENTITY_SYNC.read(self.sync)
        return row


NOTHING = Observed()


def observed_in(graph: GraphObject) -> Observed:
    """The partner in an object that Graph sent, with its synchronization policy expanded. Raises UnexpectedValue.

    Null and a missing ``identitySynchronization`` both mean that there is no policy (list-partners).
    Every setting is read once here. So a value that cannot be understood is an error at the read, and never an error in
    the middle of the writes.
    """
    partner = without_annotations(graph)
    sync = partner.pop(_NAVIGATION, None)
    if sync is not None and not isinstance(sync, dict):
        raise UnexpectedValue(f"{_NAVIGATION}: {brief(sync)} is not an object")
    observed = Observed(partner, None if sync is None else without_annotations(sync))
    settings_row(observed)
    return observed


def tenant_id_of(graph: object) -> str:
    """The tenant ID of a partner that Graph sent, in the form in which IDs are compared. Raises UnexpectedValue."""
    key = tenant_key(graph.get("tenantId")) if isinstance(graph, dict) else None
    if key is None:
        raise UnexpectedValue("a partner without a valid tenantId")
    return key


def settings_row(observed: Observed) -> Row | None:
    """The settings of a partner in the words of the options of ``partners``; None if there is no partner.

    The caller must not change the row. Raises UnexpectedValue.
    """
    return observed.settings


def read_only_of(observed: Observed) -> Row:
    """The values that Graph computes for a partner; empty if there is no partner."""
    return PARTNER.read_only_values(observed.partner or {})


def partner_row(observed: Observed) -> Row | None:
    """Everything that Graph says about a partner; None if there is no partner. Raises UnexpectedValue.

    Such a row is a valid item of the option ``partners``, and leads to no change.
    """
    row = settings_row(observed)
    if row is None or observed.partner is None:
        return None
    unknown = PARTNER.unknown(observed.partner)
    unknown_of_sync = IDENTITY_SYNC.unknown(observed.sync or {})
    if unknown_of_sync:
        unknown[_NAVIGATION] = unknown_of_sync
    return {**row, "read_only": read_only_of(observed), "unknown_settings": unknown}


@overload
def sync_row(tenant_id: str, sync: GraphObject) -> Row:
    """The row of a policy."""


@overload
def sync_row(tenant_id: str, sync: GraphObject | None) -> Row | None:
    """None for a policy that does not exist."""


def sync_row(tenant_id: str, sync: GraphObject | None) -> Row | None:
    """A synchronization policy in the words of the options of ``partner_identity_sync``. Raises UnexpectedValue."""
    return None if sync is None else dict(tenant_id=tenant_id, **IDENTITY_SYNC.read(sync))


@overload
def deleted_row(tenant_id: str, sync: GraphObject) -> Row:
    """The row of a policy."""


@overload
def deleted_row(tenant_id: str, sync: GraphObject | None) -> Row | None:
    """None for a policy that does not exist."""


def deleted_row(tenant_id: str, sync: GraphObject | None) -> Row | None:
    """A deleted synchronization policy: its settings, and the time when it was deleted. Raises UnexpectedValue."""
    if sync is None:
        return None
    return dict(sync_row(tenant_id, sync), deleted_date_time=deleted_date_time(sync))


def deleted_partner_row(partner: GraphObject | None) -> Row | None:
    """A deleted partner: its settings, and the time when it was deleted. Raises UnexpectedValue."""
    row = settings_row(Observed(partner))
    return None if row is None or partner is None else dict(row, deleted_date_time=deleted_date_time(partner))


def deleted_date_time(graph: GraphObject) -> str | None:
    """The time when a policy or partner was deleted, as Graph writes it. Raises UnexpectedValue."""
    return Text().read(graph.get("deletedDateTime"))


def restored(observed: Observed) -> GraphObject:
    """The deleted policy as Graph holds it after a restore."""
    return _without_date(observed.deleted_sync or observed.sync or {})


def restored_partner(observed: Observed) -> GraphObject:
    """The deleted partner as Graph holds it after a restore."""
    return _without_date(observed.deleted_partner or observed.partner or {})


def _without_date(graph: GraphObject) -> GraphObject:
    return {name: value for name, value in graph.items() if name != "deletedDateTime"}


def differ(before: object, after: object) -> bool:
    """Whether only one of two looks shows the partner, or only one shows its policy."""
    if not (isinstance(before, Observed) and isinstance(after, Observed)):
        return False
    return any((one is None) != (other is None) for one, other in zip(before[:2], after[:2]))
