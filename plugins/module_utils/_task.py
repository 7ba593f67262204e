# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One task of one module, wherever it runs (private to this collection).

A module is a table of options and a function of a :class:`Task` and a connection, which returns the result. Everything
around that is here, once: the ranges of numbers, the connection, errors, and what has to be hidden.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping

from ._converge.backoff import BackOff
from ._converge.engine import Manner
from ._graph.connect import Connection, connect
from ._graph.errors import EntraError, MissingLibrary
from ._ledger import Ledger
from ._model.desired import BadInput
from ._options import GRAPH_OPTIONS, out_of_range
from ._plan.change import NoWay
from ._secrecy.masked import masked_problems
from ._secrecy.secrets import Secrets


class Task:
    """What is asked for. ``params`` are the converted options, with defaults; ``ledger`` is that of the whole run."""

    #: How long to wait between looks at Graph.
    backoff = BackOff()

    def __init__(self, params: dict, check_mode: bool, diff_mode: bool, environ: Mapping[str, str], ledger: Ledger):
        self.params = params
        self.check_mode = check_mode
        self.diff_mode = diff_mode
        self.environ = environ
        self.ledger = ledger
        self.warnings: list[str] = []

    @property
    def manner(self) -> Manner:
        return Manner(self.check_mode, self.params["wait"], self.params["wait_timeout"], self.backoff)

    def warn(self, *notes: str) -> None:
        self.warnings += notes


def outcome(task: Task, work: Callable[[Task, Connection], dict], secrets: Secrets) -> dict:
    """Connect, call ``work``, and make a result of what it returns or of what went wrong. Raises MissingLibrary.

    ``secrets`` come to know what is made and obtained on the way, and nothing of them is in the result or a warning.
    """
    try:
        result = secrets.masked(_result(task, work, secrets))
    except MissingLibrary:
        # Where the task can run elsewhere, it may be there.
        raise
    except Exception:
        trace = traceback.format_exc()
        if secrets.found_in(trace):
            raise RuntimeError(secrets.masked(trace)) from None
        raise
    task.warnings = secrets.masked(task.warnings)
    return result


def _result(task, work, secrets):
    try:
        problems = out_of_range(task.params) + masked_problems(_settings_in(task.params))
        if problems:
            raise BadInput(problems)
        return work(task, connect(task.params, task.environ, secrets))
    except (BadInput, NoWay) as error:
        # After a write NoWay is the error of its goal (_converge/account.py).
        return {"failed": True, "msg": f"Nothing was changed: {error}", "problems": error.problems}
    except MissingLibrary:
        raise
    except EntraError as error:
        return {"failed": True, "msg": str(error), "error": error.report()}


def _settings_in(params):
    """The options that are for Graph and not for the connection, whose secrets Ansible may have masked."""
    return {name: value for name, value in params.items() if name not in GRAPH_OPTIONS}
