# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of Graph and of the login endpoint that nobody has ever seen: the run reports what it did, no traceback."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.tests.everyday import examples
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.modules.fuzz import ANYTHING, HOSTILE_TEXTS, MUTATIONS
from ansible_collections.entra.cross_tenant.tests.modules.jobs import JOBS
from ansible_collections.entra.cross_tenant.tests.modules.test_fault_matrix import (
    GONE,
    KINDS,
    NEW,
    OLD,
    OTHER,
    SOURCE_KINDS,
    WANTED,
    arrange,
)

OPTIONS = {"timeout": 0.4, "retry_time": 0.3, "wait_timeout": 0.3}
SETTINGS = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


def answers(kind):
    """Faults that change the answer to one kind of request, once or for ever."""
    return st.builds(
        lambda change, times, skip: Fault(**KINDS[kind], change=change, times=times, skip=skip),
        st.one_of(MUTATIONS, ANYTHING.map(lambda value: lambda body: value)),
        st.sampled_from([1, None]),
        st.integers(0, 1),
    )


FAULTS = st.lists(st.sampled_from(list(KINDS)).flatmap(answers), min_size=1, max_size=3)


def check(simulator, run_module, faults, batch_size):
    simulator.reset()
    simulator.behaviour.page_size = 2
    arrange(simulator.directory)
    other = simulator.directory.partner(OTHER), simulator.directory.identity_sync(OTHER)
    for fault in faults:
        simulator.faults.add(fault)
    # A traceback is not a SystemExit, so it fails the test.
    result = run_module("partners", partners=WANTED, batch_size=batch_size, **OPTIONS)
    assert bool(result.get("failed")) == bool(result.get("msg"))
    run_module("partner_info", **OPTIONS)
    run_module("partner_identity_sync_info", partner_tenant=OLD, **OPTIONS)

    simulator.faults.clear()
    again = run_module("partners", partners=WANTED, batch_size=batch_size, **OPTIONS)
    assert again.get("failed") is None, again["msg"]
    assert set(simulator.directory.partners) == {NEW, OLD, OTHER}
    assert simulator.directory.identity_sync(OLD)["userSyncInbound"] == {"isSyncAllowed": True}
    assert simulator.directory.identity_sync(NEW)["userSyncInbound"] == {"isSyncAllowed": True}
    assert GONE not in simulator.directory.identity_syncs
    assert (simulator.directory.partner(OTHER), simulator.directory.identity_sync(OTHER)) == other
    simulator.log.clear()


# For each of these tests, a test below it has many more examples.
@settings(max_examples=examples(40), **SETTINGS)
@given(faults=FAULTS, batch_size=st.sampled_from([1, 20]))
def test_any_answer_is_understood_or_reported(simulator, run_module, impatient, faults, batch_size):
    check(simulator, run_module, faults, batch_size)


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(max_examples=3000, **SETTINGS)
@given(faults=FAULTS, batch_size=st.sampled_from([1, 20]))
def test_any_answer_for_long(simulator, run_module, impatient, faults, batch_size):
    check(simulator, run_module, faults, batch_size)


SOURCE_ANSWERS = st.builds(
    lambda kind, change, times, skip: Fault(**SOURCE_KINDS[kind], change=change, times=times, skip=skip),
    st.sampled_from(list(SOURCE_KINDS)),
    st.one_of(MUTATIONS, ANYTHING.map(lambda value: lambda body: value)),
    st.sampled_from([1, None]),
    st.integers(0, 2),
)


def check_source(simulator, run_module, faults):
    """No answer is a traceback, or a change that the result does not list."""
    simulator.reset()
    job = JOBS["configurations"]
    job.arrange(simulator.directory)
    for fault in faults:
        simulator.faults.add(fault)
    result = run_module(job.module, **job.options, **OPTIONS)
    assert bool(result.get("failed")) == bool(result.get("msg"))
    run_module("sync_configuration_info", **OPTIONS)
    run_module("access_policy_info", gather_subset=["sync_configurations"], **OPTIONS)
    for name in ("job, restarted", "job, provisioned"):
        result = run_module("sync_job", **JOBS[name].options, **OPTIONS)
        assert bool(result.get("failed")) == bool(result.get("msg"))
    simulator.log.clear()


