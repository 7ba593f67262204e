# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A synchronization ends in Microsoft's order, and a run waits for a cycle, against the simulator."""

from __future__ import annotations

import itertools
import json
import re

import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

pytestmark = pytest.mark.usefixtures("impatient")

TARGET = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
DELETIONS = [("delete", part) for part in ("sync_job", "sync_application", "sync_configuration")]
NOTE = ("update", "sync_configuration")
WAITING = {"wait_cycle": True, "wait_cycle_timeout": 20}


@pytest.fixture
def source(simulator):
    simulator.directory.add_partner(TARGET, automaticUserConsentSettings={"outboundAllowed": True})
    simulator.directory.source.allow(TARGET)
    return simulator.directory.source


@pytest.fixture
def retire(run_module):
    def run(check=False, **options):
        return run_module("sync_configuration", check=check, target_tenant=TARGET, state="retired", **options)

    return run


def synchronized(simulator, scope="false"):
    """A configuration that has synchronized one user, who is assigned or in the scope with everybody."""
    source = simulator.directory.source
    user = source.add_user("ada", "Ada")["id"]
    told = '{"Enabled": false, "DeleteThresholdEnabled": false}'
    credentials = {"AuthenticationType": "SyncPolicy", "CompanyId": TARGET, "SyncAll": scope}
    made = source.add_configuration(
        TARGET,
        state="Active",
        assigned=() if scope == "true" else (user,),
        credentials={**credentials, "SyncNotificationSettings": told},
    )
    simulator.cycles.run(made.job_id)
    assert users(source) == 1
    simulator.log.clear()
    return made


def users(source):
    """How many synchronized users the target tenant has that are not deleted."""
    return sum(not row["softDeleted"] for row in source.target(TARGET).objects.values())


def operations(result):
    return [(change["operation"], change["resource"]) for change in result["changes"]]


def test_a_retirement_goes_on_with_each_run(simulator, source, retire, run_module):
    made = synchronized(simulator)
    predicted = retire(check=True)
    assert simulator.log.writes() == []
    first = retire()
    assert first["changes"] == predicted["changes"]
    assert operations(first) == [("delete", "sync_assignment"), NOTE]
    assert first["left"] == predicted["left"]
    assert first["left"]["steps"] == ["cycle", "sync_job", "sync_application", "sync_configuration"]
    note = source.principals.get(made.service_principal_id)["notes"]
    assert re.search(r"Nobody is in its scope since 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ\.", note)

    simulator.log.clear()
    waits = retire()
    assert (waits["changed"], waits["left"]) == (False, first["left"]) and simulator.log.writes() == []
    hasty = run_module("sync_configuration", target_tenant=TARGET, state="absent")
    assert "no cycle has taken its users away yet" in hasty["msg"] and simulator.log.writes() == []

    simulator.cycles.advance(hours=1)
    assert users(source) == 0
    predicted = retire(check=True)
    last = retire()
    assert operations(last) == operations(predicted) == DELETIONS
    assert last["left"] is predicted["left"] is None and last["sync_configuration"] is None
    assert retire()["changed"] is False and not list(source.principals.rows())


@pytest.mark.parametrize("masked", [(), ("SyncAll",), ("SyncAll", "SyncNotificationSettings")])
def test_everybody_leaves_a_scope_of_all_users_after_a_restart(simulator, source, retire, masked):
    made = synchronized(simulator, scope="true")
    simulator.behaviour.masked_secrets = masked
    if len(masked) == 2:
        refused = retire()
        assert refused["failed"] is True and "notification_email" in refused["msg"] and not simulator.log.writes()
    first = retire(notification_email="", deletion_threshold=0)
    begun = [("update", "sync_credentials"), NOTE] if masked else [NOTE, ("update", "sync_credentials")]
    assert operations(first) == [*begun, ("restart", "sync_job"), NOTE, NOTE]
    assert dict(source.secrets_of(made.service_principal_id))["SyncAll"] == "false"
    assert retire()["changed"] is False
    simulator.cycles.advance(hours=1)
    assert users(source) == 0 and operations(retire()) == DELETIONS


