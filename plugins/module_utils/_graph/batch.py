# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many requests in few: JSON batching (private to this collection).

Source: https://learn.microsoft.com/graph/json-batching. At most 20 requests go into one; the batch itself answers 200
whatever happens inside, and each request inside has its own status, is throttled on its own, and is tried again on its
own. Whether cross-tenant policies have rules of their own in a batch is unknown, which is why batch_size 1 exists.
"""

from __future__ import annotations

import time

from .errors import EntraError, GraphError, UnexpectedAnswer
from .request import Request
from .retry import RETRIED
from .transport import Answer


class _Pending:
    """One request on its way through as many batches as it takes."""

    def __init__(self, request, policy):
        self.request = request
        self.result = None
        self.due = 0.0
        self._replayed = False
        self.token_renewed = False
        self._patience = policy.start()

    def accept(self, answer, batch_replayed, token_renewed):
        """Take the answer of a batch to this request; None where the batch has none for it."""
        self._replayed = self._replayed or batch_replayed
        name = f"{self.request.method} {self.request.path} (in a batch)"
        if answer is None:
            # Left out: what became of it is unknown.
            self._replayed = True
            self._again(UnexpectedAnswer(f"{name} got no answer"))
            return
        status, headers, body = answer
        if status in RETRIED:
            self._replayed = self._replayed or status != 429
            self._again(GraphError(name, status, headers, body), headers.get("Retry-After"))
        elif status == 401 and token_renewed and not self.token_renewed:
            # It is due at once, with the new token, and once only.
            self.token_renewed = True
        elif 200 <= status < 300 and isinstance(body, str):
            # JSON comes as JSON; a string is what something else made of it.
            self._replayed = True
            self.fail(UnexpectedAnswer(f"{name} answered {status} with something that is not JSON"))
        elif 200 <= status < 300:
            self.result = Answer(status, headers, body, self._replayed)
        else:
            self.fail(GraphError(name, status, headers, body))

    def fail(self, error):
        error.replayed = error.replayed or self._replayed
        self.result = error

    def _again(self, error, retry_after=None):
        delay = self._patience.next_delay(retry_after)
        if delay is None:
            self.fail(error)
        else:
            self.due = time.monotonic() + delay


def send_batches(client, requests, batch_size, policy) -> list[Answer | EntraError]:
    """Send ``requests`` in batches; see GraphClient.send_all."""
    everything = [_Pending(request, policy) for request in requests]
    waiting = everything
    while waiting:
        now = time.monotonic()
        due = [pending for pending in waiting if pending.due <= now]
        if not due:
            time.sleep(min(pending.due for pending in waiting) - now)
            continue
        batches = [due[start : start + batch_size] for start in range(0, len(due), batch_size)]
        client.in_parallel(lambda batch: _send_batch(client, batch), batches)
        waiting = [pending for pending in waiting if pending.result is None]
    return [pending.result for pending in everything]


def _send_batch(client, batch):
    entries = [_entry(str(number), pending.request) for number, pending in enumerate(batch)]
    token = client.transport.token_in_use
    try:
        answer = client.send(Request("POST", "/$batch", {"requests": entries}))
        answers = _answers(answer.body)
    except EntraError as error:
        for pending in batch:
            pending.fail(error)
        return
    answered = [(pending, answers.get(str(number))) for number, pending in enumerate(batch)]
    renewed = _renewed(client, token, answered)
    for pending, one in answered:
        pending.accept(one, answer.replayed, renewed)


def _renewed(client, token, answered):
    """Whether there is a new token for requests that were refused, and were not refused before."""
    for pending, answer in answered:
        if answer and answer[0] == 401 and not pending.token_renewed:
            try:
                return client.transport.renew_token(token, answer[1])
            except EntraError:
                # 401 stays the answer to that request; others in the batch have theirs.
                return False
    return False


def _entry(identifier, request):
    entry = {"id": identifier, "method": request.method, "url": request.address}
    if request.body is not None:
        entry["headers"] = {"Content-Type": "application/json"}
        entry["body"] = request.body
    return entry


def _answers(body):
    """Identifier → (status, headers, body); the first answer where there are two."""
    responses = body.get("responses") if isinstance(body, dict) else None
    if not isinstance(responses, list):
        raise UnexpectedAnswer("/$batch answered without a list of responses")
    answers = {}
    for response in responses:
        if isinstance(response, dict) and isinstance(response.get("status"), int):
            headers = response.get("headers") if isinstance(response.get("headers"), dict) else {}
            answers.setdefault(str(response.get("id")), (response["status"], _AnyCase(headers), response.get("body")))
    return answers


class _AnyCase(dict):
    """Header names in any case, as those of a real answer are."""

    def __init__(self, headers):
        super().__init__((name.lower(), value) for name, value in headers.items())

    def get(self, name, default=None):
        return super().get(name.lower(), default)
