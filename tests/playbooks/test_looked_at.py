# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Partners that a run must not skip, and texts that are not names: compliance runs, run_once, masked text."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import Play, Run

ONBOARD = "entra.cross_tenant.onboard"
COMPLIANCE = "entra.cross_tenant.compliance"
EXPORT = "entra.cross_tenant.export"
ALDER, BIRCH, CEDAR = TENANTS = [f"{number}" * 8 + "-1111-4111-8111-111111111111" for number in range(1, 4)]
NAMES = ("alder", "birch", "cedar")
ON = {"displayName": "Birch", "userSyncInbound": {"isSyncAllowed": True}}
FLEET = {name: {"partner_onboarding_partner": {"tenant": tenant}} for name, tenant in zip(NAMES, TENANTS)}
INVENTORY = {"partners": {"hosts": FLEET}, "others": {"hosts": {"other": {}}}}


@pytest.fixture
def comply(play: Play, tmp_path: Path):
    """Run the playbook. The result is the run and the report, or None if there is no report."""

    def comply(inventory: dict[str, Any], arguments: str = "", **more: Any) -> tuple[Run, dict[str, Any] | None]:
        folder = tmp_path / "compliance"
        # One format, unless the arguments say otherwise.
        report = f"-e compliance_report_directory={folder} -e compliance_report_formats=json"
        run = play(COMPLIANCE, inventory, f"{report} {arguments}", **more)
        path = folder / "compliance.json"
        return run, json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    return comply


# A compliance run that read no partner fails.


@pytest.mark.parametrize(
    ("inventory", "arguments"),
    rest_long(
        [
            (INVENTORY, "-e partner_onboarding_hosts=partner"),
            (INVENTORY, "--limit other"),
            ({"others": {"hosts": {"other": {}}}}, ""),
            ({"partners": {"hosts": {}}, "others": {"hosts": {"other": {}}}}, ""),
            ({"all": {"hosts": {}}}, ""),
            ({"all": {"hosts": {}}}, "--limit localhost"),
            (INVENTORY, "-e partner_onboarding_hosts='partners:!partners'"),
            (INVENTORY, "-e partner_onboarding_hosts='partners:&others'"),
        ],
        # test_edge tests a pattern without hosts every day.
        (INVENTORY, "--limit other"),
        ({"partners": {"hosts": {}}, "others": {"hosts": {"other": {}}}}, ""),
    ),
)
def test_who_looks_at_nobody_fails(
    simulator: GraphSimulator, comply, inventory: dict[str, Any], arguments: str
) -> None:
    run, report = comply(inventory, arguments)
    assert run.rc != 0 and report is None
    assert "No host matches the pattern" in run.output or "does not match any hosts" in run.output


EMPTY = {"partners": {"hosts": {}}, "others": {"hosts": {"other": {}}}}
TYPO = {"partner": {"hosts": FLEET}}
ALLOWED = "-e partner_onboarding_allow_empty=yes"
# Playbook, inventory, arguments, and the reason for which the run fails.
NOBODY = [
    ("onboard", EMPTY, "", "partner_onboarding_allow_empty=true"),
    ("onboard", TYPO, ALLOWED, "Did you mean partner?"),
    ("onboard", {"all": {}}, ALLOWED, "neither hosts nor groups"),
    ("onboard", INVENTORY, "-e partner_onboarding_hosts=nobody", "The groups of the inventory are others, partners."),
    ("onboard", {"all": {"hosts": {"other": {}}}}, "", "The inventory has no groups"),
    ("onboard", INVENTORY, "--limit other", "among those of --limit other"),
    ("synchronize", INVENTORY, "--limit other", "among those of --limit other"),
    ("retire", INVENTORY, "--limit alder,other", "--limit names hosts that do not match the pattern partners: other."),
    (
        "offboard",
        {**INVENTORY, "offboarding": {"hosts": {"alder": {}}}},
        "--limit birch",
        "among those of --limit birch",
    ),
    ("offboard", {"ofboarding": {"hosts": FLEET}}, "", "Did you mean ofboarding?"),
    ("offboard", {"all": {}}, "", "neither hosts nor groups"),
    ("compliance", TYPO, ALLOWED, "Did you mean partner?"),
    ("compliance", INVENTORY, f"{ALLOWED} -e partner_onboarding_hosts=nobody", "The groups of the inventory are"),
    ("compliance", EMPTY, f"{ALLOWED} --limit other", "--limit other"),
]


