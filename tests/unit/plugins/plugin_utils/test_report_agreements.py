# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Agreements with partners, accepted exceptions, ages of findings, and the series of reports."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree

import jsonschema
import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.agreement import agreement_of, state_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import known_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.checks import CHECKS
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory_source import commit_of
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.advice import todo
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.comparison import findings_in
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.history import head_of, point
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.junit import junit
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.page import page
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.recognized import is_report
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.report import Head, Scope, report
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.sarif import sarif
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.severity import Severities
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.spreadsheet import table
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.tenants import tenants_page
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report_sources import (
    latest_of_others,
    name_in_series,
    series_in,
)
from ansible_collections.entra.cross_tenant.tests.report.pages import SCHEMA

from .test_report import (
    ALDER,
    BIRCH,
    CEDAR,
    DOGWOOD,
    ELM,
    EVERYTHING,
    FACTS,
    NOW,
    OFF,
    ON,
    by_tenant,
    item,
    made,
    row,
    run,
)

TRUST = {"mfa_accepted": True, "compliant_device_accepted": True}
NO_TRUST = {"mfa_accepted": False, "compliant_device_accepted": False}
MFA = "inbound_trust.mfa_accepted"


def agreement(*findings, ends="2026-12-31"):
    exceptions = [{"finding": finding, "reason": "It is known", "ends": ends} for finding in findings]
    return agreement_of({"exceptions": exceptions}, "agreement")


def drifted(given):
    """A partner that trusts more than agreed, with an agreement."""
    this = run(item(ALDER, row(ALDER, inbound_trust=TRUST), row(ALDER, inbound_trust=NO_TRUST)))
    this.hosts["host0"]["agreement"] = given
    result = made(this)
    jsonschema.validate(result, SCHEMA)
    return result["partners"][0]


def fired(partner):
    return {check["id"]: check["severity"] for check in partner["checks"]}


def test_an_accepted_finding_does_not_count_until_its_end():
    partner = drifted(agreement(MFA, ends="2026-11-21"))
    accepted, counts = partner["drift"]
    assert (accepted["setting"], accepted["severity"]) == (MFA, "info")
    assert accepted["exception"] == {"reason": "It is known", "ends": "2026-11-21", "ticket": None}
    assert (counts["severity"], counts["exception"]) == ("error", None)
    # The other setting still counts.
    assert (partner["severity"], partner["open_doors"]) == ("error", ["inbound_trust.compliant_device_accepted"])
    (exception,) = partner["agreement"]["exceptions"]
    assert (exception["state"], exception["used"]) == ("ends_soon", True)
    assert "exception-ended" not in fired(partner) and "exception" not in partner["reason"]


def test_an_exception_past_its_end_counts_again_and_is_told():
    partner = drifted(agreement(MFA, ends="2026-11-20"))
    assert [(each["severity"], each["exception"]) for each in partner["drift"]] == [("error", None)] * 2
    assert MFA in partner["open_doors"]
    assert fired(partner)["exception-ended"] == "warning"
    assert partner["reason"].endswith(" (the exception ended on 2026-11-20)")
    assert partner["agreement"]["exceptions"][0]["state"] == "ended"
    # Another setting is open as well, and nobody has ever accepted it.
    assert todo(partner, {}) == "Switch off what nobody agreed on"
    both = drifted(agreement("inbound_trust", ends="2026-11-20"))
    assert todo(both, {}) == "Exception ended 2026-11-20: renew or correct"


def test_a_check_that_was_accepted_until_a_day_in_the_past_is_no_advice_to_open_access():
    blocked = {
        side: {"access_type": "blocked", "targets": [{"target": target, "target_type": kind}]}
        for side, target, kind in (
            ("users_and_groups", "AllUsers", "user"),
            ("applications", "AllApplications", "application"),
        )
    }
    sync = {"display_name": "Alder", "user_sync_allowed": True}
    same = row(ALDER, sync, b2b_collaboration_inbound=blocked, automatic_user_consent={"inbound_allowed": True})
    this = run(item(ALDER, same, same))
    this.hosts["host0"]["agreement"] = agreement("b2b-inbound-blocked", ends="2026-11-20")
    result = made(this)
    (partner,) = result["partners"]
    assert (partner["status"], fired(partner)["b2b-inbound-blocked"]) == ("compliant", "warning")
    assert todo(partner, result["check_catalog"]) == "Exception ended 2026-11-20: renew or correct"
    assert partner["reason"].endswith("(the exception ended on 2026-11-20)")
    del this.hosts["host0"]["agreement"]
    result = made(this)
    assert todo(result["partners"][0], result["check_catalog"]).startswith("Allow the synchronized users")


