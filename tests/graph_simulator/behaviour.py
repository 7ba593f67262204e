# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's switches: speed and consistency, and one field for each thing that Microsoft does not document."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from .source.behaviour import SOURCE_CHOICES, SourceBehaviour

CLOUDS = ("global", "usgov", "usgov_dod", "china")

_CHOICES: dict[str, tuple[Any, ...]] = {
    "cloud": CLOUDS,
    "complex_patch": ("merge", "replace"),
    "inherited": ("null", "default"),
    "over_deleted": ("create", "conflict"),
    "role_enabled_together": ("refuse", "accept"),
    "template_off": ("none", "", None),
    "template_reset": ("unconfigured", "declined"),
    "key_in_body": ("refuse", "accept"),
    "mixed_dependencies": ("refuse", "accept"),
    "service_provider_write": ("accept", "refuse"),
    "replayed_assertion": ("accept", "refuse"),
    "mto_tenants_without": ("empty", "absent"),
    "mto_join_request_without": ("record", "absent"),
    "authorization_policy_beta": ("list", "object"),
    "external_identities_policy": ("value", "object"),
    "capability_scopes_without": ("null", "empty"),
    "capability_type_in_patch": ("accept", "refuse"),
    "default_capabilities": ("none", "all"),
    "default_capability_delete": ("refuse", "accept"),
    "service_provider_constraints": ("property", "navigation"),
    "template_permission": ("pages", "file"),
    "mto_tenant_permission": ("pages", "file"),
    "tenant_size": ("small", "medium", "large"),
    "throttle_windows": ("sliding", "fixed"),
    **SOURCE_CHOICES,
}


