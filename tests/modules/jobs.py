# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job for every module that writes: all operations on all resources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable

from ansible_collections.entra.cross_tenant.tests.graph_simulator.behaviour import Behaviour
from ansible_collections.entra.cross_tenant.tests.graph_simulator.directory import PARTNER_TEMPLATE
from ansible_collections.entra.cross_tenant.tests.graph_simulator.source.cycles import Cycles
from ansible_collections.entra.cross_tenant.tests.graph_simulator.source.shapes import new_status

TENANT, OTHER, THIRD = (f"90e29127-71ad-49c7-9ce8-00000000000{number}" for number in range(3))
OWNER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
ADA, BOB = (f"5f3c1c50-4a5c-4b0e-9a5e-2c7d6f0b1e1{number}" for number in range(2))
TRUST = {"isMfaAccepted": True, "isCompliantDeviceAccepted": None, "isHybridAzureADJoinedDeviceAccepted": None}
SYNC = {"displayName": "Fabrikam", "userSyncInbound": {"isSyncAllowed": True}}


@dataclass(frozen=True)
class Job:
    module: str
    arrange: Callable
    options: dict[str, Any]
    #: The operations of the job, in their order, if nothing goes wrong.
    operations: list[str] = field(default_factory=list)
    #: Whether the job acts in every run, since no state shows what it has done.
    always: bool = False


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


def agreed(directory):
    """The home tenant and all target tenants agree on the synchronization of two users."""
    for tenant in (TENANT, OTHER, THIRD):
        directory.add_partner(tenant, automaticUserConsentSettings={"outboundAllowed": True})
        directory.source.allow(tenant)
    for key, name in ((ADA, "ada"), (BOB, "bob")):
        directory.source.add_user(name, id=key)


def configured(directory, tenant=TENANT, state="Active", scope="false"):
    """A configuration whose job has run, and that Ada is assigned to. Tests know its tenant by its name."""
    agreed(directory)
    source = directory.source
    made = source.add_configuration(tenant, f"Synchronization to {tenant}", state="Active", assigned=(ADA,))
    source.set_secrets(made.service_principal_id, SyncAll=scope)
    Cycles(directory, Behaviour()).run(made.job_id)
    if state != "Active":
        job = source.job(made.job_id)
        job["schedule"]["state"] = state
        source.job_table(made.service_principal_id).settle(made.job_id, job)
    return made


def wide(directory):
    configured(directory, scope="true")


def paused(directory):
    configured(directory, state="Paused")


def waiting(directory):
    """Bob was assigned after the last cycle of the job."""
    made = configured(directory, state="Paused")
    directory.source.assign(made.service_principal_id, BOB)


def half(directory):
    agreed(directory)
    directory.source.add_configuration(display_name=f"Synchronization to {TENANT}", job=False)


def without_schema(directory):
    made = configured(directory, state="Paused")
    # A job that has run and shows no schema is not trusted.
    job = directory.source.job(made.job_id)
    directory.source.job_table(made.service_principal_id).settle(made.job_id, {**job, "status": new_status("Paused")})
    directory.source.set_schema(made.job_id, None)


def several(directory):
    configured(directory, scope="true")
    configured(directory, THIRD)


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
TARGET = {"target_tenant": TENANT}
NEW = {"user_type": "guest", "assignments": [{"user": ADA}], "enabled": True}
SMALLER = {
    "name": f"Fabrikam {TENANT}",
    "scope": "assigned",
    "deletion_threshold": 7,
    "user_type": "guest",
    "assignments": [{"user": BOB}],
    "assignments_exclusive": True,
}
SMALLER_DOES = ["update", "update", "update", "create", "delete", "restart"]
GONE = {"state": "absent", "leave_users": True}
CONFIGURATIONS = [
    {"target_tenant": OTHER, **NEW},
    {"target_tenant": TENANT, **SMALLER},
    {"target_tenant": THIRD, **GONE},
]
CONFIGURATIONS_DO = ["create", "create", "update", "update", "create", "update", *SMALLER_DOES, *["delete"] * 3]

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
    "configuration, new": Job("sync_configuration", agreed, {**TARGET, **NEW}, CONFIGURATIONS_DO[:6]),
    "configuration, half": Job("sync_configuration", half, TARGET, ["create", "update"]),
    "configuration, smaller": Job("sync_configuration", wide, {**TARGET, **SMALLER}, SMALLER_DOES),
    "configuration, without a schema": Job("sync_configuration", without_schema, TARGET, ["reset"]),
    "configuration, absent": Job("sync_configuration", configured, {**TARGET, **GONE}, ["delete"] * 3),
    "configurations": Job("sync_configurations", several, {"sync_configurations": CONFIGURATIONS}, CONFIGURATIONS_DO),
    "job, started": Job("sync_job", paused, {**TARGET, "action": "start"}, ["update"]),
    "job, paused": Job("sync_job", configured, {**TARGET, "action": "pause"}, ["update"]),
    "job, restarted": Job("sync_job", configured, {**TARGET, "action": "restart"}, ["restart"], always=True),
    "job, provisioned": Job(
        "sync_job", waiting, {**TARGET, "action": "provision", "user": BOB}, ["provision"], always=True
    ),
}