def test_an_exception_for_a_setting_covers_its_members_only():
    partner = drifted(agreement("inbound_trust"))
    assert (partner["severity"], partner["direction"], partner["open_doors"]) == ("info", "neither", [])
    assert partner["status"] == "drifted"
    other = drifted(agreement("inbound_tru", "inbound_trust.mfa"))
    assert other["severity"] == "error"
    assert [each["used"] for each in other["agreement"]["exceptions"]] == [False, False]


def test_an_exception_for_a_check():
    this = run(item(ALDER, row(ALDER, ON), row(ALDER, ON)))
    this.hosts["host0"]["agreement"] = agreement("sync-allowed-no-inbound-redemption")
    result = made(this)
    assert fired(result["partners"][0]) == {"sync-allowed-no-inbound-redemption": "info"}
    assert result["totals"]["checks"] == {"error": 0, "warning": 0, "info": 2}


def test_an_exception_for_a_check_of_the_home_tenant():
    home = {**FACTS, "home_tenant": {**FACTS["home_tenant"], "id": ELM}}

    def fired_of_tenant(ends, facts=home):
        this = run(item(ALDER, row(ALDER, ON), row(ALDER, ON)))._replace(
            agreements={ELM: agreement("reenable-blocked-users", "removal-limit-off", ends=ends)}
        )
        scope = Scope(True, known_of({}, "global", False, 1_000), {}, None)
        return fired({"checks": report(this, scope, Severities({}), None, Head(NOW, "title", facts))["tenant_checks"]})

    assert fired_of_tenant("2026-12-31") == {"reenable-blocked-users": "info", "removal-limit-off": "info"}
    counts = {"exception-ended": "warning", "removal-limit-off": "warning", "reenable-blocked-users": "info"}
    assert fired_of_tenant("2026-11-20") == counts
    # If the ID of the home tenant is not known, nothing is accepted.
    del counts["exception-ended"]
    assert fired_of_tenant("2026-12-31", FACTS) == counts


def test_an_exception_for_a_partner_that_no_host_names():
    intruder = row(ELM, ON, inbound_trust=TRUST)
    this = run(unmanaged=[intruder, row(BIRCH, ON)])
    # Even synchronization that nobody agreed on can be accepted, with a reason and an end.
    result = by_tenant(made(this._replace(agreements={ELM: agreement("unmanaged")})))
    assert (result[ELM]["severity"], result[ELM]["open_doors"], result[ELM]["status"]) == ("info", [], "unmanaged")
    assert result[ELM]["reason"] == "Accepted until 2026-12-31: It is known"
    assert result[BIRCH]["severity"] == "error"
    one = by_tenant(made(this._replace(agreements={ELM: agreement("inbound_trust")})))[ELM]
    assert (one["severity"], one["open_doors"]) == ("error", ["identity_sync.user_sync_allowed"])
    ended = by_tenant(made(this._replace(agreements={ELM: agreement("unmanaged", ends="2026-01-01")})))[ELM]
    assert ended["severity"] == "error"


@pytest.mark.parametrize(
    ("ends", "check"),
    [("2026-11-20", "agreement-ended"), ("2026-11-21", "agreement-ends-soon"), ("2026-12-22", "agreement-ends-soon")],
)
def test_an_agreement_that_ends(ends, check):
    partner = drifted(agreement_of({"ends": ends}, "agreement"))
    assert [name for name in fired(partner) if name.startswith("agreement")] == [check]


def test_an_agreement_without_a_near_end_is_silent():
    for ends in (None, "2026-12-23"):
        given = agreement_of({"owner": "Identity team", "ticket": 4711, "ends": ends}, "agreement")
        partner = drifted(given)
        assert not [name for name in fired(partner) if name.startswith("agreement")]
        assert (partner["agreement"]["owner"], partner["agreement"]["ticket"]) == ("Identity team", "4711")
    gone = run(item(ALDER, None, None))
    gone.hosts["host0"]["agreement"] = agreement_of({"ends": "2026-01-01"}, "agreement")
    # A partner that does not exist keeps no access.
    assert "agreement-ended" not in fired(made(gone)["partners"][0])


