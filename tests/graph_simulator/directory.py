# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The true state of the simulated tenant, with direct access for tests, and its JSON form (see README.md).

A state that a test arranges through this class is settled: reads show it at once, whatever the replication lag.
"""

from __future__ import annotations

import copy
import secrets
import threading
import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from . import model
from .kinds import is_guid
from .source.state import SourceSide
from .surroundings import Surroundings
from .table import Row, Table

HOME_TENANT_ID = "00000000-0000-4000-8000-0000000000aa"
HOME_DOMAIN = "home.example"
CLIENT_ID = "00000000-0000-4000-8000-0000000000c1"

# Anything that leaks a secret or a token of the simulator contains this text.
SECRET_MARKER = "simulated-Q8~-birch-"

# The permissions of an application that manages partners and configurations.
ALL_ROLES = (
    "Policy.Read.All",
    "Policy.ReadWrite.CrossTenantAccess",
    "Policy.ReadWrite.CrossTenantCapability",
    "CrossTenantInformation.ReadBasic.All",
    "MultiTenantOrganization.Read.All",
    "MultiTenantOrganization.ReadWrite.All",
    "Organization.Read.All",
    "RoleManagement.Read.Directory",
    "Application.ReadWrite.All",
    "AppRoleAssignment.ReadWrite.All",
    "GroupMember.Read.All",
    "User.ReadBasic.All",
    "ProvisioningLog.Read.All",
    "Synchronization.ReadWrite.All",
)

IDENTITY_SYNC_TEMPLATE = "multiTenantOrganizationIdentitySynchronization"
PARTNER_TEMPLATE = "multiTenantOrganizationPartnerConfiguration"
DEFAULT = "default"
POLICY = "policy"
MTO = "multiTenantOrganization"
JOIN_REQUEST = "joinRequest"
CAPABILITIES = "m365Capabilities"
NO_TENANT = "00000000-0000-0000-0000-000000000000"

_DEFAULT_LEVEL = "newPartners,existingPartners"


def _id(name: str) -> str:
    """A GUID that is the same in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"graph-simulator/{name}"))


def unconfigured_template(name: str) -> Row:
    """A template in its reset state (Graph reference: multitenantorganizationidentitysyncpolicytemplate-get)."""
    if name == IDENTITY_SYNC_TEMPLATE:
        return {
            "id": _id(name),
            "templateApplicationLevel": _DEFAULT_LEVEL,
            "userSyncInbound": {"isSyncAllowed": None},
        }
    return {"id": _id(name), "templateApplicationLevel": _DEFAULT_LEVEL}


def unchanged_policy() -> Row:
    """The policy that contains partners, default and templates: no other cloud is allowed."""
    return {"id": _id(POLICY), "displayName": "CrossTenantAccessPolicy", "allowedCloudEndpoints": []}


def new_organization(**graph_properties: Any) -> Row:
    """A multitenant organization as it is after its creation."""
    row = {"id": _id(MTO), "createdDateTime": "2026-01-01T00:00:00Z", "displayName": "Organization", "state": "active"}
    return {"description": None, **row, **graph_properties}


def no_join_request() -> Row:
    """The record before any request (Graph reference: multitenantorganizationjoinrequestrecord-get)."""
    return model.MTO_JOIN_REQUEST.complete({"id": _id(JOIN_REQUEST), "addedByTenantId": NO_TENANT})


def _access(access_type: str) -> Row:
    return {
        "usersAndGroups": {"accessType": access_type, "targets": [{"target": "AllUsers", "targetType": "user"}]},
        "applications": {
            "accessType": access_type,
            "targets": [{"target": "AllApplications", "targetType": "application"}],
        },
    }


def system_default() -> Row:
    """The default settings as the service delivers them: collaboration allowed, direct connect blocked, no trust."""
    return model.DEFAULT.complete(
        {
            "id": _id(DEFAULT),
            "isServiceDefault": True,
            "inboundTrust": {
                "isMfaAccepted": False,
                "isCompliantDeviceAccepted": False,
                "isHybridAzureADJoinedDeviceAccepted": False,
            },
            "automaticUserConsentSettings": {"inboundAllowed": False, "outboundAllowed": False},
            "b2bCollaborationInbound": _access("allowed"),
            "b2bCollaborationOutbound": _access("allowed"),
            "b2bDirectConnectInbound": _access("blocked"),
            "b2bDirectConnectOutbound": _access("blocked"),
            "tenantRestrictions": {"devices": None, **_access("blocked")},
            "invitationRedemptionIdentityProviderConfiguration": {
                "fallbackIdentityProvider": "defaultConfiguredIdp",
                "primaryIdentityProviderPrecedenceOrder": [
                    "azureActiveDirectory",
                    "externalFederation",
                    "socialIdentityProviders",
                ],
            },
        }
    )


