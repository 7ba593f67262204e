# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other writers, replication lag and broken connections: each ends in the desired state and with a true report."""

from __future__ import annotations

import itertools

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.modules import jobs

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "90e29127-71ad-49c7-9ce8-000000000003"
PARTNERS = "/policies/crossTenantAccessPolicy/partners"
PARTNER = f"{PARTNERS}/{TENANT}"
POLICY = f"{PARTNER}/identitySynchronization"
ALLOWED = {"displayName": "Fabrikam", "userSyncInbound": {"isSyncAllowed": True}}
OFF = {"displayName": "Somebody", "userSyncInbound": {"isSyncAllowed": False}}
WANTED = {"partner_tenant": TENANT, "display_name": "Fabrikam", "user_sync_allowed": True}


def operations(result):
    return [(change["operation"], change["resource"]) for change in result["changes"]]


def another_writer(simulator, method, path, act):
    """Another writer acts after our read, just before our write arrives."""
    simulator.faults.add(Fault(method=method, path=path, before=lambda simulator: act(simulator.directory)))


@pytest.mark.parametrize("module", ["single", "fleet"])
def test_policy_appears_between_read_and_put(simulator, run_module, module):
    simulator.directory.add_partner(TENANT)
    another_writer(simulator, "PUT", POLICY, lambda directory: directory.set_identity_sync(TENANT, OFF))
    if module == "single":
        result = run_module("partner_identity_sync", **WANTED)
    else:
        wanted = {"display_name": "Fabrikam", "user_sync_allowed": True}
        result = run_module("partners", partners=[{"tenant": TENANT, "identity_sync": wanted}])
    assert operations(result) == [("update", "identity_sync")]
    assert [call for call in simulator.log.calls() if call[0] != "GET"] == [("PUT", POLICY), ("PATCH", POLICY)]
    assert simulator.directory.identity_sync(TENANT)["userSyncInbound"] == {"isSyncAllowed": True}


def test_policy_appears_as_wanted_and_nothing_is_ours(simulator, run_module):
    simulator.directory.add_partner(TENANT)
    another_writer(simulator, "PUT", POLICY, lambda directory: directory.set_identity_sync(TENANT, ALLOWED))
    result = run_module("partner_identity_sync", **WANTED)
    assert (result["changed"], result["changes"]) == (False, [])


def test_policy_vanishes_between_read_and_patch(simulator, run_module):
    simulator.directory.add_partner(TENANT, identity_sync=OFF)
    another_writer(simulator, "PATCH", POLICY, lambda directory: directory.set_identity_sync(TENANT, None))
    result = run_module("partner_identity_sync", **WANTED)
    assert operations(result) == [("create", "identity_sync")]
    # The policy contains all desired settings, not only those that differed at the first read.
    assert simulator.directory.identity_sync(TENANT)["displayName"] == "Fabrikam"


def test_partner_appears_between_read_and_post_and_keeps_what_it_has(simulator, run_module):
    another_writer(
        simulator,
        "POST",
        PARTNERS,
        lambda directory: directory.add_partner(TENANT, inboundTrust={"isCompliantDeviceAccepted": True}),
    )
    result = run_module("partner", partner_tenant=TENANT, inbound_trust={"mfa_accepted": True})
    assert operations(result) == [("update", "partner")]
    trust = simulator.directory.partner(TENANT)["inboundTrust"]
    assert (trust["isMfaAccepted"], trust["isCompliantDeviceAccepted"]) == (True, True)


def test_partner_vanishes_between_read_and_patch(simulator, run_module):
    simulator.directory.add_partner(TENANT)
    another_writer(simulator, "PATCH", PARTNER, lambda directory: directory.remove_partner(TENANT))
    result = run_module("partner", partner_tenant=TENANT, inbound_trust={"mfa_accepted": True})
    assert operations(result) == [("create", "partner")]


