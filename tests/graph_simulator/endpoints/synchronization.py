# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates, jobs and their actions, and the secrets, below a service principal.

Graph reference: synchronization-synchronization-list-jobs, -post-jobs, synchronization-synchronizationjob-get, -delete,
-start, -pause, -restart, -validatecredentials, -provisionondemand,
synchronization-serviceprincipal-put-synchronization.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import replace

from .. import errors
from ..behaviour import Behaviour
from ..messages import Answer, no_content
from ..request import Request
from ..routing import Route
from ..source import permissions as needs
from ..source.behaviour import Refusal
from ..source.cycles import Cycles
from ..source.default_schema import default_schema
from ..source.provisioning import POLICY_ERROR, Decision, Work, may_reach, steps
from ..source.state import GALLERY_TEMPLATE_ID, new_job
from ..source.types import (
    CREDENTIALS,
    JOB,
    NEW_JOB,
    NO_EXECUTION,
    ON_DEMAND,
    RESTART,
    RESTART_SCOPES,
    SECRETS,
    TEMPLATE,
    TRUE_SECRETS,
)
from ..table import Row, Table
from .applications import ONE, source_side, true_principal, visible_principal

SYNCHRONIZATION = f"{ONE}/synchronization"
ONE_JOB = f"{SYNCHRONIZATION}/jobs/{{key}}"
_MOST_BYTES = 1024  # of credentials and notification addresses in government clouds (known issues of provisioning)


def denied(behaviour: Behaviour) -> errors.GraphError:
    """The answer to a token without the permission."""
    status, code = behaviour.synchronization_denied
    return errors.forbidden() if status == 403 else errors.GraphError(status, code, "")


def refused(refusal: Refusal, message: str) -> errors.GraphError:
    """An error whose status and code the behaviour says."""
    status, code = refusal
    return errors.GraphError(status, code, message)


def path_of(request: Request, what: str) -> str:
    """The path of something below the synchronization of a service principal, for @odata.context."""
    return f"servicePrincipals('{request.keys[0]}')/synchronization/{what}"


# Templates.


def _template(request: Request, name: str) -> Row:
    principal = visible_principal(request)
    return {
        "id": name,
        "applicationId": principal["appId"],
        "default": True,
        "description": None,
        "discoverable": False,
        "factoryTag": name,
        "metadata": [
            {"key": "GalleryApplicationIdentifier", "value": GALLERY_TEMPLATE_ID},
            {"key": "GalleryApplicationKey", "value": "aad2aadsync"},
            {"key": "IsOAuthEnabled", "value": "False"},
        ],
    }


def list_templates(request: Request) -> Answer:
    """GET all."""
    selection = request.selection(TEMPLATE)
    names = request.behaviour.job_templates
    rows = [request.rendered(TEMPLATE, _template(request, name), selection) for name in names]
    return Answer(200, {"@odata.context": request.context(path_of(request, "templates")), "value": rows})


def get_template(request: Request) -> Answer:
    """GET one."""
    if request.key not in request.behaviour.job_templates:
        raise refused(request.behaviour.job_absent, f"The template '{request.key}' does not exist.")
    return request.entity(TEMPLATE, _template(request, request.key), path_of(request, "templates"))


# Jobs.


def _shown(request: Request, row: Row) -> Row:
    """A job as this Graph shows it."""
    if not request.behaviour.delete_threshold_setting:
        return row
    threshold = Work(request.directory, request.behaviour, request.keys[0].lower(), row["id"]).threshold
    setting = {"name": "QuarantineTooManyDeletesThreshold", "value": str(threshold)}
    settings = row["synchronizationJobSettings"]
    return {**row, "synchronizationJobSettings": [*settings, setting] if threshold is not None else settings}


def _expands_schema(request: Request) -> bool:
    if request.expansion(JOB) and request.behaviour.expand_schema == "refuse":
        raise errors.bad_request("The query parameter '$expand' is not supported.", "BadRequest")
    return bool(request.expansion(JOB))


