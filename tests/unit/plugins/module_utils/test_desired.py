# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is refused before anything is sent, and in which words."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.desired import (
    BadInput,
    desired,
    desired_settings,
    resolved,
    to_look_up,
    wanted_identity_sync,
    wanted_partner,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.settings import MTO_SYNC_TEMPLATE
from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.tenants import Tenant

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
HOME = "7a9b1f64-2d0b-4f11-a2c4-1c2b8f4d5e6f"


def problems(*items, as_wanted=wanted_partner, api_version="v1.0"):
    with pytest.raises(BadInput) as caught:
        desired(list(items), as_wanted, api_version, "global", HOME)
    return caught.value.problems


def test_tenants_are_compared_without_regard_to_case():
    (wanted,) = desired([{"tenant": f" {TENANT.upper()} "}], wanted_partner, "v1.0", "global", HOME)
    assert wanted.tenant_id == TENANT
    assert problems({"tenant": TENANT}, {"tenant": TENANT.upper()}) == [f"partner {TENANT} is listed more than once"]


@pytest.mark.parametrize(
    "tenant", ["", "contoso", "90e29127", TENANT + "0", TENANT + "\n/../x", "../" + TENANT, TENANT.replace("-", "")]
)
def test_what_is_no_tenant_never_gets_into_a_url(tenant):
    (problem,) = problems({"tenant": tenant})
    assert repr(tenant) in problem and "is not a tenant ID" in problem and "not a domain" in problem


def test_home_tenant_cannot_be_its_own_partner():
    (problem,) = problems({"tenant": HOME.upper()})
    assert HOME in problem and "home tenant" in problem


@pytest.mark.parametrize(
    ("as_wanted", "item"),
    [
        (wanted_partner, {"tenant": TENANT, "identity_sync": {"group_sync_allowed": True}}),
        (wanted_identity_sync, {"tenant": TENANT, "group_sync_allowed": False}),
    ],
)
def test_a_setting_of_beta_needs_beta(as_wanted, item):
    (problem,) = problems(item, as_wanted=as_wanted)
    assert TENANT in problem and "group_sync_allowed" in problem and "beta" in problem
    assert desired([item], as_wanted, "beta", "global", HOME)[0].sync["group_sync_allowed"] is not None


def test_groups_with_roles_need_groups():
    sync = {"role_enabled_group_sync_allowed": True, "group_sync_allowed": False}
    (problem,) = problems({"tenant": TENANT, "identity_sync": sync}, api_version="beta")
    assert TENANT in problem and "identity_sync: role_enabled_group_sync_allowed cannot be true" in problem
    for fine in (dict(sync, group_sync_allowed=True), dict(sync, group_sync_allowed=None), dict.fromkeys(sync, False)):
        assert desired([{"tenant": TENANT, "identity_sync": fine}], wanted_partner, "beta", "global", HOME)


def test_giving_a_setting_and_inheriting_it_are_two_answers():
    item = {"tenant": TENANT, "inbound_trust": {"mfa_accepted": True}, "inherit": ["inbound_trust"]}
    assert problems(item) == [f"partner {TENANT}: inbound_trust is both given and listed under inherit"]


def test_all_problems_are_told_at_once():
    assert len(problems({"tenant": "x"}, {"tenant": "y"}, {"tenant": HOME})) == 3


def test_an_absent_partner_ignores_what_defaults_give_it():
    item = {"tenant": TENANT, "state": "absent", "identity_sync": {"group_sync_allowed": True}}
    (wanted,) = desired([item], wanted_partner, "v1.0", "global", HOME)
    assert wanted.partner == {} and wanted.sync_state is None


def test_empty_places_are_not_wanted():
    item = {"tenant": TENANT, "inbound_trust": {"mfa_accepted": None}, "automatic_user_consent": {}}
    (wanted,) = desired([item], wanted_partner, "v1.0", "global", HOME)
    assert wanted.partner == {} and wanted.sync_state is None


@pytest.mark.parametrize("cloud", ["usgov", "usgov_dod", "china"])
def test_templates_exist_in_the_global_cloud_only(cloud):
    with pytest.raises(BadInput, match=f"global cloud only, and cloud is {cloud}"):
        desired_settings(MTO_SYNC_TEMPLATE, {"user_sync_allowed": True}, "v1.0", cloud)


FABRIKAM = Tenant(TENANT, "Fabrikam", "fabrikam.example")
NAMED = {"display_name_from_directory": True}


def found(*items, home=HOME, **tenants):
    """What is wanted once the tenants are known, of which the names have a "_" for each "."."""
    known = {name.replace("_", "."): tenant for name, tenant in tenants.items()}
    wanted = desired(list(items), wanted_partner, "v1.0", "global", home)
    assert set(to_look_up(wanted)) == set(known)
    return resolved(wanted, known, home)


def test_ids_alone_need_no_look_up():
    assert found({"tenant": TENANT})[0].tenant_id == TENANT


def test_a_domain_becomes_an_id():
    (wanted,) = found({"tenant": "Fabrikam.example", "identity_sync": {}}, fabrikam_example=FABRIKAM)
    assert wanted.tenant_id == TENANT
    assert wanted.sync == {}, "a name that nobody asked for"


@pytest.mark.parametrize(("name", "sync"), [("Fabrikam", {"display_name": "Fabrikam"}), (None, {})])
def test_the_name_of_the_directory_is_a_wanted_name(name, sync):
    item = {"tenant": "fabrikam.example", "identity_sync": NAMED}
    (wanted,) = found(item, fabrikam_example=FABRIKAM._replace(display_name=name))
    assert wanted.sync == sync and not wanted.named_by_directory


@pytest.mark.parametrize("other", [TENANT, "fabrikam.example.net"])
def test_one_tenant_by_two_names_is_listed_twice(other):
    tenants = {"fabrikam_example": FABRIKAM}
    if other != TENANT:
        tenants["fabrikam_example_net"] = FABRIKAM
    with pytest.raises(BadInput, match=f"{TENANT} is listed more than once, as fabrikam.example and {other}$"):
        found({"tenant": "fabrikam.example"}, {"tenant": other}, **tenants)


def test_the_home_tenant_by_domain():
    with pytest.raises(BadInput, match=r"partner fabrikam\.example is the home tenant itself"):
        found({"tenant": "fabrikam.example"}, home=TENANT, fabrikam_example=FABRIKAM)
    with pytest.raises(BadInput, match=r"partner fabrikam\.example is the home tenant itself"):
        found({"tenant": "fabrikam.example"}, home="Fabrikam.Example")
