# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many synchronization configurations in one task: created, in line, with faults, with limits and with a review."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

pytestmark = pytest.mark.usefixtures("impatient")

TENANTS = [f"90e29127-71ad-49c7-9ce8-0000000000{number:02}" for number in range(10)]


@pytest.fixture
def source(simulator):
    source = simulator.directory.source
    for tenant in TENANTS:
        simulator.directory.add_partner(tenant, automaticUserConsentSettings={"outboundAllowed": True})
        source.allow(tenant)
    return source


def wanted(group, **more):
    return [
        {"target_tenant": tenant, "assignments": [{"group": group}], "user_type": "guest", "enabled": True, **more}
        for tenant in TENANTS
    ]


def run(run_module, configurations, check=False, **options):
    return run_module("sync_configurations", check=check, sync_configurations=configurations, **options)


@pytest.mark.parametrize("batch_size", [1, 20])
def test_ten_configurations_are_created_by_one_task_and_then_in_line(simulator, source, run_module, batch_size):
    group = source.add_group("Sales")["id"]
    predicted = run(run_module, wanted("Sales"), check=True, batch_size=batch_size)
    assert simulator.log.writes() == []
    made = run(run_module, wanted("Sales"), batch_size=batch_size)
    assert not made.get("failed"), made.get("msg")
    assert made["changes"] == predicted["changes"] and made["plan"] == predicted["plan"]
    assert [item["target_tenant_id"] for item in made["sync_configurations"]] == TENANTS
    assert len(list(source.principals.rows())) == len(TENANTS)
    for key, _principal in source.principals.rows():
        assert source.assigned(key) == [group]
        (job,) = source.jobs_of(key)
        assert job["schedule"]["state"] == "Active"
    simulator.log.clear()
    again = run(run_module, wanted(group))
    assert again["changed"] is False and simulator.log.writes() == []
    assert all("before" not in item for item in again["sync_configurations"])
    # One list, then jobs and credentials, then schemas, assignments and applications, in batches of twenty.
    assert len(simulator.log.graph()) == 1 + 1 + 2


def test_rows_of_the_info_module_are_valid_input(source, run_module):
    user = source.add_user("ada", "Ada")["id"]
    for tenant in TENANTS:
        source.add_configuration(tenant, f"To {tenant}", assigned=(user,))
    rows = run_module("sync_configuration_info")["sync_configurations"]
    assert len(rows) == len(TENANTS)
    assert run(run_module, rows)["changed"] is False


def test_one_that_fails_does_not_stop_the_others(simulator, source, run_module):
    first, second, third, fourth = TENANTS[:4]
    ran = source.add_configuration(first, "A", state="Active", assigned=(source.add_user("ada", "Ada")["id"],))
    simulator.cycles.run(ran.job_id)
    source.add_configuration(second, "B")
    source.add_configuration(second, "C")
    unread = source.add_configuration(fourth, "D")
    simulator.faults.add(Fault(method="GET", path=f"{unread.job_id}/schema$", status=403, times=None))
    configurations = [
        {"target_tenant": first, "state": "absent"},
        {"target_tenant": second, "enabled": True},
        {"target_tenant": third, "name": "New"},
        {"target_tenant": fourth, "user_type": "guest"},
    ]
    result = run(run_module, configurations)
    assert result["failed"] is True and "3 of 4 synchronization configurations failed" in result["msg"]
    # A read knows the configuration only. The person who reads the error has to know the tenant.
    assert all(tenant in result["msg"] for tenant in (first, second, fourth)), result["msg"]
    left, several, new, _unread = result["sync_configurations"]
    assert "users and groups are assigned to it" in left["error"]["msg"] and left["changed"] is False
    assert "2 configurations synchronize" in several["error"]["msg"]
    assert new["after"]["name"] == "New" and new["before"] is None and "error" not in new
    kept = run(run_module, configurations, continue_on_error=True)
    assert not kept.get("failed") and kept["changed"] is False


def test_a_refusal_is_the_error_of_its_item(simulator, source, run_module):
    simulator.faults.add(Fault(method="PUT", path="secrets", status=403))
    result = run(run_module, wanted(source.add_group("Sales")["id"]))
    failed = [item for item in result["sync_configurations"] if "error" in item]
    assert result["failed"] is True and len(failed) == 1
    assert failed[0]["error"]["status"] == 403
    assert [change["resource"] for change in failed[0]["changes"]] == ["sync_configuration", "sync_job"]
    again = run(run_module, wanted("Sales"))
    assert not again.get("failed"), again.get("msg")
    assert len(list(source.principals.rows())) == len(TENANTS)


def test_the_removal_limit(simulator, source, run_module):
    for tenant in TENANTS[:3]:
        source.add_configuration(tenant, state="Active")
    off = [{"target_tenant": tenant, "enabled": False} for tenant in TENANTS[:3]]
    refused = run(run_module, off, removal_limit=2)
    assert refused["failed"] is True and "removal_limit is 2" in refused["msg"] and simulator.log.writes() == []
    assert run(run_module, off, removal_limit=3)["changed"] is True


def test_a_reviewed_plan(simulator, source, run_module):
    source.add_configuration(TENANTS[0], "A")
    configurations = [{"target_tenant": TENANTS[0], "user_type": "guest"}]
    plan = run(run_module, configurations, check=True)["plan"]
    other = run(run_module, [{"target_tenant": TENANTS[0], "user_type_of_existing": True}], expected_plan=plan)
    assert other["failed"] is True and "not the plan that was reviewed" in other["msg"]
    assert simulator.log.writes() == []
    assert run(run_module, configurations, expected_plan=plan["id"])["changed"] is True


@pytest.mark.parametrize(
    ("configurations", "words"),
    [
        ([{"target_tenant": TENANTS[0]}, {"target_tenant": TENANTS[0].upper()}], "listed more than once"),
        ([{"target_tenant": TENANTS[0], "colour": "blue"}], "colour"),
        ([{"target_tenant": TENANTS[0], "name": ""}, {"target_tenant": "x"}], "name is empty"),
        ([{"state": "absent"}], "target_tenant"),
    ],
)
def test_options_are_refused_before_anything_is_sent(simulator, run_module, configurations, words):
    result = run(run_module, configurations)
    assert result["failed"] is True and words in result["msg"]
    assert len(simulator.log) == 0