def list_jobs(request: Request) -> Answer:
    """GET all."""
    source, key = request.directory.source, request.keys[0].lower()
    Cycles(request.directory, request.behaviour).catch_up()
    path = path_of(request, "jobs")
    expands = _expands_schema(request)
    if (
        source.principals.age(key) < request.behaviour.replication_lag
        and request.behaviour.new_configuration == "empty"
    ):
        return Answer(200, {"@odata.context": request.context(path), "value": []})
    principal = visible_principal(request)
    selection = request.selection(JOB)
    rows, document = request.page(JOB, source.job_table(principal["id"]), path)
    value = []
    for job_id, row in rows:
        shown = request.rendered(JOB, _shown(request, row), selection)
        value.append({**shown, "schema": source.schemas.at(job_id, request.moment)} if expands else shown)
    return Answer(200, {**document, "value": value})


def get_job(request: Request) -> Answer:
    """GET one."""
    expands = _expands_schema(request)
    row = visible_job(request)
    answer = request.entity(JOB, _shown(request, row), path_of(request, "jobs"))
    if expands:
        answer.body["schema"] = request.directory.source.schemas.at(row["id"], request.moment)
    return answer


def create_job(request: Request) -> Answer:
    """POST. The target is not known yet, so that nothing can be said about it."""
    source, principal = request.directory.source, true_principal(request)
    template = request.accept(NEW_JOB, {}).get("templateId")
    if template not in request.behaviour.job_templates:
        raise errors.bad_request(f"The template '{template}' does not exist.")
    table = source.job_table(principal["id"])
    if request.behaviour.second_job is not None and next(table.rows(), None) is not None:
        raise refused(request.behaviour.second_job, "The service principal has a job already.")
    row = new_job(request.directory.home["tenantId"], template)
    table.put(row["id"], row)
    source.schemas.put(row["id"], default_schema(row["id"], str(uuid.uuid4())))
    return request.entity(JOB, row, path_of(request, "jobs"), 201)


def update_job(request: Request) -> Answer:
    """PATCH, of which nothing but its permission is public."""
    table, row = true_job(request)
    if request.behaviour.job_patch == "refuse":
        raise errors.method_not_allowed()
    table.put(row["id"], JOB.applied(request.accept(JOB, row), row, request.replace))
    return no_content()


def delete_job(request: Request) -> Answer:
    """DELETE: the state of the job is gone, the synchronized users stay where they are."""
    source = request.directory.source
    _table, row = true_job(request)
    source.drop_job(request.keys[0].lower(), row["id"])
    if request.behaviour.secrets_after_job == "removed":
        source.secrets.remove(request.keys[0].lower())
    return no_content()


def visible_job(request: Request) -> Row:
    """The job in the path as a read shows it, or 404."""
    Cycles(request.directory, request.behaviour).catch_up()
    principal = visible_principal(request)
    row = request.directory.source.job_table(principal["id"]).at(request.keys[1], request.moment)
    if row is None:
        raise _no_job(request)
    return row


def true_job(request: Request) -> tuple[Table, Row]:
    """The job in the path that a write acts on, with its table, or 404, also while it is too new."""
    table = request.directory.source.job_table(true_principal(request)["id"])
    row = table.get(request.keys[1])
    if row is None or table.age(request.keys[1]) < request.behaviour.replication_lag:
        raise _no_job(request)
    return table, row


def _no_job(request: Request) -> errors.GraphError:
    return refused(request.behaviour.job_absent, f"The job '{request.keys[1]}' does not exist.")


# What is done with a job.


def start(request: Request) -> Answer:
    """POST start: the schedule is on at once, whatever comes of it; a quarantine is over."""
    source = request.directory.source
    table, row = true_job(request)
    status = row["status"]
    running = row["schedule"]["state"] == "Active" and status["quarantine"] is None
    if running and request.behaviour.start_again is not None:
        raise refused(request.behaviour.start_again, "The job runs already.")
    refusal = request.behaviour.start_without_secrets
    if refusal is not None and "CompanyId" not in source.secrets_of(request.keys[0].lower()):
        raise refused(refusal, "The credentials of the job are missing.")
    if not running:
        table.put(row["id"], _switched_on(row))
        _due(request, source.memory(row["id"]))
    return no_content()


