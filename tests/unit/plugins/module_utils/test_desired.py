# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that are refused before any request is sent, and the error messages."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import (
    BadInput,
    Desired,
    checked_name,
    desired_identity_sync,
    desired_partner,
    desired_partners,
    desired_settings,
    listed,
    resolved,
    to_look_up,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.kinds import INHERIT
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import (
    MTO_PARTNER_TEMPLATE,
    MTO_SYNC_TEMPLATE,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.tenants import Tenant

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
HOME = "7a9b1f64-2d0b-4f11-a2c4-1c2b8f4d5e6f"


def problems(*items, as_desired=desired_partner, api_version="v1.0"):
    with pytest.raises(BadInput) as caught:
        desired_partners(list(items), as_desired, api_version, "global", HOME)
    return caught.value.problems


def test_tenants_are_compared_without_regard_to_case():
    (desired,) = desired_partners([{"tenant": f" {TENANT.upper()} "}], desired_partner, "v1.0", "global", HOME)
    assert desired.tenant_id == TENANT
    assert problems({"tenant": TENANT}, {"tenant": TENANT.upper()}) == [f"partner {TENANT} is listed more than once"]


@pytest.mark.parametrize(
    "tenant", ["", "contoso", "90e29127", TENANT + "0", TENANT + "\n/../x", "../" + TENANT, TENANT.replace("-", "")]
)
def test_what_is_no_tenant_never_gets_into_a_url(tenant):
    (problem,) = problems({"tenant": tenant})
    # 32 digits without dashes may be a secret key.
    shown = repr(tenant) if tenant in ("", "contoso", TENANT + "0") else f"text of {len(tenant)} characters"
    assert shown in problem and "is not a tenant ID" in problem and "not a domain" in problem


def test_home_tenant_cannot_be_its_own_partner():
    (problem,) = problems({"tenant": HOME.upper()})
    assert HOME in problem and "home tenant" in problem


@pytest.mark.parametrize(
    ("as_desired", "item"),
    [
        (desired_partner, {"tenant": TENANT, "identity_sync": {"group_sync_allowed": True}}),
        (desired_identity_sync, {"tenant": TENANT, "group_sync_allowed": False}),
    ],
)
def test_a_setting_of_beta_needs_beta(as_desired, item):
    (problem,) = problems(item, as_desired=as_desired)
    assert TENANT in problem and "group_sync_allowed" in problem and "beta" in problem
    assert desired_partners([item], as_desired, "beta", "global", HOME)[0].sync["group_sync_allowed"] is not None


def test_groups_with_roles_need_groups():
    sync = {"role_enabled_group_sync_allowed": True, "group_sync_allowed": False}
    (problem,) = problems({"tenant": TENANT, "identity_sync": sync}, api_version="beta")
    assert TENANT in problem and "identity_sync: role_enabled_group_sync_allowed cannot be true" in problem
    for fine in (dict(sync, group_sync_allowed=True), dict(sync, group_sync_allowed=None), dict.fromkeys(sync, False)):
        assert desired_partners([{"tenant": TENANT, "identity_sync": fine}], desired_partner, "beta", "global", HOME)


def test_giving_a_setting_and_inheriting_it_are_two_answers():
    item = {"tenant": TENANT, "inbound_trust": {"mfa_accepted": True}, "inherit": ["inbound_trust"]}
    assert problems(item) == [f"partner {TENANT}: inbound_trust is both given and listed under inherit"]


def test_all_problems_are_told_at_once():
    assert len(problems({"tenant": "x"}, {"tenant": "y"}, {"tenant": HOME})) == 3


def test_an_absent_partner_ignores_what_defaults_give_it():
    item = {"tenant": TENANT, "state": "absent", "identity_sync": {"group_sync_allowed": True}}
    (desired,) = desired_partners([item], desired_partner, "v1.0", "global", HOME)
    assert desired.partner == {} and desired.sync_state is None


def test_empty_places_are_not_wanted():
    item = {"tenant": TENANT, "inbound_trust": {"mfa_accepted": None}, "automatic_user_consent": {}}
    (desired,) = desired_partners([item], desired_partner, "v1.0", "global", HOME)
    assert desired.partner == {} and desired.sync_state is None


@pytest.mark.parametrize("cloud", ["usgov", "usgov_dod", "china"])
def test_templates_exist_in_the_global_cloud_only(cloud):
    with pytest.raises(BadInput, match=f"global cloud only, and cloud is {cloud}"):
        desired_settings(MTO_SYNC_TEMPLATE, {"user_sync_allowed": True}, "v1.0", cloud)


FABRIKAM = Tenant(TENANT, "Fabrikam", "fabrikam.example")
NAMED = {"display_name_from_directory": True}


def observed(*items, home=HOME, **tenants):
    """The desired partners after the tenants were looked up. In ``tenants``, a "_" stands for each "." of a name."""
    known = {name.replace("_", "."): tenant for name, tenant in tenants.items()}
    desired = desired_partners(list(items), desired_partner, "v1.0", "global", home)
    assert set(to_look_up(desired)) == set(known)
    return resolved(desired, known, home)


def test_ids_alone_need_no_look_up():
    assert observed({"tenant": TENANT})[0].tenant_id == TENANT


def test_a_domain_becomes_an_id():
    (desired,) = observed({"tenant": "Fabrikam.example", "identity_sync": {}}, fabrikam_example=FABRIKAM)
    assert desired.tenant_id == TENANT
    assert desired.sync == {}, "a name that nobody asked for"


@pytest.mark.parametrize(("name", "sync"), [("Fabrikam", {"display_name": "Fabrikam"}), (None, {})])
def test_the_name_of_the_directory_is_a_wanted_name(name, sync):
    item = {"tenant": "fabrikam.example", "identity_sync": NAMED}
    (desired,) = observed(item, fabrikam_example=FABRIKAM._replace(display_name=name))
    assert desired.sync == sync and not desired.named_by_directory


@pytest.mark.parametrize("other", [TENANT, "fabrikam.example.net"])
def test_one_tenant_by_two_names_is_listed_twice(other):
    tenants = {"fabrikam_example": FABRIKAM}
    if other != TENANT:
        tenants["fabrikam_example_net"] = FABRIKAM
    with pytest.raises(BadInput, match=f"{TENANT} is listed more than once, as fabrikam.example and {other}$"):
        observed({"tenant": "fabrikam.example"}, {"tenant": other}, **tenants)


def test_the_home_tenant_by_domain():
    with pytest.raises(BadInput, match=r"partner fabrikam\.example is the home tenant itself"):
        observed({"tenant": "fabrikam.example"}, home=TENANT, fabrikam_example=FABRIKAM)
    with pytest.raises(BadInput, match=r"partner fabrikam\.example is the home tenant itself"):
        observed({"tenant": "fabrikam.example"}, home="Fabrikam.Example")


# Each guard by itself: the values that it accepts, and its error messages.

OTHER = "5c1b6a70-3f6e-4f0c-9a53-0d9d6a3f9b11"
SHUT = {"access_type": "blocked", "targets": [{"target": "AllUsers", "target_type": "user"}]}
OPEN = {"access_type": "allowed", "targets": [{"target": "AllApplications", "target_type": "application"}]}


def understood(item, as_desired=desired_partner, api_version="v1.0", cloud="global", home=HOME):
    (desired,) = desired_partners([item], as_desired, api_version, cloud, home)
    return desired


@pytest.mark.parametrize(
    ("item", "desired"),
    [
        ({"tenant": TENANT}, Desired(TENANT, "present")),
        ({"tenant": TENANT, "state": "present"}, Desired(TENANT, "present")),
        ({"tenant": TENANT, "state": "absent", "service_provider": True}, Desired(TENANT, "absent")),
        # With state=absent, options that would be wrong otherwise are ignored.
        (
            {
                "tenant": TENANT,
                "state": "absent",
                "inbound_trust": {"mfa_accepted": True},
                "inherit": ["inbound_trust"],
            },
            Desired(TENANT, "absent"),
        ),
        (
            {"tenant": TENANT, "service_provider": False, "inherit": ["inbound_trust"]},
            Desired(TENANT, "present", {"service_provider": False, "inbound_trust": INHERIT}),
        ),
        ({"tenant": TENANT, "identity_sync": None}, Desired(TENANT, "present")),
        ({"tenant": TENANT, "identity_sync": {}}, Desired(TENANT, "present", {}, "present")),
        (
            {"tenant": TENANT, "identity_sync": {"state": "absent", **NAMED, "display_name": "x"}},
            Desired(TENANT, "present", {}, "absent"),
        ),
        (
            {"tenant": TENANT, "identity_sync": {"state": None, "user_sync_allowed": False, "display_name": "x"}},
            Desired(TENANT, "present", {}, "present", {"user_sync_allowed": False, "display_name": "x"}),
        ),
        ({"tenant": TENANT, "identity_sync": NAMED}, Desired(TENANT, "present", {}, "present", {}, True)),
        (
            {"tenant": TENANT, "identity_sync": {"display_name_from_directory": False, "display_name": "x"}},
            Desired(TENANT, "present", {}, "present", {"display_name": "x"}),
        ),
    ],
)
def test_what_is_wanted_of_a_partner(item, desired):
    assert understood(item) == desired


@pytest.mark.parametrize(
    ("item", "desired"),
    [
        ({"tenant": TENANT}, Desired(TENANT, None, {}, "present")),
        ({"tenant": TENANT, "state": "absent", "display_name": "x"}, Desired(TENANT, None, {}, "absent")),
        (
            {"tenant": TENANT, "state": "present", "user_sync_allowed": True},
            Desired(TENANT, None, {}, "present", {"user_sync_allowed": True}),
        ),
        ({"tenant": TENANT, **NAMED}, Desired(TENANT, None, {}, "present", {}, True)),
    ],
)
def test_what_is_wanted_of_a_policy(item, desired):
    assert understood(item, desired_identity_sync) == desired


def test_a_name_and_the_wish_for_that_of_the_directory():
    both = {**NAMED, "display_name": ""}
    assert problems({"tenant": TENANT, "identity_sync": both}) == [
        f"partner {TENANT}: identity_sync.display_name and identity_sync.display_name_from_directory are both given"
    ]
    assert problems({"tenant": TENANT, **both}, as_desired=desired_identity_sync) == [
        f"partner {TENANT}: display_name and display_name_from_directory are both given"
    ]


def test_a_setting_that_this_graph_does_not_have():
    groups = {"tenant": TENANT, "identity_sync": {"group_sync_allowed": False}}
    assert problems(groups) == [
        f"partner {TENANT}: identity_sync: group_sync_allowed exists in Graph's beta version only, and api_version is "
        "v1.0"
    ]
    restrictions = {"tenant": TENANT, "tenant_restrictions": {"devices": {"mode": "allowed"}}}
    for cloud in ("usgov", "usgov_dod", "china"):
        with pytest.raises(BadInput) as caught:
            understood(restrictions, cloud=cloud)
        assert caught.value.problems == [
            f"partner {TENANT}: tenant_restrictions exists in the global cloud only, and cloud is {cloud}"
        ]
    # It is also refused to inherit a setting that does not exist.
    with pytest.raises(BadInput, match="tenant_restrictions exists in the global cloud only"):
        understood({"tenant": TENANT, "inherit": ["tenant_restrictions"]}, cloud="china")
    assert understood(restrictions).partner == {"tenant_restrictions": {"devices": {"mode": "allowed"}}}


def test_a_setting_that_contradicts_itself():
    item = {"tenant": TENANT, "b2b_collaboration_inbound": {"users_and_groups": SHUT, "applications": OPEN}}
    assert problems(item) == [
        f"partner {TENANT}: b2b_collaboration_inbound: AllUsers cannot be blocked in users_and_groups while "
        "applications allows something: block both or none"
    ]
    assert understood({"tenant": TENANT, "b2b_collaboration_inbound": {"users_and_groups": SHUT}})
    assert understood({"tenant": TENANT, "inherit": ["b2b_collaboration_inbound"]})


def test_groups_with_roles_without_groups_are_told_with_the_reason():
    sync = {"role_enabled_group_sync_allowed": True, "group_sync_allowed": False}
    assert problems({"tenant": TENANT, "identity_sync": sync}, api_version="beta") == [
        f"partner {TENANT}: identity_sync: role_enabled_group_sync_allowed cannot be true while group_sync_allowed is "
        "false, since Graph allows the first only where it allows the second"
    ]


def test_problems_of_all_partners_in_their_order():
    assert problems(
        {"tenant": "x"},
        {"tenant": OTHER, "identity_sync": {"group_sync_allowed": True}},
        {"tenant": HOME},
        {"tenant": OTHER, "inbound_trust": {"mfa_accepted": True}, "inherit": ["inbound_trust"]},
        {"tenant": TENANT},
    ) == [
        "'x' is not a tenant ID, a GUID such as 90e29127-71ad-49c7-9ce8-db3f41ea06f1, and not a domain",
        f"partner {OTHER}: identity_sync: group_sync_allowed exists in Graph's beta version only, and api_version is "
        "v1.0",
        f"partner {HOME} is the home tenant itself, which cannot be its own partner",
        f"partner {OTHER} is listed more than once",
        f"partner {OTHER}: inbound_trust is both given and listed under inherit",
    ]
    error = BadInput(["a", "b"])
    assert (str(error), error.problems) == ("a; b", ["a", "b"])


def test_partners_keep_their_order_and_any_home_tenant_will_do():
    items = [{"tenant": OTHER}, {"tenant": TENANT}]
    for home in (None, "contoso.example", HOME):
        desired = desired_partners(items, desired_partner, "v1.0", "global", home)
        assert [each.tenant_id for each in desired] == [OTHER, TENANT]
        assert resolved(desired, {}, home) == desired
    assert desired_partners([], desired_partner, "v1.0", "global", HOME) == []
    # The options of the caller are not changed.
    item = {"tenant": TENANT.upper()}
    assert understood(item).tenant_id == TENANT
    assert item == {"tenant": TENANT.upper()}


def test_who_has_to_be_looked_up():
    domain = Desired("fabrikam.example", "present")
    named = Desired(TENANT, "present", {}, "present", {}, True)
    assert to_look_up([Desired(OTHER), domain, named, domain, named]) == ["fabrikam.example", TENANT]
    assert to_look_up([]) == []


def test_a_name_replaces_nothing_else_that_is_wanted():
    desired = Desired(TENANT, "present", {"service_provider": True}, "present", {"user_sync_allowed": True}, True)
    (result,) = resolved([desired], {TENANT: FABRIKAM}, HOME)
    assert result == desired._replace(
        sync={"user_sync_allowed": True, "display_name": "Fabrikam"}, named_by_directory=False
    )
    assert desired.sync == {"user_sync_allowed": True}
    # No option asks for the name of this partner.
    (same,) = resolved([desired._replace(named_by_directory=False)], {TENANT: FABRIKAM}, HOME)
    assert same.sync == {"user_sync_allowed": True}


def test_several_tenants_by_two_names_are_all_told():
    desired = [Desired(name) for name in (TENANT, "a.example", "b.example", OTHER, "c.example")]
    tenants = {
        "a.example": Tenant(TENANT, None, None),
        "b.example": Tenant(OTHER, None, None),
        "c.example": Tenant(HOME, None, None),
    }
    with pytest.raises(BadInput) as caught:
        resolved(desired, tenants, HOME)
    assert caught.value.problems == [
        f"partner {TENANT} is listed more than once, as {TENANT} and a.example",
        f"partner {OTHER} is listed more than once, as b.example and {OTHER}",
        "partner c.example is the home tenant itself, which cannot be its own partner",
    ]


def test_settings_of_which_a_tenant_has_one():
    def settings(options, api_version="v1.0", cloud="global", resource=MTO_SYNC_TEMPLATE):
        return desired_settings(resource, options, api_version, cloud)

    assert settings({"user_sync_allowed": False, "application_level": []}) == {
        "user_sync_allowed": False,
        "application_level": [],
    }
    assert settings({"inherit": ["inbound_trust"]}, resource=MTO_PARTNER_TEMPLATE) == {"inbound_trust": INHERIT}
    for options, where, said in (
        (
            {"group_sync_allowed": True},
            {},
            ["group_sync_allowed exists in Graph's beta version only, and api_version is v1.0"],
        ),
        ({}, {"cloud": "china"}, ["mto_sync_template exists in the global cloud only, and cloud is china"]),
        (
            {"group_sync_allowed": True},
            {"cloud": "usgov"},
            [
                "group_sync_allowed exists in Graph's beta version only, and api_version is v1.0",
                "mto_sync_template exists in the global cloud only, and cloud is usgov",
            ],
        ),
        (
            {"inbound_trust": {"mfa_accepted": True}, "inherit": ["inbound_trust"]},
            {"resource": MTO_PARTNER_TEMPLATE},
            ["inbound_trust is both given and listed under inherit"],
        ),
    ):
        with pytest.raises(BadInput) as caught:
            settings(options, **where)
        assert caught.value.problems == said


@pytest.mark.parametrize(
    ("partners", "result"),
    [
        (None, []),
        ([], []),
        ([1, {}], [1, {}]),
        ("[]", []),
        ('[{"tenant": "x"}]', [{"tenant": "x"}]),
        ("null", []),
        ("", None),
        ("no JSON", None),
        ('{"tenant": "x"}', None),
        ('"x"', None),
        ({}, None),
        ({"tenant": "x"}, None),
        (False, None),
        (0, None),
    ],
)
def test_a_list_of_partners(partners, result):
    assert listed(partners) == result
    assert listed(partners) is not partners or partners is None


def test_a_name_that_is_checked():
    assert checked_name(f" {TENANT.upper()} ") == TENANT
    assert checked_name("Contoso.Example") == "contoso.example"
    with pytest.raises(BadInput) as caught:
        checked_name("Contoso AG")
    assert caught.value.problems == [
        "'Contoso AG' is not a tenant ID, a GUID such as 90e29127-71ad-49c7-9ce8-db3f41ea06f1, and not a domain"
    ]
