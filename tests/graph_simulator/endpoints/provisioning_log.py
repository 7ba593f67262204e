# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The provisioning log (Graph reference: provisioningobjectsummary-list), which has limits of its own (throttle.py).

unknown: the order without $orderby; assumed: the newest first, as the portal shows it. Filters are those of the page
with single comparisons, joined by "and".
"""

from __future__ import annotations

from .. import errors
from ..messages import Answer
from ..queries import matcher
from ..request import Request
from ..routing import Route
from ..source import permissions as needs
from ..source.types import LOG_ROW
from ..table import Table

_PATH = "auditLogs/provisioning"
_NAMES = ("eq", "contains")
_FILTER = {
    **dict.fromkeys(("jobId", "cycleId", "changeId", "provisioningAction"), _NAMES),
    **{
        f"{what}/{name}": _NAMES
        for what in ("servicePrincipal", "sourceIdentity", "targetIdentity")
        for name in ("id", "displayName")
    },
    "provisioningStatusInfo/status": ("eq",),
    "statusInfo/status": ("eq",),
    "activityDateTime": ("eq", "gt", "lt"),
}


def list_log(request: Request) -> Answer:
    """GET all that pass a filter."""
    order = request.call.query.get("$orderby", "activityDateTime desc")
    if order not in ("activityDateTime desc", "activityDateTime asc", "activityDateTime"):
        raise errors.bad_request(f"The query parameter '$orderby' does not support '{order}'.", "BadRequest")
    text = request.call.query.get("$filter")
    wanted = matcher(text, _FILTER, exact=True)
    rows = [row for _key, row in request.directory.source.log.rows(request.moment)]
    # The page calls the property of the filter statusInfo, and that of the object provisioningStatusInfo.
    found = [row for row in rows if wanted({**row, "statusInfo": row["provisioningStatusInfo"]})]
    view = Table()
    for row in reversed(found) if order.endswith("desc") else found:
        view.settle(row["id"], row)
    shown, document = request.page(LOG_ROW, view, _PATH)
    return Answer(200, {**document, "value": [request.rendered(LOG_ROW, row, None) for _key, row in shown]})


# The page says global and US Government; the metadata has the type in China too.
_CLOUDS = ("global", "usgov", "usgov_dod")

ROUTES = (
    Route(
        "GET",
        f"/{_PATH}",
        list_log,
        needs.PROVISIONING_LOG,
        query=frozenset({"$filter", "$top", "$orderby", "$skiptoken"}),
        clouds=_CLOUDS,
    ),
)
