# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything around the partners, in as few requests as there can be (private to this collection).

A part is a row of the table ``PARTS``: what is asked, how the answer is understood, and where it exists.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .._graph.client import GraphClient, object_in
from .._graph.errors import EntraError, GraphError, UnexpectedAnswer
from .._graph.request import Request
from .._model import tenant_facts
from .._model.kinds import UnexpectedValue
from .._model.organization import ACTIVE, join_request_row, whole_organization_row
from .._model.resource import ALL_CLOUDS, BETA, GLOBAL, V1_AND_BETA
from .._model.settings import (
    DEFAULT_SETTINGS,
    IDENTITY_SYNC,
    MTO,
    MTO_JOIN_REQUEST,
    MTO_PARTNER_TEMPLATE,
    MTO_SYNC_TEMPLATE,
    MTO_TENANT,
)
from . import lookup, requests
from .errors import Failure, UnknownTenant


class Read(NamedTuple):
    """One request, and what ``name`` is to be: ``understood`` of the answer, which is an object or a whole list."""

    name: str
    doing: str
    request: Request
    understood: Callable
    listed: bool = False
    #: Whether Graph may say that there is none, which ``understood`` then gets as None.
    absent: bool = False
    #: Whether, by what was found before, the answer does not matter: the list is empty.
    moot: Callable[[dict], bool] = lambda observed: False


class Part(NamedTuple):
    """What one choice of ``gather_subset`` stands for, and which clouds and versions of Graph have it."""

    name: str
    reads: tuple[Read, ...]
    clouds: tuple[str, ...] = ALL_CLOUDS
    versions: tuple[str, ...] = V1_AND_BETA

    def unavailable(self, api_version: str, cloud: str) -> str | None:
        """Why there is no such thing here; None if there is."""
        if cloud not in self.clouds:
            return f"exists in the {' and '.join(self.clouds)} cloud only, and cloud is {cloud}"
        if api_version not in self.versions:
            return f"exists in Graph's {' and '.join(self.versions)} version only, and api_version is {api_version}"
        return None


def _one_of_a_kind(resource, understood):
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
                # What the list answers where there is no organization is documented nowhere.
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
CHOICES = [*(part.name for part in PARTS), _TENANTS]
#: What takes no other permission than partners do, but for the deleted ones, about whose Microsoft's pages disagree.
DEFAULTS = ["default_settings", "allowed_cloud_endpoints", "mto_templates", "deleted_identity_syncs"]


class Gathered(NamedTuple):
    """What could be read; by part, the first error of those that could not, and why there are none of others."""

    observed: dict
    errors: dict[str, EntraError]
    unavailable: dict[str, str]


def gather(client: GraphClient, names: list[str], tenant_ids: list[str], cloud: str) -> Gathered:
    """Read the parts with these names; ``tenant_ids`` are to be looked up, if that is one of them."""
    parts = [part for part in PARTS if part.name in names]
    reasons = {part.name: part.unavailable(client.api_version, cloud) for part in parts}
    reads = [(part.name, read) for part in parts if not reasons[part.name] for read in part.reads]
    tenant_ids = tenant_ids if _TENANTS in names else []
    answers = client.send_all([read.request for _name, read in reads] + [lookup.request(key) for key in tenant_ids])
    observed, errors = {}, {}
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
    return Gathered(observed, errors, {name: reason for name, reason in reasons.items() if reason})


def _understood(client, read, answer):
    try:
        return read.understood(_graph(client, read, answer))
    except UnexpectedValue as error:
        wrong = UnexpectedAnswer(f"Graph's answer cannot be understood: {error}")
        raise Failure(read.doing, wrong, read.request) from error
    except EntraError as error:
        raise Failure(read.doing, error, read.request) from error


def _graph(client, read, answer):
    if read.absent and isinstance(answer, GraphError) and answer.not_found:
        return None
    if read.listed:
        return [item for page in client.pages(read.request, first=answer) for item in page]
    return object_in(read.request.address, answer)


def _tenant(tenant_id, answer):
    observed = lookup.found_in(tenant_id, answer)
    if isinstance(observed, UnknownTenant):
        return tenant_facts.looked_up_row(tenant_id, None)
    if isinstance(observed, EntraError):
        raise observed
    return tenant_facts.looked_up_row(tenant_id, observed)
