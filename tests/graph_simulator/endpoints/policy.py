# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The policy itself, which contains all the others (Graph reference: crosstenantaccesspolicy)."""

from __future__ import annotations

from .. import directory as state
from ..messages import Answer, no_content
from ..model import POLICY
from ..request import Request
from ..routing import READ, WRITE, Route

_PATH = "policies/crossTenantAccessPolicy"


def get_policy(request: Request) -> Answer:
    """GET."""
    row = request.visible(request.directory.single_rows, state.POLICY)
    answer = request.entity(POLICY, row, _PATH)
    answer.body["@odata.context"] = answer.body["@odata.context"].removesuffix("/$entity")
    return answer


def update_policy(request: Request) -> Answer:
    """PATCH: the other clouds that partners may be in."""
    row = request.true(request.directory.single_rows, state.POLICY)
    changed = POLICY.applied(request.accept(POLICY, row), row, request.replace)
    request.directory.single_rows.put(state.POLICY, changed)
    return no_content()


ROUTES = (
    Route("GET", f"/{_PATH}", get_policy, READ, query=frozenset({"$select"})),
    Route("PATCH", f"/{_PATH}", update_policy, WRITE, takes_body=True),
)