def _without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def _with_capabilities(row: Row, capabilities: dict[str, Row]) -> Row:
    """An object of a snapshot. If there are no capabilities, it has no member for them."""
    return {**row, CAPABILITIES: list(capabilities.values())} if capabilities else row


class Directory:
    """Everything that the simulated tenant knows."""

    def __init__(self) -> None:
        self.lock = threading.RLock()  # held for every change and every request: tests run in another thread
        self.partner_rows = Table()
        self.policy_rows = Table()
        self.deleted_partner_rows = Table()
        self.deleted_policy_rows = Table()
        self.capability_tables: dict[str, Table] = {}  # by tenant id, or the word for the default; then by name
        self.deleted_capabilities: dict[str, dict[str, Row]] = {}  # those of deleted partners
        self.single_rows = Table()  # the policy itself, the default and the templates, by name
        self.mto_rows = Table()  # the multitenant organization and the join request, by name
        self.mto_tenant_rows = Table()
        self.surroundings = Surroundings()
        self.source = SourceSide(self)
        self.invitations: dict[str, str] = {}  # owners of organizations that have added the home tenant → its role
        self.home: Row = {}
        self.tenants: dict[str, Row] = {}
        self.applications: dict[str, Row] = {}
        self._default_secret = SECRET_MARKER + secrets.token_hex(12)
        self.load({})

    # Reading, for tests.

    @property
    def partners(self) -> Mapping[str, Row]:
        """The true partner configurations by tenant id, without their policies."""
        with self.lock:
            return MappingProxyType(copy.deepcopy(dict(self.partner_rows.rows())))

    @property
    def identity_syncs(self) -> Mapping[str, Row]:
        """The true synchronization policies by tenant id."""
        with self.lock:
            return MappingProxyType(copy.deepcopy(dict(self.policy_rows.rows())))

    def partner(self, tenant_id: str) -> Row | None:
        """The true partner configuration, or None."""
        return copy.deepcopy(self.partner_rows.get(tenant_id.lower()))

    def identity_sync(self, tenant_id: str) -> Row | None:
        """The true synchronization policy, or None."""
        return copy.deepcopy(self.policy_rows.get(tenant_id.lower()))

    def deleted_partner(self, tenant_id: str) -> Row | None:
        """The soft-deleted partner configuration, or None."""
        return copy.deepcopy(self.deleted_partner_rows.get(tenant_id.lower()))

    def deleted_identity_sync(self, tenant_id: str) -> Row | None:
        """The soft-deleted synchronization policy, or None."""
        return copy.deepcopy(self.deleted_policy_rows.get(tenant_id.lower()))

    def capabilities(self, tenant_id: str | None) -> Mapping[str, Row]:
        """The true Microsoft 365 capabilities of a partner by name, those of the default for None."""
        with self.lock:
            return MappingProxyType(copy.deepcopy(dict(self.capability_table(self._place(tenant_id)).rows())))

    def capability(self, tenant_id: str | None, name: str) -> Row | None:
        """One Microsoft 365 capability of a partner, or of the default, or None."""
        return self.capabilities(tenant_id).get(name)

    def template(self, name: str = IDENTITY_SYNC_TEMPLATE) -> Row:
        """A template by its name in Graph."""
        return copy.deepcopy(self.single_rows.get(name))

    @property
    def default(self) -> Row:
        """The default settings."""
        return copy.deepcopy(self.single_rows.get(DEFAULT))

    @property
    def policy(self) -> Row:
        """The policy itself."""
        return copy.deepcopy(self.single_rows.get(POLICY))

    @property
    def mto(self) -> Row | None:
        """The multitenant organization that the home tenant is in, or None."""
        return copy.deepcopy(self.mto_rows.get(MTO))

    @property
    def mto_tenants(self) -> Mapping[str, Row]:
        """The tenants of the multitenant organization by tenant id."""
        with self.lock:
            return MappingProxyType(copy.deepcopy(dict(self.mto_tenant_rows.rows())))

    @property
    def mto_join_request(self) -> Row:
        """The record of the home tenant's join request."""
        return copy.deepcopy(self.mto_rows.get(JOIN_REQUEST))

    # Arranging, for tests.

    def add_partner(self, tenant_id: str, identity_sync: Row | None = None, **graph_properties: Any) -> Row:
        """Put a partner there, with its policy if one is given. It replaces an existing partner. Names as in Graph."""
        key = self._key(tenant_id)
        row = {"tenantId": key, "isInMultiTenantOrganization": False, **graph_properties}
        with self.lock:
            self.partner_rows.settle(key, model.PARTNER.complete(row))
            self.set_identity_sync(key, identity_sync)
            self.capability_tables.pop(key, None)
        return self.partner(key)

    def change_partner(self, tenant_id: str, **graph_properties: Any) -> Row:
        """Set properties of an existing partner, as another writer would."""
        key = self._key(tenant_id)
        with self.lock:
            row = {**self.partners[key], **graph_properties}
            self.partner_rows.settle(key, model.PARTNER.complete(row))
        return self.partner(key)

    def set_identity_sync(self, tenant_id: str, identity_sync: Row | None) -> None:
        """Put a partner's policy there. With None, remove it."""
        key = self._key(tenant_id)
        row = None
        if identity_sync is not None:
            row = model.IDENTITY_SYNC.complete({"tenantId": key, **identity_sync})
        with self.lock:
            self.policy_rows.settle(key, row)

    def set_capability(self, tenant_id: str | None, name: str, inbound_access: Row | None, **properties: Any) -> None:
        """Put a Microsoft 365 capability of a partner there. With None as tenant, it is one of the default.

        Without access, the capability is removed. The name may be one that Graph does not have yet.
        """
        row = None
        if inbound_access is not None:
            values = {"lastModifiedDateTime": "2026-01-01T00:00:00.0000000Z", "inboundAccess": inbound_access}
            row = model.CAPABILITY.complete({"name": name, **values, **properties})
        with self.lock:
            self.capability_table(self._place(tenant_id)).settle(name, row)

    def remove_partner(self, tenant_id: str) -> None:
        """Remove a partner, its policy and its capabilities without a trace."""
        key = self._key(tenant_id)
        with self.lock:
            self.partner_rows.settle(key, None)
            self.policy_rows.settle(key, None)
            self.capability_tables.pop(key, None)

    def add_deleted_identity_sync(self, tenant_id: str, deleted: str = "2026-01-01T00:00:00Z", **values: Any) -> None:
        """Put a soft-deleted policy there."""
        key = self._key(tenant_id)
        row = model.IDENTITY_SYNC.complete({"tenantId": key, **values, "deletedDateTime": deleted})
        with self.lock:
            self.deleted_policy_rows.settle(key, row)

    def add_deleted_partner(self, tenant_id: str, deleted: str = "2026-01-01T00:00:00Z", **values: Any) -> None:
        """Put a soft-deleted partner there."""
        key = self._key(tenant_id)
        row = model.PARTNER.complete({"tenantId": key, **values, "deletedDateTime": deleted})
        with self.lock:
            self.deleted_partner_rows.settle(key, row)

    def set_template(self, name: str = IDENTITY_SYNC_TEMPLATE, **graph_properties: Any) -> None:
        """Set properties of a template."""
        kind = model.IDENTITY_SYNC_TEMPLATE if name == IDENTITY_SYNC_TEMPLATE else model.PARTNER_TEMPLATE
        with self.lock:
            row = {**(self.single_rows.get(name) or unconfigured_template(name)), **graph_properties}
            self.single_rows.settle(name, kind.complete(row))

    def set_default(self, **graph_properties: Any) -> None:
        """Set properties of the default settings."""
        with self.lock:
            row = {**self.default, "isServiceDefault": False, **graph_properties}
            self.single_rows.settle(DEFAULT, model.DEFAULT.complete(row))

    def set_mto(self, **graph_properties: Any) -> None:
        """Put a multitenant organization there, with the home tenant as its owner."""
        with self.lock:
            self.mto_rows.settle(MTO, new_organization(**graph_properties))
            self.add_mto_tenant(self.home["tenantId"], self.home["displayName"], role="owner", state="active")

    def add_mto_tenant(self, tenant_id: str, display_name: str = "Fabrikam", **graph_properties: Any) -> None:
        """Put a tenant into the multitenant organization, or replace it. It is pending unless a state is given."""
        row = {
            "displayName": display_name,
            "addedByTenantId": self.home["tenantId"],
            "addedDateTime": "2026-01-02T00:00:00Z",
            "role": "member",
            "state": "pending",
            **graph_properties,
        }
        key = self._key(tenant_id)
        with self.lock:
            self.mto_tenant_rows.settle(key, model.MTO_TENANT.complete({"tenantId": key, **row}))

    def remove_mto_tenant(self, tenant_id: str) -> None:
        """Remove a tenant from the multitenant organization without a trace."""
        with self.lock:
            self.mto_tenant_rows.settle(self._key(tenant_id), None)

    def set_join_request(self, **graph_properties: Any) -> None:
        """Put the record of the home tenant's join request there."""
        with self.lock:
            row = {**no_join_request(), **graph_properties}
            self.mto_rows.settle(JOIN_REQUEST, model.MTO_JOIN_REQUEST.complete(row))

    def invite(self, owner_tenant_id: str, role: str = "member") -> None:
        """The owner of another organization adds the home tenant, which may then join."""
        self.invitations[self._key(owner_tenant_id)] = role

    def add_tenant(
        self,
        tenant_id: str,
        display_name: str,
        domain: str,
        *,
        domains: tuple[str, ...] = (),
        federation_brand_name: str | None = None,
    ) -> Row:
        """Add a tenant that the look-ups find."""
        row = {
            "tenantId": self._key(tenant_id),
            "displayName": display_name,
            "defaultDomainName": domain,
            "federationBrandName": federation_brand_name,
            "domains": [domain, *domains],
        }
        self.tenants[row["tenantId"]] = row
        return row

    def add_application(self, client_id: str, *, roles: tuple[str, ...] = ALL_ROLES, secret: str | None = None) -> Row:
        """Register an application. Its secret is made up unless one is given."""
        row = {
            "clientId": client_id,
            "clientSecret": secret or SECRET_MARKER + secrets.token_hex(12),
            "certificates": [],
            "trustedIssuers": [],
            "federatedTokens": [],
            "roles": list(roles),
        }
        self.applications[client_id] = row
        return row

    # Look-ups that the endpoints share.

    def tenant_by_domain(self, domain: str) -> Row | None:
        """The tenant that has a domain."""
        wanted = domain.lower()
        for row in (self.home, *self.tenants.values()):
            if wanted in (name.lower() for name in row["domains"]):
                return row
        return None

    def tenant(self, id_or_domain: str) -> Row | None:
        """The tenant with an id or a domain."""
        key = id_or_domain.lower()
        if key == self.home["tenantId"]:
            return self.home
        return self.tenants.get(key) or self.tenant_by_domain(key)

    # The Microsoft 365 capabilities of a partner, and what happens to them when the partner is deleted or restored.

    def capability_table(self, place: str) -> Table:
        """The capabilities of a partner by its key, or of the default, by name."""
        return self.capability_tables.setdefault(place, Table())

    def put_capabilities_away(self, key: str) -> None:
        """A partner was deleted. Its capabilities are kept, but not shown any more."""
        table = self.capability_table(key)
        rows = dict(table.rows())
        for name in rows:
            table.remove(name)
        self.deleted_capabilities[key] = rows

    def bring_capabilities_back(self, key: str) -> None:
        """A partner was restored."""
        for name, row in self.deleted_capabilities.pop(key, {}).items():
            self.capability_table(key).put(name, row)

    def forget_capabilities(self, key: str) -> None:
        """A deleted partner was removed for good."""
        self.deleted_capabilities.pop(key, None)

    def _place(self, tenant_id: str | None) -> str:
        return DEFAULT if tenant_id is None else self._key(tenant_id)

    @staticmethod
    def _key(tenant_id: str) -> str:
        if not is_guid(tenant_id):
            raise ValueError(f"not a tenant id: {tenant_id!r}")
        return tenant_id.lower()

    # The JSON form.

    def load(self, seed: dict[str, Any]) -> None:
        """Replace the whole state by a seed. Parts that the seed leaves out are as in a fresh tenant."""
        with self.lock:
            for table in (
                self.partner_rows,
                self.policy_rows,
                self.deleted_partner_rows,
                self.deleted_policy_rows,
                self.single_rows,
                self.mto_rows,
                self.mto_tenant_rows,
            ):
                table.clear()
            self.capability_tables.clear()
            self.deleted_capabilities.clear()
            self.home = {
                "tenantId": HOME_TENANT_ID,
                "displayName": "Home",
                "defaultDomainName": HOME_DOMAIN,
                "federationBrandName": None,
                "tenantType": "AAD",
                **seed.get("home", {}),
            }
            self.home.setdefault("domains", [self.home["defaultDomainName"]])
            self.tenants.clear()
            for row in seed.get("tenants", ()):
                domain = row["defaultDomainName"]
                others = tuple(name for name in row.get("domains", ()) if name != domain)
                self.add_tenant(
                    row["tenantId"],
                    row["displayName"],
                    domain,
                    domains=others,
                    federation_brand_name=row.get("federationBrandName"),
                )
            self.applications.clear()
            for row in seed.get("applications") or [{"clientId": CLIENT_ID, "clientSecret": self._default_secret}]:
                added = self.add_application(
                    row["clientId"], roles=tuple(row.get("roles", ALL_ROLES)), secret=row.get("clientSecret")
                )
                for name in ("certificates", "trustedIssuers", "federatedTokens"):
                    added[name] = list(row.get(name, ()))
            for row in seed.get("partners", ()):
                self.add_partner(
                    row["tenantId"],
                    row.get("identitySynchronization"),
                    **_without(row, "tenantId", "identitySynchronization", CAPABILITIES),
                )
                for item in row.get(CAPABILITIES, ()):
                    self._load_capability(row["tenantId"], item)
            deleted = seed.get("deletedItems", {})
            for row in deleted.get("crossTenantPartners", ()):
                key = self._key(row["tenantId"])
                self.deleted_partner_rows.settle(key, model.PARTNER.complete(_without(row, CAPABILITIES)))
                items = (model.CAPABILITY.complete(item) for item in row.get(CAPABILITIES, ()))
                self.deleted_capabilities[key] = {item["name"]: item for item in items}
            for row in deleted.get("crossTenantSyncPolicyPartners", ()):
                self.deleted_policy_rows.settle(self._key(row["tenantId"]), model.IDENTITY_SYNC.complete(row))
            default = seed.get("default", {})
            row = {**system_default(), **_without(default, CAPABILITIES)}
            self.single_rows.settle(DEFAULT, model.DEFAULT.complete(row))
            for item in default.get(CAPABILITIES, ()):
                self._load_capability(None, item)
            for name in (IDENTITY_SYNC_TEMPLATE, PARTNER_TEMPLATE):
                self.set_template(name, **seed.get("templates", {}).get(name, {}))
            self.single_rows.settle(POLICY, {**unchanged_policy(), **seed.get("policy", {})})
            self._load_organization(seed.get(MTO) or {})
            self.surroundings.load(seed.get("surroundings", {}))
            self.source.load(seed.get("source", {}))

    def _load_capability(self, tenant_id: str | None, seed: Row) -> None:
        access = seed.get("inboundAccess", {"isAllowed": False})
        self.set_capability(tenant_id, seed["name"], access, **_without(seed, "name", "inboundAccess"))

    def _load_organization(self, seed: dict[str, Any]) -> None:
        parts = ("tenants", JOIN_REQUEST, "invitations")
        properties = {name: value for name, value in seed.items() if name not in parts}
        if properties:
            self.mto_rows.settle(MTO, new_organization(**properties))
        for row in seed.get("tenants", ()):
            others = {name: value for name, value in row.items() if name not in ("tenantId", "displayName")}
            self.add_mto_tenant(row["tenantId"], row.get("displayName", ""), **others)
        if properties and self.mto_tenant_rows.get(self.home["tenantId"]) is None:
            self.add_mto_tenant(self.home["tenantId"], self.home["displayName"], role="owner", state="active")
        self.set_join_request(**seed.get(JOIN_REQUEST, {}))
        self.invitations = {self._key(owner): role for owner, role in seed.get("invitations", {}).items()}

    def snapshot(self) -> dict[str, Any]:
        """The whole true state, in the form that ``load`` takes."""
        with self.lock:
            partners = []
            for key, row in self.partner_rows.rows():
                policy = self.policy_rows.get(key)
                shown = {**row, "identitySynchronization": policy} if policy else row
                partners.append(_with_capabilities(shown, dict(self.capability_table(key).rows())))
            state = {
                "home": self.home,
                "tenants": list(self.tenants.values()),
                "applications": list(self.applications.values()),
                "partners": partners,
                "default": _with_capabilities(
                    self.single_rows.get(DEFAULT), dict(self.capability_table(DEFAULT).rows())
                ),
                "templates": {name: self.single_rows.get(name) for name in (IDENTITY_SYNC_TEMPLATE, PARTNER_TEMPLATE)},
                "policy": self.single_rows.get(POLICY),
                "surroundings": self.surroundings.snapshot(),
                "source": self.source.snapshot(),
                MTO: {
                    **(self.mto_rows.get(MTO) or {}),
                    "tenants": [row for _key, row in self.mto_tenant_rows.rows()],
                    JOIN_REQUEST: self.mto_rows.get(JOIN_REQUEST),
                    "invitations": self.invitations,
                },
                "deletedItems": {
                    "crossTenantPartners": [
                        _with_capabilities(row, self.deleted_capabilities.get(key, {}))
                        for key, row in self.deleted_partner_rows.rows()
                    ],
                    "crossTenantSyncPolicyPartners": [row for _key, row in self.deleted_policy_rows.rows()],
                },
            }
            return copy.deepcopy(state)
