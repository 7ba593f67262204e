# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The items of a loop share one token and one connection if all options for the token and the connection are equal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import Play

TENANTS = [f"{number}" * 8 + "-1111-4111-8111-111111111111" for number in range(1, 6)]
PLAY = """
- hosts: all
  gather_facts: false
  tasks:
    - name: Read
      entra.cross_tenant.partner_info: "{{ credentials | combine(item) }}"
      loop: "{{ items }}"
      ignore_errors: true
      register: read
"""
HERE = {"ansible_connection": "local"}


def logins(simulator: GraphSimulator) -> int:
    """How many tokens were requested."""
    return sum(exchange.kind == "login" and exchange.method == "POST" for exchange in simulator.log)


def connections(simulator: GraphSimulator) -> int:
    return len({exchange.port for exchange in simulator.log.graph()})


@pytest.fixture
def loop(play: Play, simulator: GraphSimulator) -> Any:
    def loop(items: list[Any], playbook: str = PLAY, **variables: Any) -> Any:
        simulator.log.clear()
        variables = {"credentials": simulator.options(), "items": items, **HERE, **variables}
        return play(playbook, {"all": {"hosts": {"here": variables}}}, environment={})

    return loop


def succeeded(run: Any) -> list[bool]:
    (result,) = run.results("Read")
    # ansible-core 2.21 does not show "failed" of an item whose failure is ignored.
    return ["partners" in item for item in result["results"]]


def test_one_token_and_one_connection(loop: Any, simulator: GraphSimulator) -> None:
    run = loop([{"partner_tenant": tenant} for tenant in TENANTS])
    assert run.rc == 0 and len(simulator.log.graph()) == len(TENANTS)
    assert (logins(simulator), connections(simulator)) == (1, 1)
    # Options that do not affect the connection may differ.
    loop([{"partner_tenant": TENANTS[0]}, {"partner_tenant": TENANTS[1], "service_provider_constraints": False}])
    assert (logins(simulator), connections(simulator)) == (1, 1)


def test_different_options_share_nothing(loop: Any, simulator: GraphSimulator) -> None:
    other = "c1ae3e6b-93b5-4a3c-9f4f-3d1a6a4f0b11"
    simulator.directory.add_application(other, secret=simulator.client_secret)
    changes: list[dict[str, Any]] = [
        {},
        {"client_id": other},
        {},
        {"timeout": 29},
        {"api_version": "beta"},
    ]
    loop([dict(change, partner_tenant=TENANTS[0]) for change in changes])
    assert (logins(simulator), connections(simulator)) == (len(changes), len(changes))
    clients = [exchange.body["client_id"] for exchange in simulator.log if exchange.kind == "login" and exchange.body]
    assert clients == [other if "client_id" in change else simulator.client_id for change in changes]


def test_a_wrong_secret_fails_beside_a_right_one(loop: Any, simulator: GraphSimulator) -> None:
    wrong = {"client_secret": "not-the-secret-8d1f-of-anybody"}
    run = loop([dict(each, partner_tenant=TENANTS[0]) for each in ({}, wrong, {}, wrong)])
    assert succeeded(run) == [True, False, True, False]
    assert len(simulator.log.graph()) == 2


GIVEN = """
- hosts: all
  gather_facts: false
  tasks:
    - name: Read
      entra.cross_tenant.partner_info: "{{ given[item] }}"
      loop: "{{ items }}"
      ignore_errors: true
"""


def test_a_token_of_the_task_is_the_only_one_that_it_uses(loop: Any, simulator: GraphSimulator) -> None:
    """An item with an invalid token of its own does not use the token of the item before."""
    base = dict(simulator.options(), partner_tenant=TENANTS[0])
    without = {name: value for name, value in base.items() if name not in ("client_id", "client_secret")}
    given = {
        "by secret": base,
        "by token": dict(without, access_token=simulator.issue_token()),
        "by another": dict(without, access_token="no.to.ken"),
    }
    run = loop(list(given), GIVEN, given=given)
    assert succeeded(run) == [True, True, False]


def test_a_failure_ends_the_connection(loop: Any, simulator: GraphSimulator) -> None:
    """If an administrator has just granted a permission, only a new token contains it."""
    simulator.faults.add(Fault(path=TENANTS[1], status=403))
    run = loop([{"partner_tenant": tenant} for tenant in TENANTS[:4]])
    assert succeeded(run) == [True, False, True, True]
    assert (logins(simulator), connections(simulator)) == (2, 2)


UNTIL = """
- hosts: all
  gather_facts: false
  tasks:
    - name: Read
      entra.cross_tenant.partner_info: "{{ credentials | combine(items[0]) }}"
      register: read
      until: read is succeeded
      retries: 2
      delay: 0
"""


def test_until_logs_in_anew(loop: Any, simulator: GraphSimulator) -> None:
    simulator.faults.add(Fault(path=TENANTS[0], status=403))
    run = loop([{"partner_tenant": TENANTS[0]}], UNTIL)
    assert run.rc == 0 and run.results("Read")[-1]["attempts"] == 2
    assert logins(simulator) == 2


SOME_FAIL = """
- hosts: all
  gather_facts: false
  module_defaults:
    group/entra.cross_tenant.graph: "{{ credentials }}"
  tasks:
    - name: Converge
      entra.cross_tenant.partners:
        partners: "{{ items }}"
        continue_on_error: true
        batch_size: 20
      loop: [first, second, third, fourth]
"""


