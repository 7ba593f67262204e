# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account of the changes that were sent (private to this collection).

The result must contain this account, even if an error ends the run.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING

from .._graph.errors import EntraError, UnexpectedAnswer
from .._model.kinds import UnexpectedValue
from .._plan.change import NoWay
from .._plan.goal import Goal
from .errors import Impossible

if TYPE_CHECKING:
    from .execution import Execution


class Interrupted(EntraError):
    """The run was interrupted, for instance by the ``timeout`` of its task."""


class Unexpected(EntraError):
    """An error in this collection, not in its environment."""


@contextmanager
def kept(
    everything: Iterable[Execution[Goal]],
    ending: Iterable[Execution[Goal]],
    catches: type[BaseException] = BaseException,
) -> Iterator[None]:
    """A block that cannot lose the account of the changes that were sent.

    An exception in the block becomes the error of the executions in ``ending``. ``ending`` may be a generator; it is
    read only after an exception. If nothing was sent for any execution in ``everything``, there is no account to lose.
    Then the block raises the exception.

    Interruptions are caught as well: the ``timeout`` of a task raises one. ansible-core has its own message for a
    timeout. This message cannot name the changes that were sent.
    """
    try:
        yield
    except catches as error:
        if not any(execution.attempted for execution in everything):
            raise
        for execution in ending:
            execution.stop(error)


def error_for(error: BaseException) -> EntraError:
    """An exception as an EntraError, which has a report."""
    if isinstance(error, EntraError):
        return error
    if isinstance(error, NoWay):
        return Impossible(str(error))
    if isinstance(error, UnexpectedValue):
        return UnexpectedAnswer(f"Graph's answer cannot be understood: {error}")
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if not isinstance(error, Exception):
        return Interrupted(f"the run was interrupted ({what})")
    return Unexpected(f"this should not have happened: {what} ({_place(error)})")


def _place(error: BaseException) -> str:
    """The file and the line of an exception: a result has no room for a traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{PurePath(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "at an unknown place"
