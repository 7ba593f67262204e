# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates and jobs.

Graph reference: synchronization-synchronization-list-jobs, -post-jobs, synchronization-synchronizationjob-get, -delete.
"""

from __future__ import annotations

import uuid

from .. import errors
from ..messages import Answer, no_content
from ..request import Request
from ..source import permissions as needs
from ..source.cycles import Cycles
from ..source.default_schema import default_schema
from ..source.provisioning import Work
from ..source.shapes import GALLERY_TEMPLATE_ID, new_job
from ..source.types import JOB, NEW_JOB, TEMPLATE
from ..table import Row
from .applications import true_principal, visible_principal
from .synchronization import ONE_JOB, SYNCHRONIZATION, path_of, refused, route, true_job, visible_job


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


_LIST = frozenset({"$select", "$expand", "$top", "$skiptoken"})
_SELECT = frozenset({"$select"})
_TEMPLATES = f"{SYNCHRONIZATION}/templates"
_JOBS = f"{SYNCHRONIZATION}/jobs"

ROUTES = (
    route("GET", _TEMPLATES, list_templates, needs.SYNC_READ, _SELECT),
    route("GET", f"{_TEMPLATES}/{{key}}", get_template, needs.SYNC_READ),
    route("GET", _JOBS, list_jobs, needs.SYNC_READ, _LIST),
    route("POST", _JOBS, create_job, needs.SYNC_WRITE, takes_body=True),
    route("GET", ONE_JOB, get_job, needs.SYNC_READ, frozenset({"$select", "$expand"})),
    route("PATCH", ONE_JOB, update_job, needs.JOB_PATCH, takes_body=True),
    route("DELETE", ONE_JOB, delete_job, needs.SYNC_WRITE),
)
