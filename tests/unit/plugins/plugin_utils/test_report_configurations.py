# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Synchronization configurations in a report: statuses, directions and words that no other test sees."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.accepted import Accepted
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.advice import configuration_todo
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.configurations import Compared, sync_drift
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.severity import Severities, problems
from ansible_collections.entra.cross_tenant.tests.unit.plugins.module_utils.overviews import GOOD, MASKED, overview

TENANT = GOOD["target_tenant_id"]
ROW = {
    "target_tenant_id": TENANT,
    "name": "Fabrikam",
    "enabled": True,
    "scope": "assigned",
    "assignments": [{"user": "a"}],
    "missing": [],
    "service_principal_id": GOOD["service_principal_id"],
}


def item(changed=True, **more):
    return {"tenant_id": TENANT, "changed": changed, "changes": [], "after": ROW, **more}


def compared(*items, complete=True, hosts=None, failure=None):
    places = {f"host{number}": {"first": number, "count": 1} for number in range(len(items))}
    return Compared(hosts or places, [TENANT] * len(items), list(items), failure, complete)


def made(what, overviews=(), severities=None, agreement=None):
    return sync_drift(
        what, list(overviews), lambda _tenant: Accepted(agreement, "2026-01-01"), Severities(severities or {}), {}
    )


def only(what, overviews=(), **more):
    (entry,) = made(what, overviews, **more)["configurations"]
    return entry


DIFFERENCES = {
    "more users": ({"scope": "all"}, "more_open", "More open than agreed: all users are in scope"),
    "off": ({"enabled": False}, "more_closed", "More closed than agreed: the job is not switched on"),
    "another name": ({"name": "Contoso"}, "neither", "Differs from the inventory: sync_configuration.name"),
    "others": ({"assignments": [{"user": "b"}]}, "both", None),
}


@pytest.mark.parametrize(("found", "direction", "reason"), DIFFERENCES.values(), ids=DIFFERENCES)
def test_directions_of_single_settings(found, direction, reason):
    entry = only(compared(item(before={**ROW, **found})))
    assert (entry["status"], entry["direction"]) == ("drifted", direction)
    assert reason in (None, entry["reason"])
    assert {each["setting"] for each in entry["drift"]} == {f"sync_configuration.{name}" for name in found}
    assert entry["severity"] == ("info" if "name" in found else "warning")
    assert configuration_todo(entry) == (None if "name" in found else "Correct the configuration, or the inventory")


def test_a_value_that_graph_does_not_show_is_no_difference():
    entry = only(compared(item(before={**ROW, "scope": None, "deletion_threshold": 5}, masked=["scope"])))
    assert [each["setting"] for each in entry["drift"]] == ["sync_configuration.deletion_threshold"]
    assert (entry["direction"], entry["unknown"]) == ("neither", ["sync_configuration.scope"])
    entry = only(compared(item(changed=False, masked=["scope"])))
    assert (entry["status"], entry["severity"]) == ("unreadable", "warning")
    assert entry["reason"] == "Graph does not show scope, so nobody knows whether this is as agreed"


def test_a_run_that_would_write_the_same_again_is_drift():
    """A part of a configuration may be written again although no setting differs."""
    entry = only(compared(item(before=ROW)))
    assert (entry["status"], entry["severity"], entry["drift"]) == ("drifted", "warning", [])
    assert entry["reason"].startswith("Differs from the inventory")


def test_what_nobody_wants():
    other = "00000000-0000-4000-8000-0000000000c9"
    unread = overview(enabled=None, status=None, unread={"jobs": "forbidden"}, service_principal_id=other)
    off = overview(enabled=False, service_principal_id=other)
    center = overview(by_admin_center=True, service_principal_id=other)
    for one, status, direction in (
        (overview(service_principal_id=other), "unmanaged", "more_open"),
        (off, "unmanaged", "neither"),
        (unread, "unmanaged", "possibly_more_open"),
        (center, "admin_center", None),
    ):
        part = made(compared(item(changed=False)), [GOOD, one])
        assert [each["status"] for each in part["configurations"]] == ["compliant", status]
        entry = part["configurations"][1]
        assert entry["direction"] == direction and bool(entry["severity"]) == (status == "unmanaged")
        told = configuration_todo(entry)
        assert (
            told is None if status == "admin_center" else told.startswith("Pause" if direction != "neither" else "Find")
        )
    # Without the whole inventory, or if a host is wrong, nobody knows what is wanted.
    assert not made(compared(complete=False), [GOOD])["configurations"]
    assert not made(compared(hosts={"a": {"error": "x"}}), [GOOD])["configurations"]


def test_what_an_error_may_be_about_is_not_unmanaged():
    error = {"msg": "Graph refused (request-id 1)", "status": 403, "code": "X"}
    failed = compared(item(False, after=None, error=error))
    hidden, elsewhere = overview(**MASKED), overview(target_tenant_id="00000000-0000-4000-8000-0000000000d1")
    part = made(failed, [GOOD, hidden, elsewhere])
    statuses = {each["status"]: each for each in part["configurations"]}
    assert set(statuses) == {"unreadable", "unmanaged"} and len(part["configurations"]) == 2
    entry = statuses["unreadable"]
    assert entry["error"] == {"message": "Graph refused", "status": 403, "code": "X"}
    assert entry["reason"] == "Could not be compared: Graph refused"
    assert configuration_todo(entry) == "Find out why it cannot be compared"


def test_own_severities_and_exceptions():
    unmanaged = {"sync_configuration.unmanaged": "error"}
    assert only(compared(), [GOOD], severities=unmanaged)["severity"] == "error"
    assert only(compared(), [GOOD], severities={"sync_configuration": "info"})["severity"] == "info"
    exception = {"finding": "sync_configuration.unmanaged", "reason": "A trial", "ends": "2026-02-01", "ticket": None}
    agreement = {"owner": None, "ticket": None, "ends": None, "exceptions": [exception]}
    entry = only(compared(), [GOOD], agreement=agreement)
    assert (entry["severity"], entry["reason"]) == ("info", "Accepted until 2026-02-01: A trial")
    assert (
        problems(
            {"sync_configuration.scope": "info", "sync_configuration": "error", "sync_configuration.parts": "info"}
        )
        == []
    )
    assert len(problems({"sync_configuration.scop": "info", "sync_configuration.x": "info"})) == 2


def test_nothing_was_compared():
    assert sync_drift(None, [GOOD], lambda _tenant: Accepted(None, "2026-01-01"), Severities({}), {}) is None
    part = made(compared(failure="no permission"), [GOOD])
    assert (part["compared"], part["reason"], part["configurations"]) == (False, "no permission", [])
    assert set(part["totals"]["status"].values()) == {0}
    part = sync_drift(compared(), None, lambda _tenant: Accepted(None, "2026-01-01"), Severities({}), {})
    assert part["compared"] and "could not be listed" in part["reason"]
