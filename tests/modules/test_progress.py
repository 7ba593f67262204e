# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Long tasks report progress while they run, and short ones report none. Here a second is a hundredth of a second."""

from __future__ import annotations

import importlib
import os
import re
import threading
import uuid

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.entra.cross_tenant.plugins.module_utils._ledger import Ledger
from ansible_collections.entra.cross_tenant.plugins.module_utils._progress import Pace
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.secrets import Secrets
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task, outcome
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

COLLECTION = "ansible_collections.entra.cross_tenant.plugins.modules"
QUICK = Pace(0.05, 0.1)
POLICY = {"userSyncInbound": {"isSyncAllowed": True}}


@pytest.fixture
def proof():
    """The tests of this file look at logins as well."""
    return "client_secret"


def ids(number):
    return [str(uuid.UUID(int=(0x90E29127 << 96) + (0x4 << 76) + (0x8 << 60) + count)) for count in range(number)]


@pytest.fixture
def speaking(simulator, monkeypatch):
    """Run a module as inside ansible-playbook. Returns its result and the progress lines."""

    def run(name, /, check=False, pace=QUICK, secret=(), **options):
        monkeypatch.setattr(Task, "pace", pace)
        module = importlib.import_module(f"{COLLECTION}.{name}")
        checked = ArgumentSpecValidator(module.OPTIONS).validate({**simulator.options(), **options})
        assert not checked.error_messages
        lines = []
        task = Task(checked.validated_parameters, check, False, os.environ, Ledger(None), tell=lines.append)
        threads = threading.active_count()
        result = outcome(task, module.run, Secrets([simulator.client_secret, *secret]))
        assert threading.active_count() == threads, "no thread outlives its task"
        return result, lines

    return run


def some_line(lines, pattern):
    """At least one line matches the pattern. Any line may also name a request that waits too long for its answer."""
    assert [line for line in lines if re.fullmatch(rf"{pattern}(\. No answer from .*)?", line)], lines


# The work of a task.


def test_pages_that_are_read(simulator, speaking):
    for tenant in ids(6):
        simulator.directory.add_partner(tenant, POLICY)
    simulator.behaviour.update({"page_size": 1, "latency": 0.1})
    result, lines = speaking("partner_info")
    assert len(result["partners"]) == 6
    some_line(lines, r"[1-6] partners read, \d s so far")
    assert not [line for line in lines if "left" in line], "nobody knows how long the list is"


@pytest.mark.parametrize("batch_size", [1, 2])
def test_changes_that_are_written(simulator, speaking, impatient, batch_size):
    simulator.behaviour.latency = 0.15
    partners = [{"tenant": tenant, "identity_sync": {"user_sync_allowed": True}} for tenant in ids(12)]
    result, lines = speaking("partners", partners=partners, batch_size=batch_size)
    assert len(result["changes"]) == 24
    # Two changes for each partner, in two rounds.
    some_line(lines, r"([1-9]|1[0-9]|2[0-3]) of 24 changes written, \d s so far, about \d s left")
    numbers = [int(found.group(1)) for found in (re.match(r"(\d+) of 24 ", line) for line in lines) if found]
    assert numbers == sorted(numbers)
    assert max(numbers) > 12


def test_changes_that_are_refused(simulator, speaking):
    tenants = ids(9)
    for tenant in tenants:
        simulator.directory.add_partner(tenant)
    simulator.faults.add(Fault(path=tenants[0], method="PATCH", status=403, times=None))
    simulator.faults.add(Fault(path="/partners/", method="PATCH", delay=0.15, times=None))
    partners = [{"tenant": tenant, "inbound_trust": {"mfa_accepted": True}} for tenant in tenants]
    result, lines = speaking("partners", partners=partners, batch_size=1)
    assert result["failed"]
    assert len(result["changes"]) == 8
    some_line(lines, r"\d of 9 changes written, 1 without success, 0 s so far(, about \d s left)?")


def test_changes_that_are_refused_stay_in_sight(simulator, speaking, impatient):
    tenants = ids(4)
    simulator.faults.add(Fault(path=f"{tenants[0]}/", method="PUT", status=403, times=None))
    for tenant in tenants[:2]:
        simulator.directory.add_partner(tenant)
    simulator.faults.add(Fault(path="/partners", method="POST|PUT", delay=0.25, times=None))
    partners = [{"tenant": tenant, "identity_sync": {"user_sync_allowed": True}} for tenant in tenants]
    result, lines = speaking("partners", partners=partners, batch_size=1)
    assert len(result["changes"]) == 5
    # The first round creates two partners and one policy, the second one the policies of these partners.
    some_line(lines, r"3 of 6 changes written, 1 without success, [0-2] s so far, about [0-2] s left")


def test_check_mode_reads_and_writes_nothing(simulator, speaking):
    for tenant in ids(4):
        simulator.directory.add_partner(tenant)
    simulator.behaviour.update({"page_size": 1, "latency": 0.1})
    partners = [{"tenant": tenant, "inbound_trust": {"mfa_accepted": True}} for tenant in ids(4)]
    result, lines = speaking("partners", check=True, partners=partners)
    assert len(result["changes"]) == 4
    some_line(lines, r"[1-4] partners read, \d s so far")
    assert not [line for line in lines if "written" in line]