def test_policy_appears_before_its_partner_is_deleted(simulator, run_module):
    simulator.directory.add_partner(TENANT)
    another_writer(simulator, "DELETE", PARTNER, lambda directory: directory.set_identity_sync(TENANT, OFF))
    result = run_module("partner", partner_tenant=TENANT, state="absent")
    assert operations(result) == [("delete", "identity_sync"), ("delete", "partner")]
    assert simulator.directory.partner(TENANT) is None


def test_somebody_else_deletes_it_first(simulator, run_module):
    simulator.directory.add_partner(TENANT)
    another_writer(simulator, "DELETE", PARTNER, lambda directory: directory.remove_partner(TENANT))
    result = run_module("partner", partner_tenant=TENANT, state="absent")
    assert (result["changed"], result["partner"]) == (False, None)


def test_that_something_is_gone_already_is_looked_at_before_it_is_believed(simulator, run_module):
    """Found by the mixed faults: two untrue answers 404 in a row made a partner look absent."""
    simulator.directory.add_partner(TENANT, identity_sync=OFF)
    for fault in ({"method": "DELETE", "path": POLICY}, {"method": "GET", "path": PARTNER, "skip": 1}):
        simulator.faults.add(Fault(status=404, code="Directory_ObjectNotFound", **fault))
    result = run_module("partner", partner_tenant=TENANT, state="absent", wait_timeout=0.3)
    assert result["failed"] is True and "still does not show" in result["msg"]
    assert run_module("partner", partner_tenant=TENANT, state="absent")["changed"] is True
    assert simulator.directory.partner(TENANT) is None


def test_a_deletion_that_only_graphs_word_speaks_for_is_not_reported(simulator, run_module):
    """Found by the mixed faults: an answer 503, whose request may have acted, and then an untrue 404."""
    simulator.directory.add_partner(TENANT)
    for fault in ({"status": 503}, {"status": 404, "code": "Directory_ObjectNotFound"}):
        simulator.faults.add(Fault(method="DELETE", path=PARTNER, **fault))
    result = run_module("partner", partner_tenant=TENANT, state="absent", wait_timeout=0.3)
    assert result["failed"] is True and "still does not show" in result["msg"]
    assert result["changes"] == [] and result["diff"]["after"] == {}


@pytest.mark.parametrize("second", [404, 409])
@pytest.mark.parametrize("first", ["answer_after", "answer"])
def test_what_an_attempt_without_an_end_did_is_looked_at(simulator, run_module, first, second):
    """Found by the mixed faults: 503, whose request may have acted or not, and then an untrue answer."""
    simulator.faults.add(Fault(method="POST", path=f"{PARTNERS}$", status=503, action=first))
    simulator.faults.add(Fault(method="POST", path=f"{PARTNERS}$", status=second, code="Directory_ObjectNotFound"))
    result = run_module("partner", partner_tenant=TENANT, inbound_trust={"mfa_accepted": True})
    assert operations(result) == [("create", "partner")]
    assert result["diff"]["before"] == {} and result["diff"]["after"]["inbound_trust"] == {"mfa_accepted": True}
    assert simulator.directory.partner(TENANT)["inboundTrust"]["isMfaAccepted"] is True


def test_a_deletion_whose_answer_was_lost_is_reported_even_if_reads_lag(simulator, run_module):
    simulator.directory.add_partner(TENANT)
    simulator.behaviour.replication_lag = 0.6
    simulator.faults.add(Fault(method="DELETE", path=PARTNER, action="reset_after"))
    result = run_module("partner", partner_tenant=TENANT, state="absent")
    assert operations(result) == [("delete", "partner")]


@pytest.mark.parametrize("lag", [0.3, 1.2])
@pytest.mark.parametrize("code", ["Directory_ObjectNotFound", "Request_ResourceNotFound"])
def test_replication_lag_is_waited_for(simulator, run_module, lag, code):
    simulator.behaviour.replication_lag = lag
    simulator.behaviour.absent_code = simulator.behaviour.absent_policy_code = code
    wanted = [{"tenant": TENANT, "inbound_trust": {"mfa_accepted": True}, "identity_sync": {"user_sync_allowed": True}}]
    result = run_module("partners", partners=wanted)
    assert operations(result) == [("create", "partner"), ("create", "identity_sync")]
    # The run returned when Graph showed everything, so that the next one reads no stale state.
    assert run_module("partners", partners=wanted)["changed"] is False
    assert run_module("partner", partner_tenant=TENANT, state="absent")["changed"] is True
    assert run_module("partner", partner_tenant=TENANT, state="absent")["changed"] is False


