# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests and answers as the simulated Graph sees them, whether they come alone or in a $batch."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

# What Graph sends with JSON (Graph concepts: json-batching).
JSON_TYPE = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"


class _Marker:
    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


NO_BODY = _Marker("NO_BODY")
UNREADABLE = _Marker("UNREADABLE")  # a body that is not JSON


@dataclass(frozen=True)
class Call:
    """One request to Graph."""

    method: str
    version: str
    segments: tuple[str, ...]  # of the path below the version, decoded
    options: tuple[tuple[str, str], ...]  # of the query, decoded, repeated ones too
    headers: dict[str, str]  # names in lower case
    body: Any  # parsed JSON, NO_BODY or UNREADABLE
    base_url: str
    claims: dict[str, Any] | None = None  # of the token, for a request in a $batch: those of its envelope
    batch: int | None = None  # number of the envelope
    port: int | None = None  # of the client; the same one for all requests of a connection

    @property
    def path(self) -> str:
        """The path below the version."""
        return "/" + "/".join(self.segments)

    @property
    def query(self) -> dict[str, str]:
        """The query options by name."""
        return dict(self.options)

    @property
    def place(self) -> str:
        """Where the request travels, in the words of faults."""
        return "outer" if self.batch is None else "inner"

    @property
    def content_type(self) -> str | None:
        """The media type of the body, without parameters."""
        value = self.headers.get("content-type")
        return value.split(";")[0].strip().lower() if value is not None else None


def split_path(raw_path: str) -> tuple[str, ...]:
    """The decoded segments of a path: split first, so that an encoded slash stays inside its segment."""
    return tuple(unquote(part) for part in raw_path.strip("/").split("/"))


def split_query(raw_query: str) -> tuple[tuple[str, str], ...]:
    """The decoded options of a query."""
    return tuple(parse_qsl(raw_query, keep_blank_values=True))


def parse_body(content: bytes) -> Any:
    """The JSON value of a body."""
    if not content:
        return NO_BODY
    try:
        return json.loads(content)
    except ValueError:
        return UNREADABLE


@dataclass
class Answer:
    """One answer of Graph or of the login endpoint."""

    status: int
    body: Any = None  # a JSON value, or text where the content type is not JSON; None: no body
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = JSON_TYPE
    # What happens to it on its way (see faults.py).
    reset: bool = False
    truncated: bool = False
    raw: bool = False  # the body is text to be sent as it is
    copies: int = 1  # in a $batch
    manner: str = ""  # "drip", "drip_head", "endless": how it is sent, one byte every ``pace`` seconds
    pace: float = 0.0

    @property
    def is_json(self) -> bool:
        """Whether the body is a JSON value."""
        return self.body is not None and not self.raw and "json" in self.content_type

    def encoded(self) -> bytes:
        """The body as it goes over the wire."""
        if self.body is None:
            return b""
        if isinstance(self.body, bytes):
            return self.body
        text = json.dumps(self.body) if self.is_json else str(self.body)
        return text.encode()


def no_content() -> Answer:
    """204, the answer of a successful write."""
    return Answer(204)
