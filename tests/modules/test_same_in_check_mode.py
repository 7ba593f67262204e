# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""For every module: check mode only reads and predicts exactly, and a second run finds nothing to do."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import one_in
from ansible_collections.entra.cross_tenant.tests.graph_simulator.directory import PARTNER_TEMPLATE

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
PROVIDER = "b6a53db2-4e56-4e5f-8e4e-9a2f1f9c3a11"
TRUST = {"isMfaAccepted": True, "isCompliantDeviceAccepted": True, "isHybridAzureADJoinedDeviceAccepted": None}
SYNC = {"displayName": "Fabrikam", "userSyncInbound": {"isSyncAllowed": True}}


def nothing(directory):
    """An empty tenant."""


def bare(directory):
    directory.add_partner(TENANT)


def full(directory):
    directory.add_partner(TENANT, identity_sync=SYNC, inboundTrust=TRUST, protectedContentSharing={"x": "y"})


def deleted_partner(directory):
    directory.add_deleted_partner(TENANT, inboundTrust={"isMfaAccepted": True})


def capable(directory):
    directory.add_partner(TENANT)
    for tenant in (TENANT, None):
        directory.set_capability(tenant, NAME["name"], {"isAllowed": False})


def deleted(directory):
    directory.add_partner(TENANT)
    directory.add_deleted_identity_sync(TENANT, **SYNC)


def fleet(directory):
    full(directory)
    directory.add_partner(OTHER)
    directory.add_partner(PROVIDER, identity_sync=SYNC, isServiceProvider=True)


def customized(directory):
    directory.set_template(
        templateApplicationLevel="existingPartners, newPartners", userSyncInbound={"isSyncAllowed": True}
    )


def switched_off(directory):
    directory.set_template(templateApplicationLevel="none")


def templates(directory):
    directory.set_template(PARTNER_TEMPLATE, inboundTrust=TRUST, templateApplicationLevel="newPartners")


def consenting(directory):
    directory.set_template(
        PARTNER_TEMPLATE, automaticUserConsentSettings={"inboundAllowed": True, "outboundAllowed": False}
    )


def blocking(directory):
    directory.set_template(PARTNER_TEMPLATE, b2bCollaborationInbound=directory.default["b2bDirectConnectInbound"])


def redeeming(directory):
    directory.set_default(
        invitationRedemptionIdentityProviderConfiguration={
            "fallbackIdentityProvider": "microsoftAccount",
            "primaryIdentityProviderPrecedenceOrder": ["azureActiveDirectory"],
        }
    )


def trusting(directory):
    directory.set_default(inboundTrust=TRUST, b2bDirectConnectInbound=directory.default["b2bCollaborationInbound"])