def test_stale_reads_after_a_run_that_did_not_wait(simulator, run_module):
    simulator.directory.add_partner(TENANT)
    simulator.behaviour.replication_lag = 1.0
    assert run_module("partner_identity_sync", wait=False, **WANTED)["changed"] is True
    # The read does not show the policy, but PUT says that it exists. There is nothing to do, and nothing was done.
    assert run_module("partner_identity_sync", **WANTED)["changed"] is False


def test_partner_of_an_earlier_task_that_is_not_visible_yet(simulator, run_module):
    simulator.behaviour.replication_lag = 0.8
    run_module("partner", partner_tenant=TENANT, wait=False)
    assert operations(run_module("partner_identity_sync", **WANTED)) == [("create", "identity_sync")]


def test_partner_that_never_appears_is_a_clear_error(simulator, run_module):
    result = run_module("partner_identity_sync", wait_timeout=0.2, **WANTED)
    assert result["failed"] is True
    assert TENANT in result["msg"] and "no partner configuration" in result["msg"]
    assert not simulator.log.writes()


def test_in_check_mode_a_policy_under_a_predicted_partner_is_predicted(simulator, run_module):
    result = run_module("partner_identity_sync", check=True, **WANTED)
    assert operations(result) == [("create", "identity_sync")]
    assert result["partner_identity_sync"]["user_sync_allowed"] is True
    (warning,) = result["warnings"]
    assert TENANT in warning and "no partner configuration yet" in warning


def test_what_graph_never_shows_is_a_clear_error_that_tells_what_was_done(simulator, run_module):
    simulator.directory.add_partner(TENANT, identity_sync=OFF)
    simulator.behaviour.replication_lag = 60
    result = run_module("partner_identity_sync", wait_timeout=0.2, **WANTED)
    assert result["failed"] is True and result["changed"] is True
    assert operations(result) == [("update", "identity_sync")]
    assert f"partner {TENANT}" in result["msg"]
    assert "still does not show: display_name, user_sync_allowed" in result["msg"]


def test_a_new_partner_that_never_gets_everywhere_is_a_clear_error(simulator, run_module):
    simulator.behaviour.replication_lag = 60
    wanted = {"tenant": TENANT, "identity_sync": {"user_sync_allowed": True}}
    result = run_module("partners", wait_timeout=0.5, partners=[wanted])
    assert result["failed"] is True
    assert f"create the identity synchronization policy of partner {TENANT}" in result["msg"]
    assert "Directory_ObjectNotFound" in result["msg"] and "raise wait_timeout" in result["msg"]
    # The changes that were made are reported, in the result and in the predicted state after it.
    assert operations(result) == [("create", "partner")]
    assert "identity_sync" not in result["partners"][0]["after"]


def test_patience_with_one_partner_does_not_depend_on_how_long_others_took(simulator, run_module):
    simulator.behaviour.latency = 0.3
    simulator.behaviour.replication_lag = 1.2
    wanted = [
        {"tenant": f"90e29127-71ad-49c7-9ce8-{number:012d}", "identity_sync": {"user_sync_allowed": True}}
        for number in range(12)
    ]
    result = run_module("partners", partners=wanted, batch_size=1, wait=False, wait_timeout=1.0)
    assert result.get("failed") is None, result["msg"]
    assert len(result["changes"]) == 24