@dataclass
class Behaviour(SourceBehaviour):
    """Possible differences between one Graph and another. Every field may be changed while the simulator runs.

    Those of the source side are in source/behaviour.py.
    """

    # Properties of the service.
    cloud: str = "global"
    latency: float = 0.0  # seconds per HTTP request, once for a whole $batch
    replication_lag: float = 0.0  # seconds until a read shows a write
    token_lifetime: int = 3600  # seconds
    readable_tokens: bool = True  # "clients must treat access tokens as opaque" (access-tokens): they may become so
    clock_offset: float = 0.0  # seconds that the clock of the service is ahead of the clock of this machine
    shuffle_batch: bool = False  # answers of a $batch may come in any order (Graph concepts: json-batching)

    # The published limits (throttle.py) always apply. With a factor below 1, their windows are shorter, so that a test
    # need not wait. Or a window lets fewer requests through, so that a test on a slow machine reaches the limits too.
    throttle_window_scale: float = 1.0
    throttle_amount_scale: float = 1.0
    tenant_size: str = "large"  # by users: below 50, up to 500, more

    # unknown: how a window of a limit continues: "sliding" counts the last so many seconds, "fixed" starts anew.
    throttle_windows: str = "sliding"

    # unknown: whether a 429 of these endpoints has a Retry-After; some services send none.
    throttle_retry_after: bool = True

    # unknown: the page size of the partners list, and whether it pages at all; assumed: 100, as in most of Graph.
    page_size: int = 100

    # unknown: the CSDL of some clouds has groupSyncInbound in beta, that of others lacks it; assumed: present, as on
    # the beta page crosstenantidentitysyncpolicypartner. v1.0 never has it.
    group_sync: bool = True

    # unknown: whether beta's template has groupSyncInbound; neither its reference page nor the beta SDK shows it.
    template_group_sync: bool = False

    # unknown: which clouds and tenants have roleEnabledGroupSyncInbound in beta, which no page of Microsoft's shows;
    # assumed: present. v1.0 does not have it.
    role_enabled_group_sync: bool = True

    # Microsoft365DSC: Graph takes true for it only where group synchronization is on. unknown: whether it may be
    # switched on together with that; assumed: no, so that clients do not rely on it.
    role_enabled_together: str = "refuse"

    # unknown: whether a PATCH of a complex property keeps the members that its body leaves out.
    # "merge" keeps them (OData's rule); "replace" sets them to null.
    complex_patch: str = "merge"

    # unknown: whether a setting that a partner inherits is always shown as null; assumed: yes, as on the reference
    # pages. "default" shows the values of the tenant's default instead.
    inherited: str = "null"

    # unknown: error.code of an absent partner, and of an absent policy of a partner that exists; assumed: the one that
    # is printed for a removed member of a multitenant organization. The PATCH of an absent policy is documented, and
    # does not depend on this.
    absent_code: str = "Directory_ObjectNotFound"
    absent_policy_code: str = "Directory_ObjectNotFound"

    # unknown: the error for deleting a partner that still has a sync policy; assumed: an ordinary refusal. None: both
    # are deleted.
    delete_partner_with_policy: tuple[int, str] | None = (400, "Request_BadRequest")

    # unknown: PUT identitySynchronization when the partner is absent; assumed: as for PATCH of an absent policy. None:
    # the partner is made as well.
    put_without_partner: tuple[int, str] | None = (404, "Directory_ObjectNotFound")

    # unknown: PUT or POST while a soft-deleted object with the same tenant id exists; assumed: a new object is made
    # and the deleted one stays where it is.
    over_deleted: str = "create"

    # unknown: what a template shows after it was switched off, and which of the three forms it accepts
    # ("none" is on the reference page, null and "" in the how-to article).
    template_off: str | None = "none"
    template_off_accepted: tuple[str | None, ...] = ("none", "", None)

    # unknown: whether a reset leaves a template without effect ("unconfigured", reference page) or declines
    # synchronization and trust ("declined", how-to article).
    template_reset: str = "unconfigured"

    # The pages of the templates name the permissions of the policy (Policy.Read.All, Policy.ReadWrite.
    # CrossTenantAccess), Microsoft's permission file those of the organization (MultiTenantOrganization.Read.All,
    # MultiTenantOrganization.ReadWrite.All). unknown: which of the two is right; assumed: the pages. The file does not
    # list the reset; assumed: as for a PATCH.
    template_permission: str = "pages"

    # unknown: the permission of /policies/deletedItems; None stands for "Not supported" of the rendered pages.
    deleted_items_permission: str | None = "Policy.ReadWrite.CrossTenantAccess"

    # unknown: the error of findTenantInformation for a tenant that does not exist.
    unknown_tenant: tuple[int, str] = (404, "Directory_ObjectNotFound")

    # unknown: whether the read-only key tenantId may stand in the body of a PUT or PATCH; assumed: no, so that
    # clients do not rely on it. "accept" takes it when it repeats the key of the URL.
    key_in_body: str = "refuse"

    # unknown: whether a $batch may mix dependent and independent requests; the concept page only advises against it
    # ("fully sequential or fully parallel"); assumed: no, so that clients do not rely on it.
    mixed_dependencies: str = "refuse"

    # unknown: whether an expanded identitySynchronization comes with the annotation
    # "identitySynchronization@odata.context"; assumed: yes, as elsewhere in Graph.
    expand_annotations: bool = True

    # unknown: one Terraform provider says that writing isServiceProvider at all is forbidden to applications.
    service_provider_write: str = "accept"

    # unknown: where a partner shows serviceProviderConstraints. "property": in its own body, null where there are none.
    # The metadata has it as a navigation property instead, which is not in that body: "navigation" shows it below its
    # own address, as beta's OpenAPI does, and answers 404 where there are none. Nobody documents either.
    service_provider_constraints: str = "property"

    # unknown: the error of POST for a Microsoft 365 capability that is there; assumed: as for a partner.
    capability_exists: tuple[int, str] = (409, "Request_MultipleObjectsWithSameKeyValue")

    # The page crosstenantaccesspolicyconfigurationpartner-update-m365capabilities does not list @odata.type. unknown:
    # whether a PATCH may contain it; assumed: yes, if it is the right one.
    capability_type_in_patch: str = "accept"

    # unknown: what is shown for the scopes of a capability that was created without scopes; assumed: null.
    capability_scopes_without: str = "null"

    # unknown: whether the default lists all capabilities from the start ("the system default is disabled for all":
    # m365-cross-tenant-access-policy-overview); assumed: none. With "all", the default contains them when they are
    # first asked for, with isAllowed false, empty scopes, and nothing in lastModifiedDateTime.
    default_capabilities: str = "none"

    # unknown: whether a capability of the default can be deleted. Beta's OpenAPI contains the operation; the permission
    # file and the reference do not. Assumed: no (405).
    default_capability_delete: str = "refuse"

    # unknown: whether the login endpoint takes a client assertion (certificate) twice; assumed: yes, because msal by
    # design sends the same one again for nine minutes.
    replayed_assertion: str = "accept"

    # Seconds that the service takes for its work on a multitenant organization: a join request, the change of a
    # role, a removal. The reference pages speak of minutes and of "up to 2 hours".
    mto_processing: float = 0.0

    # Seconds until a tenant that was added joins. None: never, since its own administrator must join.
    mto_joining: float | None = None

    # The permission to read a multitenant organization: Microsoft's permission file names it for applications, and so
    # do the reference pages of its tenants and the join request (multitenantorganization-list-tenants,
    # multitenantorganizationjoinrequestrecord-get). The permission to write allows reading too. unknown: whether
    # others do; a test may name one.
    mto_read_permission: str = "MultiTenantOrganization.Read.All"

    # unknown: whether the permission to read is enough for a single tenant, which the permission file lists with
    # MultiTenantOrganization.ReadWrite.All only; assumed: it is ("pages").
    mto_tenant_permission: str = "pages"

    # unknown: the error of a write where there is no multitenant organization; assumed: as for any absent object. None:
    # PATCH makes one; the OpenAPI has no other request for that.
    mto_absent: tuple[int, str] | None = (404, "Directory_ObjectNotFound")

    # unknown: the error of a write by a tenant that is no owner ("Only owner tenants can manage"); assumed: forbidden.
    mto_not_owner: tuple[int, str] = (403, "Authorization_RequestDenied")

    # unknown: the list of tenants where there is no multitenant organization; assumed: it is empty.
    mto_tenants_without: str = "empty"

    # unknown: the join request of a tenant that never made one, once it has an organization of its own; assumed: the
    # record of zeros and nulls that the reference page shows before joining. "absent" is 404.
    mto_join_request_without: str = "record"

    # unknown: what becomes of a request to join an organization whose owner did not add this tenant; None: it is taken
    # and then fails, as the reference page "might be unsuccessful" reads; a status and code refuse it at once.
    mto_join_uninvited: tuple[int, str] | None = None

    # unknown: how beta shows the authorization policy, whose page first named it by an ID below the address that the
    # page has now; assumed: as a list of one.
    authorization_policy_beta: str = "list"

    # unknown: whether the object really is inside "value", as the page externalidentitiespolicy-get shows it.
    external_identities_policy: str = "value"

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse a misspelt switch or value. Otherwise a test would silently test something else."""
        if name not in self.__dataclass_fields__:
            raise AttributeError(f"Behaviour has no field {name!r}")
        if name in _CHOICES and value not in _CHOICES[name]:
            raise ValueError(f"{name} must be one of {_CHOICES[name]}, not {value!r}")
        if name == "page_size" and value < 1:
            raise ValueError("page_size must be at least 1")
        if isinstance(value, list):  # from JSON
            value = tuple(value)
        super().__setattr__(name, value)

    def update(self, changes: dict[str, Any]) -> None:
        """Change several fields at once, as the control interface does."""
        for name, value in changes.items():
            setattr(self, name, value)

    def as_dict(self) -> dict[str, Any]:
        """All fields, as JSON can carry them."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    def copy(self) -> Behaviour:
        """An independent copy."""
        return Behaviour(**{field.name: getattr(self, field.name) for field in fields(self)})
