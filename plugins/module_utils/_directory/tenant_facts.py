# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Facts about the home tenant besides its partners, read in as few requests as possible (private to this collection).

A part is a row of the table ``PARTS``. It contains its requests, the functions that convert the answers, and the clouds
and versions of Graph that have the part.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from .._graph.answer import Answer, object_in
from .._graph.errors import EntraError, GraphError, UnexpectedAnswer
from .._graph.request import Request
from .._model import tenant_facts
from .._model.kinds import GraphObject, Row, UnexpectedValue
from .._model.organization import ACTIVE, join_request_row, whole_organization_row
from .._model.resource import ALL_CLOUDS, BETA, GLOBAL, V1_AND_BETA, Resource, reason_unavailable
from .._model.resources import (
    DEFAULT_SETTINGS,
    IDENTITY_SYNC,
    MTO,
    MTO_JOIN_REQUEST,
    MTO_PARTNER_TEMPLATE,
    MTO_SYNC_TEMPLATE,
    MTO_TENANT,
)
from .._model.synchronization.resources import SYNC_CONFIGURATION
from . import lookup, requests
from .errors import Failure, UnknownTenant

if TYPE_CHECKING:
    from .._graph.client import GraphClient

#: The name of a fact → its value. The value is the result of ``understood`` of its ``Read``.
Facts = dict[str, Any]


class Read(NamedTuple):
    """One request, and the fact ``name`` that its answer contains.

    ``doing`` is the action, in words that follow "Failed to". ``understood`` converts the object in Graph's answer, or
    the whole list if ``listed`` is true, to the fact. It raises UnexpectedValue for an answer that it cannot
    understand.
    """

    name: str
    doing: str
    request: Request
    understood: Callable[[Any], Any]
    listed: bool = False
    #: Whether Graph may answer that the object does not exist. Then ``understood`` gets None.
    absent: bool = False
    #: A function of the facts that were read before: whether they say that the list is empty. Then the answer does not
    #: matter.
    moot: Callable[[Facts], bool] = lambda observed: False


class Part(NamedTuple):
    """The reads for one choice of ``gather_subset``, and the clouds and versions of Graph that have them."""

    name: str
    reads: tuple[Read, ...]
    clouds: tuple[str, ...] = ALL_CLOUDS
    versions: tuple[str, ...] = V1_AND_BETA

    def unavailable(self, api_version: str, cloud: str) -> str | None:
        """The reason why this cloud or version of Graph lacks the part; None if Graph has the part."""
        return reason_unavailable(self.clouds, self.versions, cloud, api_version)


def _one_of_a_kind(resource: Resource, understood: Callable[[GraphObject], Row]) -> Read:
    """The read of a resource that a tenant always has exactly once."""
    return Read(
        resource.name,
        f"read {resource.title}",
        requests.one(resource),
        understood,
    )


PARTS = (
    Part("default_settings", (_one_of_a_kind(DEFAULT_SETTINGS, DEFAULT_SETTINGS.row),)),
    Part(
        "allowed_cloud_endpoints",
        (
            Read(
                "allowed_cloud_endpoints",
                "read the cross-tenant access policy",
                requests.read_policy(),
                tenant_facts.allowed_cloud_endpoints,
            ),
        ),
    ),
    Part(
        "mto_templates",
        (
            _one_of_a_kind(MTO_SYNC_TEMPLATE, MTO_SYNC_TEMPLATE.read),
            _one_of_a_kind(MTO_PARTNER_TEMPLATE, MTO_PARTNER_TEMPLATE.read),
        ),
        clouds=GLOBAL,
    ),
    Part(
        "deleted_identity_syncs",
        (
            Read(
                "deleted_identity_syncs",
                "list the deleted identity synchronization policies",
                requests.every_deleted(IDENTITY_SYNC),
                tenant_facts.deleted_rows,
                listed=True,
            ),
        ),
        versions=BETA,
    ),
    Part(
        "mto",
        (
            Read("mto", "read the multitenant organization", requests.one(MTO), whole_organization_row),
            Read(
                "mto_tenants",
                "list the tenants of the multitenant organization",
                requests.every(MTO_TENANT),
                tenant_facts.mto_tenant_rows,
                listed=True,
                # No page of Microsoft says how Graph answers a request for this list where there is no organization.
                moot=lambda observed: "mto" in observed and observed["mto"]["state"] != ACTIVE,
            ),
            Read(
                "mto_join_request",
                "read the request to join a multitenant organization",
                requests.one(MTO_JOIN_REQUEST),
                join_request_row,
                absent=True,
            ),
        ),
        clouds=GLOBAL,
    ),
    Part(
        "guest_invitations",
        (
            Read(
                "allow_invites_from",
                "read the authorization policy",
                requests.read_authorization_policy(),
                tenant_facts.allow_invites_from,
            ),
        ),
    ),
    Part(
        "leave_setting",
        (
            Read(
                "allow_external_identities_to_leave",
                "read the external identities policy",
                requests.read_external_identities_policy(),
                tenant_facts.allow_external_identities_to_leave,
            ),
        ),
        versions=BETA,
    ),
    Part(
        "conditional_access",
        (
            Read(
                "conditional_access_policies",
                "list the Conditional Access policies",
                requests.list_conditional_access_policies(),
                tenant_facts.conditional_access_rows,
                listed=True,
            ),
        ),
    ),
    Part(
        "licenses",
        (
            Read(
                "service_plans",
                "list the subscriptions",
                requests.list_subscribed_skus(),
                tenant_facts.service_plans,
                listed=True,
            ),
        ),
    ),
    Part(
        "tenant_type",
        (
            Read(
                "tenant_type",
                "read the organization",
                requests.list_organizations(),
                tenant_facts.tenant_type,
                listed=True,
            ),
        ),
    ),
    Part(
        "custom_roles",
        (
            Read(
                "custom_roles",
                "list the custom roles",
                requests.list_custom_roles(),
                tenant_facts.custom_role_rows,
                listed=True,
            ),
        ),
    ),
)

