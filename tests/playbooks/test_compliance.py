# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The compliance run never writes, reports everything, and passes on the data that workflows and pipelines need."""

from __future__ import annotations

import csv
import json
import re
import stat
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
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
    """Compliant: Alder. Drifted: Birch. Missing: Cedar. Unreadable: Dogwood. Not in the inventory: Elm."""

    def sync(name: str, users: bool) -> dict[str, Any]:
        return {"displayName": name, "userSyncInbound": {"isSyncAllowed": users}}

    consent = {"automaticUserConsentSettings": {"inboundAllowed": True, "outboundAllowed": False}}
    simulator.directory.add_partner(ALDER, sync("Alder", True), **consent)
    simulator.directory.add_partner(BIRCH, sync("Birch", False), **consent)
    simulator.directory.add_partner(
        DOGWOOD, sync("Dogwood", True), **consent, inboundTrust={"isMfaAccepted": "perhaps"}
    )
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


def reads_of(simulator: GraphSimulator) -> list[str]:
    """The paths of the requests."""
    assert not simulator.log.writes()
    return [exchange.path.rpartition("crossTenantAccessPolicy")[2] for exchange in simulator.log.effective()]


def looked_up(tenant: str) -> str:
    """The path of the request for the name of a tenant."""
    return f"/tenantRelationships/findTenantInformationByTenantId(tenantId='{tenant}')"


AROUND = [
    "/default",
    "",
    "/templates/multiTenantOrganizationIdentitySynchronization",
    "/templates/multiTenantOrganizationPartnerConfiguration",
    "/policies/deletedItems/crossTenantSyncPolicyPartners",
    "/policies/authorizationPolicy",
    "/policies/externalIdentitiesPolicy",
    "/identity/conditionalAccess/policies",
]


def test_whatever_the_job_type_is(directory: GraphSimulator, comply, tmp_path: Path) -> None:
    """Every status in one run. The run only reads, even without --check, and two runs give the same report."""
    texts = set()
    for arguments in ("", "--check --diff"):
        run, report = comply(INVENTORY, arguments)
        assert status(report) == {
            "alder": "compliant",
            "birch": "drifted",
            "cedar": "missing",
            "dogwood": "unreadable",
            "Elm": "unmanaged",
        }, arguments
        # One list for all partners, and one batch for the tenant settings that affect them.
        # The batch also asks for the name of the partner that the inventory does not contain.
        assert reads_of(directory) == ["/partners", *AROUND, looked_up(ELM)], arguments
        assert len(directory.log.graph()) == 2, arguments
        # The recap says the same: a drifted partner counts as changed, and an unreadable one as failed.
        assert run.rc == 2, arguments
        assert run.hosts("changed") == {"birch", "cedar"}, arguments
        assert run.hosts("failures") == {"dogwood"}, arguments
        files = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "compliance").iterdir()}
        assert set(files) == {"compliance.html", "compliance.json", "compliance.csv"}, arguments
        lines = list(csv.DictReader(files["compliance.csv"].splitlines()))
        assert {line["status"] for line in lines if line["tenant_id"]} == set(report["totals"]["status"]), arguments
        texts.add(re.sub(r'"generated": "[^"]*"', "", files["compliance.json"]))
        directory.log.clear()
    assert len(texts) == 1


def test_what_is_around_the_partners(simulator: GraphSimulator, comply) -> None:
    """Checks that need more than partners, the content of a deleted policy, and an earlier report."""
    simulator.directory.add_partner(ALDER, {"userSyncInbound": {"isSyncAllowed": True}})
    simulator.directory.set_default(
        b2bCollaborationInbound={
            "usersAndGroups": {"accessType": "blocked", "targets": [{"target": "AllUsers", "targetType": "user"}]},
            "applications": {
                "accessType": "blocked",
                "targets": [{"target": "AllApplications", "targetType": "application"}],
            },
        }
    )
    simulator.directory.add_deleted_identity_sync(BIRCH, "2026-11-20T00:00:00Z", displayName="Birch")
    _run, report = comply({"partners": {"hosts": {"alder": partner(ALDER)}}})
    (alder,) = report["partners"]
    assert {check["id"] for check in alder["checks"]} == {"sync-allowed-no-inbound-redemption", "b2b-inbound-blocked"}
    tenant_checks = [check["id"] for check in report["tenant_checks"]]
    assert tenant_checks == [
        "reading-credentials-can-write",
        "reenable-blocked-users",
        "soft-delete-window",
        "leave-setting",
    ]
    assert report["deleted_policies"] == [
        {
            "tenant_id": BIRCH,
            "name": "Birch",
            "deleted_date_time": "2026-11-20T00:00:00Z",
            "restorable_until": "2026-12-20T00:00:00Z",
        }
    ]
    assert report["sync_out"]["looked"] is False
    untold = {check["id"]: check["reason"] for check in report["checks_not_run"]}
    asked_for = "nobody asked for it: add {} to compliance_report_gather_more"
    assert untold["source-job-stale"] == report["sync_out"]["reason"] == asked_for.format("sync_configurations")
    assert untold["mto-join-failed"] == asked_for.format("mto")
    assert untold["left-mto-settings-remain"] == "there is no earlier report"


