# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The target tenants: whether they let users in, and the users that were synchronized into them.

What a target allows is arranged by a test, or read from the directory of another simulator in the same process.
"""

from __future__ import annotations

import copy
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..directory import Directory

Row = dict[str, Any]


@dataclass
class Target:
    """One target tenant. A synchronized object is {id, sourceId, type, attributes, softDeleted, jobId}."""

    tenant_id: str
    inbound_sync: bool = False
    inbound_redemption: bool = False
    objects: dict[str, Row] = field(default_factory=dict)
    directory: Directory | None = None

    def lets_in(self, source_tenant_id: str) -> bool:
        """Whether the target allows inbound synchronization, and redeems invitations of the source automatically."""
        if self.directory is None:
            return self.inbound_sync and self.inbound_redemption
        # Not under its lock: two simulators may be each other's target.
        partner = self.directory.partner_rows.get(source_tenant_id) or {}
        policy = self.directory.policy_rows.get(source_tenant_id) or {}
        consent = partner.get("automaticUserConsentSettings") or {}
        sync = policy.get("userSyncInbound") or {}
        return consent.get("inboundAllowed") is True and sync.get("isSyncAllowed") is True

    def of(self, source_id: str) -> list[Row]:
        """The objects that came from a source object; there may be two, if one of them is soft-deleted."""
        return [row for row in self.objects.values() if row["sourceId"] == source_id]

    def add(self, source_id: str, kind: str, attributes: dict[str, str], job_id: str) -> Row:
        """A new object."""
        row = {
            "id": str(uuid.uuid4()),
            "sourceId": source_id,
            "type": kind,
            "attributes": attributes,
            "softDeleted": False,
            "jobId": job_id,
        }
        self.objects[row["id"]] = row
        return row

    def change(self, row: Row, **changes: Any) -> Row:
        """An object after a change."""
        self.objects[row["id"]] = {**row, **changes}
        return self.objects[row["id"]]

    def snapshot(self) -> Row:
        """The form that a seed has."""
        return copy.deepcopy(
            {
                "tenantId": self.tenant_id,
                "inboundSync": self.inbound_sync,
                "inboundRedemption": self.inbound_redemption,
                "objects": list(self.objects.values()),
            }
        )