def test_domains_that_are_looked_up(simulator, speaking):
    simulator.behaviour.latency = 0.1
    domains = []
    for number in range(8):
        tenant = ids(8)[number]
        simulator.directory.add_tenant(tenant, f"Partner {number}", f"partner{number}.example")
        domains.append(f"partner{number}.example")
    _result, lines = speaking("partners", partners=[{"tenant": domain} for domain in domains], check=True, batch_size=1)
    some_line(lines, r"\d of 8 tenants looked up, \d s so far(, about \d s left)?")


def test_wait_until_graph_shows_a_change(simulator, speaking, impatient):
    simulator.behaviour.replication_lag = 0.6
    result, lines = speaking("partner", partner_tenant=ids(1)[0], wait_timeout=30)
    assert result["changed"]
    some_line(lines, r"0 of 1 changed objects visible in Microsoft Graph, \d s so far, at most \d\d s more")


def test_wait_until_graph_has_finished(simulator, speaking, impatient):
    tenant = ids(1)[0]
    simulator.directory.set_mto(displayName="Contoso organization")
    options = {"member_tenant": tenant, "display_name": "Fabrikam", "wait_timeout": 1, "wait_completed": True}
    result, lines = speaking("mto_tenant", **options)
    assert result["failed"]
    some_line(lines, r"waiting until Microsoft Graph has finished its work, \d s so far, at most \d s more")


# Waiting.


@pytest.mark.parametrize("batch_size", [20, 1])
def test_graph_asks_to_wait(simulator, speaking, batch_size):
    tenants = ids(6)
    for tenant in tenants:
        simulator.directory.add_partner(tenant)
    refused = Fault(path="/partners/", method="PATCH", status=429, headers={"Retry-After": "2"}, times=3)
    simulator.faults.add(refused)
    partners = [{"tenant": tenant, "inbound_trust": {"mfa_accepted": True}} for tenant in tenants]
    result, lines = speaking("partners", partners=partners, batch_size=batch_size, pace=Pace(1.5, 1.5))
    assert len(result["changes"]) == 6
    assert refused.hits == 3
    # Three requests have to wait. One line says so when the wait begins. It is repeated while the wait lasts.
    first, *others = lines
    assert re.fullmatch(r"\d of 6 changes written, [01] s so far.* asks to wait 2 s: next attempt in [23] s", first), (
        first
    )
    assert len(others) == 1
    assert re.fullmatch(r"3 of 6 changes written, .* asks to wait 2 s: next attempt in [01] s", others[0]), others


def test_graph_gives_no_answer_and_is_asked_again(simulator, speaking, impatient):
    simulator.faults.add(Fault(path="/partners", action="reset_before", times=3))
    result, lines = speaking("partner_info", pace=Pace(0.0, 0.02))
    assert result["partners"] == []
    some_line(lines, r"0 partners read, 0 s so far\. Microsoft Graph gave no answer: next attempt in 0 s")


def test_graph_is_unavailable(simulator, speaking, impatient):
    simulator.faults.add(Fault(path="/partners", status=503, times=3))
    result, lines = speaking("partner_info", pace=Pace(0.0, 0.02))
    assert result["partners"] == []
    some_line(lines, r"0 partners read, 0 s so far\. Microsoft Graph answered 503: next attempt in 0 s")


def test_answer_of_graph_that_takes_long(simulator, speaking):
    simulator.faults.add(Fault(path="/partners", delay=0.5))
    _result, lines = speaking("partner_info")
    some_line(lines, r"0 partners read, 0 s so far\. No answer from Microsoft Graph for 0 s")


def test_login_that_takes_long(simulator, speaking):
    simulator.faults.add(Fault(where="login", delay=0.5, times=None))
    _result, lines = speaking("partner_info")
    some_line(lines, r"0 partners read, 0 s so far\. No answer from 127\.0\.0\.1:\d+ for 0 s")


# What is not part of progress.


def test_short_task_tells_nothing(simulator, speaking):
    simulator.directory.add_partner(ids(1)[0], POLICY)
    _result, lines = speaking("partner_info", pace=Pace())
    assert lines == []


def test_requests_are_the_same_as_those_of_a_task_that_nobody_hears(simulator, speaking, run_module, impatient):
    def requests():
        asked = [(exchange.method, exchange.path, exchange.query, exchange.body) for exchange in simulator.log]
        simulator.log.clear()
        return asked

    partners = [{"tenant": tenant, "identity_sync": {"user_sync_allowed": True}} for tenant in ids(3)]
    silent = run_module("partners", partners=partners)
    asked = requests()
    simulator.reset()
    told, _lines = speaking("partners", partners=partners)
    assert requests() == asked
    assert told["changes"] == silent["changes"]


def test_lines_are_masked(simulator, speaking):
    simulator.faults.add(Fault(path="/partners", delay=0.3))
    _result, lines = speaking("partner_info", secret=["Microsoft"])
    assert lines
    assert not [line for line in lines if "Microsoft" in line]
    some_line(lines, r".*No answer from \*{8} Graph for 0 s")


def test_task_that_fails_ends_its_thread(simulator, speaking):
    simulator.faults.add(Fault(path="/partners", status=403, delay=0.2))
    result, lines = speaking("partner_info")
    assert result["failed"]
    assert lines
