# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Only reviewed changes are made, changes can be undone, and limits apply to the writes that are really sent."""

from __future__ import annotations

import json
import os
import stat

import pytest
import yaml

from ansible_collections.entra.cross_tenant.plugins.module_utils import _ledger
from ansible_collections.entra.cross_tenant.plugins.module_utils._ledger import VARIABLE, Ledger, UnreadableLedger
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

ALDER, BIRCH, CEDAR = (f"90e29127-71ad-49c7-9ce8-00000000000{number}" for number in range(3))
ON = {"displayName": "Birch", "userSyncInbound": {"isSyncAllowed": True}}
WANTED = [
    {"tenant": ALDER, "identity_sync": {"user_sync_allowed": False}},
    {"tenant": BIRCH, "state": "absent"},
    {"tenant": CEDAR, "inbound_trust": {"mfa_accepted": True}},
]


# The variable names the run that a separate process belongs to.
AS_MODULE = pytest.mark.parametrize("way", ["module"])


@pytest.fixture
def directory(simulator):
    simulator.directory.add_partner(BIRCH, ON, inboundTrust={"isMfaAccepted": True})
    simulator.directory.add_partner(CEDAR)
    return simulator.directory


@pytest.mark.parametrize("whole", [True, False])
def test_the_reviewed_plan_is_done(simulator, directory, run_module, whole):
    plan = run_module("partners", check=True, partners=WANTED)["plan"]
    assert (plan["create"], plan["delete"], plan["update"]) == (2, 2, 1)
    expected = plan if whole else plan["id"]
    turned = list(reversed(WANTED))
    for check in (True, False):
        result = run_module("partners", check=check, partners=turned, expected_plan=expected)
        assert result["plan"] == plan and result["changed"]
    nothing = run_module("partners", partners=WANTED)["plan"]
    assert nothing["partners"] == {} and nothing["id"] != plan["id"]
    assert run_module("partners", partners=WANTED, expected_plan=nothing)["changed"] is False


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda directory: directory.change_partner(CEDAR, inboundTrust={"isMfaAccepted": True}), CEDAR),
        (lambda directory: directory.change_partner(CEDAR, inboundTrust={"isCompliantDeviceAccepted": True}), CEDAR),
        (lambda directory: directory.add_partner(ALDER), ALDER),
        (lambda directory: directory.set_identity_sync(BIRCH, None), BIRCH),
    ],
)
def test_any_other_plan_is_refused(simulator, directory, run_module, change, named):
    plan = run_module("partners", check=True, partners=WANTED)["plan"]
    change(directory)
    for check in (True, False):
        result = run_module("partners", check=check, partners=WANTED, expected_plan=plan)
        assert result["failed"] is True and result["changed"] is False and result["changes"] == []
        assert named in result["msg"] and result["msg"].startswith("Nothing was changed: This is not the plan")
        assert result["plan"]["id"] != plan["id"]
    assert not simulator.log.writes()


def test_what_is_no_plan_is_refused_before_any_request(simulator, run_module):
    for value in ("forty", "0" * 63, {"partners": {}}, "{", 12):
        result = run_module("partners", partners=WANTED, expected_plan=value)
        assert "expected_plan" in result["msg"] and result["failed"] is True
    assert simulator.log.number_of("graph") == 0
    assert run_module("partners", check=True, partners=WANTED, expected_plan=" ")["changed"] is True


def test_what_was_not_reviewed_is_not_sent_after_a_surprise(simulator, directory, run_module):
    """The list was old: somebody has since created the partner with other settings."""
    wanted = [{"tenant": ALDER, "inbound_trust": {"mfa_accepted": True}}]
    plan = run_module("partners", check=True, partners=wanted)["plan"]
    directory.add_partner(ALDER)
    simulator.faults.add(Fault(path="/partners$", method="GET", change=lambda body: {**body, "value": []}, times=1))
    result = run_module("partners", partners=wanted, expected_plan=plan)
    assert result["failed"] is True and "changed since the review" in result["partners"][0]["error"]["msg"]
    assert [write.method for write in simulator.log.writes()] == ["POST"]
    assert not directory.partner(ALDER).get("inboundTrust")


def files_of(folder):
    return {
        name: yaml.safe_load((folder / name).read_text(encoding="utf-8"))
        for name in ("hosts.yml", "group_vars/partners.yml")
    }


def only_backup(directory):
    (folder,) = directory.iterdir()
    return folder


