# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports in detail: what makes a run fail, the severity of each finding, what is new, and the table."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report import summary
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.comparison import compared
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.drift import Drift, drift
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.openness import DIRECTIONS, OPEN
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.report import Run
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.severity import (
    STATUSES,
    Severities,
    problems,
    worst,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.spreadsheet import COLUMNS, table
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.view import portal
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._summary.told import (
    Rule,
    fired_checks,
    in_words,
    told_of,
)
from ansible_collections.entra.cross_tenant.tests.unit.plugins.module_utils import overviews

from .test_report import (
    ALDER,
    BIRCH,
    CEDAR,
    DOGWOOD,
    ELM,
    EVERYTHING,
    NOW,
    OFF,
    ON,
    REFUSED,
    by_tenant,
    item,
    made,
    row,
    run,
)

SEVERITIES = ("error", "warning", "info")
NO_CONSENT = "sync-allowed-no-inbound-redemption"
#: No finding makes the run fail.
LAX = Rule([], "warning", {"findings": "fail_on_drift", "checks": "fail_on_checks"})
TOTALS = st.fixed_dictionaries({severity: st.integers(0, 2) for severity in SEVERITIES})


# What makes a run fail


def totals(findings=(0, 0, 0), checks=(0, 0, 0)):
    numbers = {"findings": findings, "checks": checks}
    return {"totals": {kind: dict(zip(SEVERITIES, each)) for kind, each in numbers.items()}, "sync_drift": None}


@pytest.mark.parametrize("kind", ["findings", "checks"])
@pytest.mark.parametrize(("there", "position"), [("error", 0), ("warning", 1), ("info", 2)])
@pytest.mark.parametrize(("limit", "reach"), [("error", 0), ("warning", 1), ("info", 2)])
def test_what_is_as_bad_or_worse_is_not_acceptable(kind, there, position, limit, reach):
    numbers = [0, 0, 0]
    numbers[position] = 1
    report = totals(**{kind: numbers})
    both = ["findings", "checks"]
    assert summary.acceptable(report, [kind], limit) is summary.acceptable(report, both, limit) is (position > reach)
    (other,) = (each for each in both if each != kind)
    assert summary.acceptable(report, [other], limit) is True
    assert summary.acceptable(report, [], limit) is True


@given(findings=TOTALS, checks=TOTALS, kinds=st.sets(st.sampled_from(["findings", "checks"])))
def test_a_lower_limit_or_more_kinds_never_make_a_report_acceptable(findings, checks, kinds):
    report = {"totals": {"findings": findings, "checks": checks}, "sync_drift": None}
    answers = [summary.acceptable(report, sorted(kinds), severity) for severity in SEVERITIES]
    assert answers == sorted(answers, reverse=True)
    assert answers[2] is (sum(sum(report["totals"][kind].values()) for kind in kinds) == 0)
    for more in ("findings", "checks"):
        for severity, answer in zip(SEVERITIES, answers):
            assert answer or not summary.acceptable(report, sorted(kinds | {more}), severity)


def test_numbers_and_words():
    result = made(EVERYTHING)
    assert summary.counts(result) == {
        "partners": 5,
        "compliant": 1,
        "drifted": 1,
        "missing": 1,
        "unmanaged": 1,
        "unreadable": 1,
        "more_open": 1,
        "more_closed": 2,
        "findings_error": 2,
        "findings_warning": 2,
        "findings_info": 0,
        "checks_error": 4,
        "checks_warning": 0,
        "checks_info": 2,
    }
    words = in_words(told_of(result, None, LAX))
    assert words.startswith(
        "Partners: 5 (1 compliant, 1 drifted, 1 missing, 1 unmanaged, 1 unreadable), "
        "1 more open than agreed, 2 more closed. Health checks that fired: "
    )
    fired = fired_checks(result)
    severities = [check["severity"] for check in fired]
    assert severities == sorted(severities, key=["error", "warning", "info"].index)
    # Each finding of the report is in one of the numbers.
    for severity, number in result["totals"]["checks"].items():
        assert sum(check["count"] for check in fired if check["severity"] == severity) == number
    assert all(f"{check['id']} ({check['severity']}, " in words for check in fired)
    # Without the unmanaged partner.
    part = in_words(told_of(made(EVERYTHING, told=False), None, LAX))
    assert part.endswith(
        " Incomplete: this run saw only a part of the inventory, so it cannot know which partners are unmanaged."
    )
    assert (summary.FINDINGS, summary.CHECKS) == ("findings", "checks")


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        (
            {},
            "does not fail: 4 findings (fail_on_drift is not set) and 4 health checks (fail_on_checks is not set) "
            "with the severity warning or worse",
        ),
        (
            {"kinds": ["findings"], "severity": "error"},
            "fails: 2 findings with the severity error (fail_on_drift is set)",
        ),
        (
            {"kinds": ["findings", "checks"]},
            "fails: 4 findings with the severity warning or worse (fail_on_drift is set); "
            "4 health checks with the severity warning or worse (fail_on_checks is set)",
        ),
        ({"unread": "403"}, "fails: no partner could be read (403)"),
    ],
)
def test_the_verdict_and_its_rule(changes, verdict):
    rule = LAX._replace(**changes)
    result = made(EVERYTHING)
    assert told_of(result, None, rule)["verdict"] == verdict
    calm = made(run(item(ALDER, row(ALDER), row(ALDER))))
    assert rule.unread or told_of(calm, None, rule)["verdict"].startswith("does not fail: nothing with the severity ")
    # A comparison that was asked for and did not take place shows nothing.
    blind = {
        **calm,
        "sync_drift": {
            "compared": False,
            "reason": "403",
            "configurations": [],
            "totals": {"findings": dict.fromkeys(SEVERITIES, 0)},
        },
    }
    assert rule.unread or summary.acceptable(blind, rule.kinds, rule.severity) is (
        "does not fail" in told_of(blind, None, rule)["verdict"]
    )