def test_a_note_of_a_retirement_that_was_undone_does_not_count(simulator, source, retire, run_module):
    made = synchronized(simulator)
    (user,) = source.assigned(made.service_principal_id)
    retire()
    back = {"target_tenant": TARGET, "assignments": [{"user": user}]}
    assert operations(run_module("sync_configuration", **back)) == [NOTE, ("create", "sync_assignment")]
    assert source.principals.get(made.service_principal_id)["notes"] is None
    retire()
    # Somebody assigns the user by hand. The cycle that follows takes nobody away.
    source.assign(made.service_principal_id, user)
    simulator.cycles.advance(hours=1)
    assert users(source) == 1
    again = retire()
    assert operations(again) == [NOTE, ("delete", "sync_assignment"), NOTE] and again["left"]["steps"][0] == "cycle"


def test_a_job_that_is_off_is_switched_on_because_only_a_cycle_takes_users_away(simulator, source, retire, run_module):
    synchronized(simulator)
    assert run_module("sync_job", target_tenant=TARGET, action="pause")["changed"] is True
    source.allow(TARGET, inbound_sync=False)
    simulator.log.clear()
    refused = retire()
    assert refused["failed"] is True and "validate the synchronization" in refused["msg"] and not simulator.log.writes()
    source.allow(TARGET)
    assert operations(retire()) == [("delete", "sync_assignment"), ("update", "sync_job"), NOTE]
    source.allow(TARGET, inbound_sync=False)
    assert operations(retire(leave_users=True)) == DELETIONS


def test_only_the_configuration_with_the_given_name_ends(simulator, source, retire, run_module):
    """Two synchronize to the same tenant. When the right one is gone, the other one is not the next."""
    source.add_configuration(TARGET, "Members")
    other = source.add_configuration(TARGET, "Guests")
    wanted = [{"target_tenant": TARGET, "name": "Members", "state": "retired"}]
    (predicted,) = run_module("sync_configurations", check=True, sync_configurations=wanted)["sync_configurations"]
    assert predicted["after"] is None and len(predicted["others"]) == 1 and "'Guests'" in predicted["others"][0]
    ended = retire(name="Members")
    assert operations(ended) == operations(predicted) == DELETIONS and ended["left"] is None
    simulator.log.clear()
    for state in ("retired", "absent"):
        again = run_module("sync_configuration", target_tenant=TARGET, name="Members", state=state, leave_users=True)
        assert again["failed"] is True and "'Guests'" in again["msg"] and "give its name" in again["msg"]
    assert simulator.log.writes() == [] and source.principals.get(other.service_principal_id) is not None
    assert operations(retire()) == DELETIONS


def test_a_configuration_that_never_ran_goes_at_once(source, retire):
    user = source.add_user("ada", "Ada")["id"]
    source.add_configuration(TARGET, assigned=(user,))
    assert operations(retire()) == DELETIONS


def test_only_a_cycle_that_succeeded_counts(simulator, source, retire):
    made = synchronized(simulator)
    (user,) = source.assigned(made.service_principal_id)
    simulator.cycles.begin(made.job_id)
    retire()
    # This cycle began before nobody was in the scope.
    simulator.cycles.finish(made.job_id)
    assert retire()["left"]["steps"][0] == "cycle"
    source.assign(made.service_principal_id, user)
    simulator.cycles.advance(hours=1)
    source.fail(user, "Forbidden")
    retire()
    simulator.cycles.advance(hours=1)
    assert users(source) == 1 and retire()["left"]["steps"][0] == "cycle"
    source.fail(user, None)
    simulator.cycles.advance(hours=1)
    assert users(source) == 0 and operations(retire()) == DELETIONS


