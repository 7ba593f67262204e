# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a trial works with: requests, answers, tokens, and the objects that it makes (private to this collection).

A trial asks a real tenant what Microsoft does not document. It never trusts an answer that it does not understand: then
the question stays open.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple, TypeVar

from .._graph.claims import Claims
from .._graph.client import GraphClient
from .._graph.errors import GraphError
from .._graph.request import Request
from .._progress import Progress

T = TypeVar("T")

# learn graph/resolve-auth-errors: the token is missing, malformed, or has expired.
_INVALID_TOKEN = "InvalidAuthenticationToken"
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,99}")

#: What is known about an object that the trial makes: it may exist, it was made, parts of it may remain although it was
#: deleted, nothing of it exists any more.
UNSURE, MADE, PARTLY, GONE = "unsure", "made", "partly", "gone"


# Graph has several copies of its data. A copy that is late still shows the state before a write, after another copy has
# shown the new state: https://devblogs.microsoft.com/identity (Designing for eventual consistency for Microsoft Entra).
# So only several reads in a row with the expected answer count: ``Pace.reads``.

# An ID, with or without dashes. The ID of a job contains the ID of its tenant without them.
_ID = re.compile(r"[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}")


#: The beginning of the names of all objects that trials make.
MARK = "entra.cross_tenant trial"


class CannotTry(Exception):
    """A question cannot be answered here. The text is the reason."""


class Stopped(BaseException):
    """A signal, or the person at the keyboard, ends the trial."""


class Pace(NamedTuple):
    """Times in seconds: between two reads, for Graph to show a write, and of Graph's limits for the provisioning log.

    The last one is published: https://learn.microsoft.com/graph/throttling-limits (identity and access reports).
    ``reads`` is the number of reads in a row that have to agree.
    """

    pause: float = 2.0
    patience: float = 60.0
    window: float = 10.0
    reads: int = 3


class Said(NamedTuple):
    """An answer of Graph, or a refusal. ``code`` is None without an error, or if it has not the form of a code.

    ``held`` are the permissions of the token, None if it does not show them. ``replayed``: whether the request was sent
    before, and may have taken effect then. A refusal says nothing in that case.
    """

    request: Request
    status: int
    code: str | None
    body: Any
    request_id: str | None
    retry_after: str | None = None
    held: frozenset[str] | None = None
    replayed: bool = False

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def denied(self) -> bool:
        """Whether a permission is missing. For synchronization, Graph may answer 401: azuread issue 1628.

        Graph answers 401 to a token that has expired, too. This is no answer about permissions.
        """
        return self.status == 403 or (self.status == 401 and self.code != _INVALID_TOKEN)

    @property
    def made(self) -> bool:
        """Whether the object exists because of this request: an earlier attempt of it explains a conflict."""
        return self.ok or (self.replayed and self.status == 409)

    @property
    def down(self) -> bool:
        """Whether the service did not come to an answer, or did not accept the token."""
        return self.status >= 500 or self.status in (408, 429) or (self.status == 401 and not self.denied)

    @property
    def refusal(self) -> list[Any] | None:
        """Status and code, or None if Graph did what it was asked to do."""
        return None if self.ok else [self.status, self.code]

    def odd(self) -> CannotTry:
        """The reason why this answer does not answer the question."""
        place = f"{self.request.method} {without_ids(self.request.path)}"
        said = f"Graph answered {self.status} {self.code or 'without a code'} to {place}"
        if self.replayed and not self.ok:
            return CannotTry(f"{said}. An earlier answer to the same request was lost, so this one says nothing")
        access = self.request.access
        if not self.denied or access is None:
            return CannotTry(said)
        if self.held is not None and self.held & access.enough:
            return CannotTry(f"{said}, although the token has the permission. A licence or a role may be missing")
        return CannotTry(f"{said}: the permission {access.permission} is missing")

    def needed(self) -> Any:
        """The body of an answer. Raises CannotTry if it is a refusal."""
        if not self.ok:
            raise self.odd()
        return self.body

    def object(self) -> dict[str, Any]:
        """The object in an answer. Raises CannotTry."""
        body = self.needed()
        if not isinstance(body, dict):
            raise CannotTry(f"Graph answered {without_ids(self.request.path)} without an object")
        return body

    def rows(self) -> list[Any]:
        """The list in an answer. Raises CannotTry."""
        rows = self.object().get("value")
        if not isinstance(rows, list):
            raise CannotTry(f"Graph answered {without_ids(self.request.path)} without a list")
        return rows


