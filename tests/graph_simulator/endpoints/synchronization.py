# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the endpoints below the synchronization of a service principal share: jobs by their path, refusals, routes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .. import errors
from ..behaviour import Behaviour
from ..messages import Answer
from ..request import Request
from ..routing import Route
from ..source.behaviour import Refusal
from ..source.cycles import Cycles
from ..table import Row, Table
from .applications import ONE, source_side, true_principal, visible_principal

SYNCHRONIZATION = f"{ONE}/synchronization"
ONE_JOB = f"{SYNCHRONIZATION}/jobs/{{key}}"


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


def require_secrets(request: Request) -> None:
    """Once secrets are removed from a version, their addresses are unknown there."""
    if request.api.version not in request.behaviour.secrets_versions:
        raise errors.unknown_segment(request.call.segments[-1])


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
