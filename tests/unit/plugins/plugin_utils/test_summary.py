# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the result of a run to at most twenty lines. They show the worst, and nothing looks better than it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._summary.entries import entries, for_programs, totals
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._summary.lines import MOST_LINES, Manner, lines

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


def told(run, manner=Manner(), requests=4, elapsed=1.25):  # noqa: B008
    known = entries(run, run, manner.audit)
    return lines(known, totals(known), manner, requests, elapsed)


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
        "Partners: 4 changed (2 opens, 1 closes), 1 as wanted, 2 failed. 4 requests, 1.2 s.",
        "  failed    refused: Graph said no",
        "  failed    typo: the tenant is wrong",
        "  opens     opened: inbound_trust.mfa_accepted false → true",
        "  may open  maybe: b2b_collaboration_inbound blocked AllUsers / blocked AllApplications → inherited",
        "  closes    shut: identity_sync.user_sync_allowed true → false",
        '            renamed: identity_sync.display_name "a" → "b"',
    ]


def test_check_mode_says_would():
    run = run_of({"opened": [item(DISTRUSTED, TRUSTED)]})
    assert told(run, Manner(check_mode=True))[0].startswith("Partners in check mode: 1 would change (1 opens), 0 as")
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
    few, many = told(run_of(fleet(9, before, after))), told(run_of(fleet(12, before, after)))
    assert len(few) == 1 + 2 * 9
    assert len(many) == 1 + 12
    assert many[1] == "  opens  host1: inbound_trust.mfa_accepted false → true, and 1 more setting"


def test_the_rest_is_counted():
    items = {**fleet(3000, DISTRUSTED, TRUSTED), "shut": [item(SYNCED, NOT_SYNCED)], "bad": [item({}, {}, error="no")]}
    shown = told(run_of(items))
    assert len(shown) == MOST_LINES
    assert shown[0].startswith("Partners: 3001 changed (3000 opens, 1 closes), 0 as wanted, 1 failed.")
    assert shown[1] == "  failed  bad: no"
    assert shown[-1] == "  and 2984 more: 2983 opens, 1 closes"


def test_an_error_that_concerns_everybody_takes_one_line():
    error = "partner {}: PATCH x answered 403 (request-id {}, date 2026-11-27). Ask for the permission"
    items = {f"host{number}": [item({}, {}, number, error.format(tenant(number), number))] for number in range(1, 501)}
    (_heading, line) = told(run_of(items))
    names = ", ".join(f"host{number}" for number in range(1, 11))
    assert line.startswith(f"  failed  {names} and 490 more: partner ")
    assert line.endswith("PATCH x answered 403. Ask for the permission")


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
    shown = told(run, requests=None, elapsed=None)
    assert shown[0] == "Partners: 0 changed, 0 as wanted, 1 failed."
    assert shown[1].startswith("  failed  all hosts: ")


def test_if_nothing_was_read_each_host_has_failed():
    run = {"hosts": {"a": {"first": 0, "count": 1}, "b": {"error": "typo"}}, "tenants": ["x"], "failed": True}
    assert told({**run, "msg": "no token"}) == [
        "Partners: 0 changed, 0 as wanted, 2 failed. 4 requests, 1.2 s.",
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
        "Partners: 4 different (2 more open, 2 more closed), 1 as agreed, 1 unreadable, 1 unmanaged."
        " 4 requests, 1.2 s.",
        "  failed       unreadable: 403",
        f"  unmanaged    {tenant(9)} (Alder): not in the inventory; opens inbound_trust.mfa_accepted true, "
        "identity_sync.user_sync_allowed true",
        "  more open    open: inbound_trust.mfa_accepted is true, agreed false",
        "  more open    stays: exists, and should not, inbound_trust.mfa_accepted true",
        "  more closed  shut: identity_sync.user_sync_allowed is false, agreed true",
        "  more closed  missing: missing",
    ]
    assert not [line for line in told(run) if tenant(9) in line]


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
    assert len(told(run, Manner(check_mode, audit))) <= MOST_LINES
