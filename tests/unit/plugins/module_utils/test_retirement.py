# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The note of a retirement, and which cycle counts."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph import clock
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization import retirement
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.configuration import (
    NOT_READ,
    Configuration,
)

SINCE = "2026-11-27T18:00:00Z"


def configuration(notes=None, execution=None, **parts):
    status = {"code": "Active", "lastExecution": execution, **parts.pop("status", {})}
    job = {"id": "job", "templateId": "Azure2Azure", "schedule": {"state": "Active"}, "status": status}
    usual = {"jobs": (job,), "credentials": {"SyncAll": "false"}, "assignments": ()}
    return Configuration({"id": "x", "notes": notes}, **{**usual, **parts})


def noted(one, **note):
    return one._replace(service_principal={**one.service_principal, **retirement.with_note(one, **note)})


@pytest.mark.parametrize("others", [None, "", "Owned by the identity team.\nAsk before you delete it."])
def test_the_note_leaves_the_notes_of_other_people_alone(others):
    one = noted(configuration(others), restart=True)
    assert retirement.needs_restart(one) and retirement.is_marked(one) and retirement.since_in(one) is None
    one = noted(one, since=SINCE)
    assert not retirement.needs_restart(one) and retirement.since_in(one) == SINCE
    one = noted(one)
    assert retirement.is_marked(one) and retirement.since_in(one) is None
    assert retirement.without_note(noted(one, since=SINCE)) == {"notes": others or None}


def test_there_may_be_no_room_for_the_note():
    assert retirement.with_note(configuration("x" * 1000), since=SINCE) is None


EXECUTION = {
    "state": "Succeeded",
    "timeBegan": "2026-11-27T18:00:01Z",
    "timeEnded": "2026-11-27T18:00:09Z",
    "countExports": 3,
    "countExported": 3,
}
MASKED = {"SyncAll": "*"}


@pytest.mark.parametrize(
    ("counts", "execution", "parts"),
    [
        (True, EXECUTION, {}),
        (True, {**EXECUTION, "timeBegan": "2026-11-27T18:00:01.5Z"}, {"credentials": MASKED}),
        (True, {**EXECUTION, "state": "Failed"}, {"status": {"lastSuccessfulExecution": EXECUTION}}),
        (False, {**EXECUTION, "state": "Failed"}, {}),
        (False, {**EXECUTION, "state": "EntryLevelErrors"}, {}),
        (False, {**EXECUTION, "state": None}, {}),
        (False, {**EXECUTION, "timeBegan": SINCE}, {}),
        (False, {**EXECUTION, "timeBegan": None}, {}),
        (False, {**EXECUTION, "timeBegan": "yesterday"}, {}),
        # In UTC this is before the scope was empty.
        (False, {**EXECUTION, "timeBegan": "2026-11-27T19:30:00+02:00"}, {}),
        (False, {**EXECUTION, "timeBegan": "2026-11-27T18:00:01"}, {}),
        (True, {**EXECUTION, "countExports": 0, "countExported": 0}, {}),
        (False, {**EXECUTION, "countExported": 2}, {}),
        # Graph shows both numbers in every execution. Without them, nobody knows what the cycle did.
        (False, {**EXECUTION, "countExported": None}, {}),
        (False, {**EXECUTION, "countExports": "0"}, {}),
        (False, None, {}),
        (False, EXECUTION, {"status": {"quarantine": {"reason": "TooManyDeletes"}}}),
        (False, EXECUTION, {"status": {"code": "Quarantine"}}),
        (False, EXECUTION, {"credentials": {"SyncAll": "true"}}),
        (False, EXECUTION, {"credentials": {}}),
        (False, EXECUTION, {"credentials": NOT_READ}),
        (False, EXECUTION, {"assignments": NOT_READ}),
        (False, EXECUTION, {"assignments": ({"id": "y", "principalId": "z"},)}),
        (False, EXECUTION, {"jobs": NOT_READ}),
    ],
)
def test_a_cycle_counts_only_if_graph_shows_that_it_took_everybody_away(counts, execution, parts):
    one = configuration(execution=execution, **parts)
    assert not retirement.cycle_seen(one), "nobody has noted since when the scope is empty"
    assert retirement.cycle_seen(noted(one, since=SINCE)) is counts


def test_the_first_cycle_has_ended_if_graph_shows_its_end():
    for counts, execution in (
        (True, EXECUTION),
        (True, {**EXECUTION, "state": "EntryLevelErrors"}),
        (False, {**EXECUTION, "state": "Failed"}),
        (False, {**EXECUTION, "timeEnded": "0001-01-01T00:00:00Z"}),
        (False, None),
    ):
        assert retirement.has_had_cycle(configuration(execution=execution).job) is counts


def test_the_time_of_an_answer():
    assert clock.moment("Fri, 27 Nov 2026 18:00:00 GMT") == SINCE
    assert [clock.moment(text) for text in (None, "", "soon")] == [None] * 3
