# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans of synchronization configurations: which one is meant, what is refused, and what single changes look like."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.kinds import UnexpectedValue
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.desired import (
    desired_configuration,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.schema import with_changes
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.change import NoWay
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.diff import diff
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.plan import Plan
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.plan_id import plan_id
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.removal import takes_away
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.synchronization import SyncConfigurationGoal
from ansible_collections.entra.cross_tenant.tests.unit.plugins.module_utils.synchronizations import (
    OTHER,
    TARGET,
    UNREAD,
    USERS,
    assignment,
    configuration,
    credentials,
    full_schema,
    job,
    service_principal,
    source_side,
)

USUAL = f"Synchronization to {TARGET}"
ADMIN = f"MTO_Sync_{TARGET}"
MASKED = dict.fromkeys(credentials(), "*")
HALF = {"jobs": (), "credentials": {}, "schema": None}


def goal_of(**options):
    return SyncConfigurationGoal(desired_configuration({"target_tenant": TARGET, **options}))


def operations(goal, *configurations):
    return [(change.operation, change.resource) for change in goal.plan(source_side(*configurations))]


CREATED = [("create", "sync_configuration"), ("create", "sync_job"), ("update", "sync_credentials")]

# Configurations in Graph, options, and the name of the configuration that is meant or a part of the error.
MEANT = {
    "nothing": ([], {}, None),
    "of another tenant": ([configuration(credentials=credentials(OTHER))], {}, None),
    "of another tenant, with the name": ([configuration("F", credentials=credentials(OTHER))], {"name": "F"}, None),
    "the only one": ([configuration("Any name")], {}, "Any name"),
    "the only one, under another name": ([configuration("Old")], {"name": "New"}, "Old"),
    "one of two, by name": ([configuration("A"), configuration("B")], {"name": "B"}, "B"),
    "the own one beside that of the admin center": ([configuration(ADMIN), configuration("A")], {}, "A"),
    "that of the admin center, by name": ([configuration(ADMIN), configuration("A")], {"name": ADMIN}, ADMIN),
    "half made, under the usual name": ([configuration(USUAL, **HALF)], {}, USUAL),
    "half made, under the name": ([configuration("A", **HALF), configuration("B", **HALF)], {"name": "B"}, "B"),
    "half made, under another name": ([configuration("A", **HALF)], {}, None),
    "masked, under the name": ([configuration("A", credentials=MASKED)], {"name": "A"}, "A"),
    "masked, of another tenant by its name": (
        [configuration(f"MTO_Sync_{OTHER}", credentials=MASKED)],
        {},
        None,
    ),
}
NOT_CLEAR = {
    "two": ([configuration("A"), configuration("B")], {}, "2 configurations synchronize"),
    "two, neither of that name": ([configuration("A"), configuration("B")], {"name": "C"}, "2 configurations"),
    "two of one name": ([configuration("A"), configuration("A")], {"name": "A"}, "2 configurations"),
    "that of the admin center": ([configuration(ADMIN)], {}, "the Microsoft 365 admin center made"),
    "two half made": ([configuration(USUAL, **HALF), configuration(USUAL, **HALF)], {}, "2 configurations"),
    "masked": ([configuration("A", credentials=MASKED)], {}, "does not show the target tenant of 'A'"),
    "unread": ([configuration("A", credentials=UNREAD)], {}, "does not show the target tenant of 'A'"),
    "no tenant ID": ([configuration("A", credentials=credentials("x.example"))], {}, "does not show the target"),
    "two masked of one name": (
        [configuration("A", credentials=MASKED), configuration("A", credentials=UNREAD)],
        {"name": "A"},
        "does not show the target tenant",
    ),
}


@pytest.mark.parametrize("case", MEANT)
def test_which_configuration_is_meant(case):
    configurations, options, name = MEANT[case]
    observed = source_side(*configurations)
    row = goal_of(**options).row(observed)
    assert (row and row["name"]) == name
    made = [change for change in goal_of(**options).plan(observed) if change.operation == "create"]
    assert (("create", "sync_configuration") in [(change.operation, change.resource) for change in made]) == (not name)


@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize("case", NOT_CLEAR)
def test_nothing_is_made_or_removed_while_it_is_not_clear_which_one_is_meant(case, state):
    configurations, options, words = NOT_CLEAR[case]
    with pytest.raises(NoWay) as caught:
        goal_of(state=state, **options).plan(source_side(*configurations))
    assert words in str(caught.value)


def test_a_new_configuration():
    goal = goal_of(enabled=True, scope="all", target_actions=["create"], assignments=[{"group": USERS[0]}])
    changes = goal.plan(source_side())
    assert [(change.operation, change.resource) for change in changes] == [
        *CREATED,
        ("update", "sync_schema"),
        ("create", "sync_assignment"),
        ("update", "sync_job"),
    ]
    create, make_job, write, schema, assign, start = changes
    assert (create.body, create.key) == ({"displayName": USUAL}, {})
    assert make_job.body == {"templateId": "Azure2Azure"}
    assert write.settings == ("target_tenant", "scope")
    assert {entry["key"]: entry["value"] for entry in write.body["value"]}["SyncAll"] == "true"
    # The whole schema is not known yet. It is read after the job exists.
    assert (schema.settings, schema.body) == (("target_actions",), None)
    assert assign.report() == {
        "operation": "create",
        "resource": "sync_assignment",
        "tenant_id": TARGET,
        "settings": ["assignments"],
        "name": USERS[0],
    }
    assert (start.settings, start.key["action"]) == (("enabled",), "start")


@pytest.mark.parametrize(
    ("parts", "made"),
    [
        (HALF, CREATED[1:]),
        ({"jobs": (), "schema": None}, CREATED[1:2]),
        ({"credentials": {}}, CREATED[2:]),
        ({"credentials": {"SyncAll": "false"}}, CREATED[2:]),
        ({"schema": None}, [("reset", "sync_schema")]),
        ({"schema": {"synchronizationRules": []}}, [("reset", "sync_schema")]),
        ({}, []),
    ],
)
def test_a_half_made_configuration_is_completed(parts, made):
    assert operations(goal_of(), configuration(USUAL, **parts)) == made


def test_the_diff_of_a_completed_configuration_names_what_was_missing():
    observed, goal = source_side(configuration(USUAL, **HALF)), goal_of()
    after = Plan.of(goal, observed).after
    difference = diff(goal.title, goal.row(observed), goal.row(after))
    assert difference["before"]["missing"] == ["job", "credentials"]
    assert difference["after"]["missing"] == []
    assert (difference["before"]["target_tenant_id"], difference["after"]["target_tenant_id"]) == (None, TARGET)
    assert not {"job_id", "status"} & set(difference["after"])


NO_WAY = {
    "jobs that cannot be read": ({"jobs": UNREAD}, {}, "its jobs could not be read: Graph answered 403"),
    "two jobs": ({"jobs": (job(), job())}, {}, "it has 2 jobs that synchronize"),
    "a job of another kind": ({"jobs": (dict(job(), templateId="x"),)}, {}, "its job has another template"),
    "a schema that cannot be read": ({"schema": UNREAD}, {"user_type": "guest"}, "its schema could not be read"),
    "a schema that is gone": ({"schema": None, "jobs": (job(run=True),)}, {}, "although the job has run"),
    "assignments that cannot be read": ({"assignments": UNREAD}, {"assignments": []}, "its assignments could not"),
    "an attribute that matches": (
        {
            "schema": full_schema(
                attributeMappings=[{"targetAttributeName": "mail", "matchingPriority": 1, "source": {}}]
            )
        },
        {"attribute_mappings": [{"target": "mail", "source": "mail"}]},
        "does not let mappings be changed that match users: mail",
    ),
    "no type of users": (
        {"schema": full_schema(attributeMappings=[])},
        {"user_type_of_existing": True},
        "needs user_type",
    ),
    "a masked value that a write would lose": (
        {"credentials": {**credentials(scope="*"), "AuthenticationType": "Basic"}},
        {},
        "Graph masks SyncAll",
    ),
}


@pytest.mark.parametrize("case", NO_WAY)
def test_no_way(case):
    parts, options, words = NO_WAY[case]
    with pytest.raises(NoWay) as caught:
        goal_of(**options).plan(source_side(configuration(**parts)))
    assert words in str(caught.value)


def test_what_was_not_asked_for_is_not_needed():
    parts = {"schema": UNREAD, "assignments": UNREAD, "application": UNREAD}
    assert operations(goal_of(enabled=False), configuration(**parts)) == []
    # A configuration may lack its schema, and the read that would show this has failed.
    with pytest.raises(NoWay, match="its schema could not be read"):
        goal_of(enabled=False).plan(source_side(configuration(schema=replace(UNREAD, forbidden=False))))


def test_a_name_of_the_admin_center_is_not_given_to_a_new_configuration():
    with pytest.raises(NoWay, match="only the Microsoft 365 admin center"):
        goal_of(name=ADMIN).plan(source_side())


def test_an_unchanged_schema_is_not_written_whatever_its_versions_say():
    """Each write makes the service evaluate all users anew."""
    schema = full_schema()
    mappings = [{"target": "city", "expression": " [city] ", "apply": "always"}]
    goal = goal_of(user_type="member", attribute_mappings=mappings, scoping_filters=[])
    for version in ("7", "8"):
        schema["version"] = schema["directories"][0]["version"] = version
        assert goal.plan(source_side(configuration(schema=schema))) == ()


def test_the_id_of_a_plan_does_not_follow_the_versions_of_a_schema():
    schema, goal = full_schema(), goal_of(user_type="guest")
    one = configuration(schema=schema)
    first = plan_id(None, goal.plan(source_side(one)))
    other = plan_id(None, goal.plan(source_side(one._replace(schema={**schema, "version": "v9"}))))
    assert first.id == other.id
    assert first.id != plan_id(None, goal_of(user_type_of_existing=True).plan(source_side(one))).id


def test_a_written_schema_is_the_one_that_was_read():
    schema = full_schema()
    (change,) = goal_of(user_type="guest").plan(source_side(configuration(schema=schema)))
    source = {"expression": '"Guest"', "name": "Guest", "type": "Constant", "parameters": []}
    assert change.body == with_changes(schema, {"userType.source": source})
    assert change.values == {"user_type": "guest"}


@pytest.mark.parametrize(
    ("state", "run", "options", "actions"),
    [
        ("Disabled", False, {"enabled": True}, ["start"]),
        ("Paused", True, {"enabled": True}, ["start"]),
        ("Active", True, {"enabled": True}, []),
        ("Active", True, {"enabled": False}, ["pause"]),
        ("Paused", True, {"enabled": False}, []),
        ("Active", True, {"scope": "assigned"}, ["restart"]),
        ("Active", True, {"scope": "assigned", "enabled": False}, ["pause"]),
        ("Paused", True, {"scope": "assigned", "enabled": True}, ["start", "restart"]),
        ("Disabled", False, {"scope": "assigned", "enabled": True}, ["start"]),
        ("Paused", True, {"scope": "assigned"}, []),
        ("Active", True, {"scope": "all"}, []),
    ],
)
def test_when_a_job_is_started_paused_and_restarted(state, run, options, actions):
    observed = source_side(configuration(jobs=(job(state, run),), credentials=credentials(scope="true")))
    changes = goal_of(**options).plan(observed)
    jobs = [change for change in changes if change.resource == "sync_job"]
    assert [change.key.get("action", change.operation) for change in jobs] == actions
    # A job is paused before anything else, and started after everything else.
    order = [change.resource for change in changes]
    if "scope" in options and actions:
        jobs = ["sync_job"] * len(actions)
        assert order == ([*jobs, "sync_credentials"] if actions == ["pause"] else ["sync_credentials", *jobs])


def test_the_job_in_quarantine_is_switched_on():
    quarantined = dict(job("Active", True), status={"code": "Quarantine"})
    assert operations(goal_of(enabled=True), configuration(jobs=(quarantined,))) == []


def test_additions_and_the_whole_set_of_assignments():
    other = {"id": "sp", "principalId": USERS[3], "principalType": "ServicePrincipal"}
    one = configuration(assignments=(assignment(USERS[0]), assignment(USERS[1], "Group"), other))
    wanted = [{"user": USERS[0]}, {"user": USERS[2]}]
    added = goal_of(assignments=wanted).plan(source_side(one))
    assert [(change.operation, change.name) for change in added] == [("create", USERS[2])]
    assert added[0].body["principalId"] == USERS[2] and added[0].body["resourceId"] == one.id
    exact = goal_of(assignments=wanted, assignments_exclusive=True).plan(source_side(one))
    assert [(change.operation, change.name) for change in exact] == [("create", USERS[2]), ("delete", USERS[1])]
    assert exact[1].key["assignment_id"] == f"as_{USERS[1]}"


RETIRED = [("delete", "sync_job"), ("delete", "sync_application"), ("delete", "sync_configuration")]
RAN = (job("Active", True),)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"jobs": RAN, "credentials": credentials(scope="true")}, "all users of this tenant are in its scope"),
        ({"jobs": RAN, "assignments": (assignment(USERS[0]),)}, r"users and groups are assigned to it \(1\)"),
        ({"jobs": RAN, "assignments": UNREAD}, "its assignments could not be read"),
        ({"jobs": RAN, "credentials": credentials(scope="*")}, "its scope is not known, since Graph masks it"),
        ({"jobs": RAN, "credentials": credentials(scope="")}, "its scope is not known, since Graph shows none"),
        ({"jobs": (dict(job(), status={}),), "credentials": credentials(scope="true")}, "all users of this tenant"),
    ],
)
def test_no_users_are_left_behind_unless_the_options_say_so(parts, words):
    one = configuration(**parts)
    with pytest.raises(NoWay, match=words):
        goal_of(state="absent").plan(source_side(one))
    assert operations(goal_of(state="absent", leave_users=True), one) == RETIRED


