# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of the multitenant organization; only the global cloud has them.

Graph reference: multitenantorganizationidentitysyncpolicytemplate, multitenantorganizationpartnerconfigurationtemplate.
unknown: whether a template can be changed outside a multitenant organization; assumed: yes.
"""

from __future__ import annotations

from functools import partial

from .. import directory as state
from .. import errors
from ..messages import Answer, no_content
from ..model import IDENTITY_SYNC_TEMPLATE, PARTNER_TEMPLATE, EntityType, refuse_conflicting_b2b
from ..request import Request
from ..routing import TEMPLATE_READ, TEMPLATE_WRITE, Route
from ..table import Row

_BASE = "policies/crossTenantAccessPolicy/templates"
_KINDS: dict[str, EntityType] = {
    state.IDENTITY_SYNC_TEMPLATE: IDENTITY_SYNC_TEMPLATE,
    state.PARTNER_TEMPLATE: PARTNER_TEMPLATE,
}


def get_template(name: str, request: Request) -> Answer:
    """GET: an unconfigured template exists too."""
    row = request.visible(request.directory.single_rows, name)
    if row["templateApplicationLevel"] == "none":
        row = {**row, "templateApplicationLevel": request.behaviour.template_off}
    answer = request.entity(_KINDS[name], row, f"{_BASE}/{name}")
    answer.body["@odata.context"] = answer.body["@odata.context"].removesuffix("/$entity")
    return answer


def update_template(name: str, request: Request) -> Answer:
    """PATCH. The level is a set of flags; how it is switched off is unknown (see behaviour.py)."""
    kind = _KINDS[name]
    row = request.true(request.directory.single_rows, name)
    changes = request.accept(kind, row)
    if changes.get("templateApplicationLevel") == "none":
        form = request.body["templateApplicationLevel"]
        if form not in request.behaviour.template_off_accepted:
            raise errors.invalid_value("templateApplicationLevel")
    changed = kind.applied(changes, row, request.replace)
    refuse_conflicting_b2b(changed)
    request.directory.single_rows.put(name, changed)
    return no_content()


def reset_template(name: str, request: Request) -> Answer:
    """POST resetToDefaultSettings."""
    row = state.unconfigured_template(name)
    if request.behaviour.template_reset == "declined":
        row.update(_declined(name))
    request.directory.single_rows.put(name, _KINDS[name].complete(row))
    return no_content()


def _declined(name: str) -> Row:
    """A template that declines synchronization, or trust and consent (Microsoft Entra guide, templates)."""
    if name == state.IDENTITY_SYNC_TEMPLATE:
        return {"userSyncInbound": {"isSyncAllowed": False}}
    return {
        "inboundTrust": {
            "isCompliantDeviceAccepted": False,
            "isHybridAzureADJoinedDeviceAccepted": False,
            "isMfaAccepted": False,
        },
        "automaticUserConsentSettings": {"inboundAllowed": False, "outboundAllowed": False},
    }


def _routes(name: str) -> tuple[Route, ...]:
    path = f"/{_BASE}/{name}"
    cloud = ("global",)
    return (
        Route("GET", path, partial(get_template, name), TEMPLATE_READ, query=frozenset({"$select"}), clouds=cloud),
        Route("PATCH", path, partial(update_template, name), TEMPLATE_WRITE, takes_body=True, clouds=cloud),
        Route("POST", f"{path}/resetToDefaultSettings", partial(reset_template, name), TEMPLATE_WRITE, clouds=cloud),
    )


ROUTES = tuple(route for name in _KINDS for route in _routes(name))
