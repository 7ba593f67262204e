# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""JSON batching: one request that contains several requests (private to this collection).

Source: https://learn.microsoft.com/graph/json-batching. A batch contains at most 20 requests. The batch itself gets the
answer 200, even if its requests fail. Each request has its own status, its own throttling, and its own retries. It is
not documented whether Graph has special rules for cross-tenant policies in a batch. Therefore batch_size 1 exists.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from .._progress import Progress, Step
from .answer import Answer, is_status, is_success, outcome
from .errors import EntraError, GraphError, UnexpectedAnswer
from .request import Request
from .retry import RETRIED, Patience, RetryPolicy, reason_to_wait
from .transport import GRAPH

if TYPE_CHECKING:
    from .client import GraphClient


class InBatch(NamedTuple):
    """The answer to one request in the answer of a batch."""

    status: int
    headers: Mapping[str, str]
    body: Any


class _Pending:
    """One request until it has a result, possibly in several batches. ``number`` is its place among all requests."""

    def __init__(self, number: int, request: Request, policy: RetryPolicy, progress: Progress) -> None:
        self.number = number
        self.request = request
        self.result: Answer | EntraError | None = None
        self.due = 0.0
        self.throttled = False
        self.token_renewed = False
        self._replayed = False
        self._policy = policy
        self._progress = progress
        # The patience begins with the first refusal: a wait in a long queue is not an attempt.
        self._patience: Patience | None = None

    @property
    def name(self) -> str:
        return f"{self.request.method} {self.request.path} (in a batch)"

    def accept(self, answer: InBatch | None, batch_replayed: bool, token_renewed: bool) -> None:
        """Take the answer to this request from a batch; None if the batch contains no answer to it."""
        self._replayed = self._replayed or batch_replayed
        self.throttled = False
        name = self.name
        if answer is None:
            # The answer is missing. So it is not known whether Graph has executed the request.
            self._replayed = True
            self._again(UnexpectedAnswer(f"{name} got no answer"))
            return
        status, headers, body = answer
        if status in RETRIED:
            self.throttled = status == 429
            self._replayed = self._replayed or not self.throttled
            self._again(GraphError(name, status, headers, body), headers.get("Retry-After"))
        elif status == 401 and token_renewed and not self.token_renewed:
            # The request is due at once, with the new token. This happens only once.
            self.token_renewed = True
        elif is_success(status) and isinstance(body, str):
            # In the answer of a batch, JSON bodies are JSON values. A string does not come from Graph.
            self._replayed = True
            self.fail(UnexpectedAnswer(f"{name} answered {status} with something that is not JSON"))
        elif is_success(status):
            self.result = Answer(status, headers, body, self._replayed)
        elif status < 400:
            # Redirects are not followed in a batch, and 1xx is not a final answer.
            self._replayed = True
            self.fail(UnexpectedAnswer(f"{name} answered {status}, which is neither a success nor an error"))
        else:
            self.fail(GraphError(name, status, headers, body))

    def fail(self, error: EntraError) -> None:
        error.replayed = error.replayed or self._replayed
        self.result = error

    def retry(self, error: EntraError) -> None:
        """Go on after a batch that failed as a whole."""
        self._replayed = self._replayed or error.replayed
        self._again(error)

    def _again(self, error: EntraError, retry_after: str | None = None) -> None:
        self._patience = self._patience or self._policy.start()
        delay = None if self.request.once and self._replayed else self._patience.next_delay(retry_after)
        if delay is None:
            self.fail(error)
        else:
            self.due = time.monotonic() + delay
            status = error.status if isinstance(error, GraphError) else None
            self._progress.waits(reason_to_wait(GRAPH, status, retry_after), delay)