def test_a_configuration_that_nobody_is_synchronized_by_is_removed():
    assert operations(goal_of(state="absent"), configuration(jobs=RAN)) == RETIRED
    never = configuration(credentials=credentials(scope="true"), application=None)
    assert operations(goal_of(state="absent"), never) == [RETIRED[0], RETIRED[2]]
    assert operations(goal_of(state="absent"), configuration(USUAL, **HALF)) == RETIRED[1:]
    assert operations(goal_of(state="absent")) == []


@pytest.mark.parametrize("part", ["jobs", "application"])
def test_nothing_is_removed_that_could_not_be_read(part):
    with pytest.raises(NoWay, match="could not be read"):
        goal_of(state="absent", leave_users=True).plan(source_side(configuration(**{part: UNREAD})))


FILTER = [[{"attribute": "city", "operator": "EQUALS", "values": ["Oslo"]}]]


@pytest.mark.parametrize(
    ("options", "counts"),
    [
        ({"state": "absent", "leave_users": True}, True),
        ({"enabled": False}, True),
        ({"scope": "assigned"}, True),
        ({"assignments": [], "assignments_exclusive": True}, True),
        ({"scoping_filters": FILTER}, True),
        ({"assignments": [{"user": USERS[1]}]}, False),
        ({"name": "New", "user_type": "guest", "deletion_threshold": 9, "target_actions": []}, False),
        ({}, False),
    ],
)
def test_limits_count_what_takes_users_away(options, counts):
    one = configuration(jobs=RAN, credentials=credentials(scope="true"), assignments=(assignment(USERS[0]),))
    observed = source_side(one)
    assert takes_away(Plan.of(goal_of(**options), observed), observed) is counts


