# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Graph holds for one partner, and how that is shown (private to this collection)."""

from __future__ import annotations

from typing import NamedTuple

from .._names import tenant_key
from .kinds import Text, UnexpectedValue, brief, without_annotations
from .settings import IDENTITY_SYNC, PARTNER

_NAVIGATION = "identitySynchronization"


class Observed(NamedTuple):
    """Graph's own objects, unknown properties and all; None where Graph has no such object."""

    partner: dict | None = None
    sync: dict | None = None
    #: The policy that lies among the deleted ones. None also where nobody looked for it.
    deleted_sync: dict | None = None
    #: The same of the partner.
    deleted_partner: dict | None = None


NOTHING = Observed()


def observed_in(graph: dict) -> Observed:
    """A partner as Graph sends it, with its synchronization policy expanded.

    Null and a missing ``identitySynchronization`` both mean that there is no policy (list-partners).
    Every setting is read once here, so that what cannot be understood is an error at the read and not in the middle of
    the writes. Raises UnexpectedValue.
    """
    partner = without_annotations(graph)
    sync = partner.pop(_NAVIGATION, None)
    if sync is not None and not isinstance(sync, dict):
        raise UnexpectedValue(f"{_NAVIGATION}: {brief(sync)} is not an object")
    observed = Observed(partner, None if sync is None else without_annotations(sync))
    settings_row(observed)
    return observed


def tenant_id_of(graph) -> str:
    """The key of a partner that Graph sent. Raises UnexpectedValue."""
    key = tenant_key(graph.get("tenantId")) if isinstance(graph, dict) else None
    if key is None:
        raise UnexpectedValue("a partner without a valid tenantId")
    return key


def settings_row(observed: Observed) -> dict | None:
    """All that can be managed of a partner, in the words of the options of ``partners``."""
    if observed.partner is None:
        return None
    settings = PARTNER.read(observed.partner)
    row = {"tenant_id": tenant_id_of(observed.partner)}
    row.update({name: value for name, value in settings.items() if value is not None})
    row["inherit"] = PARTNER.inherited(settings)
    if observed.sync is not None:
        row["identity_sync"] = IDENTITY_SYNC.read(observed.sync)
    return row


def read_only_of(observed: Observed) -> dict:
    """What Graph computes for a partner; empty where there is none."""
    return PARTNER.read_only_values(observed.partner or {})


def partner_row(observed: Observed) -> dict | None:
    """Everything that Graph says about a partner; ``partners`` takes such a row back and finds nothing to do."""
    row = settings_row(observed)
    if row is not None:
        row["read_only"] = read_only_of(observed)
        row["unknown_settings"] = PARTNER.unknown(observed.partner)
        unknown_of_sync = IDENTITY_SYNC.unknown(observed.sync or {})
        if unknown_of_sync:
            row["unknown_settings"][_NAVIGATION] = unknown_of_sync
    return row


def sync_row(tenant_id: str, sync: dict | None) -> dict | None:
    """A synchronization policy in the words of the options of ``partner_identity_sync``."""
    return None if sync is None else dict(tenant_id=tenant_id, **IDENTITY_SYNC.read(sync))


def deleted_row(tenant_id: str, sync: dict | None) -> dict | None:
    """A deleted synchronization policy: what it was, and since when it is no more."""
    if sync is None:
        return None
    return dict(sync_row(tenant_id, sync), deleted_date_time=deleted_date_time(sync))


def deleted_partner_row(partner: dict | None) -> dict | None:
    """A deleted partner: what it was, and since when it is no more. Raises UnexpectedValue."""
    row = settings_row(Observed(partner))
    return None if row is None or partner is None else dict(row, deleted_date_time=deleted_date_time(partner))


def deleted_date_time(graph: dict) -> str | None:
    """When a policy or partner was deleted, as Graph puts it. Raises UnexpectedValue."""
    return Text().read(graph.get("deletedDateTime"))


def restored(observed: Observed) -> dict:
    """The deleted policy as it is once it was restored."""
    return _without_date(observed.deleted_sync or observed.sync or {})


def restored_partner(observed: Observed) -> dict:
    """The deleted partner as it is once it was restored."""
    return _without_date(observed.deleted_partner or observed.partner or {})


def _without_date(graph):
    return {name: value for name, value in graph.items() if name != "deletedDateTime"}
