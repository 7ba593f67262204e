# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Long tasks report their progress as events that AWX shows. Short tasks and tasks with secrets report nothing."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import Play
from ansible_collections.entra.cross_tenant.tests.playbooks.fleets import tenant

PARTNERS = "/policies/crossTenantAccessPolicy/partners"

# All hosts run at once. The list of partners and its answers are the same for all of them.
READ = """
- hosts: all
  gather_facts: false
  connection: local
  tasks:
    - name: Read all partners
      entra.cross_tenant.partner_info:
      no_log: "{{ quiet | default(false) }}"
      vars:
        entra_cross_tenant_direct: "{{ direct | default(true) }}"
        ansible_python_interpreter: "{{ ansible_playbook_python }}"
"""
LINE = re.compile(r"partner_info: (\d+) partners read, (\d+) s so far\.?.*")


def test_events_of_a_long_task_and_of_those_that_say_nothing(play: Play, simulator: GraphSimulator) -> None:
    for number in range(1, 5):
        simulator.directory.add_partner(tenant(number))
    simulator.behaviour.page_size = 1
    simulator.faults.add(Fault(path=PARTNERS, delay=1.6, times=None))
    hosts = {"loud": {}, "quiet": {"quiet": True}, "ordinary": {"direct": False}}
    run = play(READ, {"all": {"hosts": hosts}})
    assert run.hosts("ok") == set(hosts)
    told = [event for event in run.events if "s so far" in event["stdout"]]
    # The task takes at least 6.4 s: there is one line at five seconds, only from the host that may report progress.
    assert told
    first = told[0]
    found = LINE.search(first["stdout"])
    assert found, first["stdout"]
    assert 1 <= int(found.group(1)) <= 4
    assert 5 <= int(found.group(2)) < 10
    seconds = [int(LINE.search(event["stdout"]).group(2)) for event in told]
    assert seconds == sorted(set(seconds)), "one host alone speaks"
    # The event belongs to the task, and comes before all results of the task.
    assert first["event"] == "verbose"
    begin = next(event for event in run.events if event["event"] == "playbook_on_task_start")
    # In older ansible-core, the thread that shows lines of workers is not the thread that knows the task.
    assert first.get("parent_uuid", begin["uuid"]) == begin["uuid"]
    results = [number for number, event in enumerate(run.events) if event["event"] == "runner_on_ok"]
    assert run.events.index(first) < results[0]


def test_short_run_has_no_such_event(play: Play, simulator: GraphSimulator) -> None:
    simulator.directory.add_partner(tenant(1))
    run = play(READ, {"all": {"hosts": {"loud": {}}}})
    assert run.hosts("ok") == {"loud"}
    assert "so far" not in run.output


def test_inventory_that_takes_long_stays_json(
    simulator: GraphSimulator, ansible: dict[str, str], tmp_path: Path
) -> None:
    for number in range(1, 5):
        simulator.directory.add_partner(tenant(number))
    simulator.behaviour.page_size = 1
    simulator.faults.add(Fault(path=PARTNERS, delay=1.6, times=None))
    source = tmp_path / "entra_partners.yml"
    source.write_text("plugin: entra.cross_tenant.partners\n", encoding="utf-8")
    done = subprocess.run(
        ["ansible-inventory", "-i", str(source), "--list"],
        env={**ansible, **simulator.environment(), "ANSIBLE_VERBOSITY": "0"},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert len(json.loads(done.stdout)["_meta"]["hostvars"]) == 4
    assert re.search(r"^partners inventory: [1-4] partners read, [5-9] s so far", done.stderr, re.MULTILINE)
