# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The multitenant organization, its tenants, and joining one: slow changes are neither hidden nor repeated."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.tests.everyday import examples, one_in
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.modules.fuzz import ANYTHING, MUTATIONS

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OWNER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
NOBODY = "00000000-0000-0000-0000-000000000000"
MTO = "/tenantRelationships/multiTenantOrganization"
TENANTS = f"{MTO}/tenants"
ONE = f"{TENANTS}/{TENANT}"
JOIN = f"{MTO}/joinRequest"
FABRIKAM = {"member_tenant": TENANT, "display_name": "Fabrikam"}
JOINED = {"state": "joined", "added_by_tenant": OWNER}


def nothing(directory):
    """A tenant that is in no organization."""


def organized(directory):
    directory.set_mto(displayName="Contoso organization", description="All of us")


def pending(directory, **properties):
    organized(directory)
    directory.add_mto_tenant(TENANT, "Fabrikam", **properties)


def active(directory):
    pending(directory, state="active")


def removed(directory):
    pending(directory, state="removed")


def on_its_way(directory, status="running"):
    transition = {"desiredRole": "owner", "desiredState": "active", "status": status}
    pending(directory, state="active", transitionDetails=transition)


def invited(directory):
    directory.invite(OWNER)


def asked(directory):
    invited(directory)
    transition = {"desiredMemberState": "active", "status": "running"}
    directory.set_join_request(addedByTenantId=OWNER, memberState="pending", transitionDetails=transition)


def asked_in_vain(directory):
    invited(directory)
    transition = {"desiredMemberState": "active", "status": "failed", "details": "DirectoryService Exception"}
    directory.set_join_request(addedByTenantId=OWNER, memberState="pending", transitionDetails=transition)


def has_joined(directory):
    directory.set_join_request(addedByTenantId=OWNER, memberState="active", role="member")


SCENARIOS = {
    # name: module, what Graph holds, options, the writes that are to be done
    "create": (
        "mto",
        nothing,
        {"display_name": "Contoso organization", "description": "All of us"},
        [("PUT", MTO, {"displayName": "Contoso organization", "description": "All of us"})],
    ),
    "create-bare": ("mto", nothing, {"display_name": "Contoso"}, [("PUT", MTO, {"displayName": "Contoso"})]),
    "rename": ("mto", organized, {"display_name": "Contoso"}, [("PATCH", MTO, {"displayName": "Contoso"})]),
    "describe": ("mto", organized, {"description": "Us"}, [("PATCH", MTO, {"description": "Us"})]),
    "undescribe": ("mto", organized, {"description": ""}, [("PATCH", MTO, {"description": None})]),
    "same": ("mto", organized, {"display_name": "Contoso organization", "description": "All of us"}, []),
    "leave-alone": ("mto", organized, {}, []),
    "add": ("mto_tenant", organized, FABRIKAM, [("POST", TENANTS, {"tenantId": TENANT, "displayName": "Fabrikam"})]),
    "add-owner": (
        "mto_tenant",
        organized,
        {**FABRIKAM, "member_tenant": TENANT.upper(), "role": "owner"},
        [("POST", TENANTS, {"tenantId": TENANT, "displayName": "Fabrikam", "role": "owner"})],
    ),
    "added": ("mto_tenant", pending, FABRIKAM, []),
    "added-and-active": ("mto_tenant", active, {**FABRIKAM, "role": "member"}, []),
    "unnamed": ("mto_tenant", active, {"member_tenant": TENANT}, []),
    "promote": ("mto_tenant", active, {**FABRIKAM, "role": "owner"}, [("PATCH", ONE, {"role": "owner"})]),
    "promote-pending": ("mto_tenant", pending, {**FABRIKAM, "role": "owner"}, [("PATCH", ONE, {"role": "owner"})]),
    "is-being-promoted": ("mto_tenant", on_its_way, {**FABRIKAM, "role": "owner"}, []),
    "promotion-failed": (
        "mto_tenant",
        partial(on_its_way, status="failed"),
        {**FABRIKAM, "role": "owner"},
        [("PATCH", ONE, {"role": "owner"})],
    ),
    "remove": ("mto_tenant", active, {"member_tenant": TENANT, "state": "absent"}, [("DELETE", ONE, None)]),
    "remove-pending": ("mto_tenant", pending, {**FABRIKAM, "state": "absent"}, [("DELETE", ONE, None)]),
    "is-being-removed": ("mto_tenant", removed, {"member_tenant": TENANT, "state": "absent"}, []),
    "gone": ("mto_tenant", organized, {"member_tenant": TENANT, "state": "absent"}, []),
    "gone-with-all": ("mto_tenant", nothing, {"member_tenant": TENANT, "state": "absent"}, []),
    "join": ("mto_tenant", invited, JOINED, [("PATCH", JOIN, {"addedByTenantId": OWNER})]),
    "has-asked": ("mto_tenant", asked, JOINED, []),
    "has-joined": ("mto_tenant", has_joined, {**JOINED, "added_by_tenant": OWNER.upper()}, []),
    "ask-again": (
        "mto_tenant",
        asked_in_vain,
        JOINED,
        [("PATCH", JOIN, {"addedByTenantId": NOBODY}), ("PATCH", JOIN, {"addedByTenantId": OWNER})],
    ),
}