def test_a_quarantine_is_told_and_ends_the_wait(simulator, source, retire):
    made = synchronized(simulator)
    retire()
    simulator.cycles.quarantine(made.job_id, "TooManyDeletes", "TooManyDeletes", "More than the threshold.")
    waits = retire()
    assert "TooManyDeletes: More than the threshold" in waits["left"]["reason"], waits["left"]
    ended = retire(**WAITING)
    assert ended["failed"] is True and "TooManyDeletes: More than the threshold" in ended["msg"], ended["msg"]
    assert ended["changed"] is False and len(list(source.principals.rows())) == 1


def test_a_cycle_that_held_deletions_back_does_not_count(simulator, source, retire, run_module):
    """Not even after a start, which ends the quarantine and makes no deletion."""
    made = synchronized(simulator)
    told = json.dumps({"DeleteThresholdEnabled": True, "DeleteThresholdValue": 0})
    source.set_secrets(made.service_principal_id, SyncNotificationSettings=told)
    retire()
    simulator.cycles.advance(hours=1)
    assert source.job(made.job_id)["status"]["quarantine"]["reason"] == "TooManyDeletes"
    assert retire()["left"]["steps"][0] == "cycle"
    assert run_module("sync_job", target_tenant=TARGET, action="start")["changed"] is True
    waits = retire()
    assert waits["left"]["steps"][0] == "cycle" and waits["changed"] is False and users(source) == 1


@pytest.mark.parametrize("hinders", [{"flowTypes": "Add,Update"}, {"flowTypes": "None"}, {"enabled": False}], ids=str)
def test_mappings_that_let_no_cycle_delete_anybody(simulator, source, retire, run_module, hinders):
    made = synchronized(simulator)
    schema = source.schema(made.job_id)
    for mapping in schema["synchronizationRules"][0]["objectMappings"]:
        if mapping["targetObjectName"] == "User":
            mapping.update(hinders)
    source.set_schema(made.job_id, schema)
    for check in (True, False):
        refused = retire(check=check)
        assert refused["failed"] is True and "do not let a cycle delete users" in refused["msg"], refused
    assert not simulator.log.writes()
    if "flowTypes" in hinders:
        run_module("sync_configuration", target_tenant=TARGET, target_actions=["create", "update", "delete"])
        assert operations(retire()) == [("delete", "sync_assignment"), NOTE]
    assert operations(retire(leave_users=True)) == DELETIONS


@pytest.mark.parametrize("off", [False, True])
def test_the_restart_of_a_retirement_that_was_undone_is_made_up_for(simulator, source, retire, run_module, off):
    """The retirement has made the scope smaller and was cut. Only its note shows that a restart is due."""
    made = synchronized(simulator, scope="true")
    simulator.faults.add(Fault(method="POST", path="restart$", action="reset_before", times=None))
    assert retire(retry_time=0)["failed"] is True
    simulator.faults.clear()
    back = {"target_tenant": TARGET, "scope": "assigned", "assignments": []}
    if off:
        # A job that is off is not restarted. The note stays until it is.
        assert operations(run_module("sync_configuration", **back, enabled=False)) == [("update", "sync_job")]
        assert run_module("sync_configuration", **back)["changed"] is False
    started = [("update", "sync_job")] if off else []
    result = run_module("sync_configuration", **back, enabled=True)
    assert operations(result) == [*started, ("restart", "sync_job"), NOTE]
    assert source.principals.get(made.service_principal_id)["notes"] is None
    assert run_module("sync_configuration", **back)["changed"] is False
    simulator.cycles.advance(hours=1)
    assert users(source) == 0


