# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions of synchronization jobs, against the simulator: each is done once, and whatever Graph answers is told."""

from __future__ import annotations

import json
import re
from functools import partial

import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import one_in
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

pytestmark = pytest.mark.usefixtures("impatient")

TARGET = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
NOBODY = "5f3c1c50-4a5c-4b0e-9a5e-2c7d6f0b1e11"
USUAL = {"criteria": {"resetScope": "Escrows,Watermark,QuarantineState"}}
#: One action for each request that acts.
EACH = {
    "start": {"action": "start"},
    "pause": {"action": "pause"},
    "restart": {"action": "restart"},
    "provision": {"action": "provision"},
}
PATHS = {"start": "/start$", "pause": "/pause$", "restart": "/restart$", "provision": "/provisionOnDemand$"}


@pytest.fixture
def source(simulator):
    simulator.directory.add_partner(TARGET, automaticUserConsentSettings={"outboundAllowed": True})
    simulator.directory.source.allow(TARGET)
    return simulator.directory.source


@pytest.fixture
def user(source):
    return source.add_user("ada", "Ada")["id"]


@pytest.fixture
def made(source, user):
    """A configuration that is complete, with one assigned user, and switched off."""
    return source.add_configuration(TARGET, "Fabrikam", assigned=(user,))


@pytest.fixture
def act(run_module):
    """Run an action that succeeds, in check mode first, which predicts it by reads alone."""

    def run(action, check=True, **options):
        options = {"target_tenant": TARGET, "action": action, **options}
        predicted = run_module("sync_job", check=True, **options) if check else None
        result = run_module("sync_job", **options)
        assert not result.get("failed"), result["msg"]
        if predicted:
            assert not predicted.get("failed"), predicted["msg"]
            for name in ("changed", "changes", "diff"):
                assert predicted[name] == result[name], name
            before, after = (predicted["sync_job"][moment] for moment in ("before", "after"))
            assert before == result["sync_job"]["before"]
            assert after["enabled"] == result["sync_job"]["after"]["enabled"]
        return result

    return run


def fails(run_module, *words, check=False, **options):
    result = run_module("sync_job", check=check, **{"target_tenant": TARGET, "wait_timeout": 0.3, **options})
    assert result["failed"] is True
    for word in words:
        assert word in result["msg"], result["msg"]
    return result


def state(source, made):
    return source.job(made.job_id)["schedule"]["state"]


def bodies(simulator):
    return [(exchange.path.rsplit("/", 1)[1], exchange.body) for exchange in simulator.log.writes()]


def operations(result):
    return [(change["operation"], change["settings"]) for change in result["changes"]]


# Start and pause: done only if the job is in the other state.


def test_start_and_start_again(simulator, source, made, act):
    # A job that runs would refuse to be started.
    simulator.behaviour.start_again = (400, "BadRequest")
    result = act("start")
    assert (result["changed"], operations(result)) == (True, [("update", ["enabled"])])
    assert (result["diff"]["before"], result["diff"]["after"]) == ({"enabled": False}, {"enabled": True})
    row = result["sync_job"]
    assert (row["before"]["enabled"], row["after"]["enabled"], row["name"]) == (False, True, "Fabrikam")
    assert (row["job_id"], row["service_principal_id"]) == (made.job_id, made.service_principal_id)
    assert row["provisioning"] is row["held_back_deletions"] is None
    assert state(source, made) == "Active"
    simulator.log.clear()
    again = act("start")
    assert (again["changed"], again["changes"], simulator.log.writes()) == (False, [], [])
    assert again["sync_job"]["before"] == again["sync_job"]["after"]


@pytest.mark.parametrize("paused", ["Paused", "Disabled"])
def test_pause_and_pause_again(simulator, source, made, act, paused):
    simulator.behaviour.paused_state = paused
    act("start", check=False)
    result = act("pause")
    assert (operations(result), result["sync_job"]["after"]["enabled"]) == ([("update", ["enabled"])], False)
    assert result["sync_job"]["after"]["status"]["code"] == "Paused" and state(source, made) == paused
    simulator.log.clear()
    again = act("pause")
    assert (again["changed"], simulator.log.writes()) == (False, [])


