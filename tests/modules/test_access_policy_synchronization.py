# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the synchronization configurations of the home tenant do, read for reports: one list, then batches."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._health import checks
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import known_of
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.outflow import sync_out
from ansible_collections.entra.cross_tenant.tests.everyday import examples, one_in
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault
from ansible_collections.entra.cross_tenant.tests.modules.fuzz import ANYTHING, MUTATIONS
from ansible_collections.entra.cross_tenant.tests.modules.test_fault_matrix import FAULTS as EVERY_FAULT

TARGET = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
READER = "00000000-0000-4000-8000-0000000000c9"
LIST = "/servicePrincipals"


@pytest.fixture
def read(run_module):
    """The configurations that the module returns. The module must have succeeded."""

    def read(**options):
        result = run_module("access_policy_info", gather_subset=["sync_configurations"], **options)
        assert not result.get("failed"), result["msg"]
        return result["access_policy"]["sync_configurations"]

    return read


def test_a_job_that_runs(simulator, read):
    source = simulator.directory.source
    simulator.directory.add_partner(TARGET, automaticUserConsentSettings={"outboundAllowed": True})
    source.allow(TARGET)
    user = source.add_user("ada", "Ada")["id"]
    made = source.add_configuration(TARGET, "Fabrikam", state="Active", assigned=(user,))
    simulator.cycles.run(made.job_id)
    (row,) = read(api_version="beta")
    ran = row["status"].pop("last_run")
    assert ran == row["status"].pop("last_success") and ran.endswith("Z")
    assert row == {
        "target_tenant_id": TARGET,
        "name": "Fabrikam",
        "enabled": True,
        "scope": "assigned",
        "deletion_threshold": 0,
        "assigned": None,
        "status": {"code": "Active", "quarantine": None, "counts": {"User": 1}},
        "missing": [],
        "problem": None,
        "masked": [],
        "unread": {},
        "by_admin_center": False,
        "service_principal_id": made.service_principal_id,
        "job_id": made.job_id,
    }
    # Only this version keeps credentials.
    assert {exchange.version for exchange in simulator.log.graph()} == {"v1.0"}


def test_the_requests(simulator, read):
    source = simulator.directory.source
    user = source.add_user("ada", "Ada")["id"]
    assert read() == []
    assert simulator.log.calls() == [("GET", LIST)]
    simulator.log.clear()
    for number in range(25):
        target = f"00000000-0000-4000-8000-000000001{number:03}"
        source.add_configuration(target, f"N {number:02}", state="Active", assigned=(user,))
    off = source.add_configuration(TARGET, "Off", assigned=(user,))
    source.add_configuration(OTHER, "All", credentials={"SyncAll": "true"})
    rows = {row["name"]: row for row in read()}
    assert len(rows) == 27 and rows["Off"]["assigned"] == 1
    assert {row["assigned"] for name, row in rows.items() if name != "Off"} == {None}
    # Jobs and credentials, twenty in each batch. Assignments only where somebody may wait. Schemas are never read.
    outer = [exchange.path for exchange in simulator.log.graph()]
    assert outer[0] == LIST and outer.count("/$batch") == 3
    assert len(simulator.log.calls()) == 1 + 2 * 27 + 1
    assert ("GET", f"{LIST}/{off.service_principal_id}/appRoleAssignedTo") in simulator.log.calls()


def test_halves_and_hidden_parts(simulator, read):
    source = simulator.directory.source
    source.add_configuration(display_name="A", job=False)
    source.add_configuration(TARGET, "B", state="Active")
    simulator.behaviour.masked_secrets = ("CompanyId",)
    rows = {row["name"]: row for row in read()}
    assert (rows["A"]["missing"], rows["A"]["status"]) == (["job", "credentials"], None)
    assert (rows["B"]["target_tenant_id"], rows["B"]["masked"]) == (None, ["CompanyId"])


def test_a_part_that_cannot_be_read(simulator, read):
    made = simulator.directory.source.add_configuration(TARGET, "A", state="Active")
    simulator.directory.source.add_configuration(OTHER, "B", state="Active")
    broken = f"{made.service_principal_id}/synchronization"
    simulator.faults.add(Fault(path=f"{broken}/secrets", status=403, times=None))
    simulator.faults.add(Fault(path=f"{broken}/jobs", change=lambda _body: {"value": [5]}, times=None))
    rows = {row["name"]: row for row in read()}
    assert rows["A"]["unread"] == {"jobs": "unknown", "credentials": "forbidden"}
    assert (rows["A"]["target_tenant_id"], rows["A"]["enabled"], rows["A"]["scope"]) == (None, None, None)
    assert rows["B"]["unread"] == {}


