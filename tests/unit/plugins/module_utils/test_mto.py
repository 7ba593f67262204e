# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The multitenant organization: the requests to Graph, and the requests that are never sent twice."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.kinds import UnexpectedValue
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.organization import (
    STATES,
    Membership,
    join_request_row,
    organization_row,
    tenant_row,
    whole_organization_row,
    whole_tenant_row,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.change import Change, NoWay
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.organization import (
    JoinGoal,
    OrganizationGoal,
    TenantGoal,
    member_goal,
    organization_goal,
)

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "7a9b1f64-2d0b-4f11-a2c4-1c2b8f4d5e6f"
NOBODY = "00000000-0000-0000-0000-000000000000"


def words(call, *arguments, **more):
    with pytest.raises((BadInput, NoWay)) as caught:
        call(*arguments, **more)
    return caught.value.problems


# Rows


def test_an_organization():
    graph = {
        "id": "1",
        "createdDateTime": "2026-01-01T00:00:00Z",
        "displayName": "Contoso",
        "description": None,
        "state": "active",
    }
    row = {"state": "active", "display_name": "Contoso", "description": None}
    assert organization_row(graph) == row
    assert whole_organization_row(graph) == {**row, "id": "1", "created_date_time": "2026-01-01T00:00:00Z"}
    assert whole_organization_row({"state": "inactive"}) == {
        "state": "inactive",
        "display_name": None,
        "description": None,
        "id": None,
        "created_date_time": None,
    }


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        ({}, "an organization without a state"),
        ({"state": ""}, "an organization without a state"),
        ({"state": 1}, "state: 1 is not a string"),
        ({"state": "active", "displayName": 1}, "displayName: 1 is not a string"),
    ],
)
def test_what_is_no_organization(graph, message):
    with pytest.raises(UnexpectedValue, match=f"^{message}$"):
        organization_row(graph)


def test_a_tenant_of_it():
    graph = {
        "tenantId": TENANT.upper(),
        "displayName": "Fabrikam",
        "role": "member",
        "state": "pending",
        "addedByTenantId": OTHER,
        "addedDateTime": "a",
        "joinedDateTime": None,
        "transitionDetails": {
            "desiredState": "active",
            "desiredRole": "owner",
            "status": "notStarted",
            "details": None,
        },
    }
    row = {
        "tenant_id": TENANT,
        "display_name": "Fabrikam",
        "role": "member",
        "state": "pending",
        "transition": {"desired_state": "active", "desired_role": "owner", "status": "notStarted"},
    }
    assert tenant_row(graph) == row
    more = {"added_by_tenant_id": OTHER, "added_date_time": "a", "joined_date_time": None}
    assert whole_tenant_row(graph) == {**row, **more}
    assert tenant_row({"tenantId": TENANT, "transitionDetails": {"details": "why"}})["transition"] == {"details": "why"}
    assert tenant_row({"tenantId": TENANT})["transition"] is None


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        ({"tenantId": "x"}, "a partner without a valid tenantId"),
        ({"tenantId": TENANT, "state": 1}, "state: 1 is not a string"),
        ({"tenantId": TENANT, "transitionDetails": 1}, "transitionDetails: 1 is not an object"),
        (
            {"tenantId": TENANT, "transitionDetails": {"status": 1}},
            "transitionDetails: status: 1 is not a string",
        ),
    ],
)
def test_what_is_no_tenant_of_it(graph, message):
    with pytest.raises(UnexpectedValue, match=f"^{message}$"):
        tenant_row(graph)


def request(owner=OTHER, state="pending", **transition):
    graph = {"addedByTenantId": owner, "memberState": state, "role": "member"}
    return {**graph, "transitionDetails": transition} if transition else graph


def test_a_request_to_join():
    asked = request(OTHER.upper(), desiredMemberState="active", status="notStarted", details="why")
    assert join_request_row(asked) == {
        "state": "pending",
        "role": "member",
        "added_by_tenant": OTHER,
        "transition": {"desired_state": "active", "status": "notStarted", "details": "why"},
    }
    assert join_request_row(request("someone"))["added_by_tenant"] == "someone"