@pytest.mark.parametrize(("scope", "restarted"), [("assigned", True), ("all", False)])
def test_a_masked_scope_may_become_smaller(scope, restarted):
    """Another setting makes Graph get all values. Nobody knows whether the scope was "all"."""
    values = {**credentials(), "SyncAll": "*"}
    observed = source_side(configuration(jobs=RAN, credentials=values))
    goal = goal_of(scope=scope, notification_email="new@home.example")
    assert takes_away(Plan.of(goal, observed), observed) is restarted
    assert any(change.operation == "restart" for change in goal.plan(observed)) is restarted


@pytest.mark.parametrize(
    ("parts", "options"),
    [
        # Without a way to authenticate a configuration is half made. It may have synchronized all users all the same.
        ({"credentials": {**credentials(scope="true"), "AuthenticationType": ""}}, {"scope": "assigned"}),
        # A state that is not known may be "on".
        ({"jobs": (dict(job(), schedule={"state": "Suspended"}),)}, {"enabled": False}),
        ({"jobs": (dict(job(), schedule=None),)}, {"enabled": False}),
    ],
)
def test_limits_count_what_may_take_users_away(parts, options):
    observed = source_side(configuration(**parts))
    assert takes_away(Plan.of(goal_of(**options), observed), observed)


@pytest.mark.parametrize(("threshold", "counts"), [(0, True), (9, True), (3, False), (5, False), (None, False)])
@pytest.mark.parametrize("reason", ["TooManyDeletes", "Unknown"])
def test_limits_count_a_threshold_that_lets_waiting_deletions_through(threshold, counts, reason):
    told = {"DeleteThresholdEnabled": True, "DeleteThresholdValue": 5}
    waits = dict(job("Active", True), status={"code": "Quarantine", "quarantine": {"reason": reason}})
    observed = source_side(configuration(jobs=(waits,), credentials=credentials(notifications=told)))
    goal = goal_of(deletion_threshold=threshold, notification_email="new@home.example")
    assert takes_away(Plan.of(goal, observed), observed) is (counts and reason == "TooManyDeletes")


