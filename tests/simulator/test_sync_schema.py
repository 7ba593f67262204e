# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The schema of a job."""

from __future__ import annotations

import copy

import pytest

from ansible_collections.entra.cross_tenant.tests.contract.facts import facts
from ansible_collections.entra.cross_tenant.tests.graph_simulator.source.default_schema import clause, mapping


@pytest.fixture
def url(made):
    return f"servicePrincipals/{made.service_principal_id}/synchronization/jobs/{made.job_id}/schema"


def read(graph, url):
    """The schema, as a client sends it back."""
    schema = graph("GET", url).json()
    assert schema.pop("@odata.context")
    return schema


def users(schema):
    return schema["synchronizationRules"][0]["objectMappings"][0]


def mapped(schema, target):
    return next(item for item in users(schema)["attributeMappings"] if item["targetAttributeName"] == target)


def without_versions(schema):
    directories = [{**item, "version": None} for item in schema["directories"]]
    return {**schema, "version": None, "directories": directories}


def test_the_default_is_that_of_a_real_job(graph, url, made):
    real = facts()["default_schema"]
    schema = read(graph, url)
    (rule,) = schema["synchronizationRules"]
    assert rule["id"] == made.rule_id
    expected = {name: value for name, value in real["rule"].items() if name != "metadata_keys"}
    assert {name: rule[name] for name in expected} == expected
    assert [item["key"] for item in rule["metadata"]] == real["rule"]["metadata_keys"]
    mine = users(schema)
    assert {name: mine[name] for name in real["user_mapping"]} == real["user_mapping"]
    assert mine["scope"] == real["user_scope"]
    assert {item["key"]: item["value"] for item in mine["metadata"]} == real["user_mapping_metadata"]
    for shown, fact in zip(mine["attributeMappings"], real["attribute_mappings"], strict=True):
        assert shown["targetAttributeName"] == fact["target"]
        assert shown["source"]["expression"] == fact["expression"]
        assert shown["source"]["type"] == fact["type"]
        for name in ("flowType", "flowBehavior", "matchingPriority", "defaultValue"):
            assert shown[name] == fact[name]
    assert mapped(schema, "userType") == real["attribute_mapping_example"]
    for shown, fact in zip(rule["objectMappings"][1:], real["other_object_mappings"], strict=True):
        matching = [item["targetAttributeName"] for item in shown["attributeMappings"] if item["matchingPriority"]]
        assert {name: shown[name] for name in fact if name != "matching"} | {"matching": matching} == fact
    for shown, fact in zip(schema["directories"], real["directories"], strict=True):
        objects = {item["name"]: [row["name"] for row in item["attributes"]] for item in shown["objects"]}
        assert objects == fact["objects"]
        assert {**{name: shown[name] for name in fact}, "objects": fact["objects"]} == fact


def test_what_was_read_can_be_written(simulator, graph, url):
    before = read(graph, url)
    assert graph("PUT", url, before).status_code == 204
    assert without_versions(read(graph, url)) == without_versions(before)
    assert graph("PUT", url, graph("GET", url).json()).status_code == 204
    simulator.log.clear()  # the context is no property, and may be pasted all the same


@pytest.mark.parametrize(("switch", "same"), [("read", False), ("write", True)])
def test_versions_change_by_themselves(simulator, graph, url, switch, same):
    simulator.behaviour.schema_versions = switch
    first, second = read(graph, url), read(graph, url)
    assert (first == second) is same
    assert without_versions(first) == without_versions(second)
    graph("PUT", url, second)
    assert read(graph, url)["version"] != second["version"]


def test_mappings_scope_and_actions_change(graph, url):
    schema = read(graph, url)
    mapped(schema, "userType")["flowType"] = "Always"
    users(schema)["attributeMappings"].append(mapping("companyName", 'Append([department],  " Ltd")'))
    users(schema)["flowTypes"] = "Add,Update"
    group = {"name": "Sales", "clauses": [clause("department", "EQUALS", "Sales")]}
    users(schema)["scope"]["groups"] = [group]
    assert graph("PUT", url, schema).status_code == 204
    after = read(graph, url)
    assert mapped(after, "userType")["flowType"] == "Always"
    assert mapped(after, "companyName")["source"]["expression"] == 'Append([department], " Ltd")'
    assert (users(after)["flowTypes"], users(after)["scope"]["groups"]) == ("Add,Update", [group])
    assert graph("DELETE", url).status_code == 204
    reset = read(graph, url)
    assert users(reset)["scope"]["groups"] == [] and mapped(reset, "userType")["flowType"] == "ObjectAddOnly"


def test_an_expression_may_be_kept_as_it_was_sent(simulator, graph, url):
    simulator.behaviour.expressions_stored = "as_sent"
    schema = read(graph, url)
    mapped(schema, "city")["source"]["expression"] = "ToUpper( [city] )"
    assert graph("PUT", url, schema).status_code == 204
    assert mapped(read(graph, url), "city")["source"]["expression"] == "ToUpper( [city] )"