@pytest.mark.parametrize(("scenario", "version"), one_in(2, SCENARIOS, ["v1.0", "beta"]))
def test_prediction_run_and_second_run(simulator, run_module, scenario, version):
    module, arrange, options, writes = SCENARIOS[scenario]
    options = {**options, "api_version": version}
    # Longer than the test, so that the changes that Graph makes by itself are still under way at the second run.
    simulator.behaviour.mto_processing = 60
    arrange(simulator.directory)
    before = simulator.directory.snapshot()

    predicted = run_module(module, check=True, **options)
    assert not simulator.log.writes() and not predicted["warnings"]
    assert simulator.directory.snapshot() == before

    done = run_module(module, **options)
    assert [(write.method, write.path, write.body) for write in simulator.log.writes()] == writes
    assert len(done["changes"]) == len(writes)
    assert done["changed"] == predicted["changed"] == bool(writes)
    for value in ("changes", "diff"):
        assert done[value] == predicted[value]

    simulator.log.clear()
    again = run_module(module, **options)
    assert (again["changed"], again["changes"]) == (False, [])
    assert not simulator.log.writes()
    assert again["diff"]["before"] == again["diff"]["after"] == {}


def test_creating_shows_what_is_created(simulator, run_module):
    options = {"display_name": "Contoso organization"}
    predicted, done = run_module("mto", check=True, **options), run_module("mto", **options)
    expected = {"state": "active", "display_name": "Contoso organization", "description": None}
    assert predicted["mto"] == done["mto"] == expected
    assert done["diff"]["before"] == {"display_name": None, "state": "inactive"}
    assert done["changes"] == [
        {"operation": "create", "resource": "mto", "tenant_id": None, "settings": ["display_name"]}
    ]


def test_a_state_that_did_nothing_is_no_option(simulator, run_module):
    result = run_module("mto", display_name="Contoso", state="present")
    assert result["failed"] is True and "Unsupported parameters" in result["msg"] and "state" in result["msg"]
    assert not len(simulator.log)


def test_adding_shows_that_the_tenant_is_pending(simulator, run_module):
    organized(simulator.directory)
    predicted, done = run_module("mto_tenant", check=True, **FABRIKAM), run_module("mto_tenant", **FABRIKAM)
    row = {"tenant_id": TENANT, "display_name": "Fabrikam", "role": "member", "state": "pending", "transition": None}
    assert predicted["mto_tenant"] == done["mto_tenant"] == row
    assert done["diff"]["after"]["state"] == "pending"
    assert simulator.log.calls()[-3:] == [("GET", MTO), ("POST", TENANTS), ("GET", ONE)]


def test_a_change_of_role_that_takes_its_time_is_shown_as_it_stands(simulator, run_module):
    simulator.behaviour.mto_processing = 60
    active(simulator.directory)
    result = run_module("mto_tenant", **FABRIKAM, role="owner")
    assert (result["diff"]["before"], result["diff"]["after"]) == ({"role": "member"}, {"role": "owner"})
    assert result["mto_tenant"]["role"] == "member"
    transition = {"desired_role": "owner", "desired_state": "active", "status": "notStarted"}
    assert result["mto_tenant"]["transition"] == transition
    # A change back to the first role is a change, even before Graph has begun with the other one.
    assert run_module("mto_tenant", **FABRIKAM, role="member")["changed"] is True


