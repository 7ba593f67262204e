# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the result of a check run to the report. It must not be possible to misread the report."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import known_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import settings_row
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.comparison import compared
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.drift import drift
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.ranking import rank
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.report import Head, Run, Scope, report
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.severity import Severities, problems, worst
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.spreadsheet import COLUMNS, table
from ansible_collections.entra.cross_tenant.tests.unit.plugins.module_utils.strategies import (
    partners_observed,
)

ALDER, BIRCH, CEDAR, DOGWOOD, ELM = (f"00000000-0000-4000-8000-00000000000{number}" for number in range(1, 6))
ON = {"display_name": "Alder", "user_sync_allowed": True}
OFF = {"display_name": "Alder", "user_sync_allowed": False}
REFUSED = {
    "msg": "Failed to read partner: GET x answered 403 Forbidden: no (request-id 1a2b, date 2026-11-21). Ask for it",
    "status": 403,
    "code": "Forbidden",
}


def row(tenant_id, sync=None, **settings):
    result = {"tenant_id": tenant_id, **settings, "inherit": []}
    return result if sync is None else dict(result, identity_sync=sync)


def item(tenant_id, before, after, **more):
    return {
        "tenant_id": tenant_id,
        "changed": before != after,
        "before": before,
        "after": after,
        "read_only": {},
        **more,
    }


def run(*items, unmanaged=(), hosts=None, **more):
    """A run with one host for each item, unless ``hosts`` is given."""
    hosts = hosts or {f"host{number}": {"first": number, "count": 1} for number in range(len(items))}
    return Run(hosts, [each["tenant_id"] for each in items], list(items), list(unmanaged), **more)


FACTS = {
    "home_tenant": {"id": None, "name": "Contoso", "domain": "contoso.example"},
    "cloud": "global",
    "client_id": None,
    "collection_version": "1.0.0",
    "ansible_version": "2.19.0",
    "revision": None,
    "job_id": None,
    "inventory": ["hosts.yml"],
}
# A finding that nobody has accepted, in a report without an earlier report.
COUNTS = {"exception": None, "since": None}
NOW = "2026-11-21T14:00:00Z"


def made(this, own=None, earlier=None, told=True, tenant=None, reasons=None, generated=NOW, series=None):
    scope = Scope(told, known_of(tenant or {}, "global", bool(earlier)), reasons or {}, "contoso.example")
    return report(this, scope, Severities(own or {}), earlier, Head(generated, "Cross-tenant access", FACTS), series)


def by_tenant(result):
    return {partner["tenant_id"]: partner for partner in result["partners"]}


EVERYTHING = run(
    item(ALDER, row(ALDER, ON), row(ALDER, ON)),
    item(BIRCH, row(BIRCH, OFF), row(BIRCH, ON)),
    item(CEDAR, None, row(CEDAR, ON)),
    item(DOGWOOD, None, None, error=REFUSED),
    unmanaged=[dict(row(ELM, ON), read_only={"in_multi_tenant_organization": True}, unknown_settings={})],
)


