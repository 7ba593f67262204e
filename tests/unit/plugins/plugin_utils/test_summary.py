# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the result of a run to at most twenty lines. They show the worst, and nothing looks better than it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._summary.entries import (
    entries,
    for_programs,
    others,
    totals,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._summary.heading import About, Manner
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._summary.lines import MOST_LINES, lines
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._summary.told import in_words

TRUSTED = {"inbound_trust": {"mfa_accepted": True}}
DISTRUSTED = {"inbound_trust": {"mfa_accepted": False}}
SYNCED = {"identity_sync": {"display_name": "Alder", "user_sync_allowed": True}}
NOT_SYNCED = {"identity_sync": {"display_name": "Alder", "user_sync_allowed": False}}


def tenant(number):
    return f"00000000-0000-4000-8000-{number:012d}"


def everybody(access_type):
    return {
        "users_and_groups": {"access_type": access_type, "targets": [{"target": "AllUsers", "target_type": "user"}]},
        "applications": {
            "access_type": access_type,
            "targets": [{"target": "AllApplications", "target_type": "application"}],
        },
    }


def item(before, after, number=1, error=None):
    """An item of the result. ``before`` and ``after`` are settings, or None if there is no partner."""
    rows = [None if each is None else {"tenant_id": tenant(number), **each} for each in (before, after)]
    result = {"tenant_id": tenant(number), "changed": before != after, "changes": [], "after": rows[1]}
    if before != after:
        result["before"] = rows[0]
    return result if error is None else {**result, "error": {"msg": error}}


def run_of(items, broken=None, **more):
    """A result of ``partners_of_hosts``. ``items``: host → its items. ``broken``: host → its error."""
    hosts, everything = {}, []
    for host, own in items.items():
        hosts[host] = {"first": len(everything), "count": len(own)}
        everything += own
    hosts.update({host: {"error": error} for host, error in (broken or {}).items()})
    return {"hosts": hosts, "tenants": [each["tenant_id"] for each in everything], "partners": everything, **more}


def whole(run, manner=Manner(), about=About(4, 1.25), inventory=None, report=None):  # noqa: B008
    """All lines. ``inventory`` are the names of all hosts of the inventory."""
    known = entries(run, run, manner.audit)
    hosts = run.get("hosts") if isinstance(run, dict) else None
    left_out = others([(run, run)], inventory or (hosts if isinstance(hosts, dict) else ()))
    return lines(known, totals(known, left_out), manner, about, left_out, report)


def told(*arguments, **more):
    """The first line, and the lines after the heading, which ends with the home tenant."""
    shown = whole(*arguments, **more)
    (last,) = [number for number, line in enumerate(shown) if line.startswith("  Home tenant: ")]
    return [shown[0], *shown[last + 1 :]]


def fleet(number, before, after, **more):
    return {f"host{each}": [item(before, after, each, **more)] for each in range(1, number + 1)}


def test_the_worst_comes_first():
    run = run_of(
        {
            "calm": [item(TRUSTED, TRUSTED)],
            "renamed": [item({"identity_sync": {"display_name": "a"}}, {"identity_sync": {"display_name": "b"}})],
            "shut": [item(SYNCED, NOT_SYNCED)],
            "opened": [item(DISTRUSTED, TRUSTED)],
            "maybe": [item({"b2b_collaboration_inbound": everybody("blocked")}, {})],
            "refused": [item({}, {}, error="Graph said no")],
        },
        broken={"typo": "the tenant is wrong"},
    )
    assert told(run) == [
        "Partners: 4 changed (2 open access, 1 closes access), 1 as wanted, 2 failed.",
        "  failed    refused: Graph said no",
        "  failed    typo: the tenant is wrong",
        "  opens     opened: inbound_trust.mfa_accepted false → true",
        "  may open  maybe: b2b_collaboration_inbound blocked AllUsers / blocked AllApplications → inherited",
        "  closes    shut: identity_sync.user_sync_allowed true → false",
        '            renamed: identity_sync.display_name "a" → "b"',
    ]


def test_check_mode_says_would():
    run = run_of({"opened": [item(DISTRUSTED, TRUSTED)]})
    assert told(run, Manner(check_mode=True))[0].startswith(
        "Partners in check mode: 1 would change (1 opens access), 0 as wanted, 0 failed."
    )
    # It is the same plan.
    assert told(run, Manner(check_mode=True))[1:] == told(run)[1:]