# Severities


@pytest.mark.parametrize(
    ("name", "more_open", "otherwise"),
    [
        ("missing", None, "warning"),
        ("unmanaged", None, "warning"),
        ("unreadable", None, "error"),
        ("drifted", None, "warning"),
        ("state", "error", "warning"),
        ("inbound_trust", "error", "warning"),
        ("inbound_trust.compliant_device_accepted", "error", "warning"),
        ("b2b_collaboration_inbound.applications", "error", "warning"),
        ("b2b_collaboration_outbound.applications", "warning", "warning"),
        ("automatic_user_consent.inbound_allowed", "warning", "warning"),
        ("identity_sync.state", "error", "warning"),
        ("identity_sync.display_name", "info", "info"),
        ("identity_sync.user_sync_allowed", "error", "warning"),
        ("identity_sync.group_sync_allowed", "error", "warning"),
        ("identity_sync.role_enabled_group_sync_allowed", "error", "warning"),
        ("identity_sync.external_cloud_application_id", "warning", "warning"),
        # A name matches whole parts only: inbound_trust does not match inbound_trusted.
        ("inbound_trusted", "warning", "warning"),
        ("", "warning", "warning"),
    ],
)
def test_how_bad_it_is(name, more_open, otherwise):
    severities = Severities({})
    if more_open:
        assert {severities.of(name, direction) for direction in OPEN} == {more_open}
    assert {severities.of(name), *(severities.of(name, each) for each in set(DIRECTIONS) - set(OPEN))} == {otherwise}


def test_synchronization_that_nobody_agreed_on_is_an_error_for_everybody():
    own = Severities({"identity_sync": "info", "identity_sync.user_sync_allowed": "info", "unmanaged": "info"})
    for name in ("user_sync_allowed", "group_sync_allowed", "role_enabled_group_sync_allowed"):
        assert own.of(f"identity_sync.{name}", "more_open") == "error"
        assert own.of(f"identity_sync.{name}", "more_closed") == "info"
    result = by_tenant(made(run(unmanaged=[row(ELM, ON), row(BIRCH, OFF)]), own={"unmanaged": "info"}))
    assert (result[ELM]["severity"], result[BIRCH]["severity"]) == ("error", "info")


def test_the_longest_name_of_ones_own_counts():
    own = Severities({"a": "info", "a.b.c": "error", "identity_sync": "warning"})
    assert [own.of(name) for name in ("a", "a.b", "a.b.c", "a.b.c.d", "a.c", "ab")] == [
        "info",
        "info",
        "error",
        "error",
        "info",
        "warning",
    ]
    # A built-in severity never overrides a severity of the user, even if its name is longer.
    assert own.of("identity_sync.display_name") == "warning"
    assert own.of("unreadable") == "error"
    # The empty name matches every name.
    assert Severities({"": "info"}).of("service_provider") == "warning"


