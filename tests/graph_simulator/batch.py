# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""$batch (Graph concepts: json-batching, throttling-and-batching)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from . import errors
from .behaviour import Behaviour
from .messages import NO_BODY, Answer, Call, split_path, split_query

MAX_STEPS = 20


@dataclass(frozen=True)
class _Step:
    """One request of a batch."""

    id: str
    call: Call
    depends_on: tuple[str, ...]


async def answer_batch(
    answer: Callable[[Call], Awaitable[Answer]],
    call: Call,
    claims: dict[str, Any],
    number: int,
    behaviour: Behaviour,
) -> Answer:
    """The answer to a whole batch. Its status is 200, whatever happens inside."""
    if call.batch is not None:
        raise errors.unknown_segment("$batch")
    if call.method != "POST":
        raise errors.method_not_allowed()
    if call.content_type != "application/json":
        raise errors.bad_request("The Content-Type of a batch request must be application/json.", "BadRequest")
    steps = [_step(raw, call, claims, number) for raw in _requests(call.body)]
    _check_ids(steps)
    _check_dependencies(steps, behaviour)

    running: dict[str, asyncio.Future[Answer]] = {}

    async def run(step: _Step) -> Answer:
        for name in step.depends_on:
            if not 200 <= (await running[name]).status < 400:
                # Graph never acted on this request, so it is not in the log either.
                message = f"A request that '{step.id}' depends on failed."
                return Answer(424, {"error": {"code": "FailedDependency", "message": message}})
        return await answer(step.call)

    for step in steps:
        running[step.id.lower()] = asyncio.ensure_future(run(step))
    answers = await asyncio.gather(*running.values())
    if any(item.reset for item in answers):
        return Answer(0, reset=True)
    responses = []
    for step, item in zip(steps, answers, strict=True):
        responses.extend([_response(step.id, item)] * item.copies)
    if behaviour.shuffle_batch:
        responses.reverse()  # certainly another order, and the same one in every run
    return Answer(200, {"responses": responses})


def _requests(body: Any) -> list[Any]:
    requests = body.get("requests") if isinstance(body, dict) else None
    if not isinstance(requests, list) or not requests:
        raise errors.bad_request("Invalid batch payload format.", "BadRequest")
    if len(requests) > MAX_STEPS:
        raise errors.bad_request(
            f"Number of batch request steps exceeds the maximum value of {MAX_STEPS}.", "BadRequest"
        )
    return requests


def _step(raw: Any, envelope: Call, claims: dict[str, Any], number: int) -> _Step:
    valid = (
        isinstance(raw, dict)
        and all(isinstance(raw.get(name), str) and raw[name] for name in ("id", "method", "url"))
        and isinstance(raw.get("headers", {}), dict)
        and isinstance(raw.get("dependsOn", []), list)
    )
    if not valid:
        raise errors.bad_request("Invalid batch payload format.", "BadRequest")
    if "://" in raw["url"].split("?")[0]:
        raise errors.bad_request(f"The url of request '{raw['id']}' must be relative.", "BadRequest")
    path, _mark, query = raw["url"].partition("?")
    headers = {name.lower(): str(value) for name, value in raw.get("headers", {}).items()}
    if "client-request-id" in envelope.headers:
        headers.setdefault("client-request-id", envelope.headers["client-request-id"])
    call = Call(
        method=raw["method"],
        version=envelope.version,
        segments=split_path(path),
        options=split_query(query),
        headers=headers,
        body=raw.get("body", NO_BODY),
        base_url=envelope.base_url,
        claims=claims,
        batch=number,
    )
    return _Step(raw["id"], call, tuple(str(name).lower() for name in raw.get("dependsOn", [])))


def _check_ids(steps: list[_Step]) -> None:
    """Ids are unique; upper and lower case do not matter."""
    if len({step.id.lower() for step in steps}) != len(steps):
        raise errors.bad_request("Request ids must be unique within a batch.", "BadRequest")


def _check_dependencies(steps: list[_Step], behaviour: Behaviour) -> None:
    """A request depends on earlier ones (assumed: the page shows no other order)."""
    earlier: list[str] = []
    for step in steps:
        if not set(step.depends_on) <= set(earlier):
            raise errors.bad_request(f"Request '{step.id}' depends on an unknown request.", "BadRequest")
        earlier.append(step.id.lower())
    if behaviour.mixed_dependencies == "accept" or not any(step.depends_on for step in steps):
        return
    sequence = [(), *((name,) for name in earlier[:-1])]
    if [step.depends_on for step in steps] != sequence:
        raise errors.bad_request("A batch must be either fully sequential or fully parallel.", "BadRequest")


def _response(step_id: str, answer: Answer) -> dict[str, Any]:
    response: dict[str, Any] = {"id": step_id, "status": answer.status, "headers": answer.headers}
    if answer.body is not None:
        response["body"] = answer.body.decode("utf-8", "replace") if isinstance(answer.body, bytes) else answer.body
    return response