_TENANTS = "tenants"
# The number of its requests depends on the answer to the first one.
_SYNC = Part("sync_configurations", (), clouds=SYNC_CONFIGURATION.clouds)
_SYNC_ERRORS = Part("sync_errors", (), clouds=SYNC_CONFIGURATION.clouds)
CHOICES = [*(part.name for part in PARTS), _TENANTS, _SYNC.name, _SYNC_ERRORS.name]
#: Parts that need only the permission to read partners. Microsoft's pages disagree about the permission for deleted
#: policies.
DEFAULTS = ["default_settings", "allowed_cloud_endpoints", "mto_templates", "deleted_identity_syncs"]
#: Parts of each compliance report. The permission Policy.Read.All is enough for them.
OF_REPORTS = [*DEFAULTS, "guest_invitations", "leave_setting", "conditional_access"]


class Gathered(NamedTuple):
    """The facts that could be read.

    ``errors`` maps the name of a part that could not be read to its first error. ``unavailable`` maps the name of a
    part that this cloud or version of Graph lacks to the reason.
    """

    observed: Facts
    errors: dict[str, EntraError]
    unavailable: dict[str, str]


def gather(client: GraphClient, names: list[str], tenant_ids: list[str], cloud: str) -> Gathered:
    """Read the parts with these names. If one of the names is "tenants", look up ``tenant_ids`` as well."""
    parts = [part for part in (*PARTS, _SYNC, _SYNC_ERRORS) if part.name in names]
    reasons = {part.name: part.unavailable(client.api_version, cloud) for part in parts}
    reads = [(part.name, read) for part in parts if not reasons[part.name] for read in part.reads]
    tenant_ids = tenant_ids if _TENANTS in names else []
    asked = [read.request for _name, read in reads] + [lookup.request(key) for key in tenant_ids]
    with client.progress.step("requests answered", len(asked)) as step:
        answers = client.send_all(asked, step)
    observed: Facts = {}
    errors: dict[str, EntraError] = {}
    for (name, read), answer in zip(reads, answers):
        try:
            observed[read.name] = [] if read.moot(observed) else _understood(client, read, answer)
        except Failure as error:
            errors.setdefault(name, error)
    if _TENANTS in names:
        try:
            observed[_TENANTS] = [_tenant(key, answer) for key, answer in zip(tenant_ids, answers[len(reads) :])]
        except Failure as error:
            errors[_TENANTS] = error
    asked_for = [part.name for part in (_SYNC, _SYNC_ERRORS) if part.name in names and not reasons[part.name]]
    if asked_for:
        of_source, wrong = _of_source(client, asked_for)
        observed.update(of_source)
        errors.update(wrong)
    return Gathered(observed, errors, {name: reason for name, reason in reasons.items() if reason})


def _of_source(client: GraphClient, names: list[str]) -> tuple[Facts, dict[str, EntraError]]:
    """The facts about the synchronization out of the home tenant, and the errors of those that could not be read."""
    # Imported here since most runs do not read them.
    from . import read_provisioning, read_synchronization

    client = client.of_version(read_synchronization.VERSION)
    try:
        overviews = read_synchronization.overviews(client)
    except EntraError as error:
        # Without the configurations nobody knows whose failures to look for.
        return {}, dict.fromkeys(names, error)
    observed: Facts = {_SYNC.name: overviews} if _SYNC.name in names else {}
    if _SYNC_ERRORS.name in names:
        try:
            observed[_SYNC_ERRORS.name] = read_provisioning.failures_of(client, overviews)
        except EntraError as error:
            return observed, {_SYNC_ERRORS.name: error}
    return observed, {}


def _understood(client: GraphClient, read: Read, answer: Answer | EntraError) -> Any:
    """The fact in an answer. Raises Failure."""
    try:
        return read.understood(_graph(client, read, answer))
    except UnexpectedValue as error:
        wrong = UnexpectedAnswer(f"Graph's answer cannot be understood: {error}")
        raise Failure(read.doing, wrong, read.request) from error
    except EntraError as error:
        raise Failure(read.doing, error, read.request) from error


def _graph(client: GraphClient, read: Read, answer: Answer | EntraError) -> GraphObject | list[Any] | None:
    """An object, all entries of a list, or None if the object does not exist. Raises EntraError."""
    if read.absent and isinstance(answer, GraphError) and answer.not_found:
        return None
    if read.listed:
        if isinstance(answer, EntraError):
            raise answer
        return [item for page in client.pages(read.request, first=answer) for item in page]
    return object_in(read.request.address, answer)


def _tenant(tenant_id: str, answer: Answer | EntraError) -> tenant_facts.LookedUpRow:
    """The result of the look-up of a tenant. Raises Failure."""
    observed = lookup.found_in(tenant_id, answer)
    if isinstance(observed, UnknownTenant):
        return tenant_facts.looked_up_row(tenant_id, None)
    if isinstance(observed, EntraError):
        raise observed
    return tenant_facts.looked_up_row(tenant_id, observed)
