# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Graph as the domain sees it: objects, lists, and many requests at once (private to this collection)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from .answer import Answer, outcome
from .batch import send_batches
from .errors import EntraError, UnexpectedAnswer
from .origin import origin_of, without_userinfo
from .reader import LARGEST
from .request import Request
from .transport import Transport

T = TypeVar("T")
R = TypeVar("R")

#: Pages of one list, each with something new; pages in a row without anything new, such as empty ones, which Graph may
#: send (https://learn.microsoft.com/graph/paging); bytes of all pages.
MOST_PAGES = 10_000
MOST_PAGES_IN_VAIN = 10
LARGEST_LIST = 4 * LARGEST
#: Different rows of all pages; a row of a few bytes takes a hundred times as many of memory.
MOST_ROWS = 100_000
#: Seconds.
LONGEST_LIST = 3600.0


class GraphClient:
    """Requests to one version of Graph with one identity. ``batch_size`` 1 sends every request by itself."""

    #: Requests under way at the same time; more of them gain nothing but throttling.
    IN_FLIGHT = 4

    def __init__(self, transport: Transport, api_version: str, batch_size: int = 20):
        self.transport = transport
        self.api_version = api_version
        self._base = f"{transport.origin}/{api_version}"
        self.batch_size = batch_size

    def send(self, request: Request) -> Answer:
        """One request. Raises what Transport.send raises."""
        return self.transport.send(request.method, self._base + request.address, request.body)

    def get(self, request: Request) -> dict[str, Any]:
        """One object. Raises what Transport.send raises."""
        return object_in(request.address, self.send(request))

    def pages(self, request: Request, first: Answer | None = None) -> Iterator[list[Any]]:
        """The pages of a list, as many as Graph has: https://learn.microsoft.com/graph/paging.

        ``first`` is the answer to ``request``, where it is there already. Raises what Transport.send raises, and
        UnexpectedAnswer when the list is none, leads elsewhere, or has no end.
        """
        url: Any = self._base + request.address
        seen = set()
        progress = _Progress(request.path)
        # Null and nothing are the end; whatever else is no link is not.
        while url is not None:
            if origin_of(url) != self.transport.origin:
                place = without_userinfo(str(url))
                raise UnexpectedAnswer(f"{request.path} continues on another host, at {place}: not followed")
            if url in seen:
                raise UnexpectedAnswer(f"{request.path} goes round in circles: a page links back to an earlier one")
            seen.add(url)
            answer = first or self.transport.send(request.method, url)
            first = None
            page = object_in(request.address, answer)
            if not isinstance(page.get("value"), list):
                raise UnexpectedAnswer(f"{request.path} answered without a list")
            progress.made(page["value"], answer.size)
            yield page["value"]
            url = page.get("@odata.nextLink")

    def send_all(self, requests: list[Request], answers: list[Any] | None = None) -> list[Answer | EntraError]:
        """Independent requests, together and in any order; their answers, or errors, in the order of the requests.

        ``answers`` is a list of as many Nones, which are replaced as the answers come. Whoever has to know what was
        done before an interruption finds it there.
        """
        answers = [None] * len(requests) if answers is None else answers

        def attempt(number: int) -> None:
            answers[number] = self._attempt(requests[number])

        if len(requests) > 1 and self.batch_size > 1:
            send_batches(self, requests, self.batch_size, self.transport.policy, answers)
        elif requests:
            self.in_parallel(attempt, range(len(requests)))
        return answers

    def in_parallel(
        self, function: Callable[[T], R], arguments: Sequence[T], stop: Callable[[], None] | None = None
    ) -> list[R]:
        """``function`` of each of the arguments, a few at a time; the results in their order.

        ``stop`` is called when one fails, or when this is interrupted, before those under way are waited for.
        """
        if len(arguments) == 1:
            return [function(arguments[0])]
        # Imported here since most tasks send one request after the other.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(self.IN_FLIGHT) as pool:
            try:
                return list(pool.map(function, arguments))
            except BaseException:
                if stop:
                    stop()
                raise

    def _attempt(self, request: Request) -> Answer | EntraError:
        try:
            return self.send(request)
        except EntraError as error:
            return error


class _Progress:
    """Whether the pages of a list lead anywhere. Who makes up a new link for each of them could go on for ever."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._rows: set[int] = set()
        self._pages = 0
        self._in_vain = 0
        self._size = 0
        self._end = time.monotonic() + LONGEST_LIST

    def made(self, rows: list[Any], size: int) -> None:
        """Count one page. Raises UnexpectedAnswer."""
        before = len(self._rows)
        # Those of one page are counted before anything is made of them.
        if len(rows) > MOST_ROWS:
            raise self._too_many_rows()
        self._rows.update(hash(json.dumps(row, sort_keys=True)) for row in rows)
        self._in_vain = 0 if len(self._rows) > before else self._in_vain + 1
        self._pages += 1
        self._size += size
        if self._in_vain > MOST_PAGES_IN_VAIN:
            raise UnexpectedAnswer(f"{self._path} has no end: {self._in_vain} pages in a row had nothing new")
        if len(self._rows) > MOST_ROWS:
            raise self._too_many_rows()
        if time.monotonic() > self._end:
            raise UnexpectedAnswer(f"{self._path} has no end: {self._pages} pages took {LONGEST_LIST} seconds")
        if self._pages > MOST_PAGES or self._size > LARGEST_LIST:
            raise UnexpectedAnswer(
                f"{self._path} has no end: more than {MOST_PAGES} pages, or {LARGEST_LIST // 1024 // 1024} MiB"
            )

    def _too_many_rows(self) -> UnexpectedAnswer:
        return UnexpectedAnswer(f"{self._path} has no end: more than {MOST_ROWS} rows")


def object_in(address: str, answer: Answer | EntraError) -> dict[str, Any]:
    """The object that an address answered with. Raises the error that is the answer, or UnexpectedAnswer."""
    answer = outcome(address, answer)
    if isinstance(answer, EntraError):
        raise answer
    # Whatever is read has properties; an object of annotations only, or none, tells nothing about any of them.
    if not isinstance(answer.body, dict) or not any("@" not in property_ for property_ in answer.body):
        raise UnexpectedAnswer(f"{address} answered without an object")
    if isinstance(answer.body.get("error"), dict):
        raise UnexpectedAnswer(f"{address} answered {answer.status} with an error in place of an object")
    return answer.body
