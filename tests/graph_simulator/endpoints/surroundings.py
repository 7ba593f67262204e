# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenant settings that affect partners and are only read here.

Graph reference: authorizationpolicy-get, externalidentitiespolicy-get (beta), conditionalaccessroot-list-policies,
subscribedsku-list, organization-list, rbacapplication-list-roledefinitions. Query options are those that are used.
unknown: whether these lists page; assumed: yes, as in most of Graph.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from .. import errors
from .. import routing as needs
from .. import surroundings as types
from ..messages import Answer
from ..model import EntityType
from ..request import Request
from ..routing import Route
from ..surroundings import Surroundings
from ..table import Row, Table

_ROLES = "roleManagement/directory/roleDefinitions"


def get_authorization_policy(request: Request) -> Answer:
    """GET; beta has a list of one."""
    row = request.directory.surroundings.authorization_policy
    answer = request.entity(types.AUTHORIZATION_POLICY, row, "policies/authorizationPolicy")
    if request.api.version == "beta" and request.behaviour.authorization_policy_beta == "list":
        context = request.context("authorizationPolicies")
        return Answer(200, {"@odata.context": context, "value": [_bare(answer.body)]})
    return answer


def get_external_identities_policy(request: Request) -> Answer:
    """GET; the reference page shows the object inside "value"."""
    row = request.directory.surroundings.external_identities_policy
    answer = request.entity(types.EXTERNAL_IDENTITIES_POLICY, row, "policies/externalIdentitiesPolicy")
    return Answer(200, {"value": answer.body}) if request.behaviour.external_identities_policy == "value" else answer


def _bare(body: Row) -> Row:
    return {name: value for name, value in body.items() if name != "@odata.context"}


def list_rows(
    kind: EntityType, path: str, table: Callable[[Surroundings], Table], request: Request, wanted=lambda row: True
) -> Answer:
    """GET all."""
    rows, document = request.page(kind, table(request.directory.surroundings), path, wanted)
    return Answer(200, {**document, "value": [request.rendered(kind, row, None) for _key, row in rows]})


def list_organizations(request: Request) -> Answer:
    """GET: the home tenant, and no other."""
    home = request.directory.home
    row = {"id": home["tenantId"], "displayName": home["displayName"], "tenantType": home["tenantType"]}
    return Answer(200, {"@odata.context": request.context("organization"), "value": [row]})


def list_roles(request: Request) -> Answer:
    """GET: all roles, or custom ones; other filters are refused, also those that Graph has."""
    text = request.call.query.get("$filter")
    if text not in (None, "isBuiltIn eq false"):
        raise errors.bad_request(f"Invalid filter clause: '{text}'.", "BadRequest")
    return list_rows(
        types.ROLE_DEFINITION,
        _ROLES,
        lambda around: around.role_rows,
        request,
        lambda row: text is None or not row["isBuiltIn"],
    )


_PAGED = frozenset({"$skiptoken"})
_ACCESS = "identity/conditionalAccess/policies"
_list_access = partial(
    list_rows, types.CONDITIONAL_ACCESS_POLICY, _ACCESS, lambda around: around.conditional_access_rows
)
_list_skus = partial(list_rows, types.SUBSCRIBED_SKU, "subscribedSkus", lambda around: around.sku_rows)

ROUTES = (
    Route("GET", "/policies/authorizationPolicy", get_authorization_policy, needs.AUTHORIZATION),
    Route(
        "GET",
        "/policies/externalIdentitiesPolicy",
        get_external_identities_policy,
        needs.EXTERNAL_IDENTITIES,
        versions=("beta",),
    ),
    Route("GET", f"/{_ACCESS}", _list_access, needs.CONDITIONAL_ACCESS, query=_PAGED),
    Route("GET", "/subscribedSkus", _list_skus, needs.SUBSCRIPTIONS, query=_PAGED),
    Route("GET", "/organization", list_organizations, needs.ORGANIZATION),
    Route("GET", f"/{_ROLES}", list_roles, needs.ROLES, query=_PAGED | {"$filter"}),
)