@pytest.mark.parametrize(
    ("playbook", "inventory", "arguments", "reason"), rest_long(NOBODY, *NOBODY[:2], NOBODY[6], NOBODY[7], NOBODY[10])
)
def test_no_playbook_succeeds_with_nobody(
    play: Play, simulator: GraphSimulator, playbook: str, inventory: dict[str, Any], arguments: str, reason: str
) -> None:
    run = play(f"entra.cross_tenant.{playbook}", inventory, arguments)
    assert run.rc != 0 and reason in " ".join(run.output.split())
    assert not simulator.log.number_of()


@pytest.mark.parametrize(
    ("playbook", "arguments"),
    rest_long([("onboard", ALLOWED), ("offboard", ""), ("onboard", "--list-tasks")], ("onboard", ALLOWED)),
)
def test_an_empty_group_on_purpose(play: Play, simulator: GraphSimulator, playbook: str, arguments: str) -> None:
    run = play(f"entra.cross_tenant.{playbook}", EMPTY, arguments)
    assert run.rc == 0 and not simulator.log.number_of()


def test_with_an_empty_group_everybody_is_unmanaged(simulator: GraphSimulator, comply) -> None:
    """The host that stands in has partners of its own, which are those of another play."""
    simulator.directory.add_partner(BIRCH, ON)
    local = {"partner_onboarding_partners": [{"tenant": BIRCH}], "compliance_report_fail_on_drift": True}
    run, report = comply({**EMPTY, "ungrouped": {"hosts": {"localhost": local}}}, ALLOWED)
    assert run.rc == 2
    assert [(partner["tenant_id"], partner["status"]) for partner in report["partners"]] == [(BIRCH, "unmanaged")]
    run, _report = comply(
        EMPTY, f"{ALLOWED} -e '{json.dumps({'compliance_report_severities': {'unmanaged': 'info'}})}'"
    )
    assert run.rc == 0


# A run that compared a part of the partners does not succeed in place of the whole run.

GATE = "-e compliance_report_fail_on_drift=true"
PARTS = [
    ("-e awx_job_launch_type=relaunch --limit birch", "Launch the job template instead"),
    ("-e awx_job_launch_type=relaunch", None),
    ("-e awx_job_launch_type=manual --limit birch", None),
    (
        "-e '{\"partner_onboarding_partners\": []}' --limit other -e partner_onboarding_hosts=other",
        "No partner is compared",
    ),
]


@pytest.mark.parametrize(("arguments", "reason"), rest_long(PARTS, PARTS[0], PARTS[3]))
def test_a_part_does_not_succeed_in_place_of_the_whole(
    simulator: GraphSimulator, comply, arguments: str, reason: str | None
) -> None:
    for tenant in TENANTS:
        simulator.directory.add_partner(tenant, {})
    run, _report = comply(INVENTORY, f"{GATE} {arguments}")
    assert run.rc == (2 if reason else 0)
    assert reason is None or reason in run.output
    if reason and "relaunch" in arguments:
        # Only a run that has to fail for findings is refused.
        assert comply(INVENTORY, arguments)[0].rc == 0


@pytest.mark.parametrize(
    "arguments",
    rest_long(
        [
            "--tags nightly",
            "--skip-tags nightly",
            "-e partner_onboarding_hosts=",
            "--tags nightly -e partner_onboarding_hosts=",
        ],
        "--tags nightly -e partner_onboarding_hosts=",
    ),
)
def test_tags_and_empty_variables_leave_nobody_out(simulator: GraphSimulator, comply, arguments: str) -> None:
    """A text that means false does not fail the run either."""
    run, report = comply(INVENTORY, f"{arguments} -e compliance_report_fail_on_drift=false")
    assert run.rc == 0 and {partner["host"] for partner in report["partners"]} == set(NAMES)
    assert report["totals"]["status"]["missing"] == 3


OFFBOARD = "entra.cross_tenant.offboard"
ONLY = f"- import_playbook: {ONBOARD}\n"
# A wider playbook that onboards as one step.
WIDER = f"""
- import_playbook: {ONBOARD}
  tags: [onboarding]
- hosts: others
  gather_facts: false
  tasks: [{{debug: {{msg: another step}}, tags: [dns]}}]
"""