def test_start_ends_a_quarantine(simulator, source, made, act):
    act("start", check=False)
    simulator.cycles.quarantine(made.job_id, "Unknown", "x", "Somebody has to look.")
    result = act("start")
    assert result["changed"] is True and result["diff"]["before"] == {"quarantine": "Unknown"}
    row = result["sync_job"]
    assert row["before"]["status"]["quarantine"]["message"] == "Somebody has to look."
    assert row["after"]["status"]["quarantine"] is None and row["before"]["enabled"] is True
    assert act("start")["changed"] is False


def test_start_asks_first_whether_the_target_agrees(simulator, source, made, run_module):
    source.targets[TARGET].inbound_sync = False
    for check in (True, False):
        fails(
            run_module,
            "AzureDirectoryB2BManagementPolicyCheckFailure",
            "user_sync_allowed",
            check=check,
            **EACH["start"],
        )
    assert simulator.log.writes() == []


def test_a_start_whose_answer_was_lost_is_seen(simulator, source, made, act):
    """The second attempt is refused, because the job runs already."""
    simulator.behaviour.start_again = (400, "BadRequest")
    lost = simulator.faults.add(Fault(path=PATHS["start"], action="reset_after"))
    result = act("start", check=False)
    assert lost.hits == 1 and operations(result) == [("update", ["enabled"])]


def test_replication_is_waited_for(simulator, source, made, act):
    simulator.behaviour.replication_lag = 0.3
    assert act("start")["sync_job"]["after"]["enabled"] is True
    assert act("pause", wait=False)["sync_job"]["after"]["enabled"] is False
    simulator.behaviour.replication_lag = 0


# Restart: done in every run.


@pytest.mark.parametrize(
    ("reset", "scope"),
    [
        (None, "Escrows,Watermark,QuarantineState"),
        (["quarantine_state", "escrows"], "Escrows,QuarantineState"),
        (["full"], "Full"),
    ],
)
def test_restart_acts_in_every_run(simulator, source, made, act, reset, scope):
    act("start", check=False)
    simulator.cycles.run(made.job_id)
    before = source.full_evaluations(made.job_id)
    simulator.log.clear()
    options = {} if reset is None else {"reset": reset}
    result = act("restart", **options)
    assert operations(result) == [("restart", ["reset"])]
    assert bodies(simulator) == [("restart", {"criteria": {"resetScope": scope}})]
    assert result["diff"]["after"] == {
        "reset": [
            word
            for word in ("escrows", "watermark", "quarantine_state", "full")
            if word in (reset or ("escrows", "watermark", "quarantine_state"))
        ]
    }
    again = act("restart", **options)
    assert again["changed"] is True
    simulator.cycles.run(made.job_id)
    # Without the watermark, everybody is evaluated anew.
    assert source.full_evaluations(made.job_id) - before == int("Watermark" in scope or "Full" in scope)


@pytest.mark.parametrize("starts", ["starts", "stays"])
@pytest.mark.parametrize("refusal", [None, (400, "BadRequest")])
def test_a_restart_switches_a_paused_job_on(simulator, source, made, act, starts, refusal):
    simulator.behaviour.restart_of_paused = starts
    simulator.behaviour.start_again = refusal
    result = act("restart")
    assert operations(result) == [("restart", ["reset"]), ("update", ["enabled"])]
    assert result["sync_job"]["after"]["enabled"] is True and state(source, made) == "Active"


@pytest.mark.parametrize("answer", ["refuse", "accept"])
def test_restart_of_an_application_that_owns_the_job(simulator, source, user, run_module, answer):
    simulator.behaviour.restart_owned = answer
    client = simulator.options()["client_id"]
    source.add_configuration(TARGET, "Fabrikam", state="Active", owners=(client,))
    roles = ["Application.ReadWrite.OwnedBy"]
    token = {"client_id": None, "client_secret": None, "access_token": simulator.issue_token(roles)}
    options = {"target_tenant": TARGET, "action": "restart", **token}
    result = run_module("sync_job", **options)
    if answer == "accept":
        assert result["changed"] is True and not result.get("failed")
    else:
        assert "401" in result["msg"] and "Synchronization.ReadWrite.All is" in result["msg"]
        assert result["changed"] is False and result["changes"] == []


# Deletions that wait for approval.


