# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of synchronization configurations: what is refused without a request, and how names become IDs."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.desired import (
    CONFIGURATION_OPTIONS,
    IGNORED_OPTIONS,
    Principal,
    desired_configuration,
    desired_configurations,
    principals_to_look_up,
    resolved,
    tenants_to_look_up,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.rows import configuration_row
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.tenants import Tenant
from ansible_collections.entra.cross_tenant.tests.unit.plugins.module_utils.synchronizations import (
    OTHER,
    TARGET,
    USERS,
    configuration,
)

CLAUSE = {"attribute": "city", "operator": "EQUALS", "values": ["Oslo"]}


def mapping(**item):
    return {"attribute_mappings": [{"target": "city", **item}]}


def filtered(**clause):
    return {"scoping_filters": [[{**CLAUSE, **clause}]]}


REFUSED = {
    "an empty name": ({"name": " "}, "name is empty"),
    "a long name": ({"name": "x" * 257}, "longer than 256"),
    "no mail address": ({"notification_email": "ops"}, "notification_email is no mail address"),
    "a mail address with a space": ({"notification_email": " a@b.c"}, "no mail address"),
    "a negative threshold": ({"deletion_threshold": -1}, "at least 0"),
    "a huge threshold": ({"deletion_threshold": 10**10}, "at most 1,000,000,000"),
    "no source": (mapping(), "attribute_mappings[1] has no source: give one of source, constant, expression"),
    "two sources": (mapping(source="a", constant="b"), "attribute_mappings[1] has source and constant"),
    "no target": (mapping(target=" ", source="a"), "attribute_mappings[1] has no target"),
    "an empty attribute": (mapping(source=" "), "source is no name of an attribute"),
    "an attribute with a bracket": (mapping(source="a]"), "source is no name of an attribute"),
    "a broken expression": (mapping(expression="ToLower("), "attribute_mappings[1].expression has a parenthesis"),
    "the attribute that matches": (mapping(target="AlternativeSecurityIds", source="a"), "which matches users"),
    "one target twice": (
        {"attribute_mappings": [{"target": "city", "source": "a"}, {"target": "City", "source": "b"}]},
        "attribute_mappings[2] is the second mapping of one target",
    ),
    "two words for the type": (
        {"user_type": "guest", **mapping(target="userType", constant="Member")},
        "user_type and a mapping of userType are both given",
    ),
    "an alternative without clauses": ({"scoping_filters": [[]]}, "scoping_filters[1] is no list of clauses"),
    "an alternative that is a clause": ({"scoping_filters": [CLAUSE]}, "scoping_filters[1] is no list of clauses"),
    "a clause that is a text": ({"scoping_filters": [["x"]]}, "scoping_filters[1][1] is no dictionary"),
    "a clause with a typing error": (filtered(value="Oslo"), "has a member other than attribute, operator, values"),
    "a clause without an attribute": (filtered(attribute=""), "scoping_filters[1][1] has no attribute"),
    "a clause without an operator": (filtered(operator=None), "has no operator"),
    "a value that is a number": (filtered(values=[1]), "has values that are no list of texts"),
    "a text for a list": (filtered(values="Oslo"), "has values that are no list of texts"),
    "an attribute for no filter": (filtered(attribute="Manager"), "uses Manager, which filters cannot use"),
    "a constant that is too long": (mapping(constant="x" * 9_999), "constant is longer than the 10,000 characters"),
    "too many values": (filtered(operator="is null"), "has values, and its operator needs none"),
    "too few values": (filtered(values=[]), "has no values, and its operator needs some"),
    "nobody": ({"assignments": [{"user": " "}]}, "assignments[1] has nobody: give user or group"),
    "two at once": ({"assignments": [{"user": "a", "group": "b"}]}, "assignments[1] has user and group"),
    "one user twice": (
        {"assignments": [{"user": USERS[0]}, {"user": USERS[0].upper()}]},
        "names a user or group more than once",
    ),
    "the whole set of nothing": ({"assignments_exclusive": True}, "and assignments is not given"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name):
    options, problem = REFUSED[name]
    with pytest.raises(BadInput) as caught:
        desired_configurations([{"target_tenant": TARGET, **options}], "v1.0", "global", None)
    assert len(caught.value.problems) == 1
    assert problem in caught.value.problems[0]
    assert caught.value.problems[0].startswith(f"target tenant {TARGET}: ")


def test_all_problems_are_named_at_once():
    options = [{"target_tenant": TARGET, "name": "", "deletion_threshold": -1}, {"target_tenant": "no tenant"}]
    with pytest.raises(BadInput) as caught:
        desired_configurations([*options, {"target_tenant": TARGET}], "v1.0", "global", TARGET.upper())
    assert len(caught.value.problems) == 6
    words = str(caught.value)
    assert "listed more than once" in words and "cannot synchronize to itself" in words


def test_a_cloud_that_cannot_be_a_source():
    with pytest.raises(BadInput, match="exists in the global and usgov and usgov_dod cloud only, and cloud is china"):
        desired_configurations([{"target_tenant": TARGET}], "v1.0", "china", None)
    for cloud in ("global", "usgov", "usgov_dod"):
        assert desired_configurations([{"target_tenant": TARGET}], "v1.0", cloud, None)


def test_nothing_counts_for_a_configuration_that_has_to_be_absent():
    desired = desired_configuration(
        {"target_tenant": TARGET, "state": "absent", "name": "x", "deletion_threshold": -1, "leave_users": True}
    )
    assert (desired.state, desired.name, desired.credentials, desired.leave_users) == ("absent", "x", {}, True)
    with pytest.raises(BadInput):
        desired_configuration({"target_tenant": TARGET, "state": "absent", "name": ""})


def test_options_that_are_not_given_are_not_managed():
    given = dict.fromkeys(CONFIGURATION_OPTIONS, None)
    desired = desired_configuration(dict(given, target_tenant=TARGET))
    assert (desired.name, desired.job, desired.credentials, desired.schema) == (None, {}, {}, {})
    assert desired.assignments is None and not desired.exclusive
    desired = desired_configuration(dict(given, target_tenant=TARGET, assignments=[], assignments_exclusive=True))
    assert desired.assignments == () and desired.exclusive


def test_the_plainest_word_for_a_source_is_taken():
    items = [
        {"target": " mail ", "source": None, "constant": None, "expression": "[mail]", "apply": None},
        {"target": "city", "expression": '"Oslo"', "apply": "creation"},
        {"target": "department", "constant": ""},
    ]
    assert desired_configuration({"target_tenant": TARGET, "attribute_mappings": items}).schema == {
        "attribute_mappings": [
            {"target": "mail", "source": "mail"},
            {"target": "city", "constant": "Oslo", "apply": "creation"},
            {"target": "department", "constant": ""},
        ]
    }


def test_every_entry_of_a_row_is_an_option():
    row = configuration_row(configuration())
    names = {"target_tenant_id", *CONFIGURATION_OPTIONS, *IGNORED_OPTIONS}
    assert set(row) <= names
    assert CONFIGURATION_OPTIONS["target_tenant"]["aliases"] == ["target_tenant_id"]
    mappings = CONFIGURATION_OPTIONS["attribute_mappings"]
    assert mappings["options"]["apply"]["choices"] == ["always", "creation"]
    assert CONFIGURATION_OPTIONS["scope"]["choices"] == ["assigned", "all"]
    assert CONFIGURATION_OPTIONS["target_actions"]["choices"] == ["create", "update", "delete"]


def listed(*tenants, assignments=None):
    items = [{"target_tenant": tenant, "assignments": assignments} for tenant in tenants]
    return desired_configurations(items, "v1.0", "global", None)


def test_names_become_ids():
    desired = listed("fabrikam.example", OTHER, assignments=[{"user": "ada@contoso.example"}, {"group": USERS[0]}])
    assert tenants_to_look_up(desired) == ["fabrikam.example"]
    assert principals_to_look_up(desired) == [Principal("user", "ada@contoso.example")]
    tenants = {"fabrikam.example": Tenant(TARGET, "Fabrikam", "fabrikam.example")}
    ids = {Principal("user", "ada@contoso.example"): USERS[1]}
    first, second = resolved(desired, tenants, ids, None)
    assert (first.tenant_id, second.tenant_id) == (TARGET, OTHER)
    assert first.assignments == (Principal("user", USERS[1]), Principal("group", USERS[0]))


def test_two_names_of_one_thing_are_refused():
    tenants = {"fabrikam.example": Tenant(TARGET, "Fabrikam", "fabrikam.example")}
    with pytest.raises(BadInput, match=f"more than once, as fabrikam.example and {TARGET}"):
        resolved(listed("fabrikam.example", TARGET), tenants, {}, None)
    with pytest.raises(BadInput, match="the home tenant itself"):
        resolved(listed("fabrikam.example"), tenants, {}, TARGET)
    twice = listed(OTHER, assignments=[{"user": "ada@contoso.example"}, {"user": USERS[1]}])
    with pytest.raises(BadInput, match="names a user or group more than once"):
        resolved(twice, {}, {Principal("user", "ada@contoso.example"): USERS[1]}, None)