def test_partners_and_policies_that_come_and_go():
    run = run_of(
        {
            "new": [item(None, {**TRUSTED, "identity_sync": {"display_name": "N", "user_sync_allowed": None}})],
            "empty": [item(None, {})],
            "gone": [item({**TRUSTED, **SYNCED}, None)],
            "policy": [item({}, SYNCED)],
            "lost": [item(SYNCED, {})],
            "idle": [item({}, {"identity_sync": {"display_name": None}})],
        }
    )
    assert told(run)[1:] == [
        "  opens   new: new, inbound_trust.mfa_accepted true",
        "  opens   policy: identity_sync.user_sync_allowed not set → true",
        '          policy: identity_sync.display_name not set → "Alder"',
        "  closes  gone: removed",
        "  closes  lost: identity_sync removed",
        "          empty: new",
        "          idle: a new identity_sync",
    ]


def test_only_the_sides_that_differ_are_shown():
    group = {"target": "a6", "target_type": "group"}
    more = [{"target": name, "target_type": "group"} for name in ("a6", "b7", "c8", "d9", "e0")]
    before = {**everybody("allowed"), "users_and_groups": {"access_type": "allowed", "targets": [group]}}
    after = {**everybody("allowed"), "users_and_groups": {"access_type": "allowed", "targets": more}}
    run = run_of({"a": [item({"b2b_collaboration_inbound": before}, {"b2b_collaboration_inbound": after})]})
    assert told(run)[1:] == [
        "  opens  a: b2b_collaboration_inbound.users_and_groups allowed a6 → allowed a6, b7, c8 and 2 more"
    ]


def test_many_settings_take_one_line_for_each_partner_if_there_is_no_room():
    before, after = {**DISTRUSTED, **NOT_SYNCED}, {**TRUSTED, **SYNCED}
    few, many = told(run_of(fleet(8, before, after))), told(run_of(fleet(12, before, after)))
    assert len(few) == 1 + 2 * 8
    assert len(many) == 1 + 12
    assert many[1] == "  opens  host1: inbound_trust.mfa_accepted false → true, and 1 more setting"


def test_the_rest_is_counted():
    items = {**fleet(3000, DISTRUSTED, TRUSTED), "shut": [item(SYNCED, NOT_SYNCED)], "bad": [item({}, {}, error="no")]}
    shown = whole(run_of(items))
    assert len(shown) == MOST_LINES
    assert shown[:2] == [
        "Partners: 3001 changed (3000 open access, 1 closes access), 0 as wanted, 1 failed.",
        "  Settings: 3000 open access, 1 closes access. 4 requests, 1.2 s.",
    ]
    assert shown[3] == "  failed  bad: no"
    assert shown[-1] == "  and 2986 more: 2985 opens, 1 closes"


def test_an_error_that_concerns_everybody_takes_one_line():
    error = "partner {}: PATCH x answered 403 (request-id {}, date 2026-11-27). Ask for the permission"
    items = {f"host{number}": [item({}, {}, number, error.format(tenant(number), number))] for number in range(1, 501)}
    (_heading, line) = told(run_of(items))
    names = ", ".join(f"host{number}" for number in range(1, 11))
    assert line.startswith(f"  failed  {names} and 490 more: partner ")
    assert line.endswith("PATCH x answered 403. Ask for the permission")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("answered 403 X: No way. (request-id 1, date 2). Do this", "answered 403 X: No way. Do this"),
        (
            "AADSTS1: No. Trace ID: a-1 Correlation ID: b-2 Timestamp: 2026-11-28 05:32:01Z. Do this",
            "AADSTS1: No. Do this",
        ),
    ],
)
def test_an_error_keeps_its_sentences_without_ids_and_dates(said, shown):
    (_heading, line) = told(run_of({"bad": [item({}, {}, error=said)]}))
    assert line == f"  failed  bad: {shown}"


def test_a_long_error_keeps_its_beginning_and_its_end():
    (_heading, line) = told(run_of({"bad": [item({}, {}, error=f"Failed to read: {'word ' * 200}. Do this next")]}))
    assert line.startswith("  failed  bad: Failed to read: word word ") and line.endswith(". Do this next")
    assert " … " in line and len(line) < 650


def test_a_change_before_a_failure_is_not_hidden():
    run = run_of({"half": [item(DISTRUSTED, TRUSTED, error="the rest was refused")]})
    (_heading, line) = told(run)
    assert line == "  failed  half: the rest was refused (some changes were made before)"
    assert for_programs(entries(run, run, False))[0]["differences"]


