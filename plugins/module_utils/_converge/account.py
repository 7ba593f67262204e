# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account of what was sent, which has to reach the result whatever happens (private to this collection)."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import PurePath

from .._graph.errors import EntraError, UnexpectedAnswer
from .._model.kinds import UnexpectedValue
from .._plan.change import NoWay
from .errors import Impossible


class Interrupted(EntraError):
    """The run was told to stop, for instance by the ``timeout`` of its task."""


class Unexpected(EntraError):
    """An error in this collection, and none of its environment."""


@contextmanager
def kept(everything: Iterable, ending: Iterable, catches: type[BaseException] = BaseException):
    """A block that cannot lose what was sent: whatever goes wrong in it becomes the error of the goals in ``ending``.

    As long as nothing was sent for any goal of ``everything``, there is nothing to be lost, and the exception goes on
    to the caller. ``ending`` may be a generator, which is asked only then.

    Interruptions are caught too: the ``timeout`` of a task raises one, and ansible-core, which has its own message for
    that, cannot know what was sent.
    """
    try:
        yield
    except catches as error:
        if not any(execution.attempted for execution in everything):
            raise
        for execution in ending:
            execution.stop(error)


def error_for(error: BaseException) -> EntraError:
    """What went wrong, as an error that can be reported."""
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


def _place(error):
    """Where in the code it happened: a result has no room for a traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{PurePath(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "nobody knows where"
