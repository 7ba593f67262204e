# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of a synchronization policy that exist in beta only: each by itself, in Graph's order, with clear errors."""

from __future__ import annotations

import itertools

import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import one_in
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
PARTNER = f"/policies/crossTenantAccessPolicy/partners/{TENANT}"
POLICY = f"{PARTNER}/identitySynchronization"
ONE = {"partner_tenant": TENANT}
BETA = {"api_version": "beta"}
APPLICATION = "0f4d9b1c-7a3e-4c8b-9d2a-5e6f3b8c1d47"
ON, OFF = {"isSyncAllowed": True}, {"isSyncAllowed": False}
GROUPS = {"group_sync_allowed": True}
BOTH = {"group_sync_allowed": True, "role_enabled_group_sync_allowed": True}
# Option → value, Graph's property, its value.
SETTINGS = {
    "display_name": ("Wingtip", "displayName", "Wingtip"),
    "user_sync_allowed": (False, "userSyncInbound", OFF),
    "group_sync_allowed": (True, "groupSyncInbound", ON),
    "role_enabled_group_sync_allowed": (False, "roleEnabledGroupSyncInbound", OFF),
    "external_cloud_application_id": (APPLICATION, "externalCloudAuthorizedApplicationId", APPLICATION),
}
FULL = {
    "displayName": "Fabrikam",
    "userSyncInbound": ON,
    "groupSyncInbound": OFF,
    "roleEnabledGroupSyncInbound": ON,
    "externalCloudAuthorizedApplicationId": "before",
}


def bodies(simulator):
    return [(write.method, write.body) for write in simulator.log.writes()]


def settings(result):
    return [(change["operation"], change["settings"]) for change in result["changes"]]


@pytest.mark.parametrize(
    "name", ["group_sync_allowed", "role_enabled_group_sync_allowed", "external_cloud_application_id"]
)
@pytest.mark.parametrize("module", ["single", "fleet"])
def test_v1_is_refused_before_anything_is_sent(simulator, run_module, module, name):
    options = {name: SETTINGS[name][0]}
    if module == "single":
        result = run_module("partner_identity_sync", **ONE, **options)
    else:
        result = run_module("partners", partners=[{"tenant": TENANT, "identity_sync": options}])
    assert result["failed"] is True
    assert f"{name} exists in Graph's beta version only, and api_version is v1.0" in result["msg"]
    assert TENANT in result["msg"] and len(simulator.log) == 0


PAIRS = {f"{first}, {second}": (first, second) for first, second in itertools.permutations(SETTINGS, 2)}


@pytest.mark.parametrize(("pair", "complex_patch"), one_in(2, PAIRS, ["merge", "replace"]))
def test_two_settings_never_clobber_each_other(simulator, run_module, pair, complex_patch):
    first, second = PAIRS[pair]
    simulator.behaviour.complex_patch = complex_patch
    simulator.directory.add_partner(TENANT, identity_sync=FULL)
    for name in (first, second):
        run_module("partner_identity_sync", **ONE, **BETA, **{name: SETTINGS[name][0]})
    written = {SETTINGS[name][1]: SETTINGS[name][2] for name in (first, second)}
    assert bodies(simulator) == [("PATCH", {name: value}) for name, value in written.items()]
    assert simulator.directory.identity_sync(TENANT) == {"tenantId": TENANT, **FULL, **written}


def test_two_writers_of_one_policy_do_not_clobber_each_other(simulator, run_module):
    simulator.directory.add_partner(TENANT, identity_sync=FULL)
    theirs = {**FULL, "groupSyncInbound": ON, "externalCloudAuthorizedApplicationId": "theirs"}

    def write(simulator):
        simulator.directory.set_identity_sync(TENANT, theirs)

    simulator.faults.add(Fault(method="PATCH", path=POLICY, before=write))
    run_module("partner_identity_sync", **ONE, **BETA, user_sync_allowed=False)
    assert simulator.directory.identity_sync(TENANT) == {"tenantId": TENANT, **theirs, "userSyncInbound": OFF}


def test_v1_leaves_alone_what_only_beta_shows(simulator, run_module):
    simulator.directory.add_partner(TENANT, identity_sync=FULL)
    result = run_module("partner_identity_sync", **ONE, user_sync_allowed=False)
    assert set(result["partner_identity_sync"]) == {"tenant_id", "display_name", "user_sync_allowed"}
    assert simulator.directory.identity_sync(TENANT) == {"tenantId": TENANT, **FULL, "userSyncInbound": OFF}


@pytest.mark.parametrize("together", ["refuse", "accept"])
@pytest.mark.parametrize("policy", [None, {}, {"groupSyncInbound": OFF}])
def test_groups_are_switched_on_before_those_with_roles(simulator, run_module, policy, together):
    simulator.behaviour.role_enabled_together = together
    simulator.directory.add_partner(TENANT, identity_sync=policy)
    predicted = run_module("partner_identity_sync", check=True, **ONE, **BOTH, **BETA, display_name="Fabrikam")
    assert not simulator.log.writes()
    result = run_module("partner_identity_sync", **ONE, **BOTH, **BETA, display_name="Fabrikam")
    operation, method = ("create", "PUT") if policy is None else ("update", "PATCH")
    assert bodies(simulator) == [
        (method, {"displayName": "Fabrikam", "groupSyncInbound": ON}),
        ("PATCH", {"roleEnabledGroupSyncInbound": ON}),
    ]
    assert (
        settings(result)
        == settings(predicted)
        == [
            (operation, ["display_name", "group_sync_allowed"]),
            ("update", ["role_enabled_group_sync_allowed"]),
        ]
    )
    assert result["partner_identity_sync"] == predicted["partner_identity_sync"]
    assert run_module("partner_identity_sync", **ONE, **BOTH, **BETA)["changed"] is False


