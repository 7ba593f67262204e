# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary at the end of the playbooks, as it appears on the console."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import BATCH, CHECKOUT, Play, Run

ALDER, BIRCH, CEDAR, DOGWOOD, ELM = (f"00000000-0000-4000-8000-00000000000{number}" for number in range(1, 6))
SUMMARY = "Show the summary"
QUIET = {"ANSIBLE_VERBOSITY": "0"}
Console = Callable[..., "subprocess.CompletedProcess[str]"]


def inventory(**hosts: dict[str, Any]) -> dict[str, Any]:
    return {"partners": {"hosts": {name: {"partner_onboarding_partner": settings} for name, settings in hosts.items()}}}


FLEET = inventory(
    alder={"tenant": ALDER, "identity_sync": {"user_sync_allowed": False}},
    birch={"tenant": BIRCH, "inbound_trust": {"mfa_accepted": True}},
    cedar={"tenant": CEDAR, "identity_sync": {"user_sync_allowed": True}},
    dogwood={"tenant": DOGWOOD, "state": "absent"},
)
TOO_EARLY = "! sync-disabled-too-early: synchronization of users ends, but the objects that were synchronized stay"
STOPS = "! sync-disable-stops-running-sync: "
CHANGES = [
    "  opens   birch: inbound_trust.mfa_accepted inherited → true",
    "  closes  alder: identity_sync.user_sync_allowed true → false",
    f"            {TOO_EARLY}",
    f"            {STOPS}user_sync_allowed goes from true to false",
    "  closes  dogwood: removed",
    f"            {TOO_EARLY}",
]


@pytest.fixture
def directory(simulator: GraphSimulator) -> GraphSimulator:
    """The simulator, in a state that differs from FLEET."""
    for tenant in (ALDER, CEDAR, DOGWOOD):
        simulator.directory.add_partner(tenant, {"userSyncInbound": {"isSyncAllowed": True}})
    simulator.directory.add_partner(BIRCH)
    return simulator


@pytest.fixture
def console(ansible: dict[str, str], simulator: GraphSimulator, tmp_path: Path) -> Console:
    """Run a playbook as people do, with standard output and standard error apart."""

    def console(playbook: str, hosts: dict[str, Any], *arguments: str, **environment: str) -> Any:
        (tmp_path / "hosts.json").write_text(json.dumps(hosts), encoding="utf-8")
        command = ["ansible-playbook", "-i", str(tmp_path / "hosts.json"), f"entra.cross_tenant.{playbook}", *arguments]
        surroundings = {**ansible, **simulator.environment(), **QUIET, **environment}
        return subprocess.run(command, env=surroundings, cwd=tmp_path, capture_output=True, text=True, check=False)

    return console


def summary_in(text: str) -> list[str]:
    """The lines of the summary, without the lines of the heading after the numbers."""
    (found,) = re.findall(r"^Partners.*\.\n(?:  \S.*\n|   +\S.*\n)*", text, re.MULTILINE)
    return without_heading(found.splitlines())


def without_heading(lines: list[str]) -> list[str]:
    """The line with the numbers, and all lines after the home tenant, which the summary of a run names."""
    ends = [number for number, line in enumerate(lines) if line.startswith("  Home tenant: ")]
    return [lines[0], *lines[ends[0] + 1 if ends else 1 :]]


def warned(run: Run) -> list[str]:
    """The warnings of the task for all hosts. Newer ansible-core has more than the text of a warning."""
    warnings = [warning for result in run.results(BATCH) for warning in result.get("warnings", ())]
    return [warning if isinstance(warning, str) else warning["event"]["msg"] for warning in warnings]