def test_a_removal_that_takes_its_time_is_shown_as_it_stands(simulator, run_module):
    simulator.behaviour.mto_processing = 60
    active(simulator.directory)
    result = run_module("mto_tenant", member_tenant=TENANT, state="absent")
    assert result["mto_tenant"]["state"] == "removed"
    assert result["diff"]["after"] == {}
    simulator.behaviour.mto_processing = 0
    assert run_module("mto_tenant", member_tenant=OWNER, state="absent")["mto_tenant"] is None


def test_joining_shows_how_far_it_has_come(simulator, run_module):
    simulator.behaviour.mto_processing = 60
    invited(simulator.directory)
    predicted, done = run_module("mto_tenant", check=True, **JOINED), run_module("mto_tenant", **JOINED)
    assert predicted["mto_join_request"] == done["mto_join_request"]
    assert done["mto_join_request"] == {
        "added_by_tenant": OWNER,
        "state": "pending",
        "role": None,
        "transition": {"desired_state": "active", "status": "notStarted"},
    }
    assert "mto_tenant" not in done


# Changes that take time, and waiting for them.


def test_waiting_until_a_tenant_has_joined(simulator, run_module):
    organized(simulator.directory)
    simulator.behaviour.mto_joining = 0.8
    result = run_module("mto_tenant", **FABRIKAM, wait_completed=True)
    assert (result["changed"], result["mto_tenant"]["state"]) == (True, "active")
    assert result["diff"]["after"]["state"] == "pending"


def test_waiting_for_what_an_earlier_run_began(simulator, run_module):
    organized(simulator.directory)
    simulator.behaviour.mto_joining = 1.0
    assert run_module("mto_tenant", **FABRIKAM)["mto_tenant"]["state"] == "pending"
    result = run_module("mto_tenant", **FABRIKAM, wait_completed=True)
    assert (result["changed"], result["mto_tenant"]["state"]) == (False, "active")
    assert result["diff"]["before"] == result["diff"]["after"] == {}


def test_a_tenant_that_does_not_join_in_time_is_a_clear_error(simulator, run_module):
    organized(simulator.directory)
    result = run_module("mto_tenant", **FABRIKAM, wait_completed=True, wait_timeout=0.7)
    assert result["failed"] is True and result["changed"] is True
    assert f"tenant {TENANT}" in result["msg"] and "pending" in result["msg"] and "has to join" in result["msg"]
    assert simulator.directory.mto_tenants[TENANT]["state"] == "pending"


@pytest.mark.parametrize("options", [{"role": "owner"}, {"state": "absent"}])
def test_waiting_for_a_role_and_for_a_removal(simulator, run_module, options):
    active(simulator.directory)
    simulator.behaviour.mto_processing = 0.6
    result = run_module("mto_tenant", **FABRIKAM, **options, wait_completed=True)
    row = result["mto_tenant"]
    assert row is None if options.get("state") else (row["role"], row["transition"]) == ("owner", None)


def test_a_role_that_does_not_arrive_in_time(simulator, run_module):
    active(simulator.directory)
    simulator.behaviour.mto_processing = 60
    result = run_module("mto_tenant", **FABRIKAM, role="owner", wait_completed=True, wait_timeout=0.3)
    assert result["failed"] is True and "its role member" in result["msg"]


def test_waiting_until_the_home_tenant_has_joined(simulator, run_module):
    invited(simulator.directory)
    simulator.behaviour.mto_processing = 0.6
    result = run_module("mto_tenant", **JOINED, wait_completed=True)
    assert (result["mto_join_request"]["state"], result["mto_join_request"]["role"]) == ("active", "member")
    assert run_module("mto_info")["mto"]["state"] == "active"


@pytest.mark.parametrize("processing", [0.0, 0.3])
def test_a_join_that_fails(simulator, run_module, processing):
    """Nobody has added this tenant. Graph accepts the request, and reports the failure later."""
    simulator.behaviour.mto_processing = processing
    result = run_module("mto_tenant", **JOINED, wait_completed=True)
    assert result["failed"] is True
    assert "Graph gave up: Not added by its owner" in result["msg"]
    failed = run_module("mto_info")["mto_join_request"]
    assert (failed["state"], failed["transition"]["status"]) == ("pending", "failed")
    # Once the tenant has been added, the same task resets the request and makes it again.
    simulator.directory.invite(OWNER)
    result = run_module("mto_tenant", **JOINED, wait_completed=True)
    assert [change["operation"] for change in result["changes"]] == ["reset", "update"]
    assert result["mto_join_request"]["state"] == "active"


