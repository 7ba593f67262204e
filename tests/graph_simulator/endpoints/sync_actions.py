# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done with a job.

Graph reference: synchronization-synchronizationjob-start, -pause, -restart, -validatecredentials, -provisionondemand.
"""

from __future__ import annotations

import json
import time
import uuid

from .. import errors
from ..messages import Answer, no_content
from ..request import Request
from ..source import permissions as needs
from ..source.provisioning import POLICY_ERROR, Decision, Work, may_reach, steps
from ..source.types import CREDENTIALS, NO_EXECUTION, ON_DEMAND, RESTART, RESTART_SCOPES
from ..table import Row
from .applications import true_principal
from .synchronization import ONE_JOB, SYNCHRONIZATION, refused, require_secrets, route, true_job


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


def _validate(request: Request) -> Answer:
    require_secrets(request)
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


_WITHOUT_JOB = f"{SYNCHRONIZATION}/jobs/validateCredentials"

ROUTES = (
    route("POST", f"{ONE_JOB}/start", start, needs.SYNC_WRITE),
    route("POST", f"{ONE_JOB}/pause", pause, needs.SYNC_WRITE),
    # unknown: a restart without a body; assumed: refused.
    route("POST", f"{ONE_JOB}/restart", restart, needs.SYNC_WRITE, takes_body=True),
    route("POST", _WITHOUT_JOB, validate_without_job, needs.SYNC_WRITE, takes_body=True),
    route("POST", f"{ONE_JOB}/validateCredentials", validate, needs.SYNC_WRITE, takes_body=True),
    route("POST", f"{ONE_JOB}/provisionOnDemand", provision_on_demand, needs.SYNC_WRITE, takes_body=True),
)
