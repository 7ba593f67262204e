# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Graph → observed synchronization configurations (private to this collection).

One list names the service principals of all configurations. The target tenant of a configuration is in its credentials
only. So jobs and credentials of all configurations are read, and the other parts only of those that are asked for.

"Not found" does not say that a part of a listed configuration does not exist: lists would be empty. No page of
Microsoft says how Graph answers. It means this only for a schema, and for all parts of a configuration that this run
has just made, which not all of Graph shows yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from .._graph.answer import Answer, is_success, object_in, outcome
from .._graph.errors import EntraError, GraphError, UnexpectedAnswer
from .._graph.request import Request
from .._model.kinds import GraphObject, Row, UnexpectedValue, brief, without_annotations
from .._model.synchronization import credentials, retirement, schema
from .._model.synchronization.configuration import (
    Configuration,
    Unread,
    application_in,
    assignment_in,
    job_in,
    schema_in,
    service_principal_in,
)
from .._model.synchronization.overview import OverviewRow, needs_assignments, overview_row
from .._model.synchronization.provisioning import held_back as held_back_in
from .._model.synchronization.resources import SYNC_CREDENTIALS, SYNC_SCHEMA
from .._model.synchronization.rows import configuration_row, status_of
from .._names import guid_key
from . import requests
from .answers import entries, understood
from .errors import Failure

if TYPE_CHECKING:
    from .._graph.client import GraphClient

#: The version of Graph that has everything. Its beta version announces the end of credentials in their present form.
VERSION = "v1.0"

_NO_AGREEMENT = "AzureDirectoryB2BManagementPolicyCheckFailure"
_NO_PERMISSION = "Authorization_RequestDenied"
# The token, the job, two writers, too many requests.
_OTHER_REASONS = (401, 404, 409, 429)


class _Part(NamedTuple):
    """One part of a configuration: its field, how it is read, and its value if Graph has no such object.

    ``request`` returns None if there is nothing to read. ``read`` gets the object that Graph sent, and all rows if the
    part is a list. ``may_lack``: whether "not found" says that there is no such object.
    """

    name: str
    title: str
    request: Callable[[Configuration], Request | None]
    read: Callable[[Any], Any]
    absent: Any
    is_list: bool = False
    may_lack: bool = False


def _jobs(rows: list[Any]) -> Any:
    jobs = _once(job_in(row) for row in rows)
    for job in jobs:
        status_of(job)
    return jobs


def _once(objects: Iterable[GraphObject]) -> tuple[GraphObject, ...]:
    """The objects of a list, each once. Pages are read one after the other, so an object may be on two pages."""
    return tuple({str(graph["id"]): graph for graph in objects}.values())


def _credentials(graph: Any) -> Any:
    values = credentials.values_in(graph)
    SYNC_CREDENTIALS.read(credentials.viewed(values))
    return values


def _schema(graph: Any) -> Any:
    result = schema_in(graph)
    if not schema.is_empty(result):
        SYNC_SCHEMA.read(schema.viewed(result))
    return result


def _application(rows: list[Any]) -> Any:
    if len(rows) > 1:
        raise UnexpectedValue("there is more than one application with the same client ID")
    return application_in(rows[0]) if rows else None


def _of_schema(one: Configuration) -> Request | None:
    return requests.sync_schema(one.id, one.job_id) if one.id and one.job_id else None


def _of_application(one: Configuration) -> Request | None:
    return requests.sync_applications(str(guid_key(one.service_principal["appId"])))


def _by_id(request: Callable[[str], Request]) -> Callable[[Configuration], Request | None]:
    return lambda one: request(one.id) if one.id else None