def test_what_failed_before_and_is_not_wanted_does_not_matter(simulator, run_module):
    on_its_way(simulator.directory, status="failed")
    result = run_module("mto_tenant", **FABRIKAM, role="member", wait_completed=True)
    assert result["changed"] is False and result["mto_tenant"]["transition"]["status"] == "failed"


def test_in_check_mode_nothing_is_waited_for(simulator, run_module):
    organized(simulator.directory)
    result = run_module("mto_tenant", check=True, **FABRIKAM, wait_completed=True)
    assert (result["changed"], result["mto_tenant"]["state"]) == (True, "pending")


# Other writers, and lag.


def another_writer(simulator, method, path, act):
    simulator.faults.add(Fault(method=method, path=path, before=lambda simulator: act(simulator.directory)))


def test_somebody_else_creates_the_organization(simulator, run_module):
    another_writer(simulator, "PUT", MTO, organized)
    result = run_module("mto", display_name="Contoso organization")
    assert (result["changed"], result["mto"]["description"]) == (False, "All of us")
    assert [call for call in simulator.log.calls() if call[0] != "GET"] == [("PUT", MTO)]


def test_somebody_else_creates_the_organization_under_another_name(simulator, run_module):
    another_writer(simulator, "PUT", MTO, organized)
    result = run_module("mto", display_name="Contoso")
    assert [change["operation"] for change in result["changes"]] == ["update"]
    assert simulator.directory.mto["displayName"] == "Contoso"


@pytest.mark.parametrize(("role", "operations"), [(None, []), ("owner", ["update"])])
def test_somebody_else_adds_the_tenant(simulator, run_module, role, operations):
    organized(simulator.directory)
    another_writer(simulator, "POST", TENANTS, pending)
    result = run_module("mto_tenant", **FABRIKAM, role=role)
    assert [change["operation"] for change in result["changes"]] == operations


def test_somebody_else_removes_the_tenant(simulator, run_module):
    active(simulator.directory)
    another_writer(simulator, "DELETE", ONE, lambda directory: directory.remove_mto_tenant(TENANT))
    result = run_module("mto_tenant", member_tenant=TENANT, state="absent")
    assert (result["changed"], result["mto_tenant"]) == (False, None)


def test_a_refusal_that_means_what_it_says(simulator, run_module):
    organized(simulator.directory)
    simulator.faults.add(Fault(method="POST", path=TENANTS, status=400, code="Request_BadRequest", times=None))
    result = run_module("mto_tenant", **FABRIKAM)
    assert result["failed"] is True and result["changed"] is False
    assert f"create the membership in the multitenant organization of tenant {TENANT}" in result["msg"]
    assert len(simulator.log.writes()) == 2


@pytest.mark.parametrize("lag", [0.3, 1.2])
def test_replication_lag_is_waited_for(simulator, run_module, lag):
    simulator.behaviour.replication_lag = lag
    for module, options in (("mto", {"display_name": "Contoso"}), ("mto_tenant", FABRIKAM)):
        assert run_module(module, **options)["changed"] is True
        assert run_module(module, **options)["changed"] is False
    gone = {"member_tenant": TENANT, "state": "absent"}
    assert [run_module("mto_tenant", **gone)["changed"] for turn in range(2)] == [True, False]


def test_an_organization_that_an_earlier_task_created_a_moment_ago(simulator, run_module):
    simulator.behaviour.replication_lag = 0.8
    run_module("mto", display_name="Contoso", wait=False)
    assert run_module("mto_tenant", **FABRIKAM)["changed"] is True


def test_an_answer_that_was_lost(simulator, run_module):
    simulator.faults.add(Fault(method="PUT", path=MTO, action="reset_after"))
    result = run_module("mto", display_name="Contoso")
    assert [change["operation"] for change in result["changes"]] == ["create"]
    simulator.faults.add(Fault(method="POST", path=TENANTS, action="reset_after"))
    result = run_module("mto_tenant", **FABRIKAM)
    assert [change["operation"] for change in result["changes"]] == ["create"]


# Errors.


def failed(result, *words):
    assert result["failed"] is True
    for word in words:
        assert word in result["msg"]


