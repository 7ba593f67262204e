# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Questions about synchronization jobs and their schema (private to this collection).

The order matters: ``ROWS`` begins with a job that has no credentials yet and never ran.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from . import requests as ask
from .kind import AGREED, CONFIGURATION, JOB, SECRETS, absent, present
from .objects_configuration import job, job_template, principal
from .row import Answer, Row, chosen, refusal
from .trial import CannotTry, Said, Trial

_OFF = ("Disabled", "Paused")


def _job_absent(trial: Trial) -> Answer:
    said = trial.steady(trial.v1, ask.job(principal(trial), f"{job_template(trial)}.{ask.nobody()}"))
    if said.ok:
        raise CannotTry("Graph found a job that does not exist")
    return refusal(said)


def _second_job(trial: Trial) -> Answer:
    said = trial.written(trial.v1, ask.make_job(principal(trial), job_template(trial)))
    if said.ok:
        second = str(said.object().get("id"))
        if second.lower() == job(trial).lower():
            return Answer(None, "Graph answered with the job that exists, and made no second one")
        trial.deleted(trial.v1, ask.delete_job(principal(trial), second))
    if said.denied:
        raise said.odd()
    return refusal(said)


def _job_patch(trial: Trial) -> Answer:
    shown = trial.settled(trial.v1, ask.job(principal(trial), job(trial)), present).object()
    body = {"synchronizationJobSettings": shown.get("synchronizationJobSettings") or []}
    return chosen(trial.written(trial.v1, ask.change_job(principal(trial), job(trial), body)))


def _expand_schema(trial: Trial) -> Answer:
    request = ask.jobs(principal(trial), expand=True)
    said = trial.settled(trial.v1, request, lambda said: bool(said.rows()) if said.ok else said.status != 404)
    if said.ok and not all(isinstance(row, dict) and row.get("schema") for row in said.rows()):
        raise CannotTry("Graph accepts $expand=schema, and does not show the schema")
    return chosen(said)


def _start_without_secrets(trial: Trial) -> Answer:
    if trial.has(SECRETS):
        raise CannotTry("the job has credentials")
    said = _act(trial, "start")
    if said.ok:
        _off(trial)
    if said.denied:
        raise said.odd()
    return refusal(said)


def _act(trial: Trial, action: str) -> Said:
    return trial.written(trial.v1, ask.act(principal(trial), job(trial), action))


def _state(said: Said) -> Any:
    body = said.body if said.ok and isinstance(said.body, dict) else {}
    return (body.get("schedule") or {}).get("state")


def _until(trial: Trial, expected: Callable[[Any], bool]) -> Any:
    """The state of the schedule, once several reads agree about an expected one, or the time for that is over."""
    states: list[Any] = []

    def same(said: Said) -> bool:
        states.append(_state(said))
        return expected(states[-1]) and states[-1] == states[-2:][0]

    trial.settled(trial.v1, ask.job(principal(trial), job(trial)), same)
    return states[-1]


def _on(trial: Trial) -> None:
    _act(trial, "start").needed()
    if _until(trial, lambda state: state == "Active") != "Active":
        raise CannotTry("Graph does not show that the job was started")


def _off(trial: Trial) -> str:
    _act(trial, "pause").needed()
    state = _until(trial, lambda state: state in _OFF)
    if state not in _OFF:
        raise CannotTry(f"Graph shows the state {state!r} after the job was paused")
    return str(state)


def _paused_state(trial: Trial) -> Answer:
    _on(trial)
    return Answer(_off(trial))


def _start_again(trial: Trial) -> Answer:
    _on(trial)
    said = _act(trial, "start")
    _off(trial)
    if said.denied:
        raise said.odd()
    return refusal(said)


def _restart_of_paused(trial: Trial) -> Answer:
    _on(trial)
    _off(trial)
    _act(trial, "restart").needed()
    if _until(trial, lambda state: state == "Active") == "Active":
        _off(trial)
        return Answer("starts")
    return Answer("stays")


# The schema.


def _schema(trial: Trial) -> dict[str, Any]:
    body = trial.settled(trial.v1, ask.schema(principal(trial), job(trial)), present).object()
    return {name: value for name, value in body.items() if not name.startswith("@")}


