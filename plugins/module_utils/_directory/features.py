# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the collection can do, and the permissions that each feature needs (private to this collection).

A feature is a row of the table ``FEATURES``. Its permissions are those of its requests, which the tables of requests
and resources contain. So no permission is written here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .._access import Access
from .._graph.request import Request
from .._model.access import READER
from .._model.operations import CREATE, DELETE, PROVISION, PURGE, RESET, RESTART, RESTORE, UPDATE
from .._model.resource import ALL_CLOUDS, BETA, GLOBAL, V1_AND_BETA, Resource, reason_unavailable
from .._model.resources import (
    DEFAULT_SETTINGS,
    IDENTITY_SYNC,
    MTO,
    MTO_JOIN_REQUEST,
    MTO_PARTNER_TEMPLATE,
    MTO_SYNC_TEMPLATE,
    MTO_TENANT,
    PARTNER,
    PARTNER_CAPABILITY,
)
from .._model.synchronization.resources import RESOURCES as SYNCHRONIZATION
from .._model.synchronization.resources import SYNC_CONFIGURATION, SYNC_JOB
from .._names import NOBODY
from .._plan.change import Change
from . import requests
from .tenant_facts import PARTS


class Feature(NamedTuple):
    """One feature. ``title`` says in words what it does. ``requests`` are examples of all kinds of its requests."""

    name: str
    title: str
    requests: tuple[Request, ...]
    clouds: tuple[str, ...] = ALL_CLOUDS
    versions: tuple[str, ...] = V1_AND_BETA

    @property
    def accesses(self) -> tuple[Access, ...]:
        """The needs of the requests."""
        return tuple(request.access for request in self.requests if request.access)


class Held(NamedTuple):
    """What is known about the permissions of the credentials.

    ``permissions`` is None if they are unknown; ``unknown`` is then the reason. ``delegated``: whether the token
    belongs to a user. ``refused`` maps the permission of a request that Graph refused nevertheless to what Graph said.
    """

    permissions: frozenset[str] | None
    unknown: str = ""
    delegated: bool = False
    refused: dict[str, str] = {}


class Verdict(NamedTuple):
    """Whether a feature is available; None if this is unknown. ``reason`` is None if the feature is available.

    ``missing`` are the permissions to add, sorted: of several that are enough, the one that allows least.
    """

    available: bool | None
    missing: tuple[str, ...] = ()
    reason: str | None = None


# Only the permissions of these requests matter. They are never sent.
_KEY = dict.fromkeys(("service_principal_id", "application_id", "job_id", "assignment_id"), NOBODY)


def _writes(resource: Resource, *operations: str) -> tuple[Request, ...]:
    key = {**_KEY, "action": "start"}
    return tuple(
        requests.write(Change(operation, resource.name, NOBODY, (), {}, "name", key)) for operation in operations
    )


_READ_PARTNERS = (requests.every(PARTNER),)
_WRITE_SYNCS = (*_READ_PARTNERS, *_writes(IDENTITY_SYNC, CREATE, UPDATE, DELETE))
_READ_SYNCHRONIZATION = (
    requests.list_sync_configurations(),
    requests.list_sync_jobs(NOBODY),
    requests.sync_credentials(NOBODY),
    requests.sync_schema(NOBODY, NOBODY),
    requests.list_sync_assignments(NOBODY),
    requests.sync_applications(NOBODY),
)
#: Reads that only some tasks need: assignments by name, and how many deletions wait for approval.
OPTIONAL_READS = (requests.find_users(""), requests.find_groups(""), requests.provisioning_log(NOBODY, ""))
_GROUP_SYNC = IDENTITY_SYNC.setting("group_sync_allowed")