def test_a_tenant_without_an_organization(simulator, run_module):
    result = run_module("mto_tenant", check=True, **FABRIKAM)
    assert result["changed"] is True
    (warning,) = result["warnings"]
    assert TENANT in warning and "no multitenant organization yet" in warning
    failed(run_module("mto_tenant", **FABRIKAM, wait_timeout=0.2), "entra.cross_tenant.mto", TENANT)
    assert not simulator.log.writes()


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(
    ("module", "arrange", "options", "words"),
    [
        ("mto", nothing, {}, ["display_name"]),
        ("mto", nothing, {"description": "x"}, ["no multitenant organization yet", "display_name"]),
        ("mto_tenant", organized, {"member_tenant": TENANT}, [TENANT, "display_name"]),
        (
            "mto_tenant",
            pending,
            {**FABRIKAM, "display_name": "Fabrikam AG"},
            [TENANT, "'Fabrikam'", "'Fabrikam AG'", "cannot be changed"],
        ),
        ("mto_tenant", has_joined, {**JOINED, "added_by_tenant": TENANT}, [OWNER, TENANT, "only one"]),
    ],
)
def test_what_cannot_be_done_is_refused_before_any_write(simulator, run_module, module, arrange, options, words, check):
    arrange(simulator.directory)
    failed(run_module(module, check=check, **options), "Nothing was changed", *words)
    assert not simulator.log.writes()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, ["needs member_tenant"]),
        ({"member_tenant": "fabrikam.example"}, ["member_tenant", "not a tenant ID"]),
        ({"state": "joined"}, ["needs added_by_tenant"]),
        ({"state": "joined", "added_by_tenant": "x"}, ["added_by_tenant", "not a tenant ID"]),
        ({**JOINED, "member_tenant": TENANT}, ["member_tenant is given"]),
        (
            {**JOINED, "role": "owner", "display_name": "x"},
            ["role can only be", "display_name can only be given by an owner"],
        ),
        ({**JOINED, "added_by_tenant": "00000000-0000-4000-8000-0000000000AA"}, ["home tenant"]),
        ({**FABRIKAM, "added_by_tenant": OWNER}, ["added_by_tenant is given"]),
        ({**FABRIKAM, "wait_completed": True, "wait": False}, ["wait_completed", "wait is false"]),
        ({**FABRIKAM, "role": "boss"}, ["role", "boss"]),
    ],
)
def test_options_are_refused_before_anything_is_sent(simulator, run_module, options, words):
    for check in (True, False):
        failed(run_module("mto_tenant", check=check, **options), *words)
    assert not len(simulator.log)


@pytest.mark.parametrize("cloud", ["usgov", "usgov_dod", "china"])
@pytest.mark.parametrize(
    ("module", "options"),
    [("mto", {"display_name": "x"}), ("mto_tenant", FABRIKAM), ("mto_tenant", JOINED), ("mto_info", {})],
)
def test_other_clouds_fail_before_any_request(simulator, run_module, module, options, cloud):
    failed(run_module(module, cloud=cloud, **options), "exists in the global cloud only", cloud)
    assert not len(simulator.log)


def reader(simulator, *roles):
    client_id = "00000000-0000-4000-8000-0000000000c9"
    simulator.directory.add_application(client_id, roles=roles, secret="s3cret")
    return {"client_id": client_id, "client_secret": "s3cret"}


def test_missing_permissions(simulator, run_module):
    organized(simulator.directory)
    only_read = reader(simulator, "MultiTenantOrganization.Read.All")
    assert run_module("mto_info", **only_read)["mto"]["state"] == "active"
    assert run_module("mto", check=True, display_name="x", **only_read)["changed"] is True
    failed(
        run_module("mto", display_name="x", **only_read),
        "update the multitenant organization",
        "403 Authorization_RequestDenied",
        "permission MultiTenantOrganization.ReadWrite.All with",
        "owner",
    )
    nothing_of_it = reader(simulator, "Policy.ReadWrite.CrossTenantAccess")
    for module, options in (("mto", {}), ("mto_tenant", FABRIKAM), ("mto_info", {})):
        result = run_module(module, **options, **nothing_of_it)
        failed(result, "read", "403", "MultiTenantOrganization.Read.All or")
    assert simulator.directory.mto["displayName"] == "Contoso organization"