@pytest.mark.parametrize("graph", [None, {}, {"addedByTenantId": None}, request(NOBODY), request("")])
def test_no_request_to_join(graph):
    assert join_request_row(graph) is None


@pytest.mark.parametrize("broken", [{"memberState": 1}, {"role": 1}, {"transitionDetails": []}])
def test_a_request_that_cannot_be_understood(broken):
    (name,) = broken
    for owner in (OTHER, None):
        with pytest.raises(UnexpectedValue, match=f"^{name}: "):
            join_request_row({**request(owner), **broken})


# The organization

INACTIVE = {"state": "inactive"}
ACTIVE = {"state": "active", "displayName": "Contoso", "description": "All of us"}


def test_an_organization_is_created_where_there_is_none():
    goal = organization_goal({"display_name": "Contoso", "description": "All of us"}, "v1.0", "global")
    body = {"displayName": "Contoso", "description": "All of us"}
    change = Change("create", "mto", None, ("display_name", "description"), body)
    assert goal.plan(INACTIVE) == (change,)
    assert goal.applied(INACTIVE, change) == ACTIVE
    assert goal.plan(ACTIVE) == goal.unseen(ACTIVE) == ()
    assert goal.unseen(INACTIVE) == (change,)
    assert goal.row(ACTIVE) == organization_row(ACTIVE)
    # An empty value is not sent.
    bare = OrganizationGoal({"display_name": "Contoso", "description": ""}).plan(INACTIVE)
    assert bare == (Change("create", "mto", None, ("display_name",), {"displayName": "Contoso"}),)


@pytest.mark.parametrize("desired", [{}, {"display_name": ""}, {"description": "All of us"}])
def test_an_organization_needs_a_name_only_where_there_is_none(desired):
    assert words(OrganizationGoal(desired).plan, INACTIVE) == [
        "there is no multitenant organization yet, and creating one takes a display_name"
    ]
    assert OrganizationGoal({}).plan(ACTIVE) == ()


def test_an_organization_is_updated():
    goal = OrganizationGoal({"description": "Some of us"})
    change = Change("update", "mto", None, ("description",), {"description": "Some of us"})
    assert goal.plan(ACTIVE) == (change,)
    assert goal.applied(ACTIVE, change) == {**ACTIVE, "description": "Some of us"}


def test_an_organization_waits_for_nothing():
    goal = OrganizationGoal({})
    assert goal.tenant_id is None
    assert goal.lacks_partner(INACTIVE) is goal.contradicts(INACTIVE, None) is False
    assert (goal.completed(INACTIVE), goal.failed(INACTIVE), goal.under_way(INACTIVE)) == (True, None, "")
    assert JoinGoal(OTHER).lacks_partner(None) is JoinGoal(OTHER).contradicts(None, None) is False


# A tenant of the organization

NOT_IN = Membership(None)
MEMBER = {"tenantId": TENANT, "displayName": "Fabrikam", "role": "member", "state": "active"}


def in_it(**more):
    return Membership({**MEMBER, **more})


def test_there_is_an_organization_unless_something_else_is_said():
    assert NOT_IN.organized is True


def test_a_tenant_is_added():
    goal = TenantGoal(TENANT, {"display_name": "Fabrikam"})
    body = {"tenantId": TENANT, "displayName": "Fabrikam"}
    change = Change("create", "mto_tenant", TENANT, ("display_name",), body)
    assert goal.title == f"tenant {TENANT} in the multitenant organization"
    assert goal.plan(NOT_IN) == goal.plan(in_it(state="removed")) == goal.unseen(NOT_IN) == (change,)
    assert goal.applied(NOT_IN, change) == Membership({"role": "member", "state": "pending", **body})
    assert goal.plan(goal.applied(NOT_IN, change)) == goal.plan(in_it()) == ()
    assert goal.row(goal.applied(NOT_IN, change)) == {
        "tenant_id": TENANT,
        "display_name": "Fabrikam",
        "role": "member",
        "state": "pending",
        "transition": None,
    }
    assert goal.row(NOT_IN) is None
    owner = TenantGoal(TENANT, {"display_name": "Fabrikam", "role": "owner"}).plan(NOT_IN)
    assert owner == (change._replace(settings=("display_name", "role"), body={**body, "role": "owner"}),)
    assert goal.applied(NOT_IN, owner[0]).tenant["role"] == "owner"