@pytest.mark.parametrize(
    "name",
    [
        "missing",
        "unmanaged",
        "unreadable",
        "state",
        "identity_sync",
        "identity_sync.state",
        "identity_sync.display_name",
        "identity_sync.group_sync_allowed",
        "inbound_trust",
        "inbound_trust.mfa_accepted",
        "b2b_collaboration_inbound.applications.targets",
        "service_provider",
    ],
)
def test_what_can_have_a_severity(name):
    for severity in SEVERITIES:
        assert problems({name: severity}) == []
    for wrong in ("fatal", "", None, "Error"):
        assert problems({name: wrong}) == [f"the severity of {name} is none of error, warning, info"]


@pytest.mark.parametrize(
    "name", ["colour", "compliant", "inbound_trusted", "inbound", "user_sync_allowed", ".state", ""]
)
def test_what_cannot(name):
    assert problems({name: "info"}) == [f"{name} is neither a setting nor a status"]
    assert len(problems({name: "fatal", "missing": "error"})) == 2


def test_the_worst():
    assert worst(["info"]) == "info"
    assert worst(["info", "warning"]) == worst(["warning", "info"]) == "warning"
    assert worst(iter(SEVERITIES)) == "error"
    assert worst([]) is None
    assert STATUSES == ("compliant", "drifted", "missing", "unmanaged", "unreadable")


# Differences


@pytest.mark.parametrize(
    ("found", "wanted", "differing"),
    [
        (None, None, []),
        (row(ALDER), row(ALDER), []),
        (row(ALDER), None, [("state", "absent", "present")]),
        (None, row(ALDER), [("state", "present", "absent")]),
        (row(ALDER, ON), row(ALDER), [("identity_sync.state", "absent", "present")]),
        (
            row(ALDER),
            row(ALDER, {"display_name": None, "user_sync_allowed": False}),
            [("identity_sync.state", "present", "absent"), ("identity_sync.user_sync_allowed", False, None)],
        ),
        (row(ALDER, ON), row(ALDER, OFF), [("identity_sync.user_sync_allowed", False, True)]),
        (
            row(ALDER, service_provider=True, inbound_trust={"mfa_accepted": True, "x": 1}),
            row(ALDER, service_provider=False, inbound_trust={"compliant_device_accepted": True, "x": 1}),
            [
                ("inbound_trust.compliant_device_accepted", True, None),
                ("inbound_trust.mfa_accepted", None, True),
                ("service_provider", False, True),
            ],
        ),
        (
            row(ALDER),
            row(ALDER, inbound_trust={"mfa_accepted": True}),
            [("inbound_trust.mfa_accepted", True, None)],
        ),
        (
            row(ALDER, b2b_collaboration_inbound={"applications": {"access_type": "allowed", "targets": [1]}}),
            row(ALDER, b2b_collaboration_inbound={"applications": {"access_type": "allowed", "targets": [2]}}),
            [("b2b_collaboration_inbound.applications.targets", [2], [1])],
        ),
        # A property that is not a setting of a partner does not drift.
        (row(ALDER, read_only={"x": 1}), row(ALDER, read_only={"x": 2}), []),
    ],
)
def test_what_drifts(found, wanted, differing):
    assert drift(found, wanted) == [Drift(*each) for each in differing]


# Partners