def waiting(simulator, source, number=3, threshold=2):
    """A job that stopped because of so many deletions."""
    users = [source.add_user(f"user{each}", f"User {each}")["id"] for each in range(number)]
    made = source.add_configuration(TARGET, "Fabrikam", state="Active", assigned=tuple(users))
    told = {"Enabled": False, "DeleteThresholdEnabled": True, "DeleteThresholdValue": threshold}
    source.set_secrets(made.service_principal_id, SyncNotificationSettings=json.dumps(told))
    simulator.cycles.run(made.job_id)
    for each in users:
        source.unassign(made.service_principal_id, each)
    simulator.cycles.run(made.job_id)
    assert source.job(made.job_id)["status"]["quarantine"]["reason"] == "TooManyDeletes"
    return made


def alive(source):
    return [row for row in source.target(TARGET).objects.values() if not row["softDeleted"]]


def test_deletions_are_let_through(simulator, source, act, run_module):
    made = waiting(simulator, source)
    result = act("restart", allow_deletions=True, removal_limit=3)
    assert operations(result) == [("restart", ["reset", "allow_deletions"])]
    assert result["sync_job"]["held_back_deletions"] == 3
    assert bodies(simulator)[-1][1]["criteria"]["resetScope"].endswith(",ForceDeletes")
    simulator.cycles.run(made.job_id)
    assert alive(source) == []
    # A second run cannot let anything through that nobody has counted.
    fails(
        run_module, "no deletions wait for approval", "the quarantine is none", action="restart", allow_deletions=True
    )


def test_a_usual_restart_lets_no_deletion_through(simulator, source, act):
    made = waiting(simulator, source)
    assert act("restart")["sync_job"]["held_back_deletions"] is None
    simulator.cycles.run(made.job_id)
    assert len(alive(source)) == 3


@pytest.mark.parametrize("check", [True, False])
def test_more_deletions_than_the_limit(simulator, source, run_module, check):
    waiting(simulator, source)
    fails(
        run_module,
        "Nothing was changed: the task would let through the deletion of 3 users, and removal_limit is 2",
        check=check,
        action="restart",
        allow_deletions=True,
        removal_limit=2,
    )
    assert simulator.log.writes() == []


def test_a_log_that_is_late_or_refused(simulator, source, run_module):
    waiting(simulator, source)
    options = {"action": "restart", "allow_deletions": True}
    short = simulator.faults.add(
        Fault(path="/auditLogs/provisioning", change=lambda body: {**body, "value": body["value"][:2]}, times=None)
    )
    fails(run_module, "it is not known how many deletions wait", "shows 2", "more than 2", **options)
    assert short.hits
    simulator.faults.clear()
    simulator.faults.add(Fault(path="/auditLogs/provisioning", status=403, times=None))
    fails(run_module, "count the deletions", "ProvisioningLog.Read.All or AuditLog.Read.All", **options)
    simulator.faults.clear()
    for name, words in (("sourceIdentity", "does not name its user"), ("provisioningAction", "without an action")):
        simulator.faults.clear()
        simulator.faults.add(Fault(path="/auditLogs/provisioning", change=partial(without, name), times=None))
        fails(run_module, words, **options)
    assert simulator.log.writes() == []


def without(name, body):
    """The rows of a list lack a property."""
    return {**body, "value": [{**row, name: None} for row in body["value"]]}


@pytest.mark.parametrize("shown", [False, True])
def test_a_threshold_that_graph_masks(simulator, source, run_module, shown):
    """Without the threshold nobody can tell whether the log is complete. The settings of the job may show it."""
    waiting(simulator, source)
    simulator.behaviour.delete_threshold_setting = shown
    simulator.behaviour.masked_secrets = ("SyncNotificationSettings",)
    options = {"action": "restart", "allow_deletions": True}
    if shown:
        result = run_module("sync_job", target_tenant=TARGET, **options)
        assert (result["changed"], result["sync_job"]["held_back_deletions"]) == (True, 3)
    else:
        fails(run_module, "it is not known how many deletions wait", "does not show the deletion threshold", **options)
        assert simulator.log.writes() == []


