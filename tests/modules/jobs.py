# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job for every module that writes: all operations on all resources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable

from ansible_collections.entra.cross_tenant.tests.graph_simulator.directory import PARTNER_TEMPLATE

TENANT, OTHER, THIRD = (f"90e29127-71ad-49c7-9ce8-00000000000{number}" for number in range(3))
OWNER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
TRUST = {"isMfaAccepted": True, "isCompliantDeviceAccepted": None, "isHybridAzureADJoinedDeviceAccepted": None}
SYNC = {"displayName": "Fabrikam", "userSyncInbound": {"isSyncAllowed": True}}


@dataclass(frozen=True)
class Job:
    module: str
    arrange: Callable
    options: dict[str, Any]
    #: The operations of the job, in their order, if nothing goes wrong.
    operations: list[str] = field(default_factory=list)


def nothing(directory):
    """An empty tenant."""


def bare(directory):
    directory.add_partner(TENANT)


def full(directory):
    directory.add_partner(TENANT, identity_sync=SYNC, inboundTrust=TRUST)


def deleted(directory):
    directory.add_partner(TENANT)
    directory.add_deleted_identity_sync(TENANT, **SYNC)


def deleted_partner(directory):
    directory.add_deleted_partner(TENANT, inboundTrust=TRUST)


def capable(directory):
    directory.add_partner(TENANT)
    for tenant in (TENANT, None):
        directory.set_capability(tenant, NAME["name"], {"isAllowed": False})


def fleet(directory):
    directory.add_partner(OTHER, identity_sync=SYNC)
    directory.add_partner(THIRD, identity_sync=SYNC)


def organized(directory):
    directory.set_mto(displayName="Contoso organization", description="All of us")


def member(directory):
    organized(directory)
    directory.add_mto_tenant(TENANT, "Fabrikam", state="active")


def invited(directory):
    directory.invite(OWNER)


def asked_in_vain(directory):
    invited(directory)
    transition = {"desiredMemberState": "active", "status": "failed", "details": "DirectoryService Exception"}
    directory.set_join_request(addedByTenantId=OWNER, memberState="pending", transitionDetails=transition)


def templates(directory):
    directory.set_template(templateApplicationLevel="newPartners", userSyncInbound={"isSyncAllowed": True})
    directory.set_template(PARTNER_TEMPLATE, inboundTrust=TRUST, templateApplicationLevel="newPartners")


def trusting(directory):
    directory.set_default(inboundTrust=TRUST, b2bDirectConnectInbound=directory.default["b2bCollaborationInbound"])


ONE = {"partner_tenant": TENANT}
BETA = {**ONE, "api_version": "beta"}
MFA = {"inbound_trust": {"mfa_accepted": True}}
FABRIKAM = {"member_tenant": TENANT, "display_name": "Fabrikam"}
JOINED = {"state": "joined", "added_by_tenant": OWNER}
NAME = {"name": "crossTenantMailTipsAll"}
CAPABILITY = {**NAME, "inbound_access": {"allowed": True}}
FLEET = [
    {"tenant": TENANT, **MFA, "identity_sync": {"display_name": "New", "user_sync_allowed": True}},
    {"tenant": OTHER, **MFA, "identity_sync": {"user_sync_allowed": False}},
    {"tenant": THIRD, "state": "absent"},
]
FLEET_DOES = ["create", "create", "update", "update", "delete", "delete"]

JOBS = {
    "partner, new": Job("partner", nothing, {**ONE, **MFA}, ["create"]),
    "partner, changed": Job(
        "partner", full, {**ONE, "inherit": ["inbound_trust"], "service_provider": True}, ["update"]
    ),
    "partner, absent": Job("partner", full, {**ONE, "state": "absent"}, ["delete", "delete"]),
    "policy, new": Job("partner_identity_sync", bare, {**ONE, "user_sync_allowed": True}, ["create"]),
    "policy, changed": Job("partner_identity_sync", full, {**ONE, "user_sync_allowed": False}, ["update"]),
    "policy, in two steps": Job(
        "partner_identity_sync",
        bare,
        {**BETA, "group_sync_allowed": True, "role_enabled_group_sync_allowed": True},
        ["create", "update"],
    ),
    "policy, absent": Job("partner_identity_sync", full, {**ONE, "state": "absent"}, ["delete"]),
    "restored": Job("deleted_partner_identity_sync", deleted, {**BETA, "state": "restored"}, ["restore"]),
    "purged": Job("deleted_partner_identity_sync", deleted, {**BETA, "state": "purged"}, ["purge"]),
    "partner, restored": Job("deleted_partner", deleted_partner, {**BETA, "state": "restored"}, ["restore"]),
    "partner, purged": Job("deleted_partner", deleted_partner, {**BETA, "state": "purged"}, ["purge"]),
    "capability, new": Job("partner_capability", bare, {**ONE, **CAPABILITY}, ["create"]),
    "capability, changed": Job("partner_capability", capable, {**ONE, **CAPABILITY}, ["update"]),
    "capability, absent": Job("partner_capability", capable, {**ONE, **NAME, "state": "absent"}, ["delete"]),
    "capability of all, new": Job("partner_capability", nothing, {"default": True, **CAPABILITY}, ["create"]),
    "capability of all, changed": Job("partner_capability", capable, {"default": True, **CAPABILITY}, ["update"]),
    "fleet": Job("partners", fleet, {"partners": FLEET}, FLEET_DOES),
    "fleet, one by one": Job("partners", fleet, {"partners": FLEET, "batch_size": 1}, FLEET_DOES),
    "fleet, pruned": Job("partners", fleet, {"partners": [FLEET[0]], "prune": True}, ["create"] * 2 + ["delete"] * 4),
    "organization, new": Job("mto", nothing, {"display_name": "Contoso organization"}, ["create"]),
    "organization, changed": Job("mto", organized, {"display_name": "Contoso", "description": ""}, ["update"]),
    "tenant, added": Job("mto_tenant", organized, {**FABRIKAM, "role": "owner"}, ["create"]),
    "tenant, promoted": Job("mto_tenant", member, {**FABRIKAM, "role": "owner"}, ["update"]),
    "tenant, absent": Job("mto_tenant", member, {"member_tenant": TENANT, "state": "absent"}, ["delete"]),
    "joined": Job("mto_tenant", invited, JOINED, ["update"]),
    "joined, again": Job("mto_tenant", asked_in_vain, {**JOINED, "wait_completed": True}, ["reset", "update"]),
    "sync template, changed": Job("mto_sync_template", templates, {"user_sync_allowed": False}, ["update"]),
    "sync template, reset": Job("mto_sync_template", templates, {"state": "reset"}, ["reset"]),
    "partner template, changed": Job("mto_partner_template", templates, {"application_level": []}, ["update"]),
    "partner template, reset": Job("mto_partner_template", templates, {"state": "reset"}, ["reset"]),
    "default, changed": Job("default_settings", nothing, MFA, ["update"]),
    "default, reset": Job("default_settings", trusting, {"state": "reset"}, ["reset"]),
}