def test_a_refusal_ends_the_connection_of_a_task_that_succeeds(loop: Any, simulator: GraphSimulator) -> None:
    """With ``continue_on_error`` the task does not fail. Its token lacks the permission all the same."""
    for tenant in TENANTS[:2]:
        simulator.directory.add_partner(tenant)
    # The first item sends both changes in a batch. The second item sends only the change that was refused, by itself.
    refusal = simulator.faults.add(Fault(path=f"{TENANTS[0]}$", method="PATCH", status=403, times=2))
    run = loop([{"tenant": tenant, "inbound_trust": {"mfa_accepted": True}} for tenant in TENANTS[:2]], SOME_FAIL)
    assert run.rc == 0 and refusal.hits == 2
    (result,) = run.results("Converge")
    refused = [["error" in partner for partner in item["partners"]] for item in result["results"]]
    assert refused == [[True, False], [True, False], [False, False], [False, False]]
    # The fourth item uses the connection of the third one.
    assert (logins(simulator), connections(simulator)) == (3, 3)


ENVIRONMENT = """
- hosts: all
  gather_facts: false
  tasks:
    - name: Read
      entra.cross_tenant.partner_info:
        partner_tenant: "{{ item.partner_tenant }}"
      environment: "{{ base | combine(item.environment) }}"
      loop: "{{ items }}"
      ignore_errors: true
"""


def test_the_environment_of_an_item_counts(loop: Any, simulator: GraphSimulator) -> None:
    wrong = {"ENTRA_CLIENT_SECRET": "not-the-secret-8d1f-of-anybody"}
    environments: list[dict[str, str]] = [{}, {}, wrong, {}]
    items = [{"partner_tenant": TENANTS[0], "environment": environment} for environment in environments]
    run = loop(items, ENVIRONMENT, base=simulator.environment())
    assert succeeded(run) == [True, True, False, True]
    assert connections(simulator) == 2


REPLACED = """
- hosts: all
  gather_facts: false
  tasks:
    - name: Read
      entra.cross_tenant.partner_info: "{{ credentials | combine(item) }}"
      loop: "{{ items }}"
      ignore_errors: true
      # Between two items, somebody replaces the certificate.
      vars:
        copied: "{{ lookup('ansible.builtin.pipe', 'cp ' ~ files[item.partner_tenant] ~ ' ' ~ path) }}"
        credentials: "{{ [base, copied] | first }}"
"""


def test_a_certificate_that_is_replaced_counts(loop: Any, simulator: GraphSimulator, tmp_path: Path) -> None:
    path = tmp_path / "certificate.pem"
    base = {name: value for name, value in simulator.options().items() if name != "client_secret"}
    base["certificate_path"] = str(path)
    right, wrong = simulator.certificate_path, tmp_path / "wrong.pem"
    wrong.write_text("no certificate", encoding="utf-8")
    files = [right, str(wrong), right]
    run = loop(
        [{"partner_tenant": tenant} for tenant in TENANTS[:3]],
        REPLACED,
        base=base,
        path=str(path),
        files=dict(zip(TENANTS, files)),
    )
    assert succeeded(run) == [True, False, True]


def test_a_token_of_an_earlier_item_is_masked(loop: Any, simulator: GraphSimulator) -> None:
    """The first item obtains the token. The second one gets an answer that repeats it; ``play`` searches for it."""
    simulator.faults.add(Fault(path=TENANTS[1], action="echo", status=400))
    run = loop([{"partner_tenant": tenant} for tenant in TENANTS[:2]])
    assert succeeded(run) == [True, False]
    assert logins(simulator) == 1
    assert "********" in run.results("Read")[0]["results"][1]["msg"]


ALLOW = """
- hosts: all
  gather_facts: false
  tasks:
    - name: Let deletions through
      entra.cross_tenant.sync_job: "{{ credentials | combine(item) }}"
      loop: "{{ items }}"
      ignore_errors: true
      register: allowed
"""


def test_deletions_of_all_items_count_together(loop: Any, simulator: GraphSimulator) -> None:
    """Two jobs hold back three deletions each, and a run may let five through."""
    source = simulator.directory.source
    for tenant in TENANTS[:2]:
        simulator.directory.add_partner(tenant, automaticUserConsentSettings={"outboundAllowed": True})
        source.allow(tenant)
        users = tuple(source.add_user(f"{tenant[0]}-{number}")["id"] for number in range(3))
        made = source.add_configuration(tenant, tenant, state="Active", assigned=users)
        told = '{"DeleteThresholdEnabled": true, "DeleteThresholdValue": 2}'
        source.set_secrets(made.service_principal_id, SyncNotificationSettings=told)
        simulator.cycles.run(made.job_id)
        for user in users:
            source.unassign(made.service_principal_id, user)
        simulator.cycles.run(made.job_id)
    options = {"action": "restart", "allow_deletions": True, "removal_limit": 5}
    run = loop([{**options, "target_tenant": tenant} for tenant in TENANTS[:2]], ALLOW)
    (result,) = run.results("Let deletions through")
    first, second = result["results"]
    assert first["changed"] is True and first["sync_job"]["held_back_deletions"] == 3
    assert "3 users (3 more were deleted earlier in this run), and removal_limit is 5" in second["msg"]
    assert len(simulator.log.writes()) == 1
