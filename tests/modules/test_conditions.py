# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules warn of a harmful condition if a task is about to bring it about, and at no other time."""

from __future__ import annotations

import pytest

TENANT, OTHER = "90e29127-71ad-49c7-9ce8-db3f41ea06f1", "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
NO_CONSENT = "sync-allowed-no-inbound-redemption"
CONSENT = {"inbound_allowed": True}
ON = {"userSyncInbound": {"isSyncAllowed": True}}


def warned(result):
    """The IDs of the checks that a result warns of."""
    assert not result.get("failed"), result["msg"]
    return {warning.partition(":")[0] for warning in result.get("warnings") or ()}


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_fleet(simulator, run_module, check_mode):
    wanted = [
        {"tenant": TENANT, "identity_sync": {"user_sync_allowed": True}},
        {"tenant": OTHER, "automatic_user_consent": CONSENT, "identity_sync": {"user_sync_allowed": True}},
    ]
    result = run_module("partners", partners=wanted, check=check_mode)
    assert warned(result) == {NO_CONSENT}
    assert TENANT in result["warnings"][0] and OTHER not in result["warnings"][0]
    assert "Set automatic_user_consent.inbound_allowed to true" in result["warnings"][0]
    # For programs, and for the summary of a run.
    (check,) = result["health_checks"]
    assert (check["id"], check["severity"], check["tenant_id"]) == (NO_CONSENT, "error", TENANT)
    assert check["seen"] in result["warnings"][0]
    if not check_mode:
        again = run_module("partners", partners=wanted)
        assert warned(again) == set() and "health_checks" not in again


def test_one_partner(simulator, run_module):
    """The settings that the partner already has are used too, even if the task does not mention them."""
    simulator.directory.add_partner(TENANT, ON, automaticUserConsentSettings={"inboundAllowed": True})
    options = {"partner_tenant": TENANT, "automatic_user_consent": {"inbound_allowed": False}}
    assert warned(run_module("partner", check=True, **options)) == {NO_CONSENT}
    assert warned(run_module("partner", **options)) == {NO_CONSENT}
    assert warned(run_module("partner", **options)) == set()
    assert warned(run_module("partner", **dict(options, automatic_user_consent=CONSENT))) == set()


def test_one_policy(simulator, run_module):
    simulator.directory.add_partner(TENANT)
    options = {"partner_tenant": TENANT, "user_sync_allowed": True}
    assert warned(run_module("partner_identity_sync", **options)) == {NO_CONSENT}
    simulator.directory.change_partner(TENANT, automaticUserConsentSettings={"inboundAllowed": True})
    off = dict(options, user_sync_allowed=False)
    assert warned(run_module("partner_identity_sync", **off)) == {
        "sync-disabled-too-early",
        "sync-disable-stops-running-sync",
    }
    assert warned(run_module("partner_identity_sync", **options)) == set()
    assert warned(run_module("partner_identity_sync", partner_tenant=TENANT, state="absent")) == {
        "sync-disabled-too-early"
    }


def test_a_whole_partner_goes(simulator, run_module):
    simulator.directory.add_partner(TENANT, ON)
    assert warned(run_module("partner", partner_tenant=TENANT, state="absent")) == {"sync-disabled-too-early"}


def test_of_a_predicted_partner_nothing_is_known(simulator, run_module):
    result = run_module("partner_identity_sync", partner_tenant=TENANT, user_sync_allowed=True, check=True)
    assert result["changed"] and NO_CONSENT not in warned(result)


def test_what_was_so_before_is_for_reports(simulator, run_module):
    simulator.directory.add_partner(TENANT, ON)
    result = run_module("partner_identity_sync", partner_tenant=TENANT, display_name="Fabrikam")
    assert result["changed"] and warned(result) == set()