def test_every_status():
    result = made(EVERYTHING)
    partners = by_tenant(result)
    assert {key: each["status"] for key, each in partners.items()} == {
        ALDER: "compliant",
        BIRCH: "drifted",
        CEDAR: "missing",
        DOGWOOD: "unreadable",
        ELM: "unmanaged",
    }
    assert {key: each["inflow"] for key, each in partners.items()} == {
        ALDER: "agreed",
        BIRCH: "awaited",
        CEDAR: "awaited",
        DOGWOOD: "unknown",
        ELM: "unwanted",
    }
    assert {key: each["severity"] for key, each in partners.items()} == {
        ALDER: None,
        # Birch and Cedar are more closed than agreed. Nobody agreed on Elm, and it is open.
        BIRCH: "warning",
        CEDAR: "warning",
        DOGWOOD: "error",
        ELM: "error",
    }
    assert {key: each["direction"] for key, each in partners.items()} == {
        ALDER: None,
        BIRCH: "more_closed",
        CEDAR: "more_closed",
        DOGWOOD: None,
        ELM: "more_open",
    }
    assert partners[ELM]["open_doors"] == ["identity_sync.user_sync_allowed"]
    assert {key: each["reason"] for key, each in partners.items()} == {
        ALDER: "Health check: users may be synchronized in, but automatic_user_consent.inbound_allowed is not set",
        BIRCH: "More closed than agreed: users cannot be synchronized in",
        CEDAR: "In the inventory, but not in Graph",
        DOGWOOD: "Could not be read: Failed to read partner: GET x answered 403 Forbidden: no. Ask for it",
        ELM: "Not in the inventory: users may be synchronized in",
    }
    assert [each["tenant_id"] for each in sorted(result["partners"], key=rank)] == [ELM, DOGWOOD, BIRCH, CEDAR, ALDER]
    assert partners[BIRCH]["drift"] == [
        {
            "setting": "identity_sync.user_sync_allowed",
            "wanted": True,
            "found": False,
            "severity": "warning",
            "direction": "more_closed",
            **COUNTS,
        }
    ]
    assert partners[ELM]["flags"] == ["mto_member"]
    assert partners[ELM]["host"] is None
    assert partners[BIRCH]["host"] == "host1"
    assert result["totals"]["partners"] == 5
    assert result["totals"]["findings"] == {"error": 2, "warning": 2, "info": 0}
    assert result["totals"]["directions"] == {"more_open": 1, "more_closed": 2}
    assert result["scope"] == {"complete": True, "reason": None}


def test_what_must_not_be_there():
    gone = by_tenant(made(run(item(ALDER, row(ALDER, ON), None))))[ALDER]
    assert gone["status"] == "drifted"
    assert gone["inflow"] == "unwanted"
    state = {"setting": "state", "wanted": "absent", "found": "present", "severity": "error", **COUNTS}
    state["direction"] = "more_open"
    assert gone["drift"] == [state]
    assert gone["reason"] == "More open than agreed: must not exist; users may be synchronized in"
    shut = by_tenant(made(run(item(ALDER, row(ALDER, OFF), None))))[ALDER]
    assert (shut["severity"], shut["direction"], shut["reason"]) == (
        "warning",
        "neither",
        "Must not exist, but exists",
    )
    closed = by_tenant(made(run(item(ALDER, row(ALDER, ON), row(ALDER)))))[ALDER]
    assert [each["setting"] for each in closed["drift"]] == ["identity_sync.state"]


def test_what_is_missing_is_shown_as_it_would_be():
    wanted = row(ALDER, ON, inbound_trust={"mfa_accepted": True})
    (partner,) = made(run(item(ALDER, None, wanted)))["partners"]
    assert [(each["setting"], each["wanted"], each["found"]) for each in partner["drift"]] == [
        ("state", "present", "absent"),
        ("inbound_trust.mfa_accepted", True, None),
        ("identity_sync.state", "present", "absent"),
        ("identity_sync.display_name", "Alder", None),
        ("identity_sync.user_sync_allowed", True, None),
    ]


def test_what_goes_back_to_the_default():
    trust = {"mfa_accepted": True, "compliant_device_accepted": False}
    back = run(item(ALDER, row(ALDER, inbound_trust=trust), row(ALDER)))
    finding = {"setting": "inbound_trust", "wanted": None, "found": trust, **COUNTS}
    open_ = dict(finding, severity="error", direction="more_open")
    assert made(back)["partners"][0]["drift"] == [open_]
    for default, more in ((False, {}), (True, {"severity": "warning", "direction": "neither"})):
        tenant = {"default_settings": {"inbound_trust": {"mfa_accepted": default, "compliant_device_accepted": False}}}
        assert made(back, tenant=tenant)["partners"][0]["drift"] == [{**open_, **more}]