def test_a_backup_is_private_whole_and_before_the_first_write(simulator, directory, run_module, tmp_path):
    place = tmp_path / "backups"
    assert run_module("partners", check=True, partners=WANTED, backup_directory=str(place))["backup"] is None
    assert not place.exists()
    # The very first write fails, and its outcome is unknown.
    simulator.faults.add(Fault(path="partners", method="POST", status=500, times=None))
    simulator.faults.add(Fault(path="partners", method="DELETE", status=500, times=None))
    simulator.faults.add(Fault(path="partners", method="PATCH", status=500, times=None))
    result = run_module("partners", partners=WANTED, backup_directory=str(place), batch_size=1)
    assert result["failed"] is True
    folder = only_backup(place)
    assert result["backup"] == str(folder)
    files = files_of(folder)
    hosts = files["hosts.yml"]["partners"]["hosts"]
    assert hosts[ALDER] == {"partner_onboarding_partner": {"tenant": ALDER, "state": "absent"}}
    assert hosts["birch"]["partner_onboarding_partner"]["identity_sync"]["display_name"] == "Birch"
    assert "inbound_trust" in hosts[CEDAR]["partner_onboarding_partner"]["inherit"]
    assert files["group_vars/partners.yml"] == {
        "partner_onboarding_removal_limit": 1,
        "partner_onboarding_api_version": "beta",
    }
    for path in [place, folder, *folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_nothing_to_change_needs_no_backup(simulator, run_module, tmp_path):
    result = run_module(
        "partners", partners=[{"tenant": ALDER, "state": "absent"}], backup_directory=str(tmp_path / "b")
    )
    assert result["backup"] is None and not (tmp_path / "b").exists()


def test_what_cannot_be_written_down_is_not_changed(simulator, directory, run_module, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", encoding="utf-8")
    for place in (tmp_path / "file", tmp_path / "file" / "below", "/proc/nope"):
        result = run_module("partners", partners=WANTED, backup_directory=str(place))
        assert result["failed"] is True and "backup cannot be written" in result["msg"]

    # The backup fails half-way: the disk is full when the last file is written.
    real = os.fsync
    calls = []

    def full(number):
        calls.append(number)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        real(number)

    monkeypatch.setattr(os, "fsync", full)
    result = run_module("partners", partners=WANTED, backup_directory=str(tmp_path / "full"))
    assert "No space left" in result["msg"] and list((tmp_path / "full").iterdir()) == []
    assert not simulator.log.writes()


def test_no_secret_gets_into_a_backup(simulator, directory, run_module, tmp_path):
    secret = simulator.options()["client_secret"]
    directory.set_identity_sync(BIRCH, {**ON, "displayName": f"Our {secret}"})
    result = run_module("partners", partners=WANTED, backup_directory=str(tmp_path))
    assert result["failed"] is True and "secret" in result["msg"] and BIRCH in result["msg"]
    assert not list(tmp_path.iterdir()) and not simulator.log.writes()


@AS_MODULE
def test_tasks_of_one_run_add_to_one_backup(simulator, directory, run_module, tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "ledger"))
    place = tmp_path / "backups"
    first = run_module("partners", partners=WANTED[1:], backup_directory=str(place))
    again = [{"tenant": BIRCH, "inbound_trust": {"mfa_accepted": False}}, *WANTED]
    second = run_module("partners", partners=[again[0], again[1], again[3]], backup_directory=str(place))
    assert first["backup"] == second["backup"] == str(only_backup(place))
    hosts = files_of(only_backup(place))["hosts.yml"]["partners"]["hosts"]
    # The backup shows the state before the run, not the state before the second task.
    assert hosts["birch"]["partner_onboarding_partner"]["inbound_trust"] == {"mfa_accepted": True}
    assert hosts[ALDER]["partner_onboarding_partner"]["state"] == "absent"
    assert stat.S_IMODE((tmp_path / "ledger").stat().st_mode) == 0o600


def test_a_backup_after_a_surprise_has_what_was_there(simulator, directory, run_module, tmp_path):
    """The list did not contain the partner. An undo with the state "absent" would delete it."""
    simulator.faults.add(Fault(path="/partners$", method="GET", change=lambda body: {**body, "value": []}, times=1))
    wanted = [{"tenant": BIRCH, "inbound_trust": {"mfa_accepted": False}}]
    result = run_module("partners", partners=wanted, backup_directory=str(tmp_path))
    assert result["changed"] is True
    hosts = files_of(only_backup(tmp_path))["hosts.yml"]["partners"]["hosts"]
    assert hosts["birch"]["partner_onboarding_partner"]["inbound_trust"] == {"mfa_accepted": True}


def test_limits_hold_for_what_is_sent_after_a_surprise(simulator, directory, run_module):
    """The list did not contain the partners, so no removal seemed to be planned."""
    for number in range(5):
        directory.add_partner(f"90e29127-71ad-49c7-9ce8-10000000000{number}", ON)
    wanted = [
        {"tenant": f"90e29127-71ad-49c7-9ce8-10000000000{number}", "identity_sync": {"user_sync_allowed": False}}
        for number in range(5)
    ]
    simulator.faults.add(Fault(path="/partners$", method="GET", change=lambda body: {**body, "value": []}, times=1))
    result = run_module("partners", partners=wanted, removal_limit=2)
    assert result["failed"] is True and "removal_limit is 2" in result["partners"][0]["error"]["msg"]
    on = sum(bool(directory.identity_sync(item["tenant"])["userSyncInbound"]["isSyncAllowed"]) for item in wanted)
    assert on == 5


@AS_MODULE
def test_a_run_has_one_total_for_each_home_tenant(simulator, directory, run_module, tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "ledger"))
    directory.add_partner(ALDER, ON)
    first = run_module("partners", partners=[{"tenant": ALDER, "state": "absent"}], removal_limit=1)
    # The same partner again does not count as another partner.
    directory.add_partner(ALDER, ON)
    again = run_module("partners", partners=[{"tenant": ALDER, "state": "absent"}], removal_limit=1)
    assert first["changed"] and again["changed"]
    result = run_module("partners", partners=[{"tenant": BIRCH, "state": "absent"}], removal_limit=1)
    assert (
        "would remove or switch off 1 partners (1 more were removed or switched off earlier in this run)"
        in result["msg"]
    )
    # A run in check mode counts by itself.
    assert run_module("partners", check=True, partners=[{"tenant": BIRCH, "state": "absent"}], removal_limit=1)[
        "changed"
    ]


