# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Synchronization configurations for tests: strategies of hypothesis, and a Graph that answers to changes."""

from __future__ import annotations

import copy
import itertools
import json

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.operations import CREATE, RESET
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.configuration import (
    Configuration,
    SourceSide,
    Unread,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.resources import JOB_TEMPLATE
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.schema import (
    FILTERS,
    PREDICTED,
    with_changes,
)

# The machines that run tests are often busy.
settings.register_profile("synchronization", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("synchronization")

TARGET = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OTHER = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
ROLE = "7a5d2ee0-0d0f-4c62-9a31-9a3a2f6a0001"
USERS = [f"0be493dc-cb56-4a53-936f-a{number:011}" for number in range(1, 5)]
NAMES = st.sampled_from(["Fabrikam", "Contoso", f"Synchronization to {TARGET}"])
MAILS = st.sampled_from(["", "ops@contoso.example", "sec@contoso.example"])
THRESHOLDS = st.integers(0, 3).map(lambda number: number * 250)
ATTRIBUTES = ["city", "companyName", "department", "extensionAttribute1", "jobTitle"]
FUNCTIONS = ['Join(" ", [givenName], [surname])', "ToLower([mail])"]
_ids = itertools.count(1)


def new_id():
    return f"5c0de000-0000-4000-8000-{next(_ids):012}"


def credentials(target=TARGET, scope="false", notifications=None, **more):
    """The credentials of a complete configuration, by their keys."""
    told = {"Enabled": False, "DeleteThresholdEnabled": False, "HumanResourcesLookaheadQueryEnabled": False}
    return {
        "CompanyId": target,
        "AuthenticationType": "SyncPolicy",
        "SyncNotificationSettings": json.dumps(told if notifications is None else notifications),
        "SyncAll": scope,
        **more,
    }


def full_schema(filters=(), **view):
    """A schema as Graph sends it: with versions, directories, annotations and properties that nobody knows."""
    schema = copy.deepcopy(with_changes(PREDICTED, {FILTERS: list(filters), **view}))
    (rule,) = schema["synchronizationRules"]
    rule.update(id="03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8", priority=0, editable=True, newIn2027={"x": [1, None]})
    (mapping,) = rule["objectMappings"]
    mapping.update(enabled=True, metadata=[{"key": "IsCustomerDefined", "value": "false"}])
    mapping["scope"].update(inputFilterGroups=[{"name": "Filter external users", "clauses": []}], newIn2027=True)
    for attribute in mapping["attributeMappings"]:
        attribute.update(defaultValue=None, exportMissingReferences=False, flowBehavior="FlowWhenChanged")
        attribute["source"].update(name=attribute["targetAttributeName"], parameters=[])
    rule["objectMappings"].insert(0, {"sourceObjectName": "", "targetObjectName": "Group", "enabled": False})
    return {
        "@odata.context": "…",
        "id": "x",
        "version": "v1.0",
        **schema,
        "directories": [{"name": "a", "version": "7"}],
    }


def service_principal(name="Fabrikam", identifier=None):
    role = {"id": ROLE, "displayName": "msiam_access", "isEnabled": True, "allowedMemberTypes": ["User"]}
    return {"id": identifier or new_id(), "appId": new_id(), "displayName": name, "appRoles": [role]}


def job(state="Disabled", run=False):
    status = {"code": "Paused", "lastExecution": {"timeEnded": "2026-11-01T00:00:00Z"} if run else None}
    return {
        "id": f"{JOB_TEMPLATE}.{OTHER.replace('-', '')}.{new_id()}",
        "templateId": JOB_TEMPLATE,
        "schedule": {"state": state, "interval": "PT40M"},
        "status": status,
    }


def assignment(principal_id, kind="User"):
    return {"id": f"as_{principal_id}", "principalId": principal_id, "principalType": kind, "appRoleId": ROLE}


def configuration(name="Fabrikam", **parts):
    """A complete configuration, with other ``parts`` if they are given."""
    whole = {
        "jobs": (job(),),
        "credentials": credentials(),
        "schema": full_schema(),
        "assignments": (),
        "application": {"id": new_id()},
    }
    return Configuration(service_principal(name), **{**whole, **parts})


def source_side(*configurations):
    return SourceSide(tuple(configurations))


CLAUSES = st.lists(
    st.fixed_dictionaries(
        {
            "attribute": st.sampled_from(["department", "city"]),
            "operator": st.sampled_from(["EQUALS", "NOT EQUALS", "ENDS_WITH"]),
            "values": st.lists(st.sampled_from(["Sales", "Oslo"]), min_size=1, max_size=2, unique=True),
        }
    ),
    min_size=1,
    max_size=2,
)


def _source():
    return st.one_of(
        st.fixed_dictionaries({"source": st.sampled_from(ATTRIBUTES)}),
        st.fixed_dictionaries({"constant": st.sampled_from(["", "x", 'a "b" \\c\\', "[city]", "æ\n"])}),
        st.fixed_dictionaries({"expression": st.sampled_from([*FUNCTIONS, "[city]", '"x y"'])}),
    )


MAPPINGS = st.lists(
    st.builds(
        lambda target, source, apply: {"target": target, **source, **({} if apply is None else {"apply": apply})},
        st.sampled_from(ATTRIBUTES),
        _source(),
        st.sampled_from([None, "always", "creation"]),
    ),
    max_size=3,
    unique_by=lambda item: item["target"],
)

OPTIONS = st.fixed_dictionaries(
    {"target_tenant": st.just(TARGET)},
    optional={
        "name": NAMES,
        "enabled": st.booleans(),
        "scope": st.sampled_from(["assigned", "all"]),
        "notification_email": MAILS,
        "deletion_threshold": THRESHOLDS,
        "target_actions": st.lists(st.sampled_from(["create", "update", "delete"]), max_size=3),
        "user_type": st.sampled_from(["member", "guest"]),
        "user_type_of_existing": st.booleans(),
        "attribute_mappings": MAPPINGS,
        "scoping_filters": st.lists(CLAUSES, max_size=2),
        "assignments": st.lists(
            st.sampled_from(USERS).map(lambda user: {"user": user}), max_size=3, unique_by=lambda one: one["user"]
        ),
        "assignments_exclusive": st.booleans(),
    },
).map(lambda options: options if "assignments" in options else {**options, "assignments_exclusive": None})


@st.composite
def schemas(draw):
    groups = [
        {
            "name": f"group {number}",
            "newIn2027": number,
            "clauses": [
                {
                    "operatorName": clause["operator"],
                    "sourceOperandName": clause["attribute"],
                    "targetOperand": {"values": clause["values"]},
                }
                for clause in clauses
            ],
        }
        for number, clauses in enumerate(draw(st.lists(CLAUSES, max_size=2)))
    ]
    actions = draw(st.sampled_from(["Add,Update,Delete", "Add, Update", "None", "Delete", None]))
    schema = full_schema(groups, flowTypes=actions)
    mappings = schema["synchronizationRules"][0]["objectMappings"][1]["attributeMappings"]
    for mapping in mappings:
        if mapping["targetAttributeName"] == "userType":
            mapping["flowType"] = draw(st.sampled_from(["Always", "ObjectAddOnly", "ValueAddOnly"]))
            value = draw(st.sampled_from(['"Member"', '"Guest"', "Switch([country], [userType])"]))
            mapping["source"] = {"type": "Constant", "expression": value, "newIn2027": 1}
        elif mapping["targetAttributeName"] in ATTRIBUTES:
            mapping["flowType"] = draw(st.sampled_from(["Always", "ObjectAddOnly", "MultiValueAddOnly"]))
            mapping["source"]["expression"] = draw(st.sampled_from(["[city]", '"x"', "ToLower( [mail] )"]))
    return schema


@st.composite
def configurations(draw, target=TARGET, complete=False):
    """Configurations that Graph may hold. Any step of making one may have been the last, unless it is ``complete``."""
    told = draw(
        st.sampled_from(
            [
                None,
                {},
                {"Enabled": True, "Recipients": "ops@contoso.example", "newIn2027": "y"},
                {"Enabled": "false", "DeleteThresholdEnabled": True, "DeleteThresholdValue": "500"},
            ]
        )
    )
    whole = credentials(target, draw(st.sampled_from(["true", "false", "False"])), told, Domain="kept")
    cut = [{}, {"SyncAll": "false"}, {key: value for key, value in whole.items() if key != "AuthenticationType"}]
    secrets = draw(st.sampled_from([whole, *([] if complete else [whole, *cut])]))
    state, run = draw(st.sampled_from([("Disabled", False), ("Paused", True), ("Active", True), ("Active", False)]))
    jobs = draw(st.sampled_from([(job(state, run),), *([] if complete else [(job(state, run),), ()])]))
    schema = draw(schemas()) if jobs else None
    if jobs and not run and state == "Disabled" and not complete:
        schema = draw(st.sampled_from([schema, schema, None, {"synchronizationRules": []}]))
    assigned = draw(st.lists(st.sampled_from(USERS), max_size=3, unique=True))
    return Configuration(
        service_principal(draw(NAMES)),
        jobs=jobs,
        credentials=secrets,
        schema=schema,
        assignments=tuple(assignment(user) for user in assigned),
        application=draw(st.sampled_from([{"id": new_id()}, None])),
    )


OTHERS = st.lists(configurations(OTHER, complete=True), max_size=1)
COMPLETE = st.builds(lambda mine, others: source_side(mine, *others), configurations(complete=True), OTHERS)
OBSERVED = st.builds(lambda mine, others: source_side(*mine, *others), st.lists(configurations(), max_size=1), OTHERS)

UNREAD = Unread("Graph answered 403", forbidden=True)


def parsed_by_graph(expression):
    """Graph's reading of an expression: it writes white space in its own way."""
    return {"expression": expression.replace(", ", ","), "name": "f", "type": "Function", "parameters": [{"key": "s"}]}


def answered(goal, observed, change):
    """The state after Graph has made a change and a run has read again what it has to."""
    if change.operation == CREATE and change.resource == "sync_configuration":
        new = service_principal(change.body["displayName"])
        after = goal.learned(observed, change, {"servicePrincipal": new, "application": {"id": new_id()}})
    elif change.operation == CREATE and change.resource == "sync_job":
        after = goal.learned(observed, change, job())
    else:
        assert None not in change.key.values(), change
        after = goal.applied(observed, change)
    if goal.needs_look(after, None) or change.operation == RESET:
        valid = goal.to_validate(after)
        jobs = after.validated | ({valid.job_id} if valid else set())
        configurations = tuple(_read(one) for one in after.configurations)
        after = after._replace(configurations=configurations, validated=jobs)
        assert not goal.needs_look(after, None)
    return after._replace(parsed={**after.parsed, **{text: parsed_by_graph(text) for text in goal.to_parse(after)}})


def read_again(observed):
    """The state as a new run reads it: nothing is predicted."""
    return observed._replace(configurations=tuple(_read(one) for one in observed.configurations), parsed={})


def _read(one):
    if one.schema_predicted:
        one = one._replace(schema=full_schema(), schema_predicted=False)
    if not isinstance(one.assignments, Unread):
        assigned = tuple({"id": f"as_{each['principalId']}", **each} for each in one.assignments)
        one = one._replace(assignments=assigned)
    return one