def test_a_run_waits_for_the_cycle_and_goes_on(simulator, source, run_module):
    made = synchronized(simulator)
    simulator.behaviour.cycle_seconds = 0.2
    simulator.directory.source.memory(made.job_id)["ranAt"] = 0.0
    options = {"sync_configurations": [{"target_tenant": TARGET, "state": "retired"}], **WAITING}
    predicted = run_module("sync_configurations", check=True, **options)
    assert operations(predicted) == [("delete", "sync_assignment"), NOTE, *DELETIONS]
    simulator.log.clear()
    result = run_module("sync_configurations", expected_plan=predicted["plan"], removal_limit=1, **options)
    assert not result.get("failed"), result["msg"]
    assert operations(result) == operations(predicted)
    assert users(source) == 0 and not list(source.principals.rows())
    assert "left" not in result["sync_configurations"][0]


def test_the_wait_for_a_cycle_is_bounded(simulator, source, retire):
    synchronized(simulator)
    result = retire(wait_cycle=True, wait_cycle_timeout=0.2)
    assert result["failed"] is True and "no successful cycle has begun since 20" in result["msg"], result["msg"]
    assert operations(result) == [("delete", "sync_assignment"), NOTE]
    assert "its last cycle began at 20" in result["msg"]


def test_a_run_waits_for_the_first_cycle(simulator, source, run_module):
    user = source.add_user("ada", "Ada")["id"]
    options = {"target_tenant": TARGET, "enabled": True, "assignments": [{"user": user}], **WAITING}
    assert run_module("sync_configuration", check=True, **options)["changed"] is True
    simulator.behaviour.cycle_seconds = 60
    late = run_module("sync_configuration", **{**options, "wait_cycle_timeout": 0.2})
    assert late["failed"] is True and "its job has had no cycle" in late["msg"], late["msg"]
    simulator.behaviour.cycle_seconds = 0.2
    result = run_module("sync_configuration", **options)
    assert (result["changed"], users(source)) == (False, 1), result.get("msg")
    assert result["sync_configuration"]["status"]["last_success"]
    assert result["left"] is None


def test_a_quarantine_of_the_first_cycle_is_an_error(simulator, source, run_module):
    made = source.add_configuration(TARGET, state="Active")
    source.allow(TARGET, inbound_sync=False)
    simulator.cycles.run(made.job_id)
    result = run_module("sync_configuration", target_tenant=TARGET, enabled=True, **WAITING)
    assert result["failed"] is True and "EncounteredQuarantineException" in result["msg"], result["msg"]


HALF_OF_THE_REQUESTS = [("reset_before", "false", 0, 2), ("reset_after", "true", 1, 2)]


@pytest.mark.parametrize(
    ("action", "scope", "first", "step"),
    rest_long(
        [
            *HALF_OF_THE_REQUESTS,
            *itertools.product(("reset_before", "reset_after"), ("false", "true"), [0], [1]),
        ],
        *HALF_OF_THE_REQUESTS,
    ),
)
def test_a_retirement_that_is_cut_at_any_request_goes_on(simulator, run_module, action, scope, first, step):
    """The next run continues. Nobody is left behind, and nothing is left."""
    options = {"target_tenant": TARGET, "state": "retired"}
    for cut in range(first, 60, step):
        simulator.reset()
        source = simulator.directory.source
        simulator.directory.add_partner(TARGET, automaticUserConsentSettings={"outboundAllowed": True})
        source.allow(TARGET)
        synchronized(simulator, scope=scope)
        last = simulator.faults.add(Fault(action=action, where="outer", skip=cut))
        simulator.faults.add(Fault(action="reset_before", where="outer", skip=cut, times=None))
        for _attempt in range(2):
            # The second part of the work, after the cycle, is cut as well.
            if not run_module("sync_configuration", retry_time=0, **options).get("failed"):
                simulator.cycles.advance(hours=1)
        simulator.faults.clear()
        for _run in range(2):
            result = run_module("sync_configuration", **options)
            assert not result.get("failed"), result["msg"]
            simulator.cycles.advance(hours=1)
        assert users(source) == 0 and not list(source.principals.rows()), cut
        assert not list(source.applications.rows())
        assert run_module("sync_configuration", **options)["changed"] is False
        if not last.hits:
            break
    assert cut > 8