def test_a_host_whose_variables_are_wrong():
    hosts = {"good": {"first": 0, "count": 1}, "bad": {"error": "partner x: unsupported: colour"}}
    result = made(run(item(ALDER, row(ALDER), row(ALDER)), hosts=hosts))
    assert [(each["host"], each["tenant_id"], each["status"]) for each in result["partners"]] == [
        ("good", ALDER, "compliant"),
        ("bad", None, "unreadable"),
    ]
    assert result["partners"][1]["error"]["message"] == "partner x: unsupported: colour"


def test_whom_wrong_variables_are_about_nobody_knows():
    hosts = {"good": {"first": 0, "count": 1}, "bad": {"error": "partner x: unsupported: colour"}}
    result = made(run(item(ALDER, row(ALDER), row(ALDER)), hosts=hosts, unmanaged=[row(ELM)]))
    assert ELM not in by_tenant(result)
    assert result["scope"]["reason"] == "the variables of these hosts are wrong, so their partners are unknown: bad"


@pytest.mark.parametrize("why", ["no tenant has the domain", "the connection failed"])
def test_whom_a_domain_without_a_tenant_is_about_nobody_knows(why):
    hosts = {"good": {"first": 0, "count": 1}, "misspelt": {"first": 1, "count": 2}}
    unknown = {**item("elmm.example", None, None), "error": {"msg": why}}
    result = made(
        run(item(ALDER, row(ALDER), row(ALDER)), item(BIRCH, None, None), unknown, hosts=hosts, unmanaged=[row(ELM)])
    )
    assert ELM not in by_tenant(result)
    assert result["scope"] == {"complete": False, "reason": "no tenant was found for a domain of these hosts: misspelt"}


def test_nothing_could_be_read():
    hosts = {"one": {"first": 0, "count": 2}}
    wanted = [ALDER, "birch.example"]
    result = made(Run(hosts, wanted, [], [], REFUSED))
    assert [(each["tenant_id"], each["status"]) for each in result["partners"]] == [
        (ALDER, "unreadable"),
        (None, "unreadable"),
    ]
    assert result["totals"]["status"]["compliant"] == 0
    assert not result["scope"]["complete"]
    assert "answered 403" in result["scope"]["reason"]


def test_an_unmanaged_partner_that_cannot_be_read():
    (partner,) = made(run(unmanaged=[{"tenant_id": ELM, "error": REFUSED}]))["partners"]
    assert (partner["status"], partner["inflow"], partner["syncs_in"]) == (
        "unreadable",
        "unknown",
        {"found": None, "wanted": None},
    )


def test_what_a_run_would_prune_is_what_nobody_lists():
    pruned = item(ELM, row(ELM, ON), None)
    result = made(Run({"host": {"first": 0, "count": 0}}, [], [pruned], []))
    assert by_tenant(result)[ELM]["status"] == "unmanaged"


def test_a_part_of_an_inventory_tells_nothing_of_others():
    result = made(EVERYTHING, told=False)
    assert ELM not in by_tenant(result)
    assert result["scope"]["complete"] is False
    assert "part of the inventory" in result["scope"]["reason"]


def test_what_differs_each_time_is_left_out():
    error = by_tenant(made(EVERYTHING))[DOGWOOD]["error"]
    assert error == {
        "message": "Failed to read partner: GET x answered 403 Forbidden: no. Ask for it",
        "status": 403,
        "code": "Forbidden",
    }


def test_health_checks_are_where_they_belong():
    deleted = {"deleted_identity_syncs": [{"tenant_id": CEDAR, "display_name": "Cedar", "restorable_until": None}]}
    result = made(EVERYTHING, tenant=deleted, reasons={"mto_templates": "no templates (request-id 7) here", None: "?"})
    fired = {
        key: {(each["id"], each["when"]) for each in partner["checks"]} for key, partner in by_tenant(result).items()
    }
    no_consent = "sync-allowed-no-inbound-redemption"
    assert fired[ALDER] == {(no_consent, "now")}
    assert fired[BIRCH] == fired[CEDAR] == {(no_consent, "after")}
    assert fired[DOGWOOD] == {("service-provider-or-unreadable-partner", "now")}
    assert [each["id"] for each in result["tenant_checks"]] == ["reenable-blocked-users", "soft-delete-window"]
    assert set(result["check_catalog"]) == {
        "unmanaged-partner-synchronizes",
        no_consent,
        "reenable-blocked-users",
        "service-provider-or-unreadable-partner",
        "soft-delete-window",
    }
    untold = {each["id"]: each["reason"] for each in result["checks_not_run"]}
    assert untold["template-level-none"] == "no templates here"
    assert untold["left-mto-settings-remain"] == "there is no earlier report"
    assert untold["mto-join-failed"] == "?"
    assert result["deleted_policies"][0]["tenant_id"] == CEDAR