def test_a_host_with_several_partners_names_them():
    run = run_of({"localhost": [item(DISTRUSTED, TRUSTED, 1), item({}, SYNCED, 2)]})
    run["tenants"][0] = "fabrikam.com"
    shown = told(run)
    assert shown[1].startswith("  opens  fabrikam.com: ")
    assert shown[2].startswith(f"  opens  {tenant(2)} (Alder): ")


def test_a_pruned_partner_has_no_host():
    run = run_of({"calm": [item({}, {}, 1)]})
    run["partners"].append(item(SYNCED, None, 7))
    assert told(run)[1:] == [f"  closes  {tenant(7)} (Alder): removed"]
    (pruned,) = for_programs(entries(run, run, False))
    assert (pruned["host"], pruned["tenant_id"], pruned["direction"]) == (None, tenant(7), "closes")


@pytest.mark.parametrize(
    "run", [None, "text", {}, {"skipped": True}, {"failed": True, "msg": "no token"}, {"hosts": 5}]
)
def test_a_run_without_an_outcome_has_failed(run):
    shown = told(run, about=About())
    assert shown[0] == "Partners: 0 changed, 0 as wanted, 1 failed."
    assert shown[1].startswith("  failed  all hosts: ")


def test_if_nothing_was_read_each_host_has_failed():
    run = {"hosts": {"a": {"first": 0, "count": 1}, "b": {"error": "typo"}}, "tenants": ["x"], "failed": True}
    assert told({**run, "msg": "no token"}) == [
        "Partners: 0 changed, 0 as wanted, 2 failed.",
        "  failed  a: no token",
        "  failed  b: typo",
    ]


@pytest.mark.parametrize("how", [{"failed": True, "msg": "the backup is lost"}, {"failure": "the backup is lost"}])
def test_a_task_that_failed_as_a_whole_is_no_success(how):
    run = run_of({"opened": [item(DISTRUSTED, TRUSTED)]}, **how)
    assert told(run)[1:] == [
        "  failed  all hosts: the backup is lost",
        "  opens   opened: inbound_trust.mfa_accepted false → true",
    ]


def test_an_audit_says_what_is_more_open_than_agreed():
    run = run_of(
        {
            "shut": [item(NOT_SYNCED, SYNCED)],
            "open": [item(TRUSTED, DISTRUSTED)],
            "missing": [item(None, TRUSTED)],
            "stays": [item(TRUSTED, None)],
            "calm": [item({}, {})],
            "unreadable": [item({}, {}, error="403")],
        },
        unmanaged_partners=[{"tenant_id": tenant(9), **TRUSTED, **SYNCED}],
    )
    audit = Manner(check_mode=True, audit=True)
    assert told(run, audit) == [
        "Partners: 7 (1 compliant, 3 drifted, 1 missing, 1 unmanaged, 1 unreadable), 3 more open than agreed,"
        " 2 more closed.",
        "  unreadable   unreadable: 403",
        f"  unmanaged    {tenant(9)} (Alder): not in the inventory; opens inbound_trust.mfa_accepted true, "
        "identity_sync.user_sync_allowed true",
        "  more open    open: inbound_trust.mfa_accepted is true, agreed false",
        "  more open    stays: exists, and should not, inbound_trust.mfa_accepted true",
        "  more closed  shut: identity_sync.user_sync_allowed is false, agreed true",
        "  more closed  missing: missing",
    ]