ONE = {"partner_tenant": TENANT}
NAME = {"name": "crossTenantMailTipsAll"}
CAPABILITY = {**NAME, "inbound_access": {"allowed": True}}
DELETED = {**ONE, "api_version": "beta"}
SCENARIOS = {
    # name: module, what Graph stores, options, the operations that must be done
    "policy-create": ("partner_identity_sync", bare, {**ONE, "user_sync_allowed": True}, ["create"]),
    "policy-create-bare": ("partner_identity_sync", bare, ONE, ["create"]),
    "policy-update": ("partner_identity_sync", full, {**ONE, "user_sync_allowed": False}, ["update"]),
    "policy-rename": ("partner_identity_sync", full, {**ONE, "display_name": "Fabrikam AG"}, ["update"]),
    "policy-unname": ("partner_identity_sync", full, {**ONE, "display_name": ""}, ["update"]),
    "policy-same": ("partner_identity_sync", full, {**ONE, "user_sync_allowed": True}, []),
    "policy-groups": (
        "partner_identity_sync",
        full,
        {**ONE, "group_sync_allowed": True, "api_version": "beta"},
        ["update"],
    ),
    "policy-application": (
        "partner_identity_sync",
        full,
        {**ONE, "external_cloud_application_id": "x", "api_version": "beta"},
        ["update"],
    ),
    "policy-groups-with-roles": (
        "partner_identity_sync",
        bare,
        {**ONE, "group_sync_allowed": True, "role_enabled_group_sync_allowed": True, "api_version": "beta"},
        ["create", "update"],
    ),
    "deleted-restore": ("deleted_partner_identity_sync", deleted, {**DELETED, "state": "restored"}, ["restore"]),
    "deleted-restored": ("deleted_partner_identity_sync", full, {**DELETED, "state": "restored"}, []),
    "deleted-purge": ("deleted_partner_identity_sync", deleted, {**DELETED, "state": "purged"}, ["purge"]),
    "deleted-purged": ("deleted_partner_identity_sync", full, {**DELETED, "state": "purged"}, []),
    "deleted-partner-restore": ("deleted_partner", deleted_partner, {**DELETED, "state": "restored"}, ["restore"]),
    "deleted-partner-restored": ("deleted_partner", bare, {**DELETED, "state": "restored"}, []),
    "deleted-partner-purge": ("deleted_partner", deleted_partner, {**DELETED, "state": "purged"}, ["purge"]),
    "deleted-partner-purged": ("deleted_partner", bare, {**DELETED, "state": "purged"}, []),
    "capability-create": ("partner_capability", bare, {**ONE, **CAPABILITY}, ["create"]),
    "capability-update": ("partner_capability", capable, {**ONE, **CAPABILITY}, ["update"]),
    "capability-same": ("partner_capability", capable, {**ONE, **NAME}, []),
    "capability-delete": ("partner_capability", capable, {**ONE, **NAME, "state": "absent"}, ["delete"]),
    "capability-gone": ("partner_capability", bare, {**ONE, **NAME, "state": "absent"}, []),
    "capability-of-all": ("partner_capability", capable, {"default": True, **CAPABILITY}, ["update"]),
    "policy-delete": ("partner_identity_sync", full, {**ONE, "state": "absent"}, ["delete"]),
    "policy-gone": ("partner_identity_sync", nothing, {**ONE, "state": "absent"}, []),
    "partner-create": ("partner", nothing, {**ONE, "inbound_trust": {"mfa_accepted": True}}, ["create"]),
    "partner-create-bare": ("partner", nothing, ONE, ["create"]),
    "partner-update": (
        "partner",
        full,
        {**ONE, "inbound_trust": {"mfa_accepted": False}, "automatic_user_consent": {"inbound_allowed": True}},
        ["update"],
    ),
    "partner-inherit": ("partner", full, {**ONE, "inherit": ["inbound_trust", "automatic_user_consent"]}, ["update"]),
    "partner-same": ("partner", full, {**ONE, "inbound_trust": {"compliant_device_accepted": True}}, []),
    "partner-delete": ("partner", full, {**ONE, "state": "absent"}, ["delete", "delete"]),
    "partner-gone": ("partner", nothing, {**ONE, "state": "absent"}, []),
    "fleet-create": (
        "partners",
        nothing,
        {
            "partners": [
                {
                    "tenant": TENANT,
                    "inbound_trust": {"mfa_accepted": True},
                    "identity_sync": {"user_sync_allowed": True},
                },
                {"tenant": OTHER, "identity_sync": {}},
                {"tenant": PROVIDER, "state": "absent"},
            ]
        },
        ["create", "create", "create", "create"],
    ),
    "fleet-mixed": (
        "partners",
        fleet,
        {
            "partners": [
                {"tenant": TENANT.upper(), "identity_sync": {"state": "absent"}},
                {"tenant": OTHER, "state": "absent"},
                {"tenant": PROVIDER, "identity_sync": {"user_sync_allowed": True}},
            ]
        },
        ["delete", "delete"],
    ),
    "fleet-prune": ("partners", fleet, {"partners": [{"tenant": TENANT}], "prune": True}, ["delete"]),
    "fleet-single-requests": (
        "partners",
        fleet,
        {"partners": [{"tenant": TENANT, "state": "absent"}, {"tenant": OTHER, "identity_sync": {}}], "batch_size": 1},
        ["delete", "delete", "create"],
    ),
    "template-update": (
        "mto_sync_template",
        nothing,
        {"user_sync_allowed": True, "application_level": ["new_partners"]},
        ["update"],
    ),
    "template-off": ("mto_sync_template", customized, {"application_level": []}, ["update"]),
    "template-same": (
        "mto_sync_template",
        customized,
        {"user_sync_allowed": True, "application_level": ["existing_partners", "new_partners"]},
        [],
    ),
    "template-reset": ("mto_sync_template", switched_off, {"state": "reset"}, ["reset"]),
    "partner-template-reset": ("mto_partner_template", templates, {"state": "reset"}, ["reset"]),
    "partner-template-was-reset": ("mto_partner_template", nothing, {"state": "reset"}, []),
    "partner-template-off": ("mto_partner_template", templates, {"application_level": []}, ["update"]),
    "default-reset": ("default_settings", trusting, {"state": "reset"}, ["reset"]),
    "default-was-reset": ("default_settings", nothing, {"state": "reset"}, []),
    "default-same": ("default_settings", nothing, {"inbound_trust": {"mfa_accepted": False}}, []),
    "template-was-reset": ("mto_sync_template", nothing, {"state": "reset"}, []),
}