def _switched_on(row: Row) -> Row:
    """A job that is on, without quarantine. If it never ran, it shows an execution of zeros (configure-graph)."""
    status = {**row["status"], "quarantine": None}
    ran = status["lastExecution"] is not None and status["lastExecution"]["activityIdentifier"] is not None
    status["code"] = "Active" if ran else "NotRun"
    status["lastExecution"] = status["lastExecution"] or NO_EXECUTION
    return {**row, "schedule": {**row["schedule"], "state": "Active"}, "status": status}


def _due(request: Request, memory: Row) -> None:
    """The job has a cycle before it."""
    memory["due"] = None
    if request.behaviour.cycle_seconds is not None:
        memory["ranAt"] = time.time()


def pause(request: Request) -> Answer:
    """POST pause. The state of the job is kept."""
    table, row = true_job(request)
    schedule = {**row["schedule"], "state": request.behaviour.paused_state}
    table.put(row["id"], {**row, "schedule": schedule, "status": {**row["status"], "code": "Paused"}})
    return no_content()


def restart(request: Request) -> Answer:
    """POST restart: the job evaluates everybody anew, and forgets what resetScope names.

    unknown: what is forgotten without criteria; assumed: the watermark, as "reprocess all the objects" reads.
    """
    held_in_full = needs.SYNCHRONIZATION_WRITE in request.held
    if not held_in_full and request.behaviour.restart_owned == "refuse":
        raise errors.GraphError(401, "UnknownError", "")
    table, row = true_job(request)
    text = (request.accept(RESTART, {}).get("criteria") or {}).get("resetScope")
    names = [name.strip() for name in text.split(",")] if text else ["Watermark"]
    if not set(names) <= set(RESTART_SCOPES):
        raise errors.invalid_value("resetScope")
    scope = 0
    for name in names:
        scope |= RESTART_SCOPES[name]
    memory = request.directory.source.memory(row["id"])
    memory["full"] = memory["full"] or bool(scope & RESTART_SCOPES["Watermark"])
    memory["forceDeletes"] = bool(scope & RESTART_SCOPES["ForceDeletes"])
    if scope & RESTART_SCOPES["Escrows"]:
        memory["seen"] = {}
    changed = row
    if scope & (RESTART_SCOPES["QuarantineState"] | RESTART_SCOPES["ForceDeletes"]) and row["status"]["quarantine"]:
        code = "Active" if row["schedule"]["state"] == "Active" else "Paused"
        changed = {**row, "status": {**row["status"], "quarantine": None, "code": code}}
    if request.behaviour.restart_of_paused == "starts" and row["schedule"]["state"] != "Active":
        quarantine = changed["status"]["quarantine"]
        changed = _switched_on(changed)
        if quarantine:
            changed["status"].update(quarantine=quarantine, code="Quarantine")
    _due(request, memory)
    table.put(row["id"], changed)
    return no_content()


def validate_without_job(request: Request) -> Answer:
    """POST jobs/validateCredentials, the form of configure-graph."""
    return _validate(request)


def validate(request: Request) -> Answer:
    """POST jobs/{id}/validateCredentials, the documented form."""
    true_job(request)
    return _validate(request)


def _require_secrets(request: Request) -> None:
    """Once secrets are removed from a version, their addresses are unknown there."""
    if request.api.version not in request.behaviour.secrets_versions:
        raise errors.unknown_segment(request.call.segments[-1])