@pytest.mark.parametrize("shown", [False, True])
def test_a_threshold_that_was_switched_off_says_nothing(simulator, source, run_module, shown):
    """It is not the threshold that stopped the job: no number in a log that is late would be too small for it."""
    made = waiting(simulator, source)
    setting = {"name": "QuarantineTooManyDeletesThreshold", "value": "2"}
    told = {"Enabled": False, "DeleteThresholdEnabled": False, "DeleteThresholdValue": 2}
    source.set_secrets(made.service_principal_id, SyncNotificationSettings=json.dumps(told))

    def change(body):
        return {**body, "value": [{**row, "synchronizationJobSettings": [setting]} for row in body["value"]]}

    options = {"action": "restart", "allow_deletions": True}
    if shown:
        simulator.faults.add(Fault(method="GET", path="jobs$", change=change, times=None))
        assert run_module("sync_job", target_tenant=TARGET, **options)["sync_job"]["held_back_deletions"] == 3
    else:
        fails(run_module, "it is not known how many deletions wait", "switched off", **options)
        assert simulator.log.writes() == []


def test_a_quarantine_without_a_reason_is_a_quarantine(simulator, source, made, act, run_module):
    act("start", check=False)
    simulator.cycles.quarantine(made.job_id, "Unknown")
    simulator.log.clear()

    def change(body):
        rows = [{**row, "status": {**row["status"], "quarantine": None}} for row in body["value"]]
        return {**body, "value": rows}

    simulator.faults.add(Fault(method="GET", path="jobs$", change=change, times=None))
    fails(run_module, "the quarantine is without a reason", action="restart", allow_deletions=True)
    result = act("start")
    assert result["changed"] is True and result["diff"]["before"] == {"quarantine": "unknown"}
    assert [path for path, _body in bodies(simulator)] == ["start"]


def test_another_quarantine_lets_no_deletion_through(simulator, source, made, run_module):
    simulator.cycles.quarantine(made.job_id, "Unknown")
    fails(run_module, "the quarantine is Unknown, and not TooManyDeletes", action="restart", allow_deletions=True)
    assert simulator.log.writes() == []


# Provisioning on demand.


@pytest.mark.parametrize("answer", ["list", "object"])
def test_provision_a_user_and_again(simulator, source, made, user, act, answer):
    simulator.behaviour.on_demand_answer = answer
    result = act("provision", user=user)
    assert result["changes"] == [
        {"operation": "provision", "resource": "sync_job", "tenant_id": TARGET, "settings": [], "name": user}
    ]
    assert result["diff"]["after"] == {"provisioned": [user]}
    done = result["sync_job"]["provisioning"]
    assert (done["status"], done["action"], done["error_code"]) == ("success", "create", None)
    assert [step["type"] for step in done["steps"]] == ["import", "scoping", "matching", "export"]
    assert {step["status"] for step in done["steps"]} == {"success"}
    assert {"name": "displayName", "before": None, "after": "Ada"} in done["modified_properties"]
    assert len(source.target(TARGET).objects) == 1
    ((path, body),) = bodies(simulator)
    assert path == "provisionOnDemand" and body["parameters"][0]["subjects"] == [
        {"objectId": user, "objectTypeName": "User"}
    ]
    # Nothing is left to do: Graph is asked, and says that it skipped the user.
    again = act("provision", check=False, user=user)
    assert (again["changed"], again["changes"], again["diff"]["before"], again["diff"]["after"]) == (False, [], {}, {})
    done = again["sync_job"]["provisioning"]
    assert (done["status"], done["error_code"]) == ("skipped", "RedundantExport")
    assert len(bodies(simulator)) == 2


def test_provision_by_name(source, made, act):
    source.add_user("grace", "Grace")
    assert act("provision", check=False, user="Grace")["sync_job"]["provisioning"]["status"] == "skipped"


@pytest.mark.parametrize("answer", ["list", "object"])
def test_a_user_whom_the_target_refuses(simulator, source, made, user, run_module, answer):
    simulator.behaviour.on_demand_answer = answer
    source.fail(user, "InvitationCreationFailure")
    result = fails(run_module, f"provision the user {user}", "InvitationCreationFailure", action="provision", user=user)
    assert (result["changed"], result["changes"]) == (False, [])
    assert result["sync_job"]["provisioning"]["status"] == "failure"


@pytest.mark.parametrize("value", ["", "[]", "[1, 2]", "no JSON", '[{"statusInfo": {"status": "Perhaps"}}]', None])
def test_an_answer_that_does_not_say_whether_it_succeeded(simulator, source, made, user, run_module, value):
    simulator.faults.add(Fault(path=PATHS["provision"], change=lambda body: {**body, "value": value}))
    result = fails(run_module, "does not say whether it succeeded", action="provision", user=user)
    assert (result["changed"], result["changes"]) == (False, [])