@pytest.mark.parametrize(("scenario", "complex_patch"), one_in(2, SCENARIOS, ["merge", "replace"]))
def test_prediction_run_and_second_run(simulator, run_module, scenario, complex_patch):
    module, arrange, options, operations = SCENARIOS[scenario]
    simulator.behaviour.complex_patch = complex_patch
    arrange(simulator.directory)
    before = simulator.directory.snapshot()

    predicted = run_module(module, check=True, **options)
    assert not simulator.log.writes()
    assert simulator.directory.snapshot() == before

    done = run_module(module, **options)
    assert [change["operation"] for change in done["changes"]] == operations
    assert done["changed"] == predicted["changed"] == bool(operations)
    for value in ("changes", "diff", module, "partner_identity_sync", "unmanaged_partners"):
        assert done.get(value) == predicted.get(value)
    assert len(simulator.log.writes()) == len(operations)

    simulator.log.clear()
    again = run_module(module, **options)
    assert (again["changed"], again["changes"]) == (False, [])
    assert not simulator.log.writes()
    for part in again["diff"] if isinstance(again["diff"], list) else [again["diff"]]:
        assert part["before"] == part["after"] == {}


@pytest.mark.parametrize("off", ["none", "", None])
def test_a_template_that_is_off_stays_off_however_graph_puts_it(simulator, run_module, off):
    simulator.behaviour.template_off = off
    assert run_module("mto_sync_template", application_level=[])["changed"] is True
    assert run_module("mto_sync_template", application_level=[])["changed"] is False
    assert run_module("mto_sync_template_info")["mto_sync_template"]["application_level"] == []


RESETS = {
    # name: module, how Graph comes to store something else than a reset leaves, the settings that a reset then changes
    "sync template": ("mto_sync_template", customized, ["user_sync_allowed"]),
    "sync template, level": ("mto_sync_template", switched_off, ["application_level"]),
    "partner template": ("mto_partner_template", templates, ["inbound_trust", "application_level"]),
    "partner template, consent": ("mto_partner_template", consenting, ["automatic_user_consent"]),
    "partner template, b2b": ("mto_partner_template", blocking, ["b2b_collaboration_inbound"]),
    "default": ("default_settings", trusting, ["inbound_trust", "b2b_direct_connect_inbound"]),
    # Graph says that the template was customized, and only Graph knows where.
    "default, unknown settings": ("default_settings", redeeming, []),
}


