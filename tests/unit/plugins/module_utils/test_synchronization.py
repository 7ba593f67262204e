# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that apply to every plan of a synchronization configuration, for any desired and any observed state."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.desired import (
    desired_configuration,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.rows import configuration_row
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.change import NoWay
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.plan_id import plan_id
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.synchronization import SyncConfigurationGoal
from ansible_collections.entra.cross_tenant.tests.unit.plugins.module_utils.synchronizations import (
    COMPLETE,
    OBSERVED,
    OPTIONS,
    TARGET,
    answered,
    parsed_by_graph,
    read_again,
    source_side,
)

ABSENT = {"target_tenant": TARGET, "state": "absent", "leave_users": True}
# Some changes for each part of a configuration, and one for each of seven users.
MOST_CHANGES = 20


def goal_of(options):
    return SyncConfigurationGoal(desired_configuration(options))


def with_parsed(goal, observed):
    return observed._replace(parsed={text: parsed_by_graph(text) for text in goal.to_parse(observed)})


def carried_out(goal, observed, most=MOST_CHANGES):
    """The state after at most ``most`` changes, each made for real, and the changes."""
    observed, made = with_parsed(goal, observed), []
    while len(made) < most:
        changes = goal.plan(observed)
        if not changes:
            break
        made.append(changes[0])
        before, observed = observed, answered(goal, observed, changes[0])
        assert goal.contradicts(before, changes[0]) or changes[0].operation != "create"
        assert not goal.contradicts(observed, changes[0])
    return observed, made


def shows(row, options):
    """Whether a row shows the values of the options."""
    functions = [mapping for mapping in row["attribute_mappings"] if mapping["target"] == "userType"]
    if functions:
        # A function decides about the type of users. Only the words for a mapping describe it.
        assert options.get("user_type") is None
        row = dict(row, user_type_of_existing={"always": True, "creation": False}.get(functions[0].get("apply")))
    for name in ("name", "enabled", "scope", "user_type", "user_type_of_existing"):
        if options.get(name) is not None and row.get(name) != options[name]:
            return False
    if "notification_email" in options and (row.get("notification_email") or "") != options["notification_email"]:
        return False
    if options.get("target_actions") is not None and set(row["target_actions"]) != set(options["target_actions"]):
        return False
    assigned = row["assignments"]
    wanted = options.get("assignments") or []
    return all(one in assigned for one in wanted) and (
        not options.get("assignments_exclusive") or len(assigned) == len(wanted)
    )


@given(OPTIONS, OBSERVED)
def test_a_plan_leads_to_what_is_desired_and_the_second_one_is_empty(options, observed):
    goal = goal_of(options)
    after = with_parsed(goal, observed)
    changes = goal.plan(after)
    assert len(changes) < MOST_CHANGES
    for change in changes:
        assert (change.tenant_id, bool(change.report())) == (TARGET, True)
        after = goal.applied(after, change)
    assert goal.plan(after) == goal.unseen(after) == ()
    row = goal.row(after)
    assert row["target_tenant_id"] == TARGET and row["missing"] == []
    assert shows(row, options)


@given(OPTIONS, OBSERVED)
def test_a_real_run_makes_the_changes_that_were_predicted(options, observed):
    goal = goal_of(options)
    predicted = goal.plan(with_parsed(goal, observed))
    after, made = carried_out(goal, observed)
    assert [change.report() for change in made] == [change.report() for change in predicted]
    assert plan_id(None, made).id == plan_id(None, predicted).id
    assert goal.plan(after) == ()
    assert goal.plan(with_parsed(goal, read_again(after))) == ()


@given(OPTIONS, OBSERVED, st.integers(0, 6))
def test_a_run_that_was_cut_is_completed_without_a_second_object(options, observed, number):
    goal = goal_of(options)
    cut, made = carried_out(goal, observed, number)
    after, more = carried_out(goal, read_again(cut))
    created = [(change.resource, change.name) for change in (*made, *more) if change.operation == "create"]
    assert len(created) == len(set(created))
    assert len(after.configurations) == len(observed.configurations) + (goal.row(observed) is None)
    assert goal.row(after)["missing"] == []


