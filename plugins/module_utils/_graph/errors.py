# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors between the collection and Graph, with a type for each kind (private to this collection).

The text of an error is for a person who reads the output of a job, perhaps at night. It contains addresses, answers of
the service, and names, but no secret.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

# Limits for texts of a service, in characters. A result has several of these texts, and AWX drops a result of more than
# 700,000 characters.
_LONGEST, _LONGEST_MESSAGE, _LONGEST_NAME = 4000, 2000, 200


def bounded(value: Any, most: int) -> Any:
    """A value of an answer. If its text is longer than ``most`` characters, only its beginning, up to a blank."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    text = str(value)
    if len(text) <= most:
        return value
    return f"{text[: max(text.rfind(' ', 0, most), most // 2)]} … ({len(text):,} characters)"


class EntraError(Exception):
    """The base of all errors.

    ``replayed``: whether an attempt whose answer was lost may have taken effect. ``of_batch``: whether a whole $batch
    failed. Such an error does not say whether its requests failed.
    """

    replayed = False
    of_batch = False

    def __str__(self) -> str:
        # The answer of a service may contain control characters, which a terminal would obey.
        text = bounded(super().__str__(), _LONGEST)
        return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)

    def report(self) -> dict[str, Any]:
        """The error as an entry of a module's result."""
        return {"msg": str(self)}


class ConfigurationError(EntraError):
    """Options or variables of the environment cannot be right. Raised before any request."""


class MissingLibrary(EntraError):
    """A Python library is not installed where the module runs. ``library`` is its name on the package index."""

    def __init__(self, library: str, trace: str):
        super().__init__(f"the Python library {library} is missing")
        self.library = library
        self.trace = trace
        #: To follow the error of ansible-core, which does not say how to install the library.
        self.advice = f". To install it for this Python: {sys.executable} -m pip install {library}"


class NoAnswer(EntraError):
    """The service could not be reached, or the connection broke, in all attempts within the time for retries."""


class UnexpectedAnswer(EntraError):
    """The answer does not come from Graph or is incomplete: the page of a proxy, half a body, a redirect."""


class AuthenticationError(EntraError):
    """The login endpoint refused the credentials, or Graph refused the token."""

    def __init__(self, message: str, code: str | None = None, correlation_id: str | None = None):
        super().__init__(message)
        self.code = code
        self.correlation_id = correlation_id

    def report(self) -> dict[str, Any]:
        return {"msg": str(self), "code": self.code, "correlation_id": self.correlation_id}


class GraphError(EntraError):
    """An error that Graph answered. Code decides by ``status`` and ``code``, never by ``message``.

    Source: https://learn.microsoft.com/graph/errors; ``innerError`` also comes as ``innererror``.
    """

    def __init__(self, request: str, status: int, headers: Mapping[str, str], body: object) -> None:
        error = body.get("error") if isinstance(body, dict) else None
        error = error if isinstance(error, dict) else {}
        inner = error.get("innerError") or error.get("innererror") or {}
        inner = inner if isinstance(inner, dict) else {}
        self.request = request
        self.status = status
        self.code = bounded(error.get("code"), _LONGEST_NAME)
        self.message = bounded(error.get("message"), _LONGEST_MESSAGE)
        self.request_id = bounded(headers.get("request-id") or inner.get("request-id"), _LONGEST_NAME)
        client_request_id = headers.get("client-request-id") or inner.get("client-request-id")
        self.client_request_id = bounded(client_request_id, _LONGEST_NAME)
        #: When the service answered, by its own clock: an HTTP date.
        self.answered = headers.get("Date")
        #: When Graph is ready for the next attempt, as it said itself; None if it said nothing.
        self.retry_after = headers.get("Retry-After")
        self.date = bounded(inner.get("date") or headers.get("Date"), _LONGEST_NAME)
        super().__init__(self._text())

    @property
    def not_found(self) -> bool:
        """Whether Graph says that the object does not exist.

        A 404 without a code is not enough, since it may come from a proxy. No page of Microsoft documents the code for
        these resources, and different codes occur. So every code counts.
        """
        return self.status == 404 and bool(self.code) and not self.of_batch

    def _text(self) -> str:
        said = "{} {}".format(self.status, self.code or "without an error code")
        if self.message:
            said += f": {self.message}"
        facts = [("request-id", self.request_id), ("date", self.date)]
        known = ", ".join("{} {}".format(*fact) for fact in facts if fact[1])
        return "{} answered {}{}".format(self.request, said, f" ({known})" if known else "")

    def report(self) -> dict[str, Any]:
        return {
            "msg": str(self),
            "status": self.status,
            "code": self.code,
            "message": self.message,
            "request_id": self.request_id,
            "client_request_id": self.client_request_id,
            "date": self.date,
        }
