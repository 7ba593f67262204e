# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The form of a question and of its answer (private to this collection)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from .trial import Said, Trial


class Answer(NamedTuple):
    """``value`` is the behaviour of this Graph, in the words of docs/unknowns.md. ``remark`` is added for people."""

    value: Any
    remark: str = ""


class Row(NamedTuple):
    """One thing that Microsoft does not document.

    ``how`` says which requests are sent, and how their answer is read. ``needs`` are the kinds of objects that have to
    exist before (``objects.py``). ``changes`` are the kinds that the row itself makes or changes. ``find`` returns the
    answer. It raises CannotTry if the question stays open, and EntraError if Graph gives no answer.
    """

    name: str
    question: str
    how: str
    find: Callable[[Trial], Answer]
    needs: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


def chosen(said: Said, accepted: str = "accept", refused: str = "refuse") -> Answer:
    """The answer to "does Graph accept this?". Raises CannotTry if this answer does not say it."""
    if said.ok:
        return Answer(accepted)
    if said.denied or said.down or said.replayed:
        raise said.odd()
    return Answer(refused, f"{said.status} {said.code or 'without a code'}")


def refusal(said: Said) -> Answer:
    """Status and code of a refusal, or None if Graph did it. Raises CannotTry if this answer does not say it.

    A refusal of a GET because of a permission is none of the object.
    """
    if not said.ok and (said.down or said.replayed or (said.denied and said.request.method == "GET")):
        raise said.odd()
    return Answer(said.refusal, "Graph did it" if said.ok else "")