@pytest.mark.parametrize("desired", [{}, {"role": "owner"}, {"display_name": ""}])
def test_adding_takes_a_name(desired):
    message = f"tenant {TENANT} is not in the organization, and adding it takes a display_name"
    assert words(TenantGoal(TENANT, desired).plan, NOT_IN) == [message]


def test_a_tenant_is_removed_once():
    goal = TenantGoal(TENANT, None)
    change = Change("delete", "mto_tenant", TENANT)
    assert goal.plan(in_it()) == goal.plan(in_it(state="pending")) == goal.plan(Membership({})) == (change,)
    assert goal.plan(NOT_IN) == goal.plan(in_it(state="removed")) == ()
    assert goal.applied(in_it(), change) == NOT_IN
    assert goal.applied(Membership(MEMBER, False), change) == Membership(None, False)


def test_a_role_is_changed_and_a_name_is_not():
    goal = TenantGoal(TENANT, {"role": "owner"})
    change = Change("update", "mto_tenant", TENANT, ("role",), {"role": "owner"})
    assert goal.plan(in_it()) == (change,)
    assert goal.applied(in_it(), change) == in_it(role="owner")
    assert goal.plan(in_it(role="owner")) == ()
    (said,) = words(TenantGoal(TENANT, {"display_name": "Other", "role": "owner"}).plan, in_it())
    assert said == (
        f"tenant {TENANT} is in the organization as 'Fabrikam', which cannot be changed to 'Other': "
        "Graph takes display_name only when a tenant is added"
    )
    assert TenantGoal(TENANT, {"display_name": "Fabrikam"}).plan(in_it()) == ()


@pytest.mark.parametrize(
    ("transition", "sent"),
    [
        (None, True),
        ({}, True),
        ({"status": None, "desiredRole": "owner"}, True),
        ({"status": "failed", "desiredRole": "owner"}, True),
        ({"status": "running", "desiredRole": "owner"}, False),
        ({"status": "notStarted", "desiredRole": "owner"}, False),
        ({"status": "running", "desiredRole": None}, True),
        ({"status": "running"}, True),
        ({"status": "running", "desiredRole": "member"}, True),
    ],
)
def test_a_role_that_is_under_way_is_not_asked_for_again(transition, sent):
    assert bool(TenantGoal(TENANT, {"role": "owner"}).plan(in_it(transitionDetails=transition))) is sent


def test_a_role_on_its_way_to_another_is_called_back():
    on_its_way = in_it(transitionDetails={"status": "running", "desiredRole": "owner"})
    goal = TenantGoal(TENANT, {"role": "member"})
    assert [change.body for change in goal.plan(on_its_way)] == [{"role": "member"}]
    # The transition may be about something other than the role.
    assert goal.plan(in_it(transitionDetails={"status": "running", "desiredRole": None})) == ()
    assert goal.plan(in_it(transitionDetails={"status": "failed", "desiredRole": "owner"})) == ()


def test_what_a_stale_read_shows():
    goal = TenantGoal(TENANT, {})
    create, update, delete = (Change(each, "mto_tenant", TENANT) for each in ("create", "update", "delete"))
    for there, observed in ((True, in_it()), (False, NOT_IN), (False, in_it(state="removed"))):
        assert goal.contradicts(observed, create) is not there
        assert goal.contradicts(observed, delete) is there
        assert goal.contradicts(observed, update) is False