@pytest.mark.parametrize(
    ("roles", "missing"),
    [
        (("Policy.Read.All",), "Application.Read.All"),
        (("Policy.Read.All", "Application.Read.All"), "Synchronization.Read.All"),
    ],
)
def test_without_permission_everything_else_is_read(simulator, run_module, roles, missing):
    simulator.directory.source.add_configuration(TARGET, "A")
    simulator.directory.add_application(READER, roles=roles, secret="s3cret")
    result = run_module(
        "access_policy_info",
        gather_subset=["default_settings", "sync_configurations"],
        continue_on_error=True,
        client_id=READER,
        client_secret="s3cret",
    )
    assert list(result["access_policy"]) == ["default_settings"]
    error = result["unreadable"]["sync_configurations"]
    assert error["status"] == 403 and missing in error["msg"]


def test_a_cloud_that_has_no_source_side(simulator, run_module):
    simulator.behaviour.cloud = "china"
    result = run_module("access_policy_info", gather_subset=["sync_configurations"], cloud="china")
    assert not result.get("failed") and result["access_policy"] == {}
    assert "china" in result["unavailable"]["sync_configurations"]
    assert simulator.log.calls() == []


def test_an_answer_that_is_no_list(simulator, run_module):
    simulator.faults.add(Fault(path=f"^{LIST}$", change=lambda _body: {"value": ["x"]}, times=None))
    result = run_module("access_policy_info", gather_subset=["sync_configurations"])
    assert result["failed"] is True and "cannot be understood" in result["msg"]
    assert result["access_policy"] == {}


@pytest.mark.parametrize("wrong", ["yes", [], 5])
def test_a_quarantine_that_cannot_be_understood_is_not_taken_for_none(simulator, read, wrong):
    simulator.directory.source.add_configuration(TARGET, "A", state="Active")
    simulator.directory.source.add_configuration(OTHER, "B", state="Active")

    def change(body):
        (job,) = body["value"]
        return {"value": [{**job, "status": {**job["status"], "code": "Active", "quarantine": wrong}}]}

    simulator.faults.add(Fault(path="synchronization/jobs$", change=change))
    states = sorted(row["state"] for row in told(read())["configurations"])
    assert states == ["running", "unknown"]


def told(rows):
    """What a report says of the configurations. No health check may stumble over them."""
    known = known_of({"sync_configurations": rows}, "global", False, now="2026-11-21T14:00:00Z")
    for finding in checks.findings([], known):
        assert finding.seen
    return sync_out(known, "")


PARTS = ["^/servicePrincipals$", "synchronization/jobs$", "synchronization/secrets$", "appRoleAssignedTo$"]


def arrange(simulator):
    source = simulator.directory.source
    user = source.add_user("ada", "Ada")["id"]
    on = source.add_configuration(TARGET, "A", state="Active", assigned=(user,))
    simulator.cycles.quarantine(on.job_id, "TooManyDeletes")
    source.add_configuration(OTHER, "B", assigned=(user,))


@pytest.mark.parametrize(
    ("path", "fault"), one_in(4, PARTS, [name for name in EVERY_FAULT if not name.startswith("nextLink")])
)
def test_every_fault(simulator, run_module, impatient, path, fault):
    """The fault is overcome, or what it hides is unknown. Nothing is taken for absent or different."""
    arrange(simulator)
    options = {"gather_subset": ["sync_configurations"], "timeout": 0.4, "retry_time": 1.0}
    expected = run_module("access_policy_info", **options)["access_policy"]["sync_configurations"]
    simulator.faults.add(Fault(path=path, method="GET", **EVERY_FAULT[fault]))
    result = run_module("access_policy_info", **options)
    if result.get("failed"):
        assert result["access_policy"] == {} and list(result["unreadable"]) == ["sync_configurations"]
        return
    by_name = {row["name"]: row for row in result["access_policy"]["sync_configurations"]}
    for row in expected:
        found = by_name[row["name"]]
        assert found == row or found["unread"], fault


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(PARTS),
    change=st.one_of(MUTATIONS, ANYTHING.map(lambda value: lambda body: value)),
)
def test_any_answer_is_understood_or_reported(simulator, run_module, impatient, path, change):
    simulator.reset()
    arrange(simulator)
    simulator.faults.add(Fault(path=path, change=change, times=None))
    # A traceback is not a SystemExit, so it fails the test.
    result = run_module("access_policy_info", gather_subset=["sync_configurations"], timeout=0.4, retry_time=0.3)
    assert bool(result.get("failed")) == bool(result["unreadable"])
    rows = result["access_policy"].get("sync_configurations")
    for entry in told(rows)["configurations"]:
        assert entry["state"] != "running" or entry["enabled"] is True
    simulator.log.clear()