@pytest.mark.parametrize(
    ("playbook", "arguments"),
    rest_long(
        [
            (ONBOARD, "--tags daily,nightly"),
            (ONLY, "--tags nightly"),
            (OFFBOARD, "--skip-tags untagged"),
            (OFFBOARD, "--tags nightly"),
            (EXPORT, "--tags nightly"),
        ],
        (ONBOARD, "--tags daily,nightly"),
        (ONLY, "--tags nightly"),
        (EXPORT, "--tags nightly"),
    ),
)
def test_tags_that_leave_out_all_tasks_are_refused(
    play: Play, simulator: GraphSimulator, playbook: str, arguments: str
) -> None:
    run = play(playbook, {**INVENTORY, "offboarding": {"hosts": FLEET}}, arguments)
    assert run.rc != 0 and f"{arguments} leaves out all tasks of entra.cross_tenant." in run.output
    assert not simulator.log.number_of()


@pytest.mark.parametrize(
    ("playbook", "arguments", "writes"),
    rest_long(
        [
            (WIDER, "--tags dns", False),
            (WIDER, "--tags onboarding", True),
            (ONBOARD, "--tags nightly,untagged", True),
            (ONBOARD, "--skip-tags nightly", True),
        ],
        (WIDER, "--tags dns", False),
        (WIDER, "--tags onboarding", True),
    ),
)
def test_a_wider_playbook_decides_by_its_tags(
    play: Play, simulator: GraphSimulator, playbook: str, arguments: str, writes: bool
) -> None:
    """A run of another step must not write to Microsoft Graph."""
    run = play(playbook, INVENTORY, arguments)
    assert run.rc == 0
    assert bool(simulator.directory.partners) == writes


# test_tags_and_empty_variables_leave_nobody_out tests the text "false" every day.
@pytest.mark.long
@pytest.mark.parametrize("text", ["no", "0", ""])
def test_what_is_false_does_not_fail_for_drift(simulator: GraphSimulator, comply, text: str) -> None:
    run, report = comply(INVENTORY, f"-e compliance_report_fail_on_drift={text}")
    assert run.rc == 0 and report["totals"]["status"]["missing"] == 3


FORMATS = [("html", {"html"}), ("html,csv", {"html", "csv"}), ('["json"]', {"html", "csv", "json"})]


@pytest.mark.parametrize("formats", [FORMATS[:1], pytest.param(FORMATS, marks=pytest.mark.long)], ids=len)
def test_one_format_is_one_file(simulator: GraphSimulator, comply, tmp_path: Path, formats: list) -> None:
    for text, files in formats:
        run, _report = comply(INVENTORY, f"""-e '{json.dumps({"compliance_report_formats": text})}'""")
        assert run.rc == 0
        assert {path.suffix[1:] for path in (tmp_path / "compliance").iterdir()} == files
    refused = [("tenants", "tenants needs history"), ("pdf", "compliance_report_formats")]
    for text, reason in refused[: len(formats)]:
        run, _report = comply(INVENTORY, f"-e compliance_report_formats={text}")
        assert run.rc == 2 and reason in run.output, text


# A report is written in every case. It names the partners that could not be read.


# test_edge tests the usual way every day.
@pytest.mark.parametrize("way", rest_long(["true", "false"], "false"))
def test_where_nothing_can_be_done_everybody_is_unreadable(simulator: GraphSimulator, comply, way: str) -> None:
    simulator.directory.add_partner(BIRCH, ON)
    environment = {**simulator.environment(), "ANSIBLE_REMOTE_TMP": "/proc/nope", "ANSIBLE_REMOTE_TEMP": "/proc/nope"}
    run, report = comply(INVENTORY, f"-e entra_cross_tenant_direct={way}", environment=environment)
    statuses = {partner["host"]: partner["status"] for partner in report["partners"]}
    if way == "true":
        assert run.rc == 0 and statuses == {"alder": "missing", "birch": "compliant", "cedar": "missing"}
    else:
        assert run.rc != 0 and statuses == dict.fromkeys(NAMES, "unreadable")
        assert all(partner["error"]["message"] for partner in report["partners"])


# A role with run_once is not called for every host.

ONCE = {
    "include": """
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
      run_once: true
""",
    "template": """
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
      run_once: "{{ 1 == 1 }}"
""",
    "all hosts": """
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
        tasks_from: all_hosts
        rolespec_validate: false
      run_once: true
""",
    "block": """
    - run_once: true
      block:
        - ansible.builtin.include_role:
            name: entra.cross_tenant.partner_onboarding
""",
    "import": """
    - ansible.builtin.import_role:
        name: entra.cross_tenant.partner_onboarding
      run_once: true
""",
    "apply": """
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
        apply:
          run_once: true
""",
}