def test_no_tenant_is_added_where_there_is_no_organization():
    assert TenantGoal(TENANT, {}).lacks_partner(Membership(None, False)) is True
    assert TenantGoal(TENANT, {}).lacks_partner(NOT_IN) is False
    assert TenantGoal(TENANT, None).lacks_partner(Membership(None, False)) is False


@pytest.mark.parametrize(
    ("desired", "observed", "completed"),
    [
        (None, NOT_IN, True),
        (None, in_it(state="removed"), False),
        ({}, NOT_IN, False),
        ({}, in_it(), True),
        ({}, in_it(state="pending"), False),
        ({"role": "owner"}, in_it(), False),
        ({"role": "owner"}, in_it(role="owner"), True),
        ({"role": "owner"}, in_it(role="owner", state="pending"), False),
    ],
)
def test_when_all_is_done(desired, observed, completed):
    assert TenantGoal(TENANT, desired).completed(observed) is completed


def test_what_has_failed_and_what_takes_its_time():
    goal = TenantGoal(TENANT, {})
    assert goal.failed(NOT_IN) is goal.failed(in_it()) is goal.failed(in_it(transitionDetails=None)) is None
    assert goal.failed(in_it(transitionDetails={"status": "running", "details": "why"})) is None
    assert goal.failed(in_it(transitionDetails={"status": "failed", "details": "why"})) == "why"
    assert goal.failed(in_it(transitionDetails={"status": "failed"})) == "no details"
    assert goal.under_way(in_it(state="pending")) == (
        "it is pending: an administrator of that tenant has to join (state=joined), which then takes hours"
    )
    assert goal.under_way(in_it(state="removed")) == "its state is removed, and its role member"
    assert goal.under_way(NOT_IN) == "its state is None, and its role None"


# The request to join


def ask(owner, operation="update"):
    return Change(operation, "mto_join_request", None, ("added_by_tenant",), {"addedByTenantId": owner})


@pytest.mark.parametrize(
    ("observed", "changes"),
    [
        (None, [ask(OTHER)]),
        ({}, [ask(OTHER)]),
        (request(NOBODY), [ask(OTHER)]),
        (request(state="removed"), [ask(OTHER)]),
        (request(TENANT, state="removed"), [ask(OTHER)]),
        (request(), []),
        (request(OTHER.upper()), []),
        (request(state="active"), []),
        (request(state="active", status="failed"), []),
        (request(status="running"), []),
        (request(status="failed"), [ask(NOBODY, "reset"), ask(OTHER)]),
        (request(TENANT, status="failed"), [ask(NOBODY, "reset"), ask(OTHER)]),
        (request(TENANT), [ask(OTHER)]),
    ],
)
def test_asking_to_join(observed, changes):
    goal = JoinGoal(OTHER)
    assert list(goal.plan(observed)) == changes
    for change in changes:
        observed = goal.applied(observed, change)
    assert goal.plan(observed) == goal.unseen(observed) == ()


def test_what_a_request_looks_like_once_it_is_made():
    goal = JoinGoal(OTHER)
    assert goal.applied(request(status="failed"), ask(NOBODY, "reset")) == {"addedByTenantId": NOBODY}
    observed = goal.applied(None, ask(OTHER))
    assert goal.row(observed) == {
        "state": "pending",
        "role": None,
        "added_by_tenant": OTHER,
        "transition": {"desired_state": "active", "status": "notStarted"},
    }
    assert goal.row(None) is None
    assert goal.tenant_id is None


def test_a_tenant_is_in_one_organization_only():
    (said,) = words(JoinGoal(OTHER).plan, request(TENANT, state="active"))
    assert said == (
        f"this tenant is in the organization of {TENANT} already, and can be part of only one: "
        f"it has to leave that organization before it can join the one of {OTHER}"
    )


