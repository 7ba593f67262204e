# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every change is reported: for every module that writes, ``changes`` are the accepted writes in Graph's log.

This holds whatever goes wrong later, at any request: faults, other writers, odd answers, our own errors, interruptions.
"""

from __future__ import annotations

import itertools
import signal
import threading
import time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.client import GraphClient
from ansible_collections.entra.cross_tenant.plugins.module_utils._health import checks
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.kinds import UnexpectedValue
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan import deleted, organization, singleton
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.partner import PartnerGoal
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.sync_job import SyncJobGoal
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.synchronization import SyncConfigurationGoal
from ansible_collections.entra.cross_tenant.tests.everyday import examples, one_in, rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.modules.effects import (
    accepted,
    assert_told_as_accepted,
    error_in,
    items,
    reported,
    touched_by_itself,
)
from ansible_collections.entra.cross_tenant.tests.modules.fuzz import ANYTHING, MUTATIONS
from ansible_collections.entra.cross_tenant.tests.modules.jobs import (
    FABRIKAM,
    JOBS,
    JOINED,
    OTHER,
    OWNER,
    TENANT,
    THIRD,
    organized,
)

WRITES = "POST|PUT|PATCH|DELETE"
PATIENCE = {"timeout": 10, "retry_time": 0.3, "wait_timeout": 0.3}
SETTINGS = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


def check(simulator, run_module, job, **options):
    """Run a job, and compare its report with the log."""
    result = run_module(job.module, **{**PATIENCE, **job.options, **options})
    assert_told_as_accepted(simulator.log, result)
    assert bool(result.get("failed")) == bool(result.get("msg"))
    if result.get("failed") and result.get("changes"):
        assert result.get("error") or any("error" in item for item in items(result))
    return result


def begin(simulator, job):
    simulator.reset()
    job.arrange(simulator.directory)


def written(simulator):
    """Whether Graph has accepted something already."""
    return bool(accepted(simulator.log)[0])


def afterwards(simulator, change):
    """A fault that changes what is read after something was written."""
    return Fault(
        method="GET", change=lambda body: change(body) if written(simulator) else body, times=None, where="outer"
    )


def renamed(body):
    """Every name that Graph shows differs from the name that was sent."""
    if isinstance(body, list):
        return [renamed(each) for each in body]
    if isinstance(body, dict):
        names = {name: f"{value}, Inc." for name, value in body.items() if name == "displayName" and value}
        return {**{name: renamed(value) for name, value in body.items()}, **names}
    return body


def with_values(**values):
    return lambda body: {**body, **values} if isinstance(body, dict) else body


def inverted(body):
    """Every yes is a no."""
    if isinstance(body, list):
        return [inverted(each) for each in body]
    if isinstance(body, dict):
        return {name: inverted(value) for name, value in body.items()}
    return not body if isinstance(body, bool) else body


ODD = {
    "another name": renamed,
    "another role": with_values(role="member"),
    "an unknown role": with_values(role="overlord"),
    "removed": with_values(state="removed"),
    "inactive": with_values(state="inactive"),
    "another owner": with_values(addedByTenantId=OTHER, memberState="active"),
    "failed": with_values(transitionDetails={"status": "failed", "details": "DirectoryService Exception"}),
    "a transition that is text": with_values(transitionDetails="running"),
    "no yes": inverted,
    "another level": with_values(templateApplicationLevel="someFuturePartners"),
    "another tenant": with_values(tenantId=OWNER),
    "nothing": lambda body: {},
    "null": lambda body: None,
    "a list": lambda body: [body],
    "text": lambda body: "<html>no</html>",
}
ANSWERS = {
    "400": {"status": 400, "code": "Request_BadRequest"},
    "403": {"status": 403},
    "404": {"status": 404, "code": "Directory_ObjectNotFound"},
    "409": {"status": 409, "code": "Conflict"},
    "429": {"status": 429},
    "500": {"status": 500},
    "500 after acting": {"status": 500, "action": "answer_after"},
    "503 after acting": {"status": 503, "action": "answer_after"},
    "reset before acting": {"action": "reset_before"},
    "reset after acting": {"action": "reset_after"},
    "truncated": {"action": "truncate"},
    "HTML": {"body": "<html>no</html>", "content_type": "text/html"},
    "empty object": {"body": "{}"},
    "redirect": {"url": "https://elsewhere.example/"},
}
# Changes that somebody else may make meanwhile.
OTHERS = {
    "adds the partner": lambda directory: directory.partner(TENANT) or directory.add_partner(TENANT),
    "removes partners": lambda directory: [directory.remove_partner(key) for key in list(directory.partners)],
    "sets policies": lambda directory: [
        directory.set_identity_sync(key, {"displayName": "Somebody"}) for key in list(directory.partners)
    ],
    "founds an organization": lambda directory: directory.mto or organized(directory),
    "adds the tenant": lambda directory: (
        TENANT in directory.mto_tenants or (directory.mto and directory.add_mto_tenant(TENANT, "Fabrikam, Inc."))
    ),
    "removes the tenant": lambda directory: TENANT in directory.mto_tenants and directory.remove_mto_tenant(TENANT),
    "joins another": lambda directory: directory.set_join_request(
        addedByTenantId=OTHER, memberState="active", role="member"
    ),
    "changes a template": lambda directory: directory.set_template(userSyncInbound={"isSyncAllowed": True}),
    "changes the default": lambda directory: directory.set_default(inboundTrust={"isMfaAccepted": True}),
}


def test_every_module_that_writes_has_jobs():
    modules = Path(__file__).parents[2] / "plugins/modules"
    writing = {path.stem for path in modules.glob("*.py") if "OPTIONS = writing(" in path.read_text(encoding="utf-8")}
    assert writing == {job.module for job in JOBS.values()}


@pytest.mark.parametrize(("name", "wait"), one_in(2, JOBS, [True, False]))
def test_nothing_goes_wrong(simulator, run_module, name, wait):
    job = JOBS[name]
    begin(simulator, job)
    result = check(simulator, run_module, job, wait=wait or "wait_completed" in job.options, wait_timeout=5)
    assert not result.get("failed"), result["msg"]
    assert sorted(change["operation"] for change in result["changes"]) == sorted(job.operations)
    assert len(simulator.log.writes()) == len(job.operations)


# The smallest input and similar ones: the state that is read after a write leaves no way to go on.


@pytest.mark.parametrize("wait_completed", [True, False])
def test_a_tenant_that_graph_shows_under_another_name(simulator, run_module, impatient, wait_completed):
    organized(simulator.directory)
    simulator.faults.add(afterwards(simulator, renamed))
    result = run_module("mto_tenant", **FABRIKAM, **PATIENCE, wait_completed=wait_completed)
    assert result["failed"] is True and result["changed"] is True
    change = {"operation": "create", "resource": "mto_tenant", "tenant_id": TENANT, "settings": ["display_name"]}
    assert result["changes"] == [change]
    for words in ("Failed to see the changes of tenant", TENANT, "'Fabrikam, Inc.'", "cannot be changed"):
        assert words in result["msg"]
    assert "Nothing was changed" not in result["msg"]
    assert result["error"]["msg"] == result["msg"] and "problems" not in result
    # The next run finds that out before any write, and says that nothing was changed.
    result = run_module("mto_tenant", **FABRIKAM, **PATIENCE)
    assert result["failed"] is True and not result.get("changes")
    assert result["msg"].startswith("Nothing was changed: ") and len(result["problems"]) == 1


def test_what_stands_in_the_way_before_a_write_comes_to_be_seen_is_no_change(simulator, run_module, impatient):
    """Only the second read shows the organization. It also shows the tenant, under another name."""

    def come(simulator):
        organized(simulator.directory)
        simulator.directory.add_mto_tenant(TENANT, "Fabrikam, Inc.")

    simulator.faults.add(Fault(method="GET", path="multiTenantOrganization/tenants/", before=come, skip=1))
    result = run_module("mto_tenant", **FABRIKAM, wait_timeout=5)
    assert result["failed"] is True and not result.get("changes") and not simulator.log.writes()
    assert result["msg"].startswith("Nothing was changed: ") and "'Fabrikam, Inc.'" in result["msg"]


def test_a_write_that_was_refused_for_what_somebody_else_did(simulator, run_module, impatient):
    organized(simulator.directory)
    act = partial(lambda simulator: simulator.directory.add_mto_tenant(TENANT, "Fabrikam, Inc."))
    simulator.faults.add(Fault(method="POST", before=act))
    result = run_module("mto_tenant", **FABRIKAM, **PATIENCE)
    assert result["failed"] is True and (result["changed"], result["changes"]) == (False, [])
    assert "'Fabrikam, Inc.'" in result["msg"] and result["error"]["msg"] == result["msg"]


@pytest.mark.parametrize("batch_size", [1, 20])
@pytest.mark.parametrize(("status", "method"), [(404, "PATCH"), (409, "PATCH"), (409, "DELETE"), (404, "PUT")])
def test_a_write_that_is_refused_and_done_is_told(simulator, run_module, impatient, status, method, batch_size):
    """Nobody else writes here. So a state that is read after a refusal comes from our write."""
    partners = [f"90e29127-71ad-49c7-9ce8-00000000000{number}" for number in range(3)]
    for partner in partners:
        simulator.directory.add_partner(partner, None if method == "PUT" else {"displayName": "Old"})
    wanted = {"state": "absent"} if method == "DELETE" else {"display_name": "New"}
    simulator.faults.add(
        Fault(method=method, path="identitySynchronization", status=status, action="answer_after", times=None)
    )
    items = [{"tenant": partner, "identity_sync": wanted} for partner in partners]
    result = run_module("partners", partners=items, batch_size=batch_size, **PATIENCE)
    done = {"PATCH": "update", "DELETE": "delete", "PUT": "create"}[method]
    assert "failed" not in result and reported(result) == {(done, "identity_sync", partner) for partner in partners}
    simulator.log.clear()


@pytest.mark.parametrize("first", ["answer_after", "answer"])
def test_what_nobody_can_know_is_said_to_be_unknown(simulator, run_module, impatient, first):
    """The end of one attempt was not seen. Then a refusal follows, and reads show no result of the write."""
    simulator.behaviour.replication_lag = 60
    simulator.faults.add(Fault(method="POST", status=503, action=first))
    simulator.faults.add(Fault(method="POST", status=409, code="Conflict", times=None))
    result = run_module("partner", partner_tenant=TENANT, **PATIENCE)
    assert result["failed"] is True and result["changes"] == []
    assert "It is not known whether Graph made the change" in result["msg"] and "run again" in result["msg"]


def test_joining_one_and_being_seen_in_another(simulator, run_module, impatient):
    simulator.directory.invite(OWNER)
    simulator.faults.add(afterwards(simulator, ODD["another owner"]))
    result = run_module("mto_tenant", **JOINED, **PATIENCE)
    assert result["failed"] is True and f"in the organization of {OTHER} already" in result["msg"]
    assert [change["operation"] for change in result["changes"]] == ["update"]


READ = ["another name", "another role", "removed", "no yes", "another tenant", "null"]
ELSE = itertools.product(JOBS, [name for name in ODD if name not in READ])


@pytest.mark.parametrize(
    ("name", "odd"),
    [*one_in(6, JOBS, READ), *(pytest.param(*each, marks=pytest.mark.long) for each in ELSE)],
)
def test_odd_reads_after_a_write(simulator, run_module, impatient, name, odd):
    begin(simulator, JOBS[name])
    simulator.faults.add(afterwards(simulator, ODD[odd]))
    check(simulator, run_module, JOBS[name], retry_time=0.1, wait_timeout=0.1)
    assert simulator.log.writes()
    simulator.log.clear()


OFTEN = ["400", "404", "500 after acting", "503 after acting", "reset after acting", "HTML"]
SEVERAL = [name for name in JOBS if not name.startswith(("fleet", "configurations"))]
# The schema has another version in each read, so the same change has another body after each look.
OTHER_BODY = ("configuration, smaller", "409")
SELDOM = [*itertools.product(SEVERAL, [name for name in ANSWERS if name not in OFTEN])]
SELDOM += itertools.product(["configurations"], ANSWERS)
SELDOM.remove(OTHER_BODY)


@pytest.mark.parametrize(
    ("name", "answer"),
    [*one_in(6, SEVERAL, OFTEN), OTHER_BODY, *(pytest.param(*each, marks=pytest.mark.long) for each in SELDOM)],
)
def test_one_fault_at_any_write(simulator, run_module, impatient, name, answer):
    """The module ``partners`` has a matrix of its own (test_fault_matrix.py)."""
    job = JOBS[name]
    for skip in range(len(job.operations)):
        begin(simulator, job)
        before = simulator.directory.snapshot()
        fault = simulator.faults.add(Fault(method=WRITES, skip=skip, **ANSWERS[answer]))
        result = check(simulator, run_module, job)
        assert fault.hits
        if not result.get("failed"):
            # The module looked for the outcome of lost writes, and reports every difference.
            assert touched_by_itself(before, simulator.directory.snapshot()) <= {
                (change["resource"], change["tenant_id"]) for change in result["changes"]
            }
        elif not accepted(simulator.log)[0] and accepted(simulator.log)[1]:
            said = any(words in result["msg"] for words in ("not known", "may have been provisioned"))
            assert said or result["changes"], "that it may have been done has to be said"
    simulator.log.clear()


FAULTS = st.one_of(
    st.builds(
        lambda answer, skip, times: Fault(method=WRITES, skip=skip, times=times, **ANSWERS[answer]),
        st.sampled_from(list(ANSWERS)),
        st.integers(0, 3),
        st.sampled_from([1, 1, 2, None]),
    ),
    st.builds(
        lambda answer, skip, times: Fault(method="GET", skip=skip, times=times, **ANSWERS[answer]),
        st.sampled_from([name for name in ANSWERS if "after" not in name]),
        st.integers(1, 4),
        st.sampled_from([1, 2, None]),
    ),
    st.builds(
        lambda act, method, skip: Fault(
            method=method, skip=skip, before=lambda simulator: OTHERS[act](simulator.directory)
        ),
        st.sampled_from(list(OTHERS)),
        st.sampled_from([WRITES, WRITES, "GET"]),
        st.integers(0, 3),
    ),
    st.builds(
        lambda change, skip, times: Fault(method="GET", change=change, skip=skip, times=times),
        st.sampled_from(list(ODD.values())) | MUTATIONS | ANYTHING.map(lambda value: lambda body: value),
        st.integers(1, 4),
        st.sampled_from([1, None]),
    ),
)
BEHAVIOUR = {
    "template_reset": st.sampled_from(["unconfigured", "declined"]),
    "complex_patch": st.sampled_from(["merge", "replace"]),
    "inherited": st.sampled_from(["null", "default"]),
    "over_deleted": st.sampled_from(["create", "conflict"]),
    "mto_processing": st.sampled_from([0.0, 60.0]),
    "replication_lag": st.sampled_from([0.0, 0.0, 0.1]),
}


def check_mixed(simulator, run_module, name, faults, wait, behaviour):
    begin(simulator, JOBS[name])
    simulator.behaviour.update(behaviour)
    for fault in faults:
        simulator.faults.add(fault)
    check(simulator, run_module, JOBS[name], wait=wait or "wait_completed" in JOBS[name].options)
    simulator.log.clear()


MIXED = {
    "name": st.sampled_from(list(JOBS)),
    "faults": st.lists(FAULTS, min_size=1, max_size=4),
    "wait": st.booleans(),
    "behaviour": st.fixed_dictionaries(BEHAVIOUR),
}


@settings(max_examples=examples(50), **SETTINGS)
@given(**MIXED)
def test_mixed_faults(simulator, run_module, impatient, name, faults, wait, behaviour):
    check_mixed(simulator, run_module, name, faults, wait, behaviour)


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(max_examples=2000, **SETTINGS)
@given(**MIXED)
def test_mixed_faults_for_long(simulator, run_module, impatient, name, faults, wait, behaviour):
    check_mixed(simulator, run_module, name, faults, wait, behaviour)


# Errors of our own. No such error is known, so the tests raise errors in the methods of goals.

GOALS = {
    "partner": PartnerGoal,
    "partner_identity_sync": PartnerGoal,
    "partners": PartnerGoal,
    "deleted_partner_identity_sync": deleted.DeletedGoal,
    "mto_sync_template": singleton.TemplateGoal,
    "mto_partner_template": singleton.TemplateGoal,
    "default_settings": singleton.TemplateGoal,
    "mto": organization.OrganizationGoal,
    "mto_tenant": organization.TenantGoal,
    "sync_configuration": SyncConfigurationGoal,
    "sync_configurations": SyncConfigurationGoal,
    "sync_job": SyncJobGoal,
}
QUESTIONS = ("plan", "applied", "unseen", "contradicts", "lacks_partner", "row")


class Stop(BaseException):
    """ansible-core raises an exception of this kind, at any place, when the time of a task is over."""


ERRORS = {"KeyError": KeyError("tenantId"), "Stop": Stop("time is over")}
MORE_ERRORS = {"UnexpectedValue": UnexpectedValue("displayName: 7 is not a string"), "RecursionError": RecursionError()}
ASKED = [name for name, job in JOBS.items() if len(job.operations) > 1 or "mto" in job.module]


def asked(simulator, monkeypatch, of, question, error, tenant=None):
    """Let a method of a goal fail once something was written, for one tenant or any. Returns the list of failures."""
    true = getattr(of, question)
    failures = []

    def ask(self, *arguments):
        if written(simulator) and tenant in (None, self.tenant_id):
            failures.append(question)
            raise error
        return true(self, *arguments)

    monkeypatch.setattr(of, question, ask)
    return failures


@pytest.mark.parametrize(
    ("name", "question", "error"),
    [
        *one_in(4, ASKED, QUESTIONS, ERRORS),
        *(pytest.param(*each, marks=pytest.mark.long) for each in itertools.product(ASKED, QUESTIONS, MORE_ERRORS)),
    ],
)
def test_a_question_that_fails_after_a_write(simulator, run_module, impatient, monkeypatch, name, question, error):
    job, error = JOBS[name], {**ERRORS, **MORE_ERRORS}[error]
    of = organization.JoinGoal if name.startswith("joined") else GOALS[job.module]
    begin(simulator, job)
    failures = asked(simulator, monkeypatch, of, question, error)
    result = check(simulator, run_module, job)
    if failures:
        assert result["failed"] is True and result["changes"]
        shown = error_in(result)
        assert (str(error) or type(error).__name__) in shown["msg"]
        if isinstance(error, Stop):
            assert "the run was interrupted" in shown["msg"]
    simulator.log.clear()


@pytest.mark.parametrize("question", ["completed", "failed", "under_way"])
@pytest.mark.parametrize("error", [KeyError("state"), Stop("time is over")], ids=repr)
def test_a_question_about_the_end_that_fails(simulator, run_module, impatient, monkeypatch, question, error):
    organized(simulator.directory)
    failures = asked(simulator, monkeypatch, organization.TenantGoal, question, error)
    result = run_module("mto_tenant", **FABRIKAM, **PATIENCE, wait_completed=True)
    assert failures and result["failed"] is True and str(error) in result["error"]["msg"]
    assert_told_as_accepted(simulator.log, result)


@pytest.mark.parametrize("question", ["applied", "unseen", "row"])
@pytest.mark.parametrize("batch_size", [1, 20])
def test_the_others_are_not_concerned(simulator, run_module, impatient, monkeypatch, batch_size, question):
    job = JOBS["fleet"]
    begin(simulator, job)
    failures = asked(simulator, monkeypatch, PartnerGoal, question, KeyError("x"), tenant=OTHER)
    result = check(simulator, run_module, job, batch_size=batch_size)
    assert failures and result["failed"] is True and "1 of 3 partners failed" in result["msg"]
    by_tenant = {item["tenant_id"]: item for item in result["partners"]}
    assert {tenant for tenant, item in by_tenant.items() if "error" in item} == {OTHER}
    assert f"partner {OTHER}" in by_tenant[OTHER]["error"]["msg"] and "KeyError" in by_tenant[OTHER]["error"]["msg"]
    assert all(item["changes"] for item in by_tenant.values())
    assert simulator.directory.partner(THIRD) is None and simulator.directory.partner(TENANT)


@pytest.mark.parametrize("name", ["policy, new", "partner, new", "fleet"])
def test_a_courtesy_that_fails(simulator, run_module, impatient, monkeypatch, name):
    job = JOBS[name]
    begin(simulator, job)

    def fails(*arguments):
        raise KeyError("x")

    monkeypatch.setattr(checks, "warnings", fails)
    result = check(simulator, run_module, job)
    assert result["failed"] is True and len(result["changes"]) == len(job.operations)


@pytest.mark.parametrize("name", JOBS)
def test_a_send_that_yields_nothing(simulator, run_module, impatient, monkeypatch, name):
    """An answer that is missing is not a success."""
    job = JOBS[name]
    begin(simulator, job)
    true = GraphClient.send

    def send(self, request):
        answer = true(self, request)
        asks = request.method == "GET" or request.path.endswith(("/$batch", "/validateCredentials"))
        return answer if asks else None

    monkeypatch.setattr(GraphClient, "send", send)
    options = {**PATIENCE, **job.options}
    if job.module in ("partners", "sync_configurations"):
        options["batch_size"] = 1
    result = run_module(job.module, **options)
    assert result["failed"] is True and result["changed"] == bool(result["changes"])
    # What must not be made twice is looked for, and found.
    found = {(change["operation"], change["resource"]) for change in result["changes"]}
    assert found <= {("create", "sync_configuration"), ("create", "sync_job")}
    assert "nothing that could be an answer" in result["msg"] and "is not known" in result["msg"]


# Interruptions, from outside and at any request.


@pytest.fixture
def interrupt():
    """Interrupts this thread, wherever it is, as the alarm of a task's timeout does."""

    def stop(_number, _frame):
        raise Stop("time is over")

    before = signal.signal(signal.SIGUSR1, stop)

    def send(_simulator):
        signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)
        # The answer comes after the signal has arrived.
        time.sleep(0.03)

    yield send
    signal.signal(signal.SIGUSR1, before)


