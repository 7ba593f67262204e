# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order in which people should look at the partners of a report (private to this collection). Pure."""

from __future__ import annotations

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import SEVERITIES

from .openness import DIRECTIONS, NEITHER, POSSIBLY_MORE_OPEN
from .severity import COMPLIANT, DRIFTED, MISSING, UNMANAGED, UNREADABLE
from .shape import DriftEntry, OpenEntry, PartnerEntry

# Of two equally bad partners, the one comes first on which nobody agreed.
_STATUSES = (UNMANAGED, DRIFTED, UNREADABLE, MISSING, COMPLIANT)


def rank(partner: PartnerEntry) -> tuple[int | str, ...]:
    """The sort key of a partner: the worst partner has the smallest key."""
    severities = [_place(partner["severity"]), *(_place(check["severity"]) for check in partner["checks"])]
    # Any door of an unreadable partner may be open.
    direction = POSSIBLY_MORE_OPEN if partner["status"] == UNREADABLE else partner["direction"] or NEITHER
    return (
        min(severities),
        _place(partner["severity"]),
        int(partner["inflow"] != "unwanted"),
        DIRECTIONS.index(direction),
        _STATUSES.index(partner["status"]),
        -len(partner["open_doors"]),
        # People look for a name, and an ID tells them nothing.
        (partner["name"] or partner.get("tenant_name") or partner["host"] or "").casefold(),
        partner["tenant_id"] or "~",
        partner["host"] or "",
    )


def drift_rank(entry: DriftEntry | OpenEntry) -> tuple[int, int]:
    """The sort key of a drifted setting: the worst setting has the smallest key."""
    return _place(entry["severity"]), DIRECTIONS.index(entry["direction"])


def _place(severity: str | None) -> int:
    return len(SEVERITIES) if severity is None else SEVERITIES.index(severity)
