# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft 365 capabilities: their names, and the options of one capability (private to this collection). Pure.

A capability, such as mail tips, is open to one partner, to every partner (the default), or to nobody. Graph has one
object for each capability that is configured: https://learn.microsoft.com/graph/api/resources/m365capabilitybase
"""

from __future__ import annotations

from typing import Any

from .._names import guid_key
from .._secrecy.wrong_form import shown_id
from .desired import ABSENT, BadInput, desired_settings
from .resource import Resource
from .resources import DEFAULT_CAPABILITY, PARTNER_CAPABILITY

_BOTH = (
    "crossTenantCalendarAvailabilityBasic",
    "crossTenantCalendarAvailabilityLimitedDetails",
    "crossTenantCalendarSharingFreeBusyDetail",
    "crossTenantCalendarSharingFreeBusyReviewer",
    "crossTenantCalendarSharingFreeBusySimple",
    "crossTenantLabelSync",
    "crossTenantMailTipsAll",
    "crossTenantMailTipsLimited",
    "crossTenantOpenProfileCard",
    "crossTenantPlacesDeskBooking",
    "crossTenantPlacesRoomBooking",
)
_OF_PARTNERS = (*_BOTH, "crossTenantMigration")
_OF_DEFAULT = (
    *_BOTH,
    "anonymousCalendarSharingFreeBusyDetail",
    "anonymousCalendarSharingFreeBusyReviewer",
    "anonymousCalendarSharingFreeBusySimple",
)
#: Microsoft's names of all capabilities, from the list of Graph's permissions.
CAPABILITIES = sorted({*_OF_PARTNERS, *_OF_DEFAULT})

#: All users or all groups: m365capabilityresourcescope.
_ALL = "All"

#: Graph requires this value for a new capability: crosstenantaccesspolicyconfigurationpartner-post-m365capabilities.
NEEDED = (("inbound_access", "allowed"),)


def resource_of(default: bool) -> Resource:
    """The kind of object: capabilities of the default settings, or of a partner."""
    return DEFAULT_CAPABILITY if default else PARTNER_CAPABILITY


def desired_capability(options: dict[str, Any], api_version: str, cloud: str) -> dict[str, Any] | None:
    """The desired settings of one capability, from its options; None if it has to be absent. Raises BadInput."""
    default = options["default"]
    desired = desired_settings(resource_of(default), options, api_version, cloud)
    problems = []
    if options["name"] not in (_OF_DEFAULT if default else _OF_PARTNERS):
        problems.append(f"{options['name']} exists for {'partners' if default else 'the default settings'} only")
    if default and options["state"] == ABSENT:
        problems.append(
            "Graph does not delete a capability of the default settings: set inbound_access.allowed to false instead"
        )
    access = desired.get("inbound_access", {})
    scopes = access.get("resource_scopes", {})
    for place, items in scopes.items():
        for number, item in enumerate(items, start=1):
            if _spelled(item["resource_id"]) is None:
                problems.append(
                    f"inbound_access.resource_scopes.{place}[{number}] has {shown_id(item['resource_id'], [_ALL])}, "
                    f"which is neither the ID of a user or group (a GUID) nor {_ALL}"
                )
    if problems:
        raise BadInput(problems)
    if options["state"] == ABSENT:
        return None
    spelled = {
        place: [dict(item, resource_id=_spelled(item["resource_id"])) for item in items]
        for place, items in scopes.items()
    }
    return {"inbound_access": {**access, "resource_scopes": spelled}} if spelled else desired


def _spelled(text: str) -> str | None:
    """The ID of a resource as Graph spells it, or None if the text is no such ID."""
    return _ALL if text.strip().lower() == _ALL.lower() else guid_key(text)
