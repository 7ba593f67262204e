# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One task of one module, wherever it runs (private to this collection).

A module is a table of options and a function of a :class:`Task` and a connection, which returns the result. Everything
around that is here, once: the ranges of numbers, the connection, errors, and what has to be hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ._converge import lookup
from ._converge.converge import Manner
from ._graph.connect import Connection, connect
from ._graph.errors import EntraError, MissingLibrary
from ._graph.files import to_be_masked
from ._ledger import Ledger
from ._masked import masked_problems
from ._options import GRAPH_OPTIONS, WAIT_OPTIONS, out_of_range
from ._policy.desired import BadInput, desired, desired_settings, resolved, to_look_up
from ._policy.plan import NoWay
from ._policy.resource import Resource


def reading(**options) -> dict:
    """The options of a module that only reads."""
    return dict(GRAPH_OPTIONS, **options)


def writing(**options) -> dict:
    """The options of a module that writes."""
    return dict(GRAPH_OPTIONS, **WAIT_OPTIONS, **options)


def secrets_in(options: dict, arguments: dict) -> set[str]:
    """The values of secret options, whatever their types, before anything about the arguments was checked.

    A certificate or token that was put where its path belongs is one, too: it would be shown with the other arguments.
    """
    names = [name for name, option in options.items() if option.get("no_log")]
    paths = [arguments.get(name) for name, option in GRAPH_OPTIONS.items() if option["type"] == "path"]
    return {str(arguments[name]) for name in names if arguments.get(name)}.union(filter(to_be_masked, paths))


class Task:
    """What is asked for. ``params`` are the converted options, with defaults; ``ledger`` is that of the whole run."""

    def __init__(self, params: dict, check_mode: bool, diff_mode: bool, environ: Mapping[str, str], ledger: Ledger):
        self.params = params
        self.check_mode = check_mode
        self.diff_mode = diff_mode
        self.environ = environ
        self.ledger = ledger
        self.warnings: list[str] = []

    @property
    def manner(self) -> Manner:
        return Manner(self.check_mode, self.params["wait"], self.params["wait_timeout"])

    def warn(self, *notes: str) -> None:
        self.warnings += notes


class Outcome(NamedTuple):
    """The result, and what must not be seen in it: secrets of the environment and tokens, which are no options."""

    result: dict
    secrets: set[str]


def outcome(task: Task, work: Callable[[Task, Connection], dict]) -> Outcome:
    """Connect, call ``work``, and make a result of what it returns or of what went wrong. Raises MissingLibrary."""
    secrets: set[str] = set()
    try:
        problems = out_of_range(task.params) + masked_problems(_settings_in(task.params))
        if problems:
            raise BadInput(problems)
        connection = connect(task.params, task.environ)
        try:
            result = work(task, connection)
        finally:
            # Ours never get into a result by themselves. An answer that repeats what was sent could bring them there.
            secrets = connection.secrets()
    except MissingLibrary:
        # Where the task can run elsewhere, it may be there.
        raise
    except (BadInput, NoWay) as error:
        # After a write NoWay is the error of its goal (_converge/account.py).
        result = {"failed": True, "msg": f"Nothing was changed: {error}", "problems": error.problems}
    except EntraError as error:
        result = {"failed": True, "msg": str(error), "error": error.report()}
    return Outcome(result, secrets)


def _settings_in(params):
    """The options that are for Graph and not for the connection, whose secrets Ansible may have masked."""
    return {name: value for name, value in params.items() if name not in GRAPH_OPTIONS}


def need_beta(connection: Connection, what: str) -> None:
    """Raises BadInput unless the version of Graph is the one that alone has ``what``."""
    if connection.api_version != "beta":
        raise BadInput([f"{what} exist in Graph's beta version only, and api_version is {connection.api_version}"])


def wanted_of(items: list[dict], as_wanted, connection: Connection) -> list:
    """The checked options, with tenant IDs in place of domains; see desired() and resolved().

    What can be refused without asking Graph, is. Raises BadInput, and Failure if Graph has to be asked and fails.
    """
    wanted = desired(items, as_wanted, connection.api_version, connection.cloud.name, connection.home_tenant)
    tenants = lookup.tenants(connection.client, to_look_up(wanted))
    return resolved(wanted, tenants, connection.home_tenant)


def wanted_settings(resource: Resource, options: dict, connection: Connection) -> dict | None:
    """The checked options of a resource of which there is only one; None for its reset state. Raises BadInput."""
    wanted = desired_settings(resource, options, connection.api_version, connection.cloud.name)
    return None if options.get("state") == "reset" else wanted