def _validate(request: Request) -> Answer:
    _require_secrets(request)
    true_principal(request)
    given = request.accept(CREDENTIALS, {})
    template = given.get("templateId")
    if len(request.keys) == 1 and template is None:
        raise errors.bad_request("A value is required for property 'templateId'.")
    if template not in (None, *request.behaviour.job_templates):
        raise errors.bad_request(f"The template '{template}' does not exist.")
    credentials = {item["key"]: item.get("value") for item in given.get("credentials") or ()}
    if given.get("useSavedCredentials"):
        credentials = request.directory.source.secrets_of(request.keys[0].lower())
    policy = credentials.get("AuthenticationType") == "SyncPolicy"
    if not policy or not may_reach(request.directory, credentials.get("CompanyId") or ""):
        raise refused(
            request.behaviour.credentials_refused,
            "You appear to have entered invalid credentials. Please confirm you are using the correct information for "
            f"an administrative account. {POLICY_ERROR['message']}",
        )
    return no_content()


def provision_on_demand(request: Request) -> Answer:
    """POST provisionOnDemand, which really writes. A job need not be switched on for it."""
    _table, job = true_job(request)
    given = request.accept(ON_DEMAND, {}).get("parameters") or []
    subjects = [(item.get("ruleId"), subject) for item in given for subject in item.get("subjects") or ()]
    if len(subjects) != 1:
        raise errors.bad_request("Exactly one subject is expected.")
    rule_id, subject = subjects[0]
    work = Work(request.directory, request.behaviour, request.keys[0].lower(), job["id"])
    if not work.reachable:
        raise refused(request.behaviour.credentials_refused, POLICY_ERROR["message"])
    if rule_id != work.rule["id"]:
        raise errors.bad_request(f"The rule '{rule_id}' does not exist.")
    decision = _on_demand(request, work, subject)
    row = work.export(decision, str(uuid.uuid4()))
    return Answer(200, _on_demand_answer(request, decision, row))


def _on_demand(request: Request, work: Work, subject: Row) -> Decision:
    source, object_id = request.directory.source, str(subject.get("objectId")).lower()
    kind = subject.get("objectTypeName")
    if kind == "User" and source.users.get(object_id) is not None:
        return work.decide(object_id, work.sync_all, on_demand=True)
    group = source.groups.get(object_id) if kind == "Group" else None
    if kind == "Group" and request.behaviour.group_on_demand == "refuse":
        raise errors.bad_request("Groups cannot be provisioned on demand.")
    if group is None:
        raise errors.object_absent(object_id)
    return work.decide_group(group)


def _on_demand_answer(request: Request, decision: Decision, row: Row) -> Row:
    info = row["provisioningStatusInfo"]
    status = info["status"].capitalize()
    error = info["errorInformation"] or {}
    detail = {
        "action": row["provisioningAction"].capitalize(),
        "changeId": row["changeId"],
        "startTime": row["activityDateTime"],
        "endTime": row["activityDateTime"],
        "reportableIdentifier": decision.name,
        "modifiedProperties": row["modifiedProperties"],
        "provisioningSteps": [
            {
                "name": step["name"],
                "type": step["provisioningStepType"].capitalize(),
                "status": step["status"].capitalize(),
                "description": step["description"],
                "timestamp": row["activityDateTime"],
                "details": step["details"],
            }
            for step in steps(decision, info["status"])
        ],
        "statusInfo": {
            "status": status,
            "errorCode": error.get("errorCode"),
            "reason": error.get("reason"),
            "additionalDetails": None,
            "errorCategory": error.get("errorCategory"),
            "recommendedAction": None,
        },
        "sourceIdentity": {"id": decision.source_id, "type": decision.kind, "displayName": None, "details": None},
        "targetIdentity": {**row["targetIdentity"], "type": decision.kind},
    }
    key = "Microsoft.Identity.Health.CPP.Common.DataContracts.SyncFabric.StatusInfo"
    value: Row | list[Row] = [detail]
    if request.behaviour.on_demand_answer == "object":
        details = {"errorCode": decision.reason, "errorMessage": decision.reason} if decision.reason else {}
        key, value = json.dumps({"result": status, "details": details}), detail
    context = request.context("microsoft.graph.stringKeyStringValuePair")
    return {"@odata.context": context, "key": key, "value": json.dumps(value)}


# Secrets, which are kept by the service principal.