def test_each_part_of_a_partner():
    before = row(BIRCH, {**OFF, "group_sync_allowed": True}, service_provider=True)
    after = row(BIRCH, ON, service_provider=True)
    member = {"in_multi_tenant_organization": True}
    (partner,) = made(run(item(BIRCH, before, after, read_only=member)))["partners"]
    assert {name: partner[name] for name in partner if name not in ("drift", "checks")} == {
        "tenant_id": BIRCH,
        "host": "host0",
        "name": "Alder",
        "status": "drifted",
        "severity": "error",
        "tenant_name": None,
        "tenant_name_reason": None,
        "direction": "both",
        "access": {"identity_sync.user_sync_allowed": "no", "identity_sync.group_sync_allowed": "yes"},
        "agreement": None,
        "exception": None,
        "since": None,
        "reason": "More open than agreed: groups may be synchronized in",
        "inflow": "unwanted",
        "syncs_in": {"found": ["groups"], "wanted": ["users"]},
        "open_doors": ["identity_sync.group_sync_allowed"],
        "open_settings": [],
        "flags": ["service_provider", "mto_member"],
        "error": None,
    }
    assert [(each["setting"], each["severity"], each["direction"]) for each in partner["drift"]] == [
        ("identity_sync.user_sync_allowed", "warning", "more_closed"),
        ("identity_sync.group_sync_allowed", "error", "more_open"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "inflow", "found", "wanted"),
    [
        (None, row(ALDER), "none", [], []),
        (row(ALDER, OFF), row(ALDER, OFF), "none", [], []),
        (row(ALDER, ON), row(ALDER, ON), "agreed", ["users"], ["users"]),
        (row(ALDER), row(ALDER, ON), "awaited", [], ["users"]),
        (row(ALDER, ON), row(ALDER), "unwanted", ["users"], []),
        (row(ALDER, ON), None, "unwanted", ["users"], []),
        (
            row(ALDER, {**ON, "role_enabled_group_sync_allowed": True}),
            row(ALDER, {**ON, "role_enabled_group_sync_allowed": True}),
            "agreed",
            ["users", "role_enabled_groups"],
            ["users", "role_enabled_groups"],
        ),
    ],
)
def test_who_comes_in(before, after, inflow, found, wanted):
    (partner,) = made(run(item(ALDER, before, after)))["partners"]
    assert partner["inflow"] == inflow
    assert partner["syncs_in"] == {"found": found, "wanted": wanted}


def test_an_unmanaged_partner_is_shown_as_it_is():
    shut = made(run(unmanaged=[row(ELM, OFF)]))["partners"][0]
    assert shut["inflow"] == "none"
    assert shut["drift"] == []
    (open_,) = made(run(unmanaged=[row(ELM, ON, service_provider=True)]))["partners"]
    assert (open_["inflow"], open_["syncs_in"]) == ("unwanted", {"found": ["users"], "wanted": None})
    assert (open_["name"], open_["status"], open_["severity"]) == ("Alder", "unmanaged", "error")
    assert open_["flags"] == ["service_provider"]
    opened = {"found": True, "severity": "error", "direction": "more_open"}
    assert open_["open_settings"] == [
        {"setting": "service_provider", **opened, "severity": "warning"},
        {"setting": "identity_sync.user_sync_allowed", **opened},
    ]
    lines = list(csv.DictReader(io.StringIO(table(made(run(unmanaged=[row(ELM, ON)]))), newline="")))
    assert [(each["what"], each["found"]) for each in lines if each["kind"] == "open"] == [
        ("identity_sync.user_sync_allowed", "true")
    ]
    # No other state is desired, so each check that fires is about the state now.
    assert {check["when"] for check in open_["checks"]} == {"now"}


def test_what_is_pruned_would_change_but_is_only_unmanaged():
    hosts = {"host": {"first": 0, "count": 1}}
    kept = item(ALDER, row(ALDER), row(ALDER))
    pruned = item(ELM, row(ELM, ON), None, read_only={"in_multi_tenant_organization": True})
    result = made(Run(hosts, [ALDER], [kept, pruned], []))
    assert [(each["tenant_id"], each["host"], each["status"]) for each in result["partners"]] == [
        (ALDER, "host", "compliant"),
        (ELM, None, "unmanaged"),
    ]
    assert result["partners"][1]["flags"] == ["mto_member"]
    assert result["partners"][1]["name"] == "Alder"


@pytest.mark.parametrize("nothing", [{}, {"read_only": None}])
def test_partners_of_which_graph_computes_nothing(nothing):
    def without(tenant_id, after):
        return {"tenant_id": tenant_id, "changed": False, "before": row(tenant_id), "after": after, **nothing}

    hosts = {"host": {"first": 0, "count": 1}}
    listed, pruned = without(ALDER, row(ALDER)), without(BIRCH, None)
    unmanaged = [{**row(ELM), **nothing}]
    for run_ in (Run(hosts, [ALDER], [listed, pruned], []), run(listed, unmanaged=unmanaged)):
        assert [partner["flags"] for partner in made(run_)["partners"]] == [[], []]


def test_text_that_is_cleared_where_there_is_none():
    same = row(ALDER, ON)
    changed = {**item(ALDER, same, same), "changed": True}
    (partner,) = made(run(changed))["partners"]
    assert (partner["status"], partner["severity"], partner["drift"]) == ("drifted", "warning", [])
    assert made(run(changed), own={"drifted": "info"})["partners"][0]["severity"] == "info"