class Hands:
    """One identity and one version of Graph. ``permissions`` is None if the token does not show them."""

    def __init__(self, client: GraphClient, claims: Claims | None, trial: Trial) -> None:
        self._client = client
        self._trial = trial
        self.application_id = claims.application_id if claims else None
        shown = claims.permissions if claims else None
        self.permissions = None if shown is None else frozenset(shown)

    @property
    def version(self) -> str:
        return self._client.api_version

    @property
    def progress(self) -> Progress:
        return self._client.progress

    def of_version(self, version: str) -> Hands:
        other = Hands(self._client.of_version(version), None, self._trial)
        other.application_id, other.permissions = self.application_id, self.permissions
        return other

    def ask(self, request: Request) -> Said:
        """Send a request. Raises EntraError if there is no answer of Graph; a refusal of Graph is an answer."""
        return self._trial.sent(request, self._client, self.permissions)

    def ask_once(self, request: Request) -> Said:
        """The same without retries, so that an answer 429 is returned."""
        patient = self._client.transport
        client = GraphClient(patient.without_retries(), self._client.api_version, 1)
        return self._trial.sent(request, client, self.permissions)

    def pages(self, request: Request) -> list[Any]:
        """All rows of a list. Raises EntraError."""
        return [row for page in self._client.pages(request) for row in page]