def interrupted(simulator, run_module, job, interrupt, number, **options):
    """Run a job, and interrupt it at one of its requests. Returns the result, or None if there was none."""
    begin(simulator, job)
    # A run that is interrupted does not know the outcome of that request.
    fault = simulator.faults.add(Fault(skip=number, before=interrupt, action="reset_after", where="outer"))
    try:
        result = run_module(job.module, **{**PATIENCE, **job.options, **options})
    except Stop:
        result = None
        assert fault.hits and not any(accepted(simulator.log)), "something was written, and nobody says so"
    else:
        assert_told_as_accepted(simulator.log, result)
    finally:
        # That request may still arrive, and must not change what the test arranges next.
        time.sleep(0.05 if fault.hits else 0)
    return fault, result


# Every day: each module, and of the others every third job.
OFTEN_INTERRUPTED = {*{job.module: name for name, job in JOBS.items()}.values(), *list(JOBS)[::3]}


@pytest.mark.parametrize("name", rest_long(JOBS, *OFTEN_INTERRUPTED))
def test_an_interruption_at_any_request(simulator, run_module, impatient, interrupt, name):
    job = JOBS[name]
    results = []
    for number in range(100):
        fault, result = interrupted(simulator, run_module, job, interrupt, number)
        if not fault.hits:
            break
        results.append(result)
        if result is not None:
            shown = error_in(result)
            assert result["failed"] is True and "the run was interrupted (Stop: time is over)" in shown["msg"]
    # Before the first write, there is nothing to report. After it, there is a report, and a read at the end.
    assert results[0] is None and results[-1]["changes"]
    assert results == sorted(results, key=bool), "an account was lost in between"
    simulator.log.clear()