def test_days():
    assert [
        state_of(ends, "2026-02-28") for ends in (None, "2026-02-27", "2026-02-28", "2026-03-31", "2026-04-01")
    ] == [
        "current",
        "ended",
        "ends_soon",
        "ends_soon",
        "current",
    ]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("text", "agreement has to be a dictionary"),
        ({"ends": "31.01.2027"}, "agreement.ends has to be a date such as 2027-01-31"),
        ({"ends": "20270131"}, "agreement.ends has to be a date"),
        ({"ends": "2027-02-30"}, "agreement.ends has to be a date"),
        ({"secret": "x"}, "agreement has unknown members: secret; known are owner"),
        ({"owner": ["a"]}, "agreement.owner has to be text"),
        ({"exceptions": {}}, "agreement.exceptions has to be a list"),
        ({"exceptions": ["x"]}, r"agreement.exceptions\[1\] has to be a dictionary"),
        ({"exceptions": [{"finding": "x", "ends": "2027-01-31"}]}, r"agreement.exceptions\[1\] needs reason"),
        ({"exceptions": [{"finding": "x", "reason": "y"}]}, r"agreement.exceptions\[1\] needs ends"),
        ({"exceptions": [{"finding": "x", "reason": "y", "ends": "soon"}]}, r"exceptions\[1\].ends has to be a date"),
    ],
)
def test_an_agreement_that_cannot_be_understood(value, problem):
    with pytest.raises(BadInput, match=problem):
        agreement_of(value, "agreement")


def test_a_removal_limit_that_is_no_limit():
    for limit, there in ((None, False), (10, False), (999, False), (1_000, True), (1_000_000_000, True)):
        scope = Scope(True, known_of({}, "global", False, limit), {}, None)
        result = report(EVERYTHING, scope, Severities({}), None, Head(NOW, "title", FACTS))
        assert ("removal-limit-off" in {check["id"] for check in result["tenant_checks"]}) is there


# Ages


def ages(result):
    return {
        (partner["tenant_id"], each.get("setting") or each["id"]): each["since"]
        for partner in result["partners"]
        for each in [*partner["drift"], *partner["checks"]]
    }


DAYS = [f"2026-11-{day}T02:00:00Z" for day in ("18", "19", "20", "21")]


def test_a_finding_has_an_age():
    key = (BIRCH, "identity_sync.user_sync_allowed")
    closed = run(item(BIRCH, row(BIRCH, OFF), row(BIRCH, ON)))
    good = run(item(BIRCH, row(BIRCH, ON), row(BIRCH, ON)))
    first = made(closed, earlier={}, generated=DAYS[0])
    second = made(closed, earlier=first, generated=DAYS[1])
    assert ages(second)[key] == second["partners"][0]["since"] == DAYS[0]
    fixed = made(good, earlier=second, generated=DAYS[2])
    again = made(closed, earlier=fixed, generated=DAYS[3])
    assert ages(again)[key] == DAYS[3]
    assert ages(made(closed))[key] is None


def test_a_finding_that_could_not_be_checked_keeps_its_age():
    key = (BIRCH, "identity_sync.user_sync_allowed")
    closed = run(item(BIRCH, row(BIRCH, OFF), row(BIRCH, ON)))
    unreadable = run(item(BIRCH, None, None, error={"msg": "no"}))
    first = made(closed, earlier={}, generated=DAYS[0])
    second = made(unreadable, earlier=first, generated=DAYS[1])
    assert ages(made(closed, earlier=second, generated=DAYS[2]))[key] == DAYS[0]


def test_a_report_of_an_earlier_version_has_no_ages():
    closed = run(item(BIRCH, row(BIRCH, OFF), row(BIRCH, ON)))
    old = made(closed, generated=DAYS[0])
    for partner in old["partners"]:
        del partner["since"], partner["direction"], partner["open_doors"], partner["access"]
        for each in [*partner["drift"], *partner["checks"]]:
            del each["since"], each["exception"]
    later = made(closed, earlier=old, generated=DAYS[1])
    assert set(ages(later).values()) == {DAYS[0]}
    assert later["comparison"]["new"] == []


# Files for other programs