def test_checks_that_need_more_permissions(simulator: GraphSimulator, comply) -> None:
    simulator.directory.add_partner(ALDER, {"displayName": "Somebody else"})
    simulator.directory.add_tenant(ALDER, "Alder Ltd", "alder.example")
    extra = json.dumps({"compliance_report_gather_subset": ["mto", "tenants", "licenses", "leave_setting"]})
    _run, report = comply({"partners": {"hosts": {"alder": partner(ALDER)}}}, f"-e '{extra}'")
    (alder,) = report["partners"]
    assert [check["id"] for check in alder["checks"]] == ["partner-display-name-mismatch"]
    untold = {check["id"] for check in report["checks_not_run"]}
    assert not {"mto-join-failed", "redemption-licence", "leave-setting"} & untold
    assert "b2b-inbound-blocked" in untold


@pytest.mark.parametrize("allowed", [True, False])
def test_an_unmanaged_partner_is_named_if_the_token_may(simulator: GraphSimulator, comply, allowed: bool) -> None:
    """What may not be read is told: here the name of the tenant, and the default settings."""
    simulator.directory.add_partner(ALDER)
    simulator.directory.add_partner(BIRCH, {"userSyncInbound": {"isSyncAllowed": True}})
    simulator.directory.add_tenant(BIRCH, "Best Deals Online", "deals.example")
    if not allowed:
        for path in ("/tenantRelationships/", "/default$"):
            simulator.faults.add(Fault(method="GET", path=path, status=403, code="Authorization_RequestDenied"))
    run, report = comply({"partners": {"hosts": {"alder": partner(ALDER)}}})
    assert run.rc == 0
    alder, birch = sorted(report["partners"], key=lambda row: row["status"])
    assert (alder["tenant_name"], alder["tenant_name_reason"]) == (None, None)
    lacking = "the credentials lack the permission CrossTenantInformation.ReadBasic.All"
    named = ("Best Deals Online", None) if allowed else (None, lacking)
    assert (birch["tenant_name"], birch["tenant_name_reason"]) == named
    # One request, about the unmanaged partner alone. So checks that need the names of all partners were not run.
    (looked_up,) = [path for _method, path in simulator.log.calls() if "findTenantInformation" in path]
    assert BIRCH in looked_up
    untold = {check["id"]: check["reason"] for check in report["checks_not_run"]}
    assert "partner-tenant-unknown" in untold
    assert ("Authorization_RequestDenied" in untold.get("b2b-inbound-blocked", "")) is not allowed
    assert "request-id" not in untold.get("b2b-inbound-blocked", "")


def test_more_checks_do_not_replace_others(simulator: GraphSimulator, comply, tmp_path: Path) -> None:
    """Files neither: an existing folder keeps its mode, and a file that is no report is kept under another name."""
    simulator.directory.add_partner(ALDER, {})
    simulator.directory.applications[simulator.client_id]["roles"] = ["Policy.Read.All", "Directory.Read.All"]
    folder = tmp_path / "compliance"
    folder.mkdir(mode=0o700)
    (folder / "compliance.csv").write_text("mine,too\n", encoding="utf-8")
    (folder / "compliance.csv").chmod(0o604)
    reports = []
    for arguments in ("", "-e compliance_report_gather_more=licenses"):
        _run, report = comply({"partners": {"hosts": {"alder": partner(ALDER)}}}, arguments)
        reports.append(report)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir() if path.name[-1] != "~"}
        assert modes == {"compliance.html": 0o640, "compliance.json": 0o640, "compliance.csv": 0o604}
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        # One file is kept, since in the second turn the file to replace is a report.
        (kept,) = folder.glob("*~")
        assert kept.read_text(encoding="utf-8") == "mine,too\n"
    (excess,) = (check for check in reports[0]["tenant_checks"] if "credentials" in check["id"])
    assert excess["id"] == "credentials-can-do-more" and excess["seen"].endswith(": Directory.Read.All")
    (usual, more) = ({check["id"] for check in report["checks_not_run"]} for report in reports)
    assert usual - more == {"redemption-licence"} and more < usual
    # What Policy.Read.All is enough for is read anyway.
    assert not {"leave-setting", "b2b-inbound-blocked"} & usual