#: All features. Those that only read settings around the partners are the choices of ``access_policy_info``.
FEATURES = (
    Feature("read_partners", "read partners", _READ_PARTNERS),
    Feature("read_identity_syncs", "read identity synchronization policies", (requests.list_identity_syncs(),)),
    Feature(
        "write_partners",
        "create, change and delete partners",
        (*_READ_PARTNERS, *_writes(PARTNER, CREATE, UPDATE, DELETE)),
    ),
    Feature("write_identity_syncs", "create, change and delete identity synchronization policies", _WRITE_SYNCS),
    Feature(
        "write_group_sync",
        "synchronize groups",
        _WRITE_SYNCS,
        clouds=_GROUP_SYNC.clouds,
        versions=_GROUP_SYNC.versions,
    ),
    Feature(
        "look_up_tenants",
        "look up tenants by ID or domain, for partners that are named by a domain",
        (requests.find_tenant_by_id(NOBODY),),
    ),
    Feature("read_deleted_partners", "list deleted partners", (requests.every_deleted(PARTNER),), versions=BETA),
    Feature(
        "restore_partners",
        "restore or purge deleted partners",
        (requests.every_deleted(PARTNER), *_writes(PARTNER, RESTORE, PURGE)),
        versions=BETA,
    ),
    Feature(
        "restore_identity_syncs",
        "restore or purge deleted identity synchronization policies",
        (requests.every_deleted(IDENTITY_SYNC), *_writes(IDENTITY_SYNC, RESTORE, PURGE)),
        versions=BETA,
    ),
    Feature(
        "write_default_settings",
        "change and reset the default settings",
        (requests.one(DEFAULT_SETTINGS), *_writes(DEFAULT_SETTINGS, UPDATE, RESET)),
    ),
    Feature(
        "write_mto_templates",
        "change and reset the templates of the multitenant organization",
        tuple(
            request
            for template in (MTO_SYNC_TEMPLATE, MTO_PARTNER_TEMPLATE)
            for request in (requests.one(template), *_writes(template, UPDATE, RESET))
        ),
        clouds=GLOBAL,
    ),
    Feature(
        "write_mto",
        "create, change and join a multitenant organization",
        (
            requests.one(MTO),
            requests.one(MTO_TENANT, NOBODY),
            requests.one(MTO_JOIN_REQUEST),
            *_writes(MTO, CREATE, UPDATE),
            *_writes(MTO_TENANT, CREATE, UPDATE, DELETE),
            *_writes(MTO_JOIN_REQUEST, UPDATE, RESET),
        ),
        clouds=GLOBAL,
    ),
    Feature(
        "read_partner_capabilities",
        "read Microsoft 365 capabilities",
        (requests.every(PARTNER_CAPABILITY, NOBODY),),
        clouds=PARTNER_CAPABILITY.clouds,
    ),
    Feature(
        "write_partner_capabilities",
        "create, change and delete Microsoft 365 capabilities",
        (requests.every(PARTNER_CAPABILITY, NOBODY), *_writes(PARTNER_CAPABILITY, CREATE, UPDATE, DELETE)),
        clouds=PARTNER_CAPABILITY.clouds,
    ),
    Feature(
        "read_sync_configurations",
        "read synchronization configurations of this tenant as the source",
        _READ_SYNCHRONIZATION,
        clouds=SYNC_CONFIGURATION.clouds,
    ),
    Feature(
        "write_sync_configurations",
        "create, change and delete synchronization configurations",
        (
            *_READ_SYNCHRONIZATION,
            *(request for resource in SYNCHRONIZATION for request in _writes(resource, *resource.operations)),
        ),
        clouds=SYNC_CONFIGURATION.clouds,
    ),
    Feature(
        "run_sync_jobs",
        "start, pause and restart synchronization jobs, provision users on demand",
        (
            *_READ_SYNCHRONIZATION[:4],
            requests.validate_sync_credentials(NOBODY, NOBODY, NOBODY),
            *_writes(SYNC_JOB, UPDATE, RESTART, PROVISION),
        ),
        clouds=SYNC_JOB.clouds,
    ),
    *(
        Feature(
            f"read_{part.name}",
            "; ".join(read.doing for read in part.reads),
            tuple(read.request for read in part.reads),
            part.clouds,
            part.versions,
        )
        for part in PARTS
    ),
)


def judged(feature: Feature, held: Held, cloud: str, api_version: str) -> Verdict:
    """Whether the credentials can use a feature in this cloud and this version of Graph. Pure."""
    missing = () if held.permissions is None else _missing(feature.accesses, held.permissions)
    absent = reason_unavailable(feature.clouds, feature.versions, cloud, api_version)
    if absent:
        return Verdict(False, missing, absent)
    if held.permissions is None:
        return Verdict(None, (), held.unknown)
    if missing:
        return Verdict(False, missing, f"needs {' and '.join(missing)}")
    doubts = _doubts(feature.accesses, held, held.permissions)
    return Verdict(None, (), doubts[0]) if doubts else Verdict(True)


def _missing(accesses: Iterable[Access], permissions: frozenset[str]) -> tuple[str, ...]:
    """The permissions to add, as few as possible."""
    chosen: set[str] = set()
    # A permission to write may be enough to read. So needs with fewer choices come first.
    for access in sorted(accesses, key=lambda access: len(access.enough)):
        if not access.enough & (permissions | chosen) and not access.enough_elsewhere & permissions:
            chosen.add(access.least)
    return tuple(sorted(chosen))


def _doubts(accesses: Iterable[Access], held: Held, permissions: frozenset[str]) -> list[str]:
    """Reasons why Graph may refuse a request although no permission is missing; the most certain reason comes first."""
    accesses = list(accesses)
    refused = [held.refused[access.permission] for access in accesses if access.permission in held.refused]
    roles = {access.role for access in accesses if access.role} if held.delegated else set()
    # A role that may write may also read.
    shown = " and ".join(sorted(roles - {READER} or roles))
    needed = [f"the signed-in user also needs the role {shown}, and the token does not show roles"] if roles else []
    disputed = [
        f"Microsoft's pages contradict each other: some name {access.permission}, and some "
        + (f"name {access.disputed}" if access.disputed else "say that no application may do this")
        for access in accesses
        if access.disputed is not None and not (access.enough & permissions and access.enough_elsewhere & permissions)
    ]
    return refused + needed + disputed