@settings(max_examples=examples(20), **SETTINGS)
@given(faults=st.lists(SOURCE_ANSWERS, min_size=1, max_size=2))
def test_any_answer_about_the_source_side(simulator, run_module, impatient, faults):
    check_source(simulator, run_module, faults)


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(max_examples=2000, **SETTINGS)
@given(faults=st.lists(SOURCE_ANSWERS, min_size=1, max_size=2))
def test_any_answer_about_the_source_side_for_long(simulator, run_module, impatient, faults):
    check_source(simulator, run_module, faults)


def login(simulator, run_module, faults):
    simulator.reset()
    for fault in faults:
        simulator.faults.add(fault)
    result = run_module("partner_info", **OPTIONS)
    assert result.get("failed") or result["partners"] == []
    assert simulator.client_secret not in str(result)
    simulator.log.clear()


LOGINS = st.lists(st.sampled_from(["discovery", "token"]).flatmap(answers), min_size=1, max_size=2)


@settings(max_examples=examples(30), **SETTINGS)
@given(faults=LOGINS)
def test_any_answer_to_a_login(simulator, run_module, impatient, faults):
    login(simulator, run_module, faults)


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(max_examples=2000, **SETTINGS)
@given(faults=LOGINS)
def test_any_answer_to_a_login_for_long(simulator, run_module, impatient, faults):
    login(simulator, run_module, faults)


@settings(max_examples=examples(40), **SETTINGS)
@given(change=st.one_of(MUTATIONS, ANYTHING.map(lambda value: lambda body: value)))
def test_any_answer_about_a_template(simulator, run_module, impatient, change):
    simulator.reset()
    simulator.faults.add(Fault(path="templates|default", change=change, times=None))
    for module, options in (
        ("mto_sync_template", {"user_sync_allowed": True}),
        ("mto_partner_template", {"inbound_trust": {"mfa_accepted": True}}),
        ("default_settings", {"inbound_trust": {"mfa_accepted": True}}),
    ):
        run_module(module, **options, **OPTIONS)
        run_module(module, state="reset", **OPTIONS)
        run_module(f"{module}_info", **OPTIONS)
    run_module("partner_identity_sync_info", deleted=True, api_version="beta", **OPTIONS)
    simulator.log.clear()


def test_names_of_graph_are_shown_as_they_are(simulator, run_module):
    """Odd names are data. They are read, compared and returned unchanged, and are never a reason to write."""
    ids = [f"90e29127-71ad-49c7-9ce8-{number:012}" for number in range(len(HOSTILE_TEXTS))]
    for tenant, name in zip(ids, HOSTILE_TEXTS):
        simulator.directory.add_partner(tenant, {"displayName": name})
    rows = run_module("partner_info")["partners"]
    assert [row["identity_sync"]["display_name"] for row in rows] == [name or None for name in HOSTILE_TEXTS]
    assert run_module("partners", partners=rows)["changed"] is False
    assert not simulator.log.writes()


@pytest.mark.parametrize("into", ["message", "code", "value"])
def test_a_text_of_an_answer_is_bounded(simulator, run_module, into):
    """AWX drops a result that is too long, and with it the report of what the run did."""
    long = "word " * 200_000
    for number in range(3):
        simulator.directory.add_partner(f"90e29127-71ad-49c7-9ce8-{number:012}")
    path = "90e29127-71ad-49c7-9ce8-000000000001"
    if into == "value":
        simulator.faults.add(
            Fault(
                method="GET",
                path="partners$",
                change=lambda body: {
                    **body,
                    "value": [{**row, "inboundTrust": {"isMfaAccepted": long}} for row in body["value"]],
                },
            )
        )
    else:
        simulator.faults.add(Fault(method="PATCH", path=path, status=400, times=None, **{into: long}))
    wanted = [
        {"tenant": f"90e29127-71ad-49c7-9ce8-{number:012}", "inbound_trust": {"mfa_accepted": True}}
        for number in range(3)
    ]
    result = run_module("partners", partners=wanted)
    assert result["failed"] is True and len(json.dumps(result)) < 50_000
    assert "word" in result["msg"]
    if into != "value":
        assert len(result["changes"]) == 2
    simulator.log.clear()