def test_a_rehearsal_and_the_run_tell_the_same(play: Play, directory: GraphSimulator) -> None:
    rehearsal = play("entra.cross_tenant.onboard", FLEET, "--check")
    requests = len(directory.log)
    (first,) = rehearsal.results(SUMMARY)
    assert first["lines"][3:] == CHANGES
    assert (
        first["lines"][0]
        == "Partners in check mode: 3 would change (1 opens access, 2 close access), 1 as wanted, 0 failed."
    )
    assert first["requests"] == requests
    assert 0 < first["elapsed"] < 60
    assert first["lines"][1].startswith(
        "  Nothing was written to Microsoft Graph. Settings: 1 opens access, 1 closes access. "
    )
    home = f"  Home tenant: {directory.tenant_id} (name not known). Inventory: hosts.json, revision not known."
    assert first["lines"][2] == home
    # Modules know tenants, people know hosts.
    assert any(
        "Synchronized users stay" in text and text.endswith(". In the inventory: alder, dogwood")
        for text in warned(rehearsal)
    )
    real = play("entra.cross_tenant.onboard", FLEET)
    (second,) = real.results(SUMMARY)
    assert second["lines"][1].startswith("  Settings: ")
    assert second["lines"][2:] == [home, *CHANGES]
    assert (
        second["totals"]
        == first["totals"]
        == {
            "changed": 3,
            "opens": 1,
            "closes": 2,
            "as_wanted": 1,
            "failed": 0,
            "unmanaged": 0,
            "waiting": 0,
            "not_in_run": 0,
        }
    )
    assert second["partners"] == first["partners"]
    assert first["partners"][0] == {
        "host": "birch",
        "tenant_id": BIRCH,
        "status": "changed",
        "direction": "opens",
        "differences": [{"setting": "inbound_trust.mfa_accepted", "before": None, "after": True, "direction": "opens"}],
        "error": None,
    }
    # The summary itself changes nothing. Otherwise the recap would show a host that did not change.
    assert real.hosts("changed") == rehearsal.hosts("changed") == {"alder", "birch", "dogwood"}
    (third,) = play("entra.cross_tenant.onboard", FLEET).results(SUMMARY)
    assert without_heading(third["lines"]) == ["Partners: 0 changed, 4 as wanted, 0 failed."]


def test_if_everybody_failed_one_line_says_so(play: Play, directory: GraphSimulator) -> None:
    directory.faults.add(Fault(path="/partners", method="GET", status=403, times=9))
    run = play("entra.cross_tenant.onboard", FLEET)
    assert run.hosts("failures") == {"alder", "birch", "cedar", "dogwood"}
    ((heading, _effort, _home, line),) = [result["lines"] for result in run.results(SUMMARY)]
    assert heading.startswith("Partners: 0 changed, 0 as wanted, 4 failed.")
    assert line.startswith("  failed  alder, birch, cedar, dogwood: ")
    assert "403" in line and "request-id" not in line


@pytest.mark.parametrize(
    "condition", rest_long([None, "inventory_hostname != 'alder'"], "inventory_hostname != 'alder'")
)
def test_the_other_entry_point_has_it_as_well(play: Play, directory: GraphSimulator, condition: str | None) -> None:
    """With a condition, the summary is about the hosts that take part."""
    task: dict[str, Any] = {"ansible.builtin.include_role": {"name": "entra.cross_tenant.partner_onboarding"}}
    tasks = [{**task, "when": condition} if condition else task]
    run = play(json.dumps([{"hosts": "partners", "gather_facts": False, "tasks": tasks}], indent=1), FLEET, "--check")
    (result,) = run.results(SUMMARY)
    left_out = f"not in run {ALDER}: in Microsoft Graph, but not in this run, which leaves it alone"
    expected = [CHANGES[0], *CHANGES[4:], left_out] if condition else CHANGES
    assert [" ".join(line.split()) for line in result["lines"][3:]] == [" ".join(line.split()) for line in expected]


