# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The default settings (Graph metadata: crossTenantAccessPolicyConfigurationDefault).

unknown: the success status of PATCH and reset; assumed: 204, as for every other write.
"""

from __future__ import annotations

from .. import directory as state
from ..messages import Answer, no_content
from ..model import DEFAULT, refuse_conflicting_b2b
from ..request import Request
from ..routing import READ, WRITE, Route

_PATH = "policies/crossTenantAccessPolicy/default"


def get_default(request: Request) -> Answer:
    """GET."""
    row = request.visible(request.directory.single_rows, state.DEFAULT)
    answer = request.entity(DEFAULT, row, _PATH)
    answer.body["@odata.context"] = answer.body["@odata.context"].removesuffix("/$entity")
    return answer


def update_default(request: Request) -> Answer:
    """PATCH."""
    row = request.true(request.directory.single_rows, state.DEFAULT)
    changed = DEFAULT.applied(request.accept(DEFAULT, row), row, request.replace)
    refuse_conflicting_b2b(changed)
    request.directory.single_rows.put(state.DEFAULT, {**changed, "isServiceDefault": False})
    return no_content()


def reset_default(request: Request) -> Answer:
    """POST resetToSystemDefault."""
    request.directory.single_rows.put(state.DEFAULT, state.system_default())
    return no_content()


ROUTES = (
    Route("GET", f"/{_PATH}", get_default, READ, query=frozenset({"$select"})),
    Route("PATCH", f"/{_PATH}", update_default, WRITE, takes_body=True),
    Route("POST", f"/{_PATH}/resetToSystemDefault", reset_default, WRITE),
)