def get_secrets(request: Request) -> Answer:
    """GET: all keys, with the values of those that are no secrets."""
    _require_secrets(request)
    principal = visible_principal(request)
    row = request.directory.source.secrets.at(principal["id"], request.moment) or {"value": []}
    masked = TRUE_SECRETS | set(request.behaviour.masked_secrets)
    value = [{**item, "value": "*"} if item["key"] in masked and item["value"] else item for item in row["value"]]
    return Answer(200, {"@odata.context": request.context(path_of(request, "secrets")), "value": value})


def put_secrets(request: Request) -> Answer:
    """PUT the whole set. Nothing is validated, not even the target."""
    _require_secrets(request)
    source, principal = request.directory.source, true_principal(request)
    given = request.accept(SECRETS, {}).get("value")
    if given is None:
        raise errors.bad_request("A value is required for property 'value'.")
    keys = [item.get("key") for item in given]
    if None in keys or len(set(keys)) != len(keys):
        raise errors.invalid_value("key")
    refusal = request.behaviour.secrets_without_job
    if refusal is not None and next(source.job_table(principal["id"]).rows(), None) is None:
        raise refused(refusal, "The service principal has no job.")
    pairs = {item["key"]: item.get("value") for item in given}
    if request.behaviour.secrets_put == "merge":
        pairs = {**source.secrets_of(principal["id"]), **pairs}
    size = len(json.dumps(pairs).encode())
    if request.behaviour.cloud in ("usgov", "usgov_dod") and size > _MOST_BYTES:
        raise errors.bad_request("The credentials are too long.")
    value = [{"key": key, "value": text} for key, text in pairs.items()]
    source.secrets.put(principal["id"], {"value": value})
    return no_content()


_LIST = frozenset({"$select", "$expand", "$top", "$skiptoken"})
_SELECT = frozenset({"$select"})
_TEMPLATES = f"{SYNCHRONIZATION}/templates"
_JOBS = f"{SYNCHRONIZATION}/jobs"
_SECRETS = f"{SYNCHRONIZATION}/secrets"


def route(
    method: str,
    path: str,
    endpoint: Callable[[Request], Answer],
    permission: str,
    query: frozenset[str] = frozenset(),
    takes_body: bool = False,
) -> Route:
    """A route below the synchronization of a service principal, which has to be owned where OwnedBy is to count."""
    plain = Route(method, path, endpoint, permission, query, takes_body)
    return replace(plain, owned=True, exists=source_side, denied=denied)


ROUTES = (
    route("GET", _TEMPLATES, list_templates, needs.SYNC_READ, _SELECT),
    route("GET", f"{_TEMPLATES}/{{key}}", get_template, needs.SYNC_READ),
    route("GET", _JOBS, list_jobs, needs.SYNC_READ, _LIST),
    route("POST", _JOBS, create_job, needs.SYNC_WRITE, takes_body=True),
    route("POST", f"{_JOBS}/validateCredentials", validate_without_job, needs.SYNC_WRITE, takes_body=True),
    route("GET", ONE_JOB, get_job, needs.SYNC_READ, frozenset({"$select", "$expand"})),
    route("PATCH", ONE_JOB, update_job, needs.JOB_PATCH, takes_body=True),
    route("DELETE", ONE_JOB, delete_job, needs.SYNC_WRITE),
    route("POST", f"{ONE_JOB}/start", start, needs.SYNC_WRITE),
    route("POST", f"{ONE_JOB}/pause", pause, needs.SYNC_WRITE),
    route("POST", f"{ONE_JOB}/restart", restart, needs.SYNC_WRITE, takes_body=True),
    route("POST", f"{ONE_JOB}/validateCredentials", validate, needs.SYNC_WRITE, takes_body=True),
    route("POST", f"{ONE_JOB}/provisionOnDemand", provision_on_demand, needs.SYNC_WRITE, takes_body=True),
    route("GET", _SECRETS, get_secrets, needs.SECRETS_READ),
    route("PUT", _SECRETS, put_secrets, needs.SYNC_WRITE, takes_body=True),
)