@pytest.mark.parametrize("answer", ["refuse", "accept"])
def test_provision_a_group(simulator, source, made, user, run_module, answer):
    simulator.behaviour.group_on_demand = answer
    group = source.add_group("Sales")["id"]
    options = {"target_tenant": TARGET, "action": "provision", "group": "Sales"}
    if answer == "refuse":
        fails(run_module, "Not every tenant can provision a group on demand", **options)
        return
    result = run_module("sync_job", **options)
    # The mapping of groups is off by default.
    assert result["sync_job"]["provisioning"]["status"] == "skipped" and result["changed"] is False
    assert bodies(simulator)[0][1]["parameters"][0]["subjects"] == [{"objectId": group, "objectTypeName": "Group"}]


def test_a_user_who_does_not_exist(simulator, source, made, run_module):
    fails(run_module, "404", "Check the ID of the user", action="provision", user=NOBODY, wait_timeout=60)
    assert len(bodies(simulator)) == 1


def test_a_target_that_does_not_agree(simulator, source, made, user, run_module):
    source.targets[TARGET].inbound_sync = False
    fails(run_module, "The target tenant has to allow the synchronization", action="provision", user=user)


def test_many_provisionings_wait_as_long_as_graph_asks(simulator, source, made, user, run_module):
    asked = simulator.faults.add(Fault(path=PATHS["provision"], status=429, headers={"Retry-After": "0.1"}, times=2))
    result = run_module("sync_job", target_tenant=TARGET, action="provision", user=user)
    assert asked.hits == 2 and result["changed"] is True
    assert len(source.target(TARGET).objects) == 1


# Answers that were lost.


@pytest.mark.parametrize("action", ["restart", "provision"])
@pytest.mark.parametrize(
    "fault", [{"action": "reset_after"}, {"status": 503, "action": "answer_after"}, {"status": 500}]
)
def test_what_leaves_no_trace_is_sent_once(simulator, source, made, user, run_module, action, fault):
    simulator.faults.add(Fault(path=PATHS[action], times=None, **fault))
    options = {"user": user} if action == "provision" else {}
    words = ("It is not known whether Graph did it", "provisioning log")
    result = fails(run_module, *words, action=action, wait_timeout=60, **options)
    assert (result["changed"], result["changes"], len(bodies(simulator))) == (False, [], 1)


@pytest.mark.parametrize("action", PATHS)
@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_names_permission_and_ownership(simulator, source, made, user, run_module, action, status):
    source.add_configuration(OTHER, "Other", state="Active")
    target = OTHER if action == "pause" else TARGET
    simulator.faults.add(Fault(path=PATHS[action], status=status, times=None))
    options = {"user": user} if action == "provision" else {}
    result = fails(run_module, "Synchronization.ReadWrite.All", action=action, target_tenant=target, **options)
    assert "preflight" in result["msg"] and action in result["msg"]
    if status == 403:
        assert "owner of the service principal" in result["msg"]


@pytest.mark.parametrize("denied", [(401, "Unauthorized"), (403, "Authorization_RequestDenied")])
def test_an_application_without_permissions(simulator, source, made, run_module, denied):
    simulator.behaviour.synchronization_denied = denied
    roles = ["Application.Read.All"]
    token = {"client_id": None, "client_secret": None, "access_token": simulator.issue_token(roles)}
    for check in (True, False):
        result = fails(run_module, "read the jobs", "ermission", check=check, action="start", **token)
        assert result["error"]["status"] == denied[0]
    assert simulator.log.writes() == []


# Which job is meant.


def test_name_selects_among_several(simulator, source, made, act, run_module):
    second = source.add_configuration(TARGET, "MTO_Sync_x")
    third = source.add_configuration(TARGET, "Third")
    fails(run_module, "2 configurations synchronize to", "Name the right one with name", action="start")
    act("start", name="Third")
    act("start", name="MTO_Sync_x")
    assert [state(source, each) for each in (made, second, third)] == ["Disabled", "Active", "Active"]


@pytest.mark.parametrize("half", [{"job": False}, {"credentials": {}}])
def test_a_configuration_that_is_half_made(simulator, source, run_module, half):
    source.add_configuration(TARGET, f"Synchronization to {TARGET}", **half)
    for action in ("start", "restart"):
        fails(run_module, "no complete configuration", "sync_configuration creates and completes", action=action)
    assert simulator.log.writes() == []