def test_synchronization_out_of_the_home_tenant(simulator: GraphSimulator, comply, tmp_path: Path) -> None:
    """Both directions in one report: jobs that stand still, at their partners; others at the home tenant."""
    source = simulator.directory.source
    user = source.add_user("ada", "Ada")["id"]
    for tenant_id in (ALDER, BIRCH):
        simulator.directory.add_partner(tenant_id, automaticUserConsentSettings={"outboundAllowed": True})
    alder = source.add_configuration(ALDER, "To Alder", state="Active", assigned=(user,))
    simulator.cycles.quarantine(alder.job_id, "TooManyDeletes", message="</script> 600 deletions")
    birch = source.add_configuration(BIRCH, "To Birch", state="Active", assigned=(user,))
    source.allow(BIRCH)
    source.fail(user, "DuplicateTargetEntries")
    simulator.cycles.run(birch.job_id)
    job = source.job(birch.job_id)
    paused = {**job, "schedule": {**job["schedule"], "state": "Disabled"}}
    source.job_table(birch.service_principal_id).settle(birch.job_id, paused)
    source.add_configuration(CEDAR, "To Cedar", job=False)
    hosts = {"alder": partner(ALDER), "birch": partner(BIRCH)}
    # The errors of the provisioning log come with the configurations.
    more = "compliance_report_gather_more=sync_errors compliance_report_formats=json,html,csv,sarif,junit"
    _run, report = comply({"partners": {"hosts": hosts}}, f"-e '{more}'")
    assert {each["name"]: each["state"] for each in report["sync_out"]["configurations"]} == {
        "To Alder": "quarantined",
        "To Birch": "off",
        "To Cedar": "half_made",
    }
    found = {each["host"]: [check["id"] for check in each["checks"]] for each in report["partners"]}
    assert found == {
        "alder": ["source-deletions-pending"],
        "birch": ["source-job-disabled", "source-users-failing"],
    }
    (log,) = [each["errors"] for each in report["sync_out"]["configurations"] if each["name"] == "To Birch"]
    assert (log["failures"], log["errors"][0]["code"]) == (1, "DuplicateTargetEntries")
    text = json.dumps(report)
    assert user not in text and "Ada" not in text
    (half,) = [check for check in report["tenant_checks"] if check["id"] == "source-configuration-half-made"]
    assert half["seen"] == f"configuration 'To Cedar' to {CEDAR}: it lacks job"
    folder = tmp_path / "compliance"
    for name in ("compliance.csv", "compliance.sarif", "compliance.junit.xml"):
        assert "source-deletions-pending" in (folder / name).read_text(encoding="utf-8")
    html = (folder / "compliance.html").read_text(encoding="utf-8")
    assert "&lt;/script&gt; 600 deletions" in html and "In quarantine" in html
    assert "1 failure since" in html and "DuplicateTargetEntries" in html


def configuration(tenant: str, **settings: Any) -> dict[str, Any]:
    """A host of an outbound partner with a desired configuration."""
    return {**partner(tenant), "partner_synchronization_configuration": settings}


def drift_of(entry: dict[str, Any]) -> dict[str, tuple[Any, Any, str]]:
    return {each["setting"]: (each["wanted"], each["found"], each["direction"]) for each in entry["drift"]}