def test_own_severities_are_in_the_report():
    own = {"missing": "info", "unmanaged": "error", "identity_sync.user_sync_allowed": "info"}
    result = made(EVERYTHING, own=own)
    assert {key: each["severity"] for key, each in by_tenant(result).items()} == {
        ALDER: None,
        BIRCH: "info",
        CEDAR: "info",
        DOGWOOD: "error",
        ELM: "error",
    }
    assert result["totals"]["findings"] == {"error": 2, "warning": 0, "info": 2}


def test_partners_are_in_one_order_and_hosts_without_any_come_last():
    hosts = {
        "b": {"error": "wrong"},
        "second": {"first": 0, "count": 1},
        "a": {"error": "wrong too"},
        "first": {"first": 1, "count": 2},
    }
    items = [item(BIRCH, None, None), item(CEDAR, None, None), item(ALDER, None, None)]
    result = made(run(*items, hosts=hosts))
    assert [(each["tenant_id"], each["host"]) for each in result["partners"]] == [
        (ALDER, "first"),
        (BIRCH, "second"),
        (CEDAR, "first"),
        (None, "a"),
        (None, "b"),
    ]
    assert result["scope"]["reason"] == "the variables of these hosts are wrong, so their partners are unknown: b, a"
    assert result["partners"][3]["error"] == {"message": "wrong too", "status": None, "code": None}


def test_a_run_that_ended_early():
    hosts = {"one": {"first": 0, "count": 1}, "two": {"first": 1, "count": 1}}
    wanted = [ALDER, BIRCH.upper()]
    result = made(Run(hosts, wanted, [item(ALDER, None, row(ALDER))], [row(ELM)], REFUSED))
    assert [(each["tenant_id"], each["host"], each["status"]) for each in result["partners"]] == [
        (ALDER, "one", "missing"),
        (BIRCH, "two", "unreadable"),
        (ELM, None, "unmanaged"),
    ]
    assert result["partners"][1]["error"]["status"] == 403
    assert result["scope"] == {
        "complete": False,
        "reason": "the partners could not be read: "
        "Failed to read partner: GET x answered 403 Forbidden: no. Ask for it",
    }


@pytest.mark.parametrize("error", [{}, {"msg": ""}, {"msg": None}])
def test_an_error_without_words(error):
    failed = made(Run({"one": {"first": 0, "count": 1}}, [ALDER], [], [], {**error, "x": 1}))
    assert failed["partners"][0]["error"]["message"] == "the task gave no reason"


def test_traces_are_left_out():
    error = {"msg": "a (request-id 1) b (date x) (request-id 2, date y) (code z)", "status": 500, "code": "c"}
    (partner,) = made(run(item(ALDER, None, None, error=error)))["partners"]
    assert partner["error"] == {"message": "a b (code z)", "status": 500, "code": "c"}


# The whole report


def test_the_head_of_a_report():
    result = made(EVERYTHING)
    assert {name: result[name] for name in ("schema", "generated", "title", "home_tenant", "comparison")} == {
        "schema": "urn:ansible-collection:entra.cross_tenant:compliance_report:1",
        "generated": "2026-11-21T14:00:00Z",
        "title": "Cross-tenant access",
        "home_tenant": "contoso.example",
        "comparison": None,
    }
    assert result["totals"]["status"] == dict.fromkeys(STATUSES, 1)
    assert result["totals"]["checks"] == {"error": 4, "warning": 0, "info": 2}
    assert result["deleted_policies"] is None
    # Each check that fired is listed once and explained.
    catalog = result["check_catalog"]
    assert list(catalog) == [
        "reenable-blocked-users",
        "service-provider-or-unreadable-partner",
        NO_CONSENT,
        "unmanaged-partner-synchronizes",
    ]
    assert set(catalog[NO_CONSENT]) == {"severity", "symptom", "advice", "source"}
    assert catalog[NO_CONSENT]["severity"] == "error"
    assert isinstance(catalog[NO_CONSENT]["source"], list)
    (of_tenant,) = result["tenant_checks"]
    assert of_tenant == {
        "id": "reenable-blocked-users",
        "severity": "info",
        "when": "now",
        "seen": "2 partners may synchronize users in",
        "exception": None,
        "since": None,
    }