def _mappings(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The attribute mappings of users."""
    for rule in schema.get("synchronizationRules") or ():
        for item in rule.get("objectMappings") or ():
            if item.get("enabled"):
                found: list[dict[str, Any]] = item.get("attributeMappings") or []
                return found
    raise CannotTry("the schema has no mapping that is switched on")


def _mapping(schema: dict[str, Any], wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    found = next((mapping for mapping in _mappings(schema) if wanted(mapping)), None)
    if found is None:
        raise CannotTry("the schema has no such mapping")
    return found


def _put(trial: Trial, schema: dict[str, Any]) -> Said:
    return trial.written(trial.v1, ask.put_schema(principal(trial), job(trial), schema))


def _schema_versions(trial: Trial) -> Answer:
    first, second = (_versions(_schema(trial)) for _read in range(2))
    return Answer("write", "two reads agreed") if first == second else Answer("read")


def _versions(schema: dict[str, Any]) -> list[Any]:
    return [schema.get("version"), *(item.get("version") for item in schema.get("directories") or ())]


def _schema_refused(trial: Trial) -> Answer:
    """The matching attribute cannot be changed, whatever else is accepted."""
    schema = _schema(trial)
    _mapping(schema, lambda mapping: bool(mapping.get("matchingPriority")))["matchingPriority"] = 2
    said = _put(trial, schema)
    if said.denied:
        raise said.odd()
    return refusal(said)


def _expressions_stored(trial: Trial) -> Answer:
    name, sent = "jobTitle", 'Append(  [jobTitle]  ,  "" )'
    parameters = [
        {"key": "source", "value": _attribute("jobTitle")},
        {"key": "suffix", "value": {"expression": '""', "name": "", "type": "Constant", "parameters": []}},
    ]
    schema = _schema(trial)
    mapping = _mapping(schema, lambda mapping: mapping.get("targetAttributeName") == name)
    mapping["source"] = {"expression": sent, "name": "Append", "type": "Function", "parameters": parameters}
    _put(trial, schema).needed()

    def shown(body: dict[str, Any]) -> Any:
        found = _mapping(body, lambda one: bool(one.get("targetAttributeName") == name))
        return (found.get("source") or {}).get("expression")

    read = ask.schema(principal(trial), job(trial))
    said = trial.settled(trial.v1, read, lambda said: said.ok and str(shown(said.object())).startswith("Append"))
    stored = str(shown(said.object()))
    if not stored.startswith("Append"):
        raise CannotTry("Graph does not show the expression that was written")
    return Answer("as_sent") if stored == sent else Answer("normal", stored)


def _attribute(name: str) -> dict[str, Any]:
    return {"expression": f"[{name}]", "name": name, "type": "Attribute", "parameters": []}


def _operator_names(trial: Trial) -> Answer:
    rows = trial.settled(trial.v1, ask.operators(principal(trial), job(trial)), present).rows()
    if not rows or not isinstance(rows[0], dict):
        raise CannotTry("Graph shows no operators")
    names = [name for name in ("id", "name") if rows[0].get(name)]
    if not names:
        raise CannotTry("the operators have neither an id nor a name")
    return Answer(names[0], "they have both" if len(names) > 1 else "")


# Provisioning on demand.


def _rule(trial: Trial) -> str:
    rules = _schema(trial).get("synchronizationRules") or [{}]
    return str(rules[0].get("id"))


def _group_on_demand(trial: Trial) -> Answer:
    # A 404 may be about the group, or come from a copy of Graph's data that lacks the job: ask several times.
    said = trial.steady(trial.v1, ask.on_demand(principal(trial), job(trial), _rule(trial), "Group", ask.nobody()))
    if said.ok:
        return Answer("accept", "Graph answered with the steps")
    if absent(said):
        return Answer("accept", "Graph looked for the group, which does not exist")
    if said.status == 400:
        return Answer("refuse", f"400 {said.code}")
    raise said.odd()


def _on_demand_answer(trial: Trial) -> Answer:
    rows = trial.v1.ask(ask.one_user()).rows()
    if not rows:
        raise CannotTry("the tenant has no users")
    # Nobody is assigned, and the scope is "assigned": the user is skipped. The answer has the same form.
    said = trial.v1.ask(ask.on_demand(principal(trial), job(trial), _rule(trial), "User", str(rows[0].get("id"))))
    try:
        value = json.loads(str(said.object().get("value")))
    except ValueError:
        raise CannotTry("the answer is no JSON in a text") from None
    if isinstance(value, list):
        return Answer("list")
    if isinstance(value, dict):
        return Answer("object")
    raise CannotTry("the answer is neither a list nor an object")


ROWS = (
    Row(
        "job_absent",
        "Which error does Graph have for a job that does not exist?",
        "GET a job whose ID is made up: status and code.",
        _job_absent,
        (CONFIGURATION,),
    ),
    Row(
        "start_without_secrets",
        "Can a job be started without credentials?",
        "POST start of the new job: accepted, or status and code.",
        _start_without_secrets,
        (JOB,),
    ),
    Row(
        "second_job",
        "Can a service principal have a second job?",
        "POST a second job: accepted, or status and code.",
        _second_job,
        (JOB,),
    ),
    Row(
        "job_patch",
        "Can a job be changed?",
        "PATCH the job with the settings that it has: accepted or refused.",
        _job_patch,
        (JOB,),
    ),
    Row(
        "expand_schema",
        "Can jobs be listed together with their schema?",
        "GET the jobs with $expand=schema: accepted or refused.",
        _expand_schema,
        (JOB,),
    ),
    Row(
        "schema_versions",
        "When do the versions of a schema change?",
        "GET the schema twice: equal or not.",
        _schema_versions,
        (JOB,),
    ),
    Row(
        "schema_refused",
        "How does Graph refuse a schema?",
        "PUT the schema with another priority of the matching attribute: status and code.",
        _schema_refused,
        (JOB,),
    ),
    Row(
        "expressions_stored",
        "Does a schema keep the blanks of an expression?",
        "PUT the schema with an expression that has many blanks, and GET it.",
        _expressions_stored,
        (JOB,),
    ),
    Row(
        "operator_names",
        'Do operators have an "id" or a "name"?',
        "GET the operators of filters.",
        _operator_names,
        (JOB,),
    ),
)

RUNNING = (
    Row(
        "paused_state",
        "What is the state of a job that was paused?",
        "POST start, POST pause, GET the job.",
        _paused_state,
        (SECRETS,),
    ),
    Row(
        "start_again",
        "Can a job that runs be started?",
        "POST start twice: accepted, or status and code. POST pause.",
        _start_again,
        (SECRETS,),
    ),
    Row(
        "restart_of_paused",
        "Does a restart switch a paused job on?",
        "POST start, POST pause, POST restart, GET the job. POST pause.",
        _restart_of_paused,
        (SECRETS,),
    ),
    Row(
        "group_on_demand",
        "Can a group be provisioned on demand?",
        "POST provisionOnDemand for a group that does not exist: 400, or 404 for the group.",
        _group_on_demand,
        (AGREED,),
    ),
    Row(
        "on_demand_answer",
        "Is the answer to a provisioning on demand a list or an object?",
        "POST provisionOnDemand for a user who is out of scope, and so is skipped.",
        _on_demand_answer,
        (AGREED,),
    ),
)