def test_configurations_are_compared_with_the_inventory(simulator: GraphSimulator, comply, tmp_path: Path) -> None:
    """Each status of a configuration in one run, in all formats, without a write and with permissions to read only."""
    source = simulator.directory.source
    user, other = (source.add_user(name)["id"] for name in ("ada", "zoe"))
    fir, oak, yew = (f"00000000-0000-4000-8000-00000000001{number}" for number in range(3))
    for tenant_id in (ALDER, BIRCH, CEDAR, DOGWOOD, ELM, fir):
        simulator.directory.add_partner(tenant_id, automaticUserConsentSettings={"outboundAllowed": True})
    source.add_configuration(ALDER, "To Alder", state="Active", assigned=(user,))
    source.add_configuration(BIRCH, "To Birch", state="Active", assigned=(user, other))
    source.add_configuration(DOGWOOD, "To Dogwood", state="Disabled", assigned=(user,))
    source.add_configuration(ELM, "To Elm", state="Active")
    source.add_configuration(fir, "To Fir", job=False)
    source.add_configuration(oak, "To Oak", state="Active")
    source.add_configuration(yew, f"MTO_Sync_{yew}", state="Active")
    hosts = {
        "alder": configuration(ALDER),
        "birch": configuration(
            BIRCH,
            enabled=False,
            assignments_exclusive=True,
            attribute_mappings=[{"target": "department", "expression": 'Join("-", [department], "x")'}],
        ),
        "cedar": configuration(CEDAR, user_type="guest"),
        # Nobody agreed on the consent of the target tenant yet. A comparison does not ask for it.
        "dogwood": configuration(DOGWOOD),
        "elm": configuration(ELM, state="absent"),
        "fir": configuration(fir),
        # This partner gets no users, and this one sends users.
        "linde": partner(ALDER[:-1] + "8"),
        "rowan": {**configuration(ALDER[:-1] + "9"), "partner_onboarding_direction": "inbound"},
    }
    variables = {
        "partner_onboarding_direction": "outbound",
        "partner_synchronization_defaults": {"assignments": [{"user": user}]},
        "partner_synchronization_defaults_gold": {"enabled": True},
        # Limits and reviewed plans are for other runs.
        "partner_synchronization_removal_limit": 0,
        "partner_synchronization_expected_plan": "0" * 64,
    }
    simulator.directory.applications[simulator.client_id]["roles"] = [
        "Policy.Read.All",
        "Application.Read.All",
        "Synchronization.Read.All",
        "User.ReadBasic.All",
    ]
    more = "compliance_report_gather_more=sync_configurations compliance_report_formats=json,html,csv,sarif,junit"
    history = f"compliance_report_history={tmp_path / 'history'}"
    run, report = comply({"partners": {"hosts": hosts, "vars": variables}}, f"-e '{more} {history}'")
    assert run.rc == 0 and run.hosts("changed") == {"linde", "rowan"} and not simulator.log.writes()
    part = report["sync_drift"]
    assert part["compared"] and part["reason"] is None
    # Whether the target tenants agree, and how Graph reads the expression, takes a permission to write.
    assert {method for method, _path in simulator.log.calls()} == {"GET"}
    found = {each["host"] or each["name"]: each for each in part["configurations"]}
    assert {name: (each["status"], each["severity"], each["direction"]) for name, each in found.items()} == {
        "alder": ("compliant", None, None),
        "birch": ("drifted", "warning", "more_open"),
        "cedar": ("missing", "warning", "more_closed"),
        "dogwood": ("drifted", "warning", "more_closed"),
        "elm": ("drifted", "warning", "more_open"),
        "fir": ("drifted", "warning", "more_closed"),
        "To Oak": ("unmanaged", "warning", "more_open"),
        f"MTO_Sync_{yew}": ("admin_center", None, None),
    }
    assert drift_of(found["birch"]) == {
        "sync_configuration.enabled": (False, True, "more_open"),
        "sync_configuration.attribute_mappings.department": (
            {"expression": 'Join("-", [department], "x")', "apply": "always"},
            {"source": "department", "apply": "always"},
            "neither",
        ),
        "sync_configuration.assignments": ([], [{"user": other}], "more_open"),
    }
    assert drift_of(found["elm"]) == {"sync_configuration.state": ("absent", "present", "more_open")}
    assert drift_of(found["fir"])["sync_configuration.parts"] == ("complete", "without job", "neither")
    assert found["birch"]["reason"] == (
        "More open than agreed: the job is switched on; more users and groups are assigned"
    )
    assert found["To Oak"]["reason"] == "No host of the inventory wants it, and its job is switched on"
    counts = run.artifacts["compliance_report_counts"]
    assert (counts["configurations"], counts["configurations_drifted"], counts["configurations_more_open"]) == (8, 4, 3)
    assert "configurations" in run.output and "8 (1 compliant, 4 drifted, 1 missing, 1 unmanaged" in run.output
    folder = tmp_path / "compliance"
    lines = list(csv.DictReader((folder / "compliance.csv").read_text(encoding="utf-8").splitlines()))
    assert {(line["kind"], line["what"]) for line in lines} >= {
        ("configuration", "unmanaged"),
        ("configuration", ""),
        ("drift", "sync_configuration.assignments"),
    }
    results = json.loads((folder / "compliance.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert {"configuration/missing", "drift/sync_configuration.enabled"} <= {each["ruleId"] for each in results}
    suites = {each.get("name"): each for each in ElementTree.parse(folder / "compliance.junit.xml").getroot()}
    assert suites["synchronization configurations"].get("failures") == "6"
    html = (folder / "compliance.html").read_text(encoding="utf-8")
    assert "Compared with the inventory" in html and "the job is switched on; more users and groups" in html

    # The next report tells what is new. A value that Graph does not show is not as agreed.
    simulator.behaviour.masked_secrets = ("SyncAll",)
    variables["partner_synchronization_defaults_z"] = {"scope": "assigned"}
    hosts["birch"]["partner_onboarding_agreement"] = {
        "exceptions": [{"finding": "sync_configuration", "reason": "A test", "ends": "2999-01-01"}]
    }
    inventory = {"partners": {"hosts": hosts, "vars": variables}}
    run, report = comply(inventory, f"-e '{more} {history} compliance_report_fail_on_drift=true'")
    assert run.rc == 2 and not simulator.log.writes()
    found = {each["host"] or each["name"]: each for each in report["sync_drift"]["configurations"]}
    assert found["alder"]["status"] == "unreadable" and found["alder"]["unknown"] == ["sync_configuration.scope"]
    assert found["birch"]["severity"] == "info"
    birch = next(each for each in report["partners"] if each["host"] == "birch")
    assert [each["used"] for each in birch["agreement"]["exceptions"]] == [True]
    new = {(each["tenant_id"], each["kind"], each["what"]) for each in report["comparison"]["new"]}
    assert (ALDER, "configuration", "unreadable") in new and (ELM, "configuration", "drifted") not in new


def test_configurations_that_cannot_be_compared(simulator: GraphSimulator, comply) -> None:
    """What was not compared is never as agreed: wrong variables, a part of the inventory, no permission."""
    source = simulator.directory.source
    simulator.directory.add_partner(ALDER)
    source.add_configuration(ALDER, "To Alder")
    source.add_configuration(BIRCH, "To Birch")
    more = "-e compliance_report_gather_more=sync_configurations -e compliance_report_fail_on_drift=true"
    hosts = {"alder": configuration(ALDER, colour="green"), "linde": partner(BIRCH)}
    run, report = comply({"partners": {"hosts": hosts}}, more)
    part = report["sync_drift"]
    assert run.rc == 2 and part["compared"] and part["configurations"] == []
    assert "alder" in part["reason"] and "colour" in part["reason"]

    hosts["alder"] = configuration(ALDER)
    run, report = comply({"partners": {"hosts": hosts}}, f"{more} --limit alder")
    part = report["sync_drift"]
    assert [each["status"] for each in part["configurations"]] == ["compliant"]
    assert "only a part of the inventory" in part["reason"]

    simulator.faults.add(Fault(method="GET", path="servicePrincipals", status=403, times=None))
    run, report = comply({"partners": {"hosts": {"alder": configuration(ALDER)}}}, more)
    part = report["sync_drift"]
    (alder,) = part["configurations"]
    assert run.rc == 2 and alder["status"] == "unreadable" and "Application.Read.All" in alder["error"]["message"]
    assert "could not be listed" in part["reason"] and "1 not comparable" in run.output

    wrong = configuration(ALDER, colour="green")
    run, report = comply({"partners": {"hosts": {"alder": wrong}}}, more)
    part = report["sync_drift"]
    assert run.rc == 2 and not part["compared"] and "colour" in part["reason"] and "not compared: " in run.output


@pytest.mark.parametrize(
    ("settings", "rc"),
    [
        pytest.param({}, 0, marks=pytest.mark.long),
        # test_the_intruder_fails_every_pipeline tests a failing run every day.
        pytest.param({"compliance_report_fail_on_drift": True}, 2, marks=pytest.mark.long),
        pytest.param(
            {"compliance_report_fail_on_drift": True, "compliance_report_severities": {"identity_sync": "warning"}},
            2,
            marks=pytest.mark.long,
        ),
        ({"compliance_report_fail_on_drift": True, "compliance_report_severities": {"identity_sync": "info"}}, 0),
        pytest.param(
            {
                "compliance_report_fail_on_drift": True,
                "compliance_report_severities": {"identity_sync": "info"},
                "compliance_report_fail_severity": "info",
            },
            2,
            marks=pytest.mark.long,
        ),
        # A closed door is no error.
        pytest.param(
            {"compliance_report_fail_on_drift": True, "compliance_report_fail_severity": "error"},
            0,
            marks=pytest.mark.long,
        ),
        # The only check that fires is an error.
        ({"compliance_report_fail_on_checks": True, "compliance_report_fail_severity": "error"}, 2),
    ],
)
def test_a_pipeline_can_gate_on_it(simulator: GraphSimulator, comply, settings: dict[str, Any], rc: int) -> None:
    simulator.directory.add_partner(BIRCH, {"userSyncInbound": {"isSyncAllowed": False}})
    inventory = {"partners": {"hosts": {"birch": partner(BIRCH, identity_sync={"user_sync_allowed": True})}}}
    run, report = comply(inventory, f"-e '{json.dumps(settings)}'")
    assert run.rc == rc
    assert "Partners: 1 (0 compliant, 1 drifted, 0 missing, 0 unmanaged, 0 unreadable)" in run.output
    assert report["partners"][0]["checks"][0]["id"] == "sync-allowed-no-inbound-redemption"


def test_the_intruder_fails_every_pipeline(simulator: GraphSimulator, comply) -> None:
    """Nobody agreed on a partner that may synchronize users in. No severity of the user hides this partner."""
    simulator.directory.add_partner(ALDER)
    simulator.directory.add_partner(
        ELM, {"displayName": "Elm", "userSyncInbound": {"isSyncAllowed": True}}, inboundTrust={"isMfaAccepted": True}
    )
    settings = {
        "compliance_report_fail_on_drift": True,
        "compliance_report_fail_severity": "error",
        "compliance_report_severities": {"unmanaged": "info", "identity_sync": "info", "inbound_trust": "info"},
    }
    run, report = comply({"partners": {"hosts": {"alder": partner(ALDER)}}}, f"-e '{json.dumps(settings)}'")
    assert run.rc == 2
    assert "1 more open than agreed" in run.output
    (elm,) = (each for each in report["partners"] if each["tenant_id"] == ELM)
    assert (elm["severity"], elm["direction"]) == ("error", "more_open")
    assert elm["open_doors"] == ["inbound_trust.mfa_accepted", "identity_sync.user_sync_allowed"]
    assert elm["reason"] == "Not in the inventory: users may be synchronized in; MFA of the partner is trusted"


def test_agreements_of_the_inventory(simulator: GraphSimulator, comply, tmp_path: Path) -> None:
    """Owner, end and exceptions of a host, and an exception for a partner that no host names."""
    trusted = {"isMfaAccepted": True, "isCompliantDeviceAccepted": False, "isHybridAzureADJoinedDeviceAccepted": False}
    simulator.directory.add_partner(ALDER, inboundTrust=trusted)
    simulator.directory.add_partner(ELM, {"displayName": "Elm", "userSyncInbound": {"isSyncAllowed": True}})
    accepted = {"finding": "inbound_trust.mfa_accepted", "reason": "It is known", "ends": "2999-12-31"}
    alder = partner(ALDER, inbound_trust={"mfa_accepted": False})
    alder["partner_onboarding_agreement"] = {"owner": "Identity team", "ends": "2020-01-31", "exceptions": [accepted]}
    group = {"hosts": {"alder": alder}, "vars": {"partner_onboarding_removal_limit": 1_000_000}}
    settings = {
        "compliance_report_fail_on_drift": True,
        "compliance_report_agreements": {
            ELM.upper(): {"exceptions": [dict(accepted, finding="unmanaged")]},
            simulator.tenant_id: {"exceptions": [dict(accepted, finding="reading-credentials-can-write")]},
        },
        "compliance_report_revision": "abc123",
        "compliance_report_formats": ["html", "json", "csv", "sarif", "junit", "tenants"],
        "compliance_report_history": f"{tmp_path}/history",
    }
    run, report = comply({"partners": group}, f"-e '{json.dumps(settings)}'")
    assert run.rc == 0
    partners = {each["tenant_id"]: each for each in report["partners"]}
    assert {each["severity"] for each in partners.values()} == {"info"}
    assert (partners[ALDER]["status"], partners[ALDER]["agreement"]["owner"]) == ("drifted", "Identity team")
    assert "agreement-ended" in {check["id"] for check in partners[ALDER]["checks"]}
    of_tenant = {check["id"]: check["severity"] for check in report["tenant_checks"]}
    assert of_tenant["removal-limit-off"] == "warning" and of_tenant["reading-credentials-can-write"] == "info"
    assert report["run"]["revision"] == "abc123"
    assert report["run"]["home_tenant"]["id"] == simulator.tenant_id
    assert report["run"]["client_id"] and report["run"]["collection_version"] and report["run"]["ansible_version"]
    assert len(report["trend"]) == 1
    # AWX does not store a large result.
    (result,) = run.results("Write the report")
    assert "report" not in result and "table" not in result
    files = {path.name for path in (tmp_path / "compliance").iterdir()}
    assert files == {f"compliance.{end}" for end in ("html", "json", "csv", "sarif", "junit.xml", "tenants.html")}
    (kept,) = (tmp_path / "history").iterdir()
    assert json.loads(kept.read_text(encoding="utf-8")) == report
    # A report of another home tenant changes nothing but the page about all home tenants.
    home = {"id": ELM, "name": "Elsewhere", "domain": None}
    other = {**report, "home_tenant": ELM, "run": {**report["run"], "home_tenant": home}}
    (tmp_path / "history" / "other.json").write_text(json.dumps(other, indent=2), encoding="utf-8")
    # The next report has an age, and a longer series.
    kept.rename(tmp_path / "history" / "a.json")
    earlier = kept.with_name("a.json").read_text(encoding="utf-8").replace(report["generated"], "2020-01-01T00:00:00Z")
    kept.with_name("a.json").write_text(earlier, encoding="utf-8")
    _run, later = comply({"partners": group}, f"-e '{json.dumps(settings)}'")
    assert {each["since"] for each in later["partners"]} == {"2020-01-01T00:00:00Z"}
    assert len(later["trend"]) == 2 and later["comparison"]["new"] == []
    assert len(list((tmp_path / "history").iterdir())) == 3
    page = (tmp_path / "compliance" / "compliance.tenants.html").read_text(encoding="utf-8")
    assert f'id="t-{simulator.tenant_id}_list"' in page and f'id="t-{ELM}_list"' in page and "Elsewhere" in page


WRONG_AGREEMENTS = [
    ({"partner_onboarding_agreement": {"ends": "soon"}}, "partner_onboarding_agreement.ends has to be a date"),
    ({"compliance_report_agreements": {"elm.example": {}}}, "the key of entry 1 is not a tenant ID"),
    ({"compliance_report_agreements": {ELM: {"exceptions": [{"finding": "state"}]}}}, "exceptions[1] needs reason"),
]


@pytest.mark.parametrize(("variables", "message"), rest_long(WRONG_AGREEMENTS, *WRONG_AGREEMENTS[:2]))
def test_agreements_that_nobody_understands(
    simulator: GraphSimulator, play: Play, tmp_path: Path, variables: dict[str, Any], message: str
) -> None:
    simulator.directory.add_partner(ALDER)
    hosts = {"alder": {**partner(ALDER), **variables}}
    run = play(COMPLIANCE, {"partners": {"hosts": hosts}}, f"-e compliance_report_directory={tmp_path}")
    assert run.rc == 2
    assert message in run.output


def test_since_the_last_run_and_for_a_pipeline(directory: GraphSimulator, comply, tmp_path: Path) -> None:
    """The first run has the callback of ansible-core that docs/compliance.md recommends."""
    previous = f"-e compliance_report_previous={tmp_path}/compliance/compliance.json"
    junit = {
        **directory.environment(),
        "ANSIBLE_CALLBACKS_ENABLED": "ansible.builtin.junit",
        "JUNIT_OUTPUT_DIR": str(tmp_path / "junit"),
        "JUNIT_FAIL_ON_CHANGE": "true",
    }
    _run, first = comply(INVENTORY, previous, environment=junit)
    (path,) = (tmp_path / "junit").iterdir()
    failed = {
        re.search(r"\[(\w+)\]", case.get("name"))[1]
        for case in ElementTree.parse(path).iter("testcase")
        if case.find("failure") is not None or case.find("error") is not None
    }
    assert failed == {"birch", "cedar", "dogwood"}
    assert first["comparison"]["with"] is None
    assert len(first["comparison"]["new"]) > 4
    # Birch is corrected, Alder is removed, Dogwood is still unreadable.
    directory.directory.set_identity_sync(BIRCH, {"displayName": "Birch", "userSyncInbound": {"isSyncAllowed": True}})
    directory.directory.remove_partner(ALDER)
    _run, second = comply(INVENTORY, previous)
    comparison = second["comparison"]
    assert comparison["with"] == first["generated"]
    assert {each["tenant_id"] for each in comparison["fixed"]} == {BIRCH}
    assert {each["tenant_id"] for each in comparison["new"]} == {ALDER}
    assert ("status", "missing") in {(each["kind"], each["what"]) for each in comparison["new"]}
    directory.log.clear()


EARLIER = ["{", "[]", '{"schema": "something else"}']


@pytest.mark.parametrize("text", rest_long(EARLIER, EARLIER[2]))
def test_something_else_is_no_earlier_report(simulator: GraphSimulator, play: Play, tmp_path: Path, text: str) -> None:
    (tmp_path / "earlier.json").write_text(text, encoding="utf-8")
    arguments = f"-e compliance_report_directory={tmp_path} -e compliance_report_previous={tmp_path}/earlier.json"
    run = play(COMPLIANCE, INVENTORY, arguments)
    assert run.rc == 2
    assert "previous:" in run.output


@pytest.mark.parametrize("what", ["the partners may not be read", "nobody may log in"])
def test_nothing_can_be_read(simulator: GraphSimulator, comply, what: str) -> None:
    environment = simulator.environment()
    if what == "the partners may not be read":
        simulator.faults.add(Fault(method="GET", path="/partners$", status=403, code="Authorization_RequestDenied"))
    else:
        environment["ENTRA_CLIENT_SECRET"] = "wrong-secret"
    run, report = comply(INVENTORY, environment=environment)
    assert run.rc == 2
    assert run.hosts("failures") == set(INVENTORY["partners"]["hosts"])
    assert report["totals"]["status"] == {
        "compliant": 0,
        "drifted": 0,
        "missing": 0,
        "unmanaged": 0,
        "unreadable": 4,
    }
    assert not report["scope"]["complete"]
    assert {each["inflow"] for each in report["partners"]} == {"unknown"}


@pytest.mark.parametrize("good", rest_long([True, False], False))
def test_a_host_with_wrong_variables(simulator: GraphSimulator, comply, good: bool) -> None:
    """The report lists such a host, whether or not the variables of another host are correct."""
    simulator.directory.add_partner(ALDER)
    hosts = {"broken": {"partner_onboarding_partner": {"tenant": BIRCH, "colour": "green"}}}
    if good:
        hosts["alder"] = partner(ALDER)
    run, report = comply({"partners": {"hosts": hosts}})
    assert run.rc == 2
    broken = next(each for each in report["partners"] if each["host"] == "broken")
    assert broken["status"] == "unreadable"
    assert "colour" in broken["error"]["message"]
    assert report["totals"]["status"]["compliant"] == (1 if good else 0)


def test_a_part_of_the_inventory(directory: GraphSimulator, comply) -> None:
    run, report = comply(INVENTORY, "--limit alder,birch")
    assert status(report) == {"alder": "compliant", "birch": "drifted"}
    assert report["scope"]["complete"] is False
    assert "Incomplete: this run saw only a part of the inventory" in run.output
    directory.log.clear()


def test_slices_add_up(directory: GraphSimulator, play: Play, comply, tmp_path: Path) -> None:
    """AWX passes the statistics of all slices to the next node of a workflow in one dictionary."""
    hosts = INVENTORY["partners"]["hosts"]
    artifacts: dict[str, Any] = {}
    for number, names in enumerate((["alder", "birch"], ["cedar", "dogwood"]), start=7):
        part = {"partners": {"hosts": {name: hosts[name] for name in names}}}
        run, _report = comply(part, f"-e awx_job_id={number} -e compliance_report_unmanaged=false")
        artifacts.update(run.artifacts)
    slices = [counts for name, counts in artifacts.items() if re.fullmatch(r"compliance_report_counts_\d+", name)]
    assert len(slices) == 2
    # This is what one run finds (test_whatever_the_job_type_is), without the partner that is not in the inventory.
    whole = {"compliant": 1, "drifted": 1, "missing": 1, "unmanaged": 0, "unreadable": 1}
    for name, number in whole.items():
        assert sum(counts[name] for counts in slices) == number, name
    assert sum(counts["partners"] for counts in slices) == 4
    assert len(json.dumps(artifacts)) < 2000
    directory.log.clear()


def test_no_files(simulator: GraphSimulator, play: Play, tmp_path: Path) -> None:
    arguments = json.dumps({"compliance_report_directory": str(tmp_path / "none"), "compliance_report_formats": []})
    simulator.directory.add_partner(ALDER)
    run = play(COMPLIANCE, {"partners": {"hosts": {"alder": partner(ALDER)}}}, f"-e '{arguments}'")
    assert run.rc == 0
    assert not (tmp_path / "none").exists()
    assert not run.hosts("changed")
    (result,) = run.results("Write the report")
    assert result["report"]["totals"]["partners"] == 1
    assert ALDER in result["table"]


def test_prune_and_limits_are_for_other_runs(simulator: GraphSimulator, comply) -> None:
    """An inventory with pruning and a removal limit does not hinder a compliance run."""
    for tenant in (ALDER, BIRCH, CEDAR):
        simulator.directory.add_partner(tenant, {"userSyncInbound": {"isSyncAllowed": True}})
    variables = {
        "partner_onboarding_prune": True,
        "partner_onboarding_removal_limit": 0,
        "partner_onboarding_partners": [{"tenant": ALDER, "state": "absent"}, {"tenant": BIRCH, "identity_sync": {}}],
    }
    run, report = comply({"partners": {"hosts": {"localhost": variables}}})
    assert run.rc == 0
    assert [each["status"] for each in report["partners"]] == ["drifted", "compliant", "unmanaged"]
    assert {check["id"] for check in report["partners"][0]["checks"]} >= {"sync-disabled-too-early"}


def test_batches_of_hosts_are_refused(simulator: GraphSimulator, play: Play, tmp_path: Path) -> None:
    playbook = """
- hosts: partners
  gather_facts: false
  check_mode: true
  serial: 2
  roles:
    - entra.cross_tenant.partner_onboarding
    - entra.cross_tenant.compliance_report
"""
    run = play(playbook, INVENTORY, f"-e compliance_report_directory={tmp_path}")
    assert run.rc == 2
    assert "serial: the report is about all hosts" in run.output


def test_groups_are_reported_on_with_beta(simulator: GraphSimulator, comply) -> None:
    simulator.directory.add_partner(ALDER, {"groupSyncInbound": {"isSyncAllowed": True}})
    inventory = {"partners": {"hosts": {"alder": partner(ALDER, identity_sync={"group_sync_allowed": False})}}}
    _run, report = comply(inventory, "-e partner_onboarding_api_version=beta")
    (alder,) = report["partners"]
    assert alder["syncs_in"] == {"found": ["groups"], "wanted": []}
    assert alder["inflow"] == "unwanted"


@pytest.mark.parametrize(("number", "page_size"), [(100, 25), pytest.param(3000, 100, marks=pytest.mark.long)])
def test_three_thousand_partners(
    simulator: GraphSimulator, comply, tmp_path: Path, number: int, page_size: int
) -> None:
    """One task, one paged read, one batch for the tenant settings, and a report small enough for a mail."""
    simulator.behaviour.page_size = page_size
    tenants = [f"00000000-0000-4000-8000-{at:012}" for at in range(number)]
    for at, tenant in enumerate(tenants):
        simulator.directory.add_partner(
            tenant,
            {"displayName": f"Partner {at}", "userSyncInbound": {"isSyncAllowed": at % 10 != 0}},
            automaticUserConsentSettings={"inboundAllowed": at % 20 != 0, "outboundAllowed": False},
        )
    listed = [dict(wanted(f"Partner {at}"), tenant=tenant) for at, tenant in enumerate(tenants[:-50])]
    run, report = comply({"partners": {"hosts": {"localhost": {"partner_onboarding_partners": listed}}}})
    assert run.rc == 0
    assert report["totals"]["status"] == {
        "compliant": 9 * (number - 50) // 10,
        "drifted": (number - 50) // 10,
        "missing": 0,
        "unmanaged": 50,
        "unreadable": 0,
    }
    pages = number // page_size
    reads = reads_of(simulator)
    assert reads[:pages] == ["/partners"] * pages
    # At most 20 partners that the inventory does not contain are looked up. The two batches are sent at the same time.
    names = [path for path in reads[pages:] if "findTenantInformation" in path]
    assert [path for path in reads[pages:] if path not in names] == AROUND
    assert len(names) == len(set(names)) == 20 and set(names) < {looked_up(tenant) for tenant in tenants[-50:]}
    assert len(simulator.log.graph()) == pages + 2
    assert (tmp_path / "compliance/compliance.html").stat().st_size < 5_000_000