@given(OPTIONS, COMPLETE)
def test_only_what_is_desired_changes(options, observed):
    goal = goal_of(options)
    before, (after, made) = goal.row(observed), carried_out(goal, observed)
    untouched = [one for one in observed.configurations if one.target not in (TARGET, None)]
    assert [one for one in after.configurations if one.target not in (TARGET, None)] == untouched
    row = goal.row(after)
    written = {name for change in made for name in change.settings}
    assert written <= {name for name, value in options.items() if value is not None}
    for name in set(before) - written - {"status", "service_principal_id", "job_id"}:
        assert without_user_type(row, written)[name] == without_user_type(before, written)[name], name


def without_user_type(row, written):
    """A row without a mapping that other options describe as well."""
    if not any(name.startswith("user_type") for name in written):
        return row
    others = [mapping for mapping in row["attribute_mappings"] if mapping["target"] != "userType"]
    return {"user_type": None, "user_type_of_existing": None, **row, "attribute_mappings": others}


@given(OPTIONS, OBSERVED)
def test_everything_else_in_schema_and_credentials_stays(options, observed):
    goal = goal_of(options)
    after, _made = carried_out(goal, observed)
    olds = {one.id: one for one in observed.configurations}
    for new in after.configurations:
        old = olds.get(new.id)
        if old is None:
            continue
        assert new.credentials.get("Domain") == old.credentials.get("Domain")
        if not (isinstance(old.schema, dict) and old.schema["synchronizationRules"]):
            continue
        assert list(new.schema) in (list(old.schema), [name for name in old.schema if name != "@odata.context"])
        assert stripped(new.schema) == stripped(old.schema)
        order = [mapping["targetAttributeName"] for mapping in mappings(old.schema)]
        assert [mapping["targetAttributeName"] for mapping in mappings(new.schema)][: len(order)] == order


def mappings(schema):
    return schema["synchronizationRules"][0]["objectMappings"][1]["attributeMappings"]


def stripped(schema):
    """A schema without the places that options manage."""
    rule = dict(schema["synchronizationRules"][0])
    other, users = rule.pop("objectMappings")
    scope = {name: value for name, value in users["scope"].items() if name != "groups"}
    users = {name: value for name, value in users.items() if name not in ("flowTypes", "attributeMappings", "scope")}
    rest = {name: value for name, value in schema.items() if name not in ("synchronizationRules", "@odata.context")}
    return rest, rule, other, users, scope


@given(OBSERVED)
def test_a_row_is_valid_input_that_changes_nothing(observed):
    for one in observed.configurations:
        row = configuration_row(one)
        if one.target is None or row["missing"]:
            continue
        goal = goal_of({**row, "target_tenant": row["target_tenant_id"]})
        assert goal.plan(source_side(one)) == ()


@given(OBSERVED)
def test_a_configuration_that_has_to_be_absent_is_gone_at_the_end(observed):
    goal = goal_of(ABSENT)
    after, made = carried_out(goal, observed)
    assert goal.row(after) is None and goal.plan(after) == ()
    assert {change.operation for change in made} <= {"delete"}
    assert len(after.configurations) in (len(observed.configurations), len(observed.configurations) - 1)


@given(OPTIONS, OBSERVED)
def test_no_plan_shows_an_id_that_nobody_knows(options, observed):
    """A prediction has no IDs for new objects, and says so."""
    for change in goal_of(options).plan(observed):
        assert all(value is None or value for value in change.key.values())


@given(OPTIONS)
def test_a_plan_of_an_own_name_finds_what_it_made(options):
    goal = goal_of(options)
    after, _made = carried_out(goal, source_side())
    again = goal_of(dict(options, name=None))
    assert again.plan(with_parsed(again, after)) == ()
    try:
        assert goal_of(ABSENT).plan(after)
    except NoWay as error:
        raise AssertionError(str(error)) from error