def test_who_has_left_the_organization():
    earlier = made(run(unmanaged=[dict(row(ELM, ON), read_only={"in_multi_tenant_organization": True})]))
    # The check fires as long as the settings remain, and not only on the day after.
    for _night in range(3):
        earlier = made(run(unmanaged=[row(ELM, ON)]), earlier=earlier)
        assert "left-mto-settings-remain" in {each["id"] for each in by_tenant(earlier)[ELM]["checks"]}


def test_half_a_character_breaks_no_file():
    (partner,) = made(run(item(ALDER, row(ALDER, dict(ON, display_name="A \ud83d B")), row(ALDER, ON))))["partners"]
    assert partner["name"] == "A ? B"


# Severities


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("inbound_trust.mfa_accepted", "warning"),
        ("b2b_collaboration_inbound.applications.targets", "warning"),
        ("identity_sync.display_name", "info"),
        ("identity_sync.user_sync_allowed", "warning"),
        ("service_provider", "warning"),
        ("unmanaged", "warning"),
    ],
)
def test_built_in_severities(name, severity):
    assert Severities({}).of(name) == severity


def test_own_severities_beat_them():
    own = Severities({"inbound_trust": "info", "inbound_trust.mfa_accepted": "warning", "identity_sync": "info"})
    assert own.of("inbound_trust.mfa_accepted") == "warning"
    assert own.of("inbound_trust.compliant_device_accepted") == "info"
    assert own.of("identity_sync.user_sync_allowed") == "info"
    assert own.of("state", "more_open") == "error"


def test_severities_that_mean_nothing():
    assert (
        problems({"missing": "error", "inbound_trust.mfa_accepted": "info", "identity_sync.user_sync_allowed": "info"})
        == []
    )
    assert len(problems({"color": "error", "missing": "fatal"})) == 2
    assert worst([]) is None
    assert worst(["info", "error", "warning"]) == "error"


# Comparison


def test_the_first_report_and_the_same_again():
    first = made(EVERYTHING, earlier={})
    assert first["comparison"]["with"] is None
    assert first["comparison"]["fixed"] == []
    again = made(EVERYTHING, earlier=first)
    # Now there is an earlier report, so one more check can run.
    assert again["comparison"]["new"] == again["comparison"]["fixed"] == again["comparison"]["unknown"] == []
    assert again["comparison"]["remaining"] == len(first["comparison"]["new"])
    assert made(EVERYTHING)["comparison"] is None


def test_what_is_new_and_what_is_fixed():
    before = made(run(item(ALDER, row(ALDER, OFF), row(ALDER, ON)), item(BIRCH, row(BIRCH), row(BIRCH))))
    after = run(item(ALDER, row(ALDER, ON), row(ALDER, ON)), item(BIRCH, None, row(BIRCH)))
    comparison = made(after, earlier=before)["comparison"]
    assert ("status", "drifted") in {(each["kind"], each["what"]) for each in comparison["fixed"]}
    assert ("drift", "identity_sync.user_sync_allowed") in {
        (each["kind"], each["what"]) for each in comparison["fixed"]
    }
    assert {(each["tenant_id"], each["kind"], each["what"]) for each in comparison["new"]} >= {
        (BIRCH, "status", "missing"),
        (BIRCH, "drift", "state"),
    }