def test_a_request_that_has_failed_since_was_seen():
    goal = JoinGoal(OTHER)
    assert goal.unseen(request(status="failed")) == goal.unseen(request(state="removed")) == ()
    assert goal.unseen(None) == goal.unseen(request(TENANT)) == (ask(OTHER),)


def test_how_far_joining_is():
    goal = JoinGoal(OTHER)
    assert goal.completed(None) is goal.completed({}) is goal.completed(request()) is False
    assert goal.completed(request(state="active")) is True
    assert goal.failed(None) is goal.failed(request(status="running")) is None
    assert goal.failed(request(status="failed", details="why")) == "why"
    assert goal.under_way(None) == "its state is None; joining takes hours"
    assert goal.under_way(request()) == "its state is pending; joining takes hours"


# Options


def options(**given):
    names = ("member_tenant", "added_by_tenant", "display_name", "role")
    return {"state": "present", "wait": True, "wait_completed": False, **dict.fromkeys(names), **given}


def goal_of(cloud="global", home=None, **given):
    return member_goal(options(**given), "v1.0", cloud, home)


def test_a_tenant_to_add_to_remove_or_to_join():
    assert STATES == ("present", "absent", "joined")
    goal = goal_of(member_tenant=TENANT.upper(), display_name="Fabrikam", role="owner")
    assert isinstance(goal, TenantGoal)
    assert (goal.tenant_id, goal.desired) == (TENANT, {"display_name": "Fabrikam", "role": "owner"})
    gone = goal_of(state="absent", member_tenant=TENANT, display_name="Fabrikam")
    assert (gone.tenant_id, gone.desired) == (TENANT, None)
    joined = goal_of(state="joined", added_by_tenant=OTHER.upper(), home=TENANT)
    assert isinstance(joined, JoinGoal)
    assert joined.owner == OTHER
    assert goal_of(state="joined", added_by_tenant=OTHER, home="contoso.example").owner == OTHER
    assert goal_of(member_tenant=TENANT, home=TENANT).tenant_id == TENANT
    assert goal_of(member_tenant=TENANT, wait_completed=True)
    assert goal_of(member_tenant=TENANT, wait=False)


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({}, ["state is present, which needs member_tenant"]),
        ({"state": "absent"}, ["state is absent, which needs member_tenant"]),
        ({"state": "joined"}, ["state is joined, which needs added_by_tenant"]),
        ({"member_tenant": "x.example"}, ["member_tenant is 'x.example', which is not a tenant ID"]),
        ({"member_tenant": ""}, ["member_tenant is '', which is not a tenant ID"]),
        (
            {"member_tenant": TENANT, "added_by_tenant": OTHER},
            [
                "state is present, which is about a tenant that was added by the home tenant, "
                "and added_by_tenant is given"
            ],
        ),
        (
            {"state": "joined", "member_tenant": TENANT, "added_by_tenant": OTHER},
            ["state is joined, which is about the home tenant itself, and member_tenant is given"],
        ),
        (
            {"state": "joined", "added_by_tenant": OTHER, "display_name": "x", "role": "owner"},
            [
                "display_name can only be given by an owner, and state is joined",
                "role can only be given by an owner, and state is joined",
            ],
        ),
        (
            {"state": "joined", "added_by_tenant": OTHER, "home": OTHER.upper()},
            ["added_by_tenant is the home tenant, which cannot join its own organization"],
        ),
        (
            {"member_tenant": TENANT, "wait": False, "wait_completed": True},
            ["wait_completed is true, and wait is false"],
        ),
        (
            {"cloud": "china", "wait": False, "wait_completed": True},
            [
                "mto_tenant exists in the global cloud only, and cloud is china",
                "state is present, which needs member_tenant",
                "wait_completed is true, and wait is false",
            ],
        ),
    ],
)
def test_what_is_refused(given, problems):
    assert words(goal_of, **given) == problems


def test_no_organization_outside_of_the_global_cloud():
    assert words(organization_goal, {"display_name": "x"}, "v1.0", "usgov") == [
        "mto exists in the global cloud only, and cloud is usgov"
    ]
