# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a partner may do, in one word for each setting (private to this collection). Pure.

A security officer asks who trusts whose MFA, and wants to see it for all partners at once.
"""

from __future__ import annotations

from typing import Any

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.b2b import (
    everybody_blocked,
    is_access,
    shuts_everybody_out,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import IDENTITY_SYNC

YES = "yes"
NO = "no"
#: Some users or applications, but not all.
SOME = "some"

#: The settings in the order of the columns. Settings with a value that is a list of targets have one word as well.
SETTINGS = (
    *(f"identity_sync.{name}" for name in IDENTITY_SYNC.admitting()),
    "automatic_user_consent.inbound_allowed",
    "automatic_user_consent.outbound_allowed",
    "inbound_trust.mfa_accepted",
    "inbound_trust.compliant_device_accepted",
    "inbound_trust.hybrid_joined_device_accepted",
    "b2b_collaboration_inbound",
    "b2b_collaboration_outbound",
    "b2b_direct_connect_inbound",
    "b2b_direct_connect_outbound",
)


def access(row: dict[str, Any] | None) -> dict[str, str]:
    """Setting → YES, NO or SOME. A setting that the partner inherits from the default, or lacks, is missing."""
    result = {}
    for setting in SETTINGS:
        name, _point, member = setting.partition(".")
        value = (row or {}).get(name)
        word = _word((value or {}).get(member) if member else value)
        if word is not None:
            result[setting] = word
    return result


def _word(value: Any) -> str | None:
    if isinstance(value, bool):
        return YES if value else NO
    if not is_access(value):
        return None
    if everybody_blocked(value) or shuts_everybody_out(value):
        return NO
    return YES if all(_everything(value.get(side)) for side in ("users_and_groups", "applications")) else SOME


def _everything(side: Any) -> bool:
    if not isinstance(side, dict) or side.get("access_type") != "allowed":
        return False
    names = {str(target.get("target") or "").lower() for target in side.get("targets") or ()}
    return bool(names & {"allusers", "allapplications"})