_FIRST = (
    _Part("jobs", "jobs", _by_id(requests.list_sync_jobs), _jobs, (), is_list=True),
    _Part("credentials", "credentials", _by_id(requests.sync_credentials), _credentials, {}),
)
_ASSIGNMENTS = _Part(
    "assignments",
    "assignments",
    _by_id(requests.list_sync_assignments),
    lambda rows: _once(assignment_in(row) for row in rows),
    (),
    is_list=True,
)
_DETAILS = (
    _Part("schema", "schema", _of_schema, _schema, None, may_lack=True),
    _ASSIGNMENTS,
    _Part("application", "application", _of_application, _application, None, is_list=True),
)


def configurations(client: GraphClient, known: frozenset[str] | None = None) -> list[Configuration]:
    """All configurations, with their jobs and credentials. A part that cannot be read is Unread.

    ``known`` are the IDs of the configurations that the first read of this run has shown; None if this is that read.
    Raises Failure if the configurations cannot be listed.
    """
    found = _with(client, list(_listed(client).values()), _FIRST, known)
    return _without_gone(client, found, known)


def _listed(client: GraphClient) -> dict[str, Configuration]:
    """The service principals of all configurations by their IDs. Raises Failure."""
    doing = "list the synchronization configurations"
    principals: dict[str, Configuration] = {}
    with client.progress.step("synchronization configurations found") as step:
        for graph in entries(client, requests.list_sync_configurations(), doing, step):
            one = Configuration(understood(service_principal_in, doing, graph))
            # Pages are read one after the other. So a service principal may be on two pages.
            principals[str(one.id)] = one
    return principals


def _without_gone(client: GraphClient, found: list[Configuration], known: frozenset[str] | None) -> list[Configuration]:
    """The configurations without those that somebody has deleted since they were listed. Raises Failure."""
    doubtful = [one for one in found if _not_found(one.jobs) or _not_found(one.credentials)]
    answers = client.send_all([requests.sync_configuration(str(one.id)) for one in doubtful])
    gone = {one.id for one, answer in zip(doubtful, answers) if isinstance(answer, GraphError) and answer.not_found}
    if gone and known is None:
        # If the list still shows it, it may be new, and not all of Graph shows it yet. A run that takes it for gone
        # would make a second one. Later reads of a run do not ask: the run itself may have deleted it.
        gone -= _listed(client).keys()
    return [one for one in found if one.id not in gone]


def _not_found(part: Any) -> bool:
    """Whether Graph said "not found" when a part was read."""
    error = part.error.error if isinstance(part, Unread) and isinstance(part.error, Failure) else None
    return isinstance(error, GraphError) and error.not_found


def some_by_id(client: GraphClient, ids: Sequence[str], known: frozenset[str]) -> list[Configuration]:
    """Single configurations by the object IDs of their service principals. Those that do not exist are missing.

    ``known`` is as for ``configurations``. Raises Failure.
    """
    asked = [requests.sync_configuration(identifier) for identifier in ids]
    result = []
    for request, answer in zip(asked, client.send_all(asked)):
        if isinstance(answer, GraphError) and answer.not_found:
            continue
        doing = "read a synchronization configuration"
        try:
            graph = object_in(request.address, answer)
        except EntraError as error:
            raise Failure(doing, error, request) from error
        result.append(Configuration(understood(service_principal_in, doing, graph)))
    return _with(client, result, _FIRST, known)


def with_details(
    client: GraphClient, some: Sequence[Configuration], known: frozenset[str] | None = None
) -> list[Configuration]:
    """The configurations with their schemas, assignments and applications. A part that cannot be read is Unread.

    ``known`` is as for ``configurations``.
    """
    return _with(client, some, _DETAILS, known)


def with_schema(client: GraphClient, some: Sequence[Configuration]) -> list[Configuration]:
    """The configurations with their schemas. A schema that cannot be read is Unread."""
    return _with(client, some, [part for part in _DETAILS if part.name == "schema"])