def test_what_is_left_out_is_gone(graph, url):
    schema = read(graph, url)
    users(schema)["attributeMappings"] = [
        item for item in users(schema)["attributeMappings"] if item["targetAttributeName"] != "city"
    ]
    del users(schema)["name"]
    assert graph("PUT", url, schema).status_code == 204
    after = read(graph, url)
    assert users(after)["name"] is None
    assert "city" not in [item["targetAttributeName"] for item in users(after)["attributeMappings"]]


def test_unknown_properties_come_back_if_they_are_sent_back(simulator, graph, url, made):
    stored = copy.deepcopy(simulator.directory.source.schema(made.job_id))
    stored["isNewlyInvented"] = {"a": 1}
    mapped(stored, "city")["invented"] = {"b": [1]}
    simulator.directory.source.set_schema(made.job_id, stored)
    schema = read(graph, url)
    assert graph("PUT", url, schema).status_code == 204
    assert without_versions(read(graph, url)) == without_versions(schema)
    mapped(schema, "city")["misspelt"] = 1
    assert graph("PUT", url, schema).status_code == 400
    simulator.log.clear()  # these names are not in Microsoft's metadata


def _matching(schema):
    mapped(schema, "alternativeSecurityIds")["flowType"] = "Always"


def _no_directories(schema):
    schema["directories"] = []


def _no_rules(schema):
    schema["synchronizationRules"] = []


def _unknown_target(schema):
    users(schema)["attributeMappings"].append(mapping("shoeSize", '"44"'))


def _mapped_twice(schema):
    users(schema)["attributeMappings"].append(mapping("city", '"x"'))


def _unknown_source(schema):
    mapped(schema, "city")["source"]["expression"] = "[shoeSize]"


def _unknown_function(schema):
    mapped(schema, "city")["source"]["expression"] = "Shout([city])"


def _unknown_operator(schema):
    users(schema)["scope"]["groups"] = [{"name": "x", "clauses": [clause("city", "equals", "x")]}]


def _not_for_filters(schema):
    users(schema)["scope"]["groups"] = [{"name": "x", "clauses": [clause("userType", "EQUALS", "Member")]}]


def _lost_mapping(schema):
    schema["synchronizationRules"][0]["objectMappings"].pop(0)


@pytest.mark.parametrize(
    "spoil",
    [
        _matching,
        _no_directories,
        _no_rules,
        _unknown_target,
        _mapped_twice,
        _unknown_source,
        _unknown_function,
        _unknown_operator,
        _not_for_filters,
        _lost_mapping,
    ],
)
def test_invalid_schemas(simulator, graph, url, made, code, spoil):
    before = simulator.directory.source.schema(made.job_id)
    schema = read(graph, url)
    spoil(schema)
    assert code(graph("PUT", url, schema)) == (400, "schemaInvalid")
    assert simulator.directory.source.schema(made.job_id) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda schema: users(schema).update(flowTypes="Add,Remove"),
        lambda schema: users(schema).update(enabled="yes"),
        lambda schema: users(schema).update(enabled=None),
        lambda schema: mapped(schema, "city").update(matchingPriority=True),
        lambda schema: mapped(schema, "city").update(flowtype="Always"),
        lambda schema: schema.update(rules=[]),
        lambda schema: users(schema).update(attributeMappings=None),
    ],
)
def test_malformed_schemas(graph, url, code, change):
    schema = read(graph, url)
    change(schema)
    assert code(graph("PUT", url, schema)) == (400, "Request_BadRequest")


# The parser and the operators.


def test_an_expression_is_parsed_and_tried(graph, url):
    tested = {
        "definition": None,
        "properties": [{"key": "preferredLanguage", "value": "EN-US"}, {"key": "x", "value": 1}],
    }
    expression = 'Replace([preferredLanguage], "-", , , "_", ,  )'
    answer = graph("POST", f"{url}/parseExpression", {"expression": expression, "testInputObject": tested}).json()
    assert answer["parsingSucceeded"] and answer["evaluationSucceeded"]
    assert answer["evaluationResult"] == ["EN_US"]
    # The reference page prints this one.
    assert answer["parsedExpression"]["expression"] == 'Replace([preferredLanguage], "-", , , "_", , )'
    assert [item["key"] for item in answer["parsedExpression"]["parameters"]] == ["source", "Find", "Replacement"]


@pytest.mark.parametrize("text", ["", "Shout([city])", "[city", "ToUpper()", "city", 'Join("-")', "[city] [city]"])
def test_what_is_no_expression(graph, url, text):
    answer = graph("POST", f"{url}/parseExpression", {"expression": text}).json()
    assert not answer["parsingSucceeded"] and answer["error"]["message"]


def test_operators_and_functions(simulator, graph, url):
    rows = {row["id"]: row for row in graph("GET", f"{url}/filterOperators()").json()["value"]}
    assert rows["EQUALS"]["arity"] == "Binary" and rows["IS NULL"]["arity"] == "Unary" and len(rows) == 14
    assert graph("GET", f"{url}/filterOperators").json()["value"] == list(rows.values())
    functions = {row["id"]: row for row in graph("GET", f"{url}/functions()").json()["value"]}
    assert [item["name"] for item in functions["Append"]["parameters"]] == ["source", "suffix"]
    simulator.behaviour.operator_names = "name"
    assert graph("GET", f"{url}/functions").json()["value"][0]["name"]
