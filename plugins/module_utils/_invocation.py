# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task was called with: which of it is secret, and what a result repeats of it (private to this collection)."""

from __future__ import annotations

from collections.abc import Mapping

from ._graph.clouds import CLOUDS, shown_url
from ._graph.credentials import METHODS
from ._graph.exposed import secrets_around
from ._graph.files import shown
from ._graph.origin import origin_of
from ._names import guid_key
from ._secrecy.secrets import Secrets
from ._secrecy.wrong_form import home_name, shown_name


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