def held_back(client: GraphClient, job: GraphObject) -> tuple[str, ...]:
    """The object IDs of the users whose deletion the last cycle of a job has held back, by the provisioning log.

    Raises Failure if the log cannot be read, and if the job does not show when its last cycle began.
    """
    doing = "count the deletions that wait for approval"
    request = requests.provisioning_log(str(job["id"]), _before_last_cycle(job, doing))
    with client.progress.step("entries of the provisioning log read") as step:
        return understood(held_back_in, doing, list(entries(client, request, doing, step)))


def _before_last_cycle(job: GraphObject, doing: str) -> str:
    """A moment shortly before the last cycle: an entry of its first second belongs to it. Raises Failure."""
    status = job.get("status")
    execution = status.get("lastExecution") if isinstance(status, dict) else None
    began = retirement.began(execution) if isinstance(execution, dict) else ""
    try:
        moment = datetime.strptime(began, "%Y-%m-%dT%H:%M:%S") - timedelta(minutes=1)
    except (ValueError, OverflowError) as error:
        wrong = UnexpectedAnswer("Graph does not show when the last cycle of the job began")
        raise Failure(doing, wrong) from error
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def overviews(client: GraphClient) -> list[OverviewRow]:
    """What all configurations do at the moment, sorted by target tenant and name.

    One list, then jobs and credentials in batches, then the assignments of jobs that are switched off. Raises Failure
    if the configurations cannot be listed, or if the jobs of none of them can be read.
    """
    found = configurations(client)
    if found and all(isinstance(one.jobs, Unread) for one in found):
        # The permission to list configurations says nothing about them.
        _readable(found)
    waiting = {one.id for one in found if needs_assignments(one)}
    read = iter(_with(client, [one for one in found if one.id in waiting], (_ASSIGNMENTS,)))
    result = [overview_row(next(read) if one.id in waiting else one) for one in found]
    result.sort(key=lambda row: (row["target_tenant_id"] or "", row["name"] or "", row["service_principal_id"] or ""))
    return result


def parsed(client: GraphClient, asked: dict[str, Configuration]) -> dict[str, GraphObject | EntraError]:
    """How Graph reads expressions; an error in place of an expression that it does not understand.

    ``asked`` maps each expression to a configuration whose job Graph asks.
    """
    expressions = list(asked)
    wanted = [
        requests.parse_expression(str(asked[expression].id), str(asked[expression].job_id), expression)
        for expression in expressions
    ]
    with client.progress.step("expressions parsed", len(wanted)) as step:
        answers = client.send_all(wanted, step)
    return {
        expression: _expression(expression, request, answer)
        for expression, request, answer in zip(expressions, wanted, answers)
    }


def validated(client: GraphClient, asked: dict[str, Configuration]) -> dict[str, EntraError | None]:
    """Whether jobs may synchronize to their target tenants, by these tenants: None, or an error that says why not."""
    wanted = [
        requests.validate_sync_credentials(str(one.id), str(one.job_id), tenant_id) for tenant_id, one in asked.items()
    ]
    with client.progress.step("jobs validated", len(wanted)) as step:
        answers = client.send_all(wanted, step)
    result: dict[str, EntraError | None] = {}
    for tenant_id, request, answer in zip(asked, wanted, answers):
        said = outcome(request.address, answer)
        doing = f"validate the synchronization to target tenant {tenant_id}"
        result[tenant_id] = Failure(doing, said, request) if isinstance(said, EntraError) else None
    return result


def says_no(error: EntraError) -> bool:
    """Whether an error of ``validated`` is Graph's own refusal, which may end as soon as both tenants agree.

    Microsoft documents one code (cross-tenant-synchronization-configure), and neither its status nor other codes. An
    answer about the permission, the token or the job is about something else.
    """
    said = error.error if isinstance(error, Failure) else error
    if not isinstance(said, GraphError) or said.of_batch or said.code == _NO_PERMISSION:
        return False
    return said.code == _NO_AGREEMENT or (400 <= said.status < 500 and said.status not in _OTHER_REASONS)