def test_one_bad_host_does_not_hide_the_summary(play: Play, directory: GraphSimulator) -> None:
    """The first host fails before the task for all hosts. Then the task of the summary belongs to another host."""
    fleet = inventory(aaa={"tenant": "no tenant"}, birch={"tenant": BIRCH, "inbound_trust": {"mfa_accepted": True}})
    task = {"ansible.builtin.include_role": {"name": "entra.cross_tenant.partner_onboarding"}}
    run = play(json.dumps([{"hosts": "partners", "gather_facts": False, "tasks": [task]}], indent=1), fleet)
    (result,) = run.results(SUMMARY)
    assert [line.split(":")[0].split() for line in result["lines"][3:5]] == [["failed", "aaa"], ["opens", "birch"]]
    assert run.hosts("failures") == {"aaa"}


BATCHES = """
- hosts: partners
  gather_facts: false
  connection: local
  serial: 2
  tasks:
    - entra.cross_tenant.partners_of_hosts:
        variables: partner_onboarding
      run_once: true
      register: partner_onboarding_run
- hosts: partners
  gather_facts: false
  tasks:
    - name: Show the summary
      entra.cross_tenant.partner_summary:
        result: partner_onboarding_run
      run_once: true
"""


def test_a_later_play_sums_up_all_batches(play: Play, directory: GraphSimulator) -> None:
    (result,) = play(BATCHES, FLEET, "--check").results(SUMMARY)
    assert result["lines"][3:] == CHANGES
    assert result["totals"]["as_wanted"] == 1
    assert result["requests"] == len(directory.log)


TWICE = """
- hosts: partners
  gather_facts: false
  tasks:
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
      vars:
        partner_onboarding_partner: {tenant: no tenant}
"""


def test_an_earlier_result_is_not_shown_again(play: Play, directory: GraphSimulator) -> None:
    first, second = play(TWICE, FLEET, "--check").results(SUMMARY)
    assert first["totals"]["changed"] == 3
    assert second["totals"]["failed"] == 4
    assert second["totals"]["changed"] == second["totals"]["as_wanted"] == 0


@pytest.mark.parametrize(
    "settings",
    # test_readme_shows_what_the_rehearsal_prints has the other settings every day.
    rest_long([{}, {"ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml", "ANSIBLE_DISPLAY_OK_HOSTS": "false"}], {}),
    ids=["default", "short"],
)
def test_it_is_plain_text_on_standard_output(
    console: Console, directory: GraphSimulator, settings: dict[str, str]
) -> None:
    """Also if the callback plugin hides results that are ok."""
    run = console("onboard", FLEET, "--check", **settings)
    assert run.returncode == 0, run.stderr
    assert summary_in(run.stdout)[1:] == CHANGES
    assert "Partners" not in run.stderr
    # It comes after the results of the hosts, and before the recap.
    assert run.stdout.index("changed: [dogwood]") < run.stdout.index("Partners in") < run.stdout.index("PLAY RECAP")


def test_awx_stores_what_its_settings_hide(play: Play, directory: GraphSimulator) -> None:
    """The settings of the sample project, as ansible-runner sees them."""
    path = CHECKOUT / "extensions" / "awx" / "project" / "ansible.cfg"
    environment = {**directory.environment(), **QUIET, "ANSIBLE_CONFIG": str(path)}
    run = play("entra.cross_tenant.onboard", FLEET, "--check --diff", environment=environment)
    assert run.rc == 0
    assert summary_in(run.output.replace("\r", ""))[1:] == CHANGES
    assert set(run.outcome) == {"alder", "birch", "cedar", "dogwood"}
    assert "changed: [birch]" in run.output
    assert "ok: [cedar]" not in run.output
    # YAML, and not JSON, which puts names in quotation marks.
    assert re.search(r"\+ +user_sync_allowed: false", run.output)
    assert '"user_sync_allowed"' not in run.output


CALLBACK = """
from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "machine"

    def v2_playbook_on_stats(self, stats):
        self._display.display('{"stats": true}')
"""