class _Queue:
    """Requests that wait for a batch. The threads that send batches share the queue.

    While one request is throttled, the queue holds back all requests, since the limits apply to the whole application.
    A request that is sent too early is refused, and counts against the limits:
    https://learn.microsoft.com/graph/throttling
    """

    def __init__(self, everything: list[_Pending], batch_size: int):
        self._fresh = deque(everything)
        self._refused: list[_Pending] = []
        self._under_way = 0
        self._stopped = False
        self._closed_until = 0.0
        self._batch_size = batch_size
        self._changed = threading.Condition()

    def take(self) -> list[_Pending]:
        """The next batch, as soon as one is due; an empty list when all requests are done."""
        with self._changed:
            while not self._stopped and (self._fresh or self._refused or self._under_way):
                now = time.monotonic()
                batch = self._due(now) if now >= self._closed_until else []
                if batch:
                    self._under_way += 1
                    return batch
                self._changed.wait(self._pause(now))
            return []

    def give_back(self, batch: list[_Pending]) -> None:
        """Tell the queue that a batch was answered. Requests without a result wait for another batch."""
        with self._changed:
            self._under_way -= 1
            for pending in batch:
                if pending.result is None:
                    self._refused.append(pending)
                    if pending.throttled:
                        self._closed_until = max(self._closed_until, pending.due)
            # The first requests come first, so that their patience does not end before other requests have begun.
            self._refused.sort(key=lambda pending: pending.number)
            self._changed.notify_all()

    def stop(self) -> None:
        """Return no more batches. The batches that are under way are the last ones."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _due(self, now: float) -> list[_Pending]:
        batch = [pending for pending in self._refused if pending.due <= now][: self._batch_size]
        for pending in batch:
            self._refused.remove(pending)
        while self._fresh and len(batch) < self._batch_size:
            batch.append(self._fresh.popleft())
        return batch

    def _pause(self, now: float) -> float | None:
        """Seconds until a request is due; None if only an answer to a batch can make one due."""
        if not self._fresh and not self._refused:
            return None
        soonest = 0.0 if self._fresh else min(pending.due for pending in self._refused)
        return max(soonest, self._closed_until) - now


def send_batches(
    client: GraphClient, requests: list[Request], batch_size: int, step: Step | None, answers: list[Any]
) -> None:
    """Send ``requests`` in batches, and put each answer into its place in ``answers``; see GraphClient.send_all."""
    policy, progress = client.transport.policy, client.progress
    everything = [_Pending(number, request, policy, progress) for number, request in enumerate(requests)]
    queue = _Queue(everything, batch_size)

    def work(_number: int) -> None:
        while batch := queue.take():
            try:
                _send_batch(client, batch)
            finally:
                for pending in batch:
                    answers[pending.number] = pending.result
                    if step and pending.result is not None:
                        step.answered(not isinstance(pending.result, EntraError))
                queue.give_back(batch)

    client.in_parallel(work, range(-(-len(requests) // batch_size)), stop=queue.stop)
    for pending in everything:
        answers[pending.number] = outcome(pending.name, pending.result)


def _send_batch(client: GraphClient, batch: list[_Pending]) -> None:
    entries = [_entry(str(number), pending.request) for number, pending in enumerate(batch)]
    token = client.transport.token_in_use
    once = any(pending.request.once for pending in batch)
    try:
        answer = client.send(Request("POST", "/$batch", {"requests": entries}, once=once))
        answers = _answers(answer.body)
    except EntraError as error:
        error.of_batch = True
        for pending in batch:
            # A batch that may not be sent again as a whole failed too early for its other requests.
            if once and error.replayed and not pending.request.once:
                pending.retry(error)
            else:
                pending.fail(error)
        return
    answered = [(pending, answers.get(str(number))) for number, pending in enumerate(batch)]
    renewed = _renewed(client, token, answered)
    for pending, one in answered:
        if one:
            client.transport.note(one.status)
        pending.accept(one, answer.replayed, renewed)


def _renewed(client: GraphClient, token: str | None, answered: list[tuple[_Pending, InBatch | None]]) -> bool:
    """Whether there is a new token, after a request was refused with 401 for the first time."""
    for pending, answer in answered:
        if answer and answer[0] == 401 and not pending.token_renewed:
            try:
                return client.transport.renew_token(token, answer[1])
            except EntraError:
                # 401 stays the answer to this request. Other requests in the batch have their own answers.
                return False
    return False


def _entry(identifier: str, request: Request) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": identifier, "method": request.method, "url": request.address}
    if request.method in ("POST", "PUT", "PATCH"):
        # The header is necessary even without a body: https://learn.microsoft.com/graph/json-batching, example request
        # 4.
        entry["headers"] = {"Content-Type": "application/json"}
    if request.body is not None:
        entry["body"] = request.body
    return entry


def _answers(body: object) -> dict[str, InBatch]:
    """Identifier → answer. If an identifier has two answers, the first one counts. Raises UnexpectedAnswer."""
    # If the library is missing, new_session() has raised MissingLibrary before.
    from requests.structures import CaseInsensitiveDict

    responses = body.get("responses") if isinstance(body, dict) else None
    if not isinstance(responses, list):
        error = UnexpectedAnswer("/$batch answered without a list of responses")
        error.replayed = True
        raise error
    answers: dict[str, InBatch] = {}
    for response in responses:
        if isinstance(response, dict) and is_status(response.get("status")):
            given = response.get("headers")
            # The case of the names of headers does not matter, as in any answer.
            texts = {name: str(value) for name, value in given.items()} if isinstance(given, dict) else {}
            headers = CaseInsensitiveDict[str](texts)
            answers.setdefault(str(response.get("id")), InBatch(response["status"], headers, response.get("body")))
    return answers