def test_an_audit_repeats_the_numbers_of_the_report_and_names_its_health_checks():
    run = run_of({"calm": [item({}, {})]}, unmanaged_partners=[{"tenant_id": tenant(9), **TRUSTED}])
    counts = {"partners": 9, "compliant": 5, "drifted": 2, "missing": 0, "unmanaged": 1, "unreadable": 1}
    report = {
        "counts": {**counts, "more_open": 3, "more_closed": 1},
        "health_checks": [
            {"id": "dead", "severity": "error", "count": 5, "names": ["a", "b", "c", "d", "e"]},
            {"id": "lax", "severity": "warning", "count": 1, "names": ["the home tenant"]},
        ],
        "not_run": 10,
        "incomplete": "a part of the inventory",
        "place": "/srv/report",
        "names": {tenant(9): "Best Deals"},
        "configurations": None,
        "verdict": "does not fail: nothing",
    }
    audit = Manner(check_mode=True, audit=True)
    assert told(run, audit, report=report) == [
        "Partners: 9 (5 compliant, 2 drifted, 0 missing, 1 unmanaged, 1 unreadable), 3 more open than agreed,"
        " 1 more closed.",
        f"  unmanaged   {tenant(9)} (Best Deals): not in the inventory; opens inbound_trust.mfa_accepted true",
        "  error       health check dead: a, b, c and 2 more",
        "  warning     health check lax: the home tenant",
        "  not run     10 health checks. The report gives the reasons",
        "  incomplete  a part of the inventory",
        "  verdict     the run does not fail: nothing",
        "  report      /srv/report",
    ]
    assert in_words(report) == (
        "Partners: 9 (5 compliant, 2 drifted, 0 missing, 1 unmanaged, 1 unreadable), 3 more open than agreed,"
        " 1 more closed. Health checks that fired: dead (error, 5 partners), lax (warning, the home tenant)."
        " 10 were not run. Incomplete: a part of the inventory."
    )
    # Many health checks and many partners share the twenty lines.
    report["health_checks"] = [
        {"id": f"check{number}", "severity": "error" if number < 6 else "info", "count": 1, "names": ["a"]}
        for number in range(9)
    ]
    shown = whole(run_of(fleet(40, TRUSTED, DISTRUSTED)), audit, report=report)
    assert len(shown) == MOST_LINES and shown[-1].endswith("/srv/report")
    assert "              and 4 more health checks: 1 error, 3 info" in shown
    assert [line for line in shown if line.startswith("  and ")] == ["  and 34 more: 34 more open"]


def test_the_heading_says_what_the_run_is_about_or_that_nobody_knows():
    run = run_of({"calm": [item({}, {})]})
    about = About(home_tenant=tenant(1), home_name="Contoso\n", inventory=("partners.yml",), revision="4f1c" * 10)
    assert whole(run, about=about)[1:] == [
        f"  Home tenant: {tenant(1)} (Contoso). Inventory: partners.yml, revision 4f1c4f1c4f1c."
    ]
    assert whole(run, about=About())[1] == "  Home tenant: not known. Inventory: not known, revision not known."
    assert whole(run, about=About(home_tenant=tenant(1)))[1].startswith(f"  Home tenant: {tenant(1)} (name not known).")
    for about in (About(home_name=tenant(1).upper()), About(home_tenant=tenant(1), home_name=tenant(1))):
        assert whole(run, about=about)[1].startswith(f"  Home tenant: {tenant(1)} (name not known).")
    assert whole(run, about=About(home_name="contoso.com"))[1].startswith("  Home tenant: contoso.com (ID not known).")


def test_only_a_run_that_certainly_wrote_nothing_says_so():
    run = run_of({"new": [item(None, {**TRUSTED, **SYNCED})]})
    assert whole(run, about=About(1, wrote_nothing=True))[:2] == [
        "Partners: 1 changed (1 opens access), 0 as wanted, 0 failed.",
        "  Nothing was written to Microsoft Graph. Settings: 2 open access. 1 request.",
    ]
    assert not [line for line in whole(run, Manner(check_mode=True)) if "Nothing" in line]


def test_partners_that_the_run_does_not_know_are_not_passed_over():
    rows = [{"tenant_id": tenant(number), **TRUSTED} for number in range(5, 10)]
    run = run_of({"calm": [item({}, {})]}, unmanaged_partners=rows[:1])
    assert told(run) == [
        "Partners: 0 changed, 1 as wanted, 0 failed, 1 unmanaged.",
        f"  unmanaged  {tenant(5)}: not in the inventory, so this run leaves it alone, and it stays open: "
        "inbound_trust.mfa_accepted true",
    ]
    # Nothing is open, or nobody knows.
    calm = {"calm": [item({}, {})]}
    shut = run_of(calm, unmanaged_partners=[{"tenant_id": tenant(5), **DISTRUSTED}])
    assert told(shut)[1] == f"  unmanaged  {tenant(5)}: not in the inventory, so this run leaves it alone"
    unread = run_of(calm, unmanaged_partners=[{"tenant_id": tenant(5), "error": {"msg": "403"}}])
    assert told(unread)[1] == f"  unmanaged  {tenant(5)}: not in the inventory, and unreadable: 403"
    # Another host, or a host with an error, may be the one that describes the partner.
    (heading, line) = told(run, inventory=["calm", "elsewhere"])
    assert ", 0 failed, 1 not in this run." in heading
    assert line == f"  not in run  {tenant(5)}: in Microsoft Graph, but not in this run, which leaves it alone"
    broken = run_of({"calm": [item({}, {})]}, broken={"typo": "wrong"}, unmanaged_partners=rows[:1])
    assert "1 not in this run" in told(broken)[0]
    # In check mode a host may have a domain that no tenant has. The partner that was meant may be the one in Graph.
    misspelt = run_of({"calm": [{**item({}, {}, error="no tenant has it"), "tenant_id": "nobody.example"}]})
    assert "1 not in this run" in told({**misspelt, "unmanaged_partners": rows[:1]})[0]
    many = told(run_of(calm, unmanaged_partners=[*rows, {"tenant_id": tenant(4), **DISTRUSTED}]))[1:]
    assert [line.split()[1] for line in many] == [f"{tenant(number)}:" for number in (5, 6, 7)] + [f"{tenant(8)},"]
    assert many[3] == (
        f"  unmanaged  {tenant(8)}, {tenant(9)}, {tenant(4)}: not in the inventory, so this run leaves them alone; "
        "2 of them stay open, or may do so"
    )
    # The batches of a run: a partner of one batch is in the list of the other batch.
    first = run_of({"a": [item({}, {}, 1)]}, unmanaged_partners=[{"tenant_id": tenant(2)}, rows[0]])
    second = run_of({"b": [item({}, {}, 2)]}, unmanaged_partners=[{"tenant_id": tenant(1)}, rows[0]])
    left_out = others([(first, first), (second, second)], ["a", "b"])
    assert ([entry.name for entry in left_out.partners], left_out.unmanaged) == ([tenant(5)], True)
    unknown = run_of({"calm": [item({}, {})]})
    assert others([(unknown, unknown)], ["calm"]) is None
    assert totals(entries(unknown, unknown, False), None)["not_in_run"] is None