def test_an_earlier_task_of_a_rehearsal_creates_the_configuration(simulator, source, run_module):
    result = run_module("sync_job", check=True, target_tenant=TARGET, action="start")
    assert result["changed"] is True and "an earlier task" in result["warnings"][0]
    assert result["sync_job"]["before"] is None and result["sync_job"]["job_id"] is None
    assert run_module("sync_job", check=True, target_tenant=TARGET, action="provision", user=NOBODY)["changed"] is True
    fails(run_module, "no complete configuration", action="start")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"action": "start", "reset": ["watermark"]}, ["reset belongs to action restart"]),
        (
            {"action": "provision", "user": NOBODY, "allow_deletions": True},
            ["allow_deletions belongs to action restart"],
        ),
        ({"action": "pause", "user": NOBODY, "group": "x"}, ["user belongs to action provision", "group belongs"]),
        ({"action": "provision"}, ["needs user or group, and has neither"]),
        ({"action": "provision", "user": NOBODY, "group": NOBODY}, ["has user and group"]),
        ({"action": "provision", "user": " "}, ["user is empty"]),
        ({"action": "restart", "reset": []}, ["reset is empty"]),
        ({"action": "restart", "removal_limit": -1}, ["removal_limit has to be at least 0"]),
        ({"action": "start", "name": ""}, ["name is empty"]),
        ({"action": "start", "cloud": "china", "graph_url": None, "authority_url": None}, ["cloud is china"]),
    ],
)
def test_options_that_cannot_be_right(simulator, run_module, options, words):
    fails(run_module, "Nothing was changed", *words, **options)
    assert len(simulator.log) == 0


# Faults at each request.

FAULTS = {
    "reset before": {"action": "reset_before"},
    "reset after": {"action": "reset_after"},
    "503 after": {"status": 503, "action": "answer_after"},
    "500": {"status": 500},
    "409": {"status": 409, "code": "Conflict"},
    "empty": {"body": "{}"},
    "HTML": {"body": "<html>no</html>", "content_type": "text/html"},
}


@pytest.mark.parametrize(("action", "fault"), one_in(4, PATHS, FAULTS))
def test_a_fault_at_any_request_is_survived_and_told(simulator, run_module, action, fault):
    """Whatever goes wrong: ``changes`` are what Graph accepted, and a run without faults does the rest."""
    number = 0
    while True:
        simulator.reset()
        simulator.directory.add_partner(TARGET, automaticUserConsentSettings={"outboundAllowed": True})
        source = simulator.directory.source
        source.allow(TARGET)
        user = source.add_user("ada", "Ada")["id"]
        state = "Active" if action == "pause" else "Disabled"
        made = source.add_configuration(TARGET, "Fabrikam", assigned=(user,), state=state)
        hit = simulator.faults.add(Fault(skip=number, **FAULTS[fault]))
        options = {"target_tenant": TARGET, "action": action, "retry_time": 1, "wait_timeout": 0.3}
        if action == "provision":
            options["user"] = user
        result = run_module("sync_job", **options)
        if not hit.hits:
            break
        number += 1
        sent = [exchange for exchange in simulator.log.writes() if not exchange.is_batch]
        accepted = {exchange.path.rsplit("/", 1)[1] for exchange in sent if exchange.status in (200, 204)}
        doubtful = {exchange.path.rsplit("/", 1)[1] for exchange in sent if exchange.faulted}
        words = {"update": "pause" if action == "pause" else "start", "provision": "provisionOnDemand"}
        told = {words.get(change["operation"], change["operation"]) for change in result.get("changes", [])}
        assert told - accepted <= doubtful and accepted - told <= doubtful, (number, result)
        if accepted - told:
            assert result["failed"] is True and re.search("not known|does not say", result["msg"]), result["msg"]
        # What leaves no trace was never sent again after it might have been done.
        for once in ("restart", "provisionOnDemand"):
            done = [each for each in sent if each.path.endswith(once) and each.status not in (401, 404, 409, 429)]
            assert len(done) <= 1
        simulator.faults.clear()
        again = run_module("sync_job", **options)
        assert not again.get("failed"), again["msg"]
        assert (source.job(made.job_id)["schedule"]["state"] == "Active") == (action in ("start", "restart"))
        if action == "provision":
            assert len(source.target(TARGET).objects) == 1
    assert number >= 6