@pytest.mark.parametrize(("name", "wait", "reading"), one_in(2, RESETS, [True, False], ["unconfigured", "declined"]))
def test_a_reset_in_both_readings_of_microsofts_pages(simulator, run_module, name, wait, reading):
    """A reset may clear or decline. Check mode predicts what the run does, and the second run has nothing to do."""
    module, arrange, settings = RESETS[name]
    simulator.behaviour.template_reset = reading
    arrange(simulator.directory)
    options = {"state": "reset", "wait": wait}
    predicted = run_module(module, check=True, **options)
    assert not simulator.log.writes()
    done = run_module(module, **options)
    assert done["changed"] is True
    assert [(change["operation"], change["settings"]) for change in done["changes"]] == [("reset", settings)]
    assert len(simulator.log.writes()) == 1
    simulator.log.clear()
    again = run_module(module, **options)
    predicted_again = run_module(module, check=True, **options)
    assert (again["changed"], again["changes"], again["diff"]["before"], again["diff"]["after"]) == (False, [], {}, {})
    assert not simulator.log.writes()
    for value in ("changed", "changes", "diff", module):
        assert predicted[value] == done[value]
        assert predicted_again[value] == again[value]


@pytest.mark.parametrize("reading", ["unconfigured", "declined"])
def test_what_a_declining_template_has_beside_that_is_reset(simulator, run_module, reading):
    """A reset may leave a "no". It may not leave a "yes" or any other level."""
    simulator.behaviour.template_reset = reading
    no = {"isMfaAccepted": False, "isCompliantDeviceAccepted": False, "isHybridAzureADJoinedDeviceAccepted": False}
    for more, expected in (
        ({}, False),
        ({"automaticUserConsentSettings": {"inboundAllowed": False, "outboundAllowed": False}}, False),
        ({"automaticUserConsentSettings": {"inboundAllowed": False, "outboundAllowed": True}}, True),
        ({"inboundTrust": {**no, "isMfaAccepted": True}}, True),
        ({"templateApplicationLevel": "none"}, True),
    ):
        simulator.directory.set_template(
            PARTNER_TEMPLATE,
            **{"inboundTrust": no, "templateApplicationLevel": "newPartners,existingPartners", **more},
        )
        assert run_module("mto_partner_template", check=True, state="reset")["changed"] is expected, more
        assert run_module("mto_partner_template", state="reset")["changed"] is expected, more
        assert run_module("mto_partner_template", state="reset")["changed"] is False, more


@pytest.mark.parametrize("module", ["partner", "partner_identity_sync"])
def test_what_is_left_out_is_left_alone(simulator, run_module, module):
    full(simulator.directory)
    options = {"inbound_trust": {"mfa_accepted": False}} if module == "partner" else {"user_sync_allowed": False}
    run_module(module, **ONE, **options)
    (write,) = simulator.log.writes()
    if module == "partner":
        assert write.body == {"inboundTrust": {**TRUST, "isMfaAccepted": False}}
        assert simulator.directory.partner(TENANT)["protectedContentSharing"] == {"x": "y"}
    else:
        assert write.body == {"userSyncInbound": {"isSyncAllowed": False}}
        assert simulator.directory.identity_sync(TENANT)["displayName"] == "Fabrikam"


def test_what_partner_info_returns_changes_nothing_as_input(simulator, run_module):
    fleet(simulator.directory)
    found = run_module("partner_info")["partners"]
    assert [row["tenant_id"] for row in found] == sorted([TENANT, OTHER, PROVIDER])
    assert found[1]["unknown_settings"] == {"protectedContentSharing": {"x": "y"}}
    result = run_module("partners", partners=found)
    assert (result["changed"], result["changes"], result["diff"]) == (False, [], [])
    unmanaged = ("read_only", "unknown_settings", "inherit")
    managed = [{name: value for name, value in row.items() if name not in unmanaged} for row in found]
    assert [item["after"] for item in result["partners"]] == managed
    assert not simulator.log.writes()