# test_edge contains the other ways too, and runs some of them every day.
@pytest.mark.parametrize("way", rest_long(ONCE, "template", "apply"))
def test_called_once_is_refused(play: Play, simulator: GraphSimulator, way: str) -> None:
    run = play(f"- hosts: partners\n  gather_facts: false\n  tasks:{ONCE[way]}", INVENTORY)
    assert run.rc == 2 and "run_once" in run.output
    assert not simulator.log.writes()


def test_not_once_is_not_refused(play: Play, simulator: GraphSimulator) -> None:
    tasks = ONCE["include"].replace("run_once: true", "run_once: false")
    run = play(f"- hosts: partners\n  gather_facts: false\n  tasks:{tasks}", INVENTORY)
    assert run.rc == 0 and run.hosts("changed") == set(NAMES)


# Text that Ansible masked is not a name.


def named_as_the_secret(simulator: GraphSimulator) -> dict[str, str]:
    """A partner that has the password of a certificate as its name. No request needs that password."""
    simulator.directory.add_partner(BIRCH, ON)
    simulator.directory.add_partner(CEDAR, {"displayName": "Birch and more"})
    return {**simulator.environment(), "AZURE_CLIENT_CERTIFICATE_PASSWORD": "unused"}


MASKED = """
- hosts: localhost
  gather_facts: false
  module_defaults:
    group/entra.cross_tenant.graph: "{{ credentials }}"
  tasks:
    - name: Read
      entra.cross_tenant.partner_info:
      register: found
    - name: Export
      entra.cross_tenant.partner_export:
        partners: "{{ found.partners }}"
      ignore_errors: true
    - name: Plan
      entra.cross_tenant.partners:
        partners: "{{ found.partners }}"
      check_mode: true
      ignore_errors: true
    - name: Desired
      entra.cross_tenant.partner_desired:
        partners: "{{ found.partners }}"
      ignore_errors: true
"""


def test_masked_text_is_refused(play: Play, simulator: GraphSimulator, comply) -> None:
    environment = {**named_as_the_secret(simulator), "ENTRA_CLIENT_SECRET": ""}
    simulator.directory.add_application("00000000-0000-4000-8000-0000000000c9", secret="Birch")
    credentials = {**simulator.options(), "client_id": "00000000-0000-4000-8000-0000000000c9", "client_secret": "Birch"}
    run = play(MASKED, {"all": {"vars": {"credentials": credentials}}}, environment=environment)
    for task in ("Export", "Plan", "Desired"):
        (result,) = run.results(task)
        assert "was masked, because it contains a secret" in result["msg"], task
        # The module identifies them by their positions in the list.
        assert all(tenant in result["msg"] for tenant in (BIRCH, CEDAR)) or task == "Plan"
    assert not simulator.log.writes()


def test_masked_text_is_not_compared(play: Play, simulator: GraphSimulator, comply) -> None:
    named_as_the_secret(simulator)
    simulator.directory.add_application("00000000-0000-4000-8000-0000000000c9", secret="Birch")
    environment = {
        **simulator.environment(),
        "ENTRA_CLIENT_ID": "00000000-0000-4000-8000-0000000000c9",
        "ENTRA_CLIENT_SECRET": "Birch",
    }
    run, report = comply(INVENTORY, environment=environment)
    assert run.rc == 0
    rows = {partner["host"]: partner for partner in report["partners"]}
    assert rows["alder"]["status"] == "missing"
    for host in ("birch", "cedar"):
        assert rows[host]["status"] == "unreadable" and "masked" in rows[host]["error"]["message"]


def test_masked_text_is_no_host(ansible: dict[str, str], simulator: GraphSimulator, tmp_path: Path) -> None:
    named_as_the_secret(simulator)
    simulator.directory.add_application("00000000-0000-4000-8000-0000000000c9", secret="Birch")
    environment = {
        **ansible,
        **simulator.environment(),
        "ANSIBLE_VERBOSITY": "0",
        "ENTRA_CLIENT_ID": "00000000-0000-4000-8000-0000000000c9",
        "ENTRA_CLIENT_SECRET": "Birch",
    }
    path = tmp_path / "my.entra_partners.yml"
    path.write_text(yaml.safe_dump({"plugin": "entra.cross_tenant.partners"}), encoding="utf-8")
    listed = subprocess.run(
        ["ansible-inventory", "-i", str(path), "--list"], env=environment, check=True, capture_output=True, text=True
    )
    hosts = json.loads(listed.stdout)
    assert sorted(hosts["entra_partners_unreadable"]["hosts"]) == [BIRCH, CEDAR]
    assert "value-specified" not in listed.stdout.lower()