def test_ticket_and_owner_stand_beside_the_change_if_there_is_room():
    run = run_of({"shut": [item(SYNCED, NOT_SYNCED)], "x" * 60: [item(SYNCED, NOT_SYNCED, 2)]})
    for place in run["hosts"].values():
        place["agreement"] = {"owner": "Identity team", "ticket": "CHG-1", "ends": None, "exceptions": []}
    change = "identity_sync.user_sync_allowed true → false"
    assert told(run)[1:] == [
        f"  closes  shut: {change} (CHG-1, Identity team)",
        f"  closes  {'x' * 60}: {change}",
    ]
    run["hosts"]["shut"]["agreement"]["owner"] = "An owner with a name that takes more room than there is in this line"
    assert told(run)[1] == f"  closes  shut: {change} (CHG-1)"


def test_a_warning_stands_under_the_change():
    checks = [{"id": "too-early", "severity": "warning", "tenant_id": tenant(1), "seen": "objects\nstay"}]
    run = run_of({"shut": [item(SYNCED, NOT_SYNCED)]}, health_checks=checks)
    assert told(run)[1:] == [
        "  closes  shut: identity_sync.user_sync_allowed true → false",
        "            ! too-early: objects stay",
    ]
    many = run_of(
        fleet(12, SYNCED, NOT_SYNCED), health_checks=[{**checks[0], "tenant_id": tenant(n)} for n in range(13)]
    )
    assert told(many)[1] == "  closes  host1: identity_sync.user_sync_allowed true → false (see warning: too-early)"


def test_nobody_who_names_a_partner_can_write_a_line_of_their_own():
    evil = "A\x1b[2J\n  failed  nobody\u202e\u200b"
    run = run_of({"a": [item({}, {"identity_sync": {"display_name": evil}})]})
    run["partners"].append(item({"identity_sync": {"display_name": evil}}, None, 7))
    shown = told(run)
    assert len(shown) == 3
    assert not [line for line in shown if set(line) & set("\x1b\n\u202e\u200b")]


SETTINGS = st.sampled_from([None, {}, TRUSTED, DISTRUSTED, SYNCED, {**TRUSTED, **NOT_SYNCED}])


@given(
    st.lists(st.tuples(SETTINGS, SETTINGS, st.sampled_from([None, None, "a", "b"])), max_size=60),
    st.booleans(),
    st.booleans(),
)
def test_there_are_never_more_lines_and_everybody_counts(rows, check_mode, audit):
    items = {f"host{n}": [item(before, after, n, error)] for n, (before, after, error) in enumerate(rows)}
    run = run_of(items)
    known = entries(run, run, audit)
    numbers = totals(known)
    assert numbers["changed"] + numbers["as_wanted"] + numbers["failed"] == len(rows)
    assert len(for_programs(known)) == numbers["changed"] + numbers["failed"]
    assert len(whole(run, Manner(check_mode, audit))) <= MOST_LINES