def test_deleted_policies_are_listed():
    deleted = {
        "tenant_id": CEDAR,
        "display_name": "Cedar",
        "deleted_date_time": "2026-11-01T08:00:00Z",
        "restorable_until": "2026-12-01T08:00:00Z",
        "user_sync_allowed": True,
    }
    assert made(run(), tenant={"deleted_identity_syncs": [deleted]})["deleted_policies"] == [
        {
            "tenant_id": CEDAR,
            "name": "Cedar",
            "deleted_date_time": "2026-11-01T08:00:00Z",
            "restorable_until": "2026-12-01T08:00:00Z",
        }
    ]
    assert made(run(), tenant={"deleted_identity_syncs": []})["deleted_policies"] == []


def test_configurations_that_synchronize_out():
    stopped = overviews.quarantine("TooManyDeletes", since=NOW, message="Stopped.")
    result = made(
        run(item(ALDER, None, row(ALDER, OFF))),
        tenant={
            "sync_configurations": [
                overviews.overview(**overviews.MASKED),
                overviews.overview(target_tenant_id=CEDAR, status=stopped),
                overviews.overview(target_tenant_id=ALDER, **overviews.HALF, by_admin_center=True),
            ],
            "tenants": [{"tenant_id": CEDAR, "display_name": "Cedar", "known": True}],
        },
    )["sync_out"]
    assert (result["looked"], result["reason"]) == (True, None)
    half, full, hidden = result["configurations"]
    assert full == {
        "tenant_id": CEDAR,
        "tenant_name": "Cedar",
        "name": "Fabrikam",
        "state": "quarantined",
        "enabled": True,
        "scope": "assigned",
        "last_run": overviews.LATELY,
        "last_success": overviews.LATELY,
        "quarantine": {"reason": "TooManyDeletes", "since": NOW, "next_attempt": None, "message": "Stopped."},
        "counts": {},
        "missing": [],
        "problem": None,
        "not_shown": [],
        "by_admin_center": False,
        "service_principal_id": overviews.GOOD["service_principal_id"],
        "job_id": "Azure2Azure.x.y",
        "errors": None,
    }
    assert (half["state"], half["missing"], half["last_run"]) == ("half_made", ["job", "credentials"], None)
    assert (hidden["tenant_id"], hidden["not_shown"]) == (None, ["Graph masks CompanyId"])


@pytest.mark.parametrize(
    ("reasons", "reason"),
    [
        ({}, "nobody asked for it: add sync_configurations to compliance_report_gather_more"),
        ({"sync_configurations": "Failed: 403 (request-id 1, date x). Ask for it"}, "Failed: 403. Ask for it"),
        ({None: "it was not read"}, "it was not read"),
    ],
)
def test_nobody_looked_at_configurations(reasons, reason):
    result = made(run(), reasons=reasons)
    assert result["sync_out"] == {"looked": False, "reason": reason, "configurations": []}
    assert made(run(), tenant={"sync_configurations": []})["sync_out"]["looked"] is True


def test_why_a_check_was_not_run():
    def reasons(**given):
        return {each["id"]: each["reason"] for each in made(run(), **given)["checks_not_run"]}

    assert reasons()["credentials-can-do-more"] == "the permissions of the credentials are not known"
    assert reasons(reasons={None: "?", "credentials": "opaque"})["credentials-can-do-more"] == "opaque"
    assert reasons(reasons={None: "?"})["reading-credentials-can-write"] == "?"
    # The parts were not requested. Each part is named once.
    assert reasons()["mto-join-failed"] == "nobody asked for it: add mto to compliance_report_gather_more"
    assert (
        reasons()["template-not-set-before-mto"]
        == "nobody asked for it: add mto and mto_templates to compliance_report_gather_more"
    )
    assert reasons(reasons={"mto": "no (date 7) licence"})["mto-join-failed"] == "no licence"
    assert reasons(reasons={None: "?", "mto": "!"})["mto-join-failed"] == "!"
    assert reasons(reasons={None: "?", "mto": "!"})["template-not-set-before-mto"] == "!; ?"
    assert "mto-join-failed" not in reasons(tenant={"mto": {"state": "active"}})
    assert "left-mto-settings-remain" not in reasons(earlier={"partners": [], "generated": "x"})


# What is new and what is fixed