def test_lag_between_the_two_writes_is_waited_for(simulator, run_module):
    simulator.behaviour.replication_lag = 0.4
    result = run_module("partners", partners=[{"tenant": TENANT, "identity_sync": BOTH}], **BETA)
    assert [change["operation"] for change in result["changes"]] == ["create", "create", "update"]
    assert simulator.directory.identity_sync(TENANT)["roleEnabledGroupSyncInbound"] == ON


def test_one_write_is_enough_where_groups_are_synchronized_or_all_goes_off(simulator, run_module):
    simulator.directory.add_partner(TENANT, identity_sync={"groupSyncInbound": ON})
    run_module("partner_identity_sync", **ONE, **BOTH, **BETA, user_sync_allowed=True)
    run_module("partner_identity_sync", **ONE, **BETA, **dict.fromkeys(BOTH, False))
    assert bodies(simulator) == [
        ("PATCH", {"userSyncInbound": ON, "roleEnabledGroupSyncInbound": ON}),
        ("PATCH", {"groupSyncInbound": OFF, "roleEnabledGroupSyncInbound": OFF}),
    ]


def test_groups_with_roles_without_groups_are_refused_before_anything_is_sent(simulator, run_module):
    wanted = {"group_sync_allowed": False, "role_enabled_group_sync_allowed": True}
    for result in (
        run_module("partner_identity_sync", **ONE, **BETA, **wanted),
        run_module("partners", partners=[{"tenant": TENANT, "identity_sync": wanted}], **BETA),
    ):
        assert result["failed"] is True and TENANT in result["msg"]
        assert "role_enabled_group_sync_allowed cannot be true while group_sync_allowed is false" in result["msg"]
    assert len(simulator.log) == 0


def test_groups_with_roles_where_graph_has_no_groups(simulator, run_module):
    simulator.directory.add_partner(TENANT, identity_sync={"groupSyncInbound": OFF})
    result = run_module("partner_identity_sync", **ONE, **BETA, role_enabled_group_sync_allowed=True)
    assert result["failed"] is True and result["error"]["status"] == 400
    assert "Graph allows role_enabled_group_sync_allowed only where group_sync_allowed is true already" in result["msg"]
    assert (result["changed"], result["changes"]) == (False, [])


@pytest.mark.parametrize("policy", [None, {"displayName": "Fabrikam"}])
@pytest.mark.parametrize(
    ("switch", "wanted", "name"),
    [
        ("group_sync", GROUPS, "group_sync_allowed"),
        ("role_enabled_group_sync", BOTH, "role_enabled_group_sync_allowed"),
    ],
)
def test_a_service_without_a_setting(simulator, run_module, switch, wanted, name, policy):
    simulator.directory.add_partner(TENANT, identity_sync=policy)
    simulator.behaviour.update({switch: False})
    result = run_module("partner_identity_sync", **ONE, **BETA, **wanted)
    assert result["failed"] is True and "Invalid property" in result["msg"]
    assert f"not every cloud and tenant has {name} in Graph's beta version" in result["msg"]
    # The changes made before the failure are reported.
    assert len(result["changes"]) == len(simulator.log.writes()) - 1
    assert name not in run_module("partner_identity_sync_info", **BETA)["partner_identity_syncs"][0] if policy else True


def test_the_application_of_another_cloud_can_be_removed(simulator, run_module):
    simulator.directory.add_partner(TENANT, identity_sync=FULL)
    for changed in (True, False):
        result = run_module("partner_identity_sync", **ONE, **BETA, external_cloud_application_id="")
        assert result["changed"] is changed
    assert bodies(simulator) == [("PATCH", {"externalCloudAuthorizedApplicationId": None})]


def test_what_partner_info_returns_in_beta_changes_nothing_as_input(simulator, run_module):
    simulator.directory.add_partner(TENANT, identity_sync={**FULL, "groupSyncInbound": ON})
    found = run_module("partner_info", **BETA)["partners"]
    assert found[0]["identity_sync"]["external_cloud_application_id"] == "before"
    assert found[0]["unknown_settings"] == {}
    assert run_module("partners", partners=found, **BETA)["changed"] is False


def test_groups_with_roles_are_counted_like_users(simulator, run_module):
    simulator.directory.add_partner(TENANT, identity_sync={**FULL, "groupSyncInbound": ON})
    wanted = [{"tenant": TENANT, "identity_sync": {"role_enabled_group_sync_allowed": False}}]
    result = run_module("partners", partners=wanted, removal_limit=0, **BETA)
    assert result["failed"] is True and "removal_limit is 0" in result["msg"]