def test_output_for_programs_stays_whole(console: Console, directory: GraphSimulator, tmp_path: Path) -> None:
    (tmp_path / "machine.py").write_text(CALLBACK, encoding="utf-8")
    settings = {"ANSIBLE_CALLBACK_PLUGINS": str(tmp_path), "ANSIBLE_STDOUT_CALLBACK": "machine"}
    run = console("onboard", FLEET, "--check", **settings)
    assert json.loads(run.stdout) == {"stats": True}
    assert summary_in(run.stderr)[1:] == CHANGES


def test_offboarding(console: Console, directory: GraphSimulator) -> None:
    hosts = {"offboarding": inventory(alder={"tenant": ALDER}, elm={"tenant": ELM})["partners"]}
    run = console("offboard", hosts)
    heading, *rest = summary_in(run.stdout)
    assert heading.startswith("Partners: 1 changed (1 closes access), 1 as wanted, 0 failed, 3 unmanaged.")
    changes, others = rest[:2], rest[2:]
    assert [line.split(":")[0].split() for line in changes] == [["closes", "alder"], ["!", "sync-disabled-too-early"]]
    # What is open has a line of its own.
    assert sorted(line.split(":")[0].split() for line in others) == [
        ["unmanaged", tenant] for tenant in (BIRCH, CEDAR, DOGWOOD)
    ]
    (dogwood,) = (line for line in others if DOGWOOD in line)
    assert "so this run leaves it alone" in dogwood


def test_an_audit_names_the_intruder_and_the_open_door(
    console: Console, directory: GraphSimulator, tmp_path: Path
) -> None:
    """It shows no second summary, and its numbers are those of the report."""
    directory.directory.add_partner(ELM, {"displayName": "Elm", "userSyncInbound": {"isSyncAllowed": True}})
    # Without results that are ok, the summary still says all.
    run = console("compliance", FLEET, ANSIBLE_DISPLAY_OK_HOSTS="false")
    heading, *rest = summary_in(run.stdout)
    assert heading == (
        "Partners: 5 (1 compliant, 3 drifted, 0 missing, 1 unmanaged, 0 unreadable), 3 more open than agreed,"
        " 1 more closed."
    )
    assert "  Nothing was written to Microsoft Graph. " in run.stdout and not directory.log.writes()
    partners = [" ".join(line.split()) for line in rest if "health check" not in line]
    assert partners == [
        f"unmanaged {ELM} (Elm): not in the inventory; opens identity_sync.user_sync_allowed true",
        "more open alder: identity_sync.user_sync_allowed is true, agreed false",
        "more open dogwood: exists, and should not, identity_sync.user_sync_allowed true",
        "maybe more closed birch: inbound_trust.mfa_accepted is inherited, agreed true",
        f"report {tmp_path / 'compliance'}",
    ]
    report = json.loads((tmp_path / "compliance" / "compliance.json").read_text(encoding="utf-8"))
    fired = {(check["severity"], check["id"]) for partner in report["partners"] for check in partner["checks"]}
    fired |= {(check["severity"], check["id"]) for check in report["tenant_checks"]}
    named = set(re.findall(r"(\w+) +health check ([a-z0-9-]+): ", run.stdout))
    # Not all fit. The worst are named.
    assert named <= fired and {check for check in fired if check[0] == "error"} <= named
    assert len(named) == 5 and f"and {len(fired) - 5} more health checks: " in run.stdout
    # If the run fails, the message says the same.
    run = console("compliance", FLEET, "-e", "compliance_report_fail_on_drift=true", ANSIBLE_DISPLAY_OK_HOSTS="false")
    assert run.returncode == 2
    assert heading.removesuffix(".") in run.stdout[run.stdout.index("PLAY [Show the outcomes]") :]
    assert f"Report: {tmp_path / 'compliance'}" in run.stdout


