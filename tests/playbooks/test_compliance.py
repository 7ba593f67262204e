# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The compliance run: never writes, tells all that there is, and hands on what workflows and pipelines need."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import CHECKOUT, Play, Run

COMPLIANCE = "entra.cross_tenant.compliance"
SCHEMA = json.loads(
    (CHECKOUT / "roles/compliance_report/files/compliance_report.schema.json").read_text(encoding="utf-8")
)

ALDER, BIRCH, CEDAR, DOGWOOD, ELM = (f"00000000-0000-4000-8000-00000000000{number}" for number in range(1, 6))
CONSENT = {"inbound_allowed": True}


def partner(tenant: str, **settings: Any) -> dict[str, Any]:
    return {"partner_onboarding_partner": {"tenant": tenant, **settings}}


def wanted(name: str, users: bool = True) -> dict[str, Any]:
    return {"automatic_user_consent": CONSENT, "identity_sync": {"display_name": name, "user_sync_allowed": users}}


INVENTORY = {
    "partners": {
        "hosts": {
            "alder": partner(ALDER, **wanted("Alder")),
            "birch": partner(BIRCH, **wanted("Birch")),
            "cedar": partner(CEDAR, **wanted("Cedar")),
            "dogwood": partner(DOGWOOD, **wanted("Dogwood")),
        }
    }
}


@pytest.fixture
def directory(simulator: GraphSimulator) -> GraphSimulator:
    """As the inventory has it: Alder. Drifted: Birch. Not there: Cedar. Unreadable: Dogwood. Nobody lists Elm."""

    def sync(name: str, users: bool) -> dict[str, Any]:
        return {"displayName": name, "userSyncInbound": {"isSyncAllowed": users}}

    consent = {"automaticUserConsentSettings": {"inboundAllowed": True, "outboundAllowed": False}}
    simulator.directory.add_partner(ALDER, sync("Alder", True), **consent)
    simulator.directory.add_partner(BIRCH, sync("Birch", False), **consent)
    simulator.directory.add_partner(DOGWOOD, sync("Dogwood", True), **consent, inboundTrust={"isMfaAccepted": "perhaps"})
    simulator.directory.add_partner(ELM, sync("Elm", True))
    return simulator


@pytest.fixture
def comply(play: Play, tmp_path: Path):
    """Run the playbook; the result is the run and the report."""

    def comply(inventory: dict[str, Any], arguments: str = "", **more: Any) -> tuple[Run, dict[str, Any]]:
        folder = tmp_path / "compliance"
        run = play(COMPLIANCE, inventory, f"-e compliance_report_directory={folder} {arguments}", **more)
        report = json.loads((folder / "compliance.json").read_text(encoding="utf-8"))
        jsonschema.validate(report, SCHEMA, format_checker=jsonschema.FormatChecker())
        return run, report

    return comply


def status(report: dict[str, Any]) -> dict[str, str]:
    return {each["host"] or each["name"]: each["status"] for each in report["partners"]}


def test_whatever_the_job_type_is(directory: GraphSimulator, comply, tmp_path: Path) -> None:
    """Every status in one run, which only reads, although nobody said --check."""
    run, report = comply(INVENTORY)
    print(run.output[-6000:])
    assert status(report) == {
        "alder": "compliant",
        "birch": "drifted",
        "cedar": "missing",
        "dogwood": "unreadable",
        "Elm": "unmanaged",
    }
    assert not directory.log.writes()
