# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An answer is a success only with a status of 2xx and, for a read, an object. Every other answer is an error."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._converge.backoff import BackOff, Patience
from ansible_collections.entra.cross_tenant.plugins.module_utils._converge.execution import Execution
from ansible_collections.entra.cross_tenant.plugins.module_utils._directory import lookup, read, read_deleted
from ansible_collections.entra.cross_tenant.plugins.module_utils._directory.errors import Failure, UnknownTenant
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.answer import (
    Answer,
    is_success,
    object_in,
    outcome,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.errors import EntraError, UnexpectedAnswer
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import PRESENT, Desired
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import NOTHING
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.partner import PartnerGoal
from ansible_collections.entra.cross_tenant.plugins.module_utils._progress import Progress
from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
BOTH = [{"tenant": TENANT}, {"tenant": OTHER}]
OPTIONS = {"retry_time": 0.2, "timeout": 2}

NO_SUCCESS = [100, 102, 103, 199, 203, 205, 206, 207, 226, 300, 301, 302, 304, 399, 0, -1, 600, 999]
NO_STATUS = [True, False, "200", "OK", 200.0, 204.5, None, [], {}, [200]]
ODD = [*NO_SUCCESS, *NO_STATUS]
NOTHING_AT_ALL = [None, True, {}, [], "ok", 204, {"tenantId": TENANT}, (204, {}, None)]


def no_answers():
    odd = [Answer(status, {}, {"tenantId": TENANT}) for status in ODD]
    return [pytest.param(each, id=repr(each)[:40]) for each in (*NOTHING_AT_ALL, *odd)]


@given(st.one_of(st.integers(), st.floats(), st.booleans(), st.text(), st.none()))
def test_nothing_but_a_whole_number_of_the_two_hundreds_is_a_success(status):
    known = isinstance(status, int) and not isinstance(status, bool) and status in (200, 201, 202, 204)
    assert is_success(status) == known
    assert isinstance(outcome("GET /x", Answer(status, {})), EntraError) != is_success(status)


@pytest.mark.parametrize("answer", no_answers())
def test_a_write_without_an_answer_was_not_made(answer):
    one = Execution(
        PartnerGoal(Desired(TENANT, PRESENT, sync_state=PRESENT)), NOTHING, lambda: Patience(BackOff(), 0.1)
    )
    one.take(Answer(201, {}, {"tenantId": TENANT}))
    one.take(answer)
    assert isinstance(one.error, Failure) and isinstance(one.error.error, UnexpectedAnswer)
    # Changes made before are reported. Changes that were not made are not reported.
    assert [(change.operation, change.resource) for change in one.changes] == [("create", "partner")]


@pytest.mark.parametrize("body", ['{"error": {"code": "X"}}', '{"error": "no"}', '"ok"', "[]", "7", "true"])
@pytest.mark.parametrize("batch_size", [1, 20])
def test_a_write_that_was_answered_without_an_object_was_not_made(simulator, run_module, batch_size, body):
    simulator.directory.add_partner(TENANT)
    simulator.faults.add(Fault(method="PATCH", path=f"{TENANT}$", status=200, body=body, times=None))
    trust = {"tenant": TENANT, "inbound_trust": {"mfa_accepted": True}}
    fleet = [trust, {"tenant": OTHER}] if batch_size > 1 else [trust]
    result = run_module("partners", partners=fleet, batch_size=batch_size, wait=False, **OPTIONS)
    assert result["failed"] is True and "error" in result["partners"][0]
    assert not [change for change in result["changes"] if change["tenant_id"] == TENANT]
    simulator.log.clear()


@pytest.mark.parametrize("answer", no_answers())
def test_a_read_without_an_answer_is_neither_absent_nor_present(answer):
    client = SimpleNamespace(progress=Progress(), send_all=lambda asked, step: [answer for _request in asked])
    readers = (read.some_partners, read_deleted.some_deleted, read_deleted.deleted_partners)
    states = [reader(client, [TENANT])[TENANT] for reader in readers]
    for found in (*states, lookup.found_in(TENANT, answer)):
        assert isinstance(found, Failure) and not isinstance(found, UnknownTenant)


@pytest.mark.parametrize("body", [None, "", "text", [], {}, {"@odata.context": "x"}, 5, True, {"error": {"code": "x"}}])
def test_a_read_without_an_object_is_no_success(body):
    with pytest.raises(UnexpectedAnswer):
        object_in("/x", Answer(200, {}, body))


# Inside of a batch.


def with_status(status, number=1):
    def change(body):
        body["responses"][number]["status"] = status
        return body

    return Fault(path="/$batch", change=change, times=None)


@pytest.mark.parametrize("status", rest_long(ODD, *ODD[::2]), ids=repr)
def test_a_write_in_a_batch_with_an_odd_status(simulator, run_module, impatient, status):
    simulator.faults.add(with_status(status))
    result = run_module("partners", partners=BOTH, wait=False, wait_timeout=0.3, **OPTIONS)
    assert result["failed"] is True and "1 of 2 partners failed" in result["msg"]
    ((failed,), (done,)) = ([item for item in result["partners"] if ("error" in item) is bad] for bad in (True, False))
    assert failed["changes"] == [] and failed["changed"] is False and failed["tenant_id"] in failed["error"]["msg"]
    assert [change["operation"] for change in done["changes"]] == ["create"]
    assert result["changes"] == done["changes"]
    simulator.log.clear()


@pytest.mark.parametrize("status", rest_long(ODD, *ODD[1::2]), ids=repr)
def test_a_read_in_a_batch_with_an_odd_status(simulator, run_module, status):
    simulator.faults.add(with_status(status, number=0))
    result = run_module("access_policy_info", continue_on_error=True, **OPTIONS)
    (error,) = result["unreadable"].values()
    assert error["msg"].startswith("Failed to read the default settings")
    assert "default_settings" not in result["access_policy"]
    simulator.log.clear()


@pytest.mark.parametrize("body", [None, "x", [], {}, {"@odata.context": "x"}, {"error": {"code": "x"}}], ids=repr)
@pytest.mark.parametrize("module", ["default_settings", "mto_sync_template"])
def test_an_object_that_is_none_is_no_unset_settings(simulator, run_module, module, body):
    simulator.faults.add(Fault(method="GET", change=lambda _body: body, times=None))
    options = {"user_sync_allowed": False} if "sync" in module else {"inbound_trust": {"mfa_accepted": False}}
    for each, more in ((module, options), (f"{module}_info", {})):
        result = run_module(each, **more, **OPTIONS)
        assert result["failed"] is True and "Failed to read the" in result["msg"], result
    assert not simulator.log.writes()
    simulator.log.clear()


@pytest.mark.parametrize("status", [300, 304, 399])
def test_a_status_over_the_wire_that_is_neither(simulator, run_module, status):
    simulator.directory.add_partner(TENANT)
    simulator.faults.add(Fault(method="PATCH", status=status, body="", times=None))
    result = run_module("partner", partner_tenant=TENANT, inbound_trust={"mfa_accepted": True}, **OPTIONS)
    assert result["failed"] is True and str(TENANT) in result["msg"]
    assert (result["changed"], result["changes"]) == (False, [])
    simulator.log.clear()
