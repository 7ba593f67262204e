# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Partner configurations (Graph reference: crosstenantaccesspolicyconfigurationpartner)."""

from __future__ import annotations

from datetime import datetime, timezone

from .. import errors
from ..directory import DEFAULT
from ..messages import Answer, no_content
from ..model import IDENTITY_SYNC, INHERITED, PARTNER, SERVICE_PROVIDER_CONSTRAINTS, refuse_conflicting_b2b
from ..request import PARTNERS_PATH, Request
from ..routing import READ, WRITE, Route
from ..table import Row


def now_text() -> str:
    """The present time as Graph writes it."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _with_expansion(request: Request, key: str, shown: Row) -> Row:
    """Add the navigation property identitySynchronization; null stands for absent."""
    policy = request.directory.policy_rows.at(key, request.moment)
    if policy is None:
        shown["identitySynchronization"] = None
        return shown
    if request.behaviour.expand_annotations:
        path = f"{PARTNERS_PATH}('{key}')/identitySynchronization/$entity"
        shown["identitySynchronization@odata.context"] = request.context(path)
    shown["identitySynchronization"] = IDENTITY_SYNC.render(policy, request.api)
    return shown


def _inheriting(request: Request, row: Row) -> Row:
    """A partner with what it inherits, as this Graph shows it."""
    if request.behaviour.inherited == "null":
        return row
    default = request.directory.single_rows.at(DEFAULT, request.moment)
    return {**row, **{name: default.get(name) for name in INHERITED if row.get(name) is None}}


def list_partners(request: Request) -> Answer:
    """GET partners (Graph reference: crosstenantaccesspolicy-list-partners)."""
    selection, expansion = request.selection(PARTNER), request.expansion(PARTNER)
    rows, document = request.page(PARTNER, request.directory.partner_rows, PARTNERS_PATH)
    value = []
    for key, row in rows:
        shown = request.rendered(PARTNER, _inheriting(request, row), selection)
        value.append(_with_expansion(request, key, shown) if expansion else shown)
    return Answer(200, {**document, "value": value})


def count_partners(request: Request) -> Answer:
    """GET partners/$count: plain text (only in Microsoft's OpenAPI)."""
    number = sum(1 for _row in request.directory.partner_rows.rows(request.moment))
    return Answer(200, str(number), content_type="text/plain")


def get_partner(request: Request) -> Answer:
    """GET one partner."""
    key = request.tenant_key()
    row = request.visible(request.directory.partner_rows, key)
    expansion = request.expansion(PARTNER)
    answer = request.entity(PARTNER, _inheriting(request, row), PARTNERS_PATH)
    if expansion:
        _with_expansion(request, key, answer.body)
    return answer


def create_partner(request: Request) -> Answer:
    """POST a partner: the tenant id alone is enough (Microsoft Entra guide, cross-tenant synchronization)."""
    directory = request.directory
    given = PARTNER.accept(request.body, request.api, {}, key_in_body=True)
    key = given.get("tenantId")
    if key is None:
        raise errors.bad_request("A value is required for property 'tenantId' of the new resource.")
    if key == directory.home["tenantId"]:
        raise errors.bad_request("The home tenant cannot be its own partner.")
    _refuse_service_provider(request, given)
    row = PARTNER.applied(given, {"isInMultiTenantOrganization": False}, request.replace)
    refuse_conflicting_b2b(row)
    if directory.partner_rows.get(key) is not None:
        raise errors.partner_exists()
    if request.behaviour.over_deleted == "conflict" and directory.deleted_partner_rows.get(key) is not None:
        raise errors.partner_exists()
    directory.partner_rows.put(key, row)
    return request.entity(PARTNER, row, PARTNERS_PATH, status=201)


def update_partner(request: Request) -> Answer:
    """PATCH: what the body leaves out keeps its value, null inherits the default."""
    key = request.tenant_key()
    request.require_replicated_partner(key)
    row = request.true(request.directory.partner_rows, key)
    changes = request.accept(PARTNER, row)
    _refuse_service_provider(request, changes)
    changed = PARTNER.applied(changes, row, request.replace)
    refuse_conflicting_b2b(changed)
    request.directory.partner_rows.put(key, changed)
    return no_content()


def delete_partner(request: Request) -> Answer:
    """DELETE, which leaves a soft-deleted partner; the sync policy has to go first.

    Graph reference: crosstenantaccesspolicyconfigurationpartner-delete.
    """
    key = request.tenant_key()
    request.require_replicated_partner(key)
    directory = request.directory
    row = request.true(directory.partner_rows, key)
    policy = directory.policy_rows.get(key)
    if policy is not None:
        if request.behaviour.delete_partner_with_policy is not None:
            message = "The user synchronization policy must be deleted before the partner-specific configuration."
            raise errors.GraphError(*request.behaviour.delete_partner_with_policy, message)
        directory.policy_rows.remove(key)
        directory.deleted_policy_rows.put(key, {**policy, "deletedDateTime": now_text()})
    directory.partner_rows.remove(key)
    directory.deleted_partner_rows.put(key, {**row, "deletedDateTime": now_text()})
    directory.put_capabilities_away(key)
    return no_content()


def get_constraints(request: Request) -> Answer:
    """GET serviceProviderConstraints, where it is not in the partner's own body.

    unknown: its permission, and the answer where there are none; assumed: as for a synchronization policy.
    """
    if request.behaviour.service_provider_constraints != "navigation":
        raise errors.unknown_segment("serviceProviderConstraints")
    key = request.tenant_key()
    constraints = request.visible(request.directory.partner_rows, key).get("serviceProviderConstraints")
    if constraints is None:
        raise request.absent(key)
    type_name = SERVICE_PROVIDER_CONSTRAINTS.name
    path = f"{PARTNERS_PATH}('{key}')/serviceProviderConstraints/microsoft.graph.{type_name}/$entity"
    annotations = {"@odata.context": request.context(path), "@odata.type": f"#microsoft.graph.{type_name}"}
    return Answer(200, {**annotations, **constraints})


def _refuse_service_provider(request: Request, changes: Row) -> None:
    if "isServiceProvider" in changes and request.behaviour.service_provider_write == "refuse":
        raise errors.forbidden()


_ONE = f"/{PARTNERS_PATH}/{{key}}"
_ENTITY_QUERY = frozenset({"$select", "$expand"})

ROUTES = (
    Route("GET", f"/{PARTNERS_PATH}", list_partners, READ, query=_ENTITY_QUERY | {"$top", "$skiptoken"}),
    Route("POST", f"/{PARTNERS_PATH}", create_partner, WRITE, takes_body=True),
    Route("GET", f"/{PARTNERS_PATH}/$count", count_partners, READ),
    Route("GET", _ONE, get_partner, READ, query=_ENTITY_QUERY),
    Route("PATCH", _ONE, update_partner, WRITE, takes_body=True),
    Route("DELETE", _ONE, delete_partner, WRITE),
    Route("GET", f"{_ONE}/serviceProviderConstraints", get_constraints, READ, clouds=("global",)),
)