def test_a_table_tells_what_was_accepted():
    given = agreement_of({"owner": "Identity team", "ticket": "CHG-1"}, "agreement")
    given["exceptions"] = agreement(MFA)["exceptions"]
    this = run(item(ALDER, row(ALDER, inbound_trust=TRUST), row(ALDER, inbound_trust=NO_TRUST)))
    this.hosts["host0"]["agreement"] = given
    lines = list(csv.DictReader(io.StringIO(table(made(this, earlier={})))))
    status, accepted, counts = lines
    assert (status["owner"], status["ticket"], status["since"]) == ("Identity team", "CHG-1", NOW)
    assert [each["accepted_until"] for each in (status, accepted, counts)] == ["", "2026-12-31", ""]
    assert accepted["severity"] == "info"


def everything():
    this = EVERYTHING._replace(agreements={CEDAR: agreement("missing")})
    return made(this, earlier=made(run(unmanaged=[row(ELM, ON)]), generated=DAYS[0]))


def test_findings_for_code_scanning():
    result = everything()
    document = json.loads(sarif(result))
    (ran,) = document["runs"]
    rules = [rule["id"] for rule in ran["tool"]["driver"]["rules"]]
    found = ran["results"]
    assert [rules[each["ruleIndex"]] for each in found] == [each["ruleId"] for each in found]
    names = {each["partialFingerprints"]["finding/v1"] for each in found}
    assert len(names) == len(found) == len(findings_in(result))
    levels = {"error": "error", "warning": "warning", "info": "note"}
    of_elm = {each["ruleId"]: each for each in found if ELM in json.dumps(each["locations"])}
    assert of_elm["status/unmanaged"]["level"] == "error"
    assert of_elm["status/unmanaged"]["message"]["text"] == "Alder: Not in the inventory: users may be synchronized in"
    assert of_elm["status/unmanaged"]["baselineState"] == "unchanged"
    (missing,) = (each for each in found if each["ruleId"] == "status/missing")
    assert (missing["level"], missing["baselineState"]) == ("note", "new")
    (why,) = missing["suppressions"]
    assert (why["kind"], why["status"], why["justification"]) == (
        "external",
        "accepted",
        "It is known (until 2026-12-31)",
    )
    drift = next(each for each in found if each["ruleId"] == "drift/identity_sync.user_sync_allowed")
    assert drift["message"]["text"] == (
        "Alder: identity_sync.user_sync_allowed: more closed: users cannot be synchronized in; "
        "the inventory says true, Graph says false"
    )
    assert {each["level"] for each in found} <= set(levels.values())
    assert {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in found} == {"hosts.yml"}
    assert ran["invocations"] == [{"executionSuccessful": True, "endTimeUtc": NOW}]
    checked = {rule["id"]: rule for rule in ran["tool"]["driver"]["rules"]}["check/unmanaged-partner-synchronizes"]
    assert checked["help"]["text"] and checked["helpUri"].startswith("https://")
    assert is_report("sarif", sarif(result).encode())


def test_a_file_of_the_inventory_with_any_name():
    result = dict(made(EVERYTHING), run={**FACTS, "checks_run": [], "inventory": ["my hosts/ü:\u202e.yml"]})
    location = json.loads(sarif(result))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "my%20hosts%2F%C3%BC%3A%E2%80%AE.yml"


def cases_of(result, suite):
    root = ElementTree.fromstring(junit(result))
    (found,) = (each for each in root if each.get("name") == suite)
    return found, {case.get("name"): [child.tag for child in case] for case in found}


def test_tests_for_a_pipeline():
    result = everything()
    suite, cases = cases_of(result, "partners")
    assert {name: tags for name, tags in cases.items() if tags} == {
        f"Alder ({BIRCH})": ["failure"],
        # Somebody has accepted that Cedar is missing.
        f"Alder ({CEDAR})": ["system-out"],
        f"host3 ({DOGWOOD})": ["error"],
        f"Alder ({ELM})": ["failure"],
    }
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("5", "2", "1")
    (elm,) = (case for case in suite if case.get("name") == f"Alder ({ELM})")
    assert (elm[0].get("type"), elm[0].get("message")) == (
        "error",
        "Not in the inventory: users may be synchronized in",
    )
    _suite, checks = cases_of(result, "health checks")
    assert checks["unmanaged-partner-synchronizes"] == ["failure"]
    assert checks["reenable-blocked-users"] == ["system-out"]
    assert checks["mto-join-failed"] == ["skipped"]
    assert checks["agreement-ended"] == []
    assert set(checks) == {check.id for check in CHECKS}
    assert is_report("junit", junit(result).encode())


