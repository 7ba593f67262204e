# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log of requests and answers. It never contains a secret or a token."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

REDACTED = "REDACTED"
_SECRET_HEADERS = ("authorization",)


@dataclass
class Exchange:
    """One request with its answer. While it is under way, or when the connection broke, ``status`` is None."""

    kind: str  # login, graph (over the wire), batch_item
    method: str
    version: str
    path: str  # below the version, decoded, without query
    query: dict[str, str]
    body: Any
    request_headers: dict[str, str]
    batch: int | None = None  # number of the $batch that carried this request
    status: int | None = None
    response_body: Any = None
    response_headers: dict[str, str] = field(default_factory=dict)
    faulted: bool = False  # by a fault that did harm; a fault that only lets somebody else act first does no harm
    port: int | None = None  # of the client, for requests to Graph over the wire
    time: float = field(default_factory=time.time)
    number: int = 0

    @property
    def is_batch(self) -> bool:
        """Whether this is the envelope of a $batch."""
        return self.path == "/$batch"

    def as_dict(self) -> dict[str, Any]:
        """All fields, as JSON can carry them."""
        return asdict(self)


def redacted(headers: dict[str, str]) -> dict[str, str]:
    """Request headers without the token."""
    return {name: REDACTED if name.lower() in _SECRET_HEADERS else value for name, value in headers.items()}


def without_token(body: Any) -> Any:
    """The answer of the login endpoint without the token."""
    return {**body, "access_token": REDACTED} if isinstance(body, dict) and "access_token" in body else body


# Graph answers these questions with POST, and changes nothing.
_QUESTIONS = ("parseExpression", "validateCredentials", "getByIds")


def _only_asks(exchange: Exchange) -> bool:
    return exchange.method == "GET" or exchange.path.rpartition("/")[2] in _QUESTIONS


class ExchangeLog(Sequence):
    """The exchanges in the order in which the requests came."""

    def __init__(self) -> None:
        self._exchanges: list[Exchange] = []
        self._lock = threading.Lock()
        self._counter = 0

    def add(self, exchange: Exchange) -> Exchange:
        """Number an exchange and add it."""
        with self._lock:
            self._counter += 1
            exchange.number = self._counter
            self._exchanges.append(exchange)
        return exchange

    def clear(self) -> None:
        """Forget all exchanges."""
        with self._lock:
            self._exchanges.clear()

    def graph(self) -> list[Exchange]:
        """Every request that was sent to Graph over the wire. A $batch is one request."""
        return [exchange for exchange in self if exchange.kind == "graph"]

    def effective(self) -> list[Exchange]:
        """The requests that Graph was asked to act on. The requests in a $batch take its place."""
        exchanges = list(self)
        items: dict[int, list[Exchange]] = {}
        for exchange in exchanges:
            if exchange.batch is not None:
                items.setdefault(exchange.batch, []).append(exchange)
        effective: list[Exchange] = []
        for exchange in exchanges:
            if exchange.kind == "graph":
                effective.extend(items.get(exchange.number, ()) if exchange.is_batch else (exchange,))
        return effective

    def calls(self) -> list[tuple[str, str]]:
        """Method and path of the effective requests."""
        return [(exchange.method, exchange.path) for exchange in self.effective()]

    def writes(self) -> list[Exchange]:
        """The effective requests that may change something."""
        return [exchange for exchange in self.effective() if not _only_asks(exchange)]

    def reads(self) -> list[Exchange]:
        """The effective requests that only read."""
        return [exchange for exchange in self.effective() if _only_asks(exchange)]

    def number_of(self, kind: str | None = None) -> int:
        """How many exchanges there are, of one kind if a kind is given."""
        return sum(kind is None or exchange.kind == kind for exchange in self)

    def __iter__(self) -> Iterator[Exchange]:
        with self._lock:
            return iter(list(self._exchanges))

    def __getitem__(self, index: Any) -> Any:
        with self._lock:
            return self._exchanges[index]

    def __len__(self) -> int:
        return len(self._exchanges)