def test_an_export_tells_what_changed_since_the_last_one(
    console: Console, directory: GraphSimulator, tmp_path: Path
) -> None:
    arguments = ("-e", f"partner_export_directory={tmp_path / 'inventory'}")
    assert summary_in(console("export", {}, *arguments).stdout) == [
        "Partners: 4 exported. Changed files: group_vars/partners.yml, hosts.yml."
    ]
    host = {"offboarding": inventory(dogwood={"tenant": DOGWOOD})["partners"]}
    assert console("offboard", host).returncode == 0
    directory.directory.add_partner(ELM, {"displayName": "{{ elm }}"}, inboundTrust={"isMfaAccepted": True})
    changes = [
        "  opens   elm: new, inbound_trust.mfa_accepted true",
        f"  closes  {DOGWOOD}: removed",
    ]
    heading, *rest = summary_in(console("export", {}, *arguments, "--check").stdout)
    assert heading.startswith(
        "Partners: 4 exported, 2 changed since the last export (1 opens access, 1 closes access)."
    )
    assert "Changed files: " in heading
    assert rest == changes
    heading, *rest = summary_in(console("export", {}, *arguments).stdout)
    assert heading.endswith("Changed files: group_vars/partners.yml, hosts.yml.") and rest == changes
    again = summary_in(console("export", {}, *arguments).stdout)
    assert again == ["Partners: 4 exported, 0 changed since the last export. No file changed."]
    # Somebody has changed a file. What an export wrote there is not known any more.
    with (tmp_path / "inventory" / "hosts.yml").open("a", encoding="utf-8") as file:
        file.write("# mine\n")
    run = console("export", {}, *arguments, "-e", "partner_export_overwrite=true")
    assert summary_in(run.stdout) == ["Partners: 4 exported. Changed files: hosts.yml."]


def test_the_diff_names_host_and_tenant_and_only_what_changes(play: Play, simulator: GraphSimulator) -> None:
    run = play("entra.cross_tenant.onboard", FLEET, "--check --diff --limit cedar")
    (diff,) = run.outcome["cedar"]["diff"]
    assert diff["before_header"] == diff["after_header"] == f"cedar (partner {CEDAR})"
    assert diff["before"] == {}
    assert diff["after"] == {"tenant_id": CEDAR, "identity_sync": {"user_sync_allowed": True}}


def test_readme_shows_what_the_rehearsal_prints(console: Console, simulator: GraphSimulator, tmp_path: Path) -> None:
    """The first example of README.md, with the settings of ansible.cfg that docs/runs.md recommends."""
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    hosts, shown = (
        re.findall(rf"^```{language}\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)[0] for language in ("yaml", "diff")
    )
    inventory_of_readme = yaml.safe_load(hosts)
    contoso, fabrikam = (
        host["partner_onboarding_partner"]["tenant"] for host in inventory_of_readme["partners"]["hosts"].values()
    )
    consent = {"automaticUserConsentSettings": {"inboundAllowed": True}}
    for tenant, trusted in ((contoso, False), (fabrikam, True)):
        simulator.directory.add_partner(tenant, {"userSyncInbound": {"isSyncAllowed": True}})
        simulator.directory.change_partner(tenant, inboundTrust={"isMfaAccepted": trusted}, **consent)
    settings = {"ANSIBLE_DISPLAY_OK_HOSTS": "false", "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml"}
    # The summary names the file of the inventory, and the commit in whose folder it is.
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text(f"{'8f3a91c2d4e7' * 4}"[:40], encoding="utf-8")
    done = console("onboard", inventory_of_readme, "--check", "--diff", **settings)
    assert done.returncode == 0, done.stderr

    def parts(text: str) -> set[str]:
        """The outcome of each host, in any order, and the summary. Only the time and the file differ."""
        text = text.replace("hosts.json", "partners.yml")
        text = re.sub(r" +$", "", re.sub(r"\d+\.\d s\.", "0.0 s.", text), flags=re.MULTILINE)
        return {part.strip() for part in re.split(r"(?<=\]\n)", text)}

    after_the_title = re.split(r"TASK \[.*\n", done.stdout.partition("PLAY RECAP")[0])[1]
    assert parts(after_the_title) == parts(shown)