# The elements and attributes that junit-10.xsd of Jenkins' plugin xUnit allows, as far as reports use them.
JENKINS = {
    "testsuites": {"name", "tests", "failures", "errors"},
    "testsuite": {"name", "timestamp", "tests", "failures", "errors", "skipped"},
    "testcase": {"name", "classname"},
    "failure": {"type", "message"},
    "error": {"type", "message"},
    "skipped": {"message"},
    "system-out": set(),
}


def test_jenkins_accepts_the_tests():
    root = ElementTree.fromstring(junit(everything()))
    used = {element.tag: set() for element in root.iter()}
    for element in root.iter():
        used[element.tag].update(element.attrib)
    assert used == JENKINS


@pytest.mark.parametrize("name", ["a\x00b\x1f", "<!-- ]]> & \" '", "\ufffe\uffff", "\ud83d", "two\nlines"])
def test_no_name_breaks_a_file(name):
    result = made(run(unmanaged=[row(ELM, dict(ON, display_name=name))]))
    assert ElementTree.fromstring(junit(result))
    assert json.loads(sarif(result))


def test_reports_of_earlier_versions_are_reports():
    old = "tenant_id,name,host,status,kind,what,severity,wanted,found,seen,advice\r\n"
    assert is_report("csv", old.encode()) and is_report("csv", table(made(EVERYTHING)).encode())
    assert not is_report("csv", b"tenant_id,name\r\n")
    for other in (b"", b"{}", b"<testsuites/>"):
        assert not is_report("sarif", other) and not is_report("junit", other)


# The series


def stored(folder, result):
    path = folder / name_in_series(result["generated"])
    path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return path


def test_a_series_of_reports(tmp_path):
    assert series_in(tmp_path / "missing", None) == ([], {})
    # The time in the report counts, and not the name of its file.
    (tmp_path / "a.json").write_text(json.dumps(made(EVERYTHING, generated=DAYS[2]), indent=2), encoding="utf-8")
    stored(tmp_path, made(EVERYTHING, generated=DAYS[1]))
    stored(tmp_path, dict(made(EVERYTHING, generated=DAYS[3]), home_tenant="other.example"))
    (tmp_path / "package.json").write_text("{}", encoding="utf-8")
    numbers, latest = series_in(tmp_path, "contoso.example")
    assert [each["generated"] for each in numbers] == DAYS[1:3]
    assert latest["generated"] == DAYS[2]
    result = made(EVERYTHING, generated=DAYS[3], series=numbers, earlier=latest)
    jsonschema.validate(result, SCHEMA)
    assert [each["more_open"] for each in result["trend"]] == [1, 1, 1]
    assert result["trend"][-1] == {
        "generated": DAYS[3],
        "partners": 5,
        "compliant": 1,
        "more_open": 1,
        "more_closed": 2,
        "unreadable": 1,
        "errors": 2,
        "warnings": 2,
    }


def test_the_head_of_a_report_suffices_for_a_series():
    result = made(EVERYTHING)
    result["title"] = 'A title with "totals": {} and\n  "generated": "never"'
    text = json.dumps(result, indent=2)
    head = head_of(text[: text.index('"partners": [')])
    assert point(head) == point(result)
    assert head_of(text[:300]) is None


CONTOSO, FABRIKAM = "5d9f8a4e-0c55-4f0c-8b1f-6f6f6b1f0a01", "5d9f8a4e-0c55-4f0c-8b1f-6f6f6b1f0a02"


def of_home(report, key, name, generated=NOW):
    home = {"id": key, "name": name, "domain": None}
    return {**report, "home_tenant": key, "generated": generated, "run": {**report["run"], "home_tenant": home}}