def _expression(expression: str, request: Request, answer: Answer | EntraError) -> GraphObject | EntraError:
    doing = f"parse the expression {brief(expression)}"
    try:
        graph = _reading_in(answer) or object_in(request.address, answer)
    except EntraError as error:
        return Failure(doing, error, request)
    source = graph.get("parsedExpression")
    if graph.get("parsingSucceeded") is not True or not isinstance(source, dict):
        problem = graph.get("error")
        said = problem.get("message") if isinstance(problem, dict) else None
        return Failure(doing, UnexpectedAnswer(f"Graph does not understand it: {said or 'no reason given'}"))
    return without_annotations(source)


def _reading_in(answer: Answer | EntraError) -> GraphObject | None:
    """Graph's reading of an expression, in a successful answer; None in any other answer.

    If Graph does not understand the expression, the object says so in ``error``, as no other object does:
    synchronization-parseexpressionresponse. Everywhere else, this is the sign of an answer that is no success.
    """
    if not isinstance(answer, Answer) or not is_success(answer.status) or not isinstance(answer.body, dict):
        return None
    return answer.body if "parsingSucceeded" in answer.body else None


def rows(client: GraphClient, tenant_id: str | None) -> tuple[list[Row], list[str]]:
    """The configurations for one target tenant, or all if ``tenant_id`` is None, as rows sorted by target and name.

    Also returns the names of the configurations whose target tenant Graph does not show. Raises Failure if a part
    cannot be read.
    """
    found = configurations(client)
    _readable(found)
    hidden = [one.described for one in found if one.target == credentials.MASKED]
    wanted = [one for one in found if tenant_id in (None, one.target)]
    detailed = with_details(client, wanted)
    _readable(detailed)
    result = [configuration_row(one) for one in detailed]
    result.sort(key=lambda row: (row["target_tenant_id"] or "", row.get("name") or "", row["service_principal_id"]))
    return result, hidden


def _readable(some: Iterable[Configuration]) -> None:
    """Raises the error of the first part that could not be read."""
    for one in some:
        for name in one.unread:
            part = getattr(one, name)
            if isinstance(part.error, EntraError):
                raise part.error


def _with(
    client: GraphClient, some: Sequence[Configuration], parts: Sequence[_Part], known: frozenset[str] | None = None
) -> list[Configuration]:
    asked = [
        (position, part, request)
        for position, one in enumerate(some)
        for part in parts
        for request in [part.request(one)]
        if request is not None
    ]
    with client.progress.step("parts of synchronization configurations read", len(asked)) as step:
        answers = client.send_all([request for _position, _part, request in asked], step)
    values: list[dict[str, Any]] = [{part.name: part.absent for part in parts} for _one in some]
    for (position, part, request), answer in zip(asked, answers):
        one = some[position]
        absent = part.may_lack or (known is not None and one.id not in known)
        if absent and isinstance(answer, GraphError) and answer.not_found:
            continue
        values[position][part.name] = _value(client, one, part, request, answer)
    return [one._replace(**fields) for one, fields in zip(some, values)]


def _value(client: GraphClient, one: Configuration, part: _Part, request: Request, answer: Answer | EntraError) -> Any:
    """The value of one part: what Graph sent, or Unread."""
    doing = f"read the {part.title} of the synchronization configuration {one.described}"
    try:
        if isinstance(answer, EntraError):
            raise answer
        if part.is_list:
            return part.read([row for page in client.pages(request, first=answer) for row in page])
        return part.read(object_in(request.address, answer))
    except UnexpectedValue as error:
        wrong = UnexpectedAnswer(f"Graph's answer cannot be understood: {error}")
        return _unread(Failure(doing, wrong))
    except EntraError as error:
        return _unread(Failure(doing, error, request), isinstance(error, GraphError) and error.status == 403)


def _unread(error: Failure, forbidden: bool = False) -> Unread:
    return Unread(str(error), forbidden, error)
