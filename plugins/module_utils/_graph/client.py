# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A client of Graph for objects, lists, and many requests at once (private to this collection)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count
from typing import Any, TypeVar

from .._progress import Progress, Step
from .ahead import ahead
from .answer import Answer, object_in
from .batch import send_batches
from .errors import EntraError, UnexpectedAnswer
from .origin import origin_of, without_userinfo
from .reader import LARGEST
from .request import Request
from .transport import Transport

T = TypeVar("T")
R = TypeVar("R")

#: Limits for one list: the number of pages, and the number of pages in a row without a new row. Graph may send empty
#: pages (https://learn.microsoft.com/graph/paging).
MOST_PAGES = 10_000
MOST_PAGES_IN_VAIN = 10
#: The bytes of all pages.
LARGEST_LIST = 4 * LARGEST
#: The number of different rows of all pages. In memory, a row of a few bytes takes a hundred times as many bytes.
MOST_ROWS = 100_000
#: Seconds for all pages of a list.
LONGEST_LIST = 3600.0


class GraphClient:
    """Sends requests to one version of Graph with one identity. ``batch_size`` 1 sends each request by itself."""

    #: The number of requests under way at the same time. More requests would only lead to throttling.
    IN_FLIGHT = 4

    def __init__(self, transport: Transport, api_version: str, batch_size: int = 20):
        self.transport = transport
        self.api_version = api_version
        self._base = f"{transport.origin}/{api_version}"
        self.batch_size = batch_size

    @property
    def progress(self) -> Progress:
        """The progress to which the requests of this client report."""
        return self.transport.progress

    def of_version(self, api_version: str) -> GraphClient:
        """A client of another version of Graph, over the same connection and with the same identity."""
        return GraphClient(self.transport, api_version, self.batch_size)

    def send(self, request: Request) -> Answer:
        """Send one request. Raises the errors of Transport.send."""
        return self.transport.send(request.method, self._base + request.address, request.body, request.once)

    def get(self, request: Request) -> dict[str, Any]:
        """Read one object. Raises the errors of Transport.send, and UnexpectedAnswer."""
        return object_in(request.address, self.send(request))

    def pages(self, request: Request, first: Answer | None = None, step: Step | None = None) -> Iterator[list[Any]]:
        """All pages of a list: https://learn.microsoft.com/graph/paging.

        ``first`` is the answer to ``request`` if the request was sent before. ``step`` counts the rows. Raises the
        errors of Transport.send. Raises UnexpectedAnswer if the answer is no list, if a page links to another host, or
        if the list does not end.
        """
        for page, _more in self._pages(request, first, step):
            yield page

    def first_rows(self, request: Request, most_pages: int, step: Step | None = None) -> tuple[list[Any], bool]:
        """The rows of the first pages of a list, and whether these are all rows. Raises the errors of ``pages``."""
        pages = list(self._pages(request, None, step, most_pages))
        return [row for page, _more in pages for row in page], not pages[-1][1]

    def _pages(
        self, request: Request, first: Answer | None, step: Step | None, most: int = MOST_PAGES
    ) -> Iterator[tuple[list[Any], bool]]:
        """Each page, and whether another page follows; at most ``most`` pages."""
        seen: set[Any] = set()
        bounds = _Bounds(request.path)

        def answer_from(url: Any) -> Answer:
            if origin_of(url) != self.transport.origin:
                place = without_userinfo(str(url))
                raise UnexpectedAnswer(f"{request.path} continues on another host, at {place}: not followed")
            if url in seen:
                raise UnexpectedAnswer(f"{request.path} does not end: a page links back to an earlier page")
            seen.add(url)
            return self.transport.send(request.method, url)

        url: Any = self._base + request.address
        answer = answer_from(url) if first is None else first
        seen.add(url)
        # A list that goes on after so many pages is an error, unless the caller asked for fewer pages.
        for number in count(1):
            page = object_in(request.address, answer)
            if not isinstance(page.get("value"), list):
                raise UnexpectedAnswer(f"{request.path} answered without a list")
            bounds.count(page["value"], answer.size)
            if step:
                step.made(len(page["value"]))
            url = page.get("@odata.nextLink")
            if url is None:
                # Without a link, or with null, the list ends. Any other value that is no link is an error.
                yield page["value"], False
                return
            if number >= most < MOST_PAGES:
                yield page["value"], True
                return
            # The next page is on its way while the caller processes this page.
            following = ahead(partial(answer_from, url))
            yield page["value"], True
            answer = following.result()

    def send_all(
        self, requests: list[Request], step: Step | None = None, answers: list[Any] | None = None
    ) -> list[Answer | EntraError]:
        """Send independent requests together and in any order. The result: an answer or error for each, in their order.

        ``step`` counts the answers. ``answers`` is a list with a None for each request. Each None is replaced when the
        answer arrives. So after an interruption the caller still has the answers that arrived before.
        """
        answers = [None] * len(requests) if answers is None else answers

        def attempt(number: int) -> None:
            answers[number] = self._attempt(requests[number])
            if step:
                step.answered(not isinstance(answers[number], EntraError))

        if len(requests) > 1 and self.batch_size > 1:
            send_batches(self, requests, self.batch_size, step, answers)
        elif requests:
            self.in_parallel(attempt, range(len(requests)))
        return answers

    def in_parallel(
        self, function: Callable[[T], R], arguments: Sequence[T], stop: Callable[[], None] | None = None
    ) -> list[R]:
        """Call ``function`` with each of the arguments, a few at a time. The results are in the order of the arguments.

        After an exception or an interruption, this method waits for the calls that are under way. Before that it calls
        ``stop``.
        """
        if len(arguments) == 1:
            return [function(arguments[0])]
        # Imported here since most tasks send one request at a time.
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


class _Bounds:
    """The bounds of a list. A hostile service could add a new link to each page for ever."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._rows: set[int] = set()
        self._pages = 0
        self._in_vain = 0
        self._size = 0
        self._end = time.monotonic() + LONGEST_LIST

    def count(self, rows: list[Any], size: int) -> None:
        """Count one page. Raises UnexpectedAnswer."""
        before = len(self._rows)
        # The rows of the page are counted before they are processed.
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