def test_the_latest_report_of_each_other_home_tenant(tmp_path):
    one = made(run(item(ALDER, row(ALDER, ON), row(ALDER, ON))))
    stored = [
        of_home(one, FABRIKAM, "Fabrikam", "2026-11-18T02:00:00Z"),
        of_home(one, FABRIKAM, "Fabrikam", "2026-11-19T02:00:00Z"),
        # The same home tenant, named by a domain in the credentials.
        {**of_home(one, FABRIKAM, "Fabrikam", "2026-11-17T02:00:00Z"), "home_tenant": "fabrikam.example"},
        of_home(one, CONTOSO, "Contoso"),
        # Nobody knows which home tenant this is about.
        {**one, "home_tenant": None},
    ]
    for number, each in enumerate(stored):
        (tmp_path / f"{number}.json").write_text(json.dumps(each, indent=2))
    (tmp_path / "other.json").write_text("{}")
    own = of_home(one, CONTOSO, "Contoso", "2026-11-21T02:00:00Z")
    (other,) = latest_of_others(tmp_path, own)
    assert (other["run"]["home_tenant"]["name"], other["generated"]) == ("Fabrikam", "2026-11-19T02:00:00Z")
    assert latest_of_others(tmp_path / "none", own) == []


def test_a_page_of_several_home_tenants():
    worse = of_home(everything(), FABRIKAM, "Fabrikam <b>", "2026-11-19T02:00:00Z")
    own = of_home(made(run(item(ALDER, row(ALDER, ON), row(ALDER, ON)))), CONTOSO, "Contoso")
    older = {**of_home(everything(), ELM, "Elm"), "partners": [{"status": "compliant"}]}
    text = tenants_page(own, [worse, older], "All of us")
    assert is_report("tenants", text.encode())
    places = re.findall(r'<[^<>]*\sid="([^"]+)"', text)
    assert len(places) == len(set(places))
    used = re.findall(r'\s(?:href="#|for="|aria-labelledby="|aria-describedby=")([^"]+)"|url\(#([^)]+)\)', text)
    assert {one or other for one, other in used} <= set(places)
    # The worst is the first, and the only one that is open.
    folds = re.findall(r'<details class="tenant[^"]*" name="tenant"([^>]*)><summary><bdi>([^<]*)', text)
    assert [name for _more, name in folds] == ["Elm", "Fabrikam &lt;b&gt;", "Contoso"]
    assert [more.endswith(" open") for more, _name in folds] == [True, False, False]
    assert "Another version of the collection made this report" in text and "(2 days old)" in text
    # The page of one report has the IDs of its template, and no other page has them.
    assert page(own).count('id="list"') == 1 and 'id="list"' not in text and f'id="t-{CONTOSO}_list"' in text


def test_a_damaged_report_is_not_skipped(tmp_path):
    path = stored(tmp_path, made(EVERYTHING))
    text = path.read_text(encoding="utf-8")
    path.write_text(text[:200], encoding="utf-8")
    with pytest.raises(ValueError, match="is damaged"):
        series_in(tmp_path, None)
    path.write_text(text.replace('"compliant"', '"good"'), encoding="utf-8")
    with pytest.raises(ValueError, match="is damaged"):
        series_in(tmp_path, None)


# The commit


COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_the_commit_of_a_folder(tmp_path):
    inventory = tmp_path / "project" / "inventory"
    inventory.mkdir(parents=True)
    assert commit_of(inventory) is None
    git = tmp_path / "project" / ".git"
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    assert commit_of(inventory) is None
    (git / "packed-refs").write_text(f"# pack-refs with: peeled\n{COMMIT} refs/heads/main\n")
    assert commit_of(inventory) == COMMIT
    (git / "refs" / "heads" / "main").write_text(f"{COMMIT[::-1]}\n")
    assert commit_of(inventory) == COMMIT[::-1]
    (git / "HEAD").write_text(f"{COMMIT}\n")
    assert commit_of(inventory) == COMMIT
    (git / "HEAD").write_text("something else\n")
    assert commit_of(inventory) is None


def test_the_commit_of_a_worktree(tmp_path):
    main = tmp_path / "main" / ".git"
    (main / "worktrees" / "one").mkdir(parents=True)
    (main / "packed-refs").write_text(f"{COMMIT} refs/heads/one\n")
    (main / "worktrees" / "one" / "HEAD").write_text("ref: refs/heads/one\n")
    (main / "worktrees" / "one" / "commondir").write_text("../..\n")
    worktree = tmp_path / "one"
    worktree.mkdir()
    (worktree / ".git").write_text(f"gitdir: {main}/worktrees/one\n")
    assert commit_of(worktree) == COMMIT
