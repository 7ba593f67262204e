# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An answer to a request, and the test for success (private to this collection)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .errors import EntraError, UnexpectedAnswer


class Answer(NamedTuple):
    """An answer with its parsed JSON ``body``; None for an empty body."""

    status: int
    headers: Mapping[str, str]
    body: object = None
    #: Whether an earlier attempt, whose answer was lost, may have taken effect.
    replayed: bool = False
    #: Bytes of the body; 0 for an answer inside a batch.
    size: int = 0

    @property
    def is_success(self) -> bool:
        return is_success(self.status) and _is_object_or_nothing(self.body)


def _is_object_or_nothing(body: object) -> bool:
    """Whether a body is an object without an error, or is empty. The body is empty after a write."""
    return body is None or (isinstance(body, dict) and body.get("error") is None)


# Graph's statuses of success: OK, created, accepted, no content. Others, such as 206, are about caches or parts.
_SUCCESSES = (200, 201, 202, 204)


def is_success(status: object) -> bool:
    """Whether a status says that Graph executed the request. ``True``, 200.0 and "200" are no statuses."""
    return is_status(status) and status in _SUCCESSES


def is_status(value: object) -> bool:
    """Whether a value is a whole number. ``True`` is none, although Python counts it among whole numbers."""
    return isinstance(value, int) and not isinstance(value, bool)


def outcome(name: str, answer: object) -> Answer | EntraError:
    """The answer to the request ``name`` if it is a success or an error. Any other value gives an UnexpectedAnswer.

    A success is recognized by its own properties. A missing answer never counts as a success.
    """
    if isinstance(answer, EntraError) or (isinstance(answer, Answer) and answer.is_success):
        return answer
    said = "nothing that could be an answer"
    if isinstance(answer, Answer):
        said = f"status {answer.status!r}" + (" without an object" if is_success(answer.status) else "")
    error = UnexpectedAnswer(f"{name} got {said}, which cannot be understood: whether it took effect is unknown")
    error.replayed = True
    return error


def object_in(address: str, answer: Answer | EntraError) -> dict[str, Any]:
    """The object in the answer from ``address``. Raises the answer if it is an error. Also raises UnexpectedAnswer."""
    answer = outcome(address, answer)
    if isinstance(answer, EntraError):
        raise answer
    # Every object of Graph has properties. An empty object, or one with annotations only, is no answer to a read.
    if not isinstance(answer.body, dict) or not any("@" not in property_ for property_ in answer.body):
        raise UnexpectedAnswer(f"{address} answered without an object")
    if isinstance(answer.body.get("error"), dict):
        raise UnexpectedAnswer(f"{address} answered {answer.status} with an error in place of an object")
    return answer.body