def test_a_finding_is_told_with_its_owner():
    comparison = made(EVERYTHING, earlier={})["comparison"]
    assert comparison["with"] is None
    assert comparison["remaining"] == 0
    owners = {"tenant_id": BIRCH, "host": "host1", "name": "Alder"}
    none, closed = ({"direction": word, "from": None, "since": NOW} for word in (None, "more_closed"))
    seen = "users may be synchronized in, but automatic_user_consent.inbound_allowed is not set"
    assert [each for each in comparison["new"] if each["tenant_id"] == BIRCH] == [
        # The worst finding comes first.
        {**owners, "kind": "check", "what": NO_CONSENT, "severity": "error", **none, "to": seen},
        {**owners, "kind": "status", "what": "drifted", "severity": "warning", **closed, "to": "drifted"},
        {
            **owners,
            "kind": "drift",
            "what": "identity_sync.user_sync_allowed",
            "severity": "warning",
            "direction": "more_closed",
            "since": NOW,
            "from": True,
            "to": False,
        },
    ]
    nobody = {"tenant_id": None, "host": None, "name": None}
    assert comparison["new"][-1] == {
        **nobody,
        "kind": "check",
        "what": "reenable-blocked-users",
        "severity": "info",
        **none,
        "to": "2 partners may synchronize users in",
    }
    assert not [each for each in comparison["new"] if each["tenant_id"] == ALDER and each["kind"] == "status"]


def test_a_host_is_renamed_and_the_tenant_is_the_same():
    def of(host):
        return made(run(item(BIRCH, row(BIRCH, OFF), row(BIRCH, ON)), hosts={host: {"first": 0, "count": 1}}))

    comparison = compared(of("old"), of("new"))
    assert comparison["new"] == comparison["fixed"] == comparison["unknown"] == []
    assert comparison["remaining"] == 4
    assert comparison["with"] == "2026-11-21T14:00:00Z"


def test_a_host_of_which_no_tenant_is_known_is_known_by_its_name():
    def of(**hosts):
        return made(run(hosts=hosts))

    wrong = {"error": "wrong"}
    comparison = compared(of(a=wrong, b=wrong), of(b=wrong, c=wrong))
    assert [(each["host"], each["what"]) for each in comparison["new"]] == [("c", "unreadable")]
    # The wrong variables of another host may be about the partner of the host that is gone.
    assert [each["host"] for each in comparison["unknown"]] == ["a"]
    assert comparison["fixed"] == []
    assert comparison["remaining"] == 1


def test_a_check_of_the_tenant_is_fixed_although_not_all_partners_are_known():
    before = made(run(item(ALDER, row(ALDER, ON), row(ALDER, ON))))
    later = made(run(item(ALDER, row(ALDER), row(ALDER))), told=False)
    comparison = compared(before, later)
    assert {each["what"] for each in comparison["fixed"]} == {NO_CONSENT, "reenable-blocked-users"}
    assert comparison["unknown"] == []


def test_only_checks_can_have_not_been_run():
    """A status or a setting may have the same name as a check that was not run. It is still not that check."""
    before = made(run(item(ALDER, row(ALDER, OFF), row(ALDER, ON))))
    later = made(run(item(ALDER, row(ALDER), row(ALDER))))
    later["checks_not_run"] = [{"id": "drifted"}, {"id": "identity_sync.user_sync_allowed"}, {"id": NO_CONSENT}]
    comparison = compared(before, later)
    assert {each["what"] for each in comparison["fixed"]} >= {"drifted", "identity_sync.user_sync_allowed"}
    assert {each["what"] for each in comparison["unknown"]} == {NO_CONSENT}


def test_who_left_the_organization_is_remembered_only_while_it_matters():
    settings = row(ELM, ON)
    member = made(run(unmanaged=[dict(settings, read_only={"in_multi_tenant_organization": True})]))
    never = made(run(unmanaged=[settings]))
    gone = "left-mto-settings-remain"

    def fired(earlier):
        (partner,) = made(run(unmanaged=[settings]), earlier=earlier)["partners"]
        return gone in {check["id"] for check in partner["checks"]}

    assert fired(member) is True
    assert fired(never) is False
    assert fired({}) is False
    assert fired(None) is False


# The table


def lines_of(report):
    return list(csv.DictReader(io.StringIO(table(report), newline="")))