@pytest.mark.parametrize("batch_size", [1, 2, 20])
def test_an_interruption_of_many_writes(simulator, run_module, impatient, interrupt, batch_size):
    """Writes that were answered before are reported. Writes that were not sent by then are never sent."""
    wanted = [{"tenant": f"90e29127-71ad-49c7-9ce8-{number:012}"} for number in range(60)]
    fault = simulator.faults.add(
        Fault(method="POST", path=r"partners$|\$batch", skip=5 // batch_size, before=interrupt, where="outer")
    )
    simulator.behaviour.latency = 0.02
    result = run_module("partners", partners=wanted, batch_size=batch_size, **PATIENCE)
    assert fault.hits and result["failed"] is True
    assert_told_as_accepted(simulator.log, result)
    if batch_size < 20:
        assert 0 < len(result["changes"]) < len(wanted)
    assert all("the run was interrupted" in item["error"]["msg"] for item in result["partners"])


def test_names_that_graph_never_shows_are_sent_once(simulator, run_module, impatient):
    """A configuration is read again before each change."""
    job = JOBS["configurations"]
    begin(simulator, job)
    simulator.faults.add(Fault(method="GET", path="/servicePrincipals", change=with_former_names, times=None))
    result = check(simulator, run_module, job)
    assert result["failed"] is True and "name" in result["msg"]
    paths = [each.path for each in simulator.log.writes() if each.method == "PATCH" and "displayName" in each.body]
    assert paths and len(paths) == len(set(paths))
    simulator.log.clear()


def with_former_names(body):
    """An answer in which all configurations have another name."""
    if isinstance(body, list):
        return list(map(with_former_names, body))
    if not isinstance(body, dict):
        return body
    body = {key: with_former_names(value) for key, value in body.items()}
    return {**body, "displayName": f"Former {body['displayName']}"} if "appId" in body else body