@AS_MODULE
@pytest.mark.parametrize(
    "text",
    ["{", "[]", '"x"', '{"a": 1}', '{"a": {"removed": 5}}', '{"a": {"removed": null}}']
    + ['{"a": {"removed": "abc"}}', '{"a": {"removed": [1]}}', "[" * 100_000, '{"elsewhere": {}}'],
)
def test_an_account_that_cannot_be_read_is_none(simulator, directory, run_module, tmp_path, monkeypatch, text):
    """Nobody knows what was removed before, so nothing more is removed."""
    (tmp_path / "ledger").write_text(text, encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "ledger"))
    result = run_module("partners", partners=[{"tenant": BIRCH, "state": "absent"}], removal_limit=5)
    assert result["failed"] is True and ("account of this run" in result["msg"] or "it is not known" in result["msg"])
    assert not simulator.log.writes()


@AS_MODULE
def test_an_account_that_cannot_be_written_lets_nothing_go(simulator, directory, run_module, monkeypatch):
    """/dev/full reads as empty, and is full for every write."""
    monkeypatch.setenv(VARIABLE, "/dev/full")
    monkeypatch.setattr(_ledger, "_read", lambda path, file: {})
    result = run_module("partners", partners=[{"tenant": BIRCH, "state": "absent"}], removal_limit=5)
    assert result["failed"] is True and "cannot be written" in result["msg"]
    assert not simulator.log.writes()


@pytest.mark.parametrize("returned", [None, [], "x", {"one": 5}, {"one": {"removed": "abc"}}])
def test_what_another_machine_returns_and_is_no_account_leaves_nobody_knowing(tmp_path, returned):
    ledger = Ledger(str(tmp_path / "ledger"))
    with ledger.handed_over() as handed:
        handed.take(returned)
    with pytest.raises(UnreadableLedger, match="it is not known"):
        ledger.accounts()


def test_what_another_machine_returns_is_added_to_what_was_there(tmp_path):
    ledger = Ledger(str(tmp_path / "ledger"))
    with ledger.account("backup") as account:
        account["rows"] = {"a": {}}
    with ledger.account("one") as account:
        account["removed"] = ["a"]
    with ledger.handed_over() as handed:
        assert json.loads(handed.text) == {"one": {"removed": ["a"]}}
        handed.take({"one": {"removed": ["a", "b"]}, "two": {"pruned": ["c"]}})
    one_and_two = {"one": {"removed": ["a", "b"]}, "two": {"pruned": ["c"]}}
    assert ledger.accounts() == {"backup": {"rows": {"a": {}}}, **one_and_two}


def test_accounts_are_kept_for_the_run(tmp_path):
    ledger = Ledger(str(tmp_path / "ledger"))
    with ledger.account("one") as account:
        account["removed"] = ["a"]
    with pytest.raises(ValueError), ledger.account("one") as account:
        account["removed"] = ["a", "b"]
        raise ValueError
    assert Ledger(str(tmp_path / "ledger")).accounts() == {"one": {"removed": ["a"]}}
    assert Ledger(None).accounts() == {}