@pytest.mark.parametrize("action", ["reset_before", "reset_after"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", PARTNERS), ("PUT", POLICY), ("PATCH", PARTNER), ("DELETE", POLICY), ("DELETE", PARTNER)],
)
def test_a_connection_breaks_around_a_write(simulator, run_module, method, path, action):
    wanted = {"tenant": TENANT, "inbound_trust": {"mfa_accepted": True}, "identity_sync": {"user_sync_allowed": True}}
    expected = [("create", "partner"), ("create", "identity_sync")]
    if method == "PATCH":
        simulator.directory.add_partner(TENANT, identity_sync=ALLOWED)
        expected = [("update", "partner")]
    if method == "DELETE":
        simulator.directory.add_partner(TENANT, identity_sync=ALLOWED)
        wanted = {"tenant": TENANT, "state": "absent"}
        expected = [("delete", "identity_sync"), ("delete", "partner")]
    fault = simulator.faults.add(Fault(method=method, path=f"{path}$", action=action, where="outer"))
    result = run_module("partners", partners=[wanted])
    assert fault.hits == 1
    assert operations(result) == expected
    assert run_module("partners", partners=[wanted])["changed"] is False


@pytest.mark.parametrize("over_deleted", ["create", "conflict"])
def test_policy_that_lies_among_the_deleted(simulator, run_module, over_deleted):
    """Whether Graph accepts a PUT then is unknown. The PUT is done, or the error says what may be in the way."""
    simulator.behaviour.over_deleted = over_deleted
    simulator.directory.add_partner(TENANT)
    simulator.directory.add_deleted_identity_sync(TENANT)
    result = run_module("partner_identity_sync", wait_timeout=0.2, **WANTED)
    if over_deleted == "create":
        assert result["changed"] is True
    else:
        assert result["failed"] is True and "A deleted policy may prevent a new one" in result["msg"]


# The source side: another writer makes or removes a part just before our write arrives.


def the_job(directory):
    ((key, _principal),) = directory.source.principals.rows()
    return key, directory.source.jobs_of(key)[0]["id"]


def makes_a_job(directory):
    ((key, _principal),) = directory.source.principals.rows()
    directory.source._add_job(key, "Disabled")


def starts_the_job(directory):
    key, job_id = the_job(directory)
    job = directory.source.job(job_id)
    job["schedule"]["state"] = "Active"
    directory.source.job_table(key).settle(job_id, job)


def removes_the_principal(directory):
    key, _job_id = the_job(directory)
    directory.source.principals.settle(key, None)


SOURCE = {
    # job: the request before which somebody acts, what they do, what our run does then
    "configuration, half": ("POST", "/jobs$", makes_a_job, [("update", "sync_credentials")]),
    "configuration, new": (
        "POST",
        "appRoleAssignedTo$",
        lambda directory: directory.source.assign(the_job(directory)[0], jobs.ADA),
        [
            ("create", "sync_configuration"),
            ("create", "sync_job"),
            ("update", "sync_credentials"),
            ("update", "sync_schema"),
            ("update", "sync_job"),
        ],
    ),
    # Nobody can tell whether Graph has done it before it refused it. So it counts as done by us.
    "job, started": ("POST", "/start$", starts_the_job, [("update", "sync_job")]),
    # Graph may remove the service principal along with its application.
    "configuration, absent": (
        "DELETE",
        "/jobs/",
        removes_the_principal,
        [("delete", "sync_application"), ("delete", "sync_configuration")],
    ),
}


@pytest.mark.parametrize("name", SOURCE)
def test_another_writer_of_the_source_side(simulator, run_module, impatient, name):
    job = jobs.JOBS[name]
    method, path, act, does = SOURCE[name]
    simulator.behaviour.second_job = (409, "Conflict")
    simulator.behaviour.start_again = (400, "BadRequest")
    simulator.behaviour.application_delete = "alone"
    job.arrange(simulator.directory)
    another_writer(simulator, method, path, act)
    result = run_module(job.module, **job.options)
    assert not result.get("failed"), result["msg"]
    assert operations(result) == does
    source = simulator.directory.source
    assert all(len(source.jobs_of(key)) == 1 for key, _principal in source.principals.rows())
    assert run_module(job.module, **job.options)["changed"] is False


def test_a_configuration_that_goes_while_it_is_changed_is_made_anew_by_the_next_run(simulator, run_module, impatient):
    job = jobs.JOBS["configuration, half"]
    job.arrange(simulator.directory)
    another_writer(simulator, "PUT", "secrets$", removes_the_principal)
    result = run_module(job.module, **job.options, wait_timeout=0.3)
    # Until then it looks like replication.
    assert result["failed"] is True and operations(result) == [("create", "sync_job")]
    assert "update the credentials" in result["msg"] and "404" in result["msg"]
    made = [("create", "sync_configuration"), ("create", "sync_job"), ("update", "sync_credentials")]
    assert operations(run_module(job.module, **job.options)) == made


@pytest.mark.parametrize("batch_size", [1, 20])
def test_a_write_that_succeeds_again_and_again_is_no_progress(simulator, run_module, batch_size):
    """Reads never show the first change. The second one is a conflict for ever. Each read plans both again."""
    policy = {"displayName": "Old", "userSyncInbound": {"isSyncAllowed": False}}
    simulator.directory.add_partner(TENANT, identity_sync=policy)
    path = "/policies/crossTenantAccessPolicy/partners"

    def without_trust(body):
        rows = [{**row, "inboundTrust": None} for row in body.get("value", [body])]
        return {**body, "value": rows} if "value" in body else rows[0]

    simulator.faults.add(Fault(method="GET", path=path, change=without_trust, times=None))
    simulator.faults.add(Fault(method="PATCH", path="identitySynchronization", status=409, times=None))
    wanted = {"tenant": TENANT, "inbound_trust": {"mfa_accepted": True}, "identity_sync": {"display_name": "New"}}
    result = run_module("partners", partners=[wanted], batch_size=batch_size, wait_timeout=1, retry_time=1)
    assert result["failed"] is True
    patched = [exchange for exchange in simulator.log.writes() if exchange.status == 204]
    assert len(patched) == len(result["changes"]) < 12
    simulator.log.clear()


BLOCKED = {
    "usersAndGroups": {"accessType": "blocked", "targets": [{"target": "AllUsers", "targetType": "user"}]},
    "applications": {"accessType": "blocked", "targets": [{"target": "AllApplications", "targetType": "application"}]},
}


@pytest.mark.parametrize("never_null", [False, True])
def test_what_graph_shows_in_place_of_null_is_sent_once(simulator, run_module, never_null):
    """The partner is read again between its changes. The trust of another partner shows null, the rest the default."""
    simulator.behaviour.inherited = "default"
    simulator.directory.add_partner(OTHER, b2bCollaborationInbound=BLOCKED, inboundTrust=None if never_null else {})
    simulator.directory.add_partner(TENANT, identity_sync=OFF, b2bCollaborationInbound=BLOCKED)
    shown = Fault(
        method="GET", path=f"{PARTNERS}/", change=lambda body: {**body, "b2bCollaborationInbound": BLOCKED}, times=None
    )
    if never_null:
        # No read shows that Graph has taken null. So the run says that it does not see its change.
        simulator.faults.add(shown)
    wanted = {
        "tenant": TENANT,
        "inherit": ["b2b_collaboration_inbound"],
        "automatic_user_consent": {"inbound_allowed": True},
        "identity_sync": {"user_sync_allowed": True},
    }
    absent = {"tenant": OTHER, "state": "absent"}
    result = run_module("partners", partners=[wanted, absent], removal_limit=1, wait_timeout=1)
    assert len([call for call in simulator.log.calls() if call[0] == "PATCH"]) == 2
    assert result.get("failed", False) is never_null, result
    assert operations(result) == [("update", "partner"), ("update", "identity_sync"), ("delete", "partner")]


def test_another_writer_of_the_same_setting_makes_no_change_ours(simulator, run_module):
    """Graph refuses the first attempt. The body of the second contains a member that somebody else has set."""
    trust = {"isMfaAccepted": False, "isCompliantDeviceAccepted": False}
    simulator.directory.add_partner(TENANT, inboundTrust=trust)

    def act(simulator):
        simulator.directory.change_partner(TENANT, inboundTrust={**trust, "isCompliantDeviceAccepted": True})

    simulator.faults.add(Fault(method="PATCH", status=409, code="Conflict", before=act))
    refused = simulator.faults.add(Fault(method="PATCH", status=403))
    wanted = {"partner_tenant": TENANT, "inbound_trust": {"mfa_accepted": True}}
    result = run_module("partner", **wanted)
    assert refused.hits and result["failed"] is True
    assert (result["changed"], result["changes"]) == (False, [])
    simulator.faults.add(Fault(method="PATCH", status=409, code="Conflict", before=act))
    assert operations(run_module("partner", **wanted)) == [("update", "partner")]


def test_a_part_that_somebody_else_has_written_is_not_all_of_ours(simulator, run_module):
    """Graph refuses an update of two settings, and then shows one of them as desired."""
    simulator.directory.add_partner(TENANT, identity_sync=OFF)

    def act(simulator):
        simulator.directory.set_identity_sync(TENANT, {**OFF, "displayName": "Fabrikam"})

    simulator.faults.add(Fault(method="PATCH", status=409, code="Conflict", before=act))
    result = run_module("partner_identity_sync", **WANTED)
    assert operations(result) == [("update", "identity_sync")]
    assert result["changes"][0]["settings"] == ["user_sync_allowed"]


def test_reads_that_lag_in_a_new_order_each_time_are_no_reason_to_write_again(simulator, run_module, impatient):
    """The partner is read again between its changes. Each body would contain another order of the applications."""
    numbers = itertools.count()
    applications = [{"target": f"90e29127-71ad-49c7-9ce8-{n:012}", "targetType": "application"} for n in range(9)]
    access = {**BLOCKED, "applications": {"accessType": "blocked", "targets": applications}}
    simulator.directory.add_partner(
        TENANT, identity_sync={"displayName": "Fabrikam", "userSyncInbound": None}, b2bCollaborationInbound=access
    )
    simulator.behaviour.replication_lag = 60

    def turned(body):
        number = next(numbers) % 9
        order = {"accessType": "blocked", "targets": applications[number:] + applications[:number]}
        return {**body, "b2bCollaborationInbound": {**access, "applications": order}}

    simulator.faults.add(Fault(method="GET", path=f"{PARTNERS}/", change=turned, times=None))
    group = {"access_type": "blocked", "targets": [{"target": OTHER, "target_type": "group"}]}
    wanted = {
        "tenant": TENANT,
        "b2b_collaboration_inbound": {"users_and_groups": group},
        "identity_sync": {"user_sync_allowed": False},
    }
    result = run_module("partners", partners=[wanted], wait_timeout=0.3)
    assert result["failed"] is True and "still does not show" in result["msg"]
    assert operations(result) == [("update", "partner"), ("update", "identity_sync")]
    assert len(simulator.log.writes()) == 2


def test_after_a_refusal_an_accepted_change_is_made_again_once(simulator, run_module, impatient):
    """No read shows the change of the partner. So a run that made it again after each read would never end."""
    simulator.directory.add_partner(TENANT, identity_sync=OFF)
    simulator.behaviour.replication_lag = 60
    simulator.faults.add(Fault(method="PATCH", path="identitySynchronization$", status=409, code="Conflict"))
    wanted = {"tenant": TENANT, "inbound_trust": {"mfa_accepted": True}, "identity_sync": {"user_sync_allowed": True}}
    result = run_module("partners", partners=[wanted], wait_timeout=0.5)
    assert result["failed"] is True and "still does not show" in result["msg"]
    parts = [call[1].rpartition("/")[2] for call in simulator.log.calls() if call[0] == "PATCH"]
    assert parts == [TENANT, "identitySynchronization", TENANT, "identitySynchronization"]
