# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that one tenant can have several of, identified by name: the changes, and the objects afterwards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.capability import NEEDED, desired_capability
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.operations import CREATE, DELETE, UPDATE
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import (
    DEFAULT_CAPABILITY,
    PARTNER_CAPABILITY,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.change import NoWay
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.named import Named, NamedGoal

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
GROUP = "ad4fc698-74dc-4f62-9e71-ba9b591e8e74"
NAME = "crossTenantMailTipsAll"

SCOPES = st.lists(
    st.fixed_dictionaries({"resourceId": st.sampled_from(["All", GROUP, TENANT]), "resourceType": st.just("group")}),
    max_size=2,
    unique_by=lambda scope: scope["resourceId"],
)
ACCESS = st.fixed_dictionaries(
    {"isAllowed": st.booleans() | st.none()},
    optional={
        "resourceScopes": st.none() | st.fixed_dictionaries({"included": SCOPES, "excluded": SCOPES}),
        "newInGraph": st.integers(),
    },
)
OBSERVED = st.builds(
    Named, st.none() | st.fixed_dictionaries({"name": st.just(NAME)}, optional={"inboundAccess": st.none() | ACCESS})
)
WORDS = st.lists(
    st.fixed_dictionaries({"resource_id": st.sampled_from(["All", GROUP]), "resource_type": st.just("group")}),
    max_size=2,
    unique_by=lambda scope: scope["resource_id"],
)
DESIRED = st.fixed_dictionaries(
    {
        "inbound_access": st.fixed_dictionaries(
            {"allowed": st.booleans()},
            optional={"resource_scopes": st.fixed_dictionaries({}, optional={"included": WORDS, "excluded": WORDS})},
        )
    }
)


def goal(desired, resource=PARTNER_CAPABILITY):
    return NamedGoal(resource, TENANT, NAME, desired, NEEDED)


@given(DESIRED | st.none(), OBSERVED)
def test_a_plan_leads_to_what_is_desired_and_the_second_one_is_empty(desired, observed):
    wanted = goal(desired)
    changes = wanted.plan(observed)
    assert len(changes) <= 1
    after = observed
    for change in changes:
        assert (change.tenant_id, change.name, change.resource) == (TENANT, NAME, "partner_capability")
        after = wanted.applied(after, change)
        assert not wanted.contradicts(after, change)
    assert wanted.plan(after) == wanted.unseen(after) == ()
    assert (wanted.row(after) is None) == (desired is None)
    if desired is not None:
        row = wanted.row(after)
        assert (row["tenant_id"], row["name"]) == (TENANT, NAME)
        assert not PARTNER_CAPABILITY.differing(desired, after.graph)


@given(DESIRED, OBSERVED)
def test_all_of_a_value_is_sent_with_what_is_not_known(desired, observed):
    """A complete value is safe whether or not a PATCH keeps the members that it leaves out."""
    for change in goal(desired).plan(observed):
        before = (observed.graph or {}).get("inboundAccess") or {}
        sent = change.body["inboundAccess"]
        assert set(before) <= set(sent)
        assert sent.get("newInGraph") == before.get("newInGraph")


def test_what_a_new_one_is_sent_as():
    (change,) = goal({"inbound_access": {"allowed": False}}).plan(Named(None))
    assert change.operation == CREATE
    assert change.body == {
        "@odata.type": f"#microsoft.graph.{NAME}",
        "inboundAccess": {"isAllowed": False},
    }
    assert change.report() == {
        "operation": "create",
        "resource": "partner_capability",
        "tenant_id": TENANT,
        "settings": ["inbound_access"],
        "name": NAME,
    }


@pytest.mark.parametrize("desired", [{}, {"inbound_access": {"resource_scopes": {"included": []}}}])
def test_what_graph_needs_for_a_new_one_is_asked_for(desired):
    with pytest.raises(NoWay, match=r"cannot be created without inbound_access\.allowed"):
        goal(desired).plan(Named(None))
    assert goal(desired).plan(Named({"name": NAME, "inboundAccess": {"isAllowed": True}})) == ()


def test_reads_that_contradict_a_change():
    there, gone = Named({"name": NAME}), Named(None)
    capability = goal({"inbound_access": {"allowed": True}})
    (create,) = capability.plan(gone)
    (update,) = capability.plan(there)
    (delete,) = goal(None).plan(there)
    assert (create.operation, update.operation, delete.operation) == (CREATE, UPDATE, DELETE)
    assert capability.contradicts(gone, create) and capability.contradicts(gone, update)
    assert goal(None).contradicts(there, delete)


def test_what_lies_under_no_partner():
    assert goal({"inbound_access": {"allowed": True}}).lacks_partner(Named(None, has_parent=False))
    assert not goal({}).lacks_partner(Named(None))
    # An object that has to be absent is already absent.
    assert not goal(None).lacks_partner(Named(None, has_parent=False))
    assert goal(None).plan(Named(None, has_parent=False)) == ()


def test_titles():
    assert goal({}).title == f"the Microsoft 365 capability {NAME} of partner {TENANT}"
    of_default = NamedGoal(DEFAULT_CAPABILITY, None, NAME, {}, NEEDED)
    assert of_default.title == f"the Microsoft 365 capability {NAME} of the default settings"


def options(**given):
    return {"name": NAME, "default": False, "state": "present", "inbound_access": None, **given}


def scopes(*ids, place="included"):
    items = [{"resource_id": id_, "resource_type": "user"} for id_ in ids]
    return {"inbound_access": {"resource_scopes": {place: items}}}


def test_ids_are_spelled_as_graph_spells_them():
    desired = desired_capability(options(**scopes(f" {GROUP.upper()} ", "ALL")), "v1.0", "global")
    assert [item["resource_id"] for item in desired["inbound_access"]["resource_scopes"]["included"]] == [GROUP, "All"]
    assert desired_capability(options(state="absent", **scopes(GROUP)), "v1.0", "global") is None
    assert desired_capability(options(), "beta", "global") == {}


@pytest.mark.parametrize(
    ("given", "cloud", "problem"),
    [
        ({"name": "crossTenantMigration", "default": True}, "global", "exists for partners only"),
        ({"name": "anonymousCalendarSharingFreeBusySimple"}, "global", "exists for the default settings only"),
        ({"default": True, "state": "absent"}, "global", "Graph does not delete a capability of the default"),
        ({}, "usgov", "exists in the global cloud only, and cloud is usgov"),
        ({"default": True}, "china", "exists in the global cloud only, and cloud is china"),
        (scopes("AllUsers"), "global", r"included\[1\] has 'AllUsers', which is neither the ID of a user or group"),
        (scopes(GROUP, "", place="excluded"), "global", r"excluded\[2\] has"),
    ],
)
def test_what_is_refused(given, cloud, problem):
    with pytest.raises(BadInput, match=problem):
        desired_capability(options(**given), "v1.0", cloud)


def test_what_is_no_id_is_not_repeated():
    secret = "hunter2-" * 5
    with pytest.raises(BadInput) as caught:
        desired_capability(options(**scopes(secret)), "v1.0", "global")
    assert secret not in str(caught.value)
