# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom a task is about: the one partner that is named, in the one home tenant that is meant."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import layers

A = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
B = "b6a53db2-4e56-4e5f-8e4e-9a2f1f9c3a11"
TWO_NAMES = "tenant and tenant_id are two names of one option"


@pytest.mark.parametrize("state", ["absent", "present"])
@pytest.mark.parametrize(
    ("tenant", "tenant_id"),
    [(A, B), (A, A), (A, A.upper()), (A, f" {A} "), ("fabrikam.example", B), (A, "fabrikam.example"), ("", B), (A, "")],
)
def test_a_partner_by_two_names_is_refused(simulator, run_module, tenant, tenant_id, state):
    for key in (A, B):
        simulator.directory.add_partner(key)
    both = {"tenant": tenant, "tenant_id": tenant_id, "state": state}
    for check in (True, False):
        for partners in ([both], [{"tenant": "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"}, both], str([both])):
            result = run_module("partners", check=check, partners=partners)
            assert result["failed"] is True
            assert TWO_NAMES in result["msg"] or isinstance(partners, str)
    assert len(simulator.log) == 0
    # The variables of the role come through another door.
    for own in ((both, None), (None, [both])):
        with pytest.raises(BadInput, match=TWO_NAMES):
            layers(*own, {}, "partner_onboarding")


@pytest.mark.parametrize(
    "tier", [{"tenant": A}, {"tenant_id": A}, {"tenant": A, "tenant_id": A}, {"tenant": None, "tenant_id": A}, "tenant=x"]
)
def test_a_tier_names_no_partner(tier):
    with pytest.raises(BadInput, match="partner_onboarding_defaults: .*tenant"):
        layers({"tenant": B}, None, {"partner_onboarding_defaults": tier}, "partner_onboarding")


@pytest.mark.parametrize(("tenant", "tenant_id"), [(A, None), (None, A)])
def test_a_name_that_is_null_is_none(simulator, run_module, tenant, tenant_id):
    simulator.directory.add_partner(A)
    simulator.directory.add_partner(B)
    run_module("partners", partners=[{"tenant": tenant, "tenant_id": tenant_id, "state": "absent"}])
    assert B in simulator.directory.partners