def test_a_new_configuration_takes_nobody_away():
    assert not takes_away(Plan.of(goal_of(enabled=True), source_side()), source_side())


def test_answers_that_name_no_object_are_not_taken_for_success():
    goal = goal_of()
    observed = source_side()
    (create, make_job, _write) = goal.plan(observed)
    for answer in ({}, {"servicePrincipal": {}}, {"servicePrincipal": service_principal(), "application": None}):
        with pytest.raises(UnexpectedValue):
            goal.learned(observed, create, answer)
    with pytest.raises(UnexpectedValue):
        goal.learned(goal.applied(observed, create), make_job, {"id": "../x"})


def test_reads_that_contradict_a_change():
    goal, whole = goal_of(), configuration(USUAL, assignments=(assignment(USERS[0]),))
    create, make_job, write = goal.plan(source_side())
    half = configuration(USUAL, **HALF)
    assert goal.contradicts(source_side(), create) and not goal.contradicts(source_side(half), create)
    assert goal.contradicts(source_side(half), make_job) and not goal.contradicts(source_side(whole), make_job)
    assert goal.contradicts(source_side(), write)
    removed = goal_of(state="absent", leave_users=True)
    for change in removed.plan(source_side(whole)):
        assert removed.contradicts(source_side(whole), change)
        assert not removed.contradicts(source_side(), change)
    exact = goal_of(assignments=[{"user": USERS[1]}], assignments_exclusive=True)
    for change in exact.plan(source_side(whole)):
        assert exact.contradicts(source_side(whole), change)
        after = whole._replace(assignments=(assignment(USERS[1]),))
        assert not exact.contradicts(source_side(after), change)


def test_a_job_is_validated_before_it_is_switched_on():
    one = configuration()
    goal = goal_of(enabled=True)
    assert goal.to_validate(source_side(one)) == one and goal.needs_look(source_side(one), None)
    validated = source_side(one)._replace(validated=frozenset([one.job_id]))
    assert goal.to_validate(validated) is None and not goal.needs_look(validated, None)
    assert goal.to_validate(source_side(configuration(jobs=RAN))) is None
    for other in (goal_of(), goal_of(enabled=False), goal_of(state="absent")):
        assert other.to_validate(source_side(one)) is None
    assert goal.to_validate(source_side()) is None


def test_titles():
    goal = goal_of()
    assert goal.title == f"the synchronization configuration of target tenant {TARGET}"
    assert (goal.listed, goal.singly, goal.lacks_partner(source_side()), goal.tenant_id) == (True, False, False, TARGET)