def test_a_tenant_that_is_no_owner(simulator, run_module):
    organized(simulator.directory)
    simulator.directory.add_mto_tenant(simulator.tenant_id, "Home", role="member", state="active")
    failed(run_module("mto_tenant", **FABRIKAM), "403", "owner of the organization")
    # This tenant may leave.
    assert run_module("mto_tenant", member_tenant=simulator.tenant_id, state="absent")["changed"] is True
    assert run_module("mto_info")["mto"]["state"] == "inactive"
    assert run_module("mto_tenant", member_tenant=simulator.tenant_id, state="absent")["changed"] is False


def test_an_answer_about_somebody_else_is_no_answer(simulator, run_module):
    active(simulator.directory)
    simulator.faults.add(Fault(path=ONE, change=lambda body: {**body, "tenantId": OWNER}, times=None))
    failed(run_module("mto_tenant", member_tenant=TENANT, state="absent"), "about another tenant", OWNER)
    assert not simulator.log.writes()


def test_a_bare_404_is_not_absence(simulator, run_module):
    active(simulator.directory)
    simulator.faults.add(Fault(path=ONE, body='{"detail": "Not found"}', status=404, times=None))
    failed(run_module("mto_tenant", **FABRIKAM), f"read tenant {TENANT}", "404")
    assert not simulator.log.writes()
    simulator.log.clear()


# The info module.


def test_info(simulator, run_module):
    simulator.behaviour.page_size = 1
    pending(simulator.directory)
    result = run_module("mto_info")
    assert result["mto"]["state"] == "active" and result["mto"]["id"] and result["mto"]["created_date_time"]
    assert (result["mto"]["display_name"], result["mto"]["description"]) == ("Contoso organization", "All of us")
    assert [row["tenant_id"] for row in result["mto_tenants"]] == [simulator.tenant_id, TENANT]
    assert result["mto_tenants"][1] == {
        "tenant_id": TENANT,
        "display_name": "Fabrikam",
        "role": "member",
        "state": "pending",
        "transition": None,
        "added_by_tenant_id": simulator.tenant_id,
        "added_date_time": "2026-01-02T00:00:00Z",
        "joined_date_time": None,
    }
    assert result["mto_join_request"] is None
    assert result["changed"] is False


@pytest.mark.parametrize("tenants", ["empty", "absent"])
@pytest.mark.parametrize("request_", ["record", "absent"])
def test_info_without_an_organization(simulator, run_module, tenants, request_):
    simulator.behaviour.mto_tenants_without = tenants
    simulator.behaviour.mto_join_request_without = request_
    result = run_module("mto_info")
    assert set(result["mto"].values()) == {"inactive", None}
    assert (result["mto_tenants"], result["mto_join_request"]) == ([], None)
    # The tenant can still join an organization.
    simulator.directory.invite(OWNER)
    assert run_module("mto_tenant", **JOINED)["changed"] is True


def test_info_of_a_join_under_way(simulator, run_module):
    asked(simulator.directory)
    found = run_module("mto_info")["mto_join_request"]
    assert (found["added_by_tenant"], found["state"], found["transition"]["status"]) == (OWNER, "pending", "running")


# Answers that nobody has ever seen.


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    change=st.one_of(MUTATIONS, ANYTHING.map(lambda value: lambda body: value)),
    method=st.sampled_from(["GET", "POST", "PUT", "PATCH"]),
)
def test_any_answer_is_understood_or_reported(simulator, run_module, impatient, change, method):
    simulator.reset()
    on_its_way(simulator.directory)
    asked_in_vain(simulator.directory)
    simulator.faults.add(Fault(method=method, path=MTO, change=change, times=None))
    patience = {"timeout": 0.4, "retry_time": 0.2, "wait_timeout": 0.2}
    for module, options in (
        ("mto", {"display_name": "Contoso"}),
        ("mto_tenant", {**FABRIKAM, "role": "member"}),
        ("mto_tenant", {"member_tenant": OWNER, "display_name": "Contoso", "wait_completed": True}),
        ("mto_tenant", {**JOINED, "wait_completed": True}),
        ("mto_info", {}),
    ):
        # A traceback is not a SystemExit, so it fails the test.
        result = run_module(module, **options, **(patience if module != "mto_info" else {"timeout": 0.4}))
        assert bool(result.get("failed")) == bool(result.get("msg"))
    simulator.log.clear()