def test_each_line_of_the_table():
    text = table(made(EVERYTHING))
    assert text.split("\r\n")[0] == (
        "tenant_id,name,host,status,kind,what,severity,wanted,found,seen,advice,"
        "direction,since,accepted_until,owner,ticket,reason,tenant_name,agreement_ends,exceptions,home_tenant,generated"
    )
    assert text.endswith("\r\n")
    report = made(EVERYTHING)
    lines = lines_of(report)
    home = report["run"]["home_tenant"]["id"] or report["home_tenant"]
    blank = {**dict.fromkeys(COLUMNS, ""), "home_tenant": home, "generated": report["generated"]}
    alder = {**blank, "tenant_id": ALDER, "name": "Alder", "host": "host0", "status": "compliant"}
    birch = {**blank, "tenant_id": BIRCH, "name": "Alder", "host": "host1", "status": "drifted"}
    advice = "Set automatic_user_consent.inbound_allowed to true: automatic redemption is off by default."
    seen = "users may be synchronized in, but automatic_user_consent.inbound_allowed is not set"
    check = {"kind": "check", "what": NO_CONSENT, "severity": "error", "seen": seen, "advice": advice}
    assert lines[:5] == [
        {**alder, "kind": "status", "reason": f"Health check: {seen}", "advice": advice.rstrip(".")},
        {**alder, **check},
        {
            **birch,
            "kind": "status",
            "what": "drifted",
            "severity": "warning",
            "direction": "more_closed",
            "advice": "Switch on again what was agreed on",
            "reason": "More closed than agreed: users cannot be synchronized in",
        },
        {
            **birch,
            "kind": "drift",
            "what": "identity_sync.user_sync_allowed",
            "severity": "warning",
            "wanted": "true",
            "found": "false",
            "direction": "more_closed",
        },
        {**birch, **check},
    ]
    assert lines[-1] == {
        **blank,
        "kind": "check",
        "what": "reenable-blocked-users",
        "severity": "info",
        "seen": "2 partners may synchronize users in",
        "advice": "Block these users in the source tenant, or remove them from the scope of its synchronization job.",
    }
    (unreadable,) = (line for line in lines if line["status"] == "unreadable" and line["kind"] == "status")
    assert unreadable["seen"] == "Failed to read partner: GET x answered 403 Forbidden: no. Ask for it"


def test_values_in_the_table_are_readable():
    found = row(ALDER, dict(ON, display_name="Müller"))
    lines = lines_of(made(run(item(ALDER, found, row(ALDER, dict(ON, display_name=None))))))
    (drifted,) = (line for line in lines if line["kind"] == "drift")
    assert (drifted["found"], drifted["wanted"]) == ('"Müller"', "null")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_sign_begins_a_formula(sign):
    found = row(ALDER, dict(ON, display_name=f"{sign}1"))
    assert lines_of(made(run(item(ALDER, found, found))))[0]["name"] == f"'{sign}1"
    quiet = row(ALDER, dict(ON, display_name=f"1{sign}1"))
    assert lines_of(made(run(item(ALDER, quiet, quiet))))[0]["name"] == f"1{sign}1"


@pytest.mark.parametrize(
    ("cloud", "host"),
    [
        ("global", "entra.microsoft.com"),
        ("usgov", "entra.microsoft.us"),
        ("usgov_dod", "entra.microsoft.us"),
        ("china", "entra.microsoftonline.cn"),
    ],
)
def test_the_address_of_a_partner_in_the_portal(cloud, host):
    # Somebody who may open several tenants comes to the home tenant.
    page = f"#view/Microsoft_AAD_IAM/InboundAccessSettings.ReactView/isDefault~/false/name//id/{BIRCH}"
    assert portal(cloud, ALDER, BIRCH) == f"https://{host}/{ALDER}/{page}"
    assert portal(cloud, None, BIRCH) == f"https://{host}/{page}"
    assert portal(cloud, ALDER, None) is None and portal(None, ALDER, BIRCH) is None


def test_why_the_name_of_an_unmanaged_partner_is_not_known():
    def reason(names):
        rows = [{"tenant_id": name, **row} for name, row in (names or {}).items()]
        result = made(EVERYTHING, tenant={} if names is None else {"tenants": rows})
        return {each["tenant_name_reason"] for each in result["partners"] if each["status"] == "unmanaged"}

    (unmanaged,) = [each["tenant_id"] for each in made(EVERYTHING)["partners"] if each["status"] == "unmanaged"]
    assert reason({unmanaged: {"display_name": "Deals", "known": True}}) == {None}
    assert reason({unmanaged: {"display_name": None, "known": True}}) == {"the tenant has no name"}
    assert reason({unmanaged: {"display_name": None, "known": False}}) == {"no tenant in this cloud has this ID"}
    assert reason({}) == reason(None) == {"the tenant was not looked up"}
