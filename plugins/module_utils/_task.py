# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One task of one module, in any process and on any machine (private to this collection).

A module is a table of options and a function that takes a :class:`Task` and a connection and returns the result. This
file contains the code around this function once for all modules: the ranges of numbers, the connection, errors, and
secrets.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ._converge.backoff import BackOff
from ._converge.engine import Manner
from ._graph.errors import EntraError, MissingLibrary
from ._graph.kept_connection import KeptConnection
from ._ledger import Ledger
from ._model.desired import BadInput
from ._model.kinds import Options
from ._options import GRAPH_OPTIONS, out_of_range
from ._plan.change import NoWay
from ._progress import USUAL, Tell
from ._secrecy.masked import masked_problems
from ._secrecy.secrets import Secrets

if TYPE_CHECKING:
    from ._graph.connect import Connection

# The options that decide about a connection.
_CONNECTION = (*GRAPH_OPTIONS, "batch_size")

#: The return values of a module.
Result = dict[str, Any]


class Task:
    """One task.

    ``params`` are the converted options, with defaults. ``ledger`` is the ledger of the whole run. If the task is an
    item of a loop, ``kept`` contains the connection of the previous item. ``tell`` gets lines about the progress of a
    long task; it is None if nobody reads them.
    """

    #: The time between looks at Graph.
    backoff = BackOff()
    #: The time between lines about the progress.
    pace = USUAL

    def __init__(
        self,
        params: Options,
        check_mode: bool,
        diff_mode: bool,
        environ: Mapping[str, str],
        ledger: Ledger,
        kept: KeptConnection | None = None,
        tell: Tell | None = None,
    ) -> None:
        self.params = params
        self.check_mode = check_mode
        self.diff_mode = diff_mode
        self.environ = environ
        self.ledger = ledger
        self.kept = KeptConnection() if kept is None else kept
        self.tell = tell
        self.warnings: list[str] = []

    @property
    def manner(self) -> Manner:
        """How plans are applied, for modules that have the options of the doc fragment ``wait``."""
        cycle = self.params["wait_cycle_timeout"] if self.params.get("wait_cycle") else None
        return Manner(self.check_mode, self.params["wait"], self.params["wait_timeout"], self.backoff, cycle)

    def warn(self, *notes: str) -> None:
        """Add warnings to the result."""
        self.warnings += notes


def outcome(task: Task, work: Callable[[Task, Connection], Result], secrets: Secrets) -> Result:
    """Connect, call ``work``, and make a result of its return value or of its error. Raises MissingLibrary.

    Secrets that are made or obtained on the way are added to ``secrets``. The result and the warnings are masked.
    """
    try:
        result: Result = secrets.masked(_result(task, work, secrets))
    except MissingLibrary:
        # The library may be installed for another Python, and the task may run there instead.
        raise
    except Exception:
        trace = traceback.format_exc()
        if secrets.found_in(trace):
            raise RuntimeError(secrets.masked(trace)) from None
        raise
    task.warnings = secrets.masked(task.warnings)
    return result


def _result(task: Task, work: Callable[[Task, Connection], Result], secrets: Secrets) -> Result:
    try:
        problems = out_of_range(task.params) + masked_problems(_settings_in(task.params))
        if problems:
            raise BadInput(problems)
        options = {name: value for name, value in task.params.items() if name in _CONNECTION}
        connection = task.kept.take(options, task.environ, secrets)
        tell = task.tell
        with connection.progress.told(tell and (lambda line: tell(secrets.masked(line))), task.pace):
            result = work(task, connection)
        if not result.get("failed"):
            task.kept.keep()
        return result
    except (BadInput, NoWay) as error:
        # After a write, NoWay becomes the error of its goal (_converge/account.py), and is not raised here.
        return {"failed": True, "msg": f"Nothing was changed: {error}", "problems": error.problems}
    except MissingLibrary:
        raise
    except EntraError as error:
        return {"failed": True, "msg": str(error), "error": error.report()}


def _settings_in(params: Options) -> Options:
    """The options that do not belong to the connection. In those of the connection Ansible may have masked secrets."""
    return {name: value for name, value in params.items() if name not in GRAPH_OPTIONS}
