# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of synchronization configurations: expressions, mappings, filters, credentials, schemas, status."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.kinds import UnexpectedValue
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization import (
    credentials,
    filters,
    schema,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.configuration import (
    assignable_role,
    assignment_in,
    has_run,
    job_in,
    schema_in,
    service_principal_in,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.expressions import (
    Source,
    key,
    malformed,
    source_of,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.mappings import (
    AttributeMappings,
    functions_in,
    with_parsed,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.resources import (
    SYNC_CREDENTIALS,
    SYNC_SCHEMA,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.rows import (
    configuration_row,
    status_of,
)
from ansible_collections.entra.cross_tenant.tests.unit.plugins.module_utils.synchronizations import (
    ROLE,
    TARGET,
    UNREAD,
    USERS,
    assignment,
    configuration,
    full_schema,
    job,
    new_id,
)
from ansible_collections.entra.cross_tenant.tests.unit.plugins.module_utils.synchronizations import (
    credentials as secrets,
)


def mapping(target, expression, flow="Always", **more):
    return {"targetAttributeName": target, "source": {"expression": expression}, "flowType": flow, **more}


# Expressions.


@pytest.mark.parametrize(
    ("expression", "source"),
    [
        ("[city]", Source("source", "city")),
        (" [employeeOrgData.costCenter] ", Source("source", "employeeOrgData.costCenter")),
        ('"Member"', Source("constant", "Member")),
        (r'"a \"b\" \\c \n"', Source("constant", r'a "b" \c \n')),
        ('Join(" ", [a], [b])', Source("expression", 'Join(" ", [a], [b])')),
        ('"a" & "b"', Source("expression", '"a" & "b"')),
        ("[a] [b]", Source("expression", "[a] [b]")),
    ],
)
def test_the_plainest_word_for_a_source(expression, source):
    assert source_of(expression) == source
    assert source_of(source.expression) == source


@given(st.sampled_from(["source", "constant"]), st.text(alphabet='ab "\\', min_size=1).map(str.strip).filter(bool))
def test_a_source_is_the_same_after_it_became_an_expression(word, value):
    source = Source(word, value.replace('"', "").replace("\\", "").strip() or "x") if word == "source" else None
    source = source or Source(word, value)
    assert source_of(source.expression) == source
    assert malformed(source.expression) is None


def test_white_space_counts_in_constants_only():
    assert key('Join( " ", [a] ,\n[b])') == key('Join(" ",[a],[b])')
    assert key('Join("  ",[a],[b])') != key('Join(" ",[a],[b])')
    assert key("ToLower([a])") != key("tolower([a])")


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        (" ", "is empty"),
        ('Join("x)', "not closed"),
        ("ToLower([mail)", "not closed"),
        ("ToLower([mail]", "parenthesis"),
        ("ToLower([mail]))", "parenthesis"),
        (")(", "parenthesis"),
        ("x" * 10_001, "10,000"),
    ],
)
def test_what_cannot_be_an_expression(expression, problem):
    assert problem in malformed(expression)
    assert malformed('Join("(", [a], "]")') is None


# Mappings.


def test_mappings_in_words():
    read = AttributeMappings().read(
        [
            mapping("mail", "[mail]"),
            mapping("alternativeSecurityIds", "AltSecIdFromNetId([netId])", matchingPriority=1),
            mapping("userPrincipalName", "[upn]", matchingPriority=2),
            mapping("userType", '"Member"', "ObjectAddOnly"),
            mapping("city", '"Oslo"', "ValueAddOnly"),
        ]
    )
    assert read == [{"target": "city", "constant": "Oslo"}, {"target": "mail", "source": "mail", "apply": "always"}]
    (guest,) = AttributeMappings().read([mapping("userType", "Switch([a], [b])")])
    assert guest == {"target": "userType", "expression": "Switch([a], [b])", "apply": "always"}


@pytest.mark.parametrize(
    "broken", [{}, [1], [mapping("", "[a]")], [mapping("a", "")], [{**mapping("a", ""), "source": 1}]]
)
def test_mappings_that_cannot_be_understood(broken):
    with pytest.raises(UnexpectedValue):
        AttributeMappings().read(broken)


def test_a_mapping_keeps_what_is_not_desired():
    kept = mapping("mail", "[mail]", "MultiValueAddOnly", defaultValue="x", newIn2027=1)
    wanted = [{"target": "mail", "source": "otherMail"}, {"target": "city", "constant": "Oslo", "apply": "creation"}]
    changed, new = AttributeMappings().write(wanted, [kept])
    assert changed == {
        **kept,
        "source": {"expression": "[otherMail]", "name": "otherMail", "type": "Attribute", "parameters": []},
    }
    assert list(changed) == list(kept)
    assert new["targetAttributeName"] == "city" and new["flowType"] == "ObjectAddOnly" and new["matchingPriority"] == 0
    assert new["source"] == {"expression": '"Oslo"', "name": "Oslo", "type": "Constant", "parameters": []}


def test_only_the_flow_is_written_if_only_the_flow_differs():
    source = {"expression": "Join([a],[b])", "name": "Join", "parameters": [{"key": "separator"}], "type": "Function"}
    current = [{**mapping("mail", "x"), "source": source}]
    wanted = [{"target": "mail", "expression": "Join( [a], [b] )", "apply": "creation"}]
    (changed,) = AttributeMappings().write(wanted, current)
    assert (changed["source"], changed["flowType"]) == (source, "ObjectAddOnly")


def test_functions_are_compared_as_graph_reads_them():
    wanted = [{"target": "mail", "expression": "lower([mail])"}, {"target": "city", "source": "city"}]
    observed = AttributeMappings().read([mapping("mail", "ToLower([mail])"), mapping("city", "[city]")])
    assert functions_in(wanted, observed) == ["lower([mail])"]
    assert not AttributeMappings().same(wanted, observed)
    parsed = with_parsed(wanted, {"lower([mail])": {"expression": "ToLower([mail])", "parameters": [{"key": "s"}]}})
    assert AttributeMappings().same(parsed, observed)
    (written,) = AttributeMappings().write(parsed[:1], [])
    assert written["source"] == {"expression": "ToLower([mail])", "parameters": [{"key": "s"}]}
    # A function that Graph has already does not have to be parsed.
    assert functions_in([{"target": "mail", "expression": "ToLower( [mail] )"}], observed) == []


# Filters.


def clause(attribute="department", operator="EQUALS", *values):
    return {"attribute": attribute, "operator": operator, "values": list(values)}


def group(name, *clauses, **more):
    graph = [
        {
            "sourceOperandName": one["attribute"],
            "operatorName": one["operator"],
            "targetOperand": {"values": one["values"]},
        }
        for one in clauses
    ]
    return {"name": name, "clauses": graph, **more}


def test_the_order_of_filters_and_the_spelling_of_operators_do_not_count():
    kind = filters.ScopingFilters()
    graph = [
        group("b", clause("city", "NOT EQUALS", "Oslo"), clause("department", "EQUALS", "Sales")),
        group("a", clause("mail", "IS NOT NULL")),
    ]
    wanted = [
        [clause("mail", "is_not_null")],
        [clause("department", "equals", "Sales"), clause("city", "Not_Equals", "Oslo")],
    ]
    assert kind.same(wanted, kind.read(graph))
    assert kind.write(wanted, graph) == graph
    # Values are compared by the service letter by letter.
    assert not kind.same(
        [[clause("department", "EQUALS", "sales")]], kind.read([group("x", clause("department", "EQUALS", "Sales"))])
    )


def test_a_filter_that_remains_keeps_its_name_and_new_ones_get_names_of_their_own():
    kind = filters.ScopingFilters()
    kept = group("Scoping filter 1", clause("city", "EQUALS", "Oslo"), newIn2027=1)
    gone = group("Scoping filter 2", clause("city", "EQUALS", "Bergen"))
    wanted = [[clause("city", "EQUALS", "Oslo")], [clause("mail", "IS NULL")], [clause("mail", "IS TRUE")]]
    written = kind.write(wanted, [kept, gone])
    assert written[0] == kept
    assert [one["name"] for one in written] == ["Scoping filter 1", "Scoping filter 2", "Scoping filter 3"]
    assert written[1]["clauses"][0]["targetOperand"] == {"values": []}


@pytest.mark.parametrize(
    ("before", "after", "narrower"),
    [
        ([], [[clause()]], True),
        ([[clause()]], [], False),
        ([[clause()]], [[clause()], [clause("mail")]], False),
        ([[clause()], [clause("mail")]], [[clause()]], True),
        ([[clause()]], [[clause(), clause("mail")]], True),
        (None, None, False),
        ([[clause()]], [[clause()]], False),
    ],
)
def test_filters_that_let_users_leave_the_scope(before, after, narrower):
    assert filters.narrows(before, after) is narrower


@pytest.mark.parametrize(
    "broken",
    [{}, [1], [{"clauses": {}}], [{"clauses": [1]}], [group("x", clause("", "EQUALS"))], [group("x", clause("a", ""))]],
)
def test_filters_that_cannot_be_understood(broken):
    with pytest.raises(UnexpectedValue):
        filters.ScopingFilters().read(broken)


def test_operators():
    assert filters.is_unary("is_null") and not filters.is_unary("EQUALS") and not filters.is_unary("newIn2027")
    assert filters.is_binary("greater_than_or_equals") and not filters.is_binary("newIn2027")


# Credentials.


def test_credentials_in_words():
    told = {"Enabled": True, "Recipients": "a@b.c", "DeleteThresholdEnabled": "True", "DeleteThresholdValue": "250"}
    view = credentials.viewed(secrets(scope="True", notifications=told))
    assert SYNC_CREDENTIALS.read(view) == {
        "scope": "all",
        "notification_email": "a@b.c",
        "deletion_threshold": 250,
    }
    told = {"Enabled": False, "Recipients": "a@b.c", "DeleteThresholdEnabled": True}
    row = SYNC_CREDENTIALS.read(credentials.viewed(secrets(notifications=told)))
    assert row == {"scope": "assigned", "notification_email": None, "deletion_threshold": 500}
    assert SYNC_CREDENTIALS.read(credentials.viewed({})) == dict.fromkeys(row)


def test_a_masked_value_is_unknown_and_never_different():
    masked = dict.fromkeys(secrets(), "*")
    view = credentials.viewed(masked)
    assert set(SYNC_CREDENTIALS.read(view).values()) == {credentials.MASKED}
    wanted = {"scope": "all", "notification_email": "a@b.c", "deletion_threshold": 7}
    assert SYNC_CREDENTIALS.differing(wanted, view) == ()
    assert credentials.target_in(masked) == credentials.MASKED and not credentials.is_incomplete(masked)


def test_a_write_contains_all_values_and_keeps_what_it_does_not_know():
    told = {"Enabled": False, "HumanResourcesLookaheadQueryEnabled": True, "newIn2027": [1]}
    values = secrets(notifications=told, Domain="x")
    view = credentials.viewed(values)
    changes = SYNC_CREDENTIALS.body({"deletion_threshold": 9}, ["deletion_threshold"], view)
    after, lost = credentials.with_changes(values, TARGET, changes)
    assert lost == [] and set(after) == set(values)
    assert json.loads(after["SyncNotificationSettings"]) == {
        **told,
        "DeleteThresholdEnabled": True,
        "DeleteThresholdValue": 9,
    }
    # A text that does not have to change is the same letter by letter.
    spaced = dict(values, SyncNotificationSettings='{ "Enabled":false }')
    after, _lost = credentials.with_changes(spaced, TARGET, {credentials.SCOPE: "true"})
    assert after == dict(spaced, SyncAll="true")
    assert credentials.values_in(credentials.written(after)) == after


def test_a_write_does_not_replace_a_masked_value_by_its_mask():
    masked = dict.fromkeys(secrets(), "*")
    _after, lost = credentials.with_changes(masked, TARGET, {})
    assert sorted(lost) == ["SyncAll", "SyncNotificationSettings"]
    _after, lost = credentials.with_changes(masked, TARGET, {credentials.SCOPE: "true", credentials.MAIL: {}})
    assert lost == ["SyncNotificationSettings"]
    both = {credentials.MAIL: {"Enabled": False}, credentials.DELETIONS: {"DeleteThresholdEnabled": False}}
    after, lost = credentials.with_changes(masked, TARGET, {credentials.SCOPE: "true", **both})
    assert lost == [] and "*" not in after.values()
    _after, lost = credentials.with_changes({**secrets(), "Password": "*"}, TARGET, {})
    assert lost == ["Password"]


def test_new_credentials():
    after, lost = credentials.with_changes({}, TARGET, {})
    assert lost == [] and after == {
        "CompanyId": TARGET,
        "AuthenticationType": "SyncPolicy",
        "SyncNotificationSettings": (
            '{"Enabled":false,"DeleteThresholdEnabled":false,"HumanResourcesLookaheadQueryEnabled":false}'
        ),
        "SyncAll": "false",
    }


@pytest.mark.parametrize(
    "values",
    [
        {"SyncAll": "perhaps"},
        {"SyncNotificationSettings": "{"},
        {"SyncNotificationSettings": "[]"},
        {"SyncNotificationSettings": '{"Enabled": 1}'},
        {"SyncNotificationSettings": '{"Enabled": true, "Recipients": 1}'},
        {"SyncNotificationSettings": '{"DeleteThresholdEnabled": true, "DeleteThresholdValue": "many"}'},
    ],
)
def test_credentials_that_cannot_be_understood(values):
    with pytest.raises(UnexpectedValue) as caught:
        SYNC_CREDENTIALS.read(credentials.viewed(values))
    assert next(iter(values)) in str(caught.value)


@pytest.mark.parametrize(
    "answer", [None, {}, {"value": {}}, {"value": [1]}, {"value": [{"key": "", "value": "hunter2"}]}]
)
def test_an_answer_about_credentials_is_not_shown(answer):
    with pytest.raises(UnexpectedValue) as caught:
        credentials.values_in(answer)
    assert "hunter2" not in str(caught.value)
    with pytest.raises(UnexpectedValue) as caught:
        credentials.values_in({"value": [{"key": "Password", "value": ["hunter2"]}]})
    assert "hunter2" not in str(caught.value)


def test_an_empty_credential_is_none():
    assert credentials.values_in({"value": [{"key": "CompanyId", "value": ""}, {"key": "Url", "value": None}]}) == {}
    for unknown in ({"key": "CompanyId"}, {"key": "CompanyId", "value": None}):
        assert credentials.target_in(credentials.values_in({"value": [unknown]})) == credentials.MASKED
    assert credentials.target_in({"CompanyId": TARGET.upper()}) == TARGET
    assert credentials.target_in({"CompanyId": "fabrikam.example"}) == credentials.MASKED


# Schemas.


def test_the_mapping_of_users_is_found_by_its_rule():
    whole = full_schema()
    other = {"name": "USER_OUTBOUND_USER", "objectMappings": [{"sourceObjectName": "User", "targetObjectName": "User"}]}
    both = {**whole, "synchronizationRules": [other, *whole["synchronizationRules"]]}
    assert schema.viewed(both) == schema.viewed(whole)
    assert schema.rule_id(both) == "03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8"
    renamed = [{**rule, "name": "x"} for rule in whole["synchronizationRules"]]
    assert schema.viewed({"synchronizationRules": renamed}) == schema.viewed(whole)


@pytest.mark.parametrize(
    "broken",
    [
        [],
        {},
        {"synchronizationRules": {}},
        {"synchronizationRules": [1]},
        {"synchronizationRules": [{"objectMappings": 1}]},
        {"synchronizationRules": [{"objectMappings": [1]}]},
        {"synchronizationRules": [{"objectMappings": []}]},
        {"synchronizationRules": full_schema()["synchronizationRules"] * 2},
        full_schema(attributeMappings={}),
    ],
)
def test_schemas_that_cannot_be_understood(broken):
    with pytest.raises(UnexpectedValue):
        SYNC_SCHEMA.read(schema.viewed(schema_in(broken)))


def test_a_schema_that_is_not_filled_in_yet_is_none_to_be_understood():
    assert schema_in({"id": "x", "synchronizationRules": []}) == {"id": "x", "synchronizationRules": []}


def test_nothing_but_an_annotation_of_the_answer_is_lost():
    whole = full_schema()
    written = schema.with_changes(whole, {})
    assert json.dumps(written) == json.dumps({name: value for name, value in whole.items() if "@" not in name})


@pytest.mark.parametrize("graph", ["None", "none", "", None])
def test_no_action_at_all(graph):
    kind = SYNC_SCHEMA.setting("target_actions").kind
    assert kind.read(graph) == [] and kind.write([], graph) == "None"
    assert kind.write(["delete", "create"], graph) == "Add,Delete"
    assert kind.write(["create"], "Add, Update, newFlag") == "Add,newFlag"
    assert kind.read("Delete,Add, newFlag") == ["create", "delete", "newFlag"]


# Objects.


def test_ids_that_cannot_be_part_of_an_address_are_refused():
    for broken in (
        {},
        {"id": "x"},
        {"id": f"{new_id()}/.."},
        {"id": 1},
        "x",
        {"id": new_id(), "appId": new_id(), "displayName": 1},
    ):
        with pytest.raises(UnexpectedValue):
            service_principal_in(broken)
    for broken in ({**job(), "id": "a/b"}, {**job(), "id": ""}, {**job(), "schedule": 1}, {**job(), "templateId": 1}):
        with pytest.raises(UnexpectedValue):
            job_in(broken)
    for broken in ({**assignment(USERS[0]), "id": "a/b"}, {**assignment(USERS[0]), "principalId": "x"}, None):
        with pytest.raises(UnexpectedValue):
            assignment_in(broken)
    assert job_in({**job("Active"), "@odata.type": "x"})["schedule"]["state"] == "Active"
    assert assignment_in(assignment(USERS[0].upper()))["principalId"] == USERS[0]
    identifier = f"ABCDEF00{new_id()[8:]}"
    graph = {"id": identifier, "appId": new_id(), "displayName": None}
    assert service_principal_in(graph)["id"] == identifier.lower()
    with pytest.raises(UnexpectedValue):
        service_principal_in({**graph, "appId": None})


@pytest.mark.parametrize(
    ("status", "run"),
    [
        (None, True),
        ({}, True),
        ({"code": "Suspended"}, True),
        ({"code": "Active", "lastExecution": None}, True),
        ({"code": "NotConfigured"}, False),
        ({"code": "NotRun"}, False),
        ({"code": "Paused", "lastExecution": {"state": "Failed", "timeBegan": "2026-01-01T00:00:00Z"}}, True),
        ({"code": "Paused", "lastExecution": {"state": "Failed", "activityIdentifier": "x"}}, True),
        # A job that was just started: configure-graph, step 13.
        (
            {"code": "NotRun", "lastExecution": {"activityIdentifier": None, "timeEnded": "0001-01-01T00:00:00Z"}},
            False,
        ),
        ({"code": "NotRun", "steadyStateFirstAchievedTime": "0001-01-01T00:00:00Z"}, False),
        ({"code": "Paused", "steadyStateFirstAchievedTime": "2026-01-01T00:00:00Z"}, True),
    ],
)
def test_whether_a_job_may_have_synchronized_anybody(status, run):
    assert has_run({"status": status}) is run


def test_the_role_of_assigned_users():
    other = {"id": new_id(), "displayName": "User", "isEnabled": True, "allowedMemberTypes": ["User"]}
    right = {"id": ROLE, "displayName": "msiam_access", "isEnabled": True, "allowedMemberTypes": ["User"]}
    assert assignable_role({"appRoles": [other, right]}) == ROLE
    assert assignable_role({"appRoles": [other, dict(right, isEnabled=False)]}) == other["id"]
    assert assignable_role({"appRoles": [dict(right, allowedMemberTypes=["Application"])]}).startswith("00000000")
    with pytest.raises(UnexpectedValue):
        assignable_role({"appRoles": {}})


def test_the_status_of_a_job():
    status = {
        "code": "Quarantine",
        "lastExecution": {"timeBegan": "2026-11-02T10:00:00Z", "timeEnded": None},
        "lastSuccessfulExecution": {"timeEnded": "2026-11-01T10:00:00Z"},
        "quarantine": {
            "reason": "TooManyDeletes",
            "currentBegan": "2026-11-02T10:00:00Z",
            "nextAttempt": "0001-01-01T00:00:00Z",
            "error": {"code": "x", "message": "y"},
        },
        "synchronizedEntryCountByType": [{"key": "User", "value": 7}, {"key": "Group", "value": None}],
    }
    assert status_of({"status": status}) == {
        "code": "Quarantine",
        "last_run": "2026-11-02T10:00:00Z",
        "last_success": "2026-11-01T10:00:00Z",
        "quarantine": {
            "reason": "TooManyDeletes",
            "since": "2026-11-02T10:00:00Z",
            "next_attempt": None,
            "message": "y",
        },
        "counts": {"User": 7},
    }
    assert status_of({}) is None
    assert status_of({"status": {}})["quarantine"] is None


def test_a_row_shows_what_could_not_be_read():
    row = configuration_row(configuration(credentials=UNREAD, schema=UNREAD, assignments=UNREAD, application=UNREAD))
    assert row["target_tenant_id"] is None and row["application_id"] is None and row["missing"] == []
    assert set(row["read_only"]["unread"]) == {"credentials", "schema", "assignments", "application"}
    assert not {"scope", "attribute_mappings", "assignments"} & set(row)
    masked = configuration_row(configuration(credentials=dict.fromkeys(secrets(), "*")))
    assert masked["read_only"]["masked"] == list(secrets()) and "scope" not in masked
    assert masked["target_tenant_id"] is None