@pytest.mark.parametrize("told", [True, False])
def test_what_is_not_known_any_more_is_not_fixed(told):
    before = made(EVERYTHING)
    # One partner became unreadable. The unmanaged one is gone, or was only not reported.
    now = run(item(BIRCH, None, None, error=REFUSED), hosts={"host1": {"first": 0, "count": 1}})
    comparison = compared(before, made(now, told=told))
    unknown = {(each["tenant_id"], each["what"]) for each in comparison["unknown"]}
    fixed = {each["tenant_id"] for each in comparison["fixed"]}
    assert (BIRCH, "drifted") in unknown
    assert BIRCH not in fixed
    assert (ELM in fixed) is told


def test_a_check_that_was_not_run_is_not_fixed():
    deleted = {"deleted_identity_syncs": [{"tenant_id": CEDAR, "display_name": "Cedar", "restorable_until": None}]}
    before = made(EVERYTHING, tenant=deleted)
    assert [each["what"] for each in compared(before, made(EVERYTHING))["unknown"]] == ["soft-delete-window"]
    seen = compared(before, made(EVERYTHING, tenant={"deleted_identity_syncs": []}))
    assert [each["what"] for each in seen["fixed"]] == ["soft-delete-window"]


# The table


def test_the_table_has_everything():
    lines = list(csv.DictReader(io.StringIO(table(made(EVERYTHING)))))
    assert tuple(lines[0]) == COLUMNS
    assert [(line["kind"], line["what"]) for line in lines if line["tenant_id"] == BIRCH] == [
        ("status", "drifted"),
        ("drift", "identity_sync.user_sync_allowed"),
        ("check", "sync-allowed-no-inbound-redemption"),
    ]
    (status,) = (line for line in lines if line["tenant_id"] == DOGWOOD and line["kind"] == "status")
    assert "answered 403" in status["seen"]


@pytest.mark.parametrize("name", ['=HYPERLINK("//x")', "+1", "-1", "@SUM(A1)", "\t=1", 'a "quoted"\r\n, name'])
def test_the_table_runs_no_formula(name):
    text = table(made(run(item(ALDER, row(ALDER, dict(ON, display_name=name)), row(ALDER, ON)))))
    # The module csv needs newline="" for line ends inside a value.
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    # If tabs are the separator, a cell begins after each tab.
    shown = {'a "quoted"\r\n, name': 'a "quoted"\r\n, name', "\t=1": "'\t'=1"}
    assert lines[0]["name"] == shown.get(name, f"'{name}")
    assert not [value for line in lines for value in line.values() if value.startswith(("=", "+", "-", "@", "\t"))]


# Any observed state


def shown(found):
    """The parts that can be told apart: null means nothing, and an inherited setting has no value."""
    row = settings_row(found)
    if row is None:
        return None
    if "identity_sync" in row:
        row["identity_sync"] = {name: value for name, value in row["identity_sync"].items() if value is not None}
    return {name: value for name, value in row.items() if name != "inherit"}


@given(partners_observed(), partners_observed())
def test_drift_is_empty_exactly_when_nothing_differs(found, wanted):
    assert bool(drift(settings_row(found), settings_row(wanted))) == (shown(found) != shown(wanted))


@given(st.lists(st.tuples(partners_observed(), partners_observed(), st.booleans()), max_size=4), st.booleans())
def test_any_run_makes_a_report(partners, told):
    items = []
    for number, (found, wanted, failed) in enumerate(partners):
        before, after = settings_row(found), settings_row(wanted)
        items.append(
            item(f"00000000-0000-4000-8000-{number:012}", before, after, **({"error": REFUSED} if failed else {}))
        )
    result = made(run(*items), told=told)
    assert json.loads(json.dumps(result)) == result
    assert sum(result["totals"]["status"].values()) == result["totals"]["partners"] == len(items)
    for partner, (found, wanted, failed) in zip(result["partners"], partners):
        same = settings_row(found) == settings_row(wanted)
        assert (partner["status"] == "compliant") == (same and not failed)
        assert (partner["severity"] is None) == (partner["status"] == "compliant")
    assert compared(result, result)["new"] == []
    table(result)
