# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A hostile Graph: any list, any page, any answer, at any request, for every kind of run. These laws hold all the same.

Each law is asserted for every run:

1. Never more is removed than the limits allow.
2. Nothing protected is removed, and nothing whose removal the task did not ask for.
3. The output of a run contains no secret.
4. ``changes`` equals the writes that were sent and accepted.
5. A run ends in bounded time.
6. A run fails with a clear error, or it has done what the task asked for. The next run, with an honest Graph, completes
   the work. The run after that has nothing to do.
"""

from __future__ import annotations

import copy
import json
import time
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph import client
from ansible_collections.entra.cross_tenant.tests.everyday import examples, one_in
from ansible_collections.entra.cross_tenant.tests.graph_simulator import DISGUISES, ENCODINGS, Fault
from ansible_collections.entra.cross_tenant.tests.graph_simulator.hostile import ENDLESS_LISTS, NO_ANSWERS, SLOW
from ansible_collections.entra.cross_tenant.tests.leaks import leaks
from ansible_collections.entra.cross_tenant.tests.modules.effects import assert_told_as_accepted
from ansible_collections.entra.cross_tenant.tests.modules.fuzz import MUTATIONS, Mutation
from ansible_collections.entra.cross_tenant.tests.modules.test_fault_matrix import (
    BEHAVIOUR,
    FAULTS,
    KINDS,
    PARTNERS,
)


@pytest.fixture
def impatient(impatient, monkeypatch):
    """Make lists without an end cost little time as well."""
    monkeypatch.setattr(client, "MOST_PAGES", 30)


IDS = [f"90e29127-71ad-49c7-9ce8-{number:012d}" for number in range(12)]
NEW, OTHER, PROVIDER, MEMBER, BOTH = IDS[0], IDS[1], IDS[9], IDS[10], IDS[11]
ON = {"displayName": "On", "userSyncInbound": {"isSyncAllowed": True}}
OFF = {"displayName": "Off", "userSyncInbound": {"isSyncAllowed": False}}
ALL_USERS = {"access_type": "blocked", "targets": [{"target": "AllUsers", "target_type": "user"}]}


def arrange(directory) -> None:
    """Ten partners. Some of them synchronize, three are protected."""
    for tenant in IDS[1:6]:
        directory.add_partner(tenant, identity_sync=ON)
    for tenant in IDS[6:9]:
        directory.add_partner(tenant, identity_sync=OFF)
    directory.add_partner(PROVIDER, isServiceProvider=True)
    directory.add_partner(MEMBER, isInMultiTenantOrganization=True)
    directory.add_partner(BOTH, isServiceProvider=True, identity_sync=ON)


@dataclass(frozen=True)
class Run:
    """A task, and the partners that it may remove something from: at most ``limit`` of ``may_lose``."""

    module: str
    options: dict[str, Any]
    may_lose: tuple[str, ...] = ()
    limit: int = 0
    writes: bool = True
    # With an honest Graph, this task would remove more than the limit.
    too_much: bool = False


def listed(*tenants: str, **settings_: Any) -> list[dict[str, Any]]:
    return [{"tenant": tenant, **settings_} for tenant in tenants]


TRUST = {"inbound_trust": {"mfa_accepted": True}}
SYNCHRONIZED = {"identity_sync": {"display_name": "Wanted", "user_sync_allowed": True}}
RUNS = {
    "a fleet": Run("partners", {"partners": listed(NEW, *IDS[2:9], **TRUST, **SYNCHRONIZED)}),
    "retirement": Run(
        "partners",
        {"partners": [*listed(NEW, *IDS[4:7], **TRUST), *listed(*IDS[2:4], state="absent")], "removal_limit": 2},
        tuple(IDS[2:4]),
        2,
    ),
    "switching off": Run(
        "partners",
        {
            "partners": listed(*IDS[2:4], identity_sync={"user_sync_allowed": False})
            + listed(*IDS[4:9], identity_sync={"display_name": "Kept"}),
            "removal_limit": 2,
        },
        tuple(IDS[2:4]),
        2,
    ),
    "pruning": Run(
        "partners",
        {"partners": listed(NEW, OTHER, *IDS[2:7], **TRUST), "prune": True, "prune_limit": 2, "removal_limit": 2},
        tuple(IDS[7:9]),
        2,
    ),
    "shutting out": Run(
        "partners",
        {
            "partners": listed(*IDS[2:4], b2b_collaboration_inbound={"users_and_groups": ALL_USERS})
            + listed(*IDS[4:9], **TRUST),
            "removal_limit": 2,
        },
        tuple(IDS[2:4]),
        2,
    ),
    "too much retirement": Run(
        "partners",
        {"partners": [*listed(NEW, **TRUST), *listed(*IDS[2:6], state="absent")], "removal_limit": 2},
        tuple(IDS[2:6]),
        2,
        too_much=True,
    ),
    "too much switching off": Run(
        "partners",
        {"partners": listed(NEW, *IDS[1:6], identity_sync={"user_sync_allowed": False}), "removal_limit": 2},
        tuple(IDS[1:6]),
        2,
        too_much=True,
    ),
    "too much shutting out": Run(
        "partners",
        {
            "partners": listed(NEW, *IDS[1:6], b2b_collaboration_inbound={"users_and_groups": ALL_USERS}),
            "removal_limit": 2,
        },
        tuple(IDS[1:6]),
        2,
        too_much=True,
    ),
    "too much pruning": Run(
        "partners",
        {"partners": listed(NEW, OTHER, **TRUST), "prune": True, "prune_limit": 2, "removal_limit": 3},
        tuple(IDS[2:9]),
        2,
        too_much=True,
    ),
    "a partner": Run("partner", {"partner_tenant": NEW, **TRUST}),
    "a partner's end": Run("partner", {"partner_tenant": IDS[2], "state": "absent"}, (IDS[2],), 1),
    "a policy": Run("partner_identity_sync", {"partner_tenant": IDS[6], "user_sync_allowed": True}),
    "a policy's end": Run("partner_identity_sync", {"partner_tenant": IDS[2], "state": "absent"}, (IDS[2],), 1),
    "the defaults": Run("default_settings", {"inbound_trust": {"mfa_accepted": True}}),
    "a template": Run("mto_sync_template", {"user_sync_allowed": True, "application_level": ["new_partners"]}),
    "another template": Run("mto_partner_template", {"inbound_trust": {"mfa_accepted": True}}),
    "an organization": Run("mto", {"display_name": "Ours"}),
    "a reading": Run("partner_info", {}, writes=False),
    "a reading of policies": Run("partner_identity_sync_info", {}, writes=False),
    "a reading of everything": Run("access_policy_info", {"continue_on_error": True}, writes=False),
}


def rows_changed(change):
    """What a list of partners becomes, if ``change`` makes another list of its rows."""

    def changed(body):
        if not isinstance(body, dict) or not isinstance(body.get("value"), list):
            return body
        body = copy.deepcopy(body)
        body["value"] = change(body["value"])
        return body

    return changed


def the_last_page(body):
    """Fewer partners than exist, and no sign that the list is incomplete."""
    if isinstance(body, dict):
        body = {name: value for name, value in body.items() if name != "@odata.nextLink"}
    return body


def without(row, *names):
    return {name: value for name, value in row.items() if name not in names}


FLAGS = ("isServiceProvider", "isInMultiTenantOrganization")
LISTS = {
    "empty": lambda body: the_last_page(rows_changed(lambda rows: [])(body)),
    "half": lambda body: the_last_page(rows_changed(lambda rows: rows[: len(rows) // 2])(body)),
    "one page of several": the_last_page,
    "without the first": rows_changed(lambda rows: rows[1:]),
    "twice": rows_changed(lambda rows: rows + rows),
    "twice, the second unprotected": rows_changed(
        lambda rows: rows + [{**row, **dict.fromkeys(FLAGS, False)} for row in rows]
    ),
    "twice, the first unprotected": rows_changed(
        lambda rows: [{**row, **dict.fromkeys(FLAGS, False)} for row in rows] + rows
    ),
    "flags of null": rows_changed(lambda rows: [{**row, **dict.fromkeys(FLAGS)} for row in rows]),
    "flags of text": rows_changed(lambda rows: [{**row, **dict.fromkeys(FLAGS, "false")} for row in rows]),
    "no flags": rows_changed(lambda rows: [without(row, *FLAGS) for row in rows]),
    "all unprotected": rows_changed(lambda rows: [{**row, **dict.fromkeys(FLAGS, False)} for row in rows]),
    "no policies": rows_changed(lambda rows: [without(row, "identitySynchronization") for row in rows]),
    "policies of null": rows_changed(lambda rows: [{**row, "identitySynchronization": None} for row in rows]),
    "policies of the neighbours": rows_changed(
        lambda rows: [
            {**row, "identitySynchronization": other.get("identitySynchronization")}
            for row, other in zip(rows, rows[1:] + rows[:1])
        ]
    ),
    "capital letters": rows_changed(
        lambda rows: [{**row, "tenantId": row.get("tenantId", "").upper()} for row in rows]
    ),
    "no tenants": rows_changed(lambda rows: [without(row, "tenantId") for row in rows]),
    "rows of null": rows_changed(lambda rows: [None, *rows]),
    "the others only": rows_changed(
        lambda rows: [row for row in rows if row.get("tenantId") in (PROVIDER, MEMBER, BOTH)]
    ),
}


@dataclass(frozen=True)
class Honest:
    """A mutation of a body that keeps the properties that protect a partner. Nobody could detect a lie about these."""

    mutation: Mutation

    def __call__(self, body):
        changed = self.mutation(body)
        rows = {row["tenantId"]: row for row in rows_of(body) if isinstance(row.get("tenantId"), str)}
        for row in rows_of(changed):
            truth = rows.get(row["tenantId"]) if isinstance(row.get("tenantId"), str) else None
            for flag in FLAGS:
                if row.get(flag) is False and not (truth and truth.get(flag) is False):
                    row[flag] = True
        return changed


def rows_of(body):
    """Every object in a body that may be a partner."""
    if isinstance(body, dict):
        yield body
    for inner in body.values() if isinstance(body, dict) else body if isinstance(body, list) else ():
        yield from rows_of(inner)


def deep(text, depth=100_000):
    return '{"value": ' + "[" * depth + text + "]" * depth + "}"


BODIES = {
    "nothing": "",
    "null": "null",
    "a number": "17",
    "true": "true",
    "a list": "[]",
    "an error in place of an object": '{"error": {"code": "Nope", "message": "no"}}',
    "very deep": deep(""),
    "a lone surrogate": '{"tenantId": "\\ud800", "value": [{"tenantId": "\\udfff", "displayName": "\\ud800"}]}',
    "not a number": '{"value": NaN}',
    "a huge number": '{"value": [{"tenantId": ' + "9" * 5000 + "}]}",
    "not UTF-8": "\udcff\udcfe",
    "a value that is no list": '{"value": {"a": 1}}',
    "an endless list": f'{{"value": [], "@odata.nextLink": "/v1.0{PARTNERS}?$skiptoken=x"}}',
}
READS = {"list": KINDS["list"], "look": KINDS["look"], "any read": {"method": "GET"}}
EVERYWHERE = {**KINDS, "any request": {}, "any write": {"method": "POST|PATCH|PUT|DELETE"}, **READS}


def faults(hostile):
    """Misbehaviour of any kind, at any request. ``hostile`` are the answers that are not valid answers."""
    when = {"skip": st.integers(0, 3), "times": st.sampled_from([1, 1, 2, None])}
    known = [name for name in FAULTS if name != "hang" and FAULTS[name].get("where") != "inner"]
    return st.one_of(
        st.builds(
            lambda how, **more: Fault(**KINDS["list"], change=LISTS[how], **more), st.sampled_from(list(LISTS)), **when
        ),
        st.builds(
            lambda place, how, **more: Fault(**EVERYWHERE[place], change=Honest(how), **more),
            st.sampled_from(list(EVERYWHERE)),
            MUTATIONS,
            **when,
        ),
        st.builds(
            lambda place, how, **more: Fault(**EVERYWHERE[place], body=BODIES[how], **more),
            st.sampled_from(list(EVERYWHERE)),
            st.sampled_from(list(BODIES)),
            status=st.sampled_from([None, None, 200, 201, 204, 400, 404, 409]),
            **when,
        ),
        st.builds(
            lambda place, how, **more: Fault(**{**EVERYWHERE[place], **FAULTS[how]}, **more),
            st.sampled_from(list(EVERYWHERE)),
            st.sampled_from(known),
            **{name: value for name, value in when.items() if name == "skip"},
        ),
        st.builds(
            lambda place, how, **more: Fault(**{**EVERYWHERE[place], **hostile[how], **more}),
            st.sampled_from(list(EVERYWHERE)),
            st.sampled_from(list(hostile)),
            skip=when["skip"],
        ),
        st.builds(
            lambda how, **more: Fault(**{**KINDS["list"], **ENDLESS_LISTS[how], **more}),
            st.sampled_from(list(ENDLESS_LISTS)),
            skip=when["skip"],
        ),
        st.builds(
            lambda place, **more: Fault(**EVERYWHERE[place], action="echo", **more),
            st.sampled_from(list(EVERYWHERE)),
            status=st.sampled_from([400, 401, 403, 404, 409, 500]),
            encoding=st.sampled_from([*ENCODINGS, *DISGUISES]),
            into=st.sampled_from(["message", "code", "header", "page", "body"]),
            **when,
        ),
    )


def taken(before: dict, after: dict) -> set[str]:
    """Partners that lost something: the whole partner, its synchronization, or the access of everybody."""
    old, new = ({row["tenantId"]: row for row in state["partners"]} for state in (before, after))
    return {tenant for tenant, row in old.items() if tenant not in new or has(row) - has(new[tenant])}


def has(row: dict) -> set[str]:
    policy = row.get("identitySynchronization")
    inbound = (row.get("b2bCollaborationInbound") or {}).get("usersAndGroups") or {}
    shut = inbound.get("accessType") == "blocked" and any(
        target.get("target") == "AllUsers" for target in inbound.get("targets") or []
    )
    found = set() if shut else {"way in"}
    if policy is not None:
        found.add("policy")
        if (policy.get("userSyncInbound") or {}).get("isSyncAllowed"):
            found.add("users")
    return found


def obey(simulator, run_module, kind: str, misbehaviour: list[Fault], batch_size: int, behaviour: dict) -> None:
    """One run of a kind under misbehaviour, and the conditions for this run and for the two runs after it."""
    run = RUNS[kind]
    simulator.reset()
    arrange(simulator.directory)
    simulator.behaviour.update({"page_size": 4, **behaviour})
    for fault in misbehaviour:
        simulator.faults.add(fault)
    options = {**run.options, "timeout": 1, "retry_time": 2.0}
    if run.writes:
        options["wait_timeout"] = 1.0
    if run.module == "partners":
        options["batch_size"] = batch_size
    before, tokens = simulator.directory.snapshot(), simulator.issued_tokens

    started = time.monotonic()
    result = run_module(run.module, **options)
    seconds = time.monotonic() - started

    assert seconds < 30
    assert not leaks(
        json.dumps(result, ensure_ascii=False), simulator.options()["client_secret"], *simulator.issued_tokens - tokens
    )
    lost = taken(before, simulator.directory.snapshot())
    assert len(lost) <= run.limit and lost <= set(run.may_lose)
    if run.writes:
        assert_told_as_accepted(simulator.log, result)
    else:
        assert not [exchange for exchange in simulator.log.writes() if not exchange.is_batch]
    if result.get("failed"):
        message = result["msg"] + "".join(
            item["error"]["msg"] for item in result.get("partners") or [] if "error" in item
        )
        assert message.strip()
        assert not any(word in message for word in ("Traceback", "KeyError", "TypeError", "RecursionError"))

    simulator.faults.clear()
    time.sleep(simulator.behaviour.replication_lag)
    # Without faults, an answer is late only because the machine is busy.
    options["timeout"] = 10
    again = run_module(run.module, **options)
    if run.too_much:
        assert again["failed"] and "limit" in again["msg"] and not again.get("changed")
    else:
        assert again.get("failed") is None, again["msg"]
    lost = taken(before, simulator.directory.snapshot())
    assert len(lost) <= run.limit and lost <= set(run.may_lose)
    time.sleep(simulator.behaviour.replication_lag)
    last = run_module(run.module, **options)
    assert last.get("failed") is again.get("failed") and not last.get("changed"), last
    simulator.log.clear()


@pytest.mark.parametrize(
    ("kind", "how", "times"),
    one_in(9, [name for name, run in RUNS.items() if run.limit > 1], LISTS, [1, None]),
)
def test_every_list(simulator, run_module, impatient, kind, how, times):
    obey(simulator, run_module, kind, [Fault(**KINDS["list"], change=LISTS[how], times=times)], 20, {})


@pytest.mark.parametrize(
    ("kind", "place", "how"),
    one_in(7, ["retirement", "a reading"], ["discovery", "token", "list", "look", "any write", "batch"], BODIES),
)
def test_every_body(simulator, run_module, impatient, kind, place, how):
    obey(simulator, run_module, kind, [Fault(**EVERYWHERE[place], body=BODIES[how])], 20, {})


MIXES = {
    "kind": st.sampled_from(list(RUNS)) | st.sampled_from([name for name, run in RUNS.items() if run.limit > 1]),
    "misbehaviour": st.lists(faults(NO_ANSWERS), min_size=1, max_size=4),
    "batch_size": st.sampled_from([1, 3, 20]),
    "behaviour": st.fixed_dictionaries(BEHAVIOUR),
}
LENIENT = {"deadline": None, "suppress_health_check": list(HealthCheck)}


def test_a_refusal_that_nobody_saw(simulator, run_module, impatient):
    """The list hides all policies. The connection breaks after Graph has refused to create them once more."""
    hidden = Fault(**KINDS["list"], change=LISTS["no policies"])
    broken = Fault(**{**EVERYWHERE["update policy"], **FAULTS["reset after acting"]})
    obey(simulator, run_module, "a fleet", [hidden, broken], 20, {"shuffle_batch": False})


# There are many more examples in test_laws_for_long.
@settings(max_examples=examples(100), phases=[Phase.explicit, Phase.reuse, Phase.generate], **LENIENT)
@given(**MIXES)
def test_laws(simulator, run_module, impatient, kind, misbehaviour, batch_size, behaviour):
    obey(simulator, run_module, kind, misbehaviour, batch_size, behaviour)


@pytest.mark.long
@pytest.mark.timeout(7200)
@settings(max_examples=5000, **LENIENT)
@given(**MIXES)
def test_laws_for_long(simulator, run_module, impatient, kind, misbehaviour, batch_size, behaviour):
    obey(simulator, run_module, kind, misbehaviour, batch_size, behaviour)


@pytest.mark.long
@pytest.mark.timeout(7200)
@settings(max_examples=300, **LENIENT)
@given(**{**MIXES, "misbehaviour": st.lists(faults(SLOW), min_size=1, max_size=2)})
def test_laws_where_answers_come_slowly(simulator, run_module, impatient, kind, misbehaviour, batch_size, behaviour):
    obey(simulator, run_module, kind, misbehaviour, batch_size, behaviour)