class Trial:
    """One trial in one tenant. ``mark`` is the name of all objects that it makes."""

    pace = Pace()

    def __init__(self, home: str, partner: str, mark: str, cloud: str) -> None:
        self.home = home
        self.partner = partner
        self.mark = mark
        self.cloud = cloud
        self.v1: Hands
        self.beta: Hands
        self.others: list[Hands] = []
        #: What the trial knows about objects that it made, such as the ID of a service principal.
        self.known: dict[Any, Any] = {}
        #: Kinds of objects that the trial may have changed, in the order of their first change.
        self.touched: dict[str, str] = {}
        #: Kinds of which an object was deleted that Graph may keep among the deleted ones.
        self.pending: set[str] = set()
        #: The request IDs of the present question.
        self.request_ids: list[str] = []
        #: The request that was sent last, with its method and its path, for people.
        self.asked = ""
        self._ending = False

    # Requests.

    def sent(self, request: Request, client: GraphClient, held: frozenset[str] | None) -> Said:
        """Send a request. Raises EntraError without an answer of Graph, and Stopped."""
        self.asked = f"{request.method} {without_ids(request.path)}"
        try:
            answer = client.send(request)
            ids = answer.headers.get("request-id")
            said = Said(request, answer.status, None, answer.body, ids, None, held, answer.replayed)
        except GraphError as error:
            code = error.code if isinstance(error.code, str) and _CODE.fullmatch(error.code) else None
            said = Said(request, error.status, code, None, error.request_id, error.retry_after, held, error.replayed)
        if said.request_id:
            self.request_ids.append(str(said.request_id))
        return said

    def stop(self, reason: str) -> None:
        """End the questions, unless the trial is at its end or was told before. Raises Stopped."""
        if not self._ending:
            self._ending = True
            raise Stopped(reason)

    def end(self) -> None:
        """From now on nothing stops the trial: it takes back its changes."""
        self._ending = True

    def sleep(self, seconds: float) -> None:
        time.sleep(max(seconds, 0.0))

    def settled(self, hands: Hands, request: Request, expected: Callable[[Said], bool]) -> Said:
        """Read until an answer is the expected one, as long as Graph may need. Returns the last answer."""
        return self.seen(partial(hands.ask, request), expected)

    def seen(self, read: Callable[[], T], expected: Callable[[T], bool]) -> T:
        """Read until several results in a row are as expected, as long as Graph may need. Returns the last result."""
        end = time.monotonic() + self.pace.patience
        agreed = 0
        while True:
            found = read()
            agreed = agreed + 1 if expected(found) else 0
            if agreed >= self.pace.reads or (not agreed and time.monotonic() >= end):
                return found
            self.sleep(self.pace.pause if not agreed else self.pace.pause / 2)

    def steady(self, hands: Hands, request: Request) -> Said:
        """Read until several answers in a row have the same status and code. Returns the last answer."""
        before: list[Any] = []

        def same(said: Said) -> bool:
            before.append((said.status, said.code))
            return len(before) > 1 and before[-1] == before[-2]

        return self.settled(hands, request, same)

    def insisted(self, hands: Hands, request: Request, good: Callable[[Said], bool]) -> Said:
        """Send a request until its answer is a good one, as long as Graph may need. Returns the last answer.

        For writes, and for reads of what no copy of Graph's data shows in another way.
        """
        end = time.monotonic() + self.pace.patience
        while True:
            said = hands.ask(request)
            if good(said) or time.monotonic() >= end:
                return said
            self.sleep(self.pace.pause)

    def written(self, hands: Hands, request: Request) -> Said:
        """Write to an object that may be so new that Graph does not find it yet. Returns the last answer."""
        return self.insisted(hands, request, lambda said: said.status != 404 or said.replayed)

    def deleted(self, hands: Hands, request: Request) -> None:
        """Delete an object that exists. Raises CannotTry."""
        said = self.written(hands, request)
        # A lost answer explains that it is gone already.
        if not (said.replayed and said.status == 404):
            said.needed()

    # Objects.

    def making(self, kind: str, hands: Hands, request: Request) -> Said:
        """Send a request that makes an object. From before it is sent, the object counts as something to take back.

        It does not count any more if Graph refused the only attempt.
        """
        before = self.touched.get(kind)
        self.touch(kind)
        said = hands.ask(request)
        if said.made:
            self.touched[kind] = MADE
        elif said.status < 500 and not said.replayed:
            self.forget(kind)
            if before is not None:
                self.touched[kind] = before
        return said

    def forget(self, kind: str) -> None:
        """Nothing of this kind was made or changed."""
        self.touched.pop(kind, None)

    def touch(self, kind: str) -> None:
        """An object of this kind may exist, or be changed, from now on."""
        self.touched.pop(kind, None)
        self.touched[kind] = UNSURE

    def has(self, kind: str) -> bool:
        return self.touched.get(kind) == MADE

    def lost(self, *kinds: str) -> None:
        """Graph confirmed that objects do not exist any more."""
        for kind in kinds:
            if kind in self.touched:
                self.touched[kind] = GONE
                self.pending.add(kind)

    # Tokens.

    @property
    def all_hands(self) -> list[Hands]:
        return [self.v1, *self.others]

    def hands_with(self, wanted: Iterable[str], without: Iterable[str]) -> Hands:
        """An identity that has one of the permissions, and none of the others. Raises CannotTry."""
        wanted, without = frozenset(wanted), frozenset(without)
        for hands in self.all_hands:
            if hands.permissions is not None and hands.permissions & wanted and not hands.permissions & without:
                return hands
        raise CannotTry(
            f"this needs a token with the permission {' or '.join(sorted(wanted))} and without "
            f"{', '.join(sorted(without))}: give such a token in further_access_tokens"
        )


def without_ids(text: str) -> str:
    """A text for public reports: without IDs of tenants and objects."""
    return _ID.sub("{id}", text)
