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

from ._converge.engine import Manner
from ._directory import lookup
from ._graph.clouds import CLOUDS, shown_url
from ._graph.connect import Connection, connect
from ._graph.credentials import METHODS
from ._graph.errors import EntraError, MissingLibrary
from ._graph.exposed import secrets_around
from ._graph.files import shown
from ._graph.origin import origin_of
from ._ledger import Ledger
from ._model.desired import BadInput, desired, desired_settings, resolved, to_look_up
from ._model.resource import Resource
from ._names import guid_key
from ._options import GRAPH_OPTIONS, WAIT_OPTIONS, out_of_range
from ._plan.change import NoWay
from ._secrecy.masked import masked_problems
from ._secrecy.secrets import Secrets
from ._secrecy.wrong_form import home_name, shown_name


def reading(**options) -> dict:
    """The options of a module that only reads."""
    return dict(GRAPH_OPTIONS, **options)


def writing(**options) -> dict:
    """The options of a module that writes."""
    return dict(GRAPH_OPTIONS, **WAIT_OPTIONS, **options)


def secrets_of(options: dict, arguments: dict, environ: Mapping[str, str]) -> Secrets:
    """Everything that may be secret, before anything about the arguments was checked."""
    names = [name for name, option in options.items() if option.get("no_log")]
    return Secrets([*(arguments.get(name) for name in names), *secrets_around(arguments, environ)])


def shown_arguments(arguments: dict) -> dict:
    """The arguments as a result repeats them: no value of the wrong form, and not the items of a fleet.

    The latter are half of the size of a result, which shows them anyway and which AWX has to store.
    """
    result = {name: value for name, value in arguments.items() if name != "partners"}
    for name in result:
        if name in _SHOWN and result[name] not in (None, ""):
            result[name] = _SHOWN[name](result[name])
    return result


def invocation(arguments: dict, result: dict, secrets: Secrets) -> dict:
    """What a result says of how the task was called: nothing if an option was refused, whose value may be a secret."""
    return {} if "problems" in result else {"module_args": secrets.masked(shown_arguments(arguments))}


def _shown_name(is_right, choices=()):
    def name(value):
        return value if is_right(value) else shown_name(value, choices).strip("'")

    return name


def _shown_address(value):
    return value if origin_of(value) == str(value).strip().rstrip("/").lower() else shown_url(value).strip("'")


_SHOWN = {
    "tenant": _shown_name(home_name),
    "home_tenant": _shown_name(home_name),
    "client_id": _shown_name(guid_key),
    "auth_method": _shown_name(METHODS.__contains__, METHODS),
    "cloud": _shown_name(CLOUDS.__contains__, CLOUDS),
    "graph_url": _shown_address,
    "authority_url": _shown_address,
    "certificate_path": shown,
    "federated_token_file": shown,
    "ca_path": shown,
    "backup_directory": shown,
}


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
